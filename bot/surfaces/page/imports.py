"""A year loaded on the page, by the office: a form for the file, each step a button, what was loaded before.

A step may take a minute, so it is done by a thread: the page says so and looks again by itself, without a
script. What is kept of a step is its card, where every process finds it; after a restart it is made anew from
what the dialogue has stored.
"""

from __future__ import annotations

import json
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

from bot.card import RECORDS, Card
from bot.memory.passing import Passes, Passing
from bot.orders import Arrival, NotFetchedError, Where, card, told
from bot.record_json import RecordJson
from bot.surfaces.page.chrome import Chrome, add
from bot.wording import chat as chat_wording
from bot.wording import imports as say
from katou_index.errors import KatouError
from katou_index.records import Record

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.orders import Handled

LOAD = "/import"
PATIENCE = 1.5  # seconds that a page waits for a step before it says that it is being done
AGAIN = 3  # seconds after which it looks again
SHOWN = 3600  # seconds for which the card of a step is shown
WORKERS = 4
LEASE = 30.0  # seconds for which other processes take a step for being done without hearing of it again
CHUNK = 1 << 16
LONGEST = 1_000  # characters of a text

log = logging.getLogger(__name__)


class LoadingStep(Record):
    """What somebody of the office had done last: its card, once it is there."""

    began: float  # seconds since 1970
    by: str
    card: Card | None = None

    @property
    def seconds(self) -> int:
        """For how long it has been done."""
        return round(time.time() - self.began)


STEPS = RecordJson((LoadingStep, *RECORDS))


class LoadingSteps:
    """The last step of each person, as the process knows it that does it, and with `passing` every other."""

    def __init__(self, passing: Passing | None) -> None:
        self._passing = passing
        self._steps: dict[str, LoadingStep] = {}
        self._futures: dict[str, Future[None]] = {}
        self._lock = threading.RLock()
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="page-import")

    def last(self, person: str, patience: float = 0.0) -> LoadingStep | None:
        """The step before, unless it is over for long; one that is done here is waited for a moment."""
        if (future := self._futures.get(person)) and patience:
            wait([future], patience)
        step, there = self._steps.get(person), self._elsewhere(person)
        step = there if there and (step is None or there.began > step.began) else step
        return step if step and (step.card is None or step.seconds < SHOWN) else None

    def _elsewhere(self, person: str) -> LoadingStep | None:
        row = self._passing.row(Passes.STEP, person) if self._passing else None
        if row is None or not row.stamp:
            return None
        try:
            found: LoadingStep = STEPS.read(json.loads(row.body))
        except (ValueError, TypeError, KeyError):  # of another version
            return None
        return found

    def begin(self, person: str, by: str, work: Callable[[], Card]) -> Future[None] | None:
        """Have a thread do a step; None while the one before is being done."""
        with self._lock:
            before = self.last(person)
            if before and before.card is None:
                return None
            step = LoadingStep(time.time(), by or (before.by if before else ""))
            self._keep(person, step)
            future = self._workers.submit(self._do, person, step, work)
            self._futures[person] = future
        if self._passing is not None:
            threading.Thread(target=self._renew, args=(person, step, future), daemon=True).start()
        return future

    def _do(self, person: str, step: LoadingStep, work: Callable[[], Card]) -> None:
        self._keep(person, step.but(card=work()))

    def _keep(self, person: str, step: LoadingStep) -> None:
        with self._lock:
            self._steps[person] = step
            if self._passing is not None:
                text = json.dumps(STEPS.plain(step), ensure_ascii=False)
                self._passing.put(Passes.STEP, person, text, LEASE if step.card is None else SHOWN)

    def _renew(self, person: str, step: LoadingStep, future: Future[None]) -> None:
        """As long as it is being done the others are told so; of one that has ended they hear no more."""
        while not wait([future], LEASE / 3).done:
            with self._lock:
                if self._steps[person] is step:  # it has not ended in this very moment
                    self._keep(person, step)


class ImportPages:
    """The page of the office; the door has looked who comes before any of this is called."""

    def __init__(self, front: Front, chrome: Chrome) -> None:
        self.front, self.chrome = front, chrome
        self.steps = LoadingSteps(front.passing)

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
        step = self.steps.last(_user(), PATIENCE)
        if step and step.card is None:
            page = self.chrome.page("import.html", lang, step=step, running=True)
            page.headers["Refresh"] = str(AGAIN)
            return page
        shown = step.card if step else None
        begun = () if shown else imports.under_way(where, lang)
        if begun:
            shown = Card(lang, say.under_way(lang), choices=begun)
        asks = bool(shown and shown.choices)
        past = imports.take(say.asks_history(lang), where, _yes, str)
        before = past.card.but(choices=() if asks else past.card.choices) if past else None
        return self.chrome.page(
            "import.html", lang, step=step, running=False, shown=self._html(shown, step),
            reason=imports.waiting_for_reason(where) is not None,
            asks=asks, past=self._html(before, step), megabytes=imports.largest >> 20,
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

    def _begin(self, by: str, work: Callable[[], Handled]) -> Future[None] | None:
        """Have a thread do a step; None while the one before is being done."""
        lang = self.chrome.lang()
        return self.steps.begin(_user(), by, lambda: _done(lang, work))

    def _who(self, by: str) -> Callable[[], str]:
        """Whose name is signed: the one that the proxy gives, else the one that was written."""
        user = _user()
        return lambda: user or by

    def _html(self, shown: Card | None, step: LoadingStep | None) -> str:
        if shown is None:
            return ""
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
