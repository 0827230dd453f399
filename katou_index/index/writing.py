"""Domain objects → rows of the index; the other way round: rows.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from katou_index.index.naming import SMALL_PLAN, YearNames, same_forms
from katou_index.index.rows import SEPARATOR
from katou_index.index.schema import BETWEEN, Row, as_list, scope_term, spaced
from katou_index.plan import Item, Measure
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.stems import stemmed
from katou_index.tables import PlanWords, Scale, Tables
from katou_index.words import Analysis, analyse, closed_up, fold, reading

if TYPE_CHECKING:
    from katou_index.index.known import KnownItems

FIELD_COLUMNS = {
    "policy": "基本方針", "initiative": "取組", "owner": "担当課", "planned": "取組内容",
    "result": "取組結果", "evidence": "根拠", "rating": "評価",
}  # fmt: skip
"""Fields that a question can ask for → their tidy columns."""


_analysed = lru_cache(maxsize=64)(analyse)  # of an item's own texts, which some share. Few: memory costs time
_shared = lru_cache(maxsize=1_024)(analyse)  # of titles, policies and departments


def _words(texts: Iterable[str], analysed: Callable[[str], Analysis] = _analysed) -> tuple[str, str]:
    """The spaced terms of several texts, and the texts folded, a line each."""
    parts = [analysed(text) for text in texts if text]
    return "".join([part.words for part in parts]), "\n".join([part.folded for part in parts])


def _line(text: str, analysed: Callable[[str], Analysis] = _analysed) -> str:
    """A text as it is searched in, sign by sign."""
    return analysed(text).line if text else ""


class ItemColumns(NamedTuple):
    """The columns of an item that are made of nothing but its texts."""

    words: Row  # of `item_words`, but for the scope
    texts: Row  # of `item_text`: as they are searched in, sign by sign


def _analysed_item(measure: Measure, item: Item) -> ItemColumns:
    """What an item's texts are searched by."""
    title, folded_title = _words([measure.title], _shared)
    further = (part for each in item.extra for part in each)
    text, folded = _words([item.planned, item.result, item.evidence, *further])
    context, _ = _words([measure.policy, measure.initiative, *item.owners], _shared)
    fields = (title, text, context)
    evidence = (item.evidence, *(text for _, text in item.extra))
    written = (_line(item.planned), _line(item.result), "\n".join(map(_line, evidence)))
    owners = _line(" ".join(item.owners), _shared)
    return ItemColumns(
        (*fields, *(words.count(" ") // 2 for words in fields), f"{folded_title}\n{folded}"),
        (_line(measure.title, _shared), *written, _line(measure.initiative, _shared), owners),
    )


class YearRows:
    """Measures of one year, turned into rows and kept until `flush`. Counts what passes through."""

    def __init__(
        self, first_measure: int, first_item: int, english: Mapping[str, str], known: KnownItems
    ) -> None:
        self._known = known
        self._measure_id, self._item_id = first_measure, first_item
        self._english = english  # folded title → its English names
        self._batches: dict[str, list[Row]] = {
            "measure": [], "item": [], "extra": [], "item_words": [], "item_text": []
        }  # fmt: skip
        self.names = YearNames()
        self.measures = self.items = self.rated = 0
        self._texts: list[str] = []  # of a small plan
        self._filled: set[str] = set()  # fields of which something is written

    @property
    def waiting(self) -> int:
        """Items that are not flushed yet."""
        return len(self._batches["item"])

    def add(self, measure: Measure) -> None:
        """Turn one measure and its items into rows."""
        self._batches["measure"].append((
            self._measure_id, measure.year.code, str(measure.number), measure.title, measure.policy_no,
            measure.policy, measure.initiative, SEPARATOR.join(measure.departments), int(measure.estimated),
        ))  # fmt: skip
        english = stemmed(self._english.get(fold(measure.title), ""))
        self._filled |= {name for name in ("policy", "initiative") if getattr(measure, name)}
        for item in measure.items:
            self._batches["item"].append(_item_row(self._item_id, self._measure_id, item))
            self._batches["extra"] += [(self._item_id, *each) for each in item.extra]
            known = self._known.of(measure, item, SEPARATOR.join(item.owners)) or _analysed_item(
                measure, item
            )
            words, texts = known
            written = texts[1:4]
            closed = ""
            if self.items <= SMALL_PLAN:
                self._texts += written
                closed = closed_up(BETWEEN.join(text.replace(BETWEEN, " ") for text in texts))
            self._batches["item_text"].append((self._item_id, *texts, closed, english))
            self._batches["item_words"].append((self._item_id, *words, self._scope(measure, item)))
            self._filled |= {name for name in ("planned", "result", "evidence") if getattr(item, name)}
            self._filled |= {"owner"} if item.owners else set()
            self._item_id += 1
            self.rated += item.rating.rated
        self.names.add(measure)
        self._measure_id += 1
        self.measures += 1
        self.items += len(measure.items)

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

    def flush(self, insert: Callable[[str, list[Row]], None]) -> None:
        """Hand every waiting row to `insert(table, rows)`."""
        for table, rows in self._batches.items():
            insert(table, rows)
            rows.clear()


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
