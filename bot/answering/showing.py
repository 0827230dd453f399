"""Items → the answer that shows them: one measure's card, a list, the whole year in numbers.

What every way of answering shares once it knows which items are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import AnyAnswer, Corrected, Group, Listed, Option, Shown
from bot.answering.context import AnswerContext
from bot.answering.scoping import Selection
from bot.answering.selecting import (
    corrections,
    count,
    group,
    in_full,
    select,
)
from bot.question import Field, Filter, Question
from katou_index.plan import FiscalYear, Item, Items
from katou_index.records import replace

FEW = 3  # measures that an answer still shows in detail, or that a pronoun may mean


def options(items: Sequence[Item], desk: AnswerContext) -> tuple[Option, ...]:
    """The measures of the items as prepared questions."""
    numbers = tuple(dict.fromkeys(item.measure for item in items))[:8]
    return tuple(
        Option(
            label=f"No.{number} {desk.plan.by_number[number].title}",
            asks=f"No.{number}",
            items=desk.plan.by_number[number].items,
        )
        for number in numbers
    )


def show_items(
    question: Question,
    desk: AnswerContext,
    items: Sequence[Item],
    related: Sequence[Item] = (),
    wants: tuple[Field, ...] = (),
    unknown: tuple[str, ...] = (),
    topic: str = "",
) -> AnyAnswer:
    """Items of one measure as its card, of several as a list."""
    if wants:
        question = replace(question, wants=wants)
    items = Items.of(items)
    if items.in_numbers == 1:
        rest = tuple(item for item in related if item not in items)
        return Shown(
            question=question,
            items=items,
            related=rest,
            unknown=unknown,
            measures=(desk.plan.by_number[items[0].measure],),
        )
    return Listed(
        question=question,
        items=items,
        related=Items.of(related),
        unknown=unknown,
        topic=topic,
        counts=count(items, desk.marks),
        detailed=len(items) <= FEW + 1,
    )


def listed(
    question: Question, desk: AnswerContext, items: Sequence[Item], selection: Selection, note: str = ""
) -> Listed:
    """Items that words lead to, in the order of the sheet."""
    given = question.filter
    return Listed(
        question=question,
        items=Items.of(items),
        counts=count(items, desk.marks),
        topic=selection.topic,
        unknown=selection.unknown,
        detailed=len(items) <= FEW,
        in_full=in_full(desk.plan, items) if given.ratings and not given.departments else (),
        note=note,
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


def beside(given: Filter, items: Sequence[Item], desk: AnswerContext) -> tuple[Group, ...]:
    """What a department's items are seen beside: the whole city, and its own the year before, if loaded."""
    if len(given.departments) != 1 or given != Filter(years=given.years, departments=given.departments):
        return ()
    groups = [group(given.departments[0], items, desk.marks), group("", desk.plan.items, desk.marks)]
    before = FiscalYear(desk.year.began - 1)
    if before in desk.vocabulary.years:
        names = desk.vocabulary.index.ties(desk.year, before).department(given.departments[0])
        there = select(desk.plan_of(before), Filter(departments=names))
        owning = tuple(name for name in names if any(name in item.owners for item in there))
        groups.append(group("、".join(owning), there, desk.marks_in(before.code), before.code))
    return tuple(groups) if items else ()
