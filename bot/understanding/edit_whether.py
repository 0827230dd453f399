"""Yes or no of what was shown: whether it is all there is, who stands in it, who has most.

それだけ？ ある？ ほかにもある？ 税務課も入る？ 防災課が一番多い？ ほかの課にも？
"""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.edit import PLAIN
from bot.understanding.edit_conditions import replaced
from bot.understanding.edit_earlier import MOST_SEEN, asks_for_other_groups
from bot.understanding.phrases import PLACES
from bot.understanding.slots import ASPECT_OF_GROUP, GROUP_OF, counted
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.understanding.edit import QueryEdit

# What is said where it is asked whether something is not so: 税務課は入ってない？
DENIED = {"any": "none", "none": "any", "all": "not_all", "not_all": "all"}


def member(edit: QueryEdit) -> Query | None:
    """税務課も入る？ Whether a group is one of those that were shown, or has any of the items; or is not."""
    query = edit.before
    if len(edit.typed) != 1 or edit.typed[0].aspect not in PLACES:
        return None
    (named,) = edit.typed
    if named.negated and query.per:
        return None
    denied = "unless" in edit.slots
    if not (query.per and query.having):
        base, asked = counted((*query.base, *query.conditions))
        ranked = query.aggregate == "rank" and query.per == GROUP_OF.get(named.aspect)
        if (query.per and not ranked) or not (ranked or query.aggregate in PLAIN) or not asked:
            return None
        having = Having("none" if denied else "any")
        return Query(query.years, replaced(base, edit.typed), asked, having=(having,), aggregate="holds")
    chosen = query.aggregate in ("list", "count") and len(query.having) == 1 and not query.conditions
    (having, *_) = query.having
    if not chosen or ASPECT_OF_GROUP.get(query.per) != named.aspect or len(named.values) != 1:
        return None
    if having.quantifier in ("more", "past", "short") or not having.conditions:
        return None
    kind = DENIED.get(having.quantifier, "") if denied else having.quantifier
    if not kind:
        return None
    base = (*(each for each in query.base if each.aspect != named.aspect), named)
    asked_of = Having(kind, (), having.number)
    return Query(query.years, base, having.conditions, having=(asked_of,), aggregate="holds")


def leading(edit: QueryEdit) -> Query | None:
    """△の一覧 → 防災課が一番多い？ Whether a group has the most, or the fewest, of what was asked for."""
    query = edit.selection
    if len(edit.typed) != 1 or edit.typed[0].negated or query.over_years:
        return None
    (named,) = edit.typed
    per = GROUP_OF.get(named.aspect, "")
    base, asked = counted((*query.base, *query.conditions))
    if per not in ("department", "policy") or not asked or edit.before.sides:
        return None
    base = tuple(each for each in base if each.aspect != named.aspect or each.negated)
    order = "least" if "least" in edit.slots else "most"
    return Query(query.years, base, asked, per=per, aggregate="holds", order=order, named=(named,))


def all_there_is(edit: QueryEdit) -> Query | None:
    """それだけ？ ほかにもある？ Whether no more items are so than those that were shown, or some are."""
    query, shown, further = edit.shown.query, len(edit.shown.items), "further" in edit.slots
    if further and asks_for_other_groups(edit.shown):
        others = Condition(ASPECT_OF_GROUP[query.per], edit.shown.groups, negated=True)
        return query.but(base=(*query.base, others), aggregate="holds", wants=(), form="")
    of_any = query.aggregate == "holds" and [each.quantifier for each in query.having] == ["any"]
    listed = query.aggregate in ("list", "count") and not query.having
    if query.per or query.sides or query.over_years or not (of_any or listed):
        return None
    if (
        not shown
        or (further and shown > MOST_SEEN)
        or not (query.base or query.conditions)
        or any(each.conditions for each in query.having)
    ):
        return None
    having = Having("at_least", (), shown + 1) if further else Having("exactly", (), shown)
    return Query(query.years, query.base, query.conditions, having=(having,), aggregate="holds")


def elsewhere(edit: QueryEdit) -> Query | None:
    """防災課に×はある？ → ほかの課にも？ Whether any other department, or policy, has some of it."""
    query = edit.selection
    placed = [each for each in query.base if each.aspect in ("owner", "policy")]
    if len(placed) != 1 or placed[0].negated or query.over_years or edit.before.sides or edit.before.per:
        return None
    (place,) = placed
    if edit.slots.group and edit.slots.group != GROUP_OF.get(place.aspect):
        return None
    asked = query.conditions
    if not asked:
        return None
    base = tuple(each.but(negated=True) if each is place else each for each in query.base)
    return Query(query.years, base, asked, having=(Having("any"),), aggregate="holds")


def there(edit: QueryEdit) -> Query | None:
    """商工観光課の△ → ある？ Whether there is any of what was asked for."""
    query = edit.before
    if query.aggregate == "holds":
        return query
    base, asked = counted((*query.base, *query.conditions))
    rated = any(each.aspect == "rating" for each in asked)
    if query.per or query.sides or query.over_years or query.having or not (base and rated):
        return None
    return Query(query.years, base, asked, having=(Having("any"),), aggregate="holds")


WHETHER = {"group": member, "there": there, "leads": leading, "shown": all_there_is, "elsewhere": elsewhere}
