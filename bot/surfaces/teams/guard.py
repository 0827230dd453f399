"""The door, in front of the SDK: what is no activity from Teams for this bot goes no further.

Only what is used here reaches the SDK: a field that Teams adds tomorrow cannot break it.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from bot.surfaces.bodies import json_object
from bot.surfaces.callers import is_of_this_machine
from bot.surfaces.teams import tokens
from bot.surfaces.teams.access import TeamsPolicy, may_send_to
from bot.surfaces.teams.library import TeamsSdk
from katou_index.records import Record

log = logging.getLogger(__name__)
Json = dict[str, Any]

LARGEST = 256_000  # bytes; a message of Teams has at most some 28 KB
MOST_FILES, LONGEST_ADDRESS = 10, 4_000  # of one message; characters
DIGITS = 12  # of a length; Python reads no number of thousands of them
CHANNEL = tokens.CHANNEL
FILE = "application/vnd.microsoft.teams.file.download.info"
TYPES = frozenset({"message", "invoke", "installationUpdate", "conversationUpdate"})
INVOKES = frozenset({"adaptiveCard/action", "composeExtension/query"})
INSTALLATIONS = frozenset(
    {"add", "remove"}
)  # the two of an upgrade change nothing, nor does the SDK know them
_ID = re.compile(r"[^\s/\\?#%<>\"'\x00-\x1f\x7f]{1,400}")  # becomes part of an address
_LINE = re.compile(r"[^\w.:;@=+\-]")
_ACCOUNT = ("id", "name", "aadObjectId")


class Bad(Exception):  # noqa: N818 - a request that is answered with 400; its text says what is wrong
    """Not an activity."""


class HttpAnswer(Record):
    """What is answered to a request."""

    status: str
    body: Json | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Guard:
    """The WSGI application at the path of Teams. `keys` is None only where no token is asked for."""

    def __init__(
        self, library: TeamsSdk, policy: TeamsPolicy, client_id: str, keys: tokens.SigningKeys | None
    ) -> None:
        if keys is None and not policy.open_locally:
            raise ValueError("no keys")
        self.library = library
        self.policy = policy
        self.client_id = client_id
        self.keys = keys

    def __call__(self, environ: Json, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; never raises."""
        try:
            answer = self._answer(environ)
        except Exception as error:  # of any kind: nothing that was typed is logged
            log.error("a request: %s", type(error).__name__)  # noqa: TRY400
            answer = HttpAnswer("500 Internal Server Error")
        body = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json; charset=utf-8"), *answer.headers]
        start_response(answer.status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: Json) -> HttpAnswer:
        if environ.get("REQUEST_METHOD") != "POST":
            return HttpAnswer("405 Method Not Allowed", headers=(("Allow", "POST"),))
        if refused := self._by_its_sender(environ):
            return refused
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if not (length.isdecimal() and length.isascii()):
            return HttpAnswer("400 Bad Request", {"error": "Content-Length"})
        if len(length) > DIGITS or int(length) > LARGEST:
            return HttpAnswer("413 Content Too Large")
        try:
            service = self._service(str(environ.get("HTTP_AUTHORIZATION") or ""))
            activity = read(environ["wsgi.input"].read(int(length)))
            self._check_service(activity, service)
        except tokens.Forged as error:
            log.warning("refused: %s", error)
            return HttpAnswer("401 Unauthorized", headers=(("WWW-Authenticate", "Bearer"),))
        except tokens.NoKeys:
            log.warning("no signing keys yet")
            return HttpAnswer("503 Service Unavailable", headers=(("Retry-After", "5"),))
        except Bad as error:
            return HttpAnswer("400 Bad Request", {"error": str(error)})
        return self._receive(activity)

    def _by_its_sender(self, environ: Json) -> HttpAnswer | None:
        """Why a request without a token is refused: it must be a tool's of this machine.

        The type keeps out what a page elsewhere may have a browser send without asking first (form, text).
        """
        if self.keys is not None:
            return None
        if not is_of_this_machine(environ):
            log.warning("refused: without a signature, and not from this machine")
            return HttpAnswer("403 Forbidden")
        kind = str(environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
        return None if kind == "application/json" else HttpAnswer("415 Unsupported Media Type")

    def _service(self, authorization: str) -> str | None:
        """The service address that the token names; None where none is asked for."""
        if self.keys is None:
            return None
        return tokens.service_of(authorization, self.client_id, self.keys)

    def _check_service(self, activity: Json, claimed: str | None) -> None:
        """The address that answers go to: signed, and one of Microsoft's."""
        service = str(activity["serviceUrl"])
        if claimed is not None and claimed.rstrip("/").lower() != service.rstrip("/").lower():
            raise tokens.Forged("another service address than the token's")
        if not may_send_to(service, self.policy.hosts):
            raise tokens.Forged("a service address that is not listed")

    def _receive(self, activity: Json) -> HttpAnswer:
        kind = activity["type"]
        if kind not in TYPES:
            return HttpAnswer("200 OK")  # of no interest: reactions, edits, typing …
        if kind == "installationUpdate" and activity["action"] not in INSTALLATIONS:
            return HttpAnswer("200 OK")
        if kind == "invoke" and activity["name"] not in INVOKES:
            return HttpAnswer("501 Not Implemented")
        try:
            body = self.library.receive(activity)
        except TimeoutError:
            log.error("%s took too long", _for_log(activity))  # noqa: TRY400
            return HttpAnswer("504 Gateway Timeout")
        except ValueError:  # whoever hears never raises: the SDK does not understand it
            log.warning("%s not understood", _for_log(activity))
            return HttpAnswer("400 Bad Request", {"error": "activity"})
        return HttpAnswer("200 OK", body)


def _for_log(activity: Json) -> str:
    """An activity by its kind and id, without what was typed."""
    return " ".join(_LINE.sub("", str(activity.get(name) or ""))[:80] for name in ("type", "name", "id"))


# -- reading -----------------------------------------------------------------------------------------------


def read(body: bytes) -> Json:
    """An activity with the fields that are used, each of the form it must have. Raises Bad.

    Form: learn.microsoft.com, “Bot Framework Activity schema”; Teams adds channelData.
    """
    try:
        given = json_object(body)
    except ValueError as error:
        raise Bad(str(error)) from None
    kind = _text(given, "type", needed=True)
    if kind not in TYPES:
        return {
            "type": kind,
            "id": str(given.get("id") or ""),
            "serviceUrl": _text(given, "serviceUrl", needed=True),
        }
    if _text(given, "channelId", needed=True) != CHANNEL:
        raise Bad("channelId")
    activity: Json = {
        "type": kind,
        "channelId": CHANNEL,
        "serviceUrl": _text(given, "serviceUrl", needed=True),
        "from": _account(given, "from"),
        "recipient": _account(given, "recipient"),
        "conversation": _conversation(given),
        "channelData": _channel_data(given),
    }
    for name in ("id", "replyToId"):
        if value := _text(given, name, needed=name == "id" and kind == "message"):
            activity[name] = _id(value, name)
    for name in ("name", "action", "text", "locale"):
        if value := _text(
            given, name, needed=(name, kind) in (("name", "invoke"), ("action", "installationUpdate"))
        ):
            activity[name] = value
    if isinstance(given.get("value"), dict):
        activity["value"] = given["value"]
    if mentions := _mentions(given):
        activity["entities"] = mentions
    if files := _files(given):
        activity["attachments"] = files
    for name in ("membersAdded", "membersRemoved"):
        if isinstance(given.get(name), list):
            activity[name] = [_account({name: each}, name) for each in given[name]]
    return activity


def _files(given: Json) -> list[Json]:
    """Files of a message, each with its name and where it lies; whether that is fetched is not decided here.

    Form: learn.microsoft.com, “Send and receive files from a bot”.
    """
    attached = given.get("attachments")
    files = [
        each
        for each in (attached if isinstance(attached, list) else ())[:MOST_FILES]
        if isinstance(each, dict) and each.get("contentType") == FILE
    ]
    return [
        {"contentType": FILE, "name": _said(each, "name"),
         "content": {"downloadUrl": _said(each.get("content"), "downloadUrl")}}
        for each in files
    ]  # fmt: skip


def _said(given: Any, name: str) -> str:
    """A text, "" for what is none."""
    value = given.get(name) if isinstance(given, dict) else None
    return value[:LONGEST_ADDRESS] if isinstance(value, str) else ""


def _text(given: Json, name: str, *, needed: bool = False) -> str:
    value = given.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value):
        raise Bad(name)
    return value


def _id(value: str, name: str) -> str:
    if not _ID.fullmatch(value) or value.strip(".") == "":
        raise Bad(name)
    return value


def _object(given: Json, name: str) -> Json:
    value = given.get(name)
    if not isinstance(value, dict):
        raise Bad(name)
    return value


def _account(given: Json, name: str) -> Json:
    account = _object(given, name)
    _id(_text(account, "id", needed=True), name)
    return {key: value for key in _ACCOUNT if (value := _text(account, key))}


def _conversation(given: Json) -> Json:
    conversation = _object(given, "conversation")
    _id(_text(conversation, "id", needed=True), "conversation")
    names = ("id", "conversationType", "tenantId")
    return {key: value for key in names if (value := _text(conversation, key))}


def _channel_data(given: Json) -> Json:
    data = given.get("channelData")
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Bad("channelData")
    kept: Json = {}
    for name in ("tenant", "team", "channel"):
        part = data.get(name)
        if isinstance(part, dict) and isinstance(part.get("id"), str):
            kept[name] = {"id": part["id"]}
    return kept


def _mentions(given: Json) -> list[Json]:
    entities = given.get("entities")
    mentions = [
        each
        for each in (entities if isinstance(entities, list) else ())
        if isinstance(each, dict)
        and each.get("type") == "mention"
        and isinstance(each.get("mentioned"), dict)
    ]
    return [
        {"type": "mention", "mentioned": _account(each, "mentioned"), "text": _text(each, "text")}
        for each in mentions
    ]
