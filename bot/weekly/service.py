"""Everything the weekly post is made of, put together once for a command or a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from bot import clock
from bot.bot import Bot
from bot.memory import Memory
from bot.memory.subscriptions import Ledger
from bot.memory.usage import UsageCounts
from bot.subscription import Standing, Subscription
from bot.understanding.similarity import nearest
from bot.weekly.calendar import Calendar
from bot.weekly.content import Composer
from bot.weekly.schedule import following, local
from bot.wording import weekly as say
from katou_index.errors import KatouError
from katou_index.words import fold

LISTED = 8 * 7 * 86400.0  # seconds for which past posts are listed


class NoSuchDepartmentError(KatouError):
    """A department that the plan does not have. The text names near ones."""


class WeeklyService:
    """One bot, its memory, its folder of data. The calendar is read anew by each kit. Raises TableError."""

    def __init__(self, bot: Bot, memory: Memory, data: str) -> None:
        self.bot, self.memory, self.data = bot, memory, data
        self.ledger, self.counts = Ledger(memory), UsageCounts(memory)

    @property
    def calendar(self) -> Calendar:
        """As the tables are now: the office edits them while a chat runs."""
        return Calendar(self.data)

    @property
    def composer(self) -> Composer:
        """Makes posts from the data as they are now."""
        return Composer(self.bot, self.data, self.calendar, self.ledger, self.counts)

    @cached_property
    def departments(self) -> dict[str, str]:
        """Folded name or short name → department."""
        return {
            fold(form): department.name
            for department in reversed(self.bot.library.vocabulary.tables.departments)
            for form in (*department.short, department.name)
        }

    def department(self, name: str, lang: str) -> str:
        """The department that a name means, "" for none. Raises NoSuchDepartmentError."""
        if not name.strip():
            return ""
        known = self.departments
        if found := known.get(fold(name).strip()):
            return found
        near = [known[form] for form in nearest(fold(name), tuple(known), 3)]
        raise NoSuchDepartmentError(say.no_department(lang, name, tuple(dict.fromkeys(near))))

    def subscribe(self, wanted: Subscription) -> Subscription:
        """Add a subscription or set it anew.

        A command may leave out the workspace that a chat names: either means the one that is there already.
        """
        for each in self.ledger.subscriptions():
            same = each.but(team="").where == wanted.but(team="").where
            if same and "" in (each.team, wanted.team):
                wanted = wanted.but(team=each.team)
        return self.ledger.subscribe(wanted)

    def next_post(self, subscription: Subscription, now: float, lang: str) -> str:
        """`11月30日（月曜日）9:00（日本時間）`, or why there is none."""
        if subscription.state != Standing.ACTIVE.value:
            return ""
        at = following(subscription, self.calendar, now)
        return say.moment(lang, at, subscription.zone) if at else say.reason(lang, "whole_week")

    def close(self) -> None:
        """Let go of both files."""
        self.bot.index.close()
        self.memory.close()

    def forget(self, now: float) -> None:
        """What is older than the memory keeps anything."""
        self.memory.forget_old(clock.at(now).date())

    def listed(self, now: float, lang: str, only: Sequence[Subscription] | None = None) -> list[str]:
        """Each subscription with its next post, and what became of those of the last eight weeks."""
        lines = []
        for each in self.ledger.subscriptions() if only is None else only:
            lines.append(say.subscription(lang, each, self.next_post(each, now, lang)))
            lines += [f"  {told}" for told in self.past(each, now, lang)]
        return lines or [say.no_subscriptions(lang)]

    def past(self, each: Subscription, now: float, lang: str) -> list[str]:
        """What became of a subscription's posts of the last eight weeks, oldest first."""
        return [
            say.past(
                lang,
                post.week,
                post.state,
                date.fromisoformat(post.planned),
                local(each, post.at or post.due),
                post.why,
                post.trouble,
            )
            for post in self.ledger.posts(now - LISTED)
            if post.subscription == each.id
        ]
