"""How long one search takes, and how well the ranking does on a set of questions.

    .venv/bin/python benchmarks/index_search.py                     the R2 index, asked with its own sentences
    .venv/bin/python benchmarks/index_search.py CORPUS.csv QUERIES.jsonl [--r1 .84] [--mrr .895]

The second form builds an index of a tidy CSV and asks lines of {"id", "text", "relevant"}; `relevant` is the
item that answers ("R2/1-1"). R@1: the share of questions with that item first; MRR: the mean of 1/place
within the first ten. Below a limit: exit code 1.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from katou_index import Index, build_index, open_index

ROOT = Path(__file__).parent.parent
MEDIAN_MS, P99_MS = 2.0, 10.0


def asked(index: Index, questions: list[str]) -> tuple[list[list[str]], list[float]]:
    """The items found for each question, and the milliseconds each took."""
    found, taken = [], []
    for question in questions:
        began = time.perf_counter()
        hits = index.search(question)
        taken.append((time.perf_counter() - began) * 1000)
        found.append([hit.id for hit in hits])
    return found, taken


def tell_times(taken: list[float]) -> tuple[float, float]:
    median, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    print(f"{len(taken)} searches: median {median:.2f} ms, p99 {p99:.2f} ms")
    return median, p99


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("queries", nargs="?", type=Path)
    parser.add_argument("--r1", type=float, default=0.84)
    parser.add_argument("--mrr", type=float, default=0.895)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        data, out = ROOT / "data", Path(aside) / "katou.db"
        if options.corpus:
            data = Path(aside) / "data"
            (data / "r2").mkdir(parents=True)
            shutil.copyfile(options.corpus, data / "r2" / "sheet.csv")
        build_index(data, out)
        with open_index(out) as index:
            if not options.corpus:
                plan = index.plan(index.years[-1])
                texts = [text[:40] for item in plan.items for text in (item.planned, item.result) if text]
                _, taken = asked(index, texts * 5)
                median, p99 = tell_times(taken)
                return 0 if median <= MEDIAN_MS and p99 <= P99_MS else 1
            lines = [json.loads(line) for line in options.queries.read_text(encoding="utf-8").splitlines()]
            found, taken = asked(index, [line["text"] for line in lines])
    tell_times(taken)
    places = [hits.index(line["relevant"]) + 1 if line["relevant"] in hits else 0
              for line, hits in zip(lines, found, strict=True)]  # fmt: skip
    r1 = sum(place == 1 for place in places) / len(places)
    mrr = sum(1 / place for place in places if place) / len(places)
    print(f"R@1 {r1:.4f} (limit {options.r1}), MRR {mrr:.4f} (limit {options.mrr})")
    return 0 if r1 >= options.r1 and mrr >= options.mrr else 1


if __name__ == "__main__":
    raise SystemExit(main())
