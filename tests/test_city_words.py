"""The city's words come from its data: names of the plan and its office, questions that have an answer."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import Bot
from bot.answer import AnyAnswer
from bot.surfaces.teams import package
from bot.wording import chat, city, imports, page, takeaway, weekly
from bot.wording.answers import Wording
from katou_index import build_index, open_index
from katou_index.errors import TableError
from katou_index.tablefiles import load_tables
from katou_index.tables import PlanWords
from tests.sheets import ROOT, truth
from tests.test_architecture import MODULES, sentences

HEADINGS = ("事業No.", "事業名", "担当課", "取組内容", "取組結果", "評価")
TOWN = """[plan]
name = "地域計画"
english = "regional plan"
city = "大沼町"
office = "企画係"
office_english = "planning desk"
"""
ROWS = (
    ("1", "ドローンの配備", "建設課", "2台を買う", "2台を買った。", "○"),
    ("2", "堆肥の共同利用", "農林課", "始める", "始めた。", "△"),
    ("3", "桜並木の手入れ", "建設課", "枝を切る", "切った。", "○"),
)


def words_of_r2() -> frozenset[str]:
    """What the data of this repository alone may say: city, plan, office, departments, titles, subjects."""
    plan = tomllib.loads((ROOT / "data" / "plan.toml").read_text(encoding="utf-8"))["plan"]
    departments = tomllib.loads((ROOT / "data" / "departments.toml").read_text(encoding="utf-8"))
    return frozenset(
        (
            *(plan[key] for key in ("name", "english", "city", "office", "office_english")),
            *plan["words"],
            *(each["name"] for each in departments["department"]),
            *(record["事業名"] for record in truth()),
        )
    )


def said_of_r2(text: str) -> list[str]:
    """The words of R2 that stand in a text, as words: RPA, not within other letters."""
    return [
        word
        for word in sorted(words_of_r2())
        if re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", text)
    ]


def test_no_word_of_r2_stands_in_the_code() -> None:
    found = {name: said for name in MODULES if (said := said_of_r2("\n".join(sentences(name))))}
    assert found == {}


def test_no_word_of_r2_stands_in_a_template() -> None:
    folder = ROOT / "bot" / "surfaces" / "page"
    texts = [path for path in folder.rglob("*") if path.suffix in (".html", ".js", ".css", ".svg")]
    assert texts
    assert {path.name: said for path in texts if (said := said_of_r2(path.read_text("utf-8")))} == {}


def folder_of(path: Path, plan: str = "", rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    (path / "r3").mkdir(parents=True)
    with (path / "r3" / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((HEADINGS, *rows))
    if plan:
        (path / "plan.toml").write_text(plan, encoding="utf-8")
    return path


def bot_over(data: Path) -> Bot:
    out = data.parent / f"{data.name}.db"
    build_index(data, out)
    return Bot(open_index(out))


def everything_said(bot: Bot) -> Iterator[str]:
    """All sentences that name the plan or its office, and answers of every kind around them."""
    for lang in ("ja", "en"):
        for text in (
            "使い方", "こんにちは", "今日の天気は？", "No.99", "No.1の評価を◎に直して",
            "評価が間違っています", "比べて", "出典は？", "凡例は？", "週報を止めて", "予算は？",
            "R9の事業は？", "No.1",
        ):  # fmt: skip
            yield bot.ask(text, lang=lang).text
        yield from (page.label(lang, key) for key in (*page.LABELS, "placeholder"))
        yield from (page.trouble(lang, status) for status in page.TROUBLES)
        yield from chat.prompts(lang)
        yield from (chat.refused(lang, why) for why in ("team", "guest"))
        yield from (chat.refused_in_teams(lang, why) for why in ("tenant", "guest"))
        yield from (chat.office_only(lang), chat.failed(lang), chat.home_title(lang))
        yield chat.thanks_for_feedback(lang, helped=False)
        yield from (imports.only_office(lang), imports.nobody(lang), weekly.only_office(lang))
        yield from (weekly.lead(lang, "…"), takeaway.no_page(lang), takeaway.not_sent(lang, "x", ""))
        say = Wording(lang, bot.index.tables.scale)
        yield from (say.office_sees(), say.asking("compare_what"), say.helping("settings"))
    yield json.dumps(package.manifest("id", "https://example.jp"), ensure_ascii=False)
    yield json.dumps(package.english(), ensure_ascii=False)


def answer(bot: Bot, question: str) -> AnyAnswer:
    return bot.ask(question).answer


def test_what_r2_says_is_said_as_before(tmp_path: Path) -> None:
    bot = bot_over_r2(tmp_path)
    assert bot.ask("今日の天気は？").text.startswith(
        "対象外の質問です。このボットは市のICTアクションプランの評価表だけにお答えします。"
    )
    assert page.label("ja", "site") == chat.home_title("ja") == "ICTアクションプランの評価"
    assert page.label("en", "site") == "The evaluated ICT action plan"
    assert page.label("ja", "placeholder") == "例: RPAの進捗は？"
    assert chat.prompts("ja") == ("RPAの進捗は？", "×の事業は？", "防災課の事業は？", "評価の集計")
    assert chat.prompts("en") == (
        "How is RPA going?", "Which measures were rated ×?", "measures of 防災課", "overall summary",
    )  # fmt: skip
    assert city.examples_to_read("en")[1:] == ("which measures were rated ×", "measures of the ICT office")
    assert chat.app("ja", "short name") == "プランBot"
    assert chat.app("ja", "topic description") == "例: RPA、空家、図書館"
    assert chat.app("ja", "short") == "ICTアクションプランの評価（◎○△×）を、出典つきで答えます。"
    assert weekly.lead("ja", "x") == "情報管理室から: x"
    assert "「防災課と税務課を比べて」" in Wording("ja", bot.index.tables.scale).asking("compare_what")
    assert chat.refused("en", "guest").endswith("Please ask the ICT office.")


def bot_over_r2(path: Path) -> Bot:
    out = path / "r2.db"
    build_index(ROOT / "data", out)
    return Bot(open_index(out))


@pytest.mark.parametrize("plan", [TOWN, ""], ids=["town", "without a table"])
def test_another_city_never_says_the_words_of_r2(tmp_path: Path, plan: str) -> None:
    bot_over_r2(tmp_path)  # that was there before in the same process
    bot = bot_over(folder_of(tmp_path / "data", plan))
    assert {said: said_of_r2(said) for said in everything_said(bot) if said_of_r2(said)} == {}


def test_a_plan_that_is_called_an_evaluation_is_not_called_so_twice(tmp_path: Path) -> None:
    bot = bot_over(folder_of(tmp_path / "data", TOWN.replace('"地域計画"', '"地域計画評価"')))
    helped = bot.ask("使い方").text
    assert helped.startswith("地域計画評価表についてお答えします")
    assert city.evaluated("ja") == "地域計画評価"


def test_a_town_is_called_as_it_calls_itself(tmp_path: Path) -> None:
    bot = bot_over(folder_of(tmp_path / "data", TOWN))
    assert "このボットは町の地域計画の評価表だけにお答えします。" in bot.ask("今日の天気は？").text
    assert "the town's regional plan only" in bot.ask("今日の天気は？", lang="en").text
    assert chat.refused("ja", "guest") == "ゲストの方は使えません。企画係にお問い合わせください。"
    assert chat.app("ja", "short name") == "地域計画Bot"


@pytest.mark.parametrize("plan", [TOWN, ""])
def test_every_example_has_an_answer(tmp_path: Path, plan: str) -> None:
    bot = bot_over(folder_of(tmp_path / "data", plan))
    for lang in ("ja", "en"):
        shown = city.examples(lang)
        assert len(shown) == city.MOST
        assert all(answer(bot, each).items for each in (*shown, *city.examples_to_read(lang)))
    assert city.examples("ja") == ("ドローンの進捗は？", "△の事業は？", "建設課の事業は？")


def test_examples_that_people_approved_come_first_as_far_as_they_have_an_answer(tmp_path: Path) -> None:
    data = folder_of(tmp_path / "data")
    asked = ("堆肥の結果は？", "火星の事業は？", "No.3")
    lines = "".join(f'[[example]]\nquestion = "{each}"\nkind = "measure"\nitems = []\n' for each in asked)
    (data / "examples.toml").write_text(lines, encoding="utf-8")
    bot_over(data)
    assert city.examples("ja") == ("堆肥の結果は？", "ドローンの進捗は？", "△の事業は？")


def test_a_plan_that_offers_nothing_has_no_example_that_fails(tmp_path: Path) -> None:
    bot = bot_over(folder_of(tmp_path / "data", rows=(("1", "見直し", "", "見直す", "", ""),)))
    assert all(answer(bot, each).items for lang in ("ja", "en") for each in city.examples(lang))
    assert bot.ask("使い方").text
    assert weekly.only_office("ja")


def test_before_an_index_words_are_neutral(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city, "_speaking", [])
    assert chat.refused("ja", "guest") == "ゲストの方は使えません。担当の部署にお問い合わせください。"
    assert page.label("ja", "site") == "計画の評価"
    assert chat.prompts("ja") == ("評価の集計",)
    assert page.label("ja", "placeholder") == ""


@pytest.mark.parametrize(
    "text",
    ['[plan]\nnmae = "x"', "[plan]\nname = 3", '[plans]\nname = "x"', '[plan]\nwords = "x"', "plan = 1"],
)
def test_a_bad_table_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as told:
        load_tables(tmp_path)
    assert "plan.toml" in str(told.value)


def test_without_a_table_the_words_are_the_defaults(tmp_path: Path) -> None:
    assert load_tables(tmp_path).plan == PlanWords()
