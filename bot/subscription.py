"""The nouns of the weekly post: who gets it, and what became of each post."""

from __future__ import annotations

from enum import StrEnum

from katou_index.records import Record

MAIL = "mail"  # the platform whose channels are addresses of people
LONGEST_ADDRESS, LONGEST_BOX = 254, 64  # characters
IN_BOX = frozenset("!#$%&'*+-/=?^_`{|}~.")


def is_mail_address(text: str) -> bool:
    """Whether it is an address as offices have them: `name@example.jp`, in ASCII, with nothing around it."""
    box, at, domain = text.rpartition("@")
    parts = domain.split(".")
    return (
        bool(at)
        and text.isascii()
        and len(text) <= LONGEST_ADDRESS
        and 0 < len(box) <= LONGEST_BOX
        and all(sign.isalnum() or sign in IN_BOX for sign in box)
        and all(box.split("."))
        and len(parts) > 1
        and all(part.replace("-", "").isalnum() and part[0] != "-" != part[-1] for part in parts)
    )


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
