"""No listener answers strangers: each one that is registered, from places that are not allowed.

A listener without a payload here fails the walk, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.chat import Front
from bot.memory import Memory
from bot.subscription import Subscription
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.app import PATH, Slack, SlackKeys
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from bot.wording import chat as say
from tests.bot_fixtures import ROOT, bot
from tests.slack_driver import PATIENCE, until_idle
from tests.socket_mode import SocketModeServer

SECRET = "signing"
OURS, THEIRS, USER, CHANNEL = "T1", "T9", "UOFFICE", "C1"
LOOKUPS = {
    "auth.test",
    "users.info",
    "conversations.info",
}  # ask Slack for something, and show nobody anything
REASONS = ("team", "nobody", "channel", "external", "unseen", "guest", "unknown")


def told() -> set[str]:
    """What strangers may read. Asked for once there is a bot: the office is named in its city's words."""
    return {say.refused("ja", why) for why in REASONS} | {
        say.search("ja", "title"),
        say.search("ja", "close"),
    }


class Payload(NamedTuple):
    """What Slack sends. `quiet`: nothing comes of it anywhere; `there`: it names a channel."""

    kind: str  # event, command or interaction
    body: dict[str, Any]
    quiet: bool = False
    there: bool = False


def event(body: dict[str, Any], **more: Any) -> Payload:
    return Payload("event", body, **more)


def action(name: str, **more: Any) -> dict[str, Any]:
    element = {"type": "button", "action_id": name, "block_id": "b", "action_ts": "9.1", **more}
    message = {"ts": "5.0", "text": "No.21"}
    container = {"type": "message", "channel_id": CHANNEL, "message_ts": "5.0"}
    return {
        "type": "block_actions", "actions": [element], "channel": {"id": CHANNEL},
        "message": message, "container": container,
    }  # fmt: skip


def at_home(name: str, **more: Any) -> dict[str, Any]:
    home = {**action(name, **more), "container": {"type": "view"}, "view": {"id": "V1", "type": "home"}}
    return {key: value for key, value in home.items() if key not in ("channel", "message")}


def view(kind: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    filled = {"id": "V1", "callback_id": name, "type": "modal", "state": {"values": values}}
    return {"type": kind, "view": filled}


def suggestion(name: str) -> dict[str, Any]:
    modal = {"id": "V1", "type": "modal", "callback_id": "search_plan"}
    return {"type": "block_suggestion", "action_id": name, "block_id": "b", "value": "RPA", "view": modal}


OPENED = {"type": "app_home_opened", "user": USER, "channel": "D1", "event_ts": "1.0"}
SAID = {"user": USER, "text": "No.21", "channel": CHANNEL, "ts": "1.0", "event_ts": "1.0"}
STEP = {
    "type": "function_executed", "function": {"callback_id": "ask_plan"}, "event_ts": "1.0",
    "function_execution_id": "Fx1", "bot_access_token": "xwfp-1",
}  # fmt: skip
SEARCHED = {"rating": {"rating": {"type": "static_select", "selected_option": {"value": "×"}}}}
SUBSCRIBED = {
    "department": {"department": {"type": "static_select", "selected_option": {"value": "防災課"}}},
    "weekday": {"weekday": {"type": "static_select", "selected_option": {"value": "2"}}},
    "time": {"time": {"type": "timepicker", "selected_time": "13:30"}},
}
CHOSEN = {"type": "static_select", "selected_option": {"value": "防災課"}}
PAYLOADS = {
    "mention": event({**SAID, "type": "app_mention"}, there=True),
    "direct message": event({**SAID, "type": "message", "channel_type": "im", "channel": "D1"}),
    "home": event({**OPENED, "tab": "home"}),
    "messages tab": event({**OPENED, "tab": "messages"}),
    "workflow step": event({**STEP, "inputs": {"question": "No.21", "person": USER}}),
    "workflow step for a channel": event(
        {**STEP, "inputs": {"question": "No.21", "person": USER, "channel": CHANNEL}}, there=True
    ),
    "app taken away": event({"type": "app_uninstalled", "event_ts": "1.0"}, quiet=True),
    "tokens taken back": event(
        {"type": "tokens_revoked", "tokens": {"oauth": [USER], "bot": []}, "event_ts": "1.0"}, quiet=True
    ),
    "another event": event({"type": "reaction_added", "user": USER, "event_ts": "1.0"}, quiet=True),
    "command": Payload("command", {"command": "/plan", "text": "No.21"}, there=True),
    "what was not found": Payload("command", {"command": "/plan", "text": "未回答"}, there=True),
    "another command": Payload("command", {"command": "/old", "text": "No.21"}, quiet=True),
    "message shortcut": Payload(
        "interaction",
        {"type": "message_action", "callback_id": "about_message", "channel": {"id": CHANNEL},
         "message": {"ts": "5.0", "text": "No.21"}},
        there=True,
    ),
    "shortcut": Payload("interaction", {"type": "shortcut", "callback_id": "search_plan"}),
    "another shortcut": Payload("interaction", {"type": "shortcut", "callback_id": "old"}, quiet=True),
    "choice": Payload("interaction", action("ask:0", value="No.21"), there=True),
    "choice at home": Payload("interaction", at_home("ask:0", value="No.21")),
    "share": Payload("interaction", action("share", value="No.21"), there=True),
    "feedback": Payload("interaction", action("feedback", value="negative:RPA"), there=True),
    "open the form": Payload("interaction", at_home("open_search")),
    "department": Payload("interaction", at_home("home_department", **CHOSEN)),
    "weekly button": Payload("interaction", at_home("weekly:0", value="")),
    "open the weekly form": Payload("interaction", at_home("open_weekly")),
    "another action": Payload("interaction", action("old"), quiet=True),
    "weekly form": Payload("interaction", view("view_submission", "subscribe_weekly", SUBSCRIBED)),
    "form": Payload("interaction", view("view_submission", "search_plan", SEARCHED)),
    "another form": Payload("interaction", view("view_submission", "old", {}), quiet=True),
    "closed form": Payload("interaction", view("view_closed", "search_plan", {}), quiet=True),
    "suggestions": Payload("interaction", suggestion("topic")),
    "other suggestions": Payload("interaction", suggestion("old"), quiet=True),
}  # fmt: skip


class Asked(Front):
    """Counts what it is asked."""

    count = 0

    def ask(self, *args: Any, **more: Any) -> Any:
        self.count += 1
        return super().ask(*args, **more)


class Office:
    """The bot in a workspace of its own, with one weekly post; `policy` says who may ask."""

    def __init__(self, server: SocketModeServer, folder: Path, policy: SlackPolicy | None = None) -> None:
        self.server = server
        self.memory = Memory(folder / f"{time.monotonic_ns()}.db")
        self.kit = WeeklyService(bot(), self.memory, str(ROOT / "data"))
        self.kit.subscribe(Subscription("slack", OURS, CHANNEL, "", since=time.time()))
        self.front = Asked(bot(), self.memory, weekly=WeeklyDialogue(self.kit))
        keys = SlackKeys("xoxb-1", server.api_url, SECRET)
        self.slack = Slack(
            self.front, self.memory, keys, (policy or SlackPolicy()).but(office=frozenset({USER}))
        )
        self.wsgi = self.slack.wsgi()
        self.order = self._order()
        self.deliver(PAYLOADS["messages tab"])  # the person is known from now on
        self.settle()
        self.server.calls.clear()
        self.front.count = 0
        self.before = self.state()

    def _order(self) -> str:
        kept = self.front.kept_weekly("slack", OURS, "D1", lambda: True, "ja")
        assert kept
        return json.dumps([kept[0].number, kept[0].offers[-1].asks])

    def encoded(self, payload: Payload, team: str) -> tuple[str, str]:
        """Body and content type of a request."""
        body = payload.body
        if payload.kind == "event":
            bot_there = {"team_id": team, "user_id": "UBOT", "is_bot": True}
            whole = {"type": "event_callback", "team_id": team, "event_id": "Ev1", "event": body}
            return json.dumps({**whole, "authorizations": [bot_there]}), "application/json"
        common = {"trigger_id": "1.1", "response_url": self.server.response_url}
        if payload.kind == "command":
            where = {"team_id": team, "user_id": USER, "channel_id": CHANNEL}
            return urlencode({**common, **where, **body}), "application/x-www-form-urlencoded"
        if body.get("actions", [{}])[0].get("action_id") == "weekly:0":
            body = {**body, "actions": [{**body["actions"][0], "value": self.order}]}
        user = {"id": USER, "team_id": team}
        whole = {"team": {"id": team}, "user": user, **common, **body}
        return urlencode({"payload": json.dumps(whole)}), "application/x-www-form-urlencoded"

    def deliver(self, payload: Payload, team: str = OURS) -> str:
        """Send it signed; what the bot says at once."""
        body, kind = self.encoded(payload, team)
        stamp = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": PATH, "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body.encode())), "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": signature,
            "wsgi.input": io.BytesIO(body.encode()),
        }  # fmt: skip
        said = b"".join(self.wsgi(environ, lambda status, headers: statuses.append(status)))
        assert statuses[0].startswith("200")
        return said.decode()

    def settle(self) -> None:
        """Wait until nothing is being answered."""
        until_idle(self.slack.threads, PATIENCE)

    def state(self) -> list[Any]:
        """What is kept of people's doings."""
        return [
            self.kit.ledger.subscriptions(), self.memory.missed(),
            self.memory.chosen(f"slack:{OURS}:{USER}"),
        ]  # fmt: skip

    def shown(self) -> list[tuple[str, dict[str, Any]]]:
        """What anybody would see."""
        private = [("respond", each) for each in self.server.private]
        return [(name, given) for name, given in self.server.calls if name not in LOOKUPS] + private


def heard_by(app: App, office: Office) -> dict[str, int]:
    """Which of the registered listeners takes each payload, by its place."""
    found = {}
    for name, payload in PAYLOADS.items():
        body, kind = office.encoded(payload, OURS)
        request = BoltRequest(body=body, headers={"content-type": [kind]})
        listeners = enumerate(app._listeners)
        found[name] = next(
            n for n, each in listeners if each.matches(req=request, resp=BoltResponse(status=404))
        )
    return found


def without_payload(app: App, office: Office) -> list[str]:
    """The registered listeners that none of the payloads reaches."""
    reached = set(heard_by(app, office).values())
    return [
        f"{number}: {getattr(each.ack_function, '__qualname__', each.ack_function)}"  # type: ignore[attr-defined]
        for number, each in enumerate(app._listeners)
        if number not in reached
    ]


def words(part: Any) -> Iterator[str]:
    """Every text that somebody would read."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "error", "answer") and isinstance(value, str):
                yield value.strip()
            else:
                yield from words(
                    json.loads(value) if key in ("view", "blocks") and isinstance(value, str) else value
                )
    elif isinstance(part, list | tuple):
        for each in part:
            yield from words(each)


@pytest.fixture
def server() -> Iterator[SocketModeServer]:
    with SocketModeServer() as running:
        yield running


def test_every_listener_is_walked(server: SocketModeServer, tmp_path: Path) -> None:
    office = Office(server, tmp_path)
    app = office.slack.app
    assert without_payload(app, office) == []
    for kind in (app.action, app.view, app.shortcut, app.command, app.options, app.event, app.function):
        count = len(app._listeners)
        kind("brand_new")(test_every_listener_is_walked)
        assert len(without_payload(app, office)) == 1, kind
        del app._listeners[count:]
    office.slack.close()


@pytest.mark.parametrize("name", PAYLOADS)
def test_something_comes_of_each_where_it_is_allowed(
    server: SocketModeServer, tmp_path: Path, name: str
) -> None:
    """Else the next test would say nothing."""
    office = Office(server, tmp_path)
    said = office.deliver(PAYLOADS[name])
    office.slack.close()
    options = json.loads(said)["options"] if name.endswith("suggestions") else []
    came = bool(office.shown() or options)
    assert came is not PAYLOADS[name].quiet
    assert not told() - {say.search("ja", "title"), say.search("ja", "close")} & set(words(office.shown()))


STRANGERS: dict[str, tuple[str, SlackPolicy, dict[str, Any]]] = {
    "a workspace that is not allowed": (THEIRS, SlackPolicy(), {}),
    "a workspace not among those that installed it": (
        OURS, SlackPolicy(teams=frozenset({"T7"}), by_oauth=True), {}
    ),
    "a guest": (OURS, SlackPolicy(), {"is_restricted": True}),
    "a person of elsewhere": (OURS, SlackPolicy(), {"team_id": THEIRS}),
    "a channel that is not listed": (OURS, SlackPolicy(channels=frozenset({"C7"})), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, payload in PAYLOADS.items() if not payload.quiet])
@pytest.mark.parametrize("stranger", STRANGERS)
def test_nothing_is_answered_from_where_nobody_may_ask(
    server: SocketModeServer, tmp_path: Path, name: str, stranger: str
) -> None:
    team, policy, person = STRANGERS[stranger]
    payload = PAYLOADS[name]
    if "channel" in stranger and not payload.there and name != "workflow step":
        return  # it comes from no channel, so the list of channels says nothing about it
    server.people[USER] = {"id": USER, "team_id": OURS, **person}
    office = Office(server, tmp_path, policy)
    said = office.deliver(payload, team)
    office.slack.close()
    assert set(words(office.shown())) - {""} <= told()
    assert {method for method, _ in office.shown()} <= {
        "chat.postMessage", "chat.postEphemeral", "respond", "views.open", "views.publish",
        "functions.completeError",
    }  # fmt: skip
    assert said == "" or json.loads(said).get("options") == []
    assert office.front.count == 0
    assert office.state() == office.before


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ({}, "nobody"),
        ({"person": ""}, "nobody"),
        ({"person": USER, "channel": "C1"}, "unseen"),
        ({"person": USER, "channel": "anything"}, "unseen"),
    ],
)
def test_a_step_that_does_not_say_for_whom_or_where_says_what_is_missing(
    server: SocketModeServer, tmp_path: Path, inputs: dict[str, str], why: str
) -> None:
    office = Office(server, tmp_path)
    server.unseen |= {"C1", "anything"}
    office.deliver(event({**STEP, "inputs": {"question": "No.21", **inputs}}))
    office.slack.close()
    ((method, given),) = office.shown()
    assert (method, given["error"]) == ("functions.completeError", say.refused("ja", why))


def test_a_step_looks_people_up_with_the_bots_own_token(server: SocketModeServer, tmp_path: Path) -> None:
    """The token that comes with a step is for its end."""
    office = Office(server, tmp_path)
    office.deliver(PAYLOADS["workflow step for a channel"])
    office.slack.close()
    assert server.tokens["conversations.info"] == "Bearer xoxb-1"
    assert server.tokens["functions.completeSuccess"] == "Bearer xwfp-1"
