"""What people corrected in the items that an answer shows: what the sheet says, and what it should say."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answer import Corrected
from bot.answering.context import AnswerContext
from bot.question import Question
from bot.understanding.vocabulary import Vocabulary
from katou_index.plan import Finding, FiscalYear, Item, MeasureNumber


def corrections(
    vocabulary: Vocabulary, items: Iterable[Item], kind: str = "corrected"
) -> tuple[Finding, ...]:
    """The corrections of these items and of what belongs to their measures, in the order of the records.

    Of the kind "confirmed": what people read again and left as it was.
    """
    shown = tuple(items)
    wanted: set[tuple[FiscalYear, MeasureNumber, int | None]] = {(i.year, i.measure, i.number) for i in shown}
    wanted |= {(i.year, i.measure, None) for i in shown}
    years = dict.fromkeys(item.year for item in shown)
    return tuple(
        finding
        for year in years
        for finding in vocabulary.index.corrections(year, kind)
        if (finding.year, finding.measure, finding.item) in wanted
    )


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
