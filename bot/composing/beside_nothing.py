"""Beside an answer that found nothing: the question without that word, and that the office sees it."""

from __future__ import annotations

from bot.answer import Nothing
from bot.answering import answer
from bot.answering.context import AnswerContext, PlanLibrary
from bot.card import Card, Choice
from bot.composing.context import Composition
from bot.understanding.readings import understand
from bot.understanding.say import without_words
from bot.understanding.spans import Respelled

FEW_ITEMS = 12  # of a question that is offered in place of one that found nothing


def beside_nothing(
    card: Card, found: Nothing, page: Composition, library: PlanLibrary, *, kept: bool
) -> Card:
    """A card that says what was not found, with the question without that word first.

    `kept`: the office sees it. `library` is that of the answer's year.
    """
    words = [page.typed(word) for word in found.unknown]
    rest = without_words(found.question.text, words) if words else ""
    meant, choices = card.choices[: len(found.proposed)], card.choices[len(found.proposed) :]
    if rest and _means_something(rest, page, library):
        first = Choice(page.say.without_word(rest), page.asks(rest))
        choices = (first, *(each for each in choices if each.asks != first.asks))
    sounds = library.meant(Respelled(found.question.text)).offered
    if sounds and _means_something(sounds, page, library):
        choices = (Choice(page.say.without_word(sounds), page.asks(sounds)), *choices)
    choices = (*meant, *choices)  # as they are numbered
    notes = (*card.notes, page.say.office_sees()) if kept else card.notes
    return card.but(choices=choices, notes=notes)


def _means_something(text: str, page: Composition, library: PlanLibrary) -> bool:
    """Whether a question that leans on nothing names something, and has an answer of a few items."""
    question = understand(text, library.vocabulary, library, None, page.today)
    named = question.filter.but(years=()) or any(not w.weak for topic in question.topics for w in topic.words)
    if not named or question.year not in (None, library.vocabulary.year):
        return False
    found = answer(question, AnswerContext(library, None, page.today))
    return found.kind in ("measure", "list", "counts") and 0 < len(found.items) <= FEW_ITEMS
