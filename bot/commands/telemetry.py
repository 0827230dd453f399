"""What whoever runs the bot sees of a command that goes on: its log, and its spans where they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import tracing
from bot.surfaces import logbook
from bot.wording import tools as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.settings import Settings


def begin(settings: Settings, lang: str) -> None:
    """Log and send spans, as is set, until `wiring.let_go`. Raises KatouError."""
    logbook.begin(settings.log)
    trace(settings, lang)


def trace(settings: Settings, lang: str) -> None:
    """The spans alone, of a command whose log is what it prints. Raises KatouError."""
    try:
        tracing.begin(settings.traces)
    except ModuleNotFoundError:
        raise KatouError(say.missing_traces(lang)) from None
