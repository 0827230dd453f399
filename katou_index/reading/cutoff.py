"""Text that the edge of its cell cuts off on a page of a PDF: read shortened, and told with its cell.

    │ 毛布を520枚に増やし │    the row is too low for the rest, or the column too narrow

A merged cell that a page break cuts is printed on both pages, each time as far as it is seen there: what one
page cuts off stands on the other one, and nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from katou_index.reading import sentences as say
from katou_index.reading.grid import CellDoubt, CellSpan, GridPage, folded
from katou_index.records import NamedTuple

TOP, BOTTOM, SIDE = "top", "bottom", "side"


class Clipped(NamedTuple):
    """A piece of text of which something is cut off, in points from the upper left corner of its page.
    `at`: a point where it is seen, or the next one to it; `edge`: what cuts it, a side before the others."""

    text: str
    at: tuple[float, float]
    edge: str


class CutText(NamedTuple):
    """A piece of text in a cell of a page, of which something is cut off by this edge."""

    row: int
    column: int
    text: str
    edge: str


CutPage = tuple[GridPage, Sequence[CutText]]


def cut_of(pieces: Iterable[Clipped], table: Any, first: int) -> Iterator[CutText]:
    """What is cut off in the cells of a table of pdfplumber whose rows begin with number `first`."""
    for piece in pieces:
        x, y = piece.at
        for at, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                if cell is not None and cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
                    yield CutText(first + at, column, piece.text, piece.edge)


def cut_doubts(pages: Sequence[CutPage]) -> Iterator[CellDoubt]:
    """A doubt for each cell of which something is on no page, in their order."""
    for number, (page, cut) in enumerate(pages):
        lost = sorted(piece for piece in cut if not _stands_beside(piece, pages, number))
        for (row, column), pieces in groupby(lost, key=lambda piece: (piece.row, piece.column)):
            place = f"{page.name}ページ 表の{row}行目"
            texts = page.rows[row]
            read = folded(texts[column]) if column < len(texts) else ""
            yield CellDoubt(place, say.cut_off(read or next(pieces).text), page.name, row, column)


def _stands_beside(piece: CutText, pages: Sequence[CutPage], number: int) -> bool:
    """Whether a cell that a page break cuts shows on another page what is cut off here. Such a cell may go
    over several pages, blank but for one of them; a line may lie on the break itself, half on each page."""
    page, _ = pages[number]
    if piece.edge == BOTTOM and _reach(page, piece.row, piece.column)[1] == max(page.rows):
        for after, cut in pages[number + 1 :]:
            texts = [_text(after, row, piece.column) for row in after.rows]
            if any(_bare(piece.text) in text for text in texts) or _is_among(cut, piece, TOP):
                return True
            if any(texts[1:]):
                break
    if piece.edge == TOP:
        for before, cut in reversed(pages[:number]):
            row = _reach(before, max(before.rows), piece.column)[0] if before.rows else 0
            text = _text(before, row, piece.column)
            if _bare(piece.text) in text or _is_among(cut, piece, BOTTOM):
                return True
            if text:
                break
    return False


def _is_among(cut: Iterable[CutText], piece: CutText, edge: str) -> bool:
    return any(
        each.edge == edge and each.column == piece.column and _overlap(each.text, piece.text) for each in cut
    )


def _overlap(one: str, other: str) -> bool:
    """Whether one of two pieces holds the other: what lies across the side of a page is left out of it."""
    return one in other or other in one


def _reach(page: GridPage, row: int, column: int) -> tuple[int, int]:
    """The first and the last row of the cell at a place."""
    for span in page.spans:
        if _covers(span, row, column):
            return span.top, span.bottom
    return row, row


def _covers(span: CellSpan, row: int, column: int) -> bool:
    return span.top <= row <= span.bottom and span.left <= column <= span.right


def _text(page: GridPage, row: int, column: int) -> str:
    texts = page.rows.get(row, ())
    return _bare(texts[column]) if column < len(texts) else ""


def _bare(text: str) -> str:
    return "".join(text.split())
