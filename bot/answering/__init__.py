"""Question → Answer. `answer` says at a glance which function answers which kind of question."""

from __future__ import annotations

from collections.abc import Callable

from bot.answer import AnyAnswer, Asked, Nothing
from bot.answering import lookup, refusals
from bot.answering.context import AnswerContext
from bot.question import Ask, Question, Turn
from bot.understanding.normal_form import normal
from bot.understanding.scan import hints_in, scan
from katou_index.words import fold

ADDED, TWICE = "added", "twice"  # hints: that a number is made of several, or may stand twice
LONGEST_TOLD = 120  # signs of a question that is taken apart once more to tell what it asked for
Answering = Callable[[Question, AnswerContext], AnyAnswer]

ANSWERS: dict[Ask, Answering] = {
    Ask.SHOW: lookup.show,
    Ask.LIST: lookup.show,
    Ask.MENTION: lookup.mentions,
    Ask.FIGURE: lookup.show,
    Ask.LEGEND: refusals.legend,
    Ask.EXPORT: lookup.again,
    Ask.PICTURE: lookup.again,
    Ask.LINK: lookup.again,
    Ask.ABSENT: refusals.absent,
    Ask.OUTSIDE: refusals.outside,
    Ask.TREND: refusals.trend,
    Ask.OPINION: refusals.opinion,
    Ask.WRITE: refusals.read_only,
    Ask.CORRECT: refusals.correction,
    Ask.HELP: refusals.helped,
    Ask.THANKS: refusals.helped,
    Ask.HELLO: refusals.helped,
    Ask.RESET: refusals.helped,
    Ask.SETTINGS: refusals.helped,
}


def answer(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The answer to a question, and what there is beside a word that the plan does not have."""
    found = _answered(question, desk)
    if not isinstance(found, Nothing):
        return found
    from bot.answering.beside_unknown import with_what_is_known  # here: most questions find something

    return with_what_is_known(found, desk)


def _answered(question: Question, desk: AnswerContext) -> AnyAnswer:
    """First what no kind of question may step over, then its own function."""
    if refused := refusals.guard(question, desk):
        return refused
    if question.turn is Turn.NARROW and desk.context is None:
        return Asked(question=question, reason="ambiguous", why="of_what")  # そのうち, of nothing shown
    if question.over:
        from bot.answering import across_years  # here, as below: `katou ask` mostly shows a measure

        return across_years.answer(question, desk)
    if question.figures and _asks_of_one_figure(question):
        from bot.answering.figures import of_several

        if several := of_several(question, desk):
            return several
    if answering := ANSWERS.get(question.ask) or _rarely(question.ask):
        return answering(question, desk)
    from bot.answering.questions import by_query

    if found := by_query(question, desk):
        return found
    told = _unread(question, desk) if question.ask is Ask.RANK else ()
    return lookup.show(question.but(ask=Ask.SHOW, said=(*question.said, *told)), desk)


def _asks_of_one_figure(question: Question) -> bool:
    """Whether figures are said to be added up, or one of them to stand twice."""
    hints = hints_in(fold(question.text))
    several = len(question.figures) > 1 or len(question.filter.measures) > 1
    return TWICE in hints or (several and ADDED in hints)


def _unread(question: Question, desk: AnswerContext) -> tuple[str, ...]:
    """What asked for a ranking of which there is none: ランキング of テレワークのランキング."""
    if len(question.text) > LONGEST_TOLD:
        return ()
    cues = scan(normal(question.text, desk.vocabulary), desk.vocabulary, desk.today).cues
    return tuple(f"left:{cue.text.strip()}" for cue in cues if cue.meaning is Ask.RANK)


def _rarely(ask: Ask) -> Answering | None:
    """The function for a kind that few ask for."""
    from bot.answering import figures, provenance

    rare: dict[Ask, Answering] = {
        Ask.AMOUNTS: figures.amounts,
        Ask.LARGEST: figures.largest_amount,
        Ask.SUM: figures.never_summed,
        Ask.DELTA: figures.year_before,
        Ask.SOURCE: provenance.source,
        Ask.BEFORE: provenance.before,
    }
    return rare.get(ask)
