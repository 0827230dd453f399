"""The plan as other programs take it: JSON records, tidy CSV, an Excel file. One record a line an item.

The CSV and the first sheet of the Excel file are the tidy format that `katou_index.reading` reads back.
Behind it stand further columns of the sheet under their own headings, where there are any.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import IO, TYPE_CHECKING
from unicodedata import east_asian_width

from katou_index.command_sentences import no_openpyxl
from katou_index.corrections import ITEM_FIELDS, MEASURE_FIELDS
from katou_index.errors import KatouError
from katou_index.plan import Item, Measure, Plan
from katou_index.reading.tidy import COLUMNS, RUN
from katou_index.records import NamedTuple
from katou_index.words import clean

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ITEMS, CONDITIONS = "項目", "条件"  # the sheets of an Excel export
NARROWEST, WIDEST = 8, 34  # signs of a column of a table
SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
VERSION = "版"  # a condition: what the export was made of, so that an edited one is not laid over newer data
_EDITABLE_COLOUR = "FFF2CC"
BOM = "\ufeff"  # Excel takes a CSV for UTF-8 only with it
SEPARATOR = "、"  # between departments
NOTE_SEPARATOR = "｜"
FORMULA = re.compile(f"'*{RUN}")  # ' is what guards it
# Characters; together as wide as A4 landscape holds in letters that can be read at a meeting.
WIDTHS = {
    "年度": 5, "基本方針": 12, "取組": 12, "事業No.": 6, "事業名": 18, "担当課": 12, "項目": 5,
    "項目担当課": 12, "取組内容": 24, "取組結果": 36, "根拠": 26, "評価": 5, "出典": 11, "確度": 9,
    "注記": 13,
}  # fmt: skip
ABOUT_WIDTHS = (16, 90)
CENTRED = ("年度", "事業No.", "項目", "評価")
FONT, LETTER = "Yu Gothic", 10  # of Excel in Japanese, points; other programs take their own font
LINE, TALLEST = 15.0, 409.0  # points of a line, of a row at most
MARGIN, FOOT = 0.4, 0.3  # inches
LONGEST_HEADER = 80  # characters of the line at the top of a printed page

EDITABLE = (*MEASURE_FIELDS, *ITEM_FIELDS)

FURTHER = 16  # letters: the width of a further column
Pair = tuple[Measure, Item]


class TableSheet(NamedTuple):
    """A table on a sheet of its own: its name, its rows, heads first; the last one may be a sum."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    summed: bool = False


def pairs(plans: Iterable[Plan]) -> Iterator[Pair]:
    """Every item with its measure, in the order of the sheets."""
    return ((measure, item) for plan in plans for measure in plan.measures for item in measure.items)


def record(measure: Measure, item: Item) -> dict[str, object]:
    """One item as JSON shows it; `extra`, further columns of the sheet, only where it has any."""
    return {
        "year": item.year.code,
        "measure": measure.number,
        "item": item.number,
        "id": item.id,
        "title": measure.title,
        "policy_no": measure.policy_no,
        "policy": measure.policy,
        "initiative": measure.initiative,
        "departments": list(measure.departments),
        "item_departments": list(item.owners),
        "planned": item.planned,
        "result": item.result,
        "evidence": item.evidence,
        "rating": item.rating.mark,
        "source": {"file": item.source.file, "lines": list(item.source.lines)},
        "certainty": item.certainty.value,
        "notes": list(item.notes),
        **({"extra": dict(item.extra)} if item.extra else {}),
    }


def as_json(rows: Iterable[Pair]) -> str:
    """One array of records."""
    return json.dumps([record(*pair) for pair in rows], ensure_ascii=False, indent=2) + "\n"


def policy_cell(measure: Measure) -> str:
    """`① 安全・安心の推進`."""
    if measure.policy_no is None or not 1 <= measure.policy_no <= 20:
        return measure.policy
    return f"{chr(0x2460 + measure.policy_no - 1)} {measure.policy}".rstrip()


def source_cell(item: Item) -> str:
    """`sheet.txt 行48・49`, as the tidy reader takes it back."""
    lines = "・".join(map(str, item.source.lines))
    return f"{item.source.file} 行{lines}" if lines else item.source.file


def tidy_row(measure: Measure, item: Item) -> list[str | int]:
    """One item as a row of COLUMNS."""
    return [
        item.year.code, policy_cell(measure), measure.initiative, measure.number, measure.title,
        SEPARATOR.join(measure.departments), item.number, SEPARATOR.join(item.owners),
        item.planned, item.result, item.evidence, item.rating.mark, source_cell(item),
        item.certainty.value, NOTE_SEPARATOR.join(item.notes),
    ]  # fmt: skip


def further_columns(items: Iterable[Item]) -> tuple[str, ...]:
    """The headings of further columns that these items have, in the order of the sheet."""
    return tuple(dict.fromkeys(name for item in items for name, _ in item.extra))


def _with_further(pair: Pair, further: Sequence[str]) -> list[str | int]:
    extra = dict(pair[1].extra)
    return [*tidy_row(*pair), *(extra.get(name, "") for name in further)]


def guarded(cell: str | int) -> str | int:
    """A cell that no spreadsheet runs as a formula: a leading ' before = + - @ (wide, too), tab, return."""
    if isinstance(cell, int):
        return cell
    cell = clean(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_csv(rows: Iterable[Pair]) -> str:
    """Tidy CSV as Excel opens it, with BOM."""
    rows = list(rows)
    further = further_columns(item for _, item in rows)
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *map(guarded, further)])
    for pair in rows:
        writer.writerow([guarded(cell) for cell in _with_further(pair, further)])
    return text.getvalue()


def write_xlsx(
    path: Path | IO[bytes],
    rows: Iterable[Pair],
    conditions: Sequence[tuple[str, str]] = (),
    title: str = "",
    tables: Sequence[TableSheet] = (),
) -> None:
    """Write an Excel file: the items on one sheet, and on a sheet 条件 the `conditions` that chose them.

    `path` may be an open file. `tables` made of the items stand before them, each on a sheet of its own.
    Printed, it is A4 landscape, as wide as the page, the headings on each page, `title` at its top.
    Headings of columns that may be edited and imported again as corrections are coloured.

    Raises KatouError where openpyxl is not installed, OSError where the file cannot be written.
    """
    try:
        from openpyxl import Workbook  # here: only this format needs it, and it starts slowly
    except ImportError:
        raise KatouError(no_openpyxl()) from None

    book = Workbook()
    items, about = book.worksheets[0], book.create_sheet(CONDITIONS)
    _fill_items(items, list(rows))
    for condition in conditions:
        _append(about, condition)
        about.row_dimensions[about.max_row].height = _height(condition, ABOUT_WIDTHS)
    for letter, width in zip("AB", ABOUT_WIDTHS, strict=True):
        about.column_dimensions[letter].width = width
    for sheet in (*(_table_sheet(book, table, at) for at, table in enumerate(tables)), items, about):
        _set_up_print(sheet, title)
    book.save(path)


def _fill_items(sheet: Worksheet, rows: Sequence[Pair]) -> None:
    """The tidy columns and the sheet's further ones, a row an item; the headings of what may be edited in
    colour."""
    from openpyxl.styles import Font, PatternFill  # here, as above
    from openpyxl.utils import get_column_letter

    further = further_columns(item for _, item in rows)
    columns, widths = (*COLUMNS, *further), [*(WIDTHS[name] for name in COLUMNS), *(FURTHER for _ in further)]
    sheet.title = ITEMS
    _append(sheet, columns)
    for pair in rows:
        cells = _with_further(pair, further)
        _append(sheet, cells, [name in CENTRED for name in columns])
        sheet.row_dimensions[sheet.max_row].height = _height(cells, widths)
    for number, (column, width) in enumerate(zip(columns, widths, strict=True), 1):
        sheet.cell(1, number).font = Font(name=FONT, size=LETTER, bold=True)
        if column in (*EDITABLE, *further):
            sheet.cell(1, number).fill = PatternFill("solid", fgColor=_EDITABLE_COLOUR)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "F2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"


def _table_sheet(book: Workbook, table: TableSheet, at: int) -> Worksheet:
    """Whole numbers and shares as numbers, so that they can be added up and sorted; a sum stays in its place.

    As wide as a screen shows it, its texts wrapped.
    """
    from openpyxl.styles import Font  # here, as above
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(table.name, at)
    widths = [
        min(max(_wide(cell) + 2 for cell in (*cells[1:], cells[0][: NARROWEST // 2])), WIDEST)
        for cells in zip(*table.rows, strict=True)
    ]
    widths = [max(width, NARROWEST) for width in widths]
    for row in table.rows:
        _append(
            sheet, [_number(cell) for cell in row], [_wide(cell) <= 2 or cell.isdecimal() for cell in row]
        )
        sheet.row_dimensions[sheet.max_row].height = _height(row, widths)
        for column, cell in enumerate(row, 1):
            if SHARE.fullmatch(cell):
                sheet.cell(sheet.max_row, column).number_format = "0.0%"
    for number, width in enumerate(widths, 1):
        sheet.cell(1, number).font = Font(name=FONT, size=LETTER, bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B2"
    last = len(table.rows) - table.summed
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{last}"
    sheet.print_title_rows = "1:1"
    return sheet


def _number(cell: str) -> str | int | float:
    """`12` and `63.6%` as numbers."""
    share = SHARE.fullmatch(cell)
    return float(share[1]) / 100 if share else int(cell) if cell.isdecimal() else cell


def _wide(cell: str) -> int:
    """Signs that a text is wide, in half width."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in clean(cell))


def _height(cells: Sequence[str | int], widths: Sequence[int]) -> float:
    """Points that a row needs, wrapped: not every program makes room when it opens a file."""
    lines = 1
    for cell, width in zip(map(str, cells), widths, strict=True):
        lines = max(lines, ceil(_wide(cell) / width))
    return min(lines * LINE, TALLEST)


def _append(sheet: Worksheet, cells: Sequence[str | int | float], centred: Sequence[bool] = ()) -> None:
    """Append a row, wrapped and framed; "=1+1" stays text."""
    from openpyxl.styles import Alignment, Border, Font, Side  # here, as above

    line = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    side = Side("thin", color="A6A6A6")
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(line, column, clean(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        middle = "center" if centred and centred[column - 1] else None
        cell.alignment = Alignment(horizontal=middle, vertical="top", wrap_text=True)
        cell.border = Border(side, side, side, side)
        cell.font = Font(name=FONT, size=LETTER)


def _set_up_print(sheet: Worksheet, title: str) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart  # here, as above
    from openpyxl.worksheet.properties import PageSetupProperties

    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape", int(sheet.PAPERSIZE_A4)
    page.fitToWidth, page.fitToHeight = 1, 0  # as many pages high as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = sheet.dimensions
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN
    margins.top = margins.bottom = 2 * MARGIN
    margins.header = margins.footer = FOOT
    # & is a command there.
    left = _HeaderFooterPart(title[:LONGEST_HEADER].replace("&", "&&"))
    sheet.oddHeader = HeaderFooterItem(left=left, right=_HeaderFooterPart("&A"))
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P / &N"))
