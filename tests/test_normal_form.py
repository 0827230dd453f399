"""Texts in the form in which they are read: numbers in kanji."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normal_form import normal
from tests.bot_fixtures import bot


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("三月十二日の研修", "3月12日の研修"),
        ("十月二十一日", "10月21日"),
        ("十二月十日", "12月10日"),
        ("三月十十二日", "3月十十二日"),  # no day has two tens
        ("一二月三日", "一二月3日"),
    ],
)
def test_days_in_kanji(typed: str, read: str) -> None:
    assert normal(typed, bot().library.vocabulary) == read


@given(st.text("一二三四五六七八九十百千万〇零年月日円件", max_size=12))
def test_no_number_in_kanji_raises(text: str) -> None:
    assert isinstance(normal(text, bot().library.vocabulary), str)
