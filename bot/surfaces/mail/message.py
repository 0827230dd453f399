"""A card → a mail: text and HTML of the same card, the picture inside it, how to stop it in its head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader

from bot.card import BETWEEN, Card, Choice, Section, as_text
from bot.wording import mail as say
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.files.download import Download

POLICY = SMTP.clone(cte_type="7bit")  # what every server takes
LONGEST_SUBJECT = 120  # characters
PICTURE = "ratings"  # the picture's name within the mail


class MailHead(Record):
    """Whom it is from and to, its name, and where it is stopped: the address of a page, or "" for a reply."""

    sender: str
    to: str
    name: str  # of its Message-ID
    stop: str = ""
    page: str = ""  # where a choice is asked, "" for nowhere

    @property
    def domain(self) -> str:
        """The part of the sender's address behind its @."""
        return self.sender.rpartition("@")[2]

    @property
    def message_id(self) -> str:
        """The Message-ID. It is one for each post: a mailbox that gets a post twice shows it once."""
        return f"<{self.name}@{self.domain}>"


def mail(
    card: Card, more: Card | None, picture: Download | None, head: MailHead, at: datetime
) -> EmailMessage:
    """The whole mail. Every text in its head is one line, whatever it was made of."""
    found = EmailMessage(policy=POLICY)
    found["From"] = MailAddress(say.sender(card.lang), addr_spec=head.sender)
    found["To"] = MailAddress(addr_spec=head.to)
    found["Subject"] = _one_line(card.headline)[:LONGEST_SUBJECT]
    found["Date"] = at
    found["Message-ID"] = head.message_id
    found["List-Id"] = f"<weekly.{head.domain}>"
    found["Auto-Submitted"] = "auto-generated"
    found["X-Auto-Response-Suppress"] = "All"
    by_reply = f"mailto:{head.sender}?subject={quote(say.stop_subject(card.lang, head.to))}"
    found["List-Unsubscribe"] = f"<{head.stop}>, <{by_reply}>" if head.stop else f"<{by_reply}>"
    if head.stop:
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content("\n".join(_text(card, more, picture, head)), charset="utf-8")
    found.add_alternative(_html(card, more, picture, head, by_reply), subtype="html", charset="utf-8")
    if picture:
        html = found.get_payload(1)
        assert isinstance(html, EmailMessage)
        kind, _, subtype = picture.media_type.partition("/")
        html.add_related(
            picture.content, kind, subtype, cid=f"<{PICTURE}@{head.domain}>", filename=picture.name,
            disposition="inline",
        )  # fmt: skip
    return found


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _text(card: Card, more: Card | None, picture: Download | None, head: MailHead) -> Iterator[str]:
    yield as_text(card.but(choices=()))
    yield from (f"{choice.label}: {_asked(choice, head)}" for choice in card.choices if head.page)
    if more:
        yield "\n" + as_text(more.but(choices=()))
    if picture:
        yield "\n" + picture.alt
    yield "\n" + say.why_sent(card.lang)
    yield say.stop(card.lang, head.stop) if head.stop else say.stop_by_reply(card.lang)


def _html(card: Card, more: Card | None, picture: Download | None, head: MailHead, by_reply: str) -> str:
    return _environment().get_template("weekly.html").render(
        cards=[each for each in (card, more) if each],
        blocks=[[_block(block) for block in each.blocks] for each in (card, more) if each],
        links=[(choice.label, _asked(choice, head)) for choice in card.choices if head.page],
        picture=picture, cid=f"{PICTURE}@{head.domain}", lang=card.lang, why=say.why_sent(card.lang),
        between=BETWEEN,
        stop=head.stop or by_reply, stop_label=say.stop_label(card.lang),
    )  # fmt: skip


def _block(block: object) -> Section:
    """What a post has: sections; anything else would stand there as its lines."""
    if isinstance(block, Section):
        return block
    return Section(getattr(block, "title", ""), lines=tuple(getattr(block, "lines", ())))


def _asked(choice: Choice, head: MailHead) -> str:
    return f"{head.page}?{urlencode({'q': choice.asks})}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
