"""What may stand at a place of a message: a department, the name of a person, a few words."""

from __future__ import annotations

from bot.understanding.flat import PAUSES, STOPS
from bot.understanding.scripts import script, whole_word
from bot.understanding.templates import SLOTS, Entity
from bot.understanding.vocabulary import Kind, Vocabulary
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 12  # signs of a person's name
LONGEST_FEW = 14  # signs of a few words
BETWEEN_NAMES = " _-"  # Latin ones may have two words
BEFORE_NAMES = "のは ・、,@/(らにたす"  # a name may begin behind these
AFTER_FEW = "のでだなをが市町村県 ・/、"  # what few words go on with, where they mean anything
# 〈課〉は何をしている is nobody who says what he does.
ASKED_FOR = ("どの", "どんな", "何", "なに", "いつ", "どこ", "どれ", "誰", "だれ", "いくつ", "いくら")


class MessageSlots(dict[int, list[Entity]]):
    """What may stand at a place of a line: a department, a person's name, a few words.

    Found when asked for, and only where one may begin: `starts`, behind の, a pause, a department.
    """

    def __init__(self, line: str, vocabulary: Vocabulary, starts: Iterable[int] = (0,)) -> None:
        super().__init__()
        self.line = line
        self.vocabulary = vocabulary
        self.starts = set(starts)

    def __contains__(self, place: object) -> bool:
        return place in self.starts or (isinstance(place, int) and self.line[place - 1] in BEFORE_NAMES)

    def __missing__(self, place: int) -> list[Entity]:
        found = self[place] = [*self.departments(place), *self._runs(place)]
        return found

    def departments(self, place: int, *, short: bool = True) -> list[Entity]:
        """The departments that are named at a place, or their names without 課 where these may be `short`."""
        known = self.vocabulary.names.at(self.line, place)
        found = [
            Entity(place + len(name.form), SLOTS["D"], name.value, 0.0)
            for name in known
            if name.kind is Kind.DEPARTMENT and whole_word(self.line, place, place + len(name.form))
        ]
        if short and not found:
            stems = self.vocabulary.stems_by_sign.get(self.line[place : place + 1], ())
            found = [
                Entity(place + len(stem), SLOTS["D"], name, 0.3)
                for stem, name in stems
                if self.line.startswith(stem, place)
            ]
        self.starts.update(edge.end for edge in found)
        return found

    def _runs(self, place: int) -> list[Entity]:
        found, named, line = [], True, self.line
        latin = line[place].isascii()
        for end in range(place + 1, min(len(line), place + LONGEST_FEW) + 1):
            sign, after = line[end - 1], line[end : end + 1]
            if sign in STOPS or (sign in PAUSES and sign != " "):
                break
            own = script(sign)
            named = named and end - place <= LONGEST_NAME
            named = named and (own == "ascii" or sign in BETWEEN_NAMES if latin else own != "")
            if named and own and (own == "hiragana" or not after or script(after) != own):
                found.append(Entity._make((end, SLOTS["H"], line[place:end], 0.0)))
            if (not after or after in AFTER_FEW) and not line.endswith(ASKED_FOR, place, end):
                found.append(Entity._make((end, SLOTS["W"], line[place:end], 0.0)))
        return found
