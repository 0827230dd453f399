"""What a platform must offer so that a post reaches it once: send, and say whether a post has arrived.

A platform that shows its history makes a post certain: after any trouble it is asked first. One that shows
none is sent to once; where that ended unclear, a person looks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.card import Card
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.files.download import Download


class Address(Record):
    """A conversation on a platform. `thread` is the place of the message to go on below, "" for none."""

    channel: str
    team: str = ""
    thread: str = ""


class Sent(Record):
    """It is there. `place` is what the platform calls the message."""

    place: str


class Unclear(Record):
    """It may have arrived: the connection broke, or the platform failed while it had it."""

    why: str


class Gone(Record):
    """The conversation does not exist any more, or the bot is not in it: nothing was sent."""

    why: str


class Later(Record):
    """It was certainly not taken: too many requests, a refused token. `seconds` to wait, 0 where not said."""

    why: str
    seconds: float = 0.0


Outcome = Sent | Unclear | Gone | Later


class PlatformUnreachableError(Exception):
    """The platform cannot say now whether a post has arrived; it may later. The text says why."""


class Platform(Protocol):
    """One platform. Both methods end within `ledger.LEASE` seconds together."""

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """Post a card that can be found again by `key`. Repeats nothing by itself."""

    def place_of(self, address: Address, key: str) -> str | None:
        """What the platform calls a post of the last two days, "" for one that is not there.

        None where the platform shows no history. Raises UnreachableError.
        """


@runtime_checkable
class ShowsPictures(Protocol):
    """A platform that shows a picture below a post."""

    def put_picture(self, address: Address, place: str, file: Download) -> None:
        """Put it below the post at `place`. Best effort: a failure is logged, nothing is repeated."""


@runtime_checkable
class SendsWhole(Protocol):
    """A platform on which all of a post is one message: what goes on below it and its picture, too."""

    def send_whole(
        self, address: Address, card: Card, more: Card | None, picture: Download | None, key: str
    ) -> Outcome:
        """As `Platform.send`."""


def number_of(key: str) -> int:
    """The subscription of a post, which its key begins with."""
    return int(key.partition(":")[0])


class OnDemand:
    """A platform that is made when it is first used: a look at the clock mostly finds nothing to send."""

    def __init__(self, make: Callable[[], Platform]) -> None:
        self._make = make

    @cached_property
    def _platform(self) -> Platform:
        return self._make()

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """As the platform does."""
        return self._platform.send(address, card, key)

    def place_of(self, address: Address, key: str) -> str | None:
        """As the platform does."""
        return self._platform.place_of(address, key)

    def put_picture(self, address: Address, place: str, file: Download) -> None:
        """As the platform does; nothing on one that shows none."""
        if isinstance(self._platform, ShowsPictures):
            self._platform.put_picture(address, place, file)

    def close(self) -> None:
        """End it, where it was made and has an end."""
        end = getattr(self.__dict__.get("_platform"), "close", None)
        if end is not None:
            end()


class OnlyBound:
    """A platform that posts to some places alone: elsewhere nothing is sent, and it is told why."""

    def __init__(self, platform: Platform, is_bound: Callable[[Address], bool], why: str) -> None:
        self._platform, self._is_bound, self._why = platform, is_bound, why

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """As the platform does. A place may be bound again within the day."""
        return self._platform.send(address, card, key) if self._is_bound(address) else Later(self._why)

    def place_of(self, address: Address, key: str) -> str | None:
        """As the platform does."""
        return self._platform.place_of(address, key)

    def put_picture(self, address: Address, place: str, file: Download) -> None:
        """As the platform does; nothing on one that shows none."""
        if isinstance(self._platform, ShowsPictures) and self._is_bound(address):
            self._platform.put_picture(address, place, file)

    def close(self) -> None:
        """End the platform, where it has an end."""
        if isinstance(self._platform, OnDemand):
            self._platform.close()
