"""A workbook with a sheet for each department: the department stands in the sheet's name or above its table,
and numbers begin with 1 on every sheet.

    シート「防災課」 1 放送 │ 2 備蓄          →  防災課-1, 防災課-2, 図書館-1 …
    シート「図書館」 1 開館 │ 2 移動図書館

Numbers are kept apart only where each sheet that has one is of another department. Sheets of one department,
of several years, or with the same measures again stay what they are: a number that stands twice, which stops.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from katou_index.plan import Department, MeasureNumber
from katou_index.reading.grid import EXCEL, Spot
from katou_index.reading.headings import bare, years_over
from katou_index.reading.table import OFFICE, Table, TableRow
from katou_index.records import NamedTuple, replace
from katou_index.restoring import forms
from katou_index.restoring import sentences as say
from katou_index.restoring.parting import number_of, title_of

_ORDER = re.compile(r"^(?:[0-9]+|[①-⑳])[-_.、)\s]*|\s*[（(][^（()）]*[）)]$")  # 01_防災課, 防災課（2）
_DIVISION = re.compile(r"[^\s\d]{1,20}[部課室]")


class Sheetwise(NamedTuple):
    """The table with what its sheets say, and what is told about that: kind, column, sentence."""

    table: Table
    told: tuple[tuple[str, str, str], ...]


def by_sheet(table: Table, departments: Sequence[Department]) -> Sheetwise:
    """Departments and numbers as the sheets mean them."""
    pages: dict[str, list[TableRow]] = {}
    for row in table.rows:
        pages.setdefault(row.page, []).append(row)
    named = {page: _named(table, page, departments) for page in pages}
    told: list[tuple[str, str, str]] = []
    rows = [_with_office(row, named[row.page]) for row in table.rows]
    if given := [named[page] for page in pages if named[page] and OFFICE not in pages[page][0].cells]:
        told.append(("department-of-sheet", OFFICE, say.office_of_sheet(list(dict.fromkeys(given)))))
    offices = {page: named[page] or _only(of) for page, of in pages.items()}
    if table.kind == EXCEL and _repeat_by_office(pages, offices):
        rows = [replace(row, apart=offices[row.page]) for row in rows]
        example = next(number for row in rows if (number := number_of(row)) is not None)
        names = [name for name in dict.fromkeys(offices.values()) if name]
        told.append(("numbers-apart", "事業No.", say.numbers_apart(names, example)))
    columns = dict.fromkeys((*table.columns, *(name for row in rows for name in row.cells)))
    return Sheetwise(replace(table, rows=tuple(rows), columns=tuple(columns)), tuple(told))


def _named(table: Table, page: str, departments: Sequence[Department]) -> str:
    """The department that a sheet is of by its title line, else by its name; empty where neither says."""
    if page in table.offices:
        return table.offices[page]
    name = _ORDER.sub("", bare(page))
    known = {each for department in departments for each in (department.name, *department.short)}
    is_office = name in known or forms.departments_in(name) or _DIVISION.fullmatch(name)
    return name if table.kind == EXCEL and is_office and not years_over(name, None) else ""


def _only(rows: Sequence[TableRow]) -> str:
    """The one department that every row of a sheet names, empty where they differ."""
    texts = {row.text(OFFICE) for row in rows} - {""}
    return texts.pop() if len(texts) == 1 else ""


def _with_office(row: TableRow, office: str) -> TableRow:
    if not office or OFFICE in row.cells:
        return row
    return replace(row, cells={**row.cells, OFFICE: Spot(office, row.line, 0, False)})


def _repeat_by_office(pages: Mapping[str, Sequence[TableRow]], offices: Mapping[str, str]) -> bool:
    """Whether numbers stand on several sheets, each of another department, with titles that differ."""
    found: dict[MeasureNumber, dict[str, str]] = {}
    for page, rows in pages.items():
        for row in rows:
            if (number := number_of(row)) is not None:
                found.setdefault(number, {}).setdefault(page, title_of(row))
    again = [titles for titles in found.values() if len(titles) > 1]
    if not again or any(years_over(page, None) for page in pages):
        return False
    own = all(
        all(offices[page] for page in titles) and len({offices[page] for page in titles}) == len(titles)
        for titles in again
    )
    return own and any(len(set(titles.values())) > 1 for titles in again)
