"""Who may open the page: names, password, proxy, and that it never starts open to everybody."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
from base64 import b64encode
from pathlib import Path

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from bot.bot import Bot
from bot.chat import Front
from bot.commands.page import beside_chat, page
from bot.memory import Memory
from bot.settings import MASK, SettingError, Settings, describe
from bot.surfaces.callers import is_local
from bot.surfaces.http import Router, Server
from bot.surfaces.page.access import MOST_FAILURES, MOST_OF_ADDRESS, WINDOW, Door, PageKeys
from bot.surfaces.page.app import make_app
from katou_index import open_index
from katou_index.errors import KatouError
from tests.bot_fixtures import bot, index_path
from tests.page_fixtures import BASE, OWN, client, text_of, tree
from tests.test_slack_commands import get, line, running

PASSWORD = "correct horse"
LOCKED = PageKeys(password=PASSWORD)
PROXIED = PageKeys(user_header="X-Remote-User", proxies=frozenset({"10.0.0.0/24"}))


def basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'anybody:{password}'.encode()).decode()}"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_on_this_machine_only_its_own_names_open_the_page(host: str, status: int, tmp_path: Path) -> None:
    answer = client(tmp_path).get("/", headers={"Host": host})
    assert answer.status_code == status


def test_under_the_public_address_a_local_page_is_not_open_to_all(tmp_path: Path) -> None:
    url = "https://plan.example/"
    at = {"base_url": "http://plan.example"}
    assert client(tmp_path, keys=PageKeys(url=url)).get("/", **at).status_code == 403  # type: ignore[arg-type]
    locked = client(tmp_path, keys=PageKeys(url=url, password=PASSWORD))
    assert locked.get("/", **at).status_code == 401  # type: ignore[arg-type]
    answer = locked.get("/", headers=basic(PASSWORD), **at)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_password_opens_the_page(tmp_path: Path) -> None:
    browser = client(tmp_path, "0.0.0.0", LOCKED)
    asked = browser.get("/")
    assert asked.status_code == 401
    assert asked.headers["WWW-Authenticate"].startswith("Basic ")
    assert "パスワード" in text_of(tree(asked))
    assert browser.get("/", headers=basic("wrong")).status_code == 401
    assert browser.get("/", headers={"Authorization": "Basic ???"}).status_code == 401
    assert browser.get("/", headers=basic(PASSWORD)).status_code == 200
    for path in ("/overview", "/export.csv", "/suggest", "/findings", "/measure/R2/1"):
        assert browser.get(path).status_code == 401
        assert browser.get(path, headers=basic(PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server",
        "X-Forwarded-By-Some-Other", "X-Real-IP", "X-Client-IP", "X-Original-Host",
        "X-Envoy-External-Address",
        "CF-Connecting-IP", "True-Client-IP", "x-forwarded-for",
    ],
)  # fmt: skip
def test_what_a_proxy_handed_on_opens_no_page_of_this_machine(header: str, tmp_path: Path) -> None:
    """Also over a real server, which must not take the header away."""
    server = Server(Router({}, lambda: True, client(tmp_path).application), "127.0.0.1", 0)
    server.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    statuses = {}
    for path in ("/", "/overview", "/findings", "/export.csv", "/static/page.css", "/nope"):
        for sent in ({}, {header: ""}, {header: "192.0.2.1"}):
            connection.request("GET", path, headers=sent)
            answer = connection.getresponse()
            answer.read()
            statuses.setdefault(bool(sent), set()).add(answer.status)
    connection.close()
    server.close()
    assert statuses == {False: {200, 404}, True: {403}}
    locked = client(tmp_path, keys=LOCKED).get("/", headers={header: "192.0.2.1", **basic(PASSWORD)})
    assert locked.status_code == 200


def test_http_1_0_is_a_proxys(tmp_path: Path) -> None:
    assert client(tmp_path).get("/").status_code == 200
    old = client(tmp_path).get("/", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert old.status_code == 403


def test_guessing_is_slowed_down_and_harms_nobody_else() -> None:
    door = Door(LOCKED, "0.0.0.0")
    for _ in range(MOST_FAILURES):
        assert door.refusal("plan", "192.0.2.1", Headers(), "guess", 100.0) == 401
    assert door.refusal("plan", "192.0.2.1", Headers(), PASSWORD, 101.0) == 429
    assert door.refusal("plan", "192.0.2.2", Headers(), PASSWORD, 101.0) is None
    assert door.refusal("plan", "192.0.2.1", Headers(), PASSWORD, 101.0 + WINDOW) is None


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("10.0.0.7", {"X-Remote-User": "staff"}, None),
        ("10.0.0.7", {}, 403),
        ("10.0.0.7", {"X-Remote-User": " "}, 403),
        ("10.0.1.7", {"X-Remote-User": "staff"}, 403),
        ("not an address", {"X-Remote-User": "staff"}, 403),
    ],
)
def test_a_proxys_user_is_believed_from_the_proxy_alone(
    address: str, headers: dict[str, str], status: int | None
) -> None:
    assert Door(PROXIED, "0.0.0.0").refusal("plan", address, Headers(headers), None) == status


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("plan", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_does_not_start_open(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    front = Front(bot(), Memory(tmp_path / "state.db"))
    with pytest.raises(KatouError, match="KATOU_PAGE_PASSWORD") as caught:
        page(front, Settings.read({}), lang, "0.0.0.0", alone=True)
    assert "\n" not in str(caught.value)
    assert page(front, Settings.read({}), lang, "0.0.0.0", alone=False) is None  # beside Slack
    assert "KATOU_PAGE_PASSWORD" in capsys.readouterr().out
    with pytest.raises(KatouError, match="KATOU_PAGE_TRUSTED_PROXY"):
        page(front, Settings.read({"KATOU_PAGE_USER_HEADER": "X-User"}), lang, "0.0.0.0", alone=True)
    for environ in (
        {"KATOU_PAGE_PASSWORD": PASSWORD},
        {"KATOU_PAGE_USER_HEADER": "X-User", "KATOU_PAGE_TRUSTED_PROXY": "10.0.0.1"},
    ):
        assert page(front, Settings.read(environ), lang, "0.0.0.0", alone=True)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "environ",
    [
        {"SLACK_SIGNING_SECRET": "x", "SLACK_BOT_TOKEN": "xoxb-1"},
        {"SLACK_CLIENT_ID": "x", "SLACK_CLIENT_SECRET": "x"},
        {"KATOU_TEAMS_CLIENT_ID": "x", "KATOU_TEAMS_CLIENT_SECRET": "x", "KATOU_TEAMS_TENANT_ID": "x"},
        {"KATOU_TEAMS_CLIENT_ID": "x"},  # a slip in the other two opens nothing
        {"KATOU_PAGE_URL": "https://plan.example/"},
        {"KATOU_PAGE_URL": "http://["},
    ],
)
def test_what_is_reached_from_outside_wants_a_key_on_this_machine_too(
    environ: dict[str, str], lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = Front(bot(), Memory(tmp_path / "state.db"))
    assert page(front, Settings.read(environ), lang, "127.0.0.1", alone=False) is None
    told = capsys.readouterr().out
    assert "KATOU_PAGE_PASSWORD" in told
    assert len(told.splitlines()) == 1
    with pytest.raises(KatouError, match="KATOU_PAGE_PASSWORD") as caught:
        page(front, Settings.read(environ), lang, "127.0.0.1", alone=True)
    assert "\n" not in str(caught.value)
    assert next(iter(environ)) in str(caught.value)
    for key in (
        {"KATOU_PAGE_PASSWORD": PASSWORD},
        {"KATOU_PAGE_USER_HEADER": "X-User", "KATOU_PAGE_TRUSTED_PROXY": "127.0.0.1"},
    ):
        assert page(front, Settings.read({**environ, **key}), lang, "127.0.0.1", alone=False)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"KATOU_PAGE_URL": "http://localhost:8000"},
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"},  # Socket Mode: nothing comes in
    ],
)
def test_what_stays_on_this_machine_wants_no_key(environ: dict[str, str], tmp_path: Path) -> None:
    front = Front(bot(), Memory(tmp_path / "state.db"))
    assert page(front, Settings.read(environ), "ja", "127.0.0.1", alone=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KATOU_PAGE_PASSWORD", "short"),
        ("KATOU_PAGE_USER_HEADER", "X User"),
        ("KATOU_PAGE_TRUSTED_PROXY", "proxy.example"),
        ("KATOU_PAGE_TRUSTED_PROXY", "0.0.0.0/0"),
        ("KATOU_PAGE_TRUSTED_PROXY", "10.0.0.5 0.0.0.0/0"),
        ("KATOU_PAGE_TRUSTED_PROXY", "::/0"),
        ("KATOU_PAGE_TRUSTED_PROXY", "0.0.0.0/1,128.0.0.0/1"),
        ("KATOU_PAGE_TRUSTED_PROXY", "128.0.0.0/1"),
        ("KATOU_PAGE_TRUSTED_PROXY", " ".join(f"{first}.0.0.0/8" for first in range(1, 224))),
        ("KATOU_PAGE_TRUSTED_PROXY", "2000::/3"),
        ("KATOU_PAGE_TRUSTED_PROXY", "::/1 8000::/1"),
        ("KATOU_PAGE_TRUSTED_PROXY", "::ffff:0:0/96"),  # every IPv4 address, as IPv6 has them
        ("KATOU_PAGE_TRUSTED_PROXY", "::ffff:0:0/97,::ffff:8000:0/97"),
        ("KATOU_PAGE_TRUSTED_PROXY", "::/64"),
    ],
)
def test_wrong_settings_stop_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.read({name: value})
    assert "short" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "value", ["10.0.0.5", "10.0.0.0/8,192.168.0.0/16 127.0.0.1", "fc00::/7", "::1", "::ffff:10.0.0.5"]
)
def test_a_proxys_own_network_is_trusted(value: str) -> None:
    assert len(Settings.read({"KATOU_PAGE_TRUSTED_PROXY": value}).page_trusted_proxy) >= 1


STAFF = PageKeys(url="http://localhost:8000", user_header="X-User", proxies=frozenset({"127.0.0.1"}))


def test_a_conversation_belongs_to_the_person_that_the_proxy_names(tmp_path: Path) -> None:
    """Somebody else with the same cookie neither sees nor continues it, nor says anything of its answers."""
    door = make_app(Front(bot(), Memory(tmp_path / "state.db")), keys=STAFF)

    def said(user: str, cookie: str, question: str = "") -> tuple[str, str]:
        """The page after a question, if any, and the cookie from then on."""
        browser = door.test_client(use_cookies=False)
        headers = {"X-User": user, "Cookie": f"katou={cookie}", **OWN}
        if question:
            answer = browser.post("/ask", base_url=BASE, data={"q": question, "after": "1"}, headers=headers)
            cookie = cookie_of(answer) or cookie
        shown = browser.get("/", base_url=BASE, headers={**headers, "Cookie": f"katou={cookie}"})
        assert shown.status_code == 200
        return text_of(tree(shown)), cookie_of(shown)

    first, alices = said("alice", "", "防災課の×は？")
    assert "防災課の×は？" in first
    assert said("alice", alices) == (first, alices)
    for user in ("bob", "Alice", "alice2", "ali ce"):
        seen, own = said(user, alices)
        assert "防災課の×は？" not in seen
        assert own != alices
        gone_on, _ = said(user, alices, "そのうち○は？")
        assert "防災課" not in gone_on.split("そのうち○は？")[1][:400]
        door.test_client(use_cookies=False).post(
            "/new", base_url=BASE, headers={"X-User": user, "Cookie": f"katou={alices}", **OWN}
        )
    assert said("alice", alices) == (first, alices)


@pytest.mark.parametrize(
    "made_up",
    ["A" * 43, "x", "", "あ" * 43, "\x00", "A" * 5000, "katou", "teams:1", "A" * 20 + "=" * 23],
    ids=lambda value: value[:8].encode("unicode_escape").decode(),
)
def test_a_name_of_a_conversation_comes_from_the_server_only(made_up: str, tmp_path: Path) -> None:
    browser = make_app(Front(bot(), Memory(tmp_path / "state.db"))).test_client(use_cookies=False)
    cookie = {"Cookie": f"katou={made_up}"}
    given = cookie_of(browser.get("/", base_url=BASE, headers=cookie))
    assert re.fullmatch(r"[\w-]{43}", given)
    assert given != made_up
    asked = browser.post("/ask", base_url=BASE, data={"q": "No.21"}, headers={**cookie, **OWN})
    assert asked.status_code == 200  # not 303, as for a conversation that is known
    assert cookie_of(asked) not in (made_up, given)
    changed = given[:-1] + ("B" if given[-1] == "A" else "A")
    assert cookie_of(browser.get("/", base_url=BASE, headers={"Cookie": f"katou={changed}"})) != changed
    assert cookie_of(browser.get("/", base_url=BASE, headers={"Cookie": f"katou={given}"})) == given


def cookie_of(answer: TestResponse) -> str:
    """The name of the conversation that an answer gives."""
    found = re.match(r"katou=([^;]*)", answer.headers.get("Set-Cookie", ""))
    return found[1] if found else ""


def test_the_password_is_masked() -> None:
    shown = {setting.name: value for setting, value in describe({"KATOU_PAGE_PASSWORD": PASSWORD})}
    assert shown["KATOU_PAGE_PASSWORD"] == MASK


def test_health_waits_for_nothing_and_asks_for_no_password(tmp_path: Path) -> None:
    stuck, waits = threading.Event(), threading.Event()

    def slow(environ: object, start: object) -> list[bytes]:
        waits.set()
        stuck.wait(20)
        return []

    server = Server(Router({}, lambda: True, slow), "127.0.0.1", 0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port)) as other:
            other.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert waits.wait(20)
            assert get(f"{server.address}/healthz") == (200, "200 OK")
    finally:
        stuck.set()
        server.close()


def test_serve_opens_the_page_and_slack_is_off(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0") as process:
        assert "SLACK" in line(process)
        assert "KATOU_TEAMS" in line(process)
        address = line(process).split(": ", 1)[1]
        status, content = get(f"{address}/?q=No.21")
        assert status == 200
        assert "802,964,000" in content
        assert get(f"{address}/healthz") == (200, "200 OK")
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
        connection.request("GET", "/", headers={"Host": "evil.example"})
        assert connection.getresponse().status == 421
        connection.close()
    assert process.returncode == 0


def test_serve_refuses_to_be_open_to_all_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0") as process:
        process.wait(20)
        assert process.stderr
        told = process.stderr.read().splitlines()
    assert process.returncode == 1
    assert len(told) == 1
    assert "KATOU_PAGE_PASSWORD" in told[0]


def test_the_chat_names_the_pages_address(tmp_path: Path) -> None:
    own = Bot(open_index(index_path()), memory=Memory(tmp_path / "state.db"))
    told = beside_chat(own, Settings.read({"KATOU_STATE": str(tmp_path / "state.db")}), "ja")
    address = re.search(r"http://127\.0\.0\.1:\d+/$", told)
    assert address
    assert get(address[0])[0] == 200


def test_a_port_that_cannot_be_had_does_not_hinder_the_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no port")

    monkeypatch.setattr("bot.surfaces.http.Listening", refuse)
    assert "no port" in beside_chat(bot(), Settings.read({"KATOU_STATE": str(tmp_path / "s.db")}), "ja")


def test_asking_does_not_import_flask() -> None:
    code = (
        "import sys, bot, bot.__main__ as m; from bot import Bot; "
        "print([n for n in sys.modules if n.split('.')[0] in ('flask', 'werkzeug', 'jinja2', 'waitress')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- wrong passwords behind one proxy ------------------------------------------------------------------------

PROXY = "127.0.0.1"


def given(door: Door, password: str, name: str = "", origin: str = "", at: float = 100.0) -> int | None:
    headers = Headers({"X-Forwarded-For": origin}) if origin else Headers()
    return door.refusal("plan", PROXY, headers, password, at, name=name, forwarded=True)


@pytest.mark.parametrize(
    "who", [{"name": "guesser"}, {"origin": "192.0.2.9"}, {"origin": "forged, 192.0.2.9"}]
)
def test_who_guesses_waits_and_nobody_else_behind_the_same_proxy(who: dict[str, str]) -> None:
    door = Door(PageKeys("https://plan/", PASSWORD), "127.0.0.1")
    assert [given(door, "guess", **who) for _ in range(MOST_FAILURES)] == [401] * MOST_FAILURES
    assert given(door, "guess", **who) == given(door, PASSWORD, **who) == 429
    assert given(door, PASSWORD, name="somebody", origin="192.0.2.1") is None
    assert given(door, PASSWORD, **who, at=100.0 + WINDOW) is None


@pytest.mark.parametrize("ever_new", ["name", "origin"])
def test_ever_new_names_and_origins_do_not_help_guessing(ever_new: str) -> None:
    door = Door(PageKeys("https://plan/", PASSWORD), "127.0.0.1")
    assert given(door, PASSWORD, name="staff", origin="192.0.2.1") is None
    told = [
        given(door, f"guess {number}", **{ever_new: f"x{number}"}) for number in range(5 * MOST_OF_ADDRESS)
    ]
    assert told.count(401) == MOST_OF_ADDRESS
    assert set(told) == {401, 429}
    assert given(door, PASSWORD, name="staff", origin="192.0.2.1") is None  # who was let in before still is


def test_an_origin_is_believed_from_a_proxy_alone() -> None:
    """Or who comes directly would have a new one for each guess."""
    door = Door(PageKeys("https://plan/", PASSWORD), "0.0.0.0")
    told = [
        door.refusal("plan", "192.0.2.9", Headers({"X-Forwarded-For": f"10.0.0.{number}"}), "guess", 100.0)
        for number in range(MOST_FAILURES + 1)
    ]
    assert told == [401] * MOST_FAILURES + [429]
