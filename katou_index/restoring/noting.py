"""What was repaired and what is doubtful, as findings. Nothing is decided here, only told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from katou_index.plan import LOST, UNFILLED, Border, Measure, MeasureNumber, Status
from katou_index.reading.sheet import (
    COLUMNS,
    DEPARTMENTS,
    EVIDENCE,
    HEADER_NAMES,
    INITIATIVE,
    NUMBER,
    PLANNED,
    RATING,
    RESULT,
    TITLE,
    Sheet,
    SheetRow,
    header_names,
)
from katou_index.restoring import forms
from katou_index.restoring import sentences as say
from katou_index.restoring.assembling import Built
from katou_index.restoring.drafts import Draft
from katou_index.restoring.journal import Journal
from katou_index.restoring.labels import misplaced
from katou_index.restoring.lines import DataLine, Left, Piece
from katou_index.tables import split_policy

_LEGEND = "評価(◎,○,△,×)"
_YEAR = re.compile(r"(?:令和|平成)(?:\d+|元)年度")


def note_headers(journal: Journal, sheet: Sheet) -> None:
    """Header rows that differ from the usual ones: a misread legend, a misread name, another year."""
    for header in sheet.headers:
        names = ["".join(unicodedata.normalize("NFKC", cell.text).split()) for cell in header.cells]
        if len(names) > RATING and names[RATING] != _LEGEND:
            text = header.cells[RATING].text.strip()
            journal.note(
                "legend-variant",
                Status.REPAIRED,
                header.line,
                COLUMNS[RATING],
                say.legend_variant(),
                was=text,
            )
        if header_names([cell.text for cell in header.cells]) < HEADER_NAMES:
            journal.note("legend-variant", Status.OPEN, header.line, COLUMNS[0], say.header_variant())
        year = _YEAR.search(names[PLANNED]) if len(names) > PLANNED else None
        if year and year[0] != journal.year.japanese:
            journal.note(
                "year-differs", Status.OPEN, header.line, COLUMNS[PLANNED],
                say.year_differs(year[0], journal.year.code), was=year[0],
            )  # fmt: skip


def note_line(journal: Journal, line: DataLine, row: SheetRow) -> None:
    """What one row alone shows: its left block, its labels, its HTML, its rating."""
    if line.left is not None:
        _note_left(journal, line, line.left)
    _note_labels(journal, line)
    tagged = [cell for cell in row.cells if forms.has_tags(cell.text)]
    if tagged:
        journal.note(
            "html", Status.REPAIRED, line.number, COLUMNS[tagged[0].column], say.html(), was=tagged[0].text
        )
    _note_rating(journal, line, row)


def _note_left(journal: Journal, line: DataLine, left: Left) -> None:
    if (shift := _shift(left)) > 0:
        journal.note("left-shifted", Status.REPAIRED, line.number, COLUMNS[NUMBER], say.left_shifted(shift))
    if left.in_title and left.number is not None:
        journal.note(
            "number-in-title", Status.REPAIRED, line.number, COLUMNS[TITLE], say.number_in_title(left.number),
            was=line.texts[left.title_column], now=left.title,
        )  # fmt: skip
    if len(left.department_cells) > 1:
        _note_two_departments(journal, line, [text for _, text in left.department_cells[:2]])


def _shift(left: Left) -> int:
    """By how many columns a left block stands too far left."""
    if not left.in_title:
        return NUMBER - left.number_column
    if left.department_cells:
        return DEPARTMENTS - left.department_cells[-1][0]
    return TITLE - left.title_column


def _note_two_departments(journal: Journal, line: DataLine, texts: Sequence[str]) -> None:
    one, other = texts
    names, others = set(forms.departments_in(one)), set(forms.departments_in(other))
    if names == others:
        journal.note(
            "department-copied", Status.REPAIRED, line.number, COLUMNS[DEPARTMENTS],
            say.department_copied(one), was=other,
        )  # fmt: skip
    else:
        status = Status.REPAIRED if names < others or others < names else Status.OPEN
        journal.note(
            "departments-differ", status, line.number, COLUMNS[DEPARTMENTS],
            say.departments_differ(one, other), was=f"{one} / {other}",
        )  # fmt: skip


def _note_labels(journal: Journal, line: DataLine) -> None:
    initiatives = [text for _, text in line.labels if split_policy(text)[0] is None]
    for column, text in misplaced(line):
        journal.note(
            "label-misplaced", Status.REPAIRED, line.number, COLUMNS[column],
            say.label_misplaced(text), was=text,
        )  # fmt: skip
    if len(set(initiatives)) > 1:
        journal.note(
            "label-range", Status.REPAIRED, line.number, COLUMNS[INITIATIVE], say.two_labels(initiatives)
        )  # fmt: skip


def _note_rating(journal: Journal, line: DataLine, row: SheetRow) -> None:
    if line.rating is None:
        return
    printed = forms.strip_tags(row.cells[line.rating_column].text)
    if line.guessed_rating:
        journal.note(
            "mark-variant", Status.OPEN, line.number, COLUMNS[RATING],
            say.mark_guessed(printed, line.rating.mark), was=printed, now=line.rating.mark,
        )  # fmt: skip
    elif printed != line.rating.mark:
        journal.note(
            "mark-variant", Status.REPAIRED, line.number, COLUMNS[RATING],
            say.mark_variant(printed, line.rating.mark), was=printed, now=line.rating.mark,
        )  # fmt: skip
    if line.rating_column != RATING:
        journal.note(
            "rating-moved", Status.REPAIRED, line.number, COLUMNS[line.rating_column], say.rating_moved(),
            was=printed, now=line.rating.mark,
        )  # fmt: skip


# -- after the alignment -------------------------------------------------------------------------------------


def note_draft(journal: Journal, built: Built, numbers: Sequence[int], lines: Sequence[DataLine]) -> None:
    """What became of one item: where its line, texts and owner came from, what is lost, what is doubtful."""
    draft, item = built.draft, built.item
    of = (item.measure, item.number)
    line = draft.line.number

    def note(
        kind: str, column: int, text: str, status: Status = Status.REPAIRED, was: str = "", now: str = ""
    ) -> None:
        journal.note(kind, status, line, COLUMNS[column], text, was=was, now=now, of=of)

    if draft.left_elsewhere:
        note("out-of-step", NUMBER, say.ahead_of_line(item.measure, draft.line.index - draft.left_row))
    if draft.foreign_left and draft.line.left is not None and draft.line.left.number is not None:
        shown = draft.line.left.number
        note(
            "out-of-step",
            NUMBER,
            say.foreign_left(shown, item.measure),
            was=str(shown),
            now=str(item.measure),
        )
    if not draft.first and draft.line.left is None:
        note("number-missing", NUMBER, say.number_missing(item.measure), now=str(item.measure))
    if draft.doubtful:
        _note_doubt(journal, draft, numbers, of)
    _note_planned(note, draft, lines)
    _note_result(note, draft, lines)
    _note_evidence(note, draft, lines)
    if draft.rating is LOST:
        note("rating-lost", RATING, say.rating_lost(), Status.OPEN, was=draft.line.texts[RATING])
    if draft.rating is UNFILLED:
        note("rating-unfilled", RATING, say.rating_unfilled())
    for name in built.owners.foreign:
        note("head-not-listed", RESULT, say.head_not_listed(name), was=f"【{name}】", now=name)


Note = Callable[..., None]


def _note_doubt(
    journal: Journal, draft: Draft, numbers: Sequence[int], of: tuple[MeasureNumber, int]
) -> None:
    """A line that another measure could take, or an item whose number hangs on such a line."""
    kind, about = (
        ("doubtful-number", say.doubtful_number) if draft.renumbered else ("doubtful-row", say.doubtful_row)
    )
    above, below = sorted((draft.measure, draft.rival))
    journal.note(
        kind, Status.OPEN, draft.line.number, COLUMNS[NUMBER], about(of[0], numbers[draft.rival]),
        now=str(of[0]), of=of, border=Border(numbers[above], numbers[below]),
    )  # fmt: skip


def _note_planned(note: Note, draft: Draft, lines: Sequence[DataLine]) -> None:
    if draft.line.dashed:
        return
    if not draft.planned:
        if draft.rating is not UNFILLED:
            note("planned-lost", PLANNED, say.planned_lost(), Status.OPEN)
        return
    piece = draft.planned_from[0]
    where = lines[piece.row].number
    if draft.split:
        note("planned-split", PLANNED, say.planned_split(where), now=draft.planned)
    elif draft.shared:
        note("planned-shared", PLANNED, say.planned_shared(where), now=draft.planned)
    elif piece.row != draft.line.index:
        note("out-of-step", PLANNED, say.planned_from(where), now=draft.planned)
    if not draft.shared:
        _note_columns(note, draft, draft.planned_from, PLANNED)
    if not forms.starts_with_bullet(draft.planned) and not draft.shared:
        note("bullet-lost", PLANNED, say.bullet_lost(), was=draft.planned)


def _note_result(note: Note, draft: Draft, lines: Sequence[DataLine]) -> None:
    if draft.line.dashed:
        return
    if not draft.result:
        if draft.rating is not UNFILLED:
            note("result-lost", RESULT, say.result_lost(), Status.OPEN)
        return
    pieces = draft.results_from
    where = lines[pieces[-1].row].number
    if any(piece.part for piece in pieces):
        note("results-in-one-cell", RESULT, say.results_in_one_cell(where), now=draft.result)
    if len(pieces) > 1 and forms.only_heads(pieces[0].text):
        note("head-apart", RESULT, say.head_apart(lines[pieces[0].row].number), was=pieces[0].text)
    if pieces[-1].row != draft.line.index and not pieces[-1].part:
        note("out-of-step", RESULT, say.result_from(where), now=draft.result)
    _note_columns(note, draft, pieces, RESULT)


def _note_evidence(note: Note, draft: Draft, lines: Sequence[DataLine]) -> None:
    if not draft.evidence or draft.line.dashed:
        return
    piece = draft.evidence_from[0]
    if piece.row != draft.line.index:
        note("out-of-step", EVIDENCE, say.evidence_from(lines[piece.row].number), now=draft.evidence)
    _note_columns(note, draft, draft.evidence_from, EVIDENCE)


def _note_columns(note: Note, draft: Draft, pieces: Sequence[Piece], column: int) -> None:
    """Cells that were read as something else than their column says; cells that were joined."""
    cells = {(piece.row, piece.column) for piece in pieces if not forms.only_heads(piece.text)}
    if len(cells) > 1:
        note("cell-moved", column, say.joined_cells(), Status.OPEN)
    for piece in pieces:
        if piece.column == RATING:
            note("cell-moved", RATING, say.pushed_into_rating(), was=piece.text)
        elif piece.column != column and piece.row == draft.line.index:
            note("cell-moved", piece.column, say.cell_moved(COLUMNS[column]), was=piece.text)


def note_silent(journal: Journal, measure: Measure, line: int) -> None:
    """Departments of a measure that report nothing while others do: a row of theirs may be lost."""
    owners = {name for item in measure.items for name in item.owners}
    if len(measure.departments) < 2 or owners >= set(measure.departments):
        return
    for name in measure.departments:
        if name not in owners and not name.startswith(("全", "各")):
            journal.note(
                "department-silent", Status.OPEN, line, COLUMNS[DEPARTMENTS], say.department_silent(name),
                was=name, of=(measure.number, None),
            )  # fmt: skip


def note_guessed_owners(journal: Journal, built: Sequence[Built], line: int) -> None:
    """Items of one measure that only a heading of their planned work gives to a department: one finding."""
    guessed = {one.item.number: "、".join(one.item.owners) for one in built if one.owners.guessed}
    if guessed:
        names = "、".join(f"{number}は{name}" for number, name in guessed.items())
        text = say.owners_guessed(tuple(guessed.items()))
        journal.note(
            "owner-guessed", Status.OPEN, line, COLUMNS[DEPARTMENTS], text,
            of=(built[0].item.measure, None), now=names,
        )  # fmt: skip


def note_misread(
    journal: Journal, measure: Measure, lines: Mapping[int, int], misread: Mapping[str, str]
) -> None:
    """Words that the table of misread words knows; the text itself stays as it is."""
    for item in measure.items:
        for column, text in ((PLANNED, item.planned), (RESULT, item.result), (EVIDENCE, item.evidence)):
            for printed, means in misread.items():
                if printed in text:
                    journal.note(
                        "misread-word", Status.CORRECTED, lines[item.number], COLUMNS[column],
                        say.misread_word(printed, means), was=printed, now=means,
                        of=(measure.number, item.number),
                    )  # fmt: skip
