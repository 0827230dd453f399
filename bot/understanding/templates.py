"""Templates matched over a text and the entities found in it: which stretches mean what.

The templates stand in `grammar/*.txt`, compiled by `scripts/compile_grammar.py` into automatons over
characters and slots. A text is matched in passes ("layers", each an automaton), each finding slots for the
next: values (○以上, 防災課以外), modifiers (防災課の, 根拠の記載がない), then whole questions and edits.
"""

from __future__ import annotations

import marshal
import os.path
import sys
from functools import cache, cached_property, lru_cache
from mmap import ACCESS_READ, mmap

from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal, TypeVar

    V = TypeVar("V")

    Bound = tuple[tuple[str, object], ...]

COMPILED = os.path.join(os.path.dirname(__file__), "grammar", "compiled.bin")
# The signs are in order of a PC's memory. Python knows that of this machine without importing a codec.
UTF_16 = "utf-16" if sys.byteorder == "little" else "utf-16-le"
LAYERS = (
    "value",  # values of slots: ratings, departments, years, fields, group nouns …
    "mod",  # a condition before what it belongs to: 防災課の
    "pre",  # the same in English: shared
    "post",  # … and behind it: of 防災課
    "noun",  # what is looked at: 項目, measures
    "ask",  # a whole question
    "edit",  # a change of the last one
    "lead",  # politeness and greetings before a question
    "tail",  # … and behind it
    "plain",  # how something is said, as the other templates say it
    "cue",  # an expression anywhere in a line of signs (see `Automaton.islands`)
    "over",  # … that only means something where several years are loaded
    "hint",  # … that only hints at something, and takes nothing
    "talk",  # what is about no item: thanks, what the marks mean
    "speech",  # the language that the answer is wanted in; over the text as it was typed
    # The form of a message, before the question in it is read (grammar/message.txt):
    "form",  # who speaks, to whom, greetings, thanks, politeness
    "by",  # the day by which who speaks has to say something
    "ended",  # how it ends, as other templates know it
    "formal",  # speech that raises who is spoken of, as plain speech
    "laugh",  # what ends a sentence as a stop does
    "aside",  # politeness within a sentence
    "ending",  # politeness at the end of a request
    "use",  # what an answer is wanted for
    "occasion",  # where and to whom it is given
    "because",  # … and what makes a reason of it
    "clause",  # how a clause ends that may be left unread
    "reason",  # … that only says why
    "background",  # … that goes on, and tells what it is about
    "cut",  # where a clause ends without a stop
    "kept",  # how a clause ends that may be what is asked about
    "waits",  # … that waits for the wish to be told it
    "copula",  # … that says something of a noun
    "wish",  # what makes a wish of a clause
    "wanted",  # what makes a request of one that may be left unread
    "subject",  # what brings up the subject instead
    "shown",  # what points at all that was shown
    "contrast",  # what holds what is said of one thing against another
    "figure",  # … and what is asked of that
    "asked",  # … that somebody asked for
    "doubted",  # what asks whether what was said is so, or leads up to asking
    "own",  # the department of who speaks
    "behind",  # what goes on with it
    "this",  # what points at a quotation
    "asking",  # how a sentence ends that asks
    "stated",  # … and that only states something
    "also",  # how a further question begins
    "header",  # a line of a mail's head
    "signed",  # a line of a signature
    "older",  # over an older message
    "chatter",  # what people say to each other
    "foreseen",  # what somebody may say of what is asked for
    "besides",  # what asks for others than the one that was shown
    "back",  # how a word is taken back
    "take",  # one of the questions that were offered
    "ours",  # our city, after another one was asked about
    "among",  # what points at all that was shown: そのうち
    "swap",  # what says that another thing was meant, and how that ends
    "righted",  # what takes a slip back: ごめん、〈a〉の間違い
    "part",  # one of several numbered questions that were just answered
    "said",  # what stands between what is named and what is said of it
    "claimed",  # what stands around what is said: まさか, はずですが
    "piece",  # a piece of a question that no template fits whole (see pieces.py)
    "again",  # … of one that asks for an earlier answer (see recalling.py)
    "mend",  # … of one that says what was meant instead (see mending.py)
    "there",  # how a question ends, or in English begins, that asks whether there is such a group
    "supposed",  # what is supposed to be the answer to the question before it (see supposed.py)
    "claim",  # … and what is said of that answer (see claims.py)
    # Words that one reader looks for, whatever stands around them (see stretches.py):
    "beside",  # what else a claim says: 評価のある項目のうち, の割合, より
    "whether",  # how a question ends that asks whether a thing has come so far: ですか, と聞いた
    "told",  # how the sheet tells how far it has come: 完了, 見送り
    "what",  # what asks for something else than yes or no: 何, どこ, why; "none": 何も
    "within",  # what points at all that was shown before a question of it: そのうち (see within.py)
    "tells",  # what tells which ways to read a line are tried: だけ, 全体 (see reading.py)
    "chosen",  # what stands between groups that are chosen and their ranking (see chosen.py)
    "incharge",  # the department of something, of which more is asked: 〈話題〉の担当課の
    "those",  # what stands behind what chooses others, of which more is asked: がある〈課〉の, と同じ評価の
    "wasit",  # what asks behind an answer whether it is so, as if it were denied: 〈課〉じゃなかった？
    "people",  # who works in a department: the tax people
    "inorder",  # the order of the scale, in which things are wanted: 評価の良い順に
    "slipped",  # what takes back the name before it
)
ISLANDS = ("cue", "over", "hint")
LISTS = LAYERS[LAYERS.index("beside") :]
# Layers that are matched over a message as it was typed, small English words and all.
MESSAGE = LAYERS[LAYERS.index("form") : LAYERS.index("piece")]
_SLOT_NAMES = (
    "R",  # a rating or an expression of ratings
    "D",  # a department
    "DS",  # its name without 課
    "P",  # a policy
    "I",  # an initiative
    "N",  # a measure or an item by number or title
    "Y",  # fiscal years
    "V",  # all of them, each: 3年とも
    "Q",  # quoted text, a date, a figure
    "T",  # a word that the plan writes
    "W",  # a word that the plan writes otherwise: ケーブルテレビ is CATV there
    "K",  # a small number
    "O",  # places in a list
    "F",  # a field
    "G",  # a group noun
    "U",  # a kind of figure
    "X",  # a form: Excel, CSV, picture, link
    "A",  # conditions in a row before a noun
    "B",  # what is looked at, without a rating
    "S",  # what is looked at, or what counts
    "E",  # the same without a noun: 防災課
    "L",  # a rating said as what it is not; told, never matched
    "H",  # of a message: a word that may be a person's name
    "W",  # … and a few words, whatever they are
    "Z",  # what a question is about, in words of the plan that are no name (see subjects.py)
    "J",  # … and what was done with it
    "M",  # a verb in any form that says of so many what they make up (see inflected.py): 分かれている
)
SLOTS = {name: chr(0xF000 + place) for place, name in enumerate(_SLOT_NAMES)}
FIRST_SLOT = min(SLOTS.values())  # the signs of slots, and special ones, stand last among those of a state
NAMES = {sign: name for name, sign in SLOTS.items()}
# In islands: the beginning of the line, its end, and up to GAP signs of any kind.
BEGIN, END, BETWEEN = SPECIAL = "\uf100\uf101\uf102"
GAP = 40
TEXTS = 64  # of which it is kept which signs stand side by side: each is asked for by many layers
MOST_STEPS = 4_000  # of a layer that are kept: a megabyte
MOST_STRANGE = 4_000  # pairs of signs that a layer remembers
WORD = 8
# What is kept of a state: the number of what it accepts, and with NAMED that slots or special signs lead on.
NAMED = 0x8000
ACCEPTED = NAMED - 1
NOWHERE = (-1, 0)  # the step of a sign that leads to no state
AT_END = "\uffff"  # stands behind a text, and in no template: no character
_BEFORE = " 、。,.!?"  # may stand before what begins a line


class Entity(NamedTuple):
    """An entity from one place to `end`: its slot's sign, what it stands for, how doubtful it is."""

    end: int
    slot: str
    value: object
    cost: float


class Match(NamedTuple):
    """A template that fits up to `end`: what it means, and the slots bound in their order."""

    end: int
    meaning: tuple[str, ...]
    bound: Bound
    cost: float


class Island(NamedTuple):
    """An expression in a line: how many signs it says, where its pieces stand, what it means."""

    length: int
    pieces: tuple[tuple[int, int], ...]
    meaning: tuple[str, ...]


Lattice = dict[int, list[Entity]]


@lru_cache(maxsize=TEXTS)
def _pairs_of(text: str) -> tuple[frozenset[str], list[str]]:
    """Each two signs that stand side by side in a text, the last one alone; and in order: many layers ask."""
    pairs = [text[at : at + 2] for at in range(len(text))]
    return frozenset(pairs), pairs


class _Made(dict[str, "V"]):
    """What is made of each key when it is first asked for."""

    def __init__(self, make: Callable[[str], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> V:
        made = self[key] = self._make(key)
        return made


class _Steps(dict[tuple[int, str], tuple[int, int]]):
    """A state and a sign → the state that it leads to, or -1, and what is kept of that: as it is asked for.

    Texts are made of the same words: most steps were taken before, and no array is read.
    """

    def __init__(self, layer: _Layer) -> None:
        super().__init__()
        self._find, self._targets = layer.symbols.find, layer.targets
        self._offsets, self._accept = layer.offsets, layer.accept

    def __missing__(self, key: tuple[int, str]) -> tuple[int, int]:
        state, sign = key
        edge = self._find(sign, self._offsets[state], self._offsets[state + 1])
        target = self._targets[edge] if edge >= 0 else -1
        if len(self) >= MOST_STEPS:
            self.clear()
        step = self[key] = (target, self._accept[target]) if edge >= 0 else NOWHERE
        return step


class _Layer:
    """The states of a layer, each with its edges: a sign, and the state it leads to. The start is last.

    The arrays stay where they lie. The signs are copied, so a layer is opened when it is first asked for:
    without a conversation there is no "edit", of which the file has most.
    """

    def __init__(self, view: memoryview, edges: int, states: int) -> None:
        targets, offsets = 2 * edges, 6 * edges
        accept = offsets + 4 * (states + 1)
        self.symbols = str(view[:targets], UTF_16)
        self.targets = _numbers("I", view[targets:offsets])
        self.offsets = _numbers("I", view[offsets:accept])
        self.accept = _numbers("H", view[accept : accept + 2 * states])
        self.start = states - 1
        self.begin = (self.start, self.accept[self.start])
        self.steps = _Steps(self)
        self.first = frozenset(
            self.symbols[self.offsets[self.start] :]
        )  # signs and slots that begin a template
        self._second = _Made(self._follow)  # the first signs seen → what may follow
        self._strange: set[str] = set()  # pairs of signs seen that begin no template: most of a text
        self._beginning: set[str] = set()  # … and those that begin one

    def _follow(self, sign: str) -> str:
        """The signs that may follow the first one of a template; "" where it may end or go on with a slot."""
        state = self.targets[self.symbols.find(sign, self.offsets[self.start])]
        return "" if self.accept[state] else self.symbols[self.offsets[state] : self.offsets[state + 1]]

    def begun(self, text: str) -> list[int]:
        """The places at which the first two signs of a template stand, in order.

        Nearly all pairs of a text are known to begin none: sets leave these out, and no loop of Python.
        """
        strange, beginning = self._strange, self._beginning
        pairs, in_order = _pairs_of(text)
        likely = pairs - strange
        if not likely <= beginning:
            likely = self._beginnings(likely)
        return [at for at, pair in enumerate(in_order) if pair in likely] if likely else []

    def _beginnings(self, pairs: frozenset[str]) -> frozenset[str]:
        """Which of some pairs of signs begin a template; that is kept of all of them."""
        first, second = self.first, self._second
        begins = frozenset(
            [
                pair
                for pair in pairs
                if (sign := pair[0]) in first and (not (follow := second[sign]) or pair[1:] in follow)
            ]
        )
        if len(self._strange) + len(self._beginning) < MOST_STRANGE:
            self._strange |= pairs - begins
            self._beginning |= begins
        return begins


def length_of(edges: int, states: int) -> int:
    """The bytes of a layer. Python decodes signs twice as fast where they begin at a whole word of eight."""
    return -(-(6 * edges + 6 * states + 4) // WORD) * WORD


class Automaton:
    """The compiled grammar: a machine of states for each layer, and what the templates mean."""

    def __init__(self, compiled: bytes | mmap) -> None:
        self._view = view = memoryview(compiled)
        sizes, accepts, meanings, said, forms, mixed, recipes = marshal.loads(view)
        self._parts: dict[str, tuple[int, int, int]] = {}  # layer → where it lies, its edges and states
        begin = len(view)  # counted from the end: how long what marshal reads is, it does not tell
        for layer, (edges, states) in reversed(sizes.items()):
            begin -= length_of(edges, states)
            self._parts[layer] = (begin, edges, states)
        self._layers = _Made(self.layer)
        self.accepts: tuple[tuple[int, ...], ...] = accepts
        self.meanings: tuple[tuple[str, ...], ...] = meanings
        self.kana, self.english = said  # what islands are made of, parted by blanks
        self.forms: dict[str, str] = forms  # small English words → the one form that templates have them in
        self.mixed: dict[str, str] = mixed  # English words that stand among Japanese → the Japanese ones
        self._recipes: bytes = recipes
        self.spelt = tuple((typed, form) for typed, form in forms.items() if not typed.isascii())  # in kana

    def layer(self, name: str) -> _Layer:
        """The states of a layer."""
        begin, edges, states = self._parts[name]
        return _Layer(self._view[begin:], edges, states)

    @cached_property
    def recipes(self) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Pieces of a question, in order → what they ask."""
        recipes: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = marshal.loads(self._recipes)
        return recipes

    def places(self, layer: str, text: str, lattice: Lattice) -> list[int]:
        """The places at which a template of a layer can begin: few, and each call of `matches` takes time."""
        states = self._layers[layer]
        first, places = states.first, states.begun(text)
        if not lattice:
            return places
        named = set()
        for at, edges in lattice.items():
            for edge in edges:
                if edge.slot in first:
                    named.add(at)
                    break
        return sorted(named.union(places)) if named else places

    def matches(self, layer: str, text: str, lattice: Lattice, place: int) -> list[Match]:
        """Every template of a layer that fits from `place` on, in no order."""
        states = self._layers[layer]
        steps, signs = states.steps, text + AT_END
        found: list[Match] = []
        stack: list[tuple[tuple[int, int], int, Bound, float]] = []
        bound: Bound = ()
        at, cost = place, 0.0
        state, accepted = states.begin
        while True:
            while state >= 0:  # sign by sign, as long as nothing named stands at a place
                if accepted & ACCEPTED:
                    for number in self.accepts[accepted & ACCEPTED]:
                        found.append(Match._make((at, self.meanings[number], bound, cost)))  # noqa: PERF401 - fewer calls
                step = steps[state, sign := signs[at]]
                if accepted >= NAMED and at in lattice and sign != AT_END:
                    if step is not NOWHERE:
                        stack.append((step, at + 1, bound, cost))
                    for end, slot, value, more in lattice[at]:
                        named = steps[state, slot]
                        if named is not NOWHERE:
                            stack.append((named, end, (*bound, (NAMES[slot], value)), cost + more))
                    break
                (state, accepted), at = step, at + 1
            if not stack:
                return found
            (state, accepted), at, bound, cost = stack.pop()

    def beginnings(self, layer: str, line: str) -> list[int]:
        """The places of a line of signs at which an expression of a layer can begin."""
        states = self._layers[layer]
        places = states.begun(line)
        if BEGIN not in states.first or not line:
            return places
        if line[0] not in _BEFORE:
            return places if places[:1] == [0] else [0, *places]
        lead = len(line) - len(line.lstrip(_BEFORE)) + 1
        return sorted({*places, *range(min(lead, len(line)))})

    def islands(self, layer: str, line: str, place: int, last: int) -> list[Island]:
        """Every expression that begins at a place of a line of signs; `last` is where what it says ends."""
        found: list[Island] = []
        states = self._layers[layer]
        begins = not place or (line[0] in _BEFORE and not line[:place].strip(_BEFORE))
        if begins and BEGIN in states.first:
            step = states.steps[states.start, BEGIN]
            self._walk(states.steps, step, line + AT_END, (place, place), last, (), found)
        if line[place] in states.first:
            self._walk(states.steps, states.begin, line + AT_END, (place, place), last, (), found)
        return found

    def _walk(
        self,
        steps: _Steps,
        step: tuple[int, int],
        signs: str,
        piece: tuple[int, int],
        last: int,
        before: tuple[tuple[int, int], ...],
        found: list[Island],
    ) -> None:
        """Sign by sign from a step on, AT_END behind them; what follows a gap stands where it is nearest."""
        (state, accepted), (begun, at) = step, piece
        while state >= 0:
            if accepted:
                if accepted >= NAMED and at >= last and (ended := steps[state, END]) is not NOWHERE:
                    self._accept(ended[1], (*before, (begun, at)), found)
                if accepted & ACCEPTED:
                    self._accept(accepted, (*before, (begun, at)), found)
                if accepted >= NAMED and (gap := steps[state, BETWEEN]) is not NOWHERE:
                    many, passed = len(found), (*before, (begun, at))
                    for place in range(at, min(at + GAP, len(signs) - 1)):
                        self._walk(steps, gap, signs, (place, place), last, passed, found)
                        if len(found) > many:
                            break
            (state, accepted), at = steps[state, signs[at]], at + 1

    def _accept(self, accepted: int, pieces: tuple[tuple[int, int], ...], found: list[Island]) -> None:
        length = 0
        for start, end in pieces:
            length += end - start
        for number in self.accepts[accepted & ACCEPTED]:
            found.append(Island._make((length, pieces, self.meanings[number])))  # noqa: PERF401 - fewer calls


def _numbers(kind: Literal["H", "I"], view: memoryview) -> Sequence[int]:
    if sys.byteorder == "little":
        return view.cast(kind)
    from array import array  # here: few machines have their numbers the other way round

    numbers = array(kind, view.tobytes())
    numbers.byteswap()
    return numbers


@cache
def automaton() -> Automaton:
    """The grammar that stands beside the code, loaded once. Mapped: nothing is copied, processes share it."""
    with open(COMPILED, "rb", buffering=0) as file:
        return Automaton(mmap(file.fileno(), 0, access=ACCESS_READ))
