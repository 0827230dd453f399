"""Nearest names: the only importer of rapidfuzz.

Names are compared folded, and by their readings, so that 防災家 and ぼうさいか are both 防災課.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from katou_index.words import fold


def nearest(text: str, names: Sequence[str], most: int = 3, at_least: float = 50) -> list[str]:
    """The names most like `text`, best first; `at_least` is a similarity of 0 to 100."""
    found = process.extract(fold(text), [fold(name) for name in names], scorer=ratio, limit=most, score_cutoff=at_least)
    return [names[place] for _, _, place in found]


def distance(one: str, other: str, most: int) -> int:
    """Edits between two strings (a swap of neighbours is one); `most` + 1 where they are more."""
    return OSA.distance(one, other, score_cutoff=most)
