"""Bars of a card: each part that leads somewhere leads to just the items that it counts."""

from __future__ import annotations

import pytest

from bot.bot import Bot
from bot.card import Bar, Bars, Card
from tests.bot_fixtures import bot
from tests.years import bot_of

QUESTIONS = [
    "方針別の内訳", "課別の内訳", "取組別の内訳", "×が多い課", "△の多い方針", "×と△の多い課", "課別の○の割合",
    "防災課と税務課を比べて", "方針①と②を比べて", "商工観光課", "総務財政課", "総務財政課情報管理室",
    "評価の集計", "基本方針⑤の課別の内訳", "情報管理室以外の課別の内訳", "ICTの課別の内訳",
    "Wi-Fiの方針別の内訳", "秘書室を市全体と比べて", "which departments have the most ×",
    "compare 防災課 and 税務課", "table by policy",
]  # fmt: skip
OF_CHOSEN_MARKS = ["×と△の多い課"]
OVER_YEARS = [
    "R2とR3を比べて",
    "年度別の×の件数",
    "改善した事業の課別の数",
    "R1の課別の内訳",
    "R2の×が多い課",
    "課別の内訳",
]
NOWHERE = [
    "R2とR3を比べて",
    "年度別の×の件数",
    "事業別の内訳",
]  # several years at once; what is no group of a sentence


def bars_of(card: Card) -> list[Bar]:
    return [bar for block in (*card.shown, *card.folded) if isinstance(block, Bars) for bar in block.bars]


def hold_to(asked: Bot, question: str) -> int:
    """How many parts lead somewhere; each was asked and lists what it counts."""
    bars = bars_of(asked.ask(question).card)
    parts = [part for bar in bars for part in bar.shown if part.asks]
    for part in parts:
        answer = asked.ask(part.asks).answer
        assert len(answer.items) == part.number, part.asks
        assert not part.mark or {item.rating.mark for item in answer.items} == {part.mark}, part.asks
    for bar in (bar for bar in bars if bar.asks):
        of_parts = sum(part.number for part in bar.parts)
        counted = of_parts if question in OF_CHOSEN_MARKS else bar.whole
        assert len(asked.ask(bar.asks).answer.items) == counted, bar.asks
    return len(parts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_part_leads_to_what_it_counts(question: str) -> None:
    assert hold_to(bot(), question) > 1


@pytest.mark.parametrize("question", OVER_YEARS)
def test_of_several_years_it_leads_into_its_own(question: str) -> None:
    hold_to(bot_of("R1", "R2", "R3"), question)


@pytest.mark.parametrize("question", NOWHERE)
def test_where_no_sentence_says_it_a_part_leads_nowhere(question: str) -> None:
    assert bars_of(bot_of("R1", "R2", "R3").ask(question).card)
    assert hold_to(bot_of("R1", "R2", "R3"), question) == 0
