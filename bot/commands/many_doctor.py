"""`katou doctor` for several plans: their table, then whatever is not well with any of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.checkup import examining
from bot.checkup.symptom import Health, Symptom
from bot.commands.doctor import doors_of, platforms_of
from bot.commands.plans import settings_for
from bot.plans.bindings import read_bindings
from bot.wording import checkup as say
from katou_index.errors import KatouError
from katou_index.plans import STATE, plan_names

if TYPE_CHECKING:
    from bot.settings import Settings


def examined_plans(settings: Settings, lang: str) -> Iterator[Symptom]:
    """Everything that can be looked at; of a plan that is well nothing is told."""
    home = settings.plans
    yield from examining.settings_of(settings, lang)
    yield from examining.packages_of(settings, lang)
    try:
        names = plan_names(home)
        bound = read_bindings(home)
    except (KatouError, OSError) as error:
        yield Symptom("settings", Health.WRONG, str(error), say.mend_data(lang))
        return
    wrong, known = [], dict[str, str]()
    for name in names:
        wrong += [each.but(told=f"[{name}] {each.told}") for each in _of_plan(name, settings, lang, known)]
    yield from wrong
    asked = {
        plan
        for table in (bound.slack, bound.teams, bound.hosts)
        for plans in table.values()
        for plan in plans
    }
    if unbound := [name for name in names if name not in asked]:
        yield Symptom("settings", Health.DOUBTFUL, say.plans_unbound(lang, unbound), say.bind_plans(lang))
    if not wrong:
        yield Symptom("index", Health.WELL, say.plans_well(lang, len(names)))
    yield from examining.disk_of(settings.but(data=home, index=home, state=os.path.join(home, STATE)), lang)
    yield from examining.clock_of(settings, lang)
    yield from platforms_of(settings, lang)


def _of_plan(name: str, settings: Settings, lang: str, known: dict[str, str]) -> Iterator[Symptom]:
    """What is not well with one plan. `known`: the secrets of those before it, with whose they are."""
    try:
        own = settings_for("doctor", name, settings)
    except (KatouError, OSError) as error:
        yield Symptom("settings", Health.WRONG, str(error), say.mend_data(lang))
        return
    for look in (examining.index_of, doors_of, examining.files_of):
        yield from (each for each in look(own, lang) if each.health is not Health.WELL)
    if os.path.exists(own.state):  # one is made when it is first needed
        yield from (each for each in examining.state_of(own, lang) if each.health is not Health.WELL)
    for secret in filter(None, (own.page_password, own.page_office_password, own.api_key)):
        other = known.setdefault(secret, name)
        if other != name:
            yield Symptom("doors", Health.WRONG, say.shared_secret(lang, other), say.other_secret(lang))
