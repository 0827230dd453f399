"""The words that questions are made of, by their readings: an input method may give them otherwise.

They are those of the grammar, compiled with it: nothing is listed here. They are kept by their first sign,
and loaded where a question has one that begins so.
"""

from __future__ import annotations

import marshal
import os.path
from functools import cache

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SPOKEN = os.path.join(os.path.dirname(__file__), "grammar", "spoken.bin")


class Parts:
    """Words by their first sign, each part as it was compiled until it is asked for."""

    def __init__(self, compiled: dict[str, bytes]) -> None:
        self._compiled = compiled
        self._loaded: dict[str, Collection[str]] = {}

    def _beginning(self, word: str) -> Collection[str]:
        """The part in which a word may stand: a set, or a dict by the words."""
        first = word[:1]
        if first not in self._loaded:
            self._loaded[first] = marshal.loads(self._compiled[first]) if first in self._compiled else {}
        return self._loaded[first]

    def __contains__(self, word: str) -> bool:
        return word in self._beginning(word)

    def __iter__(self) -> Iterator[str]:
        for first in self._compiled:
            yield from self._beginning(first)


class WordsBySound(Parts):
    """Reading → word."""

    def get(self, sound: str) -> str | None:
        """How a word is written that sounds so."""
        part = self._beginning(sound)
        return part.get(sound) if isinstance(part, dict) else None

    def items(self) -> Iterator[tuple[str, str]]:
        """Every reading with its word."""
        for first in self._compiled:
            part = self._beginning(first)
            if isinstance(part, dict):
                yield from part.items()


class Spoken:
    """`kana`: words in kana as they stand in questions; `sounds`: reading → word, of the other `words`."""

    def __init__(self, compiled: tuple[dict[str, bytes], ...]) -> None:
        self.kana, self.sounds, self.words = Parts(compiled[0]), WordsBySound(compiled[1]), Parts(compiled[2])


@cache
def spoken() -> Spoken:
    """The words that stand beside the grammar, loaded when first needed."""
    with open(SPOKEN, "rb", buffering=0) as file:
        return Spoken(marshal.loads(file.read()))  # marshal alone would ask the file for byte after byte
