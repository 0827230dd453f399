"""Messages that arrive once. What Slack did not take is said to the person, never left in silence."""

from __future__ import annotations

import contextlib
import http.client
import logging
import ssl
from collections.abc import Sequence
from functools import cache
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.memory import fingerprint
from bot.surfaces.answering import UndeliveredError
from bot.surfaces.slack.blocks import BlockMessage
from katou_index.records import Record

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds for one call
WAITS = 5  # times that "too many requests" is waited for
ANSWER = "katou_answer"  # the kind of metadata by which an answer is found again
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
UNCLEAR = (OSError, http.client.HTTPException)  # the connection broke: it may have arrived


class Undelivered(UndeliveredError):  # noqa: N818 - what happened, told to the person
    """Slack did not take a message."""


class Target(Record):
    """Where an answer goes. `key` names the question, so that its answer can be found again."""

    channel: str
    thread: str  # time of the thread's first message, "" for none
    key: str
    told: str = ""  # thread in which a private word can be seen: one that is there already
    asked: str = "0"  # time of the question: its answer is not older
    pressed: str = ""  # time of the card whose button asked, which the answer takes the place of


def make_client(token: str | None, url: str) -> WebClient:
    """A client that waits where Slack says "too many requests", and repeats nothing by itself.

    The SDK's own list would repeat a post whose connection broke, though Slack may have taken it.
    """
    waiting = [RateLimitErrorRetryHandler(max_retry_count=WAITS)]
    return WebClient(
        token=token, base_url=url, timeout=TIMEOUT, retry_handlers=list(waiting), ssl=certificates(url)
    )


def certificates(url: str) -> ssl.SSLContext | None:
    """What an address is trusted by, the same as by default; None where it is not encrypted.

    The SDK makes a connection for each call, and left to itself each reads all certificates of the system
    anew, which takes longer than an answer.
    """
    return _trusted() if url.startswith("https:") else None


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def deliver(
    client: WebClient, target: Target, messages: Sequence[BlockMessage], *, again: bool = False
) -> None:
    """Post an answer; what does not fit into the first message goes on in its thread.

    `again`: somebody began to and did not finish, so look first what has arrived. Raises Undelivered.
    """
    if target.pressed and (time := _changed(client, target, messages[0])):
        done, target = 1, target.but(thread=target.thread or time)
    else:
        done = 0
    for part, message in enumerate(messages[done:], done):
        arrived = _arrived(client, target, part) if again else ""
        time = arrived or _post(client, target, part, message)
        if not target.thread:
            target = target.but(thread=time)


def _changed(client: WebClient, target: Target, message: BlockMessage) -> str:
    """The time of the card that was pressed and shows `message` now; "" where Slack does not let it be.

    What stood below the card as its rest belongs to no card any more and is taken away.
    """
    rest = _rest(client, target)
    for last in (False, True):  # a change that may have arrived does no harm a second time
        try:
            client.chat_update(
                channel=target.channel, ts=target.pressed, text=message.text, blocks=list(message.blocks),
                metadata={"event_type": ANSWER, "event_payload": _mark(target, 0)},
            )  # fmt: skip
            break
        except SlackApiError as error:
            log.info("card not changed in its place: %s", error.response.get("error"))
            return ""
        except UNCLEAR as error:
            if last:
                log.info("card not changed in its place: %s", type(error).__name__)
                return ""
    for time in rest:
        with contextlib.suppress(SlackApiError, *UNCLEAR):  # somebody took it away already
            client.chat_delete(channel=target.channel, ts=time)
    return target.pressed


def _rest(client: WebClient, target: Target) -> list[str]:
    """The times of the messages in which the card that was pressed goes on."""
    try:
        found = client.conversations_replies(
            channel=target.channel, ts=target.thread or target.pressed, oldest=target.pressed,
            inclusive=True, include_all_metadata=True, limit=200,
        )  # fmt: skip
    except (SlackApiError, *UNCLEAR):
        return []
    marks = {str(each.get("ts")): _metadata(each) for each in found.get("messages") or []}
    card = marks.pop(target.pressed, None)
    if not isinstance(card, dict):
        return []
    return [
        time for time, mark in marks.items()
        if isinstance(mark, dict) and mark.get("question") == card.get("question")
    ]  # fmt: skip


def _post(client: WebClient, target: Target, part: int, message: BlockMessage) -> str:
    """The time of the message, by which Slack names it."""
    try:
        return _send(client, target, part, message)
    except SlackApiError as error:
        if error.response.get("error") in BLOCKS_REFUSED and message.blocks:
            log.warning("blocks refused (%s), the text goes alone", error.response.get("error"))
            return _post(client, target, part, BlockMessage(message.whole or message.text, ()))
        if error.response.status_code >= 500:
            return _once_more(client, target, part, message)
        raise Undelivered(str(error.response.get("error"))) from error
    except UNCLEAR:
        return _once_more(client, target, part, message)


def _once_more(client: WebClient, target: Target, part: int, message: BlockMessage) -> str:
    """After an unclear end: look whether it arrived, and only if it did not, post it a second time."""
    try:
        return _arrived(client, target, part) or _send(client, target, part, message)
    except (SlackApiError, *UNCLEAR) as error:
        raise Undelivered(type(error).__name__) from error


def _send(client: WebClient, target: Target, part: int, message: BlockMessage) -> str:
    posted = client.chat_postMessage(
        channel=target.channel,
        thread_ts=target.thread or None,
        text=message.text,
        blocks=list(message.blocks) or None,
        metadata={"event_type": ANSWER, "event_payload": _mark(target, part)},
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(posted.get("ts") or "")


def _arrived(client: WebClient, target: Target, part: int) -> str:
    """The time of a part that has arrived, "" where it has not."""
    if target.thread:
        found = client.conversations_replies(
            channel=target.channel,
            ts=target.thread,
            oldest=target.asked,
            include_all_metadata=True,
            limit=200,
        )
    else:
        found = client.conversations_history(
            channel=target.channel, oldest=target.asked, include_all_metadata=True, limit=200
        )
    messages = found.get("messages") or []
    return next((str(m.get("ts")) for m in messages if _metadata(m) == _mark(target, part)), "")


def _mark(target: Target, part: int) -> dict[str, object]:
    """By which an answer is found again. All apps can read it, so it tells nothing of anybody."""
    return {"question": fingerprint(target.key), "part": part}


def _metadata(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") if metadata.get("event_type") == ANSWER else None


def respond(url: str, message: BlockMessage, **how: Any) -> bool:
    """A private answer, to the address that Slack gave with the question; whether Slack took it.

    After an unclear end nothing is sent again: it may have arrived.
    """
    waiting = [RateLimitErrorRetryHandler(max_retry_count=WAITS)]
    client = WebhookClient(url, timeout=TIMEOUT, retry_handlers=list(waiting), ssl=certificates(url))
    try:
        taken = client.send(text=message.text, blocks=list(message.blocks) or None, **how)
        if 400 <= taken.status_code < 500 and message.blocks and "block" in taken.body:
            taken = client.send(text=message.whole or message.text, **how)
    except UNCLEAR as error:
        log.warning("private answer: %s", type(error).__name__)
        return True
    return taken.status_code < 400 or taken.status_code >= 500
