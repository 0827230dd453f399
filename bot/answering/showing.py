"""Pieces that every way of answering shares: items as a card or a list, the whole year in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Counts, Group, Listed, Option, Overview, Shown
from bot.answering.context import Desk
from bot.answering.scoping import Selection
from bot.answering.selecting import (
    count,
    group,
    groups_by,
    in_full,
    member_items,
    section_items,
    select,
)
from bot.question import Field, Filter, Question, Turn
from katou_index.plan import FiscalYear, Item, State
from katou_index.records import replace

FEW = 3  # measures that an answer still shows in detail, or that a pronoun may mean


def options(items: Sequence[Item], desk: Desk) -> tuple[Option, ...]:
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
    desk: Desk,
    items: Sequence[Item],
    related: Sequence[Item] = (),
    wants: tuple[Field, ...] = (),
    unknown: tuple[str, ...] = (),
    topic: str = "",
) -> AnyAnswer:
    """Items of one measure as its card, of several as a list."""
    if wants:
        question = replace(question, wants=wants)
    numbers = tuple(dict.fromkeys(item.measure for item in items))
    if len(numbers) == 1:
        rest = tuple(item for item in related if item not in items)
        return Shown(
            question=question,
            items=tuple(items),
            related=rest,
            unknown=unknown,
            measures=(desk.plan.by_number[numbers[0]],),
        )
    return Listed(
        question=question,
        items=tuple(items),
        related=tuple(related),
        unknown=unknown,
        topic=topic,
        counts=count(items, desk.marks),
        detailed=len(items) <= FEW + 1,
    )


def listed(
    question: Question, desk: Desk, items: Sequence[Item], selection: Selection | None = None, note: str = ""
) -> Listed:
    """A list in the order of the sheet, with what stands beside it: sections, memberships."""
    given = question.filter
    sections: tuple[str, ...] = ()
    related: list[Item] = []
    members: tuple[Item, ...] = ()
    if (
        given.departments
        and question.turn in (Turn.FRESH, Turn.SWITCH)
        and not (selection and selection.matched)
    ):
        sections, within = section_items(desk.plan, given.departments, desk.vocabulary, given)
        related += within
        if not given.ratings and not given.policies:
            members = tuple(i for name in given.departments for i in member_items(desk.plan, name))
            related += members
    ids = {item.id for item in items}
    alone = not (selection and selection.matched) and question.turn in (Turn.FRESH, Turn.SWITCH)
    return Listed(
        beside=beside(given, items, desk) if alone else (),
        question=question,
        items=tuple(items),
        related=tuple(item for item in dict.fromkeys(related) if item.id not in ids),
        counts=_counts(question, items, selection, desk),
        topic=selection.topic if selection else "",
        unknown=selection.unknown if selection else (),
        members=tuple(desk.plan.by_number[n] for n in dict.fromkeys(item.measure for item in members)),
        sections=sections,
        detailed=len(items) <= FEW,
        in_full=in_full(desk.plan, items) if given.ratings and not given.departments else (),
        note=note,
    )


def beside(given: Filter, items: Sequence[Item], desk: Desk) -> tuple[Group, ...]:
    """What a department's items are seen beside: the whole city, and its own the year before, if loaded."""
    if len(given.departments) != 1 or given != Filter(years=given.years, departments=given.departments):
        return ()
    groups = [group(given.departments[0], items, desk.marks), group("", desk.plan.items, desk.marks)]
    before = FiscalYear(desk.year.began - 1)
    if before in desk.vocabulary.years:
        names = desk.vocabulary.index.ties(desk.year, before).department(given.departments[0])
        there = select(desk.plan_of(before), Filter(departments=names))
        owning = tuple(name for name in names if any(name in item.owners for item in there))
        groups.append(group("、".join(owning), there, desk.marks, before.code))
    return tuple(groups) if items else ()


def _counts(question: Question, items: Sequence[Item], selection: Selection | None, desk: Desk) -> Counts:
    """Numbers of a list; a share only where the list is all that has the rating, not a part of a part."""
    whole = question.turn in (Turn.FRESH, Turn.SWITCH, Turn.ADD) and not (selection and selection.matched)
    base = selection.base if selection else desk.plan.items
    return count(items, desk.marks, question.filter.ratings if whole else (), base)


def overview(question: Question, desk: Desk) -> AnyAnswer:
    """The whole year in numbers, by policy, with what has no rating named."""
    items = desk.plan.items
    return Overview(
        question=question,
        items=(),
        counts=count(items, desk.marks),
        groups=groups_by("policy", desk.plan, items, desk.vocabulary),
        lost=tuple(item for item in items if item.rating.state in (State.LOST, State.UNFILLED)),
        dashed=tuple(item for item in items if item.rating.state is State.DASH),
    )
