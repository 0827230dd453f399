"""An index in a file and one in PostgreSQL: the same contract, the same rows, the same answers.

The server is a real one (tests/postgresql_server.py). A tenth of all conversations is asked on both by
test_conversations.py, which has the answers over a file at hand; `python -m tests.stores` asks every one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.large import make, questions
from bot.settings import SETTINGS
from katou_index import Index, build_index, open_if_fresh, open_index
from katou_index.__main__ import main as katou_index
from katou_index.address import masked, of_plan, parted
from katou_index.errors import IndexUnusableError, KatouError, SourceError, YearNotLoadedError
from katou_index.index import building, common_making, common_words, postgresql, searching
from katou_index.index.postgresql import Database
from katou_index.index.reading import check_index
from katou_index.index.searching import form_of
from katou_index.index.store import IndexStore
from katou_index.loading import load_year
from katou_index.plan import FiscalYear
from katou_index.tablefiles import load_tables
from tests.bot_fixtures import ROOT
from tests.commands import run_command
from tests.postgresql_server import fresh_database, needs_server, session_server
from tests.test_index import write_year

pytestmark = needs_server
R2, R3, R4 = map(FiscalYear.from_code, ("R2", "R3", "R4"))
ITEMS = 1_500  # of a plan in which a common word stands in more items than are looked at


@pytest.fixture(params=["file", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an index may lie, with nothing in it."""
    return fresh_database() if request.param == "PostgreSQL" else str(tmp_path / "katou.db")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_year(tmp_path / "data", "r2", ["防災訓練", "空き家バンク"])
    return tmp_path / "data"


# -- the contract --------------------------------------------------------------------------------------------


def test_the_sheet_comes_out_as_it_went_in(place: str) -> None:
    build_index(ROOT / "data", place)
    tables = load_tables(ROOT / "data")
    loaded = load_year(ROOT / "data" / "r2", tables)
    with open_index(place) as index:
        assert index.plan(R2).measures == tuple(loaded.measures)
        assert list(index.findings(R2)) == loaded.findings
        assert index.tables == tables
        assert index.years == (R2,)
        assert index.vocabulary["防災"].items > 0
        assert index.has_term("rpa")
        assert not index.has_term("\ud83d")
        with pytest.raises(YearNotLoadedError):
            index.plan(R4)
    assert check_index(ROOT / "data", place) == []


def test_a_build_is_noticed_and_what_cannot_be_read_changes_nothing(data: Path, place: str) -> None:
    build_index(data, place)
    with open_index(place) as index:
        first = index.build
        write_year(data, "r3", ["下水道"])
        assert open_if_fresh(data, place) is None
        assert check_index(data, place) == ["r3/sheet.csv"]
        build_index(data, place)
        with open_index(place) as other:
            assert other.years == (R2, R3)
        for _ in range(100):
            if index.years == (R2, R3):
                break
            threading.Event().wait(0.05)
        assert index.build != first
        (data / "r3" / "sheet.csv").write_text("", encoding="utf-8")
        with pytest.raises(SourceError):
            build_index(data, place)
        assert index.years == (R2, R3)


def test_the_day_of_an_import_lasts_while_its_files_are_the_same(data: Path, place: str) -> None:
    build_index(data, place)
    with open_index(place) as index:
        day = index.imported_at(R2)
    write_year(data, "r3", ["下水道"])
    report = build_index(data, place)
    assert [year.items for year in report.years] == [2, 1]
    with open_index(place) as index:
        assert index.imported_at(R2) == day
        assert index.digest(R2) != index.digest(R3)


def test_what_is_missing_is_told_with_what_to_do(place: str) -> None:
    with pytest.raises(IndexUnusableError, match="katou-index build"):
        open_index(place)
    assert open_if_fresh(ROOT / "data", place) is None


def test_threads_share_an_index(place: str) -> None:
    build_index(ROOT / "data", place)
    with open_index(place) as index:
        expected = [hit.id for hit in index.search("RPA")]
        found: list[list[str]] = []
        threads = [
            threading.Thread(target=lambda: found.append([hit.id for hit in index.search("RPA")]))
            for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [expected] * 16


@pytest.mark.parametrize("command", ["build", "check", "findings", "export", "search", "lines"])
def test_every_command_gives_what_it_gives_over_a_file(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [{"id": 1, "text": "RPA"}, {"id": 2, "text": "災害対応訓練"}, {"id": 3, "text": "無い言葉だよ"}]
    arguments = {
        "build": ["build"], "check": ["check"], "findings": ["findings", "--json"],
        "export": ["export", "--format", "csv"], "search": ["search", "RPA", "--json"],
        "lines": ["search", "--jsonl"],
    }[command]  # fmt: skip
    monkeypatch.setenv("KATOU_DATA", str(ROOT / "data"))
    printed = []
    for place in (str(tmp_path / "katou.db"), fresh_database()):
        monkeypatch.setenv("KATOU_INDEX", place)
        with contextlib.redirect_stdout(io.StringIO()):
            assert katou_index(["build"]) == 0
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(map(json.dumps, lines))))
        with contextlib.redirect_stdout(out := io.StringIO()):
            assert katou_index(arguments) == 0
        text = out.getvalue().replace(place, "PLACE")
        if command == "lines":
            text = json.dumps([{**json.loads(line), "ms": 0} for line in text.splitlines()])
        printed.append(text)
    assert printed[0] == printed[1] != ""


# -- a database that is not there, or not as it should be ----------------------------------------------------


def in_english(**environ: str) -> dict[str, str]:
    """The environment of a command over PostgreSQL, in English."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KATOU_", "PG"))}
    return {**own, "KATOU_LANG": "en", "KATOU_MEANING": "off", **environ}


@pytest.mark.parametrize(
    "asking", [("katou-index", "search", "RPA"), ("katou-index", "build"), ("katou", "ask", "RPA")]
)
@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://katou:geheim@127.0.0.1:9/katou", "PostgreSQL cannot be reached"),
        ("postgresql://katou:geheim@127.0.0.1:port/katou", "PostgreSQL cannot be reached"),
        ("postgresql://katou:geheim@127.0.0.1/katou?plan=../x", "is no address of PostgreSQL"),
        ("postgresql://katou:geheim@127.0.0.1/katou?geheim=geheim", "is no address of PostgreSQL"),
    ],
)
def test_what_is_wrong_is_one_line_without_the_password(
    asking: tuple[str, ...], address: str, says: str
) -> None:
    done = run_command(*asking, env=in_english(KATOU_INDEX=address))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if "geheim=" not in address:
        assert "geheim" not in done.stderr


def test_a_wrong_password_is_told_and_not_shown() -> None:
    server, name = session_server(), "nobody_knows"
    server.sql(f"create role {name} login password 'right'")
    with (server.data / "pg_hba.conf").open("r+", encoding="utf-8") as rules:
        before = rules.read()
        rules.seek(0)
        rules.write(f"local all {name} scram-sha-256\n{before}")
    server.sql("select pg_reload_conf()")
    address = server.address().replace("katou@", f"{name}:geheim@")
    for _ in range(50):  # until it has read its rules again
        done = run_command("katou-index", "search", "RPA", env=in_english(KATOU_INDEX=address))
        if "password authentication failed" in done.stderr:
            break
    assert done.returncode == 1
    assert "password authentication failed" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr
    assert "********" in done.stderr


def test_without_the_driver_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError", encoding="utf-8")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-m", "katou_index", "search", "RPA"], capture_output=True, text=True, cwd=ROOT,
        env=in_english(KATOU_INDEX="postgresql://db/katou", PYTHONPATH=path), check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "make postgresql" in done.stderr


def test_who_keeps_a_file_loads_no_driver(tmp_path: Path) -> None:
    build_index(ROOT / "data", tmp_path / "katou.db")
    asking = (
        "import sys; from bot.__main__ import main; main(['ask', 'RPAの進捗は？']);"
        "from katou_index.__main__ import main; main(['search', 'RPA']);"
        "sys.exit(any(name.startswith('psycopg') for name in sys.modules))"
    )
    own = {**os.environ, "KATOU_INDEX": str(tmp_path / "katou.db"), "KATOU_MEANING": "off"}
    assert subprocess.run([sys.executable, "-c", asking], cwd=ROOT, env=own, check=False).returncode == 0


def test_too_old_a_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "OLDEST", 990000)
    with pytest.raises(IndexUnusableError, match="15以上"):
        open_index(fresh_database())


def test_a_database_in_another_encoding_is_told() -> None:
    session_server().sql("create database latin encoding 'LATIN1' locale 'C' template template0")
    with pytest.raises(KatouError, match="UTF8"):
        build_index(ROOT / "data", session_server().address("latin"))


def test_plans_lie_apart_in_one_database(data: Path, tmp_path: Path) -> None:
    address = fresh_database()
    write_year(other := tmp_path / "other", "r2", ["下水道の更新"])
    build_index(data, of_plan(address, "kato"))
    build_index(other, of_plan(address, "ono"))
    with open_index(of_plan(address, "kato")) as one, open_index(of_plan(address, "ono")) as two:
        assert [measure.title for measure in one.plan(R2).measures] == ["防災訓練", "空き家バンク"]
        assert [measure.title for measure in two.plan(R2).measures] == ["下水道の更新"]
        assert not one.has_term("下水道")
        assert one.search("下水道") == []
        assert len(two.search("下水道")) == 1
        assert one.search("訓練")[0].id == "R2/1-1"
    with pytest.raises(IndexUnusableError):
        open_index(address)


def test_who_reads_goes_on_while_a_build_takes_its_place(data: Path) -> None:
    address = fresh_database()
    build_index(data, address)
    with open_index(address) as index:
        store = index._ask(lambda store: store)
        for number in range(3):
            write_year(data, f"r{number + 3}", ["下水道"])
            build_index(data, address)
        assert len(store.select("select id from item")) == 2  # what it began with is still there
        assert len(index.years) in (1, 4)


def test_rows_of_a_build_that_is_gone_are_no_empty_plan(data: Path) -> None:
    address = fresh_database()
    build_index(data, address)
    with open_index(address) as index:
        old = index._ask(lambda store: store)
        write_year(data, "r3", ["下水道"])
        build_index(data, address)
        name = address.partition("?")[0].rpartition("/")[2]
        session_server().sql("update katou_index.generation set replaced = now() - interval '1 day' "
                             "where replaced is not null", name)  # fmt: skip
        for _ in range(2):  # the one before the current one stays whatever its age
            build_index(data, address)
        with pytest.raises(postgresql.Superseded):
            old.select("select id from item")
        assert index.years == (R2, R3)  # and the index goes on with what is there
        assert index.search("下水道")
    builds = session_server().sql("select count(*) from katou_index.generation", name)
    assert builds == "3"


def test_a_build_that_fails_leaves_the_one_before(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = fresh_database()
    build_index(data, address)
    with monkeypatch.context() as broken:

        def fails(*_: object) -> None:
            raise postgresql.psycopg.OperationalError("the server went away")

        broken.setattr(postgresql, "_forget", fails)
        write_year(data, "r3", ["下水道"])
        with pytest.raises(KatouError, match="went away"):
            build_index(data, address)
    with open_index(address) as index:
        assert index.years == (R2,)


def test_no_plan_is_gone_through_once_for_each_of_its_rows(pair: tuple[Index, Index]) -> None:
    _, database = stores(pair)
    assert isinstance(database, postgresql.DatabaseGeneration)
    query = "select key, title_words from item_words join item using (id) where item.id in (1, 2, 3)"
    explained = f"explain {postgresql._statement(query)}"
    way = database._server.read(explained, database._of)
    assert not [line for (line,) in way if "Nested Loop" in line]


def test_a_missing_row_is_found_by_a_check(data: Path) -> None:
    address = fresh_database()
    build_index(data, address)
    name = address.partition("?")[0].rpartition("/")[2]
    session_server().sql(f"delete from {postgresql.DATA_SCHEMA}.item where rowid = 2", name)
    with pytest.raises(IndexUnusableError, match="item"):
        check_index(data, address)


@pytest.mark.parametrize(
    ("address", "bare", "plan", "shown"),
    [
        ("postgresql://k@a,b/x", "postgresql://k@a,b/x", "katou", "postgresql://k@a,b/x"),
        ("postgresql://k:p@a/x?plan=ono", "postgresql://k@a/x", "ono", "postgresql://k:********@a/x?plan=ono"),
        ("postgres://a/x?sslmode=require&plan=ono&password=p", "postgres://a/x?sslmode=require", "ono",
         "postgres://a/x?sslmode=require&plan=ono&password=********"),
    ],
)  # fmt: skip
def test_an_address_names_a_plan_and_hides_its_password(
    address: str, bare: str, plan: str, shown: str
) -> None:
    place, named = parted(address)
    assert (masked(place).replace(":********", "").replace("&password=********", ""), named) == (bare, plan)
    assert masked(address) == shown
    assert parted(of_plan(address, "kato"))[1] == "kato"
    assert of_plan("katou.db", "kato") == ""
    assert SETTINGS["index"].shown({"KATOU_INDEX": address}) == shown


# -- the same rows -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Index]]:
    """A plan of many items, in a file and in PostgreSQL."""
    data = make(tmp_path_factory.mktemp("large") / "data", ITEMS)
    file, address = data.parent / "katou.db", fresh_database()
    build_index(data, file)
    with contextlib.closing(Database(address)) as database:
        database.publish(file)
    with open_index(file) as one, open_index(address) as other:
        yield one, other


def stores(pair: tuple[Index, Index]) -> tuple[IndexStore, IndexStore]:
    one, other = (index._ask(lambda store: store) for index in pair)
    return one, other


MANY = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(st.randoms(use_true_random=False))
def test_both_stores_think_the_same_items_best(pair: tuple[Index, Index], draw: random.Random) -> None:
    file, database = stores(pair)
    terms = draw.sample(sorted(file.vocabulary), draw.randint(1, 6))
    also = draw.sample(sorted(file.vocabulary), draw.randint(0, 3))
    groups = draw.choice(
        [(), (("\ue000yr2",),), (("\ue000r○", "\ue000r×"), ("\ue000yr2",)), (("\ue000ynever",),)]
    )
    found, same = (store.best(terms, also, groups, 100) for store in (file, database))
    assert [row for row, _ in found] == [row for row, _ in same]
    assert [score for _, score in found] == pytest.approx([score for _, score in same], rel=1e-12)


@MANY
@given(st.randoms(use_true_random=False))
def test_both_stores_find_a_form_in_the_same_places(pair: tuple[Index, Index], draw: random.Random) -> None:
    file, database = stores(pair)
    ((text,),) = file.select("select folded from item_words where id = ?", (draw.randint(1, ITEMS),))
    at = draw.randrange(len(text))
    form = "".join(text[at : at + draw.randint(1, 8)].split()) or "計画"
    fields = draw.choice([("title", "text", "context"), ("title",), ("title", "text")])
    for written in (False, True):
        one, other = (index.places_with(R2, form, fields, written=written) for index in pair)
        assert one == other
    every = pair[0].places_with(R2, form, fields)
    assert all(index.places_with(R2, form, fields, most=3) == every[:3] for index in pair)
    assert len({index.writes(R2, form, fields) for index in pair}) == 1
    assert len({index.bits_with(R2, form, fields[-1]) for index in pair}) == 1
    assert form_of(file, form) == form_of(database, form)


@MANY
@given(
    st.text(max_size=40) | st.text("計画情報公開市民AI・ 0123", max_size=20),
    st.randoms(use_true_random=False),
)
def test_any_text_finds_the_same(pair: tuple[Index, Index], text: str, draw: random.Random) -> None:
    if draw.random() < 0.5:  # a piece of the plan
        ((text,),) = stores(pair)[0].select(
            "select folded from item_words where id = ?", (draw.randint(1, ITEMS),)
        )
        text = text[: draw.randint(1, 40)]
    ratings = draw.choice([None, ["○"], ["×", "△"], []])
    hits, same = (index.search(text, 20, ratings=ratings) for index in pair)
    assert [hit.id for hit in hits] == [hit.id for hit in same]
    assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in same], rel=1e-9)


def test_common_words_of_a_large_plan_are_parted_alike(
    pair: tuple[Index, Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_ITEMS", 40)  # as a plan of a million items has it
    for text in (
        "市民への情報提供とホームページの更新",
        "職員の訓練計画",
        "タブレットの活用と電子申請の拡大",
    ):
        hits, same = (index.search(text, 50) for index in pair)
        assert [hit.id for hit in hits] == [hit.id for hit in same] != [], text


def test_a_large_plan_is_searched_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (building, searching):
        monkeypatch.setattr(module, "LARGE", 300)
    for of in (common_making, common_words):
        monkeypatch.setattr(of, "COMMON", 30)
    data = make(tmp_path / "data", 400, years=2)
    file, address = data.parent / "katou.db", fresh_database()
    build_index(data, file)
    with contextlib.closing(Database(address)) as database:
        database.publish(file)
    texts = [text for kind in questions(400, 10).values() for text in kind]
    with open_index(file) as one, open_index(address) as other:
        assert one._ask(lambda store: len(store.select("select term from common_word"))) > 20
        for scope in ({}, {"years": [R3]}, {"ratings": ["△"], "years": [R2]}, {"ratings": ["○", "△"]}):
            for text in texts:
                hits, same = (index.search(text, 20, **scope) for index in (one, other))  # type: ignore[arg-type]
                assert [hit.id for hit in hits] == [hit.id for hit in same], text
        for text in {text[:3] for text in texts}:
            assert len({index.bits_with(R3, text, "text") for index in (one, other)}) == 1, text
