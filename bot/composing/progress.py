"""How far something has come, in the sheet's own words: begun, done, used, stopped, changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.ranking import compact
from bot.composing.quoting import Quotation, Sentence, held, sentences
from bot.question import Field, Question
from bot.understanding.scripts import pattern
from bot.understanding.stretches import stretches
from katou_index.plan import Item

OUTCOME = 8  # signs of what became of something, by which its sentence is cut
TOLD = "told"  # the layer of how sheets tell it, by the state that is asked about (understanding/states.py)

Fit = tuple[int, bool, int]  # words of the question, whether it tells one of the states, of what was typed


def progress(items: Sequence[Item], question: Question, states: Iterable[str]) -> list[Quotation]:
    """The sentences that tell it, best first, each with the words for it ("" for none).

    One of each item that holds hardly fewer words of the question than any other one. What was only planned
    tells nothing.
    """
    asked = tuple(states)
    best = [found for item in items if (found := _best(item, question, asked))]
    most = max((fit[0] for fit, _ in best), default=0)
    ordered = sorted(best, key=lambda each: each[0], reverse=True)
    return [quoted for fit, quoted in ordered if fit[0] >= most - 1]


def _best(item: Item, question: Question, states: Sequence[str]) -> tuple[Fit, Quotation] | None:
    """The first sentence of an item that fits best, None where nothing fits at all."""
    typed = set(pattern("[一-鿿]{2,}|[ァ-ヺー]{2,}|[a-z]{3,}").findall(compact(question.text)))

    def fit(sentence: Sentence) -> Fit:
        closed = compact(sentence.text)
        told = bool(_tells(sentence, states))
        return held(sentence.text, question), told, sum(word in closed for word in typed)

    written = [
        each for each in sentences(item, (Field.RESULT, Field.EVIDENCE)) if each.field is not Field.PLANNED
    ]
    found = max(written, key=fit, default=None)
    if found is None or not any(fit(found)):
        return None
    told = _tells(found, states)
    return fit(found), Quotation(found, found.text[max(told) :][:OUTCOME] if told else "")


def _tells(sentence: Sentence, states: Sequence[str]) -> list[int]:
    """The places of a sentence at which words tell one of the states; its end counts as a full stop."""
    return [each.start for each in stretches(TOLD, f"{sentence.text.replace('：', ':')}。", *states)]
