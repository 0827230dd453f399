"""The first line of every answer: it answers the question as asked, quotes, and judges nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import Bot
from bot.answer import AnyAnswer
from bot.composing import compose
from bot.composing.context import Composition
from bot.composing.quoting import sentences
from bot.conversation import Conversations
from bot.memory import Memory
from bot.question import Question
from katou_index import open_index
from tests.bot_fixtures import TODAY, bot, index_path
from tests.expectations import asked

EXPECTED = yaml.safe_load((Path(__file__).parent / "expected" / "headlines.yml").read_text(encoding="utf-8"))


def headline(*turns: str) -> str:
    return asked(bot(), turns)[-1].card.headline


@pytest.mark.parametrize("case", EXPECTED["said"], ids=lambda case: " ".join(case["turns"]))
def test_it_answers_the_question_as_asked(case: dict[str, Any]) -> None:
    said = headline(*case["turns"])
    assert said.startswith(case["begins"]) if "begins" in case else said == case["headline"]


def test_a_label_alone_is_no_sentence() -> None:
    """【こども教育課】 on a line of its own says whose the next lines are, not what came of it."""
    said = [each.text for item in bot().library.vocabulary.plan.items for each in sentences(item)]
    assert [text for text in said if text.startswith("【") and text.endswith("】")] == []
    assert any(text.startswith("健康課の子育て支援アプリ") for text in said)


@pytest.mark.parametrize(
    ("question", "quoted", "never"),
    [
        # A change beside it, several, another department's: never one of them as the answer.
        ("空き家バンクの登録って何件になった？", "8件増の41件 利用登録 23件増の60件", "件です"),
        ("健康課のコロナ啓発動画は何件配信しましたか？", "市民への啓発 3件", "件です"),
        ("オンライン会議の研修いつやった？", "8/25、9/30", "25です"),
        ("国税連携データでどんだけ楽になった？", "3時間/日×20日程度", "時間です"),
        ("図書館でマイナンバーカードって何人登録した？", "「人」の数字の記載はありません。記載: ", "人です"),
    ],
)
def test_where_another_could_be_meant_the_sentence_is_quoted(question: str, quoted: str, never: str) -> None:
    said = headline(question)
    assert quoted in said
    assert never not in said


def test_all_that_stands_under_more_stands_in_the_text() -> None:
    card = bot().ask("○の一覧").card
    lines = [line for block in card.blocks for line in block.lines]
    assert sum("○ 丸｜" in line for line in lines) == 35
    assert (
        card.left
        == f"ほか{35 - sum(len(block.lines) for block in card.shown if '丸｜' in block.lines[0])}項目"
    )


def test_an_item_is_headed_by_what_it_is_about() -> None:
    """Its planned work, its measure's title below; the title where the work is lost, "—" or too long."""
    titles = {}
    for item in bot().library.vocabulary.plan.items:
        reply = bot().ask(f"No.{item.measure}の項目{item.number}")
        (section,) = [block for block in reply.card.folded if block.title.startswith("No.")][:1]
        titles[item.id] = (section.title, section.facts[0].text)
    assert titles["30-3"][0] == "No.30 項目3 AI・RPA・OCR等の利活用研究 ○ 丸"
    assert titles["30-3"][1] == "電子決裁の導入及び事務処理の電子化推進による事務効率の更なる改善"
    assert titles["4-1"][0] == "No.4 項目1 Wi-Fi環境の運用及び活用研究、災害時対応訓練の実施（防災課） × バツ"
    assert titles["25-1"][0].startswith("No.25 ICTを利活用したまちの活性化及び再構築")  # its work is lost
    assert titles["16-1"][0].startswith("No.16 子育てサポートマッチングシステムの導入")  # "—"
    assert titles["28-1"][0].startswith("No.28 電子申請システムの更なる利活用研究、データの遠隔地保管の実施")


# -- yes, no, not known --------------------------------------------------------------------------------------


def judged(question: str, holds: bool | None) -> str:
    """The headline of an answer that says whether something is so."""
    found: AnyAnswer = bot().ask(question).answer.but(judged=True, holds=holds)
    library = bot().library
    return compose(found, Composition(library.vocabulary, library.texts, TODAY, found.question)).headline


@pytest.mark.parametrize("case", EXPECTED["judged"], ids=lambda case: f"{case['question']} {case['holds']}")
def test_yes_or_no_comes_first_then_the_fact(case: dict[str, Any]) -> None:
    assert judged(case["question"], case["holds"]).startswith(case["begins"])


# -- what stands around it -----------------------------------------------------------------------------------


def test_that_the_data_are_old_is_said_once_a_conversation_and_not_where_the_year_was_named() -> None:
    def told(text: str, conversation: str | None) -> bool:
        return "最新の取込は" in fresh.ask(text, conversation=conversation).text

    fresh = Bot(open_index(index_path()), Conversations(), today=TODAY)
    assert [told("×の事業は？", "a"), told("そのうち防災課は？", "a"), told("△は？", "a")] == [
        True,
        False,
        False,
    ]
    assert [told("R2の×の事業は？", "b"), told("△は？", "b")] == [False, False]
    assert [told("×の事業は？", None), told("×の事業は？", None)] == [True, True]
    young = Bot(open_index(index_path()), today=date(2021, 5, 1))
    assert "最新の取込は" not in young.ask("×の事業は？").text


def test_nothing_found_offers_what_is_known_of_the_question_and_no_stock_questions() -> None:
    found = bot().ask("図書館のブロックチェーンは？")
    assert found.answer.reason == "no_match"
    first = found.card.choices[0]
    assert first.asks == "令和2年度の「図書館」に関する項目"
    assert bot().ask(first.asks).answer.items
    alone = bot().ask("ブロックチェーンは？")
    assert [choice.asks for choice in alone.card.choices] == ["使い方"]


def test_that_the_office_sees_it_is_said_only_where_it_does(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state.db")
    keeping = Bot(open_index(index_path()), today=TODAY, memory=memory)
    assert "情報管理室に伝わります" in keeping.ask("ブロックチェーンは？", place="channel").text
    assert "情報管理室に伝わります" not in keeping.ask("×の事業は？", place="channel").text
    assert memory.missed()
    assert "情報管理室に伝わります" not in bot().ask("ブロックチェーンは？").text


def test_a_department_with_one_item_gets_no_statistics() -> None:
    text = bot().ask("管理課の事業は").text
    assert "市全体: " not in text
    assert "市全体: " in bot().ask("商工観光課の事業は？").text


def test_the_year_is_named_where_several_are_loaded() -> None:
    from tests.years import bot_of

    several = bot_of("R1", "R3")
    assert several.ask("R2の×の事業は？").card.headline.startswith("令和2年度: × バツは7項目")
    assert several.ask("×の事業は？").card.headline.startswith("令和3年度: × バツは")
    assert bot().ask("×の事業は？").card.headline.startswith("× バツは")


def test_an_unanswered_question_of_a_plain_record_has_a_headline() -> None:
    """An answer that is made without understanding (a file of items) is composed like any other."""
    from bot.answer import Listed

    library = bot().library
    items = library.vocabulary.plan.items[:2]
    found = Listed(question=Question(text="", lang="ja"), items=items)
    card = compose(found, Composition(library.vocabulary, library.texts, TODAY, found.question))
    assert card.headline == "計画全体は2項目（2事業）: △ 三角 1、× バツ 1 です"
