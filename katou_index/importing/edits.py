"""An export (Excel, CSV) that people edited → records for corrections.csv.

It is recognised by its headings, wherever people put them: below a title row, without the sheet of conditions
(条件), in a sheet that is called otherwise, as Google Sheets and LibreOffice save it. Only cells under
coloured headings, those of further columns too, may differ from the plan as it is now; each that does becomes
one correction, with what stood there before.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from katou_index.corrections import COLUMNS, FILE, FURTHER, MEASURE_FIELDS
from katou_index.errors import KatouError, SourceError
from katou_index.exporting import CONDITIONS, EDITABLE, ITEMS, VERSION, further_columns, tidy_row
from katou_index.importing import sentences as say
from katou_index.plan import FiscalYear, Item, Measure, MeasureNumber, Plan, measure_number
from katou_index.reading import tidy
from katou_index.reading.grid import Grid, GridPage, folded
from katou_index.reading.headings import years_in
from katou_index.reading.tidy import unguarded
from katou_index.records import NamedTuple
from katou_index.tables import Scale
from katou_index.words import clean

__all__ = ["FILE", "Edit", "appended", "edits_of", "is_export", "version_of"]
_KEYS = ("事業No.", "項目")
OWN = frozenset({"出典", "確度"})  # headings that no office's own sheet has
DEEPEST = 10  # rows in which the headings are looked for


class Edit(NamedTuple):
    """One changed cell. `item` None: a field of the measure. `place` is where it stands in the file."""

    measure: MeasureNumber
    item: int | None
    field: str
    was: str
    now: str
    place: str

    @property
    def at(self) -> str:
        """`30-3` or `No.30`."""
        return f"No.{self.measure}" if self.item is None else f"{self.measure}-{self.item}"


def is_export(grid: Grid, year: FiscalYear) -> bool:
    """Whether the file says of itself that it is an export that holds this year."""
    found = _items(grid)
    if found is None:
        return False
    page, line, columns = found
    texts = (
        row[columns["年度"]] for at, row in page.rows.items() if at > line and len(row) > columns["年度"]
    )
    conditions = next((_conditions(page) for page in grid.pages if page.name == CONDITIONS), {})
    said = {conditions.get("年度", ""), *texts}
    return any(text == year.code or year.began in years_in(text) for text in said)


def version_of(grid: Grid, year: FiscalYear) -> str:
    """The mark of the data that it was exported from, empty where it has none."""
    page = next((page for page in grid.pages if page.name == CONDITIONS), None)
    return _conditions(page).get(f"{VERSION} {year.code}", "") if page else ""


def _conditions(page: GridPage) -> dict[str, str]:
    return {texts[0]: texts[1] for texts in page.rows.values() if len(texts) > 1}


def _items(grid: Grid) -> tuple[GridPage, int, dict[str, int]] | None:
    """The sheet of an export that holds its items, the line of its headings, and column → its place.

    Headings that only an export has (出典, 確度) tell it, or its sheet of conditions beside them.
    """
    told = any(page.name == CONDITIONS for page in grid.pages)
    for page in grid.pages:
        for line in sorted(page.rows)[:DEEPEST]:
            texts = page.rows[line]
            found = {name: texts.index(name) for name in tidy.COLUMNS if name in texts}
            own = found.keys() & OWN
            if {*tidy.NEEDED, "年度"} <= found.keys() and (own or (told and page.name == ITEMS)):
                return page, line, found
    return None


def edits_of(grid: Grid, plan: Plan, scale: Scale) -> tuple[list[Edit], list[SourceError]]:
    """Every cell that differs from `plan`, in the order of the file; and those in columns that are locked.

    Raises SourceError with the cell: an item that is not there, a rating that is none, two values for one.
    """
    sheet = _items(grid)
    assert sheet is not None  # is_export has been asked
    page, heading, columns = sheet
    further = further_columns(plan.items)
    heads = [unguarded(text) for text in page.rows[heading]]
    columns |= {name: heads.index(name) for name in further if name in heads}
    found: dict[tuple[MeasureNumber, int | None, str], Edit] = {}
    locked: list[SourceError] = []
    for line, texts in page.rows.items():
        row = {name: unguarded(texts[at]) if at < len(texts) else "" for name, at in columns.items()}
        if line <= heading or not any(row.values()) or (row["年度"] and row["年度"] != plan.year.code):
            continue
        measure, item = _item(grid, page, line, columns, row, plan)
        shown = dict(zip(tidy.COLUMNS, tidy_row(measure, item), strict=True))
        shown |= {**dict.fromkeys(further, ""), **dict(item.extra)}
        for name, cell in row.items():
            was = folded(clean(str(shown[name])))
            if cell == was or (name == "年度" and not cell):
                continue
            place = grid.place(page, line, columns[name])
            if name not in (*EDITABLE, *further):
                locked.append(SourceError(grid.file, place, say.locked_cell(name)))
                continue
            edit = _edit(grid, measure, item, name, (was, cell), place, scale)
            if edit.now == was:
                continue  # another look of the same sign
            before = found.setdefault((edit.measure, edit.item, name), edit)
            if before.now != edit.now:
                raise SourceError(grid.file, place, say.two_values(name))
    return list(found.values()), locked


def unknown_columns(grid: Grid, plan: Plan) -> list[str]:
    """Columns of an export that the plan does not have, and that hold something: what people added."""
    sheet = _items(grid)
    assert sheet is not None
    page, heading, _ = sheet
    known = {*tidy.COLUMNS, *further_columns(plan.items)}
    below = [texts for line, texts in page.rows.items() if line > heading]
    return [
        f"{grid.column_place(page, at)}「{text[:40]}」"
        for at, text in enumerate(page.rows[heading])
        if unguarded(text) not in known and any(at < len(texts) and texts[at] for texts in below)
    ]


def _item(
    grid: Grid, page: GridPage, line: int, columns: dict[str, int], row: dict[str, str], plan: Plan
) -> tuple[Measure, Item]:
    number, item = (row[name] for name in _KEYS)
    measure = plan.by_number.get(measure_number(number))
    found = next((each for each in measure.items if str(each.number) == item), None) if measure else None
    if measure is None or found is None:
        place = grid.place(page, line, columns["事業No."])
        raise SourceError(grid.file, place, say.no_such_item(f"{number}-{item}"))
    return measure, found


def _edit(
    grid: Grid, measure: Measure, item: Item, name: str, cells: tuple[str, str], place: str, scale: Scale
) -> Edit:
    was, now = cells
    if name in MEASURE_FIELDS:
        return Edit(measure.number, None, name, was, now, place)
    if name == "評価" and now:
        rating = scale.read(now)
        if rating is None:
            raise SourceError(grid.file, place, say.not_a_mark(now))
        now = rating.mark
    return Edit(measure.number, item.number, name, was, now, place)


def _written(field: str) -> str:
    return field if field in EDITABLE else f"{FURTHER}{field}"


def appended(
    before: bytes, edits: Sequence[Edit], year: FiscalYear, reason: str, who: str, when: str
) -> bytes:
    """corrections.csv with these records at its end; what stands there stays byte for byte."""
    if not reason.strip() or not who.strip():
        raise KatouError(say.needs_reason())
    end = "\r\n" if b"\r\n" in before else "\n"
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    if not before.strip():
        writer.writerow(COLUMNS)
    elif not before.endswith(b"\n"):
        text.write(end)
    why = (folded(reason), folded(who), when)
    writer.writerows(
        [year.code, edit.measure, edit.item or "", _written(edit.field), edit.was, edit.now, *why]
        for edit in edits
    )  # fmt: skip
    return (before if before.strip() else b"") + text.getvalue().encode("utf-8")
