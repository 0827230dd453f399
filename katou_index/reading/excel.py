"""Excel (.xlsx) → `Grid`. The only reader that uses openpyxl and defusedxml.

A workbook is a zip of XML files, so it may be small and unpack to anything. Before openpyxl sees it, names
and sizes of its parts are checked; then each sheet is streamed twice: once for what openpyxl's streaming mode
does not tell (merged ranges, hidden rows, formulas without a value, where the last filled cell is), once for
the values. Formulas are never run: what Excel stored as their value counts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, Grid, Page, Span, folded

MEGABYTE = 1 << 20
MOST_UNPACKED = 100  # megabytes, all parts together
MOST_STRINGS = 40  # megabytes of shared texts, which are held in memory
MOST_PARTS = 5_000
MOST_CELLS = 2_000_000  # of one workbook, empty ones that only have a format included
MOST_ROWS = 20_000  # filled rows
MOST_COLUMNS = 200
MOST_MERGED = 50_000
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


def read_excel(path: Path) -> Grid:
    """The filled cells of every visible sheet. Raises SourceError: no workbook, broken, too large, macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive)
            return _read(path, archive)
    except SourceError:
        raise
    except ImportError:
        raise SourceError(path.name, "", say.needs_library("openpyxl", "excel")) from None
    except (MemoryError, RecursionError):
        raise SourceError(path.name, "", say.too_costly()) from None
    except OSError as error:
        if error.errno is not None:
            raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
        raise SourceError(path.name, "", say.broken_excel()) from None
    except Exception:  # zip, XML and openpyxl have some thirty ways to say "broken"
        raise SourceError(path.name, "", say.broken_excel()) from None


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    """Names and declared sizes; a part is never unpacked further than it declares (zipfile sees to that)."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise SourceError(path.name, "", say.odd_names())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SourceError(path.name, "", say.macros())
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SourceError(path.name, "", say.not_excel("zip"))
    unpacked = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if unpacked > MOST_UNPACKED * MEGABYTE or strings > MOST_STRINGS * MEGABYTE or len(parts) > MOST_PARTS:
        raise SourceError(path.name, "", say.inflates(MOST_UNPACKED))


def _read(path: Path, archive: zipfile.ZipFile) -> Grid:
    from openpyxl import load_workbook  # here: only this format needs it, and it starts slowly

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        pages: list[Page] = []
        doubts: list[tuple[str, str]] = []
        left = MOST_CELLS
        for sheet in book.worksheets:
            name = str(sheet.title)
            if sheet.sheet_state != "visible":
                doubts.append((f"シート「{name}」", "非表示のシートなので読んでいません。"))
                continue
            with archive.open(str(getattr(sheet, "_worksheet_path", "")).lstrip("/")) as part:
                outline = _Outline.of(path, part, left)
            left -= outline.cells
            rows = dict(_rows(sheet, outline, name, doubts))
            if sum(len(page.rows) for page in pages) + len(rows) > MOST_ROWS:
                raise SourceError(path.name, f"シート「{name}」", say.too_many_rows(MOST_ROWS))
            doubts.extend(
                (f"シート「{name}」{place}", "式の値が保存されていないため、空として読みました。")
                for place in outline.valueless
            )
            hidden = tuple(number for number in outline.hidden if number in rows)
            pages.append(Page(name, rows, tuple(outline.spans), "", hidden))
        return Grid(path.name, EXCEL, tuple(pages), tuple(doubts))
    finally:
        book.close()


class _Outline:
    """What the streaming mode of openpyxl does not tell about a sheet."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.hidden: list[int] = []
        self.valueless: list[str] = []  # formulas without a stored value
        self.cells = self.last_row = self.last_column = 0

    @classmethod
    def of(cls, path: Path, part: IO[bytes], most: int) -> _Outline:
        """Stream one sheet's XML; nothing of it stays in memory."""
        from defusedxml.ElementTree import iterparse  # here: as openpyxl above

        found, row, stack = cls(), 0, []
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            tag = element.tag.replace(_STRICT, _MAIN)
            if event == "start":
                stack.append(element)
                if tag == f"{_MAIN}row":
                    row = int(element.get("r") or row + 1)
                    if element.get("hidden") in ("1", "true"):
                        found.hidden.append(row)
                continue
            stack.pop()
            if tag == f"{_MAIN}c":
                found._cell(element, row)
            elif tag == f"{_MAIN}mergeCell":
                found._merge(element.get("ref") or "")
            if tag in (f"{_MAIN}c", f"{_MAIN}row", f"{_MAIN}mergeCell") and stack:
                stack[-1].remove(element)
            if found.cells > most or len(found.spans) > MOST_MERGED or len(found.hidden) > MOST_CELLS:
                raise SourceError(path.name, "", say.too_many_cells(MOST_CELLS))
        return found

    def _cell(self, element: Any, row: int) -> None:
        self.cells += 1
        kinds = {child.tag.rpartition("}")[2]: child for child in element}
        value = kinds.get("v")
        filled = (value is not None and bool(value.text)) or "is" in kinds
        place = _PLACE.fullmatch(element.get("r") or "")
        if "f" in kinds and not filled and place:
            self.valueless.append(place[0])
        if filled:
            self.last_row = max(self.last_row, int(place[2]) if place else row)
            self.last_column = max(self.last_column, _column(place[1]) if place else MOST_COLUMNS - 1)

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        one, other = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if one and other:
            self.spans.append(Span(int(one[2]), _column(one[1]), int(other[2]), _column(other[1])))


def _column(name: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _rows(
    sheet: Any, outline: _Outline, name: str, doubts: list[tuple[str, str]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and texts of each filled row."""
    if not outline.last_row:
        return
    sheet.reset_dimensions()  # what the file declares may be wrong
    width = min(outline.last_column + 1, MOST_COLUMNS)
    rows = sheet.iter_rows(min_row=1, max_row=outline.last_row, max_col=width)
    for number, cells in enumerate(rows, 1):
        texts = tuple(folded(_text(cell)) for cell in cells)
        if any(texts):
            if not _ERRORS.isdisjoint(texts):
                doubts.append((f"シート「{name}」{number}行目", "Excelのエラー値（#REF! など）があります。"))
            yield number, texts


def _text(cell: Any) -> str:
    """A cell as people see it, as far as its value tells: dates, percentages, thousands."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    form = str(cell.number_format or "")
    if isinstance(value, float) and "%" in form:
        return f"{round(value * 100, 6):g}%"
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    return f"{number:,}" if "#,##0" in form and isinstance(number, int) else str(number)
