"""A table with a row for each measure and year: only the rows of the year being loaded are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from katou_index import __main__ as command
from katou_index.errors import SourceError
from katou_index.loading import load_year
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text
from tests.sheets import ROOT

HEAD = ["年度", "No.", "事業名", "担当課", "取組結果", "評価"]
FIRST = [1, "河川カメラの増設", "防災課"]
SECOND = [2, "電子図書の貸出", "中央図書館"]
Make = Callable[[Path, Rows], Path]


def loaded(folder: Path, rows: list[list[Any]], make: Make) -> tuple[list[str], str]:
    """Each item with its mark; what is told to be not read."""
    year = folder / "r3"
    year.mkdir()
    make(year / f"sheet.{'xlsx' if make is excel else 'csv'}", [HEAD, *rows])
    found = load_year(year, load_tables(ROOT / "data"))
    items = [f"{item.id}{item.rating.mark}" for measure in found.measures for item in measure.items]
    return items, "\n".join(each.text for each in found.findings if each.kind == "block-unread")


@pytest.mark.parametrize("make", [excel, text])
@pytest.mark.parametrize(("last", "this"), [("令和2年度", "令和3年度"), ("R2", "R3"), (2, 3), (2020, 2021)])
def test_rows_of_another_year_are_told_and_not_read(
    last: object, this: object, make: Make, tmp_path: Path
) -> None:
    rows = [
        [last, *FIRST, "前の年に置いた。", "○"],
        [this, *FIRST, "置いた。", "×"],
        [last, *SECOND, "前の年に始めた。", "◎"],
        [this, *SECOND, "始めた。", "△"],
    ]
    items, told = loaded(tmp_path, rows, make)
    assert items == ["1-1×", "2-1△"]
    assert "ほかの年度の2行" in told
    assert str(last) in told


def test_an_empty_year_goes_on_with_the_one_above(tmp_path: Path) -> None:
    rows = [
        ["R2", *FIRST, "前", "○"],
        ["", *SECOND, "前", "◎"],
        ["R3", *FIRST, "後", "×"],
        ["", *SECOND, "後", "△"],
    ]
    items, _ = loaded(tmp_path, rows, text)
    assert items == ["1-1×", "2-1△"]


def test_a_year_in_which_measures_began_parts_nothing_in_silence(tmp_path: Path) -> None:
    """Each measure stands once: the column may say when it began."""
    rows = [["R2", *FIRST, "置いた。", "×"], ["R3", *SECOND, "始めた。", "△"]]
    with pytest.raises(SourceError, match="開始年度"):
        loaded(tmp_path, rows, text)


def test_how_long_a_measure_lasts_is_no_year_of_a_row(tmp_path: Path) -> None:
    rows = [["R2～R6", *FIRST, "置いた。", "×"], ["R3～R5", *SECOND, "始めた。", "△"]]
    assert loaded(tmp_path, rows, text) == (["1-1×", "2-1△"], "")


def test_rows_of_another_year_alone_stop_the_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = text(tmp_path / "a.csv", [HEAD, ["R4", *FIRST, "置いた。", "×"], ["R4", *SECOND, "始めた。", "△"]])
    (tmp_path / "data").mkdir()
    given = ["import", str(path), "--year", "R3", "--data", str(tmp_path / "data"), "--yes"]
    assert command.main(given) == 1
    assert "令和4年度" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("texts", "read", "told"),
    [
        (("R2：置けず。", "R3：置いた。"), ["1-1×"], True),
        (("【令和2年度】置けず。", "【令和3年度】置いた。"), ["1-1×"], True),
        (("R2実績：置けず。", "R3実績：置いた。"), ["1-1×"], True),
        (("R2 置けず。", "R3 置いた。"), ["1-1×"], True),
        (("令和２年度\n置けず。", "令和３年度\n置いた。"), ["1-1×"], True),
        (("令和2年度は、置けず。", "令和3年度は、置いた。"), ["1-1×"], True),
        (("R2から置いた。", "R3に足した。"), ["1-1○", "1-2×"], False),
        (("R1：置けず。", "R2：置いた。"), ["1-1○", "1-2×"], False),
        (("置けず。", "R3：置いた。"), ["1-1○", "1-2×"], False),
    ],
)
def test_rows_whose_texts_begin_with_another_year_are_told_and_not_read(
    texts: tuple[str, str], read: list[str], told: bool, tmp_path: Path
) -> None:
    rows = [["", *FIRST, texts[0], "○"], ["", *FIRST, texts[1], "×"]]
    year = tmp_path / "r3"
    year.mkdir()
    excel(year / "sheet.xlsx", [HEAD[1:], *(row[1:] for row in rows)], merged=["A2:A3", "B2:B3", "C2:C3"])
    found = load_year(year, load_tables(ROOT / "data"))
    items = [f"{item.id}{item.rating.mark}" for measure in found.measures for item in measure.items]
    assert items == read
    assert any("文章がほかの年度で始まる1行" in each.text for each in found.findings) == told
