"""An installation of one plan, as a server and Slack serve it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from bot.commands import page as hosting
from bot.commands import slack
from bot.commands.chats import front_of
from bot.commands.teams import teams_of
from bot.memory.usage import UsageCounts
from bot.surfaces.api.service import ASK, Api
from bot.wording import tools

if TYPE_CHECKING:
    from bot.meter import Meter
    from bot.settings import Settings
    from bot.surfaces.connections import Wsgi
    from bot.surfaces.slack.app import Slack
    from bot.surfaces.teams.app import TeamsDoor


class OnePlan:
    """What all of its surfaces are put before: one front."""

    def __init__(self, settings: Settings, lang: str, meter: Meter | None = None) -> None:
        self.settings, self.lang = settings, lang
        self.front = front_of(settings, lang, meter)

    def slack(self, *, by_oauth: bool) -> Slack:
        """Slack as it is set up."""
        return slack.surface_of(self.settings, self.front, by_oauth=by_oauth)

    def teams(self) -> TeamsDoor:
        """Teams as it is set up."""
        return teams_of(self.settings, self.front)

    def programs(self) -> dict[str, Wsgi]:
        """The programs' door at its paths, after a line that says so; nothing without a key."""
        if not self.settings.api_key:
            return {}
        print(tools.api_on(self.lang, ASK), flush=True)
        return dict(Api(self.front, self.settings.api_key).paths())

    def page(self, host: str, *, alone: bool) -> Wsgi | None:
        """The page; None where it may not be shown. Raises KatouError."""
        return hosting.page(self.front, self.settings, self.lang, host, alone=alone)

    def ready(self) -> bool:
        """Whether the index can be asked. May raise anything."""
        return bool(self.front.years())

    def trouble(self) -> str:
        """What does not work while questions are answered, in one line; "" for nothing."""
        return self.front.trouble()

    def is_away(self) -> bool:
        """Whether the state file cannot be used."""
        return self.front.memory.is_away()

    def numbers(self, meter: Meter) -> None:
        """What is looked up when somebody asks for the numbers."""
        counts = UsageCounts(self.front.memory)

        def age() -> dict[str, float]:
            try:
                return {"": time.time() - os.stat(self.settings.index).st_mtime}
            except OSError:
                return {}

        meter.looks_at({
            "index_age_seconds": ("How long ago the index was built.", "", age),
            "years": ("Years that can be asked about.", "", lambda: {"": float(len(self.front.years()))}),
            "posts": ("Weekly posts that are kept, by what became of them.", "state", counts.posts),
            "post_retries": ("Further tries that these posts took.", "", counts.retries),
        })  # fmt: skip

    def close(self) -> None:
        """Whoever made it ends its surfaces."""
