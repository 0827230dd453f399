"""Old workbooks (.xls) are read as the ones of today: what their cells show, and what is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from katou_index.errors import SourceError
from katou_index.importing.sources import kind_of
from katou_index.reading.excel import read_excel
from katou_index.reading.filekinds import OLE
from katou_index.reading.grid import OLD_EXCEL
from katou_index.reading.isolated import read_isolated
from katou_index.reading.oldexcel import read_old_excel
from tests.libreoffice import SOFFICE, converted
from tests.made import Rows, excel, struck
from tests.test_import_city_layouts import Run, data, rated, run
from tests.test_start import Start, start

__all__ = ["data", "run", "start"]  # fixtures

needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing: run make setup-programs")
ROWS: Rows = [
    ["みどり市 令和7年度 事務事業評価"],
    ["番号", "事業名", "主務課", "評価日", "決算額", "達成率", "内部評価", "評価"],
    ["1-①", "河川カメラ", "防災課", date(2025, 10, 21), 1234, 0.46, "A", "B"],
    ["1-②", "毛布", None, date(2025, 3, 31), -498, 1, "B", "A"],
    ["2-①", "電子図書", "図書館", None, 0, None, "C", "C"],
    ["2-②", "夜の開館", "図書館", None, 12, 0.5, "A", "D"],
]


def made(path: Path) -> Path:
    """A sheet with all that counts of a cell, and one that is hidden."""
    book = load_workbook(excel(path, ROWS), rich_text=True)
    sheet = book.worksheets[0]
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("C3:C4")
    for row in range(3, 7):
        sheet.cell(row, 4).number_format = 'm"月"d"日"'
        sheet.cell(row, 5).number_format = '#,##0;"▲ "#,##0'
        sheet.cell(row, 6).number_format = "0.0%"
    sheet["H3"].value = struck("A", "B")
    sheet["H4"].font = Font(strike=True)
    sheet["B5"].font = Font(color="FFFFFFFF")
    sheet["B6"].fill = PatternFill("solid", fgColor="FFFF0000")
    sheet["H5"].comment = Comment("部長: Dでは", "課長")
    sheet.column_dimensions["G"].hidden = True
    sheet.row_dimensions[6].hidden = True
    old = book.create_sheet("旧")
    old.sheet_state = "hidden"
    old["A1"] = "古い評価"
    book.save(path)
    return path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sheet as it is made, and as LibreOffice saves it for old Excel. No test may change them."""
    new = made(tmp_path_factory.mktemp("old") / "a.xlsx")
    return new, converted(new, "xls", new.parent / "old")


@needs_office
def test_an_old_workbook_shows_what_the_new_one_shows(both: tuple[Path, Path]) -> None:
    new, old = read_excel(both[0]), read_old_excel(both[1])
    assert [page.but(spans=tuple(sorted(page.spans))) for page in old.pages] == [
        page.but(spans=tuple(sorted(page.spans))) for page in new.pages
    ]
    assert old.doubts == new.doubts
    assert [each.why for each in old.unread] == [each.why for each in new.unread]
    assert old.pages[0].rows[3][3:6] == ("10月21日", "1,234", "46.0%")
    assert old.pages[0].rows[4][4] == "▲ 498"
    assert read_isolated(both[1], OLD_EXCEL, "R7.xls").pages == old.pages


@needs_office
@pytest.mark.parametrize("ending", [".xls", ".xlsx"])
def test_a_city_begins_with_an_old_workbook(
    ending: str, both: tuple[Path, Path], tmp_path: Path, start: Start
) -> None:
    """Under its own ending or under the new one."""
    shown = start(shutil.copy(both[1], tmp_path / f"R7{ending}"))
    assert rated(tmp_path / "data")[0] == ("1-①", "河川カメラ", ("防災課",), "B")
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["B", "", "C", "D"]
    for told in ("取り消し線（見え消し）の「A」は読んでいません", "部長: Dでは", "G列（非表示）「内部評価」",
                 "非表示の行も読みました", "シート「旧」", "「電子図書」"):  # fmt: skip
        assert told in shown
    assert "D列「評価日」はそのまま保存します" in shown  # a day is no rating
    assert (tmp_path / "data" / "r7" / "sheet.xls").exists()


@needs_office
def test_the_next_year_comes_as_an_old_workbook(both: tuple[Path, Path], data: Path, run: Run) -> None:
    scale = "".join(f'[[rating]]\nmark = "{mark}"\nword = "{mark}"\nen = "{mark}"\n' for mark in "ABCD")
    (data / "ratings.toml").write_text(scale, encoding="utf-8")
    shown = run(both[1])
    assert "← a.xls" in shown
    assert (data / "r7" / "sheet.xls").exists()


@needs_office
@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_what_is_left_of_an_old_workbook_is_told(
    part: float, both: tuple[Path, Path], tmp_path: Path
) -> None:
    """Nothing but one sentence, whatever xlrd stumbles over."""
    whole = both[1].read_bytes()
    cut = tmp_path / "cut.xls"
    cut.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(SourceError, match=r"Excel Workbook|Excelブック"):
        read_isolated(cut, OLD_EXCEL, cut.name)


def test_what_only_begins_like_an_old_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(OLE + bytes(600))
    assert kind_of(path) == ".xls"
    with pytest.raises(SourceError, match=r"Excel Workbook|Excelブック"):
        read_old_excel(path)
    path.write_bytes(b"no workbook at all")
    with pytest.raises(SourceError):
        kind_of(path)
