"""A chart as a PNG or an SVG: stacked bars with mark, number and share in them, patterns beside colours.

The same chart gives the same places on every machine; the letters come from the font of a package, so no
font of the system is needed. Pillow and that package are the extra `charts`; an SVG has the same places, and
the reader's own letters. Half as wide as it is drawn, on a phone, its letters can still be read.
"""

from __future__ import annotations

import io
import string
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from bot.files.takeaway import Chart, ChartBar
from bot.wording.takeaway import more_bars
from katou_index.records import Record

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONT_PACKAGE, FONT_FILE = "pylopdf_fonts_cjk", "NotoSansJP-Regular.otf"
FONTS = "'Noto Sans JP','Noto Sans CJK JP','Yu Gothic','Hiragino Sans',sans-serif"  # of an SVG's reader
WIDTH = 720  # pixels; a phone shows it half as wide
MARGIN, GAP = 24, 10
SUMS, MOST_BEHIND = 150, 240  # pixels for the sums behind the bars; for what is told in their place
BAR = 68  # pixels of a bar's height
TIGHT, NAMES = 34, 256  # … of one among many, and the room for the name before it
MOST_BARS = 45
NO_MARKS = ("?", "—")  # of parts that are not known, that have no rating
OPENING, CLOSING, PAUSES = "（「(", "）」、。・)%々ぁぃぅぇぉっゃゅょ", "、。・"
BETWEEN_PARTS = "  "  # of what is written below a bar
WORD = frozenset(string.ascii_letters + string.digits + ".")
KATAKANA = frozenset(map(chr, (*range(0x30A1, 0x30FB), 0x30FC)))
TITLE, TEXT, SMALL = 32, 28, 23  # pixels of a letter's height
SAMPLE = 36  # pixels of a sample's height in the legend
AROUND = 16  # pixels beside mark and number in a part
PAPER, INK, SOFT, EDGE = "#ffffff", "#1c2430", "#4c5867", "#3b4653"
# By rank: ground, line, pattern. Light to dark in grey, and each pattern another one.
STYLES = (
    ("#9fd3c7", "#2f8573", "dots"),
    ("#e3f2ea", "#e3f2ea", "plain"),
    ("#f7dfa2", "#b98a1e", "stripes"),
    ("#f3c3b6", "#b85b43", "grid"),
    ("#ffffff", "#3b4653", "crosses"),  # not known
    ("#ffffff", "#b4bbc3", "sparse"),  # none
)
GREYS = ("#8f969f", "#cfd3d8")  # of the edges of letters
# The colours of the picture, so that a chat takes its file at once: every style keeps its own.
COLOURS = tuple(dict.fromkeys((PAPER, INK, SOFT, *GREYS, *(each for one in STYLES for each in one[:2]))))


class ChartPart(Record):
    """One part of a bar: where it stands in pixels, what is written in it, its style."""

    left: int
    right: int
    top: int
    text: str  # "" where it is too narrow for its text
    style: int
    tall: int = BAR
    share: str = ""  # below the text, "" where it is too narrow
    letters: int = TEXT  # the height of its text


class ChartLine(Record):
    """A line of text: its left edge and top in pixels, its letters' height."""

    left: int
    top: int
    text: str
    height: int
    soft: bool = False


class Layout(Record):
    """Everything of a picture with its place. Between two bars, at `gaps`, it may be cut."""

    width: int
    height: int
    lines: tuple[ChartLine, ...]
    parts: tuple[ChartPart, ...]
    gaps: tuple[int, ...] = ()


def is_installed() -> bool:
    """Whether this machine can draw."""
    return find_spec("PIL") is not None and find_spec(FONT_PACKAGE) is not None


def png(chart: Chart) -> bytes:
    """The chart as a PNG. Needs `is_installed()`."""
    return _saved(_drawn(layout(chart)), chart.as_text)


def pictures(chart: Chart, largest: int, tallest: int, most: int) -> list[bytes]:
    """The chart as at most so many PNGs, from top to bottom, each of so many bytes and pixels of height.

    What is too tall for one is drawn with its bars closer together, then without shares, and then parted
    between two bars; bars that have no room in all of them are left to the text. Needs `is_installed()`.
    """
    shown = min(len(chart.bars), MOST_BARS)
    bare = chart.but(bars=tuple(bar.but(shares=()) for bar in chart.bars))
    close = ((one, True, shown, parts) for parts in range(1, most + 1) for one in (chart, bare))
    fewer = ((bare, True, bars, most) for bars in range(shown - 1, 0, -1))
    for each, tight, bars, parts in ((chart, False, shown, 1), *close, *fewer):
        plan = layout(each, tight=tight, most=bars)
        edges = _edges(plan, parts)
        if max(end - top for top, end in pairwise(edges)) > tallest:
            continue
        image = _drawn(plan)
        told = (chart.as_text, *[""] * (len(edges) - 2))
        found = [
            _saved(image.crop((0, top, image.width, end)), text)
            for (top, end), text in zip(pairwise(edges), told, strict=True)
        ]
        if max(map(len, found)) <= largest:
            return found
    return []


def _edges(plan: Layout, parts: int) -> list[int]:
    """Where a picture is cut into so many parts of about one height: top, cuts, bottom."""
    wanted = (plan.height * part // parts for part in range(1, parts))
    cuts = {min(plan.gaps, key=lambda gap: abs(gap - place)) for place in wanted} if plan.gaps else set()
    return [0, *sorted(cuts), plan.height]


def svg(chart: Chart) -> bytes:
    """The chart as an SVG, for print and for any size, its text as text. Needs `is_installed()`: fonts are
    measured."""
    plan = layout(chart)
    used = sorted({part.style for part in plan.parts})
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width} {plan.height}"'
        f' width="{plan.width}" height="{plan.height}" role="img"'
        f' aria-labelledby="title desc" lang={quoteattr(chart.lang)}'
        f' font-family="{FONTS}" fill="{INK}">',
        f'<title id="title">{escape(chart.title)}</title><desc id="desc">{escape(chart.as_text)}</desc>',
        f"<defs>{''.join(map(_pattern, used))}</defs>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        *map(_svg_part, plan.parts),
        *(
            _svg_text(line.left, line.top, line.text, line.height, SOFT if line.soft else INK)
            for line in plan.lines
        ),
        "</svg>",
    ]
    return "\n".join(pieces).encode()


def _drawn(plan: Layout) -> Image:
    from PIL import Image, ImageDraw  # here: only a picture needs it

    image = Image.new("RGB", (plan.width, plan.height), PAPER)
    draw = ImageDraw.Draw(image)
    for part in plan.parts:
        _draw_part(draw, part)
    for line in plan.lines:
        draw.text((line.left, line.top), line.text, SOFT if line.soft else INK, _font(line.height))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for each in COLOURS for part in bytes.fromhex(each[1:])])
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def _saved(image: Image, described: str) -> bytes:
    from PIL import PngImagePlugin  # here, as above

    about = PngImagePlugin.PngInfo()
    if described:
        about.add_itxt("Description", described, zip=True)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True, pnginfo=about)
    return out.getvalue()


# -- places ------------------------------------------------------------------------------------------------


def layout(chart: Chart, *, tight: bool = False, most: int = MOST_BARS) -> Layout:
    """Where everything stands. Bars beyond the first `most` are left to the text.

    `tight`: for many bars, each beside its name and half as high.
    """
    shown = chart.bars[: min(most, MOST_BARS)]
    lines: list[ChartLine] = []
    heading = ((chart.title, TITLE, False), (chart.conditions, TEXT, True), (chart.total, TEXT, False))
    top = MARGIN
    for text, height, soft in heading:
        top = _write(text, height, top, lines, soft=soft)
    used = [number for number in range(len(chart.marks)) if any(bar.numbers[number] for bar in shown)]
    parts, top = _legend(chart, used, lines, top + GAP)
    longest = max((bar.items for bar in shown), default=0)
    gaps = []
    for bar in shown:
        share = bar.length if bar.length >= 0 else bar.items / max(longest, 1)
        place = _beside_its_name if tight else _below_its_name
        placed, end = place(bar, chart, share, top, lines)
        parts += placed
        gap = GAP if tight else 2 * GAP
        gaps.append(end + gap // 2)
        top = end + gap
    rest = len(chart.bars) - len(shown)
    top += GAP
    for text in (*((more_bars(chart.lang, rest),) if rest else ()), *chart.foot):
        top = _write(text, SMALL, top, lines, soft=True)
    return Layout(WIDTH, top + MARGIN - 6, tuple(lines), tuple(parts), tuple(gaps))


def _write(text: str, height: int, top: int, lines: list[ChartLine], *, soft: bool) -> int:
    """A text from margin to margin; where the next one begins."""
    for piece in wrapped(text, WIDTH - 2 * MARGIN, height):
        lines.append(ChartLine(MARGIN, top, piece, height, soft))
        top += height + GAP
    return top


def _below_its_name(
    bar: ChartBar, chart: Chart, share: float, top: int, lines: list[ChartLine]
) -> tuple[list[ChartPart], int]:
    """A bar of `share` (0 to 1) of the whole length, what has no room in it below it; and where it ends."""
    for piece in wrapped(bar.name, WIDTH - 2 * MARGIN, TEXT):
        lines.append(ChartLine(MARGIN, top, piece, TEXT))
        top += TEXT + GAP + GAP // 2
    room = WIDTH - 2 * MARGIN - _room_behind(chart)
    placed, behind, left_out = _parts(bar, chart, MARGIN, top, int(room * share))
    end = (placed[-1].right if placed else MARGIN) + GAP
    below = [left_out]
    if end + _length(behind, TEXT) <= WIDTH - MARGIN:
        lines.append(ChartLine(end, top + (BAR - TEXT) // 2 - 4, behind, TEXT))
    else:
        below.insert(0, behind)
    top += BAR + GAP // 2
    for text in below:
        top = _write(text, SMALL, top, lines, soft=True)
    return placed, top


def _room_behind(chart: Chart) -> int:
    """Pixels kept free behind the longest bar, so that what is told of each stands behind it: 8項目のうち2.

    What is longer than `MOST_BEHIND` stands below its bar, or the bars would be too short.
    """
    told = (GAP + _length(bar.told, TEXT) for bar in chart.bars if bar.told)
    return max((SUMS, *(length for length in told if length <= MOST_BEHIND)))


def _beside_its_name(
    bar: ChartBar, chart: Chart, share: float, top: int, lines: list[ChartLine]
) -> tuple[list[ChartPart], int]:
    """The same in a row: name, bar, its sum, and what has no room in it behind it."""
    below = top
    for piece in wrapped(bar.name, NAMES, SMALL):
        lines.append(ChartLine(MARGIN, below + 2, piece, SMALL))
        below += SMALL + GAP // 2
    left = MARGIN + NAMES + GAP
    longest = max(_length(each.told or str(each.items), SMALL) for each in chart.bars)
    room = WIDTH - MARGIN - left - GAP - longest
    placed, sum_of_it, left_out = _parts(bar, chart, left, top, int(room * share), tight=True)
    end = (placed[-1].right if placed else left) + GAP
    behind = f"{sum_of_it}{BETWEEN_PARTS}{left_out}" if left_out else sum_of_it
    if end + _length(behind, SMALL) > WIDTH - MARGIN:  # only the sum has its room kept free
        behind, under = sum_of_it, top + TIGHT + 4
        for piece in _whole_parts(left_out, WIDTH - MARGIN - left):
            lines.append(ChartLine(left, under, piece, SMALL, soft=True))
            under += SMALL + GAP // 2
        below = max(below, under)
    lines.append(ChartLine(end, top + 2, behind, SMALL))
    return placed, max(below, top + TIGHT)


def _whole_parts(told: str, width: int) -> Iterator[str]:
    """What stands below a bar in lines that fit, a mark and its share in one."""
    line = ""
    for part in told.split(BETWEEN_PARTS):
        if line and _length(f"{line}{BETWEEN_PARTS}{part}", SMALL) > width:
            yield line
            line = ""
        line = f"{line}{BETWEEN_PARTS}{part}" if line else part
    yield line


def _legend(
    chart: Chart, used: Sequence[int], lines: list[ChartLine], top: int
) -> tuple[list[ChartPart], int]:
    """A sample of each style that is used, with the mark and its word."""
    parts = []
    left = MARGIN
    for number in used:
        word = chart.marks[number][1]
        if left > MARGIN and left + SAMPLE + GAP + _length(word, SMALL) > WIDTH - MARGIN:
            left, top = MARGIN, top + SAMPLE + GAP
        parts.append(ChartPart(left, left + SAMPLE, top, "", style_of(number, chart), SAMPLE))
        lines.append(ChartLine(left + SAMPLE + GAP, top + 3, word, SMALL))
        left += SAMPLE + 3 * GAP + _length(word, SMALL)
    return parts, top + SAMPLE + 2 * GAP


def _parts(
    bar: ChartBar, chart: Chart, left: int, top: int, width: int, *, tight: bool = False
) -> tuple[list[ChartPart], str, str]:
    """The parts of a bar `width` pixels long; its sum, written behind it; what is written below it.

    A bar is as long as its number, whatever is written in it: small parts take their room from the largest.
    Where there is no room for all the texts, or for all the shares, all of these stand below the bar.
    `tight`: half as high, too low for shares.
    """
    letters, tall = (SMALL, TIGHT) if tight else (TEXT, BAR)
    found = [(number, count) for number, count in enumerate(bar.numbers) if count]
    shares = [bar.share(number) for number, _ in found]
    texts = [f"{chart.marks[number][0]} {count}" for number, count in found]
    needed = [_length(text, letters) + AROUND for text in texts]
    ends = [width * sum(count for _, count in found[: n + 1]) // bar.items for n in range(len(found))]
    widths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]  # together just `width`
    fits = sum(needed) <= width
    while fits and (short := [n for n, wide in enumerate(widths) if wide < needed[n]]):
        widest = max(range(len(widths)), key=lambda n: widths[n] - needed[n])
        moved = min(needed[short[0]] - widths[short[0]], widths[widest] - needed[widest])
        widths[widest] -= moved
        widths[short[0]] += moved
    shares_fit = (
        fits
        and not (tight and any(shares))
        and all(_length(share, SMALL) + AROUND <= wide for share, wide in zip(shares, widths, strict=True))
    )
    parts = []
    for (number, _), text, share, wide in zip(found, texts, shares, widths, strict=True):
        shown = share if shares_fit else ""
        style = style_of(number, chart)
        written = text if fits else ""
        parts.append(ChartPart(left, left + max(wide, 3), top, written, style, tall, shown, letters))
        left += max(wide, 3)
    said = [" ".join((_below(*chart.marks[number]), str(count))) for number, count in found]
    told = [f"{text}（{share}）" if share else text for text, share in zip(said, shares, strict=True)]
    below = (
        [] if shares_fit else [each for each, share in zip(told, shares, strict=True) if share or not fits]
    )
    return parts, bar.told or str(bar.items), BETWEEN_PARTS.join(below)


def _below(mark: str, word: str) -> str:
    """What stands below a bar for a part: its mark, or the word where that is no mark of the sheet."""
    return word if mark in NO_MARKS else mark


def style_of(number: int, chart: Chart) -> int:
    """The style of a mark by its rank; items without one ("—"), and those not known ("?"), have their own."""
    mark = chart.marks[number][0]
    return (
        len(STYLES) - 1 if mark == "—" else len(STYLES) - 2 if mark == "?" else min(number, len(STYLES) - 3)
    )


def wrapped(text: str, width: int, height: int) -> list[str]:
    """The text in lines that fit; [] for none."""
    lines, line = [], ""
    for sign in text:
        if line and _length(line + sign, height) > width:
            kept = _break(line + sign)
            lines.append(line[:kept])
            line = line[kept:]
        line += sign
    return [*lines, line] if line else lines


def _break(text: str) -> int:
    """Where a line ends whose last sign has no room: within no number, no word of Latin letters or
    katakana; none begins with a bracket that closes or a small letter.

    Where the line is half full by then, behind a comma or before a bracket, so that what belongs together
    stays together.
    """

    def torn(before: str, after: str) -> bool:
        whole = any(before in word and after in word for word in (WORD, KATAKANA))
        return whole or after in CLOSING or before in OPENING

    def pauses(at: int) -> bool:
        return text[at - 1] in PAUSES or text[at] in OPENING or text[at - 2 : at] == BETWEEN_PARTS

    last = len(text) - 1
    possible = [at for at in range(last, 0, -1) if not torn(text[at - 1], text[at])]
    return next((at for at in possible if at > last // 2 and pauses(at)), possible[0] if possible else last)


def _length(text: str, height: int) -> int:
    return round(_font(height).getlength(text))


@lru_cache(maxsize=8)
def _font(height: int) -> FreeTypeFont:
    from PIL import ImageFont  # here, as above

    with as_file(files(FONT_PACKAGE) / FONT_FILE) as path:
        return ImageFont.truetype(str(path), height, layout_engine=ImageFont.Layout.BASIC)


# -- drawing -----------------------------------------------------------------------------------------------


def _draw_part(draw: ImageDraw, part: ChartPart) -> None:
    ground, line, pattern = STYLES[part.style]
    box = (part.left, part.top, part.right, part.top + part.tall)
    draw.rectangle(box, ground)
    if pattern in _PATTERNS:  # one is plain
        _PATTERNS[pattern](draw, box, line)
    draw.rectangle(box, outline=EDGE, width=1)
    if not part.text:
        return
    for text, height, high in _written(part):
        wide, middle = _length(text, height), (part.left + part.right) // 2
        plate = (middle - wide // 2 - 4, high - 1, middle + wide // 2 + 4, high + height + 5)
        draw.rounded_rectangle(plate, 5, PAPER)
        draw.text((middle - wide // 2, high - 2), text, INK, _font(height))


def _written(part: ChartPart) -> list[tuple[str, int, int]]:
    """What stands in a part, a line each: the text, its letters' height, its top."""
    if not part.share:
        return [(part.text, part.letters, part.top + (part.tall - part.letters) // 2 - 2)]
    return [(part.text, TEXT, part.top + 4), (part.share, SMALL, part.top + 4 + TEXT + 7)]


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


def _crosses(draw: ImageDraw, box: Box, line: str) -> None:
    left, top, right, bottom = box
    for x in range(left + 7, right - 3, 14):
        for y in range(top + 7, bottom - 3, 14):
            draw.line((x - 3, y - 3, x + 3, y + 3), line, 1)
            draw.line((x - 3, y + 3, x + 3, y - 3), line, 1)


_PATTERNS: dict[str, Callable[[ImageDraw, Box, str], None]] = {
    "dots": _dots,
    "stripes": _stripes,
    "grid": _grid,
    "sparse": _sparse,
    "crosses": _crosses,
}

# The same patterns in an SVG: the side of a tile, and what is drawn in it with {line}.
_TILES = {
    "dots": (8, '<circle cx="4" cy="4" r="1.7" fill="{line}"/>'),
    "stripes": (10, '<path d="M-2 12L12 -2M-2 2L2 -2M8 12L12 8" stroke="{line}" stroke-width="2"/>'),
    "grid": (9, '<path d="M4.5 0V9M0 4.5H9" stroke="{line}"/>'),
    "sparse": (12, '<rect x="5" y="5" width="2" height="2" fill="{line}"/>'),
    "crosses": (14, '<path d="M4 4L10 10M4 10L10 4" stroke="{line}"/>'),
}


def _pattern(style: int) -> str:
    ground, line, pattern = STYLES[style]
    side, drawn = _TILES.get(pattern, (8, ""))
    return (
        f'<pattern id="style{style}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
        f'<rect width="{side}" height="{side}" fill="{ground}"/>{drawn.format(line=line)}</pattern>'
    )


def _svg_part(part: ChartPart) -> str:
    wide = part.right - part.left
    box = (
        f'<rect x="{part.left}" y="{part.top}" width="{wide}" height="{part.tall}"'
        f' fill="url(#style{part.style})" stroke="{EDGE}"/>'
    )
    pieces = [box]
    for text, height, high in _written(part) if part.text else ():
        middle, half = part.left + wide // 2, _length(text, height) // 2 + 4
        plate = f'x="{middle - half}" y="{high - 1}" width="{2 * half}" height="{height + 6}"'
        pieces.append(f'<rect {plate} rx="5" fill="{PAPER}"/>')
        pieces.append(_svg_text(middle, high - 2, text, height, INK, "middle"))
    return "".join(pieces)


def _svg_text(left: int, top: int, text: str, height: int, colour: str, anchor: str = "start") -> str:
    """One line; its top is where Pillow begins it."""
    return (
        f'<text x="{left}" y="{top + round(height * 1.1)}" font-size="{height}" fill="{colour}"'
        f' text-anchor="{anchor}">{escape(text)}</text>'
    )
