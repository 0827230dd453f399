"""A follow-up is answered by any process as by the one that has answered before."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot import Bot, answer, clock, conversation, query, question
from bot.answering.context_json import RECORDS, VERSION, from_text, to_text
from bot.conversation import Conversations, Known, Talk
from bot.memory import Memory, lane, passing, retention
from bot.memory.passing import Passes, Passing
from katou_index import open_index
from katou_index.records import Enum, Record
from tests.bot_fixtures import TODAY, bot, index_path
from tests.expectations import Case, cases, is_drawn
from tests.queries import Queries
from tests.shared_bots import facts, shared_bot
from tests.state_files import KINDS, away, held
from tests.worlds import bot_of_three_years, three_years

ONE_OF = 16  # conversations are drawn: all of them are asked elsewhere, and here with --every
SEVERAL = [case.values[0] for case in cases() if len(case.values[0]["turns"]) > 1]
OVER_YEARS = [case.values[0] for case in cases("years", name="queries") if len(case.values[0]["turns"]) > 1]


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Bot, Bot]]:
    monkeypatch.setattr(lane, "PATIENCE", 20.0)  # a busy machine is no file that is away
    one, other = (shared_bot(open_index(index_path()), tmp_path / "state.db") for _ in range(2))
    yield one, other
    for each in (one, other):
        assert each.memory
        each.memory.close()


def alternately(bots: tuple[Bot, Bot], turns: list[object], conversation: str) -> list[dict[str, Any]]:
    return [
        facts(bots[number % 2].ask(str(turn), conversation=conversation)) for number, turn in enumerate(turns)
    ]


def by_one(asking: Bot, turns: list[object], conversation: str) -> list[dict[str, Any]]:
    return [facts(asking.ask(str(turn), conversation=conversation)) for turn in turns]


def those_drawn(one_of: int, every: bool) -> list[Case]:
    return [case for case in SEVERAL if every or is_drawn(case["turns"], one_of)]


def test_two_processes_answer_as_one(pair: tuple[Bot, Bot], tmp_path: Path, every: bool) -> None:
    alone = Bot(open_index(index_path()), today=TODAY, memory=Memory(tmp_path / "alone.db"))
    for number, case in enumerate(those_drawn(ONE_OF, every)):
        name = f"c{number}"
        assert alternately(pair, case["turns"], name) == by_one(alone, case["turns"], name), case["turns"]


def test_two_processes_answer_as_one_over_years(tmp_path: Path) -> None:
    index = bot_of_three_years().index
    bots = shared_bot(index, tmp_path / "state.db"), shared_bot(index, tmp_path / "state.db")
    alone = Bot(index, today=TODAY, memory=Memory(tmp_path / "alone.db"))
    assert OVER_YEARS
    for number, case in enumerate(OVER_YEARS):
        name = f"c{number}"
        assert alternately(bots, case["turns"], name) == by_one(alone, case["turns"], name), case["turns"]


def test_whatever_is_known_of_a_conversation_survives_as_text(every: bool) -> None:
    asking = Bot(open_index(index_path()), today=TODAY)
    for number, case in enumerate(those_drawn(4 * ONE_OF, every)):
        for turn in case["turns"]:
            asking.ask(str(turn), conversation=f"c{number}")
            known = asking.conversations._known(f"c{number}")
            assert from_text(to_text(known), asking.libraries) == known, case["turns"]


@pytest.mark.parametrize("module", [answer, conversation, query, question])
def test_every_noun_of_a_conversation_can_be_written(module: ModuleType) -> None:
    own = {
        name
        for name, made in vars(module).items()
        if isinstance(made, type)
        and made.__module__ == module.__name__
        and issubclass(made, Record | tuple | Enum)
        and not name.startswith("_")
    }
    assert own - {"Answer"} <= set(RECORDS._kinds)


def test_any_query_survives_as_text() -> None:
    asking = bot_of_three_years()
    asking.ask("×の事業は？", conversation="queries")
    context = asking.conversations.get("queries", clock.now())
    assert context
    for _, asked in zip(range(500), Queries(three_years().records, 7), strict=False):
        known = Known(context.but(query=asked, before=asked, earlier=(asked,)))
        assert from_text(to_text(known), asking.libraries) == known


def test_what_this_version_cannot_read_is_no_context() -> None:
    libraries = bot().libraries
    whole = to_text(Known(talk=(Talk("防災課"), clock.now())))
    assert from_text(whole, libraries) is not None
    later = whole.replace(f'"v":{VERSION}', f'"v":{VERSION + 1}')
    more = whole.replace('"speaker"', '"speakers"')
    for text in (later, more, whole[:-1], "[]", "null", "{}", '{"v":1,"known":{"Condition":{}}}'):
        assert from_text(text, libraries) is None, text


def test_what_one_process_was_told_of_a_person_the_others_know(pair: tuple[Bot, Bot]) -> None:
    one, other = pair
    one.ask("税務課の清水です", conversation="c")
    assert other.ask("うちの○は？", conversation="c").question.filter.departments == ("税務課",)
    one.ask("English please", conversation="c")
    assert other.ask("△の事業", conversation="c").question.lang == "en"


def test_what_one_process_forgets_all_forget(pair: tuple[Bot, Bot]) -> None:
    one, other = pair
    for text in ("最初から", None):
        one.ask("×の事業は？", conversation="c")
        assert other.ask("そのうち防災課は？", conversation="c").after
        if text:
            one.ask(text, conversation="c")
        else:
            one.forget("c")
        assert one.conversations.get("c", clock.now()) is None
        assert not other.ask("No.21", conversation="c").after
        other.forget("c")
        time.sleep(0.05)


def test_a_choice_further_up_goes_on_with_its_answer(pair: tuple[Bot, Bot]) -> None:
    one, other = pair
    first = one.ask("×の事業は？", conversation="c")
    one.carry("c", "c:1")
    other.ask("○の事業は？", conversation="c")
    other.carry("c", "c:2")
    one.carry("c:1", "c")
    assert set(other.ask("そのうち最初のは？", conversation="c").answer.items) <= set(first.answer.items)


def test_a_large_answer_leaves_what_it_showed(pair: tuple[Bot, Bot], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.context_json.MOST_ITEMS", 3)
    one, other = pair
    shown = one.ask("×の事業は？", conversation="c").answer.items
    assert other.ask("そのうち防災課は？", conversation="c").after
    context = other.conversations.get("c", clock.now())
    assert context
    assert one.ask("Excelで", conversation="d").answer.kind == "help"  # another conversation knows none of it
    one.ask("×の事業は？", conversation="e")
    assert other.ask("Excelで", conversation="e").answer.items == shown


# -- the state file is away ---------------------------------------------------------------------------------


@pytest.mark.both_states
@pytest.mark.parametrize("kind", KINDS)
def test_each_goes_on_with_its_own_while_the_state_is_away(tmp_path: Path, kind: str) -> None:
    before = Memory(tmp_path / "state.db")
    before.join("a thread", date(2026, 11, 28))
    before.close()
    with away(tmp_path / "state.db", kind) as there:
        one = shared_bot(open_index(index_path()), there)
        assert one.memory
        one.ask("×の事業は？", conversation="c")
        began = time.monotonic()
        for _ in range(20):
            assert one.ask("そのうち防災課は？", conversation="c").after
            one.ask("×の事業は？", conversation="c")
        assert time.monotonic() - began < 20  # one that waits for the file takes minutes
        one.memory.close(0)


@pytest.mark.both_states
def test_what_was_answered_meanwhile_is_shared_when_the_state_is_back(tmp_path: Path) -> None:
    one, other = (shared_bot(open_index(index_path()), tmp_path / "state.db") for _ in range(2))
    assert one.memory
    assert other.memory
    one.ask("△の事業は？", conversation="c")
    assert other.ask("そのうち防災課は？", conversation="c").after
    with held(tmp_path / "state.db", "written"):
        first = one.ask("×の事業は？", conversation="c").answer.items
        assert one.ask("全部見せて", conversation="c").after  # its own, though the file has an older one
        one.ask("×の事業は？", conversation="c")
    until = time.monotonic() + 30
    while one.memory.check() and time.monotonic() < until:
        time.sleep(0.05)
    with one.memory.transaction():
        pass
    assert other.ask("Excelで", conversation="c").answer.items == first
    for each in (one, other):
        each.memory.close()


@pytest.mark.both_states
def test_who_does_not_wait_goes_on_with_its_own_as_well(tmp_path: Path) -> None:
    """What is on its way into a file that cannot be written is not yet what the file says."""
    one = shared_bot(open_index(index_path()), tmp_path / "state.db")
    assert one.memory
    one.ask("△の事業は？", conversation="c")
    with held(tmp_path / "state.db", "written"):
        shown = one.ask("×の事業は？", conversation="c", waits=False).answer.items
        assert one.ask("Excelで", conversation="c", waits=False).answer.items == shown
        one.carry("c", "c:1")
        one.forget("c")
        assert not one.ask("そのうち防災課は？", conversation="c", waits=False).after
        one.carry("c:1", "c")
        assert one.ask("Excelで", conversation="c", waits=False).answer.items == shown
    one.memory.close()


def test_half_a_sign_of_utf_16_keeps_no_conversation_from_going_on(pair: tuple[Bot, Bot]) -> None:
    one, other = pair
    for waits in (True, False):
        one.ask("×の事業は？\ud83d", conversation=f"c{waits}", waits=waits)
        time.sleep(0.2)
        assert other.ask("そのうち防災課は？", conversation=f"c{waits}").after
        assert one.ask("そのうち防災課は？", conversation=f"c{waits}").after


# -- bounds -------------------------------------------------------------------------------------------------


def stored(path: Path | str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "select kind, part, size, length(body) from passing order by stamp"
        ).fetchall()


@pytest.mark.both_states
def test_what_is_over_is_not_read_and_then_forgotten(tmp_path: Path) -> None:
    one, other = (shared_bot(open_index(index_path()), tmp_path / "state.db", lasts=0.5) for _ in range(2))
    assert one.memory
    one.ask("×の事業は？", conversation="c")
    assert stored(tmp_path / "state.db")
    time.sleep(0.6)
    assert not other.ask("そのうち防災課は？", conversation="c").after
    passing.Passing(one.memory).tidy_later()
    with one.memory.transaction():
        pass
    assert [row[0] for row in stored(tmp_path / "state.db")] == [Passes.CONTEXT]  # that of the last question


@pytest.mark.both_states
def test_what_nobody_asks_on_about_is_forgotten_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "TIDIED_EVERY", 0.2)
    one = shared_bot(open_index(index_path()), tmp_path / "state.db", lasts=0.2)
    one.ask("×の事業は？", conversation="c")
    assert stored(tmp_path / "state.db")
    until = time.monotonic() + 30
    while stored(tmp_path / "state.db") and time.monotonic() < until:
        time.sleep(0.05)
    assert stored(tmp_path / "state.db") == []


@pytest.mark.both_states
def test_each_kind_is_bounded_and_the_oldest_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(retention.MOST, Passes.EXCHANGE, (10, 1000))
    memory = Memory(tmp_path / "state.db")
    table = Passing(memory)
    for number in range(30):
        table.put(Passes.EXCHANGE, "talk", "x" * (10 if number < 20 else 300), 60, part=number)
        table.put(Passes.CONTEXT, f"c{number}", "{}", 60)
    table.tidy_later()
    with memory.transaction():
        pass
    rows = stored(memory.path)
    assert [row[1] for row in rows if row[0] == Passes.EXCHANGE] == [27, 28, 29]
    assert sum(row[0] == Passes.CONTEXT for row in rows) == 30
    table.put(Passes.FILE, "huge", b"x" * (passing.LARGEST + 1), 60)
    assert table.row(Passes.FILE, "huge") == passing.Row(0, 0, "")


@pytest.mark.both_states
def test_a_newer_entry_is_not_overwritten_by_one_that_comes_late(tmp_path: Path) -> None:
    table = Passing(Memory(tmp_path / "state.db"))
    table.put(Passes.CONTEXT, "c", "new", 60, stamp=20)
    table.put(Passes.CONTEXT, "c", "old", 60, stamp=10)
    table.drop(Passes.CONTEXT, "c", stamp=15)
    assert table.row(Passes.CONTEXT, "c") == passing.Row(0, 20, "new")
    assert table.row(Passes.CONTEXT, "c", known=20) == passing.Row(0, 20, "")
    assert table.row(Passes.CONTEXT, "d") == passing.Row(0, 0, "")


@pytest.mark.both_states
def test_an_entry_that_must_be_new_is_somebodys_once(tmp_path: Path) -> None:
    one, other = (Passing(Memory(tmp_path / "state.db")) for _ in range(2))
    assert [each.add(Passes.EXCHANGE, "talk", "{}", 60, part=1, stamp=1) for each in (one, other, one)] == [
        True,
        False,
        False,
    ]


@pytest.mark.both_states
def test_a_backup_holds_nothing_of_what_is_being_said(pair: tuple[Bot, Bot], tmp_path: Path) -> None:
    one, _ = pair
    assert one.memory
    one.ask("防災課の×の項目は？", conversation="c")
    one.memory.backup(str(tmp_path / "copy.db"))
    assert stored(tmp_path / "copy.db") == []
    assert "防災課の×".encode() not in (tmp_path / "copy.db").read_bytes()
    assert stored(tmp_path / "state.db")


def test_the_office_has_a_text_forgotten_wherever_it_was_said(pair: tuple[Bot, Bot]) -> None:
    one, other = pair
    assert one.memory
    one.ask("防災課の×の項目は？", conversation="c")
    one.ask("×の事業は？", conversation="d")
    table = Passing(one.memory)
    for part, asked in enumerate(('he is "A\\B"', "another")):
        table.put(Passes.EXCHANGE, "talk", json.dumps({"asked": asked}), 60, part=part)
        table.put(Passes.FILE, f"file {part}", b"bytes", 60)
    assert one.memory.forget_text("防災課の×").conversations == 1
    assert [row[0] for row in stored(one.memory.path)] == [
        Passes.CONTEXT,
        Passes.EXCHANGE,
        Passes.EXCHANGE,
    ]
    assert one.memory.forget_text('"a\\b"').conversations == 2  # the whole conversation on the page
    assert [row[0] for row in stored(one.memory.path)] == [Passes.CONTEXT]
    assert not one.ask("そのうち防災課は？", conversation="c").after  # nor does who has answered know it
    assert other.ask("そのうち防災課は？", conversation="d").after


@pytest.mark.both_states
def test_what_is_kept_in_memory_is_bounded_too(tmp_path: Path) -> None:
    one = shared_bot(open_index(index_path()), tmp_path / "state.db")
    shared = one.conversations.shared
    one.conversations = Conversations(timedelta(minutes=30), most=20, shared=shared)
    for number in range(60):
        one.ask("×の事業は？", conversation=f"c{number}")
    kept = one.conversations
    assert len(kept._contexts) == 20
    assert len(kept._stamps) <= 40
    assert not kept._changed
    assert one.ask("そのうち防災課は？", conversation="c3").after  # the file still knows it


def test_what_few_come_back_to_is_packed_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "WHOLE", 1)
    bot = Bot(open_index(index_path()), Conversations(timedelta(minutes=30)))
    talks = {"list": "防災課の○は？", "show": "RPAの進捗は？", "several": "1. ×は何項目？\n2. 防災課の△は？"}
    whole = {}
    for name, text in talks.items():
        bot.ask(text, conversation=name)
        whole[name] = bot.conversations.get(name, clock.now())
    bot.ask("×の割合", conversation="last")
    for name, before in whole.items():
        assert isinstance(bot.conversations._contexts[name], conversation._Packed)
        after = bot.conversations.get(name, clock.now())
        assert before is not None
        assert after == before.but(
            answer=None, parts=tuple([each and each.but(answer=None) for each in before.parts])
        )
    assert bot.ask("そのうち評価が低いのは？", conversation="list").after
