"""Policy and initiative of each measure, as far as the sheet itself says it.

Both stand in merged cells, so that a label is printed once for many measures: on their first line, in their
middle, cut by a page break, or in the wrong column. What is read here is an estimate, each with a finding;
the table of the year (`policies.csv`) settles it, see `katou_index.laying`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from katou_index.plan import Status
from katou_index.reading.sheet import COLUMNS, INITIATIVE, POLICY
from katou_index.restoring import sentences as say
from katou_index.restoring.journal import Journal
from katou_index.restoring.lines import DataLine
from katou_index.tables import split_policy
from katou_index.words import fold

_CONTINUES = re.compile(
    r"(?:の|を|と|に|へ|及び|並びに|・)(?=[^ぁ-ん])"
)  # no name begins so: the second half of one

Policy = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the labels on and before one line say."""

    policy_no: int | None = None
    policy: str = ""
    initiative: str = ""


def labels_of(lines: Sequence[DataLine], journal: Journal) -> list[Labels]:
    """For each line the policy and initiative that hold there: filled down; a page's first policy also up."""
    found: list[Labels] = []
    initiative, before = "", Labels()
    for line, policy in zip(lines, _policies(lines, journal), strict=True):
        if policy != (before.policy_no, before.policy):
            initiative = ""
        own = [text for _, text in line.labels if split_policy(text)[0] is None and not _same(text, policy)]
        if own and _CONTINUES.match(own[-1]) and before.initiative:
            journal.note(
                "label-cut", Status.REPAIRED, line.number, COLUMNS[INITIATIVE],
                say.label_cut(own[-1], before.initiative), was=own[-1], now=before.initiative + own[-1],
            )  # fmt: skip
            initiative = before.initiative + own[-1]
            found = [_renamed(labels, before.initiative, initiative) for labels in found]
        elif own:
            initiative = own[-1]
        before = Labels(*policy, initiative)
        found.append(before)
    return found


def _renamed(labels: Labels, half: str, whole: str) -> Labels:
    return Labels(labels.policy_no, labels.policy, whole) if labels.initiative == half else labels


def misplaced(line: DataLine) -> list[tuple[int, str]]:
    """Labels of a line that stand outside their column, or twice."""
    found = []
    for column, text in line.labels:
        is_policy = split_policy(text)[0] is not None
        if column != (POLICY if is_policy else INITIATIVE):
            found.append((column, text))
    return found


def _policies(lines: Sequence[DataLine], journal: Journal) -> list[Policy]:
    printed = [next((split_policy(t) for _, t in line.labels if split_policy(t)[0]), None) for line in lines]
    found: list[Policy] = []
    current: Policy = (None, "")
    for at, line in enumerate(lines):
        own = printed[at]
        if own is None and (at == 0 or lines[at - 1].page != line.page):
            place = _centred(lines, printed, at)
            if place is not None:
                own = printed[place]
                journal.note(
                    "label-range", Status.REPAIRED, lines[place].number, COLUMNS[POLICY],
                    say.label_centred(own[1] if own else "", line.number),
                )  # fmt: skip
        elif own is not None and line.left is None:
            journal.note(
                "label-range", Status.REPAIRED, line.number, COLUMNS[POLICY],
                say.label_without_measure(own[1]),
            )  # fmt: skip
        current = own or current
        found.append(current)
    return found


def _centred(lines: Sequence[DataLine], printed: Sequence[Policy | None], first: int) -> int | None:
    """Where the page's first policy stands in the middle of its block: its line begins no initiative."""
    for at in range(first + 1, len(lines)):
        if lines[at].page != lines[first].page:
            return None
        policy = printed[at]
        if policy is not None:
            begins = [text for column, text in lines[at].labels if column == INITIATIVE]
            return None if begins and not _same(begins[0], policy) else at
    return None


def _same(label: str, policy: Policy) -> bool:
    return "".join(fold(label).split()) == "".join(fold(policy[1]).split())
