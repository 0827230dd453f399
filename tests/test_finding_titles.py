"""Titles, slips in titles, kana, romaji, numbers in texts: each finds its own item."""

from __future__ import annotations

import random
import re

from katou_index import open_index
from katou_index.words import fold, reading
from tests.bot_fixtures import bot, index_path
from tests.romaji import romaji_of

PLAN = open_index(index_path()).plan(open_index(index_path()).years[-1])


def found(text: str) -> set[int]:
    """The measures that an answer is about."""
    answer = bot().ask(text).as_json()
    return {int(item.partition("-")[0]) for item in answer["items"]}


def first(text: str) -> int | None:
    """The measure of the first item."""
    items = bot().ask(text).as_json()["items"]
    return int(items[0].partition("-")[0]) if items else None


def test_every_title_finds_its_measure() -> None:
    assert [m.number for m in PLAN.measures if found(m.title) != {m.number}] == []


def test_every_item_number_finds_its_item() -> None:
    wrong = [item.id for item in PLAN.items if bot().ask(f"No.{item.id}").as_json()["items"] != [item.id]]
    assert wrong == []


def damaged(title: str, rng: random.Random) -> str:
    """One sign dropped, doubled or swapped with its neighbour."""
    place = rng.randrange(len(title) - 1)
    return rng.choice((
        title[:place] + title[place + 1 :],
        title[: place + 1] + title[place:],
        title[:place] + title[place + 1] + title[place] + title[place + 2 :],
    ))  # fmt: skip


def test_a_slip_in_a_title_still_finds_it_first() -> None:
    rng = random.Random(20201)
    wrong = []
    total = 0
    for measure in PLAN.measures:
        for _ in range(12):
            total += 1
            typed = damaged(measure.title, rng)
            if first(typed) != measure.number:
                wrong.append((measure.number, typed, first(typed)))
    assert len(wrong) <= total * 0.01, (len(wrong), total, wrong)


def test_titles_in_kana_find_theirs() -> None:
    wrong = [(m.number, reading(m.title)) for m in PLAN.measures if first(reading(m.title)) != m.number]
    assert len(wrong) <= len(PLAN.measures) * 0.03, wrong


def test_titles_in_romaji_find_theirs() -> None:
    wrong = []
    for measure in PLAN.measures:
        typed = romaji_of(measure.title)
        if first(typed) != measure.number:
            wrong.append((measure.number, typed, first(typed)))
    assert len(wrong) <= len(PLAN.measures) * 0.03, wrong


def test_numbers_of_the_evidence_lead_back_to_their_items() -> None:
    wrong = []
    for item in PLAN.items:
        for figure in re.findall(r"\d[\d,]*\d(?:件|人|名|台|基|円|回)", fold(item.evidence)):
            answer = bot().ask(f"{figure}って何").as_json()
            if item.id not in (*answer["items"], *answer["related"]):
                wrong.append((item.id, figure, answer["items"]))
    assert wrong == []
