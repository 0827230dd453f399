"""What a follow-up is given: its words, the last query, and what its answer showed."""

from __future__ import annotations

from bot.query import Condition, Query
from bot.understanding.slots import ASPECT_OF_GROUP, ROW, Slots, whole_of
from katou_index.records import TYPE_CHECKING, Record, cached_property

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

PLAIN = ("list", "show", "count")  # that show items and no groups
OF_BASE = ("all", "only", "not_all")  # a statement of these is answered with all that was looked at
OF_FIGURES = ("amounts", "largest", "sum", "delta")  # whose answer shows what has figures, of all asked for
GROUPED = ("list", "rank", "count")  # whose groups are named where it goes on with their items
TURNED = ("none", "not_all")  # having these, the groups shown hold few or none of what was asked for


def _no_sizes(_query: Query) -> tuple[int, ...]:
    return ()


def _no_items(_query: Query) -> tuple[str, ...]:
    return ()


class Referents(Record):
    """What a follow-up hangs on: the last query, and what its answer showed.

    `items`: ids without a year, `groups`: values of the query's `per`, both in the order shown; `standing`:
    their places in a ranking, ties together. `values`: what the shown items have, by aspect (rating, owner,
    policy, measure …), for 同じ評価の課, ほかの課の分. `before`: the query that the last one narrowed, None
    where it narrowed none. `listed`: the items of the list that those shown were picked from. `earlier`: what
    was asked before it, the oldest first. `sides`: of a comparison, by the value of a side: how often it has
    which rating, and how many of its items are rated. `sizes`: of a query asked before, how many items,
    measures or groups its answer had; `items_of`: their ids. `unit`: of the figures that were asked for,
    件 or 人, "" where none was named.
    """

    query: Query
    items: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - never changed: a record is frozen
    standing: tuple[int, ...] = ()
    before: Query | None = None
    listed: Sequence[str] = ()
    earlier: tuple[Query, ...] = ()
    sides: dict[str, tuple[dict[str, int], int]] = {}  # noqa: RUF012 - as above
    sizes: Callable[[Query], tuple[int, ...]] = staticmethod(_no_sizes)
    items_of: Callable[[Query], tuple[str, ...]] = staticmethod(_no_items)
    unit: str = ""


class QueryEdit:
    """One edit: the words' slots, the query before, what was shown."""

    def __init__(self, match: Match, shown: Referents, vocabulary: Vocabulary) -> None:
        self.slots = Slots(match)
        self.shown = shown
        self.before = shown.query.but(places=(), top=0, form="")
        if self.slots.group == ROW and self.before.per:
            self.slots.group = self.before.per
        self.vocabulary = vocabulary
        whole = whole_of((*self.slots.before, *self.slots.phrases))
        self.typed = (*whole.conditions, *self.slots.ratings)
        self.years = (*whole.years, *self.slots.years)
        self.every = whole.every
        self.unit = "measure" if "measure" in self.slots else whole.unit

    # -- the query before as a plain selection

    @cached_property
    def selection(self) -> Query:
        """The items that the last answer was about: a list without groups, sides or fields."""
        query = self.before
        conditions = query.conditions
        base = query.base
        if query.having and query.aggregate != "rank":  # what chose groups is not what their ranking shows
            turned = any(each.quantifier in TURNED for each in query.having)
            said = tuple(each for one in query.having for each in one.conditions)
            if (len(query.having) == 1 and not turned) or (turned and not query.per):
                conditions = (*conditions, *said)
        groups = self.groups()
        if query.per and groups and query.aggregate in GROUPED and query.per != "year":
            aspect = ASPECT_OF_GROUP[query.per]
            named = Condition(aspect, groups)
            base = (*(each for each in base if each.aspect != aspect or each.negated), named)
        base = (*base, *_of_all_sides(query.sides))
        if query.aggregate in OF_FIGURES and self.shown.items:  # what has them is no condition
            base = (Condition("item", self.shown.items),)
        unit = query.unit if not query.per and query.aggregate not in OF_FIGURES else ""
        return Query(query.years, base, conditions, unit=unit)

    def groups(self) -> tuple[str, ...]:
        """The groups that the answer was about: of a ranking those that lead it."""
        if self.before.per == "measure" and self.before.having:  # whose items alone were shown
            return self.shown.values.get("measure", ())
        place = self.shown.query.places[0] if len(self.shown.query.places) == 1 else 1
        ranked = self.shown.query.aggregate == "rank" and len(self.shown.query.places) < 2
        return (self.at_place(place) if ranked else ()) or self.shown.groups

    @property
    def picked(self) -> bool:
        """Whether one of a list was shown last: 「最初のは」 is of that list, and asks the same of it."""
        return len(self.shown.items) == 1 and bool(self.shown.listed)

    @property
    def listed(self) -> Sequence[str]:
        """The items in whose order places are meant."""
        return self.shown.listed if self.picked else self.shown.items

    def at_place(self, place: int) -> tuple[str, ...]:
        """The groups that share a place of a ranking."""
        shown = zip(self.shown.groups, self.shown.standing, strict=False)
        return tuple(group for group, stands in shown if stands == place)

    def kept(self) -> Query:
        """The query before where only its conditions are to change."""
        query = self.before
        if query.aggregate in ("count", "share", "table", "compare") and not query.having:
            return query
        if query.aggregate in ("amounts", "sum", "delta"):
            return query
        wants = query.wants if query.aggregate == "list" and not query.having else ()
        return self.selection.but(wants=wants)


def _of_all_sides(sides: Sequence[tuple[Condition, ...]]) -> Sequence[Condition]:
    """What is put side by side as one whole: 防災課と税務課; none where sides differ in more than a name."""
    names = [each for side in sides for each in side]
    if any(each.but(values=()) != Condition(each.aspect, ()) for each in names):
        return ()
    if len(names) != len(sides) or len({each.aspect for each in names}) != 1:
        return ()
    return (Condition(names[0].aspect, tuple(value for each in names for value in each.values)),)
