"""Of the items that words lead to, those that give what is asked: who did it, a figure, a rating.

    テレワーク説明会は何人   of the items that have both words, those that write them as one and give a 人

`Matched` goes in and comes out: what fits first, the others as related.
"""

from __future__ import annotations

from itertools import pairwise

from bot.answering.context import AnswerContext, Matched
from bot.answering.ranking import compact
from bot.answering.selecting import rated_otherwise, rated_so
from bot.answering.showing import FEW
from bot.question import Field, Question
from bot.understanding.counters import unit_asked
from bot.understanding.scripts import is_kanji, pattern
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING, replace
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_READ = 40  # items whose texts are read once more


def who_did_it_first(question: Question, items: tuple[Item, ...], desk: AnswerContext) -> tuple[Item, ...]:
    """Of several items those first that write which departments did it: 実施課：〈課〉・〈課〉."""
    words = [word for topic in question.topics for word in topic.words]
    few = 1 < len(items) <= MOST_READ
    if question.group_by != "department" or not few or not any(word.weak for word in words):
        return items  # as they are: of many it is known what is counted of them
    names = [fold(name) for name in desk.vocabulary.departments]

    def tells(item: Item) -> bool:
        pieces = pattern(r"[\n。]").split(desk.texts.zones[item.id]["evidence"])
        forms = [form for word in words if not word.weak for form in word.forms]
        return any(
            any(form in piece for form in forms) and sum(name in piece for name in names) > 1
            for piece in pieces
        )

    first = tuple(item for item in items if tells(item))
    return (*first, *(item for item in items if item not in first))


def rated_as_said(question: Question, found: Matched) -> Matched:
    """Of what is meant, the items that are rated as the question takes for granted: why is it △."""
    ratings = question.filter.ratings if Field.WHY in question.wants else ()
    meant = rated_so(found.primary, ratings) or rated_so(found.related, ratings) if ratings else ()
    if not meant or len(meant) == len(found.primary):
        return found
    return found.but(primary=meant, related=tuple(item for item in found.related if item not in meant))


def without_what_none_has(question: Question, items: tuple[Item, ...]) -> Question:
    """A question that takes a rating for granted which none of several items has, without it: it is told."""
    ratings = question.filter.ratings
    if len(items) < 2 or not ratings or rated_so(items, ratings):
        return question
    said = (*question.said, rated_otherwise(ratings))
    return question.but(filter=replace(question.filter, ratings=()), said=said)


def done_so(question: Question, found: Matched, desk: AnswerContext) -> Matched:
    """Of what is meant the items that write what was done, where its amount is asked: どれだけ買ったか."""
    if Field.FIGURE not in question.wants or len(question.topics) > 1 or not 1 < len(found.primary) <= FEW:
        return found
    told = tuple(item for item in found.primary if writes_what_was_done(question, item, desk))
    if not told or len(told) == len(found.primary):
        return found
    rest = tuple(item for item in (*found.primary, *found.related) if item not in told)
    return found.but(primary=told, related=rest)


def writes_what_was_done(question: Question, item: Item, desk: AnswerContext) -> bool:
    """Whether an item writes one of the verbs of a question, or what is called the same: 購入 of 買った."""
    text = desk.texts.whole[item.id]
    words = (word for topic in question.topics for word in topic.words if word.weak)
    forms = (form for word in words for form in word.forms)
    return any(form in text for form in forms if len(form) > 1 and any(map(is_kanji, form)))


def with_the_figure(question: Question, found: Matched) -> Matched:
    """What gives the figure asked for (何人) of the words as they were typed; else, of what is mentioned
    further, the one that alone writes such a figure."""
    unit = unit_asked(question) if Field.FIGURE in question.wants else ""
    if not unit or len(found.primary) + len(found.related) > MOST_READ:
        return found
    from bot.answering.quantities import units_of, written  # here: few questions ask for a figure

    told, units = _of_glued_words(question, found), units_of(unit, ())
    if not told or not all(written(item, units) for item in told):
        if any(written(item, units) for item in found.primary):
            return found
        told = tuple(item for item in found.related if written(item, units))
        if len(told) != 1:
            return found
    rest = tuple(item for item in (*found.primary, *found.related) if item not in told)
    return replace(found, primary=told, related=rest)


def _of_glued_words(question: Question, found: Matched) -> tuple[Item, ...]:
    """Of what was found the items that write two words as the question does, as one: テレワーク説明会."""
    words = [word.text for topic in question.topics for word in topic.words if not word.weak]
    typed, pairs = fold(question.text), (first + last for first, last in pairwise(words))
    glued = next((compact(pair) for pair in pairs if not pair.isascii() and pair in typed), "")
    if not glued:
        return ()
    shown = (*found.primary, *found.related)
    return tuple(item for item in shown if glued in compact(item.evidence) or glued in compact(item.result))


def with_the_same_figure(question: Question, related: Sequence[Item]) -> tuple[Item, ...]:
    """Further mentions that give the figure asked for, too: 34 posts of one office, 194 of another."""
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if Field.FIGURE not in question.wants or len(words) < 2 or len(related) > MOST_READ:
        return ()

    def counts(piece: str) -> bool:
        here = compact(piece)
        named = all(any(form in here for form in word.forms) for word in words)
        return named and pattern(r"\d").search(piece) is not None

    return tuple(
        item for item in related if any(map(counts, pattern(r"\s(?=[・●■◇【])|。").split(item.evidence)))
    )
