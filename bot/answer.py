"""What an answer holds: domain objects and numbers, no sentence. One class a kind of answer.

`kind`, `reason`, `items`, `related` and `counts` are what programs read (docs/json.md); the rest is what
the card needs. A new kind of answer is one class here, one function in answering/, one in cards.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.query import Condition, Query
from bot.question import Question
from katou_index.plan import Finding, FiscalYear, Item, Measure
from katou_index.records import TYPE_CHECKING, NamedTuple, Record, dataclass_transform

if TYPE_CHECKING:
    from typing import ClassVar


class Counts(Record):
    """Numbers of a selection. `share` is per cent of the rated items, one decimal; `rated` its base."""

    items: int
    measures: int
    by_rating: dict[str, int]
    rated: int
    share: float | None = None


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _Named(Record):
    """A record whose fields are given by name: a kind of answer adds its own to those of all."""


class Delta(NamedTuple):
    """What a figure rose or fell by against the year before, as written, and that year's, computed."""

    name: str  # 寄附金額
    change: str  # +698,207,600円
    before: str  # 104,756,400円
    written: str  # all of it, as it is written


class Answer(_Named):
    """What every answer has. `items` stand in the order shown, `related` are shown apart."""

    kind: ClassVar[str]
    question: Question
    items: tuple[Item, ...] = ()
    related: tuple[Item, ...] = ()
    counts: Counts | None = None
    reason: str | None = None
    unknown: tuple[str, ...] = ()  # words of the question that occur nowhere
    query: Query | None = None  # what was answered, where that was a query to the plan
    carried: tuple[Condition, ...] = ()  # conditions of it that the typed words do not hold
    base: tuple[Item, ...] = ()  # what was looked at, where that is more than the items
    hits: tuple[Item, ...] = ()  # what of it meets the conditions
    judged: bool = False  # whether it was asked whether something is so; `holds` is the truth of that
    holds: bool | None = None  # None: a lost or unfilled rating decides, or a text is asked about
    proposed: tuple[Option, ...] = ()  # what was not understood may have meant these: offered, never shown

    @property
    def cited(self) -> tuple[Item, ...]:
        """Its items, and those by whose lost or unfilled rating nobody knows whether it is so."""
        if not self.judged or self.holds is not None:
            return self.items
        lacking = (item for item in self.base if item.rating.unknown)
        return tuple(dict.fromkeys((*self.items, *lacking)))


class Shown(Answer):
    """One measure, or one item of it, in full."""

    kind: ClassVar[str] = "measure"
    measures: tuple[Measure, ...]
    delta: tuple[Delta, ...] = ()


class Listed(Answer):
    """Items that meet a filter or in which a word stands."""

    kind: ClassVar[str] = "list"
    topic: str = ""
    members: tuple[Measure, ...] = ()  # measures of which a department is only a member
    sections: tuple[str, ...] = ()  # sections whose items stand in `related`
    in_full: tuple[Measure, ...] = ()  # measures whose every item meets the filter
    detailed: bool = False
    overlap: tuple[str, ...] = ()  # figures that several items cite: never to be added up
    note: str = ""  # a key of wording.notes
    near: tuple[Option, ...] = ()  # names that may have been meant
    beside: tuple[Group, ...] = ()  # of one department: itself, the whole city, itself the year before


class Counted(Answer):
    """How many, or which share."""

    kind: ClassVar[str] = "counts"
    shares: Mapping[str, float] = MappingProxyType({})  # mark → per cent of the rated
    topic: str = ""
    in_full: tuple[Measure, ...] = ()
    sections: tuple[str, ...] = ()


class Group(Record):
    """One row of a ranking or a table: a department, policy, initiative or measure."""

    name: str
    value: str  # how it is asked for
    items: tuple[Item, ...]
    by_rating: dict[str, int]
    rated: int
    number: float = 0.0  # what a ranking orders by
    whole: int = 0  # items of the whole group, where `items` are only those that meet the conditions
    hits: tuple[Item, ...] = ()  # those of its items that the answer is about
    place: int = 0  # in a ranking, ties together; 0 is none
    everyone: bool = False  # it stands for every department, and is listed without a place


class Tabled(Answer):
    """Ratings by department, policy or initiative."""

    kind: ClassVar[str] = "counts"
    group_by: str
    groups: tuple[Group, ...]
    total: Group | None = None
    apart: tuple[Group, ...] = ()  # met by their rated items, but they have unrated ones too
    unsure: tuple[Group, ...] = ()  # a lost or unfilled rating decides whether they belong to it
    ranked: str = ""  # "count", "share" or "items" where the order is a ranking
    least: bool = False


class Change(Record):
    """One item in two years, None where one of them has no such item.

    `kind`: "better", "worse", "same"; "unrated" where a year has no rating for it; "new" and "ended" where
    people or titles leave no doubt that the other year does not have its measure; else "open": it cannot be
    told.
    """

    before: Item | None
    after: Item | None
    kind: str

    @property
    def item(self) -> Item:
        """The item, of the later year if that has it."""
        found = self.after or self.before
        assert found is not None
        return found


class Compared(Answer):
    """Two or more sides next to each other. Of years, oldest first, with what changed from first to last."""

    kind: ClassVar[str] = "compare"
    groups: tuple[Group, ...]
    city: Group | None = None
    changes: tuple[Change, ...] = ()


class Changed(Answer):
    """What became better, worse, new … from one year to another."""

    kind: ClassVar[str] = "list"
    changes: tuple[Change, ...] = ()
    open: tuple[Change, ...] = ()  # what could not be told, beside what was asked for


class ChangedCount(Changed):
    """How many items became better, worse, new …"""

    kind: ClassVar[str] = "counts"


class Step(Record):
    """One measure in one year; `items` are those followed. Without a measure, `gone`: that is sure."""

    year: FiscalYear
    measure: Measure | None
    items: tuple[Item, ...] = ()
    gone: bool = False


class Followed(Answer):
    """One measure, or one item of it, over years, newest first."""

    kind: ClassVar[str] = "measure"
    measures: tuple[Measure, ...]
    steps: tuple[Step, ...] = ()
    chains: tuple[tuple[Item | None, ...], ...] = ()  # each item as it is in each step


class Overview(Answer):
    """The whole year in numbers."""

    kind: ClassVar[str] = "counts"
    groups: tuple[Group, ...]
    lost: tuple[Item, ...] = ()
    dashed: tuple[Item, ...] = ()


class Corrected(Answer):
    """What people corrected, each with what the sheet says; the items are those that it concerns."""

    kind: ClassVar[str] = "list"
    corrections: tuple[Finding, ...] = ()
    confirmed: tuple[Finding, ...] = ()  # what they read again and left as it was


class Saying(Record):
    """What the whole cell of a column has to say, one of `values`; or, `isnt`, another text."""

    column: str
    values: tuple[str, ...]
    isnt: bool = False


class Columned(Answer):
    """What stands in further columns of the sheet; the items are those that have a text there."""

    kind: ClassVar[str] = "list"
    columns: tuple[str, ...]
    without: int = 0  # items that were asked about and have none
    ordered: str = ""
    """By number: "most" or "least", the first ones only; "falling" or "rising", all or the first so many.
    "mixed": no numbers of one unit; "unlike": of another unit than the bound that was asked for."""
    summed: bool = False  # a total was asked for: it is never made
    sayings: tuple[Saying, ...] = ()  # what cells had to say (次年度の方針が見直しの事業)
    bounds: tuple[str, ...] = ()  # what the number had to be: "over:100%", from, to, under, is
    other: str = ""  # what else has the number of the bound: "No.3", or the heading of a column
    no_number: int = 0  # cells that no bound could be held against


class ColumnSides(Answer):
    """How many items have the one text of a column, and how many the other (拡大と継続はどっちが多い)."""

    kind: ClassVar[str] = "compare"
    column: str
    sides: tuple[tuple[str, int], ...]  # each text, in the order asked, and its number of items
    than: str = ""  # whether it was asked if the first has "more" than the second, "less" or "same"


class Option(Record):
    """One reading that the bot offers: a label and the prepared question; `dated`: it says its year."""

    label: str
    asks: str
    items: tuple[Item, ...] = ()
    dated: bool = False


class Asked(Answer):
    """It asks back: several readings are near, or the question hangs on nothing."""

    kind: ClassVar[str] = "choose"
    why: str  # a key of wording.asking
    options: tuple[Option, ...] = ()


class Nothing(Answer):
    """No answer, and why. `near` are prepared questions that do have one."""

    kind: ClassVar[str] = "nothing"
    subject: str = ""  # what was asked for and is not there
    near: tuple[Option, ...] = ()
    alike: tuple[Item, ...] = ()  # what says something like it in other words: offered, never shown
    known: tuple[str, ...] = ()  # words beside it that the plan does have: `items` are theirs
    looked_in: bool = False  # whether only `items` were looked in: elsewhere the plan does have it
    year: FiscalYear | None = None


class Helped(Answer):
    """Help, greeting, thanks, a reset, the bot's settings, where the data comes from."""

    kind: ClassVar[str] = "help"
    about: str = "help"  # a key of wording.helping


AnyAnswer = (
    Shown
    | Listed
    | Counted
    | Tabled
    | Compared
    | Changed
    | Followed
    | Overview
    | Corrected
    | Columned
    | ColumnSides
    | Asked
    | Nothing
    | Helped
)
