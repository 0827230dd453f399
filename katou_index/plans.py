"""A folder of plans: where each of several lies, so that one installation can hold many.

    plans/
      bindings.toml           who asks which of them (read by the bot)
      kato/                   a plan: its name here, its folder
        data/                 sheets and tables, as an installation of one plan has them
        katou.db              its index
        katou-state.db        what its people could not find, who gets its weekly post …
        settings.toml         what is set for it alone (read by the bot)

A plan's files are its own: an index, a state file and data that hold no other plan's rows. Nothing has to
keep two plans apart in a query, a question costs what its own plan costs, and a plan is moved, copied, backed
up and taken away as a folder.
"""

from __future__ import annotations

import os
import re

from katou_index import table_sentences as say
from katou_index.errors import KatouError
from katou_index.records import Record

DATA, INDEX, STATE = "data", "katou.db", "katou-state.db"
OWN_SETTINGS, BINDINGS = "settings.toml", "bindings.toml"
NAME = r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?"  # also part of a variable's name and of an address


class UnknownPlanError(KatouError):
    """There is no plan of this name, or it is not said which one is meant."""


class PlanFolder(Record):
    """Where one plan lies."""

    name: str
    path: str

    @property
    def data(self) -> str:
        """The folder of its sheets and tables."""
        return os.path.join(self.path, DATA)

    @property
    def index(self) -> str:
        """The file of its index."""
        return os.path.join(self.path, INDEX)

    @property
    def state(self) -> str:
        """Its state file."""
        return os.path.join(self.path, STATE)

    @property
    def settings(self) -> str:
        """The file of what is set for it alone; it may be absent."""
        return os.path.join(self.path, OWN_SETTINGS)


def plan_names(home: str) -> tuple[str, ...]:
    """The plans of a folder, in order. Raises UnknownPlanError where it is no folder that can be read."""
    try:
        with os.scandir(home) as entries:
            found = [each.name for each in entries if re.fullmatch(NAME, each.name) and each.is_dir()]
    except OSError as error:
        raise UnknownPlanError(say.no_folder_of_plans(home, error.strerror or "")) from None
    return tuple(sorted(each for each in found if os.path.isdir(os.path.join(home, each, DATA))))


def plan_folder(home: str, name: str, *, new: bool = False) -> PlanFolder:
    """Where a plan lies; nothing else is looked at. `new`: it may be about to begin.

    Raises UnknownPlanError for a name that is none, and for one that nothing is called.
    """
    found = PlanFolder(name, os.path.join(home, name))
    if re.fullmatch(NAME, name) and (new or os.path.isdir(found.data)):
        return found
    raise UnknownPlanError(say.unknown_plan(home, name, plan_names(home)))


def sole_plan(home: str, name: str) -> PlanFolder:
    """The plan that is named; for "" the only one of the folder. Raises UnknownPlanError."""
    if name:
        return plan_folder(home, name)
    names = plan_names(home)
    if len(names) == 1:
        return plan_folder(home, names[0])
    raise UnknownPlanError(say.which_plan(home, names))
