"""What recognisers yield: one named thing with its place, values of numbers and dates, a text respelled."""

from __future__ import annotations

from katou_index.plan import FiscalYear, MeasureNumber
from katou_index.records import NamedTuple, Record


class TextSpan(NamedTuple):
    """One named thing in the folded text."""

    start: int
    end: int
    sign: str
    value: object
    text: str


class Number(NamedTuple):
    """A measure, or one of its items, as said by number; with `last` all from the one to the other."""

    measure: MeasureNumber
    item: int | None = None
    bare: bool = False  # only digits, without No. or 番
    last: int | None = None
    parts: tuple[MeasureNumber, ...] = ()  # what the plan prints under this one: 6-① and 6-② of 6

    @property
    def measures(self) -> tuple[MeasureNumber, ...]:
        """Each measure that is meant."""
        if self.parts:
            return self.parts
        if self.last is None or isinstance(self.measure, str):
            return (self.measure,)
        return tuple(range(self.measure, self.last + 1))


class Dated(NamedTuple):
    """A date inside a text: how it may be written there."""

    forms: tuple[str, ...]
    year: FiscalYear | None


class Respelled(Record):
    """The text to read, and what was changed: (typed, read)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()
