"""A query as plain data and back, for the oracle. Only what differs from the default is written."""

from __future__ import annotations

from typing import Any

from bot.query import AGGREGATES, ASPECTS, FIELDS, FORMS, GROUPS, QUANTIFIERS, Condition, Having, Query
from katou_index.records import Record

VERSION = 1


def to_json(query: Query) -> dict[str, Any]:
    """The query as plain data, with its version."""
    return {"v": VERSION, **_plain(query)}


def from_json(data: dict[str, Any]) -> Query:
    """A query out of its JSON. Raises ValueError for what is none, or of a version not known."""
    if not isinstance(data, dict) or data.get("v") != VERSION:
        raise ValueError("not a query of a known version")
    try:
        given = {key: value for key, value in data.items() if key != "v"}
        given["base"] = _conditions(given.get("base", ()))
        given["conditions"] = _conditions(given.get("conditions", ()))
        given["having"] = tuple(
            Having(
                each["quantifier"],
                _conditions(each.get("conditions", ())),
                each.get("number", 0),
                _conditions(each.get("than", ())),
            )
            for each in given.get("having", ())
        )
        given["named"] = _conditions(given.get("named", ()))
        given["sides"] = tuple(_conditions(side) for side in given.get("sides", ()))
        for name in ("years", "wants", "places"):
            given[name] = tuple(given.get(name, ()))
        query = Query(**given)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a query") from error
    if problem := _problem(query):
        raise ValueError(problem)
    return query


def _plain(record: Record) -> dict[str, Any]:
    return {
        name: _value(value)
        for name, value in record.as_dict().items()
        if value != getattr(type(record), name, None)
    }


def _value(value: object) -> object:
    if isinstance(value, Record):
        return _plain(value)
    return [_value(each) for each in value] if isinstance(value, tuple) else value


def _conditions(data: Any) -> tuple[Condition, ...]:
    return tuple(
        Condition(**{**each, "values": tuple(each.get("values", ())), "years": tuple(each.get("years", ()))})
        for each in data
    )


def _problem(query: Query) -> str:
    """What makes it no query of this algebra, "" where nothing does."""
    known = (
        (query.aggregate, AGGREGATES),
        (query.per, ("", *GROUPS)),
        (query.form, FORMS),
        *((each.aspect, ASPECTS) for each in query.all_conditions()),
        *((each, FIELDS) for each in query.wants),
        *((each.quantifier, QUANTIFIERS) for each in query.having),
    )
    return next((f"{value!r} is not known" for value, names in known if value not in names), "")
