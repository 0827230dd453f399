"""What is shown apart from an answer: sections, memberships, what is everyone's, further mentions.

    query of 総務財政課 → its items; beside them those of 総務財政課情報管理室 (sections), of measures that it
    has a part in (members), of 全課 (everyone); of a topic, what only mentions it (mentions)

Keys go in and come out: nothing beside an answer is counted in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.extents import Extents
from bot.answering.store import NONE, Keys, union
from bot.query import Condition, Query
from katou_index.records import NamedTuple


class Beside(NamedTuple):
    """Keys of what stands beside the items of an answer."""

    sections: Keys = NONE
    members: Keys = NONE
    everyone: Keys = NONE
    mentions: Keys = NONE


NOTHING_BESIDE = Beside()


def beside(query: Query, extents: Extents, wanted: Iterable[Condition]) -> Beside:
    """What belongs to the departments and topics of the base and meets everything else that is `wanted`."""
    found = NOTHING_BESIDE
    asked = asked_about(query)
    for condition in (*query.base, *((asked,) if asked else ())):
        if condition.negated or condition.years or condition.aspect not in ("owner", "topic"):
            continue
        others = (each for each in (*query.base, *wanted) if each is not condition)
        rest = extents.meet(tuple(others)).yes
        if condition.aspect == "topic":
            found = found._replace(mentions=found.mentions | _mentions(condition, extents) & rest)
        else:
            here = _of_owner(condition, extents)
            found = Beside(*(old | new & rest for old, new in zip(found, here, strict=True)))
    return found


def asked_about(query: Query) -> Condition | None:
    """The topic of which it is asked whether anything, or nothing, is about it: 〈話題〉のやつはある？"""
    free = not (query.per or query.sides or len(query.having) > 1 or len(query.conditions) != 1)
    if query.aggregate != "holds" or not free:
        return None
    plain = all(h.quantifier in ("any", "none") and not (h.conditions or h.than) for h in query.having)
    (asked,) = query.conditions
    return asked if plain and asked.aspect == "topic" and not (asked.negated or asked.years) else None


def _mentions(condition: Condition, extents: Extents) -> Keys:
    return union(extents.about(year, words).related for words in condition.values for year in extents.years)


def strange(query: Query, extents: Extents) -> tuple[str, ...]:
    """The words of topics that occur in none of the years."""
    topics = (each for each in query.all_conditions() if each.aspect == "topic")
    found = []
    for words in dict.fromkeys(words for each in topics for words in each.values):
        unknown = [extents.about(year, words).unknown for year in extents.years]
        found += [word for word in unknown[-1] if all(word in each for each in unknown)]
    return tuple(found)


def _of_owner(condition: Condition, extents: Extents) -> Beside:
    """A department only named in texts has these as mentions; what stands for everyone has nothing beside."""
    store = extents.store
    sections, members, everyone, named = [NONE], [NONE], [NONE], [NONE]
    for year in extents.years:
        every = [each for each in store.departments(year) if store.everyone(each)]
        names = [name for value in condition.values for name in extents.called("owner", value, year)]
        for name in names:
            if store.everyone(name):
                continue
            inside = (each for each in store.sections(year, name) if each not in names)
            sections.append(union(store.find(year, "owner", each) for each in inside))
            of_all = union(store.find(year, "owner", each) for each in every)
            part = store.find(year, "member", name) - of_all
            if name not in store.departments(year):
                named.append(store.find(year, "named", name))
            members.append(part)
            everyone.append(of_all)
    return Beside(*(union(keys) for keys in (sections, members, everyone, named)))
