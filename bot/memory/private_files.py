"""Files that hold what people said, or tokens: for their owner alone, from their first byte on.

The mode is given when a file is made, so no umask opens it, not for a moment. SQLite gives `-wal`, `-shm` and
`-journal` the mode of the file that they stand beside.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat

from bot.wording.console import was_open

BESIDE = ("", "-wal", "-shm", "-journal")
_OTHERS = 0o077


def make_file(path: str) -> bool:
    """Make an empty file with mode 0600; False where there is one. Raises OSError.

    A file that is there is never opened: to close it would end the locks that SQLite holds on it here.
    """
    try:
        made = os.open(os.path.realpath(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    os.close(made)
    return True


def overwrite_deleted(path: str) -> None:
    """Write a database of SQLite anew, so that what was deleted is in none of its bytes."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma secure_delete = on")
        connection.execute("vacuum")


def make_folder(path: str) -> None:
    """Make a folder with mode 0700 if there is none. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)


def tighten(path: str) -> list[str]:
    """Take from others what they may do with a database, or with a folder and its files.

    A sentence about what was open, none where nothing was. What belongs to somebody else stays as it is.
    """
    paths = [path + ending for ending in BESIDE]
    if os.path.isdir(path):
        with contextlib.suppress(OSError):
            paths = [path, *(entry.path for entry in os.scandir(path))]
    closed = [each for each in paths if _tightened(each)]
    if not closed:
        return []
    return [was_open(closed[0], len(closed) - 1)]


def _tightened(path: str) -> bool:
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        if not mode & _OTHERS:
            return False
        os.chmod(path, mode & ~_OTHERS)
    except OSError:
        return False
    return True
