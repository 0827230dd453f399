"""What evaluating a query gives: items, groups, numbers, truth. Frozen, without a sentence."""

from __future__ import annotations

from bot.answer import Change, Counts
from bot.answering.plan_sets import each_once
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")


class ResultRow(Record):
    """One group, side or year of a result.

    `value` as the query would name it: a department, "5" of policies, "12" of measures, "30-3" of items,
    "R2" of years, the place from 0 of a side; "" is what has no policy or initiative. `year` is "" where it
    goes over all years of the query.
    """

    value: str
    base: tuple[Item, ...]
    hits: tuple[Item, ...]  # those of the base that the answer is about
    by_rating: dict[str, int]  # of the base
    rated: int
    number: float = 0  # what it is ranked by: hits, measures of them, or their share
    share: float | None = None  # per cent of the hits among the rated ones
    undecided: int = 0  # items of the base of which it is not known whether they are hits
    place: int = 0  # of a ranking, from 1, ties together; 0 is none
    everyone: bool = False  # it stands for every department
    year: str = ""


class Groups(NamedTuple):
    """Rows of an answer; those of which an undecided item decides; those that "—" sets apart."""

    rows: tuple[ResultRow, ...] = ()
    unknown: tuple[ResultRow, ...] = ()
    apart: tuple[ResultRow, ...] = ()


class Result(Record):
    """The answer to a query. `items` is what it is about, in the order shown (docs/json.md, `items`)."""

    years: tuple[str, ...]
    items: tuple[Item, ...]
    base: tuple[Item, ...]
    hits: tuple[Item, ...]  # those of the base that meet the conditions
    counts: Counts  # of `items`; `rated` is that of the base
    share: float | None = None  # of the hits among the rated ones of the base, where conditions are named
    undecided: tuple[Item, ...] = ()  # a lost or unfilled rating, or an open link between years, decides
    dashes: tuple[Item, ...] = ()  # "—" in the base where ratings are asked about: named, never counted
    rows: tuple[ResultRow, ...] = ()  # groups, sides, years
    unknown: tuple[ResultRow, ...] = ()  # groups of which an undecided item decides
    apart: tuple[ResultRow, ...] = ()  # groups that meet it but for an item with "—"
    judged: bool = False
    holds: bool | None = None
    sections: tuple[Item, ...] = ()  # of sections whose parent was asked for
    members: tuple[Item, ...] = ()  # of measures that a department has a part in without an own item there
    everyone: tuple[Item, ...] = ()  # of every department, where one was asked for
    mentions: tuple[Item, ...] = ()  # what only mentions the topic, or the department
    changes: tuple[Change, ...] = ()  # from the first year to the last
    strange: tuple[str, ...] = ()  # words of the topics that occur nowhere
    figure: str = ""  # the largest one, as written
    repeated: tuple[str, ...] = ()  # figures that several items cite: never to be added up

    @property
    def related(self) -> tuple[Item, ...]:
        """Everything that is shown apart, once."""
        return each_once((self.sections, self.members, self.everyone, self.mentions))


def at_places(things: list[T], places: tuple[int, ...]) -> list[T]:
    """What stands at these places, from 1, -1 the last; everything where none is named."""
    if not places:
        return things
    size = len(things)
    return [things[place - 1 if place > 0 else place] for place in places if place and -size <= place <= size]
