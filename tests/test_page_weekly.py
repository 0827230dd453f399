"""The weekly post as HTML, and orders about it where nobody can be posted to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.chat import Front
from bot.memory import What
from bot.surfaces.page.app import make_app
from bot.weekly.dialogue import WeeklyDialogue
from tests.page_fixtures import ask, get, post, squeezed, text_of, tree, words_of
from tests.weekly_fixtures import City


@pytest.fixture
def city(tmp_path: Path) -> City:
    """A city whose office has announced something that is no mark-up."""
    city = City(tmp_path, "2026-11-24 09:00", own_data=True)
    event = '[[event]]\ndate = 2026-11-30\nja = "締切 <script>alert(1)</script> & \\"提出\\""\n'
    (city.data / "calendar.toml").write_text(event, encoding="utf-8")
    return city


@pytest.fixture
def browser(city: City) -> FlaskClient:
    front = Front(city.bot, city.memory, weekly=WeeklyDialogue(city.kit, city.clock))
    return make_app(front).test_client()


def test_the_post_is_shown_whole_and_nothing_in_it_is_mark_up(city: City, browser: FlaskClient) -> None:
    page = ask(browser, "週報を見せて")
    handled = WeeklyDialogue(city.kit, city.clock).look("週報を見せて")
    assert handled
    shown = text_of(page)
    assert [words for words in words_of(handled.card) if squeezed(words) not in shown] == []
    assert "締切<script>alert(1)</script>&" in shown
    assert list(page.iter("script")) == []
    (button,) = (each for each in page.iter("button") if each.get("name") == "q")
    assert "の事業は？" in str(button.get("value"))
    assert "No." in text_of(ask(browser, str(button.get("value"))))


def test_what_has_no_room_stands_below_the_post(browser: FlaskClient) -> None:
    page = ask(browser, "総務財政課情報管理室の週報を見せて")
    assert "4項目（うち" in text_of(page)
    assert "週報の続き" in text_of(page)


def test_a_link_shows_the_post_and_a_question_goes_on_after_it(browser: FlaskClient) -> None:
    page = tree(get(browser, "/?q=週報を見せて"))
    assert "ICTアクションプラン週報" in text_of(page)
    assert "No.30" in text_of(ask(browser, "RPAの進捗は？"))


@pytest.mark.parametrize(
    "text", ["防災課の週報を毎週月曜9時に（確定）", "週報の一覧", "先週の利用状況", "週報を止めて"]
)
def test_orders_are_said_elsewhere(city: City, browser: FlaskClient, text: str) -> None:
    assert "SlackかTeamsのボットに言うか、katouweekly" in text_of(ask(browser, text))
    assert city.kit.ledger.subscriptions() == []


def test_what_was_not_found_is_seen_elsewhere(browser: FlaskClient) -> None:
    ask(browser, "量子コンピュータは")
    told = text_of(ask(browser, "見つからなかった質問の一覧"))
    assert "SlackかTeamsのボットに言うか、katouunanswered" in told


def test_an_answer_that_helped_is_counted_once(city: City, browser: FlaskClient) -> None:
    ask(browser, "RPAの進捗は？")
    for _ in range(2):
        post(browser, "/feedback", {"number": "1", "told": "helped"}, script=True)
    city.memory.done("so that what was counted is written")
    totals = city.kit.counts.totals(date(2000, 1, 1), date(3000, 1, 1))
    assert totals[What.RIGHT.value] == 1
