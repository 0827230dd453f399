"""The evaluator against a plain program over the exported records, and against what the R2 sheet says.

.venv/bin/python -m tests.test_evaluate --n 50000      that many generated queries instead of a few thousand
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest

from bot.answering import changes, extents, grouping, holding, judging, truth
from bot.answering import evaluate as evaluating
from bot.answering.beside import Beside
from bot.answering.evaluate import evaluate
from bot.answering.extents import Extent, Extents
from bot.answering.result import Result, ResultRow
from bot.answering.selecting import percent
from bot.answering.store import LibraryStore, Partner
from bot.query import Condition, Having, Query
from katou_index.plan import FiscalYear, Item
from tests.queries import Queries
from tests.query_json import to_json
from tests.worlds import World, divided, one_year, three_years

N = 300  # generated queries a seed

# -- the oracle ----------------------------------------------------------------------------------------------


def differences(query: Query, world: World, wanted: dict[str, Any]) -> Iterator[str]:
    """What of a result is not what the oracle wants."""
    result = evaluate(query, world.store)
    found = {
        "items": [item.key for item in result.items],
        "hits": [item.key for item in result.hits],
        "base": [item.key for item in result.base],
        "share": result.share,
        "rated": result.counts.rated,
        "holds": result.holds,
        "rows": _rows(result.rows),
        "unknown": sorted(row.value for row in result.unknown),
        "apart": sorted(row.value for row in result.apart),
        "undecided": sorted(item.key for item in result.undecided),
        "sections": sorted(item.key for item in result.sections),
        "members": sorted(item.key for item in result.members),
        "everyone": sorted(item.key for item in result.everyone),
        "mentions": sorted(item.key for item in result.mentions),
        "changes": sorted(
            {
                (each.before.key if each.before else "", each.after.key if each.after else "", each.kind)
                for each in result.changes
            }
        ),
        "dashes": sorted(item.key for item in result.dashes),
    }
    for name, value in found.items():
        if name in wanted and value != wanted[name]:
            yield f"{name}: {value} is not {wanted[name]}"


def _rows(rows: tuple[ResultRow, ...]) -> list[Any]:
    return sorted(
        (row.year, row.value, [i.key for i in row.base], [i.key for i in row.hits], row.number, row.place,
         row.share, row.undecided, row.rated)
        for row in rows
    )  # fmt: skip


def asked(world: World, seed: int) -> Iterator[tuple[Query, dict[str, Any]]]:
    """Generated queries without end, each with what the oracle wants of it."""
    return ((query, world.oracle.ask(to_json(query))) for query in Queries(world.records, seed))


@cache
def asked_once(seed: int) -> Callable[[int], Iterator[tuple[Query, dict[str, Any]]]]:
    """The first n of them over three years, kept: no fault of the product changes what the oracle wants."""
    kept, more = list[tuple[Query, dict[str, Any]]](), asked(three_years(), seed)

    def first(n: int) -> Iterator[tuple[Query, dict[str, Any]]]:
        for number in range(n):
            if number == len(kept):
                kept.append(next(more))
            yield kept[number]

    return first


def wrong(world: World, n: int, seed: int) -> Iterator[str]:
    """Of n generated queries those that the oracle answers otherwise."""
    return wrong_of(islice(asked(world, seed), n), world)


def wrong_of(queries: Iterable[tuple[Query, dict[str, Any]]], world: World) -> Iterator[str]:
    """Those of the queries whose result is not what the oracle wants of them."""
    for query, wanted in queries:
        for difference in differences(query, world, wanted):
            yield f"{json.dumps(to_json(query), ensure_ascii=False)}\n    {difference}"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("world", [one_year, three_years])
def test_generated_queries_give_what_the_oracle_says(world: Callable[[], World], seed: int) -> None:
    assert list(islice(wrong(world(), N, seed), 3)) == []


def test_groups_of_divisions_are_what_the_oracle_says() -> None:
    world = divided()
    queries = (each for each in Queries(world.records, 5) if each.per == "division")
    pairs = ((each, world.oracle.ask(to_json(each))) for each in islice(queries, N))
    assert [*wrong_of(pairs, world)] == []


def test_generated_queries_reach_every_kind_of_answer() -> None:
    world = three_years()
    results = [evaluate(query, world.store) for query in islice(Queries(world.records, 1), 1800)]
    assert {result.holds for result in results if result.judged} == {True, False, None}
    for name in Result.fields:
        assert any(getattr(result, name) for result in results), name
    placed = [[row.place for row in result.rows if row.place] for result in results]
    assert any(places.count(1) > 1 and places.count(2) > 1 for places in placed)
    assert any(row.everyone and not row.place for result in results for row in result.rows)


@pytest.mark.parametrize(
    "having", [Having("perhaps"), Having("any", (Condition("change", ("brighter",)),))], ids=str
)
def test_what_is_no_query_is_told(having: Having) -> None:
    with pytest.raises(ValueError, match="no such"):
        evaluate(Query(years=("R2",), having=(having,), per="measure"), three_years().store)


# -- faults that the oracle must find: what is replaced, and by what ----------------------------------------

Patch = tuple[object, str, Callable[..., Any]]
_tally, _values, _steps = judging.tally, grouping._values, changes._step
_winners, _truth, _in_year, _items = grouping.winners, truth.truth, Extents.in_year, Extents._items

FAULTS: dict[str, Patch] = {
    "a negated rating takes in what is not rated": (
        Extents, "_rated", lambda self, c, year: _negated_among_all(self, c, year)),
    "an unknown rating counts as another one": (
        judging,
        "tally",
        lambda extent, keys: _known(_tally(extent, keys)),
    ),
    "an unknown rating is left out": (
        judging,
        "tally",
        lambda extent, keys: _tally(extent, keys)._replace(unknown=0),
    ),
    "a list does not say what it does not know": (evaluating, "_undecided", lambda *_: frozenset()),
    "a dash counts against all": (
        judging, "tally", lambda extent, keys: _moved_to_no(_tally(extent, keys))),
    "a dash sets nothing apart": (grouping, "_dashed", lambda query, extents, part: False),
    "all is true of nothing": (
        judging, "truth", lambda how, tally, number=0: not sum(tally[:3]) or _truth(how, tally, number)),
    "one of a tie is first": (grouping, "winners", lambda query, groups: _winners(query, groups)[:1]),
    "a share is of all items": (
        Extents, "share", lambda self, keys, hits: percent(len(hits), len(keys)) if keys else None),
    "a share is cut off": (extents, "percent", lambda part, whole: int(1000 * part / whole) / 10),
    "an item counts for its first owner only": (
        grouping, "_values", lambda kind, item, extents, over: _values(kind, item, extents, over)[:1]),
    "everyone is a department": (LibraryStore, "everyone", lambda self, department: False),
    "sections are forgotten": (LibraryStore, "sections", lambda self, year, department: ()),
    "departments are not followed": (Extents, "called", lambda self, aspect, value, year: (value,)),
    "none shows what it has not": (grouping, "SHOWN_WHOLE", ("only", "not_all")),  # type: ignore[dict-item]
    "two steps are one": (changes, "_step", lambda *items: (_steps(*items)[0], 9)),
    "what has gone is left out": (Extents, "_items", lambda self: _of_the_last_year(self)),
    "an open link is no": (LibraryStore, "partner", lambda self, item, year: Partner(
        self._libraries.partner(item, FiscalYear.from_code(year)))),
    "nothing stands beside": (evaluating, "beside", lambda *_: Beside()),
    "a text is judged": (holding, "QUOTED", ()),  # type: ignore[dict-item]
    "a rating of any year is one of every year": (Extent, "both", Extent.either),
}  # fmt: skip


def _negated_among_all(self: Extents, condition: Condition, year: str) -> Extent:
    found = Extents.__dict__["_rated_rightly"](self, condition.but(negated=False), year)
    if not condition.negated:
        return found  # type: ignore[no-any-return]
    whole = frozenset(self.store.items(year))
    return Extent(whole - found.maybe, whole - found.yes, whole - found.yes)


def _known(tally: truth.Tally) -> truth.Tally:
    return truth.Tally(tally.yes, tally.no + tally.unknown, 0, tally.apart)


def _moved_to_no(tally: truth.Tally) -> truth.Tally:
    return truth.Tally(tally.yes, tally.no + tally.apart, tally.unknown)


def _of_the_last_year(self: Extents) -> dict[str, Item]:
    return {key: item for key, item in _items(self).items() if not self.linked or item.year.code == self.last}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = three_years()
    place, name, other = FAULTS[fault]
    monkeypatch.setattr(Extents, "_rated_rightly", Extents._rated, raising=False)
    monkeypatch.setattr(place, name, other)
    assert any(next(wrong_of(asked_once(seed)(N), world), "") for seed in range(16))


def main() -> int:
    """As many queries as asked for; what differs is printed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=10_000, help="queries of one year, and as many over three")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--show", type=int, default=5, help="differences to print at most")
    options = parser.parse_args()
    differing = (
        each for world in (one_year, three_years) for each in wrong(world(), options.n, options.seed)
    )
    found = list(islice(differing, options.show))
    print("\n".join(found) or f"{2 * options.n} queries, all as the oracle says")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
