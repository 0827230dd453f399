"""tick: what is due is planned, claimed and sent. Any number of processes may do it at once.

    planned once (key) → claimed with a lease → begun → sent
                                                  └ crash, broken connection → is it there? → sent, or again

Whoever vanished between sending and writing it down leaves a post that is begun: the platform is asked before
it is sent again, and where that shows no history, a person is.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import tracing
from bot.card import Card, Choice, Fact, Section
from bot.memory.subscriptions import MORE, Ledger
from bot.subscription import Post, Progress, Standing, Subscription
from bot.weekly.calendar import Calendar, Slot
from bot.weekly.changes import Seen
from bot.weekly.content import Composer, Edition, Paper
from bot.weekly.pictures import picture
from bot.weekly.platforms import (
    Address,
    Gone,
    Later,
    Outcome,
    Platform,
    PlatformUnreachableError,
    SendsWhole,
    Sent,
    ShowsPictures,
    Unclear,
)
from bot.weekly.schedule import LATEST, due, following, local
from katou_index.errors import KatouError
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.files.download import Download

log = logging.getLogger(__name__)

AGAIN = 60.0  # seconds after which an unclear end is looked at
LONGEST_WAIT = 3600.0  # seconds between two tries, however often it failed


class Ticked(Record):
    """What one tick did, in numbers."""

    planned: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0
    unclear: int = 0
    waiting: int = 0


class Poster:
    """Sends what is due. `clock` gives seconds since 1970."""

    def __init__(
        self,
        ledger: Ledger,
        composer: Composer,
        calendar: Calendar,
        platforms: Mapping[str, Platform],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger, self.composer, self.calendar = ledger, composer, calendar
        self.platforms, self.clock = platforms, clock

    def tick(self) -> Ticked:
        """Everything that is due now. Raises MemoryUnusableError; trouble with one post keeps no other."""
        done = {"planned": self.plan(), "skipped": self._expire()}
        while post := self.ledger.claim(self.clock(), tuple(self.platforms)):
            with tracing.span("weekly post", tries=post.tries) as seen:
                ended = self._deliver(post)
                seen.tell(outcome=ended)
            if ended and not post.key.endswith(MORE):
                done[ended] = done.get(ended, 0) + 1
        return Ticked(**done)

    def plan(self) -> int:
        """Write down what is due; how many were new."""
        now, last = self.clock(), self.ledger.last_planned()
        posts = [
            post
            for subscription in self.ledger.subscriptions()
            if subscription.state == Standing.ACTIVE.value
            for post in due(subscription, self.calendar, last.get(subscription.id, ""), now)
        ]
        return self.ledger.plan(posts)

    def _expire(self) -> int:
        """Skip what could not be sent in time and has certainly not been."""
        weeks = self.ledger.expire(self.clock() - LATEST, self.clock(), "late")
        for week in set(weeks):
            self.ledger.give_back(week)
        return len(weeks)

    # -- one post ----------------------------------------------------------------------------------------

    def _deliver(self, post: Post) -> str:
        """Send what was claimed; how it ended, as a field of Ticked."""
        subscription = self.ledger.subscription(post.subscription)
        if subscription is None:
            return self._end(post, Progress.SKIPPED, "stopped")
        platform = self.platforms[subscription.platform]
        address = Address(subscription.channel, subscription.team, post.thread)
        if post.begun and (ended := self._look(platform, address, post)):
            return ended
        if subscription.state != Standing.ACTIVE.value:
            return self._end(post, Progress.SKIPPED, subscription.why or subscription.state)
        if self.clock() > post.due + LATEST:
            return self._end(post, Progress.SKIPPED, "late")
        try:
            content, seen = self._content(post, subscription)
        except Exception as error:  # a broken table, an index that is gone: told, and tried again
            told = str(error) if isinstance(error, KatouError) else type(error).__name__
            return self._wait(post, Later(told), begun=False)
        before = self.ledger.last_seen(subscription.id)
        changed = not post.key.endswith(MORE) and (before is None or before[0] != seen)
        if not self.ledger.begin(post, content, seen):
            return ""  # it took too long, and somebody else has it now
        return self._ended(post, subscription, platform, address, content, changed=changed)

    def _ended(
        self,
        post: Post,
        subscription: Subscription,
        platform: Platform,
        address: Address,
        content: str,
        *,
        changed: bool,
    ) -> str:
        card, more = cards_of(content)
        with tracing.span("post", platform=subscription.platform, again=post.tries > 1):
            if isinstance(platform, SendsWhole):
                drawn = self._drawn(subscription) if changed else None
                outcome = _sent(lambda: platform.send_whole(address, card, more, drawn, post.key))
                more, changed = None, False
            else:
                outcome = _sent(lambda: platform.send(address, card, post.key))
        match outcome:
            case Sent(place=place):
                self.ledger.finish(
                    post, Progress.SENT, self.clock(), place=place, more=text_of(more) if more else ""
                )
                if changed and place and isinstance(platform, ShowsPictures):
                    self._show(platform, address, place, subscription)
                return "sent"
            case Gone(why=why):
                self._end(post, Progress.FAILED, f"gone:{why}")
                self.ledger.stand(subscription.id, Standing.GONE, self.clock(), f"gone:{why}")
                return "failed"
            case Later() as later:
                return self._wait(post, later, begun=False)
            case Unclear(why=why):
                return self._look(platform, address, post) or self._wait(post, Later(why, AGAIN), begun=True)

    def _show(
        self, platform: ShowsPictures, address: Address, place: str, subscription: Subscription
    ) -> None:
        """The picture below a post that is there; without it the post is whole, too."""
        try:
            if drawn := self._drawn(subscription):
                platform.put_picture(address, place, drawn)
        except Exception as error:  # of any kind
            log.warning("no picture below a post: %s", type(error).__name__)

    def _drawn(self, subscription: Subscription) -> Download | None:
        try:
            return picture(self.composer.bot, subscription.department, subscription.lang)
        except Exception as error:  # of any kind: a post is whole without it
            log.warning("no picture for a post: %s", type(error).__name__)
            return None

    def _look(self, platform: Platform, address: Address, post: Post) -> str:
        """Whether a post that was begun is there; "" where it is certainly not."""
        try:
            place = platform.place_of(address, post.key)
        except Exception as error:  # of any kind: what cannot be looked up now is not sent now
            told = str(error) if isinstance(error, PlatformUnreachableError) else type(error).__name__
            return self._wait(post, Later(told), begun=True)
        if place is None:
            self.ledger.finish(post, Progress.UNCLEAR, self.clock(), why="no_history")
            return "unclear"
        if place:
            self.ledger.finish(post, Progress.SENT, self.clock(), place=place, more=_rest(post))
            return "sent"
        return ""

    def _end(self, post: Post, state: Progress, why: str) -> str:
        self.ledger.finish(post, state, self.clock(), why=why)
        self.ledger.give_back(post.week)
        return state.value

    def _wait(self, post: Post, told: Later, *, begun: bool) -> str:
        wait = max(told.seconds, min(AGAIN * 2 ** min(post.tries - 1, 10), LONGEST_WAIT))
        log.warning("post %s waits %d s: %s", post.key, wait, told.why)
        self.ledger.later(post, self.clock() + wait, self.clock(), told.why, begun=begun)
        return "waiting"

    def _content(self, post: Post, subscription: Subscription) -> tuple[str, str]:
        """The post as it is kept, made if this is the first try."""
        if post.content:
            return post.content, post.seen
        now = self.clock()
        paper = self.composer.compose(self.edition(subscription, post, now), keep=True)
        return text_of(paper.card, paper.more), paper.seen

    def edition(self, subscription: Subscription, post: Post, now: float) -> Edition:
        """What a post is made for."""
        planned = date.fromisoformat(post.planned)
        slot = Slot(planned, local(subscription, post.due).date(), post.why)
        return edition(self.ledger, self.calendar, subscription, slot, now)


def _sent(send: Callable[[], Outcome]) -> Outcome:
    """What the platform said; a fault of our own in it leaves open what became of the post."""
    try:
        return send()
    except Exception as error:
        return Unclear(type(error).__name__)


def settle(ledger: Ledger, subscription: int, week: str, now: float, *, arrived: bool) -> bool:
    """A person has looked after an unclear post: it is there, or it is sent once more.

    False where there is none for this subscription and week, or somebody else has settled it.
    """
    for post in ledger.unclear():
        if (post.subscription, post.week) == (subscription, week):
            why, more = ("seen", _rest(post)) if arrived else ("again", "")
            return ledger.settle(post, now, why, arrived=arrived, more=more)
    return False


def _rest(post: Post) -> str:
    """What goes on below a post, as it is kept; "" for nothing."""
    more = cards_of(post.content)[1] if post.content else None
    return text_of(more) if more else ""


def edition(
    ledger: Ledger, calendar: Calendar, subscription: Subscription, slot: Slot, now: float
) -> Edition:
    """What the post of a slot says when it goes out at `now`."""
    here = local(subscription, now)
    before = ledger.last_seen(subscription.id) if subscription.id else None
    since = local(subscription, before[1]).date() if before else here.date() - timedelta(days=7)
    return Edition(
        slot=slot, now=here, next=following(subscription, calendar, now) or here, zone=subscription.zone,
        since=since, before=Seen.from_text(before[0]) if before else None,
        department=subscription.department, lang=subscription.lang, lead=subscription.lead,
    )  # fmt: skip


def preview(composer: Composer, subscription: Subscription, moment: datetime) -> Paper:
    """The post that would go out on a day, as it would look then; nobody's turn is taken by looking."""
    calendar, ledger = composer.calendar, composer.ledger
    slot = _slot_on(calendar, subscription, moment.date())
    return composer.compose(edition(ledger, calendar, subscription, slot, moment.timestamp()), keep=False)


def _slot_on(calendar: Calendar, subscription: Subscription, day: date) -> Slot:
    """The slot that goes out on a day; where there is none, the day itself."""
    for slot in calendar.slots(subscription.weekday, day - timedelta(days=6)):
        if slot.day == day:
            return slot
        if slot.planned > day:
            return Slot(day, day)
    raise AssertionError


# -- cards as text -----------------------------------------------------------------------------------------


def text_of(card: Card, more: Card | None = None) -> str:
    """One or two cards as JSON."""
    return json.dumps([_plain(each) for each in (card, more) if each], ensure_ascii=False)


def cards_of(text: str) -> tuple[Card, Card | None]:
    """The other way round."""
    first, *rest = (_card(each) for each in json.loads(text))
    return first, rest[0] if rest else None


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return {name: _plain(each) for name, each in value.as_dict().items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _card(kept: dict[str, Any]) -> Card:
    return Card(
        lang=kept["lang"],
        headline=kept.get("headline") or kept["head"],  # as it was called before
        scope=tuple(kept.get("scope") or kept.get("notices") or ()),
        blocks=tuple(
            Section(
                each["title"],
                tuple(Fact(**fact) for fact in each["facts"]),
                tuple(each["lines"]),
                tuple(map(tuple, each["rows"])),
                more=each.get("more", False),
            )
            for each in kept.get("blocks") or kept.get("sections") or ()
        ),
        notes=tuple(kept.get("notes") or ()),
        left=kept.get("left", ""),
        more=kept.get("more", "…"),
        sources=tuple(kept.get("sources") or kept.get("foot") or ()),
        choices=tuple(Choice(**choice) for choice in kept["choices"]),
    )
