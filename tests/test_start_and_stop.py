"""The real server is started and stopped while it is asked all the time: no answer is cut.

A connection that the system completes in the very moment in which nobody listens any more is reset by it: a
refusal, too, before a byte of the request was read. No server can tell it otherwise; one or two may happen.
"""

from __future__ import annotations

import http.client
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from tests.test_slack_commands import PATIENCE, running, until_it_says

ASKERS = 12
QUESTIONS = ("RPAの進捗は？", "×の事業は？", "No.21", "△はいくつ？", "課ごとの×の数は？")
BEFORE = 100  # answers until it is stopped
IN_THE_MOMENT = 2  # connections of each stop


class Crowd:
    """People who ask without a pause, some over a connection that stays, until nobody listens any more."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ended: Counter[str] = Counter()
        self.broken: list[str] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(ASKERS)]
        for each in self._threads:
            each.start()

    def _ask(self, number: int) -> None:
        stays = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        asked = number
        while not self._over.is_set():
            asked += 1
            how = self._one(stays, QUESTIONS[asked % len(QUESTIONS)])
            if number % 2 or how != "answered" or stays.sock is None:
                stays.close()
            with self._lock:
                self.ended[how] += 1
            if how == "refused":
                time.sleep(0.02)
        stays.close()

    def _one(self, stays: http.client.HTTPConnection, question: str) -> str:
        fresh = stays.sock is None
        try:
            if fresh:
                stays.connect()
        except ConnectionRefusedError:
            return "refused"  # nobody listens: what stands in front knows at once
        except ConnectionResetError as error:  # it stopped listening while the two greeted each other
            self.broken.append(f"{type(error).__name__}, connecting")
            return "reset"
        try:
            stays.request("GET", f"/?q={quote(question)}", headers={"Connection": "keep-alive"})
            answer = stays.getresponse()
            whole = b"</html>" in answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.broken.append(f"{type(error).__name__}, {fresh=}")
            return "reset" if fresh and isinstance(error, ConnectionError) else "cut"
        return "answered" if answer.status == 200 and whole else f"status {answer.status}"

    def wait(self, how: str, many: int) -> None:
        until = time.monotonic() + 3 * PATIENCE
        while self.ended[how] < many and time.monotonic() < until:
            time.sleep(0.01)
        assert self.ended[how] >= many, self.ended

    def end(self) -> None:
        self._over.set()
        for each in self._threads:
            each.join(PATIENCE)


def test_it_starts_and_stops_while_it_is_asked(tmp_path: Path) -> None:
    with socket.socket() as held:  # so that nobody takes the port while the server is away
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        it_starts_and_stops(tmp_path, int(held.getsockname()[1]))


def it_starts_and_stops(tmp_path: Path, port: int) -> None:
    crowd = Crowd(port)
    try:
        crowd.wait("refused", ASKERS)  # they are there before it is
        for _ in range(2):  # stopped, and started again where it was
            answered, refused = crowd.ended["answered"], crowd.ended["refused"]
            with running(tmp_path, "serve", "--port", str(port)) as process:
                until_it_says(process, "待ち受け")
                crowd.wait("answered", answered + BEFORE)
                process.send_signal(signal.SIGTERM)
                began = time.monotonic()
                assert process.wait(10) == 0
                assert time.monotonic() - began < 10
                assert process.stderr is not None
                assert process.stderr.read() == ""
            crowd.wait("refused", refused + ASKERS)
    finally:
        crowd.end()
    assert set(crowd.ended) - {"reset"} == {"refused", "answered"}, (crowd.ended, crowd.broken)
    assert crowd.ended["reset"] <= 2 * IN_THE_MOMENT, (crowd.ended, crowd.broken)
