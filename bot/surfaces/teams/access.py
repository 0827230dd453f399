"""Who may ask, and from where: closed to other organisations and to guests.

Asked for everything that arrives. What Teams does not say of a person is refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from katou_index.records import Record

REMEMBERED = 600.0  # seconds for which what Teams said of a person is kept
MOST_REMEMBERED = 5_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class TeamsPolicy(Record):
    """The settings. `tenants` are ids of organisations, `hosts` where answers may be sent to."""

    tenants: frozenset[str]
    guests: bool = False
    hosts: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()  # hosts from which a file that somebody sent is fetched
    office: frozenset[str] = frozenset()  # people of the ICT office, by the organisation's ids for them
    open_locally: bool = False  # no token is asked for: only behind a loopback address, for trying it out


class TeamsPlace(Record):
    """Where something comes from. Empty where Teams does not say it."""

    tenant: str
    conversation: str
    service: str
    scope: str  # personal, groupChat or channel
    user: str  # the bot's id for the person
    person: str  # the organisation's id for the person


Member = dict[str, Any]
Asked = Callable[[str, str, str], Member | None]  # service, conversation, user → the member, None for none


def may_send_to(service: str, hosts: frozenset[str]) -> bool:
    """Whether a service address is one of Microsoft's: https, and a host that is listed, `*.` for all below.

    A loopback host that is listed may do without https: a local tool has none.
    """
    return "?" not in service and may_fetch_from(service, hosts)


def may_fetch_from(url: str, hosts: frozenset[str]) -> bool:
    """Whether a file may be fetched from an address, by the rules of `may_send_to`; it may carry a query."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        parts.port  # noqa: B018 - raises ValueError for one that is none
    except ValueError:
        return False
    if not host or parts.username or parts.fragment:
        return False
    listed = host in hosts or any(
        name.startswith("*.") and host.endswith(name[1:]) and len(host) > len(name) - 1 for name in hosts
    )
    return listed and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


class TeamsAccess:
    """Decides, and remembers for a while what Teams says of people. Safe for threads."""

    def __init__(
        self, policy: TeamsPolicy, ask: Asked, personal: Callable[[str, str], tuple[str, str] | None]
    ) -> None:
        """`ask` looks a member up; `personal` finds service and conversation of a person's own chat."""
        self.policy = policy
        self._ask = ask
        self._personal = personal
        self._lock = threading.Lock()
        self._people: dict[tuple[str, str], tuple[float, str]] = {}

    def refusal(self, place: TeamsPlace) -> str:
        """Why there is no answer: a key of chat_wording.refused_in_teams, "" for none."""
        if self.policy.open_locally:
            return ""
        if not place.user or place.tenant.lower() not in self.policy.tenants:
            return "tenant"
        key = place.tenant, place.person or place.user
        known = self._people.get(key)
        if known is None or time.monotonic() - known[0] > REMEMBERED:
            member = self._member(place)
            if member is None:
                return "unknown"
            known = time.monotonic(), _kind_of(member, self.policy.tenants)
            with self._lock:
                if len(self._people) >= MOST_REMEMBERED:
                    self._people.clear()
                self._people[key] = known
        return "" if known[1] == "guest" and self.policy.guests else known[1]

    def is_office(self, place: TeamsPlace) -> bool:
        """Whether a person who is not refused belongs to the ICT office."""
        return bool(place.person) and place.person.lower() in self.policy.office

    def _member(self, place: TeamsPlace) -> Member | None:
        """Where the bot is not in the chat (a search while writing), the person's own chat with it knows."""
        found = self._ask(place.service, place.conversation, place.user)
        if found is None and place.person and (own := self._personal(place.tenant, place.person)):
            found = self._ask(*own, place.person)
        return found


def _kind_of(member: Member, tenants: frozenset[str]) -> str:
    if str(member.get("userRole") or "").lower() in ("guest", "anonymous"):
        return "guest"
    if "#ext#" in str(member.get("userPrincipalName") or "").lower():
        return "guest"
    return "" if str(member.get("tenantId") or "").lower() in tenants else "tenant"
