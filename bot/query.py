"""What is asked of the plan: a small algebra. Frozen, without input or output, knows no words and no plan.

    Query = years × base      which items are looked at
            × conditions      which of them count (often a rating)
            × per             one by one: item, measure, department, policy, initiative, year
            × having          groups of which any, all, none, only … meet a condition
            × aggregate       what of them: show, list, count, share, rank, table, compare, holds …
            × wants           owner, planned, result, evidence, why, when, where, figure …
            × places, form    the second one; as Excel, CSV, picture, link

Every part goes with every other one. A rating never stands in the base of a share: the base is what the share
is of. Conditions of one query add up (and); the values of one condition are alternatives (or). Numbers are
text as printed ("12", "1-①"), ratings are marks of the year's own scale, years are codes ("R2").

    △ outside 情報管理室       base: owner not 情報管理室; conditions: rating △; list
    measures with only ×       per measure, having all ×; list
    departments without ×      per department, having none ×; list
    share of ○ in policy ⑤     base: policy 5; conditions: rating ○; share
    is 税務課 ○ in full?       base: owner 税務課; conditions: rating ○; holds, quantifier all
    of those with ×, most ○    per department, having any ×; conditions: rating ○; rank
    × in all three years       years R1 R2 R3; conditions: rating × in every year; list
"""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Iterable


# ---- conditions. The order is that in which they are said and serialised.
ASPECTS = (
    "item",  # ids without a year: "30-3"
    "measure",  # numbers as printed
    "topic",  # words that an item must be about, each value a group of words that belong together
    "text",  # a phrase, a figure, a date as written in one of the texts
    "policy",  # numbers as text: "5"
    "initiative",
    "owner",  # departments; `sections`: with the sections inside them
    "member",  # departments that have a part in the measure and report no item of it
    "shared",  # several departments own the item; negated: one alone. Values: just "3", or "3+" and more
    "spread",  # the item's measure has so many departments in all. Values: just "3", or "3+" and more
    "sized",  # the item's measure has so many items. Values: just "1", or "2+" and more
    "mixed",  # the measure's items have different ratings. No values
    "empty",  # fields of which nothing is written: planned, result, evidence ("—" is not empty)
    "figure",  # a figure in a field: "evidence:件". Without a field in any text, without a unit of any kind
    # lost dash unfilled rated unrated doubtful restored repaired missing shifted guessed verbatim corrected
    "state",
    # From the first year to the last: better, worse, same, always, new, dropped, renamed, renumbered, moved.
    "change",
    "rating",  # marks
)

# ---- what is wanted
GROUPS = ("item", "measure", "department", "division", "policy", "initiative", "year")
BELONGING = ("department", "division", "policy", "initiative")  # groups to which items belong
AGGREGATES = (
    "show",  # one measure or item in full, or a list with its texts
    "list",
    "count",
    "share",  # of the conditions in the base, of the rated ones
    "rank",  # groups by count or share of the conditions
    "table",  # groups with their ratings
    "compare",  # sides next to each other
    "holds",  # yes, no, unknown
    "overview",  # the whole year in numbers
    "largest",  # the largest amount or figure written
    "amounts",  # where an amount is written
    "sum",  # never added up: listed
    "delta",  # what a text says of the year before
    "written",  # where it is written
)
FIELDS = ("rating", "owner", "planned", "result", "evidence", "why", "when", "where", "figure")
TEXTS = ("planned", "result", "evidence")  # fields of an item that hold sentences
SHARES = ("share_above", "share_from", "share_below", "share_to")  # per cent of those that take part
QUANTIFIERS = (
    "any", "all", "none", "only", "not_all", "at_least", "at_most", "exactly", "most", "more", "each", "like",
    *SHARES,
)  # fmt: skip
AGAINST = ("past", "short", "level")  # whose number is that of a group
LEADERS = "leaders"  # the items that are so of the groups that lead, whom the plan tells
TOPS = ("tops", "tops_share")  # groups at a place of another ranking, by number or by share
FORMS = ("", "xlsx", "csv", "png", "svg", "link")


class Condition(Record):
    """What an item must be. `values` are alternatives; `negated` turns it round.

    A negated rating is the complement among the rated items, anything else negated is it among all. `years`:
    the years in which it must hold, () for the query's own; `every` of them, or any. `number`: how many steps
    of the scale a rating changed at least (aspect "change").

    A department is followed through its names of all years. A measure's number and an item's id are meant as
    the latest year of the query that has them, and followed into its other years.
    """

    aspect: str
    values: tuple[str, ...] = ()
    negated: bool = False
    sections: bool = False
    years: tuple[str, ...] = ()
    every: bool = True
    number: int = 0


class Having(Record):
    """What a group must have, or a whole selection for a yes-or-no question.

    any: at least one item meets the conditions · none · all: every item does · only: all, and at least one;
    of departments: and no other one owns it, too ·
    not_all · at_least, at_most and exactly `number` · share_above, share_from, share_below, share_to
    `number` per cent · most: more than half of the rated ones · more: more items than
    meet `than` · each: at least one item for every value of its conditions (△も×もある) · like: each rating
    as often as those that meet `than`, and not just these · past, short
    and level: more, fewer or as many as the group `than`, a number that only the plan tells (`queries` puts
    it there), as it does the groups of leaders. tops: those at a place of another ranking, by `conditions`:
    `number` from 1 for the most, from -1 for the least; the first of `than` says of which aspect the groups
    are, the others are that ranking's base.

    Without conditions of its own it asks after the query's. With them, the query's conditions say which items
    of the groups are shown; of a ranking what it is by, so that the groups are chosen before they are put in
    order; of a statement about no groups, which items it is about.
    """

    quantifier: str
    conditions: tuple[Condition, ...] = ()
    number: int = 0
    than: tuple[Condition, ...] = ()


class Query(Record):
    """One question to the plan. Two queries that mean the same are equal in `normal` form."""

    years: tuple[str, ...] = ()  # codes, oldest first; () is the newest loaded one
    base: tuple[Condition, ...] = ()
    conditions: tuple[Condition, ...] = ()
    per: str = ""
    having: tuple[
        Having, ...
    ] = ()  # of groups `per`, ranked ones too; of "holds" without `per`: what is asked
    aggregate: str = "list"
    unit: str = ""  # "measure" where measures and not items are counted or listed; of figures 件, 人, 円, %
    # most or least, of "rank", "largest", "amounts", and of "list" by "rating"; same, of "holds" with sides
    order: str = ""
    by: str = ""  # of "rank" and "table": "share" where shares and not numbers are wanted; of "table"
    # "average" where one number for all groups is, of "compare" "difference" where that of two sides is;
    # of sides that are the same "rating" where each rating is given as often; of "list" "rating" where it
    # is in the order of the scale: "most" has the best mark first
    sides: tuple[tuple[Condition, ...], ...] = ()  # of "compare"; () is the whole plan. Of "holds": each
    # is so, or with an `order` the first has more, less or the same as every other
    wants: tuple[str, ...] = ()  # FIELDS, in the order asked
    places: tuple[int, ...] = ()  # of the list or ranking, from 1; -1 is the last one
    top: int = 0  # how many places of a ranking
    form: str = ""
    unless: bool = (
        False  # of "holds" with `per`: whether there is no such group (every one has ○: none without)
    )
    # Of "holds" with `per`: groups that are said to be such ones (⑥ has no ×), or, without `having`, to stand
    # at the places of the ranking by `order`. `sole`: and no other one is. `unless` denies it.
    named: tuple[Condition, ...] = ()
    sole: bool = False

    @property
    def over_years(self) -> bool:
        """Whether several years are held side by side."""
        return len(self.years) > 1

    @property
    def ranks(self) -> bool:
        """Whether groups are put in order: where that is asked, or whether some that are named lead it."""
        if self.aggregate != "holds":
            return self.aggregate == "rank"
        return bool(self.per and self.named and not (self.having or self.sides))

    @property
    def about_ratings(self) -> bool:
        """Whether ratings are asked about."""
        return any(each.aspect == "rating" for each in self.all_conditions()) or self.aggregate == "overview"

    def all_conditions(self) -> tuple[Condition, ...]:
        """Every condition that stands anywhere in it."""
        if not self.having and not self.sides:
            return (*self.base, *self.conditions, *self.named)
        having = (each for one in self.having for each in (*one.conditions, *one.than))
        sides = (each for side in self.sides for each in side)
        return (*self.base, *self.conditions, *having, *sides, *self.named)

    def values(self, aspect: str) -> tuple[str, ...]:
        """The values asked for of one aspect, not the excluded ones."""
        return tuple(
            value
            for each in self.all_conditions()
            if each.aspect == aspect and not each.negated
            for value in each.values
        )


CORRECTED = (Condition("state", ("corrected",)),)  # where people changed what the sheet says
EVERY_ITEM = Condition("sized", ("0",), negated=True)  # what holds of all: its measure has items


def joint_owners(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The departments that own each item together: none where one condition alone names departments."""
    owners = [each for each in conditions if each.aspect == "owner" and not (each.negated or each.sections)]
    return tuple(owners) if len(owners) > 1 else ()


def said_of_words_alone(query: Query) -> Condition | None:
    """The topic that is said to have a rating alone: ◎が付いたのは〈話題〉だけ？"""
    if query.aggregate != "holds" or len(query.having) != 1 or len(query.conditions) != 1:
        return None
    (having,), (said,) = query.having, query.conditions
    plain = having.quantifier == "only" and not (having.conditions or query.per or query.sides)
    rated = any(each.aspect == "rating" for each in query.base)
    return said if plain and rated and said.aspect == "topic" and not (said.negated or said.years) else None


def of_whole_measures(condition: Condition) -> Condition:
    """Items as their measures: whether all items of a measure are so is asked of the whole measure."""
    if condition.aspect != "item" or condition.negated:
        return condition
    numbers = dict.fromkeys(each.rpartition("-")[0] for each in condition.values)
    return Condition("measure", tuple(numbers))


def of_the_whole_measure(condition: Condition) -> Condition:
    """So many owners of an item as so many of its measure: 4課が担当する事業 has no item of all four."""
    numbered = condition.aspect == "shared" and condition.values
    return condition.but(aspect="spread") if numbered else condition


def normal(query: Query) -> Query:
    """The one form of all queries that mean the same: conditions in order and once, a rating of a plain list
    among the conditions, everything else in the base."""
    base, conditions = query.base, query.conditions
    if query.by == "rating" and query.aggregate not in ("list", "holds"):
        query = query.but(order="", by="")
    if query.aggregate in ("list", "show", "count", "table") and not query.having:
        every = (*base, *conditions)
        base = tuple(each for each in every if each.aspect not in ("rating", "change"))
        conditions = tuple(each for each in every if each.aspect in ("rating", "change"))
    base, conditions, named = _in_order(base), _in_order(conditions), _in_order(query.named)
    if not query.having and not query.sides and named == query.named:
        same = base == query.base and conditions == query.conditions  # as mostly: it was made so
        return query if same else query.but(base=base, conditions=conditions)
    return query.but(
        base=base,
        conditions=conditions,
        having=tuple(
            [
                each.but(conditions=_in_order(each.conditions), than=_in_order(each.than))
                for each in query.having
            ]
        ),
        sides=tuple([_in_order(side) for side in query.sides]),
        named=named,
    )


def _in_order(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if not conditions or (len(conditions) < 2 and len(conditions[0].values) < 2):
        return conditions  # as most are
    once = dict.fromkeys(
        [
            each.but(values=tuple(dict.fromkeys(each.values))) if len(each.values) > 1 else each
            for each in conditions
        ]
    )
    return tuple(
        sorted(once, key=lambda each: (ASPECTS.index(each.aspect), each.negated, each.values, each.years))
    )
