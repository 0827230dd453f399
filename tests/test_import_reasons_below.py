"""Reasons that stand in a row of their own below their mark. Every sheet is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from katou_index.loading import load_year
from katou_index.plan import Item
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel
from tests.test_import_city_layouts import Run, data, run

__all__ = ["data", "run"]  # fixtures

TITLES, MARKS = ("駐輪場の照明", "童話の朗読", "側溝の清掃"), "○△×"


def sheet(reasons: dict[int, list[str]]) -> Rows:
    """A measure a row, with rows of one text below the rating of some."""
    rows: list[list[object]] = [["No.", "事業名", "担当課", "取組結果", "評価"]]
    for at, title in enumerate(TITLES):
        rows.append([at + 1, title, "耕地課", f"{title}を行った。", MARKS[at]])
        rows += [["", "", "", "", reason] for reason in reasons.get(at, [])]
    return rows


def items(data: Path) -> list[Item]:
    plan = load_year(data / "r7", load_tables(data))
    return [item for measure in plan.measures for item in measure.items]


@pytest.mark.parametrize("reason", ["業者が遅れた。", "理由：業者の遅れ", "（理由）入札不調"])
@pytest.mark.parametrize("where", [(1,), (0, 1, 2)])
def test_a_reason_below_a_mark_is_no_second_rating(
    reason: str, where: tuple[int, ...], tmp_path: Path, data: Path, run: Run
) -> None:
    texts = {at: [f"{reason[:-1]}{at}{reason[-1]}"] for at in where}
    shown = run(excel(tmp_path / "a.xlsx", sheet(texts)))
    found = items(data)
    assert "".join(item.rating.mark for item in found) == MARKS
    told = [dict(item.extra).get("評価の理由", "") for item in found]
    assert told == [texts.get(at, [""])[0] for at in range(3)]
    assert "評価の下の行にある「評価の理由」" in shown


def test_a_reason_may_take_two_rows(tmp_path: Path, data: Path, run: Run) -> None:
    run(excel(tmp_path / "a.xlsx", sheet({1: ["業者が遅れた。", "次の年に行う。"]})))
    assert [dict(item.extra).get("評価の理由") for item in items(data)][1] == "業者が遅れた。 次の年に行う。"


def test_a_mark_below_a_mark_is_no_reason(tmp_path: Path, data: Path, run: Run) -> None:
    shown = run(excel(tmp_path / "a.xlsx", sheet({1: ["◎"]})))
    assert "".join(item.rating.mark for item in items(data)) == "○△◎×"
    assert "2つ目の評価「◎」" in shown
