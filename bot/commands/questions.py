"""`katou ask` and `katou chat`."""

from __future__ import annotations

import os
import sys

from bot.commands.wiring import bot_of, lang_of, settle
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from bot import Bot
    from bot.card import Card
    from bot.reply import Reply
    from bot.settings import Settings


def ask(
    words: Sequence[str],
    settings: Settings,
    lang: str,
    *,
    asked: str | None = None,
    as_json: bool = False,
    explain: bool = False,
) -> int:
    """One question, one answer."""
    text = os.fsencode(" ".join(words)).decode("utf-8", errors="replace")  # whatever the locale took it for
    bot = bot_of(settings, lang)
    reply = bot.ask(text, lang=lang_of(settings, asked))
    if explain:
        print("\n".join(reply.explain), file=sys.stderr)
    if as_json:
        print(_as_line(reply.as_json()))
        return 0
    reply = reply.but(card=_with_file(bot, reply, settings))
    if sys.stdout.isatty():
        from bot.surfaces.terminal import layout  # here: only a terminal needs shaping

        print(layout.render(reply.card, layout.style_of_stdout(no_color=settings.no_color)))
    else:
        print(reply.text)
    return 0


def _with_file(bot: Bot, reply: Reply, settings: Settings) -> Card:
    """The card; a file that was asked for lies in the current folder."""
    if reply.takeaway is None:
        return reply.card
    from bot.commands import files  # here: few questions ask for a file

    return files.saved(reply, bot.library.vocabulary, settings.page)


def _as_line(answer: dict[str, Any]) -> str:
    import json  # here, as below: most people want the text

    return json.dumps(answer, ensure_ascii=False)


def ask_lines(settings: Settings, asked: str | None, lang: str) -> int:
    """Questions as lines of JSON, answers as lines of JSON."""
    bot = bot_of(settings, lang)
    for text, conversation in _questions(lang):
        answer = bot.ask(text, conversation=conversation, lang=lang_of(settings, asked)).as_json()
        print(_as_line(answer), flush=True)
    return 0


def _questions(lang: str) -> Iterator[tuple[str, str | None]]:
    """The text and conversation of each line. Raises KatouError at the first line that holds none."""
    import json

    from bot.wording import console as say  # here: one question has no line

    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line.decode("utf-8-sig", errors="replace"))
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            raise KatouError(say.bad_line(lang, number, say.not_json(lang)))
        text, conversation = asked.get("text"), asked.get("conversation")
        if not isinstance(text, str):
            raise KatouError(say.bad_line(lang, number, say.no_text(lang)))
        if not isinstance(conversation, str | None):
            raise KatouError(say.bad_line(lang, number, say.no_conversation(lang)))
        yield text, conversation


def chat(settings: Settings, lang: str) -> int:
    """A conversation on this terminal, with the page beside it."""
    from bot.commands import page as hosting  # here, as the next one: only a conversation needs it
    from bot.surfaces.terminal import conversation

    bot = bot_of(settings, lang)
    settle(bot)
    front = hosting.front_beside_chat(bot, settings)
    hosting.tell(hosting.beside_chat(bot, settings, lang))

    def answer(text: str, lang: str | None) -> Card:
        if handled := front.look(text, owner=True):
            return handled.whole
        return _with_file(bot, bot.ask(text, conversation="terminal", lang=lang_of(settings, lang)), settings)

    talk = conversation.TerminalChat(answer, lang, front.completions, no_color=settings.no_color)
    talk.run(settings.history)
    return 0
