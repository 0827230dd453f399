"""Whatever asks in Teams → one answer: messages, buttons, searches while writing; installations are kept."""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from bot import clock
from bot.fairness import Sender, on_behalf_of
from bot.memory import Chat, Claim, Memory, fingerprint
from bot.orders import Where, are_sheets, card
from bot.surfaces.answering import Answering, Inquiry
from bot.surfaces.teams.access import TeamsAccess
from bot.surfaces.teams.activity import PERSONAL, Activity, asked, person_key, read, root
from bot.surfaces.teams.cards import ANSWER, ASK, BACK, TYPE, WRONG, inserted, one_message
from bot.surfaces.teams.couriers import Chats, Welcome
from bot.surfaces.teams.files import arrival
from bot.surfaces.teams.posting import Posting
from bot.surfaces.teams.text import shortened, typed, untagged
from bot.wording import chat as say
from bot.wording.imports import no_import_here, reading

if TYPE_CHECKING:
    from bot.card import Card
    from bot.chat import Front
    from bot.reply import Reply

log = logging.getLogger(__name__)
Json = dict[str, Any]

FOUND = 8  # results of a search while writing
LONGEST_QUESTION = 10_000  # characters; what is longer was not typed
PREVIEW = 200  # characters of a result's text
MESSAGE = "application/vnd.microsoft.activity.message"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"


class TeamsListeners:
    """Answers each question once. Acknowledging waits for nothing: answers are made by `workers`."""

    def __init__(
        self, front: Front, memory: Memory, access: TeamsAccess, posting: Posting, workers: Executor
    ) -> None:
        self.front = front
        self.memory = memory
        self.access = access
        self.answering = Answering(front)
        self.chats = Chats(front, memory, access, posting, workers)

    def hear(self, activity: Json) -> Json | None:
        """Something that arrived; what is answered at once. Never raises, and logs nothing typed."""
        kind = activity.get("name") or activity["type"]
        try:
            arrived = read(activity)
            with on_behalf_of(Sender(arrived.place.tenant, arrived.place.person or arrived.place.user)):
                return self._heard(str(kind), arrived, activity)
        except Exception as error:  # of any kind
            log.error("%s: %s", kind, type(error).__name__)  # noqa: TRY400
            return failed(str(kind))

    def _heard(self, kind: str, arrived: Activity, activity: Json) -> Json | None:
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
        return None

    # -- messages ----------------------------------------------------------------------------------------

    def _message(self, arrived: Activity) -> None:
        """A personal message, or one that mentions the bot; an old client's button comes as one too."""
        action = arrived.value.get("action")
        pressed = action in (ASK, ANSWER, BACK, WRONG)
        if not (arrived.place.scope == PERSONAL or arrived.mentioned or pressed):
            return
        self.memory.moved(root(arrived.place.conversation), arrived.place.service)
        if not pressed:
            inquiry = self._inquiry(arrived, arrived.text)
            if are_sheets((name for name, _ in arrived.files), arrived.text):
                inquiry = inquiry.but(dropped=lambda: self._sent(arrived))
            self.answering.take(arrived.key, inquiry, self.chats.to(arrived))
            return
        question, of = asked(arrived.value)
        if question and (action == ANSWER or self._takes_long(question)):
            self.answering.take(arrived.key, self._inquiry(arrived, question), self.chats.to(arrived))
        elif question and action != WRONG:  # of a client that knows no Action.Execute: changed in its place
            courier = self.chats.to(arrived, of, update=arrived.reply_to)
            inquiry = self._inquiry(arrived, question, anew=action == BACK)
            self.answering.take(arrived.key, inquiry, courier)
        else:
            courier = self.chats.to(arrived)

            def word(_: bool) -> None:
                courier.tell(self._noted(arrived, of) if action == WRONG else say.nothing_chosen("ja"))

            self.answering.once(arrived.key, courier, word)

    def _takes_long(self, question: str) -> bool:
        """Whether Teams would not wait for the answer: a step of an import reads a sheet."""
        return bool(self.front.imports and self.front.imports.is_order(question))

    def _sent(self, arrived: Activity) -> Card:
        """What comes of files: a sheet of the office is loaded; that it is being read is told first."""
        if self.front.imports is None:
            return card("ja", no_import_here("ja"))
        sent = arrival(arrived, self.access, _where(arrived))
        if sent.where.own and sent.is_office():
            self.chats.to(arrived).tell(reading("ja", sent.names[0]))
        return self.front.imports.receive(sent).card

    def _inquiry(self, arrived: Activity, question: str, *, anew: bool = False) -> Inquiry:
        place = arrived.place
        personal = place.scope == PERSONAL
        return Inquiry(
            question[:LONGEST_QUESTION], arrived.conversation,
            "direct message" if personal else "channel",
            _where(arrived), lambda: self.access.is_office(place), lambda: arrived.name, anew=anew,
            # Of a team Teams tells the installation once, not for each of its channels.
            ordered=lambda: self._keep(arrived),
        )  # fmt: skip

    # -- buttons -----------------------------------------------------------------------------------------

    def _pressed(self, arrived: Activity) -> Json:
        """A button: its question's card takes the place of the one that was pressed, at once."""
        if why := self.access.refusal(arrived.place):
            return said(say.refused_in_teams("ja", why))
        action = arrived.value.get("action")
        data = action.get("data") if isinstance(action, dict) else None
        data = data if isinstance(data, dict) else {}
        question, of = asked(data)
        if data.get("action") == WRONG:
            return said(self._noted(arrived, of))
        if not question:
            return said(say.nothing_chosen("ja"))
        if data.get("action") == ANSWER or self._takes_long(question):
            self.answering.take(arrived.key, self._inquiry(arrived, question), self.chats.to(arrived))
            return said(say.answered_below("ja"))
        courier = self.chats.to(arrived, of)
        inquiry = self._inquiry(arrived, question, anew=data.get("action") == BACK)
        answered = self.answering.prepare(inquiry, courier)
        if answered.file:
            courier.admit(lambda: self.answering.hand_over(answered, courier), courier.refuse)
        shown = one_message(courier.card(answered), courier.extras(answered))
        return {"statusCode": 200, "type": TYPE, "value": shown.card}

    def _noted(self, arrived: Activity, question: str) -> str:
        """The thanks for telling that an answer is wrong: noted for the office, once a card and person."""
        key = f"{arrived.conversation}:{arrived.reply_to or arrived.id}:wrong:{question}"
        if question and self.memory.claim(key) is Claim.NEW:
            self.answering.note(question, "channel", helped=False)
        return say.thanks_for_feedback("ja", helped=False)

    # -- searching while writing -------------------------------------------------------------------------

    def _search(self, arrived: Activity) -> Json:
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

    def _installation(self, arrived: Activity, action: str) -> None:
        if action == "remove":
            self._forget(arrived)
            return
        self._keep(arrived)
        if arrived.place.scope != PERSONAL:
            return  # nobody in a channel has asked for anything
        inquiry = self._inquiry(arrived, say.home_question("ja", "help", ""))
        self.answering.take(f"{arrived.key}:welcome", inquiry, Welcome(self.chats, arrived))

    def _members(self, arrived: Activity, activity: Json) -> None:
        """The bot itself came or went: told a second time, in chats where the first may not come."""
        for name, do in (("membersAdded", self._keep), ("membersRemoved", self._forget)):
            if any(each.get("id") == arrived.bot for each in activity.get(name) or ()):
                do(arrived)

    def _keep(self, arrived: Activity) -> None:
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

    def _forget(self, arrived: Activity) -> None:
        self.memory.uninstall(root(arrived.place.conversation))


def _where(arrived: Activity) -> Where:
    """The conversation, as desks know it."""
    place = arrived.place
    return Where("teams", "", root(place.conversation), place.scope == PERSONAL)


def _result(title: str, reply: Reply) -> Json:
    """One measure: a small card to choose from, the whole card to insert."""
    parts = (fact.text for block in reply.card.shown for fact in block.facts)
    text = untagged(shortened(" ".join("｜".join((reply.card.headline, *parts)).split()), PREVIEW))
    return {
        "contentType": TYPE,
        "content": inserted(reply.card),
        "preview": {"contentType": THUMBNAIL, "content": {"title": untagged(title), "text": text}},
    }


def said(text: str) -> Json:
    """A word to whoever pressed a button; the card stays."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def failed(kind: str) -> Json | None:
    """What is answered at once where something went wrong."""
    if kind == "composeExtension/query":
        return {"composeExtension": {"type": "message", "text": say.failed("ja")}}
    return said(say.failed("ja")) if kind == "adaptiveCard/action" else None
