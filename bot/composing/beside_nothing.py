"""Beside an answer that found nothing: what is known of the question, and that the office sees it."""

from __future__ import annotations

from bot.answer import Nothing
from bot.answering import answer
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.queries import as_query
from bot.card import Card, Choice
from bot.composing.asked import sentence, what_is_sought
from bot.composing.context import CardWriter
from bot.query import Query
from bot.understanding.readings import understand
from bot.understanding.say import without_words
from bot.understanding.spans import Respelled

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
