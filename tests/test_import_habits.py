"""Habits of clerks that change which rating counts, or what is a measure. Every sheet here is invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from katou_index import __main__ as command
from katou_index.loading import load_year
from katou_index.reading.headings import heading
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text

Run = Callable[..., str]
HEADS = ("No.", "事業名", "担当課", "取組結果")
TITLES = ("用水路の点検", "紙芝居の上演", "農道の舗装", "文化財の撮影", "井戸の検査")


def sheet(heads: Sequence[str], *columns: Sequence[object], above: Rows = ()) -> Rows:
    """Five measures with more columns; `above` stands between their headings and them."""
    more = zip(*columns, strict=True)
    rows = [[at, title, "耕地課", "行った。"] for at, title in enumerate(TITLES, 1)]
    return [[*HEADS, *heads], *above, *([*row, *cells] for row, cells in zip(rows, more, strict=True))]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """An import into an empty folder with all that says "go on"; what it says."""

    def call(path: Path, *, code: int = 0) -> str:
        data = tmp_path / "data"
        data.mkdir(exist_ok=True)
        asked = ["import", str(path), "--year", "R7", "--data", str(data), "--yes", "--anyway"]
        assert command.main(asked) == code
        out, err = capsys.readouterr()
        return out + err

    return call


def marks(tmp_path: Path) -> list[str]:
    data = tmp_path / "data"
    plan = load_year(data / "r7", load_tables(data))
    return [item.rating.mark for measure in plan.measures for item in measure.items]


# -- ratings that were corrected -----------------------------------------------------------------------------

FEW = ("△", "", "", "", "")


@pytest.mark.parametrize("last", ["前年度評価", "令和6年度評価", "評価（R6）", "前回評価"])
@pytest.mark.parametrize("head", ["評価（修正後）", "訂正後の評価", "見直し後"])
def test_last_years_ratings_are_never_what_was_corrected(
    last: str, head: str, tmp_path: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet([last, head], "◎◎◎◎◎", FEW)), code=0)
    assert marks(tmp_path) == list(FEW)
    assert "ほかの年度の列" in shown


@pytest.mark.parametrize("head", ["見直し後", "修正後", "訂正後の評価"])
def test_a_column_that_only_says_corrected_goes_with_the_one_rating_beside_it(
    head: str, tmp_path: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価", head], "○×○△○", FEW)))
    assert marks(tmp_path) == ["△", "×", "○", "△", "○"]
    assert "空の4行の評価は" in shown


def test_what_was_corrected_of_two_ratings_stops(tmp_path: Path, run: Run) -> None:
    rows = sheet(["自己評価", "委員会評価", "見直し後"], "○×○△○", "◎◎○△○", FEW)
    assert "どれを読むか決まりません" in run(excel(tmp_path / "a.xlsx", rows), code=1)


# -- what stands beside a rating -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cells"),
    [("達成度", ("80%", "105.5%", "0%", "60％", "")), ("評価", "↑↓→→↗")],
)
def test_percents_and_arrows_beside_a_rating_are_none(
    name: str, cells: Sequence[str], tmp_path: Path, run: Run
) -> None:
    head = "判定" if name == "達成度" else "評価"
    shown = run(excel(tmp_path / "a.xlsx", sheet([name, head], cells, "○×◎△○")))
    assert marks(tmp_path) == ["○", "×", "◎", "△", "○"]
    assert "E列" in shown
    assert "読んでいません" in shown


def test_percents_beside_an_empty_rating_stop(tmp_path: Path, run: Run) -> None:
    rows = sheet(["達成度", "判定"], ("80%", "1%", "0%", "60%", "5%"), "     ")
    assert "どれを読むか決まりません" in run(excel(tmp_path / "a.xlsx", rows), code=1)


@pytest.mark.parametrize("head", ["評価※1", "評価*1", "評価 注1)", "評価（注）", "評価※１※２", "評価＊２"])
def test_the_sign_of_a_note_is_no_part_of_a_heading(head: str, tmp_path: Path, run: Run) -> None:
    run(text(tmp_path / "a.csv", sheet([head], "○×◎△○")))
    assert marks(tmp_path) == ["○", "×", "◎", "△", "○"]


def test_a_heading_of_other_signs_stays() -> None:
    names = ["注目事業", "発注", "評価2", "※", "受注1", "評価*", "*評価"]
    assert list(map(heading, names)) == names


# -- ticks that are counted ----------------------------------------------------------------------------------

STEPS = ("◎", "○", "△", "×")


def counted(rows: Sequence[Sequence[object]], *below: Sequence[object]) -> Rows:
    """Columns ◎ ○ △ × below one heading."""
    measures = [[at, title, "耕地課", "行った。"] for at, title in enumerate(TITLES, 1)]
    return [
        [*HEADS, "評価", "", "", ""],
        ["", "", "", "", *STEPS],
        *([*measure, *cells] for measure, cells in zip(measures, rows, strict=True)),
        *below,
    ]


ONES = [[1, "", "", ""], ["", 1, "", ""], ["", "", "", 1], ["", 1, "", ""], ["", "", 1, ""]]


@pytest.mark.parametrize("blank", ["", 0])
def test_a_one_in_the_column_of_a_mark_is_that_mark(blank: object, tmp_path: Path, run: Run) -> None:
    rows = counted([[cell or blank for cell in row] for row in ONES], ["", "合計", "", "", 1, 2, 1, 1])
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert marks(tmp_path) == ["◎", "○", "×", "○", "△"]
    assert "印のある列の見出しを評価として読みました" in shown


@pytest.mark.parametrize("row", [[1, 1, "", ""], [2, "", "", ""], [3, 5, 1, 0]])
def test_points_are_no_ticks(row: Sequence[object], tmp_path: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", counted([row, *ONES[1:]])), code=1)
    assert "どれを読むか決まりません" in shown


# -- a mark and its reason in one cell -----------------------------------------------------------------------


def test_a_reason_behind_a_mark_is_told_and_the_mark_read(tmp_path: Path, run: Run) -> None:
    cells = (
        "○ 予定どおり実施した。", "△\n部品が届かず、2か所は翌年度に送った。", "◎計画どおり", "× やや高価",
        "○ 12件",
    )  # fmt: skip
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価"], cells)))
    assert marks(tmp_path) == ["○", "△", "◎", "×", "○"]
    assert "周りの語や注の印を除いて読んだ評価 5件" in shown


def test_what_tells_of_another_rating_is_no_reason(tmp_path: Path, run: Run) -> None:
    cells = ("× から変更", "○ 昨年度と同じ", "△ ただし評価は協議中", "○ 委員会で修正", "○（△）")
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価"], cells)))
    assert marks(tmp_path) == [""] * 5
    assert "欄には評価を1つだけ残し" in shown
    assert "[[rating]]" not in shown


@pytest.mark.parametrize("last", ["前年度", "前年", "昨年度：", "前回の評価は", "前年＝"])
def test_last_years_mark_in_brackets_is_set_aside(last: str, tmp_path: Path, run: Run) -> None:
    cells = (f"○（{last}△）", f"× ({last}◎)", f"△\n（{last} ○）", f"（{last}○）", f"○（{last}△→○）")
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価"], cells)))
    assert marks(tmp_path) == ["○", "×", "△", "", ""]
    assert "周りの語や注の印を除いて読んだ評価 3件" in shown


@pytest.mark.parametrize("of", ["前年度", "前回", "昨年度の評価", "令和6年度", "R6", "5年度"])
def test_a_mark_that_says_of_which_year_it_is_is_asked_about(of: str, tmp_path: Path, run: Run) -> None:
    cells = (f"○（{of}）", "×", f"△ ({of})", "○（6月から）", "△（前年度より遅れ）")
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価"], cells)))
    assert marks(tmp_path) == ["", "×", "", "○", "△"]
    assert f"「○（{of}）」 1件" in shown


# -- years that only a day or a count tells ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("R7.3.31評価", "R8.3.31評価"),
        ("令和7年3月末評価", "令和8年3月末評価"),
        ("評価（2025/3）", "評価（2026/3）"),
    ],
)
def test_a_day_before_the_year_is_another_years(last: str, this: str, tmp_path: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", sheet([last, this], "◎◎◎◎◎", "○×○△○")))
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]


def test_a_rating_of_a_day_before_the_year_alone_is_not_taken(tmp_path: Path, run: Run) -> None:
    rows = sheet(["令和7年3月評価"], "○×○△○")
    assert "この年度の「評価」の列がありません" in run(excel(tmp_path / "a.xlsx", rows), code=1)


def test_two_days_of_the_year_stop(tmp_path: Path, run: Run) -> None:
    rows = sheet(["R7.9評価", "R8.3評価"], "◎◎◎◎◎", "○×○△○")
    assert "どれを読むか決まりません" in run(excel(tmp_path / "a.xlsx", rows), code=1)


def test_a_plan_may_be_made_before_the_year(tmp_path: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", sheet(["取組内容（令和7年3月策定）", "評価"], "あいうえお", "○×○△○")))
    data = tmp_path / "data"
    plan = load_year(data / "r7", load_tables(data))
    assert [item.planned for measure in plan.measures for item in measure.items] == list("あいうえお")


@pytest.mark.parametrize(
    "heads", [("初年度評価", "2年度評価"), ("1年目評価", "2年目評価"), ("中間年度評価", "最終年度評価")]
)
def test_ratings_by_the_year_of_the_plan_stop(heads: tuple[str, str], tmp_path: Path, run: Run) -> None:
    rows = sheet(heads, "◎◎◎◎◎", "○×○△○")
    assert "どれを読むか決まりません" in run(excel(tmp_path / "a.xlsx", rows), code=1)


def test_which_year_of_the_plan_it_is_the_office_says(tmp_path: Path, run: Run) -> None:
    (tmp_path / "data").mkdir()
    settled = '[[column]]\nname = "評価"\nheadings = ["2年目評価"]\n'
    (tmp_path / "data" / "columns.toml").write_text(settled, encoding="utf-8")
    run(excel(tmp_path / "a.xlsx", sheet(["1年目評価", "2年目評価"], "◎◎◎◎◎", "○×○△○")))
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]


def test_a_row_of_this_year_below_one_of_last_year_keeps_its_measure(tmp_path: Path, run: Run) -> None:
    """Number, title and department stand beside the first row of each measure only, which is last year's."""
    rows: Rows = [
        [*HEADS, "評価"],
        *(
            row
            for at, (title, mark) in enumerate(zip(TITLES, "○×○△○", strict=True), 1)
            for row in ([at, title, "耕地課", "R6 準備した。", "◎"], ["", "", "", "R7 行った。", mark])
        ),
    ]
    shown = run(text(tmp_path / "a.csv", rows))
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]
    assert "文章がほかの年度で始まる5行" in shown


# -- a list and forms in one workbook ------------------------------------------------------------------------


def with_forms(marks_of_forms: Sequence[str]) -> dict[str, Rows]:
    """A form for each of the first measures."""
    return {
        str(at): [
            ["令和7年度 事務事業評価調書"],
            ["事業番号", at, "事業名", title],
            ["担当課", "耕地課"],
            ["取組結果", "行った。"],
            ["評価", mark],
        ]
        for at, (title, mark) in enumerate(zip(TITLES, marks_of_forms, strict=False), 1)
    }


def test_a_form_that_rates_a_measure_otherwise_than_the_list_stops(tmp_path: Path, run: Run) -> None:
    path = excel(tmp_path / "a.xlsx", sheet(["評価"], "○×○△○"), sheets=with_forms("○△"))
    shown = run(path, code=1)
    assert "「紙芝居の上演」の評価は一覧では「×」、調書（シート「2」B5）では「△」" in shown


def test_forms_that_say_what_the_list_says_are_told(tmp_path: Path, run: Run) -> None:
    shown = run(
        excel(tmp_path / "a.xlsx", sheet(["評価"], "○×○△○"), sheets=with_forms(["〇", "✕", "○（達成）", ""]))
    )
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]
    assert "シート「2」 は読んでいません" in shown


# -- a row for each year or step -----------------------------------------------------------------------------


def by_rows(head: str, words: Sequence[str], *ratings: str) -> Rows:
    """Each measure with a row for each of these words, which stand in a column of their own."""
    rows: list[list[object]] = [["No.", "事業名", "担当課", head, "取組結果", "評価"]]
    for at, (title, *found) in enumerate(zip(TITLES, *ratings, strict=True), 1):
        for number, (word, mark) in enumerate(zip(words, found, strict=True)):
            beside = [at, title, "耕地課"] if not number else ["", "", ""]
            rows.append([*beside, word, f"{word}に行った。", mark])
    return rows


@pytest.mark.parametrize("make", [excel, text])
@pytest.mark.parametrize("head", ["", "区分", "時点"])
@pytest.mark.parametrize(
    "words", [("前年度", "今年度"), ("R6", "R7"), ("令和6年度", "令和7年度"), ("前回", "今回")]
)
def test_rows_that_a_further_column_says_are_of_another_year_are_told_and_not_read(
    words: tuple[str, str], head: str, make: Callable[[Path, Rows], Path], tmp_path: Path, run: Run
) -> None:
    shown = run(
        make(tmp_path / f"a.{'xlsx' if make is excel else 'csv'}", by_rows(head, words, "◎◎◎◎◎", "○×○△○"))
    )
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]
    assert f"「{head or '区分'}」がほかの年度の5行" in shown


@pytest.mark.parametrize(
    "words", [("自己", "外部"), ("上期", "下期"), ("一次", "最終"), ("中間", "年度末"), ("4月", "9月")]
)
def test_ratings_of_several_steps_in_rows_stop(words: tuple[str, str], tmp_path: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", by_rows("区分", words, "◎◎◎◎◎", "○×○△○")), code=1)
    assert f"評価が「区分」（{'、'.join(words)}）ごとの行に分かれ" in shown


@pytest.mark.parametrize("words", [("市民", "議会"), ("甲地区", "乙地区")])
def test_rows_of_other_things_are_items(words: tuple[str, str], tmp_path: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", by_rows("対象", words, "◎◎◎◎◎", "○×○△○")))
    assert "".join(marks(tmp_path)) == "◎○◎×◎○◎△◎○"


@pytest.mark.parametrize("head", ["開始年度", "目標年度", "完了予定"])
def test_years_in_which_something_begins_or_ends_part_no_rows(head: str, tmp_path: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", by_rows(head, ("R6", "R7"), "◎◎◎◎◎", "○×○△○")))
    assert "".join(marks(tmp_path)) == "◎○◎×◎○◎△◎○"


def test_one_rating_below_a_row_of_another_step_is_read(tmp_path: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", by_rows("区分", ("中間", "年度末"), "     ", "○×○△○")))
    assert [mark for mark in marks(tmp_path) if mark] == ["○", "×", "○", "△", "○"]


# -- rows and cells that stand for two things ----------------------------------------------------------------


def of_departments(*rows: Sequence[object]) -> Rows:
    return [["No.", "事業名", "取組結果", "評価"], *rows]


def departments(tmp_path: Path) -> list[tuple[str, ...]]:
    data = tmp_path / "data"
    return [measure.departments for measure in load_year(data / "r7", load_tables(data)).measures]


@pytest.mark.parametrize("beside", [("", "", "○1 ×1"), ("", "", "◎"), ("2事業", "", "")])
def test_a_department_above_its_measures_may_have_counts_or_a_mark_beside_it(
    beside: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    one, two, three = ([at, title, "行った。", "○"] for at, title in enumerate(TITLES[:3], 1))
    rows = of_departments(["耕地課", *beside], one, two, ["図書課", *beside], three)
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert departments(tmp_path) == [("耕地課",), ("耕地課",), ("図書課",)]
    assert f"A2 は項目として読んでいません（耕地課 {' '.join(filter(None, beside))}）" in shown


def test_sums_of_departments_below_their_measures_are_nobodys(tmp_path: Path, run: Run) -> None:
    one, two, three = ([at, title, "行った。", "○"] for at, title in enumerate(TITLES[:3], 1))
    rows = of_departments(one, two, ["耕地課", "2事業", "", "○2"], three, ["図書課", "1事業", "", "○1"])
    run(excel(tmp_path / "a.xlsx", rows))
    assert departments(tmp_path) == [(), (), ()]


def test_number_and_title_in_one_merged_cell(tmp_path: Path, run: Run) -> None:
    rows = [
        [f"{at} {title}", "", "耕地課", "行った。", "○"] for at, title in ((4, TITLES[0]), (9, TITLES[1]))
    ]
    shown = run(excel(tmp_path / "a.xlsx", [[*HEADS, "評価"], *rows], merged=["A2:B2", "A3:B3"]))
    data = tmp_path / "data"
    plan = load_year(data / "r7", load_tables(data))
    assert [(m.number, m.title) for m in plan.measures] == [(4, TITLES[0]), (9, TITLES[1])]
    assert "確かめたい点" not in shown


# -- a legend to the right -----------------------------------------------------------------------------------

MEANT = ("◎：計画以上", "○：計画どおり", "△：遅れている", "×：未実施", "")


def test_a_legend_in_a_column_of_the_table_is_no_measures(tmp_path: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価", "凡例"], "○×○△○", MEANT)))
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]
    assert "F列「凡例」は読んでいません" in shown


def test_reasons_behind_marks_are_kept(tmp_path: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(["評価", "所見"], "○×○△○", MEANT)))
    assert "F列「所見」はそのまま保存します" in shown


def test_a_legend_beside_the_table_is_no_second_rating(tmp_path: Path, run: Run) -> None:
    steps = ("◎", "○", "△", "×", "")
    beside = [("評価", "基準"), *((step, text[2:]) for step, text in zip(steps, MEANT, strict=True))]
    rows = [[*row, "", *more] for row, more in zip(sheet(["評価"], "○×○△○"), beside, strict=True)]
    run(excel(tmp_path / "a.xlsx", rows))
    assert marks(tmp_path) == ["○", "×", "○", "△", "○"]
