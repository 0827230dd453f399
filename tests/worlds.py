"""Plans that queries are evaluated over in tests: a store, the exported records, an oracle over them."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import json
import os
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from bot import Bot
from bot.answering.context import Libraries
from bot.answering.store import LibraryStore
from katou_index import build_index, open_index
from katou_index.__main__ import main as katou_index
from katou_index.plan import FiscalYear
from scripts.invented_years import main as demonstration
from tests.bot_fixtures import TODAY, index_path
from tests.oracle import Oracle
from tests.queries import TOPICS
from tests.sheets import ROOT

Records = list[dict[str, Any]]


class World:
    """A store, the records exported from the same index, and an oracle over them."""

    def __init__(self, data: Path, out: Path) -> None:
        self.store = LibraryStore(Libraries(open_index(out)))
        self.records: Records = [
            r
            for year in self.store.years
            for r in _katou_index(out, "export", "--format", "json", "--year", year)
        ]
        rows = [row for file in data.glob("*/corrections.csv") for row in _table(file)]
        changed = [row for row in rows if row["原文"] != row["訂正"]]
        corrected = {f"{row['年度']}/{row['事業No.']}-{row['項目']}" for row in changed}
        table = tomllib.loads((data / "departments.toml").read_text(encoding="utf-8"))["department"]
        links = _table(data / "links.csv")
        topics = {(year, words): self._about(year, words) for year in self.store.years for words in TOPICS}
        self.oracle = Oracle(self.records, table, links, corrected, topics)

    def _about(self, year: str, words: str) -> tuple[list[str], list[str]]:
        """What the ranking of texts leads to is data for the oracle: it has tests of its own."""
        found = self.store.about(year, words)
        ids = ([key.partition("/")[2] for key in keys] for keys in (found.primary.keys, found.related))
        return next(ids), next(ids)


def _table(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _katou_index(out: Path, *arguments: str) -> Records:
    """What the command of users gives, as data."""
    text, before = io.StringIO(), os.environ.get("KATOU_INDEX")
    os.environ["KATOU_INDEX"] = str(out)
    try:
        with contextlib.redirect_stdout(text):
            assert katou_index([*arguments]) == 0
    finally:
        os.environ.pop("KATOU_INDEX")
        if before is not None:
            os.environ["KATOU_INDEX"] = before
    found: Records = json.loads(text.getvalue())
    return found


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


@functools.cache
def one_year() -> World:
    """R2 as it is."""
    return World(ROOT / "data", index_path())


@functools.cache
def three_years() -> World:
    """R2 between the invented R1 and R3 of the demonstration."""
    folder = Path(_folder().name) / "demo"
    with contextlib.redirect_stdout(io.StringIO()):
        assert demonstration([str(folder)]) == 0
        _unsettle(folder / "data", folder / "katou.db")
    return World(folder / "data", folder / "katou.db")


@functools.cache
def divided() -> World:
    """The items of R2 with their departments in invented 部, some in none."""
    folder = Path(_folder().name) / "divided"
    (folder / "data" / "r2").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "departments.toml", folder / "data")
    rows = _table(ROOT / "tests" / "expected" / "r2.csv")
    for row in rows:
        row["部名"] = ("総務部", "教育部", "建設部", "")[len(row["項目担当課"]) % 4]
    with (folder / "data" / "r2" / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    build_index(folder / "data", folder / "katou.db")
    return World(folder / "data", folder / "katou.db")


@functools.cache
def bot_of_three_years() -> Bot:
    """A bot over the same years as the demonstration made them: nothing unsettled, today fixed."""
    folder = Path(_folder().name) / "asked"
    with contextlib.redirect_stdout(io.StringIO()):
        assert demonstration([str(folder)]) == 0
    return Bot(open_index(folder / "katou.db"), today=TODAY)


def _unsettle(data: Path, out: Path) -> None:
    """One new measure of which nobody said that it is new; one evidence corrected by hand."""
    links = (data / "links.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [line for line in links if not line.startswith("R2,,,R3,42,")]
    assert len(kept) == len(links) - 1
    (data / "links.csv").write_text("".join(kept), encoding="utf-8")
    with open_index(out) as index:
        said = index.plan(FiscalYear.from_code("R2")).by_number[6].items[0].evidence
    with (data / "r2" / "corrections.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(
            ["R2", "6", "1", "根拠", said, f"{said}（確認済み）", "試験", "試験", "2026-11-22"]
        )
    assert katou_index(["build", "--data", str(data), "--out", str(out)]) == 0
