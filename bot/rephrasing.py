"""Conditions → a prepared question that is understood as exactly these conditions: for one-tap choices."""

from __future__ import annotations

from collections.abc import Iterator

from bot.question import Filter
from bot.vocabulary import circled
from katou_index.records import replace


def rephrase(given: Filter) -> str:
    """`×か△` of 防災課 → 「防災課の×か△の事業の一覧」. Years and single items are not rephrased."""
    parts = [
        *_without(given),
        "と".join(given.departments),
        "と".join(map(circled, given.policies)),
        "と".join(given.initiatives),
        "と".join(f"No.{number}" for number in given.measures),
        "か".join(given.ratings),
    ]
    return "".join(f"{part}の" for part in parts if part) + "事業の一覧"


def _without(given: Filter) -> Iterator[str]:
    if given.not_departments:
        yield f"{'と'.join(given.not_departments)}以外"
    if given.not_policies:
        yield f"{'と'.join(map(circled, given.not_policies))}以外"


def one_less(given: Filter) -> Iterator[tuple[str, Filter]]:
    """Every condition's name with the filter that is left without it, where something is left."""
    said = [name for name, values in given.as_dict().items() if values and name != "years"]
    if len(said) > 1 and not given.items:
        for name in said:
            yield name, replace(given, **{name: ()})
