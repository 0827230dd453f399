"""Domain objects ↔ rows of the index."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter

from katou_index.index.naming import SMALL_PLAN, YearNames, same_forms
from katou_index.index.schema import BETWEEN, Row, as_list, numbers, scope_term, spaced, strings
from katou_index.index.stored import ItemTexts, StoredItem, StoredMeasure
from katou_index.language import told
from katou_index.plan import (
    Certainty,
    Department,
    Finding,
    FiscalYear,
    Item,
    Measure,
    MeasureNumber,
    Rating,
    Source,
    State,
    Status,
    measure_number,
)
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.stems import stemmed
from katou_index.tables import Alias, Mark, PlanWords, SameWords, Scale, Tables
from katou_index.words import Analysis, analyse_all, closed_up, fold, reading

if TYPE_CHECKING:
    from typing import Any

    from katou_index.index.known import KnownItems
    from katou_index.years.ties import Tie

    Analysed = Mapping[str, Analysis]  # text → what of it is searched in

SEPARATOR = "、"  # between departments, as in the tidy format
FIELD_COLUMNS = {
    "policy": "基本方針", "initiative": "取組", "owner": "担当課", "planned": "取組内容",
    "result": "取組結果", "evidence": "根拠", "rating": "評価",
}  # fmt: skip
"""Fields that a question can ask for → their tidy columns."""
_OF_ITEMS = {"planned": "planned", "result": "result", "evidence": "evidence", "owner": "owners"}
_OF_MEASURES = {"policy": "policy", "initiative": "initiative"}
"""Those that an item or a measure has → the attribute there."""


class uncollected:  # noqa: N801 - for a `with`
    """Without the search for cycles, of which many rows make none: a tenth of a build, a fifth of reading a
    large plan."""

    def __enter__(self) -> None:
        """From now on."""
        self.was = gc.isenabled()
        gc.disable()

    def __exit__(self, *_error: object) -> None:
        """As it was before."""
        if self.was:
            gc.enable()


# -- writing -------------------------------------------------------------------------------------------


def _words(analysed: Analysed, texts: Iterable[str]) -> tuple[str, str]:
    """The spaced terms of several texts, and the texts folded, a line each."""
    parts = [analysed[text] for text in texts if text]
    return "".join([part.words for part in parts]), "\n".join([part.folded for part in parts])


class ItemColumns(NamedTuple):
    """The columns of an item that are made of nothing but its texts."""

    words: Row  # of `item_words`, but for the scope
    texts: Row  # of `item_text`: as they are searched in, sign by sign


def _texts_of(measure: Measure, item: Item) -> Iterator[str]:
    """All texts that an item is searched by."""
    yield from (measure.title, measure.policy, measure.initiative, " ".join(item.owners), *item.owners)
    yield from (item.planned, item.result, item.evidence)
    for each in item.extra:
        yield from each


def _analysed_item(measure: Measure, item: Item, analysed: Analysed) -> ItemColumns:
    """What an item is searched by, of its texts as they are analysed."""
    title, folded_title = _words(analysed, (measure.title,))
    further = (part for each in item.extra for part in each)
    text, folded = _words(analysed, (item.planned, item.result, item.evidence, *further))
    context, _ = _words(analysed, (measure.policy, measure.initiative, *item.owners))
    fields = (title, text, context)
    evidence = analysed[item.evidence].line
    if item.extra:
        evidence = "\n".join((evidence, *(analysed[text].line for _, text in item.extra)))
    lines = (measure.title, item.planned, item.result, measure.initiative, " ".join(item.owners))
    title, planned, result, initiative, owners = [analysed[text].line for text in lines]
    return ItemColumns(
        (*fields, *[words.count(" ") // 2 for words in fields], f"{folded_title}\n{folded}"),
        (title, planned, result, evidence, initiative, owners),
    )


class YearRows:
    """Measures of one year, turned into rows and kept until `flush`. Counts what passes through."""

    def __init__(
        self, first_measure: int, first_item: int, english: Mapping[str, str], known: KnownItems
    ) -> None:
        self._known = known
        self._measure_id, self._item_id = first_measure - 1, first_item - 1  # of the last row
        self._english = english  # folded title → its English names
        self._named = ""  # … of the measure that was added last
        self._waiting: list[Measure] = []
        self.waiting = 0  # items that are not flushed yet
        self.names = YearNames()
        self.measures = self.items = self.rated = 0
        self._texts: list[str] = []  # of a small plan
        self._filled: set[str] = set()  # fields of which something is written

    def add(self, measure: Measure) -> None:
        """Take one measure and its items."""
        self._waiting.append(measure)
        self.waiting += len(measure.items)
        self.names.add(measure)

    def flush(self, insert: Callable[[str, list[Row]], None]) -> None:
        """Hand the rows of every waiting measure to `insert(table, rows)`.

        Each step is done for all of them: the tagger takes half as long again where others have had the
        processor's cache between two texts.
        """
        columns = self._columns()
        rows: dict[str, list[Row]] = {
            table: [] for table in ("measure", "item", "extra", "item_words", "item_text")
        }
        for measure in self._waiting:
            self._add_measure(measure, rows)
            for item in measure.items:
                self._add_item(measure, item, next(columns), rows)
            self.items += len(measure.items)
        self._waiting, self.waiting = [], 0
        for table, some in rows.items():
            insert(table, some)

    def _columns(self) -> Iterator[ItemColumns]:
        """What each waiting item is searched by: as it was, or of its texts, all analysed before."""
        pairs = [(measure, item) for measure in self._waiting for item in measure.items]
        known = [self._known.of(measure, item, SEPARATOR.join(item.owners)) for measure, item in pairs]
        new = [pair for pair, was in zip(pairs, known, strict=True) if was is None]
        analysed = analyse_all(chain.from_iterable([_texts_of(*pair) for pair in new]))
        for pair, was in zip(pairs, known, strict=True):
            yield was or _analysed_item(*pair, analysed)

    def _add_measure(self, measure: Measure, rows: dict[str, list[Row]]) -> None:
        """The row of a measure, which is the one that its items are of from now on."""
        self.measures += 1
        self._measure_id += 1
        rows["measure"].append((
            self._measure_id, measure.year.code, str(measure.number), measure.title, measure.policy_no,
            measure.policy, measure.initiative, SEPARATOR.join(measure.departments), int(measure.estimated),
        ))  # fmt: skip
        self._named = stemmed(self._english.get(fold(measure.title), ""))
        self._see_filled(measure, _OF_MEASURES)

    def _add_item(
        self, measure: Measure, item: Item, columns: ItemColumns, rows: dict[str, list[Row]]
    ) -> None:
        """The rows of an item of the measure that was added last."""
        self._item_id += 1
        words, texts = columns
        closed = ""
        if self.items <= SMALL_PLAN:
            self._texts += texts[1:4]
            closed = closed_up(BETWEEN.join(text.replace(BETWEEN, " ") for text in texts))
        rows["item"].append(_item_row(self._item_id, self._measure_id, item))
        rows["extra"] += [(self._item_id, *each) for each in item.extra]
        rows["item_text"].append((self._item_id, *texts, closed, self._named))
        rows["item_words"].append((self._item_id, *words, self._scope(measure, item)))
        self._see_filled(item, _OF_ITEMS)
        self.rated += item.rating.rated

    def _see_filled(self, of: Measure | Item, fields: Mapping[str, str]) -> None:
        """Take note of which of these fields it has."""
        for field, name in fields.items():
            if field not in self._filled and getattr(of, name):
                self._filled.add(field)

    @property
    def lines(self) -> list[str]:
        """The folded titles, and of a small plan all texts, line by line."""
        texts = self._texts if self.items <= SMALL_PLAN else ()
        return "\n".join((*self.names.titles, *texts)).split("\n")

    @staticmethod
    def _scope(measure: Measure, item: Item) -> str:
        terms = [
            scope_term("y", measure.year.code),
            scope_term("s", item.rating.state.value),
            scope_term("r", item.rating.mark),
            scope_term("p", measure.policy_no),
            scope_term("m", measure.number),
            *(scope_term("d", owner) for owner in item.owners),
        ]
        return spaced(dict.fromkeys(terms))

    def headings(self, code: str, called: Mapping[str, str]) -> list[Row]:
        """The fields that the sheet of this year has, each with its column's name there; "" where only people
        or what stands above the table say it."""
        named = {name: called.get(column) for name, column in FIELD_COLUMNS.items()}
        return [
            (code, name, own or "") for name, own in named.items() if own is not None or name in self._filled
        ]


def _item_row(item_id: int, measure_id: int, item: Item) -> Row:
    return (
        item_id, item.key, measure_id, item.number, SEPARATOR.join(item.owners), item.planned, item.result,
        item.evidence, item.rating.state.value, item.rating.mark, item.certainty.value, item.source.file,
        as_list(item.source.lines), as_list(item.notes),
    )  # fmt: skip


def reading_rows(tables: Tables, years: Iterable[YearNames]) -> list[Row]:
    """The names, folded, whose readings a question may need: they are not to be looked up while it waits."""
    names = [name for d in tables.departments for name in (d.name, *d.short)]
    names += [word for same in tables.same for word in same.words]
    names += [name for year in years for name in year.departments(tables)]
    return [(name, reading(name)) for name in dict.fromkeys(map(fold, names))]


def scale_rows(code: str, scale: Scale) -> dict[str, list[Row]]:
    """Table of the index → its rows, for the scale by which the year of this code was rated."""
    return {
        "scale": [
            (code, m.rank, m.mark, m.word, m.en, as_list(m.forms), as_list(m.words), as_list(m.means),
             m.legend_ja, m.legend_en)
            for m in scale.marks
        ],
        "dash": [(code, form) for form in dict.fromkeys(scale.dashes)],
    }  # fmt: skip


def table_rows(tables: Tables) -> dict[str, list[Row]]:
    """Table of the index → its rows, for the tables that people keep."""
    return {
        "department": [
            (d.name, d.parent, as_list(d.short), as_list(d.readings), as_list(d.english))
            for d in tables.departments
        ],
        "same_words": [(as_list(s.words), as_list(s.english), as_list(s.readings)) for s in tables.same],
        "other_name": [(n.of, as_list(n.english), as_list(n.short)) for n in tables.names],
        "misread": list(tables.misread.items()),
        "plan_word": [
            (name, text)
            for name, value in zip(PlanWords._fields, tables.plan, strict=True)
            for text in ((value,) if isinstance(value, str) else value)
        ],
        "glossary": [(english, as_list(japanese)) for english, japanese in tables.glossary.items()],
        **same_forms(tables),
    }


# -- reading -------------------------------------------------------------------------------------------

MEASURES = """select id, number, title, policy_no, policy, initiative, departments, estimated
                from measure where year = ? order by id"""
ITEMS = """select measure_id, item.number, owners, planned, result, evidence, state, rating, certainty, file,
                  lines, notes
             from item join measure on measure.id = measure_id where year = ? order by item.id"""
OWNERS = """select measure_id, item.number, owners, '', '', '', state, rating, certainty, '', '[]', '[]'
              from item join measure on measure.id = measure_id where year = ? order by item.id"""
WITHOUT_TEXTS = """select measure_id, item.number, owners, state, rating, certainty, file, lines, notes,
                          item.id
                     from item join measure on measure.id = measure_id where year = ? order by item.id"""
EXTRAS = """select measure_id, item.number, extra.name, extra.text
              from extra join item on item.id = item_id join measure on measure.id = measure_id
             where year = ? order by extra.id"""
TEXTS = "select title, planned, result, evidence, initiative, owners from item_text"
WRITTEN = """select item_text.title, item_text.planned, item_text.result, item_text.evidence,
                    item_text.initiative, item_text.owners, closed, english
               from item_text join item on item.id = item_text.id join measure on measure.id = measure_id
              where year = ? order by item_text.id"""
FIRST_ITEM = "select min(item.id) from measure join item on measure_id = measure.id where year = ?"
# One text of numbers: making a row of each takes longer than finding them all.
ROWS_BY_TERMS = """select group_concat(rowid) from (
                     select rowid from item_words_fts where item_words_fts match ? and rowid between ? and ?
                      limit ?)"""
WRITES = """select 1 from item_words_fts join item_words on item_words.id = item_words_fts.rowid
             where item_words_fts match ? and item_words_fts.rowid between ? and ? and instr(folded, ?) > 0
             limit 1"""
ROWS_HOLDING = """select group_concat(id) from item_words
                   where id in (select rowid from item_words_fts
                                 where item_words_fts match ? and rowid between ? and ?)
                     and instr(folded, ?) > 0"""
VECTORS = """select item.key, vector
               from item_sentence join sentence on sentence.id = sentence_id join item on item.id = item_id
                    join measure on measure.id = measure_id
              where year = ? order by item.id, item_sentence.id"""
LINKS = """select year_from, year_to, kind, measure_from, measure_to, name_from, name_to from link
            order by id"""
FINDINGS = """select file, line, cell, kind, status, text, measure, item, was, now, english
                from finding where year = ? order by id"""
CORRECTED = """select file, line, cell, kind, status, text, measure, item, was, now, english
                 from finding where year = ? and kind = ? order by id"""


@lru_cache(maxsize=4096)
def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(SEPARATOR)) if joined else ()


def measures_from(
    year: FiscalYear,
    measures: Iterable[Row],
    items: Iterable[Row],
    extras: Iterable[Row] = (),
    texts: ItemTexts | None = None,
) -> tuple[Measure, ...]:
    """The rows of MEASURES, ITEMS and EXTRAS → the measures of a year, in the order of the sheet.

    With `texts` the items are those of WITHOUT_TEXTS, and read theirs there.
    """
    made = _stored(year.code, texts) if texts else _item
    measure_of = _stored_measure if texts else Measure
    kept: dict[str, str] = {}  # what many measures share: each row would have a copy of its own
    further: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for measure_id, number, name, text in extras:
        further.setdefault((measure_id, number), []).append((name, text))
    by_measure = groupby(items, key=itemgetter(0))  # both in the order of the sheet
    found = []
    for measure_id, printed, title, policy_no, policy, initiative, departments, estimated in measures:
        number = measure_number(printed)
        of, own = next(by_measure)
        if of != measure_id:
            raise ValueError(f"items of {of} where those of {measure_id} should be")
        rows = tuple([made(year, number, row, tuple(further.get((row[0], row[1]), ()))) for row in own])
        policy, initiative = kept.setdefault(policy, policy), kept.setdefault(initiative, initiative)
        offices = _split(departments)
        found.append(
            measure_of(year, number, title, policy_no, policy, initiative, offices, rows, bool(estimated))
        )
    return tuple(found)


def _stored_measure(*values: object) -> Measure:
    """A measure of a large plan, of its fields in their order."""
    new: Any = tuple.__new__
    measure: Measure = new(StoredMeasure, values)
    return measure


def _item(year: FiscalYear, measure: MeasureNumber, row: Row, extra: tuple[tuple[str, str], ...]) -> Item:
    _, number, owners, planned, result, evidence, state, mark, certainty, file, lines, notes = row
    return Item(
        year, measure, number, _split(owners), planned, result, evidence, _rating(state, mark),
        Source(file, numbers(lines)), _CERTAINTY[certainty], strings(notes), extra,
    )  # fmt: skip


def _stored(code: str, texts: ItemTexts) -> Callable[..., Item]:
    """What makes an item out of a row of WITHOUT_TEXTS, as `_item` does of one of ITEMS."""
    new: Any = tuple.__new__
    kept: dict[str, str] = {}  # the name of the file: each row would have a copy of its own

    def made(year: FiscalYear, measure: MeasureNumber, row: Row, extra: tuple[tuple[str, str], ...]) -> Item:
        _, number, owners, state, mark, certainty, file, lines, notes, at = row
        own = f"{measure}-{number}"
        item: Item = new(StoredItem, (
            f"{code}/{own}", own, year, measure, number, _split(owners), _rating(state, mark),
            _CERTAINTY[certainty], strings(notes), extra, kept.setdefault(file, file), lines, at, texts,
        ))  # fmt: skip
        return item

    return made


@lru_cache(maxsize=256)
def _rating(state: str, mark: str) -> Rating:
    return Rating(State(state), mark)


_CERTAINTY = {each.value: each for each in Certainty}


def finding_from(year: FiscalYear, row: Row) -> Finding:
    """A row of FINDINGS → the finding."""
    file, line, cell, kind, status, text, measure, item, was, now, twin = row
    of = None if measure is None else measure_number(measure)
    return Finding(year, file, line, cell, kind, Status(status), told(text, twin), of, item, was, now)


def tie_from(row: Row) -> Tie:
    """A row of LINKS → the tie."""
    from katou_index.years.ties import Tie  # here: one year has none

    year_from, year_to, kind, *numbers, name_from, name_to = row
    before, after = (measure_number(number) if number else 0 for number in numbers)
    years = FiscalYear.from_code(year_from), FiscalYear.from_code(year_to)
    return Tie(*years, kind, before, after, name_from, name_to)


def _decoded(rows: list[Row], plain: int) -> Iterator[Row]:
    """Rows whose cells after the `plain` first ones hold lists of strings."""
    return ((*row[:plain], *map(strings, row[plain:])) for row in rows)


def tables_from(select: Callable[[str], list[Row]], later: Callable[[str], list[Row]]) -> Tables:
    """The tables that people keep, as they were when the index was built.

    Scales and names of the plan are read now by `select(query)`, the rest by `later(query)` when it is first
    asked for: one question needs little of it.
    """
    scales = _scales(select)

    def read(name: str) -> object:
        query, made = _KEPT[name]
        return made(later(query))

    return Tables.read_later(
        read,
        scale=next(reversed(scales.values())),
        scales=scales,
        plan=_plan_words(select("select name, text from plan_word order by id")),
        columns=(),
    )


def _glossary(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    return {english: strings(japanese) for english, japanese in rows}


_KEPT: dict[str, tuple[str, Callable[[list[Row]], object]]] = {  # field of Tables → its query, what it makes
    "departments": (
        "select name, parent, short, readings, english from department order by id",
        lambda rows: tuple(Department(*row) for row in _decoded(rows, 2)),
    ),
    "same": (
        "select words, english, readings from same_words order by id",
        lambda rows: tuple(SameWords(*row) for row in _decoded(rows, 0)),
    ),
    "names": (
        'select "of", english, short from other_name order by id',
        lambda rows: tuple(Alias(*row) for row in _decoded(rows, 1)),
    ),
    "misread": ("select printed, means from misread order by rowid", dict),
    "glossary": ("select english, japanese from glossary order by rowid", _glossary),
}


def _plan_words(rows: list[Row]) -> PlanWords:
    said: dict[str, list[str]] = {}
    for name, text in rows:
        said.setdefault(name, []).append(text)
    lists = {name for name, value in zip(PlanWords._fields, PlanWords(), strict=True) if value == ()}
    found: dict[str, Any] = {n: tuple(texts) if n in lists else texts[0] for n, texts in said.items()}
    return PlanWords(**found)


def _scales(select: Callable[[str], list[Row]]) -> dict[str, Scale]:
    """Code of a year → its scale, oldest first; before them, under "", the scale that signs have anywhere."""
    marks: dict[str, list[Mark]] = {}
    for code, *row in select(
        """select scale.year, rank, mark, word, en, forms, words, means, legend_ja, legend_en
             from scale left join year on year.code = scale.year order by coalesce(year.began, 0), rank"""
    ):
        marks.setdefault(code, []).append(_mark(tuple(row)))
    dashes: dict[str, list[str]] = {}
    for code, form in select("select year, form from dash order by id"):
        dashes.setdefault(code, []).append(form)
    return {code: Scale(tuple(own), tuple(dashes.get(code, ()))) for code, own in marks.items()}


def _mark(row: tuple[Any, ...]) -> Mark:
    rank, mark, word, en, forms, words, means, legend_ja, legend_en = row
    return Mark(mark, word, en, rank, strings(forms), strings(words), strings(means), legend_ja, legend_en)
