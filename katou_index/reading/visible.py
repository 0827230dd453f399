"""The pages of a PDF with what can be seen of their text: characters that a clipping path hides are left out.

A spreadsheet program prints a merged cell that a page break cuts once a page, whole, and hides what lies
outside the page's share of it. pdfminer follows no clipping paths: that text would stand elsewhere, or twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

Box = tuple[float, float, float, float]  # left, bottom, right, top, in the device's points


class _Device(PDFPageAggregatorWithMarkedContent):
    """Collects characters; `clip` is the box outside of which nothing is seen, None for all of the page."""

    clip: Box | None = None

    def render_char(self, *told: Any, **named: Any) -> float:
        """One character, kept if its middle lies inside."""
        width: float = super().render_char(*told, **named)
        if self.clip is not None:
            last = self.cur_item._objs[-1]  # the character that was just added
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
    """A page of pdfplumber that is read by these two."""

    @property
    def layout(self) -> Any:
        """What pdfminer found, made once."""
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams)
            try:
                _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            except Exception as error:  # as pdfplumber does: pdfminer raises anything
                raise PdfminerException(error) from error
            self._layout = device.get_result()
        return self._layout


def visible_pages(document: PDF) -> Iterator[Any]:
    """The document's pages, each read when it is asked for."""
    for page in document.pages:
        yield _Page(document, page.page_obj, page.page_number, page.initial_doctop)


def _common(one: Box, other: Box | None) -> Box:
    if other is None:
        return one
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
