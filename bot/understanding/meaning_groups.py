"""Templates that ask of groups, or whether something is so → the query: which have it, all of them, none."""

from __future__ import annotations

from bot.query import AGAINST, LEADERS, SHARES, Condition, Having, Query
from bot.understanding.meaning_sides import alike, beyond, compare, each_side
from bot.understanding.phrases import PLACES, Phrase
from bot.understanding.slots import (
    GROUP_OF,
    QUANTIFIERS,
    THINGS,
    Slots,
    counted,
    properties,
    split,
    whole_of,
)
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PEOPLE = ("department", "policy")  # groups of which 「×の課」 can be said
NUMBERED = ("at_least", "at_most", "exactly", *SHARES)  # quantifiers that want a number


def rank(slots: Slots) -> Query | None:
    """Groups in order: 防災課で×が一番多い取組は, the second most △ by policy."""
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
        whole = whole_of((*slots.before, *slots.phrases))
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
    having = (Having(LEADERS, tuple(slots.ratings)),) if "of" in slots else ()  # ×が一番多い課の○
    if having and per not in GROUP_OF.values():
        return None
    places = (slots.places or (slots.count,)) if "nth" in slots else ()
    top = slots.count if "top" in slots else 0
    if ("nth" in slots and (len(places) > 1 or not places[0])) or ("top" in slots and not top):
        return None
    ranked = Query(years, base, conditions, per=per, aggregate="rank", order=order, by=by)
    return ranked.but(places=places, top=top, having=having)


def groups(slots: Slots) -> Query | None:
    """The groups that have something: ×がない課は."""
    return grouped(slots, aggregate="list")


def grouped(slots: Slots, aggregate: str) -> Query | None:
    """The same, listed, counted, or whether there are any."""
    per = slots.group or ("department" if "department" in slots else "")
    if "inferred" in slots:  # 33番と同じく全部×なのは他に: of its kind
        per = _kind_of_the_one_left_out(whole_of((*slots.before, *slots.phrases)).conditions)
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
    base, what = _where_and_what(slots, per)
    years = whole_of((*slots.before, *slots.phrases)).years
    if "rated" in slots:  # groups with so many ratings
        what = [(Condition("state", ("rated",)),)]
    if "one" in slots and "ofitems" in slots and any(each.aspect not in PLACES for each in base):
        return None  # 根拠がない項目がある課: what counts is what is empty
    if "ofitems" in slots:  # groups with so many items, whatever these are
        what = [()]
    if "alsoitems" in slots:  # … and with so many, whatever these are
        what = [*what, ()]
    counted_so = bool(set(NUMBERED[:3]) & set(slots.words))
    of_items = counted_so and (what == [()] or ("alsoitems" in slots and all(what[:-1]) and len(what) == 2))
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


def _where_and_what(slots: Slots, per: str) -> tuple[tuple[Condition, ...], list[tuple[Condition, ...]]]:
    """Where to look, and each thing that a group is to have: ⑤; ○ and × of ⑤で○も×もある課."""
    first, phrases = slots.phrases[:1] if "within" in slots else [], list(slots.phrases)
    base = whole_of(first).conditions
    what: list[tuple[Condition, ...]] = []
    for phrase in phrases[len(first) :]:
        where, counts = ((), phrase.conditions) if first else counted(phrase.conditions)
        if "both" in slots and per == "measure" and [each.aspect for each in where] == ["owner"]:
            where, counts = (), counts or where  # 税務課も管財課もある事業
        base = (*base, *where)
        what.append(counts)
    before = (each for each in whole_of((*slots.before, *first)).conditions if each not in base)
    return (*before, *base), [*what, *((each,) for each in slots.ratings)]


def _kind_of_the_one_left_out(conditions: Iterable[Condition]) -> str:
    """What kind of group the one is that is named to leave it out; "" where none or several are."""
    kinds = {GROUP_OF.get(each.aspect, "") for each in conditions if each.negated and each.aspect in PLACES}
    return kinds.pop() if len(kinds) == 1 else ""


def _like_one(slots: Slots, per: str) -> Query | None:
    """Groups whose items are rated like those of one of them: 工務課と同じ評価の課."""
    *within, one = slots.phrases[-2:]
    places = [each for each in one.conditions if each.aspect in PLACES and not each.negated]
    if len(places) != 1 or len(places[0].values) != 1 or len(places) != len(one.conditions):
        return None
    whole = whole_of((*slots.before, *within))
    if split(whole.conditions)[1] or (per == "initiative" and not slots.named):
        return None
    years = whole_of((*slots.before, *slots.phrases)).years
    return Query(years, whole.conditions, per=per, having=(Having("like", than=tuple(places)),))


def _against_one(slots: Slots, per: str) -> Query | None:
    """Groups that have more, fewer or as many as one of them: 管財課より○が多い課."""
    one, *rest = slots.phrases[::-1] if "swap" in slots else slots.phrases
    if "whole" in slots:
        one, rest = Phrase(), list(slots.phrases)
    whole = whole_of((*slots.before, *rest))
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


def every_group(slots: Slots) -> Query | None:
    """どの課にも○がある: no department is without; of two that are named, each is so."""
    if slots.group:
        query = grouped(slots, aggregate="holds")
        return query and query.but(unless=True)
    query = holds(slots)
    several = [each for each in query.base if each.aspect in PLACES and len(each.values) > 1] if query else []
    if query is None or len(several) != 1 or several[0].negated:
        return None
    base = tuple(each for each in query.base if each is not several[0])
    return query.but(base=base, sides=each_side(several[0]))


def holds(slots: Slots) -> Query | None:
    """Whether something is so: the base is what is asked about, the conditions are what is said of it."""
    phrases = list(slots.phrases)
    if "itemof" in slots:
        return _of_its_items(slots)
    if "behind" in slots:  # ×の項目、防災課にある？ where it is looked for stands behind
        phrases.reverse()
    years = whole_of(phrases).years
    parts = _of_and_said(slots, phrases)
    if parts is None:
        return None
    base, what = parts
    if "butfor" in slots:
        return _all_but(slots, base, years) if len(what) == 2 and all(what) else None
    if "ofitems" in slots:  # 〈課〉は全部で2項目ですか: whatever they are rated
        return _so_many(slots, base, years) if not what else None
    if not what or not all(what) or _is_no_statement(slots, phrases, base, what):
        return None
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


def _of_its_items(slots: Slots) -> Query | None:
    """No.30の×は項目2ですか: whether that item of a measure has the rating, or it alone."""
    whole = whole_of((*slots.before, *slots.phrases))
    one = len(whole.conditions) == 1 and whole.conditions[0].aspect == "measure"
    if not one or len(whole.conditions[0].values) != 1 or whole.conditions[0].negated:
        return None
    if len(slots.ratings) != 1 or not slots.count:
        return None
    measure, ratings = whole.conditions[0], tuple(slots.ratings)
    item = Condition("item", (f"{measure.values[0]}-{slots.count}",))
    if "only" in slots:
        return Query(whole.years, (measure, *ratings), (item,), having=(Having("only"),), aggregate="holds")
    return Query(whole.years, (item,), ratings, having=(Having("all"),), aggregate="holds")


Statement = tuple[tuple[Condition, ...], list[tuple[Condition, ...]]]  # what it is said of, what is said


def _of_and_said(slots: Slots, phrases: list[Phrase]) -> Statement | None:
    """What something is said of, and each thing that is said; None where the parts do not go together."""
    base, what = _parted(slots, phrases)
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
        return _owned(slots, phrases)
    if "same" in slots:  # printed as ×, taken as ×: said twice
        what = list(dict.fromkeys(what))
    return base, what


def _parted(slots: Slots, phrases: list[Phrase]) -> Statement:
    """Phrases as where is looked and what counts there; one that says no more than where is taken away."""
    if "within" in slots or (len(phrases) > 1 and phrases[0].noun):
        where = phrases.pop(0).conditions
        return where, [each.conditions for each in phrases]
    base: tuple[Condition, ...] = ()
    what: list[tuple[Condition, ...]] = []
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
    return base, what


def _owned(slots: Slots, phrases: list[Phrase]) -> Statement | None:
    """Whether a department is in charge of something."""
    if len(phrases) < 2:
        return None  # 項目は学校教育課の担当ですか: of no item in particular
    owned, owner = phrases[:2]
    if "swap" in slots:  # is 総務財政課 in charge of No.30?
        owned, owner = owner, owned
    if any(each.aspect != "owner" for each in owner.conditions):
        return None
    if any(each.aspect == "owner" for each in owned.conditions):
        return None
    return owned.conditions, [owner.conditions]


def _is_no_statement(
    slots: Slots, phrases: list[Phrase], base: tuple[Condition, ...], what: list[tuple[Condition, ...]]
) -> bool:
    """Whether what is said of something is no statement, but asks for something else."""
    if "by_number" in slots and any(each.aspect not in ("measure", "item") for each in base):
        return True  # 防災課 ×？ which of its items are
    if not base and any(_names_and_rates(each) for each in what):
        return True  # is item 28-1 △? of that item, not whether the whole plan is that and △
    if not base and phrases and not any(each.noun or each.rated for each in phrases):
        return True  # 来年は○？ a year alone is no whole
    # 〈何か〉の事業は8つですか: of measures, not of their items
    return bool(set(NUMBERED[:3]) & set(slots.words)) and any(each.unit for each in phrases)


def _names_and_rates(conditions: Sequence[Condition]) -> bool:
    """Whether conditions name a part of the plan and say its rating."""
    aspects = {each.aspect for each in conditions}
    return "rating" in aspects and not aspects.isdisjoint(PLACES)


def _so_many(slots: Slots, base: tuple[Condition, ...], years: tuple[str, ...]) -> Query | None:
    """Whether there are just so many items of something that is named."""
    if not base or any(each.aspect in THINGS[1:] for each in base) or not slots.count:
        return None
    return Query(years, base, having=(Having("exactly", (), slots.count),), aggregate="holds")


def _all_but(slots: Slots, base: tuple[Condition, ...], years: tuple[str, ...]) -> Query | None:
    """Whether just so many items, or any number, are rated one way and all others another: but for one × all
    are ○."""
    few, rest = slots.ratings[::-1] if "swap" in slots else slots.ratings
    exactly = "exactly" in slots
    if (
        (exactly and not slots.count)
        or any(each.negated for each in slots.ratings)
        or set(few.values) & set(rest.values)
    ):
        return None
    either = few.but(values=(*few.values, *rest.values))
    if not exactly:
        return Query(years, base, (either,), having=(Having("all"),), aggregate="holds")
    having = (Having("exactly", (few,), slots.count), Having("all", (either,)))
    return Query(years, base, having=having, aggregate="holds")


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
        if said == ["none"] and len(wholes) > 2:  # none of three: said as one
            (one, *_), marks = wholes[0], tuple(mark for each in wholes for mark in each[0].values)
            return (Having("none", (one.but(values=marks),)),)
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


def _of_unrated(having: Iterable[Having]) -> bool:
    """Whether a share is asked for of something else than ratings: of how many would it be?"""
    shares = (each.conditions for each in having if each.quantifier in SHARES)
    return any(each.aspect != "rating" for conditions in shares for each in conditions)


BUILDERS: dict[str, Callable[[Slots], Query | None]] = {
    "rank": rank,
    "groups": groups,
    "holds": holds,
    "every": every_group,
    "each": every_group,
    "alike": alike,
    "beyond": beyond,
    "compare": compare,
}
