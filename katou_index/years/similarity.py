"""How alike two names are. The only importer of rapidfuzz in this package."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from katou_index.words import fold


def bare(text: str) -> str:
    """Folded and without white space: what has to be equal for two names to be one."""
    return "".join(fold(text).split())


def likeness(one: str, other: str) -> float:
    """0 to 100: the share of characters that two names have in common, in their order."""
    return float(fuzz.ratio(bare(one), bare(other)))


class Titles:
    """Titles by their place, of which any may be left out: which are like another one."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._bare: list[str | None] = [bare(title) for title in titles]

    def __contains__(self, place: int) -> bool:
        return place >= 0 and self._bare[place] is not None

    def leave_out(self, place: int) -> bool:
        """Whether it was still there."""
        was = self._bare[place]
        self._bare[place] = None
        return was is not None

    def likest(self, title: str, at_least: float, most: int) -> dict[int, float]:
        """Place → likeness of the titles most like this one, the likest first, equal ones in order."""
        found = process.extract(bare(title), self._bare, scorer=fuzz.ratio, limit=most, score_cutoff=at_least)
        return {place: alike for _, alike, place in found}
