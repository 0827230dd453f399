"""Sets of items as one long number each, a bit an item: and, or and but of 100,000 take some microseconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import repeat

_ONE = ord("1")
SPARSE = 100  # of fewer than every 100th place a bit is set, of more a digit for each is written first


def bits_of(digits: bytes | bytearray) -> int:
    """A digit 0 or 1 for each place → the bits."""
    return int(digits[::-1] or b"0", 2)


def bits_at(places: Iterable[int], size: int) -> int:
    """The bits of some of so many places."""
    places = places if isinstance(places, list) else [*places]
    if len(places) * SPARSE < size:
        packed = bytearray(size // 8 + 1)
        for place in places:
            packed[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(packed, "little")
    digits = bytearray(b"0") * size
    deque(map(digits.__setitem__, places, repeat(_ONE)), maxlen=0)  # half the time of a loop
    return bits_of(digits)
