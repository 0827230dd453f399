"""A file of tables as cells with their places: what Excel, PDF and free CSV are read into.

Nothing is interpreted here but merged cells: `GridPage.cell` gives every place of a merged range the text and
the place of its first cell, so that who reads a row need not know what was merged.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

from katou_index.language import english, told
from katou_index.records import NamedTuple, Record

EXCEL, PDF, CSV = "excel", "pdf", "csv"  # the kinds of grids
HTML, ODS, OLD_EXCEL = "html", "ods", "xls"  # further files; their grids are shown as Excel does
MOST_MERGED_PLACES = 1_000_000
MOST_SIGNS = (
    5_000_000  # of all cells of a file; a city's sheet has some ten thousand, the largest half a million
)
SAMPLES, LONGEST_SAMPLE = 3, 20  # texts that a column is shown by, signs of each


_TURNED = 1 << 21  # above every number that a row can have
_PLAIN = 1 << 12  # above every number that a column can have


def turned_row(top: int, column: int) -> int:
    """The number of a row that is a column of a table turned upright: below each other where they stood
    beside each other. `top` is the first row of the table; column -1: the row `top` itself, as it stands."""
    return _TURNED + top * _PLAIN + column + 1


def printed_line(row: int) -> int:
    """The row of the file by the number of a row that may have been turned: the first one of its table."""
    return row if row < _TURNED else (row - _TURNED) // _PLAIN


def _standing(row: int, column: int) -> tuple[int, int]:
    """Row and column as they stand in the file."""
    if row < _TURNED:
        return row, column
    top, at = divmod(row - _TURNED, _PLAIN)
    return (top + column, at - 1) if at else (top, column)


class CellSpan(NamedTuple):
    """A merged range, both ends included. Rows as printed, from 1; columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Spot(NamedTuple):
    """One cell as read: its text, white space folded, and the first cell of its range (itself as a rule)."""

    text: str
    row: int
    column: int
    merged: bool


class Strike(NamedTuple):
    """Struck-out text (見え消し) of one cell, which is not among the texts of the page."""

    row: int
    column: int
    text: str


class CellDoubt(NamedTuple):
    """What is wrong with one cell: its place and a sentence, for people; then its sheet or page, its row and
    its column, 0 and -1 where it concerns none."""

    place: str
    text: str
    page: str = ""
    row: int = 0
    column: int = -1


class Unread(NamedTuple):
    """Something of a file that is not read: where, what it is called, some of what stands there, why."""

    place: str
    name: str
    values: tuple[str, ...]
    why: str = ""


class GridPage(Record):
    """One sheet of a workbook or one page of a PDF. `rows`: number of the row → its texts by column."""

    name: str
    rows: dict[int, tuple[str, ...]]
    spans: tuple[CellSpan, ...] = ()
    around: str = ""  # text outside the table: titles above it
    hidden: tuple[int, ...] = ()  # rows that are not shown
    hidden_columns: tuple[int, ...] = ()
    struck: tuple[Strike, ...] = ()  # in the order of the page

    def starts(self) -> dict[tuple[int, int], CellSpan]:
        """Every place of a filled row that lies inside a merged range → the range. Ranges may be absurdly
        large and many: beyond `MOST_MERGED_PLACES` no more of them count."""
        numbers = sorted(self.rows)
        width = max(map(len, self.rows.values()), default=0)
        found: dict[tuple[int, int], CellSpan] = {}
        for span in self.spans:
            inside = numbers[bisect_left(numbers, span.top) : bisect_right(numbers, span.bottom)]
            across = range(span.left, min(span.right + 1, width))
            if len(found) + len(inside) * len(across) > MOST_MERGED_PLACES:
                break
            found.update(((row, column), span) for row in inside for column in across)
        return found


class Grid(Record):
    """A whole file. `doubts`: what cells hold but cannot be shown, `unread`: what
    the reader of the format left out: hidden sheets, small tables."""

    file: str
    kind: str  # EXCEL, PDF or CSV
    pages: tuple[GridPage, ...]
    doubts: tuple[CellDoubt, ...] = ()
    unread: tuple[Unread, ...] = ()

    def column_place(self, page: GridPage, column: int) -> str:
        """Where a column is: `シート「評価」I列`, `2ページ 表の5列目`, `5列目`; of a turned table the row."""
        first = next((row for row in page.rows if row >= _TURNED and (row - _TURNED) % _PLAIN), 0)
        if first:
            return self.row_place(page, _standing(first, column)[0])
        if self.kind == EXCEL:
            return f"シート「{page.name}」{letters(column)}列"
        return f"{page.name}ページ 表の{column + 1}列目" if self.kind == PDF else f"{column + 1}列目"

    def row_place(self, page: GridPage, row: int) -> str:
        """Where a row is: `シート「評価」12行目`, `2ページ 表の5行目`, `12行目`."""
        row = printed_line(row)
        return f"シート「{page.name}」{row}行目" if self.kind == EXCEL else self.place(page, row, 0)

    def place(self, page: GridPage, row: int, column: int) -> str:
        """Where a cell is, as people find it: `シート「評価」I12`, `2ページ 表の5行目`, `12行目`."""
        row, column = _standing(row, column)
        if self.kind == EXCEL:
            return f"シート「{page.name}」{letters(column)}{row}"
        return f"{page.name}ページ 表の{row}行目" if self.kind == PDF else f"{row}行目"

    def as_json(self) -> dict[str, Any]:
        """Plain values, for handing over between processes."""
        pages = [{**page.as_dict(), "rows": [[number, *texts] for number, texts in page.rows.items()]}
                 for page in self.pages]  # fmt: skip
        return {
            "file": self.file,
            "kind": self.kind,
            "pages": pages,
            "doubts": [[*doubt, english(doubt.text)] for doubt in self.doubts],
            "unread": self.unread,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Grid:
        """The other way round."""
        pages = tuple(
            GridPage(
                page["name"],
                {number: tuple(texts) for number, *texts in page["rows"]},
                tuple(CellSpan(*span) for span in page["spans"]),
                page["around"],
                tuple(page["hidden"]),
                tuple(page["hidden_columns"]),
                tuple(Strike(*each) for each in page["struck"]),
            )
            for page in value["pages"]
        )
        doubts = tuple(
            CellDoubt(place, told(text, twin), *rest) for place, text, *rest, twin in value["doubts"]
        )
        unread = tuple(Unread(at, name, tuple(texts), why) for at, name, texts, why in value["unread"])
        return cls(value["file"], value["kind"], pages, doubts, unread)


def spots_of(page: GridPage) -> dict[int, list[Spot]]:
    """Row → its cells, every place of a merged range filled with the range's text."""
    inside = page.starts()
    width = max((len(texts) for texts in page.rows.values()), default=0)
    numbers = set(page.rows) | {row for row, _ in inside if page.rows} | {each.row for each in page.struck}
    spots = {}
    for number in sorted(numbers):
        texts = page.rows.get(number, ())
        row = []
        for column in range(width):
            span: CellSpan | None = inside.get((number, column))
            if span is None:
                row.append(Spot(texts[column] if column < len(texts) else "", number, column, False))
            else:
                start = page.rows.get(span.top, ())
                text = start[span.left] if span.left < len(start) else ""
                row.append(Spot(text, span.top, span.left, True))
        spots[number] = row
    return spots


def letters(column: int) -> str:
    """0 → A, 26 → AA, as Excel names columns."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def folded(text: str) -> str:
    """White space of any kind as one blank: what is quoted for ever."""
    return " ".join(text.split())


def samples(texts: Iterable[str], most: int = SAMPLES) -> tuple[str, ...]:
    """The first different ones, short: enough to know a column or a sheet by."""
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found.setdefault(text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…")
        if len(found) == most:
            break
    return tuple(found)


_BROKEN_BEFORE = re.compile(r"[・●◇○◆■□▪•‣【※◎△×①-⑳]|[(（]\d+[)）]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_HEAD_AT_END = re.compile(r"[■●◆◎]\s?[^\s。、]{1,20}[課室館局署所]$")  # ■健康課
_GOES_ON = re.compile(r"[\u3041-\u3096、。・]")  # … の取組


def glued(lines: list[str]) -> str:
    """Lines of one printed cell as one text: Japanese is broken anywhere, so no blank comes in between unless
    a sentence, a department's head, a list or two Latin words meet there."""
    text = ""
    for line in filter(None, map(folded, lines)):
        latin = bool(text) and bool(_LATIN.match(text[-1]) and _LATIN.match(line[0]))
        headed = _HEAD_AT_END.search(text) is not None and not _GOES_ON.match(line)
        apart = text[-1:] in ("。", "】") or _BROKEN_BEFORE.match(line) is not None or latin or headed
        text += f" {line}" if text and apart else line
    return text
