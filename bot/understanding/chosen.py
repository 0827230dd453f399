"""Groups that are chosen and then put in order: 「×がある課で、項目が一番多いのは」.

The line is two questions: which groups are so (×がある課は), and which of them leads (項目が一番多い課は).
Each is read by itself, by whatever reads it; what chooses stands in the query of the ranking as `having`.
"""

from __future__ import annotations

from bot.query import EVERY_ITEM, LEADERS, TOPS, Condition, Having, Query
from bot.understanding.slots import ASPECT_OF_GROUP, GROUP_OF
from bot.understanding.stretches import stretches, without
from bot.understanding.templates import SLOTS, automaton
from bot.wording.queries import GROUPS
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.understanding.templates import Lattice

LAYER = "chosen"
ORDERS = ("those", "top", "order")  # how a ranking ends that names no groups: のは, トップは, 順に
ASKED = {"lacks": " have no ", "holds": " have "}  # how English asks which groups are so
RANKED = ("department", "policy", "initiative", "measure", "division")


class ChosenRanking(NamedTuple):
    """A line as two questions: which groups are chosen, and which of them leads."""

    choosing: str
    ranking: str
    bare: bool = False  # whether it names nothing to count, so that it is what chose them: 多い順に


def parted(line: str, lattice: Lattice, begins: Iterable[int]) -> Iterator[ChosenRanking]:
    """The ways in which a line may be such two questions."""
    groups = [
        (place, edge.end) for place, edges in lattice.items() for edge in edges if edge.slot == SLOTS["G"]
    ]
    if not groups:
        return
    grammar = automaton()
    for begin in begins:
        yield from _in_english(line, begin, groups)
        for place, end in groups:
            for match in grammar.matches(LAYER, line, {}, end) if place > begin else ():
                if match.meaning[1] == "among":
                    chosen = line[begin:end]
                    named = any(at >= match.end for at, _ in groups)
                    bare = _names_nothing(line[match.end :])
                    for ranking in _of_groups(line[match.end :], line[place:end], named=named):
                        yield ChosenRanking(f"{chosen}は?", ranking, bare)


def _names_nothing(ranking: str) -> bool:
    """Whether a ranking says how its groups stand and not by what: 多い順に, 一番多いのは."""
    ends = min((each.start for each in stretches(LAYER, ranking, *ORDERS)), default=0)
    return ends > 0 and not without("tells", ranking[:ends], "order").strip("、")


def _of_groups(ranking: str, group: str, *, named: bool) -> Iterator[str]:
    """What is said of the chosen groups as a question for them: 項目が一番多いのは → 項目が一番多い課は.

    `named`: it names groups itself.
    """
    if named:
        yield ranking
    found = sorted(stretches(LAYER, ranking, *ORDERS), key=lambda each: (each.start, -each.end))
    for each in found:
        if each.kind == "those":
            yield f"{ranking[: each.start]}{group}は{ranking[each.end :]}"
        elif each.kind == "top":
            yield f"{ranking[: each.end]}の{group}は?"
        else:
            yield f"{ranking[: each.end]}に{group}を並べて"


def _in_english(line: str, begin: int, groups: Sequence[tuple[int, int]]) -> Iterator[ChosenRanking]:
    """Of the departments with a ×, which has the most items; which department with a × has the most items."""
    if not line.isascii() and not any(sign.isascii() and sign.isalpha() for sign in line[:1]):
        return
    starts = [each.end for each in stretches(LAYER, line, "of") if each.start == begin]
    for place, end in groups:
        group = line[place:end]
        if place in starts:
            for each in stretches(LAYER, line, "which"):
                named = next((ends for at, ends in groups if at == each.end + 1), 0)  # which policy
                rest = line[each.end :] if named else f" {group}{line[each.end :]}"
                if each.start > end:
                    yield ChosenRanking(f"which {_as_asked(line[place : each.start])}?", f"which{rest}")
        elif place in (each.end for each in stretches(LAYER, line, "asks") if each.start == begin):
            for each in stretches(LAYER, line, "has"):
                if each.start > end:
                    choosing = f"which {_as_asked(line[place : each.start])}?"
                    yield ChosenRanking(choosing, f"which {group}{line[each.start :]}")


def _as_asked(groups: str) -> str:
    """Departments that have a × as what they are asked for by: departments have a ×."""
    found = min(stretches(LAYER, groups, *ASKED), key=lambda each: each.start, default=None)
    return f"{groups[: found.start]}{ASKED[found.kind]}{groups[found.end :]}" if found else groups


def by_what_chose(ranking: ChosenRanking, choosing: Query) -> str:
    """The ranking by the rating that chose the groups, ×がある課を多い順に; "" where none did."""
    said = [each for one in choosing.having for each in one.conditions]
    rated = len(said) == 1 and said[0].aspect == "rating" and not said[0].negated
    if not rated or choosing.having[0].quantifier not in ("any", "at_least"):
        return ""
    return f"{'か'.join(said[0].values)}が{ranking.ranking}"


def of_the_chosen(choosing: Query, ranking: Query) -> Query | None:
    """The two questions as one query; None where they do not go together."""
    if choosing.aggregate == "rank":
        return _of_those_at_a_place(choosing, ranking)
    having = _choosing(choosing)
    per = choosing.per or "measure"
    if not having or ranking.aggregate != "rank" or ranking.having or ranking.named or ranking.per != per:
        return None
    if ranking.years and choosing.years and ranking.years != choosing.years:
        return None
    if len(ranking.years or choosing.years) > 1 or per not in RANKED:
        return None
    if any(GROUP_OF.get(each.aspect) == per for each in ranking.base):
        return None
    if ranking.base and ranking.by:
        return None  # a share of what: of all items of the groups, or of those alone?
    conditions = (*ranking.base, *ranking.conditions)
    return ranking.but(years=ranking.years or choosing.years, base=(), conditions=conditions, having=having)


def _of_those_at_a_place(choosing: Query, ranking: Query) -> Query | None:
    """△が一番多い課のうち、項目が一番多いのは: a ranking of those that lead another one, or are its n-th."""
    one = ranking.aggregate == "rank" and not (ranking.having or ranking.named or ranking.base)
    plain = not (choosing.having or choosing.named or choosing.top or choosing.over_years)
    place = choosing.places[0] if len(choosing.places) == 1 else 0 if choosing.places else 1
    per = choosing.per
    if not one or not plain or place < 1 or per not in ASPECT_OF_GROUP or ranking.per not in RANKED:
        return None
    if ranking.over_years or (ranking.years and choosing.years and ranking.years != choosing.years):
        return None
    of = (Condition(ASPECT_OF_GROUP[per]), *choosing.base)
    number = -place if choosing.order == "least" else place
    having = Having(TOPS[choosing.by == "share"], choosing.conditions, number, of)
    return ranking.but(years=ranking.years or choosing.years, having=(having,))


def _choosing(query: Query) -> tuple[Having, ...]:
    """What the groups are chosen by; () where none are, or where more is said of them than that."""
    if query.aggregate not in ("list", "holds") or query.named or query.sides or query.places or query.base:
        return ()
    if not query.having:  # ×がある事業: those that have an item so
        of_measures = query.unit == "measure" and query.aggregate == "list" and not query.per
        return (Having("any", query.conditions),) if of_measures and query.conditions else ()
    if query.per not in GROUPS or query.unless or any(each.quantifier == LEADERS for each in query.having):
        return ()
    if query.conditions and all(each.conditions for each in query.having):
        return ()
    return tuple(
        each.but(conditions=each.conditions or query.conditions or (EVERY_ITEM,))
        if each.quantifier != "like"
        else each
        for each in query.having
    )
