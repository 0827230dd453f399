"""A whole template with its slots → the query that it means, or None where the parts do not go together.

    {B}に{S}はある, 防災課 and × → base 防災課, conditions ×, holds any

No reading is better than one that drops something: whatever was bound stands in the query, or there is none.
"""

from __future__ import annotations

from bot.query import Condition, Having, Query, normal, of_the_whole_measure, of_whole_measures
from bot.understanding.phrases import PLACES
from bot.understanding.slots import QUANTIFIERS, ROW, THINGS, Slots, counted, drops, split, whole_of
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.understanding.phrases import Phrase
    from bot.understanding.templates import Match

JUDGING = ("list", "wants=why", "wants=owner", "wants=rating")  # templates that ask for what has a rating
OF_FIGURES = ("largest", "amounts", "sum", "delta", "written")
# What is asked of words of the plan → the fields of what these lead to.
ABOUT = {"list": (), "wants": (), "count": ("figure",), "share": ("figure",)}
WORDS = ("rating", "topic", "text")
SELECTING = ("list", "count", "share")
FIGURE_NAMES = ("率", "数", "額", "count", "number", "rate")  # ends of what a figure is called


def asked(match: Match, loaded: tuple[str, ...], marks: Sequence[str] = ()) -> Query | None:
    """The query that a template of the layer "ask" means, in normal form.

    `loaded`: all years; `marks`: the scale, best first: 「できていない」 means the last one.
    """
    slots = Slots(match)
    if len(slots.groups) > 1 or drops(match) or slots.group == ROW:
        return None
    if slots.subjects or any(each.last == "Z" for each in slots.phrases):
        return _about(slots)
    if any(map(_is_a_word, slots.phrases)) and not _judges(slots):
        return None
    if any(each.last == "blank" for each in slots.phrases) and slots.words[0] not in SELECTING:
        return None  # what has no evidence: "has no" asks for what is without
    query = _builder(slots.words[0].partition("=")[0])(slots)
    if query is None or _twice(query, joint=any(each.joint for each in (*slots.phrases, *slots.before))):
        return None
    if query.aggregate == "holds" and any(each.startswith(":") for each in query.values("figure")):
        return None  # 金額が載ってる項目は2つだけ？ What says so of an answer is judged (claims.py)
    if "bad" in slots or "good" in slots:
        if not marks or query.per == "measure":
            return None
        query = query.but(conditions=(Condition("rating", (marks[-1 if "bad" in slots else 0],)),))
    every = [each.every for each in (*slots.phrases, *slots.before) if each.every is not None]
    if every and every[0] and not query.years:  # ずっと×: in all years, where there are several
        if len(loaded) < 2:
            return None
        query = query.but(years=loaded)
    if query.per == "year" and not query.years and len(loaded) > 1:
        query = query.but(years=loaded)
    if "course" in slots and len(query.years) < 2:
        if query.years or len(loaded) < 2:
            return None
        query = query.but(years=loaded[-2:])
    if any(each.aspect == "change" for each in query.all_conditions()) and len(query.years) < 2:
        since = query.years[0] if query.years else loaded[-1]
        place = loaded.index(since) if since in loaded else 0
        if not place or (query.years and query.values("change") not in (("new",), ("dropped",))):
            return None  # from which year to which?
        query = query.but(years=loaded[place - 1 : place + 1])
    return settled(query, every[0] if every else None)


def _about(slots: Slots) -> Query | None:
    """What is asked of what words of the plan lead to: it is shown, with what was asked of it."""
    asks, *said = slots.words
    asks, _, field = asks.partition("=")
    whole = whole_of((*slots.before, *slots.phrases, *slots.subjects))
    numbered = slots.groups or slots.count or {*said} & {*QUANTIFIERS, "measure", "percent", "either"}
    if asks not in ABOUT or numbered or whole.rated or len(slots.phrases) + len(slots.subjects) > 1:
        return None
    if slots.ratings and field != "why":
        return None
    (subject, *places) = sorted(whole.conditions, key=lambda each: each.aspect != "topic")
    if any(each.negated or each.aspect not in PLACES[:3] for each in places):
        return None
    fields = (*((field,) if field else ()), *slots.fields) or ABOUT[asks]
    if "figure" not in fields and subject.values[0].endswith(FIGURE_NAMES):
        fields = ("figure", *fields)  # 空家バンクの登録者数, 登録件数と評価
    elif not fields and "plain" in said:
        fields = ("result",)
    return Query(whole.years, whole.conditions, tuple(slots.ratings), aggregate="show", wants=fields)


def _is_a_word(phrase: Phrase) -> bool:
    """Whether a phrase is a bare word, and no other one is left out beside it: about SNS but not Facebook."""
    leaves_out = any(each.aspect in ("topic", "text") and each.negated for each in phrase.conditions)
    return phrase.last == "T" and not phrase.noun and not leaves_out


def _judges(slots: Slots) -> bool:
    """Whether a rating is asked about: only there a bare word is a topic, elsewhere it may be anything."""
    return slots.words[0] == "holds" or (slots.words[0] in JUDGING and bool(slots.ratings))


def _twice(query: Query, *, joint: bool) -> bool:
    """Whether one aspect is asked for twice: 防災課 税務課 may be two questions, both at once it is not.

    `joint`: owners that are said to own an item together are.
    """
    once = [aspect for aspect in ("rating", *PLACES) if not (joint and aspect == "owner")]
    for conditions in (query.base, query.conditions):
        asked_for = [each.aspect for each in conditions if not (each.negated or each.years)]
        if len(asked_for) > 1 and any(asked_for.count(aspect) > 1 for aspect in once):
            return True
    return any(_at_once((*query.base, *each.conditions)) for each in query.having)


def _at_once(conditions: Iterable[Condition]) -> bool:
    """Whether one item would need two ratings: 「○なのに×もある事業」 is no measure with × among its ○."""
    ratings = [
        set(each.values) for each in conditions
        if each.aspect == "rating" and not (each.negated or each.years)
    ]  # fmt: skip
    return bool(ratings) and not set.intersection(*ratings)


def settled(query: Query, every: bool | None = None) -> Query:
    """Its normal form: of several years, a rating in any of them unless `every` was said."""
    query = _dated(query.but(years=tuple(sorted(query.years, key=year_order))))
    if query.aggregate in ("compare", *OF_FIGURES):
        base, conditions = split((*query.base, *query.conditions))
        query = query.but(base=base, conditions=conditions)
    if query.per == "measure" and query.having:
        query = query.but(base=tuple(dict.fromkeys(map(of_whole_measures, query.base))))
    if "measure" in (query.unit, query.per):
        query = changed(query, of_the_whole_measure)
    numbered = all(each.aspect in THINGS[:2] and not each.negated for each in query.base)
    if query.wants and query.base and numbered and not query.conditions and query.aggregate == "list":
        query = query.but(aggregate="show", unit="")  # one fact of a measure
    said = (every or False) if query.over_years else True

    def one(condition: Condition) -> Condition:
        if condition.aspect == "rating" and not condition.years and condition.every is not bool(said):
            return condition.but(every=bool(said))
        return condition

    return normal(changed(query, one))


def _dated(query: Query) -> Query:
    """Where only conditions name years, these are the query's; a single year is named once."""
    if query.years:
        return query
    named = {code for each in query.all_conditions() for code in each.years}
    if not named:
        return query
    years = tuple(sorted(named, key=year_order))

    def one(condition: Condition) -> Condition:
        return condition.but(years=()) if set(condition.years) == named and len(named) == 1 else condition

    return changed(query.but(years=years), one)


def year_order(code: str) -> tuple[int, int]:
    """The oldest first: H30, R1, R2."""
    return (0 if code[:1] == "H" else 1, int(code[1:]) if code[1:].isdecimal() else 0)


def by_rating(query: Query, order: str) -> Query | None:
    """A list in the order of the scale, best ("most") or worst ("least") first; None of groups and years."""
    if query.aggregate not in ("list", "show", "count") or query.per or query.having or query.over_years:
        return None
    return query.but(aggregate="list", order=order, by="rating", wants=(), places=())


def changed(query: Query, one: Callable[[Condition], Condition]) -> Query:
    """The query with every condition as `one` makes it."""

    def all_of(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(map(one, conditions))

    return query.but(
        base=all_of(query.base),
        conditions=all_of(query.conditions),
        having=tuple(
            each.but(conditions=all_of(each.conditions), than=all_of(each.than)) for each in query.having
        ),
        sides=tuple(map(all_of, query.sides)),
    )


# ---- the parts of a question


def _selected(slots: Slots, aggregate: str) -> Query:
    """Base and conditions of all phrases and ratings; a list, a count."""
    whole = whole_of((*slots.before, *slots.phrases))
    unit = "measure" if "measure" in slots else whole.unit
    conditions = (*whole.conditions, *slots.ratings)
    return Query(whole.years, conditions, aggregate=aggregate, unit=unit)


def _listed(slots: Slots) -> Query | None:
    """What is listed; 評価の高い順に in the order of the scale: then all of it, whatever it is rated."""
    if "byrating" not in slots:
        return _list(slots)
    query = Query() if "whole" in slots else _list(slots)
    return query and by_rating(query, slots.words[1])


def _list(slots: Slots) -> Query | None:
    whole = whole_of((*slots.before, *slots.phrases))
    limited = whole.rated and any(each.aspect not in WORDS for each in whole.conditions)  # 防災課の×は何
    if "need" in slots and not (whole.noun or limited):
        return None
    query = _selected(slots, "list")
    if "peritem" in slots:  # ×の事業は（事業単位じゃなく項目で）
        query = query.but(unit="")
    if whole.last == "Y" and not query.base:
        return Query(whole.years, aggregate="overview")
    numbered = all(each.aspect in THINGS[:2] for each in query.base)
    if "now" in slots:  # what became of it: gone, or as it is
        gone = (Condition("change", ("dropped",)),)
        return query.but(conditions=gone) if numbered and query.base and not query.conditions else None
    named_only = query.base and not whole.noun and not whole.rated
    if named_only and len(whole.years) > 1 and all(each.aspect in PLACES[:3] for each in query.base):
        return query.but(per="year", aggregate="table")
    if query.base and numbered and not slots.ratings:
        named = not whole.noun or "plain" in slots
        if named and not any(each.negated for each in query.base):
            return query.but(aggregate="show")
    joined = len(whole.conditions) == 1 and len(whole.conditions[0].values) > 1
    if joined and not whole.noun and whole.last in ("D", "P", "I") and "plain" not in slots:
        return None  # ①と⑥: side by side, or both listed?
    if "plain" in slots and any(each.aspect == "topic" for each in query.base):
        return None
    if whole.last == "sized" and not whole.rated:
        return _of_a_size(query)
    return query if query.base or whole.noun or slots.ratings else None


def _of_a_size(query: Query) -> Query:
    """項目が複数ある事業, and nothing else of them: a question for measures, not for their items."""
    sized, *more = [each for each in query.base if each.aspect == "sized"]
    if more or sized.negated or len(sized.values) != 1:
        return query
    number = int(sized.values[0].removesuffix("+"))
    having = Having("at_least" if sized.values[0].endswith("+") else "exactly", (), number)
    base = tuple(each for each in query.base if each is not sized)
    return Query(query.years, base, per="measure", having=(having,))


def _overview(slots: Slots) -> Query | None:
    whole = whole_of(slots.before)
    return None if whole.conditions else Query(whole.years, aggregate="overview")


def _count(slots: Slots) -> Query | None:
    whole = whole_of((*slots.before, *slots.phrases))
    if set(QUANTIFIERS) & set(slots.words):
        from bot.understanding.meaning_groups import grouped  # here: few templates ask of groups

        return grouped(slots, aggregate="count")
    named = any(each.aspect in THINGS for each in whole.conditions)
    if named and not whole.noun and not whole.rated and not slots.ratings:
        return None  # a figure of the text is asked for
    if "rated" in slots and not whole.rated:
        return None  # 防災課はどのくらい？ of what?
    query = _selected(slots, "count")
    return query if query.base or whole.noun or slots.ratings else None


def _share(slots: Slots) -> Query | None:
    if "within" in slots:
        first, second = slots.phrases[::-1] if "swap" in slots else slots.phrases
        years = first.with_(second).years
        if not second.conditions:
            return None
        return Query(years, first.conditions, second.conditions, aggregate="share")
    if "part" in slots:  # 情報管理室の×は全体の×の何割？
        part, of = sorted((phrase.conditions for phrase in slots.phrases), key=len, reverse=True)
        rest = tuple(each for each in part if each not in of)
        fits = rest and of and set(of) < set(part)
        return Query(whole_of(slots.phrases).years, of, rest, aggregate="share") if fits else None
    whole = whole_of((*slots.before, *slots.phrases))
    base, conditions = counted((*whole.conditions, *slots.ratings))
    if "place" in slots:  # 防災課は全体の何割？ what is all of the plan stands in the base
        base, conditions = ((), base) if base and not conditions else ((), ())
    return Query(whole.years, base, conditions, aggregate="share") if conditions else None


def _table(slots: Slots) -> Query | None:
    whole = whole_of((*slots.before, *slots.phrases))
    if not slots.group or slots.group == "item":
        return None
    if "byshare" in slots:
        base, conditions = counted(whole.conditions)
        if not conditions:
            return None
        return Query(whole.years, base, conditions, per=slots.group, aggregate="table", by="share")
    if "average" in slots:
        if slots.group == "year" or whole.unit == "measure":
            return None
        base, conditions = split(whole.conditions)
        return Query(whole.years, base, conditions, per=slots.group, aggregate="table", by="average")
    return Query(whole.years, whole.conditions, per=slots.group, aggregate="table")


def _texts(slots: Slots) -> Query | None:
    """What the texts say: amounts, the largest one, a sum, a difference, where it is written."""
    whole = whole_of((*slots.before, *slots.phrases))
    base, conditions = split(whole.conditions)
    if slots.words[0] == "sum" and slots.unit == "件" and whole.rated and not whole.noun:
        return None  # △と×の件数の合計: how many items these are
    order = next((word for word in ("most", "least") if word in slots), "")
    unit = slots.unit
    if "inorder" in slots:  # 根拠に件数が書いてある項目を大きい順に
        units = {value.partition(":")[2] for each in base if _tells(each) for value in each.values}
        if len(units) != 1 or "" in units:
            return None  # figures of several kinds have no order
        (unit,) = units
    elif fields := tuple(each for each in slots.figures if not each.startswith(":")):
        base = (*base, Condition("figure", fields))  # 根拠に書かれた件数で
    if "claimed" in slots:  # 77人を足して154人: where the addends stand, and that they are not added up
        addends = tuple(dict.fromkeys(slots.quoted[:-1]))
        base = (*base, Condition("text", addends)) if addends else base
        if not base:
            return None
    return Query(whole.years, base, conditions, aggregate=slots.words[0], unit=unit, order=order)


def _tells(condition: Condition) -> bool:
    """Whether it says in which field a figure stands."""
    return condition.aspect == "figure" and not condition.negated


def _wants(slots: Slots) -> Query | None:
    whole = whole_of((*slots.before, *slots.phrases))
    given = tuple(word.partition("=")[2] for word in slots.words if word.startswith("wants="))
    query = _selected(slots, "list")
    if not query.base and not whole.noun:
        return None
    if (
        "terse" in slots
        and "result" in slots.fields
        and any(each.aspect not in THINGS for each in query.base)
    ):
        return None  # "policy 2 result": how it went, not the field
    if "percent" in slots:
        return query.but(wants=given, unit="%")
    if "one" in slots and not all(each.aspect in THINGS[:2] and not each.negated for each in query.base):
        return None  # 防災課の課題: a word that its texts may have
    if "either" in slots:
        said = [value for each in slots.ratings for value in each.values]
        several = len(set(said)) == len(said) > 1 and not any(each.negated for each in slots.ratings)
        if not query.base or whole.noun or not several:
            return None
        query = query.but(conditions=(), base=tuple(c for c in query.base if c not in slots.ratings))
    fields = (*given, *slots.fields)
    named = any(each.aspect == "owner" and not each.negated for each in query.base)
    if "owner" in fields and named and "partner" not in slots:
        return None  # 税務課の担当: what it is in charge of
    if all(each.aspect in THINGS[:2] and not each.negated for each in query.base) and query.base:
        query = query.but(aggregate="show", unit="")
    return query.but(wants=fields)


def _places(slots: Slots) -> Query | None:
    query = _list(slots)
    if query and "ofsome" in slots and not query.all_conditions():
        return None  # 5番目の事業: No.5?
    places = tuple(range(1, slots.count + 1)) if "so_many" in slots else slots.places
    return query.but(places=places) if query and query.aggregate == "list" else None


_BUILDERS: dict[str, Callable[[Slots], Query | None]] = {
    "list": _listed,
    "overview": _overview,
    "count": _count,
    "share": _share,
    "table": _table,
    "wants": _wants,
    "places": _places,
    **dict.fromkeys(OF_FIGURES, _texts),
}


def _builder(asks: str) -> Callable[[Slots], Query | None]:
    """What makes the query of templates that ask so."""
    if asks in _BUILDERS:
        return _BUILDERS[asks]
    from bot.understanding.meaning_groups import BUILDERS  # here: most templates ask for items

    return BUILDERS[asks]
