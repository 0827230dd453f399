"""What stands beside a table or in it and belongs to no measure, and rows copied twice. All is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made import Rows, excel
from tests.test_import_city_layouts import Run, data, measures, rated, run

__all__ = ["data", "run"]  # fixtures

HEADS = ["番号", "事業名", "担当課", "取組結果", "評価"]
PLAN: Rows = [
    [1, "河川カメラ", "防災課", "3か所に置いた。", "○"],
    [2, "避難所の毛布", "防災課", "入札が遅れた。", "△"],
    [3, "電子図書", "中央図書館", "見送った。", "×"],
]
RATED = [
    (1, "河川カメラ", ("防災課",), "○"),
    (2, "避難所の毛布", ("防災課",), "△"),
    (3, "電子図書", ("中央図書館",), "×"),
]


def beside(block: Rows, gap: int = 1, heads: list[str] = HEADS, plan: Rows = PLAN) -> Rows:
    """The table, with a block to its right from the headings on."""
    rows: list[list[object]] = [list(heads), *(list(row) for row in plan)]
    width = len(heads) + gap
    for at, cells in enumerate(block):
        if at == len(rows):
            rows.append([])
        rows[at] += [""] * (width - len(rows[at])) + list(cells)
    return rows


TALLIES: dict[str, Rows] = {
    "as many rows": [["区分", "件数"], ["○", 1], ["△", 1], ["×", 1]],
    "with a title": [["部署別"], ["課名", "件数"], ["防災課", 2], ["中央図書館", 1], ["計", 3]],
    "how often each mark was given": [["評価", "件数"], ["○", 1], ["△", 1], ["×", 1]],
    "the name of a field": [["担当課", "件数"], ["防災課", 2], ["中央図書館", 1]],
}


@pytest.mark.parametrize("name", TALLIES)
def test_a_table_to_the_right_of_an_empty_column_is_nobodys_and_told(
    name: str, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", beside(TALLIES[name])))
    assert rated(data) == RATED
    assert not any(item.extra for measure in measures(data) for item in measure.items)
    assert "「評価」G列" in shown
    assert "空いた列の右にある、別の表" in shown


def test_no_department_is_taken_from_such_a_table(tmp_path: Path, data: Path, run: Run) -> None:
    heads, plan = [*HEADS[:2], *HEADS[3:]], [[*row[:2], *row[3:]] for row in PLAN]
    block: Rows = [["担当課", "件数"], ["防災課", 2], ["中央図書館", 1], ["市民課", 0], ["計", 3]]
    shown = run(excel(tmp_path / "a.xlsx", beside(block, heads=heads, plan=plan)))
    assert [measure.departments for measure in measures(data)] == [(), (), ()]
    assert "「評価」F列「担当課」" in shown


def test_a_rating_to_the_right_of_an_empty_column_is_read(tmp_path: Path, data: Path, run: Run) -> None:
    plan = [row[:4] for row in PLAN]
    block: Rows = [["評価", "決算額"], ["○", 10], ["△", 20], ["×", 30]]
    run(excel(tmp_path / "a.xlsx", beside(block, heads=HEADS[:4], plan=plan)))
    assert rated(data) == RATED
    assert [dict(item.extra) for measure in measures(data) for item in measure.items] == [
        {"決算額": "10"}, {"決算額": "20"}, {"決算額": "30"},
    ]  # fmt: skip


def test_a_row_that_stands_twice_is_told(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", [HEADS, *PLAN, PLAN[2]]))
    assert [mark for *_, mark in rated(data)] == ["○", "△", "×", "×"]
    assert "シート「評価」B5: シート「評価」B4 の行とすべての欄が同じです" in shown


@pytest.mark.parametrize("cells", [["", "", "", "", ""], ["", "", "", "", "○"]])
def test_items_of_a_measure_that_say_little_are_no_copies(
    cells: list[str], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", [HEADS, PLAN[0], cells, *PLAN[1:]]))
    assert "すべての欄が同じ" not in shown


def test_units_below_the_headings_are_no_item(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", [HEADS, ["", "", "", "（単位：件）", "（◎〜×）"], *PLAN]))
    assert rated(data) == RATED
    assert "A2 は項目として読んでいません" in shown


def test_a_remark_with_its_label_below_an_empty_row_is_no_item(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [HEADS, *PLAN, [], ["部長コメント", "引き続き進めること。"]]
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert rated(data) == RATED
    assert "A6 は項目として読んでいません（部長コメント 引き続き進めること。）" in shown


@pytest.mark.parametrize(("name", "said"), [("a.docx", "表をExcelに貼り付け"), ("a.gsheet", ".tsv")])
def test_a_file_of_another_kind_tells_the_nearest_way(name: str, said: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / name).write_text("番号\t事業名\t評価\n", encoding="utf-8")
    assert said in run(tmp_path / name, code=1)


def test_columns_to_the_right_of_ticked_ones_are_kept(tmp_path: Path, data: Path, run: Run) -> None:
    heads: Rows = [[*HEADS[:4], "評価", "", "", "決算額"], ["", "", "", "", "○", "△", "×", ""]]
    ticked = [
        [*row[:4], *("✓" if row[4] == mark else "" for mark in "○△×"), number]
        for number, row in enumerate(PLAN)
    ]
    run(excel(tmp_path / "a.xlsx", [*heads, *ticked], merged=("E1:G1",)))
    assert rated(data) == RATED
    assert [dict(item.extra) for measure in measures(data) for item in measure.items] == [
        {"決算額": "0"}, {"決算額": "1"}, {"決算額": "2"},
    ]  # fmt: skip
