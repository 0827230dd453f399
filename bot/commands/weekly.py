"""The weekly post: `katou weekly`, `report`, `tick`, `clock`; and `katou backup`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.commands import telemetry
from bot.commands.teams import setup_of
from bot.commands.wiring import bot_of, memory_of
from bot.memory import Memory
from bot.memory.clockwatch import Moment, watch
from bot.memory.subscriptions import Ledger
from bot.subscription import MAIL
from bot.weekly import console
from bot.weekly.platforms import OnDemand
from bot.weekly.service import WeeklyService
from bot.weekly.unsubscribing import stop_address
from bot.wording import weekly as say
from katou_index.address import masked
from katou_index.errors import KatouError

if TYPE_CHECKING:
    import argparse

    from bot.memory import Memory
    from bot.settings import Settings
    from bot.weekly.platforms import Platform


def weekly(settings: Settings, lang: str, arguments: argparse.Namespace) -> int:
    """`katou weekly …` and `katou report`."""
    memory = memory_of(settings)
    for line in console.run(arguments, _kit(settings, lang, memory), platforms_of(settings, memory), lang):
        print(line)
    return 0


def tick(settings: Settings, lang: str, *, right: bool = False) -> int:
    """Do what is due now; `right`: the clock is, though it has jumped."""
    telemetry.trace(settings, lang)
    memory = memory_of(settings)
    watch_clock(memory, lang, right=right)
    print(console.tick(_kit(settings, lang, memory), platforms_of(settings, memory), lang))
    return 0


def clock(settings: Settings, lang: str) -> int:
    """Do what is due, every minute, until Ctrl-C."""
    telemetry.begin(settings, lang)
    memory = memory_of(settings)
    platforms = platforms_of(settings, memory)

    def once() -> str:
        kit = _kit(settings, lang, memory)  # anew each time: it notices changed data
        try:
            watch_clock(memory, lang)
            return console.tick(kit, platforms, lang)
        finally:
            kit.close()

    console.run_clock(once, lambda line: print(line, flush=True), say.clock_started(lang))
    return 0


def watch_clock(memory: Memory, lang: str, *, right: bool = False) -> None:
    """Raise where the clock has jumped: then nothing is sent, skipped or marked."""
    if off := watch(memory, Moment.now(), right=right):
        raise KatouError(say.clock_jumped(lang, off))


def backup(settings: Settings, lang: str, target: str) -> int:
    """Copy the state file while others write into it."""
    memory_of(settings).backup(target)
    print(say.backed_up(lang, masked(settings.state), target))
    return 0


def _kit(settings: Settings, lang: str, memory: Memory) -> WeeklyService:
    """The weekly post's parts over a bot and its memory."""
    return WeeklyService(bot_of(settings, lang, memory), memory, settings.data)


def platforms_of(settings: Settings, memory: Memory) -> dict[str, Platform]:
    """The platforms that are set up, by the names that subscriptions have for them."""
    platforms: dict[str, Platform] = {}
    if settings.slack_bot_token or (settings.slack_client_id and settings.slack_client_secret):
        platforms["slack"] = OnDemand(lambda: _slack(settings))
    signed = settings.teams_client_id and settings.teams_client_secret and settings.teams_tenant_id
    if (signed or settings.teams_unauthenticated) and find_spec("microsoft_teams"):
        platforms["teams"] = OnDemand(lambda: _teams(settings, memory))
    if settings.smtp_host and settings.smtp_from:
        platforms[MAIL] = _mail(settings, memory)
    return platforms


def _mail(settings: Settings, memory: Memory) -> Platform:
    from bot.commands.mails import mail_server_of  # here: only where mails are sent
    from bot.surfaces.mail.weekly import MailPlatform

    ledger = Ledger(memory)
    return MailPlatform(mail_server_of(settings), lambda number: stop_address(ledger, settings.page, number))


def _slack(settings: Settings) -> Platform:
    from bot.surfaces.slack.weekly import SlackPlatform, tokens_of  # here: only where something is due

    by_oauth = bool(settings.slack_client_id and settings.slack_client_secret)
    tokens = tokens_of(settings.slack_installations, settings.slack_client_id) if by_oauth else None
    return SlackPlatform(settings.slack_bot_token, settings.slack_api_url, tokens)


def _teams(settings: Settings, memory: Memory) -> Platform:
    from bot.surfaces.teams.weekly import TeamsPlatform  # here: only where something is due

    return TeamsPlatform(memory, setup_of(settings))
