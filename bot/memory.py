"""What must outlive a restart: what people asked and could not find, what they said is wrong.

One SQLite file in WAL mode, apart from the index: the index is disposable, this is not. No name of a person
is ever stored. All SQL of the bot stands here.

Remembering is best effort: a full disk or a locked file never keeps a question from its answer.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from katou_index.errors import KatouError
from katou_index.records import NamedTuple

LONGEST = 200  # characters of a question that are kept
BUSY = 2.0  # seconds to wait for another writer

# One step a release, never changed afterwards; `pragma user_version` says how many a file has had.
STEPS = (
    """
    create table missed (
        id integer primary key,
        day text not null,       -- YYYY-MM-DD in Asia/Tokyo
        place text not null,     -- kind of place: terminal, page, channel, direct message
        kind text not null,      -- 'nothing': not found; 'correction': said to be wrong
        text text not null,      -- the question, at most 200 characters
        words text not null,     -- its words that occur nowhere, folded; '' where none
        near text not null       -- title of the nearest miss; '' where none
    );
    create index missed_day on missed (day);
    """,
)


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

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=BUSY)
        try:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            _migrate(connection)
            with connection:
                yield connection
        finally:
            connection.close()

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


def _migrate(connection: sqlite3.Connection) -> None:
    done = connection.execute("pragma user_version").fetchone()[0]
    for number, step in enumerate(STEPS[done:], done + 1):
        connection.executescript(f"begin immediate; {step} pragma user_version = {number}; commit;")
