"""A sheet with a table for each year, one below the other, the earlier ones first.

    ■令和5年度
    No.  事業名  評価        another year's: not read, and told
    1    放送    ○
    ■令和6年度
    No.  事業名  評価        the one of the year being loaded

Only where each table has headings of its own right below a title of one year, and no year stands twice. What
stands below the table of the year being loaded `table` judges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from katou_index.reading.grid import Spot
from katou_index.reading.headings import LONGEST, years_over
from katou_index.records import NamedTuple

_NEAR = 2  # rows below a title in which the headings begin


class YearTable(NamedTuple):
    """The calendar year in which the fiscal year of a table began, where in the list of rows its title
    stands, and what that says."""

    year: int
    at: int
    title: str


def year_tables(
    rows: Mapping[int, Sequence[Spot]], numbers: Sequence[int], heads: Callable[[int], bool]
) -> tuple[YearTable, ...]:
    """The tables in their order, none where a year has two. `heads`: whether headings begin at a place in
    `numbers`."""
    found: list[YearTable] = []
    for at, number in enumerate(numbers):
        texts = {spot.text for spot in rows[number] if spot.text}
        title = texts.pop() if len(texts) == 1 else ""
        years = years_over(title, None) if 0 < len(title) <= LONGEST else set()
        if len(years) == 1 and any(heads(below) for below in range(at + 1, at + 1 + _NEAR)):
            found.append(YearTable(years.pop(), at, title))
    return tuple(found) if len({table.year for table in found}) == len(found) else ()
