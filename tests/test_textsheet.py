"""A text sheet is read as cells with their places; what is no such sheet is said in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from katou_index.errors import SourceError
from katou_index.reading.sheet import COLUMNS, RATING, is_header
from katou_index.reading.textsheet import read_text_sheet

HEADER = "\t".join(
    ["基本方針", "取組", "事業No.", "アクションプラン第2章で定めた取組内容", "担当課", "令和2年度取組内容",
     "取組結果・取組成果", "根拠（数字・資料等）", "評価（◎,○,△,×）"]
)  # fmt: skip
ROW = "\t\t1\t防災行政無線の利活用\t防災課\t・検証\t検証した。\t\t○"


def sheet_of(folder: Path, text: str | bytes) -> Path:
    path = folder / "sheet.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_real_sheet_has_seven_pages_and_57_rows_of_nine_cells(real_sheet: Path) -> None:
    sheet = read_text_sheet(real_sheet)
    assert [header.line for header in sheet.headers] == [3, 11, 20, 31, 43, 53, 63]
    assert len(sheet.rows) == 57
    assert {len(row.cells) for row in sheet.rows} == {len(COLUMNS)}
    assert (sheet.rows[0].line, sheet.rows[-1].line, sheet.rows[-1].page) == (4, 72, 7)


@pytest.fixture
def real_sheet() -> Path:
    return Path(__file__).parent.parent / "data" / "r2" / "sheet.txt"


def test_a_cell_knows_its_place_and_its_text_unchanged(tmp_path: Path) -> None:
    sheet = read_text_sheet(sheet_of(tmp_path, f"\n{HEADER}\n\n{ROW}\n"))
    (row,) = sheet.rows
    cell = row.cells[RATING]
    assert (cell.line, cell.column, cell.text) == (4, 8, "○")


@pytest.mark.parametrize(
    "text", [f"\ufeff{HEADER}\n{ROW}", f"{HEADER}\r\n{ROW}\r\n", f"評価表\n{HEADER}\n{ROW}"]
)
def test_byte_order_marks_line_ends_and_a_heading_do_not_matter(tmp_path: Path, text: str) -> None:
    assert read_text_sheet(sheet_of(tmp_path, text)).rows[0].cells[RATING].text == "○"


@pytest.mark.parametrize(
    "encoding",
    ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp_ext"],
)
def test_a_sheet_is_read_in_whatever_encoding_its_headings_stand(tmp_path: Path, encoding: str) -> None:
    row = ROW.replace("検証した。", "全　一期で検証した。")
    (read,) = read_text_sheet(sheet_of(tmp_path, f"{HEADER}\n{row}\n".encode(encoding))).rows
    assert "\t".join(cell.text for cell in read.cells) == row


def test_the_signs_that_windows_added_to_shift_jis_are_read_as_they_are(tmp_path: Path) -> None:
    row = ROW.replace("検証した。", "①髙﨑㈱～－№Ⅲ")
    (read,) = read_text_sheet(sheet_of(tmp_path, f"{HEADER}\n{row}\n".encode("cp932"))).rows
    assert read.cells[6].text == "①髙﨑㈱～－№Ⅲ"


@pytest.mark.parametrize("ninth", ["評価（◎,○,△,✗", "評価", "誤認", ""])
def test_a_header_is_known_by_its_first_eight_names(ninth: str) -> None:
    assert is_header([*HEADER.split("\t")[:8], ninth])
    assert not is_header(ROW.split("\t"))


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (b"", "", "空です"),
        (b" \n\n", "", "空です"),
        (b"PK\x03\x04rest", "", "Excel"),
        (b"%PDF-1.7", "", "PDF"),
        (b"\x89PNG\r\n", "", "画像"),
        (f"{HEADER}\n{ROW}\n".encode() + b"\xff", "3行目", "文字として読めません"),
        (f"{HEADER}\n{ROW}".encode("utf-16")[:-1], "", "文字として読めません"),
        ("見出しのない文\n".encode("cp932"), "", "見出し行"),
        (b"abc\x00def", "", "バイナリ"),
        (ROW.encode(), "1行目", "見出し行"),
        ("ただの文\nもう一行".encode(), "", "見出し行"),
        (HEADER.encode(), "1行目", "1行もありません"),
        (f"{HEADER}\n{ROW}\n\t\t2\t途中".encode(), "3行目", "足りません"),
        (f"{HEADER}\n{ROW}\t余り".encode(), "2行目", "多すぎます"),
    ],
)
def test_what_is_no_sheet_is_told_with_file_place_and_reason(
    tmp_path: Path, content: bytes, place: str, says: str
) -> None:
    path = sheet_of(tmp_path, content)
    with pytest.raises(SourceError) as raised:
        read_text_sheet(path)
    assert raised.value.file == str(path)
    assert raised.value.place == place
    assert says in raised.value.what
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_a_known_trouble(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="開けません"):
        read_text_sheet(tmp_path / "sheet.txt")
