"""The Bolt app: which listener hears what, over Socket Mode or HTTP, and what is told at the start."""

from __future__ import annotations

import gc
import logging
import re
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore

from bot import chat_wording as say
from bot.memory import Memory
from bot.memory.private import make_file, tighten
from bot.surfaces.slack.access import Access, Policy
from bot.surfaces.slack.asking import Asking
from bot.surfaces.slack.blocks import ASK, FEEDBACK, SHARE
from bot.surfaces.slack.home import DEPARTMENT, FORM, OPEN_FORM, Home
from bot.surfaces.slack.posting import make_client
from bot.surfaces.slack.subscribing import OPEN_WEEKLY, WEEKLY, WEEKLY_FORM
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.front import Front

SCOPES = (  # the least that everything here needs, as the manifest says
    "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "commands",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:write", "mpim:history",
    "usergroups:read", "users:read",
)  # fmt: skip
LISTENERS, WORKERS, QUICK = 16, 14, 4  # threads that acknowledge, that answer and post, that open forms
# Objects made until cycles are looked for, and how much seldomer among older ones. Answers make no cycles; as
# Python has it, the search stops all threads so often that acknowledging takes a tenth of a second at times.
SELDOM = (20_000, 50, 100)
WATCHED = 3.0  # seconds between two looks at the connection
PATH, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
STATE_LASTS = 600  # seconds that somebody may take to agree to the installation


log = logging.getLogger(__name__)


class Keys(Record):
    """What the app signs in with."""

    bot_token: str
    api_url: str
    signing_secret: str = ""  # HTTP only
    app_token: str = ""  # Socket Mode only
    client_id: str = ""  # these three where several workspaces install the app by OAuth
    client_secret: str = ""
    installations: str = ""  # file that keeps their tokens

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces bring their own tokens."""
        return bool(self.client_id and self.client_secret)


class NotConnected(Exception):  # noqa: N818 - told in one line by the command
    """Slack did not take the token, or cannot be reached. The text is Slack's word for why."""


class Slack:
    """The whole surface. `close` ends it after the answers that are being made."""

    def __init__(self, front: Front, memory: Memory, keys: Keys, policy: Policy) -> None:
        gc.set_threshold(*SELDOM)
        self.keys = keys
        self.front = front
        self.workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="slack-answer")
        self.listeners = ThreadPoolExecutor(LISTENERS, thread_name_prefix="slack-listen")
        access = Access(policy)
        asking = Asking(front, memory, access, self.workers)
        self.app = _make_app(keys, self.listeners)
        self.quick = ThreadPoolExecutor(QUICK, thread_name_prefix="slack-form")
        _listen(self.app, asking, Home(front, memory, access, asking, self.quick))

    def wsgi(self) -> Callable[..., Any]:
        """The WSGI application for HTTP, at PATH."""
        handler: Callable[..., Any] = SlackRequestHandler(self.app, path=PATH)

        def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            """What Slack never sends, and Bolt would end in an error, is refused as a forgery is."""
            stamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP") or "0")
            signature = str(environ.get("HTTP_X_SLACK_SIGNATURE") or "")
            if stamp.isdecimal() and stamp.isascii() and signature.isascii():
                try:
                    return handler(environ, start_response)
                except (ValueError, KeyError, AttributeError, TypeError) as error:
                    log.warning("a request that cannot be read: %s", type(error).__name__)
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b""]

        return guarded

    def paths(self) -> dict[str, Callable[..., Any]]:
        """The paths of a server that this surface answers."""
        names = (PATH, INSTALL, REDIRECT) if self.keys.by_oauth else (PATH,)
        return dict.fromkeys(names, self.wsgi())

    def run_socket(self) -> None:
        """Socket Mode until SIGTERM or Ctrl-C; the connection is made anew whenever it breaks."""
        handler = SocketModeHandler(self.app, self.keys.app_token, concurrency=LISTENERS)
        ended = threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: ended.set())
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except (SlackApiError, OSError) as error:
            said = error.response.get("error") if isinstance(error, SlackApiError) else error
            raise NotConnected(f"SLACK_APP_TOKEN: {said}") from None
        watch(handler.client.is_connected, ended)
        handler.close()  # type: ignore[no-untyped-call]
        self.close()

    def ready(self) -> bool:
        """Whether the index can be asked."""
        try:
            return bool(self.front.years())
        except Exception as error:  # of any kind: not ready
            log.error("not ready: %s", type(error).__name__)  # noqa: TRY400
            return False

    def close(self) -> None:
        """Take nothing new, finish what was begun."""
        self.listeners.shutdown(wait=True)
        self.quick.shutdown(wait=True)
        self.workers.shutdown(wait=True)


def watch(is_connected: Callable[[], bool], ended: threading.Event, every: float = WATCHED) -> None:
    """Until `ended`, log that the connection of Socket Mode is lost and that it stands again, once each.

    Looked at every `every` seconds. Bolt's own log is muted (see `_make_app`), and an operator wants to know
    why nothing is answered.
    """
    before = True
    while not ended.wait(every):
        now = is_connected()
        if now != before:
            log.warning(
                "connected to Slack again" if now else "the connection to Slack is lost; trying again"
            )
        before = now


def _make_app(keys: Keys, listeners: ThreadPoolExecutor) -> App:
    quiet = logging.getLogger("katou.slack")
    quiet.setLevel(
        logging.CRITICAL
    )  # Bolt writes whole requests, with what people typed, at INFO and WARNING
    return App(
        client=make_client(None if keys.by_oauth else keys.bot_token, keys.api_url),
        oauth_settings=_oauth(keys) if keys.by_oauth else None,
        signing_secret=keys.signing_secret or "unused over a socket",
        token_verification_enabled=False,  # `introduction` asks, and says what is wrong
        listener_executor=listeners,
        logger=quiet,
    )


def _oauth(keys: Keys) -> OAuthSettings:
    """Installations, done and under way, lie in one file, for its owner alone: it holds tokens."""
    if not make_file(keys.installations):
        for sentence in tighten(keys.installations):
            log.warning(sentence)
    return OAuthSettings(
        client_id=keys.client_id,
        client_secret=keys.client_secret,
        scopes=list(SCOPES),
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        installation_store=SQLite3InstallationStore(database=keys.installations, client_id=keys.client_id),
        state_store=SQLite3OAuthStateStore(expiration_seconds=STATE_LASTS, database=keys.installations),
        authorization_url=f"{keys.api_url.removesuffix('api/')}oauth/v2/authorize",
    )


def _listen(app: App, asking: Asking, home: Home) -> None:
    app.event("app_mention")(asking.mention)
    app.event("message")(asking.message)
    app.command("/plan")(asking.command)
    app.shortcut("about_message")(asking.about_message)
    app.shortcut(FORM)(home.open_form)
    app.action(re.compile(f"^{ASK}:"))(asking.choice)
    app.action(SHARE)(asking.share)
    app.action(FEEDBACK)(asking.feedback)
    app.action(OPEN_FORM)(home.open_form)
    app.action(DEPARTMENT)(home.choose)
    app.event("app_home_opened")(home.opened)
    app.action(re.compile(f"^{WEEKLY}:"))(home.weekly_pressed)
    app.action(OPEN_WEEKLY)(home.weekly_form)
    app.view(WEEKLY_FORM)(home.weekly_submitted)
    app.options("topic")(home.suggest)
    app.view(FORM)(home.submitted)
    app.function("ask_plan", auto_acknowledge=False)(asking.step)
    # Anything else, from older cards or newer settings: heard, or Slack sends it again and shows a warning.
    anything = re.compile(".*")
    app.event(anything)(lambda: None)
    for kind in (app.action, app.shortcut, app.view, app.view_closed, app.command):
        kind(anything)(lambda ack: ack())
    app.options(anything)(lambda ack: ack(options=[]))
    app.error(_trouble)


def _trouble(error: Exception) -> BoltResponse:
    """A listener failed: its kind is logged, nothing that was typed; Slack need not send it again."""
    log.error("listener: %s", type(error).__name__)
    return BoltResponse(status=200)


def introduction(keys: Keys, lang: str) -> list[str]:
    """Which workspace and bot the token is of, and which scopes it lacks. Raises NotConnected."""
    if keys.by_oauth:
        return [say.slack_by_oauth(lang, INSTALL)]
    client: WebClient = make_client(keys.bot_token, keys.api_url)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise NotConnected(str(error.response.get("error"))) from None
    except OSError as error:
        raise NotConnected(str(error)) from None
    lines = [say.slack_started(lang, str(answer.get("team")), f"@{answer.get('user')}")]
    given = {key.lower(): value for key, value in (answer.headers or {}).items()}.get("x-oauth-scopes")
    if given is not None:
        missing = sorted(set(SCOPES) - {scope.strip() for scope in str(given).split(",")})
        lines += [say.scopes_missing(lang, ", ".join(missing))] if missing else []
    return lines
