"""The whole surface: what it signs in with, its path on the server, posts by itself, its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.fairness import Threads
from bot.memory import Memory
from bot.surfaces.teams.access import LOOPBACK, TeamsAccess, TeamsPolicy
from bot.surfaces.teams.activity import person_key
from bot.surfaces.teams.guard import Guard
from bot.surfaces.teams.library import PATH, Sleep, Unsent
from bot.surfaces.teams.listeners import TeamsListeners
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.setup import NOBODY, Setup, connect, sign_in
from bot.surfaces.teams.tokens import SigningKeys

if TYPE_CHECKING:
    from bot.chat import Front

__all__ = ["PATH", "Setup", "Teams", "Unsent"]

WORKERS = 8  # threads that answer and post

log = logging.getLogger(__name__)


class TeamsDoor:
    """How Teams reaches the bot: one registration, one path, and threads for all that is answered.

    `close` ends it after the answers that are being made.
    """

    def __init__(self, setup: Setup, policy: TeamsPolicy, sleep: Sleep = asyncio.sleep) -> None:
        """`policy.open_locally`: no token is asked for; the caller makes sure that only this machine asks."""
        self.policy = policy = at_home(policy)
        self.workers = Threads(WORKERS, thread_name_prefix="teams-answer")
        self.keys = None if policy.open_locally else SigningKeys(setup.keys_url)
        self.library = connect(setup, self._hear, sleep)
        self._signs_in = bool(setup.client_secret)
        self._guard = Guard(self.library, policy, setup.client_id or NOBODY, self.keys)
        if self.keys:
            self.keys.start()

    @property
    def signs_in(self) -> bool:
        """Whether it sends with a token of its own."""
        return self._signs_in

    def sign_in(self) -> None:
        """See whether the bot gets its own token. Raises UnreachableError, RefusedError."""
        sign_in(self.library)

    def paths(self) -> dict[str, Callable[..., Any]]:
        """The paths of a server that this surface answers."""
        return {PATH: self._guard}

    def close(self) -> None:
        """Take nothing new, finish what was begun."""
        self.workers.shutdown(wait=True)
        self.library.close()
        if self.keys:
            self.keys.close()

    def listeners(self, front: Front, memory: Memory, policy: TeamsPolicy) -> TeamsListeners:
        """What answers from one plan, for those whom its policy lets in."""

        def personal(tenant: str, person: str) -> tuple[str, str] | None:
            chat = memory.chat_of(person_key(tenant, person))
            return (chat.service, chat.conversation) if chat else None

        access = TeamsAccess(policy, self.library.member, personal)
        return TeamsListeners(front, memory, access, Posting(self.library, memory), self.workers)

    def _hear(self, activity: dict[str, Any]) -> dict[str, Any] | None:
        raise NotImplementedError


class Teams(TeamsDoor):
    """The whole surface of one plan."""

    def __init__(
        self, front: Front, memory: Memory, setup: Setup, policy: TeamsPolicy, sleep: Sleep = asyncio.sleep
    ) -> None:
        super().__init__(setup, policy, sleep)
        self.memory = memory
        self.posting = Posting(self.library, memory)
        self._listeners = self.listeners(front, memory, self.policy)

    def _hear(self, activity: dict[str, Any]) -> dict[str, Any] | None:
        return self._listeners.hear(activity)


def at_home(policy: TeamsPolicy) -> TeamsPolicy:
    """A policy; where no token is asked for, this machine's own addresses are listed with it."""
    if not policy.open_locally:
        return policy
    return policy.but(hosts=policy.hosts | LOOPBACK, files=policy.files | LOOPBACK)
