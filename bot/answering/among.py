"""Whether what words name is among some items: このなかに〈話題〉はある？, 1位の課の×、〈話題〉もある？"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Listed, Shown
from bot.answering.answers import answered
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.queries import as_typed, query_answer, store_of
from bot.query import Condition, Having, Query, normal
from bot.question import Filter, Question, Turn
from bot.understanding.bridge import question_of
from bot.understanding.scan import hints_in
from katou_index.plan import Items
from katou_index.words import fold

Found = tuple[PlanLibrary, AnyAnswer]  # an answer with the library of its year

THERE = "is_there"  # the hint that something is asked to be in what stands before it: も入ってる？
LISTED = ("list", "show", "amounts", "count")  # queries whose conditions say what was shown


def among_what_is_named(text: str, desk: AnswerContext, lang: str | None) -> Found | None:
    """1位の課の×、〈話題〉も入ってる？ Whether words are among what stands before the comma."""
    named, comma, said = text.partition("、")
    if not comma or "、" in said or THERE not in hints_in(fold(said)):
        return None
    question = desk.library.by_expressions(said, None, desk.today)
    if not _names_words_only(question):
        return None
    found = query_answer(named, desk.library, desk.context, desk.today, lang)
    if found is None or not isinstance(found[1], Listed | Shown) or found[1].judged or not found[1].items:
        return None
    library, shown = found
    question, ids = question.but(text=text, lang=lang or question.lang), Items.of(shown.items).ids
    return _judged(question, shown.query, ids, library, desk)


def among_shown(question: Question, desk: AnswerContext) -> Found | None:
    """このなかに〈話題〉のやつある？ Whether words are among what was shown, and nothing else is asked."""
    context = desk.context
    own = (question.own or Filter()).but(years=())
    if context is None or question.turn is not Turn.NARROW or own or not context.items:
        return None
    if THERE not in hints_in(fold(question.text)) or not _names_words_only(question.but(filter=Filter())):
        return None
    before = context.query if context.year in (None, desk.year) else None
    return _judged(question, before, context.items, desk.library, desk)


def _names_words_only(question: Question) -> bool:
    """Whether a question names words of one topic, no rating, department, figure or field."""
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    others = question.filter or question.figures or question.phrases or question.months or question.wants
    return bool(words) and not others and not question.unknown_departments


def _judged(
    question: Question, before: Query | None, ids: Sequence[str], library: PlanLibrary, desk: AnswerContext
) -> Found | None:
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if not all(map(library.knows, words)):
        return None
    listed = before is not None and before.aggregate in LISTED
    if before is None or not listed or before.having or before.per or before.sides or before.over_years:
        before = Query(base=(Condition("item", tuple(ids)),))
    said = Condition("topic", (" ".join(word.text for word in words),))
    base = (*before.base, *before.conditions)
    year = (library.vocabulary.year.code,)
    query = normal(Query(year, base, (said,), having=(Having("any"),), aggregate="holds"))
    store = store_of(library.others)
    result = evaluate(query, store)
    query = as_typed(query, question.text)
    asked = question_of(query, question.text, question.lang, store.scale(year[0]))
    return library, answered(query, result, asked, AnswerContext(library, desk.context, desk.today))
