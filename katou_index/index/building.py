"""data/ → the index file: built beside it, checked, renamed over it. Readers never see half of it.

An index in a database is such a file as well, copied into it (postgresql.py).

katou.db            the index
katou.db.lock       held while one builder works; never deleted
katou.db.old        the generation before, for readers that find the new one damaged
katou.db.new-4711   only while a build runs; left-overs of killed builds go when the next one starts
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from katou_index.address import is_address
from katou_index.errors import EncoderMissingError, IndexUnusableError, KatouError, SourceError
from katou_index.importing import history, sentences
from katou_index.index import sentences as say
from katou_index.index.analysing import BATCH, Analyst, usable_processes
from katou_index.index.common_making import common_rows
from katou_index.index.cut import INFO, as_text, cuts, marks_of, told
from katou_index.index.generation import Generation, checksum, read_only, seal
from katou_index.index.known import CUTTING, KnownItems, cutting
from katou_index.index.naming import titles_in_english
from katou_index.index.pairs import pair_rows
from katou_index.index.places import database
from katou_index.index.rows import MEASURES, OWNERS, measures_from, uncollected
from katou_index.index.schema import (
    APPLICATION_ID,
    FIELDS,
    LARGE,
    NOT_WANTED,
    SCOPE,
    TABLES,
    VERSION,
    Row,
    create_tables,
    finish_tables,
    make_searchable,
)
from katou_index.index.spelling import spelling_rows
from katou_index.index.writing import YearRows, reading_rows, scale_rows, table_rows
from katou_index.language import english
from katou_index.manifest import DataFile, program, read_manifest, year_digest
from katou_index.meaning import packed, sentences_of
from katou_index.plan import FiscalYear, Plan, Status
from katou_index.records import TYPE_CHECKING
from katou_index.table_sentences import no_data
from katou_index.tablefiles import common_scale, load_tables
from katou_index.words import term_reading

if TYPE_CHECKING:
    from sqlite_utils import Database

    from katou_index.loading import LoadedYear
    from katou_index.meaning import Encoder
    from katou_index.tables import Tables

OFFICE = ZoneInfo("Asia/Tokyo")
ENCODED = 128  # sentences at once
MOST_ENCODED = 20_000  # sentences: some 20 s and 10 MB; of larger plans titles and planned work come first
PATIENCE = 600.0  # seconds that a builder waits for another one
# Year → hash of its files, first built in; marks of tables; the file, where it is one that is whole.
Before = tuple[dict[str, tuple[str, date]], str, Path | None]


@dataclass(frozen=True, slots=True)
class YearReport:
    """What one year brought into the index."""

    year: FiscalYear
    measures: int
    items: int
    rated: int
    findings: int
    open_findings: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made, and of what."""

    path: str  # the file, or the address without a password
    years: tuple[YearReport, ...]
    put_back: tuple[str, ...] = ()  # one sentence for each import that was cut short and taken back first
    cut: tuple[str, ...] = ()  # one for each table that ends sooner than in the index before
    no_meaning: str = ""  # why it holds no vectors, where they were wanted

    @property
    def told(self) -> tuple[str, ...]:
        """A sentence for all that whoever builds should hear."""
        return (*self.put_back, *self.cut, *filter(None, (self.no_meaning,)))


@dataclass(frozen=True, slots=True)
class Means:
    """What a build may use."""

    encoder: Encoder | None
    processes: int


def build_index(
    data: str | Path, out: str | Path, encoder: Encoder | None = None, processes: int | None = None
) -> BuildReport:
    """Read every year under `data` and put the index at `out`, or leave what is there as it is.

    With an encoder it holds what the plan's sentences mean, where that works. The texts of a large plan are
    cut into words in so many processes, None: as many as pay. Raises SourceError or TableError for what
    cannot be read, KatouError if the index cannot be written.
    """
    data = Path(data)
    if not data.is_dir():
        raise SourceError(str(data), "", no_data())
    put_back = tuple(sentences.put_back(each.year, each.file) for each in history.put_back_unfinished(data))
    means = Means(encoder, processes or usable_processes())
    if is_address(out):
        report = _build_in_database(data, str(out), means)
    else:
        report = _build_file(data, Path(out), means)
    return replace(report, put_back=put_back)


def _build_file(data: Path, out: Path, means: Means) -> BuildReport:
    try:
        with placed(out) as new, uncollected():
            report = _write(data, new, _before(out), means)
    except (sqlite3.Error, OSError) as error:
        raise KatouError(say.cannot_write(str(out), str(error))) from error
    return replace(report, path=str(out))


def _build_in_database(data: Path, address: str, means: Means) -> BuildReport:
    """A file is made as everywhere, and its rows are the new build: there is one way to make them."""
    with contextlib.closing(database(address)) as place, place.only_builder():
        with tempfile.TemporaryDirectory(prefix="katou-") as folder:
            new = Path(folder) / "katou.db"
            try:
                with uncollected():
                    report = _write(data, new, place.before(), means)
            except (sqlite3.Error, OSError) as error:
                raise KatouError(say.cannot_write(str(new), str(error))) from error
            place.publish(new)
        return replace(report, path=place.shown)


@contextlib.contextmanager
def placed(out: Path) -> Iterator[Path]:
    """Where a new file is to be made that then takes the place of `out`; nobody else does meanwhile."""
    with _only_builder(out):
        _remove_leftovers(out)
        new = out.with_name(f"{out.name}.new-{os.getpid()}")
        try:
            yield new
            _replace(new, out)
        finally:
            _remove_leftovers(out)


# -- files ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _only_builder(out: Path) -> Iterator[None]:
    """Hold the lock beside `out`; the system lets go of it when a builder is killed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    path = out.with_name(f"{out.name}.lock")  # whoever may open it could hold every build up
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as lock:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise KatouError(say.being_built(str(out))) from None
                time.sleep(0.05)
        yield


def _remove_leftovers(out: Path) -> None:
    prefix = f"{out.name}.new-"
    for path in out.parent.iterdir():  # no glob: the name may hold * or [
        if path.name.startswith(prefix):
            path.unlink(missing_ok=True)


def previous_generation(out: Path) -> Path:
    """Where the generation before the current one is kept."""
    return out.with_name(f"{out.name}.old")


def _replace(new: Path, out: Path) -> None:
    """Put `new` in the place of `out`, which is kept as the previous generation if it was a good one."""
    if _is_good(out):
        kept = out.with_name(f"{new.name}.old")
        try:
            os.link(out, kept)
        except OSError:  # a file system without links
            shutil.copyfile(out, kept)
        kept.replace(previous_generation(out))
    new.replace(out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_good(path: Path) -> bool:
    try:
        Generation(path).close()
    except IndexUnusableError:
        return False
    return True


# -- contents ------------------------------------------------------------------------------------------


def _write(data: Path, new: Path, before: Before, means: Means) -> BuildReport:
    """Everything of `data` into the fresh file `new`; `before` is what the index before knows."""
    from sqlite_utils import Database  # here: importing it takes longer than a whole search

    from katou_index.loading import load_year, years  # here: reading an index needs no reader of sheets

    manifest = read_manifest(data)  # first: what changes from now on makes the index stale
    marks = marks_of(data, manifest)
    tables = load_tables(data)
    folders = years(data)
    if not folders:
        raise SourceError(str(data), "", say.no_years())
    imported, lines_before, whole = before
    with (
        contextlib.closing(KnownItems(whole)) as known,
        Analyst(known, means.processes) as analyst,
        contextlib.closing(Database(sqlite3.connect(new, isolation_level=None))) as db,
    ):
        _begin(db)
        for name, rows in (*table_rows(tables).items(), *scale_rows("", common_scale()).items()):
            _insert(db, name, rows)
        _insert(db, "source_file", [tuple(file) for file in manifest])
        named = titles_in_english(tables)
        written = [
            _write_year(db, load_year(folder, tables), folder.name, manifest, imported, named, analyst)
            for folder in folders
        ]
        reports = tuple(report for report, _ in written)
        for report, of_year in written:
            _write_names(db, report.year, of_year, tables)
        _insert(db, "name_reading", reading_rows(tables, (of_year.names for _, of_year in written)))
        if len(reports) > 1:
            _write_links(db, data, [report.year for report in reports])
        elif (data / "links.csv").exists():
            from katou_index.years.links import read_links

            read_links(data)  # nothing is made of it yet, but whoever builds hears what is wrong with it
        meaning, no_meaning = _write_meaning(db, means.encoder)
        finish_tables(db)
        _write_words(db)
        _write_common(db)
        own = {"version": VERSION, "program": program(), "build": uuid.uuid4().hex}
        made = {INFO: as_text(marks), "meaning": meaning, CUTTING: cutting()}
        _insert(db, "info", [*own.items(), *made.items(), *_lengths(db)])
        _commit(db)
    seal(new)
    return BuildReport(str(new), reports, cut=told(data, cuts(lines_before, marks)), no_meaning=no_meaning)


def _begin(db: Database) -> None:
    """The empty tables, and a transaction. Nobody reads the file yet, so it needs no journal."""
    for pragma in ("journal_mode = off", "synchronous = off", f"application_id = {APPLICATION_ID}"):
        db.execute(f"pragma {pragma}")
    create_tables(db)
    db.execute("begin")


def _commit(db: Database) -> None:
    """End the transaction. Raises sqlite3.DatabaseError where the file is not whole."""
    db.execute("commit")
    db.execute("pragma optimize")
    check = db.execute("pragma quick_check").fetchone()[0]
    if check != "ok":
        raise sqlite3.DatabaseError(check)


def _insert(db: Database, table: str, rows: Sequence[Row]) -> None:
    """Append rows, by plain SQL: sqlite-utils looks at each value, a third of the build of a large sheet."""
    if rows:
        columns = list(TABLES[table])[-len(rows[0]) :]  # an id that the database counts is left out
        names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        db.conn.executemany(f'insert into "{table}" ({names}) values ({marks})', rows)


def _write_year(
    db: Database,
    loaded: LoadedYear,
    folder: str,
    manifest: list[DataFile],
    imported: dict[str, tuple[str, date]],
    named: Mapping[str, str],
    analyst: Analyst,
) -> tuple[YearReport, YearRows]:
    rows = YearRows(_next_id(db, "measure"), _next_id(db, "item"), named)
    for measures, columns in analyst.over(loaded.measures):
        for table, some in rows.of(measures, columns).items():
            _insert(db, table, some)
        make_searchable(db)
    _insert(db, "heading", rows.headings(loaded.year.code, loaded.headings))
    for table, scale in scale_rows(loaded.year.code, loaded.scale).items():
        _insert(db, table, scale)
    findings = loaded.findings  # whole only now
    _insert(db, "finding", [
        (f.year.code, f.file, f.line, f.cell, f.kind, f.status.value, f.text,
         None if f.measure is None else str(f.measure), f.item, f.was, f.now, english(f.text))
        for f in findings
    ])  # fmt: skip
    report = YearReport(
        loaded.year, rows.measures, rows.items, rows.rated, len(findings),
        sum(finding.status is Status.OPEN for finding in findings),
    )  # fmt: skip
    digest = year_digest(manifest, folder)
    was, when = imported.get(loaded.year.code, ("", date.min))
    when = loaded.received or (when if was == digest else datetime.now(OFFICE).date())
    _insert(db, "year", [(
        loaded.year.code, loaded.year.began, loaded.year.japanese, loaded.file, when.isoformat(), digest,
        report.measures, report.items, report.rated, report.findings, report.open_findings,
    )])  # fmt: skip
    return report, rows


def _write_names(db: Database, year: FiscalYear, rows: YearRows, tables: Tables) -> None:
    """What a question can name of a year, how it sounds, and how the words of its texts are spelt."""
    names = rows.names
    _insert(db, "office", names.offices(year))
    _insert(db, "name", list(names.names(year, tables)))
    departments = names.departments(tables).values()
    spellings = spelling_rows(year.code, names.titles, names.groups, rows.lines, departments)
    _insert(db, "spelling", list(spellings))


def _write_links(db: Database, data: Path, years: Sequence[FiscalYear]) -> None:
    """Which measure of a year is which of the next; from what has just been written."""
    from katou_index.index.linking import link_rows
    from katou_index.years.links import read_links  # here, as the next one: one year needs neither

    def plan(year: FiscalYear) -> Plan:
        measures, items = (db.execute(query, (year.code,)) for query in (MEASURES, OWNERS))
        return Plan(year, measures_from(year, measures, items))

    _insert(db, "link", list(link_rows(years, plan, read_links(data))))


def _write_meaning(db: Database, encoder: Encoder | None) -> tuple[str, str]:
    """The vectors of the plan's sentences: (whose they are, the sentence that says why there are none)."""
    if encoder is None:
        return NOT_WANTED, ""
    try:
        name = encoder.name
        known = _write_sentences(db)
        texts = list(known)
        for start in range(0, len(texts), ENCODED):
            batch = texts[start : start + ENCODED]
            vectors = packed(encoder.encode(batch))
            rows = zip(range(start + 1, start + ENCODED + 1), batch, vectors, strict=False)
            _insert(db, "sentence", list(rows))
    except EncoderMissingError as error:
        for table in ("sentence", "item_sentence"):
            db.execute(f"delete from {table}")
        return "", say.no_meaning(str(error))
    return name, ""


def _write_sentences(db: Database) -> dict[str, int]:
    """Which item has which sentence; each sentence with its number, those that say most first."""
    known: dict[str, int] = {}
    for field in ("title", "planned", "result", "evidence"):
        rows = db.execute(
            f"select item.id, {field} from item join measure on measure.id = measure_id order by item.id"
        )
        while batch := rows.fetchmany(BATCH):
            found = [(item, sentence) for item, text in batch for sentence in sentences_of(text)]
            for _, sentence in found:
                if len(known) < MOST_ENCODED:
                    known.setdefault(sentence, len(known) + 1)
            held = [(item, known[sentence]) for item, sentence in found if sentence in known]
            _insert(db, "item_sentence", held)
    return known


def _next_id(db: Database, table: str) -> int:
    return int(db.execute(f"select coalesce(max(id), 0) + 1 from {table}").fetchone()[0])


def _write_words(db: Database) -> None:
    """Every term with the number of items that hold it and its reading, from the full text index itself."""
    db.execute("create virtual table temp.vocabulary using fts5vocab(main, item_words_fts, row)")
    db.conn.create_function("reading", 1, term_reading, deterministic=True)
    db.execute(
        """insert into word (term, items, reading)
           select term, doc, case when term glob '*[^0-9]*' then reading(term) else '' end from vocabulary
            where substr(term, 1, 1) <> ?""",
        [SCOPE],
    )
    db.execute("drop table vocabulary")


def _write_common(db: Database) -> None:
    """Of a large index how well its items fit the words that stand in many of them, and what never stands
    side by side in their texts."""
    items = int(db.execute("select count(*) from item_words").fetchone()[0])
    if items <= LARGE:
        return
    for row in common_rows(db, items):
        _insert(db, "common_word", [row])
    rows = db.execute("select folded from item_words")
    texts = ([text for (text,) in some] for some in iter(lambda: rows.fetchmany(BATCH), []))
    _insert(db, "sign_pair", pair_rows(texts))


def _lengths(db: Database) -> list[Row]:
    """Number of items, and the mean number of terms in each field that is ranked by."""
    sums = ", ".join(f"total({field}_length)" for field in FIELDS)
    items, *totals = db.execute(f"select count(*), {sums} from item_words").fetchone()
    means = [(f"mean_{field}", str(sum_ / (items or 1))) for field, sum_ in zip(FIELDS, totals, strict=True)]
    return [("items", str(items)), *means]


def _before(out: Path) -> Before:
    """What the index before, of any version, knows: year → (hash of its files, when they were first built),
    the marks of the lines of the tables; and where it is, if it is whole."""
    for path in (out, previous_generation(out)):
        with contextlib.suppress(sqlite3.Error, OSError, ValueError, TypeError):
            found, stored = checksum(path)
            if found == stored:
                with contextlib.closing(sqlite3.connect(read_only(path), uri=True)) as db:
                    rows = db.execute("select code, files_sha256, imported_at from year").fetchall()
                    lines = db.execute("select value from info where key = ?", [INFO]).fetchone()
                imported = {code: (digest, date.fromisoformat(day)) for code, digest, day in rows}
                return imported, lines[0] if lines else "", path
    return {}, "", None
