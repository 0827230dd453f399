"""Conversations as tables: each is asked once, its answer, its card and every surface's shape held together.

The last answer is held against what was expected; every turn's card against what all cards must be; the last
card against Slack's types and limits, and of the conversations drawn (of all of them with --every) against
Teams' schema and size and the page's HTML, which take twice as long as the answer.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot import Bot
from bot.reply import Reply
from tests.bot_fixtures import bot
from tests.expectations import WrongAnswerError, asked, card_faults, cases, faults, is_drawn
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

ONE_OF = 4  # conversations are drawn

known_gap = pytest.mark.xfail(
    strict=True, raises=WrongAnswerError, reason="not answered well yet: move it to the others when it is"
)


@pytest.fixture
def every(request: pytest.FixtureRequest) -> bool:
    """Whether every conversation's card is held against every surface."""
    return bool(request.config.getoption("--every"))


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


def hold(case: dict[str, Any], asking: Bot, every: bool) -> None:
    """Ask once; all that is wrong is told together."""
    replies = asked(asking, case["turns"])
    found = [*faults(case["expect"], replies[-1].as_json()), *shape_faults(asking, replies, every)]
    assert not found, "\n".join(found)


def hold_but_for_the_answer(case: dict[str, Any], asking: Bot, every: bool) -> None:
    """A gap is a wrong answer: whatever raises, and a card that is not right, fails."""
    replies = asked(asking, case["turns"])
    found = shape_faults(asking, replies, every)
    assert not found, "\n".join(found)
    wrong = [*faults(case["expect"], replies[-1].as_json())]
    if wrong:
        raise WrongAnswerError("\n".join(wrong))


@pytest.mark.parametrize("case", CONVERSATIONS)
def test_a_conversation(case: dict[str, Any], every: bool) -> None:
    hold(case, bot(), every)


@pytest.mark.parametrize("case", OVER_YEARS)
def test_a_conversation_over_years(case: dict[str, Any], every: bool) -> None:
    hold(case, bot_of("R1", "R3"), every)


@pytest.mark.parametrize("case", OVER_INVENTED_YEARS)
def test_a_conversation_over_invented_years(case: dict[str, Any], every: bool) -> None:
    hold(case, bot_of_three_years(), every)


@known_gap
@pytest.mark.parametrize("case", GAPS)
def test_known_gaps_are_still_gaps(case: dict[str, Any], every: bool) -> None:
    hold_but_for_the_answer(case, bot(), every)


@known_gap
@pytest.mark.parametrize("case", GAPS_OVER_YEARS)
def test_known_gaps_over_years_are_still_gaps(case: dict[str, Any], every: bool) -> None:
    hold_but_for_the_answer(case, bot_of_three_years(), every)


@pytest.mark.parametrize("group", cases("wordings"))
def test_every_wording_of_a_question_has_its_answer(group: dict[str, Any]) -> None:
    for wording in group["wordings"]:
        reply = asked(bot(), (*group.get("before", ()), wording))[-1]
        assert not list(faults(group["expect"], reply.as_json())), wording


def test_no_conversation_stands_twice() -> None:
    """Per plan: the same turns are asked once, with all that is expected of them."""
    for plan in (CONVERSATIONS + GAPS, OVER_YEARS, OVER_INVENTED_YEARS + GAPS_OVER_YEARS):
        times = Counter(tuple(map(str, case.values[0]["turns"])) for case in plan)
        assert [turns for turns, often in times.items() if often > 1] == []
