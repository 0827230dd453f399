"""Tidy CSV → measures."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from katou_index.errors import SourceError
from katou_index.plan import (
    DASH,
    LOST,
    UNFILLED,
    Certainty,
    Finding,
    FiscalYear,
    Measure,
    Rating,
    Source,
    State,
    Status,
)
from katou_index.reading.tidy import COLUMNS, read_tidy
from katou_index.tablefiles import load_tables

R2 = FiscalYear.from_code("R2")
SCALE = load_tables(Path("no such folder")).scale
HEADING = ",".join(COLUMNS)
ROW = (
    "R2,① 安全,防犯,{number},{title},防災課、市民課,{item},{owner},計画,結果,根拠,{rating},{source},"
    "{certainty},{notes}"
)


def row(**cells: object) -> str:
    filled = {"number": 1, "title": "訓練", "item": 1, "owner": "防災課", "rating": "○", "source": "",
              "certainty": "", "notes": ""} | cells  # fmt: skip
    return ROW.format(**filled)


def read(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> tuple[list[Measure], list[Finding]]:
    path = tmp_path / "sheet.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    findings: list[Finding] = []
    return list(read_tidy(path, R2, SCALE, findings)), findings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_row_becomes_an_item(tmp_path: Path, encoding: str) -> None:
    measures, findings = read(
        tmp_path,
        HEADING,
        row(source="sheet.txt 行48・49", certainty="補正", notes="一つ目｜二つ目"),
        row(item=2, owner="", rating="✗"),
        encoding=encoding,
    )
    (measure,) = measures
    assert (measure.number, measure.title, measure.policy_no, measure.policy) == (1, "訓練", 1, "安全")
    assert (measure.initiative, measure.departments) == ("防犯", ("防災課", "市民課"))
    first, second = measure.items
    assert (first.planned, first.result, first.evidence) == ("計画", "結果", "根拠")
    assert first.source == Source("sheet.txt", (48, 49))
    assert (first.certainty, first.notes) == (Certainty.REPAIRED, ("一つ目", "二つ目"))
    assert second.owners == ("防災課", "市民課")  # nobody named: the measure's
    assert second.rating == Rating(State.RATED, "×")
    assert second.source == Source("sheet.csv", (3,))
    assert findings == []


@pytest.mark.parametrize(
    ("rating", "certainty", "read_as", "certain"),
    [
        ("", "", UNFILLED, Certainty.UNFILLED),
        ("", "未記入", UNFILLED, Certainty.UNFILLED),
        ("", "欠落", LOST, Certainty.LOST),
        ("—", "", DASH, Certainty.VERBATIM),
        ("-", "", DASH, Certainty.VERBATIM),
        ("'-", "", DASH, Certainty.VERBATIM),  # as the export guards it
        ("◎", "原文どおり", Rating(State.RATED, "◎"), Certainty.VERBATIM),
        ("〇", "欠落", Rating(State.RATED, "○"), Certainty.LOST),
    ],
)
def test_no_rating_is_never_guessed(
    tmp_path: Path, rating: str, certainty: str, read_as: Rating, certain: Certainty
) -> None:
    (measure,), _ = read(tmp_path, HEADING, row(rating=rating, certainty=certainty))
    assert (measure.items[0].rating, measure.items[0].certainty) == (read_as, certain)


def test_an_unknown_mark_is_a_finding(tmp_path: Path) -> None:
    (measure,), (finding,) = read(tmp_path, HEADING, row(rating="A"))
    assert measure.items[0].rating == UNFILLED
    assert (finding.line, finding.cell, finding.status, finding.was) == (2, "評価", Status.OPEN, "A")
    assert (finding.measure, finding.item) == (1, 1)


def test_three_columns_are_enough_and_others_do_no_harm(tmp_path: Path) -> None:
    (one, two), _ = read(tmp_path, "備考,項目,事業名,事業No.", "x,1,訓練,7", "", ",,,", "y,1,道路,8")
    assert (one.number, two.number, two.items[0].source.lines) == (7, 8, (5,))
    assert one.items[0].rating == UNFILLED


def test_white_space_is_folded_and_lines_are_counted_in_the_file(tmp_path: Path) -> None:
    measures, _ = read(tmp_path, "事業No.,項目,事業名,取組結果", '1,1,訓練,"一\n　二\t三"', "2,1,道路,四")
    assert measures[0].items[0].result == "一 二 三"
    assert measures[1].items[0].source.lines == (4,)


@pytest.mark.parametrize(
    ("lines", "place", "what"),
    [
        ([], "", "空"),
        ([HEADING], "", "1行もありません"),
        (["年度,評価", "R2,○"], "1行目", "事業No."),
        ([HEADING + ",評価", row() + ",○"], "1行目", "2つ"),
        ([HEADING, row(number="")], "2行目", "空です"),
        ([HEADING, row(number="一")], "2行目", "数字"),
        ([HEADING, row(number="1234567890")], "2行目", "数字"),
        ([HEADING, row(), row()], "3行目", "2回"),
        ([HEADING, row(), row(number=2), row(item=2)], "4行目", "離れた行"),
        ([HEADING, row(), row(item=2, title="別")], "3行目", "事業名"),
        ([HEADING, row().replace("R2", "R3", 1)], "2行目", "R3"),
        ([HEADING, row(certainty="たぶん")], "2行目", "確度"),
        ([HEADING, row(), "R2,① 安全,防犯,2,道"], "3行目", "列の数"),
        ([HEADING, row(), row(number=2, title='"道路')], "3行目", "CSV"),
        ([HEADING, row(), "a\0b"], "3行目", "文字でない"),
        (["<html><body>", "sheet</body></html>"], "1行目", "事業No."),
    ],
)
def test_what_does_not_fit_is_one_line_with_its_place(
    tmp_path: Path, lines: list[str], place: str, what: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        list(read_tidy(path, R2, SCALE, []))
    assert (raised.value.file, raised.value.place) == ("sheet.csv", place)
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-16-be"])
def test_what_excel_saves_is_read(tmp_path: Path, encoding: str) -> None:
    measures, _ = read(tmp_path, HEADING, row(), encoding=encoding)
    assert [measure.title for measure in measures] == ["訓練"]


@pytest.mark.parametrize("encoding", ["utf-7", "cp037"])
def test_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "sheet.csv").write_text(f"{HEADING}\n{row()}\n", encoding=encoding, errors="replace")
    with pytest.raises(SourceError, match=r"sheet\.csv"):
        list(read_tidy(tmp_path / "sheet.csv", R2, SCALE, []))


def test_a_long_file_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("事業No.,項目,事業名,取組結果\n")
        file.writelines(f"{n},1,訓練,{'結果' * 50}\n" for n in range(1, 20_001))
    tracemalloc.start()
    count = sum(1 for _ in read_tidy(path, R2, SCALE, []))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1_000_000
