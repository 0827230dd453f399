"""A table wider than paper, which a PDF has on several pages, is one table again. All are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from katou_index.reading.grid import Grid
from katou_index.reading.pdf import read_pdf
from tests.made import Rows

FONT = "HeiseiKakuGo-W5"
HEAD = ("No.", "事業名", "担当課", "取組内容", "取組結果", "評価")
PLAN: Rows = [
    ("1", "河川カメラの増設", "防災課", "5か所に置く", "4か所に置いた。", "○"),
    ("2", "電子図書の貸出", "中央図書館", "始める", "始めた。", "×"),
    ("3", "窓口の混雑案内", "市民課", "試しに行う", "見送った。", "△"),
    ("4", "毛布の備蓄", "防災課", "500枚にする", "520枚にした。", "◎"),
]
HIGH = (30, 44, 30, 38, 30)  # of the rows, heading first
WIDTHS = dict(zip(HEAD, (40, 130, 90, 120, 150, 50), strict=True))
TOP, LEFT = 400, 40
Part = tuple[Sequence[str], Sequence[Sequence[str]], Sequence[float]]  # headings, rows, heights


def part(names: Sequence[str], rows: Rows = PLAN, heights: Sequence[float] = HIGH) -> Part:
    """These columns of the table, as one page has them."""
    at = [HEAD.index(name) for name in names]
    return names, [[row[each] for each in at] for row in rows], heights


def printed(path: Path, *parts: Part) -> Grid:
    """A page a part, ruled; without a row of headings where there are no more heights than rows."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet = Canvas(str(path), pagesize=(560, 460), invariant=1)
    for names, rows, heights in parts:
        sheet.setFont(FONT, 9)
        lines = [names, *rows] if len(heights) > len(rows) else rows
        edges = [LEFT]
        for name in names:
            edges.append(edges[-1] + WIDTHS[name])
        y = TOP
        for texts, high in zip(lines, heights, strict=True):
            sheet.line(LEFT, y, edges[-1], y)
            for x, text in zip(edges, texts, strict=False):
                sheet.drawString(x + 4, y - 18, text)
            y -= high
        sheet.line(LEFT, y, edges[-1], y)
        for x in edges:
            sheet.line(x, TOP, x, y)
        sheet.showPage()
    sheet.save()
    return read_pdf(path)


def rows_of(grid: Grid) -> list[tuple[str, ...]]:
    return [texts for page in grid.pages for texts in page.rows.values()]


WHOLE = [HEAD, *PLAN]
LEFT_PART, RIGHT_PART = HEAD[:4], HEAD[4:]


def test_columns_on_the_next_page_are_put_beside_the_first(tmp_path: Path) -> None:
    grid = printed(tmp_path / "a.pdf", part(LEFT_PART), part(RIGHT_PART))
    assert rows_of(grid) == WHOLE
    assert [doubt.text for doubt in grid.doubts] == [
        "2ページの列は、1ページの表の右の続きとして読みました。確かめてください。"
    ]


def test_a_single_column_on_a_page_of_its_own(tmp_path: Path) -> None:
    assert rows_of(printed(tmp_path / "a.pdf", part(HEAD[:5]), part(HEAD[5:]))) == WHOLE


def halves(names: Sequence[str]) -> list[Part]:
    return [part(names, PLAN[:2], HIGH[:3]), part(names, PLAN[2:], HIGH[3:])]


@pytest.mark.parametrize("over", [False, True])
def test_pages_down_then_over_and_over_then_down(over: bool, tmp_path: Path) -> None:
    (one, two), (three, four) = halves(LEFT_PART), halves(RIGHT_PART)
    order = (one, three, two, four) if over else (one, two, three, four)
    assert rows_of(printed(tmp_path / "a.pdf", *order)) == WHOLE


def test_columns_that_are_printed_again_stand_once(tmp_path: Path) -> None:
    again = (*HEAD[:2], *HEAD[4:])
    assert rows_of(printed(tmp_path / "a.pdf", part(LEFT_PART), part(again))) == WHOLE


def test_another_table_with_rows_as_high_is_none_of_its_columns(tmp_path: Path) -> None:
    other: Rows = [(str(at), *row[1:]) for at, row in enumerate(PLAN, 5)]  # numbered 5 to 8
    grid = printed(tmp_path / "a.pdf", part(HEAD[:5]), part(HEAD[:5], other))
    assert len(grid.pages) == 2
    again = (*HEAD[:2], *HEAD[4:])
    assert len(printed(tmp_path / "b.pdf", part(HEAD[:5]), part(again, other)).pages) == 2


def test_rows_of_other_heights_are_none_of_its_columns(tmp_path: Path) -> None:
    grid = printed(tmp_path / "a.pdf", part(LEFT_PART), part(RIGHT_PART, heights=(30, 30, 44, 38, 30)))
    assert rows_of(grid) == [texts[:4] for texts in WHOLE]
    assert [unread.name for unread in grid.unread] == ["取組結果"]
