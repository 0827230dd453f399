"""Weekly posts under kill -9: `python -m benchmarks.weekly_crash [posts] [kills]` (300 posts, 30 kills).

Four processes send at once, connections break now and then, workers are killed at random points. With a
platform that shows its history nothing may be lost or there twice; with one that shows none nothing may be
there twice, and each unclear post must be listed for a person.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from katou_index import build_index
from tests.weekly_crash import storm

ROOT = Path(__file__).parent.parent


def main(posts: int = 300, kills: int = 30) -> int:
    worst = 0
    for history in (True, False):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build_index(ROOT / "data", folder / "katou.db")
            result = storm(
                folder, folder / "katou.db", ROOT / "data", posts=posts, kills=kills, history=history
            )
        print(
            f"{'with' if history else 'without'} history: {result.posts} posts, {result.kills} kills: "
            f"{len(result.lost)} lost, {len(result.twice)} twice, {result.listed} unclear and listed"
        )
        worst = max(worst, len(result.lost) + len(result.twice))
    return 1 if worst else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:3])))
