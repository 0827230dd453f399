"""`katou doctor`, `katou restore`: is the installation well, and what to do about it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import urlsplit

from bot.bot import Bot
from bot.checkup import examining
from bot.checkup.dialogue import headline_of
from bot.checkup.symptom import Health, Symptom
from bot.commands.keys import keys_of
from bot.commands.teams import setup_of
from bot.memory import Memory
from bot.memory.condition import copy_state
from bot.memory.condition import restore as put_back
from bot.settings import Settings
from bot.subscription import MAIL
from bot.surfaces.callers import is_local, name_of
from bot.surfaces.reachability import RefusedError, UnreachableError
from bot.surfaces.slack import app as slack
from bot.weekly.service import WeeklyService
from bot.wording import checkup as say
from katou_index import open_index
from katou_index.address import is_address, masked
from katou_index.errors import KatouError

T = TypeVar("T")

PATIENCE = 5.0  # seconds for a server to answer: somebody looks on


def doctor(
    environ: Mapping[str, str],
    lang: str,
    look: Callable[[Settings, str], Iterator[Symptom]] | None = None,
) -> int:
    """Look at everything, as `look` does; 1 where anything is wrong."""
    findings = list(examining.wrong_settings(environ, lang))
    if not any(each.health is Health.WRONG for each in findings):
        settings = Settings.read(environ)
        findings += (look or examined)(settings, lang)
    print(headline_of(lang, findings))
    for each in findings:
        print(say.line(lang, each.area, each.health.value, each.told, each.todo))
    return 1 if any(each.health is Health.WRONG for each in findings) else 0


def restore(settings: Settings, lang: str, copy: str) -> int:
    """Put a backup in the place of the state file."""
    print(say.restored(lang, masked(settings.state), put_back(settings.state, copy)))
    return 0


def examined(
    settings: Settings, lang: str, bot: Bot | None = None, memory: Memory | None = None
) -> Iterator[Symptom]:
    """Everything that can be looked at once the settings can be read."""
    yield from examining.settings_of(settings, lang)
    yield from examining.packages_of(settings, lang)
    yield from examining.index_of(settings, lang)
    yield from examining.state_of(settings, lang)
    yield from examining.disk_of(settings, lang)
    yield from examining.clock_of(settings, lang)
    yield from platforms_of(settings, lang)
    yield from _posts(settings, lang, bot, memory)
    yield from doors_of(settings, lang)
    yield from examining.files_of(settings, lang)


def platforms_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """What is reached from here: chats, the mail server, the collector of spans."""
    yield from _slack(settings, lang)
    yield from _teams(settings, lang)
    yield from _mail(settings, lang)
    yield from _traces(settings, lang)


def _slack(settings: Settings, lang: str) -> Iterator[Symptom]:
    if not (settings.slack_bot_token or settings.slack_client_id):
        yield Symptom("slack", Health.WELL, say.not_set_up(lang))
        return
    if not settings.slack_bot_token:
        yield Symptom("slack", Health.WELL, say.signed_in(lang, "OAuth"))  # each workspace has its own tokens
        return
    found = _asked("slack", lang, lambda: slack.signed_in(keys_of(settings, by_oauth=False)))
    if isinstance(found, Symptom):
        yield found
        return
    if found.missing:
        yield Symptom("slack", Health.WRONG, say.scopes_missing(lang, found.missing), say.add_scopes(lang))
    else:
        yield Symptom("slack", Health.WELL, say.signed_in(lang, f"{found.team} {found.user}"))
    if found.ahead is not None and abs(found.ahead) > examining.FAR:
        yield Symptom("clock", Health.WRONG, say.clock_off(lang, found.ahead, "Slack"), say.set_clock(lang))


def _teams(settings: Settings, lang: str) -> Iterator[Symptom]:
    if not settings.teams_client_id:
        yield Symptom("teams", Health.WELL, say.not_set_up(lang))
        return
    if not find_spec("microsoft_teams"):
        yield Symptom("teams", Health.WRONG, say.not_installed(lang), say.install_teams(lang))
        return
    if not (settings.teams_client_secret and settings.teams_tenant_id):
        return  # told among the settings
    from bot.surfaces.teams.setup import signs_in  # here: it needs the library

    found = _asked("teams", lang, lambda: signs_in(setup_of(settings)))
    yield (
        found
        if isinstance(found, Symptom)
        else Symptom("teams", Health.WELL, say.signed_in(lang, settings.teams_client_id))
    )


def _mail(settings: Settings, lang: str) -> Iterator[Symptom]:
    if not settings.smtp_host:
        yield Symptom("mail", Health.WELL, say.not_set_up(lang))
        return
    if not settings.smtp_from:
        return  # told among the settings
    if settings.smtp_ca and not os.path.isfile(settings.smtp_ca):
        yield Symptom(
            "mail", Health.WRONG, say.no_file(lang, settings.smtp_ca), say.mail_todo(lang, "certificate")
        )
        return
    from bot.commands.mails import mail_server_of  # here: only where mails are sent
    from bot.surfaces.mail.weekly import MailTroubleError, try_out

    server = mail_server_of(settings)
    try:
        try_out(server, PATIENCE)
    except MailTroubleError as error:
        yield Symptom(
            "mail",
            Health.WRONG,
            say.mail_wrong(lang, error.kind, str(error)),
            say.mail_todo(lang, error.kind),
        )
    else:
        yield Symptom("mail", Health.WELL, say.mail_well(lang, f"{server.host}:{server.port}", server.sender))


def _traces(settings: Settings, lang: str) -> Iterator[Symptom]:
    if not settings.traces:
        yield Symptom("traces", Health.WELL, say.not_set_up(lang))
        return
    there = urlsplit(settings.traces)
    port = there.port or (443 if there.scheme == "https" else 80)
    try:
        socket.create_connection((there.hostname or "", port), PATIENCE).close()
    except OSError as error:
        told, todo = say.unreachable(lang, str(error)), say.look_at_collector(lang, settings.traces)
        yield Symptom("traces", Health.DOUBTFUL, told, todo)
    else:
        yield Symptom("traces", Health.WELL, say.reached(lang, settings.traces))


def _asked(area: str, lang: str, ask: Callable[[], T]) -> T | Symptom:
    """What a platform says of the tokens."""
    try:
        return ask()
    except RefusedError as error:
        return Symptom(area, Health.WRONG, say.refused(lang, str(error)), say.new_token(lang, area))
    except UnreachableError as error:
        return Symptom(area, Health.WRONG, say.unreachable(lang, str(error)), say.look_at_network(lang))


def _posts(settings: Settings, lang: str, bot: Bot | None, memory: Memory | None) -> Iterator[Symptom]:
    platforms = {
        "slack": settings.slack_bot_token or settings.slack_client_id,
        "teams": settings.teams_client_id or settings.teams_unauthenticated,
        MAIL: settings.smtp_host and settings.smtp_from,
    }
    ready = [name for name, there in platforms.items() if there]
    with ExitStack() as stack:
        try:
            if memory is None:  # a copy of the state file, for looking changes nothing
                folder = stack.enter_context(TemporaryDirectory())
                memory = Memory(os.path.join(folder, "state.db"), settings.keep_days)
                stack.callback(memory.close)
                if is_address(settings.state):
                    copy_state(settings.state, memory.path)
                elif os.path.exists(settings.state):
                    put_back(memory.path, settings.state)
            bot = bot or Bot(stack.enter_context(open_index(settings.index)), memory=memory)
            kit = WeeklyService(bot, memory, settings.data)
        except (KatouError, OSError):
            return  # told where these files are looked at
        yield from examining.posts_of(kit, ready, lang, time.time())
        if os.path.exists(memory.path):
            yield from examining.jump_of(memory, lang)


def doors_of(settings: Settings, lang: str) -> Iterator[Symptom]:
    """What is open to more than it should be."""
    found = []
    if settings.teams_unauthenticated:
        found.append(
            Symptom("doors", Health.WRONG, say.unsigned(lang), say.unset(lang, "KATOU_TEAMS_UNAUTHENTICATED"))
        )
    if settings.page.startswith("http://") and not is_local(name_of(settings.page)):
        found.append(Symptom("doors", Health.DOUBTFUL, say.readable(lang, settings.page), say.use_tls(lang)))
    for name, on in (
        ("KATOU_SLACK_GUESTS", settings.slack_guests),
        ("KATOU_TEAMS_GUESTS", settings.teams_guests),
    ):
        if on:
            found.append(Symptom("doors", Health.DOUBTFUL, say.guests(lang, name), say.unset(lang, name)))
    if settings.slack_shared_channels:
        names = ", ".join(sorted(settings.slack_shared_channels))
        found.append(
            Symptom(
                "doors",
                Health.DOUBTFUL,
                say.shared(lang, names),
                say.unset(lang, "KATOU_SLACK_SHARED_CHANNELS"),
            )
        )
    found += examining.secrets_of(settings, lang)
    yield from found or [Symptom("doors", Health.WELL, say.doors_well(lang))]
