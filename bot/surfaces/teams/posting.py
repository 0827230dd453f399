"""Messages that arrive once. What Teams did not take is said to the person, never left in silence."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from bot.memory import Chat, Memory
from bot.surfaces.teams.cards import CardMessage
from bot.surfaces.teams.library import ChatAddress, TeamsSdk, Unsent
from bot.surfaces.teams.text import escaped

log = logging.getLogger(__name__)
Json = dict[str, Any]


class Posting:
    """Sends messages. Safe for threads."""

    def __init__(self, library: TeamsSdk, memory: Memory) -> None:
        self._library = library
        self._memory = memory

    def deliver(self, address: ChatAddress, messages: Sequence[CardMessage], update: str = "") -> None:
        """An answer; with `update` its first message takes the place of that one. Raises Unsent."""
        first, *rest = messages
        if not update or not self._updated(address, first, update):
            self._library.send(address, first.activity())
        for message in rest:
            self._library.send(address, message.activity())

    def _updated(self, address: ChatAddress, message: CardMessage, update: str) -> bool:
        """Whether a message took another one's place."""
        try:
            self._library.send(address, {**message.activity(), "id": update}, update)
        except Unsent as error:
            log.info("card not changed in place: %s", error)
            return error.unclear  # what may have been changed is not posted beside it
        return True

    def tell(self, address: ChatAddress, message: CardMessage) -> None:
        """A word to whoever asked; a failure is logged."""
        tell(self._library, address, message)

    def draw(self, address: ChatAddress, pictures: Sequence[Json]) -> None:
        """A picture below an answer, from its top on. Raises Unsent."""
        for each in pictures:
            self._library.send(address, each)

    def post(self, chat: Chat, headline: str, messages: Sequence[CardMessage]) -> str:
        """Post by itself into a chat where the bot is installed; the id of the first message.

        `headline` is the first line of the first card. It stands before the card instead, as the message's
        own text, for that is what every client shows in a notification; some show no summary.

        Raises Unsent for the first one: with `gone` the chat is forgotten, with `unclear` it may have arrived
        and must not be sent again. A further one that fails is logged: the whole is not sent again either.
        """
        address = ChatAddress(chat.service, chat.conversation)
        first, *rest = messages
        try:
            posted = self._library.send(address, _announced(first, headline))
        except Unsent as error:
            if error.gone:
                self._memory.uninstall(chat.conversation)
            raise
        try:
            for message in rest:
                self._library.send(address, message.activity())
        except Unsent as error:
            log.error("a post was cut short: %s", error)  # noqa: TRY400 - Teams' word is all there is
        return posted


def tell(library: TeamsSdk, address: ChatAddress, message: CardMessage) -> None:
    """A word to whoever asked; a failure is logged."""
    try:
        library.send(address, message.activity())
    except Unsent as error:
        log.error("could not tell a person: %s", error)  # noqa: TRY400


def _announced(message: CardMessage, headline: str) -> Json:
    """A message with its first line before the card; a card of one line keeps it."""
    body = message.card["body"]
    return {
        **message.but(card={**message.card, "body": body[1:] or body}).activity(),
        "text": escaped(headline),
    }
