"""Damaged sheets come back: the true items in random order, damaged at random places, restored.

Of the sheets of a kind the first quarter; all of them with `--every`, as `make reliability` has it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from katou_index.errors import SourceError
from katou_index.restoring import KINDS
from katou_index.restoring.onedoubt import NUMBER, ROW
from katou_index.tablefiles import load_tables
from katou_index.tables import Tables
from tests.damaging import DAMAGES, HEADER, Score, read_truth, sheets
from tests.kept_work import forget
from tests.scoring import figures, restored, score

ROOT = Path(__file__).parent.parent
TRUTH = read_truth(ROOT / "tests" / "expected" / "r2.csv")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(ROOT / "data")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sheet.txt"


Sheets = Callable[[int], int]


@pytest.fixture
def of(every: bool) -> Sheets:
    """How many of so many sheets are restored."""
    return lambda count: count if every else count // 4


@pytest.fixture
def unasked(every: bool) -> int:
    """Sheets that may have a rating on a wrong measure which nothing asks about: one of all of a kind."""
    return 1 if every else 0


def scores(name: str, count: int, path: Path, tables: Tables) -> list[tuple[Score, int]]:
    return [score(sheet, path, tables) for sheet in sheets(TRUTH, name, count)]


def mean(found: list[tuple[Score, int]]) -> float:
    return sum(one.share for one, _ in found) / len(found)


@pytest.mark.parametrize("with_tables", [True, False])
def test_an_undamaged_sheet_comes_back_whole_with_few_questions(
    with_tables: bool, path: Path, tables: Tables, of: Sheets
) -> None:
    found = scores("", of(20), path, tables if with_tables else load_tables(path.parent / "none"))
    assert [one.wrong for one, _ in found if one.wrong] == []
    assert max(asked for _, asked in found) <= 8


@pytest.mark.parametrize("name", DAMAGES)
def test_each_kind_of_damage_leaves_97_of_100_fields_right(
    name: str, path: Path, tables: Tables, of: Sheets
) -> None:
    assert mean(scores(name, of(8), path, tables)) >= 0.97


@pytest.mark.parametrize("part", range(2))  # two halves, so that two cores share the work
def test_all_kinds_mixed_leave_96_of_100_fields_right_and_no_wrong_rating_unasked(
    part: int, path: Path, tables: Tables, of: Sheets, unasked: int
) -> None:
    found = [
        score(sheet, path, tables)
        for number, sheet in enumerate(sheets(TRUTH, "mixed", of(100)))
        if number % 2 == part
    ]
    assert mean(found) >= 0.96
    assert sum(bool(one.silent) for one, _ in found) <= unasked


@pytest.mark.parametrize("name", ["left_ahead", "left_and_planned_ahead"])
def test_left_blocks_that_run_ahead_put_no_rating_on_a_wrong_measure_unasked(
    name: str, path: Path, tables: Tables, of: Sheets, unasked: int
) -> None:
    found = scores(name, of(25), path, tables)
    assert sum(bool(one.silent) for one, _ in found) <= unasked


def test_left_blocks_that_stand_early_on_every_third_page_are_asked_about(
    path: Path, tables: Tables, of: Sheets, unasked: int
) -> None:
    """With or without the departments' heads that would tell."""
    made = sheets(TRUTH, "left_early_on_pages", of(24), first=500, heads=False)
    found = figures(score(sheet, path, tables) for sheet in made)
    assert found.silent <= unasked
    assert found.fields >= 0.98


def test_left_blocks_that_stand_late_are_asked_about(
    path: Path, tables: Tables, of: Sheets, unasked: int
) -> None:
    """With or without the departments' heads that would tell."""
    made = sheets(TRUTH, "left_behind", of(24), first=500, heads=False)
    found = figures(score(sheet, path, tables) for sheet in made)
    assert found.silent <= unasked
    assert found.fields >= 0.98


def test_planned_work_and_results_that_stand_a_line_late_come_back(path: Path, tables: Tables) -> None:
    """Where the last line's own are lost; titles tell."""
    made = sheets(TRUTH, "right_lags_lost", 16, first=500, heads=False)
    found = figures(score(sheet, path, tables) for sheet in made)
    assert found.silent <= 1
    assert found.fields >= 0.98


@pytest.mark.parametrize(
    ("name", "number"), [("left_ahead", 81098), ("left_ahead", 81117), ("left_behind", 81015)]
)
def test_a_slip_that_words_nearly_cover_is_asked_about(
    name: str, number: int, path: Path, tables: Tables
) -> None:
    """A further line without planned work below, or one line of the next measure above its left block."""
    (sheet,) = sheets(TRUTH, name, 1, first=number, heads=False)
    assert score(sheet, path, tables)[0].silent == ()


def test_the_label_of_an_initiative_tells_where_a_measure_begins(path: Path, tables: Tables) -> None:
    """Left blocks stand one line early, no word and no head tells; the labels have stayed where they were."""
    lefts = [("", "1"), ("", ""), ("", "2"), ("緑", ""), ("", "3"), ("水", ""), ("道", "4")]
    cells = [
        ("", label, number, TITLES[int(number) - 1] if number else "", "総務課" if number else "",
         "・検討", WORDS, "", mark)
        for (label, number), mark in zip(lefts, "○○×○△○○", strict=True)
    ]  # fmt: skip
    text = "\n".join("\t".join(row) for row in (HEADER, *cells)) + "\n"
    found = restored(text, path, tables)
    marks = [[item.rating.mark for item in measure.items] for measure in found.measures]
    assert marks == [["○", "○", "×"], ["○", "△"], ["○"], ["○"]]
    filled = [(row[0], "緑", *row[2:]) for row in cells]  # says nothing: read as it stands
    text = "\n".join("\t".join(row) for row in (HEADER, *filled)) + "\n"
    assert [len(measure.items) for measure in restored(text, path, tables).measures] == [2, 2, 2, 1]


def test_a_sound_sheet_without_heads_is_not_asked_about_much(path: Path, tables: Tables, of: Sheets) -> None:
    made = sheets(TRUTH, "", of(16), first=500, heads=False)
    found = figures(score(sheet, path, tables) for sheet in made)
    assert found.silent == 0
    assert found.asked <= 8


TITLES = ("公園の管理", "図書の貸出", "水道の検針", "道路の補修")
WORDS = "実施した。"


def doubted(
    rows: list[tuple[str, str, str]], path: Path, tables: Tables
) -> set[tuple[int | None, int | None]]:
    """Items in doubt of a sheet of such rows: number, planned work, result."""
    lefts = [(number, TITLES[int(number) - 1], "総務課") if number else ("", "", "") for number, *_ in rows]
    cells = [("", "", *left, *right, "", "○") for left, (_, *right) in zip(lefts, rows, strict=True)]
    text = "\n".join("\t".join(row) for row in (HEADER, *cells)) + "\n"
    found = restored(text, path, tables).findings
    return {(one.measure, one.item) for one in found if one.kind in (ROW, NUMBER)}


def test_a_measure_of_two_lines_that_no_word_holds_together_is_in_doubt(path: Path, tables: Tables) -> None:
    rows = [
        ("1", "・遊具の点検", WORDS),
        ("2", "・清掃", WORDS),
        ("", "・検討", WORDS),
        ("3", "・更新", WORDS),
    ]
    assert doubted(rows, path, tables) >= {(2, 1), (2, 2)}


def test_left_blocks_and_planned_work_that_may_both_stand_early_are_in_doubt(
    path: Path, tables: Tables
) -> None:
    """Planned work fits its title wherever it stands; a line below without any tells of a slip."""
    rows = [
        ("1", "・公園の管理と遊具の点検", "公園の管理と遊具の点検を実施した。"),
        ("2", "・図書の貸出の拡大", "公園の芝の手入れを実施した。"),
        ("3", "・水道の検針の委託", "図書の貸出を広げた。"),
        ("", "", "水道の検針を委託した。"),
        ("4", "・道路の補修の計画", "道路の補修を計画した。"),
    ]
    assert doubted(rows, path, tables) >= {(2, 1), (3, 1), (3, 2)}


def test_evidence_that_joined_the_next_lines_goes_back_with_its_result(path: Path, tables: Tables) -> None:
    """Results and evidence stand a line late; of two that are joined in one line each goes to its own."""
    rows = [
        ("1", "公園の管理", "・公園の遊具の点検", "", ""),
        ("2", "図書の貸出", "・図書の貸出の拡大", "公園の遊具を点検した。", "遊具 12基"),
        ("3", "水道の検針", "・水道の検針の委託", "図書の貸出を広げた。 水道の検針を委託した。",
         "図書 (児童 4冊 絵本 5冊) 検針 40件"),
        ("4", "道路の補修", "・道路の補修の計画", "道路の補修を計画した。", ""),
    ]  # fmt: skip
    cells = [("", "", number, title, "総務課", *right, "○") for number, title, *right in rows]
    text = "\n".join("\t".join(row) for row in (HEADER, *cells)) + "\n"
    found = [item.evidence for measure in restored(text, path, tables).measures for item in measure.items]
    assert found == ["遊具 12基", "図書 (児童 4冊 絵本 5冊)", "検針 40件", ""]


def test_planned_work_that_names_its_measure_leaves_no_doubt(path: Path, tables: Tables) -> None:
    rows = [
        ("1", "・公園の管理と遊具の点検", "公園の管理を実施した。"),
        ("2", "・図書の貸出の拡大", "図書の貸出を実施した。"),
        ("", "・図書の貸出の電子化", "図書の貸出を電子化した。"),
        ("3", "・水道の検針の委託", "水道の検針を委託した。"),
        ("4", "・道路の補修の計画", "道路の補修を計画した。"),
    ]
    assert doubted(rows, path, tables) == set()


def test_any_lines_cut_doubled_or_shuffled_give_one_item_a_line_or_a_clear_error(
    path: Path, tables: Tables, of: Sheets
) -> None:
    _, _, header, *lines = (ROOT / "data" / "r2" / "sheet.txt").read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line.strip() and not line.startswith("基本方針")]
    for seed in range(of(32)):
        rng = random.Random(seed)
        chosen = [rng.choice(rows).split("\t") for _ in range(rng.randint(1, 25))]
        for row in chosen:
            if rng.random() < 0.5:
                rng.shuffle(row)
        try:
            plan = restored("\n".join([header, *("\t".join(row) for row in chosen)]), path, tables)
        except SourceError:
            continue
        assert sum(len(measure.items) for measure in plan.measures) == len(chosen)
        assert all(measure.items for measure in plan.measures)
        assert len({measure.number for measure in plan.measures}) == len(plan.measures)
        assert {finding.kind for finding in plan.findings} <= KINDS.keys()


def test_restoring_twice_gives_the_same(path: Path, tables: Tables) -> None:
    (sheet,) = sheets(TRUTH, "mixed", 1)
    first = restored(sheet.text(), path, tables)
    forget()
    assert restored(sheet.text(), path, tables) == first
