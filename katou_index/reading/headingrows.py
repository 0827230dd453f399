"""Which rows of a sheet or page are headings, and which field each column has by them.

    基本方針 │ 取組 │    事業      │ 担当課 │        令和3年度         │        ← two heading rows, merged
             │      │ No. │ 事業名 │        │ 取組内容 │ 取組結果 │ 評価 │

A heading takes one to three rows. What stands below a wide one (令和3年度) is read with it. No headings are a
title, an item, and a row of labels with their values, as a form has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from katou_index.plan import names_divisions
from katou_index.reading.choosing import LONG, RATING, YEARLY, is_qualifier
from katou_index.reading.grid import Spot
from katou_index.reading.headings import (
    LONGEST,
    ColumnNames,
    bare,
    names_another_year,
    without_years,
    years_over,
)
from katou_index.reading.tablerows import NEEDED, OFFICE
from katou_index.reading.yearlabels import over_their_columns
from katou_index.records import NamedTuple

_DIGIT = re.compile(r"\d")
Rows = Mapping[int, Sequence[Spot]]
"""The rows of a page by their numbers."""


class HeadedColumn(NamedTuple):
    """A column under the headings: what stands over it, the field it names, whether it does so itself or only
    what it stands under, and the cells of the heading."""

    texts: tuple[str, ...]
    field: str | None
    own: bool
    spots: tuple[tuple[int, int], ...]


class FoundHeading(NamedTuple):
    """Headings found: tidy column → column of the grid; how many rows they take; the further columns."""

    columns: dict[str, int]
    depth: int
    extra: Mapping[str, int] = MappingProxyType({})


def _without_divisions(headed: list[HeadedColumn]) -> list[HeadedColumn]:
    """部 beside 課, both below 担当部署, is the 部 of its departments and none of them."""
    divisions = {each for each in headed if each.field == OFFICE and names_divisions(each.texts[-1])}
    if all(each in divisions for each in headed if each.field == OFFICE):
        return headed
    return [each._replace(field=None, own=False) if each in divisions else each for each in headed]


class HeadingRows:
    """Looks for headings of at least `least` fields, as of the fiscal year that began in `began`."""

    def __init__(self, names: ColumnNames, least: int, began: int | None) -> None:
        self.names, self.least, self.began = names, least, began
        self.best: set[str] = set()  # the most fields that any rows have named
        self.years_alone: list[str] = []  # headings beside these that say a year and nothing else
        self._signs: dict[int, frozenset[str]] = {}  # row (its identity) → the signs that stand in it

    def find(self, spots: Rows, numbers: Sequence[int], known: bool) -> FoundHeading | None:
        """The heading that begins with the first of the rows with these numbers, if one does.

        `known`: one was found above, so most rows are none, and only those with its signs are looked at.
        """
        signs = frozenset[str]().union(*(self._signs_in(spots[number]) for number in numbers))
        if known and not all(self.names.may_name(field, signs) for field in NEEDED):
            return None
        best: dict[str, int] = {}
        depth = 0
        columns: dict[str, int] = {}
        for deep in range(1, len(numbers) + 1):
            if self._is_item_below(columns, spots[numbers[deep - 1]]):
                break
            columns = self._columns([spots[number] for number in numbers[:deep]])
            if len(columns) > len(best):
                best, depth = columns, deep
        rows = [spots[number] for number in numbers[:depth]]
        named = len(best) >= self.least and set(NEEDED) <= best.keys()
        if named and depth > 1 and self._begins_below(rows, numbers[0], len(best)):
            return None
        if len(best) > len(self.best):
            self.best = set(best)
            self.years_alone = [text for spot in rows[-1] if (text := spot.text) and self._is_year(text)]
        if not named:
            return None
        if self._is_form(rows[0], [spots[number] for number in numbers[depth:]], best):
            return None
        while depth < len(numbers) and self._goes_on(spots, numbers[:depth], spots[numbers[depth]], best):
            depth += 1
        return FoundHeading(best, depth)

    def _is_year(self, text: str) -> bool:
        """Whether a heading says of which year a column is, and nothing else."""
        return bool(years_over(text, self.began)) and not without_years(text)

    def _begins_below(self, rows: Sequence[Sequence[Spot]], number: int, most: int) -> bool:
        """Whether the first of several rows, the one with this number, is no part of their heading of `most`
        fields: a title, the last item of the page before, or what is said of the whole table."""
        if self._parts_columns(*rows[:2]):
            return False
        first, below = self._columns(rows[:1]), self._columns(rows[1:])
        if len(first) < 2 and len(below) >= most:
            return True
        if {spot[1:3] for spot in rows[0] if spot.text} == {(number, 0)}:
            return True  # one text in the first column is a title, also where it ends in 評価
        return set(NEEDED) <= below.keys() and self._is_said_above(*rows[:2])  # 課名 | 防災課

    def _parts_columns(self, first: Sequence[Spot], second: Sequence[Spot]) -> bool:
        """Whether the first of two rows says which of several columns of a name are which, and nothing else:
        令和5年度 │ │ 令和6年度 over 取組結果 │ 評価 │ 取組結果 │ 評価. Left of them other headings stand."""
        texts = {at: spot.text for at, spot in enumerate(first) if spot.text}
        names = [spot.text for at, spot in enumerate(second) if spot.text and at >= min(texts, default=0)]
        again = len(names) > len(set(names))
        left = any(spot.text for spot in second[: min(texts, default=0)])
        says = all(is_qualifier(text) or self.names.field(text) == RATING for text in texts.values())
        return len(set(texts.values())) > 1 and again and left and says

    def _is_said_above(self, first: Sequence[Spot], second: Sequence[Spot]) -> bool:
        """Whether the first of two rows is labels with their values, and no part of the headings below it:
        beside each label stands a value, and below it another name that is none of a field."""
        labels = [at for at, spot in enumerate(first) if self.names.field(spot.text) and not spot.merged]
        beside = [first[at + 1].text if at + 1 < len(first) else "" for at in labels]
        below = [second[at].text if at < len(second) else "" for at in labels]
        texts = [*beside, *below]
        return bool(labels) and all(texts) and not any(map(self.names.field, texts))

    def _is_item_below(self, columns: Mapping[str, int], row: Sequence[Spot]) -> bool:
        """Whether a row below these headings has a measure's number, so that no word of it is a heading,
        though one may read like it: 計画 and 実績 as the two lines of each measure."""
        at = columns.get("事業No.")
        spot = row[at] if at is not None and at < len(row) else None
        return spot is not None and self.names.field(spot.text) is None and bool(_DIGIT.search(spot.text))

    def _signs_in(self, row: Sequence[Spot]) -> frozenset[str]:
        if id(row) not in self._signs:
            short = " ".join({spot.text for spot in row if len(spot.text) <= LONGEST})
            self._signs[id(row)] = frozenset(bare(short))
        return self._signs[id(row)]

    def _is_form(self, row: Sequence[Spot], below: Sequence[Sequence[Spot]], columns: dict[str, int]) -> bool:
        """Whether a row is labels with their values beside them, as a form has it: 番号 | 1 | 事業名 | …; or
        another label stands where the first title should, or alone where the second one should."""
        at = columns["事業名"]
        under = below[0][at] if below and at < len(below[0]) else None
        if under is not None and under.row > row[at].row:
            other = self.names.field(under.text) if under.text else None
            if other not in (None, "事業名") and self.names.field(row[at].text) == "事業名":
                return True
        second = {spot.text for spot in below[1] if spot.text} if len(below) > 1 else set()
        if len(second) == 1 and (self.names.field(second.pop()) or "") not in ("", *columns):
            return True
        texts = list({(spot.row, spot.column): spot.text for spot in row if spot.text}.values())
        named = [self.names.field(text) is not None for text in texts]
        return len(texts) >= 2 * len(columns) and named == [at % 2 == 0 for at in range(len(texts))]

    def _goes_on(
        self, spots: Rows, above: Sequence[int], row: Sequence[Spot], columns: dict[str, int]
    ) -> bool:
        """Whether one more row belongs to the heading: a known heading is merged down into it, or all that it
        says is which one of several columns of a name it is (自己, 最終)."""
        if any(row[at].text and row[at].row in above for at in columns.values() if at < len(row)):
            return True
        own = [spot.text for spot in row if spot.text]
        if own and all(is_qualifier(text) or self.names.field(text) for text in own):
            return True
        return len(own) > 1 and self._under_wide(spots[above[-1]], row)

    def _under_wide(self, top: Sequence[Spot], row: Sequence[Spot]) -> bool:
        """Whether all that a row says stands under headings of the row above, `top`, that are over several
        columns, and no heading has only one of its texts: the parts of a rating (必要性, 有効性), what it may
        be (S, A, B, C), 評価 and コメント below 一次評価 and 二次評価. In a sheet of merged cells alone each
        item's cell has one heading."""
        tops = [at for at, spot in enumerate(top) if spot.text and (at == 0 or spot[1:3] != top[at - 1][1:3])]
        wide = {one: other - one > 1 for one, other in pairwise([*tops, len(row)])}
        own = {(spot.row, spot.column): at for at, spot in reversed(list(enumerate(row))) if spot.text}
        over = [max((one for one in tops if one <= at), default=-1) for at in own.values()]
        texts = [row[at].text for at in own.values()]
        if any(text.isdecimal() or len(text) > LONG for text in texts):
            return False
        return all(wide.get(one, False) and over.count(one) > 1 for one in over)

    def _columns(self, rows: Sequence[Sequence[Spot]]) -> dict[str, int]:
        found: dict[str, int] = {}
        for column, headed in enumerate(self.headed(rows)):
            if headed.field is not None:
                found.setdefault(headed.field, column)
        return found

    def headed(self, rows: Sequence[Sequence[Spot]]) -> list[HeadedColumn]:
        """What stands over each column of these rows."""
        found = []
        rows = over_their_columns(rows, self.began)
        over, ends = "", False  # a heading over several columns; where it is merged its end is known
        for column in range(max(map(len, rows))):
            spots = [row[column] for row in rows if column < len(row) and row[column].text]
            own = list(dict.fromkeys(spot.text for spot in spots))
            top = rows[0][column] if column < len(rows[0]) else None
            if top is not None and top.text:
                over, ends = top.text, top.merged
            elif ends:
                over = ""
            under = [over, *own] if over and own and not (top and top.text) else []
            field, itself = self._name(own)
            if field is None and under:
                field, itself = self._name(under)
            elif under and not years_over(over, self.began):
                under = []  # a name of its own below a heading that goes no further
            if field not in (None, *YEARLY) and names_another_year(" ".join(own)):
                field, itself = None, False  # 次年度の方針 is no policy of this year
            places = tuple((spot.row, spot.column) for spot in spots)
            found.append(HeadedColumn(tuple(under or own), field, itself, places))
        return _without_divisions(found)

    def _name(self, stack: Sequence[str]) -> tuple[str | None, bool]:
        """The column that these texts, one above the other, name: all together, the lowest, the highest. Then
        whether they do so themselves, not only what they stand under."""
        if not stack:
            return None, False
        if field := self.names.field("".join(stack)):
            return field, True
        if is_qualifier(stack[-1]) and any(self.names.field(text) == RATING for text in stack[:-1]):
            return RATING, True  # 担当課 under 評価: whose rating it is
        if field := self.names.field(stack[-1]):
            return field, True
        field = self.names.field(stack[0])
        return field, field is not None and all(map(is_qualifier, stack[1:]))

    def small(self, row: Sequence[Spot]) -> dict[str, int]:
        """The columns of a row that is nothing but names of fields, too few for an evaluation sheet's."""
        texts = [(at, spot.text) for at, spot in enumerate(row) if spot.text]
        fields = {field: at for at, text in texts if (field := self.names.field(text)) is not None}
        return fields if len(fields) == len(texts) and 1 < len(fields) < self.least else {}
