"""What is set for one plan: the settings of the installation, and over them those of its own.

    settings.toml in its folder    KATOU_PAGE_URL = "https://plan.city.example.jp"
    the environment                KATOU_PAGE_PASSWORD__KATO=…      secrets stand nowhere else

Whatever says who may come in holds for the plan that it is set for, and for no other: a password, a key, the
list of the office. What the platforms are signed in to with is the installation's, and no plan has its own.
"""

from __future__ import annotations

import os

from bot.settings import SETTINGS, Settings
from bot.wording import plans as say
from katou_index.address import of_plan
from katou_index.errors import TableError
from katou_index.plans import PlanFolder
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHO_MAY = frozenset({
    "page", "page_password", "page_user_header", "page_trusted_proxy", "page_office", "page_office_password",
    "api_key", "slack_channels", "slack_shared_channels", "slack_office", "teams_office",
})  # fmt: skip
MAY_DIFFER = frozenset({"keep_days", "lang", "context_minutes", "slack_guests", "teams_guests", "smtp_from"})
BETWEEN = "__"  # between a setting's name and the plan's, in the environment


def settings_of(environ: Mapping[str, str], plan: PlanFolder, beside: tuple[str, ...] = ()) -> Settings:
    """The settings that hold for a plan; `beside` are those that may be compared with it.

    Raises SettingError, TableError.
    """
    return Settings.read(environ_of(environ, plan, beside))


def environ_of(
    environ: Mapping[str, str], plan: PlanFolder, beside: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """The environment with the settings that hold for a plan. Raises TableError."""
    kept = {SETTINGS[field].name for field in WHO_MAY}
    held = {name: value for name, value in environ.items() if name not in kept}
    held |= dict(_written(plan))
    for field in WHO_MAY | MAY_DIFFER:
        name = SETTINGS[field].name
        if own := environ.get(name + BETWEEN + plan.name.upper().replace("-", "_")):
            held[name] = own
    places = {
        "KATOU_DATA": plan.data,
        "KATOU_INDEX": of_plan(environ.get("KATOU_INDEX", ""), plan.name) or plan.index,
        "KATOU_STATE": of_plan(environ.get("KATOU_STATE", ""), plan.name) or plan.state,
    }
    return {**held, **places, "KATOU_PLAN": ",".join((plan.name, *beside))}


def _written(plan: PlanFolder) -> Iterator[tuple[str, str]]:
    """What its file sets. Raises TableError for what no plan has of its own, and for a secret."""
    if not os.path.exists(plan.settings):
        return
    from pathlib import Path  # here, as the next: a plain question waits for neither

    from katou_index.keptfiles import read_toml

    path = Path(plan.settings)
    of_plans = {SETTINGS[field].name: SETTINGS[field] for field in WHO_MAY | MAY_DIFFER}
    for name, value in read_toml(path).items():
        if name not in of_plans:
            raise TableError(str(path), name, say.no_setting_of_plans())
        if of_plans[name].secret:
            raise TableError(str(path), name, say.secret_written(name, plan.name.upper().replace("-", "_")))
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise TableError(str(path), name, say.no_text())
        yield name, str(value)
