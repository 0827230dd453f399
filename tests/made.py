"""Small evaluation sheets made to order: Excel, ruled PDF and CSV, with any headings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

Rows = Sequence[Sequence[Any]]


def struck(gone: str, kept: str = "") -> CellRichText:
    """A text of which the first part is struck out."""
    return CellRichText(TextBlock(InlineFont(strike=True), gone), *([kept] if kept else []))


def excel(
    path: Path,
    rows: Rows,
    *,
    merged: Iterable[str] = (),
    hidden: Iterable[str] = (),
    strike: Iterable[str] = (),
    sheets: dict[str, Rows] | None = None,
    hidden_sheets: Iterable[str] = (),
) -> Path:
    """A workbook; `strike` are cells or rows ("C3", "4") that are struck out as a whole."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "評価"
    for name, more in {"": rows, **(sheets or {})}.items():
        page = book.create_sheet(name) if name else sheet
        for number, cells in enumerate(more, 1):
            for column, value in enumerate(cells, 1):
                if value not in ("", None):
                    page.cell(number, column).value = value
        page.sheet_state = "hidden" if name in hidden_sheets else "visible"
    for area in merged:
        sheet.merge_cells(area)
    for letter in hidden:
        sheet.column_dimensions[letter].hidden = True
    for place in strike:
        for cell in sheet[place] if place.isdecimal() else [sheet[place]]:
            cell.font = Font(strike=True)
    book.save(path)
    return path


def text(path: Path, rows: Rows) -> Path:
    """A CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def pdf(path: Path, rows: Rows, *, before: Rows = ()) -> Path:
    """A ruled table with its heading row on each page, below another one."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    lines = ("GRID", (0, 0), (-1, -1), 0.5, "black")
    style = [lines, ("FONT", (0, 0), (-1, -1), "HeiseiKakuGo-W5", 9)]
    tables = [
        Table([[str(cell) for cell in row] for row in each], repeatRows=1, style=style)
        for each in (before, rows) if each
    ]  # fmt: skip
    space = [Spacer(1, 20)] if before else []
    parts = [*tables[:-1], *space, tables[-1]]
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(parts)
    return path
