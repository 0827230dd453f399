"""Which items a condition holds of, in three values; conditions of one year, of others, of what changed.

The items looked at are those of the query's years. Where a condition speaks of other years or of a change, an
item that stands in several years counts once, as it is in the latest: `linked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from bot.answering.plan_sets import PlanSet
from bot.answering.selecting import percent
from bot.answering.store import About, Keys, Store, union
from bot.query import Condition, Query
from katou_index.plan import Item, Items
from katou_index.records import NamedTuple


class Extent(NamedTuple):
    """Keys of the items that surely meet something; that may; and with those that "—" keeps out of it."""

    yes: Keys
    maybe: Keys
    part: Keys

    def both(self, other: Extent) -> Extent:
        """And."""
        return Extent._make((self.yes & other.yes, self.maybe & other.maybe, self.part & other.part))

    def either(self, other: Extent) -> Extent:
        """Or."""
        return Extent._make((self.yes | other.yes, self.maybe | other.maybe, self.part | other.part))


SEARCHING = ("list", "count", "share", "rank", "table")
FEW = 12  # keys that are sorted quicker than all items are looked through
NOTHING = Items()
SPARSE = 6  # of fewer than every sixth item the places are put in order, of more all items are gone through


def _numbered(keys: Iterable[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}


def group_kind(query: Query, extents: Extents) -> str:
    """What the groups of a query are, "" where it has none."""
    if query.sides and query.aggregate == "holds":
        return "side"
    if query.per or query.sides:
        return query.per or "side"
    if query.aggregate == "rank":
        return "department"
    if query.aggregate == "overview" and len(extents.years) == 1:
        return "policy"
    if query.having and query.aggregate != "holds":
        return "measure"
    return "year" if len(extents.years) > 1 and not extents.linked else ""


def _looks_everywhere(query: Query) -> bool:
    """Whether a topic means all that mentions it, not only what is about it: where ratings are looked for."""
    rated = any(each.aspect == "rating" for each in query.all_conditions())
    return rated and query.aggregate in SEARCHING and not query.wants


class Extents:
    """The items of a query and its conditions over them, each looked up once."""

    def __init__(self, query: Query, store: Store) -> None:
        self.store = store
        conditions = query.all_conditions()
        self.years = query.years or store.years[-1:]
        self.linked = any(each.years or each.aspect == "change" for each in conditions)
        if len(self.years) == 1 and any(each.aspect == "change" for each in conditions):
            self.years = (*[year for year in store.years if year < self.years[0]][-1:], *self.years)
        self.last = self.years[-1]
        self.wide = _looks_everywhere(query)
        self.items = self._items()
        self.whole = len(self.years) == 1 and not self.linked
        self.everything = store.keys(self.last) if self.whole else frozenset(self.items)
        self._places = store.places(self.last) if self.whole else _numbered(self.items)
        self._every = store.every(self.last) if self.whole else Items(self.items.values())
        self._ordered = store.ordered(self.last) if self.whole else {}
        if self.whole:  # as most are
            self.rated, self.dashes = (store.find(self.last, "state", state) for state in ("rated", "dash"))
        else:
            self.rated, self.dashes = (
                union(store.find(year, "state", state) for year in self.years) for state in ("rated", "dash")
            )
        self.marks = tuple(dict.fromkeys(mark for year in self.years for mark in store.scale(year)))
        self._all = Extent._make((self.everything,) * 3)
        self._known: dict[Condition, Extent] = {}
        self._topics: dict[tuple[str, str], About] = {}

    def _items(self) -> Mapping[str, Item]:
        """By key, the newest year first, each in the order of its sheet."""
        if len(self.years) == 1 and not self.linked:
            return self.store.items(self.last)
        found: dict[str, Item] = {}
        for place, year in enumerate(reversed(self.years)):
            later = self.years[len(self.years) - place :]
            found |= {
                key: item
                for key, item in self.store.items(year).items()
                if not self.linked or not any(self.store.partner(item, each).item for each in later)
            }
        return found

    def first(self, keys: Keys) -> int:
        """The place of the first of these items."""
        return keys.first if isinstance(keys, PlanSet) else self._places[self.in_order(keys)[0].key]

    def keys_of(self, items: Sequence[Item]) -> Keys:
        """The keys of some of the items."""
        return self.store.keys_of(items) if self.whole else frozenset(item.key for item in items)

    def set_of(self, keys: Iterable[str]) -> Keys:
        """Keys of some of the items as a set."""
        return self.store.gathered(self.last, keys) if self.whole else frozenset(keys)

    def share(self, keys: Keys, hits: Keys) -> float | None:
        """Per cent of the hits among the rated ones of these keys, None where nothing is rated."""
        rated = keys & self.rated
        return percent(len(rated & hits), len(rated)) if rated else None

    def in_order(self, keys: Keys) -> Items:
        """The items of these keys. They are kept: a result names the same ones twice."""
        if not keys:
            return NOTHING
        if keys is self.everything:
            return self._every
        found = self._ordered.get(keys)
        if found is None:
            if len(keys) == len(self.items):
                return self._every
            found = self._ordered[keys] = self._in_order(keys)
        return found

    def _in_order(self, keys: Keys) -> Items:
        if isinstance(keys, PlanSet):
            return keys.items()
        if len(keys) > max(FEW, len(self.items) // SPARSE):
            return Items([item for key, item in self.items.items() if key in keys])
        return Items([self.items[key] for key in sorted(keys, key=self._places.__getitem__)])

    # -- conditions --------------------------------------------------------------------------------------

    def meet(self, conditions: Iterable[Condition]) -> Extent:
        """What meets all of the conditions."""
        found = [*map(self.of, conditions)]
        if not (found and self.whole):  # what a whole year has meets nothing but its own items
            found.insert(0, self._all)
        return reduce(Extent.both, found) if found[1:] else found[0]

    def of(self, condition: Condition) -> Extent:
        """What meets one condition."""
        found = self._known.get(condition)
        if found is None:
            found = self._known[condition] = self._found(condition)
        return found

    def _found(self, condition: Condition) -> Extent:
        if condition.aspect == "change":
            return self._changed(condition)
        if condition.years:
            return self._elsewhere(condition)
        found = [self.in_year(condition, year) for year in self.years]
        return reduce(Extent.either, found) if found[1:] else found[0]

    def in_year(self, condition: Condition, year: str) -> Extent:
        """What of a year's own items meets a condition, as that year calls it."""
        find = self.store.find
        if condition.aspect == "rating":
            return self._rated(condition, year)
        if condition.aspect == "shared" and not condition.values:
            found = find(year, "shared", "one" if condition.negated else "several")
            return Extent(found, found, found)
        if condition.aspect == "mixed":
            yes = find(year, "mixed", "yes")
            maybe = yes | find(year, "mixed", "unknown")
        else:
            yes = maybe = union([self._valued(condition, value, year) for value in condition.values])
        if condition.negated:
            whole = self.store.keys(year)
            yes, maybe = whole - maybe, whole - yes
        return Extent._make((yes, maybe, maybe))

    def _rated(self, condition: Condition, year: str) -> Extent:
        """Negated, it is the complement among the rated."""
        find = self.store.find
        yes = union([find(year, "rating", mark) for mark in condition.values])
        if condition.negated:
            yes = find(year, "state", "rated") - yes
        maybe = yes | find(year, "state", "lost") | find(year, "state", "unfilled")
        return Extent._make((yes, maybe, maybe | find(year, "state", "dash")))

    def _valued(self, condition: Condition, value: str, year: str) -> Keys:
        """What has one value of an aspect in a year."""
        aspect = condition.aspect
        if aspect == "topic":
            about = self.about(year, value)
            return about.first | about.related if self.wide else about.first
        if aspect not in ("owner", "member", "measure", "item"):
            return self.store.find(year, aspect, value)
        names = self._names(condition, value, year)
        return union(self.store.find(year, aspect, name) for name in names)

    def _names(self, condition: Condition, value: str, year: str) -> tuple[str, ...]:
        names = self.called(condition.aspect, value, year)
        if condition.sections:
            names = (*names, *(section for name in names for section in self.store.sections(year, name)))
        return names

    def owners_of(self, condition: Condition) -> tuple[str, ...]:
        """The departments that a condition names, as the last year calls them."""
        return tuple(name for value in condition.values for name in self._names(condition, value, self.last))

    def groups_in(self, condition: Condition) -> tuple[str, ...]:
        """The groups that a condition names, as the last year calls them."""
        return self.owners_of(condition) if condition.aspect == "owner" else condition.values

    def called(self, aspect: str, value: str, year: str) -> tuple[str, ...]:
        """What a value is called in a year: taken as the latest year of the query that has it means it.

        A department that none of them has is that of any other year; a number means nothing there.
        """
        if aspect in ("owner", "member"):
            years = (*reversed(self.years), *reversed(self.store.years))
            there = next((each for each in years if value in self.store.departments(each)), year)
            return self.store.called("owner", value, there, year)
        there = next((each for each in reversed(self.years) if self.store.find(each, aspect, value)), year)
        return self.store.called(aspect, value, there, year)

    def about(self, year: str, words: str) -> About:
        """What the words lead to in a year."""
        if (year, words) not in self._topics:
            self._topics[year, words] = self.store.about(year, words)
        return self._topics[year, words]

    # -- over years --------------------------------------------------------------------------------------

    def _elsewhere(self, condition: Condition) -> Extent:
        """What an item is in the years of the condition: in every one of them, or in any."""
        plain = condition.but(years=())
        found = [self._carried(self.in_year(plain, year), year) for year in condition.years]
        whole = found[0]
        for further in found[1:]:
            whole = whole.both(further) if condition.every else whole.either(further)
        return whole

    def _carried(self, there: Extent, year: str) -> Extent:
        """What was found in a year, as items of the query's."""
        partners = {key: self.store.partner(item, year) for key, item in self.items.items()}
        keys = {key: partner.item.key if partner.item else "" for key, partner in partners.items()}
        unsure = frozenset(key for key, partner in partners.items() if partner.open)
        yes, maybe, part = (
            frozenset(key for key, other in keys.items() if other in extent) for extent in there
        )
        return Extent(yes, maybe | unsure, part | unsure)

    def _changed(self, condition: Condition) -> Extent:
        from bot.answering.changes import changed  # here: most questions are of one year
        from bot.answering.truth import opposite, some

        yes, maybe = set(), set()
        for key, item in self.items.items():
            truths = (
                changed(item, value, self.years, self.store, condition.number) for value in condition.values
            )
            true = some(truths)
            if condition.negated:
                true = opposite(true)
            if true:
                yes.add(key)
            if true is not False:
                maybe.add(key)
        return Extent(frozenset(yes), frozenset(maybe), frozenset(maybe))
