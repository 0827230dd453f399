"""Everything that grows with the size of a plan, beside other search engines, in one run: `make bench`.

    .venv/bin/python benchmarks/bench.py [--sizes 1000 10000 100000] [--questions 40] [--encoder]
        [--corpus CORPUS.csv --asked QUERIES.jsonl]

Makes plans of so many items (as large.py does; a million on request), builds their indexes and asks; the
engines of peers.py get the same documents and questions, each in a process of its own. The ranking is that of
tests/expected/paraphrases.tsv, subjects of the R2 plan in other words, and of a corpus and questions of
your own. All times are CPU times, so that others on the machine matter little; read ratios. Results go to
benchmarks/RESULTS.md, curves to docs/scaling.svg.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(1, str(ROOT))

from benchmarks import curves, large  # noqa: E402 - run by its path
from benchmarks.index_build import BUILD, PLAIN, most  # noqa: E402
from benchmarks.peer_servers import SERVERS, installed  # noqa: E402
from benchmarks.peers import PEERS  # noqa: E402

ENVIRON = {**os.environ, "KATOU_MEANING": "off", "PYTHONPATH": str(ROOT)}
SEARCH = """
import json, re, sys, time
from pathlib import Path
from katou_index import open_index
from katou_index.meaning import encoder
index = open_index(sys.argv[1], encoder() if sys.argv[3] == "True" else None)
taken, found = [], []
for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
    text = json.loads(line)["text"]
    began = time.process_time()
    hits = index.search(text, meaning=True)
    taken.append((time.process_time() - began) * 1000)
    found.append([hit.id for hit in hits])
status = Path("/proc/self/status").read_text()
mb = int(re.findall(r"RssAnon:\\s+(\\d+)", status)[0]) / 1024
print(json.dumps({"ms": taken, "found": found, "mb": mb}))
"""
Row = tuple[str, ...]


def told(*command: object, environ: dict[str, str] = ENVIRON) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        check=True,
        capture_output=True,
        text=True,
        env=environ,
        cwd=ROOT,
    )
    return done.stdout


def dumped(path: Path, records: Iterable[dict[str, str]]) -> Path:
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8"
    )
    return path


def peers() -> Iterator[tuple[str, str]]:
    """The name of each engine that is here, and the script that drives it."""
    yield from ((name, "benchmarks/peers.py") for name in PEERS)
    yield from ((name, "benchmarks/peer_servers.py") for name in SERVERS if installed(name))


def documents(sheet: Path) -> Iterator[dict[str, str]]:
    """The items of a tidy file as all engines get them."""
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            texts = (row.get(name) or "" for name in ("取組内容", "取組結果", "根拠"))
            key = f"R2/{row['事業No.']}-{row.get('項目') or 1}"
            yield {"id": key, "title": row["事業名"], "text": "\n".join(filter(None, texts))}


def middle(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


# -- a plan of one size ------------------------------------------------------------------------------------


def sized(items: int, count: int, folder: Path) -> tuple[list[Row], dict[str, float]]:
    """The rows of the table for a plan of so many items, and the points of the curves."""
    sheet = large.make(folder / "data", items) / "r2" / "sheet.csv"
    plain = float(told("-c", PLAIN, sheet))
    alone, beside = (
        [float(each) for each in told("-c", BUILD, folder / "data", folder / name, processes).split()]
        for name, processes in (("katou.db", 1), ("beside.db", 2))
    )
    size = (folder / "katou.db").stat().st_size
    kinds = large.questions(items, count)
    texts = [text for kind in ("subject", "topic", "two words") for text in kinds[kind]]
    questions = dumped(folder / "questions.jsonl", ({"text": text} for text in texts))
    corpus = dumped(folder / "corpus.jsonl", documents(sheet))
    own = json.loads(told("-c", SEARCH, folder / "katou.db", questions, "False"))
    rows, points = [], {}

    def add(name: str, build: str, size: int, ms: list[float], mb: float) -> None:
        p50, p99 = middle(ms)
        points[name] = p50
        rows.append((f"{items:,}", name, build, f"{size / 1e6:.1f}", f"{p50:.2f}", f"{p99:.2f}", f"{mb:.0f}"))

    share = (
        f"{alone[0]:.1f} ({alone[0] / plain:.2f} × plain tokenisation; in two processes "
        f"{most(beside, 2) / plain:.2f})"
    )
    add("katou-index search", share, size, own["ms"], own["mb"])
    for name, script in peers():
        found = json.loads(told(script, name, corpus, questions))
        add(name, f"{found['build']:.1f} (its words not counted)", found["bytes"], found["ms"], found["mb"])
    asked = large.measured(folder / "katou.db", kinds)
    for kind, times in asked.items():
        if isinstance(times, list):
            add(f"Bot.ask: {kind}", "", size, times, float(str(asked["RssAnon"])))
    first = f"first answer {float(str(asked['first'])):.2f} s"
    rows.append((f"{items:,}", first, "", "", "", "", f"{float(str(asked['RssAnon'])):.0f}"))
    return rows, points


# -- ranking -----------------------------------------------------------------------------------------------


def ranked(found: list[list[str]], relevant: list[set[str]]) -> tuple[str, ...]:
    """R@1, R@10, MRR and nDCG@10, each document once."""
    places = []
    for hits, wanted in zip(found, relevant, strict=True):
        ordered = list(dict.fromkeys(hits))[:10]
        places.append(next((at + 1 for at, hit in enumerate(ordered) if hit in wanted), 0))
    count = len(places)
    figures = (
        sum(place == 1 for place in places) / count,
        sum(place > 0 for place in places) / count,
        sum(1 / place for place in places if place) / count,
        sum(1 / math.log2(place + 1) for place in places if place) / count,
    )
    return tuple(f"{figure:.3f}" for figure in figures)


def ranking(
    name: str, sheet: Path, asked: list[tuple[str, set[str]]], of: Callable[[str], str], folder: Path,
    *, encoder: bool,
) -> Iterator[Row]:  # fmt: skip
    """A row an engine: how well it finds what is asked for in a corpus."""
    (folder / "data" / "r2").mkdir(parents=True)
    shutil.copyfile(sheet, folder / "data" / "r2" / "sheet.csv")
    environ = {**ENVIRON, "KATOU_MEANING": "on" if encoder else "off"}
    build = ("-m", "katou_index", "build", "--data", folder / "data", "--out", folder / "katou.db")
    told(*build, environ=environ)
    questions = dumped(folder / "questions.jsonl", ({"text": text} for text, _ in asked))
    corpus = dumped(folder / "corpus.jsonl", documents(sheet))
    relevant = [wanted for _, wanted in asked]

    def row(engine: str, result: dict[str, list[list[str]]]) -> Row:
        return (name, engine, *ranked([[*map(of, hits)] for hits in result["found"]], relevant))

    for on in (False, True) if encoder else (False,):
        called = "katou-index search" + ", with the encoder" * on
        yield row(called, json.loads(told("-c", SEARCH, folder / "katou.db", questions, on)))
    for peer, script in peers():
        yield row(peer, json.loads(told(script, peer, corpus, questions)))


def paraphrases() -> list[tuple[str, set[str]]]:
    """Subjects of the R2 plan in words that it does not use, each with its measures."""
    lines = (ROOT / "tests" / "expected" / "paraphrases.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(text, set(numbers.split(","))) for text, numbers in pairs]


# -- what is told ------------------------------------------------------------------------------------------


def table(head: Row, rows: Iterable[Row]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows))


def report(sizes: list[Row], ranks: list[Row], start: str) -> str:
    processor = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    )  # fmt: skip
    load, items = os.getloadavg()[0], " ".join(dict.fromkeys(row[0].replace(",", "") for row in sizes))
    head = ("items", "what", "build, CPU s", "MB on disk", "p50, ms", "p99, ms", "private MB")
    return f"""# Results

Made by `benchmarks/bench.py --sizes {items}` on {date.today().isoformat()}:
{platform.system()} {platform.machine()}, {processor},
{os.cpu_count()} processors, Python {platform.python_version()}, load {load:.1f} at the end.
All times are CPU times, since others may work on the machine; ratios are what to read.

## Size

{table(head, sizes)}

## Ranking

{table(("questions", "engine", "R@1", "R@10", "MRR", "nDCG@10"), ranks)}

## Start

{start.strip()}
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=40, help="of each kind")
    parser.add_argument("--encoder", action="store_true", help="ranking also by what sentences mean")
    parser.add_argument("--corpus", type=Path, help="a tidy CSV of your own")
    parser.add_argument("--asked", type=Path, help='its questions: {"text", "relevant"} a line')
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "scaling.svg")
    options = parser.parse_args()
    rows: list[Row] = []
    lines: dict[str, list[tuple[int, float]]] = {}
    for items in options.sizes:
        with tempfile.TemporaryDirectory() as aside:
            more, points = sized(items, options.questions, Path(aside))
        rows += more
        for name, ms in points.items():
            lines.setdefault(name, []).append((items, ms))
        print(table(("items", "what", "build", "MB", "p50", "p99", "private MB"), more), flush=True)
    ranks: list[Row] = []
    with tempfile.TemporaryDirectory() as aside:
        sheet = ROOT / "tests" / "expected" / "r2.csv"
        ranks += ranking(
            "paraphrases", sheet, paraphrases(), lambda key: key[3:].rpartition("-")[0], Path(aside),
            encoder=options.encoder,
        )  # fmt: skip
    if options.corpus:
        asked = [json.loads(line) for line in options.asked.read_text(encoding="utf-8").splitlines()]
        own = [(each["text"], {each["relevant"]}) for each in asked]
        with tempfile.TemporaryDirectory() as aside:
            ranks += ranking(
                options.corpus.stem, options.corpus, own, str, Path(aside), encoder=options.encoder
            )
    start = subprocess.run(
        [sys.executable, "benchmarks/start.py", "--runs", "15"],
        check=False, capture_output=True, text=True, env=ENVIRON, cwd=ROOT,
    ).stdout  # fmt: skip
    text = report(rows, ranks, start)
    options.results.write_text(text, encoding="utf-8")
    options.picture.write_text(curves.drawn(lines), encoding="utf-8")
    print(text.partition("## Ranking")[2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
