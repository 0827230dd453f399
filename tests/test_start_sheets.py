"""Sheets as clerks of any city make them, begun with `katou-index start --yes`. All of them are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from katou_index.importing.starting import NewCity, run_start
from katou_index.tables import Mark, Scale
from tests.made import Rows, excel, text
from tests.test_import_city_layouts import rated, workbook
from tests.test_start import Start, asked, start, table

__all__ = ["start"]  # the fixture


def marks(tmp_path: Path) -> dict[str, str]:
    return {title: mark for _, title, _, mark in rated(tmp_path / "data")}


def test_each_sheet_of_a_workbook_may_have_headings_of_its_own(tmp_path: Path, start: Start) -> None:
    sheets: dict[str, Rows] = {
        "防災課": [["番号", "事業名", "自己評価", "総合評価"], ["1-1", "土のう", "B", "A"]],
        "福祉課": [["No.", "総合評価", "事業の名称", "自己評価"], ["2-1", "C", "配食", "A"]],
        "土木課": [["整理番号", "事務事業名", "評価"], ["3-1", "側溝", "B"], ["3-2", "街路樹", "A"]],
    }
    shown = start(workbook(tmp_path / "a.xlsx", **sheets), "--year", "R7")
    assert "事業 4、項目 4" in shown
    assert marks(tmp_path) == {"土のう": "A", "配食": "C", "側溝": "B", "街路樹": "A"}
    (titles,) = (each for each in table(tmp_path, "columns.toml")["column"] if each["name"] == "事業名")  # type: ignore[attr-defined, index]
    assert titles["headings"] == ["事業名", "事業の名称", "事務事業名"]


@pytest.mark.parametrize("gap", [[], [[]]], ids=["close", "apart"])
def test_a_label_with_its_value_above_the_table_is_no_heading(
    gap: Rows, tmp_path: Path, start: Start
) -> None:
    above = [["令和7年度 事業評価"], ["部局名", "市民部", "課名", "市民課", ""], *gap]
    heads = ["整理番号", "事業名", "ねらい", "実績", "評価"]
    rows = [
        [11, "証明書の発行", "待たせない", "2台置いた。", "B"],
        [12, "転入の手引き", "迷わせない", "配った。", "A"],
    ]
    start(workbook(tmp_path / "a.xlsx", 市民課=[*above, heads, *rows]))
    assert rated(tmp_path / "data") == [
        (11, "証明書の発行", ("市民課",), "B"), (12, "転入の手引き", ("市民課",), "A"),
    ]  # fmt: skip
    assert "待たせない" in asked(tmp_path).ask("No.11のねらいは？").text


def test_ratings_on_a_sheet_of_their_own_are_to_be_put_into_the_table(tmp_path: Path, start: Start) -> None:
    sheets: dict[str, Rows] = {
        "取組": [
            ["番号", "事業名", "担当課", "取組結果"],
            [1, "土のう", "防災課", "足りた。"], [2, "配食", "福祉課", "届けた。"],
        ],
        "結果": [["令和7年度"], ["番号", "評価"], [2, "B"], [1, "A"]],
    }  # fmt: skip
    shown = start(workbook(tmp_path / "a.xlsx", **sheets), "--year", "R7", code=1)
    assert "の列は、ほかの列と別のシート「" in shown
    del sheets["結果"]
    shown = start(workbook(tmp_path / "b.xlsx", **sheets), "--year", "R7", code=1)
    assert "評価の列が分かりません" in shown


def test_what_comes_nearest_to_a_title_is_the_title(tmp_path: Path, start: Start) -> None:
    heads = ["施策番号", "施策", "取組番号", "取組名", "令和7年度実績", "評価"]
    rows = [[1, "防災", "1-1", "備蓄", "買った。", "○"], ["", "", "1-②", "訓練", "開いた。", "△"]]
    start(text(tmp_path / "a.csv", [heads, *rows]), "--year", "R7")
    assert [(number, title) for number, title, *_ in rated(tmp_path / "data")] == [
        ("1-1", "備蓄"), ("1-②", "訓練"),
    ]  # fmt: skip


@pytest.mark.parametrize("head", ["施策番号", "施策No.", "施策コード", "施策の番号"])
def test_numbers_of_what_the_titles_are_called_are_the_measures(
    head: str, tmp_path: Path, start: Start
) -> None:
    rows: Rows = [
        [head, "施策名", "結果", "評価"],
        ["1-1", "備蓄", "買った。", "○"],
        ["1-2", "訓練", "開いた。", "△"],
    ]
    start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert [(number, title) for number, title, *_ in rated(tmp_path / "data")] == [
        ("1-1", "備蓄"), ("1-2", "訓練"),
    ]  # fmt: skip


def test_numbers_of_what_has_several_measures_are_kept(tmp_path: Path, start: Start) -> None:
    heads = ["施策番号", "施策名", "事業名", "結果", "評価"]
    rows: Rows = [heads, [7, "防災", "備蓄", "買った。", "○"], [8, "学び", "訓練", "開いた。", "△"]]
    start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert [number for number, *_ in rated(tmp_path / "data")] == [1, 2]


@pytest.mark.parametrize("head", ["R8方針", "次年度方針", "令和8年度の取組"])
def test_what_is_to_come_is_no_policy(head: str, tmp_path: Path, start: Start) -> None:
    heads = ["番号", "事業名", "結果", "評価", head]
    rows: Rows = [heads, [1, "備蓄", "買った。", "○", "継続"], [2, "訓練", "開いた。", "△", "拡充"]]
    shown = start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert f"「{head}」はそのまま保存します" in shown
    assert marks(tmp_path) == {"備蓄": "○", "訓練": "△"}


@pytest.mark.parametrize("head", ["事業", "施策名", "重点事業", "プロジェクト名"])
def test_names_that_may_be_titles(head: str, tmp_path: Path, start: Start) -> None:
    rows: Rows = [["番号", head, "結果", "評価"], [1, "備蓄", "買った。", "○"], [2, "訓練", "開いた。", "△"]]
    start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert marks(tmp_path) == {"備蓄": "○", "訓練": "△"}


def test_a_title_that_ends_in_evaluation_is_no_heading_of_columns(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["令和7年度 主要事業評価"],
        ["番号", "事業名", "決算額", "評点（5点満点）"],
        [1, "備蓄", 300, 4],
        [2, "訓練", 20, 5],
    ]
    start(text(tmp_path / "a.csv", rows))
    assert marks(tmp_path) == {"備蓄": "4", "訓練": "5"}


def test_texts_that_come_near_are_read_where_there_are_no_others(tmp_path: Path, start: Start) -> None:
    heads = ["番号", "事業名", "目的・概要", "状況", "評価"]
    rows = [
        [1, "備蓄", "毛布を地区ごとに置き、冬に備える。", "四つの地区に120枚ずつ置いた。", "○"],
        [2, "訓練", "夜に歩いて逃げる訓練を開く。", "雨のため二回とも中止した。", "×"],
    ]
    start(text(tmp_path / "a.csv", [heads, *rows]), "--year", "R7")
    bot = asked(tmp_path)
    assert "120枚" in bot.ask("No.1の実績は？").text
    assert "夜に歩いて" in bot.ask("No.2の計画は？").text
    assert "状況" in bot.ask("No.1の状況は？").text


def test_a_sum_of_measures_is_no_measure(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["担当", "事業名", "評価"],
        ["総務課", "備蓄", "A"],
        ["", "訓練", "B"],
        ["", "", ""],
        ["", "計 2事業", ""],
    ]
    assert "事業 2、項目 2" in start(text(tmp_path / "a.csv", rows), "--year", "R7")


def test_two_years_side_by_side_below_the_names_of_the_years(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["№", "重点事業", "令和6年度", "", "令和7年度", ""],
        ["", "", "実績", "評価", "実績", "評価"],
        [1, "備蓄", "調べた。", "◎", "買った。", "△"],
        [2, "訓練", "—", "—", "開いた。", "○"],
    ]
    start(excel(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"]), "--year", "R7")
    assert marks(tmp_path) == {"備蓄": "△", "訓練": "○"}


TICKED: Rows = [
    ["番号", "事業名", "今後の方向性", "", "", "新規"],
    ["", "", "拡大", "維持", "廃止", ""],
    *([n, f"事業{n}", *("○" if at == n % 3 else "" for at in range(3)), "○"] for n in range(1, 13)),
]
HEADS = ["A1:A2", "B1:B2", "C1:E1", "F1:F2"]


def test_ticks_of_several_hands_a_row_of_counts_and_one_ticked_twice(tmp_path: Path, start: Start) -> None:
    rows = [list(row) for row in TICKED]
    rows[3][4] = "●"  # No.2
    rows[4] = [3, "事業3", "○", "○", "", ""]
    shown = start(excel(tmp_path / "a.xlsx", [*rows, ["計", "", 4, 5, 4, ""]], merged=HEADS), "--year", "R7")
    found = marks(tmp_path)
    assert len(found) == 12
    assert [found[f"事業{n}"] for n in (1, 2, 3, 4, 6)] == ["維持", "廃止", "", "維持", "拡大"]
    assert "「拡大、維持」" in shown  # told as no rating


def test_a_legend_tells_a_step_of_its_own(tmp_path: Path, start: Start) -> None:
    heads = ["番号", "事業名", "達成度"]
    rows: Rows = [
        [1, "備蓄", "達成（超過）"], [2, "訓練", "達成"], [3, "広報", "未達成"], [4, "点検", "達成（超過）"],
    ]  # fmt: skip
    plain = start(text(tmp_path / "a.csv", [heads, *rows]), "--year", "R7")
    assert "1. 達成（3: 達成（超過） 2、達成 1）" in plain
    (tmp_path / "data").rename(tmp_path / "before")
    legend = ["達成度：達成（超過）110％以上／達成 100％／未達成 100％未満"]
    start(text(tmp_path / "b.csv", [[*legend], heads, *rows]), "--year", "R7")
    scale = table(tmp_path, "ratings.toml")["rating"]
    assert [each["mark"] for each in scale] == ["達成（超過）", "達成", "未達成"]  # type: ignore[attr-defined, index]
    assert marks(tmp_path) == {
        "備蓄": "達成（超過）",
        "訓練": "達成",
        "広報": "未達成",
        "点検": "達成（超過）",
    }


def test_a_scale_of_letters_has_its_first_one(tmp_path: Path, start: Start) -> None:
    rows: Rows = [["番号", "事業名", "評価"], [1, "備蓄", "B"], [2, "訓練", "D"]]
    start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert asked(tmp_path).ask("Aは何件？").as_json()["headline"].startswith("A評価は0項目")


def test_marks_in_most_rows_of_several_columns_are_no_ticks(tmp_path: Path, start: Start) -> None:
    rows = [[n, f"事業{n}", "○", "○", "", ""] for n in range(1, 13)]
    start(excel(tmp_path / "a.xlsx", [*TICKED[:2], *rows], merged=HEADS), "--year", "R7", code=1)


SCALE = Scale(
    tuple(Mark(each, each, each, rank) for rank, each in enumerate(("拡大", "維持", "縮小", "廃止"))), ("-",)
)
SIGNS = Scale(tuple(Mark(each, each, each, rank) for rank, each in enumerate("◎○△×A")), ("-",))


@pytest.mark.parametrize(
    ("scale", "cell", "mark"),
    [
        (SCALE, "縮小（廃止を含め検討）", "縮小"),
        (SCALE, "維持（拡大の余地あり）", "維持"),
        (SCALE, "縮小（廃止）", None),
        (SCALE, "縮小・廃止", None),
        (SCALE, "縮小（廃止を含め検討）、維持", None),
        (SIGNS, "○　達成", "○"),
        (SIGNS, "△ 一部達成", "△"),
        (SIGNS, "○ 見込み", None),
        (SIGNS, "○ △", None),
        (SIGNS, "○（△に変更）", None),
        (SIGNS, "A 会場", None),
        (SIGNS, "Ａ　おおむね達成", "A"),
        (SIGNS, "□◎ 超過 ■A 達成 □× 未達成", "A"),
    ],
)
def test_words_around_a_rating(scale: Scale, cell: str, mark: str | None) -> None:
    found, _ = scale.read_within(cell)
    assert (found.mark if found else None) == mark


class Gone:
    """A person whose window is closed before all was said."""

    def tell(self, line: str) -> None:
        raise BrokenPipeError

    def ask(self, question: str) -> str | None:
        raise BrokenPipeError


def test_nobody_who_reads_on_is_no_trouble_with_the_disk(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["令和7年度"], ["番号", "事業名", "評価"], [1, "備蓄", "A"]])
    with pytest.raises(BrokenPipeError):
        run_start(NewCity(path, tmp_path / "data", yes=True), Gone())
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("year", ["R6", "R7", ""])
def test_of_tables_for_two_years_the_one_that_is_asked_for_is_read(
    year: str, tmp_path: Path, start: Start
) -> None:
    heads = ["番号", "事業名", "評価"]
    rows: Rows = [["行革プラン"], ["■令和6年度"], heads, [1, "備蓄", "A"], [2, "訓練", "B"],
                  [], ["■令和7年度"], heads, [1, "備蓄", "C"], [2, "訓練", "A"]]  # fmt: skip
    shown = start(excel(tmp_path / "a.xlsx", rows), *(["--year", year] if year else []), code=not year)
    if year:
        folder = tmp_path / "data" / year.lower()
        assert folder.exists()
        assert f"「■令和{'7' if year == 'R6' else '6'}年度」 は読んでいません" in shown
    else:
        assert "いくつかの年度が書いてあります（R6、R7）" in shown
