"""Who may use what is there for programs: whoever brings the key; without a key programs of this machine."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from bot.surfaces.callers import is_of_this_machine

BEARER = "bearer "


def refusal(environ: Mapping[str, Any], key: str) -> int | None:
    """The HTTP status that refuses a request, as WSGI describes it; None to let it in.

    With a key every program has to bring it, those of this machine too: `Authorization: Bearer KEY`. A page
    of another host cannot: it has no key, and without one what a page has a browser send is not of this
    machine (`is_of_this_machine`).
    """
    if not key:
        return None if is_of_this_machine(environ) else 403
    given = str(environ.get("HTTP_AUTHORIZATION") or "")
    if not given.lower().startswith(BEARER):
        return 401
    brought = given[len(BEARER) :].strip().encode("utf-8", "replace")
    return None if hmac.compare_digest(brought, key.encode("utf-8", "replace")) else 401
