"""The bot over the repository's own data, built once a test process."""

from __future__ import annotations

import functools
import tempfile
from datetime import date
from pathlib import Path

from bot import Bot
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)


@functools.cache
def index_path() -> Path:
    """An index of data/, in a folder that lives as long as the process."""
    path = Path(_folder().name) / "katou.db"
    build_index(ROOT / "data", path)
    return path


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


@functools.cache
def bot() -> Bot:
    """A bot whose today is fixed."""
    return Bot(open_index(index_path()), today=TODAY)
