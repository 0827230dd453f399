"""Ports of this machine for servers that must be told theirs before they start.

A port that the system gives, closed until it is used, is anybody's in between: the next client that connects
may get it. These lie outside the range that clients get theirs from. Each process of tests holds a block of
them, by a lock on a file, as long as it lives: whatever runs beside it on this machine has others.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeVar

GIVEN_TO_CLIENTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
USUAL = "32768 60999"  # as Linux has it, where it does not say
FIRST, LAST = 15_000, 65_500  # well-known ones lie below
BLOCK = 100
ATTEMPTS = 5

Started = TypeVar("Started")


class PortTakenError(Exception):
    """A server did not start: somebody else has its port."""


def free_port() -> int:
    """A port that nobody listens on and that no other process of tests is given, another one each time."""
    for port in _ports_of(os.getpid()):
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("", port))
            return port
    raise AssertionError("a block of ports has no end")


def on_a_free_port(start: Callable[[int], Started]) -> Started:
    """What `start` makes of a free port; of another one where that is taken after all.

    `start` says so by PortTakenError, or by the error of the system. The last attempt's error is raised.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return start(free_port())
        except PortTakenError:
            continue
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return start(free_port())


_given: dict[int, tuple[IO[str], Iterator[int]]] = {}  # number of a process → its lock, its ports in turn


def _ports_of(process: int) -> Iterator[int]:
    """The ports of a block that is this process's own, over and over."""
    if process not in _given:  # one that was forked has a block of its own, too
        _given.clear()
        _given[process] = _own_block()
    return itertools.islice(_given[process][1], BLOCK)


def _own_block() -> tuple[IO[str], Iterator[int]]:
    """The lock on a block that nobody has, and its ports, over and over."""
    folder = Path(tempfile.gettempdir()) / f"katou-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for block in blocks(GIVEN_TO_CLIENTS.read_text() if GIVEN_TO_CLIENTS.exists() else USUAL):
        lock = (folder / str(block.start)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return lock, itertools.cycle(block)
    raise RuntimeError(f"all ports are given to processes of tests: {folder}")


def blocks(given_to_clients: str) -> list[range]:
    """The blocks of ports outside a range ("32768 60999"), the lowest first."""
    low, high = map(int, given_to_clients.split())
    starts = (*range(FIRST, low - BLOCK + 1, BLOCK), *range(max(high + 1, FIRST), LAST - BLOCK + 1, BLOCK))
    return [range(start, start + BLOCK) for start in starts]
