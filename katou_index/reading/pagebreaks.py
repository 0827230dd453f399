"""Merged cells that a page break cuts: their text, which is printed on one page only, is given to both.

Such a cell has no end on the first page: its lower rule is missing, while the rows beside it are closed. Of a
row that is cut itself no cell has an end; its halves are joined later, by who knows the columns.
"""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading.cutoff import CutText
from katou_index.reading.grid import GridPage, glued
from katou_index.records import Record


class Printed(Record):
    """One page as drawn. `open`: columns whose last cell has no lower rule, `cut`: what cells cut off;
    `edges`: the heights of its table's rules and the places of its upright ones in points, each with the last
    one, empty where it has no table or several."""

    page: GridPage
    open: tuple[int, ...]
    cut: tuple[CutText, ...] = ()
    edges: tuple[tuple[float, ...], ...] = ()


def joined(printed: Sequence[Printed]) -> tuple[GridPage, ...]:
    """The pages, each cut cell with its whole text on both sides of the break."""
    pages = [each.page for each in printed]
    for at in range(len(pages) - 2, -1, -1):  # from the end: a cell may go over three pages
        here, after = pages[at], pages[at + 1]
        width = max(map(len, here.rows.values()), default=0)
        first = _first(pages[:at + 1], after)  # fmt: skip
        if not here.rows or first is None or len(after.rows[first]) != width:
            continue
        if len(printed[at].open) < width:
            for column in printed[at].open:
                pages[at], pages[at + 1] = _joined(pages[at], pages[at + 1], first, column)
    return tuple(pages)


def _first(before: Sequence[GridPage], page: GridPage) -> int | None:
    """The first row of a page that is no heading printed again."""
    again = {texts for each in before for texts in list(each.rows.values())[:3]}
    return next((number for number, texts in page.rows.items() if texts not in again), None)


def _joined(here: GridPage, after: GridPage, first: int, column: int) -> tuple[GridPage, GridPage]:
    last = max(here.rows)
    start = next((span.top for span in here.spans if span.bottom == last and span.left == column), last)
    one, other = here.rows[start][column], after.rows[first][column]
    if not other:
        return here, after  # at the top: what goes on below it is left blank, as in a sheet
    whole = other if one in ("", other) else glued([one, other])
    return _with(here, start, column, whole), _with(after, first, column, whole)


def _with(page: GridPage, row: int, column: int, text: str) -> GridPage:
    texts = (*page.rows[row][:column], text, *page.rows[row][column + 1 :])
    return page.but(rows={**page.rows, row: texts})
