"""What was not found, offered by what it means: 住民票をコンビニで → 証明書コンビニ交付.

An offer is a question that may be asked next. It is no answer: it shows no rating, overrules no reading, and
where something else is offered already (another year, a department of a near name) it is not needed.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Nothing
from bot.answering.context import AnswerContext
from bot.question import Question, Turn
from bot.understanding.vocabulary import SUFFIXES
from katou_index.plan import Item

LIKE = 0.45  # from here on the likest was nearly always meant; below, guesses begin
BESIDE = 0.4  # so like must the next ones be, once there is one
MOST = 3
SHORT_FOLLOW_UP = 8  # signs: それの台数は hangs on what was shown, not on what its words mean


def offered(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer:
    """The answer, where nothing was found with the items that are written in other words."""
    if not isinstance(found, Nothing) or found.reason != "no_match" or not found.unknown or found.near:
        return found
    question = found.question
    if question.unknown_departments or any(word.endswith(SUFFIXES) for word in found.unknown):
        return found  # a department is there or not: another one is no offer
    if question.turn is not Turn.FRESH and len(question.text) <= SHORT_FOLLOW_UP:
        return found
    return found.but(alike=_alike(_meant(question), desk))


def _meant(question: Question) -> str:
    """What is looked for: all that was typed, or beside conditions, which mean something too, the topic."""
    if question.filter.but(years=(), ratings=()) and question.topics:
        return " ".join(topic.text for topic in question.topics)
    return question.text


def _alike(text: str, desk: AnswerContext) -> tuple[Item, ...]:
    """The likest items, of each measure one."""
    hits = desk.vocabulary.index.near(text, desk.year, limit=2 * MOST)
    if max((hit.score for hit in hits), default=0) < LIKE:
        return ()
    known = {item.key: item for item in desk.plan.items}
    items = [known[hit.id] for hit in hits if hit.id in known and hit.score >= BESIDE]
    return tuple({item.measure: item for item in reversed(items)}.values())[::-1][:MOST]
