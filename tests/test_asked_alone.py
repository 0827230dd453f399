"""`query` of an answer, asked alone, gives the same items and counts: over one year and over three.

.venv/bin/python -m tests.test_asked_alone      all answers of all conversations; failures by kind
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot import Bot
from tests.bot_fixtures import bot
from tests.expectations import Answer, asked, cases, is_drawn
from tests.worlds import bot_of_three_years

ONE_OF = 32  # conversations are drawn
KNOWN = yaml.safe_load((Path(__file__).parent / "expected" / "asked_alone.yml").read_text(encoding="utf-8"))
Talk = tuple[Bot, list[Any]]


def talks() -> list[Talk]:
    """Every conversation with the bot it is asked: those over years, and all others over one and three."""
    one, three = bot(), bot_of_three_years()
    plain = [case.values[0]["turns"] for case in (*cases(), *cases("open"))]
    years = [case.values[0]["turns"] for folder in (("years",), ("open", "years")) for case in cases(*folder)]
    return [
        *((one, turns) for turns in plain),
        *((three, turns) for turns in years),
        *((three, turns) for turns in plain),
    ]


def difference(answer: Answer, alone: Answer) -> str:
    """What of an answer its query, asked alone, gives otherwise; "" for nothing."""
    wanted, got = answer["counts"] or {}, alone["counts"] or {}
    if set(answer["items"]) != set(alone["items"]):
        return "items"
    if wanted.get("items") != got.get("items"):
        return "counts.items"
    if wanted.get("by_rating") != got.get("by_rating") and wanted and got:
        return "counts.by_rating"
    if wanted.get("share") != got.get("share"):
        return "counts.share"
    return ""


def answers(asking: Bot, turns: Iterable[object]) -> list[Answer]:
    return [reply.as_json() for reply in asked(asking, turns)]


@cache
def drawn() -> list[tuple[Bot, list[Answer]]]:
    """Of the conversations drawn all answers: by what they say, so that a new one changes no other."""
    return [(asking, answers(asking, turns)) for asking, turns in talks() if is_drawn(turns, ONE_OF)]


def differences(asking: Bot, answered: Iterable[Answer]) -> Iterator[tuple[str, Answer, Answer]]:
    """What differs, and both answers, of each answer of a conversation that its query does not give."""
    for answer in answered:
        if answer["query"]:
            alone = asked(asking, [answer["query"]])[0].as_json()
            if found := difference(answer, alone):
                yield found, answer, alone


def told(found: str, answer: Answer, alone: Answer) -> str:
    """One line on an answer that its query does not give."""
    return (
        f"{answer['kind']}, {found}: {answer['question']!r} → {answer['query']!r} "
        f"{len(answer['items'])} {answer['items'][:4]} {answer['counts']} → {alone['kind']} "
        f"{len(alone['items'])} {alone['items'][:4]} {alone['counts']}"
    )


def test_a_query_asked_alone_gives_the_same_answer() -> None:
    found = [each for asking, answered in drawn() for each in differences(asking, answered)]
    assert [told(*each) for each in found if each[1]["question"] not in KNOWN] == []


def test_most_answers_with_items_have_a_query() -> None:
    """Else the test above would hold of nothing."""
    last = [answered[-1] for _, answered in drawn()]
    shown = [answer for answer in last if answer["items"] and answer["kind"] != "choose"]
    assert len(shown) > 100
    assert len([answer for answer in shown if answer["query"]]) > 0.8 * len(shown)


def main() -> int:
    """Ask all; 1 where a query does not give its answer."""
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    seen = set()
    for asking, turns in talks():
        for found, answer, alone in differences(asking, answers(asking, turns)):
            seen.add(answer["question"])
            kinds[answer["kind"], found].append(told(found, answer, alone))
    for (kind, found), lines in sorted(kinds.items(), key=lambda each: -len(each[1])):
        print(f"{len(lines)} × {kind}: other {found}")
        for line in dict.fromkeys(lines):
            print(f"    {line}")
    for question in sorted(set(KNOWN) ^ seen):
        print(f"{'new' if question in seen else 'mended, to be taken from the list'}: {question}")
    print(f"{sum(map(len, kinds.values()))} answers are not given by their query")
    return 1 if seen - set(KNOWN) else 0


if __name__ == "__main__":
    sys.exit(main())
