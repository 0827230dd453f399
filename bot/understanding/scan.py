"""A question as a line of signs: names become one sign each, expressions are marked, the rest is topic.

    「Ｒ２で防災課の✗はいくつ？」 → line "YでDのMはいくつ?", cues {COUNT}, topic segments []

The signs are those of cues: M rating, D department, P policy or initiative, N measure or item, Y fiscal
year, F number with unit, T words of a title or of the table of words, Q quoted text, W date, O ordinal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache

from bot.question import Ask, Field, Turn
from bot.understanding.effort import kept, spend
from bot.understanding.entities import recognised
from bot.understanding.normal_form import REPEATED
from bot.understanding.scripts import LINES, boundaries, pattern, script
from bot.understanding.spans import TextSpan
from bot.understanding.templates import Automaton, automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index.records import TYPE_CHECKING, NamedTuple, Record, cached_property

# Around a T in a segment: one word, or words of one title.
WORD_BEGIN = "\ue100"
WORD_END = "\ue101"
SIGNS = "MDPNYFTQWO"
NAMES = SIGNS.replace("O", "")  # signs of what a text names: all but places of a list
# Meanings of what asks for a field that the sheet does not have.
THRESHOLD = "absent:threshold"
ABSENT = (
    "absent:person", "absent:contact", "absent:budget", "absent:target", "absent:age", "absent:deadline",
    "absent:grade", "absent:contractor", "absent:staff", "absent:length", "absent:dated",
    "absent:owners", "absent:across", THRESHOLD,
)  # fmt: skip

Meaning = Ask | Field | Turn | str  # a str names a property of the question, see by_expressions.py
if TYPE_CHECKING:
    from typing import TypeVar

    M = TypeVar("M", bound=Meaning)


class Found(NamedTuple):
    """One expression of the grammar: where it stands in the line, what it means."""

    start: int
    end: int
    meaning: Meaning
    text: str


class Scan(Record):
    """A question taken apart."""

    text: str  # folded
    line: str
    signs: tuple[tuple[int, TextSpan], ...]  # place in the line → what stands there
    cues: tuple[Found, ...]
    segments: tuple[tuple[int, str], ...]  # place in the line, text: what nothing took

    def values(self, sign: str) -> tuple[object, ...]:
        """The values of every span with this sign, in order."""
        return tuple(dict.fromkeys(span.value for _, span in self.signs if span.sign == sign))

    def has(self, meaning: Meaning) -> bool:
        """Whether an expression with this meaning stands in the question."""
        return meaning in self._meanings

    def has_any(self, meanings: Iterable[Meaning]) -> bool:
        """Whether an expression with one of these meanings stands in the question."""
        return not self._meanings.isdisjoint(meanings)

    @cached_property
    def _meanings(self) -> frozenset[Meaning]:
        return frozenset(found.meaning for found in self.cues)

    def first(self, *meanings: Meaning) -> Meaning | None:
        """The first of `meanings`, in their order, that the question has."""
        return next(self.those(meanings), None)

    def those(self, meanings: Iterable[M]) -> Iterator[M]:
        """Those of `meanings`, in their order, that the question has."""
        return filter(self._meanings.__contains__, meanings)

    def hints(self, name: str) -> bool:
        """Whether a word stands in the line that hints at something, whatever else it is part of."""
        return name in hints_in(self.line)


@kept(REPEATED)
def scan(folded: str, vocabulary: Vocabulary, today: date) -> Scan:
    """Take a question apart. `folded` as `normal` gives it; `today` in Asia/Tokyo, for 今年度 and 昨年度."""
    spend(len(folded))
    spans: list[TextSpan] = []
    free = [True] * len(folded)

    for found in recognised(folded, vocabulary, today).values():
        for span in found:
            if all(free[span.start : span.end]):
                spans.append(span)
                free[span.start : span.end] = [False] * (span.end - span.start)
    spans.sort()
    taken = _taken_apart(folded, spans, vocabulary)
    if "N" in taken.line and pattern(BESIDE).search(taken.line):
        words = [span._replace(sign="T") if _is_title(span, vocabulary) else span for span in spans]
        return taken if words == spans else _taken_apart(folded, words, vocabulary)
    return taken


# A title joined with other words is one of two topics, and bounds the other no more than that bounds it.
_AND = r"(?:と|や|、|・|&|and )"
BESIDE = rf"[^\sMDPNYFQWOのはがを、。]{_AND}\s*N|N\s*{_AND}\s*[^\sMDPNYFQWO評何、。]"


def _is_title(span: TextSpan, vocabulary: Vocabulary) -> bool:
    return span.sign == "N" and span.text in vocabulary.names


def _taken_apart(folded: str, spans: list[TextSpan], vocabulary: Vocabulary) -> Scan:
    line: list[str] = []
    signs, place, length = [], 0, 0
    for span in spans:
        length += span.start - place
        signs.append((length, span))
        line += (folded[place : span.start], span.sign)
        length, place = length + 1, span.end
    line.append(folded[place:])
    whole = "".join(line)
    cues = tuple(expressions(whole, several=len(vocabulary.years) > 1))
    cues = tuple(cue for cue in cues if cue.meaning != "superlative" or not _begins_word(whole, cue, cues))
    cues = tuple(cue for cue in cues if cue.meaning != "least" or not whole.endswith("at ", 0, cue.start))
    cues = tuple(cue for cue in cues if cue.meaning not in GLUED or not _is_glued(whole, cue, vocabulary))
    cues = tuple(_behind_compound(whole, cue, vocabulary) for cue in cues)
    cues = tuple(cue for cue in cues if cue.meaning is not Turn.SAME or not _inside_word(whole, cue.start))
    cues = tuple(cue for cue in cues if cue.meaning not in TAKEN_AWAY or whole[cue.end : cue.end + 1] != "数")
    cues = tuple(cue for cue in cues if cue.text != TELEPHONE or not _is_some_telephone(whole, cue.start))
    cues = tuple(cue for cue in cues if cue.text != "の名前" or _of_a_person(whole, cue.start, signs))
    # elections and lunches are outside only of a plan that does not hold them, and of no department's work
    of_department = any(span.sign == "D" for _, span in signs)
    cues = tuple(
        cue
        for cue in cues
        if cue.meaning not in (Ask.OUTSIDE, HOURS)
        or not (
            (of_department and cue.meaning != HOURS)
            or cue.text in vocabulary.plan_text
            or pattern("[課室局](?![一-鿿])").match(whole, cue.end)  # 学校給食課, though there is none
        )
    )
    cues = tuple(cue._replace(meaning=Ask.OUTSIDE) if cue.meaning == HOURS else cue for cue in cues)
    return Scan(folded, whole, tuple(signs), cues, tuple(_segments(whole, signs, cues)))


HOURS = "hours"  # when somebody can be reached: never in the plan, not of a department either
TAKEN_AWAY = (Ask.EXPORT, Ask.PICTURE, Ask.LINK)  # not where they are counted: ダウンロード数, リンク数


GLUED = ("items", "measures", "absent:contact", "absent:budget", "absent:target", "absent:deadline")
TELEPHONE = "電話"
# Behind one of these, or a department, it is a number that is asked for.
WHOSE = ("代表", "直通", "担当", "窓口", "連絡", "問合せ", *"課室係局部館所")


def _is_glued(line: str, cue: Found, vocabulary: Vocabulary) -> bool:
    """Whether a noun of questions is the end of a compound of the plan: 監視項目 of 集中監視項目."""
    before, noun = line[max(0, cue.start - 2) : cue.start], cue.text[:2]
    kanji = pattern("[一-鿿]{2}").fullmatch(before) is not None
    return kanji and f"{before}{noun}" in vocabulary.plan_text


_NUMBER_NOUN = "[件人台回冊枚基校社本世帯]?数|金?額"


def _behind_compound(line: str, cue: Found, vocabulary: Vocabulary) -> Found:
    """What asks for a number without the end of its name in the plan: 設置台数は alone is looked for whole.

    Beside what it is of, 見守りカメラの設置台数, it is no name.
    """
    noun = pattern(_NUMBER_NOUN).match(cue.text) if cue.meaning is Field.FIGURE else None
    before = noun and pattern("[一-鿿ァ-ヺー]{2,}$").search(line, 0, cue.start)
    if not (noun and before) or f"{before[0][-2:]}{noun[0]}" not in vocabulary.plan_text:
        return cue
    if pattern("[一-鿿ァ-ヺa-zTQ]").search(line, 0, before.start()):
        return cue
    return cue._replace(start=cue.start + noun.end(), text=cue.text[noun.end() :])


def _is_some_telephone(line: str, place: int) -> bool:
    """Whether a telephone is the end of a compound, no number asked for: ビデオ電話, 留守番電話."""
    before = line[place - 1 : place]
    noun = before == "T" or before.islower() or (before != "" and script(before) in ("kanji", "katakana"))
    return noun and not line[:place].endswith(WHOSE)


PERSONS = (*"者人長員方師生手係様氏任佐", "さん")  # how they are called


def _of_a_person(line: str, place: int, signs: Sequence[tuple[int, TextSpan]]) -> bool:
    """Whether it is a person whose name is asked for, not a system or an app."""
    word = next((span for at, span in signs if at == place - 1), None)
    if word is None:
        return not line[:place].strip() or line[:place].endswith(PERSONS)
    return word.sign != "T" or word.text.endswith(PERSONS)


def _inside_word(line: str, place: int) -> bool:
    """Whether an expression begins within a word in kanji: 上の事業 in 向上の事業."""
    if not place or script(line[place - 1]) != "kanji" or script(line[place]) != "kanji":
        return False
    return not boundaries(line, place, place)


def _begins_word(line: str, cue: Found, cues: tuple[Found, ...]) -> bool:
    """Whether an expression is but the beginning of a noun that no other expression has: 最低賃金."""
    glued = "before_noun" in hints_in(cue.text) and pattern("[一-鿿]").match(line, cue.end) is not None
    return glued and all(other.start != cue.end for other in cues)


# ---------------------------------------------------------------- expressions


_KINDS: dict[str, Callable[[str], Ask | Field | Turn]] = {"ask": Ask, "field": Field, "turn": Turn}


@cache
def meaning_of(words: tuple[str, ...]) -> Meaning:
    """What stands over an expression in the grammar: ("cue", "ask", "count") is Ask.COUNT."""
    kind = _KINDS.get(words[1])
    return kind(words[2]) if kind else ":".join(words[1:])


_POLITE_ENDS = "。.!！?？、,〜~ー…"


def expressions(line: str, *, several: bool, grammar: Automaton | None = None) -> Iterator[Found]:
    """The expressions of a line of signs, from left to right, at each place the longest; `several` years."""
    grammar = grammar or automaton()
    last = end_of(line)
    taken = [False] * len(line)
    begins = grammar.beginnings("cue", line)
    for place in sorted({*begins, *grammar.beginnings("over", line)}) if several else begins:
        if taken[place]:
            continue
        islands = grammar.islands("over", line, place, last) if several else []
        islands += grammar.islands("cue", line, place, last)
        islands.sort(key=lambda island: -island.length)
        for island in islands:
            if _stands(line, island.pieces) and not any(any(taken[i:j]) for i, j in island.pieces):
                for start, stop in island.pieces:
                    taken[start:stop] = [sign not in SIGNS for sign in line[start:stop]]
                    yield Found(start, stop, meaning_of(island.meaning), line[start:stop])
                break


@lru_cache(maxsize=LINES)
def hints_in(line: str, grammar: Automaton | None = None) -> frozenset[str]:
    """What the words of a line hint at. Kept, as below: ten times a question it is asked for."""
    return frozenset([name for name, _ in hints_at(line, grammar)])


@cache
def _hint(words: tuple[str, ...]) -> str:
    return ":".join(words[1:])


@lru_cache(maxsize=LINES)
def hints_at(line: str, grammar: Automaton | None = None) -> tuple[tuple[str, tuple[int, int]], ...]:
    """What the words of a line hint at, each with where it begins and ends. Kept: many ask it of one line."""
    grammar = grammar or automaton()
    last = end_of(line)
    return tuple(
        [
            (_hint(island.meaning), (island.pieces[0][0], island.pieces[-1][1]))
            for place in grammar.beginnings("hint", line)
            for island in grammar.islands("hint", line, place, last)
            if _are_words(line, island.pieces)
        ]
    )


def end_of(line: str) -> int:
    """Where a line ends, marks at its end aside."""
    last = len(line)
    while last and (line[last - 1] in _POLITE_ENDS or line[last - 1].isspace()):
        last -= 1
    return last


def _stands(line: str, pieces: Sequence[tuple[int, int]]) -> bool:
    """Whether an expression is none of a longer word."""
    place, stop = pieces[0]
    named = "一" <= line[place - 1 : place] <= "鿿" or line[place - 1 : place] == "T"
    if line[place] in "課図" and named and line[place - 1] not in "各全何別":
        return False  # the end of a name or a word: 都市整備課が, 地図に
    if all("ァ" <= sign <= "ー" for sign in line[max(0, place - 1) : place + 1]) and place:
        return False  # the end of a longer name: トップ of ワンストップ
    if line[stop - 1] == "方" and line[stop : stop + 1] in tuple("針法向式面角"):
        return False  # の方 of の方針
    return _are_words(line, pieces)


LAST_OF_ASCII = "\x7f"


def _are_words(line: str, pieces: Sequence[tuple[int, int]]) -> bool:
    """Whether each piece of an expression is whole words where it is English."""
    for start, stop in pieces:
        if not (line[start] > LAST_OF_ASCII < line[stop - 1] or word_at(line, start, stop)):
            return False
    return True


def word_at(line: str, start: int, stop: int) -> bool:
    """English expressions are whole words; Japanese ones may stand anywhere."""
    first, final = line[start], line[stop - 1]
    if first > LAST_OF_ASCII < final:
        return True
    before, after = line[start - 1 : start], line[stop : stop + 1]
    if first.isascii() and first.islower() and before.isascii() and before.isalnum() and not before.isupper():
        return False
    return not (
        final.isascii()
        and final.isalnum()
        and not final.isupper()
        and after.isascii()
        and (after.isalnum() or after == "-")
        and not after.isupper()
    )


def _segments(
    line: str, signs: list[tuple[int, TextSpan]], cues: tuple[Found, ...]
) -> Iterator[tuple[int, str]]:
    blank = list(line)
    for place, span in signs:
        blank[place] = f"{WORD_BEGIN}{span.text}{WORD_END}" if span.sign == "T" else "\0"
    for found in cues:
        for place in range(found.start, found.end):
            if blank[place] == line[place] and line[place] not in SIGNS:
                blank[place] = "\0"
    place = 0
    for piece in "".join(blank).split("\0"):
        if piece.strip(" \n"):
            yield place, piece
        place += len(piece) + 1
