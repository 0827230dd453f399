"""A folder of data with three years for a demonstration: R2 as it is, R1 and R3 invented from it.

    .venv/bin/python scripts/invented_years.py demo
    KATOU_DATA=demo/data KATOU_INDEX=demo/katou.db .venv/bin/katou chat

Every result of R1 and R3 says that it is invented. Never put them into data/.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index.__main__ import main as katou_index  # noqa: E402 - after the path to it
from tests.invented import DECIDED, r1, r3  # noqa: E402
from tests.sheets import merged  # noqa: E402


def main(arguments: list[str]) -> int:
    """Make the folder; 2 without a name for a new one, 1 where something went wrong."""
    if len(arguments) != 1 or Path(arguments[0]).exists():
        sys.stderr.write("invented_years.py FOLDER（まだないフォルダー / one that is not there yet）\n")
        return 2
    folder = Path(arguments[0])
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns(".history"))
    merged(folder / "R1創作.xlsx", r1(), "令和元年度")
    merged(folder / "R3創作.xlsx", r3())
    decided = [part for each in DECIDED for part in ("--decide", each)]
    for year, more in (("R1", []), ("R3", decided)):
        file = folder / f"{year}創作.xlsx"
        code = katou_index(["import", str(file), "--year", year, "--data", str(data), "--yes", *more])
        if code:
            return code
    return katou_index(["build", "--data", str(data), "--out", str(folder / "katou.db")])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
