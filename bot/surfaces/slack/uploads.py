"""A file of an answer → the place of the answer, once. What Slack did not take is told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.surfaces.slack.posting import UNCLEAR, Target
from bot.surfaces.slack.text import escaped, shortened

if TYPE_CHECKING:
    from bot.files.download import Download

log = logging.getLogger(__name__)

LONGEST_ALT = 1000  # characters of the text of a picture that Slack takes


def upload(client: WebClient, target: Target, file: Download, *, again: bool = False) -> str:
    """Put a file into the thread or the conversation; "" where it is there, else a key of `not_sent`.

    `again`: somebody began to and did not finish, so look first whether it has arrived.
    """
    try:
        if again and _arrived(client, target, file):
            return ""
        client.files_upload_v2(
            channel=target.channel,
            thread_ts=target.thread or None,
            content=file.content,
            filename=file.name,
            title=file.name,
            alt_txt=shortened(file.alt, LONGEST_ALT) or None,
            initial_comment=escaped(file.name),
        )
    except SlackApiError as error:
        log.error("file not sent: %s", error.response.get("error"))  # noqa: TRY400 - Slack's word is all there is
        return _why(client, target, file) if error.response.status_code >= 500 else _known(error)
    except SlackRequestError:  # its bytes were not taken, so nothing is shared
        log.error("file not sent: refused")  # noqa: TRY400
        return "refused"
    except UNCLEAR as error:
        log.error("file not sent: %s", type(error).__name__)  # noqa: TRY400
        return _why(client, target, file)
    return ""


def _known(error: SlackApiError) -> str:
    said = str(error.response.get("error"))
    return "not_in_channel" if said in ("channel_not_found", "not_in_channel") else said


def _why(client: WebClient, target: Target, file: Download) -> str:
    """After an unclear end: it is there, or nobody knows; a second one is never sent."""
    try:
        return "" if _arrived(client, target, file) else "unclear"
    except (SlackApiError, *UNCLEAR):
        return "unclear"


def _arrived(client: WebClient, target: Target, file: Download) -> bool:
    """Whether a file of this name and size stands there since the question."""
    if target.thread:
        found = client.conversations_replies(
            channel=target.channel, ts=target.thread, oldest=target.asked, limit=200
        )
    else:
        found = client.conversations_history(channel=target.channel, oldest=target.asked, limit=200)
    shown = (each for message in found.get("messages") or [] for each in message.get("files") or [])
    return any(each.get("name") == file.name or each.get("title") == file.name for each in shown)
