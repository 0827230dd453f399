"""The parts of a message: which of them asks, which is talk, and which says what is asked about.

    会議長すぎた〜 そういや生中継の担当は → talk │ 生中継の担当は
    答弁用メモ。×の項目を → what it is for │ ×の項目を
    議長が図書館の更新を見たいと言っている。結果だけ → 図書館の更新の結果だけ

A part ends at a stop, a picture, a colon, a blank behind what people say to each other. One that asks
nothing, limits nothing and names nothing of the plan is form, whatever it says. One that names something
of the plan is context: of a question with a subject of its own it is no condition, of any other it is the
subject.
"""

from __future__ import annotations

from bot.question import Ask, Field, Turn
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.core import Core
from bot.understanding.message.gaps import CONDITION, GOES_ON, LIMITS, TALKED_OF, TOPICS
from bot.understanding.message.lines import sentences
from bot.understanding.message.reasons import QUOTE, Reasons, stands_alone, subject_words
from bot.understanding.noise import NOISE, common_english, common_japanese
from bot.understanding.scan import hints_in
from bot.understanding.scripts import has_kana, is_kanji, pattern
from bot.understanding.stretches import ends_line, stands
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.understanding.scan import Found, Scan

POLITE = ("hello", "thanks", "ack", "aside", "due", "small")
MOST_PARTS = 8  # of a message that is looked at so
SHORTEST = 3  # signs of one that may be left out
LONGEST = 300  # signs of one
BASES = "DPNQ"  # what a question is asked of
SUBJECTS = "NQTP"  # what a sentence around it may bring up
BLANKS = " \u3000"
EVERYDAY = "W"  # what everybody talks of: days
# Behind the subject of a sentence, what names it most surely first; people do and say what the others are of.
MARKED = ("について", "に関", "のこと", "の件", "の話")
MARKS_OF_NOUNS = "をがはのにもでと"
NO_SUBJECT = len(MARKED) + MARKS_OF_NOUNS.index("の")  # from here on none marks a subject
IN_NOUNS = tuple("りみきちけせれえいし")  # verbs that begin a noun: 見守りネットワーク
# A part ends behind these; behind one blank only what people say to each other does.
BREAK = (
    r"[…‥]+|(?<=[^\W\d_])[:：](?![a-z_-]+:)|[〜~]+[ \u3000]*|(?:\u3000| {2,})[ \u3000]*"
    r"|(?<=[たよねなわだるいー笑w]) (?=[^ ])"
)
# Around a label; before it.
OPENS, CLOSES = "（(【\\[［〔《〈＜", "）)】\\]］〕》〉＞"
MARKS = "■◆●★※□◇"
LABEL = rf"^[\u3000 ]*[{OPENS}{MARKS}]+(?P<said>[^{OPENS}{CLOSES}{MARKS}\n]{{1,14}})[{CLOSES}{MARKS}]+"
BRACKET = r"[（(](?P<said>[^（()）]{2,24})[)）][。？?！!]*$"


class _Part(NamedTuple):
    """A part of a message. `free`: it may be left out; `told`: and is told; `words`: it may be meant.

    `subject`: what of the plan it brings up; `names`: signs of what it names.
    """

    text: str
    free: bool = False
    told: bool = False
    words: bool = False
    subject: str = ""
    names: frozenset[str] = frozenset()


class MessageParts:
    """Finds the part that asks.

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
        self.scanned: Callable[[str], Scan] = reasons.scanned
        self.whole, self.telling, self.asks = whole, telling, asks
        self.grammar = automaton()

    def asked(self, text: str) -> Core | None:
        """What of a text asks; None where all of it does, or where that is not sure."""
        if len(text) > LONGEST or not has_kana(text):
            return None
        if not any(map(is_kanji, text)):
            return None  # who writes in kana alone has blanks between words
        pieces = list(_pieces(text))
        if not 1 < len(pieces) <= MOST_PARTS or self.whole(text) is not None:
            return None
        parts = [self._seen(each) for each in pieces]
        kept = [
            place
            for place, part in enumerate(parts)
            if not part.free or (place and _is_soft(pieces[place - 1]))  # behind a blank
        ]
        if not kept or len(kept) == len(parts):
            return None
        first, last = kept[0], kept[-1]
        rest = "".join(pieces[first : last + 1]).strip(f"{PAUSES}\u3000")
        left = [part for place, part in enumerate(parts) if not first <= place <= last]
        return self._of(rest, left) if left and not GOES_ON & hints_in(flattened(rest)) else None

    def is_thing(self, sentence: str) -> bool:
        """Whether a sentence is nothing but the name of a thing, and that no common one: 水族館。"""
        bare = sentence.strip(PAUSES + STOPS)
        return not self._seen(sentence).free and bare in [each for each, _ in _nouns(bare)]

    def _of(self, rest: str, left: Sequence[_Part]) -> Core | None:
        """A question, with what its surroundings bring up where it has no subject of its own."""
        names = self.whole(rest)
        own = self._has_base(rest, names)
        subjects = [part.subject for part in left if part.subject]
        if subjects and not own:
            return None if self.telling(rest) else self._joined(subjects[-1], rest)
        if subjects and not self._has_topic(rest):
            return None  # Wi-Fiを問われる。〈課〉の評価は？ may be asked of both
        said = frozenset().union(*(part.names for part in left))
        if said & set(BASES) - {span.sign for _, span in self.scanned(rest).signs}:
            return None  # 〈課〉の…。GISの評価は？ may be asked of that department
        meant = any(part.words for part in left)
        if not names and not own and (meant or not self._asks_something(rest)):
            return None
        return Core(rest, tuple(part.text.strip(PAUSES + STOPS) for part in left if part.told))

    def _has_topic(self, rest: str) -> bool:
        """Whether a question names a thing itself, and not only whose."""
        return any(span.sign in "NQT" for _, span in self.scanned(rest).signs) or self.telling(rest)

    def _asks_something(self, rest: str) -> bool:
        """Whether a question without a subject asks for something of what was shown."""
        return self.asks(rest) or any(isinstance(cue.meaning, Field) for cue in self.scanned(rest).cues)

    def _has_base(self, rest: str, names: frozenset[str] | None) -> bool:
        """Whether a question has a subject of its own: a name, a word of the plan."""
        if (names or frozenset()) - TOPICS - {"rating"}:
            return True
        found = self.scanned(rest)
        if any(span.sign in BASES for _, span in found.signs):
            return True
        named = any(span.sign == "T" for _, span in found.signs)  # 評価と登録件数: of something
        fields = any(isinstance(cue.meaning, Field) for cue in found.cues)
        return (named or not fields) and self.telling(rest)

    def _joined(self, subject: str, rest: str) -> Core | None:
        """A question of the subject that was brought up before it or behind it."""
        tried = [f"{subject}{particle}{rest}" for particle in ("の", "は", "は、")]
        whole = next((each for each in tried if self.whole(each) is not None), "")
        if whole:
            return Core(whole)
        found = self.scanned(rest)
        of_it = any(isinstance(cue.meaning, Field) and not cue.start for cue in found.cues)
        return Core(tried[0] if of_it else tried[2])

    def _seen(self, piece: str) -> _Part:
        """A part, and whether it may be left out."""
        line = flattened(piece).strip(PAUSES + STOPS + "\u3000")
        said = pattern(LABEL).sub(lambda label: label["said"], line)
        bracket = pattern(BRACKET).fullmatch(said)
        said = bracket["said"] if bracket else said
        kept = _Part(piece)
        if not said or self._is_politeness(said) or ((bracket or said != line) and self._is_wish(said)):
            return _Part(piece, free=True)
        if "?" in piece or "？" in piece or self.asks(said) or any(sign in QUOTE for sign in said):
            return kept
        if stands("own", said) or stands("wanted", said, "order"):
            return kept
        found = self.scanned(said)
        if any(not self._is_empty(cue, found) for cue in found.cues) or CONDITION in hints_in(said):
            return kept
        signs = frozenset(span.sign for _, span in found.signs if not self._is_everyday(span.sign, span.text))
        tells = self.telling(said)
        if tells and self._is_occasion(said):
            signs, tells = signs - {"T"}, False
        if signs - set(f"{SUBJECTS}{BASES}"):
            return kept
        ends = ends_line("clause", said)
        if signs or tells:
            subject = self.subject(said) if ends and not _is_soft(piece) else ""
            where = flattened(piece).find(subject)
            subject = piece[where : where + len(subject)]  # as it was typed: ①
            return _Part(piece, bool(subject), True, True, subject, signs)
        if self.reasons.brings_subject(said) or ends_line("kept", said):
            return kept
        asks_field = any(isinstance(cue.meaning, Field) for cue in found.cues[-1:]) and not ends
        if said.endswith("を") or asks_field:
            return kept  # 状況を, 結果
        if _is_soft(piece) and any(sign in BLANKS for sign in said):
            return kept  # words with blanks between
        words = any(map(self._says_something, subject_words(found)))
        fields = any(isinstance(cue.meaning, Field) for cue in found.cues)
        headed = said != line or piece.rstrip()[-1:] in (":", "：")  # 依頼: …
        free = (headed or len(said) >= SHORTEST) and (ends or not words)
        outside = any(cue.meaning is Ask.OUTSIDE for cue in found.cues) and not ends  # 今日の天気
        meant = fields or outside or (words and any(_rank(behind) < NO_SUBJECT for _, behind in _nouns(said)))
        return _Part(piece, free, words and not ends, meant)

    def _is_empty(self, cue: Found, found: Scan) -> bool:
        """Whether an expression of a part that does not ask limits nothing and asks for nothing."""
        if cue.meaning in LIMITS:
            return not stands_alone(cue.text, found.text)
        if isinstance(cue.meaning, (Turn, Field)):
            return isinstance(cue.meaning, Field)
        return not isinstance(cue.meaning, Ask) or cue.meaning in (*TALKED_OF, Ask.THANKS)

    def _is_politeness(self, said: str) -> bool:
        found = self.grammar.matches("form", said, {}, 0)
        return any(match.end == len(said) and match.meaning[1] in POLITE for match in found)

    def _is_wish(self, said: str) -> bool:
        """Whether what stands in brackets says how an answer is wanted: (小数第1位まで)."""
        found = self.grammar.matches("tail", said, {}, 0)
        return any(match.end == len(said) for match in found)

    def _says_something(self, word: str) -> bool:
        """Whether a word is no common one, and not put together of such: 備忘メモ, 自分用."""
        if ends_line("occasion", word) or word in common_english():
            return False
        common = common_japanese()
        said = [each.surface for each in tokens(word) if len(each.surface) > 1]
        return not said or any(each not in common and each not in NOISE for each in said)

    def _is_everyday(self, sign: str, text: str) -> bool:
        return sign in EVERYDAY or (sign == "T" and not self.telling(text))

    def subject(self, said: str) -> str:
        """What of the plan a sentence speaks of, "" for nothing.

        図書館の更新 of 議長が図書館の更新を見たいと言っている.
        """
        found = [_marked(each, behind) for each, behind in _nouns(said)]
        known = [(rank, each) for each, rank in found if self._is_of_plan(each)]
        words = min(known, key=lambda each: each[0])[1] if known else ""
        named = (span.text for _, span in self.scanned(said).signs if span.sign in "MN")
        if words and (whole := next((each for each in named if words in each), "")):
            return whole  # No.22からNo.25, no 25
        *first, last = words.split("の")
        if first and self._is_of_plan("の".join(first)) and not self._is_thing(last):
            return "の".join(first)  # 電子入札の説明会
        return words

    def _is_thing(self, word: str) -> bool:
        """Whether a word behind の may be of the plan: 更新, no 説明会 or 予算."""
        absent = any(isinstance(cue.meaning, str) for cue in self.scanned(word).cues)
        return not absent and word not in common_japanese() and not ends_line("occasion", word)

    def _is_of_plan(self, words: str) -> bool:
        signs = {span.sign for _, span in self.scanned(words).signs}
        named = bool(signs & set("NQP")) or self.telling(words)
        return named and "D" not in signs and not ends_line("occasion", words)

    def _is_occasion(self, said: str) -> bool:
        """Whether all that a part names of the plan is where an answer is given: 議会が長引いた."""
        named = [each for each, _ in _nouns(said) if self.telling(each)]
        return bool(named) and all(ends_line("occasion", each) for each in named)


def _pieces(text: str) -> Iterator[str]:
    """A text cut where something else may begin; not within quotations and brackets."""
    for sentence in sentences(text):
        label = pattern(LABEL).match(sentence)
        begin = label.end() if label else 0
        if label:
            yield sentence[:begin]
        for cut in pattern(BREAK).finditer(sentence, begin):
            if any(sentence.count(sign, 0, cut.end()) % 2 for sign in '"') or _within(sentence, cut.end()):
                continue
            if sentence[begin : cut.end()].strip():
                yield sentence[begin : cut.end()]
                begin = cut.end()
        rest = sentence[begin:]
        bracket = pattern(BRACKET).search(rest)
        if bracket and rest[: bracket.start()].strip():
            yield rest[: bracket.start()]
            rest = rest[bracket.start() :]
        if rest.strip():
            yield rest


def _is_soft(piece: str) -> bool:
    """Whether nothing but a blank parts it from what is behind it."""
    return piece[-1:] in tuple(BLANKS) and piece.rstrip(BLANKS)[-1:] not in tuple(f"〜~{STOPS}")


def _within(text: str, place: int) -> bool:
    """Whether a place is within a quotation or brackets."""
    return any(text.count(a, 0, place) > text.count(b, 0, place) for a, b in ("「」", "『』", "()", "（）"))


def _nouns(line: str) -> Iterator[tuple[str, str]]:
    """The groups of nouns of a line, joined by の, each with what stands behind it."""
    begin = at = 0
    open_, ends, verb = False, 0, -1
    for token in tokens(line):
        place = line.find(token.surface, at)
        if place < 0:
            return
        at = place + len(token.surface)
        noun = token.pos in ("名詞", "接尾辞", "接頭辞", "形状詞") or token.surface in "-・"
        if noun:
            begin = begin if open_ else verb if verb >= 0 else place
            open_, ends = True, at
        elif not (open_ and token.surface == "の"):
            if open_:
                yield line[begin:ends], line[ends:]
            open_ = False
        verb = place if token.pos == "動詞" and token.surface.endswith(IN_NOUNS) else -1
    if open_:
        yield line[begin:ends], line[ends:]


def _marked(nouns: str, behind: str) -> tuple[str, int]:
    """Nouns and how surely they are marked: 〈語〉の話 in front of a pause is what the sentence speaks of."""
    for at, words in enumerate(MARKED):
        if words.startswith("の") and nouns.endswith(words):
            return nouns.removesuffix(words), at
    return nouns, _rank(behind)


def _rank(behind: str) -> int:
    """How surely what stands behind nouns marks them as what a sentence speaks of; the lower, the surer."""
    for at, words in enumerate(MARKED):
        if behind.startswith(words):
            return at
    at = MARKS_OF_NOUNS.find("は" if behind.startswith("って") else behind[:1] or "、")
    return len(MARKED) + (at if at >= 0 else len(MARKS_OF_NOUNS))
