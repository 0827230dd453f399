"""Excel (.xlsx) → `Grid`: what the cells show. Where a workbook's parts stand, and what they say together.

A workbook is a zip of XML files, so it may be small and unpack to anything: names and sizes of its parts are
checked before any is opened, and each is streamed once (`workbook`). Only the parts that count are opened,
so that what Excel opens is opened: without properties or styles, Strict Open XML, from any program.
Formulas are never run: what Excel stored as their value counts. Numbers and days are written as their format
shows them (`numberformat`). Struck-out text (見え消し) and text that nobody can see are no value, but told.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TypeVar
from xml.parsers import expat

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.filekinds import LOCKED, OLE, inside_of
from katou_index.reading.gathering import ReadSheet, asides_of, gathered
from katou_index.reading.grid import (
    MOST_SIGNS,
    CellDoubt,
    CellSpan,
    Grid,
    GridPage,
    Strike,
    Unread,
    folded,
    letters,
    samples,
)
from katou_index.reading.numberformat import GENERAL, general, shown
from katou_index.reading.signs import is_error
from katou_index.reading.workbook import (
    MOST_CELLS,
    MOST_COLUMNS,
    Aside,
    CellStyle,
    Comments,
    Contents,
    Part,
    PartError,
    Relations,
    Shapes,
    SharedText,
    SharedTexts,
    SheetCells,
    StoredCell,
    StoredSheet,
    Styles,
    TableArea,
    TextRun,
    unescaped,
)

MEGABYTE = 1 << 20
MOST_UNPACKED = 100  # megabytes, all parts together
MOST_STRINGS = 40  # megabytes of shared texts, which are held in memory
MOST_PARTS = 5_000
_SIGN, _FEW_OTHERS = 2, 2  # signs of a mark; a heading and a legend beside those of one sign
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
Kind = TypeVar("Kind", bound=Part)
_OTHERS = {"word/": "Word", "ppt/": "PowerPoint", "content.xml": "OpenDocument", "Index/": "Numbers"}


def read_excel(path: Path) -> Grid:
    """The filled cells of every visible sheet. Raises SourceError: no workbook, broken, too large, macros."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive)
            return _Workbook(path, archive).grid()
    except SourceError:
        raise
    except PartError as error:
        raise SourceError(path.name, "", str(error)) from None
    except (MemoryError, RecursionError):
        raise SourceError(path.name, "", say.too_costly()) from None
    except zipfile.BadZipFile:
        raise SourceError(path.name, "", _no_zip(path)) from None
    except OSError as error:
        if error.errno is not None:
            raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
        raise SourceError(path.name, "", say.broken_excel()) from None
    except Exception:  # zip has some thirty ways to say "broken"
        raise SourceError(path.name, "", say.broken_excel()) from None


def _no_zip(path: Path) -> str:
    """What a file is that is no zip, or a damaged one."""
    raw = path.read_bytes()
    if raw.startswith(OLE):
        return say.locked() if LOCKED in raw else say.old_excel()
    return say.broken_excel() if raw.startswith(b"PK") else say.not_excel(inside_of(raw[:1024]) or "?")


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    """Names and declared sizes; a part is never unpacked further than it declares (zipfile sees to that)."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        raise SourceError(path.name, "", say.odd_names())
    if any(part.flag_bits & 1 for part in parts):
        raise SourceError(path.name, "", say.locked())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SourceError(path.name, "", say.macros())
    if any(name.lower() == "xl/workbook.bin" for name in names):
        raise SourceError(path.name, "", say.not_excel(".xlsb"))
    if not any(name.lower().startswith("xl/") for name in names):
        raise SourceError(path.name, "", say.not_excel(_other(names)))
    unpacked = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if unpacked > MOST_UNPACKED * MEGABYTE or strings > MOST_STRINGS * MEGABYTE or len(parts) > MOST_PARTS:
        raise SourceError(path.name, "", say.inflates(MOST_UNPACKED))


def _other(names: set[str]) -> str:
    """What a zip without a workbook in it is."""
    for name in sorted(names):
        if name.lower().endswith((".xlsx", ".xls")):
            return f"zip: {posixpath.basename(name)}"
    return next((what for start, what in _OTHERS.items() if any(n.startswith(start) for n in names)), "zip")


class _Workbook:
    """A workbook whose parts are opened as they are needed."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        self.names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
        root = self._relations("")
        self.main = next((at for kind, at in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        self.contents, self.relations = self._read(self.main, Contents()), self._relations(self.main)
        self.shared = self._one("sharedStrings", SharedTexts()).texts
        styles = self._one("styles", Styles())
        self.styles, self.rewording = styles.styles, styles.rewording
        self.cells = self.signs = 0

    def grid(self) -> Grid:
        """Every sheet; hidden ones are only told."""
        return gathered(self.path.name, self._sheets())

    def _sheets(self) -> Iterator[ReadSheet]:
        for name, state, relation in self.contents.sheets:
            kind, part = self.relations.get(relation, ("worksheet", ""))
            if kind == "worksheet":  # and no sheet that is a chart or a dialogue
                yield self._sheet(name, part).read(hidden=state != "visible")

    def _sheet(self, name: str, part: str) -> SheetTexts:
        sheet = SheetTexts(name, self.shared, self.styles, self.contents.from_1904, self.signs)
        stored = self._read(part, SheetCells(sheet.take))
        self.cells += stored.cells
        self.signs = sheet.signs
        if self.cells > MOST_CELLS:
            raise SourceError(self.path.name, "", say.too_many_cells(MOST_CELLS))
        tables = [at for kind, at in self._relations(part).values() if kind == "table"]
        areas = [span for table in tables for span in self._read(table, TableArea()).spans]
        sheet.finish(stored, [*stored.coloured, *areas])
        reworded = (span for form, span in stored.ruled if form in self.rewording)
        sheet.tell_shown_otherwise([*stored.pictured, *reworded])
        leads = [(kind, at) for kind, at in self._relations(part).values() if at in self.names]
        comments = [
            each for kind, at in leads if kind == "comments" for each in self._read(at, Comments()).found
        ]
        shapes = [each for kind, at in leads if kind == "drawing" for each in self._read(at, Shapes()).found]
        sheet.tell_asides(comments, say.COMMENTS)
        sheet.tell_asides(shapes, say.SHAPES)
        return sheet

    # -- parts -------------------------------------------------------------------------------------------

    def _one(self, kind: str, part: Kind) -> Kind:
        """The one part of its kind; nothing is read where there is none."""
        usual = f"{posixpath.dirname(self.main)}/{kind}.xml".lower()
        name = next((at for of, at in self.relations.values() if of == kind), usual)
        return self._read(name, part) if name in self.names else part

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part leads to: id → kind, name of the part."""
        folder, last = posixpath.split(name)
        own = posixpath.join(folder, "_rels", f"{last}.rels").lower()
        if own not in self.names:
            return {}
        found = self._read(own, Relations()).found
        return {
            key: (
                kind,
                posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/")))[1:].lower(),
            )
            for key, (kind, target) in found.items()
        }

    def _read(self, name: str, part: Kind) -> Kind:
        """A part passed from its first element to its last."""
        if name.lower() not in self.names:
            raise PartError(say.part_missing(name or "xl/worksheets"))
        try:
            with self.archive.open(self.names[name.lower()]) as file:
                part.read(file)
        except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, ValueError):
            raise PartError(say.part_broken(name)) from None
        return part


class SheetTexts:
    """The texts of one sheet in the making."""

    def __init__(
        self,
        name: str,
        shared: Sequence[SharedText],
        styles: Sequence[CellStyle],
        from_1904: bool,
        signs: int,
    ) -> None:
        self.name, self.signs = name, signs  # of all texts so far, those of the sheets before it among them
        self.shared, self.styles, self.from_1904 = shared, styles, from_1904
        self.page = GridPage("", {})
        self.doubts: list[CellDoubt] = []
        self.asides: list[Unread] = []
        self._texts: dict[int, dict[int, str]] = {}
        self._noughts: list[tuple[int, int]] = []
        self._struck: list[Strike] = []
        self._coloured: dict[int, dict[str, Counter[tuple[str, str | None]]]] = {}  # column → sign → colours
        self._first: dict[tuple[int, str], int] = {}  # column and sign → the first row where it stands
        self._unseen: list[tuple[Strike, str]] = []  # what is hidden, and the cell's text if it is not

    def take(self, cell: StoredCell) -> None:
        """One filled cell."""
        if cell.column >= MOST_COLUMNS:
            return
        style = self.styles[cell.style] if cell.style < len(self.styles) else CellStyle()
        number = _number(cell, self.from_1904)
        text = self._text(cell) if number is None else SharedText(
            folded(shown(number, style.form, from_1904=self.from_1904))
        )  # fmt: skip
        self.signs += len(text.text)  # of a text that a thousand cells share, a thousand times
        if self.signs > MOST_SIGNS:
            raise PartError(say.too_much_text(MOST_SIGNS))
        if cell.kind == "e" or is_error(text.text):
            self._doubt(cell.row, cell.column, say.error_value(text.text))
            return
        if number == 0:
            self._noughts.append((cell.row, cell.column))
        kept = text.text
        if text.runs or style.font.struck or style.font.colour:
            kept = self._kept(cell, style, text.runs or (TextRun(text.text, None),))
        if number is None and kept and style.form not in (GENERAL, "@"):
            kept = folded(shown(kept, style.form))
        if not kept and text.text and not self._told(cell):
            self._hide(cell, text.text)
        elif number and not text.text:
            self._hide(cell, general(number))
        if kept:
            self._texts.setdefault(cell.row, {})[cell.column] = kept
            if len(kept) <= _SIGN:
                font = next((run.font for run in text.runs if run.font), style.font)
                signs = self._coloured.setdefault(cell.column, {})
                signs.setdefault(kept, Counter())[font.colour, style.fill] += 1
                self._first.setdefault((cell.column, kept), cell.row)

    def _text(self, cell: StoredCell) -> SharedText:
        """The text of a cell that holds no number."""
        if cell.kind == "s":
            at = int(cell.value) if cell.value.strip().isdecimal() else -1
            return self.shared[at] if 0 <= at < len(self.shared) else SharedText("#REF!")
        if cell.kind == "inlineStr":
            return cell.text
        if cell.kind == "b":
            return SharedText("TRUE" if cell.value.strip() in ("1", "true") else "FALSE")
        return SharedText(folded(unescaped(cell.value)))

    def _told(self, cell: StoredCell) -> bool:
        """Whether something of a cell is told already as struck out or not seen."""
        last = [*self._struck[-1:], *(strike for strike, _ in self._unseen[-1:])]
        return any((strike.row, strike.column) == (cell.row, cell.column) for strike in last)

    def _doubt(self, row: int, column: int, told: str) -> None:
        place = f"シート「{self.name}」{letters(column)}{row}"
        self.doubts.append(CellDoubt(place, told, self.name, row, column))

    def _hide(self, cell: StoredCell, text: str, whole: str = "") -> None:
        """`whole`: what the cell says where a rule colours it after all."""
        self._unseen.append((Strike(cell.row, cell.column, text), whole))

    def _kept(self, cell: StoredCell, style: CellStyle, runs: Sequence[TextRun]) -> str:
        """A cell without what is struck out and what nobody can see."""
        fonts = [run.font or style.font for run in runs]
        struck = folded("".join(run.text for run, font in zip(runs, fonts, strict=True) if font.struck))
        left = [
            (run.text, style.hides(font)) for run, font in zip(runs, fonts, strict=True) if not font.struck
        ]
        unseen = folded("".join(text for text, hidden in left if hidden))
        if struck:
            self._struck.append(Strike(cell.row, cell.column, struck))
        if unseen:
            self._hide(cell, unseen, folded("".join(text for text, _ in left)))
        return folded("".join(text for text, hidden in left if not hidden))

    def finish(self, stored: SheetCells | StoredSheet, coloured: Sequence[CellSpan]) -> None:
        """The page, when all cells were taken. In a range that a rule or a table colours nobody can tell by
        its own format that a text is not seen: it is read."""
        for row, column in () if stored.zeros else self._noughts:
            self._texts.get(row, {}).pop(column, None)
        for (row, column, unseen), whole in self._unseen:
            inside = any(s.top <= row <= s.bottom and s.left <= column <= s.right for s in coloured)
            if inside and whole:
                self._texts.setdefault(row, {})[column] = whole
            else:
                self._doubt(row, column, say.unseen(unseen))
        self._tell_colours()
        for row, column in stored.valueless:
            self._doubt(row, column, say.no_value())
        if stored.last_column >= MOST_COLUMNS:
            place = f"シート「{self.name}」{letters(MOST_COLUMNS)}列から右"
            self.doubts.append(CellDoubt(place, say.too_far_right()))
        width = min(stored.last_column + 1, MOST_COLUMNS)
        rows = {
            row: tuple(texts.get(column, "") for column in range(width))
            for row, texts in sorted(self._texts.items()) if texts
        }  # fmt: skip
        hidden = tuple(number for number in stored.hidden if number in rows)
        columns = tuple(sorted(stored.hidden_columns))
        self.page = GridPage(self.name, rows, tuple(stored.spans), "", hidden, columns, tuple(self._struck))

    def _tell_colours(self) -> None:
        """A column in which one sign stands in several colours and hardly another one: perhaps the colour is
        what counts, and nobody reads that."""
        for column, signs in self._coloured.items():
            sign, colours = max(signs.items(), key=lambda each: each[1].total())
            count = colours.total()
            others = sum(each.total() for each in signs.values()) - count
            if len(colours) > 1 and count > others + _FEW_OTHERS and (not sign.isalnum() or sign == "〇"):
                self._doubt(self._first[column, sign], column, say.sign_in_colours(sign, count, len(colours)))

    def tell_shown_otherwise(self, ranges: Sequence[CellSpan]) -> None:
        """In ranges where a rule shows a picture or another text in place of the value, the first filled cell
        of each column is in doubt: what was read is the value, and nobody sees that."""
        for column in sorted(
            {at for span in ranges for at in range(span.left, min(span.right + 1, MOST_COLUMNS))}
        ):
            of_it = [span for span in ranges if span.left <= column <= span.right]
            rows = [
                row
                for row, texts in sorted(self._texts.items())
                if texts.get(column) and any(span.top <= row <= span.bottom for span in of_it)
            ]
            if rows:
                values = samples(self._texts[row][column] for row in rows)
                self._doubt(rows[0], column, say.shown_otherwise(len(rows), values))

    def tell_asides(self, asides: Sequence[Aside], why: str) -> None:
        """Comments and shapes are read into no cell, but told."""
        doubts, told = asides_of(self.name, self._texts, asides, why)
        self.doubts += doubts
        self.asides += told

    def read(self, *, hidden: bool) -> ReadSheet:
        """The sheet when all of it was taken."""
        return ReadSheet(self.page, hidden, self.doubts, self.asides)


def _number(cell: StoredCell, from_1904: bool) -> float | None:
    """The number of a cell, a day as Excel counts them; None where it holds none."""
    if cell.kind == "d":
        return _serial(cell.value.strip(), from_1904)
    try:
        return float(cell.value) if cell.kind == "n" else None
    except ValueError:
        return None


def _serial(text: str, from_1904: bool) -> float | None:
    """`2021-03-31T18:00:00` as Excel counts days."""
    try:
        if text[2:3] == ":":
            clock = time.fromisoformat(text)
            return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    return (
        moment.replace(tzinfo=None) - (_DAY_ZERO_1904 if from_1904 else _DAY_ZERO)
    ).total_seconds() / 86_400
