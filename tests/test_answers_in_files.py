"""What is taken away says what the answer said: tables, changes, counts, lost ratings.

A known gap may only be a wrong file (`WrongAnswerError`): one that cannot be made fails.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import Bot, clock
from bot.answer import Tabled
from bot.files.download import file_of
from bot.files.takeaway import Takeaway
from bot.reply import Reply
from katou_index.importing.edits import edits_of, is_export
from katou_index.reading.excel import read_excel
from tests.bot_fixtures import bot
from tests.expectations import WrongAnswerError, asked
from tests.worlds import bot_of_three_years

Rows = list[tuple[str, ...]]


def taken(reply: Reply) -> Takeaway:
    assert reply.takeaway is not None
    return reply.takeaway


def sheets(asking: Bot, reply: Reply) -> dict[str, Rows]:
    """The rows of each sheet of an answer's workbook, cells as text."""
    file = file_of(taken(reply), asking.library.vocabulary, clock.now())
    assert file is not None
    book = load_workbook(io.BytesIO(file.content))
    return {
        sheet.title: [tuple("" if cell is None else str(cell) for cell in row) for row in sheet.values]
        for sheet in book
    }


def must(true: bool, told: object) -> None:
    """Tell a wrong file from one that cannot be made."""
    if not true:
        raise WrongAnswerError(told)


def each_year(items: Iterable[str], newest: str) -> Counter[str]:
    """How many of these ids are of each year; an id without one is of the newest."""
    return Counter(item.partition("/")[0] if "/" in item else newest for item in items)


@pytest.mark.parametrize(
    "turns",
    [
        ("方針別の内訳", "Excelで"),
        ("Wi-Fiは", "方針別の内訳", "Excelで"),
        ("全体を見せて", "課別に", "Excelで"),
    ],
)
def test_a_file_of_a_table_holds_the_table(turns: tuple[str, ...]) -> None:
    """In a sheet of its own: a row a group, its name first, as the answer names its groups."""
    shown, filed = asked(bot(), turns)[-2:]
    assert isinstance(shown.answer, Tabled)
    groups = {group.name for group in shown.answer.groups}
    assert len(groups) > 5
    others = [rows for name, rows in sheets(bot(), filed).items() if name not in ("項目", "条件")]
    must(any(groups <= {row[0] for row in rows} for rows in others), groups)


def test_a_file_of_what_became_better_holds_the_old_rating_and_the_change() -> None:
    asking = bot_of_three_years()
    (reply,) = asked(asking, ["改善した事業をExcelで"])
    assert taken(reply).name == "改善_R2_R3.xlsx"
    rows = [row for name, rows in sheets(asking, reply).items() if name != "条件" for row in rows]
    for number, was, now in (("3", "△", "○"), ("17", "×", "△"), ("44", "×", "△"), ("36", "△", "○")):
        own = ["".join(row) for row in rows if number in row]
        must(any(was in row and now in row for row in own), own)
    must(any("変化" in cell for cell in rows[0]), rows[0])


COMPARED = [
    pytest.param(("R2とR3を比べて",), "", id="all"),
    pytest.param(("R2とR3を比べて", "×だけ"), "×", id="narrowed"),
    pytest.param(("R2とR3の×の数を比べて",), "×", id="crosses"),
    pytest.param(("防災課をR2とR3で比べて",), "", id="department"),
]


@pytest.mark.parametrize(("turns", "mark"), COMPARED)
def test_a_comparison_has_the_same_counts_in_answer_conditions_and_link(
    turns: tuple[str, ...], mark: str
) -> None:
    """Year by year: the ids of the JSON, 条件, the rows of the file, and what the link's question gives."""
    asking = bot_of_three_years()
    shown, filed = asked(asking, (*turns, "Excelで"))[-2:]
    newest = asking.index.years[-1].code
    of_answer = each_year(shown.as_json()["items"], newest)
    found = sheets(asking, filed)
    conditions = {row[0]: row[1] for row in found["条件"]}
    of_conditions = {
        name.removeprefix("項目数 "): int(text.partition("項目")[0])
        for name, text in conditions.items()
        if name.startswith("項目数")
    }
    head, *rows = found["項目"]
    again = asked(asking, [taken(filed).asks])[-1].as_json()
    must(dict(of_answer) == of_conditions, (of_answer, of_conditions))
    must(dict(of_answer) == dict(Counter(row[head.index("年度")] for row in rows)), of_answer)
    must(of_answer == each_year(again["items"], newest), (of_answer, again["query"]))
    must(shown.as_json()["counts"]["items"] == sum(of_answer.values()), shown.as_json()["counts"])
    if mark:  # an item of the other year stands beside it only where it is rated so in one of the two
        must(of_answer == {"R2": 7, "R3": 5}, of_answer)


def test_conditions_of_two_years_are_not_added_up() -> None:
    asking = bot_of_three_years()
    reply = asked(asking, ["R2とR3を比べて", "Excelで"])[-1]
    conditions = {row[0]: row[1] for row in sheets(asking, reply)["条件"]}
    assert conditions["項目数 R2"].startswith("57項目")
    assert conditions["項目数 R3"].startswith("58項目")
    assert not [text for text in conditions.values() if "115" in text and len(text) < 40]


def table(asking: Bot, *turns: str) -> tuple[str, dict[str, dict[str, str]]]:
    """The name of an answer's first sheet, and its rows: first cell → head → cell."""
    found = sheets(asking, asked(asking, [*turns, "Excelで"])[-1])
    name = next(iter(found))
    heads, *rows = found[name]
    return name, {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


def test_a_table_has_counts_shares_sections_and_shared_items() -> None:
    name, rows = table(bot(), "課別の内訳")
    plan = bot().library.vocabulary.plan
    assert name == "表"
    for department, row in list(rows.items())[:-1]:
        own = [item for item in plan.items if department in item.owners]
        rated = [item.rating.mark for item in own if item.rating.rated]
        assert int(row["項目数"]) == len(own), department
        assert int(row["評価のある項目"]) == len(rated), department
        assert int(row["共管の項目"]) == sum(len(item.owners) > 1 for item in own), department
        for head, share in row.items():
            if head.endswith("の割合") and rated:
                mark = head[0]
                assert float(share) == pytest.approx(rated.count(mark) / len(rated), abs=0.0006), department
    known = bot().library.vocabulary.departments
    sections = {name: row["所属の課"] for name, row in rows.items() if row["所属の課"]}
    assert sections == {name: known[name].parent for name in rows if name in known and known[name].parent}
    assert sections
    total = list(rows.values())[-1]
    assert (total["項目数"], total["評価のある項目"]) == (
        "57",
        "55",
    )  # what two departments share counts once
    assert (total["評価不明・未記入"], total["「—」（対象外）"]) == ("1", "1")


def test_a_ranking_stands_in_its_order_with_places() -> None:
    reply = asked(bot(), ["×が多い課をExcelで"])[-1]
    assert isinstance(reply.answer, Tabled)
    heads, *rows = sheets(bot(), reply)["表"]
    assert heads[:2] == ("順位", "担当課")
    assert [row[1] for row in rows] == [group.name for group in reply.answer.groups]
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)
    assert [int(row[2]) for row in rows] == sorted((int(row[2]) for row in rows), reverse=True)


def test_over_years_a_row_is_a_measure_followed_through_links() -> None:
    asking = bot_of_three_years()
    name, rows = table(asking, "R2とR3を比べて")
    assert name == "表"
    both = {measure.number for measure in asking.index.plan(asking.index.years[-1]).measures}
    assert {str(number) for number in both} <= rows.keys()
    assert len(rows) > len(both)  # and those that only the year before has
    renumbered = rows["44"]
    assert (renumbered["R2の評価"], renumbered["R3の評価"], renumbered["変化"]) == ("×", "△", "改善")
    assert "No.33" in renumbered["前の番号・事業名"]
    several = next(row for row in rows.values() if "項目2" in row["R3の評価"])
    assert re.fullmatch(r"項目1 [◎○△×]、項目2 .+", several["R2の評価"])


def test_a_year_between_two_stands_in_the_table_too() -> None:
    asking = bot_of_three_years()
    codes = [year.code for year in asking.index.years]
    _, rows = table(asking, "3年間ずっと×の事業")
    for row in rows.values():
        assert [row[f"{code}の評価"] for code in codes] == ["×"] * len(codes), row


def test_the_first_sheet_of_a_list_is_read_without_scrolling() -> None:
    reply = asked(bot(), ["△の事業をExcelで"])[-1]
    file = file_of(taken(reply), bot().library.vocabulary, clock.now())
    assert file is not None
    book = load_workbook(io.BytesIO(file.content))
    sheet = book.worksheets[0]
    assert sheet.title == "一覧"
    heads = [str(cell.value) for cell in sheet[1]]
    assert {"担当課", "所属の課", "共管", "評価"} <= set(heads)
    assert sum(sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]) <= 150
    shared = {(str(r[0].value), str(r[1].value)) for r in sheet.iter_rows(min_row=2) if r[5].value == "共管"}
    assert shared == {
        (str(item.measure), str(item.number)) for item in reply.answer.items if len(item.owners) > 1
    }
    for each in book:
        assert each.print_title_rows == ("$1:$1" if each.title != "条件" else None), each.title


def test_a_lost_rating_is_called_lost_in_every_sheet() -> None:
    found = sheets(bot(), asked(bot(), ["No.15をExcelで"])[-1])
    (row,) = found["一覧"][1:]
    assert row[found["一覧"][0].index("評価")] == "評価不明（欠落）"


def test_conditions_hold_the_whole_query_and_every_year() -> None:
    asking = bot_of_three_years()
    found = dict(sheets(asking, asked(asking, ["3年間ずっと×の事業をExcelで"])[-1])["条件"])
    codes = [year.code for year in asking.index.years]
    assert "いずれも× バツ" in found["条件1"]
    assert all(f"取込日 {code}" in found and f"元の文書 {code}" in found for code in codes)
    assert all(str(year.began) in found["見比べた年度"] for year in asking.index.years)


@pytest.mark.parametrize("question", ["△の事業", "課別の内訳", "R2とR3を比べて"])
def test_an_edited_file_comes_back_as_a_correction_whatever_sheets_stand_before(
    question: str, tmp_path: Path
) -> None:
    asking = bot_of_three_years()
    reply = asked(asking, [question, "Excelで"])[-1]
    file = file_of(taken(reply), asking.library.vocabulary, clock.now())
    assert file is not None
    book = load_workbook(io.BytesIO(file.content))
    items = book["項目"]
    heads = [cell.value for cell in items[1]]
    row = next(r for r in items.iter_rows(min_row=2) if r[heads.index("年度")].value == "R3")
    row[heads.index("取組結果")].value = "直した結果"
    book.save(tmp_path / "edited.xlsx")
    grid = read_excel(tmp_path / "edited.xlsx")
    year = asking.index.years[-1]
    assert is_export(grid, year)
    edits, locked = edits_of(grid, asking.index.plan(year), asking.library.vocabulary.tables.scale)
    assert [(edit.field, edit.now) for edit in edits] == [("取組結果", "直した結果")]
    assert locked == []


@pytest.mark.parametrize(
    ("question", "lost", "dash"),
    [("No.15を図にして", 1, 0), ("No.16を図にして", 0, 1), ("評価の集計を図にして", 1, 1)],
)
def test_a_lost_rating_is_drawn_as_lost_and_not_as_a_dash(question: str, lost: int, dash: int) -> None:
    chart = taken(asked(bot(), [question])[-1]).chart
    assert chart is not None
    header, *bars = chart.rows

    def drawn(name: str) -> int:
        return sum(int(bar[header.index(name)]) for bar in bars) if name in header else 0

    assert (drawn("評価不明"), drawn("評価なし")) == (lost, dash)
