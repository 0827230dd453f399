"""Searching an index of a million items: how long it takes, and whether the same is found as by scoring all.

    .venv/bin/python benchmarks/index_large.py [--items 1000000] [--years 20] [--questions 40] [--keep FOLDER]

The items are those of large.py. What its years have in common is not looked for: no search needs it, and it
takes longer than the rest of the build. Each kind of question is asked of the whole index, of a year, of a
department and of a rating; all times are CPU times. Then some are asked again with every item scored: the
share of the first ten that are the same. Above a limit: exit code 1.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(1, str(ROOT))

from benchmarks import large  # noqa: E402 - run by its path
from katou_index import Index, build_index, open_index  # noqa: E402
from katou_index.index import building, common_words  # noqa: E402
from katou_index.index.store import IndexStore  # noqa: E402
from katou_index.plan import FiscalYear  # noqa: E402

P50, P99, BOUND_P50, SAME = 25.0, 80.0, 5.0, 0.99
EXACT = 10  # questions of each kind that are asked again
SCOPES: dict[str, dict[str, list[object]]] = {
    "everything": {},
    "a year": {"years": [FiscalYear.from_code("R2")]},
    "a department": {"departments": ["防災課"]},
    "a rating": {"ratings": ["△"]},
}


def made(folder: Path, items: int, years: int) -> Path:
    """The index in a folder, built if it is not there."""
    index = folder / "katou.db"
    if not index.exists():
        building._write_links = lambda *_: None  # type: ignore[assignment]
        began = time.process_time()
        build_index(large.make(folder / "data", items, years), index)
        print(f"built in {time.process_time() - began:.0f} CPU s, {index.stat().st_size / 1e6:,.0f} MB")
    return index


def asked(
    index: Index, texts: Sequence[str], scope: Mapping[str, list[object]]
) -> tuple[list[list[str]], list[float]]:
    """What is found for each question, and the milliseconds each took."""
    found, taken = [], []
    for text in texts:
        began = time.process_time()
        hits = index.search(text, **scope)  # type: ignore[arg-type]
        taken.append((time.process_time() - began) * 1000)
        found.append([hit.id for hit in hits])
    return found, taken


def every_one(
    store: IndexStore, counts: Mapping[str, int], groups: Sequence[Sequence[str]], most: int
) -> list[int]:
    """The best items of all that hold a word, as FTS5 scores them."""
    return [row for row, _ in store.best([*counts], (), groups, most)]


def told(index: Index, kinds: Mapping[str, list[str]]) -> Iterator[bool]:
    """Print each figure; whether it is within its limit."""
    best_rows = common_words.best_rows
    for named, scope in SCOPES.items():
        for kind, texts in kinds.items():
            found, taken = asked(index, texts, scope)
            common_words.best_rows = every_one
            exact, full = asked(index, texts[:EXACT], scope)
            common_words.best_rows = best_rows
            same = sum(len(set(some) & set(all_)) for some, all_ in zip(found, exact, strict=False))
            share = same / (sum(map(len, exact)) or 1)
            p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            print(f"{named:13}{kind:10} p50 {p50:6.1f} ms, p99 {p99:6.1f}; every item scored "
                  f"{statistics.median(full):6.1f}; the same {share:.3f}", flush=True)  # fmt: skip
            yield p50 <= (BOUND_P50 if named in ("a year", "a department") else P50)
            yield p99 <= P99 and share >= SAME


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--questions", type=int, default=40, help="of each kind")
    parser.add_argument("--keep", type=Path, help="make data and index in this folder, or use what is there")
    options = parser.parse_args()
    kinds = large.questions(options.items, options.questions)
    with tempfile.TemporaryDirectory() as aside:
        index = open_index(made(options.keep or Path(aside), options.items, options.years))
        index.search("温める")
        within = [*told(index, {kind: kinds[kind] for kind in ("subject", "topic", "two words")})]
        index.close()
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
