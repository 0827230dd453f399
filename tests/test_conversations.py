"""Conversations as tables: each is asked, its last answer held against what was expected."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot_fixtures import bot

FOLDER = Path(__file__).parent / "conversations"


def _read(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.glob("*.yml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            yield pytest.param(case, id=f"{path.stem}-{case['id']}")


CONVERSATIONS = list(_read(FOLDER))
WORDINGS = list(_read(FOLDER / "wordings"))
KNOWN_GAPS = list(_read(FOLDER / "open"))


_numbers = itertools.count()


def new_conversation() -> str:
    """A name that no conversation had before: several files have a question of the same id."""
    return f"conversation {next(_numbers)}"


def faults(expect: dict[str, Any], answer: dict[str, Any]) -> Iterator[str]:
    """What of `expect` the answer does not hold; the keys are explained in conversations/README.md."""
    items = answer["items"]
    both = {*items, *answer["related"]}
    text = "".join(answer["text"].split())
    counts = answer["counts"] or {}
    checks = {
        "kind": lambda want: answer["kind"] in want,
        "reason": lambda want: answer["reason"] in want,
        "first": lambda want: bool(items) and items[0] in want,
        "items": lambda want: set(items) == set(want),
        "includes": lambda want: set(want) <= set(items),
        "mentions": lambda want: set(want) <= both,
        "excludes": lambda want: not set(want) & both,
        "measures": lambda want: sorted({int(item.partition("-")[0]) for item in items}) == sorted(want),
        "counts": lambda want: all(counts.get(key) == number for key, number in want.items()),
        "has": lambda want: all(
            any("".join(part.split()) in text for part in str(each).split("|")) for each in want
        ),
        "lacks": lambda want: not any("".join(str(each).split()) in text for each in want),
    }
    for key, want in expect.items():
        if not checks[key](want):
            yield f"{key}: wanted {want}, got {json.dumps(answer, ensure_ascii=False)[:1500]}"


@pytest.mark.parametrize("group", WORDINGS)
def test_every_wording_of_a_question_has_its_answer(group: dict[str, Any]) -> None:
    for wording in group["wordings"]:
        conversation = new_conversation()
        for turn in (*group.get("before", ()), wording):
            reply = bot().ask(str(turn), conversation=conversation)
        assert not list(faults(group["expect"], reply.as_json())), wording


@pytest.mark.parametrize("case", CONVERSATIONS)
def test_the_last_answer_of_a_conversation_is_right(case: dict[str, Any]) -> None:
    conversation = new_conversation()
    for turn in case["turns"]:
        reply = bot().ask(str(turn), conversation=conversation)
    assert not list(faults(case["expect"], reply.as_json()))


@pytest.mark.xfail(strict=True, reason="not answered well yet: move it to the others when it is")
@pytest.mark.parametrize("case", KNOWN_GAPS)
def test_known_gaps_are_still_gaps(case: dict[str, Any]) -> None:
    test_the_last_answer_of_a_conversation_is_right(case)


@pytest.mark.parametrize("case", CONVERSATIONS)
def test_every_card_is_complete_and_plain(case: dict[str, Any]) -> None:
    """A mark with its word, the year below the headline, no empty cell, a source wherever facts are."""
    conversation = new_conversation()
    for turn in case["turns"]:
        reply = bot().ask(str(turn), conversation=conversation)
        card, answer = reply.card, reply.as_json()
        assert card.headline
        assert "2020" in card.scope[0]
        for section in card.blocks:
            assert all(cell.strip() for row in section.rows for cell in row)
            assert len({len(row) for row in section.rows}) <= 1
            assert all(fact.label and fact.text for fact in section.facts)
        if answer["items"]:
            assert any("sheet.txt" in line for line in card.sources)
            assert [source["id"] for source in answer["sources"]] == answer["items"]
        assert all(choice.label and choice.asks for choice in card.choices)
        assert len(answer["items"]) == len(set(answer["items"]))
        assert not set(answer["items"]) & set(answer["related"])
