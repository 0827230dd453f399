"""What was not found, offered by what it means: 水道代をカードで → クレジットカード納付.

An offer is a question that may be asked next. It is no answer: it shows no rating, overrules no reading, and
where something else is offered already (another year, a department of a near name) it is not needed.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Nothing, Option
from bot.answering.context import AnswerContext
from bot.question import Question, Turn
from bot.understanding.vocabulary import SUFFIXES
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from katou_index import Hit

LIKE = 0.45  # from here on the likest was nearly always meant; below, guesses begin
BESIDE = 0.4  # so like must the next ones be, once there is one
MOST = 3
SHORT_FOLLOW_UP = 8  # signs: それの台数は hangs on what was shown, not on what its words mean


def offered(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer:
    """The answer, where nothing was found with the items that are written in other words."""
    if not isinstance(found, Nothing) or found.reason != "no_match" or not found.unknown or found.near:
        return found
    if found.items or found.related:
        return found  # what it is about is shown
    question = found.question
    if question.unknown_departments or any(word.endswith(SUFFIXES) for word in found.unknown):
        return found  # a department is there or not: another one is no offer
    if question.turn is not Turn.FRESH and len(question.text) <= SHORT_FOLLOW_UP:
        return found
    return found.but(alike=_alike(question, desk))


def in_order(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer:
    """Departments that a name may mean alike: first those whose items mean most nearly what was typed."""
    if not isinstance(found, Asked) or found.why != "which_department":
        return found
    hits = _hits(found.question.text, desk, len(desk.plan.items))
    if _best(hits) < LIKE:
        return found
    like = {hit.id: hit.score for hit in hits}

    def nearness(option: Option) -> float:
        return max((like.get(item.key, 0.0) for item in option.items), default=0.0)

    return found.but(options=tuple(sorted(found.options, key=nearness, reverse=True)))


def _alike(question: Question, desk: AnswerContext) -> tuple[Item, ...]:
    """The likest items, of each measure one.

    All that was typed is looked at, then what it is about: 「って何％？」 makes it less like the item, but a
    topic alone is like too much: it is believed where the whole is nearly as like the same item.
    Conditions mean something too; beside them only the topic is looked at.
    """
    topic = _topic(question)
    hits = _hits(topic if question.filter.but(years=(), ratings=()) else question.text, desk)
    if BESIDE <= _best(hits) < LIKE:
        of_topic = _hits(topic, desk)
        hits = of_topic if of_topic and of_topic[0].id == hits[0].id else hits
    if _best(hits) < LIKE:
        return ()
    known = {item.key: item for item in desk.plan.items}
    items = [known[hit.id] for hit in hits if hit.id in known and hit.score >= BESIDE]
    return tuple({item.measure: item for item in reversed(items)}.values())[::-1][:MOST]


def _hits(text: str, desk: AnswerContext, limit: int = 2 * MOST) -> list[Hit]:
    return desk.vocabulary.index.near(text, desk.year, limit=limit)


def _best(hits: list[Hit]) -> float:
    return max((hit.score for hit in hits), default=0)


def _topic(question: Question) -> str:
    """The text from the first word of a topic to the last one, with what joins them."""
    text = fold(question.text)
    words = {form for topic in question.topics for word in topic.words for form in (word.text, *word.forms)}
    places = [(at, at + len(word)) for word in words if (at := text.find(word)) >= 0]
    return text[min(start for start, _ in places) : max(end for _, end in places)] if places else text
