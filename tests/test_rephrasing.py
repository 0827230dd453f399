"""A prepared question is understood as exactly the conditions it was made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.question import Filter
from bot.understanding.say import rephrase
from katou_index import open_index
from tests.bot_fixtures import bot, index_path

PLAN = open_index(index_path()).plan(open_index(index_path()).years[-1])
OWNERS = sorted({owner for item in PLAN.items for owner in item.owners if not owner.startswith("全")})
INITIATIVES = sorted({measure.initiative for measure in PLAN.measures if measure.initiative})


def some(values: list[str] | list[int], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


FILTERS = st.builds(
    Filter,
    ratings=some(list("◎○△×"), 3),
    departments=some(OWNERS),
    policies=some([1, 2, 3, 4, 5, 6]),
    initiatives=some(INITIATIVES, 1),
)


@given(FILTERS)
def test_a_prepared_question_is_read_as_its_conditions(wanted: Filter) -> None:
    read = bot().ask(rephrase(wanted)).question.filter
    assert {name: set(getattr(read, name)) for name in Filter.fields} == {
        name: set(getattr(wanted, name)) for name in Filter.fields
    }


@given(st.sampled_from(OWNERS), st.sampled_from("◎○△×"))
def test_departments_are_left_out(owner: str, mark: str) -> None:
    read = bot().ask(rephrase(Filter(not_departments=(owner,), ratings=(mark,)))).question.filter
    assert read.not_departments == (owner,)
    assert read.ratings == (mark,)
