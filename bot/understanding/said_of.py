"""A text that says something of what it names, in two: 〈祭り〉の件、×ですか → 〈祭り〉, ×ですか.

The words between stand in `grammar/message.txt`.
"""

from __future__ import annotations

from bot.understanding.flat import flattened
from bot.understanding.numbers import cuts_a_number
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

NAMED = range(5, 81)  # signs of what is named
NAMED_BEFORE_A_RATING = range(4, 81)
NAMED_IN_ENGLISH = range(2, 71)
STOPS = frozenset("。?？")  # what is named has none
MOST_SAID = 18  # signs of what is said
MOST_SAID_IN_ENGLISH = 3  # words: a double circle
NOT_SAID = frozenset("、。はをに")  # what has one of them says more
LONGEST_RATING = 4  # signs of a rating's name: of 二重丸 the whole, not 丸


def parted(text: str, marks: Collection[str]) -> tuple[str, str] | None:
    """What is named, as little as may be, and what is said of it; None where nothing parts them."""
    for place, end, kind in _between(text):
        said = text[end:].lstrip()
        if kind not in ("", "mark") or place not in NAMED or (kind and said[:1] not in marks):
            continue
        if cuts_a_number(text, place):
            continue
        if 0 < len(said) <= MOST_SAID and NOT_SAID.isdisjoint(said):
            return text[:place], said
    return None


def parted_english(text: str) -> tuple[str, str] | None:
    """The same of an English question: Is the watching of elderly people rated circle?"""
    begun = max((end for place, end, kind in _between(text) if not place and kind == "begins"), default=0)
    for place, end, kind in _between(text) if begun else ():
        named, said = text[begun:place], text[end if kind == "english" else place :]
        if kind not in ("english", "article") or not text[end:].startswith(" "):
            continue
        if not (named.startswith(" ") and named.endswith(" ") and len(named.strip()) in NAMED_IN_ENGLISH):
            continue
        if 0 < len(said.split()) <= MOST_SAID_IN_ENGLISH:
            return named.strip(), said.strip(" ?")
    return None


def before_a_rating(text: str, words: Collection[str]) -> tuple[str, str] | None:
    """What is named before the last of these names of ratings, and what is said: 〈祭り〉のやつ三角なの."""
    places = [place for word in words if word in text and (place := text.rfind(word)) > 0]
    rating = min((at for at in places if at > max(places) - LONGEST_RATING), default=0)
    about = text[:rating]
    ends = (place for place, end, kind in _between(about) if kind == "end" and end == rating)
    named = min((place for place in ends if place in NAMED_BEFORE_A_RATING), default=rating)
    if named not in NAMED_BEFORE_A_RATING or not STOPS.isdisjoint(about) or cuts_a_number(text, named):
        return None
    return about[:named], text[rating:]


def without_the_other(text: str, ratings: Mapping[str, str]) -> str:
    """A text without the rating that something is said not to have, where it is said to have another one.

    三角ではなく丸でしたか → 丸でしたか; a circle, not a triangle → a circle. `ratings`: a name or sign → its
    mark. The same text where it names no two ratings so.
    """
    grammar, line = automaton(), flattened(text)
    names = sorted(ratings, key=len, reverse=True)

    def named(at: int) -> str:
        return next((name for name in names if line.startswith(name, at)), "")

    for place in grammar.places("swap", line, {}):
        first = next((name for name in names if line.endswith(name, 0, place)), "")
        for match in grammar.matches("swap", line, {}, place) if first else ():
            kind, then = match.meaning[1], named(match.end)
            if not then or ratings[then] == ratings[first]:
                continue
            if kind == "but":
                return text[: place - len(first)] + text[match.end :]
            if kind == "not":
                return text[:place] + text[match.end + len(then) :]
    return text


def _between(text: str) -> Iterator[tuple[int, int, str]]:
    """Whatever may part a text, from where to where and of which kind: the first, the longest first."""
    grammar, line = automaton(), flattened(text)
    for place in grammar.places("said", line, {}):
        if not STOPS.isdisjoint(line[:place]):
            return
        found = grammar.matches("said", line, {}, place)
        for match in sorted(found, key=lambda match: -match.end):
            yield place, match.end, " ".join(match.meaning[1:])
