"""The R2 items as LibreOffice prints and saves them, loaded as R3: the same 57 items, field by field."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from pdfplumber import open as open_pdf

from katou_index.reading.pdf import read_pdf
from tests.libreoffice import SOFFICE, converted, sheet_for_paper
from tests.sheets import ROOT, truth
from tests.test_import_layouts import differences, load

CI = os.environ.get("CI") == "true"
HOW = "LibreOffice is missing: run make setup-programs (Debian: apt-get install libreoffice-calc-nogui)"
pytestmark = pytest.mark.skipif(SOFFICE is None and not CI, reason=HOW)
SANS, SERIF = "Noto Sans CJK JP", "Noto Serif CJK JP"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.mark.parametrize(
    ("upright", "size", "repeated", "font"),
    [("center", 9, True, SANS), ("top", 14, False, SERIF),
     *(pytest.param(*each, marks=pytest.mark.with_every) for each in (
         ("top", 9, True, SANS), ("center", 10, False, SANS), ("bottom", 8, True, SERIF)))],
)  # fmt: skip
def test_what_libreoffice_prints_gives_the_same_items(
    upright: str, size: int, repeated: bool, font: str, tmp_path: Path, data: Path
) -> None:
    """Merged cells go over page breaks; their text falls on either page, and is hidden on the other."""
    sheet = tmp_path / "評価表.xlsx"
    sheet_for_paper(sheet, truth(), upright=upright, size=size, repeated=repeated, font=font)
    printed = converted(sheet, "pdf", tmp_path / "printed")
    with open_pdf(printed) as document:
        assert len(document.pages) > 3
        assert document.pages[0].width > document.pages[0].height
    assert [each for each in read_pdf(printed).doubts if "切れています" in each.text] == []
    assert differences(load(printed, data), truth(), blanks=False) == []


def test_text_that_a_printed_cell_has_no_room_for_is_told_with_its_row(tmp_path: Path) -> None:
    """A row that is too low, a column that is too narrow beside a filled cell."""
    book = Workbook()
    sheet = book.worksheets[0]
    line = Side(style="thin")
    heads = ("No.", "事業名", "取組結果", "評価")
    low = "毛布を520枚に増やした。箱は市役所で組み立て、各地区の倉庫に運んだ。"
    narrow = "業者の選定が遅れて見送り、次の年度に始める。"
    for number, row in enumerate(
        (heads, (1, "備蓄", low, "○"), (2, "図書", narrow, "△"), (3, "開館", "開いた。", "×"))
    ):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number + 1, column, text)
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=number == 1, vertical="top")
    sheet.row_dimensions[2].height = 18
    sheet.column_dimensions["C"].width = 24
    book.save(tmp_path / "a.xlsx")
    grid = read_pdf(converted(tmp_path / "a.xlsx", "pdf", tmp_path / "printed"))
    assert [(each.row, each.column) for each in grid.doubts] == [(2, 2), (3, 2)]
    assert "毛布を520枚" in grid.doubts[0].text


def test_what_libreoffice_saves_gives_the_same_items(tmp_path: Path, data: Path) -> None:
    sheet = tmp_path / "評価表.xlsx"
    sheet_for_paper(sheet, truth(), upright="center", size=9, repeated=True, font=SANS)
    opened = converted(sheet, "ods", tmp_path / "opened")
    saved = converted(opened, "xlsx", tmp_path / "saved")
    assert saved.read_bytes() != sheet.read_bytes()
    assert differences(load(saved, data), truth(), blanks=True) == []
