"""Texts of further columns that say of which kind an item is: 拡大, 継続 below 今後の方向性."""

from __future__ import annotations

import unicodedata
from collections import Counter

from bot.understanding.scripts import digits_in, pattern
from katou_index.plan import names_divisions
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.understanding.vocabulary import Vocabulary

_MOST, _LONGEST = 12, 10  # different texts of a column, signs of one


def column_values(vocabulary: Vocabulary) -> dict[str, tuple[str, str]]:
    """Each such text as it is looked for → its column and how it is written there.

    Only columns of few different texts have such. A text of two columns is none, nor is what means something
    else: a rating, a department, a policy.
    """
    cells: dict[str, Counter[str]] = {}
    for item in vocabulary.plan.items:
        for name, text in item.extra:
            cells.setdefault(name, Counter())[text] += 1
    taken = {word for _, word, _ in vocabulary.rating_words}
    taken |= {_plain(each) for each in (*vocabulary.departments, *vocabulary.policies.values())}
    taken |= {_plain(each) for each in vocabulary.initiatives}
    found: dict[str, list[tuple[str, str]]] = {}
    for name, texts in cells.items():
        if len(texts) <= _MOST and len(texts) < sum(texts.values()) and not names_divisions(name):
            for text in texts:
                found.setdefault(_plain(text), []).append((name, text))
    return {plain: each[0] for plain, each in found.items() if len(each) == 1 and _says(plain, taken)}


def _says(plain: str, taken: set[str]) -> bool:
    word = pattern("[一-龠ァ-ヺ]{2}").search(plain) is not None and not digits_in(plain)
    return word and len(plain) <= _LONGEST and plain not in taken


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
