"""Tables in which each measure has a row for each year or step of its evaluation, as a further column says.

No.   事業名             区分     評価
1    河川カメラの増設    前年度    ◎          another year's: not read, and told
                         今年度    ○
2    電子図書の貸出      自己     ◎          a step: nobody can tell which one counts, the import stops
                         外部     ○
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from katou_index.reading.choosing import RATING, is_qualifier, stage
from katou_index.reading.headings import bare, names_another_year, years_over
from katou_index.reading.tablerows import TableRow
from katou_index.reading.yearrows import measure_of_row, parted
from katou_index.records import NamedTuple, replace

_OF_RATING = re.compile("区分|評価|時点|実績|^年$")  # headings of columns that say of when a rating is
_VIEWS = "部期者"  # 外部, 下半期, 第三者: views and halves, which columns of other things do not have


class StepRows(NamedTuple):
    """The rows that are read, those of other years; the further column that parts them; where none of its
    words is the one that counts: these words."""

    kept: tuple[TableRow, ...]
    others: tuple[TableRow, ...]
    column: str
    steps: tuple[str, ...] = ()


def by_step(rows: Sequence[TableRow], began: int | None) -> StepRows | None:
    """The rows as a further column parts them by year or step; None where none does."""
    for name in dict.fromkeys(name for row in rows for name in row.extra):
        words = [row.extra[name].text if name in row.extra else "" for row in rows]
        if began is None or not says_which(words) or not all(words):
            continue
        named = [years_over(word, began) for word in words]
        if all(named) and not (names_another_year("".join(words)) or _OF_RATING.search(bare(name))):
            continue  # R6, R7 below 開始年度, 目標年度: when something begins or ends
        if all(named):
            found = parted(rows, [min(years) for years in named], began)
            if found.others and found.certain:
                return StepRows(tuple(_without(found.kept, name)), found.others, name)
        elif _rated_twice(rows, words):
            return StepRows(tuple(rows), (), name, tuple(dict.fromkeys(words)))
    return None


def says_which(cells: Sequence[str]) -> bool:
    """Whether all that stands in a column are years or steps, and more than one."""
    words = {cell for cell in cells if cell}
    return len(words) > 1 and all(len(word) <= 8 and is_qualifier(word) for word in words)


def _rated_twice(rows: Sequence[TableRow], words: Sequence[str]) -> bool:
    """Whether most measures have ratings of several steps."""
    if not any(stage(RATING, (word,)) is not None or set(word) & set(_VIEWS) for word in words):
        return False
    steps: dict[str, set[str]] = {}
    measure = ""
    for row, word in zip(rows, words, strict=True):
        measure = measure_of_row(row) or measure
        own = steps.setdefault(measure, set())
        if row.cells[RATING].row == row.line and bare(row.text(RATING)):
            own.add(word)
    return 2 * sum(len(each) > 1 for each in steps.values()) > len(steps)


def _without(rows: Sequence[TableRow], name: str) -> Iterator[TableRow]:
    for row in rows:
        yield replace(row, extra={other: spot for other, spot in row.extra.items() if other != name})
