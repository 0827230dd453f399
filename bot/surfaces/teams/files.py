"""A file that somebody sent in a personal chat → the disk: from listed hosts alone, no larger than allowed.

Teams puts it into the sender's OneDrive and tells an address that opens without a sign-in, for some minutes.
The message is not trusted: the address must be https on a listed host, so must each one that it sends on to;
the bot's own token never travels there; the size is counted while it arrives; the name never names a path.
Form: learn.microsoft.com, “Send and receive files from a bot”.
"""

from __future__ import annotations

import time

import httpx

from bot.orders import Arrival, NotFetchedError, Where
from bot.surfaces.teams.access import TeamsAccess, may_fetch_from
from bot.surfaces.teams.activity import Activity

TIMEOUT, LONGEST = 20.0, 300.0  # seconds without a byte, for the whole file
HOPS = 3  # addresses that are asked, one sending on to the next


def arrival(arrived: Activity, access: TeamsAccess, where: Where) -> Arrival:
    """Files of a message with what was said beside them, as the import dialogue takes them."""

    def write(path: str, most: int) -> None:
        fetch(arrived.files[0][1], access.policy.files, path, most)

    return Arrival(
        tuple(name for name, _ in arrived.files), arrived.text, where,
        lambda: access.is_office(arrived.place), lambda: arrived.name, write,
    )  # fmt: skip


def fetch(url: str, hosts: frozenset[str], path: str, most: int) -> None:
    """Write the file at an address to `path`. Raises NotFetchedError; OSError where the disk is full."""
    until = time.monotonic() + LONGEST
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
            for _ in range(HOPS):
                if not may_fetch_from(url, hosts):
                    raise NotFetchedError("place")
                with client.stream("GET", url) as answer:
                    if not answer.has_redirect_location:
                        _write(answer, path, most, until)
                        return
                    url = str(httpx.URL(url).join(answer.headers["Location"]))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotFetchedError("gone") from error
    raise NotFetchedError("gone")


def _write(answer: httpx.Response, path: str, most: int, until: float) -> None:
    if answer.status_code != httpx.codes.OK:
        raise NotFetchedError("gone")
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        raise NotFetchedError("size")
    size = 0
    with open(path, "wb") as out:
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > most:
                raise NotFetchedError("size")
            if time.monotonic() > until:
                raise NotFetchedError("gone")
            out.write(chunk)
