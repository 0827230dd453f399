"""The Teams SDK on a loop of its own. The only importer of microsoft_teams.

The server answers in threads, the SDK sends in coroutines: each runs on the one loop here, with a time limit.
The SDK checks the form of what arrives, and sends what goes out; it is handed plain JSON and hands out plain
JSON, so nothing else knows its types. Its `App` is not used: for each message it makes clients, contexts and
spans of its own, which takes longer than to answer.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import random
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from importlib.util import find_spec
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from cachetools import LRUCache

from bot.surfaces.answering import UndeliveredError
from bot.surfaces.teams.tokens import NoToken
from katou_index.records import Record

# httpcore looks for it in all folders, for every message that is sent; what is None is not looked for.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of parts of its own that are in preview and not used here
    from microsoft_teams.api import Account, ApiClient, ConversationAccount
    from microsoft_teams.api.activities import ActivityTypeAdapter, MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import PUBLIC
    from microsoft_teams.common import Client, ClientOptions

T = TypeVar("T")
Json = dict[str, Any]
Hear = Callable[[Json], Json | None]
Token = Callable[[str, str | None], Awaitable[str]]
Sleep = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)

PATH = "/api/messages"
MOST_SERVICES = 64  # addresses of Teams' service that are kept: one a region
ONE_CALL = 10.0  # seconds for one call of Teams' service
SENDING = 45.0  # seconds for one message with its waits; less than the time after which it may be taken anew
LOOKING = 4.0  # seconds to look a person up: somebody waits for a button
HEARING = 8.0  # seconds for what arrives: Teams itself waits some ten
TRIES = 4
LONGEST_WAIT = 20.0  # seconds that are waited when Teams says "later"
AGAIN = frozenset(
    {429, 412, 502, 503, 504}
)  # learn.microsoft.com, “Optimize your bot with rate limiting in Teams”
GONE = frozenset({403, 404})  # the bot was removed, or blocked: trying again does not help
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)  # the message has not left


class ChatAddress(Record):
    """Where a message goes: the address of Teams' service and the id of the chat there."""

    service: str
    conversation: str


class Unsent(UndeliveredError):  # noqa: N818 - what happened, told to the person or to who posts
    """Teams did not take a message.

    `gone`: the bot is not in that chat any more. `unclear`: it may have arrived, so it is not sent again.
    `status` is the one of HTTP, 0 where there was no answer; `wait` are the seconds that it asked for, or 0.
    """

    def __init__(
        self, why: str, *, gone: bool = False, unclear: bool = False, status: int = 0, wait: float = 0.0
    ) -> None:
        super().__init__(why)
        self.gone = gone
        self.unclear = unclear
        self.status = status
        self.wait = wait

    @property
    def is_final(self) -> bool:
        """Whether a word about it would not arrive either, or the message may have."""
        return self.gone or self.unclear


class TeamsSdk:
    """The SDK's clients. Safe for threads, but for the thread of its own loop. `close` ends it."""

    def __init__(
        self,
        client_id: str,
        token: Token,
        hear: Hear,
        sleep: Sleep = asyncio.sleep,
        again: frozenset[int] = AGAIN,
    ) -> None:
        """`hear` is called, in a thread, with each activity that the SDK understands.

        `again` are the statuses after which a message is sent again.
        """
        # It writes whole requests, with what people typed.
        logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL)
        self._client_id = client_id
        self._hear = hear
        self._token = token
        self._threads = concurrent.futures.ThreadPoolExecutor(8, thread_name_prefix="teams-hear")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="teams-loop", daemon=True)
        self._thread.start()
        options = ClientOptions(
            timeout=ONE_CALL, token=lambda: token("", None), headers={"User-Agent": "katou"}
        )
        self._client = Client(options)
        self._client.use(_Again(sleep, again))
        self._apis: LRUCache[str, ApiClient] = LRUCache(MOST_SERVICES)
        self._lock = threading.Lock()

    # -- in ------------------------------------------------------------------------------------------------

    def receive(self, activity: Json) -> Json | None:
        """What is answered to an activity at once. Raises ValueError where the SDK does not understand it.

        Raises TimeoutError after HEARING seconds.
        """
        understood = ActivityTypeAdapter.validate_python(activity)
        plain = understood.model_dump(mode="json", by_alias=True, exclude_none=True)
        return self._threads.submit(copy_context().run, self._hear, plain).result(HEARING)

    # -- out -----------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Get the bot's own token, unless there is one. Raises NoToken, TimeoutError."""
        self._wait_for(self._token("", None), ONE_CALL)

    def send(self, address: ChatAddress, activity: Json, update: str = "") -> str:
        """Post a message, or put it in the place of the one with the id `update`; its id. Raises Unsent."""
        message = MessageActivityInput.model_validate(activity)
        message.from_ = Account(id=self._client_id)
        message.conversation = ConversationAccount(id=address.conversation)
        there = self._api(address.service).conversations
        sending = (
            there.update_activity(address.conversation, update, message)
            if update
            else there.create_activity(address.conversation, message)
        )
        try:
            return str(self._wait_for(sending, SENDING).id)
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            wait = _asked_for(error.response)
            raise Unsent(f"HTTP {status}", gone=status in GONE, status=status, wait=wait) from None
        except UNSENT as error:
            raise Unsent(type(error).__name__) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unsent(type(error).__name__, unclear=True) from None
        except NoToken as error:
            raise Unsent(str(error)) from None
        except (ValueError, KeyError, TypeError) as error:  # taken, with an answer that cannot be read
            raise Unsent(type(error).__name__, unclear=True) from None

    def member(self, service: str, conversation: str, user: str) -> Json | None:
        """What Teams says of a member of a chat; None where it says nothing."""
        looking = self._api(service).conversations.get_member_by_id(conversation, user)
        try:
            found = self._wait_for(looking, LOOKING)
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.info("a person not looked up: %s", type(error).__name__)
            return None
        member: Json = found.model_dump(mode="json", by_alias=True, exclude_none=True)
        return member

    def close(self) -> None:
        """Finish what was begun, then end the loop."""
        self._threads.shutdown(wait=True)
        self._wait_for(self._client.http.aclose(), ONE_CALL)
        self._wait_for(self._loop.shutdown_default_executor(), ONE_CALL)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=ONE_CALL)
        self._loop.close()

    def _api(self, service: str) -> ApiClient:
        """The client for an address of Teams' service; all of them share their connections."""
        with self._lock:
            found = self._apis.get(service)
            if found is None:
                found = self._apis[service] = ApiClient(service, self._client, cloud=PUBLIC)
            return found

    def _wait_for(self, work: Coroutine[Any, Any, T] | Awaitable[T], seconds: float) -> T:
        """The result of a coroutine, run on the loop. Raises TimeoutError; it is ended then."""

        async def limited() -> T:
            async with asyncio.timeout(seconds):
                return await work

        return asyncio.run_coroutine_threadsafe(limited(), self._loop).result(seconds + 2)


class _Again:
    """Repeats what Teams asks to repeat, nothing that may have arrived. A middleware of the SDK's client."""

    def __init__(self, sleep: Sleep, again: frozenset[int]) -> None:
        self._sleep = sleep
        self._again = again

    async def send(self, context: Any, following: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Send, and wait and send again while Teams says "later"."""
        for attempt in range(1, TRIES):
            try:
                return await following()
            except httpx.HTTPStatusError as error:
                if error.response.status_code not in self._again:
                    raise
                seconds = waiting(error.response, attempt)
                log.info("%s says %s", urlsplit(str(context.url)).hostname, error.response.status_code)
            except UNSENT:
                seconds = waiting(None, attempt)
            await self._sleep(seconds)
        return await following()


def waiting(response: httpx.Response | None, attempt: int) -> float:
    """Seconds to wait before the next attempt: what the answer says, else twice as long each time."""
    if said := _asked_for(response):
        return min(said, LONGEST_WAIT)
    return min(2.0 ** (attempt - 1), LONGEST_WAIT) * random.uniform(1.0, 1.3)


def _asked_for(response: httpx.Response | None) -> float:
    """The seconds to wait that an answer names, 0 for none."""
    said = response.headers.get("Retry-After", "") if response is not None else ""
    return float(said) if said.isdecimal() and said.isascii() else 0.0
