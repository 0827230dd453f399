"""All doors of an installation of several plans in this process, with a Slack that is nowhere."""

from __future__ import annotations

import io
import itertools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.signature import SignatureVerifier

from bot.commands.many_plans import ManyPlans
from bot.settings import Settings
from bot.surfaces.slack.app import PATH
from bot.wording import city
from tests.plan_folders import TOWNS, Town
from tests.slack_driver import are_idle

SECRET, CLIENT = "a signing secret", "1.2"
PATIENCE = 20.0
USER, OFFICE_OF_KASUMI = "U1", "UOFFICE"
_numbers = itertools.count(1)


def foreign(town: Town) -> list[str]:
    """Words that no answer of a town's plan may hold: names of the other towns, of their offices, titles."""
    others = [each for each in TOWNS if each is not town]
    return [
        word
        for each in others
        for word in (
            each.city, each.english, f"{each.own}計画", f"{each.own}室", each.own,
            *(part for title, department, _ in each.rows for part in (title, department)),
        )
    ]  # fmt: skip


def leaks(text: str, town: Town, typed: str = "") -> list[str]:
    """Those that stand in a text, without what was typed there."""
    return [word for word in foreign(town) if word in text and word not in typed]


def _opened(value: Any) -> Any:
    """What was sent, JSON within texts of it too: else nothing could be found there."""
    if isinstance(value, dict):
        return {key: _opened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_opened(each) for each in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _opened(json.loads(value))
        except ValueError:
            return value
    return value


class SlackApi(ThreadingHTTPServer):
    """The Web API of all workspaces: the token tells which. What was called stands in `calls`."""

    daemon_threads = True

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, str]] = []  # workspace, method, body as text
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                team = str(self.headers.get("Authorization") or "").removeprefix("Bearer xoxb-of-")
                form = "json" not in str(self.headers.get("Content-Type"))
                given = _opened(dict(parse_qsl(body)) if form else json.loads(body))
                outside.calls.append(
                    (team, self.path.rpartition("/")[2], json.dumps(given, ensure_ascii=False))
                )
                answer: dict[str, Any] = {
                    "ok": True, "team_id": team, "user_id": "UBOT", "bot_id": "B1",
                    "ts": f"9.{next(_numbers)}",
                    "user": {"id": USER, "team_id": team}, "channel": {"id": "D1"}, "messages": [],
                }  # fmt: skip
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


class Doors:
    """The installation, and what Slack sends to it."""

    def __init__(self, home: Path, folder: Path, patch: pytest.MonkeyPatch, most: int = 50) -> None:
        self.api = SlackApi()
        store = SQLite3InstallationStore(database=str(folder / "slack.db"), client_id=CLIENT)
        for team in ("TKASUMI", "TSHIRASE", "TNOWHERE"):
            store.save(Installation(
                app_id="A1", team_id=team, user_id=USER, bot_token=f"xoxb-of-{team}", bot_id="B1",
                bot_user_id="UBOT", bot_scopes=["chat:write"],
            ))  # fmt: skip
        for name, value in {
            "KATOU_PLANS": str(home), "KATOU_PLANS_OPEN": str(most), "SLACK_CLIENT_ID": CLIENT,
            "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": self.api.address,
            "KATOU_SLACK_INSTALLATIONS": str(folder / "slack.db"), "KATOU_MEANING": "off",
            **{f"KATOU_PAGE_PASSWORD__{town.name.upper()}": f"password of {town.name}" for town in TOWNS},
            "KATOU_PAGE_OFFICE_PASSWORD__KASUMI": "office of kasumi",
            **{f"KATOU_API_KEY__{town.name.upper()}": f"key-of-the-plan-of-{town.name}" for town in TOWNS},
        }.items():  # fmt: skip
            patch.setenv(name, value)
        self.plans = ManyPlans(Settings.read(os.environ), "ja")
        self.slack = self.plans.slack(by_oauth=True)
        self.page = self.plans.page("127.0.0.1", alone=True)
        self._wsgi = self.slack.wsgi()

    def close(self) -> None:
        self.slack.close()
        self.plans.close()
        self.api.shutdown()
        self.api.server_close()

    # -- what Slack sends ----------------------------------------------------------------------------------

    def send(self, body: str, kind: str = "application/json") -> tuple[int, str]:
        stamp = str(int(time.time()))
        signed = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
        data = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "PATH_INFO": PATH, "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": signed,
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(data),
        }  # fmt: skip
        statuses: list[str] = []
        answer = b"".join(self._wsgi(environ, lambda status, headers: statuses.append(status)))
        return int(statuses[0].split()[0]), answer.decode()

    def event(self, team: str, event: dict[str, Any]) -> None:
        body = {
            "type": "event_callback", "team_id": team, "event_id": f"E{next(_numbers)}", "event": event,
            "authorizations": [{"team_id": team, "user_id": "UBOT", "is_bot": True}],
        }  # fmt: skip
        assert self.send(json.dumps(body))[0] == 200

    def interact(self, team: str, payload: dict[str, Any], user: str = USER) -> str:
        whole = {
            "team": {"id": team, "domain": "x"}, "user": {"id": user, "team_id": team}, "api_app_id": "A1",
            "trigger_id": "1.1", **payload,
        }  # fmt: skip
        status, answer = self.send(
            urlencode({"payload": json.dumps(whole)}), "application/x-www-form-urlencoded"
        )
        assert status == 200
        return answer

    def mention(self, team: str, text: str, channel: str = "C1", user: str = USER) -> list[str]:
        """Somebody mentions the bot; the texts that come."""
        at = f"17.{next(_numbers):06d}"
        return self.called(lambda: self.event(team, {
            "type": "app_mention", "user": user, "text": f"<@UBOT> {text}", "ts": at, "channel": channel,
            "event_ts": at,
        }), "chat.")  # fmt: skip

    def direct(self, team: str, text: str, user: str = USER) -> list[str]:
        """The same in a direct message."""
        at = f"17.{next(_numbers):06d}"
        return self.called(lambda: self.event(team, {
            "type": "message", "channel_type": "im", "user": user, "text": text, "ts": at, "channel": "D1",
            "event_ts": at,
        }), "chat.")  # fmt: skip

    def called(self, do: Any, method: str) -> list[str]:
        """The bodies of what is called by a method of this beginning, once nothing is worked on any more."""
        before = len(self.api.calls)
        do()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = [body for _, name, body in self.api.calls[before:] if name.startswith(method)]
            if found and are_idle(self.slack.threads):
                return found
            time.sleep(0.02)
        return []


@contextmanager
def standing(home: Path, folder: Path, patch: pytest.MonkeyPatch, most: int = 50) -> Iterator[Doors]:
    """An installation as long as it is needed."""
    doors = Doors(home, folder, patch, most)
    try:
        yield doors
    finally:
        doors.close()
        city._asked.clear()  # tests of one plan follow in this process
