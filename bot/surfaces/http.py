"""One HTTP server for every surface that is asked over HTTP."""

from __future__ import annotations

import hmac
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from bot import tracing
from bot.fairness import Sender
from bot.surfaces import logbook
from bot.surfaces.callers import is_of_this_machine
from bot.surfaces.connections import LARGEST_BODY, Among, Listening, Roomy, Wsgi
from katou_index.records import Record

# Threads of each lane: for what tells whether the server lives, for what platforms bring, for people. Of the
# last few work at once (bot.fairness); the others wait there, and nobody should have to for a thread before.
HEALTH, PLATFORMS, PEOPLE = "health", "platforms", "people"
THREADS = {HEALTH: 2, PLATFORMS: 12, PEOPLE: 32}
CLOSING = 7.0  # seconds for the last answers
LIVES, READY = "/healthz", "/readyz"  # they tell everybody, and nothing else
METRICS = "/metrics"  # numbers, for this machine and who knows the token
REQUEST_ID = "X-Request-ID"
READING = ("GET", "HEAD")
BODILESS = ("204", "304")
LONGEST_NAME = 20  # characters of an address that are logged: what stands behind may have been typed

Start = Callable[..., Any]

log = logging.getLogger(__name__)


class Metrics(Record):
    """What is told of the numbers of this process, and to whom."""

    text: Callable[[], bytes]
    counted: Callable[[str, str], None]  # a request, by lane and status
    token: str = ""
    locally: bool = True  # this machine reads them without one; not where a proxy brings in others, too

    def refusal(self, environ: dict[str, Any]) -> str:
        """The status that refuses somebody, "" to let them read."""
        if self.token:
            given = str(environ.get("HTTP_AUTHORIZATION") or "").encode("utf-8", "replace")
            known = hmac.compare_digest(given, f"Bearer {self.token}".encode())
            return "" if known else "401 Unauthorized"
        return "" if self.locally and is_of_this_machine(environ) else "403 Forbidden"


@runtime_checkable
class KnowsSenders(Protocol):
    """An application that tells people apart whom a proxy hands on, or who share an address."""

    def sender(self, environ: Mapping[str, str]) -> Sender:
        """Who sent a request, of which only the head is there."""


class Router:
    """Hands each request to the surface whose path it has, any other to the fallback, if there is one.

    Says itself whether it lives and can answer.
    """

    def __init__(
        self,
        surfaces: Mapping[str, Wsgi],
        ready: Callable[[], bool],
        fallback: Wsgi | None = None,
        missing: Callable[[], Iterable[str]] = tuple,
        metrics: Metrics | None = None,
    ) -> None:
        """`missing` gives a line for each platform that is not reached; the others are served meanwhile."""
        self.metrics = metrics
        self.surfaces = surfaces
        self.ready = ready
        self.fallback = fallback
        self.missing = missing

    def lane(self, path: str) -> str:
        """The threads that answer at this path."""
        if path in (LIVES, READY, METRICS):
            return HEALTH
        return PLATFORMS if path in self.surfaces else PEOPLE

    def sender(self, environ: Mapping[str, str]) -> Sender:
        """Whose request it is: as the page knows people, else by the address that it comes from."""
        if isinstance(self.fallback, KnowsSenders):
            return self.fallback.sender(environ)
        return Sender(environ["REMOTE_ADDR"])

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """The WSGI application. Every answer names its request, and is counted and logged with that name."""
        if environ.get("REQUEST_METHOD") == "HEAD":
            return _head_of(self._named, environ, start_response)
        return self._named(environ, start_response)

    def _named(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        name, began = logbook.request_begins(str(environ.get("HTTP_X_REQUEST_ID") or "")), time.perf_counter()
        path = str(environ.get("PATH_INFO") or "/")

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            code, lane = status.partition(" ")[0], self.lane(path)
            seen.tell(status=int(code), route=_logged(path, code))
            if self.metrics:
                self.metrics.counted(lane, code)
            log.info("request", extra={
                "method": str(environ.get("REQUEST_METHOD"))[:LONGEST_NAME], "path": _logged(path, code),
                "status": int(code), "lane": lane, "took": round((time.perf_counter() - began) * 1000, 1),
            })  # fmt: skip
            return start_response(status, [*headers, (REQUEST_ID, name)], *error)

        with self._traced(path, name, environ) as seen:
            return self._answer(path, environ, start)

    def _traced(self, path: str, name: str, environ: dict[str, Any]) -> tracing.Span:
        """What is seen of a request; nothing of what machines ask every few seconds."""
        if (lane := self.lane(path)) == HEALTH:
            return tracing.NOBODY
        method = tracing.method(str(environ.get("REQUEST_METHOD")))
        return tracing.span("request", request=name, lane=lane, method=method)

    def _answer(self, path: str, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if self.lane(path) == HEALTH and environ.get("REQUEST_METHOD") not in READING:
            return _plain(start_response, "405 Method Not Allowed", headers=[("Allow", ", ".join(READING))])
        if path == LIVES:
            return _plain(start_response, "200 OK")
        if path == READY:
            status = "200 OK" if self.ready() else "503 Service Unavailable"
            return _plain(start_response, status, *self.missing())
        if path == METRICS and self.metrics:
            if refused := self.metrics.refusal(environ):
                return _plain(start_response, refused)
            start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
            return [self.metrics.text()]
        surface = self.surfaces.get(path, self.fallback)
        return surface(environ, start_response) if surface else _plain(start_response, "404 Not Found")

    def room(self, environ: Mapping[str, str]) -> int:
        """The bytes that a request may bring."""
        surface = self.surfaces.get(environ["PATH_INFO"], self.fallback)
        return max(surface.room(environ), LARGEST_BODY) if isinstance(surface, Roomy) else LARGEST_BODY


def once_reached(surface: Wsgi, missing: Callable[[], str]) -> Wsgi:
    """A surface that cannot answer while its platform is missing: 503, for the platform to deliver again."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if missing():
            return _plain(start_response, "503 Service Unavailable")
        return surface(environ, start_response)

    return application


def _logged(path: str, status: str) -> str:
    """The beginning of an address; of one that is not there nothing: somebody typed it."""
    first = path.split("/")[1] if "/" in path else ""
    return "" if status == "404" or not first.isascii() else f"/{first[:LONGEST_NAME]}"


def _head_of(application: Wsgi, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """What an application tells of an answer without the answer: what stood behind it on a connection that
    goes on would be taken for the answer to the next request."""
    told: list[tuple[str, list[tuple[str, str]]]] = []
    chunks = application(environ, lambda status, headers, *_: told.append((status, headers)))
    size = sum(map(len, chunks))
    if close := getattr(chunks, "close", None):
        close()
    status, headers = told[-1]
    sized = any(name.lower() == "content-length" for name, _ in headers)
    if not sized and not status.startswith(BODILESS):
        headers = [*headers, ("Content-Length", str(size))]
    start_response(status, headers)
    return []


def _plain(
    start_response: Callable[..., Any], status: str, *lines: str, headers: Iterable[tuple[str, str]] = ()
) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *headers])
    return ["\n".join((status, *lines)).encode()]


def address_of(host: str, port: int) -> str:
    """`http://127.0.0.1:8000`."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Server:
    """A listening server. `address` is where it listens; with port 0 the system chose the port."""

    def __init__(self, router: Router, host: str, port: int, among: Among | None = None) -> None:
        """`among`: other processes that listen there as well. Raises OSError where it cannot listen."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it writes a line for each short wait
        self._listening = Listening(router, host, port, THREADS, router.lane, router.sender, among)
        self.host, self.port = host, self._listening.port

    @property
    def address(self) -> str:
        """`http://127.0.0.1:8000`."""
        return address_of(self.host, self.port)

    def run(self, told: Callable[[], None] = lambda: None) -> None:
        """Serve until SIGTERM or Ctrl-C; requests that are being answered are finished.

        `told` is called once it takes requests and ends cleanly.
        """
        ended = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: ended.set())
        self.start()
        told()
        ended.wait()
        self.close()

    def waiting(self) -> dict[str, float]:
        """How many requests wait for a thread, by lane."""
        return {lane: float(count) for lane, count in self._listening.lanes.waiting().items()}

    def connected(self) -> int:
        """How many connections stand."""
        return len(self._listening.house.guests)

    def start(self) -> threading.Thread:
        """Serve in a thread of its own."""
        return self._listening.start()

    def close(self) -> None:
        """Take nothing new; what was asked is answered."""
        self._listening.close(CLOSING)
