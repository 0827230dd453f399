"""How alike two names are. The only importer of rapidfuzz in this package."""

from __future__ import annotations

from rapidfuzz import fuzz

from katou_index.words import fold


def bare(text: str) -> str:
    """Folded and without white space: what has to be equal for two names to be one."""
    return "".join(fold(text).split())


def likeness(one: str, other: str) -> float:
    """0 to 100: the share of characters that two names have in common, in their order."""
    return float(fuzz.ratio(bare(one), bare(other)))
