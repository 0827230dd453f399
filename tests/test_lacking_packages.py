"""A package that is not there is named with what installs it, and is no fault of the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from katou_index.errors import package_lacking
from tests.bot_fixtures import ROOT, index_path


@pytest.mark.parametrize(
    ("program", "module", "words"),
    [
        ("bot", "jpholiday", "weekly list"),
        ("bot", "jpholiday", "serve --port 0"),
        ("bot", "waitress", "serve --port 0"),
        ("bot", "slack_bolt", "slack"),
        ("bot", "cachetools", "doctor"),
        ("katou_index", "rapidfuzz", "start sheet.csv --year R7 --yes --data new"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_is_told_what_is_not_installed(
    program: str, module: str, words: str, lang: str, tmp_path: Path
) -> None:
    """It said プログラムの誤りです, and the name only as Python puts it."""
    (tmp_path / "sheet.csv").write_text("No.,事業名,実績,評価\n1,毛布の備蓄,増やした。,○\n", encoding="utf-8")
    code = (
        f"import sys; sys.modules[{module!r}] = None; from {program}.__main__ import main; "
        f"sys.exit(main({words.split()!r}))"
    )
    environ = {
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index_path()), "KATOU_MEANING": "off",
        "KATOU_STATE": str(tmp_path / "state.db"), "LANG": "en_US.UTF-8" if lang == "en" else "ja_JP.UTF-8",
        "KATOU_SLACK_BOT_TOKEN": "xoxb-1", "KATOU_SLACK_APP_TOKEN": "xapp-1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    package = module.replace("_", "-")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert (
        f"{package} is not installed" in done.stderr
        if lang == "en"
        else f"{package} が入っていない" in done.stderr
    )
    assert f"make setup か pip install {package}" in done.stderr or f"or pip install {package}" in done.stderr
    assert "誤り" not in done.stderr


def test_a_module_of_our_own_that_is_not_there_is_a_fault_of_the_program() -> None:
    assert package_lacking(ModuleNotFoundError(name="bot.nowhere")) == ""
    assert package_lacking(ImportError(name="katou_index")) == ""
    assert package_lacking(ModuleNotFoundError(name="slack_sdk.errors")) == "slack-sdk"
