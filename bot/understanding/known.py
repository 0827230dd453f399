"""Known questions: which of them a question means most nearly that nothing could read.

They are what the templates say, with signs for names (〈評価〉が一番多い課は), compiled with the rows of
numbers that the sentence encoder gives them (`scripts/compile_known.py`), and kept by the signs they hold.
They are loaded where a question is not understood.
"""

from __future__ import annotations

import marshal
import os.path
import re
from functools import cache

from bot.understanding.scripts import pattern
from bot.understanding.spans import Number, TextSpan
from bot.understanding.vocabulary import circled
from katou_index.meaning import Vectors
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.understanding.scan import Scan
    from katou_index.meaning import Encoder

_GRAMMAR = os.path.join(os.path.dirname(__file__), "grammar")
KNOWN = os.path.join(_GRAMMAR, "known.bin")
FOLLOWING = os.path.join(_GRAMMAR, "following.bin")  # what is said after an answer
# A rating; who or what items belong to; a measure, an item or what it is about; a year; a number.
SIGNS = RATING, OWNER, MEASURE, YEAR, NUMBER = ("〈評価〉", "〈課〉", "〈番号〉", "〈年度〉", "〈数〉")
ABOUT = (
    "〈話題〉"  # stands for what a question is about until it is held against known ones, as either of these
)
ABOUT_AS = (OWNER, MEASURE)
SIGN = "〈[^〉]+〉"


def signature(text: str) -> tuple[str, ...]:
    """The signs of a text, each as often as it stands there, in one order."""
    return tuple(sorted(re.findall(SIGN, text)))


class KnownQuestions:
    """The known questions by their signs. Safe for threads: what is loaded twice is the same."""

    def __init__(self, compiled: tuple[str, dict[tuple[str, ...], tuple[tuple[str, ...], bytes]]]) -> None:
        self.encoder, self._parts = compiled
        self._loaded: dict[tuple[str, ...], Vectors] = {}

    def likeness(self, masked: str, encoder: Encoder) -> dict[str, float]:
        """Known question with just the signs of this one → how like it is. Raises EncoderMissingError."""
        signs = signature(masked)
        if signs not in self._parts or encoder.name != self.encoder:
            return {}
        if signs not in self._loaded:
            texts, rows = self._parts[signs]
            width = len(rows) // len(texts)
            cut = (rows[at : at + width] for at in range(0, len(rows), width))
            self._loaded[signs] = Vectors(list(zip(texts, cut, strict=True)))
        return self._loaded[signs].likeness(masked, encoder)


@cache
def known_questions(path: str = KNOWN) -> KnownQuestions:
    """Those that stand beside the grammar, loaded when first needed; `FOLLOWING`: what follows an answer."""
    with open(path, "rb") as file:
        return KnownQuestions(marshal.load(file))


class Name(NamedTuple):
    """A name of a question: its sign, what it is called in a question, what conditions have of it."""

    sign: str
    words: str
    aspect: str
    value: str


class Masked(NamedTuple):
    """A question with signs for names. `year` is the code of one that it names, "" for none."""

    line: str
    names: tuple[Name, ...]
    year: str = ""


def masked(scan: Scan, about: Sequence[str]) -> Iterator[Masked]:
    """A question with signs for its names and for the words that it is about; none where they are many.

    What it is about may stand where a department may (システムの×) or where a measure may (RPAの担当課).
    """
    line, names, years, end = list[str](), dict[int, Name](), list[str](), 0
    for place, span in scan.signs:
        line += scan.line[end:place]
        end = place + 1
        if span.sign == "Y" and isinstance(span.value, FiscalYear):
            years.append(span.value.code)
        elif name := _name(span):
            names[len(line)] = name
            line.append(name.sign)
        else:
            line += span.text
    line += scan.line[end:]
    for start, stop in _places(line, about):
        words = "".join(line[start:stop])
        names[start] = Name(ABOUT, f"「{words}」", "topic", words)
        line[start:stop] = [ABOUT, *[""] * (stop - start - 1)]
    for place, sign in enumerate(line):
        if sign.isascii() and sign.isdigit():
            before = place and line[place - 1] == NUMBER
            number = (names.pop(place - 1).words if before else "") + sign
            names[place] = Name(NUMBER, number, "", number)
            line[place], line[place - 1] = NUMBER, "" if before else line[place - 1]
    text = "".join(line)
    if years:
        text = pattern("^[のは、でに ]+|(?<= )(?:in|for)(?: fiscal)?[ ?]*$").sub("", text)
    if len(set(years)) > 1 or sum(name.sign == ABOUT for name in names.values()) > 1:
        return
    for sign in ABOUT_AS if ABOUT in text else ("",):
        found = tuple(
            name._replace(sign=sign) if name.sign == ABOUT else name for _, name in sorted(names.items())
        )
        yield Masked(text.replace(ABOUT, sign), found, "".join(years[:1]))


def _places(line: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand in a line, those side by side as one."""
    text = "".join(sign if len(sign) == 1 else "\0" for sign in line)
    found: list[tuple[int, int]] = []
    for start, end in sorted((at, at + len(word)) for word in set(words) if (at := text.find(word)) >= 0):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _name(span: TextSpan) -> Name | None:
    """A span as the name that it is; None for what is no name of the plan."""
    sign, value = span.sign, span.value
    if sign == "M":
        return Name(RATING, str(value), "rating", str(value))
    if sign == "D":
        return Name(OWNER, str(value), "owner", str(value))
    if sign == "P" and isinstance(value, int):
        return Name(OWNER, f"基本方針{circled(value)}", "policy", str(value))
    if sign == "P":
        return Name(OWNER, f"取組「{value}」", "initiative", str(value))
    if sign == "N" and isinstance(value, Number) and len(value.measures) == 1:
        number = f"No.{value.measure}"
        if value.item:
            return Name(MEASURE, f"{number}の項目{value.item}", "item", f"{value.measure}-{value.item}")
        return Name(MEASURE, number, "measure", str(value.measure))
    if sign in ("Q", "F"):
        return Name(ABOUT, f"「{span.text}」", "text", str(value))
    return None


def unquoted_twice(text: str) -> str:
    """A filled question in which a name that is quoted stands where one is quoted."""
    return text.replace("「「", "「").replace("」」", "」").replace('"「', "「").replace('」"', "」")


def filled(known: str, one: Masked) -> str:
    """A known question with the names of a question in place of its signs, in the year that it names."""
    left = list(one.names)

    def name(found: re.Match[str]) -> str:
        place = next(place for place, each in enumerate(left) if each.sign == found[0])
        return left.pop(place).words

    text = unquoted_twice(pattern(SIGN).sub(name, known))
    if not one.year:
        return text
    return f"{one.year}の{text}" if pattern("[ぁ-ゖ一-鿿]").search(known) else f"{text} in {one.year}"
