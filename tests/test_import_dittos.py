"""Ratings that only point to the cell above them (〃, 同上) or to their left (同左). All is invented."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from katou_index.importing.staging import stage
from katou_index.plan import Certainty
from katou_index.tablefiles import load_tables
from tests.bot_fixtures import ROOT
from tests.damaging import RATING, clean_sheet, read_truth
from tests.made import pdf, text
from tests.scoring import restored
from tests.test_import_beside import HEADINGS, R7, read, workbook
from tests.test_start import Start, start

__all__ = ["start"]  # a fixture


TITLES = ("毛布の備蓄", "夜の開館", "水路", "広報紙", "窓口案内", "電子図書", "植樹", "健診の勧め")


def table(marks: Sequence[str], before: Sequence[str] = ()) -> list[list[Any]]:
    rows = [
        [at, title, f"{title[0]}課", title, f"{title}は済んだ。", *before[at - 1 : at], mark]
        for at, (title, mark) in enumerate(zip(TITLES, marks, strict=False), 1)
    ]
    return [[*HEADINGS[:-1], *(["一次評価"] if before else []), HEADINGS[-1]], *rows]


@pytest.mark.parametrize("sign", ["〃", "同上", "々", "″", "同　上", "上記に同じ"])
def test_a_rating_repeated_by_a_sign_is_that_of_the_row_above_told_once(tmp_path: Path, sign: str) -> None:
    path = workbook(tmp_path / "x.xlsx", {"評価": table(["○", sign, sign, "×", sign, "△", "○", sign])})
    marks, asked, told = read(path)
    assert (marks, asked) == ("○○○××△○○", [])
    (note,) = [each for each in told if "上の行と同じ" in each]
    assert "評価の「〃」「同上」など4か所" in note
    assert "F3" in note


def test_a_rating_read_so_is_not_called_verbatim(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"評価": table(["○", "〃", "×"])})
    (tmp_path / "data").mkdir()
    measures = stage(path, R7, tmp_path / "data", tmp_path / "work", path.name).plan.measures
    found = [item.certainty for measure in measures for item in measure.items]
    assert found == [Certainty.VERBATIM, Certainty.REPAIRED, Certainty.VERBATIM]


@pytest.mark.parametrize("make", [text, pdf])
def test_in_a_csv_and_a_pdf_too(tmp_path: Path, make: Callable[..., Path]) -> None:
    marks, asked, told = read(make(tmp_path / f"x.{make.__name__.replace('text', 'csv')}", table("○〃×同")))
    assert marks == "○○×"
    assert len(asked) == 1  # 同 is no such sign
    assert [each for each in told if "評価の「〃」" in each]


def test_as_to_the_left_is_read_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"評価": table(["同左", "△", "同左"], "○◎×")})
    marks, asked, told = read(path)
    assert (marks, len(asked)) == ("○△×", 1)  # 一次評価 is not read
    assert [each for each in told if "評価の「同左」など2か所" in each]


def test_texts_as_to_the_left_are_read_so(tmp_path: Path) -> None:
    rows = table("○△×")
    rows[2][4] = "同左"
    path = workbook(tmp_path / "x.xlsx", {"評価": rows})
    (tmp_path / "data").mkdir()
    second = stage(path, R7, tmp_path / "data", tmp_path / "work", path.name).plan.measures[1]
    assert second.items[0].result == rows[2][3]


def hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def struck_row(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def struck_mark(sheet: Any) -> None:
    sheet["F3"].font = Font(strike=True)


def sum_between(sheet: Any) -> None:
    sheet.insert_rows(4)
    sheet["B4"], sheet["F4"] = "小計", "○1 △1"


def nothing_above(sheet: Any) -> None:
    sheet["F3"] = None


@pytest.mark.parametrize("change", [hidden_row, struck_row, struck_mark, sum_between, nothing_above])
def test_where_it_is_doubtful_which_cell_is_meant_it_is_asked(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    """× is what was above before somebody hid, struck out or took it away."""
    path = workbook(tmp_path / "x.xlsx", {"評価": table("○×〃△")})
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    marks, asked, _ = read(path)
    assert marks in ("○×△", "○△")
    assert [each for each in asked if "「〃」" in each]


def test_a_title_of_a_part_between_takes_nothing_away(tmp_path: Path) -> None:
    rows = table("○〃×〃")
    rows.insert(2, ["【夜課】"])
    marks, asked, _ = read(workbook(tmp_path / "x.xlsx", {"評価": rows}))
    assert (marks, asked) == ("○○××", [])


def test_at_the_top_of_a_sheet_nothing_is_above(tmp_path: Path) -> None:
    sheets = {name: [HEADINGS, [at, f"{name}の点検", name, "", "した。", mark]]
              for at, (name, mark) in enumerate({"甲課": "○", "乙課": "〃"}.items(), 1)}  # fmt: skip
    marks, asked, _ = read(workbook(tmp_path / "x.xlsx", sheets))
    assert marks == "○"
    assert [each for each in asked if "「〃」" in each]


def test_among_rows_of_several_years_nobody_can_tell(tmp_path: Path) -> None:
    """Is it the row above, of last year, or this year's of the measure above?"""
    rows = [[year, at, f"{sign}の点検", mark]
            for at, (sign, both) in enumerate({"甲": "○△", "乙": "×〃"}.items(), 1)
            for year, mark in zip(("令和6年度", "令和7年度"), both, strict=True)]  # fmt: skip
    marks, asked, _ = read(
        workbook(tmp_path / "x.xlsx", {"評価": [["年度", "No.", "事業名", "評価"], *rows]})
    )
    assert marks == "△"
    assert [each for each in asked if "「〃」" in each]


def test_a_column_called_final_with_such_signs_is_a_rating(tmp_path: Path) -> None:
    rows = table(["○", "〃", "×"], "△△○")
    rows[0][-1] = "最終"
    marks, asked, _ = read(workbook(tmp_path / "x.xlsx", {"評価": rows}))
    assert marks == "○○×"
    assert [each for each in asked if "一次評価" in each]


@pytest.mark.parametrize("sign", ["〃", "同上"])
def test_in_a_text_sheet_of_nine_columns_too(sign: str, tmp_path: Path) -> None:
    """It lost every such rating, and took the sign for evidence."""
    sheet = clean_sheet(read_truth(ROOT / "tests" / "expected" / "r2.csv"), random.Random(sign))
    above, ratings, repeated = "", [line.cells[RATING] for line in sheet.lines], 0
    for at, line in enumerate(sheet.lines):
        if line.cells[RATING] == above in "○×△◎" and at not in sheet.pages:
            line.cells[RATING] = sign
            repeated += 1
        above = ratings[at]
    found = restored(sheet.text(), tmp_path / "sheet.txt", load_tables(ROOT / "data"))
    items = [item for measure in found.measures for item in measure.items]
    assert [item.rating.mark or "" for item in items] == [mark if mark else "" for mark in ratings]
    (note,) = [each for each in found.findings if each.kind == "ditto"]
    assert f"など{repeated}か所は、上の行と同じ" in note.text
    assert not [each for each in found.findings if sign in each.was]
    told = [item.certainty for item in items].count(Certainty.REPAIRED)
    assert told >= repeated > 10


def test_a_new_city_is_proposed_the_marks_alone(tmp_path: Path, start: Start) -> None:
    path = workbook(tmp_path / "x.xlsx", {"評価": table(["A", "〃", "B", "〃", "C", "〃"])})
    shown = start(path, "--year", "R7")
    assert "A評価 2、B評価 2、C評価 2" in shown
    assert "評価の「〃」「同上」など3か所" in shown


def test_figures_of_further_columns_are_those_above(tmp_path: Path) -> None:
    rows = [[*row, extra] for row, extra in zip(table("○△×"), ("決算額", "300", "〃", "20"), strict=True)]
    path = workbook(tmp_path / "x.xlsx", {"評価": rows})
    (tmp_path / "data").mkdir()
    staged = stage(path, R7, tmp_path / "data", tmp_path / "work", path.name)
    figures = [dict(item.extra)["決算額"] for measure in staged.plan.measures for item in measure.items]
    assert figures == ["300", "300", "20"]
    assert [each.text for each in staged.findings if "決算額の「〃」" in each.text]
