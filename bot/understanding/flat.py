"""A text folded place by place, so that each place is that of what was typed, and what ends its clauses."""

from __future__ import annotations

from functools import lru_cache

from katou_index.words import fold

STOPS = "。！？!?.…\n"
PAUSES = "、, \t\n~〜♪:;・"


@lru_cache(maxsize=4096)
def flat_sign(sign: str) -> str:
    """A sign folded, itself where that makes several of it."""
    flat = fold(sign)
    return flat if len(flat) == 1 else sign


@lru_cache(maxsize=256)
def flattened(text: str) -> str:
    """The text folded so that each place is that of the text."""
    flat = fold(text)
    if len(flat) == len(text):
        return flat
    return "".join(map(flat_sign, text))
