"""Sheets as cities keep them: few columns, a sheet for each department. Every sheet here is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.loading import load_year
from katou_index.plan import Measure
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text
from tests.sheets import write_rows

Run = Callable[..., str]


def workbook(path: Path, **sheets: Rows) -> Path:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        write_rows(book.create_sheet(name), [["" if cell is None else cell for cell in row] for row in rows])
    book.save(path)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """An import into an empty folder; what it says."""

    def call(path: Path, *, code: int = 0) -> str:
        assert command.main(["import", str(path), "--year", "R7", "--data", str(data), "--yes"]) == code
        out, err = capsys.readouterr()
        assert err.count("\n") == bool(code)
        return out + err

    return call


def measures(data: Path) -> tuple[Measure, ...]:
    return tuple(load_year(data / "r7", load_tables(data)).measures)


def rated(data: Path) -> list[tuple[object, str, tuple[str, ...], str]]:
    return [(m.number, m.title, m.departments, item.rating.mark) for m in measures(data) for item in m.items]


def bot(data: Path) -> Bot:
    build_index(data, data.parent / "katou.db")
    return Bot(open_index(data.parent / "katou.db"))


# -- a department in each sheet's title ----------------------------------------------------------------------


def _titled(*titles: str) -> dict[str, Rows]:
    heads = ["No.", "事業名", "実績", "評価"]
    return {
        f"0{at}": [[title], heads, [at, f"{'甲乙丙'[at - 1]}の点検", "点検した。", "○"]]
        for at, title in enumerate(titles, 1)
    }


def test_the_title_of_each_sheet_names_its_department(tmp_path: Path, data: Path, run: Run) -> None:
    sheets = _titled(
        "防災課　令和7年度事業評価", "令和7年度 中央図書館 事業評価", "【市民課】令和7年度事業評価"
    )
    shown = run(workbook(tmp_path / "a.xlsx", **sheets))
    assert [each.departments for each in measures(data)] == [("防災課",), ("中央図書館",), ("市民課",)]
    assert "見出しの上の行から取りました（防災課、中央図書館、市民課）" in shown


@pytest.mark.parametrize(
    "titles",
    [("総務課 令和7年度事業評価", "総務課 令和7年度事業評価"), ("総務課 令和7年度評価", "令和7年度評価")],
)
def test_one_department_in_all_titles_may_be_who_made_the_file(
    titles: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    run(workbook(tmp_path / "a.xlsx", **_titled(*titles)))
    assert [each.departments for each in measures(data)] == [(), ()]


# -- few columns ---------------------------------------------------------------------------------------------

FEW: Rows = [["事業名", "評価"], ["河川カメラ", "○"], ["電子図書", "×"], ["合計", "2"]]


@pytest.mark.parametrize("make", [excel, text])
def test_a_title_and_a_rating_are_enough(
    make: Callable[[Path, Rows], Path], tmp_path: Path, data: Path, run: Run
) -> None:
    ending = "xlsx" if make is excel else "csv"
    shown = run(make(tmp_path / f"a.{ending}", FEW))
    assert rated(data) == [(1, "河川カメラ", (), "○"), (2, "電子図書", (), "×")]
    assert shown.count("番号の欄がない") == 1
    answer = bot(data).ask("×の事業は？").as_json()
    assert answer["items"] == ["2-1"]


def test_few_columns_are_no_sheet_beside_a_whole_one(tmp_path: Path, data: Path, run: Run) -> None:
    whole = [["No.", "事業名", "担当課", "取組結果", "評価"], [1, "河川カメラ", "防災課", "置いた。", "○"]]
    shown = run(workbook(tmp_path / "a.xlsx", 評価=whole, 前回=[["事業名", "評価"], ["河川カメラ", "×"]]))
    assert [row[-1] for row in rated(data)] == ["○"]
    assert "シート「前回」" in shown


@pytest.mark.parametrize(
    "heads",
    [
        ("整理番号", "事務事業名", "課名", "事業の概要", "実施した内容", "総合評価"),
        ("事業コード", "事業名称", "部課名", "事業内容", "取組状況", "最終評価"),
        ("No", "事務事業名", "所管課", "取組の概要", "成果", "二次評価"),
        ("項番", "事業名", "担当部署", "事業概要", "実績", "今後の方向性"),
        ("番号", "事務事業", "所属", "計画", "実施状況", "一次評価"),
    ],
)
def test_usual_headings_are_known(heads: tuple[str, ...], tmp_path: Path, data: Path, run: Run) -> None:
    run(
        excel(
            tmp_path / "a.xlsx", [heads, [7, "河川カメラ", "防災課", "5か所に置く", "4か所に置いた。", "△"]]
        )
    )
    (measure,) = measures(data)
    (item,) = measure.items
    assert (measure.number, measure.title, measure.departments) == (7, "河川カメラ", ("防災課",))
    assert (item.planned, item.result, item.rating.mark) == ("5か所に置く", "4か所に置いた。", "△")


def test_a_direction_beside_a_rating(tmp_path: Path, data: Path, run: Run) -> None:
    """評価 is the rating; 自己評価 and a direction are two ratings, between which no rule decides."""
    rows = [["No.", "事業名", "評価", "今後の方向性"], [1, "河川カメラ", "○", "×"]]
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert [row[-1] for row in rated(data)] == ["○"]
    assert "「今後の方向性」は読んでいません" in shown
    rows[0][2] = "自己評価"
    assert "どれを読むか決まりません" in run(excel(tmp_path / "b.xlsx", rows), code=1)


# -- a sheet for each department -----------------------------------------------------------------------------

HEADS = ["No.", "事業名", "取組結果", "評価"]
SAFETY: Rows = [HEADS, [1, "河川カメラ", "置いた。", "○"], [2, "避難所の毛布", "買った。", "△"]]
BOOKS: Rows = [HEADS, [1, "電子図書", "見送った。", "×"], [2, "夜の開館", "始めた。", "○"]]


def test_numbers_of_each_sheet_stay_apart(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(workbook(tmp_path / "a.xlsx", 危機管理防災課=SAFETY, 中央図書館=BOOKS))
    assert rated(data) == [
        ("危機管理防災課-1", "河川カメラ", ("危機管理防災課",), "○"),
        ("危機管理防災課-2", "避難所の毛布", ("危機管理防災課",), "△"),
        ("中央図書館-1", "電子図書", ("中央図書館",), "×"),
        ("中央図書館-2", "夜の開館", ("中央図書館",), "○"),
    ]
    assert shown.count("課の名前を前に付けました") == 1
    assert shown.count("担当課の欄がない") == 1
    over = bot(data)
    assert over.ask("中央図書館の×は？").as_json()["items"] == ["中央図書館-1-1"]
    assert over.ask("中央図書館-2の評価は？").as_json()["items"] == ["中央図書館-2-1"]


def test_the_title_line_goes_before_the_name_of_the_sheet(tmp_path: Path, data: Path, run: Run) -> None:
    one, other = [["担当課：防災課　担当者：山田"], [], *SAFETY], [["所管課", "図書館"], *BOOKS]
    run(workbook(tmp_path / "a.xlsx", Sheet1=one, Sheet2=other))
    assert [(number, offices) for number, _, offices, _ in rated(data)] == [
        ("防災課-1", ("防災課",)), ("防災課-2", ("防災課",)),
        ("図書館-1", ("図書館",)), ("図書館-2", ("図書館",)),
    ]  # fmt: skip


def test_numbers_that_go_on_stay_as_printed(tmp_path: Path, data: Path, run: Run) -> None:
    more = [HEADS, [3, "電子図書", "見送った。", "×"]]
    run(workbook(tmp_path / "a.xlsx", **{"01_防災課": SAFETY, "02_図書館": more}))
    assert [(number, offices) for number, _, offices, _ in rated(data)] == [
        (1, ("防災課",)), (2, ("防災課",)), (3, ("図書館",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sheets",
    [
        {"評価": SAFETY, "評価 (2)": BOOKS},  # nobody knows whose
        {"防災課": SAFETY, "防災課（2）": BOOKS},  # one department
        {"防災課": SAFETY, "一覧課": SAFETY},  # the same measures again
        {"令和6年度防災課": SAFETY, "令和7年度図書館": BOOKS},  # two years
    ],
)
def test_other_sheets_with_the_same_numbers_stop(
    sheets: dict[str, Rows], tmp_path: Path, data: Path, run: Run
) -> None:
    assert "複数のシートにあります" in run(workbook(tmp_path / "a.xlsx", **sheets), code=1)
    assert not (data / "r7").exists()


# -- as another clerk would ----------------------------------------------------------------------------------


def test_a_measure_that_comes_again_on_another_sheet_stops(tmp_path: Path, data: Path, run: Run) -> None:
    first: Rows = [HEADS, [1, "河川カメラ", "置いた。", "○"]]
    later: Rows = [HEADS, [1, "河川カメラ", "故障した。", "×"]]
    shown = run(workbook(tmp_path / "a.xlsx", 第1四半期=first, 第2四半期=later), code=1)
    assert "複数のシートにあります" in shown


def test_a_sheet_of_an_example_is_left_out_and_told(tmp_path: Path, data: Path, run: Run) -> None:
    example: Rows = [HEADS, [1, "○○事業", "…を実施した。", "◎"]]
    shown = run(workbook(tmp_path / "a.xlsx", 防災課=SAFETY, 記入例=example))
    assert [row[1] for row in rated(data)] == ["河川カメラ", "避難所の毛布"]
    assert "シート「記入例」 は読んでいません（シートの名前が記入例や見本" in shown


@pytest.mark.parametrize("numbered", [True, False])
def test_sums_of_departments_are_no_measures(numbered: bool, tmp_path: Path, data: Path, run: Run) -> None:
    rows: Rows = [
        ["番号", "事業名", "担当課", "決算額", "評価"],
        [1, "橋の設計", "土木課", 10, "○"],
        ["", "土木課計", "", 10, ""],
        [2, "電子図書", "中央図書館", 20, "×"],
        ["", "中央図書館 小計", "", 20, "1件"],
        ["", "全体", "", 30, "2"],
    ]
    shown = run(excel(tmp_path / "a.xlsx", rows if numbered else [row[1:] for row in rows]))
    assert [(number, title) for number, title, *_ in rated(data)] == [(1, "橋の設計"), (2, "電子図書")]
    for said in ("土木課計", "小計", "全体"):
        assert said in shown


ASIDES: Rows = [
    ["", "防災課 計", "", "", "○1 △1"], ["", "合　計", "", "", "4"], ["", "平均", "", "", "2.3"],
    ["", "◎：1、○：1、△：1、×：1", "", "", ""], ["達成", "1", "", "", ""], ["総計", "4件", "", "", "○"],
    ["", "総合判定", "", "", "○"], ["", "全体", "", "", "△"],
]  # fmt: skip


@pytest.mark.parametrize("row", ASIDES)
def test_what_is_counted_of_the_measures_is_no_measure(
    row: list[str], tmp_path: Path, data: Path, run: Run
) -> None:
    heads = ["番号", "事業名", "担当課", "取組結果", "評価"]
    rows = [heads, [1, "河川カメラ", "防災課", "置いた。", "○"], [2, "毛布", "防災課", "遅れた。", "△"], row]
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert [number for number, *_ in rated(data)] == [1, 2]
    assert "A4 は項目として読んでいません" in shown


@pytest.mark.parametrize("number", ["", "No."])
def test_what_is_to_be_written_stands_below_the_headings(
    number: str, tmp_path: Path, data: Path, run: Run
) -> None:
    heads: Rows = [
        ["番号", "事業名", "担当課", "取組結果", "評価"],
        [number, "事業の名称", "", "", "◎○△×で記入"],
    ]
    open_: Rows = [[1, "河川カメラ", "防災課", "置いた。", "○"], ["", "", "", "動かした。", "◎○△×"]]
    shown = run(excel(tmp_path / "a.xlsx", [*heads, *open_]))
    assert [(number, mark) for number, *_, mark in rated(data)] == [(1, "○"), (1, "")]
    assert "A2 は項目として読んでいません" in shown


@pytest.mark.parametrize("sub", [("(1)", "(2)"), ("（１）", "（２）"), ("①", "②"), ("⑴", "⑵")])
def test_rows_with_a_number_below_that_of_a_measure_are_its_items(
    sub: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    rows: Rows = [
        ["番号", "事業名", "担当課", "取組結果", "評価"], ["1", "防災", "防災課", "", ""],
        [sub[0], "", "防災課", "置いた。", "○"], [sub[1], "", "防災課", "遅れた。", "△"],
        ["2", "図書", "中央図書館", "見送った。", "×"],
    ]  # fmt: skip
    shown = run(text(tmp_path / "a.csv", rows))
    assert [(number, title, mark) for number, title, _, mark in rated(data)] == [
        (1, "防災", "○"), (1, "防災", "△"), (2, "図書", "×"),
    ]  # fmt: skip
    assert "上の番号の事業の項目として読みました（3行目、4行目）" in shown


def test_two_measures_are_never_one_by_their_bracketed_numbers(tmp_path: Path, run: Run) -> None:
    rows: Rows = [["番号", "事業名", "担当課", "評価"], ["1", "防災", "防災課", ""],
                  ["(1)", "河川カメラ", "防災課", "○"], ["(2)", "毛布", "防災課", "△"]]  # fmt: skip
    assert "No.1 が別の事業名で2回あります" in run(text(tmp_path / "a.csv", rows), code=1)


def test_a_measure_that_nobody_has_rated_yet_is_no_sum(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["事業名", "担当課", "評価"], ["橋の設計", "", ""], ["家計", "", ""], ["電子図書", "図書館", "×"],
            ["毛布", "防災課", "○"], ["避難所", "防災課", "○"]]  # fmt: skip
    run(excel(tmp_path / "a.xlsx", rows))
    assert [row[1] for row in rated(data)] == ["橋の設計", "家計", "電子図書", "毛布", "避難所"]


def test_numbers_that_are_counted_and_letters_in_any_width(tmp_path: Path, data: Path, run: Run) -> None:
    scale = "".join(f'[[rating]]\nmark = "{m}"\nword = "{m}評価"\nen = "{m}"\n\n' for m in "ABC")
    (data / "ratings.toml").write_text(scale, encoding="utf-8")
    rows = [HEADS, ["第1号", "河川カメラ", "置いた。", "Ａ"], ["第3号", "毛布", "買った。", "b"],
            ["4番", "避難所", "直した。", "Ｃ"]]  # fmt: skip
    run(excel(tmp_path / "a.xlsx", rows))
    assert [(row[0], row[-1]) for row in rated(data)] == [(1, "A"), (3, "B"), (4, "C")]
