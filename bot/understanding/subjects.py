"""Which stretches of a line may be what it is about: 会議のペーパーレス of 会議のペーパーレスはどこの課.

The plan decides: each noun of such a stretch stands in its texts, or says nothing (件, やつ). What has a
meaning of its own, a rating, a field, a word that limits, is no part of one, unless within a word of it.
"""

from __future__ import annotations

import itertools

from bot.question import Ask, Field
from bot.understanding.entities import LETTERS
from bot.understanding.noise import ASKING, DOING, JOINING
from bot.understanding.scan import ABSENT, TAKEN_AWAY, expressions, hints_at
from bot.understanding.scripts import KANJI_DIGITS
from bot.understanding.templates import SLOTS, Entity
from bot.understanding.topics import CONTENT, OF_WHAT, begins_noun
from bot.understanding.vocabulary import SUFFIXES
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from bot.understanding.scan import Found
    from bot.understanding.templates import Lattice
    from katou_index.words import Token

    Holds = Callable[[str], bool | None]

MOST_NOUNS = 5  # that one stretch has
MOST_WORDS = 60  # of a line; a longer one tells more than it asks
SUBJECT, NOUN, DONE = 0.3, 0.12, 0.2  # what a stretch costs, each noun of it, and what was done
TO_DO = "為る"
ENDINGS = frozenset(
    ("ます", "た", "です", "てる", "だ", "れる", "られる", "せる", "させる", "とる", "ちゃう", "へる", "はる")
)
IN_VERBS = frozenset(("て", "で", "よう", "に"))
VERBS = frozenset(("動詞", "助動詞", "形容詞"))
THAT = frozenset(("の", "ん"))  # makes a thing of what was done: 置いたの
# What may be a part of a word of the plan: 防災 of 防災チャットボット, 計画 of 避難計画; names are none.
PARTS = frozenset(SLOTS[name] for name in ("DS", "F", "G", "X"))
NAMED = frozenset(SLOTS[name] for name in ("R", "D", "P", "I", "Y", "V", "Q", "O", "N"))
HALL = "館"  # most often no department: 図書館
POLITE = frozenset(("お", "ご", "御"))
ASKS = frozenset((Ask.COUNT, Ask.SHARE, Ask.LIST, Ask.THANKS, Ask.HELLO, *TAKEN_AWAY))
# A figure is named as things are: 登録件数.
FIGURES = frozenset((Ask.COUNT, Ask.SHARE, Field.FIGURE, "measures", "items"))
KEPT = ("kept:", "asked:")  # hints: words of conditions, and of what is asked for
COUNTED = frozenset(("asked:count", "asked:share", "asked:money"))
NUMERALS = frozenset(f"0123456789{KANJI_DIGITS}十")


class _Noun(NamedTuple):
    """Nouns glued together, by the places of their first word and of the word behind the last."""

    first: int
    behind: int
    told: bool | None  # whether the plan has it; None where it says nothing


def subjects(
    text: str, lattice: Lattice, holds: Holds, written: Container[str]
) -> Iterator[tuple[int, Entity]]:
    """Every stretch that may be one, as a slot of the lattice.

    `holds`: whether the plan has all the words of a noun, None where they say nothing; `written`: its texts.
    """
    words = tokens(text)
    if text.isascii() or len(words) > MOST_WORDS:
        return
    line = _Line(text, words, lattice, holds, written)
    if not any(noun.told for noun in line.nouns.values()):
        return  # none of its words is one of the plan
    cues = tuple(expressions(text, several=True))
    if not any(map(_asks_else, cues)):
        line.bar(lattice, cues)
        yield from line.subjects()
        yield from line.done()


class _Line:
    """A line cut into its words."""

    def __init__(
        self,
        text: str,
        words: Sequence[Token],
        lattice: Lattice,
        holds: Holds,
        written: Container[str],
    ) -> None:
        self.text, self.words, self.holds, self.written = text, words, holds, written
        self.places = [*_places(text, words)]  # where each word begins and ends
        names = (SLOTS["T"], SLOTS["W"])
        self.named = [(at, e.end) for at, edges in lattice.items() for e in edges if e.slot in names]
        self.asking = frozenset(self._asking())
        self.fields = {(at, e.end) for at, edges in lattice.items() for e in edges if e.slot == SLOTS["F"]}
        self.nouns = {noun.first: noun for noun in self._nouns()}
        self.barred: list[tuple[int, int]] = []

    def bar(self, lattice: Lattice, cues: Sequence[Found]) -> None:
        """What has a meaning of its own is no part of a stretch: names, expressions, what limits."""
        parts = [each for each in _parts(lattice, cues) if not self._inside(each)]
        parts += (each for each in _limits(self.text) if not self._whole(each))
        self.barred = [
            *parts,
            *((at, e.end) for at, edges in lattice.items() for e in edges if e.slot in NAMED),
        ]

    def subjects(self) -> Iterator[tuple[int, Entity]]:
        """From each noun on, up to each noun behind it, as long as they are joined."""
        for first in self.nouns.values():
            if first.told is None:
                continue  # ほかに…
            at, count, known = first.first, 0, False
            while count < MOST_NOUNS and at < len(self.words):
                noun = self.nouns.get(at)
                if noun is not None and noun.told is not False:
                    count, known, at = count + 1, known or noun.told is True, noun.behind
                    if known and (noun.told or self._is_said_of(noun.first - 1)):
                        yield from self._from(first.first, at, count)
                elif noun is None and self._joins(at):
                    at += 1
                    if known and self._makes_a_thing(at - 1):
                        yield from self._from(first.first, at, count)
                else:
                    break

    def _is_said_of(self, at: int) -> bool:
        """Whether a noun that says nothing goes on with what stands before it: 使う人, not …を確認."""
        return self.words[at].surface == "の" or self.words[at].pos in VERBS

    def _from(self, first: int, behind: int, count: int) -> Iterator[tuple[int, Entity]]:
        start, end = self.places[first][0], self.places[behind - 1][1]
        if not any(begun < end and start < ended for begun, ended in self.barred):
            yield start, Entity(end, SLOTS["Z"], self.text[start:end], SUBJECT + NOUN * count)

    def _nouns(self) -> Iterator[_Noun]:
        at = 0
        while at < len(self.words):
            at += self.words[at].surface in POLITE
            behind = at
            while behind < len(self.words) and self._is_noun(behind) and self._glued(at, behind):
                behind += 1
            if behind > at:
                behind = self._cut(at, behind) or behind
                yield _Noun(at, behind, self._told(at, behind))
            at = max(behind, at + 1)

    def _asking(self) -> Iterator[int]:
        """The words that ask: いくつ, which a dictionary may cut, and the unit behind 何."""
        found = [(place, place + len(word)) for word in ASKING if (place := self.text.find(word)) >= 0]
        for at, (start, end) in enumerate(self.places):
            unit = at > 0 and self.words[at - 1].surface in OF_WHAT
            if unit or any(begun < end and start < ended for begun, ended in found):
                yield at

    def _told(self, first: int, behind: int) -> bool | None:
        noun = self.text[self.places[first][0] : self.places[behind - 1][1]]
        if (noun.endswith(SUFFIXES) and noun[-1] != HALL) or noun in LETTERS:
            return False  # a department that is not there; x may be a rating
        return None if NUMERALS.issuperset(noun) else self.holds(noun)

    def _cut(self, first: int, last: int) -> int:
        """Where a noun ends that the plan has, before a field glued to it: 電子決裁 of 電子決裁評価."""
        start, end = self.places[first][0], self.places[last - 1][1]
        if self.text[start:end] in self.written:
            return 0  # one word of the plan: 避難計画
        cuts = (at for at in range(last - 1, first, -1) if (self.places[at][0], end) in self.fields)
        return next((at for at in cuts if self._told(first, at)), 0)

    def _is_noun(self, at: int) -> bool:
        word, (start, end) = self.words[at], self.places[at]
        if at in self.asking:
            return False
        if any(begun <= start and end <= ended for begun, ended in self.named):
            return True
        if word.surface == "-":
            return bool(start) and f"{self.text[start - 1]}{self.text[end : end + 1]}".isalnum()
        if word.pos in CONTENT or (word.surface.isascii() and word.surface.isalnum()):
            return any(sign.isalnum() for sign in word.surface)
        after = self.words[at + 1] if at + 1 < len(self.words) else None
        return after is not None and begins_noun(word, after, self.text[end:])

    def done(self) -> Iterator[tuple[int, Entity]]:
        """What was done with it: 置いた, 使っています; nothing that limits, denies or wishes."""
        for at, word in enumerate(self.words):
            behind = at
            if word.pos == "動詞" and word.lemma in DOING and not (at and self.words[at - 1].pos in VERBS):
                while behind < len(self.words) and self._goes_on(behind):
                    behind += 1
                if word.lemma == TO_DO and (noun := self._noun_before(at)):
                    at = noun.first  # 実施した
                    if not noun.told:
                        continue
                start, end = self.places[at][0], self.places[behind - 1][1]
                yield start, Entity(end, SLOTS["J"], self.text[start:end], DONE)

    def _noun_before(self, at: int) -> _Noun | None:
        glued = (noun for noun in self.nouns.values() if noun.behind == at and self._glued(0, at))
        return next(glued, None)

    def _goes_on(self, at: int) -> bool:
        word = self.words[at]
        if word.pos == "動詞":
            return word.lemma in DOING
        return word.lemma in ENDINGS or word.surface in IN_VERBS

    def _glued(self, first: int, at: int) -> bool:
        return at == first or self.places[at - 1][1] == self.places[at][0]

    def _joins(self, at: int) -> bool:
        word = self.words[at]
        return word.pos in VERBS or word.surface in JOINING or word.surface in POLITE

    def _makes_a_thing(self, at: int) -> bool:
        """Whether の makes a thing of what was done, by a verb that says no more than that."""
        if self.words[at].surface not in THAT or self.words[at - 1].pos not in VERBS:
            return False
        before = itertools.takewhile(
            lambda word: word.pos in VERBS or word.surface in IN_VERBS, self.words[at - 1 :: -1]
        )
        return all(word.pos != "動詞" or word.lemma in DOING for word in before)

    def _inside(self, part: tuple[int, int]) -> bool:
        """Whether it is but a part of a word of the plan: 計画 of 避難計画, 方 of 地方.

        Looked at is what holds it and as little more as can be: if that is not written, nothing longer is.
        """
        for noun in self.nouns.values():
            words = self.places[noun.first : noun.behind]
            if words[0][0] <= part[0] and part[1] <= words[-1][1]:
                starts = [start for start, _ in words if start <= part[0]]
                ends = [end for _, end in words if end >= part[1]]
                start, end = starts[-1], ends[0]
                if (start, end) != part:
                    return self.text[start:end] in self.written
                more = [self.text[at:end] for at in starts[-2:-1]] + [self.text[start:at] for at in ends[1:2]]
                return any(map(self.written.__contains__, more))
        return False

    def _whole(self, part: tuple[int, int]) -> bool:
        """Whether the noun that it stands in is one word of the plan: what limits is no part of less."""
        spans = (
            (self.places[noun.first][0], self.places[noun.behind - 1][1]) for noun in self.nouns.values()
        )
        return any(i <= part[0] and part[1] <= j and self.text[i:j] in self.written for i, j in spans)


def _places(text: str, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    end = 0
    for word in words:
        start = max(text.find(word.surface, end), end)
        end = start + len(word.surface)
        yield start, end


def _asks_else(cue: Found) -> bool:
    """Whether an expression asks what no template here is for: a budget, a ranking, an opinion, a change."""
    return cue.meaning in ABSENT or (isinstance(cue.meaning, Ask) and cue.meaning not in ASKS)


def _parts(lattice: Lattice, cues: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Where something stands that has a meaning of its own, but not within a word."""
    for start, edges in lattice.items():
        yield from ((start, edge.end) for edge in edges if edge.slot in PARTS)
    for cue in cues:
        if cue.meaning not in FIGURES:
            yield cue.start, cue.end


def _limits(text: str) -> Iterator[tuple[int, int]]:
    """Where a word of a condition stands, or of what is asked for."""
    return (place for name, place in hints_at(text) if name.startswith(KEPT) and name not in COUNTED)
