"""Questions that go on about what was shown without saying so: which of its items they ask of.

    電子入札は → 落札率は何％？    of what was shown: 落札率 stands there, and names nothing else
    それのダウンロード数は         of what was shown, or that it writes of none
    ほかの図書館は                nothing of it

How questions point at what was shown in words (そのうち, 2番目): understanding/follow_up.py.
"""

from __future__ import annotations

from bot.answer import (
    AnyAnswer,
    Nothing,
    Option,
)
from bot.answering.context import AnswerContext
from bot.answering.ranking import Places
from bot.answering.showing import FEW, show_items
from bot.answering.topics import SUFFIXED, asks_of_a_thing, match
from bot.question import Ask, Field, Question, Topic, TopicWord, Turn
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern
from bot.understanding.topics import names_something
from bot.wording.queries import mentioning
from katou_index.plan import Item, MeasureNumber, measure_of
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OF_SHOWN = "of_shown"  # the hint that a question is of what was shown: それの, its
OTHERS = "others"  # the hint that it is of others than what was shown: ほかにもある？
OF_ONE = frozenset((Field.FIGURE, Field.WHEN))  # facts that a text gives: サイトはいくつ of what was shown
ASKING_ON = (Ask.MENTION, Ask.SHARE, Ask.COUNT)  # what else asks on about what was shown


def asked_on(question: Question, desk: AnswerContext) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The shown items that a question asks on about, and its words that stand nowhere; () for none.

    After one measure or a few, 「どの業務で使ってる？」, 「工事は何％？」 or 「設置フロアは？」 ask about
    what was shown: a word of theirs stands there, and none of the others names something else.
    """
    context = desk.context
    if context is None or question.turn is not Turn.FRESH or question.ask is Ask.LIST:
        return (), ()
    if question.unknown_departments or OTHERS in hints_in(fold(question.text)):
        return (), ()
    years = question.filter.years
    if question.filter.but(years=()) or (years and context.year is not None and years != (context.year,)):
        return (), ()
    if counts_unknown(question, desk):
        return (), ()
    shown = desk.shown_before()
    numbers = {item.measure for item in shown}
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if not (words and 0 < len(numbers) <= FEW) or question.count_by:
        return (), ()
    places = {word: desk.texts.places(word) for word in words}
    standing = [word for word in words if _stands(places[word], shown)]
    of_fact = standing == words and question.wants and OF_ONE.issuperset(question.wants)
    if not standing or (not of_fact and any(_titles_another(places[word], numbers) for word in words)):
        return (), ()
    weak = any(word.weak for topic in question.topics for word in topic.words)
    wanted = weak or question.wants or question.group_by or len(words) > 1 or question.ask in ASKING_ON
    if not wanted and (len(numbers) > 1 or _names_another(words, places, shown, desk)):
        return (), ()
    here = [item for item in shown if all(places[word].best(item.id)[0] for word in standing)]
    elsewhere = [word for word in words if word not in standing and places[word].known]
    if elsewhere:  # whatever they lead to first is meant
        found = match(question.topics, desk.plan.items, desk).primary[:1]
        if not (found and found[0] in shown):
            return (), ()
    return tuple(here or shown), tuple(word.text for word in words if not places[word].known)


def _stands(place: Places, shown: Sequence[Item]) -> bool:
    """Whether a word stands in one of these; a part of a name only where nothing has the whole.

    A longer name is not asked of what was shown because its last word stands there; a plain noun may be.
    """
    if place.ids and pattern("[ァ-ヺーa-z]{4,}").fullmatch(place.word.text):
        return any(item.id in place.ids for item in shown)
    return any(place.best(item.id)[0] for item in shown)


def _names_another(
    words: Sequence[TopicWord], places: Mapping[TopicWord, Places], shown: Sequence[Item], desk: AnswerContext
) -> bool:
    """Whether words that nothing is asked of lead to something else: RPAは, after what only mentions it.

    研修日は asks it of the one that was shown.
    """
    if any(places[word].ids.isdisjoint(item.id for item in shown) for word in words):
        return True
    if not any(names_something(word) and not word.text.endswith(SUFFIXED) for word in words):
        return False
    found = match((Topic(tuple(words)),), desk.plan.items, desk).primary[:1]
    return not (found and found[0] in shown)


def _titles_another(place: Places, numbers: set[MeasureNumber]) -> bool:
    """Whether a word that names something stands in the title of a measure, but in none of these."""
    if not names_something(place.word):
        return False
    titled = {measure_of(each) for each in place.zones["title"]}
    return bool(titled) and not titled & numbers


def of_shown(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """「それのダウンロード数は」: of what was shown, or that it has none of the words that the plan has."""
    context = desk.context
    if context is None or question.turn is not Turn.FRESH or question.filter:
        return None
    hinted = hints_in(fold(question.text).strip())
    if OF_SHOWN not in hinted or OTHERS in hinted:
        return None
    shown = desk.shown_before()
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if not any(map(desk.library.knows, words)) or not 0 < len({item.measure for item in shown}) <= FEW:
        return None
    places = [desk.texts.places(word) for word in words]
    if here := [item for item in shown if any(place.best(item.id)[0] for place in places)]:
        strange = (word for word in words if not desk.library.knows(word))
        return show_items(question, desk, here, unknown=tuple(word.text for word in strange))
    said = tuple(word.text for word in words)
    label, asks = mentioning(question.lang, " ".join(said))
    return Nothing(
        question=question, reason="no_match", subject="、".join(said), items=shown, looked_in=True,
        near=(Option(label=label, asks=asks),),
    )  # fmt: skip


def counts_unknown(question: Question, desk: AnswerContext) -> bool:
    """Whether a figure of something is asked that the plan does not have: 待機者は何人."""
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if Field.FIGURE not in question.wants or not words or desk.library.knows(words[-1]):
        return False
    return asks_of_a_thing(question.topics, desk) or f"{words[-1].text}者" in fold(question.text)


def hangs_on(question: Question, desk: AnswerContext) -> bool:
    """Whether a question without names of its own, but with a verb or a field, follows one measure."""
    context = desk.context
    if context is None or context.kind != "measure" or question.turn is not Turn.FRESH or question.filter:
        return False
    weak = any(word.weak for topic in question.topics for word in topic.words)
    return weak or bool(question.wants) or bool(question.group_by)
