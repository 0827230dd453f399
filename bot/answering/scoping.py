"""Question → the items it is about: by what was shown, by filter, by quoted text, then by words.

そのうち防災課の「Wi-Fi」 → those shown before ∩ owned by 防災課 ∩ with Wi-Fi in their texts
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.context import AnswerContext, Matched
from bot.answering.ranking import compact
from bot.answering.selecting import rated_so, select
from bot.answering.topics import match
from bot.question import Ask, Question, Topic, Turn
from bot.understanding.normal_form import normal
from bot.understanding.scan import scan
from bot.understanding.scripts import pattern
from bot.understanding.vocabulary import EACH
from katou_index.plan import REIWA_BEGAN, FiscalYear, Item
from katou_index.records import Record, replace
from katou_index.words import fold, is_no_thing

APRIL = 4  # the first month of a fiscal year
THING = 3  # signs of a word that may be a thing of its own
ASKED_OF = r"(?:の[一-鿿]{1,3}[^率数額量度])?(?:は|って|が|を|も)"  # behind what something is asked of


class Selection(Record):
    """`items` meet everything that was asked; `base` meets all but the ratings; `matched` by words."""

    items: tuple[Item, ...]
    base: tuple[Item, ...]
    matched: Matched | None = None
    topic: str = ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words that occur nowhere."""
        return self.matched.unknown if self.matched else ()

    @property
    def lost(self) -> bool:
        """Whether words were asked for and lead nowhere."""
        return self.matched is not None and not self.matched.mentions


def among(question: Question, desk: AnswerContext) -> tuple[Item, ...]:
    """The items a follow-up starts from; all items where it is none."""
    if question.turn in (Turn.NARROW, Turn.REMOVE, Turn.SAME) and desk.context:
        shown = desk.shown_before()
        apart = desk.items(desk.context.related)
        if question.turn is Turn.NARROW and not _meets(question, shown) and _meets(question, apart):
            return tuple(dict.fromkeys((*shown, *apart)))
        return shown
    return desk.plan.items


def _meets(question: Question, items: Sequence[Item]) -> bool:
    wanted = question.filter.departments
    return not wanted or any(owner in wanted for item in items for owner in item.owners)


def choose(question: Question, desk: AnswerContext) -> Selection:
    """Conversation, then filter, then quoted text, dates and numbers, then words."""
    start = among(question, desk)
    base = select(desk.plan, replace(question.filter, ratings=()))
    if start is not desk.plan.items:
        ids = {item.id for item in start}
        base = tuple(item for item in base if item.id in ids)
    if question.jointly:
        base = tuple(item for item in base if set(question.filter.departments) <= set(item.owners))
    if question.turn in (Turn.NARROW, Turn.SAME):  # in the order shown
        kept = {item.id for item in base}
        base = tuple(item for item in start if item.id in kept)
    matched, topic = _by_words(question, base, desk)
    if matched is not None and question.unmentioned:
        standing = {item.id for item in matched.mentions}
        base, matched = tuple(item for item in base if item.id not in standing), None
    elif matched is not None:
        base = matched.mentions
    return Selection(rated_so(base, question.filter.ratings), base, matched, topic)


def _by_words(question: Question, base: Sequence[Item], desk: AnswerContext) -> tuple[Matched | None, str]:
    literal = (*question.phrases, *question.figures)
    topic = " ".join((*literal, *question.months[:1], *(topic.text for topic in question.topics)))
    if literal or question.months:
        found = literally(question, base, desk)
        strong = [topic for topic in question.topics if any(not word.weak for word in topic.words)]
        if strong and found:
            ranked = match(strong, found, desk)
            if ranked.mentions:
                first = tuple(dict.fromkeys((*ranked.primary, *ranked.mentions)))
                if EACH in literal and not _says_more(strong, found, desk):  # 子どもらに1人1台: of all of it
                    first = found
                    ranked = ranked.but(mentions=found)
                return ranked.but(primary=first, related=()), topic
        if found or not strong:
            missing = tuple(each for each in literal) if not found else ()
            return Matched(found, (), found, missing), topic
    if question.topics:
        about = match(question.topics, base, desk, of_either=_asks_for_either(question, desk))
        topic = " ".join(topic.text for topic in question.topics)
        if about.mentions:  # 20人参加した研修は: that no text says 20人 is told
            about = about.but(unknown=(*literal, *question.months[:1], *about.unknown))
        return _without_another_thing(about, question), topic
    return None, topic


def _without_another_thing(found: Matched, question: Question) -> Matched:
    """Nothing where the thing that is asked about is unknown: of 水道の開栓届は水道 only says which.

    It is said to be of what is known, and what follows asks something of it.
    """
    text = fold(question.text)
    asked = (
        word for word in found.unknown if len(word) >= THING and not (word.isascii() or is_no_thing(word))
    )
    if any(_is_asked_of_it(word, text) for word in asked):
        return Matched((), (), (), found.unknown)
    return found


def _is_asked_of_it(word: str, text: str) -> bool:
    """Whether a word stands as a thing of another one, and something is asked of it: 水道の開栓届は."""
    named, place = f"の{word}", 0
    while (place := text.find(named, place + 1)) > 0:
        if text[place - 1] not in "、。" and pattern(ASKED_OF).match(text, place + len(named)):
            return True
    return False


def _asks_for_either(question: Question, desk: AnswerContext) -> bool:
    """Whether what has one of the topics is asked for: 研修や講座をやった事業, 研修かSNSで△の項目.

    体育館や公民館の予約 is one thing, unless items are asked for.
    """
    if not any(topic.instead for topic in question.topics):
        return False
    if (
        question.ask in (Ask.LIST, Ask.COUNT, Ask.SHARE, Ask.MENTION, Ask.TABLE)
        or question.count_by == "measure"
    ):
        return True
    if question.ask is not Ask.SHOW or question.wants:
        return False
    found = scan(normal(question.text, desk.vocabulary), desk.vocabulary, desk.today)
    return bool(question.filter.ratings) or found.has("items") or found.has("measures")


def _says_more(topics: Sequence[Topic], items: Sequence[Item], desk: AnswerContext) -> bool:
    """Whether a word beside "a device each" stands as typed in some of the items: the 前倒し of it."""
    words = (word.text for topic in topics for word in topic.words if not word.weak)
    said = [word for word in words if word not in desk.vocabulary.devices_each]
    return any(word in desk.texts.whole[item.id] for word in said for item in items)


def literally(question: Question, base: Sequence[Item], desk: AnswerContext) -> tuple[Item, ...]:
    """The items in which every quoted text and number, and one of the forms of the date, stands."""
    quoted = [compact(phrase) for phrase in question.phrases]
    return tuple(
        item
        for item in base
        if all(_stands(phrase, desk.texts.whole[item.id]) for phrase in quoted)
        and all(has_figure(figure, desk.texts.whole[item.id]) for figure in question.figures)
        and (
            not question.months
            or any(
                _is_dated(form, desk.texts.whole[item.id], question.months, item.year)
                for form in question.months
            )
        )
    )


def _stands(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text; one in letters as a word: LINE is not in online."""
    if phrase not in text:
        return False
    if not (phrase.isascii() and phrase[:1].isalpha()):
        return True
    return re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) is not None


def _is_dated(form: str, text: str, forms: Sequence[str], year: FiscalYear) -> bool:
    """Whether a date stands in a text: 3月, but no 3月 of another fiscal year (令和5年3月); 3/12 for 3/.

    A day that is asked for without a year, as all its `forms` then are, is one of any year.
    """
    of_any_year = form.endswith("日") and not any("年" in each for each in forms)
    behind = r"\d" if of_any_year else r"\d年"
    if re.search(rf"(?<![{behind}]){re.escape(form)}", text):
        return True
    month = form.removesuffix("月")
    if not month.isdigit() or month == form:
        return False
    calendar = year.began + (int(month) < APRIL)
    return f"{calendar}年{form}" in text or f"令和{calendar - REIWA_BEGAN}年{form}" in text


def has_figure(figure: str, text: str) -> bool:
    """Whether a number stands in a text, with or without commas: 1541人 and 1,541人; not 13 in 113."""
    match = re.match(r"[\d,.]+", figure)
    if not match:
        return figure in text
    number, unit = match[0].replace(",", ""), figure[match.end() :]
    return (
        re.search(rf"(?<![\d.]){re.escape(number)}(?!\d|\.\d){re.escape(unit)}", text.replace(",", ""))
        is not None
    )
