"""What machines do: a clock that jumps, a disk that is full, a process that is killed.

The state file that is locked, damaged, read-only or gone has its own tests (test_state_away.py), so have
killed senders (test_tick_crash.py).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory import Memory
from bot.memory.clockwatch import DAY, Moment, jump, watch
from bot.memory.subscriptions import Ledger
from bot.subscription import Post, Progress, Subscription
from katou_index.importing import history
from tests.bot_fixtures import ROOT, index_path
from tests.kills import COMMANDS, kill
from tests.socket_mode import SocketModeServer
from tests.test_slack_commands import KATOU
from tests.test_teams_serve import SET

CI = os.environ.get("CI") == "true"
INDEX = str(Path(KATOU).with_name("katou-index"))
ROOMS = "needs Linux, as root: the tests mount a small disk, and give a process another time since the start"


def may(*command: str) -> bool:
    """Whether this machine lets us do that."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


# -- the clock -----------------------------------------------------------------------------------------------

MOMENTS = st.builds(Moment, st.floats(1e9, 3e9), st.floats(0, 1e8), st.just("a"))


@given(MOMENTS, st.floats(0, 1e7), st.floats(-DAY, DAY))
def test_a_clock_that_goes_on_has_not_jumped(before: Moment, passed: float, off: float) -> None:
    assert not jump(before, Moment(before.wall + passed + off * 0.99, before.running + passed, "a"))


@given(MOMENTS, st.floats(0, 1e7), st.floats(1.01 * DAY, 1e9), st.sampled_from((1, -1)))
def test_a_jump_of_more_than_a_day_is_noticed(before: Moment, passed: float, off: float, way: int) -> None:
    now = Moment(before.wall + passed + way * off, before.running + passed, "a")
    assert jump(before, now) == pytest.approx(way * off, abs=1.0)


@given(MOMENTS, st.floats(0, 50 * DAY))
def test_a_machine_that_was_off_has_not_jumped(before: Moment, off: float) -> None:
    assert not jump(before, Moment(before.wall + off, 5.0, "b"))


@given(MOMENTS, st.floats(1.01 * DAY, 1e8))
def test_after_a_restart_a_clock_set_back_or_months_ahead_is_noticed(before: Moment, off: float) -> None:
    assert jump(before, Moment(before.wall - off, 5.0, "b")) < 0
    assert jump(before, Moment(before.wall + 61 * DAY + off, 5.0, "b")) > 0


def test_a_jump_stays_noticed_until_the_clock_is_right_again_or_said_to_be(tmp_path: Path) -> None:
    with closing(Memory(tmp_path / "s.db")) as memory:
        assert not watch(memory, Moment(1e9, 100.0, "a"))
        for _ in range(3):
            assert watch(memory, Moment(1e9 + 365 * DAY, 200.0, "a")) > 364 * DAY
        assert not watch(memory, Moment(1e9 + 200, 300.0, "a"))
        assert watch(memory, Moment(1e9 - 30 * DAY, 400.0, "a")) < 0
        assert not watch(memory, Moment(1e9 - 30 * DAY, 400.0, "a"), right=True)
        assert not watch(memory, Moment(1e9 - 30 * DAY + 60, 460.0, "a"))


JUMP = ("unshare", "--time", "--boottime", "31536000")


@pytest.mark.skipif(not may(*JUMP, "true") and not CI, reason=ROOMS)
def test_tick_tells_of_a_jump_and_marks_nothing(tmp_path: Path) -> None:
    """The real command, in a time of its own: since the start a year passes, and the clock stands still."""
    state, now = tmp_path / "s.db", time.time()
    with SocketModeServer() as server:
        environ = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
            "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(state), "KATOU_MEANING": "off",
            "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": server.api_url,
        }  # fmt: skip

        def katou(*command: str) -> tuple[int, str, str]:
            done = subprocess.run(
                command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
            )
            return done.returncode, done.stdout, done.stderr

        assert katou(KATOU, "tick")[0] == 0
        with closing(Memory(state)) as memory:
            ledger = Ledger(memory)
            weekday = (datetime.now(ZoneInfo("Asia/Tokyo")).weekday() + 3) % 7  # no post of its own is due
            each = ledger.subscribe(Subscription("slack", "T1", "C1", weekday=weekday))
            due = Post("due", each.id, "2026-W48", "2026-11-23", now - 600)
            ledger.plan([due, due.but(key="old", week="2026-W40", due=now - 3e6)])
            before = ledger.posts()
            code, out, error = katou(*JUMP, KATOU, "tick")
            assert (code, out, len(error.splitlines())) == (1, "", 1)
            assert "365日戻りました" in error
            assert ledger.posts() == before
            assert not server.posted
            code, out, _ = katou(*JUMP, KATOU, "doctor")
            assert code == 1
            assert "365日戻りました" in out
            assert katou(*JUMP, KATOU, "tick", "--clock-is-right")[0] == 0
            assert {post.state for post in ledger.posts()} == {Progress.SENT.value, Progress.SKIPPED.value}
            assert len(server.posted) == 1
        skipped = next(
            line for line in katou(*JUMP, KATOU, "weekly", "list")[1].splitlines() if "見送り" in line
        )
        assert f"{time.strftime('%Y', time.localtime(now - 3e6))}年" in skipped


def test_undo_goes_by_number_and_not_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is set back a year between two imports: the second one is the last all the same."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    moments = iter(("2026-12-01T09:00:00", "2025-12-01T09:00:00", "2026-12-02T09:00:00"))

    class Clock(history.datetime):  # type: ignore[name-defined,misc]
        @classmethod
        def now(cls, zone: object = None) -> object:
            return cls.fromisoformat(next(moments)).replace(tzinfo=history.OFFICE)

    monkeypatch.setattr(history, "datetime", Clock)
    for text in ("first", "second", "third"):
        ready = tmp_path / "ready.csv"
        ready.write_text(text)
        with history.only_one(data):
            history.apply(data, "corrections", "R2", ready, {"notes.csv": ready})
    assert [each.number for each in history.entries(data)] == [1, 2, 3]
    for left in ("second", "first"):
        with history.only_one(data):
            history.undo(data)
        assert (data / "notes.csv").read_text() == left


# -- a full disk ---------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def mountable() -> bool:
    return may("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")


WRITES = {
    "the page": (KATOU, "export-site", "--out", "FILE"),
    "an Excel file": (INDEX, "export", "--format", "xlsx", "--out", "FILE"),
    "a CSV": (INDEX, "export", "--format", "csv", "--out", "FILE"),
    "JSON": (INDEX, "export", "--format", "json", "--out", "FILE"),
    "a package for Teams": (KATOU, "teams-package", "--base-url", "https://plan.example/", "--out", "FILE"),
    "a backup": (KATOU, "backup", "FILE"),
    "the index": (INDEX, "build", "--out", "FILE"),
    "a word": (KATOU, "word", "ロボ自動化", "RPA"),
    "an example": (KATOU, "approve", "防災課の△の項目は？"),
    "an import": (INDEX, "import", "SHEET", "--year", "R2", "--yes", "--by", "山田", "--reason", "原本"),
    "an undo": (INDEX, "undo"),
    "a new city": (INDEX, "start", "CITY", "--data", "NEW", "--year", "R7", "--yes"),
}


@pytest.mark.skipif(not mountable() and not CI, reason=ROOMS)
@pytest.mark.parametrize("what", WRITES)
def test_a_full_disk_leaves_the_old_file_and_one_line_that_names_it(tmp_path: Path, what: str) -> None:
    shelf = tmp_path / "data"
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(shelf), "KATOU_MEANING": "off",
        "KATOU_INDEX": str(tmp_path / "k.db"), "KATOU_STATE": str(tmp_path / "s.db"), **SET,
    }  # fmt: skip
    with small_disk(shelf, "3m"):
        shutil.copytree(ROOT / "data", shelf, dirs_exist_ok=True)
        shutil.copy(index_path(), tmp_path / "k.db")  # of the same data
        with closing(Memory(tmp_path / "s.db")) as memory:
            memory.claim("before")
            memory.done("before")
        file = shelf / "out"
        file.write_bytes(b"as it was")
        file.chmod(0o600)
        sheet = corrected(tmp_path, environ) if what in ("an import", "an undo") else file
        if what == "an undo":
            done_before = [str({"SHEET": sheet}.get(word, word)) for word in WRITES["an import"]]
            subprocess.run(done_before, env=environ, cwd=tmp_path, check=True, capture_output=True)
        city = tmp_path / "city.csv"
        city.write_text("事業名,評価\n" + "".join(f"事業{n}{'あ' * 200},A\n" for n in range(50)), "utf-8")
        filler = os.open(shelf / "filler", os.O_WRONLY | os.O_CREAT)
        with contextlib.suppress(OSError):
            while True:
                os.write(filler, bytes(4096))
        os.close(filler)
        before = {path: path.read_bytes() for path in shelf.rglob("*") if path.is_file()}
        places = {"FILE": file, "SHEET": sheet, "CITY": city, "NEW": shelf / "city"}
        command = [str(places.get(word, word)) for word in WRITES[what]]
        done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
        after = {path: path.read_bytes() for path in shelf.rglob("*") if path.is_file()}
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert str(shelf) in done.stderr
    assert {path: content for path, content in before.items() if after.get(path) != content} == {}
    new = {path.name for path in after.keys() - before.keys()}
    assert new <= {"lock", "out.lock"}  # nothing half written lies about


def corrected(folder: Path, environ: dict[str, str]) -> Path:
    """An export in which somebody has changed a cell."""
    from openpyxl import load_workbook

    sheet = folder / "edited.xlsx"
    subprocess.run(
        [INDEX, "export", "--year", "R2", "--format", "xlsx", "--out", sheet], env=environ, check=True
    )
    book = load_workbook(sheet)
    head = {cell.value: cell.column for cell in book["項目"][1]}
    book["項目"].cell(2, head["取組結果"], "直した結果")
    book.save(sheet)
    return sheet


# -- kill -9 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", COMMANDS)
def test_what_a_killed_command_did_is_there_whole_or_not_at_all(tmp_path: Path, kind: str) -> None:
    """Ten times each; a hundred by `make reliability`."""
    found = kill(kind, tmp_path, 10)
    assert found.torn == ()
    assert found.kills


# -- a program that nobody may change ------------------------------------------------------------------------


@pytest.mark.skipif(not may("unshare", "--mount", "mount", "--bind", "/", "/mnt") and not CI, reason=ROOMS)
def test_the_program_runs_from_a_read_only_folder(tmp_path: Path) -> None:
    """The whole repository is mounted so: everything that is written has a place of its own."""
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_MEANING": "off",
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(tmp_path / "k.db"),
        "KATOU_STATE": str(tmp_path / "s.db"),
    }  # fmt: skip
    script = (
        f"mount --bind {ROOT} {ROOT} && mount -o remount,ro,bind {ROOT} && ! touch {ROOT}/x && cd {tmp_path}"
        f" && {KATOU} ask No.21 && {KATOU} ask ほげほげ && {KATOU} backup copy.db && {KATOU} doctor && "
        f"{{ timeout --preserve-status 20 {KATOU} serve --port 0 > said & }} && "
        "for _ in $(seq 180); do grep -q 待ち受け said && break; sleep 0.1; done; "
        "kill %1; wait %1 && cat said"
    )
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "802,964,000" in done.stdout
    assert "待ち受け: http" in done.stdout
    assert "異常" not in done.stdout
    assert done.returncode == 0, done.stderr
