"""Question → answer about figures in the texts: amounts of yen, sums, the year before from a difference.

金額が書いてある項目      the items whose texts write one
寄附額の合計             no sum: the figures are listed, and those that several items cite are named
前の年は何件だった        48件（前年度比：+14件） → 34件, told as computed
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Listed, Nothing, Shown
from bot.answering.context import AnswerContext
from bot.answering.lookup import lost, show
from bot.answering.quantities import COUNTED as COUNTED_UNITS
from bot.answering.quantities import deltas, repeated, units_of, written
from bot.answering.questions import by_query, overview
from bot.answering.refusals import trend, untold
from bot.answering.scoping import choose, has_figure
from bot.answering.selecting import count, select
from bot.answering.showing import FEW, show_items
from bot.answering.topics import match, names_a_measure
from bot.question import Ask, Field, Filter, Question, Topic, TopicWord, Turn
from bot.understanding.counters import unit_asked
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING, replace
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNTED = {
    "参加",
    "受講",
    "出席",
    "職員",
    "参加者",
    "受講者",
    "出席者",
    "利用者",
    "人",
    "人数",
    "participants",
    "attendees",
    "people",
}
MONEY = {"円", "金額", "お金", "yen", "money"}


def amounts(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Items in which an amount of yen, or a percentage, is written."""
    if question.unknown_departments:
        return show(question.but(ask=Ask.SHOW), desk)  # nothing of a department that there is not
    topics = tuple(topic for topic in question.topics if not any(map(is_money, topic.words)))
    plain = question.but(topics=(), figures=(), phrases=(), months=(), filter=Filter(), turn=Turn.FRESH)
    found = by_query(question.but(topics=topics), desk) or by_query(plain, desk)
    return found or show(question.but(ask=Ask.SHOW), desk)


def _without_counted(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """「研修の参加者」: trainings are looked for, whether a text says 参加者 or 受講者."""
    kept = tuple(
        Topic(words)
        for topic in topics
        if (words := tuple(word for word in topic.words if word.text not in COUNTED))
    )
    return kept or topics


def is_money(word: TopicWord) -> bool:
    """「円の金額」: what is asked for, no topic."""
    return any(form in MONEY for form in word.forms)


def largest_amount(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The item with the largest or smallest amount of yen, cases or people in its texts."""
    unit = pattern(rf"(?<![+\-\d,])(\d[\d,]*)(?:{'人|名' if question.unit == '人' else question.unit})")
    kept = (tuple(word for word in topic.words if not _is_counted(word)) for topic in question.topics)
    topics = tuple(Topic(words) for words in kept if any(not word.weak for word in words))
    selection = choose(replace(question, topics=topics), desk)
    found = [
        (int(match[1].replace(",", "")), match[0], item)
        for item in (selection.matched.mentions if selection.matched else selection.base)
        for match in unit.finditer(_about(_texts(item), topics))
    ]
    if not found:
        subject = "budget" if question.unit == "円" else "figure"
        return Nothing(question=question, reason="not_in_sheet", subject=subject)
    furthest, end = (min, "smallest") if question.least else (max, "largest")
    most, written, _ = furthest(found, key=lambda each: each[0])
    items = tuple(dict.fromkeys(item for amount, _, item in found if amount == most))
    number = f"{most:,}{written.lstrip('0123456789,')}"
    return show_items(replace(question, said=(*question.said, f"{end}:{number}")), desk, items)


def _about(text: str, topics: tuple[Topic, ...]) -> str:
    """The lines and sentences of a text in which a topic stands: no figure of another matter."""
    forms = [form for topic in topics for word in topic.words if not word.weak for form in word.forms]
    pieces = pattern(r"[\n。]|(?=[・【■])").split(text)
    return "\n".join(piece for piece in pieces if not forms or any(form in piece for form in forms))


def _is_counted(word: TopicWord) -> bool:
    return any(form in COUNTED or form in MONEY for form in word.forms)


def never_summed(question: Question, desk: AnswerContext) -> AnyAnswer:
    """A sum over items: figures are listed, those that several items cite are named, none is added up."""
    numbered = len(question.filter.measures) + len(question.filter.items) > 1  # No.4とNo.23の…を足すと
    topics = () if numbered else _without_counted(question.topics)
    figures = () if numbered else question.figures  # the sum that is asked about is written nowhere
    selection = choose(replace(question, topics=topics, figures=figures), desk)
    if selection.lost and (items := _of_each_named(topics, desk)):
        note = "no_sum:円" if all(written(item, ("円",)) for item in items) else "no_sum"
        return Listed(
            question=question, items=items, counts=count(items, desk.marks), note=note, detailed=True
        )
    if selection.lost:
        return lost(question, desk, selection)
    if selection.matched is None and not numbered and question.turn is not Turn.SAME:
        if question.filter.measures or question.filter.items:  # the figures of the one that is named
            return show(question.but(ask=Ask.SHOW, wants=(*question.wants, Field.FIGURE)), desk)
        if "money" in hints_in(fold(question.text)):
            return amounts(question, desk)
        return overview(question, desk)
    units = units_of(unit_asked(question), COUNTED_UNITS)
    of_the_unit = tuple(item for item in selection.items if written(item, units))
    if len(of_the_unit) == 1 and topics and _tells_total(of_the_unit[0], units):
        # One text gives it: nothing is added up.
        return show_items(question.but(ask=Ask.SHOW, topics=topics, wants=(Field.FIGURE,)), desk, of_the_unit)
    with_figures = tuple(item for item in selection.items if written(item, COUNTED_UNITS))
    items = of_the_unit or with_figures or selection.items
    return Listed(
        question=question,
        items=items,
        related=tuple(i for i in selection.items if i not in items),
        topic=selection.topic,
        counts=count(items, desk.marks),
        overlap=repeated(items, ""),
        note="no_sum",
        detailed=True,
    )


def of_several(question: Question, desk: AnswerContext) -> Listed | None:
    """86件がNo.29にもNo.34にもあるが、合わせて172件？ Where a figure stands that several items give.

    None where fewer than two of those that are named, or of all, give one of the figures.
    """
    named = tuple(item for item in select(desk.plan, question.filter.but(ratings=())))
    for figure in question.figures:
        items = tuple(item for item in named if has_figure(figure, desk.texts.whole[item.id]))
        if 1 < len({item.measure for item in items}) <= FEW:
            return Listed(
                question=question.but(figures=(figure,)), items=items, counts=count(items, desk.marks),
                overlap=(figure,), note="no_sum", detailed=True,
            )  # fmt: skip
    return None


def _of_each_named(topics: tuple[Topic, ...], desk: AnswerContext) -> tuple[Item, ...]:
    """A cost of one measure and a donation of another, added up: where the figures of each stand."""
    words = [word for topic in topics for word in topic.words if not word.weak]
    naming = [word for word in words if names_a_measure(word, desk)]
    found = [match((Topic((word,)),), desk.plan.items, desk).primary for word in naming]
    items = dict.fromkeys(item for each in found for item in each if written(item, ("円", *COUNTED_UNITS)))
    return tuple(items) if 1 < len({item.measure for item in items}) <= FEW else ()


def _tells_total(item: Item, units: Sequence[str]) -> bool:
    """Whether an item writes one figure of these units only, or says of one that it is the total."""
    found = written(item, units)
    total = pattern(rf"(?:延べ|合計|計)[:：は]?約?\d[\d,]*(?:{'|'.join(units)})")
    return len(found) == 1 or len(set(total.findall(_texts(item)))) == 1


def year_before(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The year before, from a written difference (前年度比：+…); labelled as computed."""
    found = show(replace(question, ask=Ask.SHOW), desk)
    if isinstance(found, Shown):
        told = tuple(dict.fromkeys(delta for item in found.items for delta in deltas(item)))
        if told or not question.filter.ratings:
            return (None if told else untold(question, found.items, desk)) or found.but(delta=told)
    return trend(question, desk) if question.filter.ratings else found  # no text tells ratings of that year


def _texts(item: Item) -> str:
    return "\n".join((item.planned, item.result, item.evidence))
