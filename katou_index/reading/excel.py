"""Excel (.xlsx) → `Grid`. The only reader that uses openpyxl, which parses with defusedxml.

A workbook is a zip of XML files, so it may be small and unpack to anything. Before openpyxl sees it, names
and sizes of its parts are checked; then each sheet is streamed twice: once for what openpyxl's streaming mode
does not tell (merged ranges, hidden rows and columns, formulas without a value, which parts of a text are
struck out, where the last filled cell is), once for the values. Formulas are never run: what Excel stored as
their value counts. Struck-out text (見え消し) is what the office took out: it is no value, but told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, CellSpan, Grid, GridPage, Strike, Unread, folded, samples

MEGABYTE = 1 << 20
MOST_UNPACKED = 100  # megabytes, all parts together
MOST_STRINGS = 40  # megabytes of shared texts, which are held in memory
MOST_PARTS = 5_000
MOST_CELLS = 100_000  # of one workbook up to the last filled row, empty ones that only have a format included
MOST_ELEMENTS = 2_500_000  # of one sheet's XML: enough for empty rows to the last one that Excel has
MOST_OTHER_ELEMENTS = 300_000  # of any other part: shared texts, styles
DEEPEST = 64  # elements within elements; a sheet has some eight
MOST_ROWS = 20_000  # filled rows
MOST_COLUMNS = 200
MOST_MERGED = 50_000
FEW_ROWS = 5  # of a sheet that is only told
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
Runs = tuple[tuple[str, bool | None], ...]
"""A text in parts: (text, whether it is struck out); None where the cell's own format says so."""

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read_excel(path: Path) -> Grid:
    """The filled cells of every visible sheet. Raises SourceError: no workbook, broken, too large, macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive)
            return _read(path, _outlines(path, archive))
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


def _outlines(path: Path, archive: zipfile.ZipFile) -> dict[str, _Outline]:
    """Every XML part passed once, before openpyxl holds any of it; the shared texts before the sheets."""
    found = {}
    shared: dict[int, Runs] = {}
    for name in sorted(archive.namelist(), key=lambda name: not name.endswith("sharedStrings.xml")):
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
                most = MOST_ELEMENTS if sheet else MOST_OTHER_ELEMENTS
                found[name] = _Outline.of(path, part, most, shared)
            if name.endswith("sharedStrings.xml"):
                shared = found[name].texts
    return found


def _read(path: Path, outlines: dict[str, _Outline]) -> Grid:
    from openpyxl import load_workbook  # here: only this format needs it, and it starts slowly

    if sum(outline.cells for outline in outlines.values()) > MOST_CELLS:
        raise SourceError(path.name, "", say.too_many_cells(MOST_CELLS))
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        pages: list[GridPage] = []
        doubts: list[tuple[str, str]] = []
        unread: list[Unread] = []
        for sheet in book.worksheets:
            name = str(sheet.title)
            outline = outlines[str(getattr(sheet, "_worksheet_path", "")).lstrip("/")]
            struck: list[Strike] = []
            if sheet.sheet_state != "visible":
                rows = dict(islice(_rows(sheet, outline, name, [], struck), FEW_ROWS))
                values = samples(text for texts in rows.values() for text in texts)
                unread.append(Unread(f"シート「{name}」", "", values, say.HIDDEN_SHEET))
                continue
            rows = dict(_rows(sheet, outline, name, doubts, struck))
            if sum(len(page.rows) for page in pages) + len(rows) > MOST_ROWS:
                raise SourceError(path.name, f"シート「{name}」", say.too_many_rows(MOST_ROWS))
            doubts.extend(
                (f"シート「{name}」{place}", "式の値が保存されていないため、空として読みました。")
                for place in outline.valueless
            )
            hidden = tuple(number for number in outline.hidden if number in rows)
            columns = tuple(sorted(outline.hidden_columns))
            pages.append(GridPage(name, rows, tuple(outline.spans), "", hidden, columns, tuple(struck)))
        return Grid(path.name, EXCEL, tuple(pages), tuple(doubts), tuple(unread))
    finally:
        book.close()


class _Outline:
    """What the streaming mode of openpyxl does not tell about a sheet.

    Expat alone, for it passes a million empty rows a second and openpyxl some thousands of cells.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spans: list[CellSpan] = []
        self.hidden: list[int] = []
        self.hidden_columns: set[int] = set()
        self.texts: dict[int, Runs] = {}  # of shared texts: number → its runs, where some may be struck out
        self.runs: dict[tuple[int, int], Runs] = {}  # row and column of a cell → the same
        self.valueless: list[str] = []  # formulas without a stored value
        self.cells = 0  # up to the last filled one
        self.last_row = self.last_column = 0
        self._elements = self._depth = self._cells = self._row = self._column = self._number = 0
        self._place, self._inside, self._kind, self._index = "", "", "", ""
        self._formula = self._filled = self._sized = False
        self._most = MOST_ELEMENTS
        self._shared: dict[int, Runs] = {}
        self._text: list[tuple[str, bool | None]] = []  # runs of the text that is being passed
        self._run: tuple[str, bool | None] | None = None

    @classmethod
    def of(cls, path: Path, part: IO[bytes], most: int, shared: dict[int, Runs]) -> _Outline:
        """Stream one part's XML; nothing of it stays in memory but texts with struck-out runs. Raises
        SourceError for more elements than `most`, elements too deep in each other, a document type."""
        found = cls(path)
        found._most, found._shared = most, shared
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = found._start
        parser.EndElementHandler = found._end
        parser.CharacterDataHandler = found._characters
        parser.StartDoctypeDeclHandler = found._doctype
        parser.ParseFile(part)
        if not found._sized:
            found.cells = found._cells  # then openpyxl looks for the size itself, through all of it
        return found

    def _doctype(self, *_: object) -> None:
        """No sheet declares a document type: it is how entities are made to grow."""
        raise SourceError(self.path.name, "", say.broken_excel())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > self._most or len(self.spans) > MOST_MERGED or self._depth > DEEPEST:
            raise SourceError(self.path.name, "", say.too_many_cells(MOST_CELLS))
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._cells += 1
            self._place, self._formula, self._filled = attributes.get("r", ""), False, False
            place = _PLACE.fullmatch(self._place)
            self._column = _column(place[1]) if place else self._column + 1
            self._kind, self._index, self._text = attributes.get("t", ""), "", []
        elif tag == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = -1
            if attributes.get("hidden") in ("1", "true"):
                self.hidden.append(self._row)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "f":
            self._formula = True
        elif tag == "dimension":
            self._sized = True
        elif tag == "col":
            if attributes.get("hidden") in ("1", "true") or attributes.get("width") in ("0", "0.0"):
                first, last = int(attributes.get("min") or 1), int(attributes.get("max") or 1)
                self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif tag == "si":
            self._text = []
        elif tag == "r":
            self._run = ("", None)
        elif tag == "rPr" and self._run:
            self._run = (self._run[0], False)  # a format of its own: the cell's does not count
        elif tag == "strike" and self._run:
            self._run = (self._run[0], attributes.get("val", "1") not in ("0", "false"))
        self._inside = tag

    def _characters(self, text: str) -> None:
        if self._inside in ("v", "t") and text.strip():
            self._filled = True
        if self._inside == "v" and self._kind == "s":
            self._index += text
        elif self._inside == "t" and self._run:
            self._run = (self._run[0] + text, self._run[1])

    def _end(self, name: str) -> None:
        self._inside = ""
        self._depth -= 1
        tag = name.rpartition(" ")[2]
        if tag == "r" and self._run:
            self._text.append(self._run)
            self._run = None
        elif tag == "si":
            if any(struck for _, struck in self._text) or len({struck for _, struck in self._text}) > 1:
                self.texts[self._number] = tuple(self._text)
            self._number += 1
        if tag != "c":
            return
        if self._kind == "s" and self._shared and self._index.strip().isdecimal():
            self._text = list(self._shared.get(int(self._index), ()))
        if self._text:
            self.runs[self._row, self._column] = tuple(self._text)
        place = _PLACE.fullmatch(self._place)
        if self._formula and not self._filled and place:
            self.valueless.append(self._place)
        if self._filled:
            self.cells = self._cells
            self.last_row = max(self.last_row, int(place[2]) if place else self._row)
            self.last_column = max(self.last_column, _column(place[1]) if place else MOST_COLUMNS - 1)

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        one, other = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if one and other:
            self.spans.append(CellSpan(int(one[2]), _column(one[1]), int(other[2]), _column(other[1])))


def _column(name: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _rows(
    sheet: Any, outline: _Outline, name: str, doubts: list[tuple[str, str]], struck: list[Strike]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and texts of each filled row; what is struck out is no text, and goes to `struck`."""
    if not outline.last_row:
        return
    sheet.reset_dimensions()  # what the file declares may be wrong
    width = min(outline.last_column + 1, MOST_COLUMNS)
    rows = sheet.iter_rows(min_row=1, max_row=outline.last_row, max_col=width)
    for number, cells in enumerate(rows, 1):
        texts = tuple(
            folded(_unstruck(cell, outline.runs.get((number, column)), number, column, struck))
            for column, cell in enumerate(cells)
        )
        if any(texts):
            if not _ERRORS.isdisjoint(texts):
                doubts.append((f"シート「{name}」{number}行目", "Excelのエラー値（#REF! など）があります。"))
            yield number, texts


def _unstruck(cell: Any, runs: Runs | None, row: int, column: int, struck: list[Strike]) -> str:
    """What is left of a cell without struck-out text. A run without a format of its own has the cell's."""
    whole = bool(cell.value is not None and cell.font is not None and cell.font.strike)
    if not whole and not runs:
        return _text(cell)
    parts = runs if runs and isinstance(cell.value, str) else ((_text(cell), whole),)
    out = [text for text, off in parts if (whole if off is None else off)]
    if not out:
        return _text(cell)
    if taken := folded("".join(out)):
        struck.append(Strike(row, column, taken))
    return "".join(text for text, off in parts if not (whole if off is None else off))


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
