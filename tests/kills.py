"""kill -9 at random points of commands that change what people keep: is it there whole, or not there at all?

    .venv/bin/python -m tests.kills 100

The command runs once to its end, for what must then lie there and how long that takes; then as often as
wanted, killed somewhere on its way. What a killed one left, the next build puts in order.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from katou_index.importing import history
from katou_index.records import Record
from tests.bot_fixtures import ROOT
from tests.commands import Forked
from tests.invented import invented
from tests.sheets import merged

DECIDED = ("6=6", "9=9", "防災課=危機管理課", "農地整備課=農政課", "33=")
EARLIEST, LATEST = 0.1, 1.3  # of the time that the command takes
IMPORT, CORRECTION, WORD, APPROVED = "import", "correction", "word", "approved"


class Killed(Record):
    """What came of it: commands that were killed, that had done their work by then, and what was torn."""

    kills: int
    done: int
    torn: tuple[str, ...]


class World:
    """A folder of data, and what runs commands over it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        shutil.copytree(ROOT / "data", self.data)
        self.environ = {
            **os.environ, "KATOU_DATA": str(self.data), "KATOU_INDEX": str(folder / "k.db"),
            "KATOU_STATE": str(folder / "s.db"), "KATOU_MEANING": "off", "LANG": "C.UTF-8",
        }  # fmt: skip
        self.run("katou-index", "build")

    def start(self, *command: str) -> Forked:
        with open(os.devnull, "w") as nowhere:
            return Forked(*command, env=self.environ, cwd=self.folder, stdout=nowhere, stderr=nowhere)

    def run(self, *command: str) -> None:
        process = self.start(*command)
        assert process.wait(120) == 0, command

    def state(self) -> dict[str, str]:
        """Every file that people keep, and its hash; what begins with a dot is nobody's."""
        found = history.digests(self.folder, "data")
        return {name: digest for name, digest in found.items() if "/." not in name}

    def put_in_order(self) -> None:
        """As the next build does, whoever begins it."""
        history.put_back_unfinished(self.data)


def _import(world: World) -> tuple[str, ...]:
    sheet = world.folder / "R3.xlsx"
    merged(sheet, invented())
    decided = (word for each in DECIDED for word in ("--decide", each))
    return ("katou-index", "import", str(sheet), "--year", "R3", "--yes", *decided)


def _correction(world: World) -> tuple[str, ...]:
    sheet = world.folder / "export.xlsx"
    world.run("katou-index", "export", "--year", "R2", "--format", "xlsx", "--out", str(sheet))
    book = load_workbook(sheet)
    rows = book["項目"]
    head = {cell.value: cell.column for cell in rows[1]}
    row = next(row for row in rows.iter_rows(min_row=2) if row[head["事業No."] - 1].value == 15)
    rows.cell(row[0].row, head["評価"], "〇")
    book.save(sheet)
    who = ("--by", "山田", "--reason", "原本を確認")
    return ("katou-index", "import", str(sheet), "--year", "R2", "--yes", *who)


COMMANDS: dict[str, Callable[[World], tuple[str, ...]]] = {
    IMPORT: _import,
    CORRECTION: _correction,
    WORD: lambda world: ("katou", "word", "ロボ自動化", "RPA"),
    APPROVED: lambda world: ("katou", "approve", "防災課の△の項目は？"),
}


def kill(kind: str, folder: Path, kills: int, seed: int = 1) -> Killed:
    """`kills` times the command of a kind, killed somewhere."""
    world, chance = World(folder), random.Random(seed)
    command = COMMANDS[kind](world)
    before = world.state()
    kept = shutil.copytree(world.data, folder / "kept")
    began = time.monotonic()
    world.run(*command)
    took, after = time.monotonic() - began, world.state()
    assert before != after
    killed = done = 0
    torn = []
    for _ in range(kills):
        shutil.rmtree(world.data)
        shutil.copytree(kept, world.data)
        process = world.start(*command)
        time.sleep(took * chance.uniform(EARLIEST, LATEST))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        world.put_in_order()
        found = world.state()
        done += found == after
        if found not in (before, after):
            names = found.keys() | before.keys()
            torn.append(", ".join(sorted(name for name in names if found.get(name) != before.get(name))))
    world.run("katou-index", "build")
    world.run("katou-index", "check")
    return Killed(killed, done, tuple(torn))


def main(kills: int) -> int:
    """Every kind, so often; 1 where anything was torn."""
    wrong = 0
    for kind in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            found = kill(kind, Path(folder), kills)
        wrong += len(found.torn)
        told = f"{found.kills} of {kills} killed, {found.done} had done their work"
        print(f"{kind}: {told}, {len(found.torn)} torn")
        for each in found.torn:
            print(f"  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
