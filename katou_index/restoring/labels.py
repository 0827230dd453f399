"""Policy and initiative of each measure, as far as the sheet itself says it.

Both stand in merged cells, so that a label is printed once for many measures: on their first line, in their
middle, or in the wrong column. What is read here is an estimate; the table of the year (`policies.csv`)
settles it, see `katou_index.laying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from katou_index.reading.sheet import INITIATIVE, POLICY
from katou_index.restoring.lines import Line
from katou_index.tables import split_policy
from katou_index.words import fold


@dataclass(frozen=True, slots=True)
class Labels:
    """What the labels on and before one line say."""

    policy_no: int | None = None
    policy: str = ""
    initiative: str = ""


def labels_of(lines: Sequence[Line]) -> list[Labels]:
    """For each line, the policy and initiative that hold there: filled down, a page's first policy also up."""
    policies = _policies(lines)
    found: list[Labels] = []
    initiative, policy_before = "", (None, "")
    for line, policy in zip(lines, policies, strict=True):
        if policy != policy_before:
            initiative, policy_before = "", policy
        own = _initiatives(line, policy[1])
        initiative = own[-1] if own else initiative
        found.append(Labels(*policy, initiative))
    return found


def misplaced(line: Line) -> list[tuple[int, str]]:
    """Labels of a line that stand outside their column, or twice."""
    found = []
    for column, text in line.labels:
        is_policy = split_policy(text)[0] is not None
        if column != (POLICY if is_policy else INITIATIVE) or (column == POLICY and not is_policy):
            found.append((column, text))
    return found


def _policies(lines: Sequence[Line]) -> list[tuple[int | None, str]]:
    printed = [next((split_policy(t) for _, t in line.labels if split_policy(t)[0]), None) for line in lines]
    found: list[tuple[int | None, str]] = []
    current: tuple[int | None, str] = (None, "")
    for at, line in enumerate(lines):
        own = printed[at]
        first_of_page = at == 0 or lines[at - 1].page != line.page
        if own is None and first_of_page:
            own = _centred(lines, printed, at)
        current = own or current
        found.append(current)
    return found


def _centred(
    lines: Sequence[Line], printed: Sequence[tuple[int | None, str] | None], first: int
) -> tuple[int | None, str] | None:
    """The page's first policy where it stands in the middle of its block: its line begins no initiative."""
    for at in range(first + 1, len(lines)):
        if lines[at].page != lines[first].page:
            return None
        if printed[at]:
            begins = [text for column, text in lines[at].labels if column == INITIATIVE]
            return None if begins and not _same(begins[0], printed[at]) else printed[at]
    return None


def _same(label: str, policy: tuple[int | None, str] | None) -> bool:
    return policy is not None and "".join(fold(label).split()) == "".join(fold(policy[1]).split())


def _initiatives(line: Line, policy: str) -> list[str]:
    texts = [text for _, text in line.labels if split_policy(text)[0] is None]
    return [text for text in texts if not _same(text, (None, policy))]
