"""Tables in which a further column parts several rated rows of each measure. Every sheet is invented."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from katou_index.loading import load_year
from katou_index.plan import Status
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel
from tests.test_import_city_layouts import Run, data, run

__all__ = ["data", "run"]  # fixtures

TITLES = ("駐輪場の照明", "童話の朗読", "側溝の清掃")
FIRST, LAST = "◎○△", "×△○"


def sheet(head: str, words: Sequence[str], titles: Sequence[str] = TITLES) -> Rows:
    """A row for each of the measures and each of two words; number and title beside the first alone."""
    rows: list[list[object]] = [["No.", "事業名", "担当課", head, "取組結果", "評価"]]
    for at, title in enumerate(titles):
        rows.append([at + 1, title, "耕地課", words[0], f"{title}を行った。", FIRST[at]])
        rows.append(["", "", "", words[1], f"{title}を終えた。", LAST[at]])
    return rows


def marks(data: Path) -> list[str]:
    plan = load_year(data / "r7", load_tables(data))
    return ["".join(item.rating.mark for item in measure.items) for measure in plan.measures]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("対象年度", ("令和6年度", "令和7年度")),
        ("対象年", ("2024", "2025")),
        ("年", ("R6", "R7")),
        ("区分", ("去年", "今年")),
        ("", ("前年", "当年")),
    ],
)
def test_rows_that_any_column_says_are_of_last_year_are_not_read_and_told(
    head: str, words: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(head, words)))
    assert marks(data) == list(LAST)
    assert "ほかの年度の3行" in shown


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("時期", ("9月", "3月")),
        ("時点", ("9月末", "3月末")),
        ("四半期", ("第1四半期", "第4四半期")),
        ("評価者", ("担当課", "委員会")),
        ("評価者", ("課長", "部長")),
        ("評価主体", ("所管課", "審議会")),
    ],
)
def test_rows_by_month_or_by_who_rated_stop(
    head: str, words: tuple[str, str], tmp_path: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet(head, words)), code=1)
    assert f"「{head}」（{'、'.join(words)}）ごとの行" in shown


@pytest.mark.parametrize("words", [("ハード", "ソフト"), ("設計", "工事"), ("速報", "確報")])
def test_rows_by_anything_else_are_items_in_doubt(
    words: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet("区分", words)))
    assert marks(data) == [first + last for first, last in zip(FIRST, LAST, strict=True)]
    assert f"「区分」（{'、'.join(words)}）ごとに評価があります" in shown


@pytest.mark.parametrize(
    ("head", "words"),
    [("枝番", ("(1)", "(2)")), ("枝番", ("①", "②")), ("目標年度", ("R7", "R8")), ("完了年度", ("R6", "R7"))],
)
def test_numbers_of_items_and_years_in_which_something_ends_part_nothing(
    head: str, words: tuple[str, str], tmp_path: Path, data: Path, run: Run
) -> None:
    run(excel(tmp_path / "a.xlsx", sheet(head, words)))
    plan = load_year(data / "r7", load_tables(data))
    assert marks(data) == [first + last for first, last in zip(FIRST, LAST, strict=True)]
    assert not [each for each in plan.findings if each.status == Status.OPEN and "枝番" in each.text]


def test_items_that_are_named_differently_are_no_steps(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [list(row) for row in sheet("区分", ("講座", "相談"))]
    rows[3][3], rows[5][3] = "点検", "広報"
    assert "ごとに評価があります" not in run(excel(tmp_path / "a.xlsx", rows))


# -- 上段, 下段 ----------------------------------------------------------------------------------------------


def two_rows(said: str, *, above: bool, repeated: bool = False) -> Rows:
    """Two rows for each of the measures, which only a text above or in a heading tells apart."""
    head = "評価" if above else f"評価\n{said}"
    rows: list[list[object]] = [[f"令和7年度評価{said if above else ''}"]]
    rows.append(["No.", "事業名", "担当課", "取組結果", head])
    for at, title in enumerate(TITLES):
        named = [at + 1, title, "耕地課"]
        rows.append([*named, f"{title}を行った。", FIRST[at]])
        rows.append([*(named if repeated else ["", "", ""]), f"{title}を終えた。", LAST[at]])
    return rows


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize(
    ("said", "above", "read"),
    [
        ("（上段：前年度、下段：今年度）", True, LAST),
        ("（上段：前年度、下段：今年度）", False, LAST),
        ("（上段は令和6年度、下段は令和7年度）", True, LAST),
        ("※上段：R7 下段：R6", True, FIRST),
        ("（上段が今回・下段が前回）", False, FIRST),
    ],
)
def test_rows_above_or_below_of_last_year_are_not_read_and_told(
    said: str, read: str, above: bool, repeated: bool, tmp_path: Path, data: Path, run: Run
) -> None:
    rows = two_rows(said, above=above, repeated=repeated)
    shown = run(excel(tmp_path / "a.xlsx", rows))
    assert marks(data) == list(read)
    assert "ほかの年度の3行" in shown


@pytest.mark.parametrize("said", ["（上段：自己評価、下段：外部評価）", "（上段：前年度、下段：目標）"])
def test_two_ratings_above_and_below_stop(said: str, tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", two_rows(said, above=True)), code=1)
    assert "どれを読むか決まりません" in shown
    assert "下段" in shown


def test_a_measure_with_a_row_alone_stops(tmp_path: Path, data: Path, run: Run) -> None:
    rows = [
        *two_rows("（上段：前年度、下段：今年度）", above=True),
        [4, "水路の点検", "耕地課", "見た。", "○"],
    ]
    assert "上段（前年度）と下段（今年度）" in run(excel(tmp_path / "a.xlsx", rows), code=1)
