"""Sets of a large plan's items behave as the frozensets of a small one."""

from __future__ import annotations

from collections.abc import Set

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.plan_sets import NONE, PlanItems, PlanOrder, PlanSet, union
from katou_index.plan import (
    DASH,
    LOST,
    UNFILLED,
    Certainty,
    FiscalYear,
    Item,
    Items,
    Measure,
    Plan,
    Rating,
    Source,
    State,
)

SIZE = 100


def plan(code: str) -> Plan:
    year = FiscalYear.from_code(code)

    def item(measure: int, number: int) -> Item:
        return Item(year, measure, number, ("防災課",), "", "", "", UNFILLED, Source("sheet.csv", (number,)))

    measures = (
        Measure(year, at, "事業", None, "", "", (), (item(at, 1), item(at, 2))) for at in range(SIZE // 2)
    )
    return Plan(year, tuple(measures))


R2 = PlanOrder(plan("R2"), by_key=True)
R3 = PlanOrder(plan("R3"), by_key=True)
KEYS = [item.key for item in R2.sheet]
SOME = st.frozensets(st.sampled_from(KEYS)) | st.sampled_from((NONE, frozenset(KEYS), frozenset(KEYS[-1:])))
OTHERS = st.frozensets(
    st.sampled_from([*KEYS[:9], *(item.key for item in R3.sheet[:9]), "", "R2/", "R9/1-1"])
)


@given(SOME, SOME)
def test_of_one_plan_they_are_as_frozensets_are(one: frozenset[str], other: frozenset[str]) -> None:
    bits, more = R2.named(one), R2.named(other)
    for found, expected in (
        (bits & more, one & other),
        (bits | more, one | other),
        (bits - more, one - other),
    ):
        assert isinstance(found, PlanSet)
        assert (set(found), len(found), bool(found)) == (expected, len(expected), bool(expected))
    assert list(bits) == [key for key in KEYS if key in one]
    assert list(bits.items()) == [item for item in R2.sheet if item.key in one]
    assert [key in bits for key in KEYS] == [key in one for key in KEYS]
    assert (bits == more, hash(bits) == hash(R2.named(one))) == (one == other, True)
    assert not one or KEYS[bits.first] == next(iter(bits))
    assert R2.of(bits.items()) == bits


@given(SOME, OTHERS)
def test_they_go_with_any_other_set_of_names(one: frozenset[str], other: frozenset[str]) -> None:
    bits = R2.named(one)
    pairs: list[tuple[Set[str], frozenset[str]]] = [
        (bits & other, one & other), (other & bits, one & other), (bits | other, one | other),
        (other | bits, one | other), (bits - other, one - other), (other - bits, other - one),
        (union((other, bits, NONE)), one | other),
    ]  # fmt: skip
    for found, expected in pairs:
        assert set(found) == expected
    assert (bits == other) is (one == other)


@given(SOME, st.frozensets(st.sampled_from([item.key for item in R3.sheet])))
def test_two_years_stay_apart(one: frozenset[str], other: frozenset[str]) -> None:
    bits, more = R2.named(one), R3.named(other)
    assert (set(bits & more), set(bits | more), set(bits - more)) == (set(), one | other, one)


SIZES = (1, 2, 1, 5, 3, 1, 9)
OFFICES = ("防災課", "税務課", "水道課")
RATINGS = (*(Rating(State.RATED, mark) for mark in "◎○"), DASH, LOST, UNFILLED)


def varied() -> Plan:
    """A plan whose measures have items of different numbers, owners and ratings."""
    year, measures = FiscalYear.from_code("R2"), []
    for at, size in enumerate(SIZES, 1):
        items = tuple(
            Item(
                year, at, n, tuple({OFFICES[(at + n) % 3]: 0, OFFICES[n * at % 3]: 0}), "", "", "",
                RATINGS[(at * n) % 5], Source("sheet.csv", (n,)), [*Certainty][at * n % 2],
            )
            for n in range(1, size + 1)
        )  # fmt: skip
        measures.append(Measure(year, at, "事業", None, "", "", (), items))
    return Plan(year, tuple(measures))


VARIED = varied()
ORDER = PlanOrder(VARIED)
PLACES = st.frozensets(st.integers(0, len(VARIED.items) - 1))


@given(st.lists(PLACES, max_size=3), PLACES)
def test_what_is_counted_in_bits_is_what_is_counted_of_items(
    several: list[frozenset[int]], other: frozenset[int]
) -> None:
    sets = [ORDER.at(places - frozenset().union(*several[:at])) for at, places in enumerate(several)]
    found = PlanItems.of_sets(sets, ORDER)
    plain = Items(item for each in sets for item in each.items())
    assert found == plain
    for name in (
        "marks", "rated", "in_measures", "in_numbers", "years", "open", "unrated", "doubtful", "owners",
        "ids", "keys", "lines",
    ):  # fmt: skip
        assert getattr(found, name) == getattr(plain, name), name
    assert [*found.owners] == [*plain.owners]  # as they come
    assert (found.ids[:2], [*found.keys], len(found.ids)) == (plain.ids[:2], [*plain.keys], len(plain))
    assert hash(found.ids) == hash(plain.ids)
    assert found.first_lines(4) == plain.first_lines(4)
    assert found.having(VARIED) == plain.having(VARIED)
    assert found.in_full(VARIED) == plain.in_full(VARIED)
    assert found.rated_so("○") == tuple(item for item in plain if item.rating.mark == "○")
    numbers = {item.measure for item in plain}
    assert set(found.held.with_measures().items()) == {i for i in VARIED.items if i.measure in numbers}
    first = ORDER.at(other).items()
    assert found.in_order_of([first]) == (
        *(item for item in first if item in plain),
        *(item for item in plain if item not in first),
    )


def test_an_order_tells_where_a_name_stands() -> None:
    assert (R2["R2/3-2"], R2.get("R3/3-2"), R2.get("3-2"), len(R2)) == (7, None, None, SIZE)
    assert list(R2) == KEYS
    with pytest.raises(KeyError):
        R2["R2/99-1"]
