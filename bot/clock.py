"""The time in Japan: the one place that knows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

TOKYO = timezone(timedelta(hours=9), "JST")  # no summer time, so no table of zones is loaded


def now() -> datetime:
    """This moment, in Asia/Tokyo."""
    return datetime.now(TOKYO)


def at(moment: float) -> datetime:
    """A moment in seconds since 1970, in Asia/Tokyo."""
    return datetime.fromtimestamp(moment, TOKYO)


def today() -> date:
    """The day in Japan."""
    return now().date()
