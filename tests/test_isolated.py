"""The process that reads strangers' files has no secret to give away: no token, no open file."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from katou_index.errors import SourceError
from katou_index.own_process import INHERITED
from katou_index.reading.grid import EXCEL, PDF
from katou_index.reading.isolated import read_isolated
from tests.hostile import pdf_bomb

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
    book.properties.title = str(path)  # of its own: what was read last is not read again
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


ONLINE = """
import atexit, os, socket, sys
if "katou_index.reading.isolated" in sys.orig_argv:
    def look():
        told = []
        for address in (("127.0.0.1", {port}), ("192.0.2.1", 80)):
            try:
                socket.create_connection(address, timeout=5).close()
                told.append("reached")
            except OSError as error:
                told.append(type(error).__name__ + str(error.errno))
        open(__file__ + ".txt", "w").write(" ".join(told))
    atexit.register(look)
"""


@pytest.mark.skipif(
    subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode != 0,
    reason="this system gives nobody a place without a network",
)
@pytest.mark.parametrize("kind", [EXCEL, PDF])
def test_the_reading_process_has_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        (site / "sitecustomize.py").write_text(ONLINE.format(port=server.getsockname()[1]), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(site))
        with contextlib.suppress(SourceError):  # as a PDF it is none
            read_isolated(workbook(tmp_path / "sheet.xlsx"), kind, "sheet.xlsx")
    told = (site / "sitecustomize.py.txt").read_text().split()
    assert told == [f"OSError{errno.ENETUNREACH}"] * 2


def test_a_pdf_that_unpacks_to_anything_takes_no_memory(tmp_path: Path) -> None:
    """The most that any process of ours has held; others of this test may have held less."""
    path = tmp_path / "bomb.pdf"
    pdf_bomb(path)
    code = (
        "import resource, sys; from pathlib import Path; from katou_index.errors import SourceError\n"
        "from katou_index.reading.isolated import read_isolated\n"
        "try: read_isolated(Path(sys.argv[1]), 'pdf', 'bomb.pdf')\n"
        "except SourceError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    told, kilobytes = done.stdout.splitlines()
    assert "bomb.pdf" in told
    assert int(kilobytes) < 200_000
