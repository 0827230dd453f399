"""Lists that the ratings alone decide: without one, the best and the worst given, several in one measure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Listed, Tabled
from bot.answering.context import AnswerContext
from bot.answering.scoping import choose
from bot.answering.selecting import count, groups_by
from bot.answering.showing import listed
from bot.question import Question
from katou_index.plan import State
from katou_index.records import replace


def unrated(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Items without a rating: lost, nothing planned, not filled in."""
    wanted = {State.DASH} if question.planned_nothing else {State.DASH, State.LOST, State.UNFILLED}
    items = tuple(item for item in choose(question, desk).base if item.rating.state in wanted)
    return Listed(
        question=question, items=items, counts=count(items, desk.marks), note="unrated", detailed=False
    )


def best(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The items with the best mark that anything has; the marks do not rank further."""
    return _extreme(question, desk, desk.marks)


def worst(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The items with the worst mark that anything has."""
    return _extreme(question, desk, desk.marks[::-1])


def _extreme(question: Question, desk: AnswerContext, marks: Sequence[str]) -> AnyAnswer:
    base = choose(replace(question, topics=()), desk).base
    mark = next((mark for mark in marks if any(item.rating.mark == mark for item in base)), marks[0])
    items = tuple(item for item in base if item.rating.mark == mark)
    given = replace(question, filter=replace(question.filter, ratings=(mark,)))
    return listed(given, desk, items).but(note="not_ranked")


def both(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Measures that have items of each of the ratings."""
    wanted = question.filter.ratings
    base = choose(replace(question, filter=replace(question.filter, ratings=()), topics=()), desk).base
    if question.group_by not in ("", "measure", "items"):
        held = (g for g in groups_by(question.group_by, desk.plan, base, desk.vocabulary))
        groups = tuple(g for g in held if all(g.by_rating.get(mark) for mark in wanted))
        chosen = tuple(i for i in base if i.rating.mark in wanted and any(i in g.items for g in groups))
        counts = count(chosen, desk.marks)
        return Tabled(
            question=question, group_by=question.group_by, groups=groups, items=chosen, counts=counts
        )
    numbers = {
        measure.number
        for measure in desk.plan.measures
        if all(any(item.rating.mark == mark for item in measure.items) for mark in wanted)
    }
    items = tuple(item for item in base if item.measure in numbers and item.rating.mark in wanted)
    return Listed(question=question, items=items, counts=count(items, desk.marks), note="both")
