"""What every way of answering needs at hand: the vocabulary, the texts of the plan, the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from bot.conversation import Context
from bot.question import Filter, Word
from bot.ranking import Ranker, Resolution, Texts
from bot.spelling import Speller
from bot.vocabulary import Vocabulary, policy_name
from katou_index.plan import FiscalYear, Item, Plan
from katou_index.records import Record


class Library:
    """The texts of the newest plan, made once a generation of the index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.build = vocabulary.index.build

    @cached_property
    def texts(self) -> Texts:
        """The newest plan's texts by zone."""
        return Texts(self.vocabulary.plan, self.vocabulary)

    @cached_property
    def speller(self) -> Speller:
        """Respells questions."""
        return Speller(self.vocabulary)

    def knows(self, word: Word) -> bool:
        """Whether the word, or what is called the same, occurs anywhere in the plan."""
        return self.ranker.known(word)

    @cached_property
    def ranker(self) -> Ranker:
        """Ranks items of the newest plan."""
        return Ranker(self.texts)


SMALL_PLAN = 500  # items; a larger plan is asked through the index first


class Desk:
    """One question's surroundings."""

    def __init__(self, library: Library, context: Context | None, today: date) -> None:
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
        return self.vocabulary.plan

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

    def policy(self, number: int) -> str:
        """`⑤ 行政の…`, as the sheet writes it."""
        return policy_name(number, self.vocabulary.policies[number])

    def items(self, ids: Sequence[str]) -> tuple[Item, ...]:
        """Items by id, in the order given; unknown ids are left out."""
        known = {item.id: item for item in self.plan.items}
        return tuple(known[each] for each in ids if each in known)

    def shown_before(self) -> tuple[Item, ...]:
        """The items of the answer before."""
        return self.items(self.context.items) if self.context else ()

    def candidates(self, text: str, among: Sequence[Item]) -> Sequence[Item]:
        """The items worth ranking: all of a small plan; of a large one those that the index finds."""
        if len(self.plan.items) <= SMALL_PLAN:
            return among
        keys = {hit.id for hit in self.vocabulary.index.search(text, limit=200, years=(self.year,))}
        return [item for item in among if item.key in keys]


class Scope(Record):
    """The items a question is about before its words are looked at, and the filter that gave them."""

    items: tuple[Item, ...]
    filter: Filter


class Matched(Record):
    """What the words of a question lead to."""

    primary: tuple[Item, ...]  # what the answer is about, in the order to show
    related: tuple[Item, ...]  # further mentions
    mentions: tuple[Item, ...]  # every item in which all words stand, in the order of the sheet
    unknown: tuple[str, ...]  # words that occur nowhere
    resolutions: tuple[Resolution, ...] = ()
