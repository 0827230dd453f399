"""`Grid` → `Table`: where the headings are, which column is which, which rows are items and which are not.

    基本方針 │ 取組 │    事業      │ 担当課 │        令和3年度         │        ← two heading rows, merged
             │      │ No. │ 事業名 │        │ 取組内容 │ 取組結果 │ 評価 │
    ① 安全…  │ 防災 │  1  │ 放送   │ 防災課 │ ・検証   │ …した。  │  ○  │

Columns are found by their names (columns.toml), in whatever order they stand; which of several is read, the
rules of `choosing` say. Headings that come again on a new page are recognised and may even change the order.
Rows that hold no item are kept in `Table.passed`, columns, sheets and blocks in `Table.unread`: nothing is
left out without being told.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, takewhile
from types import MappingProxyType

from katou_index.errors import SourceError
from katou_index.plan import names_divisions
from katou_index.printed import are_decimals, without_decimal
from katou_index.reading import sentences as say
from katou_index.reading.asides import is_aside, is_example
from katou_index.reading.choosing import (
    HAND_TICKS,
    LONG,
    RATING,
    TICKS,
    YEARLY,
    Candidate,
    ColumnChoice,
    choose,
    explains,
    is_qualifier,
)
from katou_index.reading.everywhere import everywhere
from katou_index.reading.grid import (
    CSV,
    EXCEL,
    PDF,
    CellDoubt,
    Grid,
    GridPage,
    Spot,
    Unread,
    letters,
    samples,
    spots_of,
)
from katou_index.reading.headings import (
    LONGEST,
    ColumnNames,
    bare,
    heading,
    names_another_year,
    years_in,
    years_over,
)
from katou_index.reading.signs import typed_as
from katou_index.reading.yearrows import YEAR, of_year
from katou_index.records import NamedTuple, Record
from katou_index.tables import Column, split_policy

NEEDED = ("事業名", "評価")
OFFICE = "担当課"
_WHOLE = ("事業No.", RATING)  # fields whose whole numbers a program may have written as 1.0
_LEAST = 4  # columns of a heading row as a rule; where no sheet has such a row, the needed ones are enough
_DEEPEST = 3  # heading rows, one below the other
_CONTENT = ("事業名", "取組内容", "取組結果", "根拠", "評価")
_DIGIT = re.compile(r"\d")
_NOTE = re.compile(r"[※＊*]|[【\[〔]注|注\d*[:：）)\s]|（注|\(注|備考|凡例|合計|小計|計$")
# A sum as clerks write it: the whole of what a row without a number says beside its mark.
_SUM = re.compile(r".*(?:合計|小計|総計|平均|件数|の数)|計|総合評価")
_TOTAL = re.compile(
    r"(?:合計|小計|総計|計|課計|部計|平均|全)(?:\d+(?:事業|項目|件|取組))?"
)  # no title of a measure
_COUNTED = re.compile(r"(?:件|事業|項目|課|人)数$|^(?:計|合計|数|割合|構成比)$")  # headings of a tally
_REFERENCE = re.compile(r"[（(【［\[〔※\s]*(?:参考|ご参考)")
_PAGE = re.compile(
    r"[-–—－―(（\s]*(?:\d+\s*/\s*\d+|[pP]\.?\s*\d+|\d+\s*(?:/\s*\d+\s*)?(?:ページ|頁))[-–—－―)）\s]*"
    r"|([-–—－―~])\s*\d+\s*\1"
)


class TableRow(Record):
    """One data row: tidy column → what stands there. `page` is its sheet or page."""

    page: str
    line: int  # as printed: row of the sheet, row of the page's table
    first: bool  # the first one of its page
    cells: dict[str, Spot]
    places: dict[str, str]  # tidy column → where it is, for people
    extra: Mapping[str, Spot] = MappingProxyType({})  # heading of a further column → what stands there
    apart: str = ""  # what keeps its number apart from the same one on other sheets

    def text(self, column: str) -> str:
        """The text of a column, empty where the table has no such column."""
        spot = self.cells.get(column)
        return spot.text if spot else ""

    def place(self, column: str) -> str:
        """Where the cell is; the row's first cell for a column that the table does not have."""
        return self.places.get(column) or next(iter(self.places.values()))


class SeenHeading(NamedTuple):
    """What stands over a column: where, its text as columns.toml would name it, the cells below; the field
    that it names, whether it is read for that, whether no rule decides, and whether it is kept as it is;
    `written`: all that stands over it."""

    place: str
    column: int
    text: str
    cells: tuple[str, ...]
    field: str
    read: bool
    undecided: bool
    kept: bool = False
    written: str = ""


class Passed(NamedTuple):
    """Something that was not read as an item: where it stands, what it says, why."""

    place: str
    text: str


class Caption(NamedTuple):
    """A row of one text above some items, or above their headings: where it stands, what it says."""

    page: str
    line: int
    place: str
    text: str
    above: bool  # above the headings


class Doubted(NamedTuple):
    """What is wrong with a cell: where, in a sentence; its row or 0, its tidy column or ""."""

    place: str
    text: str
    line: int = 0
    column: str = ""


class Struck(NamedTuple):
    """Struck-out text, which was not read: where, on which row; `row`: the row is no item because of it."""

    place: str
    line: int
    text: str
    row: bool


class Table(Record):
    """The rows of a file in their order, and what is known about the file as a whole."""

    file: str
    kind: str
    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]  # the tidy columns found
    headings: dict[str, str]  # tidy column → as the sheet writes it
    called: dict[str, str]  # tidy column → what the sheet calls it, without the year and what stands above
    unread: tuple[Unread, ...]  # columns, sheets and blocks
    kept: tuple[Unread, ...]  # further columns, which are kept as they are
    doubled: tuple[Unread, ...]  # columns that have the heading of a field that another column was read for
    years: tuple[int, ...]  # calendar years in which the fiscal years named in headings or titles began
    passed: tuple[Passed, ...]
    doubts: tuple[Doubted, ...]
    struck: tuple[Struck, ...]  # struck-out text
    hidden: tuple[str, ...]  # places of hidden rows, which were read
    hidden_columns: tuple[Passed, ...]  # and of hidden columns
    merged: bool  # whether anything is merged downwards: then an empty cell means empty
    pages: int  # how many of them hold rows
    offices: dict[str, str]  # sheet or page → the department that its title line names (担当課：防災課)
    ticks: tuple[str, ...] = ()  # how ratings were read that are ticked in columns
    captions: tuple[Caption, ...] = ()  # in the order of the file; those among the items are in `passed` too
    forms: bool = False  # whether each row was a form of its own


def read_table(grid: Grid, columns: Sequence[Column], began: int | None) -> Table | None:
    """The rows of every sheet or page that has the headings, read as of the fiscal year that began in
    `began`; None asks only what the file says of itself, and no column is in doubt then. None where no sheet
    has them.

    Raises SourceError where several columns could be one field.
    """
    return _Reader(grid, columns, began, _LEAST).table()


def read_small_table(grid: Grid, columns: Sequence[Column], began: int | None) -> Table:
    """The same where no sheet has as many headings as an evaluation sheet has as a rule: a title and a rating
    are enough. Raises SourceError where there are not even these."""
    reader = _Reader(grid, columns, began, len(NEEDED))
    table = reader.table()
    if table is None:
        raise SourceError(grid.file, "", reader.no_heading())
    return table


def seen_in_table(
    grid: Grid, columns: Sequence[Column], began: int | None
) -> tuple[list[SeenHeading], list[str]]:
    """Every heading of a table and the texts above it, whether it can be read or not; empty where it has no
    heading row."""
    for least in (_LEAST, len(NEEDED)):
        reader = _Reader(grid, columns, began, least)
        with contextlib.suppress(SourceError):
            reader.table()
        if reader.seen_headings:
            return list(reader.seen_headings.values()), reader.titles
    return [], []


Sentence = Callable[[str, Sequence[str]], tuple[str, str]]
"""Field and columns → what is wrong with them, in Japanese and English."""


class _Headed(NamedTuple):
    """A column under the headings: what stands over it, the field it names, whether it does so itself or only
    what it stands under, and the cells of the heading."""

    texts: tuple[str, ...]
    field: str | None
    own: bool
    spots: tuple[tuple[int, int], ...]


class _Heading(NamedTuple):
    """Headings found: tidy column → column of the grid; how many rows they take; the further columns."""

    columns: dict[str, int]
    depth: int
    extra: Mapping[str, int] = MappingProxyType({})


def _without_divisions(headed: list[_Headed]) -> list[_Headed]:
    """部 beside 課, both below 担当部署, is the 部 of its departments and none of them."""
    divisions = {each for each in headed if each.field == OFFICE and names_divisions(each.texts[-1])}
    if all(each in divisions for each in headed if each.field == OFFICE):
        return headed
    return [each._replace(field=None, own=False) if each in divisions else each for each in headed]


class _Reader:
    def __init__(self, grid: Grid, columns: Sequence[Column], began: int | None, least: int) -> None:
        self.grid, self.began, self.least = grid, began, least
        self.columns = {column.name: column for column in columns}
        self.names = ColumnNames(columns)
        self.table_of_columns = columns[0].file if columns else "data/columns.toml"
        self.spots: dict[str, dict[int, list[Spot]]] = {}
        self.found: _Heading | None = None
        self.width = 0  # cells of its rows
        self.headings: dict[str, str] = {}
        self.called: dict[str, str] = {}
        self.taken: dict[tuple[object, ...], tuple[dict[str, int], dict[str, int]]] = {}
        self.kept: dict[tuple[str, ...], list[tuple[str, Unread]]] = {}
        self.unread: dict[tuple[str, ...], list[tuple[str, Unread]]] = {}  # with the sheets or pages it is on
        self.doubled: dict[tuple[str, ...], list[tuple[str, Unread]]] = {}
        self.hidden_columns: dict[str, Passed] = {}
        self.decided: dict[str, tuple[str, str]] = {}  # field of several columns → which is read: ja, en
        self.undecided: dict[str, tuple[str, str, str]] = {}  # field → Japanese, English, a place
        self.beside: dict[str, str] = {}  # field of two columns under one heading → where the second one is
        self.ticks: dict[tuple[object, ...], str] = {}  # columns of a ticked rating → the sentence
        self.passed: list[Passed] = []
        self.captions: list[Caption] = []
        self.offices: dict[str, str] = {}
        self.seen_headings: dict[tuple[str, ...], SeenHeading] = {}
        self.titles: list[str] = []
        self.struck: list[Struck] = []
        self.fields: dict[str, dict[int, str]] = {}  # sheet or page → column of the grid → tidy column
        self.odd: dict[str, Doubted] = {}  # by place: numbers that became days, rows of a CSV that are short
        self.years: dict[str, list[int]] = {"heading": [], "title": []}
        self.decimals: set[str] = set()  # fields whose whole numbers a program wrote as 1.0
        self.best: set[str] = set()
        self.seen: set[tuple[str, ...]] = set()  # rows above and in the headings
        self.signs: dict[int, frozenset[str]] = {}  # row (its identity) → the signs that stand in it

    def table(self) -> Table | None:
        """The table, None where no sheet has the headings."""
        rows: list[TableRow] = []
        hidden: list[str] = []
        pages = []
        self.spots = {page.name: spots_of(page) for page in self.grid.pages}
        for page in self.grid.pages:
            if self.grid.kind != PDF:
                self.found = None  # each sheet has headings of its own; a page may go on without
            before = len(rows)
            if self.grid.kind == PDF or not is_example(page.name):
                rows.extend(self._page(page))
            if len(rows) > before:
                pages.append(page)
                hidden.extend(self.grid.place(page, number, 0) for number in page.hidden)
            else:
                self._leave_out(page)
        rows = self._of_this_year(rows)
        if set(NEEDED) <= self.beside.keys():
            raise SourceError(self.grid.file, self.beside["事業名"], say.side_by_side())
        if self.undecided:
            raise SourceError(
                self.grid.file, "", say.undecided(self.undecided, self.decided, self.table_of_columns)
            )
        if not self.headings:
            return None
        if not rows:
            raise SourceError(self.grid.file, "", say.no_item())
        return Table(
            self.grid.file, self.grid.kind, tuple(rows), tuple(self.headings), self.headings, self.called,
            (*self.grid.unread, *self._once(self.unread)), self._once(self.kept), self._once(self.doubled),
            tuple(self.years["heading"] or self.years["title"]),
            tuple(self.passed),
            (*map(self._doubted, self.grid.doubts), *self.odd.values(), *_repeated(rows), *_twice(rows)),
            tuple(self.struck), tuple(hidden),
            tuple(self.hidden_columns.values()),
            any(span.bottom > span.top for page in pages for span in page.spans), len(pages),
            self.offices, tuple(dict.fromkeys(self.ticks.values())), tuple(self.captions),
        )  # fmt: skip

    def _once(self, found: dict[tuple[str, ...], list[tuple[str, Unread]]]) -> tuple[Unread, ...]:
        """Each once, though it may stand on several sheets or come again on every page."""
        told = []
        for places in found.values():
            others = len({name for name, _ in places}) - 1 if self.grid.kind == EXCEL else 0
            first = next((each for _, each in places if each.values), places[0][1])
            told.append(first._replace(place=say.also(first.place, others)) if others else first)
        return tuple(told)

    def no_heading(self) -> str:
        """What to say where no sheet has the headings."""
        missing = [name for name in (*NEEDED, "取組結果", "担当課") if name not in self.best]
        return say.no_heading(sorted(self.best), missing, self.table_of_columns)

    def _of_this_year(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows without those that a column 年度 says are of another year, which are told."""
        if YEAR not in self.headings:
            return rows
        found = of_year(rows, self.began)
        self.years["heading"].extend(found.years)
        if found.others:
            first = found.others[0]
            place, texts = first.place(YEAR), samples(row.text(YEAR) for row in found.others)
            told = Unread(place, self.headings[YEAR], texts, say.rows_of_another_year(len(found.others)))
            self.unread[YEAR, place] = [(first.page, told)]
            if not found.certain:
                self.undecided[YEAR] = (*say.years_of_rows(place, texts, len(found.others)), "")
        return list(found.kept)

    def _doubted(self, doubt: CellDoubt) -> Doubted:
        return Doubted(
            doubt.place, doubt.text, doubt.row, self.fields.get(doubt.page, {}).get(doubt.column, "")
        )

    def _leave_out(self, page: GridPage) -> None:
        """A sheet or a page of which nothing was read."""
        values = samples(text for texts in page.rows.values() for text in texts)
        if self.grid.kind == PDF:
            values = values or samples(page.around.split())
        if values:
            name = f"{page.name}ページ" if self.grid.kind == PDF else f"シート「{page.name}」"
            why = say.EXAMPLE_SHEET if is_example(page.name) else say.NO_HEADING_HERE
            self.unread[name,] = [(page.name, Unread(name, "", values, why))]

    # -- rows --------------------------------------------------------------------------------------------

    def _page(self, page: GridPage) -> Iterator[TableRow]:
        spots = self.spots[page.name]
        numbers = sorted(spots)
        struck = _Struck(page)
        skip, first, above, remark = 0, True, True, False
        block: list[int] = []
        items: set[str] = set()  # numbers of the measures above, their titles where there are none
        for at, number in enumerate(numbers):
            apart = number - 1 not in spots  # an empty row stands above
            remark = remark and not apart
            row_texts = tuple(spot.text for spot in spots[number])
            if skip:
                skip -= 1
                continue
            if items and self._second_table(page, numbers[at:], items, apart):
                break
            if (found := self._heading(page, numbers[at : at + _DEEPEST])) is not None:
                self._take(page, found, numbers[at:])
                self.width = max(len(page.rows.get(each, ())) for each in numbers[at : at + found.depth])
                skip, above = found.depth - 1, False
                continue
            if any(row_texts) and row_texts in self.seen:
                continue  # a title or a part of the headings, again on the next page
            texts = " ".join(dict.fromkeys(spot.text for spot in spots[number] if spot.text))
            if self.found is None or (above and self.grid.kind != PDF):
                self.years["title"].extend(years_in(texts))
                self.titles.append(texts)
                self._note_caption(page, number, above=True)
                self.seen.add(row_texts)
                block.append(number)
                continue
            if other := self._table_apart(page, numbers[at:]) if apart else 0:
                self._leave_block(page, [spots[each] for each in numbers[at : at + other]], say.BELOW)
                skip = other - 1
                continue
            if struck.is_no_item(number, spots[number], self.found.columns):
                place = self.grid.row_place(page, number)
                self.struck.append(Struck(place, number, struck.row(number, texts), True))
                continue
            row = self._row(page, number, spots[number], first)
            if row is not None and (self._beside_the_items(row, apart, remark) or _is_aside(row, items)):
                row = None
            remark = row is None and (remark or (apart and _NOTE.match(texts) is not None))
            if row is not None:
                self._check_width(page, number)
                yield row
                first = False
                items |= _named(spots[number], self.found.columns)
            elif texts:
                self.passed.append(Passed(self.grid.place(page, number, 0), texts[:80]))
                self._note_caption(page, number, above=False)
        self.struck.extend(
            Struck(self.grid.place(page, row, column), row, text, False)
            for row, column, text in page.struck if row not in struck.rows
        )  # fmt: skip
        if self.found is not None:
            above_it = [spots[number] for number in block]
            office, said = self._office_above(above_it)
            if office:
                self.offices[page.name] = office
            self._leave_block(page, above_it, say.ABOVE, said)
        self.years["title"].extend(years_in(page.around))
        if self.grid.kind != PDF:
            self.years["title"].extend(sorted(years_over(page.name, None)))

    def _check_width(self, page: GridPage, number: int) -> None:
        """A row of a CSV that goes on beyond its headings has slipped: a comma in a text without quotes. Then
        another column's mark may stand where the rating does, so it stops. So does a page of a PDF with no
        headings and other columns."""
        if self.grid.kind == CSV and any(page.rows.get(number, ())[self.width :]):
            found = len(page.rows[number])
            raise SourceError(self.grid.file, say.line(number), say.row_too_long(found, self.width))
        if self.grid.kind == CSV and self.found and len(page.rows[number]) <= self.found.columns["評価"]:
            self.odd[say.line(number)] = Doubted(
                say.line(number), say.row_too_short(len(page.rows[number]), self.width), number, RATING
            )
        if self.grid.kind == PDF and (found := len(page.rows[number])) != self.width:
            place = self.grid.row_place(page, number)
            raise SourceError(self.grid.file, place, say.columns_differ(found, self.width))

    def _note_caption(self, page: GridPage, number: int, above: bool) -> None:
        texts = {spot.text for spot in self.spots[page.name][number] if spot.text}
        if len(texts) == 1:
            place = self.grid.place(page, number, 0)
            self.captions.append(Caption(page.name, number, place, texts.pop(), above))

    def _office_above(self, rows: Sequence[Sequence[Spot]]) -> tuple[str, tuple[str, ...]]:
        """The department that a line above the headings names, 担当課：防災課 or 所管課 | 防災課; and cells
        that say nothing else."""
        for row in rows:
            texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
            for text, after in zip(texts, [*texts[1:], ""], strict=True):
                label, sign, name = unicodedata.normalize("NFKC", text).partition(":")
                words = takewhile(lambda word: ":" not in word, name.split())
                if self.names.field(label) == OFFICE and (office := " ".join(words) if sign else after):
                    alone = name.strip() == office
                    return office, (text, after) if not sign else (text,) if alone else ()
        return "", ()

    def _second_table(self, page: GridPage, numbers: Sequence[int], items: set[str], apart: bool) -> bool:
        """Whether a table of another year, or one for reference, begins with the first of these rows: a title
        that says so, or headings too few for an evaluation, and below it measures that were read already. It
        is told and left out to the end of the sheet.

        Where measures stand below such a title that were not read above, nobody can tell whether they are of
        the year being loaded: the import stops, which is kept in `undecided`.
        """
        assert self.found is not None
        spots = self.spots[page.name]
        top = spots[numbers[0]]
        small = self._small_heading(top)
        title = self._title_of_another(top, apart)
        if self.began is None or not (title or small):
            return False
        columns, start = self._columns_of_second(page, numbers, small)
        rows = [spots[number] for number in numbers[start:]]
        named = set().union(*(_named(row, columns) for row in rows))
        rating = columns.get("評価")
        if not named and not any(rating is not None and row[rating].text for row in rows):
            return False  # a remark
        name = title or next(spot.text for spot in top if spot.text)
        place = self.grid.row_place(page, numbers[0])
        if named - items:
            if not title or _NOTE.match(title):
                return False
            self.undecided.setdefault(place, (*say.second_table(place, title), ""))
        values = samples(text for row in rows for text in dict.fromkeys(spot.text for spot in row))
        self.unread[name, place] = [(page.name, Unread(place, name, values, say.SECOND_TABLE))]
        return True

    def _title_of_another(self, row: Sequence[Spot], apart: bool) -> str:
        """What a row says that is a title of another year or for reference, empty where it is none."""
        assert self.found is not None
        columns = self.found.columns
        texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
        title = " ".join(texts)
        if (
            not texts
            or len(texts) > 2
            or len(title) > LONGEST
            or row[columns["評価"]].text not in ("", title)
        ):
            return ""
        number = columns.get("事業No.")
        if number is not None and bare(row[number].text).isdecimal():
            return ""
        left = next(at for at, spot in enumerate(row) if spot.text)
        if not (apart or left <= columns["事業名"]):
            return ""
        named = years_over(title, self.began)
        another = bool(named) and self.began not in named
        return title if another or _REFERENCE.match(title) else ""

    def _small_heading(self, row: Sequence[Spot]) -> dict[str, int]:
        """The columns of a row that is nothing but names of fields, too few for an evaluation sheet's."""
        texts = [(at, spot.text) for at, spot in enumerate(row) if spot.text]
        fields = {field: at for at, text in texts if (field := self.names.field(text)) is not None}
        return fields if len(fields) == len(texts) and 1 < len(fields) < self.least else {}

    def _columns_of_second(
        self, page: GridPage, numbers: Sequence[int], small: dict[str, int]
    ) -> tuple[dict[str, int], int]:
        """The columns of a second table, and after how many rows its own begin: those of the headings right
        below its title, the sheet's where it has none."""
        assert self.found is not None
        spots = self.spots[page.name]
        if small:
            return small, 1
        for at in range(1, min(_DEEPEST, len(numbers))):
            if (heading := self._heading(page, numbers[at : at + _DEEPEST])) is not None:
                return heading.columns, at + heading.depth
            if fewer := self._small_heading(spots[numbers[at]]):
                return fewer, at + 1
        return self.found.columns, 1

    def _table_apart(self, page: GridPage, numbers: Sequence[int]) -> int:
        """How many rows after an empty one are a table of another kind: more than remarks, and no row has a
        measure's number or a rating. Where a sheet has no column for numbers nobody can tell."""
        assert self.found is not None
        spots, columns = self.spots[page.name], self.found.columns
        if self.grid.kind == PDF or not {"事業No.", *NEEDED} <= columns.keys():
            return 0
        rows: list[list[Spot]] = []
        for at, number in enumerate(numbers):
            if number != numbers[0] + at or self._heading(page, numbers[at : at + _DEEPEST]):
                break
            row = spots[number]
            if row[columns["評価"]].text or _DIGIT.search(row[columns["事業No."]].text):
                return 0
            rows.append(row)
        wide = any(len({spot.text for spot in row if spot.text}) > 1 for row in rows)
        return len(rows) if wide and len(rows) > 1 else 0

    def _leave_block(
        self, page: GridPage, rows: Sequence[Sequence[Spot]], why: str, read: Sequence[str] = ()
    ) -> None:
        """Rows above or below the items that are more than titles: a small table of its own. `read` are texts
        that were."""
        texts = [
            list(dict.fromkeys(spot.text for spot in row if spot.text and spot.text not in read))
            for row in rows
        ]
        at = next((at for at, row in enumerate(texts) if len(row) > 1), None)
        if at is not None:
            name, *values = (text for row in texts[at:] for text in row)
            place = self.grid.row_place(page, rows[at][0].row)
            told = Unread(place, name, samples(values), why)
            self.unread.setdefault((name, *values[:3]), []).append((page.name, told))

    def _row(self, page: GridPage, number: int, spots: Sequence[Spot], first: bool) -> TableRow | None:
        """The row as an item's, None where it is a note, a sum or a remark below the table."""
        assert self.found is not None
        if not set(NEEDED) <= self.found.columns.keys():
            return None  # told at the end
        nothing = Spot("", number, 0, False)
        cells = {
            name: spots[column] if column < len(spots) else nothing
            for name, column in self.found.columns.items()
        }
        extra = {name: spots[at] for name, at in self.found.extra.items() if at < len(spots)}
        own_fields = any(spot.text and spot.row == number for spot in cells.values())
        goes_on = cells["評価"].row < number and any(s.text and s.row == number for s in extra.values())
        if not (own_fields or goes_on):
            return None  # wholly inside what was merged from above
        anywhere = {spot.text for spot in spots if spot.text}
        lead = next((spot.text for spot in spots if spot.text), "")
        label = len(anywhere) == 1 and split_policy(lead)[0] is not None
        wide = sum(spot.text == lead for spot in cells.values()) > 2
        own = {cells[name].text for name in _CONTENT if name in cells and cells[name].text}
        note = bool(_NOTE.match(lead)) and not cells["評価"].text and len(own) <= 2
        if len(anywhere) == 1 and cells["評価"].text == lead:  # below ratings that stand in the first column
            note = bool(_NOTE.match(lead)) or len(lead) > LONG
        page_number = len(anywhere) == 1 and _PAGE.fullmatch(lead)
        if not label and (note or page_number or not own or (len(anywhere) == 1 and wide)):
            return None
        places = {name: self.grid.place(page, number, column) for name, column in self.found.columns.items()}
        if typed := typed_as(cells["事業No."].text) if "事業No." in cells else "":
            spot = cells["事業No."]
            place = self.grid.place(page, spot.row, spot.column)
            told = say.number_dated(spot.text, typed)
            self.odd[place] = Doubted(place, told, spot.row, "事業No.")
            cells["事業No."] = spot._replace(text=typed)
        for name in self.decimals & cells.keys():
            cells[name] = cells[name]._replace(text=without_decimal(cells[name].text))
        return TableRow(page.name, number, first, cells, places, extra)

    def _beside_the_items(self, row: TableRow, apart: bool, remark: bool) -> bool:
        """Whether a row with a mark is a sum, a remark or a part of a legend, and no item: it has no number,
        and says nothing else of its own (合計 ○; a mark alone below an empty row; ◎ below 凡例).

        Where a sheet has no column for numbers nobody can tell. `apart`: an empty row stands above; `remark`:
        the row above is a remark below the table, or goes on with one.
        """
        number = row.cells.get("事業No.")
        if number is None:
            title = bare(row.text("事業名"))  # a sum, a mark of a legend, headings of another table
            return bool(_TOTAL.fullmatch(title)) or len(title) == 1 or self.names.field(title) is not None
        if remark and not row.text("評価") and not row.text(OFFICE) and row.text("事業名").endswith("。"):
            return True  # 1 | 評価は自己評価である。 below 【注】
        if not number.text and len(bare(row.text("事業名"))) == 1:
            return True  # ◎ | 計画以上, a legend
        said = {name for name, spot in row.cells.items() if spot.text}
        if apart and said == {"事業No.", "事業名"} and not _DIGIT.search(number.text):
            return True  # 部長コメント | 引き続き進めること。 below an empty row
        if not row.text("評価") or _DIGIT.search(number.text):
            return False
        own = {name: spot.text for name, spot in row.cells.items() if spot.text and spot.row == row.line}
        if remark and not row.text("事業名"):
            return True
        beside = own.keys() - {"評価"}
        lead = own[min(beside, key=lambda name: row.cells[name].column)] if beside else ""
        if any(own[name] != lead for name in beside):
            return False
        if not lead:
            return apart and not row.text("事業名")
        return "事業No." in own or bool(_NOTE.match(lead) or _SUM.fullmatch(lead))

    # -- headings ----------------------------------------------------------------------------------------

    def _heading(self, page: GridPage, numbers: Sequence[int]) -> _Heading | None:
        """The heading that begins with the first of these rows, if one does."""
        spots = self.spots[page.name]
        signs = frozenset[str]().union(*(self._signs_in(spots[number]) for number in numbers))
        if self.found is not None and not all(self.names.may_name(field, signs) for field in NEEDED):
            return None  # most rows are none, and looking closer takes long
        best: dict[str, int] = {}
        depth = 0
        columns: dict[str, int] = {}
        for deep in range(1, len(numbers) + 1):
            if self._is_item_below(columns, spots[numbers[deep - 1]]):
                break
            columns = self._columns([spots[number] for number in numbers[:deep]])
            if len(columns) > len(best):
                best, depth = columns, deep
        if len(best) > len(self.best):
            self.best = set(best)
        if len(best) < self.least or not set(NEEDED) <= best.keys():
            return None
        rows = [spots[number] for number in numbers[:depth]]
        if depth > 1 and len(self._columns(rows[:1])) < 2 and len(self._columns(rows[1:])) >= len(best):
            return None  # its first row is a title, or the last item of the page before
        if depth > 1 and {spot[1:3] for spot in rows[0] if spot.text} == {(numbers[0], 0)}:
            return None  # one text in the first column is a title, also where it ends in 評価
        if depth > 1 and set(NEEDED) <= self._columns(rows[1:]).keys() and self._is_said_above(*rows[:2]):
            return None  # 課名 | 防災課, which is of the whole table
        if self._is_form(rows[0], [spots[number] for number in numbers[depth:]], best):
            return None
        while depth < len(numbers) and self._goes_on(page, numbers[:depth], spots[numbers[depth]], best):
            depth += 1
        return _Heading(best, depth)

    def _is_said_above(self, first: Sequence[Spot], second: Sequence[Spot]) -> bool:
        """Whether the first of two rows is labels with their values, and no part of the headings below it:
        beside each label stands a value, and below it another name that is none of a field."""
        labels = [at for at, spot in enumerate(first) if self.names.field(spot.text) and not spot.merged]
        beside = [first[at + 1].text if at + 1 < len(first) else "" for at in labels]
        below = [second[at].text if at < len(second) else "" for at in labels]
        texts = [*beside, *below]
        return bool(labels) and all(texts) and not any(map(self.names.field, texts))

    def _is_item_below(self, columns: Mapping[str, int], row: Sequence[Spot]) -> bool:
        """Whether a row below these headings has a measure's number, so that no word of it is a heading,
        though one may read like it: 計画 and 実績 as the two lines of each measure."""
        at = columns.get("事業No.")
        spot = row[at] if at is not None and at < len(row) else None
        return spot is not None and self.names.field(spot.text) is None and bool(_DIGIT.search(spot.text))

    def _signs_in(self, row: Sequence[Spot]) -> frozenset[str]:
        if id(row) not in self.signs:
            short = " ".join({spot.text for spot in row if len(spot.text) <= LONGEST})
            self.signs[id(row)] = frozenset(bare(short))
        return self.signs[id(row)]

    def _is_form(self, row: Sequence[Spot], below: Sequence[Sequence[Spot]], columns: dict[str, int]) -> bool:
        """Whether a row is labels with their values beside them, as a form has it: 番号 | 1 | 事業名 | …; or
        another label stands where the first title should, or alone where the second one should."""
        at = columns["事業名"]
        under = below[0][at] if below and at < len(below[0]) else None
        if under is not None and under.row > row[at].row:
            other = self.names.field(under.text) if under.text else None
            if other not in (None, "事業名") and self.names.field(row[at].text) == "事業名":
                return True
        second = {spot.text for spot in below[1] if spot.text} if len(below) > 1 else set()
        if len(second) == 1 and (self.names.field(second.pop()) or "") not in ("", *columns):
            return True
        texts = list({(spot.row, spot.column): spot.text for spot in row if spot.text}.values())
        named = [self.names.field(text) is not None for text in texts]
        return len(texts) >= 2 * len(columns) and named == [at % 2 == 0 for at in range(len(texts))]

    def _goes_on(
        self, page: GridPage, above: Sequence[int], row: Sequence[Spot], columns: dict[str, int]
    ) -> bool:
        """Whether one more row belongs to the heading: a known heading is merged down into it, or all that it
        says is which one of several columns of a name it is (自己, 最終)."""
        if any(row[at].text and row[at].row in above for at in columns.values() if at < len(row)):
            return True
        own = [spot.text for spot in row if spot.text]
        if own and all(is_qualifier(text) or self.names.field(text) for text in own):
            return True
        return len(own) > 1 and self._under_wide(page, above, row)

    def _under_wide(self, page: GridPage, above: Sequence[int], row: Sequence[Spot]) -> bool:
        """Whether all that a row says stands under headings over several columns, and no heading has only one
        of its texts: the parts of a rating (必要性, 有効性), what it may be (S, A, B, C), 評価 and コメント
        below 一次評価 and 二次評価. In a sheet of merged cells alone each item's cell has one heading."""
        top = self.spots[page.name][above[-1]]
        tops = [at for at, spot in enumerate(top) if spot.text and (at == 0 or spot[1:3] != top[at - 1][1:3])]
        wide = {one: other - one > 1 for one, other in pairwise([*tops, len(row)])}
        own = {(spot.row, spot.column): at for at, spot in reversed(list(enumerate(row))) if spot.text}
        over = [max((one for one in tops if one <= at), default=-1) for at in own.values()]
        texts = [row[at].text for at in own.values()]
        if any(text.isdecimal() or len(text) > LONG for text in texts):
            return False
        return all(wide.get(one, False) and over.count(one) > 1 for one in over)

    def _columns(self, rows: Sequence[Sequence[Spot]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for column, headed in enumerate(self._headed(rows)):
            if headed.field is not None:
                found.setdefault(headed.field, column)
        return found

    def _headed(self, rows: Sequence[Sequence[Spot]]) -> list[_Headed]:
        """What stands over each column of these rows."""
        found = []
        over, ends = "", False  # a heading over several columns; where it is merged its end is known
        for column in range(max(map(len, rows))):
            spots = [row[column] for row in rows if column < len(row) and row[column].text]
            own = list(dict.fromkeys(spot.text for spot in spots))
            top = rows[0][column] if column < len(rows[0]) else None
            if top is not None and top.text:
                over, ends = top.text, top.merged
            elif ends:
                over = ""
            under = [over, *own] if over and own and not (top and top.text) else []
            field, itself = self._name(own)
            if field is None and under:
                field, itself = self._name(under)
            elif under and not years_over(over, self.began):
                under = []  # a name of its own below a heading that goes no further
            if field not in (None, *YEARLY) and names_another_year(" ".join(own)):
                field, itself = None, False  # 次年度の方針 is no policy of this year
            places = tuple((spot.row, spot.column) for spot in spots)
            found.append(_Headed(tuple(under or own), field, itself, places))
        return _without_divisions(found)

    def _name(self, stack: Sequence[str]) -> tuple[str | None, bool]:
        """The column that these texts, one above the other, name: all together, the lowest, the highest. Then
        whether they do so themselves, not only what they stand under."""
        if not stack:
            return None, False
        if field := self.names.field("".join(stack)):
            return field, True
        if is_qualifier(stack[-1]) and any(self.names.field(text) == RATING for text in stack[:-1]):
            return RATING, True  # 担当課 under 評価: whose rating it is
        if field := self.names.field(stack[-1]):
            return field, True
        field = self.names.field(stack[0])
        return field, field is not None and all(map(is_qualifier, stack[1:]))

    # -- which column is read ----------------------------------------------------------------------------

    def _take(self, page: GridPage, found: _Heading, numbers: Sequence[int]) -> None:
        """From here on these columns count; the others are told."""
        spots = self.spots[page.name]
        rows = [spots[number] for number in numbers[: found.depth]]
        self.seen.update(tuple(spot.text for spot in row) for row in rows)
        headed = self._ticked(page, self._headed(rows), numbers[found.depth :])
        key = (page.name if self.grid.kind != PDF else "", *((each.texts, each.field) for each in headed))
        if key not in self.taken:  # the same headings again are read as the first time
            self.taken[key] = self._chosen(page, headed, numbers[found.depth :])
        columns, extra = self.taken[key]
        self.found = _Heading(columns, found.depth, extra)
        self.fields.setdefault(page.name, {}).update({at: name for name, at in columns.items()})

    def _ticked(self, page: GridPage, headed: list[_Headed], numbers: Sequence[int]) -> list[_Headed]:
        """The headings with one rating in the place of several columns under one heading, of which each row
        has one ticked (評価 over S, A, B, C): from here on its first column says which."""
        rated = [at for at, each in enumerate(headed) if each.field == RATING and len(each.texts) > 1]
        tops = [(at - place, headed[at].texts[0], at) for place, at in enumerate(rated)]
        for _, run in groupby(tops, lambda top: top[:2]):
            columns = [at for *_, at in run]
            names = {at: headed[at].texts[-1] for at in columns}
            key = (page.name if self.grid.kind != PDF else "", *names.items())
            if key not in self.ticks and self._are_ticked(page, names, numbers):
                over = headed[columns[0]].texts[0]
                places = [self.grid.column_place(page, at) for at in (columns[0], columns[-1])]
                self.ticks[key] = say.rating_ticked(places, over, list(names.values()))
                for other in self.grid.pages if self.grid.kind == PDF else [page]:
                    rows = self.spots[other.name]
                    for number in rows if other is not page else numbers:
                        rows[number] = _with_tick(rows[number], names)
            if key in self.ticks:
                first = headed[columns[0]]
                headed = [
                    first._replace(texts=first.texts[:1], own=True) if at == columns[0]
                    else _Headed((), None, False, each.spots) if at in columns else each
                    for at, each in enumerate(headed)
                ]  # fmt: skip
        return headed

    def _are_ticked(self, page: GridPage, names: Mapping[int, str], numbers: Sequence[int]) -> bool:
        """Whether the columns under these names are ticked, in most rows, and hardly one twice; a row of
        counts is none of them."""
        if len(names) < 2 or len(set(names.values())) < len(names) or any(map(is_qualifier, names.values())):
            return False
        below = self._below(page, numbers, max(map(len, self.spots[page.name].values())))
        rows = [{name: row[at].text for at, name in names.items() if row[at].text} for row in below]
        ticked = [row for row in rows if row and not all(text.isdecimal() for text in row.values())]
        signs = {sign if sign != name else "" for row in ticked for name, sign in row.items()} - {""}
        alike = len(signs) < 2 or signs <= HAND_TICKS
        twice = sum(len(row) > 1 for row in ticked)
        return alike and signs <= TICKS and 10 * twice < len(ticked) > 1 and 2 * len(ticked) > len(rows)

    def _chosen(
        self, page: GridPage, headed: list[_Headed], numbers: Sequence[int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Tidy column → the column that is read for it, and heading → further column."""
        width = max(map(len, self.spots[page.name].values()))
        headed += [_Headed((), None, False, ())] * (width - len(headed))
        below = self._below(page, numbers, width)
        one = _same_columns(headed, below)
        cells = [tuple(row[at].text for row in below) for at in range(width)]
        headed = _with_further_ratings(headed, cells)
        beside = _columns_beside(headed, cells)
        headed = _without_fields(headed, cells, beside)
        choices = self._choices(page, headed, cells, one)
        columns = {field: each.column.column for field, each in choices.items() if each.column}
        if self.grid.kind == CSV:
            whole = (field for field in _WHOLE if field in columns)
            self.decimals = {field for field in whole if are_decimals(cells[columns[field]])}
        for field, choice in choices.items():
            self._note_choice(page, field, choice)
        extra: dict[str, int] = {}
        for at in range(width):
            if one[at] == at and at not in columns.values():
                if at in beside:
                    self._note_beside(page, at, headed[at], cells[at])
                elif name := self._further(page, at, headed[at], cells[at], extra):
                    extra[name] = at
                else:
                    self._note_unread(page, at, headed[at], cells[at], choices)
        self._see(page, headed, cells, choices, [at for at in range(width) if one[at] == at], extra)
        return columns, extra

    def _further(
        self, page: GridPage, at: int, headed: _Headed, cells: Sequence[str], others: Mapping[str, int]
    ) -> str:
        """The name by which a column that no field claims is kept; "" for one that is not: a column of a
        field, one of ratings (but not of what is said of them), a hidden or an empty one, and one without a
        heading."""
        values = samples(cells)
        years = years_over(headed.texts[0], self.began) if len(headed.texts) > 1 else set()
        own = headed.texts[1:] if years == {self.began} and years else headed.texts
        called = " ".join(" ".join(own).split())
        if not called or not values or at in page.hidden_columns:
            return ""
        if headed.field not in (None, RATING):
            return ""
        if (headed.field or RATING in called) and not explains(called, cells):
            return ""  # another rating beside the one that is read: never shown as if it counted
        name, number = called, 1
        while name in others:
            number += 1
            name = say.numbered(called, number)
        place = self.grid.column_place(page, at)
        self.kept.setdefault((name,), []).append((page.name, Unread(place, name, values, "")))
        return name

    def _see(
        self, page: GridPage, headed: Sequence[_Headed], cells: Sequence[tuple[str, ...]],
        choices: dict[str, ColumnChoice], places: Sequence[int], extra: Mapping[str, int],
    ) -> None:  # fmt: skip
        """Keep what stands over each column, for who asks what they are."""
        again = Counter[tuple[str, ...]]()
        for at in places:
            each = headed[at]
            if not each.texts:
                continue
            again[each.texts] += 1
            choice = choices.get(each.field or "")
            read = choice is not None and choice.column is not None and choice.column.column == at
            open_ = choice is not None and any(other.column == at for other in choice.undecided)
            known = [text for text in ("".join(each.texts), each.texts[-1], each.texts[0])
                     if each.field and self.names.field(text) == each.field]  # fmt: skip
            heading = known[0] if known else each.texts[-1]
            place = self.grid.column_place(page, at)
            kept, whole = at in extra.values(), " ".join(each.texts)
            found = SeenHeading(place, at, heading, cells[at], each.field or "", read, open_, kept, whole)
            self.seen_headings.setdefault((*each.texts, str(again[each.texts])), found)

    def _below(self, page: GridPage, numbers: Sequence[int], width: int) -> list[list[Spot]]:
        """The rows below a heading as far as they tell what a column is: no labels, notes, headings again."""
        rows = [self.spots[page.name][number] for number in numbers]
        if self.grid.kind == PDF:
            rows += [
                row for each in self.grid.pages if each is not page for row in self.spots[each.name].values()
            ]
        kept = []
        for row in rows:
            texts = dict.fromkeys(spot.text for spot in row if spot.text)
            again = tuple(spot.text for spot in row) in self.seen
            if len(row) == width and len(texts) > 1 and not again and not _NOTE.match(next(iter(texts))):
                kept.append(row)
        return kept

    def _choices(
        self, page: GridPage, headed: Sequence[_Headed], cells: Sequence[tuple[str, ...]], one: Sequence[int]
    ) -> dict[str, ColumnChoice]:
        """What is read for each field."""
        by_field: dict[str, list[Candidate]] = {}
        for at, each in enumerate(headed):
            if each.field is not None and one[at] == at:
                hidden = at in page.hidden_columns
                candidate = Candidate(each.field, at, each.texts, each.own, hidden, cells[at])
                by_field.setdefault(each.field, []).append(candidate)
        if self.began is None:
            return {field: self._any(found) for field, found in by_field.items()}
        return {field: choose(self.columns[field], found, self.began) for field, found in by_field.items()}

    def _any(self, candidates: Sequence[Candidate]) -> ColumnChoice:
        """Any of them, and the years that they name: for who only asks of which year a file is."""
        if candidates[0].field in YEARLY:
            written = [each.written for each in candidates]
            self.years["heading"] += [year for each in written for year in sorted(years_over(each, None))]
        return ColumnChoice(candidates[0], (), {}, tuple(candidates))

    def _note_choice(self, page: GridPage, field: str, choice: ColumnChoice) -> None:
        """What was read for a field: its heading, its years; or that it cannot be said."""
        if choice.undecided:
            self._stop(page, field, choice.undecided, say.undecided_field)
            if len({each.texts for each in choice.undecided}) == 1:
                self.beside[field] = self.grid.column_place(page, choice.undecided[-1].column)
        elif choice.column is None and field in NEEDED:
            self._stop(page, field, choice.candidates, say.no_such_column)
        if choice.column is None:
            return
        chosen = choice.column
        self.headings.setdefault(field, chosen.written)
        naming = (text for text in reversed(chosen.texts) if self.names.field(text) == field)
        self.called.setdefault(field, heading(next(naming, chosen.texts[-1])))
        others = [each for each in choice.candidates if each is not chosen]
        if others:
            read, *left = (
                self._called(page, each.column, each.written, each.hidden) for each in (chosen, *others)
            )
            self.decided.setdefault(field, say.decided_field(field, read, left))
        if field in ("取組内容", "取組結果", "評価") and self.began is not None:
            self.years["heading"].extend(sorted(years_over(chosen.written, None)))
        if chosen.hidden:
            place = self.grid.column_place(page, chosen.column)
            self.hidden_columns.setdefault(place, Passed(place, chosen.written))

    def _stop(self, page: GridPage, field: str, candidates: Sequence[Candidate], sentence: Sentence) -> None:
        last = candidates[-1].column
        where = letters(last) if self.grid.kind == EXCEL else str(last + 1)
        called = [self._called(page, each.column, each.written, each.hidden) for each in candidates]
        settled = where if sentence is say.undecided_field else ""
        self.undecided.setdefault(field, (*sentence(field, called), settled))

    def _called(self, page: GridPage, column: int, written: str, hidden: bool) -> str:
        """A column as people find it: `シート「評価」F列「自己評価」`."""
        name = f"「{written[:40]}」" if written else ""
        return f"{self.grid.column_place(page, column)}{name}{say.HIDDEN if hidden else ''}"

    def _note_beside(self, page: GridPage, at: int, headed: _Headed, cells: Sequence[str]) -> None:
        """A column of another table beside this one, told once for all pages."""
        if headed.texts or any(cells):
            name, place = " ".join(headed.texts), self.grid.column_place(page, at)
            told = Unread(place, name, samples(cells), say.BESIDE)
            self.unread.setdefault((name or str(at), say.BESIDE), []).append((page.name, told))

    def _note_unread(
        self, page: GridPage, at: int, headed: _Headed, cells: Sequence[str], choices: dict[str, ColumnChoice]
    ) -> None:
        """A column that was not read, once for all pages; with the column that was read for its field."""
        values, hidden = samples(cells), at in page.hidden_columns
        name = " ".join(headed.texts)
        if not (name or values):
            return
        place = self.grid.column_place(page, at) + (say.HIDDEN if hidden else "")
        choice = choices.get(headed.field) if headed.field is not None else None
        key: tuple[str, ...] = (name or str(at),)
        why = ""
        if choice is not None and headed.field is not None:
            read, rule = choice.column, choice.against.get(at, "")
            instead = self._called(page, read.column, read.written, read.hidden) if read else ""
            key, why = (name, headed.field, rule), say.read_instead(headed.field, instead, rule)
        found = self.doubled if why else self.unread
        found.setdefault((*key, *("hidden" for _ in range(hidden))), []).append(
            (page.name, Unread(place, name, values, why))
        )


def _columns_beside(headed: Sequence[_Headed], cells: Sequence[tuple[str, ...]]) -> range:
    """The columns to the right of an empty one that stands to the right of title and rating: a table of its
    own as a rule, of which nobody can tell whether its rows are those of the measures."""
    end = max((at for at, each in enumerate(headed) if each.field is not None), default=len(headed))
    needed = [next((at for at, each in enumerate(headed) if each.field == field), end) for field in NEEDED]
    for at in range(max(needed) + 1, len(headed)):
        if not headed[at].spots and not any(cells[at]):
            return range(at + 1, len(headed))
    return range(0)


def _without_fields(headed: list[_Headed], cells: Sequence[tuple[str, ...]], beside: range) -> list[_Headed]:
    """The headings, of which those beside the table name no field but the rating where the table itself has
    that field, a value stands beside no title, or things are counted there."""
    fields = [each.field for each in headed]
    if "事業名" not in fields or set(NEEDED) <= {fields[at] for at in beside}:
        return headed  # two tables side by side: whoever reads them stops
    titles = cells[fields.index("事業名")] if beside else ()
    own = {field for at, field in enumerate(fields) if at not in beside} - {RATING}
    counted = any(_COUNTED.search(text) for at in beside for text in (*headed[at].texts, *cells[at][:1]))

    def is_apart(at: int) -> bool:
        alone = any(cell and not title for cell, title in zip(cells[at], titles, strict=True))
        marks = [cell for cell in cells[at] if cell]
        once = RATING in fields[: beside.start] and len(set(marks)) == len(marks)  # ◎ 3, ○ 30, △ 10
        return alone or fields[at] in own or (counted and (once or fields[at] != RATING))

    return [
        each._replace(field=None) if at in beside and is_apart(at) else each for at, each in enumerate(headed)
    ]


def _with_further_ratings(headed: list[_Headed], cells: Sequence[tuple[str, ...]]) -> list[_Headed]:
    """The headings, of which one that only names a stage (最終, 見直し後) over the marks of a rating beside
    it is one of a rating, too."""
    rated = [set(own) for each, own in zip(headed, cells, strict=True) if each.field == RATING]
    marks = {cell for own in rated for cell in own if len(cell) < LONG} - {""}

    def is_one(each: _Headed, own: Sequence[str]) -> bool:
        named = each.field is None and len(each.texts) == 1 and is_qualifier(each.texts[0])
        filled = {cell for cell in own if cell}
        return named and bool(filled) and filled <= marks | TICKS

    return [
        each._replace(field=RATING, own=True) if marks and is_one(each, own) else each
        for each, own in zip(headed, cells, strict=True)
    ]


def _with_tick(row: list[Spot], names: Mapping[int, str]) -> list[Spot]:
    """A row whose first column of these has the name of the one that is ticked, or of both, which is no
    rating and told; a row of headings or of counts stays."""
    ticked = [at for at in names if at < len(row) and row[at].text]
    if any(row[at].text not in (*TICKS, names[at]) for at in ticked):
        return row
    if [row[at].text for at in ticked] == list(names.values()):
        return row
    said = row[ticked[0]]._replace(text="、".join(names[at] for at in ticked)) if ticked else None
    blank = [spot._replace(text="") if at in names else spot for at, spot in enumerate(row)]
    return [said if said and at == min(names) else spot for at, spot in enumerate(blank)]


class _Struck:
    """Which rows of a page are no items because what makes them one is struck out: every cell, or the title.

    `rows` are those that were found. What goes on below such a row goes with it.
    """

    def __init__(self, page: GridPage) -> None:
        self.texts: dict[int, list[str]] = {}
        for strike in page.struck:
            self.texts.setdefault(strike.row, []).append(strike.text)
        self.cells = {(strike.row, strike.column) for strike in page.struck}
        self.rows: set[int] = set()
        self._over = False

    def is_no_item(self, number: int, row: Sequence[Spot], columns: dict[str, int]) -> bool:
        """Asked for every row below the headings, in order."""
        places = [columns[name] for name in ("事業No.", "事業名") if name in columns]
        heads = [row[at] for at in places if at < len(row)]
        named = any(spot.text for spot in heads)
        gone = (
            bool(heads)
            and not heads[-1].text
            and any((spot.row, spot.column) in self.cells for spot in heads)
        )
        blank = number in self.texts and not any(spot.text for spot in row if spot.row == number)
        self._over = gone or (self._over and not named)
        if not (self._over or blank):
            return False
        self.rows.add(number)
        return True

    def row(self, number: int, left: str) -> str:
        """What stands in such a row, struck out or not."""
        return " ".join([*self.texts.get(number, ()), left]).strip()


def _repeated(rows: Sequence[TableRow]) -> Iterator[Doubted]:
    """Columns with one text, or some words, in every row."""
    heads = {row.text("事業No.") or row.text("事業名"): row for row in reversed(rows)}
    for column in ("取組内容", "取組結果", "根拠"):
        if found := everywhere([row.text(column) for row in heads.values()]):
            yield Doubted(rows[0].place(column), say.repeated(column, found, len(rows)), column=column)


def _twice(rows: Sequence[TableRow]) -> Iterator[Doubted]:
    """Rows that say in every cell what a row above them says: copied once too often, as a rule."""
    known: dict[tuple[str, ...], TableRow] = {}
    for row in rows:
        title = row.cells.get("事業名")
        if title is None or not title.text or title.merged:
            continue
        texts = tuple(spot.text for spot in (*row.cells.values(), *row.extra.values()))
        first = known.setdefault((row.apart, *texts), row)
        if first is not row:
            place = row.place("事業名")
            yield Doubted(place, say.row_twice(first.place("事業名")), row.line, "事業名")


def _is_aside(row: TableRow, known: set[str]) -> bool:
    return is_aside({name: spot.text for name, spot in row.cells.items()}, known)


def _named(row: Sequence[Spot], columns: dict[str, int]) -> set[str]:
    """By what a row names its measure: its number, its title where there is no column for numbers."""
    at = columns.get("事業No.", columns.get("事業名"))
    text = bare(row[at].text) if at is not None and at < len(row) else ""
    return {text} if text and ("事業No." not in columns or _DIGIT.search(text)) else set()


def _same_columns(headed: Sequence[_Headed], below: Sequence[Sequence[Spot]]) -> list[int]:
    """Column of the grid → the first one of those that are one column to the eye: a heading over several, and
    below it cells that are merged over the same ones, or empty."""
    one: list[int] = []
    for at, each in enumerate(headed):
        first = one[at - 1] if at else at
        joined = at > 0 and (each.spots == headed[first].spots or not each.spots) and all(
            not row[at].text or (row[at].merged and row[at][1:3] == row[first][1:3]) for row in below
        )  # fmt: skip
        filled = bool(each.spots) or any(row[at].text for row in below)
        one.append(first if joined and filled else at)
    return one
