"""Reasons that stand in a row of their own below their mark, in the column of ratings.

No.   事業名             評価
1    河川カメラの増設    △
                         業者の選定が遅れたため。       the reason of △, and no second rating

Such a text is kept beside the rating, as a further column 評価の理由 would be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from katou_index.reading.choosing import LONG, RATING
from katou_index.reading.tablerows import TableRow
from katou_index.records import NamedTuple, replace

REASON = "評価の理由"
_REMARK = re.compile(r".*。$|^[(（【\[]?(?:評価の?)?理由.*|^[※＊].*")


class RowsWithReasons(NamedTuple):
    """The rows, each with the reason that stood below its mark, and the rows that held nothing else."""

    rows: tuple[TableRow, ...]
    found: tuple[TableRow, ...]


def with_reasons(rows: Sequence[TableRow]) -> RowsWithReasons:
    """The rows without those that only say why the mark above them was given."""
    kept: list[TableRow] = []
    found: list[TableRow] = []
    for row in rows:
        above = kept[-1] if kept else None
        if above is None or not _is_reason(above, row):
            kept.append(row)
            continue
        found.append(row)
        said, spot = above.extra.get(REASON), row.cells[RATING]
        text = f"{said.text} {spot.text}" if said else spot.text
        kept[-1] = replace(above, extra={**above.extra, REASON: spot._replace(text=text)})
    return RowsWithReasons(tuple(kept), tuple(found))


def _is_reason(above: TableRow, row: TableRow) -> bool:
    """Whether a row says nothing of its own but a sentence below the mark of the row above."""
    spots = (*row.cells.items(), *row.extra.items())
    own = {name for name, spot in spots if spot.text and spot.row == row.line}
    mark, text = above.text(RATING), row.text(RATING)
    return (
        own == {RATING}
        and row.page == above.page
        and above.cells[RATING].row == above.line
        and 0 < len(mark) < LONG
        and not _is_remark(mark)
        and _is_remark(text)
    )


def _is_remark(text: str) -> bool:
    return len(text) > LONG or _REMARK.fullmatch(text) is not None
