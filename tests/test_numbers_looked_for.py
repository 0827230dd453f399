"""What is written with digits is found by patterns behind a cheap look, which hides nothing of it."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import numbers
from tests.bot_fixtures import TODAY, bot

VOCABULARY = bot().library.vocabulary
PIECES = (
    "令和", "平成", "r", "fy", "h", "2020", "19", "2", "二", "十", "元", "年", "年度", "月", "日", "/", "-",
    ".", ",", " ", "no.", "no", "#", "第", "事業", "番", "番号", "号", "項目", "item ", "of ", "measure ",
    "件", "%", "回", "上から", "後ろから", "最後", "最初", "一番上", "一番下", "先頭", "の", "番目", "つ目",
    "個目", "つ", "個", "から", "まで", "first ", "second", "last ", "top ", "3rd", "th", "two",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)


@settings(max_examples=400)
@given(TEXTS)
def test_the_look_before_a_pattern_hides_nothing(text: str) -> None:
    recognisers = [numbers.ordinals, numbers.dates, numbers.figures]
    if numbers.digits_in(text) or "年" in text or "元" in text:  # 令和二 alone is no year
        recognisers.append(numbers.years)
    for recognise in (*recognisers, numbers.numbers):
        found = list(recognise(text, VOCABULARY, TODAY))
        with patch.object(numbers, "_one_of", return_value=True):
            assert list(recognise(text, VOCABULARY, TODAY)) == found
