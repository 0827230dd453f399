"""How long the index of a large tidy file takes, against plain tokenisation, and how its memory grows.

    .venv/bin/python benchmarks/index_build.py [--rows 20000] [--runs 3] [--limit 2.0] [--repeating]
        [--processes 2] [--beside-limit 1.1] [--data FOLDER] [--memory-rows 100000]

Rows are made of the sentences of data/r2, drawn at random, each with a number of its own so that no cell
comes twice (`--repeating` leaves the numbers out). The least any index of words can take is `tagger(text)`
over the same cells in one process. Both run in processes of their own, in turn, each time from nothing; the
figure is the ratio of the best CPU times. Then the same in several processes: the CPU time of the one that
has most of it: the time by the clock where each has a processor to itself, for they hardly wait.

Memory is RssAnon (Linux) of all processes of such a build, asked five times a second: with ten times the rows
its peak may grow by a third at most (the list of words grows a little), to 300 MB. `--data` takes a folder of
data with one tidy year instead of the rows.
Above a limit: exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SENTENCES = 3  # in each of the two long cells
GROWTH = 1.33
MOST_MB = 300

PLAIN = """
import csv, sys, time
from fugashi import Tagger
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8-sig"))
cells = [row[name] for row in rows for name in ("事業名", "取組内容", "取組結果")]
tagger = Tagger()
tagger("温める")
began = time.process_time()
for cell in cells:
    tagger(cell)
print(time.process_time() - began)
"""
BUILD = """
import resource, sys, time
from pathlib import Path
from katou_index import build_index
import sqlite_utils
began = time.process_time()
build_index(Path(sys.argv[1]), Path(sys.argv[2]), processes=int(sys.argv[3]))
others = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.process_time() - began, others.ru_utime + others.ru_stime)
"""


def sentences() -> list[str]:
    """Every sentence of the R2 sheet."""
    text = (ROOT / "data" / "r2" / "sheet.txt").read_text(encoding="utf-8")
    return [part for part in re.split(r"(?<=。)|[\t\n・]+", text) if len(part) > 8]


def cell(drawn: list[str], count: Iterator[int] | None) -> str:
    """Sentences as one cell; with `count` each gets a number of its own, so that no two are the same."""
    if count is None:
        return "".join(drawn)
    return "".join(f"{sentence.removesuffix('。')}{next(count)}件。" for sentence in drawn)


def make(folder: Path, rows: int, *, repeating: bool = False) -> Path:
    """A tidy file of `rows` items, two a measure, in the folder of a year."""
    draw, parts = random.Random(2), sentences()
    count = None if repeating else itertools.count(1)
    year = folder / "r2"
    year.mkdir(parents=True)
    with (year / "sheet.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["事業No.", "項目", "事業名", "取組内容", "取組結果", "評価"])
        for row in range(rows):
            if row % 2 == 0:
                title = draw.choice(parts)[:30].strip()
            cells = [cell(draw.choices(parts, k=SENTENCES), count) for _ in range(2)]
            writer.writerow([row // 2 + 1, row % 2 + 1, title, *cells, draw.choice("◎○△×")])
    return year / "sheet.csv"


def timed(code: str, *arguments: object) -> list[float]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return [float(figure) for figure in told.split()]


def peak_mb(data: Path, out: Path, processes: int) -> float:
    """The highest RssAnon of a building process and those that it has started, in megabytes."""
    command = [sys.executable, "-c", BUILD, str(data), str(out), str(processes)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(anonymous, (process.pid, *children(process.pid)))))
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit("the build failed")
    return peak / 1024


def anonymous(pid: int) -> int:
    """RssAnon of a process in kilobytes; nothing once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+)", status)
    return int(found[1]) if found else 0


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def most(taken: list[float], processes: int) -> float:
    """CPU seconds of the process that has most of them: the builder, or one of the others."""
    own, others = taken
    return max(own, others / (processes - 1))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--beside-limit", type=float, default=1.1, help="of so many processes")
    parser.add_argument("--data", type=Path, help="data with one tidy year, instead of --rows")
    parser.add_argument("--memory-rows", type=int, default=100_000, help="0 leaves the memory out")
    parser.add_argument("--repeating", action="store_true", help="without a number in each sentence")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        data = options.data or folder / "data"
        if not options.data:
            make(data, options.rows, repeating=options.repeating)
        (sheet,) = data.glob("*/sheet.csv")
        plain, alone, beside = [], [], []
        for run in range(options.runs):
            plain += timed(PLAIN, sheet)
            alone.append(timed(BUILD, data, folder / f"{run}.db", 1)[0])
            beside.append(timed(BUILD, data, folder / f"{run}-beside.db", options.processes))
        print(f"{sheet.stat().st_size / 2**20:.1f} MB: plain {min(plain):.2f} s, build {min(alone):.2f} s")
        own, others = min(beside, key=lambda each: most(each, options.processes))
        print(f"in {options.processes} processes {own:.2f} s and {others:.2f} s of the others together")
        ratio, together = min(alone) / min(plain), most([own, others], options.processes) / min(plain)
        print(f"ratio {ratio:.2f}, limit {options.limit}; in {options.processes} processes {together:.2f}, "
              f"limit {options.beside_limit}; load {os.getloadavg()[0]:.0f}")  # fmt: skip
        good = ratio <= options.limit and together <= options.beside_limit
        if options.memory_rows:
            make(folder / "small", options.memory_rows // 10)
            make(folder / "large", options.memory_rows)
            small, large = (
                peak_mb(folder / name, folder / f"{name}.db", options.processes)
                for name in ("small", "large")
            )
            print(f"RssAnon at its peak: {small:.0f} MB with {options.memory_rows // 10} rows, "
                  f"{large:.0f} MB with {options.memory_rows}")  # fmt: skip
            good = good and large <= min(small * GROWTH, MOST_MB)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
