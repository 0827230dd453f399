"""The browser page of `katou serve` and `katou chat`: when it may be served, and where."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from bot.chat import Front
from bot.memory import ANSWERING, Memory
from bot.settings import SETTINGS, Settings
from bot.surfaces import http as serving
from bot.surfaces.callers import is_local, name_of
from bot.surfaces.connections import Wsgi
from bot.surfaces.page.access import PageKeys
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from bot.wording import page as say
from katou_index.errors import KatouError
from katou_index.wholefiles import write_whole

if TYPE_CHECKING:
    from bot.bot import Bot

LOCAL = "127.0.0.1"


def page(front: Front, settings: Settings, lang: str, host: str, *, alone: bool) -> Wsgi | None:
    """The page of a server on `host`; None, with a line that says so, where it would be open to everybody.

    That is on an address of others, and wherever something is set up that is reached from outside: the proxy
    that brings in Slack and Teams brings in strangers to the page too.
    `alone`: nothing else is served, so that there is no use in starting without it. Raises KatouError then.
    """
    keys = keys_of(settings, lang)
    setting = from_outside(settings)
    if not keys.closed and (setting or not is_local(host)):
        if alone:
            local = is_local(host)
            raise KatouError(
                say.page_reached_by_all(lang, setting) if local else say.page_open_to_all(lang, host)
            )
        print(say.page_off(lang), flush=True)
        return None
    application = _made(front, settings, host, keys)
    front.years()  # what answers need is made now, and is never looked at again by the garbage collection:
    gc.freeze()  # a pass over all of it would keep everybody waiting
    return application


def page_of_plan(front: Front, settings: Settings, lang: str, host: str) -> Wsgi | None:
    """The page of one of several plans; None where it would be open to everybody."""
    keys = keys_of(settings, lang)
    if not keys.closed and (from_outside(settings) or not is_local(host)):
        return None
    return _made(front, settings, host, keys)


def keys_of(settings: Settings, lang: str) -> PageKeys:
    """Who may come in to the page. Raises KatouError for what would let in others."""
    keys = PageKeys(
        settings.page, settings.page_password, settings.page_user_header, settings.page_trusted_proxy,
        settings.page_office, settings.page_office_password,
    )  # fmt: skip
    if keys.user_header and not keys.proxies:
        raise KatouError(say.header_without_proxy(lang))
    if keys.password and keys.password == keys.office_password:
        raise KatouError(say.same_passwords(lang))
    return keys


def from_outside(settings: Settings) -> str:
    """The setting of something that people or platforms reach through a proxy; "" for none.

    Told by what is set, not by what started: a slip in a setting must not open the page.
    """
    fields = (
        "slack_signing_secret", "slack_client_id", "slack_client_secret",
        "teams_client_id", "teams_client_secret", "teams_tenant_id",
    )  # fmt: skip
    public = settings.page and not is_local(name_of(settings.page))
    found = (field for field in (*fields, *(("page",) if public else ())) if getattr(settings, field))
    return next((SETTINGS[field].name for field in found), "")


def _made(front: Front, settings: Settings, host: str, keys: PageKeys) -> Wsgi:
    from bot.surfaces.page.app import make_app  # here: a chat starts without waiting for Flask

    return make_app(front, host, keys, settings.lang)


def _page(front: Front, settings: Settings, host: str, keys: PageKeys) -> Wsgi:
    made: list[Wsgi] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Made when it is first asked."""
        if not made:
            made.append(_made(front, settings, host, keys))
        return made[0](environ, start_response)

    return application


def front_beside_chat(bot: Bot, settings: Settings) -> Front:
    """What the page beside a chat, and its orders, are put before."""
    memory = bot.memory or Memory(settings.state, settings.keep_days, ANSWERING)
    return Front(bot, memory, settings.page, WeeklyDialogue(WeeklyService(bot, memory, settings.data)))


def beside_chat(bot: Bot, settings: Settings, lang: str) -> str:
    """Serve the page to this machine on a free port, in a thread, and give the line that says where.

    A port that cannot be had, and whatever else fails, is told in that line; the chat goes on.
    """
    logging.getLogger("waitress").setLevel(logging.CRITICAL)  # its lines would stand in the conversation
    front = front_beside_chat(bot, settings)
    try:
        keys = PageKeys(password=settings.page_password)
        router = serving.Router(
            {}, lambda: bool(front.years()), _page(front, settings, LOCAL, keys), front.trouble
        )
        server = serving.Server(router, LOCAL, 0)
        server.start()
    except (OSError, RuntimeError) as error:  # no port, no thread
        return say.page_not_served(lang, str(error))
    return say.page_at(lang, server.address)


def export_site(bot: Bot, settings: Settings, out: str, year: str, lang: str) -> str:
    """Write one HTML file of a year ("" for the newest); the line that says so.

    Raises KatouError for a year that is not loaded, OSError where the file cannot be written.
    """
    from bot.surfaces.page.site import as_html

    front = Front(bot, bot.memory or Memory(settings.state, settings.keep_days))
    views = front.views(lang, year)
    if views is None:
        newest = front.views(lang)
        raise KatouError(
            say.year_missing(lang, year, [each.name for each in newest.years()] if newest else [])
        )
    content = as_html(front, views, lang).encode("utf-8", "replace")
    write_whole(out, content)
    return say.site_written(lang, out, round(len(content) / 1000))


def tell(line: str) -> None:
    """A line of the chat's own: beside the answers where those are read by a program."""
    print(line, file=sys.stdout if sys.stdout.isatty() else sys.stderr, flush=True)
