"""Who gets a post when: from a subscription and the calendar to the posts that are due, each planned once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.subscription import Post, Progress, Subscription
from bot.weekly.calendar import Calendar, Slot

LATEST = 24 * 3600.0  # seconds after its time at which a post is still worth sending: nobody wants a flood
MOST_WEEKS = 60  # looked at in one go: a machine that slept for longer records no more than that


def when(subscription: Subscription, day: date) -> datetime:
    """The subscription's time on a day, in its zone."""
    hour, minute = map(int, subscription.time.split(":"))
    return datetime.combine(day, time(hour, minute), ZoneInfo(subscription.zone))


def local(subscription: Subscription, now: float) -> datetime:
    """A moment in the subscription's zone."""
    return datetime.fromtimestamp(now, ZoneInfo(subscription.zone))


def due(subscription: Subscription, calendar: Calendar, last_planned: str, now: float) -> Iterator[Post]:
    """The posts whose time has come since the newest planned day: to be sent, or skipped with a reason."""
    first = local(subscription, subscription.since).date() - timedelta(days=7)
    if last_planned:
        first = max(first, date.fromisoformat(last_planned) + timedelta(days=1))
    first = max(first, local(subscription, now).date() - timedelta(weeks=MOST_WEEKS))
    for slot in calendar.slots(subscription.weekday, first):
        at = when(subscription, slot.day or slot.planned).timestamp()
        if when(subscription, slot.planned).timestamp() > now:
            return
        if subscription.since < at <= now:
            yield _post(subscription, slot, at, now)


def _post(subscription: Subscription, slot: Slot, at: float, now: float) -> Post:
    state, why = Progress.PENDING, slot.why
    if slot.day is None:
        state, why = Progress.SKIPPED, f"whole_week:{slot.why}"
    elif now > at + LATEST:
        state, why = Progress.SKIPPED, "late"
    return Post(
        f"{subscription.id}:{slot.week}", subscription.id, slot.week, slot.planned.isoformat(), at,
        state=state.value, why=why, at=now,
    )  # fmt: skip


def following(subscription: Subscription, calendar: Calendar, after: float) -> datetime | None:
    """When the next post after a moment goes out; None where the office is closed for a year."""
    first = local(subscription, max(after, subscription.since)).date() - timedelta(days=7)
    for slot in islice(calendar.slots(subscription.weekday, first), MOST_WEEKS):
        if slot.day and (at := when(subscription, slot.day)).timestamp() > max(after, subscription.since):
            return at
    return None
