"""What must outlive a restart: what people asked and could not find, what they said is wrong.

One SQLite file in WAL mode, apart from the index: the index is disposable, this is not. No name of a person
is ever stored. All SQL of the bot stands here.

Remembering is best effort: a full disk or a locked file never keeps a question from its answer.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum

from katou_index.errors import KatouError
from katou_index.records import NamedTuple

LONGEST = 200  # characters of a question that are kept
BUSY = 2.0  # seconds to wait for another writer

# One step a release, statement by statement, never changed afterwards; `pragma user_version` says how many a
# file has had.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """
        create table missed (
            id integer primary key,
            day text not null,       -- YYYY-MM-DD in Asia/Tokyo
            place text not null,     -- kind of place: terminal, page, channel, direct message
            kind text not null,      -- 'nothing': not found; 'correction': said to be wrong
            text text not null,      -- the question, at most 200 characters
            words text not null,     -- its words that occur nowhere, folded; '' where none
            near text not null       -- title of the nearest miss; '' where none
        )""",
        "create index missed_day on missed (day)",
    ),
    (
        """
        create table once (
            key text primary key,    -- what arrived: slack:<team>:<channel>:<time>
            at real not null,        -- seconds since 1970 at which somebody began to answer it
            done integer not null    -- 1: answered
        ) without rowid""",
        """
        create table joined (
            thread text primary key, -- slack:<team>:<channel>:<time of its first message>
            day text not null
        ) without rowid""",
        """
        create table chosen (
            person text primary key, -- a hash: no name, no id of a person
            department text not null
        ) without rowid""",
    ),
)
KEPT = 3 * 86400  # seconds for which an answered message is known; no platform delivers again after that
LEASE = 60.0  # seconds after which one that was begun and not finished may be answered by another process


class Claim(Enum):
    """What became of the wish to answer something that arrived."""

    NEW = "new"  # nobody had it
    AGAIN = "again"  # somebody began and did not finish: look first whether the answer has arrived
    TAKEN = "taken"  # answered, or being answered


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
    """The state file. Safe for threads and processes: every call has its own connection."""

    def __init__(self, path: str | os.PathLike[str], keep_days: int = 180) -> None:
        self.path = os.fspath(path)
        self.keep_days = keep_days
        self._lock = threading.Lock()
        self._claimed: set[str] = set()  # where the file cannot be used

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=BUSY)
        try:
            connection.execute("pragma synchronous = normal")
            if connection.execute("pragma user_version").fetchone()[0] != len(STEPS):
                _migrate(connection)
            with connection:
                yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _forgiving(self, what: str) -> Iterator[sqlite3.Connection]:
        """The file, for what an answer can do without; a failure is logged."""
        try:
            with self._open() as connection:
                yield connection
        except sqlite3.Error as error:
            _log(what, self.path, error)

    def note(self, missed: Missed) -> None:
        """Remember what was not answered and forget what is old; a failure is logged, never raised."""
        values = (
            missed.day.isoformat(),
            missed.place,
            missed.kind,
            missed.text[:LONGEST],
            missed.words,
            missed.near,
        )
        oldest = missed.day - timedelta(days=self.keep_days)
        try:
            with self._open() as connection:
                connection.execute(
                    "insert into missed (day, place, kind, text, words, near) values (?, ?, ?, ?, ?, ?)",
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

    # -- what arrived, and where people talk with the bot ---------------------------------------------------

    def claim(self, key: str, now: float | None = None) -> Claim:
        """Take something that arrived, so that nobody else answers it: of many at once one gets it.

        Where the file cannot be used, this process alone remembers, so that an answer still comes.
        """
        now = time.time() if now is None else now
        try:
            return self._claim(key, now)
        except sqlite3.Error as error:
            _log("not claimed", self.path, error)
            with self._lock:
                new = key not in self._claimed
                self._claimed.add(key)
            return Claim.NEW if new else Claim.TAKEN

    def _claim(self, key: str, now: float) -> Claim:
        with self._open() as connection:
            new = connection.execute(
                "insert into once (key, at, done) values (?, ?, 0) on conflict do nothing", (key, now)
            ).rowcount
            if new:
                connection.execute("delete from once where at < ?", (now - KEPT,))
                return Claim.NEW
            again = connection.execute(
                "update once set at = ? where key = ? and done = 0 and at < ?", (now, key, now - LEASE)
            ).rowcount
        return Claim.AGAIN if again else Claim.TAKEN

    def done(self, key: str) -> None:
        """What was taken has been answered."""
        with self._forgiving("not noted as answered") as connection:
            connection.execute("update once set done = 1 where key = ?", (key,))

    def join(self, thread: str, day: date) -> None:
        """Follow a thread from now on: questions in it need no mention."""
        with self._forgiving("thread not followed") as connection:
            connection.execute(
                "insert or replace into joined (thread, day) values (?, ?)", (thread, day.isoformat())
            )
            oldest = day - timedelta(days=self.keep_days)
            connection.execute("delete from joined where day < ?", (oldest.isoformat(),))

    def has_joined(self, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        with self._open() as connection:
            row = connection.execute("select 1 from joined where thread = ?", (thread,)).fetchone()
        return row is not None

    def choose(self, person: str, department: str) -> None:
        """Keep a person's department; of the person only a hash is kept."""
        with self._open() as connection:
            connection.execute("insert or replace into chosen values (?, ?)", (_hashed(person), department))

    def chosen(self, person: str) -> str:
        """The department that a person has chosen, "" for none."""
        with self._open() as connection:
            row = connection.execute(
                "select department from chosen where person = ?", (_hashed(person),)
            ).fetchone()
        return str(row[0]) if row else ""


def _hashed(person: str) -> str:
    import hashlib  # here: no answer needs it, and it loads OpenSSL

    return hashlib.sha256(person.encode("utf-8", "replace")).hexdigest()


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
