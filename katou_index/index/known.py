"""What the index before knows of items that have not changed: their words are not looked for again.

Cutting texts into words is most of a build. An item whose texts are the same to the last sign has the same
words, whatever else has changed of it, as long as this very program made the index before.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from importlib.metadata import version
from pathlib import Path

from katou_index.index.columns import ItemColumns
from katou_index.index.generation import read_only
from katou_index.index.schema import VERSION
from katou_index.plan import Item, Measure

OLD = """
    select m.title, m.policy, m.initiative, i.owners, i.planned, i.result, i.evidence,
           w.title_words, w.text_words, w.context_words, w.title_length, w.text_length, w.context_length,
           w.folded,
           t.title, t.planned, t.result, t.evidence, t.initiative, t.owners,
           i.id, exists (select 1 from extra where item_id = i.id)
      from item i join measure m on m.id = i.measure_id join item_words w on w.id = i.id
           join item_text t on t.id = i.id
     where i.key = ?"""
EXTRA = "select name, text from extra where item_id = ? order by id"
CUTTING = "cutting"  # key of `info`: what texts were cut into words by
COMPARED = 7  # columns in front that have to be the same
WORDS = 7  # of `item_words`: words and lengths of the fields, and all of it folded


def cutting() -> str:
    """A mark of all that decides which words a text has: this program, the tagger and its dictionary."""
    crc = 0
    for path in sorted(Path(__file__).parent.parent.rglob("*")):
        if path.suffix in (".py", ".toml", ".txt"):
            crc = zlib.crc32(path.read_bytes(), crc)
    return f"{crc:08x} {version('fugashi')} {version('unidic-lite')}"


class KnownItems:
    """The items of an index file that is whole, while another one is built. Of one that other programs or
    another dictionary made nothing is known."""

    def __init__(self, path: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        if path is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db = sqlite3.connect(read_only(path), uri=True)
                made = dict(
                    self._db.execute("select key, value from info where key in ('version', ?)", [CUTTING])
                )
                if made != {"version": VERSION, CUTTING: cutting()}:
                    self.close()

    def of(self, measure: Measure, item: Item, owners: str) -> ItemColumns | None:
        """What is known of an item; None if it is new or has other texts now."""
        if self._db is None:
            return None
        now = (measure.title, measure.policy, measure.initiative, owners, item.planned, item.result,
               item.evidence)  # fmt: skip
        try:
            row = self._db.execute(OLD, (item.key,)).fetchone()
            if row is None or row[:COMPARED] != now:
                return None
            *row, item_id, has_extra = row
            extra = tuple(self._db.execute(EXTRA, (item_id,))) if has_extra else ()
        except (sqlite3.Error, UnicodeError):
            self.close()
            return None
        if extra != item.extra:
            return None
        return ItemColumns(tuple(row[COMPARED : COMPARED + WORDS]), tuple(row[COMPARED + WORDS :]))

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None
