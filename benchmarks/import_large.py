"""How long the real command takes to load 3,000 measures of each kind of file, and again for the next year.

    .venv/bin/python benchmarks/import_large.py [--measures 3000] [KIND …]

Told are seconds of CPU time: what people wait on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import cities  # noqa: E402 - after the path to it
from tests.made import pdf  # noqa: E402

SECONDS = 30.0
COMMAND = "import sys; from katou_index.__main__ import main; sys.exit(main(sys.argv[1:]))"


def of_list(folder: Path, measures: int) -> Path:
    """A list in Excel."""
    path = folder / "list.xlsx"
    cities.write_list(path, cities.by_list(50, measures))
    return path


def of_sheets(folder: Path, measures: int) -> Path:
    """A sheet for each department."""
    path = folder / "sheets.xlsx"
    cities.write_sheets(path, cities.by_sheet(50, measures))
    return path


def of_forms(folder: Path, measures: int) -> Path:
    """A sheet for each measure."""
    path = folder / "forms.xlsx"
    cities.write_forms(path, cities.by_form(50, measures))
    return path


def _rows(measures: int) -> list[list[object]]:
    made = cities.by_list(50, measures).made
    heads = ["整理番号", "事業名", "担当課", "取組内容", "取組結果", "決算額", "評価"]
    return [heads, *([each.number, each.title, each.office, each.planned, each.result, each.spent,
                      each.mark] for each in made)]  # fmt: skip


def of_csv(folder: Path, measures: int) -> Path:
    """A CSV."""
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(measures))
    return path


def of_pdf(folder: Path, measures: int) -> Path:
    """A ruled PDF of some hundred pages."""
    return pdf(folder / "list.pdf", _rows(measures))


KINDS = {"list": of_list, "sheets": of_sheets, "forms": of_forms, "csv": of_csv, "pdf": of_pdf}


def timed(*arguments: str) -> float:
    """CPU seconds of a command; it must do what it was told."""
    began = _spent()
    done = subprocess.run([sys.executable, "-c", COMMAND, *arguments], cwd=ROOT, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return _spent() - began


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Print the table; 1 where one takes longer than allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []])  # [] is what none of them is given as
    parser.add_argument("--measures", type=int, default=3000)
    wish = parser.parse_args()
    failed = False
    print(f"{'file':<8}{'MB':>7}{'import':>9}{'later':>9}{'build':>9}   seconds for {wish.measures} measures")
    for kind in wish.kinds or KINDS:
        with tempfile.TemporaryDirectory() as name:
            path = KINDS[kind](Path(name), wish.measures)
            data = str(Path(name) / "data")
            more = ("--data", data, "--yes", "--anyway")
            first = timed("start", str(path), "--year", "R7", *more)
            year = timed("import", str(path), "--year", "R8", *more)
            build = timed("build", "--data", data, "--out", str(Path(name) / "katou.db"))
            size = path.stat().st_size / 1e6
            print(f"{kind:<8}{size:>7.1f}{first:>9.1f}{year:>9.1f}{build:>9.1f}", flush=True)
            failed |= max(first, year) > SECONDS
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
