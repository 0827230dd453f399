"""A file that an answer hands over → the current folder. Nothing that is there is ever overwritten."""

from __future__ import annotations

import os

from bot import clock
from bot.card import Card, with_word
from bot.files.download import handed
from bot.reply import Reply
from bot.understanding.vocabulary import Vocabulary
from bot.wording import takeaway as say

MOST = 1000  # files of one name


def saved(reply: Reply, vocabulary: Vocabulary, page: str) -> Card:
    """The reply's card, at its end where its file was written, its link, or why there is none."""
    card = reply.card
    if reply.takeaway is None:
        return card
    given = handed(reply.takeaway, vocabulary, page, clock.now())
    line = given.told
    if given.file:
        try:
            line = say.saved(card.lang, write(given.file.name, given.file.content))
        except OSError as error:
            line = say.not_saved(card.lang, given.file.name, error.strerror or type(error).__name__)
    return with_word(card, line)


def write(name: str, content: bytes) -> str:
    """Write a file in the current folder, as name_2 where it is there already; its whole path.

    Raises OSError. A file that cannot be written whole is taken away again.
    """
    stem, ending = os.path.splitext(name)
    for number in range(1, MOST):
        path = os.path.abspath(f"{stem}{'' if number == 1 else f'_{number}'}{ending}")
        try:
            file = open(path, "xb")  # noqa: SIM115 - closed below; "x": never over what is there
        except FileExistsError:
            continue
        try:
            with file:
                file.write(content)
        except OSError:
            os.remove(path)
            raise
        return path
    raise FileExistsError(17, os.strerror(17))
