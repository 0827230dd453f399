"""What every kind of card is written with: the plan at hand, the wording, an item as a line or a section."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from bot.answer import Group, Option
from bot.answering.ranking import Texts, compact
from bot.card import UNRATED, Choice, Fact, ItemCard, ItemRow
from bot.query import Query
from bot.question import Ask, Field, Question
from bot.understanding.scripts import is_kanji, pattern
from bot.understanding.vocabulary import Vocabulary, policy_name
from bot.wording import queries
from bot.wording.answers import Wording
from katou_index.index.stored import open_texts
from katou_index.plan import Certainty, FiscalYear, Item, Items, Measure
from katou_index.records import Record, cached_property
from katou_index.words import fold

FIELDS = (Field.PLANNED, Field.RESULT, Field.EVIDENCE)
HEADING = 40  # signs of planned work that can head an item
BULLETS = "・●◇■ "
POINT = r"\s+[・●◇■]\s*"  # what begins a further point of a list
LABEL = 16  # signs of a heading that can be a label
SHORT = 46  # signs of a text shown in a line of a list
SNIPPET = 60  # signs of the sentence in which a word stands
MOST_LISTED = 200  # items of a list that is worded whole, where the plan is not a large one
LARGE_LISTED = 24  # items of a list over a large plan
LOOKED_AT = 24  # items that a yes or no names as what it looked at, where nothing of them is so
FIRST_LISTED = 50  # items of a longer one; its numbers count all, and the file that it offers has all
WORD = 8  # signs of a word that is left out rather than to be cut
_PHRASE = r"[\u3041-\u3096、・](?=[^\u3041-\u3096、・ー])"  # where one ends, at a particle as a rule
BRACKETS = (("（", "）"), ("「", "」"), ("(", ")"))
WHO = "者"  # who does it, cut off where it is looked for


class PlanNames(Record):
    """What of the plan stands in the words of a query (understanding.say.Names)."""

    marks: tuple[str, ...]
    newest_year: str = ""


class CardWriter:
    """What one answer's card is written with: the plan of the year that is answered from, the question as it
    was understood, the sentences of its language.

    Every function of this package is given it as `writer`. It names items, measures, groups and marks, and
    makes the rows and sections of items that all kinds of cards share.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        texts: Texts,
        today: date,
        question: Question,
        ask: Ask | None = None,
        age: bool = True,
        query: Query | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.plan = vocabulary.plan  # that is answered from
        self.texts = texts
        self.today = today
        self.question = question
        self.ask = ask or question.ask  # as it was asked, whatever has become of it on the way
        self._query = query
        self._rows: dict[tuple[str, bool], ItemRow] = {}  # of items that were told: most are told twice
        self.age = age  # whether it is to be told that the data are old

    @cached_property
    def say(self) -> Wording:
        """The sentences, in the question's language."""
        return Wording(self.question.lang, self.vocabulary.tables.scale, self.vocabulary.scales, self.called)

    @cached_property
    def _written(self) -> dict[str, str]:
        return _as_written(self._query)

    @property
    def called(self) -> dict[str, str]:
        """The texts of an item → what this year's sheet calls them, where that is something of its own."""
        return own_labels(self.vocabulary.headings)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """The rating scale, best first."""
        return tuple(mark.mark for mark in self.vocabulary.tables.scale.marks)

    @cached_property
    def plan_names(self) -> PlanNames:
        """What of the plan stands in the words of a query, with the newest year."""
        return PlanNames(self.marks, self.vocabulary.newest.code)

    @cached_property
    def ranks(self) -> dict[str, str]:
        """Of each mark its place in the scale, from "0" on."""
        return {mark: str(rank) for rank, mark in enumerate(self.marks)}

    @cached_property
    def words(self) -> dict[str, str]:
        """Of each mark how it is written with its word."""
        return {mark: self.say.mark(mark) for mark in self.marks}

    def measure(self, item: Item) -> Measure:
        """An item's measure, of whichever year the item is."""
        plan = self.plan if item.year == self.plan.year else self.vocabulary.index.plan(item.year)
        return plan.by_number[item.measure]

    def former(self, measure: Measure) -> tuple[tuple[FiscalYear, Measure], ...]:
        """What a measure was in the loaded year before, where it had another title or number."""
        earlier = [year for year in self.vocabulary.years if year < measure.year][-1:]
        found = []
        for year in earlier:
            index = self.vocabulary.index
            number = index.ties(measure.year, year).measures.get(measure.number)
            was = index.plan(year).by_number.get(number) if number else None
            if was and (was.number != measure.number or fold(was.title) != fold(measure.title)):
                found.append((year, was))
        return tuple(found)

    def name(self, item: Item) -> str:
        """`No.30 項目3`; with its year before it where that is not the one of the answer."""
        name = self.say.item_name(item, self.measure(item))
        return name if item.year == self.plan.year else f"{item.year.code} {name}"

    def named(self, item_id: str) -> str:
        """`30-3` → `No.30 項目3`; the number as it is where the plan of the answer has no such item."""
        place = self.plan.places.get(item_id)
        found = None if place is None else self.plan.items[place]
        return self.say.item_name(found, self.measure(found)) if found else f"No.{item_id}"

    def worded(self, items: Sequence[Item]) -> Sequence[Item]:
        """Those of some items that a list shows: of very many the first ones. Texts of no more are read."""
        most, first = (LARGE_LISTED,) * 2 if self.vocabulary.is_large else (MOST_LISTED, FIRST_LISTED)
        return items if len(items) <= most else items[:first]

    def asks(self, question: str) -> str:
        """A prepared question that stands alone, for the year of the answer."""
        newest = self.plan.year == self.vocabulary.newest
        return question if newest or not question else self.say.in_year(self.plan.year, question)

    def group_name(self, group: Group) -> str:
        """The name of a row or side; of a year with its Western number."""
        over = self.question.over  # mostly none: a table names many groups
        if over and any(group.value == year.code for year in over):
            name = self.say.year(FiscalYear.from_code(group.value))
            return group.name.replace(group.value, name) if group.name != group.value else name
        return self.words.get(group.name, group.name)

    def tally(self, items: Iterable[Item]) -> str:
        """`○ 丸 7、× バツ 1`."""
        written = Items.of(items).marks
        return self.say.tally({mark: written.get(mark, 0) for mark in self.marks})

    def offers(self, options: Iterable[Option]) -> tuple[Choice, ...]:
        """Options as prepared questions, for the year of the answer; one that says its year has it."""
        return tuple(
            Choice(self.say.mark(option.label), option.asks if option.dated else self.asks(option.asks))
            for option in options
        )

    def items(self, items: Iterable[Item]) -> str:
        """`8項目`."""
        return self.say.items(sum(1 for _ in items))

    def counted(self, items: Iterable[Item]) -> str:
        """`8項目（1事業）`."""
        shown = Items.of(items)
        return self.say.counted(len(shown), shown.in_numbers)

    def in_full(self, item: Item, year: str = "") -> ItemCard:
        """An item in full, under "more"; what was asked for comes first. `year` heads it, written out."""
        measure, say = self.measure(item), self.say
        about = self.about(item)
        titled = () if about == measure.title else (Fact(say.label("measure"), measure.title),)
        wanted = [field for field in FIELDS if field in self.question.wants]
        texts = [*wanted, *(field for field in FIELDS if field not in wanted)]
        if set(self.question.wants) == {Field.OWNER}:  # who, and of what: no more on a phone
            texts = [Field.PLANNED]
        facts = (
            *titled,
            Fact(say.label("owner"), say.join(item.owners)),
            *(
                Fact(say.label(field.value), text_of(item, field) or say.missing(item, is_lost(item, field)))
                for field in texts
                if field.value in self.vocabulary.headings
            ),
            *(Fact(name, text) for name, text in item.extra if set(self.question.wants) != {Field.OWNER}),
            *self._policy(measure),
        )
        row = self.row(item).but(about=about)
        name = row.name.removeprefix(f"{item.year.code} ") if year else row.name
        return ItemCard(row.but(name=name), facts, year, more=True)

    def about(self, item: Item, *, alone: bool = False) -> str:
        """What heads an item: its planned work, with whose it is where several items share it.

        The measure's title where the planned work is lost, "—" or too long for a heading. `alone`: of a
        measure with one item its title, by which people know it.
        """
        measure = self.measure(item)
        if alone and len(measure.items) == 1:
            return measure.title
        own = item.planned
        planned = in_one_line(own)
        if not planned.strip("—") or len(planned) > HEADING:
            return measure.title
        shared = not alone and sum(other.planned == own for other in measure.items) > 1
        return f"{planned}（{'・'.join(item.owners)}）" if shared else planned

    def topic(self, item: Item) -> str:
        """All that says what an item is about."""
        return f"{self.measure(item).title} {item.planned}"

    def _policy(self, measure: Measure) -> tuple[Fact, ...]:
        policy = policy_name(measure.policy_no, measure.policy)
        estimate = self.say.estimated() if measure.estimated and measure.initiative else ""
        place = "｜".join(part for part in (policy, measure.initiative + estimate) if part)
        return (Fact(self.say.label("policy"), place),) if place else ()

    def rank(self, item: Item) -> str:
        """The rank of an item's mark in the scale of its year, as blocks have it."""
        if not item.rating.rated:
            return UNRATED
        if item.year == self.plan.year and item.rating.mark in self.ranks:
            return self.ranks[item.rating.mark]
        return str(self.vocabulary.scale_of(item.year).rank(item.rating.mark))

    def row(self, item: Item, with_title: bool = True, beside: Iterable[str] = ()) -> ItemRow:
        """An item in one line: number, rating, owner, what it is about, and what was asked for of it."""
        known = self._rows.get((item.key, with_title))
        if known is None:
            known = self._rows[item.key, with_title] = self._row(item, with_title)
        told = tuple(beside)
        return known.but(beside=told) if told else known

    def open(self, items: Sequence[Item]) -> None:
        """Read what rows of these items will tell, at once: of a large plan their texts stay in the index."""
        if self.vocabulary.is_large and {item.year for item in items} == {self.plan.year}:
            open_texts([each for item in items for each in self.measure(item).items])

    def _row(self, item: Item, with_title: bool) -> ItemRow:
        measure = self.measure(item)
        titled = with_title or len(measure.items) == 1
        return ItemRow(
            key=item.key,
            name=self.name(item),
            rating=self.say.rating(item),
            rank=self.rank(item),
            owner=self.say.join(item.owners),
            owners=item.owners,
            about=short_of(self.about(item, alone=True), HEADING)
            if titled
            else _gist(item.planned or item.result),
            title=measure.title,
            planned=item.planned.strip("—"),
        )

    def asked(self, item: Item) -> tuple[str, ...]:
        """The fields that were asked for, to stand beside an item; none where none was."""
        wants = self.question.wants
        fields = [field for field in FIELDS if field in wants]
        fields += [Field.RESULT] * (Field.WHY in wants) + [Field.EVIDENCE] * (Field.FIGURE in wants)
        return tuple(
            f"{self.say.label(field.value)} {text_of(item, field)}"
            for field in dict.fromkeys(fields)
            if text_of(item, field)
        )

    def typed(self, words: str) -> str:
        """Folded words as they were typed: RPA, not rpa; 入館者, of which 入館 was looked for."""
        typed = unicodedata.normalize("NFKC", self.question.text)
        place = typed.lower().find(words)
        if place < 0:
            return self._written.get(words, words)
        end = place + len(words)
        who = typed[end : end + 1] == WHO and is_kanji(typed[end - 1])
        return typed[place : end + who]

    def snippet(self, item: Item) -> tuple[str, ...]:
        """The sentence of an item in which most words of the question stand, to stand beside it."""
        words = [word for topic in self.question.topics for word in topic.words if not word.weak]
        best, most = "", 0
        for text in (item.evidence, item.result, item.planned):
            for sentence in text.replace("。", "。\n").replace(" ・", "\n・").split("\n"):
                found = sum(any(form in compact(sentence) for form in word.forms) for word in words)
                if found > most:
                    best, most = sentence.strip(), found
        return (f"…{short_of(best, SNIPPET)}",) if best else ()


def _as_written(query: Query | None) -> dict[str, str]:
    """Folded words of a query's topics as they were typed, perhaps some turns ago."""
    values = (*query.values("topic"), *query.values("text")) if query is not None else ()
    return {fold(value): value for value in values}


def _gist(text: str) -> str:
    """The first point of a text, without its bullet."""
    return short_of(_points(text)[0])


@lru_cache(maxsize=MOST_LISTED)
def in_one_line(text: str) -> str:
    """The points of a text, behind one another."""
    return "、".join(part.strip(BULLETS) for part in _points(text))


def _points(text: str) -> list[str]:
    """The points of a text, the first without its bullet."""
    text = text.lstrip(BULLETS)
    begun = any(part[0] in BULLETS for part in text.split()[1:])
    return re.split(POINT, text) if begun else [text]


def own_labels(headings: Mapping[str, str]) -> dict[str, str]:
    """The labels of texts that are a sheet's own words: 実績, not 取組結果, which everybody shortens."""
    own = {field.value: headings.get(field.value, "") for field in FIELDS}
    usual = {queries.FIELDS[field][0] for field in own}
    return {field: name for field, name in own.items() if 1 < len(name) <= LABEL and name not in usual}


def is_lost(item: Item, field: Field) -> bool:
    """Whether a missing text was lost: the planned work of an item that is lost in part, but rated."""
    return item.certainty is Certainty.LOST and item.rating.rated and field is Field.PLANNED


def text_of(item: Item, field: Field) -> str:
    """The text of one field."""
    text: str = getattr(item, field.value)
    return text


def short_of(text: str, most: int = SHORT) -> str:
    """A text of at most so many signs, not cut within brackets where its half stands before them.

    Nor is it cut within a word where it can end behind kana: `事務効率の…`, not `事務効率の更な…`.
    """
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    opens = max(cut.rfind(left) if cut.count(left) > cut.count(right) else 0 for left, right in BRACKETS)
    if opens * 2 >= most:
        return cut[:opens] + "…"
    ends = [match.end() for match in pattern(_PHRASE).finditer(text, 0, most) if match.end() < most]
    return (cut[: ends[-1]] if ends and ends[-1] >= most - WORD else cut) + "…"
