"""JSON that strangers send, read with a bound on how deep it goes."""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 64  # brackets within brackets; an activity of Teams with cards has some 20
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def depth(text: str) -> int:
    """How many brackets of a JSON text stand open at once, at most; what is in strings does not count."""
    deepest = now = 0
    for sign in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        now += 1 if sign in "[{" else -1
        deepest = max(deepest, now)
    return deepest


def json_object(body: bytes) -> dict[str, Any]:
    """The object of a body. Raises ValueError, with what it is not, for everything else.

    json.loads goes a level down the stack for each bracket, so the depth is counted first.
    """
    try:
        text = body.decode("utf-8")
        given = json.loads(text) if depth(text) <= DEEPEST else None
    except ValueError:
        given = None
    if given is None:
        raise ValueError("JSON")
    if not isinstance(given, dict):
        raise ValueError("JSON object")  # noqa: TRY004 - of what was sent, not of a caller
    return given
