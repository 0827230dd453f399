"""What words lead to, of which a condition holds, or an order is wanted, that only templates have words for:
要確認の研修の項目, SNSの項目を評価の良い順に.

Templates read conditions of every aspect, but not around words that are no name; what is about such words is
read without them (`understanding/conditions_apart.py`), and the condition is then one of the query more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answer import AnyAnswer, Counted, Listed, Shown
from bot.answering.answers import answered
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.queries import answer_to, as_typed, query_answer, store_of
from bot.query import BELONGING, Having, Query, normal
from bot.question import Question
from bot.understanding.bridge import question_of
from bot.understanding.by_expressions import asks_if_so
from bot.understanding.conditions_apart import Apart, conditions_apart, with_subjects_named
from bot.understanding.meaning import by_rating
from bot.understanding.stretches import stretches
from katou_index.words import fold

PLAIN = ("topic", "text", "rating", "owner", "policy", "initiative")  # aspects that the rest may have
NAMED = ("rating", "owner", "policy", "initiative")
AGGREGATES = ("list", "show", "count")
Rest = Callable[[str], tuple[PlanLibrary, Question, AnyAnswer]]  # how the other words are read


def conditioned(text: str, rest: Rest, desk: AnswerContext) -> tuple[PlanLibrary, AnyAnswer] | None:
    """The answer with the library of its year; None where no such condition stands in the text, or where its
    other words are not about something of the plan."""
    for apart in conditions_apart(text, desk.vocabulary, desk.today, desk.library.has):
        library, question, found = rest(apart.rest)
        if found.query is not None and not question.wants and _is_about_words(found, found.query):
            return library, _held(text, apart, library, question, found.query, desk).but(
                carried=found.carried
            )
    return None


def beside_names(text: str, rest: Rest, desk: AnswerContext) -> tuple[PlanLibrary, AnyAnswer] | None:
    """The same where the other words are ratings, departments, policies, or ask for a table of groups:
    補正ありの○ ⑤, △で根拠ありの⑤, 根拠ない方針別."""
    for apart in conditions_apart(text, desk.vocabulary, desk.today, desk.library.has, named=True):
        if not apart.rest.strip(" 、。?"):
            continue
        library, question, found = rest(apart.rest)
        query = found.query
        tabled = query is not None and query.aggregate == "table" and query.per != "year"
        if query is None or question.wants or not (tabled or _is_about(found, query, NAMED)):
            continue
        return library, _held(text, apart, library, question, query, desk).but(carried=found.carried)
    return None


def in_order(text: str, rest: Rest, desk: AnswerContext) -> tuple[PlanLibrary, AnyAnswer] | None:
    """What words lead to in the order of its ratings: SNSの項目を良い順に. None where they list nothing.

    One item alone has no order: it is shown.
    """
    line = fold(text)
    typed = text if len(text) == len(line) else line  # ④ is a policy, 4 is none
    found = max(stretches("inorder", line), key=lambda each: each.end - each.start, default=None)
    if found is None:
        return None
    library, question, listed = rest(f"{typed[: found.start]}{typed[found.end :]}".strip(" 、。?"))
    query = listed.query and by_rating(listed.query.but(wants=()), found.kind)
    if query is None or listed.unknown or not listed.items or query.places:
        return None
    if len(listed.items) == 1:
        return library, listed
    told = answer_to(normal(query), text, question.lang, AnswerContext(library, desk.context, desk.today))
    if {item.key for item in told.items} != {item.key for item in listed.items}:
        return None
    asked = told.question.but(topics=question.topics, said=question.said, respelled=question.respelled)
    return library, told.but(question=asked, carried=listed.carried)


def grouped(text: str, desk: AnswerContext, lang: str | None) -> tuple[PlanLibrary, AnyAnswer] | None:
    """Which groups have items of what words lead to, or how many: 研修の項目がある基本方針はいくつ.

    Templates read it where the items are said to be about the word; what lists items is not read so.
    """
    library = desk.library
    for line in with_subjects_named(text, desk.vocabulary, desk.today, library.has):
        found = query_answer(text, library, desk.context, desk.today, lang, line)
        if found is not None and found[1].query is not None:
            query = found[1].query
            if query.per in BELONGING and "topic" in {each.aspect for each in query.all_conditions()}:
                return found
    return None


def _is_about_words(found: AnyAnswer, query: Query) -> bool:
    """Whether an answer lists what all of its words lead to."""
    return bool(query.values("topic")) and _is_about(found, query, PLAIN)


def _is_about(found: AnyAnswer, query: Query, aspects: Sequence[str]) -> bool:
    """Whether an answer lists or counts what is limited in such ways alone."""
    plain = query.aggregate in AGGREGATES and not (query.per or query.having or query.sides or query.places)
    known = isinstance(found, Listed | Shown | Counted) and not found.unknown
    said = {each.aspect for each in query.all_conditions()}
    return plain and known and bool(said) and said <= set(aspects)


def _held(
    text: str, apart: Apart, library: PlanLibrary, question: Question, query: Query, desk: AnswerContext
) -> AnyAnswer:
    """What of it meets the conditions; yes or no where it is asked whether there is any."""
    query = query.but(base=(*query.base, *apart.conditions), wants=())
    if query.aggregate != "count" and asks_if_so(text, library.vocabulary, desk.today):
        query = query.but(aggregate="holds", having=(Having("any"),))
    elif query.aggregate == "show":
        query = query.but(aggregate="list")
    query, store = as_typed(normal(query), text), store_of(library.others)
    result = evaluate(query, store)
    told = question_of(query, text, question.lang, store.scale(result.years[-1]))
    told = told.but(
        topics=question.topics,
        said=question.said,
        respelled=question.respelled,
        explain=(*question.explain, f"apart    {apart.rest}"),
        cost=question.cost,
    )
    return answered(query, result, told, AnswerContext(library, desk.context, desk.today))
