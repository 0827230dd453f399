"""Beside what is no answer: what is known of the question; that the office sees what was not found."""

from __future__ import annotations

from functools import partial

from bot.answer import Nothing
from bot.answering import answer
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.queries import as_query
from bot.card import Card, Choice
from bot.composing.asked import marked, sentence, what_is_sought
from bot.composing.context import CardWriter
from bot.query import Condition, Query
from bot.question import Ask, Question, Topic, TopicWord, Turn
from bot.understanding.by_expressions import understand
from bot.understanding.meaning import changed
from bot.understanding.say import without_words
from bot.understanding.spans import Respelled
from katou_index.words import fold

COUNTING = (Ask.TABLE, Ask.RANK, Ask.SHARE, Ask.COUNT, Ask.COMPARE, Ask.OVERVIEW, Ask.ALL, Ask.NONE, Ask.BOTH)
FEW_ITEMS = 12  # of a question that is offered in place of one that found nothing


def beside_nothing(
    card: Card, found: Nothing, writer: CardWriter, library: PlanLibrary, *, kept: bool
) -> Card:
    """A card that says what was not found, with the question that its known words make first.

    `kept`: the office sees it. `library` is that of the answer's year.
    """
    words = [writer.typed(word) for word in found.unknown]
    rest = without_words(found.question.text, words) if words else ""
    meant, choices = card.choices[: len(found.proposed)], card.choices[len(found.proposed) :]
    if rest and (query := _meant(rest, writer, library)) and (asks := sentence(query, writer)):
        first = Choice(writer.say.search_for(what_is_sought(query, writer)), writer.asks(asks))
        choices = (first, *(each for each in choices if each.asks != first.asks))
    sounds = library.meant(Respelled(found.question.text)).offered
    if sounds and _meant(sounds, writer, library):
        choices = (Choice(writer.say.instead(sounds), writer.asks(sounds)), *choices)
    choices = (*meant, *choices)  # as they are numbered
    notes = (*card.notes, writer.say.office_sees()) if kept else card.notes
    return card.but(choices=choices, notes=notes)


def beside_refusal(
    card: Card, found: Nothing, writer: CardWriter, library: PlanLibrary, last: Query | None
) -> Card:
    """A card that says why there is no answer, first with what the plan does say of the same thing.

    That stands in place of stock questions. `library` is that of the answer's year; `last`: what was answered
    before, of which an order or an opinion without a name is: 丸にして.
    """
    query = _in_this_year(found, writer, library) or _of_the_same(found, writer, library)
    if query is None and (found.reason == "read_only" or found.subject == "opinion"):
        query = last
    asks = sentence(changed(query, partial(_typed, writer)), writer) if query else ""
    if not asks:
        return card
    label = marked(asks, writer)
    others = (each for each in card.choices if each.asks not in (asks, *writer.say.examples()))
    return card.but(choices=(Choice(label, writer.asks(asks)), *others))


def beside_asking(card: Card, writer: CardWriter, last: Query) -> Card:
    """A card that asks back and knows no readings: what was shown before is offered, no stock questions."""
    asks = sentence(last.but(form=""), writer)
    choices = (each for each in card.choices if each.asks not in writer.say.examples())
    return card.but(choices=(Choice(marked(asks, writer), writer.asks(asks)), *choices)) if asks else card


def _typed(writer: CardWriter, condition: Condition) -> Condition:
    """A condition whose words, which are kept in small letters, are as they were typed: RPA."""
    if condition.aspect not in ("topic", "text"):
        return condition
    return condition.but(values=tuple(map(writer.typed, condition.values)))


def _words(found: Nothing) -> list[TopicWord]:
    """The words of the question that name something, but for what is refused: 小野市の〈ふるさと納税〉."""
    words = (word for topic in found.question.topics for word in topic.words if not word.weak)
    return [word for word in words if word.text not in fold(found.subject)]


def _in_this_year(found: Nothing, writer: CardWriter, library: PlanLibrary) -> Query | None:
    """What is asked of a year that is not loaded, asked of the year that is answered from.

    That is a table, a ranking or a share; of a question that names nothing but its year, all of the plan.
    """
    asked = found.question
    if found.reason != "year_not_loaded" or asked.over or asked.change:
        return None
    given = asked.filter.but(years=())
    if not (given or asked.topics or asked.group_by or asked.own) and asked.ask in (Ask.SHOW, Ask.LIST):
        return Query((library.vocabulary.year.code,), aggregate="overview")
    if asked.ask not in COUNTING or any(word.weak for topic in asked.topics for word in topic.words):
        return None
    desk = AnswerContext(library, None, writer.today)
    again = asked.but(filter=given, turn=Turn.FRESH, own=None, year=library.vocabulary.year)
    return answer(again, desk).query


def _of_the_same(found: Nothing, writer: CardWriter, library: PlanLibrary) -> Query | None:
    """What a refused question is about, in the year that is answered from; None where the plan has none."""
    asked, given = found.question, found.question.filter.but(years=())
    if found.reason == "read_only":  # the rating is what it should be
        given = given.but(ratings=(), not_ratings=())
    words = _words(found)
    if not (given or words):  # then it is about what was shown
        return as_query(found, AnswerContext(library, None, writer.today))
    topics = (Topic(tuple(words)),) if words else ()
    plain = Question(text="", lang=asked.lang, filter=given, topics=topics, year=library.vocabulary.year)
    desk = AnswerContext(library, None, writer.today)
    same = answer(plain, desk)
    shown = same.items or same.related or not words  # of conditions alone it may also be nothing: no ×
    there = same.kind in ("measure", "list", "counts") and shown and not same.unknown
    return (same.query or as_query(same, desk)) if there else None


def _meant(text: str, writer: CardWriter, library: PlanLibrary) -> Query | None:
    """What a question that leans on nothing asks for.

    None where it names nothing, or where what answers it is not a few items.
    """
    question = understand(text, library.vocabulary, library, None, writer.today)
    named = question.filter.but(years=()) or any(not w.weak for topic in question.topics for w in topic.words)
    if not named or question.year not in (None, library.vocabulary.year):
        return None
    desk = AnswerContext(library, None, writer.today)
    found = answer(question, desk)
    few = found.kind in ("measure", "list", "counts") and 0 < len(found.items) <= FEW_ITEMS
    return found.query or as_query(found, desk) if few else None
