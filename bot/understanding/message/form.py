"""Message → the questions in it: who speaks, to whom, why, greetings and politeness are its form, no content.

    lines → clauses → reasons → several questions → うち (own)

It comes before anything reads a question. Its words are data (grammar/message.txt). The speaker's department
is a condition only where うち refers to it. What nothing takes stays in the question, word by word.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from bot.conversation import NOBODY, Talk
from bot.question import Field, Turn
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.clauses import OF_A_NAME, Clauses
from bot.understanding.message.contrasts import Contrasts
from bot.understanding.message.core import Core, Cores
from bot.understanding.message.gaps import FURTHER, Gaps
from bot.understanding.message.lines import (
    FIRST_EMOJI,
    GOES_ON,
    JOINERS,
    MessageLines,
    lines_of,
    sentences,
    without_mark,
)
from bot.understanding.message.own import OwnDepartment
from bot.understanding.message.pairs import apart
from bot.understanding.message.reasons import Reasons, meant_words, named, subject_words
from bot.understanding.message.slips import without_slip
from bot.understanding.normal_form import PINGS, normal
from bot.understanding.plain import said_plainly
from bot.understanding.scan import NAMES, Scan, scan
from bot.understanding.scripts import pattern, signs_as_meant
from bot.understanding.stretches import ends_line, stands
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import QUESTION_LIMIT, clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from bot.understanding.message.claims import Claims
    from bot.understanding.message.parts import MessageParts
    from bot.understanding.message.quotations import Quotations

    Whole = Callable[[str], frozenset[str] | None]
    Shown = Callable[[str], tuple[str, ...]]
    Telling = Callable[[str], bool]
    Heard = Callable[[str], str]

MOST_QUESTIONS = 10  # of one message that are answered
LETTER = 120  # characters of a text that is a letter: only what asks in it is its question
LONGEST_ASKING = 16  # signs by which a sentence is seen to ask
MOST_NAMING = 150  # sentences of a letter that are looked through for names
LONGEST_END, ENDS = 24, "?？。!！ 　"  # signs of the end of a question, and what stands behind it
MOST_ASKING = 5  # sentences of a letter that are its question
SUBJECTS = frozenset({"owner", "measure", "item", "topic", "policy", "initiative", "text"})
GROUPED = frozenset({"owner", "policy", "initiative", "measure", "item"})  # no topic limits them by chance
KNOWN = frozenset({"hello", "thanks", "ack", "aside", "echo"})  # the readers know what to say to these alone
NAMING = "DPNQ"  # of what a whole question names at least
ASKED_OF = "MPNQ"  # of what a mail asks at least: departments speak in it, too
STOPPED = frozenset(STOPS)
THANKED = {"thanks", "ack"}


AGAIN = ("ね", "よね", "だよね", "でしょ", "やろ", "な")
ASKED_TWICE = rf"([?？])\s*(?:{'|'.join(AGAIN)})[?？!！]*\s*$"  # いいんだよね？ね？
WRITTEN_OUT = "[一-鿿ぁ-ゖA-Za-zＡ-Ｚａ-ｚ]"  # kanji, hiragana, Latin letters
# A mail's text points at its subject, and how a subject ends.
ABOVE = (
    r"(?:標記|標題|表題|首題|掲題|首記|件名)"
    r"(?:の(?:件|事項|こと|内容)(?:について|に関して|につき|で)?|について|に関して|につき)(?:まして|ですが|は)?"
)
SUBJECT_ENDS = (
    r"(?:の件|の?(?:現状|現況|状況|内容|こと))?(?:について|に関して|に関する(?:件|照会|質問|確認))?"
    r"(?:の?(?:お願い|お?伺い|お?問い合わせ|質問|照会|ご?確認|ご?相談))?(?:の件)?$"
)
# A text without them, but for its last sign, is of one part, and quotes nobody.
PARTED = frozenset("…‥:：〜~ \u3000\n。!！?？()（）[]［］【】〔〕《》〈〉＜＞「■◆●★※□◇")
LONGEST_SLIP = 40  # signs of a sentence that takes a slip back
NAME_ALONE = f"[DP](?:の(?:{OF_A_NAME})?)?(?:は|だと|なら|って)?[?？。 ]*"
SAID_AGAIN = r"(?P<asked>[^（()）]+)[（(](?P<again>[^（()）]+)[)）]。?"  # a question and a bracket behind it


class ChatQuestion(NamedTuple):
    """One question of a message."""

    text: str
    leans: bool = False  # whether it may lean on the question before it
    own: str = ""  # the department that うち was read as in it
    waits: bool = False  # whether nobody knows which department うち is
    left: tuple[str, ...] = ()  # clauses left out that may have been meant
    first: str = ""  # a slip that was taken back before it
    named: bool = False  # whether it is no more than a name: ⑤のは？
    below: str = ""  # the measures of a quotation above it, where nothing of it was read as said of them
    beside: str = ""  # what was said of another thing, as a question: this one is the follow-up to it


class ChatForm(Record):
    """A message taken apart."""

    questions: tuple[ChatQuestion, ...]  # at least one; of the text "" for what is none, as an emoji
    speaker: str = ""  # the department of who speaks, where the message says so
    heard: frozenset[str] = frozenset()  # what of its form there is: hello, thanks, speaker …
    empty: bool = False  # whether there is no question in it at all
    greeted: bool = False  # whether there is nothing to answer but who speaks
    content: bool = False  # whether it only says that an answer was welcome: いいですね, 了解です
    cut: bool = False  # whether it was longer than what is read
    letter: bool = False  # whether only what asks in it was taken
    unread: int = 0  # questions beyond those that are answered
    changed: bool = False  # whether its questions are not just the text
    typed: str = ""

    def told(self, question: ChatQuestion) -> tuple[str, ...]:
        """What is told of how one of its questions was read: keys of composing.frame."""
        own = f"own:{question.own}" if question.own else ""
        cut = "cut" if self.cut and question is self.questions[0] else ""
        letter = f"letter:{question.text}" if self.letter and len(self.questions) == 1 else ""
        left = (f"left:{clause}" for clause in question.left)
        return tuple(filter(None, (own, cut, letter, *left)))


class ChatReader:
    """Takes messages apart with the names of one vocabulary.

    `whole` says what a text names (aspects of its conditions; "groups" where it asks of groups) where it is a
    whole question; None where not.
    `shown` gives the ids of the items that a quotation without numbers shows; `telling` says whether
    the words of a text name something of the plan by themselves; `heard` reads half-width katakana,
    `respelt` mends slips of names; `repeats` says whether a quotation is all of what was shown last.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        today: date,
        whole: Whole,
        shown: Shown = lambda _quoted: (),
        telling: Telling = lambda _text: False,
        heard: Heard = lambda text: text,
        repeats: Telling = lambda _quoted: False,
        respelt: Heard = lambda text: text,
    ) -> None:
        self.vocabulary = vocabulary
        self.whole = whole
        self.shown, self.telling, self.repeats = shown, telling, repeats
        self.grammar = automaton()

        known: dict[str, Scan] = {}  # many parts of one message are looked at more than once

        def scanned(text: str) -> Scan:
            if text not in known:
                plain = heard(text) if _has_half_width(text) else text
                known[text] = scan(normal(plain, vocabulary), vocabulary, today)
            return known[text]

        # Functions, no methods: a reader that its own parts hold would wait for the garbage collection.
        self._scanned, self._respelt = scanned, respelt
        self.reasons = Reasons(scanned)
        self.gaps = Gaps(self.reasons, whole, telling, _asks)
        self.cores = Cores(self.reasons, whole, telling, vocabulary)
        self.own = OwnDepartment(vocabulary, scanned)
        self.contrasts = Contrasts(scanned, whole)

    @cached_property
    def parts(self) -> MessageParts:
        """The parts of a text that asks among other things."""
        from bot.understanding.message.parts import MessageParts  # here: most questions are of one part

        return MessageParts(self.reasons, self.whole, self.telling, _asks)

    @cached_property
    def claims(self) -> Claims:
        """What somebody else said."""
        from bot.understanding.message.claims import Claims  # here, as above

        return Claims(self._scanned, self.whole, self.telling, self.parts.subject)

    @cached_property
    def quotations(self) -> Quotations:
        """What is asked below a quotation."""
        from bot.understanding.message.quotations import Quotations  # here: few messages quote

        return Quotations(
            self.vocabulary, self._scanned, self.whole, self.shown, self.telling, self.repeats, _asks
        )

    def read(self, text: str, talk: Talk = NOBODY) -> ChatForm:
        """The questions of a message, and what else it says. Never raises for what is typed."""
        typed = signs_as_meant(clean(text, QUESTION_LIMIT + 1))
        if "@" in typed or "<" in typed:
            typed = pattern(PINGS).sub(" ", typed)
        if ("？" in typed or "?" in typed) and typed.rstrip().rstrip("?？!！").endswith(AGAIN):
            typed = pattern(ASKED_TWICE).sub(r"\1", typed)
        ratings = dict(self.vocabulary.rating_forms)
        typed = self._said_once(typed, ratings)
        lines, clauses = lines_of(said_plainly(typed[:QUESTION_LIMIT]), ratings), Clauses(self.vocabulary)
        if lines.subject and not lines.numbered:
            lines = lines.but(text=self._of_subject(lines.text, lines.subject))
        if lines.numbered:
            questions, letter = self._numbered(lines, clauses), False
        else:
            questions, letter = self._sentences(lines.text, clauses)
        if len(questions) == 1 and (pair := apart(questions[0].text, self._scanned, self._respelt)):
            questions = [questions[0]._replace(text=each) for each in pair]
        introduced = clauses.introduced(lines.text) if talk.waiting else ""
        if talk.waiting and (introduced or (clauses.speaker and not questions)):
            clauses.speaker, questions = introduced or clauses.speaker, [ChatQuestion(talk.waiting)]
        welcomed = not questions and not lines.marked and _welcomes(typed, clauses.heard)
        if len(questions) == 1 and THANKED & set(clauses.heard):
            said = questions[0].text
            questions = questions if self._content(said) or clauses.refers(said) else []
        empty = not questions
        if empty:
            said = self._behind_echo(typed) if "echo" in clauses.heard else typed
            questions = [ChatQuestion("" if lines.marked or set(clauses.heard) - KNOWN else said)]
        if lines.quoted:
            questions = [part for each in questions for part in self._doubted_apart(each)]
            questions = [self._below(each, lines.quoted) for each in questions]
        speaker = clauses.speaker or talk.speaker
        questions = [each._replace(text=self._ended(each.text)) for each in questions]
        read = tuple(self._ours(each, speaker) for each in questions)
        return ChatForm(
            read, clauses.speaker, frozenset(clauses.heard),
            empty=empty, content=welcomed,
            greeted=not read[0].text and bool({"speaker", "to", "person"} & set(clauses.heard)),
            cut=len(typed) > QUESTION_LIMIT, letter=letter,
            unread=max(0, len(lines.numbered) - MOST_QUESTIONS),
            changed=[each.text for each in read] != [text], typed=typed,
        )  # fmt: skip

    def _below(self, question: ChatQuestion, quoted: str) -> ChatQuestion:
        """A question with what it is asked of in a quotation above it."""
        text = self.quotations.pointed(question.text, quoted)
        if text != question.text:
            return question._replace(text=text)
        if followed := self.quotations.followed(text, quoted):
            return question._replace(beside="と".join(followed), leans=False)
        return question._replace(below="と".join(self.quotations.measures_of(quoted)))

    def _doubted_apart(self, question: ChatQuestion) -> list[ChatQuestion]:
        """これ合ってる？ and what else is asked below a quotation, each by itself."""
        first, *rest = sentences(question.text) or [""]
        if not rest or not self.quotations.doubts(first):
            return [question]
        return [question._replace(text=first), question._replace(text=_joined(rest))]

    def _ended(self, text: str) -> str:
        """A question whose end is put as templates know it: …ついとるかどうか教えて → …ついとるか."""
        body = text.rstrip(ENDS)
        begin = max(0, len(body) - LONGEST_END)
        line = fold(body[begin:])
        if len(line) != len(body) - begin:
            return text
        behind = text[len(body) :]
        line += "?" if "?" in behind or "？" in behind else ""
        for place in self.grammar.places("ended", line, {}):
            for match in self.grammar.matches("ended", line, {}, place):
                if match.end >= len(body) - begin and begin + place:
                    return f"{body[: begin + place]}{match.meaning[1]}{behind}"
        return text

    def _said_once(self, text: str, ratings: Mapping[str, str]) -> str:
        """Without the picture at the end of a rating that was said before it: 丸でしたっけ⭕️？"""
        body = text.rstrip(f"{STOPS}{JOINERS} 　〜~ー")
        if body[-1:] < FIRST_EMOJI or body[-1:] not in ratings:
            return text
        said = self._scanned(body[:-1].rpartition("\n")[2]).values("M")
        return f"{body[:-1]}{text[len(body) :]}" if said == (ratings[body[-1]],) else text

    def _of_subject(self, text: str, subject: str) -> str:
        """A mail's text with its subject where that alone says what is asked about: 標記の件、…"""
        about, asks = pattern(SUBJECT_ENDS).sub("", subject.strip()), False
        kept = []
        for sentence in sentences(text):
            points = pattern(ABOVE).search(sentence)
            rest = pattern(ABOVE).sub("", sentence)
            whole = self.whole(rest) is not None or self._names_so(rest, ASKED_OF)
            if points or whole or _asks(sentence):
                whole = whole or (not points and self.names(rest))
                if (
                    whole
                    or self._names_so(rest)
                    or self.telling(rest)
                    or not pattern(WRITTEN_OUT).search(rest)
                ):
                    return text  # it names what it asks about; what is all in katakana may name it
                asks = True
            kept.append(pattern(ABOVE).sub(f"{about}について", sentence, count=1) if points else sentence)
        if not asks or not about or about in text:
            return text
        joined = _joined(kept)
        return joined if about in joined else f"{about}について、{joined}"

    def asks_of_plan(self, text: str) -> bool:
        """Whether words of one person among others ask and name something, and are no talk between people."""
        return _asks(text) and not stands("chatter", flattened(text))

    def _behind_echo(self, text: str) -> str:
        """The thanks behind an answer that is said again: 7件でしたか、ありがとう asks for no 7件."""
        line = flattened(text)
        for place in self.grammar.places("form", line, {}):
            found = self.grammar.matches("form", line, {}, place)
            behind = place and line[place - 1] in STOPS + PAUSES
            if behind and any(match.meaning[1] in THANKED for match in found):
                return text[place:]
        return text

    def _content(self, text: str) -> bool:
        """Whether a text asks, names something, is a whole question, or is no statement."""
        return not _ends(text, "stated") or _asks(text) or self.names(text) or self.whole(text) is not None

    def names(self, text: str) -> bool:
        """Whether a text names a rating, a department, a measure …"""
        return any(span.sign in NAMES for _, span in self._scanned(text).signs)

    # -- one text, perhaps with several questions ----------------------------------------------------------

    def _sentences(self, text: str, clauses: Clauses) -> tuple[list[ChatQuestion], bool]:
        """The questions of a text, and whether it was a letter of which only what asks was taken."""
        text = without_slip(text, self._scanned)
        if (rest := without_mark(text)) != text and self._has_subject(rest):
            text = rest
        parts = () if STOPPED.isdisjoint(text[:-1]) or len(text) > LETTER else sentences(text)
        if len(parts) > 1:
            if (slip := self._slip(text, parts)) and (behind := clauses.content(text[len(slip) :])):
                return [self._question(_joined(behind))._replace(first=slip)], False
            if self._rights_kind(text, parts):
                return [ChatQuestion(text)], False
        kept = self._wished(clauses.content(text))
        letter = len(kept) > 1 and sum(map(len, kept)) > LETTER
        if letter:
            kept = self._of_letter(kept, clauses)
        if len(kept) > 1:
            kept = clauses.about(self._asking(kept))
        groups = self._groups(kept) if 1 < len(kept) <= MOST_QUESTIONS else [kept] if kept else []
        untouched = len(groups) == 1 and groups[0] == sentences(text)
        questions = [text] if untouched else [_joined(group) for group in groups]
        return list(map(self._question, questions)), letter

    def _slip(self, text: str, parts: Sequence[str]) -> str:
        """A first sentence that only takes a slip back, before a question that names nothing else; or "".

        `parts`: the sentences of the text, two or more.
        """
        first = parts[0]
        if not first or len(first) > LONGEST_SLIP or _asks(first) or not text.startswith(first):
            return ""
        from bot.understanding.taking import is_righted  # here: most messages are one sentence

        if not is_righted(first):
            return ""
        said = {span.sign for _, span in self._scanned(first).signs}
        asked = {span.sign for _, span in self._scanned(text[len(first) :]).signs}
        alone = bool(said) and said <= set("MDP") and asked <= {"M"} and not said & asked
        return first if alone and _asks(text) else ""

    def _rights_kind(self, text: str, parts: Sequence[str]) -> bool:
        """Whether a first sentence takes back what kind of thing was named, before what was meant:
        あ、課も違った。〈課〉ね."""
        if (
            len(parts) != 2
            or len(parts[0]) > LONGEST_SLIP
            or not stands("righted", flattened(parts[0]), "kind")
        ):
            return False
        return not (self.names(parts[0]) or _asks(text)) and self.names(parts[1])

    def _wished(self, kept: Sequence[str]) -> list[str]:
        """Sentences, a mere wish joined to what it wishes for: …件数を載せたく存じます。ご教示ください。"""
        found: list[str] = []
        for sentence in kept:
            if found and not _asks(found[-1]) and self._wishes_for(found[-1], sentence):
                found[-1] = self.reasons.without_purpose(found[-1] + sentence)
            else:
                found.append(sentence)
        return found

    def _wishes_for(self, before: str, sentence: str) -> bool:
        """Whether a sentence only wishes to be told what the one before it names."""
        return self.names(before) and _asks(sentence) and self.reasons.only_asks(sentence)

    def _without_again(self, text: str) -> str:
        """A question without the bracket behind it that names nothing else: ×なのは？（評価がバツのもの）."""
        end = max(text.rfind(")"), text.rfind("）")) + 1
        said = pattern(SAID_AGAIN).fullmatch(text[:end]) if end else None
        if said is None or self.whole(text) is not None or Clauses(self.vocabulary).content(text[end:]):
            return text  # behind it stand thanks at most
        asked, again = self._scanned(said["asked"]), self._scanned(said["again"])
        names, more = (self.whole(said[part]) or frozenset() for part in ("asked", "again"))
        fields = [
            {cue.meaning for cue in found.cues if isinstance(cue.meaning, Field)} for found in (asked, again)
        ]
        named = [{(span.sign, str(span.value)) for _, span in found.signs} for found in (asked, again)]
        same = more and more <= names and fields[1] <= fields[0] and named[1] <= named[0]
        return said["asked"] if same else text

    def _question(self, text: str) -> ChatQuestion:
        """One question without what is only its form, and without the clauses around it."""
        text = self.reasons.without_foreseen(text)
        if several := not PARTED.isdisjoint(text[:-1]):
            text = self._without_again(self.claims.asked(text))
        if halves := self.contrasts.halves(text):
            return ChatQuestion(halves[1], beside=halves[0])
        if several and (meant := self.contrasts.goes_on(text)):
            return ChatQuestion(meant[1], leans=True, beside=meant[0])
        if core := self.cores.of(text):
            return ChatQuestion(core.text, left=core.told)
        asked = (several and self.parts.asked(text)) or Core(text)
        rest = self.reasons.without(asked.text)
        if several and rest != asked.text and (again := self.parts.asked(rest)):
            asked, rest = again, again.text
        if rest != text and (core := self.cores.of(rest)):
            return ChatQuestion(core.text, left=(*asked.told, *core.told))
        if (further := self.gaps.without(rest)) != rest:
            rest = self._without_also(further)[1]
        core = self.cores.of_phrases(rest) if self.whole(rest) is None else None
        left = (*asked.told, *core.told) if core else asked.told
        return ChatQuestion(core.text if core else rest, left=left)

    def _names_so(self, text: str, signs: str = NAMING) -> bool:
        """Whether a text names what a question is asked of, no word alone: 議員."""
        return any(span.sign in signs for _, span in self._scanned(text).signs)

    def _of_letter(self, kept: Sequence[str], clauses: Clauses) -> list[str]:
        """The sentences of a letter that ask, with those that name something where these name nothing."""
        asking = [each for each in dict.fromkeys(kept) if _asks(each)] or list(kept[-1:])
        if not any(self.names(each) or clauses.refers(each) for each in asking[:MOST_ASKING]):
            naming = (
                each for at, each in enumerate(kept)
                if each in asking or (at < MOST_NAMING and self.names(each))
            )  # fmt: skip
            asking = list(islice(naming, MOST_ASKING))
        return asking[:MOST_ASKING]

    def _asking(self, kept: Sequence[str]) -> list[str]:
        """Sentences without those that only say why something is asked."""
        asking = [each for each in kept if not self.reasons.only_say_why(each)]
        if self._hangs_on(asking, kept):
            asking = list(kept)  # …の評価を確認しております。お教えください。
        rest = [each for each in asking if _asks(each) or not self._is_aside(each, asking)]
        if len(rest) > 1 and any(map(self._asked_by_itself, rest)):  # Blimey. Which ones …?
            rest = [each for each in rest if _asks(each) or not self._says_nothing(each)] or rest
        return rest if len(rest) < len(asking) and any(map(self._has_subject, rest)) else asking

    def _hangs_on(self, asking: Sequence[str], kept: Sequence[str]) -> bool:
        """Whether what asks has no subject of its own, but one of the other sentences has."""
        found = list(map(self._scanned, asking))
        if any(meant_words(each) or any(span.sign in NAMES for _, span in each.signs) for each in found):
            return False
        cues = [cue.meaning for each in found for cue in each.cues]
        if not cues:
            return True
        turns = any(isinstance(meaning, Turn) for meaning in cues)
        return not turns and any(self.telling(each) for each in kept if each not in asking)

    def _says_nothing(self, sentence: str) -> bool:
        """Whether a sentence says nothing of the plan, and is no thing that nobody knows: 水族館。"""
        return self.gaps.says_nothing(sentence) and (sentence.isascii() or not self.parts.is_thing(sentence))

    def _is_aside(self, sentence: str, among: Sequence[str]) -> bool:
        """Whether a sentence that does not ask says nothing of what is asked: 担当者が休みで困っています。

        A topic that only says why (防災を問われそう。) beside a whole question of a policy or a department.
        """
        if self.reasons.states_use(sentence) or self.gaps.is_form(sentence):
            return True
        others = (each for each in among if each is not sentence)
        named = any((self.whole(each) or frozenset()) & GROUPED for each in others)
        return named and self.reasons.states_use(sentence, topics=True)

    def _groups(self, kept: Sequence[str]) -> list[list[str]]:
        """The sentences of each question: a new one begins where both are whole questions by themselves."""
        groups: list[list[str]] = [[kept[0]]]
        for sentence in kept[1:]:
            also, rest = self._without_also(sentence)
            names = self._asked_by_itself(rest)
            if names and (also or names & SUBJECTS) and self._asked_by_itself(_joined(groups[-1])):
                groups.append([rest])
            else:
                groups[-1].append(sentence)
        return groups

    def _asked_by_itself(self, text: str) -> frozenset[str]:
        """What a text names that is a whole question by itself; nothing for one that is none."""
        if not _asks(text):
            return frozenset()
        _, text = self._without_also(text)
        if (names := self.whole(text)) is not None:
            return names
        found = self._scanned(text)
        hangs = any(isinstance(cue.meaning, Turn) for cue in found.cues)
        return SUBJECTS if not hangs and any(span.sign in NAMING for _, span in found.signs) else frozenset()

    def _without_also(self, sentence: str) -> tuple[bool, str]:
        """Whether a sentence says that it is a further question, and without that."""
        found = self.grammar.matches("also", flattened(sentence), {}, 0)
        ends = [match.end for match in found if match.meaning[1:] != FURTHER]
        return bool(ends), sentence[max(ends, default=0) :].lstrip(PAUSES)

    # -- numbered questions --------------------------------------------------------------------------------

    def _numbered(self, lines: MessageLines, clauses: Clauses) -> list[ChatQuestion]:
        """Each numbered question; what is named before them all holds for those that name nothing like it."""
        above = lines.text
        if above[:1] == "①" and not above[1:].startswith(GOES_ON):
            above = above[1:]  # ①二点お聞きします。(1)…
        before = self._scanned("".join(clauses.content(above)))
        found: list[ChatQuestion] = []
        for part in lines.numbered[:MOST_QUESTIONS]:
            kept = clauses.content(part)
            text = self.reasons.without(_joined(self._asking(kept))) if kept else ""
            if text:
                text = self._under(before, text)
                found.append(
                    ChatQuestion(text, leans=bool(found) and self._leans(text), named=self._is_name(text))
                )
        return found

    def _under(self, before: Scan, text: str) -> str:
        """A question with the names over all questions that it has none like of."""
        own = {span.sign for _, span in self._scanned(text).signs} if before.signs else set()
        names = named(before, set("MDPN") - own)
        return f"{'、'.join(names)}の{text}" if names else text

    def _is_name(self, text: str) -> bool:
        """Whether a question is no more than a name: ⑤のは？ 〈課〉のものは？"""
        return pattern(NAME_ALONE).fullmatch(self._scanned(text).line) is not None

    def _leans(self, text: str) -> bool:
        """Whether a question hangs on the one before it: no whole question, or a name alone."""
        line = self._scanned(text).line.rstrip("?")
        behind = [1 + match.end for match in self.grammar.matches("behind", line[1:], {}, 0)]
        name_alone = line[:1] in tuple(NAMES) and (len(line) == 1 or len(line) in behind)
        return name_alone or not self._asked_by_itself(text)

    def _has_subject(self, text: str) -> bool:
        found = self._scanned(text)
        return bool(subject_words(found)) or any(span.sign in NAMES for _, span in found.signs)

    def _ours(self, question: ChatQuestion, speaker: str) -> ChatQuestion:
        text, waits = self.own.read(question.text, speaker)
        if text == question.text and not waits:
            return question
        return question._replace(text=text, own=speaker if text != question.text else "", waits=waits)


def _joined(sentences: Sequence[str]) -> str:
    """Sentences as one text, with blanks between English ones."""
    return ("" if not all(map(str.isascii, sentences)) else " ").join(sentences).strip()


HALF_WIDTH = frozenset(map(chr, range(ord("ｦ"), ord("ﾟ") + 1)))


def _welcomes(typed: str, heard: Collection[str]) -> bool:
    """Whether a message says thanks or that it was understood and nothing else. それでいい？ asks."""
    return bool(heard) and THANKED.issuperset(heard) and not typed.rstrip().endswith(("?", "？"))


def _has_half_width(text: str) -> bool:
    """Whether a text has katakana as half-width keyboards give it."""
    return not HALF_WIDTH.isdisjoint(text)


def _asks(sentence: str) -> bool:
    """Whether a sentence asks: by its sign, by how it ends, by a word that asks."""
    line = flattened(sentence).rstrip(PAUSES)
    return line.endswith("?") or _ends(line, "asking")


def _ends(text: str, layer: str) -> bool:
    """Whether a text ends as a template of a layer."""
    return ends_line(layer, flattened(text).rstrip(STOPS + PAUSES)[-LONGEST_ASKING:])
