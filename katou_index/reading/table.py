"""`Grid` → `Table`: where the headings are, which column is which, which rows are items and which are not.

    基本方針 │ 取組 │    事業      │ 担当課 │        令和3年度         │        ← two heading rows, merged
             │      │ No. │ 事業名 │        │ 取組内容 │ 取組結果 │ 評価 │
    ① 安全…  │ 防災 │  1  │ 放送   │ 防災課 │ ・検証   │ …した。  │  ○  │

Columns are found by their names (columns.toml), in whatever order they stand. Headings that come again on a
new page are recognised and may even change the order. Rows that hold no item are kept in `Table.passed`:
nothing is left out without being told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import PDF, Grid, Page, Span, Spot
from katou_index.records import NamedTuple, Record
from katou_index.tables import Column, split_policy

NEEDED = ("事業名", "評価")
_LEAST = 4  # columns that a heading row must show
_DEEPEST = 3  # heading rows, one below the other
_CONTENT = ("事業名", "取組内容", "取組結果", "根拠", "評価")
_YEAR = re.compile(r"(令和|平成|R|H)(元|\d{1,2})年?度")
_WESTERN = re.compile(r"(20\d\d)年度")
_YEAR_IN_FRONT = re.compile(r"^(?:(?:令和|平成|R|H)?(?:元|\d{1,4})(?:年度|年))+(?:の|における)?")
_BRACKETS = re.compile(r"[(\[［〔【][^()\[\]]*[)\]］〕】]?")
_NOTE = re.compile(r"[※＊*]|注\d*[:：）)\s]|（注|\(注|備考|凡例|合計|小計|計$")
_PAGE = re.compile(
    r"[-–—(（\s]*(?:\d+\s*/\s*\d+|[pP]\.?\s*\d+|\d+\s*(?:/\s*\d+\s*)?(?:ページ|頁))[-–—)）\s]*"
)
REIWA, HEISEI = 2018, 1988


class Row(Record):
    """One data row: tidy column → what stands there. `page` is its sheet or page."""

    page: str
    line: int  # as printed: row of the sheet, row of the page's table
    first: bool  # the first one of its page
    cells: dict[str, Spot]
    places: dict[str, str]  # tidy column → where it is, for people

    def text(self, column: str) -> str:
        """The text of a column, empty where the table has no such column."""
        spot = self.cells.get(column)
        return spot.text if spot else ""

    def place(self, column: str) -> str:
        """Where the cell is; the row's first cell for a column that the table does not have."""
        return self.places.get(column) or next(iter(self.places.values()))


class Passed(NamedTuple):
    """Something that was not read as an item: where it stands, what it says, why."""

    place: str
    text: str


class Table(Record):
    """The rows of a file in their order, and what is known about the file as a whole."""

    file: str
    kind: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]  # the tidy columns found
    headings: dict[str, str]  # tidy column → as the sheet writes it
    unknown: tuple[Passed, ...]  # headings that are no known column
    years: tuple[int, ...]  # calendar years in which the fiscal years named in headings or titles began
    passed: tuple[Passed, ...]
    doubts: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]  # places of hidden rows, which were read
    merged: bool  # whether anything is merged downwards: then an empty cell means empty
    pages: int  # how many of them hold rows


def read_table(grid: Grid, columns: Sequence[Column]) -> Table:
    """The rows of every sheet or page that has the headings. Raises SourceError where none has them."""
    return _Reader(grid, columns).table()


def heading(text: str) -> str:
    """`令和３年度 取組内容（予定）` → `取組内容`: what counts of a column's name."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    bare = _BRACKETS.sub("", bare) or bare
    return _YEAR_IN_FRONT.sub("", bare) or bare


def years_in(text: str) -> list[int]:
    """Calendar years in which the fiscal years that a text names began: `令和3年度` → [2021]."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    found = [
        (REIWA if era in ("令和", "R") else HEISEI) + (1 if number == "元" else int(number))
        for era, number in _YEAR.findall(bare)
    ]
    return [*found, *(int(year) for year in _WESTERN.findall(bare))]


class _Heading(NamedTuple):
    """Headings found: tidy column → column of the grid; how many rows they take."""

    columns: dict[str, int]
    depth: int


class _Reader:
    def __init__(self, grid: Grid, columns: Sequence[Column]) -> None:
        self.grid = grid
        self.names = [(column.name, tuple(map(heading, column.headings))) for column in columns]
        self.found: _Heading | None = None
        self.headings: dict[str, str] = {}
        self.unknown: dict[str, Passed] = {}
        self.passed: list[Passed] = []
        self.years: dict[str, list[int]] = {"heading": [], "title": []}
        self.best: set[str] = set()
        self.seen: set[tuple[str, ...]] = set()  # rows above and in the headings

    def table(self) -> Table:
        rows: list[Row] = []
        hidden: list[str] = []
        pages = []
        for page in self.grid.pages:
            if self.grid.kind != PDF:
                self.found = None  # each sheet has headings of its own; a page may go on without
            before = len(rows)
            rows.extend(self._page(page))
            if len(rows) > before:
                pages.append(page)
                hidden.extend(self.grid.place(page, number, 0) for number in page.hidden)
            elif page.rows and self.grid.kind != PDF:
                self.passed.append(Passed(f"シート「{page.name}」", "見出しのないシート"))
        if not self.headings:
            raise SourceError(self.grid.file, "", say.no_heading(sorted(self.best), self._missing()))
        if not rows:
            raise SourceError(self.grid.file, "", say.no_item())
        return Table(
            self.grid.file, self.grid.kind, tuple(rows), tuple(self.headings), self.headings,
            tuple(self.unknown.values()), tuple(self.years["heading"] or self.years["title"]),
            tuple(self.passed), self.grid.doubts, tuple(hidden),
            any(span.bottom > span.top for page in pages for span in page.spans), len(pages),
        )  # fmt: skip

    def _missing(self) -> list[str]:
        return [name for name in (*NEEDED, "取組結果", "担当課") if name not in self.best]

    # -- rows --------------------------------------------------------------------------------------------

    def _page(self, page: Page) -> Iterator[Row]:
        spots = _spots(page)
        numbers = sorted(spots)
        skip, first, above = 0, True, True
        for at, number in enumerate(numbers):
            row_texts = tuple(spot.text for spot in spots[number])
            if skip:
                skip -= 1
                continue
            if (found := self._heading(spots, numbers[at : at + _DEEPEST])) is not None:
                self._take(
                    page, found, [spots[each] for each in numbers[at : at + found.depth]], numbers[at:]
                )
                skip, above = found.depth - 1, False
                continue
            if row_texts in self.seen:
                continue  # a title or a part of the headings, again on the next page
            texts = " ".join(dict.fromkeys(spot.text for spot in spots[number] if spot.text))
            if self.found is None or (above and self.grid.kind != PDF):
                self.years["title"].extend(years_in(texts))
                self.seen.add(row_texts)
                continue
            row = self._row(page, number, spots[number], first)
            if row is not None:
                yield row
                first = False
            elif texts:
                self.passed.append(Passed(self.grid.place(page, number, 0), texts[:80]))
        self.years["title"].extend(years_in(f"{page.around} {page.name if self.grid.kind != PDF else ''}"))

    def _row(self, page: Page, number: int, spots: Sequence[Spot], first: bool) -> Row | None:
        """The row as an item's, None where it is a note, a sum or a remark below the table."""
        assert self.found is not None
        nothing = Spot("", number, 0, False)
        cells = {
            name: spots[column] if column < len(spots) else nothing
            for name, column in self.found.columns.items()
        }
        if not any(spot.text and spot.row == number for spot in cells.values()):
            return None  # wholly inside what was merged from above
        anywhere = {spot.text for spot in spots if spot.text}
        lead = next((spot.text for spot in spots if spot.text), "")
        label = len(anywhere) == 1 and split_policy(lead)[0] is not None
        wide = sum(spot.text == lead for spot in cells.values()) > 2
        own = {cells[name].text for name in _CONTENT if name in cells and cells[name].text}
        note = _NOTE.match(lead) and not cells["評価"].text and len(own) <= 2
        page_number = len(anywhere) == 1 and _PAGE.fullmatch(lead)
        if not label and (note or page_number or not own or (len(anywhere) == 1 and wide)):
            return None
        places = {name: self.grid.place(page, number, column) for name, column in self.found.columns.items()}
        return Row(page.name, number, first, cells, places)

    # -- headings ----------------------------------------------------------------------------------------

    def _heading(self, spots: dict[int, list[Spot]], numbers: Sequence[int]) -> _Heading | None:
        """The heading that begins with the first of these rows, if one does."""
        best: dict[str, int] = {}
        depth = 0
        for deep in range(1, len(numbers) + 1):
            columns = self._columns([spots[number] for number in numbers[:deep]])
            if len(columns) > len(best):
                best, depth = columns, deep
        if len(best) > len(self.best):
            self.best = set(best)
        if len(best) < _LEAST or not set(NEEDED) <= best.keys():
            return None
        rows = [spots[number] for number in numbers[:depth]]
        if depth > 1 and len(self._columns(rows[:1])) < 2 and len(self._columns(rows[1:])) == len(best):
            return None  # its first row is a title, or the last item of the page before
        return _Heading(best, depth)

    def _columns(self, rows: Sequence[Sequence[Spot]]) -> dict[str, int]:
        found: dict[str, int] = {}
        over = ""
        for column in range(max(map(len, rows))):
            stack = [row[column].text if column < len(row) else "" for row in rows]
            over = stack[0] or over  # a heading over several columns that are not merged
            own = list(dict.fromkeys(text for text in stack if text))
            name = self._name(own)
            if name is None and own and not stack[0]:
                name = self._name(["".join([over, *own])])
            if name is not None:
                found.setdefault(name, column)
        return found

    def _name(self, stack: Sequence[str]) -> str | None:
        """The column that these texts, one above the other, name: all together, the lowest, the highest."""
        if not stack or max(map(len, stack)) > 60:
            return None
        for text in ("".join(stack), stack[-1], stack[0]):
            bare = heading(text)
            for name, headings in self.names:
                if any(bare == each or ("*" in each and fnmatchcase(bare, each)) for each in headings):
                    return name
        return None

    def _take(self, page: Page, found: _Heading, rows: list[list[Spot]], numbers: Sequence[int]) -> None:
        """From here on these columns count."""
        self.found = found
        self.seen.update(tuple(spot.text for spot in row) for row in rows)
        known = set(found.columns.values())
        for column in range(max(map(len, rows))):
            stack = list(
                dict.fromkeys(row[column].text for row in rows if column < len(row) and row[column].text)
            )
            text = " ".join(stack)
            if column in known:
                name = next(name for name, at in found.columns.items() if at == column)
                self.headings.setdefault(name, text)
                if name in ("取組内容", "取組結果", "評価"):
                    self.years["heading"].extend(years_in(text))
            elif text and self._name(stack) is None:
                place = self.grid.place(page, numbers[0], column)
                self.unknown.setdefault(text, Passed(place, text))


def _spots(page: Page) -> dict[int, list[Spot]]:
    """Row → its cells, every place of a merged range filled with the range's text."""
    inside = page.starts()
    width = max((len(texts) for texts in page.rows.values()), default=0)
    numbers = set(page.rows) | {row for row, _ in inside if page.rows}
    spots = {}
    for number in sorted(numbers):
        texts = page.rows.get(number, ())
        row = []
        for column in range(width):
            span: Span | None = inside.get((number, column))
            if span is None:
                row.append(Spot(texts[column] if column < len(texts) else "", number, column, False))
            else:
                start = page.rows.get(span.top, ())
                text = start[span.left] if span.left < len(start) else ""
                row.append(Spot(text, span.top, span.left, True))
        spots[number] = row
    return spots
