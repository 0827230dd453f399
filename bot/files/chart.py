"""A chart as a PNG: stacked bars with mark and number in them, patterns beside colours.

The same chart gives the same places on every machine; the letters come from the font of a package, so no
font of the system is needed. Pillow and that package are the extra `charts`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.files.takeaway import Bar, Chart
from bot.wording.takeaway import more_bars
from katou_index.records import Record

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONT_PACKAGE, FONT_FILE = "pylopdf_fonts_cjk", "NotoSansJP-Regular.otf"
WIDTH = 1000  # pixels; chats show no wider picture as it is
MARGIN, GAP = 28, 10
NAMES = 250  # pixels at most for the names beside the bars
SUMS = 40  # pixels for the sums behind the bars
BAR = 44  # pixels of a bar's height
MOST_BARS = 45
COLOURS = 24  # of the picture: chats take small files at once
TITLE, TEXT, SMALL = 24, 18, 15  # pixels of a letter's height
SAMPLE = 26  # pixels of a sample's height in the legend
AROUND = 16  # pixels beside mark and number in a part
PAPER, INK, SOFT, EDGE = "#ffffff", "#1c2430", "#4c5867", "#3b4653"
# By rank: ground, line, pattern. Light to dark in grey, and each pattern another one.
STYLES = (
    ("#9fd3c7", "#2f8573", "dots"),
    ("#e3f2ea", "#e3f2ea", "plain"),
    ("#f7dfa2", "#b98a1e", "stripes"),
    ("#f3c3b6", "#b85b43", "grid"),
    ("#ffffff", "#b4bbc3", "sparse"),
)


class Part(Record):
    """One part of a bar: where it stands in pixels, what is written in it, its style."""

    left: int
    right: int
    top: int
    text: str  # "" where it is too narrow for its text
    style: int
    tall: int = BAR


class Line(Record):
    """A line of text: its left edge and top in pixels, its letters' height."""

    left: int
    top: int
    text: str
    height: int
    soft: bool = False


class Layout(Record):
    """Everything of a picture with its place."""

    width: int
    height: int
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]


def is_installed() -> bool:
    """Whether this machine can draw."""
    return find_spec("PIL") is not None and find_spec(FONT_PACKAGE) is not None


def png(chart: Chart) -> bytes:
    """The picture. Needs `is_installed()`."""
    from PIL import Image, ImageDraw, PngImagePlugin  # here: only a picture needs it

    plan = layout(chart)
    image = Image.new("RGB", (plan.width, plan.height), PAPER)
    draw = ImageDraw.Draw(image)
    for part in plan.parts:
        _draw_part(draw, part)
    for line in plan.lines:
        draw.text((line.left, line.top), line.text, SOFT if line.soft else INK, _font(line.height))
    about = PngImagePlugin.PngInfo()
    about.add_itxt("Description", chart.as_text)
    out = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True, pnginfo=about)
    return out.getvalue()


# -- places ------------------------------------------------------------------------------------------------


def layout(chart: Chart) -> Layout:
    """Where everything stands. Bars beyond MOST_BARS are left to the text."""
    shown = chart.bars[:MOST_BARS]
    lines: list[Line] = []
    top = MARGIN
    heading = ((chart.title, TITLE, False), (chart.conditions, TEXT, True), (chart.total, TEXT, False))
    for text, height, soft in heading:
        for piece in wrapped(text, WIDTH - 2 * MARGIN, height):
            lines.append(Line(MARGIN, top, piece, height, soft))
            top += height + GAP
    used = [number for number in range(len(chart.marks)) if any(bar.numbers[number] for bar in shown)]
    parts, top = _legend(chart, used, lines, top + GAP)
    names = {bar.name: wrapped(bar.name, NAMES, TEXT) for bar in shown}
    widest = max((_length(text, TEXT) for texts in names.values() for text in texts), default=0)
    left = MARGIN + widest + 2 * GAP
    room = WIDTH - MARGIN - SUMS - left
    longest = max((bar.items for bar in shown), default=0)
    for bar in shown:
        texts = names[bar.name]
        tall = max(BAR, len(texts) * (TEXT + 6))
        begin = top + (tall - len(texts) * (TEXT + 6)) // 2
        for number, text in enumerate(texts):
            lines.append(Line(MARGIN, begin + number * (TEXT + 6), text, TEXT))
        middle = top + (tall - BAR) // 2
        placed, behind = _parts(bar, chart, left, middle, room * bar.items // max(longest, 1))
        parts += placed
        end = placed[-1].right if placed else left
        fits = end + GAP + _length(behind, TEXT) <= WIDTH - MARGIN
        lines.append(Line(end + GAP, middle + (BAR - TEXT) // 2 - 3, behind, TEXT if fits else SMALL))
        top += tall + GAP
    rest = len(chart.bars) - len(shown)
    more = (more_bars(chart.lang, rest),) if rest else ()
    top += GAP
    for text in (*more, *chart.foot):
        for piece in wrapped(text, WIDTH - 2 * MARGIN, SMALL):
            lines.append(Line(MARGIN, top, piece, SMALL, soft=True))
            top += SMALL + 6
    return Layout(WIDTH, top + MARGIN - 6, tuple(lines), tuple(parts))


def _legend(chart: Chart, used: Sequence[int], lines: list[Line], top: int) -> tuple[list[Part], int]:
    """A sample of each style that is used, with the mark and its word."""
    parts = []
    left = MARGIN
    for number in used:
        word = chart.marks[number][1]
        if left > MARGIN and left + 34 + GAP + _length(word, SMALL) > WIDTH - MARGIN:
            left, top = MARGIN, top + 34
        parts.append(Part(left, left + 34, top, "", style_of(number, chart), SAMPLE))
        lines.append(Line(left + 34 + GAP, top + 2, word, SMALL))
        left += 34 + 3 * GAP + _length(word, SMALL)
    return parts, top + 34 + GAP


def _parts(bar: Bar, chart: Chart, left: int, top: int, width: int) -> tuple[list[Part], str]:
    """The parts of a bar `width` pixels long, and what is written behind it: its sum.

    A bar is as long as its number, whatever is written in it: small parts take their room from the largest.
    Where there is no room for all the texts, they stand behind the bar too.
    """
    found = [(number, count) for number, count in enumerate(bar.numbers) if count]
    texts = [f"{chart.marks[number][0]} {count}" for number, count in found]
    needed = [_length(text, TEXT) + AROUND for text in texts]
    ends = [width * sum(count for _, count in found[: n + 1]) // bar.items for n in range(len(found))]
    widths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]  # together just `width`
    fits = sum(needed) <= width
    while fits and (short := [n for n, wide in enumerate(widths) if wide < needed[n]]):
        widest = max(range(len(widths)), key=lambda n: widths[n] - needed[n])
        moved = min(needed[short[0]] - widths[short[0]], widths[widest] - needed[widest])
        widths[widest] -= moved
        widths[short[0]] += moved
    parts = []
    for (number, _), text, wide in zip(found, texts, widths, strict=True):
        style = style_of(number, chart)
        parts.append(Part(left, left + max(wide, 3), top, text if fits else "", style))
        left += max(wide, 3)
    return parts, str(bar.items) if fits or not texts else f"{'  '.join(texts)}  ({bar.items})"


def style_of(number: int, chart: Chart) -> int:
    """The style of a mark by its rank; items without one ("—"), and those not known ("?"), have the last."""
    without = chart.marks[number][0] in ("—", "?")
    return len(STYLES) - 1 if without else min(number, len(STYLES) - 2)


def wrapped(text: str, width: int, height: int) -> list[str]:
    """The text in lines that fit; [] for none."""
    lines, line = [], ""
    for sign in text:
        if line and _length(line + sign, height) > width:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line] if line else lines


def _length(text: str, height: int) -> int:
    return round(_font(height).getlength(text))


@lru_cache(maxsize=8)
def _font(height: int) -> FreeTypeFont:
    from PIL import ImageFont  # here, as above

    with as_file(files(FONT_PACKAGE) / FONT_FILE) as path:
        return ImageFont.truetype(str(path), height, layout_engine=ImageFont.Layout.BASIC)


# -- drawing -----------------------------------------------------------------------------------------------


def _draw_part(draw: ImageDraw, part: Part) -> None:
    ground, line, pattern = STYLES[part.style]
    box = (part.left, part.top, part.right, part.top + part.tall)
    draw.rectangle(box, ground)
    if pattern in _PATTERNS:  # one is plain
        _PATTERNS[pattern](draw, box, line)
    draw.rectangle(box, outline=EDGE, width=1)
    if not part.text:
        return
    wide, middle = _length(part.text, TEXT), (part.left + part.right) // 2
    high = part.top + (BAR - TEXT) // 2 - 3
    plate = (middle - wide // 2 - 4, part.top + 7, middle + wide // 2 + 4, part.top + BAR - 7)
    draw.rounded_rectangle(plate, 5, PAPER)
    draw.text((middle - wide // 2, high), part.text, INK, _font(TEXT))


Box = tuple[int, int, int, int]


def _dots(draw: ImageDraw, box: Box, line: str) -> None:
    for x in range(box[0] + 5, box[2] - 2, 8):
        for y in range(box[1] + 5, box[3] - 2, 8):
            draw.ellipse((x - 2, y - 2, x + 1, y + 1), line)


def _sparse(draw: ImageDraw, box: Box, line: str) -> None:
    for x in range(box[0] + 6, box[2] - 2, 12):
        for y in range(box[1] + 6, box[3] - 2, 12):
            draw.rectangle((x, y, x + 1, y + 1), line)


def _stripes(draw: ImageDraw, box: Box, line: str) -> None:
    """Diagonal lines, cut at the box."""
    left, top, right, bottom = box
    for start in range(left - (bottom - top), right, 10):
        begin, end = max(start, left), min(start + bottom - top, right)
        if begin < end:
            draw.line((begin, bottom - (begin - start), end, bottom - (end - start)), line, 2)


def _grid(draw: ImageDraw, box: Box, line: str) -> None:
    left, top, right, bottom = box
    for x in range(left + 6, right, 9):
        draw.line((x, top, x, bottom), line, 1)
    for y in range(top + 6, bottom, 9):
        draw.line((left, y, right, y), line, 1)


_PATTERNS: dict[str, Callable[[ImageDraw, Box, str], None]] = {
    "dots": _dots,
    "stripes": _stripes,
    "grid": _grid,
    "sparse": _sparse,
}
