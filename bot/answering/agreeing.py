"""Yes or no where nobody said of how many: so of all that it may be asked of, or of none of it.

「〈課〉に×あるか check please」 is read as the items of 〈課〉 that are rated ×. Whether any of them or all
are to be so is not said; but where all that is named is so, or nothing of it, both get the same answer.
Where only a part is so, or a rating is not known, the items are shown.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Listed, Shown
from bot.answering.answers import answered
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.queries import as_typed, store_of
from bot.query import Condition, Having, Query, normal
from bot.question import Question
from bot.understanding.bridge import question_of
from bot.understanding.scan import hints_in
from katou_index.words import fold

NAMING = ("item", "measure", "topic", "text", "policy", "initiative", "owner")


def agreed(
    text: str, question: Question, found: AnyAnswer, library: PlanLibrary, desk: AnswerContext
) -> tuple[PlanLibrary, AnyAnswer] | None:
    """The answer as yes or no, with the library of its year; None where that is not asked, or not known."""
    query = _in_question(found, question)
    if query is None or found.judged or not isinstance(found, Listed | Shown) or not _is_plain(query):
        return None
    from bot.understanding.by_expressions import asks_if_so  # here: most questions are read by templates

    if not asks_if_so(text, library.vocabulary, desk.today):
        return None
    store = store_of(library.others)
    any_of_it, all_of_it = (
        normal(query.but(having=(Having(each),), aggregate="holds", wants=())) for each in ("any", "all")
    )
    result, whole = evaluate(any_of_it, store), evaluate(all_of_it, store)
    if result.holds is None or result.holds != whole.holds:
        return None  # nobody knows, or a part of it
    asked = any_of_it
    if result.holds and "is_there" not in hints_in(fold(text)):
        asked, result = all_of_it, whole
    asked = as_typed(asked, text)
    told = question_of(asked, text, question.lang, store.scale(result.years[-1]))
    told = told.but(said=question.said, explain=(*question.explain, "agreed   all or nothing of it"))
    judged = answered(asked, result, told, AnswerContext(library, desk.context, desk.today))
    return library, judged.but(unknown=found.unknown, carried=found.carried)


def _in_question(found: AnyAnswer, question: Question) -> Query | None:
    """The query of an answer, with the rating that was asked after where the answer shows any rating."""
    query, marks = found.query, question.filter.ratings
    if query is None or query.conditions or len(marks) != 1:
        return query
    return query.but(conditions=(Condition("rating", marks),))


def _is_plain(query: Query) -> bool:
    """Whether it lists what has one rating out of what is named."""
    listed = query.aggregate in ("list", "show") and not (query.per or query.having or query.sides)
    if (
        not listed
        or query.over_years
        or query.form
        or query.places
        or set(query.wants) - {"rating", "result"}
    ):
        return False
    if len(query.conditions) != 1 or not query.base:
        return False
    (rating,) = query.conditions
    plain = rating.aspect == "rating" and not rating.negated and not rating.years and len(rating.values) == 1
    return plain and all(each.aspect in NAMING for each in query.base)
