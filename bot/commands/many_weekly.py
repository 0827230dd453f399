"""`katou tick` and `katou clock` for all plans: each plan's posts out of its own state file, in turn.

A plan that cannot be opened keeps no other's posts from going out. A post goes only where its plan is bound:
a workspace that belongs to another plan by now gets nothing of this one, whoever ordered it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.commands import telemetry
from bot.commands.plans import settings_for
from bot.commands.weekly import platforms_of, watch_clock
from bot.commands.wiring import bot_of, memory_of, release, trouble
from bot.memory.subscriptions import Ledger
from bot.plans.bindings import BindingTable
from bot.plans.opened import speak_for_several, speaking_for
from bot.subscription import MAIL
from bot.weekly import console
from bot.weekly.platforms import Address, OnDemand, OnlyBound, Platform
from bot.weekly.service import WeeklyService
from bot.wording import plans as say_plans
from bot.wording import weekly as say
from katou_index.errors import KatouError
from katou_index.plans import plan_names

if TYPE_CHECKING:
    from bot.memory import Memory
    from bot.settings import Settings


class WeeklyOfMany:
    """The weekly posts of every plan of a folder."""

    def __init__(self, settings: Settings, lang: str, now: Callable[[], float] = time.time) -> None:
        """Raises TableError, UnknownPlanError."""
        self._now = now
        self.settings, self.lang = settings, lang
        self.table = BindingTable(settings.plans)
        speak_for_several()

    def tick(self, *, right: bool = False) -> int:
        """Do what is due now, and say so; 1 where a plan could not be looked at."""
        telemetry.trace(self.settings, self.lang)
        lines = list(self._each(right=right))
        print("\n".join(line for line, _ in lines) or say.ticked(self.lang, {}))
        return int(any(failed for _, failed in lines))

    def clock(self) -> int:
        """Do what is due, every minute, until Ctrl-C."""
        telemetry.begin(self.settings, self.lang)

        def once() -> str:
            return "\n".join(line for line, _ in self._each())

        console.run_clock(once, lambda line: print(line, flush=True), say.clock_started(self.lang))
        return 0

    def _each(self, *, right: bool = False) -> Iterator[tuple[str, bool]]:
        """What came of each plan that has subscriptions, and whether it failed."""
        for name in plan_names(self.settings.plans):
            try:
                own = settings_for("tick", name, self.settings)
                if line := self._of_plan(name, own, right=right):
                    yield f"[{name}] {line}", False
            except (KatouError, OSError) as error:
                trouble(f"[{name}] {error}")
                yield "", True

    def _of_plan(self, name: str, own: Settings, *, right: bool) -> str:
        """One plan's posts; "" where nobody gets any, which opens its index for nobody."""
        if not os.path.exists(own.state):
            return ""
        memory, platforms = memory_of(own), dict[str, Platform]()
        try:
            if not Ledger(memory).subscriptions():
                return ""
            watch_clock(memory, self.lang, right=right)
            kit = WeeklyService(bot_of(own, self.lang, memory), memory, own.data)
            platforms = self._bound(platforms_of(own, memory), name, memory)
            with speaking_for(kit.bot.city):
                return console.tick(kit, platforms, self.lang, self._now)
        finally:
            for each in platforms.values():
                if isinstance(each, OnDemand | OnlyBound):
                    each.close()
            release(memory)

    def _bound(self, platforms: dict[str, Platform], plan: str, memory: Memory) -> dict[str, Platform]:
        """The same platforms, for the plan's own places alone. Mails go to whom its office wrote down."""
        bound = self.table.now()

        def of_slack(address: Address) -> bool:
            if address.team:
                return bound.of_slack(address.team, address.channel)[:1] == (plan,)
            # Written down without its workspace: where there is one alone, the channel says whose it is.
            of_channel = [
                plans[0] for key, plans in bound.slack.items() if key.endswith(f"/{address.channel.lower()}")
            ]
            return of_channel == [plan] if of_channel else bool(bound.workspaces(plan))

        def of_teams(address: Address) -> bool:
            chat = memory.chat(address.channel)
            return chat is None or bound.of_teams(chat.tenant, chat.conversation)[:1] == (plan,)

        tests = {"slack": of_slack, "teams": of_teams}
        why = say_plans.no_longer_bound()
        return {
            name: each if name == MAIL else OnlyBound(each, tests[name], why)
            for name, each in platforms.items()
        }
