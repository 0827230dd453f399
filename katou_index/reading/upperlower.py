"""Tables in which every item has two rows and only a text says what each of them is.

（上段：令和6年度、下段：令和7年度）
No.   事業名             取組結果        評価
1    河川カメラの増設    見送った。      ×          the upper row, another year's: not read, and told
                         置いた。        ○

上段：前年度, 下段：今年度 are the same. Upper and lower rows of two raters or steps (自己評価, 外部評価) are
two ratings of which no rule takes one: the import stops, as where a measure has an odd number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from katou_index.reading.choosing import RATING
from katou_index.reading.headings import bare, years_over
from katou_index.reading.tablerows import TableRow
from katou_index.reading.yearrows import RowsByYear, measure_of_row, parted
from katou_index.records import NamedTuple

_SIGNS = r"[^:：、,。/／|｜()（）「」]"  # of what a row is
_SAID = re.compile(
    rf"上段?[:：はが＝=]*[(（「]?({_SIGNS}{{2,12}}?)[)）」]?[、,。/／|｜・をにと]*"
    rf"下段?[:：はが＝=]*[(（「]?({_SIGNS}{{2,12}})"
)
_STEP = 2  # rows of an item
_NEARLY = 0.9  # of the rows have a rating of their own


class UpperLower(NamedTuple):
    """What the upper and the lower rows are, as the sheet says it; `rows` where years part them."""

    words: tuple[str, str]
    rows: RowsByYear | None = None


def upper_and_lower(rows: Sequence[TableRow], texts: Iterable[str], began: int | None) -> UpperLower | None:
    """The rows as texts of the sheet part them; None where none does, or most items have one rating all the
    same."""
    said = next(filter(None, (_SAID.search(bare(text)) for text in texts if "段" in text)), None)
    of: list[list[TableRow]] = []
    for row in rows:
        if measure_of_row(row) and not (of and measure_of_row(of[-1][0]) == measure_of_row(row)):
            of.append([])
        if not of:
            return None
        of[-1].append(row)
    rated = [sum(bool(bare(row.text(RATING))) for row in own) for own in of]
    if said is None or began is None or 2 * sum(number > 1 for number in rated) <= len(of):
        return None
    words = (said[1], said[2])
    years = [years_over(word, began) for word in words]
    if not any(years):  # 上段：計画、下段：実績 has one rating an item
        return UpperLower(words) if _NEARLY * len(rows) <= sum(rated) else None
    if any(len(each) != 1 for each in years) or any(len(own) % _STEP for own in of):
        return UpperLower(words)
    upper, lower = (each.pop() for each in years)
    found = parted(rows, [(upper, lower)[at % _STEP] for own in of for at in range(len(own))], began)
    return UpperLower(words, found if found.others and found.certain else None)
