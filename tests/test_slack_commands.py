"""`katou slack` and `katou serve` as processes: what they say, that they answer, that they end cleanly."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.signature import SignatureVerifier

from tests.bot_fixtures import ROOT, index_path
from tests.commands import Forked, run_command
from tests.slack_emulator import SlackEmulator
from tests.socket_mode import SocketModeServer

KATOU = str(Path(sys.executable).parent / "katou")
PATIENCE = 20.0
Running = Forked | subprocess.Popen[str]


@contextmanager
def running(tmp_path: Path, *command: str, **settings: str) -> Iterator[Running]:
    """A command that serves, until the end of the test; then it is asked to end."""
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(tmp_path / "state.db"), "KATOU_MEANING": "off",
        **settings,
    }  # fmt: skip
    anew = "PYTHONPATH" in settings
    with (
        subprocess.Popen(
            [KATOU, *command], env=environ, cwd=tmp_path, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if anew
        else Forked("katou", *command, env=environ, cwd=tmp_path)
    ) as process:  # fmt: skip
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        finally:
            process.kill()


def line(process: Running) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until_it_says(process: Running, words: str) -> str:
    """The line with these words. A process that ended without them is told, not waited for."""
    while words not in (said := line(process)):
        assert process.poll() is None, process.stderr and process.stderr.read()
    return said


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_slack_says_whom_it_serves_answers_and_ends_on_sigterm(tmp_path: Path) -> None:
    with SocketModeServer() as server:
        settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": server.api_url}
        with running(tmp_path, "slack", **settings) as process:
            assert line(process) == "Slack: 加東市 に @plan-bot として接続しました。"
            assert server.until(lambda: server.connections == 1)
            event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "RPA",
                     "ts": "1.0", "event_ts": "1.0"}  # fmt: skip
            bot = {"team_id": "T1", "user_id": "UBOT", "is_bot": True}
            payload = {"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event}
            server.send(
                {"type": "events_api", "envelope_id": "e1", "payload": {**payload, "authorizations": [bot]}}
            )
            assert server.until(lambda: len(server.posted) >= 1)
            assert "No.30 項目3" in server.posted[0]["text"]
        assert process.returncode == 0
        assert "Traceback" not in (
            process.stderr.read() if process.stderr and not process.stderr.closed else ""
        )


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "SLACK_BOT_TOKEN が設定されていません"),
        ({"SLACK_BOT_TOKEN": "xoxb-secret"}, "SLACK_APP_TOKEN が設定されていません"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_in_one_line(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
               "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off", **settings}  # fmt: skip
    done = run_command("katou", "slack", env=environ, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr


def test_serve_answers_signed_events_and_says_what_is_off(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0") as process:
        assert line(process) == "Slack: 使いません（SLACK_SIGNING_SECRET、SLACK_BOT_TOKEN が未設定）。"
        assert line(process).startswith("Teams: 使いません（KATOU_TEAMS_CLIENT_ID、")
        address = line(process).removeprefix("待ち受け: ")
        assert get(f"{address}/healthz")[0] == 200
        assert get(f"{address}/readyz")[0] == 200
        assert get(f"{address}/slack/events")[0] == 404
    assert process.returncode == 0


def test_serve_takes_slack_events(tmp_path: Path) -> None:
    with SlackEmulator() as emulator:
        settings = {"SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
                    "SLACK_API_URL": emulator.base_url}  # fmt: skip
        with running(tmp_path, "serve", "--port", "0", **settings) as process:
            assert "として接続しました" in line(process)
            address = line(process)
            while "待ち受け" not in address:
                address = line(process)
            address = address.removeprefix("待ち受け: ")
            assert "◎ 二重丸です（No.21" in asked(emulator, address, emulator.bot_user_id, "No.21")


def asked(emulator: SlackEmulator, address: str, bot_user_id: str, question: str) -> str:
    """The answer to a mention, delivered as Slack delivers events and read back from the channel."""
    channel = emulator.channels["plan"]
    said = emulator.client(emulator.user_token).chat_postMessage(channel=channel, text=question)
    event = {"type": "app_mention", "user": emulator.users["alice"], "text": f"<@{bot_user_id}> {question}",
             "ts": said["ts"], "channel": channel, "event_ts": said["ts"]}  # fmt: skip
    bot = {"team_id": emulator.team_id, "user_id": bot_user_id, "is_bot": True}
    body = json.dumps({"type": "event_callback", "team_id": emulator.team_id, "event_id": "E1",
                       "event": event, "authorizations": [bot]})  # fmt: skip
    stamp = str(int(time.time()))
    signature = SignatureVerifier(emulator.signing_secret).generate_signature(timestamp=stamp, body=body)
    headers = {"Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp,
               "X-Slack-Signature": signature or ""}  # fmt: skip
    request = urllib.request.Request(f"{address}/slack/events", body.encode(), headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        assert answer.status == 200
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = emulator.client().conversations_replies(channel=channel, ts=said["ts"])["messages"]
        if len(found) > 1:
            return str(found[1]["text"])
        time.sleep(0.05)
    raise AssertionError("no answer came")


def test_a_workspace_installs_by_oauth(tmp_path: Path) -> None:
    """The whole way: install page, agreement, redirect, the token in the store, for its owner alone."""
    with SlackEmulator() as emulator:
        settings = {
            "SLACK_CLIENT_ID": emulator.client_id, "SLACK_CLIENT_SECRET": emulator.client_secret,
            "SLACK_SIGNING_SECRET": emulator.signing_secret, "SLACK_API_URL": emulator.base_url,
            "KATOU_SLACK_TEAMS": emulator.team_id,
        }  # fmt: skip
        with running(tmp_path, "serve", "--port", "0", **settings) as process:
            assert "/slack/install" in line(process)
            assert line(process).startswith("Teams: 使いません")
            assert line(process).startswith("ページ: 使いません")
            address = line(process).removeprefix("待ち受け: ")
            status, page = get(f"{address}/slack/install")
            assert status == 200
            link = re.search(r'href="([^"]+oauth/v2/authorize[^"]+)"', page)
            assert link is not None
            assert emulator.client_id in urllib.parse.unquote(link[1])
            store = tmp_path / "katou-slack.db"
            assert store.stat().st_mode & 0o077 == 0
            installed, told = agree(address)
            assert (installed, "Traceback" in told) == (200, False)
            found = SQLite3InstallationStore(
                database=str(store), client_id=emulator.client_id
            ).find_installation(enterprise_id=None, team_id=emulator.team_id)
            assert found is not None
            assert found.bot_token is not None
            assert found.bot_token.startswith("xoxb-")
            assert found.bot_token != emulator.bot_token
            # What is asked from then on is answered with the workspace's own token.
            assert "No.21" in asked(emulator, address, str(found.bot_user_id), "No.21")
            assert get(f"{address}/slack/oauth_redirect?code=x&state=forged")[0] == 400


def agree(address: str) -> tuple[int, str]:
    """Say yes on Slack's page as alice would, and come back: what the bot's own page then says."""
    with urllib.request.urlopen(f"{address}/slack/install", timeout=PATIENCE) as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        link = re.search(r'href="([^"]+authorize[^"]+)"', page.read().decode())
    assert link is not None
    slack = urllib.parse.urlsplit(html.unescape(link[1]))
    form = {
        **dict(urllib.parse.parse_qsl(slack.query)),
        "user_id": "U000000001",
        "redirect_uri": f"{address}/slack/oauth_redirect",
    }
    connection = http.client.HTTPConnection(slack.netloc, timeout=PATIENCE)
    connection.request("POST", "/oauth/v2/authorize/callback", urllib.parse.urlencode(form),
                  {"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    there = connection.getresponse().headers["Location"]
    connection.close()
    request = urllib.request.Request(there, headers={"Cookie": cookie})  # Secure: no client sends it to http
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--port", "0") as process:
        line(process)
        line(process)
        port = line(process).rpartition(":")[2]
        environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
                   "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off"}  # fmt: skip
        done = run_command("katou", "serve", "--port", port, env=environ, cwd=tmp_path)
    assert done.returncode == 1
    assert "待ち受けできません" in done.stderr
