"""What was read of a file of cells: its rows as items, its headings, and everything that was no item."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from katou_index.reading.choosing import RATING
from katou_index.reading.grid import Spot, Unread
from katou_index.records import NamedTuple, Record

OFFICE = "担当課"
NEEDED = ("事業名", RATING)  # columns without which nothing is a table of items


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
    `written`: all that stands over it; `label`: in a form that has one label for several values, the label
    without what stands above the value."""

    place: str
    column: int
    text: str
    cells: tuple[str, ...]
    field: str
    read: bool
    undecided: bool
    kept: bool = False
    written: str = ""
    label: str = ""


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


class Ditto(NamedTuple):
    """A cell that was read as the one above it or, `left`, the one to its left: its tidy column, where it is,
    what it says."""

    column: str
    place: str
    sign: str
    left: bool


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
    offices_ticked: tuple[str, ...] = ()  # how departments were read that are ticked in columns
    captions: tuple[Caption, ...] = ()  # in the order of the file; those among the items are in `passed` too
    turned: tuple[str, ...] = ()  # which sheets were turned, measures side by side, in sentences
    rows_joined: str = ""  # how rows that hold one field of a measure each were made one, in a sentence
    dittos: tuple[Ditto, ...] = ()  # ratings and texts that only point to a cell beside them
    naming: tuple[str, ...] = ()  # the headings or titles that name the years
    forms: bool = False  # whether each row was a form of its own
