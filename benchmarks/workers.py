"""`katou serve --workers 2` against one process: answers a second, how long they take, what they cost.

    .venv/bin/python benchmarks/workers.py [--clients 32] [--questions 40] [--rounds 3] [--pause 1.0]

Clients are processes of their own on the same machine and ask the page, each in its own conversation, a tenth
of it follow-ups. First nobody reads (one worker and several by turns, for what else runs hits both alike):
answers a second. Clients take processor time too, so on a machine with as many processors as workers the
ratio says little; beside it stand the workers' own CPU time an answer, and how evenly the work was shared:
`capacity` is the ratio on processors that nobody else uses. Then people read for `--pause` seconds on
average: p99 of the answers. Above 100 ms, a capacity below 1.8, or an answer that is none: exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pool
from pathlib import Path

from load import processor_time
from page import told, user

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index import build_index  # noqa: E402

P99_MS, RATIO = 100.0, 1.8


@contextmanager
def serving(folder: str, workers: int) -> Iterator[tuple[int, list[int]]]:
    """The port, and the ids of the processes that answer."""
    environ = {
        **os.environ, "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": f"{folder}/katou.db",
        "KATOU_STATE": f"{folder}/state-{workers}.db", "LANG": "C.UTF-8", "KATOU_MEANING": "off",
    }  # fmt: skip
    command = [str(Path(sys.executable).parent / "katou"), "serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, env=environ, text=True, stdout=subprocess.PIPE) as server:
        assert server.stdout
        port = next(
            int(found[1]) for line in server.stdout if (found := re.search(r"127\.0\.0\.1:(\d+)", line))
        )
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        try:
            yield port, [int(each) for each in children] or [server.pid]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def measure(folder: str, workers: int, clients: int, questions: int, pause: float) -> dict[str, object]:
    """Milliseconds of each answer, answers a second, CPU milliseconds an answer, each worker's share."""
    with serving(folder, workers) as (port, processes), Pool(clients) as pool:
        pool.starmap(user, [(number, port, 10, 0.0) for number in range(clients)])  # what is made once
        before = [processor_time(each) for each in processes]
        began = time.perf_counter()
        found = pool.starmap(user, [(number, port, questions, pause) for number in range(clients)])
        seconds = time.perf_counter() - began
        used = [processor_time(each) - was for each, was in zip(processes, before, strict=True)]
    taken = [each for answers in found for each in answers]
    return {
        "taken": taken, "rate": len(taken) / seconds, "cpu_ms": sum(used) * 1000 / len(taken),
        "shares": [each / (sum(used) or 1) for each in used],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, usual in (("clients", 32), ("questions", 40), ("rounds", 3), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--pause", type=float, default=1.0)
    options = parser.parse_args()
    runs: dict[int, list[dict[str, object]]] = {1: [], options.workers: []}
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "data", Path(folder) / "katou.db")
        for _ in range(options.rounds):
            for workers, found in runs.items():
                run = measure(folder, workers, options.clients, options.questions, 0.0)
                found.append(run)
                told(f"{workers} process(es), nobody reads", run["taken"])
                shares = ", ".join(f"{each:.0%}" for each in run["shares"])
                print(
                    f"  {run['rate']:.0f} answers a second, {run['cpu_ms']:.2f} ms CPU each, shares {shares}"
                )
        for workers in runs:  # one alone tells how much of it the machine is
            reading = measure(folder, workers, options.clients, options.questions, options.pause)
            p99 = told(f"{workers} process(es), {options.pause} s between", reading["taken"])
    one, several = ({key: _middle(each, key) for key in ("rate", "cpu_ms")} for each in runs.values())
    even = statistics.median(max(run["shares"]) for run in runs[options.workers])
    result = {
        "measured_ratio": round(several["rate"] / one["rate"], 2),
        "capacity": round(one["cpu_ms"] / several["cpu_ms"] / even, 2),
        "cpu_ms": [round(each["cpu_ms"], 2) for each in (one, several)],
        "p99_ms": round(p99, 1), "limits": {"capacity": RATIO, "p99_ms": P99_MS},
        "load_average": os.getloadavg()[0], "processors": os.cpu_count(),
    }  # fmt: skip
    print(json.dumps(result))
    return int(p99 > P99_MS or result["capacity"] < RATIO)


def _middle(runs: list[dict[str, object]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


if __name__ == "__main__":
    sys.exit(main())
