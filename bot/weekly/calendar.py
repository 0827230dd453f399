"""Which days the office works, and which dates it has announced. The only importer of jpholiday.

    data/closed_days.toml   [[closed]] from = "12-29", to = "01-03" (every year) or dates (once), ja, en
    data/calendar.toml      [[event]] date = 2026-11-30, ja, en

Both may be absent: then Saturdays, Sundays and national holidays are closed, and nothing is announced.
The holidays are those of 国民の祝日に関する法律, as far as the library knows them. One that the government
moves at short notice is a closed day of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jpholiday

from bot.wording import weekly as say
from katou_index.errors import TableError
from katou_index.keptfiles import read_toml
from katou_index.records import Record

CLOSED_DAYS = "closed_days.toml"
EVENTS = "calendar.toml"
WEEK = timedelta(days=7)
_EVERY_YEAR = re.compile(r"(\d\d)-(\d\d)")


class Closed(Record):
    """Days on which the office is closed. `first` and `last` are (month, day) every year, or dates once."""

    first: date | tuple[int, int]
    last: date | tuple[int, int]
    ja: str
    en: str

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        if isinstance(self.first, date) and isinstance(self.last, date):
            return self.first <= day <= self.last
        assert isinstance(self.first, tuple)
        assert isinstance(self.last, tuple)
        this = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= this <= self.last
        return this >= self.first or this <= self.last  # over the turn of the year


class Event(Record):
    """A date that the office has announced."""

    day: date
    ja: str
    en: str


class Slot(Record):
    """When a planned post goes out. `day` None: not at all. `why` says what moved it, "" for nothing."""

    planned: date
    day: date | None
    why: str = ""

    @property
    def week(self) -> str:
        """`2026-W48`, the ISO week of the planned day."""
        return week_of(self.planned)


class Calendar:
    """Holidays, closed days and dates, as the tables under `data` have them. Raises TableError."""

    def __init__(self, data: str | Path) -> None:
        folder = Path(data)
        self.closed = tuple(_closed(folder / CLOSED_DAYS))
        self.events = tuple(sorted(_events(folder / EVENTS), key=lambda event: event.day))

    def why_closed(self, day: date) -> str:
        """`holiday:勤労感謝の日`, `closed:年末年始の閉庁日`, `weekend:`; "" for a working day."""
        if name := jpholiday.is_holiday_name(day):
            return f"holiday:{name}"
        for closed in self.closed:
            if closed.holds(day):
                return f"closed:{closed.ja}"
        return "weekend:" if day.weekday() >= 5 else ""

    def slot(self, planned: date) -> Slot:
        """The planned day, or the next working day before the next planned one, or none."""
        why = self.why_closed(planned)
        if not why:
            return Slot(planned, planned)
        for ahead in range(1, WEEK.days):
            day = planned + timedelta(days=ahead)
            if not self.why_closed(day):
                return Slot(planned, day, why)
        return Slot(planned, None, why)

    def slots(self, weekday: int, first: date) -> Iterator[Slot]:
        """The slots of one weekday (0 is Monday) from a day on, without end."""
        planned = first + timedelta(days=(weekday - first.weekday()) % WEEK.days)
        while True:
            yield self.slot(planned)
            planned += WEEK

    def coming(self, day: date, days: int) -> tuple[Event, ...]:
        """The dates from a day on, for so many days."""
        return tuple(event for event in self.events if day <= event.day < day + timedelta(days=days))


def week_of(day: date) -> str:
    """`2026-W53`: the ISO week, whose year may be another than the day's."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _closed(path: Path) -> Iterator[Closed]:
    for number, entry in enumerate(_entries(path, "closed", {"from", "to", "ja", "en"}), 1):
        first = _day(entry.get("from"))
        last = _day(entry.get("to", entry.get("from")))
        if first is None or last is None or isinstance(first, date) != isinstance(last, date):
            raise TableError(str(path), say.entry("closed", number), say.table_trouble("days"))
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise TableError(str(path), say.entry("closed", number), say.table_trouble("order"))
        yield Closed(first, last, *_texts(path, "closed", number, entry))


def _events(path: Path) -> Iterator[Event]:
    for number, entry in enumerate(_entries(path, "event", {"date", "ja", "en"}), 1):
        day = _day(entry.get("date"))
        if not isinstance(day, date):
            raise TableError(str(path), say.entry("event", number), say.table_trouble("date"))
        yield Event(day, *_texts(path, "event", number, entry))


def _day(value: object) -> date | tuple[int, int] | None:
    """A TOML date, or "12-29" for every year; None for anything else."""
    if type(value) is date:  # a datetime is one too, and has no place here
        return value
    match = _EVERY_YEAR.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    try:
        leap = date(2024, int(match[1]), int(match[2]))
    except ValueError:
        return None
    return leap.month, leap.day


def _texts(path: Path, name: str, number: int, entry: dict[str, Any]) -> tuple[str, str]:
    ja, en = entry.get("ja"), entry.get("en", entry.get("ja"))
    if not isinstance(ja, str) or not ja.strip() or not isinstance(en, str):
        raise TableError(str(path), say.entry(name, number), say.table_trouble("text"))
    return " ".join(ja.split()), " ".join(en.split())


def _entries(path: Path, name: str, keys: set[str]) -> list[dict[str, Any]]:
    table = read_toml(path)
    entries = table.get(name, [])
    if set(table) - {name} or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise TableError(str(path), f"[[{name}]]", say.table_trouble("shape", name))
    for number, entry in enumerate(entries, 1):
        if unknown := sorted(set(entry) - keys):
            raise TableError(str(path), say.entry(name, number), say.table_trouble("unknown", unknown[0]))
    return entries
