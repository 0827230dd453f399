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


class EarlierTables(NamedTuple):
    """Where in the list of rows the first table's title stands, where that of this year's table, and what the
    first one says."""

    first: int
    own: int
    title: str


def earlier_tables(
    rows: Mapping[int, Sequence[Spot]], numbers: Sequence[int], began: int, heads: Callable[[int], bool]
) -> EarlierTables | None:
    """The tables above that of the fiscal year that began in `began`; None where there are none. `heads`:
    whether headings begin at a place in `numbers`."""
    found: dict[int, tuple[int, str]] = {}  # year → where its title stands, what it says
    for at, number in enumerate(numbers):
        texts = {spot.text for spot in rows[number] if spot.text}
        title = texts.pop() if len(texts) == 1 else ""
        years = years_over(title, None) if 0 < len(title) <= LONGEST else set()
        if len(years) == 1 and any(heads(below) for below in range(at + 1, at + 1 + _NEAR)):
            year = years.pop()
            if year in found:
                return None
            found[year] = (at, title)
    first, title = next(iter(found.values()), (0, ""))
    own, _ = found.get(began, (first, ""))
    return EarlierTables(first, own, title) if first < own else None
