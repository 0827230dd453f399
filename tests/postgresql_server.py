"""A real PostgreSQL server: one for the whole test session, or as many as a test of failing ones needs.

    python -m tests.postgresql_server FOLDER     keeps one while others hold FOLDER/held, however they end

The session's server is kept by a process of its own, which waits for the lock that every test process shares:
whoever dies lets go of it, so none is left running.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import IO, Any

import pytest

CI = os.environ.get("CI") == "true"
MISSING = (
    "PostgreSQL がありません: apt-get install postgresql / PostgreSQL is missing: apt-get install postgresql"
)
PATIENCE = 60.0  # seconds for what takes two
USER = "katou"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")  # nothing here outlives the machine
SMALL = ("shared_buffers=32MB", "max_connections=60")


def _program(name: str) -> str | None:
    """Debian keeps the server's programs out of the way, a folder a version."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(newest_first[0]) if newest_first else shutil.which(name)


def is_installed() -> bool:
    """Whether a server can be started here."""
    return _program("initdb") is not None


needs_server = pytest.mark.skipif(not is_installed() and not CI, reason=MISSING)


def _owner() -> dict[str, Any]:
    """The server refuses to run for root: then Debian's own user has it."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


class Cluster:
    """One server over a folder of its own, reached by a socket in it."""

    def __init__(self, folder: Path, port: int = 5432, options: tuple[str, ...] = QUICK) -> None:
        self.folder, self.port, self.options = folder, port, options
        self.data = folder / f"data{port}"

    def _run(self, program: str, *arguments: str) -> None:
        found = _program(program)
        assert found, MISSING
        done = subprocess.run(
            [found, *arguments], capture_output=True, text=True, cwd=self.folder, timeout=PATIENCE, **_owner()
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def make(self) -> Cluster:
        """An empty one. Whoever reaches the socket is let in, as the folder lets nobody else reach it."""
        self._run(
            "initdb", "-D", str(self.data), "-U", USER, "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync"
        )
        return self

    def copy_of(self, primary: Cluster) -> Cluster:
        """One that follows another."""
        self._run(
            "pg_basebackup", "-h", str(primary.folder), "-p", str(primary.port), "-U", USER,
            "-D", str(self.data), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync",
        )  # fmt: skip
        return self

    def start(self) -> Cluster:
        """Start it, and wait until it answers."""
        set_ = (f"port={self.port}", f"unix_socket_directories={self.folder}", "listen_addresses=''")
        options = " ".join(f"-c {each}" for each in (*set_, *SMALL, *self.options))
        log = str(self.folder / f"log{self.port}")
        # A file for what it says: the server would keep our pipe open.
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")
        return self

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, if it runs."""
        with contextlib.suppress(AssertionError):
            self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """As a machine without power: kill -9 of the server and all that it started."""
        first = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        for process in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def promote(self) -> None:
        """Make the one that follows the one that is written to."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What a statement gives, as psql prints it."""
        asking = ("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port))
        done = subprocess.run(
            [*asking, "-U", USER, "-c", statement, database],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def address(self, database: str = "postgres") -> str:
        """As KATOU_INDEX and KATOU_STATE take it."""
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"


@contextlib.contextmanager
def folder_of_servers() -> Any:
    """A folder that the server's own user may use, with a name short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="katou-pg-", dir="/tmp"))
    try:
        if owner := _owner():
            shutil.chown(folder, owner["user"], owner["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# -- the session's own ---------------------------------------------------------------------------------------


_started: list[subprocess.Popen[bytes]] = []  # it outlives this process, if others still need it


@functools.cache
def _held(folder: Path) -> IO[str]:
    """This process holds the session's server as long as it lives."""
    lock = (folder / "held").open("w", encoding="ascii")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


@functools.cache
def session_server() -> Cluster:
    """The server that all processes of this test session share."""
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"alone-{os.getpid()}"
    folder = Path(tempfile.gettempdir()) / f"katou-pg-session-{session}"
    folder.mkdir(mode=0o700, exist_ok=True)
    _held(folder)
    with (folder / "starting").open("w", encoding="ascii") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        ready = folder / "ready"
        if not ready.exists():
            with (folder / "log").open("wb") as log:
                _started.append(subprocess.Popen(
                    [sys.executable, "-m", "tests.postgresql_server", str(folder)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                    cwd=Path(__file__).parent.parent,
                ))  # fmt: skip
            deadline = time.monotonic() + PATIENCE
            while not ready.exists():
                assert time.monotonic() < deadline, (folder / "log").read_text(encoding="utf-8")
                time.sleep(0.05)
    return Cluster(Path(ready.read_text(encoding="utf-8")))


def fresh_database() -> str:
    """The address of a database of its own in the session's server."""
    server, name = session_server(), f"t{uuid.uuid4().hex[:16]}"
    server.sql(f"create database {name} strategy file_copy")
    return server.address(name)


def keep(folder: Path) -> None:
    """Run a server until nobody holds it any more."""
    with folder_of_servers() as home:
        server = Cluster(home).make().start()
        try:
            (folder / "ready.new").write_text(str(home), encoding="utf-8")
            (folder / "ready.new").rename(folder / "ready")
            with (folder / "held").open("w", encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
