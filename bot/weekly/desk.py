"""Orders about the weekly post, given in a chat: who may, what is confirmed first, what is answered.

Only the office sets what a channel gets. Anybody may have the post of a department in the direct message with
the bot, look at a post there, and see what this conversation gets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import weekly_wording as say
from bot.card import Card, Choice, Section
from bot.memory.ledger import Standing, Subscription
from bot.ordering import Handled, Where, card, told
from bot.weekly.commands import stand, time_of_day
from bot.weekly.kit import Kit
from bot.weekly.orders import CONFIRMED, Order, read
from bot.weekly.posting import preview
from bot.weekly.report import last_week, report
from bot.weekly.subscriptions import following, local
from katou_index.errors import KatouError


class Desk:
    """Takes orders. `is_office` is asked only where it matters."""

    def __init__(self, kit: Kit, now: Callable[[], float] = time.time) -> None:
        self.kit, self.now = kit, now

    def take(self, text: str, where: Where, is_office: Callable[[], bool]) -> Handled | None:
        """Do what a text orders, or say why not; None for what is no order."""
        order = read(text, self.kit.departments)
        if order is None:
            return None
        try:
            return self._take(order, where, is_office)
        except KatouError as error:
            return told(order.lang, str(error))

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
            case "subscribe":
                if is_office() or (where.own and order.department):
                    return self._subscribe(order, where)
            case _:
                if where.own or is_office():
                    return self._change(order, where)
        return told(order.lang, say.only_office(order.lang))

    # -- what is asked for -------------------------------------------------------------------------------

    def _report(self, order: Order) -> Handled:
        today = datetime.fromtimestamp(self.now(), ZoneInfo(say.JAPAN)).date()
        monday = today - timedelta(days=today.weekday()) if order.whole else last_week(today)
        return Handled(report(self.kit, monday, order.lang))

    def _now(self, order: Order, where: Where) -> Handled:
        here = next(iter(self._here(where, order.department)), None)
        wanted = here or Subscription("", "", "", order.department, order.lang)
        paper = preview(self.kit.composer, wanted, local(wanted, self.now()))
        private = (paper.card, *((paper.more,) if paper.more else ()))
        return Handled(card(order.lang, say.sent_to_you(order.lang)), private)

    def _list(self, order: Order, where: Where, is_office: Callable[[], bool]) -> Handled:
        only = None if is_office() else self._here(where, order.department)
        lines = self.kit.listed(self.now(), order.lang, only)
        return Handled(Card(order.lang, say.listed(order.lang), sections=(Section(lines=tuple(lines)),)))

    # -- what is set -------------------------------------------------------------------------------------

    def _here(self, where: Where, department: str) -> list[Subscription]:
        """The subscriptions of this conversation, of one department where one was named."""
        return [
            each
            for each in self.kit.ledger.subscriptions()
            if (each.platform, each.team, each.channel) == (where.platform, where.team, where.channel)
            and (not department or each.department == department)
        ]

    def _subscribe(self, order: Order, where: Where) -> Handled:
        """Add one, or change what was said of the one that is here. Confirmed first."""
        here = self._here(where, order.department)
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
        here = self._here(where, order.department)
        if not here:
            return told(order.lang, say.none_here(order.lang, order.department))
        if not order.confirmed:
            asked = say.to_change(order.lang, order.does, here)
            again = say.change_order(order.lang, order.does, order.department, CONFIRMED)
            return Handled(card(order.lang, asked, Choice(say.confirm(order.lang), again)))
        lines = [stand(self.kit, each.id, order.does, order.lang, self.now()) for each in here]
        return told(order.lang, "\n".join(lines))
