"""A workspace takes the app away, or its tokens: nothing of it is kept or posted to any more.

Slack says so with two events, app_uninstalled and tokens_revoked; what they mean for an installation that
lies in our file, Bolt knows. They are heard for a workspace of a token in the settings, too: that token is
the operator's to take out, and the weekly posts end.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltContext
from slack_bolt.listener.builtins import TokenRevocationListeners
from slack_sdk.oauth import InstallationStore

from bot.memory import MemoryUnusableError
from bot.memory.private_files import overwrite_deleted

if TYPE_CHECKING:
    from bot.chat import Front

log = logging.getLogger(__name__)


class Removal:
    """Hears both events. `store` holds what workspaces installed, None where there is one token alone."""

    def __init__(self, front: Front | None, store: InstallationStore | None, file: str) -> None:
        """`front` is None where the workspace gets no plan's posts."""
        self.front = front
        self.file = file  # of the store
        self._installed = TokenRevocationListeners(store) if store else None

    def uninstalled(self, context: BoltContext) -> None:
        """The app was taken away."""
        if self._installed:
            self._installed.handle_app_uninstalled_events(context)
        self._ended(str(context.team_id), "uninstalled")

    def revoked(self, event: dict[str, Any], context: BoltContext) -> None:
        """Tokens were taken back: of people, which are not used, or the bot's."""
        if self._installed:
            self._installed.handle_tokens_revoked_events(event, context)
        if (event.get("tokens") or {}).get("bot"):
            self._ended(str(context.team_id), "revoked")

    def _ended(self, team: str, why: str) -> None:
        kept = "SLACK_BOT_TOKEN is of no use any more"
        if self._installed:
            overwrite_deleted(self.file)
            kept = "its token is deleted"
        try:
            ended = self.front.left("slack", team, why) if self.front else 0
        except MemoryUnusableError as error:
            log.error("slack %s: %s; weekly posts not switched off: %s", why, kept, error)  # noqa: TRY400
            return
        log.warning("slack %s by workspace %s: %s; weekly posts switched off: %d", why, team, kept, ended)
