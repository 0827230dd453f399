"""Every card of every test conversation as HTML: well-formed, nothing lost, nothing taken for mark-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.bot import Reply
from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.page.app import make_app
from bot.surfaces.page.shaping import Shaper
from tests.bot_fixtures import bot
from tests.page_fixtures import ask, squeezed, text_of, words_of
from tests.test_conversations import CONVERSATIONS


class Recording(Front):
    """Keeps what it answered."""

    replies: list[Reply]

    def ask(self, *arguments: Any, **named: Any) -> Reply:
        self.replies = [super().ask(*arguments, **named)]
        return self.replies[-1]


@pytest.mark.parametrize("part", range(8))
def test_every_card_is_shown_whole(part: int, tmp_path: Path) -> None:
    seen: set[str] = set()
    front = Recording(bot(), Memory(tmp_path / "state.db"))
    app = make_app(front)
    for case in CONVERSATIONS[part::8]:
        turns = [str(turn) for turn in case.values[0]["turns"]]
        if str(turns) in seen:
            continue
        seen.add(str(turns))
        browser = app.test_client()
        for turn in turns:
            page = ask(browser, turn)
        card = front.replies[-1].card
        shown = text_of(page)
        assert [words for words in words_of(card) if squeezed(words) not in shown] == [], turns
        assert page.get("lang") == card.lang
        asked = [button.get("value") for button in page.iter("button") if button.get("name") == "q"]
        assert asked == [choice.asks for choice in card.choices]


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
