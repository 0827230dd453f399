"""What is forgotten: by itself after so many days, and what the office asks for.

By itself nothing is where the clock has jumped (clockwatch.py): a year ahead, everything would be too old.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot import clock
from bot.memory.clockwatch import Moment, goes_on
from bot.subscription import Progress, Standing
from katou_index.records import Record

CLAIMS = 3 * 86400.0  # seconds for which an answered message is known; no platform delivers again after that


class Passes(StrEnum):
    """What passes by itself (passing.py)."""

    CONTEXT = "context"
    EXCHANGE = "exchange"
    FILE = "file"
    STEP = "step"
    WRONG = "wrong"
    LET_IN = "let in"


MOST = {  # rows and bytes of each kind; the oldest go first
    Passes.CONTEXT: (40_000, 200_000_000),
    Passes.EXCHANGE: (40_000, 200_000_000),
    Passes.FILE: (2_000, 80_000_000),
    Passes.STEP: (1_000, 20_000_000),
    Passes.WRONG: (50_000, 1),
    Passes.LET_IN: (50_000, 1),
}

_ENDED = [each.value for each in Progress if each not in (Progress.PENDING, Progress.SENDING)]


class Forgotten(Record):
    """How much the office had forgotten."""

    questions: int = 0
    subscriptions: int = 0
    people: int = 0
    conversations: int = 0  # entries of those that go on


def forget_old(connection: sqlite3.Connection, today: date, keep_days: int) -> None:
    """Forget what is older than `keep_days`, in one transaction.

    Questions and numbers by their day, threads by the day they were followed last, subscriptions by the day
    they were stopped on. Of posts the last one of each subscription stays, of turns the round that goes on.
    """
    if not goes_on(connection, Moment.now()):
        return
    oldest = today - timedelta(days=keep_days)
    begins = datetime.combine(oldest, datetime.min.time(), clock.TOKYO).timestamp()
    for table in ("missed", "counted", "joined"):
        connection.execute(f"delete from {table} where day < ?", (oldest.isoformat(),))
    tidy(connection, Moment.now().wall)
    connection.execute("delete from once where at < ?", (Moment.now().wall - CLAIMS,))
    connection.execute(
        "delete from subscription where state = ? and since < ?", (Standing.STOPPED.value, begins)
    )
    connection.execute("delete from post where subscription not in (select id from subscription)")
    connection.execute(
        f"delete from post where due < ? and state in ({', '.join('?' * len(_ENDED))}) and due < "
        "(select max(due) from post as newer where newer.subscription = post.subscription "
        "and newer.state = ?)",
        (begins, *_ENDED, Progress.SENT.value),
    )
    connection.execute(
        "delete from turn where week < ? and round < "
        "(select max(round) from turn as newer where newer.kind = turn.kind)",
        (f"{oldest.isocalendar().year}-W{oldest.isocalendar().week:02}",),
    )


def forget_text(connection: sqlite3.Connection, text: str, mark: str) -> Forgotten:
    """Forget questions in which a text stands, subscriptions of an address or id, with their posts, and whom
    a mark stands for. What is deleted is overwritten in the file.
    """
    questions = connection.execute(
        "delete from missed where instr(lower(text), lower(?)) > 0 or instr(lower(words), lower(?)) > 0",
        (text, text),
    ).rowcount
    subscriptions = connection.execute(
        "delete from subscription where lower(channel) = lower(?)", (text,)
    ).rowcount
    connection.execute("delete from post where subscription not in (select id from subscription)")
    chosen = connection.execute("delete from chosen where person = ?", (mark,)).rowcount
    chats = connection.execute("delete from chat where person = ?", (mark,)).rowcount
    return Forgotten(questions, subscriptions, chosen + chats, forget_passing(connection, text))


def tidy(connection: sqlite3.Connection, now: float) -> None:
    """Forget what is over, and of each kind the oldest of what is too much."""
    connection.execute("delete from passing where until <= ?", (now,))
    statement = """
        delete from passing where (kind, name, part) in (
            select kind, name, part from (
                select kind, name, part, row_number() over newest as number, sum(size) over newest as bytes
                from passing where kind = ? window newest as (order by stamp desc)
            ) as ranked where number > ? or bytes > ?
        )
    """
    for kind, (rows, size) in MOST.items():
        connection.execute(statement, (kind.value, rows, size))


def forget_passing(connection: sqlite3.Connection, text: str) -> int:
    """Forget conversations in which a text stands, wherever, and all files: nobody can look into these."""
    inside = json.dumps(text, ensure_ascii=False)[1:-1]  # as it stands in JSON
    told = (Passes.CONTEXT.value, Passes.EXCHANGE.value, Passes.STEP.value)
    found = connection.execute(
        "delete from passing where kind in (?, ?, ?) and (kind, name) in "
        "(select kind, name from passing where kind in (?, ?, ?) and instr(lower(body), lower(?)) > 0)",
        (*told, *told, inside),
    ).rowcount
    connection.execute("delete from passing where kind = ?", (Passes.FILE.value,))
    return found
