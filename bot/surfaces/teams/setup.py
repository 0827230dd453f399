"""What the bot signs in with at Teams, and the SDK with it."""

from __future__ import annotations

import asyncio

from bot.surfaces.reachability import RefusedError, UnreachableError
from bot.surfaces.teams.library import AGAIN, Hear, Sleep, TeamsSdk
from bot.surfaces.teams.tokens import NoToken, OwnToken, SignIn, unsigned
from katou_index.records import Record

NOBODY = "00000000-0000-0000-0000-000000000000"  # the bot's id where none is needed


class Setup(Record):
    """What it signs in with. Without `client_secret` it is for a local tool that checks no token."""

    client_id: str
    client_secret: str
    tenant_id: str
    keys_url: str
    login_url: str


def connect(
    setup: Setup, hear: Hear, sleep: Sleep = asyncio.sleep, again: frozenset[int] = AGAIN
) -> TeamsSdk:
    """The SDK, signing in with this; `hear` and `again` are the library's."""
    client_id = setup.client_id or NOBODY
    sign_in = SignIn(setup.login_url, setup.tenant_id, client_id, setup.client_secret)
    token = OwnToken(sign_in) if setup.client_secret else _worthless
    return TeamsSdk(client_id, token, hear, sleep, again)


def sign_in(library: TeamsSdk) -> None:
    """Ask for a token once. Raises UnreachableError, RefusedError."""
    try:
        library.sign_in()
    except NoToken as error:
        raise (RefusedError if error.refused else UnreachableError)(error.why) from None
    except TimeoutError as error:
        raise UnreachableError(type(error).__name__) from None


def signs_in(setup: Setup) -> None:
    """Ask for a token once, without a running surface, to see whether one is given. Raises UnreachableError,
    RefusedError."""
    library = connect(setup, lambda _: None)
    try:
        sign_in(library)
    finally:
        library.close()


async def _worthless(scope: str, tenant: str | None) -> str:
    del scope, tenant
    return unsigned()
