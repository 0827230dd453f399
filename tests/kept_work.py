"""Work that nearly every test begins with, done once a process of tests: the same text gives the same.

- the walk over a sheet's lines, two thirds of what loading the plan takes;
- the tables in TOML, read anew for each import and build, and what the two long ones say;
- the page's templates, compiled for each application.

The commands that tests start do all of it for themselves.
"""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from katou_index import tablefiles
from katou_index.restoring.alignment import Alignment, Placed

MOST = 64  # sheets, and tables

_walks: dict[str, list[Placed]] = {}
_tables: dict[str, bytes] = {}
_entries: dict[tuple[str, bytes], Any] = {}


def forget() -> None:
    """What is asked for next is worked out anew."""
    _walks.clear()
    _tables.clear()
    _entries.clear()


def _kept(kept: dict[Any, Any], key: Hashable, make: Callable[[], Any]) -> Any:
    """What is kept of a key, or made; the oldest goes."""
    if key not in kept:
        kept[key] = make()
        if len(kept) > MOST:
            del kept[next(iter(kept))]
    return kept[key]


class _Compiled(BytecodeCache):
    """Templates by their name and text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def keep_work() -> None:
    """From now on all of it is done once."""
    walk, loads = Alignment.run, tomllib.loads

    def run(alignment: Alignment) -> list[Placed]:
        asked = repr((alignment.lines, alignment.lefts, alignment.parents))
        return [*_kept(_walks, asked, lambda: walk(alignment))]

    def table(text: str, **options: Any) -> dict[str, Any]:
        if options:
            return loads(text, **options)
        found: dict[str, Any] = pickle.loads(_kept(_tables, text, lambda: pickle.dumps(loads(text))))
        return found

    def of_file(name: str) -> None:
        """What a function of the tables makes of a file, by its text; errors are told each time."""
        made = getattr(tablefiles, name)

        def again(path: Path) -> Any:
            try:
                text = path.read_bytes()
            except OSError:
                return made(path)
            return _kept(_entries, (name, text), lambda: made(path)).copy()

        setattr(tablefiles, name, again)

    for name in ("_glossary", "_departments"):
        of_file(name)
    Alignment.run = run
    tomllib.loads = table
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}  # type: ignore[misc]
