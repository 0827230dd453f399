"""The compiled code of all modules in one file, beside that of each.

    .venv/bin/python -m bot.commands.compiled            write it, as set-up does

Python looks for each module in its folder, opens its compiled file, asks how long it is and copies it: 120
times for `katou ask`, some 6 % of it. Here all lie in one mapped file. As with Python's own, the code of a
module counts as long as its source has the time and the size that it had; a module that changed, or that is
not in the file, is found as ever. So nothing depends on the file, and whoever may not write does without.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
from mmap import ACCESS_READ, mmap

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

    # Module → its path, seconds and bytes of its source, where its code begins and ends behind the table.
    Table = dict[str, tuple[str, int, int, int, int]]

HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLACE = os.path.join(HOME, "bot", "__pycache__", f"start.{sys.implementation.cache_tag}.bin")
PACKAGES = ("bot", "katou_index")
WORD = 8  # bytes that tell how long the table is


class CompiledModules:
    """Finds modules in a file of compiled code. Raises OSError or ValueError where it is not usable."""

    def __init__(self, path: str) -> None:
        with open(path, "rb", buffering=0) as file:
            view = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        begin = WORD + int.from_bytes(view[:WORD], "little")
        mark, size, table = marshal.loads(view[WORD:begin])
        if mark != _mark() or begin + size != len(view):
            raise ValueError(path)
        self._codes, self._table = view[begin:], table

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Where a module comes from, None where Python has to look for it."""
        if name not in self._table:
            return None
        source, seconds, size, begin, end = self._table[name]
        try:
            now = os.stat(source)
        except OSError:
            return None
        if now.st_size != size or int(now.st_mtime) != seconds:
            return None
        spec = ModuleSpec(name, _CompiledLoader(name, source, self._codes[begin:end]), origin=source)
        spec.has_location, spec.cached = True, PLACE
        if source.endswith("__init__.py"):
            spec.submodule_search_locations = [os.path.dirname(source)]
        return spec


class _CompiledLoader(SourceFileLoader):
    """Loads a module as Python does, but for where its code is."""

    def __init__(self, name: str, source: str, code: memoryview) -> None:
        super().__init__(name, source)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - as Python calls it
        code: CodeType = marshal.loads(self._code)
        return code


def _mark() -> tuple[bytes, str]:
    """What the code of a module depends on beside its source: Python, and the folder, which it names."""
    return MAGIC_NUMBER, HOME


def use_compiled() -> None:
    """Take modules from the file from now on, if there is one for this Python."""
    try:
        sys.meta_path.insert(0, CompiledModules(PLACE))
    except (OSError, ValueError, EOFError, TypeError):
        return  # Python finds each as ever


def write_compiled() -> None:
    """Compile every module into the file. Raises OSError where it cannot be written."""
    table: Table = {}
    codes = b""
    for name, source in _sources():
        with open(source, "rb") as file:
            now = os.fstat(file.fileno())
            code = marshal.dumps(compile(file.read(), source, "exec", dont_inherit=True))
        table[name] = (source, int(now.st_mtime), now.st_size, len(codes), len(codes) + len(code))
        codes += code
    head = marshal.dumps((_mark(), len(codes), table))
    os.makedirs(os.path.dirname(PLACE), exist_ok=True)
    with open(f"{PLACE}.{os.getpid()}", "wb") as out:
        out.write(len(head).to_bytes(WORD, "little") + head + codes)
    os.replace(out.name, PLACE)  # whoever has mapped the old one keeps it


def _sources() -> Iterator[tuple[str, str]]:
    """Every module and the path of its source."""
    for package in PACKAGES:
        for folder, _, files in os.walk(os.path.join(HOME, package)):
            within = os.path.relpath(folder, HOME).replace(os.sep, ".")
            for file in files:
                if file.endswith(".py"):
                    name = f"{within}.{file.removesuffix('.py')}".removesuffix(".__init__")
                    yield name, os.path.join(folder, file)


if __name__ == "__main__":
    try:
        write_compiled()
    except OSError as error:
        sys.exit(f"{PLACE}: {error}")
