"""The state file as the rest of this package uses it: reads and writes for answers, which wait for nothing,
and whole transactions for what must be certain.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator

from bot.wording.console import no_copy, not_written, state_unusable
from katou_index.address import is_address, masked
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeVar

    from bot.memory.lane import Lane

    T = TypeVar("T")
    OpenFile = tuple[tuple[int, int] | None, sqlite3.Connection]  # which file it is (`database.which`)

BUSY = 2.0  # seconds to wait for another writer
AWAY = 0.05  # seconds to wait where the file is known to be away
ANSWERING = 1.0  # seconds to wait at most where people are answered by the same threads
UNREAD = 1.0  # seconds for which a file that could not be read is not tried again
LAST = 0.5  # seconds for what is to be written when the program ends


class MemoryUnusableError(KatouError):
    """The memory's file cannot be opened."""


class StateFile:
    """The state file, one object a process. Safe for threads and processes.

    `longest` is for how many seconds a transaction waits at most, whatever it asks for: in a process that
    answers people no thread is to stand still for long.
    """

    def __init__(self, path: str | os.PathLike[str], longest: float = float("inf")) -> None:
        self.path = os.fspath(path)
        self.shown = masked(self.path)
        self.longest = longest
        self._idle: list[OpenFile] = []
        self._looking: list[OpenFile] = []  # connections that only read
        self._unread_until = float("-inf")  # when reading is tried again after it has failed
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        self._writer: Lane | None = None
        self._reader: Lane | None = None

    # -- for answers: nobody waits -------------------------------------------------------------------------

    def _lane(self) -> Lane:
        """The thread that writes, and reads where it keeps up."""
        if self._writer is None:
            from bot.memory.lane import Lane  # here: a plain question on the terminal needs none

            with self._lock:
                self._writer = self._writer or Lane(self.path)
        return self._writer

    def read(self, do: Callable[[sqlite3.Connection], T]) -> T | None:
        """What an answer can do without; None where the file cannot be read at once."""
        from bot.memory.lane import UNKNOWN, Lane

        lane = self._lane()
        found: Any = UNKNOWN if lane.behind else lane.now(do, writes=False)
        if found is UNKNOWN:  # it may be only writing that is in trouble
            with self._lock:
                self._reader = self._reader or Lane(self.path, reads=True)
            found = self._reader.now(do, writes=False)
        return None if found is UNKNOWN else found

    def peek(self, do: Callable[[sqlite3.Connection], T]) -> T | None:
        """What an answer should know if it can; None where the file cannot be read.

        Read by whoever asks: a thread of its own may be kept waiting on a busy machine, and would not be
        waited for.
        """
        from bot.memory.database import connect_to_read, which

        file = None if time.monotonic() < self._unread_until else which(self.path)
        if file is None:
            return None
        connection = _taken(self._looking, file)
        try:
            connection = connection or connect_to_read(self.path, AWAY, any_thread=True)
            found = do(connection)
        except (sqlite3.Error, UnicodeDecodeError):
            self._unread_until = time.monotonic() + UNREAD
            if connection is not None:
                connection.close()
            return None
        self._looking.append((file, connection))
        return found

    def settle(self) -> None:
        """What was to be written later is written, before something is read that it may have changed."""
        if self._writer is not None and not self._writer.behind:
            self._writer.flush(AWAY)

    def is_away(self) -> bool:
        """Whether the file cannot be used as it is now."""
        return self._writer is not None and self._writer.behind

    def check(self) -> str:
        """Why the file cannot be used, "" where it can. Waits a moment at most."""
        return self._lane().check()

    def look(self) -> None:
        """Find out whether the file can be used, and say where it cannot; waits for nothing."""
        self._lane().look()

    def write_later(self, do: Callable[[sqlite3.Connection], object]) -> None:
        """Have it written soon, in a transaction that nobody waits for."""
        self._lane().later(do)

    def write(self, do: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `do` gives, once it is written: other processes see it at once.

        None where the file cannot be used: then it is written later, if ever.
        """
        from bot.memory.lane import UNKNOWN

        found: Any = self._lane().now(do)
        return None if found is UNKNOWN else found

    def write_soon(
        self, do: Callable[[sqlite3.Connection], object], written: Callable[[], object] | None = None
    ) -> None:
        """Written as the next thing; nobody waits for it, and `written` is called when it is."""
        self._lane().soon(do, written)

    # -- for what must be certain --------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self, patience: float = BUSY) -> Iterator[sqlite3.Connection]:
        """One transaction on a connection that nobody else uses meanwhile; it is kept for the next one.

        What this process has to write before is written first, where it can be. Raises sqlite3.Error.
        """
        from bot.memory.database import (  # here, as below: a plain question opens no file
            connect,
            wait_for_others,
            which,
        )

        if self._writer is not None and not self._writer.behind:
            self._writer.flush(patience)
        # One thread after the other: SQLite would let the others sleep, and longer each time.
        if not self._turn.acquire(timeout=patience):
            raise sqlite3.OperationalError("database is locked")
        try:
            idle = _taken(self._idle, which(self.path))
            connection = idle or connect(self.path, patience, any_thread=True)
            try:
                wait_for_others(connection, patience)
                with connection:
                    yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.append((which(self.path), connection))
        finally:
            self._turn.release()

    @contextlib.contextmanager
    def transaction(self, patience: float = BUSY) -> Iterator[sqlite3.Connection]:
        """One transaction for another module of this package. Raises MemoryUnusableError.

        `patience` is for how many seconds it waits for another writer, `longest` at most.
        """
        patience = min(patience, self.longest)
        if self.longest < BUSY and self.is_away():  # who answers people need not find out again
            patience = AWAY
        try:
            with self._open(patience) as connection:
                yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged file may hold no text at all
            raise MemoryUnusableError(state_unusable(self.shown, str(error))) from None

    def backup(self, target: str) -> None:
        """Copy the file as it is now, also while others write. Raises MemoryUnusableError.

        The copy takes the place of `target` only when it is whole; it is for its owner alone.
        """
        if is_address(self.path):
            self._backup_database(target)
            return
        from bot.memory.database import tell_open
        from katou_index.wholefiles import NO_ROOM, NoRoomError  # here: nobody waits for a backup

        made = f"{target}.part"
        if not os.path.exists(self.path):
            raise MemoryUnusableError(f"{self.path}: {no_copy('nothing')}")
        if os.path.exists(target) and os.path.samefile(target, self.path):
            raise MemoryUnusableError(f"{target}: {no_copy('itself')}")
        with self.transaction():
            pass  # a trouble of the file itself is told of it, and not of its copy
        try:
            tell_open(target)
            self._copy_to(made)
            os.replace(made, target)
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(OSError):
                os.unlink(made)
            if "full" in str(error) or getattr(error, "errno", None) in NO_ROOM:
                raise NoRoomError(target, os.path.getsize(self.path)) from None
            raise MemoryUnusableError(not_written(target, str(error))) from None

    def _backup_database(self, target: str) -> None:
        from bot.memory.copying import copy_all  # here: few have one in a database

        try:
            copy_all(self.path, target, passing=False)
        except (sqlite3.Error, OSError) as error:
            raise MemoryUnusableError(not_written(target, str(error))) from None

    def _copy_to(self, made: str) -> None:
        """Copy all that outlives a restart into a new file. Raises sqlite3.Error, OSError."""
        from bot.memory.private_files import make_file

        with contextlib.suppress(FileNotFoundError):  # left by one that was killed
            os.unlink(made)
        make_file(made)
        with self._open() as connection, contextlib.closing(sqlite3.connect(made)) as copy:
            connection.backup(copy)
            with copy:
                copy.execute("delete from passing")  # what people say just now is nobody's to keep
            copy.execute("vacuum")
            copy.execute("pragma journal_mode = delete")  # one file, nothing beside it

    def close(self, patience: float = LAST) -> None:
        """Write what is to be written, for so many seconds, and let go of the file."""
        writer, self._writer = self._writer, None
        reader, self._reader = self._reader, None
        for lane in (writer, reader):
            if lane is not None:
                lane.close(patience)
        for connections in (self._idle, self._looking):
            with contextlib.suppress(IndexError):
                while True:
                    connections.pop()[1].close()

    def __del__(self) -> None:
        try:
            for lane in (self._writer, self._reader):
                if lane is not None:
                    lane.end()
            self._writer = self._reader = None
            self.close()
        except Exception:  # at the end of Python half of it may be gone, contextlib too
            pass


def _taken(kept: list[OpenFile], wanted: tuple[int, int] | None) -> sqlite3.Connection | None:
    """A kept connection to the file as it lies there now, None for none; those to another one are closed.

    Somebody may have moved or restored the file since they were opened.
    """
    with contextlib.suppress(IndexError):  # another thread may take the last one
        while True:
            file, connection = kept.pop()
            if file is not None and file == wanted:
                return connection
            connection.close()
    return None
