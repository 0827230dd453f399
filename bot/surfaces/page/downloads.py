"""Files and pictures that answers handed over, as long as their answers are shown: in memory, bounded."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from bot.files.download import Download

MOST = 40_000_000  # bytes of all files together; the oldest go first


class KeptFiles:
    """Files by unguessable names. Safe for threads."""

    def __init__(self, most: int = MOST) -> None:
        # One that is larger than all may be takes all the room.
        self._files: LRUCache[str, Download] = LRUCache(most, lambda file: min(len(file.content), most))
        self._lock = threading.Lock()

    def keep(self, file: Download) -> str:
        """Keep a file; its name in the address."""
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._files[name] = file
        return name

    def of(self, name: str) -> Download | None:
        """The file of this name, None where it is not kept any more."""
        with self._lock:
            return self._files.get(name)
