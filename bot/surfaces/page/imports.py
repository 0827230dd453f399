"""A year loaded on the page, by the office: a form for the file, each step a button, what was loaded before.

A step may take a minute, so it is done by a thread: the page says so and looks again by itself, without a
script. What is kept of a step is its card; after a restart it is made anew from what the desk has stored.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask import redirect as sent_on
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from bot.card import Card
from bot.orders import Arrival, NotFetchedError, Where, card, told
from bot.surfaces.page.chrome import Chrome, add
from bot.wording import chat as chat_wording
from bot.wording import imports as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.orders import Handled

LOAD = "/import"
PATIENCE = 1.5  # seconds that a page waits for a step before it says that it is being done
AGAIN = 3  # seconds after which it looks again
SHOWN = 3600  # seconds for which the card of a step is shown
WORKERS = 4
CHUNK = 1 << 16
LONGEST = 1_000  # characters of a text

log = logging.getLogger(__name__)


class LoadingStep:
    """What somebody of the office had done last: its card, once it is there."""

    def __init__(self, future: Future[Card], by: str) -> None:
        self.future, self.by = future, by
        self._began = time.monotonic()

    @property
    def seconds(self) -> int:
        """For how long it has been done."""
        return round(time.monotonic() - self._began)


class ImportPages:
    """The page of the office; the door has looked who comes before any of this is called."""

    def __init__(self, front: Front, chrome: Chrome) -> None:
        self.front, self.chrome = front, chrome
        self._steps: dict[str, LoadingStep] = {}  # by person
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="page-import")

    def register(self, app: Flask) -> None:
        """Its addresses."""
        add(app, LOAD, "load", self.show)
        add(app, LOAD, "load_file", self.load, "POST")
        add(app, f"{LOAD}/step", "load_step", self.step, "POST")
        add(app, f"{LOAD}/step", "load_step_by_link", self.back)

    # -- pages -------------------------------------------------------------------------------------------

    def show(self) -> Response:
        """Where an import stands, the form for a file, what was loaded before."""
        imports, lang, where = self.front.imports, self.chrome.lang(), _where()
        assert imports is not None
        step = self._last()
        if step and not wait([step.future], PATIENCE).done:
            page = self.chrome.page("import.html", lang, step=step, running=True)
            page.headers["Refresh"] = str(AGAIN)
            return page
        shown = step.future.result() if step else None
        begun = () if shown else imports.under_way(where, lang)
        if begun:
            shown = Card(lang, say.under_way(lang), choices=begun)
        asks = bool(shown and shown.choices)
        past = imports.take(say.asks_history(lang), where, _yes, str)
        before = past.card.but(choices=() if asks else past.card.choices) if past else None
        return self.chrome.page(
            "import.html", lang, step=step, running=False, shown=self._html(shown),
            reason=imports.waiting_for_reason(where) is not None,
            asks=asks, past=self._html(before), megabytes=imports.largest >> 20,
            named=bool(_user()),
        )  # fmt: skip

    def load(self) -> AnyResponse:
        """A file that was chosen in the form."""
        imports, by = self.front.imports, _said("by")
        assert imports is not None
        files = [each for each in request.files.getlist("file") if each.filename]
        taken = threading.Event()

        def write(path: str, most: int) -> None:
            try:
                _copy(files[0], path, most)
            finally:
                taken.set()

        sent = Arrival(
            tuple(str(each.filename) for each in files), _said("note"), _where(), _yes, self._who(by), write,
            self.chrome.lang(),
        )  # fmt: skip
        if future := self._begin(by, lambda: imports.receive(sent)):
            future.add_done_callback(lambda _: taken.set())
            taken.wait()  # the file of a request is gone with it
        return self.back()

    def step(self) -> AnyResponse:
        """A button, or a reason that was written. What is no order is a question, and asked as one."""
        imports, text, where, by = self.front.imports, _said("q"), _where(), _said("by")
        assert imports is not None
        if not imports.is_order(text) and not imports.waiting_for_reason(where):
            return sent_on(self.chrome.to("home", q=text), 303)
        who, lang = self._who(by), self.chrome.lang()
        self._begin(by, lambda: imports.take(text, where, _yes, who) or _nothing(lang))
        return self.back()

    def back(self) -> AnyResponse:
        """To the page: reloading it does nothing again."""
        return sent_on(self.chrome.to("load"), 303)

    # -- parts -------------------------------------------------------------------------------------------

    def _last(self) -> LoadingStep | None:
        """The step before, unless it is over for long: then only what is not finished is shown."""
        step = self._steps.get(_user())
        return step if step and (step.seconds < SHOWN or not step.future.done()) else None

    def _begin(self, by: str, work: Callable[[], Handled]) -> Future[Card] | None:
        """Have a thread do a step; None while the one before is being done."""
        lang = self.chrome.lang()
        with self._lock:
            before = self._steps.get(_user())
            if before and not before.future.done():
                return None
            future = self._workers.submit(_done, lang, work)
            self._steps[_user()] = LoadingStep(future, by or (before.by if before else ""))
        return future

    def _who(self, by: str) -> Callable[[], str]:
        """Whose name is signed: the one that the proxy gives, else the one that was written."""
        user = _user()
        return lambda: user or by

    def _html(self, shown: Card | None) -> str:
        if shown is None:
            return ""
        step = self._steps.get(_user())
        return self.chrome.html(
            "answer.html", shown.lang, card=shown, shape=self.chrome.shaper(), to_step="load_step",
            by=step.by if step else "", named=bool(_user()),
        )  # fmt: skip


def _done(lang: str, work: Callable[[], Handled]) -> Card:
    """The card of a step, also where it failed; what was typed is not logged."""
    try:
        return work().card
    except KatouError as error:
        return card(lang, str(error))
    except Exception as error:  # of any kind: whoever asked is told
        log.error("import on the page: %s", type(error).__name__)  # noqa: TRY400
        return card(lang, chat_wording.failed(lang))


def _nothing(lang: str) -> Handled:
    return told(lang, say.past(lang))


def _copy(file: FileStorage, path: str, most: int) -> None:
    size = 0
    with open(path, "wb") as out:
        while chunk := file.stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise NotFetchedError("size")
            out.write(chunk)


def _where() -> Where:
    """The office's own place: a person's, where a proxy names people, else that of all with the password."""
    return Where("page", "", _user(), own=True)


def _user() -> str:
    return str(g.user)


def _said(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _yes() -> bool:
    return True
