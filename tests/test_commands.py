"""A command that is forked (tests/commands.py) is one that Python has started, in all that tests look at."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.bot_fixtures import ROOT, index_path
from tests.commands import Forked, heed_warnings, run_command

MODULES = {"katou": "bot", "katou-index": "katou_index"}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(tmp_path / "state.db"), "KATOU_MEANING": "off",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("katou ask No.21", ""),
        ("katou ask", ""),
        ("katou chat", "×の事業は？\nそのうち防災課は？\n"),
        ("katou unanswered --since yesterday", ""),
        ("katou --help", ""),
        ("katou-index check", ""),
        ("katou-index findings --json", ""),
        ("katou-index search --jsonl", "no json\n"),
        ("katou-index import nothing.xlsx --year R3", ""),
    ],
)
def test_it_says_and_returns_what_a_started_one_does(
    words: str, given: str, environ: dict[str, str], tmp_path: Path
) -> None:
    program, *arguments = words.split()
    forked = run_command(program, *arguments, env=environ, cwd=tmp_path, given=given)
    started = subprocess.run(
        [Path(sys.executable).parent / program, *arguments], env=environ, cwd=tmp_path, input=given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    both = [
        (each.returncode, each.stdout, re.sub(r"127\.0\.0\.1:\d+", "A PORT", each.stderr))
        for each in (forked, started)
    ]
    assert both[0] == both[1]


def test_it_has_a_process_of_its_own(environ: dict[str, str], tmp_path: Path) -> None:
    with Forked("katou", "clock", env=environ, cwd=tmp_path) as one:
        assert one.stdout
        assert "毎分" in one.stdout.readline()
        with Forked("katou", "serve", "--port", "0", env=environ, cwd=tmp_path) as other:
            assert len({os.getpid(), one.pid, other.pid}) == 3
            assert other.stdout
            assert "使いません" in other.stdout.readline()
            assert (one.poll(), other.poll()) == (None, None)
            with pytest.raises(subprocess.TimeoutExpired):
                other.wait(0.01)
            other.kill()
            assert other.wait(20) == -signal.SIGKILL
        one.terminate()
        assert one.communicate(20) == ("", "")
        assert one.returncode == 0


def test_a_warning_is_an_error_where_the_environment_says_so() -> None:
    with warnings.catch_warnings():
        heed_warnings({"PYTHONWARNINGS": "error,ignore::UserWarning"})
        warnings.warn("nothing", UserWarning, stacklevel=1)
        with pytest.raises(ResourceWarning):
            warnings.warn("left open", ResourceWarning, stacklevel=1)


def test_what_python_heeds_when_it_starts_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="PYTHONPATH"):
        run_command("katou", "ask", "No.21", env={**environ, "PYTHONPATH": "elsewhere"})
