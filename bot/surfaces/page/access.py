"""Who may open the page: the name it is opened under, the password, the proxy that signs people in.

on this machine   its own names for itself only (a page elsewhere cannot reach in by a name of its own that
                  leads here: DNS rebinding), and nothing that a proxy handed on; the password too, where one
                  is set
elsewhere         the password, or the header of a proxy whose address is trusted
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from cachetools import LRUCache
from werkzeug.datastructures import Headers

from bot.memory.passing import Passes, Passing
from bot.surfaces.callers import LOCAL_NAMES, host_name, is_local, name_of
from katou_index.records import Record

MOST_FAILURES, WINDOW = 10, 60.0  # wrong passwords of one person within so many seconds, then a pause
MOST_OF_ADDRESS = 100  # … of all names that come from one address, for who has never had the right one
MOST_KNOWN, KNOWN_FOR = 10_000, 8 * 3600.0  # who was let in, and for how many seconds others know it
MOST_SIGNS = 64  # of a name or an address that is remembered
FORWARDED = "X-Forwarded-For"


class PageKeys(Record):
    """What opens the page. `url` is the address people open it at, where that is not the server's own."""

    url: str = ""
    password: str = ""
    user_header: str = ""
    proxies: frozenset[str] = frozenset()
    office: frozenset[str] = frozenset()  # people of the office, as the trusted proxy names them, in small
    office_password: str = ""  # another password, which opens what is the office's as well

    @property
    def has_office(self) -> bool:
        """Whether there is a way to tell the office from others."""
        return bool(self.office_password or (self.office and self.user_header and self.proxies))

    @property
    def closed(self) -> bool:
        """Whether it takes more to come in than to know the address."""
        return bool(self.password or (self.user_header and self.proxies))


class Guest(Record):
    """Who gives a password. `address` is that of a proxy in between, `origin` what the proxy tells."""

    address: str
    origin: str
    name: str = ""


class Throttle:
    """Counts wrong passwords. Who gives wrong ones waits, and nobody else at the same address.

    A name is anybody's choice, and a proxy may hand on whatever origin is claimed, so all that comes from one
    address has a bound, too; who was let in before is not held up by it. Safe for threads.
    """

    def __init__(self, passing: Passing | None = None) -> None:
        """With `passing` all processes count together."""
        self._passing = passing
        self._failures: LRUCache[Guest | str, list[float]] = LRUCache(2 * MOST_KNOWN)
        self._known: LRUCache[Guest, bool] = LRUCache(MOST_KNOWN)
        self._lock = threading.Lock()

    def is_closed(self, guest: Guest, now: float) -> bool:
        """Whether this guest has to wait."""
        if self._wrong(guest, now) >= MOST_FAILURES:
            return True
        return not self._is_known(guest) and self._wrong(guest.address, now) >= MOST_OF_ADDRESS

    def _wrong(self, key: Guest | str, now: float) -> int:
        """How many wrong passwords were given lately, here or elsewhere."""
        with self._lock:
            here = len(self._recent(key, now))
        return max(here, self._passing.count(Passes.WRONG, _name(key)) if self._passing else 0)

    def _is_known(self, guest: Guest) -> bool:
        with self._lock:
            here = guest in self._known
        row = self._passing.row(Passes.LET_IN, _name(guest)) if self._passing and not here else None
        return here or bool(row and row.stamp)

    def count(self, guest: Guest, now: float) -> None:
        """Note that a wrong password was given."""
        for key, most in ((guest, MOST_FAILURES), (guest.address, MOST_OF_ADDRESS)):
            with self._lock:
                self._failures[key] = [*self._recent(key, now), now][-most:]
            if self._passing is not None:
                self._passing.put(Passes.WRONG, _name(key), "", WINDOW, part=time.time_ns())

    def let_in(self, guest: Guest) -> None:
        """The right one was given."""
        with self._lock:
            new = guest not in self._known
            self._known[guest] = True
        if new and self._passing is not None:
            self._passing.put(Passes.LET_IN, _name(guest), "", KNOWN_FOR, waits=False)

    def _recent(self, key: Guest | str, now: float) -> list[float]:
        return [at for at in self._failures.get(key, ()) if now - at < WINDOW]


def _name(key: Guest | str) -> str:
    return key if isinstance(key, str) else repr(key)


class Door:
    """Says of each request whether it may come in."""

    def __init__(self, keys: PageKeys, host: str, passing: Passing | None = None) -> None:
        self.keys = keys
        self.local = is_local(host)
        self._networks = [ip_network(each) for each in keys.proxies]
        self._public = name_of(keys.url)
        self._throttle = Throttle(passing)
        self._secrets = [_digest(each) for each in (keys.password, keys.office_password) if each]

    def refusal(
        self,
        host: str,
        address: str,
        headers: Headers,
        password: str | None,
        now: float | None = None,
        *,
        name: str = "",
        forwarded: bool = False,
    ) -> int | None:
        """The HTTP status that refuses a request (401, 403, 421, 429), None to let it in.

        `host` is its Host header, `address` where it comes from, `password` what it gave, if any, under
        `name`, `forwarded` whether a proxy handed it on.
        """
        asked = host_name(host)
        if self.local and asked not in LOCAL_NAMES and asked != self._public:
            return 421
        if not self.keys.closed:  # then for this machine alone: through a proxy it would be open to all
            return None if self.local and asked in LOCAL_NAMES and not forwarded else 403
        if self.user(address, headers):
            return None
        if not self.keys.password:
            return 403
        guest = Guest(address, self._origin(address, headers), name)
        return self._wrong_password(guest, password, self._secrets, now)

    def office_refusal(
        self, address: str, headers: Headers, given: tuple[str, str] | None, now: float | None = None
    ) -> int | None:
        """The status that refuses what is the office's (401, 403, 429), None for somebody of the office.

        A password that everybody has tells nobody apart: it takes the name from a proxy, or one of its own.
        `given`: the name and the password, if any.
        """
        if self.keys.office and self.user(address, headers).lower() in self.keys.office:
            return None
        if not self.keys.office_password:
            return 403
        name, password = given or ("", None)
        guest = Guest(address, self._origin(address, headers), name)
        return self._wrong_password(guest, password, [_digest(self.keys.office_password)], now)

    def may_be_office(self, address: str, headers: Headers) -> bool:
        """Whether somebody is of the office, or may say so by the office's password."""
        return bool(self.keys.office_password) or self.office_refusal(address, headers, None) is None

    def sender(self, address: str, headers: Headers) -> tuple[str, str]:
        """Where a request comes from, and whom the trusted proxy names, as far as both can be believed."""
        return self._origin(address, headers), self.user(address, headers)

    def _origin(self, address: str, headers: Headers) -> str:
        """The address that somebody comes from: a proxy on this machine, or a trusted one, tells it."""
        told = headers.get(FORWARDED, "").rpartition(",")[2].strip()
        return told[:MOST_SIGNS] if told and (is_local(address) or self._is_trusted(address)) else address

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any(found in network for network in self._networks)

    def user(self, address: str, headers: Headers) -> str:
        """The person whom the trusted proxy names, "" for none."""
        named = headers.get(self.keys.user_header, "").strip() if self.keys.user_header else ""
        return named if self._is_trusted(address) else ""

    def _wrong_password(
        self, guest: Guest, password: str | None, right: list[bytes], now: float | None
    ) -> int | None:
        now = time.monotonic() if now is None else now
        if password is None:
            return 401
        if self._throttle.is_closed(guest, now):
            return 429
        if any(hmac.compare_digest(_digest(password), each) for each in right):
            self._throttle.let_in(guest)
            return None
        self._throttle.count(guest, now)
        return 401

    def is_own(self, host: str, origin: str | None, referrer: str | None) -> bool:
        """Whether what is sent comes from a page of ours: browsers say so with everything they send."""
        ours = {host.lower(), _netloc(self.keys.url)} - {""}
        return _netloc(origin or referrer or "") in ours


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
