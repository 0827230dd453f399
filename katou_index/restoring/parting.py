"""Rows of a table → parts, one an item: a rating merged over several rows, a row that a page break cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from katou_index.plan import MeasureNumber, Status
from katou_index.printed import printed_number, printed_title
from katou_index.reading.grid import glued
from katou_index.reading.tablerows import TableRow
from katou_index.records import TYPE_CHECKING
from katou_index.restoring import sentences as say

if TYPE_CHECKING:
    from typing import Protocol

    class Note(Protocol):
        """Takes one finding: its kind, status, row, column and sentence."""

        def __call__(self, kind: str, status: Status, row: TableRow, column: str, text: str) -> None:
            """`kind` is a slug of KINDS, `column` a tidy one."""


TEXTS = ("取組内容", "取組結果", "根拠")
_FINISHED = re.compile(r"[。）)」】]$")


@dataclass
class ItemRows:
    """The rows of one item, its texts and its rating cell."""

    rows: list[TableRow]
    texts: dict[str, str]
    rating: str
    shared: bool = False
    repaired: bool = False

    @property
    def head(self) -> TableRow:
        """The row it begins on."""
        return self.rows[0]


def parts_of(rows: Sequence[TableRow], is_pdf: bool, note: Note) -> list[ItemRows]:
    """One part an item: rows under one merged rating, and rows that a page break cut, together."""
    parts: list[ItemRows] = []
    for row in rows:
        before = parts[-1] if parts else None
        if before is not None and _one_rating(before.rows[-1], row):
            _join(before, row, " ")
            note("row-merged", Status.REPAIRED, before.head, "評価", say.row_merged(len(before.rows)))
        elif before is not None and _cut(before, row, is_pdf):
            sure = not all(_FINISHED.search(text) for text in before.texts.values() if text)
            _join(before, row, "")
            before.repaired = True
            status = Status.REPAIRED if sure else Status.OPEN
            note("row-joined", status, before.head, "", say.row_joined(row.place("事業名")))
        else:
            texts = {column: row.text(column) for column in TEXTS}
            parts.append(ItemRows([row], texts, row.text("評価")))
    _note_shared(parts, note)
    return parts


def _note_shared(parts: Sequence[ItemRows], note: Note) -> None:
    """Tell ratings that are merged over several measures: perhaps a slip, perhaps meant."""
    for _, group in groupby(parts, lambda part: (part.head.page, part.head.cells["評価"])):
        shared = list(group)
        spot = shared[0].head.cells["評価"]
        if spot.text and spot.merged and len(shared) > 1:
            titles = [title_of(part.head) for part in shared]
            note("rating-shared", Status.OPEN, shared[0].head, "評価", say.rating_shared(spot.text, titles))


def _one_rating(before: TableRow, row: TableRow) -> bool:
    one, other = before.cells["評価"], row.cells["評価"]
    same = other.merged and (one.row, one.column) == (other.row, other.column) and before.page == row.page
    return same and other.row != row.line and number_of(row) in (None, number_of(before))


def _cut(before: ItemRows, row: TableRow, is_pdf: bool) -> bool:
    """Whether the first row of a page goes on with the last one of the page before."""
    if not is_pdf or not row.first or before.rows[-1].page == row.page:
        return False
    number = number_of(row)
    if (number is not None and number != number_of(before.head)) or not any(row.text(name) for name in TEXTS):
        return False
    if row.text("事業名") and row.text("事業名") != before.head.text("事業名") and number is None:
        return False
    if bool(before.rating) == bool(row.text("評価")):
        return False
    unfinished = any(
        before.texts[name] and row.text(name) and not _FINISHED.search(before.texts[name])
        for name in TEXTS
    )  # fmt: skip
    return unfinished or bool(before.rating)


def _join(part: ItemRows, row: TableRow, blank: str) -> None:
    for column in TEXTS:
        text, more = part.texts[column], row.text(column)
        spot = row.cells.get(column)
        if more and not (spot and spot.merged and spot.row != row.line) and more != text:
            part.texts[column] = f"{text}{blank}{more}".strip() if blank else glued([text, more])
    part.rating = part.rating or row.text("評価")
    part.rows.append(row)


def further_of(rows: Sequence[TableRow]) -> tuple[tuple[str, str], ...]:
    """What stands in the further columns of an item's rows, what is merged over several of them once."""
    found: dict[str, dict[tuple[str, int, int], str]] = {}
    for row in rows:
        for name, spot in row.extra.items():
            if spot.text:
                found.setdefault(name, {})[row.page, spot.row, spot.column] = spot.text
    pages = len({row.page for row in rows})
    return tuple(
        (name, glued(list(texts.values())) if pages > 1 else " ".join(texts.values()))
        for name, texts in found.items()
    )


def number_of(row: TableRow) -> MeasureNumber | None:
    """The measure number of a row: in its own column, else in front of the title."""
    number = _printed(row)
    return number if number is None or not row.apart else f"{row.apart}-{number}"


def _printed(row: TableRow) -> MeasureNumber | None:
    text = row.text("事業No.")
    numbered = printed_title(row.text("事業名"))
    if text and (text != row.text("事業名") or numbered is None):
        return printed_number(text)
    if text and numbered:  # number and title stand in one cell over both columns
        return numbered[0]
    return numbered[0] if numbered and "事業No." not in row.cells else None


def title_of(row: TableRow) -> str:
    """The title of a row, without a number in front of it."""
    title = row.text("事業名")
    numbered = printed_title(title)
    return numbered[1] if numbered and numbered[0] == _printed(row) else title
