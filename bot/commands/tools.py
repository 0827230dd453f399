"""`katou mcp`. The protocol's SDK may not be installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.chat import Front
from bot.commands import telemetry
from bot.commands.wiring import bot_of, memory_of, settle, share
from bot.memory import ANSWERING
from bot.surfaces.callers import is_local
from bot.wording import tools as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.settings import Settings


def mcp(settings: Settings, lang: str, host: str, port: int | None) -> int:
    """Over standard input; over HTTP where a port is given. Raises KatouError."""
    try:
        from bot.surfaces.mcp import server  # here: it needs the library
    except ModuleNotFoundError as error:
        if str(error.name).startswith("bot"):
            raise
        raise KatouError(say.missing_library(lang)) from None
    if port is not None and not settings.api_key and not is_local(host):
        raise KatouError(say.needs_key(lang, host))
    telemetry.trace(settings, lang)
    memory = memory_of(settings, ANSWERING)
    bot = bot_of(settings, lang, memory)
    settle(bot)
    share(bot, settings)
    memory.look()
    front = Front(bot, memory, settings.page)
    if port is None:
        server.over_standard_input(front)
    else:
        server.over_http(front, settings.api_key, host, port, lambda at: _tell(say.serving_mcp(lang, at)))
    return 0


def _tell(line: str) -> None:
    """On standard error: what is on standard output is for programs."""
    print(line, file=sys.stderr, flush=True)
