"""The words that questions are made of, by their readings: an input method may give them otherwise.

They are those of the grammar, compiled with it: nothing is listed here.
"""

from __future__ import annotations

import marshal
import os.path
from functools import cache

from katou_index.records import NamedTuple

SPOKEN = os.path.join(os.path.dirname(__file__), "grammar", "spoken.bin")


class Spoken(NamedTuple):
    """The words in kana as they stand in questions, and reading → word of the others."""

    kana: frozenset[str]
    words: dict[str, str]


@cache
def spoken() -> Spoken:
    """The words that stand beside the grammar, loaded when first needed."""
    with open(SPOKEN, "rb") as file:
        kana, words = marshal.loads(file.read())
    return Spoken(frozenset(kana), words)
