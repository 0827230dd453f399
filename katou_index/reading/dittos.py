"""Ratings that only say "as above" (〃, 同上) or "as to the left" (同左), and texts that say the latter.

一次評価  評価             評価
○        ○               ○
△        同左      →      △        the cell to its left
○        〃               △        the cell right above it, which may be read so itself

A rating is nobody's guess: it is read so only where no doubt is left which cell is meant. Below a row that is
hidden or struck out, below another text that is no item and has one there, and where nothing is, such a sign
stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading.choosing import LONG, RATING, TEXTS
from katou_index.reading.grid import GridPage, Spot, printed_line
from katou_index.reading.headings import bare
from katou_index.reading.tablerows import Ditto, TableRow

ABOVE = frozenset(
    map(bare, ("〃", "″", "ʺ", "〻", "々", "仝", "同上", "上に同じ", "上記に同じ", "上記と同じ"))
)
"""Signs that mean the cell above in every column, in one width."""
LEFT = frozenset(("同左", "左に同じ", "左記に同じ", "左記と同じ"))


def says_as_beside(text: str) -> bool:
    """Whether a cell only points to the one above it or to its left."""
    return bare(text) in ABOVE or bare(text) in LEFT


class Dittos:
    """Is shown the rows of one page as they come, and gives each with what its signs mean. `found` tells
    what was read so."""

    def __init__(self, page: GridPage) -> None:
        self.hidden, self.hidden_columns = frozenset(page.hidden), frozenset(page.hidden_columns)
        self.struck = {(strike.row, strike.column) for strike in page.struck}
        self.found: dict[tuple[int, str], Ditto] = {}  # by the row of the cell and its field
        self._above: TableRow | None = None
        self._meant: dict[tuple[int, int], str] = {}  # first cell of a merged range → what it means

    def cut(self) -> None:
        """What follows does not stand below the row above."""
        self._above = None

    def pass_by(self, spots: Sequence[Spot]) -> None:
        """A row that is no item: below one that has a text of its own there, such as a sum, nobody can tell
        what is meant; the title of a part leaves the ratings as they are."""
        over = self._above.cells.get(RATING) if self._above is not None else None
        texts = {spot.text for spot in spots} - {""}
        if over is not None and len(texts) > 1:
            spot = spots[over.column] if over.column < len(spots) else None
            if spot is not None and spot.text and spot[1:3] != over[1:3]:
                self.cut()

    def read(self, row: TableRow, spots: Sequence[Spot]) -> TableRow:
        """The row, which stands in these cells, with what is meant."""
        turned = row.line != printed_line(row.line)  # where the measure before stands to the left
        meant = {}
        for name in (*TEXTS, RATING):
            spot = row.cells.get(name)
            if spot is None or not spot.text or not says_as_beside(spot.text):
                continue
            left = bare(spot.text) in LEFT
            if not left and name != RATING:
                continue  # texts as above: `restoring.dittos`
            if spot[1:3] not in self._meant:
                beside = left != turned
                text = self._left(spot, spots) if beside else self._over(row, name)
                if not text or (name == RATING and len(text) > LONG):
                    continue  # a reason below its mark is none
                self._meant[spot[1:3]] = text
                self.found[spot.row, name] = Ditto(name, row.place(name), spot.text, left)
            meant[name] = spot._replace(text=self._meant[spot[1:3]])
        row = row.but(cells={**row.cells, **meant}) if meant else row
        self._above = row
        return row

    def _over(self, row: TableRow, name: str) -> str:
        """The text right above a row's cell; "" where nobody can tell which is meant."""
        above = self._above
        over = above.cells.get(name) if above is not None else None
        if above is None or over is None or over.column != row.cells[name].column:
            return ""
        if (above.line in self.hidden) != (row.line in self.hidden) or over[1:3] in self.struck:
            return ""
        return "" if says_as_beside(over.text) else over.text

    def _left(self, spot: Spot, spots: Sequence[Spot]) -> str:
        """The text of the cell to the left, "" for one that nobody sees or that is struck out."""
        before = [each for each in spots[: spot.column] if each[1:3] != spot[1:3]]
        if not before or before[-1].column in self.hidden_columns or before[-1][1:3] in self.struck:
            return ""
        return "" if says_as_beside(before[-1].text) else before[-1].text


def as_written(rows: Sequence[TableRow], found: Sequence[Ditto]) -> list[TableRow]:
    """The rows with these cells as they stand in the file."""
    signs = {(each.column, each.place): each.sign for each in found}
    return [
        row.but(cells={
            name: spot._replace(text=signs.get((name, row.place(name)), spot.text))
            for name, spot in row.cells.items()
        })
        for row in rows
    ]  # fmt: skip
