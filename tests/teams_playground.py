"""Microsoft's Agents Playground in Chromium: a page like Teams', talking with the bot on this machine.

The Playground is Microsoft's, for evaluation only: a tool of tests and pictures, no part of the product.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.bot import Bot
from bot.chat import Front
from bot.conversation import Conversations
from bot.memory import Memory
from bot.subscription import Subscription
from bot.surfaces.http import Router, Server
from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.app import PATH, Setup, Teams
from bot.surfaces.teams.weekly import TeamsPlatform
from bot.weekly.sending import Poster
from tests.bot_fixtures import ROOT
from tests.ports import free_port
from tests.state_files import installed
from tests.weekly_fixtures import City

HERE = ROOT / "tests" / "playground"
MODULES = ROOT / "tests" / "node" / "node_modules"
PLAYGROUND = MODULES / "@microsoft" / "m365agentsplayground" / "cli.js"
PATIENCE = 60.0  # seconds until something counts as not coming
PEOPLE = 5  # the Playground wants that many
OPEN = Setup("", "", "", "", "")  # for a tool that signs nothing


def person(number: int) -> dict[str, str]:
    return {
        "id": f"user-id-{number}", "name": f"職員{number}", "givenName": f"{number}", "surname": "職員",
        "userPrincipleName": f"{number}@city.example", "email": f"{number}@city.example",
        "aadObjectId": f"00000000-0000-0000-0000-00000000002{number}",
    }  # fmt: skip


@contextmanager
def teams_of(bot: Bot, folder: Path) -> Iterator[tuple[Teams, str]]:
    """The bot on a server, and its address."""
    memory = Memory(folder / "state.db")
    bot.conversations = Conversations()
    surface = Teams(Front(bot, memory), memory, OPEN, TeamsPolicy(frozenset(), open_locally=True))
    server = Server(Router(surface.paths(), lambda: True), "127.0.0.1", 0)
    thread = server.start()
    try:
        yield surface, server.address
    finally:
        server.close()
        thread.join(timeout=PATIENCE)
        surface.close()


@contextmanager
def playground_of(address: str, node: str, folder: Path) -> Iterator[str]:
    """The Playground, talking with the bot at an address; its own address."""
    config = folder / "playground.yml"
    config.write_text(json.dumps({  # JSON is YAML
        "version": "0.1.1",
        "tenantId": "00000000-0000-0000-0000-000000000001",
        "bot": {"id": "00000000-0000-0000-0000-00000000000b", "name": "プランBot"},
        "currentUser": person(0),
        "users": [person(number) for number in range(1, PEOPLE + 1)],
        "personalChat": {"id": "personal-chat-id"},
        "groupChat": {"id": "group-chat-id", "name": "打合せ"},
        "team": {
            "id": "team-id", "name": "市役所", "aadGroupId": "00000000-0000-0000-0000-000000000030",
            "channels": [{"id": "channel-1", "name": "一般"}],
        },
    }))  # fmt: skip
    command = [node, "-r", str(HERE / "loopback.cjs"), str(PLAYGROUND), "start", "-e", f"{address}{PATH}",
               "-c", "msteams", "--disable-telemetry"]  # fmt: skip
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "TEAMSAPPTESTER_BROWSER": "none",
        "SEND_INSTALLATION_ACTIVITY": "true", "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
    }  # fmt: skip
    said = folder / "playground.out"
    with (
        said.open("wb") as out,
        subprocess.Popen(
            [*command, "-p", str(free_port())], env=environ, cwd=folder, stdout=out, stderr=out
        ) as process,
    ):
        try:
            page = f"http://127.0.0.1:{_port_said_in(said, process)}/"
            with urllib.request.urlopen(page, timeout=PATIENCE):
                yield page
        finally:
            process.kill()


def _port_said_in(said: Path, process: subprocess.Popen[bytes]) -> str:
    """The port that the Playground says it has: it takes another one where its own is taken."""
    deadline = time.monotonic() + PATIENCE
    while not (found := re.search(r"Listening on (\d+)", text := said.read_text(errors="replace"))):
        assert process.poll() is None, text
        assert time.monotonic() < deadline, text
        time.sleep(0.05)
    return found[1]


def post_weekly(folder: Path, memory: Memory) -> None:
    """The weekly post into the personal chat, as `katou tick` sends it."""
    (folder / "city").mkdir()
    city = City(folder / "city", "2026-11-22 12:00")
    personal = next(chat for chat in installed(memory) if chat.scope == "personal")
    city.kit.subscribe(Subscription("teams", "", personal.conversation, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    platform = TeamsPlatform(memory, OPEN)
    poster = Poster(city.kit.ledger, city.kit.composer, city.kit.calendar, {"teams": platform}, city.clock)
    assert poster.tick().sent == 1
    platform.close()
