"""Query → Result. The one place where a query meets the plan; every part of it goes with every other.

base ∩ conditions = hits          which items, in three values (extents, truth)
base by groups, having, rank      which groups (grouping, judging)
→ items, numbers, truth, what stands beside them
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from bot import tracing
from bot.answer import Change, Counts
from bot.answering import quantities
from bot.answering.beside import asked_about, beside, strange
from bot.answering.extents import Extent, Extents
from bot.answering.grouping import Groups, at_places, groups_of, is_ranking, share_of, winners
from bot.answering.judging import conditions_of, judge, tally
from bot.answering.plan_sets import PlanItems
from bot.answering.result import Result, ResultRow
from bot.answering.selecting import count
from bot.answering.store import NONE, Keys, Store, union
from bot.answering.truth import Tally, alike, beyond, every, opposite, span
from bot.query import SHARES, Condition, Having, Query, normal
from katou_index.plan import Item, Items

OF_THE_BASE = (
    "all",
    "only",
    "not_all",
    "most",
    "more",
    "like",
    *SHARES,
)  # a yes-or-no question so asked is about the base
NUMBERED = ("measure", "item")  # one that is named so is what the answer is about, whatever is asked of it
QUOTED = ("topic", "text", "figure")  # what a text says is quoted, never judged


def evaluate(query: Query, store: Store) -> Result:
    """The result of a query over the years it names, the newest where it names none.

    Raises YearNotLoadedError for a year that is not there, ValueError for what is no query.
    """
    with tracing.span("evaluation") as seen:
        result = _evaluated(normal(query), store)
        seen.tell(items=len(result.items))
    return result


def _evaluated(query: Query, store: Store) -> Result:
    extents = Extents(query, store)
    base, asked = extents.meet(query.base), extents.meet(query.conditions)
    keys = base.yes
    if query.sides:
        keys &= union(extents.meet(side).yes for side in query.sides)
    hits = keys & asked.yes
    groups = groups_of(query, extents, keys, asked)
    items, figure = _items(query, extents, keys, hits, groups)
    apart = beside(query, extents, _wanted(query))
    shown = hits if items is extents.in_order(hits) else extents.keys_of(items)
    share = share_of(keys, hits, extents) if query.conditions else None
    return Result(
        years=extents.years,
        items=items,
        base=extents.in_order(keys),
        hits=extents.in_order(hits),
        counts=_counts(query, extents, items, keys, share),
        share=share,
        undecided=extents.in_order(_undecided(query, extents, keys)),
        dashes=extents.in_order(keys & extents.dashes if _about_ratings(query) else NONE),
        rows=groups.rows,
        unknown=groups.unknown,
        apart=groups.apart,
        judged=query.aggregate == "holds",
        holds=_holds(query, extents, keys, groups) if query.aggregate == "holds" else None,
        sections=extents.in_order(apart.sections - shown),
        members=extents.in_order(apart.members - shown),
        everyone=extents.in_order(apart.everyone - shown),
        mentions=extents.in_order(apart.mentions - shown),
        changes=_changes(extents, hits if extents.linked or _of_years(query) else keys),
        strange=strange(query, extents),
        figure=figure,
        repeated=quantities.repeated(items, query.unit) if query.aggregate == "sum" else (),
    )


# -- items ---------------------------------------------------------------------------------------------------


def _items(
    query: Query, extents: Extents, base: Keys, hits: Keys, groups: Groups
) -> tuple[tuple[Item, ...], str]:
    """What the answer is about, in the order shown (docs/json.md), and the figure that was looked for."""
    match query.aggregate:
        case "overview":
            return (), ""
        case "holds" if query.unless and query.per and not (query.sides or groups.rows):
            return extents.in_order(base & extents.meet(conditions_of(_asked(query)[0], query)).yes), ""
        case "holds" if not (query.per or query.sides):
            return extents.in_order(union(_judged(query, extents, base))), ""
        case "holds" if is_ranking(query):
            return _in_groups(extents, Groups(winners(query, groups))), ""
        case "compare" | "holds" if query.sides:
            rows = [row for row in groups.rows if query.sides[int(row.value)] or len(query.sides) == 1]
            return tuple(dict.fromkeys(item for row in rows for item in row.base)), ""
        case "compare":  # of years: what the conditions leave, so that what is told is what is counted
            return extents.in_order(hits), ""
        case "rank":
            return _in_groups(extents, Groups(winners(query, groups))), ""
    chosen = _in_groups(extents, groups) if query.having else extents.in_order(hits)
    if query.aggregate == "largest":
        place = query.places[0] if query.places else 1
        fields, least = quantities.fields_of(query), query.order == "least"
        figure, found = quantities.largest(chosen, query.unit, place, fields, least=least)
        return found, figure
    chosen = _with_figures(query, chosen)
    if query.having:
        return chosen, ""
    by_figure = query.aggregate == "amounts" and query.order
    ordered = chosen if by_figure else _best_first(query, extents, chosen)
    return Items.of(at_places(list(ordered), query.places) if query.places else ordered), ""


def _in_groups(extents: Extents, groups: Groups) -> tuple[Item, ...]:
    return extents.in_order(union(extents.keys_of(row.hits) for row in groups.rows))


def _with_figures(query: Query, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Only those with an amount, where amounts are asked for; a sum looks at all where none has a figure."""
    if query.aggregate == "amounts":
        units, fields = quantities.units_of(query.unit, ("円",)), quantities.fields_of(query)
        found = tuple(item for item in items if quantities.written(item, units, fields))
        return quantities.in_order(found, units, fields, query.order == "least") if query.order else found
    if query.aggregate == "sum":
        units = quantities.units_of(query.unit, quantities.COUNTED)
        return tuple(item for item in items if quantities.written(item, units)) or items
    return items


def _best_first(query: Query, extents: Extents, items: Sequence[Item]) -> Sequence[Item]:
    """What is about a topic stands in the order of how well it fits, the newest year first."""
    words = [
        value for each in query.base if each.aspect == "topic" and not each.negated for value in each.values
    ]
    if not words:
        return items
    ranked = [extents.about(year, word).primary for year in reversed(extents.years) for word in words]
    if isinstance(items, PlanItems):
        return items.in_order_of(ranked)
    keys = dict.fromkeys(chain.from_iterable(each.keys for each in ranked))
    order = {key: place for place, key in enumerate(keys)}
    return sorted(items, key=lambda item: order.get(item.key, len(order)))


# -- truth ---------------------------------------------------------------------------------------------------


def _asked(query: Query) -> tuple[Having, ...]:
    """What a yes-or-no question asks: whether there is any, where it does not say."""
    return query.having or (Having("any"),)


def _looked_at(having: Having, query: Query, extents: Extents, base: Keys) -> Keys:
    """The items that a statement is about: with conditions of its own, those that meet the query's."""
    return base & extents.meet(query.conditions).yes if having.conditions else base


def _judged(query: Query, extents: Extents, base: Keys) -> Iterable[Keys]:
    """ "All", "is it …?" are about the base; "is there …?" about what meets it, but of one by its number."""
    numbered = _about_ratings(query) and all(each.aspect in NUMBERED for each in query.base)
    for having in _asked(query):
        keys = _looked_at(having, query, extents, base)
        whole = having.quantifier in OF_THE_BASE or (numbered and len(keys) == 1)
        yield keys if whole else keys & extents.meet(conditions_of(having, query)).yes


def _holds(query: Query, extents: Extents, base: Keys, groups: Groups) -> bool | None:
    """The truth of the statement. What a text says is not judged, nor what is about nothing."""
    if base and (about := asked_about(query)):
        return _whether_about(query, about, extents, base)
    asked = _asked(query)
    conditions = [
        *query.conditions,
        *(each for having in asked for each in (*having.conditions, *having.than)),
    ]
    if not base or any(each.aspect in QUOTED for each in conditions):
        return None
    if query.sides:
        return _of_sides(query, extents, groups)
    if query.per:
        found = _of_named(query, extents, groups) if query.named else _some_group(query, groups)
        return opposite(found) if query.unless else found
    return every(judge(each, _looked_at(each, query, extents, base), extents, query) for each in asked)


def _whether_about(query: Query, asked: Condition, extents: Extents, base: Keys) -> bool | None:
    """Whether something that is looked at, or nothing, is about words; not known where they are mentioned."""
    found = [extents.about(year, words) for words in asked.values for year in extents.years]
    denied = any(having.quantifier == "none" for having in query.having)
    if any(base & about.first for about in found):
        return not denied
    return None if any(base & about.related for about in found) else denied


def _some_group(query: Query, groups: Groups) -> bool | None:
    """Whether there is a group that is so: one that was chosen, or one with a hit."""
    if query.having:
        return True if groups.rows else None if groups.unknown else False
    rows = [row for row in groups.rows if row.value and not row.everyone]
    return True if any(row.hits for row in rows) else None if any(row.undecided for row in rows) else False


def _of_named(query: Query, extents: Extents, groups: Groups) -> bool | None:
    """Whether the groups that are named are such ones, or stand where it was asked; `sole`: and no others."""
    named = {value for each in query.named for value in extents.groups_in(each)}
    ranked = is_ranking(query)
    if ranked and query.places in ((), (1,)):
        return _lead(query, [row for row in (*groups.rows, *groups.unknown) if not row.everyone], named)
    sure = {row.value for row in (winners(query, groups) if ranked else groups.rows)}
    open_ones = set() if ranked else {row.value for row in groups.unknown}
    truths = [True if value in sure else None if value in open_ones else False for value in named]
    if query.sole:
        truths += [None if value in open_ones else False for value in (sure | open_ones) - named]
    return every(truths)


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
        return every(judge(having, each, extents, query) for having in _asked(query) for each in keys)
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


# -- numbers, and what stands beside -------------------------------------------------------------------------


def _counts(query: Query, extents: Extents, items: Sequence[Item], base: Keys, share: float | None) -> Counts:
    """Numbers of the items; `rated` is that of the base."""
    counts = count(extents.in_order(base) if query.aggregate == "overview" else items, extents.marks)
    return counts.but(rated=len(base & extents.rated), share=share if query.aggregate == "share" else None)


def _undecided(query: Query, extents: Extents, base: Keys) -> Keys:
    """The items of the base of which it is not known whether they meet what is asked."""
    asked = [query.conditions, *(part for each in query.having for part in (each.conditions, each.than))]
    extent = [extents.meet(conditions) for conditions in asked]
    whole = extents.meet((*query.base, *query.conditions))
    open_ones = union(each.maybe - each.yes for each in extent) & base
    return open_ones if query.sides else open_ones | (whole.maybe - whole.yes)


def _about_ratings(query: Query) -> bool:
    return any(each.aspect == "rating" for each in query.all_conditions()) or query.aggregate == "overview"


def _wanted(query: Query) -> tuple[Condition, ...]:
    """What must hold beside the base for what is shown: what the items were chosen by."""
    if query.aggregate == "compare":
        return ()
    if query.aggregate != "holds" or query.per:
        return query.conditions
    asked = [each for each in _asked(query) if each.quantifier not in OF_THE_BASE]
    return tuple(dict.fromkeys(each for having in asked for each in conditions_of(having, query)))


def _of_years(query: Query) -> bool:
    """Whether years are held side by side."""
    return query.aggregate == "compare" and not query.sides


def _changes(extents: Extents, keys: Keys) -> tuple[Change, ...]:
    """What the items of several years are in the first and the last one, each once."""
    if len(extents.years) < 2:
        return ()
    from bot.answering.changes import change  # here: most questions are of one year

    found, seen = [], set()
    for item in extents.in_order(keys):
        if item.key not in seen:
            partners = (extents.store.partner(item, year).item for year in extents.years)
            seen |= {partner.key for partner in partners if partner is not None}
            found.append(change(item, extents.years, extents.store))
    return tuple(found)
