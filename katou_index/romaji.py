"""Romanised Japanese → hiragana: Hepburn, Kunrei and what people type, for matching against readings.

kana_from_romaji("akiya banku")     あきや ばんく
kana_from_romaji("Tōkyō")           とうきょう        (a long vowel as kana mostly write it)
kana_from_romaji("sa-ba-")          さーばー
kana_from_romaji("status")          None              (no romaji)
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_I_ROWS = {  # what stands before a small や ゆ よ, and a small ぇ
    "ky": "き", "sy": "し", "sh": "し", "ty": "ち", "cy": "ち", "ch": "ち", "ny": "に", "hy": "ひ",
    "my": "み", "ry": "り", "gy": "ぎ", "zy": "じ", "jy": "じ", "j": "じ", "dy": "ぢ", "by": "び", "py": "ぴ",
}  # fmt: skip
_SINGLE = {
    "shi": "し", "chi": "ち", "ji": "じ", "tsu": "つ", "fu": "ふ", "ya": "や", "yu": "ゆ", "yo": "よ",
    "wa": "わ", "wi": "うぃ", "we": "うぇ", "wo": "を", "ye": "いぇ", "fa": "ふぁ", "fi": "ふぃ",
    "fe": "ふぇ", "fo": "ふぉ", "fyu": "ふゅ", "va": "ゔぁ", "vi": "ゔぃ", "vu": "ゔ", "ve": "ゔぇ",
    "vo": "ゔぉ", "tsa": "つぁ", "tsi": "つぃ", "tse": "つぇ", "tso": "つぉ", "thi": "てぃ", "dhi": "でぃ",
}  # fmt: skip
_SYLLABLES = {
    **{row + vowel: kana for row, kanas in _ROWS.items() for vowel, kana in zip(VOWELS, kanas, strict=True)},
    **{row + vowel: kana + small
       for row, kana in _I_ROWS.items() for vowel, small in zip("aueo", "ゃゅぇょ", strict=True)},
    **_SINGLE,
}  # fmt: skip
# What a word can begin with, beside vowels and n. Looking here first saves most words the pattern below.
_BEGINNINGS = {
    *(syllable[:2] for syllable in _SYLLABLES), *(sign * 2 for sign in "kstpgzdbhfrjcm"), "tc", "mb", "mp",
}  # fmt: skip
_LONG = {"a": "あ", "i": "い", "u": "う", "e": "え", "o": "う"}  # Tōkyō is とうきょう; few words have おお


@cache
def _part() -> re.Pattern[str]:
    """One part of a word. Made when first needed: it takes longer than a whole question."""
    return re.compile(
        "|".join(
            (
                r"(?P<double>([kstpgzdbhfrjc])(?=\2)|t(?=ch))",  # the first of two: っ
                rf"(?P<syllable>{'|'.join(sorted(_SYLLABLES, key=len, reverse=True))})(?P<long>\u0304?)",
                r"(?P<n>n'|nn(?![aiueoy])|n(?![aiueoy])|m(?=[bpm]))",
                r"(?P<bar>(?<=[aiueo\u0304])[-ー])",
            )
        )
    )


_MARKS = {"\u0302": "\u0304", "’": "'", "`": "'", "‐": "-", "–": "-"}


def kana_from_romaji(text: str) -> str | None:
    """The hiragana of a romanised text, word by word; None if any of its words is no romaji."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    for mark, meant in _MARKS.items():
        folded = folded.replace(mark, meant)
    words = [_word(word) for word in folded.split()]
    return " ".join(word for word in words if word) if words and all(words) else None


def _word(word: str) -> str | None:
    if not (word[:1] in "aiueon" or word[:2] in _BEGINNINGS):
        return None
    kana, place = "", 0
    while place < len(word):
        match = _part().match(word, place)
        if not match:
            return None
        if match["double"]:
            kana += "っ"
        elif match["syllable"]:
            kana += _SYLLABLES[match["syllable"]] + (_LONG[match["syllable"][-1]] if match["long"] else "")
        else:
            kana += "ん" if match["n"] else "ー"
        place = match.end()
    return kana
