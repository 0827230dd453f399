"""The true R2 items written as offices write sheets: Excel in many layouts, and a PDF with ruled tables.

Whatever year stands on them, they are made of the R2 sheet: no other year's ratings are known.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parent.parent
COLUMNS = ("基本方針", "取組", "事業No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価")
HEADINGS = {
    "基本方針": "基本方針", "取組": "取組", "事業No.": "事業No.",
    "事業名": "アクションプラン第2章で定めた取組内容", "担当課": "担当課", "取組内容": "{year}取組内容",
    "取組結果": "取組結果・取組成果", "根拠": "根拠（数字・資料等）", "評価": "評価（◎,○,△,×）",
}  # fmt: skip
COMPARED = ("事業名", "担当課", "項目", "項目担当課", "取組内容", "取組結果", "根拠", "評価")
MADE = "令和3年度 ICTアクションプラン評価表（試験用にR2から作ったもの）"

Record = dict[str, str]
Cells = list[Any]


def truth() -> list[Record]:
    """The 57 items of R2, as read and corrected."""
    with (ROOT / "tests" / "expected" / "r2.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def cells_of(records: Sequence[Record], columns: Sequence[str] = COLUMNS) -> list[Cells]:
    """A row of cells for each item; numbers as numbers."""
    return [
        [int(record[name]) if name == "事業No." else record[name] for name in columns] for record in records
    ]


def headings(columns: Sequence[str] = COLUMNS, year: str = "令和3年度") -> Cells:
    return [HEADINGS[name].format(year=year) for name in columns]


def runs(records: Sequence[Record], name: str) -> list[tuple[int, int]]:
    """Stretches of rows that an office merges in a column: one value of one measure, or one label."""

    def key(record: Record) -> tuple[str, ...]:
        if name == "基本方針":
            return (record[name],)
        return (record["基本方針"], record[name]) if name == "取組" else (record["事業No."], record[name])

    found, start = [], 0
    for at in range(1, len(records) + 1):
        if at == len(records) or key(records[at]) != key(records[start]):
            found.append((start, at - 1))
            start = at
    return found


MERGED = ("基本方針", "取組", "事業No.", "事業名", "担当課", "取組内容")


def write_rows(sheet: Worksheet, rows: Sequence[Sequence[Any]], first: int = 1) -> None:
    for number, cells in enumerate(rows, first):
        for column, value in enumerate(cells, 1):
            if value != "":
                sheet.cell(number, column, value)
                if isinstance(value, str):
                    sheet.cell(number, column).data_type = "s"


def merge_down(sheet: Worksheet, records: Sequence[Record], columns: Sequence[str], first: int) -> None:
    """Merge what stands for several rows; as in Excel, only the first cell keeps its value."""
    for column, name in enumerate(columns, 1):
        if name in MERGED:
            for start, end in runs(records, name):
                if end > start and records[start][name]:
                    sheet.merge_cells(start_row=first + start, end_row=first + end, start_column=column,
                                      end_column=column)  # fmt: skip


def merged(path: Path, records: Sequence[Record], year: str = "令和3年度") -> None:
    """As the office makes it: a title over all columns, merged cells."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "評価"
    write_rows(sheet, [[MADE.replace("令和3年度", year)], [], headings(year=year), *cells_of(records)])
    sheet.merge_cells("A1:I1")
    merge_down(sheet, records, COLUMNS, 4)
    book.save(path)


def blanked(records: Sequence[Record]) -> list[Record]:
    """Every value that a merged cell would show once: only in its first row."""
    copies = [dict(record) for record in records]
    for name in MERGED:
        for start, end in runs(records, name):
            for at in range(start + 1, end + 1):
                copies[at][name] = ""
    return copies


WIDTHS = (8, 8, 3, 14, 8, 22, 32, 20, 4)  # full-width signs a column of the PDF
SIZE, LEADING, LINES = 7, 9, 60  # points, points, lines a page


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many full-width signs; broken anywhere but inside a Latin word."""
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|.", text):
        if line and len(line) + len(piece) > width:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]


class _Slice(NamedTuple):
    """What stands of one row on one page: its number, its lines by column, whether it begins there."""

    row: int
    cells: list[list[str]]
    height: int
    begins: bool


def _sliced(rows: list[list[list[str]]], top: int) -> list[list[_Slice]]:
    """The rows laid on pages; a row that does not fit is cut where the page ends."""
    pages: list[list[_Slice]] = [[]]
    left = LINES - top
    for number, cells in enumerate(rows):
        height, begins = max(map(len, cells)), True
        while height:
            if left < min(height, 4):
                pages.append([])
                left = LINES - top
            here = min(height, left)
            pages[-1].append(_Slice(number, [cell[:here] for cell in cells], here, begins))
            cells, height, begins = [cell[here:] for cell in cells], height - here, False
            left -= here
    return pages


def write_pdf(path: Path, records: Sequence[Record], year: str = "令和3年度") -> None:
    """A ruled table over several pages, headings on each; rows are cut where a page ends."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    head = [_wrapped(text, width) for text, width in zip(headings(year=year), WIDTHS, strict=True)]
    top = max(map(len, head))
    rows = [[_wrapped(record[name], width) for name, width in zip(COLUMNS, WIDTHS, strict=True)]
            for record in blanked(records)]  # fmt: skip
    run = {name: {at: stretch for stretch in runs(records, name) for at in range(stretch[0], stretch[1] + 1)}
           for name in MERGED}  # fmt: skip
    edges = [20.0]
    for width in WIDTHS:
        edges.append(edges[-1] + width * SIZE + 4)
    pages = _sliced(rows, top)
    sheet = Canvas(str(path), pagesize=(edges[-1] + 20, LINES * LEADING + 60), invariant=1)
    for page in pages:
        sheet.setFont("HeiseiKakuGo-W5", SIZE)
        y = LINES * LEADING + 20.0
        sheet.drawString(edges[0], y + 15, MADE.replace("令和3年度", year))
        drawn = [_Slice(-1, head, top, True), *page]
        for column, name in enumerate(COLUMNS):
            above, at, before = y, y, None
            for each in drawn:
                for number, line in enumerate(each.cells[column]):
                    sheet.drawString(edges[column] + 2, at - (number + 1) * LEADING + 2, line)
                own = run[name].get(each.row) if name in MERGED else None
                if own is None or own != before or not records[own[0]][name]:
                    sheet.line(edges[column], at, edges[column + 1], at)
                at -= each.height * LEADING
                before = own
            sheet.line(edges[column], at, edges[column + 1], at)
            for edge in edges[column : column + 2]:
                sheet.line(edge, above, edge, at)
        sheet.showPage()
    sheet.save()
