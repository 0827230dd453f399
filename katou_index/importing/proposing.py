"""What a file would bring, step by step, for any front: shown, asked, decided, applied.

    Loading      a year: its preview, what stops it, its doubtful pairs, `apply`
    Correcting   an edited export: its changed cells, `apply` with a reason and a name
    Nothing      a file that changes nothing, with the sentence that says so

Nobody is asked here. The data may change between two steps: `apply` refuses then.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from katou_index.errors import KatouError, SourceError
from katou_index.importing import checks, edits, history, preview
from katou_index.importing import sentences as say
from katou_index.importing.deciding import Wish, decisions_of, rows_of, today
from katou_index.importing.sources import kind_of
from katou_index.importing.staging import SHEET, Staged, loaded_years, read_year, stage
from katou_index.loading import year_folder
from katou_index.manifest import read_manifest, sha256, year_digest
from katou_index.plan import Plan
from katou_index.reading.csvgrid import read_csv_grid
from katou_index.reading.grid import EXCEL
from katou_index.reading.isolated import read_isolated
from katou_index.records import Record
from katou_index.tablefiles import load_tables
from katou_index.years import links as kinds
from katou_index.years.comparing import Comparison, Doubt, compare


class NoChange(Record):
    """A file that changes nothing."""

    told: str


class Loading:
    """A year as a file would bring it. `comparison` is None for the first year of all."""

    def __init__(self, wish: Wish, staged: Staged) -> None:
        self.wish, self.staged = wish, staged
        self.folder = year_folder(wish.data, wish.year)
        self.old = _year_before(wish, staged)
        self.links = kinds.read_links(wish.data)
        self.decisions = decisions_of(wish, self.old, staged.plan, self.links)
        self.stood = _files(wish.data, self.folder)
        self.comparison: Comparison | None = None
        self._compare()

    def _compare(self) -> None:
        if self.old is not None:
            self.comparison = compare(self.old, self.staged.plan, self.decisions)

    def about_file(self) -> list[str]:
        """The file by itself, and what would be replaced."""
        lines = list(preview.of_file(self.wish.lang, self.staged))
        if self.folder is not None:
            with contextlib.suppress(KatouError):  # a year that cannot be read may be what is to be mended
                now = read_year(self.folder, self.staged.tables)[0]
                lines.append(preview.replaced(self.wish.lang, now, self.staged.plan))
        return lines

    def about_change(self) -> list[str]:
        """The difference to the year before, as far as it is decided."""
        return list(preview.of_change(self.wish.lang, self.old, self.staged, self.comparison))

    def stops(self) -> list[str]:
        """What somebody has to look at first, a sentence each."""
        return checks.stops(self.wish.lang, self.staged, self.old, self.comparison)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The pairs that nobody has decided."""
        return self.comparison.doubts if self.comparison else ()

    def question(self, doubt: Doubt) -> str:
        """A pair as it is asked."""
        return preview.question(self.wish.lang, doubt)

    def decide(self, doubt: Doubt, yes: bool) -> None:
        """Take the answer to one pair."""
        self.decisions = self.decisions.also(doubt, yes)
        self._compare()

    def apply(self) -> history.Entry:
        """Put it in place. Raises KatouError where pairs are open, or where the data changed meanwhile."""
        if self.doubts:
            raise KatouError(say.undecided(len(self.doubts)))
        wish, year = self.wish, self.wish.year.code
        new = {year.lower(): self.staged.folder}
        if self.old is not None and self.comparison is not None:
            table = self.staged.folder.parent / kinds.FILE
            rows = rows_of(wish, self.old, self.comparison)
            text = kinds.with_links(self.links, rows, self.old.year.code, year)
            table.write_text(text, encoding="utf-8", newline="")
            new[kinds.FILE] = table
        with history.only_one(wish.data):
            folder = year_folder(wish.data, wish.year)
            if _files(wish.data, folder) != self.stood or self.links != kinds.read_links(wish.data):
                raise KatouError(say.busy())
            if folder is not None:
                new[folder.name] = new.pop(year.lower())
            return history.apply(wish.data, "import", year, wish.file, new, name=wish.shown)


class Correcting:
    """The cells of an edited export that differ from the data. `stale`: the data changed since the export."""

    def __init__(
        self,
        wish: Wish,
        folder: Path,
        found: list[edits.Edit],
        *,
        stale: bool,
        version: str,
        others: Sequence[str] = (),
    ) -> None:
        self.wish, self.folder, self.found, self.stale = wish, folder, found, stale
        self._version, self._others = version, others

    def about_file(self) -> list[str]:
        """Each changed cell, old → new; columns that people added."""
        told = [say.edited(self.wish.lang, self.wish.year, self.wish.shown, len(self.found))]
        told += [say.added_columns(self.wish.lang, self._others)] if self._others else []
        return told + [say.edit(each.place, each.at, each.field, each.was, each.now) for each in self.found]

    def apply(self, reason: str, who: str) -> history.Entry:
        """Append the records to corrections.csv. Raises KatouError without a reason or a name, or where the
        data changed meanwhile."""
        wish, path = self.wish, self.folder / edits.FILE
        before = path.read_bytes() if path.exists() else b""
        text = edits.appended(before, self.found, wish.year, reason, who, today())
        with tempfile.TemporaryDirectory(prefix="katou-") as work, history.only_one(wish.data):
            if year_digest(read_manifest(wish.data), self.folder.name) != self._version:
                raise KatouError(say.busy())
            ready = Path(work) / edits.FILE
            ready.write_bytes(text)
            new = {f"{self.folder.name}/{edits.FILE}": ready}
            return history.apply(wish.data, "corrections", wish.year.code, wish.file, new, name=wish.shown)


@contextlib.contextmanager
def proposed(wish: Wish) -> Iterator[Loading | Correcting | NoChange]:
    """What the file would bring, as long as it is looked at. Raises KatouError for what cannot be read."""
    if not wish.data.is_dir():
        raise KatouError(say.no_data(str(wish.data)))
    history.put_back_unfinished(wish.data)
    with tempfile.TemporaryDirectory(prefix="katou-") as work:
        try:
            found = _proposed(wish, Path(work))
        except SourceError as error:
            mine = Path(error.file).name == wish.file.name
            raise SourceError(wish.shown if mine else error.file, error.place, error.what) from None
        yield found


def _proposed(wish: Wish, work: Path) -> Loading | Correcting | NoChange:
    ending = kind_of(wish.file)
    folder = year_folder(wish.data, wish.year)
    if folder is not None and ending == ".xlsx" and (found := _corrections(wish, folder)) is not None:
        return found
    if folder is not None and _is_same(folder / f"{SHEET}{ending}", wish.file):
        return NoChange(say.unchanged(wish.lang, wish.year))
    laid = folder is not None and ending == ".csv" and not (folder / f"{SHEET}{ending}").exists()
    if folder is not None and laid and (found := _corrections(wish, folder)) is not None:
        return found  # where the year's own sheet is a CSV, another one is its next version
    return Loading(wish, stage(wish.file, wish.year, wish.data, work, wish.shown))


def _corrections(wish: Wish, folder: Path) -> Correcting | NoChange | None:
    """What an edited export of ours would correct; None for another file."""
    is_csv = kind_of(wish.file) == ".csv"
    grid = read_csv_grid(wish.file, wish.shown) if is_csv else read_isolated(wish.file, EXCEL, wish.shown)
    if not edits.is_export(grid, wish.year):
        return None
    tables = load_tables(wish.data)
    now, loaded = read_year(folder, tables)
    found, locked = edits.edits_of(grid, now, loaded.scale)
    others = edits.unknown_columns(grid, now)
    version = year_digest(read_manifest(wish.data), folder.name)
    fresh = edits.version_of(grid, wish.year) in ("", version)
    seen = sha256(wish.file)
    done = any(
        (entry.what, entry.state, entry.sha256) == ("corrections", history.APPLIED, seen)
        for entry in history.entries(wish.data)
    )
    if done or (not found and not (fresh and locked)):
        return NoChange(say.no_edit(wish.lang, wish.shown, others))
    if locked and (fresh or wish.anyway):
        raise locked[0]
    return Correcting(wish, folder, found, stale=not fresh, version=version, others=others)


def _is_same(document: Path, file: Path) -> bool:
    return (
        document.is_file()
        and document.stat().st_size == file.stat().st_size
        and sha256(document) == sha256(file)
    )


def _files(data: Path, folder: Path | None) -> dict[str, str]:
    return history.digests(data, folder.name) if folder is not None else {}


def _year_before(wish: Wish, staged: Staged) -> Plan | None:
    """The newest year that is older than the one to load."""
    loaded = loaded_years(wish.data)
    earlier = [year for year in loaded if year.began < wish.year.began]
    return read_year(loaded[earlier[-1]], staged.tables)[0] if earlier else None
