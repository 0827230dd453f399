"""Tables of one measure's items, called by a line above them or by their sheet. Every sheet is invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from katou_index import __main__ as command
from katou_index.loading import load_year
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel
from tests.test_import_city_layouts import Run, data, run

__all__ = ["data", "run"]  # fixtures

Above = Callable[[int], Rows]
TITLES = ("駐輪場の照明", "童話の朗読", "側溝の清掃")
OFFICES = ("耕地課", "中央図書館", "水路課")
MARKS = ("○△", "◎×", "△○")
HEADS = ("No.", "取組内容", "取組結果", "評価")


def items(at: int, heads: Sequence[str] = HEADS) -> Rows:
    rows = [[1, "設計", "設計した。", MARKS[at][0]], [2, "工事", "工事が済んだ。", MARKS[at][1]]]
    return [[*heads], *(row[-len(heads) :] for row in rows)]


def book(path: Path, sheets: dict[str, Rows]) -> Path:
    first, *others = sheets
    made = load_workbook(excel(path, sheets[first], sheets={name: sheets[name] for name in others}))
    made.worksheets[0].title = first
    made.save(path)
    return path


def read(data: Path) -> list[tuple[str, tuple[str, ...], str]]:
    plan = load_year(data / "r7", load_tables(data))
    return [
        (each.title, each.departments, "".join(item.rating.mark for item in each.items))
        for each in plan.measures
    ]


RIGHT = [(title, (office,), marks) for title, office, marks in zip(TITLES, OFFICES, MARKS, strict=True)]


@pytest.mark.parametrize(
    "above",
    [
        lambda at: [["事業名", TITLES[at]], ["担当課", OFFICES[at]]],
        lambda at: [[f"事業名：{TITLES[at]}"], [f"担当課：{OFFICES[at]}"]],
        lambda at: [["令和7年度 評価調書"], ["事業名", TITLES[at], "担当課", OFFICES[at]], [""]],
    ],
)
def test_what_stands_above_the_items_is_their_measure(
    above: Above, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(book(tmp_path / "a.xlsx", {f"{at + 1}": [*above(at), *items(at)] for at in range(3)}))
    assert read(data) == RIGHT
    assert "1事業ごとの表として3件" in shown


def test_several_such_tables_on_a_sheet(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [
        row
        for at in range(3)
        for row in [["事業番号", 11 + at], ["事業名", TITLES[at]], ["担当課", OFFICES[at]], *items(at), [""]]
    ]  # a number above the title is of the measure below it
    run(book(tmp_path / "a.xlsx", {"評価": [["令和7年度 評価調書"], *rows]}))
    assert read(data) == RIGHT
    plan = load_year(data / "r7", load_tables(data))
    assert [each.number for each in plan.measures] == [11, 12, 13]


def test_a_sheet_that_is_called_like_its_measure(tmp_path: Path, data: Path, run: Run) -> None:
    sheets = {TITLES[at]: [["担当課", OFFICES[at]], *items(at, HEADS[1:])] for at in range(3)}
    shown = run(book(tmp_path / "a.xlsx", sheets))
    assert read(data) == RIGHT
    assert "事業名はシートの名前から" in shown


def test_what_is_said_below_the_items_is_none(tmp_path: Path, data: Path, run: Run) -> None:
    sheets = {
        f"{at + 1}": [["事業名", TITLES[at]], ["担当課", OFFICES[at]], *items(at), ["総括", "続ける。"]]
        for at in range(3)
    }
    run(book(tmp_path / "a.xlsx", sheets))
    assert read(data) == RIGHT


def test_a_second_table_of_the_measure_stops(tmp_path: Path, run: Run) -> None:
    last = [["前年度の結果"], *items(1)]
    sheets = {f"{at + 1}": [["事業名", TITLES[at]], *items(at), [""], *last] for at in range(3)}
    assert "「評価」の列が2つ" in run(book(tmp_path / "a.xlsx", sheets), code=1)


def test_sheets_of_measures_stay_what_they_are(tmp_path: Path, data: Path, run: Run) -> None:
    """Headings in two rows, of which the lower one holds no title; the sheets are called like policies."""
    heads = [["No.", "事業名", "担当課", "令和7年度", "", ""], ["", "", "", *HEADS[1:]]]
    sheets = {
        name: [*heads, [at + 1, TITLES[at], OFFICES[at], "設計", "設計した。", MARKS[at][0]]]
        for at, name in enumerate(("安全なまち", "学びのまち"))
    }
    run(book(tmp_path / "a.xlsx", sheets))
    assert [title for title, *_ in read(data)] == list(TITLES[:2])


def test_a_new_city_begins_with_such_tables(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """columns.toml, which is made of them, names the number above the tables and not the items'."""
    rows = [
        row
        for at in range(3)
        for row in [["事業番号", 11 + at], ["事業名", TITLES[at]], ["担当課", OFFICES[at]], *items(at), [""]]
    ]
    path = book(tmp_path / "a.xlsx", {"評価": [["令和7年度 評価調書"], *rows]})
    assert command.main(["start", str(path), "--year", "R7", "--data", str(data), "--yes"]) == 0
    capsys.readouterr()
    assert read(data) == RIGHT
    plan = load_year(data / "r7", load_tables(data))
    assert [each.number for each in plan.measures] == [11, 12, 13]
    names = {name for each in plan.measures for item in each.items for name, _ in item.extra}
    assert "No." not in names
