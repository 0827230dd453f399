"""What is asked of those that something chooses: 「×がある課の○」, 「No.24と同じ評価の項目」.

What chooses is read as a question by itself (×がある課は), and what is asked behind it by itself (○); the
groups, or what the named one has, are then one more condition of the latter.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Nothing
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.queries import ASPECT_OF, answer_to, store_of
from bot.query import Condition, Query, normal
from bot.question import Question
from bot.understanding.noise import THINGS
from bot.understanding.stretches import stretches
from katou_index.plan import Items
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from katou_index.plan import Item

    Read = tuple[PlanLibrary, Question, AnyAnswer]  # the library of its year, what was read, what it gets

LAYER = "those"
OTHERS = "other"
ASKED = ("list", "count", "share", "show", "table", "holds")  # what may be asked of them
ONE = ("measure", "item")  # aspects of what is asked of one thing, whatever chooses others
ENDS = "?？。、 "
GOES_ON = "はがを"  # 1件だけの課のはどれ asks after the groups themselves


def of_those(text: str, rest: Callable[[str], Read], desk: AnswerContext, lang: str | None) -> Read | None:
    """The answer about those that the text chooses; None where it chooses none, or asks nothing of them.

    `rest` answers a text by itself.
    """
    for condition, others, asks, library in _chosen(text, rest):
        query = _asked(asks, rest, condition.aspect)
        if query is None:
            continue
        query = normal(query.but(base=(*query.base, *others, condition)))
        found = answer_to(query, text, lang or "ja", AnswerContext(library, None, desk.today))
        question = found.question.but(explain=(*found.question.explain, f"those    {condition.values}"))
        return library, question, found.but(question=question)
    return None


Chosen = tuple[Condition, tuple[Condition, ...], str, PlanLibrary]


def _chosen(text: str, rest: Callable[[str], Read]) -> Iterator[Chosen]:
    """What a text chooses as a condition, what it leaves out beside, what it asks behind, the year's plan."""
    folded = fold(text)
    line = text if len(text) == len(folded) else folded  # ④ is a policy, 4 is none
    longest = {each.start: each for each in sorted(stretches(LAYER, folded), key=lambda each: each.end)}
    for _, each in sorted(longest.items()):
        how, _, what = each.kind.partition(" ")
        before, behind = line[: each.start].strip(ENDS), line[each.end :].strip(ENDS)
        if how == "groups" and before and behind and behind[0] not in GOES_ON:
            library, _, found = rest(f"{before}{what}は?")
            if (groups := _groups(found.query, library)) is not None:
                yield groups, (), behind, library
        elif how == "like" and before:
            library, _, found = rest(f"{before}の評価は?")
            aspect, _, other = what.partition(" ")
            if alike := _like(_one(found), aspect, library):
                left_out = Condition("item", tuple(item.id for item in found.items), negated=True)
                yield alike, (left_out,) if other == OTHERS else (), behind, library


def _groups(query: Query | None, library: PlanLibrary) -> Condition | None:
    """The groups that a query lists, for what they have; None where it lists no such groups."""
    aspect = ASPECT_OF.get(query.per, "") if query is not None else ""
    if query is None or not aspect or query.aggregate != "list" or not query.having or query.over_years:
        return None
    if aspect == "measure" and not query.values("rating"):
        return None  # 項目が1つの事業の×: a condition of templates
    rows = evaluate(query, store_of(library.others)).rows
    values = tuple(row.value for row in rows if row.value and not row.everyone)
    return Condition(aspect, values) if values else None


def _one(found: AnyAnswer) -> tuple[Item, ...]:
    """The items of the one measure that is shown; () where none or several are."""
    told = found.kind in ("measure", "list") and not isinstance(found, Asked | Nothing)
    return tuple(found.items) if told and Items.of(found.items).in_numbers == 1 else ()


def _like(items: tuple[Item, ...], aspect: str, library: PlanLibrary) -> Condition | None:
    """The same ratings, departments, policy or initiative as these items have; None where one has none."""
    if not items or (aspect == "rating" and not all(item.rating.rated for item in items)):
        return None
    measure = library.vocabulary.plan.by_number[items[0].measure]
    values: tuple[str, ...] = {
        "rating": tuple(item.rating.mark for item in items),
        "owner": tuple(owner for item in items for owner in item.owners),
        "policy": (str(measure.policy_no),) if measure.policy_no else (),
        "initiative": (measure.initiative,) if measure.initiative else (),
    }[aspect]
    return Condition(aspect, tuple(dict.fromkeys(values))) if values else None


def _asked(behind: str, rest: Callable[[str], Read], aspect: str) -> Query | None:
    """What is asked behind, of the whole plan; a bare noun asks for the items."""
    if not behind or behind in THINGS.split("|"):
        return Query()
    _, _, found = rest(behind)
    query = found.query
    if query is None or isinstance(found, Asked | Nothing) or found.unknown or query.aggregate not in ASKED:
        return None
    aspects = {each.aspect for each in query.all_conditions()}
    plain = not (query.per or query.sides or query.places or query.named)
    return query if plain and aspects and aspects.isdisjoint({*ONE, aspect}) else None
