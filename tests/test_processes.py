"""Several processes at one address, or on one state: nothing is lost between them, nothing answered twice."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import Bot
from bot.memory import Memory
from katou_index import open_index
from tests.bot_fixtures import ROOT, index_path
from tests.expectations import cases, is_drawn
from tests.shared_bots import facts
from tests.slack_emulator import SlackEmulator
from tests.socket_mode import SocketModeServer
from tests.test_operation import numbers
from tests.test_slack_commands import KATOU, PATIENCE, asked, get, line, running
from tests.test_state_away import until

CONVERSATIONS, DIFFERENT, ASKERS = 1000, 250, 8
KEY = "a-key-for-programs"
BEGUN = (
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nq="
)
GOES_ON = [[str(turn) for turn in case.values[0]["turns"]] for case in cases()]
GOES_ON = [turns for turns in GOES_ON if len(turns) > 1 and is_drawn(turns, 5)][:DIFFERENT]


class Serving:
    """A `katou serve --workers N`; what it logs goes into a file."""

    def __init__(self, process: subprocess.Popen[str], port: int, errors: Path) -> None:
        self.process, self.port, self._errors = process, port, errors
        self.address = f"http://127.0.0.1:{port}"

    def log(self) -> list[dict[str, Any]]:
        lines = self._errors.read_text("utf-8").splitlines()
        return [json.loads(each) for each in lines if each.startswith("{")]

    def told(self) -> str:
        return self._errors.read_text("utf-8")

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in children.split()]


@contextmanager
def serving(folder: Path, workers: int = 2, **settings: str) -> Iterator[Serving]:
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(folder / "state.db"), "KATOU_MEANING": "off",
        "TMPDIR": str(folder), **settings,
    }  # fmt: skip
    command = [KATOU, "serve", "--port", "0", "--workers", str(workers)]
    with (
        (folder / "errors").open("w") as errors,
        subprocess.Popen(
            command, env=environ, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        try:
            assert process.stdout
            found = next(
                (port for each in process.stdout if (port := re.search(r"127\.0\.0\.1:(\d+)", each))), None
            )
            assert found, (folder / "errors").read_text()
            yield Serving(process, int(found[1]), folder / "errors")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def ask(port: int, text: str, conversation: str, number: int) -> dict[str, Any]:
    """One question over a connection of its own: any worker may take it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    body = json.dumps({"text": text, "conversation": conversation}).encode()
    headers = {
        "Authorization": f"Bearer {KEY}", "Content-Type": "application/json",
        "X-Request-ID": f"{conversation}-{number}",
    }  # fmt: skip
    connection.request("POST", "/api/ask", body, headers)
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    connection.close()
    assert answer.status == 200, found
    for each in (found, *found.get("parts", ())):
        del each["ms"], each["conversation"]
    return found


def test_a_thousand_conversations_over_two_workers_lose_nothing(tmp_path: Path) -> None:
    talks = [GOES_ON[number % len(GOES_ON)][:3] for number in range(CONVERSATIONS)]

    def talk(number: int) -> list[dict[str, Any]]:
        return [ask(server.port, text, f"c{number}", turn) for turn, text in enumerate(talks[number])]

    with serving(tmp_path, KATOU_API_KEY=KEY, KATOU_LOG="json") as server:
        with ThreadPoolExecutor(ASKERS) as pool:
            found = list(pool.map(talk, range(CONVERSATIONS)))
        log = server.log()
    alone = Bot(open_index(index_path()), memory=Memory(tmp_path / "alone.db"))
    for first, turns in enumerate(talks[:DIFFERENT]):
        wanted = [facts(alone.ask(text, conversation=f"c{first}", place="api")) for text in turns]
        assert found[first::DIFFERENT] == [wanted] * (CONVERSATIONS // DIFFERENT), turns
    by: dict[str, set[int]] = defaultdict(set)
    for each in log:
        if each["message"] == "answered":
            by[each["request"].partition("-")[0]].add(each["process"])
    assert len(by) == CONVERSATIONS
    assert sum(len(workers) == 2 for workers in by.values()) > CONVERSATIONS / 10  # so many went to and fro


def test_a_worker_that_dies_is_begun_anew_and_its_conversations_go_on(tmp_path: Path) -> None:
    with serving(tmp_path, KATOU_API_KEY=KEY) as server:
        first = server.workers()
        assert len(first) == 2
        for number in range(10):
            assert ask(server.port, "×の事業は？", f"c{number}", 0)["kind"] == "list"
        assert get(f"{server.address}/readyz") == (200, "200 OK")
        before = numbers(server.address)
        assert before['katou_questions_total{kind="list",place="api"}'] == 10
        os.kill(first[0], signal.SIGKILL)
        for number in range(10):  # answered meanwhile, by whoever is there
            follow_up = ask(server.port, "そのうち防災課は？", f"c{number}", 1)
            assert follow_up["carried"], follow_up["text"]
        assert until(lambda: len(server.workers()) == 2 and first[0] not in server.workers())
        assert until(lambda: get(f"{server.address}/readyz")[1] == "200 OK")
        assert until(lambda: numbers(server.address)["katou_processes"] == 2)
        after = numbers(server.address)
        assert after['katou_answer_seconds_count{place="api"}'] >= 19  # what the dead one counted stays
        assert first[1] in server.workers()
        os.kill(first[1], signal.SIGKILL)
        assert until(lambda: len({*server.workers()} - {*first}) == 2)
        assert ask(server.port, "そのうち防災課は？", "c3", 2)["kind"] != "choose"
        assert "SIGKILL" in server.told()
        assert "Traceback" not in server.told()


def test_readiness_tells_of_a_worker_that_is_not_there(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        first = server.workers()[0]
        told: set[str] = set()
        for _ in range(3):  # each is begun anew after a longer pause
            os.kill(server.workers()[-1], signal.SIGKILL)

            def lacks() -> bool:
                status, found = get(f"{server.address}/readyz")
                told.add(found)
                return status == 200 and "1 / 2" in found

            assert until(lacks)
            assert get(f"{server.address}/healthz") == (200, "200 OK")
            assert until(lambda: get(f"{server.address}/readyz") == (200, "200 OK"))
        assert all("1 of 2" in each for each in told - {"200 OK"})
        assert first in server.workers()


def test_they_end_together_and_finish_what_they_have_begun(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        workers = server.workers()
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
        for each in slow:
            each.sendall(BEGUN)
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port))
        for each in slow:
            each.sendall(b"No.21+++")
        answers = [each.recv(12) for each in slow]
        for each in slow:
            each.close()
        assert server.process.wait(PATIENCE) == 0
    assert set(answers) == {b"HTTP/1.1 200"}
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert not list(tmp_path.glob("katou-*"))  # what they counted in
    assert "Traceback" not in server.told()


def test_workers_whose_parent_was_killed_end_by_themselves(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        workers = server.workers()
        server.process.kill()
        assert until(lambda: not [pid for pid in workers if Path(f"/proc/{pid}").exists()])


def test_what_keeps_them_from_beginning_is_told_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with running(tmp_path, "serve", "--workers", "3", "--port", str(taken.getsockname()[1])) as process:
            assert process.wait(PATIENCE) == 1
            assert process.stderr
            assert len(process.stderr.read().splitlines()) == 1
    with running(tmp_path, "serve", "--workers", "3", "--host", "0.0.0.0", "--port", "0") as process:
        assert process.wait(PATIENCE) == 1  # the page would be open to all
        assert process.stderr
        (told,) = process.stderr.read().splitlines()
        assert "KATOU_PAGE_PASSWORD" in told
    with running(tmp_path, "serve", "--workers", "0") as process:
        assert process.wait(PATIENCE) == 2


def test_slack_over_http_is_answered_once_by_whichever_worker(tmp_path: Path) -> None:
    with SlackEmulator() as emulator:
        settings = {"SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
                    "SLACK_API_URL": emulator.base_url}  # fmt: skip
        with serving(tmp_path, KATOU_WORKERS="2", **settings) as server:
            assert "No.21" in asked(emulator, server.address, emulator.bot_user_id, "No.21")


def message(text: str, ts: str) -> dict[str, Any]:
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": text, "ts": ts}
    bot = {"team_id": "T1", "user_id": "UBOT", "is_bot": True}
    payload = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{ts}", "authorizations": [bot]}
    return {
        "type": "events_api", "envelope_id": f"e{ts}", "accepts_response_payload": True,
        "payload": {**payload, "event": {**event, "event_ts": ts}},
    }  # fmt: skip


def test_katou_slack_twice_answers_each_message_once_and_follow_ups_as_one(
    tmp_path: Path,
) -> None:
    with SocketModeServer() as server:
        settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": server.api_url}
        with running(tmp_path, "slack", **settings) as one, running(tmp_path, "slack", **settings) as other:
            assert line(one)
            assert line(other)
            assert server.until(lambda: server.connections == 2)
            wanted = 0
            for number in range(20):
                first, then = number % 2, (number + 1) % 2
                for text, to in (("×の事業は？", first), ("そのうち防災課は？", then)):
                    wanted += 1
                    event = message(text, f"{wanted}.0")
                    server.send(event, to)
                    server.send({**event, "envelope_id": f"again{wanted}", "retry_attempt": 1}, 1 - to)
                    assert server.until(lambda wanted=wanted: len(answers(server)) == wanted), (number, text)
            found = answers(server)
    assert len(server.acknowledged) == 80
    assert len({each["text"] for each in found}) == 2  # each of the two questions has its one answer
    assert all("防災課" in each["text"] for each in found[1::2])
    assert all("情報推進室" not in each["text"] for each in found[1::2])


def answers(server: SocketModeServer) -> list[dict[str, Any]]:
    """The first message of each answer; what is folded stands in a thread below."""
    return [each for each in server.posted if not each.get("thread_ts")]
