"""What every way of answering needs at hand: the libraries of the years, and one question's surroundings.

Libraries       of an index, one a year
PlanLibrary     one year: its vocabulary, its texts, its spelling; reads a question in its words
AnswerContext   a library, what the conversation has shown, today's date: `desk` everywhere
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cached_property, reduce
from operator import and_

from bot.answering.ranking import REMEMBERED, Ranker, Texts
from bot.conversation import Context
from bot.question import Question, Topic, TopicWord
from bot.understanding.effort import bounded, spend
from bot.understanding.normal_form import normal
from bot.understanding.own_names import OwnNames
from bot.understanding.reading import may_be_judged
from bot.understanding.scripts import KATAKANA
from bot.understanding.spans import Respelled
from bot.understanding.topics import marked, topics_of
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.whole_plan import narrowed
from katou_index.locks import RLock
from katou_index.plan import FiscalYear, Item, Plan
from katou_index.records import TYPE_CHECKING, Record
from katou_index.words import fold

if TYPE_CHECKING:
    from bot.understanding.homophones import Meant
    from bot.understanding.spelling import Speller
    from katou_index import Index
    from katou_index.years.ties import Pair


class Libraries:
    """The libraries of an index, one a year, each made when it is first asked for. Safe for threads."""

    def __init__(self, index: Index) -> None:
        self.build = index.build
        self._index = index
        self._newest = index.years[-1]
        self._lock = RLock()
        self._made: dict[FiscalYear, PlanLibrary] = {}
        self._pairs: dict[tuple[FiscalYear, FiscalYear], tuple[Pair, ...]] = {}
        self._partners: dict[tuple[FiscalYear, FiscalYear], dict[str, Item]] = {}
        self.city: object = None  # what the city calls its plan, once it was asked for
        self.store: object = None  # what evaluating asks of these libraries, once it was made

    def of(self, year: FiscalYear | None = None) -> PlanLibrary:
        """One year's library, the newest one's where none is given."""
        year = year or self._newest
        with self._lock:
            if year not in self._made:
                self._made[year] = PlanLibrary(Vocabulary(self._index, year), self)
            return self._made[year]

    def pairs(self, first: FiscalYear, last: FiscalYear) -> tuple[Pair, ...]:
        """Every item of two loaded years, `first` the earlier, once, in the order of the later one."""
        from katou_index.years.ties import pairs  # here: most questions are of one year

        index = self._index
        with self._lock:
            if (first, last) not in self._pairs:
                self._pairs[first, last] = tuple(
                    pairs(
                        index.plan(first), index.plan(last), index.ties(first, last), index.ties(last, first)
                    )
                )
            return self._pairs[first, last]

    def partner(self, item: Item, year: FiscalYear) -> Item | None:
        """What an item is in another loaded year, None where that is not sure."""
        if item.year == year:
            return item
        first, last = sorted((item.year, year))
        found = self.pairs(first, last)
        with self._lock:
            if (item.year, year) not in self._partners:
                forward = item.year == first
                self._partners[item.year, year] = {
                    (pair.before if forward else pair.after).key: pair.after if forward else pair.before
                    for pair in found
                    if pair.before and pair.after
                }
            return self._partners[item.year, year].get(item.key)


class PlanLibrary:
    """The texts of one year's plan, made once a generation of the index."""

    def __init__(self, vocabulary: Vocabulary, others: Libraries) -> None:
        self.vocabulary = vocabulary
        self.others = others
        self._has: dict[str, bool] = {}
        self.matched: dict[tuple[bool, tuple[Topic, ...]], Matched] = {}  # topics → what they led to lately
        self._judged: dict[tuple[str, date], bool] = {}
        self._holds: dict[str, bool | None] = {}

    @cached_property
    def texts(self) -> Texts:
        """The plan's texts by zone."""
        if self.vocabulary.is_large:
            from bot.answering.stored_texts import StoredTexts  # here: few plans are

            return StoredTexts(self.vocabulary.plan, self.vocabulary)
        return Texts(self.vocabulary.plan, self.vocabulary)

    @cached_property
    def own_names(self) -> OwnNames:
        """Says the names of the city and its plan plainly."""
        return OwnNames(self.vocabulary)

    @cached_property
    def speller(self) -> Speller:
        """Respells questions."""
        from bot.understanding.spelling import Speller  # here: what is read as typed needs none

        return Speller(self.vocabulary)

    def heard(self, text: str) -> Respelled:
        """A text with the names of the city and its plan said plainly, and its katakana read where it stands
        for other words."""
        plain = narrowed(self.own_names.plainly(unicodedata.normalize("NFC", text)), self.vocabulary)
        if KATAKANA.isdisjoint(plain.text):
            return plain
        heard = self.speller.sounds.heard(plain.text)
        return heard.but(changes=(*plain.changes, *heard.changes))

    def meant(self, typed: Respelled) -> Meant:
        """What a text means that cannot be read as typed: its names and words by their sound."""
        line = normal(typed.text, self.vocabulary)
        respelled = self.speller.respell(line)
        return self.speller.homophones.meant(typed, line, respelled, self._beside)

    def _beside(self, words: Sequence[str]) -> bool:
        """Whether one item has all of these words."""
        places = [self.texts.anywhere((word,)) for word in words]
        return bool(places) and bool(reduce(and_, places))

    def by_expressions(self, text: str, context: Context | None, today: date) -> Question:
        """A question as expressions read it, in the words of this year."""
        from bot.understanding.by_expressions import understand  # here: most questions are read by templates

        return understand(text, self.vocabulary, self, context, today)

    def understood(self, text: str, context: Context | None, today: date) -> tuple[PlanLibrary, Question]:
        """The same in the words of the year that it is of, and that year's library."""
        question = self.by_expressions(text, context, today)
        if question.year in (None, self.vocabulary.year):
            return self, question
        other = self.others.of(question.year)
        return other, other.by_expressions(text, context, today)

    def knows(self, word: TopicWord) -> bool:
        """Whether the word, or what is called the same, occurs anywhere in the plan."""
        return self.ranker.known(word)

    def has(self, word: str) -> bool:
        """The same of a word as it is typed."""
        if word not in self._has:
            if len(self._has) >= REMEMBERED:
                self._has.clear()
            form = fold(word)
            self._has[word] = self.texts.writes(form) and self.knows(TopicWord(form, (form,)))
        return self._has.get(word, False)

    def may_be_judged(self, asked: str, today: date) -> bool:
        """Whether templates may take a short question for one whether something is so. Remembered: どこですか
        and いくつ are said of everything."""
        spend(len(asked))
        key = asked, today
        if key not in self._judged:
            if len(self._judged) >= REMEMBERED:
                self._judged.clear()
            with bounded():
                self._judged[key] = may_be_judged(asked, self.vocabulary, today, self.has)
        return self._judged.get(key, True)

    def holds(self, noun: str) -> bool | None:
        """Whether the plan has all the words of a noun; None of one that says nothing by itself: やつ, 件."""
        if noun not in self._holds:
            if len(self._holds) >= REMEMBERED:
                self._holds.clear()
            topics = topics_of([(0, marked(fold(noun), self.vocabulary))], self.vocabulary)
            words = [word for topic in topics for word in topic.words if not word.weak]
            self._holds[noun] = all(map(self.knows, words)) if words else None
        return self._holds.get(noun)

    @cached_property
    def ranker(self) -> Ranker:
        """Ranks items of the plan."""
        return Ranker(self.texts)


class AnswerContext:
    """One question's surroundings."""

    def __init__(self, library: PlanLibrary, context: Context | None, today: date) -> None:
        self.library = library
        self.context = context
        self.today = today

    @property
    def vocabulary(self) -> Vocabulary:
        """What can be asked about."""
        return self.library.vocabulary

    @property
    def plan(self) -> Plan:
        """The plan that is answered from."""
        return self.library.vocabulary.plan

    @property
    def texts(self) -> Texts:
        """Its texts."""
        return self.library.texts

    @property
    def year(self) -> FiscalYear:
        """Its year."""
        return self.plan.year

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The rating scale, best first."""
        return tuple(mark.mark for mark in self.vocabulary.tables.scale.marks)

    def marks_in(self, year: str) -> tuple[str, ...]:
        """The rating scale of a loaded year (its code), best first."""
        return tuple(mark.mark for mark in self.vocabulary.scale_of(FiscalYear.from_code(year)).marks)

    def items(self, ids: Sequence[str]) -> tuple[Item, ...]:
        """Items by id, in the order given; unknown ids are left out."""
        places, items = self.plan.places, self.plan.items
        return tuple(items[places[each]] for each in ids if each in places)

    def shown_before(self) -> tuple[Item, ...]:
        """The items of the answer before; where that was about another year, what they are in this one."""
        if self.context is None:
            return ()
        if self.context.year in (None, self.year):
            return self.items(self.context.items)
        there = self.vocabulary.index.plan(self.context.year)
        by_id = {item.id: item for item in there.items}
        found = (self.follow(by_id[each]) for each in self.context.items if each in by_id)
        return tuple(dict.fromkeys(item for item in found if item is not None))

    def at_places(self, places: Sequence[int]) -> tuple[Item, ...] | None:
        """What stands at these places of what was shown (1 the first, -1 the last); None for one beyond."""
        shown = self.all_shown()
        begun = [place - 1 if place > 0 else len(shown) + place for place in places]
        if not all(0 <= place < len(shown) for place in begun):
            return None
        chosen = (self.follow(shown[place]) for place in begun)
        return tuple(item for item in chosen if item is not None)

    def all_shown(self) -> tuple[Item, ...]:
        """The items of the answer before in the order shown, each of its own year."""
        by_key: dict[str, Item] = {}
        for code in dict.fromkeys(
            key.partition("/")[0] for key in (self.context.keys if self.context else ())
        ):
            year = FiscalYear.from_code(code)
            if year in self.vocabulary.years:
                by_key |= {item.key: item for item in self.plan_of(year).items}
        keys = self.context.keys if self.context else ()
        return tuple(by_key[key] for key in keys if key in by_key)

    def plan_of(self, year: FiscalYear) -> Plan:
        """The plan of any loaded year."""
        return self.plan if year == self.year else self.vocabulary.index.plan(year)

    def at(self, year: FiscalYear) -> AnswerContext:
        """The same surroundings in another loaded year."""
        return (
            self
            if year == self.year
            else AnswerContext(self.library.others.of(year), self.context, self.today)
        )

    def follow(self, item: Item) -> Item | None:
        """What an item of any loaded year is in this one, None where that is not sure."""
        return self.library.others.partner(item, self.year)


class Matched(Record):
    """What the words of a question lead to."""

    primary: tuple[Item, ...]  # what the answer is about, in the order to show
    related: tuple[Item, ...]  # further mentions
    mentions: tuple[Item, ...]  # every item in which all words stand, in the order of the sheet
    unknown: tuple[str, ...]  # words that occur nowhere
    apart: tuple[
        str, ...
    ] = ()  # words that stand in the plan, but never together: each is looked for by itself
