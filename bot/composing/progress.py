"""How far something has come, in the sheet's own words: begun, done, used, stopped, changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answering.ranking import compact
from bot.composing.quoting import Quotation, Sentence, held, sentences
from bot.question import Field, Question
from bot.understanding.scripts import pattern
from katou_index.plan import Item
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re

OUTCOME = 8  # signs of what became of something, by which its sentence is cut
# How sheets tell it, by what is asked (understanding.states).
_TELLS = {
    "done": "完了|完成|終[わえ了]|済|整備した|でき(?:た|て)|更新とした|至っ|至ら|策定|進め",
    "begun": "開始|始め|導入|構築|設置|運用|整備|実施|開催|配置|配布|配付|至っ|至ら|見送|断念",
    "used": "利用|使用|活用|運用|開始|できる|可能|体制を整",
    "stopped": "中止|断念|見送|延期|延長|行わない|しないこと|至っ|至ら|再検証",
    "changed": "[増減]|伸び|上昇|低下|前年度比|短縮|削減",
    "next": "今後|引き続き|[度月]は|予定|こととし|していく|必要|検討|検証する|注視|企画|見込|次年度|目指",
    "told": "[たい](?:。|$)",
}

Fit = tuple[int, bool, int]  # words of the question, whether it tells one of the states, of what was typed


def progress(items: Sequence[Item], question: Question, states: Iterable[str]) -> list[Quotation]:
    """The sentences that tell it, best first, each with the words for it ("" for none).

    One of each item that holds hardly fewer words of the question than any other one. What was only planned
    tells nothing.
    """
    shape = pattern("|".join(_TELLS[each] for each in states))
    best = [found for item in items if (found := _best(item, question, shape))]
    most = max((fit[0] for fit, _ in best), default=0)
    ordered = sorted(best, key=lambda each: each[0], reverse=True)
    return [quoted for fit, quoted in ordered if fit[0] >= most - 1]


def _best(item: Item, question: Question, shape: re.Pattern[str]) -> tuple[Fit, Quotation] | None:
    """The first sentence of an item that fits best, None where nothing fits at all."""
    typed = set(pattern("[一-鿿]{2,}|[ァ-ヺー]{2,}|[a-z]{3,}").findall(compact(question.text)))

    def fit(sentence: Sentence) -> Fit:
        closed = compact(sentence.text)
        told = shape.search(sentence.text) is not None
        return held(sentence.text, question), told, sum(word in closed for word in typed)

    written = [
        each for each in sentences(item, (Field.RESULT, Field.EVIDENCE)) if each.field is not Field.PLANNED
    ]
    found = max(written, key=fit, default=None)
    if found is None or not any(fit(found)):
        return None
    told = [match.start() for match in shape.finditer(found.text)]
    return fit(found), Quotation(found, found.text[told[-1] :][:OUTCOME] if told else "")
