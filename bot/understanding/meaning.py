"""A whole template with its slots → the query that it means, or None where the parts do not go together.

No reading is better than one that drops something: whatever was bound stands in the query, or there is none.
"""

from __future__ import annotations

from bot.query import AGAINST, SHARES, Condition, Having, Query, normal, of_whole_measures
from bot.understanding.lattice import NAMED_GROUP, PLACES, Phrase, figures_in
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.understanding.templates import Match

COUNTED = ("rating", "change")  # aspects that count items, where others choose which are looked at
THINGS = ("measure", "item", "topic")  # … beside which a number is a figure of the text
PEOPLE = ("department", "policy")  # groups of which 「×の課」 can be said
GROUP_OF = {"owner": "department", "policy": "policy", "initiative": "initiative", "measure": "measure"}
JUDGING = ("list", "wants=why", "wants=owner", "wants=rating")  # … that ask for what has a rating
UNUSED = ("D", "DS", "P", "I", "N", "T", "W", "Q")  # names stand in phrases only: none may be dropped
QUANTIFIERS = (
    "any",
    "none",
    "all",
    "only",
    "not_all",
    "at_least",
    "at_most",
    "exactly",
    "most",
    "more",
    *SHARES,
)
NUMBERED = ("at_least", "at_most", "exactly", *SHARES)  # … that want a number
TEXTS = ("largest", "amounts", "sum", "delta", "written")
ABOUT = {
    "list": (),
    "wants": (),
    "count": ("figure",),
    "share": ("figure",),
}  # asked of a subject → its fields
SELECTING = ("list", "count", "share")
ROW = "row"  # a group that only a table before tells: その行
FIGURE_NAMES = ("率", "数", "額", "count", "number", "rate")  # ends of what a figure is called


class Slots:
    """What a template bound, by slot."""

    def __init__(self, match: Match) -> None:
        self.words = match.meaning[1:]
        self.phrases = [value for name, value in match.bound if isinstance(value, Phrase) and name in "SBE"]
        self.before = [value for name, value in match.bound if isinstance(value, Phrase) and name == "A"]
        self.ratings = [value for name, value in match.bound if name == "R" and isinstance(value, Condition)]
        self.stems = [value for name, value in match.bound if name == "DS" and isinstance(value, Condition)]
        done = tuple(str(value) for name, value in match.bound if name == "J")
        self.subjects = [
            Phrase((Condition("topic", (" ".join((str(value), *done)),)),), last="Z")
            for name, value in match.bound
            if name == "Z"
        ]
        self.years = tuple(code for name, value in match.bound if name == "Y" for code in _tuple(value))
        named = [str(value) for name, value in match.bound if name == "G"]
        self.groups = {name.removeprefix(NAMED_GROUP) for name in named}
        self.group = named[0].removeprefix(NAMED_GROUP) if named else ""
        self.named = any(name.startswith(NAMED_GROUP) for name in named)
        self.count = next((int(str(value)) for name, value in match.bound if name == "K"), 0)
        self.places = tuple(int(each) for name, value in match.bound if name == "O" for each in _tuple(value))
        self.fields = tuple(dict.fromkeys(str(value) for name, value in match.bound if name == "F"))
        self.figures = figures_in(match.bound)
        self.unit = next((str(value) for name, value in match.bound if name == "U"), "")
        self.form = next((str(value) for name, value in match.bound if name == "X"), "")
        self.quoted = tuple(str(value) for name, value in match.bound if name == "Q")
        self.topics = tuple(str(value) for name, value in match.bound if name in ("T", "W"))

    def __contains__(self, word: str) -> bool:
        return word in self.words


def drops(match: Match) -> bool:
    """Whether a name would be dropped; only the sum that somebody claims is not looked for.

    A department without 課 stands by itself where departments were asked for: 税務は, after 防災課.
    """
    unused = {name for name, _ in match.bound if name in UNUSED}
    used = {"claimed": "Q", "stem": "DS", "topic": "TW", "nottopic": "TW"}
    return bool(unused) and not any(
        word in match.meaning and (unused == {names} or (names == "TW" and unused <= {*names}))
        for word, names in used.items()
    )


def _tuple(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def asked(match: Match, loaded: tuple[str, ...], marks: Sequence[str] = ()) -> Query | None:
    """The query that a template of the layer "ask" means, in normal form.

    `loaded`: all years; `marks`: the scale, best first: 「できていない」 means the last one.
    """
    slots = Slots(match)
    if len(slots.groups) > 1 or drops(match) or slots.group == ROW:
        return None
    if slots.subjects or any(each.last == "Z" for each in slots.phrases):
        return _about(slots)
    if any(each.last == "T" and not each.noun for each in slots.phrases) and not _judges(slots):
        return None
    if any(each.last == "blank" for each in slots.phrases) and slots.words[0] not in SELECTING:
        return None  # what has no evidence: "has no" asks for what is without
    query = _BUILDERS[slots.words[0].partition("=")[0]](slots)
    if query is None or _twice(query, joint=any(each.joint for each in (*slots.phrases, *slots.before))):
        return None
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
    whole = _whole((*slots.before, *slots.phrases, *slots.subjects))
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
    if query.aggregate in ("compare", *TEXTS):
        base, conditions = split((*query.base, *query.conditions))
        query = query.but(base=base, conditions=conditions)
    if query.per == "measure" and query.having:
        query = query.but(base=tuple(dict.fromkeys(map(of_whole_measures, query.base))))
    numbered = all(each.aspect in THINGS[:2] and not each.negated for each in query.base)
    if query.wants and query.base and numbered and not query.conditions and query.aggregate == "list":
        query = query.but(aggregate="show", unit="")  # one fact of a measure
    said = (every or False) if query.over_years else True

    def one(condition: Condition) -> Condition:
        if condition.aspect == "rating" and not condition.years:
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


def _whole(parts: Sequence[Phrase]) -> Phrase:
    whole = Phrase()
    for part in parts:
        whole = whole.with_(part)
    return whole


def split(conditions: Sequence[Condition]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """(where, what counts): ratings and changes count, everything else says where to look."""
    return (
        tuple(each for each in conditions if each.aspect not in COUNTED),
        tuple(each for each in conditions if each.aspect in COUNTED),
    )


def properties(conditions: Sequence[Condition]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """(where, what counts) where no rating is asked for: 根拠がない項目 counts, 防災課の項目 does not."""
    return (
        tuple(each for each in conditions if each.aspect in PLACES),
        tuple(each for each in conditions if each.aspect not in PLACES),
    )


def counted(conditions: Sequence[Condition]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """`split`, or `properties` where that finds nothing that counts."""
    where, what = split(conditions)
    return (where, what) if what else properties(conditions)


# ---- the parts of a question


def _selected(slots: Slots, aggregate: str) -> Query:
    """Base and conditions of all phrases and ratings; a list, a count."""
    whole = _whole((*slots.before, *slots.phrases))
    unit = "measure" if "measure" in slots else whole.unit
    conditions = (*whole.conditions, *slots.ratings)
    return Query(whole.years, conditions, aggregate=aggregate, unit=unit)


def _list(slots: Slots) -> Query | None:
    whole = _whole((*slots.before, *slots.phrases))
    of_a_place = whole.rated and any(each.aspect in PLACES for each in whole.conditions)  # 防災課の×は何
    if "need" in slots and not (whole.noun or of_a_place):
        return None
    query = _selected(slots, "list")
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
    whole = _whole(slots.before)
    return None if whole.conditions else Query(whole.years, aggregate="overview")


def _count(slots: Slots) -> Query | None:
    whole = _whole((*slots.before, *slots.phrases))
    if set(QUANTIFIERS) & set(slots.words):
        return _grouped(slots, aggregate="count")
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
        return Query(_whole(slots.phrases).years, of, rest, aggregate="share") if fits else None
    whole = _whole((*slots.before, *slots.phrases))
    base, conditions = counted((*whole.conditions, *slots.ratings))
    if "place" in slots:  # 防災課は全体の何割？ what is all of the plan stands in the base
        base, conditions = ((), base) if base and not conditions else ((), ())
    return Query(whole.years, base, conditions, aggregate="share") if conditions else None


def _rank(slots: Slots) -> Query | None:
    per = slots.group or ("department" if "department" in slots else "")
    if "inferred" in slots:  # ①から⑥で: of the policies
        several = [each.aspect for each in slots.phrases[0].conditions if len(each.values) > 1]
        per = GROUP_OF.get(several[0], "") if len(several) == 1 else ""
        if "numbered" in slots and per != "measure":
            return None  # 防災課と税務課で○が多いのは？ they stand side by side
    order = "least" if "least" in slots else "most"
    if "within" in slots:
        first, second = slots.phrases
        base, conditions = first.conditions, second.conditions
        years = first.with_(second).years
    else:
        whole = _whole((*slots.before, *slots.phrases))
        years, (base, conditions) = whole.years, split(whole.conditions)
        if "byshare" in slots:
            base, conditions = counted(whole.conditions)
        if not conditions and not whole.noun and not {"bad", "good", "items"} & set(slots.words):
            return None
    by = "share" if "byshare" in slots else ""
    if not per or per == "item" or (by and not conditions):
        return None
    if "department" in slots and any(each.aspect == "owner" and len(each.values) > 1 for each in base):
        return None  # of departments that are named, which? They stand side by side
    having = (Having("any", tuple(slots.ratings)),) if "of" in slots else ()  # ×が一番多い課の○
    if having and per not in GROUP_OF.values():
        return None
    places = (slots.count,) if "nth" in slots else ()
    top = slots.count if "top" in slots else 0
    if ("nth" in slots or "top" in slots) and not slots.count:
        return None
    ranked = Query(years, base, conditions, per=per, aggregate="rank", order=order, by=by)
    return ranked.but(places=places, top=top, having=having)


def _havings(slots: Slots, wholes: list[tuple[Condition, ...]]) -> tuple[Having, ...] | None:
    """What is said of the groups or the selection: one or two statements."""
    said = [word for word in slots.words if word in QUANTIFIERS]
    number = 2 if "two" in slots else 1 if "one" in slots else 50 if "half" in slots else slots.count
    if "tenths" in slots:
        number *= 10
    number += ("plus" in slots) - ("minus" in slots)  # more than two: at least three
    if not number and set(said) & set(NUMBERED):
        return None
    if said == ["more"]:
        if len(wholes) != 2:
            return None
        than, more = wholes if "swap" not in slots else wholes[::-1]
        return (Having("more", more, 0, than),)
    if said == [] and "both" in slots:  # are there both?
        if [len(each) for each in wholes] != [1, 1]:
            return None
        (one,), (other,) = wholes
        return (Having("each", (one.but(values=(*one.values, *other.values)),)),)
    if "both" in slots:
        return tuple(Having(said[0], each) for each in wholes)
    if "only" in said and len(said) > 1:
        wholes, said = [wholes[said.index("only")]], ["only"]  # it has none of the others: that says no more
    elif said[:2] == ["none", "none"]:  # neither of two
        (one,), (other,), *rest = wholes
        wholes, said = [(one.but(values=(*one.values, *other.values)),), *rest], said[1:]
    numbers = [number if word in NUMBERED else 0 for word in said]
    if len(said) == 2:
        found = tuple(Having(*each) for each in zip(said, wholes, numbers, strict=True))
        return found[::-1] if said[0] == "none" else found  # what is there is said first
    return (Having(said[0], wholes[0], numbers[0]),)


def _groups(slots: Slots) -> Query | None:
    return _grouped(slots, aggregate="list")


def _grouped(slots: Slots, aggregate: str) -> Query | None:
    per = slots.group or ("department" if "department" in slots else "")
    if not per or per == "item" or ("people" in slots and per not in PEOPLE):
        return None
    if "themselves" in slots and per not in ("department", "policy"):
        return None  # 事業の数: those are counted, not what they hold
    if set(AGAINST) & set(slots.words):
        return _against_one(slots, per)
    if "like" in slots:
        return _like_one(slots, per)
    if per == "initiative" and not slots.named:
        return None  # ×のある取組: the items
    phrases = list(slots.phrases)
    base: tuple[Condition, ...] = ()
    whole = _whole(slots.before)
    if "within" in slots:
        first = phrases.pop(0)
        whole, base = whole.with_(first), first.conditions
        what = [each.conditions for each in phrases]
    else:
        what = []
        for phrase in phrases:
            where, counts = counted(phrase.conditions)
            if "both" in slots and per == "measure" and [each.aspect for each in where] == ["owner"]:
                where, counts = (), counts or where  # 税務課も管財課もある事業
            base = (*base, *where)
            what.append(counts)
    base = (*(each for each in whole.conditions if each not in base), *base)
    years = _whole((whole, *phrases)).years
    what += [(each,) for each in slots.ratings]
    if "rated" in slots:  # groups with so many ratings
        what = [(Condition("state", ("rated",)),)]
    if "one" in slots and "ofitems" in slots and any(each.aspect not in PLACES for each in base):
        return None  # 根拠がない項目がある課: what counts is what is empty
    if "ofitems" in slots:  # … with so many items, whatever they are
        what = [()]
    of_items = what == [()] and bool(set(NUMBERED[:3]) & set(slots.words))
    if not what or not (all(what) or of_items):
        return None
    if "people" in slots and any(each.negated for each in slots.ratings):
        return None
    having = _havings(slots, what)
    if having is None or (per == "year" and len(years) < 2):
        return None
    if _of_unrated(having):
        return None
    return Query(years, base, per=per, having=having, aggregate=aggregate)


def _like_one(slots: Slots, per: str) -> Query | None:
    """Groups whose items are rated like those of one of them: 工務課と同じ評価の課."""
    *within, one = slots.phrases[-2:]
    places = [each for each in one.conditions if each.aspect in PLACES and not each.negated]
    if len(places) != 1 or len(places[0].values) != 1 or len(places) != len(one.conditions):
        return None
    whole = _whole((*slots.before, *within))
    if split(whole.conditions)[1] or (per == "initiative" and not slots.named):
        return None
    years = _whole((*slots.before, *slots.phrases)).years
    return Query(years, whole.conditions, per=per, having=(Having("like", than=tuple(places)),))


def _against_one(slots: Slots, per: str) -> Query | None:
    """Groups that have more, fewer or as many as one of them: 管財課より○が多い課."""
    one, *rest = slots.phrases[::-1] if "swap" in slots else slots.phrases
    if "whole" in slots:
        one, rest = Phrase(), list(slots.phrases)
    whole = _whole((*slots.before, *rest))
    base, what = split(whole.conditions) if "byshare" in slots else counted(whole.conditions)
    if "ofitems" in slots and not what:  # 項目数が管財課より多い課: whatever they are rated
        base = whole.conditions
    elif not what or "ofitems" in slots:
        return None
    if one.years or len(one.conditions) != ("whole" not in slots):
        return None
    for than in one.conditions:
        if GROUP_OF.get(than.aspect) != per or len(than.values) != 1 or than.negated:
            return None
        if any(each.aspect == than.aspect for each in (*base, *what)):
            return None
    quantifier = next(each for each in AGAINST if each in slots)
    by = "share" if "byshare" in slots else ""
    having = (Having(quantifier, what, 0, one.conditions),)
    return Query(whole.years, base, per=per, having=having, by=by)


def _of_unrated(having: Iterable[Having]) -> bool:
    """Whether a share is asked for of something else than ratings: of how many would it be?"""
    shares = (each.conditions for each in having if each.quantifier in SHARES)
    return any(each.aspect != "rating" for conditions in shares for each in conditions)


def _every_group(slots: Slots) -> Query | None:
    """どの課にも○がある: no department is without; of two that are named, each is so."""
    if slots.group:
        query = _grouped(slots, aggregate="holds")
        return query and query.but(unless=True)
    query = _holds(slots)
    several = [each for each in query.base if each.aspect in PLACES and len(each.values) > 1] if query else []
    if query is None or len(several) != 1 or several[0].negated:
        return None
    base = tuple(each for each in query.base if each is not several[0])
    return query.but(base=base, sides=_each(several[0]))


def _beyond(slots: Slots) -> Query | None:
    """Whether one side has a higher or lower share, or more or fewer, than the other or the whole plan."""
    phrases = [phrase for phrase in slots.phrases if not phrase.rated]
    whole = _whole((*slots.before, *slots.phrases))
    where, what = split((*whole.conditions, *slots.ratings))
    sides = [(each,) for phrase in phrases for each in split(phrase.conditions)[0] if each.aspect in PLACES]
    named = all(len(side[0].values) == 1 and not side[0].negated for side in sides)
    if not what or not named or len(sides) != (1 if "whole" in slots else 2):
        return None
    if len(sides) == 2 and sides[0][0].aspect != sides[1][0].aspect:
        return None
    rest = tuple(each for each in where if (each,) not in sides)
    if "swap" in slots:
        sides.reverse()
    order = "least" if "least" in slots else "most"
    both = (*sides, ()) if "whole" in slots else tuple(sides)
    by = "share" if "byshare" in slots else ""
    return Query(whole.years, rest, what, aggregate="holds", sides=both, order=order, by=by)


def _alike(slots: Slots) -> Query | None:
    """Whether sides have the same number, or share, of what is said; of each rating, or of items at all."""
    phrases = (*slots.before, *slots.phrases)
    where, what = split((*(each for phrase in phrases for each in phrase.conditions), *slots.ratings))
    named = [each for each in where if each.aspect in PLACES]
    sides = tuple((each.but(values=(value,)),) for each in named for value in each.values)
    if len(sides) < 2 or any(each.negated for each in named) or len({each.aspect for each in named}) > 1:
        return None
    by = "share" if "byshare" in slots else "rating" if "rating" in slots else ""
    if bool(what) == ("rating" in slots or "items" in slots):
        return None
    rest = tuple(each for each in where if each not in named)
    return Query(_whole(phrases).years, rest, what, aggregate="holds", sides=sides, order="same", by=by)


def _holds(slots: Slots) -> Query | None:
    """The base is what is asked about, the conditions are what is said of it."""
    phrases = list(slots.phrases)
    if "behind" in slots:  # ×の項目、防災課にある？ where it is looked for stands behind
        phrases.reverse()
    years = _whole(phrases).years
    base: tuple[Condition, ...] = ()
    what: list[tuple[Condition, ...]] = []
    if "within" in slots or (len(phrases) > 1 and phrases[0].noun):
        base = phrases.pop(0).conditions
        what = [each.conditions for each in phrases]
    else:
        for phrase in phrases:
            where, counts = split(phrase.conditions)
            if not counts and len(phrases) == 1 and not slots.ratings:
                where, counts = properties(phrase.conditions)
                if phrase.joint and not counts:  # is there one that both own?
                    counts = tuple(each for each in where if each.aspect == "owner")
                    where = tuple(each for each in where if each not in counts)
            elif not counts and len(phrases) > 1 and phrase is not phrases[0]:
                where, counts = (), phrase.conditions
            base = (*base, *where)
            if counts:
                what.append(counts)
    if "unlike" not in slots:  # ×ではなく「—」: what is that has no rating
        what += [(each,) for each in slots.ratings]
    what += [(Condition("state", (word[6:],)),) for word in slots.words if word.startswith("state=")]
    if "figure" in slots:
        if not slots.figures:
            return None
        what.append((Condition("figure", slots.figures),))
    if "more" in slots and any(all(each.aspect in PLACES for each in some) for some in what):
        return None  # 防災課は税務課より: sides, no conditions
    if "owner" in slots:  # No.39は学校教育課の担当ですか
        if len(phrases) < 2:
            return None  # 項目は学校教育課の担当ですか: of no item in particular
        base, what = phrases[0].conditions, [phrases[1].conditions]
        if "swap" in slots:  # is 総務財政課 in charge of No.30?
            base, what = phrases[1].conditions, [phrases[0].conditions]
        if any(each.aspect != "owner" for each in what[0]) or any(each.aspect == "owner" for each in base):
            return None
    if "same" in slots:  # printed as ×, taken as ×: said twice
        what = list(dict.fromkeys(what))
    if "ofitems" in slots:  # 〈課〉は全部で2項目ですか: whatever they are rated
        return _so_many(slots, base, years) if not what else None
    if not what or not all(what):
        return None
    if "by_number" in slots and any(each.aspect not in ("measure", "item") for each in base):
        return None  # 防災課 ×？ which of its items are
    if not base and any(_names_and_rates(each) for each in what):
        return None  # is item 28-1 △? of that item, not whether the whole plan is that and △
    if not base and phrases and not any(each.noun or each.rated for each in phrases):
        return None  # 来年は○？ a year alone is no whole
    if set(NUMBERED[:3]) & set(slots.words) and any(each.unit for each in phrases):
        return None  # 〈何か〉の事業は8つですか: of measures, not of their items
    neither = [word for word in slots.words if word == "none"] == ["none", "none"]
    said = len(what) == 1 or neither or {"more", "both"} & set(slots.words)
    having = _havings(slots, what) if said else None
    if having is None or _of_unrated(having):
        return None
    if having[0].quantifier == "more":
        return Query(years, base, having=having, aggregate="holds")
    if having[0].quantifier == "any" and any(each.last == "all" for each in slots.phrases):
        return None  # 全項目に○がある? is not whether one has it
    return Query(years, base, having[0].conditions, having=(having[0].but(conditions=()),), aggregate="holds")


def _names_and_rates(conditions: Sequence[Condition]) -> bool:
    """Whether conditions name a part of the plan and say its rating."""
    aspects = {each.aspect for each in conditions}
    return "rating" in aspects and not aspects.isdisjoint(PLACES)


def _so_many(slots: Slots, base: tuple[Condition, ...], years: tuple[str, ...]) -> Query | None:
    """Whether there are just so many items of something that is named."""
    if not base or any(each.aspect in THINGS[1:] for each in base) or not slots.count:
        return None
    return Query(years, base, having=(Having("exactly", (), slots.count),), aggregate="holds")


def _difference(slots: Slots) -> Query | None:
    """By how many two sides differ: ○ and △, the × of two departments."""
    phrases = list(slots.phrases)
    about = phrases.pop(0).conditions if "about" in slots else ()
    years = _whole(slots.phrases).years
    if "apart" in slots:  # 防災課と税務課では×が何件違う: where and what, in any order
        phrases = [_whole(phrases)]
    if len(phrases) == 2:
        pair, rest = differing(*(phrase.conditions for phrase in phrases))
    else:
        several = [each for each in phrases[0].conditions if len(each.values) == 2]
        pair = [each.but(values=(value,)) for each in several for value in each.values]
        rest = tuple(each for each in phrases[0].conditions if each not in several)
    if "bare" in slots and any(each.aspect != "rating" for each in pair):
        return None  # 防災課と税務課の差は？ how they differ
    return difference(years, pair, (*about, *rest))


def differing(
    first: Sequence[Condition], second: Sequence[Condition]
) -> tuple[list[Condition], tuple[Condition, ...]]:
    """What two things that are asked for differ in, and what they have in common."""
    aspects = {each.aspect for each in second} - {each.aspect for each in first if each in second}
    pair = [each for some in (first, second) for each in some if each.aspect in aspects]
    return pair, tuple(each for each in (*first, *second) if each not in pair)


def difference(years: tuple[str, ...], pair: Sequence[Condition], rest: Iterable[Condition]) -> Query | None:
    """By how much two sides differ; None where these are not two of a kind."""
    sided = len(pair) == 2 and pair[0].aspect == pair[1].aspect and pair[0].aspect in (*PLACES, "rating")
    if not sided or pair[0] == pair[1] or any(each.negated or each.years for each in pair):
        return None
    base, conditions = split(tuple(dict.fromkeys(rest)))
    sides = tuple((each,) for each in pair)
    return Query(years, base, conditions, aggregate="compare", sides=sides, by="difference")


def _compare(slots: Slots) -> Query | None:
    if "difference" in slots:
        return _difference(slots)
    phrases = list(slots.phrases)
    if "which" in slots:
        whole = _whole(phrases)
        where, what = split(whole.conditions)
        named = [each for each in where if each.aspect in PLACES and len(each.values) > 1]
        if len(named) != 1 or named[0].negated or not what:
            return None
        rest = tuple(each for each in where if each is not named[0])
        return Query(whole.years, rest, what, aggregate="compare", sides=_each(named[0]))
    if len(phrases) == 2 and "about" not in slots:  # policy 1 with policy 6
        first, second = (phrase.conditions for phrase in phrases)
        if not (len(first) == len(second) == 1 and first[0].aspect == second[0].aspect in PLACES):
            return None
        if first[0].negated or second[0].negated:
            return None
        years = phrases[0].with_(phrases[1]).years
        return Query(years, aggregate="compare", sides=(*_each(first[0]), *_each(second[0])))
    if "course" in slots:
        whole = _whole((*slots.before, *slots.phrases))
        return None if whole.conditions else Query(whole.years, aggregate="compare")
    about = phrases.pop(0) if "about" in slots else Phrase()
    sides = _whole(phrases)
    years = about.with_(sides).years
    where, what = split((*about.conditions, *sides.conditions))
    about_where = split(about.conditions)[0]
    several = [each for each in sides.conditions if len(each.values) > 1 and each.aspect in PLACES]
    alone = [each for each in sides.conditions if each.aspect in PLACES]
    if "whole" in slots:
        if len(alone) != 1:
            return None
        rest = tuple(each for each in where if each is not alone[0])
        parts = (*_each(alone[0]), ())
    elif len(several) == 1 and ("about" in slots or len(years) < 2):
        rest = tuple(each for each in where if each is not several[0])
        parts = _each(several[0])
    elif len(years) > 1 and "about" not in slots:
        return Query(years, where, what, aggregate="compare", unit=about.unit or sides.unit)
    else:
        return None
    rest = tuple(dict.fromkeys((*about_where, *rest)))
    return Query(years, rest, what, aggregate="compare", sides=parts)


def _each(condition: Condition) -> tuple[tuple[Condition, ...], ...]:
    """Every value of a condition as a side of its own."""
    return tuple((condition.but(values=(value,)),) for value in condition.values)


def _table(slots: Slots) -> Query | None:
    whole = _whole((*slots.before, *slots.phrases))
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
    whole = _whole((*slots.before, *slots.phrases))
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
    whole = _whole((*slots.before, *slots.phrases))
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
    return query.but(places=slots.places) if query and query.aggregate == "list" else None


_BUILDERS: dict[str, Callable[[Slots], Query | None]] = {
    "list": _list,
    "overview": _overview,
    "count": _count,
    "share": _share,
    "rank": _rank,
    "groups": _groups,
    "holds": _holds,
    **dict.fromkeys(("every", "each"), _every_group),
    "alike": _alike,
    "beyond": _beyond,
    "compare": _compare,
    "table": _table,
    "wants": _wants,
    "places": _places,
    **dict.fromkeys(TEXTS, _texts),
}
