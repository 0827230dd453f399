"""The clauses of a message: greetings, thanks, who speaks, to whom, politeness are taken off its sentences.

What they are stands in grammar/message.txt; what is a name is held against the plan and the dictionary.
"""

from __future__ import annotations

from bot.understanding.effort import spend
from bot.understanding.flat import PAUSES, STOPS, flattened
from bot.understanding.message.lines import sentences
from bot.understanding.message_slots import MessageSlots
from bot.understanding.noise import common_english, common_japanese
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern, script
from bot.understanding.stretches import stands, stretches
from bot.understanding.templates import Match, automaton
from bot.understanding.vocabulary import SUFFIXES, Vocabulary
from bot.wording import city
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold, names_a_person

if TYPE_CHECKING:
    pass

ASKING_WORD = "what"  # the hint that a few words ask
BEFORE_A_DAY = "をもは"  # what is wanted stands before the day
SURNAME = 2  # kanji of a surname that the dictionary may have as another word: 森
LONGEST_SENTENCE = 400  # signs of a sentence that are read
A_SENTENCE = 2  # signs that the form of one counts for; few people write fifty
DONE = r"(?:ed|done|built|made|put|set|begun|held) $"  # measures finished by March 31
DONE_BY = ("done",)
LONGEST_DONE = 26  # signs in which is said what was done by a day: 3月末までに終わった事業
OF_A_NAME = "もの|分|やつ|項目|ほう|方"  # what goes on with a name or a rating, behind の
ROUND = ("thanks", "ack")  # before these, what was answered is said again: タブレットですね、ありがとう


BESIDE = ("due", "aside", "thanks")  # forms that may stand in brackets within a sentence


class Clauses:
    """Takes the form off the sentences of one message, and remembers what it was."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.grammar = automaton()
        self.heard: list[str] = []
        self.speaker = ""
        self._read: dict[tuple[object, ...], tuple[str, list[str], str]] = {}

    def content(self, text: str) -> list[str]:
        """What of each sentence is its content, without those that have none."""
        whole = [each[:LONGEST_SENTENCE] for each in sentences(text)]
        spend(A_SENTENCE * len(whole))
        found = [self._once(each, whole[number + 1 : number + 2]) for number, each in enumerate(whole)]
        return [each for each in found if each]

    def introduced(self, text: str, *, named: bool = True) -> str:
        """The department of a text that says no more: 税務課です; where it may be only `named`, 税務課."""
        line = flattened(text).strip(STOPS + PAUSES)
        slots = MessageSlots(line, self.vocabulary)
        for edge in slots.departments(0):
            if named and edge.end == len(line):
                return str(edge.value)
        for match in self.grammar.matches("form", line, slots, 0):
            if match.meaning[1:] == ("speaker", "alone") and match.end == len(line):
                return str(dict(match.bound)["D"])
        return ""

    def about(self, kept: list[str]) -> list[str]:
        """Without a sentence that only says the speaker's department, where the others are about another one.

        防災課です。税務課の×は？ or うちの×は？; in 防災課です。×は？ it is what is asked about.
        """
        for number, sentence in enumerate(kept):
            department = self.introduced(sentence, named=False)
            others = kept[:number] + kept[number + 1 :]
            if department and any(self.refers(each) for each in others):
                self.heard.append("speaker")
                self.speaker = self.speaker or department
                return others
        return kept

    def refers(self, sentence: str) -> bool:
        """Whether a sentence names a department, or us."""
        line = flattened(sentence)
        slots = MessageSlots(line, self.vocabulary)
        return any(
            bool(slots.departments(place, short=False))
            or any(True for _ in self.grammar.matches("own", line, {}, place))
            for place in range(len(line))
        )

    def _once(self, sentence: str, following: list[str]) -> str:
        """What of a sentence is its content. One that comes again, with all as it was, is read once."""
        now = (sentence, *following, self.speaker, frozenset(self.heard))
        if now not in self._read:
            told = len(self.heard)
            self._read[now] = self._bare(sentence, following), self.heard[told:], self.speaker
        else:
            self.heard += self._read[now][1]
        content, _, self.speaker = self._read[now]
        return content

    def _bare(self, sentence: str, following: list[str]) -> str:
        line = flattened(sentence)
        slots = MessageSlots(line, self.vocabulary)
        end = len(line.rstrip(STOPS + PAUSES))
        begin, place = 0, _skipped(line, 0)
        slots.starts.add(place)
        while place < end and (match := self._form_at(line, slots, place, following)):
            self._note(match)
            begin = place = _skipped(line, match.end)
            slots.starts.add(begin)
        if begin >= end:
            return ""
        spans = self._politeness(line, slots, begin, end)
        last, must = self._tail(line, slots, begin, end)
        spans += self._due(line, begin, last, must=must)
        if not spans and last == len(line):
            return sentence if not begin else sentence[begin:]
        closing = "。" if must else ""  # its own sentence still
        kept, at = [], begin
        for start, stop in spans:
            kept.append(sentence[at:start])
            at = max(at, stop)
        return "".join((*kept, sentence[at:last])).strip() + closing

    def _form_at(self, line: str, slots: MessageSlots, place: int, following: list[str]) -> Match | None:
        """The longest template of form that fits from a place to a stop."""
        matches = self.grammar.matches("form", line, slots, place)
        found = [match for match in matches if match.end > place and _closes(line, match.end)]
        found.sort(key=_sure, reverse=True)
        return next((match for match in found if self._fits(line, slots, match, following)), None)

    def _fits(self, line: str, slots: MessageSlots, match: Match, following: list[str]) -> bool:
        """Whether a template means what it says: names are names, an echo comes before thanks."""
        bound = dict(match.bound)
        match match.meaning[1:]:
            case ("echo",):
                said = str(bound.get("W", ""))
                asks = ASKING_WORD in hints_in(said)  # 評価は何でしたか
                figure = pattern(r"\d+\D{1,3}").fullmatch(fold(said)) is not None
                if following and figure:
                    return line[match.end : match.end + 1] in ("。", "、", "")  # 0件でしたか。それでも…
                if line[: match.end].endswith("ですか") and not figure:
                    return False  # 丸で間違いないですか？ありがとう asks
                thanked = bool(set(ROUND) & set(self.heard))  # ありがとう、7件でしたか。じゃあ△は
                return not asks and (thanked or self._is_thanked(line, slots, match.end, following))
            case ("speaker", "alone"):
                return False
            case ("letgo",):
                return bool(following) or _skipped(line, match.end) < len(line)
            case ("to",) if "H" in bound:
                return " " not in str(bound["H"])
            case ("to", "office"):
                return str(bound["D"]).endswith(city.office(""))
            case ("person",) | ("speaker",) if "H" in bound:
                if self._is_named(line, str(bound["H"])):  # 観光の振興ですが: no 振興 of the tourism section
                    return False
                return self._is_name(str(bound["H"]), sure="D" in bound, alone=len(bound) == 1)
        return True

    def _is_thanked(self, line: str, slots: MessageSlots, end: int, following: list[str]) -> bool:
        place = _skipped(line, end)
        if place >= len(line) and following:
            line, place = flattened(following[0]), 0
            slots = MessageSlots(line, self.vocabulary)
        slots.starts.add(place)
        found = self.grammar.matches("form", line, slots, place) if place < len(line) else []
        return any(each.meaning[1] in ROUND and _closes(line, each.end) for each in found)

    def _is_name(self, word: str, *, sure: bool, alone: bool) -> bool:
        """Whether a word is a person's name. `sure`: behind a department, where any surname stands."""
        if any(map(str.isdigit, word)):  # 方針の②です
            return False
        if word.isascii():
            return not any(each in common_english() for each in word.split())
        if word in common_japanese() or word in self.vocabulary.rating_names:
            return False
        if names_a_person(word, or_place=not alone):
            return True
        kanji = all(script(sign) == "kanji" for sign in word)  # 情報管理室の方です: no 方で
        return sure and len(word) <= SURNAME and kanji and not self._is_written(word)

    def _is_named(self, line: str, word: str) -> bool:
        """Whether a word is the end of a longer name of the plan in the line."""
        line = line.replace(" ", "")
        end = line.find(word) + len(word)
        found = ((place, name) for place in range(end) for name in self.vocabulary.names.at(line, place))
        return any(place + len(name.form) == end and len(name.form) > len(word) for place, name in found)

    def _is_written(self, word: str) -> bool:
        return word in self.vocabulary.plan_text

    def _note(self, match: Match) -> None:
        meaning, bound = match.meaning[1], dict(match.bound)
        self.heard.append(meaning)
        if meaning == "speaker":
            self.speaker = str(bound.get("D") or self._office(str(bound.get("W", ""))) or self.speaker)

    def _office(self, place: str) -> str:
        """The department of somebody's place of work, else how that is called.

        Of 総務部税務課 the last, of 税務課の主事 that one.
        """
        slots = MessageSlots(place, self.vocabulary)
        for begin in range(len(place)):
            for edge in slots.departments(begin):
                if edge.end == len(place) or (not begin and place.startswith("の", edge.end)):
                    return str(edge.value)
        return place if place.endswith(SUFFIXES) and len(place) > SURNAME and "の" not in place else ""

    def _politeness(self, line: str, slots: MessageSlots, begin: int, end: int) -> list[tuple[int, int]]:
        """Where politeness stands within a sentence: 評価を、お手すきの際にお教えください."""
        found: list[tuple[int, int]] = []
        for place in self.grammar.places("aside", line[begin:end], {}):
            at = begin + place
            if at == begin or line[at - 1] in PAUSES or line[at - 1] in "をはがにで":
                ends = [match.end for match in self.grammar.matches("aside", line, slots, at)]
                if ends and (line[max(ends) - 1 : max(ends)].isascii() <= _closes(line, max(ends))):
                    end = _skipped(line, max(ends))
                    between = line[:at].endswith(", ") and line[end - 1] == " "
                    found.append((at - 2, end - 1) if between else (at, end))  # tell me, …, who
        return found + self._in_brackets(line, slots, begin, end)

    def _in_brackets(self, line: str, slots: MessageSlots, begin: int, end: int) -> list[tuple[int, int]]:
        """Where brackets hold no more than when an answer is wanted, or politeness: (締切:明日)."""
        found: list[tuple[int, int]] = []
        for at in (place for place in range(begin, end) if line[place] == "(") if "(" in line else ():
            slots.starts.add(at + 1)
            for match in self.grammar.matches("form", line, slots, at + 1):
                if match.meaning[1] in BESIDE and line[match.end : match.end + 1] == ")":
                    found.append((at, match.end + 1))
                    break
        return found

    def _tail(self, line: str, slots: MessageSlots, begin: int, end: int) -> tuple[int, bool]:
        """Where the content of a sentence ends, and whether it is said to be wanted from who speaks.

        Politeness and thanks behind it are none; 〈×の数〉を報告しなければなりません。
        """
        last = len(line)
        for place in self.grammar.places("ending", line[begin:end], {}):
            for ending in self.grammar.matches("ending", line, slots, begin + place):
                if ending.end >= end:
                    return begin + place, ending.meaning[1:] == ("must",)
        for place in range(end - 1, begin, -1):
            if line[place] in PAUSES and line[place] not in "・:":
                slots.starts.add(place + 1)
                match = self._form_at(line, slots, place + 1, [])
                if match is None or _skipped(line, match.end) < last:
                    break
                self._note(match)
                last = place
        return last, False

    def _due(self, line: str, begin: int, end: int, *, must: bool) -> list[tuple[int, int]]:
        """Where a sentence names the day by which its content is wanted.

        A day of this month may be one that the texts tell of (3月末までに終わった事業): it is only where
        what is wanted `must` be said by then, or is asked for (3月末までに〈課〉の一覧をください). 金曜 or
        明日 are none of theirs.
        """
        found: list[tuple[int, int]] = []
        if not (places := self.grammar.places("by", line[begin:end], {})):
            return found
        handed = end < len(line.rstrip(STOPS + PAUSES)) or stands("wish", line, "asked", "please")
        for at in (begin + place for place in places):
            free = at == begin or line[at - 1] in PAUSES or line[at - 1] in BEFORE_A_DAY
            if not free or (found and at < found[-1][1]):
                continue
            ends = [each for each in self.grammar.matches("by", line, {}, at) if each.meaning[1:] != DONE_BY]
            fits = [
                each.end
                for each in ends
                if each.meaning[1:] == ("sure",)
                or (must and line[at - 1] not in BEFORE_A_DAY)
                or (handed and not _is_done_by(line, at, each.end))
            ]
            if fits:
                found.append((at, max(fits)))
        return found


def _is_done_by(line: str, begin: int, end: int) -> bool:
    """Whether something was done by a day, and is not wanted by then: 3月末までに終わった事業."""
    done = next(stretches("by", line[end : end + LONGEST_DONE], *DONE_BY), None)
    said = done is not None and not any(sign in PAUSES + STOPS for sign in line[end : end + done.start])
    return said or pattern(DONE).search(line[:begin]) is not None


def _skipped(line: str, place: int) -> int:
    """The next place that is no stop and no pause. A colon may begin the code of a rating: :x:."""
    while place < len(line) and (line[place] in STOPS or line[place] in PAUSES):
        if line[place] == ":" and line[place + 1 : place + 2].isalpha():
            break
        place += 1
    return place


def _sure(match: Match) -> tuple[int, bool, int]:
    """How far a template fits; of two, first the one with a department, then the one with fewer slots."""
    return match.end, any(name == "D" for name, _ in match.bound), -len(match.bound)


def _closes(line: str, end: int) -> bool:
    """Whether a clause may end there; behind a Latin word a blank is no end."""
    after = line[end : end + 1]
    if not after or after in STOPS or line[end - 1] == " ":
        return True
    return after in PAUSES and not (after == " " and line[end - 1].isascii())
