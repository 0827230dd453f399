"""What docs/data-protection.md says of every row is so. The numbers are those of its table."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import Bot, clock
from bot.conversation import Conversations
from bot.memory import Chat, Claim, Memory, Missed, What, fingerprint, imports, retention
from bot.memory.clockwatch import DAY, Moment, watch
from bot.memory.imports import Pending, Shelf
from bot.memory.passing import Passing
from bot.memory.subscriptions import Ledger
from bot.memory.usage import MISSED_BY
from bot.settings import SETTINGS
from bot.subscription import Standing, Subscription
from bot.surfaces.page import talks
from bot.surfaces.terminal.conversation import HISTORY_LENGTH
from katou_index import open_index
from tests.bot_fixtures import ROOT, index_path
from tests.commands import run_command
from tests.mail_server import PASSWORD
from tests.shared_bots import shared_bot

SECRET = "秘密のことば"
MAIL = "citizen@example.jp"
TODAY = date(2026, 11, 28)
DOCUMENTS = [(ROOT / "docs" / f"data-protection{lang}.md").read_text("utf-8") for lang in ("", ".ja")]
QUOTED = re.compile(r"`[^`]*`|「[^」]*」")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with closing(Memory(tmp_path / "state.db")) as made:
        yield made


def kept(memory: Memory) -> str:
    """Everything that the state file holds, table by table."""
    with memory.transaction():
        pass  # what is to be written later is written before
    with closing(sqlite3.connect(memory.path)) as connection:
        return "\n".join(each for each in connection.iterdump() if each.startswith("INSERT"))


def bytes_of(memory: Memory) -> bytes:
    files = sorted(Path(memory.path).parent.glob(f"{Path(memory.path).name}*"))
    return b"".join(each.read_bytes() for each in files)


def row(number: int) -> list[str]:
    """One row of the table, English beside Japanese."""
    found = [re.search(rf"^\| {number} \|.*$", text, re.M) for text in DOCUMENTS]
    assert all(found)
    return [each[0] for each in found if each]


def command(memory: Memory, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environ = {"KATOU_STATE": memory.path, "KATOU_DATA": str(ROOT / "data"), "LANG": "en_US.UTF-8",
               "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off", **settings}  # fmt: skip
    return run_command("katou", *arguments, env=environ)


def test_both_languages_say_the_same() -> None:
    numbers = [re.findall(r"^\| (\d+) \|", text, re.M) for text in DOCUMENTS]
    assert numbers[0] == numbers[1] == [str(each) for each in range(1, 13)]
    for number in range(1, 13):
        english, japanese = row(number)
        assert len(re.split(r" \| ", english)) == len(re.split(r" \| ", japanese)) == 6
        said = [re.findall(r"\d[\d,]*", QUOTED.sub("", each)) for each in (english, japanese)]
        assert {"1", "2"} | set(said[0]) == {"1", "2"} | set(said[1]), number  # one, two are words in English
        settings = [set(re.findall(r"KATOU_\w+", each)) for each in (english, japanese)]
        assert settings[0] == settings[1]
        assert settings[0] <= {each.name for each in SETTINGS.values()}
    assert f"{SETTINGS['keep_days'].default} " in DOCUMENTS[0]


# -- 1: what was not found -----------------------------------------------------------------------------------


def test_of_a_question_that_found_nothing_no_person_is_kept(memory: Memory) -> None:
    asking = Bot(open_index(index_path()), memory=memory)
    asking.ask(f"{SECRET}のブロックチェーンは？", conversation="slack:T1:U1234567:C1", place="channel")
    memory.note(Missed(TODAY, "page", "nothing", "あ" * 500))
    assert sorted(len(each.text) for each in memory.missed())[-1] == 200
    assert "U1234567" not in kept(memory)


def test_old_questions_and_numbers_go_by_themselves_without_a_weekly_post(memory: Memory) -> None:
    """Whatever is asked next: a found answer is enough."""
    old = TODAY - timedelta(days=181)
    memory.note(Missed(old, "page", "nothing", SECRET, SECRET))
    memory.count(old, (What.SHOWN, "R2/30"))
    memory.join("a thread", old)
    memory.note(Missed(TODAY - timedelta(days=179), "page", "nothing", "まだ", "まだ"))
    assert SECRET in kept(memory)
    memory.count(TODAY, (What.ANSWERED, "page"))
    left = kept(memory)
    assert SECRET not in left
    assert "R2/30" not in left
    assert fingerprint("a thread") not in left
    assert "まだ" in left


def test_a_clock_a_year_ahead_deletes_nothing(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.note(Missed(TODAY, "page", "nothing", SECRET, SECRET))
    assert SECRET in kept(memory)
    now, ahead = Moment.now(), TODAY + timedelta(days=365)
    monkeypatch.setattr(
        retention.Moment,
        "now",
        classmethod(lambda _: Moment(now.wall + 365 * DAY, now.running + 60, now.boot)),
    )
    memory.note(Missed(ahead, "page", "nothing", "次", "次"))
    assert SECRET in kept(memory)
    watch(memory, retention.Moment.now(), right=True)  # somebody has said that it is right
    memory.count(ahead + timedelta(days=1), (What.ANSWERED, "page"))
    assert SECRET not in kept(memory)


def test_the_weekly_post_shows_words_of_two_conversations_alone() -> None:
    assert MISSED_BY == 2  # tests/test_weekly_content.py holds what comes of it
    assert all(word in each for each, word in zip(row(1), ("two or more", "2つ以上"), strict=True))


# -- 2, 3: conversations -------------------------------------------------------------------------------------


def test_answered_questions_leave_no_text_anywhere(memory: Memory) -> None:
    Bot(open_index(index_path()), memory=memory).ask("No.21", conversation="c", place="page")
    assert "No.21" not in kept(memory)
    assert b"No.21" not in bytes_of(memory)


def test_what_follow_ups_go_on_with_leaves_no_text_after_its_time(tmp_path: Path) -> None:
    bot = shared_bot(open_index(index_path()), tmp_path / "state.db", lasts=0.5)
    assert bot.memory
    bot.ask("No.21", conversation="c", place="page")
    assert b"No.21" in bytes_of(bot.memory)
    time.sleep(0.6)
    Passing(bot.memory).tidy()
    assert "No.21" not in kept(bot.memory)
    assert b"No.21" not in bytes_of(bot.memory)
    bot.memory.close()


def test_a_conversation_is_forgotten_after_its_time() -> None:
    minutes = int(SETTINGS["context_minutes"].default)
    assert all(str(minutes) in each for each in row(2))
    bot = Bot(open_index(index_path()), Conversations(timedelta(minutes=minutes)))
    bot.ask("RPAの進捗は？", conversation="c")
    now = clock.now()
    assert bot.conversations.get("c", now + timedelta(minutes=minutes - 1))
    assert bot.conversations.get("c", now + timedelta(minutes=minutes + 1)) is None


def test_a_conversation_on_the_page_stands_in_memory_for_hours() -> None:
    assert talks.LASTS == 8 * 3600
    assert all("8" in each for each in row(3))


# -- 5: the weekly post --------------------------------------------------------------------------------------


def subscribed(memory: Memory, channel: str) -> Subscription:
    return Ledger(memory).subscribe(Subscription("mail", "", channel, since=time.time()))


def test_an_address_is_forgotten_some_time_after_it_was_stopped(memory: Memory) -> None:
    ledger, gone, stays = Ledger(memory), subscribed(memory, MAIL), subscribed(memory, "other@example.jp")
    ledger.stand(gone.id, Standing.STOPPED, time.time())
    memory.forget_old(date.today())
    assert MAIL in kept(memory)
    memory.forget_old(date.today() + timedelta(days=183))
    assert MAIL not in kept(memory)
    assert ledger.subscription(stays.id) is not None


def test_an_address_is_forgotten_at_once_where_the_office_says_so(memory: Memory) -> None:
    subscribed(memory, MAIL)
    done = command(memory, "forget", MAIL.upper())
    assert done.returncode == 0
    assert "1 subscriptions" in done.stdout
    assert MAIL not in kept(memory)
    assert MAIL.encode() not in bytes_of(memory)


# -- what the office has forgotten ---------------------------------------------------------------------------


def test_what_the_office_has_forgotten_is_in_no_byte_of_the_file(memory: Memory) -> None:
    for number in range(50):
        memory.note(Missed(TODAY, "page", "nothing", f"{number}番の{SECRET}さん", f"{SECRET}"))
    memory.note(Missed(TODAY, "page", "nothing", "ほかの質問", "ほか"))
    memory.close()
    assert SECRET.encode() in bytes_of(memory)
    done = command(memory, "forget", SECRET)
    assert "50 questions" in done.stdout, done.stderr
    assert SECRET.encode() not in bytes_of(memory)
    assert [each.text for each in memory.missed()] == ["ほかの質問"]


def test_a_persons_mark_is_forgotten_by_the_id(memory: Memory) -> None:
    memory.choose("slack:T1:U1", "防災課")
    memory.install(
        Chat("19:x", "https://service.example", "t", "personal", "", fingerprint("teams:t:p")), TODAY
    )
    assert "U1" not in kept(memory)
    for each in ("slack:T1:U1", "teams:t:p"):
        assert "1 marks" in command(memory, "forget", each).stdout
    with closing(Memory(memory.path)) as anew:
        assert anew.chosen("slack:T1:U1") == ""
        assert anew.chat_of("teams:t:p") is None


@pytest.mark.parametrize("text", ["", " ", "あ"])
def test_what_would_delete_almost_everything_deletes_nothing(memory: Memory, text: str) -> None:
    memory.note(Missed(TODAY, "page", "nothing", "あいう", "あいう"))
    assert memory.missed()
    done = command(memory, "forget", text)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert memory.missed()


# -- 7, 8, 10, 11 --------------------------------------------------------------------------------------------


def test_marks_of_messages_last_three_days(memory: Memory) -> None:
    now = time.time()
    assert memory.claim("a message of U1", now - 4 * 86400) is Claim.NEW
    memory.done("a message of U1")
    assert "U1" not in kept(memory)
    assert fingerprint("a message of U1") in kept(memory)
    memory.forget_old(TODAY)
    assert fingerprint("a message of U1") not in kept(memory)


def test_a_file_that_nobody_loads_is_gone_after_a_day(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert imports.KEPT == 86400
    shelf = Shelf(memory)
    pending = shelf.add("C1", shelf.drop(), Pending(0, "", "R3.xlsx", ".xlsx", "R3"))
    assert Path(shelf.file(pending)).is_file()
    monkeypatch.setattr(imports.time, "time", lambda: time.monotonic() + 4e9)
    shelf.purge()
    assert not Path(shelf.file(pending)).exists()


def test_secrets_of_the_environment_stand_in_no_output(memory: Memory) -> None:
    secrets = {each.name: PASSWORD + "-of-somebody" for each in SETTINGS.values() if each.secret}
    secrets = {name: value.replace(" ", "-") for name, value in secrets.items()}
    for words in (("settings",), ("doctor",), ("unanswered",), ("report",)):
        done = command(memory, *words, **secrets, SLACK_API_URL="http://127.0.0.1:9/")
        assert PASSWORD.replace(" ", "-") not in done.stdout + done.stderr


def test_the_terminal_keeps_so_many_lines() -> None:
    assert all(f"{HISTORY_LENGTH:,}" in each for each in row(11))


def test_with_nothing_set_up_it_talks_to_nobody(tmp_path: Path, memory: Memory) -> None:
    """No connection is opened by asking, counting, reporting: every try would be noticed."""
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise SystemExit('a connection')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "from bot.__main__ import main\n"
        "asked = (('ask', 'RPAの進捗は？'), ('unanswered',), ('report',), ('tick',))\n"
        "sys.exit(max(main(list(each)) for each in asked))"
    )
    environ = {"KATOU_STATE": memory.path, "KATOU_DATA": str(ROOT / "data"), "LANG": "en_US.UTF-8",
               "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
