"""data/links.csv: which measure and department of one year is which of the next, and who decided it.

    year_from,measure_from,department_from,year_to,measure_to,department_to,kind,decided_by,decided_at
    R2,5,,R3,6,,renumbered,自動,2026-11-22
    R2,,防災課,R3,,危機管理課,department-renamed,山田,2026-11-22

A row has two measures or two departments; what ended has no second, what is new has no first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from katou_index import table_sentences as say
from katou_index.errors import TableError
from katou_index.keptfiles import DAY, read_rows
from katou_index.records import NamedTuple

FILE = "links.csv"
COLUMNS = (
    "year_from", "measure_from", "department_from", "year_to", "measure_to", "department_to", "kind",
    "decided_by", "decided_at",
)  # fmt: skip
SAME, RENAMED, RENUMBERED, NEW, DROPPED = "same", "renamed", "renumbered", "new", "dropped"
DEPARTMENT_RENAMED, DEPARTMENT_MERGED = "department-renamed", "department-merged"
DEPARTMENT_NEW, DEPARTMENT_ENDED = "department-new", "department-ended"
KINDS = (SAME, RENAMED, RENUMBERED, NEW, DROPPED, DEPARTMENT_RENAMED, DEPARTMENT_MERGED, DEPARTMENT_NEW,
         DEPARTMENT_ENDED)  # fmt: skip


class Link(NamedTuple):
    """One row, in the order of COLUMNS."""

    year_from: str
    measure_from: str
    department_from: str
    year_to: str
    measure_to: str
    department_to: str
    kind: str
    decided_by: str
    decided_at: str


def read_links(data: Path) -> tuple[Link, ...]:
    """Every row, none without the file. Raises TableError for a bad one."""
    path = data / FILE
    if not path.exists():
        return ()
    links = []
    for number, row in read_rows(path, COLUMNS, {COLUMNS[-1]: DAY}):
        link = Link(*(row[name].strip() for name in COLUMNS))
        if link.kind not in KINDS:
            raise TableError(str(path), say.line(number), say.no_link_kind(KINDS))
        links.append(link)
    return tuple(links)


def with_links(links: Iterable[Link], new: Iterable[Link], year_from: str, year_to: str) -> str:
    """The text of the table with the rows between these two years replaced."""
    kept = [link for link in links if (link.year_from, link.year_to) != (year_from, year_to)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*kept, *new])
    return text.getvalue()
