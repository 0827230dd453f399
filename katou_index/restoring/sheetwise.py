"""What sheets and rows of their own say of the department, where no column does or its cells are empty.

A workbook with a sheet for each department: the department stands in the sheet's name or above its table, and
numbers begin with 1 on every sheet.

    シート「防災課」 1 放送 │ 2 備蓄          →  防災課-1, 防災課-2, 図書館-1 …
    シート「図書館」 1 開館 │ 2 移動図書館

Numbers are kept apart only where each sheet that has one is of another department. Sheets of one department,
of several years, or with the same measures again stay what they are: a number that stands twice, which stops.

A row of its own for each department (【防災課】, 担当課：防災課, 総務部 防災課) above its measures; or its
name only beside the first of them, without merging.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from katou_index.plan import Department, MeasureNumber, division_in
from katou_index.reading.asides import is_aside
from katou_index.reading.grid import EXCEL, PDF, Spot
from katou_index.reading.headings import bare, years_over
from katou_index.reading.tablerows import OFFICE, Caption, Table, TableRow
from katou_index.records import NamedTuple, replace
from katou_index.restoring import forms
from katou_index.restoring import sentences as say
from katou_index.restoring.dittos import without_dittos
from katou_index.restoring.parting import number_of, title_of
from katou_index.restoring.repeats import DIFFERS, without_repeats
from katou_index.tables import split_policy

TITLE = "事業名"
DIVISION = "部名"  # the further column that `plan.division_in` knows
MISSING = "department-missing"
ASKED = (MISSING, DIFFERS)  # findings that ask for a person; the others only tell
_ORDER = re.compile(r"^(?:[0-9]+|[①-⑳])[-_.、)\s]*|\s*[（(][^（()）]*[）)]$")  # 01_防災課, 防災課（2）
_DIVISION = re.compile(r"[^\s\d]{1,20}[部課室]")
_DIVIDED = re.compile(r"([^\s、，,／/>＞]{1,20}[部局])[\s／/>＞]+(\S.*)")
_SUB_NUMBER = re.compile(r"\((\d{1,2})\)")
_CIRCLED = re.compile("[①-⑳]")
_SUBSECTION, _THE_SAME = re.compile(".(?:係|班|担当|グループ)$"), re.compile("同じ?[課室局所]?")
_AROUND_NAME = re.compile(r"[【】\[\]［］〔〕<>＜＞■●◆□○◎▼▽・\s]+")
_LABEL = re.compile(
    r"^(?:担当|所管|主管|実施)?(?:課名?|部署名?|部課名?|所属名?)\s*[:：]\s*|^(?:担当|所管)\s*[:：]\s*"
)
_REMARKED = re.compile(r"。|^\s*(?:[※＊*(（]|注)|ページ|頁|^[\d\s/-]+$")
_ENTITLED, _LEAST = re.compile(r"(.+?)\s*[（(]([^（()）]{2,30})[）)]"), 3
_PLACE = re.compile(
    r"^\s*(?:[（(](?:\d{1,2}|[Ⅰ-Ⅻ])[)）]|(?:\d{1,2}|[Ⅰ-Ⅻ])[.．、\s]|[①-⑳])\s*"
)  # 1 防災課, (2) 市民課
_REMARK = re.compile(r"\s*[（(][^（()）]*[）)]\s*$")


class Sheetwise(NamedTuple):
    """The table with what its sheets say, and what is told about that: kind, column, sentence."""

    table: Table
    told: tuple[tuple[str, str, str], ...]


def by_sheet(table: Table, departments: Sequence[Department]) -> Sheetwise:
    """Departments and numbers as the sheets mean them."""
    rows, dittos = without_dittos(table.rows, table.dittos)
    rows, numbered = _numbered_below(rows)
    rows, entitled = _behind_titles(rows)
    rows, repeated = (rows, []) if table.forms else without_repeats(rows)
    table, told = _by_captions(replace(table, rows=tuple(rows)), departments)
    told += (*dittos, *numbered, *entitled, *repeated)
    pages: dict[str, list[TableRow]] = {}
    for row in table.rows:
        pages.setdefault(row.page, []).append(row)
    named = {page: _named(table, page, departments) for page in pages}
    if not any(named.values()):
        named |= _titled(table, pages)
    rows = [_with_office(row, named[row.page]) for row in table.rows]
    if given := [named[page] for page in pages if named[page] and OFFICE not in pages[page][0].cells]:
        told.append(("department-of-sheet", OFFICE, say.office_of_sheet(list(dict.fromkeys(given)))))
    offices = {page: named[page] or _only(of) for page, of in pages.items()}
    if table.kind == EXCEL and _repeat_by_office(pages, offices):
        rows = [replace(row, apart=offices[row.page]) for row in rows]
        example = next(number for row in rows if (number := number_of(row)) is not None)
        names = [name for name in dict.fromkeys(offices.values()) if name]
        told.append(("numbers-apart", "事業No.", say.numbers_apart(names, example)))
    rows = _with_divisions(_parted(_carried(rows, told), told), told)
    columns = dict.fromkeys((*table.columns, *(name for row in rows for name in row.cells)))
    return Sheetwise(replace(table, rows=tuple(rows), columns=tuple(columns)), tuple(told))


def _behind_titles(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[tuple[str, str, str]]]:
    """The rows with the department that stands in brackets behind each title (放送の整備（防災課）), where no
    column has departments."""
    titles = [row.cells[TITLE] for row in rows if row.text(TITLE)]
    parts = {spot: _ENTITLED.fullmatch(spot.text) for spot in titles}
    known = [part for part in parts.values() if part and _is_office(part[2])]
    if len(titles) < _LEAST or len(known) < len(titles) or any(OFFICE in row.cells for row in rows):
        return list(rows), []
    found = []
    for row in rows:
        spot = row.cells[TITLE]
        part = parts.get(spot)
        office = spot._replace(text=part[2] if part else "")
        title = spot._replace(text=part[1]) if part else spot
        found.append(replace(row, cells={**row.cells, TITLE: title, OFFICE: office},
                             places={**row.places, OFFICE: row.place(TITLE)}))  # fmt: skip
    example = known[0]
    return found, [("department-of-sheet", OFFICE, say.office_behind_title(example[1], example[2]))]


def _is_office(name: str) -> bool:
    return bool(forms.departments_in(name) or _DIVISION.fullmatch(name))


def _named(table: Table, page: str, departments: Sequence[Department]) -> str:
    """The department that a sheet is of by its title line, else by its name; empty where neither says."""
    if page in table.offices:
        return table.offices[page]
    name = _ORDER.sub("", bare(page))
    known = {each for department in departments for each in (department.name, *department.short)}
    is_office = name in known or forms.departments_in(name) or _DIVISION.fullmatch(name)
    return name if table.kind == EXCEL and is_office and not years_over(name, None) else ""


def _titled(table: Table, pages: Collection[str]) -> dict[str, str]:
    """Sheet → the one department that a title above its table names (総務課 令和6年度事業評価). Only where
    each sheet has one and they differ: else it may be who made the file."""
    found: dict[str, set[str]] = {page: set() for page in pages}
    for caption in table.captions if table.kind == EXCEL else ():
        if caption.above and caption.page in found:
            words = _AROUND_NAME.split(caption.text)
            found[caption.page].update(name for word in words for name in forms.departments_in(word))
    names = [next(iter(each)) for each in found.values() if len(each) == 1]
    differ = len(names) == len(pages) and len(set(names)) > 1
    return dict(zip(found, names, strict=True)) if differ else {}


def _only(rows: Sequence[TableRow]) -> str:
    """The one department that every row of a sheet names, empty where they differ."""
    texts = {row.text(OFFICE) for row in rows} - {""}
    return texts.pop() if len(texts) == 1 else ""


def _with_office(row: TableRow, office: str) -> TableRow:
    return row if not office or OFFICE in row.cells else _with_text(row, office)


def _with_text(row: TableRow, office: str) -> TableRow:
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


# -- numbers of items ----------------------------------------------------------------------------------------


def _numbered_below(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[tuple[str, str, str]]]:
    """Rows without a title that are numbered below the measure above, (1), (2) or ①, ② below 3: they are its
    items 3-1, 3-2. One with a title may be a measure of its own."""
    found, places, over = list[TableRow](), list[str](), ""
    for row in rows:
        text = row.text("事業No.").strip()
        narrow = unicodedata.normalize("NFKC", text)
        below = _SUB_NUMBER.fullmatch(narrow) or (_CIRCLED.fullmatch(text) and re.fullmatch(r"(\d+)", narrow))
        if below and over and not title_of(row):
            number = row.cells["事業No."]._replace(text=f"{over}-{below[1]}")
            row = replace(row, cells={**row.cells, "事業No.": number})
            places.append(row.place("事業No."))
        elif not below and text:
            over = narrow if narrow.isdecimal() else ""
        found.append(row)
    return found, [("numbers-apart", "事業No.", say.numbered_below(places))] if places else []


# -- departments in rows of their own ------------------------------------------------------------------------


def _by_captions(table: Table, departments: Sequence[Department]) -> tuple[Table, list[tuple[str, str, str]]]:
    """The table with the departments of rows that stand above their measures, and what is told of that.

    Such a row is none of the items (`captions`), or looks like one that has a title alone. What stands above
    the headings may as well be who made the file: it counts only where others stand among the items. A row of
    one text that names no department begins a part of which nobody knows whose it is.
    """
    alone = {} if table.forms else {id(row): each for row in table.rows if (each := _title_alone(row))}
    names = {each for department in departments for each in (department.name, *department.short)}
    offices = {each: _office_in(each.text, names) for each in (*table.captions, *alone.values())}
    before = ""
    for each in sorted(offices, key=lambda caption: (caption.page, caption.line)):
        offices[each] = before if _THE_SAME.fullmatch(offices[each]) else offices[each]
        before = offices[each] or before
    if not any(office and not each.above for each, office in offices.items()):
        return table, []
    parts = [
        each
        for each, office in offices.items()
        if office or (each not in alone.values() and _is_part(each.text))
    ]
    rows, used = [], dict[Caption, str]()
    for row, over in _under(table, parts):
        if id(row) in alone and alone[id(row)] in parts:
            continue
        if over is not None and offices[over] and not row.text(OFFICE):
            used[over] = offices[over]
            row = _with_text(row, offices[over])
        rows.append(row)
    told: list[tuple[str, str, str]] = []
    if used:
        said = say.office_of_caption([(each.place, office) for each, office in used.items()])
        told.append(("department-of-sheet", OFFICE, said))
    if nobodys := [row.place(TITLE) for row in rows if row.text(TITLE) and not row.text(OFFICE)]:
        told.append((MISSING, OFFICE, say.offices_missing(nobodys)))
    whole = {(caption.place, caption.text) for caption in used}
    passed = tuple(each for each in table.passed if each not in whole)
    return replace(table, rows=tuple(rows), passed=passed), told


def _under(table: Table, captions: Sequence[Caption]) -> Iterator[tuple[TableRow, Caption | None]]:
    """Each row with the last caption above it, on its sheet; in a PDF the pages go on."""
    left = {
        page: sorted(each for each in captions if each.page == page)
        for page in {row.page for row in table.rows}
    }
    over, page = None, ""
    for row in table.rows:
        if row.page != page and table.kind != PDF:
            over = None
        page = row.page
        while left[page] and left[page][0].line <= row.line:
            over = left[page].pop(0)
        yield row, over


def _title_alone(row: TableRow) -> Caption | None:
    """A row that says nothing but a title, as a caption."""
    texts = {
        spot.text for spot in (*row.cells.values(), *row.extra.values()) if spot.text and spot.row == row.line
    }
    if len(texts) != 1 or row.text(TITLE) not in texts or number_of(row) is not None:
        return None
    return Caption(row.page, row.line, row.place(TITLE), texts.pop(), above=False)


def _is_part(text: str) -> bool:
    """Whether a caption begins another part of the table, of whichever department: no policy, no remark, no
    sum."""
    policy, _ = split_policy(text)
    return policy is None and not is_aside({TITLE: text}, ()) and _REMARKED.search(text) is None


def _office_in(text: str, known: Collection[str]) -> str:
    """The department that a caption names, "" for none: 【防災課】, ■総務部 防災課, 担当課：防災課, 1 防災課;
    同課 where it is that of the caption above."""
    placed = _PLACE.sub("", _AROUND_NAME.sub(" ", _REMARK.sub("", text)).strip())
    name = _LABEL.sub("", placed).strip()
    if name in known:
        return name
    *above, last = name.split() or [""]
    if above and _SUBSECTION.search(last):  # 総務課 人事係: of the 課
        *above, last = above
        if _THE_SAME.fullmatch(last):
            return last
    fits = last in known or len(forms.departments_in(last)) == 1 or (not above and _DIVISION.fullmatch(last))
    return last if fits and all(_DIVISION.fullmatch(each) for each in above) else ""


# -- departments beside the first measure only ---------------------------------------------------------------


def _carried(rows: Sequence[TableRow], told: list[tuple[str, str, str]]) -> list[TableRow]:
    """Rows with the department of the row above, where a department stands beside the first of its measures
    only: each name stands once on its sheet, and a good part of the measures has none. Else an empty cell is
    none, and told."""
    begun = [row for row in rows if OFFICE in row.cells and title_of(row)]
    blank = [row for row in begun if not row.text(OFFICE)]
    filled = [
        (row.page, row.text(OFFICE)) for row in begun if row.text(OFFICE) and not row.cells[OFFICE].merged
    ]
    if not blank or not filled or any(kind == MISSING for kind, *_ in told):
        return list(rows)
    places = [row.place(OFFICE) for row in blank]
    merged = len(filled) + len(blank) < len(begun)
    if merged or len(set(filled)) < len(filled) or 2 * len(blank) < len(filled):
        told.append((MISSING, OFFICE, say.offices_missing(places)))
        return list(rows)
    told.append(("department-of-sheet", OFFICE, say.offices_carried(places)))
    found, before, page = [], None, ""
    for row in rows:
        before, page = (before if row.page == page else None), row.page
        if row.text(OFFICE):
            before = row.cells[OFFICE]
        elif before is not None and OFFICE in row.cells:
            row = replace(row, cells={**row.cells, OFFICE: before})
        found.append(row)
    return found


# -- 部 beside the first of its 課 only ----------------------------------------------------------------------


def _with_divisions(rows: Sequence[TableRow], told: list[tuple[str, str, str]]) -> list[TableRow]:
    """Rows with the 部 of the row above, where each 部 stands beside the first of its 課 only; what is empty
    beside others is else told."""
    heads = {name for row in rows for name, spot in row.extra.items() if division_in([(name, spot.text)])}
    blank = [row for row in rows if row.text(OFFICE) and not _division(row)]
    if len(heads) != 1 or not blank:
        return list(rows)
    head = heads.pop()
    filled = [(row.page, spot.text) for row in rows if (spot := row.extra.get(head)) and spot.text]
    merged = any(spot.merged for row in rows if (spot := row.extra.get(head)) and spot.text)
    places = [row.place(OFFICE) for row in blank]
    if merged or len(set(filled)) < len(filled) or 2 * len(blank) < len(filled):
        told.append((MISSING, OFFICE, say.divisions_missing(head, places)))
        return list(rows)
    told.append(("department-of-sheet", OFFICE, say.divisions_carried(head, places)))
    found, before, page = [], None, ""
    for row in rows:
        before, page = (before if row.page == page else None), row.page
        spot = row.extra.get(head)
        if spot is not None and spot.text:
            before = spot
        elif before is not None:
            row = replace(row, extra={**row.extra, head: before})
        found.append(row)
    return found


# -- 部 and 課 in one cell -----------------------------------------------------------------------------------


def _parted(rows: Sequence[TableRow], told: list[tuple[str, str, str]]) -> list[TableRow]:
    """Rows whose cells name the 部 before its 課 (総務部 防災課) have it as a further column of its own: the
    部 is nobody who reports. Only where most rows are so, and none has such a column."""
    found = {id(row): parts for row in rows if (parts := _DIVIDED.fullmatch(row.text(OFFICE)))}
    found = {row: parts for row, parts in found.items() if forms.departments_in(parts[2])}
    filled = [row for row in rows if row.text(OFFICE)]
    if 2 * len(found) <= len(filled) or any(_division(row) for row in rows):
        return list(rows)
    example = next(row.text(OFFICE) for row in rows if id(row) in found)
    told.append(("department-of-sheet", OFFICE, say.offices_parted(example)))
    return [_with_division(row, *found[id(row)].groups()) if id(row) in found else row for row in rows]


def _division(row: TableRow) -> str:
    return division_in((name, spot.text) for name, spot in row.extra.items())


def _with_division(row: TableRow, division: str, office: str) -> TableRow:
    spot = row.cells[OFFICE]
    cells = {**row.cells, OFFICE: spot._replace(text=office)}
    return replace(row, cells=cells, extra={**row.extra, DIVISION: spot._replace(text=division)})
