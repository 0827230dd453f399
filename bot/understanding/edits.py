"""A follow-up is an edit of the last query: the words say what changes, everything else stays.

Another value of an aspect that was asked for replaces it, another aspect narrows; そのうち always narrows.
What points at something shown (2番目, その中身, 同じ評価の課) becomes a condition that names it.
"""

from __future__ import annotations

from bot.query import Query
from bot.understanding.edit import PLAIN, QueryEdit, Referents
from bot.understanding.edit_aggregates import AGGREGATES
from bot.understanding.edit_conditions import CONDITIONS
from bot.understanding.edit_shown import SHOWN
from bot.understanding.meaning import settled
from bot.understanding.pointing import POINTING
from bot.understanding.slots import ROW, drops
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.slots import Slots
    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

OF_ONE = ("owner", "policy", "initiative", "measure", "item")  # aspects that name a thing
EDITS: dict[str, Callable[[QueryEdit], Query | None]] = {**CONDITIONS, **AGGREGATES, **SHOWN, **POINTING}


def edited(match: Match, shown: Referents, vocabulary: Vocabulary) -> Query | None:
    """The last query as a template of the layer "edit" changes it, in normal form, None where it cannot."""
    edit = QueryEdit(match, shown, vocabulary)
    if len(edit.slots.groups) > 1 or drops(match) or edit.slots.group == ROW:
        return None
    query = EDITS[_name(edit.slots)](edit)
    if query is None:
        return None
    if edit.years and edit.slots.words[0] not in ("year", "compare"):
        query = query.but(years=edit.years)
    every = edit.every
    if every is None and query.over_years:
        old = [each.every for each in edit.before.all_conditions() if each.aspect == "rating"]
        every = old[0] if old and edit.before.over_years else None
    return settled(query, every)


def _name(slots: Slots) -> str:
    first = slots.words[0]
    return "wants" if first.startswith("wants") else first


def of_the_last_two(shown: Referents) -> Referents | None:
    """What "both of them" is of, after a question about one thing and one about another just like it.

    None where the last two questions differ in more than one name, or the last answer showed two things.
    """
    query, before = shown.query, shown.earlier[-1] if shown.earlier else None
    if before is None or 2 in (len(shown.items), len(shown.groups)):
        return None
    plain = all(
        each.aggregate in PLAIN and not (each.per or each.having or each.form) for each in (query, before)
    )
    alike = query.years == before.years and query.conditions == before.conditions
    if not (plain and alike and len(query.base) == len(before.base)):
        return None
    apart = [
        (one, other) for one, other in zip(query.base, before.base, strict=True) if one.values != other.values
    ]
    if len(apart) != 1:
        return None
    ((one, other),) = apart
    single = len(one.values) == len(other.values) == 1 and one.but(values=other.values) == other
    if not single or one.negated or one.aspect not in OF_ONE:
        return None
    both = one.but(values=(*other.values, *one.values))
    base = tuple(both if each == one else each for each in query.base)
    return Referents(Query(query.years, base, query.conditions), earlier=shown.earlier, sizes=shown.sizes)
