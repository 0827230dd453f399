"""What is counted of items is what counting them one by one gives."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.selecting import in_full, member_items, select
from bot.question import Filter
from katou_index.loading import load_year
from katou_index.plan import Certainty, Items, Plan
from katou_index.tablefiles import load_tables
from tests.bot_fixtures import ROOT

PLAN = Plan((YEAR := load_year(ROOT / "data" / "r2", load_tables(ROOT / "data"))).year, tuple(YEAR.measures))
OFFICES = sorted({owner for item in PLAN.items for owner in item.owners})
SOME = st.lists(st.sampled_from(PLAN.items), unique_by=lambda item: item.key)


@given(SOME)
def test_numbers_are_those_of_counting_one_by_one(items: list) -> None:  # type: ignore[type-arg]
    counted = Items(items)
    assert counted.marks == Counter(item.rating.mark for item in items)
    assert counted.rated == sum(item.rating.rated for item in items)
    assert set(counted.measures) == {(item.year, item.measure) for item in items}
    assert counted.owners == Counter(owner for item in items for owner in item.owners)
    assert [*counted.owners] == list(dict.fromkeys(owner for item in items for owner in item.owners))
    assert counted.keys == tuple(item.key for item in items)
    assert set(counted.doubtful) == {item for item in items if item.certainty is not Certainty.VERBATIM}
    assert counted.lines == tuple(sorted({line for item in items for line in item.source.lines}))
    assert Items.of(counted) is counted


@given(SOME)
def test_measures_in_full_have_every_item(items: list) -> None:  # type: ignore[type-arg]
    ids = {item.id for item in items}
    whole = [measure for measure in PLAN.measures if all(item.id in ids for item in measure.items)]
    assert in_full(PLAN, items) == tuple(whole)


@given(st.lists(st.sampled_from(OFFICES), min_size=1, max_size=3), st.sampled_from(["", "○", "×"]))
def test_a_filter_gives_what_going_through_the_plan_gives(names: list[str], mark: str) -> None:
    given_ = Filter(departments=tuple(names), ratings=(mark,) if mark else ())
    expected = [
        item
        for item in PLAN.items
        if (set(names) & set(item.owners)) and (not mark or item.rating.mark == mark)
    ]
    assert list(select(PLAN, given_)) == expected


@given(st.sampled_from(OFFICES))
def test_members_have_no_item_of_their_own_there(name: str) -> None:
    for item in member_items(PLAN, name):
        measure = PLAN.by_number[item.measure]
        everyone = any(owner.startswith("全課") for owner in item.owners)
        assert everyone or (name in measure.departments and all(name not in i.owners for i in measure.items))
