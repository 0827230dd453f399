"""How well things of one sheet go together: a result with a measure, a line with its neighbour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from katou_index.reading.sheet import EVIDENCE, PLANNED, RATING
from katou_index.restoring import costs, forms
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.lines import DataLine, Left
from katou_index.restoring.streams import Group, text_of

_OPEN_LISTS = ("全", "各", "関係", "担当")  # 全課, 各システム担当課: any department may report
_SAMPLE = 24  # so many other lines tell what "just any" is
_NEIGHBOURS = 2  # lines this near are not "just any"


class Fitting:
    """Costs of fits; below 0 where words or heads speak for one."""

    def __init__(
        self, lines: Sequence[DataLine], lefts: Sequence[Left], affinity: Affinity, parents: Mapping[str, str]
    ) -> None:
        """`parents` leads from a section to its department."""
        self._affinity = affinity
        self._titles = [left.title for left in lefts]
        self._offices = [_accepted(left.departments, parents) for left in lefts]
        self._right = [right_of(line) for line in lines]
        self._evidence = [" ".join(line.texts[EVIDENCE:]) for line in lines]
        self._results: dict[tuple[int, str, Group], float] = {}
        self._neighbours = [self._neighbour(at) for at in range(len(lines))]

    def neighbours(self, line: int) -> float:
        """That a line and the one before it belong to one measure."""
        return -costs.NEIGHBOUR_WORDS * self._neighbours[line]

    def begins(self, line: int, measure: int) -> float:
        """That a line is the first one of a measure."""
        return unsaid(self._affinity, self._titles[measure], self._right[line])

    def planned(self, measure: int, text: str) -> float:
        """That planned work belongs to a measure."""
        return -costs.TITLE_WORDS * self._affinity.fit(self._titles[measure], text)

    def result(self, measure: int, planned: str, group: Group) -> float:
        """That a result belongs to a measure and to this planned work of it."""
        key = (measure, planned, group)
        if key not in self._results:
            self._results[key] = self._result(*key)
        return self._results[key]

    def _result(self, measure: int, planned: str, group: Group) -> float:
        text = text_of(group)
        beside = f"{text} {self._evidence[group[-1].row]}"
        words = costs.TITLE_WORDS * self._affinity.fit(self._titles[measure], beside)
        words += costs.PLANNED_WORDS * self._affinity.fit(planned, text)
        return self._heads(measure, forms.heads_in(text)) - words

    def _heads(self, measure: int, heads: Sequence[str]) -> float:
        accepted, any_fits = self._offices[measure]
        own = sum(head in accepted for head in heads)
        if not heads:
            return 0.0
        if own == len(heads):
            return costs.OWN_HEAD
        if any_fits:
            return 0.0
        return costs.FOREIGN_HEAD if own else costs.FOREIGN_HEADS

    def _neighbour(self, line: int) -> float:
        """How much better a line goes with the one before it than with just any line."""
        if not line:
            return 0.0
        fit, mine = self._affinity.fit, self._right[line]
        places = range(0, len(self._right), max(len(self._right) // _SAMPLE, 1))
        some = [self._right[at] for at in places if abs(at - line) > _NEIGHBOURS]
        usual = sum(fit(mine, text) for text in some) / len(some) if some else 0.0
        return fit(mine, self._right[line - 1]) - usual


def unsaid(affinity: Affinity, title: str, right: str) -> float:
    """What it costs that the first line of a measure (its right cells) says nothing of the title, as it does
    as a rule."""
    said = affinity.fit(title, right) if title else costs.SAID
    return costs.UNSAID * max(1 - said / costs.SAID, 0.0)


def right_of(line: DataLine) -> str:
    """What stands right of a line's left block, but for its rating."""
    return " ".join(line.texts[PLANNED:RATING])


def _accepted(departments: Sequence[str], parents: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """The heads that fit these departments, and whether any other may."""
    above = {parents[name] for name in departments if name in parents}
    return frozenset(departments) | above, any(name.startswith(_OPEN_LISTS) for name in departments)
