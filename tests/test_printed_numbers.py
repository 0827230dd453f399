"""Measure numbers as the plan prints them (1-①, 8-1, 007, 620102): read, kept, compared, asked for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.exporting import as_csv, as_json, pairs
from katou_index.loading import load_year
from katou_index.plan import FiscalYear, Plan, leading_number, measure_number, measure_of
from katou_index.printed import printed_number, printed_title
from katou_index.tablefiles import load_tables

HEADINGS = ["事業No.", "事業名", "担当課", "取組内容", "取組結果", "評価"]
HEADINGS_ALONE = "事業名,担当課,取組内容,取組結果,評価\n"
Rows = list[tuple[str, str, str]]

CODED: Rows = [
    ("1-①", "河川の監視", "○"), ("1-②", "河川の清掃", "△"), ("8-1", "環境の学習", "○"),
    ("8-2", "環境の学習", "×"), ("007", "庁舎の緑化", "◎"), ("620102", "書架の入替", "△"),
]  # fmt: skip
WHOLE: Rows = [
    ("4", "公園の遊具", "○"),
    ("5", "古い倉庫", "△"),
    ("6", "駅前の花壇", "○"),
    ("7", "橋の塗装", "○"),
]
PARTS: Rows = [
    ("4-①", "公園の遊具", "×"),
    ("4-②", "公園の遊具", "○"),
    ("6-①", "駅前の花壇", "△"),
    ("7-①", "橋の塗装", "○"),
]


def sheet(folder: Path, rows: Rows, name: str = "sheet.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number, title, mark in rows:
            writer.writerow([number, title, "総務課", f"{title}を行う", f"{title}を行った。", mark])
    return path


def bot_over(tmp_path: Path, **years: Rows) -> Bot:
    for year, rows in years.items():
        sheet(tmp_path / "data" / year, rows)
    build_index(tmp_path / "data", tmp_path / "katou.db")
    return Bot(open_index(tmp_path / "katou.db"))


def asked(bot: Bot, *texts: str) -> dict[str, Any]:
    for text in texts:
        answer = bot.ask(text, conversation="one")
    return answer.as_json()


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("14", 14), ("１４", 14), ("No.14", 14), ("(14)", 14), ("14.", 14), ("1-①", "1-①"), ("８－１", "8-1"),
        ("1–2", "1-2"), ("007", "007"), ("620102", 620102), ("総務-3", "総務-3"), ("1-2-3", "1-2-3"),
        ("Ⅱ-4", "Ⅱ-4"), ("③", "③"), ("2-ア", "2-ア"), ("1.2", "1.2"),
        ("新規", None), ("8月1日", None), ("継続 3件", None), ("0", None), ("-", None), ("", None),
        ("ア", None), ("広報紙の発行について2", None),
    ],
)  # fmt: skip
def test_a_cell_of_the_column_of_numbers(printed: str, read: int | str | None) -> None:
    assert printed_number(printed) == read


@given(st.from_regex(r"[1-9][0-9]{0,5}(-[0-9]{1,3}|-[①-⑳])?", fullmatch=True))
def test_a_printed_number_stays_what_it_is(printed: str) -> None:
    number = printed_number(printed)
    assert number is not None
    assert str(number) == printed
    assert measure_number(str(number)) == number
    assert measure_of(f"{number}-12") == number
    assert leading_number(number) == int(printed.split("-")[0])


@pytest.mark.parametrize("tidy", [True, False])
@pytest.mark.parametrize(
    ("numbers", "read"),
    [(("1.0", "2.0", "3.0"), [1, 2, 3]), (("1.0", "1.1", "2.0"), ["1.0", "1.1", "2.0"]),
     (("1", "2.0", "3"), [1, "2.0", 3]), (("1.0", "2-1", "3.0"), ["1.0", "2-1", "3.0"])],
)  # fmt: skip
def test_whole_numbers_that_a_program_wrote_as_decimals(
    numbers: tuple[str, ...], read: list[int | str], tidy: bool, tmp_path: Path
) -> None:
    """A data frame writes 1.0 where a column has an empty cell; chapters 1.0, 1.1, 2.0 stay what they are."""
    (tmp_path / "ratings.toml").write_text(
        "".join(f'[[rating]]\nmark = "{n}"\nword = "{n}点"\nen = "{n}"\n' for n in "321"), encoding="utf-8"
    )
    rows = [
        [number, "1.0" if tidy else "防災課", f"事業{at}", f"{at}.0", f"{at}.0"]
        for at, number in enumerate(numbers, 1)
    ]
    heads = ["事業No.", "項目" if tidy else "担当課", "事業名", "評価", "決算額"]
    (tmp_path / "r7").mkdir()
    with (tmp_path / "r7" / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    found = list(load_year(tmp_path / "r7", load_tables(tmp_path)).measures)
    assert [measure.number for measure in found] == read
    items = [item for measure in found for item in measure.items]
    assert [(item.rating.mark, item.extra) for item in items] == [
        (str(at), (("決算額", f"{at}.0"),)) for at in (1, 2, 3)
    ]


def test_a_number_before_the_title() -> None:
    assert printed_title("2 非常時の訓練") == (2, "非常時の訓練")
    assert printed_title("1-① 広報紙") == ("1-①", "広報紙")
    assert printed_title("広報紙 第2号") is None


def test_numbers_are_kept_as_printed_in_index_and_export(tmp_path: Path) -> None:
    bot = bot_over(tmp_path, r3=CODED)
    plan = bot.index.plan(FiscalYear.from_code("R3"))
    records = json.loads(as_json(pairs([plan])))
    assert [record["measure"] for record in records] == ["1-①", "1-②", "8-1", "8-2", "007", 620102]
    assert [record["id"] for record in records] == ["1-①-1", "1-②-1", "8-1-1", "8-2-1", "007-1", "620102-1"]
    assert [f.text for f in bot.index.findings(plan.year)] == []


def test_an_export_with_such_numbers_is_read_again(tmp_path: Path) -> None:
    plan = bot_over(tmp_path, r3=CODED).index.plan(FiscalYear.from_code("R3"))
    again = tmp_path / "again" / "r3"
    again.mkdir(parents=True)
    (again / "sheet.csv").write_text(as_csv(pairs([plan])), encoding="utf-8")
    read = Plan(plan.year, tuple(load_year(again, load_tables(tmp_path / "data")).measures))
    assert [item.id for item in read.items] == [item.id for item in plan.items]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("1-①の評価は？", ["1-①-1"]), ("No.8-2は？", ["8-2-1"]), ("8-1", ["8-1-1"]),
        ("007の担当課は", ["007-1"]), ("620102", ["620102-1"]), ("1-①-1", ["1-①-1"]),
        ("事業番号620102の結果", ["620102-1"]),
        ("what is the rating of no. 8-1?", ["8-1-1"]), ("8-1と8-2を比べて", ["8-1-1", "8-2-1"]),
        ("No.1", ["1-①-1", "1-②-1"]), ("1-1の評価", ["1-①-1"]), ("×の項目は？", ["8-2-1"]),
        ("環境の学習", ["8-1-1", "8-2-1"]),
    ],
)  # fmt: skip
def test_people_ask_by_printed_numbers(question: str, items: list[str], tmp_path: Path) -> None:
    answer = asked(bot_over(tmp_path, r3=CODED), question)
    assert answer["items"] == items, answer["text"]


@pytest.mark.parametrize("question", ["No.9", "1-③は？", "8-3の評価は"])
def test_a_number_that_is_not_printed_is_said_to_be_none(question: str, tmp_path: Path) -> None:
    answer = asked(bot_over(tmp_path, r3=CODED), question)
    assert (answer["kind"], answer["reason"], answer["items"]) == ("nothing", "no_such_measure", [])


def test_a_figure_between_long_codes_is_no_number(tmp_path: Path) -> None:
    answer = asked(bot_over(tmp_path, r3=CODED), "4980")
    assert answer["reason"] != "no_such_measure"


def test_what_a_query_says_leads_back_to_it(tmp_path: Path) -> None:
    bot = bot_over(tmp_path, r3=CODED)
    for question in ("1-①の評価は？", "No.1", "8-1と8-2を比べて", "8-2の理由は"):
        answer = asked(bot, question)
        assert asked(bot, answer["query"])["items"] == answer["items"], answer["query"]


def test_a_measure_that_another_year_prints_in_parts_is_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(tmp_path / "data" / "r2", WHOLE)
    file = sheet(tmp_path, PARTS, "r3.csv")
    import_it = ["import", str(file), "--year", "R3", "--data", str(tmp_path / "data"), "--yes", "--by", "係"]
    assert command.main(import_it) == 0
    told = capsys.readouterr().out
    assert "番号変更" not in told
    assert "新規" not in told
    assert "廃止: No.5 古い倉庫" in told
    build_index(tmp_path / "data", tmp_path / "katou.db")
    bot = Bot(open_index(tmp_path / "katou.db"))
    course = asked(bot, "No.6の推移")
    assert set(course["items"]) == {"R2/6-1", "6-①-1"} or set(course["items"]) == {"R2/6-1", "R3/6-①-1"}
    gone = asked(bot, "廃止された事業は？")
    assert [each.split("/")[-1] for each in gone["items"]] == ["5-1"]


def test_corrections_and_policies_name_printed_numbers(tmp_path: Path) -> None:
    sheet(tmp_path / "data" / "r3", CODED)
    (tmp_path / "data" / "r3" / "corrections.csv").write_text(
        "年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付\nR3,8-2,1,評価,×,△,照会の結果,係,2026-11-01\n",
        encoding="utf-8",
    )
    (tmp_path / "data" / "r3" / "policies.csv").write_text(
        "事業No.,事業名,基本方針,取組,確度\n"
        + "".join(f"{number},{title},① みどり,緑を増やす,\n" for number, title, _ in CODED),
        encoding="utf-8",
    )
    build_index(tmp_path / "data", tmp_path / "katou.db")
    plan = open_index(tmp_path / "katou.db").plan(FiscalYear.from_code("R3"))
    assert plan.by_number["8-2"].items[0].rating.mark == "△"
    assert {measure.policy_no for measure in plan.measures} == {1}


def test_where_there_is_no_column_of_numbers_that_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "r3.csv"
    file.write_text(
        HEADINGS_ALONE + "花壇,総務課,植える,植えた。,○\n倉庫,総務課,壊す,壊した。,×\n", encoding="utf-8"
    )
    (tmp_path / "data").mkdir()
    code = command.main(["import", str(file), "--year", "R3", "--data", str(tmp_path / "data"), "--dry-run"])
    told = capsys.readouterr().out
    assert code == 0
    assert told.count("番号の欄がないため") == 1
    assert "No.1～No.2" in told


def test_numbers_in_brackets_after_circled_ones_are_told(tmp_path: Path) -> None:
    """No sign follows ⑳ in Shift_JIS, so offices go on with (21): 21 as a number, which the import tells."""
    rows: Rows = [("⑲", "水路の点検", "○"), ("⑳", "農道の舗装", "△"), ("(21)", "林道の測量", "×")]
    path = sheet(tmp_path / "data" / "r7", rows)
    loaded = load_year(path.parent, load_tables(tmp_path / "data"))
    assert [measure.number for measure in loaded.measures] == ["⑲", "⑳", 21]
    told = [each.text for each in loaded.findings if each.kind == "numbers-bracketed"]
    assert len(told) == 1
    assert "「(21)」" in told[0]
    assert "No.21" in told[0]
    bot = bot_over(tmp_path, r7=rows)
    questions = {"(21)は？": "21-1", "㉑の評価は": "21-1", "20は？": "⑳-1", "No.19の評価は": "⑲-1"}
    assert {text: asked(bot, text)["items"] for text in questions} == {
        text: [item] for text, item in questions.items()
    }


def test_numbers_in_brackets_alone_are_numbers(tmp_path: Path) -> None:
    path = sheet(tmp_path / "r7", [("(1)", "水路の点検", "○"), ("(2)", "農道の舗装", "△")])
    loaded = load_year(path.parent, load_tables(tmp_path))
    assert [measure.number for measure in loaded.measures] == [1, 2]
    assert not any(each.kind == "numbers-bracketed" for each in loaded.findings)


def test_a_number_put_between_two_is_one_of_its_own(tmp_path: Path) -> None:
    """1の2, as laws count: neither No.1 nor No.2."""
    bot = bot_over(
        tmp_path, r3=[("1", "河川の監視", "○"), ("1の2", "河川の清掃", "×"), ("2", "庁舎の緑化", "△")]
    )
    assert bot.ask("No.1の2の評価は？").as_json()["items"] == ["1の2-1"]
    assert bot.ask("No.1の評価は？").as_json()["items"] == ["1-1"]
    assert [printed_number(each) for each in ("2の3", "の2", "2の", "その2", "1の年")] == [
        "2の3",
        *[None] * 4,
    ]
