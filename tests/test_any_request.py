"""Whatever somebody sends to any address: an answer or a refusal, never an error of the server's own."""

from __future__ import annotations

import contextlib
import cProfile
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.http import Router, Server
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from bot.surfaces.slack import app as slack
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.teams import access
from bot.surfaces.teams import app as teams
from tests.bot_fixtures import bot
from tests.expectations import drawn
from tests.requests_of_any_kind import (
    BODIES,
    FORM,
    HOME,
    JSON,
    SECRET,
    Asked,
    activities,
    any_kind,
    every_oddity,
    status,
    whatever,
)  # fmt: skip
from tests.requests_of_any_kind import (
    PARTS as MULTIPART,
)
from tests.socket_mode import SocketModeServer
from tests.teams_connector import Connector
from tests.test_strangers import PARTS, routes

PAGES = make_app(cast(Front, SimpleNamespace(passing=None))).url_map
RULES = {  # method and address → the same with the names of its parts, /measure/<code>/<number>
    (method, PAGES.bind("").build(rule.endpoint, {part: PARTS[part] for part in rule.arguments}, method)):
        str(rule.rule).replace("int:", "").replace("path:", "")
    for rule in PAGES.iter_rules() for method in rule.methods or ()
}  # fmt: skip
ADDRESSES = {(method, path): path for method, path in routes()} | RULES
ONE_BY_ONE = [each for each in ADDRESSES if each[0] in ("GET", "POST")]  # the others take the same ways
MOST_STEPS = 1_000_000  # calls of functions, some 0.1 s without counting them
ONE_OF = 8  # single oddities are drawn, others at each address
UNKNOWN = {501}  # what Microsoft wants to be told of an invoke that a bot does not know


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    """Everything that `katou serve` can serve, open to this machine: a locked door hides much."""
    folder = tmp_path_factory.mktemp("any")
    memory = Memory(folder / "state.db")
    front = Front(bot(), memory)
    with SocketModeServer() as server:
        keys = slack.SlackKeys("", server.api_url, SECRET, "", "1.2", "x", str(folder / "slack.db"))
        in_slack = slack.Slack(front, memory, keys, SlackPolicy(by_oauth=True, teams=frozenset({"T1"})))
        setup = teams.Setup("", "", "", "", "")
        in_teams = teams.Teams(front, memory, setup, access.TeamsPolicy(frozenset(), open_locally=True))
        surfaces = {**in_slack.paths(), **in_teams.paths()}
        yield Router(surfaces, in_slack.ready, make_app(front))
        in_slack.close()
        in_teams.close()


@pytest.mark.parametrize(("method", "path"), ONE_BY_ONE, ids=lambda each: str(each))
def test_one_thing_wrong_is_no_error_of_the_server(
    whole: Router, method: str, path: str, every: bool
) -> None:
    oddities = every_oddity(method, path, ADDRESSES[method, path])
    for asked in drawn(oddities, ONE_OF, every, Asked.told):
        assert status(whole, asked) < 500, asked.told()


def test_several_things_wrong_are_no_error_of_the_server(whole: Router) -> None:
    for asked in any_kind(1500, sorted(ADDRESSES)):
        assert status(whole, asked) < 500, asked.told()


@given(asked=whatever(sorted({*ADDRESSES, *((method, rule) for (method, _), rule in ADDRESSES.items())})))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_is_sent_is_no_error_of_the_server(whole: Router, asked: Asked) -> None:
    """100 requests; thousands by `make reliability`."""
    assert status(whole, asked) < 500, asked.told()


PART = b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\nRPA\r\n'
# Each of them once took a thread for a second or more.
LONG = {
    "numbers in kanji": "一二三四五六七八九〇" * 200, "units in kanji": "千百十万億" * 400,
    "a measure in kanji": "No." + "九" * 1990, "a year in kanji": f"令和{'二' * 1900}年度",
    "nouns in a row": "三十" * 1000, "excluded departments": "防災課以外" * 400, "digits": "9" * 2000,
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_question_takes_no_thread_for_long(whole: Router, text: str) -> None:
    """Steps of the interpreter are counted, not seconds: a busy machine does not matter."""
    asked = Asked("POST", "/ask", {**HOME, "Content-Type": FORM}, f"q={quote(text)}".encode())
    status(whole, asked)  # what is made for the first question
    with cProfile.Profile() as profile:
        assert status(whole, asked) == 200
    assert sum(each.callcount for each in profile.getstats()) < MOST_STEPS


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (MULTIPART, PART * 15_000 + b"--b--\r\n", 413),
        (FORM, b"&".join(b"q%d=RPA" % n for n in range(15_000)), 200),
        (FORM, b"q=RPA" + b"&q=RPA" * 15_000, 200),
    ],
    ids=["parts", "fields", "the same field"],
)
def test_many_parts_of_a_form_are_bounded(whole: Router, kind: str, body: bytes, told: int) -> None:
    asked = Asked("POST", "/ask", {**HOME, "Content-Type": kind}, body)
    with cProfile.Profile() as profile:
        assert status(whole, asked) == told
    assert sum(each.callcount for each in profile.getstats()) < MOST_STEPS


@pytest.mark.parametrize(("kind", "body"), BODIES, ids=lambda each: str(each[:40]))
def test_what_slack_signed_is_no_error_of_the_server(whole: Router, kind: str, body: bytes) -> None:
    asked = Asked("POST", slack.PATH, {"Content-Type": kind}, body, signed=True)
    assert status(whole, asked) < 500, asked.told()


def test_no_activity_of_teams_is_an_error_of_the_server(whole: Router) -> None:
    connector = Connector()
    for body in activities(300, connector.service):
        asked = Asked("POST", teams.PATH, {"Host": "localhost:3978", "Content-Type": JSON}, body)
        told = status(whole, asked)
        assert told < 500 or told in UNKNOWN, asked.told()
    connector.close()


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "HEAD", "OPTIONS", "X"])
def test_without_slacks_signature_everything_is_refused(whole: Router, method: str) -> None:
    """Also what Bolt would answer before it looks at the signature, and what it could not read."""
    for kind, body in BODIES:
        for headers in ({}, {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "1"}):
            asked = Asked(method, slack.PATH, {**headers, "Content-Type": kind}, body)
            assert status(whole, asked) == 401, asked.told()
            asked = Asked(method, f"{slack.PATH}?ssl_check=1", {**headers, "Content-Type": "\xff"}, body)
            assert status(whole, asked) == 401, asked.told()
    for asked in every_oddity(method, slack.PATH, slack.PATH):
        if asked.target.partition("?")[0] == slack.PATH:
            assert status(whole, asked) == 401, asked.told()


def test_the_other_language_is_a_link_to_the_same_page() -> None:
    """Whatever stands in the address: nothing of it chooses where the link leads."""
    browser = make_app(Front(bot(), Memory(":memory:"))).test_client()
    asked = "/measure/R2/30?_external=1&_scheme=javascript&_anchor=x&endpoint=new&code=R9&number=x&q=a%26b"
    page = browser.get(asked, headers=HOME).text
    assert 'href="/measure/R2/30?' in page
    assert "javascript:" not in page
    assert "q=a%26b" in page


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n", b"\x00\r\n\r\n", b"GET\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET //evil.example/.. HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n",
        b"POST /ask HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /ask HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /api/messages HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST /ask HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /slack/events HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET /?" + b"a=b&" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /measure/R2/" + b"9" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=lambda sent: str(sent[:40]),
)  # fmt: skip
def test_bytes_that_are_no_request_are_no_error_of_the_server(whole: Router, sent: bytes) -> None:
    server = Server(whole, "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
            raw.sendall(sent.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            with contextlib.suppress(OSError):  # it may have answered and closed before
                raw.shutdown(socket.SHUT_WR)
            said = raw.makefile("rb").readline()
        assert not said or int(said.split()[1]) < 500, said
    finally:
        server.close()


def test_a_page_behind_a_key_refuses_without_an_error(every: bool) -> None:
    locked = make_app(
        Front(bot(), Memory(":memory:")), "0.0.0.0",
        PageKeys("https://plan.example/", "correct horse", "X-User", frozenset({"10.0.0.0/8"})),
    )  # fmt: skip
    for method, path in ONE_BY_ONE:
        for asked in drawn(every_oddity(method, path, path), ONE_OF, every, Asked.told):
            assert status(locked, asked) < 500, asked.told()
