"""One planned cell that stands for several items: cut at its bullets where the results say how.

・戸籍システム更新 ・LGWAN※サービス機器更新      戸籍システム更新は、… / LGWANサービス機器更新は、…   cut
・Wi-Fi環境の運用 ・災害時対応訓練の実施          Wi-Fi… 訓練… / フリーWi-Fi…                          shared
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from katou_index.restoring import forms
from katou_index.restoring.affinity import Affinity

_CLEARER = 0.12  # a part must cover that much more of its own result's words than of any other's
_COVERED = 0.15
_MOST_BULLETS = 14


def share_out(planned: str, results: Sequence[str], affinity: Affinity) -> list[str] | None:
    """A part of `planned` for each result, in order; None where the words do not say which is whose."""
    bullets = forms.bullets(planned)
    if len(bullets) < len(results):
        bullets = tuple(part for bullet in bullets for part in forms.parted_at_blanks(bullet))
    if not 1 < len(results) <= len(bullets) <= _MOST_BULLETS or not all(results):
        return None
    headings = forms.under_headings(planned)
    if len(headings) == len(results) and _in_order(headings, results, affinity):
        return list(headings)
    parts = max(_partitions(bullets, len(results)), key=lambda found: _own(found, results, affinity))
    clear = all(
        (own := affinity.covered(part, result)) >= _COVERED
        and all(own >= affinity.covered(part, other) + _CLEARER for other in results if other is not result)
        for part, result in zip(parts, results, strict=True)
    )
    return parts if clear else None


def _in_order(parts: Sequence[str], results: Sequence[str], affinity: Affinity) -> bool:
    """Whether parts and results fit better as they stand than with any two neighbours changed."""

    def covered(one: int, other: int) -> float:
        return affinity.covered(parts[one], results[other])

    return all(
        covered(at, at) + covered(at + 1, at + 1) > covered(at, at + 1) + covered(at + 1, at)
        for at in range(len(parts) - 1)
    )


def _partitions(bullets: Sequence[str], count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(bullets)), count - 1):
        ends = (0, *cuts, len(bullets))
        yield [" ".join(bullets[a:b]) for a, b in pairwise(ends)]


def _own(parts: Sequence[str], results: Sequence[str], affinity: Affinity) -> float:
    return sum(affinity.shared(part, result) for part, result in zip(parts, results, strict=True))
