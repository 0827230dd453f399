"""Sheet → plan: typed repairs, each with a finding; what no rule can settle is left open.

    lines      one row: left block put in place, right cells typed, rating found
    blocks     the left blocks in order: which rows begin a measure
    alignment  left blocks, planned cells and results against the lines
    drafts     items in the making · planned: a planned cell cut for several items · owners
    doubts     lines that another measure could take nearly as well · onedoubt: one finding a border of two
    assembling measures and items, their certainty and notes
    tabulated  the same from a table whose cells stand in their columns · parting: its rows, one part an item
    sheetwise  what sheets and rows of their own say of departments · dittos: cells that say "as above"
    noting     the findings · sentences: what they say · kinds: what kinds there are

The rules know no document: no line, no number and no title of a sheet stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from katou_index.errors import SourceError
from katou_index.plan import Finding, FiscalYear, Measure, MeasureNumber, Status
from katou_index.reading.sheet import COLUMNS, RATING, Sheet
from katou_index.restoring import noting
from katou_index.restoring import sentences as say
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.alignment import Alignment
from katou_index.restoring.assembling import Built, build
from katou_index.restoring.blocks import blocks_of, numbers_of
from katou_index.restoring.dittos import DITTO, with_meant_ratings
from katou_index.restoring.doubts import mark_doubtful
from katou_index.restoring.drafts import draft
from katou_index.restoring.journal import Journal
from katou_index.restoring.kinds import KINDS
from katou_index.restoring.labels import labels_of
from katou_index.restoring.lines import DataLine, Left, read_line
from katou_index.tables import Tables

__all__ = ["KINDS", "Restored", "restore"]


@dataclass(frozen=True, slots=True)
class Restored:
    """The measures of a sheet in its order, its findings, and the line each measure is printed on."""

    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]
    lines: dict[MeasureNumber, int]  # measure number → line of its left block


def restore(sheet: Sheet, year: FiscalYear, tables: Tables) -> Restored:
    """The plan that a sheet holds. Raises SourceError where it holds no measure at all."""
    journal = Journal(year, sheet.file)
    lines, lefts = _read(sheet, tables, journal)
    affinity = Affinity(text for line in lines for text in line.texts if text)
    parents = {section.name: section.parent for section in tables.departments if section.parent}
    placed = Alignment(lines, lefts, affinity, parents).run()
    numbers = numbers_of(lefts, lines, journal)
    drafts = draft(lines, lefts, placed, affinity)
    mark_doubtful(drafts, [left.title for left in lefts], affinity)
    built = build(
        drafts, lefts, numbers, labels_of(lines, journal), year, sheet.file,
        tables.departments, _doubtful(lefts, lines, journal),
    )  # fmt: skip
    printed: dict[MeasureNumber, int] = {
        number: lines[left.row].number for number, left in zip(numbers, lefts, strict=True)
    }
    _note(journal, built, numbers, lines, printed, tables)
    return Restored(tuple(measure for measure, _ in built), tuple(journal.placed(_places(built))), printed)


def _read(sheet: Sheet, tables: Tables, journal: Journal) -> tuple[list[DataLine], list[Left]]:
    noting.note_headers(journal, sheet)
    rows, repeated = with_meant_ratings(sheet.rows, tables.scale)
    if repeated:
        places = [f"{line}行目" for line in sorted(repeated)]
        journal.note(DITTO, Status.REPAIRED, None, COLUMNS[RATING], say.dittos(COLUMNS[RATING], places))
    read = [read_line(index, row, tables.scale, row.line in repeated) for index, row in enumerate(rows)]
    for line, row in zip(read, rows, strict=True):
        noting.note_line(journal, line, row)
    lines, lefts = blocks_of(read, (department.name for department in tables.departments), journal)
    if not lefts:
        raise SourceError(sheet.file, f"{read[0].number}行目から", say.no_measure())
    return lines, lefts


def _doubtful(lefts: Sequence[Left], lines: Sequence[DataLine], journal: Journal) -> frozenset[int]:
    """The left blocks whose departments are in doubt: cut in print, or two cells that differ."""
    doubted = {
        finding.line
        for finding in journal.findings
        if finding.kind in ("department-cut", "departments-differ") and finding.status is Status.OPEN
    }
    return frozenset(index for index, left in enumerate(lefts) if lines[left.row].number in doubted)


def _note(
    journal: Journal,
    built: Sequence[tuple[Measure, tuple[Built, ...]]],
    numbers: Sequence[int],
    lines: Sequence[DataLine],
    printed: Mapping[MeasureNumber, int],
    tables: Tables,
) -> None:
    for measure, items in built:
        for one in items:
            noting.note_draft(journal, one, numbers, lines)
        noting.note_guessed_owners(journal, items, printed[measure.number])
        noting.note_silent(journal, measure, printed[measure.number])
        at = {one.item.number: one.draft.line.number for one in items}
        noting.note_misread(journal, measure, at, tables.misread)


def _places(built: Sequence[tuple[Measure, tuple[Built, ...]]]) -> dict[int, tuple[MeasureNumber, int]]:
    return {
        one.draft.line.number: (one.item.measure, one.item.number) for _, items in built for one in items
    }  # fmt: skip
