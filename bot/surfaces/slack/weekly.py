"""Slack as a platform of the weekly post: sends once, finds what it sent by the metadata of its messages."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore

from bot.card import Card
from bot.memory import fingerprint
from bot.surfaces.slack.blocks import BlockExtras, BlockMessage, messages
from bot.surfaces.slack.posting import BLOCKS_REFUSED, UNCLEAR, Target, certificates
from bot.surfaces.slack.uploads import upload
from bot.weekly.platforms import Address, Gone, Later, Outcome, PlatformUnreachableError, Sent, Unclear
from bot.wording.chat import items_of_bars, more_choices

if TYPE_CHECKING:
    from bot.files.download import Download

TIMEOUT = 20  # seconds for one call
POST = "katou_weekly"  # the kind of metadata by which a post is found again
LOOKED_BACK = 2 * 86400  # seconds of history; nothing is sent that late
PAGES = 25  # of 200 messages each
# Of the conversation only: what is wrong with the token concerns all of them, and is mended.
GONE = frozenset({
    "cannot_dm_bot", "channel_is_limited_access", "channel_not_found", "is_archived", "is_inactive",
    "not_in_channel", "thread_not_found", "user_disabled", "user_not_found", "channel_type_not_supported",
    "messages_tab_disabled",
})  # fmt: skip
READ_ONLY = "restricted_action"  # … in which the bot may not write: Slack says in some ways why


class SlackPlatform:
    """One workspace by its token; `token_of` gives the token of each where several installed the app."""

    def __init__(self, token: str, url: str, token_of: Callable[[str], str] | None = None) -> None:
        # The SDK's own list would repeat a post whose connection broke. Nothing is repeated here at all: the
        # next tick asks first whether it is there.
        self._token, self._url, self._token_of = token, url, token_of

    def _for(self, team: str) -> WebClient:
        token = (self._token_of(team) if self._token_of and team else "") or self._token
        return WebClient(
            token=token or None, base_url=self._url, timeout=TIMEOUT, retry_handlers=[],
            ssl=certificates(self._url),
        )  # fmt: skip

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """Post it; where Slack refuses the blocks, its text alone."""
        client = self._for(address.team)
        message, *_ = messages(
            card, BlockExtras(more=more_choices(card.lang), items=items_of_bars(card.lang))
        )
        try:
            channel = _channel(client, address.channel)
            return Sent(_post(client, channel, address.thread, message, key))
        except SlackApiError as error:
            return _outcome(error)
        except UNCLEAR as error:
            return Unclear(type(error).__name__)

    def put_picture(self, address: Address, place: str, file: Download) -> None:
        """Into the thread of the post; in a thread beside it."""
        client = self._for(address.team)
        channel = _channel(client, address.channel)
        upload(client, Target(channel, address.thread or place, ""), file)

    def place_of(self, address: Address, key: str) -> str:
        """The time of the message of the last two days that carries the key, "" for none."""
        client = self._for(address.team)
        try:
            channel = _channel(client, address.channel)
            found = (m for m in _history(client, channel, address.thread) if _mark(m) == fingerprint(key))
            return str(next(found, {}).get("ts") or "")
        except SlackApiError as error:
            raise PlatformUnreachableError(str(error.response.get("error"))) from None
        except UNCLEAR as error:
            raise PlatformUnreachableError(type(error).__name__) from None


def tokens_of(installations: str, client_id: str) -> Callable[[str], str]:
    """Workspace → the token that its installation left in this file, "" for none."""
    store = SQLite3InstallationStore(database=installations, client_id=client_id)

    def token_of(team: str) -> str:
        if not os.path.exists(installations):
            return ""
        bot = store.find_bot(enterprise_id=None, team_id=team)
        return str(bot.bot_token) if bot else ""

    return token_of


def _post(client: WebClient, channel: str, thread: str, message: BlockMessage, key: str) -> str:
    try:
        posted = client.chat_postMessage(
            channel=channel,
            thread_ts=thread or None,
            text=message.text,
            blocks=list(message.blocks) or None,
            metadata={"event_type": POST, "event_payload": {"post": fingerprint(key)}},
            unfurl_links=False,
            unfurl_media=False,
        )
    except SlackApiError as error:
        if error.response.get("error") in BLOCKS_REFUSED and message.blocks:
            return _post(client, channel, thread, BlockMessage(message.text, ()), key)
        raise
    return str(posted.get("ts") or "")


def _outcome(error: SlackApiError) -> Outcome:
    """What Slack's refusal means: never, not now, or perhaps it took it."""
    status, said = error.response.status_code, error.response.get("error")
    if status == 429 or said in ("ratelimited", "rate_limited"):
        headers = {name.lower(): value for name, value in (error.response.headers or {}).items()}
        wait = str(headers.get("retry-after") or "0")
        return Later("429", float(wait) if wait.isdecimal() else 0.0)
    if status >= 500 or said in ("fatal_error", "internal_error", "request_timeout"):
        return Unclear(f"HTTP {status} {said or ''}".strip())
    for_good = said in GONE or str(said).startswith(READ_ONLY)
    return Gone(str(said)) if for_good else Later(str(said))


def _channel(client: WebClient, channel: str) -> str:
    """A channel; of a person the direct message with the bot."""
    if channel[:1] not in ("U", "W"):
        return channel
    opened = client.conversations_open(users=channel).get("channel") or {}
    return str(opened.get("id") or channel)


def _history(client: WebClient, channel: str, thread: str) -> Iterator[dict[str, Any]]:
    """The messages of the last two days, or of a thread. Raises UnreachableError for too many of them."""
    asked: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": 200}
    for _ in range(PAGES):
        if thread:
            found = client.conversations_replies(ts=thread, **asked)
        else:
            found = client.conversations_history(oldest=str(int(time.time()) - LOOKED_BACK), **asked)
        yield from found.get("messages") or []
        cursor = (found.get("response_metadata") or {}).get("next_cursor")
        if not found.get("has_more") or not cursor:
            return
        asked["cursor"] = cursor
    raise PlatformUnreachableError("history too long")


def _mark(message: dict[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    of_post = metadata.get("event_type") == POST
    return str((metadata.get("event_payload") or {}).get("post")) if of_post else ""
