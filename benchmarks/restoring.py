"""How much of damaged text sheets comes back, and what is wrong in silence.

    .venv/bin/python benchmarks/restoring.py [--sheets 150] [--first 10000]

Sheets are those of tests/damaging.py, the same ones for the same numbers: the true items of R2 in random
order, pages cut at random, results that name their department always, half of the time or never, and damage
at random places. Told are the fields that are right, the sheets with a rating on a wrong item that no open
finding names, and the open findings a sheet. Costs and limits were chosen on the numbers below 1,000.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index.tablefiles import load_tables  # noqa: E402 - after the path to it
from tests.damaging import read_truth, sheets  # noqa: E402
from tests.scoring import figures, score  # noqa: E402

SOUND, MIXED = "", "mixed"
LIMITS = {
    SOUND: (0.995, 0.02),
    "left_early_on_pages": (0.98, 0.02),
    "left_behind": (0.98, 0.02),
    "left_ahead": (0.98, 0.04),
    "left_and_planned_ahead": (0.98, 0.06),
    "right_lags_lost": (0.98, 0.02),
    MIXED: (0.96, 0.02),
}  # kind of damage → fields that come back at least; sheets with a wrong rating unasked at most
ASKED = 10  # open findings on a sound sheet


def main() -> int:
    """Print the table; 1 where a figure is beyond its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=150, help="of each kind")
    parser.add_argument("--first", type=int, default=10_000, help="number of the first one")
    options = parser.parse_args()
    truth, tables = read_truth(ROOT / "tests" / "expected" / "r2.csv"), load_tables(ROOT / "data")
    beyond = False
    print("damage                   sheets  fields  silent  asked  most")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.txt"
        for name, (least, most) in LIMITS.items():
            made = sheets(truth, name, options.sheets, first=options.first, heads=False)
            found = figures(score(sheet, path, tables) for sheet in made)
            print(
                f"{name or 'none':24} {found.sheets:6} {found.fields:7.1%} {found.silent:7}"
                f" {found.asked:6.1f} {found.most_asked:5}",
                flush=True,
            )
            beyond |= found.fields < least or found.silent > most * found.sheets
            beyond |= name == SOUND and found.asked > ASKED
    return int(beyond)


if __name__ == "__main__":
    raise SystemExit(main())
