"""Tables in which each measure has a row for each year or step of its evaluation, as a further column says.

No.   事業名             区分     評価
1    河川カメラの増設    前年度    ◎          another year's: not read, and told
                         今年度    ○
2    電子図書の貸出      自己     ◎          a step: nobody can tell which one counts, the import stops
                         外部     ○

Where most measures have the same words in the same order (9月, 3月; 担当課, 委員会; ハード, ソフト), the
column parts each of them: by months or by who rated, the import stops; by anything else the rows are items,
in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from katou_index.reading.choosing import LONG, RATING, is_qualifier, stage
from katou_index.reading.headings import bare, names_another_year, years_over
from katou_index.reading.tablerows import TableRow
from katou_index.reading.yearrows import measure_of_row, parted
from katou_index.records import NamedTuple, replace

_OF_RATING = re.compile("区分|評価|時点|実績|^年$")  # headings of columns that say of when a rating is
_VIEWS = "部期者"  # 外部, 下半期, 第三者: views and halves, which columns of other things do not have
_OF_TERM = re.compile(
    "開始|着手|終了|完了|目標|期限|期間|予定|創設|設置|導入"
)  # when something begins or ends
_MONTH = re.compile(r"(?:[RH]?\d{1,4}[年.])?\d{1,2}月末?(?:時点|現在)?|第?[1-4一二三四]四半?期|[1-4]Q|Q[1-4]")
_RATER = re.compile(
    r".{0,8}(?:課|部|局|室|[課部局室]長|本部長?|委員会?|審議会|協議会|会議|事務局|市長|町長|村長|区長|理事者|監査|評価者|案)"
)
_FIGURE = re.compile(r"[(（]?[\d０-９①-⑳.,、-]{1,3}[)）]?")
_SEVERAL = 3  # measures that are alike by no accident


class StepRows(NamedTuple):
    """The rows that are read, those of other years; the further column that parts them; where none of its
    words is the one that counts: these words; `doubted`: they may be items all the same."""

    kept: tuple[TableRow, ...]
    others: tuple[TableRow, ...]
    column: str
    steps: tuple[str, ...] = ()
    doubted: bool = False


def by_step(rows: Sequence[TableRow], began: int | None) -> StepRows | None:
    """The rows as a further column parts them by year or step; None where none does."""
    if began is None:
        return None
    for name in dict.fromkeys(name for row in rows for name in row.extra):
        words = [row.extra[name].text if name in row.extra else "" for row in rows]
        if says_which(words) and all(words):
            named = [years_over(word, began) for word in words]
            if all(named):
                found = _of_years(rows, name, [min(years) for years in named], began)
                if found is not None:
                    return found
                continue
            if _rated_twice(rows, words):
                return StepRows(tuple(rows), (), name, tuple(dict.fromkeys(words)))
        if steps := _same_in_most(rows, words):
            sure = any(all(map(form.fullmatch, steps)) for form in (_MONTH, _RATER))
            return StepRows(tuple(rows), (), name, steps, doubted=not sure)
    return None


def _of_years(rows: Sequence[TableRow], name: str, years: Sequence[int], began: int) -> StepRows | None:
    """The rows of this year by a column of years; None where it does not say of when a row is: R6, R7 below
    開始年度, 目標年度. Below a name that says neither, most measures have to have rows of two years."""
    of_rating = names_another_year("".join(row.extra[name].text for row in rows)) or _OF_RATING.search(
        bare(name)
    )
    of: dict[str, set[int]] = {}
    for number, year in zip(_measures(rows), years, strict=True):
        of.setdefault(number, set()).add(year)
    most = 2 * sum(len(each) > 1 for each in of.values()) > len(of)
    if not of_rating and (_OF_TERM.search(bare(name)) or not most):
        return None
    found = parted(rows, years, began)
    if not (found.others and found.certain):
        return None
    return StepRows(tuple(_without(found.kept, name)), found.others, name)


def _measures(rows: Sequence[TableRow]) -> Iterator[str]:
    """By what each row names its measure, or the row above that it goes on with."""
    measure = ""
    for row in rows:
        measure = measure_of_row(row) or measure
        yield measure


def _same_in_most(rows: Sequence[TableRow], words: Sequence[str]) -> tuple[str, ...]:
    """The words that most measures have beside their ratings, each once and in one order; none where they are
    numbers, or differ."""
    of: dict[str, list[str]] = {}
    for number, row, word in zip(_measures(rows), rows, words, strict=True):
        if row.cells[RATING].row == row.line and bare(row.text(RATING)):
            of.setdefault(number, []).append(word)
    counted = Counter(tuple(each) for each in of.values())
    said, often = counted.most_common(1)[0] if counted else ((), 0)
    alike = 2 * often > len(of) and often >= _SEVERAL
    told = len(set(said)) == len(said) > 1 and all(said) and not any(map(_FIGURE.fullmatch, said))
    return said if alike and told and max(map(len, said)) < LONG else ()


def says_which(cells: Sequence[str]) -> bool:
    """Whether all that stands in a column are years or steps, and more than one."""
    words = {cell for cell in cells if cell}
    numbered = all(map(_FIGURE.fullmatch, words))  # (1), (2): items
    return len(words) > 1 and not numbered and all(len(word) <= 8 and is_qualifier(word) for word in words)


def _rated_twice(rows: Sequence[TableRow], words: Sequence[str]) -> bool:
    """Whether most measures have ratings of several steps."""
    if not any(stage(RATING, (word,)) is not None or set(word) & set(_VIEWS) for word in words):
        return False
    steps: dict[str, set[str]] = {}
    for measure, row, word in zip(_measures(rows), rows, words, strict=True):
        own = steps.setdefault(measure, set())
        if row.cells[RATING].row == row.line and bare(row.text(RATING)):
            own.add(word)
    return 2 * sum(len(each) > 1 for each in steps.values()) > len(steps)


def _without(rows: Sequence[TableRow], name: str) -> Iterator[TableRow]:
    for row in rows:
        yield replace(row, extra={other: spot for other, spot in row.extra.items() if other != name})
