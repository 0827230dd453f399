"""The index file: built aside, replaced in one step, never believed when damaged."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index import build_index, open_if_fresh, open_index
from katou_index.errors import IndexUnusableError, KatouError, SourceError, YearNotLoadedError
from katou_index.index import building, generation, reading
from katou_index.index.generation import Generation
from katou_index.index.places import LOOKED_AT
from katou_index.index.reading import check_index
from katou_index.index.schema import as_list, numbers, strings
from katou_index.loading import load_year
from katou_index.plan import FiscalYear
from katou_index.tablefiles import load_tables
from katou_index.words import fold

ROOT = Path(__file__).parent.parent
R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")


def write_year(data: Path, code: str, titles: list[str], result: str = "訓練を実施した。") -> None:
    """A year of one item a measure."""
    folder = data / code
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "sheet.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["事業No.", "項目", "事業名", "担当課", "取組結果", "評価"])
        writer.writerows([n, 1, title, "防災課", result, "○"] for n, title in enumerate(titles, 1))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_year(tmp_path / "data", "r2", ["防災訓練", "空き家バンク"])
    return tmp_path / "data"


@pytest.fixture
def built(data: Path, tmp_path: Path) -> Path:
    build_index(data, tmp_path / "katou.db")
    return tmp_path / "katou.db"


def beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir() if each.name.startswith(path.name)}


# -- lists in one column ------------------------------------------------------------------------------------


@given(st.lists(st.text() | st.sampled_from(['", "', '"', "\\", "[]", "\n", ", "])))
def test_a_list_of_strings_is_json_and_comes_back(values: list[str]) -> None:
    assert json.loads(as_list(values)) == values
    assert strings(as_list(values)) == tuple(values)


@given(st.lists(st.integers()))
def test_a_list_of_numbers_is_json_and_comes_back(values: list[int]) -> None:
    assert json.loads(as_list(values)) == values
    assert numbers(as_list(values)) == tuple(values)


# -- what it holds -----------------------------------------------------------------------------------------


def test_the_r2_sheet_comes_out_as_it_went_in(tmp_path: Path) -> None:
    build_index(ROOT / "data", tmp_path / "katou.db")
    tables = load_tables(ROOT / "data")
    loaded = load_year(ROOT / "data" / "r2", tables)
    with open_index(tmp_path / "katou.db") as index:
        plan = index.plan(R2)
        assert plan.measures == tuple(loaded.measures)
        assert list(index.findings(R2)) == loaded.findings
        assert index.tables == tables
        assert index.years == (R2,)
        assert index.plan(R2) is plan


def test_every_word_has_its_count_and_reading(built: Path) -> None:
    with open_index(built) as index:
        assert index.vocabulary["防災"] == ("防災", 2, "ぼうさい")  # the owner's name counts too
        assert index.vocabulary["バンク"].items == 1
        assert index.has_term("訓練")
        assert not index.has_term("自動")
        assert not index.has_term("\ud83d")
        assert not any(term.startswith("\ue000") for term in index.vocabulary)


def test_years_stand_oldest_first_and_apart(data: Path, tmp_path: Path) -> None:
    write_year(data, "r3", ["下水道"])
    write_year(data, "h30", ["道路"])
    report = build_index(data, tmp_path / "katou.db")
    assert [(year.year.code, year.measures) for year in report.years] == [("H30", 1), ("R2", 2), ("R3", 1)]
    with open_index(tmp_path / "katou.db") as index:
        assert [year.code for year in index.years] == ["H30", "R2", "R3"]
        assert [item.key for item in index.plan(R3).items] == ["R3/1-1"]
        with pytest.raises(YearNotLoadedError, match="令和4年度"):
            index.plan(FiscalYear.from_code("R4"))


def test_plain_sqlite_shows_the_items(built: Path) -> None:
    with contextlib.closing(sqlite3.connect(built)) as db:
        rows = db.execute('select "ID", "事業名", "評価", "項目担当課" from "項目"').fetchall()
        tables = {
            name for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")
        }
    assert rows == [("R2/1-1", "防災訓練", "○", "防災課"), ("R2/2-1", "空き家バンク", "○", "防災課")]
    documented = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert {name for name in tables if "_fts_" not in name and f"`{name}`" not in documented} == set()


def test_what_can_be_named_is_looked_up_row_by_row(built: Path) -> None:
    year = FiscalYear.from_code("R2")
    with open_index(built) as index:
        names = index.names(year)
        assert ("防災課", "D", "防災課") in names.at("防災")
        assert ("防災訓練", "N", "1") in names.at("防災")
        assert names.at("どこ") == []
        assert {form[:2] for form, _, _ in names} == names.beginnings
        assert set(index.offices(year)) == {("防災課", "")}


def test_words_that_mean_the_same_lead_to_each_other(tmp_path: Path) -> None:
    tables = load_tables(ROOT / "data")
    build_index(ROOT / "data", tmp_path / "katou.db")
    with open_index(tmp_path / "katou.db") as index:
        word, meant = next(iter(tables.glossary.items()))
        assert index.glossary[word] == meant
        assert index.glossary.get("\ud800") is None
        assert "どこにもない" not in index.glossary
        assert {**index.glossary} == tables.glossary
        for entry in tables.same:
            forms = set(map(fold, entry.words))
            assert all(forms <= set(index.japanese[form]) and form in index.japanese for form in forms)
            assert all(forms <= set(index.english[fold(phrase)]) for phrase in entry.english)
        assert {**index.japanese}.keys() == {fold(word) for entry in tables.same for word in entry.words}


# -- how it is built ---------------------------------------------------------------------------------------


def test_at_most_two_files_stay_beside_it(data: Path, built: Path) -> None:
    assert beside(built) == {"katou.db", "katou.db.lock"}
    build_index(data, built)
    assert beside(built) == {"katou.db", "katou.db.lock", "katou.db.old"}


def test_leftovers_of_killed_builds_go(data: Path, built: Path) -> None:
    for name in ("katou.db.new-1", "katou.db.new-2-journal", "katou.db.new-3.old"):
        (built.parent / name).write_bytes(b"half")
    build_index(data, built)
    assert beside(built) == {"katou.db", "katou.db.lock", "katou.db.old"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r2/sheet.csv", b""),
        ("r2/sheet.csv", "事業No.,項目,事業名\n1,1,防災\n2,".encode()),
        ("r2/sheet.csv", "事業No.,項目,事業名\n1,1,防災\n".encode("utf-7")),
        ("r2/sheet.csv", bytes(range(256)) * 9),
        ("departments.toml", b"[[department"),
    ],
)
def test_a_failing_build_leaves_the_old_index(data: Path, built: Path, name: str, content: bytes) -> None:
    before = built.read_bytes()
    (data / name).write_bytes(content)
    with pytest.raises(KatouError, match=Path(name).name):
        build_index(data, built)
    assert built.read_bytes() == before
    assert beside(built) == {"katou.db", "katou.db.lock"}


def test_no_data_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        build_index(tmp_path / "nowhere", tmp_path / "katou.db")
    with pytest.raises(SourceError, match="r2"):
        build_index(tmp_path, tmp_path / "katou.db")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_keeps_the_old_index(data: Path, small_disk: Path) -> None:
    out = small_disk / "katou.db"
    build_index(data, out)
    write_year(data, "r3", ["防災訓練" * 20 + str(n) for n in range(900)])
    with pytest.raises(KatouError, match="空き容量"):
        build_index(data, out)
    assert beside(out) <= {"katou.db", "katou.db.lock", "katou.db.old"}
    with open_index(out) as index:
        assert index.years == (R2,)
        assert index.search("訓練")


def test_a_place_that_cannot_be_written_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KatouError, match="書けません"):
        build_index(data, tmp_path / "file" / "katou.db")


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
def test_the_lock_is_its_owners_alone(umask: int, tmp_path: Path) -> None:
    was = os.umask(umask)
    try:
        with building._only_builder(tmp_path / "katou.db"):
            assert (tmp_path / "katou.db.lock").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(was)


def test_a_second_builder_waits(data: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PATIENCE", 0.1)
    with built.with_name("katou.db.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(KatouError, match="作成中"):
            build_index(data, built)
    build_index(data, built)


def test_builders_at_once_all_succeed(data: Path, built: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: build_index(data, built), range(4)))
    assert beside(built) == {"katou.db", "katou.db.lock", "katou.db.old"}
    assert check_index(data, built) == []


BUILDER = """
import sys
from pathlib import Path
from katou_index import build_index
build_index(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_killed_builds_never_show(data: Path, built: Path) -> None:
    write_year(data, "r2", [f"防災訓練{n}" for n in range(300)])
    build_index(data, built)
    draw = random.Random(1)
    with open_index(built) as index:
        expected = index.search("訓練")
        for _ in range(5):
            builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(data), str(built)], cwd=ROOT)
            deadline = time.monotonic() + draw.uniform(0.1, 0.7)
            while time.monotonic() < deadline:
                assert index.search("訓練") == expected
            builder.send_signal(signal.SIGKILL)
            builder.wait()
    build_index(data, built)
    assert beside(built) == {"katou.db", "katou.db.lock", "katou.db.old"}
    assert check_index(data, built) == []


# -- whether it fits its data ------------------------------------------------------------------------------


def stale(data: Path, built: Path) -> bool:
    index = open_if_fresh(data, built)
    if index is not None:
        index.close()
    return index is None


def test_stale_sees_what_changed(data: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = data / "r2" / "sheet.csv"
    assert not stale(data, built)
    os.utime(sheet, (1, 1))
    assert not stale(data, built)  # the time alone: compared by hash
    content = sheet.read_bytes()
    sheet.write_bytes(content.replace("空き家".encode(), "空き地".encode()))
    assert stale(data, built)
    sheet.write_bytes(content)
    assert not stale(data, built)
    (data / "words.toml").write_text("")
    assert stale(data, built)
    (data / "words.toml").unlink()
    (data / ".sheet.csv.swp").write_text("an editor's own file")
    assert not stale(data, built)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "program", lambda: "another")
        assert stale(data, built)
    built.unlink()
    assert stale(data, built)


def test_check_reads_every_byte(data: Path, built: Path) -> None:
    sheet = data / "r2" / "sheet.csv"
    times = sheet.stat()
    sheet.write_bytes(sheet.read_bytes().replace("空き家".encode(), "空き地".encode()))
    os.utime(sheet, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not stale(data, built)  # same size and time: not looked at
    assert check_index(data, built) == ["r2/sheet.csv"]


def test_a_year_keeps_the_day_it_was_imported(
    data: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(building.datetime):
        @classmethod
        def now(cls, tz: object = None) -> Later:
            return cls(2031, 4, 1, 12)

    with open_index(built) as index:
        first = index.imported_at(R2)
    monkeypatch.setattr(building, "datetime", Later)
    write_year(data, "r3", ["下水道"])
    build_index(data, built)
    with open_index(built) as index:
        assert (index.imported_at(R2), index.imported_at(R3)) == (first, date(2031, 4, 1))
    write_year(data, "r2", ["防災訓練", "空き家バンク", "道路"])
    build_index(data, built)
    with open_index(built) as index:
        assert index.imported_at(R2) == date(2031, 4, 1)


def test_the_day_that_the_sheet_came_in_wins_over_the_day_of_the_build(data: Path, built: Path) -> None:
    """`received` beside the sheet; building on another machine changes nothing of it."""
    (data / "r2" / "received").write_text("2021-06-01\n", encoding="utf-8")
    build_index(data, built)
    with open_index(built) as index:
        assert index.imported_at(R2) == date(2021, 6, 1)
    (data / "r2" / "received").write_text("last June\n", encoding="utf-8")
    with pytest.raises(SourceError, match="received: 受け取った日を"):
        build_index(data, built)
    with open_index(built) as index:
        assert index.imported_at(R2) == date(2021, 6, 1)  # the index that was there stays


# -- what happens when the file is not what it should be ----------------------------------------------------


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="katou-index build"):
        open_index(tmp_path / "katou.db")


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(5000)])
def test_another_file_is_no_index(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "katou.db").write_bytes(content)
    with pytest.raises(IndexUnusableError, match="壊れています"):
        open_index(tmp_path / "katou.db")


def test_an_index_of_another_version_is_refused(built: Path) -> None:
    from katou_index.index.generation import seal

    with contextlib.closing(sqlite3.connect(built)) as db:
        db.execute("update info set value = '0' where key = 'version'")
        db.execute("pragma user_version = 0")
        db.commit()
    seal(built)
    with pytest.raises(IndexUnusableError, match="別の版"):
        open_index(built)


def test_the_day_of_import_outlives_a_new_format(data: Path, built: Path) -> None:
    from katou_index.index.generation import seal

    with contextlib.closing(sqlite3.connect(built)) as db:
        db.execute("update info set value = '0' where key = 'version'")
        db.execute("update year set imported_at = '2021-06-01'")
        db.execute("pragma user_version = 0")
        db.commit()
    seal(built)
    build_index(data, built)
    with open_index(built) as index:
        assert index.imported_at(R2) == date(2021, 6, 1)


def test_any_damage_is_seen_and_the_generation_before_answers(data: Path, built: Path) -> None:
    with open_index(built) as index:
        expected = index.search("訓練")
    build_index(data, built)
    good = built.read_bytes()
    draw = random.Random(3)
    for _ in range(60):
        bad = bytearray(good)
        place = draw.randrange(len(bad))
        match draw.choice(["flip", "cut", "zero"]):
            case "flip":
                bad[place] ^= 1 << draw.randrange(8)
            case "cut":
                del bad[place:]
            case "zero":
                bad[place : place + 4096] = b"\xff" * len(bad[place : place + 4096])
        built.write_bytes(bad)
        with pytest.raises(IndexUnusableError):
            Generation(built)
        with open_index(built) as index:
            assert index.fell_back
            assert index.search("訓練") == expected
    assert stale(data, built)
    build_index(data, built)
    with open_index(built) as index:
        assert not index.fell_back


def test_a_damaged_index_never_becomes_the_generation_before(data: Path, built: Path) -> None:
    build_index(data, built)
    old = built.with_name("katou.db.old").read_bytes()
    built.write_bytes(b"damaged")
    build_index(data, built)
    assert built.with_name("katou.db.old").read_bytes() == old


# -- while it is open --------------------------------------------------------------------------------------


def test_a_new_index_is_used_at_once(data: Path, built: Path) -> None:
    with open_index(built) as index:
        build = index.build
        assert index.search("下水道") == []
        write_year(data, "r2", ["下水道"])
        build_index(data, built)
        assert [hit.id for hit in index.search("下水道")] == ["R2/1-1"]
        assert index.plan(R2).measures[0].title == "下水道"
        assert index.build != build
        built.write_bytes(b"damaged")
        time.sleep(LOOKED_AT)
        assert index.search("下水道")
        assert index.fell_back
        built.unlink()
        assert index.search("下水道")


def test_eight_threads_read_what_one_reads_while_it_is_replaced(data: Path, built: Path) -> None:
    write_year(data, "r2", [f"防災訓練その{n}と空き家" for n in range(60)])
    build_index(data, built)
    questions = ["防災", "空き家", "訓練その7", "実施した", "自動運転"]
    with open_index(built) as index:
        alone = [index.search(question) for question in questions]

        def ask(_: int) -> bool:
            return all([index.search(question) for question in questions] == alone for _ in range(25))

        with ThreadPoolExecutor(9) as pool:
            answers = [pool.submit(ask, n) for n in range(8)]
            for _ in range(3):
                build_index(data, built)
            assert all(answer.result() for answer in answers)


def test_closing_at_the_end_of_python_needs_nothing_of_its_module(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There what a module holds is set to None, perhaps before what it has made is let go of."""
    opened = Generation(built)
    idle = opened._idle
    assert opened.select("select 1") == [(1,)]
    assert idle
    for name in [name for name in vars(generation) if not name.startswith("__")]:
        monkeypatch.setattr(generation, name, None)
    opened.__del__()
    assert not idle
