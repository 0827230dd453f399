"""What is taken away of an answer: which items, under which name and conditions, as a file, as a picture."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image, ImageStat

from bot import Bot
from bot.clock import TOKYO
from bot.conversation import Conversations
from bot.files import chart as drawing
from bot.files.chart import Layout, layout, png, svg
from bot.files.download import file_of
from bot.files.takeaway import Chart, ChartBar, Takeaway
from bot.reply import Reply
from katou_index import build_index, open_index
from katou_index.exporting import FORMULA, guarded
from katou_index.reading.tidy import COLUMNS
from katou_index.words import clean
from tests.bot_fixtures import ROOT, bot
from tests.expectations import asked
from tests.years import bot_of

CROSSES = ("R2/2-1", "R2/4-1", "R2/7-1", "R2/17-3", "R2/18-2", "R2/30-2", "R2/33-1")
TRIANGLES = tuple(item.key for item in bot().ask("△の事業").answer.items)
SIDES = tuple(item.key for name in ("秘書室", "市民課") for item in bot().ask(f"{name}の事業").answer.items)
NOW = datetime(2026, 11, 22, 19, 5, tzinfo=TOKYO)
MARKS = (
    ("◎", "◎ 二重丸"),
    ("○", "○ 丸"),
    ("△", "△ 三角"),
    ("×", "× バツ"),
    ("?", "評価不明"),
    ("—", "評価なし"),
)
BELOW = tuple(word if mark in ("?", "—") else mark for mark, word in MARKS)  # as it stands below a bar


def talk(*questions: str) -> Reply:
    """The last answer of a conversation."""
    bot().conversations = Conversations()
    return [bot().ask(question, conversation="c") for question in questions][-1]


def taken(*questions: str) -> Takeaway:
    found = talk(*questions).takeaway
    assert found is not None
    return found


def drawn(*questions: str) -> Chart:
    found = taken(*questions).chart
    assert found is not None
    return found


# -- which set ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "form", "name", "keys"),
    [
        (("×の事業をExcelで",), "xlsx", "バツ_R2.xlsx", CROSSES),
        (("×の事業は？", "Excelで"), "xlsx", "バツ_R2.xlsx", CROSSES),
        (("×の事業は？", "そのうち防災課は？", "CSVで"), "csv", "防災課_バツ_R2.csv", ("R2/4-1",)),
        (("×の事業は？", "2番目を詳しく", "csvで"), "csv", "No4-1_R2.csv", ("R2/4-1",)),
        (("秘書室", "エクセルください"), "xlsx", "秘書室_R2.xlsx", ("R2/22-2", "R2/32-2")),
        (("No.21をcsvで",), "csv", "No21_R2.csv", ("R2/21-1",)),
        (("measures of 秘書室 as an Excel file",), "xlsx", "秘書室_R2.xlsx", ("R2/22-2", "R2/32-2")),
        (("△の事業は？", "図（SVG）にして"), "svg", "三角_R2.svg", TRIANGLES),
        (("△の事業をSVGで",), "svg", "三角_R2.svg", TRIANGLES),
        (("measures of 秘書室 as a chart (SVG)",), "svg", "秘書室_R2.svg", ("R2/22-2", "R2/32-2")),
        (("秘書室と市民課を比べて図にして",), "png", "秘書室_市民課_R2.png", SIDES),
    ],
)  # fmt: skip
def test_just_the_set_that_is_shown(
    questions: tuple[str, ...], form: str, name: str, keys: tuple[str, ...]
) -> None:
    found = taken(*questions)
    assert (found.form, found.name, found.keys) == (form, name, keys)


@pytest.mark.parametrize("question", ["評価の集計", "担当課別の内訳", "方針別の内訳"])
def test_what_shows_the_whole_year_takes_all_of_it(question: str) -> None:
    assert len(taken(question, "Excelで").keys) == len(bot().library.vocabulary.plan.items)


@pytest.mark.parametrize(
    "before", ["×の事業は？", "防災課と税務課を比べて", "方針別の内訳", "△はいくつ", "No.30", "RPAの進捗は？"]
)
@pytest.mark.parametrize("form", ["Excelで", "図にして", "リンク", "CSVで"])
def test_the_kind_is_that_of_the_last_set(before: str, form: str) -> None:
    shown, again = talk(before), talk(before, form)
    assert again.as_json()["kind"] == shown.as_json()["kind"]
    assert again.as_json()["items"] == shown.as_json()["items"]
    assert again.takeaway is not None


def test_a_form_is_asked_for_once() -> None:
    assert talk("×の事業は？", "Excelで", "そのうち防災課は？").takeaway is None


def test_a_word_is_no_form() -> None:
    for question in (
        "「Excel」の記載がある事業",
        "RPAの進捗は？",
        "中央図書館の事業",
        "国税のデータダウンロードの担当課",
        "エクセルの研修は？",
    ):
        assert talk(question).takeaway is None, question


@pytest.mark.parametrize("question", ["Excelで", "図にして", "リンク"])
def test_without_an_answer_before_it_says_so(question: str) -> None:
    reply = talk(question)
    assert reply.takeaway is None
    assert "先に一覧や事業を表示してから" in reply.text


def test_nothing_is_said_to_be_nothing() -> None:
    assert "ファイルにする項目がありません" in talk("税務課の×をExcelで").text
    assert "図にする項目がありません" in talk("税務課の×を図にして").text


def test_the_question_of_a_link_gives_the_same_answer() -> None:
    for questions in (
        ("×の事業は？", "リンク"),
        ("RPAの進捗のリンク",),
        ("×の事業は？", "そのうち防災課は？", "リンク"),
    ):
        reply = talk(*questions)
        assert reply.takeaway is not None
        again = bot().ask(reply.takeaway.asks)
        assert [item.id for item in again.answer.items] == [item.id for item in reply.answer.items]
        assert again.takeaway is None


def test_a_comparison_of_years_holds_both() -> None:
    own = bot_of("R2", "R3")
    found = own.ask("R2とR3を比べて図にして").takeaway
    assert found is not None
    assert found.chart is not None
    assert [bar.name for bar in found.chart.bars] == [
        "令和2年度（2020年度）",
        "令和3年度（2021年度）",
    ]
    assert found.name == "全体_R2_R3.png"
    assert {key.partition("/")[0] for key in found.keys} == {"R2", "R3"}
    assert file_of(found.but(form="csv"), own.library.vocabulary, NOW) is not None


# -- files -------------------------------------------------------------------------------------------------


def content(found: Takeaway) -> bytes:
    file = file_of(found, bot().library.vocabulary, NOW)
    assert file is not None
    assert file.name == found.name
    return file.content


def test_an_excel_file_says_what_it_holds() -> None:
    book = load_workbook(io.BytesIO(content(taken("防災課の△をExcelで"))))
    conditions = {str(a.value): str(b.value) for a, b in book["条件"].iter_rows()}
    index, year = bot().index, bot().library.vocabulary.newest
    assert conditions == {
        "質問": "防災課の△をExcelで", "読み取った内容": "令和2年度の防災課の△ 三角の項目",
        "年度": "令和2年度（2020年度）", "評価": "△ 三角", "担当課": "防災課",
        "項目数": "2項目（2事業）", "評価の内訳": "◎ 二重丸 0、○ 丸 0、△ 三角 2、× バツ 0",
        "取込日": index.imported_at(year).isoformat(), "元の文書": "sheet.txt", "版 R2": index.digest(year),
        "この表": conditions["この表"], "書き出した日時": "2026年11月22日（日曜日）19時05分（日本時間）",
    }  # fmt: skip


def test_an_excel_file_prints_on_a4_landscape() -> None:
    book = load_workbook(io.BytesIO(content(taken("×の事業をExcelで"))))
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "&P / &N"
        assert sheet.oddHeader.left.text == "バツ_R2  令和2年度（2020年度）"
        assert sheet.print_area.replace("$", "").endswith(sheet.dimensions)
    items = book["項目"]
    assert items.print_title_rows == "$1:$1"
    widths = [items.column_dimensions[cell.column_letter].width for cell in items[1]]
    assert sum(widths) < 215
    for row in items.iter_rows(min_row=2):
        assert all(cell.alignment.wrap_text for cell in row)
        planned = row[COLUMNS.index("取組結果")]
        lines = 2 * len(str(planned.value)) / items.column_dimensions[planned.column_letter].width
        assert items.row_dimensions[planned.row].height >= min(409, 13 * lines)


def test_csv_of_a_set_is_what_excel_opens() -> None:
    text = content(taken("×の事業は？", "そのうち防災課は？", "CSVで")).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    assert row[3] == "4"


@given(st.text(st.sampled_from("=+-@\t\r＝＋－＠ '×1a"), max_size=6))
def test_no_text_is_run_as_a_formula(text: str) -> None:
    cell = str(guarded(text))
    assert cell == "－" or not cell.startswith(tuple("=+-@\t\r＝＋－＠"))
    assert not FORMULA.match(cell) or cell.startswith("'")


def test_after_the_data_changed_the_file_has_what_now_meets_its_conditions(tmp_path: Path) -> None:
    data, index = Path(shutil.copytree(ROOT / "data", tmp_path / "data")), tmp_path / "katou.db"
    build_index(data, index)
    own = Bot(open_index(index))
    version = own.index.version
    assert own.ask("×の事業は？", conversation="c").answer.counts is not None
    corrections = data / "r2" / "corrections.csv"
    corrections.write_text(
        corrections.read_text("utf-8") + "R2,2,1,評価,×,△,試しの訂正,試験,2026-11-22\n", "utf-8"
    )
    build_index(data, index)
    reply = own.ask("Excelで", conversation="c")
    assert reply.takeaway is not None
    assert reply.takeaway.keys == CROSSES[1:]  # 2-1 is △ now, and the sheet of conditions says ×
    file = file_of(reply.takeaway, own.library.vocabulary, NOW)
    assert file is not None
    rows = load_workbook(io.BytesIO(file.content))["項目"].iter_rows(min_row=2)
    assert {row[COLUMNS.index("評価")].value for row in rows} == {"×"}
    assert own.index.version != version


# -- pictures ----------------------------------------------------------------------------------------------


def test_what_a_picture_shows_is_what_is_counted() -> None:
    plan = bot().library.vocabulary.plan
    chart = drawn("評価の集計を図にして")
    assert [bar.items for bar in chart.bars] == [6, 7, 9, 10, 20, 5]
    assert sum(bar.items for bar in chart.bars) == len(plan.items)
    assert [sum(bar.numbers[n] for bar in chart.bars) for n in range(6)] == [2, 35, 11, 7, 1, 1]
    assert (
        chart.total
        == "合計 57項目（41事業）: ◎ 二重丸 2、○ 丸 35、△ 三角 11、× バツ 7、評価不明 1、評価なし 1"
    )


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("防災課と税務課を比べて図にして", ["防災課", "税務課"]),
        ("秘書室を全体と比べて図にして", ["秘書室", "市全体"]),
        ("No.30を図にして", ["総務財政課", "税務課", "管財課"]),
        ("No.21を図にして", ["No.21 ふるさと納税の返礼品制度とポータルサイトの利活用"]),
        ("◎が多い課を図で", ["まちづくり創造課", "商工観光課"]),
        ("秘書室を図にして", ["秘書室", "市全体"]),
    ],
)  # fmt: skip
def test_the_bars_are_what_the_set_suggests(question: str, names: list[str]) -> None:
    assert [bar.name for bar in drawn(question).bars] == names


def test_the_numbers_stand_in_the_answer_as_text() -> None:
    for question in ("△の事業を図にして", "×が多い課を図で", "方針別の内訳を図で", "No.30を図にして"):
        reply = talk(question)
        for bar in drawn(question).bars:
            assert f"{bar.name}: " in reply.text, question


def parts_of(plan: Layout) -> list[list[drawing.ChartPart]]:
    """The parts by bar, without the legend."""
    bars: dict[int, list[drawing.ChartPart]] = {}
    for part in plan.parts:
        if part.tall in (drawing.BAR, drawing.TIGHT):
            bars.setdefault(part.top, []).append(part)
    return [bars[top] for top in sorted(bars)]


numbers = (
    st.lists(st.integers(0, 60) | st.sampled_from([0, 1, 2, 500]), min_size=6, max_size=6)
    .filter(any)
    .map(tuple)
)
charts = st.lists(st.builds(ChartBar, st.text("課あ①A ", max_size=40), numbers), min_size=1, max_size=60).map(
    lambda bars: Chart(
        "ja",
        "令和2年度（2020年度）評価の内訳",
        "",
        "担当課",
        "項目数",
        "",
        MARKS,
        tuple(bars),
        ("出典: sheet.txt",),
    )
)


@given(charts, st.booleans())
def test_everything_of_a_picture_has_its_place(chart: Chart, tight: bool) -> None:
    plan = layout(chart, tight=tight)
    shown = chart.bars[: drawing.MOST_BARS]
    bars = parts_of(plan)
    assert [sum(n > 0 for n in bar.numbers) for bar in shown] == [len(parts) for parts in bars]
    lengths = []
    for bar, parts in zip(shown, bars, strict=True):
        assert all(part.left < part.right <= plan.width for part in parts)
        assert all(one.right == other.left for one, other in pairwise(parts))
        within, below = " ".join(part.text for part in parts), "".join(line.text for line in plan.lines)
        for n, number in enumerate(bar.numbers):
            assert not number or f"{MARKS[n][0]} {number}" in within or f"{BELOW[n]} {number}" in below
        for part in parts:
            assert not part.text or drawing._length(part.text, part.letters) < part.right - part.left
        lengths.append((bar.items, parts[-1].right - parts[0].left))
    assert all(a[1] <= b[1] + 3 * 5 for a in lengths for b in lengths if a[0] <= b[0])  # longer is more
    for line in plan.lines:
        assert line.left + drawing._length(line.text, line.height) <= plan.width
        assert 0 <= line.top < plan.height


@given(numbers, st.integers(-3, 300))
def test_a_bar_is_as_long_as_its_number_whatever_is_written_in_it(counts: tuple[int, ...], more: int) -> None:
    chart = Chart("ja", "", "", "担当課", "項目数", "", MARKS, (), ())
    texts = [f"{MARKS[n][0]} {count}" for n, count in enumerate(counts) if count]
    least = sum(drawing._length(text, drawing.TEXT) + drawing.AROUND for text in texts)
    parts, behind, below = drawing._parts(ChartBar("課", counts), chart, 0, 0, least + more)
    if more >= 0:
        assert [part.text for part in parts] == texts
        assert parts[-1].right == least + more
    else:
        assert (
            below.split()
            == " ".join(f"{BELOW[n]} {count}" for n, count in enumerate(counts) if count).split()
        )
    assert behind == str(sum(counts))


def test_a_ranking_is_drawn_in_its_order_as_long_as_what_it_ranks_by() -> None:
    for question, by_share in (("×が多い課を図で", False), ("×の割合が多い課を図で", True)):
        chart = drawn(question)
        bars = parts_of(layout(chart))
        lengths = [parts[-1].right - parts[0].left for parts in bars]
        assert lengths == sorted(lengths, reverse=True), question
        assert all(sum(bar.numbers) == bar.numbers[3] for bar in chart.bars)  # × alone
        assert all("項目のうち" in bar.told for bar in chart.bars)
        assert all((bar.length >= 0) is by_share for bar in chart.bars)


def test_shares_by_group_are_drawn_as_shares_and_say_of_what() -> None:
    bars = drawn("方針ごとの○の割合を図で").bars
    assert [bar.length for bar in bars] == pytest.approx([0.333, 0.857, 0.714, 0.5, 0.65, 0.8])
    assert bars[2].told == "71.4%（評価のある7項目のうち5）"


@pytest.mark.parametrize(
    ("question", "name", "total", "shares"),
    [
        (
            "○以上の割合を図にして",
            "市全体",
            "◎ 二重丸か○ 丸: 67.3%（評価のある55項目のうち37）",
            ["3.6%", "63.6%", "20.0%", "12.7%"],
        ),
        (
            "防災課の○の割合を図にして",
            "防災課",
            "○ 丸: 25.0%（評価のある4項目のうち1）",
            ["", "25.0%", "50.0%", "25.0%"],
        ),
        (
            "No.30の○の割合を図で",
            "No.30",
            "○ 丸: 87.5%（評価のある8項目のうち7）",
            ["", "87.5%", "", "12.5%"],
        ),
        (
            "2課以上が担当する項目の○の割合を図にして",
            "対象の全項目",
            "○ 丸: 83.3%（評価のある6項目のうち5）",
            ["", "83.3%", "16.7%", ""],
        ),
    ],
)
def test_a_share_is_drawn_as_a_part_of_what_it_is_of(
    question: str, name: str, total: str, shares: list[str]
) -> None:
    chart = drawn(question)
    (bar,) = chart.bars
    assert (bar.name, chart.total, list(bar.shares)) == (name, total, shares)
    assert "評価 " not in chart.conditions  # the bar holds the other ratings, too
    assert total.split(": ")[1].split("（")[0] in talk(question).text


def test_a_list_of_a_rating_says_of_how_many_each_bar_is() -> None:
    assert [bar.told for bar in drawn("×の事業を図にして").bars] == [
        "6項目のうち2", "7項目のうち1", "9項目のうち1", "10項目のうち1", "20項目のうち2"
    ]  # fmt: skip
    assert not any(bar.told for bar in drawn("防災課の△を図にして").bars)  # of the department's, not of all


def test_over_years_the_oldest_comes_first() -> None:
    for question in ("No.4の推移を図にして", "年度別の×の件数を図にして"):
        chart = asked(bot_of("R1", "R3"), [question])[-1].takeaway.chart
        assert [bar.name[:5] for bar in chart.bars] == ["令和元年度", "令和2年度", "令和3年度"], question


def test_a_department_and_the_city_are_compared_by_shares() -> None:
    chart = drawn("商工観光課を図にして")
    own, city = parts_of(layout(chart))
    assert own[-1].right - own[0].left == city[-1].right - city[0].left
    plan = bot().library.vocabulary.plan
    rated = [item.rating.mark for item in plan.items if item.rating.rated]
    assert float(chart.bars[1].shares[1].rstrip("%")) == pytest.approx(
        100 * rated.count("○") / len(rated), abs=0.06
    )
    assert "どの帯も" in "".join(chart.foot)


@pytest.mark.parametrize("question", ["評価の集計を図にして", "商工観光課を図にして"])
def test_every_share_stands_in_the_picture_and_in_its_text(question: str) -> None:
    chart = drawn(question)
    plan = layout(chart)
    written = " ".join((*(part.share for part in plan.parts), *(line.text for line in plan.lines)))
    for bar in chart.bars:
        assert any(bar.shares), bar.name
        assert all(share in written and share in chart.as_text for share in bar.shares if share)


def test_what_belongs_together_stays_in_one_line() -> None:
    chart = drawn("方針別の内訳を図にして")
    lines = [line.text for line in layout(chart).lines]
    assert chart.title not in lines  # it takes two
    bracket = chart.title[chart.title.rindex("（") :]
    counts = chart.total.partition(": ")[2].split("、")
    assert len(counts) == 6
    for part in (bracket, *counts):
        assert any(part in line for line in lines), part


def test_a_word_of_katakana_is_not_parted_and_no_line_begins_with_a_small_letter() -> None:
    for width in range(260, 420, 7):
        lines = drawing.wrapped("⑤ 行政のオートメーション化・効率化", width, drawing.SMALL)
        assert any("オートメーション" in line for line in lines), lines
        assert not any(line[0] in "ョー・" for line in lines), lines


def test_what_is_told_of_a_bar_stands_behind_each_of_them() -> None:
    chart = drawn("×が多い課を図にして")
    plan = layout(chart)
    ends = [parts[-1].right for parts in parts_of(plan)]
    behind = [line for line in plan.lines if line.text in {bar.told for bar in chart.bars}]
    assert len(behind) == len(ends) == len(chart.bars)
    assert all(line.left > end for line, end in zip(behind, ends, strict=True))


def test_a_sheet_of_what_was_chosen_by_its_rating_tells_nothing_of_other_ratings() -> None:
    years = bot_of("R1", "R3")
    (counted,) = asked(years, ["年度別の×の件数をExcelで"])[-1].takeaway.tables
    assert counted.rows[0] == ("年度", "× バツ", "事業数")
    (shares,) = asked(years, ["年度ごとの○の割合をExcelで"])[-1].takeaway.tables
    assert shares.rows[0] == ("年度", "○ 丸", "事業数", "評価のある項目", "割合")
    assert [row[-1] for row in shares.rows[1:]] == ["61.1%", "63.6%", "69.6%"]


def test_what_has_no_rating_is_told_by_its_word_below_a_bar() -> None:
    told = " ".join(line.text for line in layout(drawn("方針別の内訳を図にして")).lines)
    assert "評価不明 1" in told
    assert "? 1" not in told


def test_a_picture_of_one_rating_has_no_shares() -> None:
    assert not any(share for bar in drawn("△の事業を図にして").bars for share in bar.shares)


def test_half_as_wide_on_a_phone_its_letters_are_read() -> None:
    plan = layout(drawn("評価の集計を図にして"))
    assert plan.width <= 2 * 360
    assert min(line.height for line in plan.lines) / 2 >= 11


def test_what_is_not_known_looks_otherwise_than_none() -> None:
    chart = drawn("評価の集計を図にして")
    marks = [mark for mark, _ in chart.marks]
    unknown, none = (drawing.style_of(marks.index(mark), chart) for mark in ("?", "—"))
    assert unknown != none
    used = {part.style for part in layout(chart).parts}
    assert {unknown, none} <= used


def test_an_svg_is_the_same_picture_with_its_text_as_text() -> None:
    chart = drawn("評価の集計を図にして")
    root = ElementTree.fromstring(svg(chart))
    space = "{http://www.w3.org/2000/svg}"
    plan = layout(chart)
    assert root.get("viewBox") == f"0 0 {plan.width} {plan.height}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}desc") == chart.as_text
    texts = [text.text for text in root.iter(f"{space}text")]
    assert {line.text for line in plan.lines} <= set(texts)
    assert [text for part in plan.parts if part.text for text in (part.text, part.share) if text] == texts[
        : -len(plan.lines)
    ]
    assert svg(chart) == svg(chart)


@given(st.text(max_size=30))
def test_no_name_breaks_an_svg(name: str) -> None:
    name = clean(name).replace("\r", "")
    chart = Chart("ja", name, name, name, name, name, MARKS, (ChartBar(name, (1, 0, 0, 0, 0, 0)),), (name,))
    root = ElementTree.fromstring(svg(chart))
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == name


def test_more_bars_than_a_picture_holds_are_told() -> None:
    bars = tuple(ChartBar(f"{n}課", (0, 1, 0, 0, 0, 0)) for n in range(drawing.MOST_BARS + 3))
    chart = Chart("ja", "", "", "担当課", "項目数", "", MARKS, bars, ())
    assert "ほか3件は文字の表にあります。" in [line.text for line in layout(chart).lines]


@given(charts)
@settings(max_examples=settings().max_examples // 4)  # pictures take ten times as long as what else is drawn
def test_a_picture_for_a_chat_is_within_its_bounds_and_cut_between_bars(chart: Chart) -> None:
    found = [Image.open(io.BytesIO(each)) for each in drawing.pictures(chart, 36_900, 1_024, 2)]
    assert 1 <= len(found) <= 2
    assert all(image.width == drawing.WIDTH and image.height <= 1_024 for image in found)
    assert found[0].info["Description"] == chart.as_text
    plan = layout(chart, tight=True)
    taken = [(part.top, part.top + part.tall) for part in plan.parts]
    taken += [(line.top, line.top + line.height) for line in plan.lines]
    assert not [gap for gap in plan.gaps for top, end in taken if top < gap < end]


def test_bars_that_have_no_room_in_a_chat_are_told() -> None:
    bars = tuple(ChartBar(f"{n}課", (1, 1, 1, 1, 1, 1)) for n in range(drawing.MOST_BARS))
    chart = Chart("ja", "", "", "担当課", "項目数", "", MARKS, bars, ())
    assert len(drawing.pictures(chart, 36_900, 1_024, 2)) == 2
    assert drawing.pictures(chart, 36_900, 40, 2) == []


def test_a_picture_is_the_same_each_time_and_carries_its_text() -> None:
    chart = drawn("評価の集計を図にして")
    assert png(chart) == png(chart)
    image = Image.open(io.BytesIO(png(chart)))
    assert image.size == (layout(chart).width, layout(chart).height)
    assert image.info["Description"] == chart.as_text


def test_marks_can_be_told_apart_in_grey() -> None:
    """Each style by its brightness or by its pattern: no two are alike without colour."""
    chart = Chart("ja", "", "", "担当課", "項目数", "", MARKS, (ChartBar("課", (9, 9, 9, 9, 9, 9)),), ())
    image = Image.open(io.BytesIO(png(chart))).convert("L")
    looks = []
    for part in parts_of(layout(chart))[0]:
        sample = ImageStat.Stat(image.crop((part.left + 4, part.top + 3, part.left + 20, part.top + 60)))
        looks.append((sample.mean[0], sample.stddev[0]))
    for number, one in enumerate(looks):
        assert all(abs(one[0] - other[0]) + abs(one[1] - other[1]) > 4 for other in looks[:number]), looks


def test_the_font_has_every_sign_of_the_plan() -> None:
    """A sign that a font lacks is drawn as its box."""
    font = drawing._font(drawing.TEXT)
    missing = bytes(font.getmask("\U0010ffff"))
    plan = bot().library.vocabulary.plan
    names = "".join((*plan_names(), "髙﨑①②⑳◎○△×—（）・、。", *(m.title for m in plan.measures)))
    assert [sign for sign in set(names) - set(" 　") if bytes(font.getmask(sign)) == missing] == []


def plan_names() -> tuple[str, ...]:
    vocabulary = bot().library.vocabulary
    return (*vocabulary.departments, *vocabulary.policies.values(), *vocabulary.initiatives)


def test_without_what_draws_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "FONT_PACKAGE", "no_such_font_package")
    from bot.files.download import handed

    reply = talk("評価の集計を図にして")
    assert reply.takeaway is not None
    given = handed(reply.takeaway, bot().library.vocabulary, "", NOW)
    assert given.file is None
    assert "make setup" in given.told
    assert "① 安全・安心の推進: ◎ 二重丸 0" in reply.text


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        (("×の事業は？", "Excelで"), "令和2年度の×の事業（入力: Excelで）"),
        (("防災課は？", "△は？", "エクセルにして"), "令和2年度の防災課の△の項目（入力: エクセルにして）"),
        (("方針別の内訳", "Excelにして"), "令和2年度の基本方針別の内訳（入力: Excelにして）"),
        (("×の事業は？", "ありがとう", "それをExcelで"), "令和2年度の×の事業（入力: それをExcelで）"),
        (("which measures were rated ×", "as Excel"), 'Items in R2 rated × (typed: "as Excel")'),
        (("×の事業をExcelで",), "×の事業をExcelで"),
    ],
)
def test_a_file_asked_for_by_going_on_says_which_question_it_answers(
    turns: tuple[str, ...], says: str
) -> None:
    """It said Excelで, which tells nobody who opens the file later what was asked."""
    conditions = load_workbook(io.BytesIO(content(taken(*turns))))["条件"]
    assert conditions["B1"].value == says
