"""What the city and its plan are called by themselves, said as anybody would say it: they tell nothing apart.

みなと市の図書館の×は   → 市の図書館の×は          the ICT action plan of Minato City → the plan of city
行政改革プランの×は     → プランの×は
みなと市図書館、みなと市民  → 図書館、市民

The names are the city's data (data/plan.toml). What is quoted or looked for as a text stays as it is, and so
does a name where the plan itself goes on with the next signs: 行政改革プランの公表, a measure.
"""

from __future__ import annotations

import re

from bot.understanding.scripts import pattern
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.vocabulary import Vocabulary

CITY, PLAN = "市", "プラン"
CITY_ENGLISH, PLAN_ENGLISH = "city", "plan"
_KINDS = "市町村区"
_BELONGS = "民立役内外営長議"  # 市民, 市立: what goes on with the kind of place
_AS_A_TEXT = "(?!という(?:言葉|ことば|文字|語)|の(?:記載|文字|言葉|ことば|言及))"
_PARTICLE = r"(?=の|で|では|にお(?:ける|いて)|は|って|とは|全体|全部|[、。?？!！\s]|$)"
_ENGLISH = r"(?i)\b{}(?P<alone>)\b(?! (?:hall|office)\b)"
_QUOTES = '「[^」]*」|『[^』]*』|"[^"]*"|“[^”]*”'
_BESIDE = 3  # signs behind a name that tell whether the plan goes on so


def plainly(text: str, vocabulary: Vocabulary) -> str:
    """The text with the names of the city and the plan said plainly."""
    lower = text.lower()
    for name, plain in _names(vocabulary):
        if name.lower() in lower:
            text = _said(text, name, plain, vocabulary)
            lower = text.lower()
    return text


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each name with what is said for it, the longer ones first."""
    plan = vocabulary.tables.plan
    for name in (plan.name, plan.short):
        if name not in ("計画", PLAN, ""):
            yield name, PLAN
    if plan.city:
        yield plan.city, CITY
        if plan.city[-1] in _KINDS and len(plan.city) > 2:
            yield plan.city[:-1], CITY
    for name, plain in ((plan.english, PLAN_ENGLISH), (plan.city_english, CITY_ENGLISH)):
        if name.lower() not in (plain, ""):
            yield name, plain
            if plain == CITY_ENGLISH and " " in name:
                yield name.rpartition(" ")[0], plain


def _said(text: str, name: str, plain: str, vocabulary: Vocabulary) -> str:
    city = vocabulary.tables.plan.city
    whole = plain == CITY and name == city
    titles = (each.title.replace(city, "") for each in vocabulary.plan.measures)
    if plain == CITY and not whole and any(name in title for title in titles):
        return text  # a measure may be meant
    quoted = [match.span() for match in pattern(_QUOTES).finditer(text)]

    def said(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in quoted):
            return match[0]
        alone = match["alone"] is not None
        goes_on = fold(text[match.start() : match.end() + _BESIDE])
        stands = len(goes_on) > len(fold(name)) and goes_on in vocabulary.plan_text
        if stands and not (whole and alone):
            return match[0]
        if alone:
            return plain
        return CITY if text[match.end() : match.end() + 1] in _BELONGS else ""

    if name.isascii():
        form = _ENGLISH.format(re.escape(name))
    else:
        form = f"{re.escape(name)}{_AS_A_TEXT}(?P<alone>{_PARTICLE}){'?' if whole else ''}"
    return re.sub(form, said, text)
