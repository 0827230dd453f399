"""A text of cells (CSV) → its records: whatever its encoding is, and whatever parts its cells.

    UTF-8 with or without BOM, UTF-16 and UTF-32, Shift_JIS (CP932), JIS, EUC-JP
    comma, tab, semicolon, |; Excel's own first line sep=;
    cells in quotes with separators and line breaks in them

The separator is the one that gives the first records the same number of cells, most of them. An encoding that
has no mark of its own is taken where every byte fits it; that it was meant is proved by the headings, which
the caller looks for.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from katou_index.errors import SourceError
from katou_index.reading import sentences as say

LONGEST_CELL = 1_000_000  # characters
SEPARATORS = (",", "\t", ";", "|")
_SEEN, _FIRST = 1 << 14, 50  # signs and records by which the separator is seen
_SAID = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's own line for it
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_JIS = re.compile(rb"\x1b\$[@B]")  # how Japanese begins in ISO-2022-JP
_BY_FIT = ("utf-8", "cp932", "euc_jp")


def records(path: Path, shown: str) -> Iterator[tuple[int, list[str]]]:
    """(first line in the file, cells) of each record, empty ones too.

    Raises SourceError, whose file is `shown`: no text, a cell without an end, a file that cannot be opened.
    """
    csv.field_size_limit(LONGEST_CELL)
    line = 0
    try:
        with _open(path) as file:
            separator, line = _separator(file)
            lines = _text(file, shown)
            before = len(list(islice(lines, line)))
            reader = csv.reader(lines, delimiter=separator, strict=True)
            for cells in reader:
                first, line = line + 1, before + reader.line_num
                yield first, cells
    except UnicodeError:
        raise SourceError(shown, say.line(line + 1), say.no_known_encoding()) from None
    except csv.Error as error:
        what = say.cell_too_long(LONGEST_CELL) if "limit" in str(error) else say.quotes_unfit()
        raise SourceError(shown, say.line(line + 1), what) from None
    except OSError as error:
        raise SourceError(shown, "", say.cannot_open(error.strerror or "")) from None


def _open(path: Path) -> TextIO:
    with path.open("rb") as raw:
        head = raw.read(1 << 12)
        encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "") or _unmarked(head)
    return path.open(encoding=encoding or _fitting(path), newline="")


def _unmarked(head: bytes) -> str:
    """UTF-16 by its zeros: digits and commas have one in every second place. JIS by its escapes."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > 1 and not min(even, odd):
        return "utf-16-be" if even else "utf-16-le"
    return "iso2022_jp_ext" if _JIS.search(head) else ""


def _fitting(path: Path) -> str:
    """The first encoding that every byte fits; UTF-8 where none does, whose error tells the line."""
    for name in _BY_FIT:
        with contextlib.suppress(UnicodeDecodeError), path.open("rb") as raw:
            decoder = codecs.getincrementaldecoder(name)()
            while chunk := raw.read(1 << 16):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return name
    return _BY_FIT[0]


def _separator(file: TextIO) -> tuple[str, int]:
    """What parts the cells, and how many lines at the top only say so; the file stands at its beginning."""
    text = file.read(_SEEN)
    file.seek(0)
    if said := _SAID.match(text):
        return said[1], 1
    if len(text) == _SEEN:
        text = text[: text.rfind("\n") + 1] or text
    return max(SEPARATORS, key=lambda sign: _parted(text, sign)), 0


def _parted(text: str, sign: str) -> int:
    """How many cells a separator gives the records at the top that have as many as most of them."""
    counts: Counter[int] = Counter()
    with contextlib.suppress(csv.Error):
        for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), _FIRST):
            counts[len(cells)] += any(cells)
    return max((times * (cells - 1) for cells, times in counts.items()), default=0)


def _text(file: TextIO, shown: str) -> Iterator[str]:
    """The file's lines; a binary file says so instead of giving odd cells."""
    for number, line in enumerate(file, 1):
        if "\0" in line:
            raise SourceError(shown, say.line(number), say.data_in_text())
        yield line
