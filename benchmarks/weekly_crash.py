"""Weekly posts under kill -9.

    .venv/bin/python benchmarks/weekly_crash.py [--posts 300] [--kills 30]

Four processes send at once, connections break now and then, workers are killed at random points: first to
a file, by the parts of `katou tick`, then by the command itself to the Slack emulator and to a Teams of its
own. With a platform that shows its history nothing may be lost or there twice; with one that shows none
nothing may be there twice, and each unclear post must be listed for a person.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index import build_index  # noqa: E402
from tests import tick_crash  # noqa: E402
from tests.weekly_crash import storm  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--kills", type=int, default=30)
    wanted = parser.parse_args()
    worst = 0
    for history in (True, False):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            build_index(ROOT / "data", folder / "katou.db")
            result = storm(
                folder, folder / "katou.db", ROOT / "data",
                posts=wanted.posts, kills=wanted.kills, history=history,
            )  # fmt: skip
        print(
            f"{'with' if history else 'without'} history: {result.posts} posts, {result.kills} kills: "
            f"{len(result.lost)} lost, {len(result.twice)} twice, {result.listed} unclear and listed"
        )
        worst = max(worst, len(result.lost) + len(result.twice))
    for name, tick_storm in (("Slack", tick_crash.in_slack), ("Teams", tick_crash.in_teams)):
        with tempfile.TemporaryDirectory() as folder:
            build_index(ROOT / "data", Path(folder) / "katou.db")
            done = tick_storm(Path(folder), Path(folder) / "katou.db", wanted.posts, wanted.kills)
        print(
            f"katou tick, {name}: {done.posts} posts, {done.kills} kills: {len(done.lost)} lost, "
            f"{len(done.twice)} twice, {done.unclear} unclear, {done.listed} of them listed"
        )
        worst = max(worst, len(done.lost) + len(done.twice) + done.unclear - done.listed)
    return 1 if worst else 0


if __name__ == "__main__":
    raise SystemExit(main())
