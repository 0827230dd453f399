"""Cells merged over rows in a table: further columns below one rating, one rating over measures, labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from katou_index.loading import load_year
from katou_index.plan import Finding, Measure
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text


def loaded(
    folder: Path, rows: Rows, merged: Sequence[str] = (), ending: str = "xlsx"
) -> tuple[list[Measure], list[Finding]]:
    year = folder / "r7"
    year.mkdir()
    if ending == "csv":
        text(year / "sheet.csv", rows)
    else:
        excel(year / "sheet.xlsx", rows, merged=merged)
    found = load_year(year, load_tables(folder))
    return list(found.measures), list(found.findings)


def test_further_columns_go_on_beside_one_merged_rating(tmp_path: Path) -> None:
    """Two indicators of one measure: nothing else stands in the second row."""
    rows: Rows = [
        ["No.", "事業名", "担当課", "指標", "目標", "評価"],
        [1, "河川カメラ", "防災課", "台数", "3台", "○"],
        ["", "", "", "閲覧", "500件", ""],
        [2, "電子図書", "図書館", "冊数", "90冊", "×"],
    ]
    measures, findings = loaded(tmp_path, rows, ["A2:A3", "B2:B3", "C2:C3", "F2:F3"])
    assert [item.rating.mark for each in measures for item in each.items] == ["○", "×"]
    assert dict(measures[0].items[0].extra) == {"指標": "台数 閲覧", "目標": "3台 500件"}
    assert "row-passed" not in {each.kind for each in findings}


def test_a_rating_merged_over_measures_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [
        ["No.", "事業名", "担当課", "評価"],
        [1, "河川カメラ", "防災課", "○"],
        [2, "毛布", "防災課", ""],
        [3, "電子図書", "図書館", "×"],
    ]
    measures, findings = loaded(tmp_path, rows, ["D2:D3"])
    assert [item.rating.mark for each in measures for item in each.items] == ["○", "○", "×"]
    (told,) = (each for each in findings if each.kind == "rating-shared")
    assert "D2" in told.text
    assert "河川カメラ、毛布" in told.text


def test_a_label_with_a_sign_a_line_is_one_word(tmp_path: Path) -> None:
    rows: Rows = [
        ["基本方針", "取組", "No.", "事業名", "評価"],
        ["財\n政\n改\n革", "効 率", 1, "河川カメラ", "○"],
        ["人 づくり", "", 2, "毛布", "×"],
    ]
    measures, _ = loaded(tmp_path, rows)
    assert [(each.policy, each.initiative) for each in measures] == [("財政改革", "効率"), ("人 づくり", "")]


def test_a_short_row_of_a_csv_is_asked_about(tmp_path: Path) -> None:
    """A cell is missing, so the mark stands one column early."""
    rows: Rows = [
        ["No.", "事業名", "担当課", "取組結果", "評価"],
        [1, "河川カメラ", "防災課", "置いた。", "○"],
        [2, "毛布", "買った。", "×"],
    ]
    _, findings = loaded(tmp_path, rows, ending="csv")
    assert any("3行目" in each.text and "セルが4個" in each.text for each in findings)


def test_numbers_that_a_program_wrote_as_texts_are_kept(tmp_path: Path) -> None:
    rows: Rows = [["No.", "事業名", "評価"], ['="007"', "河川カメラ", "○"], ['="008"', "毛布", "×"]]
    measures, findings = loaded(tmp_path, rows, ending="csv")
    assert [each.number for each in measures] == ["007", "008"]
    assert not [each for each in findings if each.kind.startswith("number")]


def test_the_first_item_of_a_sheet_of_merged_cells_is_no_second_row_of_headings(tmp_path: Path) -> None:
    """Each cell is two columns wide, and all that the item says is short."""
    rows: Rows = [
        ["番号", "", "事業名", "", "担当課", "", "評価", ""],
        ["甲-1", "", "節電", "", "総務課", "", "×", ""],
        ["甲-2", "", "節水", "", "総務課", "", "○", ""],
    ]
    merged = [f"{one}{row}:{other}{row}" for row in (1, 2, 3) for one, other in ("AB", "CD", "EF", "GH")]
    measures, _ = loaded(tmp_path, rows, merged)
    assert [(each.title, each.items[0].rating.mark) for each in measures] == [("節電", "×"), ("節水", "○")]


def test_a_second_row_of_headings_may_have_names_that_nobody_knows(tmp_path: Path) -> None:
    rows: Rows = [
        ["番号", "事業名", "一次評価", "", "二次評価", ""],
        ["", "", "評価", "講評", "評価", "講評"],
        [1, "節電", "○", "よい。", "×", "だめ。"],
        [2, "節水", "○", "よい。", "△", ""],
    ]
    measures, findings = loaded(tmp_path, rows)
    assert [(each.title, each.items[0].rating.mark) for each in measures] == [("節電", "×"), ("節水", "△")]
    assert "一次評価" in "".join(each.text for each in findings)
