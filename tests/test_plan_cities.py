"""A topic over several cities: each in its own scale and words, where a binding allows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import Bot
from bot.memory import Memory
from bot.plans.cities import OtherPlans
from bot.reply import Reply
from bot.understanding.cities import of_others
from katou_index import build_index, open_index
from tests.bot_fixtures import bot as alone
from tests.expectations import card_faults
from tests.plan_folders import KASUMI, MIDORI, SHIRASE, TOWNS, write_town
from tests.test_slack_cards import slack_faults
from tests.test_teams_cards import teams_faults

NAMES = ("kasumi", "shirase", "midori")


class Neighbours:
    """The bots of three towns, of which the first may be compared with the others."""

    def __init__(self, folder: Path) -> None:
        self.bots, self.away = {}, set[str]()
        for town in TOWNS:
            made = write_town(folder, town)
            build_index(made / "data", made / "katou.db")
            self.bots[town.name] = Bot(open_index(made / "katou.db"), memory=Memory(made / "state.db"))
        self.own: Bot = self.bots["kasumi"]
        self.own.beside = OtherPlans(NAMES, self._entered)

    @contextmanager
    def _entered(self, plans: tuple[str, ...]) -> Iterator[Bot]:
        (name,) = plans
        if name in self.away:
            raise OSError("away")
        yield self.bots[name]

    def ask(self, *texts: str) -> Reply:
        """The last answer of a conversation."""
        for text in texts:
            reply = self.own.ask(text, conversation="".join(texts), place="page")
        return reply


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    return Neighbours(tmp_path_factory.mktemp("towns"))


def found(reply: Reply) -> dict[str, list[str]]:
    """The items of each city."""
    answer = reply.as_json()
    return {"霞原市": answer["items"], **{each["city"]: each["items"] for each in answer["cities"]}}


RPA = {"霞原市": ["1-1"], "白瀬市": ["1-1"], "緑浦町": []}
TELEWORK = {"霞原市": [], "白瀬市": ["3-1"], "緑浦町": ["2-1"]}


@pytest.mark.parametrize(
    ("texts", "items"),
    [
        (("他市のRPAは？",), RPA), (("他の市のRPAはどうですか",), RPA), (("ほかの市町村ではRPAは",), RPA),
        (("他の自治体のRPAの評価は",), RPA), (("よそのRPAはどうなん",), RPA), (("RPAを他市と比べて",), RPA),
        (("RPAは他市と比較してどうですか",), RPA), (("近隣の市のRPAの担当課は？",), RPA),
        (("隣の市ではテレワークは？",), TELEWORK), (("周辺の市町のテレワークを教えて",), TELEWORK),
        (("別の市のテレワークの評価は",), TELEWORK), (("他市町のテレワークは？",), TELEWORK),
        (("RPAの進捗は？", "この事業、ほかの市では？"), RPA), (("RPAの進捗は？", "他市ではどう？"), RPA),
        (("RPAの評価は？", "ほかの市は？"), RPA), (("RPAの評価は？", "これ、他の町ではどうですか"), RPA),
        (("テレワークは？", "他市は？"), TELEWORK),
    ],
    ids=lambda each: "→".join(each) if isinstance(each, tuple) else "",
)  # fmt: skip
def test_a_topic_is_compared_over_all(towns: Neighbours, texts: tuple[str, ...], items: object) -> None:
    reply = towns.ask(*texts)
    assert reply.as_json()["kind"] == "compare"
    assert found(reply) == items
    faults = [*slack_faults(reply.card), *teams_faults(reply.card)]
    faults += [each for each in card_faults(reply, [2025]) if "key='shirase/" not in each]
    assert [each for each in faults if "key='midori/" not in each] == []


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("白瀬市のRPAは？", ["白瀬市"]), ("RPAは白瀬市ではどう？", ["白瀬市"]),
        ("白瀬市と比べてRPAはどう？", ["白瀬市"]),
        ("白瀬市と緑浦町のRPAは", ["白瀬市", "緑浦町"]), ("霞原市と白瀬市のRPAを比べて", ["白瀬市"]),
        ("緑浦町ではRPAは？", ["緑浦町"]),
    ],
)  # fmt: skip
def test_cities_are_compared_by_name(towns: Neighbours, text: str, cities: list[str]) -> None:
    reply = towns.ask(text)
    assert [each.name for each in reply.cities] == cities
    assert reply.as_json()["items"] == ["1-1"]


@pytest.mark.parametrize(
    "texts",
    [("How is RPA going in other cities?",), ("compare RPA with other cities",),
     ("What about RPA in neighbouring towns?",), ("RPA in Shirase City and Midoriura Town?",),
     ("How is RPA going?", "and in other cities?"),
     ("How is RPA going?", "what about other municipalities?")],
)  # fmt: skip
def test_in_english(towns: Neighbours, texts: tuple[str, ...]) -> None:
    reply = towns.ask(*texts)
    assert [bool(each.has) for each in reply.cities] == [True, False]
    assert reply.as_json()["items"] == ["1-1"]


def test_each_city_is_shown_in_its_own_scale_with_its_source(towns: Neighbours) -> None:
    text = towns.ask("他市のRPAは？").text
    assert "霞原市: A 順調 1項目／白瀬市: × バツ 1項目／緑浦町: 記載は見つかりません" in text.splitlines()[0]
    assert "区分" in text
    for name in ("霞原市", "白瀬市"):
        assert any(
            line.startswith(f"{name} 出典: 令和7年度評価表 sheet.csv 2行") for line in text.splitlines()
        )


def test_what_another_scale_does_not_have_is_said_by_that_city(towns: Neighbours) -> None:
    reply = towns.ask("他市の×の事業は？")
    assert found(reply) == {"霞原市": [], "白瀬市": ["1-1"], "緑浦町": []}
    assert "「×」という区分はありません" in reply.text


@pytest.mark.parametrize(
    "text",
    ["RPAは？", "他課のRPAは？", "ほかの課では？", "他市との共同利用は？", "小野市のRPAは？", "市のRPAは？",
     "この町の魅力は", "RPA in the city", "other measures of the city", "町のRPAは"],
)  # fmt: skip
def test_what_asks_of_no_other_city_is_answered_as_ever(towns: Neighbours, text: str) -> None:
    assert towns.ask(text).cities == ()


@pytest.mark.parametrize(
    "texts",
    [("他市のRPAは？",), ("ほかの市の×の事業は？",), ("他の市の防災の評価は？",), ("他市では○？",),
     ("近隣の自治体ではRPAはどう？",), ("RPAを他市と比べて",), ("他市の×はいくつ？",),
     ("隣の市の図書館は？",), ("よその防災課の事業は？",), ("×の事業は？", "他市は？"),
     ("How is RPA going in other cities?",), ("RPAの進捗は？", "この事業、ほかの市では？"),
     ("図書館の評価は？", "他の町ではどうですか")],
)  # fmt: skip
def test_a_plan_by_itself_knows_of_no_other_city(texts: tuple[str, ...]) -> None:
    """Its own rating in the place of another city's would be a wrong one."""
    for text in texts:
        reply = alone().ask(text, conversation="".join(texts))
    assert (reply.answer.reason, reply.answer.items) == ("out_of_scope", ())
    assert not any(mark in reply.card.headline for mark in "◎○△×")


@pytest.mark.parametrize(
    ("text", "items"),
    [("他市町の先進事例は？", ["12-1"]), ("他自治体との共同利用は？", ["33-1"]),
     ("よその自治体とクラウド共同利用しない理由は？", ["33-1"]), ("他の市とクラウドは？", ["33-1"]),
     ("他自治体のクラウドは？", ["33-1"]),
     ("why share cloud with other city is cross", ["33-1"]), ("市のRPAは？", ["30-3"])],
)  # fmt: skip
def test_a_subject_that_has_such_a_word_is_found_as_ever(text: str, items: list[str]) -> None:
    assert alone().ask(text).as_json()["items"] == items


def test_what_was_asked_of_others_may_be_asked_of_ours() -> None:
    alone().ask("他市のRPAは？", conversation="ours")
    assert alone().ask("じゃあうちのは？", conversation="ours").as_json()["items"] == ["30-3"]


@pytest.mark.parametrize("text", ["他市は？", "what about other cities?"])
def test_without_a_topic_it_is_asked_for(towns: Neighbours, text: str) -> None:
    reply = towns.ask(text)
    assert reply.cities == ()
    assert reply.card.headline.startswith(("ほかの市町村の何", "What of the other"))


def test_a_follow_up_means_the_own_city(towns: Neighbours) -> None:
    assert towns.ask("他市のRPAは？", "その担当課は？").as_json()["items"] == ["1-1"]
    ours = towns.ask("白瀬市のRPAは？", "じゃあうちのは？")
    assert ours.cities == ()
    assert ours.card.headline.startswith("A 順調")


@pytest.mark.parametrize("asked", ["他市の担当課は？", "他市ではその結果は？", "他市ではいつから？"])
def test_what_leans_on_a_subject_is_asked_with_it(towns: Neighbours, asked: str) -> None:
    reply = towns.ask("RPAの評価は？", asked)
    assert reply.as_json()["items"] == ["1-1"]
    for each in reply.cities:
        assert each.reply is not None
        assert each.reply.answer.items == () or found(reply)[each.name] in (["1-1"], [])
        assert "RPA" in each.reply.question.text


def test_in_a_followed_thread_what_asks_of_others_is_a_question(towns: Neighbours) -> None:
    assert towns.own.is_asked("他市では？", "thread")
    assert not towns.own.is_asked("他市の視察は来週です。", "thread")
    assert not towns.bots["shirase"].is_asked("他市では？", "thread")


def test_a_city_that_cannot_be_asked_is_told_and_the_others_are_shown(towns: Neighbours) -> None:
    towns.away = {"shirase"}
    try:
        reply = towns.ask("他市のテレワークは？")
    finally:
        towns.away = set()
    assert [each.reply is None for each in reply.cities] == [True, False]
    assert "緑浦総務課" in reply.text
    assert "いまは調べられません" in reply.text


def test_what_is_asked_leaves_nothing_with_the_others(towns: Neighbours) -> None:
    towns.ask("他市の火星移住は？")
    assert towns.own.memory is not None
    assert [each.words for each in towns.own.memory.missed() if "火星" in each.words]
    for name in ("shirase", "midori"):
        memory = towns.bots[name].memory
        assert memory is not None
        assert memory.missed() == []


def test_a_plan_that_may_be_compared_with_none_knows_of_none(towns: Neighbours) -> None:
    for name, town in (("shirase", SHIRASE), ("midori", MIDORI)):
        reply = towns.bots[name].ask("他市のRPAは？")
        assert reply.cities == ()
        assert KASUMI.rows[0][1] not in reply.text
        assert town.own not in "".join(each.own for each in TOWNS if each is not town)


def test_the_answer_for_programs_has_a_part_a_city(towns: Neighbours) -> None:
    answer = json.loads(json.dumps(towns.ask("他市のRPAは？").as_json()))
    there, none = answer["cities"]
    assert (there["plan"], there["city"], there["asked"]) == ("shirase", "白瀬市", True)
    assert there["sources"][0] == {
        "id": "1-1", "file": "sheet.csv", "lines": [2], "certainty": "原文どおり"
    }  # fmt: skip
    assert there["headline"].startswith("× バツ")
    assert (none["items"], none["sources"], none["headline"]) == ([], [], "")
    assert answer["query"] is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [("他市のRPAは？", "RPAは？"), ("RPA、他市では？", "RPA"), ("この事業は他市ではどうですか？", ""),
     ("compare it with other cities", ""), ("How about other towns", ""),
     ("他市と比べて空家対策はどうですか", "空家対策はどうですか")],
)  # fmt: skip
def test_what_is_left_of_a_question(text: str, rest: str) -> None:
    asked = of_others(text)
    assert asked is not None
    assert asked.rest == rest


@pytest.mark.parametrize(
    "text",
    ["およその件数は？", "その他市税の収納は", "よその課の状況は？", "よその市と共同でってやつ",
     "他市との連携は？", "市町村合併の経緯は", "他人の評価は", "市のほかの事業は？",
     "municipal cloud with other cities", "the other measures"],
)  # fmt: skip
def test_what_is_said_of_no_other_city(text: str) -> None:
    assert of_others(text) is None
