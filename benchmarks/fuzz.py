"""Asks many broken, mixed and hostile questions: none may raise, none may take long.

    .venv/bin/python benchmarks/fuzz.py [--count 100000] [--seed 1] [--limit 20] [--workers 2]

The questions are those of tests/fuzzing.py, the same ones for the same seed; three of four follow the one
before in its conversation. The figure is CPU time of the asking thread, so a busy machine does not count.
An exception, an empty answer or a p99.9 above the limit: exit code 1. `make fuzz` asks a million, some two
hours of two free processors. What failed is told at once; with Ctrl-C or `kill` what was asked until then is
summed up, and `--first` goes on from there.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from functools import cache
from multiprocessing import Pool
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot import Bot  # noqa: E402
from bot.commands.wiring import settle  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from tests.fuzzing import questions  # noqa: E402

SLOWEST = 5
PIECE = 2_000  # questions of one seed; each piece is a conversation after the other of its own
Asked = tuple[list[float], list[tuple[float, str]], list[str]]  # CPU ms of each, the slowest, what went wrong


@cache
def asked(index: Path) -> Bot:
    """The bot of this process: it goes on from piece to piece and looks for garbage as seldom as a server."""
    bot = Bot(open_index(index))
    settle(bot)
    bot.ask("RPA")  # what is made for the first question
    next(questions(1))  # the questions themselves are read once
    gc.freeze()
    return bot


def ask_all(index: Path, count: int, seed: int) -> Asked:
    """What came of the questions of one seed."""
    bot = asked(index)
    taken: list[float] = []
    slow: list[tuple[float, str]] = []
    wrong: list[str] = []
    for number, question in enumerate(questions(count, seed)):
        began = time.thread_time()
        try:
            reply = bot.ask(question, conversation=f"{seed} {number // 4}")
            if not reply.text.strip():
                wrong.append(f"empty answer: {question[:200]!r}")
        except Exception:
            wrong.append(f"{question[:200]!r}\n{traceback.format_exc()}")
        ms = (time.thread_time() - began) * 1000
        taken.append(ms)
        if len(slow) < SLOWEST or ms > slow[-1][0]:
            slow = sorted([*slow, (ms, question)], reverse=True)[:SLOWEST]
    return taken, slow, wrong


def alone() -> None:
    """Of a process of the pool: the one that began it decides when to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def asked_in_pieces(index: Path, options: argparse.Namespace) -> Iterator[Asked]:
    """What came of each piece, in order; ends early when the process is told to end."""
    first, pieces = options.first // PIECE, -(-options.count // PIECE)
    seeds = range(options.seed * 1_000_000 + first, options.seed * 1_000_000 + pieces)
    sizes = (min(PIECE, options.count - number * PIECE) for number in range(first, pieces))
    with Pool(options.workers, initializer=alone) as pool:
        jobs = [pool.apply_async(ask_all, (index, *each)) for each in zip(sizes, seeds, strict=True)]
        for number, job in enumerate(jobs, first + 1):
            piece = job.get()
            for each in piece[2]:
                print(each, flush=True)
            if number % 10 == 0:
                print(f"  {number * PIECE} asked", flush=True)
            yield piece


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help=f"leave so many out, a multiple of {PIECE}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=20.0, help="CPU milliseconds")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    taken: list[float] = []
    slow: list[tuple[float, str]] = []
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "katou.db"
        build_index(ROOT / "data", index)
        try:
            for times, slowest, troubles in asked_in_pieces(index, options):
                taken += times
                slow = sorted([*slow, *slowest], reverse=True)[:SLOWEST]
                wrong += len(troubles)
        except KeyboardInterrupt:
            print(f"ended early; --first {options.first + len(taken)} goes on")
    if len(taken) < SLOWEST:
        return 1
    late = statistics.quantiles(taken, n=1000)[998]
    usual = statistics.quantiles(taken, n=100)
    print(
        f"{len(taken)} questions: median {usual[49]:.2f}, p99 {usual[98]:.1f}, p99.9 {late:.1f} ms of CPU, "
        f"longest {max(taken):.1f} ms, {wrong} failed (limit {options.limit:g} ms, none failed)"
    )
    for ms, question in slow:
        print(f"  {ms:6.1f} ms  {question[:80]!r}")
    return int(late > options.limit or bool(wrong) or len(taken) < options.count - options.first)


if __name__ == "__main__":
    sys.exit(main())
