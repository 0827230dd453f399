"""Whether a state file is whole and can be written, and a backup taken back. For whoever looks after it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time

from bot.memory.copying import copy_all
from bot.memory.database import connect, read_only
from bot.memory.migrations import STEPS
from bot.memory.private_files import BESIDE, make_file
from bot.memory.state_file import BUSY, MemoryUnusableError
from bot.wording.console import no_copy, state_unusable
from katou_index.address import is_address, masked

DAMAGED, NEWER, LOCKED, READ_ONLY, FULL = "damaged", "newer", "locked", "read-only", "full"
AWAY = "away"  # the server of a database


def condition(path: str) -> tuple[str, str]:
    """Why the file cannot be used, and the kind of trouble; ("", "") where it is well. Changes nothing."""
    if is_address(path):
        return _condition_of_database(path)
    try:
        _look(path)
        if not os.access(path, os.W_OK) or not os.access(os.path.dirname(path) or ".", os.W_OK):
            return "read-only", READ_ONLY
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY)) as connection:
            connection.execute("begin immediate")
            connection.execute("delete from once where 0")
            connection.rollback()
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        return str(error), _kind(error)
    return "", ""


def _condition_of_database(address: str) -> tuple[str, str]:
    try:
        with contextlib.closing(connect(address, BUSY)) as connection:
            connection.execute("begin immediate")
            connection.execute("delete from once where 1 = 0")
            connection.rollback()
    except sqlite3.Error as error:
        return str(error), LOCKED if "locked" in str(error) else AWAY
    return "", ""


def restore(path: str, copy: str) -> str:
    """Put a backup in the place of the state file; where what lay there is kept, "" for nothing.

    Raises MemoryUnusableError where the copy is no state file or is not whole: then nothing has changed.
    """
    if is_address(path):
        try:
            _look(copy)
        except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
            raise MemoryUnusableError(f"{copy}: {error}") from None
        copy_state(copy, path)
        return ""
    made, kept = f"{path}.part", ""
    if os.path.exists(path) and os.path.exists(copy) and os.path.samefile(copy, path):
        raise MemoryUnusableError(f"{copy}: {no_copy('itself')}")
    try:
        _look(copy)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(made)
        make_file(made)
        with (
            contextlib.closing(sqlite3.connect(read_only(copy), uri=True)) as source,
            contextlib.closing(sqlite3.connect(made)) as target,
        ):
            source.backup(target)
            target.execute("pragma journal_mode = delete")
        _look(made)
        if os.path.exists(path):
            kept = f"{path}.before-{time.strftime('%Y%m%d-%H%M%S')}"
            os.link(path, kept)
        os.replace(made, path)
        for ending in BESIDE[1:]:  # they belong to what lay there
            with contextlib.suppress(FileNotFoundError):
                os.replace(path + ending, (kept or path + ".gone") + ending)
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise MemoryUnusableError(f"{copy}: {error}") from None
    return kept


def copy_state(source: str, target: str) -> dict[str, int]:
    """Put what one state holds in the place of what another does, in files or databases; table → rows.

    Raises MemoryUnusableError where either cannot be used: the target is then as it was.
    """
    try:
        return copy_all(source, target)
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise MemoryUnusableError(
            state_unusable(f"{masked(source)} → {masked(target)}", str(error))
        ) from None


def _look(path: str) -> None:
    """Raise where the file is not whole, or no state file that this program knows."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "no such file", path)
    with contextlib.closing(sqlite3.connect(read_only(path), uri=True, timeout=BUSY)) as connection:
        version = connection.execute("pragma user_version").fetchone()[0]
        if version > len(STEPS):
            raise sqlite3.NotSupportedError(f"version {version}")
        told = connection.execute("pragma quick_check").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(str(told).splitlines()[0])
        if not connection.execute("select count(*) from sqlite_master where name = 'missed'").fetchone()[0]:
            raise sqlite3.DatabaseError("no state file")


def _kind(error: Exception) -> str:
    told = str(error)
    if isinstance(error, sqlite3.NotSupportedError):
        return NEWER
    if "locked" in told or "busy" in told:
        return LOCKED
    if "readonly" in told or "unable to open" in told or isinstance(error, PermissionError):
        return READ_ONLY
    return FULL if "full" in told else DAMAGED
