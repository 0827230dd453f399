"""What stands beside the columns: departments in rows of their own, ticks below marks, years above values.

Every sheet here is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from katou_index.plan import Certainty
from katou_index.tablefiles import common_scale
from tests.made import Rows
from tests.test_import_city_layouts import Run, data, measures, rated, run, workbook

__all__ = ["data", "run"]  # fixtures

HEADS = ["番号", "事業名", "取組結果", "評価"]
CAMERA, BLANKETS = [1, "河川カメラ", "置いた。", "○"], [2, "避難所の毛布", "足りない。", "△"]
BOOKS = [3, "電子図書", "見送った。", "×"]
SAFETY, LIBRARY = "危機管理防災課", "中央図書館"
OWNED = [
    (1, "河川カメラ", (SAFETY,), "○"),
    (2, "避難所の毛布", (SAFETY,), "△"),
    (3, "電子図書", (LIBRARY,), "×"),
]


def grouped(first: list[object], second: list[object]) -> Rows:
    return [HEADS, first, CAMERA, BLANKETS, second, BOOKS]


def merged(path: Path, *areas: str) -> Path:
    book = load_workbook(path)
    for area in areas:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


# -- departments in rows of their own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "caption",
    [
        lambda name: [name],
        lambda name: [f"【{name}】"],
        lambda name: [f"担当課：{name}"],
        lambda name: ["", f"■総務部　{name}"],
        lambda name: ["", name],
        lambda name: [f"{name}（2事業）"],
        lambda name: [f"1　{name}"],
        lambda name: [f"（２）{name}"],
    ],
)
def test_a_row_of_its_own_names_the_department_of_the_measures_below(
    caption: Any, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=grouped(caption(SAFETY), caption(LIBRARY))))
    assert rated(data) == OWNED
    assert shown.count("その上の行から取りました") == 1
    assert "項目として読んでいません" not in shown


def test_such_a_row_may_be_merged_over_the_table(tmp_path: Path, data: Path, run: Run) -> None:
    path = workbook(tmp_path / "a.xlsx", 評価=grouped([SAFETY], [LIBRARY]))
    run(merged(path, "A2:D2", "A5:D5"))
    assert rated(data) == OWNED


def test_without_a_column_of_numbers_such_a_row_is_no_measure(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [row[1:] if len(row) > 1 else row for row in grouped([SAFETY], [LIBRARY])]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert rated(data) == OWNED


def test_the_headings_again_below_each_department(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [[SAFETY], HEADS, CAMERA, BLANKETS, [], [LIBRARY], HEADS, BOOKS]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert rated(data) == OWNED


def test_who_made_the_file_is_not_the_department_of_all(tmp_path: Path, data: Path, run: Run) -> None:
    run(workbook(tmp_path / "a.xlsx", 評価=[["企画政策課"], HEADS, CAMERA, BLANKETS]))
    assert [offices for _, _, offices, _ in rated(data)] == [(), ()]


def test_a_column_of_departments_goes_before_such_rows(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [
        [*HEADS, "担当課"],
        [SAFETY],
        [*CAMERA, ""],
        [*BLANKETS, "福祉課"],
        [LIBRARY],
        [*BOOKS, ""],
    ]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [offices for _, _, offices, _ in rated(data)] == [(SAFETY,), ("福祉課",), (LIBRARY,)]


def test_a_part_that_names_no_department_is_nobodys_and_told(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=grouped([SAFETY], ["横断的な取組"])))
    assert [offices for _, _, offices, _ in rated(data)] == [(SAFETY,), (SAFETY,), ()]
    assert "担当課が空の事業が1件あります（シート「評価」B6）" in shown


def test_a_remark_among_the_items_parts_nothing(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [HEADS, [SAFETY], CAMERA, ["※ 令和7年度から実施する。"], BLANKETS, [LIBRARY], BOOKS]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert rated(data) == OWNED


# -- departments beside the first of their measures ----------------------------------------------------------


def beside(*offices: str) -> Rows:
    titles = ("河川カメラ", "避難所の毛布", "電子図書", "夜の開館", "花壇の整備", "街路樹")
    return [
        ["担当課", *HEADS],
        *([office, at, titles[at - 1], "…した。", "○"] for at, office in enumerate(offices, 1)),
    ]


def test_a_department_beside_its_first_measure_goes_on_and_is_told(
    tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=beside(SAFETY, "", "", LIBRARY, "")))
    assert [offices for _, _, offices, _ in rated(data)] == [(SAFETY,)] * 3 + [(LIBRARY,)] * 2
    assert "担当課が空の3行は、上の行の担当課が続くと読みました" in shown
    certain = [item.certainty for measure in measures(data) for item in measure.items]
    assert [each is Certainty.REPAIRED for each in certain] == [False, True, True, False, True]


@pytest.mark.parametrize(
    "offices", [(SAFETY, SAFETY, "", LIBRARY, LIBRARY), (SAFETY, LIBRARY, "土木課", "", "福祉課")]
)
def test_an_empty_department_among_filled_ones_is_none_and_told(
    offices: tuple[str, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=beside(*offices)))
    assert [offices for _, _, offices, _ in rated(data)] == [(each,) if each else () for each in offices]
    assert "担当課が空の事業が1件あります" in shown


# -- rows that read like headings, and items by their numbers ------------------------------------------------


def test_the_first_measure_is_no_heading_though_its_cells_read_like_one(
    tmp_path: Path, data: Path, run: Run
) -> None:
    rows: Rows = [["番号", "事業名", "区分", "内容", "評価"]]
    for number, title in ((1, "河川カメラ"), (2, "避難所の毛布")):
        rows += [[number, title, "計画", "置く", "○"], ["", "", "実績", "置いた。", ""]]
    path = workbook(tmp_path / "a.xlsx", 評価=rows)
    run(merged(path, *(f"{column}{row}:{column}{row + 1}" for column in "ABE" for row in (2, 4))))
    assert [(number, title, mark) for number, title, _, mark in rated(data)] == [
        (1, "河川カメラ", "○"), (2, "避難所の毛布", "○"),
    ]  # fmt: skip


def test_items_that_are_numbered_below_their_measure(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [
        HEADS,
        [1, "河川カメラ", "", ""],
        ["1-1", "", "置いた。", "○"],
        ["1-2", "", "見送った。", "×"],
        [2, "避難所の毛布", "配った。", "△"],
    ]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    found = [
        (measure.number, measure.title, [item.rating.mark for item in measure.items])
        for measure in measures(data)
    ]
    assert found == [(1, "河川カメラ", ["○", "×"]), (2, "避難所の毛布", ["△"])]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("防災課（協力：企画課）", ("防災課",)),
        ("防災課　他2課", ("防災課",)),
        ("防災課、ほか関係課", ("防災課",)),
        ("主管：防災課　関係：企画課", ("防災課", "企画課")),
        ("防災課", ("防災課",)),
    ],
)
def test_what_stands_beside_departments_is_no_department_and_told(
    cell: str, names: tuple[str, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    heads = ["番号", "事業名", "担当課", "取組結果", "評価"]
    shown = run(workbook(tmp_path / "a.xlsx", 評価=[heads, [1, "河川カメラ", cell, "置いた。", "○"]]))
    assert [owners for _, _, owners, _ in rated(data)] == [names]
    told = f"1か所、最初は シート「評価」C2「{cell.replace('　', ' ')}」"
    assert (told in shown) == (cell.startswith("防災課") and cell != "防災課")


# -- measures that are shown again (再掲) --------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        [1, "河川カメラ（再掲）", "置いた。", "○"],
        ["再掲", "河川カメラ", "置いた。", "○"],
        ["", "【再掲】河川カメラ", "", ""],
        ["", "河川カメラ", "置いた。", "○", "再掲"],
        [1, "河川カメラ（再掲）", "置いた。", "△"],
    ],
)
def test_a_measure_that_is_shown_again_counts_once_and_is_told(
    again: list[object], tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [[*HEADS, "備考"], CAMERA, BLANKETS, again, BOOKS]
    shown = run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [(number, mark) for number, _, _, mark in rated(data)] == [(1, "○"), (2, "△"), (3, "×")]
    assert "再掲の1行は、同じ事業が別にあるため、項目に数えていません（シート「評価」B4）" in shown
    assert ("シート「評価」D4: 再掲の行の評価は「△」、もとの行" in shown) == (again[3] == "△")


def test_a_repeated_measure_with_a_number_of_its_own_is_one(tmp_path: Path, data: Path, run: Run) -> None:
    run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, [2, "河川カメラ（再掲）", "置いた。", "○"]]))
    assert [number for number, *_ in rated(data)] == [1, 2]


@pytest.mark.parametrize(
    "rows",
    [
        [["", "集計", "○", 1], ["", "", "△", 1]],
        [[], ["【注】"], [1, "評価は担当課が行った。"], [2, "実績は年度末のものである。"]],
    ],
)
def test_tallies_and_numbered_remarks_are_no_measures(
    rows: Rows, tmp_path: Path, data: Path, run: Run
) -> None:
    run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, BLANKETS, *rows]))
    assert [number for number, *_ in rated(data)] == [1, 2]


# -- ticks ---------------------------------------------------------------------------------------------------

MARKS = ("◎", "○", "△", "×")


def ticked(sign: str, marks: str) -> Rows:
    titles = ("河川カメラ", "避難所の毛布", "電子図書")
    return [
        ["番号", "事業名", "取組結果", "評価", "", "", ""],
        ["", "", "", *MARKS],
        *(
            [at, title, "…した。", *(sign if each == mark else "" for each in MARKS)]
            for at, (title, mark) in enumerate(zip(titles, marks, strict=True), 1)
        ),
    ]


@pytest.mark.parametrize("sign", ["○", "●", "レ"])
@pytest.mark.parametrize("area", [(), ("D1:G1",), ("D1:G1", "A1:A2", "B1:B2", "C1:C2")])
def test_a_tick_below_a_mark_is_that_mark(
    sign: str, area: tuple[str, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(merged(workbook(tmp_path / "a.xlsx", 評価=ticked(sign, "△×◎")), *area))
    assert [mark for *_, mark in rated(data)] == ["△", "×", "◎"]
    assert shown.count("印のある列の見出しを評価として読みました") == 1


def test_ticks_on_two_sheets(tmp_path: Path, data: Path, run: Run) -> None:
    other = [
        *ticked("○", "○◎△")[:2],
        *([at + 3, *row] for at, (_, *row) in enumerate(ticked("○", "○◎△")[2:], 1)),
    ]
    run(workbook(tmp_path / "a.xlsx", 前半=ticked("○", "△×◎"), 後半=other))
    assert [mark for *_, mark in rated(data)] == ["△", "×", "◎", "○", "◎", "△"]


def test_two_ticks_in_a_row_stop(tmp_path: Path, run: Run) -> None:
    rows = ticked("○", "△×◎")
    rows[2] = [1, "河川カメラ", "…した。", "", "○", "○", ""]
    assert "どれを読むか決まりません" in run(workbook(tmp_path / "a.xlsx", 評価=rows), code=1)


def test_parts_of_a_rating_are_no_ticks(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [
        ["番号", "事業名", "取組結果", "評価", "", ""],
        ["", "", "", "必要性", "有効性", "総合"],
        [1, "河川カメラ", "置いた。", "○", "○", "×"],
        [2, "避難所の毛布", "配った。", "×", "○", "△"],
    ]
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [mark for *_, mark in rated(data)] == ["×", "△"]
    only = [row[:-1] for row in rows]
    assert "どれを読むか決まりません" in run(workbook(tmp_path / "b.xlsx", 評価=only), code=1)


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("□◎ ■○ □△ □×", "○"),
        ("☐◎　☐○　☑△　☐×", "△"),
        ("□ ◎\nレ ○\n□ △", "○"),
        ("（　）◎ （○）× （　）△", "×"),
        ("□◎ □○", ""),
        ("■◎ ■○ □△", ""),
        ("■◎ ■○", ""),
        ("□済み ■未定", ""),
    ],
)
def test_of_boxes_the_ticked_one_counts(cell: str, mark: str, tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, [*BLANKETS[:3], cell]]))
    assert [mark for *_, mark in rated(data)] == ["○", mark]
    assert mark or "未記入 1" in shown


@pytest.mark.parametrize(
    "cell",
    [
        "(×)",
        "（×）",
        "［×］",
        "(仮)×",
        "（案）×",
        "×（仮）",
        "×（見込）",
        "×（要確認）",
        "×(暫定)",
        "×（これで可？）",
    ],
)
def test_a_rating_that_its_cell_leaves_open_is_told_as_such(
    cell: str, tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, [*BLANKETS[:3], cell]]))
    assert [mark for *_, mark in rated(data)] == ["○", "×"]
    assert f"「{cell}」を「×」とみて読みました。確かめてください" in shown
    _, item = (item for each in measures(data) for item in each.items)
    assert (item.certainty, item.notes) == (Certainty.REPAIRED, ("評価の記号は要確認",))


@pytest.mark.parametrize("cell", ["×※1", "×※", "×＊２", "×注1", "×（予定どおり縮小）", "評価：×※3"])
def test_a_sign_of_a_note_beside_a_rating_is_told(cell: str, tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, [*BLANKETS[:3], cell]]))
    assert [mark for *_, mark in rated(data)] == ["○", "×"]
    assert f"「{cell}」 → × 1件" in shown
    assert [item.certainty for each in measures(data) for item in each.items] == [Certainty.VERBATIM] * 2


@pytest.mark.parametrize("cell", ["×?", "×？", "概ね×", "×寄り", "×1", "×(△)", "×〜△", "×ではない"])
def test_what_may_be_another_rating_is_asked(cell: str, tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 評価=[HEADS, CAMERA, [*BLANKETS[:3], cell]]))
    assert [mark for *_, mark in rated(data)] == ["○", ""]
    assert "未記入 1件: 2-1 シート「評価」D3" in shown
    assert "未記入として扱い" in shown


@given(st.lists(st.sampled_from(["□", "■", "◎", "○", "×", " ", "レ", "（ ）"]), max_size=8))
def test_no_cell_of_several_ticked_marks_is_read(signs: list[str]) -> None:
    rating, _ = common_scale().read_within("".join(signs))
    if rating is not None and "".join(signs).count("■") > 1:
        assert len({sign for sign in signs if sign in MARKS}) == 1


# -- several values beside a label of a form -----------------------------------------------------------------


def form(title: str, *heads: str, marks: tuple[str, ...] = ("×", "○")) -> Rows:
    return [
        ["事業名", title],
        ["担当課", SAFETY],
        ["", *heads],
        ["取組結果", "前の年。", "この年。"],
        ["評価", *marks],
    ]


@pytest.mark.parametrize(
    "heads", [("令和6年度", "令和7年度"), ("R6", "R7"), ("前年度", "今年度"), ("一次", "最終")]
)
def test_the_value_of_the_year_or_the_last_stage_is_read(
    heads: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", a=form("河川カメラ", *heads), b=form("電子図書", *heads)))
    assert [mark for *_, mark in rated(data)] == ["○", "○"]
    assert "値: ×" in shown


def test_values_of_other_years_alone_stop(tmp_path: Path, run: Run) -> None:
    sheets = {
        "a": form("河川カメラ", "令和5年度", "令和6年度"),
        "b": form("電子図書", "令和5年度", "令和6年度"),
    }
    assert "評価" in run(workbook(tmp_path / "a.xlsx", **sheets), code=1)


def test_two_marks_beside_a_label_stop(tmp_path: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", a=form("河川カメラ"), b=form("電子図書")), code=1)
    assert "「評価」の列が2つ" in shown


# -- labels in other places of a form ------------------------------------------------------------------------

MEASURES = (("1", "河川カメラ", SAFETY, "置いた。", "○"), ("2", "電子図書", "中央図書館", "見送った。", "×"))


def numbered(number: str, title: str, office: str, done: str, mark: str) -> Rows:
    """The title is no label of the first column, and what stands below it is none."""
    return [["番号", number, "事業名", title], ["担当課", office], ["", "R6", "R7"], ["評価", "△", mark],
            ["取組結果", "前の年。", done]]  # fmt: skip


def in_cells(number: str, title: str, office: str, done: str, mark: str) -> Rows:
    """Each label stands in the cell of its value."""
    return [[f"番号：{number}"], [f"事業名：{title}"], [f"担当課： {office}"], [f"取組結果: {done}"],
            [f"評価：{mark}"]]  # fmt: skip


def in_one_row(number: str, title: str, office: str, done: str, mark: str) -> Rows:
    """The rating's label stands beside that of the title, and the texts go on below."""
    return [["番号", "事業名", "担当課", "評価"], [number, title, office, mark], ["取組結果"], [done]]


@pytest.mark.parametrize("layout", [numbered, in_cells, in_one_row])
def test_labels_of_a_form_stand_where_they_like(
    layout: Callable[..., Rows], tmp_path: Path, data: Path, run: Run
) -> None:
    run(workbook(tmp_path / "a.xlsx", **{f"調書{each[0]}": layout(*each) for each in MEASURES}))
    assert [
        (str(measure.number), measure.title, *measure.departments, item.result, item.rating.mark)
        for measure in measures(data)
        for item in measure.items
    ] == list(MEASURES)


def test_a_table_below_a_legend_and_a_caption_is_no_form(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [["担当課：防災課"], ["評価：○できた"], ["番号：順"], ["事業名", "備考", "評価"],
                  ["河川カメラ", "あ", "○"], ["電子図書", "い", "×"]]  # fmt: skip
    run(workbook(tmp_path / "a.xlsx", 評価=rows))
    assert [(title, mark) for _, title, _, mark in rated(data)] == [("河川カメラ", "○"), ("電子図書", "×")]
