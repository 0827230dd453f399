"""Where a fact stands: an item with what it is about, several by their numbers, ratings in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Columned, Shown
from bot.composing.context import CardWriter, short_of
from bot.wording.headlines import Headlines
from katou_index.plan import Item, Items, State

PLACES = 6  # numbers of items in one pair of brackets
PLACE = 44  # signs of an item with what it is about


def taken_for_granted(answer: AnyAnswer) -> tuple[str, ...]:
    """The ratings that a question takes for granted and nothing that is shown has: why is it △; else ()."""
    question = answer.question
    for said in question.said:
        if said.startswith("not_so:"):
            return tuple(said.removeprefix("not_so:").split("|"))
    ratings = question.filter.ratings if isinstance(answer, Shown | Columned) and not question.over else ()
    shown = [item.rating for item in answer.items] if ratings else []
    if not shown or any(not rating.rated or rating.mark in ratings for rating in shown):
        return ()
    return ratings


def place(item: Item, writer: CardWriter, *, owners: bool = False) -> str:
    """`No.30 項目3 RPA等の利活用研究、総務財政課`."""
    about = f"{writer.name(item)} {writer.about(item, alone=True)}"
    return writer.say.join((short_of(about, PLACE), *item.owners)) if owners else short_of(about, PLACE)


def places(items: Sequence[Item], writer: CardWriter) -> str:
    """`No.29・No.34 電子入札`: several items, each by its number; one with what it is about."""
    if len(items) == 1:
        return place(items[0], writer)
    return numbers(items, writer)


def numbers(items: Sequence[Item], writer: CardWriter) -> str:
    """`No.14 項目1・2・No.29`: the numbers of the first items, then how many more."""
    names = writer.say.places(
        [(writer.name(item), f"{item.year.code}/{item.measure}", item.number) for item in items[:PLACES]]
    )
    if len(items) <= PLACES:
        return names
    return names + writer.say.sep() + Headlines(writer.say).more(len(items) - PLACES, writer.say.item_unit())


def all_of(name: str, items: Sequence[Item], writer: CardWriter, say: Headlines) -> str:
    """`No.14 GISの利活用の促進は3項目: ○ 丸 2、△ 三角 1 です`; what has no rating is told, too."""
    found, counted = Items.of(items), writer.counted(items)
    if len(found.marks) == 1 and found.rated == len(found) > 1:
        return say.all_so(name, counted, writer.say.mark(*found.marks))
    return say.whole(name, counted, tally(items, writer))


def tally(items: Sequence[Item], writer: CardWriter) -> str:
    """`○ 丸 7、× バツ 1`, and those without a rating each with why."""
    rated = writer.tally(items)
    others: dict[State, list[Item]] = {}
    for item in Items.of(items).unrated:
        others.setdefault(item.rating.state, []).append(item)
    rest = (writer.say.stated(state, len(found), numbers(found, writer)) for state, found in others.items())
    return writer.say.join(part for part in (rated, *rest) if part)
