"""How an answer reaches people in Slack: openly, as messages, or privately, at the address of a question."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.surfaces.answering import Answered
from bot.surfaces.slack.access import SlackPlace, is_direct
from bot.surfaces.slack.blocks import BlockExtras, BlockMessage, messages, plain_message
from bot.surfaces.slack.gate import Gate
from bot.surfaces.slack.posting import Target, Undelivered, deliver, respond
from bot.surfaces.slack.text import typed
from bot.surfaces.slack.uploads import upload
from bot.wording import chat as say
from bot.wording import takeaway as files

if TYPE_CHECKING:
    from bot.card import Card
    from bot.files.download import Download

log = logging.getLogger(__name__)

PRIVATE_PAGES = (
    3  # messages of a private answer; Slack takes five at its address, one may be needed for a word
)

REMEMBERED = 1_000  # private answers that can be shared as they were seen


class SharedAnswers:
    """Private answers by channel, person and question, so that they are shared as seen. Safe for threads."""

    def __init__(self) -> None:
        self._answers: LRUCache[tuple[str, str, str], Answered] = LRUCache(REMEMBERED)
        self._lock = threading.Lock()

    def keep(self, place: SlackPlace, question: str, answered: Answered) -> None:
        """It was shown to this person."""
        with self._lock:
            self._answers[place.channel, place.user, question] = answered

    def of(self, place: SlackPlace, question: str) -> Answered | None:
        """What this person saw, None where it is not known any more."""
        with self._lock:
            return self._answers.get((place.channel, place.user, question))


class Openly:
    """Messages in a channel, its thread or a direct message."""

    def __init__(
        self, gate: Gate, client: WebClient, place: SlackPlace, target: Target, *,
        openly: bool = False, of: str = "",
    ) -> None:  # fmt: skip
        """`openly`: all of the channel sees what only one person has asked for.

        `of` is the question of the card that was pressed.
        """
        self.gate, self.client, self.place, self.target = gate, client, place, target
        self.openly, self.of = openly, of

    def admit(self, work: Callable[[], None], refused: Callable[[str], None]) -> None:
        """In a thread of the gate, for who may ask."""
        self.gate.admit(
            self.client, self.place, work, refused,
            otherwise=lambda: self.tell(say.failed("ja")), openly=self.openly,
        )  # fmt: skip

    def refuse(self, why: str) -> None:
        """Told to the person alone."""
        self.tell(say.refused("ja", why))

    def tell(self, sentence: str, lang: str = "ja") -> None:
        """A word to one person, seen by nobody else; in a direct message it is a message."""
        del lang
        message = plain_message(sentence)
        target = self.target
        try:
            if is_direct(target.channel):
                deliver(self.client, target, [message])
            else:
                self.client.chat_postEphemeral(
                    channel=target.channel,
                    user=self.place.user,
                    text=message.text,
                    thread_ts=target.told or None,
                )
        except (SlackApiError, Undelivered, OSError) as error:
            log.error("could not tell a person: %s", type(error).__name__)  # noqa: TRY400

    def send_privately(self, cards: Sequence[Card]) -> bool:
        """By direct message."""
        target = Target(self.direct_channel(), "", f"{self.target.key}:private")
        deliver(self.client, target, [page for card in cards for page in messages(card)])
        return True

    def direct_channel(self) -> str:
        """The conversation of the person with the bot."""
        opened = self.client.conversations_open(users=self.place.user).get("channel") or {}
        return str(opened.get("id") or self.place.user)

    def instead_of_file(self, answered: Answered) -> str:
        """Nothing: a file follows the answer."""
        del answered
        return ""

    def deliver(self, answered: Answered, *, again: bool) -> None:
        """The messages, the first in the place of the card that was pressed. Raises Undelivered."""
        target = self.target if answered.reply else self.target.but(pressed="")  # what is ordered stays
        deliver(self.client, target, messages(answered.card, extras_of(answered, self.of)), again=again)

    def hand_over(self, file: Download, *, again: bool) -> str:
        """The file below the answer."""
        return upload(self.client, self.target, file, again=again)


class Privately(Openly):
    """What only the person sees, at the address that Slack gave with the question."""

    def __init__(
        self,
        gate: Gate,
        client: WebClient,
        place: SlackPlace,
        body: dict[str, Any],
        key: str,
        shown: SharedAnswers,
        *,
        replace: bool = False,
    ) -> None:
        """`replace`: it takes the place of the private answer whose button was pressed."""
        told = str((body.get("message") or {}).get("thread_ts") or "")
        super().__init__(gate, client, place, Target(place.channel, told, key, told=told))
        self.url = str(body.get("response_url") or "")
        self.shown, self.replace = shown, replace

    def refuse(self, why: str) -> None:
        """Told where the question was asked, which works in channels without the bot too."""
        self.show([plain_message(say.refused("ja", why))])

    def instead_of_file(self, answered: Answered) -> str:
        """A private answer holds no file: it goes out by direct message."""
        assert answered.file is not None
        lang, name = answered.card.lang, answered.file.name
        why = upload(self.client, Target(self.direct_channel(), "", ""), answered.file)
        return files.not_sent(lang, name, why) if why else files.sent_privately(lang, name)

    def deliver(self, answered: Answered, *, again: bool) -> None:
        """The answer, with a button that shows it to the channel."""
        del again  # nobody can look at what only the person sees
        lang = answered.card.lang
        extras = BlockExtras(more=say.more_choices(lang), items=say.items_of_bars(lang))
        if answered.reply:
            question = typed(answered.question)
            self.shown.keep(self.place, question, answered)
            can_share = question and not is_direct(self.place.channel)
            extras = extras.but(
                share=say.share(lang) if can_share else "", question=question,
                link=answered.link, link_label=say.permalink(lang),
            )  # fmt: skip
        self.show(messages(answered.card, extras))

    def show(self, pages: Sequence[BlockMessage]) -> None:
        """Messages that only the person sees; a word where Slack does not take them."""
        for number, message in enumerate(pages[:PRIVATE_PAGES]):
            how = {"response_type": "ephemeral", "replace_original": self.replace and number == 0}
            if not respond(self.url, message, **how):
                self.tell(say.failed("ja"))
                return
        if len(pages) > PRIVATE_PAGES:
            respond(self.url, plain_message(say.more_in_public("ja")), response_type="ephemeral")


class WorkflowStep(Openly):
    """The end of a workflow's step: what goes wrong is its error."""

    def __init__(self, gate: Gate, client: WebClient, place: SlackPlace, fail: Callable[..., Any]) -> None:
        super().__init__(gate, client, place, Target(place.channel, "", ""), openly=bool(place.channel))
        self.fail = fail

    def tell(self, sentence: str, lang: str = "ja") -> None:
        """The step fails with this."""
        del lang
        self.fail(error=sentence)


def extras_of(answered: Answered, of: str = "") -> BlockExtras:
    """Feedback carries a question that can be understood without what was said before.

    `of` is that of the card whose place this one takes.
    """
    lang = answered.card.lang
    if answered.reply is None:
        return BlockExtras(more=say.more_choices(lang), items=say.items_of_bars(lang))
    question = typed(answered.question)
    return BlockExtras(
        question=question, helped=say.helped(lang), missed=say.missed(lang),
        more=say.more_choices(lang), items=say.items_of_bars(lang),
        link=answered.link, link_label=say.permalink(lang),
        back=of if of != question else "", back_label=say.back(lang),
    )  # fmt: skip
