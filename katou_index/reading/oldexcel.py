"""An old workbook (.xls, Excel 97-2003) → `Grid`: what its cells show, by the rules of `excel`.

The only user of xlrd, which reads values, number formats, fonts, fills, merged and hidden cells and comments
and runs nothing: no formulas, no macros. Texts in shapes are not seen by it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.excel import SheetTexts
from katou_index.reading.gathering import ReadSheet, gathered
from katou_index.reading.grid import CellSpan, Grid, folded
from katou_index.reading.numberformat import BUILT_IN, GENERAL
from katou_index.reading.workbook import (
    MOST_CELLS,
    MOST_COLUMNS,
    WHITE,
    Aside,
    CellFont,
    CellStyle,
    PartError,
    SharedText,
    StoredCell,
    StoredSheet,
    TextRun,
)

_EMPTY, _TEXT, _NUMBER, _DAY, _BOOLEAN, _ERROR, _BLANK = range(7)  # xlrd's kinds of cells
_KINDS = {_TEXT: "inlineStr", _NUMBER: "n", _DAY: "n", _BOOLEAN: "b", _ERROR: "e"}
_SOLID = 1  # a fill of one colour


def read_old_excel(path: Path) -> Grid:
    """The filled cells of every visible sheet. Raises SourceError: no such workbook, broken, locked, too
    large, or xlrd is not there."""
    try:
        import xlrd  # here: only this format needs it
    except ImportError:
        raise SourceError(path.name, "", say.needs_library("xlrd", "excel")) from None
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # it writes warnings where answers go
            book = xlrd.open_workbook(
                path, logfile=nowhere, formatting_info=True, on_demand=True, ragged_rows=True
            )
            return gathered(path.name, _sheets(book, xlrd.error_text_from_code))
    except SourceError:
        raise
    except PartError as error:
        raise SourceError(path.name, "", str(error)) from None
    except (MemoryError, RecursionError):
        raise SourceError(path.name, "", say.too_costly()) from None
    except Exception as error:  # xlrd raises whatever a broken file makes it stumble over
        if "encrypted" in str(error):
            raise SourceError(path.name, "", say.locked()) from None
        raise SourceError(path.name, "", say.broken_old_excel()) from None


def _sheets(book: Any, errors: dict[int, str]) -> Iterator[ReadSheet]:
    """Every sheet."""
    styles = [_style(book, each) for each in book.xf_list]
    fonts = [_font(book, each) for each in book.font_list]
    signs = cells = 0
    for at, name in enumerate(book.sheet_names()):
        stored = book.sheet_by_index(at)
        cells += sum(map(stored.row_len, range(stored.nrows)))
        if cells > MOST_CELLS:
            raise PartError(say.too_many_cells(MOST_CELLS))
        sheet = SheetTexts(name, (), styles, bool(book.datemode), signs)
        for cell in _cells(stored, fonts, errors):
            sheet.take(cell)
        signs = sheet.signs
        sheet.finish(_stored(stored), ())
        stored_notes = sorted(stored.cell_note_map.items())
        notes = [Aside(row + 1, at, folded(note.text)) for (row, at), note in stored_notes if note.text]
        sheet.tell_asides(notes, say.COMMENTS)
        book.unload_sheet(at)
        yield sheet.read(hidden=bool(stored.visibility))


def _cells(sheet: Any, fonts: list[CellFont], errors: dict[int, str]) -> Iterator[StoredCell]:
    """The filled cells as workbooks of today store them."""
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            kind = sheet.cell_type(row, column)
            if kind not in _KINDS:
                continue
            value, text = sheet.cell_value(row, column), SharedText("")
            if kind == _TEXT:
                runs = sheet.rich_text_runlist_map.get((row, column), ())
                text = SharedText(folded(value), tuple(_runs(value, runs, fonts)))
            elif kind == _ERROR:
                value = errors.get(value, "#N/A")
                text = SharedText(value)
            if kind != _TEXT or text.text:
                style = sheet.cell_xf_index(row, column)
                yield StoredCell(row + 1, column, _KINDS[kind], str(value), text, style)


def _runs(text: str, runs: Any, fonts: list[CellFont]) -> Iterator[TextRun]:
    """The parts of a text that have a font of their own: (where it begins, its number)."""
    if not runs:
        return
    if runs[0][0]:
        yield TextRun(text[: runs[0][0]], None)
    ends = [*(start for start, _ in runs[1:]), len(text)]
    for (start, font), end in zip(runs, ends, strict=True):
        if start < end:
            yield TextRun(text[start:end], fonts[font] if font < len(fonts) else None)


def _stored(sheet: Any) -> StoredSheet:
    """What is known of a sheet beside its cells."""
    widest = max(map(sheet.row_len, range(sheet.nrows)), default=0)
    spans = [CellSpan(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
    hidden = [row + 1 for row, info in sorted(sheet.rowinfo_map.items()) if info.hidden or info.height == 0]
    columns = {
        column for column, info in sheet.colinfo_map.items()
        if (info.hidden or not info.width) and column < MOST_COLUMNS
    }  # fmt: skip
    return StoredSheet(spans, hidden, columns, bool(sheet.show_zero_values), [], widest - 1)


def _style(book: Any, xf: Any) -> CellStyle:
    stored = book.format_map.get(xf.format_key)
    form = BUILT_IN.get(xf.format_key) or (stored.format_str if stored else GENERAL)
    fill: str | None = WHITE
    if xf.background.fill_pattern:
        solid = xf.background.fill_pattern == _SOLID
        fill = _colour(book, xf.background.pattern_colour_index) or WHITE if solid else None
    return CellStyle(form, _font(book, book.font_list[xf.font_index]), fill)


def _font(book: Any, font: Any) -> CellFont:
    return CellFont(bool(font.struck_out), _colour(book, font.colour_index))


def _colour(book: Any, index: int) -> str:
    """Six hexadecimal digits, "" for the automatic one."""
    parts = book.colour_map.get(index)
    return "".join(f"{part:02X}" for part in parts) if parts else ""
