"""The table of a year (policies.csv) laid over its measures: which policy and initiative each belongs to.

A row counts only where its title is that measure's title – folded alike, or nearly –, else it is a finding. A
year without the table keeps what its own sheet says, never another year's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from katou_index.plan import Finding, FiscalYear, Measure, Status
from katou_index.records import replace
from katou_index.restoring import sentences as say
from katou_index.tables import PolicyRow
from katou_index.years.similarity import bare, likeness

FILE = "policies.csv"
_NEARLY = 90  # of 100: one misread character in ten


@dataclass
class Layer:
    """Lays the rows of one year over its measures as they pass; `findings` grows on the way."""

    year: FiscalYear
    rows: Sequence[PolicyRow]
    findings: list[Finding]

    def over(self, measures: Iterator[Measure]) -> Iterator[Measure]:
        """The measures with policy and initiative of the table. Rows left over are findings at the end."""
        rows: Mapping[int, PolicyRow] = {row.measure: row for row in self.rows}
        used: set[int] = set()
        for measure in measures:
            row = rows.get(measure.number)
            if row is None:
                yield measure
                continue
            used.add(row.measure)
            if not _same_title(row.title, measure.title):
                self._note(measure, row, "table-unfit", Status.OPEN, say.policies_unfit(row.title))
                yield measure
                continue
            if (measure.policy_no, measure.policy, measure.initiative) != (
                row.policy_no,
                row.policy,
                row.initiative,
            ):
                self._note(measure, row, "label-range", Status.CORRECTED, say.policies_laid())
            yield replace(
                measure, policy_no=row.policy_no, policy=row.policy, initiative=row.initiative,
                estimated=row.estimated,
            )  # fmt: skip
        for row in self.rows:
            if row.measure not in used:
                self._note(None, row, "table-unfit", Status.OPEN, say.policies_unused())

    def _note(self, measure: Measure | None, row: PolicyRow, kind: str, status: Status, text: str) -> None:
        source = measure.items[0].source if measure and measure.items else None
        fits = kind == "label-range"
        self.findings.append(
            Finding(
                self.year,
                source.file if source else FILE,
                source.lines[0] if source and source.lines else None,
                "基本方針",
                kind,
                status,
                text,
                row.measure,
                None,
                f"{measure.policy} / {measure.initiative}" if measure and fits else row.title,
                f"{row.policy} / {row.initiative}" if fits else "",
            )
        )


def _same_title(one: str, other: str) -> bool:
    return bare(one) == bare(other) or likeness(one, other) >= _NEARLY
