"""One measure through the years, whatever its number and its name were."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Followed, Step
from bot.answering.context import AnswerContext
from bot.question import Question
from katou_index.plan import FiscalYear, Item, Measure, MeasureNumber
from katou_index.records import replace


def followed(question: Question, desk: AnswerContext, chosen: Sequence[Item]) -> AnyAnswer:
    """One measure over the years, newest first."""
    number = chosen[0].measure
    steps = []
    chains: list[list[Item | None]] = [[] for _ in chosen]
    for year in reversed(question.over):
        other = desk.at(year)
        measure = _measure_in(number, desk, year)
        found = [other.follow(item) for item in chosen]
        for chain, item in zip(chains, found, strict=True):
            chain.append(item)
        items = tuple(item for item in found if item is not None)
        gone = number in desk.vocabulary.index.ties(desk.year, year).gone
        steps.append(Step(year, measure, items, gone))
    return Followed(
        question=question,
        items=tuple(item for step in steps for item in step.items),
        measures=tuple(step.measure for step in steps if step.measure is not None),
        steps=tuple(steps),
        chains=tuple(map(tuple, chains)),
        counts=None,
    )


def _measure_in(number: MeasureNumber, desk: AnswerContext, year: FiscalYear) -> Measure | None:
    if year == desk.year:
        return desk.plan.by_number[number]
    index = desk.vocabulary.index
    there = index.ties(desk.year, year).measures.get(number)
    measure = desk.plan_of(year).by_number.get(there) if there else None
    back = index.ties(year, desk.year).measures
    parts = [each for each in desk.plan_of(year).measures if back.get(each.number) == number]
    if measure is None or len(parts) < 2:
        return measure
    return replace(measure, items=tuple(item for each in parts for item in each.items))  # 4-① and 4-② of 4
