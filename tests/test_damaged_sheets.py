"""Damaged sheets come back: the true items in random order, damaged at random places, restored."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from katou_index.errors import SourceError
from katou_index.plan import FiscalYear, Item, Measure, Status
from katou_index.reading.textsheet import read_text_sheet
from katou_index.restoring import KINDS, Restored, restore
from katou_index.tablefiles import load_tables
from katou_index.tables import Tables
from tests.damaging import DAMAGES, Record, Score, Sheet, compare, read_truth, sheets

ROOT = Path(__file__).parent.parent
TRUTH = read_truth(ROOT / "tests" / "expected" / "r2.csv")
R2 = FiscalYear.from_code("R2")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(ROOT / "data")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sheet.txt"


def restored(text: str, path: Path, tables: Tables) -> Restored:
    path.write_text(text, encoding="utf-8")
    return restore(read_text_sheet(path), R2, tables)


def record(measure: Measure, item: Item) -> Record:
    return {
        "事業名": measure.title,
        "担当課": "、".join(measure.departments),
        "項目担当課": "、".join(item.owners),
        "取組内容": item.planned,
        "取組結果": item.result,
        "根拠": item.evidence,
        "評価": item.rating.mark,
    }


def score(sheet: Sheet, path: Path, tables: Tables) -> tuple[Score, int]:
    """The sheet's score and its number of open findings."""
    plan = restored(sheet.text(), path, tables)
    found: dict[tuple[int, int], Record] = {
        (item.measure, item.number): record(measure, item)
        for measure in plan.measures
        for item in measure.items
    }
    asked = [finding for finding in plan.findings if finding.status is Status.OPEN]
    places = {(finding.measure, finding.item) for finding in asked if finding.measure and finding.item}
    return compare(sheet, found, places), len(asked)


def scores(name: str, count: int, path: Path, tables: Tables) -> list[tuple[Score, int]]:
    return [score(sheet, path, tables) for sheet in sheets(TRUTH, name, count)]


def mean(found: list[tuple[Score, int]]) -> float:
    return sum(one.share for one, _ in found) / len(found)


@pytest.mark.parametrize("with_tables", [True, False])
def test_an_undamaged_sheet_comes_back_whole_with_few_questions(
    with_tables: bool, path: Path, tables: Tables
) -> None:
    found = scores("", 20, path, tables if with_tables else load_tables(path.parent / "none"))
    assert [one.wrong for one, _ in found if one.wrong] == []
    assert max(asked for _, asked in found) <= 8


@pytest.mark.parametrize("name", DAMAGES)
def test_each_kind_of_damage_leaves_97_of_100_fields_right(name: str, path: Path, tables: Tables) -> None:
    assert mean(scores(name, 8, path, tables)) >= 0.97


@pytest.mark.parametrize("part", range(2))  # two halves, so that two cores share the work
def test_all_kinds_mixed_leave_95_of_100_fields_right_and_no_wrong_rating_unasked(
    part: int, path: Path, tables: Tables
) -> None:
    found = [
        score(sheet, path, tables)
        for number, sheet in enumerate(sheets(TRUTH, "mixed", 100))
        if number % 2 == part
    ]
    assert mean(found) >= 0.95
    assert sum(bool(one.silent) for one, _ in found) <= 1


@pytest.mark.parametrize("name", ["left_ahead", "left_and_planned_ahead"])
def test_left_blocks_that_run_ahead_put_no_rating_on_a_wrong_measure_unasked(
    name: str, path: Path, tables: Tables
) -> None:
    found = scores(name, 25, path, tables)
    assert sum(bool(one.silent) for one, _ in found) <= 1


def test_any_lines_cut_doubled_or_shuffled_give_one_item_a_line_or_a_clear_error(
    path: Path, tables: Tables
) -> None:
    _, _, header, *lines = (ROOT / "data" / "r2" / "sheet.txt").read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line.strip() and not line.startswith("基本方針")]
    for seed in range(30):
        rng = random.Random(seed)
        chosen = [rng.choice(rows).split("\t") for _ in range(rng.randint(1, 25))]
        for row in chosen:
            if rng.random() < 0.5:
                rng.shuffle(row)
        try:
            plan = restored("\n".join([header, *("\t".join(row) for row in chosen)]), path, tables)
        except SourceError:
            continue
        assert sum(len(measure.items) for measure in plan.measures) == len(chosen)
        assert all(measure.items for measure in plan.measures)
        assert len({measure.number for measure in plan.measures}) == len(plan.measures)
        assert {finding.kind for finding in plan.findings} <= KINDS.keys()


def test_restoring_twice_gives_the_same(path: Path, tables: Tables) -> None:
    (sheet,) = sheets(TRUTH, "mixed", 1)
    assert restored(sheet.text(), path, tables) == restored(sheet.text(), path, tables)
