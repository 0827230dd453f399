"""Where the expressions of a layer stand in a line, whatever stands around them.

For the layers that are matched by their words alone: the form of a message, and the lists of words that a
reader looks for (`= told done`, `= beside share`). What a layer's meaning says behind its name is a kind.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.scripts import LINES
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stretch(NamedTuple):
    """From where to where an expression stands, and its kind: what its meaning says behind the layer."""

    start: int
    end: int
    kind: str


def stretches(layer: str, line: str, *kinds: str) -> Iterator[Stretch]:
    """Every expression of a layer in a line, in the order of their beginnings; of some kinds, where given.

    The line is folded, and `flattened` for the layers of messages.
    """
    grammar = automaton()
    for place in grammar.places(layer, line, {}):
        for match in grammar.matches(layer, line, {}, place):
            kind = " ".join(match.meaning[1:])
            if not kinds or kind in kinds:
                yield Stretch(place, match.end, kind)


def stands(layer: str, line: str, *kinds: str) -> bool:
    """Whether an expression of a layer stands in a line."""
    return next(stretches(layer, line, *kinds), None) is not None


@lru_cache(maxsize=LINES)
def kinds_in(layer: str, line: str) -> frozenset[str]:
    """The kinds of a layer's expressions that stand in a line. Kept: one line is asked again and again."""
    return frozenset([each.kind for each in stretches(layer, line)])


def ends_line(layer: str, line: str, *kinds: str) -> bool:
    """Whether a line ends with an expression of a layer."""
    return any(each.end == len(line) for each in stretches(layer, line, *kinds))


def without(layer: str, line: str, *kinds: str) -> str:
    """A line without the expressions of a layer: the first ones, each as long as it may be."""
    kept, place = "", 0
    for each in sorted(stretches(layer, line, *kinds), key=lambda each: (each.start, -each.end)):
        if each.start >= place:
            kept, place = kept + line[place : each.start], each.end
    return kept + line[place:]


def reached(layer: str, line: str, place: int, *kinds: str) -> set[int]:
    """The places up to which nothing but expressions of a layer stands from a place on, that one included."""
    grammar, todo, seen = automaton(), [place], {place}
    while todo:
        for match in grammar.matches(layer, line, {}, todo.pop()):
            if match.end not in seen and (not kinds or " ".join(match.meaning[1:]) in kinds):
                seen.add(match.end)
                todo.append(match.end)
    return seen
