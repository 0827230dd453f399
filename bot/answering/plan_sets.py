"""Sets of the items of a large plan, a bit each: and, or and but of 100,000 items take some microseconds.

They are sets of names, as frozensets of a small plan are, and go with these; names of another plan make a
frozenset of both. The items of a set are `PlanItems`: what is counted of these is counted in bits, too.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, reduce
from itertools import accumulate, chain, compress, count, islice, repeat
from operator import add, attrgetter, or_

from katou_index.index.bits import bits_at, bits_of
from katou_index.index.stored import lines_of, stand_in_order
from katou_index.plan import Certainty, FiscalYear, Item, Items, Measure, Plan, State
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeVar

    V = TypeVar("V")
    Names = Set[str]
    Places = Mapping[str, int]
else:
    Names, Places = Set, Mapping

NONE: Names = frozenset()
SPARSE = 12  # of fewer than every 12th item the bits are looked for, of more all are gone through
SETS_KEPT = 32  # of which the items are kept: an answer names some three
FEW = 1_000  # items that are quickly gone through one by one
_TRUTHS = bytes.maketrans(b"01", b"\0\1")
_CODES = 256  # values of which each place of a sheet can have one as a byte


def union(sets: Iterable[Names]) -> Names:
    """What stands in any of the sets."""
    held = [*filter(None, sets)]
    return NONE if not held else reduce(or_, held) if held[1:] else held[0]


def by_value(values: Sequence[Hashable]) -> dict[Any, int]:
    """What each place of a sheet has → value → the bits of its places, in the order in which values come."""
    codes = {value: code for code, value in enumerate(dict.fromkeys(values))}
    if len(codes) <= _CODES:
        held = bytes(map(codes.__getitem__, values))
        return {value: bits_of(held.translate(_only(code))) for value, code in codes.items()}
    places: dict[Hashable, list[int]] = {value: [] for value in codes}
    for place, value in enumerate(values):
        places[value].append(place)
    return {value: bits_at(each, len(values)) for value, each in places.items()}


def by_each(values: Sequence[Iterable[str]]) -> dict[str, int]:
    """The same of places that have several values, or none."""
    found: dict[str, int] = {}
    for names, bits in by_value([tuple(each) for each in values]).items():
        for name in names:
            found[name] = found.get(name, 0) | bits
    return found


def _only(code: int) -> bytes:
    """A table that makes 1 of this byte and 0 of any other."""
    return b"0" * code + b"1" + b"0" * (255 - code)


class Marked:
    """Where in the sheet of a plan stands what is counted of its items, a bit each."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @classmethod
    def of(cls, plan: Plan) -> Marked:
        """That of a plan, made once."""
        found: Marked = plan.items.made.get("marked") or plan.items.made.setdefault("marked", cls(plan))
        return found

    @cached_property
    def ratings(self) -> dict[Any, int]:
        """Rating → the items that have it."""
        return by_value([item.rating for item in self.plan.items])

    @cached_property
    def marks(self) -> dict[str, int]:
        """Mark, "" for none → the items that have it."""
        return {
            mark: reduce(or_, (bits for rating, bits in self.ratings.items() if rating.mark == mark))
            for mark in dict.fromkeys(rating.mark for rating in self.ratings)
        }

    def in_state(self, *states: State) -> int:
        """The items whose rating is in one of these states."""
        return reduce(or_, (bits for rating, bits in self.ratings.items() if rating.state in states), 0)

    @cached_property
    def doubtful(self) -> int:
        """The items that do not stand in the source as they are shown."""
        found = by_value([item.certainty for item in self.plan.items])
        return reduce(or_, (bits for each, bits in found.items() if each is not Certainty.VERBATIM), 0)

    @cached_property
    def owners(self) -> dict[str, int]:
        """Department → the items that it owns."""
        return by_each([item.owners for item in self.plan.items])

    @cached_property
    def divisions(self) -> dict[str, int]:
        """部 → the items of its departments, where the sheet names it."""
        named = [(item.division,) if item.extra and item.division else () for item in self.plan.items]
        return by_each(named)

    @cached_property
    def listed(self) -> dict[str, int]:
        """Department → the items of the measures in whose list of departments it stands."""
        return by_each(self._of_each(map(attrgetter("departments"), self.plan.measures)))

    @cached_property
    def by_line(self) -> bool:
        """Whether each item stands in lines of its own, further down in the source than the one before."""
        return stand_in_order(self.plan.items)

    def gathered(self, held: PlanSet) -> PlanItems:
        """The items of a set. Those of the last sets are kept: an answer names the same ones many times."""
        found = self._gathered.get(held.bits)
        if found is None:
            every = self.plan.items
            found = PlanItems(held.values(every))
            found.held, found.parts = held, (held,)
            kept = list(self._gathered.values())
            if len(kept) >= SETS_KEPT or sum(map(len, kept), len(held)) > len(every):
                self._gathered.clear()
            self._gathered[held.bits] = found
        return found

    @cached_property
    def _gathered(self) -> dict[int, PlanItems]:
        """Bits → items, together no more of them than the plan has."""
        return {}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each item: thousands of items are asked for theirs in twice the time."""
        return tuple(self.plan.places)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The key of each item."""
        return tuple(map(attrgetter("key"), self.plan.items))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measure of each item."""
        return tuple(self._of_each(self.plan.measures))

    @cached_property
    def last(self) -> int:
        """The last item of each measure."""
        ends = {size: b"0" * (size - 1) + b"1" for size in {*self._sizes}}
        return bits_of(b"".join(map(ends.__getitem__, self._sizes)))

    @property
    def _sizes(self) -> list[int]:
        """How many items each measure has."""
        return [*map(len, map(attrgetter("items"), self.plan.measures))]

    def _of_each(self, of_measures: Iterable[V]) -> list[V]:
        """What each measure has, for each of its items."""
        return [*chain.from_iterable(map(repeat, of_measures, self._sizes))]

    @cached_property
    def every(self) -> int:
        """All items."""
        return (1 << len(self.plan.items)) - 1

    def in_measures(self, bits: int) -> int:
        """The last item of each measure that some items are of: all bits of a measure but the last, added to
        those that are set, carry into the last one."""
        before = self.every & ~self.last
        return (((bits & before) + before) | bits) & self.last

    def in_full(self, bits: int) -> int:
        """The same of the measures of which all items are among them."""
        return self.last & ~self.in_measures(self.every & ~bits)

    def with_measures(self, bits: int) -> int:
        """These items and all others of their measures."""
        first = (self.last << 1 | 1) & self.every
        up, down, step = self.every & ~first, self.every & ~self.last, 1
        while up or down:  # each time twice as far, no further than a measure goes
            bits |= (bits << step) & up | (bits >> step) & down
            up, down, step = up & (up << step), down & (down >> step), step * 2
        return bits


class PlanOrder(Places):
    """The places of a plan's items, each called by its id, or with the year before it by its key."""

    def __init__(self, plan: Plan, *, by_key: bool = False) -> None:
        self.sheet: Items = plan.items
        self.marked = Marked.of(plan)
        self._places = plan.places
        self._before = f"{plan.year.code}/" if by_key else ""

    def place(self, name: object) -> int | None:
        """Where an item stands; None for what is none of this plan's."""
        if not (isinstance(name, str) and name.startswith(self._before)):
            return None
        return self._places.get(name[len(self._before) :])

    def __getitem__(self, name: str) -> int:
        if (place := self.place(name)) is None:
            raise KeyError(name)
        return place

    def __iter__(self) -> Iterator[str]:
        return map(self.name, range(len(self)))

    def __len__(self) -> int:
        return len(self.sheet)

    def name(self, place: int) -> str:
        """What the item at a place is called."""
        item = self.sheet[place]
        return item.key if self._before else item.id

    def at(self, places: Iterable[int]) -> PlanSet:
        """The set of the items at some places."""
        return PlanSet(self, bits_at(places, len(self.sheet)))

    def named(self, names: Iterable[str]) -> PlanSet:
        """The set of the items of these names; what is none of this plan's is left out."""
        before, get = self._before, self._places.get
        cut = len(before)
        found = [get(name[cut:]) for name in names if name.startswith(before)]
        return self.at([place for place in found if place is not None])

    def of(self, items: Iterable[Item]) -> PlanSet:
        """The set of some items of the plan."""
        if isinstance(items, PlanItems) and items.held.order.sheet is self.sheet:
            return PlanSet(self, items.held.bits)
        places = self._places
        return self.at([places[item.id] for item in items])

    def joined(self, sets: Iterable[PlanSet]) -> PlanSet:
        """What stands in any of these sets of the plan."""
        return PlanSet(self, reduce(or_, (each.bits for each in sets), 0))

    @cached_property
    def every(self) -> PlanSet:
        """All of them."""
        return PlanSet(self, self.marked.every)


class PlanSet(Names):
    """Some items of a plan. Never changed."""

    def __init__(self, order: PlanOrder, bits: int) -> None:
        self.order = order
        self.bits = bits

    @cached_property
    def _bytes(self) -> bytes:
        return self.bits.to_bytes(len(self.order.sheet) // 8 + 1, "little")

    @cached_property
    def _size(self) -> int:
        return self.bits.bit_count()

    def __len__(self) -> int:
        return self._size

    def __bool__(self) -> bool:
        return self.bits != 0

    def __contains__(self, name: object) -> bool:
        place = self.order.place(name)
        return place is not None and bool(self._bytes[place >> 3] >> (place & 7) & 1)

    def __iter__(self) -> Iterator[str]:
        return map(self.order.name, self.places())

    def __hash__(self) -> int:
        return hash(self.bits)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PlanSet) and other.order is self.order:
            return self.bits == other.bits
        return super().__eq__(other)

    @property
    def first(self) -> int:
        """The place of the first of them."""
        return (self.bits & -self.bits).bit_length() - 1

    def truths(self) -> bytes:
        """A byte for each item of the plan, 1 where it is in the set."""
        return f"{self.bits:b}"[::-1].encode().translate(_TRUTHS)

    def places(self) -> Iterable[int]:
        """The places of the items, from the first on."""
        return self.values(range(len(self.order.sheet)))

    def values(self, each: Sequence[V]) -> Iterable[V]:
        """What the items have, of what each item of the plan has."""
        if self._is_dense:
            return compress(each, self.truths())
        return map(each.__getitem__, self._places)

    @property
    def _is_dense(self) -> bool:
        return len(self) * SPARSE > len(self.order.sheet)

    @cached_property
    def _places(self) -> array[int]:
        """The places of few items."""
        before = f"{self.bits:b}"[::-1].split("1")[:-1]  # the zeros before each of them
        return array("I", map(add, accumulate(map(len, before)), count()))

    def items(self) -> PlanItems:
        """The items in the order of the sheet."""
        return self.order.marked.gathered(self)

    def with_measures(self) -> PlanSet:
        """These items and all others of their measures."""
        return PlanSet(self.order, self.order.marked.with_measures(self.bits))

    def _same(self, other: Names) -> int | None:
        """The bits of another set of the same plan; None for any other set."""
        return other.bits if isinstance(other, PlanSet) and other.order is self.order else None

    def __and__(self, other: Set[Any]) -> PlanSet:
        bits = self._same(other)
        return PlanSet(self.order, self.bits & (self.order.named(other).bits if bits is None else bits))

    def __or__(self, other: Set[Any]) -> Names:
        bits = self._same(other)
        if bits is not None:
            return PlanSet(self.order, self.bits | bits)
        return frozenset((*self, *other)) if other else self

    def __sub__(self, other: Set[Any]) -> PlanSet:
        bits = self._same(other)
        return PlanSet(self.order, self.bits & ~(self.order.named(other).bits if bits is None else bits))

    def __rsub__(self, other: Set[Any]) -> Names:
        return frozenset(name for name in other if name not in self)

    __rand__ = __and__
    __ror__ = __or__


class PlanItems(Items):
    """Items of one large plan, each once, with the set of them."""

    held: PlanSet
    parts: tuple[PlanSet, ...]  # that stand one after another, each in the order of the sheet

    @classmethod
    def of_sets(cls, sets: Iterable[PlanSet], order: PlanOrder) -> PlanItems:
        """The items of several sets that have none in common, one set after another."""
        parts = tuple(filter(None, sets))
        if len(parts) == 1:
            return parts[0].items()
        found = cls(chain.from_iterable(each.items() for each in parts))
        found.held, found.parts = order.joined(parts), parts
        return found

    @property
    def _marked(self) -> Marked:
        return self.held.order.marked

    def _among(self, bits: int) -> tuple[Item, ...]:
        """Those of them that are among some."""
        some = PlanSet(self.held.order, self.held.bits & bits)
        if len(self.parts) == 1 or not some:
            return some.items()
        kept = set(some.items())
        return tuple([item for item in self if item in kept])

    def _numbers(self, named: Mapping[str, int]) -> dict[str, int]:
        found = ((name, (self.held.bits & bits).bit_count()) for name, bits in named.items())
        return {name: number for name, number in found if number}

    @cached_property
    def marks(self) -> Mapping[str, int]:
        """See Items."""
        return self._numbers(self._marked.marks)

    @cached_property
    def rated(self) -> int:
        """See Items."""
        return (self.held.bits & self._marked.in_state(State.RATED)).bit_count()

    def rated_so(self, marks: Iterable[str]) -> PlanItems:
        """Those of them that have one of these marks."""
        bits = reduce(or_, (self._marked.marks.get(mark, 0) for mark in marks), 0)
        order = self.held.order
        return PlanItems.of_sets((PlanSet(order, each.bits & bits) for each in self.parts), order)

    def in_order_of(self, others: Iterable[Items]) -> PlanItems:
        """Those of them that are among others of the plan as these are ordered, then the rest as they are."""
        order, left = self.held.order, self.held.bits
        parts: list[PlanSet] = []
        for part in (
            *(part for each in others if isinstance(each, PlanItems) for part in each.parts),
            *self.parts,
        ):
            parts.append(PlanSet(order, part.bits & left))
            left &= ~part.bits
        return PlanItems.of_sets(parts, order)

    @cached_property
    def in_measures(self) -> int:
        """See Items."""
        return self._marked.in_measures(self.held.bits).bit_count()

    @cached_property
    def in_numbers(self) -> int:
        """See Items."""
        return self.in_measures

    @cached_property
    def years(self) -> frozenset[FiscalYear]:
        """See Items."""
        return frozenset([self._marked.plan.year] if self else [])

    def having(self, plan: Plan) -> tuple[Measure, ...]:
        """See Items."""
        if plan is not self._marked.plan or len(self.parts) != 1:
            return super().having(plan)
        return self._having

    @cached_property
    def _having(self) -> tuple[Measure, ...]:
        return self._measures_at(self._marked.in_measures(self.held.bits))

    def in_full(self, plan: Plan) -> tuple[Measure, ...]:
        """See Items."""
        if plan is not self._marked.plan:
            return super().in_full(plan)
        return self._measures_at(self._marked.in_full(self.held.bits))

    def _measures_at(self, bits: int) -> tuple[Measure, ...]:
        """The measures of some items, each of another one."""
        return tuple(PlanSet(self.held.order, bits).values(self._marked.measures))

    @property
    def ids(self) -> NamesInOrder:
        """See Items. Not kept here: what holds each other waits for the garbage collection."""
        return NamesInOrder(self, attrgetter("id"), lambda marked: marked.ids)

    @property
    def keys(self) -> NamesInOrder:
        """See Items."""
        return NamesInOrder(self, attrgetter("key"), lambda marked: marked.keys)

    def values(self, each: Sequence[V]) -> tuple[V, ...]:
        """What they have in their order, of what each item of the plan has."""
        return tuple(chain.from_iterable([part.values(each) for part in self.parts]))

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """See Items."""
        return tuple(sorted({*lines_of(self)}))

    def first_lines(self, most: int) -> tuple[int, ...]:
        """See Items."""
        if len(self) <= FEW or not self._marked.by_line:
            return super().first_lines(most)
        sheet = self._marked.plan.items
        return Items(sheet[place] for place in islice(self.held.places(), most)).lines[:most]

    @cached_property
    def open(self) -> tuple[Item, ...]:
        """See Items."""
        return self._among(self._marked.in_state(State.LOST, State.UNFILLED))

    @cached_property
    def unrated(self) -> tuple[Item, ...]:
        """See Items."""
        return self._among(self._marked.every & ~self._marked.in_state(State.RATED))

    @cached_property
    def doubtful(self) -> tuple[Item, ...]:
        """See Items."""
        return self._among(self._marked.doubtful)

    @cached_property
    def owners(self) -> Mapping[str, int]:
        """See Items."""
        marked = self._marked.owners
        numbers, sheet = self._numbers(marked), self._marked.plan.items

        def first(name: str) -> tuple[int, int, int]:
            held = (each.bits & marked[name] for each in self.parts)
            part, bits = next((part, bits) for part, bits in enumerate(held) if bits)
            place = PlanSet(self.held.order, bits).first
            return part, place, sheet[place].owners.index(name)

        return {name: numbers[name] for name in sorted(numbers, key=first)}


class NamesInOrder(Sequence[str]):
    """What many items are called, in their order, made when it is asked for: few answers are asked on about,
    and one that finds thousands would take a tenth longer."""

    def __init__(
        self, items: PlanItems, name: Callable[[Item], str], of_sheet: Callable[[Marked], Sequence[str]]
    ) -> None:
        self._items, self._name, self._of_sheet = items, name, of_sheet

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return self._items.values(self._of_sheet(self._items.held.order.marked))

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: Any) -> Any:
        found = self._items[place]
        return tuple(map(self._name, found)) if isinstance(place, slice) else self._name(found)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, tuple | NamesInOrder) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)

    def __reduce__(self) -> tuple[type[tuple[str, ...]], tuple[tuple[str, ...]]]:
        """Packed as plain names: what a conversation showed must not hold the plan."""
        return tuple, (self._all,)


def _each_once(parts: Iterable[PlanSet], among: PlanSet) -> Iterator[PlanSet]:
    """Of each set what stands in none before it and among some."""
    left = among.bits
    for part in parts:
        yield PlanSet(among.order, part.bits & left)
        left &= ~part.bits


def each_once(several: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    """All items of several tuples of which none has one twice, each where it comes first."""
    filled = [items for items in several if items]
    if len(filled) < 2:
        return filled[0] if filled else ()
    planned = [items for items in filled if isinstance(items, PlanItems)]
    orders = {id(items.held.order.sheet): items.held.order for items in planned}
    if len(planned) < len(filled) or len(orders) > 1:
        return tuple(dict.fromkeys(chain.from_iterable(filled)))
    (order,) = orders.values()
    parts = (part for items in planned for part in items.parts)
    return PlanItems.of_sets(_each_once(parts, order.every), order)
