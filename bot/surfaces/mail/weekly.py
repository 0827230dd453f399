"""Mail as a platform of the weekly post: one SMTP server, a mail sent once.

Mail shows no history, so what may have arrived is left to a person. Nothing is repeated here: the next look
at the clock sends what was certainly not taken.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from bot import clock
from bot.card import Card
from bot.memory import fingerprint
from bot.surfaces.mail.message import MailHead, mail
from bot.weekly.platforms import Address, Gone, Later, Outcome, Sent, Unclear, number_of
from katou_index.records import Record

if TYPE_CHECKING:
    from email.message import EmailMessage

    from bot.files.download import Download

TIMEOUT = 15  # seconds for one step; some ten of them stay below the lease of a post
SIGN_IN = (530, 534, 535, 538)  # what is wrong with the sender's account concerns every post
NO_PASSWORD = "KATOU_SMTP_TLS=off: no password over an open line"
LONGEST_WORD = 120  # characters of what a server says


class MailServer(Record):
    """Which server takes the mails, and whom they are from. `tls`: starttls, tls, off."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str
    ca: str = ""  # a file of certificates that are trusted beside the system's
    page: str = ""


class MailTroubleError(Exception):
    """Why no mail can be sent. `kind` is a key of what `bot.wording.checkup` says of it."""

    def __init__(self, kind: str, word: str) -> None:
        super().__init__(word)
        self.kind = kind


def try_out(server: MailServer, timeout: float = TIMEOUT) -> None:
    """Sign in and name the sender, and send nothing. Raises MailTroubleError."""
    head = MailHead(server.sender, "", "", "", "")
    if server.user and server.tls == "off":
        raise MailTroubleError("open line", NO_PASSWORD)
    try:
        client = _connected(server, timeout)
        try:
            client.ehlo_or_helo_if_needed()
            code, said = client.mail(server.sender)
            if code != 250:
                raise MailTroubleError("sender", _word(code, said, head))
        finally:
            with suppress(OSError, smtplib.SMTPException):
                client.quit()
            client.close()
    except ssl.SSLCertVerificationError as error:
        raise MailTroubleError("certificate", error.verify_message) from None
    except smtplib.SMTPNotSupportedError as error:
        raise MailTroubleError("no TLS", str(error)[:LONGEST_WORD]) from None
    except smtplib.SMTPResponseException as error:
        kind = "sign-in" if error.smtp_code in SIGN_IN else "refused"
        raise MailTroubleError(kind, _word(error.smtp_code, error.smtp_error, head)) from None
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise MailTroubleError("unreachable", f"{type(error).__name__}: {error}"[:LONGEST_WORD]) from None


class MailPlatform:
    """Sends over one connection a mail. `stop` gives the address that stops a subscription, "" for none."""

    def __init__(self, server: MailServer, stop: Callable[[int], str] = lambda _: "") -> None:
        self._server, self._stop = server, stop

    def send(self, address: Address, card: Card, key: str) -> Outcome:
        """The card alone."""
        return self.send_whole(address, card, None, None, key)

    def send_whole(
        self, address: Address, card: Card, more: Card | None, picture: Download | None, key: str
    ) -> Outcome:
        """The card, what goes on below it and the picture in one mail."""
        server = self._server
        try:
            stop = self._stop(number_of(key))
            head = MailHead(server.sender, address.channel, fingerprint(key), stop, server.page)
            message = mail(card, more, picture, head, clock.now())
        except Exception as error:  # of any kind: nothing was sent yet
            return Later(type(error).__name__)
        return self._handed(message, head)

    def place_of(self, address: Address, key: str) -> None:
        """Nobody can say: mail shows no history."""

    def _handed(self, message: EmailMessage, head: MailHead) -> Outcome:
        """One conversation; what the server refuses before it has the mail was certainly not taken."""
        if self._server.user and self._server.tls == "off":
            return Later(NO_PASSWORD)
        try:
            client = _connected(self._server, TIMEOUT)
            try:
                return _transferred(client, message, head)
            finally:
                with suppress(OSError, smtplib.SMTPException):
                    client.quit()  # the mail is taken, whatever becomes of a farewell
                client.close()
        except ssl.SSLCertVerificationError as error:
            return Later(f"certificate: {error.verify_message}")
        except smtplib.SMTPResponseException as error:
            return Later(_word(error.smtp_code, error.smtp_error, head))
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            return Later(f"{type(error).__name__}: {error}"[:LONGEST_WORD])


def _connected(server: MailServer, timeout: float) -> smtplib.SMTP:
    """Signed in, over TLS unless that is off. The password never goes over a line that others read."""
    context = ssl.create_default_context()
    if server.ca:
        context.load_verify_locations(server.ca)
    if server.tls == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.tls == "starttls":
            client.starttls(context=context)  # raises where the server has none
        if server.user and server.tls != "off":
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _transferred(client: smtplib.SMTP, message: EmailMessage, head: MailHead) -> Outcome:
    client.ehlo_or_helo_if_needed()
    code, said = client.mail(head.sender)
    if code != 250:  # whom it is from concerns every post
        return Later(_word(code, said, head))
    code, said = client.rcpt(head.to)
    if code not in (250, 251):
        return _refused(code, said, head)
    try:
        code, said = client.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error, head)
    except (OSError, smtplib.SMTPException) as error:  # it may have the mail
        return Unclear(type(error).__name__)
    return Sent(head.message_id) if code == 250 else _refused(code, said, head)


def _refused(code: int, said: bytes | str, head: MailHead) -> Outcome:
    """4xx: not now (greylisting, a full queue); 5xx: never, so the subscription is switched off."""
    word = _word(code, said, head)
    return Gone(word) if code >= 500 and code not in SIGN_IN else Later(word)


def _word(code: int, said: bytes | str, head: MailHead) -> str:
    """What the server said, in one line, without the address: it stands in lists and logs."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    if head.to:
        text = text.replace(head.to, "…")
    return " ".join(f"{code} {text}".split())[:LONGEST_WORD]
