"""Asks many broken, mixed and hostile questions: none may raise, none may take long.

    .venv/bin/python benchmarks/fuzz.py [--count 100000] [--seed 1] [--limit 20]

The questions are those of tests/fuzzing.py, the same ones for the same seed; three of four follow the one
before in its conversation. The figure is CPU time of the asking thread, so a busy machine does not count.
An exception, an empty answer or a p99.9 above the limit: exit code 1. `make fuzz` asks a million.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot import Bot  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from tests.fuzzing import questions  # noqa: E402

SLOWEST = 5


def ask_all(index: Path, count: int, seed: int) -> tuple[list[float], list[tuple[float, str]], list[str]]:
    """CPU milliseconds of each answer, the slowest questions, what went wrong."""
    bot = Bot(open_index(index))
    bot.ask("RPA")  # what is made for the first question
    taken: list[float] = []
    slow: list[tuple[float, str]] = []
    wrong: list[str] = []
    for number, question in enumerate(questions(count, seed)):
        began = time.thread_time()
        try:
            reply = bot.ask(question, conversation=str(number // 4))
            if not reply.text.strip():
                wrong.append(f"empty answer: {question[:200]!r}")
        except Exception:
            wrong.append(f"{question[:200]!r}\n{traceback.format_exc()}")
        ms = (time.thread_time() - began) * 1000
        taken.append(ms)
        if len(slow) < SLOWEST or ms > slow[-1][0]:
            slow = sorted([*slow, (ms, question)], reverse=True)[:SLOWEST]
    return taken, slow, wrong


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=20.0, help="CPU milliseconds")
    options = parser.parse_args()
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(workers) as pool:
        index = Path(folder) / "katou.db"
        build_index(ROOT / "data", index)
        each = -(-options.count // workers)
        jobs = [pool.submit(ask_all, index, each, options.seed * workers + n) for n in range(workers)]
        results = [job.result() for job in jobs]
    taken = [ms for times, _, _ in results for ms in times]
    wrong = [each for _, _, troubles in results for each in troubles]
    late = statistics.quantiles(taken, n=1000)[998]
    usual = statistics.quantiles(taken, n=100)
    print(
        f"{len(taken)} questions: median {usual[49]:.2f}, p99 {usual[98]:.1f}, p99.9 {late:.1f} ms of CPU, "
        f"longest {max(taken):.1f} ms, {len(wrong)} failed (limit {options.limit:g} ms, none failed)"
    )
    for ms, question in sorted((each for _, slow, _ in results for each in slow), reverse=True)[:SLOWEST]:
        print(f"  {ms:6.1f} ms  {question[:80]!r}")
    for each in wrong[:SLOWEST]:
        print(each)
    return int(late > options.limit or bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
