"""Which column is read where several could be: rules, or a stop that names them; what is not read is told.

Every sheet here is invented. Its ratings differ from column to column, so that a wrong one shows.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.errors import SourceError
from katou_index.loading import load_year
from katou_index.plan import FiscalYear, Item, Measure
from katou_index.reading.choosing import Candidate, choose
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, pdf, text
from tests.sheets import ROOT

R3 = FiscalYear.from_code("R3")
BASE = ("No.", "事業名", "担当課", "取組内容", "取組結果")
MEASURES = (
    (1, "河川カメラの増設", "防災課", "5か所に置く", "4か所に置いた。"),
    (2, "電子図書の貸出", "中央図書館", "始める", "始めた。"),
    (3, "窓口の混雑案内", "市民課", "試す", "見送った。"),
)
WRONG, RIGHT = ("◎", "○", "○"), ("○", "△", "×")  # no row has the same mark in both


def sheet(heads: Sequence[str], *columns: Sequence[object]) -> Rows:
    """The measures with more columns."""
    return [
        [*BASE, *heads],
        *([*row, *more] for row, more in zip(MEASURES, zip(*columns, strict=True), strict=True)),
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "departments.toml", folder)
    return folder


Run = Callable[..., str]


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """An import as a script makes it, with all that says "go on"; what it says."""

    def call(path: Path, *, code: int = 0, year: str = "R3") -> str:
        arguments = ["import", str(path), "--year", year, "--data", str(data), "--yes", "--anyway"]
        assert command.main(arguments) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        if code:
            assert err.count("\n") == 1
            assert not (data / year.lower()).exists()
        return out + err

    return call


def items(data: Path, year: str = "r3") -> list[Item]:
    measures = tuple(load_year(data / year, load_tables(data)).measures)
    return [item for measure in measures for item in measure.items]


def marks(data: Path) -> tuple[str, ...]:
    return tuple(item.rating.mark for item in items(data))


FORMATS: dict[str, Callable[[Path, Rows], Path]] = {".xlsx": excel, ".csv": text, ".pdf": pdf}

# -- rules ---------------------------------------------------------------------------------------------------

DECIDED = [  # the heading of the rating that is read, and of one that is not
    ("評価", "自己評価"),
    ("評価", "達成度"),
    ("評価（◎○△×）", "進捗状況"),
    ("評価", "評価（参考）"),
    ("二次評価", "一次評価"),
    ("２次評価", "１次評価"),
    ("最終評価", "二次評価"),
    ("最終評価", "外部評価"),
    ("総合評価", "担当課評価"),
    ("総合評価", "有効性評価"),
    ("評価（最終）", "評価（中間）"),
    ("最終評価", "進捗度"),
    ("二次評価結果", "自己評価結果"),
    ("最終判定", "課内評価"),
    ("修正評価", "評価"),
    ("再評価", "評価"),
    ("見直し後評価", "評価"),
    ("評価（見直し後）", "評価"),
    ("評価（再）", "評価"),
    ("改定評価", "当初評価"),
    ("再評価", "当初評価"),
    ("評価（修正）", "評価（当初）"),
    ("修正評価", "自己評価"),
    ("評価", "当初評価"),
    ("評価", "修正前評価"),
    ("年度末評価", "中間評価"),
    ("年間評価", "上半期評価"),
    ("修正後", "令和3年度評価"),
    ("見直し後の評価", "R3評価"),
    ("最終評価", "令和3年度一次評価"),
    ("令和3年度評価", "令和2年度評価"),
    ("評価（R3）", "評価（R2）"),
    ("R3評価", "R2評価"),
    ("3年度評価", "2年度評価"),
    ("2021年度評価", "2020年度評価"),
    ("評価", "前年度評価"),
    ("自己評価", "昨年度評価"),
    ("今年度の評価", "前回の評価"),
    ("評価", "令和2年度評価"),
    ("自己評価（令和3年度）", "総合評価（令和2年度）"),
    ("本年度評価", "前々年度評価"),
]


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize(("read", "left"), DECIDED)
def test_the_rules_find_the_rating_wherever_it_stands(
    read: str, left: str, first: bool, tmp_path: Path, data: Path, run: Run
) -> None:
    columns = [(left, WRONG), (read, RIGHT)]
    heads, values = zip(*(columns[::-1] if first else columns), strict=True)
    shown = run(excel(tmp_path / "a.xlsx", sheet(heads, *values)))
    assert marks(data) == RIGHT
    place = "G" if first else "F"
    (told,) = [line for line in shown.splitlines() if f"{place}列「{left}」は読んでいません" in line]
    assert "値: ◎、○" in told
    assert f"「{read}」から。理由: " in told


UNDECIDED = [
    ("内部評価", "外部評価"),
    ("評価", "最終評価"),
    ("評価", "二次評価"),
    ("評価", "評価"),
    ("達成度", "進捗度"),
    ("自己評価", "達成状況"),
    ("担当課評価", "評価委員会評価"),
    ("上期評価", "下期評価"),
    ("評価", "令和3年度評価"),
    ("最終評価", "総合評価"),
    ("有効性評価", "効率性評価"),
    ("自己評価", "一次評価"),
    ("市民評価", "自己評価"),
    ("修正評価", "最終評価"),
    ("再評価", "二次評価"),
    ("修正評価", "再評価"),
    ("修正評価", "外部評価"),
    ("修正一次評価", "一次評価"),
]


@pytest.mark.parametrize(
    ("one", "other", "ending"),
    [(*pair, ending) for pair in UNDECIDED for ending in (".xlsx", ".csv")] + [(*UNDECIDED[0], ".pdf")],
)
def test_where_no_rule_decides_it_stops_and_names_both(
    one: str, other: str, ending: str, tmp_path: Path, run: Run
) -> None:
    told = run(FORMATS[ending](tmp_path / f"a{ending}", sheet((one, other), WRONG, RIGHT)), code=1)
    for place, name in zip("FG" if ending == ".xlsx" else "67", (one, other), strict=True):
        assert f"{place}列「{name}」" in told or f"{place}列目「{name}」" in told
    assert "columns.toml" in told
    assert "no rule decides" in told


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    ("heads", "read"),
    [
        (("自己評価", "評価"), 1),
        (("令和3年度評価", "令和2年度評価"), 0),
        (("一次評価", "二次評価", "最終評価"), 2),
    ],
)
def test_the_rules_hold_in_every_format(
    heads: tuple[str, ...], read: int, ending: str, tmp_path: Path, data: Path, run: Run
) -> None:
    values = [RIGHT if at == read else WRONG for at in range(len(heads))]
    shown = run(FORMATS[ending](tmp_path / f"a{ending}", sheet(heads, *values)))
    assert marks(data) == RIGHT
    for at, head in enumerate(heads):
        assert (f"「{head}」は読んでいません" in shown) == (at != read)


FIELDS: dict[str, Callable[[Measure], str]] = {
    "担当課": lambda measure: measure.items[0].owners[0],
    "取組結果": lambda measure: measure.items[0].result,
    "取組内容": lambda measure: measure.items[0].planned,
    "根拠": lambda measure: measure.items[0].evidence,
    "取組": lambda measure: measure.initiative,
    "基本方針": lambda measure: measure.policy,
    "事業No.": lambda measure: str(measure.number),
}
TWO = ("甲", "乙", "丙"), ("子", "丑", "寅")
OTHER_FIELDS = [  # field, its columns, which one is read (None: it stops)
    ("担当課", ("主管課", "実施課"), None),
    ("担当課", ("所管課", "担当課"), 1),
    ("担当課", ("所管", "主管課"), None),
    ("取組結果", ("実績", "成果"), None),
    ("取組結果", ("成果", "取組結果"), 1),
    ("取組結果", ("実施状況", "実績"), None),
    ("取組結果", ("令和2年度実績", "令和3年度実績"), 1),
    ("取組結果", ("実績（中間）", "実績（最終）"), 1),
    ("取組", ("施策", "取組項目"), None),
    ("取組", ("取組項目", "取組"), 1),
    ("基本方針", ("政策", "基本方針"), 1),
    ("事業No.", ("No.", "整理番号"), None),
    ("事業No.", ("No.", "事業番号"), 1),
    ("取組内容", ("計画", "実施計画"), None),
    ("取組内容", ("令和4年度取組予定", "令和3年度取組予定"), 1),
    ("取組内容", ("前年度の取組内容", "今年度の取組内容"), 1),
    ("根拠", ("実績値", "根拠"), 1),
]


@pytest.mark.parametrize(("field", "heads", "read"), OTHER_FIELDS)
def test_the_rules_hold_for_every_field(
    field: str, heads: tuple[str, str], read: int | None, tmp_path: Path, data: Path, run: Run
) -> None:
    kept = {"事業No.": "No."}.get(field, field)
    one, other = ((11, 12, 13), (21, 22, 23)) if field == "事業No." else TWO
    columns = [(name, values) for name, *values in zip(BASE, *MEASURES, strict=True) if name != kept]
    columns += [(heads[0], one), (heads[1], other), ("評価", RIGHT)]
    names, values = zip(*columns, strict=True)
    path = excel(tmp_path / "a.xlsx", [names, *zip(*values, strict=True)])
    told = run(path, code=int(read is None))
    if read is None:
        assert all(f"「{head}」" in told for head in heads)
        return
    assert (
        f"「{heads[1 - read]}」は読んでいません（値: {'、'.join(map(str, (one, other)[1 - read]))}）" in told
    )
    measures = tuple(load_year(data / "r3", load_tables(data)).measures)
    assert (found := FIELDS[field](measures[0])) == str((one, other)[read][0]), found


def test_all_fields_in_doubt_are_named_at_once(tmp_path: Path, run: Run) -> None:
    names = ["No.", "事業名", "主管課", "実施課", "実績", "成果", "自己評価", "達成度"]
    told = run(
        text(tmp_path / "a.csv", [names, [1, "防災", "甲課", "乙課", "した。", "減った。", "○", "×"]]), code=1
    )
    for at, name in enumerate(names[2:], 3):
        assert f"{at}列目「{name}」" in told


def test_what_was_decided_is_named_beside_what_is_not(tmp_path: Path, data: Path, run: Run) -> None:
    names = ["No.", "事業名", "主管課", "実施課", "実績", "成果", "達成度", "評価"]
    told = run(
        excel(tmp_path / "a.xlsx", [names, [1, "防災", "甲課", "乙課", "した。", "減った。", "○", "×"]]),
        code=1,
    )
    for letter, name in zip("CDEFGH", names[2:], strict=True):
        assert f"{letter}列「{name}」" in told
    assert "H列「評価」を読み、" in told
    assert f"{data / 'columns.toml'} に書いてください" in told


def test_titles_in_doubt_stop_like_any_field(tmp_path: Path, run: Run) -> None:
    names = ["整理番号", "番号", "事業名称", "事務事業名", "担当課", "評価"]
    told = run(
        excel(tmp_path / "a.xlsx", [names, [1, 11, "防災", "図書", "防災課", "○"]], strike=["E2"]), code=1
    )
    for at, name in zip("ABCD", names, strict=False):
        assert f"{at}列「{name}」" in told


@pytest.mark.parametrize("tick", ["○", "✓", "■", "レ"])
@pytest.mark.parametrize(
    "heads", [("実施計画", "今年度の取組予定"), ("取組内容", "計画内容"), ("計画", "予定")]
)
def test_a_tick_box_is_no_planned_work(
    heads: tuple[str, str], tick: str, tmp_path: Path, data: Path, run: Run
) -> None:
    names = ["No.", "事業名", "担当課", *heads, "取組結果", "評価"]
    rows = [
        (1, "防災", "防災課", tick, "3局を直す", "直した。", "○"),
        (2, "図書", "市民課", "", "増やす", "増えた。", "×"),
    ]
    shown = run(excel(tmp_path / "a.xlsx", [names, *rows]))
    assert [item.planned for item in items(data)] == ["3局を直す", "増やす"]
    assert f"D列「{heads[0]}」は読んでいません（値: {tick}）" in shown


def test_ticks_alone_are_no_planned_work_either(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [
        ["No.", "事業名", "担当課", "実施計画", "評価"],
        [1, "防災", "防災課", "○", "×"],
        [2, "図書", "市民課", "", "△"],
    ]
    assert "「実施計画」は読んでいません（値: ○）" in run(text(tmp_path / "a.csv", rows))
    assert [item.planned for item in items(data)] == ["", ""]


def test_reasons_are_no_ratings(tmp_path: Path, data: Path, run: Run) -> None:
    why = ["計画したとおりに進んだため。", "利用が見込みより少なかったため。", "機器の入荷が遅れたため。"]
    run(excel(tmp_path / "a.xlsx", sheet(("評価（理由）", "評価（記号）"), why, RIGHT)))
    assert marks(data) == RIGHT


# -- years, hidden columns, heads over heads -----------------------------------------------------------------


def test_a_year_that_is_not_there_stops(tmp_path: Path, run: Run) -> None:
    told = run(text(tmp_path / "a.csv", sheet(("令和元年度評価", "令和2年度評価"), WRONG, RIGHT)), code=1)
    assert "この年度の「評価」の列がありません" in told
    assert "7列目「令和2年度評価」" in told
    told = run(excel(tmp_path / "b.xlsx", sheet(("前年度評価",), WRONG)), code=1)
    assert "F列「前年度評価」" in told


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "head", ["令和2年度評価", "評価（R2）", "2020年度評価", "令和4年度評価", "R2自己評価"]
)
def test_a_rating_of_another_year_alone_is_never_taken(
    head: str, form: str, tmp_path: Path, run: Run
) -> None:
    told = run(FORMATS[form](tmp_path / f"a{form}", sheet((head,), WRONG)), code=1)
    assert "この年度の「評価」の列がありません" in told
    assert f"列「{head}」" in told or f"列目「{head}」" in told


@pytest.mark.parametrize("under", ["再", "見直し後", "修正"])
def test_a_revision_under_a_rating_is_the_later_one(under: str, tmp_path: Path, data: Path, run: Run) -> None:
    heads, *rest = sheet(("評価", ""), WRONG, RIGHT)
    rows = [heads, ["", "", "", "", "", "当初", under], *rest]
    areas = [*(f"{letter}1:{letter}2" for letter in "ABCDE"), "F1:G1"]
    run(excel(tmp_path / "a.xlsx", rows, merged=areas))
    assert marks(data) == RIGHT


def test_the_next_years_plan_is_not_this_years(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["No.", "事業名", "担当課", "取組結果", "令和3年度評価", "令和4年度取組予定"],
            [1, "防災", "防災課", "した。", "×", "続ける"]]  # fmt: skip
    assert "「令和4年度取組予定」は読んでいません（値: 続ける）" in run(excel(tmp_path / "a.xlsx", rows))
    assert items(data)[0].planned == ""


def test_the_year_decides_also_where_the_first_year_is_loaded(tmp_path: Path, data: Path, run: Run) -> None:
    path = text(tmp_path / "a.csv", sheet(("令和2年度評価", "令和3年度評価"), RIGHT, WRONG))
    run(path, year="R2")
    assert tuple(item.rating.mark for item in items(data, "r2")) == RIGHT


@pytest.mark.parametrize(
    ("own", "merged"),
    [(0, ()), (0, ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1")), (1, ()), (1, ("D1:E1", "F1:G1"))],
)
def test_years_over_several_columns(
    own: int, merged: Sequence[str], tmp_path: Path, data: Path, run: Run
) -> None:
    """The other headings stand beside the years, or below them in the row of 計画 and 評価."""
    names, none = ["No.", "事業名", "担当課"], ["", "", ""]
    rows = [[*(none if own else names), "令和2年度", "", "令和3年度", ""],
            [*(names if own else none), "計画", "評価", "計画", "評価"],
            *([*row[:3], f"旧{row[3]}", wrong, row[3], right]
              for row, wrong, right in zip(MEASURES, WRONG, RIGHT, strict=True))]  # fmt: skip
    shown = run(excel(tmp_path / "a.xlsx", rows, merged=merged))
    assert marks(data) == RIGHT
    assert [item.planned for item in items(data)] == [row[3] for row in MEASURES]
    assert "E列「令和2年度 評価」は読んでいません" in shown
    assert "D列「令和2年度 計画」は読んでいません" in shown


HEADS = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"]


@pytest.mark.parametrize("merged", [(), HEADS])
@pytest.mark.parametrize(
    ("top", "one", "other"),
    [
        ("評価", "自己", "最終"),
        ("評価", "一次", "二次"),
        ("評価", "R2", "R3"),
        ("評価\n（◎○△×）", "前年度", "今年度"),
        ("評価", "担当課", "最終"),
    ],
)
def test_two_heads_over_each_other(
    top: str, one: str, other: str, merged: Sequence[str], tmp_path: Path, data: Path, run: Run
) -> None:
    first, *rest = sheet((top, ""), WRONG, RIGHT)
    shown = run(excel(tmp_path / "a.xlsx", [first, ["", "", "", "", "", one, other], *rest], merged=merged))
    assert marks(data) == RIGHT
    assert f"{one}」は読んでいません（値: ◎、○）" in shown


def test_a_mark_and_its_reason_under_one_head(tmp_path: Path, data: Path, run: Run) -> None:
    first, *rest = sheet(("自己評価", ""), ("順調", "遅れ", "見送り"), RIGHT)
    rows = [first, ["", "", "", "", "", "理由", "評価"], *rest]
    assert "「自己評価 理由」はそのまま保存します" in run(excel(tmp_path / "a.xlsx", rows, merged=HEADS))
    assert marks(data) == RIGHT


def test_two_stages_each_with_mark_and_reason(tmp_path: Path, data: Path, run: Run) -> None:
    why = ("順調", "遅れ", "見送り")
    first, *rest = sheet(("一次評価", "", "二次評価", ""), WRONG, why, RIGHT, why)
    rows = [first, ["", "", "", "", "", "評価", "理由", "評価", "理由"], *rest]
    shown = run(excel(tmp_path / "a.xlsx", rows, merged=[*HEADS, "H1:I1"]))
    assert marks(data) == RIGHT
    assert "「一次評価 評価」は読んでいません" in shown
    for name in ("一次評価 理由", "二次評価 理由"):  # texts, no ratings: asked for by these names
        assert f"「{name}」はそのまま保存します" in shown


def test_two_departments_under_one_head_stop_and_a_place_settles_it(
    tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [["No.", "事業名", "担当課", "", "評価"], ["", "", "主", "副", ""],
            [1, "防災", "総務課", "防災課", "○"], [2, "図書", "教育課", "市民課", "×"]]  # fmt: skip
    path = excel(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
    told = run(path, code=1)
    assert "C列「担当課 主」" in told
    assert 'name = "担当課"' in told
    assert 'column = "D"' in told
    (data / "columns.toml").write_text('[[column]]\nname = "担当課"\nheadings = ["担当課"]\ncolumn = "D"\n')
    assert "「担当課 主」は読んでいません（値: 総務課、教育課）。担当課は" in run(path)
    assert [item.owners for item in items(data)] == [("防災課",), ("市民課",)]


def test_of_a_division_and_its_section_under_one_head_the_section_owns(
    tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [["No.", "事業名", "担当課", "", "評価"], ["", "", "部", "課", ""],
            [1, "防災", "総務部", "防災課", "○"], [2, "図書", "教育部", "市民課", "×"]]  # fmt: skip
    path = excel(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2"])
    assert "C列「担当課 部」はそのまま保存します" in run(path)  # told, with its values
    assert [item.owners for item in items(data)] == [("防災課",), ("市民課",)]


def test_a_hidden_column_is_never_read_for_a_shown_one(tmp_path: Path, data: Path, run: Run) -> None:
    for heads in (("最終評価", "自己評価"), ("評価", "前年度評価")):
        told = run(excel(tmp_path / "a.xlsx", sheet(heads, RIGHT, WRONG), hidden="F"), code=1)
        assert f"F列「{heads[0]}」（非表示）" in told
        assert f"G列「{heads[1]}」" in told
    shown = run(excel(tmp_path / "b.xlsx", sheet(("評価", "評価"), WRONG, RIGHT), hidden="F"))
    assert marks(data) == RIGHT
    assert "F列（非表示）「評価」は読んでいません（値: ◎、○）" in shown


def test_a_hidden_column_that_is_read_is_told(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(("評価", "備考"), RIGHT, WRONG), hidden="F"))
    assert "F列「評価」は非表示の列ですが、読みました" in shown
    assert marks(data) == RIGHT


def test_columns_that_say_the_same_are_one(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(text(tmp_path / "a.csv", sheet(("内部評価", "外部評価"), RIGHT, RIGHT)))
    assert marks(data) == RIGHT
    assert "理由: どの行も同じ内容" in shown


def test_cells_merged_over_two_columns_are_one(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [["No.", "事業名", "", "担当課", "評価", "", "備考", ""],
            [1, "防災", "", "防災課", "○", "", "覚え", ""],
            [2, "図書", "", "市民課", "×", "", "", ""]]  # fmt: skip
    areas = [f"{a}{row}:{b}{row}" for row in (1, 2, 3) for a, b in ("BC", "EF", "GH")]
    shown = run(excel(tmp_path / "a.xlsx", rows, merged=areas))
    assert marks(data) == ("○", "×")
    assert shown.count("そのまま保存します") == 1


# -- columns.toml --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    ['headings = ["外部評価"]', 'headings = ["内部評価", "外部評価"]\ncolumn = "G"',
     'headings = ["*評価"]\ncolumn = 7', 'headings = ["評価"]\ncolumn = "G"'],
)  # fmt: skip
def test_columns_toml_settles_it(said: str, tmp_path: Path, data: Path, run: Run) -> None:
    (data / "columns.toml").write_text(f'[[column]]\nname = "評価"\n{said}\n', encoding="utf-8")
    code = int('["評価"]' in said)  # a place is only asked for among columns that have such a heading
    path = excel(tmp_path / "a.xlsx", sheet(("内部評価", "外部評価"), WRONG, RIGHT))
    if code:
        assert "足りない列: 評価" in run(path, code=1)
        return
    assert "「内部評価」は読んでいません" in run(path)
    assert marks(data) == RIGHT


def test_a_heading_with_its_year_settles_that_year_alone(tmp_path: Path, data: Path, run: Run) -> None:
    (data / "columns.toml").write_text('[[column]]\nname = "評価"\nheadings = ["評価", "令和3年度評価"]\n')
    path = excel(tmp_path / "a.xlsx", sheet(("評価", "令和3年度評価"), WRONG, RIGHT))
    run(path)
    assert marks(data) == RIGHT
    path = excel(tmp_path / "b.xlsx", sheet(("令和3年度評価", "令和4年度評価"), WRONG, RIGHT))
    run(path, year="R4")
    assert tuple(item.rating.mark for item in items(data, "r4")) == RIGHT


@pytest.mark.parametrize("place", ['"7列"', "0", '"ABC"', "-1"])
def test_a_place_that_is_none_is_told(place: str, tmp_path: Path, data: Path, run: Run) -> None:
    said = f'[[column]]\nname = "評価"\nheadings = ["評価"]\ncolumn = {place}\n'
    (data / "columns.toml").write_text(said, encoding="utf-8")
    assert "column は" in run(excel(tmp_path / "a.xlsx", sheet(("評価",), RIGHT)), code=1)


# -- a year that is there already ----------------------------------------------------------------------------


def test_a_build_stops_too(tmp_path: Path, data: Path) -> None:
    (data / "r3").mkdir()
    excel(data / "r3" / "sheet.xlsx", sheet(("内部評価", "外部評価"), WRONG, RIGHT))
    with pytest.raises(SourceError, match=r"F列「内部評価」.*G列「外部評価」"):
        build_index(data, tmp_path / "k.db")


def test_a_build_tells_what_it_did_not_read(tmp_path: Path, data: Path) -> None:
    (data / "r3").mkdir()
    excel(data / "r3" / "sheet.xlsx", sheet(("自己評価", "評価", "備考"), WRONG, RIGHT, "abc"))
    build_index(data, tmp_path / "k.db")
    with open_index(tmp_path / "k.db") as index:
        assert tuple(item.rating.mark for item in index.plan(R3).items) == RIGHT
        found = {finding.kind: finding for finding in index.findings(R3)}
    assert (found["column-doubled"].was, found["column-doubled"].status.value) == ("自己評価", "open")
    assert "値: a、b、c" in found["column-kept"].text


# -- tidy files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_tidy_file_with_a_second_rating(ending: str, tmp_path: Path, data: Path, run: Run) -> None:
    names = ["年度", "事業No.", "事業名", "担当課", "項目", "取組結果", "評価"]
    row = ["R3", 1, "防災", "防災課", 1, "した。", "○"]
    write = FORMATS[ending]
    told = run(write(tmp_path / f"a{ending}", [[*names, "最終評価"], [*row, "×"]]), code=1)
    assert "「最終評価」" in told
    shown = run(
        write(tmp_path / f"b{ending}", [[*names, "自己評価", "覚え", ""], [*row, "×", "メモ", "走り書き"]])
    )
    assert marks(data) == ("○",)
    assert "「自己評価」は読んでいません（値: ×）" in shown
    assert "「覚え」はそのまま保存します（値: メモ）" in shown
    assert "（見出しなし）は読んでいません（値: 走り書き）" in shown


# -- what is not read is told --------------------------------------------------------------------------------


def test_columns_sheets_and_blocks_are_told_with_values(tmp_path: Path, run: Run) -> None:
    head, *rest = sheet(
        ("評価", "備考", "", "作業欄"), RIGHT, ("要", "不要", "要"), "pqr", ("済", "未", "済")
    )
    rows = [["ICT計画の評価"], ["区分", "件数"], ["達成", 1], [], head, *rest]
    path = excel(
        tmp_path / "a.xlsx", rows, hidden="I",
        sheets={"集計": [["課", "件数"], ["防災課", 1]], "昨年": sheet(("評価",), WRONG)},
        hidden_sheets=["昨年"],
    )  # fmt: skip
    shown = run(path)
    for line in (
        "G列「備考」はそのまま保存します（値: 要、不要）", "H列（見出しなし）は読んでいません（値: p、q、r）",
        "I列（非表示）「作業欄」は読んでいません（値: 済、未）",
        "シート「集計」 は読んでいません（評価表の見出しがない。値: 課、件数、防災課）",
        "シート「昨年」 は読んでいません（非表示のシート。値: No.、事業名、担当課）",
        "シート「評価」2行目「区分」 は読んでいません（見出しより上の行。値: 件数、達成、1）",
    ):  # fmt: skip
        assert line in shown
    assert "読まなかった列・シート・表 5件:" in shown


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize("left", [0, 1, 3])
def test_a_small_table_below_is_told_and_no_measure(
    left: int, ending: str, tmp_path: Path, data: Path, run: Run
) -> None:
    below = [[*[""] * left, *row] for row in (("区分", "件数"), ("達成", "2件"), ("未達", "1件"))]
    shown = run(FORMATS[ending](tmp_path / f"a{ending}", [*sheet(("評価",), RIGHT), [], *below]))
    assert marks(data) == RIGHT
    assert "6行目「区分」 は読んでいません（事業の番号も評価もない、離れた行。値: 件数、達成、2件）" in shown


def test_an_empty_row_between_measures_parts_no_table(tmp_path: Path, data: Path, run: Run) -> None:
    head, *rest = sheet(("評価",), ("", *RIGHT[1:]))
    more = ["", "", "", "広げる", "広げた。", ""]
    run(excel(tmp_path / "a.xlsx", [head, [], rest[0], [], more, [], *rest[1:]]))
    assert [(item.id, item.rating.mark) for item in items(data)] == [
        ("1-1", ""), ("1-2", ""), ("2-1", RIGHT[1]), ("3-1", RIGHT[2]),
    ]  # fmt: skip


def test_every_column_is_told_however_many(tmp_path: Path, run: Run) -> None:
    heads = [f"欄{number}" for number in range(40)]
    shown = run(
        text(tmp_path / "a.csv", sheet(("評価", *heads), RIGHT, *(["あ", "い", "う"] for _ in heads)))
    )
    assert all(f"「{head}」はそのまま保存します（値: あ、い、う）" in shown for head in heads)


def test_the_same_column_on_many_sheets_is_told_once(tmp_path: Path, run: Run) -> None:
    more: dict[str, Rows] = {
        f"課{number}": [[*BASE, "評価", "備考"], [number, f"事業{number}", "市民課", "", "", "○", "覚え"]]
        for number in range(10, 13)
    }
    shown = run(excel(tmp_path / "a.xlsx", sheet(("評価", "備考"), RIGHT, "abc"), sheets=more))
    assert shown.count("「備考」はそのまま保存します") == 1
    assert "ほか3シートにも" in shown


def test_a_pdf_tells_its_columns_once(tmp_path: Path, data: Path, run: Run) -> None:
    names = ["No.", "事業名", "担当課", "取組結果", "令和2年度評価", "令和3年度評価", "備考"]
    rows = [[at, f"事業{at}", "防災課", "した。", "○", "×", f"覚え{at}"] for at in range(1, 60)]
    shown = run(pdf(tmp_path / "a.pdf", [names, *rows]))
    assert set(marks(data)) == {"×"}
    assert shown.count("読んでいません") == shown.count("そのまま保存します") == 1
    assert "7列目「備考」はそのまま保存します（値: 覚え1、覚え2、覚え3）" in shown


def test_a_small_table_of_a_pdf_is_told(tmp_path: Path, run: Run) -> None:
    above = [["区分", "件数"], ["達成", "1"]]
    shown = run(pdf(tmp_path / "a.pdf", sheet(("評価",), RIGHT), before=above))
    assert "1ページ「区分」 は読んでいません（列の少ない表。値: 件数、達成、1）" in shown


# -- the rules by themselves ---------------------------------------------------------------------------------


def test_no_rule_looks_at_the_order() -> None:
    """Whatever two headings of 評価 stand side by side: turned round, the same one is read, or none."""
    column = next(each for each in load_tables(ROOT / "data").columns if each.name == "評価")
    heads = sorted({head for pair in [*DECIDED, *UNDECIDED] for head in pair})

    def read(one: str, other: str) -> str | None:
        found = [
            Candidate("評価", at, (head,), True, False, (str(at),)) for at, head in enumerate((one, other))
        ]
        chosen = choose(column, found, R3.began).column
        return chosen.written if chosen else None

    for one in heads:
        assert read(one, one) is None
        assert all(read(one, other) == read(other, one) for other in heads)


# -- rows with a mark that are no items --------------------------------------------------------------------

BELOW: dict[str, list[list[object]]] = {  # rows below the measures, and what is told of them
    "a sum in the column of numbers": [["合計", "", "", "", "", "×"]],
    "a sum in the column of titles": [["", "小計", "", "", "", "×"]],
    "a sum in the column of departments": [["", "", "計", "", "", "×"]],
    "a count of marks": [["", "○の数", "", "", "", "×"]],
    "a label in the column of numbers": [["全体の判定", "", "", "", "", "×"]],
    "a remark beside a mark": [["※昨年度", "", "", "", "", "×"]],
    "a mark alone below an empty row": [[], ["", "", "", "", "", "×"]],
    "a legend in the columns of the items": [
        [],
        ["凡例"],
        ["", "", "", "", "達成", "○"],
        ["", "", "", "", "未達成", "×"],
    ],
}


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
@pytest.mark.parametrize("kind", BELOW)
def test_a_mark_beside_the_items_is_told_and_no_item(
    kind: str, form: str, tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [*sheet(("評価",), RIGHT), *BELOW[kind]]
    shown = run(FORMATS[form](tmp_path / f"a{form}", rows))
    assert marks(data) == RIGHT
    assert "項目として読まなかったところ" in shown
    for row in BELOW[kind]:
        assert all(str(cell) in shown.split("項目として読まなかったところ")[1] for cell in row if cell)


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "", "", "×"],  # below its measure, without an empty row between
        ["", "", "防災課", "", "", "×"],
        ["", "", "", "計画を立てる", "", "×"],
        ["新規", "計測器の更新", "防災課", "", "", "×"],
        ["4", "平均", "", "", "", "×"],
    ],
)
def test_a_short_row_of_an_item_stays_one(row: list[object], tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", [*sheet(("評価",), RIGHT), row]))
    assert marks(data) == (*RIGHT, "×")
    assert "項目として読まなかったところ" not in shown


# -- a second table below the items --------------------------------------------------------------------------

HEADING_ROW = [*BASE, "評価"]
LAST_YEAR = [[*row, mark] for row, mark in zip(MEASURES, WRONG, strict=True)]
TITLES = (
    "（参考）令和2年度",
    "前年度の評価結果",
    "参考",
    "令和2年度評価",
    "(参考) R2",
    "※参考：昨年度の評価",
)
SHAPES: dict[str, list[list[object]]] = {
    "without headings": LAST_YEAR,
    "with the same headings": [list(HEADING_ROW), *LAST_YEAR],
    "with headings of its own": [
        ["No.", "事業名", "評価"],
        *([row[0], row[1], row[-1]] for row in LAST_YEAR),
    ],
    "in another order": [
        ["評価", "担当課", "事業名", "No."],
        *([row[-1], row[2], row[1], row[0]] for row in LAST_YEAR),
    ],
}


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("title", TITLES)
def test_a_table_of_another_year_below_is_told_and_no_item(
    title: str, shape: str, gap: int, form: str, tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [*sheet(("評価",), RIGHT), *[[]] * gap, [title], *SHAPES[shape]]
    shown = run(FORMATS[form](tmp_path / f"a{form}", rows))
    assert marks(data) == RIGHT
    (told,) = [line for line in shown.splitlines() if f"{5 + gap}行目「{title}」 は読んでいません" in line]
    assert "ほかの年度か参考の表。値: " in told
    assert told.count("、") >= 2


@pytest.mark.parametrize("gap", [0, 1])
def test_a_smaller_table_without_a_title_is_told(gap: int, tmp_path: Path, data: Path, run: Run) -> None:
    rows = [*sheet(("評価",), RIGHT), *[[]] * gap, *SHAPES["with headings of its own"]]
    assert f"{5 + gap}行目「No.」 は読んでいません" in run(excel(tmp_path / "a.xlsx", rows))
    assert marks(data) == RIGHT


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "between", [[], [[]], [list(HEADING_ROW)], [["令和3年度"]], [["再掲"]], [[], ["評価結果"]]]
)
def test_numbers_that_start_over_stop(
    between: list[list[object]], form: str, tmp_path: Path, run: Run
) -> None:
    if form == ".pdf":  # a ruled table has no short rows
        between = [[*row, *[""] * (len(HEADING_ROW) - len(row))] for row in between]
    told = run(FORMATS[form](tmp_path / f"a{form}", [*sheet(("評価",), RIGHT), *between, *LAST_YEAR]), code=1)
    assert "No.1 に戻っています" in told


def test_other_measures_below_another_years_title_stop(tmp_path: Path, run: Run) -> None:
    more = [[9, "公園の予約", "公園課", "始める", "始めた。", "◎"]]
    told = run(
        excel(tmp_path / "a.xlsx", [*sheet(("評価",), RIGHT), ["令和2年度"], *LAST_YEAR, *more]), code=1
    )
    assert "5行目「令和2年度」の下に、上にない事業があります" in told


def test_a_remark_on_another_year_is_no_table(tmp_path: Path, data: Path, run: Run) -> None:
    head, *rest = sheet(("評価",), RIGHT)
    remark = ["※前年度からの継続"]
    run(excel(tmp_path / "a.xlsx", [head, rest[0], remark, *rest[1:], ["令和2年度の評価は別表"]]))
    assert marks(data) == RIGHT


def test_a_table_of_another_year_is_told_where_there_are_no_numbers(
    tmp_path: Path, data: Path, run: Run
) -> None:
    rows = [*sheet(("評価",), RIGHT), [], ["", "（参考）令和2年度"], *LAST_YEAR]
    shown = run(excel(tmp_path / "a.xlsx", [row[1:] for row in rows]))
    assert marks(data) == RIGHT
    assert "6行目「（参考）令和2年度」 は読んでいません" in shown


# -- a table for each year, the earlier one first ------------------------------------------------------------


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize("titles", [("■令和2年度", "■令和3年度"), ("R2 評価結果", "R3 評価結果")])
def test_the_table_of_the_year_being_loaded_is_read_below_an_earlier_one(
    titles: tuple[str, str], gap: list[list[object]], form: str, tmp_path: Path, data: Path, run: Run
) -> None:
    """The earlier one may hold measures that have ended since."""
    ended = [9, "公園の予約", "公園課", "始める", "始めた。", "◎"]
    head, *now = sheet(("評価",), RIGHT)
    rows = [["行政改革"], [titles[0]], head, *LAST_YEAR, ended, *gap, [titles[1]], head, *now]
    shown = run(FORMATS[form](tmp_path / f"a{form}", rows))
    assert marks(data) == RIGHT
    assert f"2行目「{titles[0]}」 は読んでいません（ほかの年度か参考の表" in shown


@pytest.mark.parametrize("title", ["■別表", "■令和2年度から3年度", ""])
def test_a_table_below_that_is_not_surely_this_years_stops(title: str, tmp_path: Path, run: Run) -> None:
    head, *now = sheet(("評価",), RIGHT)
    path = excel(tmp_path / "a.xlsx", [["■令和2年度"], head, *LAST_YEAR, [title], head, *now])
    assert "No.1 に戻っています" in run(path, code=1)


# -- two ratings below each other ----------------------------------------------------------------------------


def stacked(seconds: list[str], evidence: str = "") -> list[list[object]]:
    """Measures of which some have a second rating below the first."""
    head, *items = sheet(("評価",), RIGHT)
    rows: list[list[object]] = [[*head, "備考"]]
    for item, second in zip(items, seconds, strict=True):
        rows += [[*item, ""], *([["", "", "", "", "", second, evidence]] if second else [])]
    return rows


@pytest.mark.parametrize("form", [".xlsx", ".csv"])
def test_two_ratings_for_most_measures_and_nothing_else_stop(form: str, tmp_path: Path, run: Run) -> None:
    told = run(FORMATS[form](tmp_path / f"a{form}", stacked(["○", "×", "×"])), code=1)
    assert "評価だけが2つずつ並び（3か所）" in told


def test_merged_cells_beside_two_ratings_are_none_of_the_second(tmp_path: Path, run: Run) -> None:
    merged = [f"{letter}{top}:{letter}{top + 1}" for letter in "ABCDE" for top in (2, 4, 6)]
    assert "評価だけが2つずつ" in run(excel(tmp_path / "a.xlsx", stacked(["○"] * 3), merged=merged), code=1)


def test_one_rating_below_another_is_an_item_and_told(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", stacked(["", "×", ""])))
    assert marks(data) == (*RIGHT[:2], "×", RIGHT[2])
    assert "F4: 同じ事業の2つ目の評価「×」の横に、ほかに何も書かれていません" in shown


def test_a_second_rating_with_something_beside_it_is_an_item(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", stacked(["○", "×", "×"], "満足度")))
    assert len(marks(data)) == 6
    assert "2つ目の評価" not in shown


@pytest.mark.parametrize(
    ("number", "department", "told"),
    [("施策1", "", True), ("Ⅰ", "", True), ("施策1", "防災課", False), (9, "", False)],
)
def test_a_part_of_the_plan_with_a_rating_is_told(
    number: object, department: str, told: bool, tmp_path: Path, run: Run
) -> None:
    head, *now = sheet(("評価",), RIGHT)
    part = [number, "安全なまち", department, "", "", "○"]
    shown = run(excel(tmp_path / "a.xlsx", [head, part, *now]))
    assert ("安全なまち」など1行は、番号の形がほかと違い" in shown) == told


def test_a_rated_part_that_has_the_number_of_its_measures_is_told(tmp_path: Path, run: Run) -> None:
    """1 above 1-1, 1-2 …: as a rule a policy."""
    head, *now = sheet(("評価",), RIGHT)
    now = [[f"1-{row[0]}", *row[1:]] for row in now]
    shown = run(excel(tmp_path / "a.xlsx", [head, [1, "安全なまち", "", "", "", "○"], *now]))
    assert "1 安全なまち」など1行は、番号の形がほかと違い" in shown


def test_figures_are_no_result_beside_one_in_words(data: Path, run: Run, tmp_path: Path) -> None:
    """目標 and 実績 in figures, 取組結果 in words."""
    heads = ("R3目標", "R3実績", "評価")
    rows = sheet(heads, ("10件", "20件", "30件"), ("9件", "21件", "△5件"), RIGHT)
    assert "「R3実績」はそのまま保存します" in run(excel(tmp_path / "a.xlsx", rows))
    assert [item.result for item in items(data)] == [row[4] for row in MEASURES]
    assert [dict(item.extra)["R3実績"] for item in items(data)] == ["9件", "21件", "△5件"]


def test_figures_of_another_year_are_not_kept(data: Path, run: Run, tmp_path: Path) -> None:
    rows = sheet(("R2実績", "評価"), ("9件", "21件", "△5件"), RIGHT)
    assert "「R2実績」は読んでいません" in run(excel(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize(
    "written", ["1 {}", "Ⅰ　{}", "基本目標１：{}", "第1章 {}", "（1）{}", "1．{}", "①{}"]
)  # fmt: skip
def test_a_policy_is_known_without_its_number_however_that_is_written(
    written: str, data: Path, run: Run, tmp_path: Path
) -> None:
    other = written.translate(str.maketrans("1１Ⅰ①", "2２Ⅱ②"))
    names = (written.format("安全なまち"), other.format("学びのまち"), "")
    rows = sheet(("基本方針", "評価"), names, RIGHT)
    run(excel(tmp_path / "a.xlsx", rows))
    measures = load_year(data / "r3", load_tables(data)).measures
    assert [(each.policy_no, each.policy) for each in measures] == [
        (1, "安全なまち"), (2, "学びのまち"), (2, "学びのまち"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names", [("2期計画", "3期計画"), ("1 安全", "1 学び"), ("安全", "2 学び"), ("1.5倍", "2.5倍")]
)
def test_a_figure_that_numbers_no_policy(
    names: tuple[str, str], data: Path, run: Run, tmp_path: Path
) -> None:
    run(excel(tmp_path / "a.xlsx", sheet(("基本方針", "評価"), (*names, names[1]), RIGHT)))
    measures = load_year(data / "r3", load_tables(data)).measures
    assert [(each.policy_no, each.policy) for each in measures] == [
        (None, name) for name in (*names, names[1])
    ]
