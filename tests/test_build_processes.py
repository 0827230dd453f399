"""An index is the same, to the last byte, however many processes have cut its texts into words."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path

import pytest

from benchmarks.large import make
from katou_index import build_index, own_process
from katou_index.__main__ import main
from katou_index.index import analysing, apart, beside, building
from katou_index.index.analysing import BATCH, WORTH
from katou_index.index.columns import SearchedTexts

ITEMS = WORTH + 3 * BATCH
Counted = list[list[SearchedTexts]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("plan") / "data", ITEMS)


@pytest.fixture(autouse=True)
def _same_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark that every build has of its own is the only byte that differs."""
    monkeypatch.setattr(building.uuid, "uuid4", lambda: uuid.UUID(int=7))


@pytest.fixture(scope="module")
def by_one(data: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building.uuid, "uuid4", lambda: uuid.UUID(int=7))
        return built(data, tmp_path_factory.mktemp("one"), 1)


def built(data: Path, folder: Path, processes: int) -> bytes:
    build_index(data, folder / "katou.db", None, processes)
    return (folder / "katou.db").read_bytes()


def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What other processes have cut from now on."""
    cut, was = Counted(), apart.WordProcess.columns_of

    def counting(self: apart.WordProcess, items: list[SearchedTexts]) -> object:
        found = was(self, items)
        if found is not None:
            cut.append(items)
        return found

    monkeypatch.setattr(apart.WordProcess, "columns_of", counting)
    return cut


@pytest.mark.parametrize("processes", [2, 3])
def test_several_make_the_bytes_that_one_makes(
    data: Path, by_one: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    cut = elsewhere(monkeypatch)
    assert built(data, tmp_path, processes) == by_one
    assert sum(map(len, cut)) >= BATCH


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false", "/bin/cat"])
def test_a_process_that_does_not_start_or_work_is_done_without(
    data: Path, by_one: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(own_process.sys, "executable", python)
    assert built(data, tmp_path, 2) == by_one


def test_one_that_is_killed_on_the_way_is_done_without(
    data: Path, by_one: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = apart.WordProcess.columns_of

    def killed(self: apart.WordProcess, items: list[SearchedTexts]) -> object:
        self.kill()
        return was(self, items)

    monkeypatch.setattr(apart.WordProcess, "columns_of", killed)
    assert built(data, tmp_path, 3) == by_one


def test_few_items_start_no_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "WordProcess", lambda: pytest.fail("started"))
    build_index(make(tmp_path / "data", WORTH - BATCH), tmp_path / "katou.db", None, 4)


def test_what_has_not_changed_starts_none_either(
    data: Path, by_one: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "katou.db").write_bytes(by_one)
    monkeypatch.setattr(beside, "WordProcess", lambda: pytest.fail("started"))
    cut = list[SearchedTexts]()
    was = analysing.columns_of
    monkeypatch.setattr(analysing, "columns_of", lambda items: cut.extend(items) or was(items))
    assert built(data, tmp_path, 2) == by_one
    assert cut == []


def test_another_process_knows_no_secret_and_ends_with_what_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    command, environ = own_process.command("katou_index.index.apart")
    assert set(environ) <= own_process.INHERITED
    assert command[:3] == [sys.executable, "-P", "-m"]
    process = apart.WordProcess()
    process._process.communicate(timeout=60)
    assert process._process.returncode == 0


def test_the_command_takes_how_many(data: Path, by_one: bytes, tmp_path: Path) -> None:
    out = ["--data", str(data), "--out", str(tmp_path / "katou.db")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KATOU_MEANING", "off")
        assert main(["build", "--processes", "2", *out]) == 0
    assert (tmp_path / "katou.db").read_bytes() == by_one
    with pytest.raises(SystemExit, match="2"):
        main(["build", "--processes", "0", *out])


def test_nobody_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert analysing.usable_processes() == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert analysing.usable_processes() == analysing.MOST
