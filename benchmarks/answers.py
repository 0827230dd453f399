"""How long one answer takes in process, and how much private memory a conversation holds.

    .venv/bin/python benchmarks/answers.py [--rounds 5]

Asks every turn of tests/conversations/*.yml, each conversation in a context of its own, `--rounds` times; the
first round also warms the caches and is reported apart. What counts is CPU time. RssAnon is Linux's figure
for memory of this process alone: the dictionary, which is mapped from its file and shared, does not count.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from bot import Bot
from katou_index import open_index

ROOT = Path(__file__).parent.parent
MEDIAN_MS, P99_MS, PRIVATE_MB = 2.0, 10.0, 100.0


def conversations() -> list[tuple[str, list[str]]]:
    """Name and turns of each conversation."""
    return [
        (f"{path.stem}/{number}", [str(turn) for turn in each["turns"]])
        for path in sorted((ROOT / "tests" / "conversations").glob("*.yml"))
        for number, each in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def ask_all(bot: Bot, talks: list[tuple[str, list[str]]], label: str) -> list[tuple[float, str]]:
    """Milliseconds of CPU and question of each answer."""
    taken: list[tuple[float, str]] = []
    for name, turns in talks:
        for turn in turns:
            began = time.process_time()
            bot.ask(turn, conversation=f"{label}/{name}")
            taken.append(((time.process_time() - began) * 1000, turn))
    return taken


def private_mb() -> float:
    """RssAnon of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def told(name: str, taken: list[tuple[float, str]]) -> tuple[float, float]:
    """Print and return median and 99th percentile; print the slowest questions."""
    times = [ms for ms, _ in taken]
    median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"{name}: {len(taken)} answers, median {median:.2f} ms, p99 {p99:.2f} ms")
    slowest = {question: ms for ms, question in sorted(taken)}
    for question, ms in sorted(slowest.items(), key=lambda each: -each[1])[:5]:
        print(f"  {ms:7.2f} ms  {question[:60]}")
    return median, p99


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    talks = conversations()
    if not talks:
        print("tests/conversations holds no conversation", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as aside:
        index = Path(aside) / "katou.db"
        build = [sys.executable, "-m", "katou_index", "build", "--out", str(index)]
        subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # not in this process: memory
        bot = Bot(open_index(index))
        told("first round", ask_all(bot, talks, "first"))
        taken = [each for n in range(options.rounds) for each in ask_all(bot, talks, str(n))]
        median, p99 = told("after it", taken)
    held = private_mb()
    print(f"private memory (RssAnon): {held:.0f} MB")
    print(f"limits: median {MEDIAN_MS} ms, p99 {P99_MS} ms, {PRIVATE_MB:.0f} MB")
    return int(median > MEDIAN_MS or p99 > P99_MS or held > PRIVATE_MB)


if __name__ == "__main__":
    sys.exit(main())
