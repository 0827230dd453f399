"""An installation of several plans, as a server and Slack serve it: each as if it were the only one.

    where something comes from → bindings.toml → the house of its plan: its own front, page and listeners

Doors and threads are of the process, everything behind them of one plan. A house is made when it is first
asked for and let go of when others were used more lately, so what a process holds is bounded by
KATOU_PLANS_OPEN.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from bot.commands import page as hosting
from bot.commands.chats import front_of
from bot.commands.keys import keys_of
from bot.commands.keys import policy_of as slack_policy
from bot.commands.teams import policy_of as teams_policy
from bot.commands.teams import setup_of
from bot.commands.wiring import release
from bot.plans.bindings import BindingTable, Plans
from bot.plans.cities import OtherPlans
from bot.plans.opened import OpenPlans
from bot.plans.own_settings import settings_of
from bot.surfaces.api.service import PATHS, Api
from bot.surfaces.hosts import Hosts, Site
from bot.surfaces.slack.app import Slack, SlackThreads
from bot.surfaces.slack.workspaces import Workspaces
from bot.wording import plans as say
from katou_index.plans import plan_folder, plan_names

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.chat import Front
    from bot.meter import Meter
    from bot.settings import Settings
    from bot.surfaces.connections import Wsgi
    from bot.surfaces.teams.app import TeamsDoor
    from bot.surfaces.teams.listeners import TeamsListeners
    from bot.wording.city import City

log = logging.getLogger(__name__)

MOST_TOLD = 1_000  # places of which it was said that nothing is bound to them


class PlanHouse:
    """Everything that a process has made of one plan; each surface once it is asked for."""

    def __init__(self, settings: Settings, front: Front, doors: ManyPlans) -> None:
        self.settings, self.front, self._doors = settings, front, doors

    def city(self) -> City:
        """Its words."""
        return self.front.bot.city()

    @cached_property
    def slack(self) -> Slack:
        """Its Slack, for the workspaces that are bound to it."""
        doors, name = self._doors, self.settings.plan.partition(",")[0]
        by_oauth = doors.by_oauth
        policy = slack_policy(self.settings, by_oauth=by_oauth).but(teams=doors.table.now().workspaces(name))
        return Slack(
            self.front, self.front.memory, keys_of(self.settings, by_oauth=by_oauth), policy, doors.threads
        )

    @cached_property
    def teams(self) -> TeamsListeners:
        """What answers from it in Teams, for the tenants that are bound to it."""
        name, door = self.settings.plan.partition(",")[0], self._doors.teams_door
        assert door is not None
        policy = teams_policy(self.settings, self._doors.table.now().tenants(name))
        return door.listeners(self.front, self.front.memory, policy)

    @cached_property
    def site(self) -> Site | None:
        """What it answers over HTTP; None where its page may not be shown."""
        page = hosting.page_of_plan(self.front, self.settings, self._doors.lang, self._doors.host)
        if page is None:
            log.warning(say.page_not_closed(self.settings.plan.partition(",")[0]))
            return None
        api = Api(self.front, self.settings.api_key)
        return Site(api.paths() if self.settings.api_key else {}, page)

    def close(self) -> None:
        """Let go of its state file; whoever still works with it opens it again."""
        release(self.front.memory)


class ManyPlans:
    """The doors of all plans."""

    def __init__(self, settings: Settings, lang: str, meter: Meter | None = None) -> None:
        """Raises TableError, UnknownPlanError."""
        self.settings, self.lang, self._meter = settings, lang, meter
        self.host = ""
        self.by_oauth = False
        self.table = BindingTable(settings.plans)
        self.threads = SlackThreads()
        self.teams_door: TeamsDoor | None = None
        self._open = OpenPlans(self._house, settings.plans_open)
        self._changes, self._lock = 0, threading.Lock()
        self._told: set[tuple[str, str]] = set()
        print(say.plans_served(lang, len(plan_names(settings.plans))), flush=True)

    def _house(self, names: Plans) -> PlanHouse:
        """Open plans; the first one answers, with the others to be compared. Raises KatouError."""
        plan = plan_folder(self.settings.plans, names[0])
        own = settings_of(os.environ, plan, names[1:])
        front = front_of(own, self.lang, self._meter)
        if len(names) > 1:
            front.bot.beside = OtherPlans(names, self._bot)
        return PlanHouse(own, front, self)

    @contextmanager
    def _bot(self, names: Plans) -> Iterator[Bot]:
        """The bot of a plan by itself, speaking with its words."""
        with self._open.entered(names) as house:
            yield house.front.bot

    # -- which plan ----------------------------------------------------------------------------------------

    def _bound(self) -> BindingTable:
        """The table; where it has changed, what is open was made for other people."""
        self.table.now()
        with self._lock:
            changed, self._changes = self.table.changes != self._changes, self.table.changes
        if changed:
            self._open.close()
        return self.table

    @contextmanager
    def _of_slack(self, team: str, channel: str) -> Iterator[Slack | None]:
        names = self._bound().now().of_slack(team, channel)
        if not names:
            self._tell_unbound("Slack", f"{team}/{channel}")
            yield None
            return
        with self._open.entered(names) as house:
            yield house.slack

    def _everywhere(self, team: str) -> Iterator[AbstractContextManager[Slack | None]]:
        """Every plan that answers in a workspace or in a channel of it."""
        bound = self._bound().now().slack
        found = {plans for key, plans in bound.items() if key.partition("/")[0] == team.lower()}
        return (self._of_names(names) for names in found)

    @contextmanager
    def _of_names(self, names: Plans) -> Iterator[Slack]:
        with self._open.entered(names) as house:
            yield house.slack

    @contextmanager
    def _of_teams(self, tenant: str, conversation: str) -> Iterator[TeamsListeners | None]:
        names = self._bound().now().of_teams(tenant, conversation)
        if not names:
            self._tell_unbound("Teams", tenant)
            yield None
            return
        with self._open.entered(names) as house:
            yield house.teams

    @contextmanager
    def _of_host(self, host: str) -> Iterator[Site | None]:
        names = self._bound().now().of_host(host)
        if not names:
            yield None
            return
        with self._open.entered(names) as house:
            yield house.site

    def _known(self, host: str) -> Site | None:
        house = self._open.known(self.table.now().of_host(host))
        return house.site if house else None

    def _tell_unbound(self, platform: str, place: str) -> None:
        """Once a place: whoever runs the bot may have forgotten it."""
        if (platform, place) not in self._told and len(self._told) < MOST_TOLD:
            self._told.add((platform, place))
            log.warning(say.bound_to_nothing(platform, place))

    # -- surfaces ------------------------------------------------------------------------------------------

    def slack(self, *, by_oauth: bool) -> Workspaces:
        """Slack for all."""
        self.by_oauth = by_oauth
        keys = keys_of(self.settings, by_oauth=by_oauth)
        return Workspaces(keys, self.threads, self._of_slack, self._everywhere, self.ready)

    def teams(self) -> TeamsDoor:
        """Teams for all."""
        from bot.surfaces.teams.tenants import Tenants  # here: it needs the library

        policy = teams_policy(self.settings, frozenset())
        self.teams_door = Tenants(setup_of(self.settings), policy, self._of_teams)
        return self.teams_door

    def programs(self) -> dict[str, Wsgi]:
        """The programs' door of each plan that has a key, behind its host."""
        return dict.fromkeys(PATHS, Hosts(self._of_host, self._known))

    def page(self, host: str, *, alone: bool) -> Wsgi | None:
        """The page of each plan, behind its host."""
        del alone
        self.host = host
        return Hosts(self._of_host, self._known)

    # -- how it is -----------------------------------------------------------------------------------------

    def ready(self) -> bool:
        """Whether there are plans to be asked."""
        return bool(plan_names(self.settings.plans))

    def trouble(self) -> str:
        """A table that cannot be read, in one line; of single plans nothing is told to everybody."""
        self.table.now()
        return say.unbound_table() if self.table.trouble else ""

    def is_away(self) -> bool:
        """Whether a state file of a plan that is open cannot be used."""
        return any(house.front.memory.is_away() for house in self._open.each())

    def numbers(self, meter: Meter) -> None:
        """What is looked up when somebody asks for the numbers: of no single plan."""

        def number() -> dict[str, float]:
            return {"": float(len(plan_names(self.settings.plans)))}

        meter.looks_at({"plans": ("Plans of the installation.", "", number)})
        meter.watches({"plans_open": ("Plans that are open.", "", lambda: {"": float(len(self._open))})})

    def close(self) -> None:
        """Let go of all of them."""
        self._open.close()
