"""One built index file, opened read-only: verified once, then shared by all threads.

A reader keeps the file it opened even when a newer one takes its place; whoever holds a `Generation` gets
answers of one build only.
"""

from __future__ import annotations

import os
import sqlite3
import zlib

from katou_index.errors import IndexUnusableError
from katou_index.index import sentences as say
from katou_index.index.rows import ROWS_BY_TERMS, ROWS_HOLDING, WRITES
from katou_index.index.schema import FIELDS, LARGE, VERSION, WEIGHTS, Row, quoted
from katou_index.index.store import EVERY, IndexStore, SoughtForm, Superseded
from katou_index.index.stored import ItemTexts
from katou_index.locks import Lock
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

CHECKSUM_AT = slice(60, 64)  # the header field user_version: CRC-32 of the file with this field as zeros
CHECK_WHOLE_BELOW = 256 * 2**20  # bytes; larger files are checked when built and by `katou-index check`
WORDS = [f"{field}_words" for field in FIELDS]
BEST = f"""select rowid, bm25(item_words_fts, {", ".join(map(str, WEIGHTS.values()))}, 0) as score
             from item_words_fts where item_words_fts match ? order by score, rowid limit {{most}}"""
MAPPED = 2**31  # bytes of a large file that are mapped: a page that is looked at is not copied first
CHUNK = 2**16  # memory that is touched for the first time takes longer than the sum of it


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


class Generation(IndexStore):
    """An opened index file. Raises IndexUnusableError if it is missing, damaged or of another version."""

    def __init__(self, path: str | os.PathLike[str], *, whole: bool = False) -> None:
        self.path = os.fspath(path)
        self._idle: list[sqlite3.Connection] = []
        self._closed = False  # only ever set
        self._build = ""
        self._maps = False  # set once it is known to be large
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
        if int(self.info["items"]) > LARGE:
            self._maps = True
            self._close_idle()  # a new connection maps the file

    def __del__(self) -> None:
        self._close_idle()

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
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            read_only(self.path), uri=True, check_same_thread=False, isolation_level=None
        )
        try:
            if self._maps:
                connection.execute(f"pragma mmap_size = {MAPPED}")
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

    def texts(self) -> ItemTexts:
        """See IndexStore. They go on with this file when another one has taken its place."""
        connection, lock = self._connect(), Lock()

        def select(query: str, values: tuple[object, ...] = ()) -> list[Row]:
            try:
                with lock:
                    return connection.execute(query, values).fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise IndexUnusableError(damaged(self.path, error)) from None

        return ItemTexts(select)

    def check_inside(self) -> None:
        """Let SQLite look through all of it. Raises IndexUnusableError."""
        try:
            found = self.select("pragma quick_check")[0][0]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            found = str(error)
        if found != "ok":
            raise IndexUnusableError(damaged(self.path, found))

    def best(
        self, terms: Sequence[str], also: Sequence[str], groups: Iterable[Collection[str]], most: int
    ) -> list[tuple[int, float]]:
        """See IndexStore. FTS5's own score; sorting whole rows would take most of the time."""
        columns = " ".join(WORDS)
        matches = [f"(scope : ({quoted(group)}))" for group in groups]
        matches += [f"({{{columns}}} : ({quoted(some)}))" for some in (terms, also) if some]
        return self.select(BEST.format(most=most), (" AND ".join(matches),))

    def rows_with(
        self, form: SoughtForm, first: int, last: int, written: str = "", most: int = EVERY
    ) -> list[int]:
        """See IndexStore."""
        within = (_match(form), first, last)
        found = (ROWS_HOLDING, (*within, written)) if written else (ROWS_BY_TERMS, (*within, most))
        ((rows,),) = self.select(*found)
        if not rows:
            return []
        import json  # here: small plans are read, not searched

        return sorted(json.loads(f"[{rows}]"))  # of thousands three times as quick as an int of each

    def is_written(self, form: SoughtForm, first: int, last: int, written: str) -> bool:
        """See IndexStore."""
        return bool(self.select(WRITES, (_match(form), first, last, written)))

    def close(self) -> None:
        """Close what is idle now, and what is in use as soon as it is given back."""
        self._closed = True
        self._close_idle()

    def _close_idle(self) -> None:
        """A method: at the end of Python the functions of a module may be gone before what it has made."""
        try:
            while True:
                self._idle.pop().close()
        except IndexError:
            return


def _match(form: SoughtForm) -> str:
    """The FTS5 query for the items with a form."""
    either = [f"({quoted(form.own, ' + ')})"] if form.own else []
    either += [quoted(form.longer)] if form.longer else []
    columns = " ".join(f"{field}_words" for field in form.fields)
    return f"{{{columns}}} : ({' OR '.join(either)})"
