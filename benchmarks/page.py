"""Twenty people ask the page at once, over real connections: how long answers and /healthz take.

    .venv/bin/python benchmarks/page.py [--users 20] [--questions 30] [--pause 1.0]

The server is a process of its own, as `katou serve` is. Each user asks by form, follows the conversation of
his own cookie, and reads for `--pause` seconds on average between two questions. Measured from the request to
the last byte of the answer (the fragment that the page's script fetches). With `--pause 0` nobody reads, so
that the server is always busy: the throughput is told, and no limit holds.
p99 of the answers above 50 ms, or an answer that is none: exit code 1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from bot.surfaces.page.dialogue import COOKIE, SCRIPT
from katou_index import build_index

ROOT = Path(__file__).parent.parent
P99_MS = 50.0
QUESTIONS = (
    "RPAの進捗は？", "×の事業は？", "そのうち防災課は？", "No.30", "△はいくつ？", "方針別の内訳",
    "防災課の事業は？", "Wi-Fiは？", "which measures were rated ×", "評価の集計",
)  # fmt: skip


def user(number: int, port: int, questions: int, pause: float) -> list[float]:
    """One person: milliseconds of each answer."""
    chance = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    own = f"http://127.0.0.1:{port}"
    headers = {"Origin": own, SCRIPT: "1", "Content-Type": "application/x-www-form-urlencoded"}
    taken = []
    time.sleep(chance.random() * pause)
    for turn in range(questions):
        body = urlencode({"q": QUESTIONS[(number + turn) % len(QUESTIONS)]})
        began = time.perf_counter()
        connection.request("POST", "/ask", body, headers)
        answer = connection.getresponse()
        content = answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or b'class="card"' not in content:
            raise SystemExit(f"no answer: {answer.status}")
        headers["Cookie"] = str(answer.getheader("Set-Cookie")).partition(";")[0]
        assert headers["Cookie"].startswith(COOKIE)
        time.sleep(chance.expovariate(1 / pause) if pause else 0)
    connection.close()
    return taken


def health(port: int, ended: threading.Event) -> list[float]:
    """Milliseconds of /healthz, asked ten times a second by somebody else."""
    taken = []
    while not ended.wait(0.1):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def told(name: str, taken: list[float]) -> float:
    """One line of numbers; the 99th percentile."""
    p99 = statistics.quantiles(taken, n=100)[98]
    middle, most = statistics.median(taken), max(taken)
    print(f"{name}: {len(taken)}, median {middle:.1f} ms, p99 {p99:.1f} ms, max {most:.1f} ms")
    return p99


def measure(port: int, users: int, questions: int, pause: float) -> float:
    """All users at once; the 99th percentile of their answers."""
    user(0, port, len(QUESTIONS), 0)  # what is made once: templates, words
    ended = threading.Event()
    with ThreadPoolExecutor(users + 1) as pool:
        watching = pool.submit(health, port, ended)
        began = time.perf_counter()
        asking = [pool.submit(user, number, port, questions, pause) for number in range(users)]
        taken = [each for future in asking for each in future.result()]
        seconds = time.perf_counter() - began
        ended.set()
        p99 = told("answers", taken)
        told("/healthz", watching.result())
    print(f"{len(taken) / seconds:.0f} answers a second, {users} users, {pause} s between two questions")
    return p99


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--pause", type=float, default=1.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "data", Path(folder) / "katou.db")
        environ = {
            **os.environ, "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": f"{folder}/katou.db",
            "KATOU_STATE": f"{folder}/state.db", "LANG": "C.UTF-8",
        }  # fmt: skip
        command = [str(Path(sys.executable).parent / "katou"), "serve", "--port", "0"]
        with subprocess.Popen(command, env=environ, text=True, stdout=subprocess.PIPE) as server:
            assert server.stdout
            port = next(
                int(found[1]) for line in server.stdout if (found := re.search(r"127\.0\.0\.1:(\d+)", line))
            )
            try:
                p99 = measure(port, options.users, options.questions, options.pause)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(10)
    print(json.dumps({"p99_ms": round(p99, 1), "limit_ms": P99_MS}))
    return int(bool(options.pause) and p99 > P99_MS)


if __name__ == "__main__":
    sys.exit(main())
