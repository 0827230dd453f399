"""What all tests share: property tests have no deadline, for timings belong in benchmarks/.

The sentence encoder, which takes a second to load, is off but in tests/test_meaning.py. Tests marked
`both_states` are run twice: with the state in files, and in PostgreSQL.
"""

from __future__ import annotations

import gc
import os
import sys
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.memory import Memory
from katou_index.address import of_plan
from tests.commands import fork_readers
from tests.kept_work import keep_work
from tests.postgresql_server import CI, MISSING, fresh_database, is_installed

# The same draws each time, so that what passed here passes elsewhere; others with the profile "many".
settings.register_profile("katou", deadline=None, derandomize=True)
settings.register_profile("many", deadline=None, max_examples=5000)  # --hypothesis-profile many
settings.load_profile("katou")
os.environ["KATOU_MEANING"] = "off"
keep_work()
fork_readers()
sys.dont_write_bytecode = (
    False  # what is made of a test's file is there for the next run, whatever the machine says
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--every`: of what is many and alike not a part is tried, as otherwise, but all."""
    parser.addoption("--every", action="store_true", help="all of what is drawn otherwise, and what is open")


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than processors: a good part of the tests waits for a browser, a port or a process."""
    return (yield) + 1


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_states: run with the state in files, and in PostgreSQL")
    config.addinivalue_line("markers", "with_every: run with --every only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--every"):
        left_out = [item for item in items if item.get_closest_marker("with_every")]
        items[:] = [item for item in items if not item.get_closest_marker("with_every")]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def every(request: pytest.FixtureRequest) -> bool:
    """Whether all is done of what is drawn otherwise."""
    return bool(request.config.getoption("--every"))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Nothing is thrown away while ten thousand tests are collected, and none of them while they are run.

    Looking for garbage among them took a quarter of the time that collecting takes, in each worker.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)  # of what a test leaves, too, there is little garbage in circles
        gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_states"):
        metafunc.fixturenames.append("state_store")
        metafunc.parametrize("state_store", ["file", "PostgreSQL"], indirect=True)


_database: list[str] = []  # of this process: each state is a plan of its own in it


@pytest.fixture
def state_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the states of a test lie: the path of each names a file, or a plan in a database."""
    kept: str = request.param
    if kept == "PostgreSQL":
        if not is_installed() and not CI:
            pytest.skip(MISSING)
        if not _database:
            _database.append(fresh_database())
        made = Memory.__init__

        def in_database(memory: Memory, path: str | os.PathLike[str], *others: Any, **named: Any) -> None:
            plan = f"t{zlib.crc32(str(Path(path)).encode()):08x}"
            made(memory, of_plan(_database[0], plan), *others, **named)

        monkeypatch.setattr(Memory, "__init__", in_database)
    return kept
