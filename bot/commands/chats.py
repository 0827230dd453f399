"""What stands behind every chat: bot, memory, the dialogues about weekly post, imports and installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat import Front
from bot.checkup.dialogue import CheckupDialogue
from bot.commands.doctor import examined
from bot.commands.wiring import bot_of, memory_of, settle, share
from bot.importing.dialogue import ImportDialogue
from bot.memory import ANSWERING
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService

if TYPE_CHECKING:
    from bot.meter import Meter
    from bot.settings import Settings


def front_of(settings: Settings, lang: str, meter: Meter | None = None) -> Front:
    """The front of the bot as it is set up."""
    memory = memory_of(settings, ANSWERING)
    bot = bot_of(settings, lang, memory)
    settle(bot)
    passing = share(bot, settings)
    memory.look()
    imports = ImportDialogue(memory, settings.data, settings.index, bot.index.encoder)
    weekly = WeeklyDialogue(WeeklyService(bot, memory, settings.data))
    checkup = CheckupDialogue(lambda asked: examined(settings, asked, bot, memory))
    return Front(bot, memory, settings.page, weekly, imports, meter, checkup, passing)
