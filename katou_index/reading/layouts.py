"""Which layout a file has: a table of items, a form for each measure, or a table of few columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from katou_index.errors import SourceError
from katou_index.printed import printed_number
from katou_index.reading import sentences as say
from katou_index.reading.choosing import TEXTS, Candidate, choose, is_sentences
from katou_index.reading.formsheet import read_forms, seen_in_forms
from katou_index.reading.grid import PDF, Grid, GridPage, spots_of
from katou_index.reading.headings import LONGEST, ColumnNames, bare, heading
from katou_index.reading.measuresheets import of_measures
from katou_index.reading.pages import called_of, titled_of
from katou_index.reading.table import read_small_table, read_table, seen_in_table
from katou_index.reading.tablerows import NEEDED, SeenHeading, Table
from katou_index.reading.turned import told, upright
from katou_index.records import NamedTuple
from katou_index.tables import Column


def table_in(grid: Grid, columns: Sequence[Column], began: int | None) -> Table:
    """The measures of a file, a row an item, read as of the fiscal year that began in `began`; None asks only
    what the file says of itself, and no column is in doubt then.

    Raises SourceError where there are none, and where several columns could be one field.
    """
    grid, parted = of_measures(called_of(grid, began), columns, began)
    tables, other_years = titled_of(grid, began)
    if (table := read_table(tables, columns, began)) is None:
        if (standing := upright(tables, columns)) is not None:
            table = read_table(standing, columns, began) or read_small_table(standing, columns, began)
            return table.but(years=(*table.years, *other_years), turned=tuple(told(standing)))
        if (table := read_forms(grid, columns, began)) is not None:
            return table
        table = read_small_table(tables, columns, began)
    if began is not None:
        _stop_if_forms_differ(grid, table, columns, began)
    return table.but(years=(*table.years, *other_years), turned=(parted,) if parted else ())


def _stop_if_forms_differ(grid: Grid, table: Table, columns: Sequence[Column], began: int) -> None:
    """Raise SourceError where the workbook has forms beside its list, and one rates a measure otherwise:
    nobody can tell which of them is newer."""
    read = {row.page for row in table.rows}
    left = tuple(page for page in grid.pages if page.name not in read)
    if grid.kind == PDF or not left:
        return
    try:
        forms = read_forms(grid.but(pages=left), columns, began)
    except SourceError:
        return  # no forms that could be read
    titles = Counter(bare(row.text("事業名")) for row in table.rows)
    listed = {title: row for row in table.rows if titles[title := bare(row.text("事業名"))] == 1}
    for form in forms.rows if forms is not None else ():
        row = listed.get(bare(form.text("事業名")))
        marks = [bare(each.text("評価")).translate(_LOOKS) for each in (row, form) if each is not None]
        if row is not None and marks[0] not in marks[1] and marks[1] not in marks[0]:
            places = (row.place("評価"), form.place("評価"))
            raise SourceError(grid.file, places[0], say.form_differs(form.text("事業名"), marks, places[1]))


NUMBER, INITIATIVE, _PLACE = "事業No.", "取組", "項目"
_LOOKS = str.maketrans("〇◯⭕✕✗✖", "○○○×××")  # of one mark, as several hands write it
_AIM = re.compile("目標")
_NUMBER_OF = re.compile(r"(.{2,8}?)の?(?:番号|No\.?|№|コード|ID)", re.I)  # 施策番号
_FIGURE = re.compile(r"[-▲△−]?[\d,.０-９，．]+ ?\S{0,3}")


class Survey(NamedTuple):
    """What a file shows before anybody said what its columns are: every heading, and the texts above them."""

    headings: tuple[SeenHeading, ...]
    titles: tuple[str, ...]


def survey(grid: Grid, columns: Sequence[Column], began: int | None) -> Survey:
    """The headings of a table, the labels of forms; where neither is known by its names, the first row of the
    largest sheet that looks like headings."""
    grid, _ = of_measures(called_of(grid, began), columns, began)
    seen, titles = seen_in_table(grid, columns, began)
    if not {*NEEDED} <= {each.field for each in seen}:
        if (standing := upright(grid, columns) or upright(grid, _with_nearest(columns))) is not None:
            return survey(standing, columns, began)
        seen, titles = seen_in_forms(grid, columns, began)
    if not seen:
        seen, titles = seen_in_table(grid, _with_nearest(columns), began)
        seen = _nearest_first(seen, columns)
    if not seen:
        _stop_turned(grid, _with_nearest(columns))
        seen, titles = seen_in_forms(grid, _with_nearest(columns), began)
    if not seen and grid.pages:
        seen, titles = _guessed(grid, max(grid.pages, key=lambda page: len(page.rows)), columns)
        seen = _decided(seen, columns, began)
    seen = _with_near_texts(_with_told_work(_without_figures(_with_numbers(seen))), columns)
    around = [line for page in grid.pages[:1] for line in page.around.splitlines()]
    names = [page.name for page in grid.pages] if grid.kind != PDF else []
    return Survey(tuple(seen), tuple(text for text in (*around, *titles, *names) if text))


def _with_nearest(columns: Sequence[Column]) -> list[Column]:
    """The columns with the names that come nearest: a plan of 取組 without 事業 has them as titles."""
    near = {column.name: column.nearest for column in columns if column.name in NEEDED}
    taken = {each for names in near.values() for each in names}
    return [
        column._replace(
            headings=(*(each for each in column.headings if each not in taken), *near.get(column.name, ()))
        )
        for column in columns
    ]


def _stop_turned(grid: Grid, columns: Sequence[Column]) -> None:
    """Raise SourceError for a table with its measures side by side: the headings stand in one column, with
    several values beside each."""
    names = ColumnNames(columns)
    for page in grid.pages:
        for column in range(_FIRST_COLUMNS):
            beside, place = dict[str, int](), ""
            for number, row in spots_of(page).items():
                field = names.field(row[column].text) if column < len(row) and row[column].text else None
                values = {spot.text for spot in row[column + 1 :] if spot.text}
                if field is not None and not any(map(names.field, values)):
                    beside.setdefault(field, len(values))
                    if field == NEEDED[0]:
                        place = grid.place(page, number, column)
            known = len(beside) > len(NEEDED) and {*NEEDED} <= beside.keys()
            if known and beside[NEEDED[0]] >= _SEVERAL:
                raise SourceError(grid.file, place, say.turned_table())


def _with_numbers(seen: list[SeenHeading]) -> list[SeenHeading]:
    """The headings, of which 項目番号, or 施策番号 beside 施策名 as the title, is read for the measures'
    numbers where no other one is: none twice."""
    if any(each.field == NUMBER for each in seen):
        return seen
    titles = [bare(each.text) for each in seen if each.field == NEEDED[0] and each.read]
    of = next((each for each in seen if _numbers_of_titles(each, titles)), None)
    return [each._replace(field=NUMBER, read=True, kept=False) if each is of else each for each in seen]


def _numbers_of_titles(each: SeenHeading, titles: Sequence[str]) -> bool:
    """Whether a column holds the numbers of what the titles are called, each once."""
    named = _NUMBER_OF.fullmatch(bare(each.text))
    own = named is not None and any(title.startswith(named[1]) for title in titles)
    return (own or each.field == _PLACE) and _are_numbers([cell for cell in each.cells if cell])


def _are_numbers(cells: Sequence[str]) -> bool:
    printed = [printed_number(cell) for cell in cells]
    numbers = [number for number in printed if number is not None]
    return len(numbers) > 1 and len(set(numbers)) == len(numbers) and 4 * len(numbers) > 3 * len(cells)


def _without_figures(seen: list[SeenHeading]) -> list[SeenHeading]:
    """The headings, of which one of numbers alone (実績値) beside one of what was aimed at (目標値) is no
    text of the plan: both stay what the sheet calls them, and can be held against each other."""
    aims = {each.column for each in seen if _AIM.search(heading(each.text)) and _are_figures(each.cells)}
    return [
        each._replace(read=False, kept=True)
        if each.field in TEXTS and aims & {each.column - 1, each.column - 2} and _are_figures(each.cells)
        else each
        for each in seen
    ]


def _are_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip("-―—－ー")]
    return bool(filled) and all(_FIGURE.fullmatch(cell) for cell in filled)


def _with_told_work(seen: list[SeenHeading]) -> list[SeenHeading]:
    """The headings, of which 取組 over a sentence of its own for each measure is no name that several have:
    it tells what was done, or is to be done where the sheet has a result already."""
    missing = [field for field in ("取組結果", "取組内容") if field not in {each.field for each in seen}]
    for at, each in enumerate(seen):
        filled = [cell for cell in each.cells if cell]
        own = len(filled) > 2 and len(set(filled)) > 0.9 * len(filled)
        if each.field == INITIATIVE and each.read and own and is_sentences(each.cells):
            if not missing:
                return [*seen[:at], each._replace(field="", read=False, kept=True), *seen[at + 1 :]]
            return [*seen[:at], each._replace(field=missing[0]), *seen[at + 1 :]]
    return seen


def _with_near_texts(seen: list[SeenHeading], columns: Sequence[Column]) -> list[SeenHeading]:
    """The headings, of which one of texts is read for what the sheet has no other one of, where its name
    comes near: 状況 for the results."""
    for column in columns:
        near = {heading(each): place for place, each in enumerate(column.nearest)}
        if column.name not in TEXTS or any(each.field == column.name for each in seen):
            continue
        found = [
            each for each in seen if each.kept and heading(each.text) in near and is_sentences(each.cells)
        ]
        if found:
            best = min(found, key=lambda each: near[heading(each.text)])
            read = best._replace(field=column.name, read=True, kept=False)
            seen = [read if each is best else each for each in seen]
    return seen


def _nearest_first(seen: list[SeenHeading], columns: Sequence[Column]) -> list[SeenHeading]:
    """Of several headings that come near to one field the one that comes nearest: 取組名 beside 施策."""
    for column in columns:
        near = [heading(each) for each in column.nearest]
        doubted = [each for each in seen if each.field == column.name and each.undecided]
        places = {
            each.column: near.index(heading(each.text)) for each in doubted if heading(each.text) in near
        }
        if len(places) == len(doubted) > 1 and len(set(places.values())) == len(places):
            best = min(places, key=lambda at: places[at])
            seen = [
                each._replace(undecided=False, read=each.column == best) if each in doubted else each
                for each in seen
            ]
    return seen


def _decided(seen: list[SeenHeading], columns: Sequence[Column], began: int | None) -> list[SeenHeading]:
    """Of several headings of one field the one that a rule of `choosing` takes; none where no rule does."""
    if began is None:  # only asked of which year it is
        return seen
    decided = []
    of = {column.name: column for column in columns}
    for field in dict.fromkeys(each.field for each in seen if each.field):
        candidates = [
            Candidate(field, each.column, (each.text,), True, False, each.cells)
            for each in seen
            if each.field == field
        ]
        choice = choose(of[field], candidates, began)
        if choice.column is not None:
            decided.append(choice.column.column)
        open_ = {each.column for each in choice.undecided}
        seen = [each._replace(undecided=True) if each.column in open_ else each for each in seen]
    return [each._replace(read=each.column in decided) for each in seen]


_FIRST_COLUMNS, _SEVERAL = 2, 3
_FIRST_ROWS = 20  # among which headings stand


def _guessed(grid: Grid, page: GridPage, columns: Sequence[Column]) -> tuple[list[SeenHeading], list[str]]:
    """The row with the most different short texts of those at the top, and what stands below it."""
    rows = list(spots_of(page).items())
    texts = [[spot.text for spot in row if 0 < len(spot.text) <= LONGEST] for _, row in rows[:_FIRST_ROWS]]
    different = [len({text for text in row if not text.isdecimal()}) for row in texts]
    if not different or max(different) < len(NEEDED):
        return [], []
    names = ColumnNames(columns)
    known = [len({names.field(text) for text in row} - {None}) for row in texts]
    likely = [(each if each > 1 else 0, many) for each, many in zip(known, different, strict=True)]
    at = likely.index(max(likely))
    seen = []
    for column, spot in enumerate(rows[at][1]):  # one that is merged down from the row above, too
        if spot.text and spot.column == column:
            cells = tuple(row[spot.column].text for _, row in rows[at + 1 :] if spot.column < len(row))
            field = names.field(spot.text) or ""
            place = grid.column_place(page, spot.column)
            seen.append(SeenHeading(place, spot.column, spot.text, cells, field, bool(field), False))
    unique = {each.column: each for each in seen}
    above = [" ".join(dict.fromkeys(spot.text for spot in row if spot.text)) for _, row in rows[:at]]
    return list(unique.values()), above
