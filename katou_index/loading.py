"""The joint: one year's folder → its measures, read, restored, corrected, and everything found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path

from katou_index import table_sentences as say
from katou_index.corrections import Corrector, load_corrections
from katou_index.errors import SourceError
from katou_index.laying import Layer
from katou_index.naming import Naming
from katou_index.plan import Finding, FiscalYear, Measure
from katou_index.reading import sentences as errors
from katou_index.reading.choosing import is_qualifier
from katou_index.reading.csvgrid import read_csv_grid
from katou_index.reading.grid import CSV, EXCEL, HTML, ODS, OLD_EXCEL, PDF, Grid, printed_line
from katou_index.reading.headings import ColumnNames
from katou_index.reading.isolated import read_isolated
from katou_index.reading.layouts import table_in
from katou_index.reading.sheet import COLUMNS as SHEET_COLUMNS
from katou_index.reading.signs import with_signs_told
from katou_index.reading.tablerows import Table
from katou_index.reading.textsheet import read_text_sheet
from katou_index.reading.tidy import NEEDED, read_tidy, read_tidy_rows, tidy_columns, tidy_heading
from katou_index.restoring import restore
from katou_index.restoring.journal import Journal
from katou_index.restoring.oddsigns import signs_told
from katou_index.restoring.onedoubt import with_one_doubt
from katou_index.restoring.tabulated import restore_table
from katou_index.restoring.unread import note_unread
from katou_index.tablefiles import POLICIES, common_scale, load_policies, load_tables, year_scale
from katou_index.tables import Scale, Tables
from katou_index.years.links import read_links

TABLE_ENDINGS = {".xlsx": EXCEL, ".pdf": PDF, ".csv": CSV, ".html": HTML, ".ods": ODS, ".xls": OLD_EXCEL}
SAMPLE = 200  # measures by which it is seen whether a scale is a sheet's
RECEIVED = "received"  # beside a year's document: the day it came into data/, YYYY-MM-DD
_YEAR_FOLDER = re.compile(r"[rh]\d{1,2}")


@dataclass
class LoadedYear:
    """One fiscal year. `measures` is consumed once; after that `findings` is complete."""

    year: FiscalYear
    file: str
    measures: Iterator[Measure]
    findings: list[Finding]
    scale: Scale  # by which it was rated
    headings: dict[str, str]  # tidy column → what the document calls it; only columns that it has
    received: date | None = None  # the day its document came in, where that is kept beside it


def years(data: Path) -> list[Path]:
    """The year folders under `data` (r2, r3 …), oldest first."""
    folders = [folder for folder in data.iterdir() if folder.is_dir()] if data.is_dir() else []
    found = [folder for folder in folders if _YEAR_FOLDER.fullmatch(folder.name.lower())]
    return sorted(found, key=lambda folder: FiscalYear.from_code(folder.name))


def year_folder(data: Path, year: FiscalYear) -> Path | None:
    """The folder of one year, None where it has none."""
    return next((folder for folder in years(data) if FiscalYear.from_code(folder.name) == year), None)


def load_year(folder: Path, tables: Tables) -> LoadedYear:
    """Open one year. Raises SourceError (its document) or TableError (its tables), also while streaming."""
    year = FiscalYear.from_code(folder.name)
    path = _document(folder)
    findings: list[Finding] = []
    headings: dict[str, str] = {}
    naming = Naming(department.name for department in tables.departments)
    read, scale = _in_its_scale(path, folder, year, tables, findings, headings)
    measures = naming.over(read)
    if (rows := load_policies(folder)) is not None:
        measures = Layer(year, rows, findings, str(folder / POLICIES)).over(measures)
    records = load_corrections(folder, year)
    measures = Corrector(year, records, scale, findings, path.name).over(measures)
    measures = with_one_doubt(naming.over(measures), findings)
    return LoadedYear(year, path.name, measures, findings, scale, headings, _received(folder))


def _in_its_scale(
    path: Path,
    folder: Path,
    year: FiscalYear,
    tables: Tables,
    findings: list[Finding],
    headings: dict[str, str],
) -> tuple[Iterator[Measure], Scale]:
    """The measures read by the scale that their year was rated by, and that scale: the year's own table; else
    the plan's, or the common one where that reads more of the ratings. So a table that is changed for a new
    year takes nothing from the years before."""
    own = year_scale(folder)
    chosen = tables.but(scale=own) if own else tables
    measures = _measures(path, year, chosen, findings, headings)
    common = common_scale()
    if own or tables.scale == common:
        return measures, chosen.scale
    first = list(islice(measures, SAMPLE))
    if 2 * _rated(first) >= sum(len(measure.items) for measure in first):
        return chain(first, measures), chosen.scale
    others: list[Finding] = []
    again = _measures(path, year, tables.but(scale=common), others, headings)
    known = list(islice(again, SAMPLE))
    if _rated(known) <= _rated(first):
        return chain(first, measures), chosen.scale
    return _with_findings(chain(known, again), others, findings), common


def _with_findings(
    measures: Iterator[Measure], made: Sequence[Finding], findings: list[Finding]
) -> Iterator[Measure]:
    """The measures; at their end what was found while they were read stands first in `findings`, in the place
    of what was found by another scale."""
    stale = len(findings)
    yield from measures
    findings[:stale] = made


def _rated(measures: Sequence[Measure]) -> int:
    return sum(item.rating.rated for measure in measures for item in measure.items)


def _received(folder: Path) -> date | None:
    """The day a year's document came in; None where nobody kept it. Raises SourceError for no date."""
    path = folder / RECEIVED
    if not path.is_file():
        return None
    try:
        return date.fromisoformat(path.read_text(encoding="utf-8").strip())
    except ValueError:
        raise SourceError(str(path), "", errors.no_date()) from None


def check(data: Path) -> None:
    """Read everything that a build reads, and keep nothing. Raises SourceError or TableError, as a build."""
    tables = load_tables(data)
    for folder in years(data):
        for _ in load_year(folder, tables).measures:
            pass
    read_links(data)


def _document(folder: Path) -> Path:
    found = sorted(path for path in folder.glob("sheet.*") if path.is_file())
    if not found:
        raise SourceError(str(folder), "", say.no_sheet())
    if len(found) > 1:
        raise SourceError(str(folder), "", say.several_sheets(path.name for path in found))
    return found[0]


def _measures(
    path: Path, year: FiscalYear, tables: Tables, findings: list[Finding], headings: dict[str, str]
) -> Iterator[Measure]:
    """The measures of a document; what is found in it is added to `findings`, its columns to `headings`."""
    kind = path.suffix.lower()
    tidy = kind == ".csv" and is_tidy(path, tables)
    if tidy:
        headings.update((name, name) for name in tidy_columns(path))
    if kind == ".txt":
        headings.update((name, name) for name in SHEET_COLUMNS)
        restored = restore(read_text_sheet(path), year, tables)
        findings.extend(restored.findings)
        return signs_told(restored.measures, findings)
    if tidy:
        return signs_told(read_tidy(path, year, tables.scale, findings), findings)
    if kind in TABLE_ENDINGS:
        table = table_of(path, path.name, tables, year.began)
        headings.update(table.called)
        return _tabulated(table, year, tables, findings)
    raise SourceError(str(path), "", errors.unknown_ending(kind))


def is_tidy(path: Path, tables: Tables) -> bool:
    """Whether a CSV has the columns of the tidy format and no other one that could be one of them: where it
    has 評価 and 最終評価 (or 最終), its columns are chosen as those of any sheet."""
    others = tidy_heading(path)
    names = ColumnNames(tables.columns)
    return others is not None and not any(names.field(name) or is_qualifier(name) for name in others)


def table_of(path: Path, shown: str, tables: Tables, began: int | None, ending: str = "") -> Table:
    """The table in an Excel file, a PDF or a free CSV, read as of the fiscal year that began in `began`
    (None: only to see what it says of itself); `ending`: as what it is read, else that of its name. Raises
    SourceError, whose file is `shown`."""
    grid = grid_of(path, shown, ending or path.suffix.lower())
    return table_in(with_signs_told(grid), tables.columns, began)


def grid_of(path: Path, shown: str, ending: str) -> Grid:
    """The cells of a file that is read as one of this ending. Raises SourceError, whose file is `shown`."""
    kind = TABLE_ENDINGS[ending]
    if kind == CSV:
        return read_csv_grid(path, shown)
    return read_isolated(path, kind, shown)


def _tabulated(
    table: Table, year: FiscalYear, tables: Tables, findings: list[Finding]
) -> Iterator[Measure]:  # fmt: skip
    if set(NEEDED) <= set(table.columns):  # an export of ours, or made like one
        journal = Journal(year, table.file)
        note_unread(journal, table)
        findings.extend(journal.placed({}))
        rows = (
            (row.line, {name: spot.text for name, spot in (*row.extra.items(), *row.cells.items())})
            for row in table.rows
        )
        places = {kept.name: kept.place for kept in table.kept}
        return read_tidy_rows(table.file, rows, year, tables.scale, findings, places)  # its signs are told
    measures, journal = restore_table(table, year, tables)
    items = {item.source.lines[0]: (item.measure, item.number) for m in measures for item in m.items}
    placed = journal.placed(items if table.pages < 2 else {})
    if not table.turned:
        findings.extend(placed)
        return iter(measures)
    findings.extend(each._replace(line=each.line and printed_line(each.line)) for each in placed)
    return map(_in_printed_lines, measures)


def _in_printed_lines(measure: Measure) -> Measure:
    """The measure with the lines of the file, whose table was turned."""
    items = []
    for item in measure.items:
        lines = tuple(dict.fromkeys(map(printed_line, item.source.lines)))
        items.append(item.but(source=item.source._replace(lines=lines)))
    return measure.but(items=tuple(items))
