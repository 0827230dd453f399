"""A plan whose texts are not held in memory: its words are looked up in the index, its numbers are right."""

from __future__ import annotations

import cProfile
import csv
import re
import shutil
import statistics
from pathlib import Path

import pytest

from benchmarks.large import make, questions, subject
from bot import Bot, clock
from bot.answering.context_json import from_text, to_text
from bot.answering.stored_texts import StoredTexts
from bot.composing.context import LARGE_LISTED
from bot.conversation import Known
from bot.understanding.spelling_tables import SpellingTables
from katou_index import build_index, open_index
from katou_index.index import generation, store
from katou_index.index.generation import Generation
from katou_index.index.spelling import compounds
from katou_index.index.stored import StoredItem
from katou_index.plan import FiscalYear
from katou_index.reading.grid import MOST_SIGNS
from katou_index.reading.tidy import read_tidy
from katou_index.tablefiles import common_scale
from tests.bot_fixtures import index_path

ITEMS, MORE_ITEMS = 2_600, 10_400
MORE_STEPS = 1.3  # at most, of so many more items


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    make(data := tmp_path_factory.mktemp("large") / "data", ITEMS)
    build_index(data, data.parent / "katou.db")
    with (data / "r2" / "sheet.csv").open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines))
    found[0]["index"] = str(data.parent / "katou.db")
    return found


@pytest.fixture(scope="module")
def bot(rows: list[dict[str, str]]) -> Bot:
    return Bot(open_index(rows[0]["index"]))


def ids(rows: list[dict[str, str]]) -> set[str]:
    return {f"{row['事業No.']}-{row['項目']}" for row in rows}


def test_its_texts_stay_in_the_index(bot: Bot) -> None:
    assert isinstance(bot.library.texts, StoredTexts)
    assert bot.ask("No.7の評価は？").as_json()["items"] == ["7-1", "7-2"]
    assert len(bot.library.texts.zones) < ITEMS / 4


@pytest.mark.parametrize("word", ["タブレット", "ホームページ", "職員", "災害対応訓練"])
def test_a_word_leads_to_the_items_that_write_it(bot: Bot, rows: list[dict[str, str]], word: str) -> None:
    texts = bot.library.texts
    written = [row for row in rows if any(word in row[name] for name in ("事業名", "取組内容", "取組結果"))]
    assert len(written) > 0
    assert texts.anywhere((word,)) == ids(written)


def test_what_one_measure_has_is_found_first(bot: Bot, rows: list[dict[str, str]]) -> None:
    for number in (3, 500, 1299):
        named = subject(number)
        own = [row for row in rows if named in row["事業名"]]
        found = bot.ask(f"{named}の進捗は？").as_json()["items"]  # then what is at the same place
        assert set(found[: len(own)]) == ids(own)


def test_of_the_words_of_a_large_plan_those_of_its_titles_are_heard(bot: Bot) -> None:
    vocabulary = bot.library.vocabulary
    assert SpellingTables(vocabulary).compounds == compounds(vocabulary.titles_text.split("\n")) != {}


def test_counts_and_tables_count_every_item(bot: Bot, rows: list[dict[str, str]]) -> None:
    crosses = [row for row in rows if row["評価"] == "×"]
    assert bot.ask("×はいくつ？").as_json()["counts"]["items"] == len(crosses)
    office = rows[0]["項目担当課"]
    own = [row for row in rows if row["項目担当課"] == office]
    assert set(bot.ask(f"{office}の事業は？").as_json()["items"]) == ids(own)
    table = bot.ask("課別の評価の件数を表で").text
    assert re.search(rf"^\s*{office}: .*項目数 {len(own)}$", table, re.M)


def test_a_very_long_list_ends_and_says_where_the_rest_is(bot: Bot, rows: list[dict[str, str]]) -> None:
    circles = [row for row in rows if row["評価"] == "○"]
    assert len(circles) > LARGE_LISTED
    reply = bot.ask("○の項目は？")
    assert set(reply.as_json()["items"]) == ids(circles)
    assert f"ほか{len(circles) - LARGE_LISTED}項目は、ファイル" in reply.text
    assert len(re.findall(r"^  No\.", reply.text, re.M)) <= LARGE_LISTED


def steps(bot: Bot, text: str) -> int:
    """What an answer takes in calls of functions, which no load of the machine changes."""
    with cProfile.Profile() as profile:
        bot.ask(text)
    return sum(each.callcount for each in profile.getstats())


def test_a_question_costs_what_it_asks_for_and_not_the_plan(bot: Bot, tmp_path: Path) -> None:
    """Four times the items: what is counted of many that are meant is counted in bits, not in steps."""
    build_index(make(tmp_path / "data", MORE_ITEMS), tmp_path / "katou.db")
    kinds = questions(ITEMS, 20)  # numbers that both plans have
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    with open_index(tmp_path / "katou.db") as index:
        for asked in (bot, Bot(index)):
            for text in (text for texts in kinds.values() for text in texts[:4]):  # what is made once
                asked.ask(text)
            for kind, texts in kinds.items():
                taken[kind].append(statistics.mean(steps(asked, text) for text in texts[4:]))
    assert all(large < MORE_STEPS * small for small, large in taken.values()), taken


def test_its_answers_are_shared_by_processes(bot: Bot) -> None:
    """Items and measures that stay in the index are written by their keys, as those of a small plan."""
    for asked in ("No.7の評価は？", "タブレットはどうなった？", "×の項目は？", "課別の評価の件数を表で"):
        conversation = f"shared {asked}"
        bot.ask(asked, conversation)
        context = bot.conversations.get(conversation, clock.now())
        assert context is not None
        known = Known(context=context)
        same = from_text(to_text(known), bot.library.others)
        assert same is not None
        assert same.context is not None
        assert (same.context.keys, same.context.texts) == (context.keys, context.texts)


def test_an_unknown_word_is_said_to_be_unknown(bot: Bot) -> None:
    assert bot.ask("ジャズフェスティバルの進捗は？").as_json()["items"] == []


def test_its_items_are_those_of_the_sheet(bot: Bot, rows: list[dict[str, str]]) -> None:
    """An item that reads its texts when they are asked for is what one that holds them is."""
    year = bot.library.vocabulary.year
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "SMALL_PLAN", ITEMS)
        held = Generation(rows[0]["index"]).plan(year).items
    stored = Generation(rows[0]["index"]).plan(year).items
    assert {type(item) for item in stored} == {StoredItem}
    for one, other in zip(stored, held, strict=True):
        assert one.but() == other
        assert (one.key, one.id, one.lines, one.shifted) == (other.key, other.id, other.lines, other.shifted)
    assert stored[3] == stored[3] != stored[4]
    assert stored[3] != held[3]
    assert len({*stored, *stored}) == ITEMS
    assert stored[5].but(planned="別の計画").planned == "別の計画"


def test_its_texts_are_read_after_another_index_took_its_place(tmp_path: Path) -> None:
    """Who has an answer in hand while the index is built anew goes on with the texts of the old one."""
    data, index = make(tmp_path / "data", 600), tmp_path / "katou.db"
    build_index(data, index)
    opened = open_index(index)
    items = opened.plan(opened.years[-1]).items
    first = items[0].result
    shutil.rmtree(data)
    build_index(make(tmp_path / "data", 520), index)
    assert (opened.size(opened.years[-1]), items[0].result, len(items)) == (520, first, 600)
    assert all(subject(item.measure) in item.result for item in items if isinstance(item.measure, int))


def test_a_tidy_file_may_be_as_long_as_a_large_plan(tmp_path: Path) -> None:
    """What is read row by row is bounded by its rows, not by what a whole sheet may take in memory."""
    text = "整備した。" * 400
    with (tmp_path / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["事業No.", "事業名", "項目", "取組結果", "評価"])
        writer.writerows([number, f"事業{number}", 1, text, "○"] for number in range(1, 2_701))
    assert (tmp_path / "sheet.csv").stat().st_size > 3 * MOST_SIGNS
    found = read_tidy(tmp_path / "sheet.csv", FiscalYear.from_code("R2"), common_scale(), [])
    assert sum(len(measure.items) for measure in found) == 2_700


def test_what_first_questions_wait_for_is_made_ahead(rows: list[dict[str, str]]) -> None:
    """Where a process goes on: the first question of each kind would take many times as long as the next."""
    bot = Bot(open_index(rows[0]["index"]))
    bot.prepare()
    library, made = bot.library, set[str]()

    def steps(text: str) -> int:
        with cProfile.Profile() as profile:
            bot.ask(text)
        codes = (each.code for each in profile.getstats())
        made.update(code if isinstance(code, str) else code.co_name for code in codes)
        return sum(each.callcount for each in profile.getstats())

    for text in ("パスワードはどうなった？", "北浜橋の観測センサーの進捗は？", "年度中はどうなった？"):
        steps(text)
    assert not made & {"readings", "titles_by_begin", "by_line", "listed"}
    assert library.speller.tables.readings


def test_a_small_plan_makes_nothing_ahead() -> None:
    small = Bot(open_index(index_path()))
    small.prepare()
    assert "speller" not in vars(small.library)


@pytest.mark.parametrize("name", ["教育課", "防災課", "福祉総務課"])
def test_who_names_a_department_is_found_without_opening_the_others(
    bot: Bot, rows: list[dict[str, str]], name: str
) -> None:
    """What only belongs to 学校教育課 and writes nothing of it is not read."""
    opened = list[int]()
    texts = bot.library.texts
    assert isinstance(texts, StoredTexts)
    alone = re.compile(f"(?<![一-鿿]){name}")
    written = [row for row in rows if any(alone.search(row[each]) for each in ("取組内容", "取組結果"))]
    read = texts.opened
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(texts, "opened", lambda places: [opened.extend(places), read(places)][1])
        found = texts.naming(name)
    assert {item.id for item in found} == ids(written)
    assert len(opened) <= sum(any(name in row[each] for each in row) for row in rows)


def test_a_large_file_is_mapped_and_tells_the_same(
    rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, query = rows[0]["index"], "select id, folded from item_words order by id"
    read = Generation(path)
    monkeypatch.setattr(generation, "LARGE", ITEMS - 1)
    mapped = Generation(path)
    assert read.select("pragma mmap_size") == [(0,)]
    assert mapped.select("pragma mmap_size")[0][0] > 2**30
    assert mapped.select(query) == read.select(query)
