"""kill -9 at random points, four senders at once: nothing is lost, nothing is there twice.

benchmarks/weekly_crash.py does the same at full size.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot_fixtures import ROOT, index_path
from tests.weekly_crash import storm


@pytest.mark.parametrize("history", [True, False], ids=["history", "no history"])
def test_killed_senders_lose_nothing_and_send_nothing_twice(tmp_path: Path, history: bool) -> None:
    result = storm(tmp_path, index_path(), ROOT / "data", posts=40, kills=6, history=history)
    assert (result.lost, result.twice) == ((), ())
    assert result.kills >= 6
    assert result.listed >= 0
    if history:
        assert result.listed == 0
