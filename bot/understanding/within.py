"""A question of what was shown that is one by itself behind the words that point there: そのうち〈question〉.

Most follow-ups are templates (`= edit …`). Whatever else may be asked is read by itself, of what was shown.
"""

from __future__ import annotations

from bot.query import Condition, Query
from bot.understanding.edit import QueryEdit
from bot.understanding.slots import split
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.understanding.edit import Referents
    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

LAYER = "within"
# What may be asked of a part of the plan.
ASKED = ("list", "show", "count", "share", "holds", "rank", "table")


def pointed(line: str, begins: Iterable[int]) -> Match | None:
    """What points at all that was shown, at the beginning of a line; None where nothing does."""
    grammar = automaton()
    found = (match for place in begins for match in grammar.matches(LAYER, line, {}, place))
    return max((each for each in found if each.end < len(line)), key=lambda each: each.end, default=None)


def of_what_was_shown(asked: Query, match: Match, shown: Referents, vocabulary: Vocabulary) -> Query | None:
    """What is asked by itself, of what was shown alone; None where that is not to be said by conditions."""
    edit = QueryEdit(match, shown, vocabulary)
    selected = edit.selection
    measures = shown.values.get("measure", ())
    if not (selected.base or selected.conditions) and edit.before.having:
        return None
    if any(each.aspect in ("measure", "item") for each in asked.base):
        return None  # その中のNo.17は全部×？ names its own whole
    if asked.aggregate not in ASKED or asked.sides or asked.named or asked.over_years:
        return None
    if asked.years and selected.years and asked.years != selected.years:
        return None
    if asked.per == "measure" and asked.having and selected.conditions:  # of the whole measures
        named = (Condition("measure", measures),)
        return asked.but(years=selected.years, base=(*named, *asked.base)) if measures else None
    if asked.per or asked.having or asked.aggregate == "share":
        base = (*selected.base, *selected.conditions, *asked.base)
        return asked.but(years=selected.years, base=base)
    base, conditions = split((*selected.base, *selected.conditions, *asked.base, *asked.conditions))
    aggregate = "list" if asked.aggregate == "show" else asked.aggregate
    unit = asked.unit or selected.unit
    return asked.but(years=selected.years, base=base, conditions=conditions, aggregate=aggregate, unit=unit)
