"""Two years side by side: which measure is which, and what is in doubt.

Certain without asking: a title that both years have once, and the same number with a title that differs by a
slip. Everything else that could be the same measure is a `Doubt`, for people; it is never assumed.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping

from katou_index.plan import Measure, MeasureNumber, Plan, leading_number, measure_number
from katou_index.records import NamedTuple, Record
from katou_index.words import fold
from katou_index.years import links as kinds
from katou_index.years.similarity import Titles, bare, likeness

SLIP = 95.0  # of 100: a title of twenty signs with one misread
ALIKE = 55.0  # from here on two titles may be one measure
SAME_NUMBER = 10.0  # what it adds to that to stand under the same number
HELD = 8  # partners of a measure that are held at once

Candidate = tuple[float, int, int]  # how like, as less than 0; places of the two: the least is the best


class YearChange(NamedTuple):
    """One measure or department of either year. `before`/`after`: number or name, "" where there is none."""

    kind: str  # as in links.csv
    before: str
    after: str
    title_before: str = ""
    title_after: str = ""
    by_hand: bool = False

    @property
    def of_department(self) -> bool:
        """Whether it speaks of departments, not measures."""
        return self.kind.startswith("department")


class Doubt(NamedTuple):
    """A question: is `before` of the old year `after` of the new one?"""

    before: str
    after: str
    title_before: str = ""  # of measures
    title_after: str = ""
    taken: tuple[str, ...] = ()  # of departments: numbers of the new year's measures that went over


class Decisions(Record):
    """What people said. Numbers as text, and names of departments: neither looks like the other.

    `same`: before → after. `apart`: pairs that are not the same. `ended`, `fresh`: without a partner.
    """

    same: dict[str, str]
    apart: frozenset[tuple[str, str]] = frozenset()
    ended: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()

    def about(self, name: str, side: int) -> bool:
        """Whether people said that this one (of the old year: 0, of the new one: 1) stands alone."""
        return name in (self.ended, self.fresh)[side] or any(pair[side] == name for pair in self.apart)

    def also(self, doubt: Doubt, yes: bool) -> Decisions:
        """With the answer to one doubt."""
        if yes:
            return self.but(same={**self.same, doubt.before: doubt.after})
        return self.but(apart=self.apart | {(doubt.before, doubt.after)})


class Comparison(Record):
    """What became of every measure and department, and what is not decided yet."""

    changes: tuple[YearChange, ...]
    doubts: tuple[Doubt, ...]
    moved: tuple[tuple[str, str, str], ...]  # number in the new year, departments before, after

    def of(self, kind: str) -> tuple[YearChange, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)


def compare(old: Plan, new: Plan, decisions: Decisions) -> Comparison:
    """Every measure of both plans, each once. Doubts come with what was sure taken out."""
    pairs = _sure(old, new, decisions)
    paired = {one for one, _ in pairs}, {other for _, other in pairs}
    before = {m.number: m for m in old.measures if m.number not in paired[0]}
    after = {m.number: m for m in new.measures if m.number not in paired[1]}
    doubts = _doubts(before, after, decisions)
    asked = {doubt.before for doubt in doubts}, {doubt.after for doubt in doubts}
    linked = [(old.by_number[one], new.by_number[other]) for one, other in pairs]
    changes = [_linked(one, other, str(one.number) in decisions.same) for one, other in linked]
    changes.extend(
        YearChange(kinds.DROPPED, str(number), "", measure.title, "", decisions.about(str(number), 0))
        for number, measure in before.items() if str(number) not in asked[0]
    )  # fmt: skip
    changes.extend(
        YearChange(kinds.NEW, "", str(number), "", measure.title, decisions.about(str(number), 1))
        for number, measure in after.items() if str(number) not in asked[1]
    )  # fmt: skip
    offices, open_offices = _departments(old, new, linked, decisions)
    renamed = {change.before: change.after for change in offices if change.after}
    return Comparison((*changes, *offices), (*doubts, *open_offices), tuple(_moved(linked, renamed)))


def _sure(old: Plan, new: Plan, decisions: Decisions) -> list[tuple[MeasureNumber, MeasureNumber]]:
    """Numbers of the same measure in both years, in the order of the old one: as people decided and as titles
    leave no doubt. A number stands more than once where the other year prints the measure in parts."""
    decided = ((measure_number(one), measure_number(other)) for one, other in decisions.same.items())
    pairs = {one: other for one, other in decided if one in old.by_number and other in new.by_number}
    taken = set(pairs.values())
    titles_old, titles_new = _titles(old), _titles(new)
    for title, number in titles_old.items():
        other = titles_new.get(title)
        if (
            other is not None
            and number not in pairs
            and other not in taken
            and _may(number, other, decisions)
        ):
            pairs[number] = other
            taken.add(other)
    for number, measure in old.by_number.items():
        twin = new.by_number.get(number)
        if twin is None or number in pairs or number in taken or not _may(number, number, decisions):
            continue
        if _slip(measure.title, twin.title):
            pairs[number] = number
            taken.add(number)
    found = [*pairs.items(), *_in_parts(old, new, pairs, decisions)]
    order = {number: place for place, number in enumerate(old.by_number)}
    return sorted(found, key=lambda pair: order[pair[0]])


def _in_parts(
    old: Plan, new: Plan, pairs: Mapping[MeasureNumber, MeasureNumber], decisions: Decisions
) -> Iterator[tuple[MeasureNumber, MeasureNumber]]:
    """Measures that one of the years prints in parts, each under the number and the title of the whole: 4 in
    one year, 4-① and 4-② in the other."""
    taken = set(pairs.values())
    under: dict[int | None, list[Measure]] = {}
    for measure in new.measures:
        if measure.number not in taken:
            under.setdefault(leading_number(measure.number), []).append(measure)
    for one in old.measures:
        for other in under.get(leading_number(one.number), ()) if one.number not in pairs else ():
            alike = _whole_and_part(one, other) and _slip(one.title, other.title)
            if alike and _may(one.number, other.number, decisions):
                yield one.number, other.number


def _whole_and_part(one: Measure, other: Measure) -> bool:
    """Whether two numbers are one in two ways of printing: 4 and 4-①."""
    leading = leading_number(one.number)
    return leading == leading_number(other.number) and leading in (one.number, other.number)


def _titles(plan: Plan) -> dict[str, MeasureNumber]:
    """Titles that stand once → number."""
    count = Counter(bare(measure.title) for measure in plan.measures)
    return {bare(m.title): m.number for m in plan.measures if count[bare(m.title)] == 1}


def _may(one: MeasureNumber, other: MeasureNumber, decisions: Decisions) -> bool:
    """Whether nobody has said that these two are not the same."""
    alone = str(one) in decisions.ended or str(other) in decisions.fresh
    return not alone and (str(one), str(other)) not in decisions.apart


def _slip(one: str, other: str) -> bool:
    """Whether two titles differ by a slip only; other digits are another thing (第1期, 第2期)."""
    digits = [re.findall(r"[0-9]+", bare(title)) for title in (one, other)]
    return digits[0] == digits[1] and likeness(one, other) >= SLIP


def _linked(one: Measure, other: Measure, by_hand: bool) -> YearChange:
    if bare(one.title) != bare(other.title) and not _slip(one.title, other.title):
        kind = kinds.RENAMED
    else:
        kind = kinds.SAME if one.number == other.number or _whole_and_part(one, other) else kinds.RENUMBERED
    return YearChange(kind, str(one.number), str(other.number), one.title, other.title, by_hand)


def _doubts(
    before: Mapping[MeasureNumber, Measure], after: Mapping[MeasureNumber, Measure], decisions: Decisions
) -> list[Doubt]:
    """Pairs that may be one measure: the likest titles first, then what stands under the same number.

    Each measure waits with the best partner that nobody has taken yet, the likest pair in front. Thousands of
    measures on either side have millions of pairs, of which no more than a few are held for each.
    """
    firsts = [measure for number, measure in before.items() if str(number) not in decisions.ended]
    partners = _Partners(firsts, list(after.values()), decisions)
    waiting = [pair for place in range(len(firsts)) if (pair := partners.best(place))]
    heapq.heapify(waiting)
    doubts: dict[MeasureNumber, Doubt] = {}
    while waiting:
        _, first, second = heapq.heappop(waiting)
        if partners.take(second):
            one, other = firsts[first], partners.measures[second]
            doubts[one.number] = Doubt(str(one.number), str(other.number), one.title, other.title)
        elif pair := partners.best(first):
            heapq.heappush(waiting, pair)
    return [doubts[number] for number in before if number in doubts]


class _Partners:
    """The measures of the new year as partners of those of the old one, until they are taken."""

    def __init__(self, firsts: list[Measure], measures: list[Measure], decisions: Decisions) -> None:
        self.measures = measures
        self._firsts, self._decisions = firsts, decisions
        self._titles = Titles(measure.title for measure in measures)
        self._places = {measure.number: place for place, measure in enumerate(measures)}
        self._held: dict[int, list[Candidate]] = {}  # place of a first → its next partners, the best last
        self._seen_all: set[int] = set()  # those of whom no further partners are to be found
        for place, measure in enumerate(measures):
            if str(measure.number) in decisions.fresh:
                self._titles.leave_out(place)

    def take(self, place: int) -> bool:
        """Whether nobody has taken this one yet; from now on it is taken."""
        return self._titles.leave_out(place)

    def best(self, first: int) -> Candidate | None:
        """The best partner that is free; when those that are held are taken, all are looked at again."""
        held = self._held.setdefault(first, [])
        while True:
            while held:
                pair = held.pop()
                if pair[2] in self._titles:
                    return pair
            if first in self._seen_all:
                return None
            held += self._looked_for(first)

    def _looked_for(self, first: int) -> list[Candidate]:
        """The next partners of one measure, the best last: some of the likest, and who has its number."""
        one, most = self._firsts[first], HELD + len(self._decisions.apart)
        likest = self._titles.likest(one.title, ALIKE, most)
        least = min(likest.values()) if len(likest) == most else 0.0  # below it there may be others
        if not least:
            self._seen_all.add(first)
        twin = self._places.get(one.number, -1)
        if twin in self._titles:
            alike = likeness(one.title, self.measures[twin].title) + SAME_NUMBER
            if alike > least:
                likest[twin] = alike
        return sorted(
            ((-alike, first, place) for place, alike in likest.items()
             if _may(one.number, self.measures[place].number, self._decisions)),
            reverse=True,
        )  # fmt: skip


# -- departments -------------------------------------------------------------------------------------------


def _offices(measures: Iterable[Measure]) -> dict[str, None]:
    """All departments of a plan, in its order."""
    names = (
        name for m in measures for name in (*m.departments, *(owner for i in m.items for owner in i.owners))
    )  # fmt: skip
    return dict.fromkeys(names)


def _departments(
    old: Plan, new: Plan, linked: list[tuple[Measure, Measure]], decisions: Decisions
) -> tuple[list[YearChange], list[Doubt]]:
    """Departments that ended or came, and whether one is the other."""
    had, has = _offices(old.measures), _offices(new.measures)
    known, spelt = set(map(fold, had)), set(map(fold, has))
    gone = [name for name in had if fold(name) not in spelt]
    went_over = _went_over(linked)
    decided = {name: decisions.same[name] for name in gone if decisions.same.get(name) in has}
    changes, doubts = [], []
    for name in gone:
        if name in decided:
            heirs = sum(other == decided[name] for other in decided.values())
            merged = heirs > 1 or decided[name] in had
            kind = kinds.DEPARTMENT_MERGED if merged else kinds.DEPARTMENT_RENAMED
            changes.append(YearChange(kind, name, decided[name], by_hand=True))
            continue
        doubt = None if name in decisions.ended else _heir(name, went_over.get(name, {}), had, has, decisions)
        if doubt is not None:
            doubts.append(doubt)
        else:
            changes.append(YearChange(kinds.DEPARTMENT_ENDED, name, "", by_hand=decisions.about(name, 0)))
    heirs_of = {*decided.values(), *(doubt.after for doubt in doubts)}
    changes.extend(
        YearChange(kinds.DEPARTMENT_NEW, "", name)
        for name in has
        if name not in heirs_of and fold(name) not in known
    )
    return changes, doubts


def _went_over(linked: Iterable[tuple[Measure, Measure]]) -> dict[str, dict[str, list[str]]]:
    """Department → those of the new year that took measures over from it → the numbers of these there."""
    found: dict[str, dict[str, list[str]]] = {}
    for one, other in linked:
        had, has = _offices([one]), _offices([other])
        for name in had:
            for heir in has:
                if heir not in had:
                    found.setdefault(name, {}).setdefault(heir, []).append(str(other.number))
    return found


def _heir(
    name: str,
    taken: Mapping[str, list[str]],
    had: Container[str],
    has: Iterable[str],
    decisions: Decisions,
) -> Doubt | None:
    """The department that took over most of another's measures, or a new one that is called much like it."""
    ranked = sorted(
        (other for other in has if (name, other) not in decisions.apart),
        key=lambda other: (-len(taken.get(other, ())), -likeness(name, other), other),
    )
    for candidate in ranked:
        if candidate in taken or (candidate not in had and likeness(name, candidate) >= ALIKE):
            return Doubt(name, candidate, taken=tuple(taken.get(candidate, ())))
    return None


def _moved(
    linked: list[tuple[Measure, Measure]], renamed: Mapping[str, str]
) -> Iterable[tuple[str, str, str]]:
    """Measures whose departments changed beyond new names; of one in parts, all of them together."""
    parts: dict[MeasureNumber, list[Measure]] = {}
    for one, other in linked:
        parts.setdefault(one.number, []).append(other)
    for one, other in linked:
        before = {fold(renamed.get(name, name)) for name in one.departments}
        after = dict.fromkeys(name for part in parts[one.number] for name in part.departments)
        if other is parts[one.number][0] and before != set(map(fold, after)):
            yield str(other.number), "、".join(one.departments), "、".join(after)
