"""What all processes of one state file know for a while: what a follow-up goes on with, what a page shows.

    kind          name                  part           body
    context       of a conversation     0              what was said last (bot/answering/context_json.py)
    exchange      of a page's talk      its number     a question of the page and its answer
    file          of a file             0              a file or picture that an answer handed over
    step          of a person           0              how far the import is that somebody watches on the page
    wrong         who gave a password   a moment       nothing: one wrong password
    let in        who gave the right    0              nothing

Bounded in number, in bytes and in age, by kind. Names are kept as hashes. Where the file cannot be used, a
process goes on with what it knows by itself, and nobody waits.
"""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable

from bot.memory import Memory, fingerprint
from bot.memory.database import exists, leave_nothing_beside
from bot.memory.retention import Passes as Passes
from bot.memory.retention import tidy
from bot.memory.state_file import MemoryUnusableError
from katou_index.records import NamedTuple

LARGEST = 4_000_000  # signs or bytes of one body; a larger one stays with its process
TIDIED_EVERY = 60.0  # seconds


class Row(NamedTuple):
    """One entry: its part, when it was changed last, what it holds."""

    part: int
    stamp: int
    body: str | bytes


class Passing:
    """The table, for every kind. Safe for threads and processes."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._tidied = float("-inf")
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def row(self, kind: Passes, name: str, known: int = 0, part: int = 0) -> Row | None:
        """An entry, its body "" where its stamp is the known one; of stamp 0 where there is none.

        None where it cannot be told now.
        """
        statement = """
            select part, stamp, case stamp when ? then '' else body end from passing
            where kind = ? and name = ? and part = ? and until > ?
        """
        values = (known, kind, fingerprint(name), part, time.time())
        found = self.memory.peek(lambda c: (c.execute(statement, values).fetchone(),))
        return found and (Row(*found[0]) if found[0] else Row(part, 0, ""))

    def mark(self, kind: Passes, name: str) -> tuple[int, int] | None:
        """How many entries a name has, and the stamp of the newest: another mark, another content."""
        statement = """
            select count(*), coalesce(max(stamp), 0) from passing where kind = ? and name = ? and until > ?
        """
        values = (kind, fingerprint(name), time.time())
        return self.memory.peek(lambda c: c.execute(statement, values).fetchone())

    def rows(self, kind: Passes, name: str) -> list[Row] | None:
        """All entries of a name, by their parts; None as above."""
        statement = """
            select part, stamp, body from passing where kind = ? and name = ? and until > ? order by part
        """
        values = (kind, fingerprint(name), time.time())
        found = self.memory.peek(lambda c: c.execute(statement, values).fetchall())
        return None if found is None else [Row(*each) for each in found]

    def count(self, kind: Passes, name: str) -> int:
        """How many entries a name has; 0 where that cannot be told."""
        return (self.mark(kind, name) or (0, 0))[0]

    def put(
        self, kind: Passes, name: str, body: str | bytes, lasts: float, *, part: int = 0, stamp: int = 0,
        waits: bool = True, written: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Keep an entry for so many seconds, unless a newer one stands there.

        It `waits` until others can read it, where the file can be used; `written` is called when they can.
        """
        if len(body) > LARGEST:
            return
        if isinstance(body, str):
            body = body.encode("utf-8", "replace").decode()  # half a pair of UTF-16 is valid in JSON
        stamp = stamp or time.time_ns()
        statement = """
            insert into passing (kind, name, part, stamp, until, size, body) values (?, ?, ?, ?, ?, ?, ?)
            on conflict (kind, name, part) do update set
                stamp = excluded.stamp, until = excluded.until, size = excluded.size, body = excluded.body
            where excluded.stamp > passing.stamp
        """
        values = (kind, fingerprint(name), part, stamp, time.time() + lasts, len(body), body)
        self._tidy_after(lasts)
        self._done(lambda c: c.execute(statement, values), waits=waits, written=written)

    def add(
        self, kind: Passes, name: str, body: str | bytes, lasts: float, *, part: int, stamp: int
    ) -> bool | None:
        """Keep an entry that must be new: False where its part is taken, None where it cannot be kept."""
        if len(body) > LARGEST:
            return None
        statement = """
            insert into passing (kind, name, part, stamp, until, size, body) values (?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
        """
        values = (kind, fingerprint(name), part, stamp, time.time() + lasts, len(body), body)
        self._tidy_after(lasts)
        added = self.memory.write(self._tidying(lambda c: c.execute(statement, values).rowcount))
        return None if added is None else bool(added)

    def change(self, kind: Passes, name: str, was: Row, body: str | bytes, stamp: int) -> bool | None:
        """Another body for an entry, unless somebody has changed it since; the result is that of `add`."""
        statement = """
            update passing set stamp = ?, size = ?, body = ?
            where kind = ? and name = ? and part = ? and stamp = ?
        """
        values = (stamp, len(body), body, kind, fingerprint(name), was.part, was.stamp)
        changed = self.memory.write(lambda c: c.execute(statement, values).rowcount)
        return None if changed is None else bool(changed)

    def drop(
        self, kind: Passes, name: str, stamp: int = 0, *, waits: bool = True,
        written: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Forget the entries of a name, those changed after a stamp excepted; the rest as of `put`."""
        statement = "delete from passing where kind = ? and name = ? and stamp <= ?"
        values = (kind, fingerprint(name), stamp or time.time_ns())
        self._done(lambda c: c.execute(statement, values), waits=waits, written=written)

    def cut(self, kind: Passes, name: str, below: int) -> None:
        """Forget the parts of a name below one; nobody waits for it."""
        statement = "delete from passing where kind = ? and name = ? and part < ?"
        values = (kind, fingerprint(name), below)
        self._done(lambda c: c.execute(statement, values), waits=False)

    def secret(self, name: str) -> bytes | None:
        """A key that all processes have and nobody else; None where it cannot be told now."""
        statement = "select value from signing_key where name = ?"

        def made(connection: sqlite3.Connection) -> bytes:
            connection.execute(
                "insert into signing_key (name, value) values (?, ?) on conflict do nothing",
                (name, secrets.token_bytes(32)),
            )
            return bytes(connection.execute(statement, (name,)).fetchone()[0])

        found = self.memory.peek(lambda c: c.execute(statement, (name,)).fetchone())
        return bytes(found[0]) if found else self.memory.write(made)

    def _done(
        self, do: Callable[[sqlite3.Connection], object], *, waits: bool,
        written: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        do = self._tidying(do)
        if not waits:
            self.memory.write_soon(do, written)
        elif self.memory.write(lambda c: (do(c),)) is not None and written:
            written()

    # -- what is over is forgotten ---------------------------------------------------------------------------

    def _tidying(self, do: Callable[[sqlite3.Connection], object]) -> Callable[[sqlite3.Connection], object]:
        """Now and then what is over goes with what is written."""
        if 0 <= time.monotonic() - self._tidied < TIDIED_EVERY:
            return do
        self._tidied = time.monotonic()

        def both(connection: sqlite3.Connection) -> object:
            found = do(connection)
            tidy(connection, time.time())
            return found

        return both

    def tidy_later(self) -> None:
        """Have forgotten soon what is over; nobody waits for it."""
        self.memory.write_later(lambda c: tidy(c, time.time()))

    def tidy(self) -> None:
        """Forget now what is over, also in what SQLite lays beside the file; what ends next is forgotten when
        it does."""
        if not exists(self.memory.path):
            return
        with contextlib.suppress(MemoryUnusableError):
            with self.memory.transaction() as connection:
                tidy(connection, time.time())
                (first,) = connection.execute("select min(until) from passing").fetchone()
            with self.memory.transaction() as connection:
                leave_nothing_beside(connection)
            if first is not None:
                self._tidy_after(max(0.0, first - time.time()))

    def _tidy_after(self, lasts: float) -> None:
        """Look once more when this is over, though nobody asks anything until then."""
        with self._lock:
            before = self._timer
            if before and before.is_alive() and before is not threading.current_thread():
                return
            self._timer = threading.Timer(lasts + TIDIED_EVERY, _tidy_of, (weakref.ref(self),))
            self._timer.daemon = True
            self._timer.start()


def _tidy_of(table: Callable[[], Passing | None]) -> None:
    """By a timer, which keeps no state file open that nobody uses any more."""
    if found := table():
        found.tidy()


class ContextTable:
    """The contexts of conversations, kept for `lasts` seconds; as texts."""

    def __init__(self, memory: Memory, lasts: float) -> None:
        self.passing, self.lasts = Passing(memory), lasts

    def newer(self, conversation: str, stamp: int) -> tuple[int, str] | None:
        """Stamp and text of a conversation, the text "" where the stamp is this one; 0 and "" for none."""
        found = self.passing.row(Passes.CONTEXT, conversation, stamp)
        if found and found.stamp != stamp and not found.body:
            return 0, ""
        return found and (found.stamp, str(found.body))

    def put(
        self, conversation: str, stamp: int, text: str, *, waits: bool, written: Callable[[], object]
    ) -> None:
        """Keep a text; "" for none, with its stamp: what another process is still writing comes too late."""
        self.passing.put(
            Passes.CONTEXT, conversation, text, self.lasts, stamp=stamp, waits=waits, written=written
        )
