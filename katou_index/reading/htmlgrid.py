"""Tables of an HTML file, as systems export them under the name .xls → `Grid`.

Every table is below the one before it, as Excel shows them; rowspan and colspan are merged cells. Ruby
(<rt>) and scripts are no text; what is struck out (<s>, <del>) and rows that are not shown are told as in a
workbook. A table inside a cell is text of it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.encodings import encodings_of
from katou_index.reading.grid import EXCEL, MOST_SIGNS, CellSpan, Grid, GridPage, Strike, folded

MOST_ROWS, MOST_COLUMNS = 20_000, 500
_SHEET = "表"
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,20})", re.IGNORECASE)
_UNSEEN = frozenset(("rt", "rp", "script", "style", "title", "head"))
_STRUCK = frozenset(("s", "del", "strike"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BREAKS = frozenset(("br", "p", "div", "li"))


def read_html_grid(path: Path) -> Grid:
    """Its tables as one sheet. Raises SourceError: no table, too many rows."""
    shown = path.name
    try:
        text = _decoded(path)
    except OSError as error:
        raise SourceError(shown, "", say.cannot_open(error.strerror or "")) from None
    if len(text) > MOST_SIGNS:
        raise SourceError(shown, "", say.too_much_text(MOST_SIGNS))
    tables = _Tables()
    tables.feed(text)
    tables.close()
    if len(tables.rows) > MOST_ROWS:
        raise SourceError(shown, "", say.too_many_rows(MOST_ROWS))
    if not tables.rows:
        raise SourceError(shown, "", say.no_item())
    width = 1 + max(column for row in tables.rows.values() for column in row)
    rows = {
        number: tuple(folded(row.get(column, "")) for column in range(width))
        for number, row in tables.rows.items()
    }
    hidden = tuple(number for number in tables.hidden if number in rows)
    page = GridPage(_SHEET, rows, tuple(tables.spans), hidden=hidden, struck=tuple(tables.strikes))
    return Grid(shown, EXCEL, (page,))


def _decoded(path: Path) -> str:
    """The text in the encoding that it names, else in the first that fits."""
    raw = path.read_bytes()
    told = _CHARSET.search(raw[:2048])
    encoding = told[1].decode("ascii") if told else next(encodings_of(path))
    encoding = "cp932" if encoding.lower().replace("-", "_") in ("shift_jis", "x_sjis", "sjis") else encoding
    try:
        return raw.decode(encoding, errors="replace")
    except LookupError:
        return raw.decode(next(encodings_of(path)), errors="replace")


class _Tables(HTMLParser):
    """The cells of all tables, row by row, from 1; columns from 0."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[int, dict[int, str]] = {}
        self.spans: list[CellSpan] = []
        self.strikes: list[Strike] = []
        self.hidden: list[int] = []
        self._number, self._column = 0, 0
        self._taken: dict[int, int] = {}  # column → the last row that a cell above reaches
        self._depth = 0  # of tables
        self._open: list[str] = []  # the tags of unseen and of struck text
        self._cell: list[str] | None = None
        self._struck: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, row or cell begins."""
        if tag == "table":
            self._depth += 1
            self._number += self._depth == 1 and bool(self.rows)  # an empty row parts two tables
        elif tag in _UNSEEN | _STRUCK:
            self._open.append(tag)
        elif tag in _BREAKS and self._cell is not None:
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._number, self._column = self._number + 1, 0
            if _HIDDEN.search(dict(attrs).get("style") or ""):
                self.hidden.append(self._number)
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """A table or cell ends."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        """Text of the cell that is open."""
        if self._cell is None or _UNSEEN & set(self._open):
            return
        (self._struck if _STRUCK & set(self._open) else self._cell).append(data)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        number = max(self._number, 1)
        while self._taken.get(self._column, 0) >= number:
            self._column += 1
        across, down = _many(attributes.get("colspan")), _many(attributes.get("rowspan"))
        across = max(1, min(across, MOST_COLUMNS - self._column))
        for column in range(self._column, self._column + across):
            self._taken[column] = number + down - 1
        if across > 1 or down > 1:
            right, bottom = self._column + across - 1, number + down - 1
            self.spans.append(CellSpan(number, self._column, bottom, right))
        self._cell, self._struck, self._open = [], [], []  # a tag that nobody closed ends with its cell

    def _end_cell(self) -> None:
        if self._cell is None or self._column >= MOST_COLUMNS:
            return
        number = max(self._number, 1)
        self.rows.setdefault(number, {})[self._column] = "".join(self._cell)
        if struck := folded("".join(self._struck)):
            self.strikes.append(Strike(number, self._column, struck))
        self._cell = None
        self._column += 1


def _many(text: str | None) -> int:
    """How many rows or columns a cell has, 1 where that is no number."""
    return min(int(text), MOST_ROWS) if text and text.strip().isdecimal() and int(text) else 1
