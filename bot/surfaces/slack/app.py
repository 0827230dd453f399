"""The Bolt app: which listener hears what, over Socket Mode or HTTP, and what is told at the start."""

from __future__ import annotations

import contextlib
import http.client
import io
import logging
import re
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.oauth.state_store.sqlite3 import SQLite3OAuthStateStore
from slack_sdk.signature import SignatureVerifier

from bot.fairness import Threads
from bot.memory import Memory
from bot.memory.private_files import make_file, tighten
from bot.surfaces.reachability import RefusedError, UnreachableError
from bot.surfaces.slack.access import SlackAccess, SlackPolicy
from bot.surfaces.slack.blocks import ASK, FEEDBACK, SHARE
from bot.surfaces.slack.gate import Gate
from bot.surfaces.slack.home import DEPARTMENT, FORM, OPEN_FORM, Home
from bot.surfaces.slack.listeners import SlackListeners
from bot.surfaces.slack.posting import make_client
from bot.surfaces.slack.removal import Removal
from bot.surfaces.slack.subscriptions import OPEN_WEEKLY, WEEKLY, WEEKLY_FORM
from bot.wording import chat as say
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.chat import Front

SCOPES = (  # the least that everything here needs, as the manifest says
    "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "commands",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:write", "mpim:history",
    "usergroups:read", "users:read",
)  # fmt: skip
LISTENERS, WORKERS, QUICK = 16, 28, 4  # threads that acknowledge, that answer and post, that open forms
KNOCKING = 5  # seconds for one look whether Slack is there
NO_ANSWER = (SlackClientError, OSError, http.client.HTTPException, ValueError)
NOT_NOW = frozenset({  # words of Slack that say nothing of the token
    "accesslimited", "fatal_error", "internal_error", "rate_limited", "ratelimited", "request_timeout",
    "service_unavailable", "team_added_to_org",
})  # fmt: skip
WORD = re.compile("[a-z_]+")
WATCHED = 3.0  # seconds between two looks at the connection
PATH, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
UNUSED = "unused over a socket"
DIGITS = 12  # of a time or a length; Python reads no number of thousands of them
STATE_LASTS = 600  # seconds that somebody may take to agree to the installation


log = logging.getLogger(__name__)


class SlackKeys(Record):
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


class SlackThreads:
    """The threads of a process for Slack, whatever plans it answers from."""

    def __init__(self) -> None:
        self.workers = Threads(WORKERS, thread_name_prefix="slack-answer")
        self.listeners = Threads(LISTENERS, thread_name_prefix="slack-listen")
        self.quick = Threads(QUICK, thread_name_prefix="slack-form")

    def close(self) -> None:
        """Take nothing new, finish what was begun."""
        self.listeners.shutdown(wait=True)
        self.quick.shutdown(wait=True)
        self.workers.shutdown(wait=True)


class SlackDoor:
    """How Slack reaches an app: over HTTP, or over a socket that the app opens."""

    keys: SlackKeys
    app: App
    threads: SlackThreads
    handler: SocketModeHandler | None = None  # of Socket Mode, once it is connected

    def wsgi(self) -> Callable[..., Any]:
        """The WSGI application for HTTP, at PATH."""
        handler: Callable[..., Any] = SlackRequestHandler(self.app, path=PATH)
        verifier = SignatureVerifier(self.keys.signing_secret or UNUSED)

        def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
            """What is unsigned is refused before Bolt looks into it, which answers some of it (ssl_check).

            So is what Slack never sends, and Bolt would end in an error. Installations are signed by nobody:
            Bolt checks their state.
            """
            if environ.get("PATH_INFO") != PATH or _is_signed(environ, verifier):
                try:
                    return handler(environ, start_response)
                except Exception as error:  # of any kind: what listeners do wrong, Bolt tells them itself
                    log.warning("a request that cannot be read: %s", type(error).__name__)
            start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8")])
            return [b""]

        return guarded

    def paths(self) -> dict[str, Callable[..., Any]]:
        """The paths of a server that this surface answers."""
        names = (PATH, INSTALL, REDIRECT) if self.keys.by_oauth else (PATH,)
        return dict.fromkeys(names, self.wsgi())

    def connect(self) -> None:
        """Connect over Socket Mode. Raises UnreachableError, RefusedError."""
        handler = SocketModeHandler(self.app, self.keys.app_token, concurrency=LISTENERS)
        try:
            handler.connect()  # type: ignore[no-untyped-call]
        except NO_ANSWER as error:
            handler.close()  # type: ignore[no-untyped-call]
            raise trouble_of(error, "SLACK_APP_TOKEN") from None
        self.handler = handler

    def run_socket(self, ended: threading.Event) -> None:
        """Answer until `ended`; the connection is made anew whenever it breaks."""
        assert self.handler is not None
        watch(self.handler.client.is_connected, ended)
        self.handler.close()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Take nothing new, finish what was begun."""
        self.threads.close()


class Slack(SlackDoor):
    """The whole surface of one plan. `close` ends it after the answers that are being made."""

    def __init__(
        self,
        front: Front,
        memory: Memory,
        keys: SlackKeys,
        policy: SlackPolicy,
        threads: SlackThreads | None = None,
    ) -> None:
        """`threads` are those of the process, where other plans are answered from as well."""
        self.keys = keys
        self.front = front
        self.threads = threads or SlackThreads()
        access = SlackAccess(policy)
        gate = Gate(access, self.threads.workers, self.threads.quick)
        asking = SlackListeners(front, memory, access, gate)
        self.app = make_app(keys, self.threads)
        removal = Removal(front, self.app.installation_store if keys.by_oauth else None, keys.installations)
        self.app.event("app_uninstalled")(removal.uninstalled)
        self.app.event("tokens_revoked")(removal.revoked)
        _listen(self.app, asking, Home(front, memory, access, asking, gate))

    @property
    def workers(self) -> Threads:
        """The threads that answer and post."""
        return self.threads.workers

    @property
    def listeners(self) -> Threads:
        """The threads that acknowledge."""
        return self.threads.listeners

    @property
    def quick(self) -> Threads:
        """The threads that open forms."""
        return self.threads.quick

    def ready(self) -> bool:
        """Whether the index can be asked."""
        try:
            return bool(self.front.years())
        except Exception as error:  # of any kind: not ready
            log.error("not ready: %s", type(error).__name__)  # noqa: TRY400
            return False


def _is_signed(environ: dict[str, Any], verifier: SignatureVerifier) -> bool:
    """Whether Slack signed this request. What was read of it can be read again."""
    stamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP") or "")
    signature = str(environ.get("HTTP_X_SLACK_SIGNATURE") or "")
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not all(each.isascii() for each in (stamp, signature, length)):
        return False
    if not all(each.isdecimal() and len(each) <= DIGITS for each in (stamp, length)):
        return False
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        return verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:  # Slack sends UTF-8
        return False


def watch(is_connected: Callable[[], bool], ended: threading.Event, every: float = WATCHED) -> None:
    """Until `ended`, log that the connection of Socket Mode is lost and that it stands again, once each.

    Looked at every `every` seconds. Bolt's own log is muted (see `make_app`), and an operator wants to know
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


def make_app(keys: SlackKeys, threads: SlackThreads, kind: type[App] = App) -> App:
    """A Bolt app that nothing is listened to in yet."""
    quiet = logging.getLogger("katou.slack")
    quiet.setLevel(
        logging.CRITICAL
    )  # Bolt writes whole requests, with what people typed, at INFO and WARNING
    return kind(
        client=make_client(None if keys.by_oauth else keys.bot_token, keys.api_url),
        oauth_settings=_oauth(keys) if keys.by_oauth else None,
        signing_secret=keys.signing_secret or UNUSED,
        token_verification_enabled=False,  # `introduction` asks, and says what is wrong
        listener_executor=threads.listeners,
        logger=quiet,
    )


def _oauth(keys: SlackKeys) -> OAuthSettings:
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


def _listen(app: App, asking: SlackListeners, home: Home) -> None:
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
    acknowledge_others(app)


def acknowledge_others(app: App) -> None:
    """What else there is, of older cards or newer settings: heard, or Slack sends it again."""
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


def introduction(keys: SlackKeys, lang: str) -> list[str]:
    """Which workspace and bot the token is of, and which scopes it lacks.

    Raises UnreachableError, RefusedError. Nothing is waited for or repeated here: whoever asks does that.
    """
    if keys.by_oauth:
        return [say.slack_by_oauth(lang, INSTALL)]
    found = signed_in(keys)
    lines = [say.slack_started(lang, found.team, found.user)]
    return lines + ([say.scopes_missing(lang, ", ".join(found.missing))] if found.missing else [])


class SignedIn(Record):
    """What Slack says of a token. `ahead`: seconds that our clock is ahead, None where it does not say."""

    team: str
    user: str
    missing: tuple[str, ...] = ()  # scopes
    ahead: float | None = None


def signed_in(keys: SlackKeys) -> SignedIn:
    """Ask Slack once. Raises UnreachableError, RefusedError."""
    client = WebClient(token=keys.bot_token, base_url=keys.api_url, timeout=KNOCKING, retry_handlers=[])
    try:
        answer = client.auth_test()
    except NO_ANSWER as error:
        raise trouble_of(error, "SLACK_BOT_TOKEN") from None
    headers = {key.lower(): str(value) for key, value in (answer.headers or {}).items()}
    given, ahead = headers.get("x-oauth-scopes"), None
    missing = () if given is None else sorted(set(SCOPES) - {scope.strip() for scope in given.split(",")})
    with contextlib.suppress(ValueError, TypeError):  # no date, or none that can be read
        ahead = (
            time.time() - parsedate_to_datetime(headers["date"]).timestamp() if "date" in headers else None
        )
    return SignedIn(str(answer.get("team")), f"@{answer.get('user')}", tuple(missing), ahead)


def trouble_of(error: Exception, token: str) -> UnreachableError | RefusedError:
    """What an error of Slack's SDK means: no answer, or that the token (its setting's name) is not taken."""
    if isinstance(error, ValueError):  # a token that fits into no request; the error's text shows it
        return RefusedError(f"{token}: {type(error).__name__}")
    if not isinstance(error, SlackApiError):
        return UnreachableError(str(getattr(error, "reason", None) or error or type(error).__name__))
    said, status = str(error.response.get("error")), error.response.status_code
    if status == 429 or status >= 500 or not WORD.fullmatch(said):  # a page of something in between
        return UnreachableError(f"HTTP {status}")
    return UnreachableError(said) if said in NOT_NOW else RefusedError(f"{token}: {said}")
