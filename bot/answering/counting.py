"""Counting, shares, rankings, tables, comparisons. Shares are of the rated items of a selection."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Asked, Compared, Counted, Group, Listed, Shown, Tabled
from bot.answering import lookup
from bot.answering.context import AnswerContext
from bot.answering.scoping import Selection, choose
from bot.answering.selecting import count as count_items
from bot.answering.selecting import group, groups_by, in_full, percent, section_items, select
from bot.answering.showing import FEW, overview
from bot.question import Ask, Field, Filter, Question, Turn
from katou_index.plan import Item
from katou_index.records import replace


def _select(question: Question, desk: AnswerContext) -> Selection | AnyAnswer:
    """The selection to count, or the answer that says why there is none."""
    if question.turn is Turn.SAME and not desk.context:
        return Selection(desk.plan.items, desk.plan.items)
    if question.weak_departments and not question.filter.departments:
        question = replace(
            question, topics=(), filter=replace(question.filter, departments=question.weak_departments)
        )
    if question.unknown_departments:
        return lookup.show(replace(question, ask=Ask.SHOW), desk)
    selection = choose(question, desk)
    return lookup.show(replace(question, ask=Ask.SHOW), desk) if selection.lost else selection


def count(question: Question, desk: AnswerContext) -> AnyAnswer:
    """How many items and measures."""
    if question.turn is Turn.SAME and not desk.context:
        return overview(question, desk)
    selection = _select(question, desk)
    if not isinstance(selection, Selection):
        return selection
    sections: tuple[str, ...] = ()
    related: tuple[Item, ...] = ()
    if question.filter.departments and question.turn is Turn.FRESH:
        sections, related = section_items(
            desk.plan, question.filter.departments, desk.vocabulary, question.filter
        )
    whole = in_full(desk.plan, selection.items) if question.filter.ratings else ()
    return Counted(
        question=question,
        items=selection.items,
        related=related,
        sections=sections,
        topic=selection.topic,
        in_full=whole,
        unknown=selection.unknown,
        counts=count_items(selection.items, desk.marks, question.filter.ratings, selection.base),
    )


def rated(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The items that have a rating."""
    selection = _select(question, desk)
    if not isinstance(selection, Selection):
        return selection
    items = tuple(item for item in selection.items if item.rating.rated)
    if not items and question.filter.departments:
        return lookup.show(replace(question, ask=Ask.SHOW), desk)  # what it is a member of
    return Counted(question=question, items=items, counts=count_items(items, desk.marks))


def share(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Which part of the rated items has a rating; of the last answer's ratings where none is said."""
    if question.turn is Turn.SAME and desk.context:
        before = desk.context.question.filter
        ratings = question.filter.ratings or before.ratings
        base = select(desk.plan, replace(before, ratings=(), years=())) if before.ratings else desk.plan.items
        items = desk.shown_before()
        return Counted(
            question=replace(question, filter=replace(before, ratings=ratings)),
            items=items,
            counts=count_items(items, desk.marks, ratings or desk.marks, base),
            shares=_shares(base, desk),
        )
    selection = _select(question, desk)
    if not isinstance(selection, Selection):
        return selection
    wanted = question.filter.ratings
    counts = count_items(selection.items, desk.marks, wanted or desk.marks, selection.base)
    return Counted(
        question=question,
        items=selection.items,
        counts=counts,
        topic=selection.topic,
        shares=_shares(selection.base, desk),
    )


def _shares(base: Sequence[Item], desk: AnswerContext) -> dict[str, float]:
    rated_ones = [item for item in base if item.rating.rated]
    return {
        mark: percent(sum(item.rating.mark == mark for item in rated_ones), len(rated_ones))
        for mark in desk.marks
    }


def rank(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Groups by how many items of a rating they have, or which share; ties are all shown."""
    if question.group_by == "items":
        return _most_items(question, desk)
    if question.topics and not question.filter.ratings:
        return lookup.show(replace(question, ask=Ask.SHOW), desk)
    by = question.group_by or ("measure" if question.count_by else "department")
    wanted = question.filter.ratings
    base = choose(replace(question, topics=(), filter=replace(question.filter, ratings=())), desk).base
    as_share = _asks_share(question)
    ranked = []
    for each in groups_by(by, desk.plan, base, desk.vocabulary):
        hits = sum(each.by_rating.get(mark, 0) for mark in wanted) if wanted else len(each.items)
        if as_share and not each.rated:
            continue
        ranked.append(each.but(number=percent(hits, each.rated) if as_share else float(hits)))
    if not question.least:
        ranked = [each for each in ranked if each.number]
    ranked.sort(key=lambda each: each.number if question.least else -each.number)
    top = [each for each in ranked if each.number == ranked[0].number]
    items = tuple(
        dict.fromkeys(i for each in top for i in each.items if not wanted or i.rating.mark in wanted)
    )
    return Tabled(
        question=question,
        group_by=by,
        groups=tuple(ranked),
        ranked="share" if as_share else "count",
        least=question.least,
        items=items,
        counts=count_items(items, desk.marks),
    )


def _asks_share(question: Question) -> bool:
    return question.as_share


def _most_items(question: Question, desk: AnswerContext) -> AnyAnswer:
    most = max(len(measure.items) for measure in desk.plan.measures)
    measures = tuple(measure for measure in desk.plan.measures if len(measure.items) == most)
    items = tuple(item for measure in measures for item in measure.items)
    if len(measures) == 1:
        return Shown(
            question=replace(question, wants=(Field.RATING,)),
            items=items,
            measures=measures,
            counts=count_items(items, desk.marks),
        )
    return Listed(question=question, items=items, counts=count_items(items, desk.marks))


def table(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Ratings by department, policy, initiative; the breakdown of a selection where no group is said."""
    if question.turn is Turn.SAME and not question.group_by and not desk.context:
        return overview(question, desk)
    selection = _select(question, desk)
    if not isinstance(selection, Selection):
        return selection
    if question.group_by in ("", "rating"):
        return (
            overview(question, desk)
            if not question.filter and question.turn is Turn.FRESH
            else count(question, desk)
        )
    if _asks_share(question) and question.filter.ratings:
        return _share_table(question, selection, desk)
    groups = groups_by(question.group_by, desk.plan, selection.items, desk.vocabulary)
    return Tabled(
        question=question,
        group_by=question.group_by,
        groups=tuple(each for each in groups if each.items),
        items=selection.items,
        total=group("", selection.items, desk.marks),
        counts=count_items(selection.items, desk.marks),
    )


def _share_table(question: Question, selection: Selection, desk: AnswerContext) -> AnyAnswer:
    """Each group's share of the ratings asked for, in the order of the sheet."""
    wanted = question.filter.ratings
    groups = [
        each.but(number=percent(sum(each.by_rating.get(mark, 0) for mark in wanted), each.rated))
        for each in groups_by(question.group_by, desk.plan, selection.base, desk.vocabulary)
        if each.rated
    ]
    return Tabled(
        question=question,
        group_by=question.group_by,
        groups=tuple(groups),
        items=selection.items,
        ranked="shares",
        counts=count_items(selection.items, desk.marks),
    )


def only(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Whatever has only these ratings; unrated items do not count against it."""
    return _whole_groups(question, desk, want_all=True)


def without(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Whatever has no such rating at all, but is rated."""
    return _whole_groups(question, desk, want_all=False)


def _whole_groups(question: Question, desk: AnswerContext, want_all: bool) -> AnyAnswer:
    if question.filter.measures or question.filter.items:  # 30番って全部○なん？
        given = replace(question.filter, ratings=(), not_ratings=())
        return lookup.show(replace(question, ask=Ask.SHOW, filter=given, excluded=()), desk)
    wanted = question.filter.ratings or question.filter.not_ratings
    by = question.group_by or "measure"
    base = choose(
        replace(question, topics=(), filter=replace(question.filter, ratings=(), not_ratings=())), desk
    ).base
    met = []
    for each in groups_by(by, desk.plan, base, desk.vocabulary):
        hits = sum(each.by_rating.get(mark, 0) for mark in wanted)
        if each.rated and (hits == each.rated if want_all else hits == 0):
            met.append(each)
    apart = tuple(each for each in met if want_all and each.rated < len(each.items))
    groups = tuple(each for each in met if each not in apart)
    chosen = {item.id for each in groups for item in each.items}
    items = tuple(item for item in desk.plan.items if item.id in chosen)
    if by == "measure":
        numbers = dict.fromkeys(item.measure for item in items)
        return Listed(
            question=question,
            items=items,
            counts=count_items(items, desk.marks),
            note="only" if want_all else "without",
            in_full=tuple(desk.plan.by_number[number] for number in numbers),
        )
    return Tabled(
        question=question,
        group_by=by,
        groups=groups,
        apart=apart,
        items=items,
        counts=count_items(items, desk.marks),
        ranked="only" if want_all else "without",
    )


def compare(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Departments, policies or a department and the whole city, side by side."""
    departments, policies, initiatives = (
        question.filter.departments,
        question.filter.policies,
        question.filter.initiatives,
    )
    if question.turn is Turn.SAME and desk.context:
        before = desk.context.question.filter
        departments = tuple(dict.fromkeys((*before.departments, *departments)))
        policies = tuple(dict.fromkeys((*before.policies, *policies)))
        if not (departments or policies):
            owners = tuple(dict.fromkeys(owner for item in desk.shown_before() for owner in item.owners))
            departments = owners if len(owners) <= FEW else ()
    sides = [_side(name, Filter(departments=(name,)), desk) for name in departments]
    sides += [_side(desk.policy(number), Filter(policies=(number,)), desk) for number in policies]
    sides += [_side(name, Filter(initiatives=(name,)), desk) for name in initiatives]
    sides += [_side(f"No.{number}", Filter(measures=(number,)), desk) for number in question.filter.measures]
    if not sides and len(question.filter.ratings) > 1:
        return count(question, desk)
    if not sides:
        if question.topics:
            return lookup.show(replace(question, ask=Ask.SHOW), desk)
        return Asked(question=question, reason="ambiguous", why="compare_what")
    city = group("", desk.plan.items, desk.marks) if question.city or len(sides) == 1 else None
    items = tuple(dict.fromkeys(item for side in sides for item in side.items))
    return Compared(
        question=question, items=items, groups=tuple(sides), city=city, counts=count_items(items, desk.marks)
    )


def _side(name: str, given: Filter, desk: AnswerContext) -> Group:
    return group(name, select(desk.plan, given), desk.marks)
