"""Conditions that stand in a line whose other words are no template's: 要確認の研修の項目.

What such a line is about is read from its other words; what it says of the items – that a field is empty,
that several departments own them, that they are to be checked – is a condition wherever it stands.
"""

from __future__ import annotations

from bot.understanding.noise import THINGS
from bot.understanding.phrases import condition_phrase
from bot.understanding.reading import frames
from bot.understanding.scripts import pattern
from bot.understanding.templates import SLOTS, automaton
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from bot.query import Condition
    from bot.understanding.templates import Lattice
    from bot.understanding.vocabulary import Vocabulary

    Knows = Callable[[str], bool]

OF_A_WORD = f"の({THINGS})"  # behind a word: items that are about it
ASPECTS = frozenset(
    ("empty", "state", "shared", "spread", "sized", "figure", "mixed")
)  # what expressions have no word for
OR = "か"  # behind a condition: whether it holds is asked, or which of two does
OF_ANY = ("rated",)  # a state that most items have: 何の評価がついた asks for it
TOPIC = SLOTS["T"]
LONGEST = 80  # signs of a line that is looked through


class Apart(NamedTuple):
    """Conditions, and the line without the words for them."""

    conditions: tuple[Condition, ...]
    rest: str


def conditions_apart(
    text: str, vocabulary: Vocabulary, today: date, knows: Knows, *, named: bool = False
) -> Iterator[Apart]:
    """The conditions in a text, as it is and in plain words; nothing where none stands in it.

    `named`: its other words name ratings, departments or policies, so that 根拠あり is a condition, too.

    Of those that stand at the same words the longest one counts.
    """
    for frame in frames(text, vocabulary, today, knows, LONGEST):
        found = sorted(
            _stretches(frame.line, frame.lattice, named=named), key=lambda each: (each[0], -each[1])
        )
        conditions: list[Condition] = []
        rest, place = "", 0
        for start, end, said in found:
            if start >= place:
                conditions += said
                rest, place = rest + frame.line[place:start], end
        once = {each.aspect for each in conditions}
        if conditions and len(once) == len(conditions):  # 原文どおりか補正ありか: which of them it is
            yield Apart(tuple(conditions), rest + frame.line[place:])


def with_subjects_named(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> Iterator[str]:
    """The text with its words of the plan said as what items are about: 研修の項目 → 「研修」に関する項目."""
    for frame in frames(text, vocabulary, today, knows, LONGEST):
        words = [
            (at, edge.end) for at, edges in frame.lattice.items() for edge in edges if edge.slot == TOPIC
        ]
        longest = {end: min(at for at, other in words if other == end) for _, end in words}
        line = frame.line
        for end, at in sorted(longest.items(), reverse=True):
            if (noun := pattern(OF_A_WORD).match(line, end)) is not None:
                line = f"{line[:at]}「{line[at:end]}」に関する{noun[1]}{line[noun.end() :]}"
        if line != frame.line:
            yield line


def _stretches(
    line: str, lattice: Lattice, *, named: bool
) -> Iterator[tuple[int, int, tuple[Condition, ...]]]:
    """Where conditions of such aspects stand alone."""
    grammar = automaton()
    for layer in ("mod", "post"):
        for place in grammar.places(layer, line, lattice):
            for match in grammar.matches(layer, line, lattice, place):
                phrase = condition_phrase(match)
                said = phrase.conditions if phrase is not None and not phrase.years else ()
                if (
                    said
                    and all(_limits(one, named=named) for one in said)
                    and not line.startswith(OR, match.end)
                ):
                    yield place, match.end, said


def _limits(condition: Condition, *, named: bool) -> bool:
    """Whether a condition limits what is asked for; that something is written says where it stands."""
    if condition.aspect == "empty":
        return named or not condition.negated
    if condition.aspect == "figure":
        return named  # 投稿数が載っている項目: of words, it is what is written that is asked for
    return condition.aspect in ASPECTS and condition.values != OF_ANY
