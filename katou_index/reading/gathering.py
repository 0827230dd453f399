"""The sheets of a workbook of any program (.xlsx, .xls, .ods) → `Grid`: what of them is only told.

A hidden sheet is not read. Comments and shapes are read into no cell; one beside a mark may say that it is to
be another one (○ with 「△に変更」), so that cell is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, CellDoubt, Grid, GridPage, Unread, letters, samples
from katou_index.reading.workbook import Aside
from katou_index.records import NamedTuple

MOST_ROWS = 60_000  # filled rows of all sheets
_FEW_ROWS = 5  # of a sheet that is only told
_LONGEST_MARK = 6  # signs of a cell that may be a rating


class ReadSheet(NamedTuple):
    """One sheet: its cells, whether it is hidden, what is wrong with cells, what stands beside them."""

    page: GridPage
    hidden: bool
    doubts: Sequence[CellDoubt] = ()
    asides: Sequence[Unread] = ()


class Asides(NamedTuple):
    """Comments or shapes of one sheet: the marks that they put in doubt, and what is told of all of them."""

    doubts: tuple[CellDoubt, ...]
    told: tuple[Unread, ...]


def gathered(file: str, sheets: Iterable[ReadSheet]) -> Grid:
    """The sheets one after the other. Raises SourceError where they have more than MOST_ROWS filled rows."""
    pages: list[GridPage] = []
    doubts: list[CellDoubt] = []
    unread: list[Unread] = []
    for page, hidden, own_doubts, asides in sheets:
        place = f"シート「{page.name}」"
        if hidden:
            values = samples(text for texts in islice(page.rows.values(), _FEW_ROWS) for text in texts)
            unread.append(Unread(place, "", values, say.HIDDEN_SHEET))
            continue
        pages.append(page)
        doubts += own_doubts
        unread += asides
        if sum(len(each.rows) for each in pages) > MOST_ROWS:
            raise SourceError(file, place, say.too_many_rows(MOST_ROWS))
    return Grid(file, EXCEL, tuple(pages), tuple(doubts), tuple(unread))


def asides_of(sheet: str, cells: Mapping[int, Mapping[int, str]], found: Sequence[Aside], why: str) -> Asides:
    """What is told of the comments or shapes `found` on a sheet. `cells`: row → column → text."""
    if not found:
        return Asides((), ())
    doubts = []
    for row, column, text in found:
        mark = cells.get(row, {}).get(column, "")
        if 0 < len(mark) <= _LONGEST_MARK and not mark.isdecimal():
            place = f"シート「{sheet}」{letters(column)}{row}"
            doubts.append(CellDoubt(place, say.beside_mark(mark, text, why), sheet, row, column))
    first = f"{letters(found[0].column)}{found[0].row}" if len(found) == 1 else ""
    told = Unread(f"シート「{sheet}」{first}", "", samples(each.text for each in found), why)
    return Asides(tuple(doubts), (told,))
