"""What a question costs in an installation of many plans, against one of a single plan.

    .venv/bin/python benchmarks/plans.py 1000

Makes a folder of so many copies of data/ with one index each, then asks the same questions: of the one plan
by itself; of plans that are open (as many as KATOU_PLANS_OPEN allows), one question here, the next there;
of plans that have to be opened first; and by `katou ask`. What is allowed: 1.8 times the single plan where
they are open (its texts have left the processor's cache meanwhile), 60 ms to open one, 1.15 times the single
plan's `katou ask`. Prints milliseconds of a processor (p50, p99) and what an open plan holds.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ["KATOU_MEANING"] = "off"

from bot.commands.many_plans import ManyPlans  # noqa: E402 - after the path to it
from bot.commands.wiring import bot_of  # noqa: E402
from bot.settings import Settings  # noqa: E402
from katou_index import build_index  # noqa: E402

QUESTIONS = (
    "RPAの進捗は？",
    "No.30",
    "×の事業は？",
    "防災課の事業は？",
    "課ごとの×の数は？",
    "図書館の評価は？",
)
ROUNDS, OPEN = 40, 50
OPEN_RATIO, OPENING, START_RATIO = 1.8, 60.0, 1.15


def folder_of(home: Path, number: int) -> None:
    """So many plans: one is built, the others are copies of its files."""
    first = home / "p0000"
    shutil.copytree(ROOT / "data", first / "data", ignore=shutil.ignore_patterns(".history"))
    build_index(first / "data", first / "katou.db")
    for each in range(1, number):
        shutil.copytree(first, home / f"p{each:04}")
    rows = "\n".join(
        f'[[binding]]\nslack = ["T{each}"]\nhosts = ["p{each:04}.example"]\nplans = ["p{each:04}"]'
        for each in range(number)
    )
    (home / "bindings.toml").write_text(rows, encoding="utf-8")


def timed(ask: Callable[[str], object], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of a processor for each question, in turns: others on the machine do not count."""
    found = []
    for _ in range(rounds):
        for question in QUESTIONS:
            began = time.thread_time()
            ask(question)
            found.append((time.thread_time() - began) * 1000)
    return found


def shown(name: str, times: list[float]) -> None:
    times = sorted(times)
    print(f"{name:44} p50 {statistics.median(times):8.2f}   p99 {times[int(len(times) * 0.99)]:8.2f}")


def private() -> float:
    """Megabytes of this process that are its own."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1000


def commands(settings: dict[str, str], *more: str) -> list[float]:
    """Milliseconds of processor time that `katou ask` takes."""
    found = []
    katou = str(Path(sys.executable).parent / "katou")
    for _ in range(9):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([katou, "ask", *more, QUESTIONS[0]], env={**os.environ, **settings}, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append(spent * 1000)
    return found


def main(number: int) -> int:
    """Measure; 1 where something takes more than is allowed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "plans"
        home.mkdir()
        folder_of(home, number)
        one = home / "p0000"
        single = {
            "KATOU_DATA": str(one / "data"), "KATOU_INDEX": str(one / "katou.db"),
            "KATOU_STATE": f"{folder}/s.db",
        }  # fmt: skip
        bot = bot_of(Settings.read({**os.environ, **single}), "ja")
        timed(lambda text: bot.ask(text, place=""), 2)
        alone = timed(lambda text: bot.ask(text, place=""))
        shown("one plan by itself", alone)
        os.environ |= {"KATOU_PLANS": str(home), "KATOU_PLANS_OPEN": str(OPEN)}
        plans = ManyPlans(Settings.read(os.environ), "ja")
        before, opening = private(), list[float]()
        for each in range(min(OPEN, number)):
            began = time.thread_time()
            with plans._of_names((f"p{each:04}",)) as slack:
                slack.front.ask(QUESTIONS[0], place="")
            opening.append((time.thread_time() - began) * 1000)
        held = (private() - before) / min(OPEN, number)
        names = [(f"p{each:04}",) for each in range(min(OPEN, number))]

        def among(text: str) -> None:
            names.append(names.pop(0))
            with plans._of_names(names[0]) as slack:
                slack.front.bot.ask(text, place="")

        del names[len(QUESTIONS) + 1 :]  # one plan more than questions: in so many rounds each gets each
        timed(among, len(names))
        many = timed(among)
        shown(f"a plan that is open, among {number}", many)
        shown("a plan that has to be opened, first question", opening)
        print(f"{'a plan that is open holds':44} {held:8.2f} MB")
        by_itself = commands({**single, "KATOU_PLANS": ""})
        of_many = commands(
            {"KATOU_PLANS": str(home), "KATOU_STATE": f"{folder}/s.db"}, "--plan", f"p{number - 1:04}"
        )
        shown("katou ask, one plan", by_itself)
        shown(f"katou ask --plan, of {number}", of_many)
        plans.close()
        wrong = [
            statistics.median(many) > OPEN_RATIO * statistics.median(alone),
            statistics.median(opening) > OPENING,
            statistics.median(of_many) > START_RATIO * statistics.median(by_itself),
        ]
    print("too slow" if any(wrong) else "as allowed")
    return int(any(wrong))


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
