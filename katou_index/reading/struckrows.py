"""Which rows of a page are no items because what makes them one is struck out (見え消し)."""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading.grid import GridPage, Spot


class StruckRows:
    """The struck rows of one page: those of which every cell or the title is struck out, and what goes on
    below them. `rows` are the numbers of those found so far."""

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
