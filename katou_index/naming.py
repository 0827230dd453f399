"""One spelling a name: what people would type alike is one department, one policy, one initiative.

こども教育課 in decomposed letters (as a Mac saves them), 市⺠課 with a radical for 民, 髙田センター beside
高田センター, ＤＸ推進課: the spelling of departments.toml counts, else the one that came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from katou_index.plan import Item, Measure
from katou_index.records import replace
from katou_index.words import fold, spelt


class Naming:
    """The names of one year, by what is left of them when folded."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_form: dict[str, str] = {}
        self._known: dict[str, str] = {}  # as written → as known
        for name in names:
            self.name(name)

    def name(self, written: str) -> str:
        """The spelling under which a name is known from now on."""
        if written not in self._known:
            name = spelt(written)
            self._known[written] = self._by_form.setdefault(fold(name), name)
        return self._known[written]

    def over(self, measures: Iterable[Measure]) -> Iterator[Measure]:
        """The same measures, each name in its one spelling."""
        return map(self._measure, measures)

    def _measure(self, measure: Measure) -> Measure:
        departments = self._names(measure.departments)
        items = tuple(map(self._item, measure.items))
        policy, initiative = self.name(measure.policy), self.name(measure.initiative)
        same = (departments, policy, initiative) == (measure.departments, measure.policy, measure.initiative)
        if same and all(one is other for one, other in zip(items, measure.items, strict=True)):
            return measure
        return replace(measure, departments=departments, items=items, policy=policy, initiative=initiative)

    def _item(self, item: Item) -> Item:
        owners = self._names(item.owners)
        return item if owners == item.owners else replace(item, owners=owners)

    def _names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        known = tuple(map(self.name, names))
        return names if known == names else tuple(dict.fromkeys(known))


def same_name(one: str, other: str) -> bool:
    """Whether people would type two names alike."""
    return one == other or fold(spelt(one)) == fold(spelt(other))
