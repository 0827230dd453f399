"""Groups of a query: departments, policies, measures …, sides, years; which are chosen; their ranking.

What stands for every department (全課) is a row of tables and is listed under rankings, without a place; it
is never an answer to "which departments", nor is what has no policy or initiative at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.answering.extents import Extent, Extents, group_kind
from bot.answering.judging import conditions_of, judging, tally
from bot.answering.result import Groups, ResultRow, at_places
from bot.answering.selecting import percent
from bot.answering.store import Keys, union
from bot.answering.truth import WITHOUT_EXCEPTION
from bot.query import Query
from katou_index.plan import Item
from katou_index.records import NamedTuple

MANY = 500  # items from which on groups are read off the tables
TABLED = ("department", "policy", "initiative")  # groups that have one
SHOWN_WHOLE = ("none", "only", "not_all", "like")  # groups chosen by these are shown with all their items
ASPECT = {"department": "owner", "measure": "measure", "item": "item"}  # what is followed into other years


def groups_of(query: Query, extents: Extents, base: Keys, asked: Extent) -> Groups:
    """The groups of a query over its base; `asked` is what its conditions hold of."""
    parts = _of_the_named(query, extents, _parts(query, extents, base))
    sided = bool(query.sides) and query.aggregate == "holds"
    if query.having and (query.per or query.aggregate != "holds") and not sided:
        return _chosen(query, extents, parts, asked)
    rows = tuple(_row(query, extents, part, asked) for part in parts)
    if query.ranks:
        return _ranked(query, rows)
    if query.aggregate in ("list", "show") and query.per:
        rows = tuple(row for row in rows if row.hits)
    return Groups(rows)


# -- parts of a base -----------------------------------------------------------------------------------------


class GroupPart(NamedTuple):
    """One group before anything is counted."""

    value: str
    year: str
    keys: Keys
    everyone: bool = False


def _parts(query: Query, extents: Extents, base: Keys) -> list[GroupPart]:
    kind = group_kind(query, extents)
    whole = bool(query.having) or query.ranks or (kind == "side" and query.aggregate == "holds")
    over = extents.linked or whole or len(extents.years) == 1
    if kind in TABLED and len(base) > MANY and len(extents.years) == 1 and not extents.linked:
        return _tabled_parts(kind, extents, base)
    found: dict[tuple[str, str], list[str]] = {}
    sides = [extents.meet(side).yes for side in query.sides] if kind == "side" else []
    owners = kind == "department" and len(extents.years) == 1  # as mostly: nobody has another name
    for item in extents.in_order(base) if kind else ():
        year = "" if over else item.year.code
        if kind == "side":
            values: Iterable[str] = [str(place) for place, side in enumerate(sides) if item.key in side]
        elif owners:
            values = item.owners
        else:
            values = _values(kind, item, extents, over)
        for value in values:
            if (value, year) in found:
                found[value, year].append(item.key)
            else:
                found[value, year] = [item.key]
    everyone = extents.store.everyone if kind == "department" else _nobody
    parts = [
        GroupPart._make((value, year, extents.set_of(keys), everyone(value)))
        for (value, year), keys in found.items()
    ]
    if kind in ("department", "side", "year") or not over:
        order = _order(kind, extents)
        last = len(order)
        parts.sort(key=lambda part: (part.year, order.get(part.value, last)))
    return parts


def _of_the_named(query: Query, extents: Extents, parts: list[GroupPart]) -> list[GroupPart]:
    """Of two departments that are named the answer is one of these, not who owns an item beside them."""
    chosen = bool(query.having) or query.ranks
    if not chosen or group_kind(query, extents) != "department":
        return parts
    owners = [each for each in query.base if each.aspect == "owner" and not (each.negated or each.years)]
    named = {name for each in owners for name in extents.owners_of(each)}
    return [part for part in parts if part.value in named] or parts


def _tabled_parts(kind: str, extents: Extents, base: Keys) -> list[GroupPart]:
    """The same of many items of one year, from the table of what has which value."""
    table = extents.store.values(extents.last, kind)
    everyone = extents.store.everyone if kind == "department" else _nobody
    whole = len(base) == len(extents.everything)
    held = ((value, keys if whole else keys & base) for value, keys in table.items())
    parts = [GroupPart(value, "", keys, everyone(value)) for value, keys in held if keys]
    if kind == "policy" and (without := base - union(table.values())):
        parts.append(GroupPart("", "", without, everyone=False))
    parts.sort(key=lambda part: extents.first(part.keys))
    if kind == "department":
        order = _order(kind, extents)
        parts.sort(key=lambda part: order.get(part.value, len(order)))
    return parts


def _nobody(_value: str) -> bool:
    return False


def _order(kind: str, extents: Extents) -> dict[str, int]:
    names: tuple[str, ...] = ()
    if kind == "department":
        of_each = [extents.store.departments(year) for year in reversed(extents.years)]
        names = tuple(dict.fromkeys(chain.from_iterable(of_each)))
        if len(of_each) > 1:  # of one year they stand so
            names = tuple(sorted(names, key=extents.store.everyone))
    elif kind == "side":
        names = tuple(map(str, range(len(extents.items))))
    elif kind == "year":
        names = extents.years
    return {name: place for place, name in enumerate(names)}


def _values(kind: str, item: Item, extents: Extents, over: bool) -> tuple[str, ...]:
    """The groups of an item; over several years as the last one calls them."""
    if kind in ASPECT:
        own = {"department": item.owners, "measure": (str(item.measure),), "item": (item.id,)}[kind]
        if not over or len(extents.years) == 1 or (year := item.year.code) == extents.last:
            return own
        return tuple(dict.fromkeys(name for value in own for name in _now(kind, value, year, extents)))
    if kind == "year":
        return (item.year.code,)
    if kind == "division":
        return (item.division,) if item.division else ()
    measure = extents.store.measure(item)
    if kind == "policy":
        return ("" if measure.policy_no is None else str(measure.policy_no),)
    return (measure.initiative,)


def _now(kind: str, value: str, year: str, extents: Extents) -> tuple[str, ...]:
    """What a department, measure or item of an earlier year is in the last; its key where it has gone."""
    called = extents.store.called(ASPECT[kind], value, year, extents.last)
    if kind == "department":
        return called[1:] or called
    return called or (f"{year}/{value}",)


# -- rows ----------------------------------------------------------------------------------------------------


def _row(query: Query, extents: Extents, part: GroupPart, shown: Extent) -> ResultRow:
    keys = part.keys
    hits = keys & shown.yes
    share = extents.share(keys, hits) if query.conditions else None
    base, chosen = extents.in_order(keys), extents.in_order(hits)
    number: float = chosen.in_measures if query.unit == "measure" else len(chosen)
    if query.by == "share" or query.aggregate == "share":
        number = share or 0.0
    marks = base.marks
    by_rating = {mark: marks.get(mark, 0) for mark in extents.marks}
    return ResultRow(  # by place, which is quickest: a table has many
        part.value, base, chosen, by_rating, len(keys & extents.rated), number, share,
        len(keys & shown.maybe) - len(hits), 0, part.everyone, part.year,
    )  # fmt: skip


# -- groups that have something ------------------------------------------------------------------------------


def _chosen(query: Query, extents: Extents, parts: Iterable[GroupPart], asked: Extent) -> Groups:
    """The groups that meet every having."""
    shown, judged = _shown(query, extents, asked), judging(query.having, extents, query)
    met: list[ResultRow] = []
    unknown: list[ResultRow] = []
    apart: list[ResultRow] = []
    for part in parts:
        if not part.value or part.everyone:
            continue
        found = judged(part.keys)
        if found is False:
            continue
        row = _row(query, extents, part, shown)
        (unknown if found is None else apart if _dashed(query, extents, part) else met).append(row)
    if query.aggregate == "rank":
        return _ranked_of_chosen(query, met, unknown, apart)
    if query.aggregate != "holds":
        met = at_places(met, query.places)
    return Groups(tuple(met), tuple(unknown), tuple(apart))


def _shown(query: Query, extents: Extents, asked: Extent) -> Extent:
    """What of a chosen group is shown: what meets the query's conditions, else those that chose it."""
    positive = [having for having in query.having if having.quantifier not in SHOWN_WHOLE]
    if query.conditions or not positive or query.aggregate == "rank":
        return asked
    found = extents.meet(positive[0].conditions)
    for having in positive[1:]:
        found = found.either(extents.meet(having.conditions))
    return found


def _dashed(query: Query, extents: Extents, part: GroupPart) -> bool:
    """Whether an item with "—" keeps a group from being so in whole."""
    return any(
        tally(extents.meet(conditions_of(having, query)), part.keys).apart
        for having in query.having
        if having.quantifier in WITHOUT_EXCEPTION
    )


# -- ranking -------------------------------------------------------------------------------------------------


def _ranked(query: Query, rows: tuple[ResultRow, ...]) -> Groups:
    """Rows by number, ties on one place. Unknown are those that an undecided item may bring first."""
    least, shares = query.order == "least", query.by == "share"
    named = [row for row in rows if row.value and not row.everyone]
    listed = [row for row in named if (row.number or least) and not (shares and row.share is None)]
    listed.sort(key=lambda row: row.number if least else -row.number)
    numbers = list(dict.fromkeys(row.number for row in listed))
    places = {number: place for place, number in enumerate(numbers, 1)}
    placed = [row.but(place=places[row.number]) for row in listed]
    last = [row.number for row in winners(query, Groups(tuple(placed)))][-1:]
    unknown = [row for row in named if row.undecided and _may_be_first(row, last, least, shares)]
    if not least and (query.places not in ((), (1,)) or query.top):
        unknown = []  # what is told of those that are many is so, whatever the others are
    if least:
        values = {row.value for row in unknown}
        placed = [row for row in placed if row.value not in values]
    rest = [row for row in rows if (row.everyone or not row.value) and (row.number or least)]
    first = {row.value for row in placed if row.place == 1}
    return Groups((*placed, *rest), tuple(row for row in unknown if row.value not in first))


def _ranked_of_chosen(
    query: Query, met: Sequence[ResultRow], unknown: Sequence[ResultRow], apart: Sequence[ResultRow]
) -> Groups:
    """The chosen groups in order. Of where the first place is asked for, those that may not be chosen only
    matter where they would be first."""
    ranked = _ranked(query, tuple(met))
    if query.places in ((), (1,)) and not query.top:
        least, shares = query.order == "least", query.by == "share"
        best = [row.number for row in ranked.rows if row.place == 1]
        unknown = [row for row in unknown if _may_be_first(row, best, least, shares)]
    return Groups(ranked.rows, (*unknown, *ranked.unknown), tuple(apart))


def _may_be_first(row: ResultRow, best: list[float], least: bool, shares: bool) -> bool:
    """Whether it would be, or might not be, first if its undecided items were known."""
    hits, open_ones = len(row.hits), row.undecided
    if least:
        low = percent(hits, row.rated + open_ones) if shares else row.number
        return not best or low <= best[0]
    high = percent(hits + open_ones, row.rated + open_ones) if shares else row.number + open_ones
    return not best or high >= best[0]


def winners(query: Query, groups: Groups) -> tuple[ResultRow, ...]:
    """The rows of a ranking that the answer is about: the first place, the places or as many as asked for."""
    ranked = [row for row in groups.rows if row.place]
    if query.top:
        return tuple(row for row in ranked if _before(row, ranked) < query.top)
    last = max((row.place for row in ranked), default=0)
    wanted = {place if place > 0 else last + 1 + place for place in query.places or (1,)}
    return tuple(row for row in ranked if row.place in wanted)


def _before(row: ResultRow, ranked: list[ResultRow]) -> int:
    return sum(other.place < row.place for other in ranked)
