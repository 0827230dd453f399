"""Fifty workspaces at one real server, each with its token: all are answered once, whoever floods."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.signature import SignatureVerifier

from bot.surfaces.slack.app import PATH
from tests.test_slack_commands import PATIENCE, line, running

WORKSPACES, EACH, FLOOD = 50, 3, 100
SECRET, CLIENT = "a signing secret", "1.2"
QUESTIONS = ("No.21", "×の事業は？", "課ごとの×の数は？")
FLOODING = "T0"


def token_of(team: str) -> str:
    return f"xoxb-of-{team}"


class ManySlacks(ThreadingHTTPServer):
    """The Web API of all workspaces: a token tells which. It keeps what was posted, in its order."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self) -> None:
        self.posted: list[tuple[str, str]] = []  # workspace, thread
        self.foreign: list[str] = []
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                token = str(self.headers.get("Authorization") or "").removeprefix("Bearer ")
                team = token.removeprefix("xoxb-of-")
                answer: dict[str, Any] = {
                    "ok": True, "team_id": team, "user_id": "UBOT", "bot_id": "B1", "user": {"id": "U1"},
                }  # fmt: skip
                if self.path.endswith("chat.postMessage"):
                    message = json.loads(body)
                    mark = (message.get("metadata") or {}).get("event_payload") or {}
                    if message["channel"] != f"C{team}":
                        outside.foreign.append(message["channel"])
                    if not mark.get("part"):
                        outside.posted.append((team, str(message["thread_ts"])))
                payload = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/"


@pytest.fixture
def slacks() -> Iterator[ManySlacks]:
    made = ManySlacks()
    yield made
    made.shutdown()
    made.server_close()


def mention(port: int, team: str, number: int) -> int:
    at = f"1700000000.{number:06d}"
    event = {"type": "app_mention", "user": "U1", "text": f"<@UBOT> {QUESTIONS[number % len(QUESTIONS)]}",
             "ts": at, "channel": f"C{team}", "event_ts": at}  # fmt: skip
    body = json.dumps({
        "type": "event_callback", "team_id": team, "event_id": f"E{team}-{number}", "event": event,
        "authorizations": [{"team_id": team, "user_id": "UBOT", "is_bot": True}],
    })  # fmt: skip
    stamp = str(int(time.time()))
    signed = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3 * PATIENCE)
    head = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signed,
    }
    connection.request("POST", PATH, body.encode(), head)
    status = connection.getresponse().status
    connection.close()
    return status


def test_fifty_workspaces_beside_one_that_floods(tmp_path: Path, slacks: ManySlacks) -> None:
    teams = [f"T{number}" for number in range(WORKSPACES)]
    store = SQLite3InstallationStore(database=str(tmp_path / "katou-slack.db"), client_id=CLIENT)
    for team in teams:
        store.save(Installation(
            app_id="A1", team_id=team, user_id="U1", bot_token=token_of(team), bot_id="B1",
            bot_user_id="UBOT", bot_scopes=["chat:write"],
        ))  # fmt: skip
    settings = {
        "SLACK_CLIENT_ID": CLIENT, "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slacks.address, "KATOU_SLACK_TEAMS": ",".join(teams),
    }  # fmt: skip
    wanted = [(FLOODING, number) for number in range(FLOOD)]
    wanted += [(team, number) for number in range(EACH) for team in teams if team != FLOODING]
    taken: list[int] = []
    with running(tmp_path, "serve", "--port", "0", **settings) as process:
        said = line(process)
        while "待ち受け" not in said:
            said = line(process)
        port = int(said.rpartition(":")[2])

        def send(part: list[tuple[str, int]]) -> None:
            taken.extend(mention(port, *each) for each in part)

        threads = [threading.Thread(target=send, args=(wanted[each::8],)) for each in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(6 * PATIENCE)
        until = time.monotonic() + 3 * PATIENCE
        while len(slacks.posted) < len(wanted) and time.monotonic() < until:
            time.sleep(0.05)
    assert taken == [200] * len(wanted)
    assert slacks.foreign == []
    assert sorted(slacks.posted) == sorted((team, f"1700000000.{number:06d}") for team, number in wanted)
