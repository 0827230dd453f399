"""Romanised Japanese as hiragana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index.romaji import kana_from_romaji


@pytest.mark.parametrize(
    ("romaji", "kana"),
    [
        ("akiya banku", "あきや ばんく"),
        ("Tōkyō", "とうきょう"),
        ("Tôkyô", "とうきょう"),
        ("toukyou", "とうきょう"),
        ("sa-ba-", "さーばー"),
        ("kitte", "きって"),
        ("matcha", "まっちゃ"),
        ("shimbun", "しんぶん"),
        ("sinbun", "しんぶん"),
        ("kon'yaku", "こんやく"),
        ("konnyaku", "こんにゃく"),
        ("konna", "こんな"),
        ("zyôhô", "じょうほう"),
        ("jouhou kanri", "じょうほう かんり"),
        ("tyousa", "ちょうさ"),
        ("chousa", "ちょうさ"),
        ("denshi kessai", "でんし けっさい"),
        ("ｋａｔｏｕ", "かとう"),
        ("hazâdo mappu", "はざあど まっぷ"),
        ("fu", "ふ"),
        ("hu", "ふ"),
        ("tsunagari", "つながり"),
        ("tunagari", "つながり"),
    ],
)
def test_romaji_is_read(romaji: str, kana: str) -> None:
    assert kana_from_romaji(romaji) == kana


@pytest.mark.parametrize(
    "text", ["", " ", "status", "RPA", "bank", "きょう", "a1", "-a", "kk", "the bank", "é"]
)
def test_what_is_no_romaji_gives_none(text: str) -> None:
    assert kana_from_romaji(text) is None


@given(st.text(st.characters(codec=None), max_size=30))
def test_no_text_raises(text: str) -> None:
    kana_from_romaji(text)
