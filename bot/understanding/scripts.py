"""Japanese scripts and where words end, for finding names in text that has no blanks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from bot.understanding.noise import BEFORE_RATING
from katou_index.words import tokens

SIGNS = 4_096  # of which it is kept what script they are of: each is asked for again and again
LINES = 64  # of which it is kept where words end, what they hint at, whether digits stand there: asked often


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A constant pattern, compiled when first needed: compiling all of them takes longer than a question."""
    return re.compile(text)


@lru_cache(maxsize=LINES)
def digits_in(text: str) -> bool:
    r"""Whether anything stands in the text that \d matches."""
    return any(map(str.isdecimal, text))


def signs_from(first: str, last: str) -> frozenset[str]:
    """The signs of a row: that a text has none of a set is seen far sooner than by comparing each sign."""
    return frozenset(map(chr, range(ord(first), ord(last) + 1)))


HIRAGANA = signs_from("ぁ", "ゖ")
_KANA = HIRAGANA | signs_from("ァ", "ヺ")
KATAKANA = (_KANA - HIRAGANA) | signs_from("ｦ", "ﾟ") | {"ー"}  # of full and half width


def has_kana(text: str) -> bool:
    """Whether hiragana or katakana stands in the text."""
    return not _KANA.isdisjoint(text)


# What keyboards, scanners and copies give for the long vowel ー, and those that are no mark of the scale.
LONG_VOWELS, LONG_AT_ENDS = "‐‑‒–—―−─－", "‐‑‒–−─－"
_LONG_VOWELS = frozenset(LONG_VOWELS)
LONG_VOWEL = rf"(?<=[ァ-ヺー])(?:[{LONG_VOWELS}](?=[ァ-ヺ])|[{LONG_AT_ENDS}](?=[ぁ-ゖ]))"
COMMA = r"(?<![ -~０-９])[,，](?! )|[,，](?![ -~０-９])"  # beside a Japanese sign; no 1,541人, no "a, b"


def signs_as_meant(text: str) -> str:
    """The text with ー where a dash stands for it (サ‐バ‐), and with 、 for a comma in Japanese."""
    if text.isascii():
        return text
    if not _LONG_VOWELS.isdisjoint(text):
        text = pattern(LONG_VOWEL).sub("ー", text)
    return pattern(COMMA).sub("、", text) if "," in text or "，" in text else text


PAUSES = ("は、", "って、")


def without_pauses(line: str) -> str:
    """The line without the comma that people put behind what they ask about: No.4は、どこに."""
    for pause in PAUSES:
        line = line.replace(pause, pause[:-1])
    return line


KANJI_DIGITS = "一二三四五六七八九"  # of 1 to 9


@lru_cache(maxsize=SIGNS)
def is_kanji(sign: str) -> bool:
    """Whether one sign is a kanji. In a pattern each class of them takes Python a millisecond to compile."""
    return "一" <= sign <= "鿿"


# Kana beside which a rating in kana is a word of its own: がまる, まるは; not 始まる, まるごと.
FREE_BEFORE = "がはのをにでもとか、。 「くちた"
FREE_AFTER = "のはがをもだでとつにかってらじしよやば、。 ?!」一評事項以未課なりん合両率"


@lru_cache(maxsize=SIGNS)
def script(sign: str) -> str:
    """The script of one sign: hiragana, katakana, kanji, ascii, or "" for anything else."""
    if "ぁ" <= sign <= "ゖ":
        return "hiragana"
    if "ァ" <= sign <= "ヺ" or sign == "ー":
        return "katakana"
    if "一" <= sign <= "鿿" or sign in "々ヶ":
        return "kanji"
    return "ascii" if sign.isascii() and sign.isalnum() else ""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word for a rating is a word of its own: not 始まる, 丸投げ, マルチ, crossing."""
    before, after = text[start - 1 : start], text[end : end + 1]
    own = script(text[start])
    if own == "hiragana":
        free = not before or before in FREE_BEFORE or not before.isalpha() or boundaries(text, start, end)
        return free and (
            not after or after in FREE_AFTER or not after.isalpha() or boundaries(text, start, end)
        )
    if own == "kanji" and text[:start].endswith(BEFORE_RATING):
        return script(after or " ") != own or boundaries(text, start, end)  # 全部丸っちゅうことで
    if own == "kanji" and (script(before or " ") == own or script(after or " ") == own):
        return after in tuple("率数印") or boundaries(text, start, end)
    return script(before or " ") != own and (script(after or " ") != own)


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether a name ends where a word ends: 管理課 does not stand in 契約管理課題."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = script(text[start]), script(text[end - 1])
    if "ascii" in (first, last) and (
        (first == "ascii" and script(before or " ") == "ascii")
        or (last == "ascii" and script(after or " ") == "ascii")
    ):
        return False
    kanji_before = first == "kanji" and script(before or " ") == "kanji"
    kanji_after = last == "kanji" and script(after or " ") == "kanji" and after != "長"
    if last == "kanji" and script(after or " ") == "katakana":  # 図書館システム is not the 図書館
        return False
    katakana = (first == "katakana" and script(before or " ") == "katakana") or (
        last == "katakana" and script(after or " ") == "katakana"
    )
    if katakana:
        return False
    return not (kanji_before or kanji_after) or boundaries(text, start, end)


def boundaries(text: str, start: int, end: int) -> bool:
    """Whether both ends are ends of words for the tagger."""
    ends = _word_ends(text)
    return start in ends and end in ends


@lru_cache(maxsize=LINES)
def _word_ends(text: str) -> frozenset[int]:
    """Where words of a line begin and end for the tagger."""
    place, ends = 0, {0}
    for token in tokens(text):
        place = text.find(token.surface, place) + len(token.surface)
        ends.update((place, place - len(token.surface)))
    return frozenset(ends)


def is_katakana(sign: str) -> bool:
    """Whether a sign, or nothing, is katakana, of full or half width."""
    return sign in KATAKANA


def stands_before_no(word: str, text: str, continues: Callable[[str], bool]) -> bool:
    """Whether a word stands in a text where the sign behind it does not continue it.

    Done with a pattern, each word would have to be compiled first: 1 ms for a search of 0.01 ms.
    """
    return any(not continues(text[end : end + 1]) for end in (at + len(word) for at in places(text, word)))


def places(text: str, word: str) -> Iterator[int]:
    """Every place at which `word` begins."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


SHORT_KANA = 3  # signs of kana that may be the end of a verb, or the beginning of one
BEHIND_KANA = "のはがをにでともやかへ"


def is_short_kana(word: str) -> bool:
    """Whether a word is two or three hiragana, as many endings are."""
    return 1 < len(word) <= SHORT_KANA and all("ぁ" <= sign <= "ゖ" for sign in word)


def within_kana(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a few kana is a part of other words: わな in 行わない, やす in 増やす."""
    if not is_short_kana(text[start:end]):
        return False
    before, behind = text[start - 1 : start], text[end : end + 1]
    kana = "ぁ" <= before <= "ゖ" and before not in BEHIND_KANA
    return kana or "一" <= before <= "鿿" or ("ぁ" <= behind <= "ゖ" and behind not in BEHIND_KANA)
