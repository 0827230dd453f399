"""Which measure of a year is which of the next → rows of the index: as people decided, else by titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from katou_index.index.schema import Row
from katou_index.plan import FiscalYear, Plan, measure_number
from katou_index.years.comparing import Decisions, compare
from katou_index.years.links import Link


def link_rows(
    years: Iterable[FiscalYear], plan: Callable[[FiscalYear], Plan], links: Iterable[Link]
) -> Iterator[Row]:
    """Rows of the table `link` among the loaded years, of which two plans are looked at at a time.

    Neighbouring years without a row in links.csv (loaded by hand) are compared here: what is sure is linked,
    what would have to be asked is left out, so that nobody is told a guess.
    """
    loaded = {year.code: year for year in sorted(years)}
    written: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.year_from in loaded and link.year_to in loaded:
            written.setdefault((link.year_from, link.year_to), []).append(link)
    plan = lru_cache(maxsize=2)(plan)
    for one, other in dict.fromkeys((*written, *pairwise(loaded))):
        old, new = plan(loaded[one]), plan(loaded[other])
        if (one, other) in written:
            for link in written[one, other]:
                yield _row(old, new, link.kind, *_sides(link))
        else:
            for change in compare(old, new, Decisions({})).changes:
                yield _row(old, new, change.kind, change.before, change.after)


def _sides(link: Link) -> tuple[str, str]:
    return link.measure_from or link.department_from, link.measure_to or link.department_to


def _row(old: Plan, new: Plan, kind: str, before: str, after: str) -> Row:
    """One row; a number that a year does not have any more leaves its side empty."""
    years = (old.year.code, new.year.code)
    if kind.startswith("department"):
        return (*years, kind, "", "", before, after)
    measures = [plan.by_number.get(measure_number(side)) for plan, side in ((old, before), (new, after))]
    numbers = (str(measure.number) if measure else "" for measure in measures)
    titles = (measure.title if measure else "" for measure in measures)
    return (*years, kind, *numbers, *titles)
