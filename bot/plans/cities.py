"""Other plans beside one: which are asked about, and what each of them answers to the same question.

Only plans that a binding allows are known here. Each is asked in its own words and scale, by its own bot, in
no conversation and without being counted: what people of one city ask leaves nothing in another's.
"""

from __future__ import annotations

import logging
import re

from bot import clock
from bot.answer import Helped
from bot.answering.refusals import is_written
from bot.card import Card
from bot.composing.cities import over_cities, part_of
from bot.reply import CityAsked, CityFound
from bot.understanding.cities import THEN, of_others, other_place, without
from bot.wording.city import of_other_cities, of_subject, which_subject
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from bot.bot import Bot
    from bot.question import Topic
    from bot.reply import Reply

Plans = tuple[str, ...]
MOST = 10  # plans that are asked for one answer
log = logging.getLogger(__name__)


class OtherPlans:
    """The plans that may be compared with the first of `names`."""

    def __init__(self, names: Plans, entered: Callable[[Plans], AbstractContextManager[Bot]]) -> None:
        """`entered` opens the bot of a plan by itself."""
        self._names = names[1:]
        self.own = names[0]
        self._entered = entered
        self._called: dict[str, tuple[str, str]] = {}

    def asked(self, text: str) -> CityAsked | None:
        """Whether a text asks about other cities: about all that may be compared, or some by name."""
        if other_place(fold(text)) and (named := self._named(text)):
            return named
        found = of_others(text)
        return CityAsked(found, found.rest, self._names) if found else None

    def over(
        self, bot: Bot, text: str, conversation: str | None, lang: str | None, place: str
    ) -> Reply | None:
        """The answer of `bot` and theirs to a question about them; None for any other question.

        What is asked is asked of ours as if it had been typed without them, so that a follow-up means ours.
        """
        wanted = self.asked(text)
        if wanted is None or (wanted.others and is_written(wanted.others, bot.library.texts)):
            return None
        before = _subject(bot, conversation)
        subject = wanted.rest or before
        if not subject:
            return _of_which_subject(bot.answered(text, conversation, lang, ""))
        own = bot.answered(subject, conversation, lang, place)
        if own.parts:
            return None
        lang = own.question.lang
        leans = bool(wanted.rest and before) and _leans(bot, wanted.rest, own)
        if leans:  # 他市の担当課は？ of what was shown
            subject = of_subject(lang, before, wanted.rest)
        found = tuple(self.found(subject, lang, wanted.plans))
        here = CityFound("", self.called(self.own, lang), own)
        about = _as_typed(own.question.topics, subject) or subject.strip(" 　?？。.、はがを")
        parts = [
            part_of(lang, each.plan, each.name, each.card, found=each.has, away=each.reply is None)
            for each in (here, *found)
        ]
        card = over_cities(own.card, about, parts, len(wanted.plans) - len(found), subject)
        bot.conversations.asked_elsewhere(conversation, subject, clock.now())
        alone = text if wanted.rest and not leans else of_other_cities(lang, about)
        question = own.question.but(text=alone)
        return own.but(card=card, typed=text, question=question, query="", takeaway=None, cities=found)

    def _named(self, text: str) -> CityAsked | None:
        """What is asked about cities that are named and may be compared."""
        rest, plans = text, []
        for plan in (*self._names, self.own):
            for name in filter(None, self._names_of(plan)):
                shape = re.compile(
                    rf"(?i)(?:\b(?:in|of|at|by|to|with|and|than)\s+)?{re.escape(name)}(?:'s|’s)?(?:{THEN}|[とや]|\b)?"
                )
                if rest and (found := shape.search(rest)):
                    rest = without(rest, found.start(), found.end())
                    plans.append(plan)
        others = tuple(dict.fromkeys(each for each in plans if each != self.own))
        return CityAsked(None, rest, others) if others else None

    def _names_of(self, plan: str) -> tuple[str, ...]:
        """What a plan's city is called, in both languages; nothing for one that cannot be opened."""
        if plan not in self._called:
            try:
                with self._entered((plan,)) as bot:
                    words = bot.city().plan
            except (KatouError, OSError):
                return ()
            self._called[plan] = (words.city, words.city_english)
        return self._called[plan]

    def called(self, plan: str, lang: str) -> str:
        """The name that an answer has for a plan."""
        ja, en = self._names_of(plan) or ("", "")
        return (en if lang == "en" else ja) or ja or plan

    def found(self, question: str, lang: str, plans: Plans) -> Iterator[CityFound]:
        """What each of these plans answers, as it would answer its own people."""
        for plan in plans[:MOST]:
            reply: Reply | None = None
            try:
                with self._entered((plan,)) as bot:
                    reply = bot.ask(question, lang=lang, place="")
            except (KatouError, OSError) as error:
                log.warning("%s: %s", plan, error)
            yield CityFound(plan, self.called(plan, lang), reply)


def _leans(bot: Bot, text: str, reply: Reply) -> bool:
    """Whether a question that was answered in a conversation has another answer by itself."""
    alone = bot.answered(text, None, reply.question.lang, "")
    return alone.answer.items != reply.answer.items


def _of_which_subject(reply: Reply) -> Reply:
    """The reply where nothing says what is asked about other cities."""
    lang = reply.question.lang
    card = Card(lang, which_subject(lang), choices=reply.card.choices)
    return reply.but(answer=Helped(question=reply.question, about="unclear"), card=card, takeaway=None)


def _subject(bot: Bot, conversation: str | None) -> str:
    """What a conversation was about, to be asked elsewhere: the topic, else the one measure's title."""
    now = clock.now()
    if elsewhere := bot.conversations.talk(conversation, now).elsewhere:
        return elsewhere
    context = bot.conversations.get(conversation, now)
    if context is None:
        return ""
    if topics := _as_typed(context.question.topics, context.question.text):
        return topics
    plan = bot.libraries.of(context.year).vocabulary.plan
    titles = {plan.by_number[item.measure].title for item in plan.items if item.id in context.items}
    return titles.pop() if len(titles) == 1 else ""


def _as_typed(topics: Sequence[Topic], text: str) -> str:
    """The words of topics as they stand in a text."""
    lower = text.lower()
    places = [(lower.find(word), len(word)) for word in (topic.text.lower() for topic in topics)]
    return "、".join(text[at : at + length] for at, length in places if at >= 0)
