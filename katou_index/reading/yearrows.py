"""Tables that hold several years, a row a measure and year, with the year in a column 年度.

    年度       No.   事業名             評価
    令和5年度   1    河川カメラの増設    ○          another year's: not read, and told
    令和6年度   1    河川カメラの増設    ×          this year's

    No.   事業名             取組結果        評価
    1    河川カメラの増設    R5：見送った。   ×   another year's, as the same measure has
                             R6：置いた。     ○   a row of this year, too

An empty cell goes on with the year above. Where no row is of the year being loaded all of them are read, and
the import asks about the year, as of any sheet of another one. Where no measure stands in two years, the
column may as well say when each began: nobody guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from katou_index.plan import REIWA_BEGAN
from katou_index.reading.choosing import YEARLY
from katou_index.reading.headings import bare, years_over
from katou_index.records import NamedTuple, replace

if TYPE_CHECKING:
    from katou_index.reading.tablerows import TableRow

YEAR = "年度"
_NUMBER = re.compile(r"\d{1,2}")
_LED = re.compile(
    r"[【(\[〔]?((?:令和|平成|R|H)(?:元|\d{1,2})|20\d\d)(?:年度?)?(?:の?(?:実績|取組|結果|評価))?"
    r"(?:\s*[】)\]〕:、]|\s|は)"
)
_TEXTS = ("取組結果", "取組内容", "根拠")


class RowsByYear(NamedTuple):
    """The rows that are read, those of other years, the calendar years in which what they name began; whether
    it is certain that the column says of which year a row is."""

    kept: tuple[TableRow, ...]
    others: tuple[TableRow, ...]
    years: tuple[int, ...]
    certain: bool = True


def of_year(rows: Sequence[TableRow], began: int | None) -> RowsByYear:
    """The rows of the fiscal year that began in `began` by their column 年度; all of them where it is not
    known."""
    years: list[int | None] = []
    for row in rows:
        years.append(_year_of(row.text(YEAR)) or (years[-1] if years else None))
    return parted(rows, years, began)


def led_by_year(rows: Sequence[TableRow], began: int | None) -> RowsByYear:
    """The rows of that year by the year with which a text of each begins; all of them where not nearly every
    row has one, or it is not certain that it says of which year the row is."""
    years = [_leading_year(row) for row in rows]
    found = parted(rows, years, began)
    sure = found.certain and found.others and 10 * years.count(None) <= len(rows)
    return found if sure else RowsByYear(tuple(rows), (), ())


def parted(rows: Sequence[TableRow], years: Sequence[int | None], began: int | None) -> RowsByYear:
    """The rows of that year, by the calendar year in which the fiscal year of each began."""
    named = tuple(sorted({year for year in years if year is not None}))
    if began is None or began not in named:
        return RowsByYear(tuple(rows), (), named)
    whole = tuple(accumulate(rows, _with_measure))
    kept = tuple(row for row, year in zip(whole, years, strict=True) if year in (None, began))
    others = tuple(row for row, year in zip(whole, years, strict=True) if year not in (None, began))
    certain = not others or not {measure_of_row(row) for row in kept}.isdisjoint(map(measure_of_row, others))
    return RowsByYear(kept, others, (began,), certain)


def _with_measure(above: TableRow, row: TableRow) -> TableRow:
    """A row that goes on with the measure above, with all that stands beside that and is of no year: the row
    above may be another year's."""
    if measure_of_row(row):
        return row
    named = {name: spot for name, spot in above.cells.items()
             if name not in YEARLY and not row.text(name)}  # fmt: skip
    return replace(row, cells={**row.cells, **named})


def _year_of(text: str) -> int | None:
    """令和6年度, R6, 2024, 6 → 2024; None for anything else, also for how long something lasts."""
    if _NUMBER.fullmatch(bare(text)):
        return REIWA_BEGAN + int(bare(text))
    named = years_over(text, None)
    return named.pop() if len(named) == 1 else None


def _leading_year(row: TableRow) -> int | None:
    """R6：…, 【令和6年度】…, 令和6年度は… → 2024; None for what only holds a year (R6から…)."""
    texts = (unicodedata.normalize("NFKC", row.text(name)).strip() for name in _TEXTS)
    led = (_LED.match(text) for text in texts)
    return next((_year_of(match[1]) for match in led if match), None)


def measure_of_row(row: TableRow) -> str:
    """By what a row names its measure; empty for one that goes on with the measure above."""
    return bare(row.text("事業No.") or row.text("事業名"))
