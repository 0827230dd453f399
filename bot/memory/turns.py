"""Whose turn it is in a week: departments, examples. Part of the ledger of the weekly post."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
from collections.abc import Iterator, Sequence

from bot.memory import Memory

PATIENCE = 20.0  # seconds to wait for another writer: many ticks may run at once, and nobody waits for one
NOT_OUT = ("skipped", "failed")  # states of a post that nobody got


class Turns:
    """The tables of turns. Each method raises MemoryUnusableError where the file cannot be used."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes in meanwhile."""
        with self.memory.transaction(PATIENCE) as connection:
            connection.execute("begin immediate")
            yield connection

    def turn(self, kind: str, week: str, names: Sequence[str], *, keep: bool = True) -> str:
        """Whose turn it is this week: nobody comes twice before all had theirs. "" for no names.

        The order is drawn once and kept; who joins later stands at its end, who is gone is passed over.
        `keep` False only looks. The same week gives the same name as long as it is there.
        """
        if not names:
            return ""
        with self._writing() as connection:
            row = connection.execute(
                "select name from turn where kind = ? and week = ?", (kind, week)
            ).fetchone()
            if row and row[0] in names:
                return str(row[0])
            order = _order(connection, kind, names, keep=keep)
            number, name = _next(connection, kind, [each for each in order if each in set(names)])
            if keep:
                connection.execute(
                    "insert into turn (kind, week, round, name) values (?, ?, ?, ?) "
                    "on conflict (kind, week) do update set round = excluded.round, name = excluded.name",
                    (kind, week, number, name),
                )
            return name

    def give_back(self, week: str) -> None:
        """Nothing of this week went out after all: whose turn it was comes again next."""
        with self._writing() as connection:
            connection.execute(
                "delete from turn where week = ? "
                "and not exists (select 1 from post where post.week = turn.week and state not in (?, ?))",
                (week, *NOT_OUT),
            )


def _order(connection: sqlite3.Connection, kind: str, names: Sequence[str], *, keep: bool) -> list[str]:
    """The kept order, with those who joined at its end. The draw is seeded: it is the same anywhere."""
    row = connection.execute("select names from turn_order where kind = ?", (kind,)).fetchone()
    order: list[str] = json.loads(row[0]) if row else []
    joined = sorted(set(names) - set(order))
    if joined:
        random.Random(f"{kind}:{len(order)}").shuffle(joined)
        order += joined
        if keep:
            connection.execute(
                "insert into turn_order (kind, names) values (?, ?) "
                "on conflict (kind) do update set names = excluded.names",
                (kind, json.dumps(order, ensure_ascii=False)),
            )
    return order


def _next(connection: sqlite3.Connection, kind: str, order: Sequence[str]) -> tuple[int, str]:
    """The round and the first in the order who had no turn in it; a new round when all had theirs."""
    number = int(
        connection.execute("select coalesce(max(round), 1) from turn where kind = ?", (kind,)).fetchone()[0]
    )
    had = {
        str(name)
        for (name,) in connection.execute(
            "select name from turn where kind = ? and round = ?", (kind, number)
        )
    }
    waiting = [name for name in order if name not in had]
    return (number, waiting[0]) if waiting else (number + 1, order[0])
