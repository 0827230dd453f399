"""Sheets as an office prints and saves them: dressed for paper, then printed or converted by LibreOffice."""

from __future__ import annotations

import functools
import math
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets import Record, merged

SOFFICE = shutil.which("soffice")
WIDTHS = (14, 14, 5, 24, 14, 34, 48, 30, 8)  # half-width signs a column
PATIENCE = 120  # seconds for what takes two


def sheet_for_paper(
    path: Path, records: Sequence[Record], *, upright: str, size: int, repeated: bool, font: str
) -> None:
    """The office's sheet with merged cells, ruled, for A4 landscape, as wide as the paper.

    `upright` is where text stands in a cell (top, center, bottom), `size` the font's in points; `repeated`:
    the headings stand on every page.
    """
    merged(path, records)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for column, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    line = Side(style="thin")
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=True, vertical=upright)
            cell.font = Font(name=font, size=size)
        sheet.row_dimensions[row[0].row].height = max(_lines(sheet, cell) for cell in row) * size * 1.6
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if repeated:
        sheet.print_title_rows = "3:3"
    book.save(path)


def _lines(sheet: Worksheet, cell: Cell) -> int:
    """How many lines a cell's text needs of its first row, with room to spare."""
    text = str(cell.value or "")
    width = WIDTHS[cell.column - 1] - 1
    lines = math.ceil(sum(2 if ord(sign) > 255 else 1 for sign in text) * 1.25 / width)
    inside = [area for area in sheet.merged_cells.ranges if cell.coordinate in area]
    return max(1, math.ceil(lines / (inside[0].size["rows"] if inside else 1)))


@functools.cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """One for each process of tests: two runs at once would wait for each other, a first one takes longer."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def converted(path: Path, ending: str, folder: Path) -> Path:
    """What LibreOffice makes of a file: `pdf` prints it, `ods` and `xlsx` save it."""
    assert SOFFICE is not None
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{_profile().name}/profile"
    subprocess.run(
        [SOFFICE, profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    return folder / f"{path.stem}.{ending}"
