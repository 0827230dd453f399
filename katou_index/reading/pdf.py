"""PDF with ruled tables → `Grid`, a page a `GridPage`. With `visible` the only user of pdfplumber.

The rules of the table are lines that the PDF draws, so merged cells are known: a place without a cell of
its own lies inside the cell that covers it. A merged cell that a page break cuts is made whole by
`pagebreaks`, a row that is cut is joined later, by who knows the columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.asides import PAGE_NUMBER
from katou_index.reading.cutoff import CutText, cut_doubts, cut_of
from katou_index.reading.grid import (
    PDF,
    SAMPLES,
    CellDoubt,
    CellSpan,
    Grid,
    GridPage,
    Strike,
    Unread,
    folded,
    glued,
    samples,
)
from katou_index.reading.levels import Area, Glyph, Ink, Lattice, Stroke, lattices
from katou_index.reading.pagebreaks import Printed, joined
from katou_index.reading.rubies import readings_above
from katou_index.reading.strikes import strikes_of, struck_on
from katou_index.reading.widepages import beside_each_other, near
from katou_index.records import NamedTuple

MOST_PAGES = 200
MOST_CELLS = 200_000
_QUIRKS = str.maketrans(
    {"\u0336": "—"}
)  # what the character table for fonts that are not embedded says for it
_GAP, _RISE = 0.2, 0.4  # of the size of the signs: from where on two of them stand apart, on two lines
_LARGE = 1.5  # times the usual size: from here on a word may be a watermark
_NEAR = 3.0  # points: rules that are drawn to meet
_WHOLE = 0.9  # of a table's height: an upright rule of that length is its edge
_ON_RULE = 0.2  # of a character's height: the middle of one that a rule runs through is so near to it
_LINES_APART = 2.0  # heights of a line: so near it stands above what it is the head of
_INSIDE = 0.5  # points: how far inside a cell a point is taken, for rules have a width
_LEAST_COLUMNS = 4  # smaller frames are no tables where there are such; else two are enough
_FEWEST_COLUMNS = 2


def read_pdf(path: Path) -> Grid:
    """The ruled tables of every page. Raises SourceError: broken, locked, scanned, without a ruled table."""
    try:
        import pdfplumber  # here: only this format needs it, and it starts slowly
        from pdfminer.pdfdocument import PDFPasswordIncorrect

        from katou_index.reading.visible import visible_pages
    except ImportError:
        raise SourceError(path.name, "", say.needs_library("pdfplumber", "pdf")) from None
    try:
        with path.open("rb") as file, pdfplumber.open(file) as document:
            seen = partial(visible_pages, document)
            wide = _read(path, document, seen, _LEAST_COLUMNS)
            found = wide or _read(path, document, seen, _FEWEST_COLUMNS)
            return found or _by_levels(path, document, visible_pages) or _none(path)
    except SourceError:
        raise
    except (MemoryError, RecursionError):
        raise SourceError(path.name, "", say.too_costly()) from None
    except OSError as error:
        raise SourceError(path.name, "", say.cannot_open(error.strerror or "")) from None
    except Exception as error:  # pdfminer raises whatever a broken file makes it stumble over
        reasons = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(reason, MemoryError) for reason in reasons):
            raise SourceError(path.name, "", say.too_costly()) from None
        if any(isinstance(reason, PDFPasswordIncorrect) for reason in reasons):
            raise SourceError(path.name, "", say.locked()) from None
        raise SourceError(path.name, "", say.broken_pdf()) from None


def _none(path: Path) -> Grid:
    raise SourceError(path.name, "", say.no_table_in_pdf())


def _by_levels(
    path: Path, document: Any, visible_pages: Callable[[Any], Iterator[Any]]
) -> Grid | None:  # fmt: skip
    """The tables that have no upright rules, None where it is not certain what is a row and a column."""
    inks = []
    for page in visible_pages(document):
        inks.append(_ink(page))
        page.close()
    found = lattices(inks)
    if found is None:
        return None
    grid = _read(path, document, partial(visible_pages, document), _FEWEST_COLUMNS, found)
    if grid is None:
        return None
    name = next(page.name for page in grid.pages if page.rows)
    doubt = CellDoubt(f"{name}ページ", say.no_upright_rules(), name)
    return grid.but(doubts=(doubt, *grid.doubts))


def _ink(page: Any) -> Ink:
    """What is drawn on a page."""
    glyphs = (
        Glyph(char["text"], char["x0"], char["x1"], char["top"], char["bottom"])
        for char in page.chars
        if char["text"].strip()
    )
    strokes = (Stroke(rule["top"], rule["x0"], rule["x1"]) for rule in page.horizontal_edges)
    areas = (Area(each["top"], each["bottom"], each["x0"], each["x1"]) for each in page.rects if each["fill"])
    return Ink(tuple(glyphs), tuple(strokes), tuple(areas))


def _read(
    path: Path,
    document: Any,
    seen: Callable[[], Iterator[Any]],
    least: int,
    found: Sequence[Lattice | None] | None = None,
    parted: bool = True,
) -> Grid | None:
    """The tables of so many columns, None where no page has one; their rules are `found` where not all of
    them are drawn. `parted`: whether a table of fewer may be a part of a wide one."""
    if not document.pages:
        raise SourceError(path.name, "", say.broken_pdf())
    if len(document.pages) > MOST_PAGES:
        raise SourceError(path.name, "", say.too_many_pages(MOST_PAGES))
    printed, letters, cells = list[Printed](), 0, 0
    unread, doubts = list[Unread](), list[CellDoubt]()
    heads, heights = _Heads(unread), list[tuple[float, ...]]()
    for number, page in enumerate(seen(), 1):
        letters += len(page.chars)
        finder = _Finder(least, found[number - 1] if found else None, heads, heights if parted else None)
        printed.append(_page(str(number), page, unread, doubts, finder))
        cells += sum(len(texts) for texts in printed[-1].page.rows.values())
        if cells > MOST_CELLS:
            raise SourceError(path.name, f"{number}ページ", say.too_many_cells(MOST_CELLS))
        page.close()  # lets go of the page's characters
    heads.tell_last()
    if not letters:
        raise SourceError(path.name, "", say.scanned_pdf())
    if not cells:
        return None
    beside = beside_each_other(printed)
    if parted and len(beside.pages) == len(printed) and any(map(_is_narrow(least), printed)):
        return _read(path, document, seen, least, found, parted=False)
    doubts.extend((*beside.doubts, *cut_doubts([(each.page, each.cut) for each in beside.pages])))
    return Grid(path.name, PDF, joined(beside.pages), tuple(doubts), tuple(unread))


def _is_narrow(least: int) -> Callable[[Printed], bool]:
    """Whether the table of a page has fewer columns."""
    return lambda printed: bool(printed.edges) and len(printed.edges[1]) <= least


def _page(name: str, page: Any, unread: list[Unread], doubts: list[CellDoubt], finder: _Finder) -> Printed:
    """The tables of one page, one below the other, as one run of rows; small ones go to `unread`, texts that
    may be of either of two rows to `doubts`."""
    rows: dict[int, tuple[str, ...]] = {}
    spans: list[CellSpan] = []
    strikes: list[Strike] = []
    cut: list[CutText] = []
    clipped = page.cut
    how = {"x_tolerance_ratio": _GAP, "y_tolerance_ratio": _RISE, **page.directions()}
    if page.unseen:
        unread.append(Unread(f"{name}ページ", folded(page.unseen), (), say.UNSEEN))
    if page.slanted:
        unread.append(Unread(f"{name}ページ", folded(page.slanted), (), say.OVERLAID))
    struck, drawn = struck_on(page)
    if struck:
        gone = {id(each) for each in (*struck, *drawn)}
        page = page.filter(lambda each: id(each) not in gone)
    if readings := readings_above(page.chars):
        above = {id(each) for each in readings}
        page = page.filter(lambda each: id(each) not in above)
    tables, small = finder.tables(page)
    if over := _overlaid(page, tables):
        unread.append(
            Unread(f"{name}ページ", folded(" ".join(word["text"] for word in over)), (), say.OVERLAID)
        )
        page = page.filter(lambda each: not any(_is_of(each, word) for word in over))
        tables, small = finder.tables(page)
    for table in small:
        cells = [glued((text or "").split("\n")) for texts in table.extract() for text in texts]
        if len(cells) > 1 and (told := samples(cells, SAMPLES + 1)):
            unread.append(Unread(f"{name}ページ", told[0], told[1:], say.SMALL_TABLE))
    outside = _lines_outside(page, [*tables, *small])
    said = finder.heads.above(name, outside, tables)
    for place, table in enumerate(tables):
        if place in said:
            width = max(len(row.cells) for row in table.rows)
            rows[len(rows) + 1] = (said[place].text, *[""] * (width - 1))
            spans.append(CellSpan(len(rows), 0, len(rows), width - 1))
        first = len(rows) + 1
        for at, texts in enumerate(table.extract(**how)):
            rows[first + at] = tuple(glued((text or "").translate(_QUIRKS).split("\n")) for text in texts)
        spans.extend(_spans(table, first))
        strikes.extend(strikes_of(struck, table, first))
        cut.extend(cut_of(clipped, table, first))
        if on_rules := _on_rules(page, table):
            doubts.append(CellDoubt(f"{name}ページ", say.on_rules(samples(on_rules), len(on_rules)), name))
    top = tables[0].bbox[1] if tables else page.height
    around = " ".join(folded(word["text"]) for word in page.extract_words() if word["bottom"] <= top + 1)
    return Printed(
        GridPage(name, rows, tuple(spans), around[:2_000], struck=tuple(strikes)),
        _open(page, tables[-1]) if tables else (),
        tuple(cut),
        _edges(tables[0]) if len(tables) == 1 and not said else (),
    )


def _lines_outside(page: Any, tables: Sequence[Any]) -> list[TextLine]:
    """The lines of text that stand in no table, from top to bottom."""
    outside = page.filter(
        lambda each: each["object_type"] == "char" and not any(_lies_in(each, table.bbox) for table in tables)
    )
    words = outside.extract_words(x_tolerance_ratio=_GAP) if outside.chars else []
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"], word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if lines and lines[-1][0]["top"] <= middle <= lines[-1][0]["bottom"]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        TextLine(folded(" ".join(word["text"] for word in sorted(line, key=lambda word: word["x0"]))),
             min(word["top"] for word in line), max(word["bottom"] for word in line))
        for line in lines
    ]  # fmt: skip


def _is_page_number(text: str) -> bool:
    return text.isdecimal() or PAGE_NUMBER.fullmatch(text) is not None


def _heads_above(lines: Sequence[TextLine], tables: Sequence[Any]) -> dict[int, TextLine]:
    """Place of a table on its page → the line right above it, which says what the table is of."""
    heads, before = dict[int, TextLine](), 0.0
    for place, table in enumerate(tables):
        _, top, _, bottom = table.bbox
        between = [line for line in lines if before <= line.top and line.bottom <= top + _NEAR]
        if between and top - between[-1].bottom <= _LINES_APART * (between[-1].bottom - between[-1].top):
            heads[place] = between[-1]
        before = bottom - _NEAR
    return heads


def _on_rules(page: Any, table: Any) -> list[str]:
    """The characters through whose middle a rule between two cells runs: nobody can tell whose they are."""
    rules: dict[float, list[tuple[float, float]]] = {}  # height → from where to where
    for left, _, right, bottom in table.cells:
        if bottom < table.bbox[3] - _INSIDE:
            rules.setdefault(bottom, []).append((left, right))
    heights, found = sorted(rules), list[str]()
    for char in page.chars if heights else ():
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        near = _ON_RULE * (char["bottom"] - char["top"])
        crossed = heights[bisect_left(heights, y - near) : bisect_right(heights, y + near)]
        if char["text"].strip() and any(left <= x <= right for at in crossed for left, right in rules[at]):
            found.append(char["text"])
    return found


def _overlaid(page: Any, tables: Sequence[Any]) -> list[dict[str, Any]]:
    """Words over the tables that belong to no cell: much larger than the rest, and across a cell's edge."""
    inside = [char for char in page.chars if any(_lies_in(char, table.bbox) for table in tables)]
    if not inside:
        return []
    usual = median(char["size"] for char in inside)
    if all(char["size"] <= _LARGE * usual for char in inside):
        return []
    large = page.filter(lambda each: each["object_type"] == "char" and each["size"] > _LARGE * usual)
    words = large.extract_words(x_tolerance_ratio=1.0, return_chars=True)
    return [word for word in words if any(_lies_over(word, table, usual) for table in tables)]


def _lies_over(word: dict[str, Any], table: Any, usual: float) -> bool:
    """Whether a word is printed over a table. Marks that stand a cell each are none, nor is a mark that is
    a little too large for its cell."""
    chars = [char for char in word["chars"] if char["text"].strip()]
    if not any(_lies_in(char, table.bbox) for char in chars):
        return False
    homes = [next((cell for cell in table.cells if _fits(char, cell)), None) for char in chars]
    if len(chars) == 1:
        return homes[0] is None and chars[0]["size"] > 2 * _LARGE * usual
    return None in homes or 1 < len(set(homes)) < len(homes)


def _lies_in(char: dict[str, Any], box: Sequence[float]) -> bool:
    """Whether the middle of a character lies in a box."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _fits(char: dict[str, Any], cell: Sequence[float]) -> bool:
    """Whether a character stands within a cell, as far as it has ink."""
    rise = (char["bottom"] - char["top"]) / 4
    return bool(
        cell[0] - _NEAR <= char["x0"] and char["x1"] <= cell[2] + _NEAR
        and cell[1] <= char["top"] + rise and char["bottom"] - rise <= cell[3]
    )  # fmt: skip


def _is_of(each: dict[str, Any], word: dict[str, Any]) -> bool:
    """Whether something on a page is a letter of this word."""
    return bool(
        each["object_type"] == "char" and each["text"] in word["text"]
        and abs(each["size"] - (word["bottom"] - word["top"])) < 1
        and _lies_in(each, (word["x0"], word["top"], word["x1"], word["bottom"]))
    )  # fmt: skip


def _open(page: Any, table: Any) -> tuple[int, ...]:
    """The columns whose last cell has no lower rule."""
    end = table.bbox[3]
    rules = [rule for rule in page.horizontal_edges if abs(rule["top"] - end) <= _NEAR]
    columns = sorted({cell[0] for cell in table.cells})
    return tuple(
        columns.index(left)
        for left, _, right, bottom in sorted(table.cells)
        if bottom >= end - _INSIDE
        and not any(rule["x0"] <= (left + right) / 2 <= rule["x1"] for rule in rules)
    )


def _edges(table: Any) -> tuple[tuple[float, ...], ...]:
    """The heights of a table's rules and the places of its upright ones, as `Printed` has them."""
    _, _, right, bottom = table.bbox
    heights = (min(cell[1] for cell in row.cells if cell) for row in table.rows)
    return (*heights, bottom), (*sorted({cell[0] for cell in table.cells}), right)


class TextLine(NamedTuple):
    """A line of text, and where on the page it stands."""

    text: str
    top: float
    bottom: float


class _Heads:
    """The lines that stand right above the tables of a document with several on a page: what each is of. One
    at the foot of a page may be of the first table of the next. All other lines below tables are told."""

    def __init__(self, unread: list[Unread]) -> None:
        self.unread = unread
        self.some = False  # whether there are any so far
        self.left = ("", "")  # the last line of the page before, and that page
        self.told: set[str] = set()

    def above(self, name: str, lines: Sequence[TextLine], tables: Sequence[Any]) -> dict[int, TextLine]:
        """Place of a table on its page → its head; the other lines are told."""
        self.some = self.some or len(tables) > 1
        found = _heads_above(lines, tables) if self.some else {}
        if tables and self.some and self.left[1] and 0 not in found:
            found[0] = TextLine(self.left[1], 0.0, 0.0)
            self.left = ("", "")
        self.tell_last()
        top, end = (tables[0].bbox[1], tables[-1].bbox[3]) if tables else (0.0, 0.0)
        texts = [line for line in lines if line.top > top and line not in found.values()
                 and not _is_page_number(line.text)]  # fmt: skip
        if self.some and texts and texts[-1].top >= end - _NEAR:
            self.left = (name, texts.pop().text)
        self._tell(name, [line.text for line in texts])
        return found

    def tell_last(self) -> None:
        """The last line of a page, when it is known that it is of no table."""
        self._tell(self.left[0], [self.left[1]])
        self.left = ("", "")

    def _tell(self, name: str, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text and text not in self.told]
        self.told.update(new)
        if new:
            self.unread.append(Unread(f"{name}ページ", new[0], samples(new[1:]), say.OUTSIDE))


class _Finder(NamedTuple):
    """How the tables of a page are found: those of so many columns, or the one whose rules are known.
    `heights` are those of the rules of the tables before: a table of few columns with the same ones may be
    a part of a wide one; None where it is none."""

    least: int
    lattice: Lattice | None
    heads: _Heads
    heights: list[tuple[float, ...]] | None

    def tables(self, page: Any) -> tuple[list[Any], list[Any]]:
        """The tables of a page from top to bottom; beside them those of few columns."""
        if self.lattice is None:
            wide, small = _tables(page, self.least)
            if self.heights is None:
                return wide, small
            if not wide and len(small) == 1 and any(near(_edges(small[0])[0], each) for each in self.heights):
                return small, []
            self.heights.extend(_edges(table)[0] for table in wide)
            return wide, small
        uprights, strokes = self.lattice
        rules = [_level(stroke.left, stroke.right, stroke.height) for stroke in strokes]
        found = page.find_tables(
            {"vertical_strategy": "explicit", "explicit_vertical_lines": list(uprights),
             "horizontal_strategy": "explicit", "explicit_horizontal_lines": rules}
        )  # fmt: skip
        return found, []


def _level(left: float, right: float, height: float) -> dict[str, Any]:
    """A level rule as pdfplumber has it."""
    return {"object_type": "line", "orientation": "h", "x0": left, "x1": right, "top": height,
            "bottom": height, "width": right - left, "height": 0}  # fmt: skip


def _tables(page: Any, least: int) -> tuple[list[Any], list[Any]]:
    """The tables of a page from top to bottom, each closed where its upright rules end: a cell that a page
    break cuts is drawn without its end. Beside them those of few columns."""
    ends: list[dict[str, Any]] = []
    sides: list[dict[str, Any]] = []
    found = page.find_tables()
    for table in (table for table in found if _is_wide(table, least)):
        left, top, right, bottom = _frame(page, table)
        ends.extend(_level(left, right, height) for height in (top, bottom))
        sides.extend(_upright(x, top, bottom) for x in _open_sides(page, (left, top, right, bottom)))
    drawn = {"explicit_horizontal_lines": ends, "explicit_vertical_lines": sides}
    closed = page.find_tables(drawn) if ends else ()
    wide = sorted((each for each in closed if _is_wide(each, least)), key=lambda table: table.bbox[1])
    return wide, [table for table in found if not any(_is_inside(table, other) for other in wide)]


def _upright(x: float, top: float, bottom: float) -> dict[str, Any]:
    """An upright rule as pdfplumber has it."""
    return {"object_type": "line", "orientation": "v", "x0": x, "x1": x, "top": top,
            "bottom": bottom, "width": 0, "height": bottom - top}  # fmt: skip


def _open_sides(page: Any, frame: tuple[float, float, float, float]) -> Iterator[float]:
    """Where the level rules of a table end beyond its outermost upright rules, and text stands between: the
    sides of a table that is drawn without them."""
    left, top, right, bottom = frame
    rules: dict[int, tuple[float, float]] = {}  # height → from where to where
    for rule in page.horizontal_edges:
        if top - _NEAR <= rule["top"] <= bottom + _NEAR and rule["x0"] <= right and rule["x1"] >= left:
            begin, end = rules.get(round(rule["top"]), (rule["x0"], rule["x1"]))
            rules[round(rule["top"])] = min(begin, rule["x0"]), max(end, rule["x1"])
    if not rules:
        return
    texts = [char for char in page.chars if char["text"].strip() and top < char["top"] < bottom]
    begin, end = median(begin for begin, _ in rules.values()), median(end for _, end in rules.values())
    if any(begin - _NEAR <= char["x0"] and char["x1"] < left for char in texts):
        yield begin
    if any(right < char["x0"] and char["x1"] <= end + _NEAR for char in texts):
        yield end


def _is_inside(table: Any, other: Any) -> bool:
    """Whether the middle of one table lies in another one."""
    left, top, right, bottom = table.bbox
    x, y = (left + right) / 2, (top + bottom) / 2
    return bool(other.bbox[0] <= x <= other.bbox[2] and other.bbox[1] <= y <= other.bbox[3])


def _frame(page: Any, table: Any) -> tuple[float, float, float, float]:
    """What the upright rules of a table enclose, with columns that no rule parts on this page."""
    left, top, right, bottom = table.bbox
    drawn: dict[float, float] = {}  # place of an upright rule beside the table → its length there
    for rule in page.vertical_edges:
        beside = min(rule["bottom"], bottom) - max(rule["top"], top)
        drawn[round(rule["x0"])] = drawn.get(round(rule["x0"]), 0.0) + max(beside, 0.0)
    whole = [x for x, length in drawn.items() if length >= _WHOLE * (bottom - top)]
    left, right = min([left, *whole]), max([right, *whole])
    rules = [
        rule for rule in page.vertical_edges
        if left - _NEAR <= rule["x0"] <= right + _NEAR
        and rule["top"] <= bottom + _NEAR and rule["bottom"] >= top - _NEAR
    ]  # fmt: skip
    return left, min(rule["top"] for rule in rules), right, max(rule["bottom"] for rule in rules)


def _is_wide(table: Any, least: int) -> bool:
    """Whether it is no box round a title or a legend."""
    return max(len(row.cells) for row in table.rows) >= least


def _spans(table: Any, first: int) -> Iterator[CellSpan]:
    """The cells that cover more than one place of the table's grid."""
    rows = [min(cell[1] for cell in row.cells if cell) for row in table.rows]
    columns = sorted({cell[0] for cell in table.cells})
    for left, top, right, bottom in table.cells:
        down = [at for at, y in enumerate(rows) if top - _INSIDE <= y < bottom - _INSIDE]
        across = [at for at, x in enumerate(columns) if left - _INSIDE <= x < right - _INSIDE]
        if down and across and (len(down) > 1 or len(across) > 1):
            yield CellSpan(first + down[0], across[0], first + down[-1], across[-1])
