"""What is there to install it with: units, a container's recipe, a package; each held against the program."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.commands.options import arguments_of
from bot.settings import all_settings
from tests.bot_fixtures import ROOT, index_path
from tests.test_slack_commands import get, line, running

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NAMES = {setting.name for setting in all_settings()}


class _Unit(configparser.RawConfigParser):
    """A unit file: names keep their capitals, a name may come again."""

    def __init__(self) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]


def unit(path: Path) -> _Unit:
    found = _Unit()
    found.read(path, encoding="utf-8")
    return found


def environment(path: Path) -> set[str]:
    lines = re.findall(r"^Environment=(.*)$", path.read_text(encoding="utf-8"), re.M)
    return {each.partition("=")[0] for line in lines for each in shlex.split(line)}


def test_there_is_a_unit_for_every_process_that_lives_on() -> None:
    assert {path.stem for path in UNITS} == {"katou-serve", "katou-slack", "katou-clock"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is_as_nobody_special(path: Path) -> None:
    service = unit(path)["Service"]
    program, *rest = shlex.split(service["ExecStart"])
    assert program == "/opt/katou/.venv/bin/katou"
    arguments_of(rest)  # ends the process where there is no such command
    assert service["User"] not in ("", "root")
    assert environment(path) <= NAMES
    assert {name for name in NAMES if name in ("KATOU_DATA", "KATOU_INDEX", "KATOU_STATE")} <= environment(
        path
    )


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is missing (Debian: systemd)"
)
def test_systemd_finds_no_fault_in_a_unit(tmp_path: Path) -> None:
    copies = []
    for path in UNITS:
        text = path.read_text(encoding="utf-8")
        copies.append(tmp_path / path.name)  # its program is elsewhere here
        copies[-1].write_text(text.replace("/opt/katou/.venv/bin/katou", "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *copies], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_served_unit_answers(tmp_path: Path) -> None:
    command = shlex.split(unit(DEPLOY / "systemd" / "katou-serve.service")["Service"]["ExecStart"])[1:]
    command[command.index("--port") + 1] = "0"
    with running(tmp_path, *command) as process:
        said = ""
        while not said.startswith("待ち受け: "):
            said = line(process)
        assert get(f"{said.removeprefix('待ち受け: ')}/healthz")[0] == 200


def of_unit(path: Path, home: Path) -> tuple[list[str], dict[str, str]]:
    """What a unit starts, and its environment, with /var/lib/katou in another place."""
    lines = re.findall(r"^Environment=(.*)$", path.read_text(encoding="utf-8"), re.M)
    settings = dict(each.split("=", 1) for line in lines for each in shlex.split(line))
    moved = {name: value.replace("/var/lib/katou", str(home)) for name, value in settings.items()}
    return shlex.split(unit(path)["Service"]["ExecStart"])[1:], moved


def at_home(tmp_path: Path) -> Path:
    """A home of the service as docs/install.md makes it: with data, and without an index."""
    home = tmp_path / "var"
    shutil.copytree(ROOT / "data", home / "data")
    return home


def test_the_clock_starts_as_its_unit_says_and_ends_when_it_is_stopped(tmp_path: Path) -> None:
    home = at_home(tmp_path)
    command, settings = of_unit(DEPLOY / "systemd" / "katou-clock.service", home)
    with running(tmp_path, *command, **settings) as process:
        assert line(process) == "毎分、週報の予定を確かめます。"
        process.terminate()
        assert process.wait(int(unit(UNITS[0])["Service"]["TimeoutStopSec"])) in (0, 143, -15)
    assert (home / "katou-state.db").exists()


def test_slack_without_its_secrets_says_which_setting_lacks(tmp_path: Path) -> None:
    command, settings = of_unit(DEPLOY / "systemd" / "katou-slack.service", at_home(tmp_path))
    with running(tmp_path, *command, **settings) as process:
        assert process.wait(30) == 1
        assert process.stderr is not None
        assert "SLACK_BOT_TOKEN" in process.stderr.read()


def test_the_container_answers_as_it_is_started(tmp_path: Path) -> None:
    """With its own environment and command; a password, as the page is open to the network there."""
    instructions = dict(container())
    named = re.findall(r"\b(KATOU_[A-Z_]+)=(\S+)", instructions["ENV"])
    home = at_home(tmp_path)
    settings = {name: value.replace("/var/lib/katou", str(home)) for name, value in named}
    command = json.loads(instructions["CMD"])
    command[command.index("--port") + 1] = "0"
    with running(tmp_path, *command, **settings) as process:
        assert process.wait(30) == 1  # never without a password
    with running(tmp_path, *command, **settings, KATOU_PAGE_PASSWORD="a long password of a city") as process:
        said = ""
        while not said.startswith("待ち受け: "):
            said = line(process)
        port = said.rpartition(":")[2]
        assert get(f"http://127.0.0.1:{port}/healthz")[0] == 200


def container() -> list[tuple[str, str]]:
    """The instructions of the recipe, continued lines put together."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(each.split()[0], each.partition(" ")[2]) for each in text.splitlines() if each[:1].isupper()]


def test_the_container_copies_what_there_is_and_runs_as_nobody_special() -> None:
    let_in = {each[1:] for each in (ROOT / ".containerignore").read_text().split() if each.startswith("!")}
    for name, rest in container():
        if name == "COPY" and not rest.startswith("--from"):
            sources = rest.split()[:-1]
            assert all((ROOT / each).exists() for each in sources)
            assert set(sources) <= let_in
    instructions = dict(container())
    assert instructions["USER"] == "10001"
    arguments_of(json.loads(instructions["CMD"]))
    named = set(re.findall(r"\b(KATOU_[A-Z_]+)=", instructions["ENV"]))
    assert named <= NAMES


def test_a_package_holds_what_the_program_reads(tmp_path: Path) -> None:
    """Everything beside the modules that stands in the two packages is in the wheel."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "bot", "katou_index"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(tracked) <= held
    assert not {name for name in held if name.startswith(("data/", "tests/"))}


def test_without_data_it_says_where_to_get_them(tmp_path: Path) -> None:
    with running(tmp_path, "ask", "RPA", KATOU_DATA="nowhere", KATOU_INDEX="none.db") as process:
        assert process.wait(20) == 1
        assert process.stderr is not None
        said = process.stderr.read()
    assert "KATOU_DATA" in said
    assert "katou-index start" in said
    assert index_path().exists()
