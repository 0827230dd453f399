"""A real mail server on this machine, as strict or as broken as a test wants it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.ports import on_a_free_port

USER, PASSWORD = "katou", "correct horse"


class Box:
    """What the server took. `says` are given instead, first in first out: to a recipient, to a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.signed_in: list[bool] = []
        self.says_of_recipient: list[str] = []
        self.says_of_mail: list[str] = []
        self.breaks = False  # the line, when it has the mail

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.says_of_recipient:
            return self.says_of_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.says_of_mail:
            return self.says_of_mail.pop(0)
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        self.signed_in.append(bool(session.authenticated))
        if self.breaks:
            server.transport.abort()
        return "250 taken"


def _sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    del server, session, envelope, mechanism
    assert isinstance(data, LoginPassword)
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def mail_server(
    *, certificate: tuple[Path, Path] | None = None, from_start: bool = False, signed_in: bool = False
) -> Iterator[tuple[Box, int]]:
    """What it took, and its port. With a certificate (its file, the file of its key) it offers STARTTLS."""
    box = Box()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    def on(port: int) -> Controller:
        controller = Controller(
            box, hostname="127.0.0.1", port=port, ssl_context=context if from_start else None,
            tls_context=None if from_start else context,
            require_starttls=context is not None and not from_start,
            auth_required=signed_in, authenticator=_sign_in if signed_in else None,
        )  # fmt: skip
        try:
            controller.start()
        except BaseException:
            controller.loop.close()
            raise
        return controller

    controller = on_a_free_port(on)
    try:
        yield box, controller.port
    finally:
        controller.stop()


def certificate_for(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of its own for a name or an address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own, its_key = folder / f"{name}.pem", folder / f"{name}.key"
    own.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    its_key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return own, its_key
