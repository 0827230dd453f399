"""部 and 課 of one sheet: departments of one name in different 部 stay apart, a 部 lists all of its 課."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from bot.answer import Tabled
from katou_index import build_index, open_index
from katou_index.loading import load_year
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text

ROWS: Rows = [
    ["No.", "事業名", "部名", "担当課", "取組内容", "取組結果", "評価"],
    [1, "校舎の修繕", "教育部", "総務課", "直す", "直した。", "○"],
    [2, "給食の献立", "教育部", "学校給食課", "変える", "変えた。", "△"],
    [3, "窓口の混雑案内", "市民部", "総務課", "試す", "試した。", "×"],
    [4, "庁舎の清掃", "市民部", "環境課", "掃く", "【環境課】掃いた。", "○"],
]


def owners(data: Path) -> list[tuple[str, ...]]:
    measures = tuple(load_year(data / "r3", load_tables(data)).measures)
    assert all(item.owners == each.departments for each in measures for item in each.items)
    return [each.departments for each in measures]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "r3").mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture
def bot(data: Path) -> Bot:
    text(data / "r3" / "sheet.csv", ROWS)
    build_index(data, data.parent / "k.db")
    return Bot(open_index(data.parent / "k.db"))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_departments_of_one_name_stay_apart(data: Path, ending: str) -> None:
    (text if ending == ".csv" else excel)(data / "r3" / f"sheet{ending}", ROWS)
    assert owners(data) == [("教育部総務課",), ("学校給食課",), ("市民部総務課",), ("環境課",)]


@pytest.mark.parametrize("short", ["課名", "課"])
def test_departments_may_stand_below_their_short_heading(short: str, data: Path) -> None:
    text(data / "r3" / "sheet.csv", [[short if head == "担当課" else head for head in ROWS[0]], *ROWS[1:]])
    assert owners(data) == [("教育部総務課",), ("学校給食課",), ("市民部総務課",), ("環境課",)]


@pytest.mark.parametrize("between", [" ", "　", "／", "\n", " > ", "＞"])
def test_a_division_in_the_cell_of_its_department_is_no_department(data: Path, between: str) -> None:
    rows = [
        [*row[:2], f"{row[2]}{between}{row[3]}" if row is not ROWS[0] else "担当部課", *row[4:]]
        for row in ROWS
    ]
    excel(data / "r3" / "sheet.xlsx", rows)
    assert owners(data) == [("教育部総務課",), ("学校給食課",), ("市民部総務課",), ("環境課",)]
    build_index(data, data.parent / "k.db")
    answer = Bot(open_index(data.parent / "k.db")).ask("教育部の事業は？").as_json()
    assert answer["items"] == ["1-1", "2-1"]


def test_two_departments_in_a_cell_are_two(data: Path) -> None:
    rows = [[*row[:2], "学校給食課 環境課" if row is not ROWS[0] else "担当課", *row[4:]] for row in ROWS]
    excel(data / "r3" / "sheet.xlsx", rows[:3])
    found = tuple(load_year(data / "r3", load_tables(data)).measures)
    assert [each.departments for each in found] == [("学校給食課", "環境課")] * 2


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("学校給食課・環境課", ("学校給食課", "環境課")),
        ("学校\n給食課", ("学校給食課",)),
        ("生涯\n学習課", ("生涯学習課",)),
        ("保育幼稚園\n課", ("保育幼稚園課",)),
        ("総 務 課", ("総務課",)),
        ("学校給食課、環境\n課", ("学校給食課", "環境課")),
        ("契約・検査課", ("契約・検査課",)),
        ("まち・ひと・しごと創生課\n環境課", ("まち・ひと・しごと創生課", "環境課")),
        ("市立病院 環境課", ("市立病院", "環境課")),
    ],
)
def test_names_are_parted_where_they_end_and_nowhere_else(
    cell: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    """A line break for looks parts no name, a dot between two names does."""
    year = tmp_path / "r3"
    year.mkdir()
    excel(year / "sheet.xlsx", [["No.", "事業名", "担当課", "評価"], [1, "河川カメラ", cell, "○"]])
    assert [each.departments for each in load_year(year, load_tables(tmp_path)).measures] == [names]


def test_a_name_that_one_division_has_is_kept_as_printed(data: Path) -> None:
    text(data / "r3" / "sheet.csv", [*ROWS[:3], ROWS[4]])
    assert owners(data) == [("総務課",), ("学校給食課",), ("環境課",)]


@pytest.mark.parametrize(
    "question",
    ["部の一覧", "部の数は？", "部はいくつありますか", "部局はいくつ？", "何部ありますか", "部ごとの内訳"],
)
def test_the_divisions_are_listed_each_with_its_items(question: str, bot: Bot) -> None:
    shown = bot.ask(question).text
    assert "教育部: ◎ 二重丸 0、○ 丸 1" in shown
    assert "市民部: ◎ 二重丸 0、○ 丸 1" in shown


def test_divisions_below_a_heading_over_two_columns_are_divisions(data: Path) -> None:
    """担当部署 over 部 and 課."""
    heads = [["No.", "事業名", "担当部署", "", *ROWS[0][4:]], ["", "", "部", "課", "", "", ""]]
    merged = ["C1:D1", *(f"{column}1:{column}2" for column in "ABEFG")]
    excel(data / "r3" / "sheet.xlsx", [*heads, *ROWS[1:]], merged=merged)
    assert owners(data) == [("教育部総務課",), ("学校給食課",), ("市民部総務課",), ("環境課",)]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("教育部の事業は？", ["1-1", "2-1"]),
        ("市民部の事業は？", ["3-1", "4-1"]),
        ("教育部の総務課の事業は？", ["1-1"]),
        ("市民部総務課の評価は？", ["3-1"]),
        ("教育部の△は？", ["2-1"]),
        ("環境課の事業は？", ["4-1"]),
    ],
)
def test_a_division_lists_all_of_its_departments(bot: Bot, question: str, ids: list[str]) -> None:
    assert [item.id for item in bot.ask(question).answer.items] == ids


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("△が一番多い部は？", ["教育部"]),
        ("部ごとの内訳は？", ["教育部", "市民部"]),
        ("部局別の評価", ["教育部", "市民部"]),
        ("×のない部はどこ？", ["教育部"]),
        ("△が1つもない部はいくつ？", ["市民部"]),
        ("一番成績の悪い部は？", ["市民部"]),
        ("△が一番多い課は？", ["学校給食課"]),
    ],
)
def test_groups_are_divisions_where_these_are_asked_for(bot: Bot, question: str, groups: list[str]) -> None:
    """「部」 was read as 課, whose ranking was then shown."""
    found = bot.ask(question)
    assert isinstance(found.answer, Tabled)
    assert [each.name for each in found.answer.groups] == groups
    again = bot.ask(found.as_json()["query"]).answer
    assert isinstance(again, Tabled)
    assert (again.group_by, again.items) == (found.answer.group_by, found.answer.items)


@pytest.mark.parametrize("question", ["全部の評価は？", "教育部の内訳は？", "一部でも△のものは？"])
def test_a_word_that_only_ends_so_asks_for_no_divisions(bot: Bot, question: str) -> None:
    found = bot.ask(question).answer
    assert getattr(found, "group_by", "") != "division"


@pytest.mark.parametrize("form", ["Excelで", "図で"])
def test_groups_of_divisions_are_taken_away(bot: Bot, form: str) -> None:
    bot.ask("部ごとの内訳は？", conversation="c")
    assert "部" in bot.ask(form, conversation="c").as_json()["text"]


def test_a_name_that_two_divisions_have_is_never_one_of_them_alone(bot: Bot) -> None:
    found = bot.ask("総務課の事業は？").answer
    assert {item.id for item in found.items} in ({"1-1", "3-1"}, set())


@pytest.mark.parametrize(
    ("divisions", "read", "told"),
    [(("教育部", "", "市民部", ""), ("教育部", "教育部", "市民部", "市民部"),
      "上の行の「部名」が続くと読みました（3行目、5行目）"),
     (("教育部", "教育部", "市民部", ""), ("教育部", "教育部", "市民部", ""),
      "「部名」が空の行が1行あります（5行目）")],
)  # fmt: skip
def test_a_division_beside_its_first_department_goes_on_where_each_stands_once(
    divisions: tuple[str, ...], read: tuple[str, ...], told: str, data: Path
) -> None:
    rows = [[*row[:2], name, *row[3:]] for row, name in zip(ROWS[1:], divisions, strict=True)]
    text(data / "r3" / "sheet.csv", [ROWS[0], *rows])
    year = load_year(data / "r3", load_tables(data))
    assert [dict(item.extra).get("部名", "") for m in year.measures for item in m.items] == list(read)
    assert any(told in finding.text for finding in year.findings)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("教育部の課は？", ("教育部総務課", "学校給食課")),
        ("教育部にはどんな課がありますか", ("教育部総務課", "学校給食課")),
        ("市民部の課の一覧", ("市民部総務課", "環境課")),
        ("市民部は何課ある？", ("市民部総務課", "環境課")),
        ("市民部には何課ある？", ("市民部総務課", "環境課")),
        ("教育部の課はいくつ", ("2課", "学校給食課")),
    ],
)
def test_the_departments_of_a_division_are_named(bot: Bot, question: str, named: tuple[str, ...]) -> None:
    told = bot.ask(question).as_json()["headline"]
    assert all(each in told for each in named)
    assert "項目です" not in told  # no list of items
