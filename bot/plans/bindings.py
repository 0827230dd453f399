"""Who asks which plan: the table that people keep in the folder of plans.

    [[binding]]
    slack = ["T0AB12CD", "T0AB12CD/C0EF34GH"]     a workspace; a channel, which counts over its workspace
    teams = ["3f2c…", "3f2c…/19:…@thread.tacv2"]  a tenant; a conversation, which counts over its tenant
    hosts = ["plan.city.example.jp"]              names under which people open the page
    plans = ["kato", "ono"]                       the first one answers; the others may be compared with it

What is bound to nothing is answered by no plan. An address stands in one binding: two would make it a guess.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from bot.wording import plans as say
from katou_index.errors import KatouError, TableError
from katou_index.keptfiles import read_toml
from katou_index.plans import BINDINGS, plan_names
from katou_index.records import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

log = logging.getLogger(__name__)

Plans = tuple[str, ...]  # the first one answers, () for none
SLACK, TEAMS, HOSTS, PLANS = "slack", "teams", "hosts", "plans"


class Bindings(Record):
    """The table as it stands. Each address, folded, has its plans."""

    slack: dict[str, Plans]
    teams: dict[str, Plans]
    hosts: dict[str, Plans]

    def of_slack(self, team: str, channel: str = "") -> Plans:
        """The plans of a channel, else of its workspace."""
        return _nearest(self.slack, team, channel)

    def of_teams(self, tenant: str, conversation: str = "") -> Plans:
        """The plans of a conversation, else of its tenant. A thread is its channel's."""
        return _nearest(self.teams, tenant, conversation.partition(";")[0])

    def of_host(self, host: str) -> Plans:
        """The plans of a page's host, named without its port."""
        return self.hosts.get(host.lower().rstrip("."), ())

    def workspaces(self, plan: str) -> frozenset[str]:
        """The ids of the workspaces in which a plan answers, as they are written."""
        return _places(self.slack, plan, str.upper)

    def tenants(self, plan: str) -> frozenset[str]:
        """The ids of the tenants in which a plan answers."""
        return _places(self.teams, plan, str.lower)


def _nearest(bound: dict[str, Plans], whole: str, part: str) -> Plans:
    whole, part = whole.lower(), part.lower()
    found = bound.get(f"{whole}/{part}") if part else None
    return bound.get(whole, ()) if found is None else found


def _places(bound: dict[str, Plans], plan: str, case: Any) -> frozenset[str]:
    return frozenset(case(key.partition("/")[0]) for key, plans in bound.items() if plans[0] == plan)


def read_bindings(home: str) -> Bindings:
    """The table of a folder of plans. Raises TableError for an entry that does not fit."""
    path = Path(home) / BINDINGS
    table = read_toml(path)
    if strange := sorted(set(table) - {"binding"}):
        raise TableError(str(path), f"[{strange[0]}]", say.unknown_table())
    known = frozenset(plan_names(home))
    bound: dict[str, dict[str, Plans]] = {SLACK: {}, TEAMS: {}, HOSTS: {}}
    for number, entry in enumerate(_entries(path, table), 1):
        place = say.entry(number)
        plans = _checked(path, place, entry, known)
        for kind, addresses in bound.items():
            for address in map(str.lower, _texts(path, place, entry, kind)):
                if address in addresses:
                    raise TableError(str(path), place, say.bound_twice(address))
                addresses[address] = plans
    return Bindings(bound[SLACK], bound[TEAMS], bound[HOSTS])


def _entries(path: Path, table: dict[str, Any]) -> Iterable[dict[str, Any]]:
    entries = table.get("binding", [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise TableError(str(path), "[[binding]]", say.unknown_table())
    return entries


def _checked(path: Path, place: str, entry: dict[str, Any], known: frozenset[str]) -> Plans:
    """The plans of an entry, which has nothing unknown."""
    if strange := sorted(set(entry) - {SLACK, TEAMS, HOSTS, PLANS}):
        raise TableError(str(path), place, say.unknown_key(strange[0]))
    plans = tuple(dict.fromkeys(_texts(path, place, entry, PLANS)))
    if not plans:
        raise TableError(str(path), place, say.no_plans())
    if missing := [each for each in plans if each not in known]:
        raise TableError(str(path), place, say.no_such_plan(missing[0]))
    return plans


def _texts(path: Path, place: str, entry: dict[str, Any], key: str) -> list[str]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
        raise TableError(str(path), place, say.no_list(key))
    return [each.strip() for each in found]


class BindingTable:
    """The table, read again whenever it has changed. Safe for threads.

    One that cannot be read counts as it was before, and that is told; at the start it raises.
    """

    def __init__(self, home: str) -> None:
        """Raises TableError."""
        self.home = home
        self._path = os.path.join(home, BINDINGS)
        self._lock = threading.Lock()
        self._seen = self._stamp()
        self._now = read_bindings(home)
        self.changes = 0  # how often it was read anew
        self.trouble = ""  # why it cannot be read as it is now

    def now(self) -> Bindings:
        """The table as it is."""
        if self._stamp() != self._seen:
            with self._lock:
                self._read()
        return self._now

    def _read(self) -> None:
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._now, self.trouble = read_bindings(self.home), ""
            self.changes += 1
        except (KatouError, OSError) as error:
            self.trouble = str(error)
            log.warning("%s", self.trouble)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = os.stat(self._path)
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size
