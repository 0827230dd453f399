"""What a stranger gets who comes through a real nginx, set up as the documents say: no page, no data.

Every address that the bot knows is tried, out of Flask's own map: a new one cannot be forgotten.

.venv/bin/python -m tests.test_strangers     the table of docs/outside.md, tried anew
"""

from __future__ import annotations

import http.client
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import cast

import pytest

from bot.chat import Front
from bot.surfaces.api.service import ASK, DESCRIPTION
from bot.surfaces.http import LIVES, METRICS, READY
from bot.surfaces.page.app import make_app
from bot.surfaces.slack import app as slack
from bot.surfaces.teams import app as teams
from bot.weekly.unsubscribing import PATH as STOP
from katou_index.records import Record
from tests.bot_fixtures import ROOT, bot
from tests.reverse_proxy import HOW, NEWER, NGINX, PLAIN, in_front, snippets
from tests.socket_mode import SocketModeServer
from tests.teams_connector import Connector
from tests.test_api import KEY
from tests.test_page_access import PASSWORD, basic
from tests.test_slack_commands import Running, line, running
from tests.test_teams_serve import SET

CI = os.environ.get("CI") == "true"
pytestmark = pytest.mark.skipif(not NGINX and not CI, reason=HOW)
ALL = {LIVES, READY}  # they tell everybody whether it lives
LOGGED_IN = "staff:{PLAIN}correct horse\n"  # as nginx reads its file of passwords
STRANGER = "plan.example"
# A value for each part of an address, so that it leads to something that is there.
TABLED = ("GET", "POST")  # of the others tests alone tell
PARTS = {"filename": "page.css", "code": "R2", "number": "30", "name": "防災課", "title": "x.csv",
         "form": "csv"}  # fmt: skip


class Setup(Record):
    """One way that the documents describe. `document` holds its lines for nginx, `block` says which."""

    document: str
    block: int = 0
    serve: tuple[str, ...] = ("--host", "127.0.0.1")
    settings: tuple[tuple[str, str], ...] = ()
    slack: bool = False
    teams: bool = False
    api: bool = False
    page: str = "off"  # off, password, signed in, this machine


PUBLIC = ("KATOU_PAGE_URL", f"http://{STRANGER}/")
HEADER = (PUBLIC, ("KATOU_PAGE_USER_HEADER", "X-Remote-User"), ("KATOU_PAGE_TRUSTED_PROXY", "127.0.0.1"))
LOCKED = (PUBLIC, ("KATOU_PAGE_PASSWORD", PASSWORD))
SETUPS = {
    "Teams": Setup(document="teams.md", teams=True),
    "Slack": Setup(document="slack.md", slack=True),
    "Slack and Teams": Setup(document="teams.md", slack=True, teams=True),
    "Slack, its public address set": Setup(document="slack.md", slack=True, settings=(PUBLIC,)),
    "Teams, page with a password": Setup(document="teams.md", teams=True, settings=LOCKED, page="password"),
    "Slack, page with a password": Setup(document="slack.md", slack=True, settings=LOCKED, page="password"),
    "page with a password": Setup(document="page.md", settings=LOCKED, page="password"),
    "page, signed in by nginx": Setup(document="page.md", block=1, settings=HEADER, page="signed in"),
    "page of this machine": Setup(document="page.md", page="this machine"),
    "programs with a key": Setup(
        document="page.md", page="this machine", settings=(("KATOU_API_KEY", KEY),), api=True
    ),
}


class Site(Record):
    """A set-up that runs: the port of each nginx in front of it, and its own."""

    name: str
    setup: Setup
    ports: dict[str, int]
    own: int


def routes() -> list[tuple[str, str]]:
    """Method and address of everything that can be asked for, static files and both chats included."""
    addresses = make_app(cast(Front, SimpleNamespace(passing=None))).url_map
    pages = [
        (
            method,
            addresses.bind("").build(rule.endpoint, {part: PARTS[part] for part in rule.arguments}, method),
        )
        for rule in addresses.iter_rules()
        for method in rule.methods or ()
    ]
    others = (
        LIVES,
        READY,
        METRICS,
        ASK,
        DESCRIPTION,
        slack.PATH,
        slack.INSTALL,
        slack.REDIRECT,
        teams.PATH,
        "/nothing-there",
    )
    return sorted({*pages, *((method, path) for path in others for method in ("GET", "POST"))})


def ask(port: int, method: str, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = "q=No.21" if method == "POST" else None
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body, {"Host": STRANGER, **form, **headers})
    answer = connection.getresponse()
    status, content = answer.status, answer.read().decode("utf-8", "replace")
    connection.close()
    return status, content


@pytest.fixture(scope="module", params=SETUPS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with standing(request.param, tmp_path_factory.mktemp("strangers")) as found:
        yield found


@contextmanager
def standing(name: str, folder: Path) -> Iterator[Site]:
    """`katou serve` as a document says, and nginx in front: its lines as they stand there, and barer ones."""
    setup = SETUPS[name]
    settings = dict(setup.settings)
    with ExitStack() as stack:
        if setup.slack:
            server = stack.enter_context(SocketModeServer())
            settings |= {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_SIGNING_SECRET": "s3cret",
                "SLACK_API_URL": server.api_url,
            }
        if setup.teams:
            connector = Connector()
            stack.callback(connector.close)
            keys, login = f"{connector.url}/keys", f"{connector.url}/login/"
            settings |= {**SET, "KATOU_TEAMS_KEYS_URL": keys, "KATOU_TEAMS_LOGIN_URL": login}
        process = stack.enter_context(running(folder, "serve", *setup.serve, "--port", "0", **settings))
        own = port_of(process)
        written = snippets(setup.document)[setup.block]
        blocks = {"as written": written}
        if setup.page != "signed in":  # there a bare proxy leaves out the signing in itself
            blocks["bare"] = PLAIN
        if setup.page not in ("signed in", "this machine"):  # it leaves no trace: docs/page.md says so
            blocks["bare, HTTP/1.1"] = NEWER
        yield Site(name, setup, stack.enter_context(in_front(folder, own, blocks, LOGGED_IN)), own)


def port_of(process: Running) -> int:
    """Where it listens, out of the lines that it says."""
    said = [line(process)]
    while said[-1] and not said[-1].startswith("待ち受け"):
        said.append(line(process))
    assert said[-1], said
    return int(said[-1].rpartition(":")[2])


def is_told(setup: Setup, method: str, path: str) -> set[int]:
    """The statuses that a stranger may get at an address."""
    if method == "POST" and path in (*ALL, METRICS) and setup.page != "signed in":
        return {405}  # they are only read
    if path in ALL:
        return {401} if setup.page == "signed in" else {200}
    if path == f"/{STOP}":  # its link is signed, and a mail program brings no password
        return {401} if setup.page == "signed in" else {404}
    if path == METRICS:
        return {401} if setup.page == "signed in" else {403}
    if path == slack.PATH and setup.slack:
        return {401}
    if path == teams.PATH and setup.teams:
        return {401, 405}
    if path in (ASK, DESCRIPTION) and setup.api:
        return {401}
    if setup.page == "off":
        return {404}
    if setup.page == "this machine":
        return {403, 421}
    return {200, 401, 404, 405} if path.startswith("/static/") else {401}


def seen(site: Site, method: str, path: str) -> Iterator[str]:
    """What a stranger should not get at an address, by whichever nginx, with whatever is forged."""
    for through, port in site.ports.items():
        forged = {"X-Remote-User": "staff", **basic("guess")}
        if site.setup.page == "password":  # guessing has its own tests, and makes everybody wait
            del forged["Authorization"]
        for headers in ({}, forged):
            status, content = ask(port, method, path, **headers)
            told = is_told(site.setup, method, path)
            where = f"{method} {path} {through} {headers}"
            named = (
                {200} if (method, path) == ("OPTIONS", f"/{STOP}") and 404 in told else set()
            )  # its methods
            if status not in told | named:
                yield f"{where}: {status}"
            if "802,964,000" in content or bot().library.vocabulary.plan.measures[0].title in content:
                yield f"{where}: facts"


def test_a_stranger_sees_nothing(site: Site) -> None:
    assert [fault for method, path in routes() for fault in seen(site, method, path)] == []


def shown(site: Site) -> dict[str, str]:
    """What a stranger gets through nginx as the document has it, by method and address."""
    port = site.ports["as written"]
    return {
        f"{method} {path}": str(ask(port, method, path)[0]) for method, path in routes() if method in TABLED
    }


def documented() -> dict[str, dict[str, str]]:
    """The same, set-up by set-up, out of docs/outside.md."""
    text = (ROOT / "docs" / "outside.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|(.*)\|$", text, re.M)
    lines = [[cell.strip() for cell in row.split("|")] for row in rows]
    head = next(line for line in lines if line[0] == "asked for")
    asked = [line for line in lines if line[0].startswith("`")]
    return {
        name: {line[0].strip("`"): line[place] for line in asked} for place, name in enumerate(head) if place
    }


def test_what_a_stranger_gets_stands_in_the_document(site: Site) -> None:
    assert documented()[site.name] == shown(site)


def test_who_may_come_in_does(site: Site) -> None:
    """Or the tests above would hold for a bot that answers nobody. A page that is off is off for all."""
    port = site.ports["as written"]
    if site.setup.page == "password":
        wanted = basic(PASSWORD)
    elif site.setup.page == "signed in":
        wanted = {"Authorization": f"Basic {b64encode(b'staff:correct horse').decode()}"}
    elif site.setup.page == "this machine":
        port, wanted = site.own, {"Host": f"127.0.0.1:{site.own}"}
    else:
        own = {"Host": f"127.0.0.1:{site.own}"}
        assert {ask(site.own, "GET", path, **own)[0] for path in ("/?q=No.21", "/export.csv")} == {404}
        return
    status, content = ask(port, "GET", "/?q=No.21", **wanted)
    assert (status, "802,964,000" in content) == (200, True)
    assert ask(port, "GET", "/export.csv", **wanted)[0] == 200


def main() -> None:
    columns = {}
    for name in SETUPS:
        with TemporaryDirectory() as folder, standing(name, Path(folder)) as found:
            columns[name] = shown(found)
    print("| asked for |", " | ".join(columns), "|")
    print("|---" * (len(columns) + 1) + "|")
    for asked in columns["Teams"]:
        print(f"| `{asked}` |", " | ".join(column[asked] for column in columns.values()), "|")


if __name__ == "__main__":
    main()
