"""The nouns of the weekly post: who gets it, and what became of each post."""

from __future__ import annotations

from enum import StrEnum

from katou_index.records import Record


class Standing(StrEnum):
    """What became of a subscription."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    GONE = "gone"  # the conversation does not exist any more, or the bot was removed from it


class Progress(StrEnum):
    """What became of a post."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"  # it may have arrived and the platform cannot say: a person should look
    SKIPPED = "skipped"


class Subscription(Record):
    """One conversation that gets a weekly post. `department` is "" for the whole city."""

    platform: str
    team: str
    channel: str
    department: str = ""
    lang: str = "ja"
    weekday: int = 0  # Monday
    time: str = "09:00"  # HH:MM in zone
    zone: str = "Asia/Tokyo"
    state: str = Standing.ACTIVE.value
    why: str = ""
    since: float = 0.0
    lead: str = ""
    id: int = 0

    @property
    def where(self) -> tuple[str, str, str, str]:
        """What makes it one subscription and not another."""
        return self.platform, self.team, self.channel, self.department


class Post(Record):
    """One row of the outbox. Times are seconds since 1970."""

    key: str
    subscription: int
    week: str
    planned: str
    due: float
    state: str = Progress.PENDING.value
    begun: int = 0
    tries: int = 0
    lease: float = 0.0
    not_before: float = 0.0
    content: str = ""
    seen: str = ""
    place: str = ""
    thread: str = ""
    why: str = ""
    trouble: str = ""
    at: float = 0.0
