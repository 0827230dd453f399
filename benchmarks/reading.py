"""How long templates take to read a question: first turns of tests/conversations, and other wordings.

    .venv/bin/python benchmarks/reading.py

Each turn is read twice, the second time is measured; exit 1 above a limit. Also how long the grammar takes to
load (best of ten) and how many turns are read at all.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.understanding.reading import read  # noqa: E402 - after the path to it
from bot.understanding.templates import COMPILED, Automaton  # noqa: E402
from bot.understanding.vocabulary import Vocabulary  # noqa: E402
from katou_index import open_index  # noqa: E402
from tests.bot_fixtures import TODAY, index_path  # noqa: E402

MEDIAN, LOADING = 0.3, 2.0  # milliseconds


def turns() -> list[str]:
    """Every first turn of the conversations, and every wording."""
    found: list[str] = []
    for path in sorted((ROOT / "tests" / "conversations").glob("*.yml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            first = case["turns"][0] if isinstance(case, dict) and case.get("turns") else ""
            found.append(first if isinstance(first, str) else str(first.get("ask", "")))
    wordings = (ROOT / "tests" / "expected" / "wordings.yml").read_text(encoding="utf-8")
    found += [words for case in yaml.safe_load(wordings) for words in case["words"]]
    return [text for text in found if text]


def main() -> int:
    """Print median and 99th percentile; 1 above a limit."""
    data = Path(COMPILED).read_bytes()
    loading = min(_taken(lambda: Automaton(data)) for _ in range(10))
    vocabulary = Vocabulary(open_index(index_path()))
    texts = turns()
    for text in texts:
        read(text, vocabulary, TODAY)
    gc.disable()
    times = sorted(_taken(lambda text=text: read(text, vocabulary, TODAY)) for text in texts)
    count = sum(read(text, vocabulary, TODAY) is not None for text in texts)
    median = statistics.median(times)
    sys.stdout.write(
        f"{len(texts)} turns, {count} read: median {median:.2f} ms, "
        f"99 % {times[int(len(times) * 0.99)]:.2f} ms; grammar loaded in {loading:.2f} ms\n"
    )
    return int(median > MEDIAN or loading > LOADING)


def _taken(what: object) -> float:
    began = time.perf_counter()
    what()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    raise SystemExit(main())
