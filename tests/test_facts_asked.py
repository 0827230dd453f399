"""Facts of one item and what was shown before, drawn from the plan's own texts: each against a plain rule."""

from __future__ import annotations

import random

import pytest

from bot.bot import Bot
from katou_index import open_index
from katou_index.plan import Item
from tests.bot_fixtures import bot, index_path
from tests.expectations import Answer, asked

SEEDS = range(12)
FIELDS = {
    "担当は？": "owner",
    "計画だとどうなってた？": "planned",
    "根拠は？": "evidence",
    "課題は？": "result",
    "今後の予定は？": "result",
}
PLACES = {"最初の": 0, "2番目の": 1, "最後の": -1, "ラストの": -1}
THINGS = ("委託先は？", "業者はどこ？", "何人で担当してる？", "電話番号は？", "締切はいつ？")


def _items() -> list[Item]:
    """The items that have all texts, of measures with one item."""
    plan = open_index(index_path()).plan(bot().library.vocabulary.newest)
    whole = (each for each in plan.items if each.planned.strip("—") and each.evidence.strip("—"))
    return [each for each in whole if each.rating.rated and len(plan.by_number[each.measure].items) == 1]


def _last(*turns: str) -> Answer:
    asker: Bot = bot()
    return asked(asker, turns)[-1].as_json()


def _tells(answer: Answer, item: Item, field: str) -> bool:
    if field == "owner":
        return all(owner in answer["headline"] for owner in item.owners)
    said = "".join(answer["headline"].split())
    text = "".join(f"{item.result}{item.evidence}" if field == "result" else getattr(item, field)).split()
    closed = "".join(text)
    return any(closed[at : at + 6] in said for at in range(max(1, len(closed) - 5)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_field_of_what_was_shown(seed: int) -> None:
    drawn = random.Random(seed)
    item, (question, field) = drawn.choice(_items()), drawn.choice([*FIELDS.items()])
    answer = _last(f"No.{item.measure}の評価は？", question)
    assert answer["items"] == [item.id]
    assert _tells(answer, item, field), answer["headline"]


@pytest.mark.parametrize("seed", SEEDS)
def test_another_place_is_of_the_list_that_one_was_picked_from(seed: int) -> None:
    drawn = random.Random(seed)
    first = drawn.choice(("×の項目", "△の一覧", "◎の一覧"))
    listed = _last(first)["items"]
    one, other = drawn.sample(sorted(PLACES), 2)
    found = _last(first, f"{one}担当は？", f"じゃあ{other}は？")
    assert found["items"] == [listed[PLACES[other]]], (first, one, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_asked_about_before(seed: int) -> None:
    drawn = random.Random(seed)
    one, two, three = drawn.sample(_items(), 3)
    turns = [f"No.{each.measure}の評価は？" for each in (one, two, three)]
    assert _last(*turns, "最初に聞いたやつの担当は？")["items"] == [one.id]
    assert _last(*turns, "その前の根拠は？")["items"] == [two.id]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_sheet_does_not_hold(seed: int) -> None:
    drawn = random.Random(seed)
    item, question = drawn.choice(_items()), drawn.choice(THINGS)
    answer = _last(f"No.{item.measure}の評価は？", question)
    assert answer["items"] in ([], [item.id])
    assert "ありません" in answer["headline"] or "「" in answer["headline"]
