"""What another program looks up in the plan: searches, measures, departments, counts, two years.

Facts as JSON, each item with its source and how sure its reading is, so that a program that words answers of
its own never has to guess. Everything is counted by the evaluator that answers people.
"""

from __future__ import annotations

from typing import Any

from bot.answer import Counts
from bot.answering.context import Libraries
from bot.answering.evaluate import evaluate
from bot.answering.result import Result, ResultRow
from bot.answering.store import LibraryStore
from bot.query import Condition, Query
from bot.understanding.similarity import nearest
from bot.understanding.vocabulary import Vocabulary
from bot.wording import tools as say
from bot.wording.answers import Wording
from katou_index.errors import KatouError
from katou_index.exporting import record
from katou_index.plan import FiscalYear, Item, Measure, MeasureNumber, measure_number
from katou_index.words import QUESTION_LIMIT, clean, fold

MOST = 50  # items of a search
GROUPS = ("department", "policy", "initiative", "measure")

Json = dict[str, Any]


class NotInPlanError(KatouError):
    """What was looked up is not there; the text says what there is instead."""


class Lookups:
    """Looks up one index in one language. Every method raises NotInPlanError for what the plan has not."""

    def __init__(self, libraries: Libraries, lang: str = "ja") -> None:
        self._store = LibraryStore(libraries)
        self._libraries = libraries
        self._vocabulary: Vocabulary = libraries.of().vocabulary
        self.lang = lang
        self._say = Wording(lang, self._vocabulary.tables.scale, self._vocabulary.scales)

    def plan(self) -> Json:
        """What is loaded: years, the scale of each, departments, how many measures and items."""
        index = self._vocabulary.index
        return {
            "name": self._vocabulary.tables.plan.name,
            "years": [
                {
                    "year": year.code,
                    "name": self._say.year(year),
                    "loaded_on": index.imported_at(year).isoformat(),
                    "measures": len(index.plan(year).measures),
                    "items": len(index.plan(year).items),
                    "scale": self._scale(year),
                }
                for year in self._vocabulary.years
            ],
            "departments": list(self._vocabulary.departments),
        }

    def search(self, words: str, year: str = "", limit: int = 10) -> Json:
        """The items in which words stand, best first; at most `limit`, never more than MOST."""
        text = clean(words, QUESTION_LIMIT)
        wanted = self._year(year)
        hits = self._vocabulary.index.search(text, max(1, min(limit, MOST)), years=(wanted,))
        items = self._store.items(wanted.code)
        found = [items[hit.id] for hit in hits if hit.id in items]
        return {"year": wanted.code, "words": text, "items": self._items(found)}

    def measure(self, number: str, year: str = "") -> Json:
        """One measure in full, by its number as printed (`4`, `1-①`)."""
        wanted = self._year(year)
        measure = self._measure(number, wanted)
        return {
            "year": wanted.code,
            "number": measure.number,
            "title": measure.title,
            "policy": measure.policy,
            "initiative": measure.initiative,
            "departments": list(measure.departments),
            "scale": self._scale(wanted),
            "items": self._items(measure.items),
            "findings": [
                {"line": each.line, "file": each.file, "status": each.status.value, "text": each.text}
                for each in self._vocabulary.index.findings(wanted)
                if each.measure == measure.number
            ],
        }

    def department(self, name: str, year: str = "") -> Json:
        """A department: the items it reports, counted, and apart those in which it has a part."""
        wanted = self._year(year)
        called = self._department(name, wanted)
        found = self._asked(wanted, base=(Condition("owner", (called,)),))
        return {
            "year": wanted.code,
            "department": called,
            "counts": _counts(found.counts),
            "items": self._items(found.items),
            "member_of": self._items(found.members),
            "sections": self._items(found.sections),
        }

    def counts(self, by: str = "", year: str = "") -> Json:
        """The ratings of a year: of the whole plan, and of each group where `by` is one of GROUPS."""
        wanted = self._year(year)
        if by and by not in GROUPS:
            raise NotInPlanError(say.no_such_group(self.lang, by, GROUPS))
        found = self._asked(wanted, aggregate="table", per=by) if by else self._asked(wanted)
        answer = {
            "year": wanted.code,
            "scale": self._scale(wanted),
            "counts": _counts(found.counts),
            "unrated": [self._short(item) for item in found.base if not item.rating.rated],
        }
        return {**answer, "by": by, "groups": [self._group(row) for row in found.rows]} if by else answer

    def compare_years(self, before: str, after: str) -> Json:
        """What became of each item from one year to another; `open` is what cannot be told."""
        first, last = sorted((self._year(before), self._year(after)))
        if first == last:
            raise NotInPlanError(say.one_year(self.lang, self._known()))
        found = evaluate(Query((first.code, last.code), aggregate="compare"), self._store)
        kinds: dict[str, list[Json]] = {}
        for change in found.changes:
            kinds.setdefault(change.kind, []).append({
                "before": change.before and self._short(change.before),
                "after": change.after and self._short(change.after),
            })  # fmt: skip
        return {
            "before": {"year": first.code, "counts": _counts(self._asked(first).counts)},
            "after": {"year": last.code, "counts": _counts(self._asked(last).counts)},
            "numbers": {kind: len(changes) for kind, changes in kinds.items()},
            "changes": {kind: changes for kind, changes in kinds.items() if kind != "same"},
        }

    # -- names ---------------------------------------------------------------------------------------------

    def _known(self) -> tuple[str, ...]:
        return tuple(year.code for year in self._vocabulary.years)

    def _year(self, code: str) -> FiscalYear:
        if not code:
            return self._vocabulary.newest
        found = next((each for each in self._vocabulary.years if each.code == code.strip().upper()), None)
        if found is None:
            raise NotInPlanError(say.no_such_year(self.lang, code, self._known()))
        return found

    def _measure(self, number: str, year: FiscalYear) -> Measure:
        by_number = self._vocabulary.index.plan(year).by_number
        printed: MeasureNumber = measure_number(clean(str(number), QUESTION_LIMIT).strip())
        if printed not in by_number:
            numbers = tuple(map(str, by_number))
            raise NotInPlanError(say.no_such_measure(self.lang, str(number), numbers[0], numbers[-1]))
        return by_number[printed]

    def _department(self, name: str, year: FiscalYear) -> str:
        """As a table or the sheet of the year names it: what stands for every department is in the sheet."""
        wanted = fold(clean(name, QUESTION_LIMIT)).strip()
        known = (*self._vocabulary.departments, *self._store.departments(year.code))
        names = {fold(each): each for each in known}
        if wanted not in names:
            raise NotInPlanError(
                say.no_such_department(self.lang, name, nearest(wanted, list(names.values()), 3))
            )
        return names[wanted]

    # -- forms ---------------------------------------------------------------------------------------------

    def _asked(self, year: FiscalYear, **parts: Any) -> Result:
        return evaluate(Query((year.code,), **parts), self._store)

    def _scale(self, year: FiscalYear) -> dict[str, str]:
        return {mark: self._say.mark(mark) for mark in self._store.scale(year.code)}

    def _items(self, items: tuple[Item, ...] | list[Item]) -> list[Json]:
        return [self._item(item) for item in items]

    def _item(self, item: Item) -> Json:
        return {**record(self._store.measure(item), item), **self._rating(item)}

    def _rating(self, item: Item) -> Json:
        return {"rating_state": item.rating.state.value, "rating_in_words": self._say.rating(item)}

    def _short(self, item: Item) -> Json:
        return {
            "year": item.year.code,
            "id": item.id,
            "title": self._store.measure(item).title,
            "item_departments": list(item.owners),
            "rating": item.rating.mark,
            **self._rating(item),
        }

    def _group(self, row: ResultRow) -> Json:
        return {"name": row.value, "items": len(row.base), "rated": row.rated, "by_rating": row.by_rating}


def _counts(counts: Counts) -> Json:
    return {
        "items": counts.items, "measures": counts.measures, "rated": counts.rated,
        "by_rating": counts.by_rating,
    }  # fmt: skip
