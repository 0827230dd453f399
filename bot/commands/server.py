"""`katou serve`: every surface that is asked over HTTP; and `katou export-site`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bot.commands import page as hosting
from bot.commands import slack, telemetry
from bot.commands.many_plans import ManyPlans
from bot.commands.one_plan import OnePlan
from bot.commands.teams import signing_in, teams_surface
from bot.commands.wiring import bot_of
from bot.meter import Meter
from bot.surfaces import http as serving
from bot.surfaces.connections import Wsgi
from bot.surfaces.reachability import Reaching
from bot.wording import chat as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.surfaces.processes import Worker


ENDING = 2.0  # seconds for answers in chats; with those of the page less than ten


def serve(settings: Settings, lang: str, host: str, port: int, worker: Worker | None = None) -> int:
    """Serve until Ctrl-C what is set up; what is not is told. `worker`: with other processes at one address.

    A platform that is not reached, or does not take its tokens, is told; the others are served meanwhile.
    """
    surfaces: dict[str, Wsgi] = {}
    reached: list[Reaching] = []
    by_oauth = bool(settings.slack_client_id and settings.slack_client_secret)
    if by_oauth and not (settings.slack_teams or settings.several):
        raise KatouError(say.teams_needed(lang))
    telemetry.begin(settings, lang)
    meter = Meter()
    plans = ManyPlans(settings, lang, meter) if settings.several else OnePlan(settings, lang, meter)
    surface = plans.slack(by_oauth=by_oauth)
    needed = {"SLACK_SIGNING_SECRET": settings.slack_signing_secret}
    if not surface.keys.by_oauth:
        needed["SLACK_BOT_TOKEN"] = settings.slack_bot_token
    if missing := [name for name, value in needed.items() if not value]:
        print(say.surface_off(lang, "Slack", "、".join(missing)), flush=True)
    else:
        there = slack.reaching_of(surface, lang)
        there.start()
        reached.append(there)
        for path, answers in surface.paths().items():
            surfaces[path] = serving.once_reached(answers, lambda: there.missing)
    teams = teams_surface(settings, lang, host, plans.teams)
    surfaces.update(teams.paths() if teams else {})
    if teams and teams.signs_in:
        reached.append(signing_in(teams, lang))
    alone = not surfaces
    surfaces.update(plans.programs())
    page = plans.page(host, alone=alone)
    try:
        metrics = serving.Metrics(
            meter.text, meter.requested, settings.metrics_token, locally=not hosting.from_outside(settings)
        )
        router = serving.Router(
            surfaces, surface.ready, page, lambda: _told(reached, plans.trouble(), _lacking(worker)), metrics
        )
        server = serving.Server(router, host, port, worker)
    except OSError as error:
        raise KatouError(say.cannot_listen(lang, f"{host}:{port}", str(error))) from None
    _look(meter, plans, server)
    server.run(worker.ready if worker else lambda: print(say.serving(lang, server.address), flush=True))
    _end(*(each.close for each in reached), surface.close, *((teams.close,) if teams else ()), plans.close)
    return 0


def _look(meter: Meter, plans: OnePlan | ManyPlans, server: serving.Server) -> None:
    """What is looked up when somebody asks for the numbers."""
    meter.watches({
        "processes": ("Processes that answer.", "", lambda: {"": 1.0}),
        "queue": ("Requests that wait for a thread.", "lane", server.waiting),
        "connections": ("Connections that stand.", "", lambda: {"": float(server.connected())}),
    })  # fmt: skip
    away = "1 where a state file cannot be used."
    meter.watches({"state_away": (away, "", lambda: {"": float(plans.is_away())})}, "livemax")
    plans.numbers(meter)


def _end(*closing: Callable[[], object]) -> None:
    """Answers that were begun are finished, for so many seconds: whoever stops the server waits no longer."""

    def close() -> None:
        for each in closing:
            each()

    last = threading.Thread(target=close, daemon=True)
    last.start()
    last.join(ENDING)


def _told(reached: Iterable[Reaching], *troubles: str) -> list[str]:
    """What `/readyz` tells beside being ready: platforms not reached, a state file that is away …"""
    return [line for line in (*(each.missing for each in reached), *troubles) if line]


def _lacking(worker: Worker | None) -> str:
    """That fewer processes answer than should, "" where all do."""
    if worker is None or worker.living >= worker.wanted:
        return ""
    return say.workers_lacking(worker.living, worker.wanted)


def export_site(settings: Settings, lang: str, out: str, year: str, asked: str | None) -> int:
    """The whole plan in one HTML file."""
    print(hosting.export_site(bot_of(settings, lang), settings, out, year.upper(), asked or lang))
    return 0
