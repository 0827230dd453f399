"""Requests that no browser and no platform sends: for every address, whatever somebody may think of."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from katou_index.records import Record

SECRET = "s3cret"  # Slack's signing secret
OURS = re.compile(r"^http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/")
SLACKS = "https://slack.com/oauth/v2/authorize?"
LONG = 5000  # characters; Python reads no number of that many digits
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PARTS = "multipart/form-data; boundary=b"
WIDE = "９９".encode().decode("latin-1")  # as servers hand on bytes
HOME = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}

VALUES = (
    "", "1", "-1", "0", "x", "ja", "csv", "²", WIDE, "..", "../" * 40, "%2e%2e%2f", "%00", "%FF",
    "%ED%A0%80", "%0d%0aX:%20y",
    "%F0%9F%91%A8", "{{7*7}}", "http", "javascript", "//evil.example", "9" * LONG, quote("あ" * 1500),
    "%", "%zz", "a" * LONG,
    "%E2%80%AE", "None", "[]", "=", "%3Cscript%3E", "%EF%BF%BF", "\\", "%5C", "%22%27%3B--",
)  # fmt: skip
# Names that functions on the way have arguments of, or that this page reads.
NAMES = (
    "_external", "_scheme", "_anchor", "_method", "endpoint", "self", "values", "page", "anchor",
    "template", "lang",
    "status", "year", "year_name", "number", "code", "name", "title", "form", "filename", "request",
    "g", "session", "config",
    "url_for", "t", "say", "to", "shape", "other", "q", "q%5B%5D", "items", "v", "after", "told", "",
    "%FF", "%00",
    "__class__", "a%20b", "payload", "ssl_check", "state", "error",
)  # fmt: skip
HEADERS = {
    "Origin": ("http://[", "null", "", "http://\xff", "://", "http://localhost:8000:9",
    "http://[::1", "x" * LONG),
    "Referer": ("http://[", "", "\xff", "http://localhost:x/"),
    "Host": ("", "[", "[::1", "[::1]", "localhost:99999", "localhost:x", "localhost:" + "9" * LONG,
    "a b", "\xff", ".",
             "localhost@evil.example", "evil@localhost", "127.0.0.1, 127.0.0.1", "x" * LONG,
             "localhost/../x"),
    "Content-Type": ("", "x", ";", JSON, FORM, "multipart/form-data",
    "multipart/form-data; boundary=", PARTS,
                     'multipart/form-data; boundary="\xff"', "text/plain; charset=nope",
                     f"{FORM}; charset=utf-7",
                     f"{JSON}; charset=\xff", "multipart/mixed; boundary=" + "b" * LONG),
    "Cookie": ("katou", "katou=", "katou=;;;=", "=x", "katou=\xff", 'katou="\\377\\000"',
    "katou=" + "A" * 43,
               "katou=a; katou=b", "; " * 500, "katou=" + "é" * 43, 'slack-app-oauth-state="'),
    "Authorization": ("Basic", "Basic \xff", "Basic Og==", "Basic YQ==", "Basic ///////=",
    "Digest x", "Bearer",
                      "Bearer " + "." * LONG, 'Digest a="', "x" * LONG, "Bearer e30.e30."),
    "Accept-Language": ("*;q=nan", ";;;", "ja;q=-1", "ja;q=1e999", "\xff", "x" * LONG, "ja," * 900,
    "en;q=x"),
    "Range": ("bytes=99-1", "bytes=a", "bytes=-", "bytes=0-" + "9" * LONG, "x=1-2", "bytes=0-0,1-1",
    "\xff"),
    "If-Modified-Since": ("x", "Mon, 99 Foo 99999 99:99:99 GMT", "\xff", "9" * LONG),
    "If-None-Match": ('"', "*", "W/", "\xff"),
    "If-Range": ('"', "x", "\xff"),
    "X-Katou-Script": ("", "\xff"),
    "X-Slack-Signature": ("", "v0=", "é", "v0=" + "0" * 64),
    "X-Slack-Request-Timestamp": ("", "x", "-1", "1e9", "²", WIDE, "9" * LONG, "\xff"),
    "X-Http-Method-Override": ("DELETE",),
    "Accept": ("\xff", "*/*;q=x"),
}  # fmt: skip
DEEP = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
BODIES: tuple[tuple[str, bytes], ...] = (
    *((JSON, each) for each in (
        b"", b"\xff", b"{", b"[]", b"1", b"null", b'"x"', b"NaN", b"[" * 100_000, DEEP, b'{"a":' * LONG,
        b'{"type":"url_verification","challenge":"x"}', b'{"ssl_check":"1","token":"x"}', b'{"type":1}',
        b'{"type":"event_callback","event":1}',
        b'{"type":"event_callback","event":{"type":"message","text":"\\ud83d"}}',
        b'{"type":"event_callback","event":null}',
        b'{"type":"event_callback","authorizations":1,"event":{}}',
        b'{"type":"event_callback","team_id":[],"event":{"type":[]}}', b'{"a":' + b"9" * LONG + b"}",
        b"\xef\xbb\xbf{}",
        b'{"type":"message"}', b"x" * 300_000, '{"テ":"'.encode("utf-16"),
    )),
    *((FORM, each) for each in (
        b"q=No.21", b"q=%FF&lang=%00", b"q=%ED%A0%80", b"&" * 50_000, b"ssl_check=1&token=x",
        b"payload=%7B", b"payload=[]",
        b"payload=1", b"payload=null", b'payload={"type":"block_actions","actions":[]}',
        b'payload={"type":1}', b"payload=",
        b'payload={"type":"view_submission","view":1}', b"payload=" + b"%5B" * 30_000,
        b"command=%2Fplan&text=%FF",
        b'payload={"type":"block_actions","actions":[{"action_id":1}]}', b"after=" + b"9" * LONG,
        b"q=1&after=%C2%B2",
        b"told=helped&number=" + b"9" * LONG, b"lang=ja&lang=en", b"=", b"\xff=\xff",
        b"q=" + b"a" * 300_000,
    )),
    *((PARTS, each) for each in (
        b"", b"--b", b"--b--", b"--b\r\n\r\n\r\n--b--",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="q"; filename="x"\r\n\r\nNo.21\r\n--b--\r\n',
        b'--b\r\nContent-Disposition: form-data; name="q"\r\nContent-Type: text/plain; charset=nope\r\n\r\n'
        b"\xff\r\n--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="q\xff\r\n\r\nx', b"--b\r\n" + b"X: y\r\n" * 5000,
        b'--b\r\nContent-Disposition: form-data; name="lang"\r\n\r\nja\r\n' * 1500 + b"--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n' + b"a" * 600_000 + b"\r\n--b--\r\n",
    )),
)  # fmt: skip


class Asked(Record):
    """One request. `target` is what stands after the method, `body` is signed as Slack's where `signed`."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    signed: bool = False

    def environ(self) -> dict[str, Any]:
        """As the server hands it on."""
        path, _, query = self.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(self.body)),
        }  # fmt: skip
        for name, value in {**self.headers, **(_signature(self.body) if self.signed else {})}.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        return environ

    def told(self) -> str:
        """It in one line, for a test that fails."""
        return (
            f"{self.method} {self.target[:200]} {str(self.headers)[:300]} {self.body[:200]!r} {self.signed}"
        )


def _signature(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def stays_here(address: str) -> bool:
    """Whether a redirect leads to this server; Slack's page of consent is the one elsewhere."""
    if address.startswith(SLACKS):
        return True
    return not OURS.sub("/", address).startswith(("//", "/\\")) and OURS.sub("/", address)[:1] == "/"


def status(application: Callable[..., Iterable[bytes]], asked: Asked) -> int:
    """What is answered; 500 where the application raises, as the server then says."""
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        assert all(not set("\r\n") & set(name + value) for name, value in headers), asked.told()
        assert all((name + value).encode("latin-1") for name, value in headers), asked.told()
        leads = [value for name, value in headers if name.lower() == "location"]
        assert all(stays_here(value) for value in leads), (leads, asked.told())
        statuses.append(status)

    try:
        answer = application(asked.environ(), start)
        b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error} at {asked.told()}") from error
    return int(statuses[-1].split()[0])


def every_oddity(method: str, path: str, address: str) -> Iterator[Asked]:
    """One thing that is wrong at a time. `address` is the rule, with `<part>` where its parts stand."""
    for value in VALUES:
        for part in [each.partition(">")[0] for each in address.split("<")[1:]]:
            broken = address.replace(f"<{part}>", value)
            for other in [each.partition(">")[0] for each in broken.split("<")[1:]]:
                broken = broken.replace(f"<{other}>", "1")
            yield Asked(method, broken, HOME)
        yield Asked(method, f"{path}/{value}", HOME)
        yield Asked(method, f"{path}?{value}", HOME)
    for name in NAMES:
        for value in ("", "x", "%FF", "http", "9" * LONG):
            yield Asked(method, f"{path}?{name}={value}&{name}=2", HOME)
    for name, values in HEADERS.items():
        for value in values:
            yield Asked(method, path, {**HOME, name: value}, b"q=No.21" if method == "POST" else b"")
    for kind, body in BODIES:
        if method == "POST":
            yield Asked(method, path, {**HOME, "Content-Type": kind}, body)


def any_kind(count: int, paths: list[tuple[str, str]], seed: int = 2020) -> Iterator[Asked]:
    """`count` requests with several things wrong at once; the same ones for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        method, path = rng.choice(paths)
        names = rng.sample(NAMES, rng.randrange(4))
        query = "&".join(f"{name}={rng.choice(VALUES)}" for name in names)
        chosen = rng.sample(sorted(HEADERS), rng.randrange(4))
        kind, body = rng.choice(BODIES)
        cut = body[: rng.randrange(len(body) + 1)] if rng.random() < 0.5 else body
        sent = method == "POST" or rng.random() < 0.1
        headers = {**HOME, **({"Content-Type": kind} if sent else {})}
        headers |= {name: rng.choice(HEADERS[name]) for name in chosen}
        yield Asked(method, f"{path}?{query}", headers, cut if sent else b"", signed=rng.random() < 0.5)


def whatever(addresses: list[tuple[str, str]]) -> SearchStrategy[Asked]:
    """Any request at all: known addresses with anything in them, anything around them, anything sent."""
    value = st.text(max_size=300) | st.sampled_from(VALUES).map(lambda text: text.encode().decode())
    names = st.sampled_from(NAMES) | st.text(max_size=20).map(quote)
    queries = st.lists(st.tuples(names, value.map(lambda text: quote(text, safe="%"))), max_size=6)
    header = st.text(
        st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=200
    )
    known = st.sampled_from([(name, one) for name, values in HEADERS.items() for one in values])
    headers = st.lists(known | st.tuples(st.sampled_from(sorted(HEADERS)), header), max_size=5).map(dict)
    leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50)
    tree = st.recursive(leaf, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner))
    form = st.lists(st.tuples(names, value.map(quote))).map(lambda pairs: "&".join(map("=".join, pairs)))
    body = (
        st.sampled_from(BODIES)
        | st.tuples(st.sampled_from((JSON, FORM, PARTS)), st.binary(max_size=2000))
        | tree.map(lambda found: (JSON, json.dumps(found).encode()))
        | tree.map(lambda found: (FORM, b"payload=" + quote(json.dumps(found)).encode()))
        | form.map(lambda text: (FORM, text.encode()))
    )

    def made(where: tuple[str, str], part: str, query: list[tuple[str, str]], head: dict[str, str],
             sent: tuple[str, bytes], signed: bool) -> Asked:  # fmt: skip
        method, path = where
        for name in [each.partition(">")[0] for each in path.split("<")[1:]]:
            path = path.replace(f"<{name}>", quote(part, safe="%") or "1")
        kind, content = sent
        content = content if method == "POST" else b""
        target = f"{path}?{'&'.join(map('='.join, query))}"
        return Asked(method, target, {**HOME, "Content-Type": kind, **head}, content, signed)

    return st.builds(made, st.sampled_from(addresses), value, queries, headers, body, st.booleans())


def activities(count: int, service: str, seed: int = 2020) -> Iterator[bytes]:
    """Activities of Teams with parts that are missing, of another kind, or without end."""
    rng = random.Random(seed)
    for _ in range(count):
        kind = rng.choice(("message", "invoke", "installationUpdate", "conversationUpdate", "typing", ""))
        name = rng.choice(("adaptiveCard/action", "composeExtension/query", "task/fetch", ""))
        whole: dict[str, Any] = {
            "type": kind, "id": f"{rng.random()}", "channelId": "msteams", "serviceUrl": service,
            "text": rng.choice(("No.21", "\ud83d", "×" * 3000, "<at>", "")), "name": name, "action": "add",
            "from": {"id": "29:1"}, "recipient": {"id": "28:1"}, "locale": rng.choice(("ja-JP",
            "\ud800", "x" * 900)),
            "conversation": {"id": "a:1", "conversationType": rng.choice(("personal", "groupChat", "x"))},
            "value": {"action": {"type": "Action.Execute", "data": {"action": "ask", "ask": "\ud83d",
            "of": "x"}},
                      "commandId": "find", "parameters": [{"name": "topic", "value": "\ud83d"}]},
            "channelData": {"tenant": {"id": "t"}}, "entities": [], "membersAdded": [{"id": "1"}],
        }  # fmt: skip
        for part in rng.sample(sorted(whole), rng.randrange(4)):
            whole[part] = rng.choice(
                (None, 1, -0.5, True, "", "x", [], {}, [[]], [None], {"id": 1}, {"id": ""},
                {"id": {}}, {"x": [{}]},
                 {"action": 1}, {"action": {"data": []}}, {"action": {"data": {"ask": []}}},
                 {"parameters": 1},
                 {"parameters": [1]}, {"parameters": [{"name": "topic", "value": {}}]}, _nested(300),
                 _nested(900))
            )  # fmt: skip
        yield json.dumps(whole).encode()


def _nested(depth: int) -> Any:
    found: Any = {}
    for _ in range(depth):
        found = {"a": found}
    return found
