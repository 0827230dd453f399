"""What is looked at in a question, and what grammar/conditions.txt says of it: match → `Phrase`.

Its meaning line stands behind the layer: what stands in the slots, and words that add something to it.

    防災課の            mod                → owner 防災課
    防災課以外の         mod !bound         → owner not 防災課
    根拠の記載がない     mod empty          → its evidence is empty
    事業               noun measure       → measures are meant
"""

from __future__ import annotations

from operator import attrgetter

from bot.query import TEXTS, Condition, of_the_whole_measure
from bot.understanding.scripts import pattern
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.understanding.templates import Match

PLACES = ("owner", "policy", "initiative", "measure", "item", "member")  # aspects that only say where
# The least number by which it is told what has so many: two departments of an item are several.
SEVERAL = 2
DATE_ENDS = ("月", "日")
A_DATE = r"\d{1,2}月(?:\d{1,2}日)?"
LEAST = {"shared": 3, "spread": 2, "sized": 1}
THINGS_OF = "things"  # 要確認の項目の△: the things that are so, before their rating
EVERY_DEPARTMENT = Condition("owner", ("全課",))  # as the sheet names who owns it
# Words of a meaning that add no condition of their own.
ADDING_NOTHING = frozenset(
    (
        "bound", "whole", "steps", "need", "all", "bare", "counted", "rest", "joined", "from", "blank",
        "absent", THINGS_OF,
    )
)  # fmt: skip
NOUNS = ("need", "all", "sized", "blank")  # words of nouns that tell which slot a phrase ends in

_ASPECT = attrgetter("aspect")


class Phrase(NamedTuple):
    """What is looked at: its conditions and years, "measure" where measures are meant.

    `noun`: it ends in a noun (項目), not in a name or a rating. `every`: of ratings over several years, None
    where it is not said. `last`: the slot that it ends in, of nouns "noun", "need", "all" (全項目) or "sized"
    (項目が2つある事業).
    `joint`: departments that own each item together.
    """

    conditions: tuple[Condition, ...] = ()
    years: tuple[str, ...] = ()
    unit: str = ""
    noun: bool = False
    every: bool | None = None
    last: str = ""
    joint: bool = False

    @property
    def rated(self) -> bool:
        """Whether it asks for a rating."""
        return "rating" in map(_ASPECT, self.conditions)

    @property
    def sized(self) -> bool:
        """Whether it says how many items a measure has."""
        return "sized" in map(_ASPECT, self.conditions)

    def with_(self, other: Phrase) -> Phrase:
        """Both, the noun that of the other."""
        if self is NOTHING:
            return other
        unit, conditions = other.unit or self.unit, (*self.conditions, *other.conditions)
        years = self.years
        if other.years:
            years = (*years, *(each for each in other.years if each not in years))
        return Phrase._make(
            (
                tuple(map(of_the_whole_measure, conditions)) if unit == "measure" else conditions,
                years,
                unit,
                other.noun or self.noun,
                self.every if other.every is None else other.every,
                other.last or self.last,
                self.joint or other.joint,
            )
        )


NOTHING = Phrase()


def name_alone(last: str, conditions: tuple[Condition, ...] = (), years: tuple[str, ...] = ()) -> Phrase:
    """A name that no noun follows; `last`: its slot."""
    return Phrase._make((conditions, years, "", False, None, last, False))


class _Bound(NamedTuple):
    """What stands in the slots of a match; of one kind the first one counts."""

    conditions: tuple[Condition, ...]
    years: tuple[str, ...]
    texts: tuple[str, ...]  # words of the plan, quotations
    number: int


def condition_phrase(match: Match) -> Phrase | None:
    """What a modifier or a noun means: its bound values and what its meaning line adds. None for nonsense."""
    words, bound = match.meaning[1:], _bound(match)
    phrase = Phrase(bound.conditions, bound.years)
    for word in words:
        said = _saying(phrase, word, match, bound)
        if said is None:
            return None
        phrase = said
    if "bare" in words:  # two words of topics: no more than one of them
        return phrase._replace(last="T")
    if THINGS_OF in words:
        return phrase._replace(last=THINGS_OF)
    if match.meaning[0] == "noun":
        nouns = [word.partition("=")[0] for word in words]
        return phrase._replace(noun=True, last=next((word for word in nouns if word in NOUNS), "noun"))
    return phrase


def _bound(match: Match) -> _Bound:
    slots = dict(reversed(match.bound))
    years = next((value for name, value in match.bound if name in ("Y", "V")), ())
    texts = [str(value) for name, value in match.bound if name in ("Q", "T", "W")]
    number = slots.get("K", 0)
    return _Bound._make(
        (
            tuple([value for _, value in match.bound if isinstance(value, Condition)]),
            years if isinstance(years, tuple) else (),
            tuple(dict.fromkeys(texts)),
            number if isinstance(number, int) else 0,
        )
    )


def _saying(phrase: Phrase, word: str, match: Match, bound: _Bound) -> Phrase | None:
    """A phrase with what one word of a meaning line says of it, `!` before a denial. None for nonsense."""
    words, negated = match.meaning, word.startswith("!")
    name, _, value = word.lstrip("!").partition("=")
    if name in ADDING_NOTHING:
        return _denied(phrase) if negated else phrase
    match name:
        case "measure" if not value:
            return phrase._replace(unit="measure")
        case "sections":
            return _each(phrase, sections=True)
        case "joint":
            return _joint(phrase, bound)
        case "alone":
            return _alone(phrase, bound)
        case "member":
            denied = any(each.negated for each in phrase.conditions)
            return None if denied else _each(phrase, aspect="member", negated=negated)
        case "every" | "always" | "sometime" | "never":
            said = _each(phrase, negated=True) if name == "never" else phrase  # in every year something else
            return said if "at" in words else said._replace(every=name != "sometime")
        case "at":
            return _at(phrase, words, bound.years)
        case "owner":
            return phrase._replace(conditions=(EVERY_DEPARTMENT.but(negated=negated),))
        case "number":
            return _counted(phrase, words, bound.number)
        case "empty":
            fields = dict.fromkeys(str(value) for name, value in match.bound if name == "F")
            if not fields or not set(fields) <= set(TEXTS) or ("planned" in fields and "absent" in words):
                return None  # 予定なし: the plan has nothing to do there, and says so
            each = tuple(Condition("empty", (field,), negated) for field in fields)
            return phrase._replace(conditions=(*phrase.conditions, *each))
        case "figure":
            figures = figures_in(match.bound)
            return phrase._replace(conditions=(Condition("figure", figures, negated),)) if figures else None
        case "butnot":  # about the first word, and not about the second
            first, *left_out = bound.texts
            without = Condition(_left_out_by(match), tuple(left_out), negated=True)
            return phrase._replace(conditions=(Condition("topic", (first,)), without))
        case "topic" if negated and any(slot == "T" for slot, _ in match.bound):
            return phrase._replace(conditions=(Condition(_left_out_by(match), bound.texts, negated),))
        case "text" | "topic":
            texts = (" ".join(bound.texts),) if "joined" in words else bound.texts  # both words of one thing
            if (
                texts
                and texts[0][-1:] in DATE_ENDS
                and all(pattern(A_DATE).fullmatch(each) for each in texts)
            ):
                name = "text"  # 6月のこと: what mentions it
            return phrase._replace(conditions=(Condition(name, texts, negated),))
    values = tuple(value.split("|")) if value else ()
    return _and(phrase, Condition(name, values, negated, number=bound.number if "steps" in words else 0))


def _left_out_by(match: Match) -> str:
    """The aspect of a word that is left out: a word of the plan may stand nowhere in a text; what the plan
    calls otherwise, no text may be about."""
    return "text" if [slot for slot, _ in match.bound if slot in ("T", "W")][-1] == "T" else "topic"


def _and(phrase: Phrase, condition: Condition) -> Phrase:
    """A phrase with one condition more."""
    return phrase._replace(conditions=(*phrase.conditions, condition))


def _each(phrase: Phrase, **changes: object) -> Phrase:
    """A phrase with each of its conditions changed."""
    return phrase._replace(conditions=tuple(each.but(**changes) for each in phrase.conditions))


def _denied(phrase: Phrase) -> Phrase | None:
    """What is not so of it; None where that was said already."""
    return None if any(each.negated for each in phrase.conditions) else _each(phrase, negated=True)


def _joint(phrase: Phrase, bound: _Bound) -> Phrase | None:
    """Each of the departments owns it: 防災課と税務課が一緒に."""
    owners = tuple(each.but(values=(name,)) for each in bound.conditions for name in each.values)
    if len(set(owners)) < 2 or any(each.negated or each.sections for each in owners):
        return None
    return phrase._replace(conditions=tuple(dict.fromkeys(owners)), joint=True)


def _alone(phrase: Phrase, bound: _Bound) -> Phrase | None:
    """Those that are named own it, and nobody else: 防災課だけが."""
    number = len({name for each in bound.conditions for name in each.values})
    if number == 1:
        one = phrase.conditions[0]
        return None if one.negated else _and(phrase, Condition("shared", negated=True))
    joint = _joint(phrase, bound)
    return None if joint is None else _and(joint, Condition("shared", (str(number),)))


def _at(phrase: Phrase, words: Sequence[str], years: Sequence[str]) -> Phrase | None:
    """It was so in the years that stand there: R1もR2も×."""
    if len(years) > 2 and not {"every", "sometime"} & set(words):
        return None  # in all three years: in each, or in any?
    return _each(phrase._replace(years=()), years=years, every=len(years) == 1 or "every" in words)


def _counted(phrase: Phrase, words: Sequence[str], count: int) -> Phrase | None:
    """How many departments own it, or how many items its measure has."""
    *others, last = phrase.conditions
    if last.aspect == "shared" and count == SEVERAL and "from" in words:
        return phrase  # two or more are several
    if count < LEAST.get(last.aspect, 0):
        return None
    number = last.but(values=(f"{count}+" if "from" in words else str(count),))
    return phrase._replace(conditions=(*others, number))


def figures_in(bound: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """Each unit that is named with the field it is looked for in: evidence:件. None of what is no text.

    Each has a field of its own, or all have that of the only one that is named.
    """
    fields = [str(value) for name, value in bound if name == "F"]
    units = [str(value) for name, value in bound if name == "U"]
    if not set(fields) <= set(TEXTS) or len(fields) not in (0, 1, len(units)):
        return ()
    each = fields if len(fields) > 1 else (fields or [""]) * len(units)
    return tuple(dict.fromkeys(f"{field}:{unit}" for field, unit in zip(each, units, strict=True)))
