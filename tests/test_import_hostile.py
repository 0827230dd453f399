"""Files that are no evaluation sheet, or worse: one clear line, little time and memory, nothing changed."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from katou_index import __main__ as command
from katou_index.errors import KatouError
from katou_index.importing.history import digests
from katou_index.loading import load_year, table_of
from katou_index.reading.csvgrid import read_csv_grid
from katou_index.reading.excel import read_excel
from katou_index.reading.pdf import read_pdf
from katou_index.reading.tidy import tidy_heading
from katou_index.tablefiles import load_tables
from tests import hostile
from tests.sheets import ROOT, merged, truth, write_pdf

MEASURED = """
import resource, sys
from katou_index.__main__ import main
code = main(sys.argv[1:])
used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(used) // 1024, file=sys.stderr)
sys.exit(code)
"""
LONGEST = 120  # seconds, on a machine that others use too; alone it is five at most
MOST = 260  # megabytes, of whichever of the two processes takes more: 165 at most were measured


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file_is_one_line_and_changes_nothing(name: str, tmp_path: Path, data: Path) -> None:
    ending, make, says = hostile.FILES[name]
    path = tmp_path / f"{name}{ending}"
    make(path)
    before = digests(tmp_path, "data")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "import", str(path), "--year", "R3", "--data", str(data), "--yes"],
        capture_output=True, text=True, timeout=LONGEST, cwd=ROOT, check=False,
    )  # fmt: skip
    told, used, rest = done.stderr.split("\n")
    assert done.returncode == 1
    assert (done.stdout, rest) == ("", "")
    assert told.startswith("katou-index: ")
    assert path.name in told
    assert says in told
    own = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    )  # a child begins with its parent's figure
    assert int(used) < max(MOST, own + 300)
    assert digests(tmp_path, "data") == before


def test_blanks_are_packed_as_zlib_packs_them() -> None:
    assert zlib.decompress(hostile.blanks(3 << 20)) == b" " * (3 << 20)


def test_a_million_empty_rows_below_the_table_are_no_trouble(tmp_path: Path, data: Path) -> None:
    hostile.rows_without_end(tmp_path / "r3.xlsx")
    code = command.main(["import", str(tmp_path / "r3.xlsx"), "--year", "R3", "--data", str(data), "--yes"])
    assert code == 0
    assert len(list(load_year(data / "r3", load_tables(data)).measures)) == 41


def test_formulas_are_never_run(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: Path) -> None:
    hostile.formulas(tmp_path / "r3.xlsx", tmp_path / "outside")
    command.main(["import", str(tmp_path / "r3.xlsx"), "--year", "R3", "--data", str(data), "--dry-run"])
    shown = capsys.readouterr().out
    for place in ("F2", "G3", "H4"):
        assert f"シート「Sheet」{place}: 式の値が保存されていない" in shown
    assert not (tmp_path / "outside").exists()


def test_what_is_no_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    os.mkfifo(tmp_path / "pipe.xlsx")
    for name in ("missing.xlsx", "folder.xlsx", "pipe.xlsx", "a\0b.xlsx", "x" * 300 + ".xlsx"):
        assert command.main(["import", str(tmp_path / name), "--year", "R3", "--data", str(data)]) == 1
        assert capsys.readouterr().err.count("\n") == 1


def tells_in_one_line(read: Callable[[], object]) -> bool:
    """Whether reading works or says in one line why not; any other error fails the test."""
    try:
        read()
    except KatouError as error:
        return "\n" not in str(error)
    return True


def sound(kind: str, folder: Path) -> bytes:
    path = folder / f"sound{kind}"
    (merged if kind == ".xlsx" else write_pdf)(path, truth()[:6])
    return path.read_bytes()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.floats(0, 1),
    what=st.binary(max_size=40),
    cut=st.booleans(),
    kind=st.sampled_from((".xlsx", ".pdf")),
)
def test_a_damaged_file_is_read_or_told(
    where: float, what: bytes, cut: bool, kind: str, tmp_path: Path
) -> None:
    cache = tmp_path / f"sound{kind}"
    whole = cache.read_bytes() if cache.exists() else sound(kind, tmp_path)
    at = int(where * len(whole))
    path = tmp_path / f"damaged{kind}"
    path.write_bytes(whole[:at] + what + (b"" if cut else whole[at + len(what) :]))
    assert tells_in_one_line(lambda: (read_excel if kind == ".xlsx" else read_pdf)(path))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_any_bytes_named_csv_are_read_or_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    tables = load_tables(ROOT / "data")
    assert tells_in_one_line(lambda: read_csv_grid(path, path.name))
    assert tells_in_one_line(lambda: table_of(path, path.name, tables, 2021))
    assert tells_in_one_line(lambda: tidy_heading(path))
