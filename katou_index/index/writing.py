"""Domain objects → rows of the index; the other way round: rows.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from katou_index.index.columns import ItemColumns
from katou_index.index.naming import SMALL_PLAN, YearNames, same_forms
from katou_index.index.rows import SEPARATOR
from katou_index.index.schema import BETWEEN, Row, as_list, scope_term, spaced
from katou_index.plan import Item, Measure
from katou_index.stems import stemmed
from katou_index.tables import PlanWords, Scale, Tables
from katou_index.words import closed_up, fold, reading

FIELD_COLUMNS = {
    "policy": "基本方針", "initiative": "取組", "owner": "担当課", "planned": "取組内容",
    "result": "取組結果", "evidence": "根拠", "rating": "評価",
}  # fmt: skip
"""Fields that a question can ask for → their tidy columns."""
_OF_ITEMS = {"planned": "planned", "result": "result", "evidence": "evidence", "owner": "owners"}
_OF_MEASURES = {"policy": "policy", "initiative": "initiative"}
"""Those that an item or a measure has → the attribute there."""


class YearRows:
    """Measures of one year, turned into rows. Counts what passes through."""

    def __init__(self, first_measure: int, first_item: int, english: Mapping[str, str]) -> None:
        self._measure_id, self._item_id = first_measure - 1, first_item - 1  # of the last row
        self._english = english  # folded title → its English names
        self._named = ""  # … of the measure that was added last
        self.names = YearNames()
        self.measures = self.items = self.rated = 0
        self._texts: list[str] = []  # of a small plan
        self._filled: set[str] = set()  # fields of which something is written

    def of(self, measures: Iterable[Measure], columns: Iterable[ItemColumns]) -> dict[str, list[Row]]:
        """Table → the rows of some measures and their items; `columns`: what each item is searched by."""
        rows: dict[str, list[Row]] = {
            table: [] for table in ("measure", "item", "extra", "item_words", "item_text")
        }
        of_items = iter(columns)
        for measure in measures:
            self.names.add(measure)
            self._add_measure(measure, rows)
            for item in measure.items:
                self._add_item(measure, item, next(of_items), rows)
            self.items += len(measure.items)
        return rows

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
