"""A number and Excel's format → the text that the cell shows, on a Japanese Excel.

    44490, m"月"d"日"            10月21日            498, 0"件"               498件
    44286, [$-411]ggge"年"…      令和3年3月31日      -1234, #,##0;"▲ "#,##0   ▲ 1,234
    1.104…, [h]:mm               26:30               7, 000                   007

A format has up to four sections (positive; negative; zero; text), or sections with conditions of their own.
What stands in the width of a sign or fills a cell (`_x`, `*x`) is a blank here; colours are no text. Where
Excel shows ##### (a date before 1900) or shortens a number for a narrow column, the number itself is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from katou_index.records import NamedTuple

GENERAL = "General"
_LONG_DATE, _LONG_ERA, _SHORT_ERA = 'yyyy"年"m"月"d"日"', '[$-411]ggge"年"m"月"d"日"', "[$-411]ge.m.d"
_MONTH, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _SHORT_ERA, 28: _LONG_ERA, 29: _LONG_ERA,
    30: "m/d/yy", 31: _LONG_DATE, 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    34: _MONTH, 35: _DAY, 36: _SHORT_ERA,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"¥ -"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥ -"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: _SHORT_ERA, 51: _LONG_ERA, 52: _MONTH, 53: _DAY, 54: _LONG_ERA, 55: _MONTH, 56: _DAY,
    57: _SHORT_ERA, 58: _LONG_ERA,
}  # fmt: skip
"""The formats that a file names by number alone, as a Japanese Excel has them (ECMA-376 part 1, 18.8.30)."""

_ERAS = (
    (date(2019, 5, 1), ("R", "令", "令和")), (date(1989, 1, 8), ("H", "平", "平成")),
    (date(1926, 12, 25), ("S", "昭", "昭和")), (date(1912, 7, 30), ("T", "大", "大正")),
    (date(1868, 1, 25), ("M", "明", "明治")),
)  # fmt: skip
_DAYS = ("月", "火", "水", "木", "金", "土", "日")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_SYSTEM = {"F800": _LONG_DATE, "F400": "h:mm:ss"}  # as the system writes dates and times
_WIDE = {"1": "〇一二三四五六七八九", "2": "〇壱弐参四伍六七八九", "3": "０１２３４５６７８９"}
_LAST_DAY = 2_958_465  # 9999-12-31
_SECONDS = 86_400

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|!(?P<barred>.)|_(?P<wide>.)|\*(?P<fill>.)
    |\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/標準|標準)|(?P<noon>AM/PM|A/P|午前/午後)
    |(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|aaaa?)|(?P<digit>[0\#?])|(?P<point>\.)
    |(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<end>;)|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)", re.IGNORECASE)
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne,
}  # fmt: skip
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)


class _Token(NamedTuple):
    kind: str  # literal, digit, point, comma, percent, slash, exponent, general, text, date, elapsed, noon
    text: str


class _Section(NamedTuple):
    """One part of a format; `condition` is an operator and a number."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None
    japanese: bool  # days and noon in Japanese
    first: bool  # the first year of an era is 元
    digits: str  # "1", "2", "3": in which signs numbers are written (DBNum)

    def has(self, *kinds: str) -> bool:
        """Whether a token of these kinds is in it."""
        return any(token.kind in kinds for token in self.tokens)


def shown(value: float | str, form: str, *, from_1904: bool = False) -> str:
    """The text of a number or a text under a format. Never raises; blanks are as the format has them."""
    sections = _sections(form or GENERAL)
    if isinstance(value, str):
        section = sections[3] if len(sections) > 3 else next((s for s in sections if s.has("text")), None)
        return value if section is None else "".join(_text(section, value))
    chosen, bare = _chosen(sections, value)
    if chosen is None:
        return general(value)
    if chosen.has("date", "elapsed", "noon"):
        return _date(chosen, value, from_1904)
    return _number(chosen, bare)


def general(value: float) -> str:
    """As the format General has it, whole numbers with all their digits: 0.1 + 0.2 → 0.3."""
    exact = Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if exact is None:
        return ""
    if exact == exact.to_integral_value() and abs(exact) < 10**15:
        return str(int(exact))
    if abs(exact) >= 10**11 or abs(exact) < Decimal("1e-9"):
        return re.sub(r"\.?0*E", "E", f"{value:.5E}")
    places = max(0, 10 - len(str(int(abs(exact)))))
    rounded = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return rounded.rstrip("0").rstrip(".") if places else rounded


# -- the format ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sections(form: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(form[:1_000]):
        if match.lastgroup == "end":
            parts.append([])
        else:
            parts[-1].append(match)
    for part in parts[:4]:
        brackets = [match["bracket"] for match in part if match.lastgroup == "bracket"]
        system = next((_SYSTEM[code] for b in brackets if (code := b.upper()[2:]) in _SYSTEM), None)
        if system:
            return _sections(system)
        condition = next((m for b in brackets if (m := _CONDITION.fullmatch(b.strip()))), None)
        found.append(_Section(
            tuple(_minutes([token for match in part for token in _tokens(match)])),
            (condition[1], float(condition[2])) if condition else None,
            any(re.search(r"-(?:411|ja|.*0411$)", b, re.IGNORECASE) for b in brackets if b[:1] == "$"),
            any("gannen" in b.lower() for b in brackets),
            next((b[5:6] for b in brackets if b.lower().startswith("dbnum")), ""),
        ))  # fmt: skip
    return tuple(found)


def _tokens(match: re.Match[str]) -> Iterator[_Token]:
    """What one piece of a format stands for; nothing for colours, conditions and places."""
    kind, text = match.lastgroup or "other", match[0]
    if kind == "quoted":
        yield _Token("literal", text.strip('"'))
    elif kind in ("escaped", "barred", "fill"):
        yield _Token("literal", match[kind])
    elif kind == "wide":
        yield _Token("literal", " ")
    elif kind == "other":
        yield _Token("literal", text)
    elif kind == "bracket":
        if text.startswith("[$"):
            yield _Token("literal", match[kind][1:].partition("-")[0])
        elif _ELAPSED.fullmatch(match[kind]):
            yield _Token("elapsed", match[kind].lower())
    else:
        yield _Token(kind, text.lower() if kind == "date" else text)


def _minutes(tokens: list[_Token]) -> list[_Token]:
    """`m` beside hours or seconds is minutes, written `n` from here on."""
    times = [at for at, token in enumerate(tokens) if token.kind in ("date", "elapsed")]
    for place, at in enumerate(times):
        before = tokens[times[place - 1]].text if place else ""
        after = tokens[times[place + 1]].text if place + 1 < len(times) else ""
        text = tokens[at].text
        if tokens[at].kind == "date" and text in ("m", "mm") and (before[:1] == "h" or after[:1] == "s"):
            tokens[at] = _Token("date", "n" * len(text))
    return tokens


def _chosen(sections: Sequence[_Section], value: float) -> tuple[_Section | None, float]:
    """The section for a number, and the number as it shows it: one for negative numbers has its own sign."""
    numeric = [section for section in sections[:3] if not (section.has("text") and len(sections) > 1)]
    if not numeric or any(section.has("text") for section in numeric):
        return None, value
    if any(section.condition for section in numeric):
        return _by_condition(numeric, value)
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    return (numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]), value


def _by_condition(sections: Sequence[_Section], value: float) -> tuple[_Section | None, float]:
    for at, section in enumerate(sections):
        condition = section.condition
        if condition is None and at == 1 and len(sections) > 2:
            condition = ("<", 0.0)
        if condition is None or _HOLDS[condition[0]](value, condition[1]):
            own = condition is not None and condition[0] in ("<", "<=") and condition[1] <= 0
            return section, abs(value) if own else value
    return None, value


# -- texts, numbers ------------------------------------------------------------------------------------------


def _text(section: _Section, value: str) -> Iterator[str]:
    for token in section.tokens:
        if token.kind == "literal":
            yield token.text
        elif token.kind in ("text", "general"):
            yield value


def _number(section: _Section, value: float) -> str:
    if not section.has("digit", "general"):
        literal = "".join(token.text for token in section.tokens if token.kind in ("literal", "percent"))
        return f"-{literal}" if value < 0 and literal.strip() else literal
    kinds = [token.kind for token in section.tokens]
    number = Decimal(repr(abs(value))) if abs(value) < 1e300 else Decimal(0)
    number *= 100 ** kinds.count("percent")
    if "general" in kinds:
        body = "".join(
            general(float(number)) if token.kind == "general" else token.text for token in section.tokens
        )
    elif _is_fraction(section):
        body = _fraction(section, number)
    else:
        body = _placed(section, number)
    if section.digits in _WIDE:
        body = body.translate({ord("0") + n: sign for n, sign in enumerate(_WIDE[section.digits])})
    return f"-{body}" if value < 0 else body


def _placed(section: _Section, number: Decimal) -> str:
    """Digits in the places that a format has for them, with what stands between."""
    tokens = [token for token in section.tokens if token.kind != "text"]
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    power = next((at for at, token in enumerate(tokens) if token.kind == "exponent" and at > digits[0]), None)
    mantissa = [at for at in digits if power is None or at < power]
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), None)
    whole = [at for at in mantissa if point is None or at < point]
    places = [at for at in mantissa if at not in whole]
    commas = [at for at, token in enumerate(tokens) if token.kind == "comma"]
    grouped = any(whole and whole[0] < at < whole[-1] for at in commas)
    if power is None:
        number /= Decimal(1000) ** sum(at > mantissa[-1] for at in commas)
        exponent = 0
    else:
        number, exponent = _scientific(number, len(whole), len(places))
    rounded = f"{number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP):f}"
    integer, _, decimals = rounded.partition(".")
    out = _filled(tokens, whole, integer.lstrip("0"), grouped) | _decimals(tokens, places, decimals)
    if power is not None:
        own = [at for at in digits if at > power]
        sign = "-" if exponent < 0 else "+" if tokens[power].text.endswith("+") else ""
        out |= _filled(tokens, own, str(abs(exponent)).lstrip("0"), grouped=False) | {power: f"E{sign}"}
    if not whole and point is not None and integer.lstrip("0"):
        out[point] = f"{integer}."
    kept = ("literal", "point", "percent", "slash")
    return "".join(out.get(at, token.text if token.kind in kept else "") for at, token in enumerate(tokens))


def _scientific(number: Decimal, step: int, places: int) -> tuple[Decimal, int]:
    """Mantissa and power of ten; with several places before the point the power is a multiple of them."""
    if not number:
        return number, 0
    step = max(step, 1)
    exponent = number.adjusted() // step * step
    mantissa = number.scaleb(-exponent)
    if mantissa.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) >= Decimal(10) ** step:
        mantissa, exponent = mantissa.scaleb(-step), exponent + step
    return mantissa, exponent


def _filled(tokens: Sequence[_Token], places: Sequence[int], digits: str, grouped: bool) -> dict[int, str]:
    """Whole digits, from the right; those that have no place stand before the first one."""
    out: dict[int, str] = {}
    count = 0

    def group(sign: str) -> str:
        nonlocal count
        if not sign.isdigit():
            return sign
        count += 1
        return f"{sign}," if grouped and count > 1 and count % 3 == 1 else sign

    for at in reversed(places):
        sign, digits = (digits[-1], digits[:-1]) if digits else ("", "")
        out[at] = group(sign or {"0": "0", "?": " "}.get(tokens[at].text, ""))
    if places and digits:
        out[places[0]] = "".join([group(sign) for sign in reversed(digits)][::-1]) + out[places[0]]
    return out


def _decimals(tokens: Sequence[_Token], places: Sequence[int], digits: str) -> dict[int, str]:
    out: dict[int, str] = {}
    trailing = True
    for at, sign in reversed(list(zip(places, digits.ljust(len(places), "0"), strict=False))):
        trailing = trailing and sign == "0" and tokens[at].text != "0"
        out[at] = {"?": " "}.get(tokens[at].text, "") if trailing else sign
    return out


def _is_fraction(section: _Section) -> bool:
    kinds = [token.kind for token in section.tokens]
    if "slash" not in kinds or "digit" not in kinds[: kinds.index("slash")]:
        return False
    return any(t.kind == "digit" or t.text.isdigit() for t in section.tokens[kinds.index("slash") :])


def _fraction(section: _Section, number: Decimal) -> str:
    """`# ?/?`, `# ??/??`, `?/?`, `# ?/8`: the nearest fraction that fits."""
    tokens = section.tokens
    slash = next(at for at, token in enumerate(tokens) if token.kind == "slash")
    after = "".join(
        token.text for token in tokens[slash + 1 :] if token.kind == "digit" or token.text.isdigit()
    )
    first = next((at for at, token in enumerate(tokens) if token.kind == "digit"), slash)
    blank = next(
        (at for at, token in enumerate(tokens[first:slash], first)
         if token.kind == "literal" and token.text.isspace()), None
    )  # fmt: skip
    fixed = int(after) if after.isdigit() and int(after) else 0
    whole = int(number) if blank is not None else 0
    rest = Fraction(number) - whole
    if fixed:
        above, below = int(rest * fixed + Fraction(1, 2)), fixed
    else:
        near = rest.limit_denominator(10 ** min(len(after) or 1, 7) - 1)
        above, below = near.numerator, near.denominator
    if blank is not None and above >= below:
        whole, above = whole + 1, 0
    before = "".join(token.text for token in tokens[:first] if token.kind == "literal")
    parts = [str(whole)] if whole or (blank is not None and not above) else []
    parts += [f"{above}/{below}"] if above or blank is None else []
    return before + " ".join(parts)


# -- days and times ------------------------------------------------------------------------------------------


def _date(section: _Section, value: float, from_1904: bool) -> str:
    elapsed = section.has("elapsed")
    days = value + 1462 if from_1904 else value
    if not (abs(value) <= _LAST_DAY if elapsed else 0 <= days <= _LAST_DAY):
        return general(value)
    fine = max(
        (len(token.text.partition(".")[2]) for token in section.tokens if token.kind == "date"), default=0
    )
    total = Decimal(repr(abs(value) if elapsed else days)) * _SECONDS
    total = total.quantize(Decimal(1).scaleb(-min(fine, 3)), ROUND_HALF_UP)
    whole, fraction = int(total), total % 1
    when = _Moment.of(whole, twelve=section.has("noon"))
    out = []
    for token in section.tokens:
        if token.kind == "date":
            out.append(_part(token.text, when, section, fraction))
        elif token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            out.append(str(whole // unit).zfill(len(token.text)))
        elif token.kind == "noon":
            out.append(_noon(token.text, when, section.japanese))
        elif token.kind in ("literal", "slash", "comma", "point", "percent"):
            out.append(token.text)
        elif token.kind == "digit":
            out.append("" if token.text == "#" else "0")
    return ("-" if elapsed and value < 0 else "") + "".join(out)


class _Moment(NamedTuple):
    """A day and a time of it; `day` None for the two that only Excel knows (1900/1/0, 1900/2/29)."""

    year: int
    month: int
    number: int
    day: date | None
    hour: int
    shown_hour: int
    minute: int
    second: int

    @classmethod
    def of(cls, seconds: int, *, twelve: bool) -> _Moment:
        """From seconds since Excel's first day, which it calls 0 January 1900."""
        days, rest = divmod(seconds, _SECONDS)
        hour, minute, second = rest // 3600, rest // 60 % 60, rest % 60
        clock = (hour, (hour % 12 or 12) if twelve else hour, minute, second)
        if days in (0, 60):
            return cls(1900, 1 if not days else 2, 0 if not days else 29, None, *clock)
        first = datetime(1899, 12, 31 if days < 60 else 30)
        day = (first + timedelta(days=min(days, _LAST_DAY))).date()
        return cls(day.year, day.month, day.day, day, *clock)


def _part(form: str, when: _Moment, section: _Section, fraction: Decimal) -> str:
    """One piece of a date: `mm`, `aaa`, `ggg`, `ss.0`."""
    size, letter = len(form), form[0]
    if letter == "y":
        return f"{when.year % 100:02}" if size < 3 else f"{when.year:04}"
    if letter in "ge":
        return _era(form, when, section)
    if letter == "a":
        return "" if when.day is None else _DAYS[when.day.weekday()] + ("曜日" if size > 3 else "")
    if letter == "m" and size > 2:
        name = _MONTHS[when.month - 1]
        return name[:3] if size == 3 else name[:1] if size == 5 else name
    if letter == "d" and size > 2:
        return _day_name(when, section.japanese, short=size == 3)
    if letter == "s":
        whole, _, places = form.partition(".")
        tail = f"{fraction:.{min(len(places), 3)}f}"[1:].ljust(len(places) + 1, "0") if places else ""
        return f"{when.second:0{min(len(whole), 2)}}{tail}"
    number = {"m": when.month, "d": when.number, "h": when.shown_hour, "n": when.minute}[letter]
    return f"{number:02}" if size > 1 else str(number)


def _day_name(when: _Moment, japanese: bool, *, short: bool) -> str:
    if when.day is None:
        return ""
    if japanese:
        return _DAYS[when.day.weekday()] + ("" if short else "曜日")
    name = _ENGLISH_DAYS[when.day.weekday()]
    return name[:3] if short else name


def _era(form: str, when: _Moment, section: _Section) -> str:
    found = next((era for era in _ERAS if when.day is not None and when.day >= era[0]), None)
    if found is None:
        return str(when.year) if form[0] == "e" else ""
    if form[0] == "g":
        return found[1][min(len(form), 3) - 1]
    year = when.year - found[0].year + 1
    return "元" if year == 1 and section.first else str(year).zfill(min(len(form), 2))


def _noon(form: str, when: _Moment, japanese: bool) -> str:
    late = when.hour >= 12
    if japanese or form[0] == "午":
        return "午後" if late else "午前"
    name = "PM" if late else "AM"
    return name if len(form) > 3 else name[0]
