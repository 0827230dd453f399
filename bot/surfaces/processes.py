"""Several processes that answer at one address, and the one that begins, watches and ends them.

    katou serve --workers 2
    └─ watches, answers nothing ── the sockets are its own, and what every process has of it
       ├─ worker ── accepts what comes next, as any other does
       └─ worker

A worker that ends is begun anew, and what waits at the address is answered by the others meanwhile. At the
end each finishes what it has begun. Where the watching one is killed, the workers end by themselves.
"""

from __future__ import annotations

import contextlib
import gc
import mmap
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from katou_index.records import Record

LOOKS = 1.0  # seconds between two looks at the workers, if no signal comes
ENDING = 12.0  # seconds for workers to end by themselves: they take ten at most
FIRST, LONGEST = 0.5, 30.0  # seconds before a worker that ended is begun anew, longer each time
LIVED = 30.0  # seconds after which one that ends was well before
SLOT = 8  # bytes of a number
LEFT, LONGEST_LEFT = 0.001, 0.005  # seconds, for each connection that another has less
ENDS = (signal.SIGTERM, signal.SIGINT)


class Ended(Protocol):
    """Hears of a worker that has ended."""

    def __call__(self, process: int, how: str, *, unasked: bool) -> None:
        """Its id; its exit code, or the signal that ended it; whether nobody had asked it to."""


class Shares:
    """One more than the connections of each worker, where all of them see it; 0 of who is not there."""

    def __init__(self, count: int) -> None:
        self._slots = mmap.mmap(-1, SLOT * count)

    def of_all(self) -> list[int]:
        """The number of each."""
        slots = self._slots[:]
        return [int.from_bytes(slots[at : at + SLOT], "little") for at in range(0, len(slots), SLOT)]

    def put(self, place: int, number: int) -> None:
        """The number of one."""
        self._slots[place * SLOT : (place + 1) * SLOT] = number.to_bytes(SLOT, "little")


class Worker(Record):
    """One worker, as it has to do with the others. `ready` is called once it takes requests."""

    sockets: tuple[socket.socket, ...]
    ready: Callable[[], None]
    place: int
    shares: Shares

    @property
    def wanted(self) -> int:
        """How many workers there should be."""
        return len(self.shares.of_all())

    @property
    def living(self) -> int:
        """How many take requests."""
        return sum(map(bool, self.shares.of_all()))

    def has(self, connections: int) -> None:
        """So many connections stand here now."""
        self.shares.put(self.place, 1 + connections)

    def waits(self, connections: int) -> float:
        """Seconds for which a new connection is left to those who have fewer.

        A browser keeps its connection: whoever were quickest once would have most of the work from then on.
        """
        others = [each - 1 for place, each in enumerate(self.shares.of_all()) if each and place != self.place]
        return min(LEFT * max(connections - min(others), 0), LONGEST_LEFT) if others else 0.0


class _Child(Record):
    pid: int
    place: int
    pipe: int  # tells when it is ready
    began: float


class Workers:
    """Begins so many processes and looks after them."""

    def __init__(
        self, count: int, sockets: Sequence[socket.socket], told: Callable[[], None], ended: Ended
    ) -> None:
        """`told` is called once all take requests, `ended` for each that ends."""
        self.count, self.sockets = count, tuple(sockets)
        self.code = 0
        self._told, self._ended = told, ended
        self._children: list[_Child] = []
        self._ready: set[int] = set()
        self._shares = Shares(count)
        self._lifeline = os.pipe()
        self._woken = threading.Event()
        self._closing = self._was_ready = False
        self._pause = FIRST

    def run(self) -> Worker | None:
        """Watch them to the end: None, with a `code`. In each worker this returns what it is to work with."""
        for each in (*ENDS, signal.SIGCHLD):
            signal.signal(each, self._hear)
        gc.freeze()  # what is loaded is the workers' in common, as long as nobody writes to it
        if worker := self._begin(first=True):
            return worker
        self._wait_for_first()  # it builds the index where that is old, and says what is wrong
        while not self._closing and len(self._children) < self.count:
            if worker := self._begin():
                return worker
        told = False
        while not self._closing:
            self._look()
            if not told and len(self._ready) == self.count:
                told = True
                self._told()
            if not self._closing and len(self._children) < self.count and (worker := self._begin()):
                return worker
        self._end()
        return None

    def _hear(self, number: int, _: object) -> None:
        self._closing = self._closing or number in ENDS
        self._woken.set()

    # -- one begins --------------------------------------------------------------------------------------

    def _begin(self, *, first: bool = False) -> Worker | None:
        """One more; what it returns in the new process is what that works with."""
        reads, writes = os.pipe()
        place = min({*range(self.count)} - {each.place for each in self._children})
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            os.close(writes)
            os.set_blocking(reads, False)
            self._children.append(_Child(pid, place, reads, time.monotonic()))
            return None
        os.close(reads)
        os.close(self._lifeline[1])
        for each in self._children:
            os.close(each.pipe)
        for signal_of in (*ENDS, signal.SIGCHLD):
            signal.signal(signal_of, signal.SIG_DFL)
        if not first:  # what is set up was said by the first one
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.close(nowhere)
        threading.Thread(target=self._end_with_parent, name="lifeline", daemon=True).start()

        def ready() -> None:
            self._shares.put(place, 1)
            os.write(writes, b"1")
            os.close(writes)

        return Worker(self.sockets, ready, place, self._shares)

    def _end_with_parent(self) -> None:
        """Nobody would begin or end a worker whose parent was killed."""
        while os.read(self._lifeline[0], 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    # -- they live ---------------------------------------------------------------------------------------

    def _wait_for_first(self) -> None:
        """Nothing is begun anew before one was ready: its trouble is that of all."""
        while not (self._closing or self._ready):
            self._look(anew=False)
            if not self._children:
                self._closing = True

    def _look(self, *, anew: bool = True) -> None:
        """Wait a moment for something to happen; who is ready now, and who has ended?"""
        waiting = [each.pipe for each in self._children if each.pid not in self._ready]
        if waiting:
            with contextlib.suppress(InterruptedError):
                select.select(waiting, [], [], LOOKS / 10)
        else:
            self._woken.wait(LOOKS)
        self._woken.clear()
        for each in self._children:
            if each.pid not in self._ready:
                with contextlib.suppress(BlockingIOError):
                    if os.read(each.pipe, 1):
                        self._ready.add(each.pid)
                        self._was_ready = True
        for each in [child for child in list(self._children) if self._has_ended(child)]:
            if anew and not self._closing:
                well = time.monotonic() - each.began > LIVED
                self._pause = FIRST if well else min(2 * self._pause, LONGEST)
                self._woken.wait(self._pause)

    def _has_ended(self, child: _Child) -> bool:
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if not pid:
            return False
        os.close(child.pipe)
        self._children.remove(child)
        self._ready.discard(pid)
        self._shares.put(child.place, 0)
        code = os.waitstatus_to_exitcode(status)
        unasked = self._was_ready and not self._closing
        if not self._was_ready:
            self.code = code if code > 0 else 1  # it has said why it cannot begin
        self._ended(pid, signal.Signals(-code).name if code < 0 else str(code), unasked=unasked)
        return True

    # -- they end ----------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Nothing new is taken; what was begun is finished, for so many seconds."""
        for each in self.sockets:
            each.close()
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        until = time.monotonic() + ENDING
        while self._children and time.monotonic() < until:
            self._woken.wait(LOOKS / 10)
            self._woken.clear()
            for child in list(self._children):
                self._has_ended(child)
        for child in list(self._children):
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
