"""One form for each measure (調書): labels beside or above their values. Every sheet here is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.made import Rows
from tests.test_import_city_layouts import Run, bot, data, measures, rated, run, workbook
from tests.test_start import Start, start

__all__ = ["data", "run", "start"]  # fixtures

BESIDE: Rows = [
    ["令和7年度 事業評価調書"],
    ["事業名", "河川カメラ", "番号", 3],
    ["担当課", "防災課", "備考", "覚え"],
    ["取組内容", "5か所に置く"],
    ["取組結果", "4か所に置いた。"],
    ["評価", "○"],
]
OTHER: Rows = [
    ["令和7年度 事業評価調書"],
    ["事業名", "電子図書", "番号", 4],
    ["担当課", "中央図書館"],
    ["取組内容", ""],
    ["取組結果", "見送った。"],
    ["評価", "×"],
]
ABOVE: Rows = [
    ["番号", "事業名", "担当課"],
    [7, "夜の開館", "中央図書館"],
    ["取組内容"],
    ["毎週金曜の夜に開く。"],
    ["取組結果"],
    ["毎週金曜の夜に開いた。"],
    ["評価"],
    ["△"],
]


def test_a_sheet_for_each_measure(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", a=BESIDE, b=OTHER, 説明=[["調書の書き方"]]))
    assert rated(data) == [(3, "河川カメラ", ("防災課",), "○"), (4, "電子図書", ("中央図書館",), "×")]
    one, other = (measure.items[0] for measure in measures(data))
    assert (one.planned, one.result) == ("5か所に置く", "4か所に置いた。")
    assert (other.planned, other.result) == ("", "見送った。")
    assert "調書として2件" in shown
    assert "C3「備考」は読んでいません（値: 覚え）" in shown
    assert "シート「説明」" in shown
    over = bot(data)
    assert over.ask("×の事業は？").as_json()["items"] == ["4-1"]
    assert over.ask("防災課の結果は？").as_json()["items"] == ["3-1"]


def test_values_below_their_labels(tmp_path: Path, data: Path, run: Run) -> None:
    path = workbook(tmp_path / "a.xlsx", a=ABOVE)
    book = load_workbook(path)
    for row in range(3, 9):
        book["a"].merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
    book.save(path)
    run(path)
    assert rated(data) == [(7, "夜の開館", ("中央図書館",), "△")]
    (item,) = measures(data)[0].items
    assert (item.planned, item.result) == ("毎週金曜の夜に開く。", "毎週金曜の夜に開いた。")


def test_merged_cells_and_several_forms_on_a_sheet(tmp_path: Path, data: Path, run: Run) -> None:
    one = ["番号", 1, "事業名", "河川カメラ", "担当課", "防災課", "評価", "○"]
    other = ["番号", 2, "事業名", "電子図書", "担当課", "中央図書館", "評価", "×"]
    rows = [one, ["取組結果", "置いた。"], [], other, ["取組結果", "見送った。"]]
    path = workbook(tmp_path / "a.xlsx", a=rows)
    book = load_workbook(path)
    book["a"].merge_cells("B2:H2")
    book["a"].merge_cells("B5:H5")
    book.save(path)
    run(path)
    assert rated(data) == [(1, "河川カメラ", ("防災課",), "○"), (2, "電子図書", ("中央図書館",), "×")]
    assert [m.items[0].result for m in measures(data)] == ["置いた。", "見送った。"]


def test_a_row_of_labels_with_an_empty_one_is_no_heading(tmp_path: Path, data: Path, run: Run) -> None:
    one = ["事業名", "河川カメラ", "番号", "", "担当課", "防災課", "評価", "○"]
    run(workbook(tmp_path / "a.xlsx", a=[one, ["取組結果", "置いた。"]]))
    assert rated(data) == [(1, "河川カメラ", ("防災課",), "○")]
    assert measures(data)[0].items[0].result == "置いた。"


def test_what_a_form_leaves_empty_stays_empty(tmp_path: Path, data: Path, run: Run) -> None:
    """Neither the next label nor the form before fills it; an empty form is no measure, and told."""
    empty = [[row[0], "", *row[2:3]] if len(row) > 1 else row for row in OTHER]
    gaps = [["事業名", "夜の開館", "番号", 5], ["施策", ""], ["取組結果", ""], ["課題", "人手"], ["評価", ""]]
    first = [*BESIDE, ["施策", "防災"]]
    example = [["事業名", "○○事業", "番号", 99], ["評価", "◎"]]
    shown = run(workbook(tmp_path / "a.xlsx", a=first, b=OTHER, c=gaps, 様式=empty, 記入例=example))
    assert [row[0] for row in rated(data)] == [3, 4, 5]
    last = measures(data)[-1]
    assert (last.initiative, last.items[0].result, last.items[0].rating.mark) == ("", "", "")
    assert "記入されていない調書か記入例" in shown


@pytest.mark.parametrize("labels", [("自己評価", "外部評価"), ("評価", "評価")])
def test_two_ratings_of_a_form_stop(labels: tuple[str, str], tmp_path: Path, data: Path, run: Run) -> None:
    rows = [*BESIDE[:-1], [labels[0], "○"], [labels[1], "×"]]
    shown = run(workbook(tmp_path / "a.xlsx", a=rows), code=1)
    assert "「評価」の列が2つ" in shown
    assert "A6" in shown
    assert "A7" in shown


@pytest.mark.parametrize("more", [["番号", 1, 2], ["担当課", "土木課", "建設課"]])
def test_two_measures_side_by_side_stop(more: list[object], tmp_path: Path, data: Path, run: Run) -> None:
    """They may be one form with a second text beside title and rating; from three on it is a table."""
    rows = [["事業名", "公園", "道路"], more, ["評価", "○", "×"]]
    assert "行/列の入れ替え" in run(workbook(tmp_path / "a.xlsx", a=rows), code=1)


def test_other_labels_beside_title_and_rating_are_none_of_that(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [
        [["事業名", title, "体系", "1-1"], ["担当課", "土木課"], ["評価", mark, "方針", "続ける"]]
        for title, mark in (("公園", "○"), ("道路", "×"))
    ]
    run(workbook(tmp_path / "a.xlsx", a=rows[0], b=rows[1]))
    assert [(title, mark) for _, title, _, mark in rated(data)] == [("公園", "○"), ("道路", "×")]


def test_figures_of_several_years_are_no_text(tmp_path: Path, data: Path, run: Run) -> None:
    years = [["年度", "R5", "R6", "R7"], ["計画", 10, 20, 30], ["実績", "11件", "19件", "28件"]]
    run(workbook(tmp_path / "a.xlsx", a=[["事業名", "公園", "番号", 1], *years, ["評価", "○"]]))
    (item,) = measures(data)[0].items
    assert (item.planned, item.result, item.rating.mark) == ("", "", "○")


def test_a_legend_below_few_columns(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["事業名", "評価"], ["公園", "○"], ["道路", "×"], [], ["評価", "意味"], ["○", "達成"]]
    run(workbook(tmp_path / "a.xlsx", a=rows))
    assert rated(data) == [(1, "公園", (), "○"), (2, "道路", (), "×")]


def test_the_later_rating_of_a_form_is_read(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [*BESIDE[:-1], ["一次評価", "○", "二次評価", "×"]]
    shown = run(workbook(tmp_path / "a.xlsx", a=rows))
    assert rated(data)[0][-1] == "×"
    assert "「一次評価」は読んでいません（値: ○）" in shown


def test_a_form_without_a_title_stops(tmp_path: Path, data: Path, run: Run) -> None:
    nameless = [["事業名", "", "番号", 9], *OTHER[2:]]
    assert "事業名のない調書" in run(workbook(tmp_path / "a.xlsx", a=BESIDE, b=nameless), code=1)


def test_the_same_number_on_two_forms_stops(tmp_path: Path, data: Path, run: Run) -> None:
    again = [["事業名", "夜の開館", "番号", 3], ["担当課", "防災課"], ["評価", "×"]]
    assert "No.3" in run(workbook(tmp_path / "a.xlsx", a=BESIDE, b=again), code=1)


@pytest.mark.parametrize(
    "rows",
    [
        [["事業名", "概要", "評価"], ["河川カメラ", "見る", "○"], ["電子図書", "貸す", "×"]],
        [["事業名", "評価"], ["河川カメラ", "○"], ["電子図書", "×"]],
        [["事業名", "概要", "R7"], ["", "", "評価"], ["河川カメラ", "見る", "○"], ["電子図書", "貸す", "×"]],
    ],
)
def test_a_table_of_few_columns_is_no_form(rows: Rows, tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", a=rows))
    assert [(title, mark) for _, title, _, mark in rated(data)] == [("河川カメラ", "○"), ("電子図書", "×")]
    assert "調書" not in shown


@pytest.mark.parametrize(("said", "marks"), [("→ {}", ["B", "D", ""]), ("{}", ["B", "D", "A"])])
def test_a_step_beside_the_list_of_all(said: str, marks: list[str], tmp_path: Path, start: Start) -> None:
    """Ａ・Ｂ・Ｃ・Ｄ is no rating, what stands beside it is; behind the arrow alone nothing does. The number
    may stand in one cell with its label."""
    rows: Rows = []
    for number, mark in enumerate(marks, 1):
        steps = "A　・　B　・　C　・　D"
        rows += [["令和7年度 評価表", f"整理番号　町-0{number}"], ["事業名", f"事業{number}"],
                 ["担当課・係", "防災課"], ["実績", "した。"],
                 ["総合評価", steps, said.format(mark)], []]  # fmt: skip
    start(workbook(tmp_path / "a.xlsx", a=rows))
    assert rated(tmp_path / "data") == [
        (f"町-0{number}", f"事業{number}", ("防災課",), mark) for number, mark in enumerate(marks, 1)
    ]


# -- in a PDF ------------------------------------------------------------------------------------------------


def pdf_of(path: Path, *pages: list[list[list[str]]]) -> Path:
    """Ruled tables, one below the other, page by page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "HeiseiKakuGo-W5", 9)]
    parts: list[object] = []
    for tables in pages:
        for rows in tables:
            parts += [Table(rows, style=style), Spacer(1, 20)]
        parts.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4).build(parts)
    return path


def printed_form(number: int, title: str, office: str, mark: str) -> list[list[str]]:
    return [
        ["事務事業名", title, "整理番号", str(number)],
        ["担当課", office, "決算額", str(100 * number)],
        ["実績", f"{title}をした。", "", ""],
        ["一次評価", "◎", "総合評価", mark],
    ]


PRINTED = (printed_form(1, "橋の整備", "土木課", "○"), printed_form(2, "川の点検", "河川課", "×"),
           printed_form(3, "道の舗装", "土木課", "△"))  # fmt: skip


def test_forms_on_pages_of_a_pdf(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(pdf_of(tmp_path / "a.pdf", *([each] for each in PRINTED)))
    found = [(m.number, m.title, m.departments, i.result, i.rating.mark, dict(i.extra))
             for m in measures(data) for i in m.items]  # fmt: skip
    assert found == [
        (1, "橋の整備", ("土木課",), "橋の整備をした。", "○", {"決算額": "100"}),
        (2, "川の点検", ("河川課",), "川の点検をした。", "×", {"決算額": "200"}),
        (3, "道の舗装", ("土木課",), "道の舗装をした。", "△", {"決算額": "300"}),
    ]
    assert "「一次評価」は読んでいません" in shown


def test_a_form_that_a_page_break_cuts_stops(tmp_path: Path, data: Path, run: Run) -> None:
    first, second, third = PRINTED
    path = pdf_of(tmp_path / "a.pdf", [first], [second[:3]], [second[3:]], [third])
    assert "ページの境目で切れています" in run(path, code=1)
    assert not (data / "r7").exists()


def test_a_pdf_of_three_columns(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["番号", "事業名", "評価"], ["1", "橋の整備", "○"], ["2", "川の点検", "×"]]
    run(pdf_of(tmp_path / "a.pdf", [rows]))
    assert rated(data) == [(1, "橋の整備", (), "○"), (2, "川の点検", (), "×")]


@pytest.mark.parametrize("words", [("S", "A", "B", "C"), ("◎", "○", "△", "×")])
def test_of_ratings_side_by_side_the_one_with_a_tick_below_is_read(
    words: tuple[str, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    (data / "ratings.toml").write_text(
        "".join(f'[[rating]]\nmark = "{word}"\nword = "{word}"\nen = "{word}"\n' for word in words),
        encoding="utf-8",
    )
    ticks = {"a": ["", "", "○"], "b": ["", "", "", "", "○"]}
    forms = {
        name: [*rows[:-1], ["評価", *words], ticks[name]] for name, rows in (("a", BESIDE), ("b", OTHER))
    }
    run(workbook(tmp_path / "a.xlsx", **forms))
    assert [mark for *_, mark in rated(data)] == [words[1], words[3]]


@pytest.mark.parametrize("ticks", [["", "○", "○"], []])
def test_two_ticks_below_ratings_or_none_stop(ticks: list[str], tmp_path: Path, run: Run) -> None:
    rows = [*BESIDE[:-1], ["評価", "◎", "○", "△", "×"], ticks]
    assert "どれを読むか決まりません" in run(workbook(tmp_path / "a.xlsx", a=rows, b=OTHER), code=1)


def test_a_mark_below_the_name_of_a_stage_is_no_tick(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [*BESIDE[:-1], ["評価", "一次", "二次"], ["", "", "○"]]
    shown = run(workbook(tmp_path / "a.xlsx", a=rows, b=OTHER))
    assert [mark for *_, mark in rated(data)] == ["", "×"]
    assert "一次" in shown


# -- what stands below one another beside a label ------------------------------------------------------------


def parted(path: Path, *parts: tuple[str, str]) -> Path:
    """Two forms whose label 評価, merged down, has several parts beside it, each with a value of its own."""
    turned = str.maketrans("◎○△×", "○△×◎")
    sheets: dict[str, Rows] = {}
    for name, form, marks in (("a", BESIDE, {}), ("b", OTHER, turned)):
        rows = [
            ["評価" if at == 0 else "", part, mark.translate(marks)] for at, (part, mark) in enumerate(parts)
        ]
        sheets[name] = [*form[:-1], *rows]
    path = workbook(path, **sheets)
    book = load_workbook(path)
    for name, form in (("a", BESIDE), ("b", OTHER)):
        last = len(form) + len(parts) - 1
        book[name].merge_cells(start_row=len(form), end_row=last, start_column=1, end_column=1)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("parts", "marks"),
    [
        ((("必要性", "◎"), ("有効性", "○"), ("総合", "△")), "△×"),
        ((("一次評価", "◎"), ("二次評価", "△")), "△×"),
        ((("自己", "○"), ("最終", "×")), "×◎"),
        ((("令和6年度", "◎"), ("令和7年度", "○")), "○△"),
        ((("前年度", "◎"), ("今年度", "×")), "×◎"),
    ],
)
def test_of_parts_of_a_rating_the_whole_or_the_last_is_read(
    parts: tuple[tuple[str, str], ...], marks: str, tmp_path: Path, data: Path, run: Run
) -> None:
    run(parted(tmp_path / "a.xlsx", *parts))
    assert [mark for *_, mark in rated(data)] == list(marks)


@pytest.mark.parametrize("parts", [("必要性", "有効性"), ("内部", "外部")])
def test_parts_of_a_rating_without_the_whole_stop(parts: tuple[str, str], tmp_path: Path, run: Run) -> None:
    path = parted(tmp_path / "a.xlsx", (parts[0], "◎"), (parts[1], "○"))
    shown = run(path, code=1)
    assert "どれを読むか決まりません" in shown


def test_a_city_may_begin_with_forms_that_have_a_rating_for_each_year(tmp_path: Path, start: Start) -> None:
    years = ["", "令和5年度", "令和6年度", "令和7年度"]
    sheets: dict[str, Rows] = {
        name: [
            ["事業評価調書"],
            ["事業名", title, "番号", number],
            ["担当課", "防災課"],
            ["取組内容", f"{title}を置く"],
            years,
            ["評価", *marks],
        ]
        for name, title, number, marks in (("a", "水位計", 1, "ABC"), ("b", "土のう", 2, "BCA"))
    }
    start(workbook(tmp_path / "a.xlsx", **sheets), "--year", "R7")
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["C", "A"]
