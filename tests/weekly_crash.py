"""Processes that send weekly posts and are killed while they do: is any post lost, is any there twice?

A worker is what `katou tick` does, with a platform that is a file. The clock stands still while any worker
lives and moves past every lease when all are dead, so nobody is taken for dead who only is slow.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from bot import Bot
from bot.card import Card
from bot.memory import Memory
from bot.memory.subscriptions import LEASE
from bot.subscription import Subscription
from bot.weekly.platforms import Address, Outcome, Sent, Unclear
from bot.weekly.sending import Poster
from bot.weekly.service import WeeklyService
from katou_index import open_index
from katou_index.records import Record
from tests.weekly_fixtures import tokyo

START = tokyo("2026-11-24 09:00")
READY = "ready"


class FileBoard:
    """A platform whose conversations are one file: a line a post. Now and then a connection breaks."""

    def __init__(self, path: Path, *, history: bool, seed: int) -> None:
        self.path, self.history = path, history
        self.random = random.Random(seed)

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        time.sleep(self.random.random() * 0.004)
        luck = self.random.random()
        if luck < 0.02:
            return Unclear("cut before it arrived")
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{key}\n".encode())
        os.close(file)
        time.sleep(self.random.random() * 0.004)
        return Unclear("cut after it arrived") if luck < 0.05 else Sent(key)

    def place_of(self, address: Address, key: str) -> str | None:
        if not self.history:
            return None
        return key if key in posted(self.path) else ""


def posted(path: Path) -> Counter[str]:
    """Key → how often it was posted."""
    with contextlib.suppress(FileNotFoundError):
        return Counter(path.read_text().split())
    return Counter()


def _kit(folder: Path, index: Path, data: Path) -> WeeklyService:
    return WeeklyService(Bot(open_index(index)), Memory(folder / "state.db"), str(data))


def work(folder: Path, index: Path, data: Path, history: str, seed: str, now: str) -> None:
    """One worker: says that it is ready, waits for a line, ticks."""
    kit = _kit(folder, index, data)
    board = FileBoard(folder / "board.txt", history=history == "history", seed=int(seed))
    poster = Poster(kit.ledger, kit.composer, kit.calendar, {"board": board}, lambda: float(now))
    print(READY, flush=True)
    sys.stdin.readline()
    poster.tick()


class Result(Record):
    """What came of it. `listed` are posts that a person is asked to look at."""

    posts: int
    kills: int
    lost: tuple[str, ...]
    twice: tuple[str, ...]
    listed: int


def storm(
    folder: Path, index: Path, data: Path, *, posts: int, kills: int, history: bool, workers: int = 4
) -> Result:
    """Send `posts` posts by `workers` processes, killing at least `kills` of them at random points."""
    dice = random.Random(7)
    kit = _kit(folder, index, data)
    for number in range(posts):
        kit.subscribe(Subscription("board", "", f"C{number}", since=START - 86400.0))
    now, killed, rounds = START, 0, 0
    while True:
        running = [
            _start(folder, index, data, history, seed=rounds * workers + n, now=now) for n in range(workers)
        ]
        for each in running:
            assert each.stdin
            each.stdin.write(b"\n")
            each.stdin.flush()
        for each in running[: min(workers, kills - killed)]:
            time.sleep(dice.random() * 0.1)
            if each.poll() is None:
                each.kill()  # SIGKILL
                killed += 1
        for each in running:
            each.communicate()
        rounds += 1
        now += LEASE + 100.0
        waiting = [p for p in kit.ledger.posts() if p.state in ("pending", "sending")]
        if not waiting and killed >= kills:
            break
        if not waiting:  # everything went out between two kills: more of it
            for _ in range(posts // 4 + 1):
                kit.subscribe(Subscription("board", "", f"C{posts}", since=START - 86400.0))
                posts += 1
    there = posted(folder / "board.txt")
    states = {post.key: post.state for post in kit.ledger.posts()}
    assert len(states) == posts
    unclear = {key for key, state in states.items() if state == "unclear"}
    listed = "\n".join(kit.listed(now, "ja")).count("届いたか不明")
    return Result(
        posts, killed,
        tuple(key for key in states if not there[key] and key not in unclear),
        tuple(key for key, times in there.items() if times > 1),
        listed if listed == len(unclear) else -1,
    )  # fmt: skip


def _start(
    folder: Path, index: Path, data: Path, history: bool, *, seed: int, now: float
) -> subprocess.Popen[bytes]:
    kind = "history" if history else "none"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.weekly_crash", folder, index, data, kind, str(seed), str(now)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline().decode().strip() == READY
    return process


if __name__ == "__main__":
    work(*map(Path, sys.argv[1:4]), *sys.argv[4:7])
