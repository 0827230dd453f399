"""How long the index of a large tidy file takes, against plain tokenisation, and how its memory grows.

    .venv/bin/python benchmarks/index_build.py [--rows 20000] [--runs 3] [--limit 2.0] [--repeating]
        [--memory-rows 100000]

Rows are made of the sentences of data/r2, drawn at random, each with a number of its own so that no cell
comes twice (`--repeating` leaves the numbers out). The least any index of words can take is `tagger(text)`
over the same cells in one process. Both run in processes of their own, in turn, each time from nothing; the
figure is the ratio of the best CPU times. Memory is RssAnon (Linux) of the building process, asked five
times a second: with ten times the rows its peak may grow by a third at most (the list of words grows a
little).
Above a limit: exit code 1.
"""

from __future__ import annotations

import argparse
import csv
import itertools
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

PLAIN = """
import csv, sys, time
from fugashi import Tagger
cells = [c for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")) for c in list(r.values())[2:5]]
tagger = Tagger()
tagger("温める")
began = time.process_time()
for cell in cells:
    tagger(cell)
print(time.process_time() - began)
"""
BUILD = """
import sys, time
from pathlib import Path
from katou_index import build_index
import sqlite_utils
began = time.process_time()
build_index(Path(sys.argv[1]), Path(sys.argv[2]))
print(time.process_time() - began)
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


def timed(code: str, *arguments: object) -> float:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def peak_mb(data: Path, out: Path) -> float:
    """The highest RssAnon of a building process, in megabytes."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(data), str(out)], stdout=subprocess.DEVNULL, cwd=ROOT
    )
    peak = 0
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        found = re.search(r"RssAnon:\s+(\d+)", status.read_text(encoding="ascii"))
        peak = max(peak, int(found[1]) if found else 0)
        time.sleep(0.2)
    if process.returncode:
        raise SystemExit("the build failed")
    return peak / 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--memory-rows", type=int, default=100_000, help="0 leaves the memory out")
    parser.add_argument("--repeating", action="store_true", help="without a number in each sentence")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        sheet = make(folder / "data", options.rows, repeating=options.repeating)
        size = sheet.stat().st_size / 2**20
        plain, build = [], []
        for _ in range(options.runs):
            plain.append(timed(PLAIN, sheet))
            build.append(timed(BUILD, folder / "data", folder / f"{len(build)}.db"))
        ratio = min(build) / min(plain)
        print(f"{options.rows} rows, {size:.1f} MB: plain {min(plain):.2f} s, build {min(build):.2f} s")
        print(f"ratio {ratio:.2f}, limit {options.limit}")
        good = ratio <= options.limit
        if options.memory_rows:
            make(folder / "small", options.memory_rows // 10)
            make(folder / "large", options.memory_rows)
            small, large = (peak_mb(folder / name, folder / f"{name}.db") for name in ("small", "large"))
            print(f"RssAnon at its peak: {small:.0f} MB with {options.memory_rows // 10} rows, "
                  f"{large:.0f} MB with {options.memory_rows}")  # fmt: skip
            good = good and large <= small * GROWTH
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
