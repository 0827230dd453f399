"""Where an answer comes from, and what people corrected there: of what is named, else of what was shown.

出典は → the measure with its lines; 原資料の印字は → what is recorded of the print; 訂正は → the records
"""

from __future__ import annotations

from bot.answer import (
    AnyAnswer,
    Asked,
    Compared,
    Corrected,
    Counted,
    Helped,
    Listed,
    Nothing,
    Shown,
    Tabled,
)
from bot.answering.context import AnswerContext
from bot.answering.lookup import show
from bot.answering.selecting import count
from bot.answering.showing import FEW, records, show_items
from bot.question import Ask, Question, Turn
from bot.understanding.scan import hints_in
from bot.understanding.topics import names_something
from katou_index.plan import Finding, Item
from katou_index.records import TYPE_CHECKING, replace
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

ONE_OF_THEM = "one_of_them"  # the hint that one of several is meant
PRINTED = "printed"  # the hint that it is asked what the sheet itself prints
# Field → what its cell is called in a finding.
CELLS = {
    "owner": "担当課", "rating": "評価", "planned": "取組内容", "result": "取組結果", "evidence": "根拠",
}  # fmt: skip


def source(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Where the last answer, or what was asked about, comes from."""
    if "years" in question.said:
        return Helped(question=question, about="years")
    if (same := _of_numbers(question, desk)) is not None:
        return same
    rated = _shown_so_rated(question, desk)
    if not rated and (question.topics or question.filter):
        found = show(replace(question, ask=Ask.SHOW), desk)
        if isinstance(found, Shown) or (question.filter and isinstance(found, Listed | Nothing)):
            return found
        named = any(names_something(word) for topic in question.topics for word in topic.words)
        if named and isinstance(found, Listed) and found.items:
            return found
    shown = rated or desk.shown_before()
    if not shown:
        return Helped(question=question, about="source")
    if PRINTED in hints_in(fold(question.text)) and (told := _as_printed(question, shown, desk)):
        return told
    if len({item.measure for item in shown}) == 1:
        return show_items(question, desk, shown)
    if len(shown) <= FEW:
        measures = dict.fromkeys(desk.plan.by_number[item.measure] for item in shown)
        return Shown(question=question, items=shown, measures=tuple(measures))
    return Listed(question=question, items=shown, counts=count(shown, desk.marks))


def _as_printed(question: Question, shown: Sequence[Item], desk: AnswerContext) -> Corrected | None:
    """What people recorded of what is printed, first of the field asked for; None where they did not."""
    told = records(question, shown, desk)
    context = desk.context
    asked = {each.value for each in question.wants} | set(
        context.query.wants if context and context.query else ()
    )

    def further(finding: Finding) -> bool:
        return not any(CELLS[field] in finding.cell for field in asked if field in CELLS)

    if not (told.corrections or told.confirmed):
        return None
    return told.but(
        corrections=tuple(sorted(told.corrections, key=further)),
        confirmed=tuple(sorted(told.confirmed, key=further)),
    )


def _shown_so_rated(question: Question, desk: AnswerContext) -> tuple[Item, ...]:
    """その○、もとの資料の何行目; △のほう、何行目: of what was shown, what is rated so."""
    one = question.turn is Turn.FRESH and ONE_OF_THEM in hints_in(fold(question.text))
    if (
        not (one or question.turn is Turn.NARROW)
        or question.topics
        or question.filter.but(ratings=(), years=())
    ):
        return ()
    return tuple(item for item in desk.shown_before() if item.rating.mark in question.filter.ratings)


def _of_numbers(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """The comparison, table or number that was shown last, where nothing else is named: it keeps its kind."""
    shown = desk.context and desk.context.answer
    own = question.own or question.topics or question.phrases or question.figures
    if not isinstance(shown, Compared | Tabled | Counted) or question.turn is not Turn.SAME or own:
        return None
    current = desk.context is not None and desk.context.build == desk.library.others.build
    return shown.but(question=replace(shown.question, form="", lang=question.lang)) if current else None


def before(question: Question, desk: AnswerContext) -> AnyAnswer:
    """What people corrected: of what was asked about, else of what was just shown, else of the whole year."""
    shown: tuple[Item, ...] = desk.shown_before()
    if question.topics or question.filter:
        found = show(replace(question, ask=Ask.SHOW), desk)
        if isinstance(found, Asked | Nothing | Helped):
            return found
        shown = found.items
    return records(question, shown or desk.plan.items, desk)
