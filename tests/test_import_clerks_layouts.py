"""Sheets as clerks of other cities make them, each read from an empty folder or imported. All is invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from katou_index.reading.headings import heading
from tests.made import excel, text
from tests.test_import_city_layouts import Run, bot, data, measures, rated, run
from tests.test_start import Start, start

__all__ = ["data", "run", "start"]  # fixtures

TITLES = ("毛布の備蓄", "夜の開館", "水路の点検", "広報紙の配布", "窓口の案内", "植樹")
OFFICES = ("防災課", "図書館", "土木課", "秘書課", "市民課", "公園課")
LAST, THIS = "△△○×○◎", "○△◎×○○"


def marks(folder: Path) -> str:
    return "".join(mark for *_, mark in rated(folder))


# -- labels over the middle of their columns ------------------------------------------------------------


def spread(tops: dict[int, str], names: Sequence[str], *columns: Sequence[Any]) -> list[list[Any]]:
    """A sheet with these labels over the columns behind number, title and department."""
    top = ["No.", "事業名", "担当課", *(tops.get(at, "") for at in range(len(names)))]
    rows = [
        [at, title, office, *cells]
        for at, (title, office, *cells) in enumerate(zip(TITLES, OFFICES, *columns, strict=True), 1)
    ]
    return [top, ["", "", "", *names], *rows]


def said(word: str) -> list[str]:
    return [f"{title}は{word}。" for title in TITLES]


BEFORE, NOW, NONE = said("去年始めた"), said("今年始めた"), ["人手"] * 6


@pytest.mark.parametrize("places", [(1, 4), (2, 5), (0, 3), (2, 4)])
@pytest.mark.parametrize("make", [excel, text])
def test_years_over_the_middle_of_their_columns_are_those_of_all(
    tmp_path: Path, data: Path, run: Run, places: tuple[int, int], make: Any
) -> None:
    """From left to right the second 評価 stood under the first year, and last year's marks were loaded."""
    tops = dict(zip(places, ("令和6年度", "令和7年度"), strict=True))
    rows = spread(tops, ["評価", "実績", "課題"] * 2, LAST, BEFORE, NONE, THIS, NOW, NONE)
    run(make(tmp_path / ("a.xlsx" if make is excel else "a.csv"), rows))
    assert marks(data) == THIS
    assert [item.result for measure in measures(data) for item in measure.items] == NOW


def test_the_year_being_loaded_may_be_the_first(tmp_path: Path, data: Path, run: Run) -> None:
    names = ["評価", "実績", "課題"] * 2
    rows = spread({1: "今年度", 4: "前年度"}, names, THIS, NOW, NONE, LAST, BEFORE, NONE)
    run(excel(tmp_path / "a.xlsx", rows))
    assert marks(data) == THIS


def test_where_headings_do_not_tell_which_columns_are_of_a_year_it_stops(
    tmp_path: Path, data: Path, run: Run
) -> None:
    names = ["評価", "実績", "課題", "評価", "実績"]
    shown = run(
        excel(
            tmp_path / "a.xlsx",
            spread({1: "令和6年度", 2: "令和7年度"}, names, LAST, BEFORE, NONE, THIS, NOW),
        ),
        code=1,
    )
    assert "どれを読むか決まりません" in shown


# -- headings, titles, departments ------------------------------------------------------------


@pytest.mark.parametrize("end", ["_R7", "R7", "_令和7年度", "・2025"])
def test_a_year_behind_a_heading_is_its_year(tmp_path: Path, data: Path, run: Run, end: str) -> None:
    last = end.replace("7", "6").replace("2025", "2024")
    heads = ["ID", "事業名", "担当課", f"実績{last}", f"評価{last}", f"実績{end}", f"評価{end}"]
    rows = [
        [at, *each] for at, each in enumerate(zip(TITLES, OFFICES, BEFORE, LAST, NOW, THIS, strict=True), 1)
    ]
    run(text(tmp_path / "a.csv", [heads, *rows]))
    assert marks(data) == THIS


@pytest.mark.parametrize("name", ["CO2", "R7", "評価2", "令和7年度", "達成度10"])
def test_what_only_looks_like_a_year_stays(name: str) -> None:
    assert heading(name) == name


def test_the_name_of_a_rating_is_read_and_not_its_code(tmp_path: Path, start: Start) -> None:
    code = {"◎": 1, "○": 2, "△": 3, "×": 4}
    rows = [[at, title, office, code[mark], mark]
            for at, title, office, mark in zip(range(1, 7), TITLES, OFFICES, THIS, strict=True)]  # fmt: skip
    start(
        text(tmp_path / "a.csv", [["コード", "事業名", "所属名", "評価コード", "評価名称"], *rows]),
        "--year",
        "R7",
    )
    assert marks(tmp_path / "data") == THIS


def test_the_column_that_names_each_measure_once_is_the_title(tmp_path: Path, start: Start) -> None:
    """施策 above several 主な取組."""
    rows = [[f"1-{at}", "安全" if at < 4 else "緑", title, office, mark]
            for at, title, office, mark in zip(range(1, 7), TITLES, OFFICES, THIS, strict=True)]  # fmt: skip
    start(
        excel(tmp_path / "a.xlsx", [["管理番号", "施策", "主な取組", "所管課", "進捗"], *rows]),
        "--year",
        "R7",
    )
    assert [title for _, title, *_ in rated(tmp_path / "data")] == list(TITLES)


def test_departments_that_are_ticked_are_those_of_the_headings(tmp_path: Path, data: Path, run: Run) -> None:
    """They were all called ◎ or ○."""
    ticks = [["◎", "○", ""], ["", "◎", ""], ["○", "", "◎"], ["◎", "", ""], ["", "", "◎"], ["", "", ""]]
    rows = [[at, title, *each, mark]
            for at, (title, each, mark) in enumerate(zip(TITLES, ticks, THIS, strict=True), 1)]  # fmt: skip
    heads = [["No.", "事業名", "担当課", "", "", "評価"], ["", "", "総務課", "市民課", "図書館", ""]]
    shown = run(excel(tmp_path / "a.xlsx", [*heads, *rows], merged=["C1:E1", "A1:A2", "B1:B2", "F1:F2"]))
    assert [offices for _, _, offices, _ in rated(data)] == [
        ("総務課", "市民課"), ("市民課",), ("図書館", "総務課"), ("総務課",), ("図書館",), (),
    ]  # fmt: skip
    assert marks(data) == THIS
    assert "担当課は課ごとの列なので（シート「評価」C列～シート「評価」E列: 総務課、市民課、図書館）" in shown


def test_signs_are_no_department(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [[at, title, "○", mark] for at, (title, mark) in enumerate(zip(TITLES, THIS, strict=True), 1)]
    shown = run(excel(tmp_path / "a.xlsx", [["No.", "事業名", "主管", "評価"], *rows]))
    assert {offices for _, _, offices, _ in rated(data)} == {()}
    assert "「主管」は読んでいません（値: ○）" in shown


@pytest.mark.parametrize("total", ["総務部 計", "総務部計", "小計", "防災課計"])
def test_a_sum_with_counts_beside_it_is_no_measure(tmp_path: Path, data: Path, run: Run, total: str) -> None:
    rows = [[at, *each] for at, each in enumerate(zip(TITLES, OFFICES, THIS, strict=True), 1)]
    rows.insert(3, ["", total, "3事業", "○"])
    shown = run(excel(tmp_path / "a.xlsx", [["No.", "事業名", "担当課", "評価"], *rows]))
    assert marks(data) == THIS
    assert total in shown


# -- scales ------------------------------------------------------------


def test_letters_with_plus_and_minus_are_steps_of_their_own(tmp_path: Path, start: Start) -> None:
    steps = ["A+", "A", "B", "A-", "C", "Ａ＋"]
    rows = [[at, *each] for at, each in enumerate(zip(TITLES, OFFICES, steps, strict=True), 1)]
    shown = start(excel(tmp_path / "a.xlsx", [["No.", "事業名", "担当課", "評価"], *rows]), "--year", "R7")
    assert "A+評価 2、A評価 1、A-評価 1、B評価 1、C評価 1" in shown
    asked = bot(tmp_path / "data")
    assert "A+評価は2項目" in asked.ask("A+の事業は？").text
    assert "A評価は1項目" in asked.ask("Aの事業は？").text


def test_figures_with_their_unit_are_figures(tmp_path: Path, start: Start) -> None:
    steps = ["5点", "3点", "1点", "４点", "5点", "2点"]
    rows = [[at, *each] for at, each in enumerate(zip(TITLES, OFFICES, steps, strict=True), 1)]
    shown = start(excel(tmp_path / "a.xlsx", [["No.", "事業名", "担当課", "評価"], *rows]), "--year", "R7")
    assert "5点 2、4点 1、3点 1、2点 1、1点 1" in shown
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["5", "3", "1", "4", "5", "2"]
