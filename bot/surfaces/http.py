"""One HTTP server for every surface that is asked over HTTP."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.surfaces.connections import Listening, Wsgi

# Threads of each lane: for what tells whether the server lives, for what platforms bring, for people.
HEALTH, PLATFORMS, PEOPLE = "health", "platforms", "people"
THREADS = {HEALTH: 2, PLATFORMS: 12, PEOPLE: 12}
CLOSING = 7.0  # seconds for the last answers
LIVES, READY = "/healthz", "/readyz"  # they tell everybody, and nothing else


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
    ) -> None:
        """`missing` gives a line for each platform that is not reached; the others are served meanwhile."""
        self.surfaces = surfaces
        self.ready = ready
        self.fallback = fallback
        self.missing = missing

    def lane(self, path: str) -> str:
        """The threads that answer at this path."""
        if path in (LIVES, READY):
            return HEALTH
        return PLATFORMS if path in self.surfaces else PEOPLE

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI application."""
        path = str(environ.get("PATH_INFO") or "/")
        if path == LIVES:
            return _plain(start_response, "200 OK")
        if path == READY:
            status = "200 OK" if self.ready() else "503 Service Unavailable"
            return _plain(start_response, status, *self.missing())
        surface = self.surfaces.get(path, self.fallback)
        return surface(environ, start_response) if surface else _plain(start_response, "404 Not Found")


def once_reached(surface: Wsgi, missing: Callable[[], str]) -> Wsgi:
    """A surface that cannot answer while its platform is missing: 503, for the platform to deliver again."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if missing():
            return _plain(start_response, "503 Service Unavailable")
        return surface(environ, start_response)

    return application


def _plain(start_response: Callable[..., Any], status: str, *lines: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return ["\n".join((status, *lines)).encode()]


class Server:
    """A listening server. `address` is where it listens; with port 0 the system chose the port."""

    def __init__(self, router: Router, host: str, port: int) -> None:
        """Raises OSError where it cannot listen there."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it writes a line for each short wait
        self._listening = Listening(router, host, port, THREADS, router.lane)
        self.host, self.port = host, self._listening.port

    @property
    def address(self) -> str:
        """`http://127.0.0.1:8000`."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C; requests that are being answered are finished."""
        ended = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: ended.set())
        self.start()
        ended.wait()
        self.close()

    def start(self) -> threading.Thread:
        """Serve in a thread of its own."""
        return self._listening.start()

    def close(self) -> None:
        """Take nothing new; what was asked is answered."""
        self._listening.close(CLOSING)
