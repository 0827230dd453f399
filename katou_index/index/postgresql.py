"""An index in a PostgreSQL database: the rows of the index file, a plan's builds beside each other's.

    katou_index.generation            one row a build: which plan, since when, what took its place
    katou_index_<version>.measure …   the tables of `schema.TABLES`, with (plan, build, rowid) as their key
    katou_index_<version>.posting     term → the items that hold it, how often in which field

A build is copied in by one transaction and is the current one when that is done. The one before it stays, and
whatever was current less than an hour ago: who is reading goes on. Rows of a build that is gone are never
taken for an empty plan: `kept` raises then.

Only this module imports psycopg here. Statements are sent with their plan and their build and leave nothing
behind in the session, so connections may be shared by plans, and a pooler may stand between.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import math
import re
import sqlite3
import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from katou_index.address import masked, parted
from katou_index.errors import IndexUnusableError, KatouError
from katou_index.index import sentences as say
from katou_index.index.cut import INFO
from katou_index.index.generation import read_only
from katou_index.index.schema import FIELDS, SCOPE, TABLES, VERSION, WEIGHTS, Row
from katou_index.index.store import EVERY, IndexStore, SoughtForm, Superseded
from katou_index.plans import NAME
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeVar

    T = TypeVar("T")

OLDEST = 150000  # PostgreSQL 15
MOST_CONNECTIONS = 8  # a process: a question asks for some milliseconds
CONNECTING = 3  # seconds for one host to answer
PATIENCE = 5.0  # seconds for which reading is tried again, while a server restarts or another takes its place
LOCK_PATIENCE = 600  # seconds that a builder waits for another one
LOOKED_AT = 0.5  # seconds for which what the newest build is is not asked again
MOST_KNOWN, MOST_KEPT = 1_000, 5_000  # terms of which it is remembered where they stand; items of each
STAYS = "1 hour"  # what another build has taken the place of
OTHER_VERSION_STAYS = "1 day"  # a build for another version of this program: it may still be running
GONE = "KT001"  # the SQLSTATE of a build that is not there any more

DATA_SCHEMA = f"katou_index_{VERSION.replace('.', '_')}"
LAYOUT = """
create schema if not exists katou_index;
create table if not exists katou_index.generation (
    plan text collate "C" not null,
    build bigint generated always as identity,
    version text not null,
    built timestamptz not null default now(),
    replaced timestamptz,
    lengths bytea not null,
    counts text not null,
    imported text not null,
    lines text not null,
    primary key (plan, build)
);
create or replace function katou_index.kept(of_plan text, of_build bigint) returns bigint
language plpgsql stable as $$
begin
    perform 1 from katou_index.generation where plan = of_plan and build = of_build;
    if not found then
        raise exception 'build % is gone', of_build using errcode = 'KT001';
    end if;
    return of_build;
end $$;
"""
COLUMN_TYPES = {str: 'text collate "C"', int: "bigint", bytes: "bytea"}
POSTING: dict[str, type] = {"term": str, "items": bytes, "times": bytes}
INDEXES = (  # beside the primary keys, as the file has them
    ("measure", "year"), ("item", "measure_id"), ("item_sentence", "item_id"), ("extra", "item_id"),
    ("name", "year, begin"), ("same_form", "form"), ("spelling", "year, kind"), ("word", "term"),
    ("common_word", "term"), ("posting", "term"),
)  # fmt: skip
CURRENT = """select build, lengths, counts from katou_index.generation
              where plan = %s and version = %s and replaced is null order by build desc limit 1"""

K1, B, LEAST_RARITY = 1.2, 0.75, 1e-6  # those of FTS5's bm25(): the same candidates on both stores


class DatabaseServer:
    """The connections of this process to one address, shared by all who read there."""

    _open: dict[str, DatabaseServer] = {}  # noqa: RUF012 – of the process, as its connections are
    _lock = threading.Lock()

    def __init__(self, conninfo: str) -> None:
        self.shown = masked(conninfo)
        try:
            self._parameters = conninfo_to_dict(conninfo)
        except psycopg.ProgrammingError:  # its text may hold the password
            raise IndexUnusableError(say.no_address(self.shown)) from None
        self._users = 0
        self._pool: ConnectionPool | None = None
        self._first = threading.Lock()

    @classmethod
    def at(cls, conninfo: str) -> DatabaseServer:
        """The one of this address, with one more user."""
        with cls._lock:
            found = cls._open.get(conninfo) or cls._open.setdefault(conninfo, cls(conninfo))
            found._users += 1
            return found

    def release(self) -> None:
        """One user fewer; the last one closes the connections."""
        with self._lock:
            self._users -= 1
            if self._users > 0:
                return
            for conninfo in [key for key, each in self._open.items() if each is self]:
                del self._open[conninfo]
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _conninfo(self, *, writes: bool) -> str:
        """Reading takes whichever of several hosts answers, a standby first: it is there to be read."""
        wanted: dict[str, Any] = {"connect_timeout": CONNECTING, "application_name": "katou"}
        given = {key: value for key, value in self._parameters.items() if value is not None}
        if "," in str(given.get("host", "")):
            wanted["target_session_attrs"] = "prefer-standby"
        return make_conninfo(**(wanted | given | ({"target_session_attrs": "read-write"} if writes else {})))

    def connect(self, *, writes: bool) -> psycopg.Connection:
        """A connection of one's own. Raises IndexUnusableError with the reason."""
        try:
            connection = psycopg.connect(self._conninfo(writes=writes), autocommit=True)
        except psycopg.Error as error:
            raise IndexUnusableError(say.no_server(self.shown, reason(error))) from None
        told = connection.info
        version, encoding = (
            told.parameter_status(name) or "" for name in ("server_version", "server_encoding")
        )
        if told.server_version >= OLDEST and encoding == "UTF8":
            return connection
        old = told.server_version < OLDEST
        connection.close()
        raise IndexUnusableError(say.old_server(self.shown, version) if old else say.no_utf8(self.shown))

    def _pooled(self) -> ConnectionPool:
        with self._first:
            if self._pool is None:
                self.connect(writes=False).close()  # the pool itself does not say why it cannot connect
                logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # we say it
                self._pool = ConnectionPool(
                    self._conninfo(writes=False), kwargs={"autocommit": True}, open=True,
                    min_size=0, max_size=MOST_CONNECTIONS, timeout=PATIENCE, num_workers=1,
                    configure=_in_order,
                )  # fmt: skip
            return self._pool

    def read(self, query: str, values: Any) -> list[Row]:
        """All rows of a query; tried again on another connection while a server restarts or gives way."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self._pooled().connection() as connection:
                    return connection.execute(query, values, binary=True).fetchall()
            except (psycopg.OperationalError, PoolTimeout, IndexUnusableError) as error:
                if time.monotonic() > deadline:
                    if isinstance(error, IndexUnusableError):
                        raise
                    raise IndexUnusableError(say.no_server(self.shown, reason(error))) from None
                if isinstance(error, IndexUnusableError) and self._pool is None:
                    raise  # it was never there: nobody waits for it
                time.sleep(0.1)


def _in_order(connection: psycopg.Connection) -> None:
    """Rows of two tables meet in the order of their keys. The server takes plan and build for two conditions
    that have nothing to do with each other, expects one row, and would go through a plan once for each of its
    rows.
    """
    connection.execute("set enable_nestloop = off")


def reason(error: Exception) -> str:
    """The first line of what the driver says: of several hosts each has its own below it."""
    return str(error).strip().partition("\n")[0][:300]


@atexit.register
def _let_go() -> None:
    for server in DatabaseServer._open.values():
        if server._pool is not None:
            server._pool.close(timeout=0.5)


# -- statements ----------------------------------------------------------------------------------------

_TABLE = re.compile(rf"\b(from|join)\s+({'|'.join([*TABLES, 'posting'])})\b")


@lru_cache(maxsize=512)
def _statement(query: str) -> str:
    """A query over the tables as one over the rows of a build: the one place that adds plan and build.

    The select around `kept` has it called once a statement, and not for every row that is joined.
    Values are named v0, v1 …; SQLite's `instr` is called strpos here, and nothing is in (null).
    """

    def rows(found: re.Match[str]) -> str:
        table = found[2]
        own = POSTING if table == "posting" else TABLES[table]
        columns = ", ".join(["rowid", *('rowid as "id"' if each == "id" else f'"{each}"' for each in own)])
        return (
            f'{found[1]} (select {columns} from "{DATA_SCHEMA}"."{table}" where plan = %(plan)s and '
            f"build = (select katou_index.kept(%(plan)s, %(build)s))) as {table}"
        )

    parts = _TABLE.sub(rows, query).replace("instr(", "strpos(").replace("in ()", "in (null)").split("?")
    return "".join([part + (f"%(v{n})s" if n < len(parts) - 1 else "") for n, part in enumerate(parts)])


# -- reading -------------------------------------------------------------------------------------------


class Postings:
    """Of one term: the items that hold it, in order, and how often in which field."""

    def __init__(self, items: bytes, times: bytes) -> None:
        self.items, self.times = array("I"), array("H")
        self.items.frombytes(items)
        self.times.frombytes(times)

    @property
    def short(self) -> bool:
        """Whether it is worth its place in memory."""
        return len(self.items) <= MOST_KEPT

    def weighed(self, row: int) -> float:
        """How often the term stands in an item, each field by its weight; 0 where it does not."""
        at = bisect_left(self.items, row)
        if at == len(self.items) or self.items[at] != row:
            return 0.0
        first = at * len(FIELDS)
        own = self.times[first : first + len(FIELDS)]
        return sum([times * weight for times, weight in zip(own, WEIGHTS.values(), strict=True)])

    def in_fields(self, fields: Collection[str]) -> Iterator[int]:
        """The items that hold it in one of these fields."""
        places = [place for place, field in enumerate(FIELDS) if field in fields]
        for at, row in enumerate(self.items):
            if any(self.times[at * len(FIELDS) + place] for place in places):
                yield row


class DatabaseGeneration(IndexStore):
    """One build of a plan in a database. Raises IndexUnusableError where there is none."""

    def __init__(self, database: Database) -> None:
        self.path, self._server = database.shown, database.server
        rows = _told(database.shown, lambda: self._server.read(CURRENT, (database.plan, VERSION)))
        if not rows:
            raise IndexUnusableError(say.missing(self.path))
        self.number, lengths, self._counts = rows[0]
        self._of = {"plan": database.plan, "build": self.number}
        self._lengths = array("I")
        self._lengths.frombytes(lengths)
        self._known: dict[str, Postings | None] = {}
        self.info = dict(self.select("select key, value from info"))

    def select(self, query: str, values: tuple[object, ...] = ()) -> list[Row]:
        """See IndexStore."""
        named = {**self._of, **{f"v{n}": value for n, value in enumerate(values)}}
        try:
            return _told(self.path, lambda: self._server.read(_statement(query), named))
        except psycopg.DatabaseError as error:
            if error.sqlstate == GONE:
                raise Superseded from None
            raise IndexUnusableError(say.damaged(self.path, reason(error))) from None

    def each(self, query: str, values: tuple[object, ...] = ()) -> Iterable[Row]:
        """See IndexStore. All at once: who reads slowly must not keep a connection that others wait for."""
        return self.select(query, values)

    def _postings(self, terms: Collection[str]) -> dict[str, Postings]:
        """Of the terms that occur where they stand; a question asks for a word several times."""
        known = self._known  # by threads it is only added to, or replaced as a whole
        found = {term: known[term] for term in terms if term in known}
        if asked := [term for term in terms if term not in found]:
            query = f"select term, items, times from posting where term in ({', '.join('?' * len(asked))})"
            read: dict[str, Postings | None] = dict.fromkeys(asked)
            read |= {term: Postings(items, times) for term, items, times in self.select(query, tuple(asked))}
            found |= read
            if len(known) > MOST_KNOWN:
                known = self._known = {}
            known.update({term: each for term, each in read.items() if each is None or each.short})
        return {term: each for term, each in found.items() if each is not None}

    def best(
        self, terms: Sequence[str], also: Sequence[str], groups: Iterable[Collection[str]], most: int
    ) -> list[tuple[int, float]]:
        """See IndexStore. FTS5's bm25() over what it would count: the same numbers in the same order."""
        groups = [*groups]
        found = self._postings({*terms, *also, *(term for group in groups for term in group)})

        def holding(some: Iterable[str]) -> set[int]:
            return {row for term in some if term in found for row in found[term].items}

        rows = holding(terms)
        for some in ([also] if also else []) + groups:
            rows &= holding(some)
        told = [found[term] for term in (*terms, *also) if term in found]
        rarity = [max(self._rarity(len(each.items)), LEAST_RARITY) for each in told]
        weighed = [
            (sum([rare * self._gain(each, row) for each, rare in zip(told, rarity, strict=True)]), row)
            for row in rows
        ]
        return [(row, -score) for score, row in sorted(weighed, key=lambda each: (-each[0], each[1]))[:most]]

    def _rarity(self, held: int) -> float:
        """The idf of FTS5: none below the least one, also where more than half of the items hold it."""
        return math.log((len(self._lengths) - held + 0.5) / (held + 0.5))

    def _gain(self, term: Postings, row: int) -> float:
        times = term.weighed(row)
        return times * (K1 + 1) / (times + K1 * (1 - B + B * self._lengths[row - 1] / self._mean))

    @cached_property
    def _mean(self) -> float:
        return sum(self._lengths) / (len(self._lengths) or 1)

    def rows_with(
        self, form: SoughtForm, first: int, last: int, written: str = "", most: int = EVERY
    ) -> list[int]:
        """See IndexStore."""
        found = self._postings({*form.own, *form.longer})
        rows: set[int] = set()
        for term in form.longer:
            rows.update(found[term].in_fields(form.fields) if term in found else ())
        if form.own and all(term in found for term in form.own):
            own = [set(found[term].in_fields(form.fields)) for term in form.own]
            rows |= self._in_a_row(set.intersection(*own), form) if len(own) > 1 else own[0]
        rows = {row for row in rows if first <= row <= last}
        if not written or not rows:
            return sorted(rows)[: None if most == EVERY else most]
        among = ", ".join(map(str, rows))
        query = f"select id from item_words where id in ({among}) and instr(folded, ?) > 0 order by id"
        return [row for (row,) in self.select(query, (written,))]

    def _in_a_row(self, rows: set[int], form: SoughtForm) -> set[int]:
        """Those of the items in which the form's own terms follow each other in one of its fields."""
        if not rows:
            return rows
        run = "".join(f" {term} " for term in form.own)
        held = " or ".join(f"instr({field}_words, ?) > 0" for field in form.fields)
        query = f"select id from item_words where id in ({', '.join(map(str, rows))}) and ({held})"
        return {row for (row,) in self.select(query, (run,) * len(form.fields))}

    def is_written(self, form: SoughtForm, first: int, last: int, written: str) -> bool:
        """See IndexStore."""
        return bool(self.rows_with(form, first, last, written))

    def check_inside(self) -> None:
        """Whether every table has as many rows as were copied in. Raises IndexUnusableError."""
        counts = json.loads(self._counts)
        for table, number in counts.items():
            ((found,),) = self.select(f"select count(*) from {table}")
            if found != number:
                raise IndexUnusableError(say.damaged(self.path, say.rows_missing(table, found, number)))

    def close(self) -> None:
        """See IndexStore. The connections are the server's."""


def _told(path: str, do: Callable[[], T]) -> T:
    """What a statement gives; where the schema is not there nothing has been built yet."""
    try:
        return do()
    except (
        psycopg.errors.UndefinedTable,
        psycopg.errors.InvalidSchemaName,
        psycopg.errors.UndefinedFunction,
    ):
        raise IndexUnusableError(say.missing(path)) from None
    except psycopg.errors.InsufficientPrivilege as error:
        raise IndexUnusableError(say.not_allowed(path, reason(error))) from None


class Database:
    """The place of one plan's index: which build is the current one, and how a new one comes in."""

    def __init__(self, address: str) -> None:
        conninfo, self.plan = parted(address)
        self.shown = masked(address)
        if not re.fullmatch(NAME, self.plan):
            raise IndexUnusableError(say.no_address(self.shown))
        self.server = DatabaseServer.at(conninfo)
        self._looked: tuple[float, int | None] = (float("-inf"), None)

    def close(self) -> None:
        """Let go of the connections."""
        self.server.release()

    def identity(self) -> int | None:
        """The number of the newest build, None where that cannot be found out; asked now and then."""
        when, number = self._looked
        if time.monotonic() - when < LOOKED_AT:
            return number
        with contextlib.suppress(KatouError, psycopg.Error):
            rows = self.server.read(CURRENT, (self.plan, VERSION))
            number = rows[0][0] if rows else None
        self._looked = time.monotonic(), number
        return number

    def open(self) -> DatabaseGeneration:
        """The current build. Raises IndexUnusableError."""
        return DatabaseGeneration(self)

    def previous(self, error: IndexUnusableError) -> DatabaseGeneration:
        """A build comes in whole or not at all: there is none to fall back to. Raises the error."""
        raise error

    def before(self) -> tuple[dict[str, tuple[str, date]], str, None]:
        """What the newest build, of any version, knows of years and tables; there is no file of it."""
        query = """select imported, lines from katou_index.generation where plan = %s
                    order by build desc limit 1"""
        with contextlib.suppress(psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            with contextlib.closing(self.server.connect(writes=True)) as connection:
                row = connection.execute(query, (self.plan,)).fetchone()
            if row:
                imported = {
                    code: (digest, date.fromisoformat(day)) for code, digest, day in json.loads(row[0])
                }
                return imported, row[1], None
        return {}, "", None

    @contextlib.contextmanager
    def only_builder(self) -> Iterator[None]:
        """Nobody else builds this plan meanwhile; the server lets go of it when a builder is killed."""
        with contextlib.closing(self.server.connect(writes=True)) as connection:
            deadline = time.monotonic() + LOCK_PATIENCE
            lock = "select pg_try_advisory_lock(hashtextextended('katou_index ' || %s, 0))"
            while not connection.execute(lock, (self.plan,)).fetchone()[0]:  # type: ignore[index]
                if time.monotonic() > deadline:
                    raise KatouError(say.being_built(self.shown))
                time.sleep(0.1)
            yield

    def publish(self, file: Path) -> None:
        """Make what an index file holds the current build, in one transaction. Raises KatouError."""
        try:
            with (
                contextlib.closing(sqlite3.connect(read_only(file), uri=True)) as source,
                contextlib.closing(self.server.connect(writes=True)) as connection,
                connection.transaction(),
            ):
                _lay_out(connection)
                build = _copy_in(connection, source, self.plan)
                _forget(connection, self.plan)
        except psycopg.Error as error:
            raise KatouError(say.cannot_store(self.shown, reason(error))) from None
        self._wait_for(build)

    def _wait_for(self, build: int) -> None:
        """A standby, which is what is read, has it a moment later: who built asks next."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self._looked = (float("-inf"), None)
            if (self.identity() or 0) >= build:
                return
            time.sleep(0.02)


# -- writing -------------------------------------------------------------------------------------------


def _lay_out(connection: psycopg.Connection) -> None:
    """Schemas and tables, where they are missing. One process after the other: they would collide."""
    connection.execute("select pg_advisory_xact_lock(hashtextextended('katou_index layout', 0))")
    found = connection.execute(
        "select count(*) from information_schema.tables where table_schema in ('katou_index', %s)",
        (DATA_SCHEMA,),
    ).fetchone()
    if found and found[0] == len(TABLES) + 2:
        return
    connection.execute(LAYOUT)
    connection.execute(f'create schema if not exists "{DATA_SCHEMA}"')
    for table, columns in (TABLES | {"posting": POSTING}).items():
        own = "".join(f', "{name}" {COLUMN_TYPES[kind]}' for name, kind in columns.items() if name != "id")
        connection.execute(
            f'create table if not exists "{DATA_SCHEMA}"."{table}" (plan text collate "C" not null, '
            f"build bigint not null, rowid bigint not null{own}, primary key (plan, build, rowid))"
        )
    for table, columns_of_index in INDEXES:
        connection.execute(
            f'create index if not exists "{table}_within" on "{DATA_SCHEMA}"."{table}" '
            f"(plan, build, {columns_of_index})"
        )
    for column in POSTING:
        if column != "term":  # packed numbers: packing them again costs more than it saves
            connection.execute(f'alter table "{DATA_SCHEMA}".posting alter {column} set storage external')


def _copy_in(connection: psycopg.Connection, source: sqlite3.Connection, plan: str) -> int:
    """Every row of an index file, as a new build that is the current one as soon as this is committed."""
    imported = source.execute("select code, files_sha256, imported_at from year").fetchall()
    info = dict(source.execute("select key, value from info").fetchall())
    row = connection.execute(
        """insert into katou_index.generation (plan, version, lengths, counts, imported, lines)
           values (%s, %s, %s, '', %s, %s) returning build""",
        (plan, info["version"], _lengths(source), json.dumps(imported), info.get(INFO, "")),
    ).fetchone()
    assert row
    (build,) = row
    counts = {table: _copy_table(connection, source, table, plan, build) for table in TABLES}
    counts["posting"] = _copy_rows(connection, "posting", POSTING, plan, build, _posting_rows(source))
    connection.execute(
        "update katou_index.generation set counts = %s where plan = %s and build = %s",
        (json.dumps(counts), plan, build),
    )
    connection.execute(
        """update katou_index.generation set replaced = now()
            where plan = %s and version = %s and build <> %s and replaced is null""",
        (plan, info["version"], build),
    )
    return int(build)


def _copy_table(
    connection: psycopg.Connection, source: sqlite3.Connection, table: str, plan: str, build: int
) -> int:
    columns = [name for name in TABLES[table] if name != "id"]
    listed = ", ".join(f'"{name}"' for name in columns)
    rows = source.execute(f'select rowid, {listed} from "{table}" order by rowid')
    return _copy_rows(connection, table, columns, plan, build, rows)


def _copy_rows(
    connection: psycopg.Connection, table: str, columns: Iterable[str], plan: str, build: int,
    rows: Iterable[Row],
) -> int:  # fmt: skip
    listed = ", ".join(f'"{name}"' for name in columns if name != "id")
    statement = f'copy "{DATA_SCHEMA}"."{table}" (plan, build, rowid, {listed}) from stdin'
    number = 0
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row((plan, build, *row))
            number += 1
    return number


def _posting_rows(source: sqlite3.Connection) -> Iterator[Row]:
    """Number, term, its items and how often it stands in each of their fields, out of the full text index."""
    source.execute("create virtual table temp.instance using fts5vocab(main, item_words_fts, instance)")
    places = {f"{field}_words": place for place, field in enumerate(FIELDS)}
    held = source.execute("select term, doc, col from temp.instance")
    for number, (term, instances) in enumerate(groupby(held, key=itemgetter(0)), 1):
        items, times = array("I"), array("H")
        for doc, standing in groupby(instances, key=itemgetter(1)):
            items.append(doc)
            own = [0] * len(FIELDS)
            for _, _, column in standing:
                if column in places:
                    own[places[column]] = min(own[places[column]] + 1, 65535)
            if not term.startswith(SCOPE):
                times.extend(own)
        yield number, term, items.tobytes(), times.tobytes()


def _lengths(source: sqlite3.Connection) -> bytes:
    """How many terms each item has in all, as FTS5 counted them: item 1, 2, 3 …"""
    found = array("I")
    for rowid, sizes in source.execute("select id, sz from item_words_fts_docsize order by id"):
        if rowid != len(found) + 1:
            raise KatouError(say.damaged(DATA_SCHEMA, say.rows_missing("item_words", len(found), rowid)))
        found.append(sum(_varints(sizes)))
    return found.tobytes()


def _varints(packed: bytes) -> Iterator[int]:
    """SQLite's numbers of seven bits a byte."""
    number = 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0


def _forget(connection: psycopg.Connection, plan: str) -> None:
    """Builds of the plan that nobody reads any more: not the one before, nor what was current lately."""
    gone = connection.execute(
        f"""select build, version from katou_index.generation g
             where plan = %s and (
                   version = %s and replaced < now() - interval '{STAYS}' and build < (
                       select max(build) from katou_index.generation
                        where plan = g.plan and version = g.version and replaced is not null)
                or version <> %s and built < now() - interval '{OTHER_VERSION_STAYS}')""",
        (plan, VERSION, VERSION),
    ).fetchall()
    for build, version in gone:
        schema = f"katou_index_{version.replace('.', '_')}"
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = %s", (schema,)
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f'delete from "{schema}"."{table}" where plan = %s and build = %s', (plan, build)
            )
        connection.execute("delete from katou_index.generation where plan = %s and build = %s", (plan, build))
