"""Questions and answers: by link, by form, by script. All of them are answered as in every chat."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, abort, g, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from bot.surfaces.answering import Answered, Answering, Inquiry
from bot.surfaces.page.chrome import Chrome, add
from bot.surfaces.page.downloads import KeptFiles
from bot.surfaces.page.talks import MOST_EXCHANGES, ConversationNames, Exchange, Talks
from bot.wording import chat as chat_wording
from bot.wording import page as say

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.reply import Reply

COOKIE = "katou"
LONGEST = 10_000  # characters that are taken; how many of them are read is told
MOST_KEYS = 500  # items whose keys fit into a link
OPTIONS = 100  # suggestions that a page holds before anything is typed
PLACE = "page"
REAL = frozenset(("measure", "list", "counts", "compare"))  # kinds of answers that can have helped or not
SCRIPT = "X-Katou-Script"  # header: our script wants the answer alone


class DialoguePages:
    """The pages on which people ask."""

    def __init__(
        self, front: Front, chrome: Chrome, names: ConversationNames, *, secure: bool = False
    ) -> None:
        self.front = front
        self.chrome = chrome
        self.answering = Answering(front)
        self.names = names
        self.talks = Talks(front.passing)
        self.made = KeptFiles(passing=front.passing)
        self.secure = secure  # the cookie travels over https only

    def register(self, app: Flask) -> None:
        """Its addresses."""
        add(app, "/", "home", self.home)
        add(app, "/ask", "ask", self.ask, "POST")
        add(app, "/ask", "ask_by_link", self.by_link)
        add(app, "/new", "new", self.new, "POST")
        add(app, "/feedback", "feedback", self.feedback, "POST")
        add(app, "/suggest", "suggest", self.suggest)
        add(app, "/made/<name>/<path:title>", "made", self.get)

    # -- pages -------------------------------------------------------------------------------------------

    def home(self) -> Response:
        """The conversation so far; `?q=` asks first, without what was said before."""
        name = self._name() or self.names.new(_user())
        question = _cut(request.args.get("q"))
        if question.strip():
            said = self.talks.of(name)
            chosen = self.chrome.chosen()
            if not said or said[-1].asked != question or (chosen and said[-1].lang != chosen):
                self.front.forget(name)
                self._answer(name, question)
        return self._page(name)

    def ask(self) -> AnyResponse:
        """A question typed or pressed; it may go on with what was said before."""
        known = self._name()
        name = known or self.names.new(_user())
        after = request.form.get("after", "")
        if known and _is_number(after):  # a choice of an answer further up goes on with that answer
            self.front.carry(f"{name}:{int(after[:6])}", name)
        exchange = self._answer(name, _cut(request.form.get("q")))
        if request.headers.get(SCRIPT):
            content = self.chrome.html("exchange.html", exchange.lang, exchange=exchange)
            return self._keep(Response(content, mimetype="text/html"), name)
        if known:  # so that reloading asks nothing again
            return redirect(self.chrome.to("home", anchor=f"a{exchange.number}"), 303)
        return self._page(name)

    def by_link(self) -> AnyResponse:
        """Somebody opened the form's address."""
        return redirect(self.chrome.to("home", q=_cut(request.args.get("q"))), 303)

    def new(self) -> AnyResponse:
        """Begin anew."""
        if name := self._name():
            self.talks.clear(name)
            self.front.forget(name)
        return redirect(self.chrome.to("home"), 303)

    def feedback(self) -> AnyResponse:
        """It helped, which is counted, or it did not, which is noted for the office; once an answer."""
        told = "helped" if request.form.get("told") == "helped" else "missed"
        number = request.form.get("number", "")
        name = self._name()
        exchange = self.talks.tell(name, int(number[:6]), told) if name and _is_number(number) else None
        if exchange and not exchange.told:
            self.answering.note(exchange.question, PLACE, helped=told == "helped")
        if request.headers.get(SCRIPT):
            thanks = chat_wording.thanks_for_feedback(self.chrome.lang(), helped=told == "helped")
            return Response(thanks, mimetype="text/plain")
        return redirect(self.chrome.to("home", anchor=f"a{exchange.number}" if exchange else ""), 303)

    def suggest(self) -> Response:
        """What goes on with the beginning of a question."""
        return jsonify(self.front.completions(_cut(request.args.get("q")), self.chrome.lang()))

    def get(self, name: str, title: str) -> Response:
        """A file or a picture that an answer handed over; `title` is what browsers name it."""
        del title
        file = self.made.of(name)
        if file is None:
            abort(self.chrome.trouble(404, say.not_kept(self.chrome.lang())))
        kind = "inline" if file.media_type.startswith("image/") else "attachment"
        headers = {"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(file.name)}"}
        return Response(file.content, mimetype=file.media_type, headers=headers)

    # -- parts -------------------------------------------------------------------------------------------

    def _name(self) -> str | None:
        return self.names.known(request.cookies.get(COOKIE), _user())

    def _answer(self, name: str, question: str) -> Exchange:
        """One more exchange. The page takes no orders: a look at the weekly post may have several cards."""
        inquiry = Inquiry(question, conversation=name, place=PLACE, lang=self.chrome.chosen())
        answered = self.answering.answer(inquiry)
        made = self.made.keep(answered.file) if answered.file else ""
        exchange = self._exchange(name, question, answered, made)
        while not self.talks.add(name, exchange):  # another process answered here meanwhile
            exchange = self._exchange(name, question, answered, made)
        if answered.reply:
            self.front.keep(name, f"{name}:{exchange.number}")
            if exchange.number > MOST_EXCHANGES:
                self.front.forget(f"{name}:{exchange.number - MOST_EXCHANGES}")  # it is shown no more
        return exchange

    def _exchange(self, name: str, question: str, answered: Answered, made: str) -> Exchange:
        """The answer as it is shown; `made` is the name of its file."""
        number = self.talks.next_number(name)
        reply, card, file = answered.reply, answered.card, answered.file
        year = reply.year.code if reply else ""
        alone = (answered.question if reply else question).strip()
        kind = reply.answer.kind if reply else ""
        again = answered.again.strip() if reply else alone
        again = "" if kind in ("help", "choose") else again  # nothing to hand on
        cards = (card, *answered.private)
        html = "".join(
            self.chrome.html(
                "answer.html", each.lang, card=each, shape=self.chrome.shaper(year),
                alone=alone if each is cards[-1] else "", again=again if each is cards[-1] else "",
                keys=_keys(reply) if reply else "",
                forms=self.front.download_forms() if reply else (), number=number,
                file=file, made=made, data=self.front.data_version(),
            )
            for each in cards
        )  # fmt: skip
        return Exchange(number, card.lang, question, alone if reply else question, html, real=kind in REAL)

    def _page(self, name: str) -> Response:
        said = self.talks.of(name)
        lang = self.chrome.chosen() or (said[-1].lang if said else self.chrome.lang())
        views = self.front.views(lang) if not said else None
        made_with = request.args.get("v", "")
        changed = bool(made_with) and made_with != self.front.data_version()
        page = self.chrome.page(
            "home.html", lang, said=said, changed=self.front.data_imported() if changed else "",
            options=self.front.completions("", lang, OPTIONS), overview=views.overview() if views else None,
        )  # fmt: skip
        return self._keep(page, name)

    def _keep(self, response: Response, name: str) -> Response:
        response.set_cookie(COOKIE, name, httponly=True, samesite="Strict", secure=self.secure)
        return response


def _user() -> str:
    """Whom the trusted proxy names; the door has looked before any page is made."""
    return str(g.user)


def _keys(reply: Reply) -> str:
    """The items of an answer as a link holds them; "" for none and for too many."""
    items = reply.answer.items
    return " ".join(item.key for item in items) if len(items) <= MOST_KEYS else ""


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
