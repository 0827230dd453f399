"""What the sheet said before people corrected it."""

from __future__ import annotations

from collections.abc import Iterable

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
    return records(question, shown or desk.plan.items, desk)


def records(question: Question, items: Iterable[Item], desk: AnswerContext) -> Corrected:
    """What people recorded of these items: corrections, and the readings that they confirmed."""
    looked_at = tuple(items)
    made = corrections(desk.vocabulary, looked_at)
    confirmed = corrections(desk.vocabulary, looked_at, "confirmed")
    places = {(each.year, each.measure, each.item) for each in (*made, *confirmed)}
    found = (
        item
        for item in looked_at
        if {(item.year, item.measure, item.number), (item.year, item.measure, None)} & places
    )
    return Corrected(question=question, items=tuple(found), corrections=made, confirmed=confirmed)
