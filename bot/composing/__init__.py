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
from bot.card import Card, CardBlock, Choice, ItemList
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
    composed, choices = _not_twice(composed, choices, first, answer, page)
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


def _not_twice(
    blocks: tuple[CardBlock, ...],
    choices: tuple[Choice, ...],
    first: str,
    answer: AnyAnswer,
    page: Composition,
) -> tuple[tuple[CardBlock, ...], tuple[Choice, ...]]:
    """Blocks and choices; where the first line tells the only item of a list, what came of it in its place.

    Then a choice leads to the item.
    """
    if not isinstance(answer, Listed | Counted) or len(answer.items) != 1 or not blocks:
        return blocks, choices
    rows, *others = blocks
    if not isinstance(rows, ItemList) or rows.more or rows.title or len(rows.items) != 1:
        return blocks, choices
    (row,), item = rows.items, answer.items[0]
    if row.beside or any(part not in first for part in row.told):
        return blocks, choices
    number = item.id if len(page.measure(item).items) > 1 else item.measure
    to_it = Choice(row.name, page.asks(f"No.{number}"))
    return (*measures.beside(item, answer, page), *others), (to_it, *choices)


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
