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

Beside the best walk it tells for every line how much dearer the best walk is that gives the line to another
measure. Where that is little, words and heads do not decide, and a person should look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from katou_index.reading.sheet import EVIDENCE, PLANNED, RATING
from katou_index.restoring import forms
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.lines import Left, Line, Piece, Reading

# What things cost. Chosen on damaged sheets (tests/test_damaged_sheets.py), not on one document.
OUT_OF_STEP = 2.0  # left blocks go out of step with the lines, or back, by one
OUT_OF_STEP_LINE = 0.3  # … and each line of it
BEHIND = 2.0  # … when it is the left block that comes late, which is rarer
FOREIGN_HEADS = 6.0  # a result's heads name only departments that the measure does not list
FOREIGN_HEAD = 1.5  # … one of them does
OWN_HEAD = -1.0
LOST_RESULT = 2.0  # … after it was waited for in vain
LOST_PLANNED = 0.5
SHARED_PLANNED = 0.8  # a further item of a measure has no planned cell of its own
SLIP = 1.5  # planned cells or results begin to stand on other lines than their items
SLIPPED = 0.3  # … and each one that does
AHEAD = 1.5  # a result stands on an earlier line than its item: each line, rarer than a late one
TOGETHER = 0.25  # planned cells that slip together with left blocks or with results cost so much of it
EMPTY_ROW = 2.0  # a row with a left block and nothing else goes to the measure before
JOINED = 2.5  # two cells make one text
SPLIT = 0.7  # one cell makes two texts
TITLE_WORDS = 1.0  # how much words count that title and result (or planned work) share
PLANNED_WORDS = 0.7  # … planned work and result
NEIGHBOUR_WORDS = 1.0  # … a line and the one before it, when both belong to one measure
READING = 0.8  # how much the form of cells counts

REACH = 2  # how far streams may be out of step
_MOST_CHUNKS = 5  # heads of one cell that may part items
_NEARLY_AS_LIKELY = 1.0  # … as the best reading of a row
_SAMPLE = 12  # so many other lines tell what "just any" is
KEPT = 14.0  # walks this much dearer than the best one so far are given up
WIDTH = 40  # and no more than so many are kept a line


@dataclass(frozen=True, slots=True)
class Need:
    """A line that waits for its result: its measure and the planned work it was given."""

    line: int
    measure: int
    planned: str


@dataclass(frozen=True, slots=True)
class State:
    """What a walk remembers after a line."""

    measure: int
    planned: str = ""  # of this line; shared by the next one if it has none
    planned_ahead: tuple[Piece, ...] = ()  # seen, belonging to a later line
    planned_owed: tuple[int, ...] = ()  # lines whose planned work comes later
    results_ahead: tuple[Piece, ...] = ()
    results_owed: tuple[Need, ...] = ()


Group = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a walk did at a line. A fill says which pieces a line (this or an earlier one) got."""

    reading: Reading
    measure: int
    planned: tuple[tuple[int, Group], ...]
    results: tuple[tuple[int, Group], ...]
    shares: bool


@dataclass(slots=True)
class Edge:
    """One way from a state before a line to one after it."""

    start: State
    end: State
    cost: float
    step: Step


@dataclass(frozen=True, slots=True)
class Placed:
    """What one line was given."""

    measure: int  # index among the left blocks
    reading: Reading
    planned: Group
    results: Group
    shares: bool  # its planned work is that of the line before
    margin: float  # how much dearer it is to give this line to another measure; inf for far
    other: int  # that other measure, the same one where there is none


@dataclass
class Alignment:
    """The walk over the lines of one sheet. `run` gives one `Placed` a line."""

    lines: Sequence[Line]
    lefts: Sequence[Left]
    affinity: Affinity
    parents: dict[str, str] = field(default_factory=dict)  # section → department

    def __post_init__(self) -> None:
        starts = {left.row: number for number, left in enumerate(self.lefts)}
        self._seen: list[int] = []  # left blocks at or before each line, less one
        current = -1
        for line in self.lines:
            current = starts.get(line.index, current)
            self._seen.append(current)
        self._titles = [left.title for left in self.lefts]
        self._right = [" ".join(line.texts[PLANNED:RATING]) for line in self.lines]
        self._beside = [" ".join(line.texts[EVIDENCE:]) for line in self.lines]
        self._neighbours = [self._alike(at) for at in range(len(self.lines))]
        self._offices = [self._accepted(left.departments) for left in self.lefts]

    def run(self) -> list[Placed]:
        """The cheapest walk, and for each line how clear its measure is."""
        layers: list[dict[State, float]] = [{State(-1): 0.0}]
        edges: list[list[Edge]] = []
        for at in range(len(self.lines)):
            found: dict[State, float] = {}
            ways: list[Edge] = []
            for state, cost in layers[-1].items():
                for edge in self._edges(at, state):
                    total = cost + edge.cost
                    if total < found.get(edge.end, 1e9):
                        found[edge.end] = total
                    ways.append(edge)
            kept = _kept(found)
            layers.append(kept)
            edges.append([edge for edge in ways if edge.end in kept])
        return self._placed(layers, edges)

    # -- one line --------------------------------------------------------------------------------------------

    def _edges(self, at: int, state: State) -> Iterator[Edge]:
        line = self.lines[at]
        for measure, cost in self._measures(at, state.measure):
            for reading in self._readings(at):
                so_far = cost + READING * reading.cost
                if line.dashed:
                    yield self._dashed(at, state, measure, reading, so_far)
                    continue
                for planned, ways, ahead, owed, shares, more in self._plans(at, state, measure, reading):
                    given = {need: _text(group) for need, group in ways}
                    for step_results, results_ahead, results_owed, last in self._results(
                        state, Need(at, measure, planned), given, reading
                    ):
                        yield Edge(
                            state,
                            State(measure, planned, ahead, owed, results_ahead, results_owed),
                            so_far + more + last,
                            Step(reading, measure, ways, step_results, shares),
                        )

    def _dashed(self, at: int, state: State, measure: int, reading: Reading, cost: float) -> Edge:
        end = State(
            measure, "", state.planned_ahead, state.planned_owed, state.results_ahead, state.results_owed
        )  # fmt: skip
        fills = ((at, reading.planned),), ((at, reading.results),)
        return Edge(state, end, cost, Step(reading, measure, *fills, False))

    def _measures(self, at: int, before: int) -> Iterator[tuple[int, float]]:
        """The same measure or the next one, each with what being out of step costs."""
        seen = self._seen[at]
        was = before - self._seen[at - 1] if at else 0
        for measure in (before, before + 1):
            off = measure - seen
            if not 0 <= measure < len(self.lefts) or abs(off) > REACH:
                continue
            if len(self.lines) - at - 1 < len(self.lefts) - measure - 1:
                continue
            alike = self._neighbours[at] if measure == before else 0.0
            cost = OUT_OF_STEP * abs(off - was) + OUT_OF_STEP_LINE * abs(off) + BEHIND * max(off, 0)
            yield measure, cost - NEIGHBOUR_WORDS * alike

    def _alike(self, at: int) -> float:
        """How much better a line's right block goes with that of the line before than with just any line's."""
        if not at:
            return 0.0
        fit, mine = self.affinity.fit, self._right[at]
        others = [text for number, text in enumerate(self._right) if abs(number - at) > REACH]
        some = others[:: max(len(others) // _SAMPLE, 1)]
        usual = sum(fit(mine, text) for text in some) / len(some) if some else 0.0
        return fit(mine, self._right[at - 1]) - usual

    def _readings(self, at: int) -> Iterator[Reading]:
        """The line's readings; where the next line may lack a result, also with results cut at their heads."""
        readings = self.lines[at].readings
        yield from readings
        if at + 1 < len(self.lines) and not _may_lack_result(self.lines[at + 1]):
            return
        for reading in readings:
            if len(reading.results) == 1:
                for parts in _cuts(reading.results[0]):
                    yield Reading(reading.planned, parts, reading.evidence, reading.cost + SPLIT)

    def _plans(
        self, at: int, state: State, measure: int, reading: Reading
    ) -> Iterator[tuple[str, tuple[tuple[int, Group], ...], Group, tuple[int, ...], bool, float]]:
        """Ways to give planned work to the lines that wait for it and to this one."""
        queue = (*state.planned_ahead, *reading.planned)
        title = self._titles[measure]
        before = len(state.planned_ahead) + len(state.planned_owed)
        empty = not (reading.planned or reading.results)
        late = bool(state.results_owed)
        waiting = TOGETHER if measure < self._seen[at] or empty or late else 1.0
        slipped = TOGETHER if late or (at and state.measure < self._seen[at - 1]) else 1.0
        if measure == state.measure:  # a further item: it may share
            cost = EMPTY_ROW if empty and self.lines[at].left else 0.0
            cost += SHARED_PLANNED + waiting * SLIP * max(len(queue) - before, 0)
            if len(queue) <= REACH and not state.planned_owed:
                yield state.planned, (), queue, (), True, cost
        for given_up in range(len(state.planned_owed) + 1):
            needs = (*state.planned_owed[given_up:], at)
            for fills, ahead, owed, cost in _filled(needs, [(piece,) for piece in queue]):
                if len(ahead) > REACH or len(owed) > REACH:
                    continue
                cost += LOST_PLANNED * given_up + waiting * SLIP * max(len(ahead) + len(owed) - before, 0)
                mine = next((_text(group) for line, group in fills if line == at), "")
                cost -= TITLE_WORDS * self.affinity.fit(title, mine)
                cost += slipped * SLIPPED * sum(group[0].row != line for line, group in fills)
                yield mine, fills, ahead, owed, False, cost

    def _results(
        self, state: State, mine: Need, given: dict[int, str], reading: Reading
    ) -> Iterator[tuple[tuple[tuple[int, Group], ...], tuple[Piece, ...], tuple[Need, ...], float]]:
        """Ways to give results to the lines that wait for one and to `mine`.

        `given` is the planned work that lines, this or earlier ones, get in the same step.
        """
        groups, dangling = _groups((*state.results_ahead, *reading.results))
        waiting = [
            Need(need.line, need.measure, given.get(need.line, need.planned)) for need in state.results_owed
        ]  # fmt: skip
        before = len(_whole(state.results_ahead)) + len(state.results_owed)
        for given_up in range(len(state.results_owed) + 1):
            needs = {need.line: need for need in (*waiting[given_up:], mine)}
            for fills, ahead, owed, cost in _filled(tuple(needs), groups):
                if len(ahead) > REACH or len(owed) > REACH:
                    continue
                early = len(_whole(ahead))
                cost += LOST_RESULT * given_up + SLIP * max(early + len(owed) - before, 0) + AHEAD * early
                cost += sum(self._result_cost(needs[line], group) for line, group in fills)
                yield fills, (*ahead, *dangling), tuple(needs[line] for line in owed), cost

    def _result_cost(self, need: Need, group: Group) -> float:
        text = _text(group)
        slipped = SLIPPED * (need.line not in (group[0].row, group[-1].row) and not group[0].part)
        title = self._titles[need.measure]
        words = TITLE_WORDS * self.affinity.fit(title, f"{text} {self._beside[group[-1].row]}")
        words += PLANNED_WORDS * self.affinity.fit(need.planned, text)
        return slipped - words + self._head_cost(need.measure, forms.heads_in(text))

    def _head_cost(self, measure: int, heads: Sequence[str]) -> float:
        accepted, any_fits = self._offices[measure]
        if not heads:
            return 0.0
        own = sum(head in accepted for head in heads)
        if own == len(heads):
            return OWN_HEAD
        if any_fits:
            return 0.0
        return FOREIGN_HEAD if own else FOREIGN_HEADS

    def _accepted(self, departments: Sequence[str]) -> tuple[frozenset[str], bool]:
        """Heads that fit these departments, and whether any does: 全課, 各システム担当課."""
        any_fits = any(name.startswith(("全", "各", "関係", "担当")) for name in departments)
        parents = {self.parents[name] for name in departments if name in self.parents}
        return frozenset(departments) | parents, any_fits

    # -- the whole walk --------------------------------------------------------------------------------------

    def _placed(self, layers: list[dict[State, float]], edges: list[list[Edge]]) -> list[Placed]:
        last = layers[-1]
        ends = {state: cost + self._ending(state) for state, cost in last.items()}
        best = min(ends, key=lambda state: ends[state])
        margins = self._margins(layers, edges, ends[best])
        steps: list[Step] = []
        state = best
        for layer, ways in zip(reversed(layers[:-1]), reversed(edges), strict=True):
            edge = min((e for e in ways if e.end == state), key=lambda e: layer[e.start] + e.cost)
            steps.append(edge.step)
            state = edge.start
        return _given(steps[::-1], margins)

    def _ending(self, state: State) -> float:
        short = len(self.lefts) - 1 - state.measure
        waiting = LOST_RESULT * len(state.results_owed) + LOST_PLANNED * len(state.planned_owed)
        return 100.0 * short + waiting + 6.0 * (len(state.results_ahead) + len(state.planned_ahead))

    def _margins(
        self, layers: list[dict[State, float]], edges: list[list[Edge]], best: float
    ) -> list[tuple[float, int]]:
        """For each line, how much dearer the best walk is that gives it to another measure, and to which."""
        after = {state: self._ending(state) for state in layers[-1]}
        margins: list[tuple[float, int]] = []
        for layer, ways in zip(reversed(layers[:-1]), reversed(edges), strict=True):
            before: dict[State, float] = {}
            totals: dict[int, float] = {}
            for edge in ways:
                if edge.end not in after:
                    continue
                rest = edge.cost + after[edge.end]
                if rest < before.get(edge.start, 1e9):
                    before[edge.start] = rest
                total = layer[edge.start] + rest
                if total < totals.get(edge.end.measure, 1e9):
                    totals[edge.end.measure] = total
            ranked = sorted((total, measure) for measure, total in totals.items())
            margins.append((ranked[1][0] - best, ranked[1][1]) if len(ranked) > 1 else (float("inf"), -1))
            after = before
        return margins[::-1]


def _kept(found: dict[State, float]) -> dict[State, float]:
    limit = min(found.values()) + KEPT
    kept = sorted(
        ((cost, number, state) for number, (state, cost) in enumerate(found.items()) if cost <= limit)
    )
    return {state: cost for cost, _, state in kept[:WIDTH]}


def _may_lack_result(line: Line) -> bool:
    likely = line.readings[0].cost + _NEARLY_AS_LIKELY
    return any(not reading.results for reading in line.readings if reading.cost <= likely)


def _text(group: Group) -> str:
    return " ".join(piece.text for piece in group)


def _whole(pieces: Group) -> Group:
    """Without the later parts of cut cells: that these wait for the next line is what the cut is for."""
    return tuple(piece for piece in pieces if not piece.part)


def _cuts(piece: Piece) -> Iterator[tuple[Piece, ...]]:
    """All ways to cut a cell at its department heads into two or more results."""
    chunks = [chunk.text for chunk in forms.chunks(piece.text)]
    places = range(1, min(len(chunks), _MOST_CHUNKS))
    for count in range(1, len(places) + 1):
        for cuts in combinations(places, count):
            ends = (0, *cuts, len(chunks))
            texts = (" ".join(chunks[a:b]) for a, b in zip(ends, ends[1:], strict=False))
            yield tuple(Piece(piece.row, piece.column, text, part) for part, text in enumerate(texts))


def _groups(queue: Sequence[Piece]) -> tuple[list[Group], Group]:
    """Results with the heads that stand apart before them; and heads at the end that still wait for theirs."""
    groups: list[Group] = []
    heads: Group = ()
    for piece in queue:
        if forms.only_heads(piece.text):
            if heads:
                groups.append(heads)
            heads = (piece,)
        elif heads and not forms.chunks(piece.text)[0].heads:
            groups.append((*heads, piece))
            heads = ()
        else:
            groups.extend([heads] if heads else [])
            groups.append((piece,))
            heads = ()
    return groups, heads


def _filled(
    needs: Sequence[int], groups: Sequence[Group]
) -> Iterator[tuple[tuple[tuple[int, Group], ...], Group, tuple[int, ...], float]]:
    """Fill the first needs with the first groups; what is left over waits, or joins the last one filled."""
    count = min(len(needs), len(groups))
    fills = tuple(zip(needs[:count], groups[:count], strict=True))
    rest = tuple(piece for group in groups[count:] for piece in group)
    yield fills, rest, tuple(needs[count:]), 0.0
    if rest:
        line, group = fills[-1]
        same_cell = all((p.row, p.column) == (group[-1].row, group[-1].column) for p in rest)
        yield (*fills[:-1], (line, (*group, *rest))), (), (), 0.0 if same_cell else JOINED * len(rest)


def _given(steps: Sequence[Step], margins: Sequence[tuple[float, int]]) -> list[Placed]:
    planned: dict[int, Group] = {}
    results: dict[int, Group] = {}
    for step in steps:
        planned.update(step.planned)
        results.update(step.results)
    return [
        Placed(step.measure, step.reading, planned.get(at, ()), results.get(at, ()), step.shares, *margin)
        for at, (step, margin) in enumerate(zip(steps, margins, strict=True))
    ]
