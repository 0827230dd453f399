"""Rows of the index → domain objects; the other way round: writing.py."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from katou_index.index.schema import Row, numbers, strings
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
from katou_index.records import TYPE_CHECKING
from katou_index.tables import Alias, Mark, PlanWords, SameWords, Scale, Tables

if TYPE_CHECKING:
    from typing import Any

    from katou_index.years.ties import Tie

SEPARATOR = "、"  # between departments, as in the tidy format


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
ROWS_HOLDING = """select group_concat(id) from item_words_fts cross join item_words
                   where item_words_fts match ? and item_words_fts.rowid between ? and ?
                     and item_words.id = item_words_fts.rowid and instr(folded, ?) > 0"""
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
