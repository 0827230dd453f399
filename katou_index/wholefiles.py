"""Files that are written whole or not at all: whatever happens, the old one or the new one lies there."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path

from katou_index.errors import KatouError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class NoRoomError(KatouError):
    """A disk is full. `path` is what could not be written, `need` so many bytes of it."""

    def __init__(self, path: str, need: int) -> None:
        self.path, self.need = path, need
        size = f"{-(-need // 1000):,} kB"
        super().__init__(f"{path}: 空きがなく書けません（{size} 必要です）。空けて、もう一度実行してください")


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Put `content` in the place of a file in one step; who may read it stays as it was.

    Raises NoRoomError, OSError; what lay there then still does.
    """
    there = Path(os.path.realpath(path))
    draft = there.with_name(f".{there.name}.new-{os.getpid()}")
    try:
        with draft.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if there.exists():
            shutil.copymode(there, draft)
        draft.replace(there)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        if error.errno in NO_ROOM:
            raise NoRoomError(os.fspath(path), len(content)) from None
        error.filename = os.fspath(path)
        raise
