"""Which line a measure begins on, as one open finding: a person looks there once.

    line 8    4-3   may be of No.5
    line 9    5-1   its number hangs on that     →   line 8   where No.5 begins: 4-3 …, 5-1, 5-2 …
    line 10   5-2   its number hangs on that

Only of what is still open, so after the corrections: who confirms an item closes the doubt about that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from katou_index.plan import Border, Finding, Measure, Status
from katou_index.restoring import sentences as say

ROW, NUMBER = "doubtful-row", "doubtful-number"  # kinds: may be of another measure; then has another number


def with_one_doubt(measures: Iterator[Measure], findings: list[Finding]) -> Iterator[Measure]:
    """The measures; at their end `findings` has one open doubt about each border of two."""
    yield from measures
    findings[:] = one_a_border(findings)


def one_a_border(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, in their order, with the open doubts about one border in the place of the first one. The
    sentence names every item; a doubt that stands alone stays as it is."""
    of: dict[Border, list[Finding]] = {}
    found: list[Finding | Border] = []
    for finding in findings:
        if finding.border is None or finding.status is not Status.OPEN:
            found.append(finding._replace(border=None))
            continue
        if finding.border not in of:
            found.append(finding.border)
        of.setdefault(finding.border, []).append(finding)
    return [_joined(each, of[each]) if isinstance(each, Border) else each for each in found]


def _joined(border: Border, doubts: Sequence[Finding]) -> Finding:
    """One finding, of the measure of the first one."""
    if len(doubts) == 1:
        return doubts[0]._replace(border=None)
    text = say.doubtful_border(
        border.above, border.below,
        _items(one for one in doubts if one.kind == ROW and one.measure == border.below),
        _items(one for one in doubts if one.kind == ROW and one.measure != border.below),
        _items(one for one in doubts if one.kind == NUMBER),
    )  # fmt: skip
    return doubts[0]._replace(kind=ROW, item=None, text=text, now="", border=None)


def _items(doubts: Iterable[Finding]) -> list[tuple[str, int]]:
    return [(f"{one.measure}-{one.item}", one.line or 0) for one in doubts]
