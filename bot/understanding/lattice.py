"""Text + names → the slots that templates are matched over: values, conditions, whole phrases.

    防災課の× → at 0: D, B, E 防災課, A 防災課の, S 防災課の×; at 4: R, S ×

Everything that may be meant at a place is kept, each with how doubtful it is; what fits together is decided
by the templates.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from itertools import chain

from bot.query import Condition
from bot.understanding import numbers as numerals
from bot.understanding.effort import kept, spend
from bot.understanding.entities import (
    POLICY_NUMBERS,
    names_in,
    policies_in,
    quotes_in,
    ratings_in,
    recognised,
    words_in,
)
from bot.understanding.inflected import holding
from bot.understanding.normal_form import REPEATED
from bot.understanding.phrases import NOTHING, PLACES, THINGS_OF, Phrase, condition_phrase, name_alone
from bot.understanding.scripts import KANJI_DIGITS, pattern
from bot.understanding.spans import Dated, Number
from bot.understanding.templates import NAMES, SLOTS, Entity, Lattice, Match, automaton
from bot.understanding.vocabulary import SUFFIXES
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING
from katou_index.stems import english_stems

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from bot.understanding.spans import TextSpan
    from bot.understanding.vocabulary import Vocabulary

    Knows = Callable[[str], bool]
    Holds = Callable[[str], bool | None]

MOST_MODS = 7  # conditions in a row
MOST_ENTITIES = 60  # in one question; what names more is none, and would take long
PIECE = 0.1  # what a composite costs: of two readings, that with fewer pieces
POLICY_SIGN = 0xE000  # ① is written as the sign after it (see entities.POLICY_SIGNS)
_POLICIES = "(?:基本)?(?:方針)?(?P<first>[\ue001-\ue014])(?:~|〜|から|-)(?P<last>[\ue001-\ue014])"
NAMED_GROUP = "named "  # before a group that was asked for by name: どの取組, not the 取組 that are items
IN_WORDS = frozenset("々ー-abcdefghijklmnopqrstuvwxyz0123456789")
COUNTING = frozenset(f"0123456789{KANJI_DIGITS}")
ENGLISH_WORD = "(?<![a-z0-9'-])[a-z][a-z'-]{2,}(?![a-z0-9'-])"
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNT_IN_WORDS = f"(?<![a-z'-])(?:{'|'.join(COUNTS)})(?![a-z'-])"
YES_OR_NO = r"(?:are|is|was|were|do|does|did|has|have|had|isn't|aren't|any|so|then)\b"
MOST_IN_A_ROW = 4  # English words that make one topic
OPEN_RANGES = {"upto": operator.le, "before": operator.lt, "after": operator.gt, "onward": operator.ge}
COUNTED = "counted"  # a noun with a number that is not that of the whole plan: of what is named before it
OF_WHAT_IS_NAMED = ((COUNTED,), ("measure", COUNTED))
# So many items or departments, beside which a verb may say what they make up.
PARTS = ("項目", "課", "部署", "所属")
_COUNT, _COUNTED = f"(?:[0-9{KANJI_DIGITS}]|複数|いく)", f"(?:{'|'.join(PARTS)})"
SO_MANY = f"{_COUNT}.{{0,6}}{_COUNTED}|{_COUNTED}.{{0,6}}{_COUNT}"
ALL = ("全部", "全て", "すべて", "ぜんぶ")


def lattice_of(text: str, vocabulary: Vocabulary, knows: Knows, today: date) -> Lattice:
    """The slots of a text: names, numbers, years, expressions of them, and phrases made of them."""
    named = _named_in(text, vocabulary, knows, today)
    if named is None:
        return {}
    lattice = {place: [*edges] for place, edges in named.items()}
    _phrases(_Found(_pieces_in(text, vocabulary, knows, today), lattice), lattice)
    return lattice


def lattice_about(text: str, vocabulary: Vocabulary, knows: Knows, today: date, holds: Holds) -> Lattice:
    """The same with what the text may be about (see subjects.py); {} where the plan has no such words."""
    named = _named_in(text, vocabulary, knows, today)
    if named is None:
        return {}
    from bot.understanding.subjects import subjects  # here: not where names explain the text

    lattice = {place: [*edges] for place, edges in named.items()}
    added = [*subjects(text, lattice, holds, vocabulary.plan_text)]
    if not any(edge.slot == SLOTS["Z"] for _, edge in added):
        return {}
    for start, edge in added:
        lattice.setdefault(start, []).append(edge)
    # No condition is made of a subject, so the pieces are those without.
    _phrases(_Found(_pieces_in(text, vocabulary, knows, today), lattice), lattice)
    return lattice


@kept(REPEATED)
def _named_in(text: str, vocabulary: Vocabulary, knows: Knows, today: date) -> Lattice | None:
    """The names, numbers and years of a text, and expressions of them; None where there are too many."""
    lattice: Lattice = {}
    for start, edge in _entities(text, vocabulary, knows, today):
        lattice.setdefault(start, []).append(edge)
    if sum(len(edges) for edges in lattice.values()) > MOST_ENTITIES:
        return None
    _offices_rated(text, lattice)
    _values(text, lattice, vocabulary)
    _without_common_words(lattice)
    return lattice


def _behind_all(text: str, place: int) -> Iterator[int]:
    """A place, and the one behind "all" that stands there."""
    yield place
    yield from (place + len(word) for word in ALL if text.startswith(word, place))


def _offices_rated(text: str, lattice: Lattice) -> None:
    """A department without its 課 right before a rating is that department: 税務 ○以上率."""
    found = [
        (place, Entity(behind, SLOTS["D"], edge.value, edge.cost))
        for place, edges in lattice.items()
        for edge in edges
        if edge.slot == SLOTS["DS"]
        and not (place and text[place - 1].isalnum() and text[place - 1] not in "のはとや")
        for behind in (edge.end + len(text[edge.end :]) - len(text[edge.end :].lstrip(" 、")),)
        if any(other.slot == SLOTS["R"] for at in _behind_all(text, behind) for other in lattice.get(at, ()))
    ]
    for place, edge in found:
        lattice[place].append(edge)


def _without_common_words(lattice: Lattice) -> None:
    """A word that names a field, a group or a kind of figure is no word to look for: 金額が載っている."""
    topic = SLOTS["T"]
    common = {SLOTS[name] for name in ("F", "G", "U", "R", "D", "Y", "X")}
    for place, edges in lattice.items():
        ends = {edge.end for edge in edges if edge.slot in common}
        if ends:
            lattice[place] = [edge for edge in edges if edge.slot != topic or edge.end not in ends]


# ---- what stands there


def _entities(text: str, vocabulary: Vocabulary, knows: Knows, today: date) -> Iterator[tuple[int, Entity]]:
    policies = not POLICY_NUMBERS.isdisjoint(text)
    for match in pattern(_POLICIES).finditer(text) if policies else ():  # ①〜③
        first, last = (ord(match[name]) - POLICY_SIGN for name in ("first", "last"))
        if 0 < last - first < 20:
            numbers = tuple(str(number) for number in range(first, last + 1))
            yield match.start(), Entity._make((match.end(), SLOTS["P"], Condition("policy", numbers), 0.1))
    labelled: set[int] = set()  # figures of "no. 45" where there is no such measure: they count nothing
    for span in _spans(text, vocabulary, today):
        named = span.value.measures if isinstance(span.value, Number) and span.text[0].isalpha() else ()
        if named and not any(number in vocabulary.plan.by_number for number in named):
            labelled.update(range(span.start, span.end))
        if policies and span.sign == "P" and pattern(_POLICIES).search(span.text):
            continue
        for slot, value, cost in _meant(span, vocabulary):
            yield span.start, Entity._make((span.end, SLOTS[slot], value, cost))
    stems = vocabulary.stems_by_sign
    for place, sign in enumerate(text):
        if sign in stems:
            for stem, name in stems[sign]:
                if text.startswith(stem, place):
                    yield place, Entity(place + len(stem), SLOTS["DS"], Condition("owner", (name,)), 0.3)
        if sign in COUNTING and place not in labelled:
            end = place + 1
            while end < len(text) and text[end].isascii() and text[end].isdigit():
                end += 1
            if end - place < 3 and not (place and text[place - 1].isdigit()):
                count = KANJI_DIGITS.index(sign) + 1 if sign in KANJI_DIGITS else int(text[place:end])
                yield place, Entity._make((end, SLOTS["K"], count, 0.1))
    if " " in text:
        for match in pattern(COUNT_IN_WORDS).finditer(text):
            yield match.start(), Entity._make((match.end(), SLOTS["K"], COUNTS.index(match[0]) + 2, 0.1))
    for match in pattern('"([^"]{1,80})"').finditer(text) if '"' in text else ():
        yield match.start(), Entity._make((match.end(), SLOTS["Q"], match[1].strip(), 0.1))
    for start, last in _words(text):
        for end in range(last, max(start + 1, last - 3), -1):  # 水道 of 水道関係
            word = text[start:end]
            if word.isdigit():
                break  # a number, whatever text has such a one
            if knows(word) and not (word.endswith(SUFFIXES) and vocabulary.partly_named(word)):
                yield start, Entity._make((end, SLOTS["T"], word, 0.3))
                break
    for span in recognised(text, vocabulary, today)[words_in]:
        slot = "T" if knows(span.text) else "W"
        yield span.start, Entity(span.end, SLOTS[slot], span.text, 0.25)
    if " " in text:
        yield from _english_topics(text, vocabulary)
    if any(map(text.__contains__, PARTS)) and pattern(SO_MANY).search(text):
        for start, end in holding(text):
            yield start, Entity._make((end, SLOTS["M"], text[start:end], 0.1))


def _english_topics(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, Entity]]:
    """Words of the table of English words, alone and in a row: education, library system."""
    tables = (vocabulary.glossary, vocabulary.thesaurus.english)
    asked = pattern(YES_OR_NO).match(text) is not None  # elsewhere one word is searched
    run: list[re.Match[str]] = []
    found: list[tuple[int, Entity]] = []
    for match in pattern(ENGLISH_WORD).finditer(text):
        word = match[0]
        if not any(stem in table for table in tables for stem in (word, *english_stems(word))):
            run = []
            continue
        joined = run and text[run[-1].end() : match.start()] == " "
        run = [*run[1 - MOST_IN_A_ROW :], match] if joined else [match]
        for first in run if asked else run[:-1]:
            said = text[first.start() : match.end()]
            found.append((first.start(), Entity(match.end(), SLOTS["W"], said, 0.35)))
    if len(found) <= MOST_ENTITIES // 3:
        yield from found


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Where runs of kanji, katakana, Latin letters and digits stand; a pattern of them is slow to compile."""
    start = 0
    for place, sign in enumerate(f"{text} "):
        if not ("一" <= sign <= "鿿" or "ァ" <= sign <= "ヺ" or sign in IN_WORDS):
            if place - start > 1:
                yield start, place
            start = place + 1


# What names something by itself; words of titles and of the tables stand behind all else.
_NAMING = (
    quotes_in, names_in, ratings_in, numerals.years, policies_in, numerals.numbers, numerals.ordinals,
    numerals.dates, numerals.figures,
)  # fmt: skip


def _spans(text: str, vocabulary: Vocabulary, today: date) -> Iterator[TextSpan]:
    found = recognised(text, vocabulary, today)
    return chain.from_iterable(map(found.__getitem__, _NAMING))


def _meant(span: TextSpan, vocabulary: Vocabulary) -> Iterator[tuple[str, object, float]]:
    """The slots that a span may fill: (slot, value, cost)."""
    value, sign = span.value, span.sign
    if sign == "M":
        yield "R", Condition("rating", (str(value),)), 0.1
    elif sign == "D":
        yield "D", Condition("owner", (str(value),)), 0.05
    elif sign == "P" and isinstance(value, int):
        if value in vocabulary.policies:
            yield "P", Condition("policy", (str(value),)), 0.1
    elif sign == "P":
        yield "I", Condition("initiative", (str(value),)), 0.1
    elif sign == "N" and isinstance(value, Number):
        there = [number for number in value.measures if number in vocabulary.plan.by_number]
        numbers = tuple(map(str, there or value.measures))
        item = (f"{value.measure}-{value.item}",)
        named = Condition("item", item) if value.item else Condition("measure", numbers)
        if there or len(vocabulary.years) > 1:
            yield "N", named, 0.3 if value.bare else 0.1
    elif sign == "Y" and isinstance(value, FiscalYear):
        yield "Y", (value.code,), 0.1
    elif sign == "Q" or sign == "F":
        yield "Q", str(value), 0.1
    elif sign == "W" and isinstance(value, Dated):
        yield "Q", span.text, 0.2
    elif sign == "O":
        yield "O", value, 0.1


# ---- expressions of values


def _values(text: str, lattice: Lattice, vocabulary: Vocabulary) -> None:
    """○以上, 防災課以外, R2とR3 become slots of their own, as long as there are new ones."""
    grammar = automaton()
    seen: set[tuple[int, int, str, object]] = {
        (place, edge.end, edge.slot, edge.value) for place, edges in lattice.items() for edge in edges
    }
    places: Sequence[int] = grammar.places("value", text, lattice)
    lately: set[int] | None = None  # what was found in the round before; its own objects
    for _ in range(4):
        new: list[tuple[int, Entity]] = []
        for place in places:
            for match in grammar.matches("value", text, lattice, place):
                if lately is not None and lately.isdisjoint([id(value) for _, value in match.bound]):
                    continue  # as in the round before
                slot, value = match.meaning[1], _value(match, vocabulary)
                key = (place, match.end, SLOTS[slot], value)
                if value is not None and key not in seen:
                    seen.add(key)
                    cost = match.cost + (4 if match.meaning[2] == "unlike" else 1) * PIECE
                    new.append((place, Entity(match.end, SLOTS[slot], value, cost)))
                    if match.meaning[2] == "unlike" and isinstance(value, Condition) and not value.negated:
                        new.append((place, Entity(match.end, SLOTS["L"], value, cost)))
        spend(len(new))
        for place, edge in new:
            lattice.setdefault(place, []).append(edge)
        if not any(edge.slot in _COMBINED for _, edge in new):
            return
        places, lately = sorted(lattice), {id(edge.value) for _, edge in new}


_COMBINED = {SLOTS[name] for name in ("R", "D", "P", "I", "N", "Y")}


def _value(match: Match, vocabulary: Vocabulary) -> object:
    """The value of a composite, None where its parts do not go together."""
    slot, what = match.meaning[1], match.meaning[2]
    if slot in ("F", "G", "U", "X"):
        if "named" in match.meaning:
            return f"{NAMED_GROUP}{what}"
        return "" if what == "any" else what
    if slot in ("Y", "V"):
        return _years(match, what, vocabulary)
    parts = [value for _, value in match.bound if isinstance(value, Condition)]
    first = parts[0]
    if what == "same":
        return first
    if what == "rather":  # ○じゃなくて◎
        return parts[-1]
    if what == "twice":  # ⑥の社会とICTの調和: by its number and by its name
        return first if all(part == first for part in parts) else None
    if what == "called":  # security or safety: both are in the name of one policy
        word = next(str(value) for name, value in match.bound if name in ("W", "T"))
        return first if _is_of_its_name(word, first, vocabulary) else None
    if what in ("or", "neither"):
        if any(part.negated or part.aspect != first.aspect for part in parts):
            return None
        values = tuple(dict.fromkeys(value for part in parts for value in part.values))
        return first.but(values=values, negated=what == "neither")
    if what == "between":  # from a cross to a circle: with what lies between them
        marks = vocabulary.scale_with([mark for part in parts for mark in part.values])
        if any(part.negated or len(part.values) > 1 for part in parts):
            return None
        places = sorted(marks.index(part.values[0]) for part in parts)
        return first.but(values=marks[places[0] : places[-1] + 1])
    if first.negated:
        return None
    if what in OPEN_RANGES:
        return _open_range(first, what, vocabulary)
    marks = vocabulary.scale_with(first.values)
    if what == "unlike" and is_below(first.values, marks):
        return first.but(values=marks[max(map(marks.index, first.values)) + 1 :])
    if what in ("not", "unlike"):
        return first.but(negated=True)
    if len(first.values) > 1:
        return None
    place = marks.index(first.values[0])
    graded = {
        "better": marks[: place + 1],
        "worse": marks[place:],
        "below": marks[place + 1 :],
        "above": marks[:place],
    }[what]
    return first.but(values=graded) if graded else None


def _open_range(named: Condition, what: str, vocabulary: Vocabulary) -> Condition | None:
    """All measures on one side of one: up to number 5, after No.38; None of an item or no plain number."""
    if named.aspect != "measure" or len(named.values) != 1 or not named.values[0].isdecimal():
        return None
    place, within = int(named.values[0]), OPEN_RANGES[what]
    numbers = sorted(number for number in vocabulary.plan.by_number if isinstance(number, int))
    return (
        named.but(values=tuple(str(number) for number in numbers if within(number, place)))
        if numbers
        else None
    )


def _is_of_its_name(word: str, policy: Condition, vocabulary: Vocabulary) -> bool:
    """Whether an English word means a part of the one policy's name."""
    meant = (*vocabulary.glossary.get(word, ()), *vocabulary.thesaurus.english.get(word, ()))
    names = [vocabulary.policies.get(int(value), "") for value in policy.values]
    return len(names) == 1 and not policy.negated and any(form in names[0] for form in meant)


def is_below(values: Sequence[str], marks: Sequence[str]) -> bool:
    """Whether "not" these marks means below them: so of a good one that is not the best (○でない)."""
    return all(0 < marks.index(value) < len(marks) / 2 for value in values)


def _years(match: Match, what: str, vocabulary: Vocabulary) -> object:
    loaded = tuple(year.code for year in vocabulary.years)
    if what == "all":
        number = next((value for name, value in match.bound if name == "K"), len(loaded))
        in_a_row = "row" in match.meaning and isinstance(number, int) and 1 < number <= len(loaded)
        whole = number == len(loaded) and len(loaded) > 1
        return loaded[-int(str(number)) :] if whole or in_a_row else None
    codes = [code for _, value in match.bound if isinstance(value, tuple) for code in value]
    if what == "span":
        first, last = (FiscalYear.from_code(code).began for code in (codes[0], codes[-1]))
        return (
            tuple(FiscalYear(year).code for year in range(first, last + 1)) if 0 < last - first < 20 else None
        )
    return tuple(dict.fromkeys(codes))


# ---- conditions in a row


def _phrases(found: _Found, lattice: Lattice) -> None:
    """A: conditions before a noun; S: what counts or is looked at; B: without a rating; E: only names."""
    for place in found.places():
        best: dict[tuple[int, Phrase], dict[str, float]] = defaultdict(dict)
        for end, phrase, cost, slots in found.phrases(place):
            costs = best[end, phrase]
            for slot in slots:
                if slot not in costs or cost < costs[slot]:
                    costs[slot] = cost
        if best:
            lattice.setdefault(place, []).extend(
                [
                    Entity._make((end, SLOTS[slot], phrase, cost))
                    for (end, phrase), costs in best.items()
                    for slot, cost in costs.items()
                ]
            )


_Piece = tuple[int, Phrase, float]
_SLOTS_OF = {"Y": "SB", "Z": "SB", "T": "B"}  # what a phrase that ends in such a name fills; of others "SBE"


@kept(REPEATED)
def _pieces_in(
    text: str, vocabulary: Vocabulary, knows: Knows, today: date
) -> dict[str, dict[int, list[_Piece]]]:
    """The conditions and nouns of a text by their layer and place: its names are no too many."""
    grammar, lattice = automaton(), _named_in(text, vocabulary, knows, today) or {}
    pieces: dict[str, dict[int, list[_Piece]]] = {}
    english = " " in text  # its conditions stand between blanks
    for layer in ("mod", "pre", "post", "noun"):
        here = pieces[layer] = {}
        skipped = not english if layer in ("pre", "post") else layer == "mod" and text.isascii()
        for place in () if skipped else grammar.places(layer, text, lattice):
            for match in grammar.matches(layer, text, lattice, place):
                phrase = condition_phrase(match)
                if phrase and "counted" in match.meaning and not _is_whole(match, vocabulary):
                    phrase = phrase._replace(last=COUNTED) if match.meaning[1:] in OF_WHAT_IS_NAMED else None
                if phrase is not None:
                    here.setdefault(place, []).append((match.end, phrase, match.cost + PIECE))
    return pieces


class _Found:
    """Conditions and nouns of a text by their place, put in rows."""

    def __init__(self, pieces: dict[str, dict[int, list[_Piece]]], lattice: Lattice) -> None:
        self.pieces = pieces
        self.names: dict[int, list[_Piece]] = {}
        for place, edges in lattice.items():
            for edge in edges:
                if (phrase := _named(edge)) is not None:
                    self.names.setdefault(place, []).append((edge.end, phrase, edge.cost))
        self.begins = {*self.names, *chain.from_iterable(pieces.values())}

    def places(self) -> Sequence[int]:
        """Where a phrase may begin."""
        return sorted(self.begins)

    def phrases(self, place: int) -> Iterator[tuple[int, Phrase, float, str]]:
        """(end, phrase, cost, its slots) of everything that begins here."""
        yield from self._japanese(place, NOTHING, 0.0, 0)
        if self.pieces["pre"] or self.pieces["post"]:
            yield from self._english(place, NOTHING, 0.0, 0)
            yield from self._behind(place, NOTHING, 0.0, 0, "A")

    def _japanese(
        self, place: int, phrase: Phrase, cost: float, depth: int
    ) -> Iterator[tuple[int, Phrase, float, str]]:
        for end, more, extra in self.pieces["noun"].get(place, ()):
            if more.last == COUNTED:
                if not phrase.conditions:
                    continue
                more = more._replace(last="noun")  # 〈課〉の4項目: how many they are is said along
            whole = phrase.with_(more)
            if more.last == "need" and not whole.conditions:
                continue  # 取組 alone may be what was planned
            if more.sized and (phrase.rated or any(each.aspect not in PLACES for each in phrase.conditions)):
                # ×の項目が3つ以上ある事業: so many of these, whatever else it has; ×の項目が2つある事業: so
                # many ×, not so many items
                continue
            yield end, whole, cost + extra, "S" if whole.rated else "SB"
        for end, more, extra in self.names.get(place, ()):
            if more.years and any(code in phrase.years for code in more.years):
                continue
            whole = phrase.with_(more)
            if more.last == "R":
                yield end, whole, cost + extra, "S"
            elif not phrase.rated:
                yield end, whole, cost + extra, _SLOTS_OF.get(more.last, "SBE")
        if depth >= MOST_MODS:
            return
        for end, more, extra in self.pieces["mod"].get(place, ()):
            said_twice = more.years and any(code in phrase.years for code in more.years)
            if said_twice or (phrase.rated and more.sized):
                continue  # a year is not said twice of one thing
            if more.last == THINGS_OF and (phrase.rated or not phrase.conditions):
                continue
            whole = phrase.with_(more)
            if not whole.rated and more.last != THINGS_OF:
                yield end, whole, cost + extra, "A"
            if end in self.begins:
                yield from self._japanese(end, whole, cost + extra, depth + 1)

    def _english(
        self, place: int, phrase: Phrase, cost: float, depth: int
    ) -> Iterator[tuple[int, Phrase, float, str]]:
        for end, more, extra in (*self.pieces["noun"].get(place, ()), *self.names.get(place, ())):
            if end in self.pieces["post"] or depth:
                slots = "SB" if more.last != "R" else "S"
                yield from self._behind(end, phrase.with_(more), cost + extra, 0, slots)
        if depth < MOST_MODS:
            for end, more, extra in self.pieces["pre"].get(place, ()):
                yield from self._english(end, phrase.with_(more), cost + extra, depth + 1)

    def _behind(
        self, place: int, phrase: Phrase, cost: float, depth: int, slots: str
    ) -> Iterator[tuple[int, Phrase, float, str]]:
        if depth or slots != "A":
            yield place, phrase, cost, "S" if phrase.rated and slots != "A" else slots
        if depth < MOST_MODS:
            for end, more, extra in self.pieces["post"].get(place, ()):
                if slots != "A" or not more.rated:
                    yield from self._behind(end, phrase.with_(more), cost + extra, depth + 1, slots)


def _named(edge: Entity) -> Phrase | None:
    """A name alone as a phrase: 防災課, ①, No.30, R2, ×."""
    if isinstance(edge.value, Condition) and edge.slot != SLOTS["DS"]:
        return name_alone(NAMES[edge.slot], (edge.value,))
    if edge.slot == SLOTS["Y"] and isinstance(edge.value, tuple):
        return name_alone("Y", years=edge.value)
    if edge.slot in (SLOTS["T"], SLOTS["W"]):
        return name_alone("T", (Condition("topic", (str(edge.value),)),))
    if edge.slot == SLOTS["Z"]:
        return name_alone("Z", (Condition("topic", (str(edge.value),)),))
    return None


def _is_whole(match: Match, vocabulary: Vocabulary) -> bool:
    """Whether 57項目 names everything that there is: another number is that of something else."""
    plan, number = vocabulary.plan, next((value for name, value in match.bound if name == "K"), 0)
    if "measure" in match.meaning:
        return number == len(plan.by_number)
    if "rest" in match.meaning:  # 55に入っていない項目: of those that are rated
        return number == sum(item.rating.rated for item in plan.items)
    if "state=unrated" in match.meaning:
        return number == sum(not item.rating.rated for item in plan.items)
    if "state=rated" in match.meaning:
        return number == sum(item.rating.rated for item in plan.items)
    return number == len(plan.items)
