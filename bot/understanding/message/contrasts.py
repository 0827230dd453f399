"""What is said of one thing before another is asked about: 管財課は全部○だけど、税務課は？

What was said becomes a question of its own, to which the other is the follow-up: is 税務課 ○ in full, too?
"""

from __future__ import annotations

from itertools import islice

from bot.question import Ask
from bot.understanding.flat import PAUSES, flattened
from bot.understanding.pieces import asks_whether
from bot.understanding.scripts import pattern
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.understanding.scan import Scan

    Whole = Callable[[str], frozenset[str] | None]

THINGS = "DPN"  # signs of what one thing is said of, and another is asked about
LOOSE = "が"  # holds against behind a predicate only: elsewhere it marks a subject
PREDICATE = ("だ", "です", "ます", "る", "た", "ない", "ん", "い")
IS_IT = ("よね？", ", right?")  # behind what is said, to ask it
ALTHOUGH = r"(?i)^(?:while|although|though|whereas)\s+(?P<said>[^,]+),\s*"
LONGEST_NAME = 24  # signs of a question that only names something
ALONE = ("だけ", "のみ")  # 防災課の分だけ。丸だよね: of these, not whether only these
LONGEST_SAID = 40  # signs of a sentence that says what another one is asked of
TOLD = ("は", "って", "も")  # behind what something is said of
LONGEST_SO = 16  # signs of a rating or a number that something is said to be
MOST_CUTS = 4  # words of a text that may hold two things against each other; one of more holds none so


class Contrasts:
    """Finds the two halves. `scanned` takes a text apart, `whole` says what a whole question names."""

    def __init__(self, scanned: Callable[[str], Scan], whole: Whole) -> None:
        self.scanned = scanned
        self.whole = whole
        self.grammar = automaton()

    def halves(self, text: str) -> tuple[str, str] | None:
        """(what was said of another thing, as a question or "", the question), None where nothing is held
        against anything."""
        cuts = list(islice(self._cuts(text), MOST_CUTS + 1))
        for said, asked in cuts if len(cuts) <= MOST_CUTS else ():
            if self._are_apart(said, asked) or self._are_topics(said, asked):
                return self._as_asked(said), asked
        return None

    def goes_on(self, text: str) -> tuple[str, str] | None:
        """(what is meant, as a question, whether that is so) of two sentences: 〈課〉の分だけ。丸だよね？"""
        said, stop, asked = text.rpartition("。")
        if not (stop and said and asked.rstrip().endswith(("?", "？"))) or len(said) > LONGEST_SAID:
            return None
        if said.endswith(("?", "？")) or not asks_whether_so(flattened(asked)):
            return None
        if not said.endswith(ALONE) and self.whole(text) is not None:
            return None
        signs = {span.sign for _, span in self.scanned(asked).signs}
        found = self.scanned(said)
        named = [span for _, span in found.signs if span.sign in THINGS]
        if signs - {"M"}:
            return None
        if any(span.sign == "M" for _, span in found.signs):  # 〈事業〉は全部○じゃない。×もあるよね？
            told = len(named) == 1 and found.line.partition(named[0].sign)[2].startswith(TOLD)
            return (f"{named[0].text}は？", asked) if told and signs else None
        if len(named) == 1:
            return f"{named[0].text}{'の分' * (named[0].sign == 'D')}は？", asked
        counts = any(cue.meaning is Ask.COUNT for cue in found.cues)
        return ("件数は？", asked) if counts and not found.signs else None

    def _cuts(self, text: str) -> Iterator[tuple[str, str]]:
        """The text before and behind each word that may hold two things against each other."""
        if "," in text and (found := pattern(ALTHOUGH).match(text)):
            yield found["said"], text[found.end() :]
            return
        line = flattened(text)
        for place in self.grammar.places("contrast", line, {}):
            ends = [match.end for match in self.grammar.matches("contrast", line, {}, place)]
            subject = line[place : place + 1] == LOOSE and not line[:place].endswith(PREDICATE)
            if ends and not subject:
                yield text[:place].rstrip(PAUSES), text[max(ends) :].lstrip(PAUSES)

    def _are_apart(self, said: str, asked: str) -> bool:
        """Whether both are about things of one kind, and of no common one."""
        (kind, things), (other_kind, others) = self._things(said), self._things(asked)
        if not kind or kind != other_kind or set(things) & set(others):
            return False
        line, question = self.scanned(said).line, self.scanned(asked).line
        if f"{kind}{LOOSE}" in line:  # 防災課が担当だけど、税務課も担当の項目: what both own
            return False
        if question.startswith(f"{kind}も") and self.whole(_as_question(said)) is None:
            return False
        return question.startswith(kind) or " " in asked

    def _are_topics(self, said: str, asked: str) -> bool:
        """RPAは○だったけど、タブレットは？: what is asked is a word of titles alone."""
        found = self.scanned(asked)
        line = flattened(asked).rstrip("?？")
        named = (
            len(line) <= LONGEST_NAME and not found.cues and {span.sign for _, span in found.signs} == {"T"}
        )
        ends = any(
            match.end == len(line)
            for place in self.grammar.places("behind", line, {})
            for match in self.grammar.matches("behind", line, {}, place)
        )
        signs = {span.sign for _, span in self.scanned(said).signs}
        return named and ends and "M" in signs and not signs & set("DPY")

    def _things(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The kind of the things that a text names and these; none where they are of several kinds."""
        found = self.scanned(text)
        kinds = {span.sign for _, span in found.signs if span.sign in THINGS}
        if len(kinds) != 1:
            return "", ()
        (kind,) = kinds
        return kind, tuple(map(str, found.values(kind)))

    def _as_asked(self, said: str) -> str:
        """What was said as a question; "" for what is none: 管財課は順調だ."""
        asked = _as_question(said)
        if self.whole(asked) is not None:
            return asked
        found = self.scanned(said)
        named = [span.text for _, span in found.signs if span.sign in THINGS]
        ratings = list(map(str, found.values("M")))
        return f"{'と'.join(named)}の{'か'.join(ratings)}は？" if ratings else ""


def asks_whether_so(line: str) -> bool:
    """Whether a line ends by asking whether something short is so: 丸だよね?, 6項目で合ってる?"""
    return any(asks_whether(line[place:]) for place in range(1, min(len(line) - 1, LONGEST_SO)))


def _as_question(said: str) -> str:
    """管財課は全部○だ → 管財課は全部○だよね？"""
    english = all(sign < "ぁ" or sign > "ヺ" for sign in said) and " " in said
    return f"{said}{IS_IT[english]}"
