"""What a chat needs beside answers: names for its menus, and what goes to the office or comes from it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from bot import clock
from bot.bot import Bot
from bot.card import Card, Choice, Section, with_word
from bot.checkup.dialogue import CheckupDialogue
from bot.composing.lookups import Lookups
from bot.composing.views import Views
from bot.fairness import FewAtOnce
from bot.files.download import Download, address, every_item, file_of, forms, handed, link
from bot.importing.dialogue import ImportDialogue
from bot.memory import Claim, Memory, MemoryUnusableError, Missed, What
from bot.memory.subscriptions import Ledger
from bot.orders import Handled, Where, asks_for_missed, card
from bot.reply import Reply
from bot.understanding.say import standing_alone
from bot.understanding.similarity import nearest
from bot.understanding.vocabulary import Vocabulary
from bot.weekly import unsubscribing
from bot.weekly.dialogue import Kept, WeeklyDialogue
from bot.weekly.news import News, news
from bot.wording import chat, page
from bot.wording import console as say
from bot.wording.answers import Wording
from katou_index.plan import MeasureNumber, measure_number
from katou_index.words import QUESTION_LIMIT, clean, fold

if TYPE_CHECKING:
    from bot.memory.passing import Passing
    from bot.meter import Meter

log = logging.getLogger(__name__)

TURNS = FewAtOnce()  # of this process, whatever chat a question comes from


class Front:
    """One bot and its memory, as chats use them. Safe for threads."""

    def __init__(
        self,
        bot: Bot,
        memory: Memory,
        page: str = "",
        weekly: WeeklyDialogue | None = None,
        imports: ImportDialogue | None = None,
        meter: Meter | None = None,
        checkup: CheckupDialogue | None = None,
        passing: Passing | None = None,
    ) -> None:
        self.bot = bot
        self.memory = memory
        self.passing = passing  # what other processes over the same state know for a while, too
        self.checkup = checkup  # tells the office how the installation is
        self.meter = meter  # counts for whoever runs the bot
        self.page = page  # the address of the browser page, "" for none
        self.imports = imports  # takes files of the office, where this chat can bring them
        self.weekly = weekly  # takes orders about the weekly post, where this chat can be posted to

    def ask(
        self,
        text: str,
        conversation: str | None = None,
        place: str = "channel",
        lang: str | None = None,
        *,
        waits: bool = True,
    ) -> Reply:
        """One question, one answer; `lang` and `waits` are those of the bot."""
        with TURNS.turn():
            reply = self.bot.ask(text, conversation=conversation, place=place, lang=lang, waits=waits)
        if self.meter:
            self.meter.answered(reply, place)
        log.info("answered", extra={"at": place, "kind": reply.answer.kind, "took": reply.ms})
        return reply

    def claim(self, key: str, thread: str, day: date) -> Claim:
        """Whether a message that arrived is to be answered here; `thread` is followed from now on."""
        claim = self.memory.claim(key, thread=thread, day=day)
        if self.meter:
            self.meter.arrived(claim.value)
        return claim

    def delivered(self, *, well: bool) -> None:
        """An answer was brought to a platform, or could not be."""
        if self.meter:
            self.meter.delivered(well=well)

    def forget(self, conversation: str) -> None:
        """The next question of this conversation stands alone."""
        self.bot.forget(conversation)

    def keep(self, conversation: str, name: str) -> None:
        """The next question of the conversation `name` goes on with what was just answered here in
        `conversation`."""
        self.bot.keep(conversation, name)

    def carry(self, before: str, after: str) -> None:
        """The next question of one conversation goes on with what was last said in another."""
        self.bot.carry(before, after)

    def order(
        self, text: str, where: Where, is_office: Callable[[], bool], who: Callable[[], str] = str
    ) -> Handled | None:
        """What came of an order: about an import, the weekly post, what was not found; None for a question.

        `who` gives the person's name, for what is signed; "" where it is not known.
        """
        if lang := asks_for_missed(text):
            return self._missed(lang, where, is_office)
        handled = self.checkup.take(text, is_office) if self.checkup else None
        if handled is None:
            handled = self.imports.take(text, where, is_office, who) if self.imports else None
        if handled is None and self.weekly is not None:
            handled = self.weekly.take(text, where, is_office)
        return handled

    def is_meant(self, text: str, conversation: str) -> bool:
        """Whether words among people, said to nobody by name, are an order or a question to the bot."""
        if asks_for_missed(text) or (self.imports and self.imports.is_order(text)):
            return True
        if self.weekly and self.weekly.is_order(text):
            return True
        with TURNS.turn():
            return self.bot.is_asked(text, conversation)

    def kept_weekly(
        self, platform: str, team: str, own: str, is_office: Callable[[], bool], lang: str
    ) -> tuple[Kept, ...] | None:
        """The subscriptions that somebody may change; `own` is the direct message with the bot.

        None where there is no weekly post.
        """
        if self.weekly is None:
            return None
        return self.weekly.kept(Where(platform, team, own, own=True), is_office, lang)

    def order_for(
        self, number: int, text: str, platform: str, team: str, own: str, is_office: Callable[[], bool]
    ) -> Handled | None:
        """What came of an order about one subscription, given from a page of settings."""
        if self.weekly is None:
            return None
        return self.weekly.take_for(number, text, Where(platform, team, own, own=True), is_office)

    def weekly_order(self, department: str, weekday: int, clock: str, lang: str) -> str:
        """The text that orders a post: "" is the whole city, weekday 0 is Monday, `clock` is 9:00."""
        return self.weekly.order(department, weekday, clock, lang) if self.weekly else ""

    def look(self, text: str, *, owner: bool = False) -> Handled | None:
        """What comes of an order where nobody can be posted to: what may be looked at, else where to say it.

        `owner`: whether the machine is theirs who asks, who may look at what the office may.
        """
        if lang := asks_for_missed(text):
            return Handled(self._missed_card(lang) if owner else card(lang, chat.missed_elsewhere(lang)))
        return self.weekly.look(text, owner=owner) if self.weekly else None

    def news(self, lang: str) -> News:
        """What changed in the data, newest first."""
        return news(self.bot, lang, self.weekly.kit.data if self.weekly else "")

    def mail_of(self, number: int, signature: str) -> str | None:
        """The department of the weekly mail that a link stops, "" for the city; None for no such link."""
        found = unsubscribing.meant(Ledger(self.memory), number, signature)
        return found.department if found else None

    def stop_mail(self, number: int, signature: str) -> bool:
        """Stop the weekly mail of a link; False for no such link."""
        return unsubscribing.stop(Ledger(self.memory), number, signature, clock.now().timestamp())

    def left(self, platform: str, team: str, why: str) -> int:
        """A workspace took the bot away; how many posts were switched off. Raises MemoryUnusableError."""
        return Ledger(self.memory).left(platform, team, clock.now().timestamp(), why)

    def standing_alone(self, reply: Reply) -> str:
        """A question that gives this reply's answer without what was said before.

        As it was typed, where nothing was; else the sentence that means just this answer.
        """
        if reply.parts:
            return "\n".join(f"{n}. {self.standing_alone(part)}" for n, part in enumerate(reply.parts, 1))
        if reply.takeaway:
            return reply.takeaway.asks
        return reply.query if reply.after and reply.query else standing_alone(reply.question)

    def again(self, reply: Reply) -> str:
        """A question that, asked anew by itself, gives this reply's answer again, as a link needs it; ""
        where none does.

        Unlike `standing_alone` it is tried: the question is asked, and its items and numbers are compared.
        """
        alone = self.standing_alone(reply)
        if any(part.after for part in reply.parts or (reply,)):
            with TURNS.turn():
                other = self.bot.ask(alone, place="")  # nothing is counted, no conversation goes on
            if _numbers(other) != _numbers(reply):
                return ""
        return alone

    def permalink(self, reply: Reply) -> str:
        """An address that asks this reply's question again; "" without a page or where nothing was asked."""
        return self.address(self.again(reply))

    def address(self, question: str) -> str:
        """An address that asks a question; "" without a page and for no question."""
        return link(self.page, question, self.data_version())

    def data_version(self) -> str:
        """A short name of the data as they are now; a link carries it."""
        return self.bot.index.version

    def data_imported(self) -> str:
        """The day on which the newest year was imported, YYYY-MM-DD."""
        return self.bot.index.imported_at(self._vocabulary.newest).isoformat()

    # -- names for menus ---------------------------------------------------------------------------------

    @property
    def _vocabulary(self) -> Vocabulary:
        return self.bot.library.vocabulary

    def departments(self) -> tuple[str, ...]:
        """The names of the departments, in the order of their table."""
        return tuple(self._vocabulary.departments)

    def ratings(self) -> tuple[tuple[str, str], ...]:
        """The marks of the scale, best first, each with its word."""
        return tuple((mark.mark, mark.word) for mark in self._vocabulary.tables.scale.marks)

    def years(self) -> tuple[str, ...]:
        """The codes of the fiscal years that can be asked about, newest first."""
        return tuple(year.code for year in reversed(self._vocabulary.years))

    def measures_of(self, code: str) -> Callable[[MeasureNumber], bool]:
        """Whether a year (its code) has a measure of a number, or of one printed so; none if not loaded."""
        year = next((each for each in self._vocabulary.years if each.code == code), None)
        known = self.bot.index.plan(year).by_number if year else ()
        return lambda number: measure_number(str(number)) in known

    def suggestions(self, typed: str, most: int = 20) -> tuple[str, ...]:
        """Titles that hold what was typed, else those near to it; the first ones for nothing."""
        titles = tuple(dict.fromkeys(measure.title for measure in self._vocabulary.plan.measures))
        wanted = fold(clean(typed, QUESTION_LIMIT)).strip()
        holding = tuple(title for title in titles if wanted in fold(title))
        return (holding or tuple(nearest(wanted, titles, most)))[:most]

    def measures(self, typed: str, most: int = 8) -> tuple[Choice, ...]:
        """Measures for what somebody types, each with the question that shows it; the first ones for nothing.

        Those whose titles hold it, then those that the search finds, else those whose titles are near to it.
        """
        wanted = fold(clean(typed, QUESTION_LIMIT)).strip()
        newest = [each for each in self._vocabulary.plan.measures if each.year == self._vocabulary.newest]
        by_title = {each.title: each for each in newest}
        of_item = {item.key: each for each in newest for item in each.items}
        found = [each for each in newest if wanted in fold(each.title)]
        if len(found) < most:
            hits = self.bot.index.search(wanted, limit=most * 3)
            found += [of_item[hit.id] for hit in hits if hit.id in of_item]
        found = found or [by_title[title] for title in nearest(wanted, list(by_title), most)]
        return tuple(Choice(each.title, f"No.{each.number}") for each in dict.fromkeys(found))[:most]

    def completions(self, typed: str, lang: str, most: int = 20) -> tuple[str, ...]:
        """Whole questions that hold what was typed: ratings, departments, titles; the first for nothing."""
        wanted = fold(clean(typed, QUESTION_LIMIT)).strip()
        marks = tuple(
            page.asks_rating(lang, mark) for mark, word in self.ratings() if wanted in fold(mark + word)
        )
        names = (name for name in self.departments() if wanted in fold(name))
        departments = tuple(page.asks(lang, department=name) for name in names)
        return (*marks, *departments, *self.suggestions(typed, most))[:most]

    # -- what is looked at, and taken away -----------------------------------------------------------------

    def views(self, lang: str, code: str = "") -> Views | None:
        """What can be looked at of a year (its code, "" for the newest); None for one that is not loaded."""
        vocabulary = self._vocabulary
        year = next((each for each in vocabulary.years if each.code == code), None)
        return Views(vocabulary, lang, year) if year or not code else None

    def download(
        self, form: str, keys: Iterable[str] = (), question: str = "", lang: str = "ja"
    ) -> Download | None:
        """Items as a file; all of the newest year for no keys; None where there is none.

        Where `question` gives just these items, the file is the one that it gives when it asks for a file.
        """
        wanted, now = tuple(dict.fromkeys(keys)), clock.now()
        if not wanted:
            return every_item(self._vocabulary, form, now, lang)
        taken = self.bot.taken(question, form, lang, wanted)
        return file_of(taken, self._vocabulary, now) if taken else None

    def hand_over(self, reply: Reply) -> tuple[Card, Download | None]:
        """A reply as it is shown, and the file that its question asked for.

        A link, or why there is no file, stands at the end of the card.
        """
        if reply.takeaway is None:
            return reply.card, None
        given = handed(reply.takeaway, self._vocabulary, self.page, clock.now())
        return with_word(reply.card, given.told), given.file

    def file_address(self, reply: Reply) -> str:
        """Where the page gives the file that a reply's question asked for; "" where there is none."""
        taken = reply.takeaway
        if taken is None or taken.form == "link":
            return ""
        if taken.form not in ("png", "svg"):
            return address(taken, self.page, "", self.data_version())
        if not taken.asks:
            return ""
        again = Wording(taken.lang, self._vocabulary.tables.scale).take_away(taken.form, taken.asks)[1]
        return address(taken, self.page, again, self.data_version())

    def download_forms(self) -> tuple[str, ...]:
        """The formats that can be written here."""
        return forms()

    def lookups(self, lang: str = "ja") -> Lookups:
        """What programs look up in the index as it is now."""
        return Lookups(self.bot.libraries, lang)

    # -- the office --------------------------------------------------------------------------------------

    def note_wrong(self, question: str, place: str, day: date | None = None) -> None:
        """Keep that the answer to a question was not what somebody asked for; nothing of the person."""
        text = clean(question, QUESTION_LIMIT)
        self.memory.note(Missed(day or clock.today(), place, "correction", text))
        self.memory.count(day or clock.today(), (What.WRONG, place))

    def note_right(self, place: str, day: date | None = None) -> None:
        """Count that an answer helped somebody."""
        self.memory.count(day or clock.today(), (What.RIGHT, place))

    def trouble(self) -> str:
        """What does not work while questions are answered, in one line; "" for nothing."""
        why = self.memory.check()
        return say.state_away_now(why) if why else ""

    def _missed(self, lang: str, where: Where, is_office: Callable[[], bool]) -> Handled:
        """What people could not find, for the office alone."""
        if not is_office():
            return Handled(card(lang, chat.office_only(lang)))
        found = self._missed_card(lang)
        return Handled(found) if where.own else Handled(card(lang, chat.missed_sent(lang)), (found,))

    def _missed_card(self, lang: str) -> Card:
        return Card(lang, chat.missed_head(lang), blocks=(Section(lines=self.unanswered(lang)),))

    def unanswered(self, lang: str, most: int = 20) -> tuple[str, ...]:
        """What people could not find, a line each, most often first."""
        try:
            groups = self.memory.missed()[:most]
        except MemoryUnusableError as error:
            return (str(error),)
        lines = tuple(
            say.missed(lang, g.times, g.last.isoformat(), g.words or g.text, g.near, g.kind) for g in groups
        )
        return lines or (say.nothing_missed(lang),)


def _numbers(reply: Reply) -> tuple[object, ...]:
    """What two answers have in common that are the same: items in whatever order, counts, truth, why none."""
    answer, counts = reply.answer, reply.counts
    told = (counts.items, counts.measures, counts.by_rating) if counts else None
    return frozenset(item.key for item in answer.items), told, answer.holds, answer.reason
