"""A week of use in numbers, for the office: counts only, no names, no questions."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot import clock
from bot.card import Card, Fact, Section
from bot.memory import What
from bot.memory.usage import Usage
from bot.subscription import Progress
from bot.weekly.calendar import week_of
from bot.weekly.service import WeeklyService
from bot.wording import weekly as say
from katou_index.errors import KatouError
from katou_index.plan import FiscalYear, measure_number

MOST = 5  # measures and words that are named
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.I)


def monday_of(week: str, lang: str) -> date:
    """`2026-W48` → its Monday. Raises KatouError for what is no week."""
    match = _WEEK.fullmatch(week.strip())
    try:
        if match:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        pass
    raise KatouError(say.no_week(lang, week))


def last_week(today: date) -> date:
    """The Monday of the week before."""
    return today - timedelta(days=today.weekday() + 7)


def report(kit: WeeklyService, monday: date, lang: str) -> Card:
    """The week that begins on a Monday. Raises MemoryUnusableError."""
    until = monday + timedelta(days=7)
    counts = kit.counts
    usage = Usage(monday, until, counts.totals(monday, until), tuple(counts.most_shown(monday, until, MOST)))
    words = counts.missed_words(monday, until, by=1)[:MOST]
    facts = [
        Fact(say.report_label(lang, "questions"), str(usage.questions)),
        Fact(
            say.report_label(lang, "answered"), say.share(lang, usage.times(What.ANSWERED), usage.questions)
        ),
        Fact(say.report_label(lang, "asked_back"), str(usage.times(What.CHOSE))),
        Fact(say.report_label(lang, "missed"), str(usage.times(What.MISSED))),
        Fact(say.report_label(lang, "declined"), str(usage.times(What.DECLINED))),
        Fact(
            say.report_label(lang, "feedback"),
            say.feedback(lang, usage.times(What.RIGHT), usage.times(What.WRONG)),
        ),
        *([Fact(say.report_label(lang, "words"), say.missed(lang, words))] if words else []),
        *([Fact(say.report_label(lang, "viewed"), _viewed(kit, usage, lang))] if usage.shown else []),
        Fact(say.report_label(lang, "posts"), _posts(kit, monday, until, lang)),
    ]
    unclear = len(kit.ledger.unclear())  # of whatever week: somebody should look
    return Card(
        lang=lang,
        headline=say.report_head(lang, week_of(monday), monday, until - timedelta(days=1)),
        scope=(say.unclear_count(lang, unclear),) if unclear else (),
        blocks=(Section(facts=tuple(facts)),),
        sources=(say.report_foot(lang),),
    )


def _viewed(kit: WeeklyService, usage: Usage, lang: str) -> str:
    named = []
    for key, times in usage.shown:
        code, _, number = key.partition("/")
        try:
            title = kit.bot.index.plan(FiscalYear.from_code(code)).by_number[measure_number(number)].title
        except (KatouError, KeyError, ValueError):
            title = code  # a year that is not loaded any more
        named.append((f"No.{number}", title, times))
    return say.viewed(lang, named)


def _posts(kit: WeeklyService, monday: date, until: date, lang: str) -> str:
    tokyo = clock.TOKYO
    since, end = (datetime.combine(day, time(), tokyo).timestamp() for day in (monday, until))
    states = [post.state for post in kit.ledger.posts(since, end)]
    return say.post_counts(lang, {each.value: states.count(each.value) for each in Progress})
