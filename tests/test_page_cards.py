"""Cards as HTML: well-formed, nothing lost, nothing taken for mark-up. Conversations go through it too."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import Bot
from bot.chat import Front
from bot.memory import Memory
from bot.reply import Reply
from bot.surfaces.page.app import make_app
from bot.surfaces.page.shaping import Shaper
from tests.bot_fixtures import bot
from tests.page_fixtures import ask, client, squeezed, text_of, words_of


class Given(Front):
    """Answers whatever is asked with the reply that it was given."""

    given: Reply

    def ask(self, *_: Any, **__: Any) -> Reply:
        return self.given


@functools.cache
def _page(asking: Bot) -> tuple[Given, Flask]:
    front = Given(asking, Memory(":memory:"))
    return front, make_app(front)


def page_faults(asking: Bot, reply: Reply) -> list[str]:
    """What of a reply is lost on the page. Raises where its HTML is not well-formed."""
    front, app = _page(asking)
    front.given = reply
    page = ask(app.test_client(), reply.question.text)
    shown, card = text_of(page), reply.card
    asks = [button.get("value") for button in page.iter("button") if button.get("name") == "q"]
    saved = any("/export.xlsx" in str(link.get("href")) for link in page.iter("a"))
    pressed = [  # what takes away stands together below; in place of a question for Excel the file itself
        *(choice for choice in card.choices if not choice.form),
        *(choice for choice in card.choices if choice.form and not (choice.form == "xlsx" and saved)),
    ]
    drawn = reply.takeaway is not None and reply.takeaway.chart is not None
    return [
        *(f"lost: {words}" for words in words_of(card, drawn=drawn) if squeezed(words) not in shown),
        *([] if page.get("lang") == card.lang else [f"language {page.get('lang')}"]),
        *([] if asks == [choice.asks for choice in pressed] else [f"other choices: {asks}"]),
    ]


SHAPER = Shaper(
    Front(bot(), Memory("unused.db")).ratings(), lambda _year, number: f"/m/{number}" if number < 50 else ""
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(["ja", "en"]))
def test_any_text_stays_a_text(text: str, lang: str) -> None:
    from xml.etree import ElementTree

    for shape in (SHAPER.text, SHAPER.linked, SHAPER.parts):
        shown = ElementTree.fromstring(f"<p>{shape(text, lang)}</p>")
        assert squeezed("".join(shown.itertext())) == squeezed(
            "".join(sign for sign in text if sign == "\r" or _may_stand(sign))
        )


def _may_stand(sign: str) -> bool:
    code = ord(sign)
    return sign in "\t\n\r" or (
        code >= 32 and code != 127 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
    )


@pytest.mark.parametrize(
    ("text", "lang", "html"),
    [
        (
            "× バツ",
            "ja",
            '<span class="rating r3"><span aria-hidden="true">×</span> <span>バツ</span></span>',
        ),
        (
            "× (cross)",
            "en",
            '<span class="rating r3"><span aria-hidden="true">×</span> <span>(cross)</span></span>',
        ),
        ("3時間/日×20日", "ja", "3時間/日×20日"),
        ("No.2 <b>", "ja", '<a href="/m/2">No.2</a> &lt;b&gt;'),
        ("No.99", "ja", "No.99"),
        ("of 防災課", "en", 'of <span lang="ja">防災課</span>'),
    ],
)
def test_signs_numbers_and_languages(text: str, lang: str, html: str) -> None:
    assert SHAPER.linked(text, lang) == html


@pytest.mark.parametrize(
    "question", ["防災課と税務課を比べて図にして", "商工観光課を図にして", "防災課と税務課を比べて"]
)
def test_below_a_picture_of_sides_they_are_a_table(question: str) -> None:
    reply = bot().ask(question)
    assert page_faults(bot(), reply) == []


def test_what_stands_beside_a_bar_is_told_in_words(tmp_path: Path) -> None:
    for question in ("×がある課は？", "△が2つ以上ある課は？", "方針ごとの○の割合", "課別に×の数を出して"):
        shown = ask(client(tmp_path), question).iterfind(".//span[@class='count']")
        told = ["".join(each.itertext()) for each in shown]
        assert told, question
        assert all(re.fullmatch(r"(?:評価のある)?\d+項目のうち\d+(?:（[\d.]+%）)?", each) for each in told), (
            told
        )
