"""Two years side by side: everything stands somewhere once, and nothing doubtful is assumed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index.plan import UNFILLED, FiscalYear, Item, Measure, Plan, Source
from katou_index.years import comparing
from katou_index.years import links as kinds
from katou_index.years.comparing import ALIKE, SAME_NUMBER, Comparison, Decisions, compare
from katou_index.years.similarity import likeness

R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")
TITLES = st.sampled_from(
    ("防災無線の整備", "防災無線の再整備", "図書館システムの更新", "図書館システム第1期", "ＲＰＡの導入",
     "図書館システム第2期", "RPAの導入", "空家台帳", "")
) | st.text("防災図書館ABC12", max_size=8)  # fmt: skip
OFFICES = st.sets(st.sampled_from(("防災課", "危機管理課", "農政課", "農地整備課", "税務課")), max_size=3)
SHEETS = st.dictionaries(st.integers(1, 12), st.tuples(TITLES, OFFICES), max_size=8)


def plan(year: FiscalYear, sheet: dict[int, tuple[str, set[str]]]) -> Plan:
    measures = []
    for number, (title, offices) in sorted(sheet.items()):
        names = tuple(sorted(offices))
        item = Item(year, number, 1, names, "", "", "", UNFILLED, Source("sheet.xlsx", (number,)))
        measures.append(Measure(year, number, title, None, "", "", names, (item,)))
    return Plan(year, tuple(measures))


def sides(found: Comparison, *, of_departments: bool) -> tuple[list[str], list[str]]:
    """Everything named, before and after."""
    changes = [change for change in found.changes if change.of_department is of_departments]
    doubts = [doubt for doubt in found.doubts if (not doubt.before.isdecimal()) is of_departments]
    return (
        sorted([*(c.before for c in changes if c.before), *(d.before for d in doubts)]),
        sorted([*(c.after for c in changes if c.after), *(d.after for d in doubts)]),
    )


@given(SHEETS, SHEETS)
def test_every_measure_stands_somewhere_once(
    old: dict[int, tuple[str, set[str]]], new: dict[int, tuple[str, set[str]]]
) -> None:
    before, after = sides(compare(plan(R2, old), plan(R3, new), Decisions({})), of_departments=False)
    assert before == sorted(map(str, old))
    assert after == sorted(map(str, new))


@given(SHEETS, SHEETS, st.lists(st.booleans(), min_size=40, max_size=40))
def test_answers_come_to_an_end_and_count(
    old: dict[int, tuple[str, set[str]]], new: dict[int, tuple[str, set[str]]], answers: list[bool]
) -> None:
    """Whatever is answered: no question comes twice, and a no is never made a link."""
    decisions, asked = Decisions({}), set[tuple[str, str]]()
    found = compare(plan(R2, old), plan(R3, new), decisions)
    for number in range(400):
        if not found.doubts:
            break
        doubt = found.doubts[0]
        assert (doubt.before, doubt.after) not in asked
        asked.add((doubt.before, doubt.after))
        decisions = decisions.also(doubt, answers[number % 40])
        found = compare(plan(R2, old), plan(R3, new), decisions)
    assert found.doubts == ()
    assert not {(change.before, change.after) for change in found.changes} & decisions.apart
    assert sides(found, of_departments=False) == (sorted(map(str, old)), sorted(map(str, new)))


@given(SHEETS, SHEETS, st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=4), st.data())
def test_the_likest_pairs_are_asked_about_first(
    old: dict[int, tuple[str, set[str]]],
    new: dict[int, tuple[str, set[str]]],
    apart: set[tuple[int, int]],
    data: st.DataObject,
) -> None:
    """However few partners of a measure are held at once: as if all pairs stood in one list."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "HELD", data.draw(st.integers(1, 3)))
        alone = frozenset(map(str, data.draw(st.sets(st.integers(1, 12), max_size=2))))
        no = Decisions({}, frozenset((str(one), str(other)) for one, other in apart), fresh=alone)
        found = compare(plan(R2, old), plan(R3, new), no)
    sure = {(change.before, change.after) for change in found.changes if change.after and change.before}
    paired = [{pair[side] for pair in sure} for side in (0, 1)]
    pairs = [
        (-likeness(old[one][0], new[other][0]) - SAME_NUMBER * (one == other), one, other)
        for one in sorted(old) if str(one) not in paired[0]
        for other in sorted(new) if str(other) not in paired[1] | alone and (one, other) not in apart
    ]  # fmt: skip
    expected: dict[int, int] = {}
    for unlike, one, other in sorted(pairs):
        if one not in expected and other not in expected.values() and (unlike <= -ALIKE or one == other):
            expected[one] = other
    asked = {(doubt.before, doubt.after) for doubt in found.doubts if doubt.before.isdecimal()}
    assert asked == {(str(one), str(other)) for one, other in expected.items()}


@given(SHEETS)
def test_the_same_sheet_is_the_same(sheet: dict[int, tuple[str, set[str]]]) -> None:
    found = compare(plan(R2, sheet), plan(R3, sheet), Decisions({}))
    assert {change.kind for change in found.changes} <= {kinds.SAME}
    assert (found.doubts, found.moved) == ((), ())


def test_other_digits_are_another_measure() -> None:
    found = compare(
        plan(R2, {1: ("庁内における基幹システムの計画的な更新事業 第1期", set())}),
        plan(R3, {1: ("庁内における基幹システムの計画的な更新事業 第2期", set())}),
        Decisions({}),
    )
    assert [(doubt.before, doubt.after) for doubt in found.doubts] == [("1", "1")]


def test_two_departments_that_became_one_are_merged() -> None:
    old = plan(R2, {1: ("道路の台帳", {"土木課"}), 2: ("河川の監視", {"河川課"})})
    new = plan(R3, {1: ("道路の台帳", {"建設課"}), 2: ("河川の監視", {"建設課"})})
    found = compare(old, new, Decisions({}))
    assert [(d.before, d.after, d.taken) for d in found.doubts] == [
        ("土木課", "建設課", ("1",)), ("河川課", "建設課", ("2",)),
    ]  # fmt: skip
    found = compare(old, new, Decisions({"土木課": "建設課", "河川課": "建設課"}))
    assert {change.kind for change in found.changes if change.of_department} == {kinds.DEPARTMENT_MERGED}
    assert found.moved == ()
