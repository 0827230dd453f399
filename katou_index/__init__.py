"""From documents under data/ to one searchable file: reads, restores, indexes. Knows no chat.

from katou_index import build_index, open_if_fresh, open_index
"""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from katou_index.index.building import BuildReport, build_index
    from katou_index.index.reading import Index, open_if_fresh, open_index
    from katou_index.index.searching import Hit

__all__ = ["BuildReport", "Hit", "Index", "build_index", "open_if_fresh", "open_index"]

_HOMES = {
    "BuildReport": "building", "build_index": "building", "Index": "reading", "open_index": "reading",
    "open_if_fresh": "reading", "Hit": "searching",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: most commands need a part only, and starting should be quick."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"katou_index.index.{_HOMES[name]}"), name)
