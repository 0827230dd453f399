"""200 mixed questions a second for a minute through each HTTP surface of `katou serve`, the real one.

    .venv/bin/python benchmarks/load.py [--rate 200] [--seconds 60] [--surface page]
    .venv/bin/python benchmarks/load.py --worst 16 --rate 20     # beside clients with the worst question

What asks, and what stands for Slack and for Teams, are processes of their own on the same machine. Each
question has its time, whether or not those before it are answered; what it took counts from then on until its
answer: of the page the card, of Slack and Teams that the message was taken, for these wait for no more. Their
cards are counted at their ends. Beside it stands the server's own CPU time a question, which a busy machine
does not change. p99 above 250 ms, or one question that is lost: exit code 1.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode

from slack_load import slacks_end
from slack_sdk.signature import SignatureVerifier

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index import build_index  # noqa: E402
from tests.teams_connector import APP, BOT, TENANT, Connector  # noqa: E402
from tests.teams_driver import ALICE, member  # noqa: E402

LIMIT, BESIDE_THE_WORST = 250.0, 500.0  # ms
WORST = "のに評価" * 1000  # of all that may be asked, much of what takes longest
ASKERS = 64  # connections
ANOTHER = 1_000_000  # number from which those count that only warm up: a repetition is not answered
LATE = 30.0  # seconds in which no card arrives until those that lack are lost
SECRET, PASSWORD = "benchmark", "an open door"
QUESTIONS = (
    "RPAの進捗は？", "×の事業は？", "防災課の事業は？", "No.21", "△はいくつ？", "課ごとの×の数は？",
    "which measures were rated × in R2", "図書館のブロックチェーン", "ペーパーレス", "防災課って全部丸？",
    "税務課と防災課を比べて", "No.30の結果は？", "ありがとう", "電子申請", "○でない項目を担当課ごとに",
)  # fmt: skip
Request = tuple[str, str, bytes, dict[str, str]]  # method, address, body, headers


def of_page(_: int, question: str) -> Request:
    origin = {"Origin": "http://127.0.0.1", "Host": "127.0.0.1", "X-Katou-Script": "1"}
    known = {"Authorization": f"Basic {base64.b64encode(f':{PASSWORD}'.encode()).decode()}"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return "POST", "/ask", urlencode({"q": question}).encode(), {**origin, **known, **form}


def of_slack(number: int, question: str) -> Request:
    at = f"{time.time():.0f}.{number:06d}"
    event = {
        "type": "app_mention",
        "user": "U1",
        "text": f"<@UBOT> {question}",
        "ts": at,
        "channel": "C1",
        "event_ts": at,
    }
    bot = {"team_id": "T1", "user_id": "UBOT", "is_bot": True}
    whole = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": f"E{number}",
        "event": event,
        "authorizations": [bot],
    }
    body, stamp = json.dumps(whole), str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    return "POST", "/slack/events", body.encode(), headers


def own_address(net: int, number: int) -> tuple[str, int]:
    """The address and port of one client of this machine: each has an address of its own, as people have."""
    return (f"127.0.{net}.{1 + number % 250}" if sys.platform == "linux" else "127.0.0.1", 0)


def ask_the_worst(port: int, clients: int, worst: str) -> None:
    """A process of its own: so many clients, each at an address of its own and asking again once it is
    answered, until it is ended.
    """

    def asker(number: int) -> None:
        line = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=60, source_address=own_address(1, number)
        )
        while True:
            method, path, body, headers = of_page(0, worst)
            line.request(method, path, body, headers)
            line.getresponse().read()

    threads = [threading.Thread(target=asker, args=(number,)) for number in range(clients)]
    for each in threads:
        each.start()


def teams_end(port: Connection) -> None:
    """A process that is Teams: says where and with which token, then how many questions were answered, when
    asked, and how many twice. An answer may have several messages, which differ.
    """
    connector = Connector()
    connector.members[ALICE] = member()
    port.send((connector.url, connector.service, connector.token()))
    while port.recv():
        answers: dict[str, Counter[str]] = {}
        for each in connector.posts():
            answers.setdefault(each["conversation"]["id"], Counter())[json.dumps(each)] += 1
        port.send((len(answers), sum(max(each.values()) > 1 for each in answers.values())))
    connector.close()


def of_teams(service: str, token: str) -> Callable[[int, str], Request]:
    def made(number: int, question: str) -> Request:
        message = {
            "type": "message", "id": f"{number}", "text": question, "channelId": "msteams",
            "serviceUrl": service, "from": {"id": ALICE}, "recipient": {"id": BOT},
            "channelData": {"tenant": {"id": TENANT}},
            "conversation": {"id": f"a:{number}", "conversationType": "personal"},
        }  # fmt: skip
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        return "POST", "/api/messages", json.dumps(message).encode(), headers

    return made


def ask_all(
    port: int,
    make: Callable[[int, str], Request],
    rate: float,
    seconds: float,
    first: int = 0,
    worked: Callable[[], float] | None = None,
) -> tuple[list[float], int]:
    """Milliseconds of each question, each asked when its time comes, and how many were not answered.

    With `worked` what the server worked meanwhile, instead of how long it took: a free machine would take
    just so long.
    """
    clock = worked or time.perf_counter
    waiting: queue.Queue[tuple[float, int] | None] = queue.Queue()
    taken: list[float] = []
    lost: list[str] = []

    def askers(asker: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=own_address(2, asker))
        while (each := waiting.get()) is not None:
            at, number = each
            method, path, body, headers = make(number, QUESTIONS[number % len(QUESTIONS)])
            at = clock() if worked else at
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                answer.read()
                if answer.status != 200:
                    lost.append(str(answer.status))
            except (OSError, http.client.HTTPException) as error:
                lost.append(type(error).__name__)
                line.close()
            taken.append((clock() - at) * 1000)
        line.close()

    threads = [threading.Thread(target=askers, args=(number,)) for number in range(ASKERS)]
    for each in threads:
        each.start()
    began = time.perf_counter()
    for number in range(round(rate * seconds)):
        at = began + number / rate
        if (left := at - time.perf_counter()) > 0:
            time.sleep(left)
        waiting.put((at, first + number))
    for _ in threads:
        waiting.put(None)
    for each in threads:
        each.join()
    if lost:
        print(f"  not answered: {Counter(lost)}")
    return taken, len(lost)


def processor_time(process: int) -> float:
    """Seconds that a process has used of a processor."""
    return time.clock_gettime((~process << 3) | 2)  # as clock_getcpuclockid has it


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """The real command: its port and its process."""
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_MEANING": "off",
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(folder / "katou.db"),
        "KATOU_STATE": str(folder / "state.db"),
        "KATOU_PAGE_PASSWORD": PASSWORD, **settings,
    }  # fmt: skip
    katou = Path(sys.executable).parent / "katou"
    with subprocess.Popen(
        [katou, "serve", "--port", "0"], env=environ, cwd=folder, text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        while "127.0.0.1:" not in line:
            line = process.stdout.readline()
        try:
            yield int(line.strip().rpartition(":")[2]), process.pid
        finally:
            process.terminate()


def arrived(count: Callable[[], int], wanted: int) -> int:
    """How many cards came, waiting for all of them as long as some still come: late is not lost."""
    came, until = count(), time.monotonic() + LATE
    while came < wanted and time.monotonic() < until:
        time.sleep(0.2)
        before, came = came, count()
        if came > before:
            until = time.monotonic() + LATE
    return came


def beside_the_worst(folder: Path, clients: int, rate: float, seconds: float, worst: str = WORST) -> bool:
    """The page, while clients ask the worst all the time; whether the others notice nothing."""
    with serving(folder) as (port, process):
        ask_all(port, of_page, 20, 2, first=ANOTHER)
        hostile = Process(target=ask_the_worst, args=(port, clients, worst), daemon=True)
        hostile.start()
        taken, lost = ask_all(port, of_page, rate, seconds)
        meanwhile, _ = ask_all(port, of_page, rate, seconds, worked=lambda: processor_time(process))
        hostile.kill()
    cuts, work = statistics.quantiles(taken, n=100), statistics.quantiles(meanwhile, n=100)
    print(
        f"page beside {clients} clients with the worst question: {len(taken)} questions at {rate:g}/s: "
        f"median {cuts[49]:.1f}, p99 {cuts[98]:.1f} ms, {lost} lost; meanwhile the server worked for "
        f"{work[49]:.1f} and {work[98]:.1f} ms "
        f"(limit {BESIDE_THE_WORST:g} ms, none lost)"
    )
    return cuts[98] <= BESIDE_THE_WORST and not lost


def run(surface: str, folder: Path, rate: float, seconds: float) -> bool:
    """One surface; whether it held."""
    ours, theirs = Pipe()
    wanted = round(rate * seconds)
    settings: dict[str, str] = {}
    make, count, twice, other = of_page, (lambda: wanted), (lambda: 0), None
    if surface == "slack":
        other = Process(target=slacks_end, args=(theirs,), daemon=True)
        other.start()
        url = f"http://127.0.0.1:{ours.recv()}"
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{url}/api/",
        }

        def count() -> int:
            with urllib.request.urlopen(f"{url}/") as answer:
                return int(json.load(answer)["all"])

        def twice() -> int:
            with urllib.request.urlopen(f"{url}/posted") as answer:
                return sum(times > 1 for times in json.load(answer).values())

        make = of_slack
    elif surface == "teams":
        other = Process(target=teams_end, args=(theirs,), daemon=True)
        other.start()
        url, service, token = ours.recv()
        settings = {
            "KATOU_TEAMS_CLIENT_ID": APP, "KATOU_TEAMS_CLIENT_SECRET": "s", "KATOU_TEAMS_TENANT_ID": TENANT,
            "KATOU_TEAMS_SERVICE_HOSTS": "127.0.0.1", "KATOU_TEAMS_KEYS_URL": f"{url}/keys",
            "KATOU_TEAMS_LOGIN_URL": f"{url}/login/",
        }  # fmt: skip

        def counted() -> tuple[int, int]:
            ours.send(True)
            found: tuple[int, int] = ours.recv()
            return found

        def count() -> int:
            return counted()[0]

        def twice() -> int:
            return counted()[1]

        make = of_teams(service, token)
    with serving(folder, **settings) as (port, process):
        ask_all(port, make, 20, 2, first=ANOTHER)  # what is made for the first questions
        before = arrived(count, 40) if other else 0
        used = processor_time(process)
        taken, lost = ask_all(port, make, rate, seconds)
        came = arrived(count, before + wanted) - before if other else wanted - lost
        used, repeated = processor_time(process) - used, twice()
    if other:
        other.terminate()
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{surface}: {len(taken)} questions at {rate:g}/s: median {cuts[49]:.1f}, p99 {cuts[98]:.1f}, "
        f"longest {max(taken):.0f} ms; {1000 * used / wanted:.1f} ms of CPU each; {lost} not taken, "
        f"{wanted - came} cards missing, {repeated} twice (limit p99 {LIMIT:g} ms, none lost)",
        flush=True,
    )
    return cuts[98] <= LIMIT and not lost and came >= wanted and not repeated


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--surface", choices=("page", "slack", "teams"), action="append")
    parser.add_argument("--worst", type=int, default=0, metavar="CLIENTS")
    options = parser.parse_args()
    held = True
    if options.worst:
        with tempfile.TemporaryDirectory() as folder:
            build_index(ROOT / "data", Path(folder) / "katou.db")
            return 0 if beside_the_worst(Path(folder), options.worst, options.rate, options.seconds) else 1
    for surface in options.surface or ("page", "slack", "teams"):
        with tempfile.TemporaryDirectory() as folder:
            build_index(ROOT / "data", Path(folder) / "katou.db")
            held &= run(surface, Path(folder), options.rate, options.seconds)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
