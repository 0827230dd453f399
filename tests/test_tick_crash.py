"""kill -9 at random points of `katou tick`, four at once. benchmarks/weekly_crash.py does it at full size."""

from __future__ import annotations

from pathlib import Path

from tests.bot_fixtures import index_path
from tests.tick_crash import in_slack, in_teams


def test_killed_ticks_lose_nothing_and_post_nothing_twice_in_slack(tmp_path: Path) -> None:
    result = in_slack(tmp_path, index_path(), posts=24, kills=3)
    assert (result.lost, result.twice, result.unclear) == ((), (), 0)
    assert result.kills


def test_killed_ticks_post_nothing_twice_in_teams_and_list_what_is_unclear(tmp_path: Path) -> None:
    result = in_teams(tmp_path, index_path(), posts=12, kills=3)
    assert (result.lost, result.twice) == ((), ())
    assert result.listed == result.unclear
    assert result.kills
