"""What the cells of an Excel file show is what is read; what nobody can see, and errors, are told."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, IconSetRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.table import Table, TableStyleInfo

from katou_index.errors import SourceError
from katou_index.loading import load_year, table_of
from katou_index.reading.excel import read_excel
from katou_index.reading.signs import is_error, odd_signs, typed_as
from katou_index.reading.workbook import unescaped
from katou_index.tablefiles import load_tables
from tests.libreoffice import SOFFICE, converted
from tests.made import excel, pdf, text
from tests.sheets import ROOT

HEAD = ["No.", "事業名", "担当課", "取組内容", "取組結果", "根拠", "評価"]
ROW = [1, "河川カメラの増設", "防災課", "5か所に置く", "4か所に置いた。", "4か所", "○"]
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
WHITE = Font(color="FFFFFFFF")


def dressed(
    path: Path,
    cells: Mapping[str, Any] | None = None,
    *,
    forms: Mapping[str, str] | None = None,
    fonts: Mapping[str, Font] | None = None,
    fills: Mapping[str, PatternFill] | None = None,
) -> Path:
    """One measure; some cells with another value, number format, font or fill."""
    excel(path, [HEAD, ROW])
    book = load_workbook(path, rich_text=True)
    sheet = book.worksheets[0]
    for place, value in (cells or {}).items():
        sheet[place].value = value
    for place, form in (forms or {}).items():
        sheet[place].number_format = form
    for place, font in (fonts or {}).items():
        sheet[place].font = font
    for place, fill in (fills or {}).items():
        sheet[place].fill = fill
    book.save(path)
    return path


def changed(path: Path, change: Mapping[str, Callable[[str], str] | None]) -> Path:
    """The same workbook with the text of some parts changed, or without them."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            how = change.get(name, str)
            if how is not None:
                book.writestr(name, how(content))
    return path


def shows(path: Path, row: int = 2) -> tuple[str, ...]:
    return read_excel(path).pages[0].rows.get(row, ())


def doubts(path: Path) -> str:
    table = table_of(path, path.name, load_tables(ROOT / "data"), 2021)
    return "\n".join(f"{each.place}: {each.text}" for each in table.doubts)


# -- numbers and days ----------------------------------------------------------------------------------------


def test_evidence_is_read_with_its_unit_and_its_day(tmp_path: Path) -> None:
    values = {
        "F2": (498, '0"件"', "498件"), "F3": (date(2021, 10, 21), 'm"月"d"日"', "10月21日"),
        "F4": (date(2021, 3, 31), '[$-411]ggge"年"m"月"d"日"', "令和3年3月31日"),
        "F5": (timedelta(hours=26, minutes=30), "[h]:mm", "26:30"), "F6": (0.46, "0.0%", "46.0%"),
        "F7": (-1234, '#,##0;"▲ "#,##0', "▲ 1,234"), "F8": (time(9, 30), "h:mm", "9:30"),
        "F9": (1234.5, "#,##0.00", "1,234.50"), "F10": (True, "General", "TRUE"),
        "F11": (0.1 + 0.2, "General", "0.3"), "A2": (7, "000", "007"),
    }  # fmt: skip
    path = dressed(
        tmp_path / "a.xlsx",
        {place: value for place, (value, _, _) in values.items()},
        forms={place: form for place, (_, form, _) in values.items()},
    )
    for place, (_, _, wanted) in values.items():
        assert shows(path, int(place[1:]))["ABCDEFG".index(place[0])] == wanted, place


def test_a_day_by_the_number_of_its_format_is_a_japanese_day(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"F2": 44490}, forms={"F2": "0.000000"})
    used = re.compile(r'(<cellXfs.*<xf numFmtId=")164(")', re.S)
    changed(path, {STYLES: lambda styles: used.sub(r"\g<1>56\2", styles)})
    assert shows(path)[5] == "10月21日"


def test_days_from_1904_are_read_as_shown(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"F2": 44490 - 1462}, forms={"F2": "yyyy/m/d"})
    changed(
        path,
        {
            "xl/workbook.xml": lambda book: book.replace("<workbookPr ", '<workbookPr date1904="1" ').replace(
                "<workbookPr/>", '<workbookPr date1904="1"/>'
            )
        },
    )
    assert shows(path)[5] == "2021/10/21"


def test_noughts_that_a_sheet_does_not_show_are_not_read(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"F2": 0})
    assert shows(path)[5] == "0"
    changed(path, {SHEET: lambda sheet: sheet.replace("<sheetView ", '<sheetView showZeros="0" ')})
    assert shows(path)[5] == ""
    assert doubts(path) == ""


@pytest.mark.parametrize(
    ("value", "form", "typed"),
    [(date(2021, 8, 1), 'm"月"d"日"', "8-1"), (date(2021, 8, 1), "d-mmm", "8-1"),
     (date(2013, 1, 1), "mmm-yy", "13-1"), (date(2021, 8, 1), "yyyy/m/d", "8-1")],
)  # fmt: skip
def test_a_number_that_excel_made_a_day_is_told(value: date, form: str, typed: str, tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"A2": value}, forms={"A2": form})
    assert "シート「評価」A2: 番号の欄が日付「" in doubts(path)
    assert f"{typed} と読みました" in doubts(path)
    table = table_of(path, path.name, load_tables(ROOT / "data"), 2021)
    assert table.rows[0].text("事業No.") == typed


def test_a_number_that_became_a_day_is_told_in_a_csv_too(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", [HEAD, ["8月1日", *ROW[1:]]])
    assert "2行目: 番号の欄が日付「8月1日」です。8-1" in doubts(path)


@pytest.mark.parametrize("number", ["8-1", "1-①", "7", "007", "No.8", "1.2", "620102", "12", "①", "2021"])
def test_a_number_as_printed_is_no_day(number: str) -> None:
    assert typed_as(number) == ""


@given(month=st.integers(1, 12), day=st.integers(1, 31), year=st.integers(1990, 2099))
def test_every_look_of_a_day_leads_back_to_what_was_typed(month: int, day: int, year: int) -> None:
    for form in (
        "{m}月{d}日",
        "{y}/{m}/{d}",
        "{y}年{m}月{d}日",
        "令和3年{m}月{d}日",
        "R3.{m}.{d}",
        "{m}/{d}",
    ):
        assert typed_as(form.format(y=year, m=month, d=day)) == f"{month}-{day}"


# -- what nobody sees ----------------------------------------------------------------------------------------

SOLID = {"fill_type": "solid"}


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (WHITE, PatternFill()),
        (Font(color="FFFEFEFE"), PatternFill(fgColor="FFFFFFFF", **SOLID)),
        (Font(color="FF4472C4"), PatternFill(fgColor="004472C4", **SOLID)),
    ],
)
def test_text_in_the_colour_of_its_cell_is_not_read_but_told(
    font: Font, fill: PatternFill, tmp_path: Path
) -> None:
    path = dressed(tmp_path / "a.xlsx", {}, fonts={"G2": font}, fills={"G2": fill})
    assert shows(path)[6] == ""
    assert "シート「評価」G2: 見えない文字「○」" in doubts(path)


def test_a_format_that_shows_nothing_is_told(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"F2": 37}, forms={"F2": ";;;", "G2": ";;;"})
    assert shows(path)[5:] == ("", "")
    assert "F2: 見えない文字「37」" in doubts(path)
    assert "G2: 見えない文字「○」" in doubts(path)


def test_a_part_of_a_text_that_nobody_sees_is_told(tmp_path: Path) -> None:
    part = CellRichText(
        TextBlock(InlineFont(color="FFFFFFFF"), "内部用"), TextBlock(InlineFont(b=True), "置いた。")
    )
    path = dressed(tmp_path / "a.xlsx", {"E2": part})
    assert shows(path)[4] == "置いた。"
    assert "E2: 見えない文字「内部用」" in doubts(path)


def test_white_on_a_dark_cell_is_read(tmp_path: Path) -> None:
    dark = PatternFill(fgColor="FF1F3864", **SOLID)
    path = dressed(tmp_path / "a.xlsx", {}, fonts={"G1": WHITE, "B2": WHITE}, fills={"G1": dark, "B2": dark})
    assert (shows(path, 1)[6], shows(path)[1], doubts(path)) == ("評価", "河川カメラの増設", "")


@pytest.mark.parametrize("by", ["rule", "table"])
def test_white_where_a_rule_or_a_table_colours_the_cell_is_read(by: str, tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"A1": "No."}, fonts={"G1": WHITE, "G2": WHITE})
    book = load_workbook(path)
    sheet = book.worksheets[0]
    if by == "rule":
        red = PatternFill(bgColor="FFC00000", **SOLID)
        sheet.conditional_formatting.add("G1:G9", CellIsRule("notEqual", ['""'], fill=red))
    else:
        sheet.add_table(
            Table(displayName="T", ref="A1:G2", tableStyleInfo=TableStyleInfo("TableStyleMedium2"))
        )
    book.save(path)
    assert (shows(path, 1)[6], shows(path)[6], doubts(path)) == ("評価", "○", "")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (IconSetRule("3Arrows", "num", [1, 2, 3], showValue=False), True),
        (IconSetRule("3Arrows", "num", [1, 2, 3]), False),
        (
            Rule("cellIs", operator="equal", formula=["1"],
                 dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode='"◎"'))),
            True,
        ),
        (CellIsRule("equal", ["1"], font=Font(bold=True)), False),
    ],
)  # fmt: skip
def test_a_rule_that_shows_something_else_than_the_value_is_told(
    rule: Rule, told: bool, tmp_path: Path
) -> None:
    path = dressed(tmp_path / "a.xlsx", {"G2": 1})
    book = load_workbook(path)
    book.worksheets[0].conditional_formatting.add("G2:G9", rule)
    book.save(path)
    assert shows(path)[6] == "1"
    assert ("シート「評価」G2: 条件付き書式が" in doubts(path)) == told


# -- texts ---------------------------------------------------------------------------------------------------


def test_readings_above_a_text_are_not_read_into_it(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx")
    ruby = '<si><r><t>河川</t></r><rPh sb="0" eb="2"><t>カセン</t></rPh><phoneticPr fontId="1"/></si>'
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{ruby}</sst>'
    cell = re.compile(r'<c r="B2"[^>]*>.*?</c>', re.S)
    changed(
        path, {SHEET: lambda s: cell.sub('<c r="B2" t="s"><v>0</v></c>', s), "xl/sharedStrings.xml": None}
    )
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/sharedStrings.xml", shared)
    assert shows(path)[1] == "河川"


def test_escaped_signs_are_the_signs_they_stand_for(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"E2": "置_x000D_\nいた_x0007_。_x005F_x000D_ A_x30B0_"})
    assert shows(path)[4] == "置 いた 。_x000D_ Aグ"


@given(letters=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x10FFFF, exclude_categories=["Cs"])))
def test_an_escaped_text_is_the_text(letters: str) -> None:
    units = letters.encode("utf-16-be")
    escaped = "".join(f"_x{units[at : at + 2].hex()}_" for at in range(0, len(units), 2))
    assert unescaped(escaped) == letters
    assert unescaped(letters.replace("_x", "_X")) == letters.replace("_x", "_X")


def test_a_formula_that_gives_no_text_is_empty_and_one_without_a_value_is_told(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"E2": '=IF(TRUE,"","")', "F2": "=1+1"})
    cell = re.compile(r'<c r="E2"([^>]*)><f>(.*?)</f><v ?/?>(</v>)?')
    changed(path, {SHEET: lambda s: cell.sub(r'<c r="E2"\1 t="str"><f>\2</f><v></v>', s)})
    assert shows(path)[4:6] == ("", "")
    told = doubts(path)
    assert told.startswith("シート「評価」F2: 式の値が保存されていないため、空として読みました。")
    assert told.endswith("Excelで開いて上書き保存すると値が入ります。")
    assert told.count("シート") == 1


# -- error values, odd signs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#SPILL!", "Err:502"])
def test_an_error_is_told_with_its_cell_and_is_no_text(error: str, tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"E2": error, "G2": error})
    assert (shows(path)[4], shows(path)[6]) == ("", "")
    for place in ("E2", "G2"):
        assert f"シート「評価」{place}: エラー値「{error}」です" in doubts(path)
    rows = [HEAD, [*ROW[:4], error, "4か所", error]]
    assert f"2行目 7列目: エラー値「{error}」です" in doubts(text(tmp_path / "a.csv", rows))


@pytest.mark.parametrize("sound", ["#1 の会議", "##", "#N/A だった", "エラー", "Error", "番号#12", "", "○"])
def test_what_only_looks_like_an_error_is_a_text(sound: str) -> None:
    assert not is_error(sound)


@pytest.mark.parametrize("sign", ["\ue000", "\uf8ff", "\U000f0000", "\ufffd", "〓", "?"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_sign_that_others_cannot_see_is_told(sign: str, kind: str, tmp_path: Path) -> None:
    rows = [HEAD, [1, f"山{sign}橋の補修", *ROW[2:]]]
    make = excel if kind == "xlsx" else text
    told = doubts(make(tmp_path / f"a.{kind}", rows))
    assert told.startswith(
        "シート「評価」B2: 「山〓橋の補修」の〓は"
        if kind == "xlsx"
        else "2行目 2列目: 「山〓橋の補修」の〓は"
    )
    assert f"U+{ord(sign):04X}" in told


def test_a_sign_in_every_cell_is_told_twenty_times_and_counted(tmp_path: Path) -> None:
    rows = [
        HEAD,
        *([at, f"橋{at}", "防災課", f"\uf0b7 置く{at}", f"\uf0b7 {at}か所", "", "○"] for at in range(1, 21)),
    ]
    told = doubts(excel(tmp_path / "a.xlsx", rows)).splitlines()
    assert len(told) == 21
    assert told[-1].startswith("シート「評価」D12: ")
    assert told[-1].endswith("このような字かエラー値は、ほか19セルにもあります。")


def test_signs_of_one_office_in_its_old_encoding_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [",".join(HEAD), ",".join(map(str, ROW)).replace("河", "□")]
    path.write_bytes("\r\n".join(lines).encode("cp932").replace("□".encode("cp932"), b"\xf0\x40"))
    assert "外字（U+E000）" in doubts(path)


@given(text=st.text(st.characters(exclude_categories=["Co", "Cs"]), max_size=20))
def test_a_text_of_common_signs_is_sound(text: str) -> None:
    lost = re.search(r"[〓\ufffd]|\(cid:|[一-鿿]\?[一-鿿]", text)
    if not lost:
        assert odd_signs(text) == ""


# -- what Excel opens ----------------------------------------------------------------------------------------

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
}  # fmt: skip


def strict(content: str) -> str:
    for loose, other in STRICT.items():
        content = content.replace(loose, other)
    return content


def drop(name: str) -> Callable[[str], str]:
    return lambda content: re.sub(rf"<[^<>]*{re.escape(name)}[^<>]*/>", "", content)


ALL = ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", SHEET, STYLES)
OPENED: dict[str, dict[str, Callable[[str], str] | None]] = {
    "as it is": {},
    "Strict Open XML": dict.fromkeys(ALL, strict),
    "empty fills": {STYLES: lambda s: re.sub(r"<fill>.*?</fill>", "<fill/>", s, flags=re.S)},
    "no styles": {STYLES: None, "xl/_rels/workbook.xml.rels": drop("styles.xml")},
    "no properties": {"docProps/core.xml": None, "docProps/app.xml": None},
    "odd properties": {"docProps/core.xml": lambda s: s.replace("Z</dcterms", " JST 午後</dcterms")},
    "broken properties": {"docProps/core.xml": lambda _: "<a"},
    "no theme": {"xl/theme/theme1.xml": None},
    "no list of types": {"[Content_Types].xml": None},
    "odd view": {SHEET: lambda s: s.replace("<sheetView ", '<sheetView zoomScale="-1" view="all" ')},
    "odd widths": {SHEET: lambda s: s.replace("<sheetD", '<cols><col min="1" max="x"/></cols><sheetD', 1)},
    "names out of order": {"xl/workbook.xml": lambda s: s.replace(
        "<definedN", '<definedNames><definedName name="_xlnm.Print_Area">#</definedName></definedNames><a', 1
    )},
    "cells without places": {SHEET: lambda s: re.sub(r' r="[A-Z]*\d+"', "", s)},
    "absolute targets": {ALL[2]: lambda s: s.replace('Target="work', 'Target="/xl/work')},
    "prefixed names": {SHEET: lambda s: re.sub(r"<(/?)(?=[a-z])", r"<\1x:", s).replace("xmlns=", "xmlns:x=")},
    "a style that is not there": {SHEET: lambda s: s.replace('<c r="B2"', '<c r="B2" s="99"')},
}  # fmt: skip


@pytest.mark.parametrize("name", OPENED)
def test_what_excel_opens_is_read(name: str, tmp_path: Path) -> None:
    path = changed(dressed(tmp_path / "a.xlsx"), OPENED[name])
    assert shows(path) == ("1", *ROW[1:])
    assert doubts(path) == ""


def test_days_of_a_strict_workbook_are_read_as_shown(tmp_path: Path) -> None:
    path = dressed(tmp_path / "a.xlsx", {"F2": date(2021, 10, 21)}, forms={"F2": 'm"月"d"日"'})
    cell = re.compile(r'(<c r="F2"[^>]*?) t="n"><v>\d+</v>')
    changed(path, {SHEET: lambda s: cell.sub(r'\1 t="d"><v>2021-10-21</v>', s)})
    assert shows(path)[5] == "10月21日"


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is missing: run make setup-programs")
def test_what_libreoffice_saved_shows_the_same(tmp_path: Path) -> None:
    values = {"F2": (498, '0"件"'), "G2": ("○", "@"), "A2": (7, "000"),
              "E2": (date(2021, 10, 21), 'm"月"d"日"'), "D2": (1.1041666666666667, "[h]:mm")}  # fmt: skip
    path = dressed(
        tmp_path / "a.xlsx", {place: value for place, (value, _) in values.items()},
        forms={place: form for place, (_, form) in values.items()}, fonts={"C2": WHITE},
    )  # fmt: skip
    saved = converted(converted(path, "ods", tmp_path / "opened"), "xlsx", tmp_path / "saved")
    assert shows(saved) == ("007", ROW[1], "", "26:30", "10月21日", "498件", "○")
    assert "C2: 見えない文字「防災課」" in doubts(saved)


# -- what is wrong is named ----------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(names: Mapping[str, str]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            for name, content in names.items():
                file.writestr(name, content)

    return make


def damaged(path: Path) -> None:
    dressed(path)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as book:
        at = book.getinfo(SHEET).header_offset + 30 + len(SHEET) + 40
    raw[at : at + 30] = bytes(30)
    path.write_bytes(raw)


TROUBLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "password": (lambda path: path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "password"),
    "old Excel": (lambda path: path.write_bytes(OLE + bytes(600)), "is an old Excel file (.xls)"),
    "web page": (lambda path: path.write_bytes(b"\n<html><table></table></html>"), "(HTML"),
    "text": (lambda path: path.write_bytes("事業No.,事業名,評価".encode("cp932")), "(text)"),
    "PDF": (lambda path: path.write_bytes(b"%PDF-1.7"), "is not an .xlsx inside (PDF)"),
    "binary workbook": (zipped({"xl/workbook.bin": ""}), "(.xlsb)"),
    "Word": (zipped({"word/document.xml": ""}), "(Word)"),
    "OpenDocument": (zipped({"content.xml": "", "mimetype": ""}), "(OpenDocument)"),
    "workbook in a zip": (zipped({"評価/R3.xlsx": ""}), "(zip: R3.xlsx)"),
    "macro": (zipped({"xl/workbook.xml": "", "xl/vbaProject.bin": ""}), "macros"),
    "no sheet": (lambda path: changed(dressed(path), {SHEET: None}), f"it lacks {SHEET}"),
    "cut XML": (lambda path: changed(dressed(path), {SHEET: lambda s: s[:200]}), f"cut off in {SHEET}"),
    "damaged zip": (damaged, f"broken or cut off in {SHEET}"),
    "cut zip": (lambda path: path.write_bytes(dressed(path).read_bytes()[:2000]), "broken or cut off"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_wrong_with_a_file_is_named(name: str, tmp_path: Path) -> None:
    make, says = TROUBLES[name]
    make(tmp_path / "a.xlsx")
    with pytest.raises(SourceError) as told:
        read_excel(tmp_path / "a.xlsx")
    assert says in str(told.value)
    assert "columns.toml" not in str(told.value)
    assert "\n" not in str(told.value)


# -- against another reader ----------------------------------------------------------------------------------


SIGNS = st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=["Cs", "Cc"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.none(), st.integers(-(10**9), 10**9), st.booleans(),
                st.text(SIGNS, max_size=12),
            ),
            max_size=5,
        ),
        max_size=6,
    )
)  # fmt: skip
def test_texts_and_whole_numbers_are_those_of_openpyxl(rows: list[list[Any]], tmp_path: Path) -> None:
    book = Workbook()
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = book.worksheets[0].cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(tmp_path / "b.xlsx")
    again = load_workbook(tmp_path / "b.xlsx").worksheets[0]
    found = read_excel(tmp_path / "b.xlsx").pages[0].rows
    for number, cells in enumerate(again.iter_rows(values_only=True), 1):
        for column, value in enumerate(cells):
            whole = "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)
            whole = " ".join(unescaped(whole).split())
            texts = found.get(number, ())
            assert (texts[column] if column < len(texts) else "") == ("" if is_error(whole) else whole)


def test_a_watermark_of_errors_in_a_pdf_is_told(tmp_path: Path) -> None:
    told = doubts(pdf(tmp_path / "a.pdf", [HEAD, [*ROW[:5], "####", "○"]]))
    assert "1ページ 表の2行目 6列目: エラー値「####」です" in told


TIDY = ["年度", "事業No.", "事業名", "担当課", "項目", "取組内容", "取組結果", "根拠", "評価"]


def test_a_tidy_csv_tells_odd_signs_and_errors_with_their_line(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "r3"
    folder.mkdir(parents=True)
    row = ["R3", 1, "山\ue000橋の補修", "防災課", 1, "補修する", "#REF!", "4か所", "○"]
    text(folder / "sheet.csv", [TIDY, row, [*row[:4], 2, "補修する", "補修した。", "#N/A", "#N/A"]])
    loaded = load_year(folder, load_tables(ROOT / "data"))
    (measure,) = loaded.measures
    assert [(item.result, item.evidence) for item in measure.items] == [("", "4か所"), ("補修した。", "")]
    told = {(each.line, each.cell): each.text for each in loaded.findings}
    assert "外字（U+E000）" in told[2, "事業名"]
    assert "エラー値「#REF!」" in told[2, "取組結果"]
    assert "エラー値「#N/A」" in told[3, "根拠"]
    assert "「#N/A」とあり、記号として読めません" in told[3, "評価"]
    assert not measure.items[1].rating.rated


# -- one text everywhere -------------------------------------------------------------------------------------


@pytest.mark.parametrize("merged", [(), ["E2:E4"]])
def test_one_text_in_every_row_is_told(merged: list[str], tmp_path: Path) -> None:
    work = (
        "防犯情報や防災情報の周知への別の媒体の活用の検証と、電算システムの訓練と、状況の収集の比較をする。"
    )
    rows = [HEAD, *([at, f"橋{at}", "防災課", work, "社外秘", f"{at}件", "○"] for at in (1, 2, 3))]
    told = doubts(excel(tmp_path / "a.xlsx", rows, merged=merged))
    assert "シート「評価」D2: 取組内容の3行すべてに「防犯情報や" in told
    assert "シート「評価」E2: 取組結果の3行すべてに「社外秘」とあります" in told
    assert "根拠の" not in told


RESULTS = ("4か所に置いた。", "31冊を貸した。", "2週間試した。", "9回知らせた。", "調べた。")


@pytest.mark.parametrize("over", ["複写禁止", "DRAFT", "社外秘"])
def test_words_that_lie_over_every_row_are_told(over: str, tmp_path: Path) -> None:
    for make in (lambda text: text + over, lambda text: f"{over} {text}"):
        texts = [make(result) for result in RESULTS]
        rows = [
            HEAD,
            *([at, f"橋{at}", "防災課", f"置く{at}", text, "", "○"] for at, text in enumerate(texts)),
        ]
        assert f"取組結果の5行すべてに「{over}」とあります" in doubts(excel(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize(
    "texts",
    [
        RESULTS,
        ("・置いた。", "・貸した。", "・試した。", "・知らせた。", "・調べた。"),
        ("研修を実施した。", "訓練を実施した。", "点検を実施した。", "調査を実施した。", "検証を実施した。"),
        ("4か所", "5か所", "6か所", "7か所", "8か所"),
        ("研修の実施", "訓練の実施", "点検の実施", "研修の実施", "訓練の実施"),
    ],
)
def test_sentences_that_end_or_begin_alike_are_no_watermark(texts: tuple[str, ...], tmp_path: Path) -> None:
    rows = [
        HEAD,
        *([at, f"橋{at}", "防災課", f"置く{at}", text, "", "○"] for at, text in enumerate(texts, 1)),
    ]
    assert doubts(excel(tmp_path / "a.xlsx", rows)) == ""


@pytest.mark.parametrize(
    "texts",
    [
        ("", "", ""),
        ("－", "－", "－"),
        ("済", "済", "未"),
        ("試した。",) * 3,
        ("計画した",) * 3,
        ("4件", "4件", ""),
    ],
)
def test_blanks_and_texts_that_differ_are_not_told(texts: tuple[str, ...], tmp_path: Path) -> None:
    rows = [
        [at, f"事業{at}", "防災課", f"置く{at}", text, f"{at}件", "○"] for at, text in enumerate(texts, 1)
    ]
    assert doubts(excel(tmp_path / "a.xlsx", [HEAD, *rows])) == ""


def test_a_finding_of_a_cell_knows_its_line_its_column_and_its_item(tmp_path: Path) -> None:
    folder = tmp_path / "r3"
    folder.mkdir()
    dressed(folder / "sheet.xlsx", {"F2": "#N/A", "B2": "山\ue000橋"}, fonts={"G2": WHITE})
    loaded = load_year(folder, load_tables(ROOT / "data"))
    list(loaded.measures)
    told = [
        (each.line, each.cell, each.measure, each.item)
        for each in loaded.findings
        if each.kind == "cell-unread"
    ]
    assert told == [(2, "根拠", 1, 1), (2, "評価", 1, 1), (2, "事業名", 1, 1)]


def coloured(path: Path, signs: str, colours: str) -> Path:
    """Measures with these signs, b black or r red."""
    excel(path, [HEAD, *([at, f"事業{at}", "防災課", "", "", "", sign] for at, sign in enumerate(signs, 1))])
    book = load_workbook(path)
    for at, colour in enumerate(colours, 2):
        book.worksheets[0].cell(at, 7).font = Font(color="FFFF0000" if colour == "r" else "FF000000")
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("signs", "colours", "told"),
    [("●●●●", "brbr", True), ("○○○○", "bbbr", True), ("●●●●", "bbbb", False), ("○△○×", "brbr", False),
     ("AAAA", "brbr", False)],
)  # fmt: skip
def test_one_sign_in_several_colours_is_told(signs: str, colours: str, told: bool, tmp_path: Path) -> None:
    """All ratings are ●, and blue, yellow, red say which: no sign is read for what its colour says."""
    assert ("通りの色で書かれています" in doubts(coloured(tmp_path / "a.xlsx", signs, colours))) is told
