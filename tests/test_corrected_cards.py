"""Cards of what people corrected say so, and show on request what the sheet says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import Bot
from katou_index import build_index, open_index
from tests.sheets import ROOT

RECORDS = (
    "R2,21,1,評価,◎,○,商工観光課の報告による,山田,2026-11-22\n"
    "R2,21,,事業名,ふるさと納税の返礼品制度とポータルサイトの利活用,返礼品とポータルサイトの活用,名称の誤り,山田,2026-11-22\n"
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("corrected")
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    with (data / "r2" / "corrections.csv").open("a", encoding="utf-8") as table:
        table.write(RECORDS)
    build_index(data, folder / "k.db")
    return Bot(open_index(folder / "k.db"))


def test_a_card_says_what_was_corrected_and_asks_what_it_was(bot: Bot) -> None:
    reply = bot.ask("No.21")
    assert "訂正あり: 項目1の評価、事業名" in reply.text
    assert "※ No.21 補正: 訂正あり" in reply.text
    (choice,) = (each for each in reply.card.choices if each.label == "訂正前は？")
    shown = bot.ask(choice.asks).text
    for text in (
        "訂正前（評価表） ◎ 二重丸", "訂正後 ○ 丸", "山田、2026-11-22", "理由: 商工観光課の報告による",
        "No.21 事業名（訂正あり）", "ふるさと納税の返礼品制度", "理由: 名称の誤り",
    ):  # fmt: skip
        assert text in shown


def test_a_card_without_corrections_has_no_such_button(bot: Bot) -> None:
    reply = bot.ask("No.30")
    assert "訂正前は？" not in [choice.label for choice in reply.card.choices]
    assert "訂正あり" not in reply.text


@pytest.mark.parametrize(
    "question",
    ["訂正前は？", "訂正の内容は？", "元の値は？", "もとの値は", "what was it before the correction"],
)
def test_it_is_understood_of_what_was_shown(question: str, bot: Bot) -> None:
    bot.ask("No.21", conversation=question)
    reply = bot.ask(question, conversation=question)
    assert "◎" in reply.text
    assert [item.id for item in reply.answer.items] == ["21-1"]


def test_english_has_its_words(bot: Bot) -> None:
    card = bot.ask("No.21", lang="en").card
    (choice,) = (each for each in card.choices if each.label == "Before the correction?")
    assert "Before (the sheet) ◎ (" in bot.ask(choice.asks, lang="en").text


def test_all_of_a_year_and_nothing(bot: Bot) -> None:
    assert "No.21 項目1 評価" in bot.ask("訂正の一覧").text
    assert "訂正された欄はありません" in bot.ask("No.30の訂正前は？").text
    assert "訂正された欄はありません" in bot.ask("防災課の訂正の内容は？").text


def test_telling_that_something_is_wrong_is_still_a_report(bot: Bot) -> None:
    assert "データはこの場では変わりません" in bot.ask("訂正です。No.21は△です").text
