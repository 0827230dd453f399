"""What every chat does with what arrives, decided once. A surface fetches it, and delivers what comes of it.

    claimed → refused, in private │ a file, an order or a question → card → delivered → its file → done

One message is claimed once, however often and by whatever way a platform brings it; one that somebody claimed
and did not finish is answered again, after a look whether its answer has arrived (`again`). Acknowledging
waits for none of it: a courier works in threads of its own. Nothing ends in silence, and nothing typed is
logged. The page claims nothing: a browser asks once and waits. The terminal is one person without orders, so
it asks the bot itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from bot import clock, tracing
from bot.card import Card, with_word
from bot.memory import Claim
from bot.wording import chat as say
from bot.wording import takeaway as files
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.files.download import Download
    from bot.orders import Where
    from bot.reply import Reply

log = logging.getLogger(__name__)


class UndeliveredError(Exception):
    """A platform did not take a message. The text is its reason, nothing that was typed."""

    @property
    def is_final(self) -> bool:
        """Whether a word about it is of no use: it would not arrive either, or the answer may have."""
        return False


class Inquiry(Record):
    """What somebody says to the bot, as a surface fetched it."""

    text: str
    conversation: str  # whose context it goes on with
    place: str  # the kind of place, for the numbers: channel, direct message, command, page
    where: Where | None = None  # None: nobody can be posted to there, so orders only look at something
    is_office: Callable[[], bool] = bool
    name: Callable[[], str] = str  # the person's, for what is signed; "" where it is not known
    lang: str | None = None  # that of the answer, None for that of the text
    anew: bool = False  # what was said before in this conversation is forgotten
    dropped: Callable[[], Card] | None = None  # what comes of a file that was sent with it
    ordered: Callable[[], object] = bool  # called where it was an order


class Answered(Record):
    """What is answered. Of an order and of a file there is only the card."""

    card: Card
    private: tuple[Card, ...] = ()  # for the person alone
    reply: Reply | None = None
    file: Download | None = None  # it follows the card
    question: str = ""  # the question, understood without what was said before
    again: str = ""  # the question that gives just this answer, "" where none does by itself
    link: str = ""  # an address that asks that, "" for none


class Courier(Protocol):
    """How a surface reaches whoever said something."""

    def admit(self, work: Callable[[], None], refused: Callable[[str], None]) -> None:
        """Do `work` later for who may ask, else `refused`, with why; an error of either is told."""

    def refuse(self, why: str) -> None:
        """Say why there is no answer; nobody else sees it."""

    def tell(self, sentence: str, lang: str) -> None:
        """A word to the one who asked, seen by nobody else. Never raises."""

    def send_privately(self, cards: Sequence[Card]) -> bool:
        """Whether cards reached the person's own chat with the bot. Raises UndeliveredError."""

    def instead_of_file(self, answered: Answered) -> str:
        """A word for the card where this chat brings no such file behind it; "" where it does."""

    def deliver(self, answered: Answered, *, again: bool) -> None:
        """The card. `again`: look first what of it has arrived. Raises UndeliveredError."""

    def hand_over(self, file: Download, *, again: bool) -> str:
        """The file behind the card; "" where nothing is to be said, else a key of takeaway.not_sent."""


class Answering:
    """Answers each message once. Safe for threads."""

    def __init__(self, front: Front) -> None:
        self.front = front

    def take(self, key: str, inquiry: Inquiry, courier: Courier, *, follow: str = "") -> None:
        """Answer one message. `key` names it, "" for one that comes once; `follow` is that of `once`."""

        def work(again: bool) -> None:
            self.deliver(self.prepare(inquiry, courier), courier, again=again)

        self.once(key, courier, work, follow=follow)

    def once(self, key: str, courier: Courier, work: Callable[[bool], None], *, follow: str = "") -> None:
        """Do once what `key` names, for who may; `work` is told whether somebody had begun it.

        `follow` names a thread whose questions need no mention from now on.
        """
        claim = self.front.claim(key, follow, clock.today()) if key else Claim.NEW
        if claim is Claim.TAKEN:
            return

        def done() -> None:
            if key:
                self.front.memory.done(key)

        def admitted() -> None:
            with tracing.span("message", again=claim is Claim.AGAIN):
                work(claim is Claim.AGAIN)
            done()

        def refused(why: str) -> None:
            courier.refuse(why)
            done()

        courier.admit(admitted, refused)

    def prepare(self, inquiry: Inquiry, courier: Courier) -> Answered:
        """What is answered here: what is private has gone out, and the card says where its file is got."""
        answered = self.answer(inquiry)
        lang = answered.card.lang
        if answered.private and not courier.send_privately(answered.private):
            return Answered(Card(lang, say.nowhere_to_send(lang)))
        if answered.file and (word := courier.instead_of_file(answered)):
            return answered.but(card=with_word(answered.card, word), file=None)
        return answered

    def answer(self, inquiry: Inquiry) -> Answered:
        """A file that was sent, an order, or a question."""
        if inquiry.dropped is not None:
            return Answered(inquiry.dropped())
        handled = (
            self.front.order(inquiry.text, inquiry.where, inquiry.is_office, inquiry.name)
            if inquiry.where
            else self.front.look(inquiry.text)
        )
        if handled is not None:
            inquiry.ordered()
            return Answered(handled.card, handled.private)
        if inquiry.anew:
            self.front.forget(inquiry.conversation)
        reply = self.front.ask(  # other processes know of it before its card has arrived
            inquiry.text, inquiry.conversation, place=inquiry.place, lang=inquiry.lang, waits=False
        )
        return self.of_reply(reply)

    def of_reply(self, reply: Reply) -> Answered:
        """A reply with what stands beside it."""
        card, file = self.front.hand_over(reply)
        again = self.front.again(reply)
        return Answered(
            card, reply=reply, file=file, question=self.front.standing_alone(reply), again=again,
            link=self.front.address(again),
        )  # fmt: skip

    def deliver(self, answered: Answered, courier: Courier, *, again: bool = False) -> None:
        """The card, then its file; what did not arrive is told."""
        lang = answered.card.lang
        try:
            with tracing.span("post", again=again):
                courier.deliver(answered, again=again)
        except UndeliveredError as error:
            self.front.delivered(well=False)
            log.error("answer not delivered: %s", error)  # noqa: TRY400 - the platform's word is all there is
            if not error.is_final:
                courier.tell(say.failed(lang), lang)
        else:
            self.front.delivered(well=True)
            self.hand_over(answered, courier, again=again)

    def hand_over(self, answered: Answered, courier: Courier, *, again: bool = False) -> None:
        """The file of a card that has arrived."""
        if answered.file and (why := courier.hand_over(answered.file, again=again)):
            lang = answered.card.lang
            courier.tell(files.not_sent(lang, answered.file.name, why), lang)

    def note(self, question: str, place: str, *, helped: bool) -> None:
        """Feedback: what helped is counted, what did not is noted for the office; nothing of the person."""
        if helped:
            self.front.note_right(place)
        elif question:
            self.front.note_wrong(question, place)


def admitted(
    refusal: Callable[[], str],
    work: Callable[[], None],
    refused: Callable[[str], None],
    otherwise: Callable[[], None] | None = None,
) -> Callable[[], None]:
    """What a thread runs: `work` for who may ask, else `refused`, with why.

    `otherwise` is called where either ends in an error, whose kind is logged, nothing that was typed.
    """

    def run() -> None:
        try:
            if why := refusal():
                refused(why)
            else:
                work()
        except Exception as error:  # of any kind: whoever asked is told
            log.error("%s: %s", work.__qualname__, type(error).__name__)  # noqa: TRY400
            if otherwise:
                otherwise()

    return run
