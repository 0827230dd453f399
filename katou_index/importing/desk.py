"""The commands `import` and `undo`: read aside, show, ask what is in doubt, apply after a yes."""

from __future__ import annotations

import contextlib
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from katou_index.errors import KatouError
from katou_index.importing import checks, edits, history, preview
from katou_index.importing import links as kinds
from katou_index.importing import sentences as say
from katou_index.importing.comparing import Comparison, Decisions, compare
from katou_index.importing.deciding import Wish, decisions_of, rows_of, today
from katou_index.importing.sources import kind_of
from katou_index.importing.staging import SHEET, Staged, loaded_years, read_year, stage
from katou_index.index.manifest import read_manifest, sha256, year_digest
from katou_index.loading import year_folder
from katou_index.plan import Plan
from katou_index.reading.grid import EXCEL, Grid
from katou_index.reading.isolated import read_isolated
from katou_index.tablefiles import load_tables

_YES, _NO = ("y", "yes", "はい", "ｙ"), ("n", "no", "いいえ", "ｎ")


class Person:
    """Who sits there: told lines, asked questions. `there` is false where nobody can answer."""

    def __init__(self, *, there: bool) -> None:
        self.there = there

    def tell(self, line: str) -> None:
        """One line on standard output."""
        sys.stdout.write(f"{line}\n")

    def ask(self, question: str) -> str | None:
        """The answer without white space around it, None at the end of the input."""
        sys.stdout.write(question)
        sys.stdout.flush()
        line = sys.stdin.readline()
        return line.strip() if line else None

    def yes(self, question: str) -> bool | None:
        """Until it is a yes or a no; None at the end of the input."""
        while (answer := self.ask(say.yes_no(question))) is not None:
            word = unicodedata.normalize("NFKC", answer).lower()
            if word in _YES or word in _NO:
                return word in _YES
        return None


def run_import(wish: Wish, person: Person) -> int:
    """0 when done, given up, or nothing to do. Raises KatouError for everything that stops it."""
    if not wish.data.is_dir():
        raise KatouError(say.no_data(str(wish.data)))
    history.put_back_unfinished(wish.data)
    ending = kind_of(wish.file)
    folder = year_folder(wish.data, wish.year)
    if folder is not None and ending == ".xlsx":
        grid = read_isolated(wish.file, EXCEL, wish.file.name)
        if edits.is_export(grid, wish.year):
            return _correct(wish, person, grid, folder)
    if folder is not None and _is_same(folder / f"{SHEET}{ending}", wish.file):
        person.tell(say.unchanged(wish.lang, wish.year))
        return 0
    with tempfile.TemporaryDirectory(prefix="katou-") as work:
        return _load(wish, person, stage(wish.file, wish.year, wish.data, Path(work)), folder)


def run_undo(data: Path, lang: str, person: Person, *, anyway: bool) -> int:
    """Take the last import back. Raises KatouError where that cannot be."""
    if not (data / history.FOLDER).is_dir():
        raise KatouError(say.nothing_to_undo())
    with history.only_one(data):
        entry = history.undo(data, anyway=anyway)
    person.tell(say.undone(lang, entry.year, entry.file, entry.at))
    return 0


def _is_same(document: Path, file: Path) -> bool:
    return (
        document.is_file()
        and document.stat().st_size == file.stat().st_size
        and sha256(document) == sha256(file)
    )


# -- a year --------------------------------------------------------------------------------------------------


def _load(wish: Wish, person: Person, staged: Staged, folder: Path | None) -> int:
    old = _year_before(wish, staged)
    decisions = decisions_of(wish, old, staged.plan, kinds.read_links(wish.data))
    comparison = compare(old, staged.plan, decisions) if old else None
    stood = _files(wish.data, folder)
    for line in preview.of_file(wish.lang, staged):
        person.tell(line)
    if folder is not None:
        with contextlib.suppress(KatouError):  # a year that cannot be read may be what is to be mended
            person.tell(preview.replaced(wish.lang, read_year(folder, staged.tables)[0], staged.plan))
    for line in preview.of_change(wish.lang, old, staged, comparison):
        person.tell(line)
    _stop(wish, person, checks.stops(wish.lang, staged, old, comparison))
    if not wish.dry_run and old is not None and comparison is not None and comparison.doubts:
        comparison = _decided(wish, person, old, staged.plan, decisions, comparison)
        for line in preview.of_change(wish.lang, old, staged, comparison):
            person.tell(line)
        _stop(wish, person, checks.stops(wish.lang, staged, old, comparison))
    if wish.dry_run:
        person.tell(say.dry_run(wish.lang))
        return 0
    if not _confirmed(wish, person):
        person.tell(say.given_up(wish.lang))
        return 0
    _put_in_place(wish, person, staged, old, comparison, stood)
    return 0


def _put_in_place(
    wish: Wish,
    person: Person,
    staged: Staged,
    old: Plan | None,
    comparison: Comparison | None,
    stood: dict[str, str],
) -> None:
    """Apply it, if what stood there is still what was compared with."""
    links = kinds.read_links(wish.data)
    new = {wish.year.code.lower(): staged.folder}
    if old is not None and comparison is not None:
        table = staged.folder.parent / kinds.FILE
        text = kinds.with_links(links, rows_of(wish, old, comparison), old.year.code, wish.year.code)
        table.write_text(text, encoding="utf-8", newline="")
        new[kinds.FILE] = table
    with history.only_one(wish.data):
        folder = year_folder(wish.data, wish.year)
        if _files(wish.data, folder) != stood or links != kinds.read_links(wish.data):
            raise KatouError(say.busy())
        if folder is not None:
            new[folder.name] = new.pop(wish.year.code.lower())
        entry = history.apply(wish.data, "import", wish.year.code, wish.file, new)
    person.tell(say.applied(wish.lang, wish.year, f"{wish.data}/{history.FOLDER}/{entry.name}"))


def _files(data: Path, folder: Path | None) -> dict[str, str]:
    return history.digests(data, folder.name) if folder is not None else {}


def _stop(wish: Wish, person: Person, reasons: Sequence[str]) -> None:
    """Show what somebody has to look at, and go no further unless it is meant."""
    for reason in reasons:
        person.tell(say.stop_line(wish.lang, reason))
    if reasons and not (wish.anyway or wish.dry_run):
        raise KatouError(say.stopped(reasons))


def _year_before(wish: Wish, staged: Staged) -> Plan | None:
    """The newest year that is older than the one to load."""
    earlier = [year for year in loaded_years(wish.data) if year.began < wish.year.began]
    if not earlier:
        return None
    return read_year(loaded_years(wish.data)[earlier[-1]], staged.tables)[0]


def _decided(
    wish: Wish, person: Person, old: Plan, new: Plan, decisions: Decisions, comparison: Comparison
) -> Comparison:
    """Ask until nothing is in doubt; with nobody there, stop."""
    while comparison.doubts:
        if wish.yes or not person.there:
            raise KatouError(say.undecided(len(comparison.doubts)))
        answer = person.yes(preview.question(wish.lang, comparison.doubts[0]))
        if answer is None:
            raise KatouError(say.undecided(len(comparison.doubts)))
        decisions = decisions.also(comparison.doubts[0], answer)
        comparison = compare(old, new, decisions)
    return comparison


def _confirmed(wish: Wish, person: Person) -> bool:
    if wish.yes:
        return True
    answer = person.ask(say.apply_question(wish.lang))
    if answer is None:
        raise KatouError(say.not_confirmed())
    return unicodedata.normalize("NFKC", answer).lower() in _YES


# -- corrections ---------------------------------------------------------------------------------------------


def _correct(wish: Wish, person: Person, grid: Grid, folder: Path) -> int:
    tables = load_tables(wish.data)
    found, locked = edits.edits_of(grid, read_year(folder, tables)[0], tables.scale)
    version = year_digest(read_manifest(wish.data), folder.name)
    fresh = edits.version_of(grid, wish.year) in ("", version)
    seen = sha256(wish.file)
    done = any(
        (entry.what, entry.state, entry.sha256) == ("corrections", history.APPLIED, seen)
        for entry in history.entries(wish.data)
    )
    if done or (not found and not (fresh and locked)):
        person.tell(say.no_edit(wish.lang, wish.file.name))
        return 0
    if not fresh and not wish.anyway:
        raise KatouError(say.stale_export())
    if locked:
        raise locked[0]
    person.tell(say.edited(wish.lang, wish.year, wish.file.name, len(found)))
    for edit in found:
        person.tell(say.edit(edit.place, edit.at, edit.field, edit.was, edit.now))
    if wish.dry_run:
        person.tell(say.dry_run(wish.lang))
        return 0
    reason = wish.reason or (person.ask(say.ask_reason(wish.lang)) if person.there else "") or ""
    who = wish.by or (person.ask(say.ask_name(wish.lang)) if person.there else "") or ""
    path = folder / edits.FILE
    text = edits.appended(path.read_bytes() if path.exists() else b"", found, wish.year, reason, who, today())
    if not _confirmed(wish, person):
        person.tell(say.given_up(wish.lang))
        return 0
    with tempfile.TemporaryDirectory(prefix="katou-") as work, history.only_one(wish.data):
        if year_digest(read_manifest(wish.data), folder.name) != version:
            raise KatouError(say.busy())
        ready = Path(work) / edits.FILE
        ready.write_bytes(text)
        history.apply(
            wish.data, "corrections", wish.year.code, wish.file, {f"{folder.name}/{edits.FILE}": ready}
        )
    person.tell(say.corrected(wish.lang, wish.year, len(found)))
    return 0
