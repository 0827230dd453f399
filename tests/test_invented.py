"""The demonstration: three years in a folder of their own, what is invented says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from katou_index import open_index
from katou_index.plan import State
from tests.invented import r1, r3
from tests.sheets import ROOT


def test_the_demonstration_has_three_years_and_says_what_is_invented(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    command = [sys.executable, str(ROOT / "scripts" / "invented_years.py"), str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    with open_index(folder / "katou.db") as index:
        plans = {year.code: index.plan(year) for year in index.years}
    assert {code: len(plan.measures) for code, plan in plans.items()} == {"R1": 39, "R2": 41, "R3": 42}
    for code in ("R1", "R3"):
        told = [item for item in plans[code].items if item.rating.state is not State.DASH]
        assert all(f"（{code}は創作）" in item.result for item in told if item.result)
    assert not any("創作" in item.result for item in plans["R2"].items)
    assert (folder / "data" / "links.csv").exists()
    assert not list((ROOT / "data").glob("r[13]"))
    assert subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 2


def test_the_invented_ratings_differ_both_ways() -> None:
    marks = "×△○◎"
    before = {(each["事業名"], each["項目"]): each["評価"] for each in r1()}
    moves = [
        marks.index(each["評価"]) - marks.index(before[each["事業名"], each["項目"]])
        for each in r3()
        if each["評価"] in [*marks] and before.get((each["事業名"], each["項目"])) in [*marks]
    ]
    assert {*moves} >= {-1, 0, 1}
