"""What was asked for and decided: the call, `--decide` and links.csv → decisions; decisions → links.csv."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from katou_index.errors import KatouError
from katou_index.importing import history
from katou_index.importing import sentences as say
from katou_index.language import JAPANESE
from katou_index.naming import same_name
from katou_index.plan import FiscalYear, Plan
from katou_index.records import Record
from katou_index.years import links as kinds
from katou_index.years.comparing import Comparison, Decisions

AUTOMATIC = "自動"  # in links.csv: what titles and numbers decide


class Wish(Record):
    """One import, as asked for. `name` is the file's as people know it, where it lies under another one."""

    file: Path
    year: FiscalYear
    data: Path
    dry_run: bool = False
    yes: bool = False
    anyway: bool = False
    decide: tuple[str, ...] = ()
    by: str = ""
    reason: str = ""
    lang: str = JAPANESE
    name: str = ""

    @property
    def shown(self) -> str:
        """What the file is called."""
        return self.name or self.file.name


def rows_of(wish: Wish, old: Plan, comparison: Comparison) -> list[kinds.Link]:
    """The decisions as rows of links.csv."""
    day, one, other = today(), old.year.code, wish.year.code
    rows = []
    for change in comparison.changes:
        by = (wish.by or _user()) if change.by_hand else AUTOMATIC
        sides = [("", change.before), ("", change.after)] if change.of_department else [
            (change.before, ""), (change.after, "")]  # fmt: skip
        rows.append(kinds.Link(one, *sides[0], other, *sides[1], change.kind, by, day))
    return rows


def decisions_of(wish: Wish, old: Plan | None, new: Plan, links: Sequence[kinds.Link]) -> Decisions:
    """What people decided before, in links.csv, and now, with --decide; the latter counts."""
    if old is None:
        return Decisions({})
    before = _names(old)
    after = _names(new)
    same: dict[str, str] = {}
    ended, fresh = set(), set()
    for link in links:
        one, other = link.measure_from or link.department_from, link.measure_to or link.department_to
        if (link.year_from, link.year_to) != (old.year.code, new.year.code) or link.decided_by == AUTOMATIC:
            continue
        if one in before and other in after:
            same[one] = other
        elif one in before and not other:
            ended.add(one)
        elif other in after and not one:
            fresh.add(other)
    said: list[str] = []
    numbers = _numbers(new)  # one measure is one of the old year; a department may be several
    for text in wish.decide:
        one, other = _said(text, old, new)
        if one in said or (other in numbers and other in (same[each] for each in said if each in same)):
            raise KatouError(say.decided_twice(text))
        said.append(one)
        same = {
            a: b for a, b in same.items() if a != one and not (b == other and b in numbers and a not in said)
        }
        ended.discard(one)
        fresh.discard(other)
        if one and other:
            same[one] = other
        elif one:
            ended.add(one)
        else:
            fresh.add(other)
    return Decisions(same, frozenset(), frozenset(ended), frozenset(fresh))


def _numbers(plan: Plan) -> set[str]:
    return {str(measure.number) for measure in plan.measures}


def _names(plan: Plan) -> set[str]:
    offices = {name for m in plan.measures for name in m.departments}
    owners = {name for item in plan.items for name in item.owners}
    return _numbers(plan) | offices | owners


def _said(text: str, old: Plan, new: Plan) -> tuple[str, str]:
    """`5=6`, `1-①=1-②`, `防災課=危機管理課`, `7=`, `=42` → the two sides, as the plans write them."""
    typed = [side.strip() for side in text.replace("＝", "=").split("=", 1)]
    if len(typed) < 2 or not any(typed):
        raise KatouError(say.bad_decision(text))
    sides = []
    for name, plan in zip(typed, (old, new), strict=True):
        known = _names(plan)
        typed_so = unicodedata.normalize("NFKC", name)
        alike = (one for one in sorted(known) if same_name(one, typed_so))
        written = name if name in known else next(alike, typed_so)
        if written and written not in known:
            raise KatouError(say.no_such_name(text, written, plan.year))
        sides.append(written)
    one, other = sides
    if one and other and (one in _numbers(old)) != (other in _numbers(new)):
        raise KatouError(say.bad_decision(text))
    return one, other


def today() -> str:
    """The date in the office, as tables write it."""
    return datetime.now(history.OFFICE).date().isoformat()


def _user() -> str:
    import getpass  # here: a look into the system's list of users, only for a decision without a name

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
