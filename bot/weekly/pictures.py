"""The ratings as a picture beside a weekly post, where the platform shows one.

Ratings change once a year, so the picture goes with a post only when the data changed since the one before.
It is sent after the post is noted as sent, once, and missed rather than sent twice.
"""

from __future__ import annotations

from bot import clock
from bot.bot import Bot
from bot.files.download import Download, file_of
from bot.wording.answers import Wording
from bot.wording.chat import home_question


def picture(bot: Bot, department: str, lang: str) -> Download | None:
    """The ratings by policy, of one department or ("") of the whole city; None where nothing can be drawn."""
    vocabulary = bot.library.vocabulary
    question = home_question(lang, "department" if department else "city", department)
    asked = Wording(lang, vocabulary.tables.scale).take_away("png", question)[1]
    taken = bot.ask(asked, lang=lang, place="").takeaway
    return file_of(taken, vocabulary, clock.now()) if taken else None
