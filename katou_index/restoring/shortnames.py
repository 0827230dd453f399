"""Departments of a sheet that are perhaps others, cut short: 学教課 beside 学校教育課, 総務 beside 総務課.

Nobody but the office knows, so both stay and it is told. A name is short for another one whose first signs
of words it has (学校|教育, 健康|福祉); one that is only a beginning of it (市民課, 市民税課) is a department
like any other, unless it says no unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from katou_index.restoring.forms import ENDINGS

_UNITS = ("事務局", "センター", *ENDINGS, "部")
_LONGEST = 6  # signs of a short name


def short_names(names: Iterable[str], known: Iterable[str] = ()) -> list[tuple[str, int, str]]:
    """Each name that is perhaps short for another one: it, how often it stands there, the other one. None of
    the `known` ones is. `names`: each as often as it stands in the sheet."""
    counts, sure = Counter(names), frozenset(known)
    found = []
    for name, count in counts.items():
        if name in sure or len(name) > _LONGEST:
            continue
        whole = [other for other, more in counts.items() if more >= count and _is_short(name, other)]
        if len(whole) == 1:
            found.append((name, count, whole[0]))
    return found


def _is_short(name: str, other: str) -> bool:
    (stem, unit), (whole, its) = _parted(name), _parted(other)
    if name == other or (unit and unit != its) or len(stem) < 2 or stem[0] != whole[:1]:
        return False
    if whole.startswith(stem):
        return not unit
    return _signs_of_words(stem, whole)


def _parted(name: str) -> tuple[str, str]:
    unit = next((unit for unit in _UNITS if name.endswith(unit) and name != unit), "")
    return name.removesuffix(unit), unit


def _signs_of_words(stem: str, whole: str) -> bool:
    """Whether each sign begins a word of two signs, as most words of names have: 学教 of 学校教育."""
    begins = iter(whole[::2])
    return all(sign in begins for sign in stem)
