"""The same thirty questions on the terminal, in Slack, on the page and in Teams: the same facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask

from bot.card import Card, as_text, unfolded
from bot.surfaces.slack import blocks as slack
from bot.surfaces.teams import cards as teams
from bot.surfaces.terminal import layout as terminal
from tests.bot_fixtures import bot
from tests.page_fixtures import ask, client
from tests.teams_driver import words
from tests.test_slack_cards import texts

QUESTIONS = [
    "RPAの進捗は？", "No.21", "×の事業は？", "△はいくつ？", "防災課の事業は？",
    "総務財政課情報管理室", "②の事業は", "評価の集計", "No.15の評価は？", "No.16はどうなった",
    "GISの評価は？", "なぜNo.2は×？", "税務課の×", "全部○の課", "×が多い課", "方針別の内訳",
    "防災課と税務課を比べて", "○以上の割合", "金額が書いてある事業", "○でない事業",
    "ブロックチェーンは？", "RPAの予算は？", "R3の評価は？", "No.42", "福祉課の事業", "Wi-Fiは？",
    "498件って何", "which measures were rated × in R2", "how many △ outside the ICT office?",
    "hometown tax",
    "1. RPAの進捗は？\n2. GISの評価は？", "14番って何？あと×はいくつ？",
]  # fmt: skip


def named(text: str) -> tuple[set[str], dict[str, int], set[str]]:
    """Measures and items, how often each mark with its word, numbers."""
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", text))
    text = "".join(text.split())
    items = set(re.findall(r"No\.\d+(?:項目\d+|item\d+)?", text))
    marks = {word: text.count(word) for word in ("◎二重丸", "○丸", "△三角", "×バツ", "×(cross)", "○(circle)")}
    return items, marks, numbers


def on_the_terminal(card: Card, _question: str, _page: Flask) -> str:
    return terminal.render(card, terminal.Style(width=200))


def in_slack(card: Card, _question: str, _page: Flask) -> str:
    blocks = [block for message in slack.messages(card) for block in message.blocks]
    return " ".join((*texts(blocks), *ratings_of_heads(blocks)))


def ratings_of_heads(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A rating that stands in a table's head for all of its rows, once more for each further row."""
    for rows in (block["rows"] for block in blocks if block["type"] == "table"):
        if said := re.search(r"（すべて(.+)）$|, all (.+)$", rows[0][-1]["text"]):
            yield from [said[1] or said[2]] * (len(rows) - 2)


def on_the_page(_card: Card, question: str, page: Flask) -> str:
    parts = ask(page.test_client(), question).find("div") or ()
    return " ".join(" ".join(part.itertext()) for part in parts if part.get("class") != "feedback")


def in_teams(card: Card, _question: str, _page: Flask) -> str:
    return words([message.card for message in teams.messages(card)])


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return client(tmp_path_factory.mktemp("page")).application


@cache
def card_of(question: str) -> Card:
    return bot().ask(question).card


@pytest.mark.parametrize("shown", [on_the_terminal, in_slack, on_the_page, in_teams])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_surface_names_the_same_items_ratings_and_numbers(
    question: str, shown: Callable[[Card, str, Flask], str], page: Flask
) -> None:
    card = card_of(question)
    # In a terminal all rows stand below one another, without 「ほか8項目」 between them.
    whole = unfolded(card) if shown is on_the_terminal else card
    plain = named(as_text(whole).replace("[", " ").replace("]", " "))
    there = named(shown(card, question, page))
    assert there[0] == plain[0]
    assert there[2] >= plain[2]
    assert all(there[1][mark] for mark, times in plain[1].items() if times)
    if not any(section.rows or getattr(section, "sides", ()) for section in card.blocks):
        # a table has its marks in its head, one of sides each in its row
        assert all(there[1][mark] >= times for mark, times in plain[1].items())
