"""Measures → the same with what each item is searched by, in their order, in so many processes.

    batches ──known──▶ as in the index before ┐
            └──new──▶ the next one that is free: a process beside this one, or this one ┴▶ in their order

Which process finds it changes nothing of what is found. Few items are not worth the start of another process.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator

from katou_index.index.columns import ItemColumns, columns_of, texts_of
from katou_index.index.known import KnownItems
from katou_index.index.rows import SEPARATOR
from katou_index.plan import Measure
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from katou_index.index.beside import WordProcesses

    Found = Future[list[ItemColumns] | None]

BATCH = 500  # items held at once; what a build needs does not grow with the sheet
WORTH = 2_000  # new items; fewer are cut into words while another process starts
AHEAD = 6  # batches that are held for each process beside this one
MOST = 4  # processes, where nobody says how many: reading and writing are of one, so more gain little
Analysed = tuple[list[Measure], list[ItemColumns]]


def usable_processes() -> int:
    """In how many a build is done where nobody says: one a processor that this one may use, up to MOST."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST, len(os.sched_getaffinity(0)))
    return min(MOST, os.cpu_count() or 1)


class _Batch:
    """Some measures; of the items of which nothing is known the texts, and what they are searched by."""

    def __init__(self, measures: list[Measure], known: KnownItems) -> None:
        self.measures = measures
        pairs = [(measure, item) for measure in measures for item in measure.items]
        self._known = [known.of(measure, item, SEPARATOR.join(item.owners)) for measure, item in pairs]
        self.new = [texts_of(*pair) for pair, was in zip(pairs, self._known, strict=True) if was is None]
        self.found: list[ItemColumns] | None = None
        self.awaited: Found | None = None  # of another process

    def whole(self) -> Analysed:
        """The measures, and the columns of each item, once all are found."""
        found = iter(self.found or ())
        return self.measures, [was or next(found) for was in self._known]


class Analyst:
    """Who finds what items are searched by, for a whole build. To be ended."""

    def __init__(self, known: KnownItems, processes: int) -> None:
        self._known, self._others = known, processes - 1
        self._new = 0  # items that came until now
        self._beside: WordProcesses | None = None

    def __enter__(self) -> Analyst:
        return self

    def __exit__(self, *_error: object) -> None:
        """End the other processes."""
        if self._beside is not None:
            self._beside.end()

    def over(self, measures: Iterable[Measure]) -> Iterator[Analysed]:
        """Some measures after the other, and the columns of their items."""
        waiting = deque[_Batch]()
        ahead = AHEAD * self._others if self._others else 0
        for some in batches(measures):
            waiting.append(_Batch(some, self._known))
            self._new += len(waiting[-1].new)
            self._hand_out(waiting)
            if len(waiting) > ahead:
                yield self._next(waiting)
        while waiting:
            yield self._next(waiting)

    def _hand_out(self, waiting: Iterable[_Batch]) -> None:
        """Give the other processes what is to be done, once it is worth it."""
        if not self._others or self._new < WORTH:
            return
        if self._beside is None:
            from katou_index.index.beside import WordProcesses  # here: few plans are large

            self._beside = WordProcesses(self._others)
        for batch in waiting:
            if batch.new and batch.found is None and batch.awaited is None:
                batch.awaited = self._beside.begin(batch.new)

    def _next(self, waiting: deque[_Batch]) -> Analysed:
        """The first of those that wait. While another process has it this one does the last, if the others
        still have enough before them."""
        first = waiting[0]
        while first.awaited and not first.awaited.done():
            open_ = [each for each in waiting if each.awaited and not each.awaited.running()]
            last = open_[-1] if len(open_) > self._others else None
            if last is None or not (last.awaited and last.awaited.cancel()):
                break
            last.found, last.awaited = columns_of(last.new), None
        if first.found is None:
            first.found = (first.awaited and first.awaited.result()) or columns_of(first.new)
        return waiting.popleft().whole()


def batches(measures: Iterable[Measure]) -> Iterator[list[Measure]]:
    """Measures in lists of some BATCH items."""
    some: list[Measure] = []
    items = 0
    for measure in measures:
        some.append(measure)
        items += len(measure.items)
        if items >= BATCH:
            yield some
            some, items = [], 0
    if some:
        yield some
