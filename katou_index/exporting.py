"""The plan as other programs take it: JSON records, tidy CSV, an Excel file. One record a line an item.

The CSV and the first sheet of the Excel file are the tidy format that `katou_index.reading` reads back.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from katou_index.corrections import ITEM_FIELDS, MEASURE_FIELDS
from katou_index.errors import KatouError
from katou_index.plan import Item, Measure, Plan
from katou_index.reading.tidy import COLUMNS
from katou_index.words import clean

ITEMS, CONDITIONS = "項目", "条件"  # the sheets of an Excel export
VERSION = "版"  # a condition: what the export was made of, so that an edited one is not laid over newer data
_EDITABLE_COLOUR = "FFF2CC"
BOM = "\ufeff"  # Excel takes a CSV for UTF-8 only with it
SEPARATOR = "、"  # between departments
NOTE_SEPARATOR = "｜"
FORMULA = re.compile(r"'*[=+\-@\t\r]")  # a spreadsheet would run what begins so; ' is what guards it
WIDTHS = {"取組内容": 40, "取組結果": 60, "根拠": 40, "事業名": 30, "基本方針": 22, "取組": 22, "担当課": 20}

EDITABLE = (*MEASURE_FIELDS, *ITEM_FIELDS)

Pair = tuple[Measure, Item]


def pairs(plans: Iterable[Plan]) -> Iterator[Pair]:
    """Every item with its measure, in the order of the sheets."""
    return ((measure, item) for plan in plans for measure in plan.measures for item in measure.items)


def record(measure: Measure, item: Item) -> dict[str, object]:
    """One item as JSON shows it."""
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


def guarded(cell: str | int) -> str | int:
    """A cell that no spreadsheet runs as a formula: a leading ' before = + - @, tab and return."""
    if isinstance(cell, int):
        return cell
    cell = clean(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def as_csv(rows: Iterable[Pair]) -> str:
    """Tidy CSV as Excel opens it, with BOM."""
    text = io.StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for pair in rows:
        writer.writerow([guarded(cell) for cell in tidy_row(*pair)])
    return text.getvalue()


def write_xlsx(
    path: Path | IO[bytes], rows: Iterable[Pair], conditions: Sequence[tuple[str, str]] = ()
) -> None:
    """An Excel file: the items, and on a sheet 条件 what they were chosen by. `path` may be an open file.

    Headings of columns that may be edited and imported again as corrections are coloured.

    Raises KatouError where openpyxl is not installed, OSError where the file cannot be written.
    """
    try:
        from openpyxl import Workbook  # here: only this format needs it, and it starts slowly
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.worksheet import Worksheet
    except ImportError:
        raise KatouError("Excelの書き出しには openpyxl が要ります。make setup で入れてください") from None

    def append(sheet: Worksheet, cells: Sequence[str | int]) -> None:
        line = sheet.max_row + 1 if sheet["A1"].value is not None else 1
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(line, column, clean(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # "=1+1" stays text
                cell.alignment = Alignment(vertical="top", wrap_text=True)

    book = Workbook()
    items, about = book.worksheets[0], book.create_sheet(CONDITIONS)
    items.title = ITEMS
    append(items, COLUMNS)
    for pair in rows:
        append(items, tidy_row(*pair))
    for number, column in enumerate(COLUMNS, 1):
        items.cell(1, number).font = Font(bold=True)
        if column in EDITABLE:
            items.cell(1, number).fill = PatternFill("solid", fgColor=_EDITABLE_COLOUR)
        items.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, 12)
    items.freeze_panes = "F2"
    items.auto_filter.ref = items.dimensions
    for condition in conditions:
        append(about, condition)
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 60
    book.save(path)
