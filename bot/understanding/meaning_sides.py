"""Templates that hold sides against each other → the query: compared, by how much they differ, as many."""

from __future__ import annotations

from bot.query import Condition, Query
from bot.understanding.phrases import PLACES, Phrase
from bot.understanding.slots import Slots, split, whole_of
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def beyond(slots: Slots) -> Query | None:
    """Whether one side has a higher or lower share, or more or fewer, than the other or the whole plan."""
    phrases = [phrase for phrase in slots.phrases if not phrase.rated]
    whole = whole_of((*slots.before, *slots.phrases))
    where, what = split((*dict.fromkeys((*whole.conditions, *slots.ratings)),))  # ×の割合は全体の×の割合より
    named_now = [each for phrase in phrases for each in split(phrase.conditions)[0] if each.aspect in PLACES]
    sides: list[tuple[Condition, ...]] = [(each,) for each in named_now]
    if "named" in slots:  # ①と②だと、×が少ないのは②で合ってる？
        sides = _led_by(sides)
    named = all(len(side[0].values) == 1 and not side[0].negated for side in sides)
    if bool(what) == ("items" in slots) or not named or len(sides) != (1 if "whole" in slots else 2):
        return None
    if len({each.aspect for each in what}) != len(what):
        return None  # 〈課〉の×は〈別の課〉の○より多い？
    if len(sides) == 2 and sides[0][0].aspect != sides[1][0].aspect:
        return None
    rest = tuple(each for each in where if each.aspect != sides[0][0].aspect)
    if "swap" in slots:
        sides.reverse()
    order = "least" if "least" in slots else "most"
    both = (*sides, ()) if "whole" in slots else tuple(sides)
    by = "share" if "byshare" in slots else ""
    return Query(whole.years, rest, what, aggregate="holds", sides=both, order=order, by=by)


def _led_by(sides: Sequence[tuple[Condition, ...]]) -> list[tuple[Condition, ...]]:
    """The sides of a first condition, the one that a second names before the other; [] where it is none."""
    if len(sides) != 2:
        return []
    both, one = sides
    parts = each_side(both[0])
    return [one, *(each for each in parts if each != one)] if one in parts else []


def alike(slots: Slots) -> Query | None:
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
    return Query(whole_of(phrases).years, rest, what, aggregate="holds", sides=sides, order="same", by=by)


def compare(slots: Slots) -> Query | None:
    """Sides next to each other: 防災課と税務課を比べて, R2 and R3."""
    if "difference" in slots:
        return _difference(slots)
    if "which" in slots:
        return _which_has_more(slots)
    if len(slots.phrases) == 2 and "about" not in slots:
        return _two(*slots.phrases)
    if "course" in slots:
        whole = whole_of((*slots.before, *slots.phrases))
        return None if whole.conditions else Query(whole.years, aggregate="compare")
    phrases = list(slots.phrases)
    about = phrases.pop(-1 if "swap" in slots else 0) if "about" in slots else Phrase()
    return _of_one_phrase(slots, about, whole_of(phrases))


def _which_has_more(slots: Slots) -> Query | None:
    """The values of the one place that has several, by what is said of them: ②と④、×が多いのは."""
    whole = whole_of(slots.phrases)
    where, what = split(whole.conditions)
    named = [each for each in where if each.aspect in PLACES and len(each.values) > 1]
    if len(named) != 1 or named[0].negated or not what:
        return None
    rest = tuple(each for each in where if each is not named[0])
    by = "share" if "byshare" in slots else ""
    return Query(whole.years, rest, what, aggregate="compare", sides=each_side(named[0]), by=by)


def _two(one: Phrase, other: Phrase) -> Query | None:
    """Two places of a kind: policy 1 with policy 6."""
    first, second = one.conditions, other.conditions
    if not (len(first) == len(second) == 1 and first[0].aspect == second[0].aspect in PLACES):
        return None
    if first[0].negated or second[0].negated:
        return None
    years = one.with_(other).years
    return Query(years, aggregate="compare", sides=(*each_side(first[0]), *each_side(second[0])))


def _of_one_phrase(slots: Slots, about: Phrase, sides: Phrase) -> Query | None:
    """The values of one place as sides, one beside the whole plan, or years; `about`: what is compared."""
    years = about.with_(sides).years
    where, what = split((*about.conditions, *sides.conditions))
    places = [each for each in sides.conditions if each.aspect in PLACES]
    several = [each for each in places if len(each.values) > 1]
    if "whole" in slots:
        if len(places) != 1:
            return None
        (place,) = places
        parts = (*each_side(place), ())
    elif len(several) == 1 and ("about" in slots or len(years) < 2):
        (place,) = several
        parts = each_side(place)
    elif len(years) > 1 and "about" not in slots:
        return Query(years, where, what, aggregate="compare", unit=about.unit or sides.unit)
    else:
        return None
    rest = (each for each in where if each is not place)
    base = tuple(dict.fromkeys((*split(about.conditions)[0], *rest)))
    return Query(years, base, what, aggregate="compare", sides=parts)


def _difference(slots: Slots) -> Query | None:
    """By how many two sides differ: ○ and △, the × of two departments."""
    phrases = list(slots.phrases)
    about = phrases.pop(0).conditions if "about" in slots else ()
    years = whole_of(slots.phrases).years
    if "apart" in slots:  # 防災課と税務課では×が何件違う: where and what, in any order
        phrases = [whole_of(phrases)]
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


def each_side(condition: Condition) -> tuple[tuple[Condition, ...], ...]:
    """Every value of a condition as a side of its own."""
    return tuple((condition.but(values=(value,)),) for value in condition.values)
