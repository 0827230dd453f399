"""Slack's side of the conversation: signed events to the bot, and what the emulator then holds."""

from __future__ import annotations

import io
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.app import PATH, Slack, SlackKeys, SlackThreads
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from tests.bot_fixtures import ROOT, bot
from tests.slack_emulator import SlackEmulator

PATIENCE = 10.0  # seconds for an answer that takes a hundredth of one
_numbers = itertools.count(1)


class Driver:
    """A workspace with the bot in it. `requests` are what Slack would send; answers are read by the API."""

    def __init__(
        self,
        emulator: SlackEmulator,
        memory: Memory,
        policy: SlackPolicy | None = None,
        front: Front | None = None,
    ) -> None:
        self.emulator = emulator
        self.memory = memory
        keys = SlackKeys(emulator.bot_token, emulator.base_url, emulator.signing_secret)
        self.kit = WeeklyService(bot(), memory, str(ROOT / "data"))
        front = front or Front(bot(), memory, weekly=WeeklyDialogue(self.kit))
        self.slack = Slack(front, memory, keys, policy or SlackPolicy())
        self.alice, self.bob = emulator.users["alice"], emulator.users["bob"]
        self.channel = emulator.channels["plan"]
        self._wsgi = self.slack.wsgi()

    def close(self) -> None:
        self.slack.close()

    # -- what Slack sends --------------------------------------------------------------------------------

    def send(
        self, body: str, kind: str, *, secret: str | None = None, more: dict[str, str] | None = None
    ) -> int:
        """One signed request; the HTTP status that the bot gives."""
        stamp = str(int(time.time()))
        signature = SignatureVerifier(secret or self.emulator.signing_secret).generate_signature(
            timestamp=stamp, body=body
        )
        data = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PATH,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(data)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
            "HTTP_X_SLACK_SIGNATURE": signature,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.input": io.BytesIO(data),
            **(more or {}),
        }
        statuses: list[str] = []
        b"".join(self._wsgi(environ, lambda status, headers: statuses.append(status)))
        return int(statuses[0].split()[0])

    def event(self, event: dict[str, Any], *, retry: int = 0, **more: Any) -> int:
        """An event of the Events API, perhaps delivered again."""
        body = {
            "type": "event_callback",
            "team_id": self.emulator.team_id,
            "api_app_id": self.emulator.app_id,
            "event_id": f"Ev{next(_numbers):08d}",
            "event_time": int(time.time()),
            "authorizations": [
                {"team_id": self.emulator.team_id, "user_id": self.emulator.bot_user_id, "is_bot": True,
                 "enterprise_id": None, "is_enterprise_install": False}
            ],
            "event": event,
            **more,
        }  # fmt: skip
        headers = {"HTTP_X_SLACK_RETRY_NUM": str(retry), "HTTP_X_SLACK_RETRY_REASON": "http_timeout"}
        return self.send(json.dumps(body), "application/json", more=headers if retry else None)

    def form(self, fields: dict[str, str]) -> int:
        """A slash command or an interaction."""
        return self.send(urlencode(fields), "application/x-www-form-urlencoded")

    def interact(self, payload: dict[str, Any]) -> int:
        """A button, a shortcut, a form."""
        base = {
            "team": {"id": self.emulator.team_id, "domain": "kato"},
            "user": {"id": self.alice, "team_id": self.emulator.team_id},
            "api_app_id": self.emulator.app_id,
            "trigger_id": f"1.{next(_numbers)}",
        }
        return self.form({"payload": json.dumps({**base, **payload})})

    # -- what people do ----------------------------------------------------------------------------------

    def say(self, text: str, thread: str | None = None, channel: str | None = None) -> str:
        """Alice writes a message; its time. The event is still to be sent."""
        posted = self.emulator.client(self.emulator.user_token).chat_postMessage(
            channel=channel or self.channel, text=text, thread_ts=thread
        )
        return str(posted["ts"])

    def mention_event(self, text: str, ts: str, **more: Any) -> dict[str, Any]:
        """The event that a mention causes."""
        return {
            "type": "app_mention",
            "user": self.alice,
            "text": f"<@{self.emulator.bot_user_id}> {text}",
            "ts": ts,
            "channel": self.channel,
            "event_ts": ts,
            **more,
        }

    def ask(self, question: str, **more: Any) -> list[dict[str, Any]]:
        """Alice mentions the bot with a question; its answers in the thread."""
        ts = self.say(f"<@{self.emulator.bot_user_id}> {question}")
        assert self.event(self.mention_event(question, ts, **more)) == 200
        return self.answers(ts)

    def press(self, message: dict[str, Any], label: str, user: str = "") -> None:
        """Somebody presses a button of a message, as it stands there now."""
        button = next(
            element
            for block in message["blocks"] if block["type"] == "actions"
            for element in block["elements"] if element.get("text", {}).get("text") == label
        )  # fmt: skip
        status = self.interact({
            "type": "block_actions",
            "user": {"id": user or self.alice, "team_id": self.emulator.team_id},
            "channel": {"id": self.channel},
            "message": message,
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": self.channel},
            "actions": [{**button, "block_id": "b", "action_ts": f"9.{next(_numbers)}"}],
        })  # fmt: skip
        assert status == 200
        self.settle()

    # -- what came of it ---------------------------------------------------------------------------------

    def thread(self, ts: str, channel: str | None = None) -> list[dict[str, Any]]:
        """The bot's messages in a thread."""
        found = self.emulator.client().conversations_replies(
            channel=channel or self.channel, ts=ts, limit=200
        )
        return [m for m in found["messages"] if m.get("user") == self.emulator.bot_user_id]

    def answers(self, ts: str, count: int = 1, channel: str | None = None) -> list[dict[str, Any]]:
        """The same, once there are `count` of them and the workers are idle."""
        deadline = time.monotonic() + PATIENCE
        while len(self.thread(ts, channel)) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        self.settle()
        return self.thread(ts, channel)

    def settle(self) -> None:
        """Wait until nothing is being answered."""
        until_idle(self.slack.threads, PATIENCE)


def until_idle(threads: SlackThreads, patience: float) -> None:
    """Wait until none of the threads has anything to do, for `patience` seconds at most."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and not are_idle(threads):
        time.sleep(0.005)


def are_idle(threads: SlackThreads) -> bool:
    """Whether none of the threads has anything to do.

    Looked at in the order in which work is handed on: a listener that hands something to a worker between
    two looks is seen either as busy itself or by the worker that has it.
    """
    return all(
        pool._work_queue.empty() and pool._idle_semaphore._value == len(pool._threads)
        for pool in (threads.listeners, threads.quick, threads.workers)
    )
