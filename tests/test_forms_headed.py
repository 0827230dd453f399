"""Forms whose number, title and department stand in a line above them, as word processors print them."""

from __future__ import annotations

from pathlib import Path

from katou_index.reading.pdf import read_pdf
from tests.test_import_city_layouts import data, measures, rated, workbook
from tests.test_start import Start, start

__all__ = ["data", "start"]  # fixtures

Part = str | list[list[str]]  # a line, or a ruled table


def printed(path: Path, *pages: list[Part]) -> Path:
    """Lines and ruled tables, page by page; `よみ|字` in a cell is a reading above its text."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    plain = ParagraphStyle("a", fontName="HeiseiKakuGo-W5", fontSize=10, leading=13)
    small = ParagraphStyle("b", parent=plain, fontSize=5, leading=5.5)

    def cell(text: str) -> list[Flowable]:
        reading, sign, rest = text.partition("|")
        return [Paragraph(reading, small), Paragraph(rest, plain)] if sign else [Paragraph(text, plain)]

    parts: list[Flowable] = []
    for page in pages:
        for part in page:
            if isinstance(part, str):
                parts.append(Paragraph(part, plain))
            else:
                rows = [[cell(text) for text in row] for row in part]
                parts.append(
                    Table(rows, colWidths=[80, 300], style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
                )
        parts.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4).build(parts)
    return path


def form(plan: str, done: str, mark: str) -> list[list[str]]:
    return [["計画", plan], ["取組", done], ["評価", mark]]


REPORT: tuple[list[Part], ...] = (
    ["みどり市 令和7年度 年次報告書", "第1章 暮らし",
     "１－１ 河川カメラの増設（防災課）",
     form("5か所に置く計画である", "4か所に置いて見られるようにした", "○"),
     "１－２ 毛布の更新（防災課）",
     form("100枚を新しくする計画である", "60枚を新しくしただけに終わった", "△"),
     "第2章 学び", "この章では前年に「×」とした事業が「○」となった。",
     "２－１ 電子図書の貸出（中央図書館）",
     form("貸出を始める計画である", "業者が決まらず見送ることにした", "×"),
     "２－２ 夜の開館（保健センター）", "- 1 -"],
    [form("毎週金曜に開く計画である", "毎週金曜に20時まで開いた", "○"),
     "注 数値は速報である", "- 2 -"],
)  # fmt: skip


def test_a_line_above_each_form_says_what_it_is_of(tmp_path: Path, start: Start) -> None:
    """Also one that stands at the foot of the page before. Other lines are told."""
    shown = start(printed(tmp_path / "a.pdf", *REPORT))
    assert rated(tmp_path / "data") == [
        ("1-1", "河川カメラの増設", ("防災課",), "○"),
        ("1-2", "毛布の更新", ("防災課",), "△"),
        ("2-1", "電子図書の貸出", ("中央図書館",), "×"),
        ("2-2", "夜の開館", ("保健センター",), "○"),
    ]
    items = [item for measure in measures(tmp_path / "data") for item in measure.items]
    assert [item.result for item in items][:2] == [
        "4か所に置いて見られるようにした", "60枚を新しくしただけに終わった",
    ]  # fmt: skip
    assert items[0].planned == "5か所に置く計画である"
    for told in ("第2章 学び", "表の外の文", "注 数値は速報である"):
        assert told in shown
    assert "- 2 -" not in shown


def test_a_department_with_a_label_of_its_own_stays(tmp_path: Path, start: Start) -> None:
    """And a reading above it is none of it; 次年度の方針 is no policy."""
    pages: list[Part] = []
    titles = ("防犯灯のLED化", "園の給食室（中央園）", "橋の塗装")
    for number, (title, mark) in enumerate(zip(titles, "○△×", strict=True), 1):
        office = "じゅうみんか|住民課" if number == 1 else "建設課"
        next_year = "継続" if number < 3 else "見直し"
        said = [["担当課", office], ["実績", f"{title}をした。"], ["評価", mark], ["次年度の方針", next_year]]
        pages += [f"事業{number} {title}", said]
    start(printed(tmp_path / "a.pdf", pages), "--year", "R7")
    assert rated(tmp_path / "data") == [
        (1, "防犯灯のLED化", ("住民課",), "○"),
        (2, "園の給食室（中央園）", ("建設課",), "△"),
        (3, "橋の塗装", ("建設課",), "×"),
    ]
    found = measures(tmp_path / "data")
    assert {measure.policy for measure in found} == {""}
    assert dict(found[0].items[0].extra) == {"次年度の方針": "継続"}


def test_such_a_line_above_the_forms_of_a_sheet(tmp_path: Path, start: Start) -> None:
    rows: list[list[object]] = []
    for number, mark in enumerate("○△×", 1):
        rows += [[f"No.{number}　放送の整備その{number}（防災課）"], ["計画", f"{number}局を建てる"],
                 ["実績", f"{number}局を建てた。"], ["評価", mark], []]  # fmt: skip
    start(workbook(tmp_path / "a.xlsx", 評価=rows), "--year", "R7")
    assert rated(tmp_path / "data") == [
        (number, f"放送の整備その{number}", ("防災課",), mark) for number, mark in enumerate("○△×", 1)
    ]


def test_a_form_that_lost_its_line_stops(tmp_path: Path, start: Start) -> None:
    """Nobody can tell whose rating it is."""
    first, second = REPORT
    without: list[Part] = [part for part in first if part != "２－２ 夜の開館（保健センター）"]
    start(printed(tmp_path / "a.pdf", without, second), "--year", "R7", code=1)


def test_small_print_that_is_no_reading_stays(tmp_path: Path) -> None:
    rows = [["実績", "ろうか|1階に手すりを付けた"], ["備考", "あいう|えお かき"], ["評価", "○"]]
    grid = read_pdf(printed(tmp_path / "a.pdf", [rows]))
    texts = [text for row in grid.pages[0].rows.values() for text in row]
    assert "あいうえお かき" in "".join(texts)  # nothing but kana below it


def test_a_line_above_a_table_is_no_title(tmp_path: Path, start: Start) -> None:
    """Of a table whose titles have an unknown heading: it stops, as ever."""
    heads: list[object] = ["番号", "内訳", "担当課", "評価"]
    rows = [["1 総務部"], heads, [1, "毛布", "防災課", "○"], [2, "訓練", "防災課", "×"], [],
            ["2 市民部"], heads, [3, "窓口", "市民課", "△"]]  # fmt: skip
    said = start(workbook(tmp_path / "a.xlsx", 評価=rows), "--year", "R7", code=1)
    assert "事業名の列が分かりません" in said


def test_the_name_of_a_part_of_each_form_is_no_title(tmp_path: Path, start: Start) -> None:
    sheets = {
        str(number): [["1 事業の概要"], ["事業の呼び名", f"事業{number}"], ["担当課", "防災課"],
                      ["実績", "した。"], ["評価", mark]]
        for number, mark in enumerate("○△×", 1)
    }  # fmt: skip
    said = start(workbook(tmp_path / "a.xlsx", **sheets), "--year", "R7", code=1)
    assert "事業名" in said
    assert not (tmp_path / "data").exists()
