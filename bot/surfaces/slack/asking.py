"""Whatever asks in Slack → one answer: mentions, threads, direct messages, /plan, shortcuts, buttons."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import clock
from bot.card import with_word
from bot.memory import Claim, Memory, fingerprint
from bot.surfaces.slack.access import Access, Place, is_direct
from bot.surfaces.slack.blocks import Extras, Message, messages, plain_message
from bot.surfaces.slack.dropped import Dropped, sheets_in, where_of
from bot.surfaces.slack.gate import Gate
from bot.surfaces.slack.posting import Target, Undelivered, deliver, make_client, respond
from bot.surfaces.slack.text import escaped, typed
from bot.surfaces.slack.uploading import upload
from bot.wording import chat as say
from bot.wording import takeaway as files

if TYPE_CHECKING:
    from bot.bot import Reply
    from bot.chat import Front
    from bot.files.download import Download

log = logging.getLogger(__name__)
Body = dict[str, Any]

ASKS = (None, "file_share", "thread_broadcast")  # kinds of messages that people write; an edit is none
PRIVATE_PAGES = (
    3  # messages of a private answer; Slack takes five at its address, one may be needed for a word
)
REMEMBERED = 1_000  # private answers that can be shared as they were seen


class Asking:
    """Answers each question once. Acknowledging waits for nothing: answers are made behind the gate."""

    def __init__(self, front: Front, memory: Memory, access: Access, gate: Gate) -> None:
        self.front = front
        self.memory = memory
        self.access = access
        self.gate = gate
        self.dropped = Dropped(front, access)
        self._shown: OrderedDict[tuple[str, str, str], Reply] = OrderedDict()
        self._lock = threading.Lock()

    # -- what arrives ------------------------------------------------------------------------------------

    def mention(self, event: Body, body: Body, context: BoltContext, client: WebClient) -> None:
        """@plan RPAの進捗は？ in a channel: answered in its thread, which is followed from then on."""
        self._message(event, body, context, client, followed=True)

    def message(self, event: Body, body: Body, context: BoltContext, client: WebClient) -> None:
        """A direct message, or one in a thread that is followed. Other people's talk is left alone."""
        if event.get("subtype") not in ASKS or event.get("bot_id") or not event.get("user"):
            return
        if event.get("channel_type") == "im":
            self._message(event, body, context, client, followed=False)
            return
        thread = event.get("thread_ts")
        to_somebody = str(event.get("text") or "").lstrip().startswith("<@")
        mentioned = f"<@{context.bot_user_id}>" in str(event.get("text") or "")
        if thread and (mentioned or not to_somebody):
            place = place_of(body, context, str(event["user"]), str(event["channel"]))
            if mentioned or self.memory.has_joined(_key(place, str(thread))):
                self._message(event, body, context, client, followed=True)

    def _message(
        self, event: Body, body: Body, context: BoltContext, client: WebClient, *, followed: bool
    ) -> None:
        place = place_of(body, context, str(event.get("user") or ""), str(event["channel"]))
        key = _key(place, str(event["ts"]))
        there = str(event.get("thread_ts") or "")
        thread = there or (str(event["ts"]) if followed else "")
        follow = _key(place, thread) if followed else ""
        claim = self.memory.claim(key, thread=follow, day=clock.today())
        if claim is Claim.TAKEN:
            return
        text = typed(str(event.get("text") or ""), context.bot_user_id)
        sheets = () if followed else sheets_in(event, text)
        # A private word in a thread that is none yet would be seen by nobody.
        target = Target(place.channel, thread, key, told=there, asked=str(event["ts"]))
        kind = "channel" if followed else "direct message"
        self._answer(client, place, target, text, _conversation(place, thread), kind, claim, sheets)

    def command(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """/plan RPAの進捗は？: seen by the one who asked, with a button that shows it to the channel."""
        ack()
        place = place_of(body, context, str(body["user_id"]), str(body["channel_id"]))
        text = typed(str(body.get("text") or ""))
        if text in say.UNANSWERED:
            self._privately(client, place, body, lambda: self._unanswered(client, place))
        else:
            self._privately(client, place, body, lambda: self._private(client, place, text))

    def about_message(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The shortcut of a message: what the plan says about it, seen by the one who asked."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        text = typed(str(body["message"].get("text") or ""), context.bot_user_id)
        self._privately(client, place, body, lambda: self._private(client, place, text))

    def choice(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """A button or a menu: its question is asked; a private answer is replaced, another one goes on."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        question = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
        once = f"{place.user}:{action.get('action_ts')}"
        if (body.get("container") or {}).get("is_ephemeral"):
            if self.memory.claim(_key(place, once)) is Claim.NEW:
                self._privately(
                    client, place, body, lambda: self._private(client, place, question), replace=True
                )
        elif not place.channel:  # App Home
            self.ask_directly(client, place, question, once)
        else:
            self._ask_in(client, place, _thread(body, place), question, once)

    def share(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """The button of a private answer: it is shown to the channel as it was seen, then taken away here."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        question = str(action.get("value") or "")
        key = _key(place, f"{place.user}:{action.get('action_ts')}")
        if self.memory.claim(key) is not Claim.NEW:
            return
        thread = str((body.get("container") or {}).get("thread_ts") or "")
        target = Target(place.channel, thread, key, told=thread)

        def work() -> None:
            with self._lock:
                reply = self._shown.get((place.channel, place.user, question))
            shown = messages((reply or self.front.ask(question)).card, self._extras(reply, question))
            try:
                deliver(client, target, shown)
            except Undelivered:  # the bot is not in this channel: its private address still reaches it
                for message in shown[:PRIVATE_PAGES]:
                    if not respond(_url(body), message, response_type="in_channel", replace_original=False):
                        self._tell(client, target, place.user, say.failed("ja"))
                        return
            if thread:
                self._join(place, thread)
            respond(_url(body), Message("", ()), delete_original=True)

        self._later(client, place, target, work, openly=True)

    def feedback(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """It helped, or it did not: what did not is noted for the office, without a name."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        side, _, question = str(action.get("value") or "").partition(":")
        helped = side == "positive"
        message = body.get("message") or {}
        told = str(message.get("thread_ts") or "")
        target = Target(place.channel, told, "", told=told)
        if self.memory.claim(_key(place, f"{place.user}:{message.get('ts')}:{side}")) is not Claim.NEW:
            return

        def work() -> None:
            if helped:
                self.front.note_right("channel")
            elif question:
                self.front.note_wrong(question, "channel")
            self._tell(client, target, place.user, say.thanks_for_feedback("ja", helped=helped))

        self._later(client, place, target, work)

    def step(
        self,
        body: Body,
        inputs: Body,
        context: BoltContext,
        client: WebClient,
        complete: Callable[..., Any],
        fail: Callable[..., Any],
        ack: Ack,
    ) -> None:
        """A step of a workflow: question in, answer out, for the person that the workflow names.

        Slack says neither who started a workflow nor where its answer goes: both are inputs of the step
        (manifest.json). Nobody named is nobody allowed.
        """
        ack()
        question = typed(str(inputs.get("question") or ""))
        once = str((body.get("event") or {}).get("function_execution_id") or "")
        if once and self.memory.claim(f"slack:step:{once}") is not Claim.NEW:
            return
        channel = str(inputs.get("channel") or "")
        place = place_of(body, context, str(inputs.get("person") or ""), channel)
        # The step's own token is for its end; people and channels are looked up as everywhere else.
        lookups = make_client(context.bot_token or client.token, client.base_url)

        def work() -> None:
            complete(outputs={"answer": escaped(self.front.ask(question, place="workflow").text)})

        self.gate.admit(
            lookups, place.but(anywhere=not channel), work,
            lambda why: fail(error=say.refused("ja", why)),
            otherwise=lambda: fail(error=say.failed("ja")), openly=bool(channel),
        )  # fmt: skip

    # -- answers -----------------------------------------------------------------------------------------

    def ask_directly(self, client: WebClient, place: Place, question: str, once: str) -> None:
        """An answer by direct message, to what was asked in a form or in App Home."""

        def work() -> None:
            opened = client.conversations_open(users=place.user).get("channel") or {}
            self._ask_in(client, place.but(channel=str(opened.get("id") or place.user)), "", question, once)

        self._later(client, place, Target(place.user, "", ""), work)

    def _ask_in(self, client: WebClient, place: Place, thread: str, question: str, once: str) -> None:
        key = _key(place, once)
        claim = self.memory.claim(key)
        if claim is Claim.TAKEN:
            return
        if thread:
            self._join(place, thread)
        target = Target(place.channel, thread, key, told=thread)
        self._answer(client, place, target, question, _conversation(place, thread), "channel", claim)

    def _answer(
        self,
        client: WebClient,
        place: Place,
        target: Target,
        text: str,
        conversation: str,
        kind: str,
        claim: Claim,
        sheets: tuple[Body, ...] = (),
    ) -> None:
        """Answer in public what was claimed, or say why not."""

        def work() -> None:
            taken = self._taken(client, place, sheets, text)
            lang, shown, file = taken or self._shown_for(client, place, target, text, conversation, kind)
            again = claim is Claim.AGAIN
            try:
                deliver(client, target, shown, again=again)
            except Undelivered as error:
                log.error("answer not delivered: %s", error)  # noqa: TRY400 - Slack's word is all there is
                self._tell(client, target, place.user, say.failed(lang))
            else:
                if file and (why := upload(client, target, file, again=again)):
                    self._tell(client, target, place.user, files.not_sent(lang, file.name, why))
            self.memory.done(target.key)

        def refused(why: str) -> None:
            self._tell(client, target, place.user, say.refused("ja", why))
            self.memory.done(target.key)

        self._later(client, place, target, work, refused)

    def _shown_for(
        self, client: WebClient, place: Place, target: Target, text: str, conversation: str, kind: str
    ) -> tuple[str, tuple[Message, ...], Download | None]:
        """The language, the messages and the file of an answer, be it to a question or to an order."""
        if ordered := self._order(client, place, text, target.key):
            return (*ordered, None)
        reply = self.front.ask(text, conversation, place=kind)
        card, file = self.front.hand_over(reply)
        return card.lang, messages(card, self._extras(reply, text)), file

    def _taken(
        self, client: WebClient, place: Place, sheets: tuple[Body, ...], text: str
    ) -> tuple[str, tuple[Message, ...], None] | None:
        """What came of a file that was dropped into a direct message; None without one."""
        if not sheets or self.front.imports is None:
            return None
        card = self.dropped.take(client, place, sheets, text)
        return card.lang, messages(card, Extras(more=say.more_choices(card.lang))), None

    def _order(
        self, client: WebClient, place: Place, text: str, key: str
    ) -> tuple[str, tuple[Message, ...]] | None:
        """What came of an order; what is private goes out by direct message."""
        handled = self.front.order(
            text, where_of(place), lambda: self.access.is_office(client, place.user),
            lambda: self.access.name_of(client, place.user),
        )  # fmt: skip
        if handled is None:
            return None
        if handled.private:
            opened = client.conversations_open(users=place.user).get("channel") or {}
            target = Target(str(opened.get("id") or place.user), "", f"{key}:private")
            pages = [page for card in handled.private for page in messages(card)]
            deliver(client, target, pages)
        more = Extras(more=say.more_choices(handled.card.lang))
        return handled.card.lang, messages(handled.card, more)

    def _extras(self, reply: Reply | None, text: str) -> Extras:
        """Feedback carries a question that can be understood without what was said before."""
        lang = reply.card.lang if reply else "ja"
        question = typed(self.front.standing_alone(reply) if reply else text)
        return Extras(
            question=question, helped=say.helped(lang), missed=say.missed(lang), more=say.more_choices(lang),
            link=self.front.permalink(reply) if reply else "", link_label=say.permalink(lang),
        )  # fmt: skip

    def _private(self, client: WebClient, place: Place, text: str) -> tuple[Message, ...]:
        if ordered := self._order(client, place, text, fingerprint(text)):
            return ordered[1]
        reply = self.front.ask(text, _conversation(place, "private"), place="command")
        question = typed(self.front.standing_alone(reply))
        with self._lock:
            self._shown[place.channel, place.user, question] = reply
            while len(self._shown) > REMEMBERED:
                self._shown.popitem(last=False)
        can_share = question and not is_direct(place.channel)
        share = say.share(reply.card.lang) if can_share else ""
        lang = reply.card.lang
        extras = Extras(
            share=share, question=question, more=say.more_choices(lang),
            link=self.front.permalink(reply), link_label=say.permalink(lang),
        )  # fmt: skip
        card, file = self.front.hand_over(reply)
        if file:  # a private answer holds no file
            opened = client.conversations_open(users=place.user).get("channel") or {}
            target = Target(str(opened.get("id") or place.user), "", "")
            why = upload(client, target, file)
            word = files.not_sent(lang, file.name, why) if why else files.sent_privately(lang, file.name)
            card = with_word(card, word)
        return messages(card, extras)

    def _unanswered(self, client: WebClient, place: Place) -> tuple[Message, ...]:
        if not self.access.is_office(client, place.user):
            return (plain_message(say.office_only("ja")),)
        return (plain_message("\n".join(self.front.unanswered("ja"))),)

    def _privately(
        self,
        client: WebClient,
        place: Place,
        body: Body,
        answer: Callable[[], tuple[Message, ...]],
        *,
        replace: bool = False,
    ) -> None:
        """An answer that only the person sees."""
        told = str((body.get("message") or {}).get("thread_ts") or "")
        target = Target(place.channel, told, "", told=told)

        def show(shown: tuple[Message, ...]) -> None:
            for number, message in enumerate(shown[:PRIVATE_PAGES]):
                how = {"response_type": "ephemeral", "replace_original": replace and number == 0}
                if not respond(_url(body), message, **how):
                    self._tell(client, target, place.user, say.failed("ja"))
                    return
            if len(shown) > PRIVATE_PAGES:
                respond(_url(body), plain_message(say.more_in_public("ja")), response_type="ephemeral")

        def refused(why: str) -> None:
            show((plain_message(say.refused("ja", why)),))

        self._later(client, place, target, lambda: show(answer()), refused)

    # -- words to one person, and work that never ends in silence -----------------------------------------

    def _tell(self, client: WebClient, target: Target, user: str, sentence: str) -> None:
        """A word to one person, seen by nobody else; in a direct message it is a message."""
        message = plain_message(sentence)
        try:
            if is_direct(target.channel):
                deliver(client, target, [message])
            else:
                client.chat_postEphemeral(
                    channel=target.channel, user=user, text=message.text, thread_ts=target.told or None
                )
        except (SlackApiError, Undelivered, OSError) as error:
            log.error("could not tell a person: %s", type(error).__name__)  # noqa: TRY400

    def _later(
        self,
        client: WebClient,
        place: Place,
        target: Target,
        work: Callable[[], None],
        refused: Callable[[str], None] | None = None,
        *,
        openly: bool = False,
    ) -> None:
        """Work for somebody who may ask; a refusal is told to the person, as is a failure."""

        def told(sentence: str) -> None:
            self._tell(client, target, place.user, sentence)

        self.gate.admit(
            client, place, work, refused or (lambda why: told(say.refused("ja", why))),
            otherwise=lambda: told(say.failed("ja")), openly=openly,
        )  # fmt: skip

    def _join(self, place: Place, thread: str) -> None:
        self.memory.join(_key(place, thread), clock.today())


def _key(place: Place, time: str) -> str:
    """The name of one message. A mention comes as two events with different ids, but with one time."""
    return f"slack:{place.own_team}:{place.channel}:{time}"


def _conversation(place: Place, thread: str) -> str:
    """Each person has a context of his own in each thread: two people in one thread do not mix theirs."""
    return fingerprint(f"{_key(place, thread)}:{place.user}")


def _channel(body: Body) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


def _thread(body: Body, place: Place) -> str:
    """The thread that an answer to a button goes on in."""
    message = body.get("message") or {}
    return str(message.get("thread_ts") or ("" if is_direct(place.channel) else message.get("ts") or ""))


def _url(body: Body) -> str:
    return str(body.get("response_url") or "")


def place_of(body: Body, context: BoltContext, user: str, channel: str) -> Place:
    """Where a request comes from, as Slack says it."""
    authorized = context.authorize_result
    own = str((authorized.team_id if authorized else None) or context.team_id or "")
    shared = body.get("is_ext_shared_channel")
    team = context.actor_team_id or (None if shared else context.team_id)  # a stranger's may be missing
    return Place(
        team=str(team or ""),
        own_team=own,
        user=user,
        channel=channel,
        shared=None if shared is None else bool(shared),
    )
