"""What other programs look up: the same facts as the exported records, over one year and three."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.composing.lookups import GROUPS, Lookups, NotInPlanError
from katou_index.exporting import record
from tests.bot_fixtures import bot
from tests.years import bot_of

YEARS = ("R1", "R2", "R3")


def lookups(lang: str = "ja", *years: str) -> Lookups:
    found = bot_of(*years) if years else bot()
    return Lookups(found.libraries, lang)


@pytest.fixture(scope="module")
def plan():  # type: ignore[no-untyped-def]
    return bot().index.plan(bot().index.years[-1])


def test_every_measure_is_given_as_it_is_exported(plan) -> None:  # type: ignore[no-untyped-def]
    for measure in plan.measures:
        found = lookups().measure(str(measure.number))
        assert found["title"] == measure.title
        for given, item in zip(found["items"], measure.items, strict=True):
            assert given.items() >= record(measure, item).items()
            assert given["rating_state"] == item.rating.state.value


def test_departments_are_counted_as_the_items_are(plan) -> None:  # type: ignore[no-untyped-def]
    owned = {owner for item in plan.items for owner in item.owners}
    for name in owned:
        found = lookups().department(name)
        mine = [item for item in plan.items if name in item.owners]
        assert {each["id"] for each in found["items"]} == {item.id for item in mine}
        marks = Counter(item.rating.mark for item in mine if item.rating.rated)
        assert {mark: n for mark, n in found["counts"]["by_rating"].items() if n} == dict(marks)


@pytest.mark.parametrize("by", GROUPS)
def test_groups_hold_every_item_that_has_one(by: str, plan) -> None:  # type: ignore[no-untyped-def]
    found = lookups().counts(by)
    assert found["counts"]["items"] == len(plan.items)
    assert sum(found["counts"]["by_rating"].values()) == found["counts"]["rated"]
    for group in found["groups"]:
        assert sum(group["by_rating"].values()) == group["rated"] <= group["items"]
    if by == "measure":
        assert sum(group["items"] for group in found["groups"]) == len(plan.items)


def test_what_is_not_rated_says_why() -> None:
    unrated = lookups().counts()["unrated"]
    assert {each["rating_state"] for each in unrated} == {"lost", "dash"}
    assert all(each["rating_in_words"] for each in unrated)


def test_two_years_are_held_side_by_side_whichever_comes_first() -> None:
    found = lookups("ja", *YEARS).compare_years("r3", "R2")
    assert (found["before"]["year"], found["after"]["year"]) == ("R2", "R3")
    better = {each["after"]["id"] for each in found["changes"]["better"]}
    assert {"4-1", "30-3"} <= better
    assert {each["before"]["id"] for each in found["changes"]["ended"]} == {"7-1"}
    assert found["numbers"]["better"] == len(better)


def test_an_older_year_is_given_where_it_is_named() -> None:
    look = lookups("ja", *YEARS)
    assert [each["year"] for each in look.plan()["years"]] == list(YEARS)
    assert look.measure("42")["year"] == "R3"
    with pytest.raises(NotInPlanError):
        look.measure("42", "R2")


@pytest.mark.parametrize(
    ("look", "says"),
    [
        (lambda look: look.measure("99"), ["99", "1", "41"]),
        (lambda look: look.measure("1; DROP TABLE"), ["DROP"]),
        (lambda look: look.department("税務化"), ["税務課"]),
        (lambda look: look.counts("colour"), ["colour", "department"]),
        (lambda look: look.counts(year="R9"), ["R9", "R2"]),
        (lambda look: look.compare_years("R2", "R2"), ["R2"]),
        (lambda look: look.search("RPA", "x"), ["x", "R2"]),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_not_there_is_said_with_what_there_is(look, says: list[str], lang: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotInPlanError) as raised:
        look(lookups(lang))
    assert all(word in str(raised.value) for word in says)


@pytest.mark.parametrize("words", ["", '"(*', "RPA" * 5000, "\x00\ud800", "電子申請"])
def test_a_search_never_raises_for_words(words: str) -> None:
    found = lookups().search(words, limit=1000)
    assert len(found["items"]) <= 50
