"""What the sheet said before people corrected it."""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Helped, Nothing
from bot.answering import lookup
from bot.answering.context import AnswerContext
from bot.answering.corrected import records
from bot.question import Ask, Question
from katou_index.plan import Item
from katou_index.records import replace


def before(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The corrections of what was asked about, else of what was just shown, else of the whole year."""
    shown: tuple[Item, ...] = desk.shown_before()
    if question.topics or question.filter:
        found = lookup.show(replace(question, ask=Ask.SHOW), desk)
        if isinstance(found, Asked | Nothing | Helped):
            return found
        shown = found.items
    return records(question, shown or desk.plan.items, desk)
