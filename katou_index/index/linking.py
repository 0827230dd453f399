"""Which measure of a year is which of the next → rows of the index: as people decided, else by titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from katou_index.index.schema import Row
from katou_index.plan import FiscalYear, Plan, measure_number
from katou_index.years.comparing import Decisions, compare
from katou_index.years.links import Link


def link_rows(plans: Mapping[FiscalYear, Plan], links: Iterable[Link]) -> list[Row]:
    """Rows of the table `link` among the loaded years.

    Neighbouring years without a row in links.csv (loaded by hand) are compared here: what is sure is linked,
    what would have to be asked is left out, so that nobody is told a guess.
    """
    years = {year.code: year for year in sorted(plans)}
    rows: list[Row] = []
    for link in links:
        if link.year_from in years and link.year_to in years:
            old, new = plans[years[link.year_from]], plans[years[link.year_to]]
            rows.append(_row(old, new, link.kind, *_sides(link)))
    written = {(row[0], row[1]) for row in rows}
    for one, other in pairwise(years):
        if (one, other) not in written:
            old, new = plans[years[one]], plans[years[other]]
            rows += [
                _row(old, new, change.kind, change.before, change.after)
                for change in compare(old, new, Decisions({})).changes
            ]
    return rows


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
