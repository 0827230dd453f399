"""Teams in a real page: Microsoft 365 Agents Playground in Chromium, driven as a person would.

The Playground is Microsoft's, for evaluation only: it is a tool of these tests and no part of the product.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat import Front
from bot.conversation import Conversations
from bot.memory import Memory
from bot.subscription import Subscription
from bot.surfaces.http import Router, Server
from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.app import PATH, Setup, Teams
from bot.surfaces.teams.weekly import TeamsPlatform
from bot.weekly.sending import Poster
from tests.bot_fixtures import ROOT, bot
from tests.state_files import installed
from tests.weekly_fixtures import City

HERE = ROOT / "tests" / "playground"
MODULES = ROOT / "tests" / "node" / "node_modules"
PLAYGROUND = MODULES / "@microsoft" / "m365agentsplayground" / "cli.js"
PATIENCE = 60.0  # seconds until something counts as not coming
PEOPLE = 5  # the Playground wants that many
STEPS = [
    "welcome",
    "answer",
    "button",
    "back",
    "follow-up",
    "wrong",
    "post now",
    "post",
    "try",
    "search",
    "group",
]


def needed(what: str | None, how: str) -> str:
    """A program that this test needs; without it, skipped with a line on how to get it."""
    if not what:
        if os.environ.get("CI") == "true":
            pytest.fail(how)
        pytest.skip(how)
    return what


def person(number: int) -> dict[str, str]:
    return {
        "id": f"user-id-{number}", "name": f"職員{number}", "givenName": f"{number}", "surname": "職員",
        "userPrincipleName": f"{number}@city.example", "email": f"{number}@city.example",
        "aadObjectId": f"00000000-0000-0000-0000-00000000002{number}",
    }  # fmt: skip


@pytest.fixture
def teams(tmp_path: Path) -> Iterator[tuple[Teams, str]]:
    """The bot on a server, for a tool that signs nothing, and its address."""
    memory = Memory(tmp_path / "state.db")
    bot().conversations = Conversations()
    setup = Setup("", "", "", "", "")
    surface = Teams(Front(bot(), memory), memory, setup, TeamsPolicy(frozenset(), open_locally=True))
    server = Server(Router(surface.paths(), lambda: True), "127.0.0.1", 0)
    thread = server.start()
    yield surface, server.address
    server.close()
    thread.join(timeout=PATIENCE)
    surface.close()


@pytest.fixture
def playground(teams: tuple[Teams, str], tmp_path: Path) -> Iterator[str]:
    """The Playground, talking with the bot; its address."""
    needed(str(PLAYGROUND) if PLAYGROUND.exists() else None, "make setup-node installs the Playground")
    node = needed(next(map(str, MODULES.glob("node-*/bin/node")), None), "make setup-node installs Node")
    config = tmp_path / "playground.yml"
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
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [node, "-r", str(HERE / "loopback.cjs"), str(PLAYGROUND), "start", "-e", f"{teams[1]}{PATH}",
               "-c", "msteams", "-p", str(port), "--disable-telemetry"]  # fmt: skip
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "TEAMSAPPTESTER_BROWSER": "none",
        "SEND_INSTALLATION_ACTIVITY": "true", "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(tmp_path / "playground.log"),
    }  # fmt: skip
    with subprocess.Popen(
        command, env=environ, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        address = f"http://127.0.0.1:{port}/"
        until_it_answers(address)
        yield address
        process.kill()


def until_it_answers(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def post_weekly(folder: Path, memory: Memory) -> None:
    """The weekly post into the personal chat, as `katou tick` sends it."""
    (folder / "city").mkdir()
    city = City(folder / "city", "2026-11-22 12:00")
    personal = next(chat for chat in installed(memory) if chat.scope == "personal")
    city.kit.subscribe(Subscription("teams", "", personal.conversation, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    platform = TeamsPlatform(memory, Setup("", "", "", "", ""))
    poster = Poster(city.kit.ledger, city.kit.composer, city.kit.calendar, {"teams": platform}, city.clock)
    assert poster.tick().sent == 1
    platform.close()


def test_a_person_in_the_page_is_answered(teams: tuple[Teams, str], playground: str, tmp_path: Path) -> None:
    chromium = needed(
        shutil.which("chromium") or shutil.which("chromium-browser"),
        "Chromium is missing: sudo apt-get install chromium fonts-noto-cjk",
    )
    node = next(map(str, MODULES.glob("node-*/bin/node")))
    command = [node, str(HERE / "talk.cjs"), playground, chromium, str(tmp_path / "profile")]
    steps = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            steps.append(line.strip())
            if steps[-1] == "post now":
                post_weekly(tmp_path, teams[0].memory)
        said = process.stderr.read()
    assert steps == STEPS, said
    assert process.returncode == 0, said
    assert [group.kind for group in teams[0].memory.missed()] == ["correction"]
