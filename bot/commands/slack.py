"""`katou slack`, and Slack beside the other surfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.fronting import front_of
from bot.surfaces.slack import app
from bot.surfaces.slack.access import Policy
from bot.wording import chat as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.settings import Settings


def slack(settings: Settings, lang: str) -> int:
    """Answer over Socket Mode until Ctrl-C."""
    for name, value in (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token),
        ("SLACK_APP_TOKEN", settings.slack_app_token),
    ):
        if not value:
            raise KatouError(say.setting_missing(lang, name, "katou slack"))
    surface = surface_of(settings, front_of(settings, lang), by_oauth=False)
    try:
        introduce(surface, lang)
        surface.run_socket()
    except app.NotConnected as error:
        raise KatouError(say.slack_refused(lang, str(error))) from None
    return 0


def introduce(surface: app.Slack, lang: str) -> None:
    """Say as whom it answers. Raises KatouError where Slack refuses the tokens."""
    try:
        print("\n".join(app.introduction(surface.keys, lang)), flush=True)
    except app.NotConnected as error:
        raise KatouError(say.slack_refused(lang, str(error))) from None


def surface_of(settings: Settings, front: Front, *, by_oauth: bool) -> app.Slack:
    """Slack as it is set up."""
    keys = app.Keys(
        settings.slack_bot_token, settings.slack_api_url, settings.slack_signing_secret,
        settings.slack_app_token, settings.slack_client_id if by_oauth else "",
        settings.slack_client_secret, settings.slack_installations,
    )  # fmt: skip
    policy = Policy(
        settings.slack_teams, settings.slack_channels, settings.slack_shared_channels,
        settings.slack_guests, settings.slack_office, by_oauth,
    )  # fmt: skip
    return app.Slack(front, front.memory, keys, policy)
