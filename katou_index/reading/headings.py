"""What stands over a column: its name without what does not matter, and the fiscal years it names.

令和３年度 取組内容（予定） → 取組内容, 2021      評価（R2） → 評価, 2020      前年度評価 → 評価, 2020
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

from katou_index.plan import HEISEI_BEGAN, REIWA_BEGAN
from katou_index.tables import Column

LONGEST = 60  # signs of a heading; longer texts are none
RELATIVE = {
    "前々年度": -2, "一昨年度": -2, "前年度": -1, "昨年度": -1, "前年": -1, "昨年": -1, "前回": -1,
    "去年": -1, "当該年度": 0, "今年度": 0, "本年度": 0, "当年度": 0, "今年": 0, "本年": 0, "当年": 0,
    "今回": 0, "翌々年度": 2, "次年度": 1, "来年度": 1, "翌年度": 1, "来年": 1, "翌年": 1, "次回": 1,
}  # fmt: skip
"""Words for years as seen from the year that the sheet is of."""

_DATED = r"(?![\d.]|/\d|年?\d{1,2}月)"  # R3.3, 令和3年3月: a day, no fiscal year
_ERA = re.compile(rf"(令和|平成|(?<![A-Za-z])[RH])(元|\d{{1,2}}){_DATED}")
_WESTERN = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?!年?[./]?\d{1,2}月|[./]\d)")
_DAY = re.compile(
    r"(令和|平成|(?<![A-Za-z])[RH]|(?=20\d\d))(元|\d{1,4})(?:年|[./])(\d{1,2})(?:月|[./]\d|(?!\d))"
)
_FIRST_MONTH = 4  # of a fiscal year
_BARE = re.compile(r"(?<![\d和成RH])(元|\d{1,2})年度")
_SPOKEN = r"(?:年?度|年?の?(?=(?:事業|業務|施策|行政|進捗|取組)?(?:評価|実績|状況|点検|報告)))"  # R6評価
_TEXT_YEAR = re.compile(rf"(令和|平成|(?<![A-Za-z])[RH])(元|\d{{1,2}}){_SPOKEN}")
_TEXT_WESTERN = re.compile(rf"(?<!\d)(20\d\d){_SPOKEN}")
_KANJI = re.compile(r"(?<=令和|平成)[一二三四五六七八九十]{1,3}(?=年)")
_PERIOD = re.compile(
    r"(?:(?:令和|平成|R|H)(?:元|\d{1,2})|20\d\d|(?<!\d)(?:元|\d{1,2}))(?:年度?)?(?:から|[~〜\-‐–—―ー])"
    r"(?:(?:令和|平成|R|H)?(?:元|\d{1,2})|20\d\d)年?度?(?:まで)?"
)
_RELATIVE = re.compile("|".join(sorted(RELATIVE, key=len, reverse=True)))
_AND = "[・,、/&~]|及び|および|と"
_YEAR_IN_FRONT = re.compile(
    r"^(?:(?:(?:令和|平成|R|H)(?:元|\d{1,2})(?:年度|年|(?!\d))|(?:元|\d{1,4})(?:年度|年)|" + _RELATIVE.pattern
    + rf")(?:(?:{_AND})(?=[令平RH元\d前昨今本当次来翌]))?)+(?:の|における)?"
)  # fmt: skip
_YEAR_BEHIND = re.compile(
    r"(?<=\w)[_\-/:・]?(?:令和|平成|(?<![A-Za-z])[RH]|(?=20))(?:元|\d{1,4})(?:年度?)?$"
)  # 評価_R7
# The sign of a note behind a name: 評価※1, 評価*2, 評価 注1). 評価* alone stands for any text.
_FOOTNOTE = re.compile(r"(?<=[^\d※*])(?:[(\[]?(?:※|\*(?=\d)|注(?=\d*[)\]]))(?:\d{1,2}|[a-z])?[)\]]?)+$")
_BRACKETS = re.compile(r"[(\[［〔【][^()\[\]]*[)\]］〕】]?")


def bare(text: str) -> str:
    """One width, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=2048)
def heading(text: str) -> str:
    """`令和３年度 取組内容（予定）` → `取組内容`: what counts of a column's name.

    Kept: the names of columns.toml are asked for by every file and page that is read.
    """
    name = bare(text)
    name = _BRACKETS.sub("", _FOOTNOTE.sub("", name)) or name
    return _YEAR_BEHIND.sub("", _YEAR_IN_FRONT.sub("", name)) or name


def years_in(text: str) -> list[int]:
    """Calendar years in which the fiscal years that a text names began: `令和3年度` → [2021]. How long a plan
    lasts (令和2年度～令和6年度) names none."""
    text = _PERIOD.sub("", _in_digits(bare(text)))
    found = [_began(era, number) for era, number in _TEXT_YEAR.findall(text)]
    return [*found, *(int(year) for year in _TEXT_WESTERN.findall(text))]


def years_over(text: str, began: int | None) -> set[int]:
    """Calendar years in which the fiscal years that a heading names began. Years are written shorter there:
    `評価（R2）`, `3年度評価`, `昨年度評価`.

    Words like 今年度 count from `began`, the year being loaded; without one they name none.
    """
    text = _in_digits(bare(text))
    found = {_began(era, number) for era, number in _ERA.findall(text)}
    found |= {int(year) for year in _WESTERN.findall(text)}
    found |= {_began("令和", number) for number in _BARE.findall(text)}
    if began is not None:
        found |= {began + RELATIVE[word] for word in _RELATIVE.findall(text)}
    return found


def ends_before(text: str, began: int) -> bool:
    """Whether a heading names a day before the fiscal year that began in `began`: R7.3.31, 令和7年3月末 for
    令和7年度."""
    days = _DAY.findall(_in_digits(bare(text)))
    found = [(_began(era, year) if era else int(year), int(month)) for era, year, month in days]
    return bool(found) and all(day < (began, _FIRST_MONTH) for day in found)


def _in_digits(text: str) -> str:
    """令和六年度 → 令和6年度."""
    return _KANJI.sub(lambda match: str(_kanji_number(match[0])), text)


def _kanji_number(text: str) -> int:
    """Up to 99: 六, 十二, 二十一."""
    value = 0
    for digit in map(unicodedata.numeric, text):
        value = max(value, 1) * 10 if digit == 10 else value + int(digit)
    return value


def names_another_year(text: str) -> bool:
    """Whether a heading says of itself that it is of the next year or the last: 次年度の方針."""
    return any(RELATIVE[word] for word in _RELATIVE.findall(bare(text)))


def without_years(text: str) -> str:
    """What is left of a heading when all years are taken out of it."""
    text = _in_digits(bare(text))
    for form in (_ERA, _WESTERN, _BARE, _RELATIVE):
        text = re.sub(rf"(?:{form.pattern})(?:年?度)?", "", text)
    return re.sub(r"^年?度?の?|[()・]", "", text)


def _began(era: str, number: str) -> int:
    return (REIWA_BEGAN if era in ("令和", "R") else HEISEI_BEGAN) + (1 if number == "元" else int(number))


class ColumnNames:
    """The names of columns.toml, asked for by what stands in a sheet."""

    def __init__(self, columns: Sequence[Column]) -> None:
        named = [(column.name, heading(each)) for column in columns for each in column.headings]
        self._exact: dict[str, str] = {}
        for field, name in named:
            self._exact.setdefault(name, field)
        self._forms = [(field, name) for field, name in named if "*" in name]
        self._known: dict[str, str | None] = {}
        self._signs: dict[str, tuple[frozenset[str], ...]] = {}
        for field, name in named:
            self._signs[field] = (*self._signs.get(field, ()), frozenset(name.replace("*", "")))

    def field(self, text: str) -> str | None:
        """The tidy column that a heading names, None for one that names none."""
        if len(text) > LONGEST:
            return None
        if text not in self._known:
            self._known[text] = self._look_up(heading(text))
        return self._known[text]

    def _look_up(self, name: str) -> str | None:
        if name in self._exact:
            return self._exact[name]
        if found := next((field for field, form in self._forms if fnmatchcase(name, form)), None):
            return found
        numbered = len(name) > 1 and name[-1] in "123456789"  # 評価2, 評価② is one more rating
        return "評価" if numbered and self._look_up(name[:-1]) == "評価" else None

    def may_name(self, field: str, signs: frozenset[str]) -> bool:
        """Whether texts that have these signs, in one width, can name a field at all."""
        return any(name <= signs for name in self._signs.get(field, ()))
