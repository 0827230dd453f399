"""data/.history: every import keeps the state before it, is applied in one step, and can be taken back.

    data/.history/20270401T090000-r3/
        entry.json     what, of which year, which paths; applying → applied → undone
        before/        what stood at those paths, moved here
        undone/        what the import had put there, after an undo: nothing is ever deleted

A kill in the middle leaves `applying`; whoever builds the index, imports or takes back next puts everything
back first.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from katou_index.errors import KatouError
from katou_index.importing import sentences as say
from katou_index.manifest import sha256
from katou_index.records import Record
from katou_index.wholefiles import NO_ROOM, NoRoomError

FOLDER = ".history"
OFFICE = ZoneInfo("Asia/Tokyo")
PATIENCE = 10.0  # seconds for an import that is being put in place; it takes a few milliseconds
APPLYING, APPLIED, UNDONE = "applying", "applied", "undone"


class BusyError(KatouError):
    """Another process is putting an import in place."""


class ChangedSinceError(KatouError):
    """What an import brought was changed by people since. `names` are files below data/."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(say.changed_since(names))


class Entry(Record):
    """One import. `paths`: below data/, with whether something stood there before. `after`: file → hash."""

    name: str
    what: str  # "import" or "corrections"
    year: str
    file: str
    at: str
    state: str
    paths: dict[str, bool]
    after: dict[str, str]
    sha256: str = ""  # of the file that was imported
    number: int = 0  # of the imports in their order, whatever a clock said; 0 before they were counted


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the lock of the history; put back what a killed import left. Raises BusyError if it is held."""
    home = data / FOLDER
    try:
        home.mkdir(exist_ok=True)
        with (home / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(say.busy()) from None
            for entry in entries(data):
                if entry.state == APPLYING:
                    _put_back(data, entry)
            yield
    except OSError as error:
        raise KatouError(say.cannot_write(str(error.filename or home), error.strerror or "")) from None


def unfinished(data: Path) -> list[Entry]:
    """The imports that are being put in place, or that were killed while they were. Raises nothing."""
    try:
        return [entry for entry in entries(data) if entry.state == APPLYING]
    except (KatouError, OSError):  # a broken record is told by who needs it
        return []


def put_back_unfinished(data: Path) -> list[Entry]:
    """Restore the state before a killed import; wait for one that is alive. Raises KatouError.

    The imports that were put back, none as a rule.
    """
    until = time.monotonic() + PATIENCE
    while found := unfinished(data):
        try:
            with only_one(data):
                return found
        except BusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    return []


def entries(data: Path) -> list[Entry]:
    """All imports in the order in which they were made. What is no entry is left alone."""
    found = []
    for path in sorted((data / FOLDER).glob("*/entry.json")):
        try:
            found.append(Entry(**{"name": path.parent.name, **json.loads(path.read_text(encoding="utf-8"))}))
        except (ValueError, TypeError):
            raise KatouError(say.broken_entry(str(path))) from None
    return sorted(found, key=lambda each: each.number)  # those of no number are older, and stay by their time


def apply(data: Path, what: str, year: str, source: Path, new: Mapping[str, Path], name: str = "") -> Entry:
    """Put each of `new` (path below data/ → file or folder made ready elsewhere) in place, all or nothing.

    `name` is the file's as people know it, where it lies under another one. To be called within `only_one`.
    Raises OSError where the disk is full or read-only; then nothing changed.
    """
    now = datetime.now(OFFICE)
    number = max((each.number for each in entries(data)), default=0) + 1
    home = data / FOLDER / f"{now:%Y%m%dT%H%M%S%f}-{number}-{year.lower()}"
    try:
        for path, ready in new.items():
            _copy(ready, home / "new" / path)
    except OSError as error:
        shutil.rmtree(home, ignore_errors=True)
        if error.errno in NO_ROOM:  # told of the place, not of what was to be copied there
            raise NoRoomError(str(data), sum(map(_bytes, new.values()))) from None
        raise
    paths = {path: (data / path).exists() for path in new}
    after = {name: digest for path in new for name, digest in digests(home / "new", path).items()}
    at, digest = now.isoformat(timespec="seconds"), sha256(source)
    entry = Entry(home.name, what, year, name or source.name, at, APPLYING, paths, after, digest, number)
    _write(data, entry)
    try:
        for path in new:
            _swap(data, home, path)
    except OSError:
        _put_back(data, entry)
        raise
    entry = entry.but(state=APPLIED)
    _write(data, entry)
    shutil.rmtree(home / "new", ignore_errors=True)
    return entry


def last_applied(data: Path) -> Entry | None:
    """The import that `undo` would take back."""
    applied = [entry for entry in entries(data) if entry.state == APPLIED]
    return applied[-1] if applied else None


def undo(data: Path, *, anyway: bool = False) -> Entry:
    """Take the last import back. Raises KatouError where there is none.

    Raises ChangedSinceError where what it brought was changed since, unless `anyway`; then the changed state
    is kept in the history.
    """
    entry = last_applied(data)
    if entry is None:
        raise KatouError(say.nothing_to_undo())
    now = {name: digest for path in entry.paths for name, digest in digests(data, path).items()}
    changed = sorted(
        name for name in now.keys() | entry.after.keys() if now.get(name) != entry.after.get(name)
    )
    if changed and not anyway:
        raise ChangedSinceError(changed)
    _write(data, entry.but(state=APPLYING))  # a kill from here on is gone on with, not left half done
    _put_back(data, entry)
    return entry


def digests(root: Path, path: str) -> dict[str, str]:
    """Each file at or below root/path, named from `root`, and its SHA-256."""
    place = root / path
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    return {file.relative_to(root).as_posix(): sha256(file) for file in files if file.is_file()}


# -- steps ---------------------------------------------------------------------------------------------------


def _swap(data: Path, home: Path, path: str) -> None:
    """Move what stands at `path` to the archive, and the new one to `path`."""
    kept = home / "before" / path
    kept.parent.mkdir(parents=True, exist_ok=True)
    if (data / path).exists():
        (data / path).rename(kept)
    (data / path).parent.mkdir(parents=True, exist_ok=True)
    (home / "new" / path).rename(data / path)
    _flush(data)


def _put_back(data: Path, entry: Entry) -> None:
    """The state before an import, from wherever it stopped."""
    home = data / FOLDER / entry.name
    for path, stood in entry.paths.items():
        kept, came = home / "before" / path, not (home / "new" / path).exists()
        if came and (data / path).exists() and (kept.exists() or not stood):
            aside = home / "undone" / path
            aside.parent.mkdir(parents=True, exist_ok=True)
            (data / path).rename(aside)
        if kept.exists():
            kept.rename(data / path)
    _flush(data)
    _write(data, entry.but(state=UNDONE))


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _copy(ready: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if ready.is_dir():
        shutil.copytree(ready, to)
    else:
        shutil.copy2(ready, to)
    for file in to.rglob("*") if to.is_dir() else (to,):
        if file.is_file():
            _flush(file)


def _write(data: Path, entry: Entry) -> None:
    home = data / FOLDER / entry.name
    values: dict[str, Any] = entry.as_dict()
    del values["name"]
    draft = home / "entry.json.new"
    try:
        draft.write_text(json.dumps(values, ensure_ascii=False, indent=2), encoding="utf-8")
        _flush(draft)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    draft.replace(home / "entry.json")
    _flush(home)


def _flush(path: Path) -> None:
    """On the disk before the next step: a power cut must not swap the order."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
