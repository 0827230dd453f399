"""A table that is wider than the paper: what a PDF has of its columns on one page and on another is put
beside each other again.

    page 1                        page 2
    番号  事業名      担当課        取組結果         評価       of two pages a part, the second is on
    1     河川カメラ  防災課        3か所に置いた。   ○        page 3 where they were printed down first

Only where it is certain: each page has one table, its rows stand at the same heights as those of the page
beside it, its columns have other widths, and one that was printed on both says the same in every row.
"""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading import sentences as say
from katou_index.reading.grid import CellDoubt
from katou_index.reading.pagebreaks import Printed
from katou_index.records import NamedTuple

_NEAR = 1.5  # points: so far apart rows of one height are printed at most
_FEWEST_ROWS = 3


class WideTables(NamedTuple):
    """The pages, those that were put beside each other as one; what is told of it."""

    pages: tuple[Printed, ...]
    doubts: tuple[CellDoubt, ...] = ()


def beside_each_other(printed: Sequence[Printed]) -> WideTables:
    """The pages with those of each wide table joined, as they are where that is not certain."""
    if all(each.edges for each in printed):
        for parts in range(2, len(printed) + 1):
            down, more = divmod(len(printed), parts)
            down_then_over = [printed[each * down : (each + 1) * down] for each in range(parts)]
            over_then_down = [printed[each::parts] for each in range(parts)]
            for columns in () if more else (down_then_over, over_then_down):
                if _fit(columns):
                    return _joined(columns)
    return WideTables(tuple(printed))


def _fit(columns: Sequence[Sequence[Printed]]) -> bool:
    """Whether pages are the parts of one table from left to right, each the pages of that part."""
    first = columns[0]
    if sum(len(page.page.rows) for page in first) < _FEWEST_ROWS:
        return False
    for part in columns:
        if not all(near(page.edges[1], part[0].edges[1]) for page in part):
            return False
    for part in columns[1:]:
        if not all(near(one.edges[0], other.edges[0]) for one, other in zip(first, part, strict=True)):
            return False
        if any(near(part[0].edges[1], other[0].edges[1]) for other in columns if other is not part):
            return False  # a long table, or a form for each measure, whose labels are the same on each page
        again = _printed_again(first, part)
        if again is None or len(again) == _width(part):
            return False
    return True


def near(some: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two series of places on a page are the same."""
    apart = (abs(one - other) for one, other in zip(some, others, strict=False))
    return len(some) == len(others) and all(each <= _NEAR for each in apart)


def _printed_again(first: Sequence[Printed], part: Sequence[Printed]) -> set[int] | None:
    """The columns of a part that stand on the first one, too; None where one has the heading of another
    there, but not its texts."""
    ours, theirs = ([_column(pages, at) for at in range(_width(pages))] for pages in (first, part))
    heads = {column[0]: column for column in ours if column[0]}
    again = {at for at, column in enumerate(theirs) if column[0] in heads}
    return again if all(heads[theirs[at][0]] == theirs[at] for at in again) else None


def _width(pages: Sequence[Printed]) -> int:
    return len(pages[0].edges[1]) - 1


def _column(pages: Sequence[Printed], at: int) -> tuple[str, ...]:
    rows = (texts for page in pages for texts in page.page.rows.values())
    return tuple(texts[at] if at < len(texts) else "" for texts in rows)


def _joined(columns: Sequence[Sequence[Printed]]) -> WideTables:
    first = columns[0]
    pages = list(first)
    for part in columns[1:]:
        again = _printed_again(first, part) or set()
        pages = [_put_beside(one, other, again) for one, other in zip(pages, part, strict=True)]
    doubts = [
        CellDoubt(f"{page.page.name}ページ", say.put_beside(
            page.page.name, [part[at].page.name for part in columns[1:]]), page.page.name)
        for at, page in enumerate(first)
    ]  # fmt: skip
    return WideTables(tuple(pages), tuple(doubts))


def _put_beside(one: Printed, other: Printed, again: set[int]) -> Printed:
    """A page with the columns of another one to its right, without those that it has already."""
    width, place, at = len(one.edges[1]) - 1, dict[int, int](), 0
    for column in range(len(other.edges[1]) - 1):
        if column not in again:
            place[column], at = width + at, at + 1
    rows = {
        number: (
            *texts, *[""] * (width - len(texts)),
            *(other.page.rows[number][column] if column < len(other.page.rows[number]) else ""
              for column in place),
        )
        for number, texts in one.page.rows.items()
    }  # fmt: skip
    spans = [
        span._replace(left=place[span.left], right=place[span.right])
        for span in other.page.spans
        if span.left in place and span.right in place
    ]
    struck = [each._replace(column=place[each.column]) for each in other.page.struck if each.column in place]
    cut = [each._replace(column=place[each.column]) for each in other.cut if each.column in place]
    right = one.edges[1][-1] if one.edges else 0.0
    edges = (one.edges[0], (*one.edges[1], *[right + step for step in range(1, len(place) + 1)]))
    return Printed(
        one.page.but(
            rows=rows, spans=(*one.page.spans, *spans), struck=(*one.page.struck, *struck),
        ),
        (*one.open, *(place[each] for each in other.open if each in place)),
        (*one.cut, *cut),
        edges,
    )  # fmt: skip
