"""What the data are, in a few hashes, and what changed since an earlier look.

Each post keeps what it saw. Without an earlier one, what carries a date of the last week counts as new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from katou_index import Index
from katou_index.corrections import Correction, load_corrections
from katou_index.errors import KatouError
from katou_index.loading import years
from katou_index.plan import FiscalYear
from katou_index.records import Record

LATELY = timedelta(days=7)


class DataChange(Record):
    """One thing that is new. `kind`: year, sheet, corrected, confirmed, came, went."""

    kind: str
    year: FiscalYear | None = None
    names: tuple[str, ...] = ()  # places, departments
    was: str = ""
    now: str = ""
    number: int = 0


class Seen(Record):
    """What the data are: hash of each year's sheet, its corrections, the departments."""

    sheets: dict[str, str]
    corrections: dict[str, tuple[str, ...]]
    departments: tuple[str, ...]

    def as_text(self) -> str:
        """To be kept with a post."""
        return json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Seen | None:
        """What was kept; None where it cannot be read."""
        try:
            kept = json.loads(text)
            corrections = {code: tuple(ids) for code, ids in kept["corrections"].items()}
            return cls(dict(kept["sheets"]), corrections, tuple(kept["departments"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


class Data:
    """The files of the years and the index built from them, looked at once."""

    def __init__(self, folder: str | Path, index: Index, departments: Sequence[str]) -> None:
        self.index = index
        loaded = {year.code: year for year in index.years}
        folders = {FiscalYear.from_code(each.name).code: each for each in years(Path(folder))}
        self.years = {code: year for code, year in loaded.items() if code in folders}
        self.corrections = {
            code: {_id(record): record for record in _corrections(folders[code], year)}
            for code, year in self.years.items()
        }
        self.seen = Seen(
            {code: _hash_of_sheet(folders[code]) for code in self.years},
            {code: tuple(records) for code, records in self.corrections.items()},
            tuple(departments),
        )

    def changes(self, before: Seen | None, today: date) -> tuple[DataChange, ...]:
        """What is new since `before`; without one, what carries a date of the last seven days."""
        return tuple(self._since(before) if before else self._lately(today - LATELY, today))

    def _since(self, before: Seen) -> Iterator[DataChange]:
        for code, year in self.years.items():
            if code not in before.sheets:
                yield self._imported("year", year)
            elif before.sheets[code] != self.seen.sheets[code]:
                yield self._imported("sheet", year)
            known = before.corrections.get(code, ())
            new = [record for key, record in self.corrections[code].items() if key not in known]
            if code in before.sheets:
                yield from _corrected(year, new)
        came = [name for name in self.seen.departments if name not in before.departments]
        went = [name for name in before.departments if name not in self.seen.departments]
        if came:
            yield DataChange("came", names=tuple(came))
        if went:
            yield DataChange("went", names=tuple(went))

    def _lately(self, first: date, today: date) -> Iterator[DataChange]:
        for code, year in self.years.items():
            if first <= self.index.imported_at(year) <= today:
                yield self._imported("year", year)
            new = [
                r for r in self.corrections[code].values() if first.isoformat() <= r.when <= today.isoformat()
            ]
            yield from _corrected(year, new)

    def _imported(self, kind: str, year: FiscalYear) -> DataChange:
        plan = self.index.plan(year)
        return DataChange(kind, year, now=str(len(plan.measures)), number=len(plan.items))


def _corrected(year: FiscalYear, records: Sequence[Correction]) -> Iterator[DataChange]:
    """Each text that was changed; how many readings were confirmed."""
    for record in records:
        if record.was != record.now:
            yield DataChange("corrected", year, (record.place,), record.was, record.now)
    if confirmed := [record.place for record in records if record.was == record.now]:
        yield DataChange("confirmed", year, tuple(confirmed), number=len(confirmed))


def _corrections(folder: Path, year: FiscalYear) -> tuple[Correction, ...]:
    try:
        return load_corrections(folder, year)
    except KatouError:  # the index tells of it; a post does without
        return ()


def _id(record: Correction) -> str:
    return hashlib.sha256("\0".join(map(str, (record.place, record.was, record.now))).encode()).hexdigest()[
        :12
    ]


def _hash_of_sheet(folder: Path) -> str:
    found = sorted(folder.glob("sheet.*"))
    return hashlib.sha256(found[0].read_bytes()).hexdigest()[:16] if found else ""
