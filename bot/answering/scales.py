"""A year's own scale of ratings: what another scale says is no zero of this one, and nothing to compare.

A評価の事業, of a year rated ◎ to ×   → the years that have A, no empty list
良くなった項目, of A–D and ◎–×        → these scales cannot be held against each other
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import Nothing, Option
from bot.answering.context import AnswerContext
from bot.query import Query
from bot.question import Question
from bot.understanding.say import rephrase
from katou_index.plan import FiscalYear
from katou_index.records import replace

BY_RATING = frozenset(("better", "worse", "same", "always"))  # changes that are one of a rating


def not_in_scale(
    question: Question, marks: Iterable[str], years: Sequence[FiscalYear], desk: AnswerContext
) -> Nothing | None:
    """A rating that no asked year's scale has; None where one has. It is no zero: nothing can be so rated."""
    asked = years or (desk.year,)
    scales = {
        year: {mark.mark for mark in desk.vocabulary.scale_of(year).marks} for year in desk.vocabulary.years
    }
    for mark in marks:
        if any(mark in scales.get(year, ()) for year in asked):
            continue
        having = [year for year in reversed(desk.vocabulary.years) if mark in scales[year]]
        given = replace(question.filter, years=(), ratings=(mark,))
        near = tuple(Option(year.japanese, f"{year.code}の{rephrase(given)}", dated=True) for year in having)
        return Nothing(
            question=question, reason="not_in_sheet", subject=f"grade:{mark}", year=asked[-1], near=near
        )
    return None


def ungraded(
    question: Question, query: Query, years: Sequence[FiscalYear], desk: AnswerContext
) -> Nothing | None:
    """Ratings that a year's scale does not have, and better or worse between two scales: no zero is told."""
    for condition in query.all_conditions():
        asked = tuple(FiscalYear.from_code(year) for year in condition.years) or years
        if condition.aspect == "rating":
            for year in asked:
                if (none := not_in_scale(question, condition.values, (year,), desk)) is not None:
                    return none
        by_rating = condition.aspect == "change" and set(condition.values) & BY_RATING
        if by_rating and len({desk.vocabulary.scale_of(year) for year in asked}) > 1:
            near = tuple(Option(y.japanese, f"{y.code}の評価の集計", dated=True) for y in reversed(asked))
            return Nothing(question=question, reason="not_in_sheet", subject="scales", near=near)
    return None
