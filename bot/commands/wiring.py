"""What the commands are made of. A plain question waits for what this loads."""

from __future__ import annotations

import gc
import os
import sys
from datetime import timedelta
from itertools import count

from bot import tracing
from bot.bot import Bot
from bot.conversation import Conversations
from katou_index.errors import IndexUnusableError, KatouError
from katou_index.index.reading import open_if_fresh, open_index
from katou_index.meaning import encoder
from katou_index.records import TYPE_CHECKING, compile_constructors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.memory import Memory
    from bot.memory.passing import Passing
    from bot.plans.cities import OtherPlans
    from bot.settings import Settings


# Objects made until cycles are looked for, and how much seldomer among older ones. Answers make no cycles; as
# Python has it, the search stops all threads so often that an answer takes a fifth of a second at times. It
# counts what is made less what is let go of: where contexts take the place of others it comes only once most
# of the memory is new to it. So what is new is looked at every few answers.
SELDOM = (20_000, 50, 100)
LOOKED_AT = 64  # answers after which what is new is looked at
OLDER = 8  # … and so many times later, what was looked at once


STAGES = ("bot.understanding", "bot.answering", "bot.composing")  # what a question may pass


# Seconds that a thread works before one that waits has its turn. An answer waits thirty times, for a file
# or a lock, each time behind all who compute: of Python's own 0.005 that makes a third of a second.
SLICE = 0.001


def trouble(line: str) -> int:
    """One line on standard error, and the exit code of a known trouble."""
    print(f"katou: {' '.join(line.split())}", file=sys.stderr)
    return 1


SENDING_SPANS = 0.9  # seconds for the last ones: a server ends within ten, nine of them are for answers

_made: list[Memory] = []


def memory_of(settings: Settings, longest: float = float("inf")) -> Memory:
    """The state file of this process: a command has one, for all that it does. `longest` as Memory has it."""
    from bot.memory import Memory  # here: a plain question keeps nothing

    memory = Memory(settings.state, settings.keep_days, longest)
    _made.append(memory)
    return memory


def let_go() -> None:
    """At the end of a command: what it has still to write or to send is, or what was lost is told."""
    while _made:
        _made.pop().close()
    tracing.end(SENDING_SPANS)


def release(memory: Memory) -> None:
    """Let go of one state file; what it has still to write is."""
    if memory in _made:
        _made.remove(memory)
    memory.close()


def bot_of(settings: Settings, lang: str, memory: Memory | None = None) -> Bot:
    """The bot over an index that matches the data; over the old one where it cannot be rebuilt.

    Without a memory it is one that keeps no answer waiting.
    """
    meaning = encoder() if settings.meaning else None
    index = open_if_fresh(settings.data, settings.index, meaning)
    if index is None:
        from bot.wording import console as say  # here, as the next: what answers needs neither
        from katou_index.index.building import build_index

        try:
            report = build_index(settings.data, settings.index, meaning)
            for sentence in report.told:
                trouble(sentence)
            index = open_index(settings.index, meaning)
        except (KatouError, OSError) as error:
            try:
                index = open_index(settings.index, meaning)
            except IndexUnusableError:
                raise error from None  # that is what is to be mended
            trouble(say.old_index_answers(lang, str(error)))
    conversations = Conversations(timedelta(minutes=settings.context_minutes))
    bot = Bot(index, conversations, memory=memory or (lambda: _answering(settings)))
    if "," in settings.plan:
        bot.beside = _other_plans(settings, lang, bot)
    return bot


def _other_plans(settings: Settings, lang: str, own: Bot) -> OtherPlans:
    """The plans that a command may compare with its own, opened when they are asked."""
    from bot.plans.cities import OtherPlans  # here, as the next: few installations hold several plans
    from bot.plans.opened import by_name, speak_for_several
    from bot.plans.own_settings import settings_of
    from katou_index.plans import plan_folder

    def bot(name: str) -> Bot:
        return bot_of(settings_of(os.environ, plan_folder(settings.plans, name)), lang)

    speak_for_several(own.city)
    return OtherPlans(tuple(settings.plan.split(",")), by_name(bot))


def _answering(settings: Settings) -> Memory:
    from bot.memory import ANSWERING  # here, as above

    return memory_of(settings, ANSWERING)


class Tidying:
    """Looks for cycles among what was made lately, every few answers; safe for threads."""

    def __init__(self) -> None:
        self._answers = count(1)

    def __call__(self) -> None:
        """After an answer."""
        answers = next(self._answers)
        if answers % LOOKED_AT == 0:
            gc.collect(answers % (LOOKED_AT * OLDER) == 0)


def _load(stages: Sequence[str]) -> None:
    """Import all modules of these packages: whoever first asks for something rare waits for none."""
    from importlib import import_module  # here, as the next: one question needs few of them
    from pkgutil import iter_modules

    for stage in stages:
        for module in iter_modules(import_module(stage).__path__):
            import_module(f"{stage}.{module.name}")


def settle(bot: Bot) -> None:
    """Where a process goes on: nobody should wait for a module, for the encoder, nor for a look at all of
    the memory."""
    _load(STAGES)
    gc.set_threshold(*SELDOM)
    sys.setswitchinterval(SLICE)
    bot.tidy = Tidying()
    compile_constructors()
    bot.prepare()
    if bot.index.encoder is not None:
        encoder().load_aside()


def share(bot: Bot, settings: Settings) -> Passing:
    """What follow-ups go on with lies where other processes over the same state find it, and a later one."""
    from bot.answering.context_json import (
        SharedContexts,  # here, as the next: no plain question is a follow-up
    )
    from bot.memory.passing import ContextTable

    assert bot.memory is not None
    table = ContextTable(bot.memory, settings.context_minutes * 60.0)
    table.passing.tidy_later()
    bot.conversations.shared = SharedContexts(table, lambda: bot.libraries)
    return table.passing


def lang_of(settings: Settings, asked: str | None) -> str | None:
    """The language of answers: as asked, as set, or None for that of the question."""
    return asked or (None if settings.lang == "auto" else settings.lang)
