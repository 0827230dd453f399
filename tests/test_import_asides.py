"""Rows that are no items – sums, averages, remarks, examples, blank forms – are told and counted nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from katou_index.loading import load_year
from katou_index.plan import Measure
from katou_index.reading.asides import is_aside
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text
from tests.sheets import ROOT

HEAD = ["No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価"]
ROWS: list[list[Any]] = [
    [1, "河川カメラの増設", "防災課", "置く", "置いた。", "4件", "○"],
    [2, "電子図書の貸出", "中央図書館", "始める", "始めた。", "31冊", "×"],
    ["", "", "", "", "広く知らせた。", "9回", "△"],
    [3, "窓口の混雑案内", "市民課", "試す", "試した。", "2週間", "◎"],
]
MARKS = ["1-1○", "2-1×", "2-2△", "3-1◎"]
BELOW: dict[str, list[list[Any]]] = {
    "sum": [["合計", "", "", "", "", "37件", ""]],
    "sum as a title": [["", "合計", "", "3事業", "2事業", 37, "○1 △1 ×1"]],
    "sum apart": [[], ["", "計", "", "3事業", "", "37件", "4件"]],
    "sum with a number beside it": [[4, "合計", "", "", "", "", ""]],
    "sum of an office": [["", "防災課 小計", "防災課", "", "", "4件", "○1"]],
    "average": [["", "平均", "", "", "", "12.3", "2.3"]],
    "average with a mark": [["", "平均評価", "", "", "", "", "○"]],
    "share": [["", "達成率", "", "", "", "66.7%", ""]],
    "tally": [[], ["", "", "", "", "", "◎", "1件"], ["", "", "", "", "", "○", "1件"]],
    "tally of numbers": [[], ["", "", "", "", "", "◎", 1], ["", "", "", "", "", "○", 1]],
    "tally in words": [[], ["", "", "", "", "", "○の数", 1], ["", "", "", "", "", "×の数", 1]],
    "blank form": [[4, "", "", "", "", "", "選択してください"], [5], [6, "", "", "", "", "", "－"]],
    "blank form with its choices": [[4, "", "", "", "", "", "◎・○・△・×"]],
    "form of signs": [
        [4, "○○○○", "○○課", "", "", "", "選択してください"],
        [5, "〇〇事業", "", "", "", "", "◎"],
    ],
    "remark with its sign": [
        ["注1", "繰越分を含む", "", "", "", "", ""],
        ["備考", "上の表は速報", "", "", "", "", ""],
        ["", "注2", "", "", "", "繰越分を含む", ""],
    ],
    "what somebody says of all": [
        ["", "所管部長コメント", "", "", "概ね順調である。", "", ""],
        ["", "外部委員の意見", "", "", "", "", ""],
        ["", "今後の課題", "", "人手が足りない。", "", "", ""],
    ],
    "who made it": [["", "作成：企画課", "", "令和4年4月", "", "", ""]],
    "whose rating": [["", "", "", "", "庁議の評価", "", "○"], ["", "", "", "", "", "全体としての評価", "◎"]],
    "one rating": [["", "", "", "総合", "", "", "○"]],
    "day of the rating": [["", "", "", "", "評価年月日", "", "R4.4.1"]],
    "what marks mean on the right": [
        ["", "", "", "", "", "◎", "計画以上"],
        ["", "", "", "", "", "○", "計画どおり"],
    ],
    "meaning before its mark": [["", "", "", "", "", "凡例", "◎"], ["", "", "", "", "", "計画どおり", "○"]],
    "what marks mean side by side": [
        ["評価の説明", "◎ 計画以上", "○ 計画どおり", "△ 一部", "", "", "× 未実施"]
    ],
    "form in words": [["", "（事業名を記入）", "（課名）", "", "", "", ""]],
    "remark": [["", "評価は担当課の自己評価です。", "", "", "", "", ""]],
    "what marks mean": [[], ["", "評価基準：◎＝計画以上、○＝計画どおり、△＝遅れ", "", "", "", "", ""]],
    "what letters mean": [["A:達成 B:一部達成 C:未達成", "", "", "", "", "", ""]],
    "legend": [["◎", "計画以上に進んだ"], ["○", "計画どおり"], ["△", "遅れている"], ["×", "未実施"]],
    "legend of letters": [["A", "達成"], ["B", "未達成"]],
    "number of no measure": [[4, "（欠番）"], [5, "欠番", "－", "－", "－", "", "－"], [6, "【削除】"]],
    "last year": [["", "前年度評価：◎", "", "", "", "", ""]],
    "end": [["", "以上", "", "", "", "", ""]],
    "number of the page": [["", "", "", "", "", "", "- 2 -"], ["", "", "", "", "", "", "(3/4)"]],
}
ABOVE: dict[str, list[list[Any]]] = {
    "example": [["例", "○○事業", "○○課", "…を行う", "…を行った。", "10件", "◎"]],
    "example in brackets": [["（記入例）", "○○事業", "○○課", "…を行う", "…を行った。", "10件", "◎"]],
    "numbers of columns": [["1", "2", "3", "4", "5", "6", "7"]],
    "numbers in brackets": [["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"]],
    "legend": [["◎", "計画以上に進んだ"], ["○", "計画どおり"]],
    "units": [["単位", "", "", "", "", "件", ""]],
    "letters of columns": [["A", "B", "C", "D", "E", "F", "G"]],
}


def loaded(folder: Path, rows: Rows, make: Callable[[Path, Rows], Path] = excel) -> tuple[list[str], str]:
    """Each item with its mark; what is told of rows."""
    year = folder / "r3"
    year.mkdir()
    make(year / f"sheet.{'xlsx' if make is excel else 'csv'}", rows)
    found = load_year(year, load_tables(ROOT / "data"))
    measures: list[Measure] = list(found.measures)
    told = "\n".join(each.text for each in found.findings if each.kind in ("row-passed", "block-unread"))
    return [f"{item.id}{item.rating.mark}" for measure in measures for item in measure.items], told


@pytest.mark.parametrize("make", [excel, text])
@pytest.mark.parametrize("name", BELOW)
def test_a_row_below_that_is_no_item_is_told(
    name: str, make: Callable[[Path, Rows], Path], tmp_path: Path
) -> None:
    items, told = loaded(tmp_path, [HEAD, *ROWS, *BELOW[name]], make)
    assert items == MARKS
    assert told.count("読んでいません") == sum(bool(row) for row in BELOW[name])


def test_many_rows_that_say_the_same_are_told_once(tmp_path: Path) -> None:
    """Boxes to tick that go on to row 1000, as Google Sheets leaves them."""
    ticks = [["", "", "", "", "", "", "", "FALSE"] for _ in range(50)]
    items, told = loaded(tmp_path, [[*HEAD, "完了"], *ROWS, *ticks])
    assert items == MARKS
    assert told.count("\n") == 0
    assert "など50行" in told


@pytest.mark.parametrize("name", ABOVE)
def test_a_row_above_that_is_no_item_is_not_read(name: str, tmp_path: Path) -> None:
    items, _ = loaded(tmp_path, [HEAD, *ABOVE[name], *ROWS])
    assert items == MARKS


READINGS = ("かせんかめらのぞうせつ", "デンシトショノカシダシ", "まどぐちのこんざつあんない")


@pytest.mark.parametrize("make", [excel, text])
def test_a_row_that_says_how_a_title_is_read_is_told(
    make: Callable[[Path, Rows], Path], tmp_path: Path
) -> None:
    one, two, more, three = ROWS
    first, second, third = ([["", reading, "", "", "", "", ""]] for reading in READINGS)
    items, told = loaded(tmp_path, [HEAD, *first, one, *second, two, more, *third, three], make)
    assert items == MARKS
    assert all(reading in told for reading in READINGS)


def test_readings_of_departments_stand_beside_those_of_titles(tmp_path: Path) -> None:
    reading = ["", READINGS[0], "ぼうさいか", "", "", "", ""]
    items, told = loaded(tmp_path, [HEAD, reading, *ROWS])
    assert items == MARKS
    assert READINGS[0] in told


def test_a_title_in_kana_is_a_title(tmp_path: Path) -> None:
    items, told = loaded(tmp_path, [HEAD, [1, "あんしんネット", "防災課", "", "", "", "○"], *[
        [row[0] and row[0] + 1, *row[1:]] for row in ROWS
    ]])  # fmt: skip
    assert items == ["1-1○", "2-1○", "3-1×", "3-2△", "4-1◎"]
    assert "あんしん" not in told


@pytest.mark.parametrize(
    "row",
    [
        [4, "合計の自動化", "会計課", "試す", "試した。", "2件", "○"],
        [4, "削除した記録の復元", "", "", "", "", ""],
        [4, "欠番", "防災課", "", "", "", ""],
        ["◎", "窓口の改修", "市民課", "", "", "", ""],
        [4, "平均待ち時間の短縮", "市民課", "", "", "", ""],
        [4, "", "市民課", "試す", "試した。", "", "○"],
        [4, "平均", "", "", "", "", "×"],
        ["", "", "", "", "知らせた。", "4", "○"],
        ["", "", "", "", "", "31", "○"],
        ["", "", "", "", "", "", "○"],
        [3, "", "", "", "", "", "－"],
        [4, "窓口の申請書の記入", "", "", "", "", "○"],
        [4, "A：B地区の整備", "防災課", "", "", "", "△"],
        [4, "救急搬送件数の公開", "防災課", "", "", "", "△"],
        [4, "○×クイズの開催", "防災課", "", "", "", "△"],
        ["", "作成要領の見直し", "防災課", "", "", "", ""],
        [4, "注文の窓口", "防災課", "", "", "", ""],
        [4, "市民の意見", "", "集める", "集めた。", "", ""],
        ["", "パブリックコメント", "企画課", "", "", "", ""],
        ["", "市民の意見", "", "", "集めた。", "", "○"],
    ],
)
def test_an_item_stays_an_item(row: list[Any]) -> None:
    names = ("事業No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価")
    assert not is_aside(dict(zip(names, map(str, row), strict=True)), {"1", "2", "3"})
