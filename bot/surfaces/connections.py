"""Who is connected to the server: the slow, the idle and the many keep nobody waiting.

The only importer of waitress, which reads a request to its end before a thread works on it, so that a slow
sender holds a socket and nothing else. What stands here beside it:

    lanes     threads of their own for what tells whether the server lives, for platforms, for people
    turns     where requests wait for a thread, a sender's wait behind his own (bot.fairness)
    idle      a connection that says nothing costs nothing: it is looked at when something arrives
    slow      whoever sends a request too slowly, or does not take its answer, is let go
    full      a new connection takes the place of the one that was idle for longest
    the end   nothing new is taken, what was asked is answered and told to be the last, then all is closed
"""

from __future__ import annotations

import contextlib
import copy
import errno
import resource
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from bot.fairness import NOBODY, Line, Sender, charged

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MOST = 4000  # connections at once, if the system gives so many files
FILES = 8192  # that are asked of the system
IDLE = 120  # seconds that a connection may say nothing
SENDING, SLOWEST = 20.0, 5000  # seconds for a request to arrive, one more for each so many bytes of it
TAKING = 120.0  # seconds for an answer to be taken
LOOKING = 1.0  # seconds between two looks at who is late
JUST_NOW = 0.5  # seconds at the end in which a request may still arrive of who came, or was answered, last
MADE_FREE = 20  # of a full house one in so many goes, so that not every guest makes one look for another
BACKLOG = 1024  # connections that wait to be accepted, as waitress has it
LARGEST_HEAD = 65_536  # bytes: a question of 4,000 signs in an address, and what proxies add
LARGEST_BODY = 1_000_000  # bytes; no platform sends so much, and a page only what `room` allows
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Lanes(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads of their own for each kind of request, so that none waits behind another kind."""

    def __init__(
        self,
        threads: Mapping[str, int],
        lane_of: Callable[[str], str],
        sender_of: Callable[[Mapping[str, str]], Sender],
    ) -> None:
        """`threads` are so many by lane; `lane_of` gives the lane of a path, `sender_of` who sent one."""
        super().__init__()
        self._lane_of, self._sender_of = lane_of, sender_of
        self._lanes = {name: ThreadedTaskDispatcher() for name in threads}
        for name, count in threads.items():
            self._lanes[name].queue = Line(lambda task: task.sender)
            self._lanes[name].set_thread_count(count)

    def add_task(self, task: Connection) -> None:
        """Have the next request of a connection answered."""
        path = "/" + str(getattr(task.requests[0], "path", "")).lstrip("/")  # none where it cannot be read
        task.sender = self._sender_of(as_asked(task.requests[0], str(task.addr[0])))
        self._lanes[self._lane_of(path)].add_task(task)

    def waiting(self) -> dict[str, int]:
        """How many requests wait for a thread, by lane."""
        return {name: len(lane.queue) for name, lane in self._lanes.items()}

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End the threads, each after what it does."""
        until = time.monotonic() + timeout
        for lane in self._lanes.values():
            lane.set_thread_count(0)
        for lane in self._lanes.values():
            lane.shutdown(cancel_pending, max(0.0, until - time.monotonic()))
        return True


def as_asked(request: HTTPRequestParser, address: str) -> dict[str, str]:
    """The head of a request as WSGI has it, with the address that it comes from."""
    given = {f"HTTP_{name}": str(value) for name, value in request.headers.items()}
    asked = {
        "REQUEST_METHOD": str(getattr(request, "command", "")),
        "PATH_INFO": str(getattr(request, "path", "")),
        "REMOTE_ADDR": address,
    }
    return {**given, **asked}


@runtime_checkable
class Roomy(Protocol):
    """An application that takes more from some people than LARGEST_BODY."""

    def room(self, environ: Mapping[str, str]) -> int:
        """The bytes that a request may bring, asked before any of them is taken. `environ`: as of WSGI."""


class Among(Protocol):
    """Other processes that listen at the same address."""

    @property
    def sockets(self) -> Sequence[socket.socket]:
        """What is listened at, bound already."""

    def has(self, connections: int) -> None:
        """So many connections stand here now."""

    def waits(self, connections: int) -> float:
        """Seconds for which a new connection is left to the others."""


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it arrives: one that is too large is refused at its headers, unless there is room."""

    def __init__(self, adj: Adjustments, address: str, application: Wsgi) -> None:
        super().__init__(adj)
        self._address, self._application = address, application

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, and ask for room where it takes much. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of an address that is none: http://[
            raise ParsingError("Bad URI") from error
        if self.content_length >= LARGEST_BODY and isinstance(self._application, Roomy):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = self._application.room(as_asked(self, self._address))


class Connection(HTTPChannel):  # type: ignore[misc]
    """One connection, as it is watched."""

    watched = 0  # what it is watched for
    began = 0.0  # when the request that arrives began, 0 for none
    answered = 0.0  # when the answer that is being taken was there, 0 for none
    sender = NOBODY  # of the request that waits for a thread, or is answered

    def parser_class(self, adj: Adjustments) -> Request:
        """What reads the next request; waitress calls it like the class that it has here."""
        return Request(adj, str(self.addr[0]), self.server.application)

    def received(self, data: bytes) -> bool:
        """Notice when a request begins and when it is whole."""
        taken = bool(super().received(data))
        self.began = (self.began or time.monotonic()) if self.request is not None else 0.0
        return taken

    def service(self) -> None:
        """By a thread: answer the next request. The one that waits looks at the connection again."""
        if self.server.house.is_ending:
            self.requests[0].headers["CONNECTION"] = "close"  # the answer says so, and nobody asks in vain
        try:
            with charged(self.sender):
                super().service()
            self.server.house.calls(self)
        except OSError:  # the answer is out, and what would wake the server up for more is closed with it
            if not self.server.house.is_ending:
                raise

    def is_free(self) -> bool:
        """Whether nothing of it is being answered, or still to be taken."""
        return not (self.requests or self.total_outbufs_len)

    def is_late(self, now: float) -> bool:
        """Whether it sends too slowly, or does not take its answer."""
        if self.answered and now - self.answered > TAKING:
            return True
        request = self.request
        if not self.began or request is None:
            return False
        arrived = request.header_bytes_received + request.body_bytes_received
        return bool(now - self.began > SENDING + arrived / SLOWEST)

    def add_channel(self, map: dict[int, Any] | None = None) -> None:  # noqa: A002 - waitress calls it so
        """Tell the house that a connection was made; called by waitress."""
        super().add_channel(map)
        self.server.house.arrived(self)

    def del_channel(self, map: dict[int, Any] | None = None) -> None:  # noqa: A002
        """Tell the house that the connection is gone; called by waitress."""
        self.server.house.left(self)
        super().del_channel(map)


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """One address that is listened at."""

    channel_class = Connection

    def __init__(self, house: House, *of_waitress: Any, **more: Any) -> None:
        self.house = house
        super().__init__(*of_waitress, **more)

    def accept(self) -> Any:
        """The next connection, None for none: one for which there is no room is closed."""
        self.house.leaves_to_others()
        room = self.house.makes_room()
        try:
            found = super().accept()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self.house.makes_room(anyhow=True)
            return None
        if found is not None and not room:
            found[0].close()
            return None
        return found


class House:
    """All connections of a server, and the one thread that waits for something to happen on any of them."""

    def __init__(self, most: int, among: Among | None = None) -> None:
        self.most = most
        self.among = among
        self.sockets: dict[int, Any] = {}  # as waitress keeps them
        self.guests: set[Connection] = set()
        self._listeners: list[Listener] = []
        self._selector = selectors.DefaultSelector()
        self._stirring: set[Connection] = set()  # something may have changed about them
        self._called: deque[Connection] = deque()  # by threads that have answered
        self._closing = 0.0  # until when what was asked is answered, 0 while all goes on

    @property
    def is_ending(self) -> bool:
        """Whether nothing new is taken any more."""
        return bool(self._closing)

    def opens(self, listener: Listener) -> None:
        """Listen at one more address."""
        self._listeners.append(listener)
        for each in (listener, listener.trigger):
            self._selector.register(each._fileno, READ, each)

    def arrived(self, guest: Connection) -> None:
        """A connection was made."""
        self.guests.add(guest)
        self._stirring.add(guest)
        self._count()

    def left(self, guest: Connection) -> None:
        """A connection is about to be closed."""
        self.guests.discard(guest)
        self._stirring.discard(guest)
        self._count()
        if guest.watched:
            self._selector.unregister(guest._fileno)
            guest.watched = 0

    def _count(self) -> None:
        if self.among is not None:
            self.among.has(len(self.guests))

    def leaves_to_others(self) -> None:
        """Let other processes take the next connection, if they have fewer and are awake."""
        if self.among is not None and (pause := self.among.waits(len(self.guests))):
            time.sleep(pause)

    def calls(self, guest: Connection) -> None:
        """By another thread: something has changed about a connection."""
        self._called.append(guest)
        with contextlib.suppress(OSError):  # all is closed meanwhile, and nobody waits any more
            guest.server.pull_trigger()

    def makes_room(self, *, anyhow: bool = False) -> bool:
        """Whether one more may come; where the house is full, those go who were idle for longest."""
        if len(self.guests) < self.most and not anyhow:
            return True
        free = sorted(
            (each for each in self.guests if each.is_free()),
            key=lambda each: (each.request is not None, each.last_activity),
        )
        for each in free[: max(1, len(self.guests) // MADE_FREE)]:
            each.handle_close()
        return bool(free)

    def run(self) -> None:
        """Wait and serve until `end`."""
        looked = 0.0
        while not self._is_over():
            while self._called:
                if (guest := self._called.popleft()) in self.guests:
                    self._stirring.add(guest)
            for guest in list(self._stirring):
                self._watch(guest)
            for key, happened in self._selector.select(JUST_NOW if self._closing else LOOKING):
                self._serve(key.data, happened)
            if (now := time.monotonic()) - looked >= LOOKING or self._closing:
                looked = now
                self._look(now)
        wasyncore.close_all(self.sockets)
        self._selector.close()

    def end(self, patience: float) -> None:
        """Take nothing new; what was asked is answered, for so many seconds. By the thread that waits."""
        self._closing = time.monotonic() + patience
        for each in self._listeners:
            there = -1
            while there < len(self.guests):  # who the system has let in already has come in time
                there = len(self.guests)
                each.handle_accept()
            self._selector.unregister(each._fileno)
            self.sockets.pop(each._fileno, None)
            each.socket.close()  # not its trigger: threads that answer still need it

    def _is_over(self) -> bool:
        return bool(self._closing) and (not self.guests or time.monotonic() > self._closing)

    def _watch(self, guest: Connection) -> None:
        """Have it looked at for just what it may do next."""
        wanted = (READ if guest.readable() else 0) | (WRITE if guest.writable() else 0)
        if wanted != guest.watched:
            if not guest.watched:
                self._selector.register(guest._fileno, wanted, guest)
            elif wanted:
                self._selector.modify(guest._fileno, wanted, guest)
            else:
                self._selector.unregister(guest._fileno)
            guest.watched = wanted
        if not guest.total_outbufs_len:
            guest.answered = 0.0
        elif not guest.requests:
            guest.answered = guest.answered or time.monotonic()
        if guest.is_free() and not wanted & WRITE:
            self._stirring.discard(guest)

    def _serve(self, each: Any, happened: int) -> None:
        if happened & READ and each._fileno is not None:
            wasyncore.read(each)
        if happened & WRITE and each._fileno is not None:
            wasyncore.write(each)
        if isinstance(each, Connection) and each in self.guests:
            self._stirring.add(each)

    def _look(self, now: float) -> None:
        """Let go of who is late, has said nothing for long or, at the end, has asked for nothing."""
        quiet = time.time() - (JUST_NOW if self._closing else IDLE)
        for each in list(self.guests):
            idle = each.is_free() and each.request is None
            if each.is_late(now) or (idle and each.last_activity < quiet):
                each.handle_close()


class Listening:
    """A server's sockets and threads. `port` is the real one where the system was to choose it (0)."""

    def __init__(
        self,
        application: Wsgi,
        host: str,
        port: int,
        threads: Mapping[str, int],
        lane_of: Callable[[str], str],
        sender_of: Callable[[Mapping[str, str]], Sender],
        among: Among | None = None,
    ) -> None:
        """`among`: other processes that listen there as well. Raises OSError where it cannot listen."""
        adjustments = _adjustments(host, port)
        self.lanes = Lanes(threads, lane_of, sender_of)
        self.house = House(_most(), among)
        self._thread: threading.Thread | None = None
        try:
            for where, bound in _places(adjustments, among.sockets if among else ()):
                self._trigger = Listener(
                    self.house, application, self.house.sockets, dispatcher=self.lanes, adj=adjustments,
                    sockinfo=where, _sock=bound, bind_socket=bound is None,
                )  # fmt: skip
                self.house.opens(self._trigger)
        except OSError:
            self._let_go(0)
            raise
        self.port = int(self._trigger.effective_port)

    def start(self) -> threading.Thread:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.house.run, name="serve", daemon=True)
        self._thread.start()
        return self._thread

    def close(self, patience: float) -> None:
        """Take nothing new, answer what was asked, for so many seconds at most."""
        until = time.monotonic() + patience
        if self._thread is not None and self._thread.is_alive():
            with contextlib.suppress(OSError):  # it ended meanwhile, and what woke it is closed
                self._trigger.trigger.pull_trigger(lambda: self.house.end(patience))
            self._thread.join(patience + 2 * LOOKING)
        self._let_go(max(0.0, until - time.monotonic()))

    def _let_go(self, patience: float) -> None:
        self.lanes.shutdown(timeout=patience)
        wasyncore.close_all(self.house.sockets)


def _adjustments(host: str, port: int) -> Adjustments:
    try:
        return Adjustments(
            host=host, port=port, max_request_header_size=LARGEST_HEAD, max_request_body_size=LARGEST_BODY,
            ident="katou",
            log_socket_errors=False,  # whoever hangs up is no trouble of ours
            clear_untrusted_proxy_headers=False,  # nobody believes them; that they are there tells much
        )  # fmt: skip
    except ValueError as error:
        raise OSError(str(error)) from None


def _places(
    adjustments: Adjustments, sockets: Sequence[socket.socket]
) -> list[tuple[tuple[Any, ...], socket.socket | None]]:
    """Where it listens, as waitress wants it told: at sockets that are bound, or what is to be bound."""
    if not sockets:
        return [(where, None) for where in adjustments.listen]
    return [((each.family, each.type, each.proto, each.getsockname()), each) for each in sockets]


def bound(host: str, port: int) -> list[socket.socket]:
    """Sockets at which several processes may listen; whoever comes before they do waits. Raises OSError."""
    made: list[socket.socket] = []
    try:
        for family, kind, protocol, address in _adjustments(host, port).listen:
            made.append(socket.socket(family, kind, protocol))
            made[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made[-1].bind(address)
            made[-1].listen(BACKLOG)
    except OSError:
        for each in made:
            each.close()
        raise
    return made


def _most() -> int:
    """How many connections may stand at once: a quarter of the files is left for everything else."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, soft * 3 // 4)
