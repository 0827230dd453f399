"""Where a link in a weekly mail leads: it stops that mail. Who holds the link needs no password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request

from bot.surfaces.page.chrome import Chrome, add
from bot.wording import mail as say

if TYPE_CHECKING:
    from bot.chat import Front

STOP, STOPPED = "stop_mail", "mail_stopped"  # these pages the door lets everybody into


class MailPages:
    """One page, asked by people (GET, then its button) and by mail programs (one click, POST: RFC 8058)."""

    def __init__(self, front: Front, chrome: Chrome) -> None:
        self.front = front
        self.chrome = chrome

    def register(self, app: Flask) -> None:
        """Its address."""
        add(app, "/weekly/stop", STOP, self.ask)
        add(app, "/weekly/stop", STOPPED, self.stop, "POST")

    def ask(self) -> Response:
        """Whether it is meant: programs that look at every link of a mail stop nothing."""
        lang, (number, key) = self.chrome.lang(), _link()
        department = self.front.mail_of(number, key)
        if department is None:
            return self.chrome.trouble(404, say.no_such_link(lang))
        return self.chrome.page(
            "stop_mail.html", sentence=say.stop_question(lang, department), button=say.stop_label(lang),
            address=self.chrome.to(STOP, n=number, k=key),
        )  # fmt: skip

    def stop(self) -> Response:
        """It is stopped, however often it is said."""
        lang, link = self.chrome.lang(), _link()
        done = self.front.stop_mail(*link)
        return self.chrome.trouble(
            200 if done else 404, say.stopped(lang) if done else say.no_such_link(lang)
        )


def _link() -> tuple[int, str]:
    number = request.args.get("n", "")[:12]
    return int(number) if number.isdecimal() and number.isascii() else 0, request.args.get("k", "")[:128]
