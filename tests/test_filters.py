"""Every combination of two filters gives exactly the set that a plain filter over the plan gives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product

import pytest

from bot.understanding.vocabulary import circled
from katou_index import open_index
from katou_index.plan import Item, Measure
from tests.bot_fixtures import bot, index_path

PLAN = open_index(index_path()).plan(open_index(index_path()).years[-1])
Keep = Callable[[Measure, Item], bool]


def ratings() -> list[tuple[str, Keep]]:
    return [(mark, lambda _m, i, mark=mark: i.rating.mark == mark) for mark in "◎○△×"]


def departments() -> list[tuple[str, Keep]]:
    names = dict.fromkeys(owner for item in PLAN.items for owner in item.owners if not owner.startswith("全"))
    return [(name, lambda _m, i, name=name: name in i.owners) for name in names]


def policies() -> list[tuple[str, Keep]]:
    numbers = sorted({m.policy_no for m in PLAN.measures if m.policy_no})
    return [(circled(n), lambda m, _i, n=n: m.policy_no == n) for n in numbers]


def initiatives() -> list[tuple[str, Keep]]:
    names = dict.fromkeys(m.initiative for m in PLAN.measures if m.initiative)
    return [(name, lambda m, _i, name=name: m.initiative == name) for name in names]


def expected(*keeps: Keep) -> set[str]:
    return {i.id for m in PLAN.measures for i in m.items if all(keep(m, i) for keep in keeps)}


KINDS = {"rating": ratings, "department": departments, "policy": policies, "initiative": initiatives}
PAIRS = list(combinations(KINDS, 2))


@pytest.mark.parametrize("kinds", PAIRS, ids="-".join)
def test_two_filters_give_exactly_what_meets_both(kinds: tuple[str, str]) -> None:
    wrong = []
    asked = 0
    for (one, keep_one), (other, keep_other) in product(KINDS[kinds[0]](), KINDS[kinds[1]]()):
        asked += 1
        answer = (
            bot()
            .ask(f"{other}の{one}の事業は？" if kinds[0] == "rating" else f"{one}で{other}の事業の一覧")
            .as_json()
        )
        if set(answer["items"]) != expected(keep_one, keep_other):
            wrong.append((answer["question"], answer["items"], answer["text"][:200]))
    assert asked > 0
    assert not wrong


@pytest.mark.parametrize("pair", list(combinations("◎○△×", 2)), ids="".join)
def test_two_ratings_are_alternatives(pair: tuple[str, str]) -> None:
    answer = bot().ask(f"{pair[0]}か{pair[1]}の一覧").as_json()
    assert set(answer["items"]) == {i.id for i in PLAN.items if i.rating.mark in pair}
    assert answer["counts"]["items"] == len(answer["items"])


def test_every_department_without_one_rating_is_the_complement() -> None:
    for name, keep in departments():
        answer = bot().ask(f"{name}以外の△の一覧").as_json()
        assert set(answer["items"]) == {
            i.id for m in PLAN.measures for i in m.items if i.rating.mark == "△" and not keep(m, i)
        }, name


def test_counts_say_what_the_list_shows() -> None:
    for name, _keep in departments():
        listed, counted = bot().ask(f"{name}の一覧").as_json(), bot().ask(f"{name}は何項目？").as_json()
        assert counted["counts"]["items"] == len(listed["items"]) == len(counted["items"]), name
