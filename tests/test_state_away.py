"""While the state file is damaged, locked or read-only everybody is answered, at once and once."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.commands.chats import front_of
from bot.memory import ANSWERING, Chat, Claim, Memory, MemoryUnusableError, Missed, What, lane
from bot.memory.subscriptions import Ledger
from bot.memory.usage import UsageCounts
from bot.orders import Where
from bot.settings import Settings
from bot.wording.imports import asks
from tests.bot_fixtures import ROOT, index_path
from tests.commands import run_command
from tests.socket_mode import SocketModeServer
from tests.state_files import BOUND, KINDS, READ_ONLY, away, close_for_writing, held, installed
from tests.test_slack_socket import Connected

DAY = date(2026, 11, 27)
PATIENCE = 30.0  # seconds after which something is taken for hanging
LATER = 61.0  # seconds after which Slack delivers again, and a claim could be somebody else's


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file that was used before."""
    memory = Memory(tmp_path / "state.db")
    assert memory.claim("before") is Claim.NEW
    memory.done("before")
    memory.join("old thread", DAY)
    memory.choose("somebody", "防災課")
    memory.install(Chat("c1", "https://s", "t", "personal", "", "p"), DAY)
    memory.close()
    return tmp_path / "state.db"


def everything(memory: Memory, number: int) -> None:
    """All that an answer may want of the memory."""
    assert memory.claim(f"key {number}", thread=f"thread {number}", day=DAY) is Claim.NEW
    assert memory.claim(f"key {number}") is Claim.TAKEN
    memory.join(f"other {number}", DAY)
    assert memory.has_joined(f"thread {number}")
    assert memory.has_joined(f"other {number}")
    memory.has_joined("no thread")
    memory.choose(f"person {number}", "防災課")
    assert memory.chosen(f"person {number}") == "防災課"
    memory.install(Chat(f"chat {number}", "https://s", "t", "personal", "", f"p {number}"), DAY)
    memory.moved(f"chat {number}", "https://other")
    memory.chat_of("nobody")
    memory.note(Missed(DAY, "channel", "nothing", f"question {number}", f"word {number}"))
    memory.count(DAY, (What.MISSED, "channel"))
    memory.done(f"key {number}")
    assert memory.claim(f"key {number}", time.time() + LATER) is Claim.TAKEN


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_waits_for_a_file_that_cannot_be_used(path: Path, kind: str) -> None:
    with away(path, kind) as there:
        memory = Memory(there)
        failed: list[Exception] = []

        def work() -> None:
            try:
                for number in range(40):
                    everything(memory, number)
            except Exception as error:
                failed.append(error)
                raise

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(PATIENCE)  # one that waits two seconds each time takes many minutes
        assert not thread.is_alive()
        assert failed == []
    memory.close(0)


@pytest.mark.parametrize("kind", ["locked", "written"])
def test_what_happened_meanwhile_is_in_the_file_when_it_is_back(path: Path, kind: str) -> None:
    memory = Memory(path)
    with held(path, kind):
        for number in range(5):
            everything(memory, number)
    assert until(lambda: memory.check() == "")
    with memory.transaction():  # after all that waited
        pass
    other = Memory(path)
    later = time.time() + LATER
    assert [other.claim(f"key {number}", later) for number in range(5)] == [Claim.TAKEN] * 5
    assert all(other.has_joined(f"{name} {n}") for name in ("thread", "other") for n in range(5))
    assert other.chosen("person 3") == "防災課"
    assert len(installed(other)) == 6
    assert installed(other)[1].service == "https://other"
    assert sorted(group.text for group in other.missed()) == [f"question {number}" for number in range(5)]
    assert UsageCounts(other).totals(DAY, date(2026, 11, 28)) == {"not found": 5}


def test_what_was_known_before_is_read_while_another_process_writes(path: Path) -> None:
    with held(path, "written"):
        memory = Memory(path)
        assert memory.claim("new") is Claim.NEW
        assert memory.claim("before") is Claim.TAKEN
        assert memory.has_joined("old thread")
        assert memory.chosen("somebody") == "防災課"
        assert [chat.conversation for chat in installed(memory)] == ["c1"]
        memory.close(0)


def test_what_was_begun_and_not_finished_is_begun_again_later(path: Path) -> None:
    with away(path, "damaged"):
        memory = Memory(path)
        assert memory.claim("key", 1000.0) is Claim.NEW
        assert memory.claim("key", 1000.0 + LATER) is Claim.AGAIN
        memory.close(0)


def test_a_claim_that_comes_late_into_the_file_is_no_one_elses(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk: whoever waited for the claim gave up, and finds it in the file when looking there."""
    memory, read = Memory(path), Memory.read
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")

        def late(self: Memory, do: Callable[[sqlite3.Connection], object]) -> object:
            other.execute("rollback")
            count = "select count(*) from once where done = 0"
            assert until(lambda: other.execute(count).fetchone()[0] == 1)
            return read(self, do)

        monkeypatch.setattr(Memory, "read", late)
        assert memory.claim("slow") is Claim.NEW
    monkeypatch.undo()
    assert memory.claim("slow") is Claim.TAKEN
    assert Memory(path).claim("slow") is Claim.TAKEN
    memory.close()


def test_of_two_processes_one_answers_when_the_file_is_there(path: Path) -> None:
    one, other = Memory(path), Memory(path)
    got: list[Claim] = []

    def take(memory: Memory) -> None:
        got.extend(memory.claim(f"key {number}") for number in range(200))

    threads = [threading.Thread(target=take, args=(memory,)) for memory in (one, other, one, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert got.count(Claim.NEW) == 200
    assert got.count(Claim.TAKEN) == 600


def test_trouble_is_said_once_and_its_end_once(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "BUSY", 0.2)
    memory = Memory(path)
    with held(path):
        for number in range(5):
            everything(memory, number)
        assert until(lambda: memory.check() == "database is locked")
        everything(memory, 6)
    assert until(lambda: memory.check() == "")
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert ["locked" in line for line in said] == [True, False]
    assert "questions are answered" in said[0]
    assert "nothing was lost" in said[1]
    assert all("\n" not in line and str(path) in line for line in said)
    assert not any("question 3" in line for line in said)


def test_what_is_too_much_is_lost_and_told(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "BUSY", 0.2)
    monkeypatch.setattr(lane, "MOST", 10)
    memory = Memory(path)
    with held(path):
        assert memory.claim("first") is Claim.NEW
        for number in range(30):
            memory.note(Missed(DAY, "channel", "nothing", f"question {number}"))
        assert until(lambda: memory.check() != "")
        assert memory.claim("first") is Claim.TAKEN
    assert until(lambda: memory.check() == "")
    told = " ".join(record.getMessage() for record in caplog.records)
    lost = re.search(r"(\d+) entries were lost", told)
    kept = len(memory.missed())
    assert lost
    assert 0 < kept <= 10
    assert kept + int(lost[1]) >= 30


def test_what_the_end_leaves_unwritten_is_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with held(path):
        memory = Memory(path)
        memory.note(Missed(DAY, "terminal", "nothing", "secret question"))
        memory.close()
    (record,) = caplog.records
    assert "1 entries were not kept" in record.getMessage()
    assert "secret" not in record.getMessage()


def test_what_nobody_waits_for_is_written_though_others_wait_without_a_pause(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A load that leaves no gap between two questions: what it counts must not pile up until the end."""
    memory, ended = Memory(path), threading.Event()

    def claims(asker: int) -> None:
        number = 0
        while not ended.is_set():
            memory.claim(f"{asker} {number}")
            number += 1

    askers = [threading.Thread(target=claims, args=(number,)) for number in range(4)]
    for each in askers:
        each.start()
    for _ in range(8000):
        memory.count(DAY, (What.ANSWERED, "channel"))
    written = until(lambda: answered(path) == 8000)
    ended.set()
    for each in askers:
        each.join()
    memory.close()
    assert written
    assert not caplog.records


def answered(path: Path) -> int:
    """How many answers the file counts."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        (found,) = file.execute("select coalesce(sum(times), 0) from counted").fetchone()
    return int(found)


def test_a_file_that_is_put_back_is_used_again(path: Path) -> None:
    good = path.read_bytes()
    with away(path, "damaged"):
        memory = Memory(path)
        everything(memory, 1)
        assert until(lambda: "not a database" in memory.check())
        fresh = path.with_name("restored.db")
        fresh.write_bytes(good)
        os.replace(fresh, path)
    assert until(lambda: memory.check() == "")
    assert memory.has_joined("old thread")
    assert [group.text for group in memory.missed()] == ["question 1"]


def test_one_entry_that_cannot_be_written_keeps_no_other(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory(path)
    memory.install(Chat("\ud800", "https://s", "t", "personal", "", ""), DAY)  # valid in JSON, not in UTF-8
    assert memory.claim("key") is Claim.NEW
    assert Memory(path).claim("key") is Claim.TAKEN
    assert memory.check() == ""
    assert [record.getMessage() for record in caplog.records] == [f"{path}: UnicodeEncodeError"]


# -- what must be certain refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_weekly_post_refuses_and_holds_up_nobody(path: Path, kind: str) -> None:
    with away(path, kind) as there:
        memory = Memory(there, longest=ANSWERING)
        ledger = Ledger(memory)
        with pytest.raises(MemoryUnusableError):
            ledger.claim(time.time(), ("slack",))
        memory.close(0)


# -- commands ----------------------------------------------------------------------------------------------


def settings_of(path: Path) -> Settings:
    environ = {
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(path),
        "KATOU_MEANING": "off",
    }  # fmt: skip
    return Settings.read(environ)


@pytest.mark.parametrize("shelf", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chat_starts_answers_and_refuses_orders(path: Path, kind: str, *, shelf: bool) -> None:
    if shelf:
        (path.parent / "state.db.imports").mkdir()
        (path.parent / "state.db.imports" / "1.xlsx").write_bytes(b"a file of before")
    with away(path, kind) as there:
        front = front_of(settings_of(there), "ja")
        direct = Where("slack", "T1", "D1", own=True)
        assert front.order("RPAの進捗は？", direct, lambda: True) is None
        assert "No.30" in front.ask("RPAの進捗は？").text
        assert until(lambda: front.trouble() != "")
        ordered = front.order("防災課の週報を毎週月曜日9:00に（確定）", direct, lambda: True)
        assert ordered
        assert "記録を使えません" in ordered.card.headline
        pressed = front.order(asks("ja", 1, 1, "R3"), direct, lambda: True)
        assert pressed
        assert ("記録を使えません" in pressed.card.headline) is (kind not in ("written", "no folder"))
        assert ("記録を使えません" in front.unanswered("ja")[0]) is (kind != "written")
        front.memory.close(0)
    if shelf:
        assert (path.parent / "state.db.imports" / "1.xlsx").exists()


def test_twenty_mentions_are_answered_while_the_file_is_locked(path: Path) -> None:
    with SocketModeServer() as server, held(path):
        memory = Memory(path)
        slack = Connected(server, memory)
        for number in range(20):
            slack.direct("No.21", f"{number}.0")
            slack.direct("No.21", f"{number}.0", retry_attempt=1)
        assert server.until(lambda: len(server.acknowledged) == 40)
        assert server.until(lambda: len(server.posted) == 40)  # each in two messages
        slack.close()
        assert len(server.posted) == 40
        memory.close(0)


COMMAND = [sys.executable, "-m", "bot"]


def environ_of(folder: Path, index: Path | None = None) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index or index_path()),
        "KATOU_STATE": str(folder / "state.db"), "KATOU_MEANING": "off",
    }  # fmt: skip


def asked(
    environ: dict[str, str], question: str, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    if not before:
        return run_command("katou", "ask", question, env=environ, timeout=PATIENCE)
    return subprocess.run(
        [*before, *COMMAND, "ask", question], env=environ, cwd=ROOT, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_ask_answers_and_says_in_one_line_what_it_does_not_keep(path: Path, kind: str) -> None:
    with away(path, kind) as there:
        environ = {**environ_of(path.parent), "KATOU_STATE": str(there)}
        found = asked(environ, "RPAの進捗は？")
        assert (found.returncode, found.stderr) == (0, "")
        missed = asked(environ, "ブロックチェーンの事業は？")
        assert missed.returncode == 0
        assert "ブロックチェーン" in missed.stdout
        assert len(missed.stderr.splitlines()) <= 2  # that it is away, that one entry is lost
        assert "1 entries were not kept" in missed.stderr


def test_ask_keeps_what_was_not_found(path: Path) -> None:
    assert asked(environ_of(path.parent), "ブロックチェーンの事業は？").stderr == ""
    assert [group.words for group in Memory(path).missed()] == ["ブロックチェーン"]


@contextlib.contextmanager
def serving(environ: dict[str, str], before: Sequence[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """A `katou serve`: its address, and what it wrote on standard error, known at the end."""
    process = subprocess.Popen(
        [*before, *COMMAND, "serve", "--port", "0"], env=environ, cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    errors: list[str] = []
    address = ""
    while not address and select.select([process.stdout], [], [], PATIENCE)[0]:
        line = process.stdout.readline()
        if not line:
            break
        address = line.partition("待ち受け: ")[2].strip()
    try:
        yield address, errors
    finally:
        process.send_signal(signal.SIGTERM)
        errors += process.communicate(timeout=PATIENCE)[1].splitlines()


def got(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("shelf", [False, True])
@pytest.mark.parametrize("what", READ_ONLY)
def test_serve_and_ask_work_over_a_read_only_state(path: Path, what: str, *, shelf: bool) -> None:
    own = path.parent / "own"
    own.mkdir()
    state = Path(shutil.move(path, own))
    if shelf:
        (own / "state.db.imports").mkdir(mode=0o755)
        (own / "state.db.imports" / "1.xlsx").write_bytes(b"")
    close_for_writing(state, what)
    environ = {**environ_of(path.parent), "KATOU_STATE": str(state)}
    missed = asked(environ, "ブロックチェーンの事業は？", BOUND)
    assert missed.returncode == 0
    assert "ブロックチェーン" in missed.stdout
    assert "1 entries were not kept" in missed.stderr
    with serving(environ, BOUND) as (address, errors):
        assert address
        for number in range(3):
            assert "ブロック" in got(f"{address}/?q=%E3%83%96%E3%83%AD%E3%83%83%E3%82%AF{number}")[1]
        status, ready = got(f"{address}/readyz")
    own.chmod(0o755)
    assert status == 200
    assert ready.splitlines()[0] == "200 OK"
    assert "state file unusable" in ready
    errors = [line for line in errors if "for its owner alone" not in line]
    assert sum("cannot be used" in line for line in errors) == 1
    assert len(errors) <= 2  # and how much was lost at the end


@pytest.mark.parametrize("what", READ_ONLY)
def test_what_was_known_before_is_read_from_a_read_only_file(path: Path, what: str) -> None:
    own = path.parent / "100% ? #"
    own.mkdir()
    state = Path(shutil.move(path, own))
    close_for_writing(state, what)
    asks = """
import sys
from bot.memory import Memory
memory = Memory(sys.argv[1])
for _ in range(2):
    print(memory.has_joined("old thread"), memory.has_joined("another"), memory.chosen("somebody"))
print(memory.claim("before").value, memory.claim("new").value)
"""
    done = subprocess.run(
        [*BOUND, sys.executable, "-c", asks, state], cwd=ROOT, capture_output=True, text=True, check=True
    )
    own.chmod(0o755)
    assert done.stdout.split() == ["True", "False", "防災課"] * 2 + ["taken", "new"]


def test_readyz_says_that_the_file_is_locked_and_that_it_is_back(path: Path) -> None:
    with serving(environ_of(path.parent)) as (address, _):
        assert got(f"{address}/readyz") == (200, "200 OK")
        with held(path, "written"):
            assert until(lambda: "state file unusable" in got(f"{address}/readyz")[1])
            assert got(f"{address}/readyz")[0] == 200
        assert until(lambda: got(f"{address}/readyz") == (200, "200 OK"))


def test_the_weekly_commands_refuse_in_one_line(path: Path) -> None:
    with away(path, "damaged"):
        done = subprocess.run(
            [*COMMAND, "tick"], env=environ_of(path.parent), cwd=ROOT, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "記録を使えません" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_chat_answers_over_a_damaged_state(path: Path) -> None:
    with away(path, "damaged"):
        done = subprocess.run(
            [*COMMAND, "chat"], env=environ_of(path.parent), cwd=ROOT, capture_output=True, text=True,
            input="ブロックチェーンは？\nRPAの進捗は？\n", timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert done.returncode == 0
    assert "No.30" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_lane_ends_with_its_memory(path: Path) -> None:
    memory = Memory(path)
    memory.claim("key")
    threads = [each for each in threading.enumerate() if each.name == "state-file"]
    assert threads
    memory.close()
    assert not any(each.is_alive() for each in threads[-1:])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert json.dumps(connection.execute("select count(*) from once").fetchone()) == "[2]"
