"""Teams as a platform of the weekly post: sends once, into chats where the bot is installed.

Teams shows a bot no history, so what may have arrived is left to a person. Nothing is repeated here: the next
look at the clock sends what was certainly not taken.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.card import Card
from bot.memory import Memory, MemoryUnusableError
from bot.surfaces.teams.cards import ANSWER, CardExtras, messages, picture
from bot.surfaces.teams.library import ChatAddress, Sleep, Unsent
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.setup import Setup, connect
from bot.weekly.platforms import Address, Gone, Later, Outcome, Sent, Unclear
from bot.wording.chat import ask_chosen, choose_one, items_of_bars, more_choices

if TYPE_CHECKING:
    from bot.files.download import Download

BUSY = 503  # of those above 500 the one that says that nothing was taken


class TeamsPlatform:
    """One organisation's Teams. It needs no server: where a chat is reached stands in the memory."""

    def __init__(self, memory: Memory, setup: Setup, sleep: Sleep = asyncio.sleep) -> None:
        self._memory = memory
        self._library = connect(setup, _nothing, sleep, again=frozenset())
        self._posting = Posting(self._library, memory)

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """Post it into the chat; what goes on, in a channel, below the post."""
        del key  # nobody could find it again
        try:
            chat = self._memory.chat(address.channel)
        except MemoryUnusableError as error:
            return Later(str(error))
        if chat is None:
            return Gone("not installed")
        below = address.thread and chat.scope == "channel"
        if below:
            chat = chat._replace(conversation=f"{chat.conversation};messageid={address.thread}")
        try:
            return Sent(self._posting.post(chat, card.headline, messages(card, weekly_extras(card.lang))))
        except Unsent as error:
            return Later(str(error)) if below and error.gone else _outcome(error)

    def put_picture(self, address: Address, place: str, file: Download) -> None:
        """Below the post; in a channel in its thread."""
        chat = self._memory.chat(address.channel)
        if chat is None:  # the bot was taken out of it meanwhile
            return
        below = f";messageid={address.thread or place}" if chat.scope == "channel" else ""
        self._posting.draw(ChatAddress(chat.service, f"{chat.conversation}{below}"), picture(file))

    def place_of(self, address: Address, key: str) -> None:
        """Nobody can say: Teams shows no history."""

    def close(self) -> None:
        """End the SDK's loop."""
        self._library.close()


def weekly_extras(lang: str) -> CardExtras:
    """What a post has beside its card: its buttons leave it as it is, for it is everybody's."""
    return CardExtras(
        more=more_choices(lang), items=items_of_bars(lang), choose=choose_one(lang), ask=ask_chosen(lang),
        verb=ANSWER,
    )  # fmt: skip


def _nothing(activity: dict[str, object]) -> None:
    """Nothing is heard here."""


def _outcome(error: Unsent) -> Outcome:
    """What Teams' refusal means: never, not now, or perhaps it took it."""
    if error.gone:
        return Gone(str(error))
    if error.unclear or (error.status >= 500 and error.status != BUSY):
        return Unclear(str(error))
    return Later(str(error), error.wait)
