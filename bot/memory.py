"""What must outlive a restart: what people asked and could not find, what they said is wrong.

One SQLite file in WAL mode, apart from the index: the index is disposable, this is not. No name of a person
is ever stored. All SQL of the bot stands here.

Remembering is best effort: a full disk or a locked file never keeps a question from its answer.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from katou_index.errors import KatouError

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

logger = logging.getLogger(__name__)


class MemoryUnusableError(KatouError):
    """The memory's file cannot be opened."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question without an answer, or a correction that somebody asked for."""

    day: date
    place: str
    kind: str
    text: str
    words: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class MissedGroup:
    """Questions that missed the same: how often, when last, one of them, the nearest miss."""

    kind: str
    words: str
    text: str
    times: int
    last: date
    near: str


class Memory:
    """The state file. Safe for threads and processes: every call has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path

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
        """Remember a question that was not answered; a failure is logged, never raised."""
        values = (
            missed.day.isoformat(),
            missed.place,
            missed.kind,
            missed.text[:LONGEST],
            missed.words,
            missed.near,
        )
        try:
            with self._open() as connection:
                connection.execute(
                    "insert into missed (day, place, kind, text, words, near) values (?, ?, ?, ?, ?, ?)",
                    values,
                )
        except sqlite3.Error as error:
            logger.warning("not remembered in %s: %s", self.path, error)

    def missed(self, since: date | None = None) -> list[MissedGroup]:
        """What was missed, most often first, then newest. Raises MemoryUnusableError."""
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

    def forget(self, today: date, days: int) -> int:
        """Delete what is older than `days`; returns how many questions. A failure is logged, never raised."""
        try:
            with self._open() as connection:
                before = (today - timedelta(days=days)).isoformat()
                return connection.execute("delete from missed where day < ?", (before,)).rowcount
        except sqlite3.Error as error:
            logger.warning("not purged in %s: %s", self.path, error)
            return 0


def _migrate(connection: sqlite3.Connection) -> None:
    done = connection.execute("pragma user_version").fetchone()[0]
    for number, step in enumerate(STEPS[done:], done + 1):
        connection.executescript(f"begin immediate; {step} pragma user_version = {number}; commit;")
