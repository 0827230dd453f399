"""Cells that only say "as above" (〃, 同上, ↓): read as what stands above them, and told.

防災課  毛布を増やす  ○          防災課  毛布を増やす  ○
〃      同上          〃     →   防災課  毛布を増やす  not read: a rating is nobody's guess
"""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.reading.headings import bare
from katou_index.reading.sheet import COLUMNS, NUMBER, RATING
from katou_index.reading.tablerows import TableRow
from katou_index.records import replace
from katou_index.restoring import sentences as say

DITTO = "ditto"  # the kind of the finding
_SIGNS = frozenset(("〃", "″", "ʺ", "〻", "々", "↓", "同上", "同じ", "上に同じ", "上記に同じ", "上記と同じ"))
_COLUMNS = tuple(COLUMNS[at] for at in range(len(COLUMNS)) if at not in (NUMBER, RATING))


def without_dittos(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[tuple[str, str, str]]]:
    """The rows with the texts that are meant, and what is told of them: kind, column, sentence. Below nothing
    and at the top of a sheet such a sign stays what it is."""
    found: list[TableRow] = []
    places: dict[str, list[str]] = {}
    for row in rows:
        above = found[-1].cells if found and found[-1].page == row.page else {}
        meant = {
            name: above[name]._replace(merged=False)
            for name in _COLUMNS
            if bare(row.text(name)) in _SIGNS and name in above and above[name].text
        }
        for name in meant:
            places.setdefault(name, []).append(row.place(name))
        found.append(replace(row, cells={**row.cells, **meant}) if meant else row)
    return found, [(DITTO, name, say.dittos(name, where)) for name, where in places.items()]
