"""PDF pages as printers make them: turned, printed twice for bold, watermarked; read as people see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from katou_index.reading.grid import Grid
from katou_index.reading.pdf import read_pdf

HEAD = ("No.", "事業名", "担当課", "取組内容", "評価")
ROWS = (
    ("1", "河川カメラの増設", "防災課", "5か所に置く", "○"),
    ("2", "電子図書の貸出", "中央図書館", "始める", "×"),
    ("3", "窓口の混雑案内", "市民課", "試しに行う", "△"),
)
EDGES, HEIGHT, TOP = (40, 80, 220, 300, 480, 520), 30, 400
WIDE, HIGH = 560, 460
FONT = "HeiseiKakuGo-W5"
Draw = Callable[[Canvas], None]


def table(sheet: Canvas, *, slope: float = 0.0, again: tuple[float, ...] = ()) -> None:
    """The table, rules a hair off level by `slope`, every text printed again so far beside itself."""
    for at in range(len(ROWS) + 2):
        y = TOP - at * HEIGHT
        sheet.line(EDGES[0], y, EDGES[-1], y + slope)
    for x in EDGES:
        sheet.line(x, TOP, x + slope, TOP - (len(ROWS) + 1) * HEIGHT)
    sheet.setFont(FONT, 9)
    for at, texts in enumerate((HEAD, *ROWS)):
        for x, text in zip(EDGES, texts, strict=False):
            for beside in (0.0, *again):
                sheet.drawString(x + 4 + beside, TOP - at * HEIGHT - 18 - beside / 2, text)


def page(
    path: Path, *draw: Draw, turn: int = 0, shown: bool = True, size: tuple[int, int] | None = None
) -> Grid:
    """A page drawn turned; where `shown`, its own rotation turns it upright again."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    wide, high = (WIDE, HIGH) if turn % 180 == 0 else (HIGH, WIDE)
    sheet = Canvas(str(path), pagesize=size or (wide, high), invariant=1)
    if turn:
        sheet.translate(*{90: (HIGH, 0), 180: (WIDE, HIGH), 270: (0, WIDE)}[turn])
        sheet.rotate(turn)
        if shown:
            sheet.setPageRotation(turn)
    for each in draw:
        each(sheet)
    sheet.showPage()
    sheet.save()
    return read_pdf(path)


def rows(grid: Grid) -> list[tuple[str, ...]]:
    return list(grid.pages[0].rows.values())


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(turn: int, shown: bool, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, turn=turn, shown=shown)
    assert rows(grid) == [HEAD, *ROWS]
    assert (grid.pages[0].spans, grid.unread) == ((), ())


@pytest.mark.parametrize("drawn", [0, 90, 180, 270])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_pages_of_one_file_may_be_turned_each_in_its_own_way(drawn: int, turned: int, tmp_path: Path) -> None:
    """`drawn`: the text stands so on the second page; `turned`: so is the page shown, upright or not."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet = Canvas(str(tmp_path / "a.pdf"), pagesize=(WIDE, HIGH), invariant=1)
    table(sheet)
    sheet.showPage()
    sheet.setPageSize((WIDE, HIGH) if drawn % 180 == 0 else (HIGH, WIDE))
    sheet.setPageRotation(turned)
    sheet.translate(*{0: (0, 0), 90: (HIGH, 0), 180: (WIDE, HIGH), 270: (0, WIDE)}[drawn])
    sheet.rotate(drawn)
    table(sheet)
    sheet.showPage()
    sheet.save()
    grid = read_pdf(tmp_path / "a.pdf")
    assert [list(each.rows.values()) for each in grid.pages] == [[HEAD, *ROWS]] * 2
    assert grid.unread == ()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slope=st.floats(-0.3, 0.3), turn=st.sampled_from([0, 90, 270]))
def test_rules_that_are_nearly_level_are_level(slope: float, turn: int, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", lambda sheet: table(sheet, slope=slope), turn=turn)
    assert rows(grid) == [HEAD, *ROWS]
    assert grid.pages[0].spans == ()


@pytest.mark.parametrize("again", [(0.0,), (0.3,), (0.25, 0.5), (-0.4, 0.4, 0.8)])
def test_a_text_printed_again_for_bold_is_read_once(again: tuple[float, ...], tmp_path: Path) -> None:
    assert rows(page(tmp_path / "a.pdf", lambda sheet: table(sheet, again=again))) == [HEAD, *ROWS]


def test_letters_that_come_twice_are_read_twice(tmp_path: Path) -> None:
    def more(sheet: Canvas) -> None:
        sheet.setFont(FONT, 4)
        sheet.drawString(EDGES[3] + 70, TOP - HEIGHT - 18, "1111いいい")

    assert rows(page(tmp_path / "a.pdf", table, more))[1][3] == "5か所に置く1111いいい"


def slanted(sheet: Canvas) -> None:
    sheet.saveState()
    sheet.setFont(FONT, 40)
    sheet.translate(100, 280)
    sheet.rotate(20)
    sheet.drawString(0, 0, "複写禁止")
    sheet.restoreState()


def large(sheet: Canvas) -> None:
    sheet.setFont(FONT, 60)
    sheet.drawString(60, 310, "社外秘")


@pytest.mark.parametrize(("over", "text"), [(slanted, "複写禁止"), (large, "社外秘")])
def test_a_watermark_is_in_no_cell_and_told(over: Draw, text: str, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, over)
    assert rows(grid) == [HEAD, *ROWS]
    assert [(each.place, each.name, each.why) for each in grid.unread] == [
        ("1ページ", text, "表に重ねて印刷された文字（透かしなど）")
    ]


def test_a_large_mark_in_its_cell_is_read(tmp_path: Path) -> None:
    def marks(sheet: Canvas) -> None:
        sheet.setFont(FONT, 18)
        sheet.drawString(EDGES[3] + 100, TOP - HEIGHT - 22, "◎")

    grid = page(tmp_path / "a.pdf", table, marks)
    assert sorted(rows(grid)[1][3]) == sorted("5か所に置く◎")
    assert grid.unread == ()


def test_large_marks_side_by_side_and_a_title_above_are_read(tmp_path: Path) -> None:
    def more(sheet: Canvas) -> None:
        sheet.setFont(FONT, 16)
        sheet.drawString(EDGES[0], TOP + 20, "令和3年度評価表")
        sheet.drawString(EDGES[3] + 160, TOP - HEIGHT - 22, "◎")
        sheet.drawString(EDGES[4] + 20, TOP - HEIGHT - 22, "×")

    grid = page(tmp_path / "a.pdf", table, more)
    assert (rows(grid)[1][3][-1], {*rows(grid)[1][4]} - {" "}) == ("◎", {"○", "×"})
    assert "令和3年度評価表" in grid.pages[0].around
    assert grid.unread == ()


def test_a_mark_too_large_for_its_cell_is_read(tmp_path: Path) -> None:
    def more(sheet: Canvas) -> None:
        sheet.setFont(FONT, 26)
        sheet.drawString(EDGES[3] + 100, TOP - 2 * HEIGHT - 26, "◎")

    grid = page(tmp_path / "a.pdf", table, more)
    assert "◎" in "".join(text for texts in rows(grid) for text in texts)
    assert grid.unread == ()


@pytest.mark.parametrize("turn", [90, 270])
def test_text_on_its_side_is_read_in_its_order(turn: int, tmp_path: Path) -> None:
    def label(sheet: Canvas) -> None:
        sheet.saveState()
        sheet.setFont(FONT, 6)
        sheet.translate(EDGES[3] + 120, TOP - HEIGHT - (29 if turn == 90 else 2))
        sheet.rotate(turn)
        sheet.drawString(0, 0, "安全安心")
        sheet.restoreState()

    assert "安全安心" in rows(page(tmp_path / "a.pdf", table, label))[1][3]


def hidden(sheet: Canvas, how: str) -> None:
    sheet.saveState()
    sheet.setFont(FONT, 8)
    line = sheet.beginText(EDGES[3] + 70, TOP - HEIGHT - 18)
    if how == "on colour":
        sheet.setFillColorRGB(0.1, 0.2, 0.4)
        sheet.rect(EDGES[3] + 66, TOP - HEIGHT - 26, 60, 20, stroke=0, fill=1)
    if how == "no ink":
        line.setTextRenderMode(3)
    elif how == "ink of four":
        line.setFillColorCMYK(0, 0, 0, 0)
    else:
        line.setFillColorRGB(1, 1, 1)
    line.textOut("内部用")
    sheet.drawText(line)
    sheet.restoreState()


@pytest.mark.parametrize("how", ["white", "no ink", "ink of four"])
def test_text_that_nobody_sees_is_in_no_cell_and_told(how: str, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, lambda sheet: hidden(sheet, how))
    assert rows(grid) == [HEAD, *ROWS]
    assert [(each.name, each.why) for each in grid.unread] == [("内部用", "見えない文字（白い字など）")]


def test_white_text_on_a_dark_area_is_read(tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", lambda sheet: hidden(sheet, "on colour"), table)
    assert rows(grid)[1][3].replace(" ", "") == "5か所に置く内部用"
    assert grid.unread == ()


# -- struck-out text -----------------------------------------------------------------------------------------


def through(row: int, column: int, signs: int, *, rise: float = 3.5, thick: bool = False) -> Draw:
    """A line through the first wide signs of a cell, at `rise` above their base line; as some programs draw
    it, a thin area."""

    def draw(sheet: Canvas) -> None:
        x, y = EDGES[column] + 4, TOP - row * HEIGHT - 18 + rise
        if thick:
            sheet.rect(x, y, 9 * signs, 0.5, stroke=0, fill=1)
        else:
            sheet.line(x, y, x + 9 * signs, y)

    return draw


@pytest.mark.parametrize("thick", [True, False])
@pytest.mark.parametrize("turn", [0, 90])
def test_struck_out_text_is_not_read_and_told_with_its_row(turn: int, thick: bool, tmp_path: Path) -> None:
    marks, text = through(2, 4, 1, thick=thick), through(3, 1, 7, thick=thick)
    grid = page(tmp_path / "a.pdf", table, marks, text, turn=turn)
    assert rows(grid) == [HEAD, ROWS[0], (*ROWS[1][:4], ""), (ROWS[2][0], "", *ROWS[2][2:])]
    assert [tuple(each) for each in grid.pages[0].struck] == [(3, 4, "×"), (4, 1, "窓口の混雑案内")]


def test_a_part_of_a_text_may_be_struck_out(tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, through(1, 1, 4))
    assert rows(grid)[1][1] == "ラの増設"
    assert [each.text for each in grid.pages[0].struck] == ["河川カメ"]


@pytest.mark.parametrize("rise", [-1.5, 9.5])
def test_a_line_below_or_above_a_text_strikes_nothing(rise: float, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, through(1, 1, 8, rise=rise))
    assert rows(grid) == [HEAD, *ROWS]
    assert grid.pages[0].struck == ()


def test_a_text_that_fills_its_cell_may_be_struck_out(tmp_path: Path) -> None:
    """The line from edge to edge is no rule of the table: no other cell goes on with it."""
    full = "あ" * 15

    def cell(sheet: Canvas) -> None:
        sheet.drawString(EDGES[1] + 2, TOP - 4 * HEIGHT + 4, full)
        sheet.line(EDGES[1] + 1, TOP - 4 * HEIGHT + 7.5, EDGES[2] - 1, TOP - 4 * HEIGHT + 7.5)

    grid = page(tmp_path / "a.pdf", table, cell)
    assert rows(grid) == [HEAD, *ROWS]
    assert [each.text for each in grid.pages[0].struck] == [full]


def test_a_rule_between_two_cells_strikes_no_mark_that_stands_on_it(tmp_path: Path) -> None:
    def mark(sheet: Canvas) -> None:
        sheet.drawString(EDGES[4] + 15, TOP - 2 * HEIGHT - 3.5, "◎")

    grid = page(tmp_path / "a.pdf", table, mark)
    assert grid.pages[0].struck == ()
    assert len(grid.doubts) == 1


def test_a_longer_line_through_a_text_is_no_strike(tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, lambda sheet: sheet.line(90, 325.5, 210, 325.5))
    assert rows(grid) == [HEAD, *ROWS]
    assert grid.pages[0].struck == ()


def clipped(text: str, *, row: int = 2, room: int = 18, up: int = 0) -> Draw:
    """Another text in the fourth column, seen within so high a box from the top of its cell."""

    def draw(sheet: Canvas) -> None:
        sheet.saveState()
        path = sheet.beginPath()
        top = TOP - row * HEIGHT
        path.rect(EDGES[3] + 60, top - room, EDGES[4] - EDGES[3] - 62, room)
        sheet.clipPath(path, stroke=0, fill=0)
        sheet.setFont(FONT, 8)
        for at, line in enumerate(text.split("\n")):
            sheet.drawString(EDGES[3] + 62, top - 9 - at * 10 + up, line)
        sheet.restoreState()

    return draw


@pytest.mark.parametrize(
    ("draw", "read"),
    [
        (clipped("入札が遅れて年度内に届かず、次の年度に"), "入札が遅れて年度内に届かず、次"),
        (clipped("入札が遅れて\n年度内に\n届かなかった"), "年度内に"),
        (clipped("入札が遅れて\n年度内に\n届かなかった", up=10), "届かなかった"),
    ],
)  # fmt: skip
def test_text_that_its_cell_cuts_off_is_told_with_its_row(draw: Draw, read: str, tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, draw)
    assert [(each.page, each.row, each.column) for each in grid.doubts] == [("1", 3, 3)]
    assert "切れています" in grid.doubts[0].text
    assert read in rows(grid)[2][3].replace(" ", "")


def test_text_that_has_room_in_its_clip_is_not_told(tmp_path: Path) -> None:
    grid = page(tmp_path / "a.pdf", table, clipped("年度内に\n届いた。", room=24))
    assert grid.doubts == ()


@pytest.mark.parametrize("open_", [(EDGES[0],), (EDGES[-1],), (EDGES[0], EDGES[-1])])
def test_a_table_without_rules_at_its_sides_is_read_to_the_ends_of_its_level_rules(
    open_: tuple[int, ...], tmp_path: Path
) -> None:
    def draw(sheet: Canvas) -> None:
        low = TOP - (len(ROWS) + 1) * HEIGHT
        for at in range(len(ROWS) + 2):
            sheet.line(EDGES[0], TOP - at * HEIGHT, EDGES[-1], TOP - at * HEIGHT)
        for x in EDGES:
            if x not in open_:
                sheet.line(x, TOP, x, low)
        sheet.setFont(FONT, 9)
        for at, texts in enumerate((HEAD, *ROWS)):
            for x, text in zip(EDGES, texts, strict=False):
                sheet.drawString(x + 4, TOP - at * HEIGHT - 18, text)

    assert rows(page(tmp_path / "a.pdf", draw)) == [HEAD, *ROWS]
