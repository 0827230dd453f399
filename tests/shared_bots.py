"""Bots that stand for the processes of one installation: each knows by itself only what it has answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot import Bot
from bot.answering.context_json import SharedContexts
from bot.memory import Memory
from bot.memory.passing import ContextTable
from bot.reply import Reply
from katou_index import Index
from tests.bot_fixtures import TODAY

LASTS = 1800.0  # seconds


def shared_bot(index: Index, state: Path, lasts: float = LASTS) -> Bot:
    """A bot with a state file, as a process of `katou serve` has it."""
    made = Bot(index, today=TODAY, memory=Memory(state))
    assert made.memory
    made.conversations.shared = SharedContexts(ContextTable(made.memory, lasts), lambda: made.libraries)
    return made


def facts(reply: Reply) -> dict[str, Any]:
    """All that programs read of an answer, but for its time."""
    found = reply.as_json()
    for each in (found, *found.get("parts", ())):
        del each["ms"], each["conversation"]
    return found
