"""A link of an answer gives that answer, whatever had been said before it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat import Front
from bot.memory import Memory
from bot.reply import Reply
from tests.bot_fixtures import bot
from tests.expectations import Case, asked, cases, is_drawn, together

ONE_OF = 16  # follow-ups are drawn; all of them by --every

_replies: dict[str, list[Reply]] = {}


def follow_ups(every: bool) -> list[Any]:
    several = (case for case in cases() if len(case.values[0]["turns"]) > 1)
    return [case for case in several if every or is_drawn(case.values[0]["turns"], ONE_OF)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "group" in metafunc.fixturenames:
        metafunc.parametrize("group", together(follow_ups(metafunc.config.getoption("--every"))))


def replies_of(case: Case) -> list[Reply]:
    """Those of a conversation, asked once for all tests."""
    if case["id"] not in _replies:
        _replies[case["id"]] = asked(bot(), case["turns"])
    return _replies[case["id"]]


def facts(reply: Reply) -> tuple[Any, ...]:
    """What an answer tells, in whatever order."""
    answer = reply.as_json()
    counts = answer["counts"] and {**answer["counts"], "by_rating": {**answer["counts"]["by_rating"]}}
    return sorted(answer["items"]), counts, answer["holds"], answer["kind"] == "nothing"


def differs(front: Front, reply: Reply) -> bool:
    """Whether a link gives another answer, or one is missing of what stands alone."""
    if reply.answer.kind in ("help", "choose"):
        return False
    if again := front.again(reply):
        return facts(front.ask(again)) != facts(reply)
    # nothing by itself says it: then there is no link, rather than one to another answer
    return front.permalink(reply) != "" or not reply.after


def test_a_link_gives_the_answer_that_it_hangs_on(group: list[Case]) -> None:
    front = Front(bot(), Memory(":memory:"), page="https://plan.example/")
    replies = ((case["id"], reply) for case in group for reply in replies_of(case))
    assert [(name, front.again(reply)) for name, reply in replies if differs(front, reply)] == []


def test_nearly_every_follow_up_has_a_link(every: bool) -> None:
    front = Front(bot(), Memory(":memory:"))
    replies = [replies_of(case.values[0])[-1] for case in follow_ups(every)]
    real = [reply for reply in replies if reply.answer.kind in ("measure", "list", "counts", "compare")]
    assert sum(not front.again(reply) for reply in real) < len(real) / 50


def test_a_first_question_is_linked_as_it_was_typed() -> None:
    front = Front(bot(), Memory(":memory:"))
    assert front.again(front.ask("RPAの進捗は？")) == "RPAの進捗は？"


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (("商工観光課は？", "×だけ"), "令和2年度の商工観光課の×の項目"),
        (("×の事業は？", "そのうち防災課は？", "理由は？"), "理由"),
        (("No.36は？", "これどこの課？"), "令和2年度のNo.36の担当課は？"),
        (
            ("crosses", "which of them belong to the ICT office?"),
            "Items in R2 of 総務財政課情報管理室 rated ×",
        ),
    ],
)
def test_a_follow_up_is_linked_by_the_sentence_that_means_it(turns: tuple[str, ...], words: str) -> None:
    front = Front(bot(), Memory(":memory:"))
    reply = asked(bot(), turns)[-1]
    assert words in front.again(reply)
    assert facts(front.ask(front.again(reply))) == facts(reply)
