"""The tables that people keep under data/: departments, rating scale, words, policies per year.

They are read from their files (tablefiles) when the index is built and compiled into it; the bot never opens
them.
"""

from __future__ import annotations

from functools import cached_property

from katou_index.plan import DASH, Department, MeasureNumber, Rating, State
from katou_index.records import NamedTuple, Record

CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}  # ① → 1


class Mark(Record):
    """One step of the rating scale."""

    mark: str
    word: str
    en: str
    rank: int  # 0 is best
    forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    legend_ja: str = ""
    legend_en: str = ""


class Scale(Record):
    """The rating scale, best first, and the signs for "nothing planned"."""

    marks: tuple[Mark, ...]
    dashes: tuple[str, ...]

    @cached_property
    def _by_form(self) -> dict[str, Rating]:
        found = dict.fromkeys(("—", *self.dashes), DASH)
        for mark in self.marks:
            found.update(dict.fromkeys((mark.mark, *mark.forms), Rating(State.RATED, mark.mark)))
        return found

    def read(self, cell: str) -> Rating | None:
        """The rating that a cell of the 評価 column shows, None where it shows none."""
        return self._by_form.get(cell.strip())

    def rank(self, mark: str) -> int:
        """Place of a mark in the scale, 0 is best; past the end for a mark it does not have."""
        return next((m.rank for m in self.marks if m.mark == mark), len(self.marks))


class SameWords(NamedTuple):
    """Words for one thing. The first one is the name that answers use."""

    words: tuple[str, ...]
    english: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


class Alias(NamedTuple):
    """Other names of a policy, an initiative or a measure's title (`of`, as the sheet writes it)."""

    of: str
    english: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class Column(NamedTuple):
    """A column of the tidy format and the headings that sheets write over it; `*` stands for any text.
    `place` (from 0) is which one is read where several columns of a sheet have such a heading; `file` the
    table in which the office writes it."""

    name: str
    headings: tuple[str, ...]
    place: int | None = None
    file: str = "data/columns.toml"


class PolicyRow(Record):
    """Policy and initiative of one measure. Laid over only where the title is that measure's."""

    measure: MeasureNumber
    title: str
    policy_no: int | None
    policy: str
    initiative: str
    estimated: bool


class Tables(Record):
    """All tables that hold for every year."""

    departments: tuple[Department, ...]
    scale: Scale
    same: tuple[SameWords, ...]
    names: tuple[Alias, ...]
    misread: dict[str, str]  # printed → what it means
    glossary: dict[str, tuple[str, ...]]  # English → words of the sheet, all folded: read by programs only
    columns: tuple[Column, ...] = ()  # how sheets of tables name their columns

    uncompared = ("columns",)  # needed to read documents, not kept in the index


def split_policy(text: str) -> tuple[int | None, str]:
    """`① 安全・安心の推進` → (1, "安全・安心の推進"); no circled number → (None, text)."""
    text = text.strip()
    number = CIRCLED.get(text[:1])
    return (number, text[1:].strip()) if number else (None, text)
