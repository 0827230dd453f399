"""What is logged, and which request it belongs to. Nothing that was typed is.

    text   troubles alone, a line each, as whoever runs the program reads them
    json   a JSON object a line for whatever collects logs: troubles, every request, every answer

A request keeps its id through all threads that work on it; one that a proxy gave it (X-Request-ID) is kept.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Any

from bot import clock

OURS = "bot"  # the logger of everything here
BESIDE = ("method", "path", "status", "lane", "at", "kind", "took")  # what a line may tell beside its text
TOLD_BY_US = ("slack_sdk", "slack_bolt")  # their troubles are told in our words, with what to do
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")

_request: ContextVar[str] = ContextVar("request", default="")


def begin(form: str) -> None:
    """Log so from now on; `form` is text or json."""
    handler = logging.StreamHandler(sys.stderr)
    if form != "json":
        handler.addFilter(lambda record: not record.name.startswith(TOLD_BY_US))
    handler.setFormatter(_AsJson() if form == "json" else logging.Formatter("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    if form == "json":
        logging.getLogger(OURS).setLevel(logging.INFO)


def request_begins(given: str) -> str:
    """The id of the request that this thread works on from now; `given` by what stands in front, or ""."""
    name = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    _request.set(name)
    return name


def request_id() -> str:
    """The id of the request that is worked on, "" for none."""
    return _request.get()


class Threads(ThreadPoolExecutor):
    """Threads whose work belongs to the request that wanted it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As every executor has it."""
        return super().submit(copy_context().run, fn, *args, **kwargs)


class _AsJson(logging.Formatter):
    """One object a line. Of an exception its kind alone is told: its text may hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        """As the standard library calls it."""
        line: dict[str, Any] = {
            "time": clock.at(record.created).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if name := request_id():
            line["request"] = name
        line |= {key: value for key in BESIDE if (value := getattr(record, key, None)) is not None}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)
