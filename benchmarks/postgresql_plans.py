"""What a question to one plan takes in a PostgreSQL database that holds many.

    .venv/bin/python benchmarks/postgresql_plans.py [--items 100000] [--plan 575]

Makes one plan of so many items, and copies of it under other names until there are so many items in all; then
asks plans drawn at random, of which the process knows nothing, and one again and again. Beside it the same
plan in a file. What is told is the work of a processor, of this process and of the server together: on a free
machine a question takes as long. Needs PostgreSQL (apt-get install postgresql) and some 6 kB of disk an item.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("KATOU_MEANING", "off")

from benchmarks.large import make, questions  # noqa: E402
from bot import Bot  # noqa: E402
from katou_index import build_index, open_index  # noqa: E402
from katou_index.address import of_plan  # noqa: E402
from katou_index.index.postgresql import DATA_SCHEMA, POSTING  # noqa: E402
from katou_index.index.schema import TABLES, VERSION  # noqa: E402
from tests.postgresql_server import Cluster, folder_of_servers  # noqa: E402

FAST = (
    "fsync=off",
    "full_page_writes=off",
    "max_wal_size=4GB",
    "autovacuum=off",
    "maintenance_work_mem=256MB",
)
ASKED = 200


def spread(server: Cluster, plans: int) -> None:
    """Copies of the plan p1 as p2, p3 …, by the server itself."""
    tables = {table: [name for name in columns if name != "id"] for table, columns in TABLES.items()}
    for table, columns in (tables | {"posting": list(POSTING)}).items():
        names = ", ".join(f'"{name}"' for name in columns)
        place = f'"{DATA_SCHEMA}"."{table}"'
        server.sql(
            f"insert into {place} (plan, build, rowid, {names}) select 'p' || n, n, rowid, {names} "
            f"from {place}, generate_series(2, {plans}) n where plan = 'p1' and build = 1",
            "katou",
        )
    server.sql(
        "insert into katou_index.generation (plan, build, version, lengths, counts, imported, lines) "
        "overriding system value select 'p' || n, n, version, lengths, counts, imported, lines "
        f"from katou_index.generation, generate_series(2, {plans}) n where version = '{VERSION}'",
        "katou",
    )
    server.sql("analyze", "katou")
    server.sql("checkpoint")


def worked(server: Cluster) -> float:
    """Milliseconds of a processor that this process and the server's have had until now."""
    first = (server.data / "postmaster.pid").read_text(encoding="ascii").split()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    had = 0
    for each in children:
        with contextlib.suppress(OSError):
            if not Path(f"/proc/{each}/cmdline").read_bytes().startswith(b"postgres: katou"):
                continue  # what it does by the way, as writing to the disk
            had += int(Path(f"/proc/{each}/schedstat").read_text(encoding="ascii").split()[0])
    return time.process_time() * 1000 + had / 1e6


def times(server: Cluster, do: Callable[[str], object], given: Iterable[str]) -> str:
    """Median and p99 of the work for each."""
    took = []
    for each in given:
        began = worked(server)
        do(each)
        took.append(worked(server) - began)
    return f"p50 {statistics.median(took):7.2f} ms   p99 {statistics.quantiles(took, n=100)[98]:7.2f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--plan", type=int, default=575)
    wanted = parser.parse_args()
    plans, draw = max(2, wanted.items // wanted.plan), random.Random(3)
    asked = questions(wanted.plan, 40)
    words = [text.removesuffix("はどうなった？") for text in asked["topic"]]
    with folder_of_servers() as folder, tempfile.TemporaryDirectory() as name:
        server = Cluster(folder, 5432, FAST).make().start()
        try:
            server.sql("create database katou")
            data = make(Path(name) / "data", wanted.plan)
            file, address = Path(name) / "katou.db", server.address("katou")
            build_index(data, file)
            began = time.perf_counter()
            build_index(data, of_plan(address, "p1"))
            print(f"build of one plan of {wanted.plan} items: {time.perf_counter() - began:.1f} s")
            began = time.perf_counter()
            spread(server, plans)
            size = int(server.sql("select pg_database_size('katou')")) / 2**30
            print(f"{plans} plans, {plans * wanted.plan} items: {size:.1f} GB, "
                  f"copied in {time.perf_counter() - began:.0f} s")  # fmt: skip

            def anew(text: str) -> None:
                with open_index(of_plan(address, f"p{draw.randint(1, plans)}")) as index:
                    Bot(index).ask(text)

            def searched(text: str) -> None:
                with open_index(of_plan(address, f"p{draw.randint(1, plans)}")) as index:
                    index.search(text)

            kept = open_index(of_plan(address, "p1"))  # as a server has it: its connections are shared
            texts = draw.choices([text for kind in asked.values() for text in kind], k=ASKED)
            sought = draw.choices(words, k=ASKED)
            print("a plan that is opened for it, search  ", times(server, searched, sought))
            print("a plan that is opened for it, question", times(server, anew, texts[:60]))
            for place, path in (("PostgreSQL", of_plan(address, f"p{plans // 2}")), ("file", str(file))):
                with open_index(path) as index:
                    bot = Bot(index)
                    bot.ask(texts[0])
                    index.search(words[0])
                    print(f"{place:10} search  ", times(server, index.search, sought))
                    for kind, own in asked.items():
                        print(f"{place:10} {kind:10}", times(server, bot.ask, own))
            kept.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
