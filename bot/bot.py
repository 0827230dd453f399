"""reply: text and conversation in, card and JSON out. The whole bot."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime
from functools import cache, cached_property

from bot import clock, tracing
from bot.answer import AnyAnswer, Asked, Compared, Counts, Helped, Listed, Nothing, Shown, Tabled
from bot.answering import answer
from bot.answering.context import AnswerContext, Libraries, PlanLibrary
from bot.answering.lookup import again, whose
from bot.answering.queries import as_query, language, names_told, query_answer
from bot.answering.refusals import TALK, is_written
from bot.answering.selecting import count
from bot.answering.subjects import answer_about
from bot.answering.topics import tells
from bot.card import Card, Choice, as_text, short
from bot.composing import asked, compose
from bot.composing.context import Composition
from bot.composing.several import room_of, together
from bot.conversation import TEXTS, Context, Conversations, Talk
from bot.query import Query
from bot.question import Ask, Field, Question, Topic, Turn
from bot.understanding.bridge import query_of
from bot.understanding.chat_form import ChatForm, ChatQuestion, ChatReader
from bot.understanding.cities import OfOthers, of_others
from bot.understanding.effort import MOST, TooMuchError, bounded
from bot.understanding.reading import read, talk_in
from bot.understanding.readings import says_only_so, understand, without_place
from bot.understanding.say import without_words
from bot.understanding.scripts import pattern
from bot.understanding.spans import Respelled
from bot.understanding.speech import wish_in
from bot.understanding.years import dated, is_rated_after
from bot.wording.city import City, Examples, speak_as
from bot.wording.city import of_other_cities as say_over
from bot.wording.city import of_subject as say_of_subject
from bot.wording.city import which_subject as say_which_subject
from katou_index.plan import FiscalYear, Item, Items
from katou_index.records import TYPE_CHECKING, NamedTuple, Record, replace
from katou_index.words import QUESTION_LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, Protocol

    from bot.composing.cities import CityPart
    from bot.files.takeaway import Takeaway
    from bot.memory import Memory, What
    from katou_index import Index

    class Beside(Protocol):
        """Other plans that this one may be compared with: see bot/plans/cities.py."""

        own: str  # what this plan is called among them

        def asked(self, text: str) -> CityAsked | None:
            """Whether a text asks about them."""

        def called(self, plan: str, lang: str) -> str:
            """The name that an answer has for a plan."""

        def found(self, question: str, lang: str, plans: tuple[str, ...]) -> Iterable[CityFound]:
            """What these plans answer."""


TERMINAL = "terminal"  # not counted: scripts ask there, and each asking is a process that must start at once
MOST_EARLIER = 6  # queries that a conversation can go back to: the first one and those asked last
FEW_ITEMS = 12  # of a question that is offered in place of one that found nothing

# 調達コストを下げる件、×ですか; 調達コストを下げる件、評価は×で合っていますか
SAID_OF = (
    r"^(?P<about>[^。?？]{5,80}?)(?:の?(?:件|話|やつ|事業|項目|取り?組み?))?(?:なんですが|ですが|だけど|なんだけど|は|って)?"
    r"(?:、|は|って|(?<=[つ件話])(?=[◎○△×]))\s*(?:(?:それ|これ|あれ)(?:って|は)?|その)?"
    r"(?:(?:評価|判定)(?:の(?:ほう|方))?(?:は|が|って|も|、))?"
    r"(?P<said>[^、。はをに]{1,18})$"
)
# 〈祭り〉のやつ三角なの, 〈祭り〉が三角だっけ
ABOUT = r"^(?P<about>[^。?？]{4,80}?)(?:の?(?:件|話|やつ|事業|取組|取り組み|ほう|方))?(?:が|も|、)?$"
TAKEN_APART = 5  # signs of a message that take as much to be taken apart as one does to be read
MOST_JUDGED = 6  # items of which it is said together whether they are so
LONGEST_SAID = 16  # signs of what is said of many measures alike
LONGEST_RATING = 4  # signs of a rating's name: of 二重丸 the whole, not 丸
# Is the watching of elderly people rated circle?
SAID_OF_ENGLISH = (
    r"(?i)^(?:is|are|was|were|did|does|has|have)\s+(?P<about>.{2,70}?)\s+"
    r"(?:(?:been\s+)?(?:rated|marked|graded|given|got|get|gotten|received|receive|judged|all|entirely)\s+|(?=an?\s))"
    r"(?:as\s+)?(?P<said>(?:an?\s+|all\s+|only\s+)?\S+(?:\s+circles?)?)\s*\?*$"
)


CITY_KINDS = ("measure", "list", "counts", "choose")  # of answers whose items are what was asked for


class _Asking(NamedTuple):
    """Where, when and in which language a message was sent."""

    conversation: str | None
    lang: str | None
    place: str
    now: datetime
    wished: bool = False  # nothing but the language was asked for
    endless: bool = False  # it takes more reading than one message may
    last: Context | None = None  # what the question before it left, in this message or an earlier one


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
    after: bool = False  # whether something was answered before it that it may lean on
    carried: tuple[str, ...] = ()  # conditions taken over from earlier turns, as words
    typed: str = ""  # the whole message
    parts: tuple[Reply, ...] = ()  # of several questions in one message; the rest is then that of the last
    cities: tuple[CityFound, ...] = ()  # of a comparison with other plans: what each has; the rest is our own

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
    def counts(self) -> Counts | None:
        """The numbers that the answer tells."""
        return _counts(self.answer)

    @property
    def _asks_share(self) -> bool:
        """Whether the answer gives a share because one was asked for: a list tells it beside its number."""
        asked = self.question.ask is Ask.SHARE or self.answer.question.ask is Ask.SHARE
        return asked and self.answer.counts is not None and self.answer.counts.share is not None

    def as_json(self) -> dict[str, Any]:
        """The machine-readable answer (docs/json.md)."""
        if self.parts:
            return self._parts_as_json()
        if self.cities:
            return self._cities_as_json()
        given, found, counts = self.question.filter, self.answer, self.counts
        return {
            "conversation": self.conversation,
            "question": self.typed,
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
            "aside": list(found.unknown) if found.items and found.kind != "nothing" else [],
            "holds": found.holds,
            "text": self.text,
            "ms": self.ms,
        }

    def _cities_as_json(self) -> dict[str, Any]:
        """Our own answer, and what each other plan has of it in `cities`."""
        own = self.but(cities=(), query="").as_json()
        whole = {"kind": "compare", "reason": None, "counts": None, "holds": None}
        return {**own, **whole, "cities": [each.as_json() for each in self.cities]}

    def _parts_as_json(self) -> dict[str, Any]:
        """Several answers as one: what they share, everything of each in its order, and each in `parts`."""
        parts = [part.as_json() for part in self.parts]
        same = {key: parts[0][key] if _equal(part[key] for part in parts) else None for key in parts[0]}
        alike = _equal((part["kind"], part["reason"]) for part in parts)
        kind, reason = (parts[0]["kind"], parts[0]["reason"]) if alike else ("list", None)
        read_as = {
            key: list(dict.fromkeys(each for part in parts for each in part["read_as"][key]))
            for key in parts[0]["read_as"]
        }
        items = {each["id"]: each for part in parts for each in part["sources"]}
        related = dict.fromkeys(each for part in parts for each in part["related"])
        return {
            **same,
            "question": self.typed,
            "kind": kind,
            "reason": reason,
            "read_as": read_as,
            "items": list(items),
            "related": [each for each in related if each not in items],
            "counts": None,
            "choices": [{"label": choice.label, "asks": choice.asks} for choice in self.card.choices],
            "sources": list(items.values()),
            "headline": self.card.headline,
            "short": self.short,
            "query": None,
            "carried": list(dict.fromkeys(each for part in parts for each in part["carried"])),
            "aside": list(dict.fromkeys(each for part in parts for each in part["aside"])),
            "holds": None,
            "text": self.text,
            "ms": self.ms,
            "parts": parts,
        }


def _equal(values: Iterable[object]) -> bool:
    first, *others = values
    return all(other == first for other in others)


class CityAsked(NamedTuple):
    """A question about other plans: `rest` without them, "" for what was shown or asked before."""

    others: OfOthers | None  # where none is named; a text of the plan that has such words is meant instead
    rest: str
    plans: tuple[str, ...]


class CityFound(NamedTuple):
    """What a plan answers, `plan` "" for ours; None for one that could not be asked."""

    plan: str
    name: str
    reply: Reply | None

    @property
    def has(self) -> bool:
        """Whether it has items of just what was asked for: of every word of it, as it was typed."""
        return (
            self.reply is not None
            and self.reply.answer.kind in CITY_KINDS
            and bool(self.card and self.reply.answer.items)
        )

    @property
    def card(self) -> Card | None:
        """Its card; None where nothing was found, or words were set aside or taken for others."""
        if self.reply is None or self.reply.answer.reason == "no_match":
            return None
        aside = self.reply.answer.items and (self.reply.answer.unknown or self.reply.question.respelled)
        return None if aside else self.reply.card

    def part(self, lang: str) -> CityPart:
        """What a card shows of it."""
        from bot.composing.cities import part_of  # here: few installations hold several plans

        return part_of(lang, self.plan, self.name, self.card, found=self.has, away=self.reply is None)

    def as_json(self) -> dict[str, Any]:
        """What programs read of it."""
        told: dict[str, Any] = {"years": [], "items": [], "counts": None, "sources": [], "headline": ""}
        if self.reply and self.has:
            found = self.reply.as_json()
            told = {**{key: found[key] for key in told if key != "years"}, "years": found["read_as"]["years"]}
        return {"plan": self.plan, "city": self.name, "asked": self.reply is not None, **told}


class Bot:
    """Answers questions from one index. Safe for threads; conversations share nothing.

    `memory` may be what opens it: most questions have nothing to be kept.
    """

    def __init__(
        self,
        index: Index,
        conversations: Conversations | None = None,
        today: date | None = None,
        memory: Memory | Callable[[], Memory] | None = None,
    ) -> None:
        self.index = index
        self._memory = memory
        self.beside: Beside | None = None  # plans of others that it may be compared with
        self.conversations = conversations or Conversations()
        self._today = today
        self._lock = threading.Lock()
        self._libraries: Libraries | None = None
        speak_as(self.city)

    @cached_property
    def memory(self) -> Memory | None:
        """Where is kept what was not found, if anywhere."""
        return self._memory() if callable(self._memory) else self._memory

    def ask(
        self,
        text: str,
        conversation: str | None = None,
        lang: str | None = None,
        place: str = TERMINAL,
        *,
        waits: bool = True,
    ) -> Reply:
        """One message, one answer, to all the questions in it; never raises for what is typed.

        `lang` forces the answer's language. `place` is the kind of place it was asked in, kept with what
        was not found; "" where nobody asked. It `waits` until other processes know what was answered.
        """
        began = time.perf_counter()
        with tracing.span("question", place=place) as seen:
            self.conversations.renew(conversation)
            over = self._over_cities(text, conversation, lang, place) if self.beside else None
            with bounded(MOST - min(len(text), QUESTION_LIMIT) // TAKEN_APART):
                reply = over or self._asked(text, conversation, lang, place)
            if self.beside and not over and reply.answer.reason == "no_match":  # the others may have it
                self.conversations.asked_elsewhere(conversation, text, clock.now())
            self.conversations.share(conversation, waits=waits)
            seen.tell(kind=reply.answer.kind, questions=len(reply.parts) or 1)
        return reply.but(ms=round((time.perf_counter() - began) * 1000, 1))

    def forget(self, conversation: str) -> None:
        """The next question of this conversation stands alone, whichever process answers it."""
        self.conversations.renew(conversation)
        self.conversations.put(conversation, None)
        self.conversations.share(conversation)

    def carry(self, before: str, after: str) -> None:
        """The next question of one conversation goes on with what was last said in another."""
        for each in (before, after):
            self.conversations.renew(each)
        self.conversations.put(after, self.conversations.get(before, clock.now()))
        self.conversations.share(after)

    def _asked(self, text: str, conversation: str | None, lang: str | None, place: str) -> Reply:
        now = clock.now()
        typed, text = text, self._taken(text, conversation, now) or text
        context = self.conversations.get(conversation, now)
        text = self._without_what_was_not_found(text, context)
        if context is not None and context.parts:
            text, context = self._of_a_part(text, context)
        text, endless = clean(text, QUESTION_LIMIT + 1), False  # a sign more, so that the cut is told
        try:
            form = self._form(text, conversation, now)
        except TooMuchError:
            form, endless = ChatForm((ChatQuestion(text),), typed=text), True
        wish = wish_in(text)
        if wish.lang and wish.rest:
            form = self._form(wish.rest, conversation, now)
        elif form.changed and len(form.questions) == 1 and (behind := wish_in(form.questions[0].text)).lang:
            wish = behind  # a greeting stands before it
            form = form.but(questions=(form.questions[0]._replace(text=behind.rest),))
        if wish.lang:
            self.conversations.speak(conversation, wish.lang, now)
        lang = wish.lang or lang or self.conversations.language(conversation, now) or None
        if form.changed and not lang and not form.greeted:
            lang = language(text, context)
        asking = _Asking(conversation, lang, place, now, bool(wish.lang) and not wish.rest, endless)
        several, parts, contexts = len(form.questions) > 1, list[Reply](), list[Context | None]()
        shown = context  # before the first of several
        for question in form.questions:
            before = context if question.leans or not parts else None
            if parts and shown is not None and self._points_alike(form.questions[0], question):
                before = shown
            if question.beside:
                said = asking._replace(conversation=None, place="")
                before = self._reply(ChatQuestion(question.beside), form, None, said)[1]
            reply, after = self._reply(question, form, before, asking._replace(last=context))
            parts.append(reply.but(typed=question.text if several else typed))
            contexts.append(after.but(answer=None) if after else None)
            context = after or context
        if several and context is not None and any(contexts):
            self.conversations.put(conversation, context.but(parts=tuple(contexts)))
        whole = self._together(parts, form, typed) if several else parts[0]
        if not several:  # of several questions a number would not say of which
            self.conversations.offer(conversation, tuple(each.asks for each in whole.answer.proposed), now)
            if whole.answer.reason == "out_of_scope" and (here := self._here(text)):
                self.conversations.asked_elsewhere(conversation, here, now)
        return whole

    @staticmethod
    def _here(text: str) -> str:
        """What was asked about another place, without it; "" for nothing."""
        if (here := without_place(text)) != text:
            return here
        others = of_others(text)
        return others.rest if others else ""

    def _over_cities(self, text: str, conversation: str | None, lang: str | None, place: str) -> Reply | None:
        """The answer to a question about other plans, ours first; None for any other question.

        What is asked is asked of ours as if it had been typed without them, so that a follow-up means ours.
        """
        from bot.composing import cities  # here: few installations hold several plans

        assert self.beside is not None
        wanted = self.beside.asked(text)
        if wanted is None or (wanted.others and is_written(wanted.others, self.library.texts)):
            return None
        before = self._subject(conversation)
        subject = wanted.rest or before
        if not subject:
            return self._of_which_subject(text, conversation, lang)
        own = self._asked(subject, conversation, lang, place)
        if own.parts:
            return None
        lang = own.question.lang
        leans = bool(wanted.rest and before) and self._leans(wanted.rest, own)
        if leans:  # 他市の担当課は？ of what was shown
            subject = say_of_subject(lang, before, wanted.rest)
        found = tuple(self.beside.found(subject, lang, wanted.plans))
        here = CityFound("", self.beside.called(self.beside.own, lang), own)
        about = _as_typed(own.question.topics, subject) or subject.strip(" 　?？。.、はがを")
        card = cities.over_cities(
            own.card,
            about,
            [each.part(lang) for each in (here, *found)],
            len(wanted.plans) - len(found),
            subject,
        )
        self.conversations.asked_elsewhere(conversation, subject, clock.now())
        alone = text if wanted.rest and not leans else say_over(lang, about)
        question = own.question.but(text=alone)
        return own.but(card=card, typed=text, question=question, query="", takeaway=None, cities=found)

    def _leans(self, text: str, reply: Reply) -> bool:
        """Whether a question that was answered in a conversation has another answer by itself."""
        alone = self._asked(text, None, reply.question.lang, "")
        return alone.answer.items != reply.answer.items

    def _of_which_subject(self, text: str, conversation: str | None, lang: str | None) -> Reply:
        """The reply where nothing says what is asked about other cities."""
        reply = self._asked(text, conversation, lang, "")
        lang = reply.question.lang
        card = Card(lang, say_which_subject(lang), choices=reply.card.choices)
        return reply.but(answer=Helped(question=reply.question, about="unclear"), card=card, takeaway=None)

    def _subject(self, conversation: str | None) -> str:
        """What a conversation was about, to be asked elsewhere: the topic, else the one measure's title."""
        now = clock.now()
        if elsewhere := self.conversations.talk(conversation, now).elsewhere:
            return elsewhere
        context = self.conversations.get(conversation, now)
        if context is None:
            return ""
        if topics := _as_typed(context.question.topics, context.question.text):
            return topics
        plan = self.library.others.of(context.year).vocabulary.plan
        titles = {plan.by_number[item.measure].title for item in plan.items if item.id in context.items}
        return titles.pop() if len(titles) == 1 else ""

    def is_asked(self, text: str, conversation: str | None) -> bool:
        """Whether what somebody says among others can be a question to the bot; nothing is remembered of it.

        What greets, thanks, speaks to a person or has no text is none, nor is what asks and leads to nothing.
        """
        now = clock.now()
        self.conversations.renew(conversation)
        if self._taken(text, conversation, now):
            return True
        if self.beside and text.rstrip().endswith(("?", "？")) and self.beside.asked(text):
            return True
        reader, context = self._reader(conversation, now), self.conversations.get(conversation, now)
        try:
            with bounded():
                form = reader.read(text, self.conversations.talk(conversation, now))
                if form.empty or "person" in form.heard:
                    return False
                return any(self._is_one(each, form, reader, context, now) for each in form.questions)
        except TooMuchError:  # nobody asks so among others
            return False

    def _taken(self, text: str, conversation: str | None, now: datetime) -> str:
        """The question that a message takes of those that were proposed before it; "" for none.

        うちのは takes the one that was asked about another city.
        """
        talk = self.conversations.talk(conversation, now)
        if not talk.offered and not talk.elsewhere:
            return ""
        from bot.understanding.taking import is_ours, taken  # here: most answers propose none

        if talk.elsewhere and is_ours(text, self.library.vocabulary.tables.plan.city):
            return talk.elsewhere
        return taken(text, talk.offered)

    @staticmethod
    def _of_a_part(text: str, context: Context) -> tuple[str, Context]:
        """A message that asks on about one of several questions just answered, and the context of that."""
        from bot.understanding.taking import of_part  # here: few messages hold several questions

        last = context.parts[-1]
        number, rest = of_part(text, len(context.parts), listed=last is not None and len(last.items) > 1)
        part = context.parts[number - 1] if number else None
        return (rest, part) if part is not None else (text, context)

    @staticmethod
    def _points_alike(first: ChatQuestion, other: ChatQuestion) -> bool:
        """Whether both are asked of what was shown before the message: 1. そのうち①の 2. そのうち⑤の."""
        from bot.understanding.taking import points_alike  # here, as above

        return points_alike(first.text, other.text)

    @staticmethod
    def _without_what_was_not_found(text: str, context: Context | None) -> str:
        """A message without the clause that takes back a word of which nothing was found."""
        last = context.answer if context else None
        if not isinstance(last, Nothing) or not last.unknown:
            return text
        from bot.understanding.taking import without_taken_back  # here: few take anything back

        return without_taken_back(text, last.unknown)

    def _is_one(
        self, each: ChatQuestion, form: ChatForm, reader: ChatReader, context: Context | None, now: datetime
    ) -> bool:
        today = self._today or now.date()
        if query_answer(each.text, self.library, context, today, None):
            return True
        if not reader.asks_of_plan(each.text):
            return False
        _, _, found = self._read(each, form, context, today, None)
        return found.reason != "out_of_scope" and bool(found.items or reader.names(each.text))

    def _form(self, text: str, conversation: str | None, now: datetime) -> ChatForm:
        """The message taken apart; who speaks is remembered."""
        talk = self.conversations.talk(conversation, now)
        with tracing.span("form"):
            form = self._reader(conversation, now).read(text, talk)
        waiting = next((each.text for each in form.questions if each.waits), "")
        self.conversations.spoke(conversation, Talk(form.speaker or talk.speaker, waiting), now)
        return form

    def _reader(self, conversation: str | None, now: datetime) -> ChatReader:
        library, today = self.library, self._today or now.date()

        def whole(text: str) -> frozenset[str] | None:
            found = read(text, library.vocabulary, today, library.has)
            if found is None:
                return None
            groups = ("groups",) if found.query.per or found.query.aggregate == "rank" else ()
            return frozenset((*(each.aspect for each in found.query.all_conditions()), *groups))

        def shown(quoted: str) -> tuple[str, ...]:
            from bot.answering.quoted import quoted_items  # here: few messages quote

            context = self.conversations.get(conversation, now)
            return quoted_items(quoted, AnswerContext(library, context, today))

        def telling(text: str) -> bool:
            return tells(text, AnswerContext(library, None, today))

        return ChatReader(library.vocabulary, today, whole, shown, telling)

    def _reply(
        self, asked_for: ChatQuestion, form: ChatForm, context: Context | None, asking: _Asking
    ) -> tuple[Reply, Context | None]:
        """The answer to one question of a message, and the context that it leaves, if any."""
        try:
            return self._replied(asked_for, form, context, asking)
        except TooMuchError:
            with bounded():
                return self._replied(asked_for, form, context, asking._replace(endless=True))

    def _replied(
        self, asked_for: ChatQuestion, form: ChatForm, context: Context | None, asking: _Asking
    ) -> tuple[Reply, Context | None]:
        conversation, now = asking.conversation, asking.now
        today = self._today or now.date()
        with tracing.span("reading") as seen:
            library, question, found = self._answered(asked_for, form, context, today, asking)
            cost = found.question.cost
            seen.tell(**({"by": "phrases"} if cost is None else {"by": "templates", "cost": cost}))
        found = self._with_offers(found, AnswerContext(library, context, today))
        vocabulary = library.vocabulary
        age = not question.filter.years and not self.conversations.knows_age(conversation, now)
        page = Composition(vocabulary, library.texts, today, found.question, question.ask, age, found.query)
        with tracing.span("card"):
            card, taken = compose(found, page, room_of(len(form.questions))), None
        if page.say.newest(vocabulary.newest) in card.sources:
            self.conversations.told_age(conversation, now)
        if isinstance(found, Nothing) and found.reason == "no_match":
            kept = self._memory is not None and asking.place != ""
            card = self._beside_nothing(card, found, page, library, kept=kept)
        if found.question.form:
            from bot.composing import takeaways  # here: few questions ask for a file or a picture

            taken = takeaways.takeaway(found, page, found.question.form)
            card = takeaways.told(card, taken, found, page)
        after = self._remember(found, context, library, asking)
        self._note(asked_for.text, found, asking.place, today, f"{conversation or ''}:{now.hour}")
        reply = Reply(
            question,
            found,
            card,
            conversation,
            vocabulary.year,
            vocabulary.newest,
            0.0,
            taken,
            "" if found.kind in ("nothing", "choose") else asked.words(found, page),
            context is not None,
            asked.carried(found, page),
        )
        return reply, after

    @staticmethod
    def _with_offers(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer:
        """The answer, where it has none with what may have been meant."""
        if found.kind not in ("nothing", "help", "choose"):
            return found
        from bot.answering import offers, proposals  # here: most questions find something

        return proposals.proposed(offers.in_order(offers.offered(found, desk), desk), desk)

    def _together(self, parts: list[Reply], form: ChatForm, text: str) -> Reply:
        """The answers to several questions as one."""
        last = parts[-1]
        taken = next((part.takeaway for part in parts if part.takeaway), None)
        card = together([(part.typed, part.card) for part in parts], last.card.lang, form.unread)
        return last.but(card=card, takeaway=taken, query="", typed=text, parts=tuple(parts))

    def _answered(
        self, asked_for: ChatQuestion, form: ChatForm, context: Context | None, today: date, asking: _Asking
    ) -> tuple[PlanLibrary, Question, AnyAnswer]:
        """The answer, the library of its year, and what is told of the form of the message."""
        if asking.wished:
            return self._in_other_words(asking.lang or "", context, today)
        if asking.endless:
            question = Question(asked_for.text, asking.lang or language(asked_for.text, context), Ask.HELP)
            return self.library, question, Helped(question=question, about="long")
        library, question, found = self._read(asked_for, form, context, today, asking.lang)
        if said := form.told(asked_for):
            found = found.but(question=found.question.but(said=(*said, *found.question.said)))
        return library, question, found

    def _read(
        self, asked_for: ChatQuestion, form: ChatForm, context: Context | None, today: date, lang: str | None
    ) -> tuple[PlanLibrary, Question, AnyAnswer]:
        """By the templates where they explain all of the text, else by the lists of phrases."""
        library, text = self.library, asked_for.text
        desk = AnswerContext(library, context, today)
        if form.greeted:
            question = Question(text, lang or language(form.typed, context), Ask.HELLO)
            return library, question, answer(question, desk)
        if asked_for.waits:
            question = understand(text, library.vocabulary, library, None, today)
            if question.ask not in TALK:
                return library, question, whose(question, desk)
        heard = library.heard(text)
        if context is not None and context.year is not None:
            figure = context.query is not None and "figure" in context.query.wants
            heard = dated(heard, context.year, figure=figure)
        elif is_rated_after(text):  # of nothing that was shown: after the newest year
            heard = dated(heard, library.vocabulary.newest)
        if library.vocabulary.columns and (columned := self._of_column(heard.text, desk)):
            question = columned.question.but(text=text, lang=lang or columned.question.lang)
            library = (
                library.others.of(max(item.year for item in columned.items)) if columned.items else library
            )
            return library, question, columned.but(question=question)
        by_query = query_answer(heard.text, library, context, today, lang) or self._judged(
            heard.text, today, lang
        )
        if by_query is None:
            if ask := talk_in(text, library.vocabulary, today):
                question = Question(text=text, lang=lang or language(text, context), ask=ask)
                return library, question, answer(question, desk)
            meant = library.meant(heard)
            for other in meant.spelt:
                if by_query := query_answer(heard.text, library, context, today, lang, other.text):
                    heard = other
                    break
            else:
                heard = meant.surely
            by_query = by_query or answer_about(heard.text, library, context, today, lang)
        if by_query:
            library, found = by_query
            question = found.question
        else:
            library, question = self._understood(heard.text, context, today)
            question = question.but(lang=lang or question.lang)
            judged = self._judged_of_the_one(question, heard.text, context, today)
            if judged := judged or self._judged_of_words(question, heard.text, today):
                library, found = judged
                question = found.question
            else:
                found = self._looked_up(question, heard.text, AnswerContext(library, context, today))
        if library.vocabulary.columns and found.reason == "not_in_sheet":
            found = self._of_column("", desk, found) or found
        told = tuple(dict.fromkeys((*heard.changes, *found.question.respelled)))
        found = found.but(question=found.question.but(respelled=told))
        return library, question.but(text=text, respelled=told), found

    def _judged(self, text: str, today: date, lang: str | None) -> tuple[PlanLibrary, AnyAnswer] | None:
        """調達コストを下げる件、×ですか: of the one item that the words before lead to, whether it is so."""
        asks, text = "?" if text.rstrip().endswith(("?", "？")) else "", text.rstrip("?？。!！ ")
        if text.endswith(("は", "、")):
            return None  # RPAの進捗は？ says nothing of it
        english = " " in text and (text.isascii() or pattern("[ぁ-ゖ]").search(text) is None)
        parts = pattern(SAID_OF_ENGLISH if english else SAID_OF).search(text)
        about, said = (parts["about"], parts["said"]) if parts else self._before_a_rating(text)
        said = said if english else f"{said}{asks}"
        if not about or (len(said) <= LONGEST_SAID and not self._may_be_so(said, today, english=english)):
            return None
        if not parts and self._understood(text, None, today)[1].wants:
            return None  # 何で三角なの asks why
        library, question = self._understood(about, None, today)
        others = question.filter.but(departments=())  # うちの〈topic〉は丸で合っていますか
        if others or question.ask is not Ask.SHOW or question.wants:
            return None
        found = answer(question, AnswerContext(library, None, today))
        if found.kind != "measure" or found.unknown or len({item.measure for item in found.items}) != 1:
            return None
        (item, *more), whole = found.items, library.vocabulary.plan.by_number[found.items[0].measure].items
        if more and len(found.items) != len(whole):
            return None
        named = f"No.{item.measure}" if more else _numbered(item, library)
        asked = _said_of(named, said, english=english)
        by_query = query_answer(asked, library, None, today, lang)
        return by_query if by_query and by_query[1].judged else None

    def _judged_of_the_one(
        self, question: Question, text: str, context: Context | None, today: date
    ) -> tuple[PlanLibrary, AnyAnswer] | None:
        """ほんで丸やったんか: whether the one item that was shown is rated so; None where more is said."""
        given = question.filter
        (mark, *more) = given.ratings or ("",)
        leans = question.turn in (Turn.NARROW, Turn.SAME) and context is not None and len(context.keys) == 1
        plain = question.ask in (Ask.SHOW, Ask.RATED) and not set(question.wants) - {Field.RATING}
        others = question.topics or given.but(ratings=(), years=())
        if not (leans and mark and plain) or more or others or set(given.years) - {context and context.year}:
            return None
        if not says_only_so(text, self.library.vocabulary, today):
            return None
        return query_answer(f"{mark}ですか", self.library, context, today, question.lang)

    def _judged_of_words(
        self, question: Question, text: str, today: date
    ) -> tuple[PlanLibrary, AnyAnswer] | None:
        """レゴの授業、丸もろたんやんな: whether all that words lead to is rated so; None for a part of it."""
        given, library = question.filter, self.library
        (mark, *more) = given.ratings or ("",)
        plain = question.ask in (Ask.SHOW, Ask.RATED) and not set(question.wants) - {Field.RATING}
        fresh = question.turn is Turn.FRESH and question.topics
        if not (mark and plain and fresh) or more or given.but(ratings=(), departments=()):
            return None
        words = [word.text for topic in question.topics for word in topic.words]
        if not says_only_so(text, library.vocabulary, today, words):
            return None
        desk = AnswerContext(library, None, today)
        found = answer(question.but(filter=given.but(ratings=()), wants=()), desk)
        rated = {None if item.rating.unknown else item.rating.mark == mark for item in found.items}
        if found.kind not in ("measure", "list") or found.unknown or len(found.items) > MOST_JUDGED:
            return None
        if len(rated) != 1 or None in rated:
            return None  # nothing, or which of them is meant? what is not known is shown with what there is
        named = "と".join(_numbered(item, library) for item in found.items)
        asked = _said_of(named, f"{mark}ですか", english=False)
        return query_answer(asked, library, None, today, question.lang)

    def _may_be_so(self, said: str, today: date, *, english: bool) -> bool:
        """Whether templates judge what is said of a measure or an item: of any, the first as well."""
        library = self.library
        item = library.vocabulary.plan.items[0]
        if isinstance(item.measure, str):
            return True  # 防災課-1: how it is printed may be read, too
        asked = (_said_of(f"No.{name}", said, english=english) for name in (item.measure, item.id))
        return any(library.may_be_judged(each, today) for each in asked)

    def _before_a_rating(self, text: str) -> tuple[str, str]:
        """What stands before the last rating of a text, and what is said of it: 〈祭り〉のやつ三角なの."""
        marks = self.library.vocabulary.tables.scale.marks
        words = {word for mark in marks for word in (mark.mark, mark.word, *mark.words)}
        places = [place for word in words if (place := text.rfind(word)) > 0]
        longest = min((at for at in places if at > max(places) - LONGEST_RATING), default=0)
        parts = pattern(ABOUT).search(text[:longest])
        return (parts["about"], text[longest:]) if parts else ("", "")

    @staticmethod
    def _of_column(text: str, desk: AnswerContext, instead: AnyAnswer | None = None) -> AnyAnswer | None:
        """The answer out of a further column of the sheet, in place of one that it has no such field."""
        from bot.answering.columns import asked_of, instead_of  # here: most sheets have none

        return instead_of(instead, desk) if instead else asked_of(text, desk)

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

    def _in_other_words(
        self, lang: str, context: Context | None, today: date
    ) -> tuple[PlanLibrary, Question, AnyAnswer]:
        """What was shown last in another language; nothing shown, that it will be answered in it."""
        library, question = self.library, Question(text="", lang=lang)
        if context is None:
            return library, question, Helped(question=question, about="language")
        if context.year is not None:
            library = library.others.of(context.year)
        found = again(question, AnswerContext(library, context, today))
        return library, replace(context.question, lang=lang), found.but(query=context.query)

    def _beside_nothing(
        self, card: Card, found: Nothing, page: Composition, library: PlanLibrary, *, kept: bool
    ) -> Card:
        """What was not found with the question without that word first, and that the office sees it."""
        words = [page.typed(word) for word in found.unknown]
        rest = without_words(found.question.text, words) if words else ""
        meant, choices = card.choices[: len(found.proposed)], card.choices[len(found.proposed) :]
        if rest and self._means_something(rest, page, library):
            first = Choice(page.say.without_word(rest), page.asks(rest))
            choices = (first, *(each for each in choices if each.asks != first.asks))
        sounds = library.meant(Respelled(found.question.text)).offered
        if sounds and self._means_something(sounds, page, library):
            choices = (Choice(page.say.without_word(sounds), page.asks(sounds)), *choices)
        choices = (*meant, *choices)  # as they are numbered
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
        missed = isinstance(found, Nothing) and found.reason == "no_match"
        unclear = isinstance(found, Helped) and found.about == "unclear"
        corrected = found.question.ask is Ask.CORRECT
        kept = missed or unclear or corrected
        if not place or not typed.strip() or not (kept or place != TERMINAL) or self.memory is None:
            return
        from bot.memory import Missed, fingerprint  # here: a plain question on the terminal needs none

        if place != TERMINAL:
            self.memory.count(today, (_outcome(found), place), *_viewed(found))
        if kept:
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
        return self.libraries.of()

    @property
    def libraries(self) -> Libraries:
        """The libraries of every year of the index as it is now."""
        speak_as(self.city)
        return self._made()

    def _made(self) -> Libraries:
        build = self.index.build
        with self._lock:
            if self._libraries is None or self._libraries.build != build:
                self._libraries = Libraries(self.index)
            return self._libraries

    def city(self) -> City:
        """What the city of the index as it is now calls its plan, and questions that this plan answers."""
        libraries = self._made()
        if not isinstance(libraries.city, City):
            vocabulary = libraries.of().vocabulary
            marks = tuple(mark.mark for mark in vocabulary.scale_of(vocabulary.newest).marks)
            libraries.city = City(vocabulary.tables.plan, marks, cache(lambda: self._examples(libraries)))
        return libraries.city

    def _examples(self, libraries: Libraries) -> Examples:
        from bot.answering.examples import examples  # here: most answers show none

        library, now = libraries.of(), clock.now()

        def items(text: str) -> tuple[Item, ...]:
            form = self._reader(None, now).read(text, Talk())
            return self._read(form.questions[0], form, None, now.date(), "ja")[2].items

        return examples(library.vocabulary, items)

    def _remember(
        self,
        found: AnyAnswer,
        before: Context | None,
        library: PlanLibrary,
        asking: _Asking,
    ) -> Context | None:
        conversation = asking.conversation
        if found.question.ask is Ask.RESET:
            self.conversations.put(conversation, None)
            return None
        year_missing = isinstance(found, Nothing) and found.reason == "year_not_loaded"
        rows = _in_rows(found) or (found.related if isinstance(found, Nothing) else ())  # what it named
        shown = bool(rows) or found.kind in ("list", "counts", "compare")
        refused = isinstance(found, Nothing) and found.reason == "read_only"
        if isinstance(found, Helped) or refused or not (shown or year_missing):
            return None
        rows = Items.of(rows)
        years = rows.years
        own = library.vocabulary.year
        year = own if own in years or not years else rows[0].year
        ids = _ids_in(year, rows)
        texts = library.others.of(year).texts
        groups = found.groups if isinstance(found, Tabled) else ()
        query = query_of(found.question, library.vocabulary.newest) if year_missing else found.query
        named = (*(before.departments if before else ()), *found.question.filter.departments)
        after = Context(
            question=_as_shown(found),
            kind=found.kind,
            items=ids,
            related=_ids_in(year, found.related),
            at=asking.now,
            owners=tuple(Items.of(found.items or rows).owners),
            departments=tuple(dict.fromkeys(reversed(named)))[:4][::-1],
            texts=texts.wholes(ids[:TEXTS]),
            year=year,
            keys=rows.keys,
            answer=found,
            query=query,
            before=_widest(query, before) or _listing(query, before, ids),
            earlier=_earlier(query, asking.last),
            groups=tuple(group.value for group in groups),
            standing=tuple(group.place for group in groups),
            build=library.others.build,
        )
        self.conversations.put(conversation, after)
        return after


def _numbered(item: Item, library: PlanLibrary) -> str:
    """An item by its number, by that of its measure alone where it is the only one of it."""
    alone = len(library.vocabulary.plan.by_number[item.measure].items) == 1
    return f"No.{item.measure if alone else item.id}"


def _said_of(named: str, said: str, *, english: bool) -> str:
    """The question whether something is so of what is named."""
    return f"is {named} {said}?" if english else f"{named}は{said}"


def _as_typed(topics: Sequence[Topic], text: str) -> str:
    """The words of topics as they stand in a text."""
    lower = text.lower()
    places = [(lower.find(word), len(word)) for word in (topic.text.lower() for topic in topics)]
    return "、".join(text[at : at + length] for at, length in places if at >= 0)


def _as_shown(found: AnyAnswer) -> Question:
    """The question that a follow-up leans on: without a rating that was only said of what was shown."""
    question = replace(found.question, form="")
    if not found.judged or set(found.items) == set(found.hits):
        return question
    return replace(question, filter=replace(question.filter, ratings=()))


def _ids_in(year: FiscalYear, items: Sequence[Item]) -> tuple[str, ...]:
    """The ids of those of some items that are of a year."""
    found = Items.of(items)
    return found.ids if found.years <= {year} else tuple([item.id for item in found if item.year == year])


def _in_rows(found: AnyAnswer) -> tuple[Item, ...]:
    """The items in the order of the rows that show them: of two years, first what changed, kind by kind."""
    if not isinstance(found, Compared) or not found.changes:
        return found.items
    from bot.answering.changes import ORDER  # here: most questions are of one year

    rows = (each.item for kind in ORDER for each in found.changes if each.kind == kind)
    return tuple({item.key: item for item in (*rows, *found.items)}.values())


def _widest(query: Query | None, context: Context | None) -> Query | None:
    """The last query of the conversation that this one narrows, by having all of its conditions and more."""
    if query is None or context is None:
        return None
    conditions = set(query.all_conditions())
    earlier = (each for each in (context.query, context.before) if each is not None)
    return next((each for each in earlier if set(each.all_conditions()) < conditions), None)


def _listing(query: Query | None, context: Context | None, ids: tuple[str, ...]) -> Query | None:
    """The list of the conversation that one of its rows is shown from."""
    if query is None or context is None or query.aggregate != "show" or not set(ids) <= set(context.items):
        return None
    return context.query if len(context.items) > len(ids) else context.before


def _earlier(query: Query | None, context: Context | None) -> tuple[Query, ...]:
    """What was asked in the conversation before this query, each once."""
    if context is None or context.query is None:
        return ()
    last = context.query.but(form="")
    asked_for = tuple(
        each for each in (*context.earlier, last) if query is None or each != query.but(form="")
    )
    once = tuple(dict.fromkeys(asked_for))
    return once if len(once) <= MOST_EARLIER else (once[0], *once[1 - MOST_EARLIER :])


def _counts(found: AnyAnswer) -> Counts | None:
    """The numbers of an answer; of a measure that is shown, of the items shown, as a list of them has."""
    if found.counts is None and isinstance(found, Shown):
        return count(found.items, tuple(dict.fromkeys(i.rating.mark for i in found.items if i.rating.rated)))
    return found.counts


def _viewed(found: AnyAnswer) -> tuple[tuple[What, str], ...]:
    """The one measure that an answer shows, to be counted."""
    from bot.memory import What  # here, as above

    if not isinstance(found, Shown) or len(found.measures) != 1:
        return ()
    measure = found.measures[0]
    return ((What.SHOWN, f"{measure.year.code}/{measure.number}"),)


def _outcome(found: AnyAnswer) -> What:
    """What an answer is counted as."""
    from bot.memory import What  # here, as above

    match found:
        case Helped():
            return What.MISSED if found.about in ("unclear", "long") else What.HELPED
        case Nothing():
            return What.MISSED if found.reason == "no_match" else What.DECLINED
        case Asked():
            return What.CHOSE
    return What.ANSWERED
