"""What the office looks after: words, questions without an answer, examples, settings."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot import office
from bot.clock import today
from bot.commands.wiring import bot_of, memory_of
from bot.plans.own_settings import environ_of
from bot.settings import describe
from bot.understanding.vocabulary import Vocabulary
from bot.wording import console as say
from katou_index.errors import KatouError
from katou_index.plans import plan_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

SHORTEST = 2  # characters of what is to be forgotten: with fewer almost everything would be


def unanswered(settings: Settings, lang: str, days: int | None, *, as_json: bool) -> int:
    """What people could not find, in the last `days`."""
    since = today() - timedelta(days=days) if days else None
    groups = memory_of(settings).missed(since)
    if as_json:
        print(json.dumps([group.as_json() for group in groups], ensure_ascii=False))
        return 0
    for each in groups:
        words = each.words or each.text
        print(say.missed(lang, each.times, each.last.isoformat(), words, each.near, each.kind))
    print(say.how_to_add(lang) if groups else say.nothing_missed(lang))
    return 0


def word(settings: Settings, lang: str, new: str, same_as: str) -> int:
    """Teach one word, and show what it finds now."""
    vocabulary = Vocabulary(bot_of(settings, lang).index)
    office.add_word(Path(settings.data), new, same_as, vocabulary, today())
    print(say.word_added(lang, new, same_as, os.path.join(settings.data, office.WORDS)))
    print(bot_of(settings, lang).ask(new).text)
    return 0


def words(settings: Settings, lang: str) -> int:
    """Check the tables of words; 1 where something is doubtful."""
    vocabulary = Vocabulary(bot_of(settings, lang).index)
    doubts = list(office.doubtful_words(vocabulary))
    for entry, key in doubts:
        print(say.doubt(lang, entry, key))
    if not doubts:
        tables = vocabulary.tables
        print(say.words_are_fine(lang, len(tables.same), len(tables.names), len(tables.glossary)))
    return 1 if doubts else 0


def approve(settings: Settings, lang: str, text: str) -> int:
    """Keep a question and its answer as an example."""
    reply = bot_of(settings, lang).ask(text)
    print(reply.text)
    office.approve(Path(settings.data), reply, today())
    print(say.example_kept(lang, os.path.join(settings.data, office.EXAMPLES)))
    return 0


def forget(settings: Settings, lang: str, text: str) -> int:
    """Delete what was kept of somebody."""
    if len(text.strip()) < SHORTEST:
        raise KatouError(say.too_short_to_forget(lang, SHORTEST))
    found = memory_of(settings).forget_text(text)
    history = Path(settings.history) if settings.history else None
    typed = history is not None and history.is_file() and text in history.read_text("utf-8", "replace")
    counts = (found.questions, found.subscriptions, found.people, found.conversations)
    print(say.forgotten(lang, *counts, history=typed))
    return 0


def show_settings(settings: Settings, lang: str) -> int:
    """Every setting, its value (secrets masked), its default and its help."""
    environ: Mapping[str, str] = os.environ
    if settings.plans and settings.plan:
        first, *beside = settings.plan.split(",")
        environ = environ_of(environ, plan_folder(settings.plans, first), tuple(beside))
    for setting, value in list(describe(environ)):
        print(f"{setting.name}={value}")
        help_text = setting.en if lang == "en" else setting.ja
        print(f"    {say.setting(lang, help_text, setting.default)}")
    return 0
