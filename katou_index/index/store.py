"""What is asked of an index, wherever it lies: the few questions that searching puts to it, and its tables.

An `IndexStore` is one built generation: whoever holds one gets answers of one build only. Two kinds exist, a
file (`generation.py`) and a plan in a database (`postgresql.py`). Both give the same rows for the same
question, to the last digit of a score; what is read by plain SQL is written here once for both.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from functools import cached_property

from katou_index.index.naming import SMALL_PLAN
from katou_index.index.rows import (
    CORRECTED,
    EXTRAS,
    FINDINGS,
    ITEMS,
    LINKS,
    MEASURES,
    VECTORS,
    WITHOUT_TEXTS,
    finding_from,
    measures_from,
    tie_from,
    uncollected,
)
from katou_index.index.schema import Row
from katou_index.manifest import DataFile
from katou_index.meaning import Vectors
from katou_index.plan import Finding, FiscalYear, Plan
from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from typing import Any

    from katou_index.index.stored import ItemTexts
    from katou_index.years.ties import Tie


EVERY = -1  # as a number of rows that are wanted


class Term(NamedTuple):
    """One term of the index."""

    term: str
    items: int  # how many items hold it
    reading: str  # hiragana, "" where unknown


class YearRow(Record):
    """What the index knows of a year without opening its plan."""

    year: FiscalYear
    file: str
    imported_at: date
    files_sha256: str
    items: int


class Superseded(Exception):  # noqa: N818 - no error: the caller opens the newer one
    """A newer build has taken the place of this one, of which no more can be read."""


class SoughtForm(NamedTuple):
    """What has a word or a form in it: its own terms in a row, or any of the longer terms that hold it."""

    own: tuple[str, ...]
    longer: tuple[str, ...]
    fields: tuple[str, ...]  # of schema.FIELDS


class IndexStore:
    """One generation of an index. Safe for threads. Its methods raise what `Index` goes on from."""

    path: str  # as whoever runs the program may read it
    info: dict[str, str]

    # -- what each kind does in its own way ----------------------------------------------------------------

    @abstractmethod
    def select(self, query: str, values: tuple[object, ...] = ()) -> list[Row]:
        """All rows of a query over the tables of `schema.TABLES`, in the SQL that both kinds understand."""

    def texts(self) -> ItemTexts | None:
        """Where the items of a large plan find their texts, even when another build has taken this one's
        place; None where that cannot be, and each item holds its own."""
        return None

    @abstractmethod
    def each(self, query: str, values: tuple[object, ...] = ()) -> Iterable[Row]:
        """The rows of a query one after the other: all of them at once may be a large plan."""

    @abstractmethod
    def best(
        self, terms: Sequence[str], also: Sequence[str], groups: Iterable[Collection[str]], most: int
    ) -> list[tuple[int, float]]:
        """The items that hold any of the terms and, where there are some, any of `also`, and of each group of
        scope terms one: their numbers and how well they fit, the less the better, best first."""

    @abstractmethod
    def rows_with(
        self, form: SoughtForm, first: int, last: int, written: str = "", most: int = EVERY
    ) -> list[int]:
        """The numbers, from first to last, of the items with a form, the first so many of them. `written`:
        of all that have this text, too."""

    @abstractmethod
    def is_written(self, form: SoughtForm, first: int, last: int, written: str) -> bool:
        """Whether there is any such item."""

    @abstractmethod
    def check_inside(self) -> None:
        """Look through all of it. Raises IndexUnusableError."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open."""

    # -- the same for both ---------------------------------------------------------------------------------

    @cached_property
    def years(self) -> dict[FiscalYear, YearRow]:
        """The years it holds, oldest first."""
        rows = self.select("select code, file, imported_at, files_sha256, items from year order by began")
        found = [
            YearRow(FiscalYear.from_code(code), file, date.fromisoformat(imported_at), digest, items)
            for code, file, imported_at, digest, items in rows
        ]
        return {row.year: row for row in found}

    @cached_property
    def made(self) -> dict[str, Any]:
        """What whoever holds it made of it and wants to find again, by name."""
        return {}

    @cached_property
    def vocabulary(self) -> dict[str, Term]:
        """Every term → how many items hold it, and its reading."""
        rows = self.select("select term, items, reading from word order by term")
        return {row[0]: Term(*row) for row in rows}

    @cached_property
    def _terms(self) -> str:
        """All terms, a line each."""
        return "\n".join(["", *(term for (term,) in self.select("select term from word")), ""])

    def terms_with(self, part: str) -> list[str]:
        """The terms of which a text is a part."""
        found, text = [], self._terms
        at = text.find(part)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at + len(part))
            found.append(text[start:end])
            at = text.find(part, end)
        return found

    @cached_property
    def name_readings(self) -> dict[str, str]:
        """Folded name in the tables that people keep → its reading, as words.reading gives it."""
        return dict(self.select("select name, reading from name_reading"))

    @cached_property
    def manifest(self) -> list[DataFile]:
        """The files it was built from."""
        rows = self.select("select path, year, size, mtime_ns, sha256 from source_file order by path")
        return [DataFile(*row) for row in rows]

    def findings(self, year: FiscalYear) -> tuple[Finding, ...]:
        """Damage and doubts in a year's sources, in the order they were found."""
        return tuple(finding_from(year, row) for row in self.select(FINDINGS, (year.code,)))

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """What of one year is which of another."""
        return tuple(map(tie_from, self.select(LINKS))) if len(self.years) > 1 else ()

    @cached_property
    def _corrections(self) -> dict[tuple[FiscalYear, str], tuple[Finding, ...]]:
        return {}

    def corrections(self, year: FiscalYear, kind: str = "corrected") -> tuple[Finding, ...]:
        """What records of corrections.csv changed, or only confirmed; read once: every card asks for it."""
        found = self._corrections.get((year, kind))
        if found is None:
            rows = self.select(CORRECTED, (year.code, kind))
            found = tuple(finding_from(year, row) for row in rows)
            found = self._corrections.setdefault((year, kind), found)
        return found

    @cached_property
    def _vectors(self) -> dict[FiscalYear, Vectors]:
        return {}

    def vectors(self, year: FiscalYear) -> Vectors:
        """What the sentences of a year mean, in the order of its sheet; read once."""
        vectors = self._vectors.get(year)
        if vectors is None:
            vectors = self._vectors.setdefault(year, Vectors(self.select(VECTORS, (year.code,))))
        return vectors

    @cached_property
    def _plans(self) -> dict[FiscalYear, Plan]:
        return {}

    def plan(self, year: FiscalYear) -> Plan:
        """A whole year; read once."""
        plan = self._plans.get(year)
        if plan is None:
            texts = self.texts() if self.years[year].items > SMALL_PLAN else None
            items = WITHOUT_TEXTS if texts else ITEMS
            rows = self.each if texts else self.select  # a second connection reads the schema anew
            queried = [rows(query, (year.code,)) for query in (MEASURES, items, EXTRAS)]
            with uncollected():
                measures = measures_from(year, queried[0], queried[1], queried[2], texts)
            plan = self._plans.setdefault(year, Plan(year, measures))
        return plan
