"""Which lines words and heads do not decide: another measure could take them at little more cost.

A left block that stands one line early, over the last line of the measure above, looks like a longer measure:

              left block   right block        in step         the other walk
    line 8    4            … of 4             4               4
    line 9    5            … of 4, or of 5?   5               4 again: 5 is ahead
    line 10                … of 5             5 again         5: back in step

The alignment tells what each walk costs. How much dearer the other one must be was chosen on damaged sheets
and measured on others (benchmarks/restoring.py): words mislead by some units, and where cells have slipped at
one place of a sheet they have at others.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from math import inf

from katou_index.reading.sheet import NUMBER, RATING
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.drafts import Draft
from katou_index.restoring.fitting import right_of, unsaid

# How little dearer another measure may be. Going out of step and back costs 4.3: within IN_STEP only words
# and heads clear a line.
IN_STEP = 4.4  # a line in step that the measure above could take
SLIPPED = 7.5  # … in a sheet where cells have slipped elsewhere
AT_LEAST = 3.75  # … whatever its words say
REPAIRED = 12.0  # a line whose row had slipped itself: a repair must be clearer
LATE = 7.2  # a line in step that the next measure could take, whose left block would come late
LATE_SLIPPED = 8.0  # … in a sheet where cells have slipped elsewhere
LATE_AT_LEAST = 3.0  # … whatever its words say: left blocks come late more rarely
LONGER_BELOW = 8.5  # … and a further line has no planned work: it may have slipped with the left block

_SAME = 1e-6
_GOES_ON = 0.25  # so much more for each line of the measure above beyond two: long ones may be longer
_LATER_WORDS = 0.25  # … and for each unit by which the following line fits the measure better
_BELOW = 2  # lines: where the other walk is back in step
_AS_GOOD = 1.5  # a walk this near to the best one may be the true one


def mark_doubtful(drafts: Sequence[Draft], titles: Sequence[str], affinity: Affinity) -> None:
    """Mark the lines in doubt; and where a measure's first line is such a line, all its items, because their
    numbers hang on it. `titles` are those of the left blocks."""
    saved = [_saved(drafts, at, titles, affinity) for at in range(len(drafts))]
    slipped = any(_slipped(item, saved[at]) for at, item in enumerate(drafts))
    begins: dict[int, int] = {}  # measure whose beginning is in doubt → its rival
    for at, item in enumerate(drafts):
        against = _speaks_against(drafts, at, titles[item.measure], affinity)
        dearer = item.place.rivals
        limits = {rival: _limit(item, rival, slipped, against) for rival in dearer}
        if not slipped:  # that titles are not said, here and below, tells of slips only where there are any
            less = max(sum(saved[at : at + _BELOW]) - _longer_above(drafts, at), 0.0)
            limits = {rival: limit - less * (rival < item.measure) for rival, limit in limits.items()}
        if not item.first and not item.out_of_step:
            limits |= {
                rival: _late(item, rival, slipped, titles, affinity)
                for rival in dearer
                if rival > item.measure
            }
        longer = bool(_longer_below(drafts, at))
        if longer:
            limits = {rival: max(limit, LONGER_BELOW) for rival, limit in limits.items()}
        before = drafts[at - 1] if at else None
        near = [rival for rival in dearer if dearer[rival] < limits[rival]] or _same_walk(before, item)
        rivals = near or _slipped_along(before, item, len(titles))
        if rivals:
            _mark(item, rivals, begins)
            if longer:
                _mark_walk(drafts, at, min(dearer.get(rival, inf) for rival in rivals), begins)
    for item in drafts:
        if item.measure in begins and not item.doubtful:
            item.doubtful, item.rival, item.renumbered = True, begins[item.measure], True


def _mark(item: Draft, rivals: Sequence[int], begins: dict[int, int]) -> None:
    item.doubtful, item.rival = True, min(rivals, key=lambda rival: item.place.rivals.get(rival, inf))
    for rival in rivals:
        begins.setdefault(max(item.measure, rival), min(item.measure, rival))
    if item.out_of_step:  # then the next measure's beginning is no surer
        begins.setdefault(item.measure + 1, item.measure)


def _mark_walk(drafts: Sequence[Draft], at: int, dearer: float, begins: dict[int, int]) -> None:
    """The lines before one in doubt that the same other walk gives to another measure: it costs there what it
    costs here."""
    for item in reversed(drafts[:at]):
        rivals = [rival for rival, cost in item.place.rivals.items() if abs(cost - dearer) < _SAME]
        if not rivals:
            return
        _mark(item, rivals, begins)


def _same_walk(before: Draft | None, item: Draft) -> list[int]:
    """The rival of a line where the line before is in doubt, and the walk that says so gives this one to
    another measure, too: it costs here what it costs there."""
    if before is None or not before.doubtful:
        return []
    rival, dearer = item.measure + before.rival - before.measure, item.place.rivals
    cost = before.place.rivals.get(before.rival, inf)
    return [rival] if abs(dearer.get(rival, inf) - cost) < _SAME else []


def _longer_above(drafts: Sequence[Draft], at: int) -> float:
    """How much more a line that begins a measure may be of the measure above, where that is a long one."""
    return _GOES_ON * max(drafts[at - 1].number - 2, 0) if at and drafts[at].first else 0.0


def _longer_below(drafts: Sequence[Draft], at: int) -> Sequence[Draft]:
    """The further lines of a measure that begins on a line, where one of them has no planned work of its own
    while the measure above may be the longer one: what a left block and its planned work leave that stand one
    line early. Else none."""
    if not drafts[at].first:
        return ()
    further = list(takewhile(lambda one: one.measure == drafts[at].measure, drafts[at + 1 :]))
    return further if any(one.shared for one in further) else ()


def _saved(drafts: Sequence[Draft], at: int, titles: Sequence[str], affinity: Affinity) -> float:
    """What a measure that begins on a line would save by beginning on the next one, if its title is said
    there."""
    if not drafts[at].first or at + 1 == len(drafts):
        return 0.0
    title = titles[drafts[at].measure]
    here, below = (unsaid(affinity, title, right_of(item.line)) for item in drafts[at : at + 2])
    return here - below


def _slipped(item: Draft, saved: float) -> bool:
    """Whether a line shows that cells of its sheet slip: against the lines, or within one. That a title is
    said a line later (`saved`) alone shows nothing."""
    left = item.line.left
    within = item.line.rating_column != RATING or (left is not None and left.number_column < NUMBER)
    return (
        within
        or item.out_of_step
        or min(item.place.rivals.values(), default=inf) + max(saved, 0.0) < _AS_GOOD
    )


def _limit(item: Draft, rival: int, slipped: bool, against: float) -> float:
    if item.out_of_step:
        return REPAIRED
    if rival > item.measure:
        return max(LATE + min(against, 0.0), LATE_AT_LEAST)
    return max((SLIPPED if slipped else IN_STEP) + against, AT_LEAST)


def _late(item: Draft, rival: int, slipped: bool, titles: Sequence[str], affinity: Affinity) -> float:
    """The limit for a further line of a measure that the next one could take. Words that both titles share
    say nothing, nor does planned work that is only shared with the line above."""
    own, other = (affinity.fit(titles[each], item.planned) for each in (item.measure, rival))
    said = 0.0 if item.shared else max(own - other, 0.0)
    return max((LATE_SLIPPED if slipped else LATE) - said, LATE_AT_LEAST)


def _speaks_against(drafts: Sequence[Draft], at: int, title: str, affinity: Affinity) -> float:
    """Below 0 where the planned work of a line names its measure, above where it begins the measure and the
    measure above is a long one, or the following line – the first one otherwise – fits better."""
    item = drafts[at]
    said = affinity.fit(title, item.planned)
    if not item.first:
        return -said
    said = min(said, _said_by_result(drafts, at, title, affinity))
    own, later = (
        affinity.fit(title, one.planned) + affinity.fit(title, f"{one.result} {one.evidence}")
        for one in (item, drafts[min(at + 1, len(drafts) - 1)])
    )
    return _longer_above(drafts, at) + _LATER_WORDS * max(later - own, 0.0) - said


def _said_by_result(drafts: Sequence[Draft], at: int, title: str, affinity: Affinity) -> float:
    """How clearly the result of a measure's first line names it. Planned work may have slipped with the left
    block, and then fits the title wherever it stands. It has where a further line has no planned work: so no
    later result must fit as well."""
    own, *later = (
        affinity.fit(f"{title} {drafts[at].planned}", f"{one.result} {one.evidence}")
        for one in (drafts[at], *_longer_below(drafts, at))
    )
    return max(own - max(later, default=0.0), 0.0)


def _slipped_along(before: Draft | None, item: Draft, count: int) -> list[int]:
    """The rival of a line beside another measure's left block, where the line before stands so in doubt: they
    have slipped together."""
    if before is None or not (before.doubtful and before.foreign_left and item.foreign_left):
        return []
    rival = item.measure + before.rival - before.measure
    return [rival] if rival < count else []
