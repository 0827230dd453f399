"""What a whole template bound, by slot, and how its conditions are parted into where to look and what counts.

{B}の{S}, 防災課 and × → phrases; split → where: owner 防災課, what: rating ×
"""

from __future__ import annotations

from bot.query import SHARES, Condition
from bot.understanding.lattice import NAMED_GROUP
from bot.understanding.phrases import PLACES, Phrase, figures_in
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from bot.understanding.templates import Match

COUNTED = ("rating", "change")  # aspects that count items, where others choose which are looked at
THINGS = ("measure", "item", "topic")  # aspects beside which a number is a figure of the text
GROUP_OF = {"owner": "department", "policy": "policy", "initiative": "initiative", "measure": "measure"}
ASPECT_OF_GROUP = {
    "department": "owner", "division": "owner", "policy": "policy", "initiative": "initiative",
    "measure": "measure", "item": "item",
}  # fmt: skip
UNUSED = ("D", "DS", "P", "I", "N", "T", "W", "Q")  # names stand in phrases only: none may be dropped
QUANTIFIERS = (  # words of a meaning that say of how many something is so
    "any", "none", "all", "only", "not_all", "at_least", "at_most", "exactly", "most", "more", *SHARES,
)  # fmt: skip
ROW = "row"  # a group that only a table before tells: その行


class Slots:
    """What a template bound, by slot: most have few, and what is not there is as the class has it."""

    phrases: Sequence[Phrase] = ()
    before: Sequence[Phrase] = ()
    ratings: Sequence[Condition] = ()
    stems: Sequence[Condition] = ()
    subjects: Sequence[Phrase] = ()
    years: tuple[str, ...] = ()
    groups: Set[str] = frozenset()
    group = ""  # the first of them
    named = False  # whether a group was asked for by name
    count = 0
    places: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    unit = ""
    form = ""
    quoted: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def __init__(self, match: Match) -> None:
        self.words = match.meaning[1:]
        for name, value in reversed(match.bound):  # of one kind the first one counts
            match name:
                case "S" | "B" | "E" if isinstance(value, Phrase):
                    self.phrases = (value, *self.phrases)
                case "A" if isinstance(value, Phrase):
                    self.before = (value, *self.before)
                case "R" if isinstance(value, Condition):
                    self.ratings = (value, *self.ratings)
                case "DS" if isinstance(value, Condition):
                    self.stems = (value, *self.stems)
                case "Z":
                    self.subjects = (_subject(value, match), *self.subjects)
                case "Y":
                    self.years = (*_tuple(value), *self.years)
                case "G":
                    self.group = str(value).removeprefix(NAMED_GROUP)
                    self.groups = {self.group, *self.groups}
                    self.named = self.named or str(value).startswith(NAMED_GROUP)
                case "K":
                    self.count = int(str(value))
                case "O":
                    self.places = (*map(int, _tuple(value)), *self.places)
                case "F":
                    self.fields = tuple(dict.fromkeys((str(value), *self.fields)))
                case "U":
                    self.unit, self.figures = str(value), figures_in(match.bound)
                case "X":
                    self.form = str(value)
                case "Q":
                    self.quoted = (str(value), *self.quoted)
                case "T" | "W":
                    self.topics = (str(value), *self.topics)

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


def _subject(value: object, match: Match) -> Phrase:
    """What a question is about, with what was done with it."""
    done = (str(each) for name, each in match.bound if name == "J")
    return Phrase((Condition("topic", (" ".join((str(value), *done)),)),), last="Z")


def _tuple(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def whole_of(parts: Sequence[Phrase]) -> Phrase:
    """Several phrases as one."""
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
