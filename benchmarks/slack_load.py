"""1,000 Slack events in bursts: how long acknowledging takes, how many a second against a bare Bolt app.

    .venv/bin/python benchmarks/slack_load.py [--events 1000] [--burst 50]

Both apps get the same signed requests over WSGI in the same run, in turn, a burst at a time, and post each
answer to a server in another process, which takes 50 ms for each, as Slack does. The bare app
echoes, with Bolt's defaults but for the number of threads. An acknowledgement is the time from the request
to its 200; the throughput counts until the last answer is posted.
p99 of the acknowledgements above 100 ms, throughput below 0.8 of the bare app's, or an event that was
answered never or twice: exit code 1.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot import Bot
from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.app import LISTENERS, PATH, Slack, SlackKeys
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
SECRET = "benchmark"
POST_TAKES = 0.05  # seconds
ACK_MS, SHARE = 100.0, 0.8
QUESTIONS = ("RPAの進捗は？", "×の事業は？", "防災課の事業は？", "No.21", "△はいくつ？")
Wsgi = Callable[..., Any]


class Web(ThreadingHTTPServer):
    """With room for a burst of connections: a full queue costs a client a second."""

    request_queue_size = 256
    daemon_threads = True


def slacks_end(port: Connection) -> None:
    """Takes posts, slowly, and counts them by thread; a process of its own, as Slack is."""
    posted: Counter[str] = Counter()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                self.answer(posted if self.path == "/posted" else {"all": posted.total()})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer: dict[str, Any] = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}
            if self.path.endswith("users.info"):
                answer["user"] = {"id": "U1"}
            if self.path.endswith("chat.postMessage"):
                time.sleep(POST_TAKES)
                message = json.loads(body)
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                with lock:
                    posted[message["thread_ts"]] += not payload.get(
                        "part"
                    )  # the rest of an answer is no second one
            self.answer(answer)

        def answer(self, what: dict[str, Any]) -> None:
            payload = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            """Nothing is printed."""

    server = Web(("127.0.0.1", 0), Handler)
    port.send(server.server_port)
    server.serve_forever()


class Api:
    """Slack's end, and what it has counted."""

    def __init__(self) -> None:
        here, there = Pipe()
        Process(target=slacks_end, args=(there,), daemon=True).start()
        self.host = f"http://127.0.0.1:{here.recv()}"
        self.url = f"{self.host}/api/"

    def asked(self, path: str) -> dict[str, int]:
        with urllib.request.urlopen(self.host + path, timeout=10) as answer:
            counts: dict[str, int] = json.load(answer)
        return counts


def bare(url: str) -> tuple[Wsgi, ThreadPoolExecutor]:
    """A Bolt app that echoes."""
    pool = ThreadPoolExecutor(LISTENERS)
    app = App(
        client=WebClient("xoxb-1", base_url=url), signing_secret=SECRET, token_verification_enabled=False,
        listener_executor=pool,
    )  # fmt: skip

    @app.event("app_mention")
    def echo(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=event["text"])

    handler: Wsgi = SlackRequestHandler(app, path=PATH)
    return handler, pool


def request(wsgi: Wsgi, number: int, ts: str) -> float:
    """One signed mention; milliseconds to its 200."""
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": ts, "event_ts": ts,
             "text": f"<@UBOT> {QUESTIONS[number % len(QUESTIONS)]}"}  # fmt: skip
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": f"E{ts}", "event": event,
                       "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}]})  # fmt: skip
    stamp = str(int(time.time()))
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": PATH, "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body.encode())), "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "wsgi.input": io.BytesIO(body.encode()),
        "HTTP_X_SLACK_SIGNATURE": SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body),
    }  # fmt: skip
    statuses: list[str] = []
    began = time.perf_counter()
    b"".join(wsgi(environ, lambda status, _: statuses.append(status)))
    assert statuses[0].startswith("200"), statuses
    return (time.perf_counter() - began) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--burst", type=int, default=50)
    options = parser.parse_args()
    api = Api()
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "data", Path(folder) / "katou.db")
        memory = Memory(Path(folder) / "state.db")
        front = Front(Bot(open_index(Path(folder) / "katou.db"), memory=memory), memory)
        ours = Slack(front, memory, SlackKeys("xoxb-1", api.url, SECRET), SlackPolicy())
        echo, pool = bare(api.url)
        apps: dict[str, Wsgi] = {"katou": ours.wsgi(), "bare Bolt echo": echo}
        acks: dict[str, list[float]] = {name: [] for name in apps}
        taken = dict.fromkeys(apps, 0.0)
        expected: dict[str, list[str]] = {name: [] for name in apps}
        for mark, wsgi in enumerate(apps.values()):  # what is made for a first question of each kind
            for number in range(len(QUESTIONS)):
                request(wsgi, number, f"0.{mark}{number}")
        time.sleep(2)
        done = len(apps) * len(QUESTIONS)
        with ThreadPoolExecutor(options.burst) as senders:
            for start in range(0, options.events, options.burst):
                for mark, (name, wsgi) in enumerate(apps.items(), 1):
                    stamps = [f"{start + n}.{mark}00" for n in range(options.burst)]
                    expected[name] += stamps
                    began = time.perf_counter()
                    jobs = [senders.submit(request, wsgi, n, ts) for n, ts in enumerate(stamps)]
                    acks[name] += [job.result() for job in jobs]
                    done += options.burst
                    while api.asked("/all")["all"] < done and time.perf_counter() - began < 60:
                        time.sleep(0.005)
                    taken[name] += time.perf_counter() - began
        ours.close()
        pool.shutdown()
    posted = api.asked("/posted")
    wrong = sum(posted.get(ts) != 1 for ts in expected["katou"])
    for name, times in acks.items():
        print(
            f"{name}: {len(times)} events, acknowledged in {statistics.median(times):.1f} ms (median), "
            f"p99 {statistics.quantiles(times, n=100)[98]:.1f} ms; {len(times) / taken[name]:.0f} a second"
        )
    late = statistics.quantiles(acks["katou"], n=100)[98]
    share = taken["bare Bolt echo"] / taken["katou"]
    print(
        f"throughput {share:.2f} of the bare app's (limit {SHARE}), p99 limit {ACK_MS:.0f} ms, {wrong} wrong"
    )
    return int(late > ACK_MS or share < SHARE or wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
