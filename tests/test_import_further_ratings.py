"""What could pass for a rating, a measure or a column and is none: asked or told, never read in silence.

Every sheet here is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import Bot
from katou_index import build_index, open_index
from katou_index.tablefiles import common_scale
from tests.made import Rows, excel, pdf, text
from tests.test_import_city_layouts import Run, bot, data, measures, rated, run, workbook

__all__ = ["data", "run"]  # fixtures

Make = Callable[..., Path]

HEADS = ("番号", "事業名", "担当課", "取組結果")
CAMERA, BLANKETS, BOOKS = (
    (1, "河川カメラ", "防災課", "置いた。"),
    (2, "避難所の毛布", "防災課", "足りない。"),
    (3, "電子図書", "中央図書館", "見送った。"),
)


def two(first: str, last: str, marks: str = "○△×", others: str = "△×○") -> Rows:
    """A sheet with two columns of marks under these headings."""
    rows = (CAMERA, BLANKETS, BOOKS)
    return [
        [*HEADS, first, last],
        *([*row, *both] for row, both in zip(rows, zip(marks, others, strict=True), strict=True)),
    ]


# -- a further column of ratings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("評価", "最終"),
        ("評価", "評価2"),
        ("評価①", "評価②"),
        ("評価", "評価（R8.3時点）"),
        ("評価（9月末現在）", "評価（3月末現在）"),
        ("評価", "二次"),
    ],
)
def test_between_two_ratings_nobody_guesses(first: str, last: str, tmp_path: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=two(first, last)), code=1)
    assert "どれを読むか決まりません" in shown
    assert f"「{first}」" in shown
    assert f"「{last}」" in shown


@pytest.mark.parametrize("name", ["見直し", "再"])
def test_a_revision_without_the_word_rating_is_read_before_what_it_revises(
    name: str, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=two("評価", name)))
    assert [mark for *_, mark in rated(data)] == ["△", "×", "○"]
    assert "E列「評価」は読んでいません" in shown


@pytest.mark.parametrize(("name", "asked"), [("庁議", True), ("達成", True), ("必要性", False)])
def test_a_kept_column_of_marks_is_asked_about(
    name: str, asked: bool, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=two("評価", name)))
    assert [mark for *_, mark in rated(data)] == ["○", "△", "×"]
    assert ("評価と同じ印だけの列です" in shown) == asked
    assert f"F列「{name}」はそのまま保存します" in shown


def test_a_title_over_nothing_is_not_taken_for_the_rating(tmp_path: Path, run: Run) -> None:
    rows = two("評価", "達成度", marks="   ")
    assert "どれを読むか決まりません" in run(workbook(tmp_path / "a.xlsx", 評価=rows), code=1)


def test_a_csv_in_our_columns_with_one_more_rating_stops(tmp_path: Path, run: Run) -> None:
    heads = ("年度", "事業No.", "事業名", "項目", "取組結果", "評価", "最終")
    rows = [
        ("R7", "1", "河川カメラ", "1", "置いた。", "×", "○"),
        ("R7", "2", "毛布", "1", "配った。", "○", "△"),
    ]
    assert "どれを読むか決まりません" in run(text(tmp_path / "a.csv", [heads, *rows]), code=1)


TIDY = ("年度", "事業No.", "事業名", "項目", "担当課", "取組結果", "評価")


def tidy(name: str, cells: str) -> Rows:
    """Our own columns, and one more."""
    rows = zip((CAMERA, BLANKETS, BOOKS), "×○△", cells, strict=True)
    return [
        [*TIDY, name],
        *(["R7", number, title, 1, *rest, mark, cell.strip()] for (number, title, *rest), mark, cell in rows),
    ]


@pytest.mark.parametrize("make", [excel, text])
@pytest.mark.parametrize(
    ("name", "cells", "asked"),
    [("庁議", "○△×", True), ("庁議", "○—×", True), ("庁議", "○ ○", True), ("庁議", "○済×", False),
     ("必要性", "○△×", False), ("備考", "abc", False), ("備考", "  ○", False)],
)  # fmt: skip
def test_a_kept_column_of_marks_in_our_own_columns_is_asked_about(
    make: Make, name: str, cells: str, asked: bool, tmp_path: Path, data: Path, run: Run
) -> None:
    ending = "xlsx" if make is excel else "csv"
    shown = run(make(tmp_path / f"a.{ending}", tidy(name, cells)))
    assert [mark for *_, mark in rated(data)] == ["×", "○", "△"]
    place = "シート「評価」H列" if make is excel else "8列目"
    assert (f"{place}「{name}」は評価と同じ印だけの列です" in shown) == asked
    assert f"{place}「{name}」はそのまま保存します" in shown


@pytest.mark.parametrize("mark", ["○\u200b", "\ufeff○", "○\ufe0e", "○\ufe0f", "\u2060○"])
def test_signs_that_nobody_sees_are_no_part_of_a_mark(mark: str) -> None:
    assert common_scale().read(mark) == common_scale().read("○")


# -- rows that are no measure, and measures that are two -----------------------------------------------------


def test_two_titles_below_one_number_stop(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [[*HEADS, "評価"], [*CAMERA, "○"], [*BLANKETS, "△"], [2, *BOOKS[1:], "×"]]
    assert "No.2 が別の事業名で2回あります" in run(workbook(tmp_path / "a.xlsx", 評価=rows), code=1)
    slip: Rows = [[*HEADS, "評価"], [*CAMERA, "○"], [*BLANKETS, "△"], [2, "避難所の毛布等", *BOOKS[2:], "×"]]
    run(workbook(tmp_path / "b.xlsx", 評価=slip))
    assert [len(measure.items) for measure in measures(data)] == [1, 2]


@pytest.mark.parametrize("title", ["総合評価", "全体評価", "総評", "総括"])
def test_what_was_made_of_all_measures_is_no_measure(
    title: str, tmp_path: Path, data: Path, run: Run
) -> None:
    rows: Rows = [[*HEADS, "評価"], [*CAMERA, "○"], [*BLANKETS, "△"], ["", title, "", "進んだ。", "○"]]
    shown = run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [number for number, *_ in rated(data)] == [1, 2]
    assert f"A4 は項目として読んでいません（{title}" in shown


def test_a_legend_in_the_columns_of_the_table_is_no_measure(tmp_path: Path, data: Path, run: Run) -> None:
    legend: Rows = [["", "◎", "", "予定以上"], ["", "○", "", "予定どおり", "○"], ["", "×", "", "未実施", "×"]]
    shown = run(
        workbook(tmp_path / "a.xlsx", 評価=[[*HEADS, "評価"], [*CAMERA, "○"], [*BLANKETS, "△"], [], *legend])
    )
    assert [number for number, *_ in rated(data)] == [1, 2]
    assert "A5 は項目として読んでいません（◎ 予定以上）" in shown


def test_an_id_is_the_number_of_a_measure(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [["ID", *HEADS[1:], "評価点"], ["D-001", *CAMERA[1:], "5"], ["D-002", *BLANKETS[1:], "1"]]
    (data / "ratings.toml").write_text(
        "".join(f'[[rating]]\nmark = "{n}"\nword = "{n}点"\nen = "{n}"\n' for n in "54321"), encoding="utf-8"
    )
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [number for number, *_ in rated(data)] == ["D-001", "D-002"]
    over = bot(data)
    assert over.ask("D-002の評価は？").as_json()["items"] == ["D-002-1"]
    for question in ("評価点が1の事業は？", "評価点1の事業はいくつ？", "評価点は1のもの"):
        assert over.ask(question).as_json()["items"] == ["D-002-1"], question


# -- forms ---------------------------------------------------------------------------------------------------


def form(number: int, title: str, mark: str) -> Rows:
    return [
        ["番号", number, "担当課", "防災課"],
        ["事業の名称"],
        [title],
        ["目的・内容"],
        [f"{title}を行う"],
        ["評価"],
        ["今後の方向性", mark],
    ]


def forms(path: Path, *wide: str) -> Path:
    made = workbook(path, a=form(1, "毛布", "○"), b=form(2, "河川の監視カメラの設置", "×"))
    book = load_workbook(made)
    for sheet in book.worksheets:
        for area in wide:
            sheet.merge_cells(area)
    book.save(made)
    return made


def test_a_short_text_in_a_wide_cell_below_a_label_is_its_value(tmp_path: Path, data: Path, run: Run) -> None:
    (data / "columns.toml").write_text(
        '[[column]]\nname = "評価"\nheadings = ["今後の方向性"]\n', encoding="utf-8"
    )
    shown = run(forms(tmp_path / "a.xlsx", "A3:D3", "A5:D5"))
    assert [(title, mark) for _, title, _, mark in rated(data)] == [
        ("毛布", "○"),
        ("河川の監視カメラの設置", "×"),
    ]
    assert "A4「目的・内容」はそのまま保存します" in shown
    assert "毛布を行う" in bot(data).ask("No.1の目的・内容は？").text


def test_a_heading_of_a_part_is_no_empty_rating(tmp_path: Path, run: Run) -> None:
    assert "どれを読むか決まりません" in run(forms(tmp_path / "a.xlsx", "A3:D3", "A5:D5"), code=1)


# -- pages of a PDF ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 4])
def test_a_page_with_other_columns_and_no_headings_stops(at: int, tmp_path: Path, run: Run) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "HeiseiKakuGo-W5", 9)]
    other = [str(cell) for cell in (*BOOKS, "×")]
    other.insert(at, "○")
    parts = [
        Table([[*HEADS, "評価"], [*map(str, CAMERA), "○"], [*map(str, BLANKETS), "△"]], style=style),
        PageBreak(),
        Table([other], style=style),
    ]
    SimpleDocTemplate(str(tmp_path / "a.pdf"), pagesize=landscape(A4)).build(parts)
    shown = run(tmp_path / "a.pdf", code=1)
    assert "2ページ 表の1行目" in shown
    assert "前の見出し（5列）と合いません" in shown


def test_marks_on_a_rule_are_asked_about(tmp_path: Path, data: Path, run: Run) -> None:
    from tests.test_pdf_pages import EDGES, HEIGHT, TOP, page, table

    def over(sheet: object) -> None:
        for at in (1, 2):  # on the lower edge of the first two rows
            sheet.drawString(EDGES[-2] + 24, TOP - (at + 1) * HEIGHT - 3, "×")  # type: ignore[attr-defined]

    page(tmp_path / "a.pdf", table, over)
    shown = run(tmp_path / "a.pdf")
    assert "罫線の上に重なった文字が2個あります（×" in shown
    assert "罫線の上" not in run(
        pdf(tmp_path / "b.pdf", [[*HEADS, "評価"], [*CAMERA, "○"], [*BLANKETS, "△"]])
    )


# -- a further column of a measure that is named -------------------------------------------------------------


@pytest.fixture
def over_columns(tmp_path: Path) -> Bot:
    (tmp_path / "d" / "r7").mkdir(parents=True)
    heads = ("番号", "事業名", "担当課", "取組結果", "評価", "課題", "指標")
    rows = [
        (*CAMERA, "○", "人手が足りない。", "台数"),
        (2, "指標の見直し", "総務課", "見直した。", "△", "時間がない。", "件数"),
    ]
    text(tmp_path / "d" / "r7" / "sheet.csv", [heads, *rows])
    (tmp_path / "d" / "plan.toml").write_text('[plan]\ncity = "大沼町"\n', encoding="utf-8")
    build_index(tmp_path / "d", tmp_path / "k.db")
    return Bot(open_index(tmp_path / "k.db"))


@pytest.mark.parametrize(
    ("question", "item", "says"),
    [
        ("河川カメラの課題は？", "1-1", "人手が足りない。"),
        ("河川カメラの指標は？", "1-1", "台数"),
        ("指標の見直しの課題は？", "2-1", "時間がない。"),
        ("指標の見直しの指標は？", "2-1", "件数"),
        ("指標の見直しの評価は？", "2-1", "△"),
        ("大沼町の河川カメラの課題は？", "1-1", "人手が足りない。"),
    ],
)
def test_a_measure_named_in_full_is_asked_for_its_columns(
    question: str, item: str, says: str, over_columns: Bot
) -> None:
    answer = over_columns.ask(question).as_json()
    assert answer["items"] == [item]
    assert says in answer["headline"]
