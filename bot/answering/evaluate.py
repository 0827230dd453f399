"""Query → Result. The one place where a query meets the plan; every part of it goes with every other.

base ∩ conditions = hits          which items, in three values (extents, truth)
base by groups, having, rank      which groups (grouping, judging)
base, having                      whether it is so (holding)
→ items, numbers, truth, what stands beside them
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bot import tracing
from bot.answer import Change, Counts
from bot.answering.beside import beside, strange
from bot.answering.extents import Extent, Extents, group_kind
from bot.answering.plan_sets import PlanItems
from bot.answering.result import Groups, Result, at_places
from bot.answering.selecting import count
from bot.answering.store import NONE, Keys, Store, union
from bot.query import Condition, Query, normal
from katou_index.plan import Item, Items


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
    groups = _groups(query, extents, keys, asked)
    items, figure = _items(query, extents, keys, hits, groups)
    apart = beside(query, extents, _wanted(query))
    shown = hits if items is extents.in_order(hits) else extents.keys_of(items)
    share = extents.share(keys, hits) if query.conditions else None
    return Result(
        years=extents.years,
        items=items,
        base=extents.in_order(keys),
        hits=extents.in_order(hits),
        counts=_counts(query, extents, items, keys, share),
        share=share,
        undecided=extents.in_order(_undecided(query, extents, keys)),
        dashes=extents.in_order(keys & extents.dashes if query.about_ratings else NONE),
        rows=groups.rows,
        unknown=groups.unknown,
        apart=groups.apart,
        judged=query.aggregate == "holds",
        holds=_holds(query, extents, keys, groups),
        sections=extents.in_order(apart.sections - shown),
        members=extents.in_order(apart.members - shown),
        everyone=extents.in_order(apart.everyone - shown),
        mentions=extents.in_order(apart.mentions - shown),
        changes=_changes(extents, hits if extents.linked or _of_years(query) else keys),
        strange=strange(query, extents),
        figure=figure,
        repeated=_repeated(query, items),
    )


def _groups(query: Query, extents: Extents, base: Keys, asked: Extent) -> Groups:
    if not group_kind(query, extents):
        return Groups()
    from bot.answering.grouping import groups_of  # here: most questions ask of no groups

    return groups_of(query, extents, base, asked)


def _holds(query: Query, extents: Extents, base: Keys, groups: Groups) -> bool | None:
    if query.aggregate != "holds":
        return None
    from bot.answering.holding import holds  # here: most questions ask for something

    return holds(query, extents, base, groups)


# -- items ---------------------------------------------------------------------------------------------------


def _items(
    query: Query, extents: Extents, base: Keys, hits: Keys, groups: Groups
) -> tuple[tuple[Item, ...], str]:
    """What the answer is about, in the order shown (docs/json.md), and the figure that was looked for."""
    match query.aggregate:
        case "overview":
            return (), ""
        case "holds" if not query.sides and (query.unless and not groups.rows if query.per else True):
            from bot.answering.holding import judged  # here, as above

            return extents.in_order(judged(query, extents, base)), ""
        case "holds" | "rank" if query.ranks:
            from bot.answering.grouping import winners  # here, as above

            return _in_groups(extents, Groups(winners(query, groups))), ""
        case "compare" | "holds" if query.sides:
            rows = [row for row in groups.rows if query.sides[int(row.value)] or len(query.sides) == 1]
            return tuple(dict.fromkeys(item for row in rows for item in row.base)), ""
        case "compare":  # of years: what the conditions leave, so that what is told is what is counted
            return extents.in_order(hits), ""
    chosen = _in_groups(extents, groups) if query.having else extents.in_order(hits)
    if query.aggregate == "largest":
        from bot.answering import quantities  # here: few questions ask for figures

        place = query.places[0] if query.places else 1
        fields, least = quantities.fields_of(query), query.order == "least"
        figure, found = quantities.largest(chosen, query.unit, place, fields, least=least)
        return found, figure
    chosen = _with_figures(query, chosen)
    if query.having:
        return chosen, ""
    by_figure = query.aggregate == "amounts" and query.order
    by_rating = query.aggregate == "list" and query.by == "rating"
    if by_rating:
        ordered: Sequence[Item] = _by_rating(query, extents.marks, chosen)
    else:
        ordered = chosen if by_figure else _best_first(query, extents, chosen)
    return Items.of(at_places(list(ordered), query.places) if query.places else ordered), ""


def _in_groups(extents: Extents, groups: Groups) -> tuple[Item, ...]:
    return extents.in_order(union(extents.keys_of(row.hits) for row in groups.rows))


def _with_figures(query: Query, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Only those with an amount, where amounts are asked for; a sum looks at all where none has a figure."""
    if query.aggregate not in ("amounts", "sum"):
        return items
    from bot.answering import quantities  # here, as above

    if query.aggregate == "amounts":
        units, fields = quantities.units_of(query.unit, ("円",)), quantities.fields_of(query)
        found = tuple(item for item in items if quantities.written(item, units, fields))
        return quantities.in_order(found, units, fields, query.order == "least") if query.order else found
    units = quantities.units_of(query.unit, quantities.COUNTED)
    return tuple(item for item in items if quantities.written(item, units)) or items


def _repeated(query: Query, items: Sequence[Item]) -> tuple[str, ...]:
    if query.aggregate != "sum":
        return ()
    from bot.answering import quantities  # here, as above

    return quantities.repeated(items, query.unit)


def _by_rating(query: Query, marks: Sequence[str], items: Sequence[Item]) -> Sequence[Item]:
    """The best mark first, or the worst; of one mark in the order of the sheet, without any at the end."""
    scale = marks[::-1] if query.order == "least" else marks
    order = {mark: place for place, mark in enumerate(scale)}
    return sorted(items, key=lambda item: order.get(item.rating.mark, len(order)))


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
    open_ones = union([each.maybe - each.yes for each in extent]) & base
    return open_ones if query.sides else open_ones | (whole.maybe - whole.yes)


def _wanted(query: Query) -> tuple[Condition, ...]:
    """What must hold beside the base for what is shown: what the items were chosen by."""
    if query.aggregate == "compare":
        return ()
    if query.aggregate != "holds" or query.per:
        return query.conditions
    from bot.answering.holding import wanted  # here, as above

    return wanted(query)


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
