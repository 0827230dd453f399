"""Orders about the weekly post, given in a chat: who may, what is confirmed first, what is answered.

Only the office sets what a channel gets. Anybody may have the post of a department in the direct message with
the bot, look at a post there, and see what this conversation gets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from bot import clock
from bot.card import Card, Choice, Section
from bot.orders import Handled, Where, card, told
from bot.subscription import Post, Standing, Subscription
from bot.weekly.console import settled, stand, time_of_day
from bot.weekly.orders import CONFIRMED, Order, read
from bot.weekly.report import last_week, report
from bot.weekly.schedule import following, local
from bot.weekly.sending import preview
from bot.weekly.service import WeeklyService
from bot.wording import weekly as say
from katou_index.errors import KatouError
from katou_index.records import Record

LONGEST_LEAD = 120  # characters: one line of a post, and of a button that confirms it
MOST_TOLD = 2  # posts of a subscription whose end a settings page tells


class Offer(Record):
    """Something that can be done with a subscription: a button, what it orders, what is asked back first."""

    label: str
    asks: str
    confirm: str = ""


class Kept(Record):
    """A subscription as a settings page shows it: its terms, what became of its posts, what can be done."""

    number: int
    platform: str
    channel: str
    terms: str
    past: tuple[str, ...]
    offers: tuple[Offer, ...]


class WeeklyDialogue:
    """Takes orders. `is_office` is asked only where it matters."""

    def __init__(self, kit: WeeklyService, now: Callable[[], float] = time.time) -> None:
        self.kit, self.now = kit, now

    def is_order(self, text: str) -> bool:
        """Whether a text orders something."""
        return read(text, self.kit.departments) is not None

    def take(self, text: str, where: Where, is_office: Callable[[], bool]) -> Handled | None:
        """Do what a text orders, or say why not; None for what is no order."""
        order = read(text, self.kit.departments)
        if order is None:
            return None
        try:
            return self._take(order, where, is_office)
        except KatouError as error:
            return told(order.lang, str(error))

    def take_for(self, number: int, text: str, where: Where, is_office: Callable[[], bool]) -> Handled | None:
        """Do what a text orders for one subscription (`number`), said in another place than it goes to:
        `where` is the person's own conversation with the bot. None for what is no order, or no such
        subscription."""
        each = self.kit.ledger.subscription(number)
        if each is None:
            return None
        there = Where(each.platform, each.team or where.team, each.channel, where.own and _is_at(each, where))
        return self.take(text, there, is_office)

    def look(self, text: str, *, owner: bool = False) -> Handled | None:
        """What a text orders where nobody can be posted to: a look at the post, else where to say it; None
        for what is no order.

        The `owner` of the machine may look at what the office may, too.
        """
        order = read(text, self.kit.departments)
        if order is None:
            return None
        nowhere = Where("", "", "", own=False)
        looks = order.does == "now" or (owner and order.does in ("list", "report"))
        if not looks:
            return told(order.lang, say.elsewhere(order.lang, owner=owner))
        try:
            if order.does != "now":
                return self._take(order, nowhere, lambda: True)
            first, *rest = self._now(order, nowhere).private
        except KatouError as error:
            return told(order.lang, str(error))
        return Handled(first, tuple(rest))

    def kept(self, where: Where, is_office: Callable[[], bool], lang: str) -> tuple[Kept, ...]:
        """What somebody may change: the office every subscription, others those of their own conversation."""
        every = self.kit.ledger.subscriptions()
        shown = every if is_office() else [each for each in every if _is_at(each, where)]
        unclear = self.kit.ledger.unclear()
        return tuple(
            Kept(
                each.id, each.platform, each.channel,
                say.terms(lang, each, self.kit.next_post(each, self.now(), lang)),
                tuple(self.kit.past(each, self.now(), lang)[-MOST_TOLD:]),
                (
                    *(self._offer(each, does, lang) for does in _possible(each)),
                    *(
                        _settling(each, post, lang, arrived=arrived)
                        for post in unclear if post.subscription == each.id for arrived in (True, False)
                    ),
                ),
            )
            for each in shown
        )  # fmt: skip

    def order(self, department: str, weekday: int, clock: str, lang: str) -> str:
        """The text that orders the post of a department, "" for the whole city, as a button confirms it."""
        return say.order(lang, department, weekday, clock, CONFIRMED)

    def _offer(self, each: Subscription, does: str, lang: str) -> Offer:
        asks = say.change_order(lang, does, say.scope("ja", each.department), CONFIRMED)
        where = f"{each.platform} {each.channel}"
        return Offer(
            say.action(lang, does), asks, say.to_stop(lang, where, each.department) if does == "stop" else ""
        )

    def _take(self, order: Order, where: Where, is_office: Callable[[], bool]) -> Handled:
        if order.unknown:
            self.kit.department(order.unknown, order.lang)  # raises, and names near ones
        match order.does:
            case "report":
                return self._report(order) if is_office() else told(order.lang, say.only_office(order.lang))
            case "now":
                return self._now(order, where)
            case "list":
                return self._list(order, where, is_office)
            case "lead" if is_office():
                return self._lead(order)
            case "settle":
                return self._settle(order, where, is_office)
            case "subscribe":
                if is_office() or (where.own and order.department):
                    return self._subscribe(order, where)
            case "pause" | "resume" | "stop":
                if where.own or is_office():
                    return self._change(order, where)
        return told(order.lang, say.only_office(order.lang))

    # -- what is asked for -------------------------------------------------------------------------------

    def _report(self, order: Order) -> Handled:
        today = clock.at(self.now()).date()
        monday = today - timedelta(days=today.weekday()) if order.whole else last_week(today)
        card = report(self.kit, monday, order.lang)
        return Handled(card.but(choices=self._to_settle(order.lang)))

    def _now(self, order: Order, where: Where) -> Handled:
        here = next(iter(self._here(where, order)), None)
        wanted = here or Subscription("", "", "", order.department, order.lang)
        paper = preview(self.kit.composer, wanted, local(wanted, self.now()))
        private = (paper.card, *((paper.more,) if paper.more else ()))
        return Handled(card(order.lang, say.sent_to_you(order.lang)), private)

    def _list(self, order: Order, where: Where, is_office: Callable[[], bool]) -> Handled:
        only = None if is_office() else self._here(where, order)
        lines = self.kit.listed(self.now(), order.lang, only)
        return Handled(
            Card(
                order.lang, say.listed(order.lang), blocks=(Section(lines=tuple(lines)),),
                choices=self._to_settle(order.lang, only),
            )
        )  # fmt: skip

    def _to_settle(self, lang: str, only: list[Subscription] | None = None) -> tuple[Choice, ...]:
        """Buttons for the posts of which nobody knows whether they arrived."""
        every = {each.id: each for each in (self.kit.ledger.subscriptions() if only is None else only)}
        offers = (
            _settling(every[post.subscription], post, lang, arrived=arrived)
            for post in self.kit.ledger.unclear() if post.subscription in every for arrived in (True, False)
        )  # fmt: skip
        return tuple(Choice(each.label, each.asks.replace(f"（{CONFIRMED}）", "")) for each in offers)

    # -- what is set -------------------------------------------------------------------------------------

    def _here(self, where: Where, order: Order) -> list[Subscription]:
        """The subscriptions of this conversation; where a department or the whole city was named, of that."""
        return [
            each
            for each in self.kit.ledger.subscriptions()
            if _is_at(each, where)
            and (not order.department or each.department == order.department)
            and not (order.whole and each.department)
        ]

    def _subscribe(self, order: Order, where: Where) -> Handled:
        """Add one, or change what was said of the one that is here. Confirmed first."""
        here = self._here(where, order)
        if not order.department and not order.whole and len(here) == 1:
            old = here[0]  # 「週報の時間を10時に」: the one that is meant
        else:
            blank = Subscription(where.platform, where.team, where.channel, order.department, order.lang)
            old = next((each for each in here if each.department == order.department), blank)
        if order.weekday is not None and order.weekday > 4:
            raise KatouError(say.bad_option(order.lang, "weekday", say.weekday(order.lang, order.weekday)))
        clock = time_of_day(order.time, order.lang) if order.time else old.time
        day = old.weekday if order.weekday is None else order.weekday
        wanted = old.but(
            weekday=day, time=clock, state=Standing.ACTIVE.value, why="", since=self.now(), id=0, lead=""
        )
        if not order.confirmed:
            at = following(wanted, self.kit.calendar, self.now())
            asked = say.to_confirm(order.lang, wanted, say.moment(order.lang, at, wanted.zone) if at else "")
            again = say.order(order.lang, wanted.department, wanted.weekday, wanted.time, CONFIRMED)
            return Handled(card(order.lang, asked, Choice(say.confirm(order.lang), again)))
        added = self.kit.subscribe(wanted)
        next_post = self.kit.next_post(added, self.now(), order.lang)
        return told(order.lang, say.done(order.lang, "subscribe", added, next_post))

    def _change(self, order: Order, where: Where) -> Handled:
        """Pause, resume or stop what this conversation gets. Confirmed first."""
        here = self._here(where, order)
        if not here:
            return told(order.lang, say.none_here(order.lang, order.department))
        if not order.confirmed:
            asked = say.to_change(order.lang, order.does, here)
            named = say.scope("ja", order.department) if order.department or order.whole else ""
            again = say.change_order(order.lang, order.does, named, CONFIRMED)
            return Handled(card(order.lang, asked, Choice(say.confirm(order.lang), again)))
        lines = [stand(self.kit, each.id, order.does, order.lang, self.now()) for each in here]
        return told(order.lang, "\n".join(lines))

    def _lead(self, order: Order) -> Handled:
        """The office's own line in the next post of every conversation. Confirmed first."""
        if len(order.text) > LONGEST_LEAD:
            return told(order.lang, say.lead_too_long(order.lang, LONGEST_LEAD))
        count = len(self.kit.ledger.subscriptions())
        if not count:
            return told(order.lang, say.no_subscriptions(order.lang))
        if order.confirmed:
            return told(order.lang, say.lead_set(order.lang, self.kit.ledger.lead(order.text), order.text))
        asks = say.lead_order(order.lang, order.text, CONFIRMED)
        asked = say.to_lead(order.lang, count, order.text)
        return Handled(card(order.lang, asked, Choice(say.confirm(order.lang), asks)))

    def _settle(self, order: Order, where: Where, is_office: Callable[[], bool]) -> Handled:
        """What somebody saw of an unclear post: the office of any, others of their own. Confirmed first."""
        lang, number, week, arrived = order.lang, order.number, order.week, order.arrived
        each = self.kit.ledger.subscription(number)
        if not (each and where.own and _is_at(each, where)) and not is_office():
            return told(lang, say.only_office(lang))
        posts = [p for p in self.kit.ledger.unclear() if (p.subscription, p.week) == (number, week)]
        if each is None or not posts:
            return told(lang, say.nothing_unclear(lang, number, week))
        if not order.confirmed:
            offer = _settling(each, posts[0], lang, arrived=arrived)
            return Handled(card(lang, offer.confirm, Choice(say.confirm(lang), offer.asks)))
        return told(lang, settled(self.kit, number, week, lang, self.now(), arrived=arrived))


def _is_at(each: Subscription, where: Where) -> bool:
    """Whether a subscription is one of this conversation; a command may leave its workspace out."""
    same = (each.platform, each.channel) == (where.platform, where.channel)
    return same and each.team in ("", where.team)


def _possible(each: Subscription) -> tuple[str, ...]:
    """What can be done with a subscription as it stands."""
    return ("pause" if each.state == Standing.ACTIVE.value else "resume", "stop")


def _settling(each: Subscription, post: Post, lang: str, *, arrived: bool) -> Offer:
    label = say.settle_button(lang, each.id, post.week, arrived=arrived)
    asks = say.settle_order(lang, each.id, post.week, arrived=arrived, confirmed=CONFIRMED)
    where = f"{each.platform} {each.channel}"
    return Offer(label, asks, say.to_settle(lang, post.week, where, arrived=arrived))
