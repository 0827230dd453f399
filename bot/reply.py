"""reply: text and conversation in, card and JSON out. The whole bot."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta, timezone

from bot.answer import AnyAnswer, Asked, Helped, Nothing, Shown
from bot.answering import answer
from bot.answering.desk import Desk, Libraries, Library
from bot.card import Card, as_text
from bot.composing import compose
from bot.composing.page import Page
from bot.conversation import Context, Conversations
from bot.memory import Memory, Missed, What, fingerprint
from bot.question import Ask, Question
from bot.understanding import understand
from katou_index.plan import FiscalYear, Item
from katou_index.records import TYPE_CHECKING, Record, replace
from katou_index.words import QUESTION_LIMIT, clean

if TYPE_CHECKING:
    from typing import Any

    from katou_index import Index

TERMINAL = "terminal"  # not counted: scripts ask there, and each asking is a process that must start at once
TOKYO = timezone(timedelta(hours=9))  # no summer time, so no table of zones is loaded


def today() -> date:
    """The day in Japan."""
    return datetime.now(TOKYO).date()


class Reply(Record):
    """One answer in all its forms."""

    question: Question
    answer: AnyAnswer
    card: Card
    conversation: str | None
    year: FiscalYear  # that it was answered from
    newest: FiscalYear
    ms: float

    @property
    def text(self) -> str:
        """What a person reads, as plain text."""
        return as_text(self.card)

    def _named(self, item: Item) -> str:
        """`30-3`; `R2/30-3` of a year that is not the newest."""
        return item.id if item.year == self.newest else item.key

    @property
    def explain(self) -> list[str]:
        """How the question was read, line by line."""
        return [
            *self.question.explain,
            f"ask      {self.question.ask.value}, turn {self.question.turn.value}",
            f"filter   {self.question.filter}",
        ]

    def as_json(self) -> dict[str, Any]:
        """The machine-readable answer (docs/json.md)."""
        given, found, counts = self.question.filter, self.answer, self.answer.counts
        return {
            "conversation": self.conversation,
            "question": self.question.text,
            "lang": self.question.lang,
            "kind": found.kind,
            "read_as": {
                "years": [year.code for year in given.years] or [self.year.code],
                "ratings": list(given.ratings),
                "departments": list(given.departments),
                "policies": list(given.policies),
                "initiatives": list(given.initiatives),
                "measures": [*given.measures, *given.items],
                "words": [
                    *self.question.phrases,
                    *self.question.figures,
                    *(topic.text for topic in self.question.topics),
                ],
            },
            "items": [self._named(item) for item in found.items],
            "related": [self._named(item) for item in found.related],
            "counts": None
            if counts is None
            else {
                "items": counts.items,
                "measures": counts.measures,
                "by_rating": counts.by_rating,
                **({} if counts.share is None else {"share": counts.share}),
            },
            "reason": found.reason,
            "choices": [{"label": choice.label, "asks": choice.asks} for choice in self.card.choices],
            "sources": [
                {
                    "id": self._named(item),
                    "file": item.source.file,
                    "lines": list(item.source.lines),
                    "certainty": item.certainty.value,
                }
                for item in found.items
            ],
            "text": self.text,
            "ms": self.ms,
        }


class Bot:
    """Answers questions from one index. Safe for threads; conversations share nothing."""

    def __init__(
        self,
        index: Index,
        conversations: Conversations | None = None,
        today: date | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.index = index
        self.memory = memory
        self.conversations = conversations or Conversations()
        self._today = today
        self._lock = threading.Lock()
        self._libraries: Libraries | None = None

    def ask(
        self, text: str, conversation: str | None = None, lang: str | None = None, place: str = TERMINAL
    ) -> Reply:
        """One question, one answer; never raises for what is typed.

        `lang` forces the answer's language. `place` is the kind of place it was asked in, kept with what
        was not found.
        """
        began = time.perf_counter()
        now = datetime.now(TOKYO)
        library = self.library
        context = self.conversations.get(conversation, now)
        today = self._today or now.date()
        question = understand(text, library.vocabulary, library, context, today)
        if question.year not in (None, library.vocabulary.year):  # in the words of the year that is meant
            library = library.others.of(question.year)
            question = understand(text, library.vocabulary, library, context, today)
        vocabulary = library.vocabulary
        if lang:
            question = replace(question, lang=lang)
        found = answer(question, Desk(library, context, today))
        card = compose(found, Page(vocabulary, library.texts, today, found.question))
        self._remember(conversation, found, context, library, now)
        self._note(found, place, today, f"{conversation or ''}:{now.hour}")
        ms = round((time.perf_counter() - began) * 1000, 1)
        return Reply(question, found, card, conversation, vocabulary.year, vocabulary.newest, ms)

    def _note(self, found: AnyAnswer, place: str, today: date, talk: str) -> None:
        """Count it, and keep for the office what was not found, and what somebody says is wrong."""
        if self.memory is None or not found.question.text.strip():
            return
        if place != TERMINAL:
            self.memory.count(today, (_outcome(found), place), *_viewed(found))
        missed = isinstance(found, Nothing) and found.reason == "no_match"
        unclear = isinstance(found, Helped) and found.about == "unclear"
        corrected = found.question.ask is Ask.CORRECT
        if missed or unclear or corrected:
            text = clean(found.question.text, QUESTION_LIMIT)
            kind = "correction" if corrected else "nothing"
            words, near = "、".join(found.unknown), self._nearest_miss(text)
            self.memory.note(Missed(today, place, kind, text, words, near, fingerprint(talk)[:16]))

    def _nearest_miss(self, text: str) -> str:
        hits = self.index.search(text, limit=1)
        if not hits:
            return ""
        key = hits[0].id
        plan = self.library.vocabulary.plan
        return next((m.title for m in plan.measures for item in m.items if item.key == key), "")

    @property
    def library(self) -> Library:
        """The vocabulary and texts of the newest year of the index as it is now."""
        build = self.index.build
        with self._lock:
            if self._libraries is None or self._libraries.build != build:
                self._libraries = Libraries(self.index)
            return self._libraries.of()

    def _remember(
        self,
        conversation: str | None,
        found: AnyAnswer,
        before: Context | None,
        library: Library,
        now: datetime,
    ) -> None:
        if found.question.ask is Ask.RESET:
            self.conversations.put(conversation, None)
            return
        year_missing = isinstance(found, Nothing) and found.reason == "year_not_loaded"
        shown = bool(found.items) or found.kind in ("list", "counts", "compare")
        refused = isinstance(found, Nothing) and found.reason == "read_only"
        if isinstance(found, Helped) or refused or not (shown or year_missing):
            return
        years = {item.year for item in found.items}
        own = library.vocabulary.year
        year = own if own in years or not years else found.items[0].year
        ids = tuple(item.id for item in found.items if item.year == year)
        texts = library.others.of(year).texts
        asked = (*(before.departments if before else ()), *found.question.filter.departments)
        self.conversations.put(
            conversation,
            Context(
                question=found.question,
                kind=found.kind,
                items=ids,
                related=tuple(item.id for item in found.related if item.year == year),
                at=now,
                owners=tuple(dict.fromkeys(owner for item in found.items for owner in item.owners)),
                departments=tuple(dict.fromkeys(reversed(asked)))[:4][::-1],
                text="\n".join(texts.whole[each] for each in ids[:20]),
                year=year,
                keys=tuple(item.key for item in found.items),
            ),
        )


def _viewed(found: AnyAnswer) -> tuple[tuple[What, str], ...]:
    """The one measure that an answer shows, to be counted."""
    if not isinstance(found, Shown) or len(found.measures) != 1:
        return ()
    measure = found.measures[0]
    return ((What.SHOWN, f"{measure.year.code}/{measure.number}"),)


def _outcome(found: AnyAnswer) -> What:
    """What an answer is counted as."""
    match found:
        case Helped():
            return What.MISSED if found.about == "unclear" else What.HELPED
        case Nothing():
            return What.MISSED if found.reason == "no_match" else What.DECLINED
        case Asked():
            return What.CHOSE
    return What.ANSWERED
