"""Tables of one measure's items: its name stands above them, or is that of their sheet.

    事業名 │ 放送の整備                 No. │ 取組 │ 結果     │ 評価 │ 事業名     │ 担当課
    担当課 │ 防災課               →     1   │ 設計 │ 済んだ。 │ ○    │ 放送の整備 │ 防災課
    No. │ 取組 │ 結果     │ 評価       2   │ 工事 │ 遅れた。 │ △    │ 放送の整備 │ 防災課
    1   │ 設計 │ 済んだ。 │ ○
    2   │ 工事 │ 遅れた。 │ △

Such a table becomes one of measures: what stands above it goes into columns behind its own, and its No., that
of the items, is none of a measure. Several of them may stand on a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from katou_index.reading import sentences as say
from katou_index.reading.choosing import RATING, YEARLY
from katou_index.reading.grid import CSV, PDF, Grid, GridPage, Spot, Unread, samples, spots_of
from katou_index.reading.headings import LONGEST, ColumnNames, bare, years_over
from katou_index.reading.tablerows import NEEDED, OFFICE
from katou_index.records import NamedTuple
from katou_index.tables import Column

TITLE, NUMBER = NEEDED[0], "事業No."
_GIVEN = (TITLE, NUMBER, OFFICE)  # what is said above a table
_LEAST = 3  # fields of its headings
_PLACE = "項目の番号"  # what No. is called that numbers items
_COUNTS = re.compile(r"No\.?|№|番号", re.IGNORECASE)  # as columns.toml may not have it
_NAME = re.compile(  # of a sheet that is called like no measure
    r"(?:sheet|シート|様式|別紙|表)?[\s\d_－-]*|.*(?:[課室局署所]|センター|一覧|集計|評価表?)", re.IGNORECASE
)


class _Items(NamedTuple):
    """The table of one measure: the row of its headings, the rows below them; field → label and value that
    stand above them."""

    heads: int
    rows: tuple[int, ...]
    said: Mapping[str, tuple[str, str]]


def of_measures(grid: Grid, columns: Sequence[Column], began: int | None) -> tuple[Grid, str]:
    """The file with its tables of one measure each as tables of measures, and that in a sentence; as it is,
    and "", where it has none."""
    names = ColumnNames(columns)
    if grid.kind in (CSV, PDF) or any(_has_titles(page, names) for page in grid.pages):
        return grid, ""
    on = {page.name: _tables(page, names) for page in grid.pages}
    if None in on.values():
        return grid, ""
    found = {name: tables for name, tables in on.items() if tables}
    titled = all(TITLE in table.said for tables in found.values() for table in tables)
    if not titled and not _may_have_titles(grid, found, columns):
        found = _named_by_sheets(found, began)
    elif not titled:
        found = {}
    if not found:
        return grid, ""
    pages = tuple(
        _with_columns(page, found[page.name], names) if page.name in found else page for page in grid.pages
    )
    titles = [table.said[TITLE][1] for tables in found.values() for table in tables]
    left = [unread for page in grid.pages for unread in _left(grid, page, found.get(page.name, ()), names)]
    told = say.tables_of_measures(titles, not titled)
    return grid.but(pages=pages, unread=(*grid.unread, *left)), told


def _has_titles(page: GridPage, names: ColumnNames) -> bool:
    """Whether a sheet has a heading of titles, which is no label with a title beside it."""
    named = (texts for texts in page.rows.values() if any(names.field(text) == TITLE for text in texts))
    return any(TITLE not in dict(_said(_row(texts), names)) for texts in named)


def _may_have_titles(grid: Grid, found: Mapping[str, list[_Items]], columns: Sequence[Column]) -> bool:
    """Whether a heading of these tables comes near to one of titles: 取組名."""
    titles = (column for column in columns if column.name == TITLE)
    near = ColumnNames([column._replace(headings=column.nearest) for column in titles])
    heads = (page.rows[table.heads] for page in grid.pages for table in found.get(page.name, ()))
    return any(near.field(text) for texts in heads for text in texts)


def _named_by_sheets(found: Mapping[str, list[_Items]], began: int | None) -> dict[str, list[_Items]]:
    """The tables, each called like its sheet; none where a sheet has several, or is called like a department,
    a year or nothing."""
    plain = any(_NAME.fullmatch(bare(name)) or years_over(name, began) for name in found)
    if len(found) < 2 or plain or any(len(tables) > 1 for tables in found.values()):
        return {}
    return {
        name: [tables[0]._replace(said={TITLE: (TITLE, name), **tables[0].said})]
        for name, tables in found.items()
    }


def _tables(page: GridPage, names: ColumnNames) -> list[_Items] | None:
    """The tables of one measure on a sheet, with what is said above each; None where one has two."""
    spots = spots_of(page)
    found: list[_Items] = []
    said: dict[str, tuple[str, str]] = {}
    heads, rows = 0, list[int]()
    for number in (*sorted(spots), 0):
        row = spots.get(number, [])
        told = dict(_said(row, names))
        begins = not told and {RATING} < (fields := _fields(row, names)) and len(fields) >= _LEAST
        if heads and (told or not number):
            if _are_items(spots, heads, rows, names):
                found.append(_Items(heads, tuple(rows), said))
            said, heads, rows = {}, 0, []
        if begins and heads:
            return None
        if begins:
            heads = number
        elif heads:
            rows.append(number)
        else:
            said |= told
    return found


def _are_items(
    spots: Mapping[int, Sequence[Spot]], heads: int, rows: Sequence[int], names: ColumnNames
) -> bool:
    """Whether ratings stand below the heading of them, and no other labels."""
    at = next(at for at, spot in enumerate(spots[heads]) if names.field(spot.text) == RATING)
    below = [spots[number] for number in rows]
    labels = any(names.field(spot.text) in YEARLY for row in below for spot in row if spot.text)
    return not labels and any(at < len(row) and row[at].text for row in below)


def _fields(row: Sequence[Spot], names: ColumnNames) -> set[str]:
    """The fields that a row names, none where it says other things or holds a title."""
    texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
    fields = [names.field(text) for text in texts]
    known = {field for field in fields if field is not None}
    return known if len(known) + 1 >= len(texts) and TITLE not in known else set()


def _said(row: Sequence[Spot], names: ColumnNames) -> Iterator[tuple[str, tuple[str, str]]]:
    """Title, number and department that a row says: 事業名：放送の整備, 事業名 │ 放送の整備."""
    texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
    for at, text in enumerate(texts):
        label, sign, value = unicodedata.normalize("NFKC", text).partition(":")
        after = value.strip() if sign else texts[at + 1] if at + 1 < len(texts) else ""
        field = names.field(label)
        if field in _GIVEN and after and names.field(after) is None and len(after) <= LONGEST:
            yield field, (label.strip(), after)


def _with_columns(page: GridPage, tables: Sequence[_Items], names: ColumnNames) -> GridPage:
    """The sheet with what is said above each table in columns behind all others."""
    width = max(map(len, page.rows.values()))
    rows = dict(page.rows)
    given = [name for name in _GIVEN if any(name in table.said for table in tables)]
    for number in list(rows):
        if any(name in dict(_said(_row(rows[number]), names)) for name in _GIVEN):
            del rows[number]
    for table in tables:
        heads = [
            _PLACE if names.field(text) == NUMBER or _COUNTS.fullmatch(bare(text)) else text
            for text in page.rows[table.heads]
        ]
        own = {names.field(text) for text in heads}
        more = [table.said.get(name, (name, "")) for name in given if name not in own]
        blank = ("" for _ in range(width - len(heads)))
        rows[table.heads] = (*heads, *blank, *(label for label, _ in more))
        rated = next(at for at, text in enumerate(heads) if names.field(text) == RATING)
        last = max(at for at in table.rows if any(page.rows.get(at, ())[rated : rated + 1]))
        for number in table.rows:
            texts = page.rows.get(number, ())
            few = 2 * len(list(filter(None, texts))) <= len(heads)
            if few and not any(texts[rated : rated + 1]):
                if number > last:
                    rows.pop(number, None)  # 総括 │ 引き続き進める。
                continue
            rows[number] = (*texts, *("" for _ in range(width - len(texts))), *(value for _, value in more))
    return page.but(rows=rows)


def _left(grid: Grid, page: GridPage, tables: Sequence[_Items], names: ColumnNames) -> Iterator[Unread]:
    """What stands below the items of a table and is none of them."""
    made = _with_columns(page, tables, names).rows if tables else page.rows
    for number, texts in page.rows.items():
        values = samples(texts)
        if number not in made and values and not dict(_said(_row(texts), names)):
            yield Unread(grid.row_place(page, number), values[0], values[1:], say.BELOW)


def _row(texts: Sequence[str]) -> list[Spot]:
    return [Spot(text, 0, at, False) for at, text in enumerate(texts)]
