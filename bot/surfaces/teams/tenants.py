"""Teams where several plans are answered from: each activity goes to the listeners of its plan.

One registration, one door and one set of threads for all. The listeners of a plan know whom they may answer,
and of no other plan. What is bound to no plan is told so, and reaches none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.activity import PERSONAL, read
from bot.surfaces.teams.app import TeamsDoor
from bot.surfaces.teams.cards import plain_message
from bot.surfaces.teams.library import Sleep
from bot.surfaces.teams.listeners import TeamsListeners, failed, said
from bot.surfaces.teams.posting import tell
from bot.surfaces.teams.setup import Setup
from bot.wording.plans import nothing_bound

log = logging.getLogger(__name__)

Found = AbstractContextManager[TeamsListeners | None]
Json = dict[str, Any]


class Tenants(TeamsDoor):
    """Teams for all plans."""

    def __init__(
        self, setup: Setup, policy: TeamsPolicy, of: Callable[[str, str], Found], sleep: Sleep = asyncio.sleep
    ) -> None:
        """`of` enters the listeners of the plan of a tenant and conversation."""
        self._of = of
        super().__init__(setup, policy, sleep)

    def _hear(self, activity: Json) -> Json | None:
        """Never raises, and logs nothing typed."""
        kind = str(activity.get("name") or activity["type"])
        try:
            place = read(activity).place
            with self._of(place.tenant, place.conversation) as listeners:
                return listeners.hear(activity) if listeners else self._unbound(kind, activity)
        except Exception as error:  # of any kind: a plan that cannot be opened, too
            log.error("%s: %s", kind, type(error).__name__)  # noqa: TRY400
            return failed(kind)

    def _unbound(self, kind: str, activity: Json) -> Json | None:
        """Whoever speaks to the bot where no plan is bound is told so."""
        arrived = read(activity)
        if kind == "composeExtension/query":
            return {"composeExtension": {"type": "message", "text": nothing_bound()}}
        if kind == "adaptiveCard/action":
            return said(nothing_bound())
        if kind == "message" and (arrived.place.scope == PERSONAL or arrived.mentioned):
            self.workers.submit(lambda: tell(self.library, arrived.address, plain_message(nothing_bound())))
        return None
