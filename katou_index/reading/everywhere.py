"""Text that stands in every row of a column though no row is about it: a watermark, the head of a page.

社外秘 / 社外秘 / 社外秘                          one text in all rows
4か所に置いた。複写禁止 / 始めた。複写禁止 / …    the same words at the end, or the beginning, of all
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

MANY = 3  # rows: from here on one text in all of them is told
_MORE = 5  # rows with words in common: sentences of three may end alike
_LEAST = 3  # signs of such words, of which two are no hiragana
_LONG = 40  # signs: a text that nobody writes again and again
_SENTENCE = re.compile(r"[ぁ-ゖ。]$")
_SIGNS = re.compile(r"[^\W\d_ぁ-ゖー]")


def everywhere(texts: Sequence[str]) -> str:
    """What stands in all of these texts, each of another measure; empty where nothing does."""
    if len(texts) < MANY or not all(texts):
        return ""
    if len(set(texts)) == 1:
        return texts[0] if _is_no_sentence(texts[0]) else ""
    if len(set(texts)) < _MORE:
        return ""
    before, after = _begin(texts), _begin([text[::-1] for text in texts])[::-1]
    return next(
        (words for words in (after.rpartition("。")[2].strip(), before.strip()) if _are_foreign(words)), ""
    )


def _is_no_sentence(text: str) -> bool:
    """Whether people do not write a text in every row (実施した。), or it is that of several rows at once."""
    return len(text) >= _LONG or (len(_SIGNS.findall(text)) > 1 and not _SENTENCE.search(text))


def _begin(texts: Sequence[str]) -> str:
    """How all of these texts begin."""
    signs = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in signs)


def _are_foreign(words: str) -> bool:
    """Whether words that sentences have in common are more than how sentences end or begin."""
    if len(words) < _LEAST or words.startswith("・"):
        return False
    return len(_SIGNS.findall(words)) > 1
