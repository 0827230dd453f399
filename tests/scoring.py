"""Restores damaged sheets and holds what came back against the truth, for tests and benchmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from katou_index.plan import Finding, FiscalYear, Item, Measure, MeasureNumber, Status
from katou_index.reading.textsheet import read_text_sheet
from katou_index.restoring import Restored, restore
from katou_index.restoring.onedoubt import ROW, one_a_border
from katou_index.tables import Tables
from tests.damaging import Record, Score, Sheet, compare

R2 = FiscalYear.from_code("R2")


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
    asked = [finding for finding in one_a_border(plan.findings) if finding.status is Status.OPEN]
    return compare(sheet, found, {place for finding in asked for place in named(finding)}), len(asked)


def named(finding: Finding) -> set[tuple[MeasureNumber, int]]:
    """The items that a finding is about: its own one, or those whose ids stand in a doubt's sentence."""
    if finding.measure and finding.item:
        return {(finding.measure, finding.item)}
    ids = re.findall(r"(\d+)-(\d+)（", finding.text) if finding.kind == ROW else []
    return {(int(measure), int(item)) for measure, item in ids}


@dataclass(frozen=True)
class Figures:
    """What came back of several sheets."""

    sheets: int
    fields: float  # share of the fields that are right
    silent: int  # sheets with a rating on a wrong item that no open finding names
    asked: float  # open findings a sheet
    most_asked: int


def figures(scores: Iterable[tuple[Score, int]]) -> Figures:
    """The figures of the scores of some sheets."""
    found = list(scores)
    return Figures(
        len(found),
        sum(one.right for one, _ in found) / sum(one.fields for one, _ in found),
        sum(bool(one.silent) for one, _ in found),
        sum(asked for _, asked in found) / len(found),
        max(asked for _, asked in found),
    )
