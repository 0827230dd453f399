"""Questions over several loaded years: what they are about, followed, or a query over these years.

R1とR2でRPAの評価は     words, a number, what was shown → that measure's course (courses.py)
R2で×が減った課は       conditions                     → a query over both years (questions.py)
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Change, Changed, Compared, Shown
from bot.answering import figures, lookup
from bot.answering.context import AnswerContext
from bot.answering.courses import followed
from bot.answering.questions import by_query
from bot.answering.scoping import choose
from bot.answering.selecting import count
from bot.query import BELONGING
from bot.question import Ask, Filter, Question, Turn
from katou_index.plan import Item
from katou_index.records import replace
from katou_index.years.ties import called_alike

UNSAID = ("unrated", "offices")  # changes that are none of the algebra
RENAMED = ("renumbered", "renamed")
# Of one measure: all that became of it.
COURSES = ("", "better", "worse", "same", "always", "changed", *RENAMED)


def answer(question: Question, desk: AnswerContext) -> AnyAnswer:
    """What is asked of the years in `question.over`; the desk is that of the latest."""
    if question.ask is Ask.DELTA:  # the texts of one year may say what it was the year before
        written = figures.year_before(replace(question, over=()), desk)
        if isinstance(written, Shown) and written.delta:
            return written
    chosen = _chosen(question, desk)
    if chosen is not None and not isinstance(chosen, tuple):
        return chosen
    if chosen is not None:
        course = question.change in COURSES and not question.rated_in
        if course and len({item.measure for item in chosen}) == 1:
            if question.change in RENAMED:  # R2のNo.33は今何番？
                years = desk.vocabulary.years
                question = question.but(over=years[years.index(question.over[0]) :])
            return followed(question, desk, chosen)
        there = (desk.library.others.partner(item, question.over[-1]) for item in chosen)
        ids = tuple(dict.fromkeys(item.id for item in there if item is not None))
        if not ids:
            return lookup.show(question.but(ask=Ask.SHOW, over=()), desk)
        given = Filter(years=question.filter.years, items=ids, ratings=question.filter.ratings)
        question = question.but(filter=given, topics=(), phrases=(), figures=(), turn=Turn.FRESH)
    if question.change in UNSAID:
        return _sorted_out(question, desk)
    found = by_query(question.but(ask=_asked(question, desk)), desk)
    return found or lookup.show(question.but(ask=Ask.SHOW, over=()), desk)


def _sorted_out(question: Question, desk: AnswerContext) -> AnyAnswer:
    """What cannot be compared, or went to a department of another name only: no change of a query."""
    found = by_query(question.but(ask=Ask.COMPARE, change="", group_by=""), desk)
    if not isinstance(found, Compared):
        return found or lookup.show(question.but(ask=Ask.SHOW, over=()), desk)
    index = desk.vocabulary.index

    def wanted(each: Change) -> bool:
        if question.change == "unrated" or each.before is None or each.after is None:
            return each.kind == question.change
        was, now = each.before.owners, each.after.owners
        return set(was) != set(now) and called_alike(was, now, index.ties(each.before.year, each.after.year))

    changes = tuple(filter(wanted, found.changes))
    items = tuple(each.item for each in changes)
    unsure = tuple(each for each in found.changes if each.kind == "open")
    counts = count(items, desk.marks)
    return Changed(question=question, items=items, changes=changes, open=unsure, counts=counts)


def _asked(question: Question, desk: AnswerContext) -> Ask:
    """A course over all the years is a table; what some are or were is told by all of them side by side."""
    if question.ask in (Ask.RANK, Ask.TABLE, Ask.COUNT, Ask.SHARE, Ask.RATED):
        return question.ask
    if question.group_by in BELONGING and not question.change:
        return Ask.TABLE
    if question.rated_in:
        return Ask.COMPARE if len(question.rated_in) == 1 else Ask.LIST
    if question.change:
        return Ask.LIST
    whole = question.over == desk.vocabulary.years and len(question.over) > 2
    return Ask.LIST if whole and question.ask is not Ask.COMPARE else Ask.COMPARE


def _chosen(question: Question, desk: AnswerContext) -> tuple[Item, ...] | AnyAnswer | None:
    """The items of the latest year that are to be followed; None where conditions say which."""
    given = question.filter
    if question.turn in (Turn.SAME, Turn.NTH, Turn.NARROW) and desk.context:
        shown = desk.shown_before()
        if question.turn is Turn.NTH:
            each = desk.all_shown()
            places = (place - 1 if place > 0 else len(each) + place for place in question.places)
            found = (desk.follow(each[place]) for place in places if 0 <= place < len(each))
            shown = tuple(item for item in found if item is not None)
        if question.turn is Turn.NARROW:
            shown = choose(replace(question, filter=replace(given, ratings=())), desk).base
        if shown:
            return shown
        return lookup.show(replace(question, over=(), ask=Ask.SHOW), desk)
    if question.unknown_departments or question.weak_departments:
        return lookup.show(replace(question, ask=Ask.SHOW), desk)
    if not (question.topics or given.measures or given.items or question.phrases or question.figures):
        return None
    topics = () if given.measures or given.items else question.topics  # the number says what is meant
    question = replace(question, topics=topics)
    selection = choose(replace(question, filter=replace(given, ratings=())), desk)
    if selection.lost or not selection.items:
        return lookup.show(replace(question, ask=Ask.SHOW, filter=replace(given, ratings=())), desk)
    return selection.matched.primary if selection.matched else selection.items
