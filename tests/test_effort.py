"""How much reading one message may take, and that a message of more is told so."""

from __future__ import annotations

import cProfile
import gc
import random

import pytest

from bot.understanding.effort import MOST, TooMuchError, bounded, kept, spend
from tests.bot_fixtures import bot
from tests.fuzzing import questions

SIGNS = 4_000
MOST_STEPS = 300_000  # calls of functions; a question of a few words takes some 3,600
# One of each kind that people ask: names, words of the plan, fields, counts, in polite words, in English.
PLAIN = (
    "×の事業は？", "防災課の△と×", "○なのに根拠が書かれていない項目は？", "丸は全部で何件ですか", "×の割合",
    "×が一番多い課はどこですか", "防災課に×はありますか？", "No.30の担当課は？", "RPAの進捗は？",
    "図書館システムの更新、担当課は？", "空き家バンクの登録って何件になった？", "ドローン飛ばした回数",
    "お疲れ様です。×の項目だけ一覧でいただけますでしょうか。", "農家台帳システムどう", "telework",
    "コンビニ交付って今どんな感じ？", "which departments have no ×?", "how many measures are ○ in total?",
)  # fmt: skip
STEPS_OF_PLAIN = 3_750  # of one of them, on average
# Units of which a message was made; each once took a processor for a sixth of a second or more.
LONG = (
    "・○けど", "のに評価", "ガ△50%けどは", "○でない○でない0件は？防災課は？ ",
    "し除く- ありがとうwi-fihow many ○ in total?防災課の△は？だけ・ 商工観光課てR2No.課いつのデータ除くの様"
    "①3番の評価②8番の担当", "まる\n", "お疲れ様です。\n", "あ\n",
)  # fmt: skip


def filled(unit: str, length: int = SIGNS) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def steps(text: str, conversation: str | None = None) -> int:
    """Calls of functions; none of looking for garbage, which comes when it comes and hypothesis watches."""
    gc.disable()
    try:
        with cProfile.Profile() as profile:
            assert bot().ask(text, conversation).text.strip()
    finally:
        gc.enable()
    return sum(each.callcount for each in profile.getstats())


@pytest.mark.parametrize("unit", LONG)
@pytest.mark.parametrize("length", [200, 500, 1000, SIGNS])
def test_no_message_takes_much_reading(unit: str, length: int) -> None:
    """Steps of the interpreter are counted, not seconds: a busy machine does not matter."""
    for text in (*PLAIN, "No.30"):  # what is made for the first question of a process
        bot().ask(text, "effort")
    assert steps(filled(unit, length)) < MOST_STEPS
    assert steps(filled(unit, length), "effort") < MOST_STEPS


def test_too_much_is_told_after_several_questions_too() -> None:
    """Where a question asks on about each of several, it is read once more before it is answered."""
    bot().ask("1. ×は何項目？\n2. △は何項目？", "several")
    assert bot().ask(filled(LONG[3], 80), "several").answer.kind == "help"


def test_plain_questions_take_few_steps() -> None:
    """As in a process that goes on, where what is made once for all questions is there."""
    for text in (*PLAIN, *questions(60, 7)):  # so many that what was read of the first is forgotten
        bot().ask(text)
    taken = {text: steps(text) for text in PLAIN}
    assert sum(taken.values()) < STEPS_OF_PLAIN * len(PLAIN), taken


def test_neither_do_random_ones() -> None:
    rng, texts = random.Random(7), list(questions(200, 7))
    for few in range(1, 25):
        unit = "".join(rng.choices(texts, k=few))
        assert steps(filled(unit)) < MOST_STEPS, unit


def test_what_takes_too_much_is_told_each_time() -> None:
    for _ in range(3):  # also where a part of the reading is kept
        reply = bot().ask(filled(LONG[-1]))
        assert (reply.answer.kind, reply.answer.items) == ("help", ())
        assert reply.card.headline.startswith("長くて読み取れませんでした。")
        assert reply.as_json()["counts"] is None
    assert bot().ask(filled(LONG[-1]), lang="en").card.headline.startswith("This is too long")


def test_a_conversation_goes_on_behind_it() -> None:
    bot().ask("×の事業は？", "behind")
    bot().ask(filled(LONG[-1]), "behind")
    assert bot().ask("そのうち防災課は？", "behind").as_json()["items"] == ["4-1"]


def test_nobody_is_asked_by_it_among_others() -> None:
    assert not bot().is_asked(filled(LONG[-1]), None)


def test_what_people_ask_takes_less() -> None:
    """Ten questions of a message, and one far longer than most, are read."""
    ten = "\n".join(f"{number}. No.{number}の評価と担当課は？" for number in range(1, 11))
    assert len(bot().ask(ten).parts) == 10
    assert all(part.answer.kind == "measure" for part in bot().ask(ten).parts)
    letter = "お世話になっております。会議の資料を作っておりますので、お手数ですがお願いいたします。" * 90
    assert bot().ask(f"{letter}×の事業は？").as_json()["counts"]["items"] == 7


def test_reading_is_counted_where_somebody_counts() -> None:
    spend(MOST * 10)
    with bounded(10):
        spend(10)
        with bounded(5), pytest.raises(TooMuchError):
            spend(6)
        with pytest.raises(TooMuchError):
            spend(1)
    spend(MOST)


def test_what_is_kept_is_counted_as_often_as_it_is_asked_for() -> None:
    made: list[int] = []

    @kept(2)
    def twice(number: int) -> int:
        made.append(number)
        spend(number)
        return number * 2

    with bounded(25):
        assert (twice(10), twice(10), made) == (20, 20, [10])
        with pytest.raises(TooMuchError):
            twice(10)
    assert (twice(MOST * 2), twice(10), made) == (MOST * 4, 20, [10, MOST * 2])  # nobody counts
    with bounded(5), pytest.raises(TooMuchError):
        twice(6)
