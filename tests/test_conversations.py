"""Conversations as tables: each is asked once, its answer, its card and every surface's shape held together.

    python -m tests.test_conversations ID …     asks these alone and tells every reply; without ID, all

The last answer is held against what was expected; every turn's card against what all cards must be; the last
card against Slack's types and limits, and of the conversations drawn (of all of them with --every) against
Teams' schema and size and the page's HTML, which take twice as long as the answer. A tenth is asked of the
same index in PostgreSQL too, and must be answered alike (tests/stores.py).

What must pass is asked many at a time, for a test costs pytest half of what an answer costs the bot; a test
tells all that is wrong, each by its id. What is not right yet is a test each.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from bot import Bot
from bot.reply import Reply
from tests import stores
from tests.bot_fixtures import bot
from tests.expectations import Case, WrongAnswerError, asked, card_faults, cases, faults, is_drawn, together
from tests.postgresql_server import CI, is_installed
from tests.test_page_cards import page_faults
from tests.test_slack_cards import slack_faults
from tests.test_teams_cards import teams_faults
from tests.worlds import bot_of_three_years
from tests.years import bot_of

CONVERSATIONS = cases()
OVER_YEARS = cases("years", name="over")
OVER_INVENTED_YEARS = cases("years", name="queries")
GAPS = cases("open")
GAPS_OVER_YEARS = cases("open", "years")
PLANS: tuple[tuple[Callable[[], Bot], list[Any], list[Any]], ...] = (  # what is asked of each plan
    (bot, CONVERSATIONS, GAPS),
    (lambda: bot_of("R1", "R3"), OVER_YEARS, []),
    (bot_of_three_years, OVER_INVENTED_YEARS, GAPS_OVER_YEARS),
)

ONE_OF = 16  # conversations are drawn

known_gap = pytest.mark.xfail(
    strict=True, raises=WrongAnswerError, reason="not answered well yet: move it to the others when it is"
)


def shape_faults(asking: Bot, replies: list[Reply], every: bool) -> list[str]:
    """What is wrong with an answer whatever was asked: with its cards, and with the last one on surfaces."""
    last, years = replies[-1], [year.began for year in asking.index.years]
    found = [
        *(fault for reply in replies for fault in card_faults(reply, years)),
        *(f"Slack: {fault}" for fault in slack_faults(last.card)),
    ]
    if every or is_drawn((reply.typed for reply in replies), ONE_OF):
        found += (f"Teams: {fault}" for fault in teams_faults(last.card))
        found += (f"page: {fault}" for fault in page_faults(asking, last))
    return found


def store_faults(asking: Bot, turns: Iterable[object], replies: list[Reply]) -> list[str]:
    """What the same index in PostgreSQL answers otherwise, of the tenth that is asked there too."""
    said = tuple(map(str, turns))
    if not stores.is_drawn(said) or not (is_installed() or CI):
        return []
    return [f"PostgreSQL: {fault}" for fault in stores.differing(said, replies, stores.in_database(asking))]


def wrong(case: Case, asking: Bot, every: bool, *, both_stores: bool = True) -> list[str]:
    """Ask once; all that is wrong. What raises is told like it, so that the others of a test are asked."""
    try:
        replies = asked(asking, case["turns"])
        return [
            *faults(case["expect"], replies[-1].as_json()),
            *shape_faults(asking, replies, every),
            *(store_faults(asking, case["turns"], replies) if both_stores else ()),
        ]
    except Exception:
        return [traceback.format_exc()]


def told(case: Case, found: list[str]) -> str:
    """What is wrong with a conversation, below its id and its turns."""
    below = textwrap.indent("\n".join(found), "  ")
    return f"{case['id']}: {' → '.join(map(str, case['turns']))}\n{below}"


def hold(group: list[Case], asking: Bot, every: bool) -> None:
    """Ask each once; all that is wrong with any of them is told together, each by its id."""
    asked_of = [(case, wrong(case, asking, every)) for case in group]
    if any(found for _, found in asked_of):
        pytest.fail("\n".join(told(case, found) for case, found in asked_of if found), pytrace=False)


def hold_but_for_the_answer(case: Case, asking: Bot, every: bool) -> None:
    """A gap is a wrong answer: whatever raises, and a card that is not right, fails."""
    replies = asked(asking, case["turns"])
    found = shape_faults(asking, replies, every) + store_faults(asking, case["turns"], replies)
    assert not found, "\n".join(found)
    answer = [*faults(case["expect"], replies[-1].as_json())]
    if answer:
        raise WrongAnswerError("\n".join(answer))


@pytest.mark.parametrize("group", together(CONVERSATIONS))
def test_conversations(group: list[Case], every: bool) -> None:
    hold(group, bot(), every)


@pytest.mark.parametrize("group", together(OVER_YEARS))
def test_conversations_over_years(group: list[Case], every: bool) -> None:
    hold(group, bot_of("R1", "R3"), every)


@pytest.mark.parametrize("group", together(OVER_INVENTED_YEARS))
def test_conversations_over_invented_years(group: list[Case], every: bool) -> None:
    hold(group, bot_of_three_years(), every)


@known_gap
@pytest.mark.parametrize(
    ("case", "made"),
    [pytest.param(*each.values, made, id=each.id) for made, _, gaps in PLANS for each in gaps],
)
def test_known_gaps_are_still_gaps(case: Case, made: Callable[[], Bot], every: bool) -> None:
    hold_but_for_the_answer(case, made(), every)


@pytest.mark.parametrize("group", cases("wordings"))
def test_every_wording_of_a_question_has_its_answer(group: Case) -> None:
    found = {}
    for wording in group["wordings"]:
        turns = (*group.get("before", ()), wording)
        replies = asked(bot(), turns)
        answered = faults(group["expect"], replies[-1].as_json())
        found[wording] = [*answered, *store_faults(bot(), turns, replies)]
    assert {wording: those for wording, those in found.items() if those} == {}


def test_no_conversation_stands_twice() -> None:
    """Per plan the same turns are asked once, with all that is expected of them; an id names one."""
    plans = [[case.values[0] for case in known + gaps] for _, known, gaps in PLANS]
    for plan in plans:
        times = Counter(tuple(map(str, case["turns"])) for case in plan)
        assert [turns for turns, often in times.items() if often > 1] == []
    ids = Counter(case["id"] for plan in plans for case in plan)
    assert [name for name, often in ids.items() if often > 1] == []


def test_all_that_is_wrong_is_told_by_its_id() -> None:
    """A wrong answer, and what raises, hide neither each other nor what is asked with them."""
    asks: Case = {"turns": ["×の事業は？"]}
    group: list[Case] = [
        {**asks, "id": "right", "expect": {"counts": {"items": 7}}},
        {**asks, "id": "another number", "expect": {"counts": {"items": 8}, "holds": True}},
        {**asks, "id": "no such key", "expect": {"number": 7}},
        {"id": "nothing is asked", "turns": [], "expect": {"first": ["2-1"]}},
    ]
    with pytest.raises(pytest.fail.Exception) as failed:
        hold(group, bot(), every=False)
    text = str(failed.value)
    assert [line for line in text.splitlines() if line[:1].strip()] == [
        "another number: ×の事業は？", "no such key: ×の事業は？", "nothing is asked: ",
    ]  # fmt: skip
    assert all(
        each in text for each in ("counts: wanted", "holds: wanted", "KeyError: 'number'", "IndexError")
    )


def test_another_answer_of_a_database_is_told() -> None:
    turns = ("×の事業は？", "そのうち防災課は？")
    replies = asked(bot(), turns)
    assert stores.differing(turns, replies, bot()) == []
    assert stores.differing(turns, replies[1:] * 2, bot()) != []


def ask(names: set[str]) -> tuple[int, int]:
    """Ask those of these ids or files, or all; print what is wrong. How many were asked, how many wrong."""
    number, failed = 0, 0
    for made, known, gaps in PLANS:
        for each, gap in ((each, gap) for those, gap in ((known, False), (gaps, True)) for each in those):
            case = each.values[0]
            if names and not names & {str(case["id"]), each.id.partition("-")[0]}:
                continue
            if names:
                talk = zip(case["turns"], asked(made(), case["turns"]), strict=True)
                print(f"\n■ {case['id']}", *(f"> {turn}\n{reply.text}" for turn, reply in talk), sep="\n")
            found = wrong(case, made(), every=bool(names), both_stores=False)
            number, failed = number + 1, failed + (bool(found) is not gap)
            if found and (names or not gap):
                print(told(case, found))
            elif gap and not found:
                print(f"{case['id']}: not a gap any more")
    return number, failed


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where a conversation is answered wrong, or a gap right."""
    parser = argparse.ArgumentParser(description="Ask test conversations, all or those named.")
    parser.add_argument("names", nargs="*", metavar="ID", help="ids, or names of files without .yml")
    os.environ["KATOU_MEANING"] = "off"  # as tests/conftest.py has it
    number, failed = ask({*parser.parse_args(arguments).names})
    print(f"{number} asked, {failed} not as they should be")
    return 0 if number and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
