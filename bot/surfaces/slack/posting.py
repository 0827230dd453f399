"""Messages that arrive once. What Slack did not take is said to the person, never left in silence."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.surfaces.slack.blocks import Message
from katou_index.records import Record

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds for one call
WAITS = 5  # times that "too many requests" is waited for
ANSWER = "katou_answer"  # the kind of metadata by which an answer is found again
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
UNCLEAR = (OSError, http.client.HTTPException)  # the connection broke: it may have arrived


class Undelivered(Exception):  # noqa: N818 - what happened, told to the person
    """Slack did not take a message."""


class Target(Record):
    """Where an answer goes. `key` names the question, so that its answer can be found again."""

    channel: str
    thread: str  # time of the thread's first message, "" for none
    key: str
    asked: str = "0"  # time of the question: its answer is not older


def make_client(token: str | None, url: str) -> WebClient:
    """A client that waits where Slack says "too many requests", and repeats nothing by itself.

    The SDK's own list would repeat a post whose connection broke, though Slack may have taken it.
    """
    waiting = [RateLimitErrorRetryHandler(max_retry_count=WAITS)]
    return WebClient(token=token, base_url=url, timeout=TIMEOUT, retry_handlers=list(waiting))


def deliver(client: WebClient, target: Target, messages: Sequence[Message], *, again: bool = False) -> None:
    """Post an answer. `again`: somebody began to and did not finish, so look first what has arrived.

    Raises Undelivered.
    """
    for part, message in enumerate(messages):
        if again and _has_arrived(client, target, part):
            continue
        _post(client, target, part, message)


def _post(client: WebClient, target: Target, part: int, message: Message) -> None:
    try:
        _send(client, target, part, message)
    except SlackApiError as error:
        if error.response.get("error") in BLOCKS_REFUSED:
            log.warning("blocks refused (%s), the text goes alone", error.response.get("error"))
            _post(client, target, part, Message(message.text, ()))
        elif error.response.status_code >= 500:
            _once_more(client, target, part, message)
        else:
            raise Undelivered(str(error.response.get("error"))) from error
    except UNCLEAR:
        _once_more(client, target, part, message)


def _once_more(client: WebClient, target: Target, part: int, message: Message) -> None:
    """After an unclear end: look whether it arrived, and only if it did not, post it a second time."""
    try:
        if not _has_arrived(client, target, part):
            _send(client, target, part, message)
    except (SlackApiError, *UNCLEAR) as error:
        raise Undelivered(type(error).__name__) from error


def _send(client: WebClient, target: Target, part: int, message: Message) -> None:
    client.chat_postMessage(
        channel=target.channel,
        thread_ts=target.thread or None,
        text=message.text,
        blocks=list(message.blocks) or None,
        metadata={"event_type": ANSWER, "event_payload": {"question": target.key, "part": part}},
        unfurl_links=False,
        unfurl_media=False,
    )


def _has_arrived(client: WebClient, target: Target, part: int) -> bool:
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
    wanted = {"question": target.key, "part": part}
    return any(_metadata(message) == wanted for message in found.get("messages") or [])


def _metadata(message: dict[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload") if metadata.get("event_type") == ANSWER else None
