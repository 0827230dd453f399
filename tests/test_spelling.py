"""What a word that occurs nowhere is taken for: a near name, whatever else stands in the tables."""

from __future__ import annotations

import random

import pytest

from bot.understanding.spelling import Speller
from bot.understanding.vocabulary import Vocabulary
from katou_index.index.naming import SOUND, WRITTEN_AS
from katou_index.index.spelling import compounds, title_words, written_as
from katou_index.records import replace
from katou_index.tables import SameWords
from katou_index.words import fold, reading
from tests import years
from tests.bot_fixtures import bot

NEW_WORDS = (("体育館", "スポーツ館", "運動場"), ("ブックスタンド", "本立て"), ("クラウン", "王冠"))


def speller(*more: tuple[str, ...], first: bool = False) -> Speller:
    """A speller over the repository's tables and more words, at their end or at their beginning."""
    vocabulary = Vocabulary(bot().index)
    new = tuple(SameWords(words, (), ()) for words in more)
    same = (*new, *vocabulary.tables.same) if first else (*vocabulary.tables.same, *new)
    vocabulary.tables = replace(vocabulary.tables, same=same)
    return Speller(vocabulary)


def slips() -> list[str]:
    """Words of the plan with one sign dropped, doubled or swapped, in an order that is always the same."""
    chance = random.Random(1)
    words = [term for term in bot().index.vocabulary if len(term) > 2 and not term.isascii()]
    found = []
    for word in words:
        place = chance.randrange(len(word) - 1)
        pair = word[place : place + 2]
        found.append(
            word[:place] + chance.choice((pair[1], pair[0] * 2 + pair[1], pair[::-1])) + word[place + 2 :]
        )
    return found


@pytest.mark.parametrize("first", [False, True])
def test_a_new_word_changes_no_correction_but_to_itself(first: bool) -> None:
    before, after = speller(), speller(*NEW_WORDS, first=first)
    new = {word for words in NEW_WORDS for word in words}
    changed = {slip: after.near(slip) for slip in slips() if after.near(slip) != before.near(slip)}
    assert {near for near in changed.values() if near not in new} == set()
    assert len(changed) < 3


@pytest.mark.parametrize("word", ["ブロックチェーン", "メタバース", "ドローンレース", "量子計算機"])
def test_what_the_plan_does_not_have_is_taken_for_nothing(word: str) -> None:
    assert speller(*NEW_WORDS).near(word) is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("マイナンバカード", "マイナンバーカード"), ("タブレト", "タブレット"), ("クラウト", "クラウド")],
)
def test_a_slip_is_taken_for_the_nearest_name(slip: str, meant: str) -> None:
    assert speller().near(slip) == meant


@pytest.mark.parametrize("question", ["ブロックチェーンは？", "ブロックチェーンの×", "スマートグラスの評価"])
def test_a_part_that_is_a_word_of_its_own_is_no_slip(question: str) -> None:
    """ブロック is none of ブック, though it differs by one sign."""
    assert bot().ask(question).question.respelled == ()


def test_the_index_keeps_what_the_texts_of_a_year_give() -> None:
    index = years.bot_of("R1", "R2", "R3").index
    for year in index.years:
        vocabulary = Vocabulary(index, year)
        lines = vocabulary.read_through.split("\n")
        assert Speller(vocabulary).tables.compounds == compounds(lines) != {}
        assert index.spelling(year, WRITTEN_AS) == written_as(lines) != {}
        titles = [measure.title for measure in vocabulary.plan.measures]
        names = {
            *titles,
            *vocabulary.policies.values(),
            *vocabulary.initiatives,
            *title_words(map(fold, titles)),
        }
        assert index.spelling(year, SOUND) == {fold(name): reading(name) for name in names}
