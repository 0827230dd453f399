"""What somebody else said or asked, in quotation marks, and what is asked of that.

    議員から「管財課に丸はない」と言われた。本当か → 管財課に丸はないか
    新聞に「×は10件」とあった。実際は何件？ → ×は何件？
    課長が「税務課は×だ」と言うが、防災課は？ → 防災課は？

A question that names what it is of is the question. One that does not is of what the claim is of; one that
asks only whether it is so asks for the claim.
"""

from __future__ import annotations

from bot.question import Field
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.clauses import ASKING_WORD
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from bot.understanding.scan import Scan

NAMING = "DPNQ"  # of what a question is asked
POLICY_SIGN = "[\ue001-\ue014]"  # of a text in normal form
NOTHING_AT_ALL = "何(?:ひとつ|一つ|1つ|も|とも|一件)"  # asks for nothing
PARTICLES = "にはので"
ASKED = ("", "よね？", "ですか？", "か？", "のか？", "？")  # behind a claim, to ask it
SAID = "(?:と|って|という|との|とか|なんて|みたいな|などと|だと)"
# by 「said」 と言われた。 asked
CLAIM = (
    rf"(?P<by>[^「」]{{0,24}})「(?P<said>[^「」]{{4,60}})」(?P<how>{SAID}[^「」。？！?!\n]{{1,24}}"
    rf"(?:[。！!\n]+|(?:けど|けれども?|が|ので)[、,])|[。])(?P<asked>[^「」]{{2,60}})"
)
# The same without quotation marks: by は said だと思い込んでいる。 asked
BARE = (
    r"(?:(?P<by>[^「」。、は]{1,12}?)(?:は|が|から|によると|いわく|曰く|の話では)[は、]?)?(?P<said>[^「」。！？!?\n]{3,59}?"
    r"(?:[だたるす]|ない))(?P<how>(?:と|って)[、]?(?:(?:思|言|聞|信じ)|(?:い[うっわ]|主張|勘違い|誤解|認識|覚え|"
    r"書|指摘|追及|疑|責め|噂|うわさ|考え|決めつけ|理解))[^「」。！？!?\n]{0,14})[。！!\n]+(?P<asked>[^「」]{2,60})"
)
# … and only whether it is so: 「said」は正しいか, 「said」と書くが合っているか
JUDGED = (
    rf"(?P<by>[^「」]{{0,24}})「(?P<said>[^「」]{{4,60}})」(?P<how>(?:{SAID}[^「」。、]{{0,8}})?(?:は|って|が|けど|ので))"
    "[、,]?(?P<asked>[^「」]{2,24})"
)
# Quoted is what somebody else asked, or what somebody wants to say
REPORTED = (
    "(?P<by>[^「」]{0,16})「(?P<asked>[^「」]{4,60})」(?:と|って|という|との)の?"
    "(?:通告|ご?質問|問い?合わ?せ|照会|電話|メール|依頼|指示|宿題|聞かれ|問われ|言われ|頼まれ|尋ねられ|追及|"
    "突っ込|ツッコ|振られ|投げられ|質され|詰められ|聞いて[くきこ]|訊かれ|訊いて|来る|来た|飛んで|問い?ただ|再質問|質疑)"
)
TO_BE_SAID = (
    "(?P<by>[^「」]{0,16})「(?P<said>[^「」]{4,60})」(?P<end>(?:と|って)"
    "(?:言い切|言|答え|答弁し|書い|報告し|説明し|断言し|回答し|載せ|伝え)っ?て?も?[^「」]{1,20})"
)


class Claims:
    """Reads what is quoted.

    `scanned` takes a text apart, `whole` says what a whole question names, `telling` whether words name
    something of the plan, `subject` which of them do.
    """

    def __init__(
        self,
        scanned: Callable[[str], Scan],
        whole: Callable[[str], frozenset[str] | None],
        telling: Callable[[str], bool],
        subject: Callable[[str], str],
    ) -> None:
        self.scanned, self.whole, self.telling, self.subject = scanned, whole, telling, subject
        self.grammar = automaton()

    def asked(self, text: str) -> str:
        """What is asked of what is quoted, without the quotation marks; the text where nothing is said so."""
        if "「" not in text:
            if "『" in text:
                plain_marks = text.translate({ord("『"): "「", ord("』"): "」"})
                asked = self.asked(plain_marks)
                return text if asked == plain_marks else asked
            return self._of_bare(text)
        if (judged := pattern(JUDGED).fullmatch(text)) and self._is_judged(judged):
            return self._as_question(judged["said"])
        if self.whole(text) is not None:
            return text
        claim = pattern(CLAIM).fullmatch(text)
        if claim and not self._names(claim["by"] + claim["how"], NAMING):
            asked = claim["asked"].lstrip(PAUSES)
            if self._is_claim(claim["said"]):
                return self._of_claim(claim["said"], asked)
            if self._names(asked, NAMING) and self.whole(asked) is not None:
                return asked  # 「全滅だ」と言われた。〈課〉は全部×？
        if reported := pattern(REPORTED).match(text):
            before, inside, rest = reported["by"], reported["asked"], text[reported.end() :]
            named = self._names(inside, "DPNQMTFYW")
            if not self._names(before, NAMING) and not self._names(rest, NAMING) and named:
                return inside
        if said := pattern(TO_BE_SAID).fullmatch(text):
            plain = (f"{said['said']}{said['end']}", f"{said['said']}ですか")
            if not self._names(said["by"], NAMING):
                return next((each for each in plain if self.whole(each) is not None), text)
        return text

    def _of_bare(self, text: str) -> str:
        """A question behind what somebody is said to say or think, without quotation marks."""
        if "と" not in text and "って" not in text:
            return text
        claim = pattern(BARE).fullmatch(text)
        if claim is None or self._names(f"{claim['by'] or ''}。{claim['how']}", "DPNQM"):
            return text
        said = claim["said"]
        based = self._names(said, NAMING) or self.telling(said)
        return self._of_claim(said, claim["asked"]) if based and self._names(said, "M") else text

    def _of_claim(self, said: str, asked: str) -> str:
        """A question behind what was said."""
        line = flattened(asked)
        if self._is_doubt(line.strip(PAUSES + STOPS)):
            return self._as_question(said)
        rest = asked[self._doubted(line) :].lstrip(PAUSES)
        if self._names(rest, NAMING) or self.telling(rest):
            return rest
        joined = list(self._joined(said, rest))
        if whole := next((each for each in joined if self.whole(each) is not None), ""):
            return whole
        if self.whole(rest) is not None:
            return rest
        return joined[2] if joined and self._asks_field(rest) else self._as_question(said)

    def _joined(self, said: str, rest: str) -> Iterator[str]:
        """A question with what it leaves out of what was said of another thing."""
        own, claimed = self.scanned(rest), self.scanned(said)

        def lacking(signs: str) -> str:
            if any(span.sign in signs for _, span in own.signs):
                return ""
            named = [claimed.text[s.start : s.end] for _, s in claimed.signs if s.sign in signs]
            return pattern(POLICY_SIGN).sub(_circled, named[0]) if len(named) == 1 else ""

        base, rating = lacking(NAMING) or self.subject(said), lacking("M")
        if base and rating and not self._asks_field(rest):
            yield from (f"{base}の{rating}{particle}{rest}" for particle in PARTICLES)
        yield from (f"{base or rating}{particle}{rest}" for particle in PARTICLES if base or rating)

    def _asks_field(self, rest: str) -> bool:
        return any(isinstance(cue.meaning, Field) for cue in self.scanned(rest).cues)

    def _as_question(self, said: str) -> str:
        tried = [f"{said}{ends}" for ends in ASKED[1:]]
        return next((each for each in tried if self.whole(each) is not None), tried[1])

    def _is_claim(self, said: str) -> bool:
        """Whether what is quoted says something of the plan, and is no question itself."""
        line = pattern(NOTHING_AT_ALL).sub("", flattened(said))
        asks = line.endswith(("か", "?")) or ASKING_WORD in hints_in(line)
        return not asks and self._names(said, "DPNQM")

    def _is_judged(self, judged: re.Match[str]) -> bool:
        """Whether all that is asked of what is quoted is whether it is so."""
        claims = self._is_claim(judged["said"]) and not self._names(judged["by"], NAMING)
        return claims and self._is_doubt(flattened(judged["asked"]).strip(PAUSES + STOPS))

    def _is_doubt(self, line: str) -> bool:
        return any(match.end == len(line) for match in self.grammar.matches("doubted", line, {}, 0))

    def _doubted(self, line: str) -> int:
        """Where a question begins behind 本当に, 実際は."""
        found = self.grammar.matches("doubted", line, {}, 0)
        return max((m.end for m in found if m.meaning[1:] == ("lead",)), default=0)

    def _names(self, text: str, signs: str) -> bool:
        return any(span.sign in signs for _, span in self.scanned(text).signs)


def _circled(sign: re.Match[str]) -> str:
    """A policy's number as people write it: ⑥."""
    return chr(ord("①") + ord(sign[0]) - ord("\ue001"))
