"""What every desk that takes orders in a chat shares: what was said or sent where, and what is answered."""

from __future__ import annotations

import re
import unicodedata

from bot.card import Card, Choice
from katou_index.records import TYPE_CHECKING, Record
from katou_index.words import QUESTION_LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MISSED = re.compile(
    r"(?:未回答|(?:見つ|みつ)から(?:なかった|ない)(?:質問|問い合わせ|もの)|(?:答え|回答でき|見つけ)られ?なかった(?:質問|もの))"
    r"(?:の質問)?(?:の?(?:一覧|いちらん|リスト))?(?:を|は|って)?"
    r"(?:見せて|みせて|出して|教えて|表示して|見たい|確認したい)?(?:です|ください|下さい|もらえますか|お願いします)?[?。!]*"
    r"|(?:(?:show|list|give)(?: me)? )?(?:the )?(?:list of )?(?:the )?"
    r"(?:unanswered(?: questions)?|questions (?:that were )?not (?:found|answered)|what was not found)"
    r"(?: please)?[?.!]*"
)


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
SHEETS = (".xlsx", ".xls", ".xlsm", ".pdf", ".csv", ".tsv", ".txt", ".ods", ".docx")


def are_sheets(names: Iterable[str], text: str) -> bool:
    """Whether files of a message are meant to be loaded; a picture beside a question is not."""
    found = tuple(names)
    return bool(found) and (not text or any(name.lower().endswith(SHEETS) for name in found))


class Handled(Record):
    """What is answered, and what goes to the person who asked by direct message."""

    card: Card
    private: tuple[Card, ...] = ()

    @property
    def whole(self) -> Card:
        """All of it as one card, where there is one place only."""
        more = tuple(block for each in self.private for block in each.blocks)
        return self.card.but(blocks=(*self.card.blocks, *more))


def asks_for_missed(text: str) -> str:
    """The language in which somebody asks for the list of what was not found; "" where nobody does."""
    said = unicodedata.normalize("NFKC", clean(text, QUESTION_LIMIT)).strip().lower()
    if not _MISSED.fullmatch(said):
        return ""
    return "en" if said.isascii() else "ja"


def card(lang: str, text: str, *choices: Choice) -> Card:
    """A few sentences, the first line as the head."""
    head, *lines = text.split("\n")
    return Card(lang, head, scope=tuple(lines), choices=choices)


def told(lang: str, text: str, *choices: Choice) -> Handled:
    """An answer of a few sentences."""
    return Handled(card(lang, text, *choices))
