"""The Flask application: addresses, who may come in, what every answer carries, what goes wrong."""

from __future__ import annotations

import logging
import string
from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.datastructures import EnvironHeaders
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Response as AnyResponse

from bot.fairness import Sender
from bot.surfaces.callers import is_forwarded
from bot.surfaces.page.access import MOST_SIGNS, Door, PageKeys
from bot.surfaces.page.chrome import Chrome, add
from bot.surfaces.page.dialogue import COOKIE, DialoguePages
from bot.surfaces.page.feed import FeedPage
from bot.surfaces.page.imports import LOAD, ImportPages
from bot.surfaces.page.installing import manifest
from bot.surfaces.page.mails import STOP, STOPPED, MailPages
from bot.surfaces.page.talks import ConversationNames
from bot.surfaces.page.views import ViewPages
from bot.wording import page as say
from bot.wording.imports import only_office
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # not no-referrer: browsers would then hide where a form comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LARGEST_FORM = 1_000_000  # bytes
A_YEAR = 31_536_000  # seconds; a changed static file has another address

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger(__name__)


class PageRequest(Request):
    """A request that closes its files, those of a form that was refused half read, too."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._received: list[IO[bytes]] = []

    def _get_file_stream(self, *given: Any, **named: Any) -> IO[bytes]:
        self._received.append(super()._get_file_stream(*given, **named))
        return self._received[-1]

    def close(self) -> None:
        """At the end of the answer, whatever became of it."""
        super().close()
        for each in self._received:
            each.close()


class PageApp(Flask):
    """The page. It takes large files from the office."""

    request_class = PageRequest

    def __init__(self, door: Door, front: Front) -> None:
        super().__init__(__name__)
        self.door, self.front = door, front
        self.names = ConversationNames(front.passing)

    @property
    def largest(self) -> int:
        """The bytes of a file, 0 where none is taken."""
        return self.front.imports.largest if self.front.imports else 0

    def sender(self, environ: Mapping[str, str]) -> Sender:
        """Who sent a request: an origin, and there the person or the conversation of a browser."""
        given = dict(environ)
        origin, user = self.door.sender(environ["REMOTE_ADDR"], EnvironHeaders(given))
        name = parse_cookie(given.get("HTTP_COOKIE")).get(COOKIE)
        return Sender(origin, user or self.names.known(name, user) or "")

    def room(self, environ: Mapping[str, str]) -> int:
        """The bytes that a request may bring: whoever is not of the office sends no file."""
        asked = Request(dict(environ))
        if (asked.method, asked.path) != ("POST", LOAD) or not self.largest:
            return LARGEST_FORM
        address = str(environ.get("REMOTE_ADDR") or "")
        refused = self.door.office_refusal(address, asked.headers, _given(asked))
        return LARGEST_FORM if refused else self.largest + LARGEST_FORM


def make_app(
    front: Front, host: str = "127.0.0.1", keys: PageKeys | None = None, lang: str = "auto"
) -> PageApp:
    """The page of a server that listens on `host`. `lang`: auto, ja or en."""
    keys = keys or PageKeys()
    door = Door(keys, host, front.passing)
    app = PageApp(door, front)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM, SEND_FILE_MAX_AGE_DEFAULT=A_YEAR
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    chrome = Chrome(front, lang)
    app.before_request(lambda: _at_the_door(door, chrome))
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, lambda error: _refused(error, chrome))
    app.register_error_handler(Exception, lambda error: _failed(error, chrome))
    app.wsgi_app = _readable(app.wsgi_app, app.url_map)  # type: ignore[assignment,method-assign]
    add(app, "/app.webmanifest", "manifest", lambda: manifest(chrome))
    DialoguePages(front, chrome, app.names, secure=keys.url.startswith("https://")).register(app)
    ViewPages(front, chrome).register(app)
    ImportPages(front, chrome).register(app)
    MailPages(front, chrome).register(app)
    FeedPage(front, chrome).register(app)
    return app


def _readable(application: Wsgi, addresses: Map) -> Wsgi:
    """Without what Werkzeug raises at before a page could say so: bytes of no text, a host that is none."""

    def reading(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = str(environ.get("QUERY_STRING") or "")
        if not asked.isascii():
            environ["QUERY_STRING"] = quote(asked.encode("latin-1"), safe=string.printable)
        try:
            addresses.bind_to_environ(environ)
        except HTTPException:
            environ.pop("HTTP_HOST", None)
        return application(environ, start_response)

    return reading


def _at_the_door(door: Door, chrome: Chrome) -> Response | None:
    given = _given(request)
    name, password = given or ("", None)
    host, address = request.headers.get("Host", ""), str(request.environ.get("REMOTE_ADDR") or "")
    g.user = door.user(address, request.headers)  # conversations belong to a person
    forwarded = is_forwarded(request.environ)
    if request.endpoint in (STOP, STOPPED):  # its link is signed, and a mail program has no password
        return None
    status = door.refusal(host, address, request.headers, password, name=name, forwarded=forwarded)
    if status is None and request.method == "POST":
        headers = request.headers
        own = door.is_own(host, headers.get("Origin"), headers.get("Referer"))
        status = None if own else 403
    why = ""
    g.office_link = door.keys.has_office and door.may_be_office(address, request.headers)
    if status is None and (request.path == LOAD or request.path.startswith(f"{LOAD}/")):
        status, why = _office(door, chrome, address, given)
    if status is None or (request.endpoint == "static" and status in (401, 429)):
        return None
    refused = chrome.trouble(status, why)
    if status == 401:
        refused.headers["WWW-Authenticate"] = f'Basic realm="{say.password_realm()}", charset="UTF-8"'
    if status == 429:
        refused.headers["Retry-After"] = "60"
    return refused


def _office(
    door: Door, chrome: Chrome, address: str, given: tuple[str, str] | None
) -> tuple[int | None, str]:
    """The status that refuses what is the office's, with why; a file of the office may be large."""
    largest, lang = current_app.largest, chrome.lang()  # type: ignore[attr-defined]
    if not largest:
        return 404, ""
    status = door.office_refusal(address, request.headers, given)
    if status is None:
        request.max_content_length = largest + LARGEST_FORM
        return None, ""
    unset = "" if door.keys.has_office else say.label(lang, "office_unset")
    return status, f"{only_office(lang)} {unset}" if status == 403 else ""


def _given(asked: Request) -> tuple[str, str] | None:
    """The name and the password that were given, None for nothing and for what cannot be read."""
    try:
        given = asked.authorization
    except ValueError:  # Base64 that is not ASCII
        return None
    if not given or given.type != "basic" or given.password is None:
        return None
    return (given.username or "")[:MOST_SIGNS], given.password


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"  # what somebody asked is nobody else's
    return response


def _refused(error: HTTPException, chrome: Chrome) -> AnyResponse:
    if error.response is not None:  # made by a page itself
        return error.response  # type: ignore[return-value]
    if (error.code or 500) < 400:
        return error.get_response()
    return chrome.trouble(error.code or 500)


def _failed(error: Exception, chrome: Chrome) -> Response:
    """Its kind is logged, nothing that was typed."""
    log.error("page: %s", type(error).__name__)
    return chrome.trouble(503 if isinstance(error, KatouError) else 500)
