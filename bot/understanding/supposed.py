"""A question with the answer that is supposed: 「×がない方針は⑥だけですか」「1位は防災課？」「そこだけ？」.

The question is read by itself, by whatever reads it (×がない方針は); what is named stands in the query as
`named`, and that nothing else is so as `sole`. Without a question of its own it is the one asked before.
"""

from __future__ import annotations

import re

from bot.query import BELONGING, Condition, Having, Query
from bot.understanding.phrases import PLACES, Phrase
from bot.understanding.pieces import GLUE, rows
from bot.understanding.slots import GROUP_OF
from bot.understanding.stretches import reached
from bot.understanding.templates import automaton
from bot.wording.queries import CHOSEN_GROUPS, GROUPS
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.understanding.templates import Lattice, Match

LAYER = "supposed"
ASKED, DENIED = ("ask", "is", GLUE), "isnot"  # pieces that ask whether it is so, and that it is not so
LEADS = ("leads", "trails")  # said of one that it has the most, or the least, of a rating
# How the groups are asked for of which one alone is said to be so: 防災課だけ全部△, 防災課だけ×がない.
OF_GROUPS = {"whole": "項目が全部{}の", "lacking": "{}がない"}
BEHIND_IT = ("before", "last", "number")  # of what is named behind its question
OF_A_RATING = (
    "rated",
    "holding",
    "whole",
    "lacking",
)  # said of a rating: is so rated, has it, has no other, has none
ASKS_FOR_ITEMS = ("は", "って", "の")
SAYS_OF_ONE = ("which", "whose")  # does only 〈one〉 have a cross, only 〈one〉 has one
LAST = ("is only ", "so is only ")  # how the question then begins in English
# ×がついたのは, of what was shown: ×は.
SO_RATED = (
    "(?:(?:が|を|の)(?:(?:つ|付)い|出)(?:た|てい?る)の|(?:が|の)(?:ある|あった)の"
    "|を(?:もらっ|取っ|とっ|持っ)(?:た|てい?る)の|(?:だった|な)の)$"
)
LISTED = ("list", "count", "holds")
LONGEST_END = 30  # signs that may ask whether it is so, behind a question that begins with its answer


class Supposition(NamedTuple):
    """A line taken apart: its question ("" for the one before), what is named (None: what was shown)."""

    question: str
    named: Condition | None
    sole: bool
    denied: bool
    numbered: bool  # how many they are is supposed
    end: int  # from where on only politeness stands, and the form that is wanted


def suppositions(
    line: str, lattice: Lattice, begin: int, ends: Callable[[int], bool], *, sole: bool
) -> Iterator[Supposition]:
    """What a line may suppose from `begin` on, whether that it is the only one, or that it is one.

    `ends` says whether only politeness stands from a place on.
    """
    grammar = automaton()
    places = [*grammar.places(LAYER, line, lattice)]
    if begin in places:  # それって△は3番だけ？
        leads = (each.end for each in grammar.matches(LAYER, line, lattice, begin) if "lead" in each.meaning)
        begin = max(leads, default=begin)
    for place in places:
        for match in grammar.matches(LAYER, line, lattice, place) if place >= begin else ():
            kind = match.meaning[1]
            if ("sole" in match.meaning) is not sole or (kind in BEHIND_IT) is not (place > begin):
                continue
            named = _named(match)
            if named is None and any(isinstance(value, Phrase) for _, value in match.bound):
                continue
            ratings = _ratings(match) if kind in (*OF_A_RATING, *LEADS) else ()
            for question, end in _questions(kind, line, begin, place, match.end, named, ratings):
                for denied, rest in asked_so(line, end, ends):
                    yield Supposition(question, named, sole, denied, kind == "number", rest)


def _questions(
    kind: str,
    line: str,
    begin: int,
    place: int,
    end: int,
    named: Condition | None,
    ratings: tuple[str, ...],
) -> Iterator[tuple[str, int]]:
    """The questions that a line may hold, each with the place from which on it asks whether that is so."""
    if kind == "told":
        if end < len(line):
            yield "", end
        return
    if kind in ("alone", "shown"):
        wished = kind == "alone" and len(line) in reached("tells", line, end, "enough")
        if end < len(line) and not wished:  # 防災課だけ, as it stands, wants what is shown to be so
            yield "", end
        return
    if kind in OF_A_RATING:
        asks = end < len(line) and not line.startswith(ASKS_FOR_ITEMS, end)
        if kind in OF_GROUPS:
            per = CHOSEN_GROUPS.get(GROUP_OF.get(named.aspect, "") if named else "", ("",))[0]
            said = OF_GROUPS[kind]
            yield from ((f"{said.format(rating)}{per}は?", end) for rating in ratings if asks and per)
            return
        if asks or kind == "holding":  # 防災課だけ× wants what is shown to be so, 防災課だけ×は？ its items
            yield from ((f"{rating}は?", end) for rating in ratings)
        return
    group = GROUPS.get(GROUP_OF.get(named.aspect, "") if named else "", ("", "", ""))
    if kind in LEADS:  # 〈課〉が一番△が多い
        order = "多い" if kind == LEADS[0] else "少ない"
        yield from ((f"{rating}が一番{order}{group[0]}は?", end) for rating in ratings if end < len(line))
        return
    if kind in ("before", "number"):
        for question in _before(line[begin:place], named) if end < len(line) else ():
            yield question, end
        return
    if kind == "last":  # is the only policy without a cross policy 6?
        told = next((each for each in LAST if line.startswith(each, begin)), "")
        if told:
            yield f"list the {line[begin + len(told) : place]}?", end
        return
    if kind == "whose":  # only policy 6 has no cross: what is said of it begins with its verb
        end = line.rindex(" ", 0, end - 1) + 1
    for last in range(max(end + 1, len(line) - LONGEST_END), len(line) + (kind != "behind")):
        if kind == "behind":
            yield f"{line[end:last]}は?", last
        elif group[2]:  # only what is named has a cross: which of its kind have one?
            yield f"{'which' if kind in SAYS_OF_ONE else 'list the'} {group[2]} {line[end:last]}?", last


def _before(said: str, named: Condition | None) -> Iterator[str]:
    """The question that stands before its answer; ×が一つもないのは⑥, which is asked of what ⑥ is one of."""
    if named is not None and named.aspect == "initiative":
        said = re.sub("(?:取組み?|取り組み)(?!名)", "取組名", said)  # ×のある取組 alone are items
    group = CHOSEN_GROUPS.get(GROUP_OF.get(named.aspect, ""), ("",))[0] if named else ""
    plain = re.sub(SO_RATED, "", said)
    if plain != said:
        yield f"{plain}は?"
    if said.endswith("の") and group:
        yield f"{re.sub('なの$|の$', '', said)}{'の' * said.endswith('なの')}{group}は?"
    yield f"{said}は?"


def _ratings(match: Match) -> tuple[str, ...]:
    """The rating that is said of one alone, as it is asked for; () where it is said as what it is not."""
    said = [value for name, value in match.bound if name == "R" and isinstance(value, Condition)]
    return tuple("か".join(each.values) for each in said if not (each.negated or each.years))


def _named(match: Match) -> Condition | None:
    """The groups that are named: by one aspect, and nothing else said of them."""
    phrases = [value for _, value in match.bound if isinstance(value, Phrase)]
    conditions = [each for phrase in phrases for each in phrase.conditions]
    plain = len(conditions) == 1 and not phrases[0].years and not conditions[0].negated
    return conditions[0] if plain and conditions[0].aspect in PLACES else None


def asked_so(line: str, begin: int, ends: Callable[[int], bool]) -> Iterator[tuple[bool, int]]:
    """How a line may ask from a place on whether it is so: whether as not being so, and where that ends.

    んじゃないの asks whether it is so, though じゃない is said.
    """
    if begin == len(line):
        yield False, begin
        return
    found = dict.fromkeys(
        (DENIED in row.kinds, row.place)
        for row in rows("piece", line, {}, begin)
        if row.place > begin and "ask" in row.kinds and {*row.kinds} <= {*ASKED, DENIED} and ends(row.place)
    )
    yield from (each for each in found if not each[0] or (False, each[1]) not in found)


def supposed(found: Query, said: Supposition, shown: tuple[str, ...] = ()) -> Query | None:
    """Whether what is named answers a question, as a query; `shown`: the groups it answered before."""
    if said.numbered:  # ×がある課は6つだけ？ How many there are says whether it is so
        chosen = found.per in BELONGING and found.having and found.aggregate in LISTED
        return found.but(aggregate="count") if chosen and not found.unless else None
    named = said.named or _shown(found, shown)
    if named is None:
        return None
    if found.per in BELONGING and GROUP_OF.get(named.aspect) == found.per:
        return _of_groups(found, named, said)
    aggregates = ("list", "count", "show") if said.question else ("list", "show")
    of_items = found.aggregate in aggregates and not (found.per or found.having or found.places)
    other = all(each.aspect != named.aspect for each in found.base)
    if not (of_items and other and said.sole and found.conditions):
        return None
    having = (Having("not_all" if said.denied else "only"),)
    base = (*found.base, *found.conditions)
    return Query(found.years, base, (named,), having=having, aggregate="holds")


def _shown(found: Query, groups: tuple[str, ...]) -> Condition | None:
    """そこだけ？ The groups that were shown."""
    aspect = next((each for each, per in GROUP_OF.items() if per == found.per), "")
    return Condition(aspect, groups) if groups and aspect else None


def of_those_compared(query: Query, before: Query) -> Query:
    """防災課と税務課を比べて → △があるのは防災課だけ？ Asked of groups, of those that stood side by side."""
    alone = [side[0] for side in before.sides if len(side) == 1 and GROUP_OF.get(side[0].aspect) == query.per]
    if query.base or not alone or len(alone) != len(before.sides) or any(each.negated for each in alone):
        return query
    if not {value for each in query.named for value in each.values} <= {
        v for side in alone for v in side.values
    }:
        return query
    values = tuple(value for each in alone for value in each.values)
    return query.but(base=(Condition(alone[0].aspect, values),))


def _of_groups(found: Query, named: Condition, said: Supposition) -> Query | None:
    """Whether the groups that are named are those that a question asks for, or that lead a ranking."""
    asked = found.but(
        aggregate="holds", named=(named,), sole=said.sole, unless=said.denied, wants=(), form=""
    )
    if found.unless or found.named or found.top:
        return None
    if found.aggregate == "rank" and not found.having:
        return asked.but(places=() if found.places == (1,) else found.places)
    if found.having and said.sole and found.aggregate in LISTED:
        return asked.but(conditions=(), places=())
    return None
