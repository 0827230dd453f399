"""The two pictures of the app package: a double circle, the best mark, drawn here and written as PNG.

Teams wants a colour picture of 192 × 192 and a white outline of 32 × 32 on nothing
(learn.microsoft.com, “Design your Teams app icon”).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from math import hypot

ACCENT = (0x1F, 0x4E, 0x79)  # also the accent colour of the manifest
WHITE = (0xFF, 0xFF, 0xFF)
RINGS = ((0.36, 0.06), (0.20, 0.06))  # radius and thickness, in parts of the side


def color() -> bytes:
    """192 × 192: white rings on the accent colour, with nothing around them that is clear."""
    return _png(192, lambda x, y: (*_mixed(ACCENT, WHITE, _covered(192, x, y)), 0xFF))


def outline() -> bytes:
    """32 × 32: the same rings in white, all else clear."""
    return _png(32, lambda x, y: (*WHITE, round(255 * _covered(32, x, y))))


def _covered(side: int, x: int, y: int) -> float:
    """How much of a pixel the rings cover, from 0 to 1."""
    distance = hypot(x + 0.5 - side / 2, y + 0.5 - side / 2)
    return max(
        min(max(0.5 + thickness * side / 2 - abs(distance - radius * side), 0.0), 1.0)
        for radius, thickness in RINGS
    )


def _mixed(below: tuple[int, ...], above: tuple[int, ...], part: float) -> Iterator[int]:
    return (round(low + (high - low) * part) for low, high in zip(below, above, strict=True))


def _png(side: int, pixel: Callable[[int, int], tuple[int, ...]]) -> bytes:
    """A square PNG of 8-bit RGBA: signature, header, one compressed stream of unfiltered rows, end."""
    rows = b"".join(b"\0" + bytes(value for x in range(side) for value in pixel(x, y)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
