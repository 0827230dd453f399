"""The state file itself: opening it, bringing it to this version, which file lies there now.

Where the state lies in a database instead (postgresql.py), its address stands for the path.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading

from bot.memory.migrations import STEPS
from bot.memory.private_files import make_file, tighten
from bot.wording.console import no_state_driver
from katou_index.address import is_address
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_told: set[str] = set()  # files of which it was said that others could read them
_telling = threading.Lock()


def say(sentence: str) -> None:
    """One line on standard error, as whoever runs the program reads it."""
    import logging  # here: a rare trouble, and its import costs a tenth of an answer's start

    logging.getLogger("bot.memory").warning(sentence)


def exists(path: str) -> bool:
    """Whether there is something to look into; of a database that is found out by looking."""
    return is_address(path) or os.path.exists(path)


def which(path: str) -> tuple[int, int] | None:
    """The file that lies there now: somebody may have moved or restored it. None for none."""
    if is_address(path):
        return (0, 0)
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def connect(path: str, busy: float, *, any_thread: bool = False) -> sqlite3.Connection:
    """A connection that waits `busy` seconds for others. Raises sqlite3.Error.

    The file is for its owner alone from its first byte on; one that is open to others is closed to them.
    """
    if is_address(path):
        return _in_database(path, busy, reads=False)
    with contextlib.suppress(OSError):  # SQLite says why
        if not make_file(path):
            tell_open(path)
    connection = sqlite3.connect(path, timeout=busy, check_same_thread=not any_thread)
    try:
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma secure_delete = on")  # what is forgotten is overwritten
        if connection.execute("pragma user_version").fetchone()[0] != len(STEPS):
            _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def tell_open(path: str) -> None:
    """Close what is open to others, and say so, once a path."""
    for sentence in tighten(path):
        with _telling:
            new = path not in _told
            _told.add(path)
        if new:
            say(sentence)


def connect_to_read(path: str, busy: float, *, any_thread: bool = False) -> sqlite3.Connection:
    """A connection that changes nothing. Raises sqlite3.Error, also for an older or no file."""
    if is_address(path):
        return _in_database(path, busy, reads=True)
    if not os.path.exists(path):
        raise sqlite3.OperationalError("no such file")
    connection = sqlite3.connect(path, timeout=busy, check_same_thread=not any_thread)
    try:
        try:
            connection.execute("pragma query_only = on")
            version = connection.execute("pragma user_version").fetchone()[0]
        except sqlite3.OperationalError:
            if os.path.exists(f"{path}-wal") or os.access(os.path.dirname(path) or ".", os.W_OK):
                raise
            connection.close()
            connection = _unchanging(path, any_thread=any_thread)
            version = connection.execute("pragma user_version").fetchone()[0]
    except BaseException:
        connection.close()
        raise
    if version < len(STEPS):
        connection.close()
        raise sqlite3.OperationalError("older than this version")
    return connection


def _in_database(address: str, patience: float, *, reads: bool) -> sqlite3.Connection:
    """A connection that is used as one to a file. Raises sqlite3.Error."""
    try:
        from bot.memory.postgresql import connect  # here: few installations need the driver
    except ImportError:
        raise sqlite3.NotSupportedError(no_state_driver()) from None
    made: Any = connect(address, patience, reads=reads)
    return made  # type: ignore[no-any-return] # it is used as one


def wait_for_others(connection: sqlite3.Connection, patience: float) -> None:
    """Whoever writes next on this connection waits so many seconds for another writer."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"pragma busy_timeout = {int(patience * 1000)}")
    else:
        connection.patience = patience


def leave_nothing_beside(connection: sqlite3.Connection) -> None:
    """What SQLite lays beside the file is written into it, and what was deleted stands nowhere any more."""
    if isinstance(connection, sqlite3.Connection):
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")


def apart(connection: sqlite3.Connection) -> contextlib.AbstractContextManager[object]:
    """One job of several in a transaction: in a database what fails would take the others with it."""
    if isinstance(connection, sqlite3.Connection):
        return contextlib.nullcontext()
    return connection.apart()


def _unchanging(path: str, *, any_thread: bool) -> sqlite3.Connection:
    """The file as it lies in a folder that may not be written: SQLite can lay nothing beside it.

    Only where nobody else has it in use: whoever has keeps a `-wal`.
    """
    address = f"{read_only(path)}&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=not any_thread)


def read_only(path: str) -> str:
    """The address by which SQLite opens a file and changes nothing: connect(…, uri=True)."""
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{escaped}?mode=ro"


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version. Of several processes and threads one does, the others wait for it."""
    connection.execute("pragma journal_mode = wal")
    with connection:
        connection.execute("begin immediate")
        done = connection.execute("pragma user_version").fetchone()[0]
        for number, statements in enumerate(STEPS[done:], done + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"pragma user_version = {number}")
