"""Tables that end sooner than they did: a cut between two lines, which the file itself does not show.

An index remembers a mark of every line of every table under data/. Where the next build finds a table that
holds the first lines of what it was and none behind them, somebody deleted its end or the file was cut off:
that is told, once, and the build goes on. An edit that changes or adds a line as well is an edit.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping

from katou_index import table_sentences as say
from katou_index.manifest import DataFile
from katou_index.records import NamedTuple

INFO = "lines"  # the key of the marks among the index's own notes
_OPEN = -1  # behind the marks of a file whose last line has no line end: that line may be half a line
MOST_BYTES = 4_000_000  # of a table that people keep; a larger file is none
Marks = Mapping[str, list[int]]


class Cut(NamedTuple):
    """A table that is the beginning of what it was."""

    path: str  # below data/
    were: int  # lines that say something, comments of TOML left out
    gone: int


def marks_of(data: str | os.PathLike[str], manifest: Iterable[DataFile]) -> dict[str, list[int]]:
    """Path below `data` → a mark of each line that says something, for every table that people keep."""
    return {file.path: _marks(os.path.join(data, file.path)) for file in manifest if _is_kept(file)}


def as_text(marks: Marks) -> str:
    """The marks as an index keeps them."""
    return json.dumps(marks, separators=(",", ":"))


def cuts(before: str, now: Marks) -> tuple[Cut, ...]:
    """The tables of `now` that are cut off; `before` is the text that the index before kept, "" for none."""
    was: Marks = json.loads(before) if before else {}
    compared = ((path, [m for m in was.get(path, ()) if m != _OPEN], marks) for path, marks in now.items())
    return tuple(
        Cut(path, len(old), len(old) - len(whole))
        for path, old, marks in compared
        for whole in (marks[:-2] if marks[-1:] == [_OPEN] else marks,)
        if old[: len(whole)] == whole and len([m for m in marks if m != _OPEN]) < len(old)
    )


def told(data: str | os.PathLike[str], found: Iterable[Cut]) -> tuple[str, ...]:
    """A sentence for each."""
    return tuple(say.lines_gone(os.path.join(data, cut.path), cut.were, cut.gone) for cut in found)


def _is_kept(file: DataFile) -> bool:
    stem, ending = os.path.splitext(os.path.basename(file.path))
    return ending in (".toml", ".csv") and stem != "sheet" and file.size <= MOST_BYTES


def _marks(path: str) -> list[int]:
    with open(path, "rb") as file:
        raw = file.read()
    comment = b"#" if path.endswith(".toml") else b"\n"  # "\n": no line holds it
    lines = [line.strip() for line in raw.splitlines()]
    marks = [zlib.crc32(line) for line in lines if line and not line.startswith(comment)]
    ends_open = lines and lines[-1] and not lines[-1].startswith(comment) and not raw.endswith((b"\n", b"\r"))
    return [*marks, _OPEN] if ends_open else marks
