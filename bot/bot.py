"""reply: text and conversation in, card and JSON out. The whole bot."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime

from bot import clock
from bot.answer import AnyAnswer, Asked, Compared, Counts, Helped, Listed, Nothing, Shown, Tabled
from bot.answering import answer
from bot.answering.changes import ORDER
from bot.answering.context import AnswerContext, Libraries, PlanLibrary
from bot.answering.offers import offered
from bot.answering.queries import as_query, names_told, query_answer
from bot.answering.selecting import count
from bot.card import Card, Choice, as_text, short
from bot.composing import asked, compose
from bot.composing.context import Composition
from bot.conversation import Context, Conversations
from bot.memory import Memory, Missed, What, fingerprint
from bot.query import Query
from bot.question import Ask, Question
from bot.understanding.bridge import query_of
from bot.understanding.readings import understand
from bot.understanding.say import without_words
from bot.understanding.spans import Respelled
from katou_index.plan import FiscalYear, Item
from katou_index.records import TYPE_CHECKING, Record, replace
from katou_index.words import QUESTION_LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.files.takeaway import Takeaway
    from katou_index import Index

TERMINAL = "terminal"  # not counted: scripts ask there, and each asking is a process that must start at once
FEW_ITEMS = 12  # of a question that is offered in place of one that found nothing


class Reply(Record):
    """One answer in all its forms."""

    question: Question
    answer: AnyAnswer
    card: Card
    conversation: str | None
    year: FiscalYear  # that it was answered from
    newest: FiscalYear
    ms: float
    takeaway: Takeaway | None = None  # where the question asked for a file, a picture or a link
    query: str = ""  # the sentence that means just this answer, "" where no query was answered
    carried: tuple[str, ...] = ()  # conditions taken over from earlier turns, as words

    @property
    def text(self) -> str:
        """What a person reads, as plain text."""
        return as_text(self.card)

    @property
    def short(self) -> str:
        """What a phone shows before "more", as plain text without buttons."""
        return short(self.card)

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

    @property
    def _asks_share(self) -> bool:
        """Whether the answer gives a share because one was asked for: a list tells it beside its number."""
        asked = self.question.ask is Ask.SHARE or self.answer.question.ask is Ask.SHARE
        return asked and self.answer.counts is not None and self.answer.counts.share is not None

    def as_json(self) -> dict[str, Any]:
        """The machine-readable answer (docs/json.md)."""
        given, found, counts = self.question.filter, self.answer, _counts(self.answer)
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
                **({"share": counts.share} if self._asks_share else {}),
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
            "headline": self.card.headline,
            "short": self.short,
            "query": self.query or None,
            "carried": list(self.carried),
            "aside": list(found.unknown) if found.items else [],
            "holds": found.holds,
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
        was not found; "" where nobody asked.
        """
        began = time.perf_counter()
        now = clock.now()
        context = self.conversations.get(conversation, now)
        today = self._today or now.date()
        library, question, found = self._answered(text, context, today, lang)
        found = offered(found, AnswerContext(library, context, today))
        vocabulary = library.vocabulary
        age = not question.filter.years and not self.conversations.knows_age(conversation, now)
        page = Composition(vocabulary, library.texts, today, found.question, question.ask, age, found.query)
        card, taken = compose(found, page), None
        if page.say.newest(vocabulary.newest) in card.sources:
            self.conversations.told_age(conversation, now)
        if isinstance(found, Nothing) and found.reason == "no_match":
            card = self._beside_nothing(
                card, found, page, library, kept=self.memory is not None and place != ""
            )
        if found.question.form:
            from bot.composing import takeaways  # here: few questions ask for a file or a picture

            taken = takeaways.takeaway(found, page, found.question.form)
            card = takeaways.told(card, taken, found, page)
        self._remember(conversation, found, context, library, now)
        self._note(text, found, place, today, f"{conversation or ''}:{now.hour}")
        ms = round((time.perf_counter() - began) * 1000, 1)
        return Reply(
            question,
            found,
            card,
            conversation,
            vocabulary.year,
            vocabulary.newest,
            ms,
            taken,
            "" if found.kind in ("nothing", "choose") else asked.words(found, page),
            asked.carried(found, page),
        )

    def _answered(
        self, text: str, context: Context | None, today: date, lang: str | None
    ) -> tuple[PlanLibrary, Question, AnyAnswer]:
        """The answer, and the library of its year: by the templates where they explain all of the text."""
        library = self.library
        heard = library.heard(text)
        by_query = query_answer(heard.text, library, context, today, lang)
        if by_query is None:
            meant = library.meant(heard)
            for other in meant.spelt:
                if by_query := query_answer(heard.text, library, context, today, lang, other.text):
                    heard = other
                    break
            else:
                heard = meant.surely
        if by_query:
            library, found = by_query
            question = found.question
        else:
            library, question = self._understood(heard.text, context, today)
            question = question.but(lang=lang or question.lang)
            found = self._looked_up(question, heard.text, AnswerContext(library, context, today))
        told = tuple(dict.fromkeys((*heard.changes, *found.question.respelled)))
        found = found.but(question=found.question.but(respelled=told))
        return library, question.but(text=text, respelled=told), found

    def _understood(self, text: str, context: Context | None, today: date) -> tuple[PlanLibrary, Question]:
        """A question as phrases read it, in the words of the year that is meant."""
        library = self.library
        question = understand(text, library.vocabulary, library, context, today)
        if question.year not in (None, library.vocabulary.year):
            library = library.others.of(question.year)
            question = understand(text, library.vocabulary, library, context, today)
        return library, question

    @staticmethod
    def _looked_up(question: Question, text: str, desk: AnswerContext) -> AnyAnswer:
        """The answer to a question that phrases read, with the query that gives the same."""
        found = answer(question, desk)
        query = found.query or as_query(found, desk)
        if query is not None and query.over_years:
            told = names_told(query, text, desk.library)
            found = found.but(question=found.question.but(said=(*found.question.said, *told)))
        return found.but(query=query)

    def _beside_nothing(
        self, card: Card, found: Nothing, page: Composition, library: PlanLibrary, *, kept: bool
    ) -> Card:
        """What was not found with the question without that word first, and that the office sees it."""
        rest = without_words(found.question.text, [page.typed(word) for word in found.unknown])
        choices = card.choices
        if rest and self._means_something(rest, page, library):
            first = Choice(page.say.without_word(rest), page.asks(rest))
            choices = (first, *(each for each in choices if each.asks != first.asks))
        sounds = library.meant(Respelled(found.question.text)).offered
        if sounds and self._means_something(sounds, page, library):
            choices = (Choice(page.say.without_word(sounds), page.asks(sounds)), *choices)
        notes = (*card.notes, page.say.office_sees()) if kept else card.notes
        return card.but(choices=choices, notes=notes)

    def _means_something(self, text: str, page: Composition, library: PlanLibrary) -> bool:
        """Whether a question that leans on nothing names something, and has an answer of a few items."""
        question = understand(text, library.vocabulary, library, None, page.today)
        named = question.filter.but(years=()) or any(
            not w.weak for topic in question.topics for w in topic.words
        )
        if not named or question.year not in (None, library.vocabulary.year):
            return False
        found = answer(question, AnswerContext(library, None, page.today))
        return found.kind in ("measure", "list", "counts") and 0 < len(found.items) <= FEW_ITEMS

    def taken(self, text: str, form: str, lang: str, keys: Sequence[str]) -> Takeaway | None:
        """Items by their keys (`R2/30-3`) as they are taken away; None where the plan has none of them.

        `text` is the question that they answered: where it still gives just these, its reading is among the
        conditions. Nothing is counted, no conversation goes on.
        """
        from bot.composing import takeaways  # here, as above

        found: AnyAnswer = self.ask(text, lang=lang, place="").answer
        if [item.key for item in found.items] != list(keys):
            codes, wanted = {key.partition("/")[0] for key in keys}, set(keys)
            plans = [self.index.plan(year) for year in self.index.years if year.code in codes]
            known = {item.key: item for plan in plans for item in plan.items if item.key in wanted}
            items = tuple(known[key] for key in keys if key in known)
            found = Listed(question=Question(text=text, lang=lang), items=items)
        if not found.items:
            return None
        library = self.library.others.of(max(item.year for item in found.items))
        page = Composition(library.vocabulary, library.texts, self._today or clock.today(), found.question)
        return takeaways.takeaway(found, page, form)

    def _note(self, typed: str, found: AnyAnswer, place: str, today: date, talk: str) -> None:
        """Count it, and keep for the office what was not found, and what somebody says is wrong."""
        if self.memory is None or not place or not typed.strip():
            return
        if place != TERMINAL:
            self.memory.count(today, (_outcome(found), place), *_viewed(found))
        missed = isinstance(found, Nothing) and found.reason == "no_match"
        unclear = isinstance(found, Helped) and found.about == "unclear"
        corrected = found.question.ask is Ask.CORRECT
        if missed or unclear or corrected:
            text = clean(typed, QUESTION_LIMIT)
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
    def library(self) -> PlanLibrary:
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
        library: PlanLibrary,
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
        rows, years = _in_rows(found), {item.year for item in found.items}
        own = library.vocabulary.year
        year = own if own in years or not years else found.items[0].year
        ids = tuple(item.id for item in rows if item.year == year)
        texts = library.others.of(year).texts
        groups = found.groups if isinstance(found, Tabled) else ()
        query = query_of(found.question, library.vocabulary.newest) if year_missing else found.query
        named = (*(before.departments if before else ()), *found.question.filter.departments)
        self.conversations.put(
            conversation,
            Context(
                question=replace(found.question, form=""),
                kind=found.kind,
                items=ids,
                related=tuple(item.id for item in found.related if item.year == year),
                at=now,
                owners=tuple(dict.fromkeys(owner for item in found.items for owner in item.owners)),
                departments=tuple(dict.fromkeys(reversed(named)))[:4][::-1],
                text="\n".join(texts.whole[each] for each in ids[:20]),
                year=year,
                keys=tuple(item.key for item in rows),
                answer=found,
                query=query,
                before=_widest(query, before),
                groups=tuple(group.value for group in groups),
                leading=tuple(group.value for group in groups if group.place == 1),
                build=library.others.build,
            ),
        )


def _in_rows(found: AnyAnswer) -> tuple[Item, ...]:
    """The items in the order of the rows that show them: of two years, first what changed, kind by kind."""
    if not isinstance(found, Compared) or not found.changes:
        return found.items
    rows = (each.item for kind in ORDER for each in found.changes if each.kind == kind)
    return tuple({item.key: item for item in (*rows, *found.items)}.values())


def _widest(query: Query | None, context: Context | None) -> Query | None:
    """The last query of the conversation that this one narrows, by having all of its conditions and more."""
    if query is None or context is None:
        return None
    conditions = set(query.all_conditions())
    earlier = (each for each in (context.query, context.before) if each is not None)
    return next((each for each in earlier if set(each.all_conditions()) < conditions), None)


def _counts(found: AnyAnswer) -> Counts | None:
    """The numbers of an answer; of a measure that is shown, of the items shown, as a list of them has."""
    if found.counts is None and isinstance(found, Shown):
        return count(found.items, tuple(dict.fromkeys(i.rating.mark for i in found.items if i.rating.rated)))
    return found.counts


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
