"""The core of a message: the clauses that ask, where templates explain them whole and the others say nothing.

Careful people write a reason, a use, an apology around a clear question. What they may write there is without
end; how such a clause ends is not: 負担の偏りを見たいので、… What it says is then no subject. It is left out
only where the clauses that are kept are a whole question by themselves, and where it names nothing that they
do not name, limits nothing, and wants nothing of its own. A clause that may bring up what is asked about
(〜の話ですが、〜の場合、〜について) is kept, so that no condition is dropped. What tells a background with a
word of its own is left out, and told.
"""

from __future__ import annotations

from itertools import combinations

from bot.question import Ask, Field, Turn
from bot.understanding.flat import PAUSES, flattened
from bot.understanding.message.gaps import LIMITS, NAMING_SURELY, OF_PEOPLE, TALKED_OF, TOPICS
from bot.understanding.message.reasons import (
    NO_REASON,
    OF_THE_WHOLE,
    QUOTE,
    Reasons,
    stands_alone,
    subject_words,
)
from bot.understanding.noise import common_english
from bot.understanding.scripts import has_kana, pattern, script
from bot.understanding.stretches import ends_line, stands, stretches
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from bot.understanding.scan import Found, Scan
    from bot.understanding.spans import TextSpan
    from bot.understanding.vocabulary import Vocabulary

MOST_CLAUSES = 12  # of a message that is looked at so
MOST_LEFT = 4  # clauses of which any may be left out; of more, all of them
SHORTEST = 4  # signs of a clause
NAMES = "DPNY"  # what a clause may only name where what is kept names the same
BASES = "DPN"  # what a question is asked of, whatever else is talked of before it
EVERYDAY = "TW"  # what everybody talks of: days, words of titles that name no measure
RATING = "M"
# What is no condition of a clause, and asks for nothing.
TALK = frozenset({*TALKED_OF, Ask.CORRECT, "much", "superlative", "filling", "doubt", "either"})
DONE = ("た", "だ", "て")  # 数えようとしました
FORMS = (Ask.EXPORT, Ask.PICTURE, Ask.LINK)
ABSENT = "absent:"
# What a reason that wishes for nothing may still say.
SAID = frozenset({"items", "measures", "city", Ask.OVERVIEW})
QUOTED, QUOTES = '「[^」]*」|『[^』]*』|"[^"]*"', '「『"'
REASON, BACKGROUND = "reason", "background"
STOPS = "、，,。！？!?…\n"
ENGLISH_STOP = "[,.!?;\n]+ +"
PURPOSE = ("ため", "ために", "為", "為に")
OF_A_THING = r"[^、。,\s]{1,6}(?:た|てる|ている|でいる)(?=[一-龠ァ-ヴ])"  # 在宅勤務のために買った端末


class Core(NamedTuple):
    """What of a message asks. `told`: the clauses left out that may have been meant."""

    text: str
    told: tuple[str, ...] = ()


class _Left(NamedTuple):
    """A clause that may be left out.

    `told`: and is told; `sure`: it asks for nothing, whatever rating it names; `words`: whether it has words
    that may be meant.
    """

    text: str
    told: bool
    sure: bool
    words: bool
    names: list[TextSpan]
    of_a_thing: bool = False  # whether its words name something of the plan: only what names its own is asked


class Cores:
    """Finds the core of a message.

    `whole` says what a text names (aspects) where templates explain it; `telling`, whether its words name
    something of the plan by themselves.
    """

    def __init__(
        self,
        reasons: Reasons,
        whole: Callable[[str], frozenset[str] | None],
        telling: Callable[[str], bool],
        vocabulary: Vocabulary,
    ) -> None:
        self.reasons = reasons
        self.meant = vocabulary.rating_meanings
        self.glossary = vocabulary.glossary
        self.scanned: Callable[[str], Scan] = reasons.scanned
        self.whole = whole
        self.telling = telling
        self._cut: dict[str, list[str]] = {}  # a question is asked twice for its core
        self._looked_at: dict[tuple[str, bool], _Left | None] = {}  # clause, whether it is the last

    def of(self, text: str) -> Core | None:
        """The core of a text; None where all of it is a question, or no part of it is one."""
        clauses = self._clauses(text)
        if not 1 < len(clauses) <= MOST_CLAUSES or self.whole(text) is not None:
            return None
        free = self._free(clauses)
        orders = bool(free) and self._orders(text)
        for places in _choices(sorted(free)):
            core, away = _joined(clauses, places), [free[place] for place in places]
            if orders and not self._orders(core):
                continue  # ○のはずなので登録して: what is to be done is never left out
            if core and self._is_asked(core, away):
                return Core(core, tuple(each.text for each in away if each.told))
        return None

    def _orders(self, text: str) -> bool:
        """Whether a text asks to change the data, or ends a sentence with what is so of a measure."""
        found = self.scanned(text)
        return any(
            cue.meaning is Ask.WRITE or (cue.meaning is Ask.CORRECT and _told_of_a_measure(cue, found))
            for cue in found.cues
        )

    def of_phrases(self, text: str) -> Core | None:
        """What phrases are to read: all clauses but those to be left out, if these ask about something."""
        clauses = self._clauses(text)
        free = self._free(clauses) if 1 < len(clauses) <= MOST_CLAUSES else {}
        if not any(left.words for left in free.values()):
            return None
        core = _joined(clauses, free)
        if self._orders(text) and not self._orders(core):
            return None
        if not self._has_subject(core) or not self._names_all(core, free.values()):
            return None
        if any(left.of_a_thing for left in free.values()) and not self._has_base(core):
            return None
        return Core(core, tuple(left.text for left in free.values() if left.told))

    def _has_base(self, core: str) -> bool:
        """Whether a text says what it is asked of: a department, a policy, a measure's number."""
        return any(span.sign in BASES for _, span in self.scanned(core).signs)

    def _has_subject(self, core: str) -> bool:
        """Whether a text asks about something of its own: そちらの担当は of what was said before it."""
        found = self.scanned(core)
        words = not _is_english(core) and any(map(self._is_subject, subject_words(found)))
        return words or any(span.sign in NAMING_SURELY for _, span in found.signs) or self.telling(core)

    def _is_subject(self, word: str) -> bool:
        """Whether a word may be what is asked about, no name of a field: 担当 of どちらがご担当で."""
        return not ends_line("figure", word)

    def _free(self, clauses: Sequence[str]) -> dict[int, _Left]:
        """The clauses that may be left out, by their places."""
        last = len(clauses) - 1
        read = {place: self._once_left(each, behind=place == last) for place, each in enumerate(clauses)}
        return {place: left for place, left in read.items() if left is not None}

    def _clauses(self, text: str) -> list[str]:
        """A text cut behind every stop, and where a clause ends without one; not in quotations."""
        if text not in self._cut:
            self._cut[text] = self._cut_up(text)
        return self._cut[text]

    def _cut_up(self, text: str) -> list[str]:
        line = flattened(text)
        english = _is_english(line)
        if english:
            cuts = {match.end() for match in pattern(ENGLISH_STOP).finditer(line)}
            reasons = (each.start for each in stretches("reason", line, "english"))
            cuts.update(at for at in reasons if line[at - 1 : at] == " ")
        else:
            cuts = {at for at in range(1, len(line)) if line[at - 1] in STOPS and line[at] not in STOPS}
            ends: dict[int, int] = {}  # the longest of those that begin at one place: ために, no ため
            for each in stretches("cut", line):
                ends[each.start] = max(ends.get(each.start, 0), each.end)
            cuts.update(
                end for end in ends.values()
                if not line.startswith((*NO_REASON, *PAUSES), end) and not _is_of_a_thing(line, end)
            )  # fmt: skip
        quotes = any(sign in line for sign in QUOTES)
        quoted = [match.span() for match in pattern(QUOTED).finditer(line)] if quotes else []
        cuts = {at for at in cuts if at < len(line) and not any(a < at < b for a, b in quoted)}
        begins = [0, *sorted(cuts - {0})]
        return [text[at:end] for at, end in zip(begins, [*begins[1:], len(text)], strict=True)]

    def _once_left(self, clause: str, *, behind: bool) -> _Left | None:
        if (clause, behind) not in self._looked_at:
            self._looked_at[clause, behind] = self._left(clause, behind=behind)
        return self._looked_at[clause, behind]

    def _left(self, clause: str, *, behind: bool) -> _Left | None:
        """A clause as it is left out; None where it may belong to the question."""
        english = _is_english(clause)
        typed = clause.strip(PAUSES + "。.!！" + ("?" if english and behind else ""))
        line = flattened(typed)
        if len(line) < SHORTEST or "?" in line or any(sign in QUOTE for sign in line):
            return None
        kind = self._kind(line, stops=behind or clause.rstrip()[-1:] in tuple("。.!！\n"))
        if not kind or self.reasons.brings_subject(line) or stands("own", line):
            return None
        found, words = self.scanned(typed), self._words(line, self.scanned(typed))
        if self._is_of_a_noun(line, words) or not all(self._is_empty(cue, found, kind) for cue in found.cues):
            return None
        names = [span for _, span in found.signs if not self._is_everyday(span)]
        of_a_thing = self.telling(typed)
        if any(span.sign not in (*NAMES, RATING) for span in names) or (
            of_a_thing and kind != REASON and not self._wishes(line)
        ):
            return None
        fields = any(isinstance(cue.meaning, Field) for cue in found.cues)
        wishes, of_something = self._wishes(line), self._wishes(line, "object")
        if self._wishes(line, "asked") or self._wishes(line, "asks") or (behind and wishes):
            return None
        said = bool(names) or fields or any(cue.meaning in SAID for cue in found.cues)
        if (wishes and (said or (english and words))) or (self._wishes(line, "please") and (said or words)):
            return None
        told = of_something or of_a_thing or (bool(words) and (wishes or kind == BACKGROUND))
        told = told and not self.reasons.only_asks(typed)
        return _Left(typed, told, not (wishes or behind), bool(words), names, of_a_thing)

    def _wishes(self, line: str, kind: str = "") -> bool:
        return bool(self.reasons.standing("wish", line, kind))

    def _kind(self, line: str, *, stops: bool) -> str:
        """A reason or a background; "" for neither. The end tells, in English the begin.

        `stops`: whether it is the end of a sentence, where a verb needs nothing to go on with.
        """
        if _is_english(line):
            if any(not each.start for each in stretches("reason", line, "english")):
                return REASON
            begins = any(not each.start for each in stretches("clause", line, "english"))
            return BACKGROUND if begins else ""
        if brings_up(line):
            return ""
        for layer, kind in (("reason", REASON), ("background", BACKGROUND)):
            if ends_line(layer, line, ""):
                return kind
        said = stops and ends_line("clause", line, "", "sure")
        return BACKGROUND if said else ""

    def _is_of_a_noun(self, line: str, words: Sequence[str]) -> bool:
        """Whether it says something of a noun: 議題は防災です。, not 調べたのですが、 or 配る予定です。"""
        if not words or ends_line("clause", line, "sure"):
            return False
        said = [each.start for each in stretches("copula", line) if each.start and each.end == len(line)]
        return any(script(line[at - 1]) not in ("", "hiragana") for at in said)

    def _is_empty(self, cue: Found, found: Scan, kind: str) -> bool:
        """Whether an expression of a clause that is no question is no condition, and asks for nothing."""
        if isinstance(cue.meaning, Field):
            return True
        if cue.meaning in LIMITS:
            return not stands_alone(cue.text, found.text)
        if cue.meaning is Turn.SAME:  # this morning
            return cue.text.isascii()
        if cue.meaning in FORMS:  # エクセルで数えようとしました: done already, no wish
            return kind == BACKGROUND and found.text.endswith(DONE)
        if kind == REASON and cue.meaning in SAID:  # 項目が多くて全体を左右するので
            return True
        return cue.meaning in TALK or (isinstance(cue.meaning, str) and cue.meaning.startswith(ABSENT))

    def _is_asked(self, core: str, left: Sequence[_Left]) -> bool:
        """Whether what is kept is a whole question that names all that is named in what is left out."""
        if any(each.names for each in left) and not self._names_all(core, left):
            return False  # first: names are found sooner than what templates explain
        names = self.whole(core)
        if names is None:
            return False
        if any(each.of_a_thing for each in left):
            return self._has_base(core)
        if names - TOPICS or any(cue.meaning in OF_THE_WHOLE for cue in self.scanned(core).cues):
            return True
        return (bool(names) and self.telling(core)) or not any(each.words for each in left)

    def _names_all(self, core: str, left: Iterable[_Left]) -> bool:
        """Whether what is kept names all that is named in what is left out; of ratings it may name others."""
        asked = self.scanned(core)
        for each in left:
            for span in each.names:
                known = asked.values(span.sign)
                if known and span.sign == "D" and self._is_whom(each.text, span):
                    continue  # 財政課へ回すので、税務課の…
                if span.value not in known and not (span.sign == RATING and each.sure and known):
                    return False
        return True

    def _is_whom(self, clause: str, span: TextSpan) -> bool:
        """Whether a department of a clause is only whom an answer goes to, or who asks for it."""
        return self.scanned(clause).text.startswith(("へ", "から", "より", "宛"), span.end)

    def _words(self, line: str, found: Scan) -> list[str]:
        """The words of a clause that may be meant: in English those that not everybody uses."""
        if _is_english(line):
            words = pattern("[a-z]{3,}").findall(line)
            return [word for word in words if word in self.glossary or word not in common_english()]
        return subject_words(found)

    def _is_everyday(self, span: TextSpan) -> bool:
        """Whether it is no name in a clause: a day, a year of people, 失敗 (only said of what is ×)."""
        if span.sign == "Y":
            return pattern(OF_PEOPLE).fullmatch(span.text) is not None
        return span.sign in EVERYDAY or (span.sign == RATING and span.text in self.meant)


def _is_of_a_thing(line: str, end: int) -> bool:
    """Whether what ends there says for what the thing behind it is there, and not why one asks."""
    return line[:end].endswith(PURPOSE) and pattern(OF_A_THING).match(line, end) is not None


def _is_english(text: str) -> bool:
    """Whether a text, which may name marks and departments in Japanese, is English."""
    return " " in text and bool(pattern("(?i)[a-z]+ [a-z]").search(text)) and not has_kana(text)


def _told_of_a_measure(cue: Found, found: Scan) -> bool:
    """Whether an expression tells how a measure is rated or whose it is, and ends its sentence."""
    ends = found.line[cue.end - 1 : cue.end + 1]
    stops = cue.end == len(found.line) or any(sign in "。.!！\n" for sign in ends)
    return stops and cue.text.startswith("N")


def brings_up(clause: str) -> bool:
    """Whether a clause ends as one that says what is asked about, or when it holds: 無人バスの実験では."""
    return ends_line("kept", flattened(clause))


def _joined(clauses: Sequence[str], left: Container[int]) -> str:
    """The clauses that are not left out, as one text."""
    return "".join(each for place, each in enumerate(clauses) if place not in left).strip(PAUSES + "。")


def _choices(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Which clauses to leave out: as few as may be; of many, all."""
    if len(places) > MOST_LEFT:
        yield tuple(places)
        return
    for number in range(1, len(places) + 1):
        yield from combinations(places, number)
