"""Slack or Teams cannot be reached at the start: the others are served, and it is tried again."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.surfaces.reachability import Reaching, RefusedError, UnreachableError
from tests.ports import free_port
from tests.slack_emulator import SlackEmulator
from tests.socket_mode import SocketModeServer
from tests.teams_connector import APP, TENANT, Connector
from tests.test_slack_commands import PATIENCE, Running, asked, get, running
from tests.test_teams_serve import failing

PAGE = {"KATOU_PAGE_PASSWORD": "an open door"}  # without one the page is not served beside a platform
SLACK = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "signing-secret", **PAGE}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret"}
TEAMS = {
    "KATOU_TEAMS_CLIENT_ID": APP, "KATOU_TEAMS_CLIENT_SECRET": "teams-secret",
    "KATOU_TEAMS_TENANT_ID": TENANT, **PAGE,
}  # fmt: skip


def page_of(address: str, question: str) -> str:
    """The page with a question's answer, for one who knows the password."""
    known = base64.b64encode(f"katou:{PAGE['KATOU_PAGE_PASSWORD']}".encode()).decode()
    request = urllib.request.Request(f"{address}/?q={question}", headers={"Authorization": f"Basic {known}"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


class Moody:
    """Something at a platform's address: refuses, hangs, answers nonsense; from `mend` on it is well."""

    def __init__(self, mood: str, there: str = "") -> None:
        """`there` is the address that it hands everything on to, once it is well."""
        self.mood, self.there = mood, there
        self.asked = 0
        self._well = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self.port = free_port()
        if mood != "refuses":
            self._serve()

    def _serve(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def mend(self) -> None:
        self._well.set()
        if self._server is None:
            self._serve()

    def close(self) -> None:
        self._well.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _answer(
        self, verb: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, dict[str, str]]:
        request = urllib.request.Request(self.there + path, body or None, headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), dict(error.headers)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        moody = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                moody.asked += 1
                kept = ("Content-Type", "Authorization")
                headers = {name: value for name in kept if (value := self.headers.get(name))}
                if moody._well.is_set():
                    answer = moody._answer(self.command, self.path, body, headers)
                elif moody.mood == "hangs":
                    moody._well.wait(PATIENCE * 3)
                    return
                elif moody.mood == "drops":
                    self.close_connection = True
                    return
                elif moody.mood == "a page":
                    answer = 200, b"<html>sign in to the city's network</html>", {}
                elif moody.mood.isdecimal():
                    answer = int(moody.mood), b"<html>no</html>", {}
                else:
                    answer = 200, json.dumps({"ok": False, "error": moody.mood}).encode(), {}
                self.send_response(answer[0])
                for name, value in answer[2].items():
                    if name.lower() in ("content-type", "x-oauth-scopes"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])

            do_GET = do_POST  # noqa: N815 - as the library calls it

            def log_message(self, *args: Any) -> None:
                """Tests print nothing."""

        return Handler

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"


@contextlib.contextmanager
def moody(mood: str, there: str = "") -> Iterator[Moody]:
    made = Moody(mood, there)
    try:
        yield made
    finally:
        made.close()


class Heard:
    """The lines of a process, both streams, as they come."""

    def __init__(self, process: Running) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        for stream, kept in ((process.stdout, self.out), (process.stderr, self.err)):
            threading.Thread(target=self._read, args=(stream, kept), daemon=True).start()

    def _read(self, stream: Any, kept: list[str]) -> None:
        with contextlib.suppress(ValueError):  # closed when the process ended
            kept.extend(map(str.strip, stream))

    def until(self, true: Callable[[], Any]) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if true():
                return True
            time.sleep(0.02)
        return False

    def address(self) -> str:
        assert self.until(lambda: any("待ち受け" in each for each in self.out)), (self.out, self.err)
        return next(each for each in self.out if "待ち受け" in each).removeprefix("待ち受け: ")


MOODS = ["refuses", "hangs", "drops", "503", "429", "a page", "fatal_error"]


@pytest.mark.parametrize("mood", MOODS)
def test_serve_starts_without_slack_and_takes_it_in_when_it_comes(tmp_path: Path, mood: str) -> None:
    with SlackEmulator() as emulator, moody(mood, emulator.base_url.removesuffix("/api/")) as slack:
        settings = {
            "SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
            "SLACK_API_URL": slack.api_url, **PAGE,
        }  # fmt: skip
        with running(tmp_path, "serve", "--port", "0", **settings) as process:
            heard = Heard(process)
            address = heard.address()
            assert get(f"{address}/healthz")[0] == 200
            assert "No.21" in page_of(address, "No.21")  # the page answers
            status, told = get(f"{address}/readyz")
            assert (status, told.count("Slackに接続できません")) == (200, 1)
            assert heard.until(lambda: heard.err)
            assert get(f"{address}/slack/events")[0] == 503  # Slack delivers again
            slack.mend()
            assert heard.until(lambda: any("として接続しました" in each for each in heard.out)), heard.err
            assert get(f"{address}/readyz") == (200, "200 OK")
            assert "◎ 二重丸" in asked(emulator, address, emulator.bot_user_id, "No.21")
        assert process.returncode == 0
        assert [each.count("Slackに接続できません") for each in heard.err] == [1], heard.err


def test_a_name_without_an_address_is_no_address(tmp_path: Path) -> None:
    settings = {**SLACK, "SLACK_API_URL": "http://slack.invalid/api/"}
    with running(tmp_path, "serve", "--port", "0", **settings) as process:
        heard = Heard(process)
        address = heard.address()
        assert "Slackに接続できません" in get(f"{address}/readyz")[1]
        assert heard.until(lambda: heard.err)
    assert process.returncode == 0
    assert len(heard.err) == 1


@pytest.mark.parametrize(
    "word", ["invalid_auth", "account_inactive", "token_revoked", "not_allowed_token_type"]
)
def test_a_wrong_token_is_told_as_such_and_the_others_are_served(tmp_path: Path, word: str) -> None:
    with moody(word) as slack:
        with running(tmp_path, "serve", "--port", "0", **SLACK, SLACK_API_URL=slack.api_url) as process:
            heard = Heard(process)
            address = heard.address()
            assert "No.21" in page_of(address, "No.21")
            told = get(f"{address}/readyz")[1]
        assert slack.asked == 1  # a wrong token does not become right
    assert process.returncode == 0
    (line,) = heard.err
    assert f"SLACK_BOT_TOKEN: {word}" in line
    assert "トークンが受け付けられません" in line
    assert line.removeprefix("katou: ") in told
    assert "secret" not in line + told


def test_a_token_that_fits_into_no_request_is_no_traceback(tmp_path: Path) -> None:
    with running(
        tmp_path, "serve", "--port", "0", **{**SLACK, "SLACK_BOT_TOKEN": "xoxb-se\ncret"}
    ) as process:
        heard = Heard(process)
        heard.address()
    (line,) = heard.err
    assert "トークンが受け付けられません" in line
    assert "cret" not in line


# -- Teams -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", ["refuses", "hangs", "503", "a page"])
def test_serve_starts_without_microsofts_sign_in(tmp_path: Path, mood: str) -> None:
    connector = Connector()
    with moody(mood, connector.url) as login:
        settings = {
            **TEAMS, "KATOU_TEAMS_KEYS_URL": f"{connector.url}/keys",
            "KATOU_TEAMS_LOGIN_URL": f"http://127.0.0.1:{login.port}/login/",
        }  # fmt: skip
        with running(tmp_path, "serve", "--port", "0", **settings) as process:
            heard = Heard(process)
            address = heard.address()
            assert "No.21" in page_of(address, "No.21")
            status, told = get(f"{address}/readyz")
            assert (status, told.count("Teamsにサインインできません")) == (200, 1)
            assert heard.until(lambda: heard.err)
            login.mend()
            assert heard.until(lambda: get(f"{address}/readyz") == (200, "200 OK"))
        assert process.returncode == 0
    connector.close()
    assert [each.count("Teamsにサインインできません") for each in heard.err] == [1], heard.err


@pytest.mark.parametrize("status", ["400", "401"])
def test_a_wrong_secret_of_teams_is_told_as_such(tmp_path: Path, status: str) -> None:
    with moody(status) as login:
        where = {"KATOU_TEAMS_LOGIN_URL": f"http://127.0.0.1:{login.port}/login/"}
        keys = {"KATOU_TEAMS_KEYS_URL": f"http://127.0.0.1:{login.port}/keys"}
        with running(tmp_path, "serve", "--port", "0", **TEAMS, **where, **keys) as process:
            heard = Heard(process)
            address = heard.address()
            told = get(f"{address}/readyz")[1]
            assert "No.21" in page_of(address, "No.21")
    assert process.returncode == 0
    (line,) = [each for each in heard.err if "サインイン" in each]
    assert f"（HTTP {status}）" in line
    assert "KATOU_TEAMS_CLIENT_SECRET" in line
    assert line.removeprefix("katou: ") in told
    assert "teams-secret" not in line + told


# -- Socket Mode -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", ["refuses", "hangs", "503", "a page"])
def test_slack_waits_for_slack(tmp_path: Path, mood: str) -> None:
    with SocketModeServer() as server, moody(mood, server.api_url.removesuffix("/api/")) as slack:
        with running(tmp_path, "slack", **SOCKET, SLACK_API_URL=slack.api_url) as process:
            heard = Heard(process)
            assert heard.until(lambda: heard.err)
            assert process.poll() is None
            slack.mend()
            assert heard.until(lambda: heard.out == ["Slack: 加東市 に @plan-bot として接続しました。"])
            assert server.until(lambda: server.connections == 1)
        assert process.returncode == 0
        assert [each.count("Slackに接続できません") for each in heard.err] == [1], heard.err


@pytest.mark.parametrize("mood", ["refuses", "hangs"])
def test_slack_ends_cleanly_while_it_waits(tmp_path: Path, mood: str) -> None:
    with moody(mood) as slack:
        with running(tmp_path, "slack", **SOCKET, SLACK_API_URL=slack.api_url) as process:
            heard = Heard(process)
            assert heard.until(lambda: heard.err)
        assert process.returncode == 0
    assert len(heard.err) == 1


def test_slack_with_a_wrong_token_ends(tmp_path: Path) -> None:
    with moody("invalid_auth") as slack:
        done = failing(tmp_path, "slack", **SOCKET, SLACK_API_URL=slack.api_url)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "SLACK_BOT_TOKEN: invalid_auth" in line
    assert "secret" not in line


def test_slack_with_a_wrong_app_token_ends(tmp_path: Path) -> None:
    with SocketModeServer() as server:
        server.refuse_connections = "invalid_auth"
        done = failing(tmp_path, "slack", **SOCKET, SLACK_API_URL=server.api_url)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "SLACK_APP_TOKEN: invalid_auth" in line
    assert done.stdout == ""  # it does not say that it is connected


# -- the pauses --------------------------------------------------------------------------------------------


def test_the_pauses_grow_to_a_limit_and_one_line_is_told() -> None:
    told: list[str] = []
    answers = ["a", "b", "c", "d", ""]
    there = threading.Event()

    def knock() -> None:
        if why := answers.pop(0):
            raise UnreachableError(why)
        there.set()

    reaching = Reaching(knock, lambda why, refused: f"{why} {refused}", told.append, (0.001, 0.002))
    waited: list[float] = []
    wait = reaching._ended.wait
    reaching._ended.wait = lambda pause=None: waited.append(pause or 0) or wait(pause)  # type: ignore[method-assign, func-returns-value]
    reaching.start()
    assert there.wait(PATIENCE)
    assert reaching.wait()
    assert (told, waited, reaching.missing) == (["a False"], [0.001, 0.002, 0.002, 0.002], "")


def test_a_trouble_that_becomes_a_refusal_is_told_and_ends() -> None:
    told: list[str] = []
    troubles: list[Exception] = [UnreachableError("a"), KeyError("secret"), RefusedError("b")]

    def knock() -> None:
        raise troubles.pop(0)

    reaching = Reaching(knock, lambda why, refused: f"{why} {refused}", told.append, (0.001, 0.002))
    reaching.start()
    assert not reaching.wait()
    assert told == ["a False", "b True"]
    assert reaching.missing == "b True"
