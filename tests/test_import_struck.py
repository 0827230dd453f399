"""Struck-out text (見え消し): what the office took out is not read, and told with its place."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from katou_index import __main__ as command
from katou_index.loading import load_year
from katou_index.plan import Finding, Item, Measure, State
from katou_index.tablefiles import load_tables
from tests.libreoffice import SOFFICE, converted
from tests.made import Rows, excel, struck
from tests.sheets import ROOT

HEAD = ["No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価"]
ROWS: Rows = [
    HEAD,
    [1, "河川カメラの増設", "防災課", "5か所に置く", "4か所に置いた。", "4か所", "○"],
    [2, "電子図書の貸出", "中央図書館", "始める", "始めた。", "31冊", "×"],
    ["", "", "", "", "広く知らせた。", "9回", "△"],
    [3, "窓口の混雑案内", "市民課", "試す", "試した。", "2週間", "◎"],
]
MERGED = ["A3:A4", "B3:B4", "C3:C4"]
Load = Callable[[Path], tuple[str, list[Measure]]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "departments.toml", folder)
    return folder


@pytest.fixture
def load(data: Path, capsys: pytest.CaptureFixture[str]) -> Load:
    """What an import shows, and the measures after it."""

    def call(path: Path) -> tuple[str, list[Measure]]:
        arguments = ["import", str(path), "--year", "R3", "--data", str(data), "--yes", "--anyway"]
        assert command.main(arguments) == 0, capsys.readouterr().err
        return capsys.readouterr().out, list(load_year(data / "r3", load_tables(data)).measures)

    return call


def marks(measures: list[Measure]) -> dict[str, str]:
    return {item.id: item.rating.mark for measure in measures for item in measure.items}


def only(measures: list[Measure]) -> Item:
    (item,) = measures[0].items
    return item


def shared(path: Path) -> Path:
    """The same workbook with its texts stored as Excel stores them: once, in a part of their own."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    name, texts = "xl/worksheets/sheet1.xml", list[str]()

    def share(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'<c{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    parts[name] = re.sub(r'<c([^>]*?) t="inlineStr"><is>(.*?)</is></c>', share, parts[name], flags=re.S)
    assert texts
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{main}">{"".join(f"<si>{each}</si>" for each in texts)}</sst>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    if "sharedStrings" not in parts["[Content_Types].xml"]:
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    with zipfile.ZipFile(path, "w") as book:
        for part, content in parts.items():
            book.writestr(part, content)
    return path


CORRECTED: Rows = [
    HEAD,
    [1, struck("カメラ", "河川カメラの増設"), struck("総務財政課", "防災課"), "5か所に置く",
     struck("5か所に置いた。", "4か所に置いた。"),
     struck("5か所", "4か所"), struck("◎", "○")],
]  # fmt: skip


@pytest.mark.parametrize("store", [lambda path: path, shared])
def test_what_was_corrected_in_a_cell_is_read_as_corrected(
    store: Callable[[Path], Path], tmp_path: Path, load: Load
) -> None:
    shown, measures = load(store(excel(tmp_path / "a.xlsx", CORRECTED)))
    item = only(measures)
    assert (measures[0].title, item.owners, item.result) == (
        "河川カメラの増設",
        ("防災課",),
        "4か所に置いた。",
    )
    assert (item.evidence, item.rating.mark) == ("4か所", "○")
    for cell, gone in (
        ("B2", "カメラ"),
        ("C2", "総務財政課"),
        ("E2", "5か所に置いた。"),
        ("F2", "5か所"),
        ("G2", "◎"),
    ):
        assert f"{cell}: 取り消し線（見え消し）の「{gone}」は読んでいません" in shown
    assert "読まなかったところ 5件:" in shown


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing: run make setup-programs")
def test_what_libreoffice_saved_is_read_as_corrected(tmp_path: Path, load: Load) -> None:
    rows = [*CORRECTED, *ROWS[2:]]
    made = excel(tmp_path / "a.xlsx", rows, strike=["5"])
    saved = converted(converted(made, "ods", tmp_path / "opened"), "xlsx", tmp_path / "saved")
    shown, measures = load(saved)
    assert measures[0].items[0].evidence == "4か所"
    assert marks(measures) == {"1-1": "○", "2-1": "×", "2-2": "△"}
    assert (
        "5行目 は取り消し線（見え消し）の行なので、事業として読んでいません（3 窓口の混雑案内 市民課" in shown
    )


@pytest.mark.parametrize("merged", [(), MERGED])
@pytest.mark.parametrize(
    ("strike", "left", "told"),
    [
        (["2"], {"2-1": "×", "2-2": "△", "3-1": "◎"}, ["2行目"]),
        (["5"], {"1-1": "○", "2-1": "×", "2-2": "△"}, ["5行目"]),
        (["B5", "C5", "D5", "E5", "F5", "G5"], {"1-1": "○", "2-1": "×", "2-2": "△"}, ["5行目"]),
        (["4"], {"1-1": "○", "2-1": "×", "3-1": "◎"}, ["4行目"]),  # one item of two
        (["3"], {"1-1": "○", "3-1": "◎"}, ["3行目", "4行目"]),  # what goes on below goes with it
        (["A3", "B3"], {"1-1": "○", "3-1": "◎"}, ["3行目", "4行目"]),
        (["3", "4"], {"1-1": "○", "3-1": "◎"}, ["3行目", "4行目"]),
    ],
)
def test_a_struck_row_is_no_measure(
    strike: list[str], left: dict[str, str], told: list[str], merged: list[str], tmp_path: Path, load: Load
) -> None:
    shown, measures = load(excel(tmp_path / "a.xlsx", ROWS, strike=strike, merged=merged))
    assert marks(measures) == left
    for row in told:
        assert f"シート「評価」{row} は取り消し線（見え消し）の行なので、事業として読んでいません（" in shown
    assert f"読まなかったところ {len(told)}件:" in shown


def test_a_struck_rating_is_not_filled_in(tmp_path: Path, load: Load) -> None:
    shown, measures = load(excel(tmp_path / "a.xlsx", ROWS, strike=["G2"]))
    assert measures[0].items[0].rating.state is State.UNFILLED
    assert "未記入 1件: 1-1 シート「評価」G2" in shown
    assert "G2: 取り消し線（見え消し）の「○」は読んでいません" in shown


def test_a_struck_number_and_a_struck_part_of_a_struck_cell(tmp_path: Path, load: Load) -> None:
    rows = [HEAD, [1, "河川カメラの増設", "防災課", "置く", struck("見送", "置いた。"), 37, "○"]]
    shown, measures = load(excel(tmp_path / "a.xlsx", rows, strike=["F2", "E2"]))
    assert (only(measures).evidence, only(measures).result) == ("", "")
    assert "F2: 取り消し線（見え消し）の「37」" in shown
    assert "E2: 取り消し線（見え消し）の「見送置いた。」" in shown


def test_a_struck_heading_names_no_column(tmp_path: Path, load: Load) -> None:
    rows = [[*HEAD, "評価"], [*ROWS[1], "△"]]
    shown, measures = load(excel(tmp_path / "a.xlsx", rows, strike=["G1"]))
    assert marks(measures) == {"1-1": "△"}
    assert "G列（見出しなし）は読んでいません（値: ○）" in shown


def test_text_that_is_only_formatted_is_read(tmp_path: Path, load: Load) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    text = CellRichText(
        "4か所に", TextBlock(InlineFont(b=True, strike=False), "置いた。"), TextBlock(InlineFont(), " 終了")
    )
    shown, measures = load(excel(tmp_path / "a.xlsx", [HEAD, [*ROWS[1][:4], text, "4か所", "○"]]))
    assert only(measures).result == "4か所に置いた。 終了"
    assert "取り消し線" not in shown


def test_findings_tell_the_item(tmp_path: Path, data: Path, load: Load) -> None:
    load(excel(tmp_path / "a.xlsx", ROWS, strike=["F3", "5"]))
    loaded = load_year(data / "r3", load_tables(data))
    list(loaded.measures)
    found: list[Finding] = [each for each in loaded.findings if each.kind == "struck-out"]
    assert {(each.measure, each.item, each.was) for each in found} == {
        (2, 1, "31冊"), (None, None, "3 窓口の混雑案内 市民課 試す 試した。 2週間 ◎"),
    }  # fmt: skip
