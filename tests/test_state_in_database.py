"""The state in PostgreSQL: copied there and back, one claim of many, a doctor, what is told where it is away.

Tests marked `both_states` hold the rest of its contract, on files and here (tests/conftest.py).
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from bot.commands.copying import copy
from bot.memory import Chat, Claim, Memory, MemoryUnusableError, Missed, What
from bot.memory.condition import condition, copy_state, restore
from bot.memory.copying import TABLES
from bot.memory.database import connect
from bot.memory.imports import Pending, Shelf
from bot.memory.passing import Passes, Passing
from bot.memory.subscriptions import Ledger
from bot.memory.usage import UsageCounts
from bot.settings import Settings
from bot.subscription import Post, Progress, Standing, Subscription
from katou_index import build_index, open_index
from katou_index.address import of_plan
from katou_index.errors import KatouError
from katou_index.index.reading import check_index
from tests.bot_fixtures import ROOT
from tests.postgresql_server import fresh_database, needs_server

pytestmark = needs_server
DAY = date(2026, 11, 24)
TOLD = "鍵を'なくした\"場合は？%s ? \\ 👪"


def command(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command as its users have it, over PostgreSQL, in English."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KATOU_", "PG"))}
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, check=False,
        env={**own, "KATOU_LANG": "en", "KATOU_MEANING": "off", **environ},
    )  # fmt: skip


def filled(path: str) -> None:
    """Something in every table."""
    with contextlib.closing(Memory(path)) as memory:
        memory.note(Missed(DAY, "page", "nothing", TOLD, "鍵", "No.1", "talk"))
        memory.count(DAY, (What.SHOWN, "R2/30"), (What.ANSWERED, "page"))
        assert memory.claim("message 1", thread="thread", day=DAY) is Claim.NEW
        memory.done("message 1")
        memory.choose("somebody", "防災課")
        memory.install(Chat("19:a", "https://a", "tenant", "personal", "", "hash"), DAY)
        ledger = Ledger(memory)
        each = ledger.subscribe(Subscription("slack", "T1", "C1", since=1.5))
        ledger.plan([Post(f"{each.id}:2026-W48", each.id, "2026-W48", "2026-11-24", 2.5)])
        ledger.turn("department", "2026-W48", ["防災課", "税務課"])
        ledger.signing_key()
        passing = Passing(memory)
        passing.put(Passes.FILE, "file", bytes(range(256)), 3600)
        passing.put(Passes.CONTEXT, "talk", TOLD, 3600)
        with memory.transaction() as connection:
            connection.execute(
                "insert into looked (wall, running, boot) values (?, ?, ?)", (1.5, 2.5, "boot")
            )
        shelf = Shelf(memory)
        if os.path.sep in shelf.folder:
            shelf.add("place", shelf.drop(), Pending(0, "", "表.xlsx", ".xlsx", "R3", (("1", "2", True),)))


def rows_of(place: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with contextlib.closing(connect(place, 2.0)) as connection:
        return {
            table: sorted(map(tuple, connection.execute(f"select * from {table}").fetchall()), key=repr)
            for table in TABLES
        }


# -- there and back ------------------------------------------------------------------------------------------


def test_the_state_comes_back_from_a_database_as_it_went_in(tmp_path: Path) -> None:
    file, back, address = str(tmp_path / "state.db"), str(tmp_path / "back.db"), fresh_database()
    filled(file)
    before = rows_of(file)
    assert all(before.values())
    copied = copy_state(file, address)
    assert copied == {table: len(rows) for table, rows in before.items()}
    assert rows_of(address) == before
    copy_state(address, back)
    assert rows_of(back) == before == rows_of(file)
    assert {path.name for path in tmp_path.iterdir()} >= {"state.db", "back.db"}
    assert (Path(back).stat().st_mode & 0o077) == 0


def test_numbers_go_on_after_a_copy(tmp_path: Path) -> None:
    file, address = str(tmp_path / "state.db"), fresh_database()
    filled(file)
    copy_state(file, address)
    with contextlib.closing(Memory(address)) as memory:
        ledger = Ledger(memory)
        known = {each.id for each in ledger.subscriptions()}
        added = ledger.subscribe(Subscription("slack", "T1", "C2"))
        assert added.id not in known
        assert Shelf(memory).get(1, "place") is not None
        assert memory.claim("message 1") is Claim.TAKEN


def test_one_command_copies_index_and_state_both_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    address = fresh_database()
    build_index(ROOT / "data", tmp_path / "katou.db")
    filled(str(tmp_path / "katou-state.db"))
    files = {"KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": "katou.db", "KATOU_STATE": "katou-state.db"}
    there = {**files, "KATOU_INDEX": address, "KATOU_STATE": address}
    assert copy(Settings.read(files), "en", address, address) == 0
    assert copy(Settings.read(there), "en", "again.db", "again-state.db") == 0
    told = capsys.readouterr().out
    assert told.count("57 items") == 2
    assert rows_of("again-state.db") == rows_of("katou-state.db") == rows_of(address)
    assert check_index(ROOT / "data", "again.db") == check_index(ROOT / "data", address) == []
    with open_index("katou.db") as first, open_index("again.db") as last:
        assert first.plan(first.years[-1]) == last.plan(last.years[-1])
        assert first.vocabulary == last.vocabulary
        assert first.search("災害対応訓練") == last.search("災害対応訓練")
        assert first.build == last.build
    with pytest.raises(KatouError):
        copy(Settings.read(files), "ja", "", "")
    with pytest.raises(KatouError):
        copy(Settings.read(files), "ja", "katou.db", "")
    with pytest.raises(KatouError):
        copy(Settings.read({**files, "KATOU_STATE": "none.db"}), "ja", "", address)


def test_a_backup_is_a_file_and_can_be_put_back(tmp_path: Path) -> None:
    address, copied = fresh_database(), str(tmp_path / "copy.db")
    filled(address)
    before = rows_of(address)
    with contextlib.closing(Memory(address)) as memory:
        memory.backup(copied)
        ledger = Ledger(memory)
        ledger.stand(ledger.subscriptions()[0].id, Standing.STOPPED, 3.5)
    assert rows_of(copied) == {**before, "passing": []}
    assert restore(address, copied) == ""
    assert rows_of(address) == {**before, "passing": []}
    (tmp_path / "no.db").write_text("nothing", encoding="utf-8")
    with pytest.raises(MemoryUnusableError):
        restore(address, str(tmp_path / "no.db"))
    assert rows_of(address) == {**before, "passing": []}


# -- many at once --------------------------------------------------------------------------------------------


def test_of_many_processes_one_claims_a_message() -> None:
    address = fresh_database()
    memories = [Memory(address) for _ in range(6)]
    try:
        for memory in memories:  # connected
            with memory.transaction():
                assert memory.check() == ""
        for number in range(10):
            with ThreadPoolExecutor(len(memories)) as pool:
                found = list(pool.map(lambda memory, n=number: memory.claim(f"m{n}"), memories))  # type: ignore[misc]
            assert sorted(each.value for each in found) == ["new"] + ["taken"] * 5
    finally:
        for memory in memories:
            memory.close()


def test_of_many_processes_one_claims_a_post() -> None:
    address = fresh_database()
    with contextlib.closing(Memory(address)) as memory:
        ledger = Ledger(memory)
        each = ledger.subscribe(Subscription("slack", "T1", "C1"))
        ledger.plan([Post(f"{each.id}:{n}", each.id, f"2026-W{n}", "2026-11-24", 1.0) for n in range(10, 50)])
    claimed: list[str] = []

    def work() -> None:
        with contextlib.closing(Memory(address)) as own:
            ledger = Ledger(own)
            while post := ledger.claim(time.time(), ["slack"]):
                claimed.append(post.key)
                assert ledger.begin(post, "text", "seen")
                assert ledger.finish(post, Progress.SENT, time.time(), place="1")

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(claimed).most_common(1)[0][1] == 1
    assert len(claimed) == 40


def test_states_of_plans_lie_apart() -> None:
    address = fresh_database()
    with (
        contextlib.closing(Memory(of_plan(address, "kato"))) as one,
        contextlib.closing(Memory(of_plan(address, "ono"))) as two,
    ):
        assert one.claim("message") is Claim.NEW
        assert two.claim("message") is Claim.NEW
        one.count(DAY, (What.ANSWERED, "page"))
        one.choose("somebody", "防災課")
        assert two.chosen("somebody") == ""
        assert UsageCounts(two).totals(DAY, date(2026, 12, 1)) == {}
        assert UsageCounts(one).totals(DAY, date(2026, 12, 1)) == {"answered": 1}


def test_a_job_that_fails_takes_no_other_with_it() -> None:
    with contextlib.closing(Memory(fresh_database())) as memory:
        memory.write(lambda c: c.execute("select 1"))
        done = threading.Event()
        memory.write_soon(lambda c: c.execute("insert into once (key, at, done) values (null, null, null)"))
        memory.write_soon(
            lambda c: c.execute("insert into joined (thread, day) values ('t', '2026-11-24')"), done.set
        )
        assert done.wait(10)
        with memory.transaction() as connection:
            assert connection.execute("select thread from joined").fetchall() == [("t",)]


# -- a server that is not there ------------------------------------------------------------------------------


def test_answers_come_while_the_server_is_away_and_nothing_shows_the_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with contextlib.closing(Memory("postgresql://katou:geheim@127.0.0.1:9/katou", longest=1.0)) as memory:
        assert memory.claim("message") is Claim.NEW
        assert memory.claim("message") is Claim.TAKEN
        memory.choose("somebody", "防災課")
        assert memory.chosen("somebody") == "防災課"
        with pytest.raises(MemoryUnusableError) as told:
            Ledger(memory).subscriptions()
    assert "geheim" not in str(told.value) + caplog.text
    assert "********" in caplog.text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_doctor_looks_at_a_database(lang: str) -> None:
    address = fresh_database()
    places = {"KATOU_INDEX": address, "KATOU_STATE": address, "KATOU_DATA": str(ROOT / "data")}
    assert command("katou_index", "build", **places).returncode == 0
    filled(address)
    done = command("bot", "doctor", **{**places, "KATOU_LANG": lang})
    assert "Traceback" not in done.stdout + done.stderr
    about = [line for line in done.stdout.splitlines() if "postgresql://" in line]
    assert len(about) >= 2, done.stdout
    away = {**places, "KATOU_STATE": "postgresql://katou:geheim@127.0.0.1:9/katou"}
    done = command("bot", "doctor", **{**away, "KATOU_LANG": lang})
    assert done.returncode == 1
    assert "geheim" not in done.stdout + done.stderr
    assert re.search("につながりません|cannot be reached", done.stdout)


def test_commands_work_over_a_database() -> None:
    address = fresh_database()
    places = {"KATOU_INDEX": address, "KATOU_STATE": address, "KATOU_DATA": str(ROOT / "data")}
    asked = command("bot", "ask", "RPAの進捗は？", **places)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "RPA" in asked.stdout
    for arguments in (("tick",), ("report",), ("settings",)):
        done = command("bot", *arguments, **places)
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_one_says_how_to_get_the_driver(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError", encoding="utf-8")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = command("bot", "report", KATOU_STATE="postgresql://db/katou", PYTHONPATH=path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "make postgresql" in done.stderr
    assert condition("postgresql://katou@127.0.0.1:9/katou")[1] == "away"
