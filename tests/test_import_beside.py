"""What stands beside this year's table: sheets of other years, old copies, comments, shapes, empty titles."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from katou_index import __main__ as command
from katou_index.errors import SourceError
from katou_index.importing.staging import stage, years_of
from katou_index.plan import FiscalYear, Status

R7 = FiscalYear.from_code("R7")
HEADINGS = ("事業No.", "事業名", "担当課", "取組内容", "取組結果", "評価")
TITLES = ("備蓄の更新", "電子図書の貸出", "夜間の開館")
Rows = Sequence[Sequence[Any]]

DRAWN = """<wsDr xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><twoCellAnchor>
 <from><col>5</col><colOff>0</colOff><row>2</row><rowOff>0</rowOff></from>
 <sp><txBody><a:p><a:r><a:t>×に変更</a:t></a:r></a:p></txBody></sp></twoCellAnchor></wsDr>"""
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LEADS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="r1" Type="{TYPES}/drawing" Target="../drawings/drawing1.xml"/></Relationships>"""


def table(marks: str, first: int = 1) -> list[list[Any]]:
    rows = [
        [first + at, title, "防災課", f"{title}を行う", f"{title}を行った。", mark]
        for at, (title, mark) in enumerate(zip(TITLES, marks, strict=True))
    ]
    return [list(HEADINGS), *rows]


def workbook(
    path: Path, sheets: Mapping[str, Rows], change: Callable[[Workbook], None] | None = None
) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    book.save(path)
    return path


def read(path: Path) -> tuple[str, list[str], list[str]]:
    """The marks in order, what an open finding says, what all others say."""
    data, work = path.parent / "data", path.parent / "work"
    data.mkdir(exist_ok=True)
    staged = stage(path, R7, data, work, path.name)
    marks = "".join(item.rating.mark for measure in staged.plan.measures for item in measure.items)
    asked = [each.text for each in staged.findings if each.status is Status.OPEN]
    return marks, asked, [each.text for each in staged.findings if each.status is not Status.OPEN]


@pytest.mark.parametrize(
    ("last", "this"),
    [
        ("令和6年度", "令和7年度"),
        ("R6", "R7"),
        ("2024", "2025"),
        ("昨年度", "今年度"),
        ("6年度", "7年度 評価"),
    ],
)
@pytest.mark.parametrize("first", [1, 4])
def test_of_a_sheet_a_year_that_of_the_year_is_read(tmp_path: Path, last: str, this: str, first: int) -> None:
    path = workbook(tmp_path / "x.xlsx", {last: table("○○○"), this: table("×△×", first)})
    marks, _, told = read(path)
    assert marks == "×△×"
    assert any(f"シート「{last}」" in text and "ほかの年度のシート" in text for text in told)


def test_each_year_of_one_workbook_can_be_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "x.xlsx", {"R6": table("○○△"), "R7": table("×△×")})
    data = tmp_path / "data"
    data.mkdir()
    assert [year.code for year in years_of(path, data)] == ["R6", "R7"]
    for year, counts in (("R6", "○ 丸 2、△ 三角 1、× バツ 0"), ("R7", "○ 丸 0、△ 三角 1、× バツ 2")):
        assert command.main(["import", str(path), "--year", year, "--yes", "--data", str(data)]) == 0
        assert counts in capsys.readouterr().out


def test_sheets_that_only_their_titles_date_are_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = {
        "Sheet1": [["令和6年度 評価表"], *table("○○○")], "Sheet2": [["令和7年度 評価表"], *table("×△×")],
    }  # fmt: skip
    path = workbook(tmp_path / "x.xlsx", dated)
    assert read(path)[0] == "×△×"
    assert command.main(["import", str(path), "--year", "R7", "--yes", "--data", str(tmp_path / "data")]) == 1
    assert "年度が2つ書かれています" in "".join(capsys.readouterr())


def test_a_workbook_without_a_sheet_of_the_year_is_read_whole_and_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"令和5年度": table("○○○"), "令和6年度": table("×△×", 4)})
    assert len(read(path)[0]) == 6


@pytest.mark.parametrize(
    "name", ["評価_旧", "評価（控え）", "評価 のコピー", "old", "評価 backup2", "旧", "評価 (案)"]
)
def test_an_old_copy_is_not_read_and_told(tmp_path: Path, name: str) -> None:
    marks, _, told = read(workbook(tmp_path / "x.xlsx", {name: table("○○○", 11), "評価": table("×△×")}))
    assert marks == "×△×"
    assert any(f"シート「{name}」" in text and "旧版や控え" in text for text in told)


@pytest.mark.parametrize("name", ["旧町地区", "評価", "サポート窓口", "写真館"])
def test_a_sheet_whose_name_only_has_such_a_word_in_it_is_read(tmp_path: Path, name: str) -> None:
    marks, _, _ = read(workbook(tmp_path / "x.xlsx", {name: table("○○○", 11), "本編": table("×△×")}))
    assert marks == "○○○×△×"


def test_a_copy_that_is_the_only_table_is_read(tmp_path: Path) -> None:
    sheets = {"表紙": [["評価表"]], "評価のコピー": table("×△×")}
    assert read(workbook(tmp_path / "x.xlsx", sheets))[0] == "×△×"


def test_a_comment_on_a_mark_is_asked_about_and_others_are_told(tmp_path: Path) -> None:
    def comment(book: Workbook) -> None:
        book["評価"]["F3"].comment = Comment("△に変更（課長）", "x")
        book["評価"]["B2"].comment = Comment("名称は仮", "x")

    marks, asked, told = read(workbook(tmp_path / "x.xlsx", {"評価": table("○○×")}, comment))
    assert marks == "○○×"
    assert [text for text in asked if "△に変更（課長）" in text and "F3" in text]
    assert [text for text in told if "名称は仮" in text and "コメント" in text]


def test_the_text_of_a_shape_over_a_mark_is_asked_about(tmp_path: Path) -> None:
    plain, drawn = workbook(tmp_path / "plain.xlsx", {"評価": table("○○×")}), tmp_path / "x.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(drawn, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("xl/worksheets/_rels/sheet1.xml.rels", LEADS)
        target.writestr("xl/drawings/drawing1.xml", DRAWN)
    marks, asked, _ = read(drawn)
    assert marks == "○○×"
    assert [text for text in asked if "×に変更" in text and "F3" in text]


def test_two_marks_side_by_side_are_no_rating(tmp_path: Path) -> None:
    rows = table("○○×")
    rows[1][-1] = "○○"
    marks, asked, _ = read(workbook(tmp_path / "x.xlsx", {"評価": rows}))
    assert marks == "○×"
    assert [text for text in asked if "「○○」" in text]


def test_a_measure_without_a_title_and_a_number_that_is_none_are_told_as_they_stand(tmp_path: Path) -> None:
    rows = table("○△×")
    rows[2][1] = ""
    rows[3][0] = "三"
    _, asked, _ = read(workbook(tmp_path / "x.xlsx", {"評価": rows}))
    assert [text for text in asked if "No.2 の事業名が空です" in text]
    assert [text for text in asked if "「三」" in text and "No.3" in text]


@pytest.mark.parametrize("sign", ["〃", "同上", "↓", "上に同じ"])
def test_a_cell_that_says_as_above_is_read_so(tmp_path: Path, sign: str) -> None:
    """A rating is not by a sign that may be a step of a scale itself: `test_import_dittos.py`."""
    rows = table("○△×")
    rows[2][2:] = [sign] * 4
    path = workbook(tmp_path / "x.xlsx", {"評価": rows})
    marks, asked, told = read(path)
    assert marks == ("○×" if sign == "↓" else "○○×")
    assert bool([text for text in asked if f"「{sign}」" in text and "F3" in text]) == (sign == "↓")
    assert [text for text in told if "担当課の" in text and "上の行と同じ" in text and "C3" in text]
    staged = stage(path, R7, tmp_path / "data", tmp_path / "again", path.name)
    _, second, _ = staged.plan.measures
    assert (second.title, second.departments) == (TITLES[1], ("防災課",))
    assert (second.items[0].planned, second.items[0].result) == tuple(rows[1][3:5])


def test_such_a_sign_with_nothing_above_it_stays(tmp_path: Path) -> None:
    rows = table("○△×")
    rows[1][3] = "↓"
    path = workbook(tmp_path / "x.xlsx", {"評価": rows})
    (tmp_path / "data").mkdir()
    first = stage(path, R7, tmp_path / "data", tmp_path / "work", path.name).plan.measures[0]
    assert first.items[0].planned == "↓"


@pytest.mark.parametrize("remark", ["※ ◎は十分達成", "評価は担当課によるものです。", "（注）見込みを含む"])
def test_a_remark_below_ratings_in_the_first_column_is_no_item(tmp_path: Path, remark: str) -> None:
    turned = [[row[-1], *row[:-1]] for row in table("○△×")]
    path = workbook(tmp_path / "x.xlsx", {"評価": [*turned, [remark]]})
    marks, asked, told = read(path)
    assert (marks, asked) == ("○△×", [])
    assert [text for text in told if remark in text]


def test_a_row_of_a_csv_that_a_comma_has_shifted_stops(tmp_path: Path) -> None:
    """Else last year's mark would stand in the column of this year's."""
    lines = [
        "事業No.,事業名,取組結果,前年度評価,評価",
        "1,備蓄,増やした。,○,△",
        "2,貸出,1,200冊に増やした。,○,×",
    ]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceError) as stopped:
        read(path)
    assert "3行目" in stopped.value.place
    assert "コンマ" in stopped.value.what
    path.write_text(
        "\n".join(lines).replace("1,200冊に増やした。", '"1,200冊に増やした。"'), encoding="utf-8"
    )
    (tmp_path / "again").mkdir()
    assert read(path.rename(tmp_path / "again" / "x.csv"))[0] == "△×"
