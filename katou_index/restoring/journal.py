"""Where findings are noted while a sheet is restored, line by line, before measures are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from katou_index.plan import Border, Finding, FiscalYear, MeasureNumber, Status
from katou_index.restoring.kinds import KINDS

_ORDER = list(KINDS)


@dataclass
class Journal:
    """Collects the findings of one sheet."""

    year: FiscalYear
    file: str
    findings: list[Finding] = field(default_factory=list)

    def note(
        self,
        kind: str,
        status: Status,
        line: int | None,
        cell: str,
        text: str,
        *,
        was: str = "",
        now: str = "",
        of: tuple[MeasureNumber, int | None] | None = None,
        border: Border | None = None,
    ) -> None:
        """One finding; `kind` is a slug of KINDS, `of` measure and item where they are known already."""
        assert kind in KINDS, kind
        measure, item = of or (None, None)
        self.findings.append(
            Finding(
                self.year,
                self.file,
                line,
                cell,
                kind,
                status,
                text,
                measure,
                item,
                _short(was),
                _short(now),
                border,
            )
        )

    def placed(self, items: Mapping[int, tuple[MeasureNumber, int]]) -> list[Finding]:
        """All findings in the order of the sheet; those noted by line only get its measure and item."""
        found = []
        for finding in self.findings:
            place = items.get(finding.line or 0) if finding.measure is None else None
            found.append(finding._replace(measure=place[0], item=place[1]) if place else finding)
        return sorted(found, key=lambda f: (f.line is None, f.line or 0, _ORDER.index(f.kind)))


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
