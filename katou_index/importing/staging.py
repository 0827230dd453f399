"""A file read as a year, aside: a copy of it beside the tables kept for that year; data/ is not touched."""

from __future__ import annotations

import contextlib
import shutil
from datetime import datetime
from pathlib import Path

from katou_index.errors import SourceError, TableError
from katou_index.importing.history import OFFICE
from katou_index.importing.sources import kind_of
from katou_index.loading import RECEIVED, LoadedYear, is_tidy, load_year, table_of, year_folder, years
from katou_index.manifest import sha256
from katou_index.plan import Finding, FiscalYear, Plan
from katou_index.reading import sentences as say
from katou_index.reading.headings import years_in
from katou_index.reading.textsheet import read_text_sheet
from katou_index.records import Record
from katou_index.tablefiles import load_tables
from katou_index.tables import Scale, Tables
from katou_index.wholefiles import NO_ROOM

SHEET = "sheet"  # every year's document has this name and its own ending


class Staged(Record):
    """A year as it would be. `folder` is a whole year's folder, ready to be put in place."""

    file: str  # as it was handed over
    sha256: str
    folder: Path
    plan: Plan
    findings: tuple[Finding, ...]
    years: tuple[int, ...]  # calendar years in which the fiscal years that it names began; may be empty
    naming: tuple[str, ...]  # the headings or titles that name them, as far as it is known
    tables: Tables
    scale: Scale  # by which it was rated


def stage(source: Path, year: FiscalYear, data: Path, work: Path, shown: str) -> Staged:
    """Copy `source`, which people know as `shown`, into `work` as the year's document and read it there.

    Raises SourceError (named `shown`) for a file that cannot be read, TableError for a bad table.
    """
    ending = kind_of(source)
    folder = work / year.code.lower()
    folder.mkdir(parents=True)
    if (now := year_folder(data, year)) is not None:
        for path in now.iterdir():
            if path.is_dir():
                shutil.copytree(path, folder / path.name)
            elif path.stem != SHEET:
                shutil.copy2(path, folder / path.name)
    document = folder / f"{SHEET}{ending}"
    try:
        shutil.copyfile(source, document)
    except OSError as error:
        if error.errno in NO_ROOM:  # nothing is wrong with the file
            raise
        raise SourceError(shown, "", say.cannot_open(error.strerror or "")) from None
    if now is None or not _holds(now, document):
        (folder / RECEIVED).write_text(f"{datetime.now(OFFICE).date().isoformat()}\n", encoding="utf-8")
    tables = load_tables(data)
    try:
        loaded = load_year(folder, tables)
        plan = Plan(year, tuple(loaded.measures))
        named, naming = _years_named(document, tables, year.began)
    except SourceError as error:
        mine = Path(error.file).name == document.name
        raise SourceError(shown if mine else error.file, error.place, error.what) from None
    except TableError as error:  # a table of the year: named as it lies under data/, not as its copy
        kept = Path(error.file)
        file = str(now / kept.name) if now is not None and kept.parent == folder else error.file
        raise TableError(file, error.entry, error.what) from None
    findings = tuple(loaded.findings)
    return Staged(shown, sha256(document), folder, plan, findings, named, naming, tables, loaded.scale)


def _holds(folder: Path, document: Path) -> bool:
    """Whether a year's folder has this very document already: it came in on the day that stands there."""
    there = folder / document.name
    return there.is_file() and sha256(there) == sha256(document)


def _years_named(
    document: Path, tables: Tables, began: int | None
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """What headings and titles say, read as of a year, and which of them say so.

    A tidy CSV names its year in each row, which its reader checks.
    """
    if document.suffix == ".txt":
        headings = [cell.text for row in read_text_sheet(document).headers for cell in row.cells]
        naming = dict.fromkeys(text for text in headings if years_in(text))
        return tuple(year for text in headings for year in years_in(text)), tuple(naming)
    if document.suffix == ".csv" and is_tidy(document, tables):
        return (), ()
    table = table_of(document, document.name, tables, began)
    return table.years, table.naming


def years_of(source: Path, data: Path) -> tuple[FiscalYear, ...]:
    """The fiscal years that a file says it is of, in its headings or rows; oldest first, may be empty.

    Raises SourceError for a file that cannot be read, TableError for a bad table.
    """
    ending, tables = kind_of(source), load_tables(data)
    if ending == ".txt":
        began = set(_years_named(source, tables, None)[0])
    else:
        table = table_of(source, source.name, tables, None, ending)
        codes = {row.text("年度") for row in table.rows} - {""} if "年度" in table.columns else set()
        began = {*table.years, *(began for code in codes for began in years_in(code))}
        for code in codes:
            with contextlib.suppress(ValueError):
                began.add(FiscalYear.from_code(code).began)
    return tuple(FiscalYear(each) for each in sorted(began))


def loaded_years(data: Path) -> dict[FiscalYear, Path]:
    """The years that `data` holds, oldest first."""
    return {FiscalYear.from_code(folder.name): folder for folder in years(data)}


def read_year(folder: Path, tables: Tables) -> tuple[Plan, LoadedYear]:
    """A year that is in place."""
    loaded = load_year(folder, tables)
    return Plan(loaded.year, tuple(loaded.measures)), loaded
