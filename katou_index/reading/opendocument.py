"""A spreadsheet of LibreOffice and others (.ods) → `Grid`: what the cells show.

An .ods is a zip whose part content.xml has the sheets, each cell with the text that it shows; it is streamed
once, as the parts of a workbook are. Text that is struck out or that nobody sees, hidden sheets, comments and
shapes are told, not read; readings above texts (ruby) are left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.gathering import ReadSheet, asides_of, gathered
from katou_index.reading.grid import (
    MOST_SIGNS,
    CellDoubt,
    CellSpan,
    Grid,
    GridPage,
    Strike,
    folded,
    letters,
)
from katou_index.reading.workbook import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    WHITE,
    Aside,
    CellFont,
    CellStyle,
    Part,
    PartError,
    column_of,
)

MEGABYTE = 1 << 20
MOST_UNPACKED = 100  # megabytes of the one part that is read
MOST_REPEATED = 1_000  # filled rows that a file writes once
_CONTENT = "content.xml"
_ASIDE = frozenset(("annotation", "ruby-text"))  # text within a cell that is none of it


def read_opendocument(path: Path) -> Grid:
    """The filled cells of every visible sheet. Raises SourceError: no spreadsheet, broken, too large."""
    content = _Content()
    try:
        with zipfile.ZipFile(path) as archive:
            if any(part.flag_bits & 1 for part in archive.infolist()):
                raise SourceError(path.name, "", say.locked())
            part = archive.getinfo(_CONTENT)
            if part.file_size > MOST_UNPACKED * MEGABYTE:
                raise SourceError(path.name, "", say.inflates(MOST_UNPACKED))
            with archive.open(part) as file:
                content.read(file)
    except (KeyError, zipfile.BadZipFile, EOFError, expat.ExpatError, NotImplementedError, OSError):
        raise SourceError(path.name, "", say.broken_excel()) from None
    except PartError as error:
        raise SourceError(path.name, "", str(error)) from None
    return gathered(path.name, (sheet.read() for sheet in content.sheets if sheet.rows))


class _Sheet:
    """One sheet in the making. Rows from 1, columns from 0."""

    def __init__(self, name: str, *, hidden: bool) -> None:
        self.name, self.hidden_sheet = name, hidden
        self.rows: dict[int, dict[int, str]] = {}
        self.spans: list[CellSpan] = []
        self.hidden: list[int] = []
        self.hidden_columns: list[int] = []
        self.struck: list[Strike] = []
        self.comments: list[Aside] = []
        self.shapes: list[Aside] = []
        self.unseen: list[tuple[Strike, str]] = []  # what nobody sees, and the whole text of its cell
        self.coloured: list[CellSpan] = []  # ranges in which a rule may colour a text otherwise

    def read(self) -> ReadSheet:
        """The sheet when all of it was taken."""
        unseen = list(self._hidden_texts())
        width = 1 + max(column for row in self.rows.values() for column in row)
        rows = {
            number: tuple(row.get(column, "") for column in range(width))
            for number, row in sorted(self.rows.items())
        }
        columns = tuple(column for column in self.hidden_columns if column < width)
        hidden = tuple(number for number in self.hidden if number in rows)
        page = GridPage(self.name, rows, tuple(self.spans), "", hidden, columns, tuple(self.struck))
        comments, shapes = (
            asides_of(self.name, self.rows, found, why)
            for found, why in ((self.comments, say.COMMENTS), (self.shapes, say.SHAPES))
        )
        doubts = (*unseen, *comments.doubts, *shapes.doubts)
        return ReadSheet(page, self.hidden_sheet, doubts, (*comments.told, *shapes.told))

    def _hidden_texts(self) -> Iterator[CellDoubt]:
        """What nobody sees. In a range that a rule colours nobody can tell: there it is read."""
        for (row, column, text), whole in self.unseen:
            if any(s.top <= row <= s.bottom and s.left <= column <= s.right for s in self.coloured):
                self.rows[row] = {**self.rows.get(row, {}), column: whole}
            else:
                place = f"シート「{self.name}」{letters(column)}{row}"
                yield CellDoubt(place, say.unseen(text), self.name, row, column)


class _Style:
    """What a style says of itself, None where it says nothing. `name` of the one that it goes on from."""

    def __init__(self, parent: str = "") -> None:
        self.parent = parent
        self.struck: bool | None = None
        self.colour: str | None = None
        self.fill: str | None = None


class _Content(Part):
    """The sheets of content.xml, and the styles that strike text out, colour it or hide a sheet."""

    most = MOST_ELEMENTS

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[_Sheet] = []
        self._signs, self._cells = 0, 0
        self._style = ""
        self._said: dict[str, _Style] = {}
        self._hides: set[str] = set()
        self._row, self._rows, self._filled = 0, 1, dict[int, str]()
        self._column, self._columns, self._listed = 0, 1, 0
        self._own: dict[int, str] = {}  # column → style of its cells that name none
        self._styles: list[str] = []  # of the cell, and of the runs of text that are open in it
        self._text, self._gone, self._comment = list[str](), list[str](), list[str]()
        self._unseen, self._whole, self._shape = list[str](), list[str](), list[str]()

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        given = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        match tag:
            case "style":
                self._style = given.get("name", "")
                self._said[self._style] = _Style(given.get("parent-style-name", ""))
            case "text-properties" if self._style in self._said:
                said = self._said[self._style]
                if lines := [given[name] for name in _LINES if name in given]:
                    said.struck = any(line != "none" for line in lines)
                said.colour = _colour(given.get("color"), said.colour)
            case "table-cell-properties" if self._style in self._said:
                said = self._said[self._style]
                said.fill = _colour(given.get("background-color"), said.fill)
            case "conditional-format" if self.sheets:
                self.sheets[-1].coloured += _ranges(given.get("target-range-address", ""))
            case "table-properties" if given.get("display") == "false":
                self._hides.add(self._style)
            case "table" if "table-cell" not in self.inside:
                hidden = given.get("style-name", "") in self._hides
                self.sheets.append(_Sheet(given.get("name", ""), hidden=hidden))
                self._row, self._listed, self._own = 0, 0, {}
            case "table-column" if self.sheets:
                self._list_columns(given)
            case "table-row" if self.sheets:
                self._rows, self._column, self._filled = _many(given, "number-rows-repeated"), 0, {}
                if given.get("visibility", "visible") != "visible":
                    self.sheets[-1].hidden += range(
                        self._row + 1, self._row + 1 + min(self._rows, MOST_REPEATED)
                    )
            case "table-cell" | "covered-table-cell" if self.sheets:
                self._begin_cell(given)
            case "span":
                self._styles.append(given.get("style-name", ""))
            case "line-break" | "p" if self._text:
                self._text.append("\n")
                self._whole.append("\n")
            case "s" | "tab":
                self._text.append(" ")
                self._whole.append(" ")

    def _closed(self, tag: str) -> None:
        match tag:
            case "span" if len(self._styles) > 1:
                self._styles.pop()
            case "table-cell" | "covered-table-cell" if self.sheets:
                self._end_cell()
            case "table-row" if self.sheets:
                self._end_row()

    def _characters(self, text: str) -> None:
        if "table-cell" not in self.inside or not self.inside[-1:] or self.inside[-1] not in _TEXTS:
            return
        self._signs += len(text)
        if self._signs > MOST_SIGNS:
            raise PartError(say.too_much_text(MOST_SIGNS))
        inside = set(self.inside)
        if _ASIDE & inside:
            if "annotation" in inside and self.inside[-1] == "p":
                self._comment.append(text)
        elif _SHAPES & inside:
            self._shape.append(text)
        elif self._is_struck():
            self._gone.append(text)
        else:
            self._whole.append(text)
            (self._unseen if self._is_unseen() else self._text).append(text)

    def _is_struck(self) -> bool:
        return next((said.struck for said in self._counting() if said.struck is not None), False)

    def _is_unseen(self) -> bool:
        colour = next((said.colour for said in self._counting() if said.colour), "")
        fill = next((said.fill for said in self._counting() if said.fill), self._paper())
        return CellStyle(fill=fill).hides(CellFont(colour=colour))

    def _paper(self) -> str | None:
        """What a cell stands on whose styles say nothing; None where one goes on from a style elsewhere."""
        known = all(said.parent in ("", _DEFAULT, *self._said) for said in self._counting())
        return WHITE if known else None

    def _counting(self) -> Iterator[_Style]:
        """The styles of the text at hand, the one that counts most first."""
        for name in self._styles[::-1]:
            for _ in range(_DEEPEST):
                if (said := self._said.get(name)) is None:
                    break
                yield said
                name = said.parent

    def _list_columns(self, given: dict[str, str]) -> None:
        many = _many(given, "number-columns-repeated")
        if style := given.get("default-cell-style-name", ""):
            self._own.update(
                dict.fromkeys(range(self._listed, min(self._listed + many, MOST_COLUMNS)), style)
            )
        if given.get("visibility", "visible") != "visible":
            last = min(self._listed + many, MOST_COLUMNS)
            self.sheets[-1].hidden_columns += range(self._listed, last)
        self._listed += many

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._columns = _many(given, "number-columns-repeated")
        self._styles = [given.get("style-name", "") or self._own.get(self._column, "")]
        self._text, self._gone, self._comment = [], [], []
        self._unseen, self._whole, self._shape = [], [], []
        across, down = _many(given, "number-columns-spanned"), _many(given, "number-rows-spanned")
        if across > 1 or down > 1:
            top, left = self._row + 1, self._column
            self.sheets[-1].spans.append(CellSpan(top, left, top + down - 1, left + across - 1))

    def _end_cell(self) -> None:
        sheet, place = self.sheets[-1], (self._row + 1, self._column)
        if text := folded("".join(self._text)):
            for column in range(self._column, min(self._column + self._columns, MOST_COLUMNS)):
                self._filled[column] = text
        if gone := folded("".join(self._gone)):
            sheet.struck.append(Strike(*place, gone))
            self._filled.setdefault(self._column, "")
        if unseen := folded("".join(self._unseen)):
            sheet.unseen.append((Strike(*place, unseen), folded("".join(self._whole))))
        if shape := folded(" ".join(self._shape)):
            sheet.shapes.append(Aside(*place, shape))
        if comment := folded(" ".join(self._comment)):
            sheet.comments.append(Aside(*place, comment))
        self._column += self._columns

    def _end_row(self) -> None:
        if any(self._filled.values()):
            for number in range(self._row + 1, self._row + 1 + min(self._rows, MOST_REPEATED)):
                self.sheets[-1].rows[number] = self._filled
                self._cells += len(self._filled)
            if self._cells > MOST_CELLS:
                raise PartError(say.too_many_cells(MOST_CELLS))
        self._row += self._rows


_LINES = ("text-line-through-style", "text-line-through-type")  # programs write either, or both
_DEFAULT = "Default"  # the style of all cells
_DEEPEST = 8  # styles that go on from each other
_RANGE = re.compile(r"\.\$?([A-Z]{1,3})\$?(\d{1,7})(?::[^.:]*\.\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_SHAPES = frozenset((
    "custom-shape", "frame", "rect", "ellipse", "circle", "line", "polyline", "polygon", "regular-polygon",
    "path", "connector", "caption", "measure", "g", "control",
))  # fmt: skip
_TEXTS = frozenset(("p", "span", "a", "ruby-base", "ruby-text"))


def _many(given: dict[str, str], name: str) -> int:
    """A number of rows or columns, 1 where none is given."""
    text = given.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def _colour(said: str | None, before: str | None) -> str | None:
    """#ffffff as a workbook has it; what was said before where nothing, or no colour, is said now."""
    return said[1:].upper() if said and said.startswith("#") and len(said) == len(WHITE) + 1 else before


def _ranges(addresses: str) -> Iterator[CellSpan]:
    """評価.F3:評価.F10 → its places."""
    for left, top, right, bottom in _RANGE.findall(addresses):
        first, last = column_of(left), column_of(right or left)
        yield CellSpan(int(top), first, int(bottom or top), last)
