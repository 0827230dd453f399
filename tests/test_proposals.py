"""What is not understood is held against known questions: they are offered, and decide nothing."""

from __future__ import annotations

import marshal
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Bot
from bot.answering.queries import query_answer
from bot.query import Query
from bot.understanding.known import KNOWN, known_questions, signature
from bot.understanding.taking import taken
from katou_index.meaning import WIDTH, encoder, packed
from tests.bot_fixtures import TODAY
from tests.bot_fixtures import bot as bot_without
from tests.fuzzing import HOSTILE
from tests.test_meaning import MARKS, bot, made_up

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

from compile_grammar import read_grammar
from compile_known import LAYERS, is_current, sentences

OFFERED = [  # what templates and phrases do not understand → what is meant
    ("×の頭数をカウント", "×の項目は何件ですか？"),
    ("×が全くお目見えしない方針", "×がない基本方針は？"),
    ("項目をいちばん抱え込んでいる課", "項目が一番多い課は？"),
    ("○の比重はどの程度", "○の割合は？"),
    ("防災課の持ちネタ", "防災課の項目"),
    ("税務課と管財課を天秤にかけて", "税務課と管財課を比べて"),
    ("jointly run items", "Items shared by several departments"),
    ("policy 5 crosses lineup", "Items in policy 5 rated ×"),
]
FOLLOWED = [  # what was asked before, and what is not understood after it → what is meant
    ("△が一番多い課は？", "逆にいちばん少なめなのは", "△が一番少ない課は？"),
    ("×の項目", "△も仲間に入れたげて", "×か△の項目"),
    ("×の項目", "○まで含めた打率", "×か○の割合は？"),
    ("×の項目", "商工観光課の顔ぶれ", "商工観光課の×の項目"),
    ("防災課の項目", "税務課を横に置くとどんなもん", "防災課と税務課を比べて"),
]
UNCLEAR = "×が全くお目見えしない方針"


def offers(own: Bot, text: str) -> list[str]:
    return [option.asks for option in own.ask(text, place="").answer.proposed]


def query_of(text: str) -> Query:
    found = query_answer(text, bot().library, None, TODAY, None)
    assert found is not None, text
    assert found[1].query is not None, text
    return found[1].query


@pytest.mark.parametrize(("text", "meant"), OFFERED)
def test_what_was_meant_is_offered(text: str, meant: str) -> None:
    reply = bot().ask(text, place="")
    assert reply.answer.kind in ("nothing", "help", "choose")
    assert (reply.answer.items, reply.answer.counts) == ((), None)
    offered = [option.asks for option in reply.answer.proposed]
    assert meant in offered
    assert [
        choice.asks for choice in reply.card.choices[: len(offered)]
    ] == offered  # buttons on every surface
    assert all(f"{number}. {each}" in reply.text for number, each in enumerate(offered, 1))
    assert bot().ask(meant, place="").as_json()["kind"] not in ("nothing", "help", "choose")


@pytest.mark.parametrize(("before", "text", "meant"), FOLLOWED)
def test_what_was_meant_after_an_answer_is_offered(before: str, text: str, meant: str) -> None:
    talk = f"{before} {text}"
    bot().ask(before, talk)
    reply = bot().ask(text, talk)
    assert (reply.answer.items, reply.answer.counts) == ((), None)
    offered = [option.asks for option in reply.answer.proposed]
    assert meant in offered
    place = offered.index(meant) + 1
    assert bot().ask(str(place), talk).as_json()["items"] == bot().ask(meant, place="").as_json()["items"]


@pytest.mark.parametrize("text", ["水道局を勘定に入れないと", "メタバースの顔ぶれ", "ありがとうさん"])
def test_after_an_answer_no_other_name_and_no_word_of_thanks_is_an_offer(text: str) -> None:
    bot().ask("×の項目", f"after {text}")
    assert bot().ask(text, f"after {text}").answer.proposed == ()


@given(
    st.sampled_from(["×の項目", "△の項目", "防災課の項目", "課別の内訳", "×が一番多い課は？"]),
    st.sampled_from(["税務課", "商工観光課", "人事課"]), st.sampled_from(["以外の", "を除いた", "だけの"]),
    st.sampled_from(["顔ぶれ", "戦績を並べ立てて", "総ざらいをよろしゅう"]),
)  # fmt: skip
@settings(max_examples=40)
def test_an_offer_after_an_answer_keeps_names_and_conditions(
    before: str, department: str, condition: str, metaphor: str
) -> None:
    talk = f"{before} {department}{condition}{metaphor}"
    bot().ask(before, talk)
    for option in bot().ask(f"{department}{condition}{metaphor}", talk).answer.proposed:
        query = query_of(option.asks)
        named = [each for each in query.all_conditions() if department in each.values]
        assert named, option
        assert all(each.negated == (condition != "だけの") for each in named), option


def test_each_offer_has_another_answer() -> None:
    for text, _ in OFFERED:
        answers = [bot().ask(each, place="").text.split("\n")[0] for each in offers(bot(), text)]
        assert len(set(answers)) == len(answers) <= 3


@pytest.mark.parametrize("said", ["2", "２番", "②", "2番目", "2つ目でお願いします", "the second one"])
def test_a_number_takes_an_offer(said: str) -> None:
    talk = f"number {said}"
    offered = [option.asks for option in bot().ask(UNCLEAR, talk).answer.proposed]
    assert bot().is_asked(said, talk)  # in a followed thread, too
    reply = bot().ask(said, talk)
    assert reply.answer.items == bot().ask(offered[1], place="").answer.items
    assert reply.as_json()["question"] == said
    assert bot().ask("2", talk).as_json()["items"] == ["2-1"]  # only the next message takes one


def test_its_words_take_an_offer() -> None:
    offered = offers(bot(), UNCLEAR)
    bot().ask(UNCLEAR, "words")
    assert bot().ask(offered[0], "words").answer.items == bot().ask(offered[0], place="").answer.items


@pytest.mark.parametrize("said", ["No.2", "12", "2件", "防災課の2", "2番の担当課は？", "9"])
def test_other_words_take_none(said: str) -> None:
    assert taken(said, ("a", "b", "c")) == ""


def test_made_up_words_are_not_known_questions() -> None:
    offered = [text for text in made_up() if offers(bot(), text)]
    assert len(offered) <= 3, offered
    assert not [text for text in offered if MARKS.search(bot().ask(text, place="").short)]


@pytest.mark.parametrize(
    "text", ["メタバースの×", "防災課のメタバースの×", "デジタル推進課の×の顔ぶれ", "水道局の×の量"]
)
def test_of_what_is_not_there_nothing_else_is_offered(text: str) -> None:
    assert offers(bot(), text) == []


CONDITIONS = {
    "以外の": "not",
    "を除いた": "not",
    "を勘定に入れない": "not",
    "だけの": "only",
    "のみの": "only",
}
NAMES = st.tuples(
    st.sampled_from(["防災課", "税務課", "商工観光課", "人事課"]), st.sampled_from(["×", "○", "△", "◎"]),
    st.sampled_from(list(CONDITIONS)), st.sampled_from(["顔ぶれ", "量", "ラインナップ", "戦績", "総ざらい"]),
)  # fmt: skip


@given(NAMES)
@settings(max_examples=60)
def test_an_offer_keeps_names_and_conditions(given: tuple[str, str, str, str]) -> None:
    department, mark, condition, metaphor = given
    for offer in offers(bot(), f"{department}{condition}{mark}の{metaphor}"):
        query = query_of(offer)
        owners = [each for each in query.all_conditions() if each.aspect == "owner"]
        assert {value for each in owners for value in each.values} == {department}
        assert mark in {v for each in query.all_conditions() if each.aspect == "rating" for v in each.values}
        assert all(each.negated == (CONDITIONS[condition] == "not") for each in owners)
        only = any(each.quantifier in ("only", "all") for each in query.having)
        assert only or CONDITIONS[condition] != "only"


@given(st.text() | st.sampled_from(HOSTILE))
def test_it_never_raises(text: str) -> None:
    assert len(bot().ask(text, place="").answer.proposed) <= 3


def test_without_the_encoder_nothing_is_offered() -> None:
    for text, _ in OFFERED:
        assert offers(bot_without(), text) == []


def stored(path: str) -> tuple[list[str], list[bytes]]:
    _, parts = marshal.loads(Path(path).read_bytes())
    return (
        [text for texts, _ in parts.values() for text in texts],
        [rows[at : at + WIDTH] for _, rows in parts.values() for at in range(0, len(rows), WIDTH)],
    )


@pytest.mark.parametrize("path", LAYERS)
def test_the_known_questions_are_what_templates_say(path: str) -> None:
    """An old one does no harm, for it is read anew; where many are, `compile_known.py` is to be run."""
    said, (texts, _) = {text for text, _ in sentences(read_grammar(), LAYERS[path])}, stored(path)
    assert sum(text in said for text in texts) >= 0.95 * len(texts)


@pytest.mark.parametrize("path", LAYERS)
def test_the_known_questions_have_the_rows_of_their_words(path: str) -> None:
    texts, rows = (each[::20] for each in stored(path))
    now = packed(encoder().encode(texts))
    assert all(
        abs(np.frombuffer(one, np.int8).astype(int) - np.frombuffer(other, np.int8)).max() <= 1
        for one, other in zip(rows, now, strict=True)
    )


def test_what_is_not_current_is_told() -> None:
    (name, parts), old = marshal.loads(Path(KNOWN).read_bytes()), Path(KNOWN).read_bytes()
    assert is_current(old, marshal.dumps((name, parts), 4))
    assert not is_current(old, marshal.dumps(("another encoder", parts), 4))
    assert not is_current(old, marshal.dumps((name, dict(list(parts.items())[1:])), 4))


def test_a_known_question_is_like_itself() -> None:
    assert known_questions().likeness("〈評価〉がある課", encoder())["〈評価〉がある課"] >= 0.99
    assert signature("〈課〉の〈評価〉") == signature("〈評価〉 of 〈課〉") == ("〈評価〉", "〈課〉")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("福祉課の耳の聞こえない人との遠隔相談", "社会福祉課"),
        ("福祉課の避難行動要支援者の名簿への登載", "福祉総務課"),
    ],
)
def test_of_departments_that_may_be_meant_alike_the_nearest_comes_first(text: str, first: str) -> None:
    reply, plain = bot().ask(text, place=""), bot_without().ask(text, place="")
    assert reply.card.choices[0].label == first
    assert sorted(each.label for each in reply.card.choices) == sorted(
        each.label for each in plain.card.choices
    )
    assert reply.answer.items == plain.answer.items  # only the order


def test_items_of_no_one_belong_to_no_department() -> None:
    assert bot_without().ask("項目は防災課の担当ですか").answer.kind  # it raised once
