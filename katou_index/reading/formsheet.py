"""`Grid` → `Table` where each measure has a form of its own (調書), a sheet or a block of one.

    令和6年度 事務事業評価シート
    事務事業名 │ 放送の整備 │ 整理番号 │ 1          事業名 │ 担当課
    所管課     │ 防災課     │                         放送   │ 防災課
    実績       │ 3局を整備した。                      取組内容
    総合評価   │ B          │ 今後の方向性 │ 継続      3局を整備する。

A label is a heading of columns.toml; its value stands to the right, or below where nothing can stand to the
right. Where several stand to the right, each below a year or a stage, the label is one for each of them
(評価 令和5年度, 評価 令和6年度), and so it is for what stands below one another beside a rating's label
(評価 一次, 評価 総合). Which of several labels of a field is read, the rules of `choosing` say, for
the whole workbook. A table of items is never a form: there the column below 事業名 holds titles, here it
holds other labels.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from katou_index.errors import SourceError
from katou_index.printed import printed_number
from katou_index.reading import sentences as say
from katou_index.reading.asides import is_aside, is_example
from katou_index.reading.choosing import (
    LONG,
    TICKS,
    YEARLY,
    Candidate,
    ColumnChoice,
    choose,
    explains,
    is_qualifier,
)
from katou_index.reading.grid import CSV, PDF, CellDoubt, Grid, GridPage, Spot, Unread, samples, spots_of
from katou_index.reading.headings import (
    LONGEST,
    ColumnNames,
    bare,
    heading,
    names_another_year,
    years_in,
    years_over,
)
from katou_index.reading.sheet import COLUMNS as FIELDS
from katou_index.reading.signs import typed_as
from katou_index.reading.tablerows import (
    NEEDED,
    OFFICE,
    Doubted,
    Passed,
    SeenHeading,
    Struck,
    Table,
    TableRow,
)
from katou_index.records import NamedTuple
from katou_index.tables import Column

TITLE, RATING = NEEDED
NUMBER = "事業No."
_STACKED = 3  # labels below each other
_FIGURE = re.compile(r"[-△▲]?[\d,.]+\s*\S{0,3}")
_HEADED = re.compile(
    r"(?:事業|取組|施策|項目)?\s*(?:No\.?|№)?\s*"
    r"[(（【]?(?P<number>[0-9０-９①-⑳Ⅰ-Ⅻ][0-9０-９①-⑳\-－−‐―ー]*)[)）】]?[\s.．:：、]+"
    r"(?P<title>[^\s。][^。]{1,60}?)"
    r"(?:[(（](?P<office>[^()（）]{1,30}(?:[課室局所署部園館院係]|センター|委員会|学校))[)）])?"
)
_BETWEEN_STEPS, _ARROW = re.compile(r"[\s・･/／、，,|]+"), re.compile(r"^[→⇒➡▶►]\s*")
_MARK = re.compile(rf"[{''.join(sorted(TICKS))}◎A-EＡ-ＥSＳ]")


_BOXES = frozenset("□■☐☑☒▢⬜✓✔レ")  # a box to tick, alone in its cell


class _Label(NamedTuple):
    """A label with the cell that holds its value, None where it has none."""

    field: str
    name: Spot
    value: Spot | None
    beside: bool  # the value stands to the right
    after: str = ""  # what stands after the value and is no label


class _Form(NamedTuple):
    """The labels of one measure, and the first row that is no longer its own."""

    page: GridPage
    labels: tuple[_Label, ...]
    end: int = sys.maxsize

    def has(self, row: int) -> bool:
        """Whether a row of its sheet stands in it."""
        return self.labels[0].name.row <= row < self.end

    def of(self, field: str, name: str) -> list[_Label]:
        """The labels of a field that read so."""
        return [each for each in self.labels if each.field == field and bare(each.name.text) == name]


def read_forms(grid: Grid, columns: Sequence[Column], began: int | None) -> Table | None:
    """The measures of a workbook of forms, a row each; None where it is none.

    Raises SourceError where several labels could be one field, for a form without a title, and for one that a
    page break of a PDF cuts.
    """
    if grid.kind == CSV:
        return None
    reader = _Forms(grid, columns, began)
    if grid.kind == PDF and reader.forms and (cut := reader.cut()):
        raise SourceError(grid.file, cut, say.form_cut())
    return reader.table() if reader.forms else None


def seen_in_forms(
    grid: Grid, columns: Sequence[Column], began: int | None
) -> tuple[list[SeenHeading], list[str]]:
    """Every label of a workbook of forms and the titles above; empty where it is none."""
    reader = _Forms(grid, columns, began)
    if not reader.forms or grid.kind == CSV:
        return [], []
    titles = [text for page in reader.pages for text in reader.titles(page)]
    return list(reader.seen()), list(dict.fromkeys(titles))


def _picked(values: Sequence[Spot]) -> Spot | None:
    """The step that stands alone beside a list of all of them, which is no rating: A・B・C・D │ → B.
    Empty where nothing stands behind the arrow; None where it is no such pair."""
    if len(values) != 2:
        return None
    steps = [step for step in _BETWEEN_STEPS.split(values[0].text) if step]
    listed = len(steps) > 2 and len(set(steps)) == len(steps) and max(map(len, steps)) < LONG
    said = _ARROW.sub("", values[1].text).strip()
    if not listed or (said not in steps and (said or said == values[1].text)):
        return None
    return values[1]._replace(text=said)


def _are_stacked(labels: Sequence[_Label]) -> bool:
    """Whether labels stand one below the other, each with its value beside it, as no table has them."""
    columns = Counter(label.name.column for label in labels if label.beside and label.value)
    return max(columns.values(), default=0) >= _STACKED


def _said_above(spot: Spot, offices: bool) -> Iterator[_Label]:
    """The labels that a line above a form stands for; `offices`: departments have labels of their own."""
    said = _HEADED.fullmatch(spot.text)
    assert said is not None
    number, title, office = said["number"], said["title"], said["office"]
    if office and offices:
        title, office = f"{title}（{office}）", None
    for name, text in ((TITLE, title), (NUMBER, number), (OFFICE, office)):
        if text:
            yield _Label(name, spot._replace(text=name), spot._replace(text=text.strip()), True)


def _is_filled(form: _Form) -> bool:
    """Whether somebody filled it in: no blank form, no example of how to."""
    texts = {label.field: label.value.text for label in form.labels if label.value}
    return bool(texts) and not is_example(form.page.name) and not is_aside(texts, ())


class _Page:
    """The cells of a sheet, and which are labels."""

    def __init__(self, page: GridPage, names: ColumnNames, *, headed: bool = True) -> None:
        self.page, self.names = page, names
        self.rows = spots_of(page)
        self.cells: dict[tuple[int, int], Spot] = {}  # each once, by its first place
        self.ends: dict[tuple[int, int], tuple[int, int]] = {}  # its last row and column
        for number, row in self.rows.items():
            for column, spot in enumerate(row):
                if spot.text:
                    self.cells.setdefault((spot.row, spot.column), spot)
                    self.ends[spot.row, spot.column] = (number, column)
        self.within = {spot: parts for spot in self.cells.values() if (parts := self._parts(spot))}
        labels = [label for spot in self.cells.values() if self.field(spot) for label in self._labels(spot)]
        self.heads = self._headed(labels) if headed else []  # what lines above forms say
        self.labels = sorted([*self.heads, *labels], key=lambda each: each.name.row)

    def _headed(self, labels: Sequence[_Label]) -> list[_Label]:
        """Number, title and department where no label names a title, but a line above each form says them:
        1-① 放送の整備（防災課）. Each such line has one rating below it, beside its label; in a
        table it stands below."""
        beside = all(label.beside for label in labels if label.field == RATING)
        if any(label.field == TITLE for label in labels) or not (beside and _are_stacked(labels)):
            return []
        alone = [row for row in self.rows.values() if len({spot.text for spot in row if spot.text}) == 1]
        heads = [spot for row in alone for spot in row[:1] if spot.text and _HEADED.fullmatch(spot.text)]
        rated = [(label.name.row, RATING) for label in labels if label.field == RATING]
        order = sorted([*((spot.row, TITLE) for spot in heads), *rated])
        if not heads or [what for _, what in order] != [TITLE, RATING] * len(heads):
            return []
        offices = any(label.field == OFFICE for label in labels)
        return [label for spot in heads for label in _said_above(spot, offices)]

    def field(self, spot: Spot | None) -> str | None:
        """The field that a cell's text names, alone or in front of its value."""
        name = self.within[spot][0].text if spot in self.within else spot.text if spot else ""
        field = self.names.field(name) if name else None
        if field not in (None, *YEARLY) and names_another_year(name):
            return None  # 次年度の方針 is no policy of this year
        return field if field in FIELDS else None

    def _parts(self, spot: Spot) -> tuple[Spot, Spot] | None:
        """The label and the value of a cell that holds both: 担当課：防災課."""
        number, _, printed = spot.text.partition(" ")
        if printed_number(printed) is not None and self.names.field(number) == NUMBER:  # 整理番号 町-01
            return spot._replace(text=number), spot._replace(text=printed)
        name, sign, value = unicodedata.normalize("NFKC", spot.text).partition(":")
        if not (sign and value.strip()) or self.names.field(name) not in FIELDS:
            return None
        told = re.split("[:：]", spot.text, maxsplit=1)[1].strip()
        return spot._replace(text=name.strip()), spot._replace(text=told)

    def at(self, row: int, column: int) -> Spot | None:
        """The filled cell at a place."""
        cells = self.rows.get(row, ())
        return cells[column] if column < len(cells) and cells[column].text else None

    def _labels(self, spot: Spot) -> Iterator[_Label]:
        """A label with its value; once for each value where several stand beside it, each below a head of its
        own, or a second mark beside that of a rating."""
        if spot in self.within:
            name, value = self.within[spot]
            yield _Label(self.field(spot) or "", name, value, True)
            return
        label = self._label(spot)
        if label.field == RATING and (parts := list(self._rated_parts(label))):
            yield from parts
            return
        values = list(self._values(label)) if label.field in YEARLY else []
        if label.field == RATING and (picked := _picked(values)) is not None:
            yield label._replace(value=picked if picked.text else None, after="")
            return
        if label.field == RATING and (ticked := self._ticked(values)) is not None:
            yield label._replace(value=ticked, after="")
            return
        heads = [self._head(value) for value in values]
        if all(heads) and len(set(heads)) > 1:
            for head, value in zip(heads, values, strict=True):
                yield _Label(label.field, spot._replace(text=f"{spot.text} {head}"), value, True)
            return
        yield label
        if label.field == RATING and len(values) > 1 and all(_MARK.fullmatch(each.text) for each in values):
            yield from (_Label(RATING, each._replace(text=spot.text), each, True) for each in values[1:])

    def _rated_parts(self, label: _Label) -> Iterator[_Label]:
        """A rating's label for each of what stands below one another beside it and has a value of its own:
        必要性 A, 有効性 B, 総合 B. Where some are steps (一次, 総合) these alone: no other is the rating."""
        spot, first = label.name, label.value
        bottom = self.ends[spot.row, spot.column][0]
        if first is None or not label.beside or bottom == spot.row:
            return
        parts = []
        for row in range(spot.row, bottom + 1):
            part = self.at(row, first.column)
            value = self.at(row, self.ends[part.row, part.column][1] + 1) if part else None
            if part is None or value is None or _MARK.fullmatch(part.text) or len(value.text) >= LONG:
                return
            parts.append((part, value))
        steps = [each for each in parts if is_qualifier(each[0].text)]
        for part, value in steps or parts:
            yield _Label(RATING, spot._replace(text=f"{spot.text} {part.text}"), value, True)

    def _values(self, label: _Label) -> Iterator[Spot]:
        """The cells to the right of a label up to the next one."""
        spot = label.value if label.beside else None
        while spot is not None:
            yield spot
            spot = self._after(spot)

    def _ticked(self, values: Sequence[Spot]) -> Spot | None:
        """Of several ratings side by side the one below which the only tick stands, None where none is."""
        below = [self.at(self.ends[value.row, value.column][0] + 1, value.column) for value in values]
        ticked = [value for value, tick in zip(values, below, strict=True) if tick and tick.text in TICKS]
        if len(values) < 2 or len(ticked) != 1 or sum(tick is not None for tick in below) > 1:
            return None
        if any(is_qualifier(value.text) or len(value.text) >= LONG for value in values):
            return None
        return ticked[0]

    def _head(self, value: Spot) -> str:
        """What stands above a value and says only which one it is (令和6年度, 最終), the nearest above it."""
        above = (self.at(row, value.column) for row in range(value.row - 1, 0, -1))
        return next((spot.text for spot in above if spot and is_qualifier(spot.text)), "")

    def _label(self, spot: Spot) -> _Label:
        bottom, right = self.ends[spot.row, spot.column]
        beside, below = self.at(spot.row, right + 1), self.at(bottom + 1, spot.column)
        field = self.field(spot) or ""
        if beside is not None and self.field(beside) is None:
            more = self._after(beside)
            if more is not None and _FIGURE.fullmatch(beside.text) and _FIGURE.fullmatch(more.text):
                return _Label(field, spot, None, True)  # a row of figures, of several years
            return _Label(field, spot, beside, True, more.text if more else "")
        among = beside or self.field(self.at(spot.row, spot.column - 1) if spot.column else None)
        if below is not None and self.field(below) is None and (among or self.is_alone(spot, below)):
            return _Label(field, spot, below, False)
        return _Label(field, spot, None, True)

    def _after(self, spot: Spot) -> Spot | None:
        """What stands right after a value and is no label."""
        more = self.at(spot.row, self.ends[spot.row, spot.column][1] + 1)
        return None if self.field(more) else more

    def is_alone(self, label: Spot, below: Spot) -> bool:
        """Whether a label and the cell below it have their rows to themselves and so belong together: one of
        them is wide, or the cell a sentence. Else the cell is the next label, and this one was left empty."""
        end = self.ends[label.row, label.column][1]
        rows = (
            self.rows[label.row][end + 1 :],
            self.rows[below.row][self.ends[below.row, below.column][1] + 1 :],
        )
        if any(spot.text for row in rows for spot in row):
            return False
        wide = max(end, self.ends[below.row, below.column][1]) > label.column
        return wide or len(below.text) > LONG or "。" in below.text

    def is_form(self) -> bool:
        """Whether the sheet holds forms: a title beside its label with other labels or nothing below that, or
        below it with the rating's label still further down."""
        titles = [label for label in self.labels if label.field == TITLE]
        ratings = [label for label in self.labels if label.field == RATING]
        if not titles or not ratings or len({label.name.row for label in titles}) < len(titles):
            return False
        first = titles[0]
        if first.value is not None and not first.beside:
            return self._goes_on_below(first, first.value, ratings)
        if all(label.name.row > first.name.row for label in ratings) and _are_stacked(self.labels):
            return True
        below = [spot for (row, column), spot in self.cells.items()
                 if column == first.name.column and row > first.name.row]  # fmt: skip
        fields = {self.field(spot) for spot in below}
        return bool(fields - {None, TITLE}) or fields <= {TITLE}

    def _goes_on_below(self, title: _Label, value: Spot, ratings: Sequence[_Label]) -> bool:
        """Whether a form goes on below a title that stands below its label: with the rating's label, or where
        that stands beside it, with one that its row does not have."""
        if all(label.name.row != title.name.row for label in ratings):
            return any(label.name.row > value.row for label in ratings)
        beside = {label.field for label in self.labels if label.name.row == title.name.row}
        after = self.at(self.ends[value.row, value.column][0] + 1, value.column)
        more = any(label.name.row > value.row and label.field not in beside for label in self.labels)
        return more and (after is None or self.field(after) is not None)

    def forms(self) -> Iterator[_Form]:
        """One for each title; of several on a sheet each begins with the label that the sheet begins with."""
        titles = [label for label in self.labels if label.field == TITLE]
        same = [label for label in titles if bare(label.name.text) == bare(titles[0].name.text)]
        lead = bare(self.labels[0].name.text)
        leads = [label for label in self.labels if bare(label.name.text) == lead]
        starts = [label.name.row for label in (leads if len(leads) == len(same) else same)]
        for at, start in enumerate(starts):
            end = starts[at + 1] if at + 1 < len(starts) else None
            begun = [label for label in self.labels if at == 0 or label.name.row >= start]
            own = tuple(each for each in begun if end is None or each.name.row < end)
            yield _Form(self.page, own, sys.maxsize if end is None else end)


class _Forms:
    def __init__(self, grid: Grid, columns: Sequence[Column], began: int | None) -> None:
        self.grid, self.began = grid, began
        self.columns = {column.name: column for column in columns}
        self.table_of_columns = columns[0].file if columns else "data/columns.toml"
        names = ColumnNames(columns)
        pages = [_Page(page, names) for page in grid.pages]
        titles = [each.value for page in pages for each in page.heads if each.field == TITLE]
        if len({each.text for each in titles if each}) < len(titles):  # 1 事業の概要 above each form
            pages = [_Page(page, names, headed=False) for page in grid.pages]
        self.pages = [page for page in pages if page.is_form()]
        self.others = [page for page in pages if not page.is_form()]
        every = [form for page in self.pages for form in page.forms()]
        filled = [_is_filled(form) for form in every]
        self.forms = [form for form, said in zip(every, filled, strict=True) if said]
        self.empty = [form for form, said in zip(every, filled, strict=True) if not said]
        self.unread: dict[str, list[Unread]] = {}
        self.kept: dict[str, dict[int, tuple[Spot, Spot]]] = {}  # heading → form (by place), label and value
        self.dated: list[Doubted] = []

    def cut(self) -> str:
        """A page of a PDF on which a form begins or ends that stands on two, empty where there is none."""
        for page in self.others:
            for label in page.labels:
                if label.field in NEEDED and label.value is not None:
                    return self.grid.place(page.page, label.name.row, label.name.column)
        return ""

    def table(self) -> Table:
        """The forms as rows."""
        choices = {field: self._choice(field) for field in FIELDS}
        self._stop_turned()
        self._stop(choices)
        chosen = {field: choice.column for field, choice in choices.items() if choice.column}
        self._note_rest()
        rows = tuple(self._row(form, at, chosen) for at, form in enumerate(self.forms))
        headed = sorted({year for each in chosen.values() if each.field in YEARLY
                         for year in years_over(each.written, None)})  # fmt: skip
        titles = [text for page in self.pages for text in (page.page.name, *self.titles(page))]
        named = [each.written for each in chosen.values() if each.field in YEARLY]
        naming = dict.fromkeys(text for text in named if years_over(text, None))
        naming = naming if headed else dict.fromkeys(text for text in titles if years_in(text))
        return Table(
            self.grid.file, self.grid.kind, rows, tuple(chosen),
            {field: each.written for field, each in chosen.items()},
            {field: heading(each.written) for field, each in chosen.items()},
            (*self.grid.unread, *self._left_out(), *(self._once(each) for each in self.unread.values())),
            tuple(self._called_further(name) for name in self.kept),
            tuple(self._doubled(choices)),
            tuple(headed or sorted({year for text in titles for year in years_in(text)})),
            tuple(Passed(self._place(form, form.labels[0].name), say.EMPTY_FORM) for form in self.empty),
            (*(self._doubted(each, chosen) for each in self.grid.doubts), *self.dated),
            tuple(Struck(self.grid.place(page.page, each.row, each.column), each.row, each.text, False)
                  for page in self.pages for each in page.page.struck),
            tuple(self.grid.place(page.page, row, 0) for page in self.pages for row in page.page.hidden),
            (), True, len(self.pages), {}, naming=tuple(naming), forms=True,
        )  # fmt: skip

    def _doubted(self, doubt: CellDoubt, chosen: dict[str, Candidate]) -> Doubted:
        """A doubt about a cell, with the field that was read from it."""
        at = (doubt.row, doubt.column)
        fields = [
            field
            for field, each in chosen.items()
            for form in self.forms
            for label in form.of(field, bare(each.written))
            if form.page.name == doubt.page and label.value and label.value[1:3] == at
        ]
        return Doubted(doubt.place, doubt.text, doubt.row, fields[0] if fields else "")

    def _place(self, form: _Form, spot: Spot) -> str:
        return self.grid.place(form.page, spot.row, spot.column)

    # -- which label is read -----------------------------------------------------------------------------

    def _choice(self, field: str) -> ColumnChoice:
        """Of the labels of a field the one that is read, in all forms."""
        written: dict[str, str] = {}
        for form in self.forms:
            for label in form.labels:
                if label.field == field:
                    written.setdefault(bare(label.name.text), label.name.text)
        candidates = [
            Candidate(
                field, at, (text,), True, False, tuple(self._text(form, field, name) for form in self.forms)
            )
            for at, (name, text) in enumerate(written.items())
        ]
        if not candidates:
            return ColumnChoice(None, (), {}, ())
        if self.began is None:
            return ColumnChoice(candidates[0], (), {}, tuple(candidates))
        return choose(self.columns[field], candidates, self.began)

    def _text(self, form: _Form, field: str, name: str) -> str:
        return next((label.value.text for label in form.of(field, name) if label.value), "")

    def _stop(self, choices: dict[str, ColumnChoice]) -> None:
        """Where no rule decides, or one form has the label that is read twice with different values."""
        found: dict[str, tuple[str, str, str]] = {}
        for field, choice in choices.items():
            if choice.undecided:
                called = [self._called(field, each) for each in choice.undecided]
                labels = list(dict.fromkeys(each.written for each in choice.undecided))
                found[field] = (*say.undecided_label(field, called, labels, self.table_of_columns), "")
            elif choice.column is None and choice.candidates and field in NEEDED:
                called = [self._called(field, each) for each in choice.candidates]
                found[field] = (*say.no_such_column(field, called), "")
            elif choice.column is not None and (twice := self._twice(field, choice.column)):
                beside = {each.value.text for form in self.forms for each in form.labels
                          if each.field == field and each.value}  # fmt: skip
                if boxes := sorted(beside & _BOXES):
                    found[field] = (*say.boxes_apart(field, twice[0], boxes), "")
                    continue
                told = say.undecided_label(field, twice, [choice.column.written], self.table_of_columns)
                found[field] = (*told, "")
        if found and self.began is not None:
            raise SourceError(self.grid.file, "", say.undecided(found, {}, self.table_of_columns))

    def _stop_turned(self) -> None:
        """A table with measures side by side looks like a form with more texts beside title and rating. In
        forms these are labels, the same in each."""
        said = Counter(text for form in self.forms for text in {label.after for label in form.labels})
        for form in self.forms:
            after = [
                [label.after for label in form.labels if label.field == field and label.after]
                for field in NEEDED
            ]
            if all(after) and not all(any(said[text] > 1 for text in each) for each in after):
                title = next(label for label in form.labels if label.field == TITLE)
                raise SourceError(self.grid.file, self._place(form, title.name), say.turned_table())

    def _called(self, field: str, each: Candidate) -> str:
        form, label = next(
            (form, label) for form in self.forms for label in form.of(field, bare(each.written))
        )
        return f"{self._place(form, label.name)}「{each.written[:40]}」"

    def _twice(self, field: str, each: Candidate) -> list[str]:
        for form in self.forms:
            labels = form.of(field, bare(each.written))
            if len({label.value.text for label in labels if label.value}) > 1:
                return [f"{self._place(form, label.name)}「{label.name.text[:40]}」" for label in labels]
        return []

    def _doubled(self, choices: dict[str, ColumnChoice]) -> Iterator[Unread]:
        for field, choice in choices.items():
            for each in choice.candidates:
                if choice.column is None or each is not choice.column:
                    read = self._called(field, choice.column) if choice.column else ""
                    why = say.read_instead(field, read, choice.against.get(each.column, ""))
                    place = self._called(field, each).partition("「" + each.written[:40])[0]
                    yield Unread(place, each.written, samples(each.cells), why)

    def seen(self) -> Iterator[SeenHeading]:
        """Every label with its values, those that name no field too."""
        for field in FIELDS:
            choice = self._choice(field)
            for each in choice.candidates:
                place = self._called(field, each).partition("「" + each.written[:40])[0]
                read = choice.column is not None and each.column == choice.column.column
                open_ = any(each.column == other.column for other in choice.undecided)
                label, _, head = each.written.rpartition(" ")
                yield SeenHeading(
                    place, each.column, each.written, each.cells, field, read, open_,
                    label=label if is_qualifier(head) else "",
                )  # fmt: skip
        self._note_rest()
        for name in self.kept:
            told = self._called_further(name)
            yield SeenHeading(told.place, len(self.kept), name, told.values, "", False, False, kept=True)
        for at, found in enumerate(self.unread.values()):
            values = tuple(value for each in found for value in each.values)
            if values:
                yield SeenHeading(found[0].place, at, found[0].name, values, "", False, False)

    # -- forms → rows ------------------------------------------------------------------------------------

    def _row(self, form: _Form, at: int, chosen: dict[str, Candidate]) -> TableRow:
        title = next(label for label in form.labels if label.field == TITLE)
        line = title.name.row
        cells, places = {}, {}
        for field, each in chosen.items():
            labels = form.of(field, bare(each.written))
            label = next((label for label in labels if label.value), labels[0] if labels else None)
            value = label.value if label else None
            cells[field] = (
                Spot(value.text, value.row, value.column, False) if value else Spot("", line, 0, False)
            )
            places[field] = self._place(form, value or (label.name if label else title.name))
        if typed := typed_as(cells["事業No."].text) if "事業No." in cells else "":
            spot = cells["事業No."]
            told = say.number_dated(spot.text, typed)
            self.dated.append(Doubted(places["事業No."], told, spot.row, "事業No."))
            cells["事業No."] = spot._replace(text=typed)
        if not cells[TITLE].text:
            raise SourceError(self.grid.file, places[TITLE], say.form_without_title())
        first = not at or self.forms[at - 1].page is not form.page
        extra = {name: found[at][1] for name, found in self.kept.items() if at in found}
        return TableRow(form.page.name, line, first, cells, places, extra)

    # -- what is not read --------------------------------------------------------------------------------

    def titles(self, page: _Page) -> list[str]:
        """The texts above the labels."""
        top = page.labels[0].name.row
        used = self._used(page)
        return [spot.text for place, spot in page.cells.items() if spot.row <= top and place not in used]

    def _used(self, page: _Page) -> set[tuple[int, int]]:
        spots = [spot for label in page.labels for spot in (label.name, label.value) if spot]
        return {(spot.row, spot.column) for spot in spots}

    def _note_rest(self) -> None:
        """Texts that are no label of a field, with what stands beside them: kept where they are labels of
        their own, else told."""
        found = [(page, list(self._rest(page))) for page in self.pages]
        labels = self._further([(page.page, row) for page, rows in found for row in rows])
        for page, rows in found:
            for name, value in (pair for row in rows for pair in row):
                if bare(name.text) not in labels:
                    place = self.grid.place(page.page, name.row, name.column)
                    told = Unread(place, name.text, samples([value.text]) if value else ())
                    self.unread.setdefault(bare(name.text), []).append(told)

    def _rest(self, page: _Page) -> Iterator[list[tuple[Spot, Spot | None]]]:
        """Row by row the texts that are no label, each with what stands right beside it or alone below it."""
        used, top = self._used(page), page.labels[0].name.row
        rows: dict[int, list[tuple[Spot, Spot | None]]] = {}
        for (row, column), spot in sorted(page.cells.items()):
            if (row, column) in used or row < top:
                continue
            used.add((row, column))
            bottom, right = page.ends[row, column]
            beside, below = page.at(row, right + 1), page.at(bottom + 1, column)
            if beside is None and below is not None and page.is_alone(spot, below):
                beside = below
            if beside is not None and (beside.row, beside.column) in used:
                beside = None
            if beside is not None:
                used.add((beside.row, beside.column))
            rows.setdefault(row, []).append((spot, beside))
        yield from rows.values()

    def _further(self, rows: Sequence[tuple[GridPage, list[tuple[Spot, Spot | None]]]]) -> set[str]:
        """The names of labels that no field claims: each has its value beside it, in most forms, and not the
        same in all of them (that may be the heading of a small table). They are kept in `kept`."""
        places: dict[str, dict[int, list[tuple[Spot, Spot]]]] = {}
        on: dict[str, list[int]] = {}  # sheet → its forms
        for at, each in enumerate(self.forms):
            on.setdefault(each.page.name, []).append(at)
        for page, row in rows:
            line = row[0][0].row
            form = next((at for at in on.get(page.name, ()) if self.forms[at].has(line)), None)
            if form is None or any(_FIGURE.fullmatch(name.text) or value is None for name, value in row):
                continue
            for name, value in row:
                if value is None or len(name.text) > LONGEST:
                    continue
                if RATING not in name.text or explains(name.text, [value.text]):
                    places.setdefault(bare(name.text), {}).setdefault(form, []).append((name, value))
        labels = set()
        for called, found in places.items():
            values = {pairs[0][1].text for pairs in found.values()}
            once = all(len(pairs) == 1 for pairs in found.values())
            if once and len(values) > 1 and 2 * len(found) > len(self.forms):
                labels.add(called)
                written = " ".join(next(iter(found.values()))[0][0].text.split())
                self.kept[written] = {form: pairs[0] for form, pairs in found.items()}
        return labels

    def _called_further(self, name: str) -> Unread:
        """A label of its own as it is told: where, and its values."""
        at, (label, _) = next(iter(self.kept[name].items()))
        values = samples(value.text for _, value in self.kept[name].values())
        return Unread(self._place(self.forms[at], label), name, values)

    def _once(self, found: Sequence[Unread]) -> Unread:
        values = samples(value for each in found for value in each.values)
        return found[0]._replace(values=values)

    def _left_out(self) -> Iterator[Unread]:
        for page in self.others:
            if values := samples(spot.text for spot in page.cells.values()):
                pdf = self.grid.kind == PDF
                name = f"{page.page.name}ページ" if pdf else f"シート「{page.page.name}」"
                yield Unread(name, "", values, say.NO_HEADING_HERE)
