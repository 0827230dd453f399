"""The whole state from one place to another: a file into a database, a database into a file.

In one transaction: what was there is there until all of it has come over. Nothing is taken away from where it
came from.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from bot.memory.database import connect
from bot.memory.migrations import STEPS
from bot.memory.private_files import make_file
from bot.wording.console import no_copy
from katou_index.address import is_address

BATCH = 1_000  # rows at once
PATIENCE = 2.0  # seconds to wait for another writer
TABLES = tuple(
    found[1] for step in STEPS for statement in step if (found := re.search(r"create table (\w+)", statement))
)
COUNTED = ("missed", "subscription", "pending")  # their numbers go on after the largest one


def copy_all(source: str, target: str, *, passing: bool = True) -> dict[str, int]:
    """Put what one state holds in the place of what another does; table → rows.

    `passing`: also what people say just now, which is over within hours. Raises sqlite3.Error, OSError,
    UnicodeDecodeError; the target is then as it was.
    """
    tables = [table for table in TABLES if passing or table != "passing"]
    with _reading(source) as read:
        if is_address(target):
            with contextlib.closing(connect(target, PATIENCE)) as write, write:
                return _copied(read, write, tables)
        made = f"{target}.part"
        with contextlib.suppress(FileNotFoundError):  # left by one that was killed
            os.unlink(made)
        make_file(made)
        with contextlib.closing(connect(made, PATIENCE)) as write:
            with write:
                counts = _copied(read, write, tables)
            write.execute("pragma journal_mode = delete")  # one file, nothing beside it
        os.replace(made, target)
        return counts


@contextlib.contextmanager
def _reading(source: str) -> Iterator[Any]:
    """One view of all tables, whatever others write meanwhile."""
    if not is_address(source) and not os.path.exists(source):
        raise FileNotFoundError(2, no_copy("nothing"), source)
    connection: Any = connect(source, PATIENCE)  # brought to this version
    if is_address(source):
        connection.execute("set transaction isolation level repeatable read")
    else:
        connection.execute("begin")
    with contextlib.closing(connection):
        yield connection
        connection.rollback()


def _copied(read: Any, write: Any, tables: list[str]) -> dict[str, int]:
    write.execute("begin immediate")
    for table in TABLES:
        write.execute(f"delete from {table}")
    counts = {table: _copy_table(read, write, table) for table in tables}
    if not isinstance(write, sqlite3.Connection):
        for table in COUNTED:
            write.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(select coalesce(max(id), 0) + 1 from {table}), false)"
            )
    return counts


def _copy_table(read: Any, write: Any, table: str) -> int:
    rows = read.execute(f"select * from {table}")
    names = [column[0] for column in rows.description]
    statement = f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
    number = 0
    while batch := rows.fetchmany(BATCH):
        write.executemany(statement, batch)
        number += len(batch)
    return number
