"""What is taken away says what the answer said: tables, changes, counts, lost ratings.

A known gap may only be a wrong file (`WrongAnswerError`): one that cannot be made fails.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable

import pytest
from openpyxl import load_workbook

from bot import Bot, clock
from bot.answer import Tabled
from bot.bot import Reply
from bot.files.download import file_of
from bot.files.takeaway import Takeaway
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
