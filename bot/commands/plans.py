"""Which plan a command is about, where a folder holds several."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.plans.own_settings import settings_of
from katou_index import table_sentences as say
from katou_index.errors import KatouError
from katou_index.plans import plan_folder, sole_plan

if TYPE_CHECKING:
    from bot.settings import Settings

OF_ALL = frozenset({"serve", "slack", "tick", "clock", "teams-package", "settings", "doctor"})


def settings_for(command: str, named: str, settings: Settings) -> Settings:
    """The settings that a command works with: those of the plan that is meant.

    Without a name the installation's own for what serves all plans. Raises KatouError.
    """
    if not settings.plans:
        if named:
            raise KatouError(say.plans_unset())
        return settings
    names = named or settings.plan
    if not names and command in OF_ALL:
        return settings
    first, *beside = [each.strip() for each in names.split(",") if each.strip()] or [""]
    for each in beside:
        plan_folder(settings.plans, each)
    return settings_of(os.environ, sole_plan(settings.plans, first), tuple(beside))
