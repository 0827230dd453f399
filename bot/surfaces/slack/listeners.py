"""Whatever asks in Slack → one answer: mentions, threads, direct messages, /plan, shortcuts, buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot import clock
from bot.memory import Memory, fingerprint
from bot.orders import asks_for_missed
from bot.surfaces.answering import Answering, Inquiry
from bot.surfaces.slack.access import SlackAccess, SlackPlace, is_direct
from bot.surfaces.slack.blocks import BACK, BlockMessage, messages, plain_message, question_of
from bot.surfaces.slack.couriers import (
    PRIVATE_PAGES,
    Openly,
    Privately,
    SharedAnswers,
    WorkflowStep,
    extras_of,
)
from bot.surfaces.slack.gate import Gate
from bot.surfaces.slack.imports import arrival, sheets_in, where_of
from bot.surfaces.slack.posting import Target, Undelivered, deliver, make_client, respond
from bot.surfaces.slack.text import calls_people, escaped, typed
from bot.wording import chat as say

if TYPE_CHECKING:
    from bot.chat import Front

Body = dict[str, Any]

ASKS = (None, "file_share", "thread_broadcast")  # kinds of messages that people write; an edit is none


class SlackListeners:
    """Answers each question once. Acknowledging waits for nothing: answers are made behind the gate."""

    def __init__(self, front: Front, memory: Memory, access: SlackAccess, gate: Gate) -> None:
        self.front = front
        self.memory = memory
        self.access = access
        self.gate = gate
        self.answering = Answering(front)
        self._shown = SharedAnswers()

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
        thread, text = event.get("thread_ts"), str(event.get("text") or "")
        mentioned = f"<@{context.bot_user_id}>" in text
        if thread and (mentioned or not calls_people(text)):
            place = place_of(body, context, str(event["user"]), str(event["channel"]))
            joined = mentioned or self.memory.has_joined(_key(place, str(thread)))
            if joined and (mentioned or self._is_meant(text, place, str(thread))):
                self._message(event, body, context, client, followed=True)

    def _is_meant(self, text: str, place: SlackPlace, thread: str) -> bool:
        """Whether what is said in a thread without a mention is said to the bot."""
        return self.front.is_meant(typed(text), _conversation(place, thread))

    def _message(
        self, event: Body, body: Body, context: BoltContext, client: WebClient, *, followed: bool
    ) -> None:
        place = place_of(body, context, str(event.get("user") or ""), str(event["channel"]))
        key = _key(place, str(event["ts"]))
        there = str(event.get("thread_ts") or "")
        thread = there or (str(event["ts"]) if followed else "")
        text = typed(str(event.get("text") or ""), context.bot_user_id)
        sheets = () if followed else sheets_in(event, text)
        # A private word in a thread that is none yet would be seen by nobody.
        target = Target(place.channel, thread, key, told=there, asked=str(event["ts"]))
        inquiry = self._inquiry(client, place, text, thread, "channel" if followed else "direct message")
        if sheets and (imports := self.front.imports):
            sent = arrival(self.access, client, place, sheets, text)
            inquiry = inquiry.but(dropped=lambda: imports.receive(sent).card)
        courier = Openly(self.gate, client, place, target)
        self.answering.take(key, inquiry, courier, follow=_key(place, thread) if followed else "")

    def command(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """/plan RPAの進捗は？: seen by the one who asked, with a button that shows it to the channel."""
        ack()
        place = place_of(body, context, str(body["user_id"]), str(body["channel_id"]))
        text = typed(str(body.get("text") or ""))
        if asks_for_missed(text):
            courier = Privately(self.gate, client, place, body, "", self._shown)
            courier.admit(lambda: courier.show(self._unanswered(client, place)), courier.refuse)
        else:
            self._privately(client, place, body, text)

    def about_message(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The shortcut of a message: what the plan says about it, seen by the one who asked."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        text = typed(str(body["message"].get("text") or ""), context.bot_user_id)
        self._privately(client, place, body, text)

    def choice(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """A button or a menu: the answer takes the place of its card, and goes on below what is none."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        question = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
        once = f"{place.user}:{action.get('action_ts')}"
        if (body.get("container") or {}).get("is_ephemeral"):
            self._privately(client, place, body, question, _key(place, once), replace=True)
        elif not place.channel:  # App Home
            self.ask_directly(client, place, question, once)
        else:
            message = body.get("message") or {}
            of = question_of(message)
            target = Target(place.channel, _thread(body, place), _key(place, once))
            if of:
                target = target.but(pressed=str(message.get("ts") or ""))
            self._ask_in(client, place, target, question, of=of, anew=action.get("action_id") == BACK)

    def share(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """The button of a private answer: it is shown to the channel as it was seen, then taken away here."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        question = str(action.get("value") or "")
        key = _key(place, f"{place.user}:{action.get('action_ts')}")
        thread = str((body.get("container") or {}).get("thread_ts") or "")
        target = Target(place.channel, thread, key, told=thread)
        courier = Openly(self.gate, client, place, target, openly=True)

        def work(again: bool) -> None:
            answered = self._shown.of(place, question)
            if answered is None:
                reply = self.front.ask(question)
                answered = self.answering.of_reply(reply)
            shown = messages((answered.reply or answered).card, extras_of(answered))
            try:
                deliver(client, target, shown, again=again)
            except Undelivered:  # the bot is not in this channel: its private address still reaches it
                for message in shown[:PRIVATE_PAGES]:
                    if not respond(_url(body), message, response_type="in_channel", replace_original=False):
                        courier.tell(say.failed("ja"))
                        return
            if thread:
                self._join(place, thread)
            respond(_url(body), BlockMessage("", ()), delete_original=True)

        self.answering.once(key, courier, work)

    def feedback(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """It helped, or it did not: what did not is noted for the office, without a name."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        side, _, question = str(action.get("value") or "").partition(":")
        helped = side == "positive"
        message = body.get("message") or {}
        told = str(message.get("thread_ts") or "")
        courier = Openly(self.gate, client, place, Target(place.channel, told, "", told=told))

        def work(_: bool) -> None:
            self.answering.note(question, "channel", helped=helped)
            courier.tell(say.thanks_for_feedback("ja", helped=helped))

        self.answering.once(_key(place, f"{place.user}:{message.get('ts')}:{side}"), courier, work)

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
        channel = str(inputs.get("channel") or "")
        place = place_of(body, context, str(inputs.get("person") or ""), channel)
        # The step's own token is for its end; people and channels are looked up as everywhere else.
        lookups = make_client(context.bot_token or client.token, client.base_url)
        courier = WorkflowStep(self.gate, lookups, place.but(anywhere=not channel), fail)

        def work(_: bool) -> None:
            complete(outputs={"answer": escaped(self.front.ask(question, place="workflow").text)})

        self.answering.once(f"slack:step:{once}" if once else "", courier, work)

    # -- answers -----------------------------------------------------------------------------------------

    def ask_directly(self, client: WebClient, place: SlackPlace, question: str, once: str) -> None:
        """An answer by direct message, to what was asked in a form or in App Home."""
        courier = Openly(self.gate, client, place, Target(place.user, "", ""))

        def work() -> None:
            channel = courier.direct_channel()
            there = place.but(channel=channel)
            self._ask_in(client, there, Target(channel, "", _key(there, once)), question)

        courier.admit(work, courier.refuse)

    def _ask_in(
        self, client: WebClient, place: SlackPlace, target: Target, question: str, *,
        of: str = "", anew: bool = False,
    ) -> None:  # fmt: skip
        thread = target.thread
        courier = Openly(self.gate, client, place, target.but(told=thread), of=of)
        inquiry = self._inquiry(client, place, question, thread, "channel").but(anew=anew)
        self.answering.take(target.key, inquiry, courier, follow=_key(place, thread) if thread else "")

    def _privately(
        self,
        client: WebClient,
        place: SlackPlace,
        body: Body,
        text: str,
        key: str = "",
        *,
        replace: bool = False,
    ) -> None:
        """An answer that only the person sees."""
        courier = Privately(
            self.gate, client, place, body, key or fingerprint(text), self._shown, replace=replace
        )
        self.answering.take(key, self._inquiry(client, place, text, "private", "command"), courier)

    def _inquiry(self, client: WebClient, place: SlackPlace, text: str, thread: str, kind: str) -> Inquiry:
        """What somebody says, and what is looked up of the person only where an order needs it."""
        return Inquiry(
            text, _conversation(place, thread), kind, where_of(place),
            lambda: self.access.is_office(client, place.user),
            lambda: self.access.name_of(client, place.user),
        )  # fmt: skip

    def _unanswered(self, client: WebClient, place: SlackPlace) -> tuple[BlockMessage, ...]:
        """What people could not find, for the office."""
        if not self.access.is_office(client, place.user):
            return (plain_message(say.office_only("ja")),)
        return (plain_message("\n".join(self.front.unanswered("ja"))),)

    def _join(self, place: SlackPlace, thread: str) -> None:
        self.memory.join(_key(place, thread), clock.today())


def _key(place: SlackPlace, time: str) -> str:
    """The name of one message. A mention comes as two events with different ids, but with one time."""
    return f"slack:{place.own_team}:{place.channel}:{time}"


def _conversation(place: SlackPlace, thread: str) -> str:
    """Each person has a context of his own in each thread: two people in one thread do not mix theirs."""
    return fingerprint(f"{_key(place, thread)}:{place.user}")


def _channel(body: Body) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


def _thread(body: Body, place: SlackPlace) -> str:
    """The thread that an answer to a button goes on in."""
    message = body.get("message") or {}
    return str(message.get("thread_ts") or ("" if is_direct(place.channel) else message.get("ts") or ""))


def _url(body: Body) -> str:
    return str(body.get("response_url") or "")


def place_of(body: Body, context: BoltContext, user: str, channel: str) -> SlackPlace:
    """Where a request comes from, as Slack says it."""
    authorized = context.authorize_result
    own = str((authorized.team_id if authorized else None) or context.team_id or "")
    shared = body.get("is_ext_shared_channel")
    team = context.actor_team_id or (None if shared else context.team_id)  # a stranger's may be missing
    return SlackPlace(
        team=str(team or ""),
        own_team=own,
        user=user,
        channel=channel,
        shared=None if shared is None else bool(shared),
    )
