"""Whether what a query asks is so: in three values, over all its items, its groups or its sides."""

from __future__ import annotations

from bot.answering.beside import asked_about
from bot.answering.extents import Extent, Extents
from bot.answering.judging import conditions_of, judge, tally
from bot.answering.result import Groups, ResultRow
from bot.answering.store import Keys, union
from bot.answering.truth import Tally, alike, beyond, every, opposite, span
from bot.query import SHARES, Condition, Having, Query, said_of_words_alone
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A yes-or-no question so asked is about the base.
OF_THE_BASE = ("all", "only", "not_all", "most", "more", "like", *SHARES)
NUMBERED = ("measure", "item")  # one that is named so is what the answer is about, whatever is asked of it
QUOTED = ("topic", "text", "figure")  # what a text says is quoted, never judged


def asked(query: Query) -> tuple[Having, ...]:
    """What a yes-or-no question asks: whether there is any, where it does not say."""
    return query.having or (Having("any"),)


def _looked_at(having: Having, query: Query, extents: Extents, base: Keys) -> Keys:
    """The items that a statement is about: with conditions of its own, those that meet the query's."""
    return base & extents.meet(query.conditions).yes if having.conditions else base


def judged(query: Query, extents: Extents, base: Keys) -> Keys:
    """What the answer is about; of groups of which there is none, what they would need."""
    if query.per:
        return base & extents.meet(conditions_of(asked(query)[0], query)).yes
    return union(_of_each(query, extents, base))


def _of_each(query: Query, extents: Extents, base: Keys) -> Iterable[Keys]:
    """ "All", "is it …?" are about the base; "is there …?" about what meets it, but of one by its number."""
    numbered = query.about_ratings and all(each.aspect in NUMBERED for each in query.base)
    for having in asked(query):
        keys = _looked_at(having, query, extents, base)
        whole = having.quantifier in OF_THE_BASE or (numbered and len(keys) == 1)
        yield keys if whole else keys & extents.meet(conditions_of(having, query)).yes


def wanted(query: Query) -> tuple[Condition, ...]:
    """What must hold for what is shown, where it is asked of no groups."""
    chosen = [each for each in asked(query) if each.quantifier not in OF_THE_BASE]
    return tuple(dict.fromkeys(each for having in chosen for each in conditions_of(having, query)))


def holds(query: Query, extents: Extents, base: Keys, groups: Groups) -> bool | None:
    """The truth of the statement. What a text says is not judged, nor what is about nothing."""
    if base and (about := asked_about(query)):
        return _whether_about(query, about, extents, base)
    if base and (about := said_of_words_alone(query)):
        return _whether_they_alone(about, extents, base)
    said = asked(query)
    conditions = [
        *query.conditions,
        *(each for having in said for each in (*having.conditions, *having.than)),
    ]
    if not base or any(each.aspect in QUOTED for each in conditions):
        return None
    if query.sides:
        return _of_sides(query, extents, groups)
    if query.per:
        found = _of_named(query, extents, groups) if query.named else _some_group(query, groups)
        return opposite(found) if query.unless else found
    return every(judge(each, _looked_at(each, query, extents, base), extents, query) for each in said)


def _whether_about(query: Query, asked: Condition, extents: Extents, base: Keys) -> bool | None:
    """Whether something that is looked at, or nothing, is about words; not known where they are mentioned."""
    found = [extents.about(year, words) for words in asked.values for year in extents.years]
    denied = any(having.quantifier == "none" for having in query.having)
    if any(base & about.first for about in found):
        return not denied
    return None if any(base & about.related for about in found) else denied


def _whether_they_alone(said: Condition, extents: Extents, base: Keys) -> bool | None:
    """Whether all that is so rated is about words, as it is said of them alone.

    What mentions them may be about them, and words that lead to several measures are many things: not known.
    """
    found = [extents.about(year, words) for words in said.values for year in extents.years]
    first = union(about.first for about in found)
    if any(about.unknown for about in found) or not first:
        return None
    if not base - first:
        return True
    whole = first | union(about.related for about in found)
    many = len({key.rpartition("-")[0] for key in first}) > len(found)
    return None if not base - whole or (many and base & whole) else False


def _some_group(query: Query, groups: Groups) -> bool | None:
    """Whether there is a group that is so: one that was chosen, or one with a hit."""
    if query.having:
        return True if groups.rows else None if groups.unknown else False
    rows = [row for row in groups.rows if row.value and not row.everyone]
    return True if any(row.hits for row in rows) else None if any(row.undecided for row in rows) else False


def _of_named(query: Query, extents: Extents, groups: Groups) -> bool | None:
    """Whether the groups that are named are such ones, or stand where it was asked; `sole`: and no others."""
    named = {value for each in query.named for value in extents.groups_in(each)}
    ranked = query.ranks
    if ranked and query.places in ((), (1,)):
        return _lead(query, [row for row in (*groups.rows, *groups.unknown) if not row.everyone], named)
    sure = {row.value for row in (_winners(query, groups) if ranked else groups.rows)}
    open_ones = set() if ranked else {row.value for row in groups.unknown}
    truths = [True if value in sure else None if value in open_ones else False for value in named]
    if query.sole:
        truths += [None if value in open_ones else False for value in (sure | open_ones) - named]
    return every(truths)


def _winners(query: Query, groups: Groups) -> tuple[ResultRow, ...]:
    from bot.answering.grouping import winners  # here: most questions put nothing in order

    return winners(query, groups)


def _lead(query: Query, rows: Sequence[ResultRow], named: set[str]) -> bool | None:
    """Whether no group is before those that are named; `sole`: and none beside them."""
    less, shares = query.order == "least", query.by == "share"
    spans = {
        row.value: span(Tally(len(row.hits), row.rated - len(row.hits), row.undecided), shares)
        for row in rows
    }
    if not named <= set(spans):
        return False
    truths = []
    for value in named:
        for other in set(spans) - {value}:
            if query.sole and other not in named:
                truths.append(beyond(spans[value], spans[other], less))
            else:
                truths.append(opposite(beyond(spans[other], spans[value], less)))
    return every(truths)


def _of_sides(query: Query, extents: Extents, groups: Groups) -> bool | None:
    """Whether each side is so; with an order, whether the first has more, less or the same as every other."""
    keys = [extents.keys_of(row.base) for row in groups.rows]
    if len(keys) < len(query.sides):
        return None  # nothing holds of no items
    if not query.order:
        return every(judge(having, each, extents, query) for having in asked(query) for each in keys)
    if query.by == "rating":
        marks = (extents.meet((*query.conditions, Condition("rating", (mark,)))) for mark in extents.marks)
        return every(_held(query, asked, keys) for asked in marks)
    return _held(query, extents.meet(query.conditions), keys)


def _held(query: Query, asked: Extent, keys: Sequence[Keys]) -> bool | None:
    """How the number, or share, of the first that are so is to that of every other one."""
    first, *others = (span(tally(asked, each), query.by == "share") for each in keys)
    if query.order == "same":
        return every(alike(first, other) for other in others)
    return every(beyond(first, other, query.order == "least") for other in others)
