"""`katou serve`: every surface that is asked over HTTP; and `katou export-site`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import chat_wording as say
from bot import hosting
from bot.commands import slack
from bot.commands.fronting import front_of
from bot.commands.making import bot_of
from bot.commands.teams import teams_surface
from bot.surfaces import serving
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.settings import Settings


def serve(settings: Settings, lang: str, host: str, port: int) -> int:
    """Serve until Ctrl-C what is set up; what is not is told."""
    surfaces: dict[str, serving.Wsgi] = {}
    by_oauth = bool(settings.slack_client_id and settings.slack_client_secret)
    if by_oauth and not settings.slack_teams:
        raise KatouError(say.teams_needed(lang))
    front = front_of(settings, lang)
    surface = slack.surface_of(settings, front, by_oauth=by_oauth)
    needed = {"SLACK_SIGNING_SECRET": settings.slack_signing_secret}
    if not surface.keys.by_oauth:
        needed["SLACK_BOT_TOKEN"] = settings.slack_bot_token
    if missing := [name for name, value in needed.items() if not value]:
        print(say.surface_off(lang, "Slack", "、".join(missing)), flush=True)
    else:
        slack.introduce(surface, lang)
        surfaces.update(surface.paths())
    teams = teams_surface(settings, front, lang, host)
    surfaces.update(teams.paths() if teams else {})
    page = hosting.page(surface.front, settings, lang, host, alone=not surfaces)
    try:
        server = serving.Server(serving.Router(surfaces, surface.ready, page, front.trouble), host, port)
    except OSError as error:
        raise KatouError(say.cannot_listen(lang, f"{host}:{port}", str(error))) from None
    print(say.serving(lang, server.address), flush=True)
    server.run()
    surface.close()
    if teams:
        teams.close()
    return 0


def export_site(settings: Settings, lang: str, out: str, year: str, asked: str | None) -> int:
    """The whole plan in one HTML file."""
    print(hosting.export_site(bot_of(settings, lang), settings, out, year.upper(), asked or lang))
    return 0
