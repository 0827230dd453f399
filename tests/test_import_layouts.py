"""The R2 items in every layout, loaded as R3: the same 57 items, field by field."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from katou_index import __main__ as command
from katou_index.loading import load_year
from katou_index.plan import FiscalYear, Item, Measure
from katou_index.tablefiles import load_tables
from tests.layouts import LAYOUTS, OTHER_COLUMNS, OTHER_MARKS, OTHER_SCALE, other_city
from tests.sheets import COMPARED, ROOT, Record, truth, write_pdf

R3 = FiscalYear.from_code("R3")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def load(path: Path, data: Path) -> list[tuple[Measure, Item]]:
    """The items of R3 after the real command has loaded them; its document is the file, byte for byte."""
    assert command.main(["import", str(path), "--year", "R3", "--data", str(data), "--yes"]) == 0
    assert (data / "r3" / f"sheet{path.suffix}").read_bytes() == path.read_bytes()
    measures = tuple(load_year(data / "r3", load_tables(data)).measures)
    return [(measure, item) for measure in measures for item in measure.items]


def fields(measure: Measure, item: Item) -> Record:
    return {
        "事業名": measure.title, "担当課": "、".join(measure.departments), "項目": str(item.number),
        "項目担当課": "、".join(item.owners), "取組内容": item.planned, "取組結果": item.result,
        "根拠": item.evidence, "評価": item.rating.mark,
    }  # fmt: skip


def differences(
    found: Sequence[tuple[Measure, Item]], wanted: Sequence[Record], blanks: bool
) -> list[tuple[str, ...]]:
    """Item, field, wanted, found for every field that differs; without `blanks` they do not count."""

    def bare(text: str) -> str:  # a PDF's fonts know only one of the two waves
        return text if blanks else "".join(text.split()).replace("〜", "～")

    return [
        (record["事業No."], record["項目"], name, record[name], value)
        for (measure, item), record in zip(found, wanted, strict=True)
        for name, value in {"事業No.": str(measure.number), **fields(measure, item)}.items()
        if bare(value) != bare(record[name])
    ]


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_items(name: str, tmp_path: Path, data: Path) -> None:
    LAYOUTS[name](tmp_path / "評価表.xlsx", truth())
    found = load(tmp_path / "評価表.xlsx", data)
    assert differences(found, truth(), blanks=True) == []
    assert [measure.policy_no for measure, _ in found] == [
        "①②③④⑤⑥".index(record["基本方針"][0]) + 1 for record in truth()
    ]
    if name != "first_only":  # there nobody can tell an empty label from one that goes on
        assert [measure.initiative for measure, _ in found] == [record["取組"] for record in truth()]
    assert {name for record in truth() for name in record} > set(COMPARED)


@pytest.mark.parametrize("lines", [60, 37, 45])
def test_a_ruled_pdf_gives_the_same_items(
    lines: int, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.sheets.LINES", lines)
    write_pdf(tmp_path / "評価表.pdf", truth())
    assert differences(load(tmp_path / "評価表.pdf", data), truth(), blanks=False) == []


def test_another_city_is_a_matter_of_two_tables(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "columns.toml").write_text(OTHER_COLUMNS, encoding="utf-8")
    (data / "ratings.toml").write_text(OTHER_SCALE, encoding="utf-8")
    other_city(tmp_path / "他市.xlsx", truth())
    found = load(tmp_path / "他市.xlsx", data)
    wanted = [
        {**record, "評価": OTHER_MARKS[record["評価"]].replace("－", "—")} for record in truth()
    ]  # fmt: skip
    differing = [each for each in differences(found, wanted, blanks=True) if each[2] != "項目担当課"]
    assert differing == []  # heads of sections need the table of departments
    assert {measure.initiative for measure, _ in found} == {""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_as_excel_saves_it(encoding: str, tmp_path: Path, data: Path) -> None:
    columns = (
        "年度",
        "事業No.",
        "事業名",
        "担当課",
        "項目",
        "項目担当課",
        "取組内容",
        "取組結果",
        "根拠",
        "評価",
    )
    with (tmp_path / "r3.csv").open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        dash = "―" if encoding == "cp932" else "—"  # the dash that this encoding has
        for record in truth():
            row = {**record, "年度": "R3"}
            writer.writerow([row[name].replace("—", dash) for name in columns])
    found = load(tmp_path / "r3.csv", data)
    assert len(found) == 57
    if encoding != "cp932":  # which lacks some of the signs
        assert differences(found, truth(), blanks=True) == []
    assert [item.rating.mark for _, item in found] == [record["評価"] for record in truth()]
