"""Tables in which each measure has a row for what was planned and a row for what was done.

    No.   事業名             区分   内容          評価
    1    河川カメラの増設    計画   5か所に置く
                             実績   4か所に置いた。  △

    1    河川カメラの増設    【計画】5か所に置く           the same in one column
                             【実績】4か所に置いた。  △

The rows of a measure are one item then. Only where every row says which field it holds, none says it twice,
and no measure has two ratings: else rows stay rows. The words are those that columns have in most cities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from katou_index.reading.choosing import RATING, TEXTS
from katou_index.reading.grid import Spot
from katou_index.reading.headings import ColumnNames, bare
from katou_index.reading.tablerows import TableRow
from katou_index.records import NamedTuple, replace
from katou_index.tablefiles import common_columns

LABELS = "区分"
"""What a column without a heading is called that says of each row which field it holds."""
_TITLE, _NUMBER = "事業名", "事業No."
_LONGEST = 8  # signs of a word that names a field beside a row
_LABELLED = re.compile(
    r"\s*(?:[【\[［〔(（]([^】\]］〕)）]{1,8})[】\]］〕)）][:：]?|([^:：\s]{1,8})[:：])\s*(.*)"
)


class JoinedRows(NamedTuple):
    """The rows, one an item; the words that named its fields; the further columns that are used up by it."""

    rows: tuple[TableRow, ...]
    words: dict[str, str]
    used: tuple[str, ...]


def joined(rows: Sequence[TableRow]) -> JoinedRows | None:
    """The rows with those of each measure made one; None where they are not of this kind."""
    for labels, texts in _columns(rows):
        if _labelled(rows[0], labels, texts) is None:
            continue
        found = [_labelled(row, labels, texts) for row in rows]
        fields = {each[0] for each in found if each}
        if len(fields) > 1 and all(found):
            parts = [each for each in found if each]
            groups = _groups(rows, [field for field, *_ in parts])
            if groups and all(_one_rating(group) for group in groups):
                return _joined(groups, dict(zip(map(id, rows), parts, strict=True)), labels, texts)
    return None


def says_fields(cells: Sequence[str]) -> bool:
    """Whether all that stands in a column are names of fields, and more than one."""
    fields = {_text_field(cell) for cell in cells if cell}
    return len(fields) > 1 and None not in fields


def _columns(rows: Sequence[TableRow]) -> Iterator[tuple[str, str]]:
    """Further column of labels ("" for labels in front of the texts), column of texts: what may be one."""
    first = rows[0] if rows else None
    if first is None or _TITLE not in first.cells:
        return
    at = {name: spot.column for name, spot in first.extra.items()}
    at |= {name: spot.column for name, spot in first.cells.items() if name in TEXTS}
    for name, column in at.items():
        yield "", name
        before = [other for other in first.extra if at[other] == column - 1]
        yield from ((other, name) for other in before)


def _labelled(row: TableRow, labels: str, texts: str) -> tuple[str, str, Spot] | None:
    """The field that a row holds, the word that says so, and its text."""
    spot = _spot(row, texts)
    if spot is None:
        return None
    if labels:
        word = row.extra[labels].text if labels in row.extra else ""
    elif match := _LABELLED.fullmatch(spot.text):
        word, spot = match[1] or match[2], spot._replace(text=match[3])
    else:
        return None
    field = _text_field(word)
    return (field, word, spot) if field else None


def _spot(row: TableRow, name: str) -> Spot | None:
    return row.extra.get(name) or row.cells.get(name)


def names_field(text: str) -> bool:
    """Whether a text is the name of a field of texts: 計画, 実績."""
    return _text_field(text) is not None


@cache
def _usual_names() -> ColumnNames:
    return ColumnNames(common_columns())


def _text_field(word: str) -> str | None:
    field = _usual_names().field(word) if len(word) <= _LONGEST else None
    return field if field in TEXTS else None


def _groups(rows: Sequence[TableRow], fields: Sequence[str]) -> list[list[TableRow]]:
    """The rows of each measure; empty where one has a field twice."""
    groups: list[list[TableRow]] = []
    held: list[set[str]] = []
    for row, field in zip(rows, fields, strict=True):
        if groups and row.page == groups[-1][0].page and _is_same(groups[-1][0], row):
            if field in held[-1]:
                return []
            groups[-1].append(row)
            held[-1].add(field)
        else:
            groups.append([row])
            held.append({field})
    return groups if len(groups) < len(rows) else []


def _is_same(first: TableRow, row: TableRow) -> bool:
    """Whether a row is of the measure that begins with `first`."""
    title, of = row.cells[_TITLE], first.cells[_TITLE]
    if not title.text:
        return not row.text(_NUMBER) or row.text(_NUMBER) == first.text(_NUMBER)
    return title[1:3] == of[1:3] or (title.text == of.text and row.text(_NUMBER) == first.text(_NUMBER))


def _one_rating(group: Sequence[TableRow]) -> bool:
    return len({bare(row.text(RATING)) for row in group if row.text(RATING)}) < 2


def _joined(
    groups: Sequence[Sequence[TableRow]],
    parts: dict[int, tuple[str, str, Spot]],
    labels: str,
    texts: str,
) -> JoinedRows:
    words: dict[str, str] = {}
    rows = []
    for group in groups:
        first = group[0]
        cells = {name: _together(group, name) for name in first.cells if name != texts}
        extra = {name: _together(group, name) for name in first.extra if name not in (labels, texts)}
        places = {**first.places}
        for row in group:
            field, word, spot = parts[id(row)]
            words.setdefault(field, word)
            cells[field], places[field] = spot._replace(row=first.line), row.place(texts)
            if row.text(RATING) and not first.text(RATING):
                places[RATING] = row.place(RATING)
        rows.append(replace(first, cells=cells, places=places, extra=extra))
    used = tuple(name for name in (labels, texts) if name in groups[0][0].extra)
    return JoinedRows(tuple(rows), words, used)


def _together(group: Sequence[TableRow], name: str) -> Spot:
    """What the rows of a measure say in a column; what is merged over them, or a rating again, once."""
    found = {spot[1:3]: spot for row in group if (spot := _spot(row, name)) is not None and spot.text}
    first = next(iter(found.values()), None) or _spot(group[0], name) or Spot("", group[0].line, 0, False)
    once = first.text if name == RATING else " ".join(spot.text for spot in found.values())
    return first._replace(text=once, row=min(first.row, group[0].line))
