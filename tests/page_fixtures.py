"""The page over the repository's own data, without a server, and what is read from its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.card import Bars, Card
from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from tests.bot_fixtures import bot

BASE = "http://localhost:8000"
OWN = {"Origin": BASE}


def client(
    folder: Path, host: str = "127.0.0.1", keys: PageKeys | None = None, lang: str = "auto"
) -> FlaskClient:
    """A browser without a window."""
    return make_app(Front(bot(), Memory(folder / "state.db")), host, keys, lang).test_client()


def get(browser: FlaskClient, path: str, **headers: str) -> TestResponse:
    return browser.get(path, base_url=BASE, headers=headers, buffered=True)


def post(browser: FlaskClient, path: str, data: dict[str, str], *, script: bool = False) -> TestResponse:
    """A form sent; with `script` as the page's own script sends it."""
    headers = {**OWN, "X-Katou-Script": "1"} if script else OWN
    return browser.post(path, base_url=BASE, data=data, headers=headers)


def ask(browser: FlaskClient, question: str) -> ElementTree.Element:
    """A question's answer, as our script gets it."""
    answer = post(browser, "/ask", {"q": question}, script=True)
    assert answer.status_code == 200, answer.status
    return tree(answer)


def tree(answer: TestResponse) -> ElementTree.Element:
    """The page as a tree: raises where it is not well-formed."""
    return ElementTree.fromstring(answer.text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(element: ElementTree.Element) -> str:
    """What stands there to read, without blanks."""
    return squeezed("".join(element.itertext()))


def words_of(card: Card, *, drawn: bool = False) -> Iterator[str]:
    """Every text of a card; `drawn`: below a picture of its sides these are a table."""
    yield from (card.headline, *card.scope, *card.sources, *(choice.label for choice in card.choices))
    for section in card.blocks:
        if drawn and isinstance(section, Bars) and section.sides:
            yield from (section.title, *section.said_beside, *(cell for row in section.sides for cell in row))
            continue
        yield from (section.title, *section.lines)
        for fact in section.facts:
            yield from (fact.label, fact.text)
        for row in section.rows:
            yield from row


def addresses(element: ElementTree.Element) -> set[str]:
    """Everything that a page loads or leads to."""
    return {
        value for node in element.iter() for name, value in node.items() if re.search("href|src|action", name)
    }
