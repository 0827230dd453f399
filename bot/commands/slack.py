"""`katou slack`, and Slack beside the other surfaces."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.commands import telemetry
from bot.commands.chats import front_of
from bot.commands.keys import keys_of, policy_of
from bot.commands.wiring import trouble
from bot.surfaces.reachability import Reaching
from bot.surfaces.slack import app
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
    telemetry.begin(settings, lang)
    surface = _surface(settings, lang)
    ended = threading.Event()
    reaching = reaching_of(surface, lang, surface.connect)

    def end(*_: object) -> None:
        ended.set()
        reaching.close()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    reaching.start()
    if reaching.wait():
        surface.run_socket(ended)
    surface.close()
    return 1 if reaching.refused else 0


def _surface(settings: Settings, lang: str) -> app.SlackDoor:
    if settings.several:
        from bot.commands.many_plans import ManyPlans  # here: it serves much beside Slack

        return ManyPlans(settings, lang).slack(by_oauth=False)
    return surface_of(settings, front_of(settings, lang), by_oauth=False)


def reaching_of(surface: app.SlackDoor, lang: str, connect: Callable[[], None] | None = None) -> Reaching:
    """Asks Slack until it answers, then says as whom the bot answers. `connect` comes before it says so."""

    def knock() -> None:
        lines = app.introduction(surface.keys, lang)
        if connect is not None:
            connect()
        print("\n".join(lines), flush=True)

    def sentence(why: str, refused: bool) -> str:
        return say.slack_refused(lang, why) if refused else say.slack_unreachable(lang, why)

    return Reaching(knock, sentence, trouble)


def surface_of(settings: Settings, front: Front, *, by_oauth: bool) -> app.Slack:
    """Slack as it is set up."""
    keys = keys_of(settings, by_oauth=by_oauth)
    return app.Slack(front, front.memory, keys, policy_of(settings, by_oauth=by_oauth))
