"""The process that reads strangers' files has no secret to give away: no token, no open file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from katou_index.errors import SourceError
from katou_index.reading.grid import EXCEL, PDF
from katou_index.reading.isolated import INHERITED, read_isolated

REPORT = """
import json, os, sys
if "katou_index.reading.isolated" in sys.orig_argv:
    fds = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            fds[name] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            pass  # the one that lists them
    with open("/proc/self/environ", "rb") as file:
        environ = file.read().decode("utf-8", "surrogateescape")
    with open(__file__ + ".json", "w") as out:
        json.dump({"environ": dict(os.environ), "proc": environ, "fds": fds}, out)
"""
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-secret-1",
    "SLACK_SIGNING_SECRET": "secret-2",
    "KATOU_TEAMS_CLIENT_SECRET": "secret-3",
    "KATOU_PAGE_PASSWORD": "secret-4",
    "DATABASE_URL": "postgres://a:secret-5@b/c",
    "A_NAME_NOBODY_THOUGHT_OF": "secret-6",
    "HTTPS_PROXY": "http://a:secret-7@b",
}


@pytest.fixture
def reporting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the reading process leaves its report: Python runs a sitecustomize before anything else."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(REPORT, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(site))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    return site / "sitecustomize.py.json"


def workbook(path: Path) -> Path:
    book = Workbook()
    book.worksheets[0].append(["事業名", "評価"])
    book.save(path)
    return path


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc on this system")
@pytest.mark.parametrize("kind", [EXCEL, PDF])
def test_the_reading_process_inherits_no_secret_and_no_file(
    tmp_path: Path, reporting: Path, kind: str
) -> None:
    path = workbook(tmp_path / "sheet.xlsx")
    read, write = os.pipe()
    os.set_inheritable(read, True)  # as a library may have left one
    try:
        if kind == EXCEL:
            assert read_isolated(path, kind, "sheet.xlsx").pages[0].rows[1] == ("事業名", "評価")
        else:
            with pytest.raises(SourceError):  # no PDF; told by the process that was started
                read_isolated(path, kind, "sheet.xlsx")
    finally:
        os.close(read)
        os.close(write)
    seen = json.loads(reporting.read_text(encoding="utf-8"))
    assert set(seen["environ"]) <= INHERITED
    assert "secret" not in json.dumps(seen["environ"])
    assert "secret" not in seen["proc"]
    assert seen["fds"].pop("0") == os.devnull
    assert seen["fds"].pop("1").startswith("pipe:")
    assert seen["fds"].pop("2").startswith("pipe:")
    mine = {str(Path("/proc")), str(reporting.parent)}
    left = {name: what for name, what in seen["fds"].items() if not what.startswith(tuple(mine))}
    assert not left


def test_nothing_that_is_inherited_can_hold_a_token() -> None:
    """The list is of what Python itself reads, never of a family of names (KATOU_, SLACK_)."""
    assert not {name for name in INHERITED if name.startswith(("KATOU", "SLACK", "PORT", "HOME"))}
