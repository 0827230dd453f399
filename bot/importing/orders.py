"""「取り込み 4-2: 反映します」 → Press. What is no order about an import is None: a question."""

from __future__ import annotations

import re
import unicodedata

from bot.wording import imports as words
from katou_index.plan import FiscalYear
from katou_index.reading.headings import years_in
from katou_index.records import Record
from katou_index.words import QUESTION_LIMIT, clean

_PRESS = re.compile(r"(?:取り込み|(import)) (\d{1,9})-(\d{1,9}): (.+)", re.I)
_UNDO = re.compile(
    r"(?:取り?込みを?(?:元に)?(?:戻し?|取り?消し?)\S*|(undo (?:the )?import|take (?:the )?import back))"
    r"(?: (?:確定|confirmed) (\S+))?( それでも| anyway)?[。.!?]*",
    re.I,
)
_HISTORY = re.compile(
    r"取り?込みの?(?:履歴|記録)(?:を(?:見せて|表示して)?)?[。.!?]*|((?:show )?(?:the )?import history)[.!?]*",
    re.I,
)
_CODE = re.compile(r"(?<![A-Za-z0-9])[RH]0*([1-9]\d?)(?!\d)", re.I)


class Press(Record):
    """A button of an import: which one, of which step, what it says."""

    number: int
    step: int
    word: str  # of import_wording.WORDS, or a year as R3
    lang: str


class Undo(Record):
    """The wish to take the last import back. `entry` names it once that was confirmed."""

    entry: str
    anyway: bool
    lang: str


class History(Record):
    """The wish to see what was imported."""

    lang: str


def read(text: str) -> Press | Undo | History | None:
    """The order in a text."""
    said = unicodedata.normalize("NFKC", clean(text, QUESTION_LIMIT)).strip()
    if found := _PRESS.fullmatch(said):
        word = next((key for key, shown in words.WORDS.items() if found[4] in shown), "")
        year = year_in(found[4])
        word = word or (year.code if year else "")
        return Press(int(found[2]), int(found[3]), word, "en" if found[1] else "ja") if word else None
    if found := _UNDO.fullmatch(said):
        return Undo(found[2] or "", bool(found[3]), "en" if found[1] else "ja")
    if found := _HISTORY.fullmatch(said):
        return History("en" if found[1] else "ja")
    return None


def year_in(text: str) -> FiscalYear | None:
    """The one fiscal year that a text names: R3, 令和3年度, 2021年度. None for none or several."""
    said = unicodedata.normalize("NFKC", text)
    found = {FiscalYear.from_code(match[0]) for match in _CODE.finditer(said)}
    found |= {FiscalYear(began) for began in years_in(said)}
    return found.pop() if len(found) == 1 else None
