"""What the documents say is so: commands run, settings are all there, links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.settings import all_settings
from tests.bot_fixtures import index_path
from tests.test_strangers import routes

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]
DOCUMENTS = [
    *READMES,
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *ROOT.glob("benchmarks/*.md"),
]
PROGRAMS = re.compile(r"^(\.venv/bin/)?(katou|katou-index|echo|make)\b")
CONVERSATIONS = {"katou chat", "make chat", "make demo"}  # tests/test_terminal.py holds them
SERVERS = (
    "katou slack",
    "katou mcp",
    "katou serve",
    "katou clock",
)  # test_slack_commands, test_weekly_commands


def blocks(path: Path) -> list[str]:
    return re.findall(r"^```\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)


def commands(path: Path) -> list[str]:
    lines = [line.split(" #")[0].strip() for block in blocks(path) for line in block.splitlines()]
    return [line for line in lines if PROGRAMS.match(line)]


def headings(path: Path) -> list[int]:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.M)]


def questions() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", READMES[0].read_text(encoding="utf-8"), re.M)
    return [row for row in rows if row[0] != "ask"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A copy of the data, for some commands add to it, and of their index."""
    shutil.copy(index_path(), tmp_path / "katou.db")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("KATOU_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "KATOU_DATA": str(shutil.copytree(ROOT / "data", tmp_path / "data")),
        "KATOU_INDEX": str(tmp_path / "katou.db"),
        "KATOU_STATE": str(tmp_path / "state.db"),
        "KATOU_MEANING": "off",  # no document shows a near thing: test_meaning.py has it on
    }


@pytest.mark.parametrize(
    "command",
    [
        line
        for line in commands(READMES[0])
        if line.startswith(("k", "e", ".")) and not line.removeprefix(".venv/bin/").startswith(SERVERS)
    ],
)
def test_every_command_of_the_readme_runs(command: str, environ: dict[str, str]) -> None:
    script = command.removeprefix(".venv/bin/")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_make_has_the_targets_that_are_named(path: Path) -> None:
    targets = {line.split()[1] for line in commands(path) if line.startswith("make")}
    targets |= set(re.findall(r"`make (\w+)`", path.read_text(encoding="utf-8")))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.M))


def test_the_examples_are_answered(environ: dict[str, str]) -> None:
    asked = [(text, lang) for row in questions() for text, lang in zip(row, ("ja", "en"), strict=True)]
    assert len(asked) >= 10
    done = subprocess.run(
        ["katou", "ask", "--jsonl"], env=environ, cwd=ROOT, capture_output=True, text=True, check=True,
        input="\n".join(json.dumps({"text": text}) for text, _ in asked),
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["question"], each["lang"]) for each in answers] == asked
    unanswered = [each["question"] for each in answers if each["kind"] in {"nothing", "help", "choose"}]
    assert unanswered == []


def test_every_setting_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|(.*)\| (.+) \|$", text, re.M)
    documented = [(name, default.strip().strip("`"), help_text) for name, default, help_text in rows]
    assert documented == [(each.name, each.default, each.en) for each in all_settings()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def anchors(path: Path) -> set[str]:
    """What a link may name behind #: headings in small letters, with hyphens for blanks, no other marks."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    names = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_headings_that_are_there(path: Path) -> None:
    found = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", path.read_text(encoding="utf-8"))
    lost = [
        (file, name) for file, name in found if name not in anchors((path.parent / file) if file else path)
    ]
    assert lost == []


def test_both_readmes_say_the_same() -> None:
    english, japanese = READMES
    assert headings(english) == headings(japanese)
    assert commands(english) == commands(japanese)
    assert [
        row for row in questions() if not all(text in japanese.read_text(encoding="utf-8") for text in row)
    ] == []


def test_procfile_names_only_commands_that_exist() -> None:
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        _, command = line.split(": ", 1)
        help_text = subprocess.run(
            [str(Path(sys.executable).parent / command.split()[0]), command.split()[1], "--help"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert help_text.returncode == 0, line


def scripts() -> list[tuple[str, str]]:
    """Every block of every document, however far it is indented, and what the sample of settings says."""
    sample = (ROOT / ".env.sample").read_text(encoding="utf-8").splitlines()[0]
    found = [(".env.sample", sample.partition(". ")[2].partition(", ")[0])]
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        fenced = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", text, re.M | re.S)
        found += [(path.name, textwrap.dedent(block)) for block in fenced]
    return found


MAKES_ENV = re.compile(r"(?:^|[\s/])\.env(?![.\w])")  # not .env.sample
READS_ENV = re.compile(r"^EnvironmentFile=|(?:^|[;'\s])\. (?:\./|/\S+/)\.env|\bsudoedit\b")
UNITS = [(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "deploy").rglob("*.service")]


def test_secrets_are_nobody_elses_from_their_first_byte() -> None:
    """A file that is made first and closed then could be read in between."""
    made = []
    for name, block in scripts():
        masked = re.search(r"^umask 0?77\b", block, re.M)
        for line in block.splitlines():
            if MAKES_ENV.search(line) and not READS_ENV.search(line):
                made.append(name)
                assert masked or re.match(r"(sudo )?install (?=.*-m 0?600\b)", line), f"{name}: {line}"
    assert {"install.md", "install.ja.md", "teams.md", ".env.sample"} <= set(made)


def test_what_makes_the_file_makes_it_closed(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".env.sample", tmp_path)
    lines = {line for _, block in scripts() for line in block.splitlines() if line.startswith("install -m")}
    assert lines
    for line in lines:
        subprocess.run(["bash", "-c", f"umask 000; {line}"], cwd=tmp_path, check=True)
        assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
        (tmp_path / ".env").unlink()


def test_services_run_as_a_user_of_their_own() -> None:
    assert UNITS
    for name, block in UNITS:
        pairs = [line.partition("=")[::2] for line in block.splitlines() if "=" in line]
        said = dict(pairs)
        assert said.get("User", "root") not in ("root", "0") or said.get("DynamicUser") == "true", name
        for setting in ("NoNewPrivileges", "ProtectHome", "PrivateTmp"):
            assert said.get(setting) == "true", f"{name}: {setting}"
        assert said.get("ProtectSystem") == "strict", name
        command = said["ExecStart"].split()[1:]
        assert " ".join(["katou", *command]).startswith(SERVERS), said["ExecStart"]
        # What it writes stands in a folder that it may write to.
        folder = f"/var/lib/{said['StateDirectory']}/"
        for setting in ("KATOU_DATA", "KATOU_INDEX", "KATOU_STATE", "KATOU_SLACK_INSTALLATIONS"):
            assert re.search(rf"\b{setting}={folder}", block), f"{name}: {setting}"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for _, block in UNITS:
        unit = tmp_path / "katou.service"
        unit.write_text(block.replace("/opt/katou/.venv/bin/katou", sys.executable), encoding="utf-8")
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        assert [line for line in done.stderr.splitlines() if "katou.service" in line] == []


def test_every_defence_has_a_test_and_every_door_a_row() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    tests = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    assert tests
    missing = [
        f"{file}::{name}"
        for file, name in tests
        if f"def {name}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert missing == []
    for row in re.findall(r"^\|(.+)\|$", text, re.M):
        cells = [cell.strip() for cell in row.split("|")]
        assert len(cells) == 4
        assert cells[3] in ("test", "---") or "::" in cells[3]
    doors = {f"/{path.split('/')[1].partition('.')[0]}" for _, path in routes() if path != "/nothing-there"}
    assert {door for door in doors if f"`{door}" not in text} == set()
