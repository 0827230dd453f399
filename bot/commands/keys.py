"""What Slack is signed in to with, out of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.surfaces.slack import app

if TYPE_CHECKING:
    from bot.settings import Settings


def keys_of(settings: Settings, *, by_oauth: bool) -> app.SlackKeys:
    """What Slack is signed in to with."""
    return app.SlackKeys(
        settings.slack_bot_token, settings.slack_api_url, settings.slack_signing_secret,
        settings.slack_app_token, settings.slack_client_id if by_oauth else "",
        settings.slack_client_secret, settings.slack_installations,
    )  # fmt: skip
