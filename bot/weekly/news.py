"""What changed, as entries of a feed: years that came in, corrections, what became better and worse.

Made of the data as they are, so that it is the same whoever asks, and whenever: an entry's key and day stay
until what it tells of changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.card import as_text
from bot.weekly.changes import Data
from bot.wording import news as say
from bot.wording import years
from bot.wording.answers import Wording
from katou_index.records import Record
from katou_index.words import clean

if TYPE_CHECKING:
    from bot.bot import Bot

MOST = 60  # entries
KINDS = ("better", "worse")


class NewsEntry(Record):
    """One thing that changed. `asks` is the question that shows it, "" for the year as it is (`code`)."""

    key: str
    title: str
    text: str
    day: date
    code: str
    asks: str = ""


class News(Record):
    """A feed: its title, its entries, newest first."""

    title: str
    entries: tuple[NewsEntry, ...]


def news(bot: Bot, lang: str, folder: str = "") -> News:
    """The newest entries; corrections where the folder of the data is known."""
    found = [*_imported(bot, lang), *_compared(bot, lang), *(_corrected(bot, lang, folder) if folder else ())]
    found.sort(key=lambda entry: (entry.day, entry.key), reverse=True)
    return News(say.title(lang), tuple(found[:MOST]))


def _imported(bot: Bot, lang: str) -> Iterator[NewsEntry]:
    index = bot.index
    for year in index.years:
        wording = Wording(lang, index.tables.scales.get(year.code, index.tables.scale))
        items, measures = index.plan(year).items, index.plan(year).measures
        tally = {
            mark.mark: sum(item.rating.mark == mark.mark for item in items) for mark in wording.scale.marks
        }
        text = say.holds(lang, wording.counted(len(items), len(measures)), wording.tally(tally, zeros=True))
        key = f"imported/{year.code}/{_short(index.digest(year))}"
        yield NewsEntry(key, say.imported(lang, wording.year(year)), text, index.imported_at(year), year.code)


def _compared(bot: Bot, lang: str) -> Iterator[NewsEntry]:
    """The answers to the questions that ask for it: what they say is what everybody is told."""
    index = bot.index
    for before, after in pairwise(index.years):
        for kind in KINDS:
            label, asks = years.asks_change(lang, kind, before, after)
            reply = bot.ask(asks, lang=lang, place="")
            if not reply.answer.items:
                continue
            title = say.compared(lang, label, years.short(lang, before), years.short(lang, after))
            key = f"{kind}/{before.code}-{after.code}/{_short(index.digest(before) + index.digest(after))}"
            text = clean_lines(as_text(reply.card.but(choices=())))
            day = max(index.imported_at(before), index.imported_at(after))
            yield NewsEntry(key, title, text, day, after.code, asks)


def _corrected(bot: Bot, lang: str, folder: str) -> Iterator[NewsEntry]:
    data = Data(folder, bot.index, ())
    for code, year in data.years.items():
        for key, record in data.corrections[code].items():
            if record.was == record.now:  # read again and confirmed
                continue
            title = say.corrected(lang, f"{code} No.{record.place}")
            text = clean_lines(say.was_and_is(lang, record.was, record.now, record.reason))
            day = _day(record.when) or bot.index.imported_at(year)
            asks = f"{code} No.{record.measure}"
            yield NewsEntry(f"corrected/{code}/{key}", clean(title), text, day, code, asks)


def clean_lines(text: str) -> str:
    """The text without signs that no feed may hold."""
    return "\n".join(clean(line) for line in text.splitlines())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _short(digest: str) -> str:
    return hashlib.sha256(digest.encode()).hexdigest()[:12]
