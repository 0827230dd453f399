"""What a question wants of the figures and sentences of a text: a unit, a name, how often, when it was done.

何基 → 基, 利用率 → %, how many times → 回; 講師は誰 → a name; 月に何回 → how often
"""

from __future__ import annotations

from bot.question import Question
from bot.understanding.numbers import PEOPLE
from bot.understanding.scan import hints_in
from bot.understanding.scripts import pattern
from bot.understanding.stretches import stands
from katou_index.words import fold

# Of one sign, as sheets write them.
COUNTERS = "件人名台基回式枚校本冊個社日円点票店戸局園分年倍割組種箱頭匹羽軒室館つ"
_PLACES = "か所|箇所|ヶ所|ヵ所|カ所|施設|地点|地区|店舗|か国語|カ国語|ヶ国語|[カかヶケ]国|言語"
_THINGS = "作品|団体|世帯|種類|業務|ポイント|時間|[件人名基台回式枚校本冊個社日円点票戸園頭匹倍種語通軒羽分]"
_NAMED_UNITS = "(?!パー)[ァ-ヺ][ァ-ヺー]+"  # ライセンス, サイト; per cent has a sign
_COUNTED = rf"(?:何|なん)({_PLACES}|{_THINGS}|{_NAMED_UNITS})"
NO_MORE = r"(?!\d|(?<=1人)一)"  # behind a figure: 1人1台 and 1人一実践 tell of no people
_NAMED = r"(件|人|回|台|基|枚|個|本|校|冊|円|頭|匹)数"
_CAME = r"(?:came|come|attend\w*|participat\w*|joined|took part|visit\w*)\b"
_MEANT = (
    ("%", r"[^確能効]率|割合|パーセント|％|%|何割|per ?cent|\brate\b"),
    ("円", r"いくら|額|\byen\b|how much money|how much\b.*\bcosts?\b|\bamount"),
    ("人", rf"[者員生]数|how many (?:{PEOPLE})\b|number of (?:{PEOPLE})\b|how many [a-z]+ {_CAME}"),
    ("回", r"how (?:many times|often)|number of times"),
    ("件", r"number of (?:cases|registrations|posts)|how many (?:cases|registrations|posts|bids)"),
)

BOUNDS = "超|越|以上|以下|未満|上回|下回|届|達"  # behind a number that something is held against


def unit_asked(question: Question) -> str:
    """The unit as the sheet writes it; "" where any figure is meant."""
    text = question.text.casefold()
    for shape in (_COUNTED, _NAMED):
        if found := pattern(shape).search(text):
            return found[1]
    return next((unit for unit, words in _MEANT if pattern(words).search(text)), "")


def figure_named(question: Question) -> str:
    """The figure that is asked for as it was called: 落札率, 登録者数; "" where it has no such name."""
    return next(reversed(pattern(r"[一-鿿ァ-ヺー]+[率数額](?![一-鿿])").findall(question.text)), "")


def thing_counted(question: Question) -> str:
    """What a number is of that has a unit of its own: ライセンス of ライセンス数; "" for none."""
    found = pattern("([ァ-ヺ][ァ-ヺー]+)数$").search(figure_named(question))
    return found[1] if found else ""


def bound_of(question: Question) -> str:
    """The unit of a number that a figure is held against: % of 1割以上ですか, 10％超えた？; "" for none."""
    than = f"(?:を|も|より|には|に)?(?:{BOUNDS})"
    found = pattern(rf"\d\s?(割|[%％]|パーセント|[件人回台基枚])(?:{than}|で(?:間違|合|あっ))").search(
        question.text
    )
    return {"割": "%", "％": "%", "パーセント": "%"}.get(found[1], found[1]) if found else ""


def asks_how_often(question: Question) -> bool:
    """Whether it is asked how often something is done: どのくらいの頻度, 月に何回, how often."""
    return "how_often" in hints_in(fold(question.text))


def tells_how_often(text: str) -> bool:
    """Whether a sentence tells how often something is done, without a number of times: 毎月, 定期的に."""
    return stands("told", text, "often")


def asks_department(question: Question) -> bool:
    """Whether "how many" is none: 何課 asks which department."""
    return "which_department" in hints_in(fold(question.text))


def asks_name(question: Question) -> bool:
    """Whether somebody or some place is asked for by name: 講師は誰, どこが主催した, who taught it."""
    return "by_name" in hints_in(fold(question.text))


def asks_contents(question: Question) -> bool:
    """Whether it is asked what is written of a thing, which no rating answers: 何をした, どうやって."""
    hints = hints_in(fold(question.text))
    return "contents" in hints and "of_plan" not in hints


def asks_end(question: Question) -> bool:
    """Whether a date is asked for by which something was done: いつ揃い終わった, when was it completed."""
    return "when_ended" in hints_in(fold(question.text))


def asks_measures(question: Question) -> bool:
    """Whether the number of measures was asked for, not that of their items."""
    return "number_of_measures" in hints_in(fold(question.text))
