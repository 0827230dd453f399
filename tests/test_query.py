"""The algebra of questions: its normal form, and its JSON, which the oracle is asked with."""

from __future__ import annotations

import json

import pytest

from bot.query import Condition, Having, Query, normal
from tests.query_json import from_json, to_json

CROSS = Condition("rating", ("×",))
OFFICE = Condition("owner", ("総務課",), negated=True)
QUERIES = (
    Query(),
    Query(years=("R2",), base=(OFFICE,), conditions=(CROSS,), aggregate="share"),
    Query(per="department", having=(Having("none", (CROSS,)),)),
    Query(per="measure", having=(Having("more", (CROSS,), than=(CROSS.but(negated=True),)),), places=(2,)),
    Query(years=("R1", "R2"), conditions=(CROSS.but(years=("R1", "R2"), every=False),), wants=("why",)),
    Query(aggregate="compare", sides=((OFFICE,), ()), form="png"),
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_survives_its_json(query: Query) -> None:
    assert from_json(json.loads(json.dumps(to_json(query)))) == query


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"v": 2},
        {"v": 1, "aggregate": "guess"},
        {"v": 1, "base": [{"aspect": "mood"}]},
        {"v": 1, "base": 3},
        {"v": 1, "more": 1},
    ],
)
def test_what_is_no_query_is_told(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"quer|known"):
        from_json(data)


def test_the_order_of_conditions_says_nothing() -> None:
    one = Query(base=(CROSS, OFFICE))
    other = Query(base=(OFFICE, OFFICE), conditions=(CROSS,))
    assert normal(one) == normal(other)


def test_a_rating_in_the_base_of_a_share_stays_there() -> None:
    share = Query(base=(CROSS,), conditions=(CROSS,), aggregate="share")
    assert normal(share).base == (CROSS,)
