"""Other plans beside one: which are asked about, and what each of them answers to the same question.

Only plans that a binding allows are known here. Each is asked in its own words and scale, by its own bot, in
no conversation and without being counted: what people of one city ask leaves nothing in another's.
"""

from __future__ import annotations

import logging
import re

from bot.reply import CityAsked, CityFound
from bot.understanding.cities import THEN, of_others, without
from bot.understanding.readings import other_place
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.bot import Bot
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
