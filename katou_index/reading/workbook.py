"""The XML parts of a workbook (.xlsx) as they are stored: relations, shared texts, styles, sheets.

    xl/workbook.xml → names of sheets          xl/styles.xml → number format, font and fill of each style
    xl/sharedStrings.xml → texts in runs       xl/worksheets/sheet1.xml → cells: kind, value, style

Each part is streamed once by expat alone: a million empty rows take a second. Elements are known by their
local names, so that Strict Open XML (other namespaces) is read like any; what is not asked for (properties
of the document, empty fills, views) may be as odd as it likes. Formulas are never run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import IO
from xml.parsers import expat

from katou_index.reading import sentences as say
from katou_index.reading.grid import CellSpan, folded
from katou_index.reading.numberformat import BUILT_IN, GENERAL
from katou_index.records import NamedTuple

MOST_CELLS = 600_000  # of one workbook up to the last filled row, empty ones that only have a format included
MOST_ELEMENTS = 2_500_000  # of one sheet's XML: enough for empty rows to the last one that Excel has
MOST_OTHER_ELEMENTS = 300_000  # of any other part: shared texts, styles
DEEPEST = 64  # elements within elements; a sheet has some eight
MOST_COLUMNS = 200
MOST_MERGED = 50_000
WHITE, BLACK = "FFFFFF", "000000"
_ALIKE = 8  # of 255: shades that nobody tells apart
_INDEXED = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: "", 65: WHITE}
_THEMED = {0: WHITE, 1: BLACK}  # the paper and the ink of a theme
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_YES = ("1", "true", "on")


class PartError(Exception):
    """A part of a workbook that cannot be read; its text is one sentence for people."""


class CellFont(NamedTuple):
    """What counts of a font. `colour`: six hexadecimal digits, another name, or "" for the automatic one."""

    struck: bool = False
    colour: str = ""


class TextRun(NamedTuple):
    """A part of a text; without a font of its own it has the cell's."""

    text: str
    font: CellFont | None


class SharedText(NamedTuple):
    """A text, its white space folded; `runs` only where some of it may be struck out or not seen."""

    text: str
    runs: tuple[TextRun, ...] = ()


class CellStyle(NamedTuple):
    """What counts of a style. `fill`: a colour as of fonts, None for a pattern."""

    form: str = GENERAL
    font: CellFont = CellFont()
    fill: str | None = WHITE

    def hides(self, font: CellFont) -> bool:
        """Whether a font has the colour of what it stands on."""
        if not font.colour or self.fill is None:
            return False
        if font.colour == self.fill:
            return True
        if len(font.colour) != len(WHITE) or len(self.fill) != len(WHITE):
            return False
        one, other = (bytes.fromhex(colour) for colour in (font.colour, self.fill))
        return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


class StoredCell(NamedTuple):
    """A filled cell. `kind` as files write it: n, s, str, inlineStr, b, e, d."""

    row: int
    column: int
    kind: str
    value: str
    text: SharedText
    style: int


class StoredSheet(NamedTuple):
    """What is known of a sheet beside its cells; the fields are those of `SheetCells`."""

    spans: list[CellSpan]
    hidden: list[int]
    hidden_columns: set[int]
    zeros: bool
    valueless: list[tuple[int, int]]
    last_column: int


class Part:
    """Passes an XML part element by element. `inside` are the local names of the open elements."""

    most = MOST_OTHER_ELEMENTS

    def __init__(self) -> None:
        self.inside: list[str] = []
        self._elements = 0

    def read(self, file: IO[bytes]) -> None:
        """All of it. Raises PartError for too many or too deep elements, or a document type: no part declares
        one, it is how entities are made to grow. Raises expat's own error for what is no XML."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.ParseFile(file)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self.most or len(self.inside) > DEEPEST:
            raise PartError(say.too_many_cells(MOST_CELLS))
        tag = name.rpartition(" ")[2]
        self._opened(tag, attributes)
        self.inside.append(tag)

    def _end(self, name: str) -> None:
        self.inside.pop()
        self._closed(name.rpartition(" ")[2])

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def _closed(self, tag: str) -> None:
        """It has ended, and is no longer among those inside."""

    def _characters(self, text: str) -> None:
        """Text of the innermost element."""


def _refuse(*_: object) -> None:
    raise PartError(say.broken_excel())


class Relations(Part):
    """What a part leads to: id → (last word of its kind, target as written)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class Contents(Part):
    """The workbook itself: (name, state, id of its relation) of each sheet, how it counts days."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and self.inside[-1:] == ["sheets"]:
            relation = next((text for name, text in attributes.items() if name.endswith(" id")), "")
            name = unescaped(attributes.get("name", ""))
            self.sheets.append((name, attributes.get("state", "visible"), relation))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in _YES


class TableArea(Part):
    """The range that a table (Excel's, with a style of its own) takes in its sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[CellSpan] = []

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.spans += spans_of(attributes.get("ref", ""))


class _Texts(Part):
    """Texts in runs, readings above them (ruby) left out: `<r><rPr><strike/></rPr><t>…</t></r>`."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[TextRun] = []
        self._font: CellFont | None = None
        self._letters: list[str] = []

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "r":
            self._font = None
        elif tag == "rPr":
            self._font = CellFont()  # a format of its own: the cell's does not count
        elif tag == "t":
            self._letters = []
        elif self._font is not None and self.inside[-1:] == ["rPr"]:
            self._font = _with(self._font, tag, attributes)

    def _closed(self, tag: str) -> None:
        if tag == "t" and "rPh" not in self.inside:
            self.runs.append(TextRun(unescaped("".join(self._letters)), self._font))
        elif tag == "r":
            self._font = None

    def _characters(self, text: str) -> None:
        if self.inside[-1] == "t":
            self._letters.append(text)

    def take(self) -> SharedText:
        """The runs so far as one text."""
        runs, self.runs = tuple(self.runs), []
        text = folded("".join(run.text for run in runs))
        return SharedText(text, runs if any(run.font for run in runs) else ())


class SharedTexts(_Texts):
    """The texts that cells refer to by their place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[SharedText] = []

    def _closed(self, tag: str) -> None:
        super()._closed(tag)
        if tag == "si":
            self.texts.append(self.take())


class Aside(NamedTuple):
    """A text that stands beside the cells: of a comment or a shape, with the cell that it is fixed to."""

    row: int
    column: int
    text: str


class Comments(_Texts):
    """The comments of a sheet: `<comment ref="F2"><text><r><t>…</t></r></text></comment>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Aside] = []
        self._places: list[CellSpan] = []

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        super()._opened(tag, attributes)
        if tag == "comment":
            self._places = list(spans_of(attributes.get("ref", "")))

    def _closed(self, tag: str) -> None:
        super()._closed(tag)
        if tag == "comment" and (text := self.take().text):
            self.found += [Aside(place.top, place.left, text) for place in self._places]


class Shapes(_Texts):
    """The texts of boxes and shapes over a sheet, each with the cell at its upper left, counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Aside] = []
        self._at = {"row": "", "col": ""}

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        super()._opened(tag, attributes)
        if tag == "from":
            self._at = {"row": "", "col": ""}

    def _characters(self, text: str) -> None:
        if self.inside[-2:-1] == ["from"] and self.inside[-1] in self._at:
            self._at[self.inside[-1]] += text
        super()._characters(text)

    def _closed(self, tag: str) -> None:
        super()._closed(tag)
        if tag == "txBody" and (text := self.take().text):
            self.found.append(Aside(_number(self._at["row"]) + 1, _number(self._at["col"]), text))


class Styles(Part):
    """The styles that cells refer to by their place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[CellStyle] = []
        self._forms = dict(BUILT_IN)
        self._fonts: list[CellFont] = []
        self._fills: list[str | None] = []
        self._solid = False
        self._rules = 0  # formats that rules may give so far
        self.rewording: set[int] = set()  # … by their places those that change what a number says

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        of = self.inside[1] if len(self.inside) > 1 else ""
        if of == "numFmts" and tag == "numFmt":
            self._forms[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", GENERAL)
        elif of == "fonts":
            if tag == "font":
                self._fonts.append(CellFont())
            elif self._fonts:
                self._fonts[-1] = _with(self._fonts[-1], tag, attributes)
        elif of == "fills":
            self._fill(tag, attributes)
        elif of == "cellXfs" and tag == "xf":
            self.styles.append(self._style(attributes))
        elif of == "dxfs" and tag == "dxf":
            self._rules += 1
        elif of == "dxfs" and tag == "numFmt":
            self.rewording.add(self._rules - 1)

    def _fill(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "fill":
            self._fills.append(WHITE)
        elif self._fills and tag == "patternFill":
            self._solid = attributes.get("patternType") == "solid"
            if attributes.get("patternType", "none") != "none":
                self._fills[-1] = None
        elif self._fills and tag == "fgColor" and self._solid:
            self._fills[-1] = _colour(attributes) or None
        elif self._fills and tag == "gradientFill":
            self._fills[-1] = None

    def _style(self, attributes: dict[str, str]) -> CellStyle:
        font, fill = _number(attributes.get("fontId")), _number(attributes.get("fillId"))
        return CellStyle(
            self._forms.get(_number(attributes.get("numFmtId")), GENERAL),
            self._fonts[font] if font < len(self._fonts) else CellFont(),
            self._fills[fill] if fill < len(self._fills) else WHITE,
        )


class SheetCells(_Texts):
    """A sheet. Each filled cell goes to `take_cell` as soon as it ends."""

    most = MOST_ELEMENTS

    def __init__(self, take_cell: Callable[[StoredCell], None]) -> None:
        super().__init__()
        self.take_cell = take_cell
        self.spans: list[CellSpan] = []
        self.hidden: list[int] = []
        self.hidden_columns: set[int] = set()
        self.coloured: list[CellSpan] = []  # ranges with conditional formats
        self.pictured: list[CellSpan] = []  # … that show a picture in place of the value
        self.ruled: list[tuple[int, CellSpan]] = []  # the format that a rule gives, and where
        self._under: list[CellSpan] = []  # the ranges of the rules that are read
        self.zeros = True  # whether noughts are shown
        self.valueless: list[tuple[int, int]] = []  # formulas without a stored value
        self.cells = 0  # up to the last filled one
        self.last_column = -1
        self._cells = self._row = 0
        self._column = -1
        self._kind, self._style, self._formula = "n", 0, False
        self._value: list[str] = []

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if "extLst" in self.inside:
            return
        if "sheetData" in self.inside:
            self._in_data(tag, attributes)
        elif tag == "mergeCell":
            self.spans += spans_of(attributes.get("ref", ""))
            if len(self.spans) > MOST_MERGED:
                raise PartError(say.too_many_cells(MOST_CELLS))
        elif tag == "conditionalFormatting":
            self._under = list(spans_of(attributes.get("sqref", "")))
            self.coloured += self._under
        elif tag == "cfRule" and "dxfId" in attributes:
            self.ruled += [(_number(attributes["dxfId"]), span) for span in self._under]
        elif tag in ("iconSet", "dataBar") and attributes.get("showValue", "1") not in _YES:
            self.pictured += self._under
        elif tag == "sheetView":
            self.zeros = attributes.get("showZeros", "1") in _YES
        elif tag == "col" and (attributes.get("hidden") in _YES or _is_nothing(attributes.get("width"))):
            first, last = _number(attributes.get("min")) or 1, _number(attributes.get("max")) or 1
            self.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))

    def _in_data(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cells += 1
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = column_of(place[1]) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), _number(attributes.get("s"))
            self._formula, self._value, self.runs = False, [], []
        elif tag == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
            self._column = -1
            if attributes.get("hidden") in _YES or _is_nothing(attributes.get("ht")):
                self.hidden.append(self._row)
        elif tag == "f":
            self._formula = True
        elif tag == "v" and self._kind == "str":
            self._formula = False  # its value is stored, though it may be an empty text
        else:
            super()._opened(tag, attributes)

    def _characters(self, text: str) -> None:
        if self.inside[-1] == "v":
            self._value.append(text)
        else:
            super()._characters(text)

    def _closed(self, tag: str) -> None:
        if "sheetData" not in self.inside:
            return
        super()._closed(tag)
        if tag != "c":
            return
        value, text = "".join(self._value), self.take()
        if not value.strip() and not text.text:
            if self._formula:
                self.valueless.append((self._row, self._column))
            return
        self.cells = self._cells
        self.last_column = max(self.last_column, self._column)
        self.take_cell(StoredCell(self._row, self._column, self._kind, value, text, self._style))


def unescaped(text: str) -> str:
    """`_x000D_` and the like as the signs they stand for; what no text may hold is a blank."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(sign if sign >= " " else " " for sign in text)


def column_of(name: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def spans_of(places: str) -> Iterable[CellSpan]:
    """`A1:B2 C3` → its ranges."""
    for ref in places.replace("$", "").split():
        first, _, last = ref.partition(":")
        one, other = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if one and other:
            yield CellSpan(int(one[2]), column_of(one[1]), int(other[2]), column_of(other[1]))


def _with(font: CellFont, tag: str, attributes: dict[str, str]) -> CellFont:
    if tag == "strike":
        return font._replace(struck=attributes.get("val", "1") in _YES)
    return font._replace(colour=_colour(attributes)) if tag == "color" else font


def _colour(attributes: dict[str, str]) -> str:
    """A colour by its digits or its number; "" for the automatic one."""
    if attributes.get("auto") in _YES:
        return ""
    tint = "" if _is_nothing(attributes.get("tint", "0")) else attributes["tint"]
    if rgb := attributes.get("rgb"):
        return f"{rgb[-6:].upper()}{tint}" if re.fullmatch(r"[0-9A-Fa-f]{6,8}", rgb) else ""
    for name, known in (("theme", _THEMED), ("indexed", _INDEXED)):
        if name in attributes:
            number = _number(attributes[name])
            return f"{known.get(number, f'{name} {number}')}{tint}"
    return ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _is_nothing(text: str | None) -> bool:
    """Whether a size is written and is none."""
    return text is not None and re.fullmatch(r"\s*-?0*(\.0*)?\s*", text) is not None and "0" in text
