"""The one way from what arrives in Slack to an answer: whoever may not ask is told so, nothing is begun.

Listeners have no threads and no check of their own. What they want done goes through `Gate.admit`, so that
none can forget to ask whether it may be done.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

from slack_sdk import WebClient

from bot.fairness import Sender, on_behalf_of
from bot.surfaces.answering import admitted
from bot.surfaces.slack.access import SlackAccess, SlackPlace


class Gate:
    """Runs work in threads, for those who may ask. Acknowledging waits for none of it."""

    def __init__(self, access: SlackAccess, workers: Executor, quick: Executor) -> None:
        """`quick` are threads for what Slack waits three seconds for, as opening a form."""
        self._access = access
        self._workers = workers
        self._quick = quick

    def admit(
        self,
        client: WebClient,
        place: SlackPlace,
        work: Callable[[], None],
        refused: Callable[[str], None],
        *,
        otherwise: Callable[[], None] | None = None,
        openly: bool = False,
        quick: bool = False,
    ) -> None:
        """Do `work` later for who may ask; else `refused`, with why: a key of chat_wording.refused.

        `otherwise` is called where either ends in an error, whose kind is logged, nothing that was typed.
        `openly` is that of Access.refusal.
        """

        def refusal() -> str:
            return self._access.refusal(client, place, openly=openly)

        threads = self._quick if quick else self._workers
        with on_behalf_of(Sender(place.own_team, f"{place.team}:{place.user}")):
            threads.submit(admitted(refusal, work, refused, otherwise))

    def admits_at_once(self, place: SlackPlace) -> bool:
        """Whether somebody is known to be allowed, where Slack waits for too short to be asked."""
        return self._access.knows(place)
