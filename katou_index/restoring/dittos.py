"""Texts that only say "as above" (〃, 同上, ↓): read as what stands above them; all that is read so is told.

防災課  毛布を増やす          防災課  毛布を増やす
〃      同上             →   防災課  毛布を増やす

Ratings are read so with the file (`reading.dittos`), where it is known what stands between two rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from katou_index.language import Told
from katou_index.reading.dittos import ABOVE
from katou_index.reading.grid import Spot
from katou_index.reading.headings import bare
from katou_index.reading.sheet import COLUMNS, NUMBER, RATING, SheetRow
from katou_index.reading.tablerows import Ditto, TableRow
from katou_index.records import replace
from katou_index.restoring import sentences as say
from katou_index.tables import Scale

DITTO = "ditto"  # the kind of the finding
_SIGNS = ABOVE | {"↓", "同じ"}  # of ratings these two may be steps of a scale, of further columns values
_COLUMNS = tuple(COLUMNS[at] for at in range(len(COLUMNS)) if at not in (NUMBER, RATING))


def without_dittos(
    rows: Sequence[TableRow], read: Sequence[Ditto]
) -> tuple[list[TableRow], list[tuple[str, str, Told]]]:
    """The rows with the texts that are meant, and what is told of them and of those that were `read` so
    already: kind, column, sentence. Below nothing and at the top of a sheet such a sign stays what it is."""
    found: list[TableRow] = []
    places: dict[str, list[str]] = {}
    for row in rows:
        above = found[-1] if found and found[-1].page == row.page else None
        cells = _meant(row.cells, above.cells if above else {}, _COLUMNS, _SIGNS)
        extra = _meant(row.extra, above.extra if above else {}, tuple(row.extra), ABOVE)
        for name in cells:
            places.setdefault(name, []).append(row.place(name))
        for name in extra:
            places.setdefault(name, []).append(row.place(COLUMNS[NUMBER]))
        if cells or extra:
            row = replace(row, cells={**row.cells, **cells}, extra={**row.extra, **extra})
        found.append(row)
    left: dict[str, list[str]] = {}
    for each in read:
        (left if each.left else places).setdefault(each.column, []).append(each.place)
    told = [(DITTO, name, say.dittos(name, where)) for name, where in places.items()]
    return found, told + [(DITTO, name, say.dittos_left(name, where)) for name, where in left.items()]


def with_meant_ratings(rows: Sequence[SheetRow], scale: Scale) -> tuple[tuple[SheetRow, ...], frozenset[int]]:
    """The rows of a text sheet with the ratings that are meant where a row says 〃, and the lines of those:
    of the row right above on the same page, where that shows one in its column."""
    found: list[SheetRow] = []
    lines = set[int]()
    for row in rows:
        above = found[-1] if found else None
        beside = above is not None and (above.page, above.line + 1) == (row.page, row.line)
        over = scale.read(above.cells[RATING].text) if above is not None and beside else None
        if over is not None and over.rated and bare(row.cells[RATING].text) in ABOVE:
            cells = (*row.cells[:RATING], dataclasses.replace(row.cells[RATING], text=over.mark))
            row = dataclasses.replace(row, cells=cells)
            lines.add(row.line)
        found.append(row)
    return tuple(found), frozenset(lines)


def _meant(
    cells: Mapping[str, Spot], above: Mapping[str, Spot], names: Sequence[str], signs: Collection[str]
) -> dict[str, Spot]:
    """What those of the cells mean that say no more than a sign."""
    return {
        name: above[name]._replace(merged=False)
        for name in names
        if name in cells and bare(cells[name].text) in signs and name in above and above[name].text
    }
