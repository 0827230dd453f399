"""Text → answer, where templates explain what is asked of words of the plan that are no name.

    空家バンクの登録は何件 → "how many" of 空家バンクの登録, looked up as topics are (topics.py)

Which stretches may be such words: understanding/subjects.py.
"""

from __future__ import annotations

from datetime import date

from bot.answer import AnyAnswer
from bot.answering import answer
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.of_shown import asked_on
from bot.answering.queries import as_query, language, store_of
from bot.conversation import Context
from bot.query import Query
from bot.question import Question, Turn
from bot.understanding.bridge import question_of
from bot.understanding.reading import read_about
from bot.understanding.scan import hints_in
from bot.understanding.topics import marked, topics_of
from katou_index.words import fold

COUNTED = "counts_measures"  # the hint that measures are counted


def asked_about(text: str, desk: AnswerContext, lang: str | None) -> Question | None:
    """What templates explain but for the words of the plan that it is about, its topics; else None."""
    library, today = desk.library, desk.today
    if COUNTED in hints_in(fold(text)):
        return None  # so many are about it: no figure of one of them
    store, vocabulary = store_of(library.others), library.vocabulary

    def settle(query: Query) -> Query | None:
        """A candidate whose words lead somewhere, every one of them."""
        words = query.values("topic")
        if query.aggregate != "show" or query.years not in ((), store.years[-1:]):
            return None
        about = store.about(store.years[-1], words[0]) if words else None
        return query if about is not None and about.primary and not about.unknown else None

    reading = read_about(text, vocabulary, today, library.has, library.holds, settle)
    if reading is None or (desk.context is not None and _leans(text, library, desk.context, today)):
        return None
    (words,), year = reading.query.values("topic"), vocabulary.year.code
    topics = topics_of([(0, marked(fold(words), vocabulary))], vocabulary)
    if len(topics) == 1 and topics[0].text in vocabulary.stems:
        return None  # 議会: the department, or the word?
    spoken = lang or language(text, desk.context)
    return question_of(reading.query, text, spoken, store.scale(year)).but(
        topics=topics,
        explain=(*reading.explain, f"about    {words}"),
        cost=reading.cost,
    )


def answer_about(question: Question | None, desk: AnswerContext) -> tuple[PlanLibrary, AnyAnswer] | None:
    """The answer to what `asked_about` gave; None where nothing is about it, or not all of it.

    Its words are looked up as for a question that expressions read: what is about them first, then what
    mentions them.
    """
    if question is None:
        return None
    found = answer(question, desk)
    if found.kind not in ("measure", "list") or found.unknown:
        return None
    return desk.library, found.but(query=found.query or as_query(found, desk))


def _leans(text: str, library: PlanLibrary, context: Context, today: date) -> bool:
    """Whether a question is asked of what was shown, as expressions see it."""
    question = library.by_expressions(text, context, today)
    if question.turn is not Turn.FRESH:
        return True
    return bool(asked_on(question, AnswerContext(library, context, today))[0])
