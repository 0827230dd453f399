"""A browser whose requests reach one process and then another sees one conversation."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.card import Card, Choice, Section
from bot.chat import Front
from bot.memory.passing import Passing
from bot.memory.usage import UsageCounts
from bot.surfaces.page import imports
from bot.surfaces.page.access import MOST_FAILURES, MOST_OF_ADDRESS, Guest, PageKeys, Throttle
from bot.surfaces.page.app import make_app
from bot.surfaces.page.dialogue import COOKIE
from bot.surfaces.page.imports import LoadingSteps
from bot.surfaces.page.talks import MOST_EXCHANGES
from katou_index import open_index
from tests.bot_fixtures import TODAY, index_path
from tests.page_fixtures import BASE, get, post, squeezed, text_of, tree
from tests.shared_bots import shared_bot
from tests.state_files import held


class Pair:
    """Two processes' pages and one browser: `of(n)` sends its cookie to the n-th, in turn."""

    def __init__(self, folder: Path, keys: PageKeys | None = None) -> None:
        self.fronts = []
        self.clients: list[FlaskClient] = []
        for _ in range(2):
            bot = shared_bot(open_index(index_path()), folder / "state.db")
            assert bot.memory
            self.fronts.append(Front(bot, bot.memory, passing=Passing(bot.memory)))
            self.clients.append(make_app(self.fronts[-1], keys=keys).test_client())

    def of(self, number: int) -> FlaskClient:
        this, other = self.clients[number % 2], self.clients[(number + 1) % 2]
        if (cookie := other.get_cookie(COOKIE)) and this.get_cookie(COOKIE) != cookie:
            this.set_cookie(COOKIE, cookie.value)
        return this

    def close(self) -> None:
        for front in self.fronts:
            front.memory.close(0)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.close()


def shown(browser: FlaskClient) -> str:
    return text_of(tree(get(browser, "/")))


def test_a_conversation_goes_on_whichever_process_answers(pair: Pair) -> None:
    get(pair.of(0), "/")
    asked = ["×の事業は？", "そのうち防災課は？", "○の事業は？", "No.21"]
    for number, question in enumerate(asked):
        answer = post(pair.of(number), "/ask", {"q": question})
        assert answer.status_code == 303
        for each in (0, 1):
            page = shown(pair.of(each))
            assert [page.count(squeezed(other)) > 0 for other in asked[: number + 1]] == [True] * (number + 1)
            assert f'id="a{number + 1}"' in get(pair.of(each), "/").text
    follow_up = post(pair.of(0), "/ask", {"q": "そのうち情報推進室は？", "after": "1"}, script=True)
    assert "前の答えのうち" in follow_up.text  # a choice further up, answered by the other one


def test_an_answer_helps_once_and_a_new_conversation_is_new_everywhere(pair: Pair) -> None:
    post(pair.of(0), "/ask", {"q": "×の事業は？"})
    for number in range(4):
        post(pair.of(number), "/feedback", {"number": "1", "told": "helped"})
    totals = UsageCounts(pair.fronts[0].memory)
    for front in pair.fronts:
        with front.memory.transaction():
            pass
    tomorrow = TODAY.replace(year=TODAY.year + 10)
    assert totals.totals(TODAY.replace(year=2000), tomorrow)["helped"] == 1
    post(pair.of(1), "/new", {})
    for number in (0, 1):
        assert 'id="a1"' not in get(pair.of(number), "/").text


def test_no_two_answers_have_one_number_and_only_the_last_are_kept(pair: Pair) -> None:
    post(pair.of(0), "/ask", {"q": "No.1"})
    cookie = pair.clients[0].get_cookie(COOKIE)
    assert cookie
    pair.clients[1].set_cookie(COOKIE, cookie.value)

    def ask(browser: FlaskClient) -> None:
        for _ in range(15):
            assert post(browser, "/ask", {"q": "No.21"}, script=True).status_code == 200

    threads = [threading.Thread(target=ask, args=(each,)) for each in pair.clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for number in (0, 1):
        page = get(pair.of(number), "/").text
        kept = [number for number in range(1, 40) if f'id="a{number}"' in page]
        assert kept == list(range(32 - MOST_EXCHANGES, 32))


def test_a_file_is_fetched_from_the_process_that_did_not_make_it(pair: Pair) -> None:
    get(pair.of(0), "/")
    answer = tree(post(pair.of(0), "/ask", {"q": "×の事業をExcelで"}, script=True))
    (link,) = {a.get("href") for a in answer.iter("a") if "/made/" in str(a.get("href"))}
    files = [get(pair.of(number), str(link)) for number in (0, 1)]
    assert [each.status_code for each in files] == [200, 200]
    assert files[0].data == files[1].data
    assert files[0].headers["Content-Disposition"] == files[1].headers["Content-Disposition"]
    assert files[1].data.startswith(b"PK")


def test_each_page_goes_on_by_itself_while_the_state_is_away(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    post(pair.of(0), "/ask", {"q": "×の事業は？"})
    with held(tmp_path / "state.db", "written"):
        began = time.monotonic()
        for number in range(6):
            assert post(pair.clients[0], "/ask", {"q": "No.21"}, script=True).status_code == 200
            assert f'id="a{number + 2}"' in get(pair.clients[0], "/").text
        assert time.monotonic() - began < 20
    pair.close()


def test_wrong_passwords_are_counted_together(tmp_path: Path) -> None:
    pair = Pair(tmp_path, PageKeys(password="an open door"))
    own = {"base_url": BASE}
    for number in range(MOST_FAILURES):
        answer = pair.clients[number % 2].get("/", auth=("a", f"wrong {number}"), **own)
        assert answer.status_code == 401
    for each in pair.clients:
        assert each.get("/", auth=("a", "an open door"), **own).status_code == 429
        assert each.get("/", auth=("b", "an open door"), **own).status_code == 200
    pair.close()


def test_who_was_let_in_anywhere_is_not_held_up_by_others(pair: Pair) -> None:
    one, other = (Throttle(Passing(front.memory)) for front in pair.fronts)
    known, new = Guest("a", "a", "known"), Guest("a", "a", "new")
    one.let_in(known)
    for number in range(MOST_OF_ADDRESS):
        (one, other)[number % 2].count(Guest("a", "a", f"n{number}"), 0.0)
    assert [each.is_closed(new, 0.0) for each in (one, other)] == [True, True]
    assert [each.is_closed(known, 0.0) for each in (one, other)] == [False, False]


def test_a_step_of_an_import_is_seen_from_every_process(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "LEASE", 0.6)
    one, other = (LoadingSteps(Passing(front.memory)) for front in pair.fronts)
    ended = threading.Event()
    found = Card("ja", "見出し", blocks=(Section("t", lines=("a",)),), choices=(Choice("b", "c"),))

    def work() -> Card:
        assert ended.wait(30)
        return found

    future = one.begin("p", "山田", work)
    assert future
    time.sleep(1.5)  # longer than the lease: it is renewed
    step = other.last("p", 0.1)
    assert step
    assert (step.card, step.by) == (None, "山田")
    assert other.begin("p", "", work) is None
    assert other.last("q") is None
    ended.set()
    future.result(30)
    for each in (one, other):
        last = each.last("p", 0.1)
        assert last
        assert last.card == found
    again = other.begin("p", "", lambda: found.but(headline="二つ目"))
    assert again
    again.result(30)
    for each in (one, other):
        last = each.last("p")
        assert last
        assert last.card
        assert (last.card.headline, last.by) == ("二つ目", "山田")


def test_a_step_whose_process_has_ended_is_not_waited_for(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "LEASE", 0.3)
    one, other = (LoadingSteps(Passing(front.memory)) for front in pair.fronts)
    monkeypatch.setattr(LoadingSteps, "_renew", lambda *_: None)  # as that of one that was killed
    ended = threading.Event()
    one.begin("p", "山田", lambda: Card("ja", str(ended.wait(30))))
    assert other.last("p")
    time.sleep(0.4)
    assert other.last("p") is None
    assert other.begin("p", "", lambda: Card("ja", "新しい"))
    ended.set()
