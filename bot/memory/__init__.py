"""What must outlive a restart: what people could not find or said is wrong, what was answered and chosen.

One SQLite file in WAL mode, apart from the index: the index is disposable, this is not. No name of a person
is ever stored; of a direct message that gets the weekly post, the id that the platform gave it. All SQL of
the bot stands in this package:

    __init__.py   the file, and what every answer needs
    steps.py      its tables, and how an older file becomes a newer one
    counting.py   how often what happened, by day
    ledger.py     the weekly post: who gets it, what was sent
    turns.py      … and whose turn it is
    pending.py    imports that somebody has begun in a chat, with their files

Remembering is best effort: a full disk or a locked file never keeps a question from its answer.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import Enum, StrEnum

from bot.memory.steps import STEPS
from bot.wording.console import no_copy
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import TypeVar

    T = TypeVar("T")

LONGEST = 200  # characters of a question that are kept
BUSY = 2.0  # seconds to wait for another writer

KEPT = 3 * 86400  # seconds for which an answered message is known; no platform delivers again after that
COUNTED_EVERY, MOST_UNCOUNTED = 1.0, 100  # seconds for which, and until how many, counts wait for a write
PURGED_EVERY = 600.0  # seconds: looking for what is too old reads the whole table
MOST_CLAIMED = 10_000
LEASE = 60.0  # seconds after which one that was begun and not finished may be answered by another process


class Claim(Enum):
    """What became of the wish to answer something that arrived."""

    NEW = "new"  # nobody had it
    AGAIN = "again"  # somebody began and did not finish: look first whether the answer has arrived
    TAKEN = "taken"  # answered, or being answered


class What(StrEnum):
    """What is counted. Of the first five exactly one for each thing that is typed."""

    ANSWERED = "answered"  # a measure, a list, numbers
    CHOSE = "asked back"
    MISSED = "not found"
    DECLINED = "declined"  # no such year, no such measure, not in the sheet, out of scope
    HELPED = "help"  # greetings, help: no question
    RIGHT = "helped"  # feedback
    WRONG = "not what was asked"
    SHOWN = "shown"  # one measure, by its key


class MemoryUnusableError(KatouError):
    """The memory's file cannot be opened."""


class Missed(NamedTuple):
    """A question without an answer, or a correction that somebody asked for."""

    day: date
    place: str
    kind: str
    text: str
    words: str = ""
    near: str = ""
    talk: str = ""  # a mark of the conversation and the hour, "" where there is none


class Chat(NamedTuple):
    """A chat in which the bot is installed. `person` is a hash, "" where the chat is not a personal one."""

    conversation: str
    service: str
    tenant: str
    scope: str
    team: str
    person: str


class MissedGroup(NamedTuple):
    """Questions that missed the same: how often, when last, one of them, the nearest miss."""

    kind: str
    words: str
    text: str
    times: int
    last: date
    near: str

    def as_json(self) -> dict[str, object]:
        """For programs: the same, the date as YYYY-MM-DD."""
        return {
            "kind": self.kind, "words": self.words, "text": self.text, "times": self.times,
            "last": self.last.isoformat(), "near": self.near,
        }  # fmt: skip


def _log(what: str, path: str, error: Exception) -> None:
    import logging  # here: a rare trouble, and its import costs a tenth of an answer's start

    logging.getLogger(__name__).warning("%s: %s: %s", path, what, error)


class Memory:
    """The state file. Safe for threads and processes: every call has a connection of its own."""

    def __init__(self, path: str | os.PathLike[str], keep_days: int = 180) -> None:
        self.path = os.fspath(path)
        self.keep_days = keep_days
        self._idle: list[tuple[tuple[int, int] | None, sqlite3.Connection]] = []
        self._lock = threading.Lock()
        self._turn = threading.RLock()
        self._claimed: OrderedDict[str, float] = OrderedDict()  # by this process, lately
        self._uncounted: list[tuple[str, str, str]] = []  # counts that the next write takes with it
        self._counted_at = float("-inf")
        self._purged, self._purged_on = float("-inf"), date.min  # when old claims, old threads were dropped

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on a connection that nobody else uses meanwhile; it is kept for the next one."""
        with (
            self._turn
        ):  # one thread after the other: SQLite would let the others sleep, and longer each time
            connection = self._idle_one() or self._connect()
            try:
                with connection:
                    yield connection
            except BaseException:
                connection.close()
                raise
            self._idle.append((self._file(), connection))

    def _idle_one(self) -> sqlite3.Connection | None:
        """A connection to the file as it lies there now: somebody may have moved or restored it."""
        with contextlib.suppress(IndexError):  # none is idle
            while True:
                file, connection = self._idle.pop()
                if file is not None and file == self._file():
                    return connection
                connection.close()
        return None

    def _file(self) -> tuple[int, int] | None:
        try:
            stat = os.stat(self.path)
        except OSError:
            return None
        return stat.st_dev, stat.st_ino

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY, check_same_thread=False)
        try:
            connection.execute("pragma synchronous = normal")
            if connection.execute("pragma user_version").fetchone()[0] != len(STEPS):
                _migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def transaction(self, patience: float = BUSY) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """One transaction for another module of this package. Raises MemoryUnusableError.

        `patience` is for how many seconds it waits for another writer.
        """
        return self._transaction(patience)

    @contextlib.contextmanager
    def _transaction(self, patience: float) -> Iterator[sqlite3.Connection]:
        try:
            with self._open() as connection:
                connection.execute(f"pragma busy_timeout = {int(patience * 1000)}")
                if self._uncounted:
                    self._write_counts(connection)
                yield connection
                connection.execute(f"pragma busy_timeout = {int(BUSY * 1000)}")
        except sqlite3.Error as error:
            raise MemoryUnusableError(f"{self.path}: 記録を使えません（{error}）") from None

    def backup(self, target: str) -> None:
        """Copy the file as it is now, also while others write. Raises MemoryUnusableError.

        The copy takes the place of `target` only when it is whole.
        """
        made = f"{target}.part"
        if not os.path.exists(self.path):
            raise MemoryUnusableError(f"{self.path}: {no_copy('nothing')}")
        if os.path.exists(target) and os.path.samefile(target, self.path):
            raise MemoryUnusableError(f"{target}: {no_copy('itself')}")
        try:
            with self._open() as connection, contextlib.closing(sqlite3.connect(made)) as copy:
                connection.backup(copy)
                copy.execute("pragma journal_mode = delete")  # one file, nothing beside it
            os.replace(made, target)
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(OSError):
                os.unlink(made)
            raise MemoryUnusableError(f"{target}: 書けません（{error}）") from None

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop()[1].close()

    def __del__(self) -> None:
        self.close()

    def _forgiving(self, what: str, do: Callable[[sqlite3.Connection], T]) -> T | None:
        """What an answer can do without; None and a line in the log where the file cannot be used."""
        try:
            with self._open() as connection:
                return do(connection)
        except sqlite3.Error as error:
            _log(what, self.path, error)
            return None

    def note(self, missed: Missed) -> None:
        """Remember what was not answered and forget what is old; a failure is logged, never raised."""
        values = (
            missed.day.isoformat(),
            missed.place,
            missed.kind,
            missed.text[:LONGEST],
            missed.words,
            missed.near,
            missed.talk,
        )
        oldest = missed.day - timedelta(days=self.keep_days)
        try:
            with self._open() as connection:
                connection.execute(
                    "insert into missed (day, place, kind, text, words, near, talk) "
                    "values (?, ?, ?, ?, ?, ?, ?)",
                    values,
                )
                connection.execute("delete from missed where day < ?", (oldest.isoformat(),))
        except sqlite3.Error as error:
            _log("not remembered", self.path, error)

    def missed(self, since: date | None = None) -> list[MissedGroup]:
        """What was missed, most often first, then newest. Raises MemoryUnusableError."""
        if not os.path.exists(self.path):
            return []
        statement = """
            select kind, words, max(text), count(*), max(day), max(near) from missed
            where day >= ? group by kind, case words when '' then text else words end
            order by count(*) desc, max(day) desc, max(text)
        """
        try:
            with self._open() as connection:
                rows = connection.execute(statement, (since.isoformat() if since else "",)).fetchall()
        except sqlite3.Error as error:
            raise MemoryUnusableError(f"{self.path}: 記録を読めません（{error}）") from None
        return [
            MissedGroup(kind, words, text, times, date.fromisoformat(last), near)
            for kind, words, text, times, last, near in rows
        ]

    def count(self, day: date, *happened: tuple[What, str]) -> None:
        """Count what happened on a day, each as (What, what it was about).

        A number is no answer: where the file cannot be used nothing is counted, and nothing is said.
        """
        now = time.monotonic()
        with self._lock:
            for what, about in happened:
                self._uncounted.append((day.isoformat(), what.value, about))
            waits = now - self._counted_at < COUNTED_EVERY and len(self._uncounted) < MOST_UNCOUNTED
        if not waits:  # else the next write takes them with it: many at once are one transaction
            with contextlib.suppress(sqlite3.Error), self._open() as connection:
                self._write_counts(connection)

    def _write_counts(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            rows, self._uncounted = self._uncounted, []
            self._counted_at = time.monotonic()
        statement = """
            insert into counted (day, what, about, times) values (?, ?, ?, 1)
            on conflict do update set times = times + 1
        """
        connection.executemany(statement, rows)

    # -- what arrived, and where people talk with the bot ---------------------------------------------------

    def claim(
        self, key: str, now: float | None = None, *, thread: str = "", day: date | None = None
    ) -> Claim:
        """Take something that arrived, so that nobody else answers it: of many at once one gets it.

        With a `thread` and a `day` the thread is followed from then on (see `join`), in the same breath.
        Where the file cannot be used, this process alone remembers, so that an answer still comes.
        """
        now = time.time() if now is None else now
        with self._lock:  # first here: what comes twice at once is stopped even while the file is locked
            if now - self._claimed.get(key, -LEASE) < LEASE:
                return Claim.TAKEN
            self._claimed[key] = now
            while len(self._claimed) > MOST_CLAIMED:
                self._claimed.popitem(last=False)
        try:
            return self._claim(fingerprint(key), now, thread, day)
        except sqlite3.Error as error:
            _log("not claimed", self.path, error)
            return Claim.NEW

    def _claim(self, key: str, now: float, thread: str, day: date | None) -> Claim:
        with self._open() as connection:
            if thread and day:
                self._follow(connection, thread, day)
            new = connection.execute(
                "insert into once (key, at, done) values (?, ?, 0) on conflict do nothing", (key, now)
            ).rowcount
            if new:
                if not 0 <= now - self._purged < PURGED_EVERY:
                    self._purged = now
                    connection.execute("delete from once where at < ?", (now - KEPT,))
                return Claim.NEW
            again = connection.execute(
                "update once set at = ? where key = ? and done = 0 and at < ?", (now, key, now - LEASE)
            ).rowcount
        return Claim.AGAIN if again else Claim.TAKEN

    def done(self, key: str) -> None:
        """What was taken has been answered."""

        def note(connection: sqlite3.Connection) -> None:
            connection.execute("update once set done = 1 where key = ?", (fingerprint(key),))
            self._write_counts(connection)

        self._forgiving("not noted as answered", note)

    def join(self, thread: str, day: date) -> None:
        """Follow a thread from now on: questions in it need no mention."""

        self._forgiving("thread not followed", lambda connection: self._follow(connection, thread, day))

    def _follow(self, connection: sqlite3.Connection, thread: str, day: date) -> None:
        values = (fingerprint(thread), day.isoformat())
        connection.execute("insert or replace into joined (thread, day) values (?, ?)", values)
        if day != self._purged_on:
            self._purged_on = day
            oldest = day - timedelta(days=self.keep_days)
            connection.execute("delete from joined where day < ?", (oldest.isoformat(),))

    def has_joined(self, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        statement, values = "select 1 from joined where thread = ?", (fingerprint(thread),)
        row = self._forgiving("threads not read", lambda c: c.execute(statement, values).fetchone())
        return row is not None

    def choose(self, person: str, department: str) -> None:
        """Keep a person's department; of the person only a hash is kept."""
        statement, values = "insert or replace into chosen values (?, ?)", (fingerprint(person), department)
        self._forgiving("choice not kept", lambda c: c.execute(statement, values))

    def chosen(self, person: str) -> str:
        """The department that a person has chosen, "" for none."""
        statement, values = "select department from chosen where person = ?", (fingerprint(person),)
        row = self._forgiving("choice not read", lambda c: c.execute(statement, values).fetchone())
        return str(row[0]) if row else ""

    # -- chats in which the bot is installed -----------------------------------------------------------------

    def install(self, chat: Chat, day: date) -> None:
        """Keep where the bot was installed; of a chat that is known the newest address."""
        statement = """
            insert into chat (conversation, service, tenant, scope, team, person, day)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (conversation) do update set
                service = excluded.service, tenant = excluded.tenant, scope = excluded.scope,
                team = case excluded.team when '' then team else excluded.team end,
                person = case excluded.person when '' then person else excluded.person end
        """
        self._forgiving("installation not kept", lambda c: c.execute(statement, (*chat, day.isoformat())))

    def moved(self, conversation: str, service: str) -> None:
        """Answers to a chat that is known go to this address from now on."""
        statement = "update chat set service = ? where conversation = ? and service <> ?"
        values = (service, conversation, service)
        self._forgiving("address not kept", lambda c: c.execute(statement, values))

    def uninstall(self, conversation: str) -> None:
        """Forget a chat: nothing is posted there any more."""
        statement = "delete from chat where conversation = ?"
        self._forgiving("removal not kept", lambda c: c.execute(statement, (conversation,)))

    def installed(self) -> list[Chat]:
        """Every chat in which the bot is installed, in the order of their ids."""
        statement = (
            "select conversation, service, tenant, scope, team, person from chat order by conversation"
        )
        rows = self._forgiving("installations not read", lambda c: c.execute(statement).fetchall())
        return [Chat(*row) for row in rows or ()]

    def chat(self, conversation: str) -> Chat | None:
        """A chat in which the bot is, None for one in which it is not. Raises MemoryUnusableError."""
        statement = (
            "select conversation, service, tenant, scope, team, person from chat where conversation = ?"
        )
        with self.transaction() as connection:
            row = connection.execute(statement, (conversation,)).fetchone()
        return Chat(*row) if row else None

    def chat_of(self, person: str) -> Chat | None:
        """The personal chat of somebody, by the name whose hash was kept."""
        statement = "select conversation, service, tenant, scope, team, person from chat where person = ?"
        values = (fingerprint(person),)
        row = self._forgiving("installation not read", lambda c: c.execute(statement, values).fetchone())
        return Chat(*row) if row else None


def fingerprint(name: str) -> str:
    """What is kept of a person, a thread or a message: it can be recognised, not read."""
    import hashlib  # here: no answer needs it, and it loads OpenSSL

    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:40]


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
