"""More that is asked of the department of something: 「RPAを担当している課の×は」 → 「総務財政課の×は」.

Whose it is is asked as ever; what is asked of that department is read by itself.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Nothing
from bot.answering.context import AnswerContext, PlanLibrary
from bot.answering.queries import OF_ALL, answer_to
from bot.query import Condition, Query
from bot.question import Field, Question
from bot.understanding.scan import hints_in
from bot.understanding.stretches import stands, stretches, without
from katou_index.plan import Items
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from katou_index.plan import Item

    Read = tuple[PlanLibrary, Question, AnyAnswer]  # the library of its year, what was read, what it gets

LAYER = "incharge"
MOST_OWNERS = 3
ASKED = ("list", "count", "share", "holds", "show", "table")  # what is asked of a department


def of_its_department(
    text: str, rest: Callable[[str], Read], desk: AnswerContext, lang: str | None
) -> Read | None:
    """The answer about the department of what words or a number lead to; None where nothing is asked of it.

    `rest` answers a text by itself.
    """
    for about, asks, other in _parts(fold(text)):
        items = _owned(rest(_whose(about)))
        owners = tuple(dict.fromkeys(owner for item in items for owner in item.owners))
        if not owners or len(owners) > MOST_OWNERS:
            continue
        _, question, found = rest(asks.format(owner=("と" if not about.isascii() else " and ").join(owners)))
        query = found.query
        if (
            query is None
            or not _is_of(query, owners)
            or isinstance(found, Asked | Nothing)
            or not _more(query, asks)
        ):
            continue
        told = question.but(text=text, respelled=())
        if other:
            left_out = Condition("item", tuple(item.id for item in items), negated=True)
            found = answer_to(query.but(base=(*query.base, left_out)), text, lang or question.lang, desk)
            told = found.question.but(text=text)
        return desk.library, told, found.but(question=told, query=found.query)
    return None


def _parts(line: str) -> Iterator[tuple[str, str, bool]]:
    """What a line names, what it asks of its department, `{owner}`, and whether of its others."""
    found = sorted(stretches(LAYER, line, "its", "its other"), key=lambda each: (each.start, -each.end))
    for each in found:
        about, behind = line[: each.start].strip("、 "), line[each.end :]
        if about and behind.strip("?。 "):
            yield about, f"{{owner}}の{behind}", each.kind.endswith("other")
    for each in stretches(LAYER, line, "of"):
        before, behind = line[: each.start].removesuffix("the "), line[each.end :]
        ends = next((one.start for one in stretches(LAYER, behind, "until")), len(behind.rstrip("? ")))
        about, asks = behind[:ends].strip(), behind[ends:]
        other, before = stands(LAYER, before, "others"), without(LAYER, before, "others")
        if about and before.strip():
            yield about, f"{before}{{owner}}{asks}", other


def _whose(about: str) -> str:
    return f"which department owns {about}?" if about.isascii() else f"{about}の担当課は?"


def _owned(read: Read) -> tuple[Item, ...]:
    """The items of the one measure whose department is told; () where none or several are."""
    _, question, found = read
    wants = {*question.wants, *map(Field, found.query.wants)} if found.query else set()
    told = Field.OWNER in wants and not found.unknown and not isinstance(found, Asked | Nothing)
    return tuple(found.items) if told and Items.of(found.items).in_numbers == 1 else ()


def _is_of(query: Query, owners: tuple[str, ...]) -> bool:
    """Whether a query is about these departments, and about nothing else by name."""
    named = {
        value for each in query.base if each.aspect == "owner" and not each.negated for value in each.values
    }
    return named == {*owners} and query.aggregate in ASKED and not query.sides


def _more(query: Query, asks: str) -> bool:
    """Whether something is asked of all that a department has: its ratings, its items by that word."""
    if any(each.aspect == "rating" for each in query.all_conditions()):
        return True
    if OF_ALL.isdisjoint(hints_in(asks)):
        return False
    plain = query.aggregate in ("list", "count") and not (query.conditions or query.having or query.wants)
    return plain and all(each.aspect == "owner" for each in query.base)
