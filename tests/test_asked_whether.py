"""Whether what was shown has a rating, asked in any words: each way to begin with each way to end."""

from __future__ import annotations

import random
from typing import Literal

import pytest

from tests.bot_fixtures import bot
from tests.expectations import asked

LEADS = (
    "",
    "ほんで",
    "じゃあ",
    "では",
    "ということは、",
    "念のため、",
    "確認ですが",
    "え、",
    "そしたら",
    "ちなみに",
    "すると",
    "やっぱり",
    "ほな",
)
SUBJECTS = (
    "",
    "評価は",
    "これは",
    "それって",
    "この項目は",
    "その評価って",
    "判定は",
    "そこは",
    "これの評価は",
    "いずれも",
    "こいつは",
)
IS = (
    "ですか",
    "でいいんですよね",
    "でええんやな",
    "だよね",
    "で合ってる？",
    "という理解でよいですか",
    "で間違いないですか",
    "だったっけ",
    "なんだ？",
    "になっていますか",
    "だったということですね",
    "をもらってる？",
    "やったっけ",
    "でしょ？",
    "がついたんだよね",
    "って認識で合ってます？",
    "でOK？",
    "がついてますか",
    "っちゅうことでええんか？",
)
IS_NOT = (
    "じゃないんですね",
    "ではないんですね",
    "ではなかったのですね",
    "だったわけじゃないんですね",
    "やないんやな",
    "ではないということですか",
    "じゃないってこと？",
    "にはならなかったんですね",
    "は付いていないですよね",
    "をもらったわけではないんですね",
)
RATINGS = {"丸": "○", "○": "○", "バツ": "×", "ばつ": "×", "三角": "△", "△": "△", "二重丸": "◎", "◎": "◎"}
# What is asked for first, and the ratings that it has. "—" is none of the four.
SHOWN = {
    "No.39の評価は？": "○",
    "国民健康保険の広域化の評価": "△",
    "No.7はどうなった？": "×",
    "No.16の評価": "—",
    "ふるさと納税の結果を教えて": "◎",
    "税務課の項目": "○○○",
    "秘書室の項目一覧": "△△",
}


def drawn(seed: int, endings: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Some of the ways to ask, each with what is shown before it and the rating that it names."""
    choose = random.Random(seed).choice
    return [
        (choose(list(SHOWN)), f"{choose(LEADS)}{choose(SUBJECTS)}{rating}{choose(endings)}", RATINGS[rating])
        for rating in (choose(list(RATINGS)) for _ in range(60))
    ]


@pytest.mark.parametrize(("shown", "asks", "mark"), drawn(1, IS))
def test_what_was_shown_is_rated_so(shown: str, asks: str, mark: Literal["◎", "○", "△", "×"]) -> None:
    assert asked(bot(), [shown, asks])[-1].as_json()["holds"] is (set(SHOWN[shown]) == {mark})


@pytest.mark.parametrize(("shown", "asks", "mark"), drawn(2, IS_NOT))
def test_what_was_shown_is_not_rated_so(shown: str, asks: str, mark: Literal["◎", "○", "△", "×"]) -> None:
    if "いずれも" in asks:
        pytest.skip("all are not so, or not all are so")
    assert asked(bot(), [shown, asks])[-1].as_json()["holds"] is (mark not in SHOWN[shown])
