"""What every desk that takes orders in a chat shares: where something was said, and what is answered."""

from __future__ import annotations

from bot.card import Card, Choice
from katou_index.records import Record


class Where(Record):
    """The conversation in which something was said. `own`: a direct message with the bot."""

    platform: str
    team: str
    channel: str
    own: bool


class Handled(Record):
    """What is answered, and what goes to the person who asked by direct message."""

    card: Card
    private: tuple[Card, ...] = ()


def card(lang: str, text: str, *choices: Choice) -> Card:
    """A few sentences, the first line as the head."""
    head, *lines = text.split("\n")
    return Card(lang, head, scope=tuple(lines), choices=choices)


def told(lang: str, text: str, *choices: Choice) -> Handled:
    """An answer of a few sentences."""
    return Handled(card(lang, text, *choices))
