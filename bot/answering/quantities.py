"""Figures with a unit in an item's texts → numbers. They are compared and shown, never added.

"研修参加者34人（前年度比：+4人）", unit 人 → (34.0, "34人"); the difference +4人 is none
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import Delta
from bot.query import TEXTS, Query
from bot.understanding.counters import NO_MORE
from bot.understanding.scripts import pattern
from bot.understanding.stretches import stands
from katou_index.plan import FiscalYear, Item

PEOPLE = ("人", "名")
DELTA = r"([^\s：:]{1,12})[：:]([\d,]+)(円|件|人|台)（前年度比[：:]?([+\-＋－])([\d,]+)(?:円|件|人|台)）"
# 利用率は、3月末現在9.28% (前年度比3.5ポイント増)
RATE_DELTA = (
    r"([^\s：:、。・]{1,14}?)[はが：:][^\d。]{0,2}(?:\d{1,2}月末現在)?(\d+(?:\.\d+)?)[%％]\s?"
    r"[(（]前年度?比[：:]?(\d+(?:\.\d+)?)ポイント(増|減)[)）]"
)
# A number of anything that is counted or measured: no date, no ordinal, no part of a name (R2, Wi-Fi6).
ANY = r"(?<![+\-＋－\d,./第A-Za-zＡ-Ｚａ-ｚ])\d[\d,]*(?:\.\d+)?(?![\d,./:：年月日])"
COUNTED = ("人", "名", "件", "回", "台", "基")  # what a sum may be asked of where no unit is said


def written(item: Item, units: Iterable[str], fields: Iterable[str] = TEXTS) -> list[tuple[float, str]]:
    """Each figure with one of the units: its number, and as it is written. Differences (+3件) are none."""
    text = "\n".join(getattr(item, field) for field in fields)
    found = pattern(rf"(?<![+\-＋－\d,.])(?<!1人)(\d[\d,]*(?:\.\d+)?)({'|'.join(units)}){NO_MORE}").finditer(
        text
    )
    return [(float(each[1].replace(",", "")), each[0]) for each in found]


def has(item: Item, asked: str) -> bool:
    """Whether it writes a figure that is asked for: evidence:件, :人 in any text, result: of any kind."""
    field, _, unit = asked.partition(":")
    fields = (field,) if field else TEXTS
    if unit:
        return bool(written(item, units_of(unit, ()), fields))
    return any(pattern(ANY).search(getattr(item, each)) for each in fields)


def units_of(unit: str, default: Sequence[str]) -> Sequence[str]:
    """How a unit may be written; `default` where none was said."""
    return default if not unit or unit == "measure" else PEOPLE if unit in PEOPLE else (unit,)


def fields_of(query: Query) -> tuple[str, ...]:
    """The fields in which the figures of a query are compared: those its conditions name with this unit."""
    asked = [
        value.partition(":")
        for each in (*query.base, *query.conditions)
        if each.aspect == "figure" and not each.negated
        for value in each.values
    ]
    named = tuple(field for field, _, unit in asked if field and unit == query.unit)
    return named if named and len(named) == len(asked) else TEXTS


def largest(
    items: Iterable[Item], unit: str, place: int, fields: Sequence[str], *, least: bool
) -> tuple[str, tuple[Item, ...]]:
    """The figure on this place from 1 (-1: the last), as written, and the items in which it stands."""
    found = [(number, as_written, item) for item in items
             for number, as_written in written(item, units_of(unit, ("円",)), fields)]  # fmt: skip
    numbers = sorted({number for number, _, _ in found}, reverse=not least)
    if not -len(numbers) <= place <= len(numbers) or not place:
        return "", ()
    chosen = numbers[place - 1 if place > 0 else place]
    here = [(as_written, item) for number, as_written, item in found if number == chosen]
    return here[0][0], tuple(dict.fromkeys(item for _, item in here))


def in_order(
    items: Iterable[Item], units: Sequence[str], fields: Sequence[str], least: bool
) -> tuple[Item, ...]:
    """The items by the largest figure that each of them writes; what is alike stays in order."""
    sign = 1 if least else -1
    return tuple(sorted(items, key=lambda item: sign * max(n for n, _ in written(item, units, fields))))


def repeated(items: Iterable[Item], unit: str) -> tuple[str, ...]:
    """Figures that more than one of the items writes."""
    each = [{as_written for _, as_written in written(item, units_of(unit, COUNTED))} for item in items]
    every = [figure for figures in each for figure in figures]
    return tuple(sorted({figure for figure in every if every.count(figure) > 1}))


def tells_of(item: Item, year: FiscalYear) -> bool:
    """Whether a text of an item of the year after it speaks of a year: 前年度, 令和元年度."""
    text = "\n".join((item.planned, item.result, item.evidence))
    names = (year.code, year.japanese.removesuffix("度"), f"{year.began}年")
    return any(map(text.__contains__, names)) or stands("told", text, "year_before")


def deltas(item: Item) -> list[Delta]:
    """What is written with a difference to the year before (前年度比：+…), and that year's figure."""
    found, text = [], "\n".join((item.planned, item.result, item.evidence))
    for match in pattern(DELTA).finditer(text):
        now, by = int(match[2].replace(",", "")), int(match[5].replace(",", ""))
        before = now - by if match[4] in "+＋" else now + by
        change = f"{match[4]}{match[5]}{match[3]}"
        found.append(Delta(match[1], change, f"{before:,}{match[3]}", match[0]))
    for match in pattern(RATE_DELTA).finditer(text):
        places = max(len(each.partition(".")[2]) for each in (match[2], match[3]))
        points = float(match[3])
        before_rate = float(match[2]) + (-points if match[4] == "増" else points)
        found.append(Delta(match[1], f"{match[3]}ポイント{match[4]}", f"{before_rate:.{places}f}%", match[0]))
    return found
