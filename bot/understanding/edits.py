"""A follow-up is an edit of the last query: the words say what changes, everything else stays.

Another value of an aspect that was asked for replaces it, another aspect narrows; そのうち always narrows.
What points at something shown (2番目, その中身, 同じ評価の課) becomes a condition that names it.
"""

from __future__ import annotations

from bot.understanding.edit import QueryEdit
from bot.understanding.edit_aggregates import AGGREGATES
from bot.understanding.edit_conditions import CONDITIONS
from bot.understanding.edit_shown import SHOWN
from bot.understanding.meaning import settled
from bot.understanding.pointing import POINTING
from bot.understanding.slots import ROW, drops
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.query import Query
    from bot.understanding.edit import Referents
    from bot.understanding.slots import Slots
    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

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
