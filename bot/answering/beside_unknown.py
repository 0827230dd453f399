"""What the plan has of a question of which it does not have one word: ドローンの操縦士は何人.

The answer stays that the word occurs nowhere. Beside it stand the items of the thing that the plan does
have, where that is named surely: by a word that names something of its own, never by 管理 or 予約.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Nothing
from bot.answering.context import AnswerContext
from bot.answering.of_shown import OF_SHOWN
from bot.answering.ranking import compact
from bot.answering.selecting import select
from bot.answering.showing import FEW
from bot.answering.topics import SOME, match, names_a_measure
from bot.question import Field, Question, Topic, TopicWord, Turn
from bot.understanding.scan import hints_in
from bot.understanding.scripts import script
from katou_index.plan import Item
from katou_index.words import fold

SHORTEST = 2  # signs of a part of a word that names something


def with_what_is_known(found: Nothing, desk: AnswerContext) -> Nothing:
    """The answer with the items of what the question names beside a word that occurs nowhere, if any.

    Where a rating is asked, or several measures are of that thing, they are only named: the rating of another
    thing would pass for the answer.
    """
    question = found.question
    if found.items or not found.unknown or found.near or question.unknown_departments:
        return found
    if found.reason not in ("no_match", "not_in_sheet") or question.turn is not Turn.FRESH:
        return found
    if (question.filter.measures or question.filter.items) and not question.filter.ratings:
        return _shown(found, select(desk.plan, question.filter), ())
    if desk.context is not None and OF_SHOWN in hints_in(fold(question.text).strip()):
        return _shown(found, desk.shown_before(), ())  # それのメーカーはどこ: of what was shown
    words = _known(question, found.unknown, desk)
    if not words and len(found.unknown) == 1 and (inside := _named_within(found.unknown[0], desk)):
        return found.but(related=inside[1], known=inside[0])
    matched = match([Topic(words)], desk.plan.items, desk) if words else None
    if not words and question.filter.departments and not question.filter.ratings:
        named = question.filter.departments  # 〈課〉の公用車の評価: what the department has, only named
        items = select(desk.plan, question.filter)
        return found.but(related=items, known=named) if len({i.measure for i in items}) <= SOME else found
    if matched is None or matched.unknown or question.filter.ratings:
        return found
    known = tuple(word.text for word in words)
    return _shown(found, _naming(words, matched.primary, desk), known)


def _named_within(word: str, desk: AnswerContext) -> tuple[tuple[str, ...], tuple[Item, ...]] | None:
    """The end of a word that names something of the plan, with its items: 戸籍 of 〈何か〉戸籍."""
    for cut in range(SHORTEST, len(word) - SHORTEST):
        end = word[cut:]
        if script(word[cut - 1]) == script(word[cut]):
            continue
        topics = desk.library.by_expressions(end, None, desk.today).topics
        words = tuple(each for topic in topics for each in topic.words if not each.weak)
        if words and all(map(desk.library.knows, words)) and any(_names_it(each, desk) for each in words):
            matched = match([Topic(words)], desk.plan.items, desk)
            items = _naming(words, matched.primary, desk) if not matched.unknown else ()
            if 0 < len({item.measure for item in items}) <= SOME:
                return (end,), items
    return None


def _shown(found: Nothing, items: Sequence[Item], known: tuple[str, ...]) -> Nothing:
    """The answer with the items, only named where they are several measures or a rating is asked."""
    measures = len({item.measure for item in items})
    if not 0 < measures <= SOME:
        return found
    if measures > 1 or Field.RATING in found.question.wants:
        return found.but(related=tuple(items), known=known)
    return found.but(items=tuple(items), known=known)


def _known(question: Question, unknown: tuple[str, ...], desk: AnswerContext) -> tuple[TopicWord, ...]:
    """The words of a question that the plan has, where one of them names what the unknown one is of.

    In Japanese that stands before it: バスの位置がわかるアプリ is of no アプリ. In English not after it:
    a strawberry farm is no farm of the plan.
    """
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    last = max((place for place, word in enumerate(words) if word.text in unknown), default=-1)
    known = [
        (place, word) for place, word in enumerate(words)
        if word.text not in unknown and desk.library.knows(word)
    ]  # fmt: skip
    behind = {place + 1 for place, word in enumerate(words) if word.text in unknown}
    whole = [word for place, word in known if (place not in behind if word.english else place < last)]
    named = any(_names_it(word, desk) for word in whole)
    return tuple(word for _, word in known) if named else ()


def _naming(words: Sequence[TopicWord], items: Sequence[Item], desk: AnswerContext) -> tuple[Item, ...]:
    """Those of the items that have the words as they were typed; all where none has."""
    typed = [compact(word.text) for word in words]
    here = tuple(item for item in items if all(text in desk.texts.whole[item.id] for text in typed))
    return here or tuple(items)


def _names_it(word: TopicWord, desk: AnswerContext) -> bool:
    """Whether a word tells by itself what is asked about: the name of something that few measures have."""
    if names_a_measure(word, desk):
        return True
    same, ids = desk.vocabulary.thesaurus, desk.texts.places(word).ids
    called = word.text in same.english or word.text in same.japanese
    return called and desk.texts.measures_of(ids, FEW) <= FEW
