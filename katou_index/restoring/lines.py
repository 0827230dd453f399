"""One row of a sheet → a `DataLine`: its left block put in place, what its right cells may be, its rating.

Only what stands in the row itself counts here. The left block (number, title, departments) is found by form,
wherever it has slipped to: first the number, then the title, then the cells that are department lists. What
stands before the number is a label; what comes after the departments is planned work, result or evidence.

    ⇥31 電算システムの計画的な更新⇥総務財政課情報管理室⇥⇥・戸籍システム更新⇥【市民課】 …⇥⇥⇥△
    left: 31, its title, its department · right: "・戸籍…" (col 4) as planned, "【市民課】…" (col 5) as result
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from katou_index.plan import DASH, Rating
from katou_index.reading.sheet import (
    DEPARTMENTS,
    EVIDENCE,
    NUMBER,
    PLANNED,
    RATING,
    RESULT,
    TITLE,
    SheetRow,
)
from katou_index.restoring import forms
from katou_index.tables import Scale, is_provisional, split_policy

LOOKALIKES = {"O": "○", "o": "○", "0": "○", "Ｏ": "○", "０": "○", "X": "×", "x": "×", "Ｘ": "×", "ｘ": "×"}
BRACKETS = "（）()［］[]「」。.、, "  # may stand around a sign
_OTHER_COLUMN = 1.6  # a cell that stands beside its column, once for a run of such cells
_SAME_COLUMN_TWICE = 2.0  # two cells of one row that are both planned work, or both results
_LONGEST_OFFICE = 20  # characters of a department's name
_LIKELY = 4.0  # readings of a row that cost this much more than its best one are not followed


@dataclass(frozen=True, slots=True)
class Left:
    """The left block of a measure as one row shows it. `number` None: it stands nowhere in the row."""

    row: int
    number: int | None
    title: str
    departments: tuple[str, ...]
    number_column: int = NUMBER
    title_column: int = TITLE
    in_title: bool = False
    department_cells: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A right-hand cell, or a part of one. `row` and `column` are where it stands in the sheet."""

    row: int
    column: int
    text: str
    part: int = 0  # which part of its cell; 0 for the first or the whole


@dataclass(frozen=True, slots=True)
class LineReading:
    """One way to read the right cells of a row; `cost` 0 is: every cell in its column and looking like it."""

    planned: tuple[Piece, ...]
    results: tuple[Piece, ...]
    evidence: tuple[Piece, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class DataLine:
    """One data line: one rated item, of whichever measure. `index` counts data lines from 0."""

    index: int
    number: int  # of the line in the file
    page: int
    texts: tuple[str, ...]  # the nine cells without tags
    labels: tuple[tuple[int, str], ...]  # (column, text) of policy and initiative labels
    left: Left | None
    readings: tuple[LineReading, ...]  # best first, at least one
    rating: Rating | None  # None: the row shows none
    rating_column: int
    guessed_rating: bool  # read from a look-alike such as the letter O, or put in brackets
    repeated_rating: bool = False  # the row says that it is that of the row above

    @property
    def dashed(self) -> bool:
        """Whether the row says that nothing was planned."""
        return self.rating == DASH


def read_line(index: int, row: SheetRow, scale: Scale, repeated: bool = False) -> DataLine:
    """The row as a line. Never fails: what has no place becomes a label or a right-hand cell. `repeated`: its
    rating is that of the row above."""
    texts = tuple(forms.strip_tags(cell.text) for cell in row.cells)
    rating, rating_column, guessed = _rating(texts, scale)
    if rating is None:
        rating, texts = _glued_rating(texts, scale)
        guessed = rating is not None
    left, labels, right_from = _left(index, texts)
    cells = [
        Piece(index, column, texts[column])
        for column in range(len(texts))
        if texts[column]
        and (column >= right_from or column in _stray(texts, labels))
        and not (rating is not None and column == rating_column)
    ]
    readings = (_dashes(cells, scale),) if rating == DASH else _readings(cells)
    stray = {piece.column for piece in cells}
    return DataLine(
        index, row.line, row.page, texts, tuple(label for label in labels if label[0] not in stray), left,
        readings, rating, rating_column, guessed, repeated,
    )  # fmt: skip


def _rating(texts: Sequence[str], scale: Scale) -> tuple[Rating | None, int, bool]:
    """The rating of a row and its column: the last column, else a lone sign in a column before it."""
    last = texts[RATING].strip(BRACKETS)
    if (rating := scale.read(last)) is not None:
        return rating, RATING, scale.read(texts[RATING]) is None and is_provisional(texts[RATING])
    if last in LOOKALIKES:
        return scale.read(LOOKALIKES[last]), RATING, True
    for column in range(RATING - 1, NUMBER - 1, -1):
        rating = scale.read(texts[column])
        if rating is not None and rating.rated:
            return rating, column, False
    return None, RATING, False


def _glued_rating(texts: tuple[str, ...], scale: Scale) -> tuple[Rating | None, tuple[str, ...]]:
    """A sign at the end of the evidence, the last column being empty: the sign, the texts without it."""
    before, _, sign = texts[EVIDENCE].rpartition(" ")
    rating = scale.read(sign) if before and not texts[RATING] else None
    if rating is None or not rating.rated:
        return None, texts
    return rating, (*texts[:EVIDENCE], before, texts[RATING])


def _left(index: int, texts: Sequence[str]) -> tuple[Left | None, list[tuple[int, str]], int]:
    """Left block, labels before it, and the first column that belongs to the right block."""
    for column in range(TITLE + 1):
        text = texts[column]
        number = forms.number_in(text)
        if number is not None:
            return _from_number(index, texts, column, number, "", column)
        if numbered := forms.numbered_title(text):
            return _from_number(index, texts, column, *numbered, column)
    return _without_number(index, texts)


def _from_number(
    index: int, texts: Sequence[str], column: int, number: int, title: str, title_column: int
) -> tuple[Left, list[tuple[int, str]], int]:
    labels = [(at, texts[at]) for at in range(column) if texts[at]]
    in_title = bool(title)
    rest = [at for at in range(column + 1, DEPARTMENTS + 1) if texts[at]]
    while rest and forms.number_in(texts[rest[0]]) == number:
        rest.pop(0)  # the number twice
    if not title and rest and not _looks_right(texts[rest[0]]):
        title_column = rest.pop(0)
        title = texts[title_column]
        if (again := forms.numbered_title(title)) and again[0] == number:
            title, in_title = again[1], True
    offices: list[tuple[int, str]] = []
    while rest and (forms.departments_in(texts[rest[0]]) or _unknown_office(texts, rest[0], offices)):
        offices.append((rest[0], texts[rest.pop(0)]))
    end = rest[0] if rest else DEPARTMENTS + 1
    left = Left(
        index, number, title, _united(offices), column, title_column, in_title, tuple(offices)
    )  # fmt: skip
    return left, labels, end


def _without_number(index: int, texts: Sequence[str]) -> tuple[Left | None, list[tuple[int, str]], int]:
    """A continuation row as a rule. A title followed by departments is a measure whose number is lost."""
    filled = [at for at in range(DEPARTMENTS + 1) if texts[at] and not _looks_right(texts[at])]
    offices = [at for at in filled if forms.departments_in(texts[at]) and at > 0]
    others = [at for at in filled if at not in offices]
    cells = tuple((at, texts[at]) for at in offices)
    before = [at for at in others if offices and at < offices[0] and at >= NUMBER - 1]
    if before and split_policy(texts[before[-1]])[0] is None and len(texts[before[-1]]) > 3:
        title = before[-1]
        labels = [(at, texts[at]) for at in others if at < title]
        return (
            Left(index, None, texts[title], _united(cells), NUMBER, title, False, cells),
            labels,
            offices[-1] + 1,
        )
    if cells:
        labels = [(at, texts[at]) for at in others if at < offices[0]]
        return Left(index, None, "", _united(cells), NUMBER, TITLE, False, cells), labels, offices[-1] + 1
    labels = [(at, texts[at]) for at in others if at < DEPARTMENTS]
    return None, labels, DEPARTMENTS


def _looks_right(text: str) -> bool:
    """Whether a cell in the left columns can only be planned work or a result."""
    return forms.starts_with_bullet(text) or "。" in text or bool(forms.heads_in(text))


def _unknown_office(texts: Sequence[str], column: int, before: list[tuple[int, str]]) -> bool:
    """A department of unusual form: alone in the department column while planned work stands in its own."""
    text = texts[column]
    alone = column == DEPARTMENTS and not before and bool(texts[PLANNED])
    return alone and len(text) <= _LONGEST_OFFICE and not _looks_right(text)


def _united(cells: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    names = [name for _, text in cells for name in forms.departments_in(text) or forms.names_in(text)]
    return tuple(dict.fromkeys(names))


def _stray(texts: Sequence[str], labels: Sequence[tuple[int, str]]) -> set[int]:
    """Columns of planned work or results that stand among the labels."""
    return {at for at in range(DEPARTMENTS) if texts[at] and _looks_right(texts[at])} - {
        at for at, text in labels if not _looks_right(text)
    }


def _dashes(cells: Sequence[Piece], scale: Scale) -> LineReading:
    """The cells of a row rated "—": dashes too, or whatever else stands in those columns."""
    at = {
        piece.column: (piece,) for piece in cells if scale.read(piece.text) is None or piece.column >= PLANNED
    }
    return LineReading(at.get(PLANNED, ()), at.get(RESULT, ()), at.get(EVIDENCE, ()), 0.0)


def _readings(cells: Sequence[Piece]) -> tuple[LineReading, ...]:
    """The likely ways to read these cells as planned work, results, evidence, in that order; best first."""
    if len(cells) > 6:  # more than a row can hold: only the columns speak
        return (_reading(cells, [min(max(piece.column, PLANNED), EVIDENCE) for piece in cells]),)
    found = sorted(
        (
            _reading(cells, kinds)
            for kinds in combinations_with_replacement((PLANNED, RESULT, EVIDENCE), len(cells))
        ),
        key=lambda reading: reading.cost,
    )
    return tuple(reading for reading in found if reading.cost <= found[0].cost + _LIKELY)


def _reading(cells: Sequence[Piece], kinds: Sequence[int]) -> LineReading:
    cost, slipped = 0.0, 0
    for at, (piece, kind) in enumerate(zip(cells, kinds, strict=True)):
        cost += _cost_of_kind(piece.text, kind)
        cost += _OTHER_COLUMN * min(abs(piece.column - kind - slipped), 2)
        slipped = piece.column - kind
        if at and kinds[at - 1] == kind:
            cost += _SAME_COLUMN_TWICE
    planned, results, evidence = (
        tuple(_of_kind(cells, kinds, kind)) for kind in (PLANNED, RESULT, EVIDENCE)
    )  # fmt: skip
    return LineReading(planned, results, evidence, cost)


def _of_kind(cells: Sequence[Piece], kinds: Sequence[int], wanted: int) -> Iterator[Piece]:
    return (piece for piece, kind in zip(cells, kinds, strict=True) if kind == wanted)


def _cost_of_kind(text: str, kind: int) -> float:
    form = forms.Form.of(text)
    return {PLANNED: form.as_planned, RESULT: form.as_result, EVIDENCE: form.as_evidence}[kind]
