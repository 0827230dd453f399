"""Between `Question` and `Query`: the one as the other, both ways.

Reading by expressions gives a `Question`, reading by templates a `Query`. What is evaluated, linked to and
changed by a follow-up is the query; what expressions go on from, and cards are worded with, is the question.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.query import BELONGING, Condition, Having, Query, normal, of_whole_measures
from bot.question import Ask, Field, Filter, Question, Topic, TopicWord, Turn
from katou_index.plan import FiscalYear, measure_number
from katou_index.words import fold

AGGREGATES = {
    Ask.SHOW: "list", Ask.LIST: "list", Ask.MENTION: "list", Ask.FIGURE: "list", Ask.SOURCE: "list",
    Ask.EXPORT: "list", Ask.PICTURE: "list", Ask.LINK: "list", Ask.BOTH: "list", Ask.ALL: "list",
    Ask.NONE: "list", Ask.UNRATED: "list", Ask.BEST: "list", Ask.WORST: "list", Ask.RATED: "count",
    Ask.COUNT: "count", Ask.SHARE: "share", Ask.RANK: "rank", Ask.TABLE: "table", Ask.COMPARE: "compare",
    Ask.OVERVIEW: "overview", Ask.AMOUNTS: "amounts", Ask.LARGEST: "largest", Ask.SUM: "sum",
    Ask.DELTA: "delta", Ask.TREND: "compare",
}  # fmt: skip
CHANGES = {
    "better": ("better",), "worse": ("worse",), "always": ("always",), "same": ("same",), "new": ("new",),
    "ended": ("dropped",), "renumbered": ("renumbered",), "renamed": ("renamed",), "owners": ("moved",),
    "changed": ("better", "worse"),
}  # fmt: skip
ASKS = {
    "show": Ask.SHOW, "list": Ask.LIST, "count": Ask.COUNT, "share": Ask.SHARE, "rank": Ask.RANK,
    "table": Ask.TABLE, "compare": Ask.COMPARE, "holds": Ask.LIST, "overview": Ask.OVERVIEW,
    "largest": Ask.LARGEST, "amounts": Ask.AMOUNTS, "sum": Ask.SUM, "delta": Ask.DELTA,
    "written": Ask.MENTION,
}  # fmt: skip


OF_GROUPS = (Ask.ALL, Ask.NONE, Ask.BOTH)  # asks for the groups that have something, or whether one has


def query_of(question: Question, newest: FiscalYear) -> Query | None:
    """What a question asks, as a query; None where it asks nothing of the plan, or what the algebra lacks."""
    aggregate = AGGREGATES.get(question.ask)
    if aggregate is None or _is_no_query(question):
        return None
    years = question.over or tuple(sorted(question.filter.years)) or ((question.year or newest),)
    query = Query(
        years=tuple(year.code for year in years),
        base=_looked_at(question),
        conditions=tuple(_conditions(question)),
        per=_per(question, aggregate),
        aggregate=aggregate,
        wants=tuple(dict.fromkeys(field.value for field in question.wants)),
    )
    if question.ask in OF_GROUPS:
        query = _of_groups(question, query)
    elif aggregate == "compare" and not question.over:
        query = _side_by_side(question, query)
    if question.over and query.per in BELONGING and not question.change:
        query = query.but(aggregate="table") if query.aggregate in ("compare", "list") else query
    if query.aggregate == "rank":
        query = _ranked(question, query)
    if question.as_share and query.aggregate in ("rank", "table", "compare"):
        query = query.but(by="share")
    return normal(query.but(unit=_unit(question, query.aggregate, query.per)))


def _is_no_query(question: Question) -> bool:
    """Whether a question points at what was shown, or says what the algebra has no part for."""
    given = question.filter
    unknown_change = question.change and not question.rated_in and question.change not in CHANGES
    return question.turn is Turn.NTH or bool(given.measures and given.items) or bool(unknown_change)


def _looked_at(question: Question) -> tuple[Condition, ...]:
    """What a question names, and what it is about; of departments that own something together, each."""
    base = [*_base(question.filter), *_topics(question)]
    if question.jointly:
        base = [each for each in base if each.aspect != "owner"]
        base += [Condition("owner", (name,)) for name in question.filter.departments]
    return tuple(base)


def _per(question: Question, aggregate: str) -> str:
    """What is counted one by one, "" for nothing."""
    per = question.group_by
    if per == "items":
        return "measure"  # 項目が最も多い事業
    if question.ask is Ask.RANK:
        per = per or ("measure" if question.count_by else "department")
    return per if per != "rating" and aggregate in ("table", "rank", "compare") else ""


def _of_groups(question: Question, query: Query) -> Query:
    """The groups that have only a rating, none of it, or both of two; of what is named, whether it is so."""
    having = _having(question)
    if _is_statement(question):
        whole = having[0].but(conditions=())
        return query.but(per="", aggregate="holds", conditions=having[0].conditions, having=(whole,))
    per = question.group_by if question.group_by in BELONGING else "measure"
    base = tuple(map(of_whole_measures, query.base)) if per == "measure" else query.base
    return query.but(per=per, base=base, conditions=(), having=having)


def _side_by_side(question: Question, query: Query) -> Query:
    """What is named beside each other, one thing alone beside the whole city."""
    sides = _sides(question.filter)
    if question.city or len(sides) == 1:
        sides = (*sides, ())
    base = tuple(each for each in query.base if each.aspect in ("topic", "text"))
    return query.but(sides=sides, base=base, per="")  # the sides are the groups


def _ranked(question: Question, query: Query) -> Query:
    """The first ones where 上から三つ was said, of 2番目 that one alone."""
    places = question.places
    first = len(places) > 1 and places == tuple(range(1, len(places) + 1))
    order = "least" if question.least else "most"
    return query.but(order=order, top=len(places)) if first else query.but(order=order, places=places)


def _base(given: Filter) -> list[Condition]:
    said = (
        ("item", given.items, False),
        ("measure", tuple(map(str, given.measures)), False),
        ("measure", tuple(map(str, given.not_measures)), True),
        ("policy", tuple(map(str, given.policies)), False),
        ("policy", tuple(map(str, given.not_policies)), True),
        ("initiative", given.initiatives, False),
        ("initiative", given.not_initiatives, True),
        ("owner", given.departments, False),
        ("owner", given.not_departments, True),
    )
    return [Condition(aspect, tuple(values), negated) for aspect, values, negated in said if values]


def _topics(question: Question) -> list[Condition]:
    topics = [topic.text for topic in question.topics if any(not word.weak for word in topic.words)]
    literal = (*question.phrases, *question.figures, *question.months[:1])
    either = any(topic.instead for topic in question.topics)  # 研修かSNSの項目
    groups = [tuple(topics)] if either else [(each,) for each in topics]
    return [
        *(Condition("text", (each,)) for each in literal),
        *(Condition("topic", each, question.unmentioned) for each in groups if each),
    ]


def _conditions(question: Question) -> list[Condition]:
    given = question.filter
    conditions = [Condition("rating", (mark,), years=(year.code,)) for year, mark in question.rated_in]
    if given.ratings:
        conditions.append(Condition("rating", given.ratings, every=len(question.over) < 2))
    if question.change and not question.rated_in:
        steps = question.steps if question.steps > 1 else 0
        conditions.append(Condition("change", CHANGES[question.change], number=steps))
    if question.ask is Ask.UNRATED:
        conditions.append(Condition("state", ("dash",) if question.planned_nothing else ("unrated",)))
    if question.ask is Ask.RATED:
        conditions.append(Condition("state", ("rated",)))
    return conditions


def _having(question: Question) -> tuple[Having, ...]:
    rated = Condition("rating", question.filter.ratings or question.filter.not_ratings)
    match question.ask:
        case Ask.ALL:
            return (Having("only", (rated,)),)
        case Ask.NONE:
            return (Having("none", (rated,)),)
    return tuple(Having("any", (Condition("rating", (mark,)),)) for mark in question.filter.ratings)


def _unit(question: Question, aggregate: str, per: str) -> str:
    """The unit of figures, or "measure" where measures are counted and are not themselves what is ranked."""
    if aggregate == "amounts":
        return question.unit
    return "measure" if question.count_by and (aggregate, per) != ("rank", "measure") else ""


def _is_statement(question: Question) -> bool:
    """「30番って全部○なん？」 is about what is named or shown; 「全部○の事業は？」 looks for what is so."""
    if question.ask is Ask.BOTH or question.group_by or question.count_by:
        return False
    named = question.filter.measures or question.filter.items or question.turn is Turn.SAME
    return bool(named) or question.doubted


def _sides(given: Filter) -> tuple[tuple[Condition, ...], ...]:
    said = (
        ("owner", given.departments),
        ("policy", tuple(map(str, given.policies))),
        ("initiative", given.initiatives),
        ("measure", tuple(map(str, given.measures))),
        ("item", given.items),
    )
    return tuple((Condition(aspect, (value,)),) for aspect, values in said for value in values)


# ---- the other way


def question_of(query: Query, text: str, lang: str, marks: Sequence[str]) -> Question:
    """A query as a question, for what is still worded from one. `marks`: its scale, best first."""
    years = tuple(map(FiscalYear.from_code, query.years))
    given, topics, phrases = Filter(years=years), [], []
    for each in (*query.base, *query.conditions, *_asked(query), *(c for side in query.sides for c in side)):
        given = _added(given, each, marks)
        if each.aspect == "topic" and not each.negated:
            topics += [Topic((TopicWord(fold(value), (fold(value),)),)) for value in each.values]
        elif each.aspect == "text" and not each.negated:
            phrases += [fold(value) for value in each.values]
    change, rated_in = _over_years(query)
    if change == "always" and not given.ratings:
        given = given.but(ratings=query.values("rating"))
    return Question(
        text=text,
        lang=lang,
        ask=ASKS[query.aggregate],
        wants=tuple(Field(each) for each in query.wants if each in _FIELDS),
        filter=given,
        topics=tuple(topics),
        phrases=tuple(phrases),
        group_by=query.per if query.per != "item" else "",
        count_by="measure" if query.unit == "measure" else "",
        least=query.order == "least",
        as_share=query.by == "share",
        city=() in query.sides,
        year=years[-1] if years else None,
        over=years if len(years) > 1 else (),
        change=change,
        rated_in=rated_in,
        form=query.form,
    )


def _over_years(query: Query) -> tuple[str, tuple[tuple[FiscalYear, str], ...]]:
    """What a question calls a change, and the ratings that it asks for year by year."""
    for each in query.conditions:
        if each.aspect == "change":
            return next((name for name, meant in CHANGES.items() if meant == each.values), each.values[0]), ()
    dated = [each for each in query.conditions if each.years]
    if len(dated) == 1 and dated[0].every and dated[0].years == query.years:
        return "always", ()
    rated = ((year, each.values) for each in dated for year in each.years if not each.negated)
    moves = tuple((FiscalYear.from_code(year), marks[0]) for year, marks in rated if len(marks) == 1)
    return ("moved" if dated else ""), moves


_FIELDS = frozenset(field.value for field in Field)
_NAMES = {
    "owner": "departments",
    "policy": "policies",
    "initiative": "initiatives",
    "measure": "measures",
    "item": "items",
    "rating": "ratings",
}


def _asked(query: Query) -> tuple[Condition, ...]:
    return tuple(each for having in query.having for each in having.conditions)


def _added(given: Filter, condition: Condition, marks: Sequence[str]) -> Filter:
    """The filter with one condition more; what a filter cannot hold is left out of it."""
    name = _NAMES.get(condition.aspect)
    if name is None or condition.years:
        return given
    values: tuple[object, ...] = condition.values
    if condition.aspect == "rating" and condition.negated:
        values = tuple(mark for mark in marks if mark not in condition.values)
    elif condition.negated:
        name = f"not_{name}"
    if name not in Filter.fields:
        return given
    if condition.aspect == "policy":
        values = tuple(int(value) for value in condition.values if value.isdecimal())
    if condition.aspect == "measure":
        values = tuple(map(measure_number, condition.values))
    return given.but(**{name: tuple(dict.fromkeys((*getattr(given, name), *values)))})
