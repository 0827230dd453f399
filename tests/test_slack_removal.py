"""A workspace takes the app away: its token is in no byte of a file, and nothing is posted to it any more."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.signature import SignatureVerifier
from werkzeug.test import Client

from bot.chat import Front
from bot.memory import Memory
from bot.memory.subscriptions import Ledger
from bot.subscription import Standing, Subscription
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.app import PATH, Slack, SlackKeys
from bot.surfaces.slack.weekly import tokens_of
from bot.wording.weekly import reason
from tests.bot_fixtures import bot

SECRET, CLIENT = "a signing secret", "1.2"
LEAVING, STAYING = "T1", "T2"


class Workspaces:
    """Two workspaces that installed the app, each with a token and a weekly post; events are signed."""

    def __init__(self, folder: Path, *, by_oauth: bool = True) -> None:
        self.file = folder / "installations.db"
        self.memory = Memory(folder / "state.db")
        self.ledger = Ledger(self.memory)
        keys = SlackKeys("" if by_oauth else "xoxb-only", "http://127.0.0.1:9/api/", SECRET)
        if by_oauth:
            keys = keys.but(client_id=CLIENT, client_secret="s", installations=str(self.file))
        policy = SlackPolicy(frozenset({LEAVING, STAYING}), by_oauth=by_oauth)
        self.slack = Slack(Front(bot(), self.memory), self.memory, keys, policy)
        self.client = Client(self.slack.wsgi())
        store = SQLite3InstallationStore(database=str(self.file), client_id=CLIENT)
        for team in (LEAVING, STAYING):
            if by_oauth:
                store.save(Installation(
                    app_id="A1", team_id=team, user_id="U1", bot_token=self.token(team), bot_id="B1",
                    bot_user_id="U2", bot_scopes=["chat:write"], user_token=f"xoxp-of-{team}-alone",
                ))  # fmt: skip
            self.ledger.subscribe(Subscription("slack", team, "C1", since=time.time()))

    def token(self, team: str) -> str:
        return f"xoxb-of-{team}-alone"

    def hears(self, event: dict[str, Any], secret: str = SECRET) -> int:
        body = json.dumps({
            "type": "event_callback", "team_id": LEAVING, "event_id": "E1", "event": event, "event_time": 1,
        })  # fmt: skip
        stamp = str(int(time.time()))
        signed = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
        head = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
        answer = self.client.post(PATH, data=body, content_type="application/json", headers=head)
        self.slack.close()
        return answer.status_code

    def standing(self) -> dict[str, tuple[str, str]]:
        return {each.team: (each.state, each.why) for each in self.ledger.subscriptions()}


UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U2"]}}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Workspaces]:
    made = Workspaces(tmp_path)
    yield made
    made.memory.close()


@pytest.mark.parametrize(("event", "why"), [(UNINSTALLED, "uninstalled"), (REVOKED, "revoked")])
def test_what_a_workspace_left_is_gone(
    two: Workspaces, event: dict[str, Any], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bot")
    assert two.hears(event) == 200
    token_of = tokens_of(str(two.file), CLIENT)
    assert (token_of(LEAVING), token_of(STAYING)) == ("", two.token(STAYING))
    written = two.file.read_bytes()
    assert (two.token(LEAVING).encode() in written, two.token(STAYING).encode() in written) == (False, True)
    assert f"xoxp-of-{LEAVING}-alone".encode() not in written
    assert two.standing()[LEAVING] == (Standing.GONE.value, f"gone:{why}")
    assert two.standing()[STAYING] == (Standing.ACTIVE.value, "")
    assert f"slack {why} by workspace {LEAVING}: its token is deleted" in caplog.text
    assert "xoxb" not in caplog.text
    assert "アプリ" in reason("ja", "uninstalled")


def test_a_persons_token_ends_nothing(two: Workspaces) -> None:
    assert two.hears({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}) == 200
    assert tokens_of(str(two.file), CLIENT)(LEAVING) == two.token(LEAVING)
    assert two.standing()[LEAVING] == (Standing.ACTIVE.value, "")


def test_nobody_but_slack_ends_it(two: Workspaces) -> None:
    assert two.hears(UNINSTALLED, "another secret") == 401
    assert tokens_of(str(two.file), CLIENT)(LEAVING) == two.token(LEAVING)
    assert two.standing()[LEAVING] == (Standing.ACTIVE.value, "")


def test_the_only_workspace_leaves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "bot")
    only = Workspaces(tmp_path, by_oauth=False)
    assert only.hears(UNINSTALLED) == 200
    assert only.standing()[LEAVING] == (Standing.GONE.value, "gone:uninstalled")
    assert "SLACK_BOT_TOKEN is of no use any more" in caplog.text
    only.memory.close()


def test_a_state_file_that_is_away_keeps_no_token(
    two: Workspaces, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    two.memory.close()
    (tmp_path / "state.db").write_bytes(b"no database" * 1000)
    assert two.hears(UNINSTALLED) == 200
    assert tokens_of(str(two.file), CLIENT)(LEAVING) == ""
    assert "weekly posts not switched off" in caplog.text
