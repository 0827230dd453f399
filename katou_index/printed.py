"""Measure numbers as sheets print them (14, No.14, 1-①, 8-1, 総務-3, 007), in a cell or before a title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from katou_index.plan import MeasureNumber, measure_number

_DASHES = "‐‑‒–—―−ー"
_SIGNS = "①-⑳㉑-㉟㊱-㊿⑴-⒇Ⅰ-Ⅻⅰ-ⅻ"  # numbers of one sign
_PART = rf"(?:(?<![0-9])[0-9]{{1,9}}(?![0-9])|[{_SIGNS}]|\([0-9{_SIGNS}]{{1,3}}\)|[A-Za-z]{{1,3}}|[ァ-ヶ])"
_PRINTED = re.compile(
    rf"(?:[Nn][Oo]\.?\s*|№\s*)?((?=.*[0-9{_SIGNS}])(?:[一-鿿]{{1,4}}-?)?{_PART}(?:[-._の]?{_PART}){{0,5}})\.?"
)
_COUNTED = re.compile(r"第?\s*([0-9]{1,9})\s*[号番]")  # 第3号
_BRACKETED = re.compile(r"\(([^()]*)\)")
_DATED = re.compile(r"[年月日件名人回]")
_CIRCLED = re.compile("[①-⑳㉑-㉟㊱-㊿]")
_PLAIN_IN_BRACKETS = re.compile(r"[(（]\s*[0-9０-９]{1,3}\s*[)）]")
_PRINTED_TITLE = re.compile(
    rf"((?:[NＮ][oｏ][.．]?\s*|№\s*)?[0-9０-９]{{1,4}}(?:[-－][0-9０-９]{{1,3}}|[-－]?[{_SIGNS}])*)"
    r"(?:[.．:：、]\s*|\s+)(\S.*)"
)


def printed_number(text: str) -> MeasureNumber | None:
    """A cell of the column of numbers: `14`, `No.14`, `(14)` → 14; `1-①`, `8-1`, `総務-3`, `007` as printed,
    in narrow signs. None for what is no number."""
    if text.isascii() and text.isdigit() and len(text) < 10:  # most of them
        return measure_number(text) if text.strip("0") else None
    bare = _narrow(text).strip()
    if counted := _COUNTED.fullmatch(bare):
        bare = counted[1]
    bracketed = _BRACKETED.fullmatch(bare)
    match = _PRINTED.fullmatch(bracketed[1] if bracketed else bare)
    if not match or _DATED.search(match[1]) or not match[1].strip("0-."):
        return None
    return measure_number(match[1])


def is_circled(number: str) -> bool:
    """Whether a number is one circled sign: ⑳."""
    return _CIRCLED.fullmatch(number) is not None


def is_bracketed(cell: str) -> bool:
    """Whether a cell is a plain number in brackets: (21)."""
    return _PLAIN_IN_BRACKETS.fullmatch(cell) is not None


def printed_title(text: str) -> tuple[MeasureNumber, str] | None:
    """`2 非常時における…` → (2, "非常時における…"), `1-① 広報` → ("1-①", "広報")."""
    match = _PRINTED_TITLE.fullmatch(text)
    number = printed_number(match[1]) if match else None
    return (number, match[2]) if match and number is not None else None


_DECIMAL = re.compile(r"([0-9]{1,9})\.0")


def is_decimal(cell: str) -> bool:
    """Whether a cell is a whole number with .0 behind it."""
    return _DECIMAL.fullmatch(cell) is not None


def are_decimals(cells: Iterable[str]) -> bool:
    """Whether a program wrote the whole numbers of a column with .0 behind them: each of them, so no 1.1."""
    numbers = [cell for cell in cells if re.search("[0-9]", cell)]
    return bool(numbers) and all(map(is_decimal, numbers))


def without_decimal(cell: str) -> str:
    """`12.0` → `12`; anything else as it is."""
    found = _DECIMAL.fullmatch(cell)
    return found[1] if found else cell


def _narrow(text: str) -> str:
    """Wide letters and digits, and every dash, as on a keyboard; ①, Ⅱ and ア stay what they are."""
    return "".join(
        chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else "-" if sign in _DASHES else sign for sign in text
    )


def closed_up(label: str) -> str:
    """`財 政 改 革` → `財政改革`: a label printed a sign a line, or spaced for looks."""
    signs = label.split(" ")
    apart = len(signs) > 1 and all(len(sign) == 1 and not sign.isascii() for sign in signs)
    return "".join(signs) if apart else label
