"""Records, tidy CSV and Excel."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from katou_index.exporting import as_csv, as_json, guarded, pairs, write_xlsx
from katou_index.loading import load_year
from katou_index.plan import LOST, Certainty, FiscalYear, Item, Measure, Plan, Rating, Source, State
from katou_index.reading.tidy import COLUMNS, read_tidy
from katou_index.tablefiles import load_tables

ROOT = Path(__file__).parent.parent
R2 = FiscalYear.from_code("R2")
KEYS = [
    "year", "measure", "item", "id", "title", "policy_no", "policy", "initiative", "departments",
    "item_departments", "planned", "result", "evidence", "rating", "source", "certainty", "notes",
]  # fmt: skip


def plan(text: str = "結果") -> Plan:
    item = Item(R2, 30, 3, ("防災課", "市民課"), text, text, "", Rating(State.RATED, "○"),
                Source("sheet.txt", (4, 5)),
                Certainty.REPAIRED, ("注記一", "注記二"))  # fmt: skip
    lost = Item(R2, 30, 4, ("防災課",), "", "", "", LOST, Source("sheet.txt", ()), Certainty.LOST)
    return Plan(R2, (Measure(R2, 30, "訓練", 5, "行政", "効率", ("防災課",), (item, lost)),))


def test_a_record_has_the_keys_of_the_contract() -> None:
    first, second = json.loads(as_json(pairs([plan()])))
    assert list(first) == KEYS
    assert (first["id"], first["policy_no"], first["rating"], first["certainty"]) == ("30-3", 5, "○", "補正")
    assert first["source"] == {"file": "sheet.txt", "lines": [4, 5]}
    assert first["item_departments"] == ["防災課", "市民課"]
    assert (second["rating"], second["certainty"]) == ("", "欠落")


def read_back(tmp_path: Path, text: str) -> tuple[Measure, ...]:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return tuple(read_tidy(path, R2, load_tables(ROOT / "data").scale, []))


@pytest.mark.parametrize(
    "text",
    [
        "結果",
        "＝1+1",
        "＋81",
        "－",
        "－81",
        "＠here",
        "'＝そのまま",
        "=1+1",
        "+81",
        "-",
        "@here",
        '"引用", と',
        "'そのまま",
        "'=guarded",
    ],
)
def test_what_is_exported_is_read_back_the_same(tmp_path: Path, text: str) -> None:
    measures = read_back(tmp_path, as_csv(pairs([plan(text)])))
    assert measures == plan(text).measures


def test_the_r2_plan_is_read_back_the_same(tmp_path: Path) -> None:
    loaded = load_year(ROOT / "data" / "r2", load_tables(ROOT / "data"))
    measures = tuple(loaded.measures)
    back = read_back(tmp_path, as_csv(pairs([Plan(R2, measures)])))
    assert [item for measure in back for item in measure.items] == [i for m in measures for i in m.items]
    assert [(m.number, m.title, m.policy, m.initiative, m.departments) for m in back] == [
        (m.number, m.title, m.policy, m.initiative, m.departments) for m in measures
    ]


def test_csv_is_what_excel_opens() -> None:
    text = as_csv(pairs([plan()]))
    assert text.startswith("\ufeff年度,")
    heading, first, _ = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(heading) == COLUMNS
    assert first[1] == "⑤ 行政"


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"),
     ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("－", "－"), ("＠x", "'＠x"),
     ("x=1", "x=1"), ("\x01=1", "'=1"), ("\ud83d", ""), ("", ""), (30, 30)],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: str | int, written: str | int) -> None:
    assert guarded(cell) == written


def test_excel_holds_texts_and_conditions(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_xlsx(tmp_path / "x.xlsx", pairs([plan("=1+1\x01")]), [("年度", "令和2年度"), ("評価", "=×")])
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["項目", "条件"]
    heading, first, second = book["項目"].iter_rows()
    assert tuple(cell.value for cell in heading) == COLUMNS
    planned = first[COLUMNS.index("取組内容")]
    assert (planned.value, planned.data_type) == ("=1+1", "s")
    assert (first[COLUMNS.index("事業No.")].value, second[COLUMNS.index("項目")].value) == (30, 4)
    assert [[cell.value for cell in line] for line in book["条件"].iter_rows()] == [
        ["年度", "令和2年度"], ["評価", "=×"],
    ]  # fmt: skip
    assert book["条件"]["B2"].data_type == "s"
    book.close()
