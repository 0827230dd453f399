"""A row for what was planned and one for what was done, below each other: one item."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made import Rows, excel
from tests.test_import_city_layouts import Run, data, measures, run

__all__ = ["data", "run"]  # fixtures

HEADS = ["No.", "事業名", "担当課"]
CAMERA, BOOKS = [1, "河川カメラ", "防災課"], [2, "電子図書", "中央図書館"]
NONE: list[object] = ["", "", ""]
TOLD = "「計画」「実績」の行に分かれた4行を、事業ごとにまとめて読みました"


def rows(*tails: list[object], heads: list[object]) -> Rows:
    lefts = [CAMERA, NONE, BOOKS, NONE]
    return [[*HEADS, *heads], *([*left, *tail] for left, tail in zip(lefts, tails, strict=True))]


PLAN, DONE = "5か所に置く", "4か所に置いた。"


@pytest.mark.parametrize("merged", [(), ("A2:A3", "B2:B3", "C2:C3", "A4:A5", "B4:B5", "C4:C5")])
@pytest.mark.parametrize("heading", ["区分", "", "計画・実績の別"])
@pytest.mark.parametrize("above", [True, False])
def test_rows_with_their_field_beside_them_are_one_item(
    above: bool, heading: str, merged: tuple[str, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    """The rating stands in the first row of a measure or in the second one."""
    marks = ("△", "", "○", "") if above else ("", "△", "", "○")
    tails: list[list[object]] = [
        ["計画", PLAN, marks[0], ""], ["実績", DONE, marks[1], "予算減"],
        ["計画", "貸出を始める", marks[2], ""], ["実績", "始めた。", marks[3], ""],
    ]  # fmt: skip
    sheet = rows(*tails, heads=[heading, "内容", "評価", "備考"])
    shown = run(excel(tmp_path / "a.xlsx", sheet, merged=merged))
    camera, books = measures(data)
    (item,) = camera.items
    assert (item.planned, item.result, item.rating.mark) == (PLAN, DONE, "△")
    assert (camera.departments, item.extra) == (("防災課",), (("備考", "予算減"),))
    assert [(each.result, each.rating.mark) for each in books.items] == [("始めた。", "○")]
    assert TOLD in shown


@pytest.mark.parametrize("form", ["【{}】{}", "{}：{}", "（{}）{}"])
def test_the_field_may_stand_in_front_of_the_text(form: str, tmp_path: Path, data: Path, run: Run) -> None:
    said = [("計画", PLAN), ("実績", DONE), ("計画", "貸出を始める"), ("実績", "始めた。")]
    tails: list[list[object]] = [
        [form.format(*each), mark] for each, mark in zip(said, ("", "△", "", "○"), strict=True)
    ]
    shown = run(excel(tmp_path / "a.xlsx", rows(*tails, heads=["取組結果", "評価"])))
    assert [(each.items[0].planned, each.items[0].result) for each in measures(data)] == [
        (PLAN, DONE), ("貸出を始める", "始めた。"),
    ]  # fmt: skip
    assert TOLD in shown


@pytest.mark.parametrize(
    ("tails", "items"),
    [
        ([["計画", PLAN, "○"], ["実績", DONE, "△"], ["計画", "始める", "○"], ["実績", "始めた。", "○"]], 4),
        ([["実績", PLAN, "○"], ["実績", DONE, ""], ["計画", "始める", "○"], ["実績", "始めた。", ""]], 2),
    ],
    ids=["two ratings", "one field twice"],
)
def test_rows_that_may_be_items_stay_rows(
    tails: list[list[object]], items: int, tmp_path: Path, data: Path, run: Run
) -> None:
    """What says nothing but the text of one field is told as no item."""
    shown = run(excel(tmp_path / "a.xlsx", rows(*tails, heads=["区分", "内容", "評価"])))
    assert sum(len(each.items) for each in measures(data)) == items
    assert "行に分かれた" not in shown
    assert ("項目として読まなかったところ" in shown) == (items == 2)


@pytest.mark.parametrize("word", ["", "新規"])
def test_a_row_that_names_no_field_is_told(word: str, tmp_path: Path, data: Path, run: Run) -> None:
    tails: list[list[object]] = [
        ["計画", PLAN, "○"], ["実績", DONE, ""], ["計画", "始める", "○"], [word, "始めた。", ""],
    ]  # fmt: skip
    shown = run(excel(tmp_path / "a.xlsx", rows(*tails, heads=["区分", "内容", "評価"])))
    assert [each.items[0].result for each in measures(data)] == [DONE, ""]
    assert f"A5 は項目として読んでいません（{f'{word} 始めた。'.strip()}）" in shown
