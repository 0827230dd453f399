"""Tables of a PDF without upright rules: rows by their level rules or shaded areas, columns by the gaps.

    番号  事業名          担当課    取組結果                     評価
    ──────────────────────────────────────────────────────
    1     河川カメラ      防災課    3か所に置いた。アクセスは月    ○
                                    に498件であった。
    ──────────────────────────────────────────────────────

Nothing is guessed: such a table is read only where its geometry leaves no choice. The gaps run through all
rows of all pages, each column has one heading of its own, no text stands across a gap, no row holds two
measures. Else there is no table here, and whoever asked says what to do.

Who reads the PDF hands over what is drawn on its pages as plain numbers (`Ink`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from katou_index.records import NamedTuple

_NEAR = 3.0  # points: rules that are drawn to meet
_GAP = 0.3  # of the size of the signs: from where on a gap through all rows parts two columns
_BESIDE = 1.2  # … two headings stand beside each other
_LINE = 0.5  # … two signs stand on one line
_ADJACENT = 1.8  # … a line outside of the rules stands right beside them
_WITHIN = 0.5  # … the lines of one row, which have no rule around them, stand apart at most
_COVERED, _BARE = 0.8, 0.2  # of a column's width: a rule runs through it, does not
_SHORT = 3.0  # signs: a line that ends so far before its column does was broken on purpose
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
_LEAST_HEADING = 2  # signs
_MOST_LISTED = 0.6  # of the columns of one row: so many may hold lists of short lines


class Glyph(NamedTuple):
    """A sign on a page, in points from its upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2


class Stroke(NamedTuple):
    """A level rule, or the upper or lower edge of an area."""

    height: float
    left: float
    right: float


class Area(NamedTuple):
    """An area that is filled, as behind a cell."""

    top: float
    bottom: float
    left: float
    right: float


class Ink(NamedTuple):
    """What is drawn on a page."""

    glyphs: tuple[Glyph, ...]
    strokes: tuple[Stroke, ...]
    areas: tuple[Area, ...] = ()


class Lattice(NamedTuple):
    """The rules of a page's table: where its columns end, and its level rules as far as they run."""

    uprights: tuple[float, ...]
    strokes: tuple[Stroke, ...]


def lattices(pages: Sequence[Ink]) -> list[Lattice | None] | None:
    """The table of each page, None for a page without one; None for all where the geometry is not certain."""
    sheets = [_Sheet(ink) for ink in pages]
    ruled = [sheet for sheet in sheets if sheet.rows > 0]
    if not ruled or sum(sheet.rows for sheet in ruled) < _FEWEST_ROWS:
        return None
    uprights = _uprights(ruled)
    for sheet in ruled:
        sheet.take_in(uprights)
    uprights = _uprights(ruled)
    if len(uprights) <= _FEWEST_COLUMNS or not _has_headings(ruled[0], uprights):
        return None
    found: list[Lattice | None] = []
    for sheet in sheets:
        if not sheet.rows:
            found.append(None)
            continue
        strokes = sheet.strokes_over(uprights)
        outside = sheet.lies_outside(uprights, is_first=sheet is ruled[0], is_last=sheet is ruled[-1])
        if strokes is None or outside or not sheet.keeps_apart(uprights):
            return None
        if sheet.joins_rows(uprights, strokes):
            return None
        found.append(Lattice(uprights, strokes))
    return found


class _Sheet:
    """A page: its level rules by height, and what stands between the first and the last of them."""

    def __init__(self, ink: Ink) -> None:
        self.size = median(glyph.bottom - glyph.top for glyph in ink.glyphs) if ink.glyphs else 0.0
        self.rules = _by_height(ink.strokes)
        left = min((stroke.left for stroke in ink.strokes), default=0.0)
        right = max((stroke.right for stroke in ink.strokes), default=0.0)
        self.left, self.right = left, right
        self.whole = [
            height for height, strokes in self.rules.items()
            if _covered(strokes, left, right) >= 0.9 * (right - left)
        ]  # fmt: skip
        self.ink = ink
        self._measure()

    def _measure(self) -> None:
        """What stands between the first and the last rule."""
        self.rows = max(len(self.whole) - 1, 0)
        top, bottom = (self.whole[0], self.whole[-1]) if self.rows else (0.0, 0.0)
        self.top, self.bottom = top, bottom
        self.inside = [glyph for glyph in self.ink.glyphs if top < glyph.middle < bottom]
        self.outside = [glyph for glyph in self.ink.glyphs if not top < glyph.middle < bottom]

    def take_in(self, uprights: Sequence[float]) -> None:
        """Where every other row is shaded and nothing is ruled, the first and the last row may be bare: their
        text stands right beside the shaded row, over several columns. They end where it ends."""
        if not self._is_striped():
            return
        for beside in (self._bare_row(uprights, up=True), self._bare_row(uprights, up=False)):
            if beside:
                edges = min(glyph.top for glyph in beside) - 1, max(glyph.bottom for glyph in beside) + 1
                height = edges[0] if edges[0] < self.top else edges[1]
                self.rules[height] = [Stroke(height, self.left, self.right)]
        self.whole = sorted({*self.whole, *(height for height in self.rules if self._is_beyond(height))})
        self._measure()

    def _is_beyond(self, height: float) -> bool:
        return not self.top <= height <= self.bottom

    def _is_striped(self) -> bool:
        """Whether all rules are the edges of shaded rows between which bare ones stand."""
        stripes = sorted({(round(area.top), round(area.bottom)) for area in self.ink.areas})
        edges = sorted(edge for stripe in stripes for edge in stripe)
        return (
            len(stripes) > 1
            and all(after[0] - before[1] > self.size for before, after in pairwise(stripes))
            and len(edges) == len(self.whole)
            and all(abs(edge - height) <= 1 for edge, height in zip(edges, self.whole, strict=True))
        )

    def _bare_row(self, uprights: Sequence[float], *, up: bool) -> list[Glyph]:
        """The text right above the first shaded row or below the last one, empty where it is no row."""
        lines = _lines([glyph for glyph in self.outside if (glyph.middle < self.top) == up], self.size)
        found: list[Glyph] = []
        edge, reach = (self.top if up else self.bottom), _ADJACENT
        for line in reversed(lines) if up else lines:
            top, bottom = min(glyph.top for glyph in line), max(glyph.bottom for glyph in line)
            if (edge - bottom if up else top - edge) > reach * self.size:
                break
            found += line
            edge, reach = (top if up else bottom), _WITHIN
        columns = sum(bool(texts) for texts in _by_column(found, uprights))
        crossed = any(_crosses(line, uprights, self.size) for line in _lines(found, self.size))
        return found if columns >= _FEWEST_COLUMNS and not crossed else []

    def first_row(self) -> list[Glyph]:
        return [glyph for glyph in self.inside if glyph.middle < self.whole[1]]

    def further_rows(self) -> list[Glyph]:
        return [glyph for glyph in self.inside if glyph.middle > self.whole[1]]

    def strokes_over(self, uprights: Sequence[float]) -> tuple[Stroke, ...] | None:
        """Its rules from column to column; None where one ends within the text of a column."""
        found: list[Stroke] = []
        extents = [
            (min(glyph.left for glyph in texts), max(glyph.right for glyph in texts))
            for texts in _by_column(self.inside, uprights)
            if texts
        ]
        if len(extents) < len(uprights) - 1:
            extents = list(pairwise(uprights))
        for height, strokes in self.rules.items():
            if not self.top <= height <= self.bottom:
                continue
            for (left, right), (begin, end) in zip(pairwise(uprights), extents, strict=True):
                share = _covered(strokes, begin, end) / max(end - begin, 1.0)
                if _BARE < share < _COVERED:
                    return None
                if share >= _COVERED:
                    found.append(Stroke(height, left, right))
        return tuple(found)

    def keeps_apart(self, uprights: Sequence[float]) -> bool:
        """Whether no text stands across a gap."""
        return not any(_crosses(line, uprights, self.size) for line in _lines(self.inside, self.size))

    def lies_outside(self, uprights: Sequence[float], *, is_first: bool, is_last: bool) -> bool:
        """Whether text beyond the rules may be a row: over several columns, or right beside a page break."""
        for line in _lines(self.outside, self.size):
            columns = sum(bool(texts) for texts in _by_column(line, uprights))
            if _crosses(line, uprights, self.size):
                continue
            away = max(self.top - line[0].bottom, line[0].top - self.bottom)
            at_break = not is_last if line[0].top > self.top else not is_first
            if columns >= _FEWEST_COLUMNS or (at_break and away < _ADJACENT * self.size):
                return True
        return False

    def joins_rows(self, uprights: Sequence[float], strokes: Sequence[Stroke]) -> bool:
        """Whether a row between two rules may be two rows: two numbers in a cell, or in most of its cells
        short lines with others right below them, at the same heights."""
        widths = [
            max((glyph.right for glyph in texts), default=0.0) for texts in _by_column(self.inside, uprights)
        ]
        for top, bottom in pairwise(sorted({stroke.height for stroke in strokes})):
            row = [glyph for glyph in self.inside if top < glyph.middle < bottom]
            cells = [_lines(texts, self.size) for texts in _by_column(row, uprights)]
            if any(len(lines) > 1 and all(map(_is_number, lines)) for lines in cells):
                return True
            filled = [(lines, width) for lines, width in zip(cells, widths, strict=True) if lines]
            broken = Counter(
                height
                for lines, width in filled
                for height in self._broken(lines, width - _SHORT * self.size)
            )
            if max(broken.values(), default=0) > max(_MOST_LISTED * len(filled), _FEWEST_COLUMNS - 1):
                return True
        return False

    def _broken(self, lines: Sequence[Sequence[Glyph]], full: float) -> set[int]:
        """The heights of lines that follow one which ends before `full`, or a gap."""
        return {
            round(after[0].middle / self.size)
            for line, after in pairwise(lines)
            if line[-1].right < full or after[0].top - line[0].bottom > self.size
        }


def _by_height(strokes: Sequence[Stroke]) -> dict[float, list[Stroke]]:
    """Height → what is drawn there, from top to bottom."""
    found: dict[float, list[Stroke]] = {}
    height = -_NEAR
    for stroke in sorted(strokes):
        if stroke.height - height > _NEAR:
            height = stroke.height
        found.setdefault(height, []).append(stroke)
    return found


def _covered(strokes: Sequence[Stroke], left: float, right: float) -> float:
    """How much of the way from left to right is drawn."""
    covered, at = 0.0, left
    for stroke in sorted(strokes, key=lambda stroke: stroke.left):
        begin, end = max(stroke.left, at), min(stroke.right, right)
        if end > begin:
            covered, at = covered + end - begin, end
    return covered


def _uprights(sheets: Sequence[_Sheet]) -> tuple[float, ...]:
    """Where columns end: in the middle of each gap that runs through all rows of all pages. The first row of
    a page may be its headings, which stand where they like."""
    glyphs = [glyph for sheet in sheets for glyph in sheet.further_rows()]
    if not glyphs:
        return ()
    size = median(sheet.size for sheet in sheets)
    found = [min(min(glyph.left for glyph in glyphs), *(sheet.left for sheet in sheets)) - 1]
    end = min(glyph.left for glyph in glyphs)
    for glyph in sorted(glyphs, key=lambda glyph: glyph.left):
        if glyph.left - end > _GAP * size:
            found.append((glyph.left + end) / 2)
        end = max(end, glyph.right)
    return (*found, max(end, *(sheet.right for sheet in sheets)) + 1)


def _has_headings(sheet: _Sheet, uprights: Sequence[float]) -> bool:
    """Whether the first row gives each column one heading."""
    for texts in _by_column(sheet.first_row(), uprights):
        written = unicodedata.normalize("NFKC", "".join(glyph.text for glyph in texts))  # № are two signs
        if len(written) < _LEAST_HEADING:
            return False
        for line in _lines(texts, sheet.size):
            for at, (one, other) in enumerate(pairwise(line), 1):
                if other.left - one.right > _BESIDE * sheet.size and min(at, len(line) - at) > 1:
                    return False
    return True


def _by_column(glyphs: Sequence[Glyph], uprights: Sequence[float]) -> list[list[Glyph]]:
    return [
        [glyph for glyph in glyphs if left <= (glyph.left + glyph.right) / 2 < right]
        for left, right in pairwise(uprights)
    ]


def _lines(glyphs: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """The lines from top to bottom, their signs from left to right."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.middle):
        if found and glyph.middle - found[-1][0].middle <= _LINE * size:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [sorted(line, key=lambda glyph: glyph.left) for line in found]


def _crosses(line: Sequence[Glyph], uprights: Sequence[float], size: float) -> bool:
    """Whether signs that stand together lie on both sides of a gap."""
    return any(
        one.left < at < other.right and other.left - one.right <= _GAP * size
        for one, other in _neighbours(line)
        for at in uprights[1:-1]
    )


def _neighbours(line: Sequence[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    yield from ((glyph, glyph) for glyph in line)
    yield from pairwise(line)


def _is_number(line: Sequence[Glyph]) -> bool:
    text = "".join(glyph.text for glyph in line)
    return text.isdecimal() or len(text) == 1
