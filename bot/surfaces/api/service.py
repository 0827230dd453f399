"""POST /api/ask and GET /api/openapi.json as a WSGI application.

Every answer is JSON, what is refused too: {"error": one line}. Nothing that is sent raises.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from bot.surfaces.bodies import json_object
from bot.surfaces.keys import refusal
from bot.wording import tools as say

if TYPE_CHECKING:
    from bot.chat import Front

ASK, DESCRIPTION = "/api/ask", "/api/openapi.json"
LARGEST = 100_000  # bytes of a question with its conversation
LONGEST_NAME = 200  # characters of a conversation's name
LANGUAGES = ("ja", "en")
STATUS = {
    200: "200 OK", 400: "400 Bad Request", 401: "401 Unauthorized", 403: "403 Forbidden",
    405: "405 Method Not Allowed", 413: "413 Content Too Large", 500: "500 Internal Server Error",
}  # fmt: skip

log = logging.getLogger(__name__)

PATHS = (ASK, DESCRIPTION)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Refused(Exception):  # noqa: N818 - what is refused is an answer, no error of the program
    """The status and one line."""

    def __init__(self, status: int, line: str) -> None:
        self.status, self.line = status, line


class Api:
    """Answers programs that bring the key."""

    def __init__(self, front: Front, key: str) -> None:
        self.front = front
        self.key = key

    def paths(self) -> dict[str, Wsgi]:
        """The application at each of its addresses."""
        return dict.fromkeys(PATHS, self)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI application."""
        status, more = 200, []
        try:
            answer = self._answered(environ)
        except _Refused as refused:
            status, answer = refused.status, {"error": refused.line}
            more = [("WWW-Authenticate", "Bearer")] if status == 401 else []
        except Exception as error:
            log.error("api: %s", type(error).__name__)  # noqa: TRY400 - its text may hold what was typed
            status, answer = 500, {"error": say.cannot_answer()}
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        headers = [
            ("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"), *more,
        ]  # fmt: skip
        start_response(STATUS[status], headers)
        return [body]

    def _answered(self, environ: dict[str, Any]) -> dict[str, Any]:
        if status := refusal(environ, self.key):
            raise _Refused(status, say.needs_the_key())
        method = str(environ.get("REQUEST_METHOD") or "")
        if environ.get("PATH_INFO") == DESCRIPTION:
            return description()
        if method not in ("GET", "POST"):
            raise _Refused(405, say.only_methods("GET, POST"))
        return self._ask(_of_query(environ) if method == "GET" else _of_body(environ))

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        text, conversation, lang = (asked.get(name) for name in ("text", "conversation", "lang"))
        if not isinstance(text, str) or not text.strip():
            raise _Refused(400, say.text_needed())
        if not (
            conversation is None or (isinstance(conversation, str) and len(conversation) <= LONGEST_NAME)
        ):
            raise _Refused(400, say.bad_conversation(LONGEST_NAME))
        if lang not in (None, *LANGUAGES):
            raise _Refused(400, say.bad_language())
        own = f"api:{conversation}" if conversation else None  # no program goes on with a person's talk
        reply = self.front.ask(text, own, place="api", lang=lang)
        return {**reply.as_json(), "conversation": conversation}


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description (3.1) of this interface."""
    read: dict[str, Any] = json.loads((Path(__file__).parent / "openapi.json").read_text(encoding="utf-8"))
    return read


def _of_query(environ: dict[str, Any]) -> dict[str, Any]:
    """The first value of each name in the address. Raises _Refused."""
    try:
        raw = str(environ.get("QUERY_STRING") or "")
        given = parse_qs(raw, max_num_fields=20)
    except ValueError:
        raise _Refused(400, say.too_many_fields()) from None
    return {name: values[0] for name, values in given.items()}


def _of_body(environ: dict[str, Any]) -> dict[str, Any]:
    """The object of the body. Raises _Refused."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if not 0 <= length <= LARGEST:
        raise _Refused(413 if length > LARGEST else 400, say.too_large(LARGEST))
    body = environ["wsgi.input"].read(length)
    try:
        return json_object(body)
    except ValueError:
        raise _Refused(400, say.no_object()) from None
