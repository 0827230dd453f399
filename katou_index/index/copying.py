"""An index from one place to another: a file into a database, a database into a file; row by row.

What stood at the other place is replaced as by a build: whoever reads there never sees half of it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from katou_index.address import is_address
from katou_index.errors import KatouError
from katou_index.index import sentences as say
from katou_index.index.building import placed
from katou_index.index.generation import Generation, seal
from katou_index.index.places import database
from katou_index.index.schema import APPLICATION_ID, TABLES, create_tables, finish_tables
from katou_index.index.store import IndexStore


def copy_index(source: str, target: str) -> int:
    """Put what an index holds in the place of another; how many items it has.

    Raises IndexUnusableError where the source cannot be read, KatouError where the target cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="katou-") as folder:
        file = Path(folder) / "katou.db"
        items = _as_file(source, file)
        if is_address(target):
            with contextlib.closing(database(target)) as place, place.only_builder():
                place.publish(file)
        else:
            _put(file, Path(target))
    return items


def _as_file(source: str, file: Path) -> int:
    """The source as a whole file at `file`; the number of its items."""
    if not is_address(source):
        store: IndexStore = Generation(source, whole=True)
        with contextlib.closing(store):
            shutil.copyfile(source, file)
            return int(store.info["items"])
    with contextlib.closing(database(source)) as place, contextlib.closing(place.open()) as store:
        store.check_inside()
        _unload(store, file)
        return int(store.info["items"])


def _unload(store: IndexStore, file: Path) -> None:
    from sqlite_utils import Database as Tables

    with contextlib.closing(Tables(sqlite3.connect(file, isolation_level=None))) as db:
        for pragma in ("journal_mode = off", "synchronous = off", f"application_id = {APPLICATION_ID}"):
            db.execute(f"pragma {pragma}")
        create_tables(db)
        db.execute("begin")
        for table, columns in TABLES.items():
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" * len(columns))
            rows = store.select(f"select {names} from {table} order by rowid")
            db.conn.executemany(f'insert into "{table}" ({names}) values ({marks})', rows)
        finish_tables(db)
        db.execute("commit")
        db.execute("pragma optimize")
    seal(file)


def _put(file: Path, out: Path) -> None:
    """Beside the target first: a rename is within one file system."""
    try:
        with placed(out) as new:
            shutil.copyfile(file, new)
            with new.open("rb") as copied:
                os.fsync(copied.fileno())
    except (sqlite3.Error, OSError) as error:
        raise KatouError(say.cannot_write(str(out), str(error))) from error
