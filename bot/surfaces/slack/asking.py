"""Whatever asks in Slack → one answer: mentions, threads, direct messages, /plan, shortcuts, buttons."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import chat_wording as say
from bot.memory import Claim, Memory
from bot.surfaces.slack.access import Access, Place
from bot.surfaces.slack.blocks import Extras, Message, messages, plain_message
from bot.surfaces.slack.posting import Target, Undelivered, deliver
from bot.surfaces.slack.text import typed

if TYPE_CHECKING:
    from bot.front import Front
    from bot.reply import Reply

log = logging.getLogger(__name__)
Body = dict[str, Any]

TOKYO = timezone(timedelta(hours=9))
ASKS = (None, "file_share", "thread_broadcast")  # kinds of messages that people write; an edit is none


class Asking:
    """Answers each question once. Acknowledging never waits for an answer: answers are made by `workers`."""

    def __init__(self, front: Front, memory: Memory, access: Access, workers: Executor) -> None:
        self.front = front
        self.memory = memory
        self.access = access
        self.workers = workers

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
            key = _key(context.team_id, str(event["channel"]), str(thread))
            if mentioned or self.memory.has_joined(key):
                self._message(event, body, context, client, followed=True)

    def _message(
        self, event: Body, body: Body, context: BoltContext, client: WebClient, *, followed: bool
    ) -> None:
        place = place_of(body, context, str(event.get("user") or ""), str(event["channel"]))
        key = _key(place.own_team, place.channel, str(event["ts"]))
        claim = self.memory.claim(key)
        if claim is Claim.TAKEN:
            return
        thread = str(event.get("thread_ts") or (event["ts"] if followed else ""))
        text = typed(str(event.get("text") or ""), context.bot_user_id)
        target = Target(place.channel, thread, key, asked=str(event["ts"]))
        kind = "channel" if followed else "direct message"

        def work() -> None:
            if why := self.access.refusal(client, place):
                self._tell(client, target, place.user, say.refused("ja", why))
            else:
                if followed:
                    day = datetime.now(TOKYO).date()
                    self.memory.join(_key(place.own_team, place.channel, thread), day)
                reply = self.front.ask(text, _conversation(place, thread), place=kind)
                self._deliver(client, target, place.user, reply, again=claim is Claim.AGAIN)
            self.memory.done(key)

        self._later(client, target, place.user, work)

    def command(
        self, ack: Ack, body: Body, context: BoltContext, client: WebClient, respond: Respond
    ) -> None:
        """/plan RPAの進捗は？: seen by the one who asked, with a button that shows it to the channel."""
        ack()
        place = place_of(body, context, str(body["user_id"]), str(body["channel_id"]))
        text = typed(str(body.get("text") or ""))
        if text in say.UNANSWERED:
            self._privately(client, place, respond, lambda: self._unanswered(client, place))
        else:
            self._privately(client, place, respond, lambda: self._private(place, text))

    def about_message(
        self, ack: Ack, body: Body, context: BoltContext, client: WebClient, respond: Respond
    ) -> None:
        """The shortcut of a message: what the plan says about it, seen by the one who asked."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), str(body["channel"]["id"]))
        text = typed(str(body["message"].get("text") or ""), context.bot_user_id)
        self._privately(client, place, respond, lambda: self._private(place, text))

    def choice(
        self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient, respond: Respond
    ) -> None:
        """A button: its prepared question is asked; the answer replaces a private one or goes on below."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        question = str(action.get("value") or "")
        if not place.channel:  # a button of App Home
            place = place.but(channel=place.user)
        container = body.get("container") or {}
        if container.get("is_ephemeral"):
            self._privately(client, place, respond, lambda: self._private(place, question), replace=True)
            return
        message = body.get("message") or {}
        direct = place.channel[:1] in "DU"
        thread = str(message.get("thread_ts") or ("" if direct else message.get("ts") or ""))
        self._ask_in(client, place, thread, question, str(action.get("action_ts") or ""))

    def share(
        self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient, respond: Respond
    ) -> None:
        """The button of a private answer: the same question, answered for the channel."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        respond(delete_original=True)
        thread = str((body.get("container") or {}).get("thread_ts") or "")
        self._ask_in(
            client, place, thread, str(action.get("value") or ""), str(action.get("action_ts") or "")
        )

    def feedback(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """It helped, or it did not: what did not is noted for the office, without a name."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), _channel(body))
        side, _, question = str(action.get("value") or "").partition(":")
        helped = side == "positive"
        message = body.get("message") or {}
        target = Target(place.channel, str(message.get("thread_ts") or ""), "")

        def work() -> None:
            if self.access.refusal(client, place):
                return
            if not helped and question:
                self.front.note_wrong(question, "channel")
            self._tell(client, target, place.user, say.thanks_for_feedback("ja", helped=helped))

        self._later(client, target, place.user, work)

    def step(self, inputs: Body, complete: Callable[..., Any], fail: Callable[..., Any], ack: Ack) -> None:
        """A step of a workflow: question in, answer out."""
        ack()
        question = str(inputs.get("question") or "")

        def work() -> None:
            try:
                complete(outputs={"answer": self.front.ask(question, place="workflow").text})
            except Exception:
                log.exception("workflow step")
                fail(error=say.failed("ja"))

        self.workers.submit(work)

    # -- answers -----------------------------------------------------------------------------------------

    def ask_directly(self, client: WebClient, place: Place, question: str, once: str) -> None:
        """An answer by direct message, to what was asked in a form."""
        self._ask_in(client, place.but(channel=place.user), "", question, once)

    def _ask_in(self, client: WebClient, place: Place, thread: str, question: str, once: str) -> None:
        key = _key(place.own_team, place.channel, f"{place.user}:{once}")
        claim = self.memory.claim(key)
        if claim is Claim.TAKEN:
            return
        target = Target(place.channel, thread, key, asked=once or "0")

        def work() -> None:
            if why := self.access.refusal(client, place):
                self._tell(client, target, place.user, say.refused("ja", why))
            else:
                reply = self.front.ask(question, _conversation(place, thread), place="channel")
                self._deliver(client, target, place.user, reply, again=claim is Claim.AGAIN)
            self.memory.done(key)

        self._later(client, target, place.user, work)

    def _private(self, place: Place, text: str) -> tuple[Message, ...]:
        reply = self.front.ask(text, _conversation(place, "private"), place="command")
        lang = reply.card.lang
        return messages(reply.card, Extras(share=say.share(lang) if text else "", question=text))

    def _unanswered(self, client: WebClient, place: Place) -> tuple[Message, ...]:
        if not self.access.is_office(client, place.user):
            return (plain_message(say.office_only("ja")),)
        return (plain_message("\n".join(self.front.unanswered("ja"))),)

    def _privately(
        self,
        client: WebClient,
        place: Place,
        respond: Respond,
        answer: Callable[[], tuple[Message, ...]],
        *,
        replace: bool = False,
    ) -> None:
        """An answer that only the person sees. A form that Slack refuses is sent again as text."""

        def work() -> None:
            why = self.access.refusal(client, place)
            shown = (plain_message(say.refused("ja", why)),) if why else answer()
            for number, message in enumerate(shown):
                taken = respond(
                    text=message.text,
                    blocks=list(message.blocks),
                    response_type="ephemeral",
                    replace_original=replace and number == 0,
                    unfurl_links=False,
                    unfurl_media=False,
                )
                if taken.status_code != 200:
                    respond(text=message.text, response_type="ephemeral", replace_original=replace)

        def safely() -> None:
            try:
                work()
            except Exception as error:
                log.error("no private answer: %s", type(error).__name__)  # noqa: TRY400 - it may hold the text
                respond(text=say.failed("ja"), response_type="ephemeral")

        self.workers.submit(safely)

    def _deliver(self, client: WebClient, target: Target, user: str, reply: Reply, *, again: bool) -> None:
        lang = reply.card.lang
        extras = Extras(question=typed(reply.question.text), helped=say.helped(lang), missed=say.missed(lang))
        try:
            deliver(client, target, messages(reply.card, extras), again=again)
        except Undelivered as error:
            log.error("answer not delivered: %s", error)  # noqa: TRY400 - Slack's word is all there is
            self._tell(client, target, user, say.failed(lang))

    def _tell(self, client: WebClient, target: Target, user: str, sentence: str) -> None:
        """A word to one person, seen by nobody else; in a direct message it is a message."""
        message = plain_message(sentence)
        try:
            if target.channel[:1] in "DU":
                deliver(client, target, [message])
            else:
                client.chat_postEphemeral(
                    channel=target.channel,
                    user=user,
                    text=message.text,
                    thread_ts=target.thread or None,
                )
        except (SlackApiError, Undelivered, OSError) as error:
            log.error("could not tell a person: %s", type(error).__name__)  # noqa: TRY400

    def _later(self, client: WebClient, target: Target, user: str, work: Callable[[], None]) -> None:
        def safely() -> None:
            try:
                work()
            except Exception as error:
                log.error("no answer: %s", type(error).__name__)  # noqa: TRY400 - it may hold the text
                self._tell(client, target, user, say.failed("ja"))

        self.workers.submit(safely)


def _key(team: str | None, channel: str, time: str) -> str:
    """The name of one message. A mention comes as two events with different ids, but with one time."""
    return f"slack:{team or ''}:{channel}:{time}"


def _conversation(place: Place, thread: str) -> str:
    """Each person has a context of his own in each thread: two people in one thread do not mix theirs."""
    return f"{_key(place.own_team, place.channel, thread)}:{place.user}"


def _channel(body: Body) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


def place_of(body: Body, context: BoltContext, user: str, channel: str) -> Place:
    """Where a request comes from, as Slack says it."""
    authorized = context.authorize_result
    own = str((authorized.team_id if authorized else None) or context.team_id or "")
    return Place(
        team=str(context.actor_team_id or context.team_id or ""),
        own_team=own,
        user=user,
        channel=channel,
        shared=bool(body.get("is_ext_shared_channel")),
    )
