"""How long answers are before "more": characters of `short` over conversations, the last answer of each.

    .venv/bin/python benchmarks/short.py [--katou CMD] FILE.yml …

Each FILE.yml is a list of conversations with `id` and `turns`, as in tests/conversations; without one, those.
Asked through `katou ask --jsonl`, one process for all. Exit 1 above a limit: a median of 220, any of 600.
"""

from __future__ import annotations

import argparse
import json
import shlex
import statistics
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
MEDIAN, LONGEST = 220, 600


def main() -> int:
    """Ask, measure, print the median, the longest and how many stay below the limits."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--katou", default=str(Path(sys.executable).with_name("katou")), help="the command")
    given = parser.parse_args()
    files = given.files or sorted((ROOT / "tests" / "conversations").glob("*.yml"))
    cases = [(str(path), case) for path in files for case in yaml.safe_load(path.read_text("utf-8")) or []]
    lines = [
        json.dumps({"conversation": f"{path}/{number}", "text": str(turn)})
        for number, (path, case) in enumerate(cases)
        for turn in case["turns"]
    ]
    command = [*shlex.split(given.katou), "ask", "--jsonl"]
    run = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    last = {answer["conversation"]: answer for answer in answers}
    short = sorted(((len(each["short"]), each["question"]) for each in last.values()), reverse=True)
    lengths = [length for length, _ in short]
    headlines = [len(each["headline"]) for each in last.values()]
    whole = [len(each["text"]) for each in last.values()]
    median = statistics.median(lengths)
    print(f"{len(lengths)} answers: short {median:.0f} at the median, {lengths[0]} at most ({short[0][1]})")
    print(f"headline {statistics.median(headlines):.0f} at the median, {max(headlines)} at most")
    print(f"text {statistics.median(whole):.0f} at the median")
    print(
        f"{sum(each <= 120 for each in lengths)} up to 120, {sum(each > 300 for each in lengths)} above 300"
    )
    return int(median > MEDIAN or lengths[0] > LONGEST)


if __name__ == "__main__":
    sys.exit(main())
