"""Microsoft's signatures on what arrives, and the bot's own token for what it sends.

The SDK fetches the signing keys within its event loop, which then stands still for as long as that takes.
Here they are fetched by a thread of their own, and a token is checked in the thread of its request.

Rules: learn.microsoft.com, “Authentication with the Bot Connector API”, step 4 (connector to bot).
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import httpx
import jwt
from cachetools import LRUCache

from katou_index.records import NamedTuple, Record

log = logging.getLogger(__name__)

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
SCOPE = "https://api.botframework.com/.default"
LEEWAY = 300  # seconds by which clocks may differ, as Microsoft says
EVERY = 3600.0  # seconds between two looks at the keys; Microsoft asks for one a day at least
SOONEST = 30.0  # seconds between two fetches that were asked for by a key that is not known
TIMEOUT = 5.0  # seconds for one fetch
FIRST_WAIT = 5.0  # seconds after the start for which requests wait for the first keys
NOT_TAKEN = frozenset({400, 401, 403})  # how Microsoft answers a wrong tenant, id or secret
MOST_TOKENS = 256  # that were verified and are kept
EARLIER = 300  # seconds before its end that the bot's own token is renewed


class Forged(Exception):  # noqa: N818 - answered with 401, its text goes to the log
    """A token that is none of Microsoft's, or not for this bot."""


class NoKeys(Exception):  # noqa: N818 - answered with 503: Teams tries again
    """The signing keys could not be fetched yet."""


class Verified(NamedTuple):
    """A token that was found to be right: by which key, what it names, when it ends (seconds since 1970)."""

    name: str
    key: jwt.PyJWK
    service: str
    until: float


class SigningKeys:
    """Microsoft's signing keys, by their ids. `start` begins to fetch them, `close` ends that."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys: dict[str, tuple[jwt.PyJWK, frozenset[str]]] = {}
        self._verified: LRUCache[tuple[str, str], Verified] = LRUCache(MOST_TOKENS)
        self._lock = threading.Lock()
        self._have = threading.Event()
        self._wanted = threading.Event()
        self._ended = threading.Event()
        self._patient_until = time.monotonic() + FIRST_WAIT
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Fetch the keys in a thread of their own, now and every hour."""
        self._thread = threading.Thread(target=self._run, name="teams-keys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Fetch no more."""
        self._ended.set()
        self._wanted.set()
        if self._thread:
            self._thread.join(timeout=TIMEOUT)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.clear()
            fetched = self.fetch()
            if not self._ended.wait(SOONEST) and fetched:
                self._wanted.wait(EVERY - SOONEST)

    def fetch(self) -> bool:
        """Fetch the keys now; whether it was possible. The ones before stay if it was not."""
        try:
            answer = httpx.get(self.url, timeout=TIMEOUT).raise_for_status().json()
            found = {
                str(key["kid"]): (jwt.PyJWK.from_dict(key), frozenset(key.get("endorsements") or ()))
                for key in answer["keys"]
                if key.get("kty") == "RSA"
            }
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("signing keys not fetched: %s", type(error).__name__)
            return False
        self._keys = found
        self._have.set()
        return True

    def of(self, name: str) -> tuple[jwt.PyJWK, frozenset[str]]:
        """The key of this id and the channels it may sign for. Raises Forged, NoKeys."""
        if not self._have.wait(max(self._patient_until - time.monotonic(), 0)):
            raise NoKeys
        if name not in self._keys:
            self._wanted.set()  # nobody waits for it: who forges tokens would hold up everybody
            raise Forged("a key that is not known")
        return self._keys[name]

    def verified(self, token: str, client_id: str) -> str | None:
        """The service address of a token that was verified before; None for any other.

        Teams sends one token for an hour, and its signature takes as long as a question. It holds until it
        ends, or the key that has signed it is fetched anew, which is each hour.
        """
        with self._lock:
            known = self._verified.get((token, client_id))
        if known is None or time.time() > known.until:
            return None
        now = self._keys.get(known.name)
        return known.service if now and now[0] is known.key else None

    def remember(self, token: str, client_id: str, found: Verified) -> None:
        """Keep that a token is right."""
        with self._lock:
            self._verified[token, client_id] = found


def service_of(authorization: str, client_id: str, keys: SigningKeys) -> str:
    """The service address that a valid token names. Raises Forged for every other token, NoKeys.

    `authorization` is the header of the request, `client_id` the bot's id, for which the token must be made.
    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Forged("no token")
    if (known := keys.verified(token, client_id)) is not None:
        return known
    try:
        name = jwt.get_unverified_header(token).get("kid")
        key, endorsed = keys.of(str(name))
        claims = jwt.decode(
            token, key, algorithms=["RS256"], audience=client_id, issuer=ISSUER, leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"]},
        )  # fmt: skip
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise Forged(type(error).__name__) from None
    if endorsed and CHANNEL not in endorsed:
        raise Forged("a key that may not sign for Teams")
    service = claims.get("serviceurl")
    if not isinstance(service, str) or not service:
        raise Forged("no service address")
    keys.remember(token, client_id, Verified(str(name), key, service, float(claims["exp"])))
    return service


class NoToken(ValueError):  # noqa: N818 - told by whoever sends
    """The bot could not sign in: `why` is one word. `refused`: its id or its secret is not taken."""

    def __init__(self, why: str, *, refused: bool = False) -> None:
        super().__init__(f"the bot cannot sign in: {why}")
        self.why = why
        self.refused = refused


class SignIn(Record):
    """What the bot signs in with. `login` is the address of Microsoft's sign-in, without the tenant."""

    login: str
    tenant_id: str
    client_id: str
    client_secret: str


class OwnToken:
    """The token that the bot sends with its messages: fetched with a time limit, kept until it ends."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._token = ""
        self._until = 0.0

    async def __call__(self, scope: str, tenant: str | None = None) -> str:
        """A token for the connector. Raises NoToken."""
        if time.monotonic() < self._until:
            return self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": self._sign_in.client_id,
            "client_secret": self._sign_in.client_secret,
            "scope": scope or SCOPE,
        }
        url = f"{self._sign_in.login}{tenant or self._sign_in.tenant_id}/oauth2/v2.0/token"
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, transport=_retrying()) as client:
                answer: dict[str, Any] = (await client.post(url, data=form)).raise_for_status().json()
            self._token = str(answer["access_token"])
            self._until = time.monotonic() + max(int(answer.get("expires_in") or 0) - EARLIER, 0)
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            raise NoToken(f"HTTP {status}", refused=status in NOT_TAKEN) from None
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise NoToken(type(error).__name__) from None
        return self._token


def _retrying() -> httpx.AsyncHTTPTransport:
    """Connections that are tried twice more where none comes about."""
    return httpx.AsyncHTTPTransport(retries=2)


def unsigned() -> str:
    """A token without worth, for a local tool that checks none, and may want to read one."""
    return jwt.encode({"aud": ISSUER}, "x" * 32, algorithm="HS256")
