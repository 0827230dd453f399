"""A question as a line of signs: names become one sign each, expressions are marked, the rest is topic.

    「Ｒ２で防災課の✗はいくつ？」 → line "YでDのMはいくつ?", cues {COUNT}, topic segments []

The signs are those of cues: M rating, D department, P policy or initiative, N measure or item, Y fiscal
year, F number with unit, T words of a title or of the table of words, Q quoted text, W date, O ordinal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from bot.question import Ask
from bot.understanding.cues import CUES, Cue, Meaning
from bot.understanding.entities import RECOGNISERS
from bot.understanding.scripts import pattern
from bot.understanding.spans import TextSpan
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.year_cues import YEAR_CUES
from katou_index.records import NamedTuple, Record

# Around a T in a segment: one word, or words of one title.
WORD_BEGIN = "\ue100"
WORD_END = "\ue101"
SIGNS = "MDPNYFTQWO"
GAP = 40  # signs that may stand for "…" in a cue


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
        return any(found.meaning == meaning for found in self.cues)

    def first(self, *meanings: Meaning) -> Meaning | None:
        """The first of `meanings`, in their order, that the question has."""
        return next((meaning for meaning in meanings if self.has(meaning)), None)


def scan(folded: str, vocabulary: Vocabulary, today: date) -> Scan:
    """Take a question apart. `folded` as `normal` gives it; `today` in Asia/Tokyo, for 今年度 and 昨年度."""
    spans: list[TextSpan] = []
    free = [True] * len(folded)

    def add(found: Iterator[TextSpan]) -> None:
        for span in found:
            if all(free[span.start : span.end]):
                spans.append(span)
                free[span.start : span.end] = [False] * (span.end - span.start)

    for recognise in RECOGNISERS:
        add(recognise(folded, vocabulary, today))
    spans.sort()
    several = len(vocabulary.years) > 1
    found = _taken_apart(folded, spans, several=several)
    if pattern(BESIDE).search(found.line):
        words = [span._replace(sign="T") if _is_title(span, vocabulary) else span for span in spans]
        return found if words == spans else _taken_apart(folded, words, several=several)
    return found


# A title joined with other words is one of two topics, and bounds the other no more than that bounds it.
_AND = r"(?:と|や|、|・|&|and )"
BESIDE = rf"[^\sMDPNYFQWOのはがを、。]{_AND}\s*N|N\s*{_AND}\s*[^\sMDPNYFQWO評何、。]"


def _is_title(span: TextSpan, vocabulary: Vocabulary) -> bool:
    return span.sign == "N" and span.text in vocabulary.names


def _taken_apart(folded: str, spans: list[TextSpan], *, several: bool) -> Scan:
    line: list[str] = []
    signs, place, length = [], 0, 0
    for span in spans:
        length += span.start - place
        signs.append((length, span))
        line += (folded[place : span.start], span.sign)
        length, place = length + 1, span.end
    line.append(folded[place:])
    whole = "".join(line)
    cues = tuple(_cues(whole, several=several))
    cues += tuple(_denied(whole, cues))
    return Scan(folded, whole, tuple(signs), cues, tuple(_segments(whole, signs, cues)))


# ---------------------------------------------------------------- expressions


class _Phrase(NamedTuple):
    head: str
    tail: str  # after "…", "" where there is none
    at_start: bool
    at_end: bool
    meaning: Meaning


Expressions = dict[str, "list[tuple[str, Meaning]]"]


def _expressions(rows: Iterable[Cue]) -> Expressions:
    """Every expression of the grammar, as it is written there, by its first sign."""
    table: Expressions = {}
    for meaning, ja, en in rows:  # Cue.phrases does the same; this is what a start may wait for
        english = " ".join(en.split()).split(" | ") if en else ()
        for text in (*ja.split(), *english):
            first = text[:1] if text[:1] != "^" else text[1:2]
            if first in table:
                table[first].append((text, meaning))
            elif first:
                table[first] = [(text, meaning)]
    return table


@lru_cache(maxsize=1)
def _any_years() -> Expressions:
    """The expressions of the grammar; made when needed, as templates read most questions."""
    return _expressions(CUES)


@lru_cache(maxsize=1)
def _over_years() -> Expressions:
    """The expressions that only mean something where more than one year is loaded."""
    return _expressions(YEAR_CUES)


@lru_cache(maxsize=4096)
def _phrases(first: str, *, several: bool) -> list[_Phrase]:
    """The expressions that begin with a sign, longest first; taken apart when needed, as there are many."""
    phrases = []
    over_years = _over_years().get(first, ()) if several else ()
    for text, meaning in (*over_years, *_any_years().get(first, ())):
        body = text.removeprefix("^").removesuffix("$").removesuffix("^")
        head, _, tail = body.partition("…")
        phrases.append(_Phrase(head.strip(), tail.strip(), text.startswith("^"), text.endswith("$"), meaning))
    phrases.sort(key=lambda phrase: -len(phrase.head) - len(phrase.tail))
    return phrases


# A rating that something did not get, however it is said: ○になってない, ×を取らなかった, 丸もらえてへん.
DENIED = (
    "M[がをにはもでと]?[ぁ-ゖ付取出得達届至及貰評価]{0,8}?"
    "(?:な(?:い|かった|く(?:て)?|けれ)|へん(?:かった)?|とらん|てません|ませんで|なんだ)"
)
DENYING = frozenset(
    ("not", Ask.NONE, Ask.UNRATED, Ask.ALL, "unmentioned", "below", "above", "at_least", "at_most", "doubt")
)
OF_GROUPS = "課|部署|方針|取組"


def _denied(line: str, cues: tuple[Found, ...]) -> Iterator[Found]:
    if "M" not in line or any(cue.meaning in DENYING for cue in cues):
        return
    for match in pattern(DENIED).finditer(line):
        if match[0].startswith("Mしか"):  # ○しか付いてない課
            yield Found(match.start(), match.end(), Ask.ALL, match[0])
            continue
        grouped = line[match.start() + 1] in "がの" and pattern(OF_GROUPS).search(line, match.end())
        yield Found(match.start(), match.end(), Ask.NONE if grouped else "not", match[0])


_POLITE_ENDS = "。.!！?？、,〜~ー…"


def _cues(line: str, *, several: bool) -> Iterator[Found]:
    last = len(line)
    while last and (line[last - 1] in _POLITE_ENDS or line[last - 1].isspace()):
        last -= 1
    taken = [False] * len(line)
    for place in range(len(line)):
        if taken[place]:
            continue
        for phrase in _phrases(line[place], several=several):
            spans = _match(line, place, last, phrase)
            if spans and not any(taken[i] for start, stop in spans for i in range(start, stop)):
                for start, stop in spans:
                    taken[start:stop] = [line[i] not in SIGNS for i in range(start, stop)]
                for start, stop in spans:
                    yield Found(start, stop, phrase.meaning, line[start:stop])
                break


def _match(line: str, place: int, last: int, phrase: _Phrase) -> list[tuple[int, int]]:
    stop = place + len(phrase.head)
    if not line.startswith(phrase.head, place) or not _word_at(line, place, stop):
        return []
    named = "一" <= line[place - 1 : place] <= "鿿" or line[place - 1 : place] == "T"
    if phrase.head[0] == "課" and named and line[place - 1] not in "各全何":
        return []  # the end of a name: 都市整備課が
    if phrase.head[-1] == "方" and line[stop : stop + 1] in tuple("針法向式面角"):
        return []  # の方 of の方針
    if phrase.at_start and line[:place].strip(" 、。,.!?") != "":
        return []
    if phrase.tail:
        begin = line.find(phrase.tail, stop, stop + GAP)
        if begin < 0 or not _word_at(line, begin, begin + len(phrase.tail)):
            return []
        return [(place, stop), (begin, begin + len(phrase.tail))]
    if phrase.at_end and stop < last:
        return []
    return [(place, stop)]


def _word_at(line: str, start: int, stop: int) -> bool:
    """English expressions are whole words; Japanese ones may stand anywhere."""
    first, final = line[start], line[stop - 1]
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
    for piece in pattern("(\0+)").split("".join(blank)):
        if piece.strip("\0 \n"):
            yield place, piece
        place += len(piece)
