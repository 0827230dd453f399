"""What the plan has of a question of which it does not have one word: ドローンの操縦士は何人.

The answer stays that the word occurs nowhere. Beside it stand the items of the thing that the plan does
have, where that is named surely: by a word that names something of its own, never by 管理 or 予約.
"""

from __future__ import annotations

from bot.answer import Nothing
from bot.answering.context import AnswerContext
from bot.answering.showing import FEW
from bot.answering.topics import SOME, match, names_a_measure, names_something
from bot.question import Question, Topic, TopicWord, Turn


def with_what_is_known(found: Nothing, desk: AnswerContext) -> Nothing:
    """The answer with the items of what the question names beside a word that occurs nowhere, if any."""
    question = found.question
    if found.items or not found.unknown or found.near or question.unknown_departments:
        return found
    if question.filter.ratings:
        return found  # 撮影スポットの照明は○？: the rating of another thing would pass for a yes
    if found.reason not in ("no_match", "not_in_sheet") or question.turn is not Turn.FRESH:
        return found
    words = _known(question, found.unknown, desk)
    if not words:
        return found
    matched = match([Topic(words)], desk.plan.items, desk)
    if matched.unknown or not 0 < len({item.measure for item in matched.primary}) <= SOME:
        return found
    return found.but(items=matched.primary, known=tuple(word.text for word in words))


def _known(question: Question, unknown: tuple[str, ...], desk: AnswerContext) -> tuple[TopicWord, ...]:
    """The words of a question that the plan has, where one of them names something of its own."""
    words = tuple(
        word
        for topic in question.topics
        for word in topic.words
        if not word.weak and word.text not in unknown and desk.library.knows(word)
    )
    return words if any(_names_it(word, desk) for word in words) else ()


def _names_it(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a word tells by itself what is asked about: the name of something that few measures have."""
    if names_a_measure(word, desk):
        return True
    same, ids = desk.vocabulary.thesaurus, desk.texts.places(word).ids
    called = word.text in same.english or word.text in same.japanese or names_something(word)
    return called and len({desk.texts.measures[each].number for each in ids}) <= FEW
