"""A card as lines that fit the window of a terminal; colours appear only on a real one."""

from __future__ import annotations

import os
import re
import sys
import unicodedata

from bot.card import Bars, unfolded
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.card import Card, CardBlock

MORE = "/more"
BOLD, DIM = "1", "2"
INDENT, GAP = 2, 2  # columns before a block's lines, between those of a table
NARROWEST = 20  # columns; below that nothing reads well, so the terminal itself may wrap

_NUMBER = re.compile(r"[-+\d]|[—－]$")  # what begins a cell of numbers
# What stays together: a Latin or katakana word, or one sign; opening brackets before it, and behind it
# what begins no line: closing brackets, stops, small kana.
_PIECE = re.compile(
    r"[（「『【〔“‘(\[]*"
    r"(?:[!-~\u00a1-\u024f]+|[\u30a1-\u30fc]+|.)"
    r"[）」』】〕”’、。，．・｜！？：；…％\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087]*\s*"
)


class Style:
    """How this output shows things: colours or none, its width in columns or None for endless lines.

    Where it moves the cursor (as wherever it has colours), columns stand below one another however wide a
    terminal draws ○ and ×.
    """

    def __init__(self, *, colour: bool = False, width: int | None = None) -> None:
        self.colour = colour
        self.width = None if width is None else max(width, NARROWEST)

    def paint(self, text: str, code: str) -> str:
        """`text` in bold or dim, where this output has that."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def fits(self, rows: Sequence[tuple[str, ...]]) -> bool:
        """Whether a window has room for the columns of a table side by side."""
        widths = _widths(rows)
        return self.width is not None and INDENT + sum(widths) + GAP * (len(widths) - 1) <= self.width

    def row(self, cells: Sequence[str], places: Sequence[int], code: str = "") -> str:
        """Cells of a table, each at its column, counted from 0."""
        line, used = "", 0
        for text, place in zip(cells, places, strict=True):
            line += f"\x1b[{place + 1}G" if self.colour and place else " " * (place - used)
            line += self.paint(text, code) if code else text
            used = place + columns(text)
        return line.rstrip()

    def lines(self, text: str, indent: str = "", code: str = "") -> Iterator[str]:
        """`text` as lines that fit; continuation lines are indented two columns more."""
        text = printable(text)
        wrapped = [text] if self.width is None else wrap(text, self.width - len(indent))
        for number, line in enumerate(wrapped):
            yield indent + ("  " if number else "") + (self.paint(line, code) if code else line)


def columns(text: str) -> int:
    """The columns that `text` takes; signs of ambiguous width (○, ×) count as two, as the widest fonts do."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WFA" else 1
        for sign in text
    )


def printable(text: str) -> str:
    """Without what could steer a terminal: control and format signs. White space becomes a blank."""
    return "".join(sign for sign in re.sub(r"\s", " ", text) if unicodedata.category(sign)[0] != "C")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, continuation lines two shorter. Words stay whole if they fit."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text, width - 2):
        if line and used + columns(piece.rstrip()) > width - (2 if lines else 0):
            lines.append(line.rstrip())
            line, used, piece = "", 0, piece.lstrip()
        line, used = line + piece, used + columns(piece)
    return [*lines, line.rstrip()]


def _pieces(text: str, longest: int) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        if columns(piece.rstrip()) <= longest:
            yield piece
        else:
            yield from piece


def render(card: Card, style: Style, *, numbered: bool = False, whole: bool = True) -> str:
    """The card for this output; with `numbered` its choices carry the number that takes them.

    Not `whole`: up to what stands under "more", which is named with the command that shows it.
    """
    if whole and style.width is not None:
        card = unfolded(card)  # a table and its rest are one
    lines = list(style.lines(card.headline, code=BOLD))
    for line in card.scope:
        lines += style.lines(line, code=DIM)
    for section in card.shown:
        lines += _section(section, style)
    if card.folded and not whole:
        lines += style.lines(f"{MORE} {card.more}")
    else:
        lines += style.lines(card.left)
        lines += rest_of(card, style)
    for line in card.sources:
        lines += style.lines(line, code=DIM)
    if card.choices:
        names = [f"/{n} {c.label}" if numbered else f"[{c.label}]" for n, c in enumerate(card.choices, 1)]
        lines += _row(names, style)
    return "\n".join(line for line in lines if line)


def rest_of(card: Card, style: Style) -> Iterator[str]:
    """What stands under "more", and the notes."""
    for section in card.folded:
        yield from _section(section, style)
    for note in card.notes:
        yield from style.lines(note, code=DIM)


def _section(section: CardBlock, style: Style) -> Iterator[str]:
    if isinstance(section, Bars) and section.sides and style.fits(section.sides):
        section = section.but(facts=(), lines=section.said_beside, rows=section.sides)
    yield from style.lines(section.title, code=BOLD)
    for fact in section.facts:
        label = printable(fact.label)
        first, *rest = style.lines(f"{label} {fact.text}", "  ")
        yield first.replace(label, style.paint(label, DIM), 1)
        yield from rest
    for line in section.lines:
        yield from style.lines(line, "  ")
    if section.rows:
        yield from _table(section.rows, style)


def _table(rows: Sequence[tuple[str, ...]], style: Style) -> Iterator[str]:
    """A table: its columns below one another, numbers to the right, where the window has room; else, and
    without a window, a line a row that names each cell's column."""
    shown = _with_marks_above(rows) if not style.fits(rows) else [*rows]
    heads = len(shown) - len(rows) + 1
    if not style.fits(shown):
        header, *others = rows
        for row in others:
            cells = [f"{name} {cell}" for name, cell in zip(header[1:], row[1:], strict=True)]
            yield from style.lines(f"{row[0]}: {' / '.join(cells)}", " " * INDENT)
        return
    widths = _widths(shown)
    right = [place > 0 and all(_NUMBER.match(row[place]) for row in rows[1:]) for place in range(len(widths))]
    for number, row in enumerate(shown):
        places, start = [], INDENT
        for cell, width, to_right in zip(map(printable, row), widths, right, strict=True):
            places.append(start + (width - columns(cell) if to_right else 0))
            start += width + GAP
        yield style.row([*map(printable, row)], places, DIM if number < heads else "")


def _widths(rows: Sequence[tuple[str, ...]]) -> list[int]:
    return [max(columns(printable(cell)) for cell in column) for column in zip(*rows, strict=True)]


def _with_marks_above(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A table whose head is narrower: each mark in a line above its word."""
    marks, words = [], []
    for name in rows[0]:
        mark, _, word = name.partition(" ")
        marks.append(mark if word and len(mark) == 1 else "")
        words.append(word if word and len(mark) == 1 else name)
    return [tuple(marks), tuple(words), *rows[1:]]


def _row(names: list[str], style: Style) -> Iterator[str]:
    """Choices side by side, each whole on one line where it fits."""
    line = ""
    for name in map(printable, names):
        if line and style.width is not None and columns(f"{line}  {name}") > style.width:
            yield from style.lines(line)
            line = ""
        line = f"{line}  {name}" if line else name
    yield from style.lines(line)


def style_of_stdout(*, no_color: bool) -> Style:
    """The style of standard output: plain and endless unless it is a terminal."""
    if not sys.stdout.isatty():
        return Style()
    try:
        width = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        width = 0
    return Style(colour=not no_color and os.environ.get("TERM") != "dumb", width=width or 80)
