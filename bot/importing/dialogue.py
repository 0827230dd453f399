"""A file that the office drops into its direct message: shown, asked pair by pair, applied after a yes.

Each step reads the file and the data anew, so a restart, a second press and changed data do no harm: what is
stored between two steps is the file and what was answered.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot import clock
from bot.card import Card, Choice, Section
from bot.importing.orders import History, Press, Undo, read, year_in
from bot.memory import Memory, MemoryUnusableError, fingerprint
from bot.memory.imports import Pending, Shelf
from bot.orders import Arrival, Handled, NotFetchedError, Where, told
from bot.wording import imports as say
from bot.wording.weekly import JAPAN, moment
from katou_index import BuildReport, build_index
from katou_index.errors import KatouError, SourceError
from katou_index.importing import history
from katou_index.importing.deciding import Wish
from katou_index.importing.proposing import Correcting, Loading, NoChange, proposed
from katou_index.importing.sentences import stop_line
from katou_index.importing.sources import MEGABYTE, MOST, ending_of
from katou_index.importing.staging import loaded_years, years_of
from katou_index.manifest import read_manifest
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING
from katou_index.words import clean

if TYPE_CHECKING:
    from katou_index.meaning import Encoder

LONGEST_NAME, LONGEST_REASON = 80, 200  # characters
LARGEST = 100  # megabytes of a file that comes through a chat
ENTRIES = 20  # of the history that are shown
YEARS = 4  # that are offered where nobody said which one it is

_ENGLISH = re.compile("[a-z]{2}")

Who = Callable[[], str]  # the name of the person, for what is signed


class ImportDialogue:
    """Takes files and orders about them, one after the other. `index` is rebuilt when the data changed, with
    vectors of its sentences where there is an `encoder`."""

    def __init__(self, memory: Memory, data: str, index: str, encoder: Encoder | None = None) -> None:
        self.shelf = Shelf(memory)
        self.data, self.index, self.encoder = Path(data), index, encoder
        self._turn = threading.Lock()  # reading a file may take a gigabyte: one at a time
        self.shelf.purge_later()

    # -- what arrives --------------------------------------------------------------------------------------

    largest = LARGEST * MEGABYTE  # bytes of a file

    def receive(self, sent: Arrival) -> Handled:
        """Files that arrived in a chat: the office's one is fetched and shown, others are refused.

        Raises OSError where the disk is full.
        """
        lang = sent.lang or _lang_of(sent.text)
        if not sent.is_office():
            return told(lang, say.only_office(lang))
        if not sent.where.own:
            return told(lang, say.only_directly(lang))
        if len(sent.names) != 1:
            return told(lang, say.one_at_a_time(lang))
        name, path = clean(sent.names[0], LONGEST_NAME), ""
        try:
            most = min(MOST[ending_of(name)] * MEGABYTE, self.largest)
            path = self.shelf.drop()
            sent.fetch(path, most)
            return self._take_file(path, name, sent, lang)
        except NotFetchedError as error:
            return told(lang, say.not_downloaded(lang, name, error.why))
        except KatouError as error:
            return told(lang, str(error))
        finally:  # nothing is there any more where it was taken
            with contextlib.suppress(OSError):
                os.unlink(path)

    def _take_file(self, path: str, name: str, sent: Arrival, lang: str) -> Handled:
        year = year_in(sent.text)
        with self._turn:
            self.shelf.purge()
            wanted = Pending(0, "", name, ending_of(name), year.code if year else "")
            reason = _reason(sent.text)
            pending = self.shelf.add(_place(sent.where), path, wanted.but(lang=lang, reason=reason))
            return self._safely(pending, lambda: self._show(pending, sent.who))

    def is_order(self, text: str) -> bool:
        """Whether a text orders something about an import."""
        return read(text) is not None

    def take(self, text: str, where: Where, is_office: Callable[[], bool], who: Who) -> Handled | None:
        """Do what a text orders, or say why not; None for what is no order about an import."""
        order = read(text)
        waiting = None
        if order is None:
            waiting = self.waiting_for_reason(where) if text.strip() else None
            if waiting is None:
                return None
        lang = order.lang if order else "ja"
        if not is_office():
            return told(lang, say.only_office(lang))
        if not where.own:
            return told(lang, say.only_directly(lang))
        try:
            with self._turn:
                match order:
                    case Press():
                        return self._press(order, where, who)
                    case Undo():
                        return self._undo(order)
                    case History():
                        return self._history(order.lang)
            assert waiting is not None
            with self._turn:
                said = waiting.but(reason=clean(text, LONGEST_REASON).strip(), wants="")
                return self._go_on(said, who)
        except MemoryUnusableError as error:
            return told(lang, str(error))

    def waiting_for_reason(self, where: Where) -> Pending | None:
        """The import of a conversation whose next text is a reason for corrections."""
        return self.shelf.waiting_for_reason(_place(where)) if where.own else None

    def under_way(self, where: Where, lang: str) -> tuple[Choice, ...]:
        """What was begun in a conversation and is not finished, each with the order that shows it again."""
        return tuple(
            Choice(say.label_show(lang, each.name, each.year), say.asks(lang, each.id, each.step, say.SHOW))
            for each in self.shelf.all_of(_place(where))
            if os.path.exists(self.shelf.file(each))
        )

    # -- steps ---------------------------------------------------------------------------------------------

    def _press(self, press: Press, where: Where, who: Who) -> Handled:
        pending = self.shelf.get(press.number, _place(where))
        if pending is None or not os.path.exists(self.shelf.file(pending)):
            return told(press.lang, say.past(press.lang))
        if pending.step != press.step:
            now = pending
            return self._safely(now, lambda: self._show(now, who, say.past_step(now.lang)))
        match press.word:
            case say.GIVE_UP:
                self.shelf.remove(pending)
                return told(pending.lang, say.given_up(pending.lang))
            case say.APPLY:
                return self._apply(pending, who)
            case say.SHOW:
                whole = pending.but(seen="")
                return self._safely(whole, lambda: self._show(whole, who))
            case say.ANYWAY:
                pending = pending.but(anyway=True)
            case say.AGAIN:
                pending = pending.but(reason="")
            case say.SAME | say.OTHER:
                if pending.asked is not None:
                    answer = (*pending.asked, press.word == say.SAME)
                    pending = pending.but(answers=(*pending.answers, answer), asked=None)
            case year:
                pending = pending.but(year=year)
        return self._go_on(pending, who)

    def _go_on(self, pending: Pending, who: Who) -> Handled:
        following = self.shelf.go_on(pending)
        if following is None:
            return told(pending.lang, say.past(pending.lang))
        return self._safely(following, lambda: self._show(following, who))

    def _safely(self, pending: Pending, step: Callable[[], Handled]) -> Handled:
        """What a step answers. A file that cannot be read is told and gone; after other troubles it stays."""
        try:
            return step()
        except KatouError as error:
            if isinstance(error, SourceError):
                self.shelf.remove(pending)
            lang = pending.lang
            return told(lang, f"{str(error).replace(Path(self.shelf.file(pending)).name, pending.name)}\n"
                              f"{say.nothing_yet(lang)}")  # fmt: skip

    def _show(self, pending: Pending, who: Who, notice: str = "") -> Handled:
        """Where an import stands: its preview, and what is asked next."""
        lang = pending.lang
        if not pending.year:
            return self._ask_year(pending, who)
        seen = self._mark()
        if pending.seen not in ("", seen):
            notice = notice or say.data_changed(lang)
        first = pending.seen != seen or bool(notice)
        with proposed(self._wish(pending, who)) as found:
            match found:
                case NoChange():
                    self.shelf.remove(pending)
                    return told(lang, found.told)
                case Correcting():
                    return self._show_corrections(pending, found, who, seen, notice)
                case Loading():
                    return self._show_year(pending, found, seen, notice, first=first)

    def _ask_year(self, pending: Pending, who: Who) -> Handled:
        """Of which year it is, by its headings, else by whoever sent it."""
        named = years_of(Path(self.shelf.file(pending)), self.data)
        if len(named) == 1:
            return self._go_on(pending.but(year=named[0].code), who)
        loaded = list(loaded_years(self.data))
        newest = loaded[-1:] or [FiscalYear(clock.now().year - 1)]
        offered = dict.fromkeys([*named, FiscalYear(newest[0].began + 1), *reversed(loaded)])
        choices = [_choice(pending, year.code, f"{year.code} {year.japanese}") for year in offered][:YEARS]
        text = say.which_year(pending.lang, pending.name, [year.code for year in named])
        return told(pending.lang, text, *choices, _choice(pending, say.GIVE_UP))

    def _show_year(self, pending: Pending, found: Loading, seen: str, notice: str, *, first: bool) -> Handled:
        _take_answers(pending, found)
        lang, stops = pending.lang, found.stops()
        if stops and not pending.anyway:
            self._keep(pending.but(seen=seen))
            asked = "\n".join([*(stop_line(lang, each) for each in stops), say.stopped(lang)])
            lines = [*found.about_file(), *found.about_change()]
            return _preview(pending, lines, notice, asked, say.ANYWAY, say.GIVE_UP)
        lines = found.about_file() if first else []
        if found.doubts:
            doubt = found.doubts[0]
            lines += found.about_change() if first else []
            self._keep(pending.but(seen=seen, asked=(doubt.before, doubt.after)))
            asked = f"{say.left_to_decide(lang, len(found.doubts))}\n{found.question(doubt)}"
            words = (say.SAME, say.OTHER, say.GIVE_UP)
            return _preview(pending, lines, notice, asked, *words, of_department=not doubt.title_before)
        self._keep(pending.but(seen=seen))
        asked = say.apply(lang, pending.year)
        return _preview(pending, [*lines, *found.about_change()], notice, asked, say.APPLY, say.GIVE_UP)

    def _show_corrections(
        self, pending: Pending, found: Correcting, who: Who, seen: str, notice: str
    ) -> Handled:
        lang, lines = pending.lang, found.about_file()
        if found.stale and not pending.anyway:
            self._keep(pending.but(seen=seen))
            asked = f"{say.stale_export(lang)}\n{say.stopped(lang)}"
            return _preview(pending, lines, notice, asked, say.ANYWAY, say.GIVE_UP)
        if not pending.reason:
            self._keep(pending.but(seen=seen, wants="reason"))
            return _preview(pending, lines, notice, say.write_reason(lang), say.GIVE_UP)
        self._keep(pending.but(seen=seen))
        asked = say.correct(lang, len(found.found), pending.reason, _name(lang, who))
        return _preview(pending, lines, notice, asked, say.APPLY, say.AGAIN, say.GIVE_UP)

    def _apply(self, pending: Pending, who: Who) -> Handled:
        """Put it in place, if it is still what was shown; of two presses one does."""
        if pending.seen != self._mark():
            return self._safely(pending, lambda: self._show(pending, who))
        taken = self.shelf.go_on(pending)
        if taken is None:
            return told(pending.lang, say.past(pending.lang))
        return self._safely(taken, lambda: self._applied(taken, who))

    def _applied(self, pending: Pending, who: Who) -> Handled:
        lang = pending.lang
        with proposed(self._wish(pending, who)) as found:
            match found:
                case NoChange():
                    self.shelf.remove(pending)
                    return told(lang, found.told)
                case Correcting():
                    found.apply(pending.reason, _name(lang, who))
                    count = len(found.found)
                case Loading():
                    _take_answers(pending, found)
                    found.apply()
                    count = 0
        self.shelf.remove(pending)
        undo = Choice(say.label_undo(lang), say.asks_undo(lang))
        try:
            report = self._rebuilt()
        except KatouError as error:
            return told(lang, say.not_indexed(lang, str(error)), undo)
        year = next(each for each in report.years if each.year.code == pending.year)
        text = say.applied(lang, pending.year, year.measures, year.items, year.rated)
        if count:
            text = say.corrected(lang, pending.year, count)
        figures = Choice(say.label_figures(lang, pending.year), say.asks_figures(lang, pending.year))
        return told(lang, text, figures, undo)

    # -- taking back ---------------------------------------------------------------------------------------

    def _undo(self, order: Undo) -> Handled:
        """Take the last import back, after a yes that names it."""
        lang, last = order.lang, history.last_applied(self.data)
        if last is None:
            return told(lang, say.undone_already(lang) if order.entry else say.nothing_to_undo(lang))
        if not order.entry:
            yes = Choice(say.label_undo_confirmed(lang), say.asks_undo(lang, last.name))
            return told(lang, say.confirm_undo(lang, last.year, last.file, _moment(lang, last)), yes)
        if order.entry.lower() != last.name.lower():
            return told(lang, say.undone_already(lang))
        try:
            with history.only_one(self.data):
                history.undo(self.data, anyway=order.anyway)
            self._rebuilt()
        except history.ChangedSinceError as error:
            again = Choice(say.label_undo_confirmed(lang), say.asks_undo(lang, last.name, anyway=True))
            return told(lang, say.undo_changes_more(lang, error.names), again)
        except KatouError as error:
            return told(lang, str(error))
        return told(lang, say.undone(lang, last.year, last.file))

    def _history(self, lang: str) -> Handled:
        """The last imports, the newest first, and the order that takes the last one back."""
        found = history.entries(self.data)[::-1]
        if not found:
            return told(lang, say.no_history(lang))
        lines = tuple(
            say.entry(lang, each.year, each.file, _moment(lang, each), each.what, each.state)
            for each in found[:ENTRIES]
        )
        undo = (Choice(say.label_undo(lang), say.asks_undo(lang)),) if history.last_applied(self.data) else ()
        head = say.history_title(lang, len(found), len(lines))
        return Handled(Card(lang, head, blocks=(Section("", lines=lines),), choices=undo))

    # -- what the steps share ------------------------------------------------------------------------------

    def _rebuilt(self) -> BuildReport:
        return build_index(self.data, self.index, self.encoder)

    def _wish(self, pending: Pending, who: Who) -> Wish:
        return Wish(
            Path(self.shelf.file(pending)), FiscalYear.from_code(pending.year), self.data,
            anyway=pending.anyway, by=_name(pending.lang, who), lang=pending.lang, name=pending.name,
        )  # fmt: skip

    def _keep(self, pending: Pending) -> None:
        """Store what was shown, in the same step."""
        self.shelf.keep(pending)

    def _mark(self) -> str:
        """A mark of the data as they are now."""
        history.put_back_unfinished(self.data)
        return fingerprint(repr([(file.path, file.sha256) for file in read_manifest(self.data)]))


def _take_answers(pending: Pending, found: Loading) -> None:
    """Give what was answered so far to the pairs that are still in doubt."""
    answered = {(one, other): yes for one, other, yes in pending.answers}
    while open_ := [doubt for doubt in found.doubts if (doubt.before, doubt.after) in answered]:
        found.decide(open_[0], answered.pop((open_[0].before, open_[0].after)))


def _preview(
    pending: Pending, lines: list[str], notice: str, asked: str, *words: str, of_department: bool = False
) -> Handled:
    """The preview, then what is asked, with a button for each answer."""
    lang = pending.lang
    head, *more = asked.split("\n")
    sections = (
        (Section(say.preview_title(lang), lines=tuple(line.strip() for line in lines)),) if lines else ()
    )
    choices = tuple(_choice(pending, word, of_department=of_department) for word in words)
    scope = tuple(filter(None, (notice, *more)))
    return Handled(
        Card(lang, head, scope=scope, blocks=sections, sources=(say.nothing_yet(lang),), choices=choices)
    )


def _choice(pending: Pending, word: str, label: str = "", *, of_department: bool = False) -> Choice:
    lang = pending.lang
    shown = label or say.label(lang, word, of_department=of_department)
    return Choice(shown, say.asks(lang, pending.id, pending.step, word))


def _moment(lang: str, entry: history.Entry) -> str:
    return moment(lang, datetime.fromisoformat(entry.at), JAPAN)


def _lang_of(text: str) -> str:
    """English where words of it stand there and nothing Japanese: a year alone (R3) tells nothing."""
    return "en" if _ENGLISH.search(text) and not any(ord(sign) > 0x2FFF for sign in text) else "ja"


def _name(lang: str, who: Who) -> str:
    return clean(who(), LONGEST_NAME).strip() or say.nobody(lang)


def _place(where: Where) -> str:
    return f"{where.platform}:{where.team}:{where.channel}"


def _reason(text: str) -> str:
    """What was said beside a file, as the reason for corrections; naming the year is none."""
    said = clean(text, LONGEST_REASON).strip()
    return said if len(said) > 10 or not year_in(said) else ""
