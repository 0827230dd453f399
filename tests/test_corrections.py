"""Corrections and policies kept by people lie over what was read; what does not fit is told, not applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from katou_index.corrections import Correction, Corrector, load_corrections
from katou_index.errors import TableError
from katou_index.laying import Layer
from katou_index.plan import (
    LOST,
    Certainty,
    Finding,
    FiscalYear,
    Item,
    Measure,
    Rating,
    Source,
    State,
    Status,
)
from katou_index.records import replace
from katou_index.tablefiles import load_tables
from katou_index.tables import PolicyRow

R2 = FiscalYear.from_code("R2")
SCALE = load_tables(Path("no tables: defaults")).scale
HEADER = "年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付"

ITEM = Item(
    R2, 7, 1, ("税務課",), "・検証", "検証した。", "3件", Rating(State.RATED, "○"), Source("sheet.txt", (5,)),
    notes=("どの事業の行か要確認",),
)  # fmt: skip
MEASURE = Measure(R2, 7, "税の電子化", 1, "安全・安心の推進", "災害に強いまちづくり", ("税務課",), (ITEM,))


def correction(field: str, was: str, now: str, item: int | None = 1, measure: int = 7) -> Correction:
    return Correction(measure, item, field, was, now, "原本で確かめた", "情報管理室", "2026-11-22")


def corrected(*records: Correction, measure: Measure = MEASURE) -> tuple[Measure, list[Finding]]:
    findings: list[Finding] = []
    (found,) = Corrector(R2, records, SCALE, findings, "sheet.txt").over(iter([measure]))
    return found, findings


@pytest.mark.parametrize(
    ("field", "was", "now", "attribute", "value"),
    [
        ("取組内容", "・検証", "・検証と導入", "planned", "・検証と導入"),
        ("取組結果", "検証した。", "検証しました。", "result", "検証しました。"),
        ("根拠", "3件", "", "evidence", ""),
        ("項目担当課", "税務課", "税務課、市民課", "owners", ("税務課", "市民課")),
        ("評価", "○", "✗", "rating", Rating(State.RATED, "×")),
    ],
)
def test_a_correction_of_an_item_is_applied_and_told(
    field: str, was: str, now: str, attribute: str, value: object
) -> None:
    measure, findings = corrected(correction(field, was, now))
    (item,) = measure.items
    assert getattr(item, attribute) == value
    assert item.certainty is Certainty.REPAIRED
    assert "訂正あり" in item.notes
    assert [(f.kind, f.status, f.line, f.was, f.now) for f in findings] == [
        ("corrected", Status.CORRECTED, 5, was, now)
    ]
    assert "原本で確かめた" in findings[0].text


@pytest.mark.parametrize(
    ("field", "was", "now", "attribute", "value"),
    [
        ("事業名", "税の電子化", "市税の電子化", "title", "市税の電子化"),
        ("担当課", "税務課", "税務課、市民課", "departments", ("税務課", "市民課")),
        ("基本方針", "① 安全・安心の推進", "② 暮らしの質の向上", "policy", "暮らしの質の向上"),
        ("取組", "災害に強いまちづくり", "福祉の充実", "initiative", "福祉の充実"),
    ],
)
def test_a_correction_without_an_item_is_of_the_measure(
    field: str, was: str, now: str, attribute: str, value: object
) -> None:
    measure, _ = corrected(correction(field, was, now, item=None))
    assert getattr(measure, attribute) == value


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (correction("評価", "△", "○"), 5),  # 原文 is not what was read
        (correction("評価", "○", "△", item=2), None),  # no such item
        (correction("評価", "○", "△", measure=8), None),  # no such measure
    ],
)
def test_a_correction_that_does_not_fit_is_an_open_finding_and_changes_nothing(
    record: Correction, line: int | None
) -> None:
    measure, findings = corrected(record)
    assert measure == MEASURE
    assert [(f.kind, f.status, f.line) for f in findings] == [("correction-unfit", Status.OPEN, line)]


def test_a_lost_rating_is_corrected_from_an_empty_cell() -> None:
    lost = replace(MEASURE, items=(replace(ITEM, rating=LOST, certainty=Certainty.LOST),))
    measure, _ = corrected(correction("評価", "", "△"), measure=lost)
    assert measure.items[0].rating == Rating(State.RATED, "△")
    assert measure.items[0].certainty is Certainty.REPAIRED


def test_two_corrections_of_one_place_follow_each_other() -> None:
    measure, _ = corrected(correction("評価", "○", "△"), correction("評価", "△", "×"))
    assert measure.items[0].rating.mark == "×"


def test_a_confirmation_closes_the_open_findings_of_its_place_only() -> None:
    findings = [
        Finding(R2, "sheet.txt", 5, "事業No.", "doubtful-row", Status.OPEN, "…", 7, 1),
        Finding(R2, "sheet.txt", 6, "事業No.", "doubtful-row", Status.OPEN, "…", 8, 1),
        Finding(R2, "sheet.txt", 5, "評価", "rating-lost", Status.OPEN, "…", 7, 1),
    ]
    record = correction("評価", "○", "○")
    (measure,) = Corrector(R2, [record], SCALE, findings, "sheet.txt").over(iter([MEASURE]))
    statuses = [finding.status for finding in findings]
    assert statuses == [Status.CORRECTED, Status.OPEN, Status.OPEN, Status.CORRECTED]
    assert measure.items[0].notes == ()
    assert measure.items[0].certainty is ITEM.certainty


def test_a_mark_that_is_none_stops_with_its_place() -> None:
    with pytest.raises(TableError, match="7-1 評価"):
        corrected(correction("評価", "○", "優"))


def test_records_are_read_from_the_years_folder(tmp_path: Path) -> None:
    assert load_corrections(tmp_path, R2) == ()
    (tmp_path / "corrections.csv").write_text(
        f"\ufeff{HEADER}\nR2,7,1,評価,○,△,原本で確かめた,情報管理室,2026-11-22\n", encoding="utf-8"
    )
    assert load_corrections(tmp_path, R2) == (correction("評価", "○", "△"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("年度,事業No.\nR2,1\n", "列がありません"),
        (f"{HEADER}\nR3,7,1,評価,○,△,理由,,\n", "年度"),
        (f"{HEADER}\nR2,七,1,評価,○,△,理由,,\n", "数字"),
        (f"{HEADER}\nR2,7,1,予算,○,△,理由,,\n", "欄は"),
        (f"{HEADER}\nR2,7,,評価,○,△,理由,,\n", "欄は"),
        (f"{HEADER}\nR2,7,1,評価,○,△,,,\n", "理由"),
    ],
)
def test_a_bad_record_is_told_with_file_and_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "corrections.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=says) as raised:
        load_corrections(tmp_path, R2)
    assert "corrections.csv" in str(raised.value)


def test_corrections_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_bytes(HEADER.encode("cp932"))
    with pytest.raises(TableError, match="UTF-8"):
        load_corrections(tmp_path, R2)


# -- policies ---------------------------------------------------------------------------------------------


def laid(row: PolicyRow) -> tuple[Measure, list[Finding]]:
    findings: list[Finding] = []
    (measure,) = Layer(R2, [row], findings).over(iter([MEASURE]))
    return measure, findings


@pytest.mark.parametrize("title", ["税の電子化", "税の 電子化"])
def test_policy_and_initiative_of_the_table_are_laid_over_a_measure_of_that_title(title: str) -> None:
    measure, findings = laid(PolicyRow(7, title, 2, "暮らしの質の向上", "福祉の充実", True))
    assert (measure.policy_no, measure.policy, measure.initiative) == (2, "暮らしの質の向上", "福祉の充実")
    assert measure.estimated
    assert [(f.kind, f.status, f.measure) for f in findings] == [("label-range", Status.CORRECTED, 7)]


def test_a_row_that_says_what_the_sheet_says_is_no_finding() -> None:
    _, findings = laid(PolicyRow(7, "税の電子化", 1, "安全・安心の推進", "災害に強いまちづくり", False))
    assert findings == []


@pytest.mark.parametrize("row", [
    PolicyRow(7, "図書館の更新", 2, "暮らしの質の向上", "", True),
    PolicyRow(9, "税の電子化", 2, "暮らしの質の向上", "", True),
])  # fmt: skip
def test_a_row_of_another_measure_is_told_and_not_used(row: PolicyRow) -> None:
    measure, findings = laid(row)
    assert measure == MEASURE
    assert [(f.kind, f.status) for f in findings] == [("table-unfit", Status.OPEN)]
