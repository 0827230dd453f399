"""The words that questions are made of, by their readings: an input method may give them otherwise.

They are those of the grammar, compiled with it: nothing is listed here. Those that begin with the same sign
are one text, in which a word is looked for: as words of their own they would take ten times as much memory.
"""

from __future__ import annotations

import marshal
import os.path
from functools import cache

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SPOKEN = os.path.join(os.path.dirname(__file__), "grammar", "spoken.bin")


AROUND, MEANS = "\0\t"  # around each word, and between a reading and its word: neither stands in one


class Parts:
    """Words by their first sign: those of one stand behind one another."""

    def __init__(self, compiled: dict[str, str]) -> None:
        self._parts = compiled

    def __contains__(self, word: str) -> bool:
        return f"{AROUND}{word}{AROUND}" in self._parts.get(word[:1], "")

    def __iter__(self) -> Iterator[str]:
        for part in self._parts.values():
            yield from part.strip(AROUND).split(AROUND)


class WordsBySound:
    """Reading → word, by the first sign of the reading."""

    def __init__(self, compiled: dict[str, str]) -> None:
        self._parts = compiled

    def __contains__(self, sound: str) -> bool:
        return f"{AROUND}{sound}{MEANS}" in self._parts.get(sound[:1], "")

    def get(self, sound: str) -> str | None:
        """How a word is written that sounds so."""
        part = self._parts.get(sound[:1], "")
        place = part.find(f"{AROUND}{sound}{MEANS}")
        if place < 0:
            return None
        begin = place + len(sound) + 2
        return part[begin : part.index(AROUND, begin)]

    def items(self) -> Iterator[tuple[str, str]]:
        """Every reading with its word."""
        for part in self._parts.values():
            for each in part.strip(AROUND).split(AROUND):
                sound, _, word = each.partition(MEANS)
                yield sound, word


class Spoken:
    """`kana`: words in kana as they stand in questions; `sounds`: reading → word, of the other `words`."""

    def __init__(self, compiled: tuple[dict[str, str], ...]) -> None:
        self.kana, self.sounds, self.words = Parts(compiled[0]), WordsBySound(compiled[1]), Parts(compiled[2])


@cache
def spoken() -> Spoken:
    """The words that stand beside the grammar, loaded when first needed."""
    with open(SPOKEN, "rb", buffering=0) as file:
        return Spoken(marshal.loads(file.read()))  # marshal alone would ask the file for byte after byte
