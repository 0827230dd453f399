"""What one post says: plan, counters and calendar → a card of at most twelve lines, and its rest.

Every block is dropped where it is empty. A week without changes, without words that were missed and without
dates gets the short form: the department of the week and a good example.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from bot.bot import Bot
from bot.card import Card, Choice, Fact, Section, as_text
from bot.composing.quoting import clipped
from bot.memory.subscriptions import Ledger
from bot.memory.usage import UsageCounts
from bot.weekly.calendar import Calendar, Slot
from bot.weekly.changes import Data, Seen
from bot.wording import weekly as say
from bot.wording.answers import Wording
from katou_index.plan import Certainty, FiscalYear, Item, MeasureNumber, Plan, measure_number
from katou_index.records import Record

MOST_LINES = 12  # of a post, its button included
MOST_ITEMS = 3  # of a department in the post itself
MOST_NAMED = 3  # changes, words, measures, dates in their line
AHEAD = 14  # days for which dates are shown
BETTER = 2  # the first so many marks of the scale are good, the rest is below
LONGEST_GIST, LONGEST_FIGURES, LONGEST_IN_THREAD, LONGEST_WORD = 56, 110, 240, 30  # signs
LONGEST_PIECE = 80
LEAST = 10  # of something, to be a good example's number

# A number that counts something: 498件, 39%, 802,964,000円 – no date, no floor, no rule's number.
_FIGURE = re.compile(
    r"(?<![\d,./:：A-Za-z第和成])(\d[\d,]*(?:\.\d+)?)\s?(?!時間?/|[年月日号版期条階級のはがを]|時(?!間))"
    r"([%％ぁ-んァ-ヶ一-龯])"
)
_PIECES = re.compile(r"(?<=[）)])\s+(?![\d。])|(?<=。)|\s+(?=[・◇●■◆【])|\s+(?=[^\s（(：:]+[：:])")


class Edition(Record):
    """What a post is made for. `now` is when it goes out, in its own time zone; `since` the post before."""

    slot: Slot
    now: datetime
    next: datetime
    zone: str
    since: date
    before: Seen | None = None
    department: str = ""
    lang: str = "ja"
    lead: str = ""


class Paper(Record):
    """A post: its card, what goes on in its thread, and what the data were."""

    card: Card
    more: Card | None
    seen: str


class _Block(Record):
    """One block: its label, its lines, how many of them the post shows on one line."""

    label: str
    lines: tuple[str, ...]
    most: int = MOST_NAMED


class Composer:
    """Makes posts. `keep` False looks whose turn it would be and takes none."""

    def __init__(self, bot: Bot, data: str, calendar: Calendar, ledger: Ledger, counts: UsageCounts) -> None:
        self.bot, self.data, self.calendar = bot, data, calendar
        self.ledger, self.counts = ledger, counts

    def compose(self, edition: Edition, *, keep: bool) -> Paper:
        """The post of one conversation. Raises MemoryUnusableError, TableError."""
        return _Writing(self, edition, keep=keep).paper()


class _Writing:
    """One post while it is written."""

    def __init__(self, composer: Composer, edition: Edition, *, keep: bool) -> None:
        vocabulary = composer.bot.library.vocabulary
        self.composer, self.edition, self.keep = composer, edition, keep
        self.plan: Plan = vocabulary.plan
        self.headings = vocabulary.headings
        self.lang = edition.lang
        self.words = Wording(edition.lang, vocabulary.tables.scale)
        marks = tuple(mark.mark for mark in vocabulary.tables.scale.marks)
        self.good, self.below = marks[:BETTER], marks[BETTER:]
        self.told_below = tuple(map(self.words.mark, self.below))
        self.seen = Data(composer.data, composer.bot.index, tuple(vocabulary.departments))

    def paper(self) -> Paper:
        """All of it."""
        changes, missed, dates = self._changes(), self._missed(), self._deadlines()
        news = [each for each in (changes, dates, missed) if each]
        viewed = [each for each in (self._viewed(),) if each and news]
        name = self.edition.department or self._turn()
        items = self._of(name)
        choices = (Choice(*say.to_try(self.lang, name)),) if news and name else ()
        example = self._example()

        def lines(blocks: Sequence[_Block], shown: Sequence[Item]) -> int:
            department = self._department(name, items, shown)
            return len(as_text(self._card(blocks, (department, example), choices)).split("\n"))

        blocks = [*news, *viewed]
        if lines(blocks, items[:1]) > MOST_LINES:  # it goes on in the thread
            blocks = news
        shown = items[:MOST_ITEMS]
        while len(shown) > 1 and lines(blocks, shown) > MOST_LINES:
            shown = shown[:-1]
        department = self._department(name, items, shown)
        hidden = [each for each in viewed if each not in blocks]
        return Paper(
            self._card(blocks, (department, example), choices),
            self._more([*(each for each in blocks if len(each.lines) > each.most), *hidden], items, shown),
            self.seen.seen.as_text(),
        )

    # -- blocks ------------------------------------------------------------------------------------------

    def _changes(self) -> _Block | None:
        changes = self.seen.changes(self.edition.before, self.edition.now.date())
        lines = tuple(
            say.change(
                self.lang, c.kind, self.words.year(c.year) if c.year else "", c.names, c.was, c.now, c.number
            )
            for c in changes
        )
        return _Block("changes", lines) if lines else None

    def _missed(self) -> _Block | None:
        if self.edition.department:
            return None  # what the whole city looks for is no news of one department
        words = self.composer.counts.missed_words(self.edition.since, self.edition.now.date())
        lines = tuple(say.missed(self.lang, [(_short(word, LONGEST_WORD), times)]) for word, times in words)
        return _Block("missed", lines) if lines else None

    def _viewed(self) -> _Block | None:
        shown = self.composer.counts.most_shown(self.edition.since, self.edition.now.date(), 50)
        named = [(*self._measure(key), times) for key, times in shown]
        lines = tuple(
            say.viewed(self.lang, [(f"No.{number}", title, times)])
            for number, title, departments, times in named
            if title and (not self.edition.department or self.edition.department in departments)
        )[:MOST_NAMED]
        return _Block("viewed", lines) if lines else None

    def _measure(self, key: str) -> tuple[MeasureNumber, str, tuple[str, ...]]:
        code, _, number = key.partition("/")
        try:
            measure = self.composer.bot.index.plan(FiscalYear.from_code(code)).by_number[
                measure_number(number)
            ]
        except (ValueError, KeyError, LookupError):
            return 0, "", ()  # a year or a measure that is not there any more
        return measure.number, measure.title, measure.departments

    def _deadlines(self) -> _Block | None:
        events = self.composer.calendar.coming(self.edition.now.date(), AHEAD)
        lines = tuple(
            say.event(self.lang, event.day, event.en if self.lang == "en" else event.ja) for event in events
        )
        return _Block("deadlines", lines) if lines else None

    def _turn(self) -> str:
        names = dict.fromkeys(
            owner for item in self.plan.items if item.rating.mark in self.below for owner in item.owners
        )
        return self.composer.ledger.turn("department", self.edition.slot.week, tuple(names), keep=self.keep)

    def _of(self, name: str) -> tuple[Item, ...]:
        return tuple(i for i in self.plan.items if name in i.owners and i.rating.mark in self.below)

    def _department(self, name: str, items: Sequence[Item], shown: Sequence[Item]) -> Section | None:
        if not name:
            return None
        if self.edition.department and not items:
            own = [item for item in self.plan.items if name in item.owners]
            tally = self.words.tally({m: sum(i.rating.mark == m for i in own) for m in self.good})
            return Section(lines=(say.none_below(self.lang, name, self.told_below, tally),))
        lines = tuple(self._line(item, LONGEST_GIST) for item in shown)
        counts = len(shown), len(items)
        if self.edition.department:
            return Section(title=say.own(self.lang, name, self.told_below, *counts), lines=lines)
        return Section(title=say.department(self.lang, name, *counts), lines=lines)

    def _line(self, item: Item, most: int) -> str:
        measure = self.plan.by_number[item.measure]
        gist = _gist(item.result or item.planned, most)
        name, rating = self.words.item_name(item, measure), self.words.rating(item)
        return say.item(self.lang, name, rating, measure.title, gist) + self._doubt(item)

    def _doubt(self, item: Item) -> str:
        sure = item.certainty is Certainty.VERBATIM
        return "" if sure else say.in_brackets(self.lang, self.words.certainty(item.certainty))

    def _example(self) -> Section | None:
        """A good one, of the department whose post it is; each department has turns of its own."""
        own = self.edition.department
        pool = {
            item.key: item
            for item in self.plan.items
            if item.rating.mark in self.good
            and (not own or own in item.owners)
            and item.certainty is not Certainty.LOST
            and figures(self._proof(item))
        }
        kind = f"example {own}".strip()
        key = self.composer.ledger.turn(kind, self.edition.slot.week, tuple(pool), keep=self.keep)
        if not key:
            return None
        item = pool[key]
        measure = self.plan.by_number[item.measure]
        line = say.example(
            self.lang, self.words.item_name(item, measure), self.words.rating(item), measure.title,
            self.words.join(item.owners), _short(figures(self._proof(item)), LONGEST_FIGURES),
            "" if item.certainty is Certainty.VERBATIM else self.words.certainty(item.certainty),
        )  # fmt: skip
        return Section(title=say.label(self.lang, "example"), lines=(line,))

    def _proof(self, item: Item) -> str:
        """The text whose figures are shown: the evidence, the results where a sheet has no such column."""
        return item.evidence if "evidence" in self.headings else item.result

    # -- the cards ---------------------------------------------------------------------------------------

    def _card(
        self, blocks: Sequence[_Block], sections: Sequence[Section | None], choices: tuple[Choice, ...]
    ) -> Card:
        edition, slot = self.edition, self.edition.slot
        told = (Section(facts=tuple(map(self._fact, blocks))),) if blocks else ()
        next_time = say.moment(self.lang, edition.next, edition.zone)
        why = slot.why if slot.day != slot.planned else ""
        return Card(
            lang=self.lang,
            headline=say.head(self.lang, edition.department, edition.now, edition.zone),
            scope=self._notices(),
            blocks=(*told, *(each for each in sections if each)),
            sources=(say.following(self.lang, say.day(self.lang, slot.planned), why, next_time),),
            choices=choices,
        )

    def _notices(self) -> tuple[str, ...]:
        year, today = self.plan.year, self.edition.now.date()
        running = today.year if today.month >= 4 else today.year - 1
        newest = self.words.newest(year) if running - year.began > 1 else ""
        imported = self.composer.bot.index.imported_at(year)
        told = say.data(self.lang, self.words.year(year), imported, newest)
        lead = " ".join(self.edition.lead.split())
        return (told, say.lead(self.lang, lead)) if lead else (told,)

    def _fact(self, block: _Block) -> Fact:
        between = " / " if self.lang == "en" else "／"
        text = between.join(block.lines[: block.most])
        left = len(block.lines) - block.most
        if left > 0:
            text += between + say.and_more(self.lang, left)
        return Fact(f"{say.label(self.lang, block.label)}:", text)

    def _more(self, blocks: Sequence[_Block], items: Sequence[Item], shown: Sequence[Item]) -> Card | None:
        """What the post had no room for, in full; None where it had room for all."""
        sections = [Section(title=say.label(self.lang, each.label), lines=each.lines) for each in blocks]
        if len(shown) < len(items):
            lines = tuple(self._line(item, LONGEST_IN_THREAD) for item in items[len(shown) :])
            sections.append(Section(title=say.below(self.lang, self.told_below), lines=lines))
        if not sections:
            return None
        return Card(
            lang=self.lang,
            headline=say.more_head(self.lang, self.edition.now),
            blocks=tuple(sections),
        )


def figures(text: str) -> str:
    """The pieces of a text that count something, as they are written; "" where none does."""
    pieces = [re.sub(r"^[・◇●■◆\s]+", "", piece) for piece in _PIECES.split(text) if piece]
    counting = {piece: _FIGURE.findall(piece) for piece in pieces if _FIGURE.search(piece)}
    if not any(_tells(*figure) for found in counting.values() for figure in found):
        return ""
    telling = [piece for piece, found in counting.items() if {number for number, _ in found} - {"0", "1"}]
    brief = [piece for piece in telling if len(piece) <= LONGEST_PIECE]
    return "、".join(brief or sorted(telling, key=len)[:1])


def _tells(number: str, unit: str) -> bool:
    """Whether a number is worth telling: a share, or ten of something and more."""
    return unit in "%％" or float(number.replace(",", "")) >= LEAST


def _gist(text: str, most: int) -> str:
    """The first sentence or point of a text, of a long one its end."""
    whole = re.sub(r"^(【[^】]*】|[・●◇■◆\s])+", "", text)  # the owner stands beside it
    first = re.split(r"(?<=。)|\s[・●◇■◆]", whole)[0]
    return clipped(first.strip().rstrip("。"), most=most)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
