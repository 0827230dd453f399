"""Slack where several plans are answered from: each request goes to the app of the plan it is bound to.

    request → whose workspace, which channel → that plan's own Slack surface, which knows of no other

One door (a URL, or a socket) and one set of threads for all; behind it nothing is in common. What is bound to
no plan is told so, and reaches none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.surfaces.slack.app import Slack, SlackDoor, SlackKeys, SlackThreads, acknowledge_others, make_app
from bot.surfaces.slack.removal import Removal
from bot.wording.plans import nothing_bound

REMOVALS = frozenset({"app_uninstalled", "tokens_revoked"})  # of a whole workspace

Found = AbstractContextManager[Slack | None]


class _Sorting(App):
    """The app that Slack reaches. What is bound goes on to the app of its plan, the rest is its own."""

    of: Callable[[str, str], Found]
    everywhere: Callable[[str], Iterable[Found]]

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """As every app has it."""
        team, channel = str(req.context.team_id or ""), str(req.context.channel_id or "")
        event = req.body.get("event")
        if isinstance(event, dict) and event.get("type") in REMOVALS:
            return self._removed(req, team)
        with self.of(team, channel) as slack:
            return super().dispatch(req) if slack is None else slack.app.dispatch(req)

    def _removed(self, req: BoltRequest, team: str) -> BoltResponse:
        """Every plan that a workspace, or a channel of it, was bound to hears that it has gone."""
        answer = None
        for found in self.everywhere(team):
            with found as slack:
                if slack is not None:
                    answer = slack.app.dispatch(_again(req))
        return answer or super().dispatch(req)


def _again(req: BoltRequest) -> BoltRequest:
    """The request anew, without what another app has put into it."""
    body = req.body if req.mode == "socket_mode" else req.raw_body
    return BoltRequest(body=body, headers=req.headers, query=req.query, mode=req.mode)


class Workspaces(SlackDoor):
    """Slack for all plans. `close` ends it after the answers that are being made."""

    def __init__(
        self,
        keys: SlackKeys,
        threads: SlackThreads,
        of: Callable[[str, str], Found],
        everywhere: Callable[[str], Iterable[Found]],
        ready: Callable[[], bool],
    ) -> None:
        """`of` enters the plan of a workspace and channel, `everywhere` all that a workspace has."""
        self.keys, self.threads, self.ready = keys, threads, ready
        app = make_app(keys, threads, _Sorting)
        assert isinstance(app, _Sorting)
        app.of, app.everywhere = of, everywhere
        removal = Removal(None, app.installation_store if keys.by_oauth else None, keys.installations)
        app.event("app_uninstalled")(removal.uninstalled)
        app.event("tokens_revoked")(removal.revoked)
        app.event("app_mention")(_asked)
        app.event("message")(_written)
        app.command("/plan")(_commanded)
        acknowledge_others(app)
        self.app = app


def _asked(event: dict[str, Any], client: WebClient) -> None:
    """A mention where no plan is bound."""
    with contextlib.suppress(SlackApiError, OSError):
        client.chat_postEphemeral(channel=event["channel"], user=event["user"], text=nothing_bound())


def _written(event: dict[str, Any], client: WebClient) -> None:
    """A direct message; among people in a channel nothing is said."""
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype"):
        return
    with contextlib.suppress(SlackApiError, OSError):
        client.chat_postMessage(channel=event["channel"], text=nothing_bound())


def _commanded(ack: Ack) -> None:
    ack(text=nothing_bound())
