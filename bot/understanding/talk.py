"""What somebody says that is about no item: what the marks mean, what this is for, thanks."""

from __future__ import annotations

from bot.question import Ask
from bot.understanding.reading import LONGEST, whole_matches
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.vocabulary import Vocabulary


def talk_in(text: str, vocabulary: Vocabulary, today: date) -> Ask | None:
    """The kind of question that the templates of "talk" say a whole text is, None where they say nothing."""
    if len(text) > LONGEST or any(map(_is_japanese, text)):
        return None  # Japanese ones stand among the expressions of the other reading
    match = next(whole_matches("talk", text, vocabulary, today), None)
    return Ask(match.meaning[1]) if match else None


def _is_japanese(sign: str) -> bool:
    return "ぁ" <= sign <= "ゖ" or "ァ" <= sign <= "ヺ" or "一" <= sign <= "鿿"
