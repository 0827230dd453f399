"""The unit of the figure that a question asks for: 何基 → 基, 利用率 → %, how many times → 回."""

from __future__ import annotations

from bot.question import Question
from bot.understanding.scripts import pattern

_COUNTED = (
    r"(?:何|なん)(か所|箇所|ヶ所|件|人|名|基|台|回|式|枚|校|本|冊|個|社|団体|作品|時間|日|円|ポイント"
    r"|[カかヶケ]国語|[カかヶケ]国|言語|語|種類|業務|施設|世帯|店舗|地区|頭|羽|匹|戸|サイト|ページ|分)"
)
NO_MORE = r"(?!\d|(?<=1人)一)"  # behind a figure: 1人1台 and 1人一実践 tell of no people
_NAMED = r"(件|人|回|台|基|枚|個|本|校|冊|円)数"
_MEANT = (
    ("%", r"[^確能効]率|割合|パーセント|％|%|何割|per ?cent|\brate\b"),
    ("円", r"いくら|額|\byen\b|how much money|\bamount"),
    ("人", r"how many (?:people|persons|participants|users|attend|staff)|number of (?:people|persons)"),
    ("回", r"how (?:many times|often)|number of times"),
    ("件", r"number of (?:cases|registrations|posts)|how many (?:cases|registrations|posts|bids)"),
)


def unit_asked(question: Question) -> str:
    """The unit as the sheet writes it; "" where any figure is meant."""
    text = question.text.casefold()
    for shape in (_COUNTED, _NAMED):
        if found := pattern(shape).search(text):
            return found[1]
    return next((unit for unit, words in _MEANT if pattern(words).search(text)), "")


def asks_department(question: Question) -> bool:
    """Whether "how many" is none: 何課 asks which department."""
    return bool(pattern(r"(?:何|なに|なん)の?[課室部]").search(question.text))


def asks_measures(question: Question) -> bool:
    """Whether the number of measures was asked for, not that of their items."""
    return bool(
        pattern(r"(?:何|なん)事業|事業数|事業の数|how many measures").search(question.text.casefold())
    )
