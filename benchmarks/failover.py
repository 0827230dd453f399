"""A PostgreSQL server that is killed while people ask and weekly posts go out; a standby takes over.

    .venv/bin/python benchmarks/failover.py [--posts 120]

Two real servers, one following the other synchronously; index and state lie on both, the address names both.
While readers ask and four senders post, the first server is killed with kill -9. Then: answers go on, what
is to be kept waits, `katou-index build` says in one line why it cannot; the second server is promoted, and
writes come back. Held at the end: no answer was wrong, no row that was told to be kept is lost, no post is
lost, none is there twice. Needs PostgreSQL (apt-get install postgresql).
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("KATOU_MEANING", "off")

from bot import Bot  # noqa: E402
from bot.memory import Claim, Memory, MemoryUnusableError  # noqa: E402
from bot.memory.subscriptions import LEASE  # noqa: E402
from bot.subscription import Subscription  # noqa: E402
from bot.weekly.sending import Poster  # noqa: E402
from bot.weekly.service import WeeklyService  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from katou_index.errors import KatouError  # noqa: E402
from katou_index.language import speaking  # noqa: E402
from tests.postgresql_server import USER, Cluster, folder_of_servers  # noqa: E402
from tests.weekly_crash import START, FileBoard, posted  # noqa: E402

QUESTIONS = ("RPAの進捗は？", "×の事業は？", "防災課の○は？", "△はいくつ？")
WORDS = ("災害対応訓練", "電子申請", "ホームページ", "職員研修", "RPA")
KEEP = "insert into joined (thread, day) values (?, '2026-11-24')"
SENDERS = 4
BEFORE, AWAY, AFTER = 3.0, 4.0, 3.0  # seconds: of calm, until somebody promotes, of calm again


class Run:
    """What the threads share, and what they found."""

    def __init__(self, address: str, board: Path) -> None:
        self.address, self.board = address, board
        self.began = time.monotonic()
        self.now = START
        self.ends = threading.Event()
        self.promoted = threading.Event()
        self.answers: list[tuple[float, float]] = []  # when, seconds
        self.wrong: list[str] = []
        self.kept: list[str] = []
        self.writes: list[float] = []  # when one succeeded
        self.refused: list[str] = []

    def at(self) -> float:
        return time.monotonic() - self.began

    def tell(self, what: str) -> None:
        print(f"{self.at():6.1f} s  {what}", flush=True)

    def read(self, expected: dict[str, str], found: dict[str, list[str]], number: int) -> None:
        """Ask on and on, by a bot that knows no answer by heart: each time over an index opened anew."""
        turn = number
        while not self.ends.is_set():
            began = time.monotonic()
            try:
                with open_index(self.address) as index:
                    question, word = QUESTIONS[turn % len(QUESTIONS)], WORDS[turn % len(WORDS)]
                    if Bot(index).ask(question).as_json()["text"] != expected[question]:
                        self.wrong.append(question)
                    if [hit.id for hit in index.search(word)] != found[word]:
                        self.wrong.append(word)
            except KatouError as error:
                self.wrong.append(str(error)[:200])
            self.answers.append((self.at(), time.monotonic() - began))
            turn += 1
            time.sleep(0.02)

    def keep(self) -> None:
        """Write small rows, and note each that was told to be kept."""
        number = 0
        with contextlib.closing(Memory(self.address)) as memory:
            while not self.ends.is_set():
                number += 1
                thread = f"thread {number}"
                try:
                    with memory.transaction() as connection:
                        connection.execute(
                            "insert into joined (thread, day) values (?, '2026-11-24')", (thread,)
                        )
                except MemoryUnusableError as error:
                    self.refused.append(str(error))
                    time.sleep(0.2)
                else:
                    self.kept.append(thread)
                    self.writes.append(self.at())
                time.sleep(0.01)

    def send(self, seed: int) -> None:
        """Tick until nothing is left; where the server is away, wait for the next one."""
        board = FileBoard(self.board, history=True, seed=seed)
        with contextlib.closing(Memory(self.address)) as memory, open_index(self.address) as index:
            kit = WeeklyService(Bot(index), memory, str(ROOT / "data"))
            while not self.ends.is_set():
                poster = Poster(kit.ledger, kit.composer, kit.calendar, {"board": board}, lambda: self.now)
                try:
                    poster.tick()
                    if not [p for p in kit.ledger.posts() if p.state in ("pending", "sending")]:
                        return
                except MemoryUnusableError:
                    self.promoted.wait()
                time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--posts", type=int, default=120)
    posts = parser.parse_args().posts
    logging.basicConfig(format="          %(message)s", level=logging.WARNING, stream=sys.stdout)
    with folder_of_servers() as folder, tempfile.TemporaryDirectory() as name, speaking("en"):
        first = Cluster(folder, 5432, options=()).make().start()
        try:
            first.sql("create database katou")
            second = Cluster(folder, 5433, options=()).copy_of(first).start()
            first.sql("alter system set synchronous_standby_names = '*'")
            first.sql("select pg_reload_conf()")
            address = f"postgresql://{USER}@/katou?host={folder},{folder}&port=5432,5433"
            return _told(_failed_over(first, second, Run(address, Path(name) / "board.txt"), posts))
        finally:
            first.stop()
            Cluster(folder, 5433).stop()


def _failed_over(first: Cluster, second: Cluster, run: Run, posts: int) -> Run:
    build_index(ROOT / "data", run.address)
    with open_index(run.address) as index, contextlib.closing(Memory(run.address)) as memory:
        expected = {question: Bot(index).ask(question).as_json()["text"] for question in QUESTIONS}
        found = {word: [hit.id for hit in index.search(word)] for word in WORDS}
        kit = WeeklyService(Bot(index), memory, str(ROOT / "data"))
        for number in range(posts):
            kit.subscribe(Subscription("board", "", f"C{number}", since=START - 86400.0))
        assert memory.claim("a message that was answered") is Claim.NEW
        memory.done("a message that was answered")
        memory.check()
    run.began = time.monotonic()
    run.tell(f"two servers; two readers ask, one writes, {SENDERS} send {posts} posts")
    threads = [threading.Thread(target=run.read, args=(expected, found, n)) for n in range(2)]
    threads += [threading.Thread(target=run.keep)]
    senders = [threading.Thread(target=run.send, args=(n,)) for n in range(SENDERS)]
    for thread in (*threads, *senders):
        thread.start()
    time.sleep(BEFORE)
    first.kill()
    killed = run.at()
    run.tell(f"kill -9 of the server that is written to; {posted(run.board).total()} posts are out")
    time.sleep(AWAY / 2)
    try:
        build_index(ROOT / "data", run.address)
        run.wrong.append("a build without a server to write to")
    except KatouError as error:
        run.tell(f"katou-index build: {error}")
    time.sleep(AWAY / 2)
    asked = [took for when, took in run.answers if when > killed]
    run.tell(f"{len(asked)} answers since then, the longest took {max(asked, default=0):.2f} s")
    second.sql("alter system set synchronous_standby_names = ''")
    second.promote()
    promoted = run.at()
    run.now += LEASE + 100.0  # what was being sent is nobody's any more
    run.promoted.set()
    while not (back := [when for when in run.writes if when > promoted]) and run.at() < promoted + 60:
        time.sleep(0.01)
    run.tell(f"the other server was promoted; the first write came {back[0] - promoted:.2f} s later")
    while any(thread.is_alive() for thread in senders) and run.at() < promoted + 60:
        time.sleep(1)
        run.now += 65.0  # what waits for its next try has it; a lease is three times as long
    build_index(ROOT / "data", run.address)
    time.sleep(AFTER)
    run.ends.set()
    for thread in threads:
        thread.join()
    _look(run, posts, killed)
    return run


def _look(run: Run, posts: int, killed: float) -> None:
    """What is there at the end."""
    with contextlib.closing(Memory(run.address)) as memory:
        with memory.transaction() as connection:
            there = {thread for (thread,) in connection.execute("select thread from joined")}
        states = Counter(post.state for post in WeeklyService(
            Bot(open_index(run.address)), memory, str(ROOT / "data")).ledger.posts())  # fmt: skip
        if memory.claim("a message that was answered") is not Claim.TAKEN:
            run.wrong.append("a message that was answered would be answered again")
    out = posted(run.board)
    gap = max(later - earlier for earlier, later in zip(run.writes, run.writes[1:], strict=False))
    run.tell(f"{len(run.answers)} answers, {len([1 for when, _ in run.answers if when > killed])} of them "
             f"after the kill; the longest took {max(took for _, took in run.answers):.2f} s")  # fmt: skip
    run.tell(f"{len(run.kept)} rows told to be kept, {len(set(run.kept) - there)} lost; "
             f"{len(run.refused)} refused meanwhile; longest time without a write {gap:.1f} s")  # fmt: skip
    run.tell(f"{posts} posts: {len(out)} out, {posts - len(out)} lost, "
             f"{sum(times > 1 for times in out.values())} twice; {dict(states)}")  # fmt: skip
    run.wrong += [f"lost {thread}" for thread in sorted(set(run.kept) - there)]
    run.wrong += [f"{key} is there {times} times" for key, times in out.items() if times > 1]
    run.wrong += [f"{posts - len(out)} posts are lost"] if len(out) != posts else []


def _told(run: Run) -> int:
    print(*run.wrong[:20] or ["nothing wrong, nothing lost, nothing twice"], sep="\n")
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
