"""One built index file, opened read-only: verified once, then shared by all threads.

A reader keeps the file it opened even when a newer one takes its place; whoever holds a `Generation` gets
answers of one build only.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from datetime import date
from functools import cached_property

from katou_index.errors import IndexUnusableError
from katou_index.index import sentences as say
from katou_index.index.naming import SMALL_PLAN
from katou_index.index.rows import (
    CORRECTED,
    EXTRAS,
    FINDINGS,
    ITEMS,
    LINKS,
    MEASURES,
    VECTORS,
    WITHOUT_TEXTS,
    finding_from,
    measures_from,
    tie_from,
)
from katou_index.index.schema import VERSION, Row
from katou_index.index.stored import ItemTexts
from katou_index.manifest import DataFile
from katou_index.meaning import Vectors
from katou_index.plan import Finding, FiscalYear, Plan
from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from katou_index.years.ties import Tie

CHECKSUM_AT = slice(60, 64)  # the header field user_version: CRC-32 of the file with this field as zeros
CHECK_WHOLE_BELOW = 256 * 2**20  # bytes; larger files are checked when built and by `katou-index check`
CHUNK = 2**16  # memory that is touched for the first time takes longer than the sum of it


class Term(NamedTuple):
    """One term of the index."""

    term: str
    items: int  # how many items hold it
    reading: str  # hiragana, "" where unknown


class YearRow(Record):
    """What the index knows of a year without opening its plan."""

    year: FiscalYear
    file: str
    imported_at: date
    files_sha256: str
    items: int


class Superseded(Exception):  # noqa: N818 - no error: the caller opens the file again
    """Another file has taken this one's place before a connection could be opened."""


def checksum(path: str | os.PathLike[str]) -> tuple[int, int]:
    """(CRC-32 that a file has, CRC-32 that its header says)."""
    chunk = bytearray(CHUNK)  # one for all of them
    with open(path, "rb", buffering=0) as file, memoryview(chunk) as view:
        size = file.readinto(chunk)
        stored = int.from_bytes(chunk[CHECKSUM_AT], "big")
        chunk[CHECKSUM_AT] = bytes(4)
        crc = zlib.crc32(view[:size])
        while size := file.readinto(chunk):
            crc = zlib.crc32(view[:size], crc)
    return crc, stored


def seal(path: str | os.PathLike[str]) -> None:
    """Write the checksum of a finished file into its header and bring it all to the disk."""
    crc, _ = checksum(path)
    with open(path, "r+b") as file:
        file.seek(CHECKSUM_AT.start)
        file.write(crc.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())


def read_only(path: str | os.PathLike[str]) -> str:
    """The address of a file that nobody writes into any more; what means something in an address as %xx."""
    plain = "/-_."
    signs = ((chr(byte), byte) for byte in os.fsencode(os.path.abspath(path)))
    quoted = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in plain) else f"%{byte:02x}"
        for sign, byte in signs
    )
    return f"file:{quoted}?mode=ro&immutable=1"


def damaged(path: str, why: object) -> str:
    """The sentence for a file that cannot be read."""
    return say.damaged(path, str(why))


class Generation:
    """An opened index file. Raises IndexUnusableError if it is missing, damaged or of another version."""

    def __init__(self, path: str | os.PathLike[str], *, whole: bool = False) -> None:
        self.path = os.fspath(path)
        self._idle: list[sqlite3.Connection] = []
        self._closed = threading.Event()
        self._build = ""
        try:
            self._verify(whole=whole)
            self.info: dict[str, str] = dict(self.select("select key, value from info"))
        except FileNotFoundError:
            raise IndexUnusableError(say.missing(self.path)) from None
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            self.close()
            raise IndexUnusableError(damaged(self.path, error)) from None
        self._build = self.info.get("build", "")
        if self.info.get("version") != VERSION:
            self.close()
            raise IndexUnusableError(say.other_version(self.path))

    def __del__(self) -> None:
        _close_all(self._idle)

    def _verify(self, *, whole: bool) -> None:
        with open(self.path, "rb") as file:
            if file.read(16) != b"SQLite format 3\0":
                raise sqlite3.DatabaseError(say.no_sqlite())
        if whole or os.stat(self.path).st_size <= CHECK_WHOLE_BELOW:
            found, stored = checksum(self.path)
            if found != stored:
                raise sqlite3.DatabaseError(say.wrong_sum())

    def select(self, query: str, values: tuple[object, ...] = ()) -> list[Row]:
        """All rows of a query, by a connection that nobody else uses meanwhile; kept for who asks next."""
        connection = self._free()
        try:
            return connection.execute(query, values).fetchall()
        finally:
            self._give_back(connection)

    def _free(self) -> sqlite3.Connection:
        """A connection that nobody uses."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed.is_set():
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            read_only(self.path), uri=True, check_same_thread=False, isolation_level=None
        )
        try:
            row = connection.execute("select value from info where key = 'build'").fetchone()
        except BaseException:
            connection.close()
            raise
        if self._build and row != (self._build,):
            connection.close()
            raise Superseded
        return connection

    def each(self, query: str, values: tuple[object, ...] = ()) -> Iterator[Row]:
        """The rows of a query one after the other: all of them at once may be a large plan."""
        connection = self._free()
        try:
            yield from connection.execute(query, values)
        finally:
            self._give_back(connection)

    def _always(self) -> Callable[[str, tuple[object, ...]], list[Row]]:
        """A `select` that goes on with this file when another one has taken its place."""
        connection, lock = self._connect(), threading.Lock()

        def select(query: str, values: tuple[object, ...]) -> list[Row]:
            try:
                with lock:
                    return connection.execute(query, values).fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise IndexUnusableError(damaged(self.path, error)) from None

        return select

    def check_inside(self) -> None:
        """Let SQLite look through all of it. Raises IndexUnusableError."""
        try:
            found = self.select("pragma quick_check")[0][0]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            found = str(error)
        if found != "ok":
            raise IndexUnusableError(damaged(self.path, found))

    def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it is given back."""
        self._closed.set()
        _close_all(self._idle)

    @cached_property
    def years(self) -> dict[FiscalYear, YearRow]:
        """The years it holds, oldest first."""
        rows = self.select("select code, file, imported_at, files_sha256, items from year order by began")
        found = [
            YearRow(FiscalYear.from_code(code), file, date.fromisoformat(imported_at), digest, items)
            for code, file, imported_at, digest, items in rows
        ]
        return {row.year: row for row in found}

    @cached_property
    def made(self) -> dict[str, Any]:
        """What whoever holds it made of it and wants to find again, by name."""
        return {}

    @cached_property
    def vocabulary(self) -> dict[str, Term]:
        """Every term → how many items hold it, and its reading."""
        rows = self.select("select term, items, reading from word order by term")
        return {row[0]: Term(*row) for row in rows}

    @cached_property
    def _terms(self) -> str:
        """All terms, a line each."""
        return "\n".join(["", *(term for (term,) in self.select("select term from word")), ""])

    def terms_with(self, part: str) -> list[str]:
        """The terms of which a text is a part."""
        found, text = [], self._terms
        at = text.find(part)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at + len(part))
            found.append(text[start:end])
            at = text.find(part, end)
        return found

    @cached_property
    def name_readings(self) -> dict[str, str]:
        """Folded name in the tables that people keep → its reading, as words.reading gives it."""
        return dict(self.select("select name, reading from name_reading"))

    @cached_property
    def manifest(self) -> list[DataFile]:
        """The files it was built from."""
        rows = self.select("select path, year, size, mtime_ns, sha256 from source_file order by path")
        return [DataFile(*row) for row in rows]

    def findings(self, year: FiscalYear) -> tuple[Finding, ...]:
        """Damage and doubts in a year's sources, in the order they were found."""
        return tuple(finding_from(year, row) for row in self.select(FINDINGS, (year.code,)))

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """What of one year is which of another."""
        return tuple(map(tie_from, self.select(LINKS))) if len(self.years) > 1 else ()

    @cached_property
    def _corrections(self) -> dict[tuple[FiscalYear, str], tuple[Finding, ...]]:
        return {}

    def corrections(self, year: FiscalYear, kind: str = "corrected") -> tuple[Finding, ...]:
        """What records of corrections.csv changed, or only confirmed; read once: every card asks for it."""
        found = self._corrections.get((year, kind))
        if found is None:
            rows = self.select(CORRECTED, (year.code, kind))
            found = tuple(finding_from(year, row) for row in rows)
            found = self._corrections.setdefault((year, kind), found)
        return found

    @cached_property
    def _vectors(self) -> dict[FiscalYear, Vectors]:
        return {}

    def vectors(self, year: FiscalYear) -> Vectors:
        """What the sentences of a year mean, in the order of its sheet; read once."""
        vectors = self._vectors.get(year)
        if vectors is None:
            vectors = self._vectors.setdefault(year, Vectors(self.select(VECTORS, (year.code,))))
        return vectors

    @cached_property
    def _plans(self) -> dict[FiscalYear, Plan]:
        return {}

    def plan(self, year: FiscalYear) -> Plan:
        """A whole year; read once."""
        plan = self._plans.get(year)
        if plan is None:
            texts = ItemTexts(self._always()) if self.years[year].items > SMALL_PLAN else None
            items = WITHOUT_TEXTS if texts else ITEMS
            queried = [self.each(query, (year.code,)) for query in (MEASURES, items, EXTRAS)]
            measures = measures_from(year, queried[0], queried[1], queried[2], texts)
            plan = self._plans.setdefault(year, Plan(year, measures))
        return plan


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while True:
        try:
            connections.pop().close()
        except IndexError:
            return
