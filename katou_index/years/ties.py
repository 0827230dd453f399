"""What of one fiscal year is which of another: measures and departments through renames, items in pairs.

The rows come from data/links.csv, where people decided, else from titles and numbers that leave no doubt;
they are kept in the index. What is in neither is not followed: it is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from katou_index.plan import FiscalYear, Item, Measure, MeasureNumber, Plan
from katou_index.records import NamedTuple, Record
from katou_index.words import fold

ALIKE = 60.0  # of 100: from here on two planned texts under the same number may be one item


class Tie(NamedTuple):
    """A measure or a department of one year, and what it is in a later one.

    `kind` as in links.csv. Numbers are 0 for departments and where there is no partner; names are titles of
    measures, or names of departments, "" where there is none.
    """

    before: FiscalYear
    after: FiscalYear
    kind: str
    number_before: MeasureNumber = 0
    number_after: MeasureNumber = 0
    name_before: str = ""
    name_after: str = ""

    @property
    def of_department(self) -> bool:
        """Whether it speaks of departments, not measures."""
        return self.kind.startswith("department")


class Ties(Record):
    """From one year to another, earlier or later."""

    measures: Mapping[MeasureNumber, MeasureNumber]  # number there → number here
    departments: Mapping[str, tuple[str, ...]]  # only those that are called otherwise here
    gone: frozenset[MeasureNumber] = (
        frozenset()
    )  # numbers of which it was decided that they have no partner here

    def department(self, name: str) -> tuple[str, ...]:
        """What a department may be called here, its own name first."""
        return tuple(dict.fromkeys((name, *self.departments.get(name, ()))))

    def then(self, further: Ties) -> Ties:
        """These ties, and from there on the further ones."""
        measures = {
            one: further.measures[other] for one, other in self.measures.items() if other in further.measures
        }
        names = {
            name: tuple(
                dict.fromkeys(far for each in self.department(name) for far in further.department(each))
            )
            for name in (*self.departments, *further.departments)
        }
        gone = {one for one, other in self.measures.items() if other in further.gone}
        return Ties(measures, names, self.gone | gone)


def between(rows: Iterable[Tie], years: Sequence[FiscalYear], there: FiscalYear, here: FiscalYear) -> Ties:
    """The ties of two years among all rows; over the years between them where nothing ties them directly."""
    known = list(rows)
    if there == here:
        return Ties({}, {})
    forward = there < here
    first, last = (there, here) if forward else (here, there)
    steps = [(first, last)]
    if not any((row.before, row.after) == (first, last) for row in known):
        steps = list(pairwise(year for year in sorted(years) if first <= year <= last))
    made = [_step(known, *step, forward=forward) for step in (steps if forward else reversed(steps))]
    found = made[0]
    for further in made[1:]:
        found = found.then(further)
    return found


def _step(rows: Iterable[Tie], before: FiscalYear, after: FiscalYear, *, forward: bool) -> Ties:
    measures: dict[MeasureNumber, MeasureNumber] = {}
    names: dict[str, tuple[str, ...]] = {}
    gone = set()
    for row in rows:
        if (row.before, row.after) != (before, after):
            continue
        number, partner = (row.number_before, row.number_after)[:: 1 if forward else -1]
        name, called = (row.name_before, row.name_after)[:: 1 if forward else -1]
        if row.of_department:
            if name and called:
                names[name] = (*names.get(name, ()), called)
        elif number and partner:
            measures.setdefault(number, partner)  # of a measure in parts: the first one
        elif number:
            gone.add(number)
    return Ties(measures, names, frozenset(gone))


class Pair(NamedTuple):
    """An item in two years, None where one has no such item. `open`: what it is there could not be told."""

    before: Item | None
    after: Item | None
    open: bool = False


Same = Callable[[Item, Item], bool]


def pairs(before: Plan, after: Plan, there: Ties, back: Ties) -> Iterator[Pair]:
    """Every item of two years once, in the order of the later one; then what only the earlier one has.

    `there` lead from the earlier year to the later one, `back` the other way.
    """
    parts_after, parts_before = _under(after, back), _under(before, there)  # 4-① and 4-② under 4
    told: set[MeasureNumber] = set()
    for measure in after.measures:
        if measure.number in told:
            continue
        one = before.by_number.get(back.measures.get(measure.number, 0))
        later = parts_after.get(one.number, [measure]) if one else [measure]
        earlier = parts_before.get(measure.number) or [one] if one else []
        told.update(each.number for each in later)
        if not earlier:
            unsure = measure.number not in back.gone
            yield from (Pair(None, item, unsure) for item in measure.items)
        else:
            yield from twins(_items(earlier), _items(later), there)
    for measure in before.measures:
        if there.measures.get(measure.number) not in after.by_number:
            unsure = measure.number not in there.gone
            yield from (Pair(item, None, unsure) for item in measure.items)


def _under(plan: Plan, ties: Ties) -> dict[MeasureNumber, list[Measure]]:
    """Number in the other year → the measures here that lead there, more than one where it is in parts."""
    found: dict[MeasureNumber, list[Measure]] = {}
    for measure in plan.measures:
        if (there := ties.measures.get(measure.number)) is not None:
            found.setdefault(there, []).append(measure)
    return found


def _items(measures: Iterable[Measure]) -> tuple[Item, ...]:
    return tuple(item for measure in measures for item in measure.items)


def twins(before: Sequence[Item], after: Sequence[Item], ties: Ties) -> tuple[Pair, ...]:
    """The items of a measure in two years, in pairs, in the order of the later year; then what only one has.

    Sure are: the only item of each, the same planned work, owners that report one item each, and the same
    place among equally many items where the planned work is alike. `ties` lead from the earlier to the later
    year.
    """
    if len(before) == len(after) == 1:
        return (Pair(before[0], after[0]),)
    found: dict[str, Item] = {}
    for same in (_same_work, _same_owners(before, after, ties), _same_place(before, after)):
        for later in after:
            free = [item for item in before if item not in found.values()]
            fitting = [item for item in free if later.id not in found and same(item, later)]
            if len(fitting) == 1:
                found[later.id] = fitting[0]
    now = (Pair(found.get(item.id), item, item.id not in found) for item in after)
    left = (Pair(item, None, open=True) for item in before if item not in found.values())
    return (*now, *left)


def _same_work(before: Item, after: Item) -> bool:
    work = fold(after.planned)
    return len(work) > 1 and fold(before.planned) == work and bool(set(before.owners) & set(after.owners))


def _owners(items: Sequence[Item]) -> list[frozenset[str]]:
    return [frozenset(item.owners) for item in items]


def _same_owners(before: Sequence[Item], after: Sequence[Item], ties: Ties) -> Same:
    """Whether two items are the only ones of the same departments."""

    def same(one: Item, other: Item) -> bool:
        alone = _owners(before).count(frozenset(one.owners)) == 1
        alone = alone and _owners(after).count(frozenset(other.owners)) == 1
        return alone and called_alike(one.owners, other.owners, ties)

    return same


def called_alike(before: Iterable[str], after: Iterable[str], ties: Ties) -> bool:
    """Whether the departments of one year are those of the other, whatever they are called there."""
    here = set(after)
    forms = [set(ties.department(name)) & here for name in before]
    return bool(forms) and all(forms) and set().union(*forms) == here


def _same_place(before: Sequence[Item], after: Sequence[Item]) -> Same:
    """Whether two items have the same place among equally many, and their planned work is alike."""
    as_many = len(before) == len(after)

    def same(one: Item, other: Item) -> bool:
        if not as_many or before.index(one) != after.index(other):
            return False
        from katou_index.years.similarity import (
            likeness,  # here: a question about one year needs no comparing
        )

        return likeness(one.planned, other.planned) >= ALIKE

    return same
