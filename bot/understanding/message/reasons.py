"""What leads up to a question and only says why it is asked: 明日の会議で使うので、…

A clause that names a use or an asker is no part of the question; one that brings up the subject is
(RPAの件ですが、). Names in the clause are kept where the question has none of its own: 防災課に
異動したので、課の事業を.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.question import Ask, Field
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.noise import NOISE, common_japanese
from bot.understanding.scan import TAKEN_AWAY, Scan, hints_in
from bot.understanding.scripts import pattern
from bot.understanding.stretches import Stretch, stretches
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import SUFFIXES
from katou_index.words import tokens

OF_THE_WHOLE = frozenset({  # asked of the whole plan
    Ask.RANK, Ask.TABLE, Ask.BEST, Ask.WORST, Ask.ALL, Ask.NONE, Ask.BOTH, Ask.OVERVIEW, Ask.COMPARE,
    Ask.LEGEND, Ask.SOURCE, Ask.BEFORE, Ask.UNRATED, Ask.RATED, Ask.AMOUNTS, Ask.LARGEST, Ask.MENTION,
    "most_items",
})  # fmt: skip
LEAD = 40  # signs before the use that a lead names
APART = 14  # signs between the use and what makes a reason of it
# 使うけどね, 使うからには, 減ったんでしょうか, 〈事業〉につきまして: none ends there
NO_REASON = (*"ねすはもの", "しょう", "まし", "ます", "存じ", "思い", "思う", "考え")
WISHED = "wished"  # the hint that a clause wishes for an answer
# 失われている goes on: て ends no clause there
ALLOWED = ("いい", "よい", "よろし", "ええ", "大丈夫", "問題", "構", "かま", "差し支え")  # 報告していい
WANTED = ("くだ", "下さ", "ほし", "欲し", "もら", "いただ", "頂", "ちょうだい", "くれ", "おい", "おき")
GOES_ON = (
    *ALLOWED, *WANTED, "いる", "いた", "いて", "いな", "います", "いません", "おる", "おり", "しま",
    "る", "ます", "ない",
)  # fmt: skip
PREDICATES = tuple("るたいだすうくむんなよね")  # before から, which is no reason behind a noun: 何行目から
STILL = ("い", "お", "る")  # 済んでいる, 進んでおり: んで is no reason there
NAMES = "MDPN"
RATING = "M"
OF_A_RATING = "(?:[DP]の?)*M"  # 〈課〉の×
MOST_PURPOSES = 3  # of one question
LONGEST_PURPOSE = 80  # signs of one
ABOUT, WHOLE = "about", "whole"  # what waits for more to be asked, and what is asked by itself
LIMITING = frozenset({"not", "only"})  # no text that has one of them is mere talk
PARTICLES = frozenset({"助詞", "接尾辞"})
SENDERS = ("から", "より", "さんから", "様から", "様より")
OF_OFFICES = "D"  # names that a statement of who asks may have
OF_TOPICS = "T"
EVERYDAY = "W"  # days
WISHED_WITH = (Ask.LIST, Ask.HELLO, Ask.THANKS)
EITHER = ("どうか", "どうかを", "否か", "否かを")
USED = "used"  # … of what is handed out somewhere: any name stands behind it
BEHIND = "behind"  # … of English ones, which stand behind what they are said of
NONE = "none"  # of templates that stand for nothing, whatever stands in them
QUOTE, END_QUOTE = "「『", "」』"
OWN_BASE = "DPN"  # signs of what a question is asked of
# Who asks, and what is asked: 議員から×は何件かと聞かれた.
ASKED_BY = "^(?P<by>[^、。]{1,10}(?:から|より|に)、?)?(?P<asked>.*)$"
ASKED = (3, 80)  # signs of a question that somebody was asked


class Reasons:
    """Finds what only says why. `scanned` takes a text apart."""

    def __init__(self, scanned: Callable[[str], Scan]) -> None:
        self.scanned = scanned
        self.grammar = automaton()

    def without(self, text: str) -> str:
        """The question without its lead."""
        text = self.without_purpose(self._as_asked(text))
        line = flattened(text)
        end = self._lead(line)
        if not end or self.brings_subject(line[:end]) or any(sign in QUOTE for sign in line[:end]):
            return text
        return self._left(text, text[:end], text[end:].lstrip("、, \u3000\n。").rstrip())

    def without_foreseen(self, text: str) -> str:
        """A question without what somebody may say of what has a rating: 委員会で突かれそうな×の事業.

        Nothing of the plan says so; without a rating it is an opinion that is asked for.
        """
        longest = {each.start: each for each in sorted(stretches("foreseen", flattened(text)), key=_end)}
        for start, each in sorted(longest.items()):
            if each.kind == USED and self.scanned(text[each.end :]).line[:1] in tuple(NAMES):
                return text[:start] + text[each.end :]
            if self._is_of_a_rating(text, start, each.end, behind=each.kind == BEHIND):
                return text[:start] + text[each.end :]
        return text

    def _is_of_a_rating(self, text: str, begin: int, end: int, *, behind: bool) -> bool:
        """Whether what a rating is of stands behind a part of a text, in English before it."""
        if behind:
            return bool(self.scanned(text[:begin]).values(RATING))
        return pattern(OF_A_RATING).match(self.scanned(text[end:]).line) is not None

    def only_say_why(self, sentence: str) -> bool:
        """Whether a whole sentence says no more than why something is asked: 議会で聞かれそうなので."""
        line = flattened(sentence).rstrip(STOPS + PAUSES)
        for use in _ends("use", line):
            for place in self.grammar.places("because", line[use : use + APART + 1], {}):
                if any(sign in "、," for sign in line[use : use + place]):
                    break  # 聞かれたので、GISはなんで
                ends = (m.end for m in self.grammar.matches("because", line, {}, use + place))
                if any(line[end:] in ("", "です", "ね", "ですね") for end in ends):
                    return not self.brings_subject(line)
        return False

    def states_use(self, sentence: str, *, topics: bool = False) -> bool:
        """Whether a sentence states what an answer is for, or who wants it: 部長に聞かれました.

        It may name offices; words of the plan only with `topics`.
        """
        line = flattened(sentence).rstrip(STOPS + PAUSES)
        end = line[-APART:]
        states = len(end) in _ends("stated", end) and bool(_ends("use", line))
        subject = [line[at] for at, _ in self.standing("subject", line)]
        if topics:
            subject = [each for each in subject if each != "を"]  # 防災を聞かれた: what somebody else asked
        if not states or subject or self._holds_condition(sentence, topics=topics):
            return False
        found = self.scanned(sentence)  # … なんで: a question, and no reason
        ends = len(found.line.rstrip(STOPS + PAUSES))
        return not any(isinstance(cue.meaning, Field) and cue.end >= ends for cue in found.cues)

    def _holds_condition(self, sentence: str, *, topics: bool) -> bool:
        """Whether it names more than offices, and than whom a question comes from: 議員から質問あり."""
        found = self.scanned(sentence)
        free = f"{OF_OFFICES}{OF_TOPICS if topics else ''}"
        named = [place for place, span in found.signs if span.sign not in free]
        return any(not found.line.startswith(SENDERS, place + 1) for place in named)

    def _as_asked(self, text: str) -> str:
        """「△が最多の課は」と聞かれたんだけど: what somebody was asked is the question."""
        line = flattened(text)
        begins = {match.meaning[1:]: match.end for match in self.grammar.matches("asked", line, {}, 0)}
        at = begins.get(("at",), 0)  # 委員会で〈方針〉について聞かれる予定
        for place in self.grammar.places("asked", line, {}):
            if all(match.meaning[1:] for match in self.grammar.matches("asked", line, {}, place)):
                continue
            if line[place - 1 : place] in tuple(END_QUOTE):
                begin = max(line.rfind(sign, 0, place) for sign in QUOTE)
                question = text[begin + 1 : place - 1] if begin >= 0 else ""
                if any(span.sign in OWN_BASE for _, span in self.scanned(text[place:]).signs):
                    continue  # 「全滅だ」と言われた。〈課〉は全部×？: what stands behind it is asked
            else:
                match = pattern("^(?P<by>[^、。]{1,10}(?:から|より|に)、?)?(?P<asked>.*)$").match(
                    text[at:place]
                )
                after, _, wish = text[place:].strip(STOPS).partition("、")
                told = match and len(after) <= 2 * APART and (not wish or self.only_asks(wish))
                question = match["asked"] if match and told else ""
                if question and match and match["by"] and self._holds_condition(match["by"], topics=True):
                    question = match[0]  # 来年度は丸になるのかと聞かれたら: nobody asks, 丸に is part of it
            if ASKED[0] <= len(question) <= ASKED[1]:
                return question
        return text

    def without_purpose(self, text: str) -> str:
        """Without what an answer is for, between what is asked and the wish to be told it.

        RPAの評価を、回覧に載せたいので教えて; 何件だったのか、調書に転記いたしますので、記載をお示しください.
        """
        for _ in range(MOST_PURPOSES):
            commas = (at for at in range(len(text) - 1, 0, -1) if text[at] in "、，")
            shorter = next(filter(None, (self._left_of(text, at + 1) for at in commas)), "")
            if not shorter:
                break
            text = shorter
        begin = max(text.rfind("、"), text.rfind("，")) + 1
        if begin and text[:begin].rstrip(PAUSES).endswith(EITHER) and self.only_asks(text[begin:]):
            return _embedded(text[:begin])  # 丸を受けているのか否か、記載をお示しください
        return text

    def _left_of(self, text: str, begin: int) -> str:
        """A question without the purpose that begins at a place; "" where none does."""
        kept, line = text[:begin], flattened(text[begin:])
        ended = flattened(kept).rstrip(PAUSES)
        waits = {each.kind for each in stretches("waits", ended) if each.end == len(ended)}
        end = max(self._lead(line), self._reason(line) if waits else 0)
        if not end:
            return ""
        purpose, rest = text[begin : begin + end], text[begin + end :].lstrip(f"{PAUSES}。")
        before, said, asked = map(self.scanned, (kept, purpose, rest))
        meant = _has_subject(before) or (waits and before.cues)
        if not meant or not (rest or waits) or any(sign in QUOTE for sign in purpose):
            return ""
        free = not any(cue.meaning in LIMITING and stands_alone(cue.text, purpose) for cue in said.cues)
        named = {span.sign for _, span in said.signs} - set(EVERYDAY)
        if not free or RATING in named or (self.brings_subject(flattened(purpose)) and not waits):
            return ""
        own = {span.sign for _, span in asked.signs} - set(EVERYDAY)
        without = (text[: begin - 1] if text[begin - 2] in "をはがも" else kept) + rest
        if waits and not own and not self.standing("wish", flattened(purpose), "asks"):
            wish = self.only_asks(rest)
            also = "も" in rest or (meant_words(asked) and not _says_where(asked))
            if WHOLE in waits and (wish or not also):  # 何件だったのかを、…、件数をお示しください
                return _embedded(kept)
            if ABOUT in waits or wish:
                return without
        return "" if named or own or not rest or subject_words(asked) else without

    def only_asks(self, text: str) -> bool:
        """Whether a text only wishes to be told what was said before it: 該当箇所をお示しください."""
        text = pattern("願(?=[いえ])").sub("", text)  # ご教示願います
        found = self.scanned(text)
        limits = any(cue.meaning in LIMITING and stands_alone(cue.text, text) for cue in found.cues)
        named = any(span.sign not in EVERYDAY for _, span in found.signs)
        asks = any(
            isinstance(cue.meaning, (Ask, Field)) and cue.meaning not in WISHED_WITH for cue in found.cues
        )
        return not (meant_words(found) or limits or named or asks)

    def _reason(self, line: str) -> int:
        """Where a reason that begins a line ends, at a pause or before a mere wish; 0 where none does."""
        ends = sorted(set(_ends("reason", line[:LONGEST_PURPOSE])), reverse=True)
        asks = min((at for at, _ in self.standing("wish", line, "asks")), default=len(line))
        fits = (end for end in ends if end <= asks and not line.startswith(NO_REASON, end))
        stops = (end for end in fits if line[end : end + 1] in tuple("、,") or self.only_asks(line[end:]))
        end = next(stops, 0)
        return 0 if "。" in line[:end] else end

    def _lead(self, line: str) -> int:
        """Where a lead ends that names a use and makes a reason of it; 0 for none."""
        begun = line[: next((p for p, sign in enumerate(line) if sign in "。！!？?"), len(line))]
        for use in _ends("use", begun[: LEAD + APART]):
            if use > LEAD + APART:
                break
            for place in self.grammar.places("because", begun[use : use + APART + 4], {}):
                if place > APART or any(sign in "、," for sign in begun[use : use + place]):
                    break
                if line.startswith("から", use + place) and not line.endswith(PREDICATES, 0, use + place):
                    continue
                ends = sorted(m.end for m in self.grammar.matches("because", line, {}, use + place))
                for end in reversed(ends):
                    on = line[end - 1] == "て" and line.startswith(GOES_ON, end)
                    on = on or (line.startswith("んで", end - 2) and line.startswith(STILL, end))
                    kept = self.standing("kept", line[:end])
                    about = any(stop == end and line[at] == "に" for at, stop in kept)  # につきまして
                    if end < len(line) and not (on or about) and not line.startswith(NO_REASON, end):
                        return end
        return 0

    def _points(self, lead: Scan) -> bool:
        """Whether a lead only points at what was shown: この一覧を明日の会議で配布いたしますので."""
        named = any(span.sign not in EVERYDAY for _, span in lead.signs)
        return not named and bool(self.standing("shown", lead.text))

    def brings_subject(self, lead: str) -> bool:
        """Whether a clause brings up what the question is about: RPAの件ですが、"""
        return bool(self.standing("subject", lead))

    def standing(self, layer: str, line: str, kind: str = "") -> list[tuple[int, int]]:
        """From where to where templates of a kind stand, but in one that means none: どう of どうしても."""
        found: list[tuple[int, int]] = []
        none: list[tuple[int, int]] = []
        for each in stretches(layer, line, kind, NONE):
            (none if each.kind == NONE else found).append((each.start, each.end))
        return [(at, end) for at, end in found if not any(a <= at < b for a, b in none)]

    def _left(self, text: str, lead: str, rest: str) -> str:
        """What is asked without the lead; the text where the lead has what is asked about."""
        if not rest:
            return text
        found, led = self.scanned(rest), self.scanned(lead)
        said = any(word not in NOISE for word in subject_words(found))
        wished = lead.rstrip(PAUSES)  # 項目と評価を確認したく、ご回答をお願いします
        if WISHED in hints_in(wished) and not (found.signs or found.cues or said) and _has_subject(led):
            return wished
        if any(span.sign in "MDPNTQF" for _, span in found.signs):
            return rest
        names = named(led)
        if names and led.values("T") and not _has_subject(found):
            return text  # 〈課〉の映像がユーチューブで配信されたと伺いましたが、: all of it is asked about
        if names:
            own = next((f"{each}の" for each in SUFFIXES if rest.startswith(f"{each}の")), "")
            return f"{'、'.join(names)}の{rest.removeprefix(own)}"  # 異動したので、課の事業
        if found.has_any(TAKEN_AWAY) and self._points(led):
            return rest  # この一覧を配布しますので、Excelで
        strong = any(len(word) not in _ends("figure", word) for word in subject_words(found))
        whole = any(cue.meaning in OF_THE_WHOLE for cue in found.cues)
        asks = bool(found.cues) or "は" in rest
        return rest if strong or whole or (asks and not _has_subject(led)) else text


def _end(stretch: Stretch) -> int:
    return stretch.end


def _ends(layer: str, line: str) -> list[int]:
    """Where the expressions of a layer end, in the order of their beginnings."""
    return [each.end for each in stretches(layer, line)]


def named(found: Scan, kinds: Collection[str] = NAMES) -> list[str]:
    """The names of some kinds in a text as they stand there."""
    return [found.text[span.start : span.end] for _, span in found.signs if span.sign in kinds]


def stands_alone(word: str, text: str) -> bool:
    """Whether what limits is a word of its own there: not しか of 楽しかった, not だけ of いただけますか."""
    if len(word) > 2:
        return True
    return any(token.surface == word and token.pos in PARTICLES for token in tokens(text))


def _embedded(clause: str) -> str:
    """What is asked with a clause before the wish to be told it: 丸であるのか否かを、 is 丸であるのか."""
    return clause.rstrip(PAUSES).removesuffix("を").removesuffix("どうか").removesuffix("否か")


def _says_where(wish: Scan) -> bool:
    """Whether a wish only says where what was asked is written: 結果欄に書かれている手段を."""
    return any(isinstance(cue.meaning, Field) for cue in wish.cues) and wish.has(Ask.MENTION)


def _has_subject(lead: Scan) -> bool:
    """Whether a lead names something to ask about: 空き家の会議で使うので、件数を."""
    return any(span.sign not in EVERYDAY for _, span in lead.signs) or bool(subject_words(lead))


def meant_words(found: Scan) -> list[str]:
    """Those that say something: no 名称 or 該当箇所."""
    return [word for word in subject_words(found) if word not in NOISE]


def subject_words(found: Scan) -> list[str]:
    """The words of a text that nothing else took and that may be its subject."""
    pieces = " ".join(piece for _, piece in found.segments)
    words = pattern("[一-鿿ァ-ヺa-z]{2,}").findall(pieces)
    return [word for word in words if word not in common_japanese()]
