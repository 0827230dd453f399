"""The ports that tests tell servers: no client gets one, no process beside this one is given it."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys

import pytest

from tests.bot_fixtures import ROOT
from tests.ports import ATTEMPTS, BLOCK, GIVEN_TO_CLIENTS, PortTakenError, blocks, free_port, on_a_free_port


def test_a_port_lies_outside_what_clients_are_given_and_is_another_each_time() -> None:
    ports = [free_port() for _ in range(20)]
    assert len(set(ports)) == 20
    if GIVEN_TO_CLIENTS.exists():
        low, high = map(int, GIVEN_TO_CLIENTS.read_text().split())
        assert not [port for port in ports if low <= port <= high]


@pytest.mark.parametrize(
    ("given_to_clients", "first", "last"),
    [
        ("32768\t60999\n", 15_000, 65_499),
        ("10000 60999", 61_000, 65_499),
        ("16000 65535", 15_000, 15_999),
    ],
)
def test_blocks_lie_below_and_above_what_clients_are_given(
    given_to_clients: str, first: int, last: int
) -> None:
    found = blocks(given_to_clients)
    assert (found[0].start, found[-1].stop - 1) == (first, last)
    low, high = map(int, given_to_clients.split())
    assert all(each.stop <= low or each.start > high for each in found)


def test_another_process_is_given_others() -> None:
    ask = "from tests.ports import free_port; print(*(free_port() for _ in range(100)))"
    told = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    theirs = {*map(int, told.stdout.split())}
    assert len(theirs) == BLOCK
    assert free_port() not in theirs


def test_a_port_that_somebody_listens_on_is_passed_over() -> None:
    first = free_port()
    block = next(each for each in blocks(GIVEN_TO_CLIENTS.read_text()) if first in each)
    after = block[(first - block.start + 1) % BLOCK]
    with socket.create_server(("127.0.0.1", after)):
        assert free_port() not in (first, after)


@pytest.mark.parametrize("taken", [PortTakenError(), OSError(errno.EADDRINUSE, "taken")])
def test_a_server_whose_port_is_taken_is_started_on_another(taken: Exception) -> None:
    tried = []

    def start(port: int) -> str:
        tried.append(port)
        if len(tried) < 3:
            raise taken
        return "up"

    assert on_a_free_port(start) == "up"
    assert len(set(tried)) == 3


def test_any_other_trouble_is_told_at_once_and_no_port_in_the_end() -> None:
    tried = []

    def start(port: int) -> None:
        tried.append(port)
        raise trouble

    for trouble, times in ((PermissionError(errno.EACCES, "no"), 1), (PortTakenError("all"), ATTEMPTS)):
        with pytest.raises(type(trouble)):
            on_a_free_port(start)
        assert len(tried) == times
        tried.clear()
