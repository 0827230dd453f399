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
_ROW = 3  # cells that make a row of them; fewer separators stand in any text
_BREAK = re.compile(r"\r\n|\r|\n")
_SAID = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's own line for it


def records(path: Path, shown: str, most: int = MOST_SIGNS) -> Iterator[tuple[int, list[str]]]:
    """(first line in the file, cells) of each record, empty ones too; of a file of so many signs at most.

    Raises SourceError, whose file is `shown`: no text, a cell without an end, a file that cannot be opened.
    """
    csv.field_size_limit(LONGEST_CELL)
    line = 0
    try:
        with _open(path) as file:
            separator, width, line = _separator(file)
            lines = _text(file, shown, most)
            before = len(list(islice(lines, line)))
            reader = csv.reader(lines, delimiter=separator, strict=True)
            for cells in reader:
                first, line = line + 1, before + reader.line_num
                if any(_holds_rows(cell, at, separator, width) for at, cell in enumerate(cells)):
                    raise SourceError(shown, say.line(first), say.rows_in_a_cell(line - first + 1))
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


def _separator(file: TextIO) -> tuple[str, int, int]:
    """What parts the cells, how many of them most records at the top have, and how many lines there only say
    what parts; the file stands at its beginning."""
    text = file.read(_SEEN)
    file.seek(0)
    said = _SAID.match(text)
    if len(text) == _SEEN:
        text = text[: text.rfind("\n") + 1] or text
    signs = (said[1],) if said else SEPARATORS
    (_, width), sign = max(((_parted(text, sign), sign) for sign in signs), key=lambda found: found[0][0])
    return sign, width, int(said is not None)


def _parted(text: str, sign: str) -> tuple[int, int]:
    """How many cells a separator gives the records at the top that have as many as most of them: all
    together, and each."""
    counts: Counter[int] = Counter()
    with contextlib.suppress(csv.Error):
        for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), _FIRST):
            counts[len(cells)] += any(cells)
    return max(((times * (cells - 1), cells) for cells, times in counts.items()), default=(0, 0))


def _holds_rows(cell: str, at: int, sign: str, width: int) -> bool:
    """Whether the cell at this place holds the rest of its row and rows below, of `width` cells each: the
    quotation mark it begins with was left open, so that another row's rating stands in its row."""
    if sign not in cell or width < _ROW:
        return False
    first, *below = (line.split(sign) for line in _BREAK.split(cell))
    *inner, last = below or [[]]
    texts = [text.strip() for line in (first, *below) for text in line]
    ends = all(len(line) == width for line in inner) if inner else len(last) == at + 1
    return len(first) == width - at and ends and 2 * len(list(filter(None, texts))) > len(texts)


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
