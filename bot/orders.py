"""What every desk that takes orders in a chat shares: what was said or sent where, and what is answered."""

from __future__ import annotations

from bot.card import Card, Choice
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Where(Record):
    """The conversation in which something was said. `own`: a direct message with the bot."""

    platform: str
    team: str
    channel: str
    own: bool


class NotFetchedError(Exception):
    """A file was not fetched. `why` is a key of wording.imports.not_downloaded."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Arrival(Record):
    """Files that somebody sent to the bot, with what was said beside them.

    `fetch` writes the one file to a path, of so many bytes at most; it raises NotFetchedError, OSError.
    """

    names: tuple[str, ...]  # as people know them
    text: str
    where: Where
    is_office: Callable[[], bool]
    who: Callable[[], str]  # the person's name, for what is signed; "" where it is not known
    fetch: Callable[[str, int], None]
    lang: str = ""  # "": that of the text


# Endings of what somebody may mean as a sheet, those that are refused with a word of advice included.
SHEETS = (".xlsx", ".xls", ".xlsm", ".pdf", ".csv", ".txt", ".ods", ".docx")


def are_sheets(names: Iterable[str], text: str) -> bool:
    """Whether files of a message are meant to be loaded; a picture beside a question is not."""
    found = tuple(names)
    return bool(found) and (not text or any(name.lower().endswith(SHEETS) for name in found))


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
