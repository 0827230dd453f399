"""The first line of every answer: which fact answers the question, and which item it stands in.

One function a kind of answer; the sentences stand in wording.headlines, the choice of a figure, a date or a
sentence of the text in composing.quoting.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Corrected, Counted, Helped, Listed, Nothing, Shown
from bot.composing import quoting
from bot.composing.context import CardWriter
from bot.composing.facts import NAMED, shown
from bot.composing.places import places, taken_for_granted
from bot.question import Ask, Field, Turn
from bot.understanding.topics import names_something
from bot.wording.headlines import Headlines
from katou_index.words import is_no_thing


def headline(answer: AnyAnswer, writer: CardWriter) -> str:
    """One sentence that answers the question as asked; of several years' plans with the year."""
    say = Headlines(writer.say)
    sentence = _sentence(answer, writer, say)
    if things := _things_lacking(answer):
        sentence = say.lacking(writer.say.in_quotes(map(writer.typed, things)), say.begun(sentence))
    if (marks := taken_for_granted(answer)) and not answer.judged:
        sentence = say.not_rated(marks, say.begun(sentence))
    query = answer.query
    if query is not None and (query.aggregate, query.by) == ("list", "rating") and len(answer.items) > 1:
        sentence = say.in_order(sentence, best_first=query.order == "most")
    if _names_year(answer, writer):
        sentence = say.of_year(writer.plan.year, sentence)
    if answer.judged:
        from bot.composing.headline_sets import judged  # here, as below: `katou ask` mostly shows a measure

        return judged(answer, sentence, writer)
    if answer.question.turn in (Turn.NARROW, Turn.REMOVE) and isinstance(answer, Listed | Counted):
        return say.of_those(sentence)
    return say.begun(sentence)


def _things_lacking(answer: AnyAnswer) -> list[str]:
    """The things that were named and are not in the sheet, where a rating would pass for theirs."""
    question = answer.question
    if not answer.unknown or not isinstance(answer, Shown | Listed) or set(question.wants) - {Field.RATING}:
        return []
    written = (*question.figures, *question.months[:1])
    words = (word for word in quoting.words_of(question) if word.text in answer.unknown)
    named = [word.text for word in words if names_something(word) and not is_no_thing(word.text)]
    return [each for each in written if each in answer.unknown] + named


def _names_year(answer: AnyAnswer, writer: CardWriter) -> bool:
    several = len(writer.vocabulary.years) > 1
    about_years = bool(answer.question.over) or isinstance(answer, Nothing | Helped | Asked | Corrected)
    return several and not about_years


def _sentence(answer: AnyAnswer, writer: CardWriter, say: Headlines) -> str:
    if (
        writer.ask is Ask.SOURCE
        and answer.items
        and not isinstance(answer, Shown | Nothing | Asked | Corrected)
    ):
        few = len(answer.items) <= NAMED
        return say.written_at(
            places(answer.items, writer) if few else writer.items(answer.items), answer.items
        )
    match answer:
        case Shown():
            return shown(answer, writer, say)
        case Asked():
            return writer.say.asking(answer.why)
        case Nothing():
            from bot.composing import messages  # here: what is found needs none

            return messages.reason(answer, writer)
        case Helped():
            from bot.composing import messages  # here, as above

            return messages.helping(answer, writer)
        case Listed() | Counted():
            from bot.composing import headline_sets  # here: `katou ask` mostly shows a measure

            return headline_sets.sentence(answer, writer)
    from bot.composing import headline_groups  # here, as above

    return headline_groups.sentence(answer, writer)
