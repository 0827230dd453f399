"""Sets of the items of a large plan, a bit each: and, or and but of 100,000 items take some microseconds.

They are sets of names, as frozensets of a small plan are, and go with these; names of another plan make a
frozenset of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property, reduce
from itertools import compress
from operator import or_

from katou_index.plan import Item, Items, Plan
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    Names = Set[str]
    Places = Mapping[str, int]
else:
    Names, Places = Set, Mapping

NONE: Names = frozenset()
SPARSE = 32  # of fewer than every 32nd item the bits are looked for, of more all are gone through
_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
_ANY = re.compile(b"[^\0]")
_ONE = ord("1")
_TRUTHS = bytes.maketrans(b"01", b"\0\1")


def union(sets: Iterable[Names]) -> Names:
    """What stands in any of the sets."""
    return reduce(or_, sets, NONE)


class PlanOrder(Places):
    """The places of a plan's items, each called by its id, or with the year before it by its key."""

    def __init__(self, plan: Plan, *, by_key: bool = False) -> None:
        self.sheet: Items = plan.items
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
        digits = bytearray(b"0") * len(self.sheet)
        for place in places:
            digits[place] = _ONE
        return PlanSet(self, int(digits[::-1] or b"0", 2))

    def named(self, names: Iterable[str]) -> PlanSet:
        """The set of the items of these names; what is none of this plan's is left out."""
        before, get = self._before, self._places.get
        cut = len(before)
        found = [get(name[cut:]) for name in names if name.startswith(before)]
        return self.at([place for place in found if place is not None])

    def of(self, items: Iterable[Item]) -> PlanSet:
        """The set of some items of the plan."""
        places = self._places
        return self.at([places[item.id] for item in items])

    @cached_property
    def every(self) -> PlanSet:
        """All of them."""
        return PlanSet(self, (1 << len(self.sheet)) - 1)


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

    def _truths(self) -> bytes:
        return f"{self.bits:b}"[::-1].encode().translate(_TRUTHS)

    def places(self) -> Iterable[int]:
        """The places of the items, from the first on."""
        if len(self) * SPARSE > len(self.order.sheet):
            return compress(range(len(self.order.sheet)), self._truths())
        held = self._bytes
        return (
            8 * at + bit
            for found in _ANY.finditer(held)
            for at in (found.start(),)
            for bit in _BITS[held[at]]
        )

    def items(self) -> Items:
        """The items in the order of the sheet."""
        every = self.order.sheet
        if len(self) * SPARSE > len(every):
            return Items(compress(every, self._truths()))
        return Items([every[place] for place in self.places()])

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
