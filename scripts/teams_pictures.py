"""Takes pictures of answers in Teams, as Microsoft's Agents Playground shows them, to look at.

    .venv/bin/python scripts/teams_pictures.py [FOLDER] [--data FOLDER]

Without a folder: docs/teams.png, the one of the README.

A list, a table, a department, an item, a chart and the weekly post; of another folder of data, that of
scripts/invented_years.py, answers over years.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from screenshot import slim

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # the Playground is driven by what drives it in the tests

from bot import Bot  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from tests.teams_playground import HERE, MODULES, PLAYGROUND, playground_of, post_weekly, teams_of  # noqa: E402

SHOWN = ROOT / "docs" / "teams.png"
NOW = [
    ("list", "×の事業は？", "7項目（7事業）"), ("table", "方針別の内訳", "③ 地域力の強化"),
    ("department", "商工観光課", "商工観光課は5項目"), ("item", "RPAの進捗は？", "No.30 項目3"),
    ("chart", "課別の内訳を図にして", "図と同じ数"), ("weekly", "", "次回 11月30日"),
]  # fmt: skip
OVER_YEARS = [
    ("years", "No.4の推移", "→ 令和3年度"),
    ("years-better", "R2より良くなった項目", "「改善」は"),
]


def take(data: Path, folder: Path, questions: list[tuple[str, str, str]], node: str, chromium: str) -> int:
    """Pictures of answers over a folder of data."""
    with tempfile.TemporaryDirectory() as aside:
        own = Path(aside)
        build_index(data, own / "katou.db")
        with (
            teams_of(Bot(open_index(own / "katou.db")), own) as (teams, address),
            playground_of(address, node, own) as page,
        ):
            command = [node, str(HERE / "look.cjs"), page, chromium, str(folder), json.dumps(questions)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    print(line.strip(), flush=True)
                    if line.strip() == "post now":
                        post_weekly(own, teams.memory)
            return process.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", nargs="?")
    parser.add_argument("--data", type=Path, metavar="FOLDER", default=ROOT / "data")
    options = parser.parse_args()
    node, chromium = next(map(str, MODULES.glob("node-*/bin/node")), ""), shutil.which("chromium") or ""
    if not (node and chromium and PLAYGROUND.exists()):
        sys.exit("make setup-node setup-programs で入れてください。 / run make setup-node setup-programs")
    if options.folder is None:
        with tempfile.TemporaryDirectory() as aside:
            failed = take(options.data, Path(aside), NOW[:1], node, chromium)
            shutil.copy(Path(aside) / "list-card.png", SHOWN)
        print(f"{SHOWN}: {slim(SHOWN)} bytes")
        return failed
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    questions = NOW if options.data == ROOT / "data" else OVER_YEARS
    failed = take(options.data, folder, questions, node, chromium)
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
