"""What people said, and tokens, are for their owner alone: from the first byte on, whatever the umask."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.memory import Memory, Missed
from bot.memory.imports import Pending, Shelf
from bot.surfaces.slack.app import SlackKeys, _oauth

DAY = date(2026, 11, 27)
KEYS = SlackKeys("", "https://slack.example/api/", "s", client_id="1", client_secret="2")


@pytest.fixture(params=[0o000, 0o022], ids=["umask 0000", "umask 0022"])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


class Watch:
    """Every mode in which files of a folder were seen, looked at with each call of any function."""

    def __init__(self, folder: Path) -> None:
        self.folder = os.fspath(folder)
        self.seen: set[tuple[str, int]] = set()

    def look(self, *_: object) -> None:
        for folder, folders, files in os.walk(self.folder):
            for name in (*folders, *files):
                with contextlib.suppress(OSError):
                    mode = stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode)
                    self.seen.add((name, mode))

    def __enter__(self) -> Watch:
        sys.setprofile(self.look)
        threading.setprofile(self.look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]

    @property
    def open_to_others(self) -> set[tuple[str, int]]:
        return {(name, mode) for name, mode in self.seen if mode & 0o077}


def used(path: Path) -> Memory:
    """A state file in use: `-wal` and `-shm` are there."""
    memory = Memory(path)
    memory.claim("key")
    memory.note(Missed(DAY, "channel", "nothing", "question"))
    assert memory.missed()
    return memory


@pytest.mark.usefixtures("umask")
def test_every_file_is_private_from_its_first_byte_on(tmp_path: Path) -> None:
    with Watch(tmp_path) as watch:
        memory = used(tmp_path / "state.db")
        memory.backup(str(tmp_path / "backup.db"))
        memory.backup(str(tmp_path / "backup.db"))
        shelf = Shelf(memory)
        dropped = shelf.drop()
        Path(dropped).write_bytes(b"a sheet")
        shelf.add("place", dropped, Pending(0, "", "a.xlsx", ".xlsx", "R3"))
        _oauth(KEYS.but(installations=str(tmp_path / "installations.db")))
        watch.look()
        memory.close()
    names = {name for name, _ in watch.seen}
    assert {
        "state.db",
        "state.db-wal",
        "state.db-shm",
        "backup.db",
        "backup.db.part",
        "installations.db",
    } < names
    assert {"state.db.imports", "1.xlsx"} < names
    assert watch.open_to_others == set()


@pytest.mark.usefixtures("umask")
def test_what_is_open_is_closed_and_told_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "state.db"
    memory = used(path)
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (tmp_path / name).chmod(0o644)
    other = used(path)  # as a process of this version over a file of an older one
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert f"{path}ほか2個" in caplog.text
    assert "owner alone" in caplog.text
    memory.close()
    other.close()


@pytest.mark.usefixtures("umask")
def test_an_open_shelf_is_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    memory = used(tmp_path / "state.db")
    shelf = Path(f"{memory.path}.imports")
    shelf.mkdir(mode=0o777)
    (shelf / "old.xlsx").write_bytes(b"")
    (shelf / "old.xlsx").chmod(0o666)
    Shelf(memory).drop()
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in shelf.iterdir()} == {0o600}
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("umask")
def test_an_open_file_of_installations_is_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "installations.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("create table kept (a)")
    path.chmod(0o666)
    _oauth(KEYS.but(installations=str(path)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select name from sqlite_master where name = 'kept'").fetchone()
    assert len(caplog.records) == 1
    assert str(path) in caplog.text


@pytest.mark.usefixtures("umask")
def test_a_backup_over_an_open_one_is_closed(tmp_path: Path) -> None:
    memory = used(tmp_path / "state.db")
    for name in ("backup.db", "backup.db.part"):  # the second was left by one that was killed
        (tmp_path / name).write_bytes(b"old")
        (tmp_path / name).chmod(0o644)
    memory.backup(str(tmp_path / "backup.db"))
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    assert not (tmp_path / "backup.db.part").exists()
    assert len(Memory(tmp_path / "backup.db").missed()) == 1


@pytest.mark.usefixtures("umask")
def test_a_state_file_behind_a_link_is_private_too(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "state.db").symlink_to(tmp_path / "elsewhere" / "real.db")
    memory = used(tmp_path / "state.db")
    assert stat.S_IMODE((tmp_path / "elsewhere" / "real.db").stat().st_mode) == 0o600
    memory.close()


def test_closing_a_file_to_others_ends_no_lock(tmp_path: Path) -> None:
    """A process that opens and closes a database loses its locks on it: that is how databases are torn."""
    path = tmp_path / "state.db"
    used(path).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as holding:
        holding.execute("begin immediate")
        path.chmod(0o644)
        memory = Memory(path)
        memory.check()
        memory.close(0)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        tries = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('begin immediate')"
        done = subprocess.run(
            [sys.executable, "-c", tries, path], capture_output=True, text=True, check=False
        )
    assert "database is locked" in done.stderr
