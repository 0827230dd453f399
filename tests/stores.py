"""The same questions to an index in a file and to one in PostgreSQL: every answer the same, to the last sign.

    python -m tests.stores              every conversation under tests/conversations, on both stores
    python -m tests.stores --tenth      a tenth of them, always the same ones

Prints what differs, and how many were asked. Needs PostgreSQL (apt-get install postgresql): it starts a
server of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot import Bot
from bot.reply import Reply
from katou_index import open_index
from katou_index.index.postgresql import Database
from tests.bot_fixtures import TODAY, bot
from tests.expectations import asked, cases
from tests.postgresql_server import fresh_database
from tests.shared_bots import facts
from tests.worlds import bot_of_three_years
from tests.years import bot_of

Turns = tuple[str, ...]


@functools.cache
def in_database(file: Bot) -> Bot:
    """A bot over the same index, copied into PostgreSQL."""
    address = fresh_database()
    with contextlib.closing(Database(address)) as place:
        place.publish(Path(file.index.path))
    return Bot(open_index(address), today=TODAY)


BOTS: dict[str, Callable[[], Bot]] = {  # of each plan that conversations are about, over a file
    "R2": bot,
    "R1, R2, R3": lambda: bot_of("R1", "R3"),
    "R1, R2, R3 of the demonstration": bot_of_three_years,
}


@functools.cache
def conversations(plan: str) -> list[Turns]:
    """All that is asked about a plan in the tests."""
    if plan == "R1, R2, R3":
        return _turns("years", name="over")
    if plan != "R2":
        return _turns("years", name="queries") + _turns("open/years")
    wordings = [
        (*map(str, group.get("before", ())), str(wording))
        for case in cases("wordings")
        for group in case.values
        for wording in group["wordings"]
    ]
    return _turns("", "open") + wordings


def _turns(*folders: str, name: str = "*") -> list[Turns]:
    found = (case for folder in folders for case in cases(*filter(None, folder.split("/")), name=name))
    return [tuple(map(str, case.values[0]["turns"])) for case in found]


def is_drawn(turns: Turns) -> bool:
    """One of ten, the same ones on every machine."""
    return zlib.crc32("\n".join(turns).encode()) % 10 == 0


def differing(turns: Turns, answered: Sequence[Reply], database: Bot) -> list[str]:
    """What the answers to a conversation over a file and those over a database do not have in common."""
    pairs = zip(answered, asked(database, turns), strict=True)
    return [
        f"{' → '.join(turns)}: {key}: {was[key]!r} | {now[key]!r}"
        for one, other in pairs
        for was, now in [(facts(one), facts(other))]
        for key in was
        if was[key] != now.get(key)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--tenth", action="store_true", help="only those that `make test` asks")
    options = parser.parse_args(arguments)
    wrong = 0
    for name, made in BOTS.items():
        file, database = made(), in_database(made())
        chosen = [turns for turns in conversations(name) if is_drawn(turns) or not options.tenth]
        began = time.process_time()
        faults: list[Any] = [
            *itertools.chain.from_iterable(differing(turns, asked(file, turns), database) for turns in chosen)
        ]
        print(
            f"{name}: {len(chosen)} conversations, {len(faults)} differ, {time.process_time() - began:.0f} s"
        )
        print(*faults, sep="\n", end="")
        wrong += len(faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
