"""What the commands are made of. A plain question waits for what this loads."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import katou_index
from bot import Bot
from bot.conversation import Conversations
from bot.memory import Memory
from bot.wording import console as say
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


def trouble(line: str) -> int:
    """One line on standard error, and the exit code of a known trouble."""
    print(f"katou: {' '.join(line.split())}", file=sys.stderr)
    return 1


def bot_of(settings: Settings, lang: str) -> Bot:
    """The bot over an index that matches the data; over the old one where it cannot be rebuilt."""
    index = katou_index.open_if_fresh(settings.data, settings.index)
    if index is None:
        try:
            report = katou_index.build_index(settings.data, settings.index)
            for sentence in (*report.put_back, *report.cut):
                trouble(sentence)
        except (KatouError, OSError) as error:
            if not os.path.exists(settings.index):
                raise
            trouble(say.old_index_answers(lang, str(error)))
        index = katou_index.open_index(settings.index)
    conversations = Conversations(timedelta(minutes=settings.context_minutes))
    memory = Memory(settings.state, settings.keep_days)
    return Bot(index, conversations, memory=memory)


def lang_of(settings: Settings, asked: str | None) -> str | None:
    """The language of answers: as asked, as set, or None for that of the question."""
    return asked or (None if settings.lang == "auto" else settings.lang)
