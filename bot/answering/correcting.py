"""What the sheet said before people corrected it."""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Corrected, Helped, Nothing
from bot.answering import lookup
from bot.answering.context import AnswerContext
from bot.answering.corrected import corrections
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
    made = corrections(desk.vocabulary, shown or desk.plan.items)
    places = {(each.year, each.measure, each.item) for each in made}
    items = tuple(
        item
        for item in shown or desk.plan.items
        if {(item.year, item.measure, item.number), (item.year, item.measure, None)} & places
    )
    return Corrected(question=question, items=items, corrections=made)
