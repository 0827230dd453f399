"""うち, our, we: the department of who speaks, unless the city is meant or the question names another one."""

from __future__ import annotations

from collections.abc import Callable

from bot.understanding.flat import flattened
from bot.understanding.message.reasons import subject_words
from bot.understanding.message_slots import MessageSlots
from bot.understanding.scan import Scan
from bot.understanding.templates import Match, automaton
from bot.understanding.vocabulary import Vocabulary

FREE_BEFORE = (
    "、。,.!?「（( \n　・はがをにてでもとっ"  # うち begins a word behind these: not そのうち, ×のうち
)
WRONG = "ちがうち"  # of ちがうちがう, where うち is no word either
LOOSE = (("loose",), ("here",))  # words that may mean something else, by what follows
HERE = ("here",)  # こちら, which is us only where somebody speaks for a department
THIS = "はがをもっ、"  # how what was shown goes on behind こちら
NAMING = "DPNTQFW"  # signs of what a question names, beside ratings and years


class OwnDepartment:
    """Reads うち in a question. `scanned` takes a text apart."""

    def __init__(self, vocabulary: Vocabulary, scanned: Callable[[str], Scan]) -> None:
        self.vocabulary = vocabulary
        self.scanned = scanned
        self.grammar = automaton()

    def read(self, question: str, speaker: str) -> tuple[str, bool]:
        """The question with the speaker's department for うち; whether nobody knows whose it is."""
        if not self.grammar.places("own", flattened(question), {}):
            return question, False  # as most
        question = self._without_ours(question)
        line = flattened(question)
        found = self._found(line, known=bool(speaker))
        if not found:
            return question, False
        if not speaker:
            found = [
                each for each in found if each[1].meaning[1:] != HERE or not self._is_this(line, each[1])
            ]
            japanese = any(match.meaning[1:2] != ("english",) for _, match in found)
            return question, japanese and not self._names(question, found)
        for place, match in reversed(found):
            new = f"{match.meaning[2]} {speaker}" if match.meaning[2:] else speaker
            new += "'s" if match.meaning[1:] == ("english",) else ""
            question = question[:place] + new + question[match.end :]
        return question, False

    def _without_ours(self, question: str) -> str:
        """うちの課（防災課）: a department that is named with its name needs no "our" beside it."""
        line = flattened(question)
        slots = MessageSlots(line, self.vocabulary)
        for place in reversed(list(self.grammar.places("own", line, {}))):
            if place and line[place - 1] not in FREE_BEFORE:
                continue
            for match in self.grammar.matches("own", line, {}, place):
                spare = self._spare(line, slots, place, match)
                for begin, end in reversed(spare):
                    question = question[:begin] + question[end:]
                if spare:
                    break
        return question

    def _spare(self, line: str, slots: MessageSlots, place: int, match: Match) -> list[tuple[int, int]]:
        """What is too much where us stands beside the department's own name, as places in the line."""
        end, loose = match.end, match.meaning[1:] == ("loose",)
        if loose and end - place > len("うち") and slots.departments(end):  # 私ども〈課〉の受け持ち
            return [(place, end)]
        if loose and line[end : end + 1] == "の" and slots.departments(end + 1):
            return [(place, end + 1)]
        if match.meaning[1:] == ("city",):
            return []
        after = line[end : end + 1]
        if line[place - 1 : place] == "(" and after == ")":  # 〈課〉（うち）の評価
            return [(place - 1, end + 1)]
        for named in slots.departments(end + 1) if after in ("(", "、") else ():
            behind = line[named.end : named.end + 1]
            if (after, behind) == ("(", ")"):
                return [(place, end + 1), (named.end, named.end + 1)]
            if (after, behind) == ("、", "の"):  # うちの課、〈課〉の評価; not うち、〈課〉より多い？
                return [(place, end + 1)]
        return []

    def _found(self, line: str, *, known: bool) -> list[tuple[int, Match]]:
        """Where us is said and a department is meant. `known`: whose it is."""
        found: list[tuple[int, Match]] = []
        slots = MessageSlots(line, self.vocabulary)
        for place in self.grammar.places("own", line, {}):
            before = line[place - 1 : place]
            if line.startswith(WRONG, place - 2):
                continue
            free = not before or before in FREE_BEFORE or (known and self._of_a_year(line, place))
            if not free or (found and place < found[-1][1].end):
                continue
            matches = sorted(self.grammar.matches("own", line, {}, place), key=lambda match: -match.end)
            if matches and matches[0].meaning[1:] != ("city",) and self._stands(line, slots, matches[0]):
                found.append((place, matches[0]))
        return found

    def _of_a_year(self, line: str, place: int) -> bool:
        """令和2年度のうちの評価: whether a year stands before the place. In ×のうちの〈課〉 it is "among"."""
        year = line[: place - 1]
        return line.startswith("のうちの", place - 1) and any(
            span.sign == "Y" and year.endswith(span.text) for _, span in self.scanned(year).signs
        )

    def _stands(self, line: str, slots: MessageSlots, match: Match) -> bool:
        """Whether it may be a department by what follows: うちの○は; not うちドローン, うちの防災課."""
        if match.meaning[1:2] == ("english",):
            return line[match.end : match.end + 1] in (" ", "")
        if match.meaning[1:] not in LOOSE:
            return True
        goes_on = [each.end for each in self.grammar.matches("behind", line, {}, match.end)]
        named = any(line[end - 1] == "の" and slots.departments(end) for end in goes_on)
        return (bool(goes_on) or match.end == len(line)) and not named

    def _is_this(self, line: str, match: Match) -> bool:
        """Whether こちら means what was shown: こちらは共管ですか, こちらを見せて."""
        return line[match.end : match.end + 1] in THIS

    def _names(self, question: str, found: list[tuple[int, Match]]) -> bool:
        """Whether a question names what it is about beside us: the city or that department is meant."""
        scanned = self.scanned(question)
        signs = {span.sign for _, span in scanned.signs}
        if any(not match.meaning[1:] for _, match in found):
            return "D" in signs
        return bool(signs & set(NAMING)) or bool(subject_words(scanned))
