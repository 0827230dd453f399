"""Numbers → a bar of parts, in per cent of its width, so that it fits every screen."""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.records import Record

NARROWEST = 8.0  # per cent: a sign and a number below it stay readable on a phone


class BarSlot(Record):
    """Where a part stands, in per cent of the bar, rounded to a hundredth."""

    left: float
    width: float

    @property
    def middle(self) -> float:
        """Where its text stands."""
        return round(self.left + self.width / 2, 2)


def slots(numbers: Sequence[int], whole: int = 0) -> tuple[BarSlot, ...]:
    """A slot for each number, as wide as its share of `whole` (0: of their sum).

    Small ones are widened so that their text can be read; all of them together never exceed the bar.
    """
    whole = max(whole, sum(numbers), 1)
    widths = [max(100 * number / whole, NARROWEST) for number in numbers]
    scale = min(1.0, 100 / sum(widths)) if widths else 0.0
    left, found = 0.0, []
    for width in widths:
        found.append(BarSlot(round(left, 2), round(width * scale, 2)))
        left += width * scale
    return tuple(found)
