"""Which measure each line belongs to, and which planned work and result: the cheapest way to say so.

One data line is one rated item, in order: that is the strongest fact of a sheet, so lines keep their rating.
Left blocks, planned cells and results are three streams, each in order, that may have slipped against the
lines. A walk over the lines (dynamic programming) chooses for every line: the next measure or the same one,
how its cells are read, which planned cell and which result it takes. What is unlikely costs.

              left block     planned      result            the walk says
    line 37   22             plan of 22   【商工観光課】 …   22
    line 38   23             plan of 22   【秘書室】 …       22 again: 23 has no 秘書室, 22 has; 23 is ahead
    line 39   24             plan of 23   …                 23
    line 40   25             plan of 24   …                 24
    line 41                               …                 25: back in step

Beside the best walk it tells for every line how much dearer the best walk is that gives the line to each
other measure. Where that is little, words and heads do not decide, and a person should look (`doubts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from math import inf

from katou_index.reading.sheet import PLANNED
from katou_index.restoring import costs, forms
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.fitting import Fitting
from katou_index.restoring.lines import DataLine, Left, LineReading
from katou_index.restoring.streams import Fills, Group, cuts, filled, groups_of, sentence_cuts, text_of, whole
from katou_index.tables import split_policy

_REACH = 2  # how far streams may be out of step
_KEPT, _WIDTH = 14.0, 40  # walks so much dearer than the best one so far are given up, and all but so many
_NEARLY_AS_LIKELY = 1.0  # … as the best reading of a row
_NEVER = 100.0


@dataclass(frozen=True, slots=True)
class Need:
    """A line that waits for its result: its measure and the planned work it was given."""

    line: int
    measure: int
    planned: str


@dataclass(frozen=True, slots=True)
class StreamState:
    """What a walk remembers after a line."""

    measure: int
    planned: str = ""  # of this line; shared by the next one if it has none
    planned_ahead: Group = ()  # seen, belonging to a later line
    planned_owed: tuple[
        tuple[int, int], ...
    ] = ()  # lines whose planned work comes later, with their measures
    results_ahead: Group = ()
    results_owed: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamStep:
    """What a walk did at a line. A fill says which pieces a line (this or an earlier one) got."""

    reading: LineReading
    measure: int
    planned: Fills
    results: Fills
    shares: bool


@dataclass(frozen=True, slots=True)
class Planning:
    """One way to give planned work to the lines that wait for it."""

    mine: str  # what this line got
    fills: Fills
    ahead: Group
    owed: tuple[tuple[int, int], ...]
    shares: bool
    cost: float


@dataclass(slots=True)
class Edge:
    """One way from a state before a line to one after it."""

    start: StreamState
    end: StreamState
    cost: float
    step: StreamStep


@dataclass(frozen=True, slots=True)
class Placed:
    """What one line was given."""

    measure: int  # index among the left blocks
    reading: LineReading
    planned: Group
    results: Group
    shares: bool  # its planned work is that of the line before
    rivals: Mapping[
        int, float
    ]  # other measure → how much dearer it is to give this line to it; without far ones


@dataclass
class Alignment:
    """The walk over the lines of one sheet. `run` gives one `Placed` a line."""

    lines: Sequence[DataLine]
    lefts: Sequence[Left]
    affinity: Affinity
    parents: Mapping[str, str] = field(default_factory=dict)  # section → department

    def __post_init__(self) -> None:
        self._fitting = Fitting(self.lines, self.lefts, self.affinity, self.parents)
        starts = {left.row: number for number, left in enumerate(self.lefts)}
        shown = accumulate(self.lines, lambda last, line: starts.get(line.index, last), initial=-1)
        self._labelled = _begin_at_labels(self.lines)
        self._shown = list(shown)[1:]  # for each line the last left block at or before it

    def run(self) -> list[Placed]:
        """The cheapest walk, and for each line how clear its measure is."""
        layers: list[dict[StreamState, float]] = [{StreamState(-1): 0.0}]
        edges: list[list[Edge]] = []
        for at in range(len(self.lines)):
            found: dict[StreamState, float] = {}
            ways: list[Edge] = []
            for state, cost in layers[-1].items():
                for edge in self._edges(at, state):
                    total = cost + edge.cost
                    if total < found.get(edge.end, inf):
                        found[edge.end] = total
                    ways.append(edge)
            kept = _kept(found)
            layers.append(kept)
            edges.append([edge for edge in ways if edge.end in kept])
        return self._placed(layers, edges)

    # -- one line --------------------------------------------------------------------------------------------

    def _edges(self, at: int, state: StreamState) -> Iterator[Edge]:
        """Every way to go on from `state` over one line."""
        for measure, off in self._measures(at, state.measure):
            for reading in self._readings(at, bool(state.results_owed)):
                cost = off + costs.READING * reading.cost
                if self.lines[at].dashed:
                    step = StreamStep(
                        reading, measure, ((at, reading.planned),), ((at, reading.results),), False
                    )
                    yield Edge(state, replace(state, measure=measure, planned=""), cost, step)
                    continue
                for plan in self._plans(at, state, measure, reading):
                    for fills, ahead, owed, more in self._results(
                        state, Need(at, measure, plan.mine), plan, reading
                    ):
                        end = StreamState(measure, plan.mine, plan.ahead, plan.owed, ahead, owed)
                        step = StreamStep(reading, measure, plan.fills, fills, plan.shares)
                        yield Edge(state, end, cost + plan.cost + more, step)

    def _measures(self, at: int, before: int) -> Iterator[tuple[int, float]]:
        """The same measure or the next one, each with what being out of step costs."""
        was = before - self._shown[at - 1] if at else 0
        lines_left = len(self.lines) - at - 1
        for measure in (before, before + 1):
            off = measure - self._shown[at]
            enough_lines = lines_left >= len(self.lefts) - measure - 1
            if 0 <= measure < len(self.lefts) and abs(off) <= _REACH and enough_lines:
                cost = costs.OUT_OF_STEP * abs(off - was) + costs.OUT_OF_STEP_LINE * abs(off)
                cost += costs.BEHIND * max(off, 0)
                yield measure, cost + (self._goes_on(at) if measure == before else self._begins(at, measure))

    def _begins(self, at: int, measure: int) -> float:
        """What it costs that a line is the first one of a measure."""
        return 0.0 if self.lines[at].dashed else self._fitting.begins(at, measure)

    def _goes_on(self, at: int) -> float:
        """What it costs that a line goes on with the measure of the line before."""
        alone = self.lines[at].left and any(line.dashed for line in self.lines[max(at - 1, 0) : at + 1])
        cost = costs.LABEL if at in self._labelled else 0.0
        return cost + self._fitting.neighbours(at) + (costs.DASHES if alone else 0.0)

    def _readings(self, at: int, owed: bool) -> Iterator[LineReading]:
        """The line's readings; where the next one may lack a result, also with results cut at heads; where
        one before waits for its result (`owed`), cut after a sentence: late results may join its own."""
        readings = self.lines[at].readings
        yield from readings
        for reading in readings if owed else ():
            if len(reading.results) == 1:
                for parts in sentence_cuts(reading.results[0]):
                    cost = reading.cost + costs.SPLIT_SENTENCES
                    yield LineReading(reading.planned, parts, reading.evidence, cost)
        if not owed and at + 1 < len(self.lines) and not _may_lack_result(self.lines[at + 1]):
            return
        for reading in readings:
            if len(reading.results) == 1:
                for parts in cuts(reading.results[0]):
                    yield LineReading(reading.planned, parts, reading.evidence, reading.cost + costs.SPLIT)

    def _plans(self, at: int, state: StreamState, measure: int, reading: LineReading) -> Iterator[Planning]:
        """Ways to give planned work to the lines that wait for it and to this one."""
        queue = (*state.planned_ahead, *reading.planned)
        before = len(state.planned_ahead) + len(state.planned_owed)
        empty = not (reading.planned or reading.results)
        late = bool(state.results_owed)
        slip = costs.SLIP * (costs.TOGETHER if measure < self._shown[at] or empty or late else 1.0)
        together = late or (at > 0 and state.measure < self._shown[at - 1])
        slipped = costs.SLIPPED * (costs.TOGETHER if together else 1.0)
        if _has_slipped_left(reading):
            yield Planning("", (), state.planned_ahead, state.planned_owed, False, costs.LOST_PLANNED)
        elif (
            measure == state.measure and len(queue) <= _REACH and not state.planned_owed
        ):  # a further item may share
            cost = costs.SHARED_PLANNED + slip * max(len(queue) - before, 0)
            cost += costs.EMPTY_ROW if empty and self.lines[at].left else 0.0
            yield Planning(state.planned, (), queue, (), True, cost)
        for given_up in range(len(state.planned_owed) + 1):
            needs = dict((*state.planned_owed[given_up:], (at, measure)))
            for fills, ahead, owed, cost in filled(tuple(needs), [(piece,) for piece in queue]):
                if len(ahead) <= _REACH and len(owed) <= _REACH:
                    mine = next((text_of(group) for line, group in fills if line == at), "")
                    cost += costs.LOST_PLANNED * given_up + slip * max(len(ahead) + len(owed) - before, 0)
                    cost += slipped * sum(group[0].row != line for line, group in fills)
                    cost += sum(self._fitting.planned(needs[line], text_of(group)) for line, group in fills)
                    waiting = tuple((line, needs[line]) for line in owed)
                    yield Planning(mine, fills, ahead, waiting, False, cost)

    def _results(
        self, state: StreamState, mine: Need, plan: Planning, reading: LineReading
    ) -> Iterator[tuple[Fills, Group, tuple[Need, ...], float]]:
        """Ways to give results to the lines that wait for one and to `mine`: fills, ahead, owed, cost."""
        groups, heads = groups_of((*state.results_ahead, *reading.results))
        given = {line: text_of(group) for line, group in plan.fills}  # planned work that came just now
        waiting = [replace(need, planned=given.get(need.line, need.planned)) for need in state.results_owed]
        before = len(whole(state.results_ahead)) + len(waiting)
        for given_up in range(len(waiting) + 1):
            needs = {need.line: need for need in (*waiting[given_up:], mine)}
            for fills, ahead, owed, cost in filled(tuple(needs), groups):
                if len(ahead) <= _REACH and len(owed) <= _REACH:
                    early = len(whole(ahead))
                    cost += costs.LOST_RESULT * given_up + costs.AHEAD * early
                    cost += costs.SLIP * max(early + len(owed) - before, 0)
                    cost += sum(self._result_cost(needs[line], group) for line, group in fills)
                    yield fills, (*ahead, *heads), tuple(needs[line] for line in owed), cost

    def _result_cost(self, need: Need, group: Group) -> float:
        in_its_row = need.line in (group[0].row, group[-1].row) or group[0].part
        cost = self._fitting.result(need.measure, need.planned, group)
        return cost if in_its_row else cost + costs.SLIPPED

    # -- the whole walk --------------------------------------------------------------------------------------

    def _placed(self, layers: list[dict[StreamState, float]], edges: list[list[Edge]]) -> list[Placed]:
        last = layers[-1]
        ends = {state: cost + self._ending(state) for state, cost in last.items()}
        best = min(ends, key=lambda state: ends[state])
        totals = self._totals(layers, edges)
        steps: list[StreamStep] = []
        state = best
        for layer, ways in zip(reversed(layers[:-1]), reversed(edges), strict=True):
            edge = min((e for e in ways if e.end == state), key=lambda e: layer[e.start] + e.cost)
            steps.append(edge.step)
            state = edge.start
        return _given(steps[::-1], totals, ends[best])

    def _ending(self, state: StreamState) -> float:
        short = len(self.lefts) - 1 - state.measure
        waiting = costs.LOST_RESULT * len(state.results_owed) + costs.LOST_PLANNED * len(state.planned_owed)
        return (
            _NEVER * short + waiting + costs.LEFT_OVER * (len(state.results_ahead) + len(state.planned_ahead))
        )

    def _totals(
        self, layers: list[dict[StreamState, float]], edges: list[list[Edge]]
    ) -> list[dict[int, float]]:
        """For each line what the best walk costs that gives it to a measure, for each measure that may be."""
        after = {state: self._ending(state) for state in layers[-1]}
        found: list[dict[int, float]] = []
        for layer, ways in zip(reversed(layers[:-1]), reversed(edges), strict=True):
            before: dict[StreamState, float] = {}
            totals: dict[int, float] = {}
            for edge in ways:
                if edge.end not in after:
                    continue
                rest = edge.cost + after[edge.end]
                before[edge.start] = min(rest, before.get(edge.start, inf))
                total = layer[edge.start] + rest
                totals[edge.end.measure] = min(total, totals.get(edge.end.measure, inf))
            found.append(totals)
            after = before
        return found[::-1]


def _begin_at_labels(lines: Sequence[DataLine]) -> frozenset[int]:
    """The lines with the label of an initiative and no left block. A label covers whole measures, so one
    begins there, and its left block has slipped away. Not at the top of a page, where a label that was cut
    goes on; and not below the same label, which was filled down."""
    found = set()
    for before, line in pairwise(lines):
        label = _initiative(line)
        if label and line.left is None and line.page == before.page and label != _initiative(before):
            found.add(line.index)
    return frozenset(found)


def _initiative(line: DataLine) -> str:
    return next((text for _, text in line.labels if split_policy(text)[0] is None), "")


def _kept(found: dict[StreamState, float]) -> dict[StreamState, float]:
    limit = min(found.values()) + _KEPT
    kept = sorted(
        ((cost, number, state) for number, (state, cost) in enumerate(found.items()) if cost <= limit)
    )
    return {state: cost for cost, _, state in kept[:_WIDTH]}


def _has_slipped_left(reading: LineReading) -> bool:
    """Whether the result stands where planned work does: its own was lost, not shared with the item above."""
    return not reading.planned and any(
        piece.column <= PLANNED and not forms.only_heads(piece.text) for piece in reading.results
    )


def _may_lack_result(line: DataLine) -> bool:
    likely = line.readings[0].cost + _NEARLY_AS_LIKELY
    return any(not reading.results for reading in line.readings if reading.cost <= likely)


def _given(steps: Sequence[StreamStep], totals: Sequence[Mapping[int, float]], best: float) -> list[Placed]:
    planned: dict[int, Group] = {}
    results: dict[int, Group] = {}
    for step in steps:
        planned.update(step.planned)
        results.update(step.results)
    return [
        Placed(
            step.measure, step.reading, planned.get(at, ()), results.get(at, ()), step.shares,
            {measure: total - best for measure, total in paid.items() if measure != step.measure},
        )
        for at, (step, paid) in enumerate(zip(steps, totals, strict=True))
    ]  # fmt: skip
