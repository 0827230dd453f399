"""PDF tables without upright rules: read where rows and columns are certain, else told. All are invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index.reading.levels import Glyph, Ink, Stroke, lattices
from tests.made import Rows
from tests.test_import_city_layouts import Run, data, measures, rated, run

__all__ = ["data", "run"]  # fixtures

HEADS = ("番号", "事業名", "担当課", "取組内容", "取組結果", "評価")
PLAN: Rows = [
    ("1", "河川カメラの設置", "防災課", "3か所に置く。", "3か所に置いた。月に498件見られた。", "○"),
    ("2", "避難所の毛布", "防災課", "毛布を500枚に増やす。", "入札が遅れ、年度内に届かなかった。", "△"),
    ("3", "電子図書の貸出", "中央図書館", "貸出を始める。", "業者の選定が遅れ、見送った。", "×"),
    ("4", "夜間の開館", "中央図書館", "毎週金曜に20時まで開く。", "", "○"),
    ("5", "窓口の予約", "市民課", "予約を始める。", "始めた。月に120件あり、待つ時間は半分である。", "◎"),
]  # fmt: skip
MARKS = ["○", "△", "×", "○", "◎"]
FOURTH_SPLIT: Rows = [*PLAN[:4], ("", "", "", "通知を送る。", "送った。", "△"), PLAN[4]]
LEVEL = (("LINEABOVE", (0, 0), (-1, -1), 0.5, "black"), ("LINEBELOW", (0, -1), (-1, -1), 0.5, "black"))
TOP_AND_HEAD = (
    ("LINEABOVE", (0, 0), (-1, 0), 1, "black"), ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
)  # fmt: skip
WIDE = (40, 110, 80, 180, 160, 60)


def pdf(
    path: Path, style: Sequence[Any], rows: Rows = PLAN, heads: Rows = (HEADS,), widths: Sequence[int] = WIDE,
    after: str = "", again: int = 1,
) -> Path:  # fmt: skip
    """A table whose cells are wrapped, with these rules, below a title."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    printed = ParagraphStyle("cell", fontName="HeiseiKakuGo-W5", fontSize=9, leading=11, wordWrap="CJK")
    cells = [[Paragraph(str(cell), printed) for cell in row] for row in [*heads, *rows]]
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    table = Table(cells, colWidths=widths, repeatRows=again, style=[top, *style])
    title = Paragraph("令和7年度 行政改革プラン評価表", printed)
    parts = [title, Spacer(1, 20), table, Spacer(1, 20), Paragraph(after, printed)]
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(parts)
    return path


def shaded(*rows: int) -> list[tuple[object, ...]]:
    return [("BACKGROUND", (0, row), (-1, row), "lightgrey") for row in rows]


READ: dict[str, tuple[Sequence[Any], Rows, str]] = {
    "level rules": (LEVEL, PLAN, ""),
    "level rules in a frame": ((*LEVEL, ("BOX", (0, 0), (-1, -1), 0.5, "black")), PLAN, ""),
    "a remark below": (
        LEVEL,
        PLAN,
        "※ 評価は◎○△×の四段階で、担当課が年度末に付けたものを本部会議で確かめました。",
    ),
    "each row shaded": ([("ROWBACKGROUNDS", (0, 0), (-1, -1), ("lightgrey", "white"))], PLAN, ""),
    "the last row not shaded": (shaded(0, 2, 4), PLAN, ""),
    "the last row not shaded, a remark below": (shaded(0, 2, 4), PLAN, "※ 評価は担当課が付けたものです。"),
    "the headings not shaded": (shaded(1, 3, 5), PLAN, ""),
}


@pytest.mark.parametrize("name", READ)
def test_a_table_without_upright_rules_is_read(name: str, tmp_path: Path, data: Path, run: Run) -> None:
    style, rows, after = READ[name]
    shown = run(pdf(tmp_path / "a.pdf", style, rows, after=after))
    assert [mark for *_, mark in rated(data)] == MARKS
    found = [(m.number, m.title, m.departments, i.planned, i.result) for m in measures(data) for i in m.items]
    assert [(str(number), title, "、".join(offices), planned, result)
            for number, title, offices, planned, result in found] == [row[:5] for row in PLAN]  # fmt: skip
    assert "この表には縦の罫線がないので、文字のすき間で列を分けました" in shown


def test_it_goes_on_over_pages(tmp_path: Path, data: Path, run: Run) -> None:
    many = [(str(at), *PLAN[at % 5][1:]) for at in range(1, 61)]
    run(pdf(tmp_path / "a.pdf", LEVEL, many))
    assert [(number, title, mark) for number, title, _, mark in rated(data)] == [
        (at, PLAN[at % 5][1], MARKS[at % 5]) for at in range(1, 61)
    ]


def test_a_rule_that_runs_over_some_columns_parts_those(tmp_path: Path, data: Path, run: Run) -> None:
    rules = [("LINEABOVE", (0, 0), (-1, 4), 0.5, "black"), ("LINEABOVE", (3, 5), (-1, 5), 0.5, "black"),
             ("LINEABOVE", (0, 6), (-1, 6), 0.5, "black"), LEVEL[1]]  # fmt: skip
    run(pdf(tmp_path / "a.pdf", rules, FOURTH_SPLIT))
    assert [(number, mark) for number, *_, mark in rated(data)] == list(
        zip([1, 2, 3, 4, 4, 5], "○△×○△◎", strict=True)
    )


SHORT: Rows = [(str(at), "放送", "防災課", "直す。", "直した。", mark) for at, mark in enumerate("○△×○◎", 1)]
YEAR_OVER = (("番号", "事業名", "担当課", "令和7年度", "", ""), HEADS)
STOPS: dict[str, tuple[Sequence[Any], Rows, dict[str, Any]]] = {
    "nothing drawn": ((), PLAN, {}),
    "the headings shaded": (shaded(0), PLAN, {}),
    "the last two rows not shaded": (shaded(0, 2), PLAN[:4], {}),
    "one row among them not shaded": (shaded(0, 2, 5), PLAN, {}),
    "rules round the whole": (TOP_AND_HEAD, PLAN, {}),
    "rules round the whole, short rows": (TOP_AND_HEAD, SHORT, {}),
    "rules round the whole, no numbers": (TOP_AND_HEAD, [("", *row[1:]) for row in SHORT], {}),
    "one rule forgotten": (
        [("LINEABOVE", (0, 0), (-1, 2), 0.5, "black"), ("LINEABOVE", (0, 4), (-1, -1), 0.5, "black")],
        SHORT, {},
    ),
    "a heading over two columns": (
        (*LEVEL, ("SPAN", (3, 0), (4, 0))), PLAN, {"heads": YEAR_OVER},
    ),
    "a column without a heading": (LEVEL, PLAN, {"heads": ((*HEADS[:4], "", "評価"),)}),
    "a text underlined": (LEVEL, [*PLAN[:4], (*PLAN[4][:4], "<u>始めた。</u>", "◎")], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", STOPS)
def test_where_rows_and_columns_are_not_certain_it_stops(name: str, tmp_path: Path, run: Run) -> None:
    style, rows, more = STOPS[name]
    shown = run(pdf(tmp_path / "a.pdf", style, rows, **more), code=1)
    assert "行と列の区切りが確かではありません" in shown or "見出し行が見つかりません" in shown


def drawn(heads: Sequence[str], cells: Sequence[str]) -> Ink:
    """Four rows of these cells below these headings, ruled; 80 points a column."""
    glyphs = [
        Glyph(sign, left, left + 9, 20 * at, 20 * at + 9)
        for at, row in enumerate([heads, *[cells] * 4])
        for column, text in enumerate(row)
        for left, sign in zip(range(80 * column, 999, 10), text, strict=False)
        if sign != " "
    ]
    return Ink(tuple(glyphs), tuple(Stroke(20 * at - 5, 0, 80 * len(heads)) for at in range(6)))


@pytest.mark.parametrize(
    ("office", "cell", "certain"), [("担当課", "防災課", True), ("担 当 課", "防 災 課", False)]
)
def test_signs_that_stand_apart_in_all_rows_are_no_columns(office: str, cell: str, certain: bool) -> None:
    found = lattices([drawn(("事業名", office, "評価"), ("放送の更新", cell, "○"))])
    assert (found is not None) == certain


@st.composite
def inks(draw: st.DrawFn) -> list[Ink]:
    """Pages of any signs and rules."""
    number = st.integers(0, 60)
    glyph = st.builds(lambda x, y, text: Glyph(text, x * 5, x * 5 + 9, y * 6, y * 6 + 9), number, number,
                      st.sampled_from("1○事名"))  # fmt: skip
    stroke = st.builds(lambda y, x, wide: Stroke(y * 6, x * 5, x * 5 + wide * 30), number,
                       st.sampled_from((0, 0, 9)), number)  # fmt: skip
    page = st.builds(lambda g, s: Ink(tuple(g), tuple(s)), st.lists(glyph, max_size=40),
                     st.lists(stroke, max_size=12))  # fmt: skip
    return draw(st.lists(page, max_size=3))


@given(inks())
def test_no_sign_of_a_table_lies_between_two_columns(pages: list[Ink]) -> None:
    for ink, lattice in zip(pages, lattices(pages) or [None] * len(pages), strict=True):
        if lattice is None:
            continue
        top = min(stroke.height for stroke in lattice.strokes)
        bottom = max(stroke.height for stroke in lattice.strokes)
        for glyph in ink.glyphs:
            if top < glyph.middle < bottom:
                assert not any(glyph.left < at < glyph.right for at in lattice.uprights)
