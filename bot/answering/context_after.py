"""Answer → what the conversation goes on with: the context that a follow-up hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.answer import AnyAnswer, Compared, Corrected, Helped, Nothing, Tabled
from bot.answering.context import PlanLibrary
from bot.conversation import TEXTS, Context
from bot.query import CORRECTED, Condition, Query
from bot.question import Question
from bot.understanding.bridge import query_of
from katou_index.plan import FiscalYear, Item, Items
from katou_index.records import replace

PICKED = ("item", "measure")  # conditions that name what was picked
MOST_EARLIER = 6  # queries that a conversation can go back to: the first one and those asked last


def context_after(
    found: AnyAnswer, before: Context | None, last: Context | None, library: PlanLibrary, now: datetime
) -> Context | None:
    """What a follow-up to an answer hangs on; None where it leaves things as they are.

    `before` is what the question was asked of, `last` what the one before it left; `library` that of the
    answer's year.
    """
    year_missing = isinstance(found, Nothing) and found.reason == "year_not_loaded"
    rows = _in_rows(found) or (found.related if isinstance(found, Nothing) else ())  # what it named
    shown = bool(rows) or found.kind in ("list", "counts", "compare")
    given = found.question.filter.but(years=())
    names = rows and bool(given.measures or given.items or found.question.topics)
    refused = isinstance(found, Nothing) and found.reason == "read_only" and not names
    if isinstance(found, Helped) or refused or not (shown or year_missing):
        return None
    if year_missing and before is not None and not (given or found.question.topics):
        return None  # 前の年よりよくなった？ of what was shown: the next question is of that still
    rows = Items.of(rows)
    years = rows.years
    own = library.vocabulary.year
    year = own if own in years or not years else rows[0].year
    ids = _ids_in(year, rows)
    texts = library.others.of(year).texts
    groups = found.groups if isinstance(found, Tabled) else ()
    query = query_of(found.question, library.vocabulary.newest) if year_missing else found.query
    if query is not None and year_missing:
        query = _of_one_year(query)
    if query is not None and isinstance(found, Corrected) and query.base == CORRECTED:
        query = Query(query.years, (Condition("item", tuple(ids)),))  # none was: what was only confirmed
    if query is not None and query.named:  # whether these are the ones: the next question is of all of them
        aggregate = "list" if query.having else "rank"
        query = query.but(aggregate=aggregate, named=(), sole=False, unless=False)
    elif query is not None and query.aggregate == "holds" and query.per and query.having and not query.unless:
        query = query.but(aggregate="list")  # whether there are such groups: the next question is of them
    named = (*(before.departments if before else ()), *found.question.filter.departments)
    return Context(
        question=_as_shown(found),
        kind=found.kind,
        items=ids,
        related=_ids_in(year, found.related),
        at=now,
        owners=tuple(Items.of(found.items or rows).owners),
        departments=tuple(dict.fromkeys(reversed(named)))[:4][::-1],
        texts=texts.wholes(ids[:TEXTS]),
        year=year,
        keys=rows.keys,
        answer=found,
        query=query,
        before=_widest(query, before) or _listing(query, before, ids),
        listed=_listed(query, before, ids, year),
        earlier=_earlier(query, last),
        groups=tuple(group.value for group in groups),
        standing=tuple(group.place for group in groups),
        build=library.others.build,
    )


def _of_one_year(query: Query) -> Query:
    """What was asked of years that are not loaded, as a question of one year: its things, no comparison."""
    sides = [side for side in query.sides if side]
    if query.aggregate != "compare" or len(sides) > 1:
        return query
    return Query(query.years, (*query.base, *(each for side in sides for each in side)), query.conditions)


def _as_shown(found: AnyAnswer) -> Question:
    """The question that a follow-up leans on: without a rating that was only said of what was shown.

    How it was read explains itself only beside its answer.
    """
    question = replace(found.question, form="", explain=())
    if not found.judged or set(found.items) == set(found.hits):
        return question
    return replace(question, filter=replace(question.filter, ratings=()))


def _ids_in(year: FiscalYear, items: Sequence[Item]) -> Sequence[str]:
    """The ids of those of some items that are of a year."""
    found = Items.of(items)
    return found.ids if found.years <= {year} else tuple([item.id for item in found if item.year == year])


def _in_rows(found: AnyAnswer) -> tuple[Item, ...]:
    """The items in the order of the rows that show them: of two years, first what changed, kind by kind."""
    if not isinstance(found, Compared) or not found.changes:
        return found.items
    from bot.answering.changes import ORDER  # here: most questions are of one year

    rows = (each.item for kind in ORDER for each in found.changes if each.kind == kind)
    return tuple({item.key: item for item in (*rows, *found.items)}.values())


def _widest(query: Query | None, context: Context | None) -> Query | None:
    """The last query of the conversation that this one narrows, by having all of its conditions and more."""
    if query is None or context is None:
        return None
    conditions = set(query.all_conditions())
    earlier = (each for each in (context.query, context.before) if each is not None)
    return next((each for each in earlier if set(each.all_conditions()) < conditions), None)


def _listing(query: Query | None, context: Context | None, ids: Sequence[str]) -> Query | None:
    """The list of the conversation that one of its rows is shown from."""
    if query is None or context is None or query.aggregate != "show" or not set(ids) <= set(context.items):
        return None
    return context.query if len(context.items) > len(ids) else context.before


def _listed(
    query: Query | None, context: Context | None, ids: Sequence[str], year: FiscalYear
) -> Sequence[str]:
    """The items of the list that these were picked from: another place is one of that list."""
    if query is None or context is None or context.year != year:
        return ()
    if not any(each.aspect in PICKED for each in query.base):
        return ()
    lists = (each for each in (context.items, context.listed) if len(each) > len(ids))
    return next((each for each in lists if set(ids) <= set(each)), ())


def _earlier(query: Query | None, context: Context | None) -> tuple[Query, ...]:
    """What was asked in the conversation before this query, each once."""
    if context is None or context.query is None:
        return ()
    last = context.query.but(form="")
    asked_for = tuple(
        each for each in (*context.earlier, last) if query is None or each != query.but(form="")
    )
    once = tuple(dict.fromkeys(asked_for))
    return once if len(once) <= MOST_EARLIER else (once[0], *once[1 - MOST_EARLIER :])
