"""Connections that say nothing, too little or too much keep nobody else waiting."""

from __future__ import annotations

import contextlib
import http.client
import re
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.surfaces import connections
from bot.surfaces.http import LIVES, READY, Router, Server
from tests.test_slack_commands import PATIENCE, line, running

IDLE = 2000
PLATFORM, PERSON, SLOW = "/slack/events", "/", "/slow"


class Site:
    """A real server whose page answers at once, and at SLOW when it is told to."""

    def __init__(self) -> None:
        self.go_on, self.begun = threading.Event(), threading.Semaphore(0)
        self.server = Server(Router({PLATFORM: self.answer}, lambda: True, self.answer), "127.0.0.1", 0)
        self.server.start()

    def answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == SLOW:
            self.begun.release()
            self.go_on.wait(PATIENCE)
        body = environ["wsgi.input"].read() or b"answered"
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE)

    def ask(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        asked = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        with contextlib.closing(asked):
            asked.request("POST" if body else "GET", path, body)
            answer = asked.getresponse()
            return answer.status, answer.read()

    def all_is_well(self) -> bool:
        statuses = [self.ask(path)[0] for path in (PERSON, PLATFORM, LIVES, READY)]
        return statuses == [200, 200, 200, 200]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.go_on.set()
    made.server.close()


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side lets go, waiting for it."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(65536):
            pass
    return True


def answer_on(connection: socket.socket) -> bytes:
    with contextlib.closing(http.client.HTTPResponse(connection)) as answer:
        answer.begin()
        assert answer.status == 200
        return answer.read()


def kept_alive(site: Site) -> socket.socket:
    """A connection that was answered once and stays."""
    connection = site.connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer_on(connection) == b"answered"
    return connection


def test_two_thousand_idle_connections_keep_nobody_waiting(site: Site) -> None:
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 2 * IDLE
    with ExitStack() as stack:
        idle = [stack.enter_context(site.connect()) for _ in range(IDLE // 2)]
        idle += [stack.enter_context(kept_alive(site)) for _ in range(IDLE // 2)]
        assert site.all_is_well()
        for each in (idle[0], idle[-1]):  # and they were held all the while
            each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert answer_on(each) == b"answered"


@pytest.mark.parametrize(
    "begun",
    [
        b"GET / HTTP/1.1\r\nHo",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
def test_slow_senders_are_dropped_and_keep_nobody_waiting(
    site: Site, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(site.connect()) for _ in range(200)]
        for each in slow:
            each.sendall(begun)
        assert site.all_is_well()
        monkeypatch.setattr(connections, "SENDING", 0.2)
        dripping = time.monotonic()
        while time.monotonic() - dripping < PATIENCE:  # a byte now and then does not help
            with contextlib.suppress(OSError):
                slow[0].sendall(b"x")
                time.sleep(0.05)
                continue
            break
        assert all(is_closed(each) for each in slow)


def test_who_takes_no_answer_is_dropped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "TAKING", 0.2)
    large = b"x" * 900_000
    with site.connect() as greedy:
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(large)
        for _ in range(12):  # more than the system's own buffers hold
            with contextlib.suppress(OSError):
                greedy.sendall(head + large)
        assert site.all_is_well()
        assert is_closed(greedy)


def test_a_full_house_makes_room(site: Site) -> None:
    site.server._listening.house.most = 50
    with ExitStack() as stack:
        idle = [stack.enter_context(kept_alive(site)) for _ in range(50)]
        working = stack.enter_context(site.connect())
        working.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert site.begun.acquire(timeout=PATIENCE)
        for _ in range(100):
            stack.enter_context(site.connect())
        assert site.all_is_well()
        assert all(is_closed(each) for each in idle[:2])  # those who were idle for longest
        site.go_on.set()
        assert answer_on(working) == b"answered"  # who is being answered stays


def test_whether_it_lives_is_told_while_all_threads_are_taken(site: Site) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            busy = stack.enter_context(site.connect())
            busy.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert site.begun.acquire(timeout=PATIENCE)
        assert site.ask(LIVES)[0] == 200
        assert site.ask(READY)[0] == 200
        assert site.ask(PLATFORM)[0] == 200  # a page that is overrun keeps no platform waiting
        site.go_on.set()


def test_a_large_request_in_pieces_is_answered(site: Site) -> None:
    body = bytes(range(256)) * 3000
    with site.connect() as sender:
        sender.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 50_000):
            sender.sendall(body[at : at + 50_000])
        assert answer_on(sender) == body


def test_requests_sent_together_are_answered_in_their_order(site: Site) -> None:
    with site.connect() as sender:
        sender.sendall(
            b"".join(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n%02d" % n for n in range(20))
        )
        said = b""
        while said.count(b"HTTP/1.1 200") < 20 or not said.endswith(b"19"):
            said += sender.recv(65536)
        assert re.findall(rb"\r\n\r\n(\d\d)", said) == [b"%02d" % n for n in range(20)]


def test_what_was_asked_is_answered_at_the_end_and_nothing_new_taken(site: Site) -> None:
    with ExitStack() as stack:
        idle = stack.enter_context(kept_alive(site))
        asked = [stack.enter_context(site.connect()) for _ in range(40)]  # more than there are threads
        for each in asked:
            each.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert site.begun.acquire(timeout=PATIENCE)
        arriving = stack.enter_context(site.connect())
        arriving.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab")
        assert site.ask(LIVES)[0] == 200  # by now all of it has arrived
        ending = threading.Thread(target=site.server.close)
        ending.start()
        assert is_closed(idle)
        with pytest.raises(ConnectionRefusedError):
            site.connect()
        arriving.sendall(b"cd")
        site.go_on.set()
        assert [answer_on(each) for each in asked] == [b"answered"] * 40
        assert answer_on(arriving) == b"abcd"
        ending.join(PATIENCE)
        assert not ending.is_alive()


def test_sigterm_ends_the_command_whoever_still_holds_a_connection(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0") as process:
        address = line(process)
        while "待ち受け" not in address:
            address = line(process)
        port = int(address.rpartition(":")[2])
        idle = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(200)]
        idle[0].sendall(b"GET / HTTP/1.1\r\n")
        process.terminate()
        assert process.wait(10) == 0
        for each in idle:
            each.close()
