"""The weekly post as it must outlive a restart: who gets it, which were sent, whose turn it is.

A post is planned once (its key is unique), claimed with a lease by one UPDATE, and told apart by `begun`:
0, it has certainly not been sent; 1, it may have been.

    pending ─claim→ sending ─→ sent │ failed │ unclear │ skipped
       └──────later────┘
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence

from bot.memory.turns import PATIENCE, Turns
from bot.subscription import Post, Progress, Standing, Subscription

LEASE = 180.0  # seconds that one sending may take: two calls of a platform with their time limits
MORE = ":more"  # behind the key of a post: what goes on in its thread


_SUBSCRIPTION = ", ".join(Subscription.fields)
_POST = ", ".join(Post.fields)
_MARKS = ", ".join("?" * len(Post.fields))


class Ledger(Turns):
    """The tables of the weekly post. Each method raises MemoryUnusableError where the file cannot be used."""

    # -- subscriptions -----------------------------------------------------------------------------------

    def subscribe(self, wanted: Subscription) -> Subscription:
        """Add it, or set the one that is there anew. Its id stays, so a week is never posted twice."""
        names = [name for name in Subscription.fields if name != "id"]
        statement = f"""
            insert into subscription ({", ".join(names)}) values ({", ".join("?" * len(names))})
            on conflict (platform, team, channel, department) do update set
                lang = excluded.lang, weekday = excluded.weekday, time = excluded.time, zone = excluded.zone,
                state = excluded.state, why = excluded.why, since = excluded.since
            returning {_SUBSCRIPTION}
        """
        with self._writing() as connection:
            row = connection.execute(statement, [getattr(wanted, name) for name in names]).fetchone()
        return Subscription(*row)

    def signing_key(self) -> bytes:
        """The key of links in mails, made once; the same for every process."""
        with self._writing() as connection:
            connection.execute(
                "insert into signing_key (name, value) values ('stop', ?) on conflict do nothing",
                (secrets.token_bytes(32),),
            )
            row = connection.execute("select value from signing_key where name = 'stop'").fetchone()
        return bytes(row[0])

    def subscriptions(self) -> list[Subscription]:
        """All that were not stopped, oldest first."""
        statement = f"select {_SUBSCRIPTION} from subscription where state <> ? order by id"
        with self.memory.transaction(PATIENCE) as connection:
            return [Subscription(*row) for row in connection.execute(statement, (Standing.STOPPED.value,))]

    def subscription(self, number: int) -> Subscription | None:
        """One by its id, stopped or not."""
        with self.memory.transaction(PATIENCE) as connection:
            row = connection.execute(
                f"select {_SUBSCRIPTION} from subscription where id = ?", (number,)
            ).fetchone()
        return Subscription(*row) if row else None

    def stand(self, number: int, state: Standing, now: float, why: str = "") -> None:
        """Pause, resume, stop or switch off. From a resumption on, what was due before is not caught up.

        Of one that is stopped `since` says when: it is forgotten some day.
        """
        with self._writing() as connection:
            connection.execute(
                "update subscription set state = ?, why = ?, since = case when ? = 1 then ? else since end "
                "where id = ?",
                (state.value, why, state in (Standing.ACTIVE, Standing.STOPPED), now, number),
            )
            if state is not Standing.ACTIVE:
                connection.execute(
                    "update post set state = ?, why = ?, at = ? "
                    "where subscription = ? and state = ? and begun = 0",
                    (Progress.SKIPPED.value, why or state.value, now, number, Progress.PENDING.value),
                )

    def left(self, platform: str, team: str, now: float, why: str) -> int:
        """Switch off all that goes to a workspace that took the bot away; how many were on.

        One whose workspace was never told is of the only one that there is.
        """
        statement = "select id from subscription where platform = ? and team in (?, '') and state in (?, ?)"
        on = (Standing.ACTIVE.value, Standing.PAUSED.value)
        with self.memory.transaction(PATIENCE) as connection:
            found = [int(row[0]) for row in connection.execute(statement, (platform, team, *on))]
        for number in found:
            self.stand(number, Standing.GONE, now, f"gone:{why}")
        return len(found)

    def lead(self, text: str, number: int | None = None) -> int:
        """The line above the next post, of one subscription or of all; how many it was set for."""
        statement = "update subscription set lead = ? where state <> ? and id = coalesce(?, id)"
        with self._writing() as connection:
            return connection.execute(statement, (text, Standing.STOPPED.value, number)).rowcount

    # -- the outbox --------------------------------------------------------------------------------------

    def plan(self, posts: Sequence[Post]) -> int:
        """Add posts; those whose key is there already are left as they are. How many were new."""
        if not posts:
            return 0
        statement = f"insert into post ({_POST}) values ({_MARKS}) on conflict do nothing"
        with self._writing() as connection:
            return sum(
                connection.execute(statement, list(post.as_dict().values())).rowcount for post in posts
            )

    def last_planned(self) -> dict[int, str]:
        """Subscription → the newest day that was planned for it, YYYY-MM-DD."""
        with self.memory.transaction(PATIENCE) as connection:
            rows = connection.execute("select subscription, max(planned) from post group by subscription")
            return {int(number): str(day) for number, day in rows}

    def claim(self, now: float, platforms: Sequence[str], lease: float = LEASE) -> Post | None:
        """Take the oldest post that is to be sent by one of these platforms, for `lease` seconds, or None.

        Of many at once one gets it: it is one UPDATE. A post whose sender vanished is given again.
        """
        statement = f"""
            update post set state = ?, lease = ?, tries = tries + 1, at = ?
            where key = (
                select key from post join subscription on subscription.id = post.subscription
                where ((post.state = ? and not_before <= ?) or (post.state = ? and lease < ?))
                and platform in ({", ".join("?" * len(platforms))}) order by due, key limit 1
            )
            returning {_POST}
        """
        sending, pending = Progress.SENDING.value, Progress.PENDING.value
        values = (sending, now + lease, now, pending, now, sending, now, *platforms)
        with self._writing() as connection:
            row = connection.execute(statement, values).fetchone()
        return Post(*row) if row else None

    def expire(self, due_before: float, now: float, why: str) -> list[str]:
        """Skip what waits since before a moment and has certainly not been sent; its weeks."""
        statement = """
            update post set state = ?, why = ?, at = ? where state = ? and begun = 0 and due < ?
            returning week
        """
        values = (Progress.SKIPPED.value, why, now, Progress.PENDING.value, due_before)
        with self._writing() as connection:
            return [str(week) for (week,) in connection.execute(statement, values)]

    def begin(self, post: Post, content: str, seen: str) -> bool:
        """From here on it may have been sent. False where it is somebody else's by now."""
        with self._writing() as connection:
            done = connection.execute(
                "update post set begun = 1, content = ?, seen = ? "
                "where key = ? and state = ? and lease = ? and tries = ?",
                (content, seen, post.key, Progress.SENDING.value, post.lease, post.tries),
            )
            return done.rowcount == 1

    def finish(
        self, post: Post, state: Progress, now: float, *, why: str = "", place: str = "", more: str = ""
    ) -> bool:
        """How it ended. `more` goes on in its thread and is planned with it.

        The reason of a shift stays unless there is a new one. False where it was finished by another.
        """
        with self._writing() as connection:
            done = connection.execute(
                "update post set state = ?, place = ?, at = ?, trouble = '', "
                "why = case when ? = '' then why else ? end "
                "where key = ? and state = ?",
                (state.value, place, now, why, why, post.key, Progress.SENDING.value),
            ).rowcount
            if done and state is Progress.SENT and not post.key.endswith(MORE):
                connection.execute("update subscription set lead = '' where id = ?", (post.subscription,))
                if more:
                    _go_on(connection, post, more, place, now)
        return bool(done)

    def unclear(self) -> list[Post]:
        """The posts of which nobody knows whether they arrived, oldest first."""
        statement = f"select {_POST} from post where state = ? order by due, key"
        with self.memory.transaction(PATIENCE) as connection:
            return [Post(*row) for row in connection.execute(statement, (Progress.UNCLEAR.value,))]

    def settle(self, post: Post, now: float, why: str, *, arrived: bool, more: str = "") -> bool:
        """What a person saw of an unclear post: it is there, or it is to be sent again, due now.

        `more` goes on below one that is there. False where it is not unclear any more: of two people who say
        it at once one is heard.
        """
        state = Progress.SENT if arrived else Progress.PENDING
        with self._writing() as connection:
            done = connection.execute(
                "update post set state = ?, begun = ?, tries = 0, not_before = 0, why = ?, trouble = '', "
                "due = case when ? = 1 then due else ? end, at = ? where key = ? and state = ?",
                (
                    *(state.value, int(arrived), why, arrived, now, now),
                    *(post.key, Progress.UNCLEAR.value),
                ),
            ).rowcount
            if done and more:
                _go_on(connection, post, more, "", now)
        return bool(done)

    def later(self, post: Post, not_before: float, now: float, trouble: str, *, begun: bool) -> None:
        """Try again. `begun`: it may have been sent, so the history is looked at first."""
        with self._writing() as connection:
            connection.execute(
                "update post set state = ?, not_before = ?, begun = ?, trouble = ?, at = ? "
                "where key = ? and state = ? and tries = ?",
                (
                    *(Progress.PENDING.value, not_before, int(begun), trouble, now),
                    *(post.key, Progress.SENDING.value, post.tries),
                ),
            )

    def last_seen(self, subscription: int) -> tuple[str, float] | None:
        """What the data were at the last post that was sent, and when that was due."""
        statement = """
            select seen, due from post where subscription = ? and state = ? and seen <> ''
            order by due desc limit 1
        """
        with self.memory.transaction(PATIENCE) as connection:
            row = connection.execute(statement, (subscription, Progress.SENT.value)).fetchone()
        return (str(row[0]), float(row[1])) if row else None

    def posts(self, since: float = 0.0, until: float | None = None) -> list[Post]:
        """Posts due in this time, without what went on in threads unless that has failed; oldest first."""
        statement = f"""
            select {_POST} from post where due >= ? and due < ?
            and (key not like '%' || ? or state in (?, ?)) order by due, key
        """
        values = (
            since,
            1e18 if until is None else until,
            MORE,
            Progress.FAILED.value,
            Progress.UNCLEAR.value,
        )
        with self.memory.transaction(PATIENCE) as connection:
            return [Post(*row) for row in connection.execute(statement, values)]


def _go_on(connection: sqlite3.Connection, post: Post, more: str, thread: str, now: float) -> None:
    """Plan what goes on below a post that is there."""
    rest = Post(
        post.key + MORE, post.subscription, post.week, post.planned, post.due, content=more, thread=thread,
        at=now,
    )  # fmt: skip
    connection.execute(
        f"insert into post ({_POST}) values ({_MARKS}) on conflict do nothing", list(rest.as_dict().values())
    )
