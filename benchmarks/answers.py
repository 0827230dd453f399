"""How long one answer takes in process, and how much private memory a conversation holds.

    .venv/bin/python benchmarks/answers.py [--rounds 5] [--meaning]

Asks every turn of tests/conversations/*.yml, each conversation in a context of its own, `--rounds` times; the
first round also warms the caches and is reported apart. The process is settled as a server is. What counts is
CPU time. RssAnon is Linux's figure for memory of this process alone: the dictionary, which is mapped from its
file and shared, does not count. `--meaning`: with the sentence encoder, loaded before; told, not limited:
it takes more memory, and only what found nothing asks it.
"""

from __future__ import annotations

import argparse
import heapq
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

import yaml

from bot import Bot
from bot.commands.wiring import settle
from katou_index import open_index
from katou_index.meaning import encoder

ROOT = Path(__file__).parent.parent
MEDIAN_MS, P99_MS, LONGEST_MS, PRIVATE_MB = 1.7, 7.0, 40.0, 100.0


def conversations() -> list[tuple[str, list[str]]]:
    """Name and turns of each conversation."""
    return [
        (f"{path.stem}/{number}", [str(turn) for turn in each["turns"]])
        for path in sorted((ROOT / "tests" / "conversations").glob("*.yml"))
        for number, each in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def ask_all(bot: Bot, talks: list[tuple[str, list[str]]], label: str) -> array[float]:
    """Milliseconds of CPU of each answer; in little memory, as that of the process is measured."""
    taken = array("d")
    for name, turns in talks:
        for turn in turns:
            began = time.process_time()
            bot.ask(turn, conversation=f"{label}/{name}")
            taken.append((time.process_time() - began) * 1000)
    return taken


def private_mb() -> float:
    """RssAnon of this process."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def told(name: str, taken: array[float], questions: list[str]) -> tuple[float, float, float]:
    """Print and return median, 99th percentile and the longest; print the slowest questions."""
    median, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    print(f"{name}: {len(taken)} answers, median {median:.2f} ms, p99 {p99:.2f} ms")
    for place in heapq.nlargest(5, range(len(taken)), key=taken.__getitem__):
        print(f"  {taken[place]:7.2f} ms  {questions[place % len(questions)][:60]}")
    return median, p99, max(taken)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--meaning", action="store_true")
    options = parser.parse_args()
    talks = conversations()
    if not talks:
        print("tests/conversations holds no conversation", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as aside:
        index = Path(aside) / "katou.db"
        build = [sys.executable, "-m", "katou_index", "build", "--out", str(index)]
        subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # not in this process: memory
        bot = Bot(open_index(index, encoder() if options.meaning else None))
        if options.meaning:
            encoder().encode(["。"])  # loaded, as aside in a server
        settle(bot)
        first, taken = ask_all(bot, talks, "first"), array("d")
        for n in range(options.rounds):
            taken += ask_all(bot, talks, str(n))
        held = private_mb()
        questions = [turn for _, turns in talks for turn in turns]
        told("first round", first, questions)
        median, p99, longest = told("after it", taken, questions)
    print(f"private memory (RssAnon): {held:.0f} MB")
    if options.meaning:
        return 0
    print(f"limits: median {MEDIAN_MS} ms, p99 {P99_MS} ms, longest {LONGEST_MS:.0f} ms, {PRIVATE_MB:.0f} MB")
    return int(median > MEDIAN_MS or p99 > P99_MS or longest > LONGEST_MS or held > PRIVATE_MB)


if __name__ == "__main__":
    sys.exit(main())
