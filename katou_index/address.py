"""Where a file's path may stand, the address of a PostgreSQL database may stand instead.

    postgresql://katou@db1,db2/katou              one plan, on either of two hosts
    postgresql://katou@db1,db2/katou?plan=kato    the plan of this name, of several in one database

Everything but `plan` is what PostgreSQL's own programs understand: several hosts, `sslmode`, `passfile` …
"""

from __future__ import annotations

import os
import re

SCHEMES = ("postgresql://", "postgres://")
MASK = "********"
PLAN = "plan"  # the parameter that is ours
ONLY_PLAN = "katou"  # the name of a plan that is alone in its database


def is_address(place: str | os.PathLike[str]) -> bool:
    """Whether this names a database and no file."""
    return isinstance(place, str) and place.startswith(SCHEMES)


def masked(text: str) -> str:
    """An address without its password, as it may be shown and logged; a path stays as it is."""
    if not is_address(text):
        return text
    text = re.sub(r"(?<=://)([^:/?#@]*):[^/?#]*@", rf"\1:{MASK}@", text)
    return re.sub(r"(?<=[?&])([a-z]*password)=[^&]*", rf"\1={MASK}", text)


def parted(address: str) -> tuple[str, str]:
    """What PostgreSQL understands of an address, and the name of the plan."""
    place, _, given = address.partition("?")
    pairs = [pair for pair in given.split("&") if pair]
    plans = [value for name, _, value in (pair.partition("=") for pair in pairs) if name == PLAN]
    kept = "&".join(pair for pair in pairs if pair.partition("=")[0] != PLAN)
    return place + ("?" + kept if kept else ""), plans[-1] if plans else ONLY_PLAN


def of_plan(place: str, plan: str) -> str:
    """Where a plan lies if the installation has this place: in the same database under its name; "" where it
    is no database, then in the plan's own folder."""
    if not is_address(place):
        return ""
    bare, _ = parted(place)
    return f"{bare}{'&' if '?' in bare else '?'}{PLAN}={plan}"
