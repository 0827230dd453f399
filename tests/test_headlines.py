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
from bot.composing.context import CardWriter
from bot.composing.quoting import clipped, sentences
from bot.conversation import Conversations
from bot.memory import Memory
from bot.question import Question
from katou_index import open_index
from tests.bot_fixtures import TODAY, bot, index_path
from tests.expectations import asked
from tests.years import bot_of

EXPECTED = yaml.safe_load((Path(__file__).parent / "expected" / "headlines.yml").read_text(encoding="utf-8"))


def headline(*turns: str) -> str:
    return asked(bot(), turns)[-1].card.headline


@pytest.mark.parametrize("case", EXPECTED["said"], ids=lambda case: " ".join(case["turns"]))
def test_it_answers_the_question_as_asked(case: dict[str, Any]) -> None:
    said = headline(*case["turns"])
    assert said.startswith(case["begins"]) if "begins" in case else said == case["headline"]


@pytest.mark.parametrize(("value", "begins", "ends"), [
    ("802,964,000円", "…寄附金額：802,964,000円", "20,469件（前年度比：…"),
    ("5基", "…東条地域内の捕獲檻に5基", "同システムを拡充させた。"),
])  # fmt: skip
def test_a_sentence_is_cut_between_its_parts(value: str, begins: str, ends: str) -> None:
    texts = (each.text for item in bot().library.vocabulary.plan.items for each in sentences(item))
    text = next(each for each in texts if value in each and len(each) > 80)
    cut = clipped(text, value, 56)
    assert cut.startswith(begins)
    assert cut.endswith(ends)


def test_what_became_of_it_is_not_cut_off() -> None:
    text = (
        "利用者の数を確かめ、機器の入替えを行うとともに、案内を充実させたことにより、利用が大幅に増加した。"
    )
    assert clipped(text, most=30) == "…案内を充実させたことにより、利用が大幅に増加した。"
    assert clipped("あ" * 60, most=30) == "…" + "あ" * 30


def test_what_is_nearly_whole_is_not_cut() -> None:
    text = "【Facebook投稿数】 市政・イベント情報：34件（R1年度：48件） 季節の情報：15件（R1年度：7件）"
    assert clipped(text, "34件", 40).startswith("【Facebook投稿数】 市政")
    assert clipped(text, "34件", len(text) - 5) == text


def test_a_table_of_several_ratings_tells_how_many_of_each() -> None:
    shown = asked(bot(), ["基本方針ごとの◎○△×の数を出して"])[-1].text
    assert "① 安全・安心の推進: ◎ 二重丸 0、○ 丸 2、△ 三角 2、× バツ 2、項目数 6" in shown


def test_a_share_says_what_it_is_of() -> None:
    shown = asked(bot(), ["方針ごとの○の割合"])[-1].text
    assert "③ 地域力の強化: ○ 丸 評価のある7項目のうち5、割合 71.4%" in shown  # one is lost, one is "—"
    assert "④ 産業の振興: ○ 丸 10項目のうち5、割合 50.0%" in shown


def test_how_it_was_read_names_no_topic_of_an_order_and_the_year_once() -> None:
    told = asked(bot(), ["月曜の週報、8時半に届くようにずらせる？"])[-1].card.scope
    assert told == ("令和2年度（2020年度）",)
    judged = asked(bot(), ["No.9は×ですか"])[-1].card.scope
    assert judged[0] == "令和2年度（2020年度）｜読み取り: 質問=No.9は× バツですか？"


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
    return compose(found, CardWriter(library.vocabulary, library.texts, TODAY, found.question)).headline


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
    card = compose(found, CardWriter(library.vocabulary, library.texts, TODAY, found.question))
    assert card.headline == "計画全体は2項目（2事業）: △ 三角 1、× バツ 1 です"


@pytest.mark.parametrize(("turns", "offered"), [
    (["令和4年度で△なのは"], "令和2年度の△の項目"),
    (["ふるさと納税はずっと◎なんでしょうか"], "令和2年度の「ふるさと納税」に関する◎の項目"),
    (["小野市のふるさと納税の評価は？"], "令和2年度の「ふるさと納税」に関する項目"),
    (["15番は○が正しいです"], "令和2年度のNo.15の項目"),
    (["電子入札の担当者の内線番号を教えて"], "令和2年度の「電子入札」に関する項目"),
    (["No.3", "この評価ちょっと甘くない？"], "令和2年度のNo.3"),
    (["30-2", "丸にして"], "令和2年度のNo.30の項目2"),
    (["防災課は今年どうでした"], "令和2年度の防災課の項目"),
    (["秘書室です。今年のうちの評価は？"], "令和2年度の秘書室の項目"),
    (["令和4年度の方針別の内訳"], "令和2年度の基本方針別の内訳"),
    (["R5の×が多い課"], "令和2年度の×が一番多い課は？"),
    (["方針別の内訳", "今年は？"], "令和2年度の基本方針別の内訳"),
    (["今年度の防災課と税務課を比べて"], "令和2年度の防災課と税務課を比べて"),
    (["RPAの進捗は？", "R5は？"], "令和2年度の「RPA」に関する項目"),
])  # fmt: skip
def test_where_there_is_no_answer_the_same_thing_is_offered_and_no_stock_questions(
    turns: list[str], offered: str
) -> None:
    card = asked(bot(), turns)[-1].card
    assert card.choices[0].asks == offered
    assert not {choice.asks for choice in card.choices} & {"RPAの進捗は？", "×の事業は？", "防災課の事業は？"}
    assert bot().ask(offered).answer.items


def test_an_item_that_the_first_line_tells_whole_is_not_told_again() -> None:
    told = bot().ask("保険医療課の項目は△だけですか？")
    assert told.card.headline == "はい。△ 三角です（No.36 国民健康保険の広域化、保険医療課）"
    assert "No.36" not in told.as_json()["short"].partition("\n")[2]
    assert "  結果 " in told.as_json()["short"]
    lost = bot().ask("空家バンクは都市政策課の所管でいいですよね").as_json()
    assert lost["headline"] == "はい。都市政策課です（No.15 空家情報集約システムの利活用の促進）"
    assert "評価不明" in lost["short"]  # which the first line does not tell


@pytest.mark.parametrize(("typed", "first"), [
    ("一つの事業の中で評価が揃っていない事業は何番ですか", "項目によって評価が分かれている事業は8事業です"),
    ("土木課に×はある？", "土木課に自分の項目はありません"),
    ("No.24は原文の何行目", "No.24 SNSを利活用した市の魅力発信は原資料の39・40行に書かれています（補正: "),
    ("③で評価がついてないのはどれ", "基本方針③の評価がない項目は2項目（2事業）: 評価不明（欠落） 1（No.15）"),
    ("ふるさと納税いくら集まった？", "802,964,000円です"),
    ("寄附金額の前年度比はいくら増", "寄附金額は前年度比 +698,207,600円（前年度 104,756,400円）です"),
    ("how much did the wildlife damage measure cost?", "652,000円: "),
])  # fmt: skip
def test_first_lines_of_rare_questions(typed: str, first: str) -> None:
    assert bot().ask(typed).card.headline.startswith(first)


def test_lines_that_follow_one_another_are_told_as_one() -> None:
    assert "sheet.txt 4〜9・12〜17…行" in bot().ask("方針別の内訳").text
    assert "sheet.txt lines 44–51, 54–57…" in bot().ask("measures of ⑤").text


def test_of_a_year_that_is_not_there_the_same_is_offered_of_the_one_that_is() -> None:
    asks = [
        asked(bot(), [each])[-1].card.choices[0].asks
        for each in ("今年の秘書室の×は", "土木課は今年どうでした", "今年はどうでした")
    ]
    assert asks == ["令和2年度の秘書室の×の項目", "令和2年度の土木課の項目", "令和2年度の全体"]


def test_a_yes_or_no_names_what_it_looked_at_where_nothing_of_it_is_so() -> None:
    told = bot().ask("情報管理室に◎はありますか")
    assert told.card.headline.startswith("いいえ。総務財政課情報管理室は8項目のうち ")
    rows = told.text.partition("確かめた8項目\n")[2].split("出典")[0]
    assert [line.split("｜")[0].strip() for line in rows.splitlines() if line.startswith("  No.")] == [
        "No.2 × バツ", "No.14 項目1 ○ 丸", "No.26 ○ 丸", "No.27 ○ 丸",
        "No.28 △ 三角", "No.31 項目2 ○ 丸", "No.33 × バツ", "No.35 △ 三角",
    ]  # fmt: skip
    assert "出典: 令和2年度評価表 sheet.txt 5・22・44〜46" in told.text
    assert "確かめた" not in told.as_json()["short"]
    assert told.as_json()["items"] == []


def test_a_course_tells_years_with_the_same_ratings_once() -> None:
    said = [asked(bot_of("R1", "R3"), [f"No.{number}の推移"])[-1].card.headline for number in (5, 8)]
    assert said[0].startswith("令和元年度〜令和3年度 ○ 丸 です（No.5 ")
    assert said[1].startswith("令和元年度 × バツ → 令和2年度 ○ 丸 → 令和3年度 ○ 丸 です（No.8 ")


def test_where_it_asks_back_what_was_shown_is_offered() -> None:
    assert asked(bot(), ["×の事業は", "その3事業"])[-1].card.choices[0].asks == "令和2年度の×の事業"


def test_what_was_taken_over_is_not_said_beside_a_sentence_that_says_it() -> None:
    read = "令和2年度（2020年度）｜読み取り: 前の答えについての質問=工務課に× バツはありますか？"
    assert asked(bot(), ["工務課の事業", "バツはありますか"])[-1].card.scope[0] == read
