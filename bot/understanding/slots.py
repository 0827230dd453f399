"""What a whole template bound, by slot, and how its conditions are parted into where to look and what counts.

{B}の{S}, 防災課 and × → phrases; split → where: owner 防災課, what: rating ×
"""

from __future__ import annotations

from bot.query import SHARES, Condition
from bot.understanding.lattice import NAMED_GROUP
from bot.understanding.phrases import PLACES, Phrase, figures_in
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
