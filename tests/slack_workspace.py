"""A whole throw-away Slack on this machine, made by others: Socket Mode, signed events, commands, forms.

What people do goes in by its control address, what they see is read back. The bot knows nothing of it but
an address in SLACK_API_URL. It keeps no metadata of messages and takes any blocks; for those there is
`slack_emulator`. It exists for Linux on x64 alone (`make setup-node` installs it).
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.ports import PortTakenError, on_a_free_port
from tests.slack_emulator import MODULES, NODE

PROGRAM = MODULES / "local-slack-linux-x64" / "bin" / "local-slack"
PATIENCE = 30.0
Json = dict[str, Any]


class SlackWorkspace:
    """A workspace with alice, bob and the bot in #plan. `events`: the address that it sends events to.

    Without an address the bot is reached over Socket Mode.
    """

    team_id, channel, bot_user_id, alice, bob = "T01CITY", "C01PLAN", "U01BOT", "U01ALICE", "U01BOB"
    bot_token, app_token, signing_secret = "xoxb-workspace", "xapp-workspace", "workspace-secret"

    port: int  # once it has started

    def __init__(self, folder: Path, events: str = "") -> None:
        self._config = folder / "workspace.json"
        self._log = folder / "workspace.log"
        mode = {"mode": "events", "requestUrl": events} if events else {"mode": "socket"}
        app = {
            "appId": "A01PLAN", "botUserId": self.bot_user_id, "botName": "plan", "botToken": self.bot_token,
            "appToken": self.app_token, "signingSecret": self.signing_secret, **mode,
        }  # fmt: skip
        people = [{"id": self.alice, "name": "alice"}, {"id": self.bob, "name": "bob"}]
        members = [self.alice, self.bob, self.bot_user_id]
        self._config.write_text(json.dumps({
            "workspace": {"name": "緑ヶ浦市", "domain": "city", "teamId": self.team_id},
            "apps": [app], "users": people,
            "channels": [{"id": self.channel, "name": "plan", "members": members}],
        }))  # fmt: skip

    def __enter__(self) -> Self:
        self.port = on_a_free_port(self._start)
        return self

    def _start(self, port: int) -> int:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "--config", self._config, "--port", str(port), "--base-host", "127.0.0.1"],
                env={"PATH": os.environ["PATH"], "BUN_OPTIONS": f"--preload {NODE / 'slack_loopback.js'}"},
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.port = port
        self.until(lambda: self._is_up() or self._process.poll() is not None)
        if self._process.poll() is not None or not self._is_up():
            self._process.kill()
            self._process.wait()
            told = self._log.read_text(errors="replace")
            kind = PortTakenError if "EADDRINUSE" in told else RuntimeError
            raise kind(f"The workspace did not start: {told}")
        return port

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()

    @property
    def settings(self) -> dict[str, str]:
        """What the bot is told."""
        return {
            "SLACK_API_URL": f"http://127.0.0.1:{self.port}/api/", "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token, "SLACK_SIGNING_SECRET": self.signing_secret,
        }  # fmt: skip

    # -- what people do ----------------------------------------------------------------------------------

    def say(self, text: str, channel: str = "", thread: str = "", user: str = "") -> str:
        """Somebody writes; the time of the message."""
        given = {"channel": channel or self.channel, "user": user or self.alice, "text": text}
        said = self._control("message", given | ({"thread_ts": thread} if thread else {}))
        return str(said["message"]["ts"])

    def mention(self, text: str, thread: str = "") -> str:
        """The same, to the bot: it comes as two events."""
        return self.say(f"<@{self.bot_user_id}> {text}", thread=thread)

    def command(self, text: str) -> None:
        """/plan …"""
        given = {"channel": self.channel, "user": self.alice, "command": "/plan", "text": text}
        self._control("command", given)

    def press(self, message: Json, label: str, user: str = "") -> None:
        """A button of a message."""
        given = {"channel": message["channel"], "messageTs": message["ts"], "user": user or self.alice}
        self._control("interact", {**given, "action": button_of(message["blocks"], label)})

    def choose(self, message: Json, menu: str, label: str) -> None:
        """An option of a menu of a message."""
        parts = (part for block in message["blocks"] for part in block.get("elements") or ())
        shown = next(part for part in parts if (part.get("placeholder") or {}).get("text") == menu)
        option = next(each for each in shown["options"] if each["text"]["text"] == label)
        given = {"channel": message["channel"], "messageTs": message["ts"], "user": self.alice}
        self._control("interact", {**given, "action": {**shown, "selected_option": option}})

    def open_home(self) -> None:
        """The tab of the app."""
        self._control("open-home", {"user": self.alice})

    def act_at_home(self, action: Json) -> None:
        """A button or a menu of that tab."""
        self._in_page({"t": "block_action", "user": self.alice, "action": action})

    def submit(self, values: Json) -> None:
        """The form that is open, filled in."""
        self._in_page({"t": "view_submit", "user": self.alice, "values": values})

    # -- what people see ---------------------------------------------------------------------------------

    def direct(self) -> str:
        """The conversation of alice with the bot."""
        opened = self._post("api/conversations.open", {"users": self.alice})
        return str(opened["channel"]["id"])

    def of_bot(self, channel: str = "", thread: str = "") -> list[Json]:
        """The messages of the bot, of a thread or of all of a channel."""
        found = self._get(f"_control/messages/{channel or self.channel}")["messages"]
        mine = [each for each in found if each.get("user") == self.bot_user_id]
        return [each for each in mine if not thread or each.get("thread_ts") == thread]

    def answered(self, count: int, channel: str = "", thread: str = "") -> list[Json]:
        """The same, once there are so many."""
        self.until(lambda: len(self.of_bot(channel, thread)) >= count)
        return self.of_bot(channel, thread)

    def page(self) -> Json:
        """All that the page of the workspace shows: tabs of apps, open forms."""
        with connect(f"ws://127.0.0.1:{self.port}/ui", max_size=None) as seen:
            state: Json = json.loads(seen.recv(PATIENCE))["state"]
            return state

    def home(self) -> list[Json]:
        """The blocks of the tab, [] before there are any."""
        views = self.page()["homeViews"].get(self.alice) or {}
        return [block for view in views.values() for block in view["blocks"]]

    def until(self, true: Callable[[], bool]) -> bool:
        """Wait for something to be true."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if true():
                return True
            time.sleep(0.05)
        return False

    # -- its addresses -----------------------------------------------------------------------------------

    def _is_up(self) -> bool:
        try:
            return bool(self._get("_control/state"))
        except OSError:
            return False

    def _control(self, what: str, given: Json) -> Json:
        return self._post(f"_control/{what}", given)

    def _in_page(self, said: Json) -> None:
        with connect(f"ws://127.0.0.1:{self.port}/ui", max_size=None) as page:
            page.send(json.dumps(said))
            page.ping().wait(PATIENCE)  # it was read before this is answered

    def _post(self, path: str, given: Json) -> Json:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.bot_token}"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}", json.dumps(given).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found: Json = json.load(answer)
        assert found["ok"], found
        return found

    def _get(self, path: str) -> Json:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=PATIENCE) as answer:
            found: Json = json.load(answer)
            return found


def button_of(blocks: list[Json], label: str) -> Json:
    """The button that says so."""
    parts = (part for block in blocks for part in block.get("elements") or ())
    return next(part for part in parts if part["type"] == "button" and part["text"]["text"] == label)
