"""One HTTP server for every surface that is asked over HTTP. The only importer of waitress."""

from __future__ import annotations

import copy
import logging
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.trigger import trigger
from waitress.wasyncore import close_all

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

THREADS = 16
CLOSING = 5  # seconds for the last answers
LARGEST_BODY = 1_000_000  # bytes; no platform sends so much, and a page only what `room` allows
LIVES, READY = "/healthz", "/readyz"  # they tell everybody, and nothing else


@runtime_checkable
class Roomy(Protocol):
    """A surface that takes more from some people than LARGEST_BODY."""

    def room(self, environ: Mapping[str, str]) -> int:
        """The bytes that a request may bring, asked before any of them is taken. `environ`: as of WSGI."""


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


def _plain(start_response: Callable[..., Any], status: str, *lines: str) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return ["\n".join((status, *lines)).encode()]


def _channel(application: Roomy) -> type[HTTPChannel]:
    """Connections on which a request that is too large is refused at its headers, unless there is room."""

    class Parser(HTTPRequestParser):
        def __init__(self, adj: Any, address: str) -> None:
            super().__init__(adj)
            self._address = address

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.content_length >= LARGEST_BODY:
                given = {f"HTTP_{name}": str(value) for name, value in self.headers.items()}
                asked = {
                    "REQUEST_METHOD": str(self.command),
                    "PATH_INFO": str(getattr(self, "path", "")),
                    "REMOTE_ADDR": self._address,
                }
                self.adj = copy.copy(self.adj)
                self.adj.max_request_body_size = application.room({**given, **asked})

    class Channel(HTTPChannel):
        def parser_class(self, adj: Any) -> Parser:  # type: ignore[override]  # it is called alike
            return Parser(adj, str(self.addr[0]))

    return Channel


class Server:
    """A listening server. `address` is where it listens; with port 0 the system chose the port."""

    def __init__(self, application: Wsgi, host: str, port: int) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it writes a line for each short wait
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            application, map=self._sockets, host=host, port=port, threads=THREADS,
            max_request_body_size=LARGEST_BODY, ident="katou",
            clear_untrusted_proxy_headers=False,  # nobody believes them; that they are there tells of a proxy
        )  # fmt: skip
        if isinstance(application, Roomy):
            self._server.channel_class = _channel(application)
        self._thread: threading.Thread | None = None
        self.host, self.port = host, int(getattr(self._server, "effective_port", port))

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
        self._thread = threading.Thread(target=self._server.run, name="serve", daemon=True)
        self._thread.start()
        return self._thread

    def close(self) -> None:
        """Take nothing new."""
        self._server.task_dispatcher.shutdown()  # first: an answer on its way needs the server's sockets
        if self._thread is None:
            close_all(self._sockets)
            return
        # By the thread that waits on them: closed under it, a socket is an error there, or somebody else's.
        waker = next((each for each in list(self._sockets.values()) if isinstance(each, trigger)), None)
        if waker is not None:
            waker.pull_trigger(self._end)  # type: ignore[arg-type]  # it is called without arguments
        self._thread.join(timeout=CLOSING)

    def _end(self) -> None:
        close_all(self._sockets)
