"""Table whose cells stand in their columns (Excel, PDF, free CSV) → measures and findings.

Nothing is aligned here as for the text sheet: a row is a row, a merged cell is known. What is restored is
what layout alone hides: measures that go on over several rows, one rating merged over several rows, a row cut
by a page break, labels and planned work that stand once for many. What is not in the file stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from katou_index.errors import SourceError
from katou_index.plan import (
    UNFILLED,
    Certainty,
    FiscalYear,
    Item,
    Measure,
    MeasureNumber,
    Rating,
    Source,
    Status,
    division_in,
)
from katou_index.printed import closed_up, is_bracketed, is_circled
from katou_index.reading import sentences as errors
from katou_index.reading.choosing import RATING
from katou_index.reading.furthermarks import FurtherMarks
from katou_index.reading.grid import CSV, EXCEL, PDF
from katou_index.reading.tablerows import Table, TableRow
from katou_index.restoring import forms
from katou_index.restoring import sentences as say
from katou_index.restoring.assembling import NOTE_OWNER, NOTE_RATING_GUESSED, NOTE_SHARED
from katou_index.restoring.journal import Journal
from katou_index.restoring.lines import BRACKETS, LOOKALIKES
from katou_index.restoring.owners import owners_of
from katou_index.restoring.parting import TEXTS, ItemRows, further_of, number_of, parts_of, title_of
from katou_index.restoring.sheetwise import ASKED, by_sheet
from katou_index.restoring.shortnames import short_names
from katou_index.restoring.unread import note_unread
from katou_index.tablefiles import signs_apart
from katou_index.tables import Tables, is_provisional, numbered_policies, split_policy
from katou_index.years.similarity import likeness

_ALIKE = 50.0  # of 100: two titles below one number that may be one, written twice


@dataclass
class _Draft:
    """One measure in the making."""

    number: MeasureNumber
    title: str
    start: TableRow
    policy: str
    initiative: str
    carried: bool  # a label was carried down over cells that are not merged
    departments: list[str] = field(default_factory=list)
    parts: list[ItemRows] = field(default_factory=list)


def restore_table(table: Table, year: FiscalYear, tables: Tables) -> tuple[tuple[Measure, ...], Journal]:
    """The measures of a table in its order and the journal of findings.

    Raises SourceError where a number stands twice, is missing, or there is no measure at all.
    """
    found = by_sheet(table, tables.departments)
    reader = _Tabulated(found.table, year, tables)
    note_unread(reader.journal, found.table)
    if table.forms:
        text = say.forms_read(len(table.rows), list(table.headings.values()))
        reader.journal.note("forms-read", Status.REPAIRED, None, "", text)
    for kind, column, told in found.told:
        status = Status.OPEN if kind in ASKED else Status.REPAIRED
        reader.journal.note(kind, status, None, column, told)
    drafts = reader.drafts(parts_of(reader.table.rows, table.kind == PDF, reader.note))
    if not drafts:
        raise SourceError(table.file, "", errors.no_item())
    reader.note_marks_kept()
    measures = tuple(reader.measure(draft) for draft in drafts)
    reader.note_signs_alike()
    reader.note_short_names()
    reader.note_remarks()
    return measures, reader.journal


class _Tabulated:
    def __init__(self, table: Table, year: FiscalYear, tables: Tables) -> None:
        self.table, self.year, self.tables = table, year, tables
        self.journal = Journal(year, table.file)
        self.numbers = [number for row in table.rows if (number := number_of(row)) is not None]
        self.dittos = {each.place for each in table.dittos}
        self.signs: dict[tuple[str, str], list[str]] = {}  # mark, sign of its own → the places of the cells
        self.labels = {"基本方針": "", "取組": ""}
        self.carries = {
            column: not table.forms and _stands_once(table.rows, column) for column in self.labels
        }
        self.apart = _in_several(table.rows)
        self.policies = numbered_policies(row.text("基本方針") for row in table.rows)
        self.top = {row.page: row.line for row in reversed(table.rows)}  # page → its first row

    def note(self, kind: str, status: Status, row: TableRow, column: str, text: str, was: str = "") -> None:
        self.journal.note(kind, status, row.line, column, say.at(row.place(column), text), was=was)

    # -- parts → measures --------------------------------------------------------------------------------

    def drafts(self, parts: Sequence[ItemRows]) -> list[_Draft]:
        found: list[_Draft] = []
        by_number: dict[MeasureNumber, _Draft] = {}
        for part in parts:
            row = part.head
            carried = self._labels(row)
            if not any((row.text("事業名"), part.rating, *part.texts.values())) or _is_label(row):
                continue
            draft = found[-1] if found else None
            number = self._number_of(row, draft)
            if draft is None or number != draft.number or self.table.forms or self._on_another(draft, row):
                if number in by_number:
                    raise self._again(by_number[number], row)
                draft = _Draft(
                    number, title_of(row), row, self.labels["基本方針"], self.labels["取組"], carried
                )
                by_number[number] = draft
                found.append(draft)
            self._add(draft, part)
        for draft in found:
            if not draft.title:
                self.note(
                    "title-missing", Status.OPEN, draft.start, "事業名", say.title_missing(draft.number)
                )
        if found and "事業No." not in self.table.columns and not self.numbers:
            text = say.numbers_given(found[-1].number)
            self.journal.note("numbers-given", Status.REPAIRED, None, "事業No.", text)
        self._note_bracketed()
        return found

    def _note_bracketed(self) -> None:
        """Numbers in brackets that go on where circled ones end: ⑳, (21)."""
        circled = any(is_circled(str(number)) for number in self.numbers)
        shown = [row for row in self.table.rows if is_bracketed(row.text("事業No."))] if circled else []
        if shown:
            first = shown[0]
            text = say.numbers_bracketed(first.text("事業No."), number_of(first) or "", len(shown))
            self.note("numbers-bracketed", Status.REPAIRED, first, "事業No.", text)

    def _on_another(self, draft: _Draft, row: TableRow) -> bool:
        """Whether a row with its number begins another sheet: the same measure again, not its next item."""
        return (
            self.table.kind == EXCEL and row.page != draft.parts[-1].head.page and number_of(row) is not None
        )

    def _labels(self, row: TableRow) -> bool:
        """Take the row's policy and initiative; whether one of them was carried down over empty cells."""
        if _is_label(row):
            self.labels = {"基本方針": _texts(row)[0], "取組": ""}
            return False
        carried = False
        for column in self.labels:
            spot = row.cells.get(column)
            if spot is None:
                continue
            if spot.text:
                label = closed_up(spot.text)
                if column == "基本方針" and label != self.labels[column]:
                    self.labels["取組"] = ""
                self.labels[column] = label
            elif not (self.carries[column] or (self.table.kind == PDF and spot.row == self.top[row.page])):
                self.labels[column] = "" if row.text("事業名") else self.labels[column]
            carried |= not spot.text and bool(self.labels[column])
        return carried

    def _number_of(self, row: TableRow, draft: _Draft | None) -> MeasureNumber:
        number = number_of(row)
        if number is not None:
            return draft.number if draft and self._is_item_of(draft, row, number) else number
        title = title_of(row)
        if draft is not None and title in ("", draft.title):
            return draft.number
        before = draft.number if draft else 0
        following = before + 1 if isinstance(before, int) else None
        if not title or following is None or following in self.numbers:
            raise SourceError(self.table.file, row.place("事業No."), errors.number_unknown())
        if "事業No." in self.table.columns:
            shown = row.text("事業No.")
            text = say.number_unreadable(shown, following) if shown else say.number_lost(following)
            self.note("number-lost", Status.OPEN, row, "事業No.", text, shown)
        return following

    def _is_item_of(self, draft: _Draft, row: TableRow, number: MeasureNumber) -> bool:
        """Whether a row without a title is the next item of the measure above by its number: 3-1, 3-2 below
        a row that says no more than what 3 is called."""
        first = draft.parts[0]
        begun = first.head is not draft.start
        named = len(draft.parts) == 1 and not any((first.rating, *first.texts.values()))
        place = len(draft.parts) + 1 if begun else 1
        return (
            (begun or named)
            and not title_of(row)
            and row.page == draft.start.page
            and number == f"{draft.number}-{place}"
        )

    def _again(self, draft: _Draft, row: TableRow) -> SourceError:
        """A number that stood before other measures already. With the same title it may be the table of
        another year below the items, whose ratings would become this year's: nobody can tell, so it stops."""
        if draft.start.page != row.page and self.table.kind != PDF:
            pages = (draft.start.page, row.page)
            return SourceError(self.table.file, "", errors.two_sheets(draft.number, pages))
        told = errors.number_twice if title_of(row) not in ("", draft.title) else errors.number_again
        before = draft.start.place("事業No.")
        return SourceError(self.table.file, row.place("事業No."), told(draft.number, before))

    def _add(self, draft: _Draft, part: ItemRows) -> None:
        row, title = part.head, title_of(part.head)
        if title and title != draft.title:
            if draft.title and number_of(row) is not None and likeness(title, draft.title) < _ALIKE:
                raise self._again(draft, row)
            if draft.parts and row.cells["事業名"].row == row.line:
                self.note("title-differs", Status.OPEN, row, "事業名", say.title_differs(draft.title), title)
            draft.title = draft.title or title
        if draft.parts and draft.parts[0].head is draft.start and number_of(row) not in (None, draft.number):
            draft.parts.clear()  # 3 above 3-1: what stands there is the measure's name, no item
        draft.departments.extend(self._departments(row))
        spot = row.cells.get("取組内容")
        before = draft.parts[-1] if draft.parts else None
        if before is not None and spot is not None and before.texts["取組内容"]:
            same = spot.merged and spot.row < row.line
            left_blank = (
                not spot.text and (row.first or not self.table.merged) and bool(part.texts["取組結果"])
            )
            if same or left_blank:
                part.shared = True
                part.texts["取組内容"] = before.texts["取組内容"]
                if left_blank:
                    part.repaired = True
                    self.note("planned-shared", Status.REPAIRED, row, "取組内容", say.planned_blank())
        draft.parts.append(part)

    def _departments(self, row: TableRow) -> tuple[str, ...]:
        """Its departments; one whose name several 部 have is called with its own."""
        return tuple(self._within(row, name) for name in forms.offices_in_cell(row.text("担当課")))

    def _within(self, row: TableRow, name: str) -> str:
        return f"{_division(row)}{name}" if name in self.apart else name

    # -- parts → items -----------------------------------------------------------------------------------

    def measure(self, draft: _Draft) -> Measure:
        """The finished measure."""
        departments = tuple(dict.fromkeys(draft.departments))
        policy_no, policy = self.policies.get(draft.policy.strip()) or split_policy(draft.policy)
        differ = len({self._departments(part.head) for part in draft.parts} - {()}) > 1
        items = tuple(
            self._item(draft, part, number, departments, differ)
            for number, part in enumerate(draft.parts, 1)
        )  # fmt: skip
        return Measure(
            self.year, draft.number, draft.title, policy_no, policy, draft.initiative, departments, items,
            estimated=draft.carried and bool(draft.policy or draft.initiative),
        )  # fmt: skip

    def _item(
        self, draft: _Draft, part: ItemRows, number: int, departments: tuple[str, ...], differ: bool
    ) -> Item:
        own = self._departments(part.head)
        planned, result, evidence = (part.texts[column] for column in TEXTS)
        owners = owners_of(
            result, planned, own if differ and own else departments,
            self.tables.departments,
        )  # fmt: skip
        called = {name: self._within(part.head, name) for name in owners.names}
        rating, guessed = self._rating(draft, part, number)
        if owners.guessed:
            self.note(
                "owner-guessed",
                Status.OPEN,
                part.head,
                "担当課",
                say.owner_by_heading("、".join(owners.names)),
            )
        notes = {NOTE_SHARED: part.shared, NOTE_OWNER: owners.guessed, NOTE_RATING_GUESSED: guessed}
        ditto = any(part.head.place(name) in self.dittos for name in (RATING, *TEXTS))
        repaired = part.repaired or guessed or ditto or _is_carried(part.head)
        certainty = Certainty.REPAIRED if repaired else Certainty.VERBATIM
        return Item(
            self.year, draft.number, number, tuple(called.values()), planned, result, evidence, rating,
            self._source(part), Certainty.UNFILLED if rating == UNFILLED else certainty,
            tuple(note for note, holds in notes.items() if holds), further_of(part.rows),
        )  # fmt: skip

    def _rating(self, draft: _Draft, part: ItemRows, number: int) -> tuple[Rating, bool]:
        """The rating, and whether it is to be checked: a look-alike, or one that the cell leaves open. Empty
        is not filled in, never guessed."""
        cell, row, of = part.rating, part.head, (draft.number, number)
        shown = cell.strip(BRACKETS)
        guessed, rating = False, self.tables.scale.read(cell)
        if rating is None and (rating := self.tables.scale.read(shown)) is not None:
            guessed = is_provisional(cell)
        elif rating is None and shown in LOOKALIKES:
            guessed, rating = True, self.tables.scale.read(LOOKALIKES[shown])
        if rating is None and cell:
            rating, marks = self.tables.scale.read_within(cell)
            guessed = rating is not None and is_provisional(cell)
            if rating is not None and not guessed:
                text = say.at(row.place("評価"), say.mark_within(cell, rating.mark))
                self.journal.note("mark-within", Status.REPAIRED, row.line, "評価", text, was=cell,
                                  now=rating.mark, of=of)  # fmt: skip
                return rating, False
            if len(marks) > 1:
                text = say.marks_differ(cell, marks)
                self.journal.note("mark-unknown", Status.OPEN, row.line, "評価",
                                  say.at(row.place("評価"), text), was=cell, of=of)  # fmt: skip
                return UNFILLED, False
        place = row.place("評価")
        if rating is not None and rating.mark:
            self.signs.setdefault((rating.mark, shown), []).append(place)
        if rating is not None and guessed:
            text = say.mark_guessed(cell, rating.mark)
            self.journal.note("mark-variant", Status.OPEN, row.line, "評価", say.at(place, text), was=cell,
                              now=rating.mark, of=of)  # fmt: skip
        elif rating is None:
            kind, text = (
                ("mark-unknown", errors.mark_unknown(cell))
                if cell
                else ("rating-unfilled", say.rating_unfilled())
            )
            self.journal.note(kind, Status.OPEN, row.line, "評価", say.at(place, text), was=cell, of=of)
        return rating or UNFILLED, guessed and rating is not None

    def note_marks_kept(self) -> None:
        """Further columns of marks: perhaps one of them is the rating."""
        marks = FurtherMarks(self.tables.scale)
        for row in self.table.rows:
            for name, spot in row.extra.items():
                marks.see(name, spot.text)
        places = {kept.name: kept.place for kept in self.table.kept}
        for name in marks.columns():
            text = errors.marks_kept(places.get(name, ""), name)
            self.journal.note("column-marks", Status.OPEN, None, "", text, was=name)

    def note_signs_alike(self) -> None:
        """Two signs that were read as one mark, though some cities rate with both: ▲ beside △."""
        for sign in signs_apart():
            mark = sign.forms[0]
            places = self.signs.get((mark, sign.mark), [])
            others = sum(len(found) for (read, shown), found in self.signs.items()
                         if read == mark and shown != sign.mark)  # fmt: skip
            if places and others:
                text = say.marks_alike(sign.mark, len(places), mark, others, places[0])
                self.journal.note("marks-alike", Status.OPEN, None, "評価", text, was=sign.mark, now=mark)

    def note_short_names(self) -> None:
        """Departments that are perhaps others, cut short."""
        known = [each for one in self.tables.departments for each in (one.name, *one.short)]
        standing = [(name, row) for row in self.table.rows for name in self._departments(row)]
        places = {name: row.place("担当課") for name, row in reversed(standing)}  # the first of each
        for name, count, whole in short_names((name for name, _ in standing), known):
            text = say.perhaps_short(name, count, whole, places[name])
            self.journal.note("department-short", Status.OPEN, None, "担当課", text, was=name)

    def note_remarks(self) -> None:
        """What stands in brackets beside departments: a part of a name, or another department."""
        found = [row for row in self.table.rows if forms.remark_in(row.text("担当課"))]
        spots = dict.fromkeys((row.place("担当課"), row.text("担当課")) for row in found)
        if spots:
            text = say.remarks_on_departments(list(spots))
            self.journal.note("department-remark", Status.REPAIRED, found[0].line, "担当課", text)

    def _source(self, part: ItemRows) -> Source:
        """Its rows; with several sheets or pages, the file's name says which one they are of."""
        page = part.head.page
        lines = tuple(dict.fromkeys(row.line for row in part.rows if row.page == page))
        if self.table.kind == CSV or self.table.pages < 2:
            return Source(self.table.file, lines)
        return Source(f"{self.table.file}#{page if self.table.kind == EXCEL else f'p{page}'}", lines)


def _is_carried(row: TableRow) -> bool:
    """Whether its department or a text of it stands in a row above, with which the cell is not merged."""
    spots = (row.cells[name] for name in ("担当課", *TEXTS) if name in row.cells)
    return any(spot.text and spot.row != row.line and not spot.merged for spot in spots)


def _division(row: TableRow) -> str:
    return division_in((name, spot.text) for name, spot in row.extra.items() if spot.text)


def _in_several(rows: Sequence[TableRow]) -> frozenset[str]:
    """The names of departments that stand below more than one 部: 総務課 of 教育部 and of 市民部."""
    divisions: dict[str, set[str]] = {}
    for row in rows:
        if division := _division(row):
            for name in forms.offices_in_cell(row.text("担当課")):
                divisions.setdefault(name, set()).add(division)
    return frozenset(name for name, found in divisions.items() if len(found) > 1)


def _stands_once(rows: Sequence[TableRow], column: str) -> bool:
    """Whether a label stands in its first row only, so that it holds for the empty cells below. Where labels
    are merged or stand in every row, an empty cell means none."""
    spots = [row.cells[column] for row in rows if column in row.cells]
    merged = any(spot.merged and spot.text for spot in spots)
    again = any(
        one.text and one.text == other.text and one.row != other.row for one, other in pairwise(spots)
    )
    return bool(spots) and not merged and not again


def _texts(row: TableRow) -> list[str]:
    return list(dict.fromkeys(spot.text for spot in row.cells.values() if spot.text))


def _is_label(row: TableRow) -> bool:
    """A row of its own for a policy: `① 安全・安心の推進` over the whole width."""
    texts = _texts(row)
    return len(texts) == 1 and split_policy(texts[0])[0] is not None
