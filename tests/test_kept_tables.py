"""The tables that people keep, in another encoding or cut anywhere: whole, told, never silently different."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.bot import Bot
from bot.office import EXAMPLES, add_word, examples
from bot.weekly.calendar import CLOSED_DAYS, EVENTS, Calendar
from katou_index import build_index, open_index
from katou_index.__main__ import main
from katou_index.corrections import load_corrections
from katou_index.errors import TableError
from katou_index.index.cut import as_text, cuts, marks_of
from katou_index.keptfiles import read_rows
from katou_index.loading import load_year
from katou_index.manifest import read_manifest
from katou_index.plan import FiscalYear
from katou_index.tablefiles import DEFAULTS, load_policies, load_tables
from katou_index.years.links import read_links
from tests.commands import run_command
from tests.expectations import drawn

ROOT = Path(__file__).parent.parent
R2 = FiscalYear.from_code("R2")
LINKS = (
    "year_from,measure_from,department_from,year_to,measure_to,department_to,kind,decided_by,decided_at\n"
    "R2,5,,R3,6,,renumbered,自動,2026-11-22\n"
    'R2,,防災課,R3,,危機管理課,department-renamed,"山田, 太郎",2026-11-22\n'
)
DAYS = '[[closed]]\nfrom = "12-29"\nto = "01-03"\nja = "年末"\n\n[[closed]]\nfrom = 2027-03-05\nja = "停電"\n'
DATES = '[[event]]\ndate = 2026-11-30\nja = "評価表の提出"\nen = "sheets due"\n'

# Every table, with what reads it → something to compare.
READ: dict[str, Callable[[Path], object]] = {
    "r2/policies.csv": lambda data: load_policies(data / "r2"),
    "r2/corrections.csv": lambda data: load_corrections(data / "r2", R2),
    "links.csv": read_links,
    **dict.fromkeys(
        ("departments.toml", "words.toml", "glossary.toml", "ratings.toml", "columns.toml"), load_tables
    ),
    CLOSED_DAYS: lambda data: Calendar(data).closed,
    EVENTS: lambda data: Calendar(data).events,
    EXAMPLES: examples,
}
BUILT = "r2/policies.csv", "r2/corrections.csv", "links.csv", "words.toml", CLOSED_DAYS


ONE_OF = 4  # cuts are drawn
ASKED = "katou", "ask", "No.41の取組は？"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data of the repository with every table that there can be."""
    return every_table(tmp_path / "data")


def every_table(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder)
    for name in ("ratings.toml", "columns.toml"):
        shutil.copy(DEFAULTS / name, folder)
    for name, text in (("links.csv", LINKS), (CLOSED_DAYS, DAYS), (EVENTS, DATES)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The index that the command builds of these data, and what it answers while they are whole."""
    data = every_table(tmp_path_factory.mktemp("built") / "data")
    assert command("katou-index", "build", data=data).returncode == 0
    answered = command(*ASKED, data=data)
    assert (answered.returncode, answered.stderr) == (0, "")
    return data.parent / "katou.db", answered.stdout


def command(*arguments: str | Path, data: Path) -> subprocess.CompletedProcess[str]:
    index = data.parent / "katou.db"
    environ = {**os.environ, "KATOU_DATA": str(data), "KATOU_INDEX": str(index),
               "KATOU_STATE": str(data.parent / "state.db"), "KATOU_LANG": "ja"}  # fmt: skip
    return run_command(*map(str, arguments), env=environ)


def katou_index(name: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit code and what is told, without a process of its own."""
    monkeypatch.setenv("KATOU_DATA", str(data))
    monkeypatch.setenv("KATOU_INDEX", str(data.parent / "katou.db"))
    monkeypatch.setenv("KATOU_LANG", "ja")
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        return main([name]), told.getvalue()


# -- encodings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-16-le", "iso2022_jp"])
@pytest.mark.parametrize("table", READ)
def test_another_encoding_is_told_with_file_line_and_what_to_do(
    data: Path, table: str, encoding: str
) -> None:
    path = data / table
    text = path.read_text(encoding="utf-8-sig")
    path.write_bytes(text.replace("特產", "特産").encode(encoding, "replace"))
    with pytest.raises(TableError) as raised:
        READ[table](data)
    told = str(raised.value)
    assert str(path) in told
    assert "行目" in told
    assert "UTF-8" in told
    assert "で保存し直してください" in told
    assert ("Excel" in told) == table.endswith(".csv")  # nobody saves TOML with Excel
    assert "save it again as UTF-8" in told
    assert "\n" not in told


@pytest.mark.parametrize("table", READ)
def test_utf8_with_a_mark_and_windows_line_ends_is_read_as_ever(data: Path, table: str) -> None:
    before = READ[table](data)
    text = (data / table).read_text(encoding="utf-8-sig")
    (data / table).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert READ[table](data) == before


@pytest.mark.parametrize("table", BUILT)
@pytest.mark.parametrize("damage", ["cp932", "utf-16", "cut"])
def test_build_and_check_stop_and_the_old_index_goes_on_answering(
    data: Path, built: tuple[Path, str], table: str, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, right = built
    shutil.copy(index, data.parent / "katou.db")
    raw = (data / table).read_bytes()
    text = raw.decode("utf-8-sig").replace("特產", "特産").rstrip()
    cut = text[: text.rfind("山田") + 1] if table == "links.csv" else text[:-1].rpartition("\n")[0] + "\n["
    if table.startswith("r2/"):
        cut = text.rpartition(",")[0].rpartition(",")[0]
    (data / table).write_bytes(cut.encode() if damage == "cut" else text.encode(damage))
    for name in ("build", "check"):
        code, told = katou_index(name, data, monkeypatch)
        assert (code, told.count("\n")) == (1, 1), told
        assert Path(table).name in told
        assert "行目" in told
        assert "予期しない" not in told
    answered = command(*ASKED, data=data)
    assert (answered.returncode, answered.stdout) == (0, right)
    assert answered.stderr.count("\n") == 1
    assert Path(table).name in answered.stderr


# -- cuts ----------------------------------------------------------------------------------------------------


def offsets(raw: bytes) -> Iterator[int]:
    """Every byte of the end and of the head, some between, and around every line end there is room for."""
    chosen = {*range(min(len(raw), 30)), *range(max(0, len(raw) - 100), len(raw))}
    chance = random.Random(len(raw))
    chosen.update(chance.sample(range(len(raw)), min(len(raw), 40)))
    ends = [at for at, byte in enumerate(raw) if byte == 10]
    for at in chance.sample(ends, min(len(ends), 10)):
        chosen.update((at, at + 1, at + 2))
    return iter(sorted(each for each in chosen if each < len(raw)))


@pytest.mark.parametrize("table", READ)
def test_a_table_cut_at_any_byte_is_whole_or_told(data: Path, table: str, every: bool) -> None:
    """Told by the reader; or, where the file is whole by itself, by the lines that the index before knew."""
    path, before = data / table, READ[table](data)
    raw = path.read_bytes()
    known = as_text(marks_of(data, read_manifest(data)))
    silent, told = [], []
    for at in drawn(offsets(raw), ONE_OF, every):
        path.write_bytes(raw[:at])
        try:
            read = READ[table](data)
        except TableError as error:
            told.append(error.file)
            continue
        now = marks_of(data, [file for file in read_manifest(data) if file.path == table])
        if read != before and not cuts(known, now):
            silent.append(at)
    assert not silent
    assert {Path(file).name for file in told} == {path.name}


def test_policies_cut_between_two_lines_are_told_without_any_index_before(data: Path, every: bool) -> None:
    """No.41 took another initiative from the sheet's merged cells."""
    path, tables = data / "r2" / "policies.csv", load_tables(data)
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in drawn(range(2, len(lines)), ONE_OF, every):
        path.write_bytes(b"".join(lines[:kept]))
        with pytest.raises(TableError, match=f"{len(lines) - 1} の行がありません") as raised:
            list(load_year(data / "r2", tables).measures)
        assert str(path) in str(raised.value)


def test_a_cut_table_in_another_order_is_told(data: Path) -> None:
    path, tables = data / "r2" / "policies.csv", load_tables(data)
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text(head + "".join(lines[::-1][:30]), encoding="utf-8")
    with pytest.raises(TableError, match="1、2、3、"):
        list(load_year(data / "r2", tables).measures)


def test_a_row_that_is_missing_between_others_is_a_finding(data: Path) -> None:
    path, tables = data / "r2" / "policies.csv", load_tables(data)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[:7] + lines[8:]), encoding="utf-8")
    loaded = load_year(data / "r2", tables)
    assert len(list(loaded.measures)) == 41
    missing = [finding for finding in loaded.findings if finding.kind == "table-unfit"]
    assert [finding.measure for finding in missing] == [7]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n3", "2個|1個"),  # a line with too few cells
        ("a,b\n1,2\n3\n", "1個"),  # … to which an editor gave a line end
        ('a,b\n1,2\n3,"4', "CSV"),  # inside a quoted cell
        ('a,b\n1,"2\n3,4\n', "CSV"),  # a quote that is never closed swallows the rest
        ("a,b\n1,2\n3,4", "Enter"),  # perhaps inside the last cell
        ("a,b\n1,2,3\n", "3個"),  # a comma in a text moved the cells
        ("a\n1\n", "列がありません"),
        ("", "列がありません"),
    ],
)
def test_a_csv_that_is_not_whole_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=told):
        list(read_rows(path, ("a", "b"), {}))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [(2, {"a": "1", "b": "2"})]),
        ("a,b\n1,w", [(2, {"a": "1", "b": "w"})]),  # a whole word of the list
        ("a,b,\r\n1,2,,\r\n", [(2, {"a": "1", "b": "2", "": ""})]),  # Excel's empty columns
        ("a,b\r\n1\r\n2\r\n", [(2, {"a": "1", "b": ""}), (3, {"a": "2", "b": ""})]),  # … and those left out
        ('a,b\n"1\n1",2\n\n3,4\n', [(2, {"a": "1\n1", "b": "2"}), (5, {"a": "3", "b": "4"})]),
        ("a,b\n", []),
    ],
)
def test_a_csv_as_programs_write_it_is_whole(
    tmp_path: Path, text: str, rows: list[tuple[int, dict[str, str]]]
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    assert list(read_rows(path, ("a", "b"), {"b": "w"})) == rows


def test_what_no_file_shows_is_told_by_the_build_once(data: Path) -> None:
    """A cut between two entries: the table is whole by itself, but ends sooner than before."""
    index = data.parent / "katou.db"
    assert not build_index(data, index).cut
    path = data / "departments.toml"
    entries = path.read_text(encoding="utf-8").split("[[department]]")
    path.write_text("[[department]]".join(entries[:-3]), encoding="utf-8")
    done = command("katou", "ask", "×の事業は？", data=data)
    assert done.returncode == 0
    assert "departments.toml" in done.stderr
    assert "切れています" in done.stderr
    assert done.stderr.count("\n") == 1
    assert command("katou-index", "build", data=data).stderr == ""


def test_an_edit_is_no_cut(data: Path) -> None:
    known = as_text(marks_of(data, read_manifest(data)))
    path = data / "departments.toml"
    entries = path.read_text(encoding="utf-8").split("[[department]]")
    for kept in (entries, entries[:5] + entries[7:], [*entries[:-1], entries[-1] + '\nshort = ["x"]']):
        path.write_text("[[department]]".join(kept).rstrip(), encoding="utf-8")
        assert not cuts(known, marks_of(data, read_manifest(data)))
    path.unlink()
    assert not cuts(known, marks_of(data, read_manifest(data)))


def test_a_word_is_not_written_behind_a_table_that_is_cut(data: Path) -> None:
    index = data.parent / "katou.db"
    build_index(data, index)
    path = data / "words.toml"
    cut = path.read_bytes().rstrip()[:-1]
    path.write_bytes(cut)
    with open_index(index) as opened:
        vocabulary = Bot(opened).library.vocabulary
        with pytest.raises(TableError, match="TOML"):
            add_word(data, "ロボ化", "RPA", vocabulary, date(2026, 1, 1))
    assert path.read_bytes() == cut


def test_what_the_program_writes_it_reads(tmp_path: Path) -> None:
    """The tables that imports write end with a line end."""
    from katou_index.years.links import Link, with_links

    text = with_links((), [Link(*next(csv.reader(io.StringIO(LINKS.splitlines()[1]))))], "R2", "R3")
    (tmp_path / "links.csv").write_text(text, encoding="utf-8")
    assert len(read_links(tmp_path)) == 1
