"""What the evaluator asks of the plan, through one narrow interface, and the answers of today's libraries.

`Store` is all that evaluating knows of where the plan is kept, so that a database may stand beside the index.
It speaks of years by code ("R2"), of measures by number as text ("12", "1-①"), of items by key ("R2/30-3").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from operator import attrgetter

from bot.answering.context import AnswerContext, Libraries
from bot.answering.plan_sets import NONE as NONE
from bot.answering.plan_sets import Names, PlanOrder, PlanSet, by_each
from bot.answering.plan_sets import union as union
from bot.answering.scoping import literally
from bot.answering.selecting import is_every, member_items
from bot.answering.topics import match
from bot.query import TEXTS
from bot.question import Question
from bot.understanding.topics import marked, topics_of
from katou_index.plan import Certainty, FiscalYear, Item, Items, Measure, Plan, measure_number
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    from katou_index.years.ties import Ties

    Remembered = dict[Any, Any]
else:
    Protocol, Remembered = object, dict

Keys = Names  # of items: a frozenset, of a large plan a PlanSet
KEPT = 4  # times a plan: how many items in order, and items that words led to, are remembered
REMEMBERED = 2_000  # departments, and of a small plan words and items in order, that are remembered


class About(NamedTuple):
    """What words lead to: what is about them, best first; what only mentions them; words unknown."""

    primary: Items = Items()
    related: Keys = NONE  # those that only mention them
    unknown: tuple[str, ...] = ()
    first: Keys = NONE  # the primary ones


class Partner(NamedTuple):
    """What an item is in another year. `open`: whether it has one is not sure."""

    item: Item | None
    open: bool = False


class Store(Protocol):
    """The plan as the evaluator sees it. Every method raises YearNotLoadedError for a year it has not."""

    @property
    def years(self) -> tuple[str, ...]:
        """The years loaded, oldest first."""

    def scale(self, year: str) -> tuple[str, ...]:
        """The marks of a year's ratings, best first."""

    def items(self, year: str) -> Mapping[str, Item]:
        """Every item of a year by key, in the order of the sheet."""

    def every(self, year: str) -> Items:
        """Every item of a year in the order of the sheet."""

    def gathered(self, year: str, keys: Iterable[str]) -> Keys:
        """Some keys of a year as a set, of the kind that `find` gives."""

    def keys_of(self, items: Sequence[Item]) -> Keys:
        """The same of the keys of items of one year."""

    def ordered(self, year: str) -> MutableMapping[Keys, Items]:
        """Some of the items of a year in the order of the sheet, as far as they were asked for lately."""

    def keys(self, year: str) -> Keys:
        """The keys of all items of a year."""

    def places(self, year: str) -> Mapping[str, int]:
        """Key of an item → its place in its year's sheet."""

    def values(self, year: str, aspect: str) -> Mapping[str, Keys]:
        """Every value of "department", "policy" or "initiative" that items of a year have → these items."""

    def measure(self, item: Item) -> Measure:
        """The measure of an item."""

    def find(self, year: str, aspect: str, value: str) -> Keys:
        """The items of a year with this value of an aspect, as that year calls it.

        item, measure, policy, initiative, owner, rating: the value itself · member: departments · state:
        lost, dash, unfilled, rated, unrated, doubtful, restored, repaired, missing, shifted, guessed,
        verbatim, corrected ·
        empty: a field ·
        shared: "several" or "one", "3", "3+" (so many owners, or more) ·
        spread: the same of the owners and departments of its measure, all where one stands for everyone ·
        sized: the same of the items of its measure ·
        mixed: "yes", or "unknown" where a lost rating decides · text: a
        phrase, figure or date as written · named: a department whose name stands in a text.
        """

    def about(self, year: str, words: str) -> About:
        """What a group of words leads to."""

    def departments(self, year: str) -> tuple[str, ...]:
        """The departments that a year's plan names, in the order of tables; those for everyone are last."""

    def sections(self, year: str, department: str) -> tuple[str, ...]:
        """The sections inside a department."""

    def everyone(self, department: str) -> bool:
        """Whether this owner stands for every department."""

    def called(self, aspect: str, value: str, there: str, here: str) -> tuple[str, ...]:
        """What a department ("owner"), number ("measure") or id ("item") of one year is in another.

        A department's own name comes first; nothing where it is not followed there.
        """

    def partner(self, item: Item, year: str) -> Partner:
        """What an item of any year is in this one; itself in its own."""

    def alike(self, before: Item, after: Item) -> bool:
        """Whether two items of different years have the same owners, whatever these are called."""


def _of_measure(measure: Measure, aspect: str) -> tuple[str, ...]:
    """What all items of a measure have of an aspect that is looked up in a table."""
    match aspect:
        case "policy":
            return () if measure.policy_no is None else (str(measure.policy_no),)
        case "initiative":
            return (measure.initiative,)
        case "mixed":
            return (_mixed(measure),)
        case "sized":
            return _how_many(len(measure.items))
    raise ValueError(f"no such aspect: {aspect!r}")


def _of_item(item: Item, aspect: str) -> Iterable[str]:
    """What an item has of an aspect by these of its fields (DECIDING)."""
    match aspect:
        case "owner":
            return (*item.owners, item.division) if item.division else item.owners
        case "department":
            return item.owners
        case "rating":
            return (item.rating.mark,)
        case "state":
            return _states(item)
        case "shared":
            return _how_many(len(item.owners))
    raise ValueError(f"no such aspect: {aspect!r}")


# Aspect → the fields that decide what an item has of it; of thousands few have values of their own.
DECIDING = {
    "owner": ("owners", "extra"), "department": ("owners",), "rating": ("rating",),
    "state": ("rating", "certainty", "notes"), "shared": ("owners",),
}  # fmt: skip


def _each_has(plan: Plan, aspect: str) -> list[tuple[str, ...]]:
    """What each item of a plan has of an aspect, in the order of the sheet."""
    if aspect == "empty":
        return [tuple(name for name in TEXTS if not getattr(item, name)) for item in plan.items]
    if aspect == "spread":
        return _spread(plan)
    if aspect not in DECIDING:
        return [has for each in plan.measures for has in [_of_measure(each, aspect)] * len(each.items)]
    deciding = [*map(attrgetter(*DECIDING[aspect]), plan.items)]
    one_of_each = dict(zip(deciding, plan.items, strict=True))
    known = {each: tuple(_of_item(item, aspect)) for each, item in one_of_each.items()}
    return [*map(known.__getitem__, deciding)]


def _spread(plan: Plan) -> list[tuple[str, ...]]:
    """How many departments each item's measure has: those printed at it and those that own one of its items.

    One that stands for all of them makes it as many as the plan has, or more; never just so many.
    """
    everywhere = {name for each in plan.measures for name in _departments(each)}
    known = {}
    for each in plan.measures:
        names = _departments(each)
        many = _how_many(len(everywhere if any(map(is_every, names)) else names))
        known[each.number] = tuple(n for n in many if n.endswith("+")) if any(map(is_every, names)) else many
    return [known[item.measure] for item in plan.items]


def _departments(measure: Measure) -> set[str]:
    return {*measure.departments, *(owner for item in measure.items for owner in item.owners)}


def _states(item: Item) -> Iterable[str]:
    yield item.rating.state.value
    if not item.rating.rated:
        yield "unrated"
    if item.certainty in (Certainty.REPAIRED, Certainty.LOST):
        yield "doubtful"
    if item.certainty is Certainty.REPAIRED or item.shifted:
        yield "restored"
    if item.certainty is Certainty.REPAIRED:
        yield "repaired"
    if item.certainty is Certainty.LOST:
        yield "missing"
    if item.shifted:
        yield "shifted"
    if item.guessed:
        yield "guessed"
    if item.certainty is Certainty.VERBATIM:
        yield "verbatim"


def _how_many(there: int) -> tuple[str, ...]:
    """How many owners or items something has: several, just two, two or more."""
    return (("", "one", "several")[min(there, 2)], str(there), *(f"{n}+" for n in range(2, there + 1)))


def _mixed(measure: Measure) -> str:
    marks = {item.rating.mark for item in measure.items if item.rating.rated}
    open_ones = [item for item in measure.items if item.rating.unknown]
    return "yes" if len(marks) > 1 else "unknown" if open_ones and len(marks) + len(open_ones) > 1 else "no"


class BoundedItems(Remembered):
    """What is remembered of many items; forgotten when there are more than so many of these."""

    def __init__(self, most: int, items: Callable[[Any], int]) -> None:
        super().__init__()
        self._most, self._items, self._held = most, items, 0

    def __setitem__(self, key: Any, value: Any) -> None:
        self._held += self._items(value)
        if self._held > self._most:
            self.clear()
            self._held = self._items(value)
        super().__setitem__(key, value)


class _ByKey(Mapping[str, Item]):
    """The items of a large plan by key."""

    def __init__(self, order: PlanOrder) -> None:
        self._order = order

    def __getitem__(self, key: str) -> Item:
        return self._order.sheet[self._order[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class LibraryStore:
    """A Store over the libraries of an index. Safe for threads: what it remembers is only ever added to."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries
        self._index = libraries.of().vocabulary.index
        self.years = tuple(year.code for year in libraries.of().vocabulary.years)
        vocabulary = libraries.of().vocabulary
        self._marks = {
            year.code: tuple(mark.mark for mark in vocabulary.scale_of(year).marks)
            for year in vocabulary.years
        }
        self._items: dict[str, Mapping[str, Item]] = {}
        self._every: dict[str, Items] = {}
        self._keys: dict[str, Keys] = {}
        self._orders: dict[str, PlanOrder] = {}
        self._ordered: dict[str, BoundedItems] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._desks: dict[str, AnswerContext] = {}
        self._tables: dict[tuple[str, str], dict[str, Keys]] = {}
        self._departments: dict[str, tuple[str, ...]] = {}
        self._members: dict[tuple[str, str], Keys] = {}
        self._open: dict[tuple[str, str], Keys] = {}
        self._about: dict[str, BoundedItems] = {}
        self._ties: dict[tuple[str, str], Ties] = {}

    def _desk(self, year: str) -> AnswerContext:
        if year not in self._desks:
            library = self._libraries.of(FiscalYear.from_code(year))
            self._desks[year] = AnswerContext(library, None, date.min)
        return self._desks[year]

    def scale(self, year: str) -> tuple[str, ...]:
        """One scale for all years today."""
        return self._marks[year]

    def items(self, year: str) -> Mapping[str, Item]:
        """Every item of the year by key."""
        if year not in self._items:
            desk = self._desk(year)
            large = desk.vocabulary.is_large
            self._items[year] = (
                _ByKey(self._order(year)) if large else {item.key: item for item in desk.plan.items}
            )
        return self._items[year]

    def _order(self, year: str) -> PlanOrder:
        if year not in self._orders:
            self._orders[year] = PlanOrder(self._desk(year).plan, by_key=True)
        return self._orders[year]

    def keys_of(self, items: Sequence[Item]) -> Keys:
        """The keys of some items of one year, as `gathered` gives them."""
        if items and self._desk(year := items[0].year.code).vocabulary.is_large:
            return self._order(year).of(items)
        return frozenset([item.key for item in items])

    def gathered(self, year: str, keys: Iterable[str]) -> Keys:
        """A frozenset, of a large plan a PlanSet."""
        return self._order(year).named(keys) if self._desk(year).vocabulary.is_large else frozenset(keys)

    def every(self, year: str) -> Items:
        """As the plan has them."""
        if year not in self._every:
            desk = self._desk(year)
            self._every[year] = (
                self._order(year).every.items() if desk.vocabulary.is_large else desk.plan.items
            )
        return self._every[year]

    def ordered(self, year: str) -> MutableMapping[Keys, Items]:
        """What was put in order for questions before, up to some times the plan."""
        if year not in self._ordered:
            self._ordered[year] = BoundedItems(max(REMEMBERED, KEPT * len(self.items(year))), len)
        return self._ordered[year]

    def keys(self, year: str) -> Keys:
        """Made once a year."""
        if year not in self._keys:
            large = self._desk(year).vocabulary.is_large
            self._keys[year] = self._order(year).every if large else frozenset(self.items(year))
        return self._keys[year]

    def places(self, year: str) -> Mapping[str, int]:
        """Made once a year."""
        if year not in self._places:
            if self._desk(year).vocabulary.is_large:
                return self._order(year)
            self._places[year] = {key: place for place, key in enumerate(self.items(year))}
        return self._places[year]

    def values(self, year: str, aspect: str) -> Mapping[str, Keys]:
        """The table of the aspect."""
        table = self._tables.get((year, aspect))
        if table is None:
            table = self._tables[year, aspect] = self._table(year, aspect)
        return table

    def measure(self, item: Item) -> Measure:
        """The measure of an item."""
        return self._desk(item.year.code).plan.by_number[item.measure]

    def find(self, year: str, aspect: str, value: str) -> Keys:
        """Simple values are looked up in a table made once a year; texts and members are looked for."""
        match aspect:
            case "text":
                return self._written(year, value)
            case "named":
                return self.gathered(year, (item.key for item in self._desk(year).texts.naming(value)))
            case "figure":
                return self._figures(year, value)
            case "member":
                return self._members_of(year, value)
            case "state" if value == "corrected":
                return self._corrected(year)
            case "item":  # these two need no table
                key = f"{year}/{value}"
                return self.gathered(year, (key,)) if key in self.items(year) else NONE
            case "measure":
                measure = self._desk(year).plan.by_number.get(measure_number(value)) if value else None
                return self.gathered(year, (item.key for item in measure.items)) if measure else NONE
        return self.values(year, aspect).get(value, NONE)

    def _table(self, year: str, aspect: str) -> dict[str, Keys]:
        order = self._order(year)
        found: dict[str, Keys] = {
            value: PlanSet(order, bits)
            for value, bits in by_each(_each_has(order.marked.plan, aspect)).items()
        }
        if self._desk(year).vocabulary.is_large:
            return found
        return {value: frozenset(keys) for value, keys in found.items()}

    def _members_of(self, year: str, department: str) -> Keys:
        """Looked for once: every list of a department's items tells what else it has a part in."""
        found = self._members.get((year, department))
        if found is None:
            if len(self._members) >= REMEMBERED:
                self._members.clear()
            members = member_items(self._desk(year).plan, department)
            found = self._members[year, department] = self.keys_of(members)
        return found

    def _written(self, year: str, text: str) -> Keys:
        """A date (10/21, 3月), a figure (77人, 46.0%), or a phrase."""
        desk, form = self._desk(year), fold(text)
        dated = any(sign in form for sign in "/月年日") and form[:1].isdigit()
        name = "months" if dated else "figures" if form[:1].isdigit() else "phrases"
        asked = Question(text, "ja").but(**{name: (form,)})
        return self.gathered(year, (item.key for item in literally(asked, desk.plan.items, desk)))

    def _figures(self, year: str, asked: str) -> Keys:
        """The items with such a figure; there are few ways to ask for one, so each is kept."""
        table = self._tables.setdefault((year, "figure"), {})
        if asked not in table:
            from bot.answering.quantities import has  # here: few questions ask for one

            table[asked] = self.gathered(year, (item.key for item in self.every(year) if has(item, asked)))
        return table[asked]

    def _corrected(self, year: str) -> Keys:
        """A correction of a measure as a whole is one of each of its items."""
        found = {(each.measure, each.item) for each in self._index.corrections(FiscalYear.from_code(year))}
        corrected = (
            item.key
            for item in self.every(year)
            if (item.measure, item.number) in found or (item.measure, None) in found
        )
        return self.gathered(year, corrected)

    def about(self, year: str, words: str) -> About:
        """What the ranking of texts gives for the words; of those asked for last it is remembered."""
        if year not in self._about:
            most = max(REMEMBERED, KEPT * len(self.items(year)))
            self._about[year] = BoundedItems(most, lambda about: 1 + len(about.primary))
        found: About | None = self._about[year].get(words)
        if found is None:
            found = self._about[year][words] = self._ranked(year, words)
        return found

    def _ranked(self, year: str, words: str) -> About:
        desk = self._desk(year)
        topics = topics_of([(0, marked(fold(words), desk.vocabulary))], desk.vocabulary)
        if not topics:
            return About(unknown=(words,))
        found = match(topics, desk.plan.items, desk)
        first, mentioned, related = map(self.keys_of, (found.primary, found.mentions, found.related))
        return About(Items.of(found.primary), (mentioned | related) - first, found.unknown, first)

    def departments(self, year: str) -> tuple[str, ...]:
        """First those of the table that people keep, in its order, then those that only the sheet names; of
        both, those for everyone are last."""
        if year not in self._departments:
            vocabulary = self._desk(year).vocabulary
            ordered = (*(name for name in vocabulary.departments if name in vocabulary.offices),)
            names = dict.fromkeys((*ordered, *self._order(year).marked.owners))
            self._departments[year] = tuple(sorted(names, key=is_every))
        return self._departments[year]

    def sections(self, year: str, department: str) -> tuple[str, ...]:
        """As the table of departments has it."""
        return self._desk(year).vocabulary.sections_of(department)

    def everyone(self, department: str) -> bool:
        """全課."""
        return is_every(department)

    def called(self, aspect: str, value: str, there: str, here: str) -> tuple[str, ...]:
        """As people linked the years, and titles that leave no doubt."""
        if there == here:
            return (value,)
        if aspect == "item":
            item = self.items(there).get(f"{there}/{value}")
            found = self.partner(item, here).item if item else None
            return (found.id,) if found else ()
        ties = self._between(there, here)
        if aspect == "owner":
            return ties.department(value)
        return tuple(str(now) for was, now in ties.measures.items() if str(was) == value)

    def _between(self, there: str, here: str) -> Ties:
        if (there, here) not in self._ties:
            ties = self._index.ties(FiscalYear.from_code(there), FiscalYear.from_code(here))
            self._ties[there, here] = ties
        return self._ties[there, here]

    def partner(self, item: Item, year: str) -> Partner:
        """From the pairs of the two years, made once."""
        found = self._libraries.partner(item, FiscalYear.from_code(year))
        return Partner(found, found is None and item.key in self._unsure(item.year.code, year))

    def _unsure(self, there: str, here: str) -> Keys:
        """The items of one year of which it cannot be told what they are in the other."""
        if (there, here) not in self._open:
            first, last = sorted((FiscalYear.from_code(there), FiscalYear.from_code(here)))
            self._open[there, here] = frozenset(
                item.key
                for pair in self._libraries.pairs(first, last)
                for item in (pair.before, pair.after)
                if pair.open and item is not None and item.year.code == there
            )
        return self._open[there, here]

    def alike(self, before: Item, after: Item) -> bool:
        """Through the links of departments."""
        from katou_index.years.ties import called_alike  # here: most questions are of one year

        return called_alike(before.owners, after.owners, self._between(before.year.code, after.year.code))
