"""Answer → Card: one function a kind of answer. Chooses what is shown; the sentences stand in wording."""

from __future__ import annotations

from bot.answer import (
    AnyAnswer,
    Asked,
    Changed,
    Columned,
    ColumnSides,
    Compared,
    Corrected,
    Counted,
    Followed,
    Helped,
    Listed,
    Nothing,
    Overview,
    Shown,
    Tabled,
)
from bot.card import Card, CardBlock, Choice
from bot.composing import frame, measures
from bot.composing.context import Composition
from bot.composing.folding import ROOM, fold
from bot.composing.headline import headline
from bot.wording.headlines import Headlines


def compose(answer: AnyAnswer, page: Composition, room: int = ROOM) -> Card:
    """The whole card: the answer in one sentence, what a phone shows (`room` characters), then "more"."""
    composed, choices = _body(answer, page)
    if answer.proposed:
        from bot.composing.messages import proposals, with_proposals  # here: most questions are understood

        near = composed if answer.kind == "nothing" else ()  # help shows examples: they were not meant
        composed, choices = (proposals(answer, page), *near), with_proposals(answer, page, choices)
    first, scope = headline(answer, page), frame.scope(answer, page)
    blocks, number = fold(composed, sum(map(len, (first, *scope))), room)
    say = Headlines(page.say)
    left = say.more(number, frame.unit(answer, page)) if number else ""
    return Card(
        lang=answer.question.lang,
        headline=first,
        scope=scope,
        blocks=blocks,
        notes=frame.notes(answer, page),
        sources=frame.sources(answer, page),
        choices=choices,
        left=left,
        more=left or say.unfold(),
    )


def _body(answer: AnyAnswer, page: Composition) -> tuple[tuple[CardBlock, ...], tuple[Choice, ...]]:
    if isinstance(answer, Shown):
        return measures.shown(answer, page), measures.choices(answer, page)
    from bot.composing import lists, tables, years  # here: `katou ask` mostly shows a measure
    from bot.composing import messages as others

    match answer:
        case Listed():
            return lists.listed(answer, page), lists.choices(answer, page)
        case Counted():
            return lists.counted(answer, page), lists.choices(answer, page)
        case Tabled():
            return tables.tabled(answer, page), lists.take_away(answer, page)
        case Compared() if answer.question.over:
            sides = tables.compared(answer, page)
            choices = (*years.compared_choices(answer, page), *lists.take_away(answer, page))
            return (*sides, *years.compared(answer, page)), choices
        case Compared():
            return tables.compared(answer, page), lists.take_away(answer, page)
        case Changed():
            return years.changed(answer, page), lists.take_away(answer, page)
        case Followed():
            choices = (*years.followed_choices(answer), *lists.take_away(answer, page))
            return years.followed(answer, page), choices
        case Overview():
            choices = (*lists.take_away(answer, page), *others.examples(page))
            return tables.overview(answer, page), choices
        case Corrected():
            return others.corrected(answer, page), ()
        case Columned():
            return lists.columned(answer, page), ()
        case ColumnSides():
            return lists.column_sides(answer, page), ()
        case Asked():
            return others.asked(answer, page), others.asked_choices(answer, page)
        case Nothing():
            return others.nothing(answer, page), others.nothing_choices(answer, page)
        case Helped():
            return others.helped(answer, page), others.examples(page)
