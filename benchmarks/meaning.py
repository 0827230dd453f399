"""What the sentence encoder costs, and what its offers are worth.

Costs: loading, one question, the build, and the private memory (RssAnon) of a process that has answered, with
it and without. Worth: of the paraphrases in tests/expected, and of files of your own with two columns (text,
numbers of the measures that are meant), how many have offers, the right one first or among them; and how many
offers there are for what is made up. Of questions that are not understood (`--questions`, files of your own:
text, tab, a question that means it) how often the proposals have it, and how often others only. Exits with 1
above a limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot import Bot  # noqa: E402
from bot.answer import Nothing  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from katou_index.meaning import encoder  # noqa: E402

EXPECTED = ROOT / "tests" / "expected"
FORMS = {"ja": ("{}", "{}の評価は？", "{}について教えて"), "en": ("{}", "Tell me about {}")}
LIMIT_ONE, LIMIT_WITH, LIMIT_WITHOUT = 10.0, 200.0, 60.0  # ms, MB, MB
LIMIT_MADE_UP = 0.02  # of what is made up has an offer

Pairs = list[tuple[str, set[str]]]


def rss() -> float:
    """Private memory of this process, MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def memory(index: str, *, meaning: bool) -> float:
    """Of a bot that has answered; called in a process of its own."""
    bot = Bot(open_index(index, encoder() if meaning else None))
    for text in ("RPAの進捗は？", "データを遠くの土地に写しておく", "×の事業は？", "防災課の割合は？"):
        bot.ask(text, place="")
    return rss()


def asked(bot: Bot, pairs: Pairs) -> tuple[int, int, int, int]:
    """Questions without an answer, those with offers, those whose first is right, whose any is."""
    missed, offered, first, any_ = 0, 0, 0, 0
    for text, meant in pairs:
        for form in FORMS["en" if text.isascii() else "ja"]:
            answer = bot.ask(form.format(text), place="").answer
            if isinstance(answer, Nothing) and answer.reason == "no_match":
                numbers = [str(item.measure) for item in answer.alike]
                missed += 1
                offered += bool(numbers)
                first += bool(numbers) and numbers[0] in meant
                any_ += bool(meant & set(numbers))
    return missed, offered, first, any_


def pairs_of(path: Path) -> Pairs:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [(text, set(numbers.split(","))) for text, numbers in rows]


def made_up() -> Pairs:
    words = yaml.safe_load((EXPECTED / "made_up.yml").read_text(encoding="utf-8"))
    return [(word, set()) for name in ("topics", "departments") for word in words[name].split()]


def costs(index: str) -> bool:
    began = time.perf_counter()
    encoder().encode(["。"])
    print(f"loading: {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    build_index(ROOT / "data", f"{index}.plain")
    plain = time.perf_counter() - began
    began = time.perf_counter()
    build_index(ROOT / "data", index, encoder())
    print(f"the build, once it is loaded: {time.perf_counter() - began:.2f} s, {plain:.2f} s without")
    opened = open_index(index, encoder())
    times = []
    for text, _ in pairs_of(EXPECTED / "paraphrases.tsv") * 5:
        began = time.perf_counter()
        opened.near(text, opened.years[-1])
        times.append((time.perf_counter() - began) * 1000)
    one = statistics.median(times)
    print(f"one question: median {one:.1f} ms (limit {LIMIT_ONE})")
    used = []
    for given in ("with", "without"):
        done = subprocess.run(
            [sys.executable, __file__, "--memory", given, "--index", index], capture_output=True, text=True,
            check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        used.append(float(done.stdout))
    with_it, without = (f"{mb:.0f} MB" for mb in used)
    print(f"memory: {with_it} (limit {LIMIT_WITH:.0f}), {without} without (limit {LIMIT_WITHOUT:.0f})")
    return one <= LIMIT_ONE and used[0] <= LIMIT_WITH and used[1] <= LIMIT_WITHOUT


def worth(index: str, files: list[Path]) -> bool:
    bot = Bot(open_index(index, encoder()))
    for path in (EXPECTED / "paraphrases.tsv", *files):
        missed, offered, first, any_ = asked(bot, pairs_of(path))
        print(
            f"{path.name}: of {missed} without an answer {offered} have offers, the right first in {first},"
        )
        print(f"    among them in {any_}")
    missed, offered, *_ = asked(bot, made_up())
    print(f"made up: of {missed} without an answer {offered} have offers (limit {LIMIT_MADE_UP:.0%})")
    return offered <= LIMIT_MADE_UP * missed


def proposed(index: str, path: Path) -> None:
    """What is proposed for questions that are not understood, and what each costs with it and without."""
    bot, plain = Bot(open_index(index, encoder())), Bot(open_index(index))
    asked, offered, first, any_, spent = 0, 0, 0, 0, ([0.0], [0.0])
    for text, meant in (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line):
        for own, times in zip((bot, plain), spent, strict=True):
            began = time.process_time()
            answer = own.ask(text, place="").answer
            times.append((time.process_time() - began) * 1000)
            if own is bot and answer.kind in ("nothing", "help", "choose"):
                asked += 1
                wanted = shown(bot, meant)
                right = [shown(bot, option.asks) == wanted for option in answer.proposed]
                offered += bool(right)
                first += right[:1] == [True]
                any_ += any(right)
    print(f"{path.name}: of {asked} not understood {offered} have proposals, the right first in {first},")
    print(f"    among them in {any_}, only others in {offered - any_}")
    with_it, without = (f"{statistics.median(times[1:]):.1f} ms" for times in spent)
    print(f"    a question takes {with_it}, {without} without (CPU time, median)")


def shown(bot: Bot, text: str) -> tuple[object, ...]:
    """What an answer shows: of a list and of its number the same."""
    answer = bot.ask(text, place="").answer
    counts = answer.counts.items if answer.counts and answer.kind == "counts" else len(answer.items)
    return tuple(item.key for item in answer.items), answer.holds, counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--questions", nargs="*", type=Path, default=[])
    parser.add_argument("--memory", choices=("with", "without"))
    parser.add_argument("--index")
    options = parser.parse_args()
    if options.memory:
        print(memory(options.index, meaning=options.memory == "with"))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        index = f"{folder}/katou.db"
        good = costs(index) & worth(index, options.files)
        for path in options.questions:
            proposed(index, path)
        return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
