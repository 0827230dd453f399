"""Whatever asks in Teams → one answer: messages, buttons, searches while writing; installations are kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from bot import clock
from bot.card import Card, with_word
from bot.memory import Chat, Claim, Memory, fingerprint
from bot.orders import Where
from bot.surfaces.teams.access import Access, Place
from bot.surfaces.teams.arriving import PERSONAL, Arrived, asked, person_key, read, root
from bot.surfaces.teams.cards import (
    ANSWER,
    ASK,
    BACK,
    LONGEST_LINK,
    TYPE,
    WRONG,
    Extras,
    inserted,
    messages,
    one_message,
    picture,
    plain_message,
)
from bot.surfaces.teams.library import Unsent
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.text import shortened, typed, untagged
from bot.surfaces.teams.weekly import weekly_extras
from bot.wording import chat as say
from bot.wording import takeaway as files
from bot.wording.imports import no_import_here

if TYPE_CHECKING:
    from bot.bot import Reply
    from bot.chat import Front

log = logging.getLogger(__name__)
Json = dict[str, Any]

FOUND = 8  # results of a search while writing
LONGEST_QUESTION = 10_000  # characters; what is longer was not typed
PREVIEW = 200  # characters of a result's text
MESSAGE = "application/vnd.microsoft.activity.message"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"


class Asking:
    """Answers each question once. Acknowledging waits for nothing: answers are made by `workers`."""

    def __init__(
        self, front: Front, memory: Memory, access: Access, posting: Posting, workers: Executor
    ) -> None:
        self.front = front
        self.memory = memory
        self.access = access
        self.posting = posting
        self.workers = workers

    def hear(self, activity: Json) -> Json | None:
        """Something that arrived; what is answered at once. Never raises, and logs nothing typed."""
        kind = activity.get("name") or activity["type"]
        try:
            arrived = read(activity)
            match kind:
                case "message":
                    self._message(arrived)
                case "adaptiveCard/action":
                    return self._pressed(arrived)
                case "composeExtension/query":
                    return self._search(arrived)
                case "installationUpdate":
                    self._installation(arrived, str(activity.get("action")))
                case "conversationUpdate":
                    self._members(arrived, activity)
        except Exception as error:  # of any kind
            log.error("%s: %s", kind, type(error).__name__)  # noqa: TRY400
            return _failed(str(kind))
        return None

    # -- messages ----------------------------------------------------------------------------------------

    def _message(self, arrived: Arrived) -> None:
        """A personal message, or one that mentions the bot; an old client's button comes as one too."""
        pressed = arrived.value.get("action") in (ASK, ANSWER, BACK, WRONG)
        if not (arrived.place.scope == PERSONAL or arrived.mentioned or pressed):
            return
        if self.memory.claim(arrived.key) is Claim.TAKEN:
            return
        self.memory.moved(root(arrived.place.conversation), arrived.place.service)

        def work() -> None:
            if why := self.access.refusal(arrived.place):
                self.posting.tell(arrived.address, plain_message(say.refused_in_teams("ja", why)))
            elif pressed:
                self._submitted(arrived)
            elif arrived.file:
                self.posting.tell(arrived.address, plain_message(no_import_here("ja")))
            else:
                self._answer(arrived, arrived.text)
            self.memory.done(arrived.key)

        self._safely(arrived, work)

    def _answer(self, arrived: Arrived, question: str) -> None:
        self._deliver(arrived, *self._shown_for(arrived, question), update="")

    def _deliver(
        self, arrived: Arrived, card: Card, extras: Extras, drawn: Json | None, *, update: str
    ) -> None:
        shown = (one_message(card, extras),) if update else messages(card, extras)
        try:
            self.posting.deliver(arrived.address, shown, update)
        except Unsent as error:
            log.error("answer not delivered: %s", error)  # noqa: TRY400 - Teams' word is all there is
            if not (error.gone or error.unclear):
                self.posting.tell(arrived.address, plain_message(say.failed(card.lang), card.lang))
        else:
            self._draw(arrived, drawn)

    def _handed(self, reply: Reply, extras: Extras) -> tuple[Card, Json | None]:
        """The card with where its file is got, and the picture that goes beside it."""
        card, file = self.front.hand_over(reply)
        if file is None:
            return card, None
        drawn = picture(file.media_type, file.content, file.name, file.alt) if file.alt else None
        if drawn:
            return card, drawn
        form = file.name.rpartition(".")[2]
        there = bool(extras.file) and len(extras.file) <= LONGEST_LINK
        word = files.on_the_page(card.lang, form) if there else files.nowhere(card.lang, form)
        return with_word(card, word), None

    def _draw(self, arrived: Arrived, drawn: Json | None) -> None:
        """A picture below its answer. Its numbers stand there as text, so one that fails is only logged."""
        if drawn:
            try:
                self.posting.draw(arrived.address, drawn)
            except Unsent as error:
                log.error("picture not delivered: %s", error)  # noqa: TRY400
                if not (error.gone or error.unclear):
                    word = files.not_sent("ja", str(drawn["attachments"][0]["name"]), "")
                    self.posting.tell(arrived.address, plain_message(word))

    def _submitted(self, arrived: Arrived) -> None:
        """A button of a client that knows no Action.Execute: the card is changed in its place."""
        question, of = asked(arrived.value)
        if arrived.value.get("action") == WRONG:
            self._note_wrong(arrived, of)
            sentence = say.thanks_for_feedback("ja", helped=False)
            self.posting.tell(arrived.address, plain_message(sentence))
        elif question and arrived.value.get("action") == ANSWER:
            self._answer(arrived, question)
        elif question:
            anew = arrived.value.get("action") == BACK
            shown = self._shown_for(arrived, question, of, anew=anew)
            self._deliver(arrived, *shown, update=arrived.reply_to)
        else:
            self.posting.tell(arrived.address, plain_message(say.nothing_chosen("ja")))

    def _shown_for(
        self, arrived: Arrived, question: str, of: str = "", *, anew: bool = False
    ) -> tuple[Card, Extras, Json | None]:
        """The card of an answer, be it to a question or to an order, what stands beside it, its picture."""
        question = question[:LONGEST_QUESTION]
        if ordered := self._order(arrived, question):
            extras = Extras(more=say.more_choices(ordered.lang), ask=say.ask_chosen(ordered.lang))
            return ordered, extras, None
        place = "direct message" if arrived.place.scope == PERSONAL else "channel"
        ask = self.front.ask_anew if anew else self.front.ask
        reply = ask(question, arrived.conversation, place=place)
        extras = self._extras(reply, of)
        card, drawn = self._handed(reply, extras)
        return card, extras, drawn

    def _order(self, arrived: Arrived, text: str) -> Card | None:
        """What came of an order; what is private goes into the personal chat."""
        place = arrived.place
        handled = self.front.order(
            text, Where("teams", "", root(place.conversation), place.scope == PERSONAL),
            lambda: self.access.is_office(place),
        )  # fmt: skip
        if handled is None:
            return None
        self._keep(arrived)  # of a team Teams tells the installation once, not for each of its channels
        if handled.private and not self._privately(place, handled.private):
            return Card(handled.card.lang, say.nowhere_to_send(handled.card.lang))
        return handled.card

    def _privately(self, place: Place, cards: Sequence[Card]) -> bool:
        """Whether cards reached somebody's personal chat with the bot."""
        chat = self.memory.chat_of(person_key(place.tenant, place.person)) if place.person else None
        if chat is None:
            return False
        try:
            for card in cards:
                self.posting.post(chat, card.headline, messages(card, weekly_extras(card.lang)))
        except Unsent as error:
            log.error("not sent to a person: %s", error)  # noqa: TRY400 - Teams' word is all there is
            return error.unclear  # what may have arrived is not denied
        return True

    def _extras(self, reply: Reply, of: str = "") -> Extras:
        """The buttons carry questions that can be understood without what was said before."""
        lang = reply.card.lang
        question = typed(self.front.standing_alone(reply))
        return Extras(
            question=question, wrong="" if reply.answer.kind == "help" else say.missed(lang),
            back=of if of != question else "", back_label=say.back(lang),
            more=say.more_choices(lang), ask=say.ask_chosen(lang),
            link=self.front.permalink(reply), link_label=say.permalink(lang), goes_on=say.goes_on(lang),
            file=self.front.file_address(reply),
            file_label=files.open_label(lang, reply.takeaway.form) if reply.takeaway else "",
        )  # fmt: skip

    # -- buttons -----------------------------------------------------------------------------------------

    def _pressed(self, arrived: Arrived) -> Json:
        """A button: its question's card takes the place of the one that was pressed, at once."""
        if why := self.access.refusal(arrived.place):
            return _said(say.refused_in_teams("ja", why))
        action = arrived.value.get("action")
        data = action.get("data") if isinstance(action, dict) else None
        data = data if isinstance(data, dict) else {}
        question, of = asked(data)
        if data.get("action") == WRONG:
            self._note_wrong(arrived, of)
            return _said(say.thanks_for_feedback("ja", helped=False))
        if not question:
            return _said(say.nothing_chosen("ja"))
        if data.get("action") == ANSWER:
            if self.memory.claim(arrived.key) is Claim.NEW:
                self._safely(arrived, lambda: self._answer(arrived, question))
            return _said(say.answered_below("ja"))
        card, extras, drawn = self._shown_for(arrived, question, of, anew=data.get("action") == BACK)
        if drawn:
            self._safely(arrived, lambda: self._draw(arrived, drawn))
        return {"statusCode": 200, "type": TYPE, "value": one_message(card, extras).card}

    def _note_wrong(self, arrived: Arrived, question: str) -> None:
        """For the office, without a name; once a card and person."""
        key = f"{arrived.conversation}:{arrived.reply_to or arrived.id}:wrong:{question}"
        if question and self.memory.claim(key) is Claim.NEW:
            self.front.note_wrong(question, "channel")

    # -- searching while writing -------------------------------------------------------------------------

    def _search(self, arrived: Arrived) -> Json:
        """Measures whose titles hold or are near to what was typed, each with the card that is inserted."""
        if why := self.access.refusal(arrived.place):
            text = say.refused_in_teams("ja", why)
            return {"composeExtension": {"type": "message", "text": text}}
        given = arrived.value.get("parameters")
        parameters = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
        words = next((str(p.get("value") or "") for p in parameters if p.get("name") != "initialRun"), "")
        measures = self.front.measures(typed(words), FOUND)
        found = [
            _result(f"{each.asks} {each.label}", self.front.ask(each.asks, place="search"))
            for each in measures
        ]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}

    # -- installations -----------------------------------------------------------------------------------

    def _installation(self, arrived: Arrived, action: str) -> None:
        if action == "remove":
            self._forget(arrived)
            return
        self._keep(arrived)
        if arrived.place.scope != PERSONAL:
            return  # nobody in a channel has asked for anything
        if self.memory.claim(f"{arrived.key}:welcome") is Claim.NEW:
            self._safely(arrived, lambda: self._welcome(arrived))

    def _welcome(self, arrived: Arrived) -> None:
        if not self.access.refusal(arrived.place):
            self._answer(arrived, say.home_question("ja", "help", ""))

    def _members(self, arrived: Arrived, activity: Json) -> None:
        """The bot itself came or went: told a second time, in chats where the first may not come."""
        for name, do in (("membersAdded", self._keep), ("membersRemoved", self._forget)):
            if any(each.get("id") == arrived.bot for each in activity.get(name) or ()):
                do(arrived)

    def _keep(self, arrived: Arrived) -> None:
        place = arrived.place
        if place.tenant.lower() not in self.access.policy.tenants and not self.access.policy.open_locally:
            log.warning("installed by another organisation: not kept")
            return
        person = person_key(place.tenant, place.person) if place.scope == PERSONAL and place.person else ""
        chat = Chat(
            root(place.conversation), place.service, place.tenant, place.scope, arrived.team,
            fingerprint(person) if person else "",
        )  # fmt: skip
        self.memory.install(chat, clock.today())

    def _forget(self, arrived: Arrived) -> None:
        self.memory.uninstall(root(arrived.place.conversation))

    def _safely(self, arrived: Arrived, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except Exception as error:  # of any kind: whoever asked is told, nothing typed is logged
                log.error("answer: %s", type(error).__name__)  # noqa: TRY400
                self.posting.tell(arrived.address, plain_message(say.failed("ja")))

        self.workers.submit(run)


def _result(title: str, reply: Reply) -> Json:
    """One measure: a small card to choose from, the whole card to insert."""
    parts = (fact.text for block in reply.card.shown for fact in block.facts)
    text = untagged(shortened(" ".join("｜".join((reply.card.headline, *parts)).split()), PREVIEW))
    return {
        "contentType": TYPE,
        "content": inserted(reply.card),
        "preview": {"contentType": THUMBNAIL, "content": {"title": untagged(title), "text": text}},
    }


def _said(text: str) -> Json:
    """A word to whoever pressed a button; the card stays."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def _failed(kind: str) -> Json | None:
    if kind == "composeExtension/query":
        return {"composeExtension": {"type": "message", "text": say.failed("ja")}}
    return _said(say.failed("ja")) if kind == "adaptiveCard/action" else None
