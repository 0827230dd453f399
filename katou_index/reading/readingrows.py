"""Rows that only say how the row below them is read (ふりがな), and are no items.

         ひなんじょのびちく
    1    避難所の備蓄          防災課    ○

Excel keeps readings in the cell itself; who wanted them printed otherwise has a row of small kana above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from katou_index.reading.tablerows import TableRow
from katou_index.records import NamedTuple

_READING = re.compile("[\u3041-\u309f\u30a0-\u30ff\\s・･ｦ-ﾟ（）()]{2,}")
_KANJI = re.compile("[\u4e00-\u9fff々]")


class RowsWithReadings(NamedTuple):
    """The rows that are items, and those that are readings."""

    kept: tuple[TableRow, ...]
    readings: tuple[TableRow, ...]


def without_readings(rows: Sequence[TableRow]) -> RowsWithReadings:
    """The rows without those of kana alone, each above a row in which kanji stand in the same cells, as many
    as can be read so at most."""
    readings = [above for above, row in pairwise(rows) if _reads(above, row)]
    gone = {id(row) for row in readings}
    kept, first = list[TableRow](), False
    for row in rows:
        if id(row) in gone:
            first = first or row.first
            continue
        kept.append(row.but(first=True) if first else row)
        first = False
    return RowsWithReadings(tuple(kept), tuple(readings))


def _reads(above: TableRow, row: TableRow) -> bool:
    own = {name: spot.text for name, spot in above.cells.items() if spot.text and spot.row == above.line}
    named = bool(row.text("事業No.")) or "事業No." not in row.cells
    beside = any(spot.text and spot.row == above.line for spot in above.extra.values())
    if above.page != row.page or not own.get("事業名") or not named or beside:
        return False
    return all(
        _READING.fullmatch(text) and 0 < len(_KANJI.findall(row.text(name))) <= len(text)
        for name, text in own.items()
    )
