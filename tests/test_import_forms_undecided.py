"""Forms of which nobody can tell the rating: what is told says what to do. All is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made import Rows
from tests.test_import_city_layouts import Run, data, rated, run, workbook

__all__ = ["data", "run"]  # fixtures

TITLES, MARKS = ("毛布の備蓄", "夜の開館", "水路の点検"), "○△×"


def forms(path: Path, *rows: list[str], years: str = "777") -> Path:
    """A form a sheet: these rows, in which * stands for the rating and ? for another one."""
    sheets: dict[str, Rows] = {}
    for title, mark, other, year in zip(TITLES, MARKS, "△×◎", years, strict=True):
        above = [[f"令和{year}年度 事業評価調書"], ["事業名", title], ["担当課", "防災課"]]
        filled = [[cell.replace("*", mark).replace("?", other) for cell in row] for row in rows]
        sheets[title] = [*above, *filled, ["実績", f"{title}をした。"]]
    return workbook(path, **sheets)


def test_the_label_to_read_is_written_into_the_table_as_told(tmp_path: Path, data: Path, run: Run) -> None:
    path = forms(tmp_path / "a.xlsx", ["内部評価", "?"], ["外部評価", "*"])
    shown = run(path, code=1)
    entry = '[[column]] name = "評価" headings = ["外部評価"]'
    assert f"{data / 'columns.toml'} に書いてください（例: {entry}）" in shown
    (data / "columns.toml").write_text(
        entry.replace("[[column]] ", "[[column]]\n").replace(" headings", "\nheadings"), encoding="utf-8"
    )
    run(path)
    assert "".join(mark for *_, mark in rated(data)) == MARKS


def test_labels_of_one_name_are_to_be_named_apart(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["【一次評価】"], ["評価", "?"], ["【二次評価】"], ["評価", "*"]]
    assert "違う名前（一次評価、二次評価 など）に直して" in run(forms(tmp_path / "a.xlsx", *rows), code=1)
    run(forms(tmp_path / "b.xlsx", ["一次評価", "?"], ["二次評価", "*"]))
    assert "".join(mark for *_, mark in rated(data)) == MARKS


@pytest.mark.parametrize("box", ["■", "☑"])
def test_boxes_in_cells_of_their_own_are_told_as_such(tmp_path: Path, data: Path, run: Run, box: str) -> None:
    path = forms(tmp_path / "a.xlsx", ["評価", "□", "○", box, "△", "□", "×"])
    shown = run(path, code=1)
    assert "別々のセルにあり" in shown
    assert "「□A ■B □C」" in shown


def test_titles_of_two_years_are_named(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(forms(tmp_path / "a.xlsx", ["評価", "*"], years="767"), code=1)
    assert "書かれているのは「令和7年度 事業評価調書」「令和6年度 事業評価調書」です" in shown
