"""Imports that somebody has begun in a chat and not finished: each step is a row's next state.

The file lies beside the state file, for its owner alone, and goes with the row. Of the person nothing is
kept, of the conversation only a hash.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from typing import Any

from bot.memory import Memory, fingerprint
from bot.memory.database import exists, tell_open
from bot.memory.private_files import make_file, make_folder
from bot.memory.state_file import MemoryUnusableError
from bot.wording.console import no_shelf
from katou_index.address import is_address, parted
from katou_index.records import Record

KEPT = 86400.0  # seconds after which an import that nobody finished is forgotten
_FOLDER = ".imports"
_COLUMNS = "id, place, name, ending, year, answers, asked, step, anyway, reason, seen, wants, lang, at"


class Pending(Record):
    """One import under way. `step` names the state: a button of an earlier one does nothing."""

    id: int
    place: str  # a hash of the conversation
    name: str  # of the file, as people know it
    ending: str
    year: str  # R3, "" while it is not known
    answers: tuple[tuple[str, str, bool], ...] = ()  # old, new, whether they are the same
    asked: tuple[str, str] | None = None  # the pair that was asked last
    step: int = 0
    anyway: bool = False  # what stops it was seen, and it is meant
    reason: str = ""
    seen: str = ""  # a mark of the data as the preview was made of them
    wants: str = ""  # "reason": the next text is one
    lang: str = "ja"
    at: float = 0.0  # seconds since 1970


class Shelf:
    """The rows and the files. Raises MemoryUnusableError."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        # Files stay on the machine that they came to, also where the rows lie in a database.
        beside = f"katou-state-{parted(memory.path)[1]}" if is_address(memory.path) else memory.path
        self.folder = f"{beside}{_FOLDER}"

    def file(self, pending: Pending) -> str:
        """Where the file lies. Its name there is made of the id: what people call it never names a path."""
        return os.path.join(self.folder, f"{pending.id}{pending.ending}")

    def drop(self) -> str:
        """A new empty file for what arrives, readable by its owner alone."""
        path = os.path.join(self.folder, f"{os.getpid()}-{time.time_ns()}.part")
        try:
            make_folder(self.folder)
            tell_open(self.folder)
            make_file(path)
        except OSError as error:
            raise MemoryUnusableError(no_shelf(self.folder, str(error.strerror))) from None
        return path

    def add(self, place: str, path: str, wanted: Pending) -> Pending:
        """Keep what arrived at `path` for a conversation; the row with its id."""
        wanted = wanted.but(place=fingerprint(place), at=time.time())
        names = _COLUMNS.removeprefix("id, ")
        statement = f"insert into pending ({names}) values ({', '.join('?' * 13)}) returning id"
        with self.memory.transaction() as connection:
            (number,) = connection.execute(statement, _row(wanted)[1:]).fetchone()
        added = wanted.but(id=number)
        os.replace(path, self.file(added))
        return added

    def get(self, number: int, place: str) -> Pending | None:
        """One of this conversation by its id."""
        return self._one("id = ? and place = ?", (number, fingerprint(place)))

    def waiting_for_reason(self, place: str) -> Pending | None:
        """The import of this conversation, the latest one, that waits for a text.

        Every direct message asks for it, so without a file on the shelf the state file is left alone, and
        where it cannot be read at once, nothing waits: a question is answered.
        """
        if not self._holds_files():
            return None
        statement = _select("place = ? and wants = 'reason' order by id desc")
        values = (fingerprint(place),)
        row = self.memory.read(lambda connection: connection.execute(statement, values).fetchone())
        return _pending(row) if row else None

    def all_of(self, place: str) -> tuple[Pending, ...]:
        """What a conversation has not finished, the latest first; nothing where it cannot be read."""
        if not self._holds_files():
            return ()
        statement, values = _select("place = ? order by id desc"), (fingerprint(place),)
        rows = self.memory.read(lambda connection: connection.execute(statement, values).fetchall())
        return tuple(_pending(row) for row in rows or ())

    def _holds_files(self) -> bool:
        try:
            with os.scandir(self.folder) as files:
                return next(files, None) is not None
        except OSError:
            return False

    def _one(self, condition: str, values: tuple[object, ...]) -> Pending | None:
        if not exists(self.memory.path):
            return None
        with self.memory.transaction() as connection:
            row = connection.execute(_select(condition), values).fetchone()
        return _pending(row) if row else None

    def go_on(self, pending: Pending) -> Pending | None:
        """Store the next state; None where somebody else was quicker."""
        following = pending.but(step=pending.step + 1)
        names = _COLUMNS.split(", ")
        statement = f"update pending set {', '.join(f'{n} = ?' for n in names)} where id = ? and step = ?"
        with self.memory.transaction() as connection:
            taken = connection.execute(statement, [*_row(following), pending.id, pending.step]).rowcount
        return following if taken else None

    def keep(self, pending: Pending) -> None:
        """Store what was shown in this step, unless it is over."""
        statement = "update pending set seen = ?, asked = ?, wants = ? where id = ? and step = ?"
        asked = json.dumps(pending.asked, ensure_ascii=False)
        with self.memory.transaction() as connection:
            connection.execute(statement, (pending.seen, asked, pending.wants, pending.id, pending.step))

    def remove(self, pending: Pending) -> None:
        """Forget an import and its file."""
        with self.memory.transaction() as connection:
            connection.execute("delete from pending where id = ?", (pending.id,))
        with contextlib.suppress(OSError):
            os.unlink(self.file(pending))

    def purge(self) -> None:
        """Forget what nobody finished within a day, and files that no row has."""
        if os.path.isdir(self.folder):
            with self.memory.transaction() as connection:
                connection.execute("begin immediate")
                self._purge(connection)

    def purge_later(self) -> None:
        """Have `purge` done soon, as a start does, which waits for nothing."""
        if os.path.isdir(self.folder):
            tell_open(self.folder)
            self.memory.write_later(self._purge)

    def _purge(self, connection: sqlite3.Connection) -> None:
        """In one transaction that nobody else writes in: a new row has its file before this looks for it."""
        oldest = time.time() - KEPT
        connection.execute("delete from pending where at < ?", (oldest,))
        rows = connection.execute("select id, ending from pending").fetchall()
        known = {f"{number}{ending}" for number, ending in rows}
        with contextlib.suppress(OSError):  # the folder is gone, or closed to us
            for entry in os.scandir(self.folder):
                with contextlib.suppress(OSError):
                    if entry.name not in known and (
                        not entry.name.endswith(".part") or entry.stat().st_mtime < oldest
                    ):
                        os.unlink(entry.path)


def _select(condition: str) -> str:
    return f"select {_COLUMNS} from pending where {condition}"


def _row(pending: Pending) -> list[object]:
    values = pending.as_dict()
    values["answers"] = json.dumps(pending.answers, ensure_ascii=False)
    values["asked"] = json.dumps(pending.asked, ensure_ascii=False)
    return [values[name] for name in _COLUMNS.split(", ")]


def _pending(row: tuple[Any, ...]) -> Pending:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    asked = json.loads(values["asked"])
    values["answers"] = tuple((one, other, bool(yes)) for one, other, yes in json.loads(values["answers"]))
    values["asked"] = tuple(asked) if asked else None
    return Pending(**{**values, "anyway": bool(values["anyway"])})
