"""What stops an import until somebody says that it is meant (`--anyway`)."""

from __future__ import annotations

from katou_index.importing import sentences as say
from katou_index.importing.staging import Staged
from katou_index.plan import Plan, State
from katou_index.years import links as kinds
from katou_index.years.comparing import Comparison

MOST_UNFILLED = 1 / 2  # of the items that need a rating
MOST_GONE = 1 / 3  # of last year's measures


def stops(lang: str, staged: Staged, old: Plan | None, comparison: Comparison | None) -> list[str]:
    """One sentence a reason, none for a sound file."""
    plan, found = staged.plan, []
    if staged.years and plan.year.began not in staged.years:
        found.append(say.wrong_year(lang, sorted(set(staged.years)), plan.year))
    elif len(set(staged.years)) > 1:
        found.append(say.several_years(lang, sorted(set(staged.years)), plan.year, staged.naming))
    to_rate = [item for item in plan.items if item.rating.state is not State.DASH]
    empty = sum(item.rating.state is State.UNFILLED for item in to_rate)
    if empty > MOST_UNFILLED * len(to_rate):
        found.append(say.half_filled(lang, empty, len(to_rate)))
    if old is not None and comparison is not None:
        gone = len(comparison.of(kinds.DROPPED))
        if gone >= MOST_GONE * len(old.measures):
            found.append(say.many_gone(lang, gone, len(old.measures), old.year))
    return found
