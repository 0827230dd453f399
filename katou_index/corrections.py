"""Corrections that people keep, laid over what was read. The source is never edited.

    年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付
    R2,19,1,項目担当課,委員会事務局、農地整備課,農業委員会事務局、農地整備課,前半が…,点検,2026-11-22

`欄` is a column of the tidy format. With 項目 empty it is a field of the measure (事業名, 担当課, 基本方針,
取組), else one of the item; a further column of the sheet is written `列:決算額`. 原文 must equal what was
read; where it does not, the correction is a finding and is not applied. A record whose 訂正 is the same as
its 原文 confirms the reading: the open findings about that place are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from katou_index import table_sentences as entries
from katou_index.errors import TableError
from katou_index.keptfiles import DAY, read_rows
from katou_index.plan import (
    UNFILLED,
    Certainty,
    Finding,
    FiscalYear,
    Item,
    Measure,
    MeasureNumber,
    Rating,
    Status,
)
from katou_index.printed import printed_number
from katou_index.records import replace
from katou_index.restoring import sentences as say
from katou_index.restoring.assembling import NOTE_ROW
from katou_index.tables import CIRCLED, Scale, split_policy

FILE = "corrections.csv"
FURTHER = "列:"  # in front of the heading of a further column
COLUMNS = ("年度", "事業No.", "項目", "欄", "原文", "訂正", "理由", "訂正者", "日付")
MEASURE_FIELDS = ("事業名", "担当課", "基本方針", "取組")
ITEM_FIELDS = ("取組内容", "取組結果", "根拠", "項目担当課", "評価")
_NOTE = "訂正あり"
_OFFICE_KINDS = {"department-cut", "departments-differ", "owner-guessed", "department-silent"}
_SETTLED_BY = {  # a confirmed field → the kinds of open findings that it closes
    **dict.fromkeys((*MEASURE_FIELDS, *ITEM_FIELDS), frozenset[str]()),
    "担当課": frozenset(_OFFICE_KINDS),
    "項目担当課": frozenset(_OFFICE_KINDS),
    "評価": frozenset({"doubtful-row", "doubtful-number", "mark-variant"}),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """One record; `item` None means the measure's own field."""

    measure: MeasureNumber
    item: int | None
    field: str
    was: str
    now: str
    reason: str
    who: str
    when: str
    further: bool = False  # `field` is the heading of a further column

    @property
    def place(self) -> str:
        """`19-1 項目担当課`."""
        return f"{self.measure}{f'-{self.item}' if self.item else ''} {self.field}"


def load_corrections(folder: Path, year: FiscalYear) -> tuple[Correction, ...]:
    """The records of `folder`, in order; none without the file. Raises TableError for a bad one."""
    path = folder / FILE
    if not path.exists():
        return ()
    rows = read_rows(path, COLUMNS, {COLUMNS[-1]: DAY})
    return tuple(_record(path, number, row, year) for number, row in rows)


def _record(path: Path, number: int, row: dict[str, str], year: FiscalYear) -> Correction:
    cells = {name: row[name].strip() for name in COLUMNS}

    def fail(what: str) -> TableError:
        return TableError(str(path), entries.line(number), what)

    if cells["年度"] != year.code:
        raise fail(entries.correction_year(year.code, cells["年度"]))
    measure = printed_number(cells["事業No."])
    if measure is None or not re.fullmatch(r"\d{0,7}", cells["項目"]):
        raise fail(entries.correction_numbers())
    item = int(cells["項目"]) if cells["項目"] else None
    allowed = MEASURE_FIELDS if item is None else ITEM_FIELDS
    further = item is not None and cells["欄"].startswith(FURTHER)
    if cells["欄"] not in allowed and not further:
        raise fail(entries.correction_field(allowed, cells["欄"], "" if item is None else FURTHER))
    if not cells["理由"]:
        raise fail(entries.correction_reason())
    return Correction(
        measure, item, cells["欄"].removeprefix(FURTHER), cells["原文"], cells["訂正"], cells["理由"],
        cells["訂正者"], cells["日付"], further,
    )  # fmt: skip


@dataclass
class Corrector:
    """Lays the records of one year over its measures as they pass; `findings` grows on the way."""

    year: FiscalYear
    records: Sequence[Correction]
    scale: Scale
    findings: list[Finding]
    file: str  # of the document
    further: set[str] = field(default_factory=set)  # headings of further columns

    def over(self, measures: Iterator[Measure]) -> Iterator[Measure]:
        """The measures with their corrections. Records without a place are findings at the end."""
        left = list(self.records)
        if any(record.further for record in left):  # of columns that the sheet has
            measures = iter(every := list(measures))
            self.further = {name for each in every for item in each.items for name, _ in item.extra}
        for measure in measures:
            for record in [record for record in left if record.measure == measure.number]:
                corrected = self._apply(measure, record)
                if corrected is not None:
                    left.remove(record)
                    measure = corrected
            yield measure
        for record in left:
            self._note(record, "correction-unfit", Status.OPEN, say.correction_no_place(record.place), None)

    def _apply(self, measure: Measure, record: Correction) -> Measure | None:
        """The measure with one record applied; unchanged if 原文 differs; None if it has no such item."""
        item = next((item for item in measure.items if item.number == record.item), None)
        if record.item is not None and item is None:
            return None
        lines = (item or measure.items[0]).source.lines
        line = lines[0] if lines else None
        if record.further and record.field not in self.further:
            text = say.correction_no_column(record.field)
            self._note(record, "correction-unfit", Status.OPEN, text, line)
            return measure
        read = _item_field(item, record.field) if item else _measure_field(measure, record.field)
        if _bare(read) != _bare(record.was):
            text = say.correction_unfit(record.field, record.was)
            self._note(record, "correction-unfit", Status.OPEN, text, line, read)
            return measure
        if _bare(record.was) == _bare(record.now):
            return self._confirm(measure, item, record, line)
        text = say.corrected(record.field, record.reason, record.who, record.when)
        self._note(record, "corrected", Status.CORRECTED, text, line)
        if item is None:
            return _correct_measure(measure, record)
        corrected = self._correct_item(item, record)
        return replace(measure, items=tuple(corrected if one is item else one for one in measure.items))

    def _confirm(self, measure: Measure, item: Item | None, record: Correction, line: int | None) -> Measure:
        """The reading holds: close the doubts that people have settled with it."""
        text = say.confirmed(record.field, record.now, record.reason, record.who, record.when)
        for at, finding in enumerate(self.findings):
            here = finding.measure == record.measure and finding.item in (record.item, None)
            closed = finding.kind in _SETTLED_BY.get(record.field, ())
            if here and finding.status is Status.OPEN and closed:
                self.findings[at] = finding._replace(status=Status.CORRECTED)
        self._note(record, "confirmed", Status.CORRECTED, text, line)
        if item is None or record.field != "評価":
            return measure
        settled = replace(item, notes=tuple(note for note in item.notes if note != NOTE_ROW))
        return replace(measure, items=tuple(settled if one is item else one for one in measure.items))

    def _correct_item(self, item: Item, record: Correction) -> Item:
        match record.field:
            case "取組内容":
                changed = replace(item, planned=record.now)
            case "取組結果":
                changed = replace(item, result=record.now)
            case "根拠":
                changed = replace(item, evidence=record.now)
            case "項目担当課":
                changed = replace(item, owners=_names(record.now))
            case "評価":
                changed = replace(item, rating=self._rating(record))
            case _:
                kept = {**dict(item.extra), record.field: record.now}
                changed = replace(item, extra=tuple((name, text) for name, text in kept.items() if text))
        notes = (*(note for note in item.notes if note != _NOTE), _NOTE)
        lost = item.certainty is Certainty.LOST and record.field not in ("評価", "取組内容", "取組結果")
        return replace(changed, notes=notes, certainty=item.certainty if lost else Certainty.REPAIRED)

    def _rating(self, record: Correction) -> Rating:
        if not record.now:
            return UNFILLED
        rating = self.scale.read(record.now)
        if rating is None:
            raise TableError(FILE, record.place, entries.no_mark(record.now))
        return rating

    def _note(
        self,
        record: Correction,
        kind: str,
        status: Status,
        text: str,
        line: int | None,
        read: str | None = None,
    ) -> None:
        self.findings.append(
            Finding(
                self.year, FILE if line is None else self.file, line, record.field, kind, status, text,
                record.measure, record.item, record.was if read is None else read, record.now,
            )
        )  # fmt: skip


def _bare(text: str) -> str:
    return "".join(text.split())


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[、,]\s*", text.strip()) if name)


def _item_field(item: Item, field: str) -> str:
    return {
        **dict(item.extra),
        "取組内容": item.planned,
        "取組結果": item.result,
        "根拠": item.evidence,
        "項目担当課": "、".join(item.owners),
        "評価": item.rating.mark,
    }.get(field, "")


def _measure_field(measure: Measure, field: str) -> str:
    if field == "基本方針":
        sign = next((sign for sign, number in CIRCLED.items() if number == measure.policy_no), "")
        return f"{sign} {measure.policy}".strip()
    fields = {"事業名": measure.title, "担当課": "、".join(measure.departments), "取組": measure.initiative}
    return fields[field]


def _correct_measure(measure: Measure, record: Correction) -> Measure:
    if record.field == "基本方針":
        policy_no, policy = split_policy(record.now)
        return replace(measure, policy_no=policy_no, policy=policy)
    if record.field == "担当課":
        return replace(measure, departments=_names(record.now))
    if record.field == "事業名":
        return replace(measure, title=record.now)
    return replace(measure, initiative=record.now)
