"""The R2 items in sixteen ways that offices lay out a sheet, and once as another city would."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook

from katou_index.exporting import write_xlsx
from katou_index.loading import load_year
from katou_index.plan import FiscalYear, Measure
from katou_index.records import replace
from katou_index.tablefiles import load_tables
from tests.sheets import (
    COLUMNS,
    HEADINGS,
    MADE,
    MERGED,
    ROOT,
    Cells,
    Record,
    blanked,
    cells_of,
    headings,
    merge_down,
    merged,
    runs,
    write_rows,
)

Layout = Callable[[Path, Sequence[Record]], None]


def save(path: Path, rows: Sequence[Cells], title: str = "評価") -> None:
    book = Workbook()
    book.worksheets[0].title = title
    write_rows(book.worksheets[0], rows)
    book.save(path)


def flat(path: Path, records: Sequence[Record]) -> None:
    """Every value in every row, nothing merged."""
    save(path, [headings(), *cells_of(records)])


def first_only(path: Path, records: Sequence[Record]) -> None:
    """Nothing merged, values only where they begin."""
    rows = [[cell if str(cell) else "" for cell in row]
            for row in ([record[name] for name in COLUMNS] for record in blanked(records))]  # fmt: skip
    save(path, [[MADE], headings(), *rows])


TWO = (
    ["基本方針", "取組", "事業", "", "担当課", "令和3年度", "", "", ""],
    ["", "", "No.", "名称", "", "取組内容", "取組結果・成果", "根拠", "評価"],
)


def two_headings(path: Path, records: Sequence[Record]) -> None:
    """Two heading rows, not merged."""
    save(path, [[MADE], [], *TWO, *cells_of(records)])


def two_headings_merged(path: Path, records: Sequence[Record]) -> None:
    """Two heading rows, merged over and beside each other."""
    book = Workbook()
    sheet = book.worksheets[0]
    write_rows(sheet, [[MADE], [], *TWO, *cells_of(records)])
    for area in ("A1:I1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:I3"):
        sheet.merge_cells(area)
    merge_down(sheet, records, COLUMNS, 5)
    book.save(path)


def page_headings(path: Path, records: Sequence[Record]) -> None:
    """Title, page number and two heading rows again every nine rows, as if printed."""
    rows: list[Cells] = []
    for page, at in enumerate(range(0, len(records), 9), 1):
        rows += [
            [MADE],
            ["", "", "", "", "", "", "", f"{page}ページ"],
            *TWO,
            *cells_of(records[at : at + 9]),
            [],
        ]
    save(path, rows)


def notes_below(path: Path, records: Sequence[Record]) -> None:
    """Notes, a legend and a sum below the table; a heading row of its own for each policy."""
    rows: list[Cells] = [headings()]
    policy = ""
    for record, cells in zip(records, cells_of(records), strict=True):
        if record["基本方針"] != policy:
            policy = record["基本方針"]
            rows.append([policy])
        rows.append(["", *cells[1:]])
    rows += [[], ["※ LGWAN: 総合行政ネットワーク"], ["（注）評価は担当課の自己評価です。"],
             ["凡例", "◎ ○ △ ×"], ["合計", "", "", "", "", "", "57項目"]]  # fmt: skip
    save(path, rows)


def several_sheets(path: Path, records: Sequence[Record]) -> None:
    """A cover, a sheet for each policy, an old copy that is hidden."""
    book = Workbook()
    write_rows(book.worksheets[0], [["加東市ICTアクションプラン"], ["令和3年度 評価"]])
    for start, end in runs(records, "基本方針"):
        sheet = book.create_sheet(records[start]["基本方針"][:1] + "の評価")
        write_rows(sheet, [headings(), *cells_of(records[start : end + 1])])
        merge_down(sheet, records[start : end + 1], COLUMNS, 2)
    old = book.create_sheet("旧")
    write_rows(old, [headings(), *cells_of(records[:9])])
    old.sheet_state = "hidden"
    book.save(path)


def hidden_rows(path: Path, records: Sequence[Record]) -> None:
    """Rows and a column that a filter left hidden."""
    merged(path, records)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in (6, 7, 20, 41):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.save(path)


def full_width(path: Path, records: Sequence[Record]) -> None:
    """Full-width digits, every look of the signs, blanks around them."""
    rng = random.Random(3)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    forms = {"○": "〇◯○⭕", "×": "✗✕✖×", "△": "△▲", "◎": "◎⊚", "—": "—－―", "": ""}
    rows = cells_of(records)
    for row in rows:
        row[2] = f"{'No.' if rng.random() < 0.5 else ''}{row[2]}".translate(wide)
        if row[8]:
            row[8] = f" {rng.choice(forms[row[8]])}　"
    save(path, [headings(year="令和３年度"), *rows])


def line_breaks(path: Path, records: Sequence[Record]) -> None:
    """Line breaks in headings and cells."""
    rows = [
        [cell.replace(" ", "\n") if isinstance(cell, str) else cell for cell in row]
        for row in cells_of(records)
    ]
    head = [name.replace("取組", "取組\n") if "で定めた" not in name else name for name in headings()]
    save(path, [head, *rows])


def other_order(path: Path, records: Sequence[Record]) -> None:
    """Columns in another order, beginning further right, with columns that nobody asked for."""
    order = ["事業No.", "評価", "事業名", "担当課", "取組結果", "根拠", "取組内容", "基本方針", "取組"]
    rows = [["", "", *cells, "とくになし"] for cells in cells_of(records, order)]
    save(path, [["", "", "令和3年度 評価"], ["", "整理", *headings(order), "備考"], *rows])


def number_in_title(path: Path, records: Sequence[Record]) -> None:
    """No column for the number: it stands in front of the title."""
    columns = [name for name in COLUMNS if name != "事業No."]
    rows = [
        [f"{r['事業No.']} {r[name]}" if name == "事業名" else r[name] for name in columns] for r in records
    ]
    save(path, [headings(columns), *rows])


def rating_merged(path: Path, records: Sequence[Record]) -> None:
    """Each item on two rows, the second for the rest of its result; number to rating merged over both."""
    book = Workbook()
    sheet = book.worksheets[0]
    rows: list[Cells] = [headings()]
    for cells in cells_of(records):
        first, blank, rest = str(cells[6]).partition(" ")
        rows.append([*cells[:6], first, *cells[7:]])
        rows.append(["", "", "", "", "", "", rest if blank else "", "", ""])
    write_rows(sheet, rows)
    for at in range(len(records)):
        for column in (1, 2, 3, 4, 5, 6, 8, 9):
            sheet.merge_cells(
                start_row=2 + 2 * at, end_row=3 + 2 * at, start_column=column, end_column=column
            )
    book.save(path)


def shared_strings(path: Path, records: Sequence[Record]) -> None:
    """As Excel itself stores texts: shared, some in two formats, some with their reading above."""
    merged(path, records)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet, texts = "xl/worksheets/sheet1.xml", list[str]()

    def share(match: re.Match[str]) -> str:
        texts.append(unescape(match[2]))
        return f'<c{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    parts[sheet] = re.sub(
        r'<c([^>]*?) t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', share, parts[sheet], flags=re.S
    )
    parts["xl/sharedStrings.xml"] = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(
            f'<si><r><t xml:space="preserve">{escape(text[:2])}</t></r><r><rPr><b/></rPr>'
            f'<t xml:space="preserve">{escape(text[2:])}</t></r><rPh sb="0" eb="1"><t>ヨミ</t></rPh></si>'
            for text in texts
        )
        + "</sst>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    if "sharedStrings" not in parts["[Content_Types].xml"]:
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


def exported(path: Path, records: Sequence[Record]) -> None:
    """Our own export, its year changed to R3 by hand."""
    r3 = FiscalYear.from_code("R3")
    loaded = load_year(ROOT / "data" / "r2", load_tables(ROOT / "data"))

    def moved(measure: Measure) -> Measure:
        return replace(measure, year=r3, items=tuple(replace(item, year=r3) for item in measure.items))

    measures = [moved(measure) for measure in loaded.measures]
    write_xlsx(path, ((m, item) for m in measures for item in m.items), [("年度", "令和3年度")])


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        merged, flat, first_only, two_headings, two_headings_merged, page_headings, notes_below,
        several_sheets, hidden_rows, full_width, line_breaks, other_order, number_in_title, rating_merged,
        shared_strings, exported,
    )
}  # fmt: skip


# -- another city --------------------------------------------------------------------------------------

OTHER_MARKS = {"◎": "S", "○": "A", "△": "B", "×": "C", "—": "－", "": ""}
OTHER_NAMES = {
    "基本方針": "重点目標", "事業No.": "通番", "事業名": "プロジェクト", "担当課": "担当セクション",
    "取組内容": "令和3年度の目標", "取組結果": "到達点", "根拠": "データ", "評価": "判定",
}  # fmt: skip
OTHER_COLUMNS = "".join(
    f'[[column]]\nname = "{name}"\nheadings = ["{heading.removeprefix("令和3年度の")}"]\n'
    for name, heading in OTHER_NAMES.items()
)
OTHER_SCALE = "".join(
    f'[[rating]]\nmark = "{mark}"\nword = "{mark}評価"\nen = "grade {mark}"\nforms = ["{wide}"]\n'
    for mark, wide in zip("SABC", "ＳＡＢＣ", strict=True)
) + '[nothing_planned]\nmark = "—"\nforms = ["－"]\n'  # fmt: skip


def other_city(path: Path, records: Sequence[Record]) -> None:
    """Other names for the columns, ratings S A B C, no column for initiatives."""
    columns = [name for name in COLUMNS if name != "取組"]
    rows = [[OTHER_MARKS[r[name]] if name == "評価" else r[name] for name in columns] for r in records]
    save(path, [[OTHER_NAMES[name] for name in columns], *rows])


assert set(MERGED) < set(HEADINGS) == set(COLUMNS)
