"""Where an index lies: in a file, or as a plan in a database. Each knows its newest build and opens it."""

from __future__ import annotations

import os
import time

from katou_index.errors import IndexUnusableError
from katou_index.index import sentences as say
from katou_index.index.generation import Generation
from katou_index.index.store import IndexStore
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from katou_index.index.postgresql import Database


LOOKED_AT = (
    0.005  # seconds: which file lies there is asked again after them, for an answer would ask twenty times
)


class IndexFile:
    """The place of an index in a file: which file lies there, and the generation before it."""

    def __init__(self, path: str) -> None:
        self.path = self.shown = path
        self._looked: tuple[float, object] = (float("-inf"), None)

    def identity(self) -> object:
        """Another one where another file lies; None for none."""
        when, found = self._looked
        now = time.monotonic()
        if now - when >= LOOKED_AT:
            found = self._identity()
            self._looked = now, found
        return found

    def _identity(self) -> object:
        try:
            stat = os.stat(self.path)
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def open(self) -> IndexStore:
        """What lies there now. Raises IndexUnusableError."""
        return Generation(self.path)

    def previous(self, error: IndexUnusableError) -> IndexStore:
        """The generation before a damaged one; the error again if there is none."""
        if not os.path.exists(self.path):
            raise error
        try:
            return Generation(f"{self.path}.old")
        except IndexUnusableError:
            raise error from None

    def close(self) -> None:
        """Nothing is kept of a file."""


def database(address: str) -> Database:
    """The place of a plan's index at an address. Raises IndexUnusableError where the driver is missing."""
    try:
        from katou_index.index.postgresql import Database  # here: few installations need one
    except ImportError:
        raise IndexUnusableError(say.no_driver()) from None
    return Database(address)
