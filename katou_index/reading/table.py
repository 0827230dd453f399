"""`Grid` → `Table`: which rows of a sheet or page are items and which are not.

    基本方針 │ 取組 │    事業      │ 担当課 │        令和3年度         │        ← `headingrows`
             │      │ No. │ 事業名 │        │ 取組内容 │ 取組結果 │ 評価 │        → `chosencolumns`
    ① 安全…  │ 防災 │  1  │ 放送   │ 防災課 │ ・検証   │ …した。  │  ○  │        an item

Columns are found by their names (columns.toml), in whatever order they stand; which of several is read, the
rules of `choosing` say. Headings that come again on a new page are recognised and may even change the order.
Rows that hold no item are kept in `Table.passed`, columns, sheets and blocks in `Table.unread`: nothing is
left out without being told.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from katou_index.errors import SourceError
from katou_index.printed import without_decimal
from katou_index.reading import sentences as say
from katou_index.reading.asides import (
    NOTE,
    PAGE_NUMBER,
    is_aside,
    is_example,
    only_counts,
    says_of_rating,
)
from katou_index.reading.choosing import LONG, RATING, YEARLY
from katou_index.reading.chosencolumns import ChosenColumns, Told
from katou_index.reading.dittos import Dittos, as_written
from katou_index.reading.everywhere import everywhere
from katou_index.reading.fieldrows import joined, names_field
from katou_index.reading.grid import (
    CSV,
    EXCEL,
    PDF,
    CellDoubt,
    Grid,
    GridPage,
    Spot,
    Unread,
    samples,
    spots_of,
)
from katou_index.reading.headingrows import FoundHeading, HeadingRows
from katou_index.reading.headings import LONGEST, ColumnNames, bare, years_in, years_over
from katou_index.reading.readingrows import without_readings
from katou_index.reading.remarkrows import REASON, with_reasons
from katou_index.reading.signs import typed_as
from katou_index.reading.steprows import by_step
from katou_index.reading.struckrows import StruckRows
from katou_index.reading.tablerows import (
    NEEDED,
    OFFICE,
    Caption,
    Ditto,
    Doubted,
    Passed,
    SeenHeading,
    Struck,
    Table,
    TableRow,
)
from katou_index.reading.upperlower import upper_and_lower
from katou_index.reading.yearblocks import year_tables
from katou_index.reading.yearrows import YEAR, led_by_year, of_year
from katou_index.tables import Column, split_policy

_LEAST = 4  # columns of a heading row as a rule; where no sheet has such a row, the needed ones are enough
_DEEPEST = 3  # heading rows, one below the other
_CONTENT = ("事業名", "取組内容", "取組結果", "根拠", "評価")
_DIGIT = re.compile(r"\d")
_WITHIN = re.compile(r"(\d+)[-－‐.．]\d")  # the number of a measure within a part of the plan
# A sum as clerks write it: the whole of what a row without a number says beside its mark.
_SUM = re.compile(r".*(?:合計|小計|総計|平均|件数|の数|[部課局室\s]計)|計|総合評価")
_TOTAL = re.compile(
    r"(?:合計|小計|総計|計|課計|部計|平均|全)(?:\d+(?:事業|項目|件|取組))?"
)  # no title of a measure
_LEGEND = "凡例"  # what follows says what marks mean
_REFERENCE = re.compile(r"[（(【［\[〔※\s]*(?:参考|ご参考)")


def read_table(grid: Grid, columns: Sequence[Column], began: int | None) -> Table | None:
    """The rows of every sheet or page that has the headings, read as of the fiscal year that began in
    `began`; None asks only what the file says of itself, and no column is in doubt then. None where no sheet
    has them.

    Raises SourceError where several columns could be one field.
    """
    return _Reader(grid, columns, began, _LEAST).table()


def read_small_table(grid: Grid, columns: Sequence[Column], began: int | None) -> Table:
    """The rows of every sheet or page that has at least a title and a rating among its headings, read as
    `read_table` does, for files in which no heading row has as many fields as an evaluation sheet's.

    Raises SourceError where there are not even these.
    """
    reader = _Reader(grid, columns, began, len(NEEDED))
    table = reader.table()
    if table is None:
        raise SourceError(grid.file, "", reader.no_heading())
    return table


def seen_in_table(
    grid: Grid, columns: Sequence[Column], began: int | None
) -> tuple[list[SeenHeading], list[str]]:
    """Every heading of a table and the texts above it, whether it can be read or not; empty where it has no
    heading row."""
    for least in (_LEAST, len(NEEDED)):
        reader = _Reader(grid, columns, began, least)
        with contextlib.suppress(SourceError):
            reader.table()
        if reader.chosen.seen_headings:
            return list(reader.chosen.seen_headings.values()), reader.titles
    return [], []


class _Reader:
    """Reads the pages of one file in order: for each row whether it is a heading, an item or neither.

    Where headings stand `heading_rows` says, which column is read for what `chosen`.
    """

    def __init__(self, grid: Grid, columns: Sequence[Column], began: int | None, least: int) -> None:
        self.grid, self.began = grid, began
        self.names = ColumnNames(columns)
        self.table_of_columns = columns[0].file if columns else "data/columns.toml"
        self.spots = {page.name: spots_of(page) for page in grid.pages}
        self.heading_rows = HeadingRows(self.names, least, began)
        self.chosen = ChosenColumns(grid, columns, self.names, began, self.spots)
        self.found: FoundHeading | None = None  # the heading that counts for the rows below it
        self.width = 0  # cells of its rows
        self.titles: list[str] = []
        self.later: list[str] = []  # titles of tables of later years below the first one of the page
        self.titled_years: list[int] = []  # in which the fiscal years named in titles began
        self.titled_by: list[str] = []  # the titles that name them
        self.offices: dict[str, str] = {}
        self.captions: list[Caption] = []
        self.counted: list[Caption] = []  # of this page, with nothing beside them but counts
        self.passed: list[Passed] = []
        self.struck: list[Struck] = []
        self.of_fields: set[tuple[str, int]] = set()  # page and number of rows that say nothing but a field
        self.rows_joined = ""  # how rows of one field each were made one, in a sentence
        self.dittos: list[Ditto] = []  # cells that were read as the one above or to the left
        self.odd: dict[str, Doubted] = {}  # by place: numbers that became days, rows of a CSV that are short

    def table(self) -> Table | None:
        """The table, None where no sheet has the headings."""
        rows: list[TableRow] = []
        hidden: list[str] = []
        pages = []
        for page in self.grid.pages:
            if self.grid.kind != PDF:
                self.found = None  # each sheet has headings of its own; a page may go on without
            before = len(rows)
            if self.grid.kind == PDF or not is_example(page.name):
                rows.extend(self._page(page))
            if len(rows) > before:
                pages.append(page)
                hidden.extend(self.grid.place(page, number, 0) for number in page.hidden)
            else:
                self._leave_out(page)
        rows = self._with_reasons(self._without_readings(rows))
        every = rows
        rows = self._of_this_step(self._of_lower_rows(self._of_this_year(rows)))
        rows = self._joined(rows if len(rows) == len(every) else self._without_dittos(rows))
        self._doubt_stacked(rows)
        self._stop_if_undecided()
        if not self.chosen.headings:
            return None
        if not rows:
            raise SourceError(self.grid.file, "", say.no_item())
        return self._made_of(rows, pages, hidden)

    def _stop_if_undecided(self) -> None:
        chosen = self.chosen
        if set(NEEDED) <= chosen.beside.keys():
            raise SourceError(self.grid.file, chosen.beside["事業名"], say.side_by_side())
        if chosen.undecided:
            told = say.undecided(chosen.undecided, chosen.decided, self.table_of_columns)
            raise SourceError(self.grid.file, "", told)

    def _made_of(self, rows: Sequence[TableRow], pages: Sequence[GridPage], hidden: Sequence[str]) -> Table:
        """The table of these rows, which stand on these pages; `hidden` are places of hidden rows."""
        chosen = self.chosen
        doubts = map(self._doubted, self.grid.doubts)
        return Table(
            file=self.grid.file,
            kind=self.grid.kind,
            rows=tuple(rows),
            columns=tuple(chosen.headings),
            headings=chosen.headings,
            called=chosen.called,
            unread=(*self.grid.unread, *self._once(chosen.unread)),
            kept=self._once(chosen.kept),
            doubled=self._once(chosen.doubled),
            years=tuple(chosen.years or self.titled_years),
            naming=tuple(dict.fromkeys(chosen.naming if chosen.years else self.titled_by)),
            passed=tuple(self.passed),
            doubts=(*doubts, *self.odd.values(), *_repeated(rows), *_twice(rows), *_of_parts(rows)),
            struck=tuple(self.struck),
            hidden=tuple(hidden),
            hidden_columns=tuple(chosen.hidden.values()),
            merged=any(span.bottom > span.top for page in pages for span in page.spans),
            pages=len(pages),
            offices=self.offices,
            ticks=tuple(dict.fromkeys(chosen.ticks.values())),
            offices_ticked=tuple(chosen.offices_ticked.values()),
            captions=tuple(self.captions),
            rows_joined=self.rows_joined,
            dittos=tuple(self.dittos),
        )

    def _once(self, found: Told) -> tuple[Unread, ...]:
        """Each once, though it may stand on several sheets or come again on every page."""
        told = []
        for places in found.values():
            others = len({name for name, _ in places}) - 1 if self.grid.kind == EXCEL else 0
            first = next((each for _, each in places if each.values), places[0][1])
            told.append(first._replace(place=say.also(first.place, others)) if others else first)
        return tuple(told)

    def no_heading(self) -> str:
        """What to say where no sheet has the headings."""
        found, years = self.heading_rows.best, self.heading_rows.years_alone
        missing = [name for name in (*NEEDED, "取組結果", "担当課") if name not in found]
        if missing and missing[0] == RATING and years:
            own = [text for text in years if self.began in years_over(text, self.began)]
            return say.rating_only_years(years, own[0] if own else years[-1], self.table_of_columns)
        return say.no_heading(sorted(found), missing, self.table_of_columns)

    def _of_this_year(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows without those that a column 年度, or the beginning of their texts, says are of another
        year, which are told."""
        if YEAR not in self.chosen.headings:
            found = led_by_year(rows, self.began)
            if found.others:
                texts = samples(next(filter(None, map(row.text, YEARLY)), "") for row in found.others)
                place, why = found.others[0].place(RATING), say.rows_led_by_another_year(len(found.others))
                self.chosen.unread[YEAR, place] = [(found.others[0].page, Unread(place, "", texts, why))]
            return list(found.kept)
        found = of_year(rows, self.began)
        self.chosen.years.extend(found.years)
        if found.others:
            first = found.others[0]
            place, texts = first.place(YEAR), samples(row.text(YEAR) for row in found.others)
            told = Unread(
                place, self.chosen.headings[YEAR], texts, say.rows_of_another_year(len(found.others))
            )
            self.chosen.unread[YEAR, place] = [(first.page, told)]
            if not found.certain:
                self.chosen.undecided[YEAR] = (*say.years_of_rows(place, texts, len(found.others)), "")
        return list(found.kept)

    def _without_dittos(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows with 〃 as it stands: among those of other years nobody can tell which one it means."""
        doubted = [each for each in self.dittos if not each.left]
        self.dittos = [each for each in self.dittos if each.left]
        return as_written(rows, doubted) if doubted else rows

    def _of_lower_rows(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows without those that 上段：前年度、下段：今年度 says are of another year, which are told.
        Where it does not say of which year each is, the import stops."""
        chosen = self.chosen
        texts = (*self.titles, *chosen.headings.values(), *(each.text for each in self.passed))
        found = upper_and_lower(rows, texts, self.began)
        if found is None:
            return rows
        place = rows[0].place(RATING)
        if found.rows is None:
            chosen.undecided.setdefault(RATING, (*say.ratings_upper_lower(place, found.words), ""))
            return rows
        others = found.rows.others
        texts = samples(next(filter(None, map(row.text, YEARLY)), "") for row in others)
        why = say.rows_above_or_below(found.words, len(others))
        chosen.unread["段", place] = [(others[0].page, Unread(others[0].place(RATING), "", texts, why))]
        chosen.years.append(found.rows.years[0])
        return list(found.rows.kept)

    def _of_this_step(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows without those that a further column says are of another year, which are told. Where it
        says of which step each rating is the import stops; where it may be so, that is kept in `odd`."""
        found = by_step(rows, self.began)
        if found is None:
            return rows
        if found.doubted:
            place = rows[0].place(RATING)
            self.odd[place] = Doubted(place, say.rated_by(found.column, found.steps), rows[0].line, RATING)
            return rows
        if found.steps:
            told = say.ratings_by_step(rows[0].place(RATING), found.column, found.steps)
            self.chosen.undecided.setdefault(RATING, (*told, ""))
            return rows
        first, name = found.others[0], found.column
        values = samples(row.extra[name].text for row in found.others)
        why = say.rows_labelled_by_another_year(name, len(found.others))
        place = first.place(RATING)
        self.chosen.unread[name, place] = [(first.page, Unread(place, name, values, why))]
        self.chosen.kept.pop((name,), None)
        return list(found.kept)

    def _without_readings(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows without those of readings alone, which are passed."""
        found = without_readings(rows)
        self.passed.extend(Passed(row.place("事業名"), row.text("事業名")) for row in found.readings)
        return list(found.kept)

    def _with_reasons(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows with what stands below their marks as a further column of reasons, which is told."""
        reasons = with_reasons(rows)
        if reasons.found:
            first = reasons.found[0]
            values = samples(row.text(RATING) for row in reasons.found)
            place = say.below_marks(first.place(RATING))
            self.chosen.kept[REASON,] = [(first.page, Unread(place, REASON, values))]
        return list(reasons.rows)

    def _joined(self, rows: list[TableRow]) -> list[TableRow]:
        """The rows with those that hold one field of a measure each (計画, 実績) made one, which is told."""
        found = joined(rows)
        if found is None:
            return [row for row in rows if not self._pass_row_of_field(row)]
        self.rows_joined = say.rows_of_fields(len(rows), list(found.words.values()))
        for field, word in found.words.items():
            self.chosen.headings[field] = self.chosen.called[field] = word
        for name in found.used:
            self.chosen.kept.pop((name,), None)
        return list(found.rows)

    def _doubt_stacked(self, rows: Sequence[TableRow]) -> None:
        """Doubt second ratings of a measure beside which nothing else stands: of another stage or year?
        Where most measures have one it is as with two columns of ratings: the import stops."""
        again = [row for above, row in pairwise(rows) if _is_rating_alone(above, row)]
        places = [row.place(RATING) for row in again]
        measures = {row.cells["事業名"][1:3] for row in rows if row.text("事業名")}
        if 2 * len(again) > len(measures):
            self.chosen.undecided.setdefault(RATING, (*say.ratings_stacked(places[0], len(again)), ""))
        for row, place in zip(again, places, strict=True):
            self.odd[place] = Doubted(place, say.rating_stacked(row.text(RATING)), row.line, RATING)

    def _pass_row_of_field(self, row: TableRow) -> bool:
        """Pass a row that only was one because it might be joined with the one above; whether it was."""
        alone = (row.page, row.line) in self.of_fields
        if alone:
            texts = " ".join(spot.text for spot in row.extra.values() if spot.text)
            self.passed.append(Passed(row.place("事業名"), texts[:80]))
        return alone

    def _doubted(self, doubt: CellDoubt) -> Doubted:
        return Doubted(
            doubt.place, doubt.text, doubt.row, self.chosen.fields.get(doubt.page, {}).get(doubt.column, "")
        )

    def _leave_out(self, page: GridPage) -> None:
        """A sheet or a page of which nothing was read."""
        values = samples(text for texts in page.rows.values() for text in texts)
        if self.grid.kind == PDF:
            values = values or samples(page.around.split())
        if values:
            name = f"{page.name}ページ" if self.grid.kind == PDF else f"シート「{page.name}」"
            why = say.EXAMPLE_SHEET if is_example(page.name) else say.NO_HEADING_HERE
            self.chosen.unread[name,] = [(page.name, Unread(name, "", values, why))]

    def _page(self, page: GridPage) -> Iterator[TableRow]:
        """The items of a page in their order; what else stands there is noted on the way."""
        spots = self.spots[page.name]
        numbers = self._from_own_year(page)
        struck = StruckRows(page)
        skip, first, above, remark = 0, True, True, False
        begun = 0  # number of the first item's row
        block: list[int] = []  # numbers of the rows above the headings
        dittos = Dittos(page)
        items: set[str] = set()  # numbers of the measures above, their titles where there are none
        for at, number in enumerate(numbers):
            apart = number - 1 not in spots  # an empty row stands above
            remark = remark and not apart
            row_texts = tuple(spot.text for spot in spots[number])
            if skip:
                skip -= 1
                continue
            if items and self._second_table(page, numbers[at:], items, apart):
                break
            if (found := self._heading(page, numbers[at : at + _DEEPEST])) is not None:
                self._take(page, found, numbers[at:])
                skip, above = found.depth - 1, False
                dittos.cut()
                continue
            if any(row_texts) and row_texts in self.chosen.seen:
                continue  # a title or a part of the headings, again on the next page
            texts = " ".join(dict.fromkeys(spot.text for spot in spots[number] if spot.text))
            if self.found is None or (above and self.grid.kind != PDF):
                self._note_years(texts, years_in(texts))
                self.titles.append(texts)
                self._note_caption(page, number, above=True)
                self.chosen.seen.add(row_texts)
                block.append(number)
                continue
            if other := self._table_apart(page, numbers[at:]) if apart else 0:
                self._leave_block(page, [spots[each] for each in numbers[at : at + other]], say.BELOW)
                skip = other - 1
                continue
            if struck.is_no_item(number, spots[number], self.found.columns):
                place = self.grid.row_place(page, number)
                self.struck.append(Struck(place, number, struck.row(number, texts), True))
                dittos.cut()
                continue
            row = self._row(page, number, spots[number], first)
            if row is not None and (self._beside_the_items(row, apart, remark) or _is_aside(row, items)):
                row = None
            noted = apart and NOTE.match(texts) is not None
            remark = row is None and (remark or noted or texts.startswith(_LEGEND))
            if row is not None:
                self._check_width(page, number)
                yield dittos.read(row, spots[number])
                begun = begun or number
                first = False
                items |= _named(spots[number], self.found.columns)
            elif texts:
                self.passed.append(Passed(self.grid.place(page, number, 0), texts[:80]))
                self._note_caption(page, number, above=False)
                dittos.pass_by(spots[number])
        self.dittos.extend(dittos.found.values())
        self._end_page(page, block, struck, begun)

    def _from_own_year(self, page: GridPage) -> list[int]:
        """The numbers of the page's rows without the tables of other years that stand above that of the year
        being loaded, which are told. A later year's title below the first table counts like one above it."""
        spots = self.spots[page.name]
        numbers = sorted(spots)
        if self.grid.kind == PDF:
            return numbers

        def heads(at: int) -> bool:
            return bool(numbers[at:]) and self._heading(page, numbers[at : at + _DEEPEST]) is not None

        tables = year_tables(spots, numbers, heads)
        if self.began is None:
            self.later.extend(table.title for table in tables if table.year > tables[0].year)
        own = next((table for table in tables if table.year == self.began), None)
        if own is None or own is tables[0]:
            return numbers
        first = tables[0]
        left = numbers[first.at : own.at]
        place = self.grid.row_place(page, left[0])
        values = samples(spot.text for number in left[1:] for spot in spots[number])
        told = Unread(place, first.title, values, say.SECOND_TABLE)
        self.chosen.unread[first.title, place] = [(page.name, told)]
        return numbers[: first.at] + numbers[own.at :]

    def _end_page(self, page: GridPage, above: Sequence[int], struck: StruckRows, first: int) -> None:
        """What is known of a page only when all of it was read: text struck out within items, the rows with
        these numbers `above` its headings, its years, departments with counts above the `first` item."""
        self.struck.extend(
            Struck(self.grid.place(page, row, column), row, text, False)
            for row, column, text in page.struck if row not in struck.rows
        )  # fmt: skip
        if self.counted and self.counted[0].line < first:  # else sums below their items
            self.captions.extend(self.counted)
        self.counted.clear()
        self.titles.extend(self.later)
        for title in self.later:
            self._note_years(title, years_in(title))
        self.later.clear()
        if self.found is not None:
            rows = [self.spots[page.name][number] for number in above]
            office, said = self._office_above(rows)
            if office:
                self.offices[page.name] = office
            self._leave_block(page, rows, say.ABOVE, said)
        for line in page.around.splitlines():
            self._note_years(line, years_in(line))
        if self.grid.kind != PDF:
            self._note_years(page.name, sorted(years_over(page.name, None)))

    def _note_years(self, text: str, years: Sequence[int]) -> None:
        """Years that a title names."""
        self.titled_years.extend(years)
        self.titled_by.extend([text] if years else [])

    def _heading(self, page: GridPage, numbers: Sequence[int]) -> FoundHeading | None:
        """The heading that begins with the first of the rows with these numbers, if one does."""
        return self.heading_rows.find(self.spots[page.name], numbers, known=self.found is not None)

    def _take(self, page: GridPage, found: FoundHeading, numbers: Sequence[int]) -> None:
        """From here on the columns of this heading count. `numbers` are those of its rows and all below."""
        rows = [self.spots[page.name][number] for number in numbers[: found.depth]]
        self.found = self.chosen.take(page, found, self.heading_rows.headed(rows), numbers)
        self.width = max(len(page.rows.get(number, ())) for number in numbers[: found.depth])

    def _check_width(self, page: GridPage, number: int) -> None:
        """A row of a CSV that goes on beyond its headings has slipped: a comma in a text without quotes. Then
        another column's mark may stand where the rating does, so it stops. So does a page of a PDF with no
        headings and other columns."""
        if self.grid.kind == CSV and any(page.rows.get(number, ())[self.width :]):
            found = len(page.rows[number])
            raise SourceError(self.grid.file, say.line(number), say.row_too_long(found, self.width))
        if self.grid.kind == CSV and self.found and len(page.rows[number]) <= self.found.columns["評価"]:
            self.odd[say.line(number)] = Doubted(
                say.line(number), say.row_too_short(len(page.rows[number]), self.width), number, RATING
            )
        if self.grid.kind == PDF and (found := len(page.rows[number])) != self.width:
            place = self.grid.row_place(page, number)
            raise SourceError(self.grid.file, place, say.columns_differ(found, self.width))

    def _note_caption(self, page: GridPage, number: int, above: bool) -> None:
        texts = [spot.text for spot in self.spots[page.name][number] if spot.text]
        place = self.grid.place(page, number, 0)
        if len(set(texts)) == 1:
            self.captions.append(Caption(page.name, number, place, texts[0], above))
        elif not above and texts and all(map(only_counts, texts[1:])):  # 防災課 | 3事業 | ○2 ×1
            self.counted.append(Caption(page.name, number, place, texts[0], above))

    def _office_above(self, rows: Sequence[Sequence[Spot]]) -> tuple[str, tuple[str, ...]]:
        """The department that a line above the headings names, 担当課：防災課 or 所管課 | 防災課; and cells
        that say nothing else."""
        for row in rows:
            texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
            for text, after in pairwise([*texts, ""]):
                label, sign, name = unicodedata.normalize("NFKC", text).partition(":")
                words = takewhile(lambda word: ":" not in word, name.split())
                if self.names.field(label) == OFFICE and (office := " ".join(words) if sign else after):
                    alone = name.strip() == office
                    return office, (text, after) if not sign else (text,) if alone else ()
        return "", ()

    def _second_table(self, page: GridPage, numbers: Sequence[int], items: set[str], apart: bool) -> bool:
        """Whether a table of another year, or one for reference, begins with the first of these rows: a title
        that says so, or headings too few for an evaluation, and below it measures that were read already. It
        is told and left out to the end of the sheet.

        Where measures stand below such a title that were not read above, nobody can tell whether they are of
        the year being loaded: the import stops, which is kept in `undecided`.
        """
        assert self.found is not None
        spots = self.spots[page.name]
        top = spots[numbers[0]]
        small = self.heading_rows.small(top)
        title = self._title_of_another(top, apart)
        if self.began is None or not (title or small):
            return False
        columns, start = self._columns_of_second(page, numbers, small)
        rows = [spots[number] for number in numbers[start:]]
        named = set().union(*(_named(row, columns) for row in rows))
        rating = columns.get("評価")
        if not named and not any(rating is not None and row[rating].text for row in rows):
            return False  # a remark
        name = title or next(spot.text for spot in top if spot.text)
        place = self.grid.row_place(page, numbers[0])
        if named - items:
            if not title or NOTE.match(title):
                return False
            self.chosen.undecided.setdefault(place, (*say.second_table(place, title), ""))
        values = samples(text for row in rows for text in dict.fromkeys(spot.text for spot in row))
        self.chosen.unread[name, place] = [(page.name, Unread(place, name, values, say.SECOND_TABLE))]
        return True

    def _title_of_another(self, row: Sequence[Spot], apart: bool) -> str:
        """What a row says that is a title of another year or for reference, empty where it is none."""
        assert self.found is not None
        columns = self.found.columns
        texts = list(dict.fromkeys(spot.text for spot in row if spot.text))
        title = " ".join(texts)
        if (
            not texts
            or len(texts) > 2
            or len(title) > LONGEST
            or row[columns["評価"]].text not in ("", title)
        ):
            return ""
        number = columns.get("事業No.")
        if number is not None and bare(row[number].text).isdecimal():
            return ""
        left = next(at for at, spot in enumerate(row) if spot.text)
        if not (apart or left <= columns["事業名"]):
            return ""
        named = years_over(title, self.began)
        another = bool(named) and self.began not in named
        return title if another or _REFERENCE.match(title) else ""

    def _columns_of_second(
        self, page: GridPage, numbers: Sequence[int], small: dict[str, int]
    ) -> tuple[dict[str, int], int]:
        """The columns of a second table, and after how many rows its own begin: those of the headings right
        below its title, the sheet's where it has none."""
        assert self.found is not None
        spots = self.spots[page.name]
        if small:
            return small, 1
        for at in range(1, min(_DEEPEST, len(numbers))):
            if (heading := self._heading(page, numbers[at : at + _DEEPEST])) is not None:
                return heading.columns, at + heading.depth
            if fewer := self.heading_rows.small(spots[numbers[at]]):
                return fewer, at + 1
        return self.found.columns, 1

    def _table_apart(self, page: GridPage, numbers: Sequence[int]) -> int:
        """How many rows after an empty one are a table of another kind: more than remarks, and no row has a
        measure's number or a rating. Where a sheet has no column for numbers nobody can tell."""
        assert self.found is not None
        spots, columns = self.spots[page.name], self.found.columns
        if self.grid.kind == PDF or not {"事業No.", *NEEDED} <= columns.keys():
            return 0
        rows: list[list[Spot]] = []
        for at, number in enumerate(numbers):
            if number != numbers[0] + at or self._heading(page, numbers[at : at + _DEEPEST]):
                break
            row = spots[number]
            if row[columns["評価"]].text or _DIGIT.search(row[columns["事業No."]].text):
                return 0
            rows.append(row)
        wide = any(len({spot.text for spot in row if spot.text}) > 1 for row in rows)
        return len(rows) if wide and len(rows) > 1 else 0

    def _leave_block(
        self, page: GridPage, rows: Sequence[Sequence[Spot]], why: str, read: Sequence[str] = ()
    ) -> None:
        """Rows above or below the items that are more than titles: a small table of its own. `read` are texts
        that were."""
        texts = [
            list(dict.fromkeys(spot.text for spot in row if spot.text and spot.text not in read))
            for row in rows
        ]
        at = next((at for at, row in enumerate(texts) if len(row) > 1), None)
        if at is not None:
            name, *values = (text for row in texts[at:] for text in row)
            place = self.grid.row_place(page, rows[at][0].row)
            told = Unread(place, name, samples(values), why)
            self.chosen.unread.setdefault((name, *values[:3]), []).append((page.name, told))

    def _row(self, page: GridPage, number: int, spots: Sequence[Spot], first: bool) -> TableRow | None:
        """The row as an item's, None where it is a note, a sum or a remark below the table."""
        assert self.found is not None
        if not set(NEEDED) <= self.found.columns.keys():
            return None  # told at the end
        nothing = Spot("", number, 0, False)
        cells = {
            name: spots[column] if column < len(spots) else nothing
            for name, column in self.found.columns.items()
        }
        extra = {name: spots[at] for name, at in self.found.extra.items() if at < len(spots)}
        own_fields = any(spot.text and spot.row == number for spot in cells.values())
        goes_on = cells["評価"].row < number and any(s.text and s.row == number for s in extra.values())
        of_field = any(spot.row == number and names_field(spot.text) for spot in extra.values())
        if not (own_fields or goes_on or of_field):
            return None  # wholly inside what was merged from above
        anywhere = {spot.text for spot in spots if spot.text}
        lead = next((spot.text for spot in spots if spot.text), "")
        label = len(anywhere) == 1 and split_policy(lead)[0] is not None
        wide = sum(spot.text == lead for spot in cells.values()) > 2
        own = {cells[name].text for name in _CONTENT if name in cells and cells[name].text}
        note = bool(NOTE.match(lead)) and not cells["評価"].text and len(own) <= 2
        if len(anywhere) == 1 and cells["評価"].text == lead:  # below ratings that stand in the first column
            note = bool(NOTE.match(lead)) or len(lead) > LONG
        page_number = len(anywhere) == 1 and PAGE_NUMBER.fullmatch(lead)
        if of_field and not (own and (own_fields or goes_on)):
            self.of_fields.add((page.name, number))
            own = {lead}
        if not label and (note or page_number or not own or (len(anywhere) == 1 and wide)):
            return None
        places = {name: self.grid.place(page, number, column) for name, column in self.found.columns.items()}
        if typed := typed_as(cells["事業No."].text) if "事業No." in cells else "":
            spot = cells["事業No."]
            place = self.grid.place(page, spot.row, spot.column)
            told = say.number_dated(spot.text, typed)
            self.odd[place] = Doubted(place, told, spot.row, "事業No.")
            cells["事業No."] = spot._replace(text=typed)
        for name in self.chosen.decimals & cells.keys():
            cells[name] = cells[name]._replace(text=without_decimal(cells[name].text))
        return TableRow(page.name, number, first, cells, places, extra)

    def _beside_the_items(self, row: TableRow, apart: bool, remark: bool) -> bool:
        """Whether a row with a mark is a sum, a remark or a part of a legend, and no item: it has no number,
        and says nothing else of its own (合計 ○; a mark alone below an empty row; ◎ below 凡例).

        Where a sheet has no column for numbers nobody can tell. `apart`: an empty row stands above; `remark`:
        the row above is a remark below the table, or goes on with one.
        """
        number = row.cells.get("事業No.")
        if number is None:
            title = bare(row.text("事業名"))  # a sum, a mark of a legend, headings of another table
            return bool(_TOTAL.fullmatch(title)) or len(title) == 1 or self.names.field(title) is not None
        if remark and not row.text("評価") and not row.text(OFFICE) and row.text("事業名").endswith("。"):
            return True  # 1 | 評価は自己評価である。 below 【注】
        if not number.text and len(bare(row.text("事業名"))) == 1:
            return True  # ◎ | 計画以上, a legend
        said = {name for name, spot in row.cells.items() if spot.text}
        if apart and said == {"事業No.", "事業名"} and not _DIGIT.search(number.text):
            return True  # 部長コメント | 引き続き進めること。 below an empty row
        if not row.text("評価") or _DIGIT.search(number.text):
            return False
        own = {name: spot.text for name, spot in row.cells.items() if spot.text and spot.row == row.line}
        if remark and not row.text("事業名"):
            return True
        beside = own.keys() - {"評価"}
        lead = own[min(beside, key=lambda name: row.cells[name].column)] if beside else ""
        if any(own[name] != lead for name in beside):
            counts = all(own[name] == lead or only_counts(own[name]) for name in beside)
            return counts and _SUM.fullmatch(lead) is not None  # 総務部 計 | 4事業 | ○
        if not row.text("事業名") and "事業No." not in own and says_of_rating(lead, row.text(RATING)):
            return True  # 庁議の評価 | ○; ◎ | 計画以上
        if not lead:
            return apart and not row.text("事業名")
        return "事業No." in own or bool(NOTE.match(lead) or _SUM.fullmatch(lead))


def _repeated(rows: Sequence[TableRow]) -> Iterator[Doubted]:
    """Columns with one text, or some words, in every row."""
    heads = {row.text("事業No.") or row.text("事業名"): row for row in reversed(rows)}
    for column in ("取組内容", "取組結果", "根拠"):
        if found := everywhere([row.text(column) for row in heads.values()]):
            yield Doubted(rows[0].place(column), say.repeated(column, found, len(rows)), column=column)


def _twice(rows: Sequence[TableRow]) -> Iterator[Doubted]:
    """Rows that say in every cell what a row above them says: copied once too often, as a rule."""
    known: dict[tuple[str, ...], TableRow] = {}
    for row in rows:
        title = row.cells.get("事業名")
        if title is None or not title.text or title.merged:
            continue
        texts = tuple(spot.text for spot in (*row.cells.values(), *row.extra.values()))
        first = known.setdefault((row.apart, *texts), row)
        if first is not row:
            place = row.place("事業名")
            yield Doubted(place, say.row_twice(first.place("事業名")), row.line, "事業名")


def _of_parts(rows: Sequence[TableRow]) -> Iterator[Doubted]:
    """Rows with another kind of number (施策1 among 1, 2; 1 above 1-1) that say nothing but their title
    and rating: perhaps of a part of the plan, and no measures."""
    numbers = [bare(row.text("事業No.")) for row in rows]
    plain = [number for number in numbers if _DIGIT.match(number)]
    whole = {match[1] for number in numbers if (match := _WITHIN.match(number))}
    found = [
        row for row, number in zip(rows, numbers, strict=True)
        if row.text(RATING) and (number in whole or not _DIGIT.match(number or "0"))
        and {name for name, spot in row.cells.items() if spot.text} == {"事業No.", *NEEDED}
    ]  # fmt: skip
    if found and len(found) < len(plain):
        names = [f"{row.text('事業No.')} {row.text('事業名')}" for row in found]
        yield Doubted(found[0].place("事業名"), say.rated_parts(names), found[0].line, "事業名")


def _is_rating_alone(above: TableRow, row: TableRow) -> bool:
    """Whether a row says nothing of its own but a rating, below a row of its measure that has one, too."""
    own = {
        name for name, spot in (*row.cells.items(), *row.extra.items()) if spot.text and spot.row == row.line
    }
    return (
        own == {RATING}
        and row.page == above.page
        and above.cells[RATING].row == above.line
        and bool(above.text(RATING))
    )


def _is_aside(row: TableRow, known: set[str]) -> bool:
    return is_aside({name: spot.text for name, spot in row.cells.items()}, known)


def _named(row: Sequence[Spot], columns: dict[str, int]) -> set[str]:
    """By what a row names its measure: its number, its title where there is no column for numbers."""
    at = columns.get("事業No.", columns.get("事業名"))
    text = bare(row[at].text) if at is not None and at < len(row) else ""
    return {text} if text and ("事業No." not in columns or _DIGIT.search(text)) else set()
