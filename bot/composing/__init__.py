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
from bot.composing.context import CardWriter
from bot.composing.folding import ROOM, fold
from bot.composing.headline import headline
from bot.wording.headlines import Headlines


def compose(answer: AnyAnswer, writer: CardWriter, room: int = ROOM) -> Card:
    """The whole card: the answer in one sentence, what a phone shows (`room` characters), then "more"."""
    composed, choices = _body(answer, writer)
    if answer.proposed:
        from bot.composing.messages import proposals, with_proposals  # here: most questions are understood

        near = composed if answer.kind == "nothing" else ()  # help shows examples: they were not meant
        composed, choices = (proposals(answer, writer), *near), with_proposals(answer, writer, choices)
    first, scope = headline(answer, writer), frame.scope(answer, writer)
    composed, choices = _not_twice(composed, choices, first, answer, writer)
    blocks, number = fold(composed, sum(map(len, (first, *scope))), room)
    say = Headlines(writer.say)
    left = say.more(number, frame.unit(answer, writer)) if number else ""
    return Card(
        lang=answer.question.lang,
        headline=first,
        scope=scope,
        blocks=blocks,
        notes=frame.notes(answer, writer),
        sources=frame.sources(answer, writer),
        choices=choices,
        left=left,
        more=left or say.unfold(),
    )


def _not_twice(
    blocks: tuple[CardBlock, ...],
    choices: tuple[Choice, ...],
    first: str,
    answer: AnyAnswer,
    writer: CardWriter,
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
    number = item.id if len(writer.measure(item).items) > 1 else item.measure
    to_it = Choice(row.name, writer.asks(f"No.{number}"))
    return (*measures.beside(item, answer, writer), *others), (to_it, *choices)


def _body(answer: AnyAnswer, writer: CardWriter) -> tuple[tuple[CardBlock, ...], tuple[Choice, ...]]:
    if isinstance(answer, Shown):
        return measures.shown(answer, writer), measures.choices(answer, writer)
    from bot.composing import lists, tables, years  # here: `katou ask` mostly shows a measure
    from bot.composing import messages as others

    match answer:
        case Listed():
            return lists.listed(answer, writer), lists.choices(answer, writer)
        case Counted():
            return lists.counted(answer, writer), lists.choices(answer, writer)
        case Tabled():
            return tables.tabled(answer, writer), lists.take_away(answer, writer)
        case Compared() if answer.question.over:
            sides = tables.compared(answer, writer)
            choices = (*years.compared_choices(answer, writer), *lists.take_away(answer, writer))
            return (*sides, *years.compared(answer, writer)), choices
        case Compared():
            return tables.compared(answer, writer), lists.take_away(answer, writer)
        case Changed():
            return years.changed(answer, writer), lists.take_away(answer, writer)
        case Followed():
            choices = (*years.followed_choices(answer), *lists.take_away(answer, writer))
            return years.followed(answer, writer), choices
        case Overview():
            choices = (*lists.take_away(answer, writer), *others.examples(writer))
            return tables.overview(answer, writer), choices
        case Corrected():
            return others.corrected(answer, writer), ()
        case Columned():
            return lists.columned(answer, writer), ()
        case ColumnSides():
            return lists.column_sides(answer, writer), ()
        case Asked():
            return others.asked(answer, writer), others.asked_choices(answer, writer)
        case Nothing():
            return others.nothing(answer, writer), others.nothing_choices(answer, writer)
        case Helped():
            return others.helped(answer, writer), others.examples(writer)
