"""The command `katou tick` itself under kill -9: four at once, against a Slack and a Teams on this machine.

What answers takes a moment after it has taken a post, so that many a kill falls between sending and
recording. The clock is the machine's; that a lease has run out is written into the state file while no sender
lives.
"""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bot.memory import Chat, Memory, fingerprint
from bot.memory.subscriptions import MORE, Ledger
from bot.subscription import Post, Subscription
from bot.weekly.calendar import week_of
from katou_index.records import Record
from tests.bot_fixtures import ROOT
from tests.commands import Forked, run_command
from tests.slack_emulator import SlackEmulator
from tests.teams_connector import APP, TENANT, Connector

WORKERS = 4
EACH = 15  # subscriptions of one channel, each of another department
MOMENT = 0.05  # seconds at most between taking a post and saying so
PATIENCE = 60.0


class Result(Record):
    """What came of it. `listed` are posts that a person is asked to look at."""

    posts: int
    kills: int
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    unclear: int
    listed: int


def storm(
    environ: dict[str, str],
    ledger: Ledger,
    wanted: list[Subscription],
    arrived: Callable[[], Counter[str]],
    kills: int,
) -> Result:
    """Post once to each of `wanted` by `katou tick`, killing up to `kills` of its processes.

    `arrived` gives how often each post is there, by its key.
    """
    dice = random.Random(11)
    week, now = week_of(date.today()), time.time()
    keys = []
    for each in wanted:
        number = ledger.subscribe(each.but(since=now, weekday=(date.today().weekday() - 3) % 7)).id
        keys.append(f"{number}:{week}")
        ledger.plan([Post(keys[-1], number, week, date.today().isoformat(), now)])
    killed = 0
    for turn in itertools.count():
        assert turn < kills + 10, "it comes to no end"
        started = [_tick(environ) for _ in range(WORKERS if killed < kills else 1)]
        before = arrived().total()
        deadline = time.monotonic() + PATIENCE
        while arrived().total() == before and any(each.poll() is None for each in started):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        for each in started[: kills - killed]:
            time.sleep(dice.random() * MOMENT)
            if each.poll() is None:
                each.kill()  # SIGKILL
                killed += 1
        for each in started:
            each.communicate(timeout=PATIENCE)
        waiting = _time_passes(ledger.memory.path)
        if not waiting:
            break
    there = arrived()
    states = {post.key: post.state for post in ledger.posts()}
    unclear = {key for key, state in states.items() if state == "unclear" and not key.endswith(MORE)}
    told = run_command("katou", "weekly", "list", env=environ)
    return Result(
        len(keys), killed,
        tuple(key for key in keys if not there[key] and key not in unclear),
        tuple(key for key, times in there.items() if times > 1),
        len(unclear), sum(f"settle {key.partition(':')[0]} {week}" in told.stdout for key in unclear),
    )  # fmt: skip


def _tick(environ: dict[str, str]) -> Forked:
    with open(os.devnull, "w") as nowhere:
        return Forked("katou", "tick", env=environ, cwd=ROOT, stdout=nowhere, stderr=nowhere)


def _time_passes(state: str) -> int:
    """Every lease has run out and every wait is over; how many posts are still to be sent."""
    with closing(sqlite3.connect(state)) as connection, connection:
        connection.execute("update post set lease = 0, not_before = 0")
        (count,) = connection.execute(
            "select count(*) from post where state in ('pending', 'sending')"
        ).fetchone()
    return int(count)


def environ_of(folder: Path, index: Path, **more: str) -> dict[str, str]:
    """The settings of one storm and nothing else of this project's."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("KATOU_", "SLACK_", "LC_", "LANG"))}
    return {
        **kept, "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index),
        "KATOU_STATE": str(folder / "state.db"), "KATOU_MEANING": "off", **more,
    }  # fmt: skip


# -- Slack -------------------------------------------------------------------------------------------------


def in_slack(folder: Path, index: Path, posts: int, kills: int) -> Result:
    """The storm against the Slack emulator, which keeps a history."""
    with SlackEmulator() as emulator, slowly(emulator.base_url) as address:
        memory = Memory(folder / "state.db")
        channels = _channels(emulator, -(-posts // EACH))
        departments = [""] * EACH
        departments[1:] = [f"課{number}" for number in range(1, EACH)]
        wanted = [Subscription("slack", "", c, d) for c in channels for d in departments][:posts]
        environ = environ_of(folder, index, SLACK_BOT_TOKEN=emulator.bot_token, SLACK_API_URL=address)
        names = {fingerprint(f"{number}:{week_of(date.today())}"): number for number in range(1, posts + 1)}

        def arrived() -> Counter[str]:
            found: Counter[str] = Counter()
            for channel in channels:
                history = emulator.client().conversations_history(
                    channel=channel, include_all_metadata=True, limit=200
                )
                marks = (
                    ((message.get("metadata") or {}).get("event_payload") or {}).get("post")
                    for message in history["messages"]
                )
                found.update(f"{names[mark]}:{week_of(date.today())}" for mark in marks if mark in names)
            return found

        return storm(environ, Ledger(memory), wanted, arrived, kills)


def _channels(emulator: SlackEmulator, count: int) -> list[str]:
    alice = emulator.client(emulator.user_token)
    found = []
    for number in range(count):
        found.append(str(alice.conversations_create(name=f"weekly-{number}")["channel"]["id"]))
        alice.conversations_invite(channel=found[-1], users=[emulator.bot_user_id])
    return found


@contextmanager
def slowly(address: str) -> Iterator[str]:
    """An address that passes everything on to another, and the answers back a moment later."""
    dice = random.Random(5)

    class Passing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            names = ("Authorization", "Content-Type")
            headers = {name: self.headers[name] for name in names if self.headers[name]}
            request = urllib.request.Request(address + self.path.removeprefix("/"), body, headers)
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                    status, data = answer.status, answer.read()
            except urllib.error.HTTPError as error:
                status, data = error.code, error.read()
            time.sleep(dice.random() * MOMENT)
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """Whoever asked was killed."""

    server = Quiet(("127.0.0.1", 0), Passing)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


# -- Teams -------------------------------------------------------------------------------------------------


class Shaky(Connector):
    """A Teams that takes a moment, breaks a line after it has taken a post, refuses one now and then."""

    def __init__(self) -> None:
        self.dice = random.Random(3)
        self.taken: Counter[str] = Counter()
        super().__init__()

    def _answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if "/v3/conversations/" not in path or "/members/" in path:
            return super()._answer(method, path, body)
        luck = self.dice.random()
        if luck < 0.08:
            return (429 if luck < 0.04 else 503), {"Retry-After": "1"}, {}
        if MARK in str(body.get("text")):
            self.taken[unquote(path).rsplit("/", 2)[1]] += 1
        time.sleep(self.dice.random() * MOMENT)
        return (0 if luck > 0.96 else 201), {}, {"id": f"m{luck}"}


MARK = "アクションプラン週報"  # stands in a post, not in what goes on below it


def in_teams(folder: Path, index: Path, posts: int, kills: int) -> Result:
    """The storm against a Teams, which keeps no history."""
    connector = Shaky()
    memory = Memory(folder / "state.db")
    chats = [f"19:chat{number}@thread.v2" for number in range(1, posts + 1)]
    for chat in chats:
        memory.install(Chat(chat, connector.service, TENANT, "groupChat", "", ""), date(2026, 11, 22))
    environ = environ_of(
        folder, index, KATOU_TEAMS_CLIENT_ID=APP, KATOU_TEAMS_CLIENT_SECRET="s3cret",
        KATOU_TEAMS_TENANT_ID=TENANT, KATOU_TEAMS_LOGIN_URL=f"{connector.url}/login/",
    )  # fmt: skip
    week = week_of(date.today())

    def arrived() -> Counter[str]:
        return Counter({f"{chats.index(chat) + 1}:{week}": n for chat, n in connector.taken.items()})

    try:
        return storm(environ, Ledger(memory), [Subscription("teams", "", c) for c in chats], arrived, kills)
    finally:
        connector.close()
