"""Teams beside the other surfaces, and `katou teams-package`. Its library may not be installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.wiring import bot_of, trouble
from bot.surfaces.reachability import Reaching
from bot.surfaces.teams import package
from bot.wording import chat as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.chat import Front
    from bot.settings import Settings
    from bot.surfaces.teams.access import TeamsPolicy
    from bot.surfaces.teams.app import TeamsDoor
    from bot.surfaces.teams.setup import Setup


def teams_surface(
    settings: Settings, lang: str, host: str, make: Callable[[], TeamsDoor]
) -> TeamsDoor | None:
    """Teams as `make` makes it, after a line that says it is on; None after one that says why it is off."""
    locally = settings.teams_unauthenticated
    needed = {
        "KATOU_TEAMS_CLIENT_ID": settings.teams_client_id,
        "KATOU_TEAMS_CLIENT_SECRET": settings.teams_client_secret,
        "KATOU_TEAMS_TENANT_ID": settings.teams_tenant_id,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing and not locally:
        print(say.surface_off(lang, "Teams", "、".join(missing)), flush=True)
        return None
    if locally and host not in ("127.0.0.1", "::1", "localhost"):
        raise KatouError(say.only_on_loopback(lang, host))
    try:
        from bot.surfaces.teams import library  # here, as below: it needs the library
    except ModuleNotFoundError as error:
        if str(error.name).startswith("bot"):
            raise
        print(say.teams_not_installed(lang), flush=True)
        return None
    surface = make()
    print(say.teams_open_locally(lang) if locally else say.teams_on(lang, library.PATH), flush=True)
    return surface


def teams_of(settings: Settings, front: Front) -> TeamsDoor:
    """Teams for the plan of an installation of one."""
    from bot.surfaces.teams import app

    own = settings.teams_tenants | ({settings.teams_tenant_id} - {""})
    return app.Teams(front, front.memory, setup_of(settings), policy_of(settings, own))


def policy_of(settings: Settings, tenants: frozenset[str]) -> TeamsPolicy:
    """Who may ask of these organisations, and where answers may be sent to."""
    from bot.surfaces.teams.access import TeamsPolicy  # here: its package needs the library

    return TeamsPolicy(
        tenants, settings.teams_guests, settings.teams_service_hosts, settings.teams_file_hosts,
        settings.teams_office, settings.teams_unauthenticated,
    )  # fmt: skip


def signing_in(surface: TeamsDoor, lang: str) -> Reaching:
    """Sees, from now on, whether the bot can sign in: without that it is heard and cannot answer."""

    def sentence(why: str, refused: bool) -> str:
        return say.teams_refused(lang, why) if refused else say.teams_unreachable(lang, why)

    reaching = Reaching(surface.sign_in, sentence, trouble)
    reaching.start()
    return reaching


def setup_of(settings: Settings) -> Setup:
    """How Teams is reached."""
    from bot.surfaces.teams.setup import Setup  # here: it needs the library

    return Setup(
        settings.teams_client_id, settings.teams_client_secret, settings.teams_tenant_id,
        settings.teams_keys_url, settings.teams_login_url,
    )  # fmt: skip


def write_package(settings: Settings, lang: str, out: str, base_url: str | None) -> int:
    """The app package that an administrator uploads."""
    if not settings.teams_client_id:
        raise KatouError(say.setting_missing(lang, "KATOU_TEAMS_CLIENT_ID", "katou teams-package"))
    url = base_url or settings.page
    if not url:
        raise KatouError(say.base_url_needed(lang))
    if not url.lower().startswith("https://") or len(url) <= len("https://"):
        raise KatouError(say.https_needed(lang, url))
    try:
        if settings.plan or not settings.plans:
            bot_of(settings, lang)  # its texts are in the words of the city
    except (KatouError, OSError) as error:
        print(say.neutral_words(lang, str(error)))
    package.write(out, settings.teams_client_id, url)
    print(say.package_written(lang, out))
    return 0
