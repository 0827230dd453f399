"""Words that sound like one of the plan or of questions, but are written otherwise: what voice input gives.

    古里納税 → ふるさと納税     罰 → バツ     ドローンを飛ばした階数 → 回数

How sure that is depends on the word. A compound of the plan that is heard as a whole is meant. A rating or
a word of questions is, where all of the question can be read with it (whoever calls tries that), or where the
plan has it beside the other words. A single word may well be itself (海鮮 is no 回線): it is only offered.
A word that the plan writes is itself, unless it stands nowhere beside the other words of the question, and
the one that sounds like it does: 電子決済の電子化率 asks of 電子決裁.
"""

from __future__ import annotations

from functools import cached_property

from bot.understanding.effort import spend
from bot.understanding.scripts import pattern
from bot.understanding.spans import Respelled
from bot.understanding.spoken import spoken
from bot.understanding.vocabulary import SUFFIXES
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import Token, fold, hiragana, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Protocol

    from bot.understanding.spelling import Speller

    class Beside(Protocol):
        """Whether words stand together in one item of the plan."""

        def __call__(self, words: Sequence[str]) -> bool:
            """Whether one item has all of them."""


JOINED = ("名詞", "接頭辞", "接尾辞", "形状詞")
SURE = 6  # kana of a compound that is meant where it sounds so
OFFERED = 4  # kana of a word that may be meant
SPOKEN = 3  # kana of a word that questions are made of
MOST_RUNS = 40  # words of a question that is looked at
MOST_NOUNS = 20  # that stand in a row: nobody says more in one word, and each stretch of them is looked at


class Meant(Record):
    """What a text may mean. `surely`: with the words that are surely meant, as typed where none is.

    `spelt`: to be tried on templates, the boldest first. `offered`: a text that may be meant, never answered.
    """

    surely: Respelled
    spelt: tuple[Respelled, ...] = ()
    offered: str = ""


class _Change(NamedTuple):
    """A word that sounds like another. `sure`: 2 surely, 1 where a question is read with it, 0 offered."""

    typed: str
    word: str
    sure: int


A_NAME = "[a-z0-9]{2,}|[ァ-ヺー]{3,}|[一-鿿]{3,}"  # what names something: ドローン, not 整備


class Homophones:
    """Looks for words by their sound, with the readings of one vocabulary."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def meant(self, typed: Respelled, line: str, respelled: Respelled, beside: Beside) -> Meant:
        """What is meant by a text. `line`: its normal form; `respelled`: with its names in kana as names."""
        text, told = respelled.text, (*typed.changes, *respelled.changes)
        spend(len(text))
        runs = list(_runs(text))
        if len(runs) > MOST_RUNS or any(len(run) > MOST_NOUNS for run in runs):
            return Meant(typed)
        words = ["".join(token.surface for token in run) for run in runs]
        changes = [change for run in runs for change in self._change(run, words, beside)]
        perhaps, surely = (_changed(text, changes, least, told) for least in (1, 2))
        offered = next((text.replace(each.typed, each.word) for each in changes if each.sure < 2), "")
        spelt = tuple(each for each in dict.fromkeys((perhaps, surely)) if each.text != line)
        return Meant(surely if surely.text != text else typed, spelt, offered)

    def _change(self, run: Sequence[Token], words: Sequence[str], beside: Beside) -> Iterator[_Change]:
        """What a run of nouns may mean, as a whole or but for known words around it."""
        typed = "".join(token.surface for token in run)
        if self._known(typed):
            other = self._compound(run)
            others = [word for word in words if word != typed and word in self._speller.vocabulary.plan_text]
            if other and others and not beside((typed, *others)) and beside((other, *others)):
                yield _Change(typed, other, 2)
            return
        others = [word for word in words if word != typed and word in self._speller.vocabulary.plan_text]
        begins, ends = self._begins(run), self._ends(run)
        for start, end in _windows(len(run)):
            if not (begins[start] and ends[end]):
                continue
            part = run[start:end]
            if start and len(part) > 1 and self._ends_word(run[:start], part[0]):
                continue  # 語対応 of 外国語対応: its first sign ends the word before
            if found := self._heard(part):
                if found.sure == 0 and found.word in self._rating_words and self._of_names(words, typed):
                    found = found._replace(sure=1)
                names = [word for word in others if pattern(A_NAME).search(word)]
                if found.sure == 1 and names and beside((found.word, *others)):
                    found = found._replace(sure=2)  # 回数 stands beside ドローン
                yield found
                return

    def _begins(self, run: Sequence[Token]) -> list[bool]:
        """By the places of a run: whether what stands before it is a word, or nothing."""
        return [not place or self._is_word(run[:place]) for place in range(len(run))]

    def _ends(self, run: Sequence[Token]) -> list[bool]:
        """By the places of a run and its end: whether what stands behind it is a word, or nothing."""
        return [place == len(run) or self._is_word(run[place:]) for place in range(len(run) + 1)]

    def _ends_word(self, before: Sequence[Token], sign: Token) -> bool:
        """Whether a noun ends a word of the plan that stands before it: 語 of 外国語."""
        word = "".join(token.surface for token in (*before, sign))
        return len(sign.surface) == 1 and word in self._speller.vocabulary.plan_text

    def _of_names(self, words: Sequence[str], typed: str) -> bool:
        """Whether all other nouns are names: 〈課〉の参画はいくつ asks of a rating, 市民の参画 does not."""
        others = [word for word in words if word != typed]
        names = self._speller.vocabulary.names
        return any(word in names for word in others) and all(
            word in names or word in spoken().words for word in others
        )

    def _heard(self, part: Sequence[Token]) -> _Change | None:
        """What some words that the plan does not have sound like."""
        typed = "".join(token.surface for token in part)
        sound = _sound(part)
        if not sound or self._known(typed):
            return None
        said = self._speller.tables.rating_sounds.get(sound) or (
            spoken().sounds.get(sound) if len(sound) >= SPOKEN else None
        )
        if said and len(typed) > 1 and len(part) == 1 and sound in self._speller.tables.rating_sounds:
            return _Change(typed, said, 0)  # a word of the dictionary: 参画 is hardly 三角
        if said:
            return _Change(typed, said, 2 if len(part) > 1 and len(sound) >= OFFERED else 1)
        if other := self._compound(part):
            unit = typed.endswith(SUFFIXES) and other not in self._speller.tables.department_names
            return _Change(typed, other, 0 if unit else 2)  # 情報課 is no 情報化
        word = self._speller.tables.readings.get(sound) if len(sound) >= OFFERED else None
        return _Change(typed, word, 0) if word and word != typed else None

    def _compound(self, part: Sequence[Token]) -> str:
        """The name or compound of the plan that several words sound like."""
        typed = "".join(token.surface for token in part)
        sound = _sound(part)
        if len(part) < 2 or len(sound) < SURE:
            return ""
        tables = (self._speller.tables.readings, self._speller.tables.compounds)
        exact = next((word for table in tables if (word := table.get(sound, typed)) != typed), "")
        return exact or self._speller.tables.without_long(sound)

    def _is_word(self, part: Sequence[Token]) -> bool:
        """Whether some words are one of the plan or of questions: what stands beside them is one, too."""
        word = "".join(token.surface for token in part)
        vocabulary = self._speller.vocabulary
        return len(word) > 1 and (self._is_written(word) or word in vocabulary.index.vocabulary)

    def _known(self, word: str) -> bool:
        vocabulary = self._speller.vocabulary
        return word in vocabulary.plan_text or self._is_written(word) or word in vocabulary.names

    def _is_written(self, word: str) -> bool:
        """Whether a word is one of the tables or of questions."""
        same = self._speller.vocabulary.thesaurus.japanese
        return word in same or word in self._rating_words or word in spoken().words

    @cached_property
    def _rating_words(self) -> frozenset[str]:
        marks = self._speller.vocabulary.tables.scale.marks
        return frozenset(fold(word) for mark in marks for word in (*mark.words, *mark.means))


def _runs(text: str) -> Iterator[Sequence[Token]]:
    """The nouns of a text that stand in a row, without figures, Latin words and what is in hiragana."""
    run: list[Token] = []
    place = 0
    for token in tokens(text):
        begin = text.find(token.surface, place)
        noun = token.pos in JOINED and not _is_plain(token.surface)
        if run and (begin != place or not noun):
            yield tuple(run)
            run = []
        place = begin + len(token.surface)
        if noun:
            run.append(token)
    if run:
        yield tuple(run)


def _windows(size: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many words, the longest first."""
    for length in range(size, 0, -1):
        for start in range(size - length + 1):
            yield start, start + length


def _sound(part: Sequence[Token]) -> str:
    """How words sound together, "" where one has no reading."""
    sounds = [token.reading or (hiragana(token.surface) if _is_kana(token.surface) else "") for token in part]
    return "".join(sounds) if all(sounds) else ""


def _is_plain(word: str) -> bool:
    """Whether a word is all in ASCII or all in hiragana."""
    return (word.isascii() and word.isprintable()) or all(
        "ぁ" <= sign <= "ゖ" or sign == "ー" for sign in word
    )


def _is_kana(word: str) -> bool:
    return all("ぁ" <= sign <= "ー" for sign in word)


def _changed(
    text: str, changes: Sequence[_Change], least: int, told: tuple[tuple[str, str], ...]
) -> Respelled:
    """The text with the changes that are as sure as that, and what was changed before."""
    made = tuple((change.typed, change.word) for change in changes if change.sure >= least)
    for typed, word in made:
        text = text.replace(typed, word)
    return Respelled(text, (*told, *made))
