"""What a plan of 10,000 or 100,000 items costs: its first answer, each kind of question, memory.

    .venv/bin/python benchmarks/large.py [--items 10000] [--questions 60] [--index katou.db] [--keep FOLDER]

The plan is made of the R2 sheet's sentences, drawn at random; every measure has a subject of its own besides
(「北浜橋の点検台帳」), so that words are as rare or as common as in a real one. Measured is CPU time, in
processes of their own: the first answer with everything that is loaded for it, then each kind of question
with new words every time, and RssAnon (Linux) at the end. Before the second question the process settles as
`katou serve` does. Above a limit: exit code 1.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import gc
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLACES = "北南東西上中下大小新", "浜山川野原田町島崎沢谷", "橋港園池駅坂森館校台"
SUBJECTS = (
    "点検台帳", "予約案内", "見守り配信", "空き区画", "貸出端末", "申込画面", "巡回記録", "案内地図",
    "収蔵目録", "観測センサー", "相談窓口", "学習教材", "防犯カメラ", "水位計", "駐車場", "データ公開",
)  # fmt: skip
OFFICES = 40
LIMITS = {  # items → ms of a topic at the median, at p99, of another question at the median; s first; MB
    10_000: (6.0, 25.0, 5.0, 0.3, 60.0),
    100_000: (20.0, 80.0, 5.0, 1.0, 150.0),
}


def _sheet() -> list[dict[str, str]]:
    with (ROOT / "tests" / "expected" / "r2.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def subject(number: int) -> str:
    """The words that only one measure, or a few of a large plan, has."""
    first, second, third = PLACES
    place = f"{first[number % 10]}{second[number // 10 % 11]}{third[number // 110 % 10]}"
    return f"{place}の{SUBJECTS[number // 1100 % len(SUBJECTS)]}"


def offices(records: list[dict[str, str]]) -> list[str]:
    """The departments that the sheet names, and invented ones beside them."""
    named = dict.fromkeys(record["項目担当課"] for record in records if "、" not in record["項目担当課"])
    return [*named, *(f"{PLACES[0][n % 10]}{PLACES[1][n // 10]}課" for n in range(OFFICES))][:OFFICES]


def make(data: Path, items: int, years: int = 1) -> Path:
    """A folder of data with a tidy file for each of so many years, together of so many items, two a measure.

    A measure has its number and subject in every year, but of its title the end may differ.
    """
    for year in range(years):
        _make_year(data, f"R{year + 2}", items // years, random.Random(7 + year))
    return data


def _make_year(data: Path, code: str, items: int, draw: random.Random) -> None:
    records = _sheet()
    parts = [
        part
        for record in records
        for part in re.split(r"(?<=。)|[\n・]+", f"{record['取組内容']}{record['取組結果']}")
        if len(part) > 8
    ]
    policies = list(dict.fromkeys((record["基本方針"], record["取組"]) for record in records))
    named = offices(records)
    year = data / code.lower()
    year.mkdir(parents=True)
    with (year / "sheet.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["年度", "基本方針", "取組", "事業No.", "事業名", "担当課", "項目", "項目担当課", "取組内容",
             "取組結果", "評価"]
        )  # fmt: skip
        for row in range(items):
            if row % 2 == 0:
                number, office, of = row // 2 + 1, draw.choice(named), draw.choice(policies)
                title = f"{subject(number)}{draw.choice(('の整備', 'の更新', 'の拡充', 'による効率化'))}"
            planned, result = ("".join(draw.choices(parts, k=k)) for k in (1, 3))
            writer.writerow(
                [code, *of, number, title, office, row % 2 + 1, office, planned,
                 f"{subject(number)}について、{result}", draw.choice("◎○○○○△△×")]
            )  # fmt: skip


def questions(items: int, count: int) -> dict[str, list[str]]:
    """Kind → questions, each with words of its own."""
    draw, records = random.Random(11), _sheet()
    named = [name for name in offices(records) if name.endswith("課")]
    measures = items // 2
    texts = "".join(f"{record['取組内容']}\n{record['取組結果']}\n" for record in records)
    words = sorted(dict.fromkeys(re.findall(r"[ァ-ヺー]{4,}|[一-鿿]{3,6}|[A-Z]{3,}", texts)))
    numbers = draw.sample(range(1, measures + 1), count)
    return {
        "number": [f"No.{number}の評価は？" for number in numbers],
        "subject": [f"{subject(number)}の進捗は？" for number in draw.sample(range(1, measures), count)],
        "topic": [f"{word}はどうなった？" for word in draw.sample(words, count)],
        "two words": [f"{'と'.join(draw.sample(words, 2))}の事業は？" for _ in range(count)],
        "department": [f"{draw.choice(named)}の事業は？" for _ in range(count)],
        "rating": [f"{draw.choice(named)}の{draw.choice('◎○△×')}は？" for _ in range(count)],
        "count": [f"{draw.choice('◎○△×')}はいくつ？" for _ in range(count)],
        "table": [draw.choice(("課別の評価の件数を表で", "方針ごとの評価の内訳は？")) for _ in range(count)],
    }


# -- in the measured process ---------------------------------------------------------------------------------


def measure(index: str, asked: dict[str, list[str]]) -> None:
    """Ask in this process and print what it took, as JSON."""
    began = time.process_time()
    from bot import Bot
    from katou_index import open_index

    bot = Bot(open_index(index))
    first = next(iter(asked.values()))[0]
    bot.ask(first)
    told: dict[str, object] = {"first": time.process_time() - began}
    from bot.commands.wiring import settle

    settle(bot)  # as the commands that go on do
    gc.freeze()  # … and a pass over a large plan takes 80 ms
    for kind, texts in asked.items():
        times = []
        for text in texts:
            began = time.process_time()
            bot.ask(text)
            times.append((time.process_time() - began) * 1000)
        told[kind] = times
    status = Path("/proc/self/status").read_text(encoding="ascii")
    told["RssAnon"] = int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024
    print(json.dumps(told))


def measured(index: Path, asked: dict[str, list[str]]) -> dict[str, object]:
    for package in ("bot", "katou_index"):  # as set-up does: else a first answer is mostly compiling
        compileall.compile_dir(ROOT / package, quiet=1)
    command = [sys.executable, __file__, "--measure", str(index)]
    environ = {**os.environ, "KATOU_MEANING": "off", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, input=json.dumps(asked), check=True, capture_output=True, text=True, env=environ
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def told(found: dict[str, object], limits: tuple[float, ...] | None) -> Iterator[bool]:
    """Print each figure; whether each is below its limit."""
    topic, topic_p99, other, first, memory = limits or (float("inf"),) * 5
    for kind, times in found.items():
        if isinstance(times, list):
            median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
            print(f"{kind:12} median {median:8.2f} ms, p99 {p99:8.2f} ms")
            about = kind in ("topic", "two words", "subject")
            yield median <= (topic if about else other)
            yield p99 <= topic_p99
    print(f"first answer {found['first']:.2f} s, RssAnon {found['RssAnon']:.0f} MB")
    yield float(str(found["first"])) <= first and float(str(found["RssAnon"])) <= memory


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=60, help="of each kind")
    parser.add_argument("--keep", type=Path, help="make data and index in this folder, or use what is there")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, json.load(sys.stdin))
        return 0
    with tempfile.TemporaryDirectory() as aside:
        folder = options.keep or Path(aside)
        if not (folder / "data").exists():
            make(folder / "data", options.items)
        environ = {**os.environ, "KATOU_MEANING": "off"}
        build = [sys.executable, "-m", "katou_index", "build", "--data", str(folder / "data")]
        build += ["--out", str(folder / "katou.db")]
        subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, env=environ)
        found = measured(folder / "katou.db", questions(options.items, options.questions))
    return 0 if all([*told(found, LIMITS.get(options.items))]) else 1


if __name__ == "__main__":
    sys.exit(main())
