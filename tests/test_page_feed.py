"""The Atom feed of the page, read by a real feed reader."""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
from flask.testing import FlaskClient

from bot import Bot
from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from tests.bot_fixtures import ROOT, bot
from tests.page_fixtures import get, tree
from tests.worlds import bot_of_three_years


def page(folder: Path, asking: Bot, keys: PageKeys | None = None, data: str = "") -> FlaskClient:
    memory = Memory(folder / "state.db")
    desk = WeeklyDialogue(WeeklyService(asking, memory, data)) if data else None
    return make_app(Front(asking, memory, "", desk), "127.0.0.1", keys, "auto").test_client()


def read(browser: FlaskClient, path: str = "/feed.atom") -> Any:
    answer = get(browser, path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_every_page_names_the_feed_and_a_reader_reads_it(tmp_path: Path) -> None:
    browser = page(tmp_path, bot(), data=str(ROOT / "data"))
    links = [each for each in tree(get(browser, "/overview")).iter("link") if each.get("rel") == "alternate"]
    (link,) = links
    assert link.get("type") == "application/atom+xml"
    found = read(browser, str(link.get("href")))
    assert found.feed.title
    assert found.feed.updated_parsed
    assert found.feed.id.startswith("urn:uuid:")
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids) > 0
    for entry in found.entries:
        assert entry.title
        assert entry.updated_parsed
        assert entry.content[0].value
    moments = [entry.updated for entry in found.entries]
    assert moments == sorted(moments, reverse=True)
    assert found.feed.updated == moments[0]


def test_it_tells_of_every_year_and_every_correction(tmp_path: Path) -> None:
    found = read(page(tmp_path, bot(), data=str(ROOT / "data")))
    titles = [entry.title for entry in found.entries]
    (year,) = bot().index.years
    assert f"{year.japanese}（{year.began}年度）の評価表を取り込みました" in titles
    told = [entry for entry in found.entries if entry.title.startswith("訂正: ")]
    lines = (ROOT / "data" / "r2" / "corrections.csv").read_text("utf-8-sig").splitlines()[1:]
    changed = [line.split(",") for line in lines if line.split(",")[4] != line.split(",")[5]]
    assert len(told) == len(changed)


def test_what_became_better_and_worse_is_what_the_question_answers(tmp_path: Path) -> None:
    asking = bot_of_three_years()
    found = read(page(tmp_path, asking))
    told = [entry for entry in found.entries if parse_qs(urlsplit(entry.link).query).get("q")]
    assert len(told) == 2 * len(list(pairwise(asking.index.years)))
    for entry in told:
        (question,) = parse_qs(urlsplit(entry.link).query)["q"]
        answer = asking.ask(question).answer
        assert answer.items
        assert all(f"No.{item.measure}" in entry.content[0].value for item in answer.items), question


def test_ids_stay_and_a_reader_that_has_it_gets_nothing(tmp_path: Path) -> None:
    browser = page(tmp_path, bot())
    first = get(browser, "/feed.atom")
    again = get(browser, "/feed.atom", **{"If-None-Match": str(first.headers["ETag"])})
    assert (again.status_code, again.data) == (304, b"")
    assert [entry.id for entry in read(browser).entries] == [entry.id for entry in read(browser).entries]


def test_it_stands_behind_the_door(tmp_path: Path) -> None:
    browser = page(tmp_path, bot(), PageKeys(password="open sesame"))
    assert get(browser, "/feed.atom").status_code == 401
    sign = base64.b64encode(b"reader:open sesame").decode()
    assert get(browser, "/feed.atom", Authorization=f"Basic {sign}").status_code == 200


def test_in_english_it_is_another_feed(tmp_path: Path) -> None:
    browser = page(tmp_path, bot_of_three_years())
    found = read(browser, "/feed.atom?lang=en")
    assert all(not entry.title.startswith("令和") for entry in found.entries)
    assert found.feed.id != read(browser).feed.id
