"""Tidy CSV → measures, streamed: what Excel and `katou-index export` write, one line an item.

    年度,基本方針,取組,事業No.,事業名,担当課,項目,項目担当課,取組内容,取組結果,根拠,評価,出典,確度,注記
    R2,⑤ …,…,30,RPAの導入,総務財政課、管財課,3,総務財政課,…,…,…,○,sheet.txt 行48,原文どおり,

Columns are found by their names; 事業No., 事業名 and 項目 must be there, the rest may be absent or empty.
Lines of one 事業No. stand together. Nothing is restored here: a file of this format is as people left it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from katou_index.errors import SourceError
from katou_index.plan import (
    LOST,
    UNFILLED,
    Certainty,
    Finding,
    FiscalYear,
    Item,
    Measure,
    MeasureNumber,
    Rating,
    Source,
    Status,
)
from katou_index.printed import are_decimals, is_decimal, printed_number, without_decimal
from katou_index.reading import sentences as say
from katou_index.reading.delimited import MOST_ONE_BY_ONE, records
from katou_index.reading.furthermarks import FurtherMarks
from katou_index.reading.grid import SAMPLES, samples
from katou_index.tables import Scale, split_policy

COLUMNS = (
    "年度", "基本方針", "取組", "事業No.", "事業名", "担当課", "項目", "項目担当課", "取組内容", "取組結果",
    "根拠", "評価", "出典", "確度", "注記",
)  # fmt: skip
NEEDED = ("事業No.", "事業名", "項目")
WHOLE = ("事業No.", "項目", "評価")  # columns whose whole numbers a program may have written as 1.0
_DENSE = 10_000_000  # plain numbers up to here are counted in a row

Cells = dict[str, str]  # first the columns of the format, then those that only the file has


def read_tidy(path: Path, year: FiscalYear, scale: Scale, findings: list[Finding]) -> Iterator[Measure]:
    """The measures of a tidy CSV, one after the other; doubts are added to `findings` on the way.

    Raises SourceError (file, line) for what is no such file and for the first row that does not fit.
    """
    reader = _Reader(path.name, year, scale, findings)
    yield from _grouped(reader, reader.rows(path))
    reader.note_others()


def read_tidy_rows(
    file: str,
    rows: Iterable[tuple[int, Cells]],
    year: FiscalYear,
    scale: Scale,
    findings: list[Finding],
    places: Mapping[str, str],
) -> Iterator[Measure]:
    """The measures of tidy rows of another format (Excel), each (line, column → text), absent columns left
    out; else as `read_tidy`. `places`: where its further columns are."""
    blank = dict.fromkeys(COLUMNS, "")
    reader = _Reader(file, year, scale, findings)
    bare = ((line, {name: _cell(cell) for name, cell in cells.items()}) for line, cells in rows)
    yield from _grouped(reader, ((line, {**blank, **cells}) for line, cells in bare))
    reader.note_marks(places)


def tidy_columns(path: Path) -> list[str]:
    """The columns of a tidy CSV that the format has. Raises SourceError where it cannot be opened."""
    _, first = next(records(path, path.name), (0, []))
    return [name for name in map(_cell, first) if name in COLUMNS]


def tidy_heading(path: Path) -> list[str] | None:
    """The columns of a tidy CSV that the format does not have; None for a CSV that is none.

    Raises SourceError where it cannot be opened.
    """
    with contextlib.suppress(SourceError):
        _, first = next(records(path, path.name), (0, []))
        names = [name.strip() for name in first]
        if names and not all(name in names for name in NEEDED):
            return None
        names = list(map(_cell, names))
        return [name for name in names if name not in COLUMNS]
    return []  # the reader says what is wrong


def _grouped(reader: _Reader, rows: Iterable[tuple[int, Cells]]) -> Iterator[Measure]:
    seen = bytearray()  # by plain number: was this measure there? A million of them is a megabyte
    printed = set[str]()  # the other numbers
    current: _Group | None = None
    for line, cells in rows:
        number = reader.measure(cells, line)
        if current is None or number != current.number:
            if current is not None:
                yield current.measure()
            if _was_there(number, seen, printed):
                raise reader.error(line, say.measure_again(number))
            current = _Group.begin(reader, number, cells)
        current.add(reader.item(cells, line, number, current))
    if current is None:
        raise SourceError(reader.file, "", say.only_heading())
    yield current.measure()


def _was_there(number: MeasureNumber, seen: bytearray, printed: set[str]) -> bool:
    """Whether this measure was there already; from now on it was."""
    if isinstance(number, str) or number > _DENSE:
        before = str(number) in printed
        printed.add(str(number))
        return before
    seen.extend(bytes(max(0, number + 1 - len(seen))))
    before, seen[number] = bool(seen[number]), 1
    return before


@dataclass
class _Group:
    """The lines of one measure read so far."""

    year: FiscalYear
    number: MeasureNumber
    title: str
    policy_no: int | None
    policy: str
    initiative: str
    departments: tuple[str, ...]
    items: list[Item]

    @classmethod
    def begin(cls, reader: _Reader, number: MeasureNumber, cells: Cells) -> _Group:
        policy_no, policy = split_policy(cells["基本方針"])
        return cls(reader.year, number, cells["事業名"], policy_no, policy, cells["取組"],
                   _departments(cells["担当課"]), [])  # fmt: skip

    def add(self, item: Item) -> None:
        self.items.append(item)

    def measure(self) -> Measure:
        return Measure(self.year, self.number, self.title, self.policy_no, self.policy, self.initiative,
                       self.departments, tuple(self.items))  # fmt: skip


def _departments(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("、") if part.strip())


# What a spreadsheet would run, Japanese Excel its wide signs, too; a wide dash alone stands for nothing.
RUN = r"(?:[=+\-@\t\r＝＋＠]|－.)"
_GUARDED = re.compile(f"'+{RUN}")


def unguarded(cell: str) -> str:
    """`'=1+1` is `=1+1`: the export guards what spreadsheets would run."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def _cell(cell: str) -> str:
    """White space folded to one blank, without the export's guard."""
    return " ".join(unguarded(cell).split())


class _Reader:
    """A tidy file and what is needed to understand its rows."""

    def __init__(self, file: str, year: FiscalYear, scale: Scale, findings: list[Finding]) -> None:
        self.file, self.year, self.scale, self.findings = file, year, scale, findings
        self.others: dict[int, tuple[str, ...]] = {}  # columns that the format does not have → values
        self.names: list[str] = []
        self.marks = FurtherMarks(scale)

    def note_others(self) -> None:
        """Tell the further columns: those that were kept, and those that were not read."""
        for at, values in self.others.items():
            if self.names[at] or values:
                kept = bool(values) and self._is_kept(self.names[at])
                told = say.column_kept if kept else say.column_unread
                self.findings.append(
                    Finding(self.year, self.file, None, "", "column-kept" if kept else "column-unknown",
                            Status.REPAIRED, told(f"{at + 1}列目", self.names[at], values), None, None,
                            self.names[at], "")
                )  # fmt: skip
        self.note_marks({name: f"{at + 1}列目" for at, name in enumerate(self.names)})

    def note_marks(self, places: Mapping[str, str]) -> None:
        """Ask about further columns of marks: perhaps one of them is the rating."""
        for name in self.marks.columns():
            text = say.marks_kept(places.get(name, ""), name)
            self.findings.append(
                Finding(
                    self.year, self.file, None, "", "column-marks", Status.OPEN, text, None, None, name, ""
                )
            )

    def _is_kept(self, name: str) -> bool:
        """Whether a column that the format does not have is kept: one heading of its own, no ratings."""
        return bool(name) and "評価" not in name and name not in COLUMNS and self.names.count(name) < 2

    def error(self, line: int, what: str) -> SourceError:
        return SourceError(self.file, say.line(line), what)

    # -- rows --------------------------------------------------------------------------------------------

    def rows(self, path: Path) -> Iterator[tuple[int, Cells]]:
        """(first line in the file, column → cell as folded to one blank) for each row under the heading."""
        lines = records(path, self.file, MOST_ONE_BY_ONE)
        heading = self._heading(next((cells for _, cells in lines), None))
        blank = dict.fromkeys(COLUMNS, "")
        decimals: list[str] | None = None
        for line, row in lines:
            if not any(row):
                continue
            if len(row) != len(heading):
                raise self.error(line, say.row_width(len(row), len(heading)))
            for at, values in self.others.items():
                if len(values) < SAMPLES:
                    self.others[at] = samples([*values, _cell(row[at])])
            cells = dict(zip(heading, map(_cell, row), strict=True))
            if decimals is None:
                decimals = [name for name in WHOLE if self._is_decimal(path, cells, name)]
            cells.update((name, without_decimal(cells[name])) for name in decimals)
            yield line, {**blank, **cells}

    def _is_decimal(self, path: Path, first: Cells, name: str) -> bool:
        """Whether the whole numbers of a column were written as 1.0, 2.0. Only where the first row looks so
        is the file gone through for it."""
        if not is_decimal(first.get(name, "")):
            return False
        at = self.names.index(name)
        lines = (cells for _, cells in records(path, self.file) if len(cells) > at)
        next(lines)
        return are_decimals(_cell(cells[at]) for cells in lines)

    def _heading(self, row: list[str] | None) -> list[str]:
        if row is None:
            raise SourceError(self.file, "", say.no_lines())
        names = [_cell(name) for name in row]
        missing = [name for name in NEEDED if name not in names]
        if missing:
            raise self.error(1, say.columns_missing(missing))
        doubled = [name for name in COLUMNS if names.count(name) > 1]
        if doubled:
            raise self.error(1, say.columns_twice(doubled))
        self.names = names
        self.others = {at: () for at, name in enumerate(names) if name not in COLUMNS}
        return names

    # -- cells -------------------------------------------------------------------------------------------

    def measure(self, cells: Cells, line: int) -> MeasureNumber:
        """The measure's number as printed."""
        cell = cells["事業No."]
        number = printed_number(cell)
        if number is None:
            raise self.error(line, say.no_measure_number(cell[:20]))
        return number

    def number(self, cells: Cells, column: str, line: int) -> int:
        cell = cells[column]
        if not re.fullmatch(r"[0-9]{1,7}", cell):
            raise self.error(line, say.no_number(column, cell[:20]))
        return int(cell)

    def item(self, cells: Cells, line: int, measure: MeasureNumber, group: _Group) -> Item:
        """One row as an item of the measure that `group` collects."""
        self._check_year(cells["年度"], line)
        number = self.number(cells, "項目", line)
        if any(item.number == number for item in group.items):
            raise self.error(line, say.item_twice(measure, number))
        if cells["事業名"] != group.title:
            raise self.error(line, say.title_differs(measure))
        certainty = self._certainty(cells["確度"], line)
        rating = self._rating(cells["評価"], certainty, line, measure, number)
        others = islice(cells.items(), len(COLUMNS), None)  # behind those of the format
        further = tuple([(name, text) for name, text in others if text and self._is_kept(name)])
        for name, text in further:
            self.marks.see(name, text)
        return Item(
            self.year, measure, number, _departments(cells["項目担当課"]) or group.departments,
            cells["取組内容"], cells["取組結果"], cells["根拠"], rating,
            self._source(cells["出典"], line), certainty or _certainty_of(rating),
            tuple(note for note in cells["注記"].split("｜") if note),
            further,
        )  # fmt: skip

    def _check_year(self, cell: str, line: int) -> None:
        if not cell:
            return
        try:
            fits = FiscalYear.from_code(cell) == self.year
        except ValueError:
            fits = False
        if not fits:
            raise self.error(line, say.another_year(cell, self.year.code))

    def _certainty(self, cell: str, line: int) -> Certainty | None:
        if not cell:
            return None
        try:
            return Certainty(cell)
        except ValueError:
            words = [certainty.value for certainty in Certainty]
            raise self.error(line, say.no_certainty(words, cell[:20])) from None

    def _rating(
        self, cell: str, certainty: Certainty | None, line: int, measure: MeasureNumber, item: int
    ) -> Rating:
        if not cell:
            return LOST if certainty is Certainty.LOST else UNFILLED
        rating = self.scale.read(cell)
        if rating is not None:
            return rating
        self.findings.append(Finding(
            self.year, self.file, line, "評価", "mark-unknown", Status.OPEN,
            say.mark_unknown(cell),
            measure, item, cell, "",
        ))  # fmt: skip
        return UNFILLED

    def _source(self, cell: str, line: int) -> Source:
        """`sheet.txt 行48・49` as the export writes it; this very line where the cell is empty."""
        match = re.fullmatch(r"(.+) 行([0-9]+(?:・[0-9]+)*)", cell) if cell else None
        if not match:
            return Source(cell or self.file, () if cell else (line,))
        return Source(match[1], tuple(int(part) for part in match[2].split("・")))


def _certainty_of(rating: Rating) -> Certainty:
    return Certainty.UNFILLED if rating == UNFILLED else Certainty.VERBATIM
