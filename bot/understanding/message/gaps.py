"""One clause of a message left unread, where the rest is a question without it.

Templates explain a whole text or nothing of it. What stands around a question in a clause of its own
(今朝のニュースで気になったので、×の事業は？ or ×の事業は？課長に言われて焦っています) is form where it names
nothing of the plan, limits nothing, wants nothing and brings no subject up; and only where what is left asks
about something of its own: プールの件ですが、担当課は？ stays one question.
"""

from __future__ import annotations

from functools import lru_cache

from bot.question import Ask, Field, Turn
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.reasons import QUOTE, Reasons, stands_alone
from bot.understanding.scan import hints_in
from bot.understanding.scripts import SIGNS, pattern
from bot.understanding.stretches import ends_line, stands, stretches
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.scan import Scan

SHORTEST = 3  # signs of a clause
LONGEST = 60
MOST_PARTS = 5  # of a clause, where it has commas
LONGEST_ASKED = 500  # signs of a message: no template explains what is longer, with or without a clause
NAMING_SURELY = "MDPNQ"  # of what a question names surely
LIMITS = frozenset({"not", "only", "unmentioned", "jointly"})  # no clause that has one of them is form
GOES_ON = frozenset({"goes_on"})  # しかも×のもの: what stands before it belongs to it
CONDITION = "blank"  # 根拠が書かれてなくて
# What everybody talks of; another kind of question in a clause is one that is asked.
TALKED_OF = (Ask.MENTION, Ask.OUTSIDE, Ask.THANKS, Ask.HELLO, Ask.OPINION)
# Marks of ratings are no pictures.
BREAK = "[、，,。！？!?…\n]+|[\u2600-\u27bf\U0001f300-\U0001faff](?<![✓-✘❌❎⭕])[\ufe0f ]*"
FURTHER = ("bare",)  # what begins something else, behind a blank alone: 長い話 ところで×は
ELSEWHERE = "there"  # the hint that a clause is of where somebody looked before
ENGLISH_BREAK = "[.!?\n]+ *"  # a comma parts what belongs together there
BLANKS = " \u3000"
BREAKS = frozenset("、，,。.！？!?…\n")  # signs of these two, but for pictures
OF_PEOPLE = r"[去昨今来]年(?!度)"  # a year in which something was: 去年の担当者がいない
TOPICS = frozenset({"topic", "text"})


class Gaps:
    """Finds the clause that may stay unread.

    `whole` says what a text names (aspects) where templates explain it; `telling`, whether its words name
    something of the plan by themselves; `asks`, whether a sentence is seen to ask.
    """

    def __init__(
        self,
        reasons: Reasons,
        whole: Callable[[str], frozenset[str] | None],
        telling: Callable[[str], bool],
        asks: Callable[[str], bool],
    ) -> None:
        self.reasons = reasons
        self.asks = asks
        self.scanned: Callable[[str], Scan] = reasons.scanned
        self.whole = whole
        self.telling = telling
        self.grammar = automaton()

    def without(self, text: str) -> str:
        """The question without the clauses before and behind it that are only its form."""
        if len(text) > LONGEST_ASKED:
            return text
        line = flattened(text)
        further = self._before_further(line)
        if not any(map(_may_break, line.rstrip(STOPS))) and not further:
            return text  # nothing stands behind its only stop: the pattern takes longer to compile than that
        breaks = ENGLISH_BREAK if line.isascii() else BREAK
        cuts = sorted({*further, *(match.end() for match in pattern(breaks).finditer(line))})
        if not cuts or self.whole(text) is not None:
            return text
        for cut in reversed(cuts[:MOST_PARTS]):
            rest = text[cut:].strip(PAUSES + STOPS)
            if (
                rest
                and not GOES_ON & hints_in(flattened(rest))
                and self.is_form(text[:cut])
                and self.is_asked(rest)
            ):
                return f"{rest}？" if text.rstrip().endswith(("?", "？")) else rest
        for cut in cuts[-MOST_PARTS:]:
            kept = text[:cut].rstrip(PAUSES)
            if text[cut:] and self.is_form(text[cut:], behind=True) and self.is_asked(kept):
                return kept
        return text

    def is_form(self, clause: str, *, behind: bool = False) -> bool:
        """Whether a clause has nothing to do with the plan. `behind` a question it may ask for more of it."""
        line = flattened(clause).strip(PAUSES)
        if len(line) > LONGEST + len(STOPS) or stands("own", line):
            return False  # うちの課の評価を見たいです: our department is a name, once it is known who speaks
        said = {each.kind for each in stretches("wanted", line)}
        if line.endswith("?") or (behind and said) or "order" in said:
            return False
        line = pattern(f"(?:{BREAK})$").sub("", line.strip(STOPS))
        if not SHORTEST <= len(line) <= LONGEST or any(sign in QUOTE for sign in line):
            return False
        ends = {each.kind for each in stretches("clause", line) if each.end == len(line)}
        if not ends or (behind and "sure" not in ends and self.asks(line)):
            return False
        elsewhere = ELSEWHERE in hints_in(line)
        if not elsewhere and self.reasons.brings_subject(line):
            return False
        if ends_line("kept", line):
            return False
        if CONDITION in hints_in(line):
            return False
        found = self.scanned(clause)
        if any(not self._is_everyday(span.sign, span.text) for _, span in found.signs):
            return False
        if behind and found.cues:
            return False
        for cue in found.cues:
            limits = cue.meaning in LIMITS and stands_alone(cue.text, clause)
            if isinstance(cue.meaning, Turn) or (limits and not elsewhere):
                return False
            if isinstance(cue.meaning, Ask) and cue.meaning not in TALKED_OF:
                return False
            if isinstance(cue.meaning, Field) and "" in said:
                return False
        return not self.telling(clause)

    def says_nothing(self, sentence: str) -> bool:
        """Whether a sentence names nothing of the plan, limits nothing and wants nothing."""
        found = self.scanned(sentence)
        said = all(self._is_everyday(span.sign, span.text) for _, span in found.signs)
        return said and all(cue.meaning in TALKED_OF for cue in found.cues) and not self.telling(sentence)

    def is_asked(self, rest: str) -> bool:
        """Whether what is left asks about something that it names itself."""
        names = self.whole(rest)
        if names:
            return bool(names - TOPICS) or self.telling(rest)
        found = self.scanned(rest)
        return any(span.sign in NAMING_SURELY for _, span in found.signs) or self.telling(rest)

    def _is_everyday(self, sign: str, text: str) -> bool:
        if sign == "T":
            return not self.telling(text)
        return sign == "Y" and pattern(OF_PEOPLE).fullmatch(text) is not None

    def _before_further(self, line: str) -> list[int]:
        """The places behind blanks where something else begins."""
        if line.isascii():
            return []
        begins = (at for at in range(1, len(line)) if line[at - 1] in BLANKS and line[at] not in BLANKS)
        return [
            at
            for at in begins
            if any(match.meaning[1:] == FURTHER for match in self.grammar.matches("also", line, {}, at))
        ]


@lru_cache(maxsize=SIGNS)
def _may_break(sign: str) -> bool:
    """Whether a clause may end at a sign: a comma, a stop, a picture."""
    return sign in BREAKS or "\u2600" <= sign <= "\u27bf" or sign >= "\U0001f300"
