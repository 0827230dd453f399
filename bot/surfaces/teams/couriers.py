"""How an answer reaches people in Teams: below what they said, or in the place of the card they pressed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from bot.memory import Memory
from bot.surfaces.answering import Answered, admitted
from bot.surfaces.teams.access import TeamsAccess
from bot.surfaces.teams.activity import Activity, person_key
from bot.surfaces.teams.cards import LONGEST_LINK, CardExtras, messages, one_message, picture, plain_message
from bot.surfaces.teams.library import Unsent
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.text import typed
from bot.surfaces.teams.weekly import weekly_extras
from bot.wording import chat as say
from bot.wording import takeaway as files

if TYPE_CHECKING:
    from bot.card import Card
    from bot.chat import Front
    from bot.files.download import Download

WITHOUT_PAGE = ("", "png")  # forms of choices that need no page: a picture is drawn in the conversation
log = logging.getLogger(__name__)
Json = dict[str, Any]


class Chats:
    """What every courier works with: who may ask, how it is sent, the threads. `to` makes one."""

    def __init__(
        self, front: Front, memory: Memory, access: TeamsAccess, posting: Posting, workers: Executor
    ) -> None:
        self.front, self.memory, self.access = front, memory, access
        self.posting, self.workers = posting, workers

    def to(self, arrived: Activity, of: str = "", update: str = "") -> TeamsCourier:
        """To whoever sent this. `of` and `update` are question and id of the card that was pressed."""
        return TeamsCourier(self, arrived, of, update)


class TeamsCourier:
    """Into the chat from which something arrived."""

    def __init__(self, chats: Chats, arrived: Activity, of: str = "", update: str = "") -> None:
        self.chats, self.arrived, self.of, self.update = chats, arrived, of, update

    def admit(self, work: Callable[[], None], refused: Callable[[str], None]) -> None:
        """In a thread of the pool, for who may ask."""
        access, place = self.chats.access, self.arrived.place
        self.chats.workers.submit(
            admitted(lambda: access.refusal(place), work, refused, lambda: self.tell(say.failed("ja")))
        )

    def refuse(self, why: str) -> None:
        """Told in the chat: Teams knows no private word."""
        self.tell(say.refused_in_teams("ja", why))

    def tell(self, sentence: str, lang: str = "ja") -> None:
        """A word to whoever asked."""
        self.chats.posting.tell(self.arrived.address, plain_message(sentence, lang))

    def send_privately(self, cards: Sequence[Card]) -> bool:
        """Into the person's own chat with the bot, where there is one."""
        place = self.arrived.place
        chat = self.chats.memory.chat_of(person_key(place.tenant, place.person)) if place.person else None
        if chat is None:
            return False
        try:
            for card in cards:
                self.chats.posting.post(chat, card.headline, messages(card, weekly_extras(card.lang)))
        except Unsent as error:
            log.error("not sent to a person: %s", error)  # noqa: TRY400 - Teams' word is all there is
            return error.unclear  # what may have arrived is not denied
        return True

    def instead_of_file(self, answered: Answered) -> str:
        """Where a file is got, which a bot cannot bring; nothing for a picture, which is drawn below."""
        assert answered.file is not None
        if picture(answered.file):
            return ""
        address = self._file_address(answered)
        form = answered.file.name.rpartition(".")[2]
        there = bool(address) and len(address) <= LONGEST_LINK
        lang = answered.card.lang
        return files.on_the_page(lang, form) if there else files.nowhere(lang, form)

    def deliver(self, answered: Answered, *, again: bool) -> None:
        """The messages of the answer, or one in the place of another. Raises Unsent."""
        del again  # Teams shows a bot no history
        card, extras = self.card(answered), self.extras(answered)
        shown = (one_message(card, extras),) if self.update else messages(card, extras)
        self.chats.posting.deliver(self.arrived.address, shown, self.update)

    def hand_over(self, file: Download, *, again: bool) -> str:
        """A picture below its answer. Its numbers stand there as text, so what may be there is not told."""
        del again
        try:
            self.chats.posting.draw(self.arrived.address, picture(file))
        except Unsent as error:
            log.error("picture not delivered: %s", error)  # noqa: TRY400
            return "" if error.is_final else "not taken"
        return ""

    def card(self, answered: Answered) -> Card:
        """What is shown; without a page there is no button for a file, which nobody could bring."""
        card = answered.card
        if self.chats.front.page:
            return card
        return card.but(choices=tuple(each for each in card.choices if each.form in WITHOUT_PAGE))

    def extras(self, answered: Answered) -> CardExtras:
        """The buttons carry questions that can be understood without what was said before."""
        lang, reply = answered.card.lang, answered.reply
        extras = CardExtras(
            more=say.more_choices(lang), items=say.items_of_bars(lang), choose=say.choose_one(lang),
            ask=say.ask_chosen(lang),
        )  # fmt: skip
        if reply is None:
            return extras
        question = typed(answered.question)
        return extras.but(
            question=question, wrong="" if reply.answer.kind == "help" else say.missed(lang),
            back=self.of if self.of != question else "", back_label=say.back(lang),
            link=answered.link, link_label=say.permalink(lang), goes_on=say.goes_on(lang),
            file=self._file_address(answered),
            file_label=files.open_label(lang, reply.takeaway.form) if reply.takeaway else "",
        )  # fmt: skip

    def _file_address(self, answered: Answered) -> str:
        return self.chats.front.file_address(answered.reply) if answered.reply else ""


class Welcome(TeamsCourier):
    """To somebody who has asked for nothing: whoever may not ask is told nothing either."""

    def refuse(self, why: str) -> None:
        """Nothing."""
