"""Which column of a table is read for which field, which are kept as they are, what is told of the others.

The rules for several columns of one field stand in `choosing`; here they are asked for the columns of each
heading, and what they decide is kept once for all sheets and pages that have the same headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from katou_index.printed import are_decimals
from katou_index.reading import sentences as say
from katou_index.reading.asides import NOTE, tells_meanings
from katou_index.reading.choosing import (
    HAND_TICKS,
    LONG,
    RATING,
    TEXTS,
    TICKS,
    YEARLY,
    Candidate,
    ColumnChoice,
    choose,
    corrected,
    explains,
    is_figures,
    is_of_another_year,
    is_qualifier,
    stage,
)
from katou_index.reading.dittos import says_as_beside
from katou_index.reading.fieldrows import LABELS, says_fields
from katou_index.reading.grid import CSV, EXCEL, PDF, Grid, GridPage, Spot, Unread, letters, samples
from katou_index.reading.headingrows import FoundHeading, HeadedColumn
from katou_index.reading.headings import ColumnNames, heading, years_over
from katou_index.reading.officeticks import ticked_offices, with_ticked_office
from katou_index.reading.stages import REVISED
from katou_index.reading.steprows import says_which
from katou_index.reading.tablerows import NEEDED, Passed, SeenHeading
from katou_index.tables import Column

_WHOLE = ("事業No.", RATING)  # fields whose whole numbers a program may have written as 1.0
_OTHERWISE = ("year", "part", "texts")  # rules that a column breaks which is no rating of this year
_ONE = "1"  # a tick that is counted below
_COUNTED = re.compile(r"(?:件|事業|項目|課|人)数$|^(?:計|合計|数|割合|構成比)$")  # headings of a tally
_STACKED = re.compile("[上下]段")  # which of two rows is of which year: no two years of one rating
_MEANING = re.compile("凡例|基準|説明|意味|目安")  # headings of what each mark means
Sentence = Callable[[str, Sequence[str]], tuple[str, str]]
"""Field and columns → what is wrong with them, in Japanese and English."""
Told = dict[tuple[str, ...], list[tuple[str, Unread]]]
"""What makes something the same on several sheets or pages → each of them, with what stands there."""


class ChosenColumns:
    """The columns of one file: what is read for each field, and what was seen beside it.

    `spots` are the rows of each page; ticked columns (評価 over S, A, B, C) become one rating in them.
    """

    def __init__(
        self,
        grid: Grid,
        columns: Sequence[Column],
        names: ColumnNames,
        began: int | None,
        spots: dict[str, dict[int, list[Spot]]],
    ) -> None:
        self.grid, self.names, self.began, self.spots = grid, names, began, spots
        self.columns = {column.name: column for column in columns}
        self.headings: dict[str, str] = {}  # tidy column → as the sheet writes it
        self.called: dict[str, str] = {}  # … without the year and what stands above
        self.fields: dict[str, dict[int, str]] = {}  # sheet or page → column of the grid → tidy column
        self.seen_headings: dict[tuple[str, ...], SeenHeading] = {}
        self.seen: set[tuple[str, ...]] = set()  # the texts of rows above and in the headings
        self.years: list[int] = []  # calendar years in which the fiscal years named in headings began
        self.naming: list[str] = []  # the headings that name them
        self.decimals: set[str] = set()  # fields whose whole numbers a program wrote as 1.0
        self.ticks: dict[tuple[object, ...], str] = {}  # columns of a ticked rating → the sentence
        self.offices_ticked: dict[tuple[str, ...], str] = {}  # columns of ticked departments → the sentence
        self.kept: Told = {}  # further columns, kept as they are
        self.unread: Told = {}
        self.doubled: Told = {}  # columns of a field that another one is read for
        self.hidden: dict[str, Passed] = {}  # place → a hidden column that is read
        self.decided: dict[str, tuple[str, str]] = {}  # field of several columns → which is read: ja, en
        self.undecided: dict[str, tuple[str, str, str]] = {}  # field → Japanese, English, a place
        self.beside: dict[str, str] = {}  # field of two columns under one heading → where the second one is
        self._taken: dict[tuple[object, ...], tuple[dict[str, int], dict[str, int]]] = {}

    def take(
        self, page: GridPage, found: FoundHeading, over: Sequence[HeadedColumn], numbers: Sequence[int]
    ) -> FoundHeading:
        """The heading with the columns that are read from here on; the others are told. `over`: what stands
        over each column; `numbers`: those of the page's rows from the heading on."""
        spots = self.spots[page.name]
        rows = [spots[number] for number in numbers[: found.depth]]
        self.seen.update(tuple(spot.text for spot in row) for row in rows)
        headed = self._ticked(page, list(over), numbers[found.depth :])
        headed = self._ticked_offices(page, headed, numbers[found.depth :])
        key = (page.name if self.grid.kind != PDF else "", *((each.texts, each.field) for each in headed))
        if key not in self._taken:  # the same headings again are read as the first time
            self._taken[key] = self._chosen(page, headed, numbers[found.depth :])
        columns, extra = self._taken[key]
        self.fields.setdefault(page.name, {}).update({at: name for name, at in columns.items()})
        return FoundHeading(columns, found.depth, extra)

    def _ticked(
        self, page: GridPage, headed: list[HeadedColumn], numbers: Sequence[int]
    ) -> list[HeadedColumn]:
        """The headings with one rating in the place of several columns under one heading, of which each row
        has one ticked (評価 over S, A, B, C): from here on its first column says which."""
        rated = [at for at, each in enumerate(headed) if each.field == RATING and len(each.texts) > 1]
        tops = [(at - place, headed[at].texts[0], at) for place, at in enumerate(rated)]
        for _, run in groupby(tops, lambda top: top[:2]):
            columns = [at for *_, at in run]
            names = {at: headed[at].texts[-1] for at in columns}
            key = (page.name if self.grid.kind != PDF else "", *names.items())
            if key not in self.ticks and (signs := self._ticks(page, names, numbers)):
                over = headed[columns[0]].texts[0]
                places = [self.grid.column_place(page, at) for at in (columns[0], columns[-1])]
                self.ticks[key] = say.rating_ticked(places, over, list(names.values()))
                for other in self.grid.pages if self.grid.kind == PDF else [page]:
                    rows = self.spots[other.name]
                    for number in rows if other is not page else numbers:
                        rows[number] = _with_tick(rows[number], names, signs)
            if key in self.ticks:
                first = headed[columns[0]]
                headed = [
                    first._replace(texts=first.texts[:1], own=True) if at == columns[0]
                    else HeadedColumn((), None, False, each.spots) if at in columns else each
                    for at, each in enumerate(headed)
                ]  # fmt: skip
        return headed

    def _ticked_offices(
        self, page: GridPage, headed: list[HeadedColumn], numbers: Sequence[int]
    ) -> list[HeadedColumn]:
        """The headings with one column of departments in the place of one for each department, in which those
        that take part are ticked: from here on the first of them says which."""
        spots = self.spots[page.name]
        names = ticked_offices(headed, (spots[number] for number in numbers))
        if not names:
            return headed
        first, last = min(names), max(names)
        places = [self.grid.column_place(page, at) for at in (first, last)]
        self.offices_ticked.setdefault(
            tuple(names.values()), say.offices_ticked(places, list(names.values()))
        )
        for number in numbers:
            spots[number] = with_ticked_office(spots[number], names)
        return [
            each._replace(texts=each.texts[:1], own=True) if at == first
            else HeadedColumn((), None, False, each.spots) if at in names else each
            for at, each in enumerate(headed)
        ]  # fmt: skip

    def _ticks(self, page: GridPage, names: Mapping[int, str], numbers: Sequence[int]) -> frozenset[str]:
        """The signs by which the columns under these names are ticked: in most rows, and hardly one twice; a
        row of counts is none of them, unless each row counts one (1 beside blanks or 0). None where they are
        not ticked so."""
        none = frozenset[str]()
        if len(names) < 2 or len(set(names.values())) < len(names) or any(map(is_qualifier, names.values())):
            return none
        below = self._below(page, numbers, max(map(len, self.spots[page.name].values())))
        rows = [{name: row[at].text for at, name in names.items() if row[at].text} for row in below]
        ticked = [row for row in rows if row and not all(text.isdecimal() for text in row.values())]
        if not ticked:
            counted = [{name: text for name, text in row.items() if text != "0"} for row in rows]
            ticked = [row for row in counted if row]
        signs = {sign if sign != name else "" for row in ticked for name, sign in row.items()} - {""}
        alike = len(signs) < 2 or signs <= HAND_TICKS
        twice = sum(len(row) > 1 for row in ticked)
        sure = 10 * twice < len(ticked) > 1 and 2 * len(ticked) > len(rows)
        return TICKS | signs if alike and sure and signs <= TICKS | {_ONE} else none

    def _chosen(
        self, page: GridPage, headed: list[HeadedColumn], numbers: Sequence[int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Tidy column → the column that is read for it, and heading → further column."""
        width = max(map(len, self.spots[page.name].values()))
        headed += [HeadedColumn((), None, False, ())] * (width - len(headed))
        below = self._below(page, numbers, width)
        one = _same_columns(headed, below)
        cells = [tuple(row[at].text for row in below) for at in range(width)]
        headed = _with_further_ratings(headed, cells)
        beside = _columns_beside(headed, cells)
        headed = _without_fields(headed, cells, beside)
        choices = self._choices(page, headed, cells, one)
        columns = {field: each.column.column for field, each in choices.items() if each.column}
        if RATING in columns:
            self._correct(page, choices[RATING], _as_candidates(headed, cells), numbers)
        if self.grid.kind == CSV:
            whole = (field for field in _WHOLE if field in columns)
            self.decimals = {field for field in whole if are_decimals(cells[columns[field]])}
        for field, choice in choices.items():
            self._note_choice(page, field, choice)
        extra: dict[str, int] = {}
        for at in range(width):
            if one[at] == at and at not in columns.values():
                if at in beside:
                    self._note_beside(page, at, headed[at], cells[at])
                elif name := self._further(page, at, headed[at], cells[at], extra):
                    extra[name] = at
                else:
                    self._note_unread(page, at, headed[at], cells[at], choices)
        self._see(page, headed, cells, choices, [at for at in range(width) if one[at] == at], extra)
        return columns, extra

    def _correct(
        self, page: GridPage, choice: ColumnChoice, columns: Sequence[Candidate], numbers: Sequence[int]
    ) -> None:
        """Where the column of ratings holds what was corrected alone (訂正後の評価, 見直し後, filled in few
        rows), take from the one that was corrected, of the same year, what stands in all other rows."""
        read = choice.column
        assert read is not None
        before = _corrected_by(read, choice, columns, self.began)
        if before is None or 2 * len(list(filter(None, read.cells))) > len(list(filter(None, before.cells))):
            return
        count, at = 0, read.column
        for other in self.grid.pages if self.grid.kind == PDF else [page]:
            rows = self.spots[other.name]
            for number in rows if other is not page else numbers:
                row = rows[number]
                if max(at, before.column) < len(row) and row[before.column].text and not row[at].text:
                    row[at] = row[before.column]
                    count += 1
        names = [self._called(page, each.column, each.written, False) for each in (read, before)]
        self.ticks[page.name, at, before.column] = say.rating_corrected(names[0], names[1], count)

    def _further(
        self, page: GridPage, at: int, headed: HeadedColumn, cells: Sequence[str], others: Mapping[str, int]
    ) -> str:
        """The name by which a column that no field claims is kept; "" for one that is not: a column of a
        field (but not of figures beside one in words), one of ratings (but not of what is said of them), a
        hidden or an empty one, and one without a heading."""
        values = samples(cells)
        years = years_over(headed.texts[0], self.began) if len(headed.texts) > 1 else set()
        own = headed.texts[1:] if years == {self.began} and years else headed.texts
        called = " ".join(" ".join(own).split())
        if not headed.texts and (says_fields(cells) or says_which(cells)):
            called = LABELS
        if not called or not values or at in page.hidden_columns:
            return ""
        if _MEANING.search(called) and tells_meanings(cells):
            return ""  # a legend, of which each line would be told of a measure
        if headed.field not in (None, RATING) and not self._is_figures_of_this_year(headed, cells):
            return ""
        if (headed.field == RATING or RATING in called) and not explains(called, cells):
            return ""  # another rating beside the one that is read: never shown as if it counted
        name, number = called, 1
        while name in others:
            number += 1
            name = say.numbered(called, number)
        place = self.grid.column_place(page, at)
        self.kept.setdefault((name,), []).append((page.name, Unread(place, name, values, "")))
        return name

    def _is_figures_of_this_year(self, headed: HeadedColumn, cells: Sequence[str]) -> bool:
        """Whether a column of figures (実績, 効果額) has the heading of a text, and of no other year."""
        named = years_over("".join(headed.texts), self.began)
        return headed.field in TEXTS and is_figures(cells) and (not named or self.began in named)

    def _see(
        self, page: GridPage, headed: Sequence[HeadedColumn], cells: Sequence[tuple[str, ...]],
        choices: dict[str, ColumnChoice], places: Sequence[int], extra: Mapping[str, int],
    ) -> None:  # fmt: skip
        """Keep what stands over each column, for who asks what they are."""
        again = Counter[tuple[str, ...]]()
        for at in places:
            each = headed[at]
            if not each.texts:
                continue
            again[each.texts] += 1
            choice = choices.get(each.field or "")
            read = choice is not None and choice.column is not None and choice.column.column == at
            open_ = choice is not None and any(other.column == at for other in choice.undecided)
            known = [text for text in ("".join(each.texts), each.texts[-1], each.texts[0])
                     if each.field and self.names.field(text) == each.field]  # fmt: skip
            heading = known[0] if known else each.texts[-1]
            place = self.grid.column_place(page, at)
            kept, whole = at in extra.values(), " ".join(each.texts)
            found = SeenHeading(place, at, heading, cells[at], each.field or "", read, open_, kept, whole)
            self.seen_headings.setdefault((*each.texts, str(again[each.texts])), found)

    def _below(self, page: GridPage, numbers: Sequence[int], width: int) -> list[list[Spot]]:
        """The rows below a heading as far as they tell what a column is: no labels, notes, headings again."""
        rows = [self.spots[page.name][number] for number in numbers]
        if self.grid.kind == PDF:
            rows += [
                row for each in self.grid.pages if each is not page for row in self.spots[each.name].values()
            ]
        kept = []
        for row in rows:
            texts = dict.fromkeys(spot.text for spot in row if spot.text)
            again = tuple(spot.text for spot in row) in self.seen
            if len(row) == width and len(texts) > 1 and not again and not NOTE.match(next(iter(texts))):
                kept.append(row)
        return kept

    def _choices(
        self,
        page: GridPage,
        headed: Sequence[HeadedColumn],
        cells: Sequence[tuple[str, ...]],
        one: Sequence[int],
    ) -> dict[str, ColumnChoice]:
        """What is read for each field."""
        by_field: dict[str, list[Candidate]] = {}
        for at, each in enumerate(headed):
            if each.field is not None and one[at] == at:
                hidden = at in page.hidden_columns
                candidate = Candidate(each.field, at, each.texts, each.own, hidden, cells[at])
                by_field.setdefault(each.field, []).append(candidate)
        if self.began is None:
            return {field: self._any(found) for field, found in by_field.items()}
        return {field: choose(self.columns[field], found, self.began) for field, found in by_field.items()}

    def _any(self, candidates: Sequence[Candidate]) -> ColumnChoice:
        """Any of them, and the years that they name: for who only asks of which year a file is."""
        if candidates[0].field in YEARLY:
            written = [each.written for each in candidates]
            self.years += [year for each in written for year in sorted(years_over(each, None))]
            self.naming += [each for each in written if years_over(each, None)]
        return ColumnChoice(candidates[0], (), {}, tuple(candidates))

    def _note_choice(self, page: GridPage, field: str, choice: ColumnChoice) -> None:
        """What was read for a field: its heading, its years; or that it cannot be said."""
        if choice.undecided:
            self._stop(page, field, choice.undecided, say.undecided_field)
            if len({each.texts for each in choice.undecided}) == 1:
                self.beside[field] = self.grid.column_place(page, choice.undecided[-1].column)
        elif choice.column is None and field in NEEDED:
            self._stop(page, field, choice.candidates, say.no_such_column)
        if choice.column is None:
            return
        chosen = choice.column
        self.headings.setdefault(field, chosen.written)
        naming = (text for text in reversed(chosen.texts) if self.names.field(text) == field)
        self.called.setdefault(field, heading(next(naming, chosen.texts[-1])))
        others = [each for each in choice.candidates if each is not chosen]
        if others:
            read, *left = (
                self._called(page, each.column, each.written, each.hidden) for each in (chosen, *others)
            )
            self.decided.setdefault(field, say.decided_field(field, read, left))
        if field in ("取組内容", "取組結果", "評価") and self.began is not None:
            named = sorted(chosen.years(self.began))
            if len(named) < 2 or _STACKED.search(chosen.written):  # 今年度 is the year being loaded
                named = sorted(chosen.years(None))
            self.years.extend(named)
            self.naming.extend([chosen.written] if named else [])
        if chosen.hidden:
            place = self.grid.column_place(page, chosen.column)
            self.hidden.setdefault(place, Passed(place, chosen.written))

    def _stop(self, page: GridPage, field: str, candidates: Sequence[Candidate], sentence: Sentence) -> None:
        last = candidates[-1].column
        where = letters(last) if self.grid.kind == EXCEL else str(last + 1)
        called = [self._called(page, each.column, each.written, each.hidden) for each in candidates]
        settled = where if sentence is say.undecided_field else ""
        self.undecided.setdefault(field, (*sentence(field, called), settled))

    def _called(self, page: GridPage, column: int, written: str, hidden: bool) -> str:
        """A column as people find it: `シート「評価」F列「自己評価」`."""
        name = f"「{written[:40]}」" if written else ""
        return f"{self.grid.column_place(page, column)}{name}{say.HIDDEN if hidden else ''}"

    def _note_beside(self, page: GridPage, at: int, headed: HeadedColumn, cells: Sequence[str]) -> None:
        """A column of another table beside this one, told once for all pages."""
        if headed.texts or any(cells):
            name, place = " ".join(headed.texts), self.grid.column_place(page, at)
            told = Unread(place, name, samples(cells), say.BESIDE)
            self.unread.setdefault((name or str(at), say.BESIDE), []).append((page.name, told))

    def _note_unread(
        self,
        page: GridPage,
        at: int,
        headed: HeadedColumn,
        cells: Sequence[str],
        choices: dict[str, ColumnChoice],
    ) -> None:
        """A column that was not read, once for all pages; with the column that was read for its field."""
        values, hidden = samples(cells), at in page.hidden_columns
        name = " ".join(headed.texts)
        if not (name or values):
            return
        place = self.grid.column_place(page, at) + (say.HIDDEN if hidden else "")
        choice = choices.get(headed.field) if headed.field is not None else None
        key: tuple[str, ...] = (name or str(at),)
        why = ""
        if choice is not None and headed.field is not None:
            read, rule = choice.column, choice.against.get(at, "")
            instead = self._called(page, read.column, read.written, read.hidden) if read else ""
            key, why = (name, headed.field, rule), say.read_instead(headed.field, instead, rule)
        found = self.doubled if why else self.unread
        found.setdefault((*key, *("hidden" for _ in range(hidden))), []).append(
            (page.name, Unread(place, name, values, why))
        )


def _as_candidates(headed: Sequence[HeadedColumn], cells: Sequence[tuple[str, ...]]) -> list[Candidate]:
    """All columns that have a heading, as if each could be a rating."""
    return [
        Candidate(RATING, at, each.texts, each.own, False, cells[at])
        for at, each in enumerate(headed) if each.texts
    ]  # fmt: skip


def _corrected_by(
    read: Candidate, choice: ColumnChoice, columns: Sequence[Candidate], began: int | None
) -> Candidate | None:
    """The column whose ratings another one corrects: by its heading, or the only other rating. None of
    another year's."""
    if of := corrected(read.written):
        others = (each for each in columns if each.column != read.column and heading(each.written) == of)
        return next((each for each in others if not is_of_another_year(each, began)), None)
    rated = [each for each in choice.candidates if choice.against.get(each.column) not in _OTHERWISE]
    alone = stage(RATING, read.texts) == REVISED and is_qualifier(read.written) and len(rated) == 2
    return next((each for each in rated if each is not read), None) if alone else None


def _columns_beside(headed: Sequence[HeadedColumn], cells: Sequence[tuple[str, ...]]) -> range:
    """The columns to the right of an empty one that stands to the right of title and rating: a table of its
    own as a rule, of which nobody can tell whether its rows are those of the measures."""
    end = max((at for at, each in enumerate(headed) if each.field is not None), default=len(headed))
    needed = [next((at for at, each in enumerate(headed) if each.field == field), end) for field in NEEDED]
    for at in range(max(needed) + 1, len(headed)):
        if not headed[at].spots and not any(cells[at]):
            return range(at + 1, len(headed))
    return range(0)


def _without_fields(
    headed: list[HeadedColumn], cells: Sequence[tuple[str, ...]], beside: range
) -> list[HeadedColumn]:
    """The headings, of which those beside the table name no field but the rating where the table itself has
    that field, a value stands beside no title, or things are counted there."""
    fields = [each.field for each in headed]
    if "事業名" not in fields or set(NEEDED) <= {fields[at] for at in beside}:
        return headed  # two tables side by side: whoever reads them stops
    titles = cells[fields.index("事業名")] if beside else ()
    own = {field for at, field in enumerate(fields) if at not in beside} - {RATING}
    counted = any(_COUNTED.search(text) for at in beside for text in (*headed[at].texts, *cells[at][:1]))
    legend = any(_MEANING.search(text) for at in beside for text in headed[at].texts)

    def is_apart(at: int) -> bool:
        alone = any(cell and not title for cell, title in zip(cells[at], titles, strict=True))
        marks = [cell for cell in cells[at] if cell]
        once = RATING in fields[: beside.start] and len(set(marks)) == len(marks)  # ◎ 3, ○ 30, △ 10
        if fields[at] == RATING:
            return alone or (once and (counted or legend))
        return alone or fields[at] in own or counted

    return [
        each._replace(field=None) if at in beside and is_apart(at) else each for at, each in enumerate(headed)
    ]


def _with_further_ratings(headed: list[HeadedColumn], cells: Sequence[tuple[str, ...]]) -> list[HeadedColumn]:
    """The headings, of which one that only names a stage (最終, 見直し後) over the marks of a rating beside
    it is one of a rating, too."""
    rated = [set(own) for each, own in zip(headed, cells, strict=True) if each.field == RATING]
    marks = {cell for own in rated for cell in own if len(cell) < LONG} - {""}

    def is_one(each: HeadedColumn, own: Sequence[str]) -> bool:
        named = each.field is None and len(each.texts) == 1 and is_qualifier(each.texts[0])
        filled = {cell for cell in own if cell and not says_as_beside(cell)}
        return named and bool(filled) and filled <= marks | TICKS

    return [
        each._replace(field=RATING, own=True) if marks and is_one(each, own) else each
        for each, own in zip(headed, cells, strict=True)
    ]


def _with_tick(row: list[Spot], names: Mapping[int, str], signs: frozenset[str]) -> list[Spot]:
    """A row whose first column of these has the name of the one that is ticked by one of `signs`, or of both,
    which is no rating and told; a row of headings or of counts stays."""
    zero = "0" if _ONE in signs else ""
    ticked = [at for at in names if at < len(row) and row[at].text not in ("", zero)]
    if any(row[at].text not in (*signs, names[at]) for at in ticked):
        return row
    if [row[at].text for at in ticked] == list(names.values()):
        return row
    said = row[ticked[0]]._replace(text="、".join(names[at] for at in ticked)) if ticked else None
    blank = [spot._replace(text="") if at in names else spot for at, spot in enumerate(row)]
    return [said if said and at == min(names) else spot for at, spot in enumerate(blank)]


def _same_columns(headed: Sequence[HeadedColumn], below: Sequence[Sequence[Spot]]) -> list[int]:
    """Column of the grid → the first one of those that are one column to the eye: a heading over several, and
    below it cells that are merged over the same ones, or empty."""
    one: list[int] = []
    for at, each in enumerate(headed):
        first = one[at - 1] if at else at
        joined = at > 0 and (each.spots == headed[first].spots or not each.spots) and all(
            not row[at].text or (row[at].merged and row[at][1:3] == row[first][1:3]) for row in below
        )  # fmt: skip
        filled = bool(each.spots) or any(row[at].text for row in below)
        one.append(first if joined and filled else at)
    return one
