"""Files and pictures that answers handed over, as long as their answers are shown: bounded.

In memory, and where other processes find them.
"""

from __future__ import annotations

import json
import secrets
import threading
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.memory.passing import Passes, Passing
from bot.surfaces.page.talks import LASTS
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.files.download import Download

MOST = 40_000_000  # bytes of all files together; the oldest go first


class KeptFile(Record):
    """A file as a browser gets it."""

    name: str
    media_type: str
    content: bytes


class KeptFiles:
    """Files by unguessable names. Safe for threads, and with `passing` for processes."""

    def __init__(self, most: int = MOST, passing: Passing | None = None) -> None:
        # One that is larger than all may be takes all the room.
        self._files: LRUCache[str, KeptFile] = LRUCache(most, lambda file: min(len(file.content), most))
        self._lock = threading.Lock()
        self._passing = passing

    def keep(self, file: Download) -> str:
        """Keep a file; its name in the address."""
        name, kept = secrets.token_urlsafe(24), KeptFile(file.name, file.media_type, file.content)
        if self._passing is not None:
            named = json.dumps([kept.name, kept.media_type]).encode()
            self._passing.put(Passes.FILE, name, named + b"\n" + kept.content, LASTS)
        with self._lock:
            self._files[name] = kept
        return name

    def of(self, name: str) -> KeptFile | None:
        """The file of this name, None where it is not kept any more."""
        with self._lock:
            file = self._files.get(name)
        row = self._passing.row(Passes.FILE, name) if file is None and self._passing else None
        if row is None or not isinstance(row.body, bytes):
            return file
        named, _, content = row.body.partition(b"\n")
        called, media_type = json.loads(named)
        return KeptFile(called, media_type, content)
