"""What somebody tries on purpose and no other test tries: docs/security.md has the whole list."""

from __future__ import annotations

import contextlib
import cProfile
import hashlib
import hmac
import http.client
import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Front
from bot.memory import Memory, Missed
from bot.settings import SETTINGS
from bot.surfaces.connections import LARGEST_BODY, LARGEST_HEAD
from bot.surfaces.http import Router, Server
from bot.surfaces.page.app import make_app
from bot.surfaces.slack import app as slack
from katou_index.words import clean
from tests.bot_fixtures import bot
from tests.page_fixtures import client, get, post
from tests.requests_of_any_kind import HOME, SECRET, VALUES, Asked, status, stays_here
from tests.test_any_request import whole
from tests.test_data_protection import TODAY, bytes_of, command
from tests.test_strangers import PARTS, routes

__all__ = ["whole"]  # the fixture
READABLE = [path for method, path in routes() if method == "GET"]


def sent(application: Router, asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Status, headers, body."""
    got: list[Any] = []
    chunks = application(asked.environ(), lambda status, headers, *_: got.extend((status, headers)))
    body = b"".join(chunks)
    if close := getattr(chunks, "close", None):
        close()
    return int(got[0].split()[0]), {name.lower(): value for name, value in got[1]}, body


# -- Slack's signature ---------------------------------------------------------------------------------------


def signed(body: bytes, at: float, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(at))
    of_body = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={of_body}",
            "Content-Type": "application/json"}  # fmt: skip


@pytest.mark.parametrize(
    ("off", "secret", "told"),
    [(0, SECRET, 200), (-240, SECRET, 200), (-360, SECRET, 401), (360, SECRET, 401), (-86400, SECRET, 401),
     (0, "another", 401), (0, "", 401)],
)  # fmt: skip
def test_a_signature_that_is_old_ahead_or_of_another_key_is_refused(
    whole: Router, off: float, secret: str, told: int
) -> None:
    body = b'{"type": "url_verification", "challenge": "x"}'
    asked = Asked("POST", slack.PATH, signed(body, time.time() + off, secret), body)
    assert sent(whole, asked)[0] == told
    changed = body.replace(b"x", b"y")  # the signature of another body
    assert sent(whole, Asked("POST", slack.PATH, asked.headers, changed))[0] == 401


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", READABLE)
def test_no_page_is_framed_or_kept_by_others(whole: Router, path: str) -> None:
    status, headers, _ = sent(whole, Asked("GET", path, HOME))
    if path in ("/healthz", "/readyz", "/metrics", *whole.surfaces):
        return  # a word and a number
    assert "frame-ancestors 'none'" in headers["content-security-policy"], status
    assert headers["x-content-type-options"] == "nosniff"
    kept = headers["cache-control"]
    assert "no-store" in kept or path.startswith(("/static", "/app.webmanifest"))


@pytest.mark.parametrize(
    "address", ["//evil.example", "/static//evil.example", "/\\evil.example", "/new?next=//evil.example",
                "/https://evil.example", "/ask?next=https://evil.example",
                "/%0d%0aLocation:%20//evil.example"]
)  # fmt: skip
def test_nobody_is_sent_elsewhere(whole: Router, address: str) -> None:
    """Every other test that sends whatever comes to mind looks at redirects, too (`status`)."""
    for method in ("GET", "POST"):
        assert status(whole, Asked(method, address, HOME)) < 500
    for lies in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http://localhost.evil.example/",
    ):
        assert not stays_here(lies)


@pytest.mark.parametrize(
    "path", ["/static/{}", "/made/x/{}", "/export.{}", "/measure/R2/{}", "/department/R2/{}"]
)
def test_no_address_leads_out_of_its_folder(whole: Router, path: str) -> None:
    ways = ("../app.py", "..%2f..%2fapp.py", "%2e%2e/app.py", "....//app.py", "/etc/passwd",
            "%2fetc%2fpasswd", "..\\app.py", "page.css%00.py", "../../../../../../etc/passwd")  # fmt: skip
    for way in ways:
        status, _, body = sent(whole, Asked("GET", path.format(way), HOME))
        assert status in (301, 302, 308, 400, 404), (path, way, status)
        assert b"def make_app" not in body
        assert b"root:" not in body


@pytest.mark.parametrize("value", VALUES)
def test_an_odd_origin_posts_nothing(value: str) -> None:
    browser = make_app(Front(bot(), Memory(":memory:"))).test_client()
    headers = {"Host": HOME["Host"], "Origin": value.encode("latin-1", "replace").decode("latin-1")}
    with contextlib.suppress(ValueError):  # a head line that no client would send
        answer = browser.post("/ask", data={"q": "No.21"}, headers=headers)
        assert answer.status_code == 403


HOT = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "'--", "{{7*7}}",
    "{% raw %}", "</textarea><script>", "&lt;script&gt;", "\u202e</b>", "<!--", "]]>",
    "<svg/onload=alert(1)>",
)  # fmt: skip


@pytest.mark.parametrize("hot", HOT)
def test_no_text_becomes_a_part_of_a_page(hot: str, tmp_path: Path) -> None:
    browser = client(tmp_path)
    get(browser, "/")
    for question in (f"{hot}の評価は？", hot):
        post(browser, "/ask", {"q": question})
    pages = [get(browser, "/"), get(browser, f"/?q={hot}"), get(browser, f"/nothing/{hot}"),
             get(browser, f"/department/R2/{hot}")]  # fmt: skip
    for page in pages:
        assert "<script>alert" not in page.text
        assert "onerror=alert(1)>" not in page.text.replace("&gt;", "")
        assert "<svg/onload" not in page.text
        assert 'href="javascript:' not in page.text
        assert "49の" not in page.text


@given(st.lists(st.sampled_from(
    ("'", '"', "--", ";", "OR", "AND", "NOT", "NEAR(", "*", "^", "(", ")", ":", "text:",
     "DROP TABLE item", "%", "_", "\\", "union select", "RPA", "×", "防災課", "\x00",
     "{", "}", "col : x", "“", "”")
), min_size=1, max_size=8).map(" ".join))  # fmt: skip
def test_no_text_becomes_a_part_of_a_statement(text: str) -> None:
    """What is looked for is never SQL and never a query of FTS: an answer, and the plan as it was."""
    asked = bot().ask(text)
    assert asked.card.headline
    assert not [
        each for each in ("syntax error", "fts5", "OperationalError", "no such column") if each in asked.text
    ]
    assert len(bot().library.vocabulary.plan.items) == 57


# -- bodies --------------------------------------------------------------------------------------------------


@pytest.fixture
def server(whole: Router) -> Iterator[Server]:
    made = Server(whole, "127.0.0.1", 0)
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("path", ["/ask", slack.PATH, "/api/messages", "/import"])
def test_a_body_without_an_end_is_cut(server: Server, path: str) -> None:
    """Sent in chunks, so that nobody knows how long it is: it is refused where it has become too large."""
    chunk = b"%x\r\n%s\r\n" % (65536, bytes(65536))
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        raw.sendall(head)
        given_, said = 0, b""
        raw.settimeout(0.01)
        while given_ < 40 * LARGEST_BODY and not said:
            try:
                raw.sendall(chunk)
                given_ += len(chunk)
                said = raw.recv(100)
            except TimeoutError:
                continue
            except OSError:
                break
    assert given_ < 40 * LARGEST_BODY
    assert not said or said.split()[1] in (b"413", b"401", b"400"), said


@pytest.mark.parametrize("path", ["/ask", slack.PATH, "/api/messages"])
def test_a_body_that_says_it_is_large_is_refused_at_its_head(server: Server, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.putrequest("POST", path)
    line.putheader("Content-Length", str(10 * LARGEST_BODY))
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


# -- secrets -------------------------------------------------------------------------------------------------


def test_no_secret_of_the_environment_is_written_anywhere(tmp_path: Path) -> None:
    """Not into the state file, a backup, an export, a report or an error."""
    with contextlib.closing(Memory(tmp_path / "state.db")) as memory:
        memory.note(Missed(TODAY, "page", "nothing", "まだ", "まだ"))
        assert memory.missed()
        token = "xoxb-a-token-of-somebody"
        secrets = {
            each.name: f"{token}-{number}" for number, each in enumerate(SETTINGS.values()) if each.secret
        }
        told = [command(memory, *words, **secrets, SLACK_API_URL="http://127.0.0.1:9/") for words in (
            ("settings",), ("doctor",), ("report",), ("backup", str(tmp_path / "copy.db")),
            ("export-site", "--out", str(tmp_path / "plan.html")), ("tick",), ("ask", token),
        )]  # fmt: skip
        assert not [each for each in told[:-1] if token in each.stdout + each.stderr]
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert f"{token}-".encode() not in files + bytes_of(memory)
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert token not in "\n".join(copy.iterdump()).replace(f"'{token}'", "")


def test_what_is_typed_is_cleaned_before_anything_reads_it() -> None:
    assert json.dumps(clean("a\x00b\ud83d\u200bc")).isascii()
    assert PARTS  # every address of the server has a value for each of its parts


# -- what stands on one connection ---------------------------------------------------------------------------


def told(application: Router, sent: bytes) -> bytes:
    """All that a server says to some bytes, until it closes."""
    server = Server(application, "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
            raw.sendall(sent)
            raw.shutdown(socket.SHUT_WR)
            return raw.makefile("rb").read()
    finally:
        server.close()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/ask", "/", "/static/page.css", "/nothing"])
def test_a_head_is_answered_without_a_body(whole: Router, path: str) -> None:
    """What stood behind it would be taken for the answer to whoever asks next on this connection."""
    head = f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    last = b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answers = told(whole, head * 2 + last).split(b"\r\n\r\n")
    assert answers.pop() == b""
    assert [each[:9] for each in answers] == [b"HTTP/1.1 "] * 3
    size = sent(whole, Asked("GET", path, HOME))[1].get("content-length")
    assert size is None or f"Content-Length: {size}".encode() in answers[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "CONNECT", "X" * 5000])
def test_whether_it_lives_is_only_read(whole: Router, method: str) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        status, headers, _ = sent(whole, Asked(method, path, HOME))
        assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("address", [b"http://[", b"http://[::1/", b"//[x", b"https://]"])
def test_an_address_that_is_none_is_refused_in_silence(
    whole: Router, address: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    said = told(whole, b"GET " + address + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert said.split()[1] in (b"400", b"404", b"403")
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "wished", ["a," * 30_000, ",".join(f"a{n};q=0.{n % 10}" for n in range(6_000))], ids=["short", "weighed"]
)
def test_thousands_of_wished_languages_take_no_time(whole: Router, wished: str) -> None:
    asked = Asked("GET", "/", {**HOME, "Accept-Language": wished})
    status(whole, asked)
    with cProfile.Profile() as profile:
        assert status(whole, asked) == 200
    assert sum(each.callcount for each in profile.getstats()) < 20_000


def test_a_head_that_is_too_large_is_refused(whole: Router) -> None:
    begun = b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a=1; " * (LARGEST_HEAD // 5)
    assert told(whole, begun[:LARGEST_HEAD]).split()[1] == b"431"
    cookies = begun[: LARGEST_HEAD - 500] + b"\r\nConnection: close\r\n\r\n"
    assert told(whole, cookies).split()[1] == b"200"
