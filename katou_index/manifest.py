"""Which files an index was built from, and whether they are still the same."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator

from katou_index.records import NamedTuple


class DataFile(NamedTuple):
    """One file under data/ as it was when the index was built."""

    path: str  # relative to the data folder, with /
    year: str  # the name of its year's folder, "" for a table of all years
    size: int  # bytes
    mtime_ns: int
    sha256: str


def _files(data: str | os.PathLike[str]) -> Iterator[tuple[str, str, os.DirEntry[str]]]:
    """Every file that a build may read, without what editors leave behind: data/* and data/<folder>/*.

    Each as its place below `data`, with /, the name of its folder there, and itself.
    """
    for entry in _kept(data):
        if entry.is_dir():
            for below in _kept(entry.path):
                if below.is_file():
                    yield f"{entry.name}/{below.name}", entry.name, below
        elif entry.is_file():
            yield entry.name, "", entry


def _kept(folder: str | os.PathLike[str]) -> list[os.DirEntry[str]]:
    if not os.path.isdir(folder):
        return []
    with os.scandir(folder) as entries:
        kept = [entry for entry in entries if not entry.name.startswith((".", "~"))]
    return sorted(kept, key=lambda entry: entry.name)


def sha256(path: str | os.PathLike[str]) -> str:
    """The SHA-256 of a file, read a megabyte at a time."""
    import hashlib  # here: only changed files are read, and it loads OpenSSL

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files_below(folder: str) -> Iterator[os.DirEntry[str]]:
    """Every file in a folder and in those below it, but for compiled ones; a third of pathlib's time."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":  # as many entries again, none of which is looked for
                    yield from _files_below(entry.path)
            else:
                yield entry


def program() -> str:
    """A mark of the program that reads the sheets: other rules may read the same files differently.

    Made of its files' names and sizes, which survive copying, unlike times.
    """
    home = os.path.dirname(__file__)
    files = sorted(
        (entry.path[len(home) + 1 :].replace(os.sep, "/"), entry.stat().st_size)
        for entry in _files_below(home)
        if entry.name.endswith((".py", ".toml", ".txt"))
    )
    return f"{zlib.crc32(repr(files).encode()):08x}"


def read_manifest(data: str | os.PathLike[str]) -> list[DataFile]:
    """What stands under `data` now. To be taken before the files are read: a later change then shows."""
    found = []
    for name, year, file in _files(data):
        stat = file.stat()
        found.append(DataFile(name, year, stat.st_size, stat.st_mtime_ns, sha256(file)))
    return found


def differing(data: str | os.PathLike[str], manifest: list[DataFile], *, trust_times: bool) -> list[str]:
    """The paths that were added, removed or changed since. With `trust_times` a file whose size and time are
    the same is not read."""
    known = {file.path: file for file in manifest}
    changed = []
    for name, _, file in _files(data):
        was = known.pop(name, None)
        stat = file.stat()
        if (
            was is None
            or stat.st_size != was.size
            or (not (trust_times and stat.st_mtime_ns == was.mtime_ns) and sha256(file) != was.sha256)
        ):
            changed.append(name)
    return sorted([*changed, *known])


def year_digest(manifest: list[DataFile], folder: str) -> str:
    """One hash over the files of a year's folder: the same as long as none of them changes."""
    import hashlib  # here, as above

    lines = [f"{file.path}\0{file.sha256}\n" for file in manifest if file.year == folder]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
