"""Packages are pinned with hashes and without addresses; the set-up script tells what is missing."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(ROOT.glob("requirements*.txt"))
TOOLS = ("sh", "basename", "cat", "cksum", "dirname", "head", "readlink", "rm", "printf")


def pinned(path: Path) -> dict[str, str]:
    """Name → version, of every entry of the file."""
    entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found = {}
    for entry in filter(None, entries):
        match = re.match(r"([A-Za-z0-9._-]+)==([^ ;]+)( ; [^\\]+?)? +(--hash=sha256:[0-9a-f]{64} *)+$", entry)
        assert match, f"{path.name}: {entry[:80]}"
        found[match[1]] = match[2]
    return found


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ]", each)[0].lower() for each in requirements}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_requirement_files_hold_hashes_and_no_address(path: Path) -> None:
    assert pinned(path)
    assert "://" not in path.read_text(encoding="utf-8")
    assert "--index" not in path.read_text(encoding="utf-8")


def test_what_the_project_needs_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    core = named(project["project"]["dependencies"]) | named(extras["excel"]) | named(extras["pdf"])
    run, develop = (pinned(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt"))
    assert core <= run.keys()
    assert named(project["dependency-groups"]["dev"]) <= develop.keys()
    assert run.items() <= develop.items()
    teams = pinned(ROOT / "requirements-teams.txt")
    assert named(project["project"]["optional-dependencies"]["teams"]) <= teams.keys()
    assert run.items() <= teams.items() <= develop.items()
    mcp = pinned(ROOT / "requirements-mcp.txt")
    assert named(project["project"]["optional-dependencies"]["mcp"]) <= mcp.keys()
    assert run.items() <= mcp.items() <= develop.items()
    traces = pinned(ROOT / "requirements-traces.txt")
    assert named(project["project"]["optional-dependencies"]["traces"]) <= traces.keys()
    assert run.items() <= traces.items() <= develop.items()
    postgresql = pinned(ROOT / "requirements-postgresql.txt")
    assert {"psycopg", "psycopg-binary", "psycopg-pool"} <= postgresql.keys()
    assert run.items() <= postgresql.items() <= develop.items()
    assert "psycopg" not in run
    assert not (teams.keys() | mcp.keys() | traces.keys()) & {"pytest", "mypy"}
    assert named(project["dependency-groups"]["sbom"]) <= pinned(ROOT / "requirements-sbom.txt").keys()
    assert "microsoft-teams-api" not in run
    assert not teams.keys() & {"microsoft-teams-apps", "msal", "fastapi"}  # the SDK's application is not used
    build = pinned(ROOT / "requirements-build.txt")
    assert named(project["build-system"]["requires"]) <= build.keys()
    assert build.items() <= develop.items()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project folder and, beside it, the only folder of programs: no Python, no uv."""
    for name in ("scripts/setup.sh", "requirements.txt", "requirements-build.txt", "pyproject.toml"):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "project" / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def program(bare: Path, name: str, script: str) -> None:
    path = bare / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def set_up(bare: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(bare / "project" / "scripts" / "setup.sh"), "requirements.txt"],
        env={"PATH": str(bare / "bin"), "HOME": str(bare)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "python", [None, "exit 1", "exit 127"], ids=["no Python", "an old Python", "a shim of nothing"]
)
def test_without_a_python_one_line_says_so(bare: Path, python: str | None) -> None:
    if python:
        program(bare, "python3", python)
    done = set_up(bare)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.11" in done.stderr


def test_without_venv_one_line_names_the_package(bare: Path) -> None:
    program(bare, "python3.12", 'case "$*" in *ensurepip*) exit 1;; esac')
    done = set_up(bare)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "python3-venv" in done.stderr


def test_a_failed_installation_leaves_no_stamp(bare: Path) -> None:
    program(bare, "python3", 'case "$*" in *"-m venv"*) echo refused >&2; exit 3;; esac')
    done = set_up(bare)
    assert done.returncode != 0
    assert not list((bare / "project").glob(".venv/katou-*"))
