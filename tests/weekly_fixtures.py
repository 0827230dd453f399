"""A weekly post in a city of its own: memory, clock and a platform that is nowhere."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import Bot
from bot.card import Card
from bot.memory import Memory
from bot.weekly.platforms import Address, Outcome, PlatformUnreachableError, Sent
from bot.weekly.sending import Poster
from bot.weekly.service import WeeklyService
from katou_index import build_index, open_index
from tests.bot_fixtures import ROOT, bot

TOKYO = ZoneInfo("Asia/Tokyo")


def tokyo(text: str) -> float:
    """`2026-11-24 09:00` in Japan as seconds since 1970."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp()


class Clock:
    """Seconds since 1970 that stand still until they are moved."""

    def __init__(self, text: str) -> None:
        self.now = tokyo(text)

    def __call__(self) -> float:
        return self.now

    def set(self, text: str) -> None:
        self.now = tokyo(text)


class Board:
    """A platform in memory. `answers` are given instead of sending; without history it cannot say."""

    def __init__(self, *, history: bool = True) -> None:
        self.history = history
        self.posted: list[tuple[str, str, Card]] = []  # channel, key, card
        self.answers: list[Outcome] = []
        self.arrives = False  # whether what ends in an answer of `answers` arrives all the same
        self.unreachable = False

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or self.arrives:
            self.posted.append((address.channel, key, card))
        return answer or Sent(f"{len(self.posted)}")

    def place_of(self, address: Address, key: str) -> str | None:
        if self.unreachable:
            raise PlatformUnreachableError("down")
        places = (str(n) for n, (_, each, _) in enumerate(self.posted, 1) if key == each)
        return next(places, "") if self.history else None

    @property
    def keys(self) -> list[str]:
        return [key for _, key, _ in self.posted]


class City:
    """A memory and a bot over the repository's data, or over a copy of it that may be changed."""

    def __init__(self, folder: Path, start: str, *, own_data: bool = False, history: bool = True) -> None:
        self.data = ROOT / "data"
        self.bot: Bot = bot()
        self.folder = folder
        if own_data:
            self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
            (self.data / "r2" / "received").write_text("2026-11-28\n", encoding="utf-8")  # lately
            self.rebuild()
        self.memory = Memory(folder / "state.db")
        self.clock = Clock(start)
        self.board = Board(history=history)
        self.kit = WeeklyService(self.bot, self.memory, str(self.data))

    def rebuild(self) -> None:
        """Build the index from the city's own data."""
        build_index(self.data, self.folder / "katou.db")
        if self.bot is bot():
            self.bot = Bot(open_index(self.folder / "katou.db"))

    @property
    def poster(self) -> Poster:
        return Poster(
            self.kit.ledger, self.kit.composer, self.kit.calendar, {"board": self.board}, self.clock
        )
