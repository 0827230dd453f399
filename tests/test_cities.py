"""Three cities from the empty folder to ten right answers each, smaller than `python -m tests.cities` makes
them, and what such cities showed to be read wrong. Every sheet here is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from katou_index import build_index, open_index
from katou_index.errors import KatouError
from katou_index.importing.starting import NewCity, run_start
from katou_index.loading import load_year
from katou_index.plan import FiscalYear
from katou_index.tablefiles import load_tables
from tests.cities import KINDS, Clerk, begun, wrong
from tests.made import Rows, excel
from tests.test_import_city_layouts import rated, workbook

HEADS = ["番号", "事業名", "担当課", "取組結果", "評価"]


def started(path: Path, *answers: str, anyway: bool = False) -> list[str]:
    """What is told while a city begins; with --yes where nothing is answered."""
    clerk = Clerk(*answers)
    run_start(NewCity(path, path.parent / "data", yes=not answers, anyway=anyway), clerk)
    return clerk.lines


def bot_over(data: Path) -> Bot:
    build_index(data, data.parent / "katou.db")
    return Bot(open_index(data.parent / "katou.db"))


@pytest.mark.parametrize("name", KINDS)
def test_a_city_answers_ten_questions(name: str, tmp_path: Path) -> None:
    of, lines = begun(KINDS[name], tmp_path, offices=5, measures=40)
    assert not wrong(KINDS[name], of, tmp_path)
    assert any("事業 40、項目 40" in line for line in lines)


# -- ▲ beside △ ----------------------------------------------------------------------------------------------

SIGNS: Rows = [
    ["みなと市 令和7年度 総合計画評価"],
    HEADS,
    *([number, f"事業{number}の整備", "総務課", "した。", mark] for number, mark in enumerate("◎△▲△×", 1)),
]


def test_a_filled_sign_beside_an_empty_one_is_asked_for(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", SIGNS)
    with pytest.raises(KatouError, match="同じ段階か別の段階か"):
        started(path)
    assert not (tmp_path / "data").exists()
    lines = started(path, "", "1 3 5 4", "", "", "", "y")
    assert any("▲（1） … △に含めて読みます" in line for line in lines)
    assert [row[-1] for row in rated(tmp_path / "data")] == ["◎", "△", "▲", "△", "×"]
    bot = bot_over(tmp_path / "data")
    assert bot.ask("▲の事業は？").as_json()["items"] == ["3-1"]
    assert bot.ask("黒三角の事業は？").as_json()["items"] == ["3-1"]
    assert bot.ask("△はいくつ？").as_json()["counts"]["items"] == 2


def test_read_as_one_they_are_a_finding(tmp_path: Path) -> None:
    started(excel(tmp_path / "a.xlsx", SIGNS), anyway=True)
    data = tmp_path / "data"
    found = load_year(data / "r7", load_tables(data)).findings
    assert [each.was for each in found if each.kind == "marks-alike"] == ["▲"]


# -- numbers that begin anew ---------------------------------------------------------------------------------

ONE: Rows = [["番号", "事業名", "評価"], [1, "河川カメラ", "○"], [2, "毛布", "×"]]
OTHER: Rows = [["番号", "事業名", "評価"], [1, "電子図書", "×"], [2, "夜の開館", "○"]]


@pytest.fixture
def sheets(tmp_path: Path) -> Bot:
    path = workbook(tmp_path / "令和7年度.xlsx", 防災課=ONE, 中央図書館=OTHER)
    run_start(NewCity(path, tmp_path / "data", FiscalYear.from_code("R7"), yes=True), Clerk())
    return bot_over(tmp_path / "data")


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("河川カメラの評価は？", ["防災課-1-1"]),
        ("1の評価は？", ["防災課-1-1", "中央図書館-1-1"]),
        ("中央図書館のNo.2は？", ["中央図書館-2-1"]),
        ("中央図書館の1の評価は？", ["中央図書館-1-1"]),
        ("No.3の評価は？", []),
    ],
)
def test_a_number_of_several_departments(question: str, items: list[str], sheets: Bot) -> None:
    assert sheets.ask(question).as_json()["items"] == items


# -- forms ---------------------------------------------------------------------------------------------------


def form(number: int, title: str, spent: int, *, more: Rows = ()) -> Rows:
    return [
        ["令和7年度 事務事業評価調書"],
        ["番号", number, "事業名", title],
        ["担当課", "総務課", "決算額（千円）", spent],
        ["成果", f"{title}をした。"],
        ["総合評価", "AB"[number % 2], "一次評価", "A"],
        *more,
    ]


def test_further_labels_of_forms_are_kept(tmp_path: Path) -> None:
    table = [["指標名", "目標値", "実績値", "達成率"], ["参加者数", 100, 90, "90%"]]
    forms = {str(at): form(at, f"講座{at}", 100 * at, more=table) for at in (1, 2, 3)}
    lines = started(workbook(tmp_path / "a.xlsx", **forms))
    bot = bot_over(tmp_path / "data")
    assert "「200」" in bot.ask("No.2の決算額は？").text
    assert bot.ask("決算額が一番大きい事業は？").as_json()["items"] == ["3-1"]
    assert any("「指標名」は読んでいません" in line for line in lines)  # a small table, no label
    assert not any("「一次評価」はそのまま" in line for line in lines)
