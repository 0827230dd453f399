"""A table with its measures side by side, turned so that each has a row.

    取組番号 │ 1    │ 2    │ 3            取組番号 │ 取組名 │ 所管   │ 評価
    取組名   │ 毛布 │ 訓練 │ 広報    →    1        │ 毛布   │ 防災課 │ A
    所管     │ 防災課      │ 秘書課       2        │ 訓練   │ 防災課 │ B
    評価     │ A    │ B    │ C            3        │ 広報   │ 秘書課 │ C

Several such blocks below each other become one table. Places stay those of the file: rows of a turned block
are numbered so that `grid` knows where their cells stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from katou_index.reading import sentences as say
from katou_index.reading.grid import (
    CSV,
    CellDoubt,
    CellSpan,
    Grid,
    GridPage,
    Spot,
    Strike,
    spots_of,
    turned_row,
)
from katou_index.reading.headings import ColumnNames, bare
from katou_index.reading.tablerows import NEEDED
from katou_index.records import NamedTuple
from katou_index.tables import Column

_FIRST_COLUMNS, _SEVERAL = 2, 3  # where labels stand; measures side by side
_TITLE = NEEDED[0]


class _Block(NamedTuple):
    """Rows with labels in the column `at`, and their values to the right of it, both ends included."""

    top: int
    bottom: int
    at: int


def upright(grid: Grid, columns: Sequence[Column]) -> Grid | None:
    """The file with its turned tables as rows; None where it has none."""
    if told(grid):
        return None  # it was turned already
    names = ColumnNames(columns)
    found = {page.name: _blocks(page, names) for page in grid.pages} if grid.kind != CSV else {}
    if not any(found.values()):
        return None
    pages = tuple(_turned(page, found[page.name]) if found[page.name] else page for page in grid.pages)
    doubts = tuple(_moved(doubt, found.get(doubt.page, [])) for doubt in grid.doubts)
    return grid.but(pages=pages, doubts=doubts)


def _blocks(page: GridPage, names: ColumnNames) -> list[_Block]:
    """The turned tables of a page from top to bottom."""
    spots = spots_of(page)
    for at in range(_FIRST_COLUMNS):
        runs = [(run, _titles(spots, run, at, names)) for run in _runs(spots, at)]
        if any(titles >= _SEVERAL for _, titles in runs):  # beside it one of fewer is the rest
            return [_Block(run[0], run[-1], at) for run, titles in runs if titles]
    return []


def _runs(spots: Mapping[int, Sequence[Spot]], at: int) -> Iterator[list[int]]:
    """Rows right below each other that have a label in the column `at` and something to its right. Where
    the first label comes again, another run begins."""
    run: list[int] = []
    for number, row in spots.items():
        filled = at < len(row) and row[at].text and any(spot.text for spot in row[at + 1 :])
        again = bool(run and filled) and bare(row[at].text) == bare(spots[run[0]][at].text)
        if run and (not filled or number != run[-1] + 1 or again):
            yield run
            run = []
        if filled:
            run.append(number)
    yield run


def _titles(spots: Mapping[int, Sequence[Spot]], run: Sequence[int], at: int, names: ColumnNames) -> int:
    """How many titles stand beside each other in a run that names title and rating and more."""
    fields: dict[str, int] = {}
    for number in run:
        values = {spot.text for spot in spots[number][at + 1 :] if spot.text}
        field = names.field(spots[number][at].text)
        if field is not None and not any(map(names.field, values)):
            fields.setdefault(field, len(values))
    return fields[_TITLE] if len(fields) > len(NEEDED) and {*NEEDED} <= fields.keys() else 0


def _turned(page: GridPage, blocks: Sequence[_Block]) -> GridPage:
    """The page with each column of its blocks as a row."""
    width = max(map(len, page.rows.values()))
    deepest = max(block.bottom - block.top + 1 for block in blocks)
    rows: dict[int, tuple[str, ...]] = {}
    for number, texts in page.rows.items():
        if not any(block.top <= number <= block.bottom for block in blocks):
            rows[number if number < blocks[0].top else turned_row(number, -1)] = texts
    for top, bottom, at in blocks:
        for column in range(width):
            cells = [_cell(page, number, column) for number in range(top, bottom + 1)]
            if column <= at or any(cells):
                rows[turned_row(top, column)] = (*cells, *[""] * (deepest - len(cells)))
    hidden = tuple(turned_row(block.top, at) for block in blocks for at in page.hidden_columns)
    gone = {number - block.top for block in blocks for number in page.hidden
            if block.top <= number <= block.bottom}  # fmt: skip
    return page.but(
        rows=dict(sorted(rows.items())),
        spans=tuple(_span(span, blocks) for span in page.spans),
        hidden=tuple(number for number in hidden if number in rows),
        hidden_columns=tuple(sorted(gone)),
        struck=tuple(Strike(*_place(each.row, each.column, blocks), each.text) for each in page.struck),
    )


def _cell(page: GridPage, row: int, column: int) -> str:
    texts = page.rows.get(row, ())
    return texts[column] if column < len(texts) else ""


def _place(row: int, column: int, blocks: Sequence[_Block]) -> tuple[int, int]:
    """Where a cell stands when its block is turned."""
    for top, bottom, _ in blocks:
        if top <= row <= bottom:
            return turned_row(top, column), row - top
    return (row if row < blocks[0].top else turned_row(row, -1)), column


def _span(span: CellSpan, blocks: Sequence[_Block]) -> CellSpan:
    (top, left), (bottom, right) = (
        _place(row, column, blocks) for row, column in ((span.top, span.left), (span.bottom, span.right))
    )
    return CellSpan(top, left, bottom, right) if left <= right else CellSpan(top, left, top, left)


def _moved(doubt: CellDoubt, blocks: Sequence[_Block]) -> CellDoubt:
    if not blocks or doubt.row < 1:
        return doubt
    row, column = _place(doubt.row, doubt.column, blocks)
    return doubt._replace(row=row, column=column)


def told(grid: Grid) -> list[str]:
    """What to say of each sheet that was turned."""
    return [
        say.turned(grid.place(page, first, 0))
        for page in grid.pages if (first := next((row for row in page.rows if turned_row(1, -1) <= row), 0))
    ]  # fmt: skip
