"""How long `katou ask` and `katou-index search` take as whole processes, against the least any can take.

    .venv/bin/python benchmarks/start.py [--runs 40] [--limit 2.4] [--search-limit 2.2] [--instructions]

The least: a bare Python that imports fugashi, makes a Tagger, parses one sentence and opens SQLite. All run
in turn, so that a busy machine slows all; what counts is CPU time, and the figure the ratio of the medians.
Above a limit: exit code 1. `--instructions` counts what valgrind sees instead, without the system's part:
the same to a thousandth on a busy machine, so that two versions can be compared; told, not limited.
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
QUESTION = "RPAの進捗は？"
BARE = f"""
import sqlite3
from fugashi import Tagger
[word.surface for word in Tagger()({QUESTION!r})]
sqlite3.connect(":memory:").execute("select 1").fetchone()
"""


def seconds(command: list[str], environ: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def instructions(command: list[str], environ: dict[str, str]) -> int:
    """What one run takes, in millions."""
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*counting, *command],
        check=True,
        capture_output=True,
        env={**environ, "PYTHONHASHSEED": "0"},
        cwd=ROOT,
    )
    found = re.search(rb"Collected : (\d+)", done.stderr)
    assert found is not None
    return round(int(found[1]) / 1e6)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--limit", type=float, default=2.4)
    parser.add_argument("--search-limit", type=float, default=2.2)
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    for package in ("bot", "katou_index"):  # as set-up does: what is installed is compiled
        compileall.compile_dir(ROOT / package, quiet=1)
    subprocess.run([sys.executable, "-m", "bot.commands.compiled"], check=True, cwd=ROOT)
    folder = Path(sys.executable).parent
    commands = {
        "bare Python with fugashi and SQLite": [sys.executable, "-c", BARE],
        "katou ask": [str(folder / "katou"), "ask", QUESTION],
        "katou-index search": [str(folder / "katou-index"), "search", QUESTION],
    }
    with tempfile.TemporaryDirectory() as aside:
        environ = {**os.environ, "KATOU_INDEX": str(Path(aside) / "katou.db")}
        for command in commands.values():  # build the index, warm the disk cache
            seconds(command, environ)
        if options.instructions:
            for name, command in commands.items():
                print(f"{name}: {instructions(command, environ)} million instructions")
            return 0
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                taken[name].append(seconds(command, environ))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name}: median {median * 1000:.1f} ms of {options.runs} runs")
    limits = {"katou ask": options.limit, "katou-index search": options.search_limit}
    (bare, *_), good = medians.values(), True
    for name, limit in limits.items():
        ratio = medians[name] / bare
        print(f"{name}: ratio {ratio:.2f} (limit {limit})")
        good = good and ratio <= limit
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
