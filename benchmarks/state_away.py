"""How quickly people are answered while the state file is free, locked, read-only or damaged.

    .venv/bin/python benchmarks/state_away.py [--seconds 8]

Each state in a process of its own: 14 threads (as many as answer in Slack) claim a message that mentions the
bot, answer it, note that it is answered, over and over; every fifth question finds nothing, which is kept.
The lock is another process's and lasts all the time. "read-only": neither the file nor its folder may be
written. Printed: answers a second, the slowest answer, which waits for the file once, and what an answer
costs of a processor, which a busy machine hardly changes. A rate below half of the free file's, or an answer
of more than a second: exit code 1.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from bot import Bot
from bot.chat import Front
from bot.memory import Claim, Memory
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
QUESTIONS = ("RPAの進捗は？", "×の事業は？", "防災課の事業は？", "No.21", "ブロックチェーンの事業は？")
STATES = ("free", "locked", "read-only", "damaged")
THREADS = 14
SHARE, SLOWEST = 0.5, 1000.0  # of the free file's rate; milliseconds
# Root may write everything, unless this is taken from it.
BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def measure(folder: Path, seconds: float) -> dict[str, float]:
    """Answer for so long; answers a second, the slowest one and the CPU time of each in milliseconds."""
    memory = Memory(folder / "own" / "state.db")
    front = Front(Bot(open_index(folder / "katou.db"), memory=memory), memory)
    for question in QUESTIONS:
        front.ask(question, place="")
    numbers, took, wrong = itertools.count(), [], []
    end = time.perf_counter() + seconds

    def work() -> None:
        while time.perf_counter() < end:
            number, began = next(numbers), time.perf_counter()
            key = f"{os.getpid()}:{number}"
            if memory.claim(key, thread=key, day=date(2026, 11, 27)) is not Claim.NEW:
                wrong.append(key)
            front.ask(QUESTIONS[number % len(QUESTIONS)], key)
            memory.done(key)
            took.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    began, used = time.perf_counter(), time.process_time()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    used = time.process_time() - used
    if wrong:
        raise SystemExit(f"{len(wrong)} messages were not this process's")
    rate = len(took) / (time.perf_counter() - began)
    return {"rate": rate, "slowest": max(took), "cpu": 1000 * used / len(took)}


def prepared(folder: Path, state: str) -> sqlite3.Connection | None:
    """A state file in this state; who holds it, as long as it is held."""
    path = folder / "own" / "state.db"
    path.parent.mkdir()
    memory = Memory(path)
    memory.claim("before")
    memory.close()
    build_index(ROOT / "data", folder / "katou.db")
    if state == "damaged":
        path.write_bytes(b"this is no database\n" * 500)
    if state == "read-only":
        path.chmod(0o444)
        path.parent.chmod(0o555)
    if state != "locked":
        return None
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("pragma locking_mode = exclusive")
    holder.execute("begin exclusive")
    holder.execute("create table mine (a)")
    return holder


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        logging.disable()
        print(json.dumps(measure(options.folder, options.seconds)), flush=True)
        os._exit(0)  # what waits for the file is not waited for
    found: dict[str, dict[str, float]] = {}
    for state in STATES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            holder = prepared(folder, state)
            command = [*BOUND, sys.executable, __file__, "--seconds", str(options.seconds), "--folder", name]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found[state] = json.loads(done.stdout)
            (folder / "own").chmod(0o755)
            if holder:
                holder.close()
        rate, slowest = found[state]["rate"], found[state]["slowest"]
        cost = f"{found[state]['cpu']:.1f} ms of a processor each"
        print(
            f"{state:10} {rate:8.1f} answers a second, the slowest after {slowest:.0f} ms; {cost}", flush=True
        )
    least = SHARE * found["free"]["rate"]
    return int(any(each["rate"] < least or each["slowest"] > SLOWEST for each in found.values()))


if __name__ == "__main__":
    sys.exit(main())
