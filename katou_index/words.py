"""Japanese text → normal form, tokens, readings. The only importer of fugashi.

Three forms of a text, from raw to comparable:

    clean(text)    what no component chokes on: no lone surrogates, NUL, zero-width or bidi signs
    fold(text)     for comparing: NFKC, lower case, old characters as new ones (特產品 → 特産品)
    tokens(text)   folded and cut into words with lemma, part of speech and reading

A Tagger shared by threads gives wrong words (measured), so each thread has its own.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fugashi import Tagger

QUESTION_LIMIT = 2_000  # characters of a question that are read; MeCab dies on some 300 kB

_JUNK = re.compile(
    "[\ud800-\udfff"  # lone surrogates: valid JSON, but no encoder takes them
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; NUL silently cuts MeCab's input
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e01ef]"  # variation selectors
)
_OLD_CHARACTERS = str.maketrans({"產": "産"})


class Token(NamedTuple):
    """One word of a folded text."""

    surface: str
    lemma: str  # dictionary form; the surface itself where the dictionary has none (RPA, 2020)
    pos: str  # UniDic's first level: 名詞, 動詞, 助詞, …
    reading: str  # hiragana, "" where unknown


def clean(text: str, limit: int | None = None) -> str:
    """Drop what breaks taggers and databases; keep at most `limit` characters."""
    if limit is not None:
        text = text[: limit * 4]  # bound the work before the regular expression
    text = _JUNK.sub("", text)
    return text if limit is None else text[:limit]


def fold(text: str) -> str:
    """NFKC, lower case, old characters as new ones. Folding twice changes nothing."""
    return unicodedata.normalize("NFKC", text).lower().translate(_OLD_CHARACTERS)


_local = threading.local()


def _tagger() -> Tagger:
    tagger: Tagger | None = getattr(_local, "tagger", None)
    if tagger is None:
        from fugashi import Tagger  # here: its dictionary is not needed by every command

        tagger = _local.tagger = Tagger()
    return tagger


def hiragana(text: str) -> str:
    """Katakana as hiragana, everything else unchanged."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, folded. Texts come in one piece: cut documents at sentences first."""
    result = []
    for node in _tagger()(fold(clean(text))):
        feature = node.feature
        lemma = feature.lemma or node.surface
        if getattr(feature, "goshu", None) == "外":  # サーバー-server
            lemma = lemma.partition("-")[0]
        kana = getattr(feature, "kana", None) or ""
        result.append(Token(node.surface, lemma, feature.pos1, hiragana(kana)))
    return tuple(result)


def reading(text: str) -> str:
    """The reading of a whole text in hiragana; what has none stays as it is folded."""
    return "".join(token.reading or token.surface for token in tokens(text))
