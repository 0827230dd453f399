"""Tables with their measures side by side: read with rows and columns exchanged, places stay the file's."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.made import Rows, excel, pdf, text
from tests.test_import_city_layouts import Run, data, measures, rated, run
from tests.test_start import Start, start

__all__ = ["data", "run", "start"]  # fixtures

ROWS: Rows = [
    ["みどり市 令和7年度 事務事業評価（比較表）"],
    [],
    ["番号", 1, 2, 3, 4],
    ["事業名", "備蓄", "訓練", "広報", "点検"],
    ["担当課", "防災課", None, "秘書課", "土木課"],
    ["取組結果", "置いた。", "歩いた。", "出した。", "見た。"],
    ["評価", "○", "△", None, "×"],
    ["決算額（千円）", 120, 8, 340, 77],
    [],
    ["番号", 5, 6],
    ["事業名", "窓口", "電子図書"],
    ["担当課", "市民課", "図書館"],
    ["取組結果", "開いた。", "貸した。"],
    ["評価", "◎", "○"],
    ["決算額（千円）", 5, 60],
    [],
    ["※ 決算額は見込みである。"],
]
READ = [
    (1, "備蓄", ("防災課",), "○"), (2, "訓練", ("防災課",), "△"), (3, "広報", ("秘書課",), ""),
    (4, "点検", ("土木課",), "×"), (5, "窓口", ("市民課",), "◎"), (6, "電子図書", ("図書館",), "○"),
]  # fmt: skip


def made(path: Path) -> Path:
    book = load_workbook(excel(path, ROWS))
    sheet = book.worksheets[0]
    sheet.merge_cells("B5:C5")
    sheet["E6"].font = Font(strike=True)
    sheet["C14"].comment = Comment("△では", "部長")
    sheet.column_dimensions["D"].hidden = True
    book.save(path)
    return path


def test_measures_side_by_side_become_rows(tmp_path: Path, start: Start) -> None:
    """Two blocks below each other, a merged department, what is struck out, hidden, beside a mark."""
    shown = start(made(tmp_path / "a.xlsx"))
    assert rated(tmp_path / "data") == READ[:2] + READ[2:]
    items = [item for measure in measures(tmp_path / "data") for item in measure.items]
    assert [dict(item.extra) for item in items][:2] == [{"決算額（千円）": "120"}, {"決算額（千円）": "8"}]
    assert [item.result for item in items] == ["置いた。", "歩いた。", "出した。", "", "開いた。", "貸した。"]
    assert [item.source.lines for item in items] == [(3,)] * 4 + [(10,)] * 2
    for told in (
        "シート「評価」A3から、事業が横に並ぶ表として、行と列を入れ替えて読みました",
        "シート「評価」7行目「評価」（○、△、×）",
        "未記入 1件: 3-1 シート「評価」D7",
        "シート「評価」E6: 取り消し線（見え消し）の「見た。」",
        "シート「評価」C14: 「○」のそばに「△では」",
        "非表示の行も読みました（シート「評価」D3",
    ):
        assert told in shown


def test_the_next_year_of_it_is_imported(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(made(tmp_path / "a.xlsx"))
    assert rated(data) == READ
    assert "行と列を入れ替えて読みました" in shown


def test_a_pdf_with_measures_side_by_side(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [[cell if cell is not None else "防災課" for cell in row] for row in ROWS[2:7]]
    rows[4][3] = "○"
    run(pdf(tmp_path / "a.pdf", rows))
    assert [number for number, *_ in rated(data)] == [1, 2, 3, 4]
    assert [mark for *_, mark in rated(data)] == ["○", "△", "○", "×"]


@pytest.mark.parametrize(
    "rows",
    [
        [["番号", "事業名", "評価"], [1, "事業名の看板", "○"], [2, "評価の手引", "×"]],
        [
            ["事業名", "備蓄", "担当課", "防災課"],
            ["評価", "○", "備考", "なし"],
            ["番号", 1, "実績", "置いた。"],
        ],
        [["番号", 1], ["事業名", "備蓄"], ["担当課", "防災課"], ["評価", "○"]],
    ],
)
def test_rows_and_forms_stay_what_they_are(rows: Rows, tmp_path: Path, data: Path, run: Run) -> None:
    assert "入れ替えて" not in run(excel(tmp_path / "a.xlsx", rows))
    assert {mark for *_, mark in rated(data)} <= {"○", "×"}


def test_two_ratings_side_by_side_are_asked_about(tmp_path: Path, start: Start) -> None:
    rows = [*ROWS[2:7], ["部長評価", "○", "○", "△", "×"]]
    rows[4] = ["自己評価", "○", "△", "△", "×"]
    said = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1)
    assert "シート「評価」5行目「自己評価」" in said
    assert "シート「評価」6行目「部長評価」" in said


def test_a_csv_with_measures_side_by_side_says_what_to_do(tmp_path: Path, start: Start) -> None:
    rows = [[cell if cell is not None else "" for cell in row] for row in ROWS[2:7]]
    assert "行/列の入れ替え" in start(text(tmp_path / "a.csv", rows), "--year", "R7", code=1)
