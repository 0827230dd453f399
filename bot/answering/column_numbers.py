"""Numbers in a further column of a sheet: held against a bound (達成率が100%を超えた事業), put in order.

A column is compared only where its numbers are of one unit, which its cells or its heading tell (67%,
決算額（千円）). An amount of yen is held against one in thousands of yen; where a column does not tell its
unit, an amount of yen is not compared with it.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Sequence

from bot.understanding.scripts import pattern
from katou_index.records import NamedTuple

MONEY = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
_TIMES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "億": 100_000_000,
}
_FIGURE = r"[0-9][0-9,]*(?:\.[0-9]+)?"
STAND_IN, EXACTLY = "¤", "ちょうど"  # for the number that something else has; in front of what is just so
_LIMIT = rf"-?{_FIGURE}|{STAND_IN}"
_NUMBER = rf"([-−▲△]?)({_FIGURE})(.{{0,4}})"
_NONE = frozenset(("-", "—", "－", "―", "ー", "–"))
_HEADING_UNIT = r"[(\[［〔【](?:単位[:：]?)?([^()\[\]]{1,4})[)\]］〕】]"
_SO_MANY, _NAMED = "(百万|千万|億|万|千|百)?", "円|%|パーセント|ポイント|割"
_COUNTED = "(?!以[上下]|未満|超)[一-龠々ァ-ヺー]{1,2}"
_UNIT = f"{_SO_MANY}({_NAMED}|{_COUNTED}(?=[をにが以未超よりのな]))?"
SMALL = "少な|小さ|低|安|短"
LESS, MORE = "(?:少|小さ|低|下|安|短)", "(?:多|大き|高|上|長)"
_NOT = "(?:ら|え)?(?:て|って)?(?:い)?(?:で|じゃ)?(?:は)?な[いかくけ]"
_WAYS = (  # the longer words first, as 以上でない begins like 以上
    (
        "under",
        f"以上{_NOT}|未満|を?下回[っりるれ](?!{_NOT})|に?(?:満た|届[かい](?:て(?:い)?)?な|達し(?:て(?:い)?)?な)",
    ),
    ("from", f"より(?:も)?(?:{SMALL})くな[いか]|未満{_NOT}|を?下回{_NOT}|以上|に(?:達し|届)"),
    ("to", f"を?(?:超え|越え|上回){_NOT}|より(?:も)?{MORE}く?{_NOT}|以下|まで"),
    ("over", f"以下{_NOT}|を?超|を?越え|を?上回|より(?:も)?{MORE}"),
    ("under", f"より(?:も)?{LESS}"),
)
_ENGLISH = (
    ("to", "at most|no more than|not (?:over|more than|above)"),
    ("from", "at least|no less than|not (?:under|less than|below)"),
    ("over", "over|more than|above|exceed(?:s|ed|ing)?|(?:greater|higher|larger) than"),
    ("under", "under|less than|below|(?:fewer|lower|smaller) than"),
)
_UNITS = f"{_SO_MANY}({_NAMED}|{_COUNTED})?"
_RANGE = rf"(?<![0-9,.])({_FIGURE}){_UNITS}(?:から|~|〜)({_FIGURE}){_UNITS}(?:の(?:間|範囲))?"
_IS = "(?=の(?:事業|項目|もの|取組|は)|である|なのは|$|[?。])"  # 決算額が100万円の事業
_HOLDS = {
    "is": operator.eq,
    "over": operator.gt,
    "from": operator.ge,
    "to": operator.le,
    "under": operator.lt,
}


class Bound(NamedTuple):
    """What the number of a cell has to be: `way` "over", "from", "to", "under", "is"; `shown` as
    it was typed. `start`, `end`: where it stands in the line."""

    way: str
    number: float
    unit: str
    shown: str
    start: int
    end: int


class ColumnNumbers(NamedTuple):
    """The numbers of cells in their order, None for a cell that is none; their unit, "" if none is told."""

    numbers: tuple[float | None, ...]
    unit: str


def bounds_in(line: str) -> tuple[Bound, ...]:
    """The bounds that a line in plain signs names."""
    found = _between(line)
    ways = "|".join(f"(?P<{way}{at}>{words})" for at, (way, words) in enumerate(_WAYS))
    for match in pattern(rf"(?<![0-9,.])({_LIMIT})\s?{_UNIT}\s?(?:{ways})").finditer(line):
        way = next(name[:-1] for name, text in match.groupdict().items() if text)
        found.append(_bound(match, way))
    is_so = rf"(?:(?:が|は|=)約?(?:ちょうど|丁度)?|ちょうど|丁度)({_LIMIT})\s?{_UNIT}{_IS}"
    found += [_bound(match, "is") for match in pattern(is_so).finditer(line)]
    same = pattern(f"{EXACTLY}{STAND_IN}").finditer(line)
    found += [_bound_of(STAND_IN, "", "", "is", match.span()) for match in same]
    for way, words in _ENGLISH:
        form = rf"\b(?:{words}) ({_LIMIT})\s?{_UNIT}"
        found += [_bound(match, way) for match in pattern(form).finditer(line)]
    form = rf"(?<![0-9,.])({_LIMIT})\s?{_UNIT} or (more|less)\b"
    found += [_bound(match, "from" if match[4] == "more" else "to") for match in pattern(form).finditer(line)]
    return tuple({each.start: each for each in sorted(found, key=lambda each: each.start)}.values())


def _between(line: str) -> list[Bound]:
    """100万円から200万円(まで): a unit that only the second one has is that of both."""
    found = []
    for match in pattern(_RANGE).finditer(line):
        low, *its, high, times, unit = match.groups(default="")
        its = its if any(its) else [times, unit]
        found.append(_bound_of(low, its[0], its[1], "from", (match.start(), match.start(4))))
        if pattern("|".join(words for _, words in _WAYS)).match(line, match.end()) is None:
            found.append(_bound_of(high, times, unit, "to", (match.start(4), match.end())))
    return found


def _bound(match: re.Match[str], way: str) -> Bound:
    return _bound_of(match[1], match[2] or "", match[3] or "", way, match.span())


def _bound_of(figure: str, times: str, unit: str, way: str, span: tuple[int, int]) -> Bound:
    number = float("nan" if figure == STAND_IN else figure.replace(",", ""))
    shown = f"{figure}{times}{unit}"
    if unit == "割":
        number, unit = number * 10, "%"
    unit = "%" if unit == "パーセント" else unit
    return Bound(way, number * _TIMES[times], unit, shown, *span)


def numbers_of(texts: Sequence[str], name: str) -> ColumnNumbers | None:
    """The numbers of a column called `name`; None where there are none, or of several units."""
    found = [pattern(_NUMBER).fullmatch(_plain(text)) for text in texts]
    units = {each[3] for each in found if each is not None}
    if len(units) != 1:
        return None
    unit = units.pop()
    if not unit and (told := pattern(_HEADING_UNIT).search(_plain(name))):
        unit = told[1]
    numbers = (None if each is None else _signed(each[1], each[2]) for each in found)
    return ColumnNumbers(tuple(numbers), unit)


def _signed(sign: str, figure: str) -> float:
    return float(figure.replace(",", "")) * (-1 if sign else 1)


def within(column: ColumnNumbers, bounds: Sequence[Bound]) -> tuple[bool, ...] | None:
    """Whether each cell is within all bounds; None where the unit of one is none of the column's."""
    limits: list[tuple[str, float]] = []
    for bound in bounds:
        if (limit := _in_unit(bound, column.unit)) is None:
            return None
        limits.append((bound.way, limit))
    return tuple(
        number is not None and all(_HOLDS[way](number, limit) for way, limit in limits)
        for number in column.numbers
    )


def against(column: ColumnNumbers, other: ColumnNumbers, way: str) -> tuple[bool | None, ...] | None:
    """Whether each number is so beside the other one of its place, None where one of them is none; None for
    all where they are of two units."""
    if len({column.unit, other.unit} - {""}) > 1 and not {column.unit, other.unit} <= MONEY.keys():
        return None
    mine, its = MONEY.get(column.unit, 1), MONEY.get(other.unit, 1)
    mine, its = (mine, its) if column.unit and other.unit else (1, 1)
    return tuple(
        None if a is None or b is None else _HOLDS[way](a * mine, b * its)
        for a, b in zip(column.numbers, other.numbers, strict=True)
    )


def _in_unit(bound: Bound, unit: str) -> float | None:
    """A bound as a number of this unit."""
    if bound.unit in ("", unit):
        return bound.number
    if bound.unit == "円" or unit in MONEY:
        return bound.number / MONEY[unit] if bound.unit == "円" and unit in MONEY else None
    return bound.number if not unit or {bound.unit, unit} == {"人", "名"} else None


def in_order_of(texts: Sequence[str], way: str, *, every: bool = False) -> tuple[int, ...] | None:
    """The places of the largest ("most") or smallest number, or of all in this order; None where not all are
    numbers of one unit. Dashes have no place."""
    said = [at for at, text in enumerate(texts) if _plain(text) not in _NONE]
    column = numbers_of([texts[at] for at in said], "") if said else None
    if column is None or None in column.numbers:
        return None
    numbers = [(number, at) for number, at in zip(column.numbers, said, strict=True) if number is not None]
    numbers.sort(key=lambda each: -each[0] if way == "most" else each[0])
    return tuple(at for number, at in numbers if every or number == numbers[0][0])


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
