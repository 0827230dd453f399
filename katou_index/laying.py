"""The table of a year (policies.csv) laid over its measures: which policy and initiative each belongs to.

A row counts only where its title is that measure's title – folded alike, or nearly –, else it is a finding. A
year without the table keeps what its own sheet says, never another year's.

A table that was cut between two lines lacks the rows behind its last one. So a table whose last row is a
measure of the sheet, while measures behind that one have no row, is told and stops the build; and where its
rows stand in another order than the sheet's, any measure without a row does. A measure without a row between
others, or beside a last row that is no measure of the sheet (a misread number), is a finding: it keeps what
the sheet says. A table without any row, only headings, is one that nobody has filled in yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from katou_index.errors import TableError
from katou_index.plan import Finding, FiscalYear, Measure, MeasureNumber, Status
from katou_index.records import replace
from katou_index.restoring import sentences as say
from katou_index.table_sentences import no_rows_for
from katou_index.tablefiles import POLICIES
from katou_index.tables import PolicyRow
from katou_index.years.similarity import bare, likeness

_NEARLY = 90  # of 100: one misread character in ten


@dataclass
class Layer:
    """Lays the rows of one year over its measures as they pass; `findings` grows on the way."""

    year: FiscalYear
    rows: Sequence[PolicyRow]
    findings: list[Finding]
    file: str = POLICIES  # as people find it

    def over(self, measures: Iterator[Measure]) -> Iterator[Measure]:
        """The measures with policy and initiative of the table. Rows left over are findings at the end.

        Raises TableError at the end where the table is cut off.
        """
        rows: Mapping[MeasureNumber, PolicyRow] = {row.measure: row for row in self.rows}
        used: dict[MeasureNumber, int] = {}  # number of a measure with a row → its place in the sheet
        without: list[tuple[int, Measure]] = []
        for place, measure in enumerate(measures):
            row = rows.get(measure.number)
            if row is None:
                if rows:
                    without.append((place, replace(measure, items=measure.items[:1])))
                yield measure
                continue
            used[row.measure] = place
            yield self._laid(measure, row)
        self._check_end(used, without)
        for row in self.rows:
            if row.measure not in used:
                self._note(None, row, "table-unfit", Status.OPEN, say.policies_unused())

    def _laid(self, measure: Measure, row: PolicyRow) -> Measure:
        """The measure with its row, or as it is where the row is another measure's."""
        if not _same_title(row.title, measure.title):
            self._note(measure, row, "table-unfit", Status.OPEN, say.policies_unfit(row.title))
            return measure
        if (measure.policy_no, measure.policy, measure.initiative) != (
            row.policy_no,
            row.policy,
            row.initiative,
        ):
            self._note(measure, row, "label-range", Status.CORRECTED, say.policies_laid())
        return replace(
            measure, policy_no=row.policy_no, policy=row.policy, initiative=row.initiative,
            estimated=row.estimated,
        )  # fmt: skip

    def _check_end(self, used: Mapping[MeasureNumber, int], without: Sequence[tuple[int, Measure]]) -> None:
        """Raise TableError if the measures without a row are those that a cut takes; else note them."""
        if self.rows and self.rows[-1].measure in used:
            places = [used[row.measure] for row in self.rows if row.measure in used]
            end = places[-1] if places == sorted(places) else -1
            if behind := [measure.number for place, measure in without if place > end]:
                raise TableError(self.file, "", no_rows_for(behind))
        for _, measure in without if used else ():  # of another plan altogether: its rows tell enough
            empty = PolicyRow(measure.number, measure.title, None, "", "", estimated=False)
            self._note(measure, empty, "table-unfit", Status.OPEN, say.policies_missing())

    def _note(self, measure: Measure | None, row: PolicyRow, kind: str, status: Status, text: str) -> None:
        source = measure.items[0].source if measure and measure.items else None
        fits = kind == "label-range"
        self.findings.append(
            Finding(
                self.year,
                source.file if source else POLICIES,
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
