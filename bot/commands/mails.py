"""The mail server as it is set up, for the weekly post and for `katou doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.surfaces.mail.weekly import MailServer

if TYPE_CHECKING:
    from bot.settings import Settings


def mail_server_of(settings: Settings) -> MailServer:
    """Which server takes the mails, and whom they are from."""
    return MailServer(
        settings.smtp_host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, settings.smtp_password,
        settings.smtp_from, settings.smtp_ca, settings.page,
    )  # fmt: skip
