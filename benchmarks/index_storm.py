"""Builders killed at random moments while readers ask: never a wrong or half answer.

    .venv/bin/python benchmarks/index_storm.py [--kills 40] [--seconds 1]

Two data folders of the same measures, one with 下水道 in every text and one with 図書館, are built into
one index in turn; each builder is killed with SIGKILL after a random time of up to `--seconds`. Two readers
ask all the while: each answer must be that of the one or of the other build, whole. At the end one more build
must clear what the killed ones left. Exit code 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from katou_index import Index, build_index, open_index

ROOT = Path(__file__).parent.parent
ITEMS = 300
WORDS = ("下水道", "図書館")
BUILD = """
import sys
from pathlib import Path
from katou_index import build_index
build_index(*map(Path, sys.argv[1:]))
"""


def make(data: Path, word: str) -> None:
    (data / "r2").mkdir(parents=True)
    with (data / "r2" / "sheet.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["事業No.", "項目", "事業名", "取組結果", "評価"])
        writer.writerows([n, 1, f"訓練{n}", f"{word}の訓練を実施した。", "○"] for n in range(1, ITEMS + 1))


def answer(index: Index) -> tuple[int, int]:
    """How many items each word finds: all or none. Of both, where the index is replaced between the two."""
    first, second = (len(index.search(word, ITEMS)) for word in WORDS)
    return first, second


def read(index: Index, stop: threading.Event, seen: dict[str, int]) -> None:
    whole = {0, ITEMS}
    while not stop.is_set():
        try:
            counts = answer(index)
            fine = set(counts) <= whole
        except Exception as error:
            print("reader:", repr(error))
            fine = False
        seen["answers"] += 1
        seen["wrong"] += not fine


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    draw = random.Random(0)
    with tempfile.TemporaryDirectory() as aside:
        folders = [Path(aside) / word for word in WORDS]
        out = Path(aside) / "katou.db"
        for folder, word in zip(folders, WORDS, strict=True):
            make(folder, word)
        build_index(folders[0], out)
        stop = threading.Event()
        seen = [{"answers": 0, "wrong": 0} for _ in range(2)]
        leftovers, builds = 0, set()
        with open_index(out) as index:
            readers = [threading.Thread(target=read, args=(index, stop, each)) for each in seen]
            for reader in readers:
                reader.start()
            for kill in range(options.kills):
                builder = subprocess.Popen([sys.executable, "-c", BUILD, folders[kill % 2], out], cwd=ROOT)
                time.sleep(draw.uniform(0.05, options.seconds))
                builder.kill()
                builder.wait()
                builds.add(index.build)
                leftovers += any(".new-" in path.name for path in out.parent.iterdir())
            stop.set()
            for reader in readers:
                reader.join()
        build_index(folders[0], out)
        left = sorted(path.name for path in out.parent.iterdir() if path.name.startswith(out.name))
    answers, wrong = (sum(each[key] for each in seen) for key in ("answers", "wrong"))
    print(f"{options.kills} kills, {len(builds)} builds seen, {leftovers} left-overs")
    print(f"{answers} answers, {wrong} wrong")
    print("beside the index in the end:", ", ".join(left))
    return 0 if not wrong and set(left) <= {out.name, f"{out.name}.lock", f"{out.name}.old"} else 1


if __name__ == "__main__":
    raise SystemExit(main())
