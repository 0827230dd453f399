"""What somebody asks waits behind what he has asked himself, not before what others ask."""

from __future__ import annotations

import contextlib
import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import fairness
from bot.chat import Front
from bot.fairness import OF_LONGEST, Accounts, FewAtOnce, Line, Sender, Threads, on_behalf_of, sender
from bot.memory import Memory
from bot.surfaces.http import PEOPLE, THREADS, Router, Server
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import PageApp, make_app
from bot.surfaces.page.dialogue import COOKIE
from tests.bot_fixtures import bot
from tests.test_slack_commands import PATIENCE

GREEDY, MODEST = Sender("203.0.113.1"), Sender("203.0.113.2")


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> Accounts:
    """Nobody has used anything."""
    fresh = Accounts()
    monkeypatch.setattr(fairness, "ACCOUNTS", fresh)
    return fresh


def used(accounts: Accounts, who: Sender, seconds: float) -> None:
    accounts._origins.charge(who.origin, seconds)
    accounts._people.charge(who, seconds)


def line_of(*senders: Sender) -> Line:
    line = Line(lambda each: each[0])
    for number, who in enumerate(senders):
        line.append((who, number))
    return line


def in_turn(line: Line) -> list[Sender]:
    return [line.popleft()[0] for _ in range(len(line))]


def test_who_has_used_little_is_next_however_many_wait(accounts: Accounts) -> None:
    hostile = [Sender(f"203.0.113.{number}") for number in range(10, 26)]
    for each in hostile:
        used(accounts, each, 5)
    line = line_of(*hostile, *hostile, MODEST)
    assert MODEST in (line.popleft()[0], line.popleft()[0])


@pytest.mark.usefixtures("accounts")
def test_what_one_sender_asked_first_is_answered_first() -> None:
    line = line_of(*[GREEDY] * 9)
    assert [line.popleft()[1] for _ in range(9)] == list(range(9))


def test_a_thousand_names_at_one_address_take_nothing_from_another(accounts: Accounts) -> None:
    names = [Sender(GREEDY.origin, f"name {number}") for number in range(1000)]
    for each in names[:20]:
        used(accounts, each, 0.1)
    line = line_of(*names[20:], MODEST)
    assert MODEST in (line.popleft()[0], line.popleft()[0])


def test_people_who_share_an_address_take_turns(accounts: Accounts) -> None:
    colleague, other = Sender("192.0.2.1", "a"), Sender("192.0.2.1", "b")
    used(accounts, colleague, 3)
    line = line_of(*[colleague] * 5, other)
    assert other in (line.popleft()[0], line.popleft()[0])


def test_nobody_saves_up_turns(accounts: Accounts) -> None:
    """Who comes after a while is ahead for a second, not for all the time that others have used."""
    used(accounts, GREEDY, 1000)
    line_of(GREEDY).popleft()
    used(accounts, MODEST, 2)
    assert in_turn(line_of(MODEST, GREEDY)) == [GREEDY, MODEST]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 30)), min_size=1, max_size=60))
def test_nobody_is_left_out(waiting: list[tuple[int, float]]) -> None:
    """Whatever was used: who waits for longest has one turn of four."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fairness, "ACCOUNTS", accounts := Accounts())
        for number, seconds in waiting:
            used(accounts, Sender(f"origin {number}"), seconds)
        line = line_of(*(Sender(f"origin {number}") for number, _ in waiting))
        places = {line.popleft()[1]: place for place in range(len(waiting))}
    assert sorted(places) == list(range(len(waiting)))
    assert all(place <= OF_LONGEST * (number + 1) for number, place in places.items())


def test_that_no_work_will_come_is_said_last() -> None:
    line = Line()
    for each in (None, "work", None, "more"):
        line.append(each)
    assert [line.popleft() for _ in range(len(line))] == ["work", "more", None, None]


@pytest.mark.usefixtures("accounts")
def test_work_in_threads_is_that_of_whoever_wanted_it() -> None:
    threads, begin, done = Threads(1, "test"), threading.Event(), []
    with on_behalf_of(GREEDY):
        threads.submit(begin.wait, PATIENCE)
        flood = [threads.submit(lambda: done.append(sum(range(20_000)) and sender())) for _ in range(50)]
    with on_behalf_of(MODEST):
        asked = threads.submit(lambda: done.append(sender()))
    begin.set()
    asked.result(PATIENCE)
    assert done.index(MODEST) <= OF_LONGEST
    threads.shutdown(wait=True)  # what was begun is finished
    assert all(each.done() for each in flood)
    assert done.count(GREEDY) == 50


@pytest.mark.usefixtures("accounts")
def test_few_questions_are_worked_on_at_once() -> None:
    few, now, most, lock = FewAtOnce(2), [0], [0], threading.Lock()

    def work(number: int) -> None:
        with contextlib.suppress(ValueError), few.turn(), few.turn():  # a second turn is the same one
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.002)
            with lock:
                now[0] -= 1
            if number % 3 == 0:
                raise ValueError

    working = [threading.Thread(target=work, args=(number,)) for number in range(40)]
    for each in working:
        each.start()
    for each in working:
        each.join(PATIENCE)
    assert most[0] == 2
    with few.turn(), few_in_another_thread(few) as entered:
        assert entered  # every turn was given back


def test_one_place_more_is_for_who_has_used_little(accounts: Accounts) -> None:
    """However long those work who ask without a pause."""
    used(accounts, GREEDY, 5)
    in_turn(line_of(GREEDY))
    few, end = FewAtOnce(2), threading.Event()
    entered = {who: threading.Semaphore(0) for who in (GREEDY, MODEST)}

    def work(who: Sender) -> None:
        with on_behalf_of(who), few.turn():
            entered[who].release()
            assert end.wait(PATIENCE)

    working = [threading.Thread(target=work, args=(who,)) for who in (GREEDY, GREEDY, GREEDY, MODEST, MODEST)]
    for each in working:
        each.start()
    assert all(entered[GREEDY].acquire(timeout=PATIENCE) for _ in range(2))
    assert entered[MODEST].acquire(timeout=PATIENCE)
    assert not any(each.acquire(timeout=0.05) for each in entered.values())
    end.set()
    for each in working:
        each.join(PATIENCE)
    assert all(each.acquire(timeout=PATIENCE) for each in entered.values())
    with few.turn(), few_in_another_thread(few) as had_a_turn:
        assert had_a_turn  # every turn was given back


@contextlib.contextmanager
def few_in_another_thread(few: FewAtOnce) -> Iterator[bool]:
    entered = threading.Event()

    def enter() -> None:
        with few.turn():
            entered.set()

    other = threading.Thread(target=enter)
    other.start()
    yield entered.wait(PATIENCE)
    other.join(PATIENCE)


@pytest.mark.usefixtures("accounts")
@pytest.mark.skipif(sys.platform != "linux", reason="clients get addresses of their own there alone")
def test_a_flood_from_one_address_keeps_nobody_else_waiting() -> None:
    """A real server whose threads are all taken: the next free one is another's."""
    free, served = threading.Semaphore(0), []

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        free.acquire(timeout=PATIENCE)
        served.append(environ["REMOTE_ADDR"])
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def ask(address: str) -> None:
        line = http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=PATIENCE, source_address=(address, 0)
        )
        with contextlib.closing(line):
            line.request("GET", "/")
            line.getresponse().read()

    server = Server(Router({}, lambda: True, answer), "127.0.0.1", 0)
    server.start()
    flood = [threading.Thread(target=ask, args=("127.0.0.2",)) for _ in range(60)]
    modest = threading.Thread(target=ask, args=("127.0.0.3",))
    for asking, wanted in ((flood, 60 - THREADS[PEOPLE]), ([modest], 61 - THREADS[PEOPLE])):
        for each in asking:
            each.start()
        until = time.monotonic() + PATIENCE
        while server.waiting()[PEOPLE] < wanted and time.monotonic() < until:
            time.sleep(0.01)
    for done in range(1, 62):  # one at a time: a busy machine may let a thread stand for long
        free.release()
        until = time.monotonic() + PATIENCE
        while (len(served) < done or server.waiting()[PEOPLE] > max(0, 61 - THREADS[PEOPLE] - done)) and (
            time.monotonic() < until
        ):
            time.sleep(0.001)
    for each in (*flood, modest):
        each.join(PATIENCE)
    server.close()
    # After those that had a thread already, and a few whose turn it was because they waited for longest.
    assert served.index("127.0.0.3") <= 2 * THREADS[PEOPLE]
    assert len(served) == 61


# -- who somebody is on the page ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Front:
    return Front(bot(), Memory(tmp_path_factory.mktemp("state") / "state.db"))


def page(front: Front, **keys: Any) -> PageApp:
    return make_app(front, "0.0.0.0", PageKeys(password="an open door", **keys))


@pytest.fixture(scope="module")
def opened(front: Front) -> PageApp:
    return page(front)


def test_a_forwarded_address_is_believed_from_a_proxy_alone(front: Front) -> None:
    head = {"HTTP_X_FORWARDED_FOR": "198.51.100.1, 198.51.100.2"}
    behind = page(front, proxies=frozenset({"192.0.2.0/24"}))
    assert behind.sender({**head, "REMOTE_ADDR": "192.0.2.9"}).origin == "198.51.100.2"
    assert behind.sender({**head, "REMOTE_ADDR": "127.0.0.1"}).origin == "198.51.100.2"
    assert behind.sender({**head, "REMOTE_ADDR": "203.0.113.9"}).origin == "203.0.113.9"


def test_a_person_is_who_the_proxy_names_or_a_browser_that_was_here(front: Front) -> None:
    named = page(front, proxies=frozenset({"192.0.2.9"}), user_header="X-User")
    head = {"REMOTE_ADDR": "192.0.2.9", "HTTP_X_USER": "tanaka"}
    assert named.sender(head) == Sender("192.0.2.9", "tanaka")
    assert named.sender({**head, "REMOTE_ADDR": "203.0.113.9"}) == Sender("203.0.113.9")
    own = named.names.new("")
    cookie = {"REMOTE_ADDR": "203.0.113.9", "HTTP_COOKIE": f"{COOKIE}={own}"}
    assert named.sender(cookie) == Sender("203.0.113.9", own)
    assert named.sender({**cookie, "HTTP_COOKIE": f"{COOKIE}=made-up"}) == Sender("203.0.113.9")


@given(
    st.dictionaries(
        st.sampled_from(("HTTP_COOKIE", "HTTP_X_FORWARDED_FOR", "HTTP_HOST", "HTTP_AUTHORIZATION")),
        st.text(st.characters(max_codepoint=255), max_size=60),
    )
)
def test_no_head_of_a_request_stops_the_server(opened: PageApp, head: dict[str, str]) -> None:
    """It is read by the thread that all connections share."""
    assert isinstance(opened.sender({**head, "REMOTE_ADDR": "127.0.0.1"}), Sender)
