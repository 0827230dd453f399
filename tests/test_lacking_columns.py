"""A field without a column in the sheet is no empty one; a field is asked for by what the sheet calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from bot.composing.views import Views
from katou_index import build_index, open_index
from tests.made import Rows, excel, text

SHEET: Rows = [
    ["No.", "事業名", "課名", "実績", "評価"],
    ["1", "ドローンの配備", "建設課", "2台を買った。", "○"],
    ["2", "堆肥の共同利用", "農林課", "", "△"],
    ["3", "図書の電子化", "中央図書館", "見送った。", "×"],
]
EARLIER: Rows = [
    ["No.", "事業名", "課名", "施策", "成果", "実績", "評価"],
    ["1", "ドローンの配備", "建設課", "防災", "1台を買った。", "契約書", "△"],
    ["2", "堆肥の共同利用", "農林課", "農業", "話し合った。", "", "△"],
    ["3", "図書の電子化", "中央図書館", "学び", "調べた。", "報告書", "○"],
]
COLUMNS = """[[column]]
name = "根拠"
headings = ["根拠", "実績"]

[[column]]
name = "取組結果"
headings = ["成果"]
"""


def bot_over(data: Path) -> Bot:
    build_index(data, data.parent / "k.db")
    return Bot(open_index(data.parent / "k.db"))


def with_sheet(folder: Path, rows: Rows, year: str = "r7", *, book: bool = False) -> Path:
    (folder / "data" / year).mkdir(parents=True)
    if book:
        excel(folder / "data" / year / "sheet.xlsx", rows)
    else:
        text(folder / "data" / year / "sheet.csv", rows)
    return folder / "data"


@pytest.fixture(scope="module", params=[False, True], ids=["csv", "xlsx"])
def bot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(with_sheet(tmp_path_factory.mktemp("city"), SHEET, book=request.param))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("No.1の根拠は？", "根拠"),
        ("ドローンの配備の根拠を教えてください", "根拠"),
        ("No.1に根拠の記載はありますか", "根拠"),
        ("根拠がない事業は？", "根拠"),
        ("根拠の記載がある項目はいくつ？", "根拠"),
        ("建設課の事業の根拠を表にして", "根拠"),
        ("根拠の書かれていない事業をExcelで", "根拠"),
        ("No.2の計画は？", "予定"),
        ("取組内容が書かれていない項目は何件", "予定"),
        ("基本方針ごとの評価", "基本方針"),
        ("①の事業は？", "基本方針"),
        ("取組別の○の数", "取組"),
        ("What is the evidence of No.1?", "evidence"),
        ("Which measures have no evidence?", "evidence"),
        ("How many items have no planned work?", "planned"),
        ("ratings by policy", "policy"),
    ],
)
def test_what_has_no_column_is_told_so_and_never_called_empty(bot: Bot, question: str, field: str) -> None:
    answer = bot.ask(question).as_json()
    assert (answer["kind"], answer["reason"]) == ("nothing", "not_in_sheet")
    assert (
        f"「{field}」の欄はありません" in answer["headline"]
        or f'no column for "{field}"' in answer["headline"]
    )
    assert answer["counts"] is None
    for wrong in ("記載はありません", "記載なし", "nothing written"):
        assert wrong not in answer["text"]


def test_the_measure_asked_about_is_named_with_its_rating(bot: Bot) -> None:
    answer = bot.ask("No.3の根拠は？").as_json()
    assert answer["items"] == ["3-1"]
    assert "× バツ" in answer["text"]


@pytest.mark.parametrize(
    "question",
    [
        "No.1の実績は？",
        "ドローンの配備の実績を教えて",
        "実績は？ No.1の",
        "No.1の成果は？",
        "What is the 実績 of No.1?",
    ],
)
def test_a_column_is_asked_for_and_shown_by_its_own_name(bot: Bot, question: str) -> None:
    answer = bot.ask(question).as_json()
    assert answer["items"] == ["1-1"]
    assert "2台を買った。" in answer["text"]
    assert ("実績" if answer["lang"] == "ja" else "Result") in answer["text"]
    assert "根拠" not in answer["text"]


def test_an_empty_cell_of_a_column_is_told_as_empty(bot: Bot) -> None:
    assert bot.ask("No.2の実績は？").as_json()["headline"].startswith("実績の記載はありません（No.2")
    assert bot.ask("実績の書かれていない事業は？").as_json()["items"] == ["2-1"]
    assert bot.ask("実績の記載がある事業は？").as_json()["items"] == ["1-1", "3-1"]


def test_what_is_there_is_shown_and_what_is_not_is_told_beside_it(bot: Bot) -> None:
    answer = bot.ask("No.1の根拠と実績は？").as_json()
    assert answer["items"] == ["1-1"]
    assert "2台を買った。" in answer["text"]
    assert "「根拠」の欄はありません" in answer["text"]


def test_no_row_of_a_card_or_page_stands_for_a_column_that_is_not_there(bot: Bot) -> None:
    view = Views(bot.library.vocabulary, "ja", bot.library.vocabulary.year).items(
        bot.library.vocabulary.plan.items
    )
    assert [[fact.label for fact in item.facts] for item in view] == [["実績"]] * 3
    assert "予定" not in bot.ask("No.2").text


def test_without_results_how_it_went_is_told_by_the_rating(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[4]] for row in SHEET]
    bot = bot_over(with_sheet(tmp_path, rows))
    answer = bot.ask("図書の電子化はどうなった？").as_json()
    assert answer["items"] == ["3-1"]
    assert "× バツ" in answer["headline"]
    assert "記載はありません" not in answer["text"]
    assert bot.ask("No.3の担当課は？").as_json()["reason"] == "not_in_sheet"
    assert bot.ask("建設課の事業は？").as_json()["items"] == []


def test_each_year_has_its_own_columns(tmp_path: Path) -> None:
    data = with_sheet(tmp_path, SHEET)
    with_sheet(tmp_path / "other", EARLIER)
    (tmp_path / "other" / "data" / "r7").rename(data / "r6")
    (data / "columns.toml").write_text(COLUMNS, encoding="utf-8")
    (data / "r7" / "sheet.csv").unlink()
    text(data / "r7" / "sheet.csv", [["No.", "事業名", "課名", "成果", "評価"], *SHEET[1:]])
    bot = bot_over(data)
    assert "契約書" in bot.ask("R6のNo.1の実績は？").text
    assert bot.ask("No.1の実績は？").as_json()["reason"] == "not_in_sheet"
    assert bot.ask("R6の施策別の評価").as_json()["kind"] == "counts"


@pytest.mark.parametrize("number", ["X-12", "A1", "総務-3", "B-2"])
def test_a_number_that_no_measure_has_is_never_the_whole_plan(bot: Bot, number: str) -> None:
    for question in (f"No.{number}の評価は？", f"建設課のNo.{number}は？", f"№{number}はどうなった"):
        answer = bot.ask(question).as_json()
        assert (answer["reason"], answer["items"]) == ("no_such_measure", []), question
        assert f"No.{number} はありません" in answer["headline"]


def test_a_figure_is_looked_for_in_every_text(bot: Bot) -> None:
    for question in ("No.1の実績は何台？", "ドローンの配備の実績は何台ですか", "No.1の根拠は何台？"):
        answer = bot.ask(question).as_json()
        assert answer["items"] == ["1-1"], question
        assert "2台" in answer["headline"], question


def test_a_condition_on_the_texts_of_a_column_is_kept(bot: Bot) -> None:
    assert bot.ask("実績に数字がある事業は？").as_json()["items"] == ["1-1"]
    assert bot.ask("実績に「見送った」とある事業は？").as_json()["items"] == ["3-1"]
    assert bot.ask("根拠に数字がある事業は？").as_json()["reason"] == "not_in_sheet"


def test_a_file_says_which_of_its_columns_the_sheet_does_not_have(bot: Bot) -> None:
    for question, told in (
        ("×の事業をExcelで", ("評価表にない欄", "基本方針、取組、取組内容、根拠")),
        ("measures rated ×, as Excel", ("Not in the sheet", "policy, initiative, planned work, evidence")),
    ):
        taken = bot.ask(question).takeaway
        assert taken is not None
        assert told in taken.conditions


TWO_RATINGS: Rows = [
    ["事業コード", "事業名", "課名", "実績", "一次評価", "最終評価"],
    ["620101", "ドローンの配備", "建設課", "2台を買った。", "S", "C"],
    ["620102", "堆肥の共同利用", "農林課", "始めた。", "C", "S"],
    ["620103", "図書の電子化", "農林課", "見送った。", "S", "C"],
]
LETTERS = "".join(f'[[rating]]\nmark = "{mark}"\nword = "{mark}評価"\nen = "{mark}"\n' for mark in "SABC")


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    data = with_sheet(tmp_path_factory.mktemp("letters"), TWO_RATINGS)
    (data / "ratings.toml").write_text(LETTERS, encoding="utf-8")
    return bot_over(data)


@pytest.mark.parametrize(
    "question", ["一次評価がSの事業は？", "一次評価がCの割合", "No.620101の一次評価は？"]
)
def test_another_rating_than_the_one_that_was_read_is_told_so(question: str, letters: Bot) -> None:
    found = letters.ask(question)
    assert (found.as_json()["reason"], found.as_json()["items"]) == ("not_in_sheet", [])
    assert "「一次評価」は取り込んでいません" in found.text
    assert "「最終評価」です" in found.text


@pytest.mark.parametrize(
    "question", ["自己評価がSの事業は？", "二次評価がCの割合", "No.620101の外部評価は？"]
)
def test_a_rating_that_the_sheet_does_not_have_is_told_so(question: str, letters: Bot) -> None:
    found = letters.ask(question)
    assert (found.as_json()["reason"], found.as_json()["items"]) == ("not_in_sheet", [])
    assert "の評価表にありません。評価の欄は「最終評価」です" in found.text


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("最終評価がCの事業は？", ["620101-1", "620103-1"]),
        ("評価がSの事業は？", ["620102-1"]),
        ("No.620102の評価は？", ["620102-1"]),
        ("620103番の実績は？", ["620103-1"]),
        ("620101-1の評価は？", ["620101-1"]),
        ("一番悪い評価が多い課は？", ["620101-1", "620103-1"]),
        ("一番いい評価が多い課は？", ["620102-1"]),
        ("Which department has the most top marks?", ["620102-1"]),
    ],
)
def test_the_rating_that_was_read_is_answered_by_any_number(
    question: str, items: list[str], letters: Bot
) -> None:
    found = letters.ask(question)
    assert found.as_json()["items"] == items
    assert "という区分はありません" not in found.text
    assert "と読み取りました" not in found.text  # a letter is its own mark, small or large


@pytest.mark.parametrize("question", ["実績が一番大きい事業は？", "実績が最も多い課は？"])
def test_texts_have_no_largest_one(question: str, letters: Bot) -> None:
    found = letters.ask(question)
    assert (found.as_json()["reason"], found.as_json()["items"]) == ("not_in_sheet", [])
    assert "「実績」は文章の欄なので" in found.text
