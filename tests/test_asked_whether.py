"""Whether something is rated so, asked in any words: each way to begin with each way to end."""

from __future__ import annotations

import random

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
# "いずれも" beside a denial may mean that none is so, or that not all are.
OF_ONE = tuple(each for each in SUBJECTS if each != "いずれも")
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


def drawn(
    seed: int, endings: tuple[str, ...], subjects: tuple[str, ...] = SUBJECTS
) -> list[tuple[str, str, str]]:
    """Some of the ways to ask, each with what is shown before it and the rating that it names."""
    choose = random.Random(seed).choice
    return [
        (choose(list(SHOWN)), f"{choose(LEADS)}{choose(subjects)}{rating}{choose(endings)}", RATINGS[rating])
        for rating in (choose(list(RATINGS)) for _ in range(60))
    ]


@pytest.mark.parametrize(("shown", "asks", "mark"), drawn(1, IS))
def test_what_was_shown_is_rated_so(shown: str, asks: str, mark: str) -> None:
    assert asked(bot(), [shown, asks])[-1].as_json()["holds"] is (set(SHOWN[shown]) == {mark})


@pytest.mark.parametrize(("shown", "asks", "mark"), drawn(2, IS_NOT, OF_ONE))
def test_what_was_shown_is_not_rated_so(shown: str, asks: str, mark: str) -> None:
    assert asked(bot(), [shown, asks])[-1].as_json()["holds"] is (mark not in SHOWN[shown])


ENGLISH_LEADS = (
    "",
    "so ",
    "ok, so ",
    "just to check, ",
    "hmm, ",
    "please confirm: ",
    "thank you! ",
    "wait, ",
)
ENGLISH_IS = (
    "is it {}?",
    "it is {}, right?",
    "it's {}, correct?",
    "was it rated {}?",
    "is the rating {}?",
    "is that {}?",
    "is it really {}?",
    "its rating is {}, ok?",
)
ENGLISH_IS_NOT = (
    "it is not {}, right?",
    "it did not get {}, right?",
    "it's not {}?",
    "it doesn't have {}, right?",
)
ENGLISH_RATINGS = {"circle": "○", "a cross": "×", "triangle": "△", "a double circle": "◎"}
ENGLISH_SHOWN = {
    "How is No.39 rated?": "○",
    "No.36 rating please": "△",
    "tell me about No.7": "×",
    "hometown tax donation result": "◎",
    "No.16 rating?": "—",
}


@pytest.mark.parametrize("seed", range(40))
def test_the_same_in_english(seed: int) -> None:
    choose = random.Random(seed).choice
    shown, rating, denied = choose(list(ENGLISH_SHOWN)), choose(list(ENGLISH_RATINGS)), choose((True, False))
    asks = choose(ENGLISH_LEADS) + choose(ENGLISH_IS_NOT if denied else ENGLISH_IS).format(rating)
    so = ENGLISH_SHOWN[shown] == ENGLISH_RATINGS[rating]
    assert asked(bot(), [shown, asks])[-1].as_json()["holds"] is (so is not denied), asks


NAMED = {
    "ふるさと納税": "◎",
    "ネット見守り隊": "○",
    "国民健康保険の広域化": "△",
    "施設の利用予約": "×",
    "No.16": "—",
    "税務課": "○○○",
    "秘書室": "△△",
}
JOINED = (
    "は",
    "の評価は",
    "って",
    "の評価って",
    "、",
    "は評価が",
    "の判定は",
    "のやつは",
    "の件は",
    "については",
)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_named_is_rated_so_or_not(seed: int) -> None:
    choose = random.Random(seed).choice
    named, rating, denied = choose(list(NAMED)), choose(list(RATINGS)), choose((True, False, False))
    said = f"{named}{choose(JOINED)}{rating}{choose(IS_NOT if denied else IS)}"
    asks = choose(("", "確認ですが、", "たしか")) + said
    has = RATINGS[rating] in NAMED[named]
    assert asked(bot(), [asks])[-1].as_json()["holds"] is (has is not denied), asks


@pytest.mark.parametrize(
    ("asks", "holds"),
    [
        ("△がひとつもない方針ってあります？", True),
        ("◎も△も一つもない方針ってある？", True),
        ("○の割合が5割に届かない方針ってありますか", True),
        ("×が3つ以上ある課はある？", False),
        ("○も×もある課ってありますか", True),
        ("防災課より×が多い課はある？", True),
        ("is there any department with no cross?", True),
        ("×が3つ以上ある課はどこ？", None),
    ],
)
def test_whether_there_is_such_a_group(asks: str, holds: bool | None) -> None:
    answer = asked(bot(), [asks])[-1].as_json()
    assert answer["holds"] is holds
    assert "？" not in answer["headline"]


@pytest.mark.parametrize(
    ("asks", "holds"),
    [
        ("この2課、評価は同じですか", False),
        ("評価は同じ？", False),
        ("△の数は同じ？", False),
        ("△は秘書室のほうが多い？", True),
    ],
)
def test_whether_what_was_compared_is_alike(asks: str, holds: bool) -> None:
    assert asked(bot(), ["秘書室と市民課を比べて", asks])[-1].as_json()["holds"] is holds


@pytest.mark.parametrize("asks", ["△の項目は", "△の項目を並べて", "△なのはどの事業", "△はどれ"])
def test_a_rating_after_a_comparison_is_of_what_was_compared(asks: str) -> None:
    answer = asked(bot(), ["秘書室と市民課を比べて", asks])[-1].as_json()
    assert sorted(answer["items"]) == ["22-2", "31-1", "32-2"]


@pytest.mark.parametrize(
    "asks", ["前の年と比べてどれだけ増えたの", "去年からどんだけ増えた", "昨年度より増えてますか"]
)
def test_growth_is_of_what_was_shown_where_its_text_tells_it(asks: str) -> None:
    answer = asked(bot(), ["ふるさと納税の寄附金額を教えて", asks])[-1].as_json()
    assert answer["items"] == ["21-1"]
    assert "698,207,600" in answer["text"]


@pytest.mark.parametrize(
    "asks", ["何が足りなくて△になったんだっけ", "いつ三角になったんだっけ", "誰が△って決めたん？"]
)
def test_what_asks_for_something_else_is_no_yes_or_no(asks: str) -> None:
    for turns in (["国民健康保険の広域化の評価", asks], [f"国民健康保険の広域化って、{asks}"]):
        assert asked(bot(), turns)[-1].as_json()["holds"] is None


@pytest.mark.parametrize("before", ["二重丸はいくつある？", "防災課の項目", "電子入札の担当課は"])
@pytest.mark.parametrize("asks", ["全体の評価の割合を教えて", "市全体の評価の割合は"])
def test_the_whole_is_the_whole_plan_whatever_was_shown(before: str, asks: str) -> None:
    answer = asked(bot(), [before, asks])[-1].as_json()
    assert answer["counts"]["by_rating"] == {"◎": 2, "○": 35, "△": 11, "×": 7}


@pytest.mark.parametrize("asks", ["防災課は何をしている", "防災課は何をしている？"])
def test_what_a_department_does_is_asked_and_no_greeting(asks: str) -> None:
    assert asked(bot(), [asks])[-1].as_json()["items"] == ["1-1", "3-1", "4-1", "14-1"]
