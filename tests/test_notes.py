"""What the index notes about an item is told in the language of the answer; the sheet's own words stay."""

from __future__ import annotations

import re

import pytest

from bot.wording.answers import Wording
from bot.wording.notes import NOTES
from katou_index import corrections
from katou_index.plan import Certainty, Item
from katou_index.restoring import assembling
from tests.bot_fixtures import bot

JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
ITEMS = bot().library.vocabulary.plan.items
NOTED = [item for item in ITEMS if item.notes and item.certainty is not Certainty.VERBATIM]


def test_every_note_has_its_english() -> None:
    noted = {value for name, value in vars(assembling).items() if name.startswith("NOTE_")}
    assert {*noted, corrections._NOTE} == set(NOTES)
    assert not [each for each in NOTES.values() if JAPANESE.search(each)]


@pytest.mark.parametrize("item", NOTED, ids=lambda item: item.key)
def test_a_doubt_is_told_in_english(item: Item) -> None:
    told = [note for note in bot().ask(f"measure {item.id}").card.notes if note.startswith("* ")]
    assert told
    assert not [note for note in told if JAPANESE.search(note)]


def test_a_note_that_came_with_a_file_is_quoted() -> None:
    item = NOTED[0].but(notes=("合計欄から転記",), certainty=Certainty.REPAIRED)
    say = Wording("en", bot().index.tables.scale)
    assert say.read_off(item) == "restored: 「合計欄から転記」"


@pytest.mark.parametrize(("typed", "told"), [
    ("Who is in charge of No.15?", "  Rating unknown (lost"), ("No.15の担当は？", "  評価 不明（原資料"),
])  # fmt: skip
def test_behind_its_label_a_rating_is_not_called_one_again(typed: str, told: str) -> None:
    assert told in bot().ask(typed).text
