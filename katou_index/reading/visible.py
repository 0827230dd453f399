"""The pages of a PDF as people see them: upright, with level rules, each character once, nothing hidden.

A spreadsheet program prints a merged cell that a page break cuts once a page, whole, and hides what lies
outside the page's share of it. pdfminer follows no clipping paths: that text would stand elsewhere, or twice.
It also cuts off what a cell has no room for, and leaves out the signs that nobody would see any of: the last
one that is printed crosses the edge of the clip.
A printer that has no bold font prints a text twice, a hair apart; a page drawn sideways has rules that are
level but for the last digit of a number; a slanted text lies over the table and belongs to no cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from katou_index.reading.cutoff import BOTTOM, SIDE, TOP, Clipped

_UNPAINTED = (3, 7)  # ways of painting text that leave no ink
_WHITE = 0.97  # of full light: nobody tells it from paper
_LEVEL = 0.5  # points: a longer line that rises by less is level
_ASLANT = 0.05  # of a character's size: one that rises by more is printed aslant
_HAIR, _HAIR_OF_SIZE = 1.0, 0.2  # points, of a character's size: how far apart prints of one text are
_NEAR = (-1, 0, 1)
Box = tuple[float, float, float, float]  # left, bottom, right, top, in the device's points
_BEYOND = 0.05  # points: a text that goes so far beyond the side of its clip is cut there
_INSIDE = 0.5  # points: how far inside a clip a point is taken
_CUT_OFF = 0.25  # of a sign's height: so much of it beyond the upper or lower edge, and it is cut


class _Device(PDFPageAggregatorWithMarkedContent):
    """Collects characters; `clip` is the box outside of which nothing is seen, None for all of the page.
    `inkless`: text that is laid on the page without being painted, as below a scanned picture. `cut`: the
    pieces that are cut off, their `at` in the device's points."""

    clip: Box | None = None
    inkless = ""
    _paints = True

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.cut: list[Clipped] = []
        self._piece: list[Any] = []

    def render_string(self, textstate: Any, *told: Any, **named: Any) -> None:
        """Characters of one way of painting."""
        self._paints = textstate.render not in _UNPAINTED
        self._piece = []
        super().render_string(textstate, *told, **named)
        written = [char for char in self._piece if char.get_text().strip()]
        if written and self.clip is not None and (piece := _clipped(written, self.clip)):
            self.cut.append(piece)

    def render_char(self, *told: Any, **named: Any) -> float:
        """One character, kept if its middle lies inside."""
        width: float = super().render_char(*told, **named)
        if not self._paints:
            last: Any = self.cur_item._objs.pop()
            self.inkless += last.get_text()
        elif self.clip is not None:
            last = self.cur_item._objs[-1]  # the character that was just added
            self._piece.append(last)
            left, bottom, right, top = self.clip
            if not (left <= (last.x0 + last.x1) / 2 <= right and bottom <= (last.y0 + last.y1) / 2 <= top):
                self.cur_item._objs.pop()
        return width


class _Interpreter(PDFPageInterpreter):
    """Follows clipping paths by the box around them: what is left out is surely not seen."""

    device: _Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.clips: list[Box | None] = []

    def do_q(self) -> None:
        self.clips.append(self.device.clip)
        super().do_q()

    def do_Q(self) -> None:  # noqa: N802 - the operator's name
        if self.clips:
            self.device.clip = self.clips.pop()
        super().do_Q()

    def do_W(self) -> None:  # noqa: N802
        numbers = [part[1:] for part in self.curpath if len(part) > 1]
        points = [
            apply_matrix_pt(self.ctm, (part[at], part[at + 1]))
            for part in numbers
            for at in range(0, len(part) - 1, 2)
        ]
        if points:
            across, up = [x for x, _ in points], [y for _, y in points]
            self.device.clip = _common((min(across), min(up), max(across), max(up)), self.device.clip)

    def do_W_a(self) -> None:  # noqa: N802
        self.do_W()

    def do_Do(self, name: Any) -> None:  # noqa: N802
        clip = self.device.clip
        super().do_Do(name)
        self.device.clip = clip


class _Page(Page):
    """A page of pdfplumber that is read by these two. `slanted`: text that is printed aslant, `unseen`: white
    text on white and text without ink; neither is among its characters."""

    slanted = unseen = inkless = ""
    _cut: Sequence[Clipped] = ()

    @property
    def cut(self) -> list[Clipped]:
        """The pieces of text of which something is cut off."""
        self.layout  # noqa: B018 - it is made when it is first asked for
        return [piece._replace(at=self.point2coord(piece.at)) for piece in self._cut]

    @property
    def objects(self) -> Any:
        """What is drawn, made once."""
        if not hasattr(self, "_objects"):
            found = self.parse_objects()
            chars = _once(found.get("char", ()))
            self.slanted = "".join(char["text"] for char in chars if not _turns(char["matrix"]))
            upright = [char for char in chars if _turns(char["matrix"])]
            white = [char for char in upright if _is_white(char) and not _is_on_colour(char, found)]
            self.unseen = "".join(char["text"] for char in white) or self.inkless
            off = set(map(id, white))
            found["char"] = [char for char in upright if id(char) not in off]
            self._objects = found
        return self._objects

    def directions(self) -> dict[str, str]:
        """How text runs that stands on its side in a cell, as pdfplumber is told: upwards as a rule."""
        turns = Counter(turn for char in self.chars for turn in _turns(char["matrix"]))
        if turns[270] > turns[90]:
            return {"char_dir_rotated": "ttb", "line_dir_rotated": "rtl"}
        return {"char_dir_rotated": "btt", "line_dir_rotated": "ltr"}

    def process_object(self, obj: Any) -> Any:
        """One object; a line that is as good as level or upright is."""
        found = super().process_object(obj)
        if found["object_type"] == "line":
            if abs(found["x1"] - found["x0"]) <= _LEVEL < found["height"]:
                found.update(x1=found["x0"], width=0)
            elif abs(found["bottom"] - found["top"]) <= _LEVEL < found["width"]:
                found.update(bottom=found["top"], height=0)
        return found

    @property
    def layout(self) -> Any:
        """What pdfminer found, made once."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams)
            try:
                _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            except Exception as error:  # as pdfplumber does: pdfminer raises anything
                raise PdfminerException(error) from error
            self._layout, self.inkless, self._cut = device.get_result(), device.inkless, device.cut
        return self._layout


def visible_pages(document: PDF) -> Iterator[Any]:
    """The document's pages, each read when it is asked for."""
    for page in document.pages:
        seen = _Page(document, page.page_obj, page.page_number, page.initial_doctop)
        if turn := _turn_of(seen.chars):
            turned = (seen.rotation + turn) % 360
            page.page_obj.rotate = page.page_obj.attrs["Rotate"] = turned
            seen = _Page(document, page.page_obj, page.page_number, page.initial_doctop)
        yield seen


def _clipped(chars: Sequence[Any], clip: Box) -> Clipped | None:
    """The piece that these characters are, None where all of it is seen."""
    left, bottom, right, top = clip
    beyond = _CUT_OFF * max(char.y1 - char.y0 for char in chars)
    if any(char.x0 < left - _BEYOND or char.x1 > right + _BEYOND for char in chars):
        edge = SIDE
    elif any(char.y1 > top + beyond for char in chars):
        edge = TOP
    elif any(char.y0 < bottom - beyond for char in chars):
        edge = BOTTOM
    else:
        return None
    x, y = (chars[0].x0 + chars[0].x1) / 2, (chars[0].y0 + chars[0].y1) / 2
    at = min(max(x, left + _INSIDE), right - _INSIDE), min(max(y, bottom + _INSIDE), top - _INSIDE)
    return Clipped("".join(char.get_text() for char in chars), at, edge)


def _is_white(each: Any) -> bool:
    """Whether something is filled with white: one number of a grey, three of light, four of ink."""
    colour = each.get("non_stroking_color") or ()
    if len(colour) not in (1, 3, 4) or not all(isinstance(part, int | float) for part in colour):
        return False
    return all(part <= 1 - _WHITE if len(colour) == 4 else part >= _WHITE for part in colour)


def _is_on_colour(char: Any, found: dict[str, Any]) -> bool:
    """Whether a character stands on a picture or on an area of another colour than white."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    areas = (*found.get("rect", ()), *found.get("curve", ()), *found.get("image", ()))
    return any(
        each["x0"] <= x <= each["x1"] and each["top"] <= y <= each["bottom"]
        for each in areas if each["object_type"] == "image" or (each.get("fill") and not _is_white(each))
    )  # fmt: skip


def _turns(matrix: Sequence[float]) -> tuple[int, ...]:
    """By how many degrees a page is turned clockwise for this character to stand upright: one number, none
    for one that is printed aslant."""
    across, up = matrix[0], matrix[1]
    size = max(abs(across), abs(up))
    if min(abs(across), abs(up)) > _ASLANT * size:
        return ()
    return ((0 if across > 0 else 180) if abs(across) == size else (90 if up > 0 else 270),)


def _turn_of(chars: Sequence[Any]) -> int:
    """By how many degrees a page has to be turned for most of its text to stand upright."""
    turns = Counter(turn for char in chars for turn in _turns(char["matrix"]) if char["text"].strip())
    return turns.most_common(1)[0][0] if turns else 0


def _once(chars: Iterable[Any]) -> list[Any]:
    """Each character once, though it may be printed again at its place, or a hair beside it."""
    kept: list[Any] = []
    known: dict[tuple[str, int, int], list[Any]] = {}
    for char in chars:
        x, y, text = int(char["x0"]), int(char["top"]), char["text"]
        hair = min(_HAIR, char["size"] * _HAIR_OF_SIZE)
        near = (each for dx in _NEAR for dy in _NEAR for each in known.get((text, x + dx, y + dy), ()))
        if not text.strip() or not any(
            abs(each["x0"] - char["x0"]) <= hair and abs(each["top"] - char["top"]) <= hair for each in near
        ):
            kept.append(char)
            known.setdefault((text, x, y), []).append(char)
    return kept


def _common(one: Box, other: Box | None) -> Box:
    if other is None:
        return one
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
