"""Whether a set of items is as a query asks: its quantifiers over the extents of its conditions.

    having only ×   of 防災課 (×, △, one lost)   → False
    having none ×   of 防災課 (○, one lost)      → None, not known

Three values as in truth.py; which items a condition holds of is asked of extents.py.
"""

from __future__ import annotations

from bot.answering.extents import Extent, Extents
from bot.answering.store import Keys
from bot.answering.truth import Tally, alike, every, more, span, truth
from bot.answering.truth import each as each_of
from bot.query import Condition, Having, Query
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def conditions_of(having: Having, query: Query) -> tuple[Condition, ...]:
    """What it asks of items: its own conditions, else those of the query."""
    return having.conditions or query.conditions


def judge(having: Having, keys: Keys, extents: Extents, query: Query) -> bool | None:
    """Whether the items of these keys are so; None where that is not known, or there are none."""
    if not keys:
        return None
    conditions = conditions_of(having, query)
    match having.quantifier:
        case "more":
            here, there = extents.meet(conditions), extents.meet(having.than)
            return more([_of(here, key) for key in keys], [_of(there, key) for key in keys])
        case "each":
            single = [part for condition in conditions for part in _single(condition)]
            exclusive = all(part.aspect == "rating" and not part.negated for part in single)
            return each_of([tally(extents.of(part), keys) for part in single], exclusive)
        case "like":
            others = extents.meet((*query.base, *having.than)).yes
            return False if keys == others else _as_often(keys, others, extents)
    found = tally(extents.meet(conditions), keys)
    if having.quantifier == "only" and (strange := len(_of_others_too(conditions, keys, extents))):
        found = found._replace(yes=found.yes - strange, no=found.no + strange)
    if having.quantifier == "all" and all(each.aspect == "rating" and each.negated for each in conditions):
        found = found._replace(yes=found.yes + found.apart, apart=0)  # "—" is no × either
    return truth(having.quantifier, found, having.number)


def _of_others_too(conditions: Sequence[Condition], keys: Keys, extents: Extents) -> Keys:
    """Items that a department owns together with others: that it is the only one is not so of these."""
    named = [each for each in conditions if each.aspect == "owner" and not (each.negated or each.sections)]
    if len(named) != len(conditions):
        return frozenset()
    owners = {value for each in named for value in each.values}
    owned = extents.in_order(keys & extents.meet(conditions).yes)
    # One may have had another name in the year of an item: it is one of those that own it all the same.
    return frozenset(item.key for item in owned if len(item.owners) > max(1, len(owners & {*item.owners})))


def judging(havings: Sequence[Having], extents: Extents, query: Query) -> Callable[[Keys], bool | None]:
    """What tells of keys whether they are so in all of these ways.

    An item of unknown rating can have only one of several.
    """
    wanted = [conditions_of(each, query) for each in havings]
    marks = [mark for said in wanted for each in said for mark in each.values]
    ratings = all(len(said) == 1 and said[0].aspect == "rating" for said in wanted)
    plain = ratings and not any(said[0].negated or said[0].years for said in wanted)
    if (
        len(wanted) < 2
        or not plain
        or len(set(marks)) < len(marks)
        or {each.quantifier for each in havings} != {"any"}
    ):
        return lambda keys: every([judge(each, keys, extents, query) for each in havings])
    met = [extents.meet(said) for said in wanted]
    return lambda keys: each_of([tally(each, keys) for each in met], exclusive=True) if keys else None


def _as_often(keys: Keys, others: Keys, extents: Extents) -> bool | None:
    """Whether each rating is given as often among the one as among the others."""
    rated = (extents.meet((Condition("rating", (mark,)),)) for mark in extents.marks)
    return every(
        alike(*(span(tally(found, each), share=False) for each in (keys, others))) for found in rated
    )


def tally(extent: Extent, keys: Keys) -> Tally:
    """How many of the keys meet it, do not, may, or take no part."""
    yes, maybe, part = [len(keys & found) for found in extent]
    return Tally._make((yes, len(keys) - part, maybe - yes, part - maybe))


def _of(extent: Extent, key: str) -> bool | None:
    return True if key in extent.yes else None if key in extent.maybe else False


def _single(condition: Condition) -> tuple[Condition, ...]:
    """A condition a value: △ and × are two things that a measure may have."""
    if condition.negated:
        return (condition,)
    return tuple(condition.but(values=(value,)) for value in condition.values) or (condition,)
