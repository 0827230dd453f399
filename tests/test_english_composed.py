"""English as non-native staff type it, put together at random; what is right is counted over the records."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.bot_fixtures import bot
from tests.expectations import asked
from tests.worlds import one_year

Row = dict[str, Any]
MARKS = {
    "○": ("circle", "circles", "maru"),
    "×": ("cross", "crosses", "batsu"),
    "△": ("triangle", "triangles", "sankaku"),
    "◎": ("double circle", "double circles", "double-circle"),
}
DEPARTMENTS = {
    "防災課": ("disaster prevention section", "bousai-ka", "防災課"),
    "税務課": ("tax section", "zeimu-ka", "the Tax Division"),
    "商工観光課": ("commerce and tourism section", "shoukou kankou-ka"),
    "学校教育課": ("school education division", "gakkou kyouiku-ka"),
    "人事課": ("personnel section", "jinji-ka"),
    "農地整備課": ("farmland improvement section", "nouchi seibi-ka"),
}
POLICIES = ("policy {}", "basic policy {}", "policy no. {}", "kihon houshin {}")
LEADS = ("", "hi, ", "umm, ", "excuse me, ", "may I ask? ", "ok so ", "for council answer: ", "please, ")
TAILS = ("", " pls", " thx", " thank you!", ", please tell me", " :)")
MAILS = (
    "Dear ICT office,\n\nI hope you are doing well. I am from the international desk.\n{}\n\n"
    "Thank you very much for your kind support.\nBest regards,\nMaria",
    "Dear Sir or Madam,\nSorry for my bad English.\n{}\nI look forward to your reply.\nKind regards,\nLi",
    "Good afternoon.\nThank you always for your help.\nMy boss asked me about the ICT plan.\n{}\n"
    "If possible by tomorrow, please.\nMany thanks\nAnna",
)
SLIPS = {
    "department": "departement",
    "policy": "polcy",
    "section": "secton",
    "which": "wich",
    "how many": "how meny",
    "circle": "cirlce",
    "percentage": "percentege",
}
LISTS = (
    "{mark} of {of}",
    "please teach me {mark} of {of}",
    "which items of {of} got {mark}?",
    "{of} {mark} list",
)
COUNTS = ("how many {mark} in {of}?", "{of} have how many {mark}?", "I want know number of {mark} of {of}")
SHARES = ("percentage of {mark} in {of}", "what percent of {of} is {mark}?", "{of} {mark} rate")
ANY = (
    "does {of} have any {mark}?",
    "any {mark} in {of}?",
    "I want know if {of} has {mark}",
    "is there {mark} in {of}",
)
NONE = ("{of} did not get any {mark}, right?", "no {mark} at all in {of}?", "is there no {mark} in {of}?")
GROUPS = ("which {group}s have {mark}?", "{group}s with at least one {mark}", "list {group}s that got {mark}")
WHETHER = (
    "do any {group}s have {mark}?",
    "is there any {group} with {mark}?",
    "ok so did some {group} get {mark}?",
)


@cache
def rows() -> list[Row]:
    return one_year().records


def drawn(choose: Callable[[Any], Any]) -> tuple[list[Row], str]:
    """A department or a policy: its items, and what it is called."""
    if choose((True, False)):
        name = choose(list(DEPARTMENTS))
        return [row for row in rows() if name in row["item_departments"]], choose(DEPARTMENTS[name])
    number = choose((1, 2, 4, 5, 6))
    return [row for row in rows() if row["policy_no"] == number], choose(POLICIES).format(number)


def as_typed(said: str, choose: Callable[[Any], Any]) -> str:
    """A question as people type it: with a slip, politeness around it, or in a mail."""
    slip = choose((*SLIPS, "", "", ""))
    if slip and re.search(rf"\b{slip}\b", said):
        said = re.sub(rf"\b{slip}\b", SLIPS[slip], said, count=1)
    way = choose(("alone", "chat", "chat", "mail"))
    if way == "mail":
        return str(choose(MAILS)).format(said if said.endswith("?") else f"{said}.")
    return f"{choose(LEADS)}{said}{choose(TAILS)}" if way == "chat" else said


def of_mark(items: list[Row], mark: str) -> set[str]:
    return {row["id"] for row in items if row["rating"] == mark}


@pytest.mark.parametrize("seed", range(40))
def test_items_of_a_rating_are_listed_and_counted(seed: int) -> None:
    choose = random.Random(seed).choice
    (items, of), mark = drawn(choose), choose(list(MARKS))
    typed = as_typed(choose(LISTS + COUNTS).format(mark=choose(MARKS[mark]), of=of), choose)
    answer = asked(bot(), [typed])[-1].as_json()
    assert (set(answer["items"]), answer["lang"]) == (of_mark(items, mark), "en"), typed


@pytest.mark.parametrize("seed", range(20))
def test_a_share_is_told(seed: int) -> None:
    choose = random.Random(seed).choice
    (items, of), mark = drawn(choose), choose(list(MARKS))
    typed = as_typed(choose(SHARES).format(mark=choose(MARKS[mark][:2]), of=of), choose)
    rated = [row for row in items if row["rating"] in MARKS]
    share = (2000 * len(of_mark(items, mark)) + len(rated)) // (2 * len(rated)) / 10
    assert asked(bot(), [typed])[-1].as_json()["counts"]["share"] == share, typed


@pytest.mark.parametrize("seed", range(30))
def test_whether_there_is_one(seed: int) -> None:
    choose = random.Random(seed).choice
    (items, of), mark, denied = drawn(choose), choose(list(MARKS)), choose((True, False))
    typed = as_typed(choose(NONE if denied else ANY).format(mark=choose(MARKS[mark]), of=of), choose)
    assert asked(bot(), [typed])[-1].as_json()["holds"] is (bool(of_mark(items, mark)) is not denied), typed


@pytest.mark.parametrize("seed", range(30))
def test_groups_with_a_rating(seed: int) -> None:
    choose = random.Random(seed).choice
    group, mark, whether = (
        choose(("department", "section", "policy")),
        choose(list(MARKS)),
        choose((True, False)),
    )
    said = choose(WHETHER if whether else GROUPS).format(group=group, mark=choose(MARKS[mark]))
    typed = as_typed(said.replace("policys", "policies"), choose)
    answer = asked(bot(), [typed])[-1].as_json()
    owned = [row for row in rows() if group == "policy" or "全課" not in row["item_departments"]]
    assert set(answer["items"]) == of_mark(owned, mark), typed
    assert answer["holds"] is (True if whether else None), typed


@pytest.mark.parametrize(
    "typed",
    [
        "edit No.39",
        "could you fix the rating of No.7?",
        "make No.35 ×",
        "please move measure 7 to 農政課",
        "change owner of No.7 to 学校教育課",
        "I want to change the rating of No.12",
    ],
)
def test_orders_to_change_the_data_are_refused(typed: str) -> None:
    assert asked(bot(), [typed])[-1].as_json()["reason"] == "read_only"


@pytest.mark.parametrize("typed", ["wich polcy", "trick art peices", "what is telework?", "No 7"])
def test_only_words_of_questions_are_put_right(typed: str) -> None:
    read = asked(bot(), [typed])[-1].as_json()["text"]
    told = re.findall('Read "(.*?)" as "(.*?)"', read)
    assert set(told) <= {("wich", "which"), ("polcy", "policy")}
