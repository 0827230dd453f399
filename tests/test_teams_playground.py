"""Teams in a real page: Microsoft 365 Agents Playground in Chromium, driven as a person would."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.surfaces.teams.app import Teams
from tests.bot_fixtures import bot
from tests.teams_playground import HERE, MODULES, PLAYGROUND, playground_of, post_weekly, teams_of

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


@pytest.fixture
def teams(tmp_path: Path) -> Iterator[tuple[Teams, str]]:
    """The bot on a server, for a tool that signs nothing, and its address."""
    with teams_of(bot(), tmp_path) as running:
        yield running


@pytest.fixture
def playground(teams: tuple[Teams, str], tmp_path: Path) -> Iterator[str]:
    """The Playground, talking with the bot; its address."""
    needed(str(PLAYGROUND) if PLAYGROUND.exists() else None, "make setup-node installs the Playground")
    node = needed(next(map(str, MODULES.glob("node-*/bin/node")), None), "make setup-node installs Node")
    with playground_of(teams[1], node, tmp_path) as address:
        yield address


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
        try:
            for line in process.stdout:
                steps.append(line.strip())
                if steps[-1] == "post now":
                    post_weekly(tmp_path, teams[0].memory)
            said = process.stderr.read()
        finally:
            process.kill()
    assert steps == STEPS, said
    assert process.returncode == 0, said
    assert [group.kind for group in teams[0].memory.missed()] == ["correction"]
