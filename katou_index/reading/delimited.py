"""A text of cells (CSV) → its records: whatever its encoding is, and whatever parts its cells.

    UTF-8 with or without BOM, UTF-16 and UTF-32, Shift_JIS (CP932), JIS, EUC-JP
    comma, tab, semicolon, |; Excel's own first line sep=;
    cells in quotes with separators and line breaks in them

The separator is the one that gives the first records the same number of cells, most of them. An encoding that
has no mark of its own is taken where every byte fits it; that it was meant is proved by the headings, which
the caller looks for.
"""

from __future__ import annotations

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
from katou_index.reading.encodings import encodings_of
from katou_index.reading.grid import MOST_SIGNS

LONGEST_CELL = 1_000_000  # characters
LONGEST_LINE = 2 * LONGEST_CELL  # … of a line: a record is parted in one go, and each cell takes room
MOST_ONE_BY_ONE = 50 * MOST_SIGNS  # … of a file whose records are taken one by one and not kept
SEPARATORS = (",", "\t", ";", "|")
_SEEN, _FIRST = 1 << 14, 50  # signs and records by which the separator is seen
_SAID = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's own line for it


def records(path: Path, shown: str, most: int = MOST_SIGNS) -> Iterator[tuple[int, list[str]]]:
    """(first line in the file, cells) of each record, empty ones too; of a file of so many signs at most.

    Raises SourceError, whose file is `shown`: no text, a cell without an end, a file that cannot be opened.
    """
    csv.field_size_limit(LONGEST_CELL)
    line = 0
    try:
        with _open(path) as file:
            separator, line = _separator(file)
            lines = _text(file, shown, most)
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
    return path.open(encoding=next(encodings_of(path)), newline="")


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


def _text(file: TextIO, shown: str, most: int) -> Iterator[str]:
    """The file's lines; a binary file says so instead of giving odd cells."""
    signs = 0
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), ""), 1):
        signs += len(line)
        if len(line) > LONGEST_LINE:
            raise SourceError(shown, say.line(number), say.line_too_long(LONGEST_LINE))
        if signs > most:
            raise SourceError(shown, say.line(number), say.too_much_text(most))
        if "\0" in line:
            raise SourceError(shown, say.line(number), say.data_in_text())
        yield line
