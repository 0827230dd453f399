"""Headings that name two years, or years and nothing else. All is invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from katou_index import __main__ as command
from katou_index.errors import SourceError
from tests.made import excel, pdf, text
from tests.test_import_beside import read
from tests.test_import_city_layouts import Run, data, rated, run

__all__ = ["data", "run"]  # fixtures

HEADS = ("No.", "事業名", "担当課", "取組結果")
LAST, THIS = "○△×", "×○△"
BOTH = ("令和6年度・令和7年度", "令和6・7年度", "R6/R7", "令和６年度及び令和７年度", "前年度・今年度")


def table(*over: Sequence[Any], marks: Sequence[str] = (LAST, THIS)) -> list[list[Any]]:
    named = (("毛布の備蓄", "防災課"), ("夜の開館", "図書館"), ("水路の点検", "土木課"))
    rows = [
        [at, title, office, f"{title}は済んだ。", *ratings]
        for at, ((title, office), *ratings) in enumerate(zip(named, *marks, strict=True), 1)
    ]
    return [*map(list, over), *rows]


@pytest.mark.parametrize("both", BOTH)
@pytest.mark.parametrize("form", ["{}評価", "評価（{}）", "{}の評価"])
def test_below_a_heading_of_both_years_the_one_that_names_this_year_is_read(
    tmp_path: Path, data: Path, run: Run, both: str, form: str
) -> None:
    rows = table([*HEADS, form.format(both)], ["", "", "", "", "令和6年度", "令和7年度"])
    shown = run(excel(tmp_path / "x.xlsx", rows, merged=["E1:F1"]))
    assert [mark for *_, mark in rated(data)] == list(THIS)
    assert "年度が2つ" not in shown
    assert "令和6年度」は読んでいません（値: ○、△、×）" in shown


@pytest.mark.parametrize("both", BOTH)
def test_one_mark_below_a_heading_of_both_years_is_asked_about_by_its_heading(
    tmp_path: Path, data: Path, run: Run, both: str
) -> None:
    path = excel(tmp_path / "x.xlsx", table([*HEADS, f"{both}評価"], marks=(THIS,)))
    shown = run(path, code=1)
    assert "年度が2つ書かれています（令和6年度、令和7年度）。書かれているのは「" in shown
    assert f"「{both}評価」" in shown


def test_texts_below_a_heading_of_both_years_are_read_for_their_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    rows = table([*HEADS[:3], "R6・R7取組結果", "評価"], marks=(THIS,))
    path = excel(tmp_path / "x.xlsx", rows)
    command.main(["import", str(path), "--year", "R7", "--data", str(data), "--dry-run", "--lang", "ja"])
    shown = capsys.readouterr().out
    assert "そのまま保存します" not in shown
    assert "書かれているのは「R6・R7取組結果」" in shown


@pytest.mark.parametrize("title", [[], ["令和6年度・令和7年度評価"], ["事業評価（令和6・7年度）"]])
@pytest.mark.parametrize("make", [excel, text, pdf])
def test_headings_that_are_years_and_nothing_else_are_named(
    tmp_path: Path, data: Path, run: Run, title: list[str], make: Any
) -> None:
    """Under a title that ends in 評価 it said that no column was missing."""
    heads = [*HEADS, "令和6年度", "令和7年度"]
    above = [title] if title and make is not pdf else []
    path = make(tmp_path / f"x.{ {excel: 'xlsx', text: 'csv', pdf: 'pdf'}[make] }", table(*above, heads))
    shown = run(path, code=1)
    assert "見出し「令和6年度」「令和7年度」は年度だけで" in shown
    assert "「令和7年度 評価」に直して" in shown
    assert "足りない列: ）" not in shown
    (data / "columns.toml").write_text(
        '[[column]]\nname = "評価"\nheadings = ["令和7年度"]\n', encoding="utf-8"
    )
    assert read_marks(path, data) == THIS


def read_marks(path: Path, data: Path) -> str:
    command.main(["import", str(path), "--year", "R7", "--data", str(data), "--yes", "--anyway"])
    return "".join(mark for *_, mark in rated(data))


def test_a_heading_changed_as_it_is_told_is_read(tmp_path: Path, data: Path, run: Run) -> None:
    run(excel(tmp_path / "x.xlsx", table([*HEADS, "令和6年度", "令和7年度 評価"])))
    assert [mark for *_, mark in rated(data)] == list(THIS)


def test_years_over_figures_are_no_ratings(tmp_path: Path) -> None:
    rows = table([*HEADS, "令和6年度", "令和7年度"], marks=("123", "456"))
    with pytest.raises(SourceError) as stopped:
        read(excel(tmp_path / "x.xlsx", rows))
    assert "評価の列かどうか決まりません" in stopped.value.what
