"""The page and the programs' door where several plans are served: each host name leads to one plan's own.

A request carries the name of the host it was sent to; what that name is bound to answers it, and nothing else
can. A name that is bound to nothing leads nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from bot.fairness import Sender
from bot.surfaces.callers import host_name
from bot.surfaces.connections import Roomy, Wsgi
from bot.surfaces.http import KnowsSenders
from bot.wording.plans import no_page, page_away
from katou_index.errors import KatouError
from katou_index.records import Record

log = logging.getLogger(__name__)


class Site(Record):
    """What one plan answers over HTTP: at some paths a program's door, at all others its page."""

    paths: Mapping[str, Wsgi]
    page: Wsgi

    def at(self, path: str) -> Wsgi:
        """What answers at a path."""
        return self.paths.get(path, self.page)


class Hosts:
    """The WSGI application in front of all sites."""

    def __init__(
        self,
        of: Callable[[str], AbstractContextManager[Site | None]],
        known: Callable[[str], Site | None],
    ) -> None:
        """`of` enters the site of a host, None for a name of none; `known` gives one that is open already."""
        self._of, self._known = of, known

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; a plan that cannot be opened keeps no other from answering."""
        try:
            with self._of(_host(environ)) as site:
                if site is None:
                    return _plain(start_response, "404 Not Found", no_page())
                return site.at(str(environ.get("PATH_INFO") or "/"))(environ, start_response)
        except (KatouError, OSError) as error:
            log.error("a plan cannot be opened: %s", error)  # noqa: TRY400
            return _plain(start_response, "503 Service Unavailable", page_away())

    def sender(self, environ: Mapping[str, str]) -> Sender:
        """Who sent a request, as the page of its host knows people; nothing is opened to find out."""
        site = self._known(_host(environ))
        if site is not None and isinstance(site.page, KnowsSenders):
            return site.page.sender(environ)
        return Sender(environ["REMOTE_ADDR"])

    def room(self, environ: Mapping[str, str]) -> int:
        """The bytes that a request may bring, 0 where its host has nothing to say of it."""
        try:
            with self._of(_host(environ)) as site:
                page = site.page if site is not None else None
                return page.room(environ) if isinstance(page, Roomy) else 0
        except (KatouError, OSError):
            return 0


def _host(environ: Mapping[str, Any]) -> str:
    return host_name(str(environ.get("HTTP_HOST") or ""))


def _plain(start_response: Callable[..., Any], status: str, text: str) -> list[bytes]:
    body = text.encode()
    start_response(status, [
        ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ])  # fmt: skip
    return [body]
