"""How well two texts of a sheet go together: by the words they share, rare words counting more.

Words are cut by script alone (pairs of kanji, katakana and Latin words whole), because a tagger's finer
cut does not help here and costs more than the whole alignment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import exp, log

from katou_index.words import fold

_RUN = re.compile(r"[一-龥々〆]+|[ァ-ヺー]{2,}|[a-z][a-z0-9.+&-]*")
_MOST, _HALFWAY = 5.0, 5.0  # the fit of any two texts stays below _MOST
_COMMON = 0.38  # of the weight of a word that stands nowhere: commoner words say nothing about two texts


class Affinity:
    """Fits between the texts of one sheet. Weights come from all of its texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._fits: dict[tuple[str, str], float] = {}
        seen: Counter[str] = Counter()
        count = 1
        for text in texts:
            seen.update(_features(text))
            count += 1
        self._unseen = (1 - _COMMON) * log(count)
        least = _COMMON * log(count)
        self._weight = {word: max(log(count / (times + 0.5)) - least, 0.0) for word, times in seen.items()}

    def shared(self, one: str, other: str) -> float:
        """Summed weight of the words that two texts share, 0 for none."""
        weight = self._weight
        return sum(weight.get(word, self._unseen) for word in _features(one) & _features(other))

    def fit(self, one: str, other: str) -> float:
        """0 for nothing in common, up to 5 for texts that clearly speak of one thing."""
        if not one or not other:
            return 0.0
        key = (one, other)
        found = self._fits.get(key)
        if found is None:
            found = self._fits[key] = _MOST * (1 - exp(-self.shared(one, other) / _HALFWAY))
        return found

    def covered(self, part: str, whole: str) -> float:
        """Which share of the words of `part` stands in `whole` too, by weight, 0 to 1."""
        words = _features(part)
        weight = sum(self._weight.get(word, self._unseen) for word in words)
        return self.shared(part, whole) / weight if weight > 0 else 0.0


@lru_cache(maxsize=8192)
def _features(text: str) -> frozenset[str]:
    """The words of a text; those of a cell are asked for with many others, and by each reading of a sheet."""
    found = set[str]()
    for run in _RUN.findall(fold(text)):
        if "一" <= run[0] <= "龥" or run[0] in "々〆":
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.add(run)
            if len(run) > 4:
                found.update(run[at : at + 3] for at in range(len(run) - 2))
    return frozenset(found)
