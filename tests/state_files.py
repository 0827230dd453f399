"""State files that cannot be used: locked by another process, damaged, read-only, in a place that is none."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.memory import Chat, Memory

# Before a command: root may write everything, unless this is taken from it.
BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    connection.execute(statement)
print("held", flush=True)
sys.stdin.read()
"""
HELD = {
    "locked": "pragma locking_mode = exclusive;begin exclusive;create table mine (a)",  # nobody reads either
    "written": "begin immediate",  # others may read
}
KINDS = ("locked", "written", "damaged", "torn", "no folder")  # for processes of any user
READ_ONLY = ("file", "folder", "both")


@contextlib.contextmanager
def held(path: str | os.PathLike[str], kind: str = "locked") -> Iterator[None]:
    """The file is another process's, for as long as this lasts."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, os.fspath(path), HELD[kind]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.communicate()


def damage(path: Path, kind: str) -> None:
    """Make a file unusable: no database at all, or one whose pages are gone."""
    if kind == "damaged":
        path.write_bytes(b"this is no database\n" * 500)
        return
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma journal_mode = delete")
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


@contextlib.contextmanager
def away(path: Path, kind: str) -> Iterator[Path]:
    """The path of a state file that cannot be used meanwhile; a file lies at `path` before."""
    if kind in HELD:
        with held(path, kind):
            yield path
    elif kind == "no folder":
        yield path.parent / "none" / path.name
    else:
        damage(path, kind)
        yield path


def close_for_writing(path: Path, what: str) -> None:
    """Take away the right to write the file, the folder, or both; a BOUND process feels it."""
    if what in ("file", "both"):
        path.chmod(0o444)
    if what in ("folder", "both"):
        path.parent.chmod(0o555)


def installed(memory: Memory) -> list[Chat]:
    """Every chat in which the bot is installed, in the order of their ids, also while others write."""

    def look(connection: sqlite3.Connection) -> list[Chat]:
        columns = "conversation, service, tenant, scope, team, person"
        rows = connection.execute(f"select {columns} from chat order by conversation").fetchall()
        return [Chat(*row) for row in rows]

    memory.chat_of("nobody")  # what was to be written is written first
    return memory.read(look) or []
