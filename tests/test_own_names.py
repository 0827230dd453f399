"""What the city and its plan are called by themselves says nothing in a question. All names are invented."""

from __future__ import annotations

import pytest

from bot import Bot
from katou_index import build_index, open_index
from tests.made import text

PLAN = """[plan]
name = "行政改革プラン"
english = "reform plan"
city = "緑ヶ浦市"
city_english = "Midorigaura City"
"""
ROWS = [
    ["No.", "事業名", "担当課", "取組結果", "評価"],
    [1, "農道の周知", "農政課", "緑ヶ浦市の広報紙に載せた。", "○"],
    [2, "図書館の夜間開館", "中央図書館", "見送った。", "×"],
    [3, "行政改革プランの公表", "総務課", "公表した。", "○"],
]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("own")
    (folder / "data" / "r7").mkdir(parents=True)
    (folder / "data" / "plan.toml").write_text(PLAN, encoding="utf-8")
    text(folder / "data" / "r7" / "sheet.csv", ROWS)
    build_index(folder / "data", folder / "katou.db")
    return Bot(open_index(folder / "katou.db"))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("緑ヶ浦市の農道の周知はどうなりましたか", ["1-1"]),
        ("緑ヶ浦の農道の周知は？", ["1-1"]),
        ("緑ヶ浦市で×の事業は？", ["2-1"]),
        ("緑ヶ浦市図書館の夜間開館は？", ["2-1"]),
        ("行政改革プランの×の事業は？", ["2-1"]),
        ("緑ヶ浦市の行政改革プランで×はどれ？", ["2-1"]),
        ("行政改革プランの公表の評価は？", ["3-1"]),
        ("Which measures of Midorigaura City were rated ×?", ["2-1"]),
        ("Which measures of the reform plan were rated ×?", ["2-1"]),
        ("「緑ヶ浦市」の記載がある項目は？", ["1-1"]),
        ("隣の北野市の×の事業は？", []),
    ],
)
def test_own_names_are_set_aside(question: str, items: list[str], bot: Bot) -> None:
    assert bot.ask(question).as_json()["items"] == items


def test_another_place_beside_the_own_one_stays_outside(bot: Bot) -> None:
    assert bot.ask("how does Midorigaura compare with Kitano city?").as_json()["reason"] == "out_of_scope"
