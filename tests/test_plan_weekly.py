"""The weekly post of several plans: each out of its own file, to its own places, and to no other's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.card import Card
from bot.commands import many_weekly
from bot.commands.many_weekly import WeeklyOfMany
from bot.memory import Chat, Memory
from bot.memory.subscriptions import Ledger
from bot.settings import Settings
from bot.subscription import Subscription
from bot.weekly.platforms import Address, Later, OnlyBound, Sent
from bot.wording import city
from tests.plan_folders import KASUMI, SHIRASE, folder_of
from tests.plan_house import leaks
from tests.weekly_fixtures import Board, Clock, tokyo

BINDINGS = """
[[binding]]
slack = ["TKASUMI"]
teams = ["tenant-1"]
plans = ["kasumi"]
[[binding]]
slack = ["TSHIRASE", "TKASUMI/C9"]
plans = ["shirase"]
"""
MONDAY = "2026-11-30 09:00"


class Posts:
    """An installation whose Slack is a board."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home, self.board, self.clock = home, Board(), Clock(MONDAY)
        patch.setattr(many_weekly, "platforms_of", lambda *_: {"slack": self.board})
        self.weekly = WeeklyOfMany(Settings.read(os.environ), "ja", self.clock)

    def subscribe(self, plan: str, team: str, channel: str) -> None:
        memory = Memory(self.home / plan / "katou-state.db")
        since = tokyo("2026-11-27 09:00")
        Ledger(memory).subscribe(Subscription("slack", team, channel, since=since))
        memory.close()


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    home = folder_of(tmp_path / "plans", BINDINGS)
    monkeypatch.setenv("KATOU_PLANS", str(home))
    yield Posts(home, monkeypatch)
    city._asked.clear()


def test_each_plan_posts_its_own(posts: Posts, capsys: pytest.CaptureFixture[str]) -> None:
    posts.subscribe("kasumi", "TKASUMI", "C1")
    posts.subscribe("shirase", "TSHIRASE", "C2")
    assert posts.weekly.tick() == 0
    by_channel: dict[str, str] = {}
    for channel, _, card in posts.board.posted:
        by_channel[channel] = by_channel.get(channel, "") + str(card.__dict__)
    assert set(by_channel) == {"C1", "C2"}
    assert KASUMI.city in by_channel["C1"] or "計画" in by_channel["C1"]
    assert leaks(by_channel["C1"], KASUMI) == []
    assert leaks(by_channel["C2"], SHIRASE) == []
    told = capsys.readouterr().out
    assert "[kasumi]" in told
    assert "[shirase]" in told
    assert "[midori]" not in told  # nobody there gets one


def test_it_may_be_run_again_and_nothing_is_posted_twice(posts: Posts) -> None:
    posts.subscribe("kasumi", "TKASUMI", "C1")
    for _ in range(3):
        assert posts.weekly.tick() == 0
    assert len(posts.board.keys) == len(set(posts.board.keys)) > 0


def test_a_place_that_belongs_to_another_plan_by_now_gets_nothing(posts: Posts) -> None:
    posts.subscribe("kasumi", "TSHIRASE", "C1")  # ordered before its workspace was bound elsewhere
    posts.subscribe("kasumi", "TKASUMI", "C9")  # a channel of another plan
    assert posts.weekly.tick() == 0
    assert posts.board.posted == []


def test_a_plan_that_cannot_be_opened_keeps_no_other_from_posting(
    posts: Posts, capsys: pytest.CaptureFixture[str]
) -> None:
    posts.subscribe("kasumi", "TKASUMI", "C1")
    posts.subscribe("shirase", "TSHIRASE", "C2")
    (posts.home / "kasumi" / "settings.toml").write_text("KATOU_KEEP_DAYS = 0\n", encoding="utf-8")
    assert posts.weekly.tick() == 1
    assert {channel for channel, _, _ in posts.board.posted} == {"C2"}
    assert "[kasumi]" in capsys.readouterr().err


def test_which_places_are_a_plans_own(posts: Posts, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state.db")
    for name, tenant in (("a:own", "tenant-1"), ("a:other", "tenant-2")):
        memory.install(Chat(name, "https://x", tenant, "personal", "", ""), date(2026, 11, 29))
    board = Board()
    bound = posts.weekly._bound({"slack": board, "teams": board, "mail": board}, "kasumi", memory)
    card = Card("ja", "x")
    assert bound["mail"] is board
    for platform, address, goes in (
        ("slack", Address("C1", "TKASUMI"), True),
        ("slack", Address("C9", "TKASUMI"), False),
        ("slack", Address("C1", "TSHIRASE"), False),
        ("slack", Address("C1", ""), True),  # written down without its workspace
        ("slack", Address("C9", ""), False),
        ("teams", Address("a:own"), True),
        ("teams", Address("a:other"), False),
    ):
        only = bound[platform]
        assert isinstance(only, OnlyBound)
        assert isinstance(only.send(address, card, "1:x"), Sent if goes else Later), address
    memory.close()
