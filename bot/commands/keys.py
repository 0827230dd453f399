"""What Slack is signed in to with, and who may ask there, out of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.surfaces.slack import app
from bot.surfaces.slack.access import SlackPolicy

if TYPE_CHECKING:
    from bot.settings import Settings


def keys_of(settings: Settings, *, by_oauth: bool) -> app.SlackKeys:
    """What Slack is signed in to with."""
    return app.SlackKeys(
        settings.slack_bot_token, settings.slack_api_url, settings.slack_signing_secret,
        settings.slack_app_token, settings.slack_client_id if by_oauth else "",
        settings.slack_client_secret, settings.slack_installations,
    )  # fmt: skip


def policy_of(settings: Settings, *, by_oauth: bool) -> SlackPolicy:
    """Who may ask, and from where."""
    return SlackPolicy(
        settings.slack_teams, settings.slack_channels, settings.slack_shared_channels,
        settings.slack_guests, settings.slack_office, by_oauth,
    )  # fmt: skip
