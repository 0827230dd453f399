"""How the tables that people keep under data/ are opened: as UTF-8, whole, or not at all.

Excel and Notepad save as Shift_JIS or UTF-16 when nobody tells them otherwise, and a copy over a network may
end in the middle. All text is UTF-8, so another encoding is told, never guessed at: in CP932 nearly any bytes
are some text. A cut is told where the file itself shows it:

    inside a character         the last bytes are no UTF-8
    inside a quoted cell       the quote is never closed; the same for strings and lists of TOML
    inside a line of a CSV     the last line has fewer cells than the headings. With a line end behind it, it
                               is whole where the line before is as short: Excel leaves empty last cells out
    inside the last cell       it has no line end and is not of a form that tells that it is whole (a date, a
                               word of a list). With a line end, or with such a form, nothing is missing

A CSV cut between two lines and a TOML file cut between two entries, or between two lines of one, are whole by
themselves. What tells there stands elsewhere: a measure of the sheet without a row (laying), and the lines
that the file had when the index before was built (index.cut).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from katou_index import table_sentences as say
from katou_index.errors import TableError

DAY = r"\d{4}([-/])\d\d\1\d\d"  # a whole date: one digit less is none
_ESCAPE = "\x1b"  # begins the Japanese of ISO-2022-JP
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def read_kept(path: Path) -> str:
    """The text of a table. Raises TableError (file, line, what to do) where it is not UTF-8, or is cut."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TableError(str(path), "", say.cannot_open(error.strerror or "")) from None
    excel = path.suffix == ".csv"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError(str(path), say.line(1), say.not_utf8("UTF-16", excel))
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"  # it was UTF-8 as far as it goes
        what = say.cut_character() if cut else say.not_utf8(_looks_like(raw), excel)
        raise TableError(str(path), _line_at(raw, error.start), what) from None
    for sign, encoding in (("\0", "UTF-16"), (_ESCAPE, "ISO-2022-JP")):
        if sign in text:
            at = len(text[: text.index(sign)].encode())
            raise TableError(str(path), _line_at(raw, at), say.not_utf8(encoding, excel))
    return text


def _looks_like(raw: bytes) -> str:
    """Only to be told: nearly any bytes are some text in CP932."""
    try:
        raw.decode("cp932")
    except UnicodeDecodeError:
        return ""
    return "Shift_JIS"


def _line_at(raw: bytes, at: int) -> str:
    return say.line(raw.count(b"\n", 0, at) + 1)


def read_toml(path: Path) -> dict[str, Any]:
    """A table in TOML, empty where there is no file. Raises TableError (file, line, what to do)."""
    if not path.exists():
        return {}
    text = read_kept(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        last = len(text.rstrip().splitlines()) or 1
        line = int(where[1]) if where and where[1] else last
        raise TableError(str(path), say.line(line), say.not_toml(_WHERE.sub("", str(error)))) from None


def read_rows(
    path: Path, needed: Sequence[str], whole: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table in CSV, each with the line on which it begins; cells that are left out are "".

    `needed`: the columns that must be there. `whole`: column → the form (a regular expression) by which a
    cell of it is seen to be whole. Raises TableError (file, line, what to do), also while the rows are read.
    """
    text = read_kept(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = _counted(path, reader)
    number, names = next(rows, (1, []))
    names = [name.strip() for name in names]
    if missing := [name for name in needed if name not in names]:
        raise TableError(str(path), say.line(number), say.no_columns(missing))
    ended, before = text.endswith(("\n", "\r")), len(names)
    upcoming = next(rows, None)
    while upcoming is not None:
        (number, cells), upcoming = upcoming, next(rows, None)
        if any(cell.strip() for cell in cells[len(names) :]):
            raise TableError(str(path), say.line(number), say.too_many_cells(len(cells), len(names)))
        if upcoming is None and len(cells) < (min(before, len(names)) if ended else len(names)):
            raise TableError(str(path), say.line(number), say.too_few_cells(len(cells), len(names)))
        if upcoming is None and not ended and not re.fullmatch(whole.get(names[-1], r"(?!)"), cells[-1]):
            raise TableError(str(path), say.line(number), say.no_line_end())
        yield number, {**dict.fromkeys(names, ""), **dict(zip(names, cells, strict=False))}
        before = len(cells)


def _counted(path: Path, reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it begins."""
    line = 0
    try:
        for cells in reader:
            first, line = line + 1, reader.line_num
            if cells:
                yield first, cells
    except csv.Error as error:
        raise TableError(str(path), say.line(line + 1), say.not_csv(str(error))) from None
