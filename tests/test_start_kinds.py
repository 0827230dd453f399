"""Kinds of sheets that a new city begins with: texts with tabs, several evaluations, short names, legends.

All of them are invented.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from katou_index.importing.start_proposals import best_figure, legends, lists_steps, plan_name, proposed_scale
from katou_index.reading.layouts import Survey
from katou_index.restoring.shortnames import short_names
from tests.made import Rows, excel, text
from tests.test_import_city_layouts import Run, data, measures, rated, run, workbook
from tests.test_start import Start, asked, start, table

__all__ = ["data", "run", "start"]  # fixtures

ROOT = Path(__file__).parent.parent
ROWS: Rows = [
    ["令和7年度 事業評価"],
    ["整理番号", "事業名", "所属", "内容", "実績", "評価"],
    ["007", "河川カメラ", "防災課", "3か所に置く", "置いた。", "A"],
    ["008", "毛布", "防災課", "100枚を買う", "60枚を買った。", "C"],
]


def tabbed(path: Path, encoding: str, rows: Rows = ROWS) -> Path:
    lines = ("\t".join(map(str, row)) for row in rows)
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding, newline="")
    return path


@pytest.mark.parametrize("ending", [".tsv", ".txt"])
@pytest.mark.parametrize("encoding", ["utf-16", "cp932", "utf-8-sig"])
def test_a_text_with_tabs_begins_a_city(ending: str, encoding: str, tmp_path: Path, start: Start) -> None:
    start(tabbed(tmp_path / f"a{ending}", encoding))
    assert rated(tmp_path / "data") == [
        ("007", "河川カメラ", ("防災課",), "A"), ("008", "毛布", ("防災課",), "C"),
    ]  # fmt: skip
    assert (tmp_path / "data" / "r7" / "sheet.csv").read_bytes() == (tmp_path / f"a{ending}").read_bytes()


@pytest.mark.parametrize("ending", [".tsv", ".txt"])
def test_the_next_year_of_it_is_loaded(ending: str, tmp_path: Path, data: Path, run: Run) -> None:
    run(tabbed(tmp_path / f"a{ending}", "cp932", [ROWS[1], *([*row[:5], "○"] for row in ROWS[2:])]))
    assert [mark for *_, mark in rated(data)] == ["○", "○"]


def test_the_text_of_a_table_read_off_a_pdf_is_no_new_city(tmp_path: Path, start: Start) -> None:
    shutil.copy(ROOT / "data" / "r2" / "sheet.txt", tmp_path / "a.txt")
    assert "katou-index import" in start(tmp_path / "a.txt", "--year", "R2", code=1)


EXPORT = """<html><head><meta charset="Shift_JIS"><style>td {}</style></head><body>
<table><tr><td>出力日時 2026/04/01</td></tr></table>
<table border=1>
<tr><th rowspan=2>所属</th><th rowspan=2>事業番号</th><th rowspan=2>事業名</th><th colspan=2>評価</th>
<tr><th>1次</th><th>2次</th></tr>
<tr><td rowspan="2">水道課</td><td>05-001</td><td><ruby>鵠沼<rp>(</rp><rt>くげぬま</rt></ruby>の管</td>
<td>B<td>A</td></tr>
<tr><td>05-002</td><td>漏水の<br>調査</td><td>C</td><td><s>A</s>C</td></tr>
<tr style="display:none"><td>市民課</td><td>05-003</td><td>窓口&amp;電話</td><td>A</td><td>&nbsp;</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("ending", [".xls", ".html"])
def test_a_table_that_a_system_exports_as_html_is_read(ending: str, tmp_path: Path, start: Start) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text(EXPORT, encoding="cp932")
    shown = start(path, "--year", "R7")
    assert rated(tmp_path / "data") == [
        ("05-001", "鵠沼の管", ("水道課",), "A"),
        ("05-002", "漏水の 調査", ("水道課",), "C"),
        ("05-003", "窓口&電話", ("市民課",), ""),
    ]
    assert "取り消し線（見え消し）の「A」は読んでいません" in shown
    assert "非表示の行も読みました" in shown
    assert (tmp_path / "data" / "r7" / "sheet.html").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("inside", ["<html><p>何もない</p></html>", "<table>", "<table><tr><td rowspan=x>"])
def test_html_without_measures_says_so(inside: str, tmp_path: Path, start: Start) -> None:
    (tmp_path / "a.xls").write_text(inside, encoding="utf-8")
    assert "katou-index" in start(tmp_path / "a.xls", "--year", "R7", code=1)


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:style="s" xmlns:table="t" xmlns:text="x" xmlns:fo="f"
 xmlns:draw="d" xmlns:calcext="c">
<office:automatic-styles>
<style:style style:name="gone"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="crossed"><style:text-properties style:text-line-through-type="single"/></style:style>
<style:style style:name="plain"><style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="white"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="pale" style:parent-style-name="white"><style:paragraph-properties/></style:style>
<style:style style:name="dark" style:parent-style-name="white">
<style:table-cell-properties fo:background-color="#203864"/></style:style>
<style:style style:name="of the office" style:parent-style-name="Heading">
<style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="away"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="旧" table:style-name="away">{old}</table:table>
<table:table table:name="評価"><table:table-column table:number-columns-repeated="6"/>
<table:table-column table:default-cell-style-name="gone"/>
<table:table-column table:number-columns-repeated="16377"/>
{rows}
<table:table-row table:number-rows-repeated="1048000">
<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def cell(inside: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{inside}</text:p></table:table-cell>"


def opendocument(path: Path, *rows: str, old: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        archive.writestr("content.xml", CONTENT.format(rows=lines, old=old))
    return path


def test_an_opendocument_spreadsheet_is_read_as_it_shows(tmp_path: Path, start: Start) -> None:
    read = "<text:ruby-text>くげぬま</text:ruby-text>"
    ruby = f"<text:ruby><text:ruby-base>鵠沼</text:ruby-base>{read}</text:ruby>"
    note = "<office:annotation><text:p>部長: 要確認</text:p></office:annotation>"
    struck = '<text:span text:style-name="gone">A</text:span>C'
    path = opendocument(
        tmp_path / "a.ods",
        cell("みどり市 令和7年度 事業評価", ' table:number-columns-spanned="4"'),
        "".join(map(cell, ("番", "事業名", "担当課", "評価"))),
        cell("1-1") + cell(f"{ruby}の管") + cell("水道課", ' table:number-rows-spanned="2"') + cell("B"),
        cell("1-2") + cell("漏水の<text:s/>調査") + "<table:covered-table-cell/>" + cell(struck),
        "".join(map(cell, ("1-3", "窓口", "市民課"))) + cell("A").replace("<text:p>", f"{note}<text:p>"),
        old=f"<table:table-row>{cell('古い評価')}</table:table-row>",
    )  # fmt: skip
    shown = start(path)
    assert rated(tmp_path / "data") == [
        ("1-1", "鵠沼の管", ("水道課",), "B"),
        ("1-2", "漏水の 調査", ("水道課",), "C"),
        ("1-3", "窓口", ("市民課",), "A"),
    ]
    for told in ("「A」は読んでいません", "シート「旧」", "D5: 「A」のそばに「部長: 要確認」"):
        assert told in shown
    assert (tmp_path / "data" / "r7" / "sheet.ods").exists()


SHAPE = "<draw:custom-shape><text:p>×</text:p></draw:custom-shape></table:table-cell>"
RULE = """<calcext:conditional-formats>
<calcext:conditional-format calcext:target-range-address="評価.D3:評価.D4"/></calcext:conditional-formats>"""


def styled(inside: str, style: str) -> str:
    return cell(inside, f' table:style-name="{style}"')


def test_what_nobody_sees_in_an_opendocument_spreadsheet_is_told(tmp_path: Path, start: Start) -> None:
    """White on white, or on a fill of its own; a shape over a mark; a style for a whole column."""
    path = opendocument(
        tmp_path / "a.ods",
        "".join(styled(name, "dark") for name in ("番", "事業名", "担当課", "評価")),
        "".join(map(cell, ("1", "河川カメラ", "防災課"))) + styled("B", "white"),
        "".join(map(cell, ("2", "毛布", "防災課"))) + cell("A").replace("</table:table-cell>", SHAPE),
        "".join(map(cell, ("3", "窓口", "市民課"))) + cell("").replace("</table:table-cell>", SHAPE),
        "".join(map(cell, ("4", "図書", "市民課"))) + styled("C", "of the office"),
        "".join(map(cell, ("5", "給食", "市民課"))) + styled("C", "pale"),
        "".join(map(cell, ("6", "道路", "市民課", "A", "", "", "消した"))),
    )
    shown = start(path, "--year", "R7")
    assert [rating for *_, rating in rated(tmp_path / "data")] == ["", "A", "", "C", "", "A"]
    for told in (
        "D2: 見えない文字「B」",
        "D6: 見えない文字「C」",
        "D3: 「A」のそばに「×」",
        "「消した」は読んでいません",
    ):
        assert told in shown


def test_a_colour_that_a_rule_may_change_hides_nothing(tmp_path: Path, start: Start) -> None:
    rows = [
        "".join(map(cell, ("番", "事業名", "担当課", "評価"))),
        "".join(map(cell, ("1", "河川カメラ", "防災課"))) + styled("A", "white"),
        "".join(map(cell, ("2", "毛布", "防災課"))) + styled("B", "white"),
        "".join(map(cell, ("3", "窓口", "市民課"))) + styled("C", "white"),
        "".join(map(cell, ("4", "図書", "市民課", "C"))),
    ]
    path = opendocument(
        tmp_path / "a.ods", *rows[:-1], f"{rows[-1]}</table:table-row>{RULE}<table:table-row>"
    )
    start(path, "--year", "R7", "--anyway")
    assert [rating for *_, rating in rated(tmp_path / "data")] == ["", "B", "C", "C"]


def test_struck_text_of_an_opendocument_spreadsheet_by_either_attribute(tmp_path: Path, start: Start) -> None:
    """LibreOffice writes one of two attributes; a run may take back what its cell has."""
    crossed = '<text:span text:style-name="crossed">旧</text:span>河川カメラ'
    taken_back = 'A<text:span text:style-name="plain">C</text:span>'
    path = opendocument(
        tmp_path / "a.ods",
        "".join(map(cell, ("番", "事業名", "担当課", "評価"))),
        "".join((cell("1"), cell(crossed), cell("防災課"), cell("B"))),
        "".join(map(cell, ("2", "毛布", "防災課"))) + cell(taken_back, ' table:style-name="crossed"'),
    )
    shown = start(path, "--year", "R7")
    assert rated(tmp_path / "data") == [(1, "河川カメラ", ("防災課",), "B"), (2, "毛布", ("防災課",), "C")]
    assert "「旧」は読んでいません" in shown
    assert "「A」は読んでいません" in shown


@pytest.mark.parametrize("head", ["訂正後の評価", "評価（修正後）", "見直し後評価"])
def test_a_column_of_corrected_ratings_alone(head: str, tmp_path: Path, start: Start) -> None:
    """It counts where it is filled in; what it corrects counts in all other rows, and that is told."""
    rows: Rows = [
        ["番号", "事業名", "担当課", "評価", head],
        [1, "河川カメラ", "防災課", "A", ""], [2, "毛布", "防災課", "C", "D"],
        [3, "電子図書", "図書館", "B", ""], [4, "夜の開館", "図書館", "", ""],
        [5, "読み聞かせ", "図書館", "C", ""],
    ]  # fmt: skip
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["A", "D", "B", "", "C"]
    assert "空の3行の評価は" in shown
    assert "未記入 1件: 4-1" in shown


def test_a_column_of_corrected_ratings_in_most_rows_is_the_rating(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["番号", "事業名", "担当課", "評価", "訂正後の評価"],
        [1, "河川カメラ", "防災課", "A", "B"], [2, "毛布", "防災課", "C", "D"],
        [3, "電子図書", "図書館", "B", ""],
    ]  # fmt: skip
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["B", "D", ""]
    assert "未記入 1件: 3-1" in shown


@pytest.mark.parametrize(
    "inside", [b"PK\x03\x04", b"no zip", None, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a><b></a>"]
)
def test_a_broken_opendocument_spreadsheet_says_so(
    inside: bytes | None, tmp_path: Path, start: Start
) -> None:
    path = tmp_path / "a.ods"
    if inside is None or inside.startswith(b"<"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.xml" if inside else "other.xml", inside or b"<a/>")
    else:
        path.write_bytes(inside)
    assert "katou-index: a.ods" in start(path, "--year", "R7", code=1)


THREE: Rows = [
    ["番号", "事業名", "担当課", "評価", "", "", "費用"],
    ["", "", "", "自己評価", "審議会", "市の決定", ""],
    [1, "河川カメラ", "防災課", "A", "B", "B", 20],
    [2, "毛布", "防災課", "C", "―", "D", 0],
    [3, "電子図書", "図書館", "A", "A", "C", 5],
    [4, "夜の開館", "図書館", "D", "D", "D", 8],
]


def test_the_decision_is_the_rating_whoever_decides(tmp_path: Path, start: Start) -> None:
    shown = start(excel(tmp_path / "a.xlsx", THREE, merged=("D1:F1",)), "--year", "R7")
    assert [mark for *_, mark in rated(tmp_path / "data")] == ["B", "D", "C", "D"]
    assert "「評価 審議会」は読んでいません" in shown


def test_views_of_which_none_is_last_are_asked_for(tmp_path: Path, start: Start) -> None:
    rows = [[cell if cell != "市の決定" else "審査会" for cell in row] for row in THREE]
    assert "「評価」の列が" in start(
        excel(tmp_path / "a.xlsx", rows, merged=("D1:F1",)), "--year", "R7", code=1
    )


def test_ticks_of_several_hands_are_a_rating_beside_another_one(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["番号", "事業名", "達成度", "今後の方向性", "", ""],
        ["", "", "", "拡大", "維持", "縮小"],
        [1, "河川カメラ", "高", "○", "", ""],
        [2, "毛布", "低", "", "", "レ"],
        [3, "電子図書", "中", "", "○", ""],
    ]  # fmt: skip
    shown = start(excel(tmp_path / "a.xlsx", rows, merged=("D1:F1",)), "--year", "R7", code=1)
    assert "「達成度」" in shown
    assert "「今後の方向性」" in shown


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["学校教育課", "学校教育課", "学教課"], [("学教課", 1, "学校教育課")]),
        (["健康福祉課", "健福課"], [("健福課", 1, "健康福祉課")]),
        (["総務課", "総務課", "総務"], [("総務", 1, "総務課")]),
        (["教育委員会事務局", "教委"], [("教委", 1, "教育委員会事務局")]),
        (["市民課", "市民税課", "福祉課", "福祉介護課", "総務課", "総務財政課"], []),
        (["農政課", "林政課", "図書館", "図書室"], []),
    ],
)
def test_a_department_cut_short_is_seen(names: list[str], found: list[tuple[str, int, str]]) -> None:
    assert short_names(names) == found


def test_a_short_name_that_the_office_knows_is_none() -> None:
    assert short_names(["学校教育課", "学教課"], ["学教課"]) == []


def test_a_department_cut_short_is_told(tmp_path: Path, start: Start) -> None:
    rows = [["番号", "事業名", "課名", "評価"], [1, "給食", "学校教育課", "A"], [2, "通学路", "学教課", "B"]]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert "「学教課」（1件、シート「評価」C3 など）は「学校教育課」を略したものかもしれません" in shown


def test_a_caption_with_a_section_is_of_its_department(tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [
        ["番号", "事業名", "取組結果", "評価"], ["◆ 総務課 人事係"], [1, "研修", "した。", "○"],
        ["◆ 同課 文書係"], [2, "文書", "した。", "△"], ["◆ 図書館"], [3, "開館", "した。", "×"],
    ]  # fmt: skip
    run(excel(tmp_path / "a.xlsx", rows))
    assert [offices for _, _, offices, _ in rated(data)] == [("総務課",), ("総務課",), ("図書館",)]


def test_the_name_above_a_sheet_is_its_department(tmp_path: Path, data: Path, run: Run) -> None:
    sheets: dict[str, Rows] = {
        name: [["所管名", office], ["番号", "事業名", "取組結果", "評価"], [number, title, "した。", "○"]]
        for name, office, number, title in (("危", "危機管理課", 1, "備蓄"), ("図", "中央図書館", 2, "開館"))
    }
    run(workbook(tmp_path / "a.xlsx", **sheets))
    assert [offices for _, _, offices, _ in rated(data)] == [("危機管理課",), ("中央図書館",)]


def test_numbers_beside_what_was_aimed_at_are_no_text(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["No.", "事業名", "担当課", "取組内容", "目標値", "実績値", "評価"],
        [1, "森の教室", "緑課", "開く", 20, 24, "○"], [2, "古道", "緑課", "直す", 8, 3, "×"],
    ]  # fmt: skip
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert "「実績値」はそのまま保存します" in shown
    assert [item.extra for each in measures(tmp_path / "data") for item in each.items] == [
        (("目標値", "20"), ("実績値", "24")), (("目標値", "8"), ("実績値", "3")),
    ]  # fmt: skip
    reply = asked(tmp_path).ask("実績値が目標値に届かなかった事業")
    assert [item.id for item in reply.answer.items] == ["2-1"]


def test_a_legend_below_each_other_tells_the_best_figure(tmp_path: Path, start: Start) -> None:
    rows: Rows = [["事業ID", "事業名", "評価CD"], [11, "備蓄", 1], [12, "開館", 5], [13, "水路", 3]]
    legend: Rows = [
        ["評価CD", "意味"],
        [1, "大変良い"],
        [2, "良い"],
        [3, "普通"],
        [4, "やや劣る"],
        [5, "劣る"],
    ]
    shown = start(excel(tmp_path / "a.xlsx", rows, sheets={"コード表": legend}), "--year", "R7")
    assert [each["mark"] for each in table(tmp_path, "ratings.toml")["rating"]] == ["1", "2", "3", "4", "5"]  # type: ignore[attr-defined, index]
    assert "大きい数字を良いとみます" not in shown
    assert best_figure(legends([["1", "劣る"], ["2", "普通"], ["3", "良い"]])) == 3


@pytest.mark.parametrize(
    ("words", "best"),
    [
        (("★★★☆☆", "★★★★★", "★☆☆☆☆"), ["★★★★★", "★★★☆☆", "★☆☆☆☆"]),
        (("できなかった", "よくできた", "もう少し"), ["よくできた", "もう少し", "できなかった"]),
        (("低", "高", "中"), ["高", "中", "低"]),
    ],
)
def test_further_words_of_ratings_have_their_order(words: tuple[str, ...], best: list[str]) -> None:
    assert [each.mark for each in proposed_scale(dict.fromkeys(words, 1)).words] == best


def test_ratings_that_only_their_format_tells_stop(tmp_path: Path, start: Start) -> None:
    steps = "Ａ　・　Ｂ　・　Ｃ"
    rows = [["番号", "事業名", "総合評価"], [1, "備蓄", steps], [2, "開館", steps]]
    assert "文字の色・下線・囲みだけで示されて" in start(
        excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1
    )
    assert lists_steps("拡大 維持 縮小")
    assert not lists_steps("A")
    assert not lists_steps("○・△")


def test_numbers_of_what_is_called_an_item_are_kept_as_printed(tmp_path: Path, start: Start) -> None:
    rows: Rows = [["項目番号", "改革項目", "評価"], ["１－①", "備蓄", "A"], ["１－②", "開館", "B"]]
    start(text(tmp_path / "a.csv", rows), "--year", "R7")
    assert [number for number, *_ in rated(tmp_path / "data")] == ["1-①", "1-②"]


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["1 協働事業 総務課 225 184 151 421", "みどり市 行政改革プラン評価"], "行政改革プラン評価"),
        (["9 評価対象外", "みどり市 行政改革プラン評価"], "行政改革プラン評価"),
        (["みどり市 行政改革大綱の評価結果について このことを報告します。"], "行政改革大綱の評価"),
        (["行政改革大綱評価※委員会の意見を受けた案"], "行政改革大綱評価"),
    ],
)
def test_the_plan_is_called_by_its_title_alone(titles: list[str], name: str) -> None:
    assert plan_name(Survey((), tuple(titles)))[0] == name


@pytest.mark.parametrize("title", ["重点取組", "施策／事業", "KPI・事業", "仕事の名前"])
@pytest.mark.parametrize("rating", ["評価CD", "総合", "星"])
def test_names_that_come_near_are_proposed(title: str, rating: str, tmp_path: Path, start: Start) -> None:
    start(
        text(tmp_path / "a.csv", [["番号", title, rating], [1, "備蓄", "A"], [2, "開館", "B"]]),
        "--year",
        "R7",
    )
    assert [(name, mark) for _, name, _, mark in rated(tmp_path / "data")] == [("備蓄", "A"), ("開館", "B")]


def test_a_department_behind_each_title(tmp_path: Path, start: Start) -> None:
    rows: Rows = [
        ["項目", "内容と実績", "評価"],
        ["1．避難所の備蓄（防災課）", "毛布を60枚買った。", "○"],
        ["2．園の改修（中央園）（子育て支援課）", "屋根を直した。", "△"],
        ["3．電子図書の貸出（中央図書館）", "見送った。", "×"],
    ]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert rated(tmp_path / "data") == [
        (1, "避難所の備蓄", ("防災課",), "○"),
        (2, "園の改修（中央園）", ("子育て支援課",), "△"),
        (3, "電子図書の貸出", ("中央図書館",), "×"),
    ]
    assert "括弧を担当課として読みました" in shown


def test_other_brackets_behind_titles_stay(tmp_path: Path, start: Start) -> None:
    titles = ("避難所の備蓄（防災課）", "園の改修（中央園）", "電子図書の貸出（新規）")
    rows: Rows = [["事業名", "評価"], *([title, "○"] for title in titles)]
    start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    assert [title for _, title, *_ in rated(tmp_path / "data")] == [*titles]
