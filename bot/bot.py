"""reply: text and conversation in, card and JSON out. The whole bot."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import cache, cached_property

from bot import clock, tracing
from bot.answer import AnyAnswer, Asked, Helped, Listed, Nothing
from bot.answering.context import AnswerContext, Libraries, PlanLibrary
from bot.answering.context_after import context_after
from bot.answering.lookup import again
from bot.answering.one_question import answer_one
from bot.answering.queries import answer_to, language, query_answer
from bot.answering.topics import tells
from bot.composing import asked, compose
from bot.composing.context import CardWriter
from bot.composing.folding import room_of
from bot.conversation import Context, Conversations, Talk
from bot.query import Condition, Query
from bot.question import Ask, Question, Turn
from bot.reply import Reply
from bot.understanding.cities import of_others, without_place
from bot.understanding.effort import MOST, UNCOUNTED, TooMuchError, bounded
from bot.understanding.message.form import ChatForm, ChatQuestion, ChatReader
from bot.understanding.message.lines import without_mark
from bot.understanding.noise import common_japanese
from bot.understanding.reading import read
from bot.understanding.speech import wish_in
from bot.wording.city import City, Examples, speak_as
from katou_index.locks import Lock
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING, NamedTuple, replace
from katou_index.words import QUESTION_LIMIT, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    from bot.files.takeaway import Takeaway
    from bot.memory import Memory
    from bot.reply import CityAsked
    from katou_index import Index

    class Beside(Protocol):
        """Other plans that this one may be compared with: see bot/plans/cities.py."""

        def asked(self, text: str) -> CityAsked | None:
            """Whether a text asks about them."""

        def over(
            self, bot: Bot, text: str, conversation: str | None, lang: str | None, place: str
        ) -> Reply | None:
            """The answer of `bot` and theirs to a question about them; None for any other question."""


TERMINAL = "terminal"  # not counted: scripts ask there, and each asking is a process that must start at once
SLIPS = 2  # of two names side by side that are mended
TAKEN_APART = 5  # signs of a message that take as much to be taken apart as one does to be read


# One of these stands in what asks for others than what was shown, or for more of its measure.
BESIDE_SHOWN = (
    "以外", "ほか", "他", "外に", "除", "同じ", "事業", "年度", "れだけ", "目だけ", "れのみ", "唯一",
    "the only", "than", "esides", "part from", "side from", "xcept",
)  # fmt: skip


class _Asking(NamedTuple):
    """Where, when and in which language a message was sent."""

    conversation: str | None
    lang: str | None
    place: str
    now: datetime
    wished: bool = False  # nothing but the language was asked for
    endless: bool = False  # it takes more reading than one message may
    last: Context | None = None  # what the question before it left, in this message or an earlier one
    quoted: tuple[str, ...] = ()  # ids of the items that it quotes without their numbers


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
        self.tidy: Callable[[], None] | None = None  # after each answer, where a process goes on
        self._today = today
        self._lock = Lock()
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
            over = self.beside.over(self, text, conversation, lang, place) if self.beside else None
            with bounded(MOST - min(len(text), QUESTION_LIMIT) // TAKEN_APART):
                reply = over or self.answered(text, conversation, lang, place)
            if self.beside and not over and reply.answer.reason == "no_match":  # the others may have it
                self.conversations.asked_elsewhere(conversation, text, clock.now())
            self.conversations.share(conversation, waits=waits)
            seen.tell(kind=reply.answer.kind, questions=len(reply.parts) or 1)
        if self.tidy is not None:
            self.tidy()
        return reply.but(ms=round((time.perf_counter() - began) * 1000, 1))

    def prepare(self) -> None:
        """Make what the first questions to a large plan would wait for, where a process goes on. Raises
        IndexUnusableError."""
        from bot.answering.ahead import make_ahead  # here: one question waits for its own only

        make_ahead(self.libraries)

    def forget(self, conversation: str) -> None:
        """The next question of this conversation stands alone, whichever process answers it."""
        self.conversations.renew(conversation)
        self.conversations.put(conversation, None)
        self.conversations.share(conversation)

    def carry(self, before: str, after: str) -> None:
        """The next question of the conversation `after` goes on with what was last said in `before`,
        whichever process answered there."""
        for each in (before, after):
            self.conversations.renew(each)
        self.keep(before, after)

    def keep(self, conversation: str, name: str) -> None:
        """The next question of the conversation `name` goes on with what this process last answered in
        `conversation`. Other processes are not asked for anything newer."""
        self.conversations.put(name, self.conversations.get(conversation, clock.now()))
        self.conversations.share(name)

    def answered(self, text: str, conversation: str | None, lang: str | None, place: str) -> Reply:
        """The answer to a message as if there were no other plans; the conversation goes on with it."""
        asking = _Asking(conversation, lang, place, clock.now())
        meant, context = self._meant(text, asking)
        form, asking = self._opened(
            clean(meant, QUESTION_LIMIT + 1), context, asking
        )  # so that a cut is told
        if (
            context is not None
            and len(form.questions) == 1
            and (alike := self._of_each(form, context, asking))
        ):
            return self._together(alike, form, text)
        if len(form.questions) > 1:
            return self._together(self._replies(form, context, asking), form, text)
        reply = self._replies(form, context, asking)[0]
        # Of several questions a number would not say of which.
        self.conversations.offer(conversation, tuple(each.asks for each in reply.answer.proposed), asking.now)
        if reply.answer.reason == "out_of_scope" and (here := self._here(meant)):
            self.conversations.asked_elsewhere(conversation, here, asking.now)
        return reply.but(typed=text)

    def _meant(self, text: str, asking: _Asking) -> tuple[str, Context | None]:
        """What a message says instead of what it points at, and the context that it is asked in."""
        text = self._taken(text, asking.conversation, asking.now) or text
        context = self.conversations.get(asking.conversation, asking.now)
        text = self._beside_shown(self._without_what_was_not_found(text, context), context)
        if context is None or not context.parts:
            return text, context
        said, of = self._of_a_part(text, context)
        return said, self._of_all_parts(text, context, asking.now) if of is context else of

    def _opened(self, text: str, context: Context | None, asking: _Asking) -> tuple[ChatForm, _Asking]:
        """A message taken apart, and in which language it is to be answered; that is remembered if wished."""
        conversation, now = asking.conversation, asking.now
        quoted: list[str] = []
        try:
            form = self._form(text, conversation, now, quoted)
            if quoted:
                asking = asking._replace(quoted=tuple(quoted))
        except TooMuchError:
            form, asking = ChatForm((ChatQuestion(text),), typed=text), asking._replace(endless=True)
        wish = wish_in(text)
        if wish.lang and wish.rest:
            form = self._form(wish.rest, conversation, now)
        elif form.changed and len(form.questions) == 1 and (behind := wish_in(form.questions[0].text)).lang:
            wish = behind  # a greeting stands before it
            form = form.but(questions=(form.questions[0]._replace(text=behind.rest),))
        if wish.lang:
            self.conversations.speak(conversation, wish.lang, now)
        lang = wish.lang or asking.lang or self.conversations.language(conversation, now) or None
        if form.changed and not lang and not form.greeted:
            lang = language(text, context)
        return form, asking._replace(lang=lang, wished=bool(wish.lang) and not wish.rest)

    def _of_each(self, form: ChatForm, context: Context, asking: _Asking) -> list[Reply]:
        """The answers to a question that asks on about each of several just answered; none where it does not.

        1. ×は何項目？ 2. △は何項目？ → ④だけだと？
        """
        parts = [each for each in context.parts if each is not None and each.query is not None]
        if len(parts) < 2 or len(parts) != len(context.parts):
            return []
        from bot.answering.each import asked_of_each  # here, as below

        today, text = self._today or asking.now.date(), form.questions[0].text
        try:
            if not asked_of_each(text, self.library, parts, today):
                return []
        except TooMuchError:
            return []  # which the answer to it tells
        several = form.but(questions=form.questions * len(parts))  # each has the room of one of several
        found = [self._reply(form.questions[0], several, part, asking) for part in parts]
        after = tuple(each[1].but(answer=None) if each[1] else None for each in found)
        if found[-1][1] is not None:
            self.conversations.put(asking.conversation, found[-1][1].but(parts=after))
        return [each[0].but(typed=part.question.text) for each, part in zip(found, parts, strict=True)]

    def _replies(self, form: ChatForm, context: Context | None, asking: _Asking) -> list[Reply]:
        """The answer to each question of a message; the conversation goes on with the last, and knows all."""
        shown = context  # before the first of several
        parts, contexts = list[Reply](), list[Context | None]()
        for question in form.questions:
            before = context if question.leans or not parts else None
            if (
                parts
                and shown is not None
                and (self._points_alike(form.questions[0], question) or _goes_on(parts[0], shown))
            ):
                before = shown
            if asking.quoted and not parts:
                before = self._of_what_is_quoted(question, asking) or before
            if question.below:
                question = self._below_quotation(question, form, before, asking)
            if question.first:
                question, before = self._righted(question, form, before, asking)
            if question.beside:
                said = asking._replace(conversation=None, place="")
                of = before if question.leans else None
                before = self._reply(ChatQuestion(question.beside), form, of, said)[1]
            reply, after = self._reply(question, form, before, asking._replace(last=context))
            parts.append(reply.but(typed=question.text))
            contexts.append(after.but(answer=None) if after else None)
            context = after or context
        if len(parts) > 1 and context is not None and any(contexts):
            self.conversations.put(asking.conversation, context.but(parts=tuple(contexts)))
        return parts

    def _righted(
        self, question: ChatQuestion, form: ChatForm, before: Context | None, asking: _Asking
    ) -> tuple[ChatQuestion, Context | None]:
        """A question behind a slip that was taken back, and what it hangs on: the last one put right.

        ごめん、〈課〉の間違い。何項目ある？ Where nothing is to be put right both are one question.
        """
        said = asking._replace(conversation=None, place="")
        if before is not None:
            after = self._reply(ChatQuestion(question.first), form, before, said)[1]
            if after is not None:
                return question, after
        return question._replace(text=f"{question.first}{question.text}"), before

    def _below_quotation(
        self, question: ChatQuestion, form: ChatForm, before: Context | None, asking: _Asking
    ) -> ChatQuestion:
        """A question below a quotation, asked of its measures where it leads to nothing by itself.

        What is not read of them either asks for them.
        """
        said = asking._replace(conversation=None, place="")
        found = self._reply(question, form, before, said)[0].answer
        leads = not _leads_nowhere(found) and found.reason != "year_not_loaded"  # its text may tell of it
        if leads and not (found.judged and found.query is not None and not found.query.base):
            return question  # …だけが×？ may be asked of the whole plan, but not below some of it
        of, text = question.below, question.text
        joined = f"{of.replace('と', ' and ')}, {text}" if text.isascii() else f"{of}は{text}"
        of_it = question._replace(text=joined)
        there = self._reply(of_it, form, None, said)[0].answer
        strange = set(there.unknown) - common_japanese() if found.kind == "nothing" else ()
        if not _leads_nowhere(there) and not strange:  # 可能性は; ワクチンは is asked of what speaks of it
            return of_it
        return question._replace(text=of) if found.kind != "nothing" and not leads else question

    def _of_what_is_quoted(self, question: ChatQuestion, asking: _Asking) -> Context | None:
        """What a message quotes as if it had just been shown, where its question asks on about that."""
        from bot.answering.quoted import asked_of_quoted  # here: few messages quote

        today = self._today or asking.now.date()
        found = asked_of_quoted(question.text, asking.quoted, AnswerContext(self.library, None, today))
        return context_after(found, None, None, self.library, asking.now) if found else None

    @staticmethod
    def _here(text: str) -> str:
        """What was asked about another place, without it; "" for nothing."""
        if (here := without_place(text)) != text:
            return here
        others = of_others(text)
        return others.rest if others else ""

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

        plan = self.library.vocabulary.tables.plan
        if talk.elsewhere and is_ours(text, plan.city, plan.city_english):
            return talk.elsewhere
        return taken(text, talk.offered)

    def _of_all_parts(self, text: str, context: Context, now: datetime) -> Context:
        """What a message is asked of that points at as many items as several questions showed together.

        防災課の△は？情報管理室の◎は？ → その3つ、全部同じ評価？
        """
        from bot.understanding.taking import points_at_so_many  # here, as below

        parts = [each for each in context.parts if each is not None]
        ids = tuple(dict.fromkeys(item for each in parts for item in each.items))
        years = {each.year for each in parts}
        alike = len(ids) == len(context.items) or len(years) != 1 or context.year is None
        if alike or not points_at_so_many(text, len(ids)):
            return context
        query = Query((context.year.code,), (Condition("item", ids),)) if context.year else Query()
        desk = AnswerContext(self.library, None, self._today or now.date())
        found = answer_to(query, context.question.text, context.question.lang, desk)
        return context_after(found, None, None, self.library, now) or context

    @staticmethod
    def _of_a_part(text: str, context: Context) -> tuple[str, Context]:
        """A message that asks on about one of several questions just answered, and the context of that.

        「3. 担当課は」 below two questions is the third, not measure No.3.
        """
        from bot.understanding.taking import of_part  # here: few messages hold several questions

        if (next_one := without_mark(text, len(context.parts) + 1)) != text:
            return next_one, context
        last = context.parts[-1]
        number, rest = of_part(text, len(context.parts), listed=len(last.items) if last else 0)
        part = context.parts[number - 1] if number else None
        return (rest, part) if part is not None else (text, context)

    @staticmethod
    def _points_alike(first: ChatQuestion, other: ChatQuestion) -> bool:
        """Whether both are asked of what was shown before the message: 1. そのうち①の 2. そのうち⑤の.

        Also where the other one is no more than a name: 1. そのうち①のは 2. ⑤のは.
        """
        from bot.understanding.taking import points_alike  # here, as above

        return points_alike(first.text, first.text if other.named else other.text)

    def _beside_shown(self, text: str, context: Context | None) -> str:
        """A message that asks for others than the one thing that was shown, with that by its number."""
        if context is None or not any(map(text.__contains__, BESIDE_SHOWN)):
            return text
        vocabulary = self.library.vocabulary
        if context.year not in (None, vocabulary.newest):
            return text
        from bot.understanding.taking import beside_shown  # here: few ask so

        return beside_shown(text, context.keys, vocabulary)

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
        found = answer_one(each, form, AnswerContext(self.library, context, today), None)[2]
        return found.reason != "out_of_scope" and bool(found.items or reader.names(each.text))

    def _form(
        self, text: str, conversation: str | None, now: datetime, quoted: list[str] | None = None
    ) -> ChatForm:
        """The message taken apart; who speaks is remembered. Ids of items that it quotes go into `quoted`."""
        talk = self.conversations.talk(conversation, now)
        with tracing.span("form"):
            form = self._reader(conversation, now, quoted).read(text, talk)
        waiting = next((each.text for each in form.questions if each.waits), "")
        self.conversations.spoke(conversation, Talk(form.speaker or talk.speaker, waiting), now)
        return form

    def _reader(self, conversation: str | None, now: datetime, items: list[str] | None = None) -> ChatReader:
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
            found = quoted_items(quoted, AnswerContext(library, context, today))
            if items is not None:
                items[:] = found
            return found

        def repeats(quoted: str) -> bool:
            context = self.conversations.get(conversation, now)
            if context is None or not context.keys:
                return False
            ids = shown(quoted)
            last = {key.partition("/")[2] for key in context.keys}
            return len(ids) > 1 and set(ids) == last

        def telling(text: str) -> bool:
            return tells(text, AnswerContext(library, None, today))

        def heard(text: str) -> str:
            return library.speller.sounds.heard(text).text

        def respelt(text: str) -> str:
            for _ in range(SLIPS):
                text = next((each.text for each in library.meant(library.heard(text)).spelt), text)
            return text

        return ChatReader(library.vocabulary, today, whole, shown, telling, heard, repeats, respelt)

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
        last = context.query if context is not None and question.turn is not Turn.FRESH else None
        writer = CardWriter(
            vocabulary, library.texts, today, found.question, question.ask, age, found.query or last
        )
        with tracing.span("card"):
            card, taken = compose(found, writer, room_of(len(form.questions))), None
        if writer.say.newest(vocabulary.newest) in card.sources:
            self.conversations.told_age(conversation, now)
        if isinstance(found, Nothing) and found.reason == "no_match":
            from bot.composing.beside_nothing import beside_nothing  # here: most questions find something

            kept = self._memory is not None and asking.place != ""
            card = beside_nothing(card, found, writer, library, kept=kept)
        elif isinstance(found, Asked) and not found.options and context and context.query:
            from bot.composing.beside_nothing import beside_asking  # here, as above

            card = beside_asking(card, writer, context.query)
        elif isinstance(found, Nothing):
            from bot.composing.beside_nothing import beside_refusal  # here, as above

            card = beside_refusal(card, found, writer, library, context.query if context else None)
        if found.question.form:
            from bot.composing import takeaways  # here: few questions ask for a file or a picture

            taken = takeaways.takeaway(found, writer, found.question.form)
            card = takeaways.told(card, taken, found, writer)
        after = context_after(found, context, asking.last, library, now)
        if after is not None or found.question.ask is Ask.RESET:
            self.conversations.put(conversation, after)
        self._note(asked_for.text, found, asking)
        reply = Reply(
            question,
            found,
            card,
            conversation,
            vocabulary.year,
            vocabulary.newest,
            0.0,
            taken,
            "" if found.kind in ("nothing", "choose") else asked.words(found, writer),
            context is not None and not asking.endless,
            asked.carried(found, writer),
            aside=tuple(map(writer.typed, found.unknown)) if found.items and found.kind != "nothing" else (),
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
        from bot.composing.several import together  # here: most messages hold one question

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
        desk = AnswerContext(self.library, context, today)
        library, question, found = answer_one(asked_for, form, desk, asking.lang)
        if said := form.told(asked_for):
            found = found.but(question=found.question.but(said=(*said, *found.question.said)))
        return library, question, found

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
        writer = CardWriter(library.vocabulary, library.texts, self._today or clock.today(), found.question)
        return takeaways.takeaway(found, writer, form)

    def _note(self, typed: str, found: AnyAnswer, asking: _Asking) -> None:
        """Count it, and keep for the office what was not found, and what somebody says is wrong."""
        place, kept = asking.place, _is_kept(found)
        if not place or not typed.strip() or not (kept or place != TERMINAL) or self.memory is None:
            return
        from bot.memory import noting  # here: a plain question on the terminal needs none

        today, text = self._today or asking.now.date(), clean(typed, QUESTION_LIMIT)
        if place != TERMINAL:
            noting.count(self.memory, found, place, today)
        if kept:
            talk = f"{asking.conversation or ''}:{asking.now.hour}"
            noting.keep(self.memory, found, text, self._nearest(text), place, today, talk)

    def _nearest(self, text: str) -> str:
        """The title of the measure that a text comes nearest to, "" for none."""
        for hit in self.index.search(text, limit=1):
            plan = self.library.vocabulary.plan
            return next((m.title for m in plan.measures for item in m.items if item.key == hit.id), "")
        return ""

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
            desk = AnswerContext(library, None, now.date())
            return answer_one(form.questions[0], form, desk, "ja")[2].items

        with bounded(UNCOUNTED):  # once a process: no part of the message that shows them first
            return examples(library.vocabulary, items)


def _goes_on(first: Reply, shown: Context) -> bool:
    """Whether the first question of a message was asked of what had been shown before: so are the others.

    〈課〉のことを聞きます → 1. ○は何項目？ 2. ×は何項目？
    """
    of, asked = shown.query, first.answer.query
    return of is not None and asked is not None and bool(of.base) and set(of.base) <= set(asked.base)


def _leads_nowhere(found: AnyAnswer) -> bool:
    """Whether a question was not read, or nothing was found for it."""
    if isinstance(found, Nothing):
        return found.reason == "no_match"
    unclear = isinstance(found, Helped) and found.about in ("", "unclear")
    return unclear or (isinstance(found, Asked) and not found.options)


def _is_kept(found: AnyAnswer) -> bool:
    """Whether the office sees a question: what was not found or understood, and what is said to be wrong."""
    missed = isinstance(found, Nothing) and found.reason == "no_match"
    unclear = isinstance(found, Helped) and found.about == "unclear"
    return missed or unclear or found.question.ask is Ask.CORRECT
