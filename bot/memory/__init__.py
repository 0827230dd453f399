"""What must outlive a restart: what people could not find or said is wrong, what was answered and chosen.

One SQLite file in WAL mode, apart from the index: the index is disposable, this is not. No name of a person
is ever stored; of a direct message that gets the weekly post, the id that the platform gave it. All SQL of
the bot stands in this package:

    __init__.py       what every answer needs: claims, threads, choices, what was missed, counters
    state_file.py     reading and writing the file, and whole transactions
    lane.py           … the thread that works on it, so that no answer waits for it
    database.py       opening it
    postgresql.py     … where it is a database; the importer of psycopg
    copying.py        from a file into a database and back
    clockwatch.py     whether the clock has jumped
    condition.py      whether the file is whole, and a backup put back
    private_files.py  … for its owner alone
    migrations.py     its tables, and how an older file becomes a newer one
    passing.py        what all processes know for a while: contexts of conversations, what a page shows
    retention.py      what is forgotten, by itself or by the office
    usage.py          how often what happened, by day
    subscriptions.py  the weekly post: who gets it, what was sent
    turns.py          … and whose turn it is
    imports.py        imports that somebody has begun in a chat, with their files

Remembering is best effort: a full disk, a locked or a damaged file never keeps a question from its answer,
nor makes it wait. What must be certain (the weekly post, imports, what the office looks at) has its own
transaction, which waits or raises.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from enum import Enum, StrEnum

from bot.memory.state_file import ANSWERING, MemoryUnusableError, StateFile
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import TypeVar

    from bot.memory.retention import Forgotten

    K = TypeVar("K", bound=Hashable)
    V = TypeVar("V")

__all__ = [
    "ANSWERING",
    "Chat",
    "Claim",
    "Memory",
    "MemoryUnusableError",
    "Missed",
    "MissedGroup",
    "What",
    "fingerprint",
]

LONGEST = 200  # characters of a question that are kept

KEPT = 3 * 86400  # seconds for which an answered message is known; no platform delivers again after that
PURGED_EVERY = 600.0  # seconds: looking for what is too old reads the whole table
MOST_CLAIMED = 50_000  # a platform delivers again for five minutes
MOST_FOLLOWED = 10_000
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


def _put(known: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    """Remember it as the newest of at most so many."""
    known[key] = value
    known.move_to_end(key)
    while len(known) > most:
        known.popitem(last=False)


class Memory(StateFile):
    """What the bot remembers, in the state file; `keep_days` is for how long."""

    def __init__(
        self, path: str | os.PathLike[str], keep_days: int = 180, longest: float = float("inf")
    ) -> None:
        super().__init__(path, longest)
        self.keep_days = keep_days
        # What this process knows by itself: it holds while the file is away.
        self._claimed: OrderedDict[str, tuple[float, bool]] = OrderedDict()  # when, and whether answered
        self._followed: OrderedDict[str, None] = OrderedDict()
        self._choices: OrderedDict[str, str] = OrderedDict()
        self._personal: OrderedDict[str, Chat] = OrderedDict()
        self._purged = float("-inf")  # when old claims were dropped
        self._tidied = date.min  # the day on which what is too old was last forgotten

    # -- what was not found, and numbers -------------------------------------------------------------------

    def note(self, missed: Missed) -> None:
        """Remember what was not answered."""
        values = (
            missed.day.isoformat(),
            missed.place,
            missed.kind,
            missed.text[:LONGEST],
            missed.words,
            missed.near,
            missed.talk,
        )
        statement = (
            "insert into missed (day, place, kind, text, words, near, talk) values (?, ?, ?, ?, ?, ?, ?)"
        )
        self.write_later(self._tidying(missed.day, lambda connection: connection.execute(statement, values)))

    def missed(self, since: date | None = None) -> list[MissedGroup]:
        """What was missed, most often first, then newest. Raises MemoryUnusableError."""
        from bot.memory.database import exists

        if self._writer is None and not exists(self.path):
            return []
        statement = """
            select kind, max(words), max(text), count(*), max(day), max(near) from missed
            where day >= ? group by kind, case words when '' then text else words end
            order by count(*) desc, max(day) desc, max(text)
        """
        with self.transaction() as connection:
            rows = connection.execute(statement, (since.isoformat() if since else "",)).fetchall()
        return [
            MissedGroup(kind, words, text, times, date.fromisoformat(last), near)
            for kind, words, text, times, last, near in rows
        ]

    def count(self, day: date, *happened: tuple[What, str]) -> None:
        """Count what happened on a day, each as (What, what it was about)."""
        rows = [(day.isoformat(), what.value, about) for what, about in happened]
        statement = """
            insert into counted (day, what, about, times) values (?, ?, ?, 1)
            on conflict (day, what, about) do update set times = counted.times + 1
        """
        self.write_later(self._tidying(day, lambda connection: connection.executemany(statement, rows)))

    def _tidying(
        self, day: date, write: Callable[[sqlite3.Connection], object]
    ) -> Callable[[sqlite3.Connection], object]:
        """What writes, and once a day forgets what is too old: the list must not grow, whatever is used."""
        if day == self._tidied:
            return write
        self._tidied = day

        def write_and_forget(connection: sqlite3.Connection) -> None:
            from bot.memory.retention import forget_old  # here: a question that is found waits for none of it

            write(connection)
            forget_old(connection, day, self.keep_days)

        return write_and_forget

    def forget_old(self, day: date) -> None:
        """Forget now what is older than `keep_days`, seen from this day. Raises MemoryUnusableError."""
        from bot.memory.retention import forget_old  # here: as above

        with self.transaction() as connection:
            forget_old(connection, day, self.keep_days)

    def forget_text(self, text: str) -> Forgotten:
        """Forget what was kept of a text, an address or an id. Raises MemoryUnusableError."""
        from bot.memory.database import leave_nothing_beside  # here, as the next: as above
        from bot.memory.retention import forget_text

        with self.transaction() as connection:
            found = forget_text(connection, text, fingerprint(text))
        with self.transaction() as connection:  # what SQLite lays beside the file holds it, too
            leave_nothing_beside(connection)
        return found

    # -- what arrived, and where people talk with the bot ---------------------------------------------------

    def claim(
        self, key: str, now: float | None = None, *, thread: str = "", day: date | None = None
    ) -> Claim:
        """Take something that arrived, so that nobody else answers it: of many at once one gets it.

        With a `thread` and a `day` the thread is followed from then on (see `join`), in the same breath.
        Where the file cannot be used, this process alone remembers, so that an answer still comes.
        """
        from bot.memory.lane import UNKNOWN

        now = time.time() if now is None else now
        mark = fingerprint(key)
        with self._lock:  # first here: what comes twice at once is stopped even while the file is locked
            at, answered = self._claimed.get(mark, (-LEASE, False))
            known = mark in self._claimed
            if answered or now - at < LEASE:
                return Claim.TAKEN
            _put(self._claimed, mark, (now, False), MOST_CLAIMED)
            if thread and day:
                _put(self._followed, fingerprint(thread), None, MOST_FOLLOWED)
        found = self._lane().now(lambda connection: self._claim(connection, mark, now, thread, day))
        if found is UNKNOWN:  # what was answered before the trouble can be read, often
            found = self.read(lambda connection: _claimed_before(connection, mark, now))
            return found or (Claim.AGAIN if known else Claim.NEW)
        return Claim(found)

    def _claim(
        self, connection: sqlite3.Connection, key: str, now: float, thread: str, day: date | None
    ) -> Claim:
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
        mark = fingerprint(key)
        with self._lock:
            _put(self._claimed, mark, (time.time(), True), MOST_CLAIMED)
        self.write_later(lambda c: c.execute("update once set done = 1 where key = ?", (mark,)))

    def join(self, thread: str, day: date) -> None:
        """Follow a thread from now on: questions in it need no mention."""
        with self._lock:
            _put(self._followed, fingerprint(thread), None, MOST_FOLLOWED)
        self.write(lambda connection: self._follow(connection, thread, day))

    def _follow(self, connection: sqlite3.Connection, thread: str, day: date) -> None:
        values = (fingerprint(thread), day.isoformat())
        connection.execute(
            "insert into joined (thread, day) values (?, ?) on conflict (thread) "
            "do update set day = excluded.day",
            values,
        )

    def has_joined(self, thread: str) -> bool:
        """Whether the bot takes part in a thread."""
        mark = fingerprint(thread)
        with self._lock:
            if mark in self._followed:
                return True
        statement = "select 1 from joined where thread = ?"
        return self.read(lambda c: c.execute(statement, (mark,)).fetchone()) is not None

    def choose(self, person: str, department: str) -> None:
        """Keep a person's department; of the person only a hash is kept."""
        statement = """
            insert into chosen (person, department) values (?, ?)
            on conflict (person) do update set department = excluded.department
        """
        values = (fingerprint(person), department)
        with self._lock:
            _put(self._choices, values[0], department, MOST_FOLLOWED)
        self.write(lambda c: c.execute(statement, values))

    def chosen(self, person: str) -> str:
        """The department that a person has chosen, "" for none."""
        mark = fingerprint(person)
        if self.is_away() and mark in self._choices:
            return self._choices[mark]
        statement = "select department from chosen where person = ?"
        row = self.read(lambda c: c.execute(statement, (mark,)).fetchone())
        return str(row[0]) if row else ""

    # -- chats in which the bot is installed -----------------------------------------------------------------

    def install(self, chat: Chat, day: date) -> None:
        """Keep where the bot was installed; of a chat that is known the newest address."""
        statement = """
            insert into chat (conversation, service, tenant, scope, team, person, day)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (conversation) do update set
                service = excluded.service, tenant = excluded.tenant, scope = excluded.scope,
                team = case excluded.team when '' then chat.team else excluded.team end,
                person = case excluded.person when '' then chat.person else excluded.person end
        """
        with self._lock:
            if chat.person:
                _put(self._personal, chat.person, chat, MOST_FOLLOWED)
        self.write(lambda c: c.execute(statement, (*chat, day.isoformat())))

    def moved(self, conversation: str, service: str) -> None:
        """Answers to a chat that is known go to this address from now on."""
        statement = "update chat set service = ? where conversation = ? and service <> ?"
        values = (service, conversation, service)
        self.write_later(lambda c: c.execute(statement, values))

    def uninstall(self, conversation: str) -> None:
        """Forget a chat: nothing is posted there any more."""
        with self._lock:
            for person in [p for p, chat in self._personal.items() if chat.conversation == conversation]:
                del self._personal[person]
        statement = "delete from chat where conversation = ?"
        self.write(lambda c: c.execute(statement, (conversation,)))

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
        mark = fingerprint(person)
        statement = "select conversation, service, tenant, scope, team, person from chat where person = ?"
        self.settle()
        row = self.read(lambda c: c.execute(statement, (mark,)).fetchone())
        return Chat(*row) if row else self._personal.get(mark) if self.is_away() else None


def _claimed_before(connection: sqlite3.Connection, key: str, now: float) -> Claim | None:
    """What the file says of a key that cannot be written now; None where nobody else has taken it.

    Our own wish may have come into the file meanwhile, as it is done though nobody waits for it any more: it
    bears our moment. Taken for somebody else's, it would leave a question without an answer.
    """
    row = connection.execute("select at, done from once where key = ?", (key,)).fetchone()
    if row is None or (row[0] == now and not row[1]):
        return None
    return Claim.TAKEN if row[1] or now - row[0] < LEASE else Claim.AGAIN


def fingerprint(name: str) -> str:
    """What is kept of a person, a thread or a message: it can be recognised, not read."""
    import hashlib  # here: no answer needs it, and it loads OpenSSL

    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:40]
